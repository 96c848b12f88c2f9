"""Counts the cells of a file a second time, from its own XML or records, to check the reader of values."""
