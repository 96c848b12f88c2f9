"""Reads sheets without cells for typing: the guide, the list of cells outside the form, unkeyed and foreign sheets."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.form.contents import EARLIER, OUTSIDE
from toolkit.intake.account import Account, is_blank
from toolkit.intake.labels import LANGUAGES, PAGES
from toolkit.intake.leftovers import LeftoverLister
from toolkit.intake.printed import LineNumbers, is_numbering
from toolkit.intake.received import Received
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.messages.masters import REASONS
from toolkit.model import CellValue
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedSheet
from toolkit.spreadsheet.workbook import RawSheet

#: The number of rows from the top in which a page's title is searched.
_TOP = 3


def read_guide(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """List what is on the guide apart from the guide's text, which is in one column."""
    rest = LeftoverLister(form, account, sheet)
    for row, cells in enumerate(sheet.raw.rows):
        keyed = not rest.list_key(row) and cells[0] == FOR_PEOPLE
        if keyed and cells[1:2] == [None]:
            account.computed[sheet.name].add((row, 1))  # the guide's text is a formula whose result is not stored
        for column, value in enumerate(cells[1:], start=1):
            guide = row > 0 and column == 1 and not is_blank(cells[0])
            if not is_blank(value) and not (form.prints(value) if guide else row == 0 and value == FOR_PEOPLE):
                earlier = form.is_earlier and column == 1 and keyed
                account.list_cell(sheet.name, cell_name(row, column), value, EARLIER if earlier else "unkeyed-content")


def read_outside(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """List the cells that were outside the form when it was returned, each with its reason and original cell."""
    catalogues = (forms.TITLES, forms.COLUMNS)
    texts = [text for c in catalogues for key, text in c.items() if key.startswith(OUTSIDE)]
    printed = {fold(text.say(lang)) for text in (*texts, forms.OUTSIDE_INTRO) for lang in LANGUAGES}
    rest = LeftoverLister(replace(form, texts=form.texts | printed), account, sheet)
    for row in sheet.rows:
        value = sheet.value(row, "value")
        if row.key in REASONS and not is_blank(value):
            origin = "!".join(filter(None, (sheet.text(row, "sheet"), sheet.text(row, "cell"))))
            account.list_cell(sheet.name, sheet.address(row, "value"), value, row.key, origin)
        rest.list_row(row, ("sheet", "cell", "value", "reason") if row.key in REASONS else ())


def read_page(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """List what the form did not print on a page of the form that was pasted below another of its sheets."""
    _list_page(form, account, sheet.name, [(row.index, row.cells) for row in sheet.rows])


def read_unkeyed(form: Received, account: Account, raw: RawSheet) -> None:
    """List the contents of a sheet without a key: a page of the form that lost its key, or a foreign sheet."""
    titles = {fold(forms.TITLES[key].say(lang)) for key in PAGES for lang in LANGUAGES}
    if any(isinstance(v, str) and fold(v) in titles for cells in raw.rows[:_TOP] for v in cells):
        _list_page(form, account, raw.name, enumerate(raw.rows))
    else:
        account.computed[raw.name] = set()
        _list_sheet(account, raw)


def read_foreign(form: Received, account: Account, sheet: KeyedSheet) -> None:
    """List the contents of a sheet with a key that no form has."""
    _list_sheet(account, sheet.raw)


def _list_page(form: Received, account: Account, name: str, rows: Iterable[tuple[int, Sequence[CellValue]]]) -> None:
    """On a page without keys, list the contents of all cells that the form does not print."""
    numbers, opens = LineNumbers(), {*forms.COLUMNS["open"]}
    for row, cells in rows:
        printed = [isinstance(v, str) and (fold(v) in form.known.live_list or form.prints(v)) for v in cells]
        for column, value in enumerate(cells):
            if is_blank(value) or printed[column]:
                continue
            points = column > 0 and cells[column - 1] in opens  # after a link of the live list
            if not (any(printed) and (numbers.continues(row, column, value) or (points and is_numbering(value)))):
                account.list_cell(name, cell_name(row, column), value)


def _list_sheet(account: Account, raw: RawSheet) -> None:
    for row, cells in enumerate(raw.rows):
        for column, value in enumerate(cells):
            if not is_blank(value):
                account.list_cell(raw.name, cell_name(row, column), value, "extra-sheet")
