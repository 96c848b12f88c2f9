"""Cells of the narrative with several points: each is a statement, and the cell stays as typed."""

from pathlib import Path

import pytest

from tests.building import DAY, codes, definition, keyed, merge, read, records, type_into, write
from tests.hostile import changed
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.form.returns import filling_of
from toolkit.run.folder import Folder
from toolkit.run.returns import write_returns

SECTIONS = """
| code | role        | heading      | max_words |
|------|-------------|--------------|-----------|
| dat  | achievement | Mặt đạt được | 4         |
| han  | limitation  | Hạn chế      |           |
"""
THEMES = """
| code | label        | keywords     |
|------|--------------|--------------|
| tt   | Tuyên truyền | tuyên truyền |
"""
AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |\n| SB | Sở B |"
BULLETED = "- Mở 05 lớp\n+ Phát tờ rơi;\n  tới từng hộ\n• Tuyên truyền lưu động"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, sections=SECTIONS, themes=THEMES)


def test_each_point_is_a_statement(folder: Folder) -> None:
    """Points have the cell's theme and separate keys; the keys of the other lines do not change."""
    path = sent_with(folder, BULLETED)
    found = [(s.id, s.text, s.theme, s.evidence, s.cell) for s in read(folder, path).statements]
    cell = found[0][-1]
    assert found[:3] == [
        ("SA.dat.1.1", "Mở 05 lớp", "tt", "KH 12", cell),
        ("SA.dat.1.2", "Phát tờ rơi;\ntới từng hộ", "tt", "", cell),
        ("SA.dat.1.3", "Tuyên truyền lưu động", "tt", "", cell),
    ]
    assert [f[:2] for f in found[3:]] == [("SA.dat.2", "Một ý"), ("SA.han.1", "Thiếu người")]


def test_a_list_begins_with_its_heading(folder: Folder) -> None:
    """The heading is on the line of the first point, and all points follow in the order typed."""
    sent_with(
        folder, "Về thủ tục hành chính:\n- Rà soát 125 thủ tục\n- Công khai thủ tục\n+ Niêm yết ở xã\n• Số hóa hồ sơ"
    )
    groups = [g.text for g in merge(folder, master=False).groups if g.section == "dat"]
    points = ["Về thủ tục hành chính: Rà soát 125 thủ tục", "Công khai thủ tục", "Niêm yết ở xã", "Số hóa hồ sơ"]
    assert [text for text in groups if text in points] == points


@pytest.mark.parametrize(("number", "listed"), [(399, []), (400, ["400"])])
def test_a_number_in_the_margin_is_listed_from_400_on(folder: Folder, number: int, listed: list[str]) -> None:
    """Smaller ones may be line numbers, whichever lines were inserted, sorted or deleted."""
    path = sent_with(folder, "Mở lớp")
    sheet = keyed(path)["statements"]
    line = next(row.index for row in sheet.rows if sheet.text(row, "text") == "Mở lớp")
    type_into(path, [((sheet.name, f"B{line + 1}"), number)])
    assert [left.value for left in read(folder, path).leftovers] == listed


def test_cell_is_kept_as_typed_and_counted_once(folder: Folder) -> None:
    """The master has the whole cell beside its first point, and the balance counts one cell."""
    path = sent_with(folder, BULLETED)
    one = read(folder, sent_with(folder, "Cả ô là một ý", name="khác")).balance
    assert one == read(folder, path).balance
    assert one.is_even
    (folder.inbox / "khác.xlsx").unlink()
    assert merge(folder).balance == one
    rows = records(keyed(folder.master)["statements"])
    assert [row["typed"] for row in rows] == [BULLETED, None, None, None, None]


@pytest.mark.parametrize("text", ["- Chỉ một ý", "Một câu\nhai dòng", "Sở A\n- phòng B", "12/KH-UBND\n5.000 tờ"])
def test_one_point_stays_word_for_word(folder: Folder, text: str) -> None:
    """A cell with one point is one statement, as typed."""
    first = read(folder, sent_with(folder, text)).statements[0]
    assert ("SA.dat.1", text, "") == (first.id, first.text, first.typed)


def test_invisible_characters_are_removed_from_statements_only(folder: Folder) -> None:
    """The cell is kept as typed, and comes back readable."""
    text = "\u200b\uf0b7\tMở\u00a0lớp\u0007 mới\x0bở xã"
    # No library writes control signs; Excel escapes them so.
    path = sent_with(folder, text.replace("\u0007", "@7@").replace("\x0b", "@B@"))
    path.write_bytes(
        changed(
            path.read_bytes(), "xl/sharedStrings.xml", lambda t: t.replace("@7@", "_x0007_").replace("@B@", "_x000B_")
        )
    )
    submission = read(folder, path)
    first = submission.statements[0]
    assert (first.text, first.typed) == ("\uf0b7 Mở lớp mới\nở xã", text)
    assert filling_of(folder.campaign, submission).lines[0].text == first.text


def test_points_are_checked_one_by_one(folder: Folder) -> None:
    """A finding about one point quotes that point, and marks its cell."""
    findings = read(folder, sent_with(folder, BULLETED)).findings
    assert [f.value for f in findings if f.code == "too-many-words"] == ["Phát tờ rơi;\ntới từng hộ"]


def test_the_returned_form_has_the_cell_as_typed(folder: Folder) -> None:
    """It is in one piece, on its line, and reads to the same points."""
    path = sent_with(folder, BULLETED)
    before = read(folder, path)
    (returned,) = write_returns(folder, consolidate(folder.campaign, [before], as_of=DAY))
    after = read(folder, returned)
    assert before.statements[0].typed == after.statements[0].typed == BULLETED
    assert [(s.id, s.text, s.theme, s.evidence) for s in before.statements] == [
        (s.id, s.text, s.theme, s.evidence) for s in after.statements
    ]
    assert codes(before) == codes(after)
    assert "unknown-theme" in codes(after)


def sent_with(folder: Folder, text: str, name: str = "") -> Path:
    """A form with `text` in its first line."""
    lines = (
        NarrativeLine(section="dat", theme="Tuyên truyền", text=text, evidence="KH 12"),
        NarrativeLine(section="dat", text="Một ý", theme="chủ đề lạ"),
        NarrativeLine(section="han", text="Thiếu người"),
    )
    return write(folder, "SA", Filling(lines=lines), name=name)
