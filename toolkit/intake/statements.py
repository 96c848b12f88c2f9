"""Reads the sheet of the narrative: each line is a statement in a section."""

from collections.abc import Sequence

from toolkit.form.contents import EARLIER_ANSWER, UNPLACED
from toolkit.intake.account import Account, is_blank
from toolkit.intake.leftovers import LeftoverLister, report_merged, with_keys
from toolkit.intake.printed import is_numbering, recalled_rows
from toolkit.intake.received import Received
from toolkit.language.text import clean, fold, has_invisible, split_points
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, Statement
from toolkit.spreadsheet.addresses import Area, cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_text
from toolkit.values.cell import typed_text
from toolkit.values.readings import is_nothing_to_report

#: The columns in which something is typed.
_TYPED = ("theme", "text", "evidence")
_UNPLACED = frozenset(map(fold, forms.UNPLACED))
#: The headings of the columns for typing.
_HEADINGS = frozenset(fold(heading) for key in _TYPED for heading in forms.COLUMNS[key])


def has_words(text: str) -> bool:
    """Whether the text has a letter or a digit."""
    return any(map(str.isalnum, text))


def _continues_numbering(sheet: KeyedSheet, index: int, cells: Sequence[CellValue]) -> bool:
    """Whether the line's number follows the number above: then the form printed the line, although its key is gone."""
    above = sheet.raw.rows[index - 1]
    numbers = [(cells[c], above[c] if c < len(above) else None) for c in sheet.people_columns if c < len(cells)]
    return bool(numbers) and all(
        isinstance(n, float) and n == (before + 1 if isinstance(before, float) else 1) for n, before in numbers
    )


def _joined_areas(sheet: KeyedSheet) -> list[Area]:
    """Merged areas that join a line's theme and text into one cell, whose content is the text."""
    theme, text = (sheet.columns.get(key) for key in ("theme", "text"))
    if theme is None or text is None:
        return []
    return [area for area in sheet.raw.merged if area[1] <= theme < text <= area[3]]


def _joined_on_one_line(sheet: KeyedSheet) -> list[Area]:
    """The areas of `_joined_areas` that are on one line and have no other contents."""
    rows = dict(enumerate(sheet.raw.rows))  # merged areas may also be below the last row
    on_one_line = (area for area in _joined_areas(sheet) if area[0] == area[2])
    return [a for a in on_one_line if all(map(is_blank, rows.get(a[0], ())[a[1] + 1 : a[3] + 1]))]


def _next_key(sheet: KeyedSheet, index: int) -> str:
    """The key of the next row that has a key; "" where no further row has one."""
    return next((row.key for row in sheet.rows[index:] if row.index > index and row.key), "")


def read_statements(form: Received, account: Account, sheet: KeyedSheet) -> None:
    _Narrative(form, account, with_keys(form, account, sheet)).read()


class _Narrative:
    """Reads the sheet of the narrative of one form."""

    def __init__(self, form: Received, account: Account, sheet: KeyedSheet) -> None:
        self.form, self.account, self.sheet = form, account, sheet
        self.rest = LeftoverLister(form, account, sheet)
        self.sections = {s.code: s for s in form.campaign.sections_of(form.agency)}
        self.headings = {
            fold(f"{n} {s.heading}{mark}"): s.code
            for n, s in enumerate(self.sections.values(), 1)
            for mark in ("", forms.REQUIRED_MARK)
        }
        self.current = ""
        """The code of the section to which the line or heading above belongs."""
        self.numbers: dict[str, int] = {}
        """For each section, the number of statements so far."""

    def read(self) -> None:
        form, account, sheet = self.form, self.account, self.sheet
        report_merged(account, sheet, _TYPED, _joined_on_one_line(sheet))
        printed = form.printed_rows(sheet, _TYPED)
        for (index, cells), (known, blank) in zip(sheet.lines(), recalled_rows(printed, sheet), strict=False):
            if blank and known is not None:
                self.current = known or self.current
                continue
            row, before = sheet.row(index, cells), account.cells
            if row.for_people:
                begun = self._section_in_heading(row)
                self.current = begun or self.current
                self.rest.list_row(row, ())
                if blank and account.cells == before:
                    form.remember(printed, cells, begun)
                continue
            line = self._keyed_line(row)
            if line is None:
                continue
            # A line that was pasted one column to the right has its number under themes and its theme under texts.
            text = fold(self.sheet.text(row, "text"))
            shifted = text in self.form.known.themes and is_numbering(self.sheet.value(row, "theme"))
            if shifted or fold(sheet.text(row, "text")) in _HEADINGS:
                # The line number is printed by the form, not typed.
                self.rest.list_row(row if shifted and row.key else row._replace(key=FOR_PEOPLE), ())
                continue
            if not known:
                # A line whose key is gone still has its number.
                keyed = row.key == line.key or _continues_numbering(sheet, index, cells)
                self.rest.list_row(line if keyed else row._replace(key=""), _TYPED)
                if row.key and account.cells == before:
                    form.remember(printed, cells, row.key)
            self._read_statement(line)
        if form.is_earlier:
            self._compare_sections()

    def _section_in_heading(self, row: KeyedRow) -> str:
        """The section whose heading is in this row; "" for other rows."""
        texts = [fold(cell_text(v)) for v in row.cells[1:] if v is not None]
        if not _UNPLACED.isdisjoint(texts):
            return UNPLACED
        return next((self.headings[text] for text in texts if text in self.headings), "")

    def _keyed_line(self, row: KeyedRow) -> KeyedRow | None:
        """The row with the key of its section; None, with its contents listed, if the form has no such section."""
        earlier, column = self.form.is_earlier, self.sheet.key_column
        if row.key and row.key not in self.form.campaign.section_by_code and row.key != UNPLACED:
            if self.current in self.sections and not earlier and _next_key(self.sheet, row.index) == self.current:
                # The agency typed its text over the key of the section.
                self.account.list_cell(self.sheet.name, cell_name(row.index, column), row.cells[column])
                row = row._replace(key=self.current)
            elif column >= 0:
                alone = all(map(is_blank, row.cells[1:]))
                self.rest.list_key(row.index, (), "unkeyed-content" if alone else "unknown-section")
                if not earlier:
                    self.rest.list_row(row._replace(key=FOR_PEOPLE), (), "unknown-section")
                    return None
        key = self.current = row.key or self.current
        if key in self.sections:
            return row._replace(key=key)
        reason = UNPLACED if key == UNPLACED else "unknown-section" if key else "unkeyed-content"
        self.rest.list_row(row, (), EARLIER_ANSWER if earlier and reason == "unknown-section" else reason)
        return None

    def _compare_sections(self) -> None:
        """Record which sections differ in an earlier form: missing, additional, or with another heading."""
        above: dict[str, list[str]] = {}
        printed: list[str] = []
        for row in self.sheet.rows:
            if row.for_people:
                printed += [fold(cell_text(v)) for v in row.cells[1:] if v is not None]
            else:
                above.setdefault(row.key, printed)
                printed = []
        now = {code: {t.partition(" ")[2] for t, c in self.headings.items() if c == code} for code in self.sections}
        for code in dict.fromkeys((*self.sections, *above)):
            shown = {text.partition(" ")[2] for text in above.get(code, ())}
            if code not in ("", UNPLACED) and now.get(code, set()).isdisjoint(shown):
                self.account.note_difference(code, gone=code not in self.sections)

    def _read_typed(self, row: KeyedRow) -> list[CellValue]:
        """The contents of the columns `_TYPED`; an error value, which Excel makes of a leading dash, is reported."""
        contents: list[CellValue] = []
        for column in _TYPED:
            value = self.sheet.value(row, column)
            if isinstance(value, ErrorValue):
                self._list_cell(row, column, value, "error-in-text")
                value = None
            contents.append(value)
        return contents

    def _list_cell(self, row: KeyedRow, column: str, value: CellValue, reason: str) -> None:
        self.account.list_cell(self.sheet.name, self.sheet.address(row, column), value, reason)

    def _why_no_statement(self, text: str, section: str) -> str:
        """The reason why a line is no statement; "" for a statement."""
        if not has_words(text):
            return "statement-without-words"
        defined = self.form.campaign.section_by_code[section]
        if is_nothing_to_report(text, defined.heading, self.form.known.value_words):
            return "said-none" if defined.required else "nothing-to-say"
        return ""

    def _read_statement(self, row: KeyedRow) -> None:
        """Read a line as a statement of the section that is its key."""
        account, sheet, section = self.account, self.sheet, row.key
        theme, text, evidence = self._read_typed(row)
        at = "text"
        if is_blank(text) and not is_blank(theme) and any(top == row.index for top, *_ in _joined_areas(sheet)):
            theme, text, at = None, theme, "theme"
        typed = "" if is_blank(text) else typed_text(text)
        cleaned = clean(typed) if has_invisible(typed) else typed
        reason = self._why_no_statement(cleaned, section) if typed else "statement-without-text"
        if reason:
            for column, value in zip(_TYPED, (theme, text, evidence), strict=True):
                if not is_blank(value):
                    self._list_cell(row, column, value, reason)
            if typed:
                account.add_finding(reason, sheet.name, sheet.address(row, at), value=typed, section=section)
            return
        code = "" if is_blank(theme) else self._theme_code(row, theme)
        account.count("statements", 1 + bool(code) + (not is_blank(evidence)))
        self._add(row, sheet.address(row, at), code, typed, cleaned, "" if is_blank(evidence) else typed_text(evidence))

    def _theme_code(self, row: KeyedRow, theme: CellValue) -> str:
        """The code of the theme; for an unknown theme "", and a finding is added."""
        code = self.form.known.themes.get(fold(cell_text(theme)), "")
        if not code:
            cell, typed = self.sheet.address(row, "theme"), typed_text(theme)
            self.account.count("reported")
            self.account.add_finding("unknown-theme", self.sheet.name, cell, value=typed, section=row.key)
        return code

    def _add(self, row: KeyedRow, cell: str, theme: str, typed: str, text: str, evidence: str) -> None:
        """Add the text of a cell as one statement, or as a statement for each of its points."""
        account, section, sheet = self.account, row.key, self.sheet.name
        number = self.numbers[section] = self.numbers.get(section, 0) + 1
        every = split_points(text) if "\n" in text else ()
        points = tuple(filter(has_words, every))
        converted = self.form.converted.get(sheet)
        original = converted.originals.get(cell, "") if converted else ""
        if not original and (text != typed or len(every) > 1):
            original = typed
        prefix = f"{account.agency}.{section}.{number}"
        if len(points) < 2:
            points = (points[0] if every[1:] else text,)
        for nth, point in enumerate(points, start=1):
            name = f"{prefix}.{nth}" if points[1:] else prefix
            account.statements.append(
                Statement(name, account.agency, section, point, theme, evidence, account.file, sheet, cell, original)
            )
            evidence = original = ""  # evidence and original go with the first statement
