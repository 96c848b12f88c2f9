"""The copy for circulation: which figures are masked, and what would give them away."""
