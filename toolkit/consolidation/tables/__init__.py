"""Tables whose rows agencies add: which rows count, what they come to, what changed in them, and how they are told."""
