"""The numbers that Word shows before paragraphs, as on the page: `I.`, `1.`, `a)`.

The text of a paragraph that Word numbers contains no number; it gets the number as if it had been typed.
"""

from dataclasses import dataclass, field
from xml.etree import ElementTree

from toolkit.documents.elements import Element, child, limited_number, val_attribute, xml_attribute, xml_children
from toolkit.language.numbers import roman

# Word's limits of a list's level and number.
DEEPEST, LARGEST = 8, 32_767


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """A document's lists, whose items are counted as the paragraphs are read."""

    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    """The levels, keyed by abstract list and level."""
    lists: dict[str, str] = field(default_factory=dict)
    """The abstract list of each number (`w:numId`)."""
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    linked: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The abstract list and level linked to a style."""
    styled: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """The number and level that a style sets for its paragraphs."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def label(self, style: str, number: str | None, level: int | None) -> str:
        """The label before this paragraph; "" for bullets and paragraphs without number.

        `number` and `level`: as set in the paragraph; None if not set, so that the paragraph's style decides.
        """
        of_style = self.styled.get(style)
        if number is None and of_style is not None:
            number, level = of_style[0], of_style[1] if level is None else level
        if number is None or number not in self.lists:
            return ""
        abstract = self.lists[number]
        if level is None:
            linked = self.linked.get(style)
            level = linked[1] if linked is not None and linked[0] == abstract else 0
        shape = self.levels.get((abstract, level))
        if shape is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        self._restart_counts(number, counts)
        counts[level] = counts[level] + 1 if level in counts else shape.start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        # A number below a bullet numbers an item of the bullet's list, not a heading: it is no label.
        forms = [self.levels[abstract, n].form for n in range(level + 1) if (abstract, n) in self.levels]
        return "" if {"bullet", "none"} & set(forms) else self._filled_label(abstract, shape, counts)

    def _restart_counts(self, number: str, counts: dict[int, int]) -> None:
        if number not in self._begun:
            self._begun.add(number)
            for level, start in self.restarts.get(number, {}).items():
                counts[level] = start - 1

    def _filled_label(self, abstract: str, shape: _Level, counts: dict[int, int]) -> str:
        text = shape.text
        for at in range(9):
            if f"%{at + 1}" in text:
                other = self.levels.get((abstract, at), shape)
                value = counts.setdefault(at, other.start)
                text = text.replace(f"%{at + 1}", numeral(value, other.form))
        return text.strip()


def read_numbering(content: bytes | None, styles: bytes | None) -> Numbering:
    """The lists of `word/numbering.xml`, and the styles of `word/styles.xml` that use these lists.

    Raises `ElementTree.ParseError` if a part is not well-formed.
    """
    numbering = Numbering()
    if content is None:
        return numbering
    root = ElementTree.fromstring(content)
    for abstract in xml_children(root, "abstractNum"):
        key = _attribute(abstract, "abstractNumId")
        for level in xml_children(abstract, "lvl"):
            _read_level(numbering, key, level)
    for number in xml_children(root, "num"):
        key, abstract_key = _attribute(number, "numId"), _val(child(number, "abstractNumId"))
        numbering.lists[key] = abstract_key
        for override in xml_children(number, "lvlOverride"):
            start = limited_number(_val(child(override, "startOverride")), LARGEST)
            if start is not None:
                numbering.restarts.setdefault(key, {})[limited_number(_attribute(override, "ilvl"), DEEPEST) or 0] = (
                    start
                )
    if styles is not None:
        _read_styles(numbering, ElementTree.fromstring(styles))
    return numbering


def _read_level(numbering: Numbering, abstract: str, level: Element) -> None:
    depth = limited_number(_attribute(level, "ilvl"), DEEPEST) or 0
    start = limited_number(_val(child(level, "start")), LARGEST)
    numbering.levels[abstract, depth] = _Level(
        _val(child(level, "numFmt")) or "decimal", _val(child(level, "lvlText")), 1 if start is None else start
    )
    if style := _val(child(level, "pStyle")):
        numbering.linked[style] = (abstract, depth)


def _read_styles(numbering: Numbering, root: Element) -> None:
    styles = {_attribute(s, "styleId"): s for s in xml_children(root, "style")}

    def numbered_by(key: str, depth: int = 0) -> tuple[str, int | None] | None:
        style = styles.get(key)
        if style is None or depth > 20:
            return None
        own_numbering = child(child(style, "pPr"), "numPr")
        above = numbered_by(_val(child(style, "basedOn")), depth + 1)
        if own_numbering is None:
            return above
        number = _val(child(own_numbering, "numId")) or (above[0] if above else "")
        return (number, limited_number(_val(child(own_numbering, "ilvl")), DEEPEST))

    numbering.styled = {key: numbered for key in styles if (numbered := numbered_by(key)) is not None and numbered[0]}


def numeral(value: int, form: str) -> str:
    """A count as Word writes it in this format."""
    if "Roman" in form:
        text = roman(value)
        return text if form == "upperRoman" else text.lower()
    if "Letter" in form:
        letter = chr(ord("A") + (value - 1) % 26) * (1 + (value - 1) // 26) if value > 0 else ""
        return letter if form == "upperLetter" else letter.lower()
    return f"{value:02d}" if form == "decimalZero" else str(value)


def _attribute(element: Element | None, called: str) -> str:
    return xml_attribute(element, called) or ""


def _val(element: Element | None) -> str:
    return val_attribute(element) or ""
