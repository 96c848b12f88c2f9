"""The lines of a Word report (.docx).

`word_xml` first moves the texts that mammoth would ignore to where mammoth reads them. mammoth then turns the document
into HTML, and handles tracked insertions, content controls and lists.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import cast
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from toolkit.documents.lines import Aside, CellExtent, Line, ListKind, line_fields
from toolkit.documents.word_xml import MOST_COLUMNS, prepare
from toolkit.files.gate import DAMAGED_ZIP
from toolkit.messages import reports
from toolkit.messages.errors import NotDoneError

_LEVELS = range(1, 10)
#: The most bytes of the file part in which the toolkit's reports store values.
_LARGEST_PART = 16 * 1024 * 1024
#: How mammoth writes the HTML: each paragraph is one `p` whose class is the paragraph's kind; nothing is nested.
_STYLE_MAP = "\n".join(
    (
        "p.letter-textbox => p.text-box:fresh",
        "p.letter-contents => p.contents:fresh",
        "p.letter-point => p.point:fresh",
        "p.letter-more => p.more:fresh",
        "p.letter-generated => p.generated:fresh",
        f"r[style-name='{reports.ATTRIBUTION}'] => span.said-by",
        f"r[style-name='{reports.MARK}'] => !",
        *(f"p.letter-numbered-{n} => p.ordered{n}:fresh" for n in _LEVELS),
        *(f"p.letter-heading-{n} => p.heading{n}:fresh" for n in _LEVELS),
        *(f"p:unordered-list({n}) => p.bullet{n}:fresh" for n in _LEVELS),
        *(f"p:ordered-list({n}) => p.ordered{n}:fresh" for n in _LEVELS),
    )
)
#: The exceptions of mammoth and its XML parser for a damaged document.
_UNREADABLE: tuple[type[Exception], ...] = (
    *DAMAGED_ZIP,
    ElementTree.ParseError,
    ExpatError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
)


def read_docx(data: bytes, name: str) -> tuple[Line, ...]:
    """The lines of a Word document in reading order, followed by those outside the flow.

    `name`: the file's name, for findings. Raises NotDoneError `letter-unreadable` if the document cannot be read.
    """
    import mammoth

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            texts = (n for n in archive.namelist() if n.endswith((".xml", ".rels")) and "glossary/" not in n)
            parts = {part: archive.read(part) for part in texts}
        prepared, asides = prepare(parts)
        html: str = mammoth.convert_to_html(
            BytesIO(prepared), style_map=_STYLE_MAP, include_embedded_style_map=False, convert_image=lambda image: []
        ).value
    except _UNREADABLE as error:
        raise NotDoneError("letter-unreadable", file=name) from error
    reader = _HtmlLines()
    reader.feed(html)
    reader.close()
    reader.flush()
    return tuple(reader.lines) + asides


def exact_figures(data: bytes) -> dict[tuple[str, str, str], float]:
    """The exact values of the figures that a report made by the toolkit prints rounded, in the indicators' units.

    Keyed by indicator, period and printed words; {} for any other report.
    """
    values: dict[tuple[str, str, str], float] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.infolist():
            if part.file_size > _LARGEST_PART or not re.search(r"(?:^|/)customXml/item\d*\.xml$", part.filename):
                continue
            content = archive.read(part)
            if reports.ROUNDED_PART.encode() in content:
                values |= _exact_values(content)
    return values


def _exact_values(content: bytes) -> dict[tuple[str, str, str], float]:
    """The values in one part of the file; {} if the part is damaged, so that the printed text counts."""
    try:
        root = ElementTree.fromstring(content)
        return {
            (figure.attrib["indicator"], figure.attrib["period"], figure.attrib["printed"]): float(figure.text or "")
            for figure in root.iter(f"{{{reports.ROUNDED_PART}}}figure")
        }
    except (ElementTree.ParseError, KeyError, ValueError):
        return {}


@dataclass(slots=True)
class _Paragraph:
    """The paragraph being read."""

    heading: int = 0
    list_kind: ListKind = ""
    list_level: int = 0
    aside: Aside = ""
    point: bool = False
    more: bool = False
    """Whether it is a further paragraph of the preceding point."""
    attribution: str = ""
    lines: list[list[tuple[str, bool]]] = field(default_factory=lambda: [[]])


class _HtmlLines(HTMLParser):
    """Collects lines from mammoth's HTML. Lists are classes in this HTML, so any `ol` contains footnotes."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._paragraph: _Paragraph | None = None
        self._count = 0
        self._bold = 0
        self._notes = 0
        self._skipping = 0
        self._tables = 0
        self._depth = 0
        self._row = 0
        self._cell = 0
        self._attributing = 0
        self._extent = CellExtent()
        self._covered: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        if self._skipping:
            self._skipping += tag not in ("br", "input", "img")
        elif tag == "a" and (
            attributes.get("id", "").startswith(("footnote-ref-", "endnote-ref-"))  # a footnote's number in the text
            or attributes.get("href", "").startswith(
                ("#footnote-ref-", "#endnote-ref-")
            )  # the link from a footnote back to its number
        ):
            self._skipping = 1
        elif tag == "p" or re.fullmatch("h[1-6]", tag):
            self.flush()
            self._paragraph = self._new_paragraph(tag, attributes.get("class", ""))
        elif tag == "br":
            self._current.lines.append([])
        elif tag == "input":
            self._current.lines[-1].append(("☒" if "checked" in attributes else "☐", self._bold > 0))
        elif tag == "strong":
            self._bold += 1
        elif tag == "span":
            self._attributing += 1
        elif tag == "ol":
            self.flush()
            self._notes += 1
        elif tag in ("table", "tr", "td", "th"):
            self.flush()
            self._start_table_part(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._skipping:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif tag == "p" or re.fullmatch("h[1-6]", tag):
            self.flush()
        elif tag == "strong":
            self._bold -= 1
        elif tag == "span":
            self._attributing -= 1
        elif tag == "ol":
            self.flush()
            self._notes -= 1
        elif tag == "table":
            self.flush()
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._attributing and not self._skipping:
            self._current.attribution += data
        elif not self._skipping and (data.strip() or self._paragraph is not None):
            self._current.lines[-1].append((data, self._bold > 0))

    @property
    def _current(self) -> _Paragraph:
        if self._paragraph is None:
            self._paragraph = self._new_paragraph("p", "")
        return self._paragraph

    def _new_paragraph(self, tag: str, kind: str) -> _Paragraph:
        level = int(digits) if (digits := re.sub(r"\D", "", kind if tag == "p" else tag)) else 0
        if self._notes:
            return _Paragraph(aside="footnote")
        if kind == "point":
            return _Paragraph(point=True)
        if kind == "more":
            return _Paragraph(point=True, more=True)
        if kind in ("text-box", "contents", "generated"):
            return _Paragraph(aside=cast(Aside, kind))
        if kind.startswith(("bullet", "ordered")):
            return _Paragraph(list_kind="bullet" if kind.startswith("bullet") else "ordered", list_level=level)
        return _Paragraph(heading=level)

    def _start_table_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._tables += 1
                self._row = self._cell = 0
                self._covered = {}
        elif self._depth == 1 and tag == "tr":
            self._row += 1
            self._cell = 0
            self._extent = CellExtent()
        elif self._depth == 1:
            self._cell += 1
            self._extent = self._next_extent(_span(attributes, "colspan"), _span(attributes, "rowspan"))

    def _next_extent(self, columns: int, rows: int) -> CellExtent:
        """The extent of the next cell in the row, which skips columns that cells above cover."""
        column = self._extent.column + (self._extent.columns if self._extent.column else 1)
        while self._covered.get(column, 0) >= self._row:
            column += 1
        columns = min(columns, max(1, MOST_COLUMNS - column))
        for covered in range(column, column + columns if rows > 1 else column):
            self._covered[covered] = self._row + rows - 1
        return CellExtent(column, columns, rows)

    def flush(self) -> None:
        """Ends the paragraph being read."""
        paragraph, self._paragraph = self._paragraph, None
        if paragraph is None:
            return
        lines = [line for line in paragraph.lines if "".join(text for text, _ in line).strip()]
        self._count += bool(lines) and not paragraph.more
        inside = self._depth > 0
        for at, line in enumerate(lines):
            self.lines.append(
                Line(
                    **line_fields(line),
                    paragraph=self._count,
                    continues=at > 0 or paragraph.more,
                    heading=paragraph.heading,
                    list_kind=paragraph.list_kind,
                    list_level=paragraph.list_level,
                    table=self._tables * inside,
                    row=self._row * inside,
                    cell=self._cell * inside,
                    extent=self._extent if inside else CellExtent(),
                    aside=paragraph.aside,
                    point=paragraph.point,
                    attribution=paragraph.attribution.strip(),
                )
            )


def _span(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "")
    return max(1, int(text)) if text.isdigit() else 1
