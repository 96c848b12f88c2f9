"""The definition workbook → `Campaign`: what is asked, of whom, and every mistake in it at once."""
