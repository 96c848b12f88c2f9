"""The form asks about doubtful numbers while it is filled in, and refuses none of them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.building import Here, definition, filling, read, type_into
from tests.effort import some
from tests.excelrules import recalculation
from tests.excelrules.opened import opened
from tests.office import needs_libreoffice, read_values, recalculate
from tests.whole.test_recalculated import differing
from tests.xlsx.test_live_list import listed, marks, place
from toolkit.form.carried import filled_in
from toolkit.form.contents import Form, PreviousFigures, make_form
from toolkit.form.returns import filling_of
from toolkit.model import CellValue, Finding, Language, Submission
from toolkit.model.periods import parse_period
from toolkit.run.folder import Folder
from toolkit.xlsx.drawn.form import write_intake

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n"
INDICATORS = """
| code | topic | label      | unit       | kind    | maximum | odd_figures | across_periods | carry |
|------|-------|------------|------------|---------|---------|-------------|----------------|-------|
| M    | Một   | Kinh phí   | triệu đồng | money   |         |             | sum            |       |
| N    | Một   | Nguồn khác | triệu đồng | money   |         |             | sum            | yes   |
| O    | Một   | Không hỏi  | triệu đồng | money   |         | no          | sum            |       |
| T    | Một   | Vốn        | tỷ đồng    | money   |         |             | sum            |       |
| D    | Một   | Đường      | km         | decimal |         |             | last           |       |
| S    | Một   | Điểm       | điểm       | decimal | 100     |             | none           |       |
| L    | Một   | Ngắn       | m          | decimal | 5000    |             | none           |       |
| C    | Một   | Số người   | người      | count   |         |             | sum            |       |
| P    | Một   | Tỷ lệ      | %          | percent |         |             | none           |       |
"""
YEARS = ("2018", "2019", "2020")
HEAD = "| code | 2018 | 2019 | 2020 | note |\n|---|---|---|---|---|\n"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(made(tmp_path_factory.mktemp("odd"), " | ".join(YEARS)))


@pytest.fixture(scope="module")
def one_period(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(made(tmp_path_factory.mktemp("one"), "2020"))


def made(root: Path, periods: str) -> Folder:
    return definition(root, about={"periods": periods}, agencies=AGENCIES, indicators=INDICATORS)


def form_of(
    folder: Folder, last_time: Mapping[tuple[str, str], float] | None = None, language: Language = "vi"
) -> Form:
    """The form, with the figures of five years before as previous ones, by (code, this period)."""
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], language, version="0")
    if not last_time:
        return form
    keys = {p.key: str(p.year - 5) for p in folder.campaign.periods}
    before = tuple(p for key in keys.values() if (p := parse_period(key)) is not None)
    values = {(code, keys[key]): value for (code, key), value in last_time.items()}
    return replace(form, previous=PreviousFigures(periods=before, values=values, counterparts=keys))


def drawn(folder: Folder, figures: str, form: Form | None = None, name: str = "SA") -> Path:
    path = folder.inbox / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = filling(HEAD + figures) if figures else filled_in(form or form_of(folder))
    write_intake(path, form or form_of(folder), content)
    return path


def questions(path: Path) -> list[tuple[str, str]]:
    return listed(read_values(path)["Cần sửa"])


THOUSANDS = (
    "Mọi số theo đơn vị tính này đều có ba chữ số lẻ, có thể là số hàng nghìn bị hiểu nhầm dấu. Có phải ý đơn vị là "
)
BESIDE = "Chênh khoảng nghìn lần so với lần trước (cột nền xám). Có phải ý đơn vị là "
IN_TRIEU, IN_KM = ("Các hàng theo đơn vị “triệu đồng”", "Các hàng theo đơn vị “km”")

ONE = f"{THOUSANDS}chỉ tiêu số 1: 3945?"
TWO = f"{THOUSANDS}chỉ tiêu số 1: 3945; chỉ tiêu số 2: 1234?"

#: Typed numbers → questions.
TYPED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "all with three decimals": ("| M | 3.945 | 4.12 | 12.506 | |", [(IN_TRIEU, ONE)]),
    "whole ones beside": ("| M | 850 | 3.945 | 12.506 | |", [(IN_TRIEU, ONE)]),
    "in several rows": ("| M | 3.945 | 0 | 12.506 | |\n| N | 'Chưa thống kê | 1.234 | 5.678 | |", [(IN_TRIEU, TWO)]),
    "once in each row": ("| M | 3.945 | | | |\n| N | | | 1.234 | |", [(IN_TRIEU, TWO)]),
    "three that are no money": ("| D | 3.945 | 4.123 | 12.506 | |", [(IN_KM, f"{THOUSANDS}chỉ tiêu số 5: 3945?")]),
    "proposed, not confirmed": ("| M | 3.945 | 4.123 | | [ghi chú |", [(IN_TRIEU, ONE)]),
    "wrong anyway": (
        "| M | 3.945 | 4.123 | -5.125 | |",
        [("1 – Kinh phí", "Giá trị không dùng được: 2020 (“-5,125”)."), (IN_TRIEU, ONE)],
    ),
    "one alone": ("| M | 3.945 | | | |", []),
    "two that are shorter": ("| M | 3.945 | 4.1 | 5.2 | |", []),
    "one above a thousand": ("| M | 3.945 | 4.123 | 1205.125 | |", []),
    "one above a thousand in another row": ("| M | 3.945 | 4.123 | | |\n| N | 1205.125 | | | |", []),
    "one below one": ("| M | 3.945 | 4.123 | 0.125 | |", []),
    "four decimals": ("| M | 3.9455 | 4.1234 | 5.6789 | |", []),
    "as amounts are": ("| M | 37.5 | 120 | 88.25 | |", []),
    "turned off": ("| O | 3.945 | 4.123 | 12.506 | |", []),
    "in tỷ, where three decimals are millions": ("| T | 3.945 | 4.123 | 12.506 | |", []),
    "two that are no money": ("| D | 3.945 | 4.123 | | |", []),
    "more than the limit allows": ("| S | 3.945 | 4.123 | 12.506 | |", []),
    "one more than the limit allows": ("| L | 3.945 | 4.123 | 12.506 | |", []),
    "answered in the notes": ("| M | 3.945 | 4.123 | 12.506 | đúng là số lẻ |", []),
    "answered in the notes of one row": ("| M | 3.945 | 4.123 | | |\n| N | 1.234 | | | đúng |", []),
}


@pytest.mark.parametrize("typed", TYPED)
def test_thousands_without_their_sign_are_a_question(here: Here, typed: str) -> None:
    """Where every number of a unit reads as thousands there is one question, with the likely number."""
    figures, expected = TYPED[typed]
    path = drawn(here.folder, figures)
    assert questions(path) == expected
    held = [f.code for f in read(here.folder, path).findings if f.severity == "error"]
    assert len(held) == sum("không dùng được" in what for _, what in expected)


LAST = {
    **{("M", "2018"): 4000.0, ("M", "2019"): 4100.0, ("N", "2018"): 3.5, ("C", "2018"): 4.0, ("C", "2019"): 4000.0},
    **{("O", "2018"): 4000.0, ("P", "2018"): 0.05, ("D", "2020"): 0.0},
}
BESIDES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "a thousandth": ("| M | 3.9 | 4200 | | |", [("1 – Kinh phí", f"{BESIDE}2018: 3900?")]),
    "a thousandth of each": ("| M | 3.945 | 4.2 | | |", [("1 – Kinh phí", f"{BESIDE}2018: 3945; 2019: 4200?")]),
    "a thousand times": ("| N | 3945.5 | | | |", [("2 – Nguồn khác", f"{BESIDE}2018: 3,9455?")]),
    "as it was, with three decimals": ("| N | 3.945 | 4.123 | 5.678 | |", []),
    "a hundred times": ("| M | 40 | 41 | 42.123 | |", []),
    "ten times": ("| M | 40000 | 410 | | |", []),
    "a thousand times of people": ("| C | 4000 | 4 | | |", [("8 – Số người", f"{BESIDE}2018: 4; 2019: 4000?")]),
    "people are whole": ("| C | 4501 | | | |", [("8 – Số người", f"{BESIDE}2018: 5?")]),
    "so few people may come or go": ("| C | 900 | | | |", []),
    "turned off": ("| O | 4 | | | |", []),
    "percentages": ("| P | 50 | | | |", []),
    "last time there was none": ("| D | | | 5000 | |", []),
    "answered in the notes": ("| M | 3.9 | 4200 | | giảm quy mô |", []),
    "wrong anyway": ("| N | 100000 | | | |", [("2 – Nguồn khác", "Giá trị không dùng được: 2018 (“100000”).")]),
}


@pytest.mark.parametrize("typed", BESIDES)
def test_a_number_a_thousand_times_the_previous_one_is_a_question(here: Here, typed: str) -> None:
    """Or about a thousandth of it; with the likely number."""
    figures, expected = BESIDES[typed]
    assert questions(drawn(here.folder, figures, form_of(here.folder, LAST))) == expected


def of_one_period(here: Here, figures: str) -> Path:
    path = here.folder.inbox / "SA.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_intake(path, form_of(here.folder), filling(f"| code | 2020 |\n|---|---|\n{figures}"))
    return path


def test_forms_of_one_period_have_questions_too(one_period: Here) -> None:
    """Where a row has one cell, the rows of a unit are compared with each other."""
    asked = questions(of_one_period(one_period, "| M | 3.945 |\n| N | 1.234 |\n| D | 12.5 |"))
    assert asked == [(IN_TRIEU, TWO)]
    assert questions(of_one_period(one_period, "| M | 3.945 |\n| D | 1.234 |\n| L | 1.567 |")) == []


def test_asked_cells_are_marked_and_blank_forms_ask_nothing(here: Here) -> None:
    """Cells in question are orange in the table; a blank form has no question."""
    path = drawn(here.folder, "| M | 3.945 | 4.123 | | |")
    assert marks(path, read_values(path)["_checks"], YEARS) == {("M", "2018"): 1, ("M", "2019"): 1}
    assert questions(drawn(here.folder, "")) == []
    carried = replace(form_of(here.folder, LAST), carried={("N", "2018"): 3.945, ("N", "2019"): 4.123})
    assert [where for where, _ in questions(drawn(here.folder, "", carried))] == ["2 – Nguồn khác"]  # carried


def test_a_returned_form_asks_only_what_the_check_asks(here: Here) -> None:
    """Where the check asks nothing, since others confirm the figures or the coordinator accepted them, neither does the
    form, until they change."""
    path = drawn(here.folder, "| M | 3.945 | 4.123 | 12.506 | |")
    submission = read(here.folder, path)
    question = Finding(code="likely-slip", severity="warning", indicator="M", periods=YEARS, agency="SA")

    def returned(of: Submission) -> Path:
        again = path.with_name("returned.xlsx")
        write_intake(again, form_of(here.folder), filling_of(here.folder.campaign, of))
        return again

    assert len(questions(returned(replace(submission, findings=(question,))))) == 1
    quiet = returned(replace(submission, findings=()))
    assert questions(quiet) == []


@needs_libreoffice
def test_two_engines_compute_the_stored_values(here: Here, one_period: Here) -> None:
    """LibreOffice, and an engine that compares as Excel does, for every cell of these forms; in the gate of some."""
    drawings = [(None, figures) for figures, _ in TYPED.values()] + [(LAST, figures) for figures, _ in BESIDES.values()]
    books = [
        drawn(here.folder, figures, form_of(here.folder, last_time), f"{number}")
        for number, (last_time, figures) in enumerate(some(drawings, 8))
    ]
    english = form_of(here.folder, LAST, "en")
    books.append(drawn(here.folder, "| N | 3945.5 | | | |\n| T | 3.945 | 4.123 | 5.678 | |", english, "english"))
    carried = replace(form_of(here.folder, LAST), carried={("N", "2018"): 3.945, ("N", "2019"): 4.123})
    books += [drawn(here.folder, "", carried, "carried"), drawn(one_period.folder, "", name="blank")]
    books.append(of_one_period(one_period, "| M | 3.945 |\n| N | 1.234 |\n| D | 2.5 |"))
    assert differing(*books) == []
    if not recalculation.absent():
        assert [r.differing for r in recalculation.recalculated([opened(book) for book in books])] == [()] * len(books)


@needs_libreoffice
def test_questions_appear_and_disappear_while_the_form_is_filled_in(here: Here) -> None:
    """They appear with the numbers; corrected, or explained in the notes, they disappear."""
    path = drawn(here.folder, "")

    def typed(cells: dict[tuple[str, str], CellValue]) -> tuple[list[tuple[str, str]], str]:
        to = path.with_name("typed.xlsx")
        again = recalculate(type_into(path, [(place(path, *at), value) for at, value in cells.items()], to))
        return listed(again["Cần sửa"]), str(again["Cần sửa"][3][1])

    slipped: dict[tuple[str, str], CellValue] = {("M", "2018"): 3.945, ("M", "2019"): 4.12, ("M", "2020"): 12.506}
    lines, count = typed(slipped)
    assert lines == [(IN_TRIEU, ONE)]
    assert count == "Còn 1 điểm nên xem lại."
    assert typed({**slipped, ("M", "note"): "đúng"})[0] == []
    assert typed({at: round(float(str(v)) * 1000) for at, v in slipped.items()})[0] == []


def test_readings_and_counts_of_splits_have_separate_cells(tmp_path: Path) -> None:
    """The reading of a part's amount is not in the cell of the number that the split counts."""
    splits = "| code | label | parts | of |\n|--|--|--|--|\n| NGUON | nguồn | Tỉnh\\|Huyện | M |"
    head = "| code | topic | label | unit | kind | across_agencies |\n|--|--|--|--|--|--|\n"
    money = f"{head}| M | Một | Kinh phí | triệu đồng | money | sum |"
    folder = definition(tmp_path, about={"periods": "2020"}, agencies=AGENCIES, indicators=money, splits=splits)
    checks = openpyxl.load_workbook(drawn(folder, "| M | 3.945 | | | |"))["_checks"]
    formulas = [str(cell.value) for row in checks.iter_rows(min_row=2) for cell in row if cell.value]
    (readings,) = {
        area
        for formula in formulas
        for area in re.findall(r"COUNTIF\(([$A-Z0-9:]+),4\)", formula)
        if "$2:" in area  # the block that begins with the split
    }
    assert all(str(cell.value).startswith("=IF(OR(") for row in checks[readings.replace("$", "")] for cell in row)


@needs_libreoffice
def test_changed_figures_of_a_returned_form_are_a_question(here: Here) -> None:
    """Other thousands without a sign, in a returned form that had no question."""
    path = drawn(here.folder, "| M | 3.945 | 4.123 | 12.506 | |")
    again = path.with_name("again.xlsx")
    write_intake(again, form_of(here.folder), filling_of(here.folder.campaign, read(here.folder, path)))
    assert differing(again) == []
    values: list[tuple[tuple[str, str], CellValue]] = [(place(again, "M", y), 5.125) for y in ("2018", "2019")]
    shown = recalculate(type_into(again, values, again.with_name("typed.xlsx")))["Cần sửa"]
    assert [where for where, _ in listed(shown)] == [IN_TRIEU]
