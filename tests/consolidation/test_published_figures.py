"""Published figures, with the mistakes that were published in them (sources: domain notes, §2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, read, type_into
from tests.office import needs_libreoffice, recalculate
from toolkit.messages.findings.catalogue import written
from toolkit.model import Submission
from toolkit.run.folder import Folder

#: Dân trí, 23/10/2015: what the inspection teams (Đội 178) of the country found, 2011–2015.
INSPECTIONS = {"VP": 42111, "CC": 6321, "PT": 28558, "DC": 1412, "BS": 5820}
#: The police, the same years. "Dưới 18 tuổi" reads like a part of the others; the sum needs it as a separate class.
PERSONS = {"TS": 23231, "BD": 9643, "MD": 8206, "CM": 5158, "D18": 224}
#: Hà Nội, Kế hoạch 89/KH-UBND of 2011: "24.974 cơ sở, bao gồm" nine kinds of which the sum is 24.983.
PREMISES = {
    "CS": 24974,
    "P1": 941,
    "P2": 1632,
    "P3": 16,
    "P4": 908,
    "P5": 755,
    "P6": 126,
    "P7": 268,
    "P8": 101,
    "P9": 20236,
}
#: December 2020: 76.037 premises, "trong đó" three kinds that are not all of them.
OF_WHICH = {"TC": 76037, "LT": 42335, "NH": 17462, "VT": 154}

AGENCY = "| code | name |\n|---|---|\n| A | Đơn vị A |\n"


def campaign(folder: Path, figures: Mapping[str, int], formula: str) -> Folder:
    rows = "".join(f"| {code} | Một | Chỉ tiêu {code} | người | count | sum | sum |\n" for code in figures)
    return definition(
        folder,
        about={"periods": "2015"},
        agencies=AGENCY,
        indicators=(
            "| code | topic | label | unit | kind | across_agencies | across_periods |\n"
            f"|---|---|---|---|---|---|---|\n{rows}"
        ),
        rules=(
            "| code | formula | severity | message |\n|---|---|---|---|\n"
            f"| R | {formula} | error | Tổng không khớp. |\n"
        ),
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
        (PREMISES, "=CS=P1+P2+P3+P4+P5+P6+P7+P8+P9", "24.974 ≠ 24.983; Δ -9"),
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


def test_a_sum_with_a_missing_part_is_not_checked(tmp_path: Path) -> None:
    """Of nine kinds of premises one is blank: it is not taken for zero."""
    folder = campaign(tmp_path, PREMISES, "=CS=P1+P2+P3+P4+P5+P6+P7+P8+P9")
    submission = submitted(folder, {**PREMISES, "P3": "Chưa thống kê"})
    assert broken(submission) == []
    assert "rule-not-checkable" in {f.code for f in submission.findings}


def test_an_amount_in_words_is_converted_to_millions(tmp_path: Path) -> None:
    """`167 tỷ 438 triệu đồng` in a column of millions."""
    folder = definition(
        tmp_path,
        about={"periods": "2015"},
        agencies=AGENCY,
        indicators=(
            "| code | topic | label | unit | kind | across_agencies | across_periods |\n"
            "|---|---|---|---|---|---|---|\n| K | Một | Tiền phạt | triệu đồng | money | sum | sum |\n"
        ),
    )
    assert [f.value for f in submitted(folder, {"K": "167 tỷ 438 triệu đồng"}).figures] == [167438]


def test_two_numbers_in_one_cell_are_a_question(tmp_path: Path) -> None:
    """`95/152` communes, a numerator and a denominator, in a cell for one of them."""
    folder = campaign(tmp_path, {"X": 0}, "=X>=0")
    (figure,) = submitted(folder, {"X": "95/152"}).figures
    assert (figure.value, figure.state, figure.typed) == (None, "held", "95/152")


@pytest.mark.slow
@needs_libreoffice
def test_the_form_shows_the_mistake_while_it_is_filled_in(tmp_path: Path) -> None:
    """A plan that is off by nine is listed at once, and no longer once it is corrected."""
    folder = campaign(tmp_path, PREMISES, "=CS=P1+P2+P3+P4+P5+P6+P7+P8+P9")
    rows = "".join(f"| {code} | {value} |\n" for code, value in PREMISES.items())
    path = filled(folder, "A", f"| code | 2015 |\n|---|---|\n{rows}")
    figures = keyed(path)["figures"]
    place = (figures.name, figures.address(figures.by_key()["CS"], "2015"))

    def listed(at: Path) -> bool:
        return any("Tổng không khớp" in " ".join(map(str, row)) for row in recalculate(at)["Cần sửa"])

    assert listed(path)
    assert not listed(type_into(path, [(place, 24983)], tmp_path / "right.xlsx"))
