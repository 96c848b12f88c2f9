"""How findings are made."""

from __future__ import annotations

import pytest

from toolkit.messages.findings.making import finding
from toolkit.model import Figure, Statement


def test_a_finding_has_the_cell_it_is_made_at() -> None:
    """A figure supplies file, agency, sheet, cell, indicator and period; explicit fields take precedence."""
    at = Figure("SA", "TT02", "2019", None, "held", "5 (6)", file="a.xlsx", sheet="Số liệu", cell="E7")
    made = finding("ambiguous-number", at=at, value=at.typed, period="2018", arguments={"readings": "5; 6"})
    assert (made.file, made.agency, made.sheet, made.cell) == ("a.xlsx", "SA", "Số liệu", "E7")
    assert (made.indicator, made.period, made.value, made.severity) == ("TT02", "2018", "5 (6)", "error")
    assert made.arguments == (("readings", "5; 6"),)
    statement = Statement("1", "SA", "dat", "Một ý.", file="a.xlsx", sheet="Nội dung", cell="C4")
    assert (finding("odd-file-name", at=statement).cell, finding("odd-file-name", severity="note").severity) == (
        "C4",
        "note",
    )


def test_an_unknown_code_makes_no_finding() -> None:
    """Its severity would be a guess."""
    with pytest.raises(KeyError):
        finding("no-such-code")
