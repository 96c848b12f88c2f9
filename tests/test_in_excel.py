"""What Excel would make of our workbooks, as far as it can be told without it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from sample_workbooks.regenerate import HERE
from tests.building import Here, define, every_way, merge, random_filling, write
from tests.excelformulas import formulas_of, oddities, truths_taken_for_numbers
from toolkit.folder import open_folder
from toolkit.gathering import Means
from toolkit.run import check_files
from toolkit.writers.master import write_master


@pytest.mark.parametrize(
    "formula",
    [
        "SUMPRODUCT(--((ISNUMBER(A1:C1))>0))", "IF(ISNUMBER(A1)=1,2,3)", "SUMPRODUCT(ISNUMBER(A1:C1),D1:F1)", "IF((A1=B1)>A2,1,0)",
        "SUM(--(A1:A3>0),A1>0)", "(A1>0)&\"\"", "IF(IF(A1>0,TRUE,0)=0,1,2)",
    ],
)  # fmt: skip
def test_truth_values_taken_for_numbers_are_found(formula: str) -> None:
    """The search finds what it is made for."""
    assert oddities(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "SUMPRODUCT(--((ISNUMBER(A1:C1)+ISNUMBER(A2:C2))>0))", "SUMPRODUCT(--(ISNUMBER(A1:C1)*1>0))", "IF((A1>0)=(B1>0),1,0)", "IF(\"a\"\"b>0\"=A1,TRUE,FALSE)",
        "SUMPRODUCT(--(TRIM('Số liệu'!A1:A3)=Words))>0", "IFERROR(IF(A1>1E+15,-A1^2,\"\"),\"\")",
    ],
)  # fmt: skip
def test_nothing_is_found_in_formulas_that_are_right(formula: str) -> None:
    """A truth value may be held against another, and be made a number."""
    assert not oddities(formula)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A campaign with every way of totalling, its forms filled at random and merged."""
    folder = define(tmp_path_factory.mktemp("every"), every_way())
    for seed, agency in enumerate(folder.campaign.agencies):
        write(folder, agency.code, random_filling(folder, agency.code, seed, blanks=0.2, words=0.1, odd=True))
    merge(folder)
    return Here(folder)


def test_no_form_or_master_takes_truth_values_for_numbers(here: Here) -> None:
    """Over every way of totalling."""
    paths = [here.folder.master, *sorted(here.folder.inbox.glob("*.xlsx"))]
    assert len(paths) > 3
    assert not truths_taken_for_numbers(paths)


def test_no_formula_rests_on_a_function_that_some_excel_lacks(here: Here) -> None:
    """Wherever a form asks for a cell's format, it also says what holds where that cannot be told."""
    asked = [
        f for path in here.folder.inbox.glob("*.xlsx") for f in formulas_of(path) if "CELL(" in f.formula
    ]
    assert asked
    guarded = re.compile(r'(?:IFERROR\(LEFT\(|ISNUMBER\(FIND\(LEFT\(|ISERROR\()CELL\("format",')
    assert [f for f in asked if len(guarded.findall(f.formula)) != f.formula.count("CELL(")] == []


def test_no_master_of_the_samples_takes_truth_values_for_numbers(tmp_path: Path) -> None:
    """With narrative, key figures and rules between agencies, on one sheet a table and on several."""
    result = check_files(open_folder(HERE), as_of=date(2020, 7, 31), means=Means())
    whole, parted = tmp_path / "whole.xlsx", tmp_path / "parted.xlsx"
    write_master(whole, result)
    write_master(parted, result, "en", records=200, across=9)
    assert any("matrix" in f.where.lower() or "Số liệu theo đơn vị" in f.formula for f in formulas_of(whole))
    assert not truths_taken_for_numbers([whole, parted])
