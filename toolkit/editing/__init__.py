"""Statistical data editing: figures that look wrong, which cell, which slip. It only asks."""
