"""The sheets of the master workbook, one file a sheet."""
