"""Slips of typing: the number that was meant, and the slip between two numbers."""

from __future__ import annotations

from tests.cases import cases
from toolkit.editing.slips import possible_values, slip_between
from toolkit.model import Indicator, Kind


def indicator(kind: Kind = "money") -> Indicator:
    return Indicator(code="X1", topic="", label="X", unit="", kind=kind)


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
