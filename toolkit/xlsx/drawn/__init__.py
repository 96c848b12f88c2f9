"""Drawing of the definition workbook and of the forms."""
