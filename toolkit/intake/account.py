"""A record of what was read from one workbook so far, and of the filled cells that were not read.

The functions that read the sheets write into it. Every filled cell is counted once, as what it was read or reported as.
"""

import math
from collections.abc import Mapping
from datetime import date
from typing import Unpack

from toolkit.form.contents import COPIES, EARLIER, NO_STATEMENTS
from toolkit.language.text import clean
from toolkit.messages.findings.making import Fields, finding
from toolkit.model import (
    Argument,
    CellValue,
    Figure,
    Finding,
    FollowUp,
    Indicator,
    InfoValue,
    Leftover,
    ShownNumber,
    State,
    Statement,
    Value,
)
from toolkit.spreadsheet.addresses import Position
from toolkit.values.cell import typed_text


class Account:
    """The record of what was read from one workbook so far."""

    def __init__(self, file: str, agency: str = "") -> None:
        self.file = file
        self.agency = agency
        """The code of the agency whose form this is; "" where the agency is not known."""
        self.findings: list[Finding] = []
        self.leftovers: list[Leftover] = []
        self.figures: dict[str, list[Figure]] = {}
        """The figures of each indicator, in the order of the periods."""
        self.plain: dict[str, list[float]] = {}
        """For each indicator that has a plain number in every period, these numbers, in the order of the periods."""
        self.held: list[tuple[str, str, CellValue]] = []
        self.statements: list[Statement] = []
        self.rows: list[Figure] = []
        """The filled cells of tables, each table row by row."""
        self.info: list[InfoValue] = []
        self.followup: list[FollowUp] = []
        self.computed: dict[str, set[Position]] = {}
        """By sheet name, the cells with formulas of the form, and reported cells: a missing result is no loss there."""
        self.differs: dict[str, bool] = {}
        """Codes of indicators and sections, and keys of periods, in which the form differs from today's; True where
        today's form lacks them: then the agency has nothing to do."""
        self.contradicted: Finding | None = None
        """The finding that the form, or a sheet of it, names another agency: a person must decide between the two."""
        self.counts = dict.fromkeys(("figures", "statements", "info", "notes", "reported", "rows", "answers"), 0)
        self.cells = 0

    def add_finding(
        self,
        code: str,
        sheet: str = "",
        cell: str = "",
        /,
        *,
        arguments: Mapping[str, Argument] | None = None,
        **fields: Unpack[Fields],
    ) -> None:
        at: Fields = {"file": self.file, "agency": self.agency or None, "sheet": sheet, "cell": cell}
        self.findings.append(finding(code, arguments=arguments, **(at | fields)))

    def add_once(self, code: str, sheet: str, cells: tuple[str, ...], value: str = "", **arguments: Argument) -> None:
        """Add one finding about several cells, with the number of cells."""
        self.add_finding(code, sheet, cells[0], value=value, cells=cells, arguments={"count": len(cells), **arguments})

    def add_figure(
        self,
        indicator: Indicator,
        period: str,
        value: Value | None,
        state: State,
        typed: str = "",
        sheet: str = "",
        cell: str = "",
    ) -> None:
        figure = Figure(self.agency, indicator.code, period, value, state, typed, "", self.file, sheet, cell)
        self.figures.setdefault(indicator.code, []).append(figure)

    def list_cell(
        self, sheet: str, cell: str, value: CellValue, reason: str = "unkeyed-content", origin: str = ""
    ) -> None:
        """List a filled cell that is not read. `origin`: as in `Leftover`."""
        self.count("reported")
        self.leftovers.append(
            Leftover(
                file=self.file,
                sheet=sheet,
                cell=cell,
                value=typed_text(value),
                reason=reason,
                agency=self.agency or None,
                origin=origin,
            )
        )

    def count(self, what: str, cells: int = 1) -> None:
        self.cells += cells
        self.counts[what] += cells

    def note_difference(self, *codes: str, gone: bool = False) -> None:
        """Record that the form differs from today's form in these codes; `gone`: today's form no longer has them."""
        for code in codes:
            self.differs[code] = gone or self.differs.get(code, False)

    def report_leftovers(self) -> None:
        by_sheet: dict[tuple[str, str], list[Leftover]] = {}
        for leftover in self.leftovers:
            # The cells listed in a returned form were reported when it was returned.
            if leftover.reason not in (EARLIER, *NO_STATEMENTS, *COPIES) and not leftover.origin:
                by_sheet.setdefault((leftover.sheet, leftover.reason), []).append(leftover)
        for (sheet, reason), group in by_sheet.items():
            self.add_once(reason, sheet, tuple(x.cell for x in group), group[0].value)


def is_blank(value: CellValue) -> bool:
    """Whether a cell holds nothing, or nothing but spaces and invisible characters."""
    if value is None:
        return True
    if not isinstance(value, str) or value[:1].isalnum():
        return False
    return not value.strip() or (not value.isprintable() and not clean(value))


def can_be_typed(value: CellValue) -> bool:
    """Whether a value is a number or a day that looks the same when it is typed into a cell."""
    if isinstance(value, ShownNumber):
        return False
    if isinstance(value, date):
        return value.year >= 1900
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e300
