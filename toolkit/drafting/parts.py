"""The records of `agency_report`: what is read from an agency's report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model import CellValue, Finding, InfoValue

#: Reasons for unplaced lines that belong to every document; and their greatest length, in words.
_FORMAL = frozenset({"heading-block", "title", "recipients", "signature"})
_LONGEST_FORMAL = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point, word for word, without its bullet or number; a proposal after its addressee and a colon.

    `section` is a section's code. `where`: the numbers of its headings and which paragraph under them it is, `II.1 ¶2`.
    `whole`: a statement in a report written by this toolkit, whose beginning and end its agency marked.
    """

    section: str
    text: str
    where: str
    theme: str = ""
    evidence: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A figure read in a table, for the agency to confirm. `value` is the content of the form's cell.

    `typed`, `row` and `column` are the report's words: the cell and its names. `table` and `line` count from 1.
    """

    indicator: str
    period: str
    value: CellValue
    typed: str
    row: str
    column: str
    table: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRow:
    """A row of a list read in a table, for the agency to confirm. `cells`: the contents in the form, by column.

    `list`: the code of the list; `name`: the report's name of the row. `table` and `line` count from 1.
    """

    list: str
    cells: Mapping[str, CellValue]
    name: str
    table: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Cells of a table that may be figures and are not proposed. `code` is a finding's, `cells` their words."""

    code: str
    table: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """One line of the report that is neither a point nor a report detail. `reason` is a code.

    `where` is as for points; outside the sections `¶12`, the paragraph of the file; `#2.3` the third row of
    the second table. `section`: the code of the section it is under, or "". `between`: the codes of those that are
    possible. `settled`: a heading with placed points under it.
    """

    text: str
    where: str
    reason: str
    section: str = ""
    between: tuple[str, ...] = ()
    settled: bool = False

    @property
    def is_left_out(self) -> bool:
        """Whether nothing is left to do about it: lines that any document has, if not longer than
        usual, and headings whose points are placed.
        """
        formal = self.reason in _FORMAL and len(self.text.split()) <= _LONGEST_FORMAL
        return self.settled or self.is_ours or formal

    @property
    def is_ours(self) -> bool:
        """Whether it is a placeholder sentence of a report written by this toolkit."""
        return self.reason == "generated"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyReport:
    """An agency's report as read, in the order of the file.

    Keys of `info`: `agency` `report_number` `report_date` `signer_title` `signed_by`, each as typed.
    """

    info: tuple[InfoValue, ...] = ()
    points: tuple[Point, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    proposed: tuple[Proposed, ...] = ()
    rows: tuple[ProposedRow, ...] = ()
    unread: tuple[Unread, ...] = ()
    deleted: tuple[str, ...] = ()
    """Texts deleted under tracked changes, which are not read."""
    embedded: tuple[str, ...] = ()
    """Kinds of embedded objects that contain text and are not read: `Excel.Sheet.12`, `altChunk`."""
    encoding: str = ""
    """The usual name of the old encoding in which the report was typed; "" for Unicode."""
    scanned: str = ""
    """The pages of a PDF that are pictures, whose words are not read: `2, 3`."""
    unmapped: int = 0
    """The number of characters of a PDF that are not identified: each is read as `\ufffd`."""
    recognised: bool = False
    """Whether the text of a PDF was recognised by a scanner's program."""
    findings: tuple[Finding, ...] = ()

    def detail(self, key: str) -> str:
        """The report detail as typed; "" where the report has none."""
        return next((value.text for value in self.info if value.key == key), "")
