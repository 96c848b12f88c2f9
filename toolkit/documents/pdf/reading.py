"""The lines of a PDF report, in the same form as those of a Word report.

Pages → rows → tables, columns and paragraphs. Text outside the main text (running heads, footnotes, comments, stamps,
signatures) comes last, as for a Word report.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from toolkit.documents.broken import has_ended
from toolkit.documents.lines import Aside, CellExtent, Line, line_fields
from toolkit.documents.pdf.columns import SideBySide, columns_at
from toolkit.documents.pdf.grids import Grid, GridCell, grids_of
from toolkit.documents.pdf.margins import Margins, note_texts, separate_margins, without_note_numbers
from toolkit.documents.pdf.pages import FEW, UNKNOWN, File, Glyph, PdfPage, read_pages
from toolkit.documents.pdf.paragraphs import (
    Measure,
    continues_on_next_page,
    is_within_word,
    measure_of,
    paragraphs_in,
    text_of,
)
from toolkit.documents.pdf.rows import PageRow, Segment, rows_of
from toolkit.language.legacy import NAMES, Encoding, encodings_of, is_syllable, to_unicode
from toolkit.messages.errors import NotDoneError

_UNKNOWN = 0.2  # the greatest share of characters that are not identified in a file that contains its text
_SYLLABLES = 0.35  # the least share of Vietnamese syllables, in a file with at least `_WORDS` words
_WORDS = 40
#: The distance between a cell's text and the lines around the cell.
_PADDING = 5.0
#: The least font size of headings, relative to that of the text.
_LARGE = 1.15
_CONTENTS = re.compile(r".*[^\s.…_](?:\s*[.…_]){4,}\s*\d{1,4}")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _UndecodedLine:
    """A line whose encoding is not known yet: its pieces and their fonts."""

    pieces: tuple[tuple[str, bool], ...]
    line: Line
    fonts: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


def read_pdf(data: bytes, name: str) -> tuple[Line, ...]:
    """The lines of a PDF report in reading order, followed by those outside the text.

    Raises NotDoneError: `letter-encrypted`, `letter-unreadable`, `letter-too-long`, `letter-is-scan` and
    `letter-no-text-map`, if the stored characters are not those shown.
    """
    file = read_pages(data, name)
    characters = [g for page in file.pages for g in (*page.glyphs, *page.over) if not g.text.isspace()]
    if is_scan(file, characters):
        raise NotDoneError("letter-is-scan", file=name)
    if lacks_unicode_map(characters):
        raise NotDoneError("letter-no-text-map", file=name)
    reader = _Reader(file)
    reader.read()
    encoding_of = encodings_of([t.text for t in reader.texts], [f for t in reader.texts for f in t.fonts])
    encodings = [e for e in NAMES if e in encoding_of.values()]
    lines = [_decoded_line(text, encoding_of.get(text.text, "unicode")) for text in reader.texts]
    if is_garbled(line.text for line in lines):
        raise NotDoneError("letter-no-text-map", file=name)
    flow, asides = [x for x in lines if not x.aside], [x for x in lines if x.aside]
    return (*flow, *asides, *_facts_about(file, encodings, characters))


def is_scan(file: File, characters: Sequence[Glyph]) -> bool:
    """Whether a file consists of scans without text; `characters`: all characters of the file."""
    return len(characters) < FEW and (not characters or any(page.is_scanned for page in file.pages))


def lacks_unicode_map(characters: Sequence[Glyph]) -> bool:
    """Whether too many characters of a file are unidentified."""
    return sum(g.text == UNKNOWN for g in characters) > _UNKNOWN * len(characters)


def is_garbled(texts: Iterable[str]) -> bool:
    """Whether the texts have many words and hardly any is Vietnamese."""
    words = [word.lower() for text in texts for word in _WORD.findall(text)]
    return len(words) >= _WORDS and sum(map(is_syllable, words)) < _SYLLABLES * len(words)


def _decoded_line(text: _UndecodedLine, encoding: Encoding) -> Line:
    if encoding == "unicode":
        return text.line
    capitals = all(f.lower().startswith(".vn") and f.lower().endswith("h") for f in text.fonts) and bool(text.fonts)
    return replace(
        text.line, **line_fields([(to_unicode(part, encoding, capitals), bold) for part, bold in text.pieces])
    )


def _facts_about(file: File, encodings: Sequence[Encoding], characters: Sequence[Glyph]) -> Iterator[Line]:
    """Yields lines that state facts about the file, for the agency or the coordinator."""
    scanned = [str(page.number) for page in file.pages if page.is_scanned]
    unknown = sum(g.text == UNKNOWN for g in characters)
    about: list[tuple[Aside, Sequence[str]]] = [
        ("encoding", [", ".join(NAMES[e] for e in encodings)] if encodings else []),
        ("embedded", file.attached),
        ("scanned", [", ".join(scanned)] if scanned else []),
        ("unmapped", [str(unknown)] if unknown else []),
        ("recognised", ["1"] if sum(page.hidden for page in file.pages) * 2 > len(characters) else []),
    ]
    for aside, texts in about:
        for number, text in enumerate(texts, 1):
            yield Line(**line_fields([(text, False)]), paragraph=number, aside=aside)


# --- Reading one file ----------------------------------------------------------------------------------


#: The paragraphs of a cell, each with its rows.
_Paragraphs: TypeAlias = tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """A ruled table, or its part on one page, with the paragraphs of each cell."""

    grid: Grid
    texts: dict[GridCell, _Paragraphs]

    def row(self, number: int) -> list[tuple[int, str]]:
        """The texts of a row, each with its column."""
        return [
            (cell.column, " ".join(s.text for paragraph in self.texts[cell] for s in paragraph))
            for cell in self.grid.cells
            if cell.row == number
        ]

    def filled(self, number: int) -> dict[int, _Paragraphs]:
        """The texts of the row's cells that have text, keyed by column."""
        return {cell.column: self.texts[cell] for cell in self.grid.cells if cell.row == number and self.texts[cell]}


@dataclass(frozen=True, slots=True)
class _OpenTable:
    """A table that the next page may continue: its part on its first page, its number of rows, its last row's texts."""

    head: _Table
    rows: int
    last: dict[int, _Paragraphs]


@dataclass(slots=True)
class _Reader:
    file: File
    texts: list[_UndecodedLine] = field(default_factory=list)
    _measure: Measure = field(default_factory=lambda: Measure(0.0, 0.0))
    _text_size: float = 0.0
    _paragraph: int = 0
    _table: int = 0
    _rows: list[Segment] = field(default_factory=list)
    _pages: list[int] = field(default_factory=list)
    _open_table: _OpenTable | None = None
    """The table at the end of what is read so far, if any."""

    def read(self) -> None:
        pages = self.file.pages
        spaced = self.file.has_spaces
        grids = [grids_of(page.rules, page.height) for page in pages]
        free = [
            rows_of([g for g in p.glyphs if not any(grid.holds(*_glyph_middle(g)) for grid in of_page)], spaced=spaced)
            for p, of_page in zip(pages, grids, strict=True)
        ]
        margins = separate_margins(pages, free)
        self._measure = measure_of([[s for r in m.rows for s in r.segments] for m in margins])
        sizes = sorted(row.size for m in margins for row in m.rows for _ in row.text)
        self._text_size = sizes[len(sizes) // 2] if sizes else 0.0
        for page, of_page, margin in zip(pages, grids, margins, strict=True):
            tables = [_table_with_texts(grid, page, of_page, margin, spaced) for grid in of_page]
            self._take_page(page, [t for t in tables if any(t.texts.values())], margin)
        self._end_rows()
        self._add_asides(margins, spaced)

    def _take_page(self, page: PdfPage, tables: Sequence[_Table], margin: Margins) -> None:
        """Reads the rows and tables of a page from the top."""
        rows = [PageRow(tuple(without_note_numbers(s, margin.numbers) for s in row.segments)) for row in margin.rows]
        rows = [row for row in rows if row.text.strip()]
        first = True
        for table in (*tables, None):
            above = [
                row for row in rows if table is None or row.base <= min(table.grid.bottom, table.grid.top + row.size)
            ]
            rows = rows[len(above) :]
            self._take_rows(above, page.number)
            if table is not None:
                self._end_rows()
                self._take_table(table, continued=first and not above)
            first = False

    def _take_rows(self, rows: Sequence[PageRow], page: int) -> None:
        at = 0
        while at < len(rows):
            columns, end = columns_at(rows, at)
            if columns is not None and (columns.bands > 1 or len(columns.columns) > 2):
                self._end_rows()
                self._take_columns(columns)
                at = end
                continue
            self._open_table = None
            if _CONTENTS.fullmatch(rows[at].text):
                self._add_aside(rows[at].text, "contents")
            else:
                self._rows.append(rows[at].as_segment)
                self._pages.append(page)
            at += 1

    def _end_rows(self) -> None:
        """Joins the collected rows into paragraphs."""
        for paragraph in paragraphs_in(self._rows, self._measure, self._pages):
            self._paragraph += 1
            self._add(paragraph)
            self._open_table = None
        self._rows, self._pages = [], []

    def _take_columns(self, columns: SideBySide) -> None:
        """Reads columns of text as one row of a table, with a cell for each column; figures as a row for each line."""
        self._table += 1
        self._open_table = None
        if columns.is_table:
            self._take_lines(columns)
            return
        for cell, column in enumerate(columns.columns, 1):
            for paragraph in _column_paragraphs(column):
                self._paragraph += 1
                self._add(paragraph, row=1, cell=cell, extent=CellExtent(column=cell))

    def _take_lines(self, columns: SideBySide) -> None:
        bases = sorted({round(s.base) for column in columns.columns for s in column})
        tops = [b for at, b in enumerate(bases) if not at or b - bases[at - 1] > 3]
        for cell, column in enumerate(columns.columns, 1):
            for segment in column:
                row = max(n for n, top in enumerate(tops, 1) if top <= round(segment.base) or n == 1)
                self._paragraph += 1
                self._add((segment,), row=row, cell=cell, extent=CellExtent(column=cell))
        of_table = [t for t in self.texts if t.line.table == self._table]
        del self.texts[len(self.texts) - len(of_table) :]
        self.texts += sorted(of_table, key=lambda t: (t.line.row, t.line.cell))

    def _take_table(self, table: _Table, *, continued: bool) -> None:
        """Reads a ruled table, or the continuation of the table on the page before: a repeated heading is dropped, and
        the two parts of a row at the page break are joined."""
        before, passed, skipped = self._open_table, 0, 0
        if continued and before is not None and _have_equal_columns(before.head.grid, table.grid):
            passed, head = before.rows, before.head
            skipped = _repeated_rows(head, table)
            for number in range(1, skipped + 1):
                self._add_aside(" | ".join(text for _, text in table.row(number)), "page-header")
            if _continues_row(before.last, table, skipped + 1):
                table = _with_continued_row(before.last, table, skipped + 1)
                self.texts = [t for t in self.texts if (t.line.table, t.line.row) != (self._table, passed)]
                passed -= 1
        else:
            self._table += 1
            head = table
        for row in range(skipped + 1, len(table.grid.rows)):
            cells = [cell for cell in table.grid.cells if cell.row == row]
            for number, cell in enumerate(cells, 1):
                extent = CellExtent(cell.column, cell.columns, cell.rows)
                for paragraph in table.texts[cell]:
                    self._paragraph += 1
                    self._add(paragraph, row=passed + row - skipped, cell=number, extent=extent)
        rows = len(table.grid.rows) - 1
        self._open_table = _OpenTable(head, passed + rows - skipped, table.filled(rows))

    def _add_asides(self, margins: Sequence[Margins], spaced: bool) -> None:
        """Reads the texts outside the main text of all pages; equal texts are read once."""
        for margin in margins:
            for head in margin.heads:
                self._add_aside(head, "page-header")
            for note in note_texts(margin.notes):
                self._add_aside(note, "footnote", unique=False)
        for page in self.file.pages:
            for row in rows_of(page.over, spaced=spaced):
                self._add_aside(row.text, "text-box")
            self._add_aside("".join(g.text for g in page.turned), "text-box")
            for note in page.notes:
                self._add_aside(note, "comment")

    def _add_aside(self, text: str, aside: Aside, *, unique: bool = True) -> None:
        text = " ".join(text.split())
        if not text or (unique and any(t.line.aside == aside and t.text == text for t in self.texts)):
            return
        self._paragraph += 1
        pieces = ((text, False),)
        self.texts.append(_UndecodedLine(pieces, Line(**line_fields(pieces), paragraph=self._paragraph, aside=aside)))

    def _add(self, rows: Sequence[Segment], *, row: int = 0, cell: int = 0, extent: CellExtent | None = None) -> None:
        large = bool(self._text_size) and rows[0].size >= _LARGE * self._text_size
        pieces = tuple((text, bold or large) for text, bold in text_of(rows))
        table, extent = self._table * bool(row), extent or CellExtent()
        line = Line(**line_fields(pieces), paragraph=self._paragraph, table=table, row=row, cell=cell, extent=extent)
        self.texts.append(_UndecodedLine(pieces, line, frozenset().union(*(r.fonts for r in rows))))


# --- Tables and columns --------------------------------------------------------------------------------


def _glyph_middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.left + glyph.right) / 2, glyph.base - 0.3 * glyph.size


def _table_with_texts(grid: Grid, page: PdfPage, grids: Sequence[Grid], margin: Margins, spaced: bool) -> _Table:
    """The table with its texts. A character in a nested table belongs to the inner table."""
    inner = [other for other in grids if other is not grid and other.area < grid.area]
    glyphs_of: dict[GridCell, list[Glyph]] = {cell: [] for cell in grid.cells}
    for glyph in page.glyphs:
        middle = _glyph_middle(glyph)
        if grid.holds(*middle) and not any(other.holds(*middle) for other in inner):
            cell = next((cell for cell in grid.cells if cell.holds(*middle)), None)
            if cell is not None:
                glyphs_of[cell].append(glyph)
    texts: dict[GridCell, _Paragraphs] = {}
    for cell, glyphs in glyphs_of.items():
        rows = [without_note_numbers(row.as_segment, margin.numbers) for row in rows_of(glyphs, spaced=spaced)]
        rows = [row for row in rows if row.text.strip()]
        measure = replace(_measure(cell), pitches=measure_of([rows]).pitches)
        texts[cell] = tuple(paragraphs_in(rows, measure, [page.number] * len(rows)))
    return _Table(grid, texts)


def _measure(cell: GridCell) -> Measure:
    return Measure(cell.left + _PADDING, cell.right - _PADDING)


def _have_equal_columns(one: Grid, two: Grid) -> bool:
    return len(one.columns) == len(two.columns) and all(
        abs(a - b) < 4 for a, b in zip(one.columns, two.columns, strict=True)
    )


def _repeated_rows(before: _Table, table: _Table) -> int:
    """The number of rows at the start of a continued table that repeat the first rows of its first page."""
    most = min(len(before.grid.rows), len(table.grid.rows)) - 1
    same = 0
    while same < most and before.row(same + 1) == table.row(same + 1) and any(t for _, t in table.row(same + 1)):
        same += 1
    return same


def _continues_row(above: Mapping[int, _Paragraphs], table: _Table, number: int) -> bool:
    """Whether the first row of a page continues the last row of the page before, in the middle of sentences.

    Every cell must continue a sentence. If the first cell is empty, unlike that above, one continued sentence is
    enough, unless a figure is below another figure.
    """
    cells = {cell.column: cell for cell in table.grid.cells if cell.row == number and table.texts[cell]}
    led = 1 in above and 1 not in cells
    shared = [column for column in cells if column in above]
    texts = {column: "".join(s.text for s in table.texts[cells[column]][0]) for column in shared}
    certain = [
        continues_on_next_page(above[column][-1], table.texts[cells[column]][0][0], _measure(cells[column]))
        and not has_ended(above[column][-1][-1].text)
        and (led or texts[column][:1].islower())
        for column in shared
    ]
    if led:
        return any(certain) and all(any(map(str.isalpha, text)) for text in texts.values())
    return bool(cells) and len(shared) == len(cells) and all(certain)


def _with_continued_row(above: Mapping[int, _Paragraphs], table: _Table, number: int) -> _Table:
    """The table, with the texts of the row above joined to its row `number`."""
    texts = dict(table.texts)
    for cell in table.grid.cells:
        if cell.row == number and (begun := above.get(cell.column)):
            rest = texts[cell]
            if rest and continues_on_next_page(begun[-1], rest[0][0], _measure(cell)):
                begun, rest = (*begun[:-1], (*begun[-1], *rest[0])), rest[1:]
            texts[cell] = (*begun, *rest)
    return replace(table, texts=texts)


def _column_paragraphs(column: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
    """Yields the lines of a letterhead's or signature's column; a line that begins in lower case continues the line
    before."""
    waiting: list[Segment] = []
    for segment in column:
        continues = waiting and segment.text[:1].islower() and not waiting[-1].text.rstrip().endswith((".", ";", ":"))
        within = waiting and is_within_word(waiting[-1].text, segment.text)
        if waiting and not continues and not within:
            yield tuple(waiting)
            waiting = []
        waiting.append(segment)
    if waiting:
        yield tuple(waiting)
