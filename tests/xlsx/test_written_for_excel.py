"""How Excel would treat our workbooks, as far as that is known without it."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, records
from tests.excelrules.limits import written
from tests.excelrules.opened import opened
from tests.form.test_returns import AGENCIES, FIGURES, INDICATORS
from toolkit.master.sheets.context import Master
from toolkit.xlsx.bulk import FormulaCell
from toolkit.xlsx.excel import Book, Sheet, WriteError
from toolkit.xlsx.strict import fits, link_path


@pytest.mark.parametrize(
    ("formula", "beyond"),
    [
        ('=IF(A1="' + "x" * 255 + '",1,0)', ""),
        ('=IF(A1="' + "x" * 256 + '",1,0)', "256 characters in a formula"),
        ('=IF(A1="' + "🙂" * 128 + '",1,0)', "256 characters in a formula"),
        ('=IF(\'Số "liệu"\'!A1="' + '""' * 100 + '",1,0)', ""),
        ("=SUM(" + ",".join(["A1"] * 255) + ")", ""),
        ("=SUM(" + ",".join(["A1"] * 256) + ")", "255 arguments"),
        ("=SUM(A1,SUM(" + ",".join(["A1"] * 254) + ")," + ",".join(["A1"] * 250) + ")", ""),
        ("=" + "ABS(" * 64 + "A1" + ")" * 64, ""),
        ("=" + "ABS(" * 65 + "A1" + ")" * 65, "64 functions in each other"),
        ("=" + "(" * 100 + "A1" + ")" * 100, ""),
        ("=" + "+".join(["A1"] * 2730), ""),
        ("=" + "+".join(["A1"] * 2731), "8193 characters"),
    ],
)
def test_formulas_beyond_excels_limits_are_refused(tmp_path: Path, formula: str, beyond: str) -> None:
    """By all writers; those within them are written."""
    assert fits(formula) is not bool(beyond)

    def write_cell(sheet: Sheet) -> None:
        sheet.write_formula_value(0, 0, formula, 1)

    def write_bulk(sheet: Sheet) -> None:
        sheet.write_columns(0, [[FormulaCell(formula, 1)]], [sheet_style])

    def write_plain(sheet: Sheet) -> None:
        sheet.write_rows(0, [[FormulaCell(formula, 1)]], [sheet_style])

    def name(sheet: Sheet) -> None:
        book.define_name("Long", formula)

    for do in (write_cell, write_bulk, write_plain, name):
        with Book(tmp_path / "book.xlsx", created=datetime(2020, 1, 1), title="") as book:
            sheet_style = book.style()
            with pytest.raises(WriteError, match=beyond) if beyond else nullcontext():
                do(book.sheet("S"))


_ON = "=SUM(_checks!$B$2:$B$9)=0"


@pytest.mark.parametrize(
    "do",
    [
        lambda s: s.conditional_format(0, 0, 9, 9, {"type": "formula", "criteria": _ON, "format": None}),
        lambda s: s.conditional_format(0, 0, 0, 0, {"type": "cell", "criteria": ">", "value": _ON, "format": None}),
        lambda s: s.data_validation(0, 0, 9, 0, {"validate": "list", "source": "=lists!$A$1:$A$9"}),
        lambda s: s.data_validation(0, 0, 9, 0, {"validate": "custom", "value": "=LEN(A1)" + "+1" * 124}),
        lambda s: s.write_columns(0, [[1.0, 2.0]], [None], formulas={0: "='Số liệu'!A{row}"}),
    ],
    ids=["look", "value of a look", "list", "long validation", "shared"],
)
def test_rules_and_shared_formulas_name_no_other_sheet(tmp_path: Path, do: Callable[[Sheet], object]) -> None:
    """They are refused; a text with such a sign in it is not."""
    with Book(tmp_path / "book.xlsx", created=datetime(2020, 1, 1), title="") as book:
        sheet, bold = book.sheet("S"), book.style(bold=True)
        sheet.conditional_format(0, 0, 9, 9, {"type": "formula", "criteria": '=A1="Sai!"', "format": bold})
        with pytest.raises(WriteError, match=r"another sheet|for a rule"):
            do(sheet)


def test_a_repeated_defined_name_is_refused(tmp_path: Path) -> None:
    """Excel would repair the workbook, and drop one of them."""
    with Book(tmp_path / "book.xlsx", created=datetime(2020, 1, 1), title="") as book:
        book.sheet("S")
        book.define_name("List", "=S!$A$1")
        with pytest.raises(WriteError, match="twice"):
            book.define_name("LIST", "=S!$A$2")


@pytest.mark.slow
def test_links_lead_to_files_with_any_name(tmp_path: Path) -> None:
    """Signs with a meaning in links are encoded; a target too long for a link is printed as text."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS)
    names = {"SA": "100% số #1 [bản cuối]", "SB": "/".join(["thư mục của đơn vị" * 3] * 5) + "/biểu"}
    for agency, name in names.items():
        filled(folder, agency, FIGURES, name=name)
    merge(folder)
    for key in ("sources", "figures"):
        links = {r["file"]: r["open"] for r in records(keyed(folder.master)[key])}
        assert links == {"inbox/100% số #1 [bản cuối].xlsx": "mở", f"inbox/{names['SB']}.xlsx": None}
    followed = {f.text for f in written(opened(folder.master)) if f.text.startswith("HYPERLINK(SUBSTITUTE(")}
    path = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({},"%","%25"),"#","%23"),"[","%5B"),"]","%5D")'
    assert f'HYPERLINK({path.format("$B5")},"mở")' in followed
    assert len({link.rpartition("&")[0] for link in followed}) > 1
    assert link_path("a%20b#1[2].xlsx") == "a%2520b%231%5B2%5D.xlsx"


@pytest.mark.parametrize(("letters", "linked"), [(170, True), (200, True), (240, False), (255, False)])
def test_the_length_of_a_target_includes_all_its_parts(letters: int, linked: bool) -> None:
    """The path with its escapes, the sheet with its apostrophes, and the cell."""
    file = "x" * letters
    master = Master(None, "vi", None, None, {}, (), far=frozenset({file}))  # type: ignore[arg-type]
    assert (master.link_word(file, "Bảng '1'", "E7") is not None) is linked
