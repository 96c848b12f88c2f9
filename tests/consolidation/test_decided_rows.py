"""What the coordinator decides about rows of tables, when agencies' forms are merged again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import definition, keyed
from tests.effort import effort
from tests.intake.test_tables import AGENCIES, INDICATORS, ROWS
from tests.master.test_corrections import merged as merge
from tests.master.test_table_corrections import SIGNED, type_into
from tests.tabling import Row, filled_with
from toolkit.consolidation.acceptances import finding_key
from toolkit.master.read import read_master
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Consolidation
from toolkit.run.folder import Folder

FIGURES = """
| code | 2019 | 2020 |
|------|------|------|
| N1   | 1    | 300  |
| N2   | 1    | 7    |
"""
CASES: tuple[Row, ...] = ({"VIEC": "Vụ một", "NGUOI": 3.0}, {"VIEC": "Vụ hai", "NGUOI": 4.0})
BRIDGE: Row = {"TEN": "Cầu Tân Mỹ", "VON": 100.0}
ROAD: Row = {"TEN": "Đường Hòa An", "VON": 200.0}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


def merged(folder: Folder, projects: tuple[Row, ...], cases: tuple[Row, ...] = CASES) -> Consolidation:
    filled_with(folder, "SA", FIGURES, {"DA": projects, "VV": cases})
    return merge(folder)


def said(result: Consolidation) -> list[tuple[str, str | None]]:
    """What is found of totals and of corrections."""
    codes = ("table-against", "table-correction", "table-left-out", "table-rows-lacking")
    return sorted((f.code, f.indicator) for f in result.findings if f.code.startswith(codes))


def row_of(result: Consolidation, column: str, typed: str) -> str:
    return next(c.row for c in result.rows if (c.column, c.typed) == (column, typed))


def _some_slow(cases: Sequence[Any], quick: int) -> list[Any]:
    """The first are tried among the quick tests: each takes several merges with a master in between."""
    slow = pytest.mark.slow
    return [*cases[:quick], *(pytest.param(*(c if isinstance(c, tuple) else (c,)), marks=slow) for c in cases[quick:])]


DECIDED: dict[str, tuple[tuple[Row, ...], str, dict[str, Any], str | None]] = {
    "corrected to the figure": ((BRIDGE, {**ROAD, "VON": 650.0}), "duong hoa an", {"corrected:VON": 200}, None),
    "one too many left out": ((BRIDGE, ROAD, {"TEN": "Kè", "VON": 50.0}), "ke", {"left_out": "x"}, None),
    "a blank one filled": ((BRIDGE, {"TEN": "Đường Hòa An"}), "duong hoa an", {"corrected:VON": 200}, None),
    "what could not be read": ((BRIDGE, {**ROAD, "VON": "cỡ 2 đến 3"}), "duong hoa an", {"corrected:VON": 200}, None),
    "corrected to what it is not": ((BRIDGE, ROAD), "duong hoa an", {"corrected:VON": 250}, "table-against-figure"),
    "left out and lacking": ((BRIDGE, ROAD), "duong hoa an", {"left_out": "x"}, "table-against-figure"),
    "all of them left out": (({**BRIDGE, "VON": 300.0},), "cau tan my", {"left_out": "x"}, "table-rows-lacking"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", _some_slow(list(DECIDED), 3))
def test_totals_are_held_against_figures_as_the_rows_count(folder: Folder, case: str) -> None:
    """What a decision heals is not asked any more, what it breaks is, and taken back all is as it was."""
    projects, row, typed, expected = DECIDED[case]
    before = said(merged(folder, projects))
    assert (before == []) == (expected is not None)
    type_into(folder.master, "DA", "SA", row, {**typed, **SIGNED})
    assert said(merge(folder)) == ([(expected, "N1")] if expected else [])
    type_into(folder.master, "DA", "SA", row, dict.fromkeys((*typed, *SIGNED)))
    assert said(merge(folder)) == before


@pytest.mark.slow
def test_one_total_of_two_that_could_not_be_held_against_figures_stays_asked(folder: Folder) -> None:
    unread: tuple[Row, ...] = ({**CASES[0], "NGUOI": "vài người"}, CASES[1])
    result = merged(folder, (BRIDGE, {**ROAD, "VON": "cỡ 2 đến 3"}), unread)
    assert said(result) == [("table-against-figure-not-checkable", "N1")]  # told as one, with both cells
    type_into(folder.master, "DA", "SA", "duong hoa an", {"corrected:VON": 200, **SIGNED})
    assert said(merge(folder)) == [("table-against-figure-not-checkable", "N2")]


@pytest.mark.slow
def test_a_figure_and_a_row_may_both_be_corrected(folder: Folder) -> None:
    """The row that the form prints nowhere names no cell."""
    merged(folder, ({"TEN": "Đường Hòa An"},))
    type_into(folder.master, "DA", "SA", "duong hoa an", {"corrected:VON": 250, **SIGNED})
    found = next(f for f in merge(folder).findings if f.code == "table-against-figure")
    assert found.text("cells_of") == "“Danh mục dự án”"


@pytest.mark.slow
def test_what_is_wrong_in_a_row_that_is_left_out_says_so(folder: Folder) -> None:
    """It is a note, which is asked of nobody, as of a cell that is corrected; what is about other rows too is asked."""
    unread: Row = {"TEN": "Kè", "VON": "cỡ 2 đến 3", "LOAI": "khác"}
    result = merged(folder, (BRIDGE, {**ROAD, "LOAI": "gì đó"}, unread))
    before = {(f.code, f.indicator) for f in result.findings if f.agency == "SA"}
    assert _left_out(result) == []
    type_into(folder.master, "DA", "SA", "ke", {"left_out": "x", **SIGNED})
    result = merge(folder)
    assert _left_out(result) == ["DA.VON"]
    assert {f.severity for f in result.findings if f.text("left_out")} == {"note"}
    assert ("not-in-choices", "DA.LOAI") in before
    assert before - {(f.code, f.indicator) for f in result.findings} == {("table-against-figure-not-checkable", "N1")}
    assert not [f for s in read_master(folder.master).submissions for f in s.findings if f.text("left_out")]


def _left_out(result: Consolidation) -> list[str | None]:
    said = [(f.indicator, describe(f, "vi", result.campaign)[0]) for f in result.findings]
    return [indicator for indicator, what in said if what.endswith("Cơ quan tổng hợp đã bỏ dòng này, không tính.")]


def test_a_finding_stays_accepted_where_its_row_is_left_out(folder: Folder) -> None:
    result = merged(folder, (BRIDGE, ROAD, {"TEN": "Kè"}))
    finding = next(f for f in result.findings if f.code == "table-one-cell")
    noted = replace(finding, arguments=(*finding.arguments, ("left_out", "yes")))
    assert finding_key(noted) == finding_key(finding)


# --- Several rows with one key ---------------------------------------------------------------------

OTHER: Row = {**BRIDGE, "VON": 150.0}
CHANGES: dict[str, tuple[tuple[Row, ...], tuple[Row, ...]]] = {
    "the other one": ((BRIDGE, OTHER), (BRIDGE,)),
    "the decided one": ((BRIDGE, OTHER), (OTHER,)),
    "one of two that are alike": ((BRIDGE, BRIDGE), (BRIDGE,)),
    "one of three that are alike": ((BRIDGE, BRIDGE, BRIDGE), (BRIDGE, BRIDGE)),
    "one more": ((BRIDGE,), ({**BRIDGE, "VON": 50.0}, OTHER)),
}


@pytest.mark.slow
@pytest.mark.parametrize(("case", "again"), _some_slow([(case, n % 2 == 0) for n, case in enumerate(CHANGES)], 2))
def test_what_is_decided_about_a_row_never_lands_on_another(folder: Folder, case: str, again: bool) -> None:
    """Where rows with one key come or go, also before the decision was merged, it waits and is told."""
    before, after = CHANGES[case]
    row = row_of(merged(folder, before), "VON", "100")
    type_into(folder.master, "DA", "SA", row, {"corrected:VON": 7, "left_out": "x", **SIGNED})
    if again:
        assert [c for c in merge(folder).rows if c.row == row] == []
    result = merged(folder, after)
    total = sum(float(str(r["VON"])) for r in after)
    assert (result.table_totals["DA", "VON", ""].value, result.table_totals["DA", "", ""].left_out) == (total, 0)
    told = [f for f in result.findings if f.code.endswith("-not-placed")]
    assert sorted(f.code for f in told) == ["table-correction-not-placed", "table-left-out-not-placed"]
    for finding in told:
        sentence, _ = describe(finding, "vi", result.campaign)
        assert ("“7” (cột Vốn kế hoạch)" if "correction" in finding.code else "“x” ở cột “Bỏ dòng”") in sentence
    assert merge(folder).table_totals == result.table_totals


@pytest.mark.slow
def test_decisions_about_rows_with_one_key_stay_with_them(folder: Folder) -> None:
    """Wherever they stand now; the other may change too."""
    row = row_of(merged(folder, (BRIDGE, OTHER)), "VON", "100")
    type_into(folder.master, "DA", "SA", row, {"corrected:VON": 7, **SIGNED})
    for others in ((OTHER,), ({**OTHER, "VON": 40.0},)):
        result = merged(folder, (*others, BRIDGE))
        assert result.table_totals["DA", "VON", ""].value == 7 + sum(float(str(r["VON"])) for r in others)
    sheet = keyed(folder.master)["table:DA"]
    assert [sheet.value(r, "corrected:VON") for r in sheet.rows if sheet.text(r, "row") == row] == [7]


# --- Rows given twice ------------------------------------------------------------------------------


def twice(result: Consolidation) -> dict[str, tuple[str, ...]]:
    return {f.code: f.values for f in result.findings if f.code in ("table-row-twice", "table-key-twice")}


@pytest.mark.slow
def test_a_row_given_twice_is_not_asked_about_once_one_is_left_out(folder: Folder) -> None:
    """What counts once is not said to count twice; others given twice are asked about still, and taken back all are."""
    before = merged(folder, (BRIDGE, BRIDGE, ROAD, ROAD, ROAD))
    assert {code: len(said) for code, said in twice(before).items()} == {"table-row-twice": 5}
    bridge, road = row_of_all(before, "100"), row_of_all(before, "200")
    type_into(folder.master, "DA", "SA", bridge[0], {"left_out": "x", **SIGNED})
    assert twice(merge(folder)) == {"table-row-twice": ("Đường Hòa An",) * 3}
    type_into(folder.master, "DA", "SA", road[0], {"left_out": "x", **SIGNED})
    result = merge(folder)
    finding = next(f for f in result.findings if f.code == "table-row-twice")
    assert (dict(finding.arguments)["count"], len(finding.cells), finding.cell) == (1, 2, finding.cells[0])
    type_into(folder.master, "DA", "SA", road[1], {"left_out": "x", **SIGNED})
    assert twice(merge(folder)) == {}
    for row in (bridge[0], *road[:2]):
        type_into(folder.master, "DA", "SA", row, dict.fromkeys(("left_out", *SIGNED)))
    assert twice(merge(folder)) == twice(before)


def row_of_all(result: Consolidation, typed: str) -> list[str]:
    return [c.row for c in result.rows if (c.column, c.typed) == ("VON", typed)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(3, 60)))
def test_a_finding_about_rows_given_twice_names_those_that_count_twice(folder: Folder, seed: int) -> None:
    """Of drawn rows, some of them left out, the same is told as if the form had come without these."""
    dice = random.Random(seed)
    drawn = [{**dice.choice((BRIDGE, ROAD)), "VON": dice.choice((1.0, 2.0))} for _ in range(dice.randint(3, 7))]
    result = merged(folder, tuple(drawn))
    rows = list(dict.fromkeys(c.row for c in result.rows if c.table == "DA"))
    out = set(dice.sample(range(len(rows)), dice.randint(1, len(rows) - 1)))
    for place in out:
        type_into(folder.master, "DA", "SA", rows[place], {"left_out": "x", **SIGNED})
    left = twice(merge(folder))
    folder.master.unlink()
    assert left == twice(merged(folder, tuple(row for n, row in enumerate(drawn) if n not in out)))
