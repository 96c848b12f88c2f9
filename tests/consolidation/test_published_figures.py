"""Published figures, with the mistakes that were published in them (sources: domain notes, §2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.building import definition, filled, merge, read
from toolkit.messages.findings.catalogue import written
from toolkit.model import Submission
from toolkit.run.folder import Folder

#: Dân trí, 23/10/2015: what the inspection teams (Đội 178) of the country found, 2011–2015.
INSPECTIONS = {"VP": 42111, "CC": 6321, "PT": 28558, "DC": 1412, "BS": 5820}
#: The police, the same years. "Dưới 18 tuổi" reads like a part of the others; the sum needs it as a separate class.
PERSONS = {"TS": 23231, "BD": 9643, "MD": 8206, "CM": 5158, "D18": 224}
#: Hà Nội, Kế hoạch 89/KH-UBND of 2011: "24.974 cơ sở, bao gồm" nine kinds of which the sum is 24.983.
PREMISES = {"CS": 24974, "P1": 941, "P2": 1632, "P3": 16, "P4": 908, "P5": 755, "P6": 126, "P7": 268, "P8": 101}
PREMISES["P9"] = 20236
ALL_KINDS = "=CS=P1+P2+P3+P4+P5+P6+P7+P8+P9"
#: December 2020: 76.037 premises, "trong đó" three kinds that are not all of them.
OF_WHICH = {"TC": 76037, "LT": 42335, "NH": 17462, "VT": 154}

AGENCY = "| code | name |\n|---|---|\n| A | Đơn vị A |\n"


def campaign(folder: Path, figures: Mapping[str, object], formula: str) -> Folder:
    rows = "".join(f"| {code} | Một | Chỉ tiêu {code} | người | count | sum | sum |\n" for code in figures)
    rows = rows.replace("| người | count |", "| triệu đồng | money |") if "TIEN" in figures else rows
    return definition(
        folder,
        about={"periods": "2015"},
        agencies=AGENCY,
        indicators=f"| code | topic | label | unit | kind | across_agencies | across_periods |\n|--|--|--|\n{rows}",
        rules=f"| code | formula | severity | message |\n|--|--|--|--|\n| R | {formula} | error | Tổng không khớp. |\n",
    )


def submitted(folder: Folder, figures: Mapping[str, object]) -> Submission:
    rows = "".join(f"| {code} | {value} |\n" for code, value in figures.items())
    return read(folder, filled(folder, "A", f"| code | 2015 |\n|---|---|\n{rows}"))


def broken(submission: Submission) -> list[str]:
    return [written(f) for f in submission.findings if f.code == "rule-failed"]


@pytest.mark.parametrize(
    ("figures", "formula", "expected"),
    [
        (INSPECTIONS, "=VP=CC+PT+DC+BS", ""),
        (PERSONS, "=TS=BD+MD+CM+D18", ""),
        (PERSONS, "=TS=BD+MD+CM", "23.231 ≠ 23.007; Δ 224"),
        (PREMISES, ALL_KINDS, "24.974 ≠ 24.983; Δ -9"),
        (OF_WHICH, "=TC>=LT+NH+VT", ""),
        (OF_WHICH, "=TC=LT+NH+VT", "76.037 ≠ 59.951; Δ 16.086"),
    ],
)
def test_parts_that_do_not_add_up_are_a_finding_with_the_difference(
    tmp_path: Path, figures: Mapping[str, int], formula: str, expected: str
) -> None:
    """The finding has both sums and the difference; numbers typed with points for thousands read the same."""
    folder = campaign(tmp_path, figures, formula)
    points = {code: f"'{value:,}".replace(",", ".") for code, value in figures.items()}
    for typed in (figures, points):
        found = broken(submitted(folder, typed))
        assert len(found) == bool(expected)
        assert expected in "".join(found)
    merge(folder, master=False)


def test_published_cells_that_are_no_plain_number(tmp_path: Path) -> None:
    """A sum with a missing part is not checked: a blank is not taken for zero. An amount in words is converted to the
    unit; two numbers in one cell, a numerator and a denominator, are a question."""
    submission = submitted(campaign(tmp_path, PREMISES, ALL_KINDS), {**PREMISES, "P3": "Chưa thống kê"})
    assert broken(submission) == []
    assert "rule-not-checkable" in {f.code for f in submission.findings}
    cells = {"TIEN": "167 tỷ 438 triệu đồng", "X": "95/152"}
    money, communes = submitted(campaign(tmp_path, cells, "=TIEN>=0"), cells).figures
    assert money.value == 167438
    assert (communes.value, communes.state, communes.typed) == (None, "held", "95/152")
