"""The widths of an annex's columns, and its division into tables where they are wider than the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.report.parts import Annex, TableRow
from toolkit.xlsx.measure import text_width

#: The font sizes of a table.
_SIZES = (12.0, 11.0, 10.0, 9.0, 8.0)
#: Column widths in millimetres, by kind. Figures and units take the width of their words, names the rest.
_WIDTHS = {"number": 9.0, "unit": 21.0, "figure": 13.0, "short": 22.0, "note": 34.0, "words": 34.0}
#: The desired width of a column of names, and the smallest one, which lets all columns fit one page; a cell's padding.
_NARROWEST_NAME, _LEAST_NAME, _CELL_PADDING = 52.0, 35.0, 3.0
#: The desired number of lines of a text among figures, and the largest width that its column gets for this.
_WORD_LINES, _WIDEST_WORDS = 2.5, 55.0
#: The heading of a listing's column takes two lines, less the space lost where the first one breaks.
_HEADING_LINES = 1.6


@dataclass(frozen=True, slots=True)
class AnnexPart:
    """The columns of an annex's table that fit one page width; each part begins with the same `lead` columns."""

    lead: int
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[TableRow, ...]
    caption: str


def parts_of(annex: Annex, room: float) -> tuple[float, list[AnnexPart]]:
    """The font size in points, and the tables of an annex, several where its columns are wider than the page. `room`:
    the width of the page between its margins, in millimetres."""
    splits = {size: _split(annex, _widths(annex, size), room - _NARROWEST_NAME) for size in _SIZES}
    tight = _split(annex, _widths(annex, _SIZES[-1]), room - _LEAST_NAME)
    if len(tight) == 1 < min(map(len, splits.values())):
        splits = {_SIZES[-1]: tight}
    size = min(splits, key=lambda size: (len(splits[size]), -size))
    lead, parts = _leading_column_count(annex), []
    for run in splits[size]:
        columns = [*range(lead), *run]
        shared = _content_widths if annex.listing else _widened_widths
        widths = shared(annex, columns, _widths(annex, size), size, room)
        name = max(room - sum(widths[column] for column in columns), _LEAST_NAME)
        parts.append(
            AnnexPart(
                lead,
                tuple(annex.columns[p] for p in columns),
                tuple(annex.kinds[p] for p in columns),
                tuple(name if annex.kinds[p] == "name" else widths[p] for p in columns),
                tuple(row if row.group else _row_of_columns(row, columns) for row in annex.rows),
                annex.caption,
            )
        )
    return size, parts


def _row_of_columns(row: TableRow, columns: Sequence[int]) -> TableRow:
    """A row with only its cells in these columns, and their marks."""
    marks = {new: row.marks[old] for new, old in enumerate(columns) if old in row.marks}
    return replace(row, cells=tuple(row.cells[column] for column in columns), marks=marks)


def _widened_widths(annex: Annex, columns: Sequence[int], widths: list[float], size: float, room: float) -> list[float]:
    """The widths after the spare width of names was given to columns whose text would take many lines."""
    wanted = {}
    for column in columns:
        kind = annex.kinds[column]
        texts = [row.cells[column] for row in annex.rows if kind == "words" or (kind == "figure" and row.words)]
        longest = max((width_in_mm(text, size, bold=False) for text in texts), default=0.0)
        wanted[column] = max(0.0, min(_WIDEST_WORDS, longest / _WORD_LINES + _CELL_PADDING) - widths[column])
    spare = room - _NARROWEST_NAME - sum(widths[column] for column in columns)
    share = min(1.0, max(0.0, spare) / max(sum(wanted.values()), 1.0))
    return [width + share * wanted.get(column, 0.0) for column, width in enumerate(widths)]


def _content_widths(annex: Annex, columns: Sequence[int], widths: list[float], size: float, room: float) -> list[float]:
    """The widths in proportion to the desired ones, at least each minimum; 0 for names, which take the rest."""
    minimums = {p: min(_NARROWEST_NAME, room / 2) if annex.kinds[p] == "name" else widths[p] for p in columns}
    wanted = {p: max(minimums[p], _desired_width(annex, p, size)) for p in columns if annex.kinds[p] != "number"}
    free = room - sum(minimums[p] for p in columns if p not in wanted)
    total, least = sum(wanted.values()), sum(minimums[p] for p in wanted)
    if total <= free:
        shared = {p: width * free / total for p, width in wanted.items()}
    else:
        part = max(0.0, free - least) / (total - least)
        shared = {p: minimums[p] + part * (width - minimums[p]) for p, width in wanted.items()}
    return [0.0 if annex.kinds[p] == "name" else shared.get(p, width) for p, width in enumerate(widths)]


def _desired_width(annex: Annex, column: int, size: float) -> float:
    """The desired width of a column in millimetres: its heading takes two lines, text a few, anything else one."""
    heading = width_in_mm(annex.columns[column], size, bold=True) / _HEADING_LINES
    cells = ((f"{row.cells[column]}{row.marks.get(column, '')}", row) for row in annex.rows if not row.group)
    longest = max((width_in_mm(text, size, bold=row.strong) for text, row in cells), default=0.0)
    if annex.kinds[column] in ("name", "words"):
        longest = min(longest, max(longest / _WORD_LINES, _WIDEST_WORDS))
    return max(heading, min(longest, 2 * _WIDEST_WORDS)) + _CELL_PADDING


def _leading_column_count(annex: Annex) -> int:
    """The number of columns that identify a row: the annex's `lead`, else all columns before the first figure."""
    if annex.lead is not None:
        return annex.lead
    return annex.kinds.index("figure") if "figure" in annex.kinds else len(annex.kinds)


def _split(annex: Annex, widths: Sequence[float], room: float) -> list[range]:
    """The columns after the leading ones, divided into as few runs as fit the page, all about equally wide."""
    lead, end = _leading_column_count(annex), len(widths)
    left, count = room - sum(widths[:lead]), 1
    while True:
        share = sum(widths[lead:]) / count
        starts = [lead]
        for column in range(lead + 1, end):
            width = sum(widths[starts[-1] : column])
            full = width + widths[column] > left
            due = len(starts) < count and width + widths[column] / 2 > share
            if full or due:
                starts.append(column)
        if len(starts) <= count or count >= end - lead:
            return [range(a, b) for a, b in zip(starts, [*starts[1:], end], strict=True)]
        count = len(starts)


def _widths(annex: Annex, size: float) -> list[float]:
    """The columns' widths at this font size, in millimetres; 0 for names, which take the rest."""
    rows = [row for row in annex.rows if not row.group]
    widths = []
    for column, kind in enumerate(annex.kinds):
        if kind in ("figure", "unit"):
            words = [word for row in rows for word in f"{row.cells[column]}{row.marks.get(column, '')}".split()]
            needed = max((width_in_mm(word, size, bold=False) for word in words), default=0.0)
            heading = (width_in_mm(word, size, bold=True) for word in annex.columns[column].split())
            needed = max(needed, *heading)
            widths.append(max(_WIDTHS[kind], needed + _CELL_PADDING))
        else:
            widths.append(_WIDTHS.get(kind, 0.0))
    return widths


def width_in_mm(text: str, size: float, *, bold: bool) -> float:
    """The text's width in millimetres."""
    return text_width(text, size, bold) * 25.4 / 96
