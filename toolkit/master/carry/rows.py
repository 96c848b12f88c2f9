"""Identifies rows of the master's sheets, so that notes, for example, are put at the same row of the next master."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from toolkit.master.carry.records import RowAnchor, name_in
from toolkit.spreadsheet.keyed import FOR_PEOPLE, base_key, cell_text, table_of
from toolkit.spreadsheet.workbook import RawSheet
from toolkit.xlsx.excel import Sheet

#: By sheet, the columns that together name a row where its key in column A ("") does not.
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


def anchors(
    key: str,
    columns: Mapping[str, int],
    rows: Iterable[int],
    text: Callable[[int, int], str],
    name: Callable[[int], str],
) -> list[RowAnchor]:
    """The anchors of the rows on a page of a sheet. `text` returns the text in a row and column; `name` returns the
    name of a row whose texts change from merge to merge."""
    base = base_key(key)
    naming = ("agency", "row") if table_of(base) else _NAMED_BY.get(base, ("",))
    named = [columns.get(name, 0) if name else 0 for name in naming]
    seen: Counter[tuple[str, ...]] = Counter()
    row_anchors = []
    texts: tuple[str, ...]
    for row in rows:
        if text(row, 0) == FOR_PEOPLE or not any(text(row, column) for column in named):
            texts = (FOR_PEOPLE, name(row) or next(filter(None, (text(row, c) for c in range(1, 4))), ""))
        else:
            texts = tuple(text(row, column) for column in named)
        row_anchors.append(RowAnchor(base, texts, seen[texts], row))
        seen[texts] += 1
    return row_anchors


def read_anchors(key: str, raw: RawSheet) -> tuple[list[RowAnchor], dict[str, int]]:
    """The rows of a sheet that was read, and its columns by key."""
    head = raw.rows[0] if raw.rows else ()
    columns = {name: n for n, value in enumerate(head) if n and (name := cell_text(value))}

    def text(row: int, column: int) -> str:
        cells = raw.rows[row]
        return cell_text(cells[column]) if column < len(cells) else ""

    return anchors(key, columns, range(len(raw.rows)), text, lambda row: name_in(raw.rows[row])), columns


class RowFinder:
    """Finds rows in the sheets that are being drawn and watched."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self._sheets = sheets
        self._found: dict[str, dict[tuple[tuple[str, ...], int], tuple[str, int]]] = {}

    def find(self, anchor: RowAnchor) -> tuple[str, int] | None:
        """(key of the sheet, row) of an anchor; None where there is no such row.

        If there are fewer rows with equal texts than before, it is the last of them. If the text of a row for people is
        gone, it is the row at the same position.
        """
        known = self._anchored_rows(anchor.key)
        for turn in range(anchor.turn, -1, -1):
            if (anchor.texts, turn) in known:
                return known[anchor.texts, turn]
        sheet = self._sheets.get(anchor.key)
        if anchor.for_people and sheet is not None and sheet.watched is not None:
            return (anchor.key, anchor.row) if sheet.watched.text(anchor.row, 0) in ("", FOR_PEOPLE) else None
        return None

    def _anchored_rows(self, base: str) -> dict[tuple[tuple[str, ...], int], tuple[str, int]]:
        if base not in self._found:
            known = self._found[base] = {}
            turns: Counter[tuple[str, ...]] = Counter()
            for key, sheet in self._sheets.items():
                if base_key(key) != base or sheet.watched is None:
                    continue
                watched = sheet.watched
                columns = {name: n for n, name in enumerate(sheet.column_keys, start=1)}
                names = {row: text for (row, _), text in watched.texts.items() if name_in([text])}
                for anchor in anchors(
                    key,
                    columns,
                    range(watched.last_row() + 1),
                    lambda row, column, watched=watched: watched.text(row, column).strip(),  # type: ignore[misc]
                    lambda row, names=names: names.get(row, ""),  # type: ignore[misc]
                ):
                    known[anchor.texts, turns[anchor.texts]] = key, anchor.row
                    turns[anchor.texts] += 1
        return self._found[base]
