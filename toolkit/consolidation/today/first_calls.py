"""Whom to ask first: the agencies whose questions, gaps or missing reports may change totals of the province most.

For a question, the part of a total that it may change is known; for a missing agency, its figures of the previous
campaign, if there is one. The size of held or missing figures is not known: each is ranked as an average figure, and no
share of the whole is stated while there are any.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation.bridges.standing import missing_words
from toolkit.consolidation.late import repeated_figures
from toolkit.consolidation.totals import counted_agencies
from toolkit.language.numbers import format_number, rounded
from toolkit.messages import boards
from toolkit.messages.findings.catalogue import indicator_text
from toolkit.model import Campaign, Language, Tabulation
from toolkit.model.judging import Report, attempt, ignore_finding
from toolkit.model.periods import exists_in

#: The number of calls that can be made in a morning.
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCall:
    """One agency to ask."""

    agency: str
    questions: int
    """The number of open findings about its figures; 0 where its report is missing."""
    moves: float | None
    """The largest part of a total that may change; may be more than 1. None where it is not known."""
    indicator: str
    """The indicator of that total; "" where `moves` is None."""
    settled: float | None
    """The share of all open points that is settled by this call and those before it, from 0 to 1; None if unknown."""
    held: int = 0
    """The number of its held figures and held cells of tables that belong in a total."""
    lacking: int = 0
    """The numbers of missing figures and sections that are required: all of them where its report is missing."""
    sections: int = 0
    missing: bool = False
    """Whether nothing usable has come."""

    @property
    def point_count(self) -> int:
        """The number of points that the call is about."""
        return self.questions + self.held + self.lacking + self.sections


@dataclass(slots=True)
class _OpenPoints:
    """The open points of one agency. `parts`: (part of a total that a point may change, indicator)."""

    parts: list[tuple[float, str]] = field(default_factory=list)
    unknown: dict[str, float] = field(default_factory=dict)
    """By indicator with a held or missing figure: the part of its total that an average agency contributes."""
    questions: int = 0
    held: int = 0

    @property
    def weight(self) -> float:
        """The sum of all parts, each of them 1 at most, by which agencies are ordered."""
        known = {indicator for _, indicator in self.parts}
        unknown = (part for indicator, part in self.unknown.items() if indicator not in known)
        return sum(min(part, 1.0) for part in (*(part for part, _ in self.parts), *unknown))


def first_calls(result: Tabulation, report: Report = ignore_finding, most: int | None = MOST) -> tuple[FirstCall, ...]:
    """The first `most` agencies to ask; none where nothing is open that may change a total."""
    return attempt("first calls", lambda: _first_calls(result)[:most], (), report)


def _first_calls(result: Tabulation) -> tuple[FirstCall, ...]:
    statuses, missing = {s.agency: s for s in result.statuses}, {*result.missing}
    order = {a.code: n for n, a in enumerate(result.campaign.agencies)}
    by_agency = {a: points for a, points in _open_points(result).items() if points.weight > 0 and a in order}
    whole, so_far, calls = sum(points.weight for points in by_agency.values()), 0.0, list[FirstCall]()
    known = not (missing or any(s.lacking for s in result.statuses) or any(p.unknown for p in by_agency.values()))
    for agency in sorted(by_agency, key=lambda a: (-by_agency[a].weight, order[a])):
        points, status = by_agency[agency], statuses.get(agency)
        so_far += points.weight
        moves, indicator = max(points.parts, key=lambda part: part[0], default=(None, ""))
        calls.append(
            FirstCall(
                agency=agency,
                questions=points.questions,
                moves=moves,
                indicator=indicator,
                settled=round(so_far / whole, 4) if known else None,
                held=points.held,
                lacking=status.lacking if status else 0,
                sections=status.sections_lacking if status else 0,
                missing=agency in missing,
            )
        )
    return tuple(calls)


def _open_points(result: Tabulation) -> dict[str, _OpenPoints]:
    by_agency: dict[str, _OpenPoints] = {}
    for finding in result.findings:
        if finding.severity == "warning" and finding.agency and finding.indicator and not finding.accepted_by:
            moves = dict(finding.arguments).get("moves")
            if isinstance(moves, float) and moves > 0:
                points = by_agency.setdefault(finding.agency, _OpenPoints())
                points.parts.append((moves, finding.indicator))
                points.questions += 1
    for late in repeated_figures(result):
        for agency, value in late.previous_parts:
            if value and late.repeated:
                by_agency.setdefault(agency, _OpenPoints()).parts.append((abs(value / late.repeated), late.indicator))
    for agency, indicator, among, held in _unknown_figures(result):
        points = by_agency.setdefault(agency, _OpenPoints())
        points.unknown[indicator] = 1 / max(among, 1)
        points.held += held
    return by_agency


def _unknown_figures(result: Tabulation) -> Iterator[tuple[str, str, int, bool]]:
    """(agency, indicator, number of agencies asked, whether it is held) of each held or missing figure that is
    needed for a total, and of each held cell of a table whose column has a total."""
    campaign, missing = result.campaign, {*result.missing}
    gone = {(a.code, p.key) for a in campaign.agencies for p in campaign.periods if not exists_in(a, p)}
    summed = (i for i in campaign.indicators if i.across_agencies != "none" and not i.formula)
    added = {i.code: counted_agencies(i, campaign.agencies) for i in summed}
    for figure in result.figures:
        owing = added.get(figure.indicator)
        if owing and figure.state in ("held", "missing") and (figure.agency, figure.period) not in gone:
            held = figure.state == "held"
            if held or (campaign.indicator_by_code[figure.indicator].required and not figure.typed):
                yield figure.agency, figure.indicator, len(owing), held
    for code, owing in added.items():
        if campaign.indicator_by_code[code].required:
            yield from ((a.code, code, len(owing), False) for a in owing if a.code in missing)
    for cell in (c for c in result.rows if c.state == "held"):
        table = campaign.table_by_code[cell.table]
        if any(column.code == cell.column and column.across_rows != "none" for column in table.columns):
            yield cell.agency, cell.indicator, len(campaign.agencies), True


# --- In words ------------------------------------------------------------------------------------


def reason_to_call(call: FirstCall, campaign: Campaign, language: Language) -> str:
    """The open points of an agency: `3 questions about figures, up to 45% of “Total costs”; 2 figures held back`."""
    lacking = "" if call.missing else missing_words(call.lacking, call.sections, language)
    held = boards.FIRST_HELD.say(language, count=call.held) if call.held else ""
    moved = moved_total(call, campaign, language) or (boards.FIRST_MISSING.say(language) if call.missing else "")
    return "; ".join(filter(None, (moved, lacking and boards.FIRST_LACKING.say(language, what=lacking), held)))


def moved_total(call: FirstCall, campaign: Campaign, language: Language) -> str:
    """The total that may change, and by how much; "" where this is not known."""
    if call.moves is None:
        return ""
    text = boards.FIRST_MISSING_PART if call.missing else boards.FIRST_ASKED
    name, share = indicator_text(call.indicator, campaign), _percent(call.moves, language)
    return text.say(language, count=call.questions, share=share, indicator=name)


def calls_heading(calls: Sequence[FirstCall], language: Language) -> str:
    """The heading of a list of calls; it states the share that they settle together, if this is known."""
    settled = calls[-1].settled
    if settled is None:
        return boards.FIRST_CALLS_ALONE.say(language, count=len(calls))
    return boards.FIRST_CALLS.say(language, count=len(calls), share=_percent(settled, language))


def _percent(part: float, language: Language) -> str:
    """A share in per cent, at least 0,1; below 10 with a decimal."""
    percent = max(part * 100, 0.1)
    return format_number(rounded(percent, 0 if percent >= 10 else 1), language)
