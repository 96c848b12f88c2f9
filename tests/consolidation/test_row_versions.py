"""Versions of a form with tables: which rows are new, removed or changed, and which version's rows count."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.building import definition, keyed, merge, records
from tests.intake.test_tables import AGENCIES, CASES, FIGURES, INDICATORS, PROJECTS, ROWS
from tests.tabling import Row, filled_with
from toolkit.cli import main as cli
from toolkit.run.folder import Folder

#: The earlier version has one row more, another amount in one row, and another order of rows.
EARLIER: tuple[Row, ...] = (
    {"TEN": "Chợ Cái Bè", "VON": 50.0, "LOAI": "Mới"},
    *(PROJECTS[2], {**PROJECTS[0], "VON": 90.0}),
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


def _send(folder: Folder, name: str, month: int, rows: tuple[Row, ...], cases: tuple[Row, ...] = CASES) -> None:
    path = filled_with(folder, "SA", FIGURES, {"DA": rows, "VV": cases}, name=name)
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
    assert result.balance.even


@pytest.mark.slow
def test_a_table_that_is_sorted_is_no_change(folder: Folder) -> None:
    """Of two rows with a key only the removed one is listed. A table that is blank in the latest version is a finding
    that says what the earlier one had; the latest counts."""
    other = {**PROJECTS[0], "VON": 90.0}
    _send(folder, "SA 1", 1, PROJECTS)
    _send(folder, "SA 2", 2, (*reversed(PROJECTS), other))
    _send(folder, "SA 3", 3, PROJECTS)
    changes = [(c.old, c.new) for c in merge(folder, master=False).changes if c.what == "row"]
    row = "Cầu Tân Mỹ; 90; 50%; Mới; 07/03/2020"
    assert changes == [("", row), (row, "")]
    _send(folder, "SA 4", 4, ())
    findings = [f for f in merge(folder, master=False).findings if f.code == "filled-before"]
    assert [(f.sheet, f.value) for f in findings] == [("Danh mục dự án", "C15, D15, E15, F15, G15, C16")]


def test_a_form_with_rows_alone_is_a_report(folder: Folder) -> None:
    """It is not blank, and does not silently replace a version with figures."""
    filled_with(folder, "SA", "", {"DA": PROJECTS})
    result = merge(folder, master=False)
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
