"""A second account of the cells, from each format's own file, to compare with the reader of values."""
