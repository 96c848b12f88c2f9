"""The rule language: a formula is read, checked, worked out here, printed for Excel; and templates of sentences."""
