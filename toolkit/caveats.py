"""What must be said beside a total: which figures are wanting, held back, or in it with an error.

An error in one cell holds that cell back. An error between cells (a rule, say) cannot say which of them is
wrong: the figures count, and each is marked wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.model import Agency, Campaign, Figure, Indicator, Submission, Total
from toolkit.provincial import WHOLE, counted_agencies, members

Doubts = Mapping[tuple[str, str], Mapping[str, str]]
"""By (indicator code, period key), then agency code: the rules, or kinds of error, that the figure is part of."""
_SETTLED = frozenset({"given", "zero_by_words", "not_applicable"})


def doubted(submissions: Iterable[Submission]) -> dict[tuple[str, str], dict[str, str]]:
    """The figures that count although an error names their cell."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for submission in submissions:
        faults: dict[tuple[str, str], list[str]] = {}
        for finding in submission.findings:
            if finding.severity == "error" and finding.cell:
                name = dict(finding.arguments).get("rule", finding.code)
                for cell in finding.cells or (finding.cell,):
                    faults.setdefault((finding.sheet, cell), []).append(name)
        for figure in submission.figures if faults else ():
            names = faults.get((figure.sheet, figure.cell))
            if names and figure.value is not None:
                own = found.setdefault((figure.indicator, figure.period), {})
                own.setdefault(figure.agency, []).extend(names)
    return {
        place: {agency: ", ".join(dict.fromkeys(names)) for agency, names in own.items()}
        for place, own in found.items()
    }


def with_caveats(campaign: Campaign, roster: Sequence[Agency], figures: Mapping[tuple[str, str], Mapping[str, Figure]], totals: Mapping[tuple[str, str], Total], doubts: Doubts) -> dict[tuple[str, str], Total]:  # fmt: skip
    """The totals, each with how many agencies are wanting, figures held back, and figures in doubt."""
    counted = {i.code: {a.code for a in counted_agencies(i, roster)} for i in campaign.indicators}
    keys = [p.key for p in campaign.periods]
    wanting: dict[tuple[str, str], set[str]] = {}
    for code, agencies in counted.items():
        for key in keys:
            row = figures.get((code, key), {})
            wanting[code, key] = agencies - {a for a, f in row.items() if f.state in _SETTLED}
    found: dict[tuple[str, str], Total] = {}
    for place, total in totals.items():
        indicator = campaign.indicator_by_code[total.indicator]
        parts = members(campaign, indicator) if indicator.formula else (indicator,)
        short: set[str] = set()
        held = doubtful = 0
        for part in parts:
            for key in periods_in(indicator, part, total.period, keys):
                short |= wanting[part.code, key]
                doubtful += sum(a in counted[part.code] for a in doubts.get((part.code, key), ()))
            if indicator.formula:
                held += totals[part.code, total.period].held
        found[place] = replace(total, wanting=len(short), doubtful=doubtful, held=held if indicator.formula else total.held)  # fmt: skip
    return found


def periods_in(indicator: Indicator, part: Indicator, period: str, keys: list[str]) -> list[str]:
    """The periods whose figures are in a total."""
    if period != WHOLE:
        return [period]
    return keys[-1:] if "last" in (indicator.across_periods, part.across_periods) else keys
