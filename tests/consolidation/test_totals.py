"""Totals of the province, compared with plain loops written here, and with the forms' totals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import DAY, Here, define, definition, every_way, filled, keyed, merge, random_filling, read, write
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling
from toolkit.messages.errors import DefinitionError
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Total
from toolkit.run.folder import Folder

AGENCIES = """
| code | name         | group | until      |
|------|--------------|-------|------------|
| SA   | Sở A         | sở    |            |
| SB   | Sở B         | sở    |            |
| HC   | UBND huyện C | huyện |            |
| XD   | Sở D cũ      | sở    | 2019-12-31 |
"""


def campaign(folder: Path, indicators: str) -> Folder:
    return definition(folder, agencies=AGENCIES, indicators=indicators)


def totals(folder: Folder) -> dict[tuple[str, str], float | None]:
    return {key: total.value for key, total in merge(folder, master=False).totals.items()}


# --- Totals that would be wrong ------------------------------------------------------------------


def test_a_stock_is_not_added_up_over_the_periods(tmp_path: Path) -> None:
    """Of a stock the last period counts; the agencies' stocks are added."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label   | unit  | kind  | across_agencies | across_periods |
|------|-------|---------|-------|-------|-----------------|----------------|
| A1   | Một   | Cuối kỳ | người | count | sum             | last           |
""",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 12 |")
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 20 | 21 |")
    found = totals(folder)
    assert (found["A1", "2019"], found["A1", "2020"], found["A1", "total"]) == (30, 33, 33)


def test_a_percentage_is_never_averaged(tmp_path: Path) -> None:
    """A computed percentage of the province is computed from the sums of its members."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit | kind    | across_agencies | across_periods | formula    |
|------|-------|-------|------|---------|-----------------|----------------|------------|
| A1   | Một   | Đạt   | ca   | count   | sum             | sum            |            |
| A2   | Một   | Cả    | ca   | count   | sum             | sum            |            |
| A3   | Một   | Tỷ lệ | %    | percent |                 | sum            | =A1/A2*100 |
""",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 1 | 1 |\n| A2 | 1 | 2 |")
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 1 | 0 |\n| A2 | 9 | 4 |")
    found = totals(folder)
    assert found["A3", "2019"] == pytest.approx(20)
    assert found["A3", "2020"] == pytest.approx(100 / 6)
    assert found["A3", "total"] == pytest.approx(300 / 16)


RATES = """
| code | topic | label | unit       | kind    | asked_of   | across_agencies | across_periods | formula    |
|------|-------|-------|------------|---------|------------|-----------------|----------------|------------|
| A1   | Một   | Chi   | triệu đồng | money   |            | sum             | sum            |            |
| A2   | Một   | Dân   | người      | count   | huyện\\|sở | sum             | last           |            |
| A3   | Một   | BQ    | tr.đ/người | decimal | sở\\|huyện |                 | sum            | =A1/A2     |
| A4   | Một   | BQ sở | tr.đ/người | decimal | sở         |                 | sum            | =A1/A2     |
"""


def test_a_rate_counts_only_agencies_asked_for_it(tmp_path: Path) -> None:
    """Neither the order of groups in `asked_of` nor agencies that report one member add others to it."""
    folder = campaign(tmp_path, RATES)
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | 5 | 10 |")
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 30 | 50 |\n| A2 | 5 | |")
    filled(folder, "HC", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 20 | 40 |\n| A2 | | 10 |")
    result = merge(folder, master=False)
    assert counts_of(result.totals["A3", "2019"]) == (4, 2, 3)
    assert counts_of(result.totals["A3", "2020"]) == (3, 2, 3)
    assert counts_of(result.totals["A4", "2019"]) == (4, 2, 2)
    assert counts_of(result.totals["A4", "2020"]) == (2, 1, 2)
    assert result.totals["A4", "2020"].wanting == 1


def test_a_flow_per_stock_over_all_periods_uses_the_last_stock(tmp_path: Path) -> None:
    """It counts the agencies with every flow and the last stock."""
    folder = campaign(tmp_path, RATES)
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | | 10 |")
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 30 | 50 |\n| A2 | 5 | |")
    filled(folder, "HC", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | | 40 |\n| A2 | 5 | 10 |")
    assert counts_of(merge(folder, master=False).totals["A3", "total"]) == (3, 1, 3)


@pytest.mark.slow
def test_a_computed_total_of_different_agencies_is_a_finding(tmp_path: Path) -> None:
    """Where the members' totals count different agencies, the computed figure says so."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit  | kind    | owner | across_agencies | across_periods | formula |
|------|-------|-------|-------|---------|-------|-----------------|----------------|---------|
| A1   | Một   | Vụ    | vụ    | count   | SA    | sum             | sum            |         |
| A2   | Một   | Dân   | người | count   |       | sum             | last           |         |
| A3   | Một   | BQ    | vụ    | decimal |       |                 | sum            | =A1/A2  |
""",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | 5 | 10 |")
    filled(folder, "HC", "| code | 2019 | 2020 |\n|---|---|---|\n| A2 | 20 | 10 |")
    result = merge(folder)
    assert (result.totals["A3", "2020"].value, result.totals["A3", "2020"].apart) == (1, True)
    sheet = keyed(folder.master)["totals"]
    assert any("không cùng" in str(cell) for row in sheet.rows for cell in row.cells)
    assert not sheet.text(sheet.by_key()["A1"], "caveats")


@pytest.mark.slow
def test_answers_in_words_have_no_computed_total(tmp_path: Path) -> None:
    """A formula with a yes-or-no answer is computed for each agency and not for the province."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit     | kind    | across_agencies | across_periods | formula                 |
|------|-------|-------|----------|---------|-----------------|----------------|-------------------------|
| A1   | Một   | Điểm  | điểm     | decimal | sum             | last           |                         |
| A2   | Một   | Có KH | có/không | yesno   | count_yes       | last           |                         |
| A3   | Một   | Tổng  | điểm     | decimal |                 | last           | =A1+IF(A2="có",5,0)     |
""",
    )
    filled(folder, "SA", "| code | 2020 |\n|---|---|\n| A1 | 10 |\n| A2 | Có |")
    result = merge(folder)
    assert next(f.value for f in result.figures if (f.indicator, f.period) == ("A3", "2020")) == 15
    assert counts_of(result.totals["A3", "2020"]) == (None, 0, 3)
    sheet = keyed(folder.master)["totals"]
    row = sheet.by_key()["A3"]
    assert [sheet.text(row, c) for c in ("2020", "2020:reporting", "reporting", "caveats")] == ["–", "–", "–", ""]


def test_a_missing_figure_is_not_zero(tmp_path: Path) -> None:
    """Means, smallest values and counts leave out missing figures, and words for none are no 0 in a mean."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit | kind  | across_agencies | across_periods |
|------|-------|-------|------|-------|-----------------|----------------|
| A1   | Một   | TB    | ca   | count | mean            | mean           |
| A2   | Một   | Nhỏ   | ca   | count | min             | max            |
| A3   | Một   | Tổng  | ca   | count | sum             | last           |
""",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 6 | Không có |\n| A2 | 3 | |\n| A3 | 4 | |")
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | Chưa thống kê | |\n| A2 | | |")
    result = merge(folder, master=False)
    assert counts_of(result.totals["A1", "2019"]) == (6, 1, 3)
    assert counts_of(result.totals["A1", "2020"]) == (None, 0, 3)
    assert counts_of(result.totals["A1", "total"]) == (6, 1, 3)
    assert counts_of(result.totals["A2", "2019"]) == (3, 1, 3)
    assert counts_of(result.totals["A2", "2020"]) == (None, 0, 3)
    assert counts_of(result.totals["A3", "total"]) == (None, 1, 3)


@pytest.mark.slow
def test_a_dash_is_no_score_in_a_mean(tmp_path: Path) -> None:
    """A dash in place of a score is in no mean, rule or total, and a note says so; in a number of cases it is 0."""
    agencies = "| code | name |\n|---|---|\n" + "".join(f"| S{n} | Sở {n} |\n" for n in range(10))
    folder = definition(
        tmp_path,
        agencies=agencies,
        indicators="""
| code | topic | label    | unit | kind    | across_agencies | across_periods | required | minimum | maximum |
|------|-------|----------|------|---------|-----------------|----------------|----------|---------|---------|
| A1   | Một   | Hài lòng | điểm | decimal | mean            | last           | yes      | 0       | 5       |
| A2   | Một   | Thấp     | điểm | decimal | min             | last           | yes      | 0       | 5       |
| A3   | Một   | Số vụ    | vụ   | count   | sum             | sum            | yes      | 0       |         |
""",
        rules="| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =A1>=1 | error | Dưới 1 điểm |\n",
    )
    for n in range(9):
        filled(
            folder,
            f"S{n}",
            f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 4 | {4 + n / 10} |\n| A2 | 3 | 3 |\n| A3 | 2 | 2 |",
        )
    typed_words = filled(
        folder, "S9", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 4 | - |\n| A2 | 3 | không có |\n| A3 | - | 2 |"
    )
    submission = read(folder, typed_words)
    states = {(f.indicator, f.period): f.state for f in submission.figures}
    assert (states["A1", "2020"], states["A2", "2020"], states["A3", "2019"]) == (
        "not_applicable",
        "not_applicable",
        "zero_by_words",
    )
    findings = sorted((f.code, f.cells or (f.cell,)) for f in submission.findings if f.indicator)
    assert findings == [("dash-as-zero", ("E12",)), ("nothing-not-zero", ("F10", "F11"))]
    result = merge(folder, master=False)
    assert result.totals["A1", "2020"].value == pytest.approx(4.4)
    assert (result.totals["A2", "2020"].value, result.totals["A3", "2019"].value) == (3, 18)
    assert [result.totals[code, "2020"].wanting for code in ("A1", "A2", "A3")] == [0, 0, 0]


@pytest.mark.slow
def test_only_the_owners_figure_is_in_the_total(tmp_path: Path) -> None:
    """What other agencies report of an indicator with an owner is kept and not added."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit | kind  | owner | across_agencies | across_periods |
|------|-------|-------|------|-------|-------|-----------------|----------------|
| A1   | Một   | Vụ    | vụ   | count | SA    | sum             | sum            |
""",
    )
    for agency, number in (("SA", 23), ("SB", 20), ("HC", 3)):
        filled(folder, agency, f"| code | 2019 |\n|---|---|\n| A1 | {number} |")
    result = merge(folder)
    assert counts_of(result.totals["A1", "2019"]) == (23, 1, 1)
    assert [f.value for f in result.figures if f.period == "2019"] == [23, 20, 3]
    sheet = keyed(folder.master)["totals"]
    assert sheet.text(sheet.by_key()["A1"], "2019:reporting") == "1/1"


@pytest.mark.slow
def test_coverage_counts_agencies_asked_and_in_force(tmp_path: Path) -> None:
    """`2/3` are agencies with a figure, of those asked that exist; one that sends a figure unasked counts too."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit | kind  | asked_of | across_agencies | across_periods |
|------|-------|-------|------|-------|----------|-----------------|----------------|
| A1   | Một   | Vụ    | vụ   | count |          | sum             | sum            |
| A2   | Một   | Ca    | ca   | count | sở       | sum             | sum            |
""",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 1 | |\n| A2 | 1 | abc |")
    filled(folder, "HC", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | | 2 |")
    result = merge(folder)
    assert [counts_of(result.totals["A1", k]) for k in ("2019", "2020", "total")] == [(1, 1, 3), (2, 1, 3), (3, 2, 3)]
    assert [counts_of(result.totals["A2", k]) for k in ("2019", "2020")] == [(1, 1, 2), (None, 0, 2)]
    assert result.totals["A2", "2020"].held == 1
    sheet = keyed(folder.master)["totals"]
    assert [sheet.text(sheet.by_key()["A1"], c) for c in ("2019:reporting", "2020:reporting", "reporting")] == [
        "1/3",
        "1/3",
        "2/3",
    ]
    filled(folder, "XD", "| code | 2019 |\n|---|---|\n| A2 | 5 |")
    assert counts_of(merge(folder).totals["A2", "2019"]) == (6, 2, 3)


@pytest.mark.slow
def test_a_weighted_mean_counts_agencies_with_both_figures(tmp_path: Path) -> None:
    """An average rate is weighted by size; an agency without its size is left out."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit  | kind    | weight | across_agencies | across_periods |
|------|-------|-------|-------|---------|--------|-----------------|----------------|
| A1   | Một   | Tỷ lệ | %     | percent | A2     | mean            | mean           |
| A2   | Một   | Dân   | người | count   |        | sum             | last           |
""",
    )
    filled(folder, "SA", "| code | 2019 |\n|---|---|\n| A1 | 10 |\n| A2 | 100 |")
    filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A1 | 40 |\n| A2 | 50 |")
    filled(folder, "HC", "| code | 2019 |\n|---|---|\n| A1 | 99 |")
    total = merge(folder).totals["A1", "2019"]
    value, *counts = counts_of(total)
    assert value == pytest.approx(20)
    assert counts == [2, 3]
    assert total.unweighed == 1
    assert any("không có trọng số" in str(cell) for row in keyed(folder.master)["totals"].rows for cell in row.cells)


def test_coverage_leaves_out_periods_in_which_an_agency_did_not_exist(tmp_path: Path) -> None:
    """An agency is complete with the figures of the periods in which it existed."""
    agencies = """
| code | name      | group | since      | until      | replaced_by |
|------|-----------|-------|------------|------------|-------------|
| XA   | UBND xã A | xã    |            | 2019-12-31 | XN          |
| XN   | UBND xã N | xã    | 2020-01-01 |            |             |
| XC   | UBND xã C | xã    |            |            |             |
"""
    folder = definition(
        tmp_path,
        agencies=agencies,
        indicators="""
| code | topic | label | unit | kind  | across_agencies | across_periods |
|------|-------|-------|------|-------|-----------------|----------------|
| A1   | Một   | Vụ    | vụ   | count | sum             | sum            |
""",
    )
    filled(folder, "XA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 1 | |")
    filled(folder, "XN", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | | 2 |")
    filled(folder, "XC", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 4 | 8 |")
    result = merge(folder, master=False)
    assert counts_of(result.totals["A1", "2019"]) == (5, 2, 2)
    assert counts_of(result.totals["A1", "2020"]) == (10, 2, 2)
    assert counts_of(result.totals["A1", "total"]) == (15, 3, 3)
    whole = result.totals["A1", "total"]
    assert (whole.complete, whole.wanting) == (3, 0)
    assert {s.agency: (s.given, s.asked) for s in result.statuses} == {"XA": (1, 1), "XN": (1, 1), "XC": (2, 2)}


@pytest.mark.slow
def test_answers_are_counted(tmp_path: Path) -> None:
    """Yes is counted among those that answered; a choice has the count of each answer."""
    folder = campaign(
        tmp_path,
        r"""
| code | topic | label | unit | kind   | choices         | across_agencies | across_periods |
|------|-------|-------|------|--------|-----------------|-----------------|----------------|
| A1   | Một   | KH    | có   | yesno  |                 | count_yes       | last           |
| A2   | Một   | Mức   | mức  | choice | >50% \| <50% \| x | none            | none           |
""",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | Có | Không |\n| A2 | >50% | x |")
    filled(
        folder,
        "SB",
        "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | Không | Không |\n| A2 | >50% | Không thuộc chức năng |",
    )
    result = merge(folder, master=False)
    assert [counts_of(result.totals["A1", k]) for k in ("2019", "2020", "total")] == [(1, 2, 3), (0, 2, 3), (0, 2, 3)]
    assert result.totals["A2", "2019"].distribution == ((">50%", 2), ("<50%", 0), ("x", 0))
    assert (">50%", 0) in result.totals["A2", "2020"].distribution


def counts_of(total: Total) -> tuple[float | None, int, int]:
    return total.value, total.reporting, total.asked


# --- The oracle ----------------------------------------------------------------------------------


#: Ways over periods in which the last one counts for all.
LASTING = ("last", "cumulative", "cumulative_all")


class Oracle:
    """The province's totals in plain loops, from the figures alone."""

    def __init__(self, result: Consolidation) -> None:
        self.campaign: Campaign = result.campaign
        self.periods = [p.key for p in self.campaign.periods]
        self.roster = [s.agency for s in result.statuses]
        self.figure: dict[tuple[str, str, str], Figure] = {(f.indicator, f.period, f.agency): f for f in result.figures}

    def counts(self, indicator: Indicator) -> list[str]:
        found = []
        for code in self.roster:
            agency: Agency = self.campaign.agency_by_code[code]
            names = {agency.code, *agency.groups}
            asked = not indicator.asked_of or names & set(indicator.asked_of)
            if asked and (not indicator.owner or names & set(indicator.owner)):
                found.append(code)
        return found

    def given(self, code: str, period: str, agency: str) -> float | None:
        figure = self.figure.get((code, period, agency))
        if figure is None or figure.value is None or isinstance(figure.value, str):
            return None
        return float(figure.value) if isinstance(figure.value, bool | int | float) else None

    def single(self, indicator: Indicator, period: str) -> float | None:
        values, weighed = [], []
        for agency in self.counts(indicator):
            value = self.given(indicator.code, period, agency)
            if value is None:
                continue
            values.append(value)
            weight = self.given(indicator.weight, period, agency) if indicator.weight else 1.0
            if weight is not None:
                weighed.append((value, weight))
        return gather(indicator.across_agencies, values, weighed)

    def whole(self, indicator: Indicator) -> float | None:
        if indicator.across_periods == "mean" and indicator.across_agencies == "mean":
            pairs = []
            for period in self.periods:
                for agency in self.counts(indicator):
                    value = self.given(indicator.code, period, agency)
                    weight = self.given(indicator.weight, period, agency) if indicator.weight else 1.0
                    if value is not None and weight is not None:
                        pairs.append((value, weight))
            return gather("mean", [v for v, _ in pairs], pairs)
        if indicator.across_periods in LASTING:
            return self.single(indicator, self.periods[-1])
        if indicator.across_agencies == "count_yes":
            return None
        values, pairs = [], []
        for period in self.periods:
            total = self.single(indicator, period)
            if total is None:
                continue
            values.append(total)
            weight = self.single(self.campaign.indicator_by_code[indicator.weight], period) if indicator.weight else 1.0
            if weight is not None:
                pairs.append((total, weight))
        return gather(indicator.across_periods, values, pairs)

    def value(self, indicator: Indicator, period: str) -> float | None:
        return self.whole(indicator) if period == "total" else self.single(indicator, period)

    def reporting(self, indicator: Indicator, period: str) -> int:
        periods = self.periods if period == "total" else [period]
        return sum(any(self.counts_in(indicator, p, a) for p in periods) for a in self.counts(indicator))

    def asked(self, indicator: Indicator, period: str) -> int:
        """The agencies that count, without those that existed in no period and reported nothing."""
        periods = self.periods if period == "total" else [period]
        begins = {p: date(int(p[:4]), 1, 1) for p in periods}
        return sum(
            any(
                agency.until is None
                or begins[p] < agency.until
                or getattr(self.figure.get((indicator.code, p, agency.code)), "state", "missing")
                in ("given", "zero_by_words", "held")
                for p in periods
            )
            for agency in (self.campaign.agency_by_code[a] for a in self.counts(indicator))
        )

    def counts_in(self, indicator: Indicator, period: str, agency: str) -> bool:
        """Whether the agency's answer is in the total: for a weighted mean, with a weight that is not zero."""
        figure = self.figure.get((indicator.code, period, agency))
        if getattr(figure, "state", "") not in ("given", "zero_by_words"):
            return False
        weighed = indicator.weight and indicator.across_agencies == "mean"
        return not weighed or bool(self.given(indicator.weight, period, agency))

    def computed(
        self,
        indicator: Indicator,
        parts: Sequence[str],
        formula: Callable[[dict[str, float]], float | None],
        period: str,
    ) -> tuple[float | None, int | None]:
        """A computed total by its function and the number of agencies in it; None for other totals."""
        if period == "total" and indicator.across_periods in ("none", *LASTING):
            return (
                (None, 0)
                if indicator.across_periods == "none"
                else self.computed(indicator, parts, formula, self.periods[-1])
            )
        members = [self.campaign.indicator_by_code[p] for p in parts]
        asked = self.counts(indicator)
        counted = [[a for a in self.counts(m) if a in asked] for m in members]
        sums = all(m.across_agencies == "sum" for m in members)
        over = period != "total" or all(m.across_periods in ("sum", *LASTING) for m in members)
        if not (sums and over and counted[0] and all(b == counted[0] for b in counted)):
            totals = {m.code: self.value(m, period) for m in members}
            numbers = {code: value for code, value in totals.items() if value is not None}
            return (formula(numbers) if len(numbers) == len(totals) else None), None
        found: dict[str, float] = dict.fromkeys(parts, 0.0)
        within = set()
        periods = self.periods if period == "total" else [period]
        stock = len(periods) > 1 and any(m.across_periods in LASTING for m in members)
        for agency in counted[0]:
            for at in [None] if stock else periods:
                own: list[tuple[str, float | None]] = []
                for m in members:
                    keys = [at] if at else periods[-1:] if m.across_periods in LASTING else periods
                    own += [(m.code, self.given(m.code, key, agency)) for key in keys]
                if all(value is not None for _, value in own):
                    within.add(agency)
                    for code, value in own:
                        found[code] += value or 0.0
        return (formula(found) if within else None), len(within)


def gather(how: str, values: Sequence[float], pairs: Sequence[tuple[float, float]]) -> float | None:
    if not values or how == "none":
        return None
    if how in ("sum", "count_yes"):
        return sum(values)
    if how == "mean":
        weight = sum(w for _, w in pairs)
        return sum(v * w for v, w in pairs) / weight if weight else None
    return max(values) if how == "max" else min(values)


def close(expected: float | None, found: float | None) -> bool:
    if expected is None or found is None:
        return expected is found
    return math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-9)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), every_way()))


def consolidated(folder: Folder, seed: int, blanks: float, words: float, codes: Sequence[str]) -> Consolidation:
    """As in a merge, without the master."""
    submissions = []
    for number, code in enumerate(codes):
        content = random_filling(folder, code, seed + number, blanks=blanks, words=words)
        submissions.append(read(folder, write(folder, code, content)))
    return consolidate(folder.campaign, submissions, as_of=DAY)


CODES = ["SA", "SB", "HC", "HD", "HE", "XF"]
few = st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True)
shares = st.sampled_from([0.0, 0.2, 0.5, 0.9])


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), blanks=shares, words=shares, codes=few)
def test_every_total_equals_that_of_plain_loops(
    here: Here, seed: int, blanks: float, words: float, codes: list[str]
) -> None:
    """For every way of totalling: the value, the agencies in it and the agencies asked."""
    result = consolidated(here.folder, seed, blanks, words, codes)
    oracle = Oracle(result)
    wrong = []
    for indicator in result.campaign.indicators:
        if indicator.formula:
            continue
        for period in (*oracle.periods, "total"):
            total = result.totals[indicator.code, period]
            expected = (
                oracle.value(indicator, period),
                oracle.reporting(indicator, period),
                oracle.asked(indicator, period),
            )
            if not close(expected[0], total.value) or expected[1:] != (total.reporting, total.asked):
                wrong.append((indicator.code, period, expected, counts_of(total)))
    assert wrong == []


#: The formulas of `every_way`'s computed indicators, written out again.
FORMULAS: dict[str, Callable[[dict[str, float]], float | None]] = {
    "G": lambda v: v["SUSU0"] / v["W1"] if v["W1"] else None,
    "D": lambda v: v["SUSU0"] / v["W1"] * 100 if v["W1"] else None,
    "E": lambda v: v["SUSU0"] - v["SUSU1"],
    "J": lambda v: v["SUCUA0"] / v["W1"] * 100 if v["W1"] else None,
    "H": lambda v: v["SULA3"] / v["SUSU3"] if v["SUSU3"] > 0 else 0,
}
MEMBERS = {
    "D": ("SUSU0", "W1"),
    "G": ("SUSU0", "W1"),
    "E": ("SUSU0", "SUSU1"),
    "H": ("SULA3", "SUSU3"),
    "J": ("SUCUA0", "W1"),
}


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), blanks=shares, codes=few)
def test_computed_totals_are_computed_from_sums(here: Here, seed: int, blanks: float, codes: list[str]) -> None:
    """A computed total of a period uses the sums over the agencies with every member."""
    result = consolidated(here.folder, seed, blanks, 0.1, codes)
    oracle = Oracle(result)
    by_code = result.campaign.indicator_by_code
    for indicator in (i for i in result.campaign.indicators if i.formula and i.code[0] in MEMBERS):
        parts, formula = MEMBERS[indicator.code[0]], FORMULAS[indicator.code[0]]
        for period in (*oracle.periods, "total"):
            expected, reporting = oracle.computed(indicator, parts, formula, period)
            total = result.totals[indicator.code, period]
            assert close(expected, total.value), (indicator.code, period, expected, total)
            if reporting is None:
                last = period == "total" and indicator.across_periods in LASTING
                at = oracle.periods[-1] if last else period
                reporting = min(oracle.reporting(by_code[p], at) for p in parts)
            assert reporting == total.reporting, (indicator.code, period)


@pytest.mark.slow
@given(seed=st.integers(0, 10**6))
def test_totals_of_a_single_agency_are_those_of_its_form(here: Here, seed: int) -> None:
    """Where one agency alone reports everything, each total over the periods is the one in its form."""
    folder = here.folder
    content = random_filling(folder, "HC", seed, blanks=0.0, words=0.0)
    whole = {
        key: min(100, round(v) + (key[0] == "W1")) if isinstance(v, int | float) else v
        for key, v in content.figures.items()
    }
    path = write(folder, "HC", Filling(figures=whole))
    result = consolidate(folder.campaign, [read(folder, path)], as_of=DAY)
    sheet = keyed(path)["figures"]
    held = {f.indicator for f in result.figures if f.state == "held"}
    assert "P1" not in {i.weight for i in result.campaign.indicators}
    assert not {code for code in held if result.campaign.indicator_by_code[code].numeric} - {"P1"}
    rows = sheet.by_key()
    for indicator in result.campaign.indicators_of(result.campaign.agency_by_code["HC"]):
        owned = indicator.owner and "huyện" not in indicator.owner
        if not indicator.numeric or indicator.code in held or indicator.across_agencies == "none" or owned:
            continue
        shown = sheet.value(rows[indicator.code], "total")
        total = result.totals[indicator.code, "total"].value
        assert close(shown if isinstance(shown, float) else None, total), indicator.code


@pytest.mark.slow
def test_without_figures_totals_are_blank(here: Here) -> None:
    """Without any figure no total is zero."""
    result = consolidate(here.folder.campaign, [read(here.folder, write(here.folder, "SA", Filling()))], as_of=DAY)
    assert {None} == {t.value for t in result.totals.values()}
    assert {0} == {t.reporting for t in result.totals.values()}


def test_a_computed_indicator_needs_agencies_with_all_members(tmp_path: Path) -> None:
    """Where an agency is not asked for a member, the definition is wrong."""
    indicators = """
| code | topic | label | unit | kind    | asked_of | across_agencies | across_periods | formula    |
|------|-------|-------|------|---------|----------|-----------------|----------------|------------|
| A1   | Một   | Đạt   | ca   | count   | sở       | sum             | sum            |            |
| A2   | Một   | Cả    | ca   | count   |          | sum             | sum            |            |
| A3   | Một   | Tỷ lệ | %    | percent |          |                 | sum            | =A1/A2*100 |
"""
    with pytest.raises(DefinitionError) as raised:
        campaign(tmp_path, indicators)
    assert [f.code for f in raised.value.findings if f.severity == "error"] == ["definition-member-not-asked"]


def test_a_form_without_the_weight_has_a_total(tmp_path: Path) -> None:
    """Where its agency is not asked for the weight; the total is not reported as wrong."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit  | kind    | asked_of | weight | across_agencies | across_periods |
|------|-------|-------|-------|---------|----------|--------|-----------------|----------------|
| A1   | Một   | Tỷ lệ | %     | percent |          | A2     | mean            | mean           |
| A2   | Một   | Dân   | người | count   | sở       |        | sum             | last           |
""",
    )
    submission = read(folder, filled(folder, "HC", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |"))
    assert "total-differs" not in [f.code for f in submission.findings]


def test_a_total_without_existing_agencies_is_blank(tmp_path: Path) -> None:
    """In the master too."""
    folder = campaign(
        tmp_path,
        """
| code | topic | label | unit | kind  | asked_of | owner | across_agencies | across_periods | formula |
|------|-------|-------|------|-------|----------|-------|-----------------|----------------|---------|
| A1   | Một   | Vụ    | vụ   | count | XD       |       | sum             | mean           |         |
| A2   | Một   | Ca    | ca   | count |          | XD    | mean            | mean           |         |
| A3   | Một   | Số    | ca   | count |          |       | sum             | sum            |         |
| A4   | Một   | Chênh | ca   | count |          |       |                 | sum            | =A3-A2  |
""",
    )
    filled(folder, "SA", "| code | 2019 |\n|---|---|\n| A3 | 5 |")
    result = merge(folder)
    assert [counts_of(result.totals[code, "2019"]) for code in ("A1", "A2")] == [(None, 0, 0)] * 2
    assert counts_of(result.totals["A3", "2019"]) == (5, 1, 3)
    assert "A4" in keyed(folder.master)["totals"].by_key()
