"""Figures that may be counted twice: of merged agencies and their successors, of an agency and those below it."""

from datetime import date
from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, records
from tests.cases import cases
from toolkit.consolidation.bridges.standing import board_status
from toolkit.model import Agency, Consolidation, Finding, Period
from toolkit.model.periods import exists_in
from toolkit.run.folder import Folder
from toolkit.run.operations import write_templates

MERGED = """
| code | name      | group | parent | since      | until      | replaced_by |
|------|-----------|-------|--------|------------|------------|-------------|
| XA   | UBND xã A | xã    |        |            | 2019-12-31 | XN          |
| XB   | UBND xã B | xã    |        |            | 2019-12-31 | XN          |
| XN   | UBND xã N | xã    |        | 2020-01-01 |            |             |
| XC   | UBND xã C | xã    |        |            |            |             |
"""
DISTRICT = """
| code | name         | group | parent |
|------|--------------|-------|--------|
| H1   | UBND huyện 1 | huyện |        |
| X1   | UBND xã 1    | xã    | H1     |
| X2   | UBND xã 2    | xã    | H1     |
"""
INDICATORS = """
| code | topic | label | unit | kind  | owner | across_agencies | across_periods | headline |
|------|-------|-------|------|-------|-------|-----------------|----------------|----------|
| A1   | Một   | Hộ    | hộ   | count |       | sum             | last           | 1        |
| A2   | Một   | Lớn   | hộ   | count |       | max             | last           |          |
| A3   | Một   | Khác  | hộ   | count | xã    | sum             | last           |          |
"""


def fill(folder: Folder, figures: str) -> Consolidation:
    """`XA 10 12; XB 20 -` gives each agency's figures of 2019 and 2020 for every indicator; `-` is blank."""
    for own in figures.split(";"):
        agency, *cells = own.split()
        shown = " | ".join("" if c == "-" else c for c in cells)
        rows = "\n".join(f"| {code} | {shown} |" for code in ("A1", "A2", "A3"))
        filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n{rows}")
    return merge(folder, master=False)


def warnings_of(result: Consolidation, code: str) -> list[Finding]:
    return [f for f in result.findings if f.code == code]


@pytest.mark.slow
def test_former_agency_and_successor_with_figures_for_one_period_are_a_warning(tmp_path: Path) -> None:
    """The warning has both numbers; the totals and the leaders' sheet show it too."""
    folder = definition(tmp_path, agencies=MERGED, indicators=INDICATORS)
    result = fill(folder, "XA 10 -; XB 20 -; XN 30 40; XC 1 2")
    [finding] = warnings_of(result, "counted-twice")
    assert (finding.severity, finding.value) == ("warning", "A1 2019: 10 + 20 = 30 | 30; A3 2019: 10 + 20 = 30 | 30")
    assert [result.totals["A1", key].twice for key in ("2019", "2020")] == [1, 0]
    merge(folder)
    totals = keyed(folder.master)["totals"]
    assert "hai lần" in totals.text(totals.by_key()["A1"], "caveats")
    assert not warnings_of(result, "agency-not-there")


@cases("""
| case | agencies | figures |
|------|----------|---------|
| each period is reported by one of them | merged | XA 10 -; XB 20 -; XN - 40 |
| the other one reports zero | merged | XA 0 -; XN 30 40 |
| the former ones report nothing | merged | XN 30 40; XC 1 2 |
| both exist when they report | later | XA 10 11; XB 20 22; XN 30 40 |
| those below have other figures | district | H1 30 34; X1 10 11; X2 20 22 |
| a single one below happens to equal the sum | district | H1 5 -; X1 5 - |
| in another period | district | H1 - 5; X1 5 -; X2 1 2 |
""")
def test_figures_that_are_counted_once_are_no_warning(tmp_path: Path, agencies: str, figures: str) -> None:
    """Of former agencies and their successors, and of agencies and those below them."""
    later = MERGED.replace("2019-12-31", "2025-06-30").replace("2020-01-01", "          ")
    roster = {"merged": MERGED, "later": later, "district": DISTRICT}[agencies]
    result = fill(definition(tmp_path, agencies=roster, indicators=INDICATORS), figures)
    codes = {f.code for f in result.findings}
    assert not codes & {"counted-twice", "parent-counted-too"}
    assert agencies == "later" or "agency-not-there" not in codes


def test_an_agency_that_reported_the_sum_of_those_below_it_is_a_warning(tmp_path: Path) -> None:
    """Where the total adds both; not where only one level counts. An agency that no longer exists has no figures of
    later periods."""
    result = fill(definition(tmp_path, agencies=DISTRICT, indicators=INDICATORS), "H1 30 33; X1 10 11; X2 20 22")
    [finding] = warnings_of(result, "parent-counted-too")
    assert finding.value == "A1 2019: 30 | 10 + 20 = 30; A1 2020: 33 | 11 + 22 = 33"
    assert result.totals["A1", "2020"].twice == 1
    result = fill(definition(tmp_path / "merged", agencies=MERGED, indicators=INDICATORS), "XA 10 11; XC 1 2")
    [finding] = warnings_of(result, "agency-not-there")
    assert (finding.periods, dict(finding.arguments)["count"]) == (("2020",), 3)
    assert result.totals["A1", "2020"].value == 13


@cases("""
| since      | until      | there |
|------------|------------|-------|
|            |            | yes   |
|            | 2026-07-01 |       |
|            | 2026-06-30 |       |
|            | 2026-07-02 | yes   |
| 2026-09-30 |            | yes   |
| 2026-10-01 |            |       |
""")
def test_an_agency_exists_in_periods_before_its_last_day(since: str, until: str, there: str) -> None:
    """One that ends on the first day of a period did not exist in it."""
    days = [date.fromisoformat(d) if d else None for d in (since, until)]
    agency = Agency(code="A", name="A", short_name="A", since=days[0], until=days[1])
    assert exists_in(agency, Period(key="2026-Q3", year=2026, kind="quarter", number=3)) is bool(there)


@pytest.mark.slow
def test_nothing_is_required_for_periods_in_which_an_agency_did_not_exist(tmp_path: Path) -> None:
    """A former agency owes no later period, a new one no earlier one; form, check and board agree."""
    indicators = (
        "| code | topic | label | unit | kind | required | across_agencies | across_periods |\n"
        "|---|---|---|---|---|---|---|---|\n| A1 | Một | Hộ | hộ | count | yes | sum | last |\n"
        "| A2 | Một | Xã | xã | count | yes | sum | last |"
    )
    folder = definition(tmp_path, agencies=MERGED, indicators=indicators)
    filled(folder, "XA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 1 | |")
    filled(folder, "XC", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 1 | |\n| A2 | 1 | |")
    filled(folder, "XN", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | | 1 |\n| A2 | | 1 |")
    result = merge(folder)
    lacking = {(f.agency, f.indicator, f.periods) for f in result.findings if f.code == "required-missing"}
    assert lacking == {("XA", "A2", ("2019",)), ("XC", "A1", ("2020",)), ("XC", "A2", ("2020",))}
    standings = {s.agency: board_status(s) for s in result.statuses}
    assert standings == {"XA": "incomplete", "XC": "incomplete", "XN": "complete"}
    for agency, blank in (("XN", "2020"), ("XC", "2019, 2020")):
        [path] = write_templates(folder, [agency])
        lines = [r["problem"] for r in records(keyed(path)["to_fix"]) if "trống" in str(r["problem"])]
        assert lines == [f"Bắt buộc, đang trống: {blank}."] * 2
