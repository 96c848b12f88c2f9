"""The copy for circulation: which figures are masked, and what would reveal them."""
