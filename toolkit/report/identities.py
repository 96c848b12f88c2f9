"""Identifiers of the generated paragraphs in the Word file: a name, by which a paragraph is recognised wherever it was
moved, and a digest of its generated text.

A bookmark around the paragraph contains both; Word and LibreOffice keep bookmarks. A part of custom XML records the
order of paragraphs and the generated comments. Only digests are stored: a sentence that somebody deleted before
sending the file is in no part of it.
"""

import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple
from unicodedata import normalize

from docx.oxml import parse_xml
from docx.oxml.ns import qn

PART = "urn:toolkit:what-was-written"
#: The kind of a comment on a printed sentence that represents further sentences, which nobody has checked.
UNSEEN = "unseen"
#: A placeholder in a text for anything other than text: pictures, notes, fields, links, tracked changes.
NO_TEXT = "\ufffc"
START, END, P, R, T, PPR = (qn(f"w:{name}") for name in ("bookmarkStart", "bookmarkEnd", "p", "r", "t", "pPr"))
_RPR, _ID, _NAMED = qn("w:rPr"), qn("w:id"), qn("w:name")
#: Attributes of the pieces of a paragraph while each is an element: the paragraph's number; without a space before it.
IN_ONE, GLUED = "piece", "glued"
LABEL = -1
IN_PART, IN_ROW = 5, 12
"""The number of first characters that all ids of one table or annex share; the same for the ids of one row."""
_NAME = re.compile(r"_tk_([a-z2-7]{6})_([a-z2-7]{15})_([a-z2-7]{8})")
#: Elements among the runs of a paragraph that contain no typed text; below, such elements in a run.
_SILENT = {START, END, *map(qn, ("w:proofErr", "w:commentRangeStart", "w:commentRangeEnd", "w:permStart", "w:permEnd"))}
_SILENT_IN_RUN = {qn("w:lastRenderedPageBreak"), qn("w:commentReference")}
_TRACKED = {qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")}
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}


@lru_cache(4096)
def digest(*texts: str, letters: int = 8) -> str:
    """A digest in lower-case letters and digits: names of bookmarks ignore case."""
    hashed = blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return b32encode(hashed).decode().lower()[:letters]


class Name(NamedTuple):
    """The contents of a bookmark's name: the document, the paragraph's id, the digest of its generated text."""

    document: str
    id: str
    digest: str

    def __str__(self) -> str:
        return f"_tk_{self.document}_{self.id}_{self.digest}"


def read_name(text: str) -> Name | None:
    """The name in a bookmark that the toolkit generated; None for other bookmarks."""
    match = _NAME.fullmatch(text)
    return Name(*match.groups()) if match else None


@dataclass(slots=True)
class Block:
    """A generated paragraph. `other_ids`: further ids that it may have had in an earlier report. `heading`: its level
    (1 for an annex), 0 for other text, `LABEL` for the label at the head of a paragraph."""

    name: Name
    element: Any
    text: str
    other_ids: tuple[str, ...]
    heading: int


# --- Texts -------------------------------------------------------------------------------------------


def text_of(paragraph: Any) -> str:
    """The visible text, with `NO_TEXT` in the place of anything that is not text."""
    texts: list[str] = []
    for child in paragraph:
        if child.tag == R:
            texts += map(text_in_run, child)
        elif child.tag == PPR:
            texts += [NO_TEXT] if any(x.tag in _TRACKED for x in child.iter()) else []
        elif child.tag not in _SILENT:
            texts += [NO_TEXT, *(t.text or "" for t in child.iter(T))]
    return normalize("NFC", "".join(texts)).replace("\u00a0", " ")


def text_in_run(child: Any) -> str:
    """The text of an element of a run."""
    if child.tag == T:
        return child.text or ""
    if child.tag == _RPR:
        return NO_TEXT if any(x.tag in _TRACKED for x in child) else ""
    if child.tag in _BREAKS and not child.attrib:
        return _BREAKS[child.tag]
    return "" if child.tag in _SILENT_IN_RUN else NO_TEXT


def fold(root: Any) -> None:
    """Put successive pieces of one paragraph (equal `IN_ONE`) into one element, with a space between their texts."""
    pieces = [piece for piece in root.iter(P) if IN_ONE in piece.attrib]
    for piece in pieces:
        above, text = piece.getprevious(), text_of(piece)
        if above is not None and above.get(IN_ONE) == piece.get(IN_ONE):
            before = text_of(above)
            if before and text and GLUED not in piece.attrib and not (before[-1].isspace() or text[0].isspace()):
                space = piece.makeelement(R)
                space.append(piece.makeelement(T, {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}))
                space[0].text = " "
                above.append(space)
            above.extend(child for child in [*piece] if child.tag != PPR)
            piece.getparent().remove(piece)
    for piece in pieces:
        for name in (IN_ONE, GLUED):
            piece.attrib.pop(name, None)


def readable(text: str) -> str:
    """The readable part of a text, without `NO_TEXT` and with single spaces."""
    return " ".join(text.replace(NO_TEXT, " ").split())


# --- Names -------------------------------------------------------------------------------------------


class Namer:
    """Names the paragraphs of a document, which `document` identifies."""

    def __init__(self, document: str) -> None:
        self.document, self.tag = document, digest(document, letters=6)
        self._ids: dict[tuple[str, str, str], int] = {}

    def block(self, element: Any, part: str, key: str, row: str, other_ids: Iterable[str], heading: int) -> Block:
        """The block of a paragraph in a `part`, such as an annex; in a table `row` and `key` identify the cell."""
        count = self._ids[part, row, key] = self._ids.get((part, row, key), 0) + 1
        again = f" {count}" if count > 1 else ""
        part_id = digest(part, letters=IN_PART)
        key_id = digest(row + again, letters=7) + digest(key, letters=3) if row else digest(key + again, letters=10)
        text = text_of(element)
        other_names = tuple(part_id + digest(other, letters=10) for other in other_ids)
        return Block(Name(self.tag, part_id + key_id, self.digest(text)), element, text, other_names, heading)

    def digest(self, text: str) -> str:
        return digest(self.document, text)


def enclose(paragraph: Any, name: Name, number: int) -> None:
    """Put a bookmark around a paragraph's text."""
    start = paragraph.makeelement(START, {_ID: str(number), _NAMED: str(name)})
    paragraph.insert(0 if paragraph.find(PPR) is None else 1, start)
    paragraph.append(paragraph.makeelement(END, {_ID: str(number)}))


class Remark(NamedTuple):
    """A generated comment: its block, its kind, a digest of the reason for it, and the digest of its words, or "" once
    somebody has deleted, answered or resolved the comment."""

    block: str
    kind: str
    of: str
    words: str


@dataclass(slots=True)
class GenerationRecord:
    """The digests of the generated paragraphs, by id, in order. `not_generated`: the digests of paragraphs that the new
    report no longer has but that stay since somebody edited them, and of paragraphs that somebody deleted. `in_one`:
    the numbers of the paragraphs of which the generated pieces are parts, by the pieces' ids."""

    blocks: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    not_generated: dict[str, str] = field(default_factory=dict)
    in_one: dict[str, str] = field(default_factory=dict)

    def xml(self, document: str) -> str:
        listed = [("b", self.blocks), ("g", self.not_generated), *([("p", self.in_one)] if self.in_one else [])]
        ids = "".join(f"<{tag}>{' '.join(f'{i} {d}' for i, d in pairs.items())}</{tag}>" for tag, pairs in listed)
        remarks = "".join(f'<c b="{r.block}" k="{r.kind}" o="{r.of}" w="{r.words}"/>' for r in self.remarks)
        return f'<written xmlns="{PART}" document="{document}">{ids}{remarks}</written>'


def read_record(xml: bytes) -> GenerationRecord:
    """The record that `GenerationRecord.xml` wrote. Raises the errors of lxml where it is damaged."""
    root = parse_xml(xml)
    listed = [(root.findtext(f"{{{PART}}}{name}") or "").split() for name in "bgp"]
    blocks, not_generated, in_one = (dict(zip(pairs[::2], pairs[1::2], strict=False)) for pairs in listed)
    remarks = [Remark(*(c.get(name, "") for name in "bkow")) for c in root.iter(f"{{{PART}}}c")]
    return GenerationRecord(blocks, remarks, not_generated, in_one)
