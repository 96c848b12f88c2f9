"""The definition's rules on the previous campaign's figures: who would have broken them, and what cannot be tried."""

from collections.abc import Sequence
from typing import Any

from tests.building import table
from tests.cases import cases
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


@cases("""
| case | rule | failures | passed |
|------|------|----------|--------|
| in the roster's order, those no longer on it last | =N1<=N2 | A 2020 9 7; H 2019 8 7; OLD 2019 9 1 | 1 |
| of agencies that are asked now | =M>=3 | H 2019 2 | 0 |
| answers as they were given | =IF(K="có",N1>=6,TRUE) | A 2019 có 5 | 1 |
| computed indicators, from the previous figures | =S>=10 | B 2019 8 | 3 |
| between agencies, of the members of a group that reported | =N1@sở=N1@H | 2019 6 8 | 0 |
""")
def test_agencies_that_would_have_broken_a_rule_are_named(rule: str, failures: str, passed: str) -> None:
    """With periods and values."""
    (one,) = tried(rule)
    broken = [
        f"{f.agency} {b.period} {' '.join(m.typed if m.value is None else f'{m.value:g}' for m in b.members)}".strip()
        for f in one.failures
        for b in f.broken
    ]
    assert ("; ".join(broken), one.passed) == (failures, int(passed))
    assert (one.unknown, one.has_results) == ((), True)


def test_a_rule_on_figures_not_asked_then_cannot_be_tried() -> None:
    """A code that was not asked, or in another unit, is named; where a group's figure is missing there is no result."""
    not_asked, other_unit, one_of_two, lacking = tried("=NEW>=1", "=KG<=1", "=N1<=NEW", "=M@sở>=1")
    assert [t.unknown for t in (not_asked, other_unit, one_of_two)] == [("NEW",), ("KG",), ("NEW",)]
    assert not any(t.has_results or t.failures for t in (not_asked, other_unit, one_of_two, lacking))
