"""Duplicate sheets of the form: a second copy, or another agency's."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from toolkit.form.carried import is_row_key
from toolkit.form.contents import INFO_KEYS, UNPLACED
from toolkit.form.followup import FOLLOWUP
from toolkit.form.paper import agency_in
from toolkit.form.paper import printed as printed_around
from toolkit.intake.account import Account, is_blank
from toolkit.intake.printed import LineNumbers
from toolkit.intake.received import Received
from toolkit.language.text import fold, toned
from toolkit.model import Agency, CellValue
from toolkit.model.periods import parse_period
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_text
from toolkit.values.cell import typed_text

#: The number of rows from the top in which an agency's name is searched.
_TOP = 3


def sheet_to_read(form: Received, sheets: Sequence[KeyedSheet]) -> tuple[KeyedSheet, dict[str, tuple[str, Agency]]]:
    """Of sheets with the same key, the sheet to read; and for each sheet (by name) that names another agency, the cell
    and that agency.

    The first sheet that names no other agency is read; if all sheets name one, the first sheet.
    """
    foreign = {s.name: named for s in sheets if (named := _printed_other_agency(form, s))}
    return next((s for s in sheets if s.name not in foreign), sheets[0]), foreign


def _printed_other_agency(form: Received, sheet: KeyedSheet) -> tuple[str, Agency] | None:
    """The cell on this sheet with a printed name of another agency, and that agency; None where no cell has one."""
    for index, cells in islice(sheet.lines(), _TOP):
        row = sheet.row(index, cells)
        for column, value in enumerate(row.cells) if row.for_people else ():
            name = agency_in(value) if isinstance(value, str) else ""
            agencies = form.known.agencies_by_name.get(fold(name), ()) if name else ()
            if agencies[1:]:
                agencies = tuple(a for a in agencies if toned(a.name) == toned(name)) or agencies
            if agencies and form.agency not in agencies:
                return cell_name(row.index, column), agencies[0]
    return None


def read_copy(form: Received, account: Account, copy: KeyedSheet, first: KeyedSheet, other: Agency | None) -> None:
    """List what the form did not print on a duplicate sheet; report how `copy` differs from `first`, which is read."""
    known = frozenset() if other else frozenset(content for *_, content in _cells_under_keys(first))
    texts = form.known.texts(other) | form.known.texts_naming(other) if other else frozenset()
    texts |= {fold(text) for text in printed_around(form.campaign, other, {})} if other else set()
    units = {indicator.unit for indicator in form.campaign.indicators}  # `%` is lost by folding
    filled = [*_contents_typed_over_keys(form, copy, first)]
    differing, numbers = [*filled], LineNumbers()
    for row, column, value, content in _cells_under_keys(copy):
        margin = column in copy.people_columns
        printed = isinstance(value, str) and (
            fold(value) in texts or form.prints(value) or form.prints_around(value) or value in units
        )
        if printed and (margin or row.for_people or content[1] in ("label", "unit")):
            continue
        numbered = margin and (other or copy.key in ("statements", FOLLOWUP))
        if numbered and (numbers.continues(row.index, column, value) or content in known):
            continue
        computed = form.campaign.indicator_by_code.get(row.key)
        total = copy.key == "figures" and content[1] == "total" and not row.for_people
        if content in known and (total or (computed and computed.formula and content[1] != "note")):
            continue
        cell = (cell_name(row.index, column), value)
        filled.append(cell)
        if content not in known:
            differing.append(cell)
    code = "sheet-of-another" if other else "sheet-twice" if differing else "sheet-repeated"
    for at, value in filled:
        account.list_cell(copy.name, at, value, code)
    quoted = differing or [("A1", None)]
    cells = tuple(at for at, _ in differing)
    account.add_finding(
        code,
        copy.name,
        quoted[0][0],
        value=typed_text(quoted[0][1]),
        cells=cells,
        arguments={"count": len(cells), "first": first.name, "other": other.name if other else ""},
    )


def _contents_typed_over_keys(form: Received, copy: KeyedSheet, first: KeyedSheet) -> Iterator[tuple[str, CellValue]]:
    """Yields the key cells with contents that are no keys."""
    at = copy.key_column
    if at < 0:
        return
    headings = {*form.known.columns[copy.key], FOR_PEOPLE}
    for column, value in enumerate(copy.raw.rows[0][1:] if copy.matched is None else (), start=1):
        if not is_blank(value) and cell_text(value) not in headings and not parse_period(cell_text(value)):
            yield cell_name(0, column), value
    campaign = form.campaign
    known = {"", FOR_PEOPLE, UNPLACED, *INFO_KEYS, *campaign.indicator_by_code, *campaign.section_by_code}
    if form.is_earlier:  # the first sheet shows which keys the earlier form had
        known |= {row.key for row in first.rows if " " not in row.key}
    for row in copy.rows:
        if row.key not in known and not is_row_key(row.key) and not is_blank(row.cells[at]):
            yield cell_name(row.index, at), row.cells[at]


def _cells_under_keys(sheet: KeyedSheet) -> Iterator[tuple[KeyedRow, int, CellValue, tuple[str, str, str]]]:
    """Yields the filled cells under the keys: row, column, value, and (row key, column key, text)."""
    names: Mapping[int, str] = {column: key for key, column in sheet.columns.items()}
    for row in sheet.rows:
        for column, value in enumerate(row.cells):
            if column != sheet.key_column and not is_blank(value):
                yield row, column, value, (row.key, names.get(column, FOR_PEOPLE), typed_text(value))
