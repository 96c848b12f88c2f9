"""Lists the contents of a form's sheets that are not read: words typed over keys, and other cells."""

import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence

from toolkit.form.contents import EARLIER, EARLIER_ANSWER
from toolkit.form.followup import FOLLOWUP
from toolkit.form.paper import is_over_title
from toolkit.form.tables import TABLE_PREFIX
from toolkit.intake.account import Account, is_blank
from toolkit.intake.printed import is_numbering
from toolkit.intake.received import Received
from toolkit.model import CellValue
from toolkit.model.periods import parse_period
from toolkit.spreadsheet.addresses import Area, Position, cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_text
from toolkit.values.cell import typed_text
from toolkit.values.totals import same_number

#: The ordinal number of an indicator, or of a part of an indicator.
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
#: The most cells named in a sentence.
_NAMED = 12


class LeftoverLister:
    """Lists the contents of one sheet that are neither read nor printed by the form.

    On the sheet of figures, `dropped` are the columns of periods that the definition no longer has; `previous` are the
    columns with figures of the previous campaign, each with its period.
    """

    def __init__(
        self,
        form: Received,
        account: Account,
        sheet: KeyedSheet,
        dropped: Collection[int] = (),
        previous: Mapping[int, str] | None = None,
    ) -> None:
        self.form, self.account, self.sheet = form, account, sheet
        self.dropped, self.previous = dropped, previous or {}
        self._width = max((*sheet.columns.values(), *sheet.people_columns), default=0)
        self._columns_read: dict[tuple[str, ...], set[int]] = {}

    def list_key(
        self, row: int, known: Container[object] = (None, FOR_PEOPLE), reason: str = "unkeyed-content"
    ) -> bool:
        """List the content of a row's key cell unless it is `known`; return whether the cell has unknown content."""
        at, cells = self.sheet.key_column, self.sheet.raw.rows[row]
        key = cells[at] if 0 <= at < len(cells) else None
        strange = row > 0 and key not in known and not is_blank(key)
        if strange and (not self.form.is_earlier or " " in cell_text(key)):
            self.account.list_cell(self.sheet.name, cell_name(row, at), key, reason)
        return strange

    def list_row(self, row: KeyedRow, read: tuple[str, ...], reason: str = "unkeyed-content") -> None:
        """List everything in `row` that the form did not print, outside the columns named in `read`.

        A text counts as printed only where the form prints texts: in its headings and margins.
        """
        sheet, columns_read = self.sheet, self._columns_read.get(read)
        if columns_read is None:
            columns_read = {sheet.key_column, *(sheet.columns[c] for c in read if c in sheet.columns)}
            self._columns_read[read] = columns_read
        for column, value in enumerate(row.cells):
            if value is None or column in columns_read or is_blank(value):
                continue
            margin = column in sheet.people_columns
            numbered = margin and bool(row.key) and not row.for_people and self._is_number(row, value)
            printed = (margin or (row.for_people and column <= self._width)) and self.form.prints(value)
            around = sheet.key != "info" and (row.for_people or not row.key)
            printed = printed or (around and self.form.prints_around(value))
            if not numbered and not printed and not self._is_previous(row, column, value):
                earlier = self.form.is_earlier and self._is_printed_position(row, column, reason)
                why = EARLIER if earlier else EARLIER_ANSWER if column in self.dropped else reason
                self.account.list_cell(sheet.name, cell_name(row.index, column), value, why)

    def _is_number(self, row: KeyedRow, value: CellValue) -> bool:
        """Whether this is a number that the form prints in the row: a line number, or an indicator's ordinal number."""
        if self.sheet.key == FOLLOWUP and (texts := self.form.followup_texts):
            return is_numbering(value, len(texts))
        if self.sheet.key in ("statements", FOLLOWUP):
            return is_numbering(value)
        if self.sheet.key != "figures":
            return False
        number = cell_text(value).lstrip("⚠ ")
        return number == self.form.numbers.get(row.key) or (self.form.is_earlier and bool(_NUMBER.fullmatch(number)))

    def _is_printed_position(self, row: KeyedRow, column: int, reason: str) -> bool:
        """Whether a form, of any version of the definition, prints something in this locked cell."""
        figures = self.sheet.key == "figures"
        label, unit, total = (self.sheet.columns.get(key) for key in ("label", "unit", "total"))
        if row.for_people:
            over = is_over_title(cell_text(row.cells[column]))
            return over or column == 1 or (figures and (column == label or column in self.dropped))
        locked = column in self.sheet.people_columns or column in (label, unit, total)
        return reason == EARLIER_ANSWER and figures and locked

    def _is_previous(self, row: KeyedRow, column: int, value: CellValue) -> bool:
        """Whether the form printed this figure of the previous campaign here; without stamps, any figure may be."""
        period = self.previous.get(column)
        if period is None or not isinstance(value, int | float):
            return False
        known = self.form.previous_figures
        return not known or same_number(value, known.get(row.key, {}).get(period))


def with_keys(form: Received, account: Account, sheet: KeyedSheet, required: Collection[str] = ()) -> KeyedSheet:
    """The sheet with missing keys restored from what it shows; words typed over keys are listed.

    `required`: the row keys that the sheet must have.
    """
    wanted = form.known.columns[sheet.key]
    if sheet.matched is not None:
        return sheet
    first_cells = {cells[0] for cells in sheet.raw.rows if cells} if required else ()
    has_rows = all(map(first_cells.__contains__, required))
    if sheet.columns.keys() == wanted and has_rows:
        return sheet
    positions: list[Position] = []
    if not (wanted <= sheet.columns.keys() and has_rows):
        completed, positions = form.known.labels.restore_missing_keys(sheet, required, overtyped=not form.is_earlier)
        sheet = completed if positions else sheet
    gone = form.is_earlier and sheet.key.startswith(TABLE_PREFIX)  # a column of a table that only the earlier form has
    foreign = [(0, p) for key, p in sheet.columns.items() if key not in wanted and not parse_period(key) and not gone]
    for row, column in (*positions, *foreign):
        value = sheet.raw.rows[row][column]
        if not is_blank(value):
            account.list_cell(sheet.name, cell_name(row, column), value)
    if positions:
        cells = tuple(cell_name(*p) for p in positions)
        account.add_once("key-gone", sheet.name, cells, places=cells[:_NAMED])
    return sheet


def list_above_keys(account: Account, sheet: KeyedSheet) -> None:
    """List contents of the key column of a pasted sheet that are above its keys, or typed over the sheet's key."""
    for row in sheet.matched or () if sheet.key_column >= 0 else ():
        value = row.cells[sheet.key_column] if sheet.key_column < len(row.cells) else None
        if row.for_people and value != FOR_PEOPLE and not is_blank(value):
            account.list_cell(sheet.name, cell_name(row.index, sheet.key_column), value)


def report_merged(account: Account, sheet: KeyedSheet, inputs: Iterable[str], excluded: Collection[Area] = ()) -> None:
    """Report merged areas over several cells for typing: it is unknown to which of them the value belongs.

    `inputs`: the keys of the columns for typing. Areas in `excluded` are not reported.
    """
    columns = sorted(sheet.columns[c] for c in inputs if c in sheet.columns)
    for area in sheet.raw.merged:
        if area in excluded:
            continue
        top, left, bottom, right = area
        joined = [p for p in columns if left <= p <= right]
        rows = _rows_between(sheet, top, bottom) if joined else ()
        cells = [(row, p) for row in rows if row.key and not row.for_people for p in joined]
        if len(cells) > 1:
            values = (row.cells[p] for row, p in cells if p < len(row.cells))
            names = tuple(cell_name(row.index, p) for row, p in cells)
            typed = "; ".join(typed_text(v) for v in values if not is_blank(v))
            code = "cells-merged" if typed else "cells-merged-blank"
            account.add_finding(
                code, sheet.name, names[0], value=typed, cells=names, arguments={"area": f"{names[0]}:{names[-1]}"}
            )


def _rows_between(sheet: KeyedSheet, top: int, bottom: int) -> Sequence[KeyedRow]:
    """The sheet's rows whose position is from `top` to `bottom`, counted from 0."""
    if sheet.matched is not None:
        return [row for row in sheet.matched if top <= row.index <= bottom]
    if top == bottom:
        return [sheet.row(top, cells) for cells in sheet.raw.rows[top : top + 1] if top]
    return [
        sheet.row(index, sheet.raw.rows[index]) for index in range(max(top, 1), min(bottom + 1, len(sheet.raw.rows)))
    ]
