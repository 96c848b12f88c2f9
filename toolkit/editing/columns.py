"""The cell of a form's column that is most likely wrong, with its intended value (Fellegi and Holt's principle).

The fewest cells are changed so that all rules hold: first the cell with the most evidence, then the next one as if that
were corrected. Evidence is that rules hold, that the value is nearer to the usual one, and a likely slip.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.editing.figures import FigureTable, adjacent_rows
from toolkit.editing.slips import Slip, possible_values, same, slip_between
from toolkit.editing.usual import Usual
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Formula, Operand, Verdict
from toolkit.language.numbers import plain_number
from toolkit.model import Campaign, Indicator

#: The likelihood of each slip relative to the other slips, as a logarithm.
_LIKELY: dict[Slip | None, float] = {
    "thousandfold": -1.0,
    "decimal": -1.5,
    "swapped": -3.5,
    "digit": -2.5,
    "period": 0.0,
    "neighbour": 0.5,
    "sign": 3.0,
    "total": 1.0,
    "cumulative": -0.5,
    "percentage": -1.0,
    None: -4.0,
}
#: Slips that can be assumed of any number.
_OF_ANY_NUMBER = frozenset({"thousandfold", "decimal", "swapped", "digit", "percentage"})
#: The likelihood of an omitted digit whose value is unknown.
_LEFT_OUT = -4.5
#: The evidence for a change that makes an equation or a bound hold, or against a change that breaks it.
_EQUATION, _BOUND = 8.0, 4.0
#: The evidence of a slip between the typed number and the one that a sum requires: hardly chance.
_EXACT = 5.0
#: What is required to question a figure that breaks no rule: evidence, or a distance in deviations and as a logarithm.
_ENOUGH, _SPREADS, _UNNAMED = 3.5, 4.5, math.log(3)
#: Figures typed in the same way are off by one common factor, up to this distance (a logarithm).
_ABOUT = math.log(8)
#: The largest difference in evidence between cells that cannot be distinguished.
_AS_LIKELY = 1.0
#: Smaller numbers may be equal by chance.
_SIGNIFICANT = 10


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a campaign, by the indicators that they use."""

    campaign: Campaign
    formulas: Mapping[str, Formula] = field(init=False)
    by_code: Mapping[str, tuple[str, ...]] = field(init=False)
    sums: Mapping[str, tuple[Formula, Formula]] = field(init=False)
    """The two sides of each equation, by rule."""
    wholes: Mapping[str, tuple[str, ...]] = field(init=False)
    """For each part of a sum, its wholes, each the only name on the other side of an equation."""

    def __post_init__(self) -> None:
        formulas = {r.code: expressions.parse(r.formula) for r in self.campaign.all_rules if "@" not in r.formula}
        by_code: dict[str, dict[str, None]] = {}
        for rule, formula in formulas.items():
            for name in formula.names:
                for code in _typed_indicators(self.campaign, name):
                    by_code.setdefault(code, {})[rule] = None
        sums = {r: s for r, f in formulas.items() if f.is_equation and (s := expressions.sides(f)) is not None}
        object.__setattr__(self, "formulas", formulas)
        object.__setattr__(self, "sums", sums)
        wholes: dict[str, dict[str, None]] = {}
        for sides in sums.values():
            for whole, parts in (sides, sides[::-1]):
                if len(whole.names) == 1 < len(parts.names):
                    for part in parts.names:
                        wholes.setdefault(part, {})[whole.names[0]] = None
        object.__setattr__(self, "wholes", {part: tuple(of_part) for part, of_part in wholes.items()})
        object.__setattr__(self, "by_code", {code: tuple(rules) for code, rules in by_code.items()})


def _typed_indicators(campaign: Campaign, code: str) -> Iterator[str]:
    """The indicator, or the typed ones from which it is computed."""
    indicator = campaign.indicator_by_code[code]
    if not indicator.formula:
        yield code
        return
    for name in expressions.parse(indicator.formula).names:
        yield from _typed_indicators(campaign, name)


@dataclass(slots=True)
class Column:
    """One agency's figures of one period."""

    table: FigureTable
    usual: Mapping[str, Usual]
    rules: Rules
    agency: str
    period: int
    assumed: dict[str, float | None] = field(default_factory=dict)
    """Assumed corrections, by indicator."""

    def number(self, code: str) -> float | None:
        """The figure, or its assumed correction."""
        if code in self.assumed:
            return self.assumed[code]
        row = self.table.rows.get(code, {}).get(self.agency)
        return row[self.period] if row is not None else None

    def row(self, code: str) -> Sequence[float | None]:
        """The figures of all periods of this campaign."""
        return self.table.rows[code].get(self.agency, ())[: self.table.columns]

    def verdict(self, rule: str, code: str = "", value: float = 0.0) -> Verdict:
        """The verdict of a rule, with another number for one figure."""
        return expressions.judge(self.rules.formulas[rule], self._look_up(code, value)).verdict

    def implied_number(self, rule: str, code: str) -> float | None:
        """The number with which an equation would hold if nothing else changed; None where no number does."""
        sides = self.rules.sums.get(rule)
        if sides is None:
            return None
        gaps = []
        for value in (0.0, 1.0):
            left, right = (expressions.evaluate(side, self._look_up(code, value)) for side in sides)
            if left.__class__ is not float or right.__class__ is not float:
                return None
            gaps.append(left - right)
        slope = gaps[1] - gaps[0]
        return float(f"{-gaps[0] / slope:.10g}") if abs(slope) > 1e-9 else None

    def _look_up(self, code: str, value: float) -> expressions.Lookup:
        def look_up(name: str) -> Operand:
            if name == code:
                return value
            indicator = self.table.campaign.indicator_by_code[name]
            if indicator.formula:
                return expressions.evaluate(expressions.parse(indicator.formula), look_up)
            if name in self.table.rows:
                number = self.number(name)
                return Absent.MISSING if number is None else number
            row = self.table.answers.get(name, {}).get(self.agency)
            answer = row[self.period] if row is not None else None
            return Absent.MISSING if answer is None else answer

        return look_up

    def expected(self, code: str) -> float | None:
        """The value expected from the agency's other periods."""
        return self.usual[code].expected(self.agency, self.period) if code in self.usual else None

    def fit_to_usual(self, code: str, value: float) -> float:
        """The fit of a number to the usual value, as a logarithm: 0 at best or without a usual value, else negative."""
        expected = self.expected(code)
        if expected is None:
            return 0.0
        spread = self.usual[code].spread(self.agency, expected)
        if value <= 0:
            return 0.0 if expected < 3 else -2 * math.log1p((math.log(expected + 1) / spread) ** 2 / 3)
        return -2 * math.log1p(((math.log(value) - math.log(expected)) / spread) ** 2 / 3)

    def distance_from_usual(self, code: str, value: float) -> tuple[float, float]:
        """The distance of a number from the usual value, in deviations and as a logarithm; 0 without a usual value."""
        expected = self.expected(code)
        if expected is None or value <= 0 or not self.usual[code].groups[self.agency].known:
            return 0.0, 0.0
        off = abs(math.log(value) - math.log(expected))
        return off / self.usual[code].spread(self.agency, expected), off

    def rest_is_off_by(self, rule: str, code: str, factor: float) -> bool:
        """Whether all other figures of a rule are off by about this factor, too, as if all were typed in one way."""
        if factor <= 0:
            return False
        for name in self.rules.formulas[rule].names:
            typed = self.number(name) if name in self.table.rows and name not in self.assumed else None
            expected = self.expected(name) if typed and name != code else None
            if (
                expected
                and typed
                and (typed < 0 or abs(math.log(expected) - math.log(typed) - math.log(factor)) > _ABOUT)
            ):
                return False
        return True

    def broken_rules(self) -> tuple[str, ...]:
        """The rules that are still broken."""
        known = self.table.broken.get((self.agency, self.period), ())
        return tuple(r for r in known if r in self.rules.formulas and self.verdict(r) is Verdict.FAILED)


@dataclass(frozen=True, slots=True)
class CellChange:
    """A possible change of one cell."""

    code: str
    slip: Slip | None
    value: float
    """The new value."""
    meant: float | None
    """The new value, if it is the intended number; None if it is only the expected one."""
    score: float
    rules: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


def best_change(column: Column, suspects: Sequence[str]) -> CellChange | None:
    """The change with the most evidence; None where the evidence is too little for a question."""
    broken = column.broken_rules()
    codes = dict.fromkeys(c for c in suspects if c not in column.assumed)
    in_rules = {
        code: None
        for rule in broken
        for name in column.rules.formulas[rule].names
        for code in _typed_indicators(column.table.campaign, name)
        if code in column.table.rows and column.number(code) is not None and code not in column.assumed
    }
    changes = [
        max(_changes(column, code, broken), key=lambda c: c.score, default=None) for code in {**codes, **in_rules}
    ]
    ranked = sorted((c for c in changes if c is not None), key=lambda c: -c.score)
    if not ranked:
        return None
    first = ranked[0]
    if first.rules:
        rivals = tuple(c.code for c in ranked[1:] if c.rules and first.score - c.score < _AS_LIKELY)
        return CellChange(first.code, first.slip, first.value, first.meant, first.score, first.rules, rivals)
    spreads, off = column.distance_from_usual(first.code, column.number(first.code) or 0.0)
    return first if first.score >= _ENOUGH or (spreads >= _SPREADS and off >= _UNNAMED) else None


def _changes(column: Column, code: str, broken: Sequence[str]) -> Iterator[CellChange]:
    """The possible changes of a cell, with the evidence for each."""
    typed = column.number(code)
    if typed is None:
        return
    broken_here = [r for r in column.rules.by_code.get(code, ()) if r in broken]
    wanted = list(dict.fromkeys(v for r in broken_here if (v := column.implied_number(r, code)) is not None))
    indicator = column.table.campaign.indicator_by_code[code]
    if wanted:
        for value in wanted:
            if not same(value, typed) and (value >= 0 or typed < 0):
                slip, exact = _slip_to(column, indicator, typed, value)
                likely = _LIKELY[slip] + (_EXACT if exact else 0.0)
                yield _change(column, code, slip, value, value, likely, broken_here)
        return
    for slip, value, meant, likely in _possible_changes(column, indicator, typed):
        yield _change(column, code, slip, value, meant, likely, broken_here)
    expected = column.expected(code)
    if expected is not None:
        yield _change(column, code, None, expected, None, _LIKELY[None], broken_here)


def _change(
    column: Column,
    code: str,
    slip: Slip | None,
    value: float,
    meant: float | None,
    likely: float,
    broken: Sequence[str],
) -> CellChange:
    """The change with its evidence. `likely`: the likelihood of the slip; `broken`: the broken rules with the cell."""
    typed = column.number(code) or 0.0
    fits_better = column.fit_to_usual(code, value) - column.fit_to_usual(code, typed)
    score = fits_better + likely
    satisfied, bounds = [], []
    for rule in column.rules.by_code.get(code, ()):
        weight = _EQUATION if column.rules.formulas[rule].is_equation else _BOUND
        # Without the exact intended number, equations cannot be checked.
        if meant is None and weight == _EQUATION:
            continue
        holds = column.verdict(rule, code, value) is not Verdict.FAILED
        if rule in broken and holds:
            if weight == _BOUND:
                bounds.append(rule)
                continue
            score += weight
            satisfied.append(rule)
        elif (
            rule not in broken
            and not holds
            and not (slip == "thousandfold" and column.rest_is_off_by(rule, code, value / typed))
        ):
            score -= weight
    # Any number that is large enough satisfies a bound, which alone is no evidence for a slip of any number.
    if satisfied or fits_better > 0 or slip not in _OF_ANY_NUMBER:
        score += _BOUND * len(bounds)
        satisfied += bounds
    return CellChange(code, slip, value, meant, score, tuple(satisfied))


# --- The slip ------------------------------------------------------------------------------------


def _slip_to(column: Column, indicator: Indicator, typed: float, wanted: float) -> tuple[Slip | None, bool]:
    """The slip from the number that an equation requires to the typed one, and whether chance is unlikely."""
    slip = slip_between(typed, wanted, indicator)
    if slip is not None and (slip != "digit" or typed >= _SIGNIFICANT):
        return slip, True
    for copied in _copy_slips(column, indicator, typed):
        return copied, True
    if any(same(v, wanted) for v in _period_figure(column, indicator, typed)):
        return "cumulative", True
    shares = _values_of_share(column, indicator, typed)
    if any(abs(v - wanted) <= min(off, max(1.0, 0.01 * wanted)) for v, off in shares):
        return "percentage", True
    return None, False


def _possible_changes(
    column: Column, indicator: Indicator, typed: float
) -> Iterator[tuple[Slip, float, float | None, float]]:
    """(slip, new value, intended value if known, likelihood of the slip) of each change that no equation requires."""
    for may_be in possible_values(typed, indicator):
        yield may_be.slip, may_be.value, may_be.value, _LIKELY[may_be.slip]
    for value in _period_figure(column, indicator, typed):
        yield "cumulative", value, value, _LIKELY["cumulative"]
    for value, _ in _values_of_share(column, indicator, typed):
        yield "percentage", value, None, _LIKELY["percentage"]
    expected = column.expected(indicator.code)
    if expected is None:
        return
    for slip in _copy_slips(column, indicator, typed):
        yield slip, expected, None, _LIKELY[slip]
    if typed > 0 and 4 < expected / typed < 25:
        yield "digit", expected, None, _LEFT_OUT


def _copy_slips(column: Column, indicator: Indicator, typed: float) -> Iterator[Slip]:
    """The slips by which the number may copy its whole, an adjacent row or a period; none for small numbers."""
    if abs(typed) < _SIGNIFICANT:
        return
    code = indicator.code
    if any(_is_same(column.number(n), typed) for n in column.rules.wholes.get(code, ())):
        yield "total"
    if any(_is_same(column.number(n), typed) for n in adjacent_rows(column.table.order, code)):
        yield "neighbour"
    row = column.row(code)
    if any(0 <= n < len(row) and _is_same(row[n], typed) for n in (column.period - 1, column.period + 1)):
        yield "period"


def _is_same(value: float | None, typed: float) -> bool:
    return value is not None and same(value, typed)


def _period_figure(column: Column, indicator: Indicator, typed: float) -> Iterator[float]:
    """The figure of the period, if the typed number is the sum since the first period; none for small numbers."""
    before = [v for v in column.row(indicator.code)[: column.period] if v is not None]
    if (
        indicator.across_periods == "sum"
        and len(before) == column.period > 0
        and 0 < sum(before) < typed >= _SIGNIFICANT
    ):
        yield float(f"{typed - math.fsum(before):.10g}")


def _values_of_share(column: Column, indicator: Indicator, typed: float) -> Iterator[tuple[float, float]]:
    """(number, error from rounding) for each whole of which the typed number may be the share in per cent, without
    small numbers and numbers near the typed one. A whole is another name in a rule with the indicator."""
    if indicator.kind == "percent" or not 0 < typed <= 100:
        return
    off = 0.5 * 10.0 ** -len(plain_number(typed).partition(".")[2]) + 1e-9
    for rule in column.rules.by_code.get(indicator.code, ()):
        for name in column.rules.formulas[rule].names:
            whole = column.number(name) if name in column.table.rows else None
            if name == indicator.code or not whole or whole <= 0:
                continue
            value = float(f"{typed * whole / 100:.10g}")
            if value >= _SIGNIFICANT and not typed / 2 < value < typed * 2:
                yield value, off * whole / 100
