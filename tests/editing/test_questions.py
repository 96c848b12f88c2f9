"""Which figures are a question: which cell, by which slip, and what is no question."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.slips import editing, in_the_form, measure
from tests.cases import cases
from toolkit.editing.figures import figure_table
from toolkit.editing.question import SlipQuestion
from toolkit.editing.questions import Questions, questions
from toolkit.model import Agency, Campaign, Indicator, Kind, Rule, Value
from toolkit.model.periods import parse_period

PERIODS = tuple(p for key in ("2016", "2017", "2018", "2019", "2020-6M") if (p := parse_period(key)) is not None)
Table = dict[str, dict[str, list[Value | None]]]
"""By indicator, then agency, a value of each period."""


def indicator(code: str, kind: Kind = "count", *, odd: bool = True) -> Indicator:
    ways: dict[str, Any] = {"across_agencies": "sum", "across_periods": "sum", "odd_figures": odd}
    return Indicator(code=code, topic="", label=code, unit="", kind=kind, **ways)


def campaign(*indicators: Indicator, agencies: int = 12, rules: Sequence[str] = ()) -> Campaign:
    return Campaign(
        id="C",
        title="C",
        periods=PERIODS,
        agencies=tuple(Agency(code=f"B{n:02}", name=f"B{n}", short_name=f"B{n}") for n in range(agencies)),
        indicators=indicators,
        rules=tuple(Rule(code=f"R{n}", formula=f, severity="error", message="") for n, f in enumerate(rules, 1)),
    )


def figures(about: Campaign) -> Table:
    """Steady figures of agencies of different sizes; a half-year has half."""
    choose = random.Random("figures")
    made: Table = {}
    for place, one in enumerate(about.indicators):
        for n, agency in enumerate(about.agencies):
            level = 40 * 1.6**n * (1 + place)
            row = [round(level * choose.uniform(0.9, 1.1) * p.months / 12) for p in about.periods]
            made.setdefault(one.code, {})[agency.code] = [float(v) for v in row]
    return made


def questioned(
    about: Campaign, now: Table, before: Table | None = None, broken: Mapping[tuple[str, int], tuple[str, ...]] = {}
) -> Questions:
    last_time = {
        code: {agency: [v if isinstance(v, float) else None for v in row] for agency, row in rows.items()}
        for code, rows in (before or {}).items()
    }
    return questions(figure_table(about, now, last_time, broken))


def only(found: Questions) -> SlipQuestion:
    assert found.copied == []
    (question,) = found.mistyped
    return question


#: A row of B09 with one figure a thousand times too small.
SLIPPED: list[Value | None] = [4012.0, 3890.0, 3.945, 4100.0, 2000.0]


def test_figures_without_a_slip_are_no_question() -> None:
    """Steady ones, those of an indicator that the definition leaves out, and a change common to all agencies."""
    about = campaign(indicator("A"), indicator("M", "money", odd=False))
    now = figures(about)
    now["M"]["B09"] = SLIPPED
    assert questioned(about, now) == Questions([], [])
    for row in now["A"].values():
        row[2:] = [float(v) * 3 if isinstance(v, float) else v for v in row[2:]]
    assert questioned(about, now) == Questions([], [])


def test_a_thousandfold_slip_is_a_question() -> None:
    """With the likely number."""
    about = campaign(indicator("M", "money"))
    now = figures(about)
    now["M"]["B09"] = SLIPPED
    question = only(questioned(about, now))
    assert (question.agency, question.indicator, question.columns) == ("B09", "M", (2,))
    assert (question.slip, question.meant) == ("thousandfold", (3945.0,))


def test_a_row_a_thousand_times_below_the_previous_one_is_one_question() -> None:
    """For a row typed in another unit, with the likely number of each cell; cells in the right unit are in none."""
    about = campaign(indicator("M", "money"))
    now, right = figures(about), figures(about)["M"]["B05"]
    now["M"]["B05"] = [round(v / 1000, 6) if isinstance(v, float) else v for v in right]
    question = only(questioned(about, now, figures(about)))
    assert (question.agency, question.slip, question.is_row) == ("B05", "thousandfold", True)
    assert (question.columns, question.meant) == ((0, 1, 2, 3, 4), tuple(right))
    now["M"]["B05"][3] = right[3]
    question = only(questioned(about, now, figures(about)))
    assert (question.agency, question.slip, question.columns) == ("B05", "thousandfold", (0, 1, 2, 4))


def test_a_broken_bound_alone_proves_no_slip() -> None:
    """With parts above their whole any larger whole would do: the wrong cell is asked where other periods show it."""
    about = replace(campaign(indicator("T"), indicator("A"), indicator("B"), rules=["=A+B<=T"]), periods=PERIODS[:1])
    of_one: Table = {code: {"B00": [value]} for code, value in (("T", 700.0), ("A", 300.0), ("B", 520.0))}
    broken = {("B00", 0): ("R1",)}
    assert questioned(about, of_one, broken=broken) == Questions([], [])
    about = replace(about, periods=PERIODS)
    steady: Table = {
        "T": {"B00": [700.0, 700e3, 700e3, 700e3, 350e3]},
        "A": {"B00": [3e5, 3e5, 3e5, 3e5, 15e4]},
        "B": {"B00": [1e5, 1e5, 1e5, 1e5, 5e4]},
    }
    question = only(questioned(about, steady, broken=broken))
    assert (question.indicator, question.slip, question.meant) == ("T", "thousandfold", (700e3,))


def test_a_broken_sum_identifies_the_mistyped_cell() -> None:
    """The part that one slip turns into the needed number is the most likely."""
    about = campaign(indicator("T"), indicator("A"), indicator("B"), rules=["=T=A+B"])
    now = figures(about)
    now["A"]["B07"][1] = 2150.0
    for agency, row in now["T"].items():
        parts = zip(now["A"][agency], now["B"][agency], strict=True)
        row[:] = [a + b for a, b in parts if isinstance(a, float) and isinstance(b, float)]
    now["A"]["B07"][1] = 2510.0
    question = only(questioned(about, now, broken={("B07", 1): ("R1",)}))
    assert (question.agency, question.indicator, question.columns) == ("B07", "A", (1,))
    assert (question.slip, question.meant, question.rules) == ("swapped", (2150.0,), ("R1",))


def test_a_rule_over_a_computed_indicator_identifies_the_mistyped_cell() -> None:
    """The number that the rule needs is computed through the indicator's formula."""
    whole = replace(indicator("T"), formula="=A+B")
    about = campaign(indicator("A"), indicator("B"), whole, indicator("W"), rules=["=W=T*2"])
    now = figures(about)
    del now["T"]
    for agency, row in now["W"].items():
        row[:] = [2 * (a + b) for a, b in zip(now["A"][agency], now["B"][agency], strict=True)]  # type: ignore[operator]
    meant = now["W"]["B07"][1]
    assert isinstance(meant, float)
    now["W"]["B07"][1] = meant * 10
    question = only(questioned(about, now, broken={("B07", 1): ("R1",)}))
    assert (question.agency, question.indicator, question.meant) == ("B07", "W", (meant,))


@cases("""
| case                                           | whole | one | two  | found                |
|------------------------------------------------|-------|-----|------|----------------------|
| nothing shows which cell is wrong              | 50    | 20  | 27   | T A B                |
| any small number may be a percentage by chance | 47    | 2   | 46   | T A B                |
| larger ones are named                          | 4700  | 35  | 3055 | A, percentage, 1645  |
""")
def test_a_broken_sum_of_one_agency(whole: str, one: str, two: str, found: str) -> None:
    """Names the cell that one slip turns into the needed number, or all of them."""
    about = campaign(indicator("T"), indicator("A"), indicator("B"), agencies=1, rules=["=T=A+B"])
    now: Table = {code: {"B00": [float(value)]} for code, value in (("T", whole), ("A", one), ("B", two))}
    question = only(questioned(replace(about, periods=PERIODS[:1]), now, broken={("B00", 0): ("R1",)}))
    cells = " ".join(code for code in "TAB" if code in (question.indicator, *question.rivals))
    assert found == (f"{cells}, {question.slip}, {question.meant[0]:g}" if question.slip else cells)


def test_a_row_with_distant_halves_has_a_question_about_one_cell() -> None:
    """Where the row is no guide, the cell far from agencies of similar size is the question."""
    about = replace(campaign(*(indicator(f"A{n}") for n in range(6)), agencies=10), periods=PERIODS[:2])
    now = {code: {agency: row[:2] for agency, row in rows.items()} for code, rows in figures(about).items()}
    now["A1"]["B03"] = [60.0, 200e6]
    question = only(questioned(about, now))
    assert (question.agency, question.indicator, question.columns) == ("B03", "A1", (1,))
    assert (question.slip, question.meant) == (None, (None,))
    assert 100 < (question.expected[0] or 0) < 1000
    now["A1"]["B03"] = [984.0, 2.6e6]
    question = only(questioned(about, now))
    assert (question.columns, question.slip, question.meant) == ((1,), "thousandfold", (2600.0,))


def test_a_row_with_previous_figures_only_is_no_question() -> None:
    """Though these were a thousand times off, there is no cell to ask about. Invalid ones are ignored."""
    about = replace(campaign(*(indicator(f"A{n}") for n in range(6)), agencies=12), periods=PERIODS[:2])
    now = {code: {agency: row[:2] for agency, row in rows.items()} for code, rows in figures(about).items()}
    before = {code: {agency: list(row) for agency, row in rows.items()} for code, rows in now.items()}
    before["A1"]["B03"] = [v * 1000 for v in before["A1"]["B03"] if isinstance(v, float)]
    now["A1"]["B03"] = [None, None]
    assert [q for q in questioned(about, now, before).mistyped if q.agency == "B03"] == []
    found = figure_table(about, {"A1": {"B00": [5.0, 6.0]}}, {"A1": {"B00": [1e308, 7.0]}}, {})
    assert found.rows["A1"]["B00"][:2] == (5.0, 6.0)
    assert 1e308 not in found.rows["A1"]["B00"]


def test_a_copied_column_is_one_question() -> None:
    """Figures equal to another agency's, of which the more likely copier is asked, or to the period before."""
    about = campaign(*(indicator(f"A{n}") for n in range(8)))
    now = figures(about)
    for rows in now.values():
        rows["B03"][1], rows["B05"][2] = rows["B10"][1], rows["B05"][1]
    found = questioned(about, now)
    assert found.mistyped == []
    blocks = {(block.agency, block.column, block.origin, block.other): block.indicators for block in found.copied}
    every = tuple(f"A{n}" for n in range(8))
    assert blocks == {("B03", 1, "agency", "B10"): every, ("B05", 2, "period", 1): every}


def test_questions_do_not_depend_on_the_order_of_agencies() -> None:
    """The same questions come out in whatever order figures come in."""
    about = campaign(indicator("A"), indicator("M", "money"))
    now = figures(about)
    now["M"]["B09"][2] = 3.945
    now["A"]["B04"][1] = 9999.0
    turned: Table = {code: dict(reversed(rows.items())) for code, rows in reversed(now.items())}
    assert questioned(about, now) == questioned(about, turned)


@pytest.mark.parametrize(
    "value", [1e308, -1e308, 5e-324, 2e-9, 1e-12, 1e14, float("nan"), float("inf"), 0.0, True, "Tốt", None]
)
def test_any_value_in_all_periods_is_checked_without_error(value: Value | None) -> None:
    """Zeros, words, huge and negative numbers, also with rules that divide or compare them."""
    rules = ["=T=A+M", "=A<=T", "=IF(A=0,TRUE,M/A>=0)", "=(T=0)=(M=0)"]
    about = campaign(indicator("T"), indicator("A"), indicator("M", "money"), rules=rules)
    now = figures(about)
    for place in range(5):
        now["A"][f"B{place:02}"][place] = value
        now["M"]["B03"][place] = value
    broken = {(f"B{n:02}", n): tuple(f"R{rule}" for rule in range(1, 5)) for n in range(5)}
    found = questioned(about, now, figures(about), broken)
    assert found == questioned(about, now, figures(about), broken)


@pytest.mark.slow
def test_planted_slips_are_found_and_clean_forms_have_few_questions() -> None:
    """On the test bed's middle campaign the goals of decision 132 are met."""
    measured = measure(editing, ((120, 12),))
    thousands = [measured.scores[slip] for slip in ("thousandfold", "row")]
    others = [score for slip, score in measured.scores.items() if slip not in ("thousandfold", "row")]
    matter = sum(score.matter for score in others)
    assert sum(s.asked for s in thousands) >= 0.95 * sum(s.matter for s in thousands)
    assert sum(s.asked for s in others) >= 0.8 * matter
    assert sum(s.first for s in others) >= 0.8 * matter
    assert sum(s.named for s in others) >= 0.7 * matter
    (questioned_figures, forms) = measured.clean[0]
    assert questioned_figures <= forms / 2
    # The form asks hardly anything about clean figures, and finds most rows in another unit by itself.
    measured = measure(in_the_form, ((120, 12),))
    row = measured.scores["row"]
    assert row.named >= 0.6 * row.matter
    (questioned_figures, forms) = measured.clean[0]
    assert questioned_figures <= forms / 20
