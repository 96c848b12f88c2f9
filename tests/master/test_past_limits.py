"""Tables beyond Excel's limits go on in further sheets, and are one table for formulas, links and readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.building import (
    DAY,
    cell_of,
    define,
    definition,
    every_way,
    filled,
    keyed,
    random_filling,
    read,
    type_into,
    write,
)
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.edits import read_edits
from toolkit.master.read import read_master
from toolkit.master.sheets.figure_rows import FigureRows
from toolkit.master.sheets.master import write_master
from toolkit.model import Consolidation, Figure
from toolkit.run.folder import Folder
from toolkit.xlsx.tables import FIRST_ROW

AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |"
SECTIONS = "| code | role | heading |\n|--|--|--|\n| dat | achievement | Đạt được |"
TEXTS = (
    *("Xây cầu qua sông", "Trồng rừng phòng hộ", "Mở lớp xóa mù chữ", "Khám bệnh cho người già"),
    *("Sửa đường liên xã", "Cấp nước sạch", "Dạy nghề may", "Thả cá giống", "Lập tổ tự quản", "Phát tờ rơi"),
    *("Tặng sách", "Thu gom rác"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Five agencies with 132 figures each, some texts, and leftovers."""
    folder = define(tmp_path_factory.mktemp("campaign"), every_way())
    for number, code in enumerate(("SA", "SB", "HC", "HD", "HE")):
        write(folder, code, random_filling(folder, code, number, blanks=0.2, words=0.3, odd=True))
    return folder


@pytest.fixture(scope="module")
def result(folder: Folder) -> Consolidation:
    submissions = [read(folder, path) for path in sorted(folder.inbox.glob("*.xlsx"))]
    return consolidate(folder.campaign, submissions, as_of=DAY)


@pytest.fixture(scope="module")
def whole(result: Consolidation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unchanged master."""
    path = tmp_path_factory.mktemp("whole") / "whole.xlsx"
    write_master(path, result)
    return path


@pytest.fixture(scope="module")
def parts(result: Consolidation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The master as if a sheet held three agencies and few rows."""
    path = tmp_path_factory.mktemp("parts") / "m.xlsx"
    write_master(path, result, records=37, across=2)
    return path


def rows_of(path: Path, key: str) -> list[list[Any]]:
    """The records of a table from all its sheets, unchanged."""
    sheets = keyed(path)
    found = [k for k in sheets if k.partition(":")[0] == key]
    return [list(row.cells) for k in found for row in sheets[k].rows if not row.for_people]


@pytest.mark.slow
def test_tables_go_on_in_further_sheets(result: Consolidation, whole: Path, parts: Path) -> None:
    """No sheet has more records than it may, keys and names are numbered, and together they are the whole table."""
    sheets = keyed(parts)
    numbered = [k for k in sheets if k.startswith("figures")]
    assert ["figures", *(f"figures:{n}" for n in range(2, len(numbered) + 1))] == numbered
    assert -(-len(result.figures) // 37) == len(numbered)
    assert sheets["figures:2"].name == "Số liệu gốc 2"
    assert {"matrix", "matrix:2", "matrix:3", "findings:2"} <= sheets.keys()
    for key in ("figures", "statements", "findings", "leftovers", "groups"):
        texts = [[str(v) for v in row] for row in rows_of(whole, key)]
        assert texts == [[str(v) for v in row] for row in rows_of(parts, key)], key
        assert all(sum(not r.for_people for r in sheets[k].rows) <= 37 for k in sheets if k.partition(":")[0] == key)


@pytest.mark.slow
def test_totals_and_the_leaders_sheet_are_the_same(whole: Path, parts: Path) -> None:
    """Totals, coverage and the leaders' sheet do not depend on the number of sheets."""
    for key in ("summary", "by_agency", "totals", "status", "info"):
        assert rows_of(whole, key) == rows_of(parts, key), key


@needs_libreoffice
@pytest.mark.slow
def test_formulas_over_several_sheets(parts: Path) -> None:
    """Recalculated by LibreOffice, every formula over the further sheets gives its stored value."""
    assert differing(parts) == []


@pytest.mark.slow
def test_a_master_of_several_sheets_is_read_back(whole: Path, parts: Path) -> None:
    """What is read from a master does not depend on the number of sheets of its tables."""
    one, several = read_master(whole), read_master(parts)
    assert several.changed_files == ()
    assert one.submissions == several.submissions
    assert one.groups == several.groups


@pytest.mark.slow
def test_edits_on_a_further_sheet(tmp_path: Path) -> None:
    """An edit of a group on a further sheet is carried like any other."""
    path = tmp_path / "m.xlsx"
    folder = definition(tmp_path, agencies=AGENCIES, sections=SECTIONS)
    form = filled(folder, "SA", "", "| section | text |\n|--|--|\n" + "".join(f"| dat | {text} |\n" for text in TEXTS))
    write_master(path, consolidate(folder.campaign, [read(folder, form)], as_of=DAY), records=1)
    sheets = keyed(path)
    last = max((k for k in sheets if k.startswith("groups")), key=len)
    assert last == "groups:10"
    group = next(r.key for r in sheets[last].rows if not r.for_people)
    type_into(path, [(cell_of(path, last, group, "edited_text"), "Lời khác")])
    assert [(group, "Lời khác")] == [(e.group, e.edited_text) for e in read_edits(path)]


def test_every_figure_has_the_right_row() -> None:
    """Agencies may have different indicators, or one the same figure twice: then the last counts."""
    codes = {"SA": ("A1", "A2"), "SB": ("A1", "A2"), "HC": ("A1", "B1"), "HD": ("B1",)}
    figures = [Figure(a, i, p, 1.0, "given") for a, its in codes.items() for i in its for p in ("2019", "2020")]
    twice = (*figures, figures[-2]._replace(value=7.0))
    rows = FigureRows(twice)
    last = {(f.indicator, f.period, f.agency): n for n, f in enumerate(twice, start=FIRST_ROW)}
    assert len(last) == len(twice) - 1
    for (indicator, period, agency), row in last.items():
        assert rows.row(indicator, period, agency) == row
        assert rows.at(row) == twice[row - FIRST_ROW]
    assert rows.rows("A1", "2019", ("?", "SA")) == [0, FIRST_ROW]
    assert rows.at(0) is None
