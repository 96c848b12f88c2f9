"""What people added to a master, read from the one that is there and drawn into the next."""
