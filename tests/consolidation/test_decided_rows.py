"""Rows of tables when agencies' forms are merged again: what the coordinator decided about them, which are new, removed
or changed, and which version's rows count."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import definition, keyed, records, typed
from tests.cases import cases
from tests.effort import effort
from tests.intake.test_tables import AGENCIES, INDICATORS, PROJECTS, ROWS
from tests.intake.test_tables import CASES as SENT_CASES
from tests.intake.test_tables import FIGURES as SENT_FIGURES
from tests.master.test_corrections import merged as merge
from tests.master.test_table_corrections import SIGNED, type_into
from tests.tabling import Row, filled_with
from toolkit.cli import main as cli
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


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


def rows(text: str) -> tuple[Row, ...]:
    """Rows of projects, `Cầu 100; Đường 200`: names and amounts."""
    parts = [part.strip().partition(" ") for part in text.split(";")]
    return tuple({"TEN": name} | ({"VON": typed(amount)} if amount else {}) for name, _, amount in parts)


def merged(folder: Folder, projects: str, others: Sequence[Row] = CASES) -> Consolidation:
    """The merge of a form with these projects."""
    filled_with(folder, "SA", FIGURES, {"DA": rows(projects), "VV": others})
    return merge(folder)


def decide(folder: Folder, row: str, **typed: Any) -> None:
    """The coordinator's decision about a row of the projects, with name and reason."""
    type_into(folder.master, "DA", "SA", row, {**typed, **SIGNED})


def reported(result: Consolidation) -> list[tuple[str, str | None]]:
    """Findings about totals and corrections of tables."""
    codes = ("table-against", "table-correction", "table-left-out", "table-rows-lacking")
    return sorted((f.code, f.indicator) for f in result.findings if f.code.startswith(codes))


def row_of(result: Consolidation, column: str, typed: str) -> str:
    return next(c.row for c in result.rows if (c.column, c.typed) == (column, typed))


@pytest.mark.slow
@cases("""
| case                        | projects                  | row   | corrected | expected             |
|-----------------------------|---------------------------|-------|-----------|----------------------|
| corrected to the figure     | Cầu 100; Đường 650        | duong | 200       |                      |
| one too many left out       | Cầu 100; Đường 200; Kè 50 | ke    |           |                      |
| a blank one filled          | Cầu 100; Đường            | duong | 200       |                      |
| an unreadable one           | Cầu 100; Đường cỡ 2 đến 3 | duong | 200       |                      |
| corrected to another number | Cầu 100; Đường 200        | duong | 250       | table-against-figure |
| left out and missing        | Cầu 100; Đường 200        | duong |           | table-against-figure |
| all of them left out        | Cầu 300                   | cau   |           | table-rows-lacking   |
""")
def test_totals_of_the_rows_that_count_are_compared_with_figures(
    folder: Folder, projects: str, row: str, corrected: str, expected: str
) -> None:
    """A decision that corrects the total removes the finding, one that breaks it adds one; undoing restores both."""
    before = reported(merged(folder, projects))
    assert (before == []) == (expected != "")
    what = {"corrected:VON": float(corrected)} if corrected else {"left_out": "x"}
    decide(folder, row, **what)
    assert reported(merge(folder)) == ([(expected, "N1")] if expected else [])
    type_into(folder.master, "DA", "SA", row, dict.fromkeys((*what, *SIGNED)))
    assert reported(merge(folder)) == before


@pytest.mark.slow
def test_one_of_two_totals_that_cannot_be_compared_stays_a_finding(folder: Folder) -> None:
    """The finding of a row that is not printed in the form names the table and no cell."""
    unread: tuple[Row, ...] = ({**CASES[0], "NGUOI": "vài người"}, CASES[1])
    result = merged(folder, "Cầu 100; Đường cỡ 2 đến 3", unread)
    assert reported(result) == [("table-against-figure-not-checkable", "N1")]  # one finding with both cells
    decide(folder, "duong", **{"corrected:VON": 200})
    assert reported(merge(folder)) == [("table-against-figure-not-checkable", "N2")]
    merged(folder, "Đường")
    decide(folder, "duong", **{"corrected:VON": 250})
    found = next(f for f in merge(folder).findings if f.code == "table-against-figure")
    assert found.text("cells_of") == "“Danh mục dự án”"


@pytest.mark.slow
def test_a_finding_in_a_row_that_is_left_out_becomes_a_note(folder: Folder) -> None:
    """The agency need not answer it, as for a corrected cell; a finding that is also about other rows stays."""
    projects: tuple[Row, ...] = tuple({**row, "LOAI": "gì đó"} for row in rows("Đường 200; Kè cỡ 2 đến 3"))
    filled_with(folder, "SA", FIGURES, {"DA": (*rows("Cầu 100"), *projects), "VV": CASES})
    result = merge(folder)
    before = {(f.code, f.indicator) for f in result.findings if f.agency == "SA"}
    assert _left_out(result) == []
    decide(folder, "ke", left_out="x")
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
    result = merged(folder, "Cầu 100; Đường 200; Kè")
    finding = next(f for f in result.findings if f.code == "table-one-cell")
    noted = replace(finding, arguments=(*finding.arguments, ("left_out", "yes")))
    assert finding_key(noted) == finding_key(finding)


# --- Several rows with one key ---------------------------------------------------------------------


@pytest.mark.slow
@cases("""
| case                           | before                    | after           | again |
|--------------------------------|---------------------------|-----------------|-------|
| the other one goes             | Cầu 100; Cầu 150          | Cầu 100         | yes   |
| the decided one goes           | Cầu 100; Cầu 150          | Cầu 150         |       |
| one of two equal ones goes     | Cầu 100; Cầu 100          | Cầu 100         | yes   |
| one of three equal ones goes   | Cầu 100; Cầu 100; Cầu 100 | Cầu 100; Cầu 100 |      |
| one more comes                 | Cầu 100                   | Cầu 50; Cầu 150 | yes   |
""")
def test_a_decision_about_a_row_is_never_applied_to_another(
    folder: Folder, before: str, after: str, again: str
) -> None:
    """Where rows with one key are added or removed, even before the decision was merged, it waits and is a finding."""
    row = row_of(merged(folder, before), "VON", "100")
    decide(folder, row, left_out="x", **{"corrected:VON": 7})
    if again:
        assert [c for c in merge(folder).rows if c.row == row] == []
    result = merged(folder, after)
    total = sum(float(str(r["VON"])) for r in rows(after))
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
    row = row_of(merged(folder, "Cầu 100; Cầu 150"), "VON", "100")
    decide(folder, row, **{"corrected:VON": 7})
    for other in (150.0, 40.0):
        result = merged(folder, f"Cầu {other}; Cầu 100")
        assert result.table_totals["DA", "VON", ""].value == 7 + other
    sheet = keyed(folder.master)["table:DA"]
    assert [sheet.value(r, "corrected:VON") for r in sheet.rows if sheet.text(r, "row") == row] == [7]


# --- Repeated rows ---------------------------------------------------------------------------------


def twice(result: Consolidation) -> dict[str, tuple[str, ...]]:
    return {f.code: f.values for f in result.findings if f.code in ("table-row-twice", "table-key-twice")}


@pytest.mark.slow
def test_a_repeated_row_is_no_finding_once_one_is_left_out(folder: Folder) -> None:
    """Other repeated rows stay in the finding, and undoing the decisions restores it."""
    before = merged(folder, "Cầu 100; Cầu 100; Đường 200; Đường 200; Đường 200")
    assert {code: len(values) for code, values in twice(before).items()} == {"table-row-twice": 5}
    bridge, road = ([c.row for c in before.rows if (c.column, c.typed) == ("VON", t)] for t in ("100", "200"))
    decide(folder, bridge[0], left_out="x")
    assert twice(merge(folder)) == {"table-row-twice": ("Đường",) * 3}
    decide(folder, road[0], left_out="x")
    result = merge(folder)
    finding = next(f for f in result.findings if f.code == "table-row-twice")
    assert (dict(finding.arguments)["count"], len(finding.cells), finding.cell) == (1, 2, finding.cells[0])
    decide(folder, road[1], left_out="x")
    assert twice(merge(folder)) == {}
    for row in (bridge[0], *road[:2]):
        type_into(folder.master, "DA", "SA", row, dict.fromkeys(("left_out", *SIGNED)))
    assert twice(merge(folder)) == twice(before)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(1, 60)))
def test_a_finding_about_repeated_rows_names_those_that_count(folder: Folder, seed: int) -> None:
    """With random rows left out, the findings are those of a form without these rows."""
    dice = random.Random(seed)
    drawn = [f"{dice.choice(('Cầu', 'Đường'))} {dice.choice((1, 2))}" for _ in range(dice.randint(3, 7))]
    result = merged(folder, "; ".join(drawn))
    ids = list(dict.fromkeys(c.row for c in result.rows if c.table == "DA"))
    out = set(dice.sample(range(len(ids)), dice.randint(1, len(ids) - 1)))
    for place in out:
        decide(folder, ids[place], left_out="x")
    left = twice(merge(folder))
    folder.master.unlink()
    assert left == twice(merged(folder, "; ".join(row for n, row in enumerate(drawn) if n not in out)))


# --- Versions of a form with tables -----------------------------------------------------------------

#: The earlier version has one row more, another amount in one row, and another order of rows.
EARLIER: tuple[Row, ...] = (
    {"TEN": "Chợ Cái Bè", "VON": 50.0, "LOAI": "Mới"},
    *(PROJECTS[2], {**PROJECTS[0], "VON": 90.0}),
)


def _send(folder: Folder, name: str, month: int, rows: tuple[Row, ...]) -> None:
    path = filled_with(folder, "SA", SENT_FIGURES, {"DA": rows, "VV": SENT_CASES}, name=name)
    book = openpyxl.load_workbook(path)
    book.properties.modified = datetime(2021, month, 1)
    book.save(path)


@pytest.mark.slow
def test_new_removed_and_changed_rows_are_listed(folder: Folder) -> None:
    """Their positions do not matter; the rows of the version that counts are taken."""
    _send(folder, "SA 1", 1, EARLIER)
    _send(folder, "SA 2", 2, PROJECTS)
    result = merge(folder)
    assert {c.file for c in result.rows} == {"inbox/SA 2.xlsx"}
    changes = [(c.indicator, c.detail, c.old, c.new, c.old_cell, c.new_cell) for c in result.changes if c.what == "row"]
    assert changes == [
        ("DA.VON", "cau tan my", "90", "100", "D17", "D15"),
        ("DA", "duong hoa an", "", "Đường Hòa An; 200; 70%; Tiếp tục; 01/05/2019", "", "C16"),
        ("DA", "cho cai be", "Chợ Cái Bè; 50; Mới", "", "C15", ""),
    ]
    drawn = [(r["kind"], r["place"]) for r in records(keyed(folder.master)["changes"])]
    assert ("dòng của bảng", "cột “Vốn kế hoạch” của bảng “Danh mục dự án”: cau tan my") in drawn
    assert ("dòng của bảng", "“Danh mục dự án”: cho cai be") in drawn
    assert result.balance.is_even


@pytest.mark.slow
def test_a_table_that_is_sorted_is_no_change(folder: Folder) -> None:
    """Of two rows with a key only the removed one is listed. A table that is blank in the latest version is a finding
    that says what the earlier one had; the latest counts."""
    other = {**PROJECTS[0], "VON": 90.0}
    _send(folder, "SA 1", 1, PROJECTS)
    _send(folder, "SA 2", 2, (*reversed(PROJECTS), other))
    _send(folder, "SA 3", 3, PROJECTS)
    changes = [(c.old, c.new) for c in merge(folder).changes if c.what == "row"]
    row = "Cầu Tân Mỹ; 90; 50%; Mới; 07/03/2020"
    assert changes == [("", row), (row, "")]
    _send(folder, "SA 4", 4, ())
    findings = [f for f in merge(folder).findings if f.code == "filled-before"]
    assert [(f.sheet, f.value) for f in findings] == [("Danh mục dự án", "C15, D15, E15, F15, G15, C16")]


@pytest.mark.slow
def test_a_form_with_rows_alone_is_a_report(folder: Folder) -> None:
    """It is not blank, and does not silently replace a version with figures."""
    filled_with(folder, "SA", "", {"DA": PROJECTS})
    result = merge(folder)
    assert list(result.used) == ["SA"]
    assert result.table_totals["DA", "VON", ""].value == 600


@pytest.mark.slow
def test_check_shows_the_number_of_rows(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    _send(folder, "SA 1", 1, PROJECTS)
    cli.run(["check", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert [f["rows"] for f in document["files"]] == [5]
    cli.run(["check", "--campaign", str(folder.root), "--as-of", "2021-01-15"])
    assert "Báo cáo: 1/2 đơn vị, 0 ý, 4 số liệu, 5 dòng của các bảng." in capsys.readouterr().out
    balance = document["balance"]
    assert balance["cells"] == sum(balance[part] for part in balance if part != "cells")
    assert balance["rows"] == 20
