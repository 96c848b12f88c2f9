"""The next round of a campaign: its definition out of the last one's, and what was of that one kept whole."""
