"""What makes a row of the master's sheets itself: so that what people pinned to it is found in the next master."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from toolkit.master.carry.records import RowAnchor, name_in
from toolkit.model import CellValue
from toolkit.spreadsheet.keyed import FOR_PEOPLE, base_key, cell_text, table_of
from toolkit.spreadsheet.workbook import RawSheet
from toolkit.xlsx.bulk import Watched
from toolkit.xlsx.excel import Sheet

#: Columns that together name a row, where its key in column A does not; "" is that key.
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "figures": ("agency", "indicator", "period"),
    "statements": ("id",),
    "matrix": ("", "period"),
    "previous": ("", "agency", "period"),
    "reconciliation": ("", "period", "official_by", "compared"),
    "questions": ("", "section", "theme", "group"),
    "findings": ("code", "agency", "file", "sheet", "cell", "indicator", "period"),
    "leftovers": ("agency", "file", "sheet", "cell"),
    "changes": ("agency", "kind", "indicator", "section", "period", "old_file", "old_cell", "file", "cell"),
    "sources": ("file", "sha256"),
}


def _named_by(base: str) -> tuple[str, ...]:
    """The columns that name a row of a sheet."""
    return ("agency", "row") if table_of(base) else _NAMED_BY.get(base, ("",))


def anchors(
    key: str,
    columns: Mapping[str, int],
    rows: Iterable[int],
    text: Callable[[int, int], str],
    name: Callable[[int], str],
) -> list[RowAnchor]:
    """What each of the rows is, on a page of a sheet; `text` says what stands in a row and column, `name` what a row is
    whose texts are other ones from merge to merge."""
    base = base_key(key)
    named = [columns.get(name, 0) if name else 0 for name in _named_by(base)]
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    says: tuple[str, ...]
    for row in rows:
        if text(row, 0) == FOR_PEOPLE or not any(text(row, place) for place in named):
            says = (FOR_PEOPLE, name(row) or next((said for c in range(1, 4) if (said := text(row, c))), ""))
        else:
            says = tuple(text(row, place) for place in named)
        found.append(RowAnchor(base, says, seen[says], row))
        seen[says] += 1
    return found


def read_anchors(key: str, raw: RawSheet) -> tuple[list[RowAnchor], dict[str, int]]:
    """The rows of a sheet that was read, and its columns by key."""
    head = raw.rows[0] if raw.rows else ()
    columns = {name: place for place, value in enumerate(head) if place and (name := cell_text(value))}

    def text(row: int, column: int) -> str:
        cells = raw.rows[row]
        return said(cells[column]) if column < len(cells) else ""

    return anchors(key, columns, range(len(raw.rows)), text, lambda row: name_in(raw.rows[row])), columns


def said(value: CellValue) -> str:
    """A cell's text, as it is compared."""
    return cell_text(value)


def _stripped(watched: Watched, row: int, column: int) -> str:
    return watched.text(row, column).strip()


def _names(watched: Watched) -> Callable[[int], str]:
    found = {row: said for (row, _), said in watched.texts.items() if name_in([said])}
    return lambda row: found.get(row, "")


class Places:
    """Where rows stand in the sheets that are being drawn; only of sheets that are watched."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self._sheets = sheets
        self._found: dict[str, dict[tuple[tuple[str, ...], int], tuple[str, int]]] = {}

    def find(self, anchor: RowAnchor) -> tuple[str, int] | None:
        """The key of the sheet and the row that an anchor means now; None where there is no such row.

        Of rows that say the same, one that is not there any more is the last. A row that only people read is the one
        in its place, where none says what it said.
        """
        known = self._known(anchor.key)
        for turn in range(anchor.turn, -1, -1):
            if (anchor.says, turn) in known:
                return known[anchor.says, turn]
        sheet = self._sheets.get(anchor.key)
        if anchor.for_people and sheet is not None and sheet.watched is not None:
            return (anchor.key, anchor.row) if sheet.watched.text(anchor.row, 0) in ("", FOR_PEOPLE) else None
        return None

    def _known(self, base: str) -> dict[tuple[tuple[str, ...], int], tuple[str, int]]:
        if base not in self._found:
            known = self._found[base] = {}
            turns: Counter[tuple[str, ...]] = Counter()
            for key, sheet in self._sheets.items():
                if base_key(key) != base or sheet.watched is None:
                    continue
                watched = sheet.watched
                columns = {name: place for place, name in enumerate(sheet.column_keys, start=1)}
                rows = range(watched.last_row() + 1)
                for anchor in anchors(key, columns, rows, partial(_stripped, watched), _names(watched)):
                    known[anchor.says, turns[anchor.says]] = key, anchor.row
                    turns[anchor.says] += 1
        return self._found[base]
