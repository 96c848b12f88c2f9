"""Statements: what each claims, which say the same, and what leaders would ask about them."""
