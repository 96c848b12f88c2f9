"""The few exceptions. Faults in the data are findings, not exceptions.

ToolkitError                 a sentence for the user; carries the exit code
├── UsageError          (2)  asked for something that cannot be meant
├── DefinitionError     (2)  the definition workbook is missing or wrong; holds its findings
└── NotDoneError        (3)  it could not be done: unreadable, unwritable
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.model import Finding


class ToolkitError(Exception):
    """`code` names the sentence in `messages`; `arguments` fill its placeholders."""

    exit_code = 3

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code, arguments)
        self.code = code
        self.arguments = arguments


class UsageError(ToolkitError):
    exit_code = 2


class DefinitionError(ToolkitError):
    exit_code = 2

    def __init__(self, code: str, findings: tuple[Finding, ...] = (), **arguments: str) -> None:
        super().__init__(code, **arguments)
        self.findings = findings


class NotDoneError(ToolkitError):
    exit_code = 3
