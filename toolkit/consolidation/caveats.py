"""What must be stated with a total: which of its figures are missing, held, or counted in spite of an error.

An error in one cell holds its figure. An error between cells (a broken rule) does not say which of the cells is wrong:
their figures count, and each is marked wherever it is shown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from toolkit.consolidation.totals import WHOLE, FigureMap, common_agencies, counted_agencies, members
from toolkit.model import Agency, Campaign, Figure, Indicator, Submission, Total
from toolkit.model.periods import exists_in

Doubts = Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
"""By (indicator code, period key), then agency code: the rules that the figure breaks, or its kinds of error."""
CorrectedAgencies = Mapping[tuple[str, str], frozenset[str]]
"""By (indicator code, period key), the agencies whose figure was corrected by the coordinator."""
_NONE: CorrectedAgencies = {}
_SETTLED = frozenset({"given", "zero_by_words", "not_applicable"})


def doubted_figures(
    submissions: Iterable[Submission], corrected: CorrectedAgencies = _NONE
) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """The errors about figures that count nevertheless, by (indicator, period), then agency. About figures that were
    `corrected` only broken rules remain."""
    doubts: dict[tuple[str, str], dict[str, list[str]]] = {}
    for submission in submissions:
        faults: dict[tuple[str, str], list[tuple[str, bool]]] = {}
        for finding in submission.findings:
            if finding.severity == "error" and finding.cell:
                fault = finding.rule or finding.code, bool(finding.rule)
                for cell in finding.cells or (finding.cell,):
                    faults.setdefault((finding.sheet, cell), []).append(fault)
        for figure in submission.figures if faults else ():
            faults_here = faults.get((figure.sheet, figure.cell), ())
            is_corrected = figure.agency in corrected.get((figure.indicator, figure.period), ())
            names = [name for name, of_a_rule in faults_here if of_a_rule or not is_corrected]
            if names and (figure.value is not None or is_corrected):
                by_agency = doubts.setdefault((figure.indicator, figure.period), {})
                by_agency.setdefault(figure.agency, []).extend(names)
    return {key: {agency: tuple(dict.fromkeys(names)) for agency, names in of.items()} for key, of in doubts.items()}


def with_caveats(
    campaign: Campaign,
    roster: Sequence[Agency],
    figures: FigureMap,
    totals: Mapping[tuple[str, str], Total],
    doubts: Doubts,
    twice: Mapping[tuple[str, str], int],
    corrected: CorrectedAgencies = _NONE,
) -> dict[tuple[str, str], Total]:
    """The totals, each with the numbers of missing agencies and of figures held, in doubt, corrected or doubled."""
    agencies = {i: counted_agencies(i, roster) for i in campaign.indicators}
    counted = {i.code: {a.code for a in counting} for i, counting in agencies.items()}
    keys = [p.key for p in campaign.periods]
    absent = {p.key: {a.code for a in roster if not exists_in(a, p)} for p in campaign.periods}
    wanting: dict[tuple[str, str], set[str]] = {}
    held: dict[tuple[str, str], set[str]] = {}
    for code, counting in counted.items():
        for key in keys:
            row = figures.get((code, key), {})
            some = totals[code, key].held
            held[code, key] = {a for a, f in row.items() if f.state == "held"} & counting if some else set()
            wanting[code, key] = (
                counting - {a for a, f in row.items() if f.state in _SETTLED} - absent[key] - held[code, key]
            )
    uneven = _uneven_agencies(campaign, figures, counted)
    marked: dict[tuple[str, str], Total] = {}
    for cell, total in totals.items():
        indicator = campaign.indicator_by_code[total.indicator]
        short: set[str] = set()
        doubtful = held_count = both = corrected_count = 0
        for code, key, among in _summed_figures(campaign, agencies, counted, keys, total):
            short |= wanting[code, key] & among
            doubtful += sum(a in among for a in doubts.get((code, key), ()))
            both = max(both, twice.get((code, key), 0))
            held_count += len(held[code, key] & among)
            corrected_count += len(corrected.get((code, key), frozenset()) & among)
        marked[cell] = replace(
            total,
            wanting=len(short),
            doubtful=doubtful,
            corrected=corrected_count,
            twice=both,
            uneven=len(
                {a for k in periods_in(indicator, indicator, cell[1], keys) for a in uneven.get((cell[0], k), ())}
            ),
            held=held_count if indicator.formula else total.held,
        )
    return marked


def _uneven_agencies(
    campaign: Campaign, figures: Mapping[tuple[str, str], Mapping[str, Figure]], counted: Mapping[str, set[str]]
) -> dict[tuple[str, str], set[str]]:
    """For each part and each whole, by (indicator, period), the agencies that reported a part but not the whole.

    Parts and wholes are those of splits, and of sums in formulas and rules; the agencies count in both totals.
    """
    uneven: dict[tuple[str, str], set[str]] = {}

    def reporting(key: tuple[str, str]) -> set[str]:
        return {a for a, f in figures.get(key, {}).items() if f.value is not None and a in counted[key[0]]}

    computed = (f"={i.code}{i.formula}" for i in campaign.indicators if i.formula)
    for formula in (*(r.formula for r in campaign.all_rules), *computed):
        whole, *rest = sorted(re.split("[<>=]+", formula.replace(" ", "")[1:]), key=len)
        parts = rest[0].split("+") if len(rest) == 1 else []
        if len(parts) > 1 and counted.keys() >= {whole, *parts}:
            for part, period in product(parts, campaign.periods):
                apart = (reporting((part, period.key)) - reporting((whole, period.key))) & counted[whole]
                for code in (whole, part):
                    uneven.setdefault((code, period.key), set()).update(apart)
    return uneven


def with_doubts(
    campaign: Campaign, roster: Sequence[Agency], totals: Mapping[tuple[str, str], Total], doubts: Doubts
) -> dict[tuple[str, str], Total]:
    """The totals, each with the number of its figures that are in doubt (`doubts`)."""
    agencies = {i: counted_agencies(i, roster) for i in campaign.indicators}
    counted = {i.code: {a.code for a in counting} for i, counting in agencies.items()}
    keys = [p.key for p in campaign.periods]

    def doubt_count(total: Total) -> int:
        parts = _summed_figures(campaign, agencies, counted, keys, total)
        return sum(a in among for code, key, among in parts for a in doubts.get((code, key), ()))

    return {total_key: replace(total, doubtful=doubt_count(total)) for total_key, total in totals.items()}


def _summed_figures(
    campaign: Campaign,
    agencies: Mapping[Indicator, Sequence[Agency]],
    counted: Mapping[str, set[str]],
    keys: list[str],
    total: Total,
) -> Iterator[tuple[str, str, set[str]]]:
    """(indicator, period, agencies) of the figures in a total."""
    indicator = campaign.indicator_by_code[total.indicator]
    parts: tuple[Indicator, ...] = (indicator,)
    within: set[str] | None = None
    if indicator.formula:
        parts = members(campaign, indicator)
        within = {a.code for a in common_agencies(campaign, indicator, total.period, agencies.__getitem__)} or None
    for part in parts:
        among = counted[part.code] if within is None else within
        for key in periods_in(indicator, part, total.period, keys):
            yield part.code, key, among


def periods_in(indicator: Indicator, part: Indicator, period: str, keys: list[str]) -> list[str]:
    """The periods whose figures of the member `part` are in the total of a period; `keys` are all periods."""
    if period != WHOLE:
        return [period]
    return keys[-1:] if indicator.last_period_counts or part.last_period_counts else keys
