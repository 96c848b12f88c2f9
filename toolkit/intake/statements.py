"""The sheet of the narrative: each line a statement under its section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.form.form import ASKED_BEFORE, UNPLACED
from toolkit.intake.account import Account, is_blank
from toolkit.intake.leftovers import Rest, report_merged, with_keys
from toolkit.intake.printed import looks
from toolkit.intake.received import Received
from toolkit.language.text import clean, fold, has_invisible, split_points
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, Section, Statement
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_name, cell_text
from toolkit.values.cell import typed_text
from toolkit.values.readings import nothing_to_say

#: The columns in which something is typed.
_TYPED = ("theme", "text", "evidence")


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(map(str.isalnum, text))


def _goes_on(sheet: KeyedSheet, index: int, cells: Sequence[CellValue]) -> bool:
    """Whether the line's number is the one after that of the line above: the form's own, though the key is gone."""
    above = sheet.raw.rows[index - 1]
    own = [(cells[c], above[c] if c < len(above) else None) for c in sheet.people_columns if c < len(cells)]
    return bool(own) and all(
        isinstance(n, float) and n == (before + 1 if isinstance(before, float) else 1) for n, before in own
    )


def _joined(sheet: KeyedSheet) -> list[tuple[int, int, int, int]]:
    """Merged areas that join a line's theme and text, to have a wider cell: what stands there is the text."""
    theme, text = (sheet.columns.get(key) for key in ("theme", "text"))
    if theme is None or text is None:
        return []
    return [area for area in sheet.raw.merged if area[1] <= theme < text <= area[3]]


def _next_key(sheet: KeyedSheet, index: int) -> str:
    """The key of the next row that has one."""
    return next((row.key for row in sheet.rows[index:] if row.index > index and row.key), "")


def read_statements(form: Received, account: Account, sheet: KeyedSheet) -> None:
    sections = {s.code: s for s in form.campaign.sections_of(form.agency)}
    headings = {
        fold(f"{n} {s.heading}{mark}"): s.code
        for n, s in enumerate(sections.values(), 1)
        for mark in ("", forms.REQUIRED_MARK)
    }
    sheet = with_keys(form, account, sheet)
    rest = Rest(form, account, sheet)
    current = ""
    numbers: dict[str, int] = {}
    unplaced = {fold(text) for text in forms.UNPLACED}
    wider = [
        a for a in _joined(sheet) if a[0] == a[2] and all(map(is_blank, sheet.raw.rows[a[0]][a[1] + 1 : a[3] + 1]))
    ]
    report_merged(account, sheet, _TYPED, wider)
    printed = form.printed(sheet, _TYPED)
    for (index, cells), (known, blank) in zip(sheet.lines(), looks(printed, sheet), strict=False):
        if blank and known is not None:
            current = known or current
            continue
        row = sheet.row(index, cells)
        before = account.cells
        if row.for_people:
            said = [fold(cell_text(v)) for v in row.cells[1:] if v is not None]
            begun = next((headings[text] for text in said if text in headings), "")
            if not unplaced.isdisjoint(said):
                begun = UNPLACED
            current = begun or current
            rest.leave_row(row, ())
            if blank and account.cells == before:
                form.remember(printed, cells, begun)
            continue
        strange = row.key and row.key not in form.campaign.section_by_code and row.key != UNPLACED
        if strange and current in sections and not form.earlier and _next_key(sheet, index) == current:
            account.leave(sheet.name, cell_name(row.index, sheet.key_column), row.cells[sheet.key_column])
            row = row._replace(key=current)  # it stands where the key of the lines around it stood
        elif strange and sheet.key_column >= 0:
            rest.leave_key(row.index, (), "unkeyed-content" if all(map(is_blank, cells[1:])) else "unknown-section")
            if not form.earlier:
                rest.leave_row(row._replace(key=FOR_PEOPLE), (), "unknown-section")
                continue
        key = row.key or current
        current = row.key or current
        if key not in sections:
            reason = UNPLACED if key == UNPLACED else "unknown-section" if key else "unkeyed-content"
            rest.leave_row(row, (), ASKED_BEFORE if form.earlier and reason == "unknown-section" else reason)
            continue
        if not known:
            numbered = not row.key and _goes_on(sheet, index, cells)
            rest.leave_row(row._replace(key=key) if numbered else row, _TYPED)
            if row.key and account.cells == before:
                form.remember(printed, cells, row.key)
        _read_statement(form, account, sheet, row, key, numbers)
    if form.earlier:
        _compare_sections(account, sheet, sections, headings)


def _compare_sections(
    account: Account, sheet: KeyedSheet, sections: Mapping[str, Section], headings: Mapping[str, str]
) -> None:
    """Note the sections that an earlier form has more or less than today's, or under another heading."""
    above: dict[str, list[str]] = {}
    printed: list[str] = []
    for row in sheet.rows:
        if row.for_people:
            printed += [fold(cell_text(v)) for v in row.cells[1:] if v is not None]
        else:
            above.setdefault(row.key, printed)
            printed = []
    own = {code: {text.partition(" ")[2] for text, c in headings.items() if c == code} for code in sections}
    for code in dict.fromkeys((*sections, *above)):
        shown = {text.partition(" ")[2] for text in above.get(code, ())}
        if code not in ("", UNPLACED) and own.get(code, set()).isdisjoint(shown):
            account.note_difference(code, gone=code not in sections)


def _no_statement(form: Received, said: str, section: str) -> str:
    """Why a line is no statement, as a reason; "" where it is one."""
    if not has_words(said):
        return "statement-without-words"
    asked = form.campaign.section_by_code[section]
    if nothing_to_say(said, asked.heading, form.known.words):
        return "said-none" if asked.required else "nothing-to-say"
    return ""


def _typed_in(account: Account, sheet: KeyedSheet, row: KeyedRow) -> list[CellValue]:
    """What stands in each of `_TYPED`; an error, which Excel makes of a line that begins with a dash,
    is reported."""
    found: list[CellValue] = []
    for column in _TYPED:
        value = sheet.value(row, column)
        if isinstance(value, ErrorValue):
            account.leave(sheet.name, sheet.address(row, column), value, "error-in-text")
            value = None
        found.append(value)
    return found


def _read_statement(
    form: Received, account: Account, sheet: KeyedSheet, row: KeyedRow, section: str, numbers: dict[str, int]
) -> None:
    """One line. `numbers`: how many statements each section has so far."""
    theme, text, evidence = _typed_in(account, sheet, row)
    at = "text"
    if is_blank(text) and not is_blank(theme) and any(top == row.index for top, *_ in _joined(sheet)):
        theme, text, at = None, theme, "theme"
    typed = "" if is_blank(text) else typed_text(text)
    said = clean(typed) if has_invisible(typed) else typed
    reason = _no_statement(form, said, section) if typed else "statement-without-text"
    if reason:
        for column, value in zip(_TYPED, (theme, text, evidence), strict=True):
            if not is_blank(value):
                account.leave(sheet.name, sheet.address(row, column), value, reason)
        if typed:
            account.add(reason, sheet.name, sheet.address(row, at), value=typed, section=section)
        return
    code = "" if is_blank(theme) else form.known.themes.get(fold(cell_text(theme)), "")
    if not code and not is_blank(theme):
        account.count("reported")
        place = sheet.address(row, "theme")
        account.add("unknown-theme", sheet.name, place, value=typed_text(theme), section=section)
    account.count("statements", 1 + bool(code) + (not is_blank(evidence)))
    numbers[section] = numbers.get(section, 0) + 1
    cell, own = sheet.address(row, at), f"{account.agency}.{section}.{numbers[section]}"
    every = split_points(said) if "\n" in said else ()
    points = tuple(filter(has_words, every))
    converted = form.converted.get(sheet.name)
    original = converted.originals.get(cell, "") if converted else ""
    if not original and (said != typed or len(every) > 1):
        original = typed
    if len(points) < 2:
        points = (points[0] if len(every) > 1 else said,)
    proof = "" if is_blank(evidence) else typed_text(evidence)
    for number, point in enumerate(points, start=1):
        name = own if len(points) == 1 else f"{own}.{number}"
        account.statements.append(
            Statement(name, account.agency, section, point, code, proof, account.file, sheet.name, cell, original)
        )
        proof = original = ""  # they stand with the first
