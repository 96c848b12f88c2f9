"""Every formula that the toolkit writes, recalculated by LibreOffice, gives the value stored beside it.

The workbooks are drawn at random over all ways of totalling; each comparison includes every cell of every sheet.
`test_provincial` compares the same totals with plain loops.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.building import DAY, Here, define, every_way, keyed, merge, random_filling, type_into, write
from tests.office import needs_libreoffice, read_values, recalculate
from toolkit.form.contents import Filling
from toolkit.model import CellValue, Language
from toolkit.run.folder import Folder, new_folder, open_folder
from toolkit.run.operations import write_templates

_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), every_way()))


# --- Comparing -----------------------------------------------------------------------------------


def differing(path: Path) -> list[str]:
    """The cells whose stored value differs from the recalculated one, each with both."""
    stored, anew = read_values(path), recalculate(path)
    assert list(stored) == list(anew)
    return [line for name in stored for line in _differing(name, stored[name], anew[name])]


def _differing(name: str, stored: list[list[object]], anew: list[list[object]]) -> Iterator[str]:
    from toolkit.spreadsheet.addresses import cell_name

    for row in range(max(len(stored), len(anew))):
        mine, theirs = (rows[row] if row < len(rows) else [] for rows in (stored, anew))
        for column in range(max(len(mine), len(theirs))):
            a, b = (cells[column] if column < len(cells) else "" for cells in (mine, theirs))
            if not same(a, b):
                yield f"{name}!{cell_name(row, column)}: stored {a!r:.80}, recalculated {b!r:.80}"


def same(stored: object, anew: object) -> bool:
    if isinstance(stored, float | int) and isinstance(anew, float | int):
        return math.isclose(stored, anew, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(stored, str) and isinstance(anew, str):
        # Hints have the decimal sign of the computer on which they are read.
        return _plain(stored) == _plain(anew)
    return stored == anew


def _plain(text: str) -> str:
    return _DECIMAL.sub(",", text.replace("\r\n", "\n"))


# --- The workbooks -------------------------------------------------------------------------------


@pytest.mark.slow
@needs_libreoffice
def test_a_blank_form(here: Here) -> None:
    """Its formulas give what is stored, with nothing in it but what is required."""
    assert differing(write(here.folder, "HC", Filling(), name="trống")) == []


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(
    ("agency", "seed", "blanks", "words"),
    [("HC", 1, 0.0, 0.0), ("SA", 2, 0.0, 0.2), ("HC", 3, 0.3, 0.3), ("SA", 4, 0.8, 0.1), ("HC", 5, 0.1, 0.9)],
)
def test_a_filled_form(here: Here, agency: str, seed: int, blanks: float, words: float) -> None:
    """Totals, computed cells and the list of corrections are right for numbers, words and gaps."""
    content = random_filling(here.folder, agency, seed, blanks=blanks, words=words)
    assert differing(write(here.folder, agency, content, name=f"{agency}-{seed}")) == []


@pytest.mark.slow
@needs_libreoffice
def test_a_form_in_english(here: Here) -> None:
    """Its formulas know the English words for none, yes and no."""
    content = random_filling(here.folder, "SB", 6, blanks=0.1, words=0.0)
    figures = {**content.figures, ("SUSU0", "2018"): "None", ("SUSU0", "2019"): "none ", ("Y1", "2018"): "Yes"}
    path = write(here.folder, "SB", Filling(figures=figures, lines=content.lines), name="en", language="en")
    assert differing(path) == []


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("seed", [11])
def test_a_form_with_values_of_another_kind(here: Here, seed: int) -> None:
    """Words and numbers in cells of another kind count as a spreadsheet counts them."""
    # Not truth values: LibreOffice adds them up, Excel does not.
    content = random_filling(here.folder, "HD", seed, blanks=0.1, words=0.1, odd=True)
    assert differing(write(here.folder, "HD", content, name=f"odd-{seed}")) == []


@pytest.mark.slow
@needs_libreoffice
def test_a_form_with_days_in_cells_of_numbers(here: Here) -> None:
    """A day in a cell of numbers counts as its number, as in Excel; LibreOffice does not mark it in the list."""
    figures: dict[tuple[str, str], CellValue] = {
        ("SUSU0", "2018"): date(2020, 5, 6),
        ("SUSU0", "2019"): 3,
        ("W1", "2018"): 5,
    }
    found = differing(write(here.folder, "HD", Filling(figures=figures), name="days"))
    assert [line for line in found if not line.startswith(("_checks!", "Cần sửa!"))] == []


def fill_inbox(folder: Folder, seed: int, *, blanks: float, words: float, agencies: Sequence[str]) -> None:
    for old in folder.inbox.iterdir():
        old.unlink()
    folder.master.unlink(missing_ok=True)
    for number, agency in enumerate(agencies):
        write(folder, agency, random_filling(folder, agency, seed * 100 + number, blanks=blanks, words=words))


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(
    ("seed", "blanks", "words", "agencies", "language"),
    [
        (1, 0.0, 0.0, ["SA", "SB", "HC", "HD", "HE"], "vi"),
        (2, 0.2, 0.2, ["SA", "SB", "HC", "HD", "HE", "XF"], "vi"),
        (3, 0.5, 0.1, ["SB", "HC", "HE"], "en"),
        (4, 0.95, 0.3, ["SA", "HD"], "vi"),
    ],
)
def test_the_master(
    here: Here, seed: int, blanks: float, words: float, agencies: list[str], language: Language
) -> None:
    """Its matrix, totals, coverage, tiles and links give what is stored, whichever agencies have reported."""
    fill_inbox(here.folder, seed, blanks=blanks, words=words, agencies=agencies)
    merge(here.folder, language=language)
    assert differing(here.folder.master) == []


@pytest.mark.slow
@needs_libreoffice
def test_the_master_follows_a_corrected_figure(here: Here) -> None:
    """A figure corrected in the master changes its totals there, by formulas alone."""
    fill_inbox(here.folder, 7, blanks=0.0, words=0.0, agencies=["SA", "SB", "HC", "HD", "HE"])
    merge(here.folder)
    before = read_values(here.folder.master)
    sheets = keyed(here.folder.master)
    figures, totals = sheets["figures"], sheets["totals"]
    row = next(
        r
        for r in figures.rows
        if [figures.text(r, c) for c in ("agency", "indicator", "period")] == ["SA", "SUSU1", "2019"]
    )
    old = figures.value(row, "value")
    assert isinstance(old, float)
    path = type_into(here.folder.master, [((figures.name, figures.address(row, "value")), old + 10)])
    after = recalculate(path)
    at = totals.by_key()["SUSU1"].index
    for column in ("2019", "total"):
        place = totals.columns[column]
        assert math.isclose(float(str(after[totals.name][at][place])), float(str(before[totals.name][at][place])) + 10)
    here.folder.master.unlink()


@pytest.mark.slow
@needs_libreoffice
def test_the_starter_campaign(tmp_path: Path) -> None:
    """The definition that `toolkit new` writes, and the forms made from it, give what is stored."""
    assert differing(new_folder(tmp_path)) == []
    folder = open_folder(tmp_path)
    for path in write_templates(folder, ["SLDTBXH", "CAT"]):
        assert differing(path) == []


def test_the_day_of_the_merge_is_the_only_clock() -> None:
    """The tests' merges use a fixed day."""
    assert date(2021, 1, 15) == DAY
