"""Reads the sheet about the previous campaign's texts: the agency's answer to each text."""

from toolkit.form.carried import is_row_key
from toolkit.form.followup import TYPED, answer_of, row_key
from toolkit.intake.account import Account, is_blank
from toolkit.intake.leftovers import LeftoverLister, report_merged, with_keys
from toolkit.intake.received import Received
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import ErrorValue, FollowUp
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet
from toolkit.values.cell import typed_text


def read_followup(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """Read the answers. The contents of pasted or copied rows are listed, since their text is unknown."""
    sheet = with_keys(form, account, sheet)
    report_merged(account, sheet, TYPED)
    rest, headings = LeftoverLister(form, account, sheet), {fold(s.heading): s.code for s in form.campaign.sections}
    seen, reported = set[str](), dict[str, list[str]]()
    for row in sheet.rows:
        key = "" if row.for_people else _key(form, sheet, row, headings)
        if not key or key in seen:
            rest.list_key(row.index, (None, FOR_PEOPLE, row.key if is_row_key(row.key) else FOR_PEOPLE))
            rest.list_row(row, ())
            continue
        seen.add(key)
        rest.list_row(row._replace(key=key), ("section", "text", *TYPED))
        if code := _read(form, account, sheet, row._replace(key=key), headings):
            reported.setdefault(code, []).append(account.followup[-1].cell)
    for code, cells in reported.items():
        account.add_once(code, sheet.name, tuple(cells))


def report_unanswered(form: Received, account: Account) -> None:
    """Report the texts that the form asks about and whose rows are gone: these texts are not answered."""
    present = {row_key(x.section, x.text) for x in account.followup}
    missing = [(key.partition("=")[0], text) for key, text in form.followup_texts.items() if key not in present]
    if missing:
        sheet, arguments = forms.SHEETS["followup"].say("vi"), {"count": len(missing)}
        account.add_finding("followup-row-missing", sheet, value=missing[0][1], arguments=arguments)
    account.followup += [FollowUp(account.agency, *pair, file=account.file) for pair in missing]


def _key(form: Received, sheet: KeyedSheet, row: KeyedRow, headings: dict[str, str]) -> str:
    """The key of the text in a row; "" where the form does not ask about it. Without stamps, all texts are accepted."""
    if row.key in form.followup_texts or (not form.followup_texts and is_row_key(row.key)):
        return row.key
    section, text = headings.get(fold(sheet.text(row, "section")), ""), typed_text(sheet.value(row, "text"))
    key = row_key(section, text) if section and text else ""
    return key if key in form.followup_texts or not form.followup_texts else ""


def _read(form: Received, account: Account, sheet: KeyedSheet, row: KeyedRow, headings: dict[str, str]) -> str:
    """Read a row; return the code of the finding about its answer, or ""."""
    section, heading, shown = row.key.partition("=")[0], sheet.value(row, "section"), sheet.value(row, "text")
    if not is_blank(heading) and section in headings.values() and headings.get(fold(typed_text(heading))) != section:
        account.list_cell(sheet.name, sheet.address(row, "section"), heading)
    if not is_blank(shown) and row_key(section, typed_text(shown)) != row.key:
        account.count("reported")
        at = sheet.address(row, "text")
        account.add_finding("followup-text-changed", sheet.name, at, value=typed_text(shown), section=section)
    answer, why = (None if is_blank(value := sheet.value(row, column)) else value for column in TYPED)
    if isinstance(why, ErrorValue):
        account.list_cell(sheet.name, sheet.address(row, "explanation"), why, "error-in-text")
        why = None
    known, text = answer_of(answer), form.followup_texts.get(row.key, typed_text(shown))
    cell = cell_name(row.index, next((sheet.columns[c] for c in ("answer", "text") if c in sheet.columns), 0))
    fields = (known, typed_text(why), account.file, sheet.name, cell, typed_text(answer))
    account.followup.append(FollowUp(account.agency, section, text, *fields))
    account.count("answers", bool(known) + (why is not None))
    if answer is not None and not known:
        account.count("reported")
        account.add_finding("followup-not-understood", sheet.name, cell, value=typed_text(answer), section=section)
        return ""
    if not known:
        return "followup-unanswered"
    return "followup-unexplained" if known == "not_yet" and why is None else ""
