"""Which agency is meant where a person typed a name, and whose an address is."""
