"""The document that is there, read: which paragraphs are ours, and what is in them now; what stands beside what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.report.identities import (
    END,
    IN_PART,
    IN_ROW,
    PART,
    PPR,
    START,
    Name,
    Namer,
    P,
    T,
    Written,
    enclose,
    read_name,
    read_written,
    shown,
    text_of,
)
from toolkit.report.word_document import custom_part

TBL, TR, TC, _ID, _NAME, _SECT = (qn(f"w:{name}") for name in ("tbl", "tr", "tc", "id", "name", "sectPr"))
#: What counts as being inside a bookmark.
_SEEN = (T, *(qn(f"w:{name}") for name in ("drawing", "pict", "object", "fldChar", "footnoteReference", "delText")))
#: Where a section ends, taken out of the paragraph that Word keeps it in.
SECTION = "{urn:toolkit}section"
#: What python-docx raises of a package that is no whole document (of 4,000 that were damaged at random each of these
#: but OSError), and lxml, a SyntaxError, of what is no XML.
_NO_DOCUMENT: tuple[type[Exception], ...] = (
    *DAMAGED_OR_WITHOUT,
    *(SyntaxError, AttributeError, TypeError, NotImplementedError),
)
#: How alike a paragraph without a name and what is missing there must be to be that, rewritten.
_ALIKE = 0.5


class NotJoinedError(Exception):
    """A document that cannot be joined with a new one: `damaged`, `without` names of ours, or of `another` campaign."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Found:
    """A paragraph of ours in their document: the digest of what it was, and what it is. `alone`: it is one paragraph,
    and nobody else's."""

    digest: str
    element: Any
    text: str
    alone: bool = True


class Edited:
    """The bookmarks of ours are taken out as they are read; `put_names` puts them in again. Raises `NotJoinedError`."""

    def __init__(self, data: bytes, namer: Namer) -> None:
        self.namer, self.found = namer, dict[str, Found]()
        self.document, self.written = open_document(data)
        self.body: Any = self.document.element.body
        self._read(self._names())

    def _names(self) -> dict[Name, list[Any]]:
        """The paragraphs in which each bookmark of ours has something, that in which it begins first: it alone where
        the bookmark has no end. One in which another begins is that one's."""
        ended = {end.get(_ID) for end in self.body.iter(END)}
        inside: dict[Name, list[Any]] = {}
        begun: dict[Any, Name] = {}
        active: dict[str, Name] = {}
        for element in self.body.iter(START, END, *_SEEN):
            name = read_name(element.get(_NAME, "")) if element.tag == START else None
            if name is not None and name not in active.values():  # LibreOffice doubles those of empty paragraphs
                inside[name] = [_paragraph(element)]
                begun.setdefault(inside[name][0], name)
                active |= {element.get(_ID): name} if element.get(_ID) in ended else {}
            elif element.tag == END:
                active.pop(element.get(_ID), None)
            elif element.tag != START:
                for name in active.values():
                    inside[name].append(_paragraph(element))
        return {n: [*dict.fromkeys(p for p in own if begun.get(p, n) == n or p is own[0])] for n, own in inside.items()}

    def _read(self, names: Mapping[Name, list[Any]]) -> None:
        owners: dict[Any, list[str]] = {}
        for name, inside in names.items():
            if name.document == self.namer.tag and name.id not in self.found:
                texts = [(text_of(p), p) for p in inside]
                as_it_was = [(text, p) for text, p in texts if self.namer.digest(text) == name.digest]
                texts = as_it_was[:1] or [(t, p) for t, p in texts if t or len(texts) == 1]
                self.found[name.id] = Found(name.digest, texts[0][1], "\n".join(t for t, _ in texts), len(texts) == 1)
                for _, paragraph in texts:
                    owners.setdefault(paragraph, []).append(name.id)
        if not self.found:
            raise NotJoinedError("another" if names else "without")
        for paragraph, ids in owners.items():
            there = [own for own in ids if own in self.found]
            if len(there) > 1 or any(not self.found[own].text for own in there):
                self._settle(text_of(paragraph), there)
        for start in [start for start in self.body.iter(START) if read_name(start.get(_NAME, "")) is not None]:
            start.getparent().remove(start)
        begun = {start.get(_ID) for start in self.body.iter(START)}
        for end in [end for end in self.body.iter(END) if end.get(_ID) not in begun]:
            end.getparent().remove(end)

    def _settle(self, text: str, ids: list[str]) -> None:
        """Of a paragraph that holds several: one that is as it was written is that one's alone. An empty one is
        deleted, if it was not empty before."""
        as_written = [own for own in ids if self.found[own].digest == self.namer.digest(text)]
        stays = as_written[:1] or (ids if text else [])
        for own in ids:
            self.found[own].alone &= len(stays) == 1
            if own not in stays:
                del self.found[own]

    def adopt(self, texts: Mapping[str, str]) -> None:
        """What has lost its bookmark: cut out and put in again, it is known by its text; typed over, it is the
        paragraph where one is missing that is like it, or stands between the same ones, or in the same cell or row.
        `texts`: what ours say, by id."""
        paragraphs, order = [*self.body.iter(P), None], [*self.written.blocks, ""]
        taken, place = {found.element for found in self.found.values()}, {p: n for n, p in enumerate(paragraphs)}
        free = {self.namer.digest(t): p for p in paragraphs[:-1] if p not in taken and shown(t := text_of(p))}
        for own, was in self.written.blocks.items():
            if own not in self.found and was in free:
                self._take(own, was, free.pop(was))
        left, last = {*free.values()}, ""
        for n, (own, was) in enumerate(self.written.blocks.items()):
            at = place[self.found[last].element] + 1 if last else len(paragraphs) - 1
            if own not in self.found and paragraphs[at] in left:
                following = self.found.get(order[n + 1])
                between = following is not None and following.element is paragraphs[at + 1]
                if between or self._is_in_place_of(paragraphs[at], own, last, texts.get(own, "")):
                    self._take(own, was, paragraphs[at])
                    left.remove(paragraphs[at])
            last = own if own in self.found else last

    def _take(self, own: str, was: str, paragraph: Any) -> None:
        self.found[own] = Found(was, paragraph, text_of(paragraph))

    def _is_in_place_of(self, paragraph: Any, own: str, last: str, text: str) -> bool:
        before, words = self.found[last].element, [shown(one).split() for one in (text, text_of(paragraph))]
        rows = [next(p.iterancestors(TR), None) for p in (before, paragraph)]
        if rows[0] is not None and rows[0] is rows[1]:
            return own[:IN_ROW] == last[:IN_ROW] or before.getparent() is paragraph.getparent()
        return bool(words[0]) and SequenceMatcher(None, words[0], words[1], autojunk=False).ratio() >= _ALIKE

    def put_names(self) -> None:
        by_element: dict[Any, list[str]] = {}
        for own, found in self.found.items():
            by_element.setdefault(found.element, []).append(own)
        used = [int(start.get(_ID)) for start in self.body.iter(START) if start.get(_ID, "").isdigit()]
        number = max(used, default=0)
        for paragraph in self.body.iter(P):
            for own in sorted(by_element.get(paragraph, ())):
                number += 1
                enclose(paragraph, Name(self.namer.tag, own, self.found[own].digest), number)


def open_document(data: bytes) -> tuple[Any, Written]:
    """A document, and what was written in it last, as far as that is known: where it is lost, the bookmarks say less,
    and enough. Raises `NotJoinedError`."""
    try:
        document: Any = docx.Document(BytesIO(data))
        told, package = custom_part(document, PART), document.part.package
        _ = document.part._styles_part.element, document.part.numbering_part.element
        _ = [part.element.comment_lst for part in parts(document, "/comments")]
        needed = [*(p.content_type for p in package.iter_parts()), *(r.reltype and r.rId for r in package.iter_rels())]
        if not all(needed) or document.element.body.find(f".//{P}") is None:
            raise KeyError  # it could be read, and not be saved again
    except _NO_DOCUMENT as error:
        raise NotJoinedError("damaged") from error
    with suppress(SyntaxError):
        return document, Written() if told is None else read_written(told.blob)
    return document, Written()


def parts(document: Any, kind: str) -> Iterator[Any]:
    """The parts that belong to a document, by how the kind of their relation ends."""
    return (r.target_part for r in document.part.rels.values() if not r.is_external and r.reltype.endswith(kind))


def _paragraph(element: Any) -> Any:
    """The paragraph that an element stands in; of what stands between paragraphs, the next one."""
    found = next(element.iterancestors(P), None)
    return next(element.itersiblings(P)) if found is None else found


# --- What stands beside what -------------------------------------------------------------------------


def lift_sections(body: Any) -> None:
    """Put the end of each section behind the paragraph that holds it, as an element of its own."""
    holders = [(held.getparent().getparent(), held) for held in body.iterfind(f"{P}/{PPR}/{_SECT}")]
    for after, held in (*holders, *((body[-1], held) for held in body.findall(_SECT))):
        marker = body.makeelement(SECTION)
        after.addnext(marker)
        marker.append(held)


def lower_sections(body: Any) -> None:
    """The reverse: the last section's end is the body's own."""
    markers = body.findall(SECTION)
    for marker in markers:
        before = marker.getprevious()
        if marker is markers[-1]:
            body.append(marker[0])
        else:
            if before is None or before.tag != P or before.find(f"{PPR}/{_SECT}") is not None:
                before = body.makeelement(P)
                marker.addprevious(before)
            properties = before.get_or_add_pPr()
            after = properties.find(qn("w:pPrChange"))
            properties.insert(len(properties) if after is None else properties.index(after), marker[0])
        body.remove(marker)


def units(holder: Any, ids: Mapping[Any, str]) -> list[tuple[Any, str]]:
    """What stands in a body, a table, a row or a cell, each with its id ("" for what is not ours): a table has that of
    its part, a row that of its row; a cell, and a section's end, end in a stroke."""
    made, part = [], ""
    for child in holder:
        own = ids.get(child, "")
        if child.tag in (TBL, TR, TC):
            inside = next((ids[p] for p in child.iter(P) if p in ids), "")
            own = {TBL: inside[:IN_PART], TR: inside[:IN_ROW], TC: inside and f"{inside}/"}[child.tag]
        elif child.tag == SECTION:
            part = child.get("part") or part
            child.set("part", part)
            own, part = f"{part}/" if part else "", ""
        elif child.tag == P:
            part = own[:IN_PART] or part
        elif child.tag.endswith(("Pr", "Grid", "PrEx")):
            continue
        made.append((child, own))
    return made


def ranks(blocks: Iterable[str]) -> dict[str, float]:
    """The places of all these by their ids."""
    made: dict[str, float] = {}
    for n, own in enumerate(blocks):
        for unit in (own, f"{own}/", own[:IN_ROW], own[:IN_PART]):
            made.setdefault(unit, n)
        made[f"{own[:IN_PART]}/"] = n + 0.5
    return made
