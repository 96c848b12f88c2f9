"""Commands that draw part of the consolidated result."""
