"""Notes under an annex of figures: which totals lack held figures, and which contain figures with an open error.

Each note has a number, which is printed beside the figures concerned.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from toolkit.consolidation.caveats import doubted_figures, periods_in
from toolkit.consolidation.totals import WHOLE, base_indicators, common_agencies, counted_agencies, uses_answers
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.reports import Words
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Submission, grouped
from toolkit.model.periods import period_label

#: The most agencies named in a note; more are counted.
_NAMED = 3
_Reporting = Mapping[tuple[str, str], Collection[str]]
"""The agencies concerned, by indicator and period."""
_Figures = set[tuple[str, str, str]]
"""Single figures: indicator, period, agency."""
_Notes = tuple[tuple[str, ...], dict[tuple[str, str], str]]
"""The notes, and the marks of the figures concerned, by (indicator, period)."""


def shown_keys(campaign: Campaign) -> list[str]:
    """The keys of the columns of figures: the periods, and all periods together where there are several."""
    keys = [p.key for p in campaign.periods]
    return [*keys, WHOLE] if len(keys) > 1 else keys


def total_notes(result: Consolidation, words: Words) -> _Notes:
    """The notes on the totals of all agencies: a note is about figures of agencies that the total counts."""
    campaign = result.campaign
    roster = [campaign.agency_by_code[s.agency] for s in result.statuses]
    agencies = {i: counted_agencies(i, roster) for i in campaign.indicators}
    counted = {i.code: {a.code for a in counted_in} for i, counted_in in agencies.items()}

    def agencies_in_totals(reporting: _Reporting) -> _Reporting:
        return {cell: [a for a in agencies if a in counted[cell[0]]] for cell, agencies in reporting.items()}

    held, doubts = agencies_in_totals(_agencies_by_held_figure(result.figures)), agencies_in_totals(result.doubts)
    corrected = agencies_in_totals(_agencies_by_corrected_figure(result))
    notes = []
    for indicator in campaign.indicators:
        kinds = ((words.NOTE_HELD, held), (words.NOTE_DOUBTED, doubts), (words.NOTE_CORRECTED, corrected))
        for shape, reporting in kinds:
            about = dict(_cell_figures(campaign, indicator, _within_total(campaign, indicator, reporting, agencies)))
            if indicator.formula and uses_answers(campaign, indicator):
                about = {}
            if indicator.across_agencies == "none" and not indicator.formula:
                about = {period: figures for period, figures in about.items() if period == WHOLE}
            notes.append((indicator, shape, about))
        for shape, name in (
            (words.NOTE_APART, "apart"),
            (words.NOTE_UNEVEN, "uneven"),
            (words.NOTE_UNWEIGHED, "unweighed"),
            (words.NOTE_TWICE, "twice"),
        ):
            keys = [key for key in shown_keys(campaign) if _has_flag(result, indicator, key, name)]
            notes.append((indicator, shape, {key: set() for key in keys}))
    return _numbered_notes(campaign, notes, words)


def _has_flag(result: Consolidation, indicator: Indicator, key: str, name: str) -> bool:
    total = result.totals[indicator.code, key]
    return total.value is not None and bool(getattr(total, name))


def _within_total(
    campaign: Campaign, indicator: Indicator, reporting: _Reporting, counted: Mapping[Indicator, tuple[Agency, ...]]
) -> _Reporting:
    """The agencies concerned; for a computed total, only those over which it is computed."""
    if not indicator.formula:
        return reporting
    within = {a.code for a in common_agencies(campaign, indicator, WHOLE, counted.__getitem__)}
    return {cell: [a for a in agencies if a in within] for cell, agencies in reporting.items()} if within else reporting


def agency_notes(campaign: Campaign, submission: Submission, words: Words) -> _Notes:
    """The notes on one agency's figures; a held figure is printed as it was typed."""
    held, doubts = _agencies_by_held_figure(submission.figures), doubted_figures([submission])
    notes = []
    for indicator in campaign.indicators_of(campaign.agency_by_code[submission.agency or ""]):
        without = words.NOTE_HELD if indicator.formula else words.NOTE_HELD_OWN
        for shape, reporting in ((without, held), (words.NOTE_DOUBTED, doubts)):
            notes.append((indicator, shape, dict(_cell_figures(campaign, indicator, reporting))))
    return _numbered_notes(campaign, notes, words, attributed=False)


def _agencies_by_held_figure(figures: Iterable[Figure]) -> dict[tuple[str, str], list[str]]:
    return grouped(((figure.indicator, figure.period), figure.agency) for figure in figures if figure.state == "held")


def accepted_notes(result: Consolidation, words: Words) -> Iterator[str]:
    """A note on each finding that the coordinator accepted as a fact, with name and reason."""
    known = result.campaign.agency_by_code
    for finding in result.accepted:
        agency = known.get(finding.agency or "")
        yield words.NOTE_ACCEPTED.format(
            whose=words.NOTE_WHOSE.format(names=agency.short_name) if agency else "",
            what=describe(finding, words.language, result.campaign)[0],
            reason=finding.accepted_reason or "–",
            by=finding.accepted_by,
        )


def _agencies_by_corrected_figure(result: Consolidation) -> dict[tuple[str, str], list[str]]:
    """For each figure, the agencies for which a correction of the coordinator counts."""
    return grouped(
        ((indicator, period), agency)
        for agency, indicator, period in result.corrections
        if (agency, indicator, period) in result.sent
    )


def _cell_figures(campaign: Campaign, indicator: Indicator, reporting: _Reporting) -> Iterator[tuple[str, _Figures]]:
    """The figures concerned in each column of an indicator: each period, and all periods if they have a total."""
    keys = [p.key for p in campaign.periods]
    for period in keys if indicator.across_periods == "none" else shown_keys(campaign):
        concerned = {
            (part.code, key, agency)
            for part in base_indicators(campaign, indicator)
            for key in periods_in(indicator, part, period, keys)
            for agency in reporting.get((part.code, key), ())
        }
        if concerned:
            yield period, concerned


def _numbered_notes(
    campaign: Campaign,
    to_note: Iterable[tuple[Indicator, str, Mapping[str, _Figures]]],
    words: Words,
    *,
    attributed: bool = True,
) -> _Notes:
    notes: list[str] = []
    marks: dict[tuple[str, str], str] = {}
    for indicator, shape, about in to_note:
        if not about:
            continue
        number = words.NOTE_MARK.format(number=len(notes) + 1)
        notes.append(_note(campaign, indicator, shape, number, about, words, attributed=attributed))
        for period in about:
            marks[indicator.code, period] = marks.get((indicator.code, period), "") + number
    return tuple(notes), marks


def _note(
    campaign: Campaign,
    indicator: Indicator,
    shape: str,
    number: str,
    about: Mapping[str, _Figures],
    words: Words,
    *,
    attributed: bool,
) -> str:
    labels = {p.key: period_label(p, words.language) for p in campaign.periods} | {WHOLE: words.COLUMNS["total"]}
    figures = _Figures().union(*about.values())
    agencies = {agency for _, _, agency in figures}
    names = [campaign.agency_by_code[code].short_name for code in campaign.agency_by_code if code in agencies]
    who = "; ".join(names) if len(names) <= _NAMED else words.NOTE_AGENCIES.format(count=len(names))
    return shape.format(
        number=number,
        label=indicator.label,
        periods=", ".join(labels[key] for key in about),
        count=len(figures),
        whose=words.NOTE_WHOSE.format(names=who) if attributed else "",
    )
