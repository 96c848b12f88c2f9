"""Forms filled in an old encoding (TCVN3, VNI) are read as Unicode; what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import DAY, change, codes, definition, filled, keyed, merge, read, records, write
from tests.intake.test_labels import AGENCIES, FIGURES, INDICATORS, INFO, SECTIONS, SHEETS, THEMES, essence
from tests.language.test_text import to_tcvn3, to_vni
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.form.returns import filling_of
from toolkit.run.folder import Folder
from toolkit.spreadsheet.keyed import KeyedSheet

LINES = """
| section | theme        | text                                   | evidence        |
|---------|--------------|----------------------------------------|-----------------|
| dat     | Tuyên truyền | Tổ chức nhiều lớp tập huấn cho cán bộ  | Kế hoạch số 12  |
| dat     |              | Có nhiều buổi nói chuyện               |                 |
| hanche  |              | Thiếu người làm, kinh phí còn chậm     |                 |
"""
WORDS = (
    FIGURES.replace("| A1   | 5 ", "| A1   | không có ")
    .replace("| A2   | 50 ", "| A2   | chưa thống kê ")
    .replace("ghi chú", "số này đã kiểm tra")
)
ENCODINGS = [("tcvn3", to_tcvn3), ("vni", to_vni)]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


@pytest.fixture
def form(folder: Folder) -> Path:
    return filled(folder, "SA", WORDS, LINES, {**INFO, "signer_title": "Phó Giám đốc Sở"})


def typed_cells(sheets: dict[str, KeyedSheet]) -> list[tuple[str, str]]:
    """Sheet and address of the text cells typed into the form."""
    found = []
    for key, columns in (
        ("info", ("value",)),
        ("figures", ("2019", "2020", "note")),
        ("statements", ("theme", "text", "evidence")),
    ):
        sheet = sheets[key]
        for row in sheet.rows:
            for column in columns:
                if not row.for_people and row.key != "agency" and isinstance(sheet.value(row, column), str):
                    found.append((sheet.name, sheet.address(row, column)))
    return found


def typed_in(encode: Callable[[str], str], form: Path) -> dict[tuple[str, str], str]:
    """The form as typed in an old encoding; returns the new text of each cell that this changed."""
    places = typed_cells(keyed(form))
    changed: dict[tuple[str, str], str] = {}

    def do(book: Any) -> None:
        for sheet, address in places:
            cell = book[sheet][address]
            if encode(cell.value) != cell.value:
                cell.value = changed[sheet, address] = encode(cell.value)

    change(form, do)
    return changed


@pytest.mark.parametrize(("name", "encode"), ENCODINGS)
def test_text_in_an_old_encoding_is_understood(
    folder: Folder, form: Path, name: str, encode: Callable[[str], str]
) -> None:
    """Words, themes and sentences are read as if typed in Unicode, with a note for each sheet."""
    before = read(folder, form)
    changed = typed_in(encode, form)
    after = read(folder, form)
    assert essence(before) == essence(after)
    notes = [f for f in after.findings if f.code == "legacy-text"]
    assert {sheet for sheet, _ in changed} == {f.sheet for f in notes}
    assert {name} == {f.text("encoding") for f in notes}
    assert set(changed) == {(f.sheet, cell) for f in notes for cell in f.cells}
    assert [c for c in codes(after) if c != "legacy-text"] == codes(before)
    assert before.balance == after.balance


@pytest.mark.parametrize(("name", "encode"), ENCODINGS)
def test_what_was_typed_is_kept(folder: Folder, form: Path, name: str, encode: Callable[[str], str]) -> None:
    """The master keeps each statement as typed, and the note quotes every cell."""
    changed = typed_in(encode, form)
    merge(folder)
    master = keyed(folder.master)
    for row in records(master["statements"]):
        assert changed[str(row["sheet"]), str(row["cell"])] == row["typed"]
    quoted = {str(r["sheet"]): str(r["value"]) for r in records(master["findings"]) if r["code"] == "legacy-text"}
    for (sheet, cell), text in changed.items():
        assert f"{cell}: {text}" in quoted[sheet]


@pytest.mark.parametrize(("name", "encode"), ENCODINGS)
def test_the_returned_form_is_in_unicode(folder: Folder, form: Path, name: str, encode: Callable[[str], str]) -> None:
    """It can be read with any font."""
    before = filling_of(folder.campaign, read(folder, form))
    typed_in(encode, form)
    assert before == filling_of(folder.campaign, read(folder, form))


def test_a_cell_in_an_old_encoding_is_split_into_points(folder: Folder) -> None:
    """Its points become statements, and the returned form has them in one cell again."""
    text = "- Tổ chức nhiều lớp tập huấn\n- Kiểm tra định kỳ hằng tháng"
    path = write(folder, "SA", Filling(lines=(NarrativeLine(section="dat", text=to_tcvn3(text)),)))
    submission = read(folder, path)
    points = ["Tổ chức nhiều lớp tập huấn", "Kiểm tra định kỳ hằng tháng"]
    assert points == [s.text for s in submission.statements]
    assert [to_tcvn3(text), ""] == [s.typed for s in submission.statements]
    assert text == filling_of(folder.campaign, submission).lines[0].text


@pytest.mark.parametrize(("name", "encode"), ENCODINGS)
def test_labels_in_an_old_encoding_are_matched(
    folder: Folder, form: Path, tmp_path: Path, name: str, encode: Callable[[str], str]
) -> None:
    """In a form copied into a new file, all of it in an old encoding."""
    before = read(folder, form)
    book, fresh = openpyxl.load_workbook(form, data_only=True), openpyxl.Workbook()
    fresh.remove(fresh.worksheets[0])
    for sheet in SHEETS:
        copy = fresh.create_sheet(sheet)
        for row in book[sheet].iter_rows(min_row=2, min_col=2):
            copy.append([encode(c.value) if isinstance(c.value, str) else c.value for c in row])
    fresh.save(form)
    after = read(folder, form)
    assert {(f.indicator, f.period): f.value for f in before.figures} == {
        (f.indicator, f.period): f.value for f in after.figures
    }
    assert [s.text for s in before.statements] == [s.text for s in after.statements]
    assert codes(after).count("legacy-text") == 3
    assert codes(after).count("keys-gone") == 3


@pytest.mark.parametrize(("name", "encode"), ENCODINGS)
def test_unicode_beside_old_text_is_left_alone(folder: Folder, name: str, encode: Callable[[str], str]) -> None:
    """A line in Unicode Vietnamese is kept, in a cell beside an old encoding or in one cell with it."""
    texts = [
        "Không có",
        "Có thêm máy tính, bàn",
        "Công ty Tân Bình tài trợ",
        "Krông Búk",
        encode("Đội ngũ giáo viên mầm non còn thiếu so với định mức"),
    ]
    texts += ["- Không có máy in\n- " + encode("Tỷ lệ học sinh hoàn thành chương trình tiểu học đạt 99,2%")]
    filling = Filling(
        figures={("A1", "2019"): "Không"},
        notes={"A2": encode("Số này đã kiểm tra lại")},
        lines=tuple(NarrativeLine(section="dat", text=t) for t in texts),
    )
    submission = read(folder, write(folder, "SA", filling))
    assert [s.text for s in submission.statements] == [
        "Có thêm máy tính, bàn",
        "Công ty Tân Bình tài trợ",
        "Krông Búk",
        "Đội ngũ giáo viên mầm non còn thiếu so với định mức",
        "Không có máy in",
        "Tỷ lệ học sinh hoàn thành chương trình tiểu học đạt 99,2%",
    ]
    assert [len(f.cells) for f in submission.findings if f.code == "legacy-text"] == [1, 2]
    assert [(f.typed, f.state) for f in submission.figures if f.typed] == [("Không", "zero_by_words")]


def test_two_old_encodings_on_one_sheet_are_both_read(folder: Folder) -> None:
    """Texts of two departments in two encodings, with a note for each."""
    first, second = (
        "Tỷ lệ học sinh hoàn thành chương trình tiểu học đạt 99,2%",
        "Đội ngũ giáo viên mầm non còn thiếu so với định mức",
    )
    lines = tuple(
        NarrativeLine(section="dat", text=t)
        for t in (
            "Đã ban hành kế hoạch",
            to_tcvn3(first),
            to_vni(second),
            to_tcvn3("Xây mới 12 phòng"),
            to_vni("Đã cấp phát"),
        )
    )
    submission = read(folder, write(folder, "SA", Filling(lines=lines)))
    expected = ["Đã ban hành kế hoạch", first, second, "Xây mới 12 phòng", "Đã cấp phát"]
    assert expected == [s.text for s in submission.statements]
    assert {f.text("encoding"): len(f.cells) for f in submission.findings if f.code == "legacy-text"} == {
        "tcvn3": 2,
        "vni": 2,
    }
    assert expected == [x.text for x in filling_of(folder.campaign, submission).lines]


def test_an_answer_in_an_old_encoding_is_understood(folder: Folder) -> None:
    """`Cã` is also a Unicode syllable; beside old text it is read as the answer. Other such cells stay."""
    lines = tuple(
        NarrativeLine(section="dat", text=to_tcvn3(t)) for t in ("Tổ chức nhiều lớp tập huấn", "Có", "Ghi chú")
    )
    submission = read(folder, write(folder, "SA", Filling(lines=lines)))
    assert [s.text for s in submission.statements] == ["Tổ chức nhiều lớp tập huấn", "Có", "Ghi chó"]


def test_unicode_is_left_alone(folder: Folder, form: Path) -> None:
    """Symbols and foreign names in Unicode are no old encoding."""
    lines = LINES.replace("Có nhiều buổi", "Diện tích 5 m² ± 1; «mẫu» của Müller · Ørsted, 10 × 5 °C: có nhiều buổi")
    path = filled(folder, "SA", WORDS, lines, INFO)
    assert "legacy-text" not in codes(read(folder, path))


def test_result_does_not_depend_on_what_was_read_before(folder: Folder, form: Path) -> None:
    """One form in an old encoding changes nothing for the others."""
    other = filled(folder, "SB", WORDS, LINES, INFO)
    alone = read(folder, other)
    typed_in(to_vni, form)
    result = consolidate(folder.campaign, [read(folder, form), read(folder, other)], as_of=DAY)
    assert result.used["SB"].figures == alone.figures
    assert result.used["SB"].findings == alone.findings
