"""Puts new text into a paragraph that somebody has formatted, and copies new elements into somebody's document, with
their styles (matched by name) and lists."""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from difflib import SequenceMatcher
from itertools import accumulate, count
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from toolkit.report.identities import END, PPR, START, P, R, T, text_in_run

_RPR, _VAL, _STYLE, _STYLE_ID = (qn(f"w:{name}") for name in ("rPr", "val", "style", "styleId"))
_STYLED = tuple(qn(f"w:{name}") for name in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"))
_NUM, _ABSTRACT, _NUM_ID, _ABSTRACT_ID = (qn(f"w:{name}") for name in ("num", "abstractNum", "numId", "abstractNumId"))
_REFERENCE = qn("w:commentReference")
_WORD = re.compile(r"\w+|\W")
#: Elements left out of copies: names and comments, which are added later; headers, which continue through sections.
_LEFT = ("commentRangeStart", "commentRangeEnd", "headerReference", "footerReference")
_NOT_BROUGHT = (START, END, *(qn(f"w:{name}") for name in _LEFT))


def renew(paragraph: Any, fresh: Any) -> None:
    """Give a paragraph the text of a generated one; its properties stay.

    Unchanged words keep their formatting. New words get the formatting of the words that they replace if it is uniform,
    else the most common one, unless they were generated with a style. Comments and bookmarks stay in position.
    """
    old, marks = _characters(paragraph)
    new, _ = _characters(fresh)
    usual = Counter(look for _, look in old if not _is_styled(look)).most_common(1)
    due: list[tuple[int, Any]] = []
    for same, i, j, k, m in _spans("".join(letter for letter, _ in old), "".join(letter for letter, _ in new)):
        looks = {look for _, look in old[i:j]}
        look = looks.pop() if len(looks) == 1 else usual[0][0] if usual else None
        if same:
            new[k:m] = old[i:j]
        elif usual and not _is_styled(look):
            new[k:m] = [(letter, properties if _is_styled(properties) else look) for letter, properties in new[k:m]]
        due += [(k + at - i if same else k if at == i else m, mark) for at, mark in marks if i <= at < j]
    due += [(len(new), mark) for at, mark in marks if at == len(old)]
    for child in [child for child in paragraph if child.tag != PPR]:
        paragraph.remove(child)
    start = 0
    for at in range(len(new) + 1):
        if at > start and (at == len(new) or new[at][1] is not new[start][1] or (due and due[0][0] <= at)):
            run = OxmlElement("w:r")
            run.extend(() if new[start][1] is None else (deepcopy(new[start][1]),))
            run.text = "".join(letter for letter, _ in new[start:at])
            paragraph.append(run)
            start = at
        while due and due[0][0] <= at:
            paragraph.append(due.pop(0)[1])


def _spans(old: str, new: str) -> Iterator[tuple[bool, int, int, int, int]]:
    """Yields runs of equal (True) and different words: start and end in the old text, start and end in the new text."""
    words = [_WORD.findall(text) for text in (old, new)]
    starts = [[0, *accumulate(map(len, of_text))] for of_text in words]
    for tag, i, j, k, m in SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes():
        yield tag == "equal", starts[0][i], starts[0][j], starts[1][k], starts[1][m]


def _is_styled(properties: Any) -> bool:
    """Whether run properties name a style."""
    return properties is not None and properties.find(_STYLED[1]) is not None


def copy_layout(row: Any, template: Any) -> None:
    """Copy the widths of cells (or of a grid's columns) and the font size of text from the row `template`."""
    of_letters = (f"{R}[{T}]/{_RPR}/{qn(name)}" for name in ("w:sz", "w:szCs"))
    for path in (qn("w:tcW"), qn("w:gridCol"), *of_letters):
        models = [*template.iterfind(f".//{path}")]
        for n, element in enumerate(row.iterfind(f".//{path}")):
            for key, value in (models[min(n, len(models) - 1)].attrib if models else {}).items():
                element.set(key, value)


def font_size_of(table: Any) -> str:
    """The font size of most of a table's text."""
    sizes = Counter(size.get(_VAL) for size in table.iterfind(f".//{R}[{T}]/{_RPR}/{qn('w:sz')}"))
    return sizes.most_common(1)[0][0] if sizes else ""


def _characters(paragraph: Any) -> tuple[list[tuple[str, Any]], list[tuple[int, Any]]]:
    """Each character with its run's properties; each other element, with the number of characters before it."""
    letters: list[tuple[str, Any]] = []
    marks: list[tuple[int, Any]] = []
    for child in paragraph:
        if child.tag == R and child.find(_REFERENCE) is None:
            look = child.find(_RPR)
            letters += [(letter, look) for part in child for letter in text_in_run(part)]
        elif child.tag not in (PPR, qn("w:proofErr")):
            marks.append((len(letters), child))
    return letters, marks


class Importer:
    """Copies elements of the generated document into the edited one (`theirs`)."""

    def __init__(self, theirs: Any, ours: Any) -> None:
        self._styles, fresh = theirs.part._styles_part.element, ours.part._styles_part.element
        self._known = {_kind_and_name(style): style.get(_STYLE_ID) for style in self._styles.iterchildren(_STYLE)}
        self._ours = {style.get(_STYLE_ID): style for style in fresh.iterchildren(_STYLE)}
        self._lists, self._our_lists = (d.part.numbering_part.element for d in (theirs, ours))

    def copy(self, element: Any) -> Any:
        copied = deepcopy(element)
        for gone in [*copied.iter(*_NOT_BROUGHT), *(sign.getparent() for sign in copied.iter(_REFERENCE))]:
            gone.getparent().remove(gone)
        for named in copied.iter(*_STYLED):
            named.set(_VAL, self._style(named.get(_VAL)))
        return copied

    def _style(self, style: str) -> str:
        """The edited document's identifier of a generated style, matched by its name; a missing style is added."""
        name = _kind_and_name(self._ours[style])
        if name not in self._known:
            used = set(self._known.values())
            self._known[name] = next(n for n in (f"{style}{'x' * times}" for times in count()) if n not in used)
            style_copy = self.copy(self._ours[style])
            style_copy.set(_STYLE_ID, self._known[name])
            for number in style_copy.iter(_NUM_ID):
                number.set(_VAL, self._add_list(number.get(_VAL)))
            self._styles.append(style_copy)
        return str(self._known[name])

    def heading(self, paragraph: Any) -> int:
        """The level of a heading in the edited document; 0 for any other paragraph."""
        style = paragraph.find(f"{PPR}/{_STYLED[0]}") if paragraph.tag == P else None
        style_id = None if style is None else style.get(_VAL)
        return next((n for n in range(1, 10) if self._known.get(("paragraph", f"heading {n}"), "") == style_id), 0)

    def _add_list(self, number: str) -> str:
        """Add a generated list to the edited document; returns the number of the list in that document."""
        number_copy = deepcopy(next(n for n in self._our_lists.iter(_NUM) if n.get(_NUM_ID) == number))
        abstract = number_copy.find(_ABSTRACT_ID)
        abstract_copy = deepcopy(
            next(a for a in self._our_lists.iter(_ABSTRACT) if a.get(_ABSTRACT_ID) == abstract.get(_VAL))
        )
        for child, key in ((abstract_copy, _ABSTRACT_ID), (number_copy, _NUM_ID)):
            there = [int(other.get(key, "0")) for other in self._lists.iterchildren(child.tag)]
            child.set(key, str(max(there, default=0) + 1))
        abstract.set(_VAL, abstract_copy.get(_ABSTRACT_ID))
        self._lists.insert(0, abstract_copy)
        [*self._lists.iterchildren(_NUM, _ABSTRACT)][-1].addnext(number_copy)
        return str(number_copy.get(_NUM_ID))


def _kind_and_name(style: Any) -> tuple[str, str]:
    """The kind and name of a style; the name in lower case, since programs write built-in styles differently."""
    name = style.find(qn("w:name"))
    return style.get(qn("w:type"), ""), "" if name is None else name.get(_VAL, "").lower()
