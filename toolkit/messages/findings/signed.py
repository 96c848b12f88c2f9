"""Findings about PDFs that came together with workbooks."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)

#: Why the text of a PDF is unknown.
UNREAD = _TEXTS.group("UNREAD")
