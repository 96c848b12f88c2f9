"""Each of Excel's rules finds the workbook that breaks it, and reports no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.building import definition, filled, merge
from tests.excelrules import needs, recalculation, schema
from tests.excelrules.formulas import NoFormula, for_hyperformula, parse, sort
from tests.excelrules.limits import RULES, faults
from tests.excelrules.opened import opened
from tests.hostile import changed, part
from toolkit.report.assembly import make_report
from toolkit.report.word import word_document

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
Draw = Callable[[Any, Any], object]


def formula(text: str, value: object = 0) -> Draw:
    """A sheet with one formula and its stored value."""
    return lambda book, sheet: sheet.write_formula("A1", "=" + text, None, value)


def nothing(book: Any, sheet: Any) -> None:
    """A workbook without faults."""
    sheet.write_number("A1", 1)
    sheet.write_formula("A2", "=A1+1", None, 2)


@dataclass(frozen=True)
class Faulty:
    """How a workbook is written, and what then replaces a text in one of its parts."""

    draw: Draw = nothing
    part: str = SHEET
    instead: Mapping[str, str] = field(default_factory=dict)


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


def format_of(criteria: str) -> Draw:
    return lambda book, sheet: sheet.conditional_format(
        "A1", {"type": "formula", "criteria": criteria, "format": book.add_format({"bold": True})}
    )


def validated(**attributes: str) -> Faulty:
    """A validation with these attributes, which XlsxWriter would refuse."""

    def draw(book: Any, sheet: Any) -> None:
        sheet.data_validation(
            "A1",
            {
                "validate": "custom",
                "value": "=A1>0",
                "input_title": "title",
                "input_message": "prompt",
                "error_title": "error title",
                "error_message": "error",
            },
        )

    old = {"promptTitle": "title", "prompt": "prompt", "errorTitle": "error title", "error": "error"}
    return Faulty(draw, instead={f' {name}="{old[name]}"': f' {name}="{text}"' for name, text in attributes.items()})


def link(target: str, text: str = "mở") -> Draw:
    return formula(f'HYPERLINK("{target}","{text}")', text)


def nested(depth: int) -> str:
    return "ABS(" * depth + "1" + ")" * depth


#: By rule: the workbooks that break it.
BREAKING: Mapping[str, list[Faulty]] = {
    "formula_can_be_read": [
        Faulty(formula("SUM(A2,B2"), instead={}),
        Faulty(formula("1++")),
        Faulty(formula("A2 § 3")),
    ],
    "equal_types_are_compared": [
        Faulty(formula("SUMPRODUCT(--((ISNUMBER(B1:B9))>0))")),
        Faulty(formula("IF((B1>2)=1,1,0)")),
        Faulty(formula('IF(SUM(B1:B9)="",1,0)')),
        Faulty(format_of("=AND(B1=1)>0")),
    ],
    "formula_is_not_too_long": [
        Faulty(formula("+".join(["B1"] * 2_800))),
        Faulty(
            validated().draw,
            instead={"<formula1>A1&gt;0</formula1>": f"<formula1>{'+'.join(['B1'] * 90)}&gt;0</formula1>"},
        ),
    ],
    "literal_is_not_too_long": [Faulty(formula(f'"{"x" * 256}"&""'))],
    "calls_are_not_too_deep": [Faulty(formula(nested(65)))],
    "arguments_are_not_too_many": [Faulty(formula(f"SUM({','.join(['1'] * 256)})"))],
    "function_is_known_to_excel_2010": [Faulty(formula("TEXTJOIN(B1,B2)")), Faulty(formula("_xlfn.CONCAT(B1)"))],
    "references_exist": [
        Faulty(formula("'Trang mất'!A1")),
        Faulty(formula("Words+1")),
        Faulty(formula("#REF!+1")),
        Faulty(lambda book, sheet: book.define_name("Words", "='Trang mất'!$A$1")),
    ],
    "shared_formula_stays_on_its_sheet": [
        Faulty(
            formula("B1+Khác!B1", 1), instead={"<f>B1+Khác!B1</f>": '<f t="shared" ref="A1:A2" si="0">B1+Khác!B1</f>'}
        )
    ],
    "conditional_format_stays_on_its_sheet": [Faulty(format_of("=Khác!$A$1>0"))],
    "link_can_be_followed": [
        Faulty(link("#'Trang mất'!A1")),
        Faulty(link("missing.xlsx")),
        Faulty(link("workbook%20.xlsx")),
        Faulty(link("folder #1/workbook.xlsx#'Số liệu'!A1")),
        Faulty(link("folder/[1].xlsx")),
        Faulty(lambda book, sheet: sheet.write_url("A1", "internal:'Trang mất'!A1")),
        Faulty(lambda book, sheet: sheet.write_url("A1", "external:missing.xlsx")),
    ],
    "links_are_not_too_many": [
        Faulty(
            lambda book, sheet: sheet.write_url("A1", "internal:Khác!A1"),
            instead={"</hyperlinks>": '<hyperlink ref="A2" location="Khác!A1"/>' * 65_530 + "</hyperlinks>"},
        )
    ],
    "sheet_name_is_allowed": [
        Faulty(part=BOOK, instead={'name="Khác"': 'name="Số [1]"'}),
        Faulty(part=BOOK, instead={'name="Khác"': 'name="số Liệu"'}),
        Faulty(part=BOOK, instead={'name="Khác"': f'name="{"x" * 32}"'}),
        Faulty(part=BOOK, instead={'name="Khác"': 'name="\'a"'}),
    ],
    "name_is_allowed": [
        Faulty(
            lambda book, sheet: book.define_name("Words", "=Khác!$A$1"),
            BOOK,
            {"</definedNames>": '<definedName name="WORDS">Khác!$A$2</definedName></definedNames>'},
        ),
        Faulty(lambda book, sheet: book.define_name("Words", "=Khác!$A$1"), BOOK, {'name="Words"': 'name="TT02"'}),
        Faulty(lambda book, sheet: book.define_name("Words", "=Khác!$A$1"), BOOK, {'name="Words"': 'name="Two words"'}),
    ],
    "text_fits_its_cell": [
        Faulty(
            lambda book, sheet: sheet.write_string("A1", "văn bản"), "xl/sharedStrings.xml", {"văn bản": "𝔘" * 16_384}
        )
    ],
    "cells_are_in_order": [
        Faulty(instead={'<c r="A1"><v>1</v></c>': '<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>'}),
        Faulty(instead={'<row r="2"': '<row r="1"'}),
    ],
    "formula_has_its_value": [Faulty(instead={"<v>2</v>": ""})],
    "merged_cells_do_not_overlap": [
        Faulty(
            lambda book, sheet: sheet.merge_range("A1:B2", "x"),
            instead={'<mergeCell ref="A1:B2"/>': '<mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/>'},
        )
    ],
    "sizes_are_allowed": [
        Faulty(lambda book, sheet: sheet.set_row(0, 410)),
        Faulty(lambda book, sheet: sheet.set_column(0, 0, 20), instead={'width="20.7109375"': 'width="256"'}),
    ],
    "header_and_footer_fit": [
        Faulty(lambda book, sheet: sheet.set_footer("&LTrang"), instead={"&amp;LTrang": "&amp;L" + "x" * 254})
    ],
    "validation_fits": [
        validated(promptTitle="x" * 33),
        validated(prompt="x" * 256),
        validated(errorTitle="x" * 33),
        validated(error="x" * 256),
        Faulty(
            lambda book, sheet: sheet.data_validation("A1", {"validate": "list", "source": ["a", "b"]}),
            instead={'"a,b"': f'"{"a" * 256}"'},
        ),
    ],
    "validations_do_not_overlap": [
        Faulty(
            lambda book, sheet: [
                sheet.data_validation(area, {"validate": "any", "input_title": "x"}) for area in ("A1:B5", "B5:C9")
            ]
        )
    ],
    "styles_are_not_too_many": [
        Faulty(
            lambda book, sheet: [
                sheet.write_number(n, 0, 1, book.add_format({"num_format": f'0 "{n}"'})) for n in range(201)
            ]
        ),
        Faulty(
            lambda book, sheet: [sheet.write_number(n, 0, 1, book.add_format({"font_size": n + 1})) for n in range(513)]
        ),
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


def test_a_correct_workbook_has_no_fault(tmp_path: Path) -> None:
    """Links within the workbook, to a file and to a cell of one, names, formats and validations pass."""

    def draw(book: Any, sheet: Any) -> None:
        nothing(book, sheet)
        book.define_name("Words", "=Khác!$A$1:$A$3")
        for row, target in enumerate(
            ("#'Khác'!A1", "#Words", "a%2520%231.xlsx#'Số #1'!A1", "a%2520%231.xlsx"), start=3
        ):
            sheet.write_formula(row, 0, f'=IF(A1>0,HYPERLINK("{target}","mở"),"")', None, "mở")
        sheet.write_formula("B1", '=SUMPRODUCT(--(ISNUMBER(A1:A9)*ISNUMBER(C1:C9)>0))&"/3"', None, "0/3")
        sheet.write_formula("B2", "=IF((A1>0)=(A2>0),-A1%^2,1E+15)", None, 0)
        sheet.write_url("B3", "internal:'Khác'!A1")
        sheet.write_url("B4", "external:a%2520%231.xlsx")
        format_of("=SUM(Words)>$A$1")(book, sheet)
        sheet.data_validation("D1", {"validate": "list", "source": "=Words"})

    (tmp_path / "a%20#1.xlsx").touch()
    assert faults(opened(made(tmp_path / "book.xlsx", Faulty(draw)))) == []


# --- Formulas ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1>1E+15", "A1>1000000000000000"),
        ("IF(TRUE,2.5E-3,FALSE)", "IF(TRUE(),0.0025,FALSE())"),
        ("\"TRUE 1E5\"&TRUE()&'E1'!A1", "\"TRUE 1E5\"&TRUE()&'E1'!A1"),
        ('"a""b\\"', '("a"&CHAR(34)&"b"&CHAR(92)&"")'),
    ],
)
def test_formulas_are_rewritten_for_hyperformula(text: str, expected: str) -> None:
    """Exponents, truth values, quotes and backslashes keep their meaning of Excel."""
    assert for_hyperformula(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1+2*3=7", "logical"),
        ('"a"&1', "text"),
        ("-A1", "number"),
        ("A1", ""),
        ("(ISNUMBER(A1))", "logical"),
        ("A1%", "number"),
        ("IF(A1,1,2)", "number"),
        ('IF(A1,1,"")', ""),
        ("ISNUMBER(A1)*1", "number"),
        ("--(A1=1)", "number"),
        ("Words", ""),
        ("FALSE", "logical"),
    ],
)
def test_the_type_of_a_formula_is_found_where_certain(text: str, expected: str) -> None:
    """Operators and functions determine the type of their result; cells and names do not."""
    assert sort(parse(text)) == expected


@pytest.mark.parametrize("text", ["", "1 2", "SUM(1", "1)", "A1!!B2", '"a', "(1", "*1", "{1,2}"])
def test_malformed_formulas_are_refused(text: str) -> None:
    """What does not come out even is refused."""
    with pytest.raises(NoFormula):
        parse(text)


@pytest.mark.parametrize(
    ("number_format", "code"),
    [
        ("General", "G"),
        ("@", "G"),
        ("0", "F0"),
        ("#,##0", ",0"),
        ("#,##0.00;[Red]-#,##0.00", ",2"),
        ("0%", "P0"),
        ("0.00%", "P2"),
        ("0.0##", "F3"),
        ("dd/mm/yyyy", "D1"),
        ('0" ngày"', "F0"),
        ("[$-42A]d/m/yyyy", "D1"),
        ("0.00E+00", "S2"),
    ],
)
def test_cell_gives_the_code_of_a_format(number_format: str, code: str) -> None:
    """As in Microsoft's table for `CELL("format")`."""
    assert recalculation.format_code(number_format) == code


# --- Recalculation -------------------------------------------------------------------------------


def recalculated(tmp_path: Path, draw: Draw) -> recalculation.Recalculated:
    assert recalculation.absent() == ""
    return recalculation.recalculated([opened(made(tmp_path / "book.xlsx", Faulty(draw)))])[0]


@pytest.mark.slow
@needs(recalculation.absent)
@pytest.mark.parametrize(
    ("text", "stored", "given"),
    [
        ("1+1", 3, "2"),
        ("1+1", "2", "2"),
        ("1/0", 0, "#DIV/0!"),
        ('""', 0, "''"),
        ("FALSE>0", False, "True"),
        ("SUMPRODUCT(--((ISNUMBER(B1:B9))>0))", 0, "9"),
        ('"Đ"="D"', True, "False"),
        ("Nothing+1", 1, "#NAME?"),
        ('IF(CELL("format",C1)="P1",1,2)', 2, "1"),
    ],
)
def test_a_stored_value_that_differs_from_its_formula_is_reported(
    tmp_path: Path, text: str, stored: object, given: str
) -> None:
    """With the cell, the stored value and Excel's."""

    def draw(book: Any, sheet: Any) -> None:
        sheet.write_blank("C1", None, book.add_format({"num_format": "0.0%"}))
        formula(text, stored)(book, sheet)

    (line,) = recalculated(tmp_path, draw).differing
    assert line.startswith("Số liệu!A1: stored ")
    assert re.search(rf"recalculated (?:'{re.escape(given)}'|{re.escape(given)}):", line), line


@pytest.mark.slow
@needs(recalculation.absent)
def test_a_formula_that_fills_further_cells_is_reported(tmp_path: Path) -> None:
    """For an area where one cell is needed, Excel before 2021 takes another cell than later versions."""
    (line,) = recalculated(tmp_path, formula("B1:B3*2", 0)).differing
    assert "more than one cell" in line


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

    found = recalculated(tmp_path, draw)
    assert found == recalculation.Recalculated((), (("Số liệu!A3", "#'Khác'!A1"),), 6, 1, 1)


# --- Schema --------------------------------------------------------------------------------------


@pytest.mark.slow
@needs(schema.absent)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", "<sheetDatum/><sheetData>"),
        ('<c r="A1">', '<c r="A1" t="x">'),
        ("</sheetData>", '</sheetData><dimension ref="A1"/>'),
    ],
)
def test_a_workbook_against_its_schema_is_reported(tmp_path: Path, old: str, new: str) -> None:
    """For an unknown element, an invalid value, and elements in the wrong order."""
    good = made(tmp_path / "good.xlsx", Faulty())
    assert schema.schema_faults(good) == []
    found = schema.schema_faults(made(tmp_path / "bad.xlsx", Faulty(instead={old: new})))
    assert {line.partition(":")[0] for line in found} == set(schema.FORMATS)


@pytest.mark.slow
@needs(schema.absent)
def test_a_document_against_its_schema_is_reported(tmp_path: Path) -> None:
    """Also for a Word report; a missing table of fonts is no fault."""
    tables = (
        "| code | name |\n|--|--|\n| SA | Sở A |",
        "| code | role | heading |\n|--|--|--|\n| dat | achievement | Mặt đạt được |",
    )
    folder = definition(tmp_path, agencies=tables[0], sections=tables[1])
    filled(folder, "SA", "", "| section | text |\n|--|--|\n| dat | Một ý |")
    data = word_document(make_report(merge(folder))).packed()
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    assert schema.schema_faults(path) == []
    path.write_bytes(
        changed(
            data, "word/document.xml", lambda text: text.replace("<w:p>", "<w:q>", 1).replace("</w:p>", "</w:q>", 1)
        )
    )
    assert schema.schema_faults(path) != []
