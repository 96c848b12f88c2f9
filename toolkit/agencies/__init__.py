"""Finds agencies by typed names, addresses or texts, and officers by their names."""
