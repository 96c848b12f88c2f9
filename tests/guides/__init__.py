"""The pages for people: their instructions work, and their pictures show what users see."""
