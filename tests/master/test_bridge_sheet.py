"""The sheet that says why totals changed; the basis of a master's totals, read back from it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.building import DAY, define, every_way, filled, keyed, random_filling, records, write
from tests.effort import some
from tests.master.test_corrections import FIGURES, correct, made, merged
from toolkit.consolidation.bridges.bridge import bridge, computed_totals
from toolkit.consolidation.bridges.differences import totals_basis_of
from toolkit.consolidation.bridges.sentences import changes_in_short
from toolkit.master.read import read_master
from toolkit.master.sheets.master import write_master
from toolkit.master.totals_basis import totals_basis_in
from toolkit.model import Bridges, CellValue, Consolidation, Former
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files


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
    moved = [corrected[key] for key in ("agency", "part", "figure_before", "figure_now")]
    assert moved == ["SB", 2, 10, 12]
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


# --- The basis of totals ---------------------------------------------------------------------------


def plain(result: Consolidation) -> dict[tuple[str, str, str], float | None]:
    """The totals of a result that are one number."""
    return {(*key, ""): total.value for key, total in result.totals.items() if not total.distribution}


@pytest.mark.slow
def test_a_master_holds_the_basis_of_its_totals(tmp_path: Path) -> None:
    """Totals computed again from it equal its own, and nothing differs from the result that was drawn."""
    folder = made(tmp_path)
    merged(folder)
    correct(folder.master, "SA A1 2019", "12")
    correct(folder.master, "SC A1 2019", "7")
    correct(folder.master, "SB A2 2020", "không có")
    result = merged(folder)
    here = totals_basis_in(read_master(folder.master))
    assert here is not None
    assert computed_totals(here) == plain(result)
    assert bridge(here, totals_basis_of(result)) == () == bridge(totals_basis_of(result), here)
    counted = [{key: f.value for key, f in basis.counted.items()} for basis in (here, totals_basis_of(result))]
    assert counted[0] == counted[1]


@pytest.mark.slow
def test_the_basis_of_every_kind_of_indicator_is_kept(tmp_path: Path) -> None:
    """Means, weights, choices, yes and no, groups, owners, new and former agencies: all totals again."""
    folder = define(tmp_path, every_way())
    agencies = [agency for agency in folder.campaign.agencies if folder.campaign.in_force(agency)]
    for number, agency in enumerate(agencies):
        if agency in some(agencies, 3):
            write(folder, agency.code, random_filling(folder, agency.code, number, blanks=0.2, words=0.2))
    result, _ = merge_files(folder, as_of=DAY, means=Means(workers=1))
    here = totals_basis_in(read_master(folder.master))
    assert here is not None
    totals = computed_totals(here)
    assert {k: v for k, v in totals.items() if not k[2]} == {k: v for k, v in plain(result).items() if k in totals}
    assert bridge(here, totals_basis_of(result)) == ()


@pytest.mark.slow
def test_a_master_without_the_basis_gives_none(tmp_path: Path) -> None:
    """The basis in an older release's master is not guessed."""
    folder = made(tmp_path)
    merged(folder)
    assert totals_basis_in(replace(read_master(folder.master), totals=None)) is None
