"""What agencies add to a form besides cells: notes, text boxes, pictures; the toolkit's marks are not among them."""

from __future__ import annotations

import base64
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.workbook import Workbook

from tests.building import DAY, cell_of, change, codes, filled, keyed, merge, read, records
from tests.intake.test_reader import FIGURES, INFO, LINES, finding, folder, form  # noqa: F401
from tests.office import Target, convert, needs_libreoffice
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files
from toolkit.run.returns import write_returns
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook


def with_notes(path: Path, notes: dict[tuple[str, str], tuple[str, str]], to: Path | None = None) -> Path:
    """The workbook with notes added: by (sheet name, address), the author and the text."""

    def do(book: Workbook) -> None:
        for (sheet, cell), (author, text) in notes.items():
            book[sheet][cell].comment = Comment(text, author)

    return change(path, do, to)


def threaded(path: Path, sheet: str, cell: str, texts: list[str]) -> Path:
    """The workbook with a thread on a cell, as Excel writes it: with a copy for older programs."""
    with_notes(path, {(sheet, cell): ("tc={1}", "[Threaded comment]\n\nComment:\n    " + texts[0])})
    copy = path.with_name("copy.xlsx")
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    thread = "".join(
        f'<threadedComment ref="{cell}" id="{{{n}}}"><text>{t}</text></threadedComment>' for n, t in enumerate(texts)
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("xl/worksheets/_rels/") and b"comments" in data:
                more = (
                    f'<Relationship Id="t" Type="{kind}" '
                    'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
                )
                data = data.replace(b"</Relationships>", more.encode())
            new.writestr(item, data)
        new.writestr(
            "xl/threadedComments/threadedComment1.xml",
            '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
            f"{thread}</ThreadedComments>",
        )
    copy.replace(path)
    return path


@pytest.mark.slow
def test_notes_on_cells_are_listed(folder: Folder, form: Path) -> None:  # noqa: F811
    """With their texts and cells, in the balance and in the master."""
    figure, line = cell_of(form, "figures", "A1", "2019"), cell_of(form, "statements", "dat", "text")
    texts = {figure: ("Anh Ba", "chưa kể phòng Một cửa: 250 hồ sơ"), line: ("", "Anh Ba:\nxem lại")}
    submission = read(folder, with_notes(form, texts))
    assert set(codes(submission)) == {"cell-note"}
    assert {(x.sheet, x.cell): (x.reason, x.value) for x in submission.leftovers} == {
        at: ("cell-note", text) for at, (_, text) in texts.items()
    }
    assert submission.balance.even
    merge(folder)
    assert {r["value"] for r in records(keyed(folder.master)["leftovers"])} == {t for _, t in texts.values()}


def test_every_word_of_a_thread_is_listed_once(folder: Folder, form: Path) -> None:  # noqa: F811
    """The copy for older programs is not listed."""
    at = cell_of(form, "figures", "A1", "2020")
    submission = read(folder, threaded(form, *at, ["Số tạm tính", "Đã rà lại"]))
    assert [(x.cell, x.value) for x in submission.leftovers] == [(at[1], "Số tạm tính"), (at[1], "Đã rà lại")]


@pytest.mark.slow
@pytest.mark.parametrize("sheet_gone", [False, True])
def test_marks_of_a_returned_form_are_no_notes_of_the_agency(folder: Folder, sheet_gone: bool) -> None:  # noqa: F811
    """Text that it added to a mark is, as far as it can be recognised."""
    filled(folder, "SA", FIGURES.replace("| 5 ", "| chừng 5 ").replace("| 7 ", "| -7 "), LINES, INFO)
    (path,) = write_returns(folder, check_files(folder, as_of=DAY))
    returned = folder.inbox / "SA.xlsx"
    returned.write_bytes(path.read_bytes())
    assert "cell-note" not in codes(read(folder, returned))
    at = cell_of(returned, "figures", "A1", "2019")

    def do(book: Workbook) -> None:
        note = book[at[0]][at[1]].comment
        book[at[0]][at[1]].comment = Comment(f"{note.text}\nlà 5 cuộc", note.author)
        if sheet_gone:
            book.remove(next(s for s in book if s["A1"].value == "toolkit:returned"))

    submission = read(folder, change(returned, do))
    assert ("cell-note" in codes(submission)) is not sheet_gone
    if not sheet_gone:
        assert finding(submission, "cell-note").value == "là 5 cuộc"


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
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    return sorted((s.name, n.kind, n.at, " ".join(n.text.split())) for s in raw.sheets for n in s.notes)


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


def test_text_boxes_and_pictures_on_a_form_are_listed(folder: Folder, form: Path) -> None:  # noqa: F811
    """A text box with its text; a picture as unread."""

    def draw(book: Workbook) -> None:
        book["Số liệu"].add_image(Image(BytesIO(base64.b64decode(_PICTURE))), "F12")

    submission = read(folder, change(form, draw))
    assert codes(submission) == ["picture-on-sheet"]
    assert finding(submission, "picture-on-sheet").cells == ("F12",)
    assert submission.balance.even
    text = (
        '<xdr:sp xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:txBody><a:p><a:r><a:t>Ngoài '
        "ra</a:t></a:r><a:r><a:t> 250 hộ</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )
    copy = form.with_name("copy.xlsx")
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(copy, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("xl/drawings/drawing"):
                data = re.sub(rb"<(\w+:)?pic\b.*?</(\w+:)?pic>", text.encode(), data, flags=re.DOTALL).replace(
                    b"<wsDr ", b'<wsDr xmlns:xdr="x" '
                )
            new.writestr(item, data)
    submission = read(folder, copy)
    assert [(x.sheet, x.cell, x.value, x.reason) for x in submission.leftovers] == [
        ("Số liệu", "F12", "Ngoài ra 250 hộ", "text-box")
    ]
    assert codes(submission) == ["text-box"]
    assert submission.balance.even


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_marks_and_notes_in_other_formats(folder: Folder, tmp_path: Path, kind: Target) -> None:  # noqa: F811
    """As in an .xlsx: the toolkit's marks are not listed, the agency's notes are."""
    filled(folder, "SA", FIGURES.replace("| 5 ", "| chừng 5 ").replace("| 7 ", "| -7 "), LINES, INFO)
    (path,) = write_returns(folder, check_files(folder, as_of=DAY))
    returned = folder.inbox / "SA.xlsx"
    returned.write_bytes(path.read_bytes())
    assert "cell-note" not in codes(read(folder, convert(returned, kind, tmp_path / "a")))
    at = cell_of(returned, "figures", "A2", "2019")
    submission = read(folder, convert(with_notes(returned, {at: ("Chị Lan", "chưa kể xã B")}), kind, tmp_path / "b"))
    assert finding(submission, "cell-note").value == "chưa kể xã B"
