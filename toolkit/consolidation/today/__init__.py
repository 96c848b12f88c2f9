"""What is to be done now: the agencies to ask first, and all tasks, in order of effect."""
