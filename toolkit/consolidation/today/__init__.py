"""What is to be done now: whom to ask first, and the whole list of the day, in order of effect."""
