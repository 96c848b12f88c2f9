"""Statistical data editing: figures that look wrong, which cell it is, what may have been meant. It only asks."""
