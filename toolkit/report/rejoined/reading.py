"""Reads the present document: its generated paragraphs with their present text, and the order of its elements."""

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
    GenerationRecord,
    Name,
    Namer,
    P,
    T,
    enclose,
    read_name,
    read_record,
    readable,
    text_of,
)
from toolkit.report.rejoined.pieces import unfold
from toolkit.report.word_document import custom_part

TBL, TR, TC, _ID, _NAME, _SECT = (qn(f"w:{name}") for name in ("tbl", "tr", "tc", "id", "name", "sectPr"))
#: A paragraph belongs to a bookmark if one of these elements is inside the bookmark.
_SEEN = (T, *(qn(f"w:{name}") for name in ("drawing", "pict", "object", "fldChar", "footnoteReference", "delText")))
#: The end of a section, taken out of the paragraph in which Word keeps it.
SECTION = "{urn:toolkit}section"
#: What python-docx raises for a package that is no whole document (4,000 damaged at random raised each exception except
#: OSError), and the SyntaxError that lxml raises for anything that is no XML.
_NO_DOCUMENT: tuple[type[Exception], ...] = (
    *DAMAGED_OR_WITHOUT,
    *(SyntaxError, AttributeError, TypeError, NotImplementedError),
)
#: A paragraph without a name counts as the rewritten text of a missing paragraph if they are at least this similar.
_SIMILARITY = 0.5


class NotJoinedError(Exception):
    """A document that cannot be joined with a new one: its `code` is `damaged`, `without` (no names of
    generated paragraphs), or `another` (of another campaign)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class PresentParagraph:
    """A generated paragraph in the present document: the digest of its generated text, and its present text. `alone`:
    the bookmark is around exactly one paragraph, and the paragraph has no other bookmark."""

    digest: str
    element: Any
    text: str
    alone: bool = True


class EditedDocument:
    """The document without the generated bookmarks (`put_names` adds them again). `present`: its generated paragraphs.
    Raises `NotJoinedError`."""

    def __init__(self, data: bytes, namer: Namer) -> None:
        self.namer, self.present = namer, dict[str, PresentParagraph]()
        self.document, self.written = open_document(data)
        self.body: Any = self.document.element.body
        self.glued = unfold(self.body, namer.tag, self.written, namer.digest)
        self._read(self._names())

    def _names(self) -> dict[Name, list[Any]]:
        """The paragraphs that contain a part of each generated bookmark, the paragraph where it begins first; only this
        one if the bookmark has no end. A paragraph in which another bookmark begins belongs to the other one."""
        ended = {end.get(_ID) for end in self.body.iter(END)}
        inside: dict[Name, list[Any]] = {}
        begun: dict[Any, Name] = {}
        active: dict[str, Name] = {}
        for element in self.body.iter(START, END, *_SEEN):
            name = read_name(element.get(_NAME, "")) if element.tag == START else None
            if name is not None and name not in active.values():  # LibreOffice duplicates bookmarks of empty paragraphs
                inside[name] = [_paragraph(element)]
                begun.setdefault(inside[name][0], name)
                active |= {element.get(_ID): name} if element.get(_ID) in ended else {}
            elif element.tag == END:
                active.pop(element.get(_ID), None)
            elif element.tag != START:
                for name in active.values():
                    inside[name].append(_paragraph(element))
        return {n: [*dict.fromkeys(p for p in key if begun.get(p, n) == n or p is key[0])] for n, key in inside.items()}

    def _read(self, names: Mapping[Name, list[Any]]) -> None:
        owners: dict[Any, list[str]] = {}
        for name, inside in names.items():
            if name.document == self.namer.tag and name.id not in self.present:
                texts = [(text_of(p), p) for p in inside]
                as_it_was = [(text, p) for text, p in texts if self.namer.digest(text) == name.digest]
                texts = as_it_was[:1] or [(t, p) for t, p in texts if t or len(texts) == 1]
                text = "\n".join(text for text, _ in texts)
                self.present[name.id] = PresentParagraph(name.digest, texts[0][1], text, len(texts) == 1)
                for _, paragraph in texts:
                    owners.setdefault(paragraph, []).append(name.id)
        if not self.present:
            raise NotJoinedError("another" if names else "without")
        for paragraph, ids in owners.items():
            there = [key for key in ids if key in self.present]
            if len(there) > 1 or any(not self.present[key].text for key in there):
                self._settle(text_of(paragraph), there)
        for start in [start for start in self.body.iter(START) if read_name(start.get(_NAME, "")) is not None]:
            start.getparent().remove(start)
        begun = {start.get(_ID) for start in self.body.iter(START)}
        for end in [end for end in self.body.iter(END) if end.get(_ID) not in begun]:
            end.getparent().remove(end)

    def _settle(self, text: str, ids: list[str]) -> None:
        """Decide which of several names a paragraph has: where its text is unchanged, only the name with that text;
        otherwise all names. An empty paragraph has none, and counts as deleted, unless it was generated empty."""
        as_written = [key for key in ids if self.present[key].digest == self.namer.digest(text)]
        stays = as_written[:1] or (ids if text else [])
        for key in ids:
            self.present[key].alone &= len(stays) == 1
            if key not in stays:
                del self.present[key]

    def recognise_unnamed(self, texts: Mapping[str, str]) -> None:
        """Recognise paragraphs that lost their bookmark: a paragraph that was cut and pasted by its text; one that was
        typed over by its similarity to the missing paragraph, by its position between the same neighbours, or in the
        same cell or row. `texts`: the new generated texts, by id."""
        paragraphs, order = [*self.body.iter(P), None], [*self.written.blocks, ""]
        positions = {p: n for n, p in enumerate(paragraphs)}
        named = {present.element for present in self.present.values()}
        free = {self.namer.digest(t): p for p in paragraphs[:-1] if p not in named and readable(t := text_of(p))}
        for key, recorded in self.written.blocks.items():
            if key not in self.present and recorded in free:
                self._recognise(key, recorded, free.pop(recorded))
        unnamed, last = {*free.values()}, ""
        for n, (key, recorded) in enumerate(self.written.blocks.items()):
            position = positions[self.present[last].element] + 1 if last else len(paragraphs) - 1
            if key not in self.present and paragraphs[position] in unnamed:
                following = self.present.get(order[n + 1])
                between = following is not None and following.element is paragraphs[position + 1]
                if between or self._may_replace(paragraphs[position], key, last, texts.get(key, "")):
                    self._recognise(key, recorded, paragraphs[position])
                    unnamed.remove(paragraphs[position])
            last = key if key in self.present else last

    def _recognise(self, key: str, recorded: str, paragraph: Any) -> None:
        self.present[key] = PresentParagraph(recorded, paragraph, text_of(paragraph))

    def _may_replace(self, paragraph: Any, key: str, last: str, text: str) -> bool:
        """Whether a paragraph may be the rewritten text of the missing paragraph `key`, after the paragraph `last`."""
        before, words = self.present[last].element, [readable(one).split() for one in (text, text_of(paragraph))]
        rows = [next(p.iterancestors(TR), None) for p in (before, paragraph)]
        if rows[0] is not None and rows[0] is rows[1]:
            return key[:IN_ROW] == last[:IN_ROW] or before.getparent() is paragraph.getparent()
        return bool(words[0]) and SequenceMatcher(None, words[0], words[1], autojunk=False).ratio() >= _SIMILARITY

    def put_names(self) -> None:
        by_element: dict[Any, list[str]] = {}
        for key, present in self.present.items():
            by_element.setdefault(present.element, []).append(key)
        used = [int(start.get(_ID)) for start in self.body.iter(START) if start.get(_ID, "").isdigit()]
        number = max(used, default=0)
        for paragraph in self.body.iter(P):
            for key in sorted(by_element.get(paragraph, ())):
                number += 1
                enclose(paragraph, Name(self.namer.tag, key, self.present[key].digest), number)


def open_document(data: bytes) -> tuple[Any, GenerationRecord]:
    """A document, and the record of the text that was generated last; an empty record where it is lost, since bookmarks
    suffice. Raises `NotJoinedError`."""
    try:
        document: Any = docx.Document(BytesIO(data))
        part, package = custom_part(document, PART), document.part.package
        _ = document.part._styles_part.element, document.part.numbering_part.element
        _ = [part.element.comment_lst for part in parts(document, "/comments")]
        needed = [*(p.content_type for p in package.iter_parts()), *(r.reltype and r.rId for r in package.iter_rels())]
        if not all(needed) or document.element.body.find(f".//{P}") is None:
            raise KeyError  # the document can be read, but not saved again
    except _NO_DOCUMENT as error:
        raise NotJoinedError("damaged") from error
    with suppress(SyntaxError):
        return document, GenerationRecord() if part is None else read_record(part.blob)
    return document, GenerationRecord()


def parts(document: Any, kind: str) -> Iterator[Any]:
    """The parts of a document whose type of relation ends with `kind`."""
    return (r.target_part for r in document.part.rels.values() if not r.is_external and r.reltype.endswith(kind))


def _paragraph(element: Any) -> Any:
    """The paragraph that contains an element; for an element between paragraphs, the next one."""
    present = next(element.iterancestors(P), None)
    return next(element.itersiblings(P)) if present is None else present


# --- The order of elements ---------------------------------------------------------------------------


def lift_sections(body: Any) -> None:
    """Put the end of each section after the paragraph that contains it, as a separate element."""
    holders = [(held.getparent().getparent(), held) for held in body.iterfind(f"{P}/{PPR}/{_SECT}")]
    for after, held in (*holders, *((body[-1], held) for held in body.findall(_SECT))):
        marker = body.makeelement(SECTION)
        after.addnext(marker)
        marker.append(held)


def lower_sections(body: Any) -> None:
    """Undo `lift_sections`: put the end of each section into the paragraph before it, the last one into the body."""
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
    """The elements of a body, a table, a row or a cell, each with its id, "" for an element that people added. The id
    of a table or row is the beginning of its paragraphs' ids; the id of a cell or of a section's end has a slash added.
    """
    elements, part = [], ""
    for child in holder:
        key = ids.get(child, "")
        if child.tag in (TBL, TR, TC):
            inside = next((ids[p] for p in child.iter(P) if p in ids), "")
            key = {TBL: inside[:IN_PART], TR: inside[:IN_ROW], TC: inside and f"{inside}/"}[child.tag]
        elif child.tag == SECTION:
            part = child.get("part") or part
            child.set("part", part)
            key, part = f"{part}/" if part else "", ""
        elif child.tag == P:
            part = key[:IN_PART] or part
        elif child.tag.endswith(("Pr", "Grid", "PrEx")):
            continue
        elements.append((child, key))
    return elements


def ranks(blocks: Iterable[str]) -> dict[str, float]:
    """The position of each paragraph, cell, row, table and section, keyed by id."""
    positions: dict[str, float] = {}
    for n, key in enumerate(blocks):
        for unit in (key, f"{key}/", key[:IN_ROW], key[:IN_PART]):
            positions.setdefault(unit, n)
        positions[f"{key[:IN_PART]}/"] = n + 0.5
    return positions
