"""PDF reports → the same lines as of Word and text: glyphs and rules of the pages, rows, tables, paragraphs."""
