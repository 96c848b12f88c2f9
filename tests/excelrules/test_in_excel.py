"""Everything that the toolkit writes, checked by Excel's rules: its limits, the Open XML SDK's schema, and
recalculation. In the gate a small one of each kind of output, all of them by night."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.building import cell_of, change, define, definition, every_way, merge, random_filling, write
from tests.excelrules import COUNTS, needs, recalculation, schema
from tests.excelrules.limits import faults, target_faults
from tests.excelrules.limits import written as formulas_of
from tests.excelrules.opened import Opened, opened
from tests.excelrules.outputs import GROUPS, IN_THE_GATE
from tests.form.test_returns import AGENCIES, INDICATORS, SECTIONS
from toolkit.messages import forms
from toolkit.model import CellValue
from toolkit.run.operations import write_templates


def by_night(name: str) -> Any:
    return name if name in IN_THE_GATE else pytest.param(name, marks=pytest.mark.nightly)


@pytest.fixture(scope="module", params=[by_night(name) for name in GROUPS])
def paths(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """The workbooks and documents of one group, made once for all tests."""
    made = GROUPS[request.param](tmp_path_factory.mktemp("outputs"))
    assert made
    return made


@pytest.fixture(scope="module")
def books(paths: Sequence[Path]) -> Sequence[Opened]:
    return [opened(path) for path in paths if path.suffix == ".xlsx"]


@pytest.mark.slow
def test_outputs_are_within_excels_limits(books: Sequence[Opened]) -> None:
    """Lengths, names, links, comparisons, references: each output is one that Excel opens without repair."""
    assert [(book.path.name, fault) for book in books for fault in faults(book)] == []


def test_a_small_form_is_within_excels_limits(tmp_path: Path) -> None:
    """A blank form, with its list of what to fix and its conditional formats."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    assert [fault for path in write_templates(folder, ["SA"]) for fault in faults(opened(path))] == []


@pytest.mark.slow
def test_every_way_of_totalling_is_within_excels_limits(tmp_path: Path) -> None:
    """A form and the master. Where a formula uses a cell's format, it also has a result for programs without it."""
    folder = define(tmp_path, every_way())
    form = opened(write(folder, "HC", random_filling(folder, "HC", 1, blanks=0.2, words=0.1, odd=True)))
    merge(folder)
    assert [fault for book in (form, opened(folder.master)) for fault in faults(book)] == []
    asked = [f.text for f in formulas_of(form) if "CELL(" in f.text]
    guarded = re.compile(r'(?:IFERROR\(LEFT\(|ISNUMBER\(FIND\(LEFT\(|ISERROR\()CELL\("format",')
    assert asked
    assert [text for text in asked if len(guarded.findall(text)) != text.count("CELL(")] == []


@pytest.mark.slow
@needs(schema.absent)
def test_the_open_xml_sdks_rules_are_kept(
    paths: Sequence[Path], record_property: Callable[[str, object], None]
) -> None:
    """Each workbook and document fits its schema, for Excel and Word 2010 and for present ones."""
    assert schema.absent() == ""
    record_property(COUNTS, {"files checked by the schema": len(paths)})
    assert [(path.name, fault) for path in paths for fault in schema.schema_faults(path)] == []


@pytest.mark.slow
@needs(recalculation.absent)
def test_recalculated_values_equal_the_stored_ones(
    books: Sequence[Opened], record_property: Callable[[str, object], None]
) -> None:
    """Recalculated as Excel does, every cell keeps its value, and every link leads to its target."""
    assert recalculation.absent() == ""
    found = recalculation.recalculated(books)
    counts = {
        "workbooks": len(books),
        "formulas recalculated": sum(r.formulas for r in found),
        "of them with CELL, computed from formats": sum(r.formats_computed for r in found),
        "cells with CELL as stored": sum(r.as_stored for r in found),
        "links followed": sum(len(r.links) for r in found),
    }
    record_property(COUNTS, counts)
    for book, recalculated in zip(books, found, strict=True):
        wrong = [f"{at}: {what}" for at, target in recalculated.links for what in target_faults(book, target)]
        assert [*recalculated.differing, *wrong] == [], book.path.name


#: Contents of a cell, by its indicator: the value, its number format, and whether the live list has it.
_TYPED: Sequence[tuple[str, CellValue, str, bool]] = (
    ("A1", 12, "General", False),
    ("A1", 12, "#,##0", False),
    ("A1", "abc", "General", True),
    ("A1", 12.5, "General", True),
    ("A1", date(2026, 2, 1), "d-mmm", True),
    ("A1", 12, "d-mmm", True),
    ("A1", 5, "0%", True),
    ("A4", 12.5, "General", False),
    ("A4", 0.125, "0.0%", False),
    ("A4", 0.005, "0.0%", False),
    ("A4", "0,5%", "General", False),
    ("A4", 0.5, "General", True),
    ("A4", 1.25, "0%", True),
    ("A4", 45, "dd/mm/yyyy", True),
)


@pytest.mark.slow
@needs(recalculation.absent)
def test_the_live_list_in_excel_has_unusable_cells(tmp_path: Path) -> None:
    """A typed 1/2 gives its cell the format of a date, 12,5% that of a percentage; LibreOffice shows a form no
    dates."""
    assert recalculation.absent() == ""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    (blank,) = write_templates(folder, ["SA"])
    made = []
    for number, (code, value, shown, _) in enumerate(_TYPED):
        at = cell_of(blank, "figures", code, "2019")

        def type_in(book: Workbook, at: tuple[str, str] = at, value: CellValue = value, shown: str = shown) -> None:
            book[at[0]][at[1]] = value
            book[at[0]][at[1]].number_format = shown

        made.append(opened(change(blank, type_in, tmp_path / f"{number}.xlsx")))
    to_fix, wrong = forms.SHEETS["to_fix"].vi, forms.TO_FIX_BAD_VALUE.vi
    found = [
        any(str(text).startswith(wrong) for (sheet, _), text in values.items() if sheet == to_fix)
        for values in recalculation.calculated(made)
    ]
    assert [(*typed[:3], on_list) for typed, on_list in zip(_TYPED, found, strict=True)] == list(_TYPED)
