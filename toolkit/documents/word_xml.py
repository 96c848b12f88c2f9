"""A Word document's XML prepared for mammoth, and the lines that mammoth does not support.

mammoth ignores fields, formulas and text boxes in drawings, headings and bold type from styles, and Word's numbering.
They are rewritten in a form that mammoth reads. Page headers, comments and tracked deletions become lines.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from toolkit.documents.elements import Element, limited_number
from toolkit.documents.elements import child as _child
from toolkit.documents.elements import local_name as _name
from toolkit.documents.elements import namespace as _space
from toolkit.documents.elements import val_attribute as _value
from toolkit.documents.elements import xml_attribute as _attribute
from toolkit.documents.fonts import convert_texts
from toolkit.documents.lines import Aside, Line, line_fields
from toolkit.documents.numbering import DEEPEST, Numbering, read_numbering
from toolkit.language.legacy import NAMES
from toolkit.messages import reports

#: Elements that mammoth reads, or ignores without loss. Any other element with text is replaced by its contents.
_KNOWN = frozenset(
    {
        *("document", "body", "p", "r", "t", "tbl", "tr", "tc", "tblGrid", "sdt", "sdtContent"),
        *("ins", "del", "moveTo", "moveFrom", "delText", "instrText", "hyperlink", "smartTag", "customXml"),
        *("footnotes", "endnotes", "footnote", "endnote"),
    }
)
_DELETED = frozenset({"del", "moveFrom"})
_PICTURES = frozenset({"drawing", "pict", "object"})
#: Paragraph properties that are dropped if the paragraph's style determines its kind.
_HIDING = frozenset({"pStyle", "numPr"})
#: The most columns of a table; longer spans are cut.
MOST_COLUMNS = 1_000
#: The names of the file's parts whose text is read.
_TEXTS = r"(?:document|footnotes|endnotes|header|footer|comments)\d*"


@dataclass(frozen=True, slots=True)
class _Style:
    heading: int = 0
    bold: bool = False
    contents: bool = False
    mark: str = ""
    """The kind of paragraphs in a report made by the toolkit: a point, or a placeholder sentence."""


#: The kinds of paragraphs in reports of the toolkit, keyed by the style's name.
_TOOLKIT_STYLES = {
    reports.POINT.lower(): "letter-point",
    reports.FAMILY_POINT.lower(): "letter-point",
    reports.FAMILY_LINE.lower(): "letter-generated",
    reports.MORE.lower(): "letter-more",
    reports.NO_POINTS.lower(): "letter-generated",
    reports.LEGEND.lower(): "letter-generated",
    reports.IN_FIGURES.lower(): "letter-generated",
}


@dataclass(slots=True)
class _Document:
    """The styles and lists of a document, which determine the kind of each paragraph."""

    styles: Mapping[str, _Style]
    numbering: Numbering


def prepare(parts: Mapping[str, bytes]) -> tuple[bytes, tuple[Line, ...]]:
    """The document, rewritten so that mammoth reads all of it, as a zip; and the lines that mammoth leaves out.

    `parts`: the document's XML parts, keyed by name.
    """
    style_part = next((parts[p] for p in parts if _is_part(p, r"styles\d*")), None)
    lists = next((parts[p] for p in parts if _is_part(p, r"numbering\d*")), None)
    document = _Document(_styles(style_part), read_numbering(lists, style_part))
    roots = {part: ElementTree.fromstring(parts[part]) for part in sorted(parts) if _is_part(part, _TEXTS)}
    encoding = ", ".join(NAMES[e] for e in convert_texts(roots, style_part))
    rewritten = dict(parts)
    asides = _lines_outside_text([encoding] if encoding else [], "encoding")
    seen: set[str] = set()
    for part, root in roots.items():
        if _is_part(part, r"(?:document|footnotes|endnotes)\d*"):
            asides += _lines_outside_text(_deletions(root), "deleted")
            rewritten[part] = ElementTree.tostring(_rewritten_element(root, document), encoding="utf-8")
        elif _is_part(part, r"(?:header|footer)\d*"):
            texts = [t for t in _paragraphs(root) if not _is_page_number(t) and t not in seen]
            seen.update(texts)
            asides += _lines_outside_text(texts, "page-header")
        else:
            asides += _lines_outside_text(_paragraphs(root), "comment")
            del rewritten[part]
        asides += _lines_outside_text(_embedded_kinds(root), "embedded")
    for part in parts:
        if _is_part(part, r"(?:diagrams/data|charts/chart)\d*"):
            asides += _lines_outside_text(_drawn_paragraphs(ElementTree.fromstring(parts[part])), "text-box")
        if _is_part(part, r"styles\d*"):
            rewritten[part] = _names_of_styles(parts[part])
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part, content in rewritten.items():
            archive.writestr(part, content)
    return packed.getvalue(), tuple(asides)


def _is_page_number(text: str) -> bool:
    """Whether a line of a page header is a page number, or a rule drawn with characters."""
    return re.search(r"[^\W\d_]{2}", text) is None and sum(map(str.isalnum, text)) <= 4


def _embedded_kinds(root: Element) -> list[str]:
    """The kinds of objects whose text is not read: included files, spreadsheets and the like."""
    included = [_name(e) for e in root.iter() if _name(e) in ("altChunk", "subDoc")]
    objects = (_attribute(e, "ProgID") or "OLE" for e in root.iter() if _name(e) == "OLEObject")
    return [*included, *(name for name in objects if not name.startswith("Equation"))]


def _is_part(path: str, pattern: str) -> bool:
    return re.search(rf"(?:^|/){pattern}\.xml$", path) is not None


def _lines_outside_text(texts: list[str], aside: Aside) -> list[Line]:
    return [Line(**line_fields([(text, False)]), paragraph=n, aside=aside) for n, text in enumerate(texts, 1)]


def _styles(content: bytes | None) -> dict[str, _Style]:
    """The properties that each paragraph style sets, including inherited ones."""
    if content is None:
        return {}
    elements = {
        next((v for k, v in style.items() if k.rpartition("}")[2] == "styleId"), ""): style
        for style in ElementTree.fromstring(content)
        if _name(style) == "style"
    }

    def resolved(key: str | None, depth: int = 0) -> _Style:
        style = elements.get(key or "")
        if style is None or depth > 20:
            return _Style()
        parent = resolved(_value(_child(style, "basedOn")), depth + 1)
        named = (_value(_child(style, "name")) or "").lower()
        numbered = re.fullmatch(r"heading ([1-9])", named)
        level = int(numbered[1]) if numbered else _outline(_child(style, "pPr"))
        bold = _child(_child(style, "rPr"), "b")
        return _Style(
            heading=parent.heading if level is None else level,
            bold=parent.bold if bold is None else _value(bold) not in ("0", "false", "off"),
            contents=named.startswith("toc ") or parent.contents,
            mark=_TOOLKIT_STYLES.get(named, parent.mark),
        )

    return {key: resolved(key) for key in elements}


def _names_of_styles(content: bytes) -> bytes:
    """The styles, reduced to their names and lists: mammoth would parse the rest without using it."""
    root = ElementTree.fromstring(content)
    for style in list(root):
        if _name(style) != "style" or not _attribute(style, "styleId"):
            root.remove(style)
        elif _attribute(style, "type") == "":
            style.set(f"{_space(style)}type", "paragraph")  # Word's default
        for property_ in list(style):
            listed = _name(property_) == "pPr" and _child(property_, "numPr") is not None
            if _name(property_) != "name" and not listed:
                style.remove(property_)
    written: bytes = ElementTree.tostring(root, encoding="utf-8")
    return written


def _outline(properties: Element | None) -> int | None:
    """The outline level from 1; 0 for body text; None if it is not set."""
    level = limited_number(_value(_child(properties, "outlineLvl")), DEEPEST + 1)
    if level is None:
        return None
    return level + 1 if level <= DEEPEST else 0


def _rewritten_element(element: Element, document: _Document, *, boxed: bool = False) -> Element:
    """A copy of `element`, with all its text in elements that mammoth reads."""
    copy = Element(element.tag, element.attrib)
    copy.text, copy.tail = element.text, element.tail
    children = list(element)
    for at, child in enumerate(children):
        last = not any(_name(later) == "p" for later in children[at + 1 :])
        copy.extend(_replacements(child, document, boxed=boxed, last=last))
    if _name(element) == "p":
        _mark_paragraph(copy, document, boxed=boxed)
    return copy


def _replacements(child: Element, document: _Document, *, boxed: bool, last: bool) -> Iterator[Element]:
    """Yields the elements that replace an element; `last`: whether no paragraph follows."""
    name = _name(child)
    if name in _DELETED:
        return
    if name == "tcPr":
        yield _within_bounds(child)
    elif name.endswith("Pr"):
        yield child
    elif name == "AlternateContent":
        yield from _alternative_with_text(child, document, boxed=boxed)
    elif name in _PICTURES:
        yield from _text_boxes(child, document)
    elif name in ("oMath", "oMathPara"):
        yield _run("".join(_symbols(child)))
    elif name == "cr":
        yield Element(_space(child) + "br")
    elif name == "ptab":
        yield Element(_space(child) + "tab")
    elif name in _KNOWN or not any(_name(inner) == "t" for inner in child.iter()):
        copy = _rewritten_element(child, document, boxed=boxed)
        if name == "p" and last:
            # A tracked deletion of the paragraph's end is undone: there is no next paragraph to join with.
            mark = _child(_child(copy, "pPr"), "rPr")
            deletion = _child(mark, "del")
            if mark is not None and deletion is not None:
                mark.remove(deletion)
        yield copy
    else:
        yield from _rewritten_element(child, document, boxed=boxed)


def _within_bounds(properties: Element) -> Element:
    """A cell's properties with the number of spanned columns limited."""
    span = _child(properties, "gridSpan")
    if span is not None:
        for key in (k for k in span.attrib if k.rpartition("}")[2] == "val"):
            span.set(key, str(limited_number(span.attrib[key], MOST_COLUMNS) or 1))
    return properties


def _alternative_with_text(child: Element, document: _Document, *, boxed: bool) -> Iterator[Element]:
    """Yields the first alternative with text: a document may contain the same drawing in several formats."""
    ways = sorted(child, key=lambda way: _name(way) != "Choice")
    chosen = next((way for way in ways if any(_name(inner) == "t" for inner in way.iter())), None)
    if chosen is not None:
        yield from _rewritten_element(chosen, document, boxed=boxed)


def _text_boxes(child: Element, document: _Document) -> Iterator[Element]:
    """Yields the text boxes of a drawing, in the old form that mammoth reads. Pictures are left out."""
    for box in _outermost(child, "txbxContent"):
        rewritten = _rewritten_element(box, document, boxed=True)
        rewritten.tag = f"{_WORD}txbxContent"  # in Word's strict format it has a different namespace
        yield _in_pict(rewritten)
    for text in _drawn_paragraphs(child):
        box = Element(f"{_WORD}txbxContent")
        paragraph = ElementTree.SubElement(box, f"{_WORD}p")
        marked = ElementTree.SubElement(paragraph, f"{_WORD}pPr")
        ElementTree.SubElement(marked, f"{_WORD}pStyle", {f"{_WORD}val": "letter-textbox"})
        paragraph.append(_run(text))
        yield _in_pict(box)


def _in_pict(box: Element) -> Element:
    holder = Element(f"{_WORD}pict")
    holder.append(box)
    return holder


def _drawn_paragraphs(root: Element) -> list[str]:
    """The paragraphs inside drawings: shapes on a canvas, SmartArt, titles of charts."""
    paragraphs = (p for p in root.iter() if _name(p) == "p" and "drawingml" in _space(p))
    texts = ("".join(t.text or "" for t in p.iter() if _name(t) == "t") for p in paragraphs)
    return [text for text in texts if text.strip()]


def _symbols(formula: Element) -> Iterator[str]:
    """Yields the texts of a formula in order, without deletions."""
    for child in formula:
        if _name(child) == "t":
            yield child.text or ""
        elif _name(child) not in _DELETED:
            yield from _symbols(child)


def _outermost(element: Element, name: str) -> Iterator[Element]:
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) == "AlternateContent":
            ways = sorted(child, key=lambda way: _name(way) != "Choice")
            yield from next((boxes for way in ways if (boxes := list(_outermost(way, name)))), [])
        else:
            yield from _outermost(child, name)


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _run(text: str) -> Element:
    run = Element(f"{_WORD}r")
    ElementTree.SubElement(run, f"{_WORD}t").text = text
    return run


def _mark_paragraph(paragraph: Element, document: _Document, *, boxed: bool) -> None:
    """Sets the paragraph's style by its kind, puts the number into the text, and marks bold runs as bold."""
    space = _space(paragraph)
    properties = _child(paragraph, "pPr")
    key = _value(_child(properties, "pStyle")) or ""
    style = document.styles.get(key, _Style())
    outline = _outline(properties)
    heading = style.heading if outline is None else outline
    label = _label(document.numbering, key, properties) if _has_text(paragraph) else ""
    mark = "letter-contents" if style.contents else f"letter-heading-{heading}" if heading else style.mark
    mark = "letter-textbox" if boxed else mark or (f"letter-numbered-{_level(properties) + 1}" if label else "")
    if mark:
        visible = [c for c in (properties if properties is not None else ()) if _name(c) not in _HIDING]
        replaced = Element(f"{space}pPr")
        ElementTree.SubElement(replaced, f"{space}pStyle", {f"{space}val": mark})
        replaced.extend(visible)
        if properties is not None:
            paragraph.remove(properties)
        paragraph.insert(0, replaced)
    if label:
        paragraph.insert(1, _run(f"{label} "))
    if style.bold:
        for run in paragraph.iter(f"{space}r"):
            _embolden(run, space)


def _label(numbering: Numbering, style: str, properties: Element | None) -> str:
    properties_of_list = _child(properties, "numPr")
    level = None if _child(properties_of_list, "ilvl") is None else _level(properties)
    return numbering.label(style, _value(_child(properties_of_list, "numId")), level)


def _level(properties: Element | None) -> int:
    return limited_number(_value(_child(_child(properties, "numPr"), "ilvl")), DEEPEST) or 0


def _has_text(paragraph: Element) -> bool:
    return any(_name(inner) == "t" and (inner.text or "").strip() for inner in paragraph.iter())


def _deletions(root: Element) -> list[str]:
    """The texts of tracked deletions, which are not read."""
    texts = []
    for element in root.iter():
        if _name(element) == "del":
            text = "".join(t.text or "" for t in element.iter() if _name(t) in ("delText", "t"))
            texts += [text] if text.strip() else []
    return texts


def _embolden(run: Element, space: str) -> None:
    properties = _child(run, "rPr")
    if properties is None:
        properties = Element(f"{space}rPr")
        run.insert(0, properties)
    if _child(properties, "b") is None:
        properties.append(Element(f"{space}b"))


def _paragraphs(root: Element) -> list[str]:
    """The paragraphs of a page header, page footer or comment, without deletions."""
    paragraphs: list[str] = []

    def walk(element: Element, text: list[str]) -> None:
        for child in element:
            name = _name(child)
            if name in _DELETED or name.endswith("Pr") or name == "Fallback":
                continue
            if name == "p":
                inner: list[str] = []
                position = len(paragraphs)
                walk(child, inner)
                paragraphs.insert(position, "".join(inner))
            elif name == "t":
                text.append(child.text or "")
            elif name in ("tab", "br", "cr", "ptab"):
                text.append("\t" if "tab" in name else " ")
            else:
                walk(child, text)

    walk(root, [])
    return [text for text in paragraphs if text.strip()]
