"""Whom to ask first: the agencies whose questions, gaps or missing reports may move totals of the province most.

A question knows what part of a total may be another; what a missing agency reported last time is known where there is a
campaign before. Of figures that are held back or missing nobody knows how large they are: for the order alone each is
taken for an average one, and as long as there is any of them, no share of the whole is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation.bridges.standing import lacking_words
from toolkit.consolidation.late import if_the_late_stay_late
from toolkit.consolidation.totals import counted_agencies
from toolkit.language.numbers import format_number, rounded
from toolkit.messages import boards
from toolkit.messages.findings.catalogue import indicator_called
from toolkit.model import Campaign, Indicator, Language, Tabulation
from toolkit.model.judging import Tell, judged, told_already
from toolkit.model.periods import exists_in

#: So many calls can be made in a morning.
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCall:
    """One agency to ask."""

    agency: str
    questions: int
    """How many findings ask about its figures; 0 where its report is missing."""
    moves: float | None
    """The largest part of a total that may be another by it; may be more than 1. None where nobody knows."""
    indicator: str
    """Of which total; "" where `moves` is None."""
    settled: float | None
    """The part of all that is open that is settled with this call and those before it, from 0 to 1; None where the
    whole is not known."""
    held: int = 0
    """How many of its figures and cells of tables are held back that totals are made of."""
    lacking: int = 0
    """How many required figures it has not given, all of them where its report is missing; and `sections`."""
    sections: int = 0
    missing: bool = False
    """Whether nothing usable has come."""

    @property
    def open(self) -> int:
        """How many points a call to it is about."""
        return self.questions + self.held + self.lacking + self.sections


@dataclass(slots=True)
class _Open:
    """What is open of one agency: each with the part of a total that it may move, and of which."""

    parts: list[tuple[float, str]] = field(default_factory=list)
    unknown: dict[str, float] = field(default_factory=dict)
    """Of which totals a figure is held back or missing, with the part of each that the average agency has."""
    questions: int = 0
    held: int = 0

    @property
    def weight(self) -> float:
        """How much it is beside others: a total is not more than another one as a whole."""
        known = {indicator for _, indicator in self.parts}
        unknown = (part for indicator, part in self.unknown.items() if indicator not in known)
        return sum(min(part, 1.0) for part in (*(part for part, _ in self.parts), *unknown))


def first_calls(result: Tabulation, tell: Tell = told_already, most: int | None = MOST) -> tuple[FirstCall, ...]:
    """The agencies to ask first, `most` of them; none where nothing is open that may move a total."""
    return judged("first calls", lambda: _first_calls(result)[:most], (), tell)


def _first_calls(result: Tabulation) -> tuple[FirstCall, ...]:
    statuses, missing = {s.agency: s for s in result.statuses}, {*result.missing}
    places = {a.code: n for n, a in enumerate(result.campaign.agencies)}
    found = {agency: own for agency, own in _open(result).items() if own.weight > 0 and agency in places}
    whole, so_far, calls = sum(own.weight for own in found.values()), 0.0, list[FirstCall]()
    known = not (missing or any(s.lacking for s in result.statuses) or any(own.unknown for own in found.values()))
    for agency in sorted(found, key=lambda a: (-found[a].weight, places[a])):
        own, status = found[agency], statuses.get(agency)
        so_far += own.weight
        moves, indicator = max(own.parts, key=lambda part: part[0], default=(None, ""))
        calls.append(
            FirstCall(
                agency=agency,
                questions=own.questions,
                moves=moves,
                indicator=indicator,
                settled=round(so_far / whole, 4) if known else None,
                held=own.held,
                lacking=status.lacking if status else 0,
                sections=status.sections_lacking if status else 0,
                missing=agency in missing,
            )
        )
    return tuple(calls)


def _open(result: Tabulation) -> dict[str, _Open]:
    found: dict[str, _Open] = {}
    for finding in result.findings:
        if finding.severity == "warning" and finding.agency and finding.indicator and not finding.accepted_by:
            moves = next((said for name, said in finding.arguments if name == "moves"), None)
            if isinstance(moves, float) and moves > 0:
                own = found.setdefault(finding.agency, _Open())
                own.parts.append((moves, finding.indicator))
                own.questions += 1
    for late in if_the_late_stay_late(result):
        for agency, value in late.last_time:
            if value and late.repeated:
                found.setdefault(agency, _Open()).parts.append((abs(value / late.repeated), late.indicator))
    for agency, indicator, among, held in _unknown(result):
        own = found.setdefault(agency, _Open())
        own.unknown[indicator] = 1 / max(among, 1)
        own.held += held
    return found


def _unknown(result: Tabulation) -> Iterator[tuple[str, str, int, bool]]:
    """Of each figure and cell of a table that is held back or missing though a total is made of it: whose, of
    which total, how many agencies are asked for it, and whether it is held back."""
    campaign, missing = result.campaign, {*result.missing}
    gone = {(a.code, p.key) for a in campaign.agencies for p in campaign.periods if not exists_in(a, p)}
    added = {i.code: counted_agencies(i, campaign.agencies) for i in campaign.indicators if _is_added(i)}
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


def _is_added(indicator: Indicator) -> bool:
    """Whether a total is made of the figures that agencies type."""
    return indicator.across_agencies != "none" and not indicator.formula


# --- In words ------------------------------------------------------------------------------------


def said_of(call: FirstCall, campaign: Campaign, language: Language) -> str:
    """What is open of an agency: `3 questions about figures, up to 45% of “Total costs”; 2 figures held back`."""
    lacking = "" if call.missing else lacking_words(call.lacking, call.sections, language)
    held = boards.FIRST_HELD.say(language, count=call.held) if call.held else ""
    moved = moved_by(call, campaign, language) or (boards.FIRST_MISSING.say(language) if call.missing else "")
    return "; ".join(filter(None, (moved, lacking and boards.FIRST_LACKING.say(language, what=lacking), held)))


def moved_by(call: FirstCall, campaign: Campaign, language: Language) -> str:
    """Which total may be another by how much; "" where nobody knows."""
    if call.moves is None:
        return ""
    text = boards.FIRST_MISSING_PART if call.missing else boards.FIRST_ASKED
    name, share = indicator_called(call.indicator, campaign), _percent(call.moves, language)
    return text.say(language, count=call.questions, share=share, indicator=name)


def how_much(calls: Sequence[FirstCall], language: Language) -> str:
    """What these calls settle together; where that is not known, whom to ask alone."""
    settled = calls[-1].settled
    if settled is None:
        return boards.FIRST_CALLS_ALONE.say(language, count=len(calls))
    return boards.FIRST_CALLS.say(language, count=len(calls), share=_percent(settled, language))


def _percent(part: float, language: Language) -> str:
    """In per cent: of small parts a decimal, and never nothing."""
    percent = max(part * 100, 0.1)
    return format_number(rounded(percent, 0 if percent >= 10 else 1), language)
