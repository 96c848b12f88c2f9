"""The figures of a shared copy that are masked, so that small numbers of people cannot be inferred from the rest.

A figure of a sensitive indicator from 1 to 4 that an agency reports is *small*: it may point to people. Masking it
alone is not enough, since it equals the total less the other figures. Nor is it enough that other numbers are
consistent with the copy: a reader who knows how masks are chosen knows that a small figure is from 1 to 4, and why
others are masked. So in a sum with a small figure the zeros are masked, too, and further figures, the cheapest first,
until **every** masked figure has an alternative: other values that are consistent with everything published and *for
which the same would be masked*. With few connected figures the masks are chosen again for the alternative to check
this; with many, no figure of an alternative leaves its class: small or zero, or large.

All masks look the same: a separate sign for small figures would say that they are between 1 and 4.
"""

import copy
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from toolkit.consolidation.totals import WHOLE, FigureMap, common_agencies, counted_agencies, members
from toolkit.disclosure.relations import Cell, Relations
from toolkit.model import Agency, Campaign, Figure, Indicator, Total
from toolkit.values.totals import number

#: A figure above 0 and below this number is small.
LIMIT = 5
#: The largest numbers of changed cells of an alternative, in the order of the search.
_DEPTHS = (3, 6, 12)
#: The most cells tried in one sum, and the most steps of the search, after which more is masked.
_WIDEST, _STEPS = 16, 120
#: The most connected figures and totals for which the masks are chosen again for each alternative.
_FEW = 100


@dataclass(frozen=True, slots=True)
class Masks:
    """The masked figures of agencies and totals, each as (indicator, period, agency or "")."""

    cells: frozenset[Cell]
    written: frozenset[tuple[str, str]]
    """(indicator, period) of totals that are shown but cannot be formulas, since parts of them are masked."""
    small: frozenset[Cell]
    """The cells that are masked because they are small; all other masked cells protect them."""

    def hides_figure(self, figure: Figure) -> bool:
        return (figure.indicator, figure.period, figure.agency) in self.cells

    def hides_total(self, indicator: str, period: str) -> bool:
        return (indicator, period, "") in self.cells


def masks(
    campaign: Campaign,
    roster: Sequence[Agency],
    figures: FigureMap,
    totals: Mapping[tuple[str, str], Total],
    revealing: Collection[Cell] = (),
    zeros: Collection[Cell] = (),
) -> Masks:
    """The masks of a shared copy of these figures and totals; `totals` are by (indicator, period).

    Masked are figures of agencies above 0 and below `LIMIT` in sensitive counts, the zeros in sums with such figures,
    and the figures needed to protect both. `revealing`: further figures that are masked and protected like small ones;
    `zeros`: figures that are publicly known to be zero.
    """
    search = _Search(campaign, tuple(roster), figures, totals, zeros)
    search.revealing = frozenset(c for c in revealing if c in search.values and c not in search.zeros)
    small = search.revealing | {cell for cell in search.values if search.is_small(cell)}
    for connected in search.connected_groups(sorted(small)):
        search.mask_component(connected)
    search.mask_derived()
    return Masks(frozenset(search.masked), frozenset(search.totals_over_masked()), small)


@dataclass(slots=True)
class _Search(Relations):
    revealing: frozenset[Cell] = frozenset()
    masked: set[Cell] = field(default_factory=set)
    low: set[Cell] = field(default_factory=set)
    """The masked cells that are small, or zero in a sum with small ones."""
    low_rows: set[int] = field(default_factory=set)
    """The indices of the sums over agencies with small figures."""
    hidden: dict[int, list[tuple[Cell, int]]] = field(default_factory=dict)
    """(cell, weight) of the masked cells of each sum, by index."""
    alternatives: dict[Cell, Mapping[Cell, float]] = field(default_factory=dict)
    """The changes of an alternative for each cell that has one."""
    component: Sequence[Cell] = ()
    """The connected cells that are being masked."""
    required: frozenset[Cell] | None = None
    """The masks that an alternative must have, too; None where that is not checked."""
    in_class: bool = True
    """Whether every figure of an alternative must stay in its class: small or zero, or large."""
    steps: int = 0

    def is_small(self, cell: Cell) -> bool:
        """Whether a figure is masked because it is small."""
        return bool(cell[2]) and 0 < self.values[cell] < LIMIT and self._counts_people(cell[0])

    def _counts_people(self, code: str) -> bool:
        indicator = self.campaign.indicator_by_code[code]
        return indicator.sensitive and not indicator.formula and indicator.kind in ("count", "decimal")

    def mask_component(self, connected: Sequence[Cell]) -> None:
        """Mask some of these connected cells; all of them if otherwise a masked cell would have no alternative."""
        self.component = connected
        self._choose()
        if len(connected) <= _FEW and not self._are_all_ambiguous():
            self.mask(connected)

    def _choose(self) -> None:
        """Mask the small figures, and more figures until each masked figure has an alternative."""
        self._mask_low()
        self.mask(c for c in self.component if c in self.revealing)
        seen: set[Cell] = set()
        while more := [c for c in self.component if c in self.masked and c not in seen]:
            for cell in more:
                self.protect(cell)
            seen.update(more)

    def _are_all_ambiguous(self) -> bool:
        """Whether each masked cell has an alternative for which the same cells are masked."""
        masked = [c for c in self.component if c in self.masked]
        alternatives, self.alternatives, self.required = self.alternatives, {}, frozenset(masked)
        for cell in masked:
            if (
                cell not in self.alternatives
                and cell in alternatives
                and self._gives_required_masks(alternatives[cell])
            ):
                self.alternatives |= dict.fromkeys(alternatives[cell], alternatives[cell])
        ambiguous = all(cell in self.alternatives or self._has_alternative(cell) for cell in masked)
        self.required = None
        return ambiguous

    def _gives_required_masks(self, changes: Mapping[Cell, float]) -> bool:
        """Whether the same required cells would be masked if the figures were changed like this."""
        other = copy.copy(self)
        other.masked, other.low, other.low_rows = set(), set(), set()
        other.hidden, other.alternatives, other.required = {}, {}, None
        other.values = {c: self.values[c] + changes.get(c, 0.0) for c in self.component}
        other._choose()
        return self.required is not None and self.required == other.masked

    def _mask_low(self) -> None:
        """Mask the small figures, and the zeros in sums with small figures. Where a sum has no other masked figures,
        and their sum is so large that each must be near the limit, mask another figure of the sum."""
        indices = dict.fromkeys(index for c in self.component for index, _ in self.sums_of.get(c, ()))
        low = {c for c in self.component if self.is_small(c)}
        self.low_rows.update(n for n in indices if n in self.rows and any(c in low for c, _ in self.sums[n]))
        low.update(c for index in self.low_rows for c, _ in self.sums[index] if c[2] and not self.values[c])
        while inferable := [c for c in low if not self.values[c] and self._is_inferable(c, low)]:
            low.difference_update(inferable)
        self.low |= low
        self.mask(sorted(low))
        for index in indices:
            hidden = self.hidden.get(index, ())
            alone = hidden and all(c in low and weight == hidden[0][1] for c, weight in hidden)
            if alone and math.fsum(self.values[c] for c, _ in hidden) > len(hidden) * (LIMIT - 1) - 2:
                self.mask(self._cheapest_of_sum(index))

    def _cheapest_of_sum(self, index: int) -> list[Cell]:
        """The cheapest cell of a sum that can be masked, if there is one."""
        return sorted((c for c, _ in self.sums[index] if self._may_mask(c)), key=self._cost)[:1]

    def _may_mask(self, cell: Cell) -> bool:
        return cell not in self.masked and cell not in self.zeros

    def _is_inferable(self, zero: Cell, low: Set[Cell]) -> bool:
        """Whether a zero follows from a rule and shown figures: each part of a whole that is zero is zero."""
        beside = {(base, *zero[1:]) for _, bases in self.rules_of.get(zero[0], ()) for base in bases}
        beside |= {(code, *zero[1:]) for code in self.split.get(zero[0], ())}
        return not beside <= low and any(
            not any(
                self.values[other] + step >= 0 and cells not in self.broken_rules({zero: 1.0, other: step})
                for other in cells
                if other in low and other != zero
                for step in (1.0, -1.0)
            )
            for cells in self.broken_rules({zero: 1.0})
        )

    # -- alternatives --

    def mask(self, cells: Iterable[Cell]) -> None:
        """Mask these cells; in each sum with only one masked cell, mask the cheapest other cell, too."""
        pending = [c for c in cells if self._may_mask(c)]
        while pending:
            indices: dict[int, None] = {}
            for cell in pending:
                if cell not in self.masked:
                    self.masked.add(cell)
                    for index, weight in self.sums_of.get(cell, ()):
                        hidden = self.hidden.setdefault(index, [])
                        # Totals first: a change of a total requires the fewest further changes.
                        hidden.insert(len(hidden) if cell[2] else 0, (cell, weight))
                        indices[index] = None
            pending = [c for index in indices if len(self.hidden[index]) == 1 for c in self._cheapest_of_sum(index)]

    def protect(self, cell: Cell) -> None:
        """Mask more cells until this cell has an alternative, or no cell is left to mask.

        The totals of sums with this cell come first: they absorb any change, while other agencies' figures pass it on.
        """
        totals = [c for index, _ in self.sums_of.get(cell, ()) for c, _ in self.sums[index] if not c[2]]
        while cell not in self.alternatives and not self._has_alternative(cell):
            more = next((c for c in totals if self._may_mask(c)), None) or self._cheapest(cell)
            if more is None:
                return
            self.mask([more])

    def _has_alternative(self, cell: Cell) -> bool:
        """Whether the cell could have another number with everything published unchanged; the fewest changes first.

        At first each figure stays in its class; with few connected figures, a small and a large one may be exchanged.
        """
        for in_class in (True, False) if len(self.component) <= _FEW else (True,):
            self.in_class = in_class
            changes = [1.0, -1.0, 2.0, -2.0]
            if not in_class:
                row = {c for p, _ in self.sums_of.get(cell, ()) if p in self.rows for c, _ in self.hidden[p] if c[2]}
                changes += sorted({self.values[c] - self.values[cell] for c in row} - {0.0, *changes}, key=abs)[:4]
            for deepest in _DEPTHS:
                self.steps = 0
                for step in changes:
                    if self._may_have(cell, step) and self._balanced({cell: step}, self._gaps({}, cell, step), deepest):
                        return True
        return False

    def _gaps(self, gaps: Mapping[int, float], cell: Cell, change: float) -> dict[int, float]:
        """For each sum that does not hold after one more change, the difference, keyed by the index of the sum."""
        new_gaps = dict(gaps)
        for index, weight in self.sums_of.get(cell, ()):
            gap = new_gaps.get(index, 0.0) + change * weight
            if gap:
                new_gaps[index] = gap
            else:
                new_gaps.pop(index, None)
        return new_gaps

    def _balanced(self, changes: dict[Cell, float], gaps: dict[int, float], left: int) -> bool:
        """Whether these changes can be compensated in all sums and rules that they break,
        by at most `left` more changes of masked cells."""
        self.steps += 1
        if self.steps > _STEPS:
            return False
        if not gaps:
            return self._is_alternative(changes, left)
        index, gap = next(iter(gaps.items()))
        tried = 0
        for cell, weight in self.hidden.get(index, ()) if left else ():
            if cell in changes or gap % weight or not self._may_have(cell, -gap / weight):
                continue
            # Useless where another sum with the cell cannot be balanced.
            if any(
                other != index and other not in gaps and len(self.hidden[other]) < 2 for other, _ in self.sums_of[cell]
            ):
                continue
            change = -gap / weight
            if self._balanced({**changes, cell: change}, self._gaps(gaps, cell, change), left - 1):
                return True
            tried += 1
            if tried == _WIDEST:
                return False
        return False

    def _is_alternative(self, changes: dict[Cell, float], left: int) -> bool:
        """Whether these changes, with which all sums hold, are an alternative, or become one by at most `left` more."""
        for cells in self.broken_rules(changes):
            return left > 0 and any(
                self._balanced({**changes, cell: step}, self._gaps({}, cell, step), left - 1)
                for cell in cells
                if cell in self.masked and cell not in changes
                for step in (1.0, -1.0)
                if self._may_have(cell, step)
            )
        if not all(self._stays_small(cell, changes) for cell in changes if cell in self.low):
            return False
        if self.required is not None and not self._gives_required_masks(changes):
            return False
        for cell in changes:
            self.alternatives.setdefault(cell, changes)
        return True

    def _stays_small(self, cell: Cell, changes: Mapping[Cell, float]) -> bool:
        """Whether the sums over agencies with this cell keep a small figure: otherwise nothing would be masked."""
        rows = [index for index, _ in self.sums_of.get(cell, ()) if index in self.rows]
        beside = [c for index in rows for c, _ in self.hidden[index] if c[2]] or [cell]
        return any(0 < self.values[c] + changes.get(c, 0.0) < LIMIT for c in beside)

    def _may_have(self, cell: Cell, change: float) -> bool:
        """Whether a cell could have this change: not below zero, and within the definition's limits."""
        value = self.values[cell] + change
        indicator = self.campaign.indicator_by_code[cell[0]]
        if cell[0] in self.runs and not self._fits_cumulation(cell, value):
            return False
        if not cell[2]:
            return value >= 0
        if self.in_class and self._counts_people(cell[0]):
            if cell in self.low:
                if value >= LIMIT:
                    return False
            elif value < LIMIT and not any(index in self.low_rows for index, _ in self.sums_of.get(cell, ())):
                return False
        return max(indicator.minimum or 0.0, 0.0) <= value and (indicator.maximum is None or value <= indicator.maximum)

    def _fits_cumulation(self, cell: Cell, value: float) -> bool:
        """Whether a cumulative figure could have this value between the shown figures of other periods.

        If the figures fall already, any value is possible.
        """
        code, key, who = cell
        run = next((run for run in self.runs[code] if key in run), ())
        shown = [(at, self.values[code, at, who]) for at in run if (code, at, who) in self.values]
        shown = [(at, v) for at, v in shown if (code, at, who) not in self.masked]
        position = run.index(key) if run else 0
        low = max((v for at, v in shown if run.index(at) < position), default=-math.inf)
        high = min((v for at, v in shown if run.index(at) > position), default=math.inf)
        return low <= value <= high or not low <= self.values[cell] <= high

    def _cheapest(self, cell: Cell) -> Cell | None:
        """The cell to mask next if two masked cells of each sum do not hide this one: the cheapest of the closest."""
        seen, ring = {cell}, [cell]
        while ring:
            indices = dict.fromkeys(index for at in ring for index, _ in self.sums_of.get(at, ()))
            near = dict.fromkeys(c for index in indices for c, _ in self.sums[index] if c not in seen)
            still = [c for c in near if self._may_mask(c)]
            if still:
                return min(still, key=self._cost)
            seen |= near.keys()
            ring = list(near)
        return self._cell_in_same_rule(cell)

    def _cell_in_same_rule(self, cell: Cell) -> Cell | None:
        """Another figure of the agency in a rule that is no sum and has this figure: `HT03<=HT02` with HT02 = 1."""
        tied = ((base, *cell[1:]) for _, bases in self.rules_of.get(cell[0], ()) for base in bases)
        return next((other for other in tied if other in self.values and self._may_mask(other)), None)

    def _cost(self, cell: Cell) -> tuple[bool, bool, int, int, Cell]:
        """The order in which cells are masked."""
        indicator = self.campaign.indicator_by_code[cell[0]]
        rank = 0 if cell[2] else 2 if cell[1] == WHOLE else 3
        value = self.values[cell]
        # Zeros last: they hardly have alternatives. Sizes are compared roughly, so that the choice reveals no size.
        return not value, not indicator.sensitive, rank, math.frexp(max(value, LIMIT) / LIMIT)[1], cell

    # -- values derived from masked figures --

    def mask_derived(self) -> None:
        """Mask computed figures with masked members; and those totals over masked figures that are no sums."""
        for indicator in self.campaign.indicators:
            if indicator.formula:
                parts = [p.code for p in members(self.campaign, indicator)]
                for period in self.campaign.periods:
                    for agency in self.roster:
                        if any((p, period.key, agency.code) in self.masked for p in parts):
                            self._mask_computed((indicator.code, period.key, agency.code), parts)
        for indicator in self.campaign.indicators:
            for key in (*(p.key for p in self.campaign.periods), WHOLE):
                if self._reveals_masked(indicator, key):
                    parts = [p.code for p in members(self.campaign, indicator)] if indicator.formula else []
                    self._mask_computed((indicator.code, key, ""), parts)

    def _mask_computed(self, cell: Cell, parts: Sequence[str]) -> None:
        """Mask a computed figure, even without a value if all members have one: the gap would reveal a zero."""
        if cell in self.values:
            self.mask([cell])
        elif parts and all((part, *cell[1:]) in self.values for part in parts):
            self.masked.add(cell)

    def _reveals_masked(self, indicator: Indicator, key: str) -> bool:
        """Whether a total that is computed, or is no sum, would reveal masked figures."""
        keys = [p.key for p in self.campaign.periods] if key == WHOLE else [key]
        if indicator.formula:
            parts = members(self.campaign, indicator)
            if any((p.code, k, "") in self.masked for p in parts for k in {key, *keys}):
                return True
            agencies = common_agencies(self.campaign, indicator, key, lambda i: counted_agencies(i, self.roster))
            return bool(agencies) and any(self._is_partial(parts, {a.code for a in agencies}, k) for k in keys)
        codes = (indicator.code, indicator.weight) if indicator.weight else (indicator.code,)
        if indicator.across_agencies != "sum":
            counted = counted_agencies(indicator, self.roster)
            return any((code, k, a.code) in self.masked for code in codes for k in keys for a in counted)
        if key == WHOLE and indicator.across_periods in ("max", "mean"):
            return any((code, k, "") in self.masked for code in codes for k in keys)
        return False

    def _is_partial(self, parts: Sequence[Indicator], agencies: Collection[str], key: str) -> bool:
        """Whether a rate is of fewer agencies than its members' totals, some figures of which are masked."""
        counted = {p.code: {a.code for a in counted_agencies(p, self.roster)} for p in parts}
        rows = [(p.code, self.figures.get((p.code, key), {})) for p in parts]
        reported = [{a for a in counted[code] if number(row.get(a)) is not None} for code, row in rows]
        hidden = any((code, key, a) in self.masked for code in counted for a in counted[code])
        return hidden and any(r != reported[0] or r - set(agencies) for r in reported)

    def totals_over_masked(self) -> Iterator[tuple[str, str]]:
        """The totals that are shown although some of their figures are masked."""
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
