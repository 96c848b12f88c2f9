"""Reads the definition workbook into a `Campaign` (questions, agencies), and reports all its mistakes at once."""
