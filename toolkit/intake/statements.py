"""The sheet of the narrative: each line a statement under its section."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.form.contents import EARLIER_ANSWER, UNPLACED
from toolkit.intake.account import Account, is_blank
from toolkit.intake.leftovers import Rest, report_merged, with_keys
from toolkit.intake.printed import is_numbering, is_printed
from toolkit.intake.received import Received
from toolkit.language.text import clean, fold, has_invisible, split_points
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, Statement
from toolkit.spreadsheet.addresses import Area, cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_text
from toolkit.values.cell import typed_text
from toolkit.values.readings import is_for_nothing

#: The columns in which something is typed.
_TYPED = ("theme", "text", "evidence")
_UNPLACED = frozenset(map(fold, forms.UNPLACED))
#: The headings of the columns for typing.
_HEADINGS = frozenset(fold(heading) for key in _TYPED for heading in forms.COLUMNS[key])


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(map(str.isalnum, text))


def _continues(sheet: KeyedSheet, index: int, cells: Sequence[CellValue]) -> bool:
    """Whether the line's number follows that of the line above: then the form printed it, although the key is gone."""
    above = sheet.raw.rows[index - 1]
    numbers = [(cells[c], above[c] if c < len(above) else None) for c in sheet.people_columns if c < len(cells)]
    return bool(numbers) and all(
        isinstance(n, float) and n == (before + 1 if isinstance(before, float) else 1) for n, before in numbers
    )


def _joined(sheet: KeyedSheet) -> list[Area]:
    """Merged areas that join a line's theme and text into a wider cell: their content is the text."""
    theme, text = (sheet.columns.get(key) for key in ("theme", "text"))
    if theme is None or text is None:
        return []
    return [area for area in sheet.raw.merged if area[1] <= theme < text <= area[3]]


def _wider(sheet: KeyedSheet) -> list[Area]:
    """Those of `_joined` that are on one line, without other contents."""
    rows = dict(enumerate(sheet.raw.rows))  # merged areas may also be below the last row
    return [a for a in _joined(sheet) if a[0] == a[2] and all(map(is_blank, rows.get(a[0], ())[a[1] + 1 : a[3] + 1]))]


def _next_key(sheet: KeyedSheet, index: int) -> str:
    """The key of the next row that has one."""
    return next((row.key for row in sheet.rows[index:] if row.index > index and row.key), "")


def read_statements(form: Received, account: Account, sheet: KeyedSheet) -> None:
    _Narrative(form, account, with_keys(form, account, sheet)).read()


class _Narrative:
    """Reads the sheet of the narrative of one form."""

    def __init__(self, form: Received, account: Account, sheet: KeyedSheet) -> None:
        self.form, self.account, self.sheet = form, account, sheet
        self.rest = Rest(form, account, sheet)
        self.sections = {s.code: s for s in form.campaign.sections_of(form.agency)}
        self.headings = {
            fold(f"{n} {s.heading}{mark}"): s.code
            for n, s in enumerate(self.sections.values(), 1)
            for mark in ("", forms.REQUIRED_MARK)
        }
        self.current = ""
        """The section of the line or heading above."""
        self.numbers: dict[str, int] = {}
        """The number of statements of each section so far."""

    def read(self) -> None:
        form, account, sheet = self.form, self.account, self.sheet
        report_merged(account, sheet, _TYPED, _wider(sheet))
        printed = form.printed(sheet, _TYPED)
        for (index, cells), (known, blank) in zip(sheet.lines(), is_printed(printed, sheet), strict=False):
            if blank and known is not None:
                self.current = known or self.current
                continue
            row, before = sheet.row(index, cells), account.cells
            if row.for_people:
                begun = self._section_begun(row)
                self.current = begun or self.current
                self.rest.list_row(row, ())
                if blank and account.cells == before:
                    form.remember(printed, cells, begun)
                continue
            line = self._line(row)
            if line is None:
                continue
            # A line that was pasted one column to the right has its number under themes and its theme under texts.
            text = fold(self.sheet.text(row, "text"))
            shifted = text in self.form.known.themes and is_numbering(self.sheet.value(row, "theme"))
            if shifted or fold(sheet.text(row, "text")) in _HEADINGS:
                # The line number that the form prints there is none of its contents.
                self.rest.list_row(row if shifted and row.key else row._replace(key=FOR_PEOPLE), ())
                continue
            if not known:
                # A line whose key is gone still has its number.
                keyed = row.key == line.key or _continues(sheet, index, cells)
                self.rest.list_row(line if keyed else row._replace(key=""), _TYPED)
                if row.key and account.cells == before:
                    form.remember(printed, cells, row.key)
            self._read_statement(line)
        if form.earlier:
            self._compare_sections()

    def _section_begun(self, row: KeyedRow) -> str:
        """The section whose heading is in this row; "" where there is none."""
        texts = [fold(cell_text(v)) for v in row.cells[1:] if v is not None]
        if not _UNPLACED.isdisjoint(texts):
            return UNPLACED
        return next((self.headings[text] for text in texts if text in self.headings), "")

    def _line(self, row: KeyedRow) -> KeyedRow | None:
        """The row with the key of its section; None, with its contents listed, where its section is not
        in the agency's form."""
        earlier, column = self.form.earlier, self.sheet.key_column
        if row.key and row.key not in self.form.campaign.section_by_code and row.key != UNPLACED:
            if self.current in self.sections and not earlier and _next_key(self.sheet, row.index) == self.current:
                # The text is in place of the key of its section.
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
        """Note the sections that an earlier form has more or less than today's, or under another heading."""
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

    def _typed_in(self, row: KeyedRow) -> list[CellValue]:
        """The contents of each of `_TYPED`; an error, which Excel makes of a line that begins with a dash,
        is reported."""
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

    def _no_statement(self, text: str, section: str) -> str:
        """The reason why a line is no statement; "" where it is one."""
        if not has_words(text):
            return "statement-without-words"
        defined = self.form.campaign.section_by_code[section]
        if is_for_nothing(text, defined.heading, self.form.known.words):
            return "said-none" if defined.required else "nothing-to-say"
        return ""

    def _read_statement(self, row: KeyedRow) -> None:
        """Read a line, under the section of its key."""
        account, sheet, section = self.account, self.sheet, row.key
        theme, text, evidence = self._typed_in(row)
        at = "text"
        if is_blank(text) and not is_blank(theme) and any(top == row.index for top, *_ in _joined(sheet)):
            theme, text, at = None, theme, "theme"
        typed = "" if is_blank(text) else typed_text(text)
        cleaned = clean(typed) if has_invisible(typed) else typed
        reason = self._no_statement(cleaned, section) if typed else "statement-without-text"
        if reason:
            for column, value in zip(_TYPED, (theme, text, evidence), strict=True):
                if not is_blank(value):
                    self._list_cell(row, column, value, reason)
            if typed:
                account.add(reason, sheet.name, sheet.address(row, at), value=typed, section=section)
            return
        code = "" if is_blank(theme) else self._theme(row, theme)
        account.count("statements", 1 + bool(code) + (not is_blank(evidence)))
        self._add(row, sheet.address(row, at), code, typed, cleaned, "" if is_blank(evidence) else typed_text(evidence))

    def _theme(self, row: KeyedRow, theme: CellValue) -> str:
        """The code of the theme; "", with a finding, where it is unknown."""
        code = self.form.known.themes.get(fold(cell_text(theme)), "")
        if not code:
            cell, typed = self.sheet.address(row, "theme"), typed_text(theme)
            self.account.count("reported")
            self.account.add("unknown-theme", self.sheet.name, cell, value=typed, section=row.key)
        return code

    def _add(self, row: KeyedRow, cell: str, theme: str, typed: str, text: str, evidence: str) -> None:
        """Add the text of a cell as a statement, or each of its points as a separate one."""
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
            evidence = original = ""  # they belong to the first
