"""The next round of a campaign: its definition made from the last one's, and the last round kept as a whole."""
