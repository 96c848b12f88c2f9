"""Numbers that a formula prints with the signs of one language, as sentences print them, in two engines."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.excelrules import needs, recalculation
from tests.excelrules.opened import opened
from tests.office import needs_libreoffice, recalculate
from toolkit.language.numbers import format_number
from toolkit.model import Language
from toolkit.xlsx.look import number_as_text

VALUES = (0.0, 5.0, 98.4667, 99.995, 999.5, 1000.0, 1234.5, 287241.0, 999999.999, 1000000.0, 5569.525, 12003004.05)
MORE = (1e9, 1234567890.12, 4e12 + 7, -5.0, -1234.5, -0.001, 0.000412, 0.995)
LANGUAGES: tuple[Language, ...] = ("vi", "en")


def made(path: Path) -> dict[str, str]:
    """A workbook with numbers and their texts; the expected text of each cell."""
    expected: dict[str, str] = {}
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("N")
        row = 0
        for language in LANGUAGES:
            for decimals in (0, 1, 2, 6):
                for value in (*VALUES, *MORE):
                    shown = format_number(value, language, decimals) + " %"
                    sheet.write_number(row, 0, value)
                    formula = number_as_text(f"$A${row + 1}", value, decimals, language, " %")
                    sheet.write_formula(row, 1, formula, None, shown)
                    expected[f"B{row + 1}"] = shown
                    row += 1
        sheet.write_formula(row, 1, number_as_text(f"$A${row + 1}", 1.0, 0, "vi", " %"), None, "")
        expected[f"B{row + 1}"] = ""
    return expected


@needs(recalculation.absent)
def test_numbers_are_printed_as_in_sentences_in_excel(tmp_path: Path) -> None:
    """In every cell as a sentence has it, blank for a blank."""
    expected = made(tmp_path / "n.xlsx")
    (found,) = recalculation.calculated([opened(tmp_path / "n.xlsx")])
    assert {cell: found["N", cell] for cell in expected} == expected


@pytest.mark.slow
@needs_libreoffice
def test_numbers_are_printed_as_in_sentences_in_libreoffice(tmp_path: Path) -> None:
    """The same texts."""
    expected = made(tmp_path / "n.xlsx")
    found = recalculate(tmp_path / "n.xlsx")["N"]
    assert {cell: found[int(cell[1:]) - 1][1] or "" for cell in expected} == expected
