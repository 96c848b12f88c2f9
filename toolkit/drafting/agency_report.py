"""An agency's report (Word, PDF, plain text) → its points, section by section, for `toolkit draft`.

Every line of the file is a point, a report detail or listed as unplaced with a reason; only headings that name a
section or theme, and bullets and numbers before points, are left out. Figures in tables are proposed with their source;
a table's row is listed as unplaced only if some cell of the row is not proposed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from toolkit.documents.docx_lines import exact_figures
from toolkit.documents.lines import Line, report_format
from toolkit.documents.reading import read_lines
from toolkit.drafting.faults import faults, names_of
from toolkit.drafting.figures import ExactValues, FigureTables
from toolkit.drafting.official_parts import (
    Piece,
    head_pieces,
    is_closing,
    is_heading_block,
    is_office,
    is_tail_table,
    is_type,
    starts_recipients,
    starts_signature,
    tail_pieces,
)
from toolkit.drafting.outline import Heading, Outline, OutlineEntry, announces, entries, is_lead_in, without_marker
from toolkit.drafting.parts import AgencyReport, Point, ProposedFigure, ProposedRow, UnplacedLine, UnreadCells
from toolkit.drafting.rows import RowTables
from toolkit.drafting.sections import Sections, has_sau, leads_in
from toolkit.language.text import clean, fold, split_points
from toolkit.model import Agency, Campaign, InfoValue, Section, grouped

__all__ = ["AgencyReport", "Point", "UnplacedLine", "read_agency_report"]

#: The most paragraphs and tables of the heading block.
_HEAD = 40
#: The beginning of a line that belongs to the table below it.
_ABOVE_TABLE = re.compile(r"\W*(?:(?:phụ )?(?:bảng|biểu)\b|(?:đơn vị tính|đvt|đv|đơn vị)\s*:)", re.IGNORECASE)
#: A figure in a sentence that introduces a list, after years and numbers of years were removed.
_FIGURE = re.compile(r"\d")
_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2} (?:năm|tháng)\b")
#: Words in capitals that begin an annex within the text: `BẢNG SỐ LIỆU`.
_ANNEX = re.compile(r"(?:PHỤ LỤC|DANH MỤC|DANH SÁCH|BIỂU|BIỂU MẪU|BẢNG|BẢNG BIỂU)\b")
_NUMBERED_ANNEX = re.compile(r"Phụ lục(?:\s+(?:số\s*)?(?:\d+|[IVX]+)\b|\W*$)", re.IGNORECASE)
_BELOW_TABLE = re.compile(r"\W*(?:nguồn|nguồn số liệu|ghi chú|đơn vị tính|đvt)\s*:", re.IGNORECASE)


def read_agency_report(
    data: bytes,
    name: str,
    campaign: Campaign,
    agency: Agency | None = None,
    reader: Callable[[bytes, str], Sequence[Line]] = read_lines,
) -> AgencyReport:
    """An agency's report, point by point. `name`: the file's name, for findings; `reader` returns the file's lines.

    Raises the NotDoneError of the reader: `letter-unreadable`, `letter-encrypted`, `letter-is-doc` …
    """
    lines = reader(data, name)
    reading = _Reading(campaign, agency, exact_figures(data) if report_format(data, name) == "docx" else {})
    reading.read([line for line in lines if clean(line.text)])
    report = reading.result()
    return replace(report, findings=faults(report, name, campaign, agency))


@dataclass(frozen=True, slots=True)
class _Table:
    lines: tuple[Line, ...]

    @property
    def cells(self) -> list[tuple[int, dict[int, list[str]]]]:
        """Each row's number and its cells keyed by column, each cell as a list of paragraphs."""
        rows: list[tuple[int, dict[int, list[str]]]] = []
        for row, lines in groupby(self.lines, key=lambda line: line.row):
            cells = grouped((line.cell, clean(line.text)) for line in lines)
            rows.append((row, cells))
        return rows

    @property
    def rows(self) -> list[tuple[int, str]]:
        """Each row's number and its cells, blank cells included, joined by ` | `."""
        return [
            (row, " | ".join(" ".join(cells.get(cell, [])) for cell in range(1, max(cells) + 1)))
            for row, cells in self.cells
        ]


_Block = OutlineEntry | _Table
_ROW_NUMBER = re.compile(r"(?:\d+|[IVX]+|[a-zđ])?[.)]?")


class _Reading:
    """Reads one report from the first line to the last. A method for each zone processes one block at a time.

    The zones are the heading block, the sections, the part after the sections, and annexes.
    """

    def __init__(self, campaign: Campaign, agency: Agency | None, rounded: ExactValues) -> None:
        self.info: list[InfoValue] = []
        self.points: list[Point] = []
        self.unplaced: list[UnplacedLine] = []
        self._listed_headings: dict[Heading, UnplacedLine] = {}
        self._names = names_of(campaign)
        shortened = (word.text for word in campaign.words if word.kind == "abbreviation")
        named = (name for agency in campaign.agencies for name in (agency.name, agency.short_name))
        self._proper = sorted({*shortened, *named, campaign.province} - {""}, key=lambda name: (len(name), name))
        self._sections = Sections(campaign, agency)
        self._required = {section.code for section in self._sections.required}
        self._outline = Outline(self._sections)
        self._blocks: list[_Block] = []
        self._leading: Sequence[bool] = ()
        self._below: Sequence[bool] = ()
        self._zone: Callable[[int], None] = self._in_head
        self._gathered: list[Line] = []
        self._type_at = -1
        self._title_next = False
        self._signing = False
        self._closed = False
        self._figures = FigureTables(campaign, agency, rounded)
        self._lists = RowTables(campaign, agency)
        self._proposed: list[ProposedFigure] = []
        self._rows: list[ProposedRow] = []
        self._unread: list[UnreadCells] = []
        self._deleted: list[str] = []
        self._embedded: list[str] = []
        self._encoding = ""
        self._of_pdf: dict[str, str] = {}
        self._caption = ""

    def result(self) -> AgencyReport:
        """The result, after `read` has processed every line."""
        agreed, differing = _without_contradictions(self._proposed)
        return AgencyReport(
            info=tuple(self.info),
            points=tuple(self.points),
            unplaced=tuple(self.unplaced),
            proposed=agreed,
            rows=tuple(self._rows),
            unread=(*self._unread, *differing),
            deleted=tuple(self._deleted),
            embedded=tuple(self._embedded),
            encoding=self._encoding,
            scanned=self._of_pdf.get("scanned", ""),
            unmapped=int(self._of_pdf.get("unmapped", "0")),
            recognised="recognised" in self._of_pdf,
        )

    def read(self, lines: Sequence[Line]) -> None:
        lines = _with_boxed_heading_block(lines)
        flow = [line for line in lines if not line.aside]
        self._blocks = _blocks(flow, self._sections)
        self._leading, self._below = _leading_to_tables(self._blocks), _below_tables(self._blocks)
        self._type_at = next((i for i, b in enumerate(self._blocks[:_HEAD]) if any(map(is_type, b.lines))), -1)
        for at, block in enumerate(self._blocks):
            self._zone(at)
            above = f"{self._caption}\n" if self._leading[at] else ""
            self._caption = f"{above}{block.full_text}" if isinstance(block, OutlineEntry) else ""
        self._leave()
        for line in lines:
            if line.aside == "deleted":
                self._deleted.append(clean(line.text))
            elif line.aside == "embedded":
                self._embedded.append(line.text)
            elif line.aside == "encoding":
                self._encoding = line.text
            elif line.aside in ("scanned", "unmapped", "recognised"):
                self._of_pdf[line.aside] = line.text
            elif line.aside:
                self._list_unplaced(clean(line.text), f"¶{line.paragraph}", line.aside)

    # --- Zones ---

    def _in_head(self, at: int) -> None:
        block = self._blocks[at]
        if isinstance(block, _Table):
            if at <= self._type_at or is_heading_block(block.lines):
                self._gathered += block.lines
            else:
                self._leave()
                self._read_table(block, at)
            return
        if at > self._type_at:
            heading = self._outline.heading_of(block, self._entry_after(at))
            begins = heading is not None and self._begins(block, heading)
            # If a report has no subject after its type, a numbered section may follow immediately.
            titled = self._title_next and not (self._is_numbered(block) and self._sections.is_heading(block.text))
            if heading is not None and begins and not titled:
                self._enter(self._in_body)
                self._take_heading(block, heading)
                return
            if not self._title_next and self._is_end(at):
                self._enter(self._in_tail)
                self._in_tail(at)
                return
        self._title_next = at == self._type_at and fold(block.text) == "bao cao"
        self._gathered += block.lines

    def _in_body(self, at: int) -> None:
        block = self._blocks[at]
        if isinstance(block, _Table):
            if is_tail_table(block.lines):
                self._enter(self._in_tail)
                self._in_tail(at)
            else:
                self._read_table(block, at)
            return
        if self._is_end(at):
            self._enter(self._in_tail)
            self._in_tail(at)
            return
        if self._leading[at] or self._below[at]:
            reason = "heading" if announces(block) else "table"
            self._list_unplaced(block.full_text, self._outline.location, reason)
            return
        if _begins_annex(block):
            self._enter(self._in_annex)
            self._in_annex(at)
            return
        heading = self._outline.heading_of(block, self._entry_after(at))
        introduction = None if self._is_certain(block, heading) else self._introduction(at)
        if introduction is not None:
            self._take_introduction(block, introduction)
        elif heading is not None:
            self._take_heading(block, heading)
        else:
            self._take_point(block, self._entry_after(at))

    def _is_certain(self, block: OutlineEntry, heading: Heading | None) -> bool:
        """Whether a heading is certain, because it cannot be a sentence that introduces a list."""
        if heading is None:
            return False
        if block.marker is not None or block.bold:
            return True
        return self._sections.is_heading(heading.text) and not has_sau(heading.text)

    def _introduction(self, at: int) -> Heading | None:
        """The sentence as a heading, if it introduces what follows and the text does not end there; else None."""
        block, following = self._blocks[at], self._entry_after(at)
        if isinstance(block, _Table) or following is None or self._is_end(at + 1):
            return None
        return self._outline.introduction(block, following)

    def _take_introduction(self, entry: OutlineEntry, introduction: Heading) -> None:
        if introduction.section is None or introduction.section != self._outline.section:
            self._outline.push(introduction)
        self._list_unplaced(entry.full_text, self._outline.path, "heading")
        # A sentence with a figure stays among the unplaced lines: a person decides where the figure belongs.
        if self._outline.open and not _FIGURE.search(_TIME.sub(" ", entry.text)):
            self._listed_headings[self._outline.open[-1]] = self.unplaced[-1]

    def _in_tail(self, at: int) -> None:
        self._closed = True
        block = self._blocks[at]
        if isinstance(block, _Table):
            if is_tail_table(block.lines) or (self._signing and _is_narrow(block)):
                self._signing = True
                self._gathered += block.lines
            else:
                self._leave()
                self._read_table(block, at)
            return
        if fold(block.text).startswith("phu luc") and len(block.text.split()) <= 20:
            self._enter(self._in_annex)
            self._in_annex(at)
            return
        heading = self._outline.heading_of(block, self._entry_after(at))
        if heading is not None and not self._is_signature(at) and self._resumes(block, heading):
            self._enter(self._in_body)
            self._take_heading(block, heading)
            return
        self._signing = self._signing or starts_recipients(block.first_line) or self._is_signature(at)
        self._gathered += block.lines

    def _in_annex(self, at: int) -> None:
        block = self._blocks[at]
        if not self._closed and self._is_end(at):
            self._enter(self._in_tail)
            self._in_tail(at)
        elif not self._closed and not isinstance(block, _Table) and self._continues(at, block):
            self._enter(self._in_body)
            self._in_body(at)
        elif isinstance(block, _Table):
            self._read_table(block, at)
        else:
            self._list_unplaced(block.full_text, f"¶{block.first_line.paragraph}", "annex")

    def _continues(self, at: int, entry: OutlineEntry) -> bool:
        """Whether a heading after an annex within the text continues the numbering of the headings before the annex."""
        heading = self._outline.heading_of(entry, self._entry_after(at))
        return heading is not None and self._outline.is_next(heading)

    def _enter(self, zone: Callable[[int], None]) -> None:
        self._leave()
        self._zone = zone

    def _leave(self) -> None:
        """Ends the zone: makes report details and unplaced lines from the lines gathered in it."""
        if self._zone == self._in_head:
            self._add_pieces(head_pieces(self._gathered, self._names))
        elif self._gathered:
            self._add_pieces(tail_pieces(self._gathered))
        self._gathered = []

    # --- Recognising a block ---

    def _entry_after(self, at: int) -> OutlineEntry | None:
        block = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
        return block if isinstance(block, OutlineEntry) else None

    def _begins(self, entry: OutlineEntry, heading: Heading) -> bool:
        """Whether a heading can be the first in the report; a bold line of the title cannot."""
        if entry.marker is not None:
            return not entry.marker.is_bullet
        match = self._sections.match(heading.text)
        return entry.first_line.heading > 0 or (match is not None and match.share >= 0.5)

    def _resumes(self, entry: OutlineEntry, heading: Heading) -> bool:
        """Whether a heading after the closing sentence continues the report."""
        if self._signing:
            return self._sections.is_heading(heading.text)
        return self._begins(entry, heading)

    def _is_end(self, at: int) -> bool:
        """Whether the part after the text begins here."""
        block = self._blocks[at]
        if isinstance(block, _Table) or block.marker is not None:
            return False
        return is_closing(block.text) or starts_recipients(block.first_line) or self._is_signature(at)

    def _is_signature(self, at: int) -> bool:
        """Whether a line begins the signature. An office without `TM.` or `KT.` is a heading if numbers follow."""
        block = self._blocks[at]
        if isinstance(block, _Table) or block.marker is not None:
            return False
        if starts_signature(block.first_line):
            return True
        return is_office(clean(block.first_line.text)) and self._last_numbered_at <= at

    @cached_property
    def _last_numbered_at(self) -> int:
        numbered = (at for at in reversed(range(len(self._blocks))) if self._is_numbered(self._blocks[at]))
        return next(numbered, -1)

    def _is_numbered(self, block: _Block) -> bool:
        if isinstance(block, _Table):
            return False
        marker = block.marker
        return (marker is not None and not marker.is_bullet) or self._sections.is_heading(block.text)

    # --- Placing a block ---

    def _take_heading(self, entry: OutlineEntry, heading: Heading) -> None:
        whole = bool(heading.between) or self._outline.is_more_specific(heading)
        if heading.single:
            self._outline.close_above(entry)
            text = entry.text if whole else heading.words_after
            self._put_under(text, heading.section, complete=True, heading=heading)
            return
        again = self._outline.is_named_again(heading) and not (heading.words_after and whole)
        self._outline.push(heading)
        if (heading.section is None and heading.theme is None) or again:
            self._list_unplaced(heading.text if heading.words_after else entry.full_text, self._outline.path, "heading")
            self._listed_headings[self._outline.open[-1]] = self.unplaced[-1]
        if heading.words_after:
            self._outline.close_above(replace(entry, marker=None))
            complete = whole and heading.section is not None
            self._put_under(entry.text if complete else heading.words_after, self._outline.section, complete=complete)

    def _take_point(self, entry: OutlineEntry, following: OutlineEntry | None) -> None:
        if not any(char.isalnum() for char in entry.text):
            if entry.text:
                self._list_unplaced(entry.text, f"¶{entry.first_line.paragraph}", "no-words")
            return
        leads = following is not None and leads_in(entry.text, listed=False)
        if not leads or entry.marker is not None:
            self._outline.leave_list(entry)
        self._outline.close_above(entry)
        if is_lead_in(entry, following):
            self._list_unplaced(entry.full_text, self._outline.location, "heading")
            return
        whole = entry.first_line.point
        text = without_marker(entry) if entry.marker is not None and not whole else entry.text
        self._put_under(text, self._outline.section, entry.lines[-1].attribution, whole=whole)

    def _put_under(
        self,
        text: str,
        section: Section | None,
        attribution: str = "",
        complete: bool = False,
        whole: bool = False,
        heading: Heading | None = None,
    ) -> None:
        """Adds a point. `complete`: it needs no words of the headings above; `heading`: the heading in its line."""
        where = self._outline.location
        if attribution == "." or attribution.startswith("("):
            attribution = attribution.removesuffix(".")  # a full stop that the toolkit's report added
        evidence = attribution.removeprefix("(").removesuffix(")") if attribution.startswith("(") else attribution
        if section is not None and section == self._outline.section and not complete:
            text = ": ".join([*map(self._introducing_words, self._outline.addressees), text])
        if section is None:
            naming = heading or self._outline.naming_heading
            between = tuple(s.code for s in naming.between) if naming else ()
            reason = "unknown-heading" if self._outline.open else "no-heading"
            self._list_unplaced(f"{text} {attribution}".strip(), where, "two-sections" if len(between) > 1 else reason)
            self.unplaced[-1] = replace(self.unplaced[-1], between=between)
        elif section.code not in self._required:
            self._list_unplaced(f"{text} {attribution}".strip(), where, "not-asked")
        else:
            theme = self._outline.theme
            self.points.append(
                Point(section=section.code, text=text, where=where, theme=theme, evidence=evidence, whole=whole)
            )
            self._settle_headings()

    def _settle_headings(self) -> None:
        """Marks the open headings as settled, since a point under them was placed."""
        for heading in self._outline.open:
            if (listed := self._listed_headings.pop(heading, None)) is not None:
                at = next(n for n, item in enumerate(self.unplaced) if item is listed)
                self.unplaced[at] = replace(listed, settled=True)

    def _introducing_words(self, heading: Heading) -> str:
        """The words of a heading for a point under it; the heading is removed from the unplaced lines."""
        if (listed := self._listed_headings.pop(heading, None)) is not None:
            self.unplaced.remove(listed)
        text = heading.text.rstrip(" .:")
        if not text.isupper():
            return text
        small = text[:1] + text[1:].lower()
        for name in self._proper:
            small = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name.replace("\\", r"\\"), small, flags=re.IGNORECASE)
        return small

    def _read_table(self, table: _Table, at: int) -> None:
        after_table = at > 0 and isinstance(self._blocks[at - 1], _Table)
        rows = self._lists.read(table.lines, self._caption, after_table=after_table)
        if rows is None and self._place_by_columns(table):
            return
        path = self._outline.path if self._zone == self._in_body else ""
        if rows is not None:
            self._rows += rows.proposed
            self._unread += rows.unread
            used = rows.used if rows.proposed else frozenset[int]()
        else:
            figures = self._figures.read(table.lines, self._caption)
            self._proposed += figures.proposed
            self._unread += figures.unread
            used = figures.used
        for row, text in table.rows:
            if row in used:
                continue
            self._list_unplaced(text, f"{path} #{table.lines[0].table}.{row}".strip(), "table")

    def _place_by_columns(self, table: _Table) -> bool:
        """Places the points of a table whose headings name sections; returns False for any other table."""
        (_, heads), *rows = table.cells
        sections: dict[int, Section] = {}
        for column, texts in heads.items():
            match = self._sections.match(" ".join(texts))
            if match is not None and match.share == 1.0 and not match.is_unsure and not match.framing:
                sections[column] = match.section
        elsewhere = [" ".join(t) for _, cells in rows for column, t in cells.items() if column not in sections]
        if len(sections) < 2 or not all(map(_ROW_NUMBER.fullmatch, elsewhere)):
            return False
        for _, cells in rows:
            for column, section in sections.items():
                for text in split_points("\n".join(cells.get(column, ()))):
                    self._put_under(text, section, complete=True)
        return True

    def _list_unplaced(self, text: str, where: str, reason: str) -> None:
        section = self._outline.section if self._zone == self._in_body else None
        code = section.code if section else ""
        self.unplaced.append(UnplacedLine(text=text, where=where, reason=reason, section=code))

    def _add_pieces(self, pieces: Iterable[Piece]) -> None:
        known = {value.key for value in self.info}
        for piece in pieces:
            where = f"¶{piece.paragraph}"
            if piece.key and piece.key not in known:
                self.info.append(InfoValue(key=piece.key, text=piece.text, cell=where))
            else:
                self.unplaced.append(UnplacedLine(text=piece.text, where=where, reason=piece.reason))


def _with_boxed_heading_block(lines: Sequence[Line]) -> list[Line]:
    """The lines, with text boxes before the document's type as plain text: old templates box the heading block."""
    boxed = [line.aside in ("", "text-box") and is_type(line) for line in lines[: 2 * _HEAD]]
    end = boxed.index(True) if True in boxed else -1
    return [
        replace(line, aside="") if at <= end and line.aside == "text-box" else line for at, line in enumerate(lines)
    ]


def _without_contradictions(proposed: Sequence[ProposedFigure]) -> tuple[tuple[ProposedFigure, ...], list[UnreadCells]]:
    """Each figure once, and a question for each figure with two different values, which is not proposed."""
    by_figure = grouped(((one.indicator, one.period), one) for one in proposed)
    agreed = tuple(same[0] for same in by_figure.values() if len({repr(p.value) for p in same}) == 1)
    differing = [same for same in by_figure.values() if len({repr(p.value) for p in same}) > 1]
    words = tuple(f"{same[0].row} – {same[0].column}: {', '.join(p.typed for p in same)}" for same in differing)
    return agreed, [UnreadCells(code="table-values-differ", table=differing[0][0].table, cells=words)] if words else []


def _leading_to_tables(blocks: Sequence[_Block]) -> list[bool]:
    """For each block, whether it is the title or unit of the table below, or only announces the table."""
    leading = [False] * len(blocks)
    for at in reversed(range(len(blocks) - 1)):
        block, below = blocks[at], blocks[at + 1]
        if isinstance(block, _Table) or block.first_line.point:
            continue
        if _ABOVE_TABLE.match(block.text) or announces(block):
            if isinstance(below, _Table):
                leading[at] = not is_tail_table(below.lines)
            else:
                leading[at] = leading[at + 1] and _ABOVE_TABLE.match(below.text) is not None
    return leading


def _below_tables(blocks: Sequence[_Block]) -> list[bool]:
    """For each block, whether it names the source of the table above, or explains the table."""
    below: list[bool] = []
    for at, block in enumerate(blocks):
        after = at > 0 and (isinstance(blocks[at - 1], _Table) or below[at - 1])
        below.append(after and not isinstance(block, _Table) and _BELOW_TABLE.match(block.text) is not None)
    return below


def _blocks(flow: Sequence[Line], sections: Sections) -> list[_Block]:
    """The paragraphs and tables in reading order. A table of one cell counts as the paragraphs in it."""
    cells: dict[int, set[tuple[int, int]]] = {}
    for line in flow:
        cells.setdefault(line.table, set()).add((line.row, line.cell))
    framed = {table for table, positions in cells.items() if len(positions) == 1}
    flat = [replace(line, table=0, row=0, cell=0) if line.table in framed else line for line in flow]
    blocks: list[_Block] = []
    for table, group in groupby(flat, key=lambda line: line.table):
        lines = tuple(group)
        blocks += [_Table(lines)] if table else entries(lines, sections)
    return blocks


def _begins_annex(entry: OutlineEntry) -> bool:
    """Whether a line in capitals, or with an annex's number, ends the text."""
    text = entry.text
    if entry.marker is not None or entry.first_line.point or len(text.split()) > 20:
        return False
    return _NUMBERED_ANNEX.match(text) is not None or (text.isupper() and _ANNEX.match(text) is not None)


def _is_narrow(table: _Table) -> bool:
    """Whether a table may continue the table of the signature: two columns of words."""
    return max(line.cell for line in table.lines) <= 2 and not any(
        char.isdigit() for line in table.lines for char in line.text
    )
