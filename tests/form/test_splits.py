"""Returned forms with splits: the cells that need attention are marked."""

from pathlib import Path

import openpyxl
import pytest

from tests.building import definition, filled, read, write
from tests.checks.test_splits import AGENCIES, INDICATORS, SPLITS
from tests.effort import THOROUGH
from toolkit.form.contents import Filling, make_form
from toolkit.form.returns import prepare_return

FIGURES = """
| code         | 2019 | 2020 |
|--------------|------|------|
| A            | 10   | 10   |
| A_NAM        | 4    | 4    |
| A_NU         | 5    |      |
| A_TRE        | 1    | 1    |
| A_TRUNG_NIEN | 2    | 2    |
| A_GIA        | 7    | 7    |
| M            | 3    | 0    |
"""


def test_wrong_or_blank_parts_are_marked(tmp_path: Path) -> None:
    """Where parts do not add up all are marked with their whole; where some are blank, the blank cells."""
    about = {"periods": "2019|2020"}
    folder = definition(tmp_path, about=about, agencies=AGENCIES, indicators=INDICATORS, splits=SPLITS)
    submission = read(folder, filled(folder, "SA", FIGURES))
    _, marks = prepare_return(folder.campaign, submission)
    asked = [(i.code, p.key) for i in folder.campaign.indicators for p in folder.campaign.periods]
    marked = {place for place in asked if marks.figure(*place)}
    unequal = {("A", "2019"), ("A_NAM", "2019"), ("A_NU", "2019")}
    missing = {(code, "2019") for code in ("M_TRUNG_UONG", "M_TINH", "M_HUYEN")}
    assert unequal | {("A_NU", "2020")} | missing == marked


def test_a_form_prints_parts_under_their_whole(tmp_path: Path) -> None:
    """Each split has one heading above its first part, with the sign of required answers."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, splits=SPLITS)
    form = make_form(folder.campaign, folder.campaign.agencies[0], version="0")
    shown = [text for i in form.indicators for text in (form.heading_above(i), form.label(i)) if text]
    assert shown[:9] == [
        "Số người (*)",
        "Chia ra theo giới (*):",
        "– Nam",
        "– Nữ",
        "Chia ra theo độ tuổi (*):",
        "– Trẻ",
        "– Trung niên",
        "– Già",
        "Số hộ",
    ]
    assert "Trong đó, theo khó khăn:" in shown
    english = make_form(folder.campaign, folder.campaign.agencies[0], "en", version="0")
    heads = [h for i in english.indicators if (h := english.heading_above(i))]
    assert heads[:4] == ["By giới (*):", "By độ tuổi (*):", "By giới:", "Of which, by khó khăn:"]


def test_parts_are_numbered_after_their_whole(tmp_path: Path) -> None:
    """In place of a code, which may be long, a row has a number; a part has the number of its whole before it."""
    names = r"Từ 18 đến dưới 30 tuổi\|Hộ cận nghèo không có khả năng lao động"
    splits = f"| code | label | parts | of |\n|--|--|--|--|\n| T | tuổi | {names} | A |"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, splits=splits)
    path = write(folder, "SA", Filling())
    sheet = openpyxl.load_workbook(path)["Số liệu"]
    shown = {str(sheet.cell(r, 1).value): sheet.cell(r, 2).value for r in range(1, sheet.max_row + 1)}
    whole = shown["A"]
    assert [shown[part] for part in folder.campaign.splits[0].members] == [f"{whole}.1", f"{whole}.2"]


@pytest.mark.slow
def test_a_heading_of_parts_is_never_last_on_a_page(tmp_path: Path) -> None:
    """A page is broken before the heading where its first parts would be on the next."""
    broken = 0
    for count in range(26, 44, 1 if THOROUGH else 4):
        before = "\n".join(f"| N{n} | Một | Chỉ tiêu {n} | hộ | count | | | sum | sum |" for n in range(count))
        head, rule, *rest = INDICATORS.strip().split("\n")
        (tmp_path / str(count)).mkdir()
        folder = definition(
            tmp_path / str(count), agencies=AGENCIES, indicators="\n".join([head, rule, before, *rest]), splits=SPLITS
        )
        path = write(folder, "SA", Filling())
        sheet = openpyxl.load_workbook(path)["Số liệu"]
        breaks = {b.id for b in sheet.row_breaks.brk}
        heads = {r for r in range(1, sheet.max_row + 1) if str(sheet.cell(r, 3).value).startswith(("Chia", "Trong"))}
        broken += bool({head - 1 for head in heads} & breaks)
        assert not heads & breaks, "a page ends after a heading"
    assert broken
