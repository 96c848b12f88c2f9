"""A country's roster: thousands of agencies with one statement, or none, do not make names too long for a merge."""

import html
import re
import zipfile
from pathlib import Path

import pytest

from tests.building import DAY, define, keyed, table
from tests.effort import effort
from toolkit.consolidation.consolidate import consolidate
from toolkit.language.text import IN_CELL, IN_TEXT, listed
from toolkit.master.sheets.master import write_master
from toolkit.model import Consolidation, Figure, Source, Statement, Submission
from toolkit.run.folder import Folder
from toolkit.xlsx.strict import MAX_TEXT, fits

#: Agencies in the roster and those that report, more than a cell can name.
_ASKED, _IN = effort(640, 2_400), effort(320, 1_200)
_NAME = "Đơn vị sự nghiệp công lập trực thuộc tỉnh, hạng ba và hạng tư, số"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    roster = [
        {"code": f"D{n}", "name": f"Mẫu số {n}", "short_name": f"{_NAME} {n}", "group": ("xa", "tinh")[n % 2]}
        for n in range(_ASKED)
    ]
    about = {"id": "NHIEU", "title": "Nhiều đơn vị", "periods": "2019 | 2020"}
    indicators = table("""
        | code | topic | label | unit | kind  | across_agencies | across_periods | owner |
        | A1   | T     | Số hộ | hộ   | count | sum             | sum            | tinh  |
    """)
    sections = [{"code": "kq", "role": "achievement", "heading": "Kết quả"}]
    sheets = {"campaign": [about], "agencies": roster, "indicators": indicators, "sections": sections}
    return define(tmp_path_factory.mktemp("many"), sheets)


@pytest.fixture(scope="module")
def result(folder: Folder) -> Consolidation:
    def report(n: int) -> Submission:
        code, file = f"D{n}", f"inbox/{n:05}.xlsx"
        statement = Statement(f"{code}-1", code, "kq", "Hoàn thành kế hoạch được giao trong năm.", file=file)
        figures = tuple(Figure(code, "A1", p, 1.0, "given", "1", file=file) for p in ("2019", "2020"))
        source = Source(file=file, sha256=f"{n:064}")
        return Submission(source=source, status="accepted", agency=code, figures=figures, statements=(statement,))

    return consolidate(folder.campaign, [report(n) for n in range(_IN)], as_of=DAY)


@pytest.mark.slow
def test_the_master_states_the_number_of_agencies_not_named(result: Consolidation, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    write_master(path, result)
    sheets = keyed(path)
    (group,) = [row for row in sheets["groups"].rows if sheets["groups"].text(row, "section") == "kq"]
    named = sheets["groups"].text(group, "agencies")
    assert named.startswith(f"{_NAME} 0, {_NAME} 1, ")
    assert len(named) <= MAX_TEXT
    assert sheets["groups"].value(group, "count") == _IN
    assert f"(+{_IN - named.count('Đơn vị')})" in named
    for key in ("summary", "by_agency"):
        (text,) = [str(c) for row in sheets[key].rows for c in row.cells if f"({_IN})" in str(c)]
        assert f"(+{_IN - text.count('Đơn vị')})" in text, key
        assert len(text) < 2 * IN_TEXT, key
    with zipfile.ZipFile(path) as archive:
        xml = [archive.read(n).decode() for n in archive.namelist() if "/sheet" in n and n.endswith(".xml")]
    formulas = [html.unescape(f) for part in xml for f in re.findall(r"<f[^>]*>([^<]+)</f>", part)]
    assert formulas
    assert all(map(fits, formulas))


@pytest.mark.parametrize("most", [1, 20, IN_TEXT, IN_CELL])
def test_names_are_listed_as_far_as_they_fit(most: int) -> None:
    names = [f"Đơn vị {n}" for n in range(2_000)]
    text = listed(names, most)
    shown, _, rest = text.partition("; … (+")
    assert int(rest.rstrip(")")) + len(shown.split("; ")) == len(names)
    assert len(shown) <= max(most, len(names[0]))
    assert listed(names[:2], IN_CELL) == "Đơn vị 0; Đơn vị 1"


def test_a_formula_has_no_more_arguments_than_excel_takes() -> None:
    few, many = (",".join(f"A{n}" for n in range(count)) for count in (255, 256))
    assert fits(f"=SUM({few})+SUM({few})")
    assert not fits(f"=SUM({many})")
    assert not fits("=" + "+".join(["1"] * 5_000))
