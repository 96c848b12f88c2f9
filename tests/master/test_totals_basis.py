"""The basis of a master's totals, read back from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, define, every_way, random_filling, write
from tests.master.test_corrections import correct, made, merged
from toolkit.consolidation.bridges.bridge import bridge, totals_of
from toolkit.consolidation.bridges.differences import totals_basis_of
from toolkit.master.read import read_master
from toolkit.master.totals_basis import totals_basis_in
from toolkit.model import Consolidation
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files


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
    assert totals_of(here) == plain(result)
    assert bridge(here, totals_basis_of(result)) == () == bridge(totals_basis_of(result), here)
    assert {key: f.value for key, f in here.counted.items()} == {
        key: f.value for key, f in totals_basis_of(result).counted.items()
    }


@pytest.mark.slow
def test_the_basis_of_every_kind_of_indicator_is_kept(tmp_path: Path) -> None:
    """Means, weights, choices, yes and no, groups, owners, new and former agencies: all totals again."""
    folder = define(tmp_path, every_way())
    for number, agency in enumerate(folder.campaign.agencies):
        if folder.campaign.in_force(agency):
            write(folder, agency.code, random_filling(folder, agency.code, number, blanks=0.2, words=0.2))
    result, _ = merge_files(folder, as_of=DAY, means=Means(workers=1))
    here = totals_basis_in(read_master(folder.master))
    assert here is not None
    assert {k: v for k, v in totals_of(here).items() if not k[2]} == {
        k: v for k, v in plain(result).items() if k in totals_of(here)
    }
    assert bridge(here, totals_basis_of(result)) == ()


def test_a_master_without_the_basis_gives_none(tmp_path: Path) -> None:
    """The basis in an older release's master is not guessed."""
    folder = made(tmp_path)
    merged(folder)
    assert totals_basis_in(replace(read_master(folder.master), totals=None)) is None
