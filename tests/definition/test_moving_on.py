"""The next round: periods, dates, and the names of periods in texts."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.building import change, definition, keyed
from tests.cases import cases
from toolkit.definition.moving_on import Way, later_day, move_names, step_to_next_periods, steps
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
    step = step_to_next_periods(periods(before))
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
    step = step_to_next_periods(periods(keys), way)
    assert step is not None
    assert (move_names(text, step).text, move_names(text, step).years) == (expected, ())


def test_several_quarters_at_once_are_doubtful() -> None:
    """They may be one block, or the new one with earlier ones of the year: a person is asked."""
    quarters = "2026-Q1 2026-Q2 2026-Q3 2026-Q4"
    sure = ("2026-Q3", quarters, f"2025-Q4 {quarters}", "2016 2017 2018")
    for doubtful, of_round in ((True, ("2026-Q1 2026-Q2 2026-Q3", "2026-M01 2026-M02")), (False, sure)):
        for keys in of_round:
            step = step_to_next_periods(periods(keys))
            assert step is not None
            assert step.may_add_several is doubtful, keys


def test_ambiguous_periods_are_kept() -> None:
    """With gaps, several kinds, another order or an impossible year the next ones are unknown."""
    gaps, kinds = ("", "2015 2020", "2025-Q1 2026-Q1"), ("2025 2026-Q1", "2026-Q1 2026-M04", "2025-6M 2025")
    for keys in (*gaps, *kinds, "2020 2019", "2099"):
        assert step_to_next_periods(periods(keys)) is None, keys


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
    step = step_to_next_periods(periods(keys))
    assert step is not None
    assert move_names(text, step).text == expected


def test_a_year_in_an_id_or_title_moves() -> None:
    """With one year in it that is the period's; other names are reported."""
    step = step_to_next_periods(periods("2026"))
    assert step is not None
    assert move_names("BC-2026", step, loosely=True).text == "BC-2027"
    assert move_names("theo số liệu năm 2019", step).years == ("2019",)


@cases("""
| day        | months | expected   |
|------------|--------|------------|
| 2026-03-31 | 3      | 2026-06-30 |
| 2026-06-30 | 3      | 2026-09-30 |
| 2026-09-30 | 3      | 2026-12-31 |
| 2026-07-15 | 60     | 2031-07-15 |
| 2024-02-29 | 12     | 2025-02-28 |
| 2026-01-30 | 1      | 2026-02-28 |
| 2026-12-05 | 1      | 2027-01-05 |
""")
def test_dates_move_by_months(day: str, months: str, expected: str) -> None:
    """The last day of a month moves to the last of one; a day that the month does not have becomes its last."""
    assert later_day(date.fromisoformat(day), int(months)) == date.fromisoformat(expected)


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
    """Each cell with its old and new text; no other cell changes. Rounds are identified by their ids: one without a
    period gets an ending."""
    made = moved_on(folder(tmp_path))
    reported = {(m.column, m.row): (m.before, m.after) for m in made.moved}
    assert reported["campaign.periods", ""] == ("2026-Q2", "2026-Q3")
    assert reported["campaign.title", ""] == ("Báo cáo quý II/2026", "Báo cáo quý III/2026")
    assert reported["campaign.deadline", ""] == ("2026-07-10", "2026-10-10")
    assert reported["indicators.label", "A"] == ("quý II/2026", "quý III/2026")
    assert reported["indicators.guidance", "B"] == ("Quý II năm 2026", "Quý III năm 2026")
    assert made.tables["indicators"][0]["guidance"] == "Như năm 2025"
    assert made.tables["campaign"][0]["legal_basis"] == "Kế hoạch số 5"
    assert made.id == "BC-2026-Q3"
    assert len(moved_on(folder(tmp_path / "long", id="X" * 31)).id) == 31

    # What a person must check: targets, the legal basis, years in texts, a weekend, agencies that will no longer exist.
    looks = {look.code: look for look in made.to_check}
    gone = {"lead-agency-gone", "agencies-gone", "owners-gone"}
    assert looks.keys() == {"id-made-up", "legal-basis", "day-at-weekend", "names-years", "targets", *gone}
    assert looks["agencies-gone"].agencies == (("SB", ("SA",)),)
    assert (looks["names-years"].row, looks["names-years"].text) == ("A", "2025")
    assert (looks["targets"].row, looks["targets"].text) == ("A", "12")


@pytest.mark.slow
def test_doubtful_periods_are_listed(tmp_path: Path) -> None:
    """Where the next ones are unknown only the id changes; a half-year moves to the next year, though the rest of this
    one may be meant; so do quarters that move together, but not where the first is the last of the year before."""

    def of(name: str, keys: str) -> NextRound:
        return moved_on(folder(tmp_path / name, periods=keys))

    unknown = of("unknown", "2025-Q2|2026-Q2")
    assert [m.column for m in unknown.moved] == ["campaign.id"]
    codes = [look.code for look in unknown.to_check]
    assert codes.count("day-not-moved") == 2
    assert "periods-not-moved" in codes
    assert "part-of-year" in [x.code for x in of("half", "2026-6M").to_check]
    assert "several-at-once" in [x.code for x in of("several", "2026-Q1|2026-Q2").to_check]
    plain = of("plain", "2025-Q2|2025-Q3|2025-Q4|2026-Q1|2026-Q2")
    assert "several-at-once" not in [x.code for x in plain.to_check]
    about = plain.tables["campaign"][0]
    assert (about["periods"], about["deadline"]) == ("2025-Q3|2025-Q4|2026-Q1|2026-Q2|2026-Q3", "2026-10-10")


def test_words_are_kept_as_typed(tmp_path: Path) -> None:
    """Codes in other letter cases, yes in Vietnamese, numbers and dates. A thousand typed as text with a point is a
    thousand; 0.95 shown as 95 % is 95; each cell of a merged column has the merged value."""
    indicators = """
    | code | label  | unit | kind    | asked_of | target | required | minimum |
    |------|--------|------|---------|----------|--------|----------|---------|
    | A    | Tỷ lệ  | %    | percent | SA       | 95     |          |         |
    | B    | Số vụ  | vụ   | count   |          | 0.5    |          |         |
    """
    sections = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
    path = definition(tmp_path, agencies=AGENCIES, indicators=indicators, sections=sections).definition

    def cell(sheet: str, code: str, column: str) -> tuple[str, str]:
        found = keyed(path)[sheet]
        return found.name, found.address(next(r for r in found.rows if found.text(r, "code") == code), column)

    def typed(book: openpyxl.Workbook) -> None:
        for sheet, code, column, value in (
            ("indicators", "A", "required", "Có"),
            ("indicators", "A", "minimum", 0.5),
            ("indicators", "A", "target", 0.95),
            ("indicators", "B", "target", 0.5),
            ("sections", "dat", "max_words", "1.000"),
        ):
            name, address = cell(sheet, code, column)
            book[name][address].value = value
            if column == "target":
                book[name][address].number_format = "0%"
        name, first = cell("indicators", "A", "asked_of")
        book[name].merge_cells(f"{first}:{cell('indicators', 'B', 'asked_of')[1]}")

    change(path, typed)
    before = open_folder(tmp_path)
    assert [(i.target, i.asked_of) for i in before.campaign.indicators] == [(95, ("SA",)), (0.5, ("SA",))]
    assert before.campaign.sections[0].max_words == 1000
    made = moved_on(before).tables
    assert [(row["target"], row["asked_of"]) for row in made["indicators"]] == [("95", "SA"), ("0.5", "SA")]
    assert (made["indicators"][0]["required"], made["indicators"][0]["minimum"]) == ("Có", "0.5")
    assert made["sections"][0]["max_words"] == "1000"


def test_unknown_sheets_and_columns_are_reported(tmp_path: Path) -> None:
    """They are not copied, and are listed in the order of the workbook."""
    of = folder(tmp_path)
    sheet = keyed(of.definition)["indicators"]
    names = ("ghi_nho", "nguoi_giu", "den_bao_gio", "a", "b")

    def add(book: openpyxl.Workbook) -> None:
        page = book[sheet.name]
        row = next(r.index for r in sheet.rows if sheet.text(r, "code") == "A") + 1
        for column, name in enumerate(names, start=page.max_column + 1):
            page.cell(1, column).value = name
            page.cell(row, column).value = "hỏi lại"
        book.create_sheet("Của tôi")["A1"].value = "việc cần làm"

    raw = read_workbook(change(of.definition, add), "campaign.xlsx")
    assert isinstance(raw, RawWorkbook)
    assert typed_tables(raw).unknown == (*(f"{sheet.name}: {name}" for name in names), "Của tôi")
