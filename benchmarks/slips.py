"""How many slips of typing are asked about, and how many questions are asked for nothing. All figures are invented.

    python benchmarks/slips.py [--tune] [--show KIND]

`make_campaigns.py` makes clean campaigns and plants slips of each kind in 2 % of their figures. Each way of looking
for them is given both. Printed for each kind, of the slips that matter (their figure is off by more than half of what
was meant, or a rule is broken): how many are asked about at all, with the right cell first, and with the right slip
named (its kind, or exactly what was meant). Smaller ones, which nobody can tell from a change of a year, are counted
apart: how many are asked about all the same. Then the questions about clean campaigns, for each form; each is for
nothing. Last, of columns of forms that were copied from last campaign's or another body's, for how many that is asked.

Limits and weights may be chosen on the campaigns of `--tune`; what counts is printed without it, of others.

`in the form` is what a form asks while it is filled in, by its own cells and last time's beside them. The ways that
both are held against: rules with fixed bounds (a change by more than 100 % between like periods; the definition's
minimum and maximum), and three standard deviations on either side of the mean of all bodies.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.make_campaigns import PERIODS, SLIPS, Cell, Made, Planted, Slip, copy_blocks, make_campaign, plant
from toolkit.editing.figures import figure_table
from toolkit.editing.questions import questions
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Verdict
from toolkit.values.numbers import limits
from toolkit.values.thousands import (
    FEWER,
    THREE,
    all_read_as_thousands,
    in_one_unit,
    least_of,
    may_be_thousandfold,
    may_read_as_thousands,
    reads,
    times_too_large,
)

#: Bodies and seed of each campaign.
CAMPAIGNS = ((48, 11), (120, 12), (300, 13))
TUNE = ((48, 1), (120, 2), (300, 3))
#: The name of a question whether figures were copied.
COPIED = "copied"
#: By more than this a figure may not change, in per cent.
_MOST_CHANGE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the cells it names, the likeliest first, and what may be the matter."""

    cells: tuple[Cell, ...]
    slip: str = ""
    meant: float | None = None


Way = Callable[[Made], list[Asked]]


# --- The ways that it is held against --------------------------------------------------------------


def rules_and_fixed_bounds(made: Made) -> list[Asked]:
    """What a definition can say without looking at other bodies."""
    asked = [Asked(cells) for _, cells in broken_rules(made)]
    limits = {i.code: (i.minimum, i.maximum) for i in made.campaign.indicators}
    years = PERIODS[:-1]
    for (agency, code, period), value in made.figures.items():
        least, most = limits[code]
        before = None
        if period in years[1:]:
            before = made.figures.get((agency, code, years[years.index(period) - 1]))
        jumps = bool(before) and abs(value - (before or 0)) / abs(before or 1) * 100 > _MOST_CHANGE
        if jumps or (least is not None and value < least) or (most is not None and value > most):
            asked.append(Asked(((agency, code, period),)))
    return asked


def mean_and_deviation(made: Made) -> list[Asked]:
    """Each figure against all bodies' figures of its row and period."""
    together: dict[tuple[str, str], dict[str, float]] = {}
    for (agency, code, period), value in made.figures.items():
        together.setdefault((code, period), {})[agency] = value
    asked = []
    for (code, period), row in together.items():
        mean, spread = statistics.fmean(row.values()), statistics.pstdev(row.values())
        asked += [Asked(((a, code, period),)) for a, v in row.items() if abs(v - mean) > 3 * spread]
    return asked


def broken_rules(made: Made) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Each rule that is broken, and its cells in the rule's own order."""
    rules = [(rule.code, expressions.parse(rule.formula)) for rule in made.campaign.rules]
    for agency in made.campaign.agencies:
        for period in PERIODS:
            here = {i.code: (agency.code, i.code, period) for i in made.campaign.indicators}
            values = {c: made.figures.get(cell, made.answers.get(cell, Absent.MISSING)) for c, cell in here.items()}
            for code, rule in rules:
                if expressions.judge(rule, values.__getitem__).verdict is Verdict.FAILED:
                    yield code, tuple(here[name] for name in rule.names)


def editing(made: Made) -> list[Asked]:
    """`toolkit.editing`, as `toolkit merge` asks."""
    places = {key: n for n, key in enumerate(PERIODS)}
    now: dict[str, dict[str, list[float | bool | None]]] = {}
    before: dict[str, dict[str, list[float | None]]] = {}
    for cells in (made.figures, made.answers):
        for (agency, code, period), value in cells.items():
            now.setdefault(code, {}).setdefault(agency, [None] * len(PERIODS))[places[period]] = value
    for (agency, code, period), value in made.before.items():
        before.setdefault(code, {}).setdefault(agency, [None] * len(PERIODS))[places[period]] = value
    broken: dict[tuple[str, int], list[str]] = {}
    for rule, cells_of in broken_rules(made):
        broken.setdefault((cells_of[0][0], places[cells_of[0][2]]), []).append(rule)
    thousands: dict[tuple[str, str], tuple[int, ...]] = {}
    for agency, code, period in read_as_thousands(made):
        thousands[agency, code] = (*thousands.get((agency, code), ()), places[period])
    rules = {place: tuple(own) for place, own in broken.items()}
    found = questions(figure_table(made.campaign, now, before, rules, thousands=thousands))
    asked = [
        Asked(
            tuple((q.agency, c, PERIODS[n]) for c in (q.indicator, *q.rivals) for n in q.columns),
            q.slip or "",
            q.meant[0],
        )
        for q in found.mistyped
    ]
    return asked + [
        Asked(tuple((c.agency, code, PERIODS[c.column]) for code in c.indicators), COPIED) for c in found.copied
    ]


def read_as_thousands(made: Made) -> list[Cell]:
    """The figures that reading a form finds alone: all of a unit read as thousands, and none has last time's beside."""
    found: list[Cell] = []
    for agency in made.campaign.agencies:
        for together in in_one_unit(i for i in made.campaign.indicators if may_read_as_thousands(i)):
            cells = [(agency.code, i.code, period) for i in together for period in PERIODS]
            told = {c: reads(made.figures.get(c), limits(together[0])[1]) for c in cells}
            if not any(map(made.before.get, cells)) and all_read_as_thousands(told.values(), least_of(together)):
                found += [c for c, tell in told.items() if tell in (THREE, FEWER)]
    return found


def in_the_form(made: Made) -> list[Asked]:
    """What the form asks while it is filled in: once for all of a unit, and once for a row beside last time's."""
    by_agency: dict[str, list[Cell]] = {}
    for cell in read_as_thousands(made):
        by_agency.setdefault(cell[0], []).append(cell)
    asked = [Asked(tuple(cells), "thousandfold") for cells in by_agency.values()]
    rows: dict[tuple[str, str], list[Cell]] = {}
    known = {i.code: i for i in made.campaign.indicators if may_be_thousandfold(i)}
    for cell, before in made.before.items():
        value = made.figures.get(cell, 0.0)
        if cell[1] in known and value > 0 and times_too_large(value, before, known[cell[1]]) is not None:
            rows.setdefault(cell[:2], []).append(cell)
    return asked + [Asked(tuple(cells), "thousandfold") for cells in rows.values()]


WAYS: dict[str, Way] = {
    "editing": editing,
    "in the form": in_the_form,
    "fixed bounds and rules": rules_and_fixed_bounds,
    "mean and 3 deviations": mean_and_deviation,
}


# --- Counting ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Score:
    """Of the slips of one kind."""

    matter: int = 0
    asked: int = 0
    first: int = 0
    named: int = 0
    small: int = 0
    small_asked: int = 0


@dataclass(slots=True)
class Measured:
    """How a way fares: by kind of slip; of each clean campaign how many questions are asked of how many forms; and
    of how many copied blocks how many are asked about."""

    scores: dict[Slip, Score]
    clean: list[tuple[int, int]]
    copied: int = 0
    copied_asked: int = 0


def measure(way: Way, campaigns: Sequence[tuple[int, int]] = CAMPAIGNS, show: str = "") -> Measured:
    """How a way fares on these campaigns."""
    measured = Measured({slip: Score() for slip in SLIPS}, [])
    for agencies, seed in campaigns:
        made = make_campaign(agencies, seed)
        measured.clean.append((len(way(made)), agencies))
        slipped, planted = plant(made, seed)
        broken = {cell for _, cells in broken_rules(slipped) for cell in cells}
        by_cell: dict[Cell, list[Asked]] = {}
        for question in way(slipped):
            for cell in question.cells:
                by_cell.setdefault(cell, []).append(question)
        for slip in planted:
            _count(measured.scores[slip.slip], slip, by_cell, broken, show)
        copied, blocks = copy_blocks(made, seed)
        found = [set(q.cells) for q in way(copied) if q.slip == COPIED]
        measured.copied += len(blocks)
        measured.copied_asked += sum(any(len(f.intersection(b)) >= 5 for f in found) for b in blocks)
    return measured


def _count(
    score: Score, planted: Planted, by_cell: Mapping[Cell, Sequence[Asked]], broken: set[Cell], show: str
) -> None:
    asked = [q for cell in planted.cells for q in by_cell.get(cell, ())]
    if not planted.matters and broken.isdisjoint(planted.cells):
        score.small += 1
        score.small_asked += bool(asked)
        return
    first = [q for q in asked if q.cells[0] in planted.cells]
    named = [q for q in first if _names(q, planted)]
    score.matter += 1
    score.asked += bool(asked)
    score.first += bool(first)
    score.named += bool(named)
    if show == planted.slip and not named:
        _tell("\n    ".join(map(str, (planted, *asked))))


def _names(question: Asked, planted: Planted) -> bool:
    of_kind = "thousandfold" if planted.slip == "row" else planted.slip
    meant = dict(zip(planted.cells, planted.meant, strict=True))[question.cells[0]]
    exact = question.meant is not None and abs(question.meant - meant) <= 1e-6 * max(1, abs(meant))
    return question.slip == of_kind or exact


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--show", default="", choices=("", *SLIPS), help="print the slips of a kind that are not named")
    parser.add_argument("--tune", action="store_true", help="the campaigns on which limits may be chosen")
    figure_table = parser.parse_args()
    campaigns = TUNE if figure_table.tune else CAMPAIGNS
    _tell(f"All figures are invented. Campaigns of {', '.join(str(n) for n, _ in campaigns)} bodies.")
    for name, way in WAYS.items():
        measured = measure(way, campaigns, figure_table.show)
        _tell(f"\n{name}\n  {'slip':14}{'matter':>8}{'asked':>8}{'first':>8}{'named':>8}{'small':>8}{'asked':>8}")
        others: Counter[str] = Counter()
        for slip, score in measured.scores.items():
            _print(slip, score)
            if slip not in ("thousandfold", "row"):
                others.update({f: getattr(score, f) for f in Score.__slots__})
        _print("all others", Score(**others))
        shares = ", ".join(f"{asked / forms:.2f}" for asked, forms in measured.clean)
        _tell(f"  questions a clean form: {shares}")
        _tell(f"  copied columns: {measured.copied_asked} of {measured.copied} asked about")


def _print(name: str, score: Score) -> None:
    shares = "".join(f"{part / score.matter:8.0%}" if score.matter else f"{'–':>8}" for part in _parts(score))
    _tell(f"  {name:14}{score.matter:8}{shares}{score.small:8}{score.small_asked:8}")


def _parts(score: Score) -> tuple[int, int, int]:
    return score.asked, score.first, score.named


if __name__ == "__main__":
    main()
