"""What a PDF beside a workbook prints, compared with the workbook."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from toolkit.model.signature import Signature

#: Why the text of a PDF is unknown: it is a scan, its characters are not those that it shows, it needs a password, it
#: is damaged.
Unread = Literal["", "scan", "no-text", "locked", "damaged"]
#: Whether a figure on paper equals that of the workbook, as far as it is shown; `not_found`: it is not on paper.
SignedState = Literal["equal", "differs", "not_found"]


class PrintedCell(NamedTuple):
    """One text on paper and its extent in points; in a ruled table, the extent of its cell. `page` is set where the
    text was matched with a row of another page."""

    left: int
    right: int
    text: str
    page: int = 0


class PrintedRow(NamedTuple):
    """The texts of one row. `table`: its ruled table in the file, counted from 1; 0: outside tables, -1: in a
    margin."""

    page: int
    table: int
    top: int
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFile:
    """A PDF as it was read; `rows` only if it prints the campaign's form or report."""

    pages: int = 0
    read: int = 0
    """The number of pages read, from the first on."""
    why: Unread = ""
    scanned: tuple[int, ...] = ()
    """Pages that are pictures, where others have text."""
    rows: tuple[PrintedRow, ...] = ()
    signatures: tuple[Signature, ...] = ()
    agency: str = ""
    """The code of the agency that it names; "" for none."""

    @property
    def needs_checking(self) -> bool:
        """Whether the PDF is signed but the checker of signatures was not installed."""
        return any(one.why == "not-installed" for one in self.signatures)

    @property
    def is_ours(self) -> bool:
        """Whether the PDF prints the campaign's form or report."""
        return bool(self.rows)


class SignedFigure(NamedTuple):
    """A figure, a cell of a table or a statement (`indicator` is its section's code) in the workbook and on paper."""

    agency: str
    indicator: str
    period: str
    workbook: str
    pdf: str
    page: int | None
    state: SignedState
    pdf_file: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReport:
    """The PDFs that an agency has sent with its workbook. `files`: those that print its form or may be a scan of it,
    the last one first. `of_version`: the earlier workbook that they match."""

    agency: str
    required: bool = False
    """Whether a signed PDF is asked of it."""
    files: tuple[str, ...] = ()
    why: str = ""
    """Why nothing was compared: as in a `PrintedFile`, or the code of the finding."""
    of_version: str = ""
    figures: tuple[SignedFigure, ...] = ()
    signatures: tuple[Signature, ...] = ()
    """The signatures of the last of its PDFs that has any."""

    def count(self, state: SignedState) -> int:
        return sum(one.state == state for one in self.figures)
