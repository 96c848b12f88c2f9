"""Report files (Word, PDF, plain text) → lines, before they are interpreted."""
