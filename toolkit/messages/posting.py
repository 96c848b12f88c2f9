"""The wording of collecting mails and writing to agencies: options, results, errors, and the letters themselves."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


KINDS = _TEXTS.group("KINDS")
HELP = _TEXTS.group("HELP")
OPTIONS = _TEXTS.group("OPTIONS")

SEND_AGAIN = _TEXTS.group("SEND_AGAIN")
"""What an agency can do about a file that did not arrive as a workbook, keyed by the finding's code."""
ANSWERED_BY_FORM = frozenset({"is-pdf", "is-picture", "is-rtf", "is-text", "not-a-workbook"})
"""Findings for which the letter's usual request, to send the form filled in, is enough."""

ERRORS = _TEXTS.group("ERRORS")
