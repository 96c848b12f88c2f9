"""How Excel would treat our workbooks, as far as that is known without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from sample_workbooks.regenerate import HERE
from tests.building import Here, define, definition, every_way, filling, keyed, merge, random_filling, records, write
from tests.excelformulas import formulas_of, oddities, truths_taken_for_numbers
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.master import write_master
from toolkit.run.folder import open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files
from toolkit.xlsx.bulk import FormulaCell
from toolkit.xlsx.excel import Book, Sheet, WriteError
from toolkit.xlsx.strict import exceeded_limit, fits, link_path, size_of


@pytest.mark.parametrize(
    "formula",
    [
        "SUMPRODUCT(--((ISNUMBER(A1:C1))>0))",
        "IF(ISNUMBER(A1)=1,2,3)",
        "SUMPRODUCT(ISNUMBER(A1:C1),D1:F1)",
        "IF((A1=B1)>A2,1,0)",
        "SUM(--(A1:A3>0),A1>0)",
        '(A1>0)&""',
        "IF(IF(A1>0,TRUE,0)=0,1,2)",
    ],
)
def test_truth_values_taken_for_numbers_are_found(formula: str) -> None:
    """The search finds the formulas that it is made for."""
    assert oddities(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "SUMPRODUCT(--((ISNUMBER(A1:C1)+ISNUMBER(A2:C2))>0))",
        "SUMPRODUCT(--(ISNUMBER(A1:C1)*1>0))",
        "IF((A1>0)=(B1>0),1,0)",
        'IF("a""b>0"=A1,TRUE,FALSE)',
        "SUMPRODUCT(--(TRIM('Số liệu'!A1:A3)=Words))>0",
        'IFERROR(IF(A1>1E+15,-A1^2,""),"")',
    ],
)
def test_correct_formulas_are_not_reported(formula: str) -> None:
    """A truth value may be compared with another, and be converted to a number."""
    assert not oddities(formula)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A campaign with every way of totalling, its forms filled at random and merged."""
    folder = define(tmp_path_factory.mktemp("every"), every_way())
    for seed, agency in enumerate(folder.campaign.agencies):
        write(folder, agency.code, random_filling(folder, agency.code, seed, blanks=0.2, words=0.1, odd=True))
    merge(folder)
    return Here(folder)


@pytest.mark.slow
def test_no_form_or_master_takes_truth_values_for_numbers(here: Here) -> None:
    """For every way of totalling."""
    paths = [here.folder.master, *sorted(here.folder.inbox.glob("*.xlsx"))]
    assert len(paths) > 3
    assert not truths_taken_for_numbers(paths)


@pytest.mark.slow
def test_no_formula_needs_a_function_that_some_excel_lacks(here: Here) -> None:
    """Where a form uses a cell's format, it also has a result for programs that do not know it."""
    asked = [f for path in here.folder.inbox.glob("*.xlsx") for f in formulas_of(path) if "CELL(" in f.formula]
    assert asked
    guarded = re.compile(r'(?:IFERROR\(LEFT\(|ISNUMBER\(FIND\(LEFT\(|ISERROR\()CELL\("format",')
    assert [f for f in asked if len(guarded.findall(f.formula)) != f.formula.count("CELL(")] == []


@pytest.mark.slow
def test_no_master_of_the_samples_takes_truth_values_for_numbers(tmp_path: Path) -> None:
    """With narrative, key figures and rules between agencies, with one sheet for each table and with several."""
    result = check_files(open_folder(HERE), as_of=date(2020, 7, 31), means=Means())
    whole, parted = tmp_path / "whole.xlsx", tmp_path / "parted.xlsx"
    write_master(whole, result)
    write_master(parted, result, "en", records=200, across=9)
    assert any("matrix" in f.where.lower() or "Số liệu theo đơn vị" in f.formula for f in formulas_of(whole))
    assert not truths_taken_for_numbers([whole, parted])


# --- Excel's limits --------------------------------------------------------------------------------


def too_much(path: Path) -> list[str]:
    """Everything in a workbook that exceeds Excel's limits, by its XML."""
    found = [
        f"{f.where}: {exceeded_limit(f'={f.formula}')}" for f in formulas_of(path) if exceeded_limit(f"={f.formula}")
    ]
    for f in formulas_of(path):
        if f.kind in ("shared", "mark", "validation") and "!" in re.sub(r'"(?:[^"]|"")*"', "", f.formula):
            found.append(f"{f.where}: names another sheet: {f.formula}")
        if f.kind == "validation" and size_of(f.formula) > 255:
            found.append(f"{f.where}: a long validation")
    for sheet in openpyxl.load_workbook(path).worksheets:
        found += [f"the name {sheet.title}"] if size_of(sheet.title) > 31 else []
        for rule in sheet.data_validations.dataValidation:
            texts = {255: (rule.prompt, rule.error), 32: (rule.promptTitle, rule.errorTitle)}
            found += [f"{rule.sqref}: {t}" for most, group in texts.items() for t in group if t and size_of(t) > most]
        parts = (sheet.oddFooter.left, sheet.oddFooter.right) if sheet.oddFooter else ()
        footer = [part.text or "" for part in parts if part]
        found += [f"footer {footer}"] if sum(size_of(t.replace("&", "&&")) for t in footer) > 200 else []
    return found


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


@pytest.mark.parametrize(
    "do",
    [
        lambda sheet: sheet.conditional_format(
            0, 0, 9, 9, {"type": "formula", "criteria": "=SUM(_checks!$B$2:$B$9)=0", "format": None}
        ),
        lambda sheet: sheet.conditional_format(
            0, 0, 0, 0, {"type": "cell", "criteria": ">", "value": "='Số liệu'!A1", "format": None}
        ),
        lambda sheet: sheet.data_validation(0, 0, 9, 0, {"validate": "list", "source": "=lists!$A$1:$A$9"}),
        lambda sheet: sheet.data_validation(0, 0, 9, 0, {"validate": "custom", "value": "=LEN(A1)" + "+1" * 124}),
        lambda sheet: sheet.write_columns(0, [[1.0, 2.0]], [None], formulas={0: "='Số liệu'!A{row}"}),
    ],
    ids=["look", "value of a look", "list", "long validation", "shared"],
)
def test_rules_and_shared_formulas_name_no_other_sheet(tmp_path: Path, do: Callable[[Sheet], object]) -> None:
    """They are refused; a text with such a sign in it is not."""
    with Book(tmp_path / "book.xlsx", created=datetime(2020, 1, 1), title="") as book:
        sheet = book.sheet("S")
        sheet.conditional_format(
            0, 0, 9, 9, {"type": "formula", "criteria": '=A1="Sai!"', "format": book.style(bold=True)}
        )
        with pytest.raises(WriteError, match=r"another sheet|for a rule"):
            do(sheet)


def test_a_repeated_defined_name_is_refused(tmp_path: Path) -> None:
    """Excel would repair the workbook, and drop one of them."""
    with Book(tmp_path / "book.xlsx", created=datetime(2020, 1, 1), title="") as book:
        book.sheet("S")
        book.define_name("List", "=S!$A$1")
        with pytest.raises(WriteError, match="twice"):
            book.define_name("LIST", "=S!$A$2")


#: A few characters less than the definition allows.
LONG = "dài quá chừng " * 64
VERY_LONG_ANSWERS = f"{'a' * 260} \\| {'🙂' * 200} \\| {LONG.strip()}"


@pytest.mark.slow
def test_a_definition_of_long_words_makes_valid_workbooks(tmp_path: Path) -> None:
    """Prompts are shortened, formulas left out or written in pieces; nothing is refused."""
    folder = definition(
        tmp_path,
        about={"title": LONG, "periods": "|".join(map(str, range(1900, 2100)))},
        agencies=(
            f"| code | name | short_name |\n|---|---|---|\n| SA | {LONG} | {'&' * 80}{LONG} |\n"
            f"| SB | {LONG}B | {'🙂' * 150} |\n"
        ),
        indicators=f"""
| code | topic  | label  | unit          | kind    | choices             | required | minimum | across_agencies | across_periods | formula | guidance |
|------|--------|--------|---------------|---------|---------------------|----------|---------|-----------------|----------------|---------|----------|
| C.1  | {LONG} | {LONG} | {LONG}        | choice  | {VERY_LONG_ANSWERS} | yes      |         |                 | none           |         | {"🙂" * 150} |
| C 1  | {LONG} | {LONG} | x             | choice  | Tốt \\| Khá          |          |         |                 | none           |         | {LONG} |
| M    | {LONG} | {LONG} | triệu đồng    | money   |                     |          |         | sum             | sum            |         |        |
| N    | {LONG} | {LONG} | triệu đồng    | money   |                     | yes      | 0       | sum             | sum            |         |        |
| P    | {LONG} | {LONG} | %             | percent |                     |          |         | mean            | mean           |         |        |
| R    | {LONG} | {LONG} | %             | percent |                     |          |         |                 | sum            | =N/M    |        |
""",  # noqa: E501
        sections=f"| code | role | heading |\n|---|---|---|\n| dat | achievement | {LONG} |\n",
        rules=(
            f"| code | formula | severity | message |\n|---|---|---|---|\n| A | =N>=M | error | {LONG} |\n"
            f"| B | =M=N@SA+N@SB | error | {LONG} |\n"
        ),
    )
    for agency in ("SA", "SB"):
        write(
            folder,
            agency,
            filling(
                "| code | 1900 | 1901 |\n|---|---|---|\n| N | -5 | 6 |\n| M | 1 | 2 |\n| C 1 | Tốt | Khá |",
                f"| section | text |\n|---|---|\n| dat | {LONG} |",
            ),
        )
    merge(folder)
    paths = [folder.definition, folder.master, *folder.inbox.glob("*.xlsx")]
    assert [line for path in paths for line in too_much(path)] == []
    names = openpyxl.load_workbook(folder.inbox / "SA.xlsx").defined_names
    assert len([name for name in names if name.startswith("Choices_")]) == 2
    assert not truths_taken_for_numbers(paths)


@pytest.mark.slow
def test_usual_workbooks_are_within_excels_limits(here: Here) -> None:
    """For every way of totalling."""
    paths = [here.folder.definition, here.folder.master, *here.folder.inbox.glob("*.xlsx")]
    assert [line for path in paths for line in too_much(path)] == []


# --- Links to files --------------------------------------------------------------------------------


@pytest.mark.slow
def test_links_lead_to_files_with_any_name(tmp_path: Path) -> None:
    """Signs with a meaning in links are encoded; a target too long for a link is printed as text."""
    folder = define(tmp_path, every_way())
    far = "/".join(["thư mục của đơn vị" * 3] * 5)
    names = {"SA": "100% số #1 [bản cuối]", "SB": f"{far}/biểu"}
    for agency, name in names.items():
        write(folder, agency, random_filling(folder, agency, 1, blanks=0.2, words=0.1), name=name)
    merge(folder)
    sources, figures = (records(keyed(folder.master)[key]) for key in ("sources", "figures"))
    assert {str(r["file"]) for r in sources} == {f"inbox/{name}.xlsx" for name in names.values()}
    for found in (sources, figures):
        opened = {str(r["file"]): r["open"] for r in found}
        assert opened == {"inbox/100% số #1 [bản cuối].xlsx": "mở", f"inbox/{names['SB']}.xlsx": None}
    links = [f.formula for f in formulas_of(folder.master) if f.formula.startswith("HYPERLINK(SUBSTITUTE(")]
    path = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({},"%","%25"),"#","%23"),"[","%5B"),"]","%5D")'
    assert f'HYPERLINK({path.format("$B5")},"mở")' in links
    assert len({link.rpartition("&")[0] for link in links}) > 1
    assert link_path("a%20b#1[2].xlsx") == "a%2520b%231%5B2%5D.xlsx"


@pytest.mark.parametrize(("letters", "linked"), [(170, True), (200, True), (240, False), (255, False)])
def test_the_length_of_a_target_includes_all_its_parts(letters: int, linked: bool) -> None:
    """The path with its escapes, the sheet with its apostrophes, and the cell."""
    file = "x" * letters
    master = Master(None, "vi", None, None, {}, (), far=frozenset({file}))  # type: ignore[arg-type]
    assert (master.opens(file, "Bảng '1'", "E7") is not None) is linked
