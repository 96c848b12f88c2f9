"""Report files (Word, plain text) → their lines, before anything is made of them."""
