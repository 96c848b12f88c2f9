"""What differs between two standings of one campaign, as changes in a fixed order.

Made one after the other, they turn the old standing into the new one. What is asked and of whom comes first, so that no
figure is ever added up in another unit, or by another rule, than its own; then come the files, then what the
coordinator corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.consolidation.consolidate import roster
from toolkit.consolidation.corrections import Place
from toolkit.language.text import fold
from toolkit.model import CAUSES, Agency, Campaign, Cause, Decision, Figure, Indicator, MovedFigure, Period, Tabulation
from toolkit.values.units import in_unit_of_now

_ANSWERED = ("given", "zero_by_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that totals rest on at one time. Figures of computed indicators are none of it: they follow from the others.

    Of the campaign, its periods, indicators and agencies are looked at.
    """

    campaign: Campaign
    roster: tuple[Agency, ...]
    sent: Mapping[Place, Figure]
    """The figures of the files that count, as they were sent."""
    counted: Mapping[Place, Figure] = field(default_factory=dict)
    """What the coordinator put in the place of some, or typed where nobody sent one."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The file that counts, by agency: its SHA-256, or its name where that is not known."""
    decided: Mapping[str, tuple[bool | None, str]] = field(default_factory=dict)
    """By file, as in `files`: whether the coordinator wants it used, and for which agency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One change. A mapping says what is to stand from now on; None: nothing."""

    cause: Cause
    agency: str = ""
    indicator: str = ""
    indicators: Mapping[str, Indicator | None] = field(default_factory=dict)
    agencies: Mapping[str, Agency | None] = field(default_factory=dict)
    periods: tuple[Period, ...] | None = None
    sent: Mapping[Place, Figure | None] = field(default_factory=dict)
    counted: Mapping[Place, Figure | None] = field(default_factory=dict)
    figures: tuple[MovedFigure, ...] = ()
    """The figures that count otherwise because of it, each before and after."""


def standing_of(result: Tabulation) -> Standing:
    """What a result's totals rest on."""
    plain = added_up(result.campaign)
    sources = {code: s.source.sha256 or s.source.file for code, s in result.used.items()}
    decisions = (*result.decisions.values(), *result.orphaned_decisions)
    return Standing(
        campaign=result.campaign,
        roster=roster(result.campaign, result.used),
        sent={f[:3]: f for s in result.used.values() for f in s.figures if f.indicator in plain},
        counted={f[:3]: f for f in result.figures if f[:3] in result.sent and f.indicator in plain},
        files=sources,
        decided=decided_of(decisions),
    )


def added_up(campaign: Campaign) -> frozenset[str]:
    """The indicators whose figures are in totals: none that are computed, nor days and words."""
    answers = ("yesno", "choice")
    return frozenset(i.code for i in campaign.indicators if not i.formula and (i.numeric or i.kind in answers))


def decided_of(decisions: Iterable[Decision]) -> dict[str, tuple[bool | None, str]]:
    """What is decided of files, as a standing has it."""
    return {d.sha256 or d.file: (d.use, d.assigned) for d in decisions if d.use is not None or d.assigned}


def says(figure: Figure | None) -> object:
    """What a figure is to totals: its value, that it is held, or nothing."""
    if figure is None:
        return None
    return figure.value if figure.state in _ANSWERED else "held" if figure.state == "held" else None


def differences(old: Standing, new: Standing) -> Iterator[Difference]:
    """The changes: by cause, then by the roster's order (who is no more in it at the end), indicator and period."""
    units = list(_units(old, new))
    yield from units
    yield from _roster(old, new)
    yield from _definition(old, new, {d.indicator for d in units})
    sent, counted = dict(old.sent), dict(old.counted)
    for unit in units:
        sent.update((place, f) for place, f in unit.sent.items() if f is not None)
        counted.update((place, f) for place, f in unit.counted.items() if f is not None)
    old = replace(old, sent=sent, counted=counted)
    yield from sorted(_files(old, new), key=lambda d: CAUSES.index(d.cause))  # which keeps the roster's order
    yield from _corrections(old, new)


# --- What is asked, and of whom --------------------------------------------------------------------


def _units(old: Standing, new: Standing) -> Iterator[Difference]:
    """Indicators with another unit: what was sent, or typed in its place, is converted, as forms of before are when
    they are read."""
    for now in new.campaign.indicators:
        before = old.campaign.indicator_by_code.get(now.code)
        if before is None or fold(before.unit) == fold(now.unit) or before.formula or now.formula:
            continue
        if not (before.numeric and now.numeric):
            continue
        meant = replace(before, unit=now.unit)
        sent, counted = (_converted(f, before, now) for f in (old.sent, old.counted))
        yield Difference(cause="unit", indicator=now.code, indicators={now.code: meant}, sent=sent, counted=counted)


def _converted(figures: Mapping[Place, Figure], before: Indicator, now: Indicator) -> dict[Place, Figure]:
    """The indicator's figures in the unit of now, where that makes them others."""
    own = ((place, f) for place, f in figures.items() if place[1] == now.code)
    found = ((place, f, in_unit_of_now(f, now, before.unit, before.kind)[0]) for place, f in own)
    return {place: anew for place, f, anew in found if anew != f}


def _roster(old: Standing, new: Standing) -> Iterator[Difference]:
    before, now = {a.code: a for a in old.roster}, {a.code: a for a in new.roster}
    for code in dict.fromkeys((*now, *before)):
        if _rights(before.get(code)) != _rights(now.get(code)):
            yield Difference(cause="roster", agency=code, agencies={code: now.get(code)})


def _rights(agency: Agency | None) -> object:
    """What decides in which totals an agency is."""
    return agency and (frozenset(agency.groups), agency.since, agency.until)


def _definition(old: Standing, new: Standing, converted: set[str]) -> Iterator[Difference]:
    if old.campaign.periods != new.campaign.periods:
        yield Difference(cause="definition", periods=new.campaign.periods)
    before, now = old.campaign.indicator_by_code, new.campaign.indicator_by_code
    for code in dict.fromkeys((*now, *before)):
        then = before.get(code)
        if then is not None and code in converted:
            then = replace(then, unit=now[code].unit)
        if _rule(then) != _rule(now.get(code)):
            yield Difference(cause="definition", indicator=code, indicators={code: now.get(code)})


def _rule(i: Indicator | None) -> object:
    """What decides how an indicator's total is made."""
    asked = i and (frozenset(i.asked_of), frozenset(i.owner))
    return i and (i.kind, asked, i.choices, i.across_agencies, i.across_periods, i.weight, i.formula)


# --- What came in ----------------------------------------------------------------------------------


def _order(old: Standing, new: Standing) -> tuple[list[str], dict[str, int], dict[str, int]]:
    """Agencies, indicators and periods: in the new order, then those that are no more."""
    agencies = list(dict.fromkeys(a.code for a in (*new.roster, *old.roster)))
    indicators = dict.fromkeys(i.code for s in (new, old) for i in s.campaign.indicators)
    periods = dict.fromkeys(p.key for s in (new, old) for p in s.campaign.periods)
    return agencies, {c: n for n, c in enumerate(indicators)}, {c: n for n, c in enumerate(periods)}


def _files(old: Standing, new: Standing) -> Iterator[Difference]:
    """What each agency's file says otherwise than the one before; of the same file, by how it is read."""
    agencies, indicators, periods = _order(old, new)
    changed: dict[str, list[Place]] = {}
    for place in old.sent.keys() | new.sent.keys():
        if says(old.sent.get(place)) != says(new.sent.get(place)):
            changed.setdefault(place[0], []).append(place)
    for agency in agencies:
        places = sorted(changed.get(agency, ()), key=lambda p: (indicators.get(p[1], -1), periods.get(p[2], -1)))
        by_cause: dict[Cause, list[Place]] = {}
        for place in places:
            by_cause.setdefault(_cause(old, new, place), []).append(place)
        for cause, own in by_cause.items():
            moved = tuple((old.sent.get(p), new.sent.get(p)) for p in own)
            yield Difference(cause=cause, agency=agency, sent={p: new.sent.get(p) for p in own}, figures=moved)


def _cause(old: Standing, new: Standing, place: Place) -> Cause:
    before, now = old.files.get(place[0], ""), new.files.get(place[0], "")
    if before != now:
        if any(old.decided.get(f) != new.decided.get(f) for f in (before, now)):
            return "decided"
        return "arrived" if not before else "gone" if not now else "resent"
    then, here = old.sent.get(place), new.sent.get(place)
    if here is not None and here.state == "held":
        return "held"
    return "released" if then is not None and then.state == "held" else "reread"


def _corrections(old: Standing, new: Standing) -> Iterator[Difference]:
    agencies, indicators, periods = _order(old, new)
    at = {code: n for n, code in enumerate(agencies)}
    order = {
        place: (at.get(place[0], -1), indicators.get(place[1], -1), periods.get(place[2], -1))
        for place in old.counted.keys() | new.counted.keys()
        if _corrected(old, place) != _corrected(new, place)
    }
    for place in sorted(order, key=lambda p: (order[p], p)):
        now = new.counted.get(place)
        before = old.counted.get(place) or new.sent.get(place)
        moved = ((before, now or new.sent.get(place)),)
        yield Difference(cause="corrected", agency=place[0], counted={place: now}, figures=moved)


def _corrected(standing: Standing, place: Place) -> tuple[bool, object]:
    return place in standing.counted, says(standing.counted.get(place))
