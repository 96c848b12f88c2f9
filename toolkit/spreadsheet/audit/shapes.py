"""Counts cells by the shapes in which the usual programs write them.

Excel, LibreOffice, WPS, Google and openpyxl write cells in few shapes, and a sheet has hundreds of cells of each
shape. A sheet is cut at its cells, all digits are made equal, and each shape is examined once; so every byte of a sheet
is in a known shape, or the sheet is rewritten by an XML parser (`plain_xml`) before anything is read from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: The longest text that a cell of Excel holds, in UTF-16 units, each of which takes a byte or more in a file. Some
#: other programs write longer texts.
MAX_TEXT = 32_767
#: Classes of cells, each with its own range of bits: a sum over the cells of a sheet counts each class.
_BLANK, _FILLED = 0, 1
_CLOSER = 1 << 24  # a cell whose content must be examined
_NO_DAY = 1 << 48  # a number that may be no date
_LONG = 1 << 72  # a text that may be too long
_ODD = 1 << 96  # a cell of unknown shape
#: Replaces all digits by 0.
_EQUAL = bytes.maketrans(b"123456789", b"0" * 9)
#: The most shapes that are remembered: a campaign's forms have some hundreds.
_SHAPES = 4_000
_LONGEST = 1_000  # the most bytes of a remembered shape
#: The number of bytes that are cut into cells at a time.
_BLOCK = 1 << 20
_CELL = b"<c "
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
#: A part of the namespace of a sheet's elements: if it occurs twice, cells may have a prefix.
_MAIN = b"spreadsheetml/2006/main"

_ATTRIBUTES = rb'(?: [\w:]+="[^"<&]*")*'
#: What may be between two cells, or before the first cell.
_BETWEEN = rb"(?:</row>|<row" + _ATTRIBUTES + rb" ?/?>)*"
#: The elements of a text: runs, fonts, phonetic hints.
_IN_TEXT = (
    rb"/?(?:t|r|rPr|rPh|phoneticPr|b|i|u|strike|sz|color|rFont|family|charset|scheme|vertAlign|outline|shadow|condense|"
    rb"extend)" + _ATTRIBUTES + rb" ?/?>"
)
_SHAPE = re.compile(
    rb'r="(?P<column>[A-Z]{1,3})(?P<row>0{1,7})"'
    rb'(?: s="0{1,6}"(?: t="(?P<kind>[a-zA-Z]+)")?| t="(?P<first>[a-zA-Z]+)"(?: s="0{1,6}")?)?(?: [cv]m="0{1,6}")*'
    rb'(?: ?/>|>(?P<formula><f(?: [\w:]+="[^"<]*")*(?: ?/>|>[^<]*</f>))?'
    rb'(?:<v(?: xml:space="preserve")?>(?P<value>[^<]*)</v>|<v ?/>)?'
    rb"(?P<inline><is>(?:[^<]|<" + _IN_TEXT + rb")*</is>)?</c>)" + _BETWEEN
)
_FIRST = re.compile(_BETWEEN)
#: A number as these programs write it; `large`: an exponent with which the number may be too large.
_NUMBER = re.compile(rb"-?0{1,30}(?:\.0{1,30})?(?:[eE][+-]?0{1,2}(?P<large>0)?)?")
#: An escaped character: `_x000D_`.
_WRITTEN_OUT = re.compile(rb"_x[0A-Fa-f]{4}_")
_MAY_BE_NO_DAY = re.compile(rb"-|0{7}|[0.]+[eE]")
_INDEX = re.compile(rb"0{1,9}")
_COLUMN = re.compile(rb'<col(?: [\w:]+="[^"<&]*")+ ?/>')
_MERGED = re.compile(rb'<mergeCell ref="[A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}" ?/>')


@dataclass(frozen=True, slots=True)
class ShapeFormat:
    """What the shapes of a sheet's cells show about the sheet."""

    start: int
    end: int
    """`start` and `end`: the positions in the sheet's XML where the rows begin and end."""
    filled: int
    closer: bool
    """Whether the content of some cell must be examined: an error, a formula without a result, an inline text."""
    no_days: bool
    """Whether some number is below 0, or so large that it may be no date."""
    long: bool
    """Whether an inline text may be longer than a cell holds."""


def examine(xml: bytes) -> ShapeFormat | None:
    """What the shapes of a sheet's cells show; None where some cell has an unknown shape."""
    if not xml.startswith((b"<?xml", b"<worksheet")) or not xml[-100:].rstrip().endswith(b"</worksheet>"):
        return None
    head = xml[:200].lower()
    if b"utf-16" in head or (b"encoding" in head and b"utf-8" not in head):
        return None
    start, end = xml.find(_BEGIN), xml.rfind(_END)
    if not 0 <= start < end:
        start, end = xml.find(b"<sheetData/>"), xml.rfind(b"<sheetData/>")
        if start != end or start < 0 or not _is_usual(xml[:start], xml[end:]):
            return None
        return ShapeFormat(start, start, 0, closer=False, no_days=False, long=False)
    if not _is_usual(xml[:start], xml[end:]):
        return None
    total = sum(_sum_of_classes(block) for block in _blocks(xml, start + len(_BEGIN), end))
    if total >= _ODD:
        return None
    closer, no_days = total % _NO_DAY >= _CLOSER, total % _LONG >= _NO_DAY
    return ShapeFormat(start, end, total % _CLOSER, closer=closer, no_days=no_days, long=total >= _LONG)


def _is_usual(head: bytes, tail: bytes) -> bool:
    """Whether all that is used of the XML before and after the cells can be read without a parser."""
    if b"<!" in head or b"<!" in tail or head.find(b"<?", 1) >= 0 or b"<?" in tail:
        return False
    if head.count(_MAIN) != 1 or _MAIN in tail or b"&#" in head:
        return False
    if b"hidde" in head and head.count(b"<col ") != len(_COLUMN.findall(head)):
        return False
    return b"mergeCell " not in tail or tail.count(b"mergeCell ") == len(_MERGED.findall(tail))


def _blocks(xml: bytes, start: int, end: int) -> Iterator[bytes]:
    """Yields the XML of the rows in blocks; each ends before a cell."""
    while end - start > _BLOCK:
        cut = xml.find(_CELL, start + _BLOCK, end)
        if cut < 0:
            break
        yield xml[start:cut]
        start = cut
    yield xml[start:end]


def _sum_of_classes(block: bytes) -> int:
    first, *cells = block.translate(_EQUAL).split(_CELL)
    if first and not _FIRST.fullmatch(first):
        return _ODD
    return sum(map(_shape_classes.__getitem__, cells))


class _ShapeClasses(dict[bytes, int]):
    """The class of each shape that occurred."""

    def __missing__(self, shape: bytes) -> int:
        result = _class_of(shape)
        if len(shape) <= _LONGEST and len(self) < _SHAPES:
            self[shape] = result
        return result


_shape_classes = _ShapeClasses()


def _class_of(shape: bytes) -> int:
    match = _SHAPE.fullmatch(shape)
    if match is None:
        return _ODD
    kind, value = match["kind"] or match["first"] or b"n", match["value"] or b""
    if b"_x" in shape and _WRITTEN_OUT.search(value + (match["inline"] or b"")):
        return _ODD
    long = _LONG if len(value) > MAX_TEXT or len(match["inline"] or b"") > MAX_TEXT else 0
    result = _class_of_content(kind, value, bool(match["formula"]), bool(match["inline"]))
    far = result and (len(match["column"]) > 2 or len(match["row"]) > 4)
    return (result // _NO_DAY * _NO_DAY) + _CLOSER + long if far else result + long


def _class_of_content(kind: bytes, value: bytes, formula: bool, inline: bool) -> int:
    if inline or kind == b"inlineStr":
        return _ODD if value or kind != b"inlineStr" or formula else _CLOSER
    match kind:
        case b"n":
            if not value:
                return _CLOSER if formula else _BLANK
            number = _NUMBER.fullmatch(value)
            if number is None:
                return _ODD
            no_day = _NO_DAY if _MAY_BE_NO_DAY.match(value) else 0
            return (_CLOSER if number["large"] else _FILLED) + no_day
        case b"s":
            return _ODD if formula or (value and not _INDEX.fullmatch(value)) else _FILLED if value else _BLANK
        case b"str":
            if b"&#" in value:
                return _CLOSER
            return _FILLED if value.strip() else _BLANK
        case b"e" | b"b" | b"d":
            return _CLOSER if value.strip() and b"&" not in value else _ODD
    return _ODD
