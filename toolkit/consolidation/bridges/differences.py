"""What differs between two bases of one campaign, as changes in a fixed order.

Applied one after the other, the changes turn the old basis into the new one. Changes of the definition come first, so
that no figure is ever added up in a wrong unit or by a wrong rule; then files, then the coordinator's corrections.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from toolkit.consolidation.bridges.rereading import ReadingRules, reread
from toolkit.consolidation.corrections import FigureKey
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
    includes,
)
from toolkit.values.readings import VALUE_WORDS
from toolkit.values.units import in_present_unit

_ANSWERED = ("given", "zero_by_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsBasis:
    """All that totals are computed from at one time, without computed figures.

    Of the campaign only periods, indicators and agencies are used.
    """

    campaign: Campaign
    roster: tuple[Agency, ...]
    past: frozenset[str] = frozenset()
    """The agencies of the roster that are not in force: they count only where they sent a file."""
    sent: Mapping[FigureKey, Figure]
    """The figures of the files that count, as they were sent."""
    counted: Mapping[FigureKey, Figure] = field(default_factory=dict)
    """The coordinator's corrections, also of figures that were not sent."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The file that counts, by agency: its SHA-256, or its name where that is not known."""
    decided: Mapping[str, tuple[bool | None, str]] = field(default_factory=dict)
    """By file, as in `files`: whether the coordinator wants it used, and for which agency."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """The reason for sending the file that counts again, by agency, where one is stated."""
    rows: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    """The cells of tables of the file that counts, as they were sent, by agency."""
    rows_put: Mapping[FigureKey, Figure] = field(default_factory=dict)
    """The coordinator's corrections of cells of tables."""
    rows_left_out: frozenset[FigureKey] = frozenset()
    """(agency, table, row) of the rows that the coordinator left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One change. Mappings hold the new contents; None removes an entry."""

    cause: Cause
    agency: str = ""
    indicator: str = ""
    indicators: Mapping[str, Indicator | None] = field(default_factory=dict)
    agencies: Mapping[str, Agency | None] = field(default_factory=dict)
    past: frozenset[str] | None = None
    """The agencies that are not in force; None: unchanged."""
    in_by_file: bool | None = None
    """Whether an agency that is not in force counts by its file. None: unchanged."""
    periods: tuple[Period, ...] | None = None
    sent: Mapping[FigureKey, Figure | None] = field(default_factory=dict)
    counted: Mapping[FigureKey, Figure | None] = field(default_factory=dict)
    figures: tuple[MovedFigure, ...] = ()
    """The figures that count differently because of this change, each before and after."""

    @property
    def affects_all(self) -> bool:
        """Whether the change may affect every agency and total, as changes of the definition do."""
        definition = self.indicators or self.agencies or self.periods is not None or not self.agency
        return bool(definition or self.in_by_file is not None)


def totals_basis_of(result: Tabulation) -> TotalsBasis:
    """The basis from which a result's totals are computed."""
    plain = codes_in_totals(result.campaign)
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
        decided=decisions_by_file(decisions),
        rows={code: s.rows for code, s in result.used.items() if s.rows},
        rows_put={c[:3]: c for c in result.rows if c[:3] in result.corrected_rows.sent},
        rows_left_out=result.corrected_rows.left_out,
    )


def codes_in_totals(campaign: Campaign) -> frozenset[str]:
    """The indicators whose typed figures are in totals: numbers, yes or no, choices."""
    answers = ("yesno", "choice")
    return frozenset(i.code for i in campaign.indicators if not i.formula and (i.numeric or i.kind in answers))


def decisions_by_file(decisions: Iterable[Decision]) -> dict[str, tuple[bool | None, str]]:
    """(use, assigned agency) of each decision of the coordinator about a file, by the SHA-256 or name of the file."""
    return {d.sha256 or d.file: (d.use, d.assigned) for d in decisions if d.use is not None or d.assigned}


def contribution(figure: Figure | None) -> object:
    """What a figure contributes to totals: its value, "held", or None."""
    if figure is None:
        return None
    return figure.value if figure.state in _ANSWERED else "held" if figure.state == "held" else None


def differences(old: TotalsBasis, new: TotalsBasis) -> Iterator[Difference]:
    """The changes by cause, then agency (in the roster's order, removed agencies last), indicator and period."""
    definition = _DefinitionChanges(old, new)
    yield from definition.changes()
    old = replace(old, sent=definition.sent, counted=definition.counted)
    yield from sorted(_file_changes(old, new), key=lambda d: CAUSES.index(d.cause))  # agencies stay in order
    yield from _correction_changes(old, new)


# --- The definition --------------------------------------------------------------------------------


class _DefinitionChanges:
    """The changes of the definition, one after the other, with their effect on the figures.

    A file that still counts has been read by the new definition. Figures of other files, and corrections, are read
    again from the text that was typed.
    """

    def __init__(self, old: TotalsBasis, new: TotalsBasis) -> None:
        self.old, self.new = old, new
        self.sent, self.counted = dict(old.sent), dict(old.counted)
        self.indicators = dict(old.campaign.indicator_by_code)
        self.words, self.past = value_words_in(old.campaign), old.past
        self.same = frozenset(agency for agency, file in old.files.items() if new.files.get(agency) == file)

    def changes(self) -> Iterator[Difference]:
        for difference in self._all_changes():
            apply_changes(self.sent, difference.sent)
            apply_changes(self.counted, difference.counted)
            self.indicators.update((code, i) for code, i in difference.indicators.items() if i is not None)
            yield difference

    def _all_changes(self) -> Iterator[Difference]:
        yield from self._unit_changes()
        yield from self._roster_changes()
        if self.old.campaign.periods != self.new.campaign.periods:
            # Files that still count may have figures of the new periods.
            known = {p.key for p in self.old.campaign.periods}
            changed = self._as_read_now(key for key in self.new.sent if key[2] not in known)
            moved = self._moved_figures(changed)
            yield Difference(cause="definition", periods=self.new.campaign.periods, sent=changed, figures=moved)
        if self.words != value_words_in(self.new.campaign):
            yield from self._wording_changes()
        for code in dict.fromkeys((*self.new.campaign.indicator_by_code, *self.old.campaign.indicator_by_code)):
            yield from self._indicator_changes(code)

    def _unit_changes(self) -> Iterator[Difference]:
        """Yields indicators with another unit: figures and corrections are converted, as when an old form is read."""
        for now in self.new.campaign.indicators:
            before = self.indicators.get(now.code)
            if before is None or fold(before.unit) == fold(now.unit) or before.formula or now.formula:
                continue
            if not (before.numeric and now.numeric):
                continue
            renamed = {now.code: replace(before, unit=now.unit)}
            keys = self._keys_of(now.code)
            sent, counted = (_converted(f, keys, before, now) for f in (self.sent, self.counted))
            yield Difference(cause="unit", indicator=now.code, indicators=renamed, sent=sent, counted=counted)

    def _roster_changes(self) -> Iterator[Difference]:
        before, now = ({a.code: a for a in s.roster} for s in (self.old, self.new))
        for code in dict.fromkeys((*now, *before)):
            then, here = before.get(code), now.get(code)
            if (_membership(then), code in self.old.past) == (_membership(here), code in self.new.past):
                continue
            self.past = (self.past - {code}) | (self.new.past & {code})
            changed: dict[FigureKey, Figure | None] = {}
            if then and here and code in self.same:
                indicators = (
                    i for i in self.indicators.values() if includes(i.asked_of, then) != includes(i.asked_of, here)
                )
                changed = self._as_read_now(key for i in indicators for key in self._keys_of(i.code) if key[0] == code)
            moved = self._moved_figures(changed)
            yield Difference(
                cause="roster", agency=code, agencies={code: here}, past=self.past, sent=changed, figures=moved
            )

    def _wording_changes(self) -> Iterator[Difference]:
        """Yields a change if the definition's words for zero or for no data changed."""
        before, self.words = self.words, value_words_in(self.new.campaign)
        changed, counted = dict[FigureKey, Figure | None](), dict[FigureKey, Figure | None]()
        for code, indicator in self.indicators.items():
            now = ReadingRules(indicator, self.words)
            sent, corrected = self._reread(code, ReadingRules(indicator, before), now)
            changed |= sent
            counted |= corrected
        if changed or counted:
            yield Difference(cause="rule", sent=changed, counted=counted, figures=self._moved_figures(changed, counted))

    def _indicator_changes(self, code: str) -> Iterator[Difference]:
        then, now = self.indicators.get(code), self.new.campaign.indicator_by_code.get(code)
        if now is None or then is None:
            if then is not now:
                changed = self._as_read_now(self._keys_of(code)) if now else {}
                moved = self._moved_figures(changed)
                yield Difference(
                    cause="definition", indicator=code, indicators={code: now}, sent=changed, figures=moved
                )
            return
        before, here = ReadingRules(then, self.words), ReadingRules(now, self.words)
        differs = _total_properties(then) != _total_properties(now)
        if not differs and before.properties == here.properties:
            return
        sent, counted = self._reread(code, before, here)
        if differs or sent or counted:
            yield Difference(
                cause="definition" if differs else "rule",
                indicator=code,
                indicators={code: now},
                sent=sent,
                counted=counted,
                figures=self._moved_figures(sent, counted),
            )

    # -- figures as they are read now --

    def _reread(
        self, code: str, before: ReadingRules, now: ReadingRules
    ) -> tuple[dict[FigureKey, Figure | None], dict[FigureKey, Figure | None]]:
        """(figures, corrections) of an indicator that are read differently now; None for an invalid correction."""
        last, keys = self.new.campaign.indicator_by_code.get(code), self._keys_of(code)
        final = (
            last is not None
            and ReadingRules(last, value_words_in(self.new.campaign)).properties == now.properties
            and frozenset(last.asked_of) == frozenset(now.indicator.asked_of)
        )
        figures: dict[FigureKey, Figure | None] = self._as_read_now(keys) if final else {}
        for key in keys:
            if (figure := self.sent.get(key)) and not (final and key[0] in self.same):
                figures[key] = reread(figure, before, now)
        corrected = {k: reread(self.counted[k], before, now) for k in keys if k in self.counted}
        return (
            {k: f for k, f in figures.items() if contribution(f) != contribution(self.sent.get(k))},
            {k: None if f.state == "held" else f for k, f in corrected.items() if f != self.counted[k]},
        )

    def _as_read_now(self, keys: Iterable[FigureKey]) -> dict[FigureKey, Figure | None]:
        """The figures that contribute another value now, though the agency's file is the same."""
        pairs = ((key, self.new.sent.get(key)) for key in keys if key[0] in self.same)
        return {key: figure for key, figure in pairs if contribution(figure) != contribution(self.sent.get(key))}

    def _keys_of(self, code: str) -> list[FigureKey]:
        return self._by_indicator.get(code, [])

    @cached_property
    def _by_indicator(self) -> dict[str, list[FigureKey]]:
        return grouped((key[1], key) for key in dict.fromkeys((*self.new.sent, *self.old.sent, *self.old.counted)))

    def _moved_figures(
        self, sent: Mapping[FigureKey, Figure | None], counted: Mapping[FigureKey, Figure | None] = MappingProxyType({})
    ) -> tuple[MovedFigure, ...]:
        """(before, after) of each figure that changed, by agency in the new roster's order."""
        corrected = {p: (self.counted.get(p), f or self.sent.get(p)) for p, f in counted.items()}
        moves = {p: (self.sent.get(p), f) for p, f in sent.items() if p not in self.counted} | corrected
        agencies = {a.code: n for n, a in enumerate(self.new.roster)}
        return tuple(moves[p] for p in sorted(moves, key=lambda p: (agencies.get(p[0], len(agencies)), p)))


def value_words_in(campaign: Campaign) -> tuple[Word, ...]:
    """The definition's words for zero and for no data."""
    return tuple(w for w in campaign.words if w.kind in VALUE_WORDS)


def apply_changes(figures: dict[FigureKey, Figure], changes: Mapping[FigureKey, Figure | None]) -> None:
    for key, figure in changes.items():
        if figure is None:
            figures.pop(key, None)
        else:
            figures[key] = figure


def _converted(
    figures: Mapping[FigureKey, Figure], keys: Iterable[FigureKey], before: Indicator, now: Indicator
) -> dict[FigureKey, Figure]:
    """The figures under these keys in the new unit, where that changes them."""
    pairs = ((k, in_present_unit(figures[k], now, before.unit, before.kind)[0]) for k in keys if k in figures)
    return {key: converted for key, converted in pairs if converted != figures[key]}


def _membership(agency: Agency | None) -> object:
    """The properties of an agency on which its membership in totals depends."""
    return agency and (frozenset(agency.groups), agency.since, agency.until)


def _total_properties(i: Indicator) -> object:
    """The properties of an indicator on which the computation of its total depends."""
    agencies = frozenset(i.asked_of), frozenset(i.owner)
    return i.kind, agencies, i.choices, i.across_agencies, i.across_periods, i.weight, i.formula


# --- What came in ----------------------------------------------------------------------------------


def _positions(old: TotalsBasis, new: TotalsBasis) -> tuple[dict[str, int], ...]:
    """The positions of agencies, indicators and periods, each in the new order; the removed ones come last."""
    agencies = dict.fromkeys(a.code for a in (*new.roster, *old.roster))
    indicators = dict.fromkeys(i.code for s in (new, old) for i in s.campaign.indicators)
    periods = dict.fromkeys(p.key for s in (new, old) for p in s.campaign.periods)
    return tuple({key: n for n, key in enumerate(keys)} for keys in (agencies, indicators, periods))


def _file_changes(old: TotalsBasis, new: TotalsBasis) -> Iterator[Difference]:
    """Yields what differs in each agency's file, or in how the same file is read."""
    agencies, indicators, periods = _positions(old, new)
    changed: dict[str, list[FigureKey]] = {}
    for key, now in new.sent.items():
        then = old.sent.get(key)
        if (then is None or then[3:5] != now[3:5]) and contribution(then) != contribution(now):
            changed.setdefault(key[0], []).append(key)
    for key in old.sent.keys() - new.sent.keys():
        if contribution(old.sent[key]) is not None:
            changed.setdefault(key[0], []).append(key)
    for agency in agencies:
        here = agency in new.files
        in_by_file = here if agency in new.past and (agency in old.files) != here else None
        if in_by_file is not None and agency not in changed:
            yield Difference(cause=_cause_of_change(old, new, (agency, "", "")), agency=agency, in_by_file=in_by_file)
        keys = sorted(changed.get(agency, ()), key=lambda p: (indicators.get(p[1], -1), periods.get(p[2], -1)))
        by_cause = grouped((_cause_of_change(old, new, key), key) for key in keys)
        for cause, changed_keys in by_cause.items():
            moved = tuple((old.sent.get(p), new.sent.get(p)) for p in changed_keys)
            sent = {p: new.sent.get(p) for p in changed_keys}
            yield Difference(cause=cause, agency=agency, sent=sent, figures=moved, in_by_file=in_by_file)


def _cause_of_change(old: TotalsBasis, new: TotalsBasis, key: FigureKey) -> Cause:
    of_file = cause_of_file(old, new, key[0])
    if of_file is not None:
        return of_file
    then, here = old.sent.get(key), new.sent.get(key)
    if here is not None and here.state == "held":
        return "held"
    return "released" if then is not None and then.state == "held" else "reread"


def cause_of_file(old: TotalsBasis, new: TotalsBasis, agency: str) -> Cause | None:
    """Why a different file of an agency counts; None where it is the same."""
    before, now = old.files.get(agency, ""), new.files.get(agency, "")
    if before == now:
        return None
    if any(old.decided.get(f) != new.decided.get(f) for f in (before, now)):
        return "decided"
    return "arrived" if not before else "gone" if not now else "resent"


def _correction_changes(old: TotalsBasis, new: TotalsBasis) -> Iterator[Difference]:
    known = _positions(old, new)
    order = {
        key: tuple(positions.get(part, -1) for positions, part in zip(known, key, strict=True))
        for key in old.counted.keys() | new.counted.keys()
        if _compared_correction(old, key) != _compared_correction(new, key)
    }
    for key in sorted(order, key=lambda p: (order[p], p)):
        now = new.counted.get(key)
        before = old.counted.get(key) or new.sent.get(key)
        moved = ((before, now or new.sent.get(key)),)
        yield Difference(cause="corrected", agency=key[0], counted={key: now}, figures=moved)


def _compared_correction(basis: TotalsBasis, key: FigureKey) -> tuple[bool, object]:
    return key in basis.counted, contribution(basis.counted.get(key))
