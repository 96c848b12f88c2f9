"""The one list of a returned form: findings of the form itself, and those that only the check finds."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import DAY, definition, filled, keyed, read, type_into
from tests.form.test_returns import AGENCIES, FIGURES, INDICATORS, INFO, LINES, SECTIONS
from tests.office import needs_libreoffice, read_values, recalculate, recalculate_all
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Mark, ReturnLine, make_form
from toolkit.form.returns import prepare_return
from toolkit.run.folder import Folder
from toolkit.run.returns import write_returns
from toolkit.xlsx.drawn.form import write_intake

RULES = """
| code | formula | severity | message              | fix      |
|------|---------|----------|----------------------|----------|
| R1   | =A1<=A2 | error    | Số buổi nhiều hơn.   | Xem lại. |
"""


def defined(root: Path) -> Folder:
    return definition(root, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, rules=RULES)


def back(folder: Folder, sent: Path) -> Path:
    (path,) = write_returns(folder, consolidate(folder.campaign, [read(folder, sent)], as_of=DAY))
    return path


def lines(values: dict[str, list[list[Any]]]) -> list[tuple[str, str, str]]:
    """Severity, cell and problem of each line of the list."""
    rows = (row for row in values["Cần sửa"][6:] if isinstance(row[1], float | int))
    return [(str(row[2]), str(row[3]), str(row[4])) for row in rows]


@pytest.mark.slow
def test_each_fault_is_once_on_the_one_list(tmp_path: Path) -> None:
    """The list is first and open; the sheet by which the form's texts are recognised is hidden. No code is shown. Sent
    again unchanged, by a program that shows every sheet, the list is no content."""
    folder = defined(tmp_path)
    sent = filled(folder, "SA", FIGURES.replace("abc", "60"), LINES, INFO)
    first, path = read(folder, sent), back(folder, sent)
    book, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert shown == ["Cần sửa", "Hướng dẫn", "Thông tin", "Số liệu", "Nội dung"]
    listed = lines(read_values(path))
    broken = "Số buổi nhiều hơn (chỉ tiêu số 1: 60; chỉ tiêu số 2: 50)."
    assert ("Phải sửa", "1 – Số buổi; 2 – Số người – 2019", broken) in listed
    assert ("Phải sửa", "2 – Số người", "Giá trị không dùng được: 2020 (“9999”).") in listed
    (detail,) = (what for _, where, what in listed if where.startswith("Ngày") or "Thông tin" in where)
    assert "tháng 12" in detail
    assert len(listed) == len({(where, what) for _, where, what in listed})
    assert not any(code in f"{where} {what}" for _, where, what in listed for code in ("A1", "A2", "R1"))

    for sheet in book.worksheets:
        sheet.sheet_state = "visible"
    for row in values["Cần sửa"].iter_rows():
        for cell in row:
            if cell.value is not None and not isinstance(cell, openpyxl.cell.cell.MergedCell):
                book["Cần sửa"][cell.coordinate].value = cell.value
    book.save(path)
    again = read(folder, path)
    assert again.statements[0].text == first.statements[0].text
    assert [x for x in again.leftovers if x.sheet in ("Cần sửa", "_returned")] == []


@needs_libreoffice
def test_a_point_leaves_the_list_when_its_cell_changes(tmp_path: Path) -> None:
    """A detail, a text by any character, a figure, content outside the form: each separately, and the count with
    them."""
    folder = defined(tmp_path)
    sent = filled(folder, "SA", FIGURES, LINES, INFO)
    path = back(folder, type_into(sent, [((keyed(sent)["figures"].name, "Z40"), "Số của huyện")]))
    assert differing(path) == []
    before = lines(read_values(path))
    info, text, outside = (keyed(path)[key] for key in ("info", "statements", "outside"))
    (themed,) = (row for row in text.rows if row.key == "dat" and text.text(row, "theme") == "chủ đề lạ")
    (left,) = (row for row in outside.rows if not row.for_people)
    changes: dict[str, tuple[tuple[str, str], str | None]] = {
        "tháng 12": ((info.name, info.address(info.by_key()["report_date"], "value")), "tháng 11"),
        "chủ đề lạ": ((text.name, text.address(themed, "text")), "Có nhiều buỗi"),
        "Số của huyện": ((outside.name, outside.address(left, "value")), None),
    }
    made = [type_into(path, [change], tmp_path / f"{n}.xlsx") for n, change in enumerate(changes.values())]
    for words, again in zip(changes, recalculate_all(made).values(), strict=True):
        (odd,) = (n for n, line in enumerate(before) if words in line[2])
        assert lines(again) == [line for n, line in enumerate(before) if n != odd]


@needs_libreoffice
def test_a_falling_cumulative_figure_is_listed_with_both_numbers(tmp_path: Path) -> None:
    """As they are in the cells."""
    indicators = """
    | code | topic | label  | unit | kind    | across_agencies | across_periods |
    |------|-------|--------|------|---------|-----------------|----------------|
    | L    | Một   | Lũy kế | vụ   | decimal | sum             | cumulative_all |
    """
    folder = definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    sent = filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| L | 12.5 | 7 |")
    assert differing(sent) == []
    listed = lines(recalculate(sent))
    assert [what.replace(".5", ",5") for _, _, what in listed] == ["Số lũy kế là 7, nhỏ hơn số lũy kế kỳ trước (12,5)."]


def test_a_contradicting_text_is_listed_beside_faults_of_its_figures(tmp_path: Path) -> None:
    """A broken rule on the same cells does not remove the text's line from the list."""
    folder = defined(tmp_path)
    sent = read(folder, filled(folder, "SA", FIGURES.replace("abc", "60").replace("9999", "70"), LINES, INFO))
    filling, marks = prepare_return(folder.campaign, sent)
    mark = Mark(severity="warning", text="Nội dung nêu 61 buổi.")
    line = ReturnLine(
        mark=mark, what=mark.text, fix="", figures=(("A1", "2019"), ("A2", "2019")), section="dat", line=0
    )
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    path = tmp_path / "back.xlsx"
    write_intake(path, form, filling, replace(marks, lines=(*marks.lines, line)))
    listed = [what for _, _, what in lines(read_values(path))]
    assert any(what.startswith("Số buổi nhiều hơn (") for what in listed)
    assert "Nội dung nêu 61 buổi." in listed
