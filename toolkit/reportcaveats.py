"""What is noted under the annex of totals: which of them lack figures held back, and which hold ones with an open error.

Each note has a number, which stands beside the totals that it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from toolkit.caveats import periods_in
from toolkit.messages import reports
from toolkit.model import Consolidation, Indicator
from toolkit.periods import period_label
from toolkit.provincial import WHOLE, counted_agencies, members

#: So many agencies are named in a note; more are counted.
_NAMED = 3
_Places = Mapping[tuple[str, str], Collection[str]]
"""Figures: the agencies, by indicator and period."""
_Figures = set[tuple[str, str, str]]
"""The same one by one: indicator, period, agency."""


def annex_notes(result: Consolidation) -> tuple[tuple[str, ...], dict[tuple[str, str], str]]:
    """The notes, and the marks of the totals they are about, by (indicator, period)."""
    held: dict[tuple[str, str], list[str]] = {}
    for figure in result.figures:
        if figure.state == "held":
            held.setdefault((figure.indicator, figure.period), []).append(figure.agency)
    notes: list[str] = []
    marks: dict[tuple[str, str], str] = {}
    for indicator in result.campaign.indicators:
        for shape, places in ((reports.NOTE_HELD, held), (reports.NOTE_DOUBTED, result.doubts)):
            about = dict(_totals_with(result, indicator, places))
            if not about:
                continue
            number = reports.NOTE_MARK.format(number=len(notes) + 1)
            notes.append(_note(result, indicator, shape, number, about))
            for period in about:
                marks[indicator.code, period] = marks.get((indicator.code, period), "") + number
    return tuple(notes), marks


def _totals_with(
    result: Consolidation, indicator: Indicator, places: _Places
) -> Iterator[tuple[str, _Figures]]:
    """The periods of the indicator's totals that such figures belong to, with the figures."""
    campaign = result.campaign
    keys = [p.key for p in campaign.periods]
    roster = [campaign.agency_by_code[s.agency] for s in result.statuses]
    parts = members(campaign, indicator) if indicator.formula else (indicator,)
    counted = {part.code: {a.code for a in counted_agencies(part, roster)} for part in parts}
    for period in [*keys, WHOLE]:
        none = indicator.across_periods == "none" if period == WHOLE else indicator.across_agencies == "none" and not indicator.formula  # fmt: skip
        found = {
            (part.code, key, agency)
            for part in parts
            for key in periods_in(indicator, part, period, keys)
            for agency in places.get((part.code, key), ())
            if agency in counted[part.code]
        }
        if found and not none:
            yield period, found


def _note(result: Consolidation, indicator: Indicator, shape: str, number: str, about: Mapping[str, _Figures]) -> str:  # fmt: skip
    campaign = result.campaign
    labels = {p.key: period_label(p, "vi") for p in campaign.periods} | {WHOLE: reports.COLUMNS["total"]}
    figures = _Figures().union(*about.values())
    said = {agency for _, _, agency in figures}
    names = [campaign.agency_by_code[code].short_name for code in campaign.agency_by_code if code in said]
    who = "; ".join(names) if len(names) <= _NAMED else reports.NOTE_AGENCIES.format(count=len(names))
    return shape.format(number=number, label=indicator.label, periods=", ".join(labels[key] for key in about), count=len(figures), names=who)  # fmt: skip
