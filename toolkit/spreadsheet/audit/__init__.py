"""What a file of each format says of its own cells, beside what the reader of values gives."""
