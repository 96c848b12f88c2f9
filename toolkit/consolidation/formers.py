"""Former agencies, from the definition's table of their successors.

They are compared like agencies of the roster that no longer exist. What cannot be compared because of former agencies
is reported in one finding of each kind.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.language.text import listed
from toolkit.messages.findings.making import finding
from toolkit.model import Agency, Campaign, Finding, Former, Period
from toolkit.model.periods import months_of

#: The number of agencies named in a finding; the others are counted.
_NAMED = 8


def with_formers(campaign: Campaign) -> Campaign:
    """The campaign with the former agencies at the end of its roster, none of them in force.

    A former agency is in the groups of its successors, so that the same indicators and tables are asked of it.
    """
    if not campaign.formers:
        return campaign
    return replace(campaign, agencies=(*campaign.agencies, *(_as_agency(campaign, f) for f in campaign.formers)))


def _as_agency(campaign: Campaign, former: Former) -> Agency:
    successors = [campaign.agency_by_code[code] for code in former.replaced_by]
    return Agency(
        code=former.code,
        name=former.name,
        short_name=former.short_name or former.name,
        groups=tuple(dict.fromkeys(name for agency in successors for name in (agency.code, *agency.groups))),
        until=former.until,
        replaced_by=former.replaced_by,
        active=False,
    )


def without_successors(campaign: Campaign) -> frozenset[str]:
    """The former agencies without a successor in this round."""
    return frozenset(f.code for f in campaign.formers if not _present_successors(campaign, f))


def gone_in_part(campaign: Campaign) -> frozenset[str]:
    """The former agencies of which only some successors are in this round: their figures cannot be compared."""
    return frozenset(
        f.code
        for f in campaign.formers
        if 0 < len(_present_successors(campaign, f)) < len(dict.fromkeys(f.replaced_by))
    )


def _present_successors(campaign: Campaign, former: Former) -> list[Agency]:
    successors = (campaign.agency_by_code[code] for code in dict.fromkeys(former.replaced_by))
    return [agency for agency in successors if campaign.in_force(agency)]


def owing_formers(campaign: Campaign, periods: Sequence[Period]) -> Iterator[str]:
    """Yields the former agencies with successors that existed to the end of these periods, so owed their figures."""
    end = max((max(months_of(period)) for period in periods), default=0)
    gone = without_successors(campaign)
    for former in campaign.formers:
        if former.code not in gone and (former.until is None or 12 * former.until.year + former.until.month >= end):
            yield former.code


def former_findings(
    campaign: Campaign, reported: Collection[str], pairs: Iterable[tuple[Sequence[str], Sequence[str]]]
) -> Iterator[Finding]:
    """Yields a finding of each kind about what is not compared because of former agencies.

    `campaign` is from `with_formers`. `reported`: the agencies with figures in the previous campaign. `pairs`: the
    (previous, present) agencies that are compared.
    """
    if not campaign.formers:
        return
    known, gone, partly = campaign.former_by_code, without_successors(campaign), gone_in_part(campaign)
    yield from _finding_naming("previous-bodies-gone", campaign, [c for c in known if c in gone and c in reported])
    split = [
        code
        for code in known
        if code in reported and (code in partly or len(_present_successors(campaign, known[code])) > 1)
    ]
    ways = [f"{_short_name(campaign, c)} → {_short_names(campaign, known[c].replaced_by)}" for c in split]
    yield from _finding_naming("previous-bodies-split", campaign, split, listed(ways))
    missing, incomplete = dict[str, None](), dict[str, None]()
    for before, after in pairs:
        silent = [code for code in before if code in known and code not in reported]
        if silent and len(silent) < len(before):
            missing |= dict.fromkeys(silent)
            incomplete |= dict.fromkeys(after)
    yield from _finding_naming("previous-parts-wanting", campaign, [*incomplete], _short_names(campaign, missing))
    unknown = [code for code in reported if code not in campaign.agency_by_code]
    yield from _finding_naming("previous-bodies-unknown", campaign, unknown)


def _finding_naming(code: str, campaign: Campaign, agencies: Sequence[str], value: str = "") -> Iterator[Finding]:
    if agencies:
        names = _short_names(campaign, agencies)
        yield finding(code, value=value or names, arguments={"count": len(agencies), "names": names})


def _short_names(campaign: Campaign, codes: Iterable[str]) -> str:
    names = [_short_name(campaign, code) for code in codes]
    more = [f"… (+{len(names) - _NAMED})"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more])


def _short_name(campaign: Campaign, code: str) -> str:
    agency = campaign.agency_by_code.get(code)
    return agency.short_name if agency else code
