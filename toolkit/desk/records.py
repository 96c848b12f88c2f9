"""The contents of the pages: records of the campaign in words, as the reading process sends them to the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """One agency on the board; `standing` is as in `board_status`, all else in words."""

    code: str
    name: str
    short_name: str
    standing: str
    sign: str
    words: str
    received: str
    late: str
    figures: str
    sections: str
    errors: int
    warnings: int
    waiting: int
    signed: str
    file: str
    emails: tuple[str, ...]
    officer: str = ""
    """The officer of the lead agency who follows the agency."""
    reviewed: str = ""
    """The person who reviewed the report that counts, and the day; `holds`: whether the review is valid."""
    holds: bool = False
    counts: str = ""
    """The SHA-256 of that report; "" where none counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One thing to do. `kind`: the kind of a task, or `renew`; `agency`: a code, "" for none."""

    kind: str
    what: str
    tasks: int = 1
    """The number of tasks that this row represents."""
    agency: str = ""
    officer: str = ""
    name: str = ""
    person: str = ""
    phones: tuple[str, ...] = ()
    """The numbers to dial; () where none is certain."""
    action: str = ""
    """The command that settles the task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding: its cell, the fault, and the advice. `agency`: a code, "" for none."""

    agency: str
    file: str
    cell: str
    severity: str
    code: str
    what: str
    fix: str
    accepts: str = ""
    """The key by which it may be accepted; `accepted`: the name and reason with which it was."""
    accepted: str = ""
    indicator: str = ""
    period: str = ""
    """The period of the figure that may be corrected because of it."""
    settles: tuple[str, ...] = ()
    """The cell about which register and master disagree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file that came in, and its status. `agency` is a code, "" where it is unknown."""

    file: str
    called: str
    agency: str
    fate: str
    words: str
    sender: str
    received: str
    drafts: bool
    """Whether a form can be drafted from this file, which is a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRow:
    """A file whose agency is to be decided. `key`: the file's SHA-256; `proposed`: codes of possible agencies."""

    key: str
    file: str
    name: str
    sender: str
    received: str
    subject: str
    problems: tuple[str, ...]
    proposed: tuple[str, ...]
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionFault:
    """A fault in the definition: what, where and how to correct it."""

    what: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRow:
    """A way to the next round: the word for the command, the way in words, and the resulting periods."""

    way: str
    words: str
    label: str
    periods: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignView:
    """The state of the campaign. `following`: the next command; `counts`: the counts of the board, by key."""

    title: str
    due: str
    as_of: str
    lines: tuple[str, ...]
    notices: tuple[str, ...]
    warnings: tuple[DefinitionFault, ...]
    counts: Mapping[str, int]
    forms: int
    following: str
    put_into: bool
    command: str
    agencies: tuple[AgencyRow, ...]
    findings: tuple[FindingRow, ...]
    files: tuple[FileRow, ...]
    doubts: tuple[DoubtRow, ...]
    plan: tuple[str, ...] = ()
    """The plan of the campaign until forms are made; `cautions`: what to check before."""
    cautions: tuple[str, ...] = ()
    example: str = ""
    """Code of an agency whose form is worth checking before all are made."""
    decided: int = 0
    """The number of decisions that the next merge applies; `by`: the last person who decided, or the contact person."""
    by: str = ""
    tasks: tuple[TaskRow, ...] = ()
    """The present tasks, by kind, in order of effect."""
    ways: tuple[WayRow, ...] = ()
    """The ways to the next round, the usual one first."""
    themes: tuple[str, ...] = ()
    """The names of the definition's themes."""
    counts_of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """The counts of each officer's agencies."""
    day: str = ""
    """The day of this state; `reviews`: whether the campaign has reports reviewed."""
    reviews: bool = False

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> Self:
        """The record from its `dataclasses.asdict` form."""
        rows: dict[str, type] = {
            "agencies": AgencyRow,
            "findings": FindingRow,
            "files": FileRow,
            "doubts": DoubtRow,
            "tasks": TaskRow,
            "warnings": DefinitionFault,
            "ways": WayRow,
        }
        values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in sent.items()}
        values |= {n: tuple(_row(kind, row) for row in sent[n]) for n, kind in rows.items()}
        return cls(**values)

    def of(self, code: str) -> AgencyRow | None:
        """The agency with this code; None where there is none."""
        return next((row for row in self.agencies if row.code == code), None)

    def of_officer(self, name: str) -> Self:
        """The view of one officer's agencies, or of all agencies if the name is unknown."""
        if name not in self.counts_of:
            return self
        rows = tuple(row for row in self.agencies if row.officer == name)
        findings = tuple(f for f in self.findings if f.agency in {row.code for row in rows})
        tasks = tuple(t for t in self.tasks if t.officer == name)
        return replace(self, agencies=rows, findings=findings, tasks=tasks, counts=self.counts_of[name], lines=())


class FigureCell(NamedTuple):
    """One figure as pages show it: its content, its state (`words`: the state in words, "" if simply reported), and its
    previous value."""

    agency: str
    indicator: str
    period: str
    shown: str
    state: str
    words: str
    before: str
    sent: str
    """The value that the agency sent, in the form used by corrections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All figures, the periods with their names, and the data of each indicator and agency, keyed by code. They are
    stored as `details_of` sent them, since there may be very many figures."""

    periods: Sequence[tuple[str, str]]
    indicators: Mapping[str, Mapping[str, Any]]
    agencies: Mapping[str, Mapping[str, Any]]
    figures: Sequence[FigureCell]

    def figures_of(self, axis: int, code: str) -> Mapping[tuple[str, str], FigureCell]:
        """The figures of an agency (`axis` 0), by indicator and period, or of an indicator (1), by agency
        and period."""
        figures = (FigureCell(*one) for one in self.figures if one[axis] == code)
        return {(one[1 - axis], one.period): one for one in figures}

    def lacking(self, code: str) -> list[str]:
        """The agencies that are asked for an indicator and have not reported it for all periods."""
        figures = self.figures_of(1, code)
        open_ = {a for (a, _), one in figures.items() if one.state in ("missing", "held", "carried")}
        return [a for a in self.indicators[code]["asked"] if a in open_ or (a, self.periods[-1][0]) not in figures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The reason why the campaign cannot be shown, as a sentence, and the faults of its definition."""

    sentence: str
    faults: tuple[DefinitionFault, ...] = ()

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> Self:
        """The record from its `dataclasses.asdict` form."""
        return cls(sentence=sent["sentence"], faults=tuple(_row(DefinitionFault, row) for row in sent["faults"]))


def _row(kind: type, values: Mapping[str, Any]) -> Any:
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})
