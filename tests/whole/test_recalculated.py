"""Every formula that the toolkit writes, recalculated by LibreOffice, gives the value stored beside it.

The workbooks are drawn at random over all ways of totalling; each comparison includes every cell of every sheet.
"""

import dataclasses
import math
import re
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.building import Here, define, every_way, keyed, merge, random_filling, type_into, write
from tests.effort import some
from tests.office import loses_line_feeds, needs_libreoffice, read_values, recalculate_all
from toolkit.form.contents import Filling
from toolkit.model import CellValue, Language
from toolkit.run.folder import Folder, new_folder, open_folder
from toolkit.run.operations import write_templates
from toolkit.spreadsheet.addresses import cell_name

_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")


def _on_one_line(value: CellValue) -> CellValue:
    return value.replace("\n", " ") if isinstance(value, str) else value


def _filling(folder: Folder, agency: str, seed: int, *, blanks: float, words: float, odd: bool = False) -> Filling:
    """A random filling; without line feeds where LibreOffice would lose them."""
    content = random_filling(folder, agency, seed, blanks=blanks, words=words, odd=odd)
    if not loses_line_feeds():
        return content
    figures = {key: _on_one_line(value) for key, value in content.figures.items()}
    lines = tuple(dataclasses.replace(line, text=_on_one_line(line.text)) for line in content.lines)
    return dataclasses.replace(content, figures=figures, lines=lines)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), every_way()))


def differing(*paths: Path) -> list[str]:
    """The cells of workbooks (of different names) whose stored value differs from the recalculated one, with both."""
    return [line for path, anew in recalculate_all(paths).items() for line in _differing(path, anew)]


def _differing(path: Path, anew: dict[str, list[list[object]]]) -> Iterator[str]:
    stored = read_values(path)
    assert list(stored) == list(anew)
    none: list[object] = []
    for name in stored:
        for row, (mine, theirs) in enumerate(zip_longest(stored[name], anew[name], fillvalue=none)):
            for column, (a, b) in enumerate(zip_longest(mine, theirs, fillvalue="")):
                if not same(a, b):
                    place = f"{path.name} {name}!{cell_name(row, column)}"
                    yield f"{place}: stored {a!r:.80}, recalculated {b!r:.80}"


def same(stored: object, anew: object) -> bool:
    if isinstance(stored, float | int) and isinstance(anew, float | int):
        return math.isclose(stored, anew, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(stored, str) and isinstance(anew, str):
        # Hints have the decimal sign of the computer on which they are read.
        return _plain(stored) == _plain(anew)
    return stored == anew


def _plain(text: str) -> str:
    return _DECIMAL.sub(",", text.replace("\r\n", "\n"))


def test_values_are_compared_as_they_are_shown() -> None:
    """The tenth digit and the decimal sign of a text make no difference; other digits, texts and blanks do."""
    for stored, anew, expected in (
        *((1.0, 1 + 1e-12, True), (1.0, 1.001, False), ("1.5 %\r\nx", "1,5 %\nx", True)),
        *(("a.b", "a,b", False), ("", 0.0, False), ("#N/A", "", False)),
    ):
        assert same(stored, anew) is expected, (stored, anew)


#: Agency, seed, share of blanks and of words in the cells of a form.
_FORMS = [("HC", 1, 0.0, 0.0), ("SA", 4, 0.8, 0.1), ("HC", 3, 0.3, 0.3), ("HC", 5, 0.1, 0.9), ("SA", 2, 0.0, 0.2)]


@pytest.mark.slow
@needs_libreoffice
def test_forms(here: Here, tmp_path: Path) -> None:
    """Totals, computed cells and the list of corrections are right in the definition of `toolkit new`, its forms, a
    blank form, and forms with numbers, words, gaps and values of another kind."""
    folder = here.folder
    paths = [new_folder(tmp_path), *write_templates(open_folder(tmp_path), ["SLDTBXH", "CAT"])]
    paths.append(write(folder, "HC", Filling(), name="trống"))
    for agency, seed, blanks, words in some(_FORMS, 3):
        content = _filling(folder, agency, seed, blanks=blanks, words=words)
        paths.append(write(folder, agency, content, name=f"{agency}-{seed}"))

    # The English words for none, yes and no are known.
    content = _filling(folder, "SB", 6, blanks=0.1, words=0.0)
    figures = {**content.figures, ("SUSU0", "2018"): "None", ("SUSU0", "2019"): "none ", ("Y1", "2018"): "Yes"}
    paths.append(write(folder, "SB", Filling(figures=figures, lines=content.lines), name="en", language="en"))

    # Values of another kind, but not truth values: LibreOffice adds them up, Excel does not.
    content = _filling(folder, "HD", 11, blanks=0.1, words=0.1, odd=True)
    paths.append(write(folder, "HD", content, name="odd-11"))

    # A day in a cell of numbers counts as its number, as in Excel; LibreOffice does not mark it in the list.
    figures = {("SUSU0", "2018"): date(2020, 5, 6), ("SUSU0", "2019"): 3, ("W1", "2018"): 5}
    paths.append(write(folder, "HD", Filling(figures=figures), name="days"))
    lists = ("days.xlsx _checks!", "days.xlsx Cần sửa!")
    assert [line for line in differing(*paths) if not line.startswith(lists)] == []


#: Seed, share of blanks and of words, agencies that have reported, language.
_MASTERS: list[tuple[int, float, float, str, Language]] = [
    (1, 0.0, 0.0, "SA SB HC HD HE", "vi"),
    (2, 0.2, 0.2, "SA SB HC HD HE XF", "vi"),
    (3, 0.5, 0.1, "SB HC HE", "en"),
    (4, 0.95, 0.3, "SA HD", "vi"),
]


@pytest.mark.slow
@needs_libreoffice
def test_masters(here: Here, tmp_path: Path) -> None:
    """Matrix, totals, coverage, tiles and links give what is stored, whichever agencies have reported; a figure that is
    overwritten in the master changes its totals there, by formulas alone."""
    folder, paths = here.folder, list[Path]()
    for seed, blanks, words, agencies, language in some(_MASTERS, 2):
        for old in folder.inbox.iterdir():
            old.unlink()
        for number, agency in enumerate(agencies.split()):
            write(folder, agency, _filling(folder, agency, seed * 100 + number, blanks=blanks, words=words))
        merge(folder, language=language)
        paths.append(folder.master.rename(tmp_path / f"{seed}.xlsx"))
    assert differing(*paths) == []

    first = paths[0]
    before, sheets = read_values(first), keyed(first)
    figures, totals = sheets["figures"], sheets["totals"]
    keys, place = ("agency", "indicator", "period"), ["SA", "SUSU1", "2019"]
    row = next(r for r in figures.rows if [figures.text(r, c) for c in keys] == place)
    old_value = figures.value(row, "value")
    assert isinstance(old_value, float)
    typed = [((figures.name, figures.address(row, "value")), old_value + 10)]
    after = recalculate_all([type_into(first, typed)])[first]
    at = totals.by_key()["SUSU1"].index
    for column in (totals.columns["2019"], totals.columns["total"]):
        was, now = (float(str(values[totals.name][at][column])) for values in (before, after))
        assert math.isclose(now, was + 10)
