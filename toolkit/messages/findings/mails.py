"""Findings about mails and their attachments."""

from toolkit.messages.texts import texts
from toolkit.model import Language

_TEXTS = texts(__file__)
_ASK_FORM = _TEXTS["_ASK_FORM"]
_DRAFT = _TEXTS["_DRAFT"]
_DRAFT_OR_ASK = _TEXTS["_DRAFT_OR_ASK"]
_SUBJECT = _TEXTS["_SUBJECT"]
_NO_SUBJECT = _TEXTS["_NO_SUBJECT"]
_FROM = _TEXTS["_FROM"]


def mail_clause(language: Language, subject: str, sender: str, day: str) -> str:
    """The end of a sentence about a file: the mail that it came with; "" for a file without a mail."""
    if not (subject or sender or day):
        return ""
    parts = [
        _SUBJECT.say(language, subject=subject) if subject else _NO_SUBJECT.say(language),
        _FROM.say(language, sender=sender) if sender else "",
    ]
    return f" ({', '.join(part for part in (' '.join(filter(None, parts)), day) if part)})"


def remedy(language: Language, name: str, file: str, agency: str) -> str:
    """How to correct a report that is no workbook: drafting from it is possible for a text, and perhaps for a PDF."""
    kind = name.lower()
    way = _ASK_FORM if kind.endswith(_COPIES) else _DRAFT_OR_ASK if kind.endswith(".pdf") else _DRAFT
    return way.say(language, file=file, whose=agency)


#: Endings of the names of scans.
_COPIES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")
