"""Who must be written to, about what; the letters as mails."""
