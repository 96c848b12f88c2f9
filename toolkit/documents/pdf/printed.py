"""The rows of text on the pages of a PDF; the rows of ruled tables cell by cell.

Nothing is joined across pages: whether rows belong together depends on what should be printed on the pages.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from toolkit.documents.pdf.grids import Grid, GridCell, grids_of
from toolkit.documents.pdf.margins import Margins, separate_margins, without_note_numbers
from toolkit.documents.pdf.pages import File, Glyph, PdfPage, read_pages
from toolkit.documents.pdf.reading import is_garbled, is_scan, lacks_unicode_map
from toolkit.documents.pdf.rows import PageRow, Segment, rows_of
from toolkit.messages.errors import NotDoneError
from toolkit.model import PrintedCell, PrintedFile, PrintedRow, Unread

#: The most pages and characters of a file that are read.
MOST: tuple[int, int] = (300, 500_000)
_WHY: Mapping[str, Unread] = {"letter-encrypted": "locked"}


def read_printed(data: bytes, name: str) -> PrintedFile:
    """The first pages of a PDF, row by row. Raises nothing: `why` in the result says why something was not read."""
    try:
        file = read_pages(data, name, MOST)
    except NotDoneError as error:
        return PrintedFile(why=_WHY.get(error.code, "damaged"))
    characters = [g for page in file.pages for g in (*page.glyphs, *page.over) if not g.text.isspace()]
    rows = tuple(_rows(file))
    why: Unread = ""
    if is_scan(file, characters):
        why = "scan"
    elif lacks_unicode_map(characters) or is_garbled(cell.text for row in rows for cell in row.cells):
        why = "no-text"
    return PrintedFile(
        pages=file.count,
        read=len(file.pages),
        why=why,
        scanned=() if why else tuple(page.number for page in file.pages if page.is_scanned),
        rows=() if why else rows,
    )


def _rows(file: File) -> Iterator[PrintedRow]:
    """Yields all rows, page by page: the rows of the margins, those outside tables, and those of each table."""
    spaced = file.has_spaces
    grids = [[g for g in grids_of(page.rules, page.height) if len(g.cells) > 1] for page in file.pages]
    split = [_by_cell(page, of_page) for page, of_page in zip(file.pages, grids, strict=True)]
    margins = separate_margins(file.pages, [rows_of(loose, spaced=spaced) for loose, _ in split])
    tables = 0
    for page, of_page, (_, cells), margin in zip(file.pages, grids, split, margins, strict=True):
        for text in (*margin.heads, *(note.text for note in margin.notes)):
            yield PrintedRow(page.number, -1, 0, (PrintedCell(0, round(page.width), _plain(text)),))
        yield from (_row_outside_tables(page, row, margin) for row in margin.rows)
        for grid in of_page:
            tables += 1
            yield from _table_rows(page, grid, cells, margin, tables, spaced)


def _by_cell(page: PdfPage, grids: Sequence[Grid]) -> tuple[list[Glyph], dict[GridCell, list[Glyph]]]:
    """The characters outside all tables, and the characters in each cell; in nested tables the inner cell has them."""
    inner = sorted(grids, key=lambda grid: grid.area)
    positions = [_cells_by_position(grid) for grid in inner]
    loose: list[Glyph] = []
    by_cell: dict[GridCell, list[Glyph]] = {}
    for glyph in page.glyphs:
        x, y = (glyph.left + glyph.right) / 2, glyph.base - 0.3 * glyph.size
        for grid, cells in zip(inner, positions, strict=True):
            if grid.holds(x, y):
                cell = cells.get((bisect_right(grid.rows, y), bisect_right(grid.columns, x)))
                if cell is not None:
                    by_cell.setdefault(cell, []).append(glyph)
                break
        else:
            loose.append(glyph)
    return loose, by_cell


def _cells_by_position(grid: Grid) -> dict[tuple[int, int], GridCell]:
    """The cell at each row and column, from 1."""
    return {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }


def _row_outside_tables(page: PdfPage, row: PageRow, margin: Margins) -> PrintedRow:
    cells = (PrintedCell(round(s.left), round(s.right), _text(s, margin)) for s in row.segments)
    return PrintedRow(page.number, 0, round(row.base), tuple(cell for cell in cells if cell.text))


def _table_rows(
    page: PdfPage, grid: Grid, glyphs: Mapping[GridCell, Sequence[Glyph]], margin: Margins, table: int, spaced: bool
) -> Iterator[PrintedRow]:
    rows: dict[int, list[PrintedCell]] = {}
    for cell in grid.cells:
        if cell in glyphs:
            lines = (_text(row.as_segment, margin) for row in rows_of(glyphs[cell], spaced=spaced))
            if text := " ".join(filter(None, lines)):
                rows.setdefault(cell.row, []).append(PrintedCell(round(cell.left), round(cell.right), text))
    for row, cells in sorted(rows.items()):
        yield PrintedRow(page.number, table, round(grid.rows[row - 1]), tuple(sorted(cells)))


def _text(segment: Segment, margin: Margins) -> str:
    return _plain(without_note_numbers(segment, margin.numbers).text)


def _plain(text: str) -> str:
    return " ".join(text.split())
