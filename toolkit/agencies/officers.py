"""Who of the office that collects the reports is meant, where a person typed a name.

Names are one person's where they differ in capitals and blanks alone; with other tones they are two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.agencies.names import asked_agencies
from toolkit.language.text import listed, may_mean, toned
from toolkit.messages.errors import UsageError
from toolkit.model import Campaign, Consolidation


def officers_among(names: Iterable[str]) -> dict[str, str]:
    """The officers, as each was first written, by what their names are compared by."""
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(toned(name), name)
    return found


def officers_meant(typed: str, names: Iterable[str]) -> tuple[str, ...]:
    """The officers that may be meant: the one of this name, else all whose names it is without their tones."""
    known, key = officers_among(names), toned(typed)
    return (known[key],) if key in known else tuple(name for own, name in known.items() if may_mean(key, own))


def officer_named(typed: str, names: Iterable[str]) -> str:
    """The officer that is meant. Raises `UsageError`: `no-such-officer` with all that there are, `several-officers`
    with those that fit."""
    names = list(names)
    found = officers_meant(typed, names)
    if len(found) != 1:
        among = listed(found or tuple(officers_among(names).values()), 300) or "–"
        raise UsageError("several-officers" if found else "no-such-officer", value=typed, officers=among)
    return found[0]


def codes_of(typed: str, campaign: Campaign) -> tuple[str, ...]:
    """The agencies that get a form and that one officer follows. Raises as `officer_named` does."""
    asked = asked_agencies(campaign)
    name = officer_named(typed, (a.officer for a in asked))
    return tuple(a.code for a in asked if a.officer == name)


def of_officer(result: Consolidation, typed: str) -> Consolidation:
    """What the result says of the agencies that one officer follows. Raises as `officer_named` does."""
    name = officer_named(typed, (s.officer for s in result.statuses))
    codes = {s.agency for s in result.statuses if s.officer == name}
    return replace(
        result,
        statuses=tuple(s for s in result.statuses if s.agency in codes),
        submissions=tuple(s for s in result.submissions if s.agency in codes),
        used={code: s for code, s in result.used.items() if code in codes},
        figures=tuple(f for f in result.figures if f.agency in codes),
        statements=tuple(s for s in result.statements if s.agency in codes),
        rows=tuple(c for c in result.rows if c.agency in codes),
        findings=tuple(f for f in result.findings if f.agency in codes),
        changes=tuple(c for c in result.changes if c.agency in codes),
    )
