"""Agencies with successors or with a parent agency, and their figures that may be counted twice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.consolidation.totals import Province, counts_in
from toolkit.language.numbers import in_short
from toolkit.messages.findings.making import finding
from toolkit.model import Agency, Finding, Indicator, Submission, grouped
from toolkit.model.periods import exists_in, period_label
from toolkit.values.totals import TOLERANCE, number

#: The number of figures quoted in a finding; the others are counted.
_MOST_QUOTED = 3
#: The least number of equal figures for a finding: fewer that equal the children's sums may be chance.
_LEAST_SUMS = 2


@dataclass(frozen=True, slots=True)
class DoubleCount:
    """Figures of two sets of agencies that may be counted twice: the numbers of both sets, by (indicator, period)."""

    code: str
    agencies: tuple[tuple[str, ...], tuple[str, ...]]
    figures: Mapping[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]]


def successions(agencies: Iterable[Agency]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """(replaced agencies, their successors), divided into the smallest sets that have no successor in common."""
    by_successor: dict[str, tuple[set[str], set[str]]] = {}
    for agency in agencies:
        old, new = {agency.code}, set(agency.replaced_by)
        for successor in agency.replaced_by:
            if successor in by_successor:
                old |= by_successor[successor][0]
                new |= by_successor[successor][1]
        by_successor |= dict.fromkeys(sorted(new), (old, new))
    distinct = {id(both): both for both in by_successor.values()}
    return [(frozenset(old), frozenset(new)) for old, new in distinct.values()]


def double_counts(province: Province) -> tuple[DoubleCount, ...]:
    """Figures that may be in totals twice: of agencies and their successors, or of a parent agency and its children."""
    if not province.campaign.periods:
        return ()
    old_and_new = successions(
        # The agencies that no longer existed in the last period.
        a
        for a in province.roster
        if not province.campaign.in_force(a) or not exists_in(a, province.campaign.periods[-1])
    )
    under = grouped((agency.parent, agency.code) for agency in province.roster if agency.parent)
    added = [
        i for i in province.campaign.indicators if i.numeric and not i.formula and i.across_agencies in ("sum", "mean")
    ]
    doubled = [
        _in_old_and_new(province, added, in_order(province.roster, old), in_order(province.roster, new))
        for old, new in old_and_new
    ]
    sums = [i for i in added if i.across_agencies == "sum"]
    doubled += [_sums_of_children(province, sums, parent, children) for parent, children in under.items()]
    return tuple(t for t in doubled if t.figures)


def _in_old_and_new(
    province: Province, indicators: Iterable[Indicator], old: Sequence[str], new: Sequence[str]
) -> DoubleCount:
    """The figures other than 0 that both replaced agencies and their successors reported for one period."""
    figures = {}
    for indicator in indicators:
        for period in province.campaign.periods:
            before = _numbers_in_total(province, indicator, period.key, old)
            after = _numbers_in_total(province, indicator, period.key, new)
            if any(before.values()) and any(after.values()):
                figures[indicator.code, period.key] = (tuple(before.values()), tuple(after.values()))
    return DoubleCount("counted-twice", (tuple(old), tuple(new)), figures)


def _sums_of_children(
    province: Province, indicators: Iterable[Indicator], parent: str, children: Sequence[str]
) -> DoubleCount:
    """The figures of a parent agency that are, in all periods, the sum of its children's."""
    figures: dict[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]] = {}
    for indicator in indicators:
        equal: dict[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]] = {}
        for period in province.campaign.periods:
            above = _numbers_in_total(province, indicator, period.key, [parent])
            below = _numbers_in_total(province, indicator, period.key, children) if any(above.values()) else {}
            if not below:
                continue
            total = sum(below.values())
            if abs(above[parent] - total) > TOLERANCE * max(1.0, abs(total)):
                break
            equal[indicator.code, period.key] = (tuple(above.values()), tuple(below.values()))
        else:
            if sum(sum(bool(v) for v in below) for _, below in equal.values()) >= _LEAST_SUMS:
                figures |= equal
    return DoubleCount("parent-counted-too", ((parent,), tuple(children)), figures)


def _numbers_in_total(province: Province, indicator: Indicator, period: str, codes: Iterable[str]) -> dict[str, float]:
    """The numbers of these agencies that are in the total, by code."""
    row = province.figures.get((indicator.code, period), {})
    agencies = [(code, province.campaign.agency_by_code[code]) for code in codes if code in row]
    numbers = {code: number(row[code]) for code, agency in agencies if counts_in(indicator, agency)}
    return {code: value for code, value in numbers.items() if value is not None}


def in_order(roster: Iterable[Agency], codes: frozenset[str]) -> tuple[str, ...]:
    """The codes in the roster's order."""
    return tuple(a.code for a in roster if a.code in codes) if codes else ()


def double_counts_by_total(doubled: Iterable[DoubleCount]) -> dict[tuple[str, str], int]:
    """The number of possible double counts in each total, by (indicator, period)."""
    return dict(Counter(total for twice in doubled for total in twice.figures))


def succession_findings(
    province: Province, doubled: Sequence[DoubleCount], used: Mapping[str, Submission]
) -> Iterator[Finding]:
    """One finding for each double count, and one for each agency with figures of periods in which it did not exist."""
    names = {a.code: a.short_name for a in province.campaign.agencies}
    labels = {p.key: period_label(p, "vi") for p in province.campaign.periods}
    for twice in doubled:
        first, second = (tuple(names[code] for code in codes) for codes in twice.agencies)
        quoted = [f"{code} {labels[period]}: {_sum(a)} | {_sum(b)}" for (code, period), (a, b) in twice.figures.items()]
        more = "; …" if len(quoted) > _MOST_QUOTED else ""
        yield finding(
            twice.code,
            value="; ".join(quoted[:_MOST_QUOTED]) + more,
            arguments={"count": len(quoted), "first": first, "second": second},
        )
    follows = {code for agency in province.campaign.agencies for code in agency.replaced_by}
    for agency in province.roster:
        if agency.code in used and (agency.since or agency.until):
            yield from _outside_existence(province, agency, agency.code in follows, used[agency.code])


def _outside_existence(province: Province, agency: Agency, follows: bool, submission: Submission) -> Iterator[Finding]:
    """A finding about figures of periods in which the agency did not exist. A successor (`follows` is true) may report
    for the agencies that it replaced."""
    reporting = replace(agency, since=None) if follows else agency
    gone = {p.key for p in province.campaign.periods if not exists_in(reporting, p)}
    if figures := [f for f in submission.figures if f.period in gone and number(f)]:
        yield finding(
            "agency-not-there",
            value="; ".join(dict.fromkeys(f.typed for f in figures)),
            periods=tuple(dict.fromkeys(f.period for f in figures)),
            arguments={"count": len(figures), "name": agency.short_name},
        )


def _sum(values: Sequence[float]) -> str:
    """The numbers and their sum: `30`, or `10 + 20 = 30`."""
    shown = " + ".join(in_short(v) for v in values)
    return f"{shown} = {in_short(sum(values))}" if len(values) > 1 else shown
