"""Draws the definition workbook and the forms."""
