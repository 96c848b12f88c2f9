"""PDF reports → lines, as of Word and text reports: from characters and rules to rows, tables, paragraphs."""
