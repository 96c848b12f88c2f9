"""What people added to a master: read from the present one and drawn into the next."""
