"""What differs between two bases of one campaign, as changes in a fixed order.

Made one after the other, they turn the old basis into the new one. What is asked and of whom comes first, so that no
figure is ever added up in another unit, or by another rule, than its own; then come the files, then what the
coordinator corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from toolkit.consolidation.bridges.read_anew import ReadBy, read_anew
from toolkit.consolidation.corrections import Place
from toolkit.language.text import fold
from toolkit.model import (
    CAUSES,
    Agency,
    Campaign,
    Cause,
    Decision,
    Figure,
    Indicator,
    MovedFigure,
    Period,
    Tabulation,
    Word,
    grouped,
    is_asked,
)
from toolkit.values.readings import VALUE_WORDS
from toolkit.values.units import in_unit_of_now

_ANSWERED = ("given", "zero_by_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsBasis:
    """All that totals rest on at one time. Figures of computed indicators are none of it: they follow from the others.

    Of the campaign, its periods, indicators and agencies are looked at.
    """

    campaign: Campaign
    roster: tuple[Agency, ...]
    past: frozenset[str] = frozenset()
    """The agencies in it that are not in force: they count only where they sent a file."""
    sent: Mapping[Place, Figure]
    """The figures of the files that count, as they were sent."""
    counted: Mapping[Place, Figure] = field(default_factory=dict)
    """What the coordinator put in the place of some, or typed where nobody sent one."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The file that counts, by agency: its SHA-256, or its name where that is not known."""
    decided: Mapping[str, tuple[bool | None, str]] = field(default_factory=dict)
    """By file, as in `files`: whether the coordinator wants it used, and for which agency."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why that file was sent, by agency, where it says."""
    rows: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    """By agency the cells of tables of the file that counts, as they were sent."""
    rows_put: Mapping[Place, Figure] = field(default_factory=dict)
    """What the coordinator put in the place of some."""
    rows_left_out: frozenset[Place] = frozenset()
    """(agency, table, row) of those that count for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One change. A mapping says what is to stand from now on; None: nothing."""

    cause: Cause
    agency: str = ""
    indicator: str = ""
    indicators: Mapping[str, Indicator | None] = field(default_factory=dict)
    agencies: Mapping[str, Agency | None] = field(default_factory=dict)
    past: frozenset[str] | None = None
    """The agencies that are not in force; None: those of before."""
    in_by_file: bool | None = None
    """Of an agency that is not in force: whether it is in by a file that counts. None: as before."""
    periods: tuple[Period, ...] | None = None
    sent: Mapping[Place, Figure | None] = field(default_factory=dict)
    counted: Mapping[Place, Figure | None] = field(default_factory=dict)
    figures: tuple[MovedFigure, ...] = ()
    """The figures that count otherwise because of it, each before and after."""

    @property
    def whole(self) -> bool:
        """Whether it may touch every agency and total: what is asked is another, not what one agency says."""
        asked = self.indicators or self.agencies or self.periods is not None or not self.agency
        return bool(asked or self.in_by_file is not None)


def totals_basis_of(result: Tabulation) -> TotalsBasis:
    """What a result's totals rest on."""
    plain = added_up(result.campaign)
    sources = {code: s.source.sha256 or s.source.file for code, s in result.used.items()}
    decisions = (*result.decisions.values(), *result.orphaned_decisions)
    return TotalsBasis(
        campaign=result.campaign,
        roster=result.campaign.agencies,
        past=frozenset(a.code for a in result.campaign.agencies if not result.campaign.in_force(a)),
        sent={f[:3]: f for s in result.used.values() for f in s.figures if f.indicator in plain},
        counted={f[:3]: f for f in result.figures if f[:3] in result.sent and f.indicator in plain},
        files=sources,
        reasons={code: s.resend_reason for code, s in result.used.items() if s.resend_reason},
        decided=decided_of(decisions),
        rows={code: s.rows for code, s in result.used.items() if s.rows},
        rows_put={c[:3]: c for c in result.rows if c[:3] in result.corrected_rows.sent},
        rows_left_out=result.corrected_rows.left_out,
    )


def added_up(campaign: Campaign) -> frozenset[str]:
    """The indicators whose figures are in totals: none that are computed, nor days and words."""
    answers = ("yesno", "choice")
    return frozenset(i.code for i in campaign.indicators if not i.formula and (i.numeric or i.kind in answers))


def decided_of(decisions: Iterable[Decision]) -> dict[str, tuple[bool | None, str]]:
    """What is decided of files, as a basis has it."""
    return {d.sha256 or d.file: (d.use, d.assigned) for d in decisions if d.use is not None or d.assigned}


def counts_as(figure: Figure | None) -> object:
    """What a figure is to totals: its value, that it is held, or nothing."""
    if figure is None:
        return None
    return figure.value if figure.state in _ANSWERED else "held" if figure.state == "held" else None


def differences(old: TotalsBasis, new: TotalsBasis) -> Iterator[Difference]:
    """The changes: by cause, then by the roster's order (agencies that left it last), indicator and period."""
    definition = _Definition(old, new)
    yield from definition.changes()
    old = replace(old, sent=definition.sent, counted=definition.counted)
    yield from sorted(_files(old, new), key=lambda d: CAUSES.index(d.cause))  # which keeps the roster's order
    yield from _corrections(old, new)


# --- What is asked, and of whom --------------------------------------------------------------------


class _Definition:
    """The changes of what is asked, one after the other, with what each makes of the figures that are there.

    Of a file that counts still, those are known as it is read now; of others, and of corrections, by what was typed.
    """

    def __init__(self, old: TotalsBasis, new: TotalsBasis) -> None:
        self.old, self.new = old, new
        self.sent, self.counted = dict(old.sent), dict(old.counted)
        self.asked = dict(old.campaign.indicator_by_code)
        self.words, self.past = value_words_in(old.campaign), old.past
        self.same = frozenset(agency for agency, file in old.files.items() if new.files.get(agency) == file)

    def changes(self) -> Iterator[Difference]:
        for difference in self._all():
            put(self.sent, difference.sent)
            put(self.counted, difference.counted)
            self.asked.update((code, i) for code, i in difference.indicators.items() if i is not None)
            yield difference

    def _all(self) -> Iterator[Difference]:
        yield from self._units()
        yield from self._roster()
        if self.old.campaign.periods != self.new.campaign.periods:
            # Of files that are there still, with what they say of periods that were not asked for.
            known = {p.key for p in self.old.campaign.periods}
            found = self._read_now(place for place in self.new.sent if place[2] not in known)
            moved = self._moved(found)
            yield Difference(cause="definition", periods=self.new.campaign.periods, sent=found, figures=moved)
        if self.words != value_words_in(self.new.campaign):
            yield from self._words_changed()
        for code in dict.fromkeys((*self.new.campaign.indicator_by_code, *self.old.campaign.indicator_by_code)):
            yield from self._indicator(code)

    def _units(self) -> Iterator[Difference]:
        """Indicators with another unit: what was sent, or typed in its place, is converted, as forms of before are when
        they are read."""
        for now in self.new.campaign.indicators:
            before = self.asked.get(now.code)
            if before is None or fold(before.unit) == fold(now.unit) or before.formula or now.formula:
                continue
            if not (before.numeric and now.numeric):
                continue
            meant = replace(before, unit=now.unit)
            own = self._places(now.code)
            sent, counted = (_converted(f, own, before, now) for f in (self.sent, self.counted))
            yield Difference(cause="unit", indicator=now.code, indicators={now.code: meant}, sent=sent, counted=counted)

    def _roster(self) -> Iterator[Difference]:
        before, now = ({a.code: a for a in s.roster} for s in (self.old, self.new))
        for code in dict.fromkeys((*now, *before)):
            then, here = before.get(code), now.get(code)
            if (_rights(then), code in self.old.past) == (_rights(here), code in self.new.past):
                continue
            self.past = (self.past - {code}) | (self.new.past & {code})
            found: dict[Place, Figure | None] = {}
            if then and here and code in self.same:
                asked = (i for i in self.asked.values() if is_asked(i.asked_of, then) != is_asked(i.asked_of, here))
                found = self._read_now(place for i in asked for place in self._places(i.code) if place[0] == code)
            moved = self._moved(found)
            yield Difference(
                cause="roster", agency=code, agencies={code: here}, past=self.past, sent=found, figures=moved
            )

    def _words_changed(self) -> Iterator[Difference]:
        """Other words for zero and for no data."""
        before, self.words = self.words, value_words_in(self.new.campaign)
        found, counted = dict[Place, Figure | None](), dict[Place, Figure | None]()
        for code, indicator in self.asked.items():
            now = ReadBy(indicator, self.words)
            own, put = self._read(code, ReadBy(indicator, before), now)
            found |= own
            counted |= put
        if found or counted:
            yield Difference(cause="rule", sent=found, counted=counted, figures=self._moved(found, counted))

    def _indicator(self, code: str) -> Iterator[Difference]:
        then, now = self.asked.get(code), self.new.campaign.indicator_by_code.get(code)
        if now is None or then is None:
            if then is not now:
                found = self._read_now(self._places(code)) if now else {}
                moved = self._moved(found)
                yield Difference(cause="definition", indicator=code, indicators={code: now}, sent=found, figures=moved)
            return
        before, here = ReadBy(then, self.words), ReadBy(now, self.words)
        otherwise = _rule(then) != _rule(now)
        if not otherwise and before.rule == here.rule:
            return
        sent, counted = self._read(code, before, here)
        if otherwise or sent or counted:
            yield Difference(
                cause="definition" if otherwise else "rule",
                indicator=code,
                indicators={code: now},
                sent=sent,
                counted=counted,
                figures=self._moved(sent, counted),
            )

    # -- figures as they are read now --

    def _read(
        self, code: str, before: ReadBy, now: ReadBy
    ) -> tuple[dict[Place, Figure | None], dict[Place, Figure | None]]:
        """An indicator's figures that are others by the rule of now: those sent, and corrections (None: none can be
        followed)."""
        last, meant = self.new.campaign.indicator_by_code.get(code), self._places(code)
        final = (
            last is not None
            and ReadBy(last, value_words_in(self.new.campaign)).rule == now.rule
            and frozenset(last.asked_of) == frozenset(now.indicator.asked_of)
        )
        found: dict[Place, Figure | None] = self._read_now(meant) if final else {}
        for place in meant:
            if (figure := self.sent.get(place)) and not (final and place[0] in self.same):
                found[place] = read_anew(figure, before, now)
        put = {p: read_anew(self.counted[p], before, now) for p in meant if p in self.counted}
        return (
            {p: f for p, f in found.items() if counts_as(f) != counts_as(self.sent.get(p))},
            {p: None if f.state == "held" else f for p, f in put.items() if f != self.counted[p]},
        )

    def _read_now(self, places: Iterable[Place]) -> dict[Place, Figure | None]:
        """Those of files that count still, where they are others than before."""
        own = ((place, self.new.sent.get(place)) for place in places if place[0] in self.same)
        return {place: figure for place, figure in own if counts_as(figure) != counts_as(self.sent.get(place))}

    def _places(self, code: str) -> list[Place]:
        return self._by_indicator.get(code, [])

    @cached_property
    def _by_indicator(self) -> dict[str, list[Place]]:
        found = grouped(
            (place[1], place) for place in dict.fromkeys((*self.new.sent, *self.old.sent, *self.old.counted))
        )
        return found

    def _moved(
        self, sent: Mapping[Place, Figure | None], counted: Mapping[Place, Figure | None] = MappingProxyType({})
    ) -> tuple[MovedFigure, ...]:
        """Each figure before and after, those of one agency together."""
        corrected = {p: (self.counted.get(p), f or self.sent.get(p)) for p, f in counted.items()}
        found = {p: (self.sent.get(p), f) for p, f in sent.items() if p not in self.counted} | corrected
        agencies = {a.code: n for n, a in enumerate(self.new.roster)}
        return tuple(found[p] for p in sorted(found, key=lambda p: (agencies.get(p[0], len(agencies)), p)))


def value_words_in(campaign: Campaign) -> tuple[Word, ...]:
    """The definition's own words for zero and for no data."""
    return tuple(w for w in campaign.words if w.kind in VALUE_WORDS)


def put(into: dict[Place, Figure], changes: Mapping[Place, Figure | None]) -> None:
    for place, figure in changes.items():
        if figure is None:
            into.pop(place, None)
        else:
            into[place] = figure


def _converted(
    figures: Mapping[Place, Figure], places: Iterable[Place], before: Indicator, now: Indicator
) -> dict[Place, Figure]:
    """The figures at these places in the unit of now, where that makes them others."""
    own = ((place, figures[place]) for place in places if place in figures)
    found = ((place, f, in_unit_of_now(f, now, before.unit, before.kind)[0]) for place, f in own)
    return {place: anew for place, f, anew in found if anew != f}


def _rights(agency: Agency | None) -> object:
    """What decides in which totals an agency is."""
    return agency and (frozenset(agency.groups), agency.since, agency.until)


def _rule(i: Indicator) -> object:
    """What decides how an indicator's total is made."""
    asked = frozenset(i.asked_of), frozenset(i.owner)
    return i.kind, asked, i.choices, i.across_agencies, i.across_periods, i.weight, i.formula


# --- What came in ----------------------------------------------------------------------------------


def _order(old: TotalsBasis, new: TotalsBasis) -> tuple[dict[str, int], ...]:
    """Agencies, indicators and periods: in the new order, then those that are no more."""
    agencies = dict.fromkeys(a.code for a in (*new.roster, *old.roster))
    indicators = dict.fromkeys(i.code for s in (new, old) for i in s.campaign.indicators)
    periods = dict.fromkeys(p.key for s in (new, old) for p in s.campaign.periods)
    return tuple({c: n for n, c in enumerate(own)} for own in (agencies, indicators, periods))


def _files(old: TotalsBasis, new: TotalsBasis) -> Iterator[Difference]:
    """What each agency's file says otherwise than the one before; of the same file, by how it is read."""
    agencies, indicators, periods = _order(old, new)
    changed: dict[str, list[Place]] = {}
    for place, now in new.sent.items():
        then = old.sent.get(place)
        if (then is None or then[3:5] != now[3:5]) and counts_as(then) != counts_as(now):
            changed.setdefault(place[0], []).append(place)
    for place in old.sent.keys() - new.sent.keys():
        if counts_as(old.sent[place]) is not None:
            changed.setdefault(place[0], []).append(place)
    for agency in agencies:
        here = agency in new.files
        in_by_file = here if agency in new.past and (agency in old.files) != here else None
        if in_by_file is not None and agency not in changed:
            yield Difference(cause=_cause(old, new, (agency, "", "")), agency=agency, in_by_file=in_by_file)
        places = sorted(changed.get(agency, ()), key=lambda p: (indicators.get(p[1], -1), periods.get(p[2], -1)))
        by_cause = grouped((_cause(old, new, place), place) for place in places)
        for cause, own in by_cause.items():
            moved = tuple((old.sent.get(p), new.sent.get(p)) for p in own)
            sent = {p: new.sent.get(p) for p in own}
            yield Difference(cause=cause, agency=agency, sent=sent, figures=moved, in_by_file=in_by_file)


def _cause(old: TotalsBasis, new: TotalsBasis, place: Place) -> Cause:
    of_file = cause_of_file(old, new, place[0])
    if of_file is not None:
        return of_file
    then, here = old.sent.get(place), new.sent.get(place)
    if here is not None and here.state == "held":
        return "held"
    return "released" if then is not None and then.state == "held" else "reread"


def cause_of_file(old: TotalsBasis, new: TotalsBasis, agency: str) -> Cause | None:
    """Why another file of an agency counts; None where it is the same."""
    before, now = old.files.get(agency, ""), new.files.get(agency, "")
    if before == now:
        return None
    if any(old.decided.get(f) != new.decided.get(f) for f in (before, now)):
        return "decided"
    return "arrived" if not before else "gone" if not now else "resent"


def _corrections(old: TotalsBasis, new: TotalsBasis) -> Iterator[Difference]:
    known = _order(old, new)
    order = {
        place: tuple(own.get(part, -1) for own, part in zip(known, place, strict=True))
        for place in old.counted.keys() | new.counted.keys()
        if _corrected(old, place) != _corrected(new, place)
    }
    for place in sorted(order, key=lambda p: (order[p], p)):
        now = new.counted.get(place)
        before = old.counted.get(place) or new.sent.get(place)
        moved = ((before, now or new.sent.get(place)),)
        yield Difference(cause="corrected", agency=place[0], counted={place: now}, figures=moved)


def _corrected(basis: TotalsBasis, place: Place) -> tuple[bool, object]:
    return place in basis.counted, counts_as(basis.counted.get(place))
