"""The relations in a shared copy that its readers know: sums that hold, and rules that agencies keep."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.consolidation.totals import WHOLE, FigureMap, counted_agencies, members
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Operand, Verdict
from toolkit.formula.syntax import Arithmetic, Call, Comparison, Minus, Name, Node, NumberLiteral
from toolkit.model import Agency, Campaign, Rule, Total, includes
from toolkit.model.periods import cumulative_runs
from toolkit.values.totals import TOLERANCE, number, operand

Cell = tuple[str, str, str]
"""(indicator, period, agency); a total has no agency: its third part is ""."""
Equation = tuple[tuple[Cell, int], ...]
"""A sum that is publicly known to hold: the cells times their weights add up to 0."""


@dataclass(slots=True)
class Relations:
    """The numbers of a campaign, and the relations between them."""

    campaign: Campaign
    roster: tuple[Agency, ...]
    figures: FigureMap
    totals: Mapping[tuple[str, str], Total]
    zeros: Collection[Cell] = ()
    """Figures that are publicly known to be zero, whatever the sums say; they are left out of totals."""
    values: dict[Cell, float] = field(default_factory=dict)
    sums: list[Equation] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    """The indices of the sums over agencies."""
    sums_of: dict[Cell, list[tuple[int, int]]] = field(default_factory=dict)
    """(index in `sums`, weight) of the sums with each cell."""
    rules_of: dict[str, list[tuple[Rule, tuple[str, ...]]]] = field(default_factory=dict)
    """The rules within one form with an indicator, each with all typed indicators that it uses."""
    split: dict[str, list[str]] = field(default_factory=dict)
    """The parts of each whole, and the wholes of each part, of splits."""
    runs: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """The keys of the periods through which cumulative indicators accumulate."""

    def __post_init__(self) -> None:
        for indicator in (i for i in self.campaign.indicators if i.part_of):
            self.split.setdefault(indicator.part_of, []).append(indicator.code)
            self.split.setdefault(indicator.code, []).append(indicator.part_of)
        for indicator in (i for i in self.campaign.indicators if i.cumulative and not i.formula):
            counted = cumulative_runs(self.campaign.periods, indicator.across_periods)
            self.runs[indicator.code] = tuple(tuple(p.key for p in run) for run in counted)
        for (code, period), row in self.figures.items():
            if self.campaign.indicator_by_code[code].numeric:
                for agency, figure in row.items():
                    value = number(figure)
                    if value is not None:
                        self.values[code, period, agency] = value
        for (code, period), total in self.totals.items():
            if total.value is not None:
                self.values[code, period, ""] = total.value
        for rule in self.campaign.all_rules:
            names = expressions.parse(rule.formula).names
            if not any("@" in name for name in names):
                bases = tuple(dict.fromkeys(base for name in names for base in self._base_indicators(name)))
                for base in bases:
                    self.rules_of.setdefault(base, []).append((rule, bases))
        rows = [*self._sums_over_agencies()]
        for at, known in enumerate((*rows, *self._sums_over_periods(), *self._sums_of_rules())):
            terms = tuple((cell, weight) for cell, weight in known if cell in self.values)
            close = TOLERANCE * max((abs(self.values[c]) for c, _ in terms), default=1.0)
            if len(terms) == len(known) and abs(math.fsum(self.values[c] * w for c, w in terms)) <= close:
                for cell, weight in terms:
                    self.sums_of.setdefault(cell, []).append((len(self.sums), weight))
                if at < len(rows):
                    self.rows.add(len(self.sums))
                self.sums.append(terms)

    def _sums_over_agencies(self) -> Iterator[list[tuple[Cell, int]]]:
        """For each total that is a sum over agencies: the total with its figures, each with its weight."""
        for indicator in self.campaign.indicators:
            if indicator.formula or indicator.across_agencies != "sum":
                continue
            counted = counted_agencies(indicator, self.roster)
            for period in self.campaign.periods:
                row = self.figures.get((indicator.code, period.key), {})
                codes = [a.code for a in counted if number(row.get(a.code)) is not None]
                zeros = {a for a in codes if (indicator.code, period.key, a) in self.zeros} if self.zeros else set()
                codes = [a for a in codes if a not in zeros]
                if zeros and not codes:
                    self.zeros = {*self.zeros, (indicator.code, period.key, "")}
                yield [((indicator.code, period.key, ""), -1), *(((indicator.code, period.key, a), 1) for a in codes)]

    def _sums_over_periods(self) -> Iterator[list[tuple[Cell, int]]]:
        keys = [p.key for p in self.campaign.periods]
        for indicator in self.campaign.indicators:
            whole = (indicator.code, WHOLE, "")
            if indicator.formula or whole not in self.values:
                continue
            if indicator.last_period_counts:
                yield [(whole, -1), ((indicator.code, keys[-1], ""), 1)]
            elif indicator.across_periods == "sum":
                reported = [(indicator.code, key, "") for key in keys if (indicator.code, key, "") in self.values]
                yield [(whole, -1), *((cell, 1) for cell in reported)]

    def _sums_of_rules(self) -> Iterator[list[tuple[Cell, int]]]:
        """For each agency and period: the rules that are equations between sums."""
        for rule in self.campaign.all_rules:
            weights = equation_weights(expressions.parse(rule.formula).expression)
            if any("@" in name for name in weights):
                for period in self.campaign.periods:
                    yield [(cell, w) for name, w in weights.items() for cell in self._cells_of(name, period.key)]
                continue
            for agency in self.roster:
                for period in self.campaign.periods:
                    yield [((code, period.key, agency.code), weight) for code, weight in weights.items()]

    def _cells_of(self, name: str, period: str) -> list[Cell]:
        """The figures that a name in a rule between agencies means."""
        code, agency = expressions.split_name(name)
        if not agency:
            return [(code, period, "")]
        required_of = self.campaign.indicator_by_code[code].asked_of
        return [(code, period, a.code) for a in self.roster if includes((agency,), a) and includes(required_of, a)]

    def _base_indicators(self, name: str) -> Iterator[str]:
        indicator = self.campaign.indicator_by_code[name]
        if not indicator.formula:
            yield name
            return
        for member in members(self.campaign, indicator):
            yield member.code

    def connected_groups(self, cells: Iterable[Cell]) -> Iterator[list[Cell]]:
        """The groups of cells that sums, rules of an agency, splits or cumulation connect with these cells."""
        seen: set[Cell] = set()
        through: set[int] = set()
        for first in cells:
            group = [] if first in seen else [first]
            seen.add(first)
            for cell in group:
                code, key, agency = cell
                indices = {index for index, _ in self.sums_of.get(cell, ())} - through
                through |= indices
                near = {c for index in indices for c, _ in self.sums[index]}
                near |= {(code, k, agency) for run in self.runs.get(code, ()) if key in run for k in run}
                near |= {(adjacent, key, agency) for adjacent in self.split.get(code, ()) if agency}
                near |= {(base, key, agency) for _, bases in self.rules_of.get(code, ()) if agency for base in bases}
                group += (new := [c for c in sorted(near - seen) if c in self.values])
                seen.update(new)
            if group:
                yield sorted(group)

    def broken_rules(self, changes: Mapping[Cell, float]) -> Iterator[list[Cell]]:
        """The cells of each rule that an agency's figures satisfy now, and would violate after these changes."""
        for agency, period in dict.fromkeys((c[2], c[1]) for c in changes if c[2]):
            touched = [c[0] for c in changes if (c[2], c[1]) == (agency, period)]
            for rule, bases in dict.fromkeys(r for code in touched for r in self.rules_of.get(code, ())):
                if self._is_kept(rule, period, agency, {}) and not self._is_kept(rule, period, agency, changes):
                    yield [(base, period, agency) for base in bases]
            # A part is no more than its whole, even where other parts are missing.
            for one, other in ((code, adjacent) for code in touched for adjacent in self.split.get(code, ())):
                part, whole = (one, other) if self.campaign.indicator_by_code[one].part_of == other else (other, one)
                cells = [(part, period, agency), (whole, period, agency)]
                if all(c in self.values for c in cells):
                    excess = self.values[cells[0]] - self.values[cells[1]]
                    change = changes.get(cells[0], 0.0) - changes.get(cells[1], 0.0)
                    if excess <= 0 < excess + change:
                        yield cells

    def _is_kept(self, rule: Rule, period: str, agency: str, changes: Mapping[Cell, float]) -> bool:
        def look_up(name: str) -> Operand:
            return self._operand(name, period, agency, changes)

        return expressions.judge(expressions.parse(rule.formula), look_up).verdict is Verdict.PASSED

    def _operand(self, code: str, period: str, agency: str, changes: Mapping[Cell, float]) -> Operand:
        indicator = self.campaign.indicator_by_code[code]
        if indicator.formula:
            return expressions.evaluate(
                expressions.parse(indicator.formula), lambda name: self._operand(name, period, agency, changes)
            )
        cell = (code, period, agency)
        if cell in self.values:
            return self.values[cell] + changes.get(cell, 0.0)
        figure = self.figures.get((code, period), {}).get(agency)
        return Absent.MISSING if figure is None else operand(figure)


def equation_weights(node: Node) -> dict[str, int]:
    """The weights of an equation between sums (`A=B+C` → A 1, B −1, C −1); empty for any other rule."""
    if not isinstance(node, Comparison) or node.comparator != "=":
        return {}
    left, right = _weights(node.left), _weights(node.right)
    if left is None or right is None:
        return {}
    weights = dict(left)
    for name, weight in right.items():
        weights[name] = weights.get(name, 0) - weight
    if weights.pop("", 0):
        return {}
    return {name: weight for name, weight in weights.items() if weight}


def _weights(node: Node) -> dict[str, int] | None:
    """The names of a sum, each with its factor; the constant under ""; None if the expression is no sum."""
    match node:
        case Name(name):
            return {name: 1}
        case NumberLiteral(value):
            return {"": int(value)} if value == int(value) else None
        case Minus(operand):
            inner = _weights(operand)
            return None if inner is None else {name: -w for name, w in inner.items()}
        case Arithmetic("+" | "-" as sign, left, right):
            return _sum_of_weights([left, right if sign == "+" else Minus(right)])
        case Call("SUM", arguments):
            return _sum_of_weights(arguments)
        case _:
            return None


def _sum_of_weights(nodes: Iterable[Node]) -> dict[str, int] | None:
    weights: dict[str, int] = {}
    for node in nodes:
        inner = _weights(node)
        if inner is None:
            return None
        for name, weight in inner.items():
            weights[name] = weights.get(name, 0) + weight
    return weights
