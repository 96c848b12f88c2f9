"""The form tells while it is being filled: its list of what to fix, and the marks in its table of figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.building import Here, definition, filled, keyed, read, type_into
from tests.office import needs_libreoffice, recalculate
from tests.test_recalculated import differing
from toolkit.folder import Folder
from toolkit.form import make_form
from toolkit.model import CellValue
from toolkit.values import read_value
from toolkit.writers.celltests import FAULTY, FINE, state

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n"
INDICATORS = r"""
| code | topic | label       | unit       | kind    | required | minimum | maximum | choices      | across_periods | formula    |
|------|-------|-------------|------------|---------|----------|---------|---------|--------------|----------------|------------|
| C    | Một   | Số cơ sở    | cơ sở      | count   | yes      |         |         |              | last           |            |
| K    | Một   | Đã kiểm tra | cơ sở      | count   |          |         |         |              | sum            |            |
| D    | Một   | Điểm        | điểm       | decimal |          | -5      | 10      |              | none           |            |
| P    | Một   | Tỷ lệ       | %          | percent |          |         |         |              | none           |            |
| M    | Một   | Kinh phí    | triệu đồng | money   |          |         |         |              | sum            |            |
| R    | Một   | Tỷ lệ tính  | %          | percent |          |         |         |              | sum            | =K/C*100   |
| Y    | Hai   | Có kế hoạch | có/không   | yesno   | yes      |         |         |              | none           |            |
| X    | Hai   | Xếp loại    | mức        | choice  |          |         |         | Tốt \| Khá   | none           |            |
| N    | Hai   | Ngày        | ngày       | date    |          |         |         |              | none           |            |
| T    | Hai   | Tên         | tên        | text    |          |         |         |              | none           |            |
"""
RULES = """
| code | formula                        | severity | message         | fix     |
|------|--------------------------------|----------|-----------------|---------|
| R1   | =K<=C                          | error    | Kiểm tra quá.   | Xem lại |
| R2   | =R<=50                         | warning  | Quá nửa.        | Xem lại |
| R3   | =OR(X="Tốt",D<5)               | warning  | Điểm cao.       | Xem lại |
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(definition(tmp_path_factory.mktemp("live"), about={"periods": "2019|2020-6M"}, agencies=AGENCIES, indicators=INDICATORS, rules=RULES))  # fmt: skip


def form_of(folder: Folder, figures: str) -> Path:
    return filled(folder, "SA", f"| code | 2019 | 2020-6M |\n|---|---|---|\n{figures}")


def place(path: Path, code: str, period: str) -> tuple[str, str]:
    figures = keyed(path)["figures"]
    return figures.name, figures.address(figures.by_key()[code], period)


def listed(values: Sequence[Sequence[object]]) -> list[tuple[str, str]]:
    """(where, what is wrong) of each line."""
    return [(str(row[3]), str(row[4])) for row in values[6:] if len(row) > 4 and row[1] not in ("", "#")]


def marks(path: Path, values: Sequence[Sequence[object]]) -> dict[tuple[str, str], object]:
    """What the defined names say of the figures' cells: (code, period) → 1 or 2, where there is a mark."""
    names = {name: found.attr_text for name, found in openpyxl.load_workbook(path).defined_names.items()}
    assert {"CellMarks", "CellCodes", "CellPeriods"} <= names.keys()
    heading = [str(x) for x in values[0]]
    code = heading.index("code")
    periods = [n for n, text in enumerate(heading) if text in ("2019", "2020-6M")]
    return {
        (str(row[code]), heading[n]): row[n]
        for row in values[1:]
        if len(row) > code and row[code]
        for n in periods
        if row[n]
    }


NUMBERS = (
    -6,
    -5,
    -3,
    -0.5,
    0,
    0.25,
    0.85,
    1,
    1.5,
    2.5,
    3,
    9.5,
    10,
    10.5,
    100,
    100.5,
    1234.5,
    99_999,
    100_000,
    250_000.5,
    1e15,
    3e17,
)


@pytest.mark.parametrize("code", ["C", "K", "D", "P", "M"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_the_check_holds_back_is_listed(here: Here, code: str, number: float) -> None:
    """The form refuses just the numbers that the check does not take."""
    form = make_form(here.folder.campaign, here.folder.campaign.agency_by_code["SA"], version="0")
    indicator = here.folder.campaign.indicator_by_code[code]
    held = read_value(float(number), indicator).state == "held"
    assert (state(form, indicator, float(number)) == FAULTY) is held


@pytest.mark.parametrize("code", ["C", "P", "M", "Y", "X", "N"])
def test_words_for_no_figure_may_be_typed_anywhere(here: Here, code: str) -> None:
    """A required question that does not apply can be answered so, in a cell of any kind."""
    form = make_form(here.folder.campaign, here.folder.campaign.agency_by_code["SA"], version="0")
    indicator = here.folder.campaign.indicator_by_code[code]
    for word, said in zip(form.gap_words, ("missing", "not_applicable"), strict=True):
        assert state(form, indicator, word) == FINE
        assert read_value(word, indicator).state == said


@pytest.mark.parametrize(
    ("code", "typed"),
    [("P", "0,5%"), ("M", "100000 triệu đồng"), ("Y", "có"), ("X", "khá"), ("C", "Không có")],
)  # fmt: skip
def test_what_the_form_asks_to_be_typed_is_taken(here: Here, code: str, typed: str) -> None:
    """A doubtful number with its unit beside it is in order for both."""
    form = make_form(here.folder.campaign, here.folder.campaign.agency_by_code["SA"], version="0")
    indicator = here.folder.campaign.indicator_by_code[code]
    assert state(form, indicator, typed) == FINE
    assert read_value(typed, indicator).value is not None


def test_what_the_guide_says_of_numbers_is_what_is_taken(here: Here) -> None:
    """Each example in the guide is in order for the form and for the check; what they refuse is not suggested."""
    form = make_form(here.folder.campaign, here.folder.campaign.agency_by_code["SA"], version="0")
    (said,) = (text for _, text in form.guide if "1234" in text)
    assert "1.234" not in said
    assert {"1234;", "12,5;", "85.", "150000"} <= set(said.split())
    for code, typed, value in (("M", 1234.0, 1234), ("C", 1234.0, 1234), ("P", 85.0, 85), ("M", "150000 triệu đồng", 150000)):  # fmt: skip
        indicator = here.folder.campaign.indicator_by_code[code]
        assert state(form, indicator, typed) == FINE
        assert read_value(typed, indicator).value == value
    assert read_value("12,5", here.folder.campaign.indicator_by_code["M"]).value == 12.5
    colours = " ".join(text for _, text in form.guide)
    assert "vàng nhạt" in colours
    assert "cam" in colours


@needs_libreoffice
def test_the_list_and_the_marks_follow_the_cells(here: Here) -> None:
    """Each line names the periods and leads to the first cell; marks are red for what must be fixed; both go away."""
    path = form_of(
        here.folder,
        """| C | 10 | |
           | K | 12 | 2.5 |
           | D | 6 | 11 |
           | P | 0.85 | '0,5% |
           | M | -3 | 250000 |
           | Y | 'Chưa thống kê | 'x |
           | X | Khá | giỏi |
           | N | sau | 2020-05-04 |""",
    )
    assert differing(path) == []
    again = recalculate(path)
    assert listed(again["Cần sửa"]) == [
        ("C – Số cơ sở", "Bắt buộc, đang trống: 6T/2020."),
        ("K – Đã kiểm tra", "Giá trị không dùng được: 6T/2020."),
        ("D – Điểm", "Giá trị không dùng được: 6T/2020."),
        ("P – Tỷ lệ", "Giá trị không dùng được: 2019."),
        ("M – Kinh phí", "Giá trị không dùng được: 2019, 6T/2020."),
        ("Y – Có kế hoạch", "Giá trị không dùng được: 6T/2020."),
        ("X – Xếp loại", "Giá trị không dùng được: 6T/2020."),
        ("N – Ngày", "Giá trị không dùng được: 2019."),
        ("K, C – 2019", "Kiểm tra quá."),
        ("R – 2019", "Quá nửa."),
        ("X, D – 2019", "Điểm cao."),
    ]
    whole, half = "2019", "2020-6M"
    assert marks(path, again["_checks"]) == {
        ("C", whole): 2, ("C", half): 1, ("K", whole): 2, ("K", half): 2, ("D", whole): 1, ("D", half): 2, ("P", whole): 2,
        ("M", whole): 2, ("M", half): 2, ("R", whole): 1, ("Y", half): 2, ("X", whole): 1, ("X", half): 2, ("N", whole): 2,
    }  # fmt: skip
    links = [str(row[7]) for row in again["_checks"][1:] if len(row) > 7 and row[1] == 1]
    assert links[0] == "#'{}'!{}".format(*place(path, "C", half))
    right: dict[tuple[str, str], CellValue] = {
        ("C", half): 20, ("K", whole): 4, ("K", half): 2, ("D", half): 1, ("P", whole): 85, ("M", whole): 3, ("M", half): 25, ("Y", half): "Không",
        ("X", whole): "Tốt", ("X", half): "Chưa thống kê", ("N", whole): "Không thuộc chức năng",
    }  # fmt: skip
    corrected = type_into(path, [(place(path, *key), value) for key, value in right.items()], path.parent / "corrected.xlsx")  # fmt: skip
    again = recalculate(corrected)
    assert listed(again["Cần sửa"]) == []
    assert again["Cần sửa"][3][1] == "Không còn điểm nào cần sửa. Cảm ơn đơn vị."
    assert marks(corrected, again["_checks"]) == {}
    found = [f.code for f in read(here.folder, corrected).findings if f.severity == "error"]
    assert found == []


@needs_libreoffice
def test_an_error_pasted_into_one_cell_spoils_no_other(here: Here) -> None:
    """`#REF!` in a cell is one line of the list; all the other lines are still right."""
    path = form_of(here.folder, "| C | | 4 |\n| K | 3 | 5 |\n| Y | Có | Có |")

    spoilt = type_into(path, [(place(path, "D", "2019"), "=1/0")], path.parent / "spoilt.xlsx")
    assert listed(recalculate(spoilt)["Cần sửa"]) == [
        ("C – Số cơ sở", "Bắt buộc, đang trống: 2019."),
        ("D – Điểm", "Giá trị không dùng được: 2019."),
        ("K, C – 6T/2020", "Kiểm tra quá."),
        ("R – 6T/2020", "Quá nửa."),
    ]


def test_the_table_marks_its_own_cells(here: Here) -> None:
    """Conditional formats over all cells of figures, found by their keys: a moved row keeps its marks."""
    path = form_of(here.folder, "| C | 10 | 12 |")
    sheet = openpyxl.load_workbook(path)["Số liệu"]
    (area,) = sheet.conditional_formatting
    first, last = (place(path, *key)[1] for key in (("C", "2019"), ("T", "2020-6M")))
    rules = [(rule.formula[0], rule.dxf.fill.bgColor.rgb) for rule in area.rules]
    assert (str(area.sqref).split(":")[0][0], str(area.sqref).split(":")[1]) == (first[0], last)
    assert len(rules) == len({fill for _, fill in rules}) == 2
    assert all("MATCH($A" in formula and "CellCodes" in formula for formula, _ in rules)


@needs_libreoffice
def test_more_than_the_list_shows_is_said(tmp_path: Path) -> None:
    """Forty lines are shown; below them stands how many more there are."""
    rows = "".join(f"| I{n} | Một | Chỉ tiêu {n} | cái | count | yes |\n" for n in range(45))
    folder = definition(tmp_path, agencies=AGENCIES, indicators="| code | topic | label | unit | kind | required |\n|---|---|---|---|---|---|\n" + rows)  # fmt: skip
    path = filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| I0 | 1 | 2 |\n")
    assert differing(path) == []
    values = recalculate(path)["Cần sửa"]
    assert len(listed(values[:46])) == 40
    assert str(values[46][1]).startswith("Còn 4 điểm nữa")
