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


def reported(result: Consolidation) -> list[tuple[str, str | None]]:
    """Findings about totals and corrections of tables."""
    codes = ("table-against", "table-correction", "table-left-out", "table-rows-lacking")
    return sorted((f.code, f.indicator) for f in result.findings if f.code.startswith(codes))


def row_of(result: Consolidation, column: str, typed: str) -> str:
    return next(c.row for c in result.rows if (c.column, c.typed) == (column, typed))


def _some_slow(cases: Sequence[Any], quick: int) -> list[Any]:
    """Only the first are quick tests: each takes several merges with a master in between."""
    slow = pytest.mark.slow
    return [*cases[:quick], *(pytest.param(*(c if isinstance(c, tuple) else (c,)), marks=slow) for c in cases[quick:])]


DECIDED: dict[str, tuple[tuple[Row, ...], str, dict[str, Any], str | None]] = {
    "corrected to the figure": ((BRIDGE, {**ROAD, "VON": 650.0}), "duong hoa an", {"corrected:VON": 200}, None),
    "one too many left out": ((BRIDGE, ROAD, {"TEN": "Kè", "VON": 50.0}), "ke", {"left_out": "x"}, None),
    "a blank one filled": ((BRIDGE, {"TEN": "Đường Hòa An"}), "duong hoa an", {"corrected:VON": 200}, None),
    "an unreadable one": ((BRIDGE, {**ROAD, "VON": "cỡ 2 đến 3"}), "duong hoa an", {"corrected:VON": 200}, None),
    "corrected to another number": ((BRIDGE, ROAD), "duong hoa an", {"corrected:VON": 250}, "table-against-figure"),
    "left out and missing": ((BRIDGE, ROAD), "duong hoa an", {"left_out": "x"}, "table-against-figure"),
    "all of them left out": (({**BRIDGE, "VON": 300.0},), "cau tan my", {"left_out": "x"}, "table-rows-lacking"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", _some_slow(list(DECIDED), 3))
def test_totals_of_the_rows_that_count_are_compared_with_figures(folder: Folder, case: str) -> None:
    """A decision that corrects the total removes the finding, one that breaks it adds one; undoing restores both."""
    projects, row, typed, expected = DECIDED[case]
    before = reported(merged(folder, projects))
    assert (before == []) == (expected is not None)
    type_into(folder.master, "DA", "SA", row, {**typed, **SIGNED})
    assert reported(merge(folder)) == ([(expected, "N1")] if expected else [])
    type_into(folder.master, "DA", "SA", row, dict.fromkeys((*typed, *SIGNED)))
    assert reported(merge(folder)) == before


@pytest.mark.slow
def test_one_of_two_totals_that_cannot_be_compared_stays_a_finding(folder: Folder) -> None:
    unread: tuple[Row, ...] = ({**CASES[0], "NGUOI": "vài người"}, CASES[1])
    result = merged(folder, (BRIDGE, {**ROAD, "VON": "cỡ 2 đến 3"}), unread)
    assert reported(result) == [("table-against-figure-not-checkable", "N1")]  # one finding with both cells
    type_into(folder.master, "DA", "SA", "duong hoa an", {"corrected:VON": 200, **SIGNED})
    assert reported(merge(folder)) == [("table-against-figure-not-checkable", "N2")]


@pytest.mark.slow
def test_a_figure_and_a_row_may_both_be_corrected(folder: Folder) -> None:
    """The finding of a row that is not printed in the form names the table and no cell."""
    merged(folder, ({"TEN": "Đường Hòa An"},))
    type_into(folder.master, "DA", "SA", "duong hoa an", {"corrected:VON": 250, **SIGNED})
    found = next(f for f in merge(folder).findings if f.code == "table-against-figure")
    assert found.text("cells_of") == "“Danh mục dự án”"


@pytest.mark.slow
def test_a_finding_in_a_row_that_is_left_out_becomes_a_note(folder: Folder) -> None:
    """The agency need not answer it, as for a corrected cell; a finding that is also about other rows stays."""
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
    found = [(f.indicator, describe(f, "vi", result.campaign)[0]) for f in result.findings]
    return [indicator for indicator, what in found if what.endswith("Cơ quan tổng hợp đã bỏ dòng này, không tính.")]


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
    "one of two equal ones": ((BRIDGE, BRIDGE), (BRIDGE,)),
    "one of three equal ones": ((BRIDGE, BRIDGE, BRIDGE), (BRIDGE, BRIDGE)),
    "one more": ((BRIDGE,), ({**BRIDGE, "VON": 50.0}, OTHER)),
}


@pytest.mark.slow
@pytest.mark.parametrize(("case", "again"), _some_slow([(case, n % 2 == 0) for n, case in enumerate(CHANGES)], 2))
def test_a_decision_about_a_row_is_never_applied_to_another(folder: Folder, case: str, again: bool) -> None:
    """Where rows with one key are added or removed, even before the decision was merged, it waits and is a finding."""
    before, after = CHANGES[case]
    row = row_of(merged(folder, before), "VON", "100")
    type_into(folder.master, "DA", "SA", row, {"corrected:VON": 7, "left_out": "x", **SIGNED})
    if again:
        assert [c for c in merge(folder).rows if c.row == row] == []
    result = merged(folder, after)
    total = sum(float(str(r["VON"])) for r in after)
    assert (result.table_totals["DA", "VON", ""].value, result.table_totals["DA", "", ""].left_out) == (total, 0)
    findings = [f for f in result.findings if f.code.endswith("-not-placed")]
    assert sorted(f.code for f in findings) == ["table-correction-not-placed", "table-left-out-not-placed"]
    for finding in findings:
        sentence, _ = describe(finding, "vi", result.campaign)
        assert ("“7” (cột Vốn kế hoạch)" if "correction" in finding.code else "“x” ở cột “Bỏ dòng”") in sentence
    assert merge(folder).table_totals == result.table_totals


@pytest.mark.slow
def test_decisions_about_rows_with_one_key_stay_with_them(folder: Folder) -> None:
    """Also where the rows have moved or the other row has changed."""
    row = row_of(merged(folder, (BRIDGE, OTHER)), "VON", "100")
    type_into(folder.master, "DA", "SA", row, {"corrected:VON": 7, **SIGNED})
    for others in ((OTHER,), ({**OTHER, "VON": 40.0},)):
        result = merged(folder, (*others, BRIDGE))
        assert result.table_totals["DA", "VON", ""].value == 7 + sum(float(str(r["VON"])) for r in others)
    sheet = keyed(folder.master)["table:DA"]
    assert [sheet.value(r, "corrected:VON") for r in sheet.rows if sheet.text(r, "row") == row] == [7]


# --- Repeated rows ---------------------------------------------------------------------------------


def twice(result: Consolidation) -> dict[str, tuple[str, ...]]:
    return {f.code: f.values for f in result.findings if f.code in ("table-row-twice", "table-key-twice")}


@pytest.mark.slow
def test_a_repeated_row_is_no_finding_once_one_is_left_out(folder: Folder) -> None:
    """Other repeated rows stay in the finding, and undoing the decisions restores it."""
    before = merged(folder, (BRIDGE, BRIDGE, ROAD, ROAD, ROAD))
    assert {code: len(values) for code, values in twice(before).items()} == {"table-row-twice": 5}
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
def test_a_finding_about_repeated_rows_names_those_that_count(folder: Folder, seed: int) -> None:
    """With random rows left out, the findings are those of a form without these rows."""
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
