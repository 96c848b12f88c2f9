"""Draws on the leaders' sheet, in short, the tables whose rows agencies add: their totals and largest rows."""

from toolkit.consolidation.tables.in_short import TableInShort
from toolkit.master.sheets.summary_page import Page
from toolkit.messages import leaders_tables
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Format, clipped, quoted
from toolkit.xlsx.look import LINE, MUTED, NAVY
from toolkit.xlsx.measure import line_height, row_height, text_pieces

#: Font sizes of a table's summary, and of its largest rows.
_SIZE, _SMALL = 10.0, 9.0
#: The most characters of a heading, and of one of the largest rows: a link can show 255.
_HEADING, _ROW = 200, 120
#: Characters left free between a name and the next cell.
_BESIDE = 1.5


def draw_tables(page: Page, tables: tuple[TableInShort, ...]) -> None:
    """Draw a title, then two lines for each table: its totals, and its largest rows. Nothing without tables."""
    if not tables:
        return
    page.write_across(page.say(leaders_tables.TITLE), size=12, bold=True, space=2, name="tables", font_color=NAVY)
    for table in tables:
        _totals_line(page, table)
        if table.largest:
            _draw_largest(page, table)
    page.add_gap(3)


def _totals_line(page: Page, short: TableInShort) -> None:
    """Draw the heading, a link to the table's sheet, and next to it the table's summary."""
    heading = clipped(short.table.heading, _HEADING)
    _begin_row(page, f"tables:{short.table.code}")
    bold = page.look(bold=True, font_size=_SIZE, font_color=NAVY, text_wrap=True, valign="top")
    _write_linked(page, 1, heading, page.master.table_cells.get((short.table.code, "", "")), bold)
    style = page.look(font_size=_SIZE, text_wrap=True, valign="top")
    page.sheet.merge_range(page.row, 2, page.row, 1 + page.column_count, "", style)
    page.sheet.write_text(page.row, 2, short.text, style)
    width = page.total_width - page.theme_width + (page.column_count - 1) * 5 / 7
    height = max(
        row_height([(heading, page.theme_width)], size=_SIZE, bold=True), row_height([(short.text, width)], size=_SIZE)
    )
    page.set_height(page.row, height + 2)
    page.row += 1


def _draw_largest(page: Page, short: TableInShort) -> None:
    """Draw the largest rows, each a link to its row on the table's sheet."""
    _begin_row(page, f"tables:{short.table.code}:largest")
    style = page.look(font_size=_SMALL, font_color=MUTED, italic=True, text_wrap=True, valign="top")
    # With explicit line breaks, so that no line touches the next cell's border.
    pieces = text_pieces(short.ranked, page.theme_width - _BESIDE, size=_SMALL, maximum=line_height(_SMALL))
    ranked = "\n".join(piece.rstrip() for piece in pieces)
    page.sheet.write_text(page.row, 1, ranked, style)
    boxed = page.look(font_size=_SMALL, text_wrap=True, valign="top", border=1, border_color=LINE)
    texts = [(ranked, page.theme_width)]
    for column, row in enumerate(short.largest[: page.column_count], start=2):
        text = clipped(row.text, _ROW)
        _write_linked(page, column, text, page.master.table_cells.get((short.table.code, row.agency, row.row)), boxed)
        texts.append((text, page.width))
    page.set_height(page.row, row_height(texts, size=_SMALL) + 3)
    page.row += 1


def _write_linked(page: Page, column: int, text: str, cell: str | None, style: Format) -> None:
    """Write a text, as a link to a cell of another sheet if there is one."""
    if cell is None:
        page.sheet.write_text(page.row, column, text, style)
    else:
        page.sheet.write_formula_value(
            page.row, column, f"=HYPERLINK({quoted(f'#{cell}')},{quoted(text)})", text, style
        )


def _begin_row(page: Page, name: str) -> None:
    page.sheet.write_text(page.row, 0, FOR_PEOPLE)
    page.name_row(page.row, name)
