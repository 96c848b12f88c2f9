"""The master workbook: drawn, read back, and merged with the masters of other parts into one."""
