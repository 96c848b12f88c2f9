"""What the pages show: the campaign in words, as the process that reads it tells it to the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """One agency on the board; `standing` as `standing_of` has it, the rest in words."""

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
    """Who follows it, of the office that collects the reports."""
    reviewed: str = ""
    """Who has reviewed the report that counts, and when; `holds`: whether that holds."""
    holds: bool = False
    counts: str = ""
    """The SHA-256 of that report; "" where none counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One thing to do: `kind` as of a task, or `renew`; `agency` is a code, "" where it is about none."""

    kind: str
    what: str
    tasks: int = 1
    """For how many it stands."""
    agency: str = ""
    officer: str = ""
    name: str = ""
    person: str = ""
    phones: tuple[str, ...] = ()
    """The numbers to dial; () where none is sure."""
    action: str = ""
    """The command that does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding: where it is, what is wrong, what to do. `agency` is a code, "" where it is nobody's."""

    agency: str
    file: str
    place: str
    severity: str
    code: str
    what: str
    fix: str
    accepts: str = ""
    """The key by which it may be accepted; `accepted`: by whom and why it was."""
    accepted: str = ""
    indicator: str = ""
    period: str = ""
    """Of the figure that may be corrected because of it."""
    settles: tuple[str, ...] = ()
    """The place of which the register says something else than the master."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file that came in, and what became of it. `agency` is a code, "" where it is not known."""

    file: str
    called: str
    agency: str
    fate: str
    words: str
    sender: str
    received: str
    drafts: bool
    """Whether it is a report from which a form can be drafted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRow:
    """A file of which it is to be decided whose it is. `key` is its SHA-256; `proposed` are codes."""

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
    """Something wrong with the definition: what, where and what to do."""

    what: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRow:
    """A way on to the next round: as the command has it, in words, and the periods that it leads to."""

    way: str
    words: str
    label: str
    periods: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where the campaign stands. `following` is the next command, `counts` are those of the board, by their keys."""

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
    asked: tuple[str, ...] = ()
    """What will be asked of whom, until forms are made; and `cautions`, what to look at before."""
    cautions: tuple[str, ...] = ()
    example: str = ""
    """Code of an agency whose form is worth a look before all are made."""
    decided: int = 0
    """How much was decided that waits for the next merge; `by`: who decided last, or who is in charge."""
    by: str = ""
    tasks: tuple[TaskRow, ...] = ()
    """What is to be done now, by kind, in order of effect."""
    ways: tuple[WayRow, ...] = ()
    """The ways on to the next round, the usual one first."""
    themes: tuple[str, ...] = ()
    """What the definition's themes are called."""
    counts_of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """The counts of each officer's agencies."""
    day: str = ""
    """The day of this; `reviews`: whether reports are to be reviewed."""
    reviews: bool = False

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """The record that was told as `dataclasses.asdict` has it."""
        rows: dict[str, type] = {
            "agencies": AgencyRow,
            "findings": FindingRow,
            "files": FileRow,
            "doubts": DoubtRow,
            "tasks": TaskRow,
            "warnings": DefinitionFault,
            "ways": WayRow,
        }
        values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in said.items()}
        values |= {n: tuple(_row(kind, row) for row in said[n]) for n, kind in rows.items()}
        return cls(**values)

    def of(self, code: str) -> AgencyRow | None:
        """The agency with this code."""
        return next((row for row in self.agencies if row.code == code), None)

    def of_officer(self, name: str) -> Self:
        """The same of the agencies that one officer follows; all where nobody of this name does."""
        if name not in self.counts_of:
            return self
        rows = tuple(row for row in self.agencies if row.officer == name)
        findings = tuple(f for f in self.findings if f.agency in {row.code for row in rows})
        tasks = tuple(t for t in self.tasks if t.officer == name)
        return replace(self, agencies=rows, findings=findings, tasks=tasks, counts=self.counts_of[name], lines=())


class FigureCell(NamedTuple):
    """One figure as pages show it: what stands there, its state (`words`: told, where it is none that was just given),
    and what it was last time."""

    agency: str
    indicator: str
    period: str
    shown: str
    state: str
    words: str
    before: str
    sent: str
    """What the agency sent, as corrections have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All figures, the periods with their names, and what templates say of each indicator and agency, by their codes.

    It is kept as `details_of` told it, since there may be very many figures.
    """

    periods: Sequence[tuple[str, str]]
    indicators: Mapping[str, Mapping[str, Any]]
    agencies: Mapping[str, Mapping[str, Any]]
    figures: Sequence[FigureCell]

    def figures_of(self, place: int, code: str) -> Mapping[tuple[str, str], FigureCell]:
        """Those of an agency (`place` 0), by indicator and period, or of an indicator (1), by agency and period."""
        found = (FigureCell(*one) for one in self.figures if one[place] == code)
        return {(one[1 - place], one.period): one for one in found}

    def lacking(self, code: str) -> list[str]:
        """The agencies that are asked for an indicator and have not given it for every period."""
        found = self.figures_of(1, code)
        open_ = {a for (a, _), one in found.items() if one.state in ("missing", "held", "carried")}
        return [a for a in self.indicators[code]["asked"] if a in open_ or (a, self.periods[-1][0]) not in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why the campaign cannot be shown: the sentence, and what is wrong with its definition."""

    sentence: str
    faults: tuple[DefinitionFault, ...] = ()

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """The record that was told as `dataclasses.asdict` has it."""
        return cls(sentence=said["sentence"], faults=tuple(_row(DefinitionFault, row) for row in said["faults"]))


def _row(kind: type, said: Mapping[str, Any]) -> Any:
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in said.items()})
