"""The pieces of a paragraph, such as its sentences, as elements of their own while a document is joined (`unfold`), and
which of them are one paragraph afterwards (`group`). `identities.fold` makes them one.

A piece is what one generated bookmark contains. Text between bookmarks is a piece without a name.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from copy import deepcopy
from itertools import count
from typing import Any

from docx.oxml.ns import qn

from toolkit.report import identities
from toolkit.report.identities import END, GLUED, IN_ONE, PPR, START, GenerationRecord, Name, P, R, T, text_of

_ID, _NAME, _TBL = qn("w:id"), qn("w:name"), qn("w:tbl")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Elements that begin something which the next element contains.
_OPENING = {START, qn("w:commentRangeStart"), qn("w:permStart")}
#: Where an addition to a generated text may begin.
_CUTS = re.compile(r"(?=\s)|(?<=[.:;,!?…)\]”\"'])")
#: Properties of a paragraph that are only in its last piece, or only in its first one.
_LAST, _FIRST = (qn("w:sectPr"),), (qn("w:pPrChange"), qn("w:rPr"))


# --- Unfolding ---------------------------------------------------------------------------------------


def unfold(body: Any, document: str, written: GenerationRecord, digest: Callable[[str], str]) -> dict[Any, Any]:
    """Make each piece of the text's paragraphs an element. Returns the pieces that had no space before them, with the
    piece before each. `document` is the tag in the names of generated paragraphs."""
    glued: dict[Any, Any] = {}
    ends = {start.get(_ID) for start in body.iter(START) if _name_of(start)}
    known = {written.blocks[key] for key in written.in_one if key in written.blocks}
    for number, paragraph in enumerate([*body.iter(P)]):
        names = filter(None, map(_name_of, paragraph))
        ours = {name.id for name in names if name.document == document}
        mixed = len(ours) > 1 or ours & written.in_one.keys()
        if (mixed or (known and not ours)) and next(paragraph.iterancestors(_TBL), None) is None:
            parts = _cut_at_names(paragraph, ends)
            pieces = _without_marks(
                [piece for part in parts for piece in _without_additions(part, known, digest)], glued
            )
            for piece in pieces if mixed or len(pieces) > 1 else ():
                _strip(piece)
                piece.set(IN_ONE, f"p{number}")
                paragraph.addprevious(piece)
            if pieces and IN_ONE in pieces[0].attrib:
                _share_properties(paragraph, pieces)
                paragraph.getparent().remove(paragraph)
    return glued


def _name_of(child: Any) -> Name | None:
    return identities.read_name(child.get(_NAME, "")) if child.tag == START else None


def _cut_at_names(paragraph: Any, ends: set[str]) -> list[Any]:
    """Copies of the contents of a paragraph, cut before and after each generated bookmark."""
    parts: list[list[Any]] = [[]]
    for child in [child for child in paragraph if child.tag != PPR]:
        if _name_of(child):
            parts.append([])
            while len(parts) > 1 and parts[-2] and parts[-2][-1].tag in _OPENING:
                parts[-1].insert(0, parts[-2].pop())
        closes = len(parts) > 1 and not parts[-1] and child.tag not in _OPENING and not text_of([child])
        parts[-2 if closes else -1].append(deepcopy(child))
        if child.tag == END and child.get(_ID) in ends:
            parts.append([])
    pieces = []
    for children in filter(None, parts):
        pieces.append(paragraph.makeelement(P))
        pieces[-1].extend(children)
    return pieces


def _without_marks(parts: list[Any], glued: dict[Any, Any]) -> list[Any]:
    """The pieces with text; marks between them are put into the piece before, or after if something begins there."""
    pieces: list[Any] = []
    waiting: list[Any] = []
    spaced = False
    for part in parts:
        text = text_of(part)
        if text.strip(" \t"):
            if pieces and not (spaced or text_of(pieces[-1])[-1].isspace() or text[0].isspace()):
                glued[part] = pieces[-1]
            for mark in reversed(waiting):
                part.insert(0, mark)
            pieces.append(part)
            waiting, spaced = [], False
            continue
        spaced = spaced or bool(text)
        closed = {start.get(_ID) for start in part if _name_of(start)} & {end.get(_ID) for end in part.iter(END)}
        for mark in [m for m in part if not (m.tag == R and text_of([m]))]:
            if mark.tag in (START, END) and mark.get(_ID) in closed:
                continue
            (waiting if mark.tag in _OPENING or not pieces else pieces[-1]).append(mark)
    if pieces:
        pieces[-1].extend(waiting)
    return pieces


def _share_properties(paragraph: Any, pieces: list[Any]) -> None:
    pieces[0].attrib.update(paragraph.attrib)
    properties = paragraph.find(PPR)
    for piece in pieces if properties is not None else ():
        shared = deepcopy(properties)
        unshared = (*(() if piece is pieces[0] else _FIRST), *(() if piece is pieces[-1] else _LAST))
        for child in [child for child in shared if child.tag in unshared]:
            shared.remove(child)
        piece.insert(0, shared)


def _without_additions(piece: Any, known: set[str], digest: Callable[[str], str]) -> list[Any]:
    """A piece cut where its generated text ends or begins, if somebody only added text before or after it; else where
    another generated text is that lost its bookmark. `known`: the digests of generated texts."""
    start, text = next(filter(_name_of, piece), piece), text_of(piece)
    name = _name_of(start)
    if digest(text.strip()) in ({name.digest} if name else known) or sum(map(_width, piece)) != len(text):
        return [piece]
    cuts = [at for match in _CUTS.finditer(text) if 0 < (at := match.start()) < len(text)]
    for wanted in ({name.digest}, known) if name else (known,):
        for at in cuts:
            for part, cut in enumerate((text[:at], text[at:])):
                if digest(cut.strip()) in wanted:
                    parts = [piece, _cut(piece, at)]
                    named = parts[1 - part if wanted is known else part]
                    marks = [m for p in parts for m in p if name and (m is start or m.get(_ID) == start.get(_ID))]
                    for mark in [mark for mark in marks if mark.tag in (START, END)]:
                        named.insert(0 if mark is start else len(named), mark)
                    return [one for p in parts for one in _without_additions(p, known, digest)]
    return [piece]


def _width(child: Any) -> int:
    return len(text_of([child]))


def _cut(piece: Any, at: int) -> Any:
    """Cut a piece after `at` characters; returns the rest."""
    rest, passed = piece.makeelement(P), 0
    for child in [*piece]:
        width = _width(child)
        if passed >= at:
            rest.append(child)
        elif passed + width > at and child.tag == R:
            rest.append(_cut_run(child, at - passed))
        passed += width
    return rest


def _cut_run(run: Any, at: int) -> Any:
    rest, passed = deepcopy(run), 0
    for child, copied in zip([*run], [*rest], strict=True):
        width = len(identities.text_in_run(child))
        here = min(max(at - passed, 0), width)
        passed += width
        if child.tag == T:
            child.text, copied.text = (child.text or "")[:here], (child.text or "")[here:]
            for text in (child, copied):
                text.set(_SPACE, "preserve")
        elif here:
            rest.remove(copied)
        elif width:
            run.remove(child)
    return rest


def _strip(piece: Any) -> None:
    """Leave out the spaces around a text."""
    texts = [*piece.iter(T)]
    for end, order, stripped in ((0, texts, str.lstrip), (-1, reversed(texts), str.rstrip)):
        for text in order if text_of(piece)[end].isspace() else ():
            text.text = stripped(text.text or "")
            if text.text:
                break


# --- Grouping ----------------------------------------------------------------------------------------


def group(
    holders: Iterable[Any],
    ids: Mapping[Any, str],
    before: dict[str, str],
    after: Mapping[str, str],
    known: Container[str],
    glued: Mapping[Any, Any],
) -> None:
    """Number the pieces by the paragraphs that they are in now. Two pieces are in one paragraph if they are in the
    present document and in the new one, or only in one of these and the earlier document says that this has changed.

    `before`, `after`: the paragraphs in the earlier and in the new document, by id. A new piece belongs to what stands
    beside it. What somebody wrote stands beside a paragraph rather than in the middle of it; `known`: the ids of all
    that is in the new document.
    """
    numbers = count(1)
    for holder in holders:
        for backward in (False, True):
            _adopt(holder, ids, before, after, backward=backward)
        last, key, here, number = None, "", None, 0
        aside: list[tuple[Any, str | None, int]] = []
        for element in [*holder]:
            was, own = element.get(IN_ONE), ids.get(element, "") if ids.get(element) in after else ""
            together = last is not None and was is not None and here == was
            if last is not None and was is not None and key and own:
                new, old = after[key] == after[own], key in before and before[key] == before.get(own)
                together = new if together == old else together
            theirs = element.tag == P and (ids.get(element) not in known or (was is None and bool(own)))
            beside, _, same = next((a for a in aside[-1:] if a[1] == was is not None), (None, None, 0))
            at = number if together else same or next(numbers)
            if element is not last and glued.get(element, element) is (last if together else beside):
                element.set(GLUED, "")
            if not together and theirs and key:
                aside.append((element, was, at))
            else:
                for other, _, _ in reversed(aside) if together else ():
                    element.addnext(other)
                aside = aside if together else []
                key, number = own or (key if together else ""), at
                last, here = (None, None) if was is None else (element, was)
                key = key if last is not None else ""
            if was is not None:
                element.set(IN_ONE, str(at))


def _adopt(
    holder: Any, ids: Mapping[Any, str], before: dict[str, str], after: Mapping[str, str], *, backward: bool
) -> None:
    """Give new pieces the paragraph of the piece beside them, if the new document has both in one paragraph."""
    last, key = None, ""
    for piece in reversed([*holder]) if backward else [*holder]:
        own = ids.get(piece, "") if ids.get(piece) in after else ""
        there = "" if last is None else last.get(IN_ONE, "")
        if piece.get(IN_ONE, "").isdigit() and there and key and after[key] == after[own]:
            piece.set(IN_ONE, there)
            before |= {own: before[key]} if key in before else {}
            copy_properties(piece, last)
        key = own or (key if there and there == piece.get(IN_ONE) else "")
        last = piece


def copy_properties(piece: Any, model: Any) -> None:
    for old in piece.findall(PPR):
        piece.remove(old)
    if model.find(PPR) is not None:
        piece.insert(0, deepcopy(model.find(PPR)))
