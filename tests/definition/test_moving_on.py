"""The next round: periods, dates, and the names of periods in texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.building import change, definition, keyed
from toolkit.definition.moving_on import Way, follow, later_day, next_step, steps
from toolkit.definition.next_round import NextRound, next_round
from toolkit.definition.typed_tables import typed_tables
from toolkit.model import Period
from toolkit.model.periods import parse_period
from toolkit.run.folder import Folder, open_folder
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook


def periods(keys: str) -> tuple[Period, ...]:
    return tuple(p for key in keys.split() if (p := parse_period(key)) is not None)


@pytest.mark.parametrize(
    ("before", "after", "months"),
    [
        ("2016 2017 2018 2019 2020", "2021 2022 2023 2024 2025", 60),
        ("2016 2017 2018 2019 2020-6M", "2021 2022 2023 2024 2025-6M", 60),
        ("2026", "2027", 12),
        ("2026-6M", "2027-6M", 12),
        ("2025-6M 2026-6M", "2027-6M 2028-6M", 24),
        ("2026-Q2", "2026-Q3", 3),
        ("2026-Q4", "2027-Q1", 3),
        ("2026-Q1 2026-Q2", "2026-Q3 2026-Q4", 6),
        ("2026-M12", "2027-M01", 1),
        ("2026-M11 2026-M12", "2027-M01 2027-M02", 2),
        ("2026-Q1 2026-Q2 2026-Q3 2026-Q4", "2027-Q1 2027-Q2 2027-Q3 2027-Q4", 12),
        ("2025-Q4 2026-Q1 2026-Q2 2026-Q3 2026-Q4", "2026-Q1 2026-Q2 2026-Q3 2026-Q4 2027-Q1", 3),
    ],
)
def test_periods_move_by_their_total_length(before: str, after: str, months: int) -> None:
    """The next periods of the same length and number; by one only where the first was there for comparison."""
    step = next_step(periods(before))
    assert step is not None
    assert (" ".join(p.key for p in step.after), step.months) == (after, months)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("2026-Q3", {"period": "2026-Q4", "year": "2027-Q3"}),
        ("2026-6M", {"year": "2027-6M", "period": "2026"}),
        ("2026-3M", {"year": "2027-3M", "period": "2026-6M"}),
        ("2026-9M", {"year": "2027-9M", "period": "2026"}),
        ("2026", {"period": "2027"}),
        ("2026-M12", {"period": "2027-M01", "year": "2027-M12"}),
        ("2016 2017 2018", {"block": "2019 2020 2021", "period": "2017 2018 2019"}),
        ("2019 2020-6M", {"block": "2021 2022-6M", "period": "2019 2020", "year": "2020 2021-6M"}),
        ("2026-Q1 2026-Q2", {"block": "2026-Q3 2026-Q4", "period": "2026-Q2 2026-Q3", "year": "2027-Q1 2027-Q2"}),
        ("2025-Q3 2026-Q3", {"period": "2025-Q4 2026-Q4", "year": "2026-Q3 2027-Q3"}),
        ("2018 2020", {"period": "2019 2021"}),
        ("2025 2026-Q3", {"year": "2026 2027-Q3"}),
        ("", {}),
    ],
)
def test_all_possible_next_rounds_are_offered(before: str, expected: dict[str, str]) -> None:
    """The next period, the same of next year, all together: each with its periods, the usual one first, none twice."""
    found = steps(periods(before))
    assert [(way, " ".join(p.key for p in step.after)) for way, step in found.items()] == [*expected.items()]


@pytest.mark.parametrize(
    ("keys", "way", "text", "expected"),
    [
        ("2026-6M", "period", "Báo cáo 6 tháng đầu năm 2026 (6T/2026)", "Báo cáo năm 2026 (2026)"),
        ("2026-3M", "period", "BC-2026-3M, 3 tháng đầu năm 2026", "BC-2026-6M, 6 tháng đầu năm 2026"),
        ("2026-6M", "year", "6 tháng đầu năm 2026", "6 tháng đầu năm 2027"),
        ("2019 2020-6M", "period", "giai đoạn 2019-2020, 6T/2020", "giai đoạn 2019-2020, 2020"),
        ("2016 2017 2018", "period", "giai đoạn 2016-2018, tiếp 2019-2021", "giai đoạn 2017-2019, tiếp 2020-2022"),
        ("2026-Q3", "year", "Quý III/2026, BC-2026-Q3", "Quý III/2027, BC-2027-Q3"),
    ],
)
def test_texts_follow_each_possible_next_round(keys: str, way: Way, text: str, expected: str) -> None:
    """“First months” grow to the next period, spans and quarters move as the periods do."""
    step = next_step(periods(keys), way)
    assert step is not None
    assert (follow(text, step).text, follow(text, step).years) == (expected, ())


@pytest.mark.parametrize(
    ("keys", "doubtful"),
    [
        ("2026-Q1 2026-Q2 2026-Q3", True),
        ("2026-M01 2026-M02", True),
        ("2026-Q3", False),
        ("2026-Q1 2026-Q2 2026-Q3 2026-Q4", False),
        ("2025-Q4 2026-Q1 2026-Q2 2026-Q3 2026-Q4", False),
        ("2016 2017 2018", False),
    ],
)
def test_several_quarters_at_once_are_doubtful(keys: str, doubtful: bool) -> None:
    """They may be one block, or the new one with earlier ones of the year: a person is asked."""
    step = next_step(periods(keys))
    assert step is not None
    assert step.several_at_once is doubtful


@pytest.mark.parametrize(
    "keys",
    ["", "2015 2020", "2025-Q1 2026-Q1", "2025 2026-Q1", "2026-Q1 2026-M04", "2020 2019", "2025-6M 2025", "2099"],
)
def test_ambiguous_periods_are_kept(keys: str) -> None:
    """With gaps, several kinds, another order or an impossible year the next ones are unknown."""
    assert next_step(periods(keys)) is None


@pytest.mark.parametrize(
    ("keys", "text", "expected"),
    [
        ("2016 2017 2018 2019 2020-6M", "giai đoạn 2016 - 2020", "giai đoạn 2021 - 2025"),
        ("2016 2017 2018 2019 2020-6M", "PCMD-2016-2020", "PCMD-2021-2025"),
        ("2016 2017 2018 2019 2020", "từ năm 2016 đến hết năm 2020", "từ năm 2021 đến hết năm 2025"),
        ("2016 2017 2018 2019 2020", "2011–2015 và 2021–2025", "2016–2020 và 2026–2030"),
        ("2016 2017 2018 2019 2020", "giai đoạn 2017-2021; năm 2018", "giai đoạn 2017-2021; năm 2018"),
        ("2016 2017 2018 2019 2020-6M", "6 tháng đầu năm 2020, 6T/2020", "6 tháng đầu năm 2025, 6T/2025"),
        ("2026-Q4", "Báo cáo quý IV năm 2026", "Báo cáo quý I năm 2027"),
        ("2026-Q2", "CCHC-2026-Q2, Q2/2026, Quý 2-2026", "CCHC-2026-Q3, Q3/2026, Quý 3-2026"),
        ("2026-M12", "tháng 12/2026, T9/2026", "tháng 1/2027, T10/2026"),
        ("2026-M07", "ngày 05 tháng 7 năm 2026, tháng 07 năm 2026", "ngày 05 tháng 7 năm 2026, tháng 08 năm 2026"),
        ("2026", "năm 2026 so với 2025", "năm 2027 so với 2025"),
        ("2026", "QĐ 12/2026/QĐ-TTg ngày 07 tháng 3 năm 2026", "QĐ 12/2026/QĐ-TTg ngày 07 tháng 3 năm 2026"),
        ("2026", "ngày 5/6/2026", "ngày 5/6/2026"),
        ("2019 2020", "Đạt {TT07.2020}.", "Đạt {TT07.2022}."),
    ],
)  # fmt: skip
def test_names_of_periods_follow_in_texts(keys: str, text: str, expected: str) -> None:
    """Spans, quarters and months move, in digits or Roman; dates, legal acts and single years stay."""
    step = next_step(periods(keys))
    assert step is not None
    assert follow(text, step).text == expected


def test_a_year_in_an_id_or_title_moves() -> None:
    """With one year in it that is the period's; other names are reported."""
    step = next_step(periods("2026"))
    assert step is not None
    assert follow("BC-2026", step, loosely=True).text == "BC-2027"
    assert follow("theo số liệu năm 2019", step).years == ("2019",)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 3, date(2026, 6, 30)),
        (date(2026, 6, 30), 3, date(2026, 9, 30)),
        (date(2026, 9, 30), 3, date(2026, 12, 31)),
        (date(2026, 7, 15), 60, date(2031, 7, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_dates_move_by_months(day: date, months: int, expected: date) -> None:
    """The last day of a month moves to the last of one; a day that the month does not have becomes its last."""
    assert later_day(day, months) == expected


# --- A whole definition ----------------------------------------------------------------------------

INDICATORS = """
| code | topic | label                     | kind  | target | owner | guidance                |
|------|-------|---------------------------|-------|--------|-------|-------------------------|
| A    | Một   | Số vụ trong quý II/2026   | count | 12     | SB    | Như năm 2025            |
| B    | Một   | Số người                  | count |        |       | Quý II năm 2026         |
"""
AGENCIES = r"""
| code | name | until      | replaced_by |
|------|------|------------|-------------|
| SA   | Sở A |            |             |
| SB   | Sở B | 2026-08-01 | SA          |
"""


def folder(at: Path, **about: str) -> Folder:
    usual = {"id": "BC", "title": "Báo cáo quý II/2026", "periods": "2026-Q2", "lead_agency": "SB"}
    days = {"deadline": "2026-07-10", "issued": "2026-06-15", "legal_basis": "Kế hoạch số 5"}
    return definition(at, about={**usual, **days, **about}, agencies=AGENCIES, indicators=INDICATORS)


def moved_on(of: Folder) -> NextRound:
    raw = read_workbook(of.definition, of.definition.name)
    assert isinstance(raw, RawWorkbook)
    return next_round(of.campaign, typed_tables(raw).tables)


def test_every_moved_cell_is_listed(tmp_path: Path) -> None:
    """Each cell with its old and new text; no other cell changes."""
    made = moved_on(folder(tmp_path))
    reported = {(m.column, m.row): (m.before, m.after) for m in made.moved}
    assert reported["campaign.periods", ""] == ("2026-Q2", "2026-Q3")
    assert reported["campaign.title", ""] == ("Báo cáo quý II/2026", "Báo cáo quý III/2026")
    assert reported["campaign.deadline", ""] == ("2026-07-10", "2026-10-10")
    assert reported["indicators.label", "A"] == ("quý II/2026", "quý III/2026")
    assert reported["indicators.guidance", "B"] == ("Quý II năm 2026", "Quý III năm 2026")
    assert made.tables["indicators"][0]["guidance"] == "Như năm 2025"
    assert made.tables["campaign"][0]["legal_basis"] == "Kế hoạch số 5"


def test_an_id_without_a_period_gets_an_ending(tmp_path: Path) -> None:
    """Rounds are identified by their ids."""
    made = moved_on(folder(tmp_path))
    assert made.id == "BC-2026-Q3"
    assert "id-made-up" in [look.code for look in made.to_check]
    assert len(moved_on(folder(tmp_path / "long", id="X" * 31)).id) == 31


def test_cells_that_a_person_must_check_are_listed(tmp_path: Path) -> None:
    """Targets, the legal basis, years in texts, a deadline at a weekend, agencies that will no longer exist."""
    looks = {look.code: look for look in moved_on(folder(tmp_path)).to_check}
    assert looks.keys() == {
        "id-made-up",
        "legal-basis",
        "day-at-weekend",
        "names-years",
        "targets",
        "lead-agency-gone",
        "agencies-gone",
        "owners-gone",
    }
    assert looks["agencies-gone"].agencies == (("SB", ("SA",)),)
    assert (looks["names-years"].row, looks["names-years"].text) == ("A", "2025")
    assert (looks["targets"].row, looks["targets"].text) == ("A", "12")


def test_ambiguous_periods_keep_their_dates(tmp_path: Path) -> None:
    """Where the next periods are unknown only the id changes."""
    made = moved_on(folder(tmp_path, periods="2025-Q2|2026-Q2"))
    assert [m.column for m in made.moved] == ["campaign.id"]
    codes = [look.code for look in made.to_check]
    assert codes.count("day-not-moved") == 2
    assert "periods-not-moved" in codes


def test_a_half_year_moves_to_the_next_year(tmp_path: Path) -> None:
    """To its first six months; this is listed, since the rest of the year may be meant."""
    assert "part-of-year" in [x.code for x in moved_on(folder(tmp_path, periods="2026-6M")).to_check]


def test_quarters_that_move_together_are_listed(tmp_path: Path) -> None:
    """Not where the first is the last quarter of the year before, which moves by one."""
    assert "several-at-once" in [x.code for x in moved_on(folder(tmp_path, periods="2026-Q1|2026-Q2")).to_check]
    plain = moved_on(folder(tmp_path / "plain", periods="2025-Q2|2025-Q3|2025-Q4|2026-Q1|2026-Q2"))
    assert "several-at-once" not in [x.code for x in plain.to_check]
    about = plain.tables["campaign"][0]
    assert (about["periods"], about["deadline"]) == ("2025-Q3|2025-Q4|2026-Q1|2026-Q2|2026-Q3", "2026-10-10")


def test_words_are_kept_as_typed(tmp_path: Path) -> None:
    """Codes in other letter cases, yes in Vietnamese, numbers and dates."""
    of = folder(tmp_path)
    sheet = keyed(of.definition)["indicators"]

    place = next(r for r in sheet.rows if sheet.text(r, "code") == "A")

    def typed(book: openpyxl.Workbook) -> None:
        book[sheet.name][sheet.address(place, "required")].value = "Có"
        book[sheet.name][sheet.address(place, "minimum")].value = 0.5

    made = moved_on(replace(of, definition=change(of.definition, typed)))
    assert (made.tables["indicators"][0]["required"], made.tables["indicators"][0]["minimum"]) == ("Có", "0.5")
    assert made.tables["indicators"][0]["target"] == "12"


@pytest.mark.slow
def test_a_number_typed_as_text_stays_that_number(tmp_path: Path) -> None:
    """A thousand typed as text with a point is a thousand in the next definition, too."""
    sections = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
    of = definition(tmp_path, agencies="| code | name |\n|---|---|\n| SA | Sở A |\n", sections=sections)
    sheet = keyed(of.definition)["sections"]
    place = next(r for r in sheet.rows if sheet.text(r, "code") == "dat")

    def typed(book: openpyxl.Workbook) -> None:
        book[sheet.name][sheet.address(place, "max_words")].value = "1.000"

    change(of.definition, typed)
    assert open_folder(tmp_path).campaign.sections[0].max_words == 1000
    assert moved_on(open_folder(tmp_path)).tables["sections"][0]["max_words"] == "1000"


def test_values_of_formats_and_merged_cells_are_kept(tmp_path: Path) -> None:
    """0.95 shown as 95 % is 95 in the next definition; each cell of a merged column has the merged value."""
    indicators = """
    | code | topic | label  | unit | kind    | asked_of | target |
    |------|-------|--------|------|---------|----------|--------|
    | A    | Một   | Tỷ lệ  | %    | percent | SA       | 95     |
    | B    | Một   | Số vụ  | vụ   | count   |          | 0.5    |
    """
    of = definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    sheet = keyed(of.definition)["indicators"]
    first, second = (next(r for r in sheet.rows if sheet.text(r, "code") == code) for code in "AB")

    def typed(book: openpyxl.Workbook) -> None:
        page = book[sheet.name]
        for row, value in ((first, 0.95), (second, 0.5)):
            page[sheet.address(row, "target")].value = value
            page[sheet.address(row, "target")].number_format = "0%"
        page.merge_cells(f"{sheet.address(first, 'asked_of')}:{sheet.address(second, 'asked_of')}")

    change(of.definition, typed)
    before = open_folder(tmp_path).campaign.indicators
    assert [(i.target, i.asked_of) for i in before] == [(95, ("SA",)), (0.5, ("SA",))]
    rows = moved_on(open_folder(tmp_path)).tables["indicators"]
    assert [(row["target"], row["asked_of"]) for row in rows] == [("95", "SA"), ("0.5", "SA")]


def test_unknown_sheets_and_columns_are_reported(tmp_path: Path) -> None:
    """They are not copied, and are listed."""
    of = folder(tmp_path)
    sheet = keyed(of.definition)["indicators"]

    def add(book: openpyxl.Workbook) -> None:
        page = book[sheet.name]
        column = page.max_column + 1
        page.cell(1, column).value = "ghi_nho"
        page.cell(next(r.index for r in sheet.rows if sheet.text(r, "code") == "A") + 1, column).value = "hỏi lại"
        book.create_sheet("Của tôi")["A1"].value = "việc cần làm"

    raw = read_workbook(change(of.definition, add), "campaign.xlsx")
    assert isinstance(raw, RawWorkbook)
    assert set(typed_tables(raw).unknown) == {f"{sheet.name}: ghi_nho", "Của tôi"}
