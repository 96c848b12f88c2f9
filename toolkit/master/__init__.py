"""The master workbook: read back, drawn, and merged with others into the master of the whole."""
