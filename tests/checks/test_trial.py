"""The definition's rules on the previous campaign's figures: who would have broken them, and what cannot be tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.building import table
from toolkit.checks.trial import RuleTrial, try_rules
from toolkit.model import Agency, Campaign, Figure, Indicator, Previous, Rule
from toolkit.model.periods import parse_period

AGENCIES = (
    Agency(code="B", name="Sở B", short_name="Sở B", groups=("sở",)),
    Agency(code="A", name="Sở A", short_name="Sở A", groups=("sở",)),
    Agency(code="H", name="Huyện H", short_name="H. H", groups=("huyện",)),
)
COUNTS: dict[str, Any] = {"unit": "vụ", "kind": "count", "topic": "", "across_agencies": "sum"}
INDICATORS = (
    *(Indicator(code=code, label=code, **COUNTS) for code in ("N1", "N2", "NEW")),
    Indicator(code="M", label="Ba", asked_of=("huyện",), **COUNTS),
    Indicator(code="KG", label="Bốn", topic="", unit="kg", kind="decimal"),
    Indicator(code="K", label="Sáu", topic="", unit="có/không", kind="yesno"),
    Indicator(code="S", label="Bảy", topic="", unit="vụ", kind="count", formula="=N1+N2"),
)
FIGURES = """
| agency | period | N1 | N2 | M | KG | K    |
|--------|--------|----|----|---|----|------|
| A      | 2019   | 5  | 7  |   | 1  | có   |
| A      | 2020   | 9  | 7  | 3 | 1  | có   |
| B      | 2019   | 1  | 7  |   | 1  |      |
| H      | 2019   | 8  | 7  | 2 | 1  | có   |
| OLD    | 2019   | 9  | 1  |   | 1  |      |
"""


def last_time(figures: str = FIGURES) -> Previous:
    found = [
        Figure(row["agency"], code, row["period"], _value(row[code]), "given" if row[code] else "missing", row[code])
        for row in table(figures)
        for code in ("N1", "N2", "M", "KG", "K")
    ]
    units = {"N1": "vụ", "N2": "Vụ", "M": "vụ", "KG": "tấn", "K": "có/không"}
    periods = tuple(p for key in ("2019", "2020") if (p := parse_period(key)))
    labels = {code: (code, unit) for code, unit in units.items()}
    return Previous(file="master.xlsx", campaign="TRUOC", periods=periods, figures=tuple(found), labels=labels)


def _value(typed: str) -> float | bool | None:
    return None if not typed else True if typed == "có" else float(typed)


def tried(*formulas: str) -> Sequence[RuleTrial]:
    rules = tuple(Rule(code=f"R{n}", formula=f, severity="error", message="Sai.") for n, f in enumerate(formulas))
    return try_rules(Campaign(id="NAY", title="", agencies=AGENCIES, indicators=INDICATORS, rules=rules), last_time())


def failures(one: RuleTrial) -> list[tuple[str, list[tuple[str, list[float | None]]]]]:
    return [(f.agency, [(b.period, [m.value for m in b.members]) for b in f.broken]) for f in one.failures]


def test_agencies_that_would_have_broken_a_rule_are_named() -> None:
    """In the roster's order, with periods and values; agencies no longer on the roster come last."""
    (one,) = tried("=N1<=N2")
    assert failures(one) == [("A", [("2020", [9, 7])]), ("H", [("2019", [8, 7])]), ("OLD", [("2019", [9, 1])])]
    assert (one.passed, one.unknown, one.has_results) == (1, (), True)


def test_a_rule_is_tried_on_what_is_asked_now_and_was_asked_then() -> None:
    """A reported a figure that only districts are asked now: the rule does not apply to it. A code that was not asked,
    or in another unit, cannot be tried: both are named."""
    of_districts, not_asked, other_unit, one_of_two = tried("=M>=3", "=NEW>=1", "=KG<=1", "=N1<=NEW")
    assert failures(of_districts) == [("H", [("2019", [2])])]
    assert [t.unknown for t in (not_asked, other_unit, one_of_two)] == [("NEW",), ("KG",), ("NEW",)]
    assert not any(t.has_results or t.failures for t in (not_asked, other_unit, one_of_two))


def test_answers_and_computed_indicators_are_tried_too() -> None:
    """Yes and no as answered then; computed indicators are computed from the previous figures."""
    answers, computed = tried('=IF(K="có",N1>=6,TRUE)', "=S>=10")
    assert failures(answers) == [("A", [("2019", [None, 5])])]
    assert answers.failures[0].broken[0].members[0].typed == "có"
    assert failures(computed) == [("B", [("2019", [8])])]
    assert (answers.passed, computed.passed) == (1, 3)


def test_rules_between_agencies_are_tried_on_their_sums() -> None:
    """Of the members of a group that reported; where one's figure is missing, the rule cannot be tried."""
    between, lacking = tried("=N1@sở=N1@H", "=M@sở>=1")
    assert failures(between) == [("", [("2019", [6, 8])])]
    assert between.passed == 0
    assert not lacking.has_results
