"""Forms filled in an old encoding (TCVN3, VNI) are read as Unicode; what was typed is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, change, codes, definition, filled, keyed, merge, read, records, write
from tests.intake.sent import Place, Sent, essence
from tests.intake.test_labels import AGENCIES, FIGURES, INDICATORS, INFO, SECTIONS, THEMES, as_values
from tests.language.test_text import to_tcvn3, to_vni
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.form.returns import filling_of
from toolkit.run.folder import Folder

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
ENCODINGS = {"tcvn3": to_tcvn3, "vni": to_vni}
FIRST = "Tỷ lệ học sinh hoàn thành chương trình tiểu học đạt 99,2%"
SECOND = "Đội ngũ giáo viên mầm non còn thiếu so với định mức"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


@pytest.fixture
def sent(folder: Folder) -> Sent:
    return Sent(folder, filled(folder, "SA", WORDS, LINES, {**INFO, "signer_title": "Phó Giám đốc Sở"}))


def type_all(encode: Callable[[str], str], sent: Sent) -> dict[Place, str]:
    """Types the form's texts in an old encoding; returns the new text of each cell that this changed."""
    changed: dict[Place, str] = {}
    columns = {"info": ("value",), "figures": ("2019", "2020", "note"), "statements": ("theme", "text", "evidence")}
    for sheet in (sent.sheets[key] for key in columns):
        for row in sheet.rows:
            for column in () if row.for_people or row.key == "agency" else columns[sheet.key]:
                text = sheet.value(row, column)
                if isinstance(text, str) and encode(text) != text:
                    changed[sheet.name, sheet.address(row, column)] = encode(text)

    def do(book: Any) -> None:
        for (name, address), text in changed.items():
            book[name][address] = text

    change(sent.path, do)
    return changed


@pytest.mark.slow
@pytest.mark.parametrize("name", ENCODINGS)
def test_text_in_an_old_encoding_is_understood_and_kept(sent: Sent, name: str) -> None:
    """Words, themes and sentences are read as if typed in Unicode, with a note for each sheet. The returned form is in
    Unicode, the master keeps each statement as typed, and the note quotes every cell."""
    campaign, before = sent.folder.campaign, sent.read()
    changed = type_all(ENCODINGS[name], sent)
    after = sent.read()
    assert essence(before) == essence(after)
    notes = [f for f in after.findings if f.code == "legacy-text"]
    assert {name} == {f.text("encoding") for f in notes}
    assert set(changed) == {(f.sheet, cell) for f in notes for cell in f.cells}
    assert [c for c in codes(after) if c != "legacy-text"] == codes(before)
    assert before.balance == after.balance
    assert filling_of(campaign, before) == filling_of(campaign, after)
    merge(sent.folder)
    master = keyed(sent.folder.master)
    for row in records(master["statements"]):
        assert changed[str(row["sheet"]), str(row["cell"])] == row["typed"]
    quoted = {str(r["sheet"]): str(r["value"]) for r in records(master["findings"]) if r["code"] == "legacy-text"}
    assert all(f"{cell}: {text}" in quoted[sheet] for (sheet, cell), text in changed.items())


@pytest.mark.slow
@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_labels_in_an_old_encoding_are_matched(sent: Sent, encode: Callable[[str], str]) -> None:
    """In a form copied into a new file, all of it in an old encoding."""

    def encode_all(book: Any) -> None:
        for sheet in book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
                cell.value = encode(cell.value)

    before = sent.read()
    after = sent.changed(lambda book: None, lambda path: change(as_values(sent.path)(path), encode_all))
    assert [(f.indicator, f.period, f.value) for f in before.figures] == [
        (f.indicator, f.period, f.value) for f in after.figures
    ]
    assert [s.text for s in before.statements] == [s.text for s in after.statements]
    assert (codes(after).count("legacy-text"), codes(after).count("keys-gone")) == (3, 3)


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_unicode_beside_old_text_is_left_alone(folder: Folder, encode: Callable[[str], str]) -> None:
    """A line in Unicode Vietnamese is kept, in a cell beside an old encoding or in one cell with it."""
    unicode = ["Có thêm máy tính, bàn", "Công ty Tân Bình tài trợ", "Krông Búk"]
    texts = ["Không có", *unicode, encode(SECOND), f"- Không có máy in\n- {encode(FIRST)}"]
    filling = Filling(
        figures={("A1", "2019"): "Không"},
        notes={"A2": encode("Số này đã kiểm tra lại")},
        lines=tuple(NarrativeLine(section="dat", text=t) for t in texts),
    )
    submission = read(folder, write(folder, "SA", filling))
    assert [s.text for s in submission.statements] == [*unicode, SECOND, "Không có máy in", FIRST]
    assert [len(f.cells) for f in submission.findings if f.code == "legacy-text"] == [1, 2]
    assert [(f.typed, f.state) for f in submission.figures if f.typed] == [("Không", "zero_by_words")]


def test_two_old_encodings_on_one_sheet_are_both_read(folder: Folder) -> None:
    """Texts of two departments in two encodings, with a note for each."""
    expected = ["Đã ban hành kế hoạch", FIRST, SECOND, "Xây mới 12 phòng", "Đã cấp phát"]
    ways: tuple[Callable[[str], str], ...] = (str, to_tcvn3, to_vni, to_tcvn3, to_vni)
    lines = tuple(NarrativeLine(section="dat", text=way(text)) for way, text in zip(ways, expected, strict=True))
    submission = read(folder, write(folder, "SA", Filling(lines=lines)))
    assert expected == [s.text for s in submission.statements]
    found = {f.text("encoding"): len(f.cells) for f in submission.findings if f.code == "legacy-text"}
    assert found == {"tcvn3": 2, "vni": 2}
    assert expected == [x.text for x in filling_of(folder.campaign, submission).lines]


def test_an_answer_in_an_old_encoding_is_understood(folder: Folder) -> None:
    """`Cã` is also a Unicode syllable; beside old text it is read as the answer. Other such cells stay."""
    lines = tuple(
        NarrativeLine(section="dat", text=to_tcvn3(t)) for t in ("Tổ chức nhiều lớp tập huấn", "Có", "Ghi chú")
    )
    submission = read(folder, write(folder, "SA", Filling(lines=lines)))
    assert [s.text for s in submission.statements] == ["Tổ chức nhiều lớp tập huấn", "Có", "Ghi chó"]


def test_a_cell_in_an_old_encoding_is_split_into_points(folder: Folder) -> None:
    """Its points become statements, and the returned form has them in one cell again."""
    text = "- Tổ chức nhiều lớp tập huấn\n- Kiểm tra định kỳ hằng tháng"
    path = write(folder, "SA", Filling(lines=(NarrativeLine(section="dat", text=to_tcvn3(text)),)))
    submission = read(folder, path)
    points = ["Tổ chức nhiều lớp tập huấn", "Kiểm tra định kỳ hằng tháng"]
    assert points == [s.text for s in submission.statements]
    assert [to_tcvn3(text), ""] == [s.typed for s in submission.statements]
    assert text == filling_of(folder.campaign, submission).lines[0].text


def test_unicode_is_left_alone(folder: Folder) -> None:
    """Symbols and foreign names in Unicode are no old encoding."""
    lines = LINES.replace("Có nhiều buổi", "Diện tích 5 m² ± 1; «mẫu» của Müller · Ørsted, 10 × 5 °C: có nhiều buổi")
    assert "legacy-text" not in codes(read(folder, filled(folder, "SA", WORDS, lines, INFO)))


def test_result_does_not_depend_on_what_was_read_before(sent: Sent) -> None:
    """One form in an old encoding changes nothing for the others."""
    other = filled(sent.folder, "SB", WORDS, LINES, INFO)
    alone = read(sent.folder, other)
    type_all(to_vni, sent)
    result = consolidate(sent.folder.campaign, [sent.read(), read(sent.folder, other)], as_of=DAY)
    assert (result.used["SB"].figures, result.used["SB"].findings) == (alone.figures, alone.findings)
