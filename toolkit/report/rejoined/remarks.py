"""Generated comments on changed data in somebody's document: they are added, replaced when their contents change, and
left alone where somebody has answered, changed, resolved or deleted them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from toolkit.messages import reports
from toolkit.model import Language
from toolkit.report.identities import PPR, UNSEEN, P, Remark, T, digest, readable, text_of
from toolkit.report.rejoined.reading import PresentParagraph, parts
from toolkit.report.word_document import add_comment

_ID, _VAL = qn("w:id"), qn("w:val")
_ANCHORS = tuple(qn(f"w:{name}") for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))
#: Beginnings of the names of heading styles, in lower case.
_HEADINGS = ("heading ", "bc tên phụ lục")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
#: The most differences named, and the most characters of each of them.
_MOST, _LONGEST = 6, 80


def changed_text_comment(text: str, old: str, new: str, language: Language = "vi") -> str:
    """The comment on a text that somebody wrote in place of the generated `old` ("" where unknown), which would be
    `new` now: the new wording, the differences (`39/48 → 41/48`), and the numbers in `text` that are no longer valid.
    """
    a, b, words = old.split(), new.split(), reports.words(language)
    parts = SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if old else ()
    sides = [(_shortened(a[i:j]), _shortened(b[k:m])) for tag, i, j, k, m in parts if tag != "equal"]
    moved = [f"{one} → {other}" for one, other in sides if one != other]
    new_numbers, old_numbers = set(_NUMBER.findall(new)), set(_NUMBER.findall(old))
    stale = [n for n in _NUMBER.findall(text) if n not in new_numbers and (n in old_numbers or not old)]
    comment = words.REMARK_MOVED.format(new=new or reports.NO_TOTAL)
    comment += words.REMARK_MOVED_WHAT.format(moved="; ".join([*dict.fromkeys(moved)][:_MOST])) if moved else ""
    return comment + (words.REMARK_MOVED_NUMBERS.format(numbers=", ".join(dict.fromkeys(stale))) if stale else "")


def _shortened(words: list[str]) -> str:
    text = " ".join(words).strip("()[]“”\"';:,. ") or reports.NO_TOTAL
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class Remarks:
    """The comments of a document, including those that the toolkit generated. `wanted`: the comments that the document
    should have, keyed by block and kind: a digest of the reason, and the text."""

    def __init__(self, document: Any, known: Sequence[Remark], ids: Mapping[Any, str]) -> None:
        self.document, self.known, self.wanted = document, known, dict[tuple[str, str], tuple[str, str]]()
        self._anchors: dict[str, list[Any]] = {}
        for anchor in document.element.body.iter(*_ANCHORS):
            self._anchors.setdefault(anchor.get(_ID), []).append(anchor)
        there = [(c, _digest_of(c), self._block_of(c, ids)) for c in _comments(document) if not self._is_settled(c)]
        self._ours: dict[Remark, Any] = {}
        for remark in known:
            alone = sum(other.words == remark.words for other in known) == 1
            same = (c for c, words, block in there if words == remark.words and (alone or block == remark.block))
            self._ours[remark] = next(same, None)
        ours = {comment.get(_ID) for comment in self._ours.values() if comment is not None}
        self._theirs = {comment.get(_ID) for comment in _comments(document)} - ours

    def _block_of(self, comment: Any, ids: Mapping[Any, str]) -> str:
        above = (p for anchor in self._anchors.get(comment.get(_ID), ())[:1] for p in anchor.iterancestors(P))
        return next((ids[p] for p in above if p in ids), "")

    @cached_property
    def _settled_ids(self) -> set[str]:
        """The ids of comments that somebody has answered or resolved."""
        extended = [one for part in parts(self.document, "/commentsExtended") for one in parse_xml(part.blob)]
        answered = {_later_attribute(one, "paraIdParent") for one in extended}
        return (
            answered | {_later_attribute(one, "paraId") for one in extended if _later_attribute(one, "done") == "1"}
        ) - {""}

    def _is_settled(self, comment: Any) -> bool:
        return any(_later_attribute(p, "paraId") in self._settled_ids for p in comment.iter(P))

    def typed_in(self, element: Any) -> bool:
        """Whether an element contains a comment that somebody wrote."""
        return any(anchor.get(_ID) in self._theirs for anchor in element.iter(*_ANCHORS))

    def reason_if_closed(self, block: str, kind: str) -> str:
        """The digest of the reason for a comment that somebody deleted, answered, changed or resolved; else ""."""
        return next((k.of for k in self.known if (k.block, k.kind) == (block, kind) and self._ours[k] is None), "")

    def settle(self, wanted_blocks: Mapping[str, PresentParagraph], author: str, day: date) -> list[Remark]:
        """Add and remove comments so that the document has the wanted ones; returns their record."""
        listed = []
        for known, comment in self._ours.items():
            of, text = self.wanted.get((known.block, known.kind), ("", ""))
            if of == known.of if comment is None else digest(readable(text)) == known.words:
                del self.wanted[known.block, known.kind]
                listed.append(known._replace(words="") if comment is None else known)
            elif comment is not None:
                for anchor in self._anchors.get(comment.get(_ID), ()):
                    gone = anchor.getparent() if anchor.tag == _ANCHORS[2] else anchor
                    if gone is not None and gone.getparent() is not None:
                        gone.getparent().remove(gone)
                comment.getparent().remove(comment)
        for (block, kind), (of, text) in self.wanted.items():
            add_comment(self.document, wanted_blocks[block].element, text, author, day)
            listed.append(Remark(block, kind, of, digest(readable(text))))
        return listed


def _later_attribute(element: Any, name: str) -> str:
    """An attribute of one of Word's later namespaces."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


def _comments(document: Any) -> list[Any]:
    return [comment for part in parts(document, "/comments") for comment in part.element]


def _digest_of(comment: Any) -> str:
    return digest(readable("\n".join("".join(t.text or "" for t in p.iter(T)) for p in comment.iter(P))))


def headings_of(document: Any, listed: Sequence[Remark]) -> Iterator[str]:
    """The headings above these comments, each once, except comments on unchecked sentences, which most reports have."""
    words = {remark.words for remark in listed if remark.kind != UNSEEN}
    comment_ids = {comment.get(_ID) for comment in _comments(document) if _digest_of(comment) in words}
    named = document.part._styles_part.element.iterfind(f"{qn('w:style')}/{qn('w:name')}")
    headings = {n.getparent().get(qn("w:styleId")) for n in named if n.get(_VAL, "").lower().startswith(_HEADINGS)}
    last = reports.TYPE
    for paragraph in document.element.body.iter(P) if comment_ids else ():
        style = paragraph.find(f"{PPR}/{qn('w:pStyle')}")
        if style is not None and style.get(_VAL) in headings:
            last = readable(text_of(paragraph))
        yield from (last for anchor in paragraph.iterchildren(_ANCHORS[0]) if anchor.get(_ID) in comment_ids)
