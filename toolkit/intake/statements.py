"""The sheet of the narrative: each line a statement under its section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.form.form import ASKED_BEFORE, UNPLACED
from toolkit.intake.account import Cells, is_blank, looks
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


class StatementsReading(Cells):
    """Reads the sheet of the narrative."""

    # -- narrative --

    def _read_statements(self, sheet: KeyedSheet) -> None:
        assert self.agency is not None
        sections = {s.code: s for s in self.campaign.sections_of(self.agency)}
        headings = {
            fold(f"{n} {s.heading}{mark}"): s.code
            for n, s in enumerate(sections.values(), 1)
            for mark in ("", forms.REQUIRED_MARK)
        }
        sheet = self.whole(sheet)
        current = ""
        numbers: dict[str, int] = {}
        unplaced = {fold(text) for text in forms.UNPLACED}
        wider = [
            a for a in _joined(sheet) if a[0] == a[2] and all(map(is_blank, sheet.raw.rows[a[0]][a[1] + 1 : a[3] + 1]))
        ]
        self.report_merged(sheet, _TYPED, wider)
        printed = self.reader.printed(sheet, self.texts, _TYPED)
        for (index, cells), (known, blank) in zip(sheet.lines(), looks(printed, sheet), strict=False):
            if blank and known is not None:
                current = known or current
                continue
            row = sheet.row(index, cells)
            before = self.met()
            if row.for_people:
                said = [fold(cell_text(v)) for v in row.cells[1:] if v is not None]
                begun = next((headings[text] for text in said if text in headings), "")
                if not unplaced.isdisjoint(said):
                    begun = UNPLACED
                current = begun or current
                self.left_in_row(sheet, row, ())
                if printed and blank and self.met() == before:
                    printed.remember(cells, begun)
                continue
            strange = row.key and row.key not in self.campaign.section_by_code and row.key != UNPLACED
            if strange and current in sections and not self.earlier and _next_key(sheet, index) == current:
                self.leave(
                    sheet.name, cell_name(row.index, sheet.key_column), row.cells[sheet.key_column], "unkeyed-content"
                )
                row = row._replace(key=current)  # it stands where the key of the lines around it stood
            elif strange and sheet.key_column >= 0:
                reason = "unkeyed-content" if all(map(is_blank, cells[1:])) else "unknown-section"
                self.left_in_keys(sheet.raw, row.index, (), reason, sheet.key_column)
                if not self.earlier:
                    self.left_in_row(sheet, row._replace(key=FOR_PEOPLE), (), "unknown-section")
                    continue
            key = row.key or current
            if row.key:
                current = row.key
            if key not in sections:
                reason = UNPLACED if key == UNPLACED else "unknown-section" if key else "unkeyed-content"
                reason = ASKED_BEFORE if self.earlier and reason == "unknown-section" else reason
                self.left_in_row(sheet, row, (), reason)
                continue
            if not known:
                numbered = not row.key and _goes_on(sheet, index, cells)
                self.left_in_row(sheet, row._replace(key=key) if numbered else row, _TYPED)
                if printed and row.key and self.met() == before:
                    printed.remember(cells, row.key)
            self._read_statement(sheet, row, key, numbers)
        if self.earlier:
            self._compare_sections(sheet, sections, headings)

    def _compare_sections(
        self, sheet: KeyedSheet, sections: Mapping[str, Section], headings: Mapping[str, str]
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
                self.note_difference(code, gone=code not in sections)

    def _no_statement(self, said: str, section: str) -> str:
        """Why a line is no statement, as a reason; "" where it is one."""
        if not has_words(said):
            return "statement-without-words"
        asked = self.campaign.section_by_code[section]
        if nothing_to_say(said, asked.heading, self.reader.words):
            return "said-none" if asked.required else "nothing-to-say"
        return ""

    def _typed_in(self, sheet: KeyedSheet, row: KeyedRow) -> list[CellValue]:
        """What stands in each of `_TYPED`; an error, which Excel makes of a line that begins with a dash,
        is reported."""
        found: list[CellValue] = []
        for column in _TYPED:
            value = sheet.value(row, column)
            if isinstance(value, ErrorValue):
                self.leave(sheet.name, sheet.address(row, column), value, "error-in-text")
                value = None
            found.append(value)
        return found

    def _read_statement(self, sheet: KeyedSheet, row: KeyedRow, section: str, numbers: dict[str, int]) -> None:
        assert self.agency is not None
        theme, text, evidence = self._typed_in(sheet, row)
        at = "text"
        if is_blank(text) and not is_blank(theme) and any(top == row.index for top, *_ in _joined(sheet)):
            theme, text, at = None, theme, "theme"
        if is_blank(text):
            for column, value in (("theme", theme), ("evidence", evidence)):
                if not is_blank(value):
                    self.leave(sheet.name, sheet.address(row, column), value, "statement-without-text")
            return
        cell = sheet.address(row, at)
        typed = typed_text(text)
        said = clean(typed) if has_invisible(typed) else typed
        reason = self._no_statement(said, section)
        if reason:
            for column, value in (("theme", theme), ("text", text), ("evidence", evidence)):
                if not is_blank(value):
                    self.leave(sheet.name, sheet.address(row, column), value, reason)
            self.add(reason, sheet.name, cell, value=typed, section=section)
            return
        code = "" if is_blank(theme) else self.reader.themes.get(fold(cell_text(theme)), "")
        if not code and not is_blank(theme):
            self.count("reported")
            self.add("unknown-theme", sheet.name, sheet.address(row, "theme"), value=typed_text(theme), section=section)
        proof = "" if is_blank(evidence) else typed_text(evidence)
        self.count("statements", 1 + bool(code) + (not is_blank(evidence)))
        numbers[section] = numbers.get(section, 0) + 1
        own = f"{self.agency.code}.{section}.{numbers[section]}"
        every = split_points(said) if "\n" in said else ()
        points = tuple(filter(has_words, every))
        converted = self.converted.get(sheet.name)
        original = converted.originals.get(cell, "") if converted else ""
        if not original and (said != typed or len(every) > 1):
            original = typed
        if len(points) < 2:
            said = points[0] if len(every) > 1 else said
            self.statements.append(
                Statement(own, self.agency.code, section, said, code, proof, self.file, sheet.name, cell, original)
            )
            return
        for number, point in enumerate(points, start=1):
            first = number == 1
            self.statements.append(
                Statement(
                    id=f"{own}.{number}",
                    agency=self.agency.code,
                    section=section,
                    theme=code,
                    text=point,
                    evidence=proof if first else "",
                    file=self.file,
                    sheet=sheet.name,
                    cell=cell,
                    typed=original if first else "",
                )
            )
