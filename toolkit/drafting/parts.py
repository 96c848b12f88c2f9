"""The records of `agency_report`: what is read from an agency's report."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model import CellValue, Finding, InfoValue

#: Reasons for unplaced lines that every document has.
_FORMAL = frozenset({"heading-block", "title", "recipients", "signature"})
_LONGEST_FORMAL = 30  # the most words of a line that every document has


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point, word for word, without its bullet or number. A proposal is preceded by its addressee and a colon.

    `section`: the section's code. `where`: the numbers of its headings and of the paragraph under them, `II.1 ¶2`.
    `whole`: whether it is a statement in a report written by this toolkit, whose beginning and end the agency marked.
    """

    section: str
    text: str
    where: str
    theme: str = ""
    evidence: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedFigure:
    """A figure read in a table, for the agency to confirm. `value`: the content for the form's cell.

    `typed`, `row` and `column`: the words of the cell and the names of its row and column in the report. `table` and
    `line` count from 1.
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
    """A row of a list read in a table, for the agency to confirm. `cells`: the form's contents, keyed by column.

    `list`: the code of the list; `name`: the row's name in the report. `table` and `line` count from 1.
    """

    list: str
    cells: Mapping[str, CellValue]
    name: str
    table: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadCells:
    """Cells of a table that may be figures but are not proposed. `code`: a finding's; `cells`: the words in them."""

    code: str
    table: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedLine:
    """One line of the report that is neither a point nor a report detail. `reason` is a code.

    `where`: as for points; outside the sections the paragraph of the file (`¶12`); `#2.3` is the third row of the
    second table. `section`: the code of the section that the line is under, or "". `between`: the codes of the possible
    sections. `settled`: whether it is a heading with placed points under it.
    """

    text: str
    where: str
    reason: str
    section: str = ""
    between: tuple[str, ...] = ()
    settled: bool = False

    @property
    def is_left_out(self) -> bool:
        """Whether the form leaves the line out: a line that every document has, if not longer than usual, or a heading
        whose points are placed.
        """
        formal = self.reason in _FORMAL and len(self.text.split()) <= _LONGEST_FORMAL
        return self.settled or self.is_ours or formal

    @property
    def is_ours(self) -> bool:
        """Whether the line is a placeholder sentence of a report written by this toolkit."""
        return self.reason == "generated"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyReport:
    """An agency's report as read, in the order of the file.

    Keys of `info`: `agency` `report_number` `report_date` `signer_title` `signed_by`, each as typed.
    """

    info: tuple[InfoValue, ...] = ()
    points: tuple[Point, ...] = ()
    unplaced: tuple[UnplacedLine, ...] = ()
    proposed: tuple[ProposedFigure, ...] = ()
    rows: tuple[ProposedRow, ...] = ()
    unread: tuple[UnreadCells, ...] = ()
    deleted: tuple[str, ...] = ()
    """Texts deleted under tracked changes, which are not read."""
    embedded: tuple[str, ...] = ()
    """The kinds of embedded objects that contain text and are not read: `Excel.Sheet.12`, `altChunk`."""
    encoding: str = ""
    """The usual name of the old encoding in which the report was typed; "" for Unicode."""
    scanned: str = ""
    """The pages of a PDF that are pictures, whose words are not read: `2, 3`."""
    unmapped: int = 0
    """The number of characters that a PDF does not identify; each is read as `\ufffd`."""
    recognised: bool = False
    """Whether the text of a PDF was recognised by a scanner's program."""
    findings: tuple[Finding, ...] = ()

    def detail(self, key: str) -> str:
        """The report detail as typed; "" if the report does not have it."""
        return next((value.text for value in self.info if value.key == key), "")
