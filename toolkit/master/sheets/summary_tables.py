"""On the leaders' sheet: the tables whose rows agencies add, what they come to and the largest rows."""

from __future__ import annotations

from toolkit.consolidation.tables.in_short import TableInShort
from toolkit.master.sheets.summary_page import Page
from toolkit.messages import leaders_tables
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Format, clipped, quoted
from toolkit.xlsx.look import LINE, MUTED, NAVY
from toolkit.xlsx.measure import parts, pitch, row_height

#: Sizes of letters of what is told of a table, and of its largest rows.
_SIZE, _SMALL = 10.0, 9.0
#: The most letters of a heading and of one of the largest rows: what a link shows may have 255.
_HEADING, _ROW = 200, 120
#: Letters left free between a name and the cell beside it.
_BESIDE = 1.5


def draw_tables(page: Page, tables: tuple[TableInShort, ...]) -> None:
    """A title, then two lines a table: what it comes to, and its largest rows side by side. Nothing without tables."""
    if not tables:
        return
    page.across(page.say(leaders_tables.TITLE), size=12, bold=True, space=2, name="tables", font_color=NAVY)
    for table in tables:
        _told(page, table)
        if table.largest:
            _largest(page, table)
    page.gap(3)


def _told(page: Page, short: TableInShort) -> None:
    """The heading, which leads to the table's sheet, and beside it what is told of it."""
    heading = clipped(short.table.heading, _HEADING)
    _begin(page, f"tables:{short.table.code}")
    bold = page.look(bold=True, font_size=_SIZE, font_color=NAVY, text_wrap=True, valign="top")
    _linked(page, 1, heading, page.master.table_cells.get((short.table.code, "", "")), bold)
    style = page.look(font_size=_SIZE, text_wrap=True, valign="top")
    page.sheet.merge_range(page.row, 2, page.row, 1 + page.columns, "", style)
    page.sheet.write_text(page.row, 2, short.text, style)
    width = page.total - page.themes + (page.columns - 1) * 5 / 7
    height = max(
        row_height([(heading, page.themes)], size=_SIZE, bold=True), row_height([(short.text, width)], size=_SIZE)
    )
    page.height(page.row, height + 2)
    page.row += 1


def _largest(page: Page, short: TableInShort) -> None:
    """The largest rows, each of which leads to its row of the table's sheet."""
    _begin(page, f"tables:{short.table.code}:largest")
    told = page.look(font_size=_SMALL, font_color=MUTED, italic=True, text_wrap=True, valign="top")
    # Broken by hand, so that no line runs up to the border of the cell beside it.
    pieces = parts(short.ranked, page.themes - _BESIDE, size=_SMALL, maximum=pitch(_SMALL))
    ranked = "\n".join(piece.rstrip() for piece in pieces)
    page.sheet.write_text(page.row, 1, ranked, told)
    boxed = page.look(font_size=_SMALL, text_wrap=True, valign="top", border=1, border_color=LINE)
    texts = [(ranked, page.themes)]
    for place, row in enumerate(short.largest[: page.columns], start=2):
        text = clipped(row.text, _ROW)
        _linked(page, place, text, page.master.table_cells.get((short.table.code, row.agency, row.row)), boxed)
        texts.append((text, page.width))
    page.height(page.row, row_height(texts, size=_SMALL) + 3)
    page.row += 1


def _linked(page: Page, column: int, text: str, cell: str | None, style: Format) -> None:
    """A text that leads to a cell of another sheet, or nowhere."""
    if cell is None:
        page.sheet.write_text(page.row, column, text, style)
    else:
        page.sheet.write_formula_value(
            page.row, column, f"=HYPERLINK({quoted(f'#{cell}')},{quoted(text)})", text, style
        )


def _begin(page: Page, name: str) -> None:
    page.sheet.write_text(page.row, 0, FOR_PEOPLE)
    page.name_row(page.row, name)
