"""Slips of typing: the number that was meant, the slip between two numbers; and the usual value of a figure: medians
that a few wrong figures do not change, and none from too few figures."""

import math

import pytest

from tests.cases import cases
from toolkit.editing.slips import possible_values, slip_between
from toolkit.editing.usual import Row, median, odd_figures, odd_levels, sizes, usual
from toolkit.model import Indicator, Kind


def indicator(kind: Kind = "money", code: str = "A") -> Indicator:
    return Indicator(code=code, topic="", label="", unit="", kind=kind, across_agencies="sum", across_periods="sum")


@cases("""
| typed      | meant  | kind    | slip         |
|------------|--------|---------|--------------|
| 3.945      | 3945   | money   | thousandfold |
| 3945000000 | 3945   | money   | thousandfold |
| 3945000    | 3945   | count   | thousandfold |
| 125        | 12.5   | money   | decimal      |
| 853        | 85.3   | percent | decimal      |
| 3495       | 3945   | count   | swapped      |
| 12.34      | 12.43  | money   | swapped      |
| 39945      | 3945   | count   | digit        |
| 394        | 3945   | count   | digit        |
| 394        | 3845   | count   |              |
| -17        | 17     | money   | sign         |
| 3945       | 3945.5 | money   |              |
| 3945       | 7890   | count   |              |
""")
def test_a_slip_between_two_numbers_is_named(typed: str, meant: str, kind: Kind, slip: str) -> None:
    """One change of digits, sign or unit turns the typed number into the likely one, or there is none."""
    assert (slip_between(float(typed), float(meant), indicator(kind)) or "") == slip


def test_a_zero_has_no_likely_number() -> None:
    """It has no digits that could be mistyped. A count has none with decimals."""
    assert list(possible_values(0.0, indicator())) == []
    found = list(possible_values(1234.0, indicator("count")))
    assert found
    assert all(may_be.value.is_integer() for may_be in found)


# --- Usual values ---------------------------------------------------------------------------------

MONTHS = (12, 12, 12, 12, 6)


def rows(agencies: int = 12, scale: float = 1) -> dict[str, Row]:
    """Agencies of different sizes with steady figures: a year of 98 to 105 times their size, a half-year of half."""
    return {
        f"B{n:02}": tuple(scale * 2.0**n * y for y in (98.0, 103.0, 100.0 + n % 3, 105.0, 50.0 + n % 2))
        for n in range(agencies)
    }


@pytest.mark.parametrize(("ordered", "expected"), [([4.0], 4.0), ([1.0, 2.0], 1.5), ([1.0, 2.0, 9.0], 2.0)])
def test_the_median_is_the_middle_number(ordered: list[float], expected: float) -> None:
    """Or the mean of the two in the middle."""
    assert median(ordered) == expected


def test_half_a_year_is_expected_to_have_half() -> None:
    """The expected value follows the changes of the row from period to period, half-years too."""
    found = usual(indicator(), rows(), MONTHS)
    assert found.expected("B05", 4) == pytest.approx(50 * 2**5, rel=0.05)
    assert found.expected("B05", 1) == pytest.approx(103 * 2**5, rel=0.05)


def test_one_wrong_figure_does_not_change_expected_values() -> None:
    """Neither its own nor those of the others."""
    wrong = rows()
    wrong["B05"] = (98 * 2.0**5, 103 * 2.0**5, 0.1 * 2**5, 105 * 2.0**5, 50 * 2.0**5)
    found, clean = usual(indicator(), wrong, MONTHS), usual(indicator(), rows(), MONTHS)
    assert found.expected("B05", 2) == pytest.approx(clean.expected("B05", 2), rel=0.05)
    assert [(o.agency, o.column) for o in odd_figures(found, 5, 3, math.log(2))] == [("B05", 2)]


def test_without_enough_figures_there_is_no_usual_value() -> None:
    """An agency with two other figures has none, and a few agencies have no spread. Zeros and losses, without a
    logarithm, are neither odd nor part of it."""
    found = usual(indicator(), {"B00": (98.0, 103.0, 0.1, None, None)}, MONTHS)
    assert found.expected("B00", 2) is None
    assert not found.groups["B00"].known
    made = rows()
    made["B05"] = (0.0, -5.0, 100 * 2.0**5, 105 * 2.0**5, 50 * 2.0**5)
    assert list(odd_figures(usual(indicator(), made, MONTHS), 5, 3, math.log(2))) == []


def test_a_row_is_compared_with_agencies_of_similar_size() -> None:
    """An agency with one row a thousand times below others of its size is odd in that row alone."""
    codes = "ABC"
    tables = {code: rows(24, scale) for code, scale in zip(codes, (1, 3, 0.5), strict=True)}
    tables["B"]["B10"] = tuple(v / 1000 if v else v for v in tables["B"]["B10"])
    found = {code: usual(indicator(code=code), tables[code], MONTHS) for code in codes}
    size = sizes(list(found.values()))
    odd = {code: [o.agency for o in odd_levels(found[code], size, 3.5, math.log(60))] for code in codes}
    assert odd == {"A": [], "B": ["B10"], "C": []}
    (row,) = odd_levels(found["B"], size, 3.5, math.log(60))
    assert row.residual == pytest.approx(-math.log(1000), abs=0.2)
