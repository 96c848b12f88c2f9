"""The definition workbook as a `Campaign`: the questions, the agencies, and every mistake in it at once."""
