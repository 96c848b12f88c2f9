"""Finds an officer of the lead agency by a typed name.

Names that differ only in capitals and blanks are the same person's; names with different tones are of two persons.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from toolkit.agencies.names import agencies_with_forms
from toolkit.language.text import listed, may_mean, toned
from toolkit.messages.errors import UsageError
from toolkit.model import Campaign, Consolidation


def officers_by_key(names: Iterable[str]) -> dict[str, str]:
    """For each key by which officers' names are compared, the name as first written."""
    officers: dict[str, str] = {}
    for name in filter(None, names):
        officers.setdefault(toned(name), name)
    return officers


def officer_named(typed: str, names: Iterable[str]) -> str:
    """The officer with this name, else the officer whose name without tones was typed.

    Raises `UsageError`: `no-such-officer` with all officers, `several-officers` with the officers that match.
    """
    known, key = officers_by_key(names), toned(typed)
    matches = [known[key]] if key in known else [name for other, name in known.items() if may_mean(key, other)]
    if len(matches) != 1:
        among = listed(matches or [*known.values()], 300) or "–"
        raise UsageError("several-officers" if matches else "no-such-officer", value=typed, officers=among)
    return matches[0]


def agencies_of_officer(typed: str, campaign: Campaign) -> tuple[str, ...]:
    """The codes of the agencies that get a form and are an officer's. Raises the errors of `officer_named`."""
    agencies = agencies_with_forms(campaign)
    name = officer_named(typed, (a.officer for a in agencies))
    return tuple(a.code for a in agencies if a.officer == name)


def result_of_officer(result: Consolidation, typed: str) -> Consolidation:
    """The part of a result that is about one officer's agencies. Raises the errors of `officer_named`."""
    name = officer_named(typed, (s.officer for s in result.statuses))
    codes = {s.agency for s in result.statuses if s.officer == name}
    parts = ("statuses", "submissions", "figures", "statements", "rows", "findings", "changes")
    of_them: dict[str, Any] = {part: tuple(x for x in getattr(result, part) if x.agency in codes) for part in parts}
    of_them |= {part: {a: x for a, x in getattr(result, part).items() if a in codes} for part in ("used", "signed")}
    return replace(result, **of_them)
