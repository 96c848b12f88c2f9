"""An accepted finding stays accepted while the agency's figures stay, whatever others send: many random campaigns."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.building import DAY
from tests.effort import effort
from toolkit.checks.rules import check_submission
from toolkit.consolidation.acceptances import acceptance_findings, claims, finding_key
from toolkit.consolidation.consolidate import basis_of, tabulate
from toolkit.editing.asking import with_questions
from toolkit.language.numbers import plain_number
from toolkit.messages.findings.making import finding
from toolkit.model import Acceptance, Agency, Campaign, Figure, Finding, Indicator, Kept, Rule, Source, Submission
from toolkit.model.periods import parse_period

PERIODS = tuple(p for key in ("2016", "2017", "2018", "2019", "2020") if (p := parse_period(key)) is not None)
CODES = ("KP", "KP1", "KP2", "SL")
#: The number of random campaigns; by hand many more.
CASES = effort(12, 400)
SLIPS = (1000, 0.001, 10, 0.1, 3, -1)


def campaign(agencies: int) -> Campaign:
    about: dict[str, Any] = {
        "topic": "",
        "unit": "",
        "kind": "money",
        "across_agencies": "sum",
        "across_periods": "sum",
    }
    return Campaign(
        id="C",
        title="C",
        periods=PERIODS,
        agencies=tuple(Agency(code=f"X{n}", name=f"Xã {n}", short_name=f"xã {n}") for n in range(agencies)),
        indicators=tuple(Indicator(code=code, label=code, **about) for code in CODES),
        rules=(
            Rule(code="R1", formula="=KP=KP1+KP2", severity="error", message="Tổng không khớp."),
            Rule(code="R2", formula="=KP2<=KP1", severity="warning", message="Nguồn khác quá lớn."),
        ),
    )


Table = dict[tuple[str, str], float]


def usual(choose: random.Random, size: float) -> Table:
    """Steady figures of one agency, in which all rules hold."""
    found: Table = {}
    for period in PERIODS:
        one, two = (round(size * share * choose.uniform(0.85, 1.15)) for share in (100, 30))
        for code, value in zip(CODES, (one + two, one, two, round(size * choose.uniform(8, 12))), strict=True):
            found[code, period.key] = float(value)
    return found


def slipped(choose: random.Random, table: Table) -> Table:
    """The same with one or two figures mistyped, or with a row a thousand times off, or a column copied."""
    table, way = dict(table), choose.random()
    if way < 0.2:
        code = choose.choice(CODES)
        return {place: value * 1000 if place[0] == code else value for place, value in table.items()}
    if way < 0.35:
        first, second = choose.sample([p.key for p in PERIODS], 2)
        return {(code, key): table[code, first if key == second else key] for code, key in table}
    for place in choose.sample(sorted(table), choose.choice((1, 1, 2))):
        table[place] = float(f"{table[place] * choose.choice(SLIPS):.12g}")
    return table


def sent(about: Campaign, agency: str, typed: Mapping[tuple[str, str], float | str], version: int = 1) -> Submission:
    """A report as it is read and checked: a number, a blank or an unreadable text in each cell."""
    file, figures, held = f"inbox/{agency} {version}.xlsx", list[Figure](), list[Finding]()
    for y, code in enumerate(CODES, start=7):
        for x, period in zip("EFGHI", PERIODS, strict=True):
            value = typed[code, period.key]
            text = plain_number(value) if isinstance(value, float) else value
            state = "given" if isinstance(value, float) else "held" if text else "missing"
            number = value if isinstance(value, float) else None
            where = file, "Số liệu", f"{x}{y}"
            figures.append(Figure(agency, code, period.key, number, state, text, "", *where))  # type: ignore[arg-type]
            if state == "held":
                held.append(finding("several-numbers", at=figures[-1], value=text))
    source = Source(file=file, sha256=f"{agency}{version}{sorted(typed.items(), key=repr)!r}")
    read = Submission(source=source, status="accepted", agency=agency, figures=tuple(figures), findings=tuple(held))
    return check_submission(about, read)


def findings_of(about: Campaign, sent_in: Sequence[Submission], given: Sequence[Acceptance] = ()) -> list[Finding]:
    basis = basis_of(about, sent_in, (), None, (), Kept(acceptances=tuple(given)))
    return [f for f in tabulate(with_questions(basis), DAY).findings if f.code != "details-missing"]


def one_case(number: int) -> int:
    """Accepts some findings of a random campaign, then adds and changes reports; returns the number accepted."""
    choose = random.Random(f"accepted {number}")
    about = campaign(choose.randint(8, 14))
    tables = {a.code: usual(choose, 5 * 1.5 ** choose.randint(0, 8)) for a in about.agencies}
    odd = choose.sample(sorted(tables), 3)
    tables |= {a: slipped(choose, tables[a]) for a in odd}
    own = [a for a in tables if a in odd or choose.random() < 0.4]
    now = {a: sent(about, a, tables[a]) for a in own}
    asked = [f for f in findings_of(about, [*now.values()]) if f.agency in odd]
    taken = [f for f in asked if choose.random() < 0.7]
    given = [Acceptance(finding=finding_key(f), by="Lan", reason="đã hỏi", agency=f.agency or "") for f in taken]
    of_rules = {(f.agency, f.rule, b.period) for f in taken for b in f.broken}
    accepted_claims = {claim for f in taken for claim in claims(f)}
    keep = odd[: choose.randint(1, 3)]
    for step in range(2, 5):
        for agency in tables:
            if agency not in odd and choose.random() < 0.5:
                table = usual(choose, 5 * 1.5 ** choose.randint(0, 8))
                now[agency] = sent(about, agency, slipped(choose, table) if choose.random() < 0.2 else table, step)
            elif agency in keep and choose.random() < 0.3:
                now[agency] = sent(about, agency, tables[agency], step)  # the same once more, in another file
        later = findings_of(about, [*now.values()], given)
        for one in later:
            if one.agency not in odd or one.accepted_by or one.code.startswith("acceptance"):
                continue
            assert not set(claims(one)) <= accepted_claims, one
            assert not {(one.agency, one.rule, b.period) for b in one.broken} & of_rules, one
            if one.code in ("rule-likely-cell", "rule-cell-unclear"):
                rules = dict(one.arguments)["rules"]
                assert isinstance(rules, tuple)
                assert {(one.agency, r, p) for r in rules for p in one.periods} - of_rules, one
    for agency in odd:  # an accepted figure that has changed is a question again
        place = choose.choice(sorted(tables[agency]))
        changed = {**tables[agency], place: tables[agency][place] + 7_000_000}
        now[agency] = sent(about, agency, changed, 9)
    for one in findings_of(about, [*now.values()], given):
        if one.agency in odd and one.accepted_by:
            assert set(claims(one)) <= accepted_claims, one
    return len(taken)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
def test_an_acceptance_stays_whatever_others_send(part: int) -> None:
    """While the agency's cells stay; a changed cell is a question again."""
    assert sum(one_case(n) for n in range(part, CASES, 3)) > 0


def _question(*periods: str, **arguments: object) -> Finding:
    about: dict[str, Any] = {"agency": "X1", "indicator": "KP", "arguments": tuple(arguments.items())}
    period = periods[0] if len(periods) == 1 else ""
    return Finding(code="likely-slip", severity="warning", period=period, periods=periods, **about)


def test_a_question_with_other_arguments_is_the_same_question() -> None:
    """Usual values, likely values and slips depend on others; only the value and the cell identify it."""
    one = _question("2019", typed=("4250",), meant=("42500",), moves=0.2, slip="digit")
    other = replace(_question("2019", typed=("4250",), meant=("900",), moves=0.1), code="unlike-others")
    assert claims(one) == claims(other)
    for changed in (
        replace(other, arguments=(("typed", ("4251",)),)),
        replace(other, period="2018", periods=("2018",)),
        replace(other, indicator="KP1"),
        replace(other, agency="X2"),
        replace(other, code="large-change", arguments=()),
    ):
        assert claims(changed) != claims(one)


def test_an_acceptance_of_a_row_holds_for_each_of_its_cells() -> None:
    """A question about fewer of them is accepted; about one more it is open."""
    row = _question("2018", "2019", typed=("1", "2"))
    given = [Acceptance(finding=finding_key(row), by="Lan", reason="đã hỏi", agency="X1")]
    fewer = replace(_question("2019", typed=("2",)), code="unlike-others")
    more = _question("2017", "2018", "2019", typed=("0", "1", "2"))
    result = tabulate(basis_of(campaign(3), [], (), None, (fewer, more), Kept(acceptances=tuple(given))), DAY)
    assert [(f.code, f.accepted_by) for f in result.findings] == [("likely-slip", ""), ("unlike-others", "Lan")]
    assert acceptance_findings(result.findings, given) == []
