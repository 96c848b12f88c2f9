"""Statements: what each claims, which say the same, and what leaders may ask about them."""
