"""Bodies that took each other's place or stand over each other, and the figures that may be counted twice for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.consolidation.totals import Province, counts_in
from toolkit.language.numbers import in_short
from toolkit.messages.findings.making import finding
from toolkit.model import Agency, Finding, Indicator, Submission, grouped
from toolkit.model.periods import exists_in, period_label
from toolkit.values.totals import TOLERANCE, number

#: So many figures are quoted in a finding; the others are counted.
_QUOTED = 3
#: How many figures, of one child or of several, must add up to the parent's before it is taken for more than chance.
_NO_CHANCE = 2


@dataclass(frozen=True, slots=True)
class Twice:
    """Figures of bodies that may say the same twice; by (indicator, period), both sides' numbers."""

    code: str
    bodies: tuple[tuple[str, ...], tuple[str, ...]]
    figures: Mapping[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]]


def successions(agencies: Iterable[Agency]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The smallest sets of bodies that took each other's place: who was replaced, and by whom."""
    by_heir: dict[str, tuple[set[str], set[str]]] = {}
    for agency in agencies:
        old, new = {agency.code}, set(agency.replaced_by)
        for heir in agency.replaced_by:
            if heir in by_heir:
                old |= by_heir[heir][0]
                new |= by_heir[heir][1]
        by_heir |= dict.fromkeys(sorted(new), (old, new))
    distinct = {id(both): both for both in by_heir.values()}
    return [(frozenset(old), frozenset(new)) for old, new in distinct.values()]


def counted_twice(province: Province) -> tuple[Twice, ...]:
    """What is in the totals twice, perhaps: of old and new bodies, and of a body and those under it."""
    if not province.campaign.periods:
        return ()
    old_and_new = successions(
        # Whose place the others had taken by the time that they reported.
        a
        for a in province.roster
        if not province.campaign.in_force(a) or not exists_in(a, province.campaign.periods[-1])
    )
    under = grouped((agency.parent, agency.code) for agency in province.roster if agency.parent)
    added = [
        i for i in province.campaign.indicators if i.numeric and not i.formula and i.across_agencies in ("sum", "mean")
    ]
    found = [
        _both(province, added, in_order(province.roster, old), in_order(province.roster, new))
        for old, new in old_and_new
    ]
    sums = [i for i in added if i.across_agencies == "sum"]
    found += [_alike(province, sums, parent, children) for parent, children in under.items()]
    return tuple(t for t in found if t.figures)


def _both(province: Province, indicators: Iterable[Indicator], old: Sequence[str], new: Sequence[str]) -> Twice:
    """The figures, other than 0, that the old bodies and the new ones both gave for one period."""
    figures = {}
    for indicator in indicators:
        for period in province.campaign.periods:
            before = _given(province, indicator, period.key, old)
            after = _given(province, indicator, period.key, new)
            if any(before.values()) and any(after.values()):
                figures[indicator.code, period.key] = (tuple(before.values()), tuple(after.values()))
    return Twice("counted-twice", (tuple(old), tuple(new)), figures)


def _alike(province: Province, indicators: Iterable[Indicator], parent: str, children: Sequence[str]) -> Twice:
    """The figures of a body that are, in all periods, the sum of what those under it gave."""
    figures: dict[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]] = {}
    for indicator in indicators:
        own: dict[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]] = {}
        for period in province.campaign.periods:
            above = _given(province, indicator, period.key, [parent])
            below = _given(province, indicator, period.key, children) if any(above.values()) else {}
            if not below:
                continue
            total = sum(below.values())
            if abs(above[parent] - total) > TOLERANCE * max(1.0, abs(total)):
                break
            own[indicator.code, period.key] = (tuple(above.values()), tuple(below.values()))
        else:
            if sum(sum(bool(v) for v in below) for _, below in own.values()) >= _NO_CHANCE:
                figures |= own
    return Twice("parent-counted-too", ((parent,), tuple(children)), figures)


def _given(province: Province, indicator: Indicator, period: str, codes: Iterable[str]) -> dict[str, float]:
    """The numbers of these bodies that are in the total."""
    row = province.figures.get((indicator.code, period), {})
    bodies = [(code, province.campaign.agency_by_code[code]) for code in codes if code in row]
    numbers = {code: number(row[code]) for code, agency in bodies if counts_in(indicator, agency)}
    return {code: value for code, value in numbers.items() if value is not None}


def in_order(roster: Iterable[Agency], codes: frozenset[str]) -> tuple[str, ...]:
    """The codes in the roster's order."""
    return tuple(a.code for a in roster if a.code in codes) if codes else ()


def places(found: Iterable[Twice]) -> dict[tuple[str, str], int]:
    """How many bodies each total may count twice."""
    counts: dict[tuple[str, str], int] = {}
    for twice in found:
        for place in twice.figures:
            counts[place] = counts.get(place, 0) + 1
    return counts


def succession_findings(
    province: Province, found: Sequence[Twice], used: Mapping[str, Submission]
) -> Iterator[Finding]:
    """One finding for each set of bodies; and one for each body with figures of a time in which it was not there."""
    names = {a.code: a.short_name for a in province.campaign.agencies}
    labels = {p.key: period_label(p, "vi") for p in province.campaign.periods}
    for twice in found:
        first, second = (tuple(names[code] for code in codes) for codes in twice.bodies)
        quoted = [f"{code} {labels[period]}: {_sum(a)} | {_sum(b)}" for (code, period), (a, b) in twice.figures.items()]
        more = "; …" if len(quoted) > _QUOTED else ""
        yield finding(
            twice.code,
            value="; ".join(quoted[:_QUOTED]) + more,
            arguments={"count": len(quoted), "first": first, "second": second},
        )
    follows = {code for agency in province.campaign.agencies for code in agency.replaced_by}
    for agency in province.roster:
        if agency.code in used and (agency.since or agency.until):
            yield from _not_there(province, agency, agency.code in follows, used[agency.code])


def _not_there(province: Province, agency: Agency, follows: bool, submission: Submission) -> Iterator[Finding]:
    """A new body may speak for those it replaced; else nobody gives figures of a time in which it was not there."""
    there = replace(agency, since=None) if follows else agency
    gone = {p.key for p in province.campaign.periods if not exists_in(there, p)}
    own = [f for f in submission.figures if f.period in gone and number(f)]
    if own:
        yield finding(
            "agency-not-there",
            value="; ".join(dict.fromkeys(f.typed for f in own)),
            periods=tuple(dict.fromkeys(f.period for f in own)),
            arguments={"count": len(own), "name": agency.short_name},
        )


def _sum(values: Sequence[float]) -> str:
    """`30`, or `10 + 20 = 30`."""
    shown = " + ".join(in_short(v) for v in values)
    return f"{shown} = {in_short(sum(values))}" if len(values) > 1 else shown
