"""What came in: a file, its contents as read, and what is wrong with it."""

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
    """When the workbook was last saved, according to its properties, not the file system."""
    sender: str = ""
    received: date | None = None
    """The day it was mailed, in Vietnam; None for a file without a mail."""
    mailed: datetime | None = None
    """The moment it was mailed, which shows the later of two files of one day."""
    undated: bool = False
    """Whether the date of its mail is impossible: it is unknown then, and does not make the file older than another."""
    seen: date | None = None
    """For a file without a mail: the day of the first merge that saw it, or the coordinator's."""
    not_before: date | None = None
    """The first day on which it may have come; None if unknown."""
    through: str = ""
    """The master workbooks by which it came in, outermost first; empty for a file that came by itself."""
    attached_as: str = ""
    """Its sender's file name; blank for a file without a mail."""
    away: bool = False
    """Whether it is known only from the master it came through, and is not in this campaign's folder."""

    @property
    def message(self) -> tuple[datetime, str] | None:
        """What identifies the mail of a file: when it was sent, and by whom."""
        return (self.mailed, self.sender) if self.mailed else None

    @property
    def sent_name(self) -> str:
        """The name under which the agency sent the file."""
        return self.attached_as or self.file.rpartition("/")[2]


class Member(NamedTuple):
    """One figure in a rule: `agency` is set where the rule names it; `value` is None where there is none."""

    code: str
    agency: str = ""
    typed: str = ""
    value: float | None = None


class Violation(NamedTuple):
    """How a rule is violated in one period."""

    period: str
    members: tuple[Member, ...]
    sides: tuple[float, float] | None = None
    """The values of the two sides; None where they need not be stated, or there are none."""
    gap: float | None = None
    """The difference of the sides; None where it is not meaningful."""
    equation: bool = False
    """Whether they should be equal."""


#: Values for a sentence's placeholders: numbers, days, codes, or words as somebody typed them.
Argument = str | int | float | date | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person must look at, with its cell. Its sentence comes from `messages`, by code."""

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
    """The cell's contents, word for word."""
    arguments: tuple[tuple[str, Argument], ...] = ()
    """Values of the sentence's placeholders, in addition to the other fields."""
    cells: tuple[str, ...] = ()
    """All cells with this fault, where several have it; `cell` is the first."""
    values: tuple[str, ...] = ()
    """The contents of each of `cells`, where all are quoted; `value` is the first."""
    periods: tuple[str, ...] = ()
    """The periods concerned, where there are several or `period` is to be left blank."""
    rule: str = ""
    """The rule of the definition that is concerned."""
    broken: tuple[Violation, ...] = ()
    """How that rule is violated, for each period."""
    group: str = ""
    """The group of ideas that is concerned."""
    waits_for: tuple[str, ...] | None = None
    """The agencies that may own the file, where a decision about its agency is due."""
    accepted_by: str = ""
    """Who accepted it as a fact, and why (`accepted_reason`); "" where it is still to be asked."""
    accepted_reason: str = ""

    @property
    def quotes(self) -> tuple[tuple[str, str], ...]:
        """(cell, contents) of all cells that the finding quotes."""
        return tuple(zip(self.cells, self.values, strict=False)) or ((self.cell, self.value),)

    def text(self, name: str) -> str:
        """An argument that is a text; "" where there is none."""
        value = dict(self.arguments).get(name)
        return value if isinstance(value, str) else ""


class Figure(NamedTuple):
    """The content of one cell of a form: of one agency, indicator and period, or in a table whose rows the agency adds.

    A named tuple, since there are tens of thousands of them and they travel between processes. `value` is None unless
    `state` is `given` or `zero_by_words` (then 0), or, in a table, `carried`: then it is the previous campaign's, and
    counts nowhere. `typed` is the cell's text.

    The first three fields say where it belongs. In a `table` `indicator` is the column's name (`FormTable.name`), and
    `period` identifies the row within the agency's table: the text of the key column, folded, or without one a hash of
    the row's contents. For rows with the same key or hash, `#` and a hash of their contents and of the number of equal
    rows follow; further equal rows end in `#2`, `#3` … In the column `CARRIED_COLUMN` is what the agency states about a
    row of the previous campaign: `confirmed` or `closed`; blank until it does.
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
        """For a cell of a table, the code of its column."""
        return self.indicator[len(self.table) + 1 :]

    @property
    def row(self) -> str:
        """For a cell of a table, the identifier of its row."""
        return self.period


#: The fields of a figure outside tables.
FIGURE_FIELDS = Figure._fields[:-1]


class Statement(NamedTuple):
    """One point of the narrative, word for word. `theme` is the theme's code, or "" if none is chosen.

    `typed` is the cell's content where that differs from `text`: with the first of several points in a cell, and for a
    cell with invisible characters or in an old encoding. `evidence` too is with the first point of a cell, which does
    not say to which point it belongs.
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


#: An answer about a text of the previous report; "": no answer, or an answer that is not recognised.
Answer = Literal["", "done", "doing", "not_yet"]


class FollowUp(NamedTuple):
    """A text of the previous report that an agency is asked about, and its answer; `cell` and `typed` are the answer's
    cell and content."""

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
    """One report detail as reported (`report_number`, `signed_by` …)."""

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
    """For a cell listed by a returned form and left there: its original position, `Số liệu!J14`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The count of cells (conservation): `cells` filled = figures + statements + info + notes + reported + rows +
    answers.

    `rows` are cells of tables; `answers` those of answers about the previous report.
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
    def is_even(self) -> bool:
        return not self.unaccounted

    @property
    def unaccounted(self) -> int:
        """The number of filled cells that are counted nowhere; negative if more are counted than there are."""
        counted = self.figures + self.statements + self.info + self.notes + self.reported + self.rows
        return self.cells - counted - self.answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was read from one file that came back; `status` is final once all files are known."""

    source: Source
    status: FileStatus
    agency: str | None = None
    campaign: str = ""
    definition: str = ""
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    rows: tuple[Figure, ...] = ()
    """The filled cells of its tables: by table in the definition's order, then row by row, then column by column in the
    definition's order."""
    info: tuple[InfoValue, ...] = ()
    followup: tuple[FollowUp, ...] = ()
    """The texts of the previous report in it, answered or not."""
    leftovers: tuple[Leftover, ...] = ()
    findings: tuple[Finding, ...] = ()
    reading_findings: tuple[Finding, ...] = ()
    """The findings of reading it, where it does not count and `findings` only says why."""
    balance: Balance = Balance(cells=0)
    held: tuple[tuple[str, str, CellValue], ...] = ()
    """(indicator, period, the cell's content) of held figures whose cell is no text: a number, a day."""
    pdf: PrintedFile | None = None
    """For a PDF what it prints; it is no form, and counts nowhere."""

    @property
    def counts(self) -> bool:
        """Whether its status is that of a file that counts."""
        return self.status in ("accepted", "accepted_with_errors")

    @property
    def resend_reason(self) -> str:
        """The reason for sending the form again, as the agency states it."""
        return next((v.text for v in self.info if v.key == RESEND_REASON), "")

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all its findings."""
        return frozenset(f.code for f in self.findings)

    @property
    def errors(self) -> frozenset[str]:
        """The codes of its errors."""
        return frozenset(f.code for f in self.findings if f.severity == "error")

    @property
    def possible_agencies(self) -> frozenset[str]:
        """The agencies that may own the file, where a decision about its agency is due."""
        return frozenset(agency for f in self.findings for agency in f.waits_for or ())
