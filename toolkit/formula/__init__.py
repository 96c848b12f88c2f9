"""The rule language: a formula is parsed, checked, evaluated here, printed for Excel; and templates of sentences."""
