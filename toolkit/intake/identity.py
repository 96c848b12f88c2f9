"""Finds the agency of a workbook: from its stamps, from the coordinator's decision, else from a name on its sheets."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.agencies.names import agency_names, listed_agencies
from toolkit.intake.account import Account
from toolkit.intake.known import Known
from toolkit.intake.received import Received, Stamps
from toolkit.language.text import fold
from toolkit.messages import agency_name
from toolkit.model import Agency
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.spreadsheet.workbook import RawWorkbook


def agency_of_form(
    known: Known, raw: RawWorkbook, sheets: Sequence[KeyedSheet], stamps: Stamps
) -> tuple[Agency | None, Account]:
    """The agency of this form, and a new account; None, and an account with a finding, for a form not accepted."""
    campaign, account = known.campaign, Account(raw.source.file)
    claimed = known.claims.get(raw.source.sha256)
    if not claimed and not any(s.key in (*known.labels.keys, "meta") for s in sheets):
        account.add_finding("not-our-form")
        return None, account
    stamped = stamps.values("agency")
    foreign = [c for c in stamps.values("campaign") if c != campaign.id]
    if foreign:
        if len(stamped) == 1 and stamped[0] in campaign.agency_by_code:
            account = Account(raw.source.file, stamped[0])
        account.add_finding("wrong-campaign", value=foreign[0], arguments={"campaign": campaign.id})
        return None, account
    codes = [claimed] if claimed else stamped
    if not codes:
        return _agency_by_name(known, account, sheets)
    agencies = [campaign.agency_by_code.get(code) for code in codes]
    if len(codes) > 1:
        both = (agency_name(agency) if agency else code for code, agency in zip(codes, agencies, strict=True))
        account.add_finding("two-agencies", value=" / ".join(both))
        return None, account
    if agencies[0] is None:
        account.add_finding("unknown-agency", value=codes[0])
    return agencies[0], Account(raw.source.file, agencies[0].code) if agencies[0] else account


def _agency_by_name(known: Known, account: Account, sheets: Sequence[KeyedSheet]) -> tuple[Agency | None, Account]:
    """The agency whose name is in the cell for the agency's name, else above the filled cells; None, and an account
    with a finding, where no agency or several are named.
    """
    names = agency_names(known.campaign)
    named = _agency_name_cell(sheets)
    if named:
        meant = names.matching(named[2])
        if len(meant) == 1:
            return meant[0], Account(account.file, meant[0].code)
        if meant:
            _report_ambiguous_agency(account, named, meant)
        else:
            nearest = names.nearest(named[2].partition(",")[0])
            account.add_finding("agency-not-known", *named[:2], value=named[2], arguments={"nearest": nearest})
        return None, account
    mentions = _names_above(known, sheets)
    lead = known.campaign.lead_agency
    if len({agency.code for _, meant in mentions for agency in meant}) > 1:  # every form names the lead agency
        mentions = [x for x in mentions if [a.code for a in x[1]] != [lead]]
    agencies = {agency.code: agency for _, meant in mentions for agency in meant}
    sure = {meant[0].code: meant[0] for _, meant in mentions if len(meant) == 1}
    if len(sure) == 1 and all(next(iter(sure.values())) in meant for _, meant in mentions):
        agencies = sure
    if len(agencies) == 1:
        (sheet, cell, text), meant = mentions[0]
        agency = meant[0] if len(meant) == 1 else next(iter(agencies.values()))
        account = Account(account.file, agency.code)
        account.add_finding("agency-by-name", sheet, cell, value=text, arguments={"name": agency.name})
        return agency, account
    if agencies:
        _report_ambiguous_agency(account, mentions[0][0], tuple(agencies.values()))
    else:
        account.add_finding("no-agency")
    return None, account


def _report_ambiguous_agency(account: Account, where: tuple[str, str, str], agencies: Sequence[Agency]) -> None:
    codes = tuple(agency.code for agency in agencies)
    sheet, cell, text = where
    account.add_finding(
        "agency-ambiguous", sheet, cell, value=text, waits_for=codes, arguments={"agencies": listed_agencies(agencies)}
    )


def _names_above(known: Known, sheets: Sequence[KeyedSheet]) -> list[tuple[tuple[str, str, str], tuple[Agency, ...]]]:
    """The agencies' names above the filled cells or in sheets' names: (sheet, cell, text) and the agencies that may be
    meant. Cells with nothing but a name come first; cells that contain a name are used only without such cells.
    """
    names = agency_names(known.campaign)
    titles = {fold(t) for t in (known.campaign.title, known.campaign.programme)}
    texts = [
        (sheet.name, cell, text)
        for sheet in sheets
        if sheet.key in known.labels.keys
        for cell, text in (*known.labels.agency_names_above(sheet), ("", sheet.name))
        if fold(text) not in titles
    ]
    whole = [(where, meant) for where in texts if (meant := names.matching(where[2]))]
    return whole or [(where, meant) for where in texts if (meant := names.named_in(where[2]))]


def _agency_name_cell(sheets: Sequence[KeyedSheet]) -> tuple[str, str, str] | None:
    """(sheet, cell, text) of the cell for the agency's name among the report details; None where it is blank."""
    for sheet in sheets:
        row = sheet.by_key().get("agency") if sheet.key == "info" else None
        name = sheet.text(row, "value") if row else ""
        if row and fold(name):
            return sheet.name, sheet.address(row, "value"), name
    return None


def report_other_agency(form: Received, account: Account, sheet: str, cell: str, name: str) -> None:
    """Hold the file back where a sheet that is read names another agency, unless the coordinator decided the agency."""
    agency, other = form.agency, agency_names(form.campaign).single_match(name)
    decided = form.raw.source.sha256 in form.known.claims
    if other is None or other.code == agency.code or agency.code in other.replaced_by or decided:
        return
    value = f"{agency_name(agency)} / {agency_name(other)} (“{name}”)"
    account.add_finding("two-agencies", sheet, cell, value=value, waits_for=(agency.code, other.code))
    account.contradicted = account.contradicted or replace(account.findings[-1], agency=None)
