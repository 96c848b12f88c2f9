"""Who of the office that collects the reports is meant, where a person typed a name.

Names are one person's where they differ in capitals and blanks alone; with other tones they are two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

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


def officer_named(typed: str, names: Iterable[str]) -> str:
    """The officer of this name, else the one whose name it is without its tones.

    Raises `UsageError`: `no-such-officer` with all that there are, `several-officers` with those that fit.
    """
    known, key = officers_among(names), toned(typed)
    found = [known[key]] if key in known else [name for own, name in known.items() if may_mean(key, own)]
    if len(found) != 1:
        among = listed(found or [*known.values()], 300) or "–"
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
    parts = ("statuses", "submissions", "figures", "statements", "rows", "findings", "changes")
    own: dict[str, Any] = {part: tuple(x for x in getattr(result, part) if x.agency in codes) for part in parts}
    own |= {part: {a: x for a, x in getattr(result, part).items() if a in codes} for part in ("used", "signed")}
    return replace(result, **own)
