"""Whom to ask first: the agencies whose questions, or missing reports, may move totals of the province most.

A question knows what part of a total may be another; what the missing reported last time is known where there is a
campaign before. What only lacks is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.consolidation.late import if_the_late_stay_late
from toolkit.language.numbers import format_number, rounded
from toolkit.messages import boards
from toolkit.model import Language, Tabulation
from toolkit.model.judging import Tell, judged, told_already

#: So many calls can be made in a morning.
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCall:
    """One agency to ask."""

    agency: str
    questions: int
    """How many findings ask about its figures; 0 where its report is missing."""
    moves: float
    """The largest part of a total that may be another by it; may be more than 1."""
    indicator: str
    """Of which total."""
    settled: float
    """The part of all that is open that is settled with this call and those before it, from 0 to 1."""


@dataclass(slots=True)
class _Open:
    """What is open of one agency: each with the part of a total that it may move, and of which."""

    parts: list[tuple[float, str]]
    questions: int = 0

    @property
    def weight(self) -> float:
        """How much it is beside others: a total is not more than another one as a whole."""
        return sum(min(part, 1.0) for part, _ in self.parts)


def first_calls(result: Tabulation, tell: Tell = told_already) -> tuple[FirstCall, ...]:
    """The agencies to ask first, ten at most; none where nothing is open that may move a total."""
    return judged("first calls", lambda: _first_calls(result), (), tell)


def _first_calls(result: Tabulation) -> tuple[FirstCall, ...]:
    places = {a.code: n for n, a in enumerate(result.campaign.agencies)}
    found = {agency: own for agency, own in _open(result).items() if own.weight > 0 and agency in places}
    order = sorted(found, key=lambda a: (-found[a].weight, places[a]))
    whole, so_far, calls = sum(own.weight for own in found.values()), 0.0, list[FirstCall]()
    for agency in order[:MOST]:
        own = found[agency]
        so_far += own.weight
        moves, indicator = max(own.parts, key=lambda part: part[0])
        calls.append(
            FirstCall(
                agency=agency,
                questions=own.questions,
                moves=moves,
                indicator=indicator,
                settled=round(so_far / whole, 4),
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
    return found


def _late(result: Tabulation) -> Iterator[tuple[str, float, str]]:
    """Of each agency that is missing, what part of a key figure is its own if it repeats last campaign."""
    for late in if_the_late_stay_late(result):
        for agency, value in late.last_time:
            if value and late.repeated:
                yield agency, abs(value / late.repeated), late.indicator


# --- In words ------------------------------------------------------------------------------------


def said_of(call: FirstCall, language: Language) -> str:
    """What is open of an agency: `3 questions, up to 45 % of KP`."""
    text = boards.FIRST_ASKED if call.questions else boards.FIRST_MISSING
    share = _percent(call.moves, language)
    return text.say(language, count=call.questions, share=share, indicator=call.indicator)


def how_much(calls: Sequence[FirstCall], language: Language) -> str:
    """What these calls settle together."""
    return boards.FIRST_CALLS.say(language, count=len(calls), share=_percent(calls[-1].settled, language))


def _percent(part: float, language: Language) -> str:
    """In per cent: of small parts a decimal, and never nothing."""
    percent = max(part * 100, 0.1)
    return format_number(rounded(percent, 0 if percent >= 10 else 1), language)
