"""Vietnamese text: cleaned, folded and compared, turned into Unicode; what in it points to a private person."""
