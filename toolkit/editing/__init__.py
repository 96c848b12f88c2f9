"""Statistical data editing: asks about figures that look wrong, with the likely cell and slip, and changes none."""
