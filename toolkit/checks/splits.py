"""Faults of splits in one agency's figures: parts that do not agree with their wholes."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from toolkit.checks.breaks import broken_rule
from toolkit.formula import expressions
from toolkit.formula.expressions import Verdict
from toolkit.model import Agency, Campaign, Figure, Indicator, Member, Split, Violation, includes
from toolkit.model.periods import exists_in
from toolkit.values.numbers import limits
from toolkit.values.totals import lookup, number

Figures = Mapping[str, Figure]
"""An agency's figures of one period, by indicator."""


class Fault(NamedTuple):
    """A fault of a split in one period. `code`: of the finding; `figures`: to be checked; `blank`: the names of the
    parts without a figure; `other`: the split with which this one is compared."""

    code: str
    split: Split
    period: str
    figures: tuple[Figure, ...]
    broken: Violation | None = None
    blank: tuple[str, ...] = ()
    other: Split | None = None


def faults(
    campaign: Campaign, agency: Agency, figures: Mapping[tuple[str, str], Figure], *, owed: bool
) -> Iterator[Fault]:
    """The faults of an agency's splits, by split and period.

    `figures` are by (indicator code, period key). `owed`: whether missing figures are reported.
    """
    for code, splits in campaign.splits_of.items():
        whole = campaign.indicator_by_code[code]
        if not includes(whole.asked_of, agency):
            continue
        names = (code, *(member for split in splits for member in split.members))
        for period in campaign.periods:
            of_period = {n: figures[n, period.key] for n in names if (n, period.key) in figures}
            wanted = owed and exists_in(agency, period)
            for split in splits:
                yield from _faults_of_split(campaign, whole, split, period.key, of_period, wanted)
            yield from _faults_between_splits(code, splits, period.key, of_period)


def _faults_of_split(
    campaign: Campaign, whole: Indicator, split: Split, period: str, figures: Figures, owed: bool
) -> Iterator[Fault]:
    """Yields at most one fault of the sum of the parts, and at most one of blank parts or a blank whole."""
    parts = [figures.get(member) for member in split.members]
    reported = [f for f in parts if f is not None and number(f) is not None]
    blank = [name for name, f in zip(split.parts, parts, strict=True) if _is_blank(f)]
    of, total = figures.get(split.of), number(figures.get(split.of))
    if total is not None and reported:
        yield from _faults_of_sum(campaign, split, period, figures, reported)
    if _is_blank(of) and reported and not (whole.required and owed):
        # Where the whole is required, its blank is reported already.
        members = tuple(Member(f.indicator, typed=f.typed, value=number(f)) for f in reported)
        cells = (*([of] if of else []), *reported)
        yield Fault("split-without-whole", split, period, cells, Violation(period, members))
    lacking = tuple(f for f in parts if f is not None and _is_blank(f))
    if blank and len(blank) < len(parts):
        yield Fault("split-partial", split, period, lacking, blank=tuple(blank))
    elif blank and owed and whole.required and total:
        # Where the whole is blank too, only that is reported.
        yield Fault("split-missing", split, period, lacking, blank=tuple(blank))


def _faults_of_sum(
    campaign: Campaign, split: Split, period: str, figures: Figures, reported: Sequence[Figure]
) -> Iterator[Fault]:
    """The fault of the reported parts' sum. If parts are missing, there is none unless figures cannot be negative."""
    rule, code = split.rule.formula, "split-not-equal" if split.whole == "equal" else "split-exceeds"
    if len(reported) < len(split.members):
        low = limits(campaign.indicator_by_code[split.of])[0]
        if low is None or low < 0:
            return
        rule, code = f"={'+'.join(f.indicator for f in reported)}<={split.of}", "split-exceeds"
    formula = expressions.parse(rule)
    judgement = expressions.judge(formula, lookup(campaign, figures))
    if judgement.verdict is Verdict.FAILED:
        members = [figures[split.of], *reported]
        yield Fault(code, split, period, tuple(members), broken_rule(period, judgement, members, formula))


def _faults_between_splits(code: str, splits: Sequence[Split], period: str, figures: Figures) -> Iterator[Fault]:
    """The faults of splits of one whole that has no number, where the sums of two splits differ."""
    if number(figures.get(code)) is not None:
        return
    whole = [s for s in splits if s.whole == "equal" and all(number(figures.get(m)) is not None for m in s.members)]
    for other in whole[1:]:
        first = whole[0]
        formula = expressions.parse(f"={'+'.join(first.members)}={'+'.join(other.members)}")
        members = [figures[m] for m in (*first.members, *other.members)]
        sums = [fsum(number(figures[m]) or 0.0 for m in split.members) for split in (first, other)]
        judgement = expressions.judge(formula, lambda name: number(figures[name]) or 0.0)
        if judgement.verdict is Verdict.FAILED:
            broken = broken_rule(period, judgement, members, formula)
            broken = broken._replace(sides=(sums[0], sums[1]), gap=sums[0] - sums[1])
            yield Fault("splits-disagree", first, period, tuple(members), broken, other=other)


def _is_blank(figure: Figure | None) -> bool:
    """Whether a figure is blank: words are an answer, and a held figure was reported."""
    return figure is None or (figure.state == "missing" and not figure.typed)
