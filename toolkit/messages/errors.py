"""The few exceptions. Faults in the data are findings, not exceptions.

ToolkitError                 a sentence for the user, and the exit code
├── UsageError          (2)  a request that makes no sense
├── DefinitionError     (2)  the definition workbook is missing or wrong; with the findings
└── NotDoneError        (3)  something could not be done: unreadable, unwritable
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.model import Finding, Language


class ToolkitError(Exception):
    """`code` names the sentence in `messages`, `arguments` fill its placeholders; `str` returns the sentence."""

    exit_code = 3
    language: Language = "vi"
    """The language of the error's string; set on the class for all errors, or on one error."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code, arguments)
        self.code = code
        self.arguments = arguments

    def __reduce__(self) -> tuple[Any, ...]:
        """Makes it possible to pass the complete error to another process."""
        return _remade, (type(self), vars(self))

    def __str__(self) -> str:
        return self.sentence(self.language)

    def sentence(self, language: Language) -> str:
        """The error in words, with the nearest known name."""
        from toolkit.messages import commands
        from toolkit.messages.findings import FINDINGS
        from toolkit.messages.findings import drafting as letters

        text = commands.ERRORS.get(self.code) or letters.ERRORS.get(self.code) or FINDINGS[self.code].what
        near = self.arguments.get("nearest")
        hint = commands.ERRORS["did-you-mean"].say(language, names=near) if near else ""
        return text.say(language, **self._shown_arguments(language)) + hint

    def _shown_arguments(self, language: Language) -> dict[str, str]:
        from toolkit.messages.refusals import reason

        words = dict(self.arguments)
        if "reason" in words:
            words["reason"] = reason(words["reason"], language)
        return words


def _remade(kind: type[ToolkitError], values: Mapping[str, Any]) -> ToolkitError:
    error = kind(values["code"], **values["arguments"])
    vars(error).update(values)
    return error


class UsageError(ToolkitError):
    exit_code = 2


class DefinitionError(ToolkitError):
    exit_code = 2

    def __init__(self, code: str, findings: tuple[Finding, ...] = (), **arguments: str) -> None:
        super().__init__(code, **arguments)
        self.findings = findings

    def __str__(self) -> str:
        """The sentence, followed by the faults of the definition, one per line."""
        from toolkit.messages.findings.catalogue import describe

        wrong = [f for f in self.findings if f.severity == "error" and self.code == "definition-wrong"]
        faults = [" → ".join(describe(f, self.language)) for f in wrong]
        return "\n- ".join([super().__str__(), *faults])

    def _shown_arguments(self, language: Language) -> dict[str, str]:
        from toolkit.messages.findings.catalogue import describe

        words = super()._shown_arguments(language)
        if self.code == "definition-unreadable":  # the correction differs from that of an agency's file
            words["reason"] = describe(self.findings[0], language)[0]
        return words


class NotDoneError(ToolkitError):
    exit_code = 3
