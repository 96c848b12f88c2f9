"""Reads mails, wherever they are stored: headers, text and files; and sends mails."""
