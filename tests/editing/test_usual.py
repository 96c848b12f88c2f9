"""What is usual of a figure: medians that a few wrong figures do not move, and nothing where too little is known."""

from __future__ import annotations

import math

import pytest

from toolkit.editing.usual import Row, median, odd_figures, odd_levels, sizes, usual
from toolkit.model import Indicator

MONTHS = (12, 12, 12, 12, 6)


def indicator(code: str = "A") -> Indicator:
    return Indicator(code=code, topic="", label="", unit="", kind="money", across_agencies="sum", across_periods="sum")


def rows(bodies: int = 12, scale: float = 1) -> dict[str, Row]:
    """Bodies of different size with steady figures: a year of 98 to 105 times their size, half of it in half a year."""
    return {
        f"B{n:02}": tuple(scale * 2.0**n * y for y in (98.0, 103.0, 100.0 + n % 3, 105.0, 50.0 + n % 2))
        for n in range(bodies)
    }


@pytest.mark.parametrize(("ordered", "expected"), [([4.0], 4.0), ([1.0, 2.0], 1.5), ([1.0, 2.0, 9.0], 2.0)])
def test_the_middle_of_numbers(ordered: list[float], expected: float) -> None:
    """The middle one, or half-way between the two in the middle."""
    assert median(ordered) == expected


def test_half_a_year_is_expected_to_have_half() -> None:
    """What is expected follows how the row moves from period to period, half-years too."""
    found = usual(indicator(), rows(), MONTHS)
    assert found.expected("B05", 4) == pytest.approx(50 * 2**5, rel=0.05)
    assert found.expected("B05", 1) == pytest.approx(103 * 2**5, rel=0.05)


def test_one_wrong_figure_moves_nothing() -> None:
    """A figure a thousand times off leaves what is expected of the others, and its own, as it was."""
    wrong = rows()
    wrong["B05"] = (98 * 2.0**5, 103 * 2.0**5, 0.1 * 2**5, 105 * 2.0**5, 50 * 2.0**5)
    found, clean = usual(indicator(), wrong, MONTHS), usual(indicator(), rows(), MONTHS)
    assert found.expected("B05", 2) == pytest.approx(clean.expected("B05", 2), rel=0.05)
    assert [(o.agency, o.column) for o in odd_figures(found, 5, 3, math.log(2))] == [("B05", 2)]


def test_of_few_others_nothing_is_expected() -> None:
    """A body with two other figures has no usual one, and a few bodies no spread."""
    few = {"B00": (98.0, 103.0, 0.1, None, None)}
    found = usual(indicator(), few, MONTHS)
    assert found.expected("B00", 2) is None
    assert not found.groups["B00"].known


def test_zeros_and_losses_take_no_part() -> None:
    """What has no logarithm is neither odd nor part of what is usual."""
    made = rows()
    made["B05"] = (0.0, -5.0, 100 * 2.0**5, 105 * 2.0**5, 50 * 2.0**5)
    found = usual(indicator(), made, MONTHS)
    assert list(odd_figures(found, 5, 3, math.log(2))) == []


def test_a_row_is_held_against_bodies_of_like_size() -> None:
    """A body whose one row is a thousand times below what others of its size have is odd in that row alone."""
    codes = "ABC"
    tables = {code: rows(24, scale) for code, scale in zip(codes, (1, 3, 0.5), strict=True)}
    tables["B"]["B10"] = tuple(v / 1000 if v else v for v in tables["B"]["B10"])
    found = {code: usual(indicator(code), tables[code], MONTHS) for code in codes}
    size = sizes(list(found.values()))
    odd = {code: [o.agency for o in odd_levels(found[code], size, 3.5, math.log(60))] for code in codes}
    assert odd == {"A": [], "B": ["B10"], "C": []}
    (row,) = odd_levels(found["B"], size, 3.5, math.log(60))
    assert row.residual == pytest.approx(-math.log(1000), abs=0.2)
