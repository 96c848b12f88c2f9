"""What was typed in one cell → a value, a state, or a question; how values are added up and shown."""
