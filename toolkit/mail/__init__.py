"""Mails, wherever they are kept → their headers, text and files; and how mails are sent."""
