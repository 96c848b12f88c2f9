"""The letters that are due, their recipients and texts; the letters as mails."""
