"""Reads the sheet of report details."""

from toolkit.agencies.names import agency_names
from toolkit.form.contents import EARLIER, INFO_KEYS
from toolkit.intake.account import Account, is_blank
from toolkit.intake.identity import report_other_agency
from toolkit.intake.leftovers import LeftoverLister, report_merged, with_keys
from toolkit.intake.printed import recalled_rows
from toolkit.intake.received import Received
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, InfoValue
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet
from toolkit.values.cell import read_date, typed_text


def read_info(form: Received, account: Account, sheet: KeyedSheet) -> None:
    sheet = with_keys(form, account, sheet, INFO_KEYS)
    report_merged(account, sheet, ("value",))
    printed, rest = form.printed_rows(sheet, ("value",)), LeftoverLister(form, account, sheet)
    seen: set[str] = set()
    for row, (known, blank) in zip(sheet.rows, recalled_rows(printed, sheet), strict=False):
        if blank and known is not None and row.key not in seen:
            seen.update({known} - {""})
            continue
        before = account.cells
        if row.key not in INFO_KEYS or row.key in seen:
            strange = not row.for_people and bool(row.key) and rest.list_key(row.index, (*INFO_KEYS, FOR_PEOPLE))
            rest.list_row(row._replace(key=FOR_PEOPLE) if strange else row, ())
            if row.for_people and account.cells == before:
                form.remember(printed, row.cells, "")
            continue
        seen.add(row.key)
        if not known:
            rest.list_row(row, ("label", "value"))
            label = sheet.value(row, "label")
            if not is_blank(label) and not form.prints(label):
                account.count("reported")
                expected, cell = forms.INFO[row.key].say("vi"), sheet.address(row, "label")
                account.add_finding(
                    "label-changed",
                    sheet.name,
                    cell,
                    value=typed_text(label),
                    arguments={"expected": expected, "part": "detail"},
                )
            if account.cells == before:
                form.remember(printed, row.cells, row.key)
        _read_detail(form, account, sheet, row)


def _read_detail(form: Received, account: Account, sheet: KeyedSheet, row: KeyedRow) -> None:
    value = sheet.value(row, "value")
    if is_blank(value):
        return
    cell, text = sheet.address(row, "value"), typed_text(value)
    if row.key == "agency":
        _check_agency(form, account, sheet.name, cell, value)
    elif isinstance(value, ErrorValue):
        account.list_cell(sheet.name, cell, value, "error-in-text")
    elif not text.isdigit() and form.prints(value):  # a label pasted into the cell
        account.list_cell(sheet.name, cell, value)
    else:
        account.count("info")
        account.info.append(InfoValue(key=row.key, text=text, sheet=sheet.name, cell=cell))
        if row.key == "report_date" and read_date(value).state == "held":
            account.add_finding("date-not-understood", sheet.name, cell, value=text)


def _check_agency(form: Received, account: Account, sheet: str, cell: str, value: CellValue) -> None:
    """Report a name other than the agency's, unless an earlier form printed the same name elsewhere."""
    agency, text = form.agency, typed_text(value)
    names = {fold(n) for n in (agency.name, agency.short_name, agency.code)}
    if fold(text) in names and (
        text == agency.name or agency_names(form.campaign).single_match(text) in (None, agency)
    ):
        return  # no other agency has this name with the same tones
    if form.is_earlier and any(x.reason == EARLIER and fold(x.value) == fold(text) for x in account.leftovers):
        account.list_cell(sheet, cell, value, EARLIER)
        return
    account.count("reported")
    account.add_finding("agency-changed", sheet, cell, value=text, arguments={"name": agency.name})
    report_other_agency(form, account, sheet, cell, text)
