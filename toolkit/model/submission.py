"""What came in: a file, what was read from it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from toolkit.model.definition import RESEND_REASON
from toolkit.model.signed import PrintedFile
from toolkit.model.values import CellValue, FileStatus, Severity, State, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file that came in. `file` is its path from the campaign folder, with forward slashes."""

    file: str
    sha256: str = ""
    size: int = 0
    saved: datetime | None = None
    """When the workbook says it was last saved (from its own properties, not the file system)."""
    sender: str = ""
    received: date | None = None
    """The day it was mailed, in Vietnam; None for what came in no mail."""
    mailed: datetime | None = None
    """The same with its time, which decides between two of one day."""
    undated: bool = False
    """Whether its mail's date cannot be: it tells nothing, and counts before no other."""
    seen: date | None = None
    """Of what came in no mail: the day of the first merge that saw it, or the coordinator's."""
    not_before: date | None = None
    """The first day on which it may have come; None where that is not known."""
    through: str = ""
    """The master workbooks by which it came in, outermost first; blank where the file itself was given."""
    attached_as: str = ""
    """What its sender called it; blank for what came in no mail."""
    away: bool = False
    """Whether it is known by the master it came through only, and not to be found from here."""

    @property
    def message(self) -> tuple[datetime, str] | None:
        """What tells its mail from others: when it was sent, and by whom."""
        return (self.mailed, self.sender) if self.mailed else None

    @property
    def called(self) -> str:
        """The name that its agency knows it by."""
        return self.attached_as or self.file.rpartition("/")[2]


class Member(NamedTuple):
    """One figure that a rule looks at: `body` is whose, where the rule says it; `value` is None where there is none."""

    code: str
    body: str = ""
    typed: str = ""
    value: float | None = None


class Broken(NamedTuple):
    """How a rule is broken in one period."""

    period: str
    members: tuple[Member, ...]
    sides: tuple[float, float] | None = None
    """What the two sides are; None where they need not be said, or there are none."""
    gap: float | None = None
    """By how much they differ; None where there is nothing to say of that."""
    equation: bool = False
    """Whether they should be equal."""


#: What a placeholder of a sentence stands for: numbers, days, codes, or words as somebody typed them.
Argument = str | int | float | date | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person must look at, with where it is. Its sentence comes from `messages`, by code."""

    code: str
    severity: Severity
    file: str = ""
    agency: str | None = None
    sheet: str = ""
    cell: str = ""
    indicator: str | None = None
    period: str | None = None
    section: str | None = None
    value: str = ""
    """What was typed, word for word."""
    arguments: tuple[tuple[str, Argument], ...] = ()
    """What the sentence's placeholders stand for, beyond the other fields."""
    cells: tuple[str, ...] = ()
    """All the cells with this fault, where it is the same in several; `cell` is the first."""
    values: tuple[str, ...] = ()
    """What was typed in each of `cells`, where all of it is quoted; `value` is the first."""
    periods: tuple[str, ...] = ()
    """The periods that it is about, where they are several or `period` is to be left blank."""
    rule: str = ""
    """The rule of the definition that it is about."""
    broken: tuple[Broken, ...] = ()
    """How that rule is broken, of each period."""
    group: str = ""
    """The group of ideas that it is about."""
    waits_for: tuple[str, ...] | None = None
    """The agencies whose the file may be, where that waits for a decision."""
    accepted_by: str = ""
    """Who took it for a fact, and why (`accepted_reason`); "" where it is to be asked."""
    accepted_reason: str = ""

    @property
    def quotes(self) -> tuple[tuple[str, str], ...]:
        """(cell, what was typed there) of all the cells that it quotes."""
        return tuple(zip(self.cells, self.values, strict=False)) or ((self.cell, self.value),)

    def text(self, name: str) -> str:
        """An argument that is a text; "" where there is none."""
        said = dict(self.arguments).get(name)
        return said if isinstance(said, str) else ""


class Figure(NamedTuple):
    """What stands in one cell of a form: of one agency, indicator and period, or in a table whose rows the agency adds.

    A named tuple, since there are tens of thousands of them and they travel between processes. `value` is None unless
    `state` is `given` or `zero_by_words` (then 0), or `carried` in a table: then it is what stood in the round before,
    and counts for nothing. `typed` is the cell's own text. The first three fields say where it belongs.

    In a `table` `indicator` is the column's name (`AskedTable.name`), and `period` what the row is known by within the
    agency's table: what stands in the table's key column, folded, or, where it has none, a hash of what the row holds.
    Of several with one key or hash it is that and, after `#`, a hash of what the row holds and how many hold the same;
    those are told apart by `#2`, `#3` … In the column `CARRIED_COLUMN` stands what the agency says of a row of the
    round before: `confirmed` or `closed`; blank while it says nothing.
    """

    agency: str
    indicator: str
    period: str
    value: Value | None
    state: State
    typed: str = ""
    note: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    table: str = ""

    @property
    def column(self) -> str:
        """Of a cell of a table the code of its column."""
        return self.indicator[len(self.table) + 1 :]

    @property
    def row(self) -> str:
        """Of a cell of a table what its row is known by."""
        return self.period


#: The fields of a figure that stands in no table.
FIGURE_FIELDS = Figure._fields[:-1]


class Statement(NamedTuple):
    """One point of the narrative, word for word. `theme` is the theme's code, or "" if none is chosen.

    `typed` is the cell as it was typed where `text` is not that: a cell with several points keeps it with
    the first, and so does one with invisible signs or typed in an old encoding. `evidence` stands with the first too:
    what it is about, the cell does not say.
    """

    id: str
    agency: str
    section: str
    text: str
    theme: str = ""
    evidence: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    typed: str = ""


#: What becomes of a text of the round before; "": nothing is said of it, or nothing that is understood.
Answer = Literal["", "done", "doing", "not_yet"]


class FollowUp(NamedTuple):
    """A text of the round before that an agency is asked about, and its answer: `cell` is where that stands, `typed`
    what stands there."""

    agency: str
    section: str
    text: str
    answer: Answer = ""
    explanation: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoValue:
    """One report detail as given (`report_number`, `signed_by` …)."""

    key: str
    text: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A filled cell that is neither figure nor statement nor part of the form. `reason` is a code."""

    file: str
    sheet: str
    cell: str
    value: str
    reason: str
    agency: str | None = None
    origin: str = ""
    """Of what a returned form listed, and its agency left there: where it stood at first, `Số liệu!J14`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Conservation, counted: `cells` filled = figures + statements + info + notes + reported + rows + answers.

    `rows` are the cells of tables, each one; `answers` those of what is said of the round before.
    """

    cells: int
    figures: int = 0
    statements: int = 0
    info: int = 0
    notes: int = 0
    reported: int = 0
    rows: int = 0
    answers: int = 0

    @property
    def even(self) -> bool:
        return not self.unaccounted

    @property
    def unaccounted(self) -> int:
        """How many filled cells are counted nowhere; below 0 where more are counted than there are."""
        counted = self.figures + self.statements + self.info + self.notes + self.reported + self.rows
        return self.cells - counted - self.answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was read from one file that came back; `status` is settled when all files are known."""

    source: Source
    status: FileStatus
    agency: str | None = None
    campaign: str = ""
    definition: str = ""
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    rows: tuple[Figure, ...] = ()
    """The filled cells of its tables: by table in the definition's order, then row by row as they stand, then column by
    column as the definition has them."""
    info: tuple[InfoValue, ...] = ()
    followup: tuple[FollowUp, ...] = ()
    """The texts of the round before that stand in it, answered or not."""
    leftovers: tuple[Leftover, ...] = ()
    findings: tuple[Finding, ...] = ()
    own_findings: tuple[Finding, ...] = ()
    """What was found in it, where it does not count and `findings` only says why."""
    balance: Balance = Balance(cells=0)
    held: tuple[tuple[str, str, CellValue], ...] = ()
    """(indicator, period, what the cell holds) of held figures whose cell is no text: a number, a day."""
    pdf: PrintedFile | None = None
    """Of a PDF what it prints: it is no form, and counts for nothing."""

    @property
    def counts(self) -> bool:
        """Whether its status is that of a file that counts."""
        return self.status in ("accepted", "accepted_with_errors")

    @property
    def resend_reason(self) -> str:
        """Why it comes again, as its agency says."""
        return next((v.text for v in self.info if v.key == RESEND_REASON), "")

    @property
    def codes(self) -> frozenset[str]:
        """Those of all its findings."""
        return frozenset(f.code for f in self.findings)

    @property
    def errors(self) -> frozenset[str]:
        """The codes of its errors."""
        return frozenset(f.code for f in self.findings if f.severity == "error")

    @property
    def waits_for(self) -> frozenset[str]:
        """The agencies whose it may be, where that waits for a decision."""
        return frozenset(agency for f in self.findings for agency in f.waits_for or ())
