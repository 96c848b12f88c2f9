"""Checks a Word document by Nghị định 30/2020/NĐ-CP, annex I, part I: every rule that can be measured.

The components are recognised by their text and position, never by the names of their styles; what counts is the format
that Word computes: defaults, then the style and those it is based on, then the run.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from itertools import takewhile
from typing import Any
from xml.etree import ElementTree

from toolkit.xlsx.measure import text_width

Element = ElementTree.Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MM = 25.4 / 1440
_SYMBOL = r"(?:/BC-[A-ZĐ0-9&…-]+|[/-]BC/[A-ZĐ0-9&-]+)"
_NUMBER = re.compile(rf"Số:\s*(?:\d{{2,}})?\s*{_SYMBOL}")
_DATE = re.compile(
    r"[A-ZĐ][^,]*, ngày\s+(?:(?:0[1-9]|[12]\d|3[01])\s+tháng\s+(?:0[12]|[3-9]|1[0-2])|tháng)\s+năm\s+\d{4}"
)


@dataclass(frozen=True)
class Look:
    """The format of a paragraph's text. Lengths in millimetres, spaces and sizes in points."""

    fonts: frozenset[str]
    sizes: frozenset[float]
    bold: bool
    italic: bool
    colours: frozenset[str]
    align: str
    first_line: float
    left: float
    right: float
    space: float
    line: float


@dataclass
class Paragraph:
    element: Element
    document: "Document"
    table: Element | None = None
    column: int = 0

    @cached_property
    def text(self) -> str:
        nodes = (node for node in self.element.iter() if node.tag in (f"{_W}t", f"{_W}br"))
        parts = ((node.text or "") if node.tag == f"{_W}t" else "\n" for node in nodes)
        return "".join(parts).replace("\u00a0", " ").strip()

    @property
    def ruled(self) -> bool:
        return self.element.find(f"{_W}pPr/{_W}pBdr/{_W}bottom") is not None

    @property
    def ends_section(self) -> bool:
        return self.element.find(f"{_W}pPr/{_W}sectPr") is not None

    @property
    def style(self) -> str:
        return _value(self.element.find(f"{_W}pPr/{_W}pStyle")) or "Normal"

    @property
    def number(self) -> tuple[str, str]:
        """Form and text of the numbering Word puts before it: (`upperRoman`, `%1.`)."""
        return self.document.numbering_of(self)

    @cached_property
    def look(self) -> Look:
        chain = self.document.chain(self.style)
        props = [*(s.find(f"{_W}pPr") for s in chain), self.element.find(f"{_W}pPr")]
        base = [self.document.defaults, *(s.find(f"{_W}rPr") for s in chain)]
        runs = [r for r in self.element.iter(f"{_W}r") if "".join(t.text or "" for t in r.iter(f"{_W}t")).strip()]
        styles = [self.document.chain(_value(r.find(f"{_W}rPr/{_W}rStyle")) or "") for r in runs]
        looks = [
            [*base, *(s.find(f"{_W}rPr") for s in of_run), r.find(f"{_W}rPr")]
            for r, of_run in zip(runs, styles, strict=True)
        ] or [base]
        indent, spacing = _attributes(props, "ind"), _attributes(props, "spacing")
        return Look(
            fonts=frozenset(f for layers in looks for f in _attributes(layers, "rFonts").values() if f != "ar-SA"),
            sizes=frozenset(float(_last(layers, "sz") or 20) / 2 for layers in looks),
            bold=all(_on(layers, "b") for layers in looks),
            italic=all(_on(layers, "i") for layers in looks),
            colours=frozenset(_last(layers, "color") or "auto" for layers in looks),
            align=_last(props, "jc") or "left",
            first_line=float(indent.get("firstLine", 0)) * _MM,
            left=float(indent.get("left", 0)) * _MM,
            right=float(indent.get("right", 0)) * _MM,
            space=sum(float(spacing.get(k, 0)) / 20 for k in ("before", "after")),
            line=float(spacing.get("line", 240)) / 240,
        )


@dataclass
class Document:
    """A `.docx` as far as the decree is about it."""

    data: bytes
    paragraphs: list[Paragraph] = field(default_factory=list)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(BytesIO(self.data)) as archive:
            self.parts = {n: archive.read(n) for n in archive.namelist() if n.endswith((".xml", ".rels"))}
        self.body = ElementTree.fromstring(self.parts["word/document.xml"]).find(f"{_W}body") or Element("x")
        self.styles_root = ElementTree.fromstring(self.parts["word/styles.xml"])
        self.styles = {s.get(f"{_W}styleId", ""): s for s in self.styles_root.findall(f"{_W}style")}
        self.defaults = self.styles_root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
        self.sections, self.tables = (list(self.body.iter(f"{_W}{name}")) for name in ("sectPr", "tbl"))
        self._walk(self.body, None, 0)

    def _walk(self, element: Element, table: Element | None, column: int) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self.paragraphs.append(Paragraph(child, self, table, column))
            elif child.tag == f"{_W}tbl":
                for row in child.findall(f"{_W}tr"):
                    for place, cell in enumerate(row.findall(f"{_W}tc")):
                        self._walk(cell, child, place)

    def chain(self, style: str) -> list[Element]:
        """The style and those it is based on, the most general first."""
        found: list[Element] = []
        while style in self.styles:
            found.insert(0, self.styles[style])
            style = _value(self.styles[style].find(f"{_W}basedOn")) or ""
        return found

    def name_of(self, style: str) -> str:
        return _value(self.styles[style].find(f"{_W}name")) or ""

    def numbering_of(self, paragraph: Paragraph) -> tuple[str, str]:
        layers = [*(s.find(f"{_W}pPr") for s in self.chain(paragraph.style)), paragraph.element.find(f"{_W}pPr")]
        found = [layer.find(f"{_W}numPr") for layer in layers if layer is not None]
        numbers = [n for n in found if n is not None]
        if not numbers:
            return "", ""
        key, level = _value(numbers[-1].find(f"{_W}numId")), _value(numbers[-1].find(f"{_W}ilvl")) or "0"
        root = ElementTree.fromstring(self.parts["word/numbering.xml"])
        number = next(n for n in root.findall(f"{_W}num") if n.get(f"{_W}numId") == key)
        abstract = _value(number.find(f"{_W}abstractNumId"))
        lists = next(a for a in root.findall(f"{_W}abstractNum") if a.get(f"{_W}abstractNumId") == abstract)
        shape = next(x for x in lists.findall(f"{_W}lvl") if x.get(f"{_W}ilvl") == level)
        return _value(shape.find(f"{_W}numFmt")) or "", _value(shape.find(f"{_W}lvlText")) or ""

    @property
    def ending(self) -> Element:
        """The table of recipients and signature."""
        return next(t for t in self.tables if "Nơi nhận:" in "".join(x.text or "" for x in t.iter(f"{_W}t")))


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{_W}val", "")


def _last(layers: list[Any], name: str) -> str | None:
    found = [_value(x.find(f"{_W}{name}")) for x in layers if x is not None and x.find(f"{_W}{name}") is not None]
    return found[-1] if found else None


def _on(layers: list[Any], name: str) -> bool:
    value = _last(layers, name)
    return value is not None and value not in ("0", "false", "off")


def _attributes(layers: list[Any], name: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for layer in layers:
        found = None if layer is None else layer.find(f"{_W}{name}")
        if found is not None:
            made |= {k.rpartition("}")[2]: v for k, v in found.attrib.items()}
    return made


def faults(data: bytes) -> list[str]:
    """Every rule that the document breaks, each with its item in the annex."""
    document = Document(data)
    rules = (_page, _whole, _heading_block, _title, _content, _end, _annexes, _tables)
    return [fault for rule in rules for fault in rule(document)]


def _page(document: Document) -> Iterator[str]:
    for n, section in enumerate(document.sections, start=1):
        size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
        assert size is not None
        assert margins is not None
        paper = [round(float(size.get(f"{_W}{k}", 0)) * _MM) for k in ("w", "h")]
        if sorted(paper) != [210, 297]:
            yield f"I.1: section {n} is {paper} mm"
        if n == 1 and paper != [210, 297]:
            yield "I.2: the text lies on its side"
        for side, least, most in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
            actual = float(margins.get(f"{_W}{side}", 0)) * _MM
            if not least - 0.1 <= actual <= most + 0.1:
                yield f"I.3: section {n}, margin {side} {actual:.1f} mm"
        if section.find(f"{_W}titlePg") is None:
            yield f"I.7: section {n} shows a number on its first page"
        start = section.find(f"{_W}pgNumType")
        if start is None or start.get(f"{_W}start") != "1":
            yield f"I.7, III.1: pages of section {n} do not start from 1"
        kinds = [r.get(f"{_W}type") for r in section.findall(f"{_W}headerReference")]
        if n == 1 and "default" not in kinds:
            yield "I.7: no page header"
    headers = [_header(document, p) for p in document.parts if re.search(r"word/header\d*\.xml$", p)]
    numbered = [h for h in headers if "PAGE" in h[0]]
    if len(numbered) != 1:
        yield "I.7: no page number in the top margin"
    for _, look in numbered:
        if look.align != "center" or look.bold or look.italic or not _within(look.sizes, 13, 14):
            yield f"I.7: the page number's look {look}"


def _header(document: Document, part: str) -> tuple[str, Look]:
    root = ElementTree.fromstring(document.parts[part])
    paragraph = root.find(f"{_W}p")
    assert paragraph is not None
    fields = [f.get(f"{_W}instr", "") for f in root.iter(f"{_W}fldSimple")]
    fields += [i.text or "" for i in root.iter(f"{_W}instrText")]
    return " ".join(fields), Paragraph(paragraph, document).look


def _within(sizes: frozenset[float], least: float, most: float) -> bool:
    return all(least <= size <= most for size in sizes)


def _whole(document: Document) -> Iterator[str]:
    for p in document.paragraphs:
        if p.text and p.look.fonts != {"Times New Roman"}:
            yield f"I.4: {sorted(p.look.fonts)} in “{p.text[:40]}”"
        if not p.look.colours <= {"000000", "auto"}:
            yield f"I.4: colour in “{p.text[:40]}”"
        if not p.text and not p.ruled and not p.ends_section and p is not document.paragraphs[-1] and not _in_grid(p):
            yield "an empty paragraph makes room"
    language = _attributes([document.defaults], "lang")
    if language.get("val") != "vi-VN":
        yield f"language {language}"
    core = document.parts["docProps/core.xml"].decode()
    if not re.search(r"<dc:title>BÁO CÁO .+</dc:title>", core) or "<dc:language>vi-VN" not in core:
        yield "the file has no title or language"


def _in_grid(paragraph: Paragraph) -> bool:
    table = paragraph.table
    return table is not None and _value(table.find(f"{_W}tblPr/{_W}tblStyle")) == "TableGrid"


def _check(
    paragraph: Paragraph, item: str, *, sizes: tuple[float, float], bold: bool, italic: bool, upper: bool, align: str
) -> Iterator[str]:
    look, text = paragraph.look, paragraph.text
    if not _within(look.sizes, *sizes):
        yield f"{item}: size {sorted(look.sizes)} of “{text[:40]}”"
    if look.bold is not bold or look.italic is not italic:
        yield f"{item}: bold {look.bold}, italic {look.italic}: “{text[:40]}”"
    if upper and text != text.upper():
        yield f"{item}: not in capitals: “{text[:40]}”"
    if look.align != align:
        yield f"{item}: {look.align} “{text[:40]}”"


def _rule_length(paragraph: Paragraph, room: float) -> float:
    return room - paragraph.look.left - paragraph.look.right


def _text_mm(paragraph: Paragraph) -> float:
    look = paragraph.look
    return text_width(paragraph.text, max(look.sizes), look.bold) * 25.4 / 96


def _heading_block(document: Document) -> Iterator[str]:
    table = document.tables[0]
    columns = [float(c.get(f"{_W}w", 0)) * _MM for c in table.iter(f"{_W}gridCol")]
    block = [p for p in document.paragraphs if p.table is table]
    left, right = [p for p in block if p.column == 0], [p for p in block if p.column == 1]
    country, motto, rule, day = right
    if country.text != "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" or motto.text != "Độc lập - Tự do - Hạnh phúc":
        yield "II.1: country and motto"
    yield from _check(country, "II.1a", sizes=(12, 13), bold=True, italic=False, upper=True, align="center")
    yield from _check(motto, "II.1b", sizes=(13, 14), bold=True, italic=False, upper=False, align="center")
    if not rule.ruled or abs(_rule_length(rule, columns[1]) / _text_mm(motto) - 1) > 0.03:
        yield "II.1b: the rule is not as long as the motto"
    if _text_mm(country) > columns[1]:
        yield "II.1a: the country's name does not fit on a line"
    *names, rule, number = left
    bold = [p for p in names if p.look.bold]
    if not bold or names[: len(names) - len(bold)] != [p for p in names if not p.look.bold]:
        yield "II.2b: no name of the agency, or not under its superior's"
    for p in names:
        yield from _check(p, "II.2b", sizes=(12, 13), bold=p in bold, italic=False, upper=True, align="center")
    longest = max(min(_text_mm(p), columns[0]) for p in bold)
    if not rule.ruled or not longest / 3 - 0.5 <= _rule_length(rule, columns[0]) <= longest / 2 + 0.5:
        yield "II.2b: the rule under the agency's name"
    yield from _check(number, "II.3c", sizes=(13, 13), bold=False, italic=False, upper=False, align="center")
    if not _NUMBER.fullmatch(number.text):
        yield f"II.3c: “{number.text}”"
    yield from _check(day, "II.4c", sizes=(13, 14), bold=False, italic=True, upper=False, align="center")
    if not _DATE.fullmatch(day.text):
        yield f"II.4b: “{day.text}”"
    rows = table.findall(f"{_W}tr")
    last = {id(e) for e in rows[-1].iter(f"{_W}p")}
    if id(number.element) not in last or id(day.element) not in last:
        yield "II.4c: number and date are not on one line"


def _flow(document: Document) -> list[Paragraph]:
    """The paragraphs of the text itself, between the heading block and the signature."""
    ending = document.ending
    before = takewhile(lambda p: p.table is not ending, document.paragraphs)
    return [p for p in before if p.table is None]


def _title(document: Document) -> Iterator[str]:
    kind, title, rule, *_ = _flow(document)
    if kind.text != "BÁO CÁO":
        yield "II.5: no type"
    for p in (kind, title):
        yield from _check(p, "II.5b", sizes=(13, 14), bold=True, italic=False, upper=p is kind, align="center")
    line = min(_text_mm(title), 165)
    if not rule.ruled or not line / 3 - 0.5 <= _rule_length(rule, 165) <= line / 2 + 0.5:
        yield "II.5b: the rule under the title"


def _content(document: Document) -> Iterator[str]:
    """II.6: text, headings and their numbers."""
    flow = _flow(document)[3:]
    addressed = [p for p in flow if p.text.startswith("Kính gửi:")]
    start = flow.index(addressed[0]) + 1 if addressed else 0
    while start and flow[start].text.startswith("- ") and not flow[start].number[0]:
        start += 1
    for p in flow[: start if addressed else 0]:
        if not _within(p.look.sizes, 13, 14) or p.look.bold or p.look.italic:
            yield f"II.9d: {p.look}"
    for p in flow[start:]:
        form, shape = p.number
        heading = document.name_of(p.style).startswith("heading")
        bold = heading and (form == "upperRoman" or (form, shape) == ("decimal", "%2."))
        yield from _check(p, "II.6", sizes=(13, 14), bold=bold, italic=False, upper=form == "upperRoman", align="both")
        if not any(abs(p.look.first_line - length) < 0.2 for length in (10, 12.7)):
            yield f"II.6e: first line {p.look.first_line:.1f} mm: “{p.text[:40]}”"
        if p.look.space < 6 or not 1 <= p.look.line <= 1.5:
            yield f"II.6e: spaces {p.look.space} {p.look.line}: “{p.text[:40]}”"
        if heading and f"{form} {shape}" not in ("upperRoman %1.", "decimal %2.", "lowerLetter %1)", "decimal đ)"):
            yield f"II.6đ: numbered {form} {shape}: “{p.text[:40]}”"
    if not flow[-1].text.endswith("./."):
        yield f"the text does not end in ./.: “{flow[-1].text[-40:]}”"


def _end(document: Document) -> Iterator[str]:
    table = document.ending
    block = [p for p in document.paragraphs if p.table is table]
    left, right = [p for p in block if p.column == 0], [p for p in block if p.column == 1]
    head, *listed = left
    if head.text != "Nơi nhận:":
        yield "II.9: no recipients"
    yield from _check(head, "II.9d", sizes=(12, 12), bold=True, italic=True, upper=False, align="left")
    for p in listed:
        yield from _check(p, "II.9d", sizes=(11, 11), bold=False, italic=False, upper=False, align="left")
        if not p.text.startswith("- ") or not p.text.endswith("." if p is listed[-1] else ";"):
            yield f"II.9d: “{p.text}”"
    if not listed or not listed[-1].text.startswith("- Lưu: VT"):
        yield "II.9d: the last recipient is not the file"
    *office, name = right
    for p in office:
        yield from _check(p, "II.7đ", sizes=(13, 14), bold=True, italic=False, upper=True, align="center")
    if any(re.match(r"(?:TM|KT|TL|TUQ|Q)\b(?!\. )", p.text) for p in office):
        yield "II.7b: an abbreviation of authority without its full stop"
    yield from _check(name, "II.7đ", sizes=(13, 14), bold=True, italic=False, upper=False, align="center")
    if re.match(r"(?:GS|PGS|TS|ThS|BS)\.", name.text):
        yield f"II.7c: “{name.text}”"
    if table.find(f"{_W}tr/{_W}trPr/{_W}cantSplit") is None:
        yield "the signature may be torn apart"


def _annexes(document: Document) -> Iterator[str]:
    labels = [n for n, p in enumerate(document.paragraphs) if re.fullmatch(r"Phụ lục(?: [IVX]+)?", p.text)]
    numbered = [document.paragraphs[n].text.partition(" lục")[2].strip() for n in labels]
    if numbered != (["I", "II", "III", "IV"][: len(labels)] if len(labels) > 1 else [""] * len(labels)):
        yield f"III.1: annexes {numbered}"
    for n in labels:
        label, title, attached, rule = document.paragraphs[n : n + 4]
        yield from _check(label, "III.1", sizes=(14, 14), bold=True, italic=False, upper=False, align="center")
        yield from _check(title, "III.1", sizes=(13, 14), bold=True, italic=False, upper=True, align="center")
        yield from _check(attached, "III.1", sizes=(13, 14), bold=False, italic=True, upper=False, align="center")
        if not re.fullmatch(r"\(Kèm theo Báo cáo số .* ngày .* năm \d{4} của .+\)", attached.text) or not rule.ruled:
            yield f"III.1: “{attached.text}”"
    if len(document.sections) != 1 + len(labels):
        yield "III.1: an annex has no section, and so no pages, of its own"


def _tables(document: Document) -> Iterator[str]:
    """Tables with data can be read across pages and by people who do not see them."""
    for table in document.tables:
        if not _value(table.find(f"{_W}tblPr/{_W}tblCaption")):
            yield "a table without a description"
        rows = table.findall(f"{_W}tr")
        if any(row.find(f"{_W}trPr/{_W}cantSplit") is None for row in rows):
            yield "a row may break over pages"
        grid = _value(table.find(f"{_W}tblPr/{_W}tblStyle")) == "TableGrid"
        if grid and rows[0].find(f"{_W}trPr/{_W}tblHeader") is None:
            yield "a table whose heading row is not repeated"
