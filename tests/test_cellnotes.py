"""Notes that agencies put on cells: each is listed, and none of them is the toolkit's own mark."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.building import DAY, cell_of, change, codes, filled, keyed, merge, read, records
from tests.test_intake import FIGURES, INFO, LINES, finding, folder, form  # noqa: F401
from toolkit.folder import Folder
from toolkit.run import check_files, write_returns


def with_notes(path: Path, notes: dict[tuple[str, str], tuple[str, str]], to: Path | None = None) -> Path:
    """The workbook with notes added: by (sheet name, address), the author and the text."""

    def do(book: Workbook) -> None:
        for (sheet, cell), (author, text) in notes.items():
            book[sheet][cell].comment = Comment(text, author)

    return change(path, do, to)


def threaded(path: Path, sheet: str, cell: str, said: list[str]) -> Path:
    """The workbook with a thread on a cell, as Excel writes it: with a copy for older programs."""
    with_notes(path, {(sheet, cell): ("tc={1}", "[Threaded comment]\n\nComment:\n    " + said[0])})
    copy = path.with_name("copy.xlsx")
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    thread = "".join(
        f'<threadedComment ref="{cell}" id="{{{n}}}"><text>{t}</text></threadedComment>'
        for n, t in enumerate(said)
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("xl/worksheets/_rels/") and b"comments" in data:
                more = f'<Relationship Id="t" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", more.encode())
            new.writestr(item, data)
        new.writestr(
            "xl/threadedComments/threadedComment1.xml",
            f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">{thread}</ThreadedComments>',
        )
    copy.replace(path)
    return path


def test_notes_on_cells_are_listed(folder: Folder, form: Path) -> None:  # noqa: F811
    """With what they say, where they are, in the balance and in the master."""
    figure, line = cell_of(form, "figures", "A1", "2019"), cell_of(form, "statements", "dat", "text")
    said = {figure: ("Anh Ba", "chưa kể phòng Một cửa: 250 hồ sơ"), line: ("", "Anh Ba:\nxem lại")}
    submission = read(folder, with_notes(form, said))
    assert set(codes(submission)) == {"cell-note"}
    assert {(x.sheet, x.cell): (x.reason, x.value) for x in submission.leftovers} == {
        at: ("cell-note", text) for at, (_, text) in said.items()
    }
    assert submission.balance.even
    merge(folder)
    assert {r["value"] for r in records(keyed(folder.master)["leftovers"])} == {t for _, t in said.values()}


def test_every_word_of_a_thread_is_listed_once(folder: Folder, form: Path) -> None:  # noqa: F811
    """And not the copy of it for older programs."""
    at = cell_of(form, "figures", "A1", "2020")
    submission = read(folder, threaded(form, *at, ["Số tạm tính", "Đã rà lại"]))
    assert [(x.cell, x.value) for x in submission.leftovers] == [(at[1], "Số tạm tính"), (at[1], "Đã rà lại")]


@pytest.mark.parametrize("sheet_gone", [False, True])
def test_marks_of_a_returned_form_are_no_notes_of_the_agency(folder: Folder, sheet_gone: bool) -> None:  # noqa: F811
    """What it added to one of them is, as far as that can be told."""
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
