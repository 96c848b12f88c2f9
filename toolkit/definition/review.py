"""Lists what people must still check in a new round's definition: what they have neither changed nor ticked off.

The list is a sheet of the definition, made with it: a line for each cell, with the cell's content at that time. A line
is settled when the cell has changed, or something is written beside the line.
"""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.definition.sheets import SPECS
from toolkit.definition.typed_tables import typed_tables
from toolkit.language.text import clean, fold, means_no
from toolkit.model import ToReview
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.spreadsheet.workbook import RawWorkbook

#: What begins with these words, beside a line, says that the line is not yet checked.
_UNCHECKED = ("chua", "not ")


def cells_at(tables: Mapping[str, Sequence[Mapping[str, str]]], column_name: str, row: str) -> tuple[str, ...]:
    """The contents of a column (`indicators.target`) in the rows with this code, on a sheet without codes in all rows;
    or the content of an item of the campaign."""
    sheet, _, column = column_name.partition(".")
    rows = tables.get(sheet, ())[: 1 if sheet == "campaign" else None]
    if any(c.key == "code" for c in SPECS[sheet].columns):
        rows = [r for r in rows if row_code(sheet, r) == row]
    return tuple(clean(r.get(column, "")) for r in rows)


def row_code(sheet: str, row: Mapping[str, str]) -> str:
    """The code of a row; the code of a table's column follows the table's code, to be unique."""
    code = row.get("code", "")
    return f"{row.get('table', '')}.{code}" if sheet == "rows" else code


def lines_to_review(raw: RawWorkbook, sheet: KeyedSheet | None) -> Iterator[ToReview]:
    """Yields the lines that are still open. `sheet`: the sheet with the list, None where the definition has none."""
    if sheet is None:
        return
    tables = typed_tables(raw).tables
    for row in sheet.rows:
        column, done = sheet.text(row, "place"), sheet.text(row, "done")
        ticked = bool(done) and not means_no(done) and not fold(done).startswith(_UNCHECKED)
        if row.for_people or ticked or column.partition(".")[0] not in SPECS:
            continue
        if clean(sheet.text(row, "stood")) in cells_at(tables, column, sheet.text(row, "row")):
            cell = sheet.address(row, "done") if "done" in sheet.columns else "A1"
            yield ToReview(sheet.text(row, "where"), sheet.text(row, "what"), sheet.name, cell)
