"""The agency of a workbook: by its stamps, by the coordinator's decision, else by the name on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.agencies.names import agency_names, listed_agencies
from toolkit.intake.account import Account
from toolkit.intake.known import Known
from toolkit.intake.received import Received, Stamps
from toolkit.language.text import fold
from toolkit.messages import called
from toolkit.model import Agency
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.spreadsheet.workbook import RawWorkbook


def recognised(
    known: Known, raw: RawWorkbook, sheets: Sequence[KeyedSheet], stamps: Stamps
) -> tuple[Agency | None, Account]:
    """The agency of this form, and a new account for it; None where it cannot be accepted, with the
    reason in the account."""
    campaign, account = known.campaign, Account(raw.source.file)
    given = known.claims.get(raw.source.sha256)
    if not given and not any(s.key in (*known.labels.keys, "meta") for s in sheets):
        account.add("not-our-form")
        return None, account
    stamped = stamps.values("agency")
    others = [c for c in stamps.values("campaign") if c != campaign.id]
    if others:
        if len(stamped) == 1 and stamped[0] in campaign.agency_by_code:
            account = Account(raw.source.file, stamped[0])
        account.add("wrong-campaign", value=others[0], arguments={"campaign": campaign.id})
        return None, account
    codes = [given] if given else stamped
    if not codes:
        return _shown(known, account, sheets)
    met = [campaign.agency_by_code.get(code) for code in codes]
    if len(codes) > 1:
        both = (called(agency) if agency else code for code, agency in zip(codes, met, strict=True))
        account.add("two-agencies", value=" / ".join(both))
        return None, account
    if met[0] is None:
        account.add("unknown-agency", value=codes[0])
    return met[0], Account(raw.source.file, met[0].code) if met[0] else account


def _shown(known: Known, account: Account, sheets: Sequence[KeyedSheet]) -> tuple[Agency | None, Account]:
    """The agency whose name is in the cell for it, else above the filled cells; None, with
    a finding, where there is none, or more than one.
    """
    names = agency_names(known.campaign)
    place = _named_on(sheets)
    if place:
        meant = names.matching(place[2])
        if len(meant) == 1:
            return meant[0], Account(account.file, meant[0].code)
        if meant:
            _question_agency(account, place, meant)
        else:
            nearest = names.nearest(place[2].partition(",")[0])
            account.add("agency-not-known", *place[:2], value=place[2], arguments={"nearest": nearest})
        return None, account
    found = _names_above(known, sheets)
    lead = known.campaign.lead_agency
    if len({agency.code for _, meant in found for agency in meant}) > 1:  # every form names the lead agency
        found = [x for x in found if [a.code for a in x[1]] != [lead]]
    agencies = {agency.code: agency for _, meant in found for agency in meant}
    sure = {meant[0].code: meant[0] for _, meant in found if len(meant) == 1}
    if len(sure) == 1 and all(next(iter(sure.values())) in meant for _, meant in found):
        agencies = sure
    if len(agencies) == 1:
        (sheet, cell, text), meant = found[0]
        agency = meant[0] if len(meant) == 1 else next(iter(agencies.values()))
        account = Account(account.file, agency.code)
        account.add("agency-by-name", sheet, cell, value=text, arguments={"name": agency.name})
        return agency, account
    if agencies:
        _question_agency(account, found[0][0], tuple(agencies.values()))
    else:
        account.add("no-agency")
    return None, account


def _question_agency(account: Account, place: tuple[str, str, str], agencies: Sequence[Agency]) -> None:
    codes = tuple(agency.code for agency in agencies)
    sheet, cell, text = place
    account.add(
        "agency-ambiguous", sheet, cell, value=text, waits_for=codes, arguments={"agencies": listed_agencies(agencies)}
    )


def _names_above(known: Known, sheets: Sequence[KeyedSheet]) -> list[tuple[tuple[str, str, str], tuple[Agency, ...]]]:
    """Sheet, cell and text of agencies' names above the filled cells, or in a sheet's name, with the
    agencies that may be meant: cells with nothing but a name, or where there are none, those that contain one.
    """
    names = agency_names(known.campaign)
    titles = {fold(t) for t in (known.campaign.title, known.campaign.programme)}
    said = [
        (sheet.name, cell, text)
        for sheet in sheets
        if sheet.key in known.labels.keys
        for cell, text in (*known.labels.names_above(sheet), ("", sheet.name))
        if fold(text) not in titles
    ]
    whole = [(place, meant) for place in said if (meant := names.matching(place[2]))]
    return whole or [(place, meant) for place in said if (meant := names.named_in(place[2]))]


def _named_on(sheets: Sequence[KeyedSheet]) -> tuple[str, str, str] | None:
    """Sheet, cell and text of the cell in which the agency names itself, if any."""
    for sheet in sheets:
        row = sheet.by_key().get("agency") if sheet.key == "info" else None
        name = sheet.text(row, "value") if row else ""
        if row and fold(name):
            return sheet.name, sheet.address(row, "value"), name
    return None


def contradict(form: Received, account: Account, sheet: str, cell: str, name: str) -> None:
    """Hold the file back where a sheet that is read names another agency, and its agency is not decided."""
    own, other = form.agency, agency_names(form.campaign).single_match(name)
    decided = form.raw.source.sha256 in form.known.claims
    if other is None or other.code == own.code or own.code in other.replaced_by or decided:
        return
    value = f"{called(own)} / {called(other)} (“{name}”)"
    account.add("two-agencies", sheet, cell, value=value, waits_for=(own.code, other.code))
    account.contradicted = account.contradicted or replace(account.findings[-1], agency=None)
