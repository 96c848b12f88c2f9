"""What is proved of rules without figures is true of all figures; simple rules are proved."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from toolkit.formula.expressions import Verdict, judge, parse
from toolkit.formula.inequalities import Inequality, Linear, have_no_solution
from toolkit.formula.reasoning import NO, YES, Domain, is_ruled_out

#: Three counts, a percentage, a number of any sign, yes or no, a choice.
DOMAINS = {
    **{"A": Domain(0.0), "B": Domain(0.0), "C": Domain(0.0), "P": Domain(0.0, 100.0), "X": Domain()},
    **{"Q": Domain(answers=(YES, NO)), "L": Domain(answers=("Đạt", "Chưa đạt"))},
}


def proved(*formulas: str) -> bool:
    """Whether it is proved that the rules never hold together; one after a `!` must fail."""
    conditions = [(parse(f.removeprefix("!")).expression, not f.startswith("!")) for f in formulas]
    return is_ruled_out(conditions, DOMAINS.__getitem__)


@pytest.mark.parametrize(
    "formulas",
    [
        *(("A<B", "B<A"), ("A=B+C", "A<B"), ("A>=B*2+1", "A<=B"), ("A<=B", "B<=C", "A>C"), ("P>100",), ("A<0",)),
        *(("P*50%>=51",), ("SUM(A;B;C)=0", "C>=1"), ("MAX(A;B)<=3", "A+B>6"), ("MIN(A;B)>=3", "B<2")),
        *(("ABS(A-B)<=0.1", "A>=B+0.2"), ("A<>B", "A=B"), ("(A=0)=(B=0)", "A=0", "B>=1"), ("OR(A>=1;B>=1)", "A+B=0")),
        *(("NOT(A>=B)", "A>=B"), ('Q="có"', 'Q="không"'), ('Q="có"', 'IF(Q="có";A>=1;TRUE)', "A=0")),
        *(('L="Đạt"', 'L="Chưa đạt"'), ('L<>"Đạt"', 'L<>"chưa đạt"'), ("A/B*100<=50", "A/B*100>=60")),
        *(("A/4>=1", "A<=3"), ("IF(A>B;A-B;0)>=1", "A<=B"), ("A-B", "A=B")),
    ],
)
def test_contradictions_are_proved(formulas: tuple[str, ...]) -> None:
    """Of rules that no figures satisfy together."""
    assert proved(*formulas)


@pytest.mark.parametrize(
    "formulas",
    [
        *(("A<=B", "B<=A"), ("X<B", "B=X+1"), ("A=B+C", "A<=B"), ("X<0",), ("A*B>=1", "A+B<=2")),
        *(("ROUND(A;0)=1", "A>=1.4"), ("ISBLANK(A)", "B=1"), ('IF(Q="có";A>=1;TRUE)', "A=0"), ('L<>"Đạt"',)),
        ("MAX(A;B)<=3", "A+B>=6"),
        ("A/B*100<=50", "A>=B"),  # true, but not proved
    ],
)
def test_possible_combinations_are_not_called_impossible(formulas: tuple[str, ...]) -> None:
    """Rules that some figures satisfy, or about which nothing is proved."""
    assert not proved(*formulas)


@pytest.mark.parametrize(
    "formula", ["A>=0", "P<=100", "OR(A=0;A>0)", "ABS(X)>=0", "IF(A>B;A>=B;B>=A)", "A+B>=A", 'OR(Q="có";Q="không")']
)
def test_rules_that_cannot_fail_are_proved(formula: str) -> None:
    """All figures that the definition allows satisfy them."""
    assert proved(f"!{formula}")
    assert not proved(formula)


def test_too_many_cases_prove_nothing() -> None:
    """A rule of thousands of cases is left out, and takes no time."""
    many = "OR(" + ";".join(f"ABS(A-{n})=1" for n in range(90)) + ")"
    assert not proved(many, "A=B")
    assert not proved("AND(" + ";".join(f"A<>{n}" for n in range(40)) + ")", "A>=B")


def test_an_infinite_number_is_in_no_proof() -> None:
    """It is typed as 1e999."""
    assert not proved("A>=1e999")


@pytest.mark.slow
def test_more_inequalities_than_the_limit_prove_nothing() -> None:
    """A system above the limit is not called impossible; this one is satisfied where all unknowns are 1."""
    rows = []
    for number in range(60):
        factors = [Fraction((number * 7 + unknown * 3) % 11 - 5) for unknown in range(12)]
        terms = tuple((unknown, factor) for unknown, factor in enumerate(factors) if factor)
        rows.append(Inequality(Linear(terms, -sum(factors, Fraction(1))), "<"))
    assert not have_no_solution(rows)
    assert not have_no_solution([])


_NUMBER = st.sampled_from(["A", "B", "C", "P", "X", "0", "1", "2", "100", "0.5"])
_SUM = st.recursive(
    _NUMBER,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(st.sampled_from(["SUM", "MIN", "MAX"]), inner, inner).map(lambda t: f"{t[0]}({t[1]};{t[2]})"),
        inner.map(lambda a: f"ABS({a})"),
        inner.map(lambda a: f"ROUND({a};0)"),
        inner.map(lambda a: f"(-{a})"),
    ),
    max_leaves=4,
)
_RULE = st.recursive(
    st.one_of(
        st.tuples(_SUM, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), _SUM).map("".join),
        st.sampled_from(['(Q="có")', '(L="Đạt")', '(L<>"Chưa đạt")', '(Q<>"không")']),
    ).map(lambda text: f"({text})"),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda t: f"AND({t[0]};{t[1]})"),
        st.tuples(inner, inner).map(lambda t: f"OR({t[0]};{t[1]})"),
        inner.map(lambda a: f"NOT({a})"),
        st.tuples(inner, inner).map(lambda t: f"(({t[0]})=({t[1]}))"),
        st.tuples(inner, inner, inner).map(lambda t: f"IF({t[0]};{t[1]};{t[2]})"),
    ),
    max_leaves=4,
)
_COUNTS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 100.0])
_FIGURES = st.fixed_dictionaries(
    {
        **{"A": _COUNTS, "B": _COUNTS, "C": st.sampled_from([0.0, 1.0, 2.0, 0.5]), "Q": st.booleans()},
        **{"P": st.sampled_from([0.0, 0.5, 50.0, 100.0]), "X": st.sampled_from([-100.0, -1.0, 0.0, 0.5, 100.0])},
        "L": st.sampled_from(["Đạt", "Chưa đạt"]),
    }
)


@pytest.mark.slow
@settings(max_examples=effort(25, 60))
@given(rules=st.lists(_RULE, min_size=1, max_size=2), figures=st.lists(_FIGURES, min_size=8, max_size=8))
def test_no_proof_contradicts_any_figures(rules: list[str], figures: list[dict[str, float | bool | str]]) -> None:
    """For any rules, no combination of results that some figures give is called impossible."""
    formulas = [parse(rule) for rule in rules]
    for row in figures:
        verdicts = [judge(formula, row.__getitem__).verdict for formula in formulas]
        if Verdict.NOT_CHECKABLE not in verdicts:
            conditions = [(f.expression, v is Verdict.PASSED) for f, v in zip(formulas, verdicts, strict=True)]
            assert not is_ruled_out(conditions, DOMAINS.__getitem__), (rules, row)
