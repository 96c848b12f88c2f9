"""Raw cells → `Submission`: what one agency sent back in its intake workbook.

Every filled cell is accounted for once: as a figure, a statement, a report detail, a note, or reported
(a leftover, or a finding that quotes it). What the form itself printed is not counted.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from toolkit.form.contents import OUTSIDE
from toolkit.form.followup import FOLLOWUP, FOLLOWUP_PREFIX
from toolkit.form.tables import TABLE_PREFIX
from toolkit.intake.account import Account
from toolkit.intake.copies import read_copy, sheet_to_read
from toolkit.intake.figures import add_missing_figures, read_figures
from toolkit.intake.followup import read_followup, report_unanswered
from toolkit.intake.identity import agency_of_form, report_other_agency
from toolkit.intake.info import read_info
from toolkit.intake.known import Known
from toolkit.intake.labels import LISTS, PAGE
from toolkit.intake.leftovers import list_above_keys
from toolkit.intake.legacy import Converted, as_unicode, may_need_decoding
from toolkit.intake.lists import read_returned, read_technical_sheet, read_to_fix
from toolkit.intake.pages import read_foreign, read_guide, read_outside, read_page, read_unkeyed
from toolkit.intake.presentation import (
    Sheets,
    list_notes,
    report_converted,
    report_hidden,
    report_struck,
    report_uncomputed,
    report_unreadable_characters,
)
from toolkit.intake.received import Received, Stamps, stamps_of
from toolkit.intake.statements import read_statements
from toolkit.intake.tables import read_table, report_missing_tables
from toolkit.messages import forms
from toolkit.model import Balance, Submission
from toolkit.spreadsheet.addresses import Position
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedSheet, keyed_sheet, keyed_sheets, sheet_key
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook

#: Sheets that list what is wrong, or serve the form's formulas: no formula on them is the agency's.
_FORM_SHEETS = {
    "meta": read_technical_sheet,
    "lists": read_technical_sheet,
    "checks": read_technical_sheet,
    "to_fix": read_to_fix,
    "returned": read_returned,
    OUTSIDE: read_outside,
}
#: For each key of a sheet, the function that reads the sheet; a sheet with a different key is foreign.
READERS: Mapping[str, Callable[[Received, Account, KeyedSheet], None]] = {
    "info": read_info,
    "figures": read_figures,
    "statements": read_statements,
    FOLLOWUP: read_followup,
    "guide": read_guide,
    PAGE: read_page,
    **_FORM_SHEETS,
}


class Reader(Known):
    """Reads the workbooks of one campaign."""

    def read(self, raw: RawWorkbook) -> Submission:
        """The submission in this workbook, `rejected` if the workbook is not a form of this campaign."""
        if not may_need_decoding(raw):
            return _submission(self, raw, {})
        stamps = stamps_of(keyed_sheets(raw), raw.properties)
        agency = self.campaign.agency_by_code.get(stamps.first("agency"))
        texts = self.texts(agency) | self.texts_naming(agency) if agency else frozenset()
        return _submission(self, *as_unicode(raw, texts, self.answers))


def _submission(known: Known, raw: RawWorkbook, converted: Mapping[str, Converted]) -> Submission:
    sheets, keyless = _sheets_of(known, raw)
    flat = [sheet for group in sheets.values() for sheet in group]
    stamps = stamps_of(flat, raw.properties)
    agency, account = agency_of_form(known, raw, flat, stamps)
    definition = stamps.first("definition")
    if agency is None:
        return Submission(
            source=raw.source,
            status="rejected",
            agency=account.agency or None,
            campaign=stamps.first("campaign"),
            definition=definition,
            findings=tuple(account.findings),
        )
    details = (sheet for sheet in flat if sheet.key == "info")
    info = {key: sheet.value(row, "value") for sheet in details for key, row in sheet.by_key().items()}
    form = Received(known, agency, raw, stamps, converted, known.texts(agency), info)
    for name in keyless:
        account.add_finding("keys-gone", name, "A1")
    report_converted(form, account)
    _read_sheets(form, account, sheets, keyless)
    if account.contradicted is not None:
        return Submission(
            source=raw.source,
            status="rejected",
            campaign=form.campaign.id,
            definition=definition,
            findings=(account.contradicted,),
        )
    _report_on_workbook(form, account, sheets)
    order = {table.code: index for index, table in enumerate(form.campaign.tables)}
    return Submission(
        source=raw.source,
        status="accepted",
        agency=agency.code,
        campaign=form.campaign.id,
        definition=definition,
        figures=tuple(f for i in form.campaign.indicators for f in account.figures.get(i.code, ())),
        statements=tuple(account.statements),
        rows=tuple(sorted(account.rows, key=lambda cell: order[cell.table])),
        info=tuple(account.info),
        followup=tuple(account.followup),
        leftovers=tuple(account.leftovers),
        findings=tuple(account.findings),
        balance=Balance(cells=account.cells, **account.counts),
        held=tuple(account.held),
    )


def _required_sheets(known: Known, stamps: Stamps) -> tuple[str, ...]:
    """The keys of the sheets with cells for typing in a form of the agency that is named in the stamps."""
    labels, campaign = known.labels, known.campaign
    agency = campaign.agency_by_code.get(stamps.first("agency"))
    keys = {TABLE_PREFIX + table.code for table in campaign.tables_of(agency)} if agency else {*labels.keys}
    keys |= {FOLLOWUP} if stamps.with_prefix(FOLLOWUP_PREFIX) else set()
    return tuple(key for key in labels.keys if key in keys or not key.startswith(LISTS))


def _sheets_of(known: Known, raw: RawWorkbook) -> tuple[Sheets, tuple[str, ...]]:
    """For each sheet of the workbook (by name), the sheets of the form on it; and the names of the sheets without keys.

    If no sheet has a certain key in A1, all sheets are searched for the sheet with this key: it may have been pasted
    below others, with its keys or without.
    """
    sheets: dict[str, tuple[KeyedSheet, ...]] = {
        one.name: (sheet,) if (sheet := keyed_sheet(one)) else () for one in raw.sheets
    }
    present = {s.key for group in sheets.values() for s in group}
    keyless: dict[str, None] = {}
    stamps = stamps_of([s for group in sheets.values() for s in group], raw.properties)
    labels, required = known.labels, _required_sheets(known, stamps)
    for one in raw.sheets:
        wanted = {*required} - present
        keys = {s.key for s in sheets[one.name]}
        if not wanted or not keys <= {*labels.keys, "guide", "to_fix"}:
            continue
        parts = labels.form_sheets(one, wanted | keys, required)
        if wanted.isdisjoint(part.key for part in parts):
            continue
        sheets[one.name] = parts
        present.update(part.key for part in parts)
        if any(part.by_labels for part in parts):
            keyless[one.name] = None
    for one in raw.sheets:
        keyed = [s for s in sheets[one.name] if s.matched is None and s.key in labels.keys]
        if keyed and labels.shows_other_headings(one, keyed[0].key):
            parts = labels.form_sheets(one, {keyed[0].key}, required)
            sheets[one.name] = parts if parts[1:] else sheets[one.name]
    return sheets, tuple(keyless)


def _read_sheets(form: Received, account: Account, sheets: Sheets, keyless: Collection[str]) -> None:
    by_key = {key: [s for group in sheets.values() for s in group if s.key == key] for key in form.known.labels.keys}
    for same in by_key.values():
        same.sort(key=lambda sheet: sheet_key(sheet.raw) != sheet.key)  # a sheet pasted onto another one is the copy
    read = {key: sheet_to_read(form, same) for key, same in by_key.items() if same}
    for raw in form.raw.sheets:
        parts = sheets[raw.name]
        if not parts:
            read_unkeyed(form, account, raw)
        elif any(sheet.key not in _FORM_SHEETS for sheet in parts):
            account.computed.setdefault(raw.name, set()).update(_formulas_for_people(raw, parts, raw.name in keyless))
        for sheet in parts:
            first, foreign = read.get(sheet.key, (sheet, {}))
            cell, other = foreign.get(raw.name, ("", None))
            if sheet is not first:
                read_copy(form, account, sheet, first, other)
                account.computed.pop(raw.name, None)
                continue
            if other:
                report_other_agency(form, account, raw.name, cell, other.name)
            list_above_keys(account, sheet)
            _reader_of(form, sheet)(form, account, sheet)


def _formulas_for_people(raw: RawSheet, sheets: Sequence[KeyedSheet], keyless: bool) -> set[Position]:
    """The cells in rows for people whose formula has no result: it is the form's. `keyless`: the sheet has no keys."""
    if not raw.unsaved:
        return set()
    keyed = {row.index for sheet in sheets for row in sheet.rows if row.key and not row.for_people}
    rows = {row for row, _ in raw.unsaved}
    marked = {row for row in rows for cells in raw.rows[row : row + 1] for v in cells[:1] if v == FOR_PEOPLE}
    width = max((c for sheet in sheets for c in (*sheet.columns.values(), *sheet.people_columns)), default=0)
    for_people = {row for row in rows if row in marked or (keyless and row not in keyed)}
    return {(row, column) for row, column in raw.unsaved if column <= width and row in for_people}


def _reader_of(form: Received, sheet: KeyedSheet) -> Callable[[Received, Account, KeyedSheet], None]:
    """The function that reads a sheet. A table's sheet is foreign where the definition has no such table."""
    if not sheet.key.startswith(TABLE_PREFIX):
        return READERS.get(sheet.key, read_foreign)
    known = sheet.key.removeprefix(TABLE_PREFIX) in form.campaign.table_by_code
    return read_table if known or form.is_earlier else read_foreign


def _report_on_workbook(form: Received, account: Account, sheets: Sheets) -> None:
    """Add the findings about the workbook as a whole, after its sheets are read."""
    list_notes(form, account, sheets)
    _report_missing_sheets(form, account, {sheet.key for group in sheets.values() for sheet in group})
    current = tuple(code for code, gone in account.differs.items() if not gone)
    if form.is_earlier and current:
        account.add_finding("older-definition", value=form.stamps.first("definition"), arguments={"differs": current})
    if form.raw.macros:
        account.add_finding("macros-present")
    account.report_leftovers()
    report_uncomputed(form, account)
    report_hidden(form, account, sheets)
    report_struck(form, account, sheets)
    report_unreadable_characters(account)


def _report_missing_sheets(form: Received, account: Account, present: set[str]) -> None:
    required = {
        "figures": bool(form.campaign.indicators_of(form.agency)) and bool(form.campaign.periods),
        "statements": bool(form.campaign.sections_of(form.agency)),
        "info": True,
    }
    for key, is_required in required.items():
        if is_required and key not in present:
            account.add_finding("sheet-missing", forms.SHEETS[key].say("vi"))
    report_missing_tables(form, account, present)
    report_unanswered(form, account)
    if "figures" not in present:
        add_missing_figures(form, account)
