"""Bodies of earlier rosters, by the definition's table of who took their place.

They stand in comparisons as bodies that are gone do, and what cannot be compared for their sake is told once for all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.language.text import listed
from toolkit.messages.findings.making import finding
from toolkit.model import Agency, Campaign, Finding, Former, Period
from toolkit.model.periods import months_of

#: So many bodies are named in a finding; the others are counted.
_NAMED = 8


def with_formers(campaign: Campaign) -> Campaign:
    """The campaign with the former bodies at the end of its roster, none of them part of this round.

    What is asked of one that took a body's place would have been asked of that body.
    """
    if not campaign.formers:
        return campaign
    return replace(campaign, agencies=(*campaign.agencies, *(_as_agency(campaign, f) for f in campaign.formers)))


def _as_agency(campaign: Campaign, former: Former) -> Agency:
    heirs = [campaign.agency_by_code[code] for code in former.replaced_by]
    return Agency(
        code=former.code,
        name=former.name,
        short_name=former.short_name or former.name,
        groups=tuple(dict.fromkeys(name for heir in heirs for name in (heir.code, *heir.groups))),
        until=former.until,
        replaced_by=former.replaced_by,
        active=False,
    )


def without_heirs(campaign: Campaign) -> frozenset[str]:
    """The former bodies whose place nobody took who is part of this round."""
    return frozenset(f.code for f in campaign.formers if not _heirs_here(campaign, f))


def gone_in_part(campaign: Campaign) -> frozenset[str]:
    """The former bodies a part of which went to one who is no part of this round: what is left is another body."""
    return frozenset(
        f.code for f in campaign.formers if 0 < len(_heirs_here(campaign, f)) < len(dict.fromkeys(f.replaced_by))
    )


def _heirs_here(campaign: Campaign, former: Former) -> list[Agency]:
    heirs = (campaign.agency_by_code[code] for code in dict.fromkeys(former.replaced_by))
    return [agency for agency in heirs if campaign.in_force(agency)]


def silent_formers(campaign: Campaign, periods: Sequence[Period]) -> Iterator[str]:
    """Those with heirs that were there to the end of these periods: without their figures a part is wanting."""
    end = max((max(months_of(period)) for period in periods), default=0)
    nobody = without_heirs(campaign)
    for former in campaign.formers:
        if former.code not in nobody and (former.until is None or 12 * former.until.year + former.until.month >= end):
            yield former.code


def former_findings(
    campaign: Campaign, reported: Collection[str], pairs: Iterable[tuple[Sequence[str], Sequence[str]]]
) -> Iterator[Finding]:
    """What is not compared for the sake of former bodies, each kind told once.

    `campaign` is the one of `with_formers`; `reported` are those with figures in the last campaign; `pairs`: who is to
    be compared with whom, then and now.
    """
    if not campaign.formers:
        return
    known, nobody, partly = campaign.former_by_code, without_heirs(campaign), gone_in_part(campaign)
    gone = [code for code in known if code in nobody and code in reported]
    yield from _told("previous-bodies-gone", campaign, gone)
    split = [
        code for code in known if code in reported and (code in partly or len(_heirs_here(campaign, known[code])) > 1)
    ]
    ways = [f"{_name(campaign, c)} → {_names(campaign, known[c].replaced_by)}" for c in split]
    yield from _told("previous-bodies-split", campaign, split, listed(ways))
    wanting, without = dict[str, None](), dict[str, None]()
    for before, after in pairs:
        silent = [code for code in before if code in known and code not in reported]
        if silent and len(silent) < len(before):
            wanting |= dict.fromkeys(silent)
            without |= dict.fromkeys(after)
    yield from _told("previous-parts-wanting", campaign, [*without], _names(campaign, wanting))
    unknown = [code for code in reported if code not in campaign.agency_by_code]
    yield from _told("previous-bodies-unknown", campaign, unknown)


def _told(code: str, campaign: Campaign, bodies: Sequence[str], value: str = "") -> Iterator[Finding]:
    if bodies:
        names = _names(campaign, bodies)
        yield finding(code, value=value or names, arguments={"count": len(bodies), "names": names})


def _names(campaign: Campaign, codes: Iterable[str]) -> str:
    names = [_name(campaign, code) for code in codes]
    more = [f"… (+{len(names) - _NAMED})"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more])


def _name(campaign: Campaign, code: str) -> str:
    agency = campaign.agency_by_code.get(code)
    return agency.short_name if agency else code
