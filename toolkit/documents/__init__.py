"""Report files (Word, PDF, plain text) → their lines, before anything is made of them."""
