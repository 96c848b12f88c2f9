"""The wording of the checks before forms go out: each agency's questions, a single form, a trial of the rules."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


OPTIONS = _TEXTS.group("OPTIONS")

ERRORS = _TEXTS.group("ERRORS")
