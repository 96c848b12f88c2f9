"""PDF reports as the same lines as Word and text reports: glyphs and rules of the pages, rows, tables, paragraphs."""
