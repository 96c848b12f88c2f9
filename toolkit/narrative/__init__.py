"""Statements: what each claims, which of them say the same, and what leaders may ask about them."""
