"""The sheet that says why totals changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.building import DAY, filled, keyed, records
from tests.master.test_corrections import FIGURES, correct, made, merged
from toolkit.consolidation.bridges.bridge import bridge
from toolkit.consolidation.bridges.differences import totals_basis_of
from toolkit.consolidation.bridges.sentences import changes_in_short
from toolkit.master.sheets.master import write_master
from toolkit.model import Bridges, CellValue, Former


@pytest.mark.slow
def test_each_part_is_a_row_with_agency_and_cell(tmp_path: Path) -> None:
    """A new agency and a correction: parts in cells, which add up to new minus old to the last digit."""
    folder = made(tmp_path)
    old = totals_basis_of(merged(folder))
    filled(folder, "SC", FIGURES.format(7))
    correct(folder.master, "SA A2 2020", "11")
    correct(folder.master, "SB A1 2019", "12")
    result = merged(folder)
    reported = replace(result, bridges=Bridges(moved=bridge(old, totals_basis_of(result)), since=DAY))
    write_master(tmp_path / "told.xlsx", reported, whole=lambda: reported)
    rows = records(keyed(tmp_path / "told.xlsx")["bridge"])
    assert rows
    by_total: dict[tuple[str, str], list[Mapping[str, CellValue]]] = {}
    for row in rows:
        by_total.setdefault((str(row["indicator"]), str(row["period"])), []).append(row.values)
    for (code, period), parts in by_total.items():
        cells = [Decimal(repr(float(str(p["part"])))) for p in parts]
        old_total, new_total = (Decimal(repr(float(str(parts[0][end] or 0)))) for end in ("old", "new"))
        assert sum(cells, Decimal(0)) == new_total - old_total, (code, period)
    arrived, corrected = by_total["A1", "2019"]
    assert (arrived["agency"], arrived["part"], arrived["file"]) == ("SC", 10, "inbox/SC.xlsx")
    assert (corrected["agency"], corrected["part"], corrected["figure_before"], corrected["figure_now"]) == (
        "SB",
        2,
        10,
        12,
    )
    assert arrived["cell"]
    assert corrected["cell"]


@pytest.mark.slow
def test_an_agency_that_became_a_former_one_is_named(tmp_path: Path) -> None:
    """One that moved from the roster to the table of former agencies takes its figures along, under its name."""
    folder = made(tmp_path)
    old = totals_basis_of(merged(folder))
    roster = folder.campaign.agencies
    gone = "SB"
    left = tuple(a for a in roster if a.code != gone)
    former = Former(code=gone, name="Sở đã nhập", replaced_by=(left[0].code,))
    result = merged(replace(folder, campaign=replace(folder.campaign, agencies=left, formers=(former,))))
    reported = replace(result, bridges=Bridges(moved=bridge(old, totals_basis_of(result)), since=DAY))
    write_master(tmp_path / "told.xlsx", reported, whole=lambda: reported)
    of_it = [r for r in records(keyed(tmp_path / "told.xlsx")["bridge"]) if r["agency"] == gone]
    assert of_it
    assert {r["agency_name"] for r in of_it} == {"Sở đã nhập"}
    assert any("(Sở đã nhập)" in line for line in changes_in_short(reported, "vi")[1])


def test_a_master_without_an_earlier_issued_one_has_no_such_sheet(tmp_path: Path) -> None:
    """There is nothing to explain."""
    folder = made(tmp_path)
    merged(folder)
    assert "bridge" not in keyed(folder.master)
