"""Which letters are due, to whom and about what; the letters as mails."""
