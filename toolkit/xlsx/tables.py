"""The data sheets of the master workbook: one table each, keyed, with title, explanation and headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.messages import masters
from toolkit.model import Language
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Cell, Format, FormulaCell, Reference, Sheet, Styled
from toolkit.xlsx.look import MUTED, Look, set_up_page, write_keys
from toolkit.xlsx.measure import characters, row_height

#: The row of the first record in each data sheet, counted from 0.
FIRST_ROW = 4
#: The most records on one sheet: Excel has 1,048,576 rows, some of which are headings.
MAX_RECORDS = 1_048_000
#: The most agencies side by side on one sheet: Excel has 16,384 columns.
MAX_ACROSS = 16_000
#: The width of a column of periods: `Quý III/2026` on one line.
PERIOD_WIDTH = 13.0
#: Height of a line, and of the tallest row that Excel has, in points; what of a column's width its text has.
_LINE, _TALLEST, _TEXT = 15.0, 409.0, 0.97
#: The width over which an explanation runs, in characters: what a screen or a page of A4 shows.
_ABOUT = 130.0


#: Cells that show the value of something.
_SHOWING = (FormulaCell, Reference, Styled)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its key, width in characters, and style. `wraps`: its text makes the row higher; `hidden`:
    for programs."""

    key: str
    width: float
    style: Format
    wraps: bool = False
    heading: str = ""
    hidden: bool = False
    bare: bool = False
    """Whether it is to be filled in, further down too: its style is the whole column's, and blank cells need not be
    written."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The sheets of one table: what one cannot hold goes on in the next, whose key ends in its number."""

    sheets: tuple[Sheet, ...]
    names: tuple[str, ...]
    records: int
    """The most records on one of them."""

    def drawn(self, count: int) -> Iterator[tuple[Sheet, int]]:
        """Each sheet with the row after its last record, of `count` in all."""
        for number, sheet in enumerate(self.sheets):
            yield sheet, FIRST_ROW + max(0, min(self.records, count - number * self.records))


def draw_table(
    sheet: Sheet | Pages,
    look: Look,
    key: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[Cell]],
    language: Language,
    *,
    keys: Iterable[str] | None = None,
    about: str = "",
    formulas: Mapping[int, str] | None = None,
    freeze: int = 1,
    names: tuple[str, str] | None = None,
    above: int = 0,
) -> int:
    """Draw one table; returns the row after its last record.

    `rows` have one cell a column; `keys` are the row keys, if the table has any; `formulas` as in
    `Sheet.write_rows`, by sheet column (the first of `columns` is 1). `names` are the table's title and its
    sheet's name, where it is not one of the master's; of pages the title counts. `above`: how many rows are left
    free above the headings.
    """
    data = list(zip(*rows, strict=True)) or [()] * len(columns)
    return draw_columns(
        sheet,
        look,
        key,
        columns,
        data,
        language,
        keys=keys,
        about=about,
        formulas=formulas,
        freeze=freeze,
        names=names,
        above=above,
    )


def draw_columns(
    sheet: Sheet | Pages,
    look: Look,
    key: str,
    columns: Sequence[TableColumn],
    data: Sequence[Sequence[Cell]],
    language: Language,
    *,
    keys: Iterable[str] | None = None,
    about: str = "",
    formulas: Mapping[int, str] | None = None,
    freeze: int = 1,
    names: tuple[str, str] | None = None,
    above: int = 0,
) -> int:
    """The same from the cells of each column."""
    if isinstance(sheet, Pages):
        row_keys, end = list(keys) if keys is not None else None, FIRST_ROW
        title = names[0] if names else masters.TITLES[key].say(language)
        for number, (page, name) in enumerate(zip(sheet.sheets, sheet.names, strict=True)):
            part = slice(number * sheet.records, (number + 1) * sheet.records)
            end = draw_columns(
                page,
                look,
                f"{key}:{number + 1}" if number else key,
                columns,
                [cells[part] for cells in data],
                language,
                keys=row_keys and row_keys[part],
                about=about,
                formulas=formulas,
                freeze=freeze,
                names=(f"{title} – {number + 1}" if number else title, name),
                above=above,
            )
        return end
    heading = start_table(sheet, look, key, columns, language, about, names, above)
    sheet.freeze_panes(heading + 1, freeze + 1)
    lines: dict[int, int] = {}
    for column, cells in zip(columns, data, strict=True):
        if column.wraps:
            _count_lines(cells, sheet.own_widths.get(column.key, column.width) * _TEXT, lines)
    sheet.set_heights({heading + 1 + row: min(_TALLEST, lines[row] * _LINE + 3) for row in lines})
    set_filters = [(n, f) for n, c in enumerate(columns) if (f := sheet.filters.get(c.key)) and any(data)]
    for row in sorted({r for n, chosen in set_filters for r, cell in enumerate(data[n]) if not chosen.shows(cell)}):
        height = min(_TALLEST, lines[row] * _LINE + 3) if row in lines else None
        sheet.set_row(heading + 1 + row, height, None, {"hidden": True})
    styles = [c.style for c in columns]
    bare = [n for n, c in enumerate(columns, start=1) if c.bare]
    if keys is None:
        end = sheet.write_columns(heading + 1, data, styles, first_col=1, formulas=formulas, alone=True, bare=bare)
    else:
        own, looks = [tuple(keys), *data], [look(), *styles]
        end = sheet.write_columns(heading + 1, own, looks, formulas=formulas, alone=True, bare=bare)
    if not any(data):
        say_none(sheet, look, heading + 1, language)
    sheet.all_are_written()
    if end > heading + 1:
        sheet.autofilter(heading, 1, end - 1, len(columns))
        for n, chosen in set_filters:
            chosen.set(sheet, n + 1)
    return end


def start_table(
    sheet: Sheet,
    look: Look,
    key: str,
    columns: Sequence[TableColumn],
    language: Language,
    about: str,
    names: tuple[str, str] | None = None,
    above: int = 0,
) -> int:
    """Keys, title, explanation and headings, `above` which so many rows are free; returns the headings' row."""
    title, sheet_name = names or (masters.TITLES[key].say(language), masters.SHEETS[key].say(language))
    write_keys(sheet, key, [c.key for c in columns], [c.width for c in columns])
    for column_index, column in enumerate(columns, start=1):
        if column.hidden:
            sheet.set_column(column_index, column_index, column.width, None, {"hidden": True})
        if column.bare:
            sheet.set_column(column_index, column_index, column.width, column.style)
            for row in range(1, 3 + above):  # above the table it does not have the column's style
                sheet.write_text(row, column_index, "", look())
    sheet.write_text(1, 0, FOR_PEOPLE)
    sheet.write_text(1, 1, title, look.title)
    sheet.set_row(1, 26)
    sheet.write_text(2, 0, FOR_PEOPLE)
    write_about(sheet, look, about, [0.0 if c.hidden else c.width for c in columns])
    heading_row = 3 + above
    for row in range(3, heading_row + 1):
        sheet.write_text(row, 0, FOR_PEOPLE)
    headings = [
        c.heading or (masters.COLUMNS[c.key].say(language) if c.key in masters.COLUMNS else c.key) for c in columns
    ]
    for column_index, (heading, column) in enumerate(zip(headings, columns, strict=True), start=1):
        sheet.write_text(heading_row, column_index, heading, look.heading_in(_size_of(heading, column.width)))
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


def _size_of(heading: str, width: float) -> float:
    """The size of letters in which no word of a heading is parted; 8 pt where there is none."""
    longest = max(heading.split(), key=len, default="")
    return next((s for s in (11, 10, 9) if characters(longest, s, bold=True) <= width), 8)


def letters_shown(width: float) -> int:
    """How many letters the tallest row shows in a column of this width."""
    return int((_TALLEST - 3) / _LINE - 1) * int(width * _TEXT)


def write_about(sheet: Sheet, look: Look, about: str, widths: Sequence[float], *, first: int = 1) -> None:
    """The explanation under a sheet's title, over as many of the columns as a page shows, in as many lines as it takes.

    `widths` are those of the columns from the `first` on.
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


def say_none(sheet: Sheet, look: Look, row: int, language: Language) -> None:
    """That a table has no rows, in place of its first: else one cannot tell none from not looked for."""
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.write_text(row, 1, masters.NONE.say(language), look(italic=True, font_color=MUTED))


def _shown(cell: Any) -> Any:
    """What a cell shows that is more than its value."""
    return _shown(cell.value) if isinstance(cell, _SHOWING) else cell


def _count_lines(cells: Sequence[Any], width: float, most: dict[int, int]) -> None:
    """Raise the lines that rows need, where it is more than one:
    a line holds at least as many letters as the column is wide."""
    for row, cell in enumerate(cells):
        if cell.__class__ in _SHOWING:
            cell = _shown(cell)
        if cell.__class__ is str and (len(cell) > width or "\n" in cell):
            needed = sum([1 + int(len(line) / width) for line in cell.split("\n")])
            if needed > most.get(row, 1):
                most[row] = needed
