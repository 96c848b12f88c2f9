"""A Word report that people have edited is renewed, and no edit is lost."""

import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from tests.building import DAY
from tests.cases import cases
from tests.effort import effort
from tests.hostile import part, with_parts
from tests.office import convert, needs_libreoffice
from tests.official import faults
from tests.report import writer_edits
from tests.report.invented_reports import Idea, Invented
from tests.report.planting import harvested
from tests.report.word_edits import TAG, Person, apart, merge_with_next, saved, seen, tag_of, type_after
from toolkit.report.assembly import make_report
from toolkit.report.identities import readable
from toolkit.report.rejoined.joining import Rejoined, headings_to_check, rejoin, wordings
from toolkit.report.rejoined.reading import NotJoinedError
from toolkit.report.rejoined.remarks import changed_text_comment
from toolkit.report.word import word_document


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of the text and the rows of tables, in reading order."""
    body = docx.Document(BytesIO(data)).element.body
    made = []
    for element in body.iter(qn("w:p"), qn("w:tr")):
        if element.tag == qn("w:tr") or not any(True for _ in element.iterancestors(qn("w:tr"))):
            made.append(seen(element))
    return made


def text_units(data: bytes) -> list[str]:
    """The sentences of paragraphs with ideas, other paragraphs and rows, in reading order."""
    return [unit for text in paragraphs(data) for unit in re.split(r" (?=Ý ý\d+kiến|Chủđề\d\d)", text)]


def everything(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))


def typed(data: bytes) -> set[str]:
    """What somebody typed, in the text, in comments and in pending deletions."""
    document = docx.Document(BytesIO(data))
    elements = [document.element, document.part._comments_part.element]
    texts = (
        "".join(t.text or "" for t in paragraph.iter(qn("w:t"), qn("w:delText")))
        for element in elements
        for paragraph in element.iter(qn("w:p"))
    )
    return {word for text in texts for word in re.findall(r"gõ\d+phím|\d{6,}", text)}


def sequence(seed: int, rounds: int, work: Callable[[Person, bytes], bytes]) -> None:
    """Rounds of reports with edits between them: each edit is kept, and all else is as in a new report."""
    chance = random.Random(seed)
    story, person, known = Invented(chance), Person(chance), dict[str, str]()
    fresh = word_document(story.report())
    known |= wordings(fresh)
    data = fresh.as_bytes()
    for number in range(rounds):
        data = work(person, data)
        person.typed &= typed(data)  # people also delete what they typed
        before = set(TAG.findall(" ".join(text_units(data))))
        story.next()
        fresh = word_document(story.report())
        drawn = fresh.as_bytes()
        recalls = known if chance.random() < 0.8 else {}
        done = rejoin(data, fresh, _recalling(recalls))
        known |= wordings(word_document(story.report()))
        again = rejoin(done.data, word_document(story.report()), lambda _: "")
        data = done.data
        check(data, drawn, person, before, f"seed {seed}, round {number}")
        one, other = ([*filter(None, map(readable, text_units(of)))] for of in (again.data, data))
        assert one == other, f"seed {seed}, round {number}: a second time"


def _recalling(known: Mapping[str, str]) -> Callable[[str], str]:
    return lambda digest: known.get(digest, "")


def check(data: bytes, drawn: bytes, person: Person, before: set[str], where: str) -> None:
    all_ = everything(data)
    lost = person.typed - typed(data)
    assert not lost, f"{where}: lost {lost}"
    units, fresh = text_units(data), text_units(drawn)
    there = Counter(tag for text in units for tag in set(TAG.findall(text)))
    new = {tag: text for text in fresh for tag in TAG.findall(text)}
    worked_on = {t for text in units if re.search(r"gõ\d+phím|\d{6,}", text) for t in TAG.findall(text)} | set(
        person.touched
    )
    worked_on |= {tag for tag in {*new, *there} if tag[:2] in person.whole}
    for tag in person.deleted - worked_on:
        assert there[tag] == 0, f"{where}: {tag} is back"
    headings = {t for t in person.deleted if t.startswith("Chủ")}
    for tag, text in new.items():
        if tag in worked_on or tag in person.deleted:
            continue
        if there[tag] == 0 and tag not in before and headings:
            continue  # it is under a heading that was deleted
        assert text in units, f"{where}: {tag} is not as in the new report: {text!r} {[u for u in units if tag in u]}"
        assert there[tag] == 1, f"{where}: {tag} {there[tag]} times"
    for tag, count in there.items():
        stays_whole = tag[:2] == "dv" and not any(t[:2] == "dv" for t in new) and "dv" in person.annexes
        gone = tag not in new and tag not in worked_on and tag not in person.kept and not stays_whole
        assert count == 0 or not gone, f"{where}: {tag} is no more"
    stays = set(new) - worked_on - person.deleted - person.moved - person.kept
    if not person.moved:
        order = [t for text in units for t in TAG.findall(text) if t in stays]
        assert order == [t for text in fresh for t in TAG.findall(text) if t in set(order)], f"{where}: order"
    if not person.reshaped:
        tags = [TAG.findall(text) for text in paragraphs(data)]
        for text in paragraphs(drawn):
            together = {n for n, inside in enumerate(tags) for tag in TAG.findall(text) if tag in stays & {*inside}}
            assert len(together) < 2, f"{where}: in several paragraphs: {text!r}"
    names = re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', all_)
    assert len(names) == len(set(names)), where
    starts, ends = (set(re.findall(rf'w:bookmark{kind} [^>]*?w:id="(\d+)"', all_)) for kind in ("Start", "End"))
    assert starts == ends, where
    anchors = [set(re.findall(rf'w:comment{k} w:id="(\d+)"', all_)) for k in ("RangeStart", "RangeEnd", "Reference")]
    comments = set(re.findall(r'<w:comment [^>]*w:id="(\d+)"', all_))
    assert ' piece="' not in all_, where
    assert anchors[0] == anchors[1] <= anchors[2] <= comments, where


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_edits_stay_and_the_rest_is_renewed(seed: int) -> None:
    """Random edits between random reports, as python-docx and Word save them."""
    sequence(seed, 4, lambda person, data: person.work(data, 6))


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10, 70))
def test_many_rounds_of_edits(seed: int) -> None:
    """Longer sequences of random edits between random reports."""
    sequence(seed, 5, lambda person, data: person.work(data, 9))


@pytest.mark.slow
@needs_libreoffice
def test_edits_saved_by_libreoffice(tmp_path: Path) -> None:
    """The same as LibreOffice saves them: with other runs, styles, bookmarks and comments."""

    def work(person: Person, data: bytes) -> bytes:
        report = tmp_path / "a.docx"
        report.write_bytes(person.work(data, 6))
        return convert(report, "docx", tmp_path / "saved").read_bytes()

    for seed in range(effort(1, 6)):
        sequence(seed, 2, work)


@needs_libreoffice
@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2))
def test_edits_typed_in_libreoffice(tmp_path: Path, seed: int) -> None:
    """The same with changes that LibreOffice makes when somebody works in it: it splits, tracks and comments."""
    sequence(seed, 2, lambda person, data: writer_edits.worked_on(person, data, tmp_path))


# --- One thing at a time -----------------------------------------------------------------------------


def invented() -> Invented:
    """One with an idea that tests can identify."""
    made = Invented(random.Random(5))
    made.ideas = [Idea("ý1kiến", (0, 0), ["g1"], "trồng cây", 514, 3), Idea("ý2kiến", (0, 0), ["g2"], "tưới", 20, 2)]
    return made


def edited(data: bytes, edit: Callable[[Any], object], tag: str = "ý1kiến") -> bytes:
    return changed(data, lambda document: edit(next(p for p in document.paragraphs if tag in p.text)))


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    document = docx.Document(BytesIO(data))
    change(document)
    return saved(document)


def adds(inner: Any) -> None:
    """Somebody writes into the first idea's sentence."""
    run = next(run for run in inner.runs if "Ý ý1kiến" in run.text)
    run.text = run.text.replace("ý1kiến", "ý1kiến, Tin của tôi,")


def first() -> tuple[Invented, bytes]:
    """A story, and the document of its first report."""
    story = invented()
    return story, word_document(story.report()).as_bytes()


def paragraph(data: bytes, tag: str = "ý1kiến") -> Any:
    return next(p for p in docx.Document(BytesIO(data)).paragraphs if tag in p.text)


def remarks(data: bytes) -> list[str]:
    return [comment.text for comment in docx.Document(BytesIO(data)).comments]


def joined(data: bytes, story: Invented, known: Mapping[str, str]) -> Rejoined:
    return rejoin(data, word_document(story.report()), _recalling(known))


def worked_on() -> tuple[Invented, bytes, dict[str, str]]:
    """A report with a changed figure, a document with an addition to its paragraph, and the report's texts."""
    story, data = first()
    known = dict(wordings(word_document(story.report())))
    data = edited(data, adds)
    story.ideas[0].figure = 520
    return story, data, known | wordings(word_document(story.report()))


@pytest.mark.slow
def test_a_changed_sentence_has_a_comment_with_the_new_wording() -> None:
    """It says what differs and which numbers are outdated, once; a deleted comment comes back only with further
    changes."""
    story, data, known = worked_on()
    done = joined(data, story, known)
    assert "514" in paragraph(done.data).text
    (remark,) = remarks(done.data)
    assert all(part in remark for part in ("520", "514 → 520", "không còn đúng: 514"))
    assert done.to_check == ("Mục0 công tác",) == headings_to_check(done.data)
    again = joined(done.data, story, known)
    assert (again.data, again.to_check) == (done.data, done.to_check)
    person = Person(random.Random(1))
    without = person.without_comments(done.data)
    assert remarks(joined(without, story, known).data) == []
    story.ideas[0].figure = 530
    (remark,) = remarks(joined(joined(without, story, known).data, story, known).data)
    assert "520 → 530" in remark
    story.ideas = story.ideas[1:]
    done = joined(done.data, story, {})
    assert "514" in paragraph(done.data).text
    assert ["không còn nội dung này" in text for text in remarks(done.data)] == [True]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["answered", "settled"])
def test_a_comment_that_was_answered_or_resolved_is_not_changed(way: str) -> None:
    """It stays as it is; further changes have a separate comment beside it."""
    story, data, known = worked_on()
    data = with_thread(joined(data, story, known).data, way)
    there = remarks(data)
    again = joined(data, story, known)
    assert remarks(again.data) == there
    assert joined(again.data, story, known).data == again.data
    story.ideas[0].figure = 530
    done = joined(data, story, known)
    assert remarks(done.data)[: len(there)] == there
    (news,) = remarks(done.data)[len(there) :]
    assert "530" in news


def with_thread(data: bytes, way: str) -> bytes:
    """The only comment answered, or resolved, as Word's `commentsExtended` has it."""
    document = docx.Document(BytesIO(data))
    w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
    w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    paragraph = next(document.part._comments_part.element.iter(qn("w:p")))
    paragraph.set(f"{{{w14}}}paraId", "1A2B3C4D")
    state = f'<w15:commentEx w15:paraId="1A2B3C4D" w15:done="{int(way == "settled")}"/>'
    if way == "answered":
        point = next(p for p in document.paragraphs if "ý1kiến" in p.text)
        answer = document.add_comment(point.runs[:1], "Đã xem, giữ nguyên", "Lan", "L")
        answer.paragraphs[0]._p.set(f"{{{w14}}}paraId", "5E6F7081")
        state += '<w15:commentEx w15:paraId="5E6F7081" w15:paraIdParent="1A2B3C4D" w15:done="0"/>'
    xml = f'<w15:commentsEx xmlns:w15="{w15}">{state}</w15:commentsEx>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
    thread = Part(PackURI("/word/commentsExtended.xml"), kind, xml, document.part.package)
    document.part.relate_to(thread, "http://schemas.microsoft.com/office/2011/relationships/commentsExtended")
    return saved(document)


def test_nothing_of_the_earlier_report_is_kept() -> None:
    """Without its text only the new wording is shown; sentences that were deleted are remembered by digests."""
    story, data = first()
    story.ideas[0].figure = 520
    (remark,) = remarks(joined(edited(data, adds), story, {}).data)
    assert "520" in remark
    assert "→" not in remark
    deleted = edited(data, lambda p: p._p.getparent().remove(p._p))
    assert "ý1kiến" not in everything(joined(deleted, story, {}).data)


def test_formatting_and_comments_stay_with_their_words() -> None:
    """A figure in the sentence is renewed around them."""
    story, data = first()

    def work(document: Any) -> None:
        point = next(p for p in document.paragraphs if "ý1kiến" in p.text)
        (text,) = (run for run in point.runs if "ý1kiến" in run.text)
        text.font.bold = True
        document.add_comment([text], "Hỏi lại", "Lan", "L")

    data = changed(data, work)
    story.ideas[0].figure = 7
    renewed = paragraph(joined(data, story, {}).data)
    assert "được 7 lượt (3/30 đơn vị)." in renewed.text
    assert {run.bold for run in renewed.runs if "ý1kiến" in run.text} == {True}
    assert {run.bold for run in renewed.runs if "đơn vị" in run.text} == {None}
    assert len(renewed._p.findall(qn("w:commentRangeStart"))) == 1


def test_formatting_between_two_renewed_numbers_stays() -> None:
    """The formatting of the numbers themselves stays too."""
    story = invented()
    story.ideas[0].figure = 5

    def bolden(inner: Any) -> None:
        text = next(run for run in inner.runs if "lượt" in run.text)
        before, word, after = re.split(r"(5 lượt)", text.text)
        text.text = before
        for piece, bold in ((after, None), (word, True)):
            run = inner.add_run(piece)
            run.font.bold = bold
            text._r.addnext(run._r)

    data = edited(word_document(story.report()).as_bytes(), bolden)
    story.ideas[0].figure = 17
    story.ideas[0].agencies += 1
    renewed = paragraph(joined(data, story, {}).data)
    assert "".join(run.text for run in renewed.runs if run.bold) == "17 lượt"


def of_ideas(*numbers: int) -> Invented:
    """A story with these ideas in one paragraph, without other sections."""
    story = invented()
    story.ideas = [Idea(f"ý{n}kiến", (0, 0), [f"g{n}"], "trồng cây", 100 + n, 20 - n) for n in numbers]
    return story


def ideas_of(data: bytes) -> list[list[str]]:
    """The tags of ideas in each paragraph that has any."""
    found = (re.findall(r"ý\d+kiến|gõ\d+phím", text) for text in paragraphs(data))
    return [tags for tags in found if tags]


def by_sentence(data: bytes, edit: Callable[[Any, dict[str, Any]], object]) -> bytes:
    """A document after an edit of its sentences, by tag."""
    document = docx.Document(BytesIO(data))
    apart(document.element.body)
    edit(document, {tag_of(p): p for p in document.element.body.iter(qn("w:p")) if tag_of(p)})
    return saved(document)


def test_an_edit_of_one_sentence_leaves_the_others_renewable() -> None:
    """All figures of the paragraph change; the edited sentence has a comment, the others are as in a new report."""
    story = of_ideas(1, 2, 3, 4)
    data = edited(word_document(story.report()).as_bytes(), adds)
    for idea in story.ideas:
        idea.figure += 400
    done = joined(data, story, {})
    text = paragraph(done.data).text
    assert re.findall(r"\d+(?= lượt)", text) == ["101", "502", "503", "504"]
    assert "ý1kiến, Tin của tôi," in text
    (remark,) = remarks(done.data)
    assert "501" in remark
    assert (done.kept, ideas_of(done.data)) == (1, [["ý1kiến", "ý2kiến", "ý3kiến", "ý4kiến"]])


def test_sentences_stay_as_the_editor_arranged_them() -> None:
    """Deleted ones stay away, moved ones stay in place, typed ones stay between, a split stays."""
    story = of_ideas(1, 2, 3, 4, 5)

    def edit(document: Any, sentences: dict[str, Any]) -> None:
        person = Person(random.Random(1), body=document.element.body, document=document)
        sentences["ý2kiến"].getparent().remove(sentences["ý2kiến"])
        person.put_after(sentences["ý5kiến"], sentences["ý1kiến"])
        type_after(person, sentences["ý3kiến"])
        person.renumber(sentences["ý4kiến"])

    data = by_sentence(word_document(story.report()).as_bytes(), edit)
    kept = [["ý3kiến", "gõ1phím"], ["ý4kiến", "ý5kiến", "ý1kiến"]]
    assert ideas_of(data) == kept
    for idea in story.ideas:
        idea.figure += 400
    done = joined(data, story, {})
    assert ideas_of(done.data) == kept
    assert {text for t in paragraphs(done.data) for text in re.findall(r"\d+(?= lượt)", t)} == {
        *("501", "503", "504", "505")
    }
    story.ideas.append(Idea("ý6kiến", (0, 0), ["g6"], "cây", 7, 1))
    assert ideas_of(joined(done.data, story, {}).data) == [kept[0], ["ý4kiến", "ý5kiến", "ý6kiến", "ý1kiến"]]


def test_two_sentences_made_one_stay_so() -> None:
    """What was overwritten between them does not come back."""
    story = of_ideas(1, 2, 3)

    def edit(document: Any, sentences: dict[str, Any]) -> None:
        person = Person(random.Random(1), body=document.element.body, document=document)
        merge_with_next(person, sentences["ý1kiến"])

    data = by_sentence(word_document(story.report()).as_bytes(), edit)
    story.ideas[2].figure = 9
    text = paragraph(joined(data, story, {}).data).text
    assert "101 lượt, gõ1phím vàÝ ý2kiến" in text
    assert "được 9 lượt (17/30 đơn vị)." in text


def test_an_edited_report_with_a_paragraph_an_idea_is_joined() -> None:
    """Unedited paragraphs become the new one, edited ones stay beside it, nothing typed is lost."""
    story = of_ideas(1, 2, 3, 4)
    story.in_one = False
    data = edited(word_document(story.report()).as_bytes(), adds)
    data = edited(data, lambda p: p._p.getparent().remove(p._p), "ý3kiến")
    data = edited(data, lambda p: p.insert_paragraph_before("Đoạn riêng gõ7phím."), "ý4kiến")
    story.in_one = True
    story.ideas[0].figure = story.ideas[1].figure = 555
    done = joined(data, story, {}).data
    assert ideas_of(done) == [["ý2kiến", "ý4kiến"], ["ý1kiến"], ["gõ7phím"]]
    assert paragraph(done, "ý2kiến").text.startswith("Chủđề00 chung (19/30 đơn vị nêu): Ý ý2kiến")
    assert paragraph(done, "ý2kiến").style.name == "BC Đoạn ý"
    assert "ý1kiến, Tin của tôi," in paragraph(done).text
    assert ["555" in text for text in remarks(done)] == [True]
    assert ideas_of(joined(done, story, {}).data) == ideas_of(done)


def test_missing_styles_are_added() -> None:
    """New paragraphs need them, under their names."""
    story, data = first()

    def work(document: Any) -> None:
        for style in [s for s in document.styles if s.name == "BC Đoạn ý"]:
            style._element.getparent().remove(style._element)
        document.paragraphs[0].add_run(" (dự thảo)")

    story.ideas.append(Idea("ý3kiến", (0, 0), ["g3"], "bón", 9, 1))
    assert paragraph(joined(changed(data, work), story, {}).data, "ý3kiến").style.name == "BC Đoạn ý"


def test_without_the_list_no_edit_is_lost() -> None:
    """A program that drops the custom XML part keeps the bookmarks."""
    story, data = first()

    def drop(document: Any) -> None:
        for key in [key for key, rel in document.part.rels.items() if rel.reltype.endswith("customXml")]:
            del document.part.rels[key]

    data = changed(edited(data, lambda p: p.add_run(" gõ1phím")), drop)
    story.ideas[1].figure = 21
    done = joined(data, story, {}).data
    assert typed(done) == {"gõ1phím"}
    assert "21 lượt" in paragraph(done, "ý2kiến").text


@pytest.mark.slow
def test_the_layout_of_the_decree_holds() -> None:
    """A real report has number and names filled in, paragraphs added, and changed figures."""
    result = harvested()
    before = word_document(make_report(replace(result, as_of=DAY)))

    def work(document: Any) -> None:
        number = next(p for row in document.tables[0].rows for c in row.cells for p in c.paragraphs if "Số:" in p.text)
        number.runs[0].text = "Số: 15/BC-SCX"
        opening = next(p for p in document.paragraphs if "tổng hợp báo cáo" in p.text)
        opening.insert_paragraph_before("Đoạn do chuyên viên viết.", opening.style)

    fresh = word_document(make_report(replace(result, as_of=DAY + timedelta(3), groups=result.groups[1:], families=())))
    done = rejoin(changed(before.as_bytes(), work), fresh, _recalling(wordings(before)))
    assert done.renewed
    assert faults(done.data) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("word/comments.xml", b".*", b"<a/>"),
        ("[Content_Types].xml", rb'(PartName="/word/header1.xml") ContentType="[^"]*"', rb"\1"),
        ("_rels/.rels", rb' Type="[^"]*core-properties"', b""),
        ("word/_rels/document.xml.rels", rb' Id="rId1"', b""),
    ],
)
def test_a_document_that_could_not_be_saved_again_is_damaged(name: str, old: bytes, new: bytes) -> None:
    """A part of a wrong kind, or of none, is detected before anything is done."""
    story, data = first()
    data = edited(data, lambda p: p.part.document.add_comment(p.runs, "xem lại", "A", "A"))
    damaged = re.sub(old, new, part(data, name), count=1, flags=re.DOTALL)
    assert damaged != part(data, name)
    data = with_parts(data, {name: damaged})
    with pytest.raises(NotJoinedError, match="damaged"):
        rejoin(data, word_document(story.report()), lambda _: "")
    assert headings_to_check(data) == ()


@cases("""
| old                             | new                             | moved                |
| Đã lập kế hoạch (33/39 đơn vị). | Đã lập kế hoạch (32/37 đơn vị). | 33/39 → 32/37        |
| Có 514 vụ, giảm 7,1%.           | Có 520 vụ, giảm 6%.             | 514 → 520; 7,1% → 6% |
| Đã lập kế hoạch.                | Đã lập kế hoạch năm.            | hoạch → hoạch năm    |
""")
def test_moved_paragraphs_are_named_without_punctuation(old: str, new: str, moved: str) -> None:
    """Brackets and full stops around the sentence are left out."""
    assert f"Thay đổi: {moved}." in changed_text_comment(old, old, new)
