"""Cumulative figures: the findings in the check and in the agency's form."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import Here, definition, filled, read, type_into, write
from tests.cases import cases
from tests.office import needs_libreoffice, recalculate_all
from tests.whole.test_recalculated import differing
from tests.xlsx.test_live_list import listed, marks, place
from toolkit.form.contents import Filling
from toolkit.messages.findings.catalogue import describe
from toolkit.model import AcrossPeriods, Finding, Period
from toolkit.model.periods import cumulative_runs, pairs_with_year_before, parse_period
from toolkit.run.folder import Folder

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n"
INDICATORS = """
| code | topic | label     | unit       | kind    | max_change | across_agencies | across_periods | formula  |
|------|-------|-----------|------------|---------|------------|-----------------|----------------|----------|
| L    | Một   | Hồ sơ lũy kế | hồ sơ   | count   | 50         | sum             | cumulative     |          |
| T    | Một   | Từ kỳ đầu | triệu đồng | money   |            | sum             | cumulative_all |          |
| S    | Một   | Kế hoạch  | hồ sơ      | count   |            | sum             | last           |          |
| R    | Một   | Tỷ lệ     | %          | percent | 50         |                 | last           | =L/S*100 |
"""
QUARTERS = [f"{year}-Q{n}" for year in (2025, 2026) for n in range(1, 5)]


def made(path: Path, periods: str = "|".join(QUARTERS)) -> Folder:
    sections = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
    return definition(path, about={"periods": periods}, agencies=AGENCIES, indicators=INDICATORS, sections=sections)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(made(tmp_path_factory.mktemp("cumulative")))


def table(**rows: str) -> str:
    """`_` is a blank inside a cell."""
    lines = [f"| {code} | {' | '.join(values.split()).replace('_', ' ')} |" for code, values in rows.items()]
    return "\n".join([f"| code | {' | '.join(QUARTERS)} |", "|---" * 9 + "|", *lines])


def findings(folder: Folder, figures: str, code: str = "cumulative-falls") -> list[Finding]:
    return [f for f in read(folder, filled(folder, "SA", figures)).findings if f.code == code]


def test_a_fall_of_a_cumulative_figure_within_a_year_is_a_finding(here: Here) -> None:
    """With both cells and both values; it holds nothing back, and each year begins again."""
    submission = read(here.folder, filled(here.folder, "SA", table(L="10 20 30 40 5 12 9 15")))
    (found,) = (f for f in submission.findings if f.code == "cumulative-falls")
    cells = {f.period: f.cell for f in submission.figures if f.indicator == "L"}
    assert (found.severity, found.indicator, found.period, found.value) == ("warning", "L", "2026-Q3", "9")
    assert (found.cell, found.cells) == (cells["2026-Q3"], (cells["2026-Q2"], cells["2026-Q3"]))
    sentence = describe(found, "vi", here.folder.campaign)[0]
    assert "Quý III/2026 là 9" in sentence
    assert "Quý II/2026 là 12" in sentence
    assert {f.state for f in submission.figures if f.indicator == "L"} == {"given"}
    assert submission.status == "accepted"


@pytest.mark.slow
def test_each_figure_is_compared_with_the_last_one_that_it_counts_from(here: Here) -> None:
    """A blank period between hides no fall, and an equal figure is in order; the definition states whether it is
    counted from the first period. Large changes are measured from the same period of last year, in the rate too."""
    found = findings(here.folder, table(T="10 20 30 40 35 50 60 70", L="10 20 30 40 35 50 60 70"))
    assert [(f.indicator, f.period) for f in found] == [("T", "2026-Q1")]
    found = findings(here.folder, table(L="10 Chưa_thống_kê 10 8 0 0 1 1"))
    assert [(f.period, dict(f.arguments)["earlier"]) for f in found] == [("2025-Q4", "2025-Q3")]
    blank = Filling(figures={("L", "2025-Q1"): 10.0, ("L", "2025-Q3"): 4.0})
    falls = [f for f in read(here.folder, write(here.folder, "SA", blank)).findings if f.code == "cumulative-falls"]
    assert [(f.period, *map(dict(f.arguments).get, ("before", "after"))) for f in falls] == [("2025-Q3", 10.0, 4.0)]
    figures = table(L="10 20 30 40 10 32 31 44", S="100 100 100 100 100 100 100 100")
    found = findings(here.folder, figures, "large-change")
    changes = [(f.indicator, f.period, dict(f.arguments)["earlier"]) for f in found]
    assert changes == [("L", "2026-Q2", "2025-Q2"), ("R", "2026-Q2", "2025-Q2")]


@cases("""
| text                                                  | quoted |
|-------------------------------------------------------|--------|
| Trong 6 tháng đầu năm 2026 tiếp nhận 12 hồ sơ lũy kế   |        |
| Trong 6 tháng đầu năm 2026 tiếp nhận 13 hồ sơ lũy kế   | 13     |
| Trong 9 tháng đầu năm 2026 tiếp nhận 20 hồ sơ lũy kế   | 20     |
| Hồ sơ lũy kế giảm dần                                 |        |
| Giai đoạn 2025 - 2026 tiếp nhận 65 hồ sơ lũy kế        |        |
""")
def test_words_are_compared_with_the_quarter_that_ends_at_their_period(here: Here, text: str, quoted: str) -> None:
    """“Six months” means the second quarter's figure; a cumulative rise is no trend, and years are not added."""
    lines = f"| section | text |\n|---|---|\n| dat | {text} |"
    path = filled(here.folder, "SA", table(L="10 20 30 40 5 12 19 25"), lines)
    found = [f for f in read(here.folder, path).findings if f.code.startswith("words-against")]
    assert " ".join(str(dict(f.arguments)["quoted"]) for f in found) == quoted


@pytest.mark.slow
@given(seed=st.integers(0, 10**6))
def test_falls_found_equal_those_of_plain_loops(here: Here, seed: int) -> None:
    """The same in plain loops."""
    dice = random.Random(seed)
    figures = {(code, key): float(dice.randint(0, 6)) for code in ("L", "T") for key in QUARTERS if dice.random() < 0.8}
    falls = []
    for code in ("L", "T"):
        before: float | None = None
        for key in QUARTERS:
            if code == "L" and key.endswith("Q1"):
                before = None
            value = figures.get((code, key))
            if value is not None:
                if before is not None and value < before:
                    falls.append((code, key))
                before = value
    path = write(here.folder, "SA", Filling(figures=dict(figures)))
    found = [(f.indicator, f.period) for f in read(here.folder, path).findings if f.code == "cumulative-falls"]
    assert sorted(found) == sorted(falls)


@pytest.mark.slow
@needs_libreoffice
def test_the_form_shows_a_fall_and_the_last_total_while_it_is_filled_in(here: Here) -> None:
    """The live list names the indicator and the period, the cell is marked, and both disappear with the correction.
    Nothing is added up, and a missing last figure is not replaced by an earlier one."""
    folder = here.folder
    given = table(L="10 Không_có 30 40 5 12 9 15", T="10 20 30 40 35 50 60 70", S="50 50 50 50 50 50 50 30")
    path = filled(folder, "SA", given)
    assert "unkeyed-content" not in {f.code for f in read(folder, path).findings}
    totals = {f.indicator: f.value for f in read(folder, path).figures if f.period == "2026-Q4"}
    assert totals["L"] == 15
    right = {("L", "2025-Q2"): 20, ("L", "2026-Q3"): 12, ("T", "2026-Q1"): 40}
    corrected = type_into(path, [(place(path, *k), v) for k, v in right.items()], path.parent / "corrected.xlsx")
    unfinished = write(folder, "SA", Filling(figures={("L", key): 10.0 for key in QUARTERS[:-1]}), name="unfinished")
    assert differing(path, unfinished) == []
    again = recalculate_all([path, corrected, unfinished])
    assert listed(again[path]["Cần sửa"]) == [
        ("1 – Hồ sơ lũy kế – Quý II/2025", "Số lũy kế là 0, nhỏ hơn số lũy kế kỳ trước (10)."),
        ("1 – Hồ sơ lũy kế – Quý III/2026", "Số lũy kế là 9, nhỏ hơn số lũy kế kỳ trước (12)."),
        ("2 – Từ kỳ đầu – Quý I/2026", "Số lũy kế là 35, nhỏ hơn số lũy kế kỳ trước (40)."),
    ]
    assert marks(path, again[path]["_checks"], QUARTERS) == dict.fromkeys(right, 1)
    assert listed(again[corrected]["Cần sửa"]) == []
    assert marks(corrected, again[corrected]["_checks"], QUARTERS) == {}
    shown = [{str(r[0]): r[-2] for r in again[at]["Số liệu"] if r} for at in (path, unfinished)]
    assert (shown[0]["L"], shown[0]["R"], shown[1]["L"] or "") == (15, 50, "")


def test_periods_are_ordered_by_their_end_and_paired_with_those_of_last_year() -> None:
    """Whatever their order in the definition and their length; not with the period just before."""

    def periods(keys: str) -> tuple[Period, ...]:
        return tuple(p for key in keys.split("|") if (p := parse_period(key)))

    def runs(keys: str, across: AcrossPeriods) -> list[list[str]]:
        return [[p.key for p in run] for run in cumulative_runs(periods(keys), across)]

    ordered = [["2025-M12"], ["2026-Q1", "2026-6M", "2026"]]
    assert runs("2026|2026-Q1|2026-6M|2025-M12", "cumulative") == ordered
    assert runs("2026-Q1|2025-Q4", "cumulative_all") == [["2025-Q4", "2026-Q1"]]
    assert runs("2026-Q1|2026-Q2", "last") == []
    asked = periods("2025|2025-6M|2025-Q3|2025-M07|2026-Q2|2026|2026-6M|2026-Q3|2026-M07|2026-M08")
    pairs = [f"{a.key} {b.key}" for a, b in pairs_with_year_before(asked)]
    assert pairs == ["2025 2026", "2025-6M 2026-6M", "2025-Q3 2026-Q3", "2025-M07 2026-M07"]
