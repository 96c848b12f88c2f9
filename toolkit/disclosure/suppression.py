"""Which figures of a shared copy are masked, so that small numbers of people cannot be worked out from the rest.

A figure of a sensitive indicator from 1 to 4 that an agency reports is *small*: it may point to people. Masking
it alone is not enough: it is the total less the others, or the parts of a sum less the other parts. So more is
masked, the cheapest first, until for every small figure there is **another answer** that fits everything that
is published: whole numbers, none below zero, all sums over agencies and periods right, every rule that the
agency keeps kept, nothing that is counted on less than what is shown of a period before. Such an answer is found
and checked for each; where there is one, nobody can tell which is true.

All masks look alike: a sign of its own for small figures would say that they are between 1 and 4.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation.totals import WHOLE, counted_agencies, members, taken_over
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Operand, Verdict
from toolkit.formula.syntax import Arithmetic, Call, Comparison, Minus, Name, Node, NumberLiteral
from toolkit.model import Agency, Campaign, Figure, Indicator, Rule, Total, is_asked
from toolkit.model.periods import counted_on
from toolkit.values.totals import TOLERANCE, number, operand

#: Figures below it, and above 0, are small.
LIMIT = 5
#: How far a change may be handed on from sum to sum in looking for another answer, the nearest answers first.
_DEPTHS = (3, 6, 12)
#: Cells of one sum that are tried, and steps after which looking is given up; more is masked then.
_WIDEST, _STEPS = 16, 120

Cell = tuple[str, str, str]
"""(indicator, period, agency); a total has no agency: its third part is ""."""
Laid = Mapping[tuple[str, str], Mapping[str, Figure]]


@dataclass(frozen=True, slots=True)
class Masks:
    """What is not shown: agencies' figures and totals, each as (indicator, period, agency or "")."""

    cells: frozenset[Cell]
    written: frozenset[tuple[str, str]]
    """Totals that are shown but can be no formula, since some of their parts are not."""
    small: frozenset[Cell]
    """Those that are masked for what they are; the others only keep these from being worked out."""

    def figure(self, figure: Figure) -> bool:
        return (figure.indicator, figure.period, figure.agency) in self.cells

    def total(self, indicator: str, period: str) -> bool:
        return (indicator, period, "") in self.cells


def masks(
    campaign: Campaign,
    roster: Sequence[Agency],
    figures: Laid,
    totals: Mapping[tuple[str, str], Total],
    telling: Collection[Cell] = (),
) -> Masks:
    """The masks of a shared copy of these figures and totals, `totals` by (indicator, period).

    Masked are agencies' figures above 0 and below 5 (`LIMIT`) of sensitive indicators that are counted, and as many
    others as keep these from being worked out. `telling`: others that are masked and
    protected like small ones.
    """
    search = _Search(campaign, tuple(roster), figures, totals)
    small = search.small() | {cell for cell in telling if search.values.get(cell)}
    search.mask(sorted(small))
    for cell in sorted(small, key=search.order):
        search.protect(cell)
    search.mask_what_follows()
    return Masks(frozenset(search.masked), frozenset(search.written()), frozenset(small))


@dataclass(frozen=True, slots=True)
class _Sum:
    """An equation that everybody knows to hold: the weighed cells add up to nothing."""

    terms: tuple[tuple[Cell, int], ...]


@dataclass(slots=True)
class _Search:
    campaign: Campaign
    roster: tuple[Agency, ...]
    figures: Laid
    totals: Mapping[tuple[str, str], Total]
    masked: set[Cell] = field(default_factory=set)
    values: dict[Cell, float] = field(default_factory=dict)
    sums: list[_Sum] = field(default_factory=list)
    of_cell: dict[Cell, list[tuple[int, int]]] = field(default_factory=dict)
    """The equations that each cell is in, by their number, with its weight there."""
    hidden: list[list[tuple[Cell, int]]] = field(default_factory=list)
    """The masked cells of each equation, with their weights."""
    proven: set[Cell] = field(default_factory=set)
    """Cells for which there is another answer."""
    rules_of: dict[str, list[Rule]] = field(default_factory=dict)
    """The rules that speak of an indicator of one form."""
    runs: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """The keys of the periods that cumulative indicators count on through."""
    steps: int = 0

    def __post_init__(self) -> None:
        for indicator in (i for i in self.campaign.indicators if i.cumulative and not i.formula):
            counted = counted_on(self.campaign.periods, indicator.across_periods)
            self.runs[indicator.code] = tuple(tuple(p.key for p in run) for run in counted)
        for (code, period), row in self.figures.items():
            if self.campaign.indicator_by_code[code].numeric:
                for agency, figure in row.items():
                    value = number(figure)
                    if value is not None:
                        self.values[code, period, agency] = value
        for place, total in self.totals.items():
            if total.value is not None:
                self.values[(*place, "")] = total.value
        for rule in self.campaign.all_rules:
            names = expressions.parse(rule.formula).names
            if not any("@" in name for name in names):
                for name in names:
                    for base in self._bases(name):
                        self.rules_of.setdefault(base, []).append(rule)
        for known in (*self._over_agencies(), *self._over_periods(), *self._of_rules()):
            terms = tuple((cell, weight) for cell, weight in known if cell in self.values)
            if len(terms) == len(known) and abs(math.fsum(self.values[c] * w for c, w in terms)) <= _close(
                self.values[c] for c, _ in terms
            ):
                for cell, weight in terms:
                    self.of_cell.setdefault(cell, []).append((len(self.sums), weight))
                self.sums.append(_Sum(terms))
                self.hidden.append([])

    def order(self, cell: Cell) -> tuple[str, str, str]:
        return cell

    # -- what everybody knows --

    def small(self) -> set[Cell]:
        """The figures that are masked for what they are."""
        return {
            cell
            for cell, value in self.values.items()
            if cell[2] and 0 < value < LIMIT and self._counts_people(self.campaign.indicator_by_code[cell[0]])
        }

    def _counts_people(self, indicator: Indicator) -> bool:
        return indicator.sensitive and not indicator.formula and indicator.kind in ("count", "decimal")

    def _over_agencies(self) -> Iterator[list[tuple[Cell, int]]]:
        """Each total of a sum, and the figures in it."""
        for indicator in self.campaign.indicators:
            if indicator.formula or indicator.across_agencies != "sum":
                continue
            counted = counted_agencies(indicator, self.roster)
            for period in self.campaign.periods:
                row = self.figures.get((indicator.code, period.key), {})
                given = [a.code for a in counted if number(row.get(a.code)) is not None]
                yield [((indicator.code, period.key, ""), -1), *(((indicator.code, period.key, a), 1) for a in given)]

    def _over_periods(self) -> Iterator[list[tuple[Cell, int]]]:
        keys = [p.key for p in self.campaign.periods]
        for indicator in self.campaign.indicators:
            whole = (indicator.code, WHOLE, "")
            if indicator.formula or whole not in self.values:
                continue
            if indicator.takes_last:
                yield [(whole, -1), ((indicator.code, keys[-1], ""), 1)]
            elif indicator.across_periods == "sum":
                given = [(indicator.code, key, "") for key in keys if (indicator.code, key, "") in self.values]
                yield [(whole, -1), *((cell, 1) for cell in given)]

    def _of_rules(self) -> Iterator[list[tuple[Cell, int]]]:
        """Rules that say that sums are equal, for each agency and period for which they hold."""
        for rule in self.campaign.all_rules:
            weights = linear(expressions.parse(rule.formula).expression)
            if any("@" in name for name in weights):
                for period in self.campaign.periods:
                    yield [(cell, w) for name, w in weights.items() for cell in self._cells_of(name, period.key)]
                continue
            for agency in self.roster:
                for period in self.campaign.periods:
                    yield [((code, period.key, agency.code), weight) for code, weight in weights.items()]

    def _cells_of(self, name: str, period: str) -> list[Cell]:
        """The figures that a name of a rule between agencies means."""
        code, body = expressions.split_name(name)
        if not body:
            return [(code, period, "")]
        asked = self.campaign.indicator_by_code[code].asked_of
        return [(code, period, a.code) for a in self.roster if is_asked((body,), a) and is_asked(asked, a)]

    def _bases(self, name: str) -> Iterator[str]:
        indicator = self.campaign.indicator_by_code[name]
        if not indicator.formula:
            yield name
            return
        for member in members(self.campaign, indicator):
            yield member.code

    # -- another answer --

    def mask(self, cells: Iterable[Cell]) -> None:
        """Mask these, and in each sum that then lacks one part only another one, the cheapest."""
        pending = [c for c in cells if c not in self.masked]
        while pending:
            places: dict[int, None] = {}
            for cell in pending:
                if cell not in self.masked:
                    self.masked.add(cell)
                    for place, weight in self.of_cell.get(cell, ()):
                        # Totals first: handing a difference on to one of them ends there soonest.
                        self.hidden[place].insert(len(self.hidden[place]) if cell[2] else 0, (cell, weight))
                        places[place] = None
            pending = [
                min((c for c, _ in self.sums[place].terms if c not in self.masked), key=self._cost)
                for place in places
                if len(self.hidden[place]) == 1 < len(self.sums[place].terms)
            ]

    def protect(self, cell: Cell) -> None:
        """Mask more until there is another answer for this cell, or nothing is left that could help.

        First the totals that it is in: they take up any change, where figures of others only hand it on.
        """
        totals = [c for place, _ in self.of_cell.get(cell, ()) for c, _ in self.sums[place].terms if not c[2]]
        while cell not in self.proven and not self._another(cell):
            more = next((c for c in totals if c not in self.masked), None) or self._cheapest(cell)
            if more is None:
                return
            self.mask([more])

    def _another(self, cell: Cell) -> bool:
        """Whether what is published would be just the same with another number here; the shortest way first."""
        for deepest in _DEPTHS:
            self.steps = 0
            for step in (1.0, -1.0, 2.0, -2.0):
                if self._possible(cell, step) and self._balanced({cell: step}, self._gaps({}, cell, step), deepest):
                    return True
        return False

    def _gaps(self, gaps: Mapping[int, float], cell: Cell, change: float) -> dict[int, float]:
        """The sums that do not come out, with by how much, after one more change."""
        found = dict(gaps)
        for place, weight in self.of_cell.get(cell, ()):
            gap = found.get(place, 0.0) + change * weight
            if gap:
                found[place] = gap
            else:
                found.pop(place, None)
        return found

    def _balanced(self, changes: dict[Cell, float], gaps: dict[int, float], left: int) -> bool:
        """Whether these changes can be made good in all sums that they upset,
        by at most `left` more of masked cells."""
        self.steps += 1
        if not gaps:
            kept = self._keeps_rules(changes)
            self.proven |= changes.keys() if kept else set()
            return kept
        if not left or self.steps > _STEPS:
            return False
        place, gap = next(iter(gaps.items()))
        tried = 0
        for cell, weight in self.hidden[place]:
            if cell in changes or gap % weight or not self._possible(cell, -gap / weight):
                continue
            # It is of no use where the difference cannot be handed on.
            if any(
                other != place and other not in gaps and len(self.hidden[other]) < 2 for other, _ in self.of_cell[cell]
            ):
                continue
            change = -gap / weight
            if self._balanced({**changes, cell: change}, self._gaps(gaps, cell, change), left - 1):
                return True
            tried += 1
            if tried == _WIDEST:
                return False
        return False

    def _possible(self, cell: Cell, change: float) -> bool:
        """Whether a cell could hold that much more: not below zero, within the definition's limits."""
        value = self.values[cell] + change
        indicator = self.campaign.indicator_by_code[cell[0]]
        low = max(indicator.minimum or 0.0, 0.0) if cell[2] else 0.0
        if cell[0] in self.runs and not self._goes_on(cell, value):
            return False
        return value >= low and (not cell[2] or indicator.maximum is None or value <= indicator.maximum)

    def _goes_on(self, cell: Cell, value: float) -> bool:
        """Whether a cumulative figure could be that, beside what is shown of the periods before and after it.

        Where it falls already, everybody sees that it may.
        """
        code, key, who = cell
        run = next((run for run in self.runs[code] if key in run), ())
        shown = [(at, self.values[code, at, who]) for at in run if (code, at, who) in self.values]
        shown = [(at, v) for at, v in shown if (code, at, who) not in self.masked]
        place = run.index(key) if run else 0
        low = max((v for at, v in shown if run.index(at) < place), default=-math.inf)
        high = min((v for at, v in shown if run.index(at) > place), default=math.inf)
        return low <= value <= high or not low <= self.values[cell] <= high

    def _keeps_rules(self, changes: Mapping[Cell, float]) -> bool:
        """Whether every agency still keeps the rules that it kept."""
        for agency, period in dict.fromkeys((c[2], c[1]) for c in changes if c[2]):
            touched = [c[0] for c in changes if (c[2], c[1]) == (agency, period)]
            for rule in dict.fromkeys(r for code in touched for r in self.rules_of.get(code, ())):
                if self._passes(rule, period, agency, {}) and not self._passes(rule, period, agency, changes):
                    return False
        return True

    def _passes(self, rule: Rule, period: str, agency: str, changes: Mapping[Cell, float]) -> bool:
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
        if cell in changes:
            return self.values[cell] + changes[cell]
        figure = self.figures.get((code, period), {}).get(agency)
        return Absent.MISSING if figure is None else operand(figure)

    def _cheapest(self, cell: Cell) -> Cell | None:
        """What to mask next where two masked parts of each sum are not enough: the cheapest near the cell."""
        seen, ring = {cell}, [cell]
        while ring:
            places = dict.fromkeys(place for at in ring for place, _ in self.of_cell.get(at, ()))
            near = dict.fromkeys(c for place in places for c, _ in self.sums[place].terms if c not in seen)
            still = [c for c in near if c not in self.masked]
            if still:
                return min(still, key=self._cost)
            seen |= near.keys()
            ring = list(near)
        return self._tied_by_rules(cell)

    def _tied_by_rules(self, cell: Cell) -> Cell | None:
        """A figure of the same agency that a rule without a sum ties to it: `HT03<=HT02` with HT02 = 1."""
        for rule in self.rules_of.get(cell[0], ()):
            for name in expressions.parse(rule.formula).names:
                for base in self._bases(name):
                    other = (base, cell[1], cell[2])
                    if other in self.values and other not in self.masked:
                        return other
        return None

    def _cost(self, cell: Cell) -> tuple[int, int, float, Cell]:
        indicator = self.campaign.indicator_by_code[cell[0]]
        rank = 0 if cell[2] else 2 if cell[1] == WHOLE else 3
        value = self.values[cell]
        # A zero says little when it is masked, and a reader misses it least after small numbers.
        return (0 if indicator.sensitive else 1, rank, value if value else LIMIT + 0.5, cell)

    # -- what follows from masked figures --

    def mask_what_follows(self) -> None:
        """Computed figures, and totals that are no sums, are masked with what they are made of."""
        for indicator in self.campaign.indicators:
            if indicator.formula:
                parts = [p.code for p in members(self.campaign, indicator)]
                for period in self.campaign.periods:
                    for agency in self.roster:
                        if any((p, period.key, agency.code) in self.masked for p in parts):
                            self._mask((indicator.code, period.key, agency.code))
        for indicator in self.campaign.indicators:
            for key in (*(p.key for p in self.campaign.periods), WHOLE):
                if self._follows(indicator, key):
                    self._mask((indicator.code, key, ""))

    def _mask(self, cell: Cell) -> None:
        if cell in self.values:
            self.mask([cell])

    def _follows(self, indicator: Indicator, key: str) -> bool:
        keys = [p.key for p in self.campaign.periods] if key == WHOLE else [key]
        if indicator.formula:
            parts = members(self.campaign, indicator)
            if any((p.code, k, "") in self.masked for p in parts for k in {key, *keys}):
                return True
            agencies = taken_over(self.campaign, indicator, key, lambda i: counted_agencies(i, self.roster))
            return bool(agencies) and any(self._partly(parts, {a.code for a in agencies}, k) for k in keys)
        codes = (indicator.code, indicator.weight) if indicator.weight else (indicator.code,)
        if indicator.across_agencies != "sum":
            counted = counted_agencies(indicator, self.roster)
            return any((code, k, a.code) in self.masked for code in codes for k in keys for a in counted)
        if key == WHOLE and indicator.across_periods in ("max", "mean"):
            return any((code, k, "") in self.masked for code in codes for k in keys)
        return False

    def _partly(self, parts: Sequence[Indicator], agencies: Collection[str], key: str) -> bool:
        """Whether a rate is taken over fewer agencies than its parts' totals, some of them with masked figures."""
        counted = {p.code: {a.code for a in counted_agencies(p, self.roster)} for p in parts}
        rows = [(p.code, self.figures.get((p.code, key), {})) for p in parts]
        gave = [{a for a in counted[code] if number(row.get(a)) is not None} for code, row in rows]
        hidden = any((code, key, a) in self.masked for code in counted for a in counted[code])
        return hidden and any(g != gave[0] or g - set(agencies) for g in gave)

    def written(self) -> Iterator[tuple[str, str]]:
        """The totals that are shown and rest on something that is not."""
        keys = [p.key for p in self.campaign.periods]
        for code, key in self.totals:
            if (code, key, "") in self.masked:
                continue
            indicator = self.campaign.indicator_by_code[code]
            parts = members(self.campaign, indicator) if indicator.formula else (indicator,)
            codes = {p.code for p in parts} | {p.weight for p in parts if p.weight}
            over = keys if key == WHOLE else [key]
            if any(
                (c, k, a) in self.masked
                for c in codes
                for k in {*over, key}
                for a in ("", *(x.code for x in self.roster))
            ):
                yield code, key


def linear(node: Node) -> dict[str, int]:
    """The weights of a rule that says that two sums are equal (`A=B+C` → A 1, B −1, C −1); empty for any other."""
    if not isinstance(node, Comparison) or node.comparator != "=":
        return {}
    left, right = _weights(node.left), _weights(node.right)
    if left is None or right is None:
        return {}
    found = dict(left)
    for name, weight in right.items():
        found[name] = found.get(name, 0) - weight
    if found.pop("", 0):
        return {}
    return {name: weight for name, weight in found.items() if weight}


def _weights(node: Node) -> dict[str, int] | None:
    """The names of a sum, each with how often it is taken; the constant under ""; None if it is no sum."""
    match node:
        case Name(name):
            return {name: 1}
        case NumberLiteral(value):
            return {"": int(value)} if value == int(value) else None
        case Minus(operand):
            inner = _weights(operand)
            return None if inner is None else {name: -w for name, w in inner.items()}
        case Arithmetic("+" | "-" as sign, left, right):
            return _added([left, right if sign == "+" else Minus(right)])
        case Call("SUM", arguments):
            return _added(arguments)
        case _:
            return None


def _added(nodes: Iterable[Node]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for node in nodes:
        inner = _weights(node)
        if inner is None:
            return None
        for name, weight in inner.items():
            found[name] = found.get(name, 0) + weight
    return found


def _close(values: Iterable[float]) -> float:
    return TOLERANCE * max((abs(v) for v in values), default=1.0)
