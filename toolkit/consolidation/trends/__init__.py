"""What the round before makes of this one, beyond its figures: tables beside those of then."""
