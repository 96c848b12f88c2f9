"""People's edits of a Word document, as python-docx and Word save them.

Each edit changes the XML, and records the tags concerned. Typed texts carry a unique word, so that a test recognises
them afterwards.
"""

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
P, R, T, TR, TC, TBL = (qn(f"w:{name}") for name in ("p", "r", "t", "tr", "tc", "tbl"))
TAG = re.compile(r"ý\d+kiến|ct\d+chỉ|dv\d+chưa|Chủđề\d\d|Mục\d|sốliệu\d|mởđầu|Kếtluận|mục\dnào|cònlỗi|CHỦĐỀ\d\d|MỤC\d")


def xml(text: str) -> Any:
    return parse_xml(re.sub(r"(/?>)", rf' xmlns:w="{W}"\1', text, count=1))


def seen(element: Any) -> str:
    """The text as it is read: with insertions, without deletions."""
    return "".join(t.text or "" for t in element.iter(T)).replace("\u00a0", " ")


def tag_of(element: Any) -> str:
    match = TAG.search(seen(element))
    return match[0] if match else ""


# --- Sentences of a paragraph --------------------------------------------------------------------------

OF = "of"
"""The attribute with the number of the paragraph that a sentence belongs to, while each sentence is an element."""
_IDEAS = re.compile(r"ý\d+kiến|Chủđề\d\d")
_START, _END, _PPR = (qn(f"w:{name}") for name in ("bookmarkStart", "bookmarkEnd", "pPr"))
_OPENS = (_START, qn("w:commentRangeStart"))


def _is_named(child: Any) -> bool:
    return child.tag == _START and str(child.get(qn("w:name"))).startswith("_tk_")


def apart(body: Any) -> None:
    """Each sentence of the paragraphs with ideas as an element of its own."""
    ends = {child.get(qn("w:id")) for child in body.iter(_START) if _is_named(child)}
    for number, p in enumerate([*body.iter(P)]):
        if not (_IDEAS.search(seen(p)) and any(map(_is_named, p))) or next(p.iterancestors(TBL), None) is not None:
            continue
        parts: list[list[Any]] = [[]]
        for child in [child for child in p if child.tag != _PPR]:
            if _is_named(child):
                parts.append([])
                while len(parts) > 1 and parts[-2] and parts[-2][-1].tag in _OPENS:
                    parts[-1].insert(0, parts[-2].pop())
            closes = child.tag == qn("w:commentRangeEnd") or child.find(qn("w:commentReference")) is not None
            parts[-2 if closes and not parts[-1] and len(parts) > 1 else -1].append(child)
            if child.tag == _END and child.get(qn("w:id")) in ends:
                parts.append([])
        for at, children in enumerate(parts):
            if children and not (len(children) == 1 and children[0].tag == R and seen(children[0]) == " "):
                sentence = deepcopy(p)
                for child in [c for c in sentence if c.tag != _PPR]:
                    sentence.remove(child)
                for section in sentence.findall(f"{_PPR}/{qn('w:sectPr')}") if at < len(parts) - 1 else ():
                    section.getparent().remove(section)
                sentence.extend(children)
                sentence.set(OF, str(number))
                p.addprevious(sentence)
        p.getparent().remove(p)


def together(body: Any) -> None:
    """The opposite of `apart`."""
    for p in [*body.iter(P)]:
        before = p.getprevious()
        if before is not None and before.tag == _END and before.getprevious() is not None and p.get(OF):
            end, before = before, before.getprevious()
            before.append(end) if before.get(OF) == p.get(OF) else None
        if p.get(OF) and before is not None and before.get(OF) == p.get(OF):
            before.append(xml('<w:r><w:t xml:space="preserve"> </w:t></w:r>'))
            before.extend(child for child in [*p] if child.tag != _PPR)
            p.getparent().remove(p)
    for p in body.iter(P):
        p.attrib.pop(OF, None)


def saved(document: Any) -> bytes:
    together(document.element.body)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


@dataclass
class Person:
    """Somebody at work on one document. By tag: `touched` their texts, `deleted`, `moved`; `typed`: what must still be
    there."""

    chance: random.Random
    touched: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    annexes: set[str] = field(default_factory=set)
    """How the tags of annexes begin in which they did something."""
    whole: set[str] = field(default_factory=set)
    """How the tags begin of tables that have other columns now."""
    reshaped: bool = False
    """Whether paragraphs of several sentences are others now."""
    kept: set[str] = field(default_factory=set)
    """Tags with something of theirs in it although the words are ours: comments."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    body: Any = None
    document: Any = None

    def work(self, data: bytes, edits: int) -> bytes:
        self.open(data)
        for _ in range(edits):
            self.chance.choice(EDITS)(self)
        return saved(self.document)

    def without_comments(self, data: bytes) -> bytes:
        """All comments deleted."""
        self.open(data)
        while len(self.document.part._comments_part.element):
            deletes_a_comment(self)
        return saved(self.document)

    def open(self, data: bytes) -> None:
        self.document = docx.Document(BytesIO(data))
        self.body = self.document.element.body
        apart(self.body)

    def word(self) -> str:
        word = f"gõ{next(self.numbers)}phím"
        self.typed.add(word)
        return word

    # -- the document's content --

    def paragraphs(self, *, fresh: bool = False) -> list[Any]:
        """Paragraphs of the text with a tag; `fresh`: unedited ones."""
        found = [p for p in self.body.iter(P) if tag_of(p) and not any(True for _ in p.iterancestors(TBL))]
        return [p for p in found if not (fresh and self.is_worked_on(p))]

    def is_worked_on(self, element: Any) -> bool:
        tag = tag_of(element)
        return tag in self.touched or tag in self.kept or bool(re.search(r"gõ\d+phím", seen(element)))

    def rows(self) -> list[Any]:
        return [r for r in self.body.iter(TR) if tag_of(r).startswith(("ct", "dv"))]

    def row(self) -> Any:
        """One of them, to work on."""
        row = _pick(self, self.rows())
        self.annexes |= {tag_of(row)[:2]} if row is not None else set()
        return row

    def put_after(self, there: Any, sentence: Any) -> None:
        """Put a sentence after another one, in its paragraph."""
        self.reshaped = True
        sentence.attrib.pop(OF, None)
        if there.get(OF):
            sentence.set(OF, there.get(OF))
        there.addnext(sentence)

    def renumber(self, first: Any) -> None:
        """Make a sentence and those after it a paragraph of their own."""
        self.reshaped = True
        was, new, element = first.get(OF), f"n{next(self.numbers)}", first
        while was and element is not None and element.get(OF) == was:
            element.set(OF, new)
            element = element.getnext()

    def touch(self, element: Any) -> None:
        for tag in TAG.findall(seen(element)):
            self.touched[tag] = seen(element)


Edit = Callable[[Person], None]
EDITS: list[Edit] = []


def edit(function: Edit) -> Edit:
    EDITS.append(function)
    return function


def on_paragraph(tag: str = "", *, fresh: bool = False) -> Callable[[Callable[[Person, Any], None]], Edit]:
    """An edit of one of the paragraphs, if there are any: with a tag that begins so, `fresh`: unedited."""

    def edit_of(function: Callable[[Person, Any], None]) -> Edit:
        def edited(person: Person) -> None:
            p = _pick(person, _paragraphs(person, tag, fresh=fresh))
            if p is not None:
                function(person, p)

        return edit(edited)

    return edit_of


def on_row(function: Callable[[Person, Any], None]) -> Edit:
    """An edit of one of the rows, if there are any."""

    def edited(person: Person) -> None:
        row = person.row()
        if row is not None:
            function(person, row)

    return edit(edited)


def _paragraphs(person: Person, tag: str = "", *, fresh: bool = False) -> list[Any]:
    return [p for p in person.paragraphs(fresh=fresh) if tag_of(p).startswith(tag)]


def _pick(person: Person, found: list[Any]) -> Any:
    return person.chance.choice(found) if found else None


def _texts(paragraph: Any) -> list[Any]:
    return [t for t in paragraph.iter(T) if (t.text or "").strip()]


def _typed(word: str) -> Any:
    return xml(f'<w:r><w:t xml:space="preserve"> {word}</w:t></w:r>')


SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# --- Words -------------------------------------------------------------------------------------------


@on_paragraph()
def types_at_the_end(person: Person, p: Any) -> None:
    p.append(_typed(person.word()))
    person.touch(p)


@on_paragraph()
def types_inside(person: Person, p: Any) -> None:
    person.touch(p)
    t = person.chance.choice(_texts(p))
    if not TAG.search(t.text) or " " in t.text:
        words = t.text.split(" ")
        words.insert(person.chance.randint(1, len(words)), person.word())
        t.text = " ".join(words)
        t.set(SPACE, "preserve")
        person.touch(p)


@on_paragraph()
def changes_a_number(person: Person, p: Any) -> None:
    for t in _texts(p):
        new = re.sub(r"(?<![\w.])\d[\d.]*(?= lượt| cây|/20)", lambda _: str(next(person.numbers) + 100_000), t.text)
        if new != t.text:
            person.typed -= set(re.findall(r"\d{6,}", t.text))
            person.typed |= set(re.findall(r"\d{6,}", new))
            t.text = new
            person.touch(p)
            return


@on_paragraph("ý", fresh=True)
def types_over_all_of_it(person: Person, p: Any) -> None:
    """A whole paragraph selected and overwritten: its bookmark goes with its words."""
    words = f"{seen(p)} {person.word()}"
    for child in [c for c in p if c.tag != qn("w:pPr")]:
        p.remove(child)
    p.append(xml(f"<w:r><w:t>{words}</w:t></w:r>"))
    person.touch(p)


@on_paragraph()
def writes_a_paragraph(person: Person, p: Any) -> None:
    person.reshaped = True
    p.addnext(xml(f"<w:p><w:r><w:t>Đoạn riêng {person.word()} của tôi.</w:t></w:r></w:p>"))
    person.annexes |= {"dv"} if tag_of(p) == "cònlỗi" else set()


@edit
def deletes(person: Person) -> None:
    p = _pick(person, [p for p in person.paragraphs(fresh=True) if tag_of(p).startswith(("ý", "Chủ"))])
    if p is not None and p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        person.deleted.add(tag_of(p))
        p.getparent().remove(p)


@on_paragraph("ý")
def moves(person: Person, p: Any) -> None:
    there = _pick(person, person.paragraphs())
    if p is not there and p.getparent().tag == there.getparent().tag:
        person.moved |= set(TAG.findall(seen(p)))
        person.put_after(there, p)
        person.annexes |= {"dv"} if tag_of(there) == "cònlỗi" else set()


@on_paragraph("ý")
def cuts_and_pastes(person: Person, p: Any) -> None:
    """Pasted elsewhere without its bookmark."""
    there = _pick(person, person.paragraphs())
    if p is not there and not p.xpath(".//w:commentReference"):
        for mark in list(p.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            mark.getparent().remove(mark)
        person.moved |= set(TAG.findall(seen(p)))
        if person.is_worked_on(p):
            person.touch(p)
        person.put_after(there, p)
        person.annexes |= {"dv"} if tag_of(there) == "cònlỗi" else set()


@on_paragraph("ý")
def splits(person: Person, p: Any) -> None:
    runs = [r for r in p if r.tag == R]
    if len(runs) < 2:
        return
    second = xml("<w:p/>")
    for child in list(p)[list(p).index(runs[1]) :]:
        second.append(child)
    if p.getnext() is not None and p.getnext().get(OF):
        person.renumber(p.getnext())
        second.set(OF, p.getnext().get(OF))
    person.reshaped = True
    p.addnext(second)
    person.touched[tag_of(p)] = seen(p)
    second.append(xml(f"<w:r><w:t> {person.word()}</w:t></w:r>"))


@on_paragraph("ý")
def joins(person: Person, p: Any) -> None:
    after = p.getnext()
    if after is None or after.tag != P or not tag_of(after).startswith("ý"):
        return
    if after.find(".//" + qn("w:sectPr")) is None:
        for child in [c for c in after if c.tag != qn("w:pPr")]:
            p.append(child)
        after.getparent().remove(after)
        person.reshaped = True
        person.touch(p)
        person.moved |= set(TAG.findall(seen(p)))


# --- Sentences ---------------------------------------------------------------------------------------


def type_after(person: Person, p: Any) -> None:
    person.put_after(p, xml(f"<w:p><w:r><w:t>Câu riêng {person.word()}.</w:t></w:r></w:p>"))
    person.touched[tag_of(p)] = seen(p)


def merge_with_next(person: Person, p: Any) -> None:
    """From within one sentence to within the next one all is overwritten."""
    after, texts = p.getnext(), _texts(p)
    if after is None or after.tag != P or after.get(OF) != p.get(OF) or not tag_of(after).startswith("ý"):
        return
    if texts[-1].text.endswith(".") and not TAG.search(texts[-1].text) and "gõ" not in texts[-1].text:
        texts[-1].text = f", {person.word()} và"
        person.touch(p)
        person.touch(after)
        p.extend(child for child in [*after] if child.tag != qn("w:pPr"))
        after.getparent().remove(after)


types_between_sentences = on_paragraph("ý")(type_after)
merges_two_sentences = on_paragraph("ý")(merge_with_next)


@on_paragraph()
def splits_a_paragraph(person: Person, p: Any) -> None:
    person.renumber(p)


@on_paragraph()
def joins_paragraphs(person: Person, p: Any) -> None:
    before = p.getprevious()
    if p.get(OF) and before is not None and before.get(OF) and before.get(OF) != p.get(OF):
        person.renumber(p)
        for element in [e for e in p.getparent() if e.get(OF) == p.get(OF)]:
            element.set(OF, before.get(OF))


@on_paragraph("Chủ", fresh=True)
def deletes_a_paragraph(person: Person, p: Any) -> None:
    parts = [e for e in p.getparent() if e.get(OF) == p.get(OF)] if p.get(OF) else []
    if not any(map(person.is_worked_on, parts)) and not any(any(e.iter(qn("w:sectPr"))) for e in parts):
        for element in parts:
            person.deleted |= {tag_of(element)}
            element.getparent().remove(element)


# --- Tracked changes, comments, formats -----------------------------------------------------------------


@on_paragraph()
def inserts_tracked(person: Person, p: Any) -> None:
    inserted = f"<w:r><w:t> {person.word()}</w:t></w:r>"
    p.append(xml(f'<w:ins w:id="{next(person.numbers)}" w:author="Lan">{inserted}</w:ins>'))
    person.touch(p)


@on_paragraph()
def deletes_tracked(person: Person, p: Any) -> None:
    runs = [r for r in p if r.tag == R and _texts(r) and not TAG.search(seen(r)) and "gõ" not in seen(r)]
    if runs:
        person.touch(p)
        run = person.chance.choice(runs)
        around = xml(f'<w:del w:id="{next(person.numbers)}" w:author="Lan"></w:del>')
        run.addprevious(around)
        around.append(run)
        for t in run.iter(T):
            t.tag = qn("w:delText")


@edit
def settles_tracked(person: Person) -> None:
    """Accepts all insertions and deletions of a paragraph."""
    p = _pick(
        person, [p for p in person.paragraphs() if p.find(qn("w:ins")) is not None or p.find(qn("w:del")) is not None]
    )
    if p is not None:
        for gone in p.findall(qn("w:del")):
            p.remove(gone)
        for inserted in p.findall(qn("w:ins")):
            for run in inserted:
                inserted.addprevious(run)
            p.remove(inserted)
        person.touch(p)


@on_paragraph()
def comments(person: Person, p: Any) -> None:
    runs = Paragraph(p, person.document._body).runs
    if runs:
        person.document.add_comment(runs, f"Hỏi lại {person.word()}", "Lan", "L")
        person.kept |= set(TAG.findall(seen(p)))


@edit
def deletes_a_comment(person: Person) -> None:
    """One that the report made."""
    found = [c for c in person.document.part._comments_part.element if "gõ" not in seen(c)]
    if found:
        comment = person.chance.choice(found)
        names = [qn(f"w:comment{name}") for name in ("RangeStart", "RangeEnd", "Reference")]
        for mark in [m for m in person.body.iter(*names) if m.get(qn("w:id")) == comment.get(qn("w:id"))]:
            gone = mark.getparent() if mark.tag == names[2] else mark
            gone.getparent().remove(gone)
        comment.getparent().remove(comment)


@on_paragraph()
def makes_bold(person: Person, p: Any) -> None:
    for run in [r for r in p.iter(R) if _texts(r)][:1]:
        run.get_or_add_rPr().append(xml("<w:b/>"))


@on_paragraph("ý")
def sets_a_style(person: Person, p: Any) -> None:
    p.get_or_add_pPr().get_or_add_pStyle().val = "BcNoiDung"


# --- As Word writes it -------------------------------------------------------------------------------


@on_paragraph()
def runs_are_split(person: Person, p: Any) -> None:
    """By marks of spelling and of editing sessions."""
    for run in [r for r in p if r.tag == R]:
        texts = run.findall(T)
        if len(texts) == 1 and len(texts[0].text or "") > 4:
            text, at = texts[0].text, len(texts[0].text) // 2
            second = deepcopy(run)
            run.set(qn("w:rsidR"), "00A1B2C3")
            for t, words in ((texts[0], text[:at]), (second.find(T), text[at:])):
                t.text = words
                t.set(SPACE, "preserve")
            run.addnext(second)
            run.addnext(xml('<w:proofErr w:type="spellStart"/>'))
            second.insert(1 if second.rPr is not None else 0, xml("<w:lastRenderedPageBreak/>"))


@on_paragraph()
def bookmarks_end_outside(person: Person, p: Any) -> None:
    ends, after = p.findall(qn("w:bookmarkEnd")), p.getnext()
    if ends:
        if person.chance.random() < 0.5 or after is None or after.tag != P:
            p.addnext(ends[-1])
        else:
            after.insert(1 if after.find(qn("w:pPr")) is not None else 0, ends[-1])


@on_paragraph()
def is_put_into_a_control(person: Person, p: Any) -> None:
    if p.getparent().tag == qn("w:body") and p.find(".//" + qn("w:sectPr")) is None:
        control = xml("<w:sdt><w:sdtPr/><w:sdtContent></w:sdtContent></w:sdt>")
        p.addprevious(control)
        control[1].append(p)
        person.reshaped = True
        person.moved |= set(TAG.findall(seen(p)))


@edit
def controls_are_unwrapped(person: Person) -> None:
    for control in [*person.body.iter(qn("w:sdt"))]:
        for child in [*control.find(qn("w:sdtContent"))]:
            control.addprevious(child)
        control.getparent().remove(control)


# --- Tables ------------------------------------------------------------------------------------------


def _new_cell(person: Person) -> str:
    return f"<w:tc><w:tcPr/><w:p><w:r><w:t>{person.word()}</w:t></w:r></w:p></w:tc>"


@on_row
def types_into_a_cell(person: Person, row: Any) -> None:
    cell = person.chance.choice(row.findall(TC))
    cell.findall(P)[-1].append(_typed(person.word()))
    person.touch(row)


@edit
def deletes_a_row(person: Person) -> None:
    row = _pick(person, [r for r in person.rows() if not person.is_worked_on(r)])
    if row is not None and len(person.rows()) > 2:
        person.deleted.add(tag_of(row))
        row.getparent().remove(row)


@on_row
def writes_a_row(person: Person, row: Any) -> None:
    row.addnext(xml(f"<w:tr>{''.join(_new_cell(person) for _ in row.findall(TC))}</w:tr>"))


@on_row
def moves_a_row(person: Person, row: Any) -> None:
    other = _pick(person, person.rows())
    if row is not other and row.getparent() is other.getparent():
        other.addnext(row)
        person.moved.add(tag_of(row))


@on_row
def adds_a_column(person: Person, row: Any) -> None:
    if person.chance.random() < 0.2:
        for line in row.getparent().findall(TR):
            line.append(xml(_new_cell(person)))
            person.touch(line)
            person.whole |= {tag[:2] for tag in TAG.findall(seen(line))}


# --- The blocks around the text ------------------------------------------------------------------------


@edit
def fills_in_number_and_signer(person: Person) -> None:
    for p in person.body.iter(P):
        if seen(p).startswith(("Số:", "[Họ và tên")) and _texts(p) and "gõ" not in seen(p):
            _texts(p)[0].text = f"Số: {person.word()}/BC-SCX" if seen(p).startswith("Số") else f"Trần {person.word()}"
