"""The rule language: formulas are parsed, checked, evaluated, and printed for Excel; and templates of sentences."""
