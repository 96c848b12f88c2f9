"""Tables whose rows agencies add: which rows count, their totals, what changed, and their summaries."""
