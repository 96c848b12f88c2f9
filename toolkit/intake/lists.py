"""Reads the sheets that list faults, and the technical sheets: lists contents that the form did not print."""

import re

from toolkit.form.contents import EARLIER, print_marks
from toolkit.form.tables import TABLE_PREFIX
from toolkit.intake.account import Account, is_blank
from toolkit.intake.labels import LANGUAGES
from toolkit.intake.leftovers import LeftoverLister
from toolkit.intake.received import Received
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedSheet, cell_text
from toolkit.values.readings import word_key

#: The most rows of live lists that are remembered.
_ROWS = 2_000
#: A column heading of the live list, in any version.
_KEY = re.compile(r"[a-z_]+|#")
#: The column headings of a technical sheet.
_HEADING = re.compile(
    r"[a-z]+|[A-Z][A-Za-z]+Words|Themes|YesNo|Place|Choices_\w+|(?:state )?[\w-]*\d{4}[\w-]*", re.ASCII
)
#: The keys and values of a form's stamps.
_STAMP = re.compile(
    r"[a-z_]+|(?:previous|carried|carried_rows|followup):[\w.|:=,; -]*"
    r"|\d{4}-\d\d-\d\d|\d+(?:\.\w+)+|[0-9a-f]{8,64}|[\d.;|:=a-zA-Z-]*",
    re.ASCII,
)
_YES_NO = frozenset(answer.say(language) for answer in (forms.YES, forms.NO) for language in LANGUAGES)
#: The texts of the list of checks that name no figure.
_NO_PERIODS = frozenset(
    fold(problem.say(language))
    for problem in (forms.TO_FIX_REQUIRED, forms.TO_FIX_BAD_VALUE, *forms.TO_FIX_ODD.values())
    for language in LANGUAGES
)
#: The references to cells in the list of checks.
_POINTER = re.compile(r"#'[^']+'![A-Z]{1,3}\d+|(?:[A-Z]{1,3}\d+;)+")
_ROWS_OF_A_SHEET = 1_048_576
#: The texts that a returned form prints before or after a point about the form as sent.
_AROUND_POINTS = frozenset(
    fold(text.say(language, typed=""))
    for text in (forms.SENT_AS, forms.POINT_STAYS, forms.POINT_WHERE)
    for language in LANGUAGES
)
#: Numbers of states and marks on the sheet of checks are below this; its row numbers may be larger.
_STATES = 10


def read_to_fix(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """List the contents of the live list that are no results of its formulas."""
    listed, rest = form.known.live_list, LeftoverLister(form, account, sheet)
    width = max(sheet.columns.values(), default=0)
    counts = [sheet.columns[key] for key in ("number", "position") if key in sheet.columns]
    fix = sheet.columns.get("fix")
    shape = (id(form.texts), form.is_earlier, width, fix, *counts)
    for column, value in enumerate(sheet.raw.rows[0]):
        if value is not None and column and not _KEY.fullmatch(cell_text(value)):
            account.list_cell(sheet.name, cell_name(0, column), value)
    for row, cells in sheet.lines():
        rest.list_key(row)
        if cells.count(None) == len(cells) - (cells[:1] != [None]):
            continue
        # The types of the values are included: 1 and TRUE are equal, but different contents.
        known = (*shape, *map(type, cells), *cells)
        if known in listed.rows:
            continue
        before = account.cells
        numbers = [cells[c] for c in counts if c < len(cells)]
        line = len(numbers) == 2 and all(isinstance(v, float | ErrorValue) for v in numbers)
        for column, value in enumerate(cells[1:], start=1):
            if value is None or is_blank(value):
                continue
            is_text = isinstance(value, str) and not isinstance(value, ErrorValue)
            results = (line and column in counts and _may_be_row_count(value)) or (
                isinstance(value, ErrorValue) and (line or not is_blank(cells[0]))
            )
            # Forms of earlier versions show a 0 for a rule without advice.
            results = results or (line and column == fix and value.__class__ is float and value == 0)
            if column <= width and (results or (is_text and (fold(value) in listed or form.prints(value)))):
                continue
            if column <= width and is_text and form.returned_points and _is_point(form, fold(value)):
                continue
            earlier = form.is_earlier and column <= width and (line or cells[0] == FOR_PEOPLE)
            account.list_cell(sheet.name, cell_name(row, column), value, EARLIER if earlier else "unkeyed-content")
        if account.cells == before and len(listed.rows) < _ROWS and not form.names_agency(cells):
            listed.rows.add(known)


def _is_point(form: Received, text: str) -> bool:
    """Whether a text is a point that a returned form states about the form as sent, alone or beside a listed text."""
    rest = form.without_points(text)
    return rest != text and (rest == "" or rest in form.known.live_list or rest in _AROUND_POINTS)


def read_technical_sheet(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """List what the form did not print on a technical sheet (for formulas or stamps) that was shown or renamed."""
    if sheet.raw.hidden and sheet.name == f"_{sheet.key}":
        return
    most, reason = len(sheet.raw.rows), EARLIER if form.is_earlier else "unkeyed-content"
    for row, cells in enumerate(sheet.raw.rows):
        for column, value in enumerate(cells):
            if is_blank(value) or isinstance(value, ErrorValue):
                continue
            if isinstance(value, str):
                printed = _is_printed_technical(form, sheet.key, row, column, value)
            else:
                printed = sheet.key == "checks" and type(value) is float and value in range(max(most, _STATES))
            if not printed:
                account.list_cell(sheet.name, cell_name(row, column), value, reason)


def _is_printed_technical(form: Received, key: str, row: int, column: int, text: str) -> bool:
    """Whether the form prints this text on its sheet with this key."""
    if (row == 0 and _HEADING.fullmatch(text)) or (row, column) == (0, 0):
        return True
    if key == "meta":
        campaign = form.campaign
        stamps = (campaign.id, campaign.fingerprint, *campaign.agency_by_code, *form.followup_texts.values())
        return column < 2 and (bool(_STAMP.fullmatch(text)) or text in stamps)
    words = form.known.value_words
    if text in _YES_NO or fold(text) in _NO_PERIODS:
        return True
    known = text.lower() in form.known.answers or word_key(text) in words
    if known or key == "lists":
        return known or form.prints_around(text)
    if key == "checks" and text.removeprefix(TABLE_PREFIX) in form.campaign.table_by_code:
        return True
    messages = (rule.message for rule in form.campaign.rules)
    if key == "checks" and any(text.startswith((f"{message} (", f"{message.rstrip(' .')} (")) for message in messages):
        return True  # the contents of the rule's cells follow the message
    return bool(_POINTER.fullmatch(text)) or fold(text) in form.known.live_list or form.prints(text)


def read_returned(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """List what was changed on the first sheet of a returned form: each row has marks of its printed contents."""
    rest, marks_column = LeftoverLister(form, account, sheet), sheet.columns.get("printed")
    order = {c: n for n, c in enumerate(p for p in sheet.columns.values() if p != marks_column)}
    for row in sheet.rows:
        rest.list_key(row.index)
        marks = sheet.text(row, "printed").split()
        for column, value in enumerate(row.cells[1:], start=1):
            if column == marks_column or is_blank(value):
                continue
            index = order.get(column, len(marks))
            printed = marks[index : index + 1] == [print_marks(value)]
            # A form returned by an earlier version of the toolkit has no marks: its list is taken as printed.
            if not printed and not (marks_column is None and row.for_people and column in order):
                account.list_cell(sheet.name, cell_name(row.index, column), value)


def _may_be_row_count(value: CellValue) -> bool:
    """Whether this may be the result of a formula that counts rows: at most the number of rows of a sheet."""
    return isinstance(value, ErrorValue) or (
        isinstance(value, float) and value.is_integer() and 0 <= value <= _ROWS_OF_A_SHEET
    )
