"""Draws the data sheets of the master workbook: each has one keyed table, with title, explanation and headings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, TypeAlias, TypedDict, Unpack

from toolkit.messages import Text, masters
from toolkit.model import Language
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Cell, Format, FormulaCell, Reference, Sheet, Styled
from toolkit.xlsx.look import BLUE, INPUT, MUTED, Look, set_up_page, write_keys
from toolkit.xlsx.measure import characters, row_height

#: The row of the first record in each data sheet, counted from 0.
FIRST_ROW = 4
#: The most records on one sheet: Excel has 1,048,576 rows, some of which are headings.
MAX_RECORDS = 1_048_000
#: The most agencies side by side on one sheet: Excel has 16,384 columns.
MAX_ACROSS = 16_000
#: The width of a column of periods: `Quý III/2026` on one line.
PERIOD_WIDTH = 13.0
_LINE = 15.0  # the height of a line in points
_TALLEST = 409.0  # the greatest height of a row in Excel
_TEXT = 0.97  # the part of a column's width that its text can use
#: The width of an explanation in characters, which a screen or a page of A4 shows.
_ABOUT = 130.0


#: Cells that wrap a value.
_SHOWING = (FormulaCell, Reference, Styled)


#: By kind of column, the format of its cells in addition to the border. Long texts increase the height of their rows;
#: `short` is on one line, `middle` vertically centred.
KINDS: dict[str, dict[str, object]] = {
    "text": {},
    "long": {},
    "code": {"text_wrap": False},
    "name": {"text_wrap": False, "bold": True},
    "bold": {"bold": True},
    "count": {"align": "center"},
    "number": {"align": "right"},
    "amount": {"align": "right", "text_wrap": False},
    "muted number": {"align": "right", "font_color": MUTED},
    "percent": {"align": "right", "num_format": "#,##0.0"},
    "signed percent": {"align": "right", "num_format": "+#,##0.0;-#,##0.0;0"},
    "link": {"font_color": BLUE, "underline": 1},
    "short link": {"font_color": BLUE, "underline": 1, "text_wrap": False},
    "day": {"num_format": "dd/mm/yyyy", "align": "center"},
    "short day": {"num_format": "dd/mm/yyyy", "align": "center", "text_wrap": False},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "center"},
    "typed": {"bg_color": INPUT},
    "typed day": {"bg_color": INPUT, "num_format": "dd/mm/yyyy", "align": "center"},
    "typed text": {"bg_color": INPUT, "num_format": "@"},
}
KINDS |= {f"middle {kind}": {**look, "valign": "vcenter"} for kind, look in KINDS.items()}

Source: TypeAlias = str | Callable[[Any, Any], Any]
"""The source of a value: a field of the record (`balance.notes`; "" for the field named as the column), or a function
of the record and of the whole result."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column, described once for drawing, for the tables for programs, and for reading back."""

    key: str
    width: float = 0
    """The width in characters; a column without a width is for programs only."""
    kind: str | Mapping[str, object] | Format = "text"
    """One of `KINDS`, or another format."""
    shows: Source = ""
    value: Source | None = ""
    """The source for programs, if it differs from the sheet's; None for a column that programs do not get."""
    heading: str | Text = ""
    """The heading, if it is not that of the key."""
    wraps: bool = False
    """Whether long texts in the column increase the height of their rows."""
    hidden: bool = False
    """Whether the column is for programs only."""
    yes_no: bool = False
    """Whether programs get its values as yes or no."""
    bare: bool = False
    """Whether people fill in the column, also below the last row: the whole column has its style, and blank cells are
    not written."""

    def style(self, look: Look) -> Format:
        if isinstance(self.kind, Format):
            return self.kind
        return look.boxed(**KINDS[self.kind] if isinstance(self.kind, str) else self.kind)

    def title(self, language: Language, words: Mapping[str, Text]) -> str:
        """The column's heading."""
        heading = self.heading or words.get(self.key, self.key)
        return heading.say(language) if isinstance(heading, Text) else heading


def values_of(records: Iterable[Any], source: Source, whole: Any) -> list[Any]:
    """A column's values, record by record; a tuple of words becomes one text."""
    values = [source(x, whole) for x in records] if callable(source) else list(map(attrgetter(source), records))
    joined = tuple in set(map(type, values))
    return [", ".join(value) if value.__class__ is tuple else value for value in values] if joined else values


def resized(columns: Iterable[TableColumn], widths: Mapping[str, float]) -> list[TableColumn]:
    """The columns; those in `widths` (by key) have the width given there."""
    return [replace(c, width=widths.get(c.key, c.width)) for c in columns]


def columns_by_key(columns: Sequence[TableColumn]) -> dict[str, int]:
    """For each column's key, its position on a sheet; the first position is 1."""
    return {column.key: index for index, column in enumerate(columns, start=1)}


def offer_choices(
    sheet: Sheet,
    columns: Sequence[TableColumn],
    key: str,
    choices: str | Sequence[str],
    end: int,
    first: int = FIRST_ROW,
) -> None:
    """Offer words in the cells of a column, up to before row `end`; different words may be typed too."""
    column_index = columns_by_key(columns)[key]
    rule = {"validate": "list", "source": choices, "error_type": "warning"}
    sheet.data_validation(first, column_index, end - 1, column_index, rule)


@dataclass(frozen=True, slots=True)
class Pages:
    """The sheets of one table: each continues the sheet before it, and its key ends with its number."""

    sheets: tuple[Sheet, ...]
    names: tuple[str, ...]
    records: int
    """The most records on a sheet."""

    def drawn(self, count: int) -> Iterator[tuple[Sheet, int]]:
        """Yields the sheets for `count` records, each with the row after its last record."""
        for number, sheet in enumerate(self.sheets):
            yield sheet, FIRST_ROW + max(0, min(self.records, count - number * self.records))


class TableOptions(TypedDict, total=False):
    """Optional settings of a table."""

    keys: Iterable[str] | None
    """The row keys, for a table with row keys."""
    about: str
    formulas: Mapping[int, str] | None
    """The `formulas` of `Sheet.write_columns`, by sheet column; the first of the table's columns is 1."""
    freeze: int
    """The number of columns that stay visible when scrolling."""
    names: tuple[str, str] | None
    """The table's title and its sheet's name, if these are not the master's for its key; for pages, only the title."""
    above: int
    """The number of rows that are left blank above the headings."""
    words: Mapping[str, Text]
    """By column key, the headings that differ from the master's."""


def draw_table(
    sheet: Sheet | Pages,
    look: Look,
    key: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[Cell]],
    language: Language,
    **options: Unpack[TableOptions],
) -> int:
    """Draw a table, whose rows have a cell for each column; return the row after its last record."""
    data = list(zip(*rows, strict=True)) or [()] * len(columns)
    return draw_columns(sheet, look, key, columns, data, language, **options)


def draw_columns(
    sheet: Sheet | Pages,
    look: Look,
    key: str,
    columns: Sequence[TableColumn],
    data: Sequence[Sequence[Cell]],
    language: Language,
    **options: Unpack[TableOptions],
) -> int:
    """Draw a table from the cells of each column; return the row after its last record."""
    keys, formulas = options.get("keys"), options.get("formulas")
    if isinstance(sheet, Pages):
        row_keys, end, names = list(keys) if keys is not None else None, FIRST_ROW, options.get("names")
        title = names[0] if names else masters.TITLES[key].say(language)
        for number, (page, name) in enumerate(zip(sheet.sheets, sheet.names, strict=True)):
            part = slice(number * sheet.records, (number + 1) * sheet.records)
            options["keys"] = row_keys and row_keys[part]
            options["names"] = (f"{title} – {number + 1}" if number else title, name)
            page_key = f"{key}:{number + 1}" if number else key
            end = draw_columns(page, look, page_key, columns, [cells[part] for cells in data], language, **options)
        return end
    heading = start_table(sheet, look, key, columns, language, **options)
    sheet.freeze_panes(heading + 1, options.get("freeze", 1) + 1)
    lines: dict[int, int] = {}
    for column, cells in zip(columns, data, strict=True):
        if column.wraps or (isinstance(column.kind, str) and column.kind.endswith("long")):
            _count_lines(cells, sheet.set_widths.get(column.key, column.width) * _TEXT, lines)
    sheet.set_heights({heading + 1 + row: min(_TALLEST, lines[row] * _LINE + 3) for row in lines})
    set_filters = [(n, f) for n, c in enumerate(columns) if (f := sheet.filters.get(c.key)) and any(data)]
    for row in sorted({r for n, chosen in set_filters for r, cell in enumerate(data[n]) if not chosen.shows(cell)}):
        height = min(_TALLEST, lines[row] * _LINE + 3) if row in lines else None
        sheet.set_row(heading + 1 + row, height, None, {"hidden": True})
    styles = [c.style(look) for c in columns]
    bare = [n for n, c in enumerate(columns, start=1) if c.bare]
    if keys is None:
        end = sheet.write_columns(heading + 1, data, styles, first_col=1, formulas=formulas, bare=bare)
    else:
        all_cells, all_styles = [tuple(keys), *data], [look(), *styles]
        end = sheet.write_columns(heading + 1, all_cells, all_styles, formulas=formulas, bare=bare)
    if not any(data):
        write_no_rows(sheet, look, heading + 1, language, first_visible_column(columns))
    sheet.free_caches()
    if end > heading + 1:
        sheet.autofilter(heading, 1, end - 1, len(columns))
        for n, chosen in set_filters:
            chosen.apply_to(sheet, n + 1)
    return end


def start_table(
    sheet: Sheet,
    look: Look,
    key: str,
    columns: Sequence[TableColumn],
    language: Language,
    **options: Unpack[TableOptions],
) -> int:
    """Draw keys, title, explanation and headings; return the headings' row."""
    title, sheet_name = options.get("names") or (masters.TITLES[key].say(language), masters.SHEETS[key].say(language))
    heading_row = 3 + options.get("above", 0)
    write_keys(sheet, key, [c.key for c in columns], [c.width for c in columns])
    hide_columns(sheet, columns)
    for column_index, column in enumerate(columns, start=1):
        if column.bare:
            sheet.set_column(column_index, column_index, column.width, column.style(look))
            for row in range(1, heading_row):  # the rows above the table do not have the column's style
                sheet.write_text(row, column_index, "", look())
    sheet.write_text(1, 0, FOR_PEOPLE)
    first = first_visible_column(columns)
    sheet.write_text(1, first, title, look.title)
    sheet.set_row(1, 26)
    sheet.write_text(2, 0, FOR_PEOPLE)
    write_about(
        sheet, look, options.get("about", ""), [0.0 if c.hidden else c.width for c in columns[first - 1 :]], first=first
    )
    for row in range(3, heading_row + 1):
        sheet.write_text(row, 0, FOR_PEOPLE)
    headings = [c.title(language, options.get("words", masters.COLUMNS)) for c in columns]
    for column_index, (heading, column) in enumerate(zip(headings, columns, strict=True), start=1):
        sheet.write_text(heading_row, column_index, heading, look.heading_in(_heading_size(heading, column.width)))
    sizes = [(h, c.width) for h, c in zip(headings, columns, strict=True) if not c.hidden]
    sheet.set_row(heading_row, row_height(sizes, bold=True, minimum=29) + 3)
    width = sum(c.width for c in columns if not c.hidden)
    set_up_page(
        sheet,
        orientation="landscape",
        width=width,
        footer=sheet_name,
        page_word=masters.PAGE.say(language),
        repeat=(heading_row, heading_row),
    )
    return heading_row


def first_visible_column(columns: Sequence[TableColumn]) -> int:
    """The position of the first visible column."""
    return next((n for n, c in enumerate(columns, start=1) if not c.hidden), 1)


def hide_columns(sheet: Sheet, columns: Sequence[TableColumn]) -> None:
    """Hide the columns for programs."""
    for column_index, column in enumerate(columns, start=1):
        if column.hidden:
            sheet.set_column(column_index, column_index, column.width, None, {"hidden": True})


def _heading_size(heading: str, width: float) -> float:
    """The largest font size at which no word of a heading is broken, at least 8 pt."""
    longest = max(heading.split(), key=len, default="")
    return next((s for s in (11, 10, 9) if characters(longest, s, bold=True) <= width), 8)


def characters_shown(width: float) -> int:
    """The number of characters that the tallest row shows in a column of this width."""
    return int((_TALLEST - 3) / _LINE - 1) * int(width * _TEXT)


def write_about(sheet: Sheet, look: Look, about: str, widths: Sequence[float], *, first: int = 1) -> None:
    """Write the explanation under a sheet's title, across the columns that a page shows.

    `widths`: the widths of the columns from `first` on.
    """
    style = look(italic=True, font_color=MUTED, valign="vcenter", text_wrap=True)
    last, width = 0, 0.0
    while last < len(widths) and (not last or width + widths[last] <= _ABOUT):
        width += widths[last]
        last += 1
    if last > 1:
        sheet.merge_range(2, first, 2, first + last - 1, "", style)
    sheet.write_text(2, first, about, style)
    sheet.set_row(2, row_height([(about, width)], minimum=17) + 3)


def write_no_rows(sheet: Sheet, look: Look, row: int, language: Language, first: int = 1) -> None:
    """Write, in the place of its first row, that a table has no rows: so it is not thought to be missing."""
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.write_text(row, first, masters.NONE.say(language), look(italic=True, font_color=MUTED))


def _shown_value(cell: Any) -> Any:
    """The value that a cell shows."""
    return _shown_value(cell.value) if isinstance(cell, _SHOWING) else cell


def _count_lines(cells: Sequence[Any], width: float, most: dict[int, int]) -> None:
    """Increase the number of lines in `most` for each row whose text needs more lines: a line has room for at least the
    number of characters of the column's width."""
    for row, cell in enumerate(cells):
        if cell.__class__ in _SHOWING:
            cell = _shown_value(cell)
        if cell.__class__ is str and (len(cell) > width or "\n" in cell):
            needed = sum([1 + int(len(line) / width) for line in cell.split("\n")])
            if needed > most.get(row, 1):
                most[row] = needed
