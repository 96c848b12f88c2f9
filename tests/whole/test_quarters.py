"""A quarterly campaign from forms to master: parts merged into the whole, corrections, the master's formulas."""

from pathlib import Path

import pytest

from tests.building import DAY
from tests.consolidation.test_same_period import campaign, fill, reported, sentence
from tests.master.test_corrections import correct
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.model import Consolidation
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files

ONE = Means(workers=1)


def quarters(path: Path) -> Folder:
    folder = campaign(path)
    fill(folder, "XA", HS="10 20 30 40 11 21 31 41", DH="9 9 9 9 9 9 9 9", LK="1 2 3 4 2 4 6 8", CK="1 1 1 1 1 1 1 1")
    fill(folder, "XB", HS="10 20 30 - 11 21 31 50", DH="9 9 9 9 9 9 9 9", LK="5 6 7 8 5 6 7 9", CK="1 1 1 1 1 1 1 1")
    fill(folder, "XC", HS="1 2 3 4 5 6 7 8", DH="1 1 1 1 1 1 1 1", LK="1 2 3 4 2 3 4 -", CK="1 1 1 1 1 1 1 -")
    return folder


def merged(folder: Folder, *paths: Path) -> Consolidation:
    return merge_files(folder, list(paths), as_of=DAY, means=ONE)[0]


@pytest.mark.slow
def test_a_merge_of_parts_says_the_same_as_the_whole(tmp_path: Path) -> None:
    """Cumulative totals, key figures and sentences are the same through masters of parts."""
    folder = quarters(tmp_path)
    whole = merged(folder)
    one = merge_files(folder, [folder.inbox / "XA.xlsx"], output=tmp_path / "1.xlsx", as_of=DAY, means=ONE)[1]
    two = [folder.inbox / f"{code}.xlsx" for code in ("XB", "XC")]
    other = merge_files(folder, two, output=tmp_path / "2.xlsx", as_of=DAY, means=ONE)[1]
    result = merged(folder, one, other)
    assert result.totals == whole.totals
    assert result.headlines == whole.headlines
    for code in ("HS", "TL", "LK"):
        assert reported(result, code) == reported(whole, code)
        assert sentence(result, code) == sentence(whole, code)


def test_totals_over_periods_are_those_of_the_last_quarter(tmp_path: Path) -> None:
    """Two of three agencies reported it: the total is theirs, with a remark; no earlier figure replaces the third's."""
    result = merged(quarters(tmp_path))
    total = result.totals["LK", "total"]
    assert (total.value, total.complete, total.asked, total.wanting) == (17, 2, 3, 1)
    assert result.totals["HS", "total"].value == 10 * 2 + 20 * 2 + 30 * 2 + 40 + 11 * 2 + 21 * 2 + 31 * 2 + 41 + 50 + 36


@pytest.mark.slow
@needs_libreoffice
def test_a_correction_is_compared_with_the_quarters_beside_it(tmp_path: Path) -> None:
    """A corrected figure that falls is asked about; the key figure follows it. Totals over the quarters, their coverage
    and the key figures are live."""
    folder = quarters(tmp_path)
    assert "cumulative-falls" not in {f.code for f in merged(folder).findings}
    assert differing(folder.master) == []
    correct(folder.master, "XA LK 2026-Q4", 5)
    result = merged(folder)
    (finding,) = (f for f in result.findings if f.code == "cumulative-falls")
    assert (finding.agency, finding.indicator, finding.period) == ("XA", "LK", "2026-Q4")
    assert result.totals["LK", "total"].value == 14
    assert "(12 tỷ → 14 tỷ)" in reported(result, "LK")
