"""Forms changed in every way that a file can be are read as they are seen, or reported: compared with plain readers
that share nothing with the toolkit (`tests/oracle`).
"""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cases import cases
from tests.effort import THOROUGH, effort
from tests.office import needs_libreoffice
from tests.oracle.comparing import compare
from tests.oracle.formats import shown
from tests.oracle.forms import Forms, make_forms
from tests.oracle.running import Start, Tally, many, submission
from tests.oracle.seen import Book, Seen, differing, place_of
from tests.oracle.starts import make_start

#: The fraction of the files that must be read: refusing all of them would be no success.
READ = 0.6
_FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    return make_forms(tmp_path_factory.mktemp("campaign"))


def tried(forms: Forms, start: Start, half: int) -> None:
    """Every second kind of change, beginning with this one, once each; in the thorough effort all, five times."""
    start = start if THOROUGH else replace(start, kinds=start.kinds[half::2])
    tally, files = Tally(), effort(len(start.kinds), 400)
    for outcome in many(forms, start, files, 1):
        tally.add(outcome)
    assert not tally.faulty, "\n".join([*(str(outcome) for outcome in tally.faulty[:8]), str(tally)])
    assert (len(tally.made), tally.made.total()) == (len(start.kinds), files)
    assert tally.read >= READ * files, str(tally)
    assert tally.typed > 20 * tally.read


@pytest.mark.slow
@pytest.mark.parametrize(("name", "half"), [("toolkit", 0), ("dressed", 1), ("openpyxl", 1)])
def test_every_cell_is_read_as_seen_or_reported(forms: Forms, name: str, half: int) -> None:
    """Each filled cell has the right value or a finding: as we write the form, with odd formats, as openpyxl saves
    it."""
    tried(forms, make_start(forms, name), half)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("name", ["office", "ods"])
def test_every_cell_of_files_of_libreoffice_is_read_as_seen_or_reported(forms: Forms, name: str) -> None:
    """As .xlsx and as .ods; both oracles see the same in them."""
    start, dressed = make_start(forms, name), make_start(forms, "dressed")
    formulas = {(s.name, place) for s in dressed.book.sheets for place in s.formulas}
    others = [d for d in differing(dressed.book, start.book) if (d[0], place_of(d[1])) not in formulas]
    assert others == []
    tried(forms, start, 0)


# --- The oracle itself ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def start(forms: Forms) -> Start:
    return make_start(forms, "toolkit")


def test_the_oracle_shares_nothing_with_the_toolkit() -> None:
    """Its readers import nothing of the toolkit; the comparison imports only records and the reading of texts."""
    allowed = {"comparing.py": {"toolkit.messages.findings.catalogue", "toolkit.model", "toolkit.values.cell"}}
    for name in ("elements.py", "formats.py", "seen.py", "xlsx.py", "ods.py", "comparing.py"):
        tree = ast.parse((_FOLDER / name).read_text(encoding="utf-8"))
        found = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
        found |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert {m for m in found if m.startswith("toolkit")} == allowed.get(name, set())
        assert not {m for m in found if m.split(".")[0] in ("openpyxl", "python_calamine", "pandas")}


@pytest.mark.slow
def test_the_oracle_sees_what_was_filled_in(start: Start) -> None:
    """Some cells of the form, written by hand."""
    cells = {sheet.name: sheet.cells for sheet in start.book.sheets}
    figures, lines = cells["Số liệu"], cells["Nội dung"]
    assert [figures[row, 5].number for row in (10, 11, 13)] == [7000016.0, 7000026.0, 7000.03]
    assert (figures[10, 6].kind, figures[10, 6].texts) == ("text", ("1.234 buổi",))
    assert figures[20, 5].kind == "date"
    assert lines[9, 4].texts == ("gõ 17",)
    assert len(start.base.inputs) == 46 + 42


@cases("""
| case                        | code                     | number  | look    | text       |
| a percentage                | 0%                       | 0.125   | percent | 12,5%      |
| a quoted percent sign       | 0"%"                     | 5       | words   | 5%         |
| an escaped percent sign     | 0\\%                       | 5       | words   | 5%         |
| thousands                   | #,##0,                   | 1500    | divided | 1,5        |
| millions with words         | 0.0,," tỷ"               | 2500000 | divided | 2,5 tỷ     |
| separators                  | #,##0                    | 1500    | plain   | 1500       |
| as it is                    | General                  | 0.1     | plain   | 0,1        |
| hidden                      | ;;;                      | 5       | nothing |            |
| words for zero              | 0;-0;"không"             | 0       | words   | không      |
| a day                       | dd/mm/yyyy               | 43895   |         | 05/03/2020 |
| a month                     | mm/yyyy                  | 43895   |         | 3/2020     |
| a year                      | yyyy                     | 43895   |         | 2020       |
| a day that there was not    | dd/mm/yyyy               | 60      |         | 60         |
| the day before it           | dd/mm/yyyy               | 59      |         | 28/02/1900 |
| the day after it            | dd/mm/yyyy               | 61      |         | 01/03/1900 |
| a word before the number    | "a"0                     | 5       | words   | a5         |
| a condition that does not hold | [>=1000]0,;0          | 500     | plain   | 500        |
| room for signs              | _(* #,##0_);_(* (#,##0);_(* "-"_) | 7 | plain | 7          |
""")
def test_formats_are_shown_as_a_program_shows_them(code: str, number: str, look: str, text: str) -> None:
    """A number in each format, written by hand."""
    seen = shown(code, float(number))
    assert (seen.look, seen.texts[0]) == (look, text)


@pytest.mark.slow
def test_the_comparison_finds_each_fault(forms: Forms, start: Start) -> None:
    """A changed figure, a missing statement, an invented text: each alone is a fault in its cell."""
    read = submission(forms, start.base.data)
    assert compare(start.book, read, start.printed, forms) == []
    at = next(n for n, f in enumerate(read.figures) if f.cell == "E10")
    wrong = (*read.figures[:at], read.figures[at]._replace(value=7000017.0), *read.figures[at + 1 :])
    blank = read.figures[at]._replace(value=None, state="missing", typed="")
    none = (*read.figures[:at], blank, *read.figures[at + 1 :])
    invented = (*read.statements, read.statements[0]._replace(cell="D38"))
    for changed, what, cell in (
        (replace(read, figures=wrong), "wrong figure", "E10"),
        (replace(read, figures=none), "lost", "E10"),
        (replace(read, statements=read.statements[1:]), "lost", "D9"),
        (replace(read, statements=invented), "invented", "D38"),
    ):
        assert (what, cell) in [(f.what, f.cell) for f in compare(start.book, changed, start.printed, forms)]


def test_a_value_of_an_ambiguous_cell_is_a_fault(forms: Forms, start: Start) -> None:
    """Of a cell that no two programs read equally."""
    read = submission(forms, start.base.data)
    sheets = [
        replace(s, cells={**s.cells, (10, 5): Seen("doubtful", ("7000016",))}) if s.name == "Số liệu" else s
        for s in start.book.sheets
    ]
    assert [f.what for f in compare(Book(tuple(sheets)), read, start.printed, forms)] == ["wrong figure"]
