"""What agencies add to a form besides cells: notes, text boxes, pictures; the toolkit's marks are not among them."""

import base64
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.workbook import Workbook

from tests.building import codes, keyed, merge, records
from tests.hostile import parts_of, with_parts
from tests.intake.sent import Place, Sent
from tests.intake.test_lists import returned_form, sent_form
from tests.intake.test_reader import finding
from tests.office import Target, convert, needs_libreoffice
from tests.spreadsheet.test_census import parsed


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return sent_form(tmp_path)


@pytest.fixture
def returned(sent: Sent) -> Sent:
    return returned_form(sent.folder)


def noting(notes: dict[Place, tuple[str, str]]) -> Callable[[Workbook], None]:
    """Adds notes: by cell, the author and the text."""

    def do(book: Workbook) -> None:
        for (sheet, cell), (author, text) in notes.items():
            book[sheet][cell].comment = Comment(text, author)

    return do


def threaded(path: Path, cell: str, texts: list[str]) -> Path:
    """The workbook with a thread on a cell that has a note, as Excel writes it: the note is for older programs."""
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = "".join(
        f'<threadedComment ref="{cell}" id="{{{n}}}"><text>{t}</text></threadedComment>' for n, t in enumerate(texts)
    )
    more = f'<Relationship Id="t" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    data = path.read_bytes()
    links = {
        name: part.replace(b"</Relationships>", more.encode())
        for name, part in parts_of(data).items()
        if name.startswith("xl/worksheets/_rels/") and b"comments" in part
    }
    thread_part = f'<ThreadedComments xmlns="{space}">{thread}</ThreadedComments>'.encode()
    path.write_bytes(with_parts(data, {**links, "xl/threadedComments/threadedComment1.xml": thread_part}))
    return path


@pytest.mark.slow
def test_notes_on_cells_are_listed(sent: Sent) -> None:
    """With their texts and cells, in the balance and in the master."""
    figure, line = sent.at("figures", "A1", "2019"), sent.at("statements", "dat", "text")
    texts = {figure: ("Anh Ba", "chưa kể phòng Một cửa: 250 hồ sơ"), line: ("", "Anh Ba:\nxem lại")}
    submission = sent.changed(noting(texts), lambda path: path.replace(sent.path))
    assert set(codes(submission)) == {"cell-note"}
    assert {(x.sheet, x.cell): (x.reason, x.value) for x in submission.leftovers} == {
        at: ("cell-note", text) for at, (_, text) in texts.items()
    }
    merge(sent.folder)
    assert {r["value"] for r in records(keyed(sent.folder.master)["leftovers"])} == {t for _, t in texts.values()}


def test_every_word_of_a_thread_is_listed_once(sent: Sent) -> None:
    """The copy for older programs is not listed."""
    at, texts = sent.at("figures", "A1", "2020"), ["Số tạm tính", "Đã rà lại"]
    note = ("tc={1}", f"[Threaded comment]\n\nComment:\n    {texts[0]}")
    submission = sent.changed(noting({at: note}), lambda path: threaded(path, at[1], texts))
    assert [(x.cell, x.value) for x in submission.leftovers] == [(at[1], text) for text in texts]


@pytest.mark.slow
@pytest.mark.parametrize("sheet_gone", [False, True])
def test_marks_of_a_returned_form_are_no_notes_of_the_agency(returned: Sent, sheet_gone: bool) -> None:
    """Text that it added to a mark is, as far as it can be recognised."""
    assert "cell-note" not in codes(returned.read())
    sheet, cell = returned.at("figures", "A1", "2019")

    def do(book: Workbook) -> None:
        note = book[sheet][cell].comment
        book[sheet][cell].comment = Comment(f"{note.text}\nlà 5 cuộc", note.author)
        if sheet_gone:
            book.remove(next(s for s in book if s["A1"].value == "toolkit:returned"))

    noted = [f.value for f in returned.changed(do).findings if f.code == "cell-note"]
    assert noted == ([] if sheet_gone else ["là 5 cuộc"])


_PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAF0lEQVR4nGP8z0AaYCJR/aiGUQ1DSAMAQC4BH2bjRnMAAAAASUVORK5CYII="
)


def drawn_on(path: Path) -> Path:
    """A workbook with a note, a text box of two lines, a picture and a shape without text."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Một")
    sheet.write("A1", "x")
    sheet.write("B4", 5)
    sheet.write_comment("B4", "chưa kể\n250 hồ sơ 😀", {"author": "Chị Lan"})
    sheet.insert_textbox("C6", "Ngoài ra còn 250 hộ\nchưa kê")
    sheet.insert_textbox("C16", "")
    sheet.insert_image("E9", "p.png", {"image_data": BytesIO(base64.b64decode(_PICTURE))})
    book.add_worksheet("Hai").write("A1", "y")
    book.close()
    return path


def seen(path: Path) -> list[tuple[str, str, tuple[int, int], str]]:
    sheets = parsed(path.read_bytes()).sheets
    return sorted((s.name, n.kind, n.at, " ".join(n.text.split())) for s in sheets for n in s.notes)


_DRAWN = [
    ("Một", "box", (5, 2), "Ngoài ra còn 250 hộ chưa kê"),
    ("Một", "note", (3, 1), "chưa kể 250 hồ sơ 😀"),
    ("Một", "picture", (8, 4), ""),
]


def test_notes_text_boxes_and_pictures_are_found(tmp_path: Path) -> None:
    """Each with its cell; a shape without text is ignored."""
    assert seen(drawn_on(tmp_path / "x.xlsx")) == _DRAWN


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_notes_text_boxes_and_pictures_are_found_in_files_of_libreoffice(tmp_path: Path, kind: Target) -> None:
    """In every format that it writes; the cell of a drawing may differ."""
    found = seen(convert(drawn_on(tmp_path / "x.xlsx"), kind, tmp_path / kind))
    assert [(name, kind, text) for name, kind, _, text in _DRAWN] == [(n, k, t) for n, k, _, t in found]
    assert found[1] == _DRAWN[1]


@pytest.mark.slow
def test_text_boxes_and_pictures_on_a_form_are_listed(sent: Sent) -> None:
    """A text box with its text; a picture as unread."""

    def draw(book: Workbook) -> None:
        book["Số liệu"].add_image(Image(BytesIO(base64.b64decode(_PICTURE))), "F12")

    submission = sent.changed(draw)
    assert codes(submission) == ["picture-on-sheet"]
    assert finding(submission, "picture-on-sheet").cells == ("F12",)
    runs = "<a:r><a:t>Ngoài ra</a:t></a:r><a:r><a:t> 250 hộ</a:t></a:r>"
    text = (
        '<xdr:sp xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"<xdr:txBody><a:p>{runs}</a:p></xdr:txBody></xdr:sp>"
    )

    def with_text(path: Path) -> Path:
        drawing = "xl/drawings/drawing1.xml"
        part = re.sub(
            rb"<(\w+:)?pic\b.*?</(\w+:)?pic>", text.encode(), parts_of(path.read_bytes())[drawing], flags=re.S
        )
        part = part.replace(b"<wsDr ", b'<wsDr xmlns:xdr="x" ')
        path.write_bytes(with_parts(path.read_bytes(), {drawing: part}))
        return path

    submission = sent.changed(draw, with_text)
    found = [(x.sheet, x.cell, x.value, x.reason) for x in submission.leftovers]
    assert found == [("Số liệu", "F12", "Ngoài ra 250 hộ", "text-box")]
    assert codes(submission) == ["text-box"]


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_marks_and_notes_in_other_formats(returned: Sent, tmp_path: Path, kind: Target) -> None:
    """As in an .xlsx: the toolkit's marks are not listed, the agency's notes are."""
    noted = noting({returned.at("figures", "A2", "2019"): ("Chị Lan", "chưa kể xã B")})
    submission = returned.changed(noted, lambda path: convert(path, kind, tmp_path / "saved"))
    assert [f.value for f in submission.findings if f.code == "cell-note"] == ["chưa kể xã B"]
    assert [x.value for x in submission.leftovers if x.reason == "cell-note"] == ["chưa kể xã B"]
