"""Vietnamese text: cleaned, folded, compared, converted to Unicode, and searched for what points to private persons."""
