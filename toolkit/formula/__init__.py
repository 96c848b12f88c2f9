"""The rule language (contract §5): a formula is read, checked, worked out here, and printed for Excel."""
