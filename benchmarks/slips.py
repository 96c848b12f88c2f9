"""Measures how many typing slips raise a question, and how many questions are needless. All figures are invented.

    python benchmarks/slips.py [--tune] [--show KIND]

`make_campaigns.py` makes clean campaigns and plants slips of each kind in 2 % of their figures. Each way of searching
for them gets both. Printed for each kind, of the slips that matter (their figure differs by more than half from the
value meant, or a rule is broken): how many raise a question at all, with the right cell first, and with the right slip
named (its kind, or exactly the value meant). Smaller ones, which look like the change of a year, are counted
separately: how many raise a question nevertheless. Then the questions about clean campaigns, per form, all of them
needless. Last, the columns of forms that were copied from the previous campaign or another agency, and how many of them
raise a question.

Limits and weights may be chosen on the campaigns of `--tune`; the numbers that count are printed without it, from
different campaigns.

`in the form` are the questions in a form while it is filled in, by its cells and those of the previous campaign. Both
are compared with two simple ways: rules with fixed bounds (a change by more than 100 % between similar periods; the
definition's minimum and maximum), and three standard deviations on either side of the mean of all agencies.
"""

import argparse
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.make_campaigns import (
    PERIODS,
    SLIPS,
    Cell,
    InventedCampaign,
    Planted,
    Slip,
    copy_blocks,
    make_campaign,
    plant,
)
from toolkit.editing.figures import figure_table
from toolkit.editing.questions import questions
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Verdict
from toolkit.values.numbers import limits
from toolkit.values.thousands import (
    FEWER,
    THREE,
    all_read_as_thousands,
    by_unit,
    least_count,
    may_be_thousandfold,
    may_read_as_thousands,
    thousands_reading,
    times_too_large,
)

#: The number of agencies and the seed of each campaign.
CAMPAIGNS = ((48, 11), (120, 12), (300, 13))
TUNE = ((48, 1), (120, 2), (300, 3))
#: The name of a question whether figures were copied.
COPIED = "copied"
#: The largest change of a figure without a question, in per cent.
_MOST_CHANGE = 100


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the cells it names, the most probable first, the possible slip and the value meant."""

    cells: tuple[Cell, ...]
    slip: str = ""
    meant: float | None = None


Way = Callable[[InventedCampaign], list[Question]]


# --- The ways of searching for slips ---------------------------------------------------------------


def rules_and_fixed_bounds(invented: InventedCampaign) -> list[Question]:
    """The questions that a definition alone can raise, without other agencies' figures."""
    raised = [Question(cells) for _, cells in broken_rules(invented)]
    limits = {i.code: (i.minimum, i.maximum) for i in invented.campaign.indicators}
    years = PERIODS[:-1]
    for (agency, code, period), value in invented.figures.items():
        least, most = limits[code]
        before = None
        if period in years[1:]:
            before = invented.figures.get((agency, code, years[years.index(period) - 1]))
        jumps = bool(before) and abs(value - (before or 0)) / abs(before or 1) * 100 > _MOST_CHANGE
        if jumps or (least is not None and value < least) or (most is not None and value > most):
            raised.append(Question(((agency, code, period),)))
    return raised


def mean_and_deviation(invented: InventedCampaign) -> list[Question]:
    """The questions from comparing each figure with all agencies' figures of its row and period."""
    together: dict[tuple[str, str], dict[str, float]] = {}
    for (agency, code, period), value in invented.figures.items():
        together.setdefault((code, period), {})[agency] = value
    raised = []
    for (code, period), row in together.items():
        mean, spread = statistics.fmean(row.values()), statistics.pstdev(row.values())
        raised += [Question(((a, code, period),)) for a, v in row.items() if abs(v - mean) > 3 * spread]
    return raised


def broken_rules(invented: InventedCampaign) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Each broken rule, and its cells in the rule's order."""
    rules = [(rule.code, expressions.parse(rule.formula)) for rule in invented.campaign.rules]
    for agency in invented.campaign.agencies:
        for period in PERIODS:
            here = {i.code: (agency.code, i.code, period) for i in invented.campaign.indicators}
            values = {
                c: invented.figures.get(cell, invented.answers.get(cell, Absent.MISSING)) for c, cell in here.items()
            }
            for code, rule in rules:
                if expressions.judge(rule, values.__getitem__).verdict is Verdict.FAILED:
                    yield code, tuple(here[name] for name in rule.names)


def editing(invented: InventedCampaign) -> list[Question]:
    """The questions of `toolkit.editing`, as in `toolkit merge`."""
    columns = {key: n for n, key in enumerate(PERIODS)}
    now: dict[str, dict[str, list[float | bool | None]]] = {}
    before: dict[str, dict[str, list[float | None]]] = {}
    for cells in (invented.figures, invented.answers):
        for (agency, code, period), value in cells.items():
            now.setdefault(code, {}).setdefault(agency, [None] * len(PERIODS))[columns[period]] = value
    for (agency, code, period), value in invented.before.items():
        before.setdefault(code, {}).setdefault(agency, [None] * len(PERIODS))[columns[period]] = value
    broken: dict[tuple[str, int], list[str]] = {}
    for rule, cells_of in broken_rules(invented):
        broken.setdefault((cells_of[0][0], columns[cells_of[0][2]]), []).append(rule)
    thousands: dict[tuple[str, str], tuple[int, ...]] = {}
    for agency, code, period in read_as_thousands(invented):
        thousands[agency, code] = (*thousands.get((agency, code), ()), columns[period])
    rules = {key: tuple(codes) for key, codes in broken.items()}
    raised = questions(figure_table(invented.campaign, now, before, rules, thousands=thousands))
    mistyped = [
        Question(
            tuple((q.agency, c, PERIODS[n]) for c in (q.indicator, *q.rivals) for n in q.columns),
            q.slip or "",
            q.meant[0],
        )
        for q in raised.mistyped
    ]
    return mistyped + [
        Question(tuple((c.agency, code, PERIODS[c.column]) for code in c.indicators), COPIED) for c in raised.copied
    ]


def read_as_thousands(invented: InventedCampaign) -> list[Cell]:
    """The figures found by reading a form alone: all of a unit read as thousands, none with a previous figure."""
    thousands: list[Cell] = []
    for agency in invented.campaign.agencies:
        for together in by_unit(i for i in invented.campaign.indicators if may_read_as_thousands(i)):
            cells = [(agency.code, i.code, period) for i in together for period in PERIODS]
            readings = {c: thousands_reading(invented.figures.get(c), limits(together[0])[1]) for c in cells}
            if not any(map(invented.before.get, cells)) and all_read_as_thousands(
                readings.values(), least_count(together)
            ):
                thousands += [c for c, reading in readings.items() if reading in (THREE, FEWER)]
    return thousands


def in_the_form(invented: InventedCampaign) -> list[Question]:
    """The questions in a form while it is filled in: one for all of a unit, and one for a row with previous figures."""
    by_agency: dict[str, list[Cell]] = {}
    for cell in read_as_thousands(invented):
        by_agency.setdefault(cell[0], []).append(cell)
    raised = [Question(tuple(cells), "thousandfold") for cells in by_agency.values()]
    rows: dict[tuple[str, str], list[Cell]] = {}
    known = {i.code: i for i in invented.campaign.indicators if may_be_thousandfold(i)}
    for cell, before in invented.before.items():
        value = invented.figures.get(cell, 0.0)
        if cell[1] in known and value > 0 and times_too_large(value, before, known[cell[1]]) is not None:
            rows.setdefault(cell[:2], []).append(cell)
    return raised + [Question(tuple(cells), "thousandfold") for cells in rows.values()]


WAYS: dict[str, Way] = {
    "editing": editing,
    "in the form": in_the_form,
    "fixed bounds and rules": rules_and_fixed_bounds,
    "mean and 3 deviations": mean_and_deviation,
}


# --- Counting ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Score:
    """The counts of the slips of one kind."""

    matter: int = 0
    asked: int = 0
    first: int = 0
    named: int = 0
    small: int = 0
    small_asked: int = 0


@dataclass(slots=True)
class Measured:
    """The result of one way: the scores by kind of slip; the questions and forms of each clean campaign; and the copied
    blocks, and those that raise a question."""

    scores: dict[Slip, Score]
    clean: list[tuple[int, int]]
    copied: int = 0
    copied_asked: int = 0


def measure(way: Way, campaigns: Sequence[tuple[int, int]] = CAMPAIGNS, show: str = "") -> Measured:
    """The result of one way on these campaigns."""
    measured = Measured({slip: Score() for slip in SLIPS}, [])
    for agencies, seed in campaigns:
        invented = make_campaign(agencies, seed)
        measured.clean.append((len(way(invented)), agencies))
        slipped, planted = plant(invented, seed)
        broken = {cell for _, cells in broken_rules(slipped) for cell in cells}
        by_cell: dict[Cell, list[Question]] = {}
        for question in way(slipped):
            for cell in question.cells:
                by_cell.setdefault(cell, []).append(question)
        for slip in planted:
            _count(measured.scores[slip.slip], slip, by_cell, broken, show)
        copied, blocks = copy_blocks(invented, seed)
        raised = [set(q.cells) for q in way(copied) if q.slip == COPIED]
        measured.copied += len(blocks)
        measured.copied_asked += sum(any(len(f.intersection(b)) >= 5 for f in raised) for b in blocks)
    return measured


def _count(
    score: Score, planted: Planted, by_cell: Mapping[Cell, Sequence[Question]], broken: set[Cell], show: str
) -> None:
    raised = [q for cell in planted.cells for q in by_cell.get(cell, ())]
    if not planted.matters and broken.isdisjoint(planted.cells):
        score.small += 1
        score.small_asked += bool(raised)
        return
    first = [q for q in raised if q.cells[0] in planted.cells]
    named = [q for q in first if _names(q, planted)]
    score.matter += 1
    score.asked += bool(raised)
    score.first += bool(first)
    score.named += bool(named)
    if show == planted.slip and not named:
        _write("\n    ".join(map(str, (planted, *raised))))


def _names(question: Question, planted: Planted) -> bool:
    of_kind = "thousandfold" if planted.slip == "row" else planted.slip
    meant = dict(zip(planted.cells, planted.meant, strict=True))[question.cells[0]]
    exact = question.meant is not None and abs(question.meant - meant) <= 1e-6 * max(1, abs(meant))
    return question.slip == of_kind or exact


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--show", default="", choices=("", *SLIPS), help="print the slips of a kind that are not named")
    parser.add_argument("--tune", action="store_true", help="the campaigns on which limits may be chosen")
    figure_table = parser.parse_args()
    campaigns = TUNE if figure_table.tune else CAMPAIGNS
    _write(f"All figures are invented. Campaigns of {', '.join(str(n) for n, _ in campaigns)} bodies.")
    for name, way in WAYS.items():
        measured = measure(way, campaigns, figure_table.show)
        _write(f"\n{name}\n  {'slip':14}{'matter':>8}{'asked':>8}{'first':>8}{'named':>8}{'small':>8}{'asked':>8}")
        rest: Counter[str] = Counter()
        for slip, score in measured.scores.items():
            _print(slip, score)
            if slip not in ("thousandfold", "row"):
                rest.update({f: getattr(score, f) for f in Score.__slots__})
        _print("all others", Score(**rest))
        shares = ", ".join(f"{asked / forms:.2f}" for asked, forms in measured.clean)
        _write(f"  questions a clean form: {shares}")
        _write(f"  copied columns: {measured.copied_asked} of {measured.copied} asked about")


def _print(name: str, score: Score) -> None:
    shares = "".join(f"{part / score.matter:8.0%}" if score.matter else f"{'–':>8}" for part in _parts(score))
    _write(f"  {name:14}{score.matter:8}{shares}{score.small:8}{score.small_asked:8}")


def _parts(score: Score) -> tuple[int, int, int]:
    return score.asked, score.first, score.named


if __name__ == "__main__":
    main()
