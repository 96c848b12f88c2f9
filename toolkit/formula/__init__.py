"""The rule language: a formula is read, checked, worked out here, and printed for Excel."""
