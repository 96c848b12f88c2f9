"""Small campaigns of any figures: no figures cause an error, and each question names a cell."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.building import DAY
from tests.effort import effort
from tests.messages.wording import faults
from toolkit.checks.rules import check_submission
from toolkit.consolidation.consolidate import Basis, basis_of, tabulate
from toolkit.editing.asking import with_questions
from toolkit.editing.figures import FigureTable, figure_table
from toolkit.editing.questions import questions
from toolkit.messages.findings import FINDINGS_OF
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Agency, Campaign, Figure, Indicator, Period, Previous, Rule, Source, Submission, Value
from toolkit.model.periods import parse_period

KEYS = ("2016", "2017", "2018", "2019", "2020-6M")
KINDS: tuple[Any, ...] = ("count", "money", "decimal", "percent")
RULES = ("I0=I1+I2", "I1<=I0", "I0>=I2*2", "I1/I2<=1", "I0-I1=I2", "I1+I2<=I0")
LABELS = ("Số hộ", "Kinh phí đã giải ngân từ nguồn vốn xã hội hóa và các nguồn vốn hợp pháp khác (nếu có)", "Tỷ lệ")
WORKS = effort(30, 600)


def periods_of(dice: random.Random) -> tuple[Period, ...]:
    return tuple(p for key in KEYS[: dice.randint(1, 5)] if (p := parse_period(key)) is not None)


def campaign_of(dice: random.Random) -> Campaign:
    """Few agencies, few indicators, few periods; some rules."""
    count = dice.randint(1, 9)
    indicators = []
    for n in range(count):
        label, unit, kind = dice.choice(LABELS), dice.choice(("", "hộ", "triệu đồng")), dice.choice(KINDS)
        ways: dict[str, Any] = {"across_agencies": "sum", "across_periods": dice.choice(("sum", "last"))}
        ways["max_change"] = dice.choice((None, None, 50.0))
        indicators.append(Indicator(code=f"I{n}", topic="", label=label, unit=unit, kind=kind, **ways))
    severities: tuple[Any, ...] = ("error", "warning")
    formulas = dice.sample(RULES, dice.randint(0, 3)) if count > 2 else []
    periods, agencies = periods_of(dice), range(dice.choice((1, 2, 3, 8, 9, 10, 17, 20)))
    return Campaign(
        id="C",
        title="C",
        periods=periods,
        agencies=tuple(Agency(code=f"B{n}", name=f"Ủy ban nhân dân xã {n}", short_name=f"Xã {n}") for n in agencies),
        indicators=tuple(indicators),
        rules=tuple(
            Rule(code=f"R{n}", formula=formula, severity=dice.choice(severities), message="Chưa khớp.")
            for n, formula in enumerate(formulas)
        ),
    )


#: Values that no form accepts, for figures made without one.
BEYOND = (1e15, 1e308)


def values(
    dice: random.Random, about: Campaign, beyond: tuple[float, ...] = BEYOND
) -> dict[str, dict[str, list[Value | None]]]:
    """By indicator, then agency, a value of each period: similar ones, and some of any size, negative or missing."""
    wild, alike = dice.choice((0.0, 0.02, 0.1, 0.5)), dice.choice((True, False))

    def one(level: float) -> Value | None:
        if dice.random() >= wild:
            return float(round(level * dice.uniform(0.7, 1.4)))
        times = dice.choice((0.0, -1.0, 1e-3, 1e3, 1e6, -1e3, 0.1, 10.0))
        small = float(dice.randint(0, 99))
        return dice.choice((None, level * times, level * times, small, 1e-9, 5e-324, 9.9e14, 12.345, *beyond))

    def row() -> list[Value | None]:
        level = 300.0 if alike else 10 ** dice.uniform(0, 5)
        return [one(level) for _ in about.periods]

    return {i.code: {a.code: row() for a in about.agencies if dice.random() < 0.95} for i in about.indicators}


def any_given(seed: int) -> FigureTable:
    """The input of `questions`, with random broken rules and random rows that read as thousands."""
    dice = random.Random(f"given {seed}")
    about = campaign_of(dice)
    before = {
        code: {a: [v if isinstance(v, float) else None for v in row] for a, row in rows.items()}
        for code, rows in (values(dice, about) if dice.random() < 0.5 else {}).items()
    }
    columns = tuple(range(len(about.periods)))
    rules = tuple(r.code for r in about.rules)
    broken = {(a.code, n): rules for a in about.agencies for n in columns if rules and dice.random() < 0.2}
    thousands = {(a.code, i.code): columns for a in about.agencies for i in about.indicators if dice.random() < 0.03}
    restated = [dice.random() < 0.3 for _ in columns]
    return figure_table(about, values(dice, about), before, broken, restated, thousands)


def any_basis(seed: int) -> Basis:
    """The same as files that were read and checked, with a previous campaign or without."""
    dice = random.Random(f"basis {seed}")
    about = campaign_of(dice)

    def figures(file: str) -> Iterator[Figure]:
        rows = {i.code: n for n, i in enumerate(about.indicators, start=6)}
        for code, found in values(dice, about, ()).items():
            for agency, row in found.items():
                for column, (period, value) in enumerate(zip(about.periods, row, strict=True)):
                    state: Any = "missing" if value is None else "given"
                    typed, cell = str(value or ""), f"{'DEFGH'[column]}{rows[code]}"
                    yield Figure(agency, code, period.key, value, state, typed, "", f"{agency}{file}", "Số liệu", cell)

    own: dict[str, list[Figure]] = {}
    for figure in sorted(figures(".xlsx"), key=lambda f: (f.agency, f.indicator)):
        own.setdefault(figure.agency, []).append(figure)
    submissions = []
    for agency, found in own.items():
        source = Source(file=f"{agency}.xlsx", sha256=agency)
        sent = Submission(source=source, status="accepted", agency=agency, campaign="C", figures=tuple(found))
        submissions.append(check_submission(about, sent))
    previous = None
    if dice.random() < 0.5:
        labels = {i.code: (i.label, i.unit) for i in about.indicators}
        then = periods_of(dice)
        keys = {p.key for p in then}
        before = tuple(f for f in figures("") if f.period in keys)
        previous = Previous(file="master.xlsx", campaign="B", periods=then, figures=before, labels=labels)
    return basis_of(about, submissions, (), previous, ())


def try_questions(seed: int) -> int:
    """The number of questions; each names a cell."""
    found = questions(any_given(seed))
    assert all(q.columns and len(q.columns) == len(q.meant) == len(q.expected) for q in found.mistyped), seed
    assert all(c.indicators for c in found.copied), seed
    return len(found.mistyped) + len(found.copied)


def try_findings(seed: int) -> int:
    """The same as findings, in both languages, and the whole merge of the campaign."""
    basis = any_basis(seed)
    asked = with_questions(basis)
    own = [f for s in asked.used.values() for f in s.findings if f.code in FINDINGS_OF["editing"]]
    for finding in own:
        assert finding.cell, (seed, finding)
        _well_put(seed, finding, basis.campaign)
    tabulate(asked, DAY)
    return len(own)


def _well_put(seed: int, finding: Any, about: Campaign) -> None:
    for language in ("vi", "en"):
        for sentence in describe(finding, language, about):
            assert faults(sentence) == [], (seed, finding.code, sentence)


@pytest.mark.parametrize("first", range(0, WORKS, 15))
def test_every_question_names_a_cell(first: int) -> None:
    """Whatever the figures are."""
    assert sum(map(try_questions, range(first, first + 15))) > 0


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, WORKS, 15))
def test_every_question_is_well_worded(first: int) -> None:
    """It has a cell, and sentences without a doubled word or an open bracket."""
    assert sum(map(try_findings, range(first, first + 15))) > 0
