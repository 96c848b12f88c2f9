"""One submission for the checks, with its agency and the definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Unpack

from toolkit.language.text import Wording, wordings
from toolkit.messages.findings.making import Fields, finding
from toolkit.model import Agency, Argument, Campaign, Figure, Finding, Severity, Statement, Submission, Value


class Columns(NamedTuple):
    """The figures of a submission, column by column."""

    codes: tuple[str, ...] = ()
    """The codes of the indicators."""
    periods: tuple[str, ...] = ()
    values: tuple[Value | None, ...] = ()
    states: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """One submission with its agency and the definition."""

    campaign: Campaign
    agency: Agency
    submission: Submission
    figures: Mapping[tuple[str, str], Figure]
    """By (indicator code, period key)."""
    columns: Columns
    statements: Sequence[tuple[Statement, Wording]]
    """Each statement with the forms of its text that are compared."""

    def finding(
        self,
        code: str,
        *,
        severity: Severity | None = None,
        at: Figure | Statement | None = None,
        arguments: Mapping[str, Argument] | None = None,
        **further: Unpack[Fields],
    ) -> Finding:
        """A finding in the submission."""
        here: Fields = {"file": self.submission.source.file, "agency": self.agency.code}
        return finding(code, severity=severity, at=at, arguments=arguments, **(here | further))


def context_of(campaign: Campaign, agency: Agency, submission: Submission) -> Context:
    columns = _columns(submission.figures)
    figures = dict(zip(zip(columns.codes, columns.periods, strict=True), submission.figures, strict=True))
    statements = [*zip(submission.statements, wordings([s.text for s in submission.statements]), strict=True)]
    return Context(campaign, agency, submission, figures, columns, statements)


def _columns(figures: Sequence[Figure]) -> Columns:
    if not figures:
        return Columns()
    _, codes, periods, values, states, _, notes, *_ = zip(*figures, strict=True)
    return Columns(codes, periods, values, states, notes)
