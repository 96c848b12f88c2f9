"""Columns are described once; what is drawn, `frames` and the exported tables follow from that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import toolkit
from tests.building import keyed
from toolkit.consolidation.consolidate import consolidate
from toolkit.export.tables import RECORD_SHEETS, tables_of
from toolkit.master.read import read_master
from toolkit.master.sheets.context import View
from toolkit.master.sheets.master import write_master
from toolkit.master.sheets.reports import STATEMENTS
from toolkit.messages import masters
from toolkit.model import (
    Agency,
    Campaign,
    Consolidation,
    Leftover,
    Section,
    SignedFigure,
    SignedReport,
    Source,
    Statement,
    Submission,
)
from toolkit.xlsx.tables import KINDS, TableColumn


@pytest.fixture(scope="module")
def result() -> Consolidation:
    """One report with two statements, one of them from its PDF, and a cell without a position."""
    campaign = Campaign(
        id="T",
        title="T",
        agencies=(Agency(code="SA", name="Sở A", short_name="A"),),
        sections=(Section(code="han", role="limitation", heading="Hạn chế"),),
    )
    place = {"file": "inbox/a.xlsx", "sheet": "Nội dung"}
    submission = Submission(
        source=Source(file="inbox/a.xlsx", sha256="1"),
        status="accepted",
        agency="SA",
        statements=(
            Statement("s1", "SA", "han", "Thiếu nước tưới", evidence="Kho 2", cell="B5", **place),
            Statement("s2", "SA", "han", "Thiếu cây con", cell="B6", **place),
        ),
        leftovers=(Leftover(cell="D9", value="7", reason="unkeyed-content", agency="SA", **place),),
    )
    printed = SignedFigure("SA", "han", "", "Thiếu nước tưới", "", 1, "equal")
    made = consolidate(campaign, [submission], as_of=date(2020, 7, 31))
    return replace(made, signed={"SA": SignedReport(agency="SA", files=("inbox/a.pdf",), figures=(printed,))})


def test_columns_have_headings_and_are_those_of_the_sheet(result: Consolidation, tmp_path: Path) -> None:
    """No heading is a key, and no column is described twice; those with a width are drawn in that order."""
    write_master(tmp_path / "m.xlsx", result)
    drawn = keyed(tmp_path / "m.xlsx")
    for sheet in RECORD_SHEETS:
        columns = sheet.columns_of(View.of(result))
        shown = [c for c in columns if c.width and not c.hidden]
        assert [c.key for c in shown if not c.heading and c.key not in masters.COLUMNS] == []
        assert {c.kind for c in columns if isinstance(c.kind, str)} <= set(KINDS)
        assert len({c.key for c in columns}) == len(columns)
        assert (sheet.key in drawn) is (sheet.key != "followup")  # nothing from last time
        assert sheet.key not in drawn or list(drawn[sheet.key].columns) == [c.key for c in columns if c.width]


@pytest.mark.slow
def test_frames_have_the_columns_that_programs_get(result: Consolidation) -> None:
    frames = toolkit.frames(result)
    for sheet in RECORD_SHEETS:
        columns = sheet.columns_of(View.of(result))
        assert list(frames[sheet.key].columns) == [c.key for c in columns if c.value is not None]


@pytest.mark.slow
def test_a_described_column_is_everywhere(
    result: Consolidation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more described column of statements is drawn under its heading, in frames, exported, and read back."""
    words = TableColumn("words", 9, "count", lambda s, view: len(s.text.split()), heading=masters.COLUMNS["count"])
    monkeypatch.setitem(vars(STATEMENTS), "columns", (*STATEMENTS.columns_of(View.of(result)), words))
    write_master(tmp_path / "m.xlsx", result)
    table = next(t for t in tables_of(result, "vi") if t.name == "statements")
    place = [(c.name, c.type) for c in table.columns].index(("words", "integer"))
    assert [row[place] for row in table.rows] == [3, 3]
    sheet = keyed(tmp_path / "m.xlsx")["statements"]
    assert [sheet.text(row, "words") for row in sheet.rows][-3:] == [masters.COLUMNS["count"].vi, "3", "3"]
    assert list(toolkit.frames(result)["statements"]["words"]) == [3, 3]
    assert read_master(tmp_path / "m.xlsx").statements == result.statements
