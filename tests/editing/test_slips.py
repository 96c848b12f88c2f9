"""Slips of typing: the number that was meant, and the slip between two numbers."""

from __future__ import annotations

import pytest

from toolkit.editing.slips import Slip, possible_values, slip_between
from toolkit.model import Indicator, Kind


def indicator(kind: Kind = "money") -> Indicator:
    return Indicator(code="X1", topic="", label="X", unit="", kind=kind)


@pytest.mark.parametrize(
    ("typed", "meant", "kind", "slip"),
    [
        (3.945, 3945, "money", "thousandfold"),
        (3_945_000_000, 3945, "money", "thousandfold"),
        (3_945_000, 3945, "count", "thousandfold"),
        (125, 12.5, "money", "decimal"),
        (853, 85.3, "percent", "decimal"),
        (3495, 3945, "count", "swapped"),
        (12.34, 12.43, "money", "swapped"),
        (39945, 3945, "count", "digit"),
        (394, 3945, "count", "digit"),
        (394, 3845, "count", None),
        (-17, 17, "money", "sign"),
        (3945, 3945.5, "money", None),
        (3945, 7890, "count", None),
    ],
)
def test_a_slip_between_two_numbers_is_named(typed: float, meant: float, kind: Kind, slip: Slip | None) -> None:
    """One change of digits, sign or unit turns the typed number into the likely one, or there is none."""
    assert slip_between(float(typed), float(meant), indicator(kind)) == slip


def test_a_count_has_no_likely_number_with_decimals() -> None:
    """Nothing with decimals may have been meant by a count."""
    found = list(possible_values(1234.0, indicator("count")))
    assert found
    assert all(may_be.value.is_integer() for may_be in found)


def test_a_zero_has_no_likely_number() -> None:
    """It has no digits that could be mistyped."""
    assert list(possible_values(0.0, indicator())) == []
