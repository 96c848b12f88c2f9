"""Whom to ask first: the agencies whose questions, or missing reports, may move totals of the province most.

A question knows what part of a total may be another; what the missing reported last time is known where there is a
campaign before. Of figures that are held back nobody knows how large they are: for the order alone each is taken for an
average one, and as long as any of them, a required figure or a report is lacking, no share of all is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation.late import if_the_late_stay_late
from toolkit.consolidation.totals import counted_agencies
from toolkit.language.numbers import format_number, rounded
from toolkit.messages import boards
from toolkit.messages.findings.catalogue import indicator_called
from toolkit.model import Campaign, Language, Tabulation
from toolkit.model.judging import Tell, judged, told_already

#: So many calls can be made in a morning.
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCall:
    """One agency to ask."""

    agency: str
    questions: int
    """How many findings ask about its figures; 0 where its report is missing."""
    moves: float | None
    """The largest part of a total that may be another by it; may be more than 1. None where only figures are held back,
    and nobody knows."""
    indicator: str
    """Of which total."""
    settled: float | None
    """The part of all that is open that is settled with this call and those before it, from 0 to 1; None where the
    whole is not known."""
    held: int = 0
    """How many of its figures and cells of tables are held back that totals are made of."""


@dataclass(slots=True)
class _Open:
    """What is open of one agency: each with the part of a total that it may move, and of which."""

    parts: list[tuple[float, str]]
    questions: int = 0
    held: dict[str, float] = field(default_factory=dict)
    """Of which totals figures are held back, with the part of each that the average agency has."""
    held_cells: int = 0

    @property
    def weight(self) -> float:
        """How much it is beside others: a total is not more than another one as a whole."""
        return sum(min(part, 1.0) for part in (*(part for part, _ in self.parts), *self.held.values()))


def first_calls(result: Tabulation, tell: Tell = told_already) -> tuple[FirstCall, ...]:
    """The agencies to ask first, ten at most; none where nothing is open that may move a total."""
    return judged("first calls", lambda: _first_calls(result), (), tell)


def _first_calls(result: Tabulation) -> tuple[FirstCall, ...]:
    places = {a.code: n for n, a in enumerate(result.campaign.agencies)}
    found = {agency: own for agency, own in _open(result).items() if own.weight > 0 and agency in places}
    order = sorted(found, key=lambda a: (-found[a].weight, places[a]))
    whole, so_far, calls = sum(own.weight for own in found.values()), 0.0, list[FirstCall]()
    known = not _lacks_unknown(result, found)
    for agency in order[:MOST]:
        own = found[agency]
        so_far += own.weight
        moves, indicator = max(own.parts, key=lambda part: part[0], default=(None, next(iter(own.held), "")))
        calls.append(
            FirstCall(
                agency=agency,
                questions=own.questions,
                moves=moves,
                indicator=indicator,
                settled=round(so_far / whole, 4) if known else None,
                held=own.held_cells,
            )
        )
    return tuple(calls)


def _open(result: Tabulation) -> dict[str, _Open]:
    found: dict[str, _Open] = {}
    for finding in result.findings:
        if finding.severity == "warning" and finding.agency and finding.indicator and not finding.accepted_by:
            moves = next((said for name, said in finding.arguments if name == "moves"), None)
            if isinstance(moves, float) and moves > 0:
                own = found.setdefault(finding.agency, _Open([]))
                own.parts.append((moves, finding.indicator))
                own.questions += 1
    for agency, part, indicator in _late(result):
        found.setdefault(agency, _Open([])).parts.append((part, indicator))
    for agency, indicator, among in _held(result):
        own = found.setdefault(agency, _Open([]))
        own.held[indicator] = 1 / max(among, 1)
        own.held_cells += 1
    return found


def _held(result: Tabulation) -> Iterator[tuple[str, str, int]]:
    """Of each figure and cell of a table that is held back though a total is made of it: whose, of which total, and how
    many agencies are asked for it."""
    campaign = result.campaign
    for figure in (f for f in result.figures if f.state == "held"):
        indicator = campaign.indicator_by_code[figure.indicator]
        if indicator.across_agencies != "none" and not indicator.formula:
            yield figure.agency, indicator.code, len(counted_agencies(indicator, campaign.agencies))
    for cell in (c for c in result.rows if c.state == "held"):
        table = campaign.table_by_code[cell.table]
        if any(column.code == cell.column and column.across_rows != "none" for column in table.columns):
            yield cell.agency, cell.indicator, len(campaign.agencies)


def _lacks_unknown(result: Tabulation, found: Mapping[str, _Open]) -> bool:
    """Whether anything that totals would be made of is held back or lacks, and nobody knows how large it is."""
    blank = any(s.lacking for s in result.statuses if s.agency not in result.missing)
    return blank or any(own.held for own in found.values()) or not {*result.missing} <= found.keys()


def _late(result: Tabulation) -> Iterator[tuple[str, float, str]]:
    """Of each agency that is missing, what part of a key figure is its own if it repeats last campaign."""
    for late in if_the_late_stay_late(result):
        for agency, value in late.last_time:
            if value and late.repeated:
                yield agency, abs(value / late.repeated), late.indicator


# --- In words ------------------------------------------------------------------------------------


def said_of(call: FirstCall, campaign: Campaign, language: Language) -> str:
    """What is open of an agency: `3 questions about figures, up to 45 % of “Total costs”`."""
    said = [boards.FIRST_HELD.say(language, count=call.held)] if call.held else []
    if call.moves is not None:
        text = boards.FIRST_ASKED if call.questions else boards.FIRST_MISSING
        share = _percent(call.moves, language)
        said.insert(
            0,
            text.say(language, count=call.questions, share=share, indicator=indicator_called(call.indicator, campaign)),
        )
    return ", ".join(said)


def how_much(calls: Sequence[FirstCall], language: Language) -> str:
    """What these calls settle together."""
    settled = calls[-1].settled
    if settled is None:
        return boards.FIRST_CALLS_ALONE.say(language, count=len(calls))
    return boards.FIRST_CALLS.say(language, count=len(calls), share=_percent(settled, language))


def _percent(part: float, language: Language) -> str:
    """In per cent: of small parts a decimal, and never nothing."""
    percent = max(part * 100, 0.1)
    return format_number(rounded(percent, 0 if percent >= 10 else 1), language)
