"""Mails, wherever they are stored → their headers, text and files; and sending mails."""
