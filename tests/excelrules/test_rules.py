"""Each of Excel's rules finds the workbook that breaks it, and reports no other."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.building import definition, filled, merge
from tests.cases import cases
from tests.excelrules import needs, recalculation, schema
from tests.excelrules.formulas import NoFormula, for_hyperformula, parse, sorts
from tests.excelrules.limits import RULES, faults
from tests.excelrules.opened import opened
from tests.hostile import changed, part
from toolkit.report.assembly import make_report
from toolkit.report.word import word_document

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
Draw = Callable[[Any, Any], object]


def nothing(book: Any, sheet: Any) -> None:
    """A workbook without faults."""
    sheet.write_number("A1", 1)
    sheet.write_formula("A2", "=A1+1", None, 2)


@dataclass(frozen=True)
class Faulty:
    """How a workbook is written, and what then replaces a text in one of its parts."""

    draw: Draw = nothing
    instead: Mapping[str, str] = field(default_factory=dict)
    part: str = SHEET


def made(path: Path, faulty: Faulty) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Số liệu")
        book.add_worksheet("Khác").write_number("A1", 1)
        faulty.draw(book, sheet)
    data = path.read_bytes()
    for old, new in faulty.instead.items():
        assert old in part(data, faulty.part).decode(), old
        data = changed(data, faulty.part, lambda text, old=old, new=new: text.replace(old, new, 1))  # type: ignore[misc]
    path.write_bytes(data)
    return path


def formula(text: str, value: object = 0) -> Draw:
    """A sheet with one formula and its stored value."""
    return lambda book, sheet: sheet.write_formula("A1", "=" + text, None, value)


def formulas(*texts: str) -> list[Faulty]:
    """A workbook for each formula."""
    return [Faulty(formula(text)) for text in texts]


def names(instead: Mapping[str, str]) -> Faulty:
    """A defined name, or what replaces it."""
    return Faulty(lambda book, sheet: book.define_name("Words", "=Khác!$A$1"), instead, BOOK)


def format_of(criteria: str) -> Draw:
    return lambda book, sheet: sheet.conditional_format(
        "A1", {"type": "formula", "criteria": criteria, "format": book.add_format({"bold": True})}
    )


def validated(instead: Mapping[str, str], **wanted: Any) -> Faulty:
    """A validation with something that XlsxWriter would refuse."""
    texts = {"input_title": "t1", "input_message": "m1", "error_title": "t2", "error_message": "m2"}
    wanted = wanted or {"validate": "custom", "value": "=A1>0", **texts}
    return Faulty(lambda book, sheet: sheet.data_validation("A1", wanted), instead)


def styled(count: int, properties: Callable[[int], Mapping[str, object]]) -> Faulty:
    """That many cells, each of another style."""
    return Faulty(
        lambda book, sheet: [sheet.write_number(n, 0, 1, book.add_format(properties(n))) for n in range(count)]
    )


NUMBER, MERGED, LINK = '<c r="A1"><v>1</v></c>', '<mergeCell ref="A1:B2"/>', '<hyperlink ref="A2" location="Khác!A1"/>'
ENDING = "</hyperlinks>"
SHARED = ("<f>B1+Khác!B1</f>", '<f t="shared" ref="A1:A2" si="0">B1+Khác!B1</f>')
AGAIN = '<definedName name="WORDS">Khác!$A$2</definedName></definedNames>'
LONG = f"<formula1>{'+'.join(['B1'] * 90)}&gt;0</formula1>"

#: By rule: the workbooks that break it.
BREAKING: Mapping[str, Sequence[Faulty]] = {
    "formula_can_be_read": formulas("SUM(A2,B2", "1++", "A2 § 3"),
    "equal_types_are_compared": [
        *formulas("SUMPRODUCT(--((ISNUMBER(B1:B9))>0))", "IF((B1>2)=1,1,0)", 'IF(SUM(B1:B9)="",1,0)'),
        *formulas("IF(ISNUMBER(B1)=1,2,3)", "IF((B1=C1)>B2,1,0)", "IF(IF(B1>0,TRUE,0)=0,1,2)"),
        Faulty(format_of("=AND(B1=1)>0")),
    ],
    "truth_values_are_not_added": formulas(
        "SUMPRODUCT(ISNUMBER(B1:C1),D1:E1)", "SUM(--(B1:B3>0),B1>0)", '(B1>0)&""', "COUNT(IF(B1,TRUE))"
    ),
    "formula_is_not_too_large": [
        *formulas("+".join(["B1"] * 2_800), f'"{"x" * 256}"&""', "ABS(" * 65 + "1" + ")" * 65),
        *formulas(f"SUM({','.join(['1'] * 256)})"),
        validated({"<formula1>A1&gt;0</formula1>": LONG}),
    ],
    "function_is_known_to_excel_2010": formulas("TEXTJOIN(B1,B2)", "_xlfn.CONCAT(B1)"),
    "references_exist": [
        *formulas("'Trang mất'!A1", "Words+1", "#REF!+1"),
        Faulty(lambda book, sheet: book.define_name("Words", "='Trang mất'!$A$1")),
    ],
    "formula_stays_on_its_sheet": [Faulty(formula("B1+Khác!B1", 1), dict([SHARED])), Faulty(format_of("=Khác!$A$1>0"))],
    "link_can_be_followed": [
        *formulas(
            *(
                f'HYPERLINK("{target}","mở")'
                for target in ("#'Trang mất'!A1", "missing.xlsx", "workbook%20.xlsx", "folder/[1].xlsx")
            ),
            'HYPERLINK("folder #1/workbook.xlsx#\'Số liệu\'!A1","mở")',
        ),
        Faulty(lambda book, sheet: sheet.write_url("A1", "internal:'Trang mất'!A1")),
        Faulty(lambda book, sheet: sheet.write_url("A1", "external:missing.xlsx")),
    ],
    "sheet_name_is_allowed": [
        Faulty(part=BOOK, instead={'name="Khác"': f'name="{name}"'}) for name in ("Số [1]", "số Liệu", "x" * 32, "'a")
    ],
    "name_is_allowed": [
        names({"</definedNames>": AGAIN}),
        *(names({'name="Words"': f'name="{name}"'}) for name in ("TT02", "Two words")),
    ],
    "text_fits_its_cell": [
        Faulty(lambda book, sheet: sheet.write_string("A1", "chữ"), {"chữ": "𝔘" * 16_384}, "xl/sharedStrings.xml")
    ],
    "cells_are_in_order": [
        Faulty(instead={NUMBER: NUMBER.replace("A", "B") + NUMBER}),
        Faulty(instead={'<row r="2"': '<row r="1"'}),
    ],
    "formula_has_its_value": [Faulty(instead={"<v>2</v>": ""})],
    "merged_cells_do_not_overlap": [
        Faulty(lambda book, sheet: sheet.merge_range("A1:B2", "x"), {MERGED: MERGED + MERGED.replace("A1:B2", "B2:C3")})
    ],
    "sizes_are_allowed": [
        Faulty(lambda book, sheet: sheet.set_row(0, 410)),
        Faulty(lambda book, sheet: sheet.set_column(0, 0, 20), {'width="20.7109375"': 'width="256"'}),
        Faulty(lambda book, sheet: sheet.write_url("A1", "internal:Khác!A1"), {ENDING: LINK * 65_530 + ENDING}),
        Faulty(lambda book, sheet: sheet.set_footer("&LTrang"), {"&amp;LTrang": "&amp;L" + "x" * 254}),
    ],
    "validation_fits": [
        *(
            validated({f' {name}="t{n}"': f' {name}="{"x" * 33}"'})
            for n, name in ((1, "promptTitle"), (2, "errorTitle"))
        ),
        *(validated({f' {name}="m{n}"': f' {name}="{"x" * 256}"'}) for n, name in ((1, "prompt"), (2, "error"))),
        validated({'"a,b"': f'"{"a" * 256}"'}, validate="list", source=["a", "b"]),
    ],
    "validations_do_not_overlap": [
        Faulty(
            lambda book, sheet: [
                sheet.data_validation(area, {"validate": "any", "input_title": "x"}) for area in ("A1:B5", "B5:C9")
            ]
        )
    ],
    "styles_are_not_too_many": [
        styled(201, lambda n: {"num_format": f'0 "{n}"'}),
        styled(513, lambda n: {"font_size": n + 1}),
    ],
}


def broken(path: Path) -> list[str]:
    return sorted({fault.partition(":")[0] for fault in faults(opened(path))})


@pytest.mark.parametrize(("rule", "number"), [(r, n) for r, found in BREAKING.items() for n in range(len(found))])
def test_a_broken_rule_is_reported(tmp_path: Path, rule: str, number: int) -> None:
    """A workbook that breaks one rule is reported under that rule's name alone."""
    (tmp_path / "workbook%20.xlsx").touch()
    assert broken(made(tmp_path / "book.xlsx", BREAKING[rule][number])) == [rule]


def test_every_rule_can_be_broken() -> None:
    """There is no rule without a workbook that breaks it."""
    assert [rule.__name__ for rule in RULES] == list(BREAKING)


#: Truth values compared with others, or converted to numbers.
CORRECT = (
    "IF((A1>0)=(A2>0),-A1%^2,1E+15)",
    "SUMPRODUCT(--((ISNUMBER(A1:C1)+ISNUMBER(A2:C2))>0))",
    "SUMPRODUCT(--(ISNUMBER(A1:C1)*1>0))",
    'IF("a""b>0"=A1,TRUE,FALSE)',
    "SUMPRODUCT(--(TRIM('Số liệu'!A1:A3)=Words))>0",
    'IFERROR(IF(A1>1E+15,-A1^2,""),"")',
)


def test_a_correct_workbook_has_no_fault(tmp_path: Path) -> None:
    """Links within the workbook, to a file and to a cell of one, names, formats and validations pass."""

    def draw(book: Any, sheet: Any) -> None:
        nothing(book, sheet)
        book.define_name("Words", "=Khác!$A$1:$A$3")
        targets = ("#'Khác'!A1", "#Words", "a%2520%231.xlsx#'Số #1'!A1", "a%2520%231.xlsx")
        for row, target in enumerate(targets, start=3):
            sheet.write_formula(row, 0, f'=IF(A1>0,HYPERLINK("{target}","mở"),"")', None, "mở")
        sheet.write_formula("B1", '=SUMPRODUCT(--(ISNUMBER(A1:A9)*ISNUMBER(C1:C9)>0))&"/3"', None, "0/3")
        for row, text in enumerate(CORRECT, start=5):
            sheet.write_formula(row, 1, "=" + text, None, 0)
        sheet.write_url("B3", "internal:'Khác'!A1")
        sheet.write_url("B4", "external:a%2520%231.xlsx")
        format_of("=SUM(Words)>$A$1")(book, sheet)
        sheet.data_validation("D1", {"validate": "list", "source": "=Words"})

    (tmp_path / "a%20#1.xlsx").touch()
    assert faults(opened(made(tmp_path / "book.xlsx", Faulty(draw)))) == []


# --- Formulas ------------------------------------------------------------------------------------


@cases(r"""
| text                            | expected                               |
|---------------------------------|----------------------------------------|
| A1>1E+15                        | A1>1000000000000000                    |
| IF(TRUE,2.5E-3,FALSE)           | IF(TRUE(),0.0025,FALSE())              |
| "TRUE 1E5"&TRUE()&'E1'!A1       | "TRUE 1E5"&TRUE()&'E1'!A1              |
| "a""b\"                         | ("a"&CHAR(34)&"b"&CHAR(92)&"")         |
""")
def test_formulas_are_rewritten_for_hyperformula(text: str, expected: str) -> None:
    """Exponents, truth values, quotes and backslashes keep their meaning of Excel."""
    assert for_hyperformula(text) == expected


@cases("""
| text            | types |
|-----------------|-------|
| 1+2*3=7         | T     |
| "a"&1           | W     |
| -A1             | N     |
| +FALSE          | T     |
| A1              | C     |
| (ISNUMBER(A1))  | T     |
| A1%             | N     |
| IF(A1,1,2)      | N     |
| IF(A1,1,"")     | NW    |
| IF(A1,"")       | TW    |
| IFERROR(A1,0)   | CN    |
| ISNUMBER(A1)*1  | N     |
| --(A1=1)        | N     |
| Words           | C     |
| INDEX(A1:A2,1)  | C     |
| FALSE           | T     |
""")
def test_the_types_of_a_formulas_result_are_found(text: str, types: str) -> None:
    """Operators and functions determine the type of their result; what cells and names hold is not known."""
    assert "".join(sorted(sorts(parse(text)))) == types


@pytest.mark.parametrize("text", ["", "1 2", "SUM(1", "1)", "A1!!B2", '"a', "(1", "*1", "{1,2}"])
def test_malformed_formulas_are_refused(text: str) -> None:
    """What does not come out even is refused."""
    with pytest.raises(NoFormula):
        parse(text)


@cases("""
| number_format           | code |
|-------------------------|------|
| General                 | G    |
| @                       | G    |
| 0                       | F0   |
| #,##0                   | ,0   |
| #,##0.00;[Red]-#,##0.00 | ,2   |
| 0%                      | P0   |
| 0.00%                   | P2   |
| 0.0##                   | F3   |
| dd/mm/yyyy              | D1   |
| 0" ngày"                | F0   |
| [$-42A]d/m/yyyy         | D1   |
| 0.00E+00                | S2   |
""")
def test_cell_gives_the_code_of_a_format(number_format: str, code: str) -> None:
    """As in Microsoft's table for `CELL("format")`."""
    assert recalculation.format_code(number_format) == code


# --- Recalculation -------------------------------------------------------------------------------


#: A formula, the value stored beside it, and Excel's.
DIFFERING = (
    ("1+1", 3, "2"),
    ("1+1", "2", "2"),
    ("1/0", 0, "#DIV/0!"),
    ('""', 0, "''"),
    ("FALSE>0", False, "True"),
    ("SUMPRODUCT(--((ISNUMBER(B1:B9))>0))", 0, "9"),
    ('"Đ"="D"', True, "False"),
    ("Nothing+1", 1, "#NAME?"),
    ('IF(CELL("format",C1)="P1",1,2)', 2, "1"),
)


@pytest.mark.slow
@needs(recalculation.absent)
def test_a_stored_value_that_differs_from_its_formula_is_reported(tmp_path: Path) -> None:
    """With the cell, the stored value and Excel's. For an area where one cell is needed, Excel before 2021 takes
    another cell than later versions."""
    assert recalculation.absent() == ""

    def drawn(text: str, stored: object) -> Draw:
        def draw(book: Any, sheet: Any) -> None:
            sheet.write_blank("C1", None, book.add_format({"num_format": "0.0%"}))
            formula(text, stored)(book, sheet)

        return draw

    drawings = [*(drawn(text, stored) for text, stored, _ in DIFFERING), formula("B1:B3*2", 0)]
    books = [opened(made(tmp_path / f"{n}.xlsx", Faulty(draw))) for n, draw in enumerate(drawings)]
    *lines, several = (line for found in recalculation.recalculated(books) for line in found.differing)
    for line, (text, _, given) in zip(lines, DIFFERING, strict=True):
        assert line.startswith("Số liệu!A1: stored "), text
        assert re.search(rf"recalculated (?:'{re.escape(given)}'|{re.escape(given)}):", line), line
    assert "more than one cell" in several


@pytest.mark.slow
@needs(recalculation.absent)
def test_correct_formulas_are_counted(tmp_path: Path) -> None:
    """Texts that look like numbers, blanks, names, shared formulas and links; CELL is used for formats alone."""

    def draw(book: Any, sheet: Any) -> None:
        for row, value in enumerate(("12", "TRUE", "=1", "'a", "1/2/2020"), start=1):
            sheet.write_string(row, 1, value)
        book.define_name("Words", "='Số liệu'!$B$2:$B$6")
        sheet.write_formula("A1", "=SUMPRODUCT(--ISNUMBER(Words))+COUNT(Words)+D9", None, 0)
        sheet.write_formula("A2", '=B4&"""x\\"', None, '=1"x\\')
        sheet.write_formula("A3", '=HYPERLINK("#\'Khác\'!"&"A1","mở")', None, "mở")
        sheet.write_formula("A4", '=CELL("address",B1)', None, "$B$1")
        sheet.write_formula("A5", '=CELL("format",B1)', None, "G")
        sheet.write_formula("A6", '="12"&MID(1/2,2,1)&"5"', None, "12,5")
        sheet.write_formula("A7", '=VALUE(SUBSTITUTE("1,5",",",MID(1/2,2,1)))', None, 1.5)

    (found,) = recalculation.recalculated([opened(made(tmp_path / "book.xlsx", Faulty(draw)))])
    assert found == recalculation.Recalculated((), (("Số liệu!A3", "#'Khác'!A1"),), 6, 1, 1)


# --- Schema --------------------------------------------------------------------------------------


@pytest.mark.slow
@needs(schema.absent)
def test_a_workbook_against_its_schema_is_reported(tmp_path: Path) -> None:
    """For an unknown element, an invalid value, and elements in the wrong order."""
    assert schema.schema_faults(made(tmp_path / "good.xlsx", Faulty())) == []
    for old, new in (
        ("<sheetData>", "<sheetDatum/><sheetData>"),
        ('<c r="A1">', '<c r="A1" t="x">'),
        ("</sheetData>", '</sheetData><dimension ref="A1"/>'),
    ):
        found = schema.schema_faults(made(tmp_path / "bad.xlsx", Faulty(instead={old: new})))
        assert {line.partition(":")[0] for line in found} == set(schema.FORMATS)


@pytest.mark.slow
@needs(schema.absent)
def test_a_document_against_its_schema_is_reported(tmp_path: Path) -> None:
    """Also for a Word report; a missing table of fonts is no fault."""
    agency, section = (
        "| code | name |\n|--|--|\n| SA | Sở A |",
        "| code | role | heading |\n| dat | achievement | Đạt |",
    )
    folder = definition(tmp_path, agencies=agency, sections=section)
    filled(folder, "SA", "", "| section | text |\n|--|--|\n| dat | Một ý |")
    data = word_document(make_report(merge(folder))).as_bytes()
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    assert schema.schema_faults(path) == []
    for old, new in (("<w:p>", "<w:q>"), ("</w:p>", "</w:q>")):
        data = changed(data, "word/document.xml", lambda text, old=old, new=new: text.replace(old, new, 1))  # type: ignore[misc]
    path.write_bytes(data)
    assert schema.schema_faults(path) != []
