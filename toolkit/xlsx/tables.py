"""The data sheets of the master workbook: one table each, keyed, with title, explanation and headings."""

from __future__ import annotations

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
#: Height of a line, and of the tallest row that Excel has, in points; what of a column's width its text has.
_LINE, _TALLEST, _TEXT = 15.0, 409.0, 0.97
#: The width over which an explanation runs, in characters: what a screen or a page of A4 shows.
_ABOUT = 130.0


#: Cells that show the value of something.
_SHOWING = (FormulaCell, Reference, Styled)


#: How cells of a kind look, beside their border. Those of a long text also make their rows higher; `short` is on one
#: line, `middle` halfway up its row.
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
"""Where a value comes from: a field of the record (`balance.notes`; "": the one called as the column), or a function of
the record and of the result as a whole."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column, described once: what is drawn, what programs get and what is read back follow from it."""

    key: str
    width: float = 0
    """In characters. Without one, programs alone get the column."""
    kind: str | Mapping[str, object] | Format = "text"
    """One of `KINDS`, or a look of its own."""
    shows: Source = ""
    value: Source | None = ""
    """Where what programs get comes from, if not from where the sheet has it; None: they get nothing."""
    heading: str | Text = ""
    """Where it is not the one that goes with the key."""
    wraps: bool = False
    """Whether its text makes the row higher."""
    hidden: bool = False
    """Whether it is for programs only."""
    yes_no: bool = False
    """Whether programs get yes or no."""
    bare: bool = False
    """Whether it is to be filled in, further down too: its style is the whole column's, and blank cells need not be
    written."""

    def style(self, look: Look) -> Format:
        if isinstance(self.kind, Format):
            return self.kind
        return look.boxed(**KINDS[self.kind] if isinstance(self.kind, str) else self.kind)

    def title(self, language: Language, words: Mapping[str, Text]) -> str:
        """Its heading."""
        heading = self.heading or words.get(self.key, self.key)
        return heading.say(language) if isinstance(heading, Text) else heading


def values_of(records: Iterable[Any], source: Source, whole: Any) -> list[Any]:
    """What stands in a column, record by record; several words are joined."""
    found = [source(x, whole) for x in records] if callable(source) else list(map(attrgetter(source), records))
    joined = tuple in set(map(type, found))
    return [", ".join(value) if value.__class__ is tuple else value for value in found] if joined else found


def sized(columns: Iterable[TableColumn], widths: Mapping[str, float]) -> list[TableColumn]:
    """The columns, some of them of other widths, by their keys."""
    return [replace(c, width=widths.get(c.key, c.width)) for c in columns]


def columns_by_key(columns: Sequence[TableColumn]) -> dict[str, int]:
    """Where columns stand on a sheet, by their keys: the first is 1."""
    return {column.key: place for place, column in enumerate(columns, start=1)}


def offer(
    sheet: Sheet,
    columns: Sequence[TableColumn],
    key: str,
    choices: str | Sequence[str],
    end: int,
    first: int = FIRST_ROW,
) -> None:
    """Words to choose from in the cells of a column up to before row `end`; others may be typed as well."""
    place = columns_by_key(columns)[key]
    rule = {"validate": "list", "source": choices, "error_type": "warning"}
    sheet.data_validation(first, place, end - 1, place, rule)


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


class TableOptions(TypedDict, total=False):
    """What a table may have beside its columns and rows."""

    keys: Iterable[str] | None
    """The row keys, if the table has any."""
    about: str
    formulas: Mapping[int, str] | None
    """As in `Sheet.write_columns`, by sheet column (the first of the columns is 1)."""
    freeze: int
    """How many columns stay in sight."""
    names: tuple[str, str] | None
    """The table's title and its sheet's name, where it is not one of the master's; of pages the title counts."""
    above: int
    """How many rows are left free above the headings."""
    words: Mapping[str, Text]
    """The headings by their columns' keys, where they are not the master's."""


def draw_table(
    sheet: Sheet | Pages,
    look: Look,
    key: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[Cell]],
    language: Language,
    **options: Unpack[TableOptions],
) -> int:
    """Draw one table, of whose rows each has one cell a column; returns the row after its last record."""
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
    """The same from the cells of each column."""
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
            _count_lines(cells, sheet.own_widths.get(column.key, column.width) * _TEXT, lines)
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
        own, looks = [tuple(keys), *data], [look(), *styles]
        end = sheet.write_columns(heading + 1, own, looks, formulas=formulas, bare=bare)
    if not any(data):
        write_no_rows(sheet, look, heading + 1, language, first_shown(columns))
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
    **options: Unpack[TableOptions],
) -> int:
    """Keys, title, explanation and headings; returns the headings' row."""
    title, sheet_name = options.get("names") or (masters.TITLES[key].say(language), masters.SHEETS[key].say(language))
    heading_row = 3 + options.get("above", 0)
    write_keys(sheet, key, [c.key for c in columns], [c.width for c in columns])
    hide_columns(sheet, columns)
    for column_index, column in enumerate(columns, start=1):
        if column.bare:
            sheet.set_column(column_index, column_index, column.width, column.style(look))
            for row in range(1, heading_row):  # above the table it does not have the column's style
                sheet.write_text(row, column_index, "", look())
    sheet.write_text(1, 0, FOR_PEOPLE)
    first = first_shown(columns)
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


def first_shown(columns: Sequence[TableColumn]) -> int:
    """Where the first column stands that people see."""
    return next((n for n, c in enumerate(columns, start=1) if not c.hidden), 1)


def hide_columns(sheet: Sheet, columns: Sequence[TableColumn]) -> None:
    """Put the columns that are for programs out of sight."""
    for place, column in enumerate(columns, start=1):
        if column.hidden:
            sheet.set_column(place, place, column.width, None, {"hidden": True})


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


def write_no_rows(sheet: Sheet, look: Look, row: int, language: Language, first: int = 1) -> None:
    """That a table has no rows, in place of its first: else one cannot tell none from not looked for."""
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.write_text(row, first, masters.NONE.say(language), look(italic=True, font_color=MUTED))


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
