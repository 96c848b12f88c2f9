"""Commands that draw something of the consolidated result."""
