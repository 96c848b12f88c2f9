"""A document that people have edited, joined with the new one paragraph by paragraph: unedited paragraphs are updated,
edited paragraphs stay, with a comment where the data behind them has changed.

The edited document's package is changed, not a new one made, so that everything else that people added stays.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from toolkit.archive.data_code import PROPERTY
from toolkit.messages import reports
from toolkit.report import identities
from toolkit.report.identities import IN_ONE, IN_PART, PART, UNSEEN, GenerationRecord, P, digest, readable, text_of
from toolkit.report.rejoined import reading
from toolkit.report.rejoined.pieces import copy_properties, group
from toolkit.report.rejoined.reading import SECTION, TBL, TC, TR, NotJoinedError, PresentParagraph, units
from toolkit.report.rejoined.remarks import Remarks, changed_text_comment, headings_of
from toolkit.report.rejoined.renewing import Importer, copy_layout, font_size_of, renew
from toolkit.report.word_document import (
    WordDocument,
    custom_part,
    document_bytes,
    property_of,
    put_custom_part,
    put_property,
)


@dataclass(frozen=True, slots=True)
class Rejoined:
    """The joined document, with the number of paragraphs `kept` as people wrote them and of generated ones `renewed`,
    the headings above paragraphs `to_check` (each once), and the number of new paragraphs `left_out` because their
    heading was deleted."""

    data: bytes
    kept: int = 0
    renewed: int = 0
    to_check: tuple[str, ...] = ()
    left_out: int = 0


def wordings(fresh: WordDocument) -> dict[str, str]:
    """The texts of a generated document, keyed by their digests, for joining it with the next document."""
    return {block.name.digest: block.text for block in fresh.blocks}


def rejoin(present: bytes, fresh: WordDocument, recall: Callable[[str], str]) -> Rejoined:
    """The present document joined with the new one. `recall` returns the generated text with a digest, "" where it is
    unknown. Without any change the result is the present bytes. Raises `NotJoinedError`."""
    return _Joining(present, fresh, recall).joined()


def headings_to_check(present: bytes) -> tuple[str, ...]:
    """The headings above paragraphs that are still to be checked in a document, each once."""
    with suppress(NotJoinedError):
        document, written = reading.open_document(present)
        return tuple(headings_of(document, written.remarks))
    return ()


class _Joining:
    def __init__(self, present_bytes: bytes, fresh: WordDocument, recall: Callable[[str], str]) -> None:
        self.present_bytes, self.fresh, self.recall = present_bytes, fresh, recall
        self.edited = reading.EditedDocument(present_bytes, fresh.namer)
        self.document, self.body, self.fresh_body = self.edited.document, self.edited.body, fresh.document.element.body
        self.present, self.written, self.digest = self.edited.present, self.edited.written, fresh.namer.digest
        self.before = self.written.xml(fresh.namer.tag)
        self.importer = Importer(self.document, fresh.document)
        self.blocks = {block.name.id: block for block in fresh.blocks}
        self.names = {block.element: key for key, block in self.blocks.items()}
        self.unseen = {self.names[paragraph]: text for paragraph, text in fresh.remarks}
        self.recorded: dict[str, str] = {}
        """The digest recorded for each generated text, by id."""
        self.in_one = {key: number for key, block in self.blocks.items() if (number := block.element.get(IN_ONE))}
        self.moved: set[str] = set()
        self.kept = self.renewed = self.left_out = 0

    def joined(self) -> Rejoined:
        self._rename()
        self.edited.recognise_unnamed({key: block.text for key, block in self.blocks.items()})
        self.ids = {present.element: key for key, present in reversed(self.present.items())}
        self.remarks = Remarks(self.document, self.written.remarks, self.ids)
        for body in (self.body, self.fresh_body):
            reading.lift_sections(body)
        self.was = {**self.written.not_generated, **self.written.blocks}
        self._remove_units()
        for key, present in [*self.present.items()]:
            if key not in self.recorded:
                self._update_paragraph(key, present)
        self._arrange()
        self._insert()
        self._update_layout_of_tables()
        holders = dict.fromkeys(piece.getparent() for piece in self.body.iter(P) if IN_ONE in piece.attrib)
        group(holders, self.ids, self.written.in_one, self.in_one, self.blocks, self.edited.glued)
        self.edited.put_names()
        written = self._new_record()
        identities.fold(self.body)
        reading.lower_sections(self.body)
        put_custom_part(self.document, PART, written.xml(self.fresh.namer.tag))
        values = custom_part(self.fresh.document, reports.ROUNDED_PART)
        if values is not None:
            put_custom_part(self.document, reports.ROUNDED_PART, values.blob.decode().partition("\n")[2])
        codes = [property_of(one, PROPERTY) for one in (self.document, self.fresh.document)]
        if codes[0] != codes[1]:
            put_property(self.document, PROPERTY, codes[1])
        look = tuple(headings_of(self.document, written.remarks))
        same = codes[0] == codes[1] and not self.renewed and written.xml(self.fresh.namer.tag) == self.before
        data = self.present_bytes if same else document_bytes(self.document, marked=False)
        return Rejoined(data, self.kept, self.renewed, look, self.left_out)

    # -- renamed paragraphs --

    def _rename(self) -> None:
        """Record paragraphs that are known by one of their other ids under their first id."""
        names: dict[str, str] = {}
        listed = {**self.written.not_generated, **self.written.blocks}
        for key, block in self.blocks.items():
            if block.other_ids and key not in self.present:
                free = [other for other in block.other_ids if other not in self.blocks and other not in names]
                here = [o for o in free if o in self.present] or [o for o in free if key not in listed and o in listed]
                names |= {here[0]: key} if here else {}
        replaced = set(names.values())
        written = self.written
        tables: tuple[dict[str, Any], ...] = (written.blocks, written.not_generated, written.in_one, self.present)
        for table in tables if names else ():
            renamed = {names.get(key, key): value for key, value in table.items() if key not in replaced}
            table.clear()
            table.update(renamed)
        remarks = written.remarks
        written.remarks = [r._replace(block=names.get(r.block, r.block)) for r in remarks]

    # -- paragraphs --

    def _is_untouched(self, present: PresentParagraph) -> bool:
        return present.alone and present.digest == self.digest(present.text)

    def _keep_obsolete(self, key: str) -> None:
        """Keep a paragraph in which somebody wrote and which the new report no longer has; a comment says so."""
        self.kept += 1
        self.recorded[key] = self.present[key].digest
        self.remarks.wanted[key, "gone"] = ("gone", self.fresh.words.REMARK_GONE)

    def _add_unseen_comment(self, key: str) -> None:
        if key in self.unseen:
            self.remarks.wanted[key, UNSEEN] = (digest(readable(self.unseen[key])), self.unseen[key])

    def _update_paragraph(self, key: str, present: PresentParagraph) -> None:
        block, untouched = self.blocks.get(key), self._is_untouched(present)
        if block is None:
            if untouched and not self.remarks.typed_in(present.element):
                self._remove_paragraph(key)
            else:
                self._keep_obsolete(key)
            return
        new = block.name.digest
        if present.alone and self.digest(present.text) == new:
            present.digest = new
            self._shape_anew(key, present.element, self.importer.copy(block.element))
        elif untouched:
            fresh = self.importer.copy(block.element)
            renew(present.element, fresh)
            self._shape_anew(key, present.element, fresh)
            self.renewed += 1
            present.digest = new
        else:
            self.kept += 1
            present.digest = self.remarks.reason_if_closed(key, "moved") or present.digest
            if present.digest != new:
                was = self.recall(present.digest)
                now, old, new_text = map(readable, (present.text, was, block.text))
                text = changed_text_comment(now, old, new_text, self.fresh.words.language)
                self.remarks.wanted[key, "moved"] = (new, text)
        self._add_unseen_comment(key)
        self.recorded[key] = present.digest

    def _shape_anew(self, key: str, element: Any, fresh: Any) -> None:
        """Make a paragraph a piece of one, if it has been a paragraph of its own so far."""
        if key in self.in_one and key not in self.written.in_one and IN_ONE not in element.attrib:
            element.set(IN_ONE, f"p {key}")
            copy_properties(element, fresh)

    def _remove_from_records(self, key: str) -> Any:
        element = self.present.pop(key).element
        self.ids.pop(element, None)
        self.was.pop(key, None)
        return element

    def _remove_paragraph(self, key: str) -> None:
        element = self._remove_from_records(key)
        holder = element.getparent()
        holder.remove(element)
        self.renewed += 1
        if holder.tag == TC and holder.find(P) is None:
            holder.append(holder.makeelement(P))

    # -- annexes, tables and rows that no longer exist --

    def _remove_units(self) -> None:
        """Remove obsolete annexes, tables and rows as a whole; one with anything that somebody wrote stays."""
        existing, region = _with_containers(self.blocks), list[Any]()
        for child, key in units(self.body, self.ids):
            region.append(child)
            if child.tag == SECTION:
                self._remove_unit(key, region, existing)
                region = []
        for holder in [self.body, *self.body.iter(TBL)]:
            for child, key in units(holder, self.ids):
                if child.tag in (TBL, TR):
                    self._remove_unit(key, [child], existing)

    def _remove_unit(self, unit: str, region: Sequence[Any], existing: set[str]) -> None:
        inside = [p for top in region for p in top.iter(P)]
        ours = [self.ids[p] for p in inside if p in self.ids]
        if not unit or unit.rstrip("/") in existing or any(key in self.recorded for key in ours):
            return
        gone = [key for key in ours if key not in self.blocks]
        theirs = any(p not in self.ids and text_of(p).strip() for p in inside) or any(
            map(self.remarks.typed_in, region)
        )
        if theirs or len(gone) < len(ours) or not all(self._is_untouched(self.present[key]) for key in ours):
            self._keep_obsolete(gone[0])
            self.recorded |= {key: self.present[key].digest for key in gone}
            return
        for key in ours:
            self._remove_from_records(key)
        for top in region:
            top.getparent().remove(top)
        self.renewed += 1

    # -- order, and what is new --

    def _arrange(self) -> None:
        after = reading.ranks(self.blocks)
        before = reading.ranks(self.written.blocks) or after
        for holder in dict.fromkeys([self.body, *self.body.iter(TBL), *(p.getparent() for p in self.ids)]):
            if holder.tag == TC and len(holder.findall(P)) == 1:
                continue
            items = units(holder, self.ids)
            ordered, moved = in_new_order(items, before, after)
            key = (element for element, key in items if not key)
            self.moved |= moved
            self.kept += len(moved) + sum(e.tag in (TBL, TR) or (e.tag == P and bool(text_of(e).strip())) for e in key)
            if any(new is not element for new, (element, _) in zip(ordered, items, strict=True)):
                first = holder.index(items[0][0])
                for at, element in enumerate(ordered):
                    holder.insert(first + at, element)

    def _insert(self) -> None:
        """Insert new paragraphs after the one that they follow in the new report; those under a heading that somebody
        has deleted are left out."""
        was = _with_containers(self.was)
        missing = [block.element for key, block in self.blocks.items() if key not in self.present and key not in was]
        holders: dict[Any, None] = {self.fresh_body: None} if missing else {}
        for tag in (TBL, TR, TC):
            holders |= dict.fromkeys(above for element in missing for above in element.iterancestors(tag))
        theirs = (self.body, *self.body.iter(TBL, TR, TC, qn("w:sdtContent"))) if missing else ()
        there = {key: element for of in theirs for element, key in units(of, self.ids) if key}
        deleted = self._in_deleted_paragraphs() if missing else ()
        for holder in holders:
            if all(self.names[p] in self.present for p in holder.iter(P)):
                continue  # inserted with an outer element
            sequence = units(holder, self.names)
            last, closed, with_moved = None, 0, False
            for at, (element, key) in enumerate(sequence):
                level = self.blocks[key].heading if key in self.blocks else 0
                if key in there:
                    with_moved = key in self.moved if level else with_moved
                    if with_moved or key not in self.moved:  # new text follows no paragraph moved alone
                        last, closed = there[key], 0
                elif key.rstrip("/") in was:
                    closed = min(level, closed or level) if level > 0 else closed
                elif (closed and not 0 < level <= closed) or key in deleted:
                    self.left_out += 1
                else:
                    following = next((there[o] for _, o in sequence[at:] if o in there), None)
                    if last is None and following is None and holder is not self.fresh_body:
                        continue  # the cell or table for it was deleted
                    last = there[key] = self._insert_after(self._import(element), last, following)
                    closed = 0

    def _in_deleted_paragraphs(self) -> set[str]:
        """The pieces of paragraphs of which somebody has deleted the label and all else."""
        labels = [key for key in self.in_one if key in self.was and self.blocks[key].heading == identities.LABEL]
        here = {self.in_one.get(key) for key in self.present}
        gone = {self.in_one[key] for key in labels} - here
        return {key for key, number in self.in_one.items() if number in gone}

    def _import(self, element: Any) -> Any:
        """A copy of a new element and its contents, for the edited document."""
        copied = self.importer.copy(element)
        for ours, paragraph in zip(element.iter(P), copied.iter(P), strict=True):
            key = self.names[ours]
            self.recorded[key] = self.blocks[key].name.digest
            self.present[key] = PresentParagraph(self.recorded[key], paragraph, self.blocks[key].text)
            self.ids[paragraph] = key
            self._add_unseen_comment(key)
        self.renewed += 1
        return copied

    def _insert_after(self, element: Any, last: Any, following: Any) -> Any:
        """Insert an element after `last`, or, where that is None, before `following`."""
        if last is not None:
            inside = element.get(IN_ONE, "") == self.in_one.get(self.ids.get(last, ""))
            while last.tag == P and (after := last.getnext()) is not None and after.tag == P and after not in self.ids:
                of_another = after.get(IN_ONE) != last.get(IN_ONE) and (inside or IN_ONE in after.attrib)
                if of_another or self.importer.heading(after):
                    break
                last = after  # people's text after an element belongs to it
            last.addnext(element)
        elif following is not None:
            following.addprevious(element)
        else:
            self.body.insert(0, element)
        beside = [r for r in element.itersiblings(TR, preceding=True) if element.tag == TR and len(r) == len(element)]
        copy_layout(element, beside[0] if beside else element)
        return element

    def _update_layout_of_tables(self) -> None:
        """Update a table's column widths and font size if the new table's font size differs: figures may be longer."""
        there = {key: table for table in self.body.iter(TBL) for _, key in units([table], self.ids) if key}
        for fresh in self.fresh_body.iter(TBL):
            table = there.get(units([fresh], self.names)[0][1], fresh)
            if font_size_of(table) != font_size_of(fresh):
                shapes = {len(row.findall(TC)): row for row in fresh.iterchildren(TR)}
                for row in table.iterchildren(TR):
                    copy_layout(row, shapes.get(len(row.findall(TC)), row))
                copy_layout(table.tblGrid, fresh.tblGrid)

    def _new_record(self) -> GenerationRecord:
        """The record of the generated text; paragraphs that somebody has deleted stay listed."""
        deleted = {key: digest for key, digest in self.was.items() if key not in self.recorded}
        self.kept += sum(key not in self.blocks or bool(self.blocks[key].text) for key in deleted)
        digests = {**{key: block.name.digest for key, block in self.blocks.items()}, **deleted, **self.recorded}
        remarks = self.remarks.settle(self.present, self.fresh.author, self.fresh.day)
        listed = {key: digests.pop(key) for key in self.blocks}
        kept = {key: f"0{key}" for key in sorted(digests) if key in self.written.in_one and key in self.recorded}
        return GenerationRecord(listed, remarks, dict(sorted(digests.items())), {**self.in_one, **kept})


def in_new_order(
    items: Sequence[tuple[Any, str]], before: Mapping[str, float], after: Mapping[str, float]
) -> tuple[list[Any], set[str]]:
    """The elements of `items` (each with its id, or "" for people's elements) in the new report's order, and the ids of
    the elements that somebody moved. An element that somebody moved or added stays after its predecessor.

    `before`, `after`: the positions of ids in the earlier report and in the new one.
    """
    known = [(before[key], at) for at, (_, key) in enumerate(items) if key in before]
    # The longest increasing run of positions was not moved: for each length, the run with the lowest end, and its
    # predecessors.
    ends: list[Any] = []
    for position, at in known:
        n = bisect_left(ends, position, key=lambda end: end[0])
        ends[n : n + 1] = [(position, at, ends[n - 1] if n else None)]
    unmoved, end = set(), ends[-1] if ends else None
    while end is not None:
        unmoved.add(end[1])
        end = end[2]
    placed, position = [], -1.0
    for at, (element, key) in enumerate(items):
        position = after[key] if at in unmoved and key in after else position
        placed.append((position, element))
    moved = {items[at][1] for _, at in known if at not in unmoved}
    return [element for _, element in sorted(placed, key=lambda one: one[0])], moved


def _with_containers(ids: Iterable[str]) -> set[str]:
    """The ids of paragraphs, and the ids of the rows, tables and annexes that contain them."""
    return {unit for key in ids for unit in (key, key[: identities.IN_ROW], key[:IN_PART])}
