"""The definition workbook and the forms, drawn."""
