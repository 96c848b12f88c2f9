"""Which figures of a shared copy are masked, so that small numbers of people cannot be worked out from the rest.

A figure of a sensitive indicator from 1 to 4 that an agency reports is *small*: it may point to people. Masking it
alone is not enough: it is the total less the others, or the parts of a sum less the other parts. Nor is it enough that
other numbers fit what is shown: a reader who knows how masks are chosen knows that each stands for one from 1 to 4, and
why any more were added. So in a sum with a small figure the zeros are masked with it, and more, the cheapest first,
until for **every** masked figure there is another answer that fits everything published and *for which the same would
be masked*. Where few figures are connected this is tried: the masks are chosen again for the other answer. Where many
are, no figure of another answer leaves its class: small or zero, or large.

All masks look the same: a separate sign for small figures would say that they are between 1 and 4.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from toolkit.consolidation.totals import WHOLE, Laid, counted_agencies, members, taken_over
from toolkit.disclosure.known import Cell, Known
from toolkit.model import Agency, Campaign, Figure, Indicator, Total
from toolkit.values.totals import number

#: Figures below it, and above 0, are small.
LIMIT = 5
#: How far a change may be passed on from sum to sum in searching for another answer, the nearest answers first.
_DEPTHS = (3, 6, 12)
#: The number of cells of one sum that are tried, and of steps after which the search ends; more is masked then.
_WIDEST, _STEPS = 16, 120
#: Up to this number of connected figures and totals, the masks are chosen again for each other answer.
_FEW = 100


@dataclass(frozen=True, slots=True)
class Masks:
    """What is not shown: agencies' figures and totals, each as (indicator, period, agency or "")."""

    cells: frozenset[Cell]
    written: frozenset[tuple[str, str]]
    """Totals that are shown but cannot be formulas, since some of their parts are masked."""
    small: frozenset[Cell]
    """Those that are masked because they are small; the others only protect these."""

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
    zeros: Collection[Cell] = (),
) -> Masks:
    """The masks of a shared copy of these figures and totals, `totals` by (indicator, period).

    Masked are agencies' figures above 0 and below 5 (`LIMIT`) of sensitive indicators that are counted, zeros that are
    added up with them, and others that are needed to protect these. `telling`: others that are masked and protected
    like small ones. `zeros`: figures that everybody knows to be zero.
    """
    search = _Search(campaign, tuple(roster), figures, totals, zeros)
    search.telling = frozenset(c for c in telling if c in search.values and c not in search.zeros)
    small = search.telling | {cell for cell in search.values if search.is_small(cell)}
    for linked in search.linked(sorted(small)):
        search.settle(linked)
    search.mask_what_follows()
    return Masks(frozenset(search.masked), frozenset(search.written()), small)


@dataclass(slots=True)
class _Search(Known):
    telling: frozenset[Cell] = frozenset()
    masked: set[Cell] = field(default_factory=set)
    low: set[Cell] = field(default_factory=set)
    """Those of them that are masked because they are small, or zero beside small ones."""
    low_rows: set[int] = field(default_factory=set)
    hidden: dict[int, list[tuple[Cell, int]]] = field(default_factory=dict)
    """The masked cells of each equation, with their weights."""
    proofs: dict[Cell, Mapping[Cell, float]] = field(default_factory=dict)
    """Cells for which there is another answer, each with its differences."""
    linked_now: Sequence[Cell] = ()
    same: frozenset[Cell] | None = None
    """Masks that another answer must have, too; None where that is not tried."""
    in_class: bool = True
    """Whether every figure of another answer must stay in its class: small or zero, or large."""
    steps: int = 0

    def is_small(self, cell: Cell) -> bool:
        """Whether a figure is masked because it is small."""
        return bool(cell[2]) and 0 < self.values[cell] < LIMIT and self._counts_people(cell[0])

    def _counts_people(self, code: str) -> bool:
        indicator = self.campaign.indicator_by_code[code]
        return indicator.sensitive and not indicator.formula and indicator.kind in ("count", "decimal")

    def settle(self, linked: Sequence[Cell]) -> None:
        """Mask the necessary ones of connected cells: all of them where nothing less hides each masked one."""
        self.linked_now = linked
        self._choose()
        if len(linked) <= _FEW and not self._holds():
            self.mask(linked)

    def _choose(self) -> None:
        """Mask the small figures, and more until there is another answer for each masked one."""
        self._mask_low()
        self.mask(c for c in self.linked_now if c in self.telling)
        seen: set[Cell] = set()
        while more := [c for c in self.linked_now if c in self.masked and c not in seen]:
            for cell in more:
                self.protect(cell)
            seen.update(more)

    def _holds(self) -> bool:
        """Whether for each masked cell there is another answer for which the same is chosen."""
        masked = [c for c in self.linked_now if c in self.masked]
        proofs, self.proofs, self.same = self.proofs, {}, frozenset(masked)
        for cell in masked:
            if cell not in self.proofs and cell in proofs and self._same_masks(proofs[cell]):
                self.proofs |= dict.fromkeys(proofs[cell], proofs[cell])
        found = all(cell in self.proofs or self._another(cell) for cell in masked)
        self.same = None
        return found

    def _same_masks(self, changes: Mapping[Cell, float]) -> bool:
        """Whether the same would be masked with these changes."""
        other = copy.copy(self)
        other.masked, other.low, other.low_rows = set(), set(), set()
        other.hidden, other.proofs, other.same = {}, {}, None
        other.values = {c: self.values[c] + changes.get(c, 0.0) for c in self.linked_now}
        other._choose()
        return self.same is not None and self.same == other.masked

    def _mask_low(self) -> None:
        """Mask the small figures with the zeros that are added up with them; and another figure of each sum
        in which they alone are masked and together too large to differ much.
        """
        places = dict.fromkeys(place for c in self.linked_now for place, _ in self.of_cell.get(c, ()))
        low = {c for c in self.linked_now if self.is_small(c)}
        self.low_rows.update(p for p in places if p in self.rows and any(c in low for c, _ in self.sums[p]))
        low.update(c for place in self.low_rows for c, _ in self.sums[place] if c[2] and not self.values[c])
        while told := [c for c in low if not self.values[c] and self._is_told(c, low)]:
            low.difference_update(told)
        self.low |= low
        self.mask(sorted(low))
        for place in places:
            own = self.hidden.get(place, ())
            alone = own and all(c in low and weight == own[0][1] for c, weight in own)
            if alone and math.fsum(self.values[c] for c, _ in own) > len(own) * (LIMIT - 1) - 2:
                self.mask(self._others(place))

    def _others(self, place: int) -> list[Cell]:
        """What else to mask in a sum: the cheapest."""
        return sorted((c for c, _ in self.sums[place] if self._may_mask(c)), key=self._cost)[:1]

    def _may_mask(self, cell: Cell) -> bool:
        return cell not in self.masked and cell not in self.zeros

    def _is_told(self, zero: Cell, low: Set[Cell]) -> bool:
        """Whether a zero follows from a rule and from shown figures: of a whole of zero, each part is zero."""
        beside = {(base, *zero[1:]) for _, bases in self.rules_of.get(zero[0], ()) for base in bases}
        beside |= {(code, *zero[1:]) for code in self.split.get(zero[0], ())}
        return not beside <= low and any(
            not any(
                self.values[other] + step >= 0 and cells not in self.broken({zero: 1.0, other: step})
                for other in cells
                if other in low and other != zero
                for step in (1.0, -1.0)
            )
            for cells in self.broken({zero: 1.0})
        )

    # -- another answer --

    def mask(self, cells: Iterable[Cell]) -> None:
        """Mask these, and in each sum with only one masked part another one, the cheapest."""
        pending = [c for c in cells if self._may_mask(c)]
        while pending:
            places: dict[int, None] = {}
            for cell in pending:
                if cell not in self.masked:
                    self.masked.add(cell)
                    for place, weight in self.of_cell.get(cell, ()):
                        own = self.hidden.setdefault(place, [])
                        # Totals first: a difference passed on to one of them ends soonest.
                        own.insert(len(own) if cell[2] else 0, (cell, weight))
                        places[place] = None
            pending = [c for place in places if len(self.hidden[place]) == 1 for c in self._others(place)]

    def protect(self, cell: Cell) -> None:
        """Mask more until there is another answer for this cell, or nothing is left that could help.

        First the totals that it is in: they absorb any change, where figures of others only pass it on.
        """
        totals = [c for place, _ in self.of_cell.get(cell, ()) for c, _ in self.sums[place] if not c[2]]
        while cell not in self.proofs and not self._another(cell):
            more = next((c for c in totals if self._may_mask(c)), None) or self._cheapest(cell)
            if more is None:
                return
            self.mask([more])

    def _another(self, cell: Cell) -> bool:
        """Whether everything published would be the same with another number here; the shortest way first.

        First with each figure in its class; where few are connected, then with a small and a large one exchanged.
        """
        for in_class in (True, False) if len(self.linked_now) <= _FEW else (True,):
            self.in_class = in_class
            changes = [1.0, -1.0, 2.0, -2.0]
            if not in_class:
                row = {c for p, _ in self.of_cell.get(cell, ()) if p in self.rows for c, _ in self.hidden[p] if c[2]}
                changes += sorted({self.values[c] - self.values[cell] for c in row} - {0.0, *changes}, key=abs)[:4]
            for deepest in _DEPTHS:
                self.steps = 0
                for step in changes:
                    if self._possible(cell, step) and self._balanced({cell: step}, self._gaps({}, cell, step), deepest):
                        return True
        return False

    def _gaps(self, gaps: Mapping[int, float], cell: Cell, change: float) -> dict[int, float]:
        """The sums that do not hold after one more change, with the difference."""
        found = dict(gaps)
        for place, weight in self.of_cell.get(cell, ()):
            gap = found.get(place, 0.0) + change * weight
            if gap:
                found[place] = gap
            else:
                found.pop(place, None)
        return found

    def _balanced(self, changes: dict[Cell, float], gaps: dict[int, float], left: int) -> bool:
        """Whether these changes can be compensated in all sums and rules that they break,
        by at most `left` more changes of masked cells."""
        self.steps += 1
        if self.steps > _STEPS:
            return False
        if not gaps:
            return self._is_answer(changes, left)
        place, gap = next(iter(gaps.items()))
        tried = 0
        for cell, weight in self.hidden.get(place, ()) if left else ():
            if cell in changes or gap % weight or not self._possible(cell, -gap / weight):
                continue
            # It is useless where the difference cannot be passed on.
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

    def _is_answer(self, changes: dict[Cell, float], left: int) -> bool:
        """Whether changes with which all sums hold are another answer, or become one by `left` more."""
        for cells in self.broken(changes):
            return left > 0 and any(
                self._balanced({**changes, cell: step}, self._gaps({}, cell, step), left - 1)
                for cell in cells
                if cell in self.masked and cell not in changes
                for step in (1.0, -1.0)
                if self._possible(cell, step)
            )
        if not all(self._stays_small(cell, changes) for cell in changes if cell in self.low):
            return False
        if self.same is not None and not self._same_masks(changes):
            return False
        for cell in changes:
            self.proofs.setdefault(cell, changes)
        return True

    def _stays_small(self, cell: Cell, changes: Mapping[Cell, float]) -> bool:
        """Whether a small figure remains among those that a cell is added up with: without one, none would be
        masked."""
        rows = [place for place, _ in self.of_cell.get(cell, ()) if place in self.rows]
        beside = [c for place in rows for c, _ in self.hidden[place] if c[2]] or [cell]
        return any(0 < self.values[c] + changes.get(c, 0.0) < LIMIT for c in beside)

    def _possible(self, cell: Cell, change: float) -> bool:
        """Whether a cell could be larger by that much: not below zero, within the definition's limits."""
        value = self.values[cell] + change
        indicator = self.campaign.indicator_by_code[cell[0]]
        if cell[0] in self.runs and not self._goes_on(cell, value):
            return False
        if not cell[2]:
            return value >= 0
        if self.in_class and self._counts_people(cell[0]):
            if cell in self.low:
                if value >= LIMIT:
                    return False
            elif value < LIMIT and not any(place in self.low_rows for place, _ in self.of_cell.get(cell, ())):
                return False
        return max(indicator.minimum or 0.0, 0.0) <= value and (indicator.maximum is None or value <= indicator.maximum)

    def _goes_on(self, cell: Cell, value: float) -> bool:
        """Whether a cumulative figure could have this value, given what is shown of the periods before and after it.

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

    def _cheapest(self, cell: Cell) -> Cell | None:
        """The next cell to mask where two masked parts of each sum are not enough: the cheapest near the cell."""
        seen, ring = {cell}, [cell]
        while ring:
            places = dict.fromkeys(place for at in ring for place, _ in self.of_cell.get(at, ()))
            near = dict.fromkeys(c for place in places for c, _ in self.sums[place] if c not in seen)
            still = [c for c in near if self._may_mask(c)]
            if still:
                return min(still, key=self._cost)
            seen |= near.keys()
            ring = list(near)
        return self._tied_by_rules(cell)

    def _tied_by_rules(self, cell: Cell) -> Cell | None:
        """A figure of the same agency that a rule without a sum ties to it: `HT03<=HT02` with HT02 = 1."""
        tied = ((base, *cell[1:]) for _, bases in self.rules_of.get(cell[0], ()) for base in bases)
        return next((other for other in tied if other in self.values and self._may_mask(other)), None)

    def _cost(self, cell: Cell) -> tuple[bool, bool, int, int, Cell]:
        indicator = self.campaign.indicator_by_code[cell[0]]
        rank = 0 if cell[2] else 2 if cell[1] == WHOLE else 3
        value = self.values[cell]
        # A zero can hardly be anything else. Which of two of about the same size is masked reveals neither.
        return not value, not indicator.sensitive, rank, math.frexp(max(value, LIMIT) / LIMIT)[1], cell

    # -- what follows from masked figures --

    def mask_what_follows(self) -> None:
        """Computed figures, and totals that are no sums, are masked with their members."""
        for indicator in self.campaign.indicators:
            if indicator.formula:
                parts = [p.code for p in members(self.campaign, indicator)]
                for period in self.campaign.periods:
                    for agency in self.roster:
                        if any((p, period.key, agency.code) in self.masked for p in parts):
                            self._mask((indicator.code, period.key, agency.code), parts)
        for indicator in self.campaign.indicators:
            for key in (*(p.key for p in self.campaign.periods), WHOLE):
                if self._follows(indicator, key):
                    parts = [p.code for p in members(self.campaign, indicator)] if indicator.formula else []
                    self._mask((indicator.code, key, ""), parts)

    def _mask(self, cell: Cell, parts: Sequence[str]) -> None:
        """Mask computed figures; a rate without a value though all members are there, too: it reveals that something is
        zero."""
        if cell in self.values:
            self.mask([cell])
        elif parts and all((part, *cell[1:]) in self.values for part in parts):
            self.masked.add(cell)

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
        """The shown totals that rest on masked figures."""
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
