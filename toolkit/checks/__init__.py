"""The checks on one submission: its figures against the rules, and its words against its figures."""
