"""The pages for people: what they tell to do works, and what they show is what one sees."""
