"""Report files (Word, PDF, plain text) → their lines, before interpretation."""
