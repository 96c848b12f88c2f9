"""Slips of typing: what may have been meant, and which slip lies between two numbers."""

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
        (-17, 17, "money", "sign"),
        (3945, 3945.5, "money", None),
        (3945, 7890, "count", None),
    ],
)
def test_a_slip_between_two_numbers_is_named(typed: float, meant: float, kind: Kind, slip: Slip | None) -> None:
    """What was typed is told from what was meant by one change of its digits, sign or unit, or not at all."""
    assert slip_between(float(typed), float(meant), indicator(kind)) == slip


def test_a_count_is_no_broken_number() -> None:
    """Nothing with decimals may have been meant by a count."""
    found = list(possible_values(1234.0, indicator("count")))
    assert found
    assert all(may_be.value.is_integer() for may_be in found)


def test_nothing_is_meant_by_nothing() -> None:
    """A zero has no digits that could be mistyped."""
    assert list(possible_values(0.0, indicator())) == []
