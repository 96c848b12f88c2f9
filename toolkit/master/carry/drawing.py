"""What people added, drawn into the next master; what cannot be drawn any more is reported."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from toolkit.master.carry.reading import area_text, filter_text
from toolkit.master.carry.records import CARRIED, AddedCell, AddedSheet, Area, ColumnLook, Lost, Note
from toolkit.master.carry.rows import RowFinder
from toolkit.master.sheets.context import Master
from toolkit.spreadsheet.addresses import area_positions, cell_name
from toolkit.spreadsheet.keyed import PREFIX, base_key
from toolkit.xlsx.excel import Cell, Format, Sheet, WriteError, clipped

#: A note's size in pixels: its width, the height of a line, the characters in one, and the least height.
_NOTE_WIDTH, _NOTE_LINE, _NOTE_CHARACTERS, _NOTE_LEAST = 220, 14, 34, 60
_HIDDEN_COLUMNS = ("kind", "sheet", "place", "drawn", "typed", "basis")
_TYPED = _HIDDEN_COLUMNS.index("typed")
#: The most characters of a sheet's name, and characters that it cannot have.
_NAME, _NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\]")
#: A reference to another sheet in a formula, and a function whose value changes by itself.
_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([\w.]+))!")
_MOVING = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|INDIRECT|OFFSET)\(", re.IGNORECASE)
#: What people may still do on a locked sheet.
_FREE = ("objects", "scenarios", "format_columns", "format_rows", "autofilter", "sort")
_OUTSIDE = ("http://", "https://", "mailto:", "ftp://")


class CarriedDrawing:
    """Draws into a new master what people added to the previous one."""

    def __init__(self, master: Master, order: Sequence[str]) -> None:
        self.master, self.carried, self.order = master, master.carried, order
        self.lost: list[Lost] = []
        self.added: list[tuple[AddedSheet, Sheet]] = []
        self.placed = 0
        """The number of notes and names drawn."""

    # -- added sheets --

    def arrange_sheets(self) -> list[Sheet]:
        """Create the added sheets; returns all sheets in order, each added sheet after the sheet that it followed."""
        master = self.master
        behind: dict[int, list[Sheet]] = {}
        for added in self.carried.sheets:
            sheet = master.book.sheet(self._free_name(added.name))
            self.added.append((added, sheet))
            base = base_key(added.after)
            behind.setdefault(self.order.index(base) if base in self.order else 0, []).append(sheet)
        return [sheet for n, key in enumerate(self.order) for sheet in (*master.sheets_of(key), *behind.get(n, ()))]

    def _free_name(self, name: str) -> str:
        used = {sheet.name.casefold() for sheet in self.master.book.worksheets()}
        used |= {self.master.name(key).casefold() for key in self.order}
        plain = _NOT_IN_NAMES.sub(" ", name).strip(" '")[:_NAME] or "1"
        free = plain
        number = 2
        while free.casefold() in used:
            free = f"{plain[: _NAME - 5]} ({number})"
            number += 1
        if free != name:
            self.lost.append(Lost("renamed", f"{name} → {free}"))
        return free

    # -- everything that is carried --

    def draw(self) -> list[Lost]:
        """Draw what is carried, after all sheets are drawn; returns what could not be carried."""
        master, carried = self.master, self.carried
        record = list(self._set_column_widths())
        finder = RowFinder(master.sheets)
        record += self._print_area_rows(finder)
        for note in carried.notes:
            self._draw_note(note, finder)
        self._report_moved_cells(finder)
        for name, formula in carried.names:
            try:
                master.book.define_name(name, f"={formula}")
                self.placed += 1
            except WriteError:
                self.lost.append(Lost("names", f"{name} = {formula}"))
        results = not (carried.names or any(map(self._may_change, carried.sheets)))
        for added, sheet in self.added:
            _AddedSheetDrawing(master, added, sheet, results, self.lost).draw()
        record += self._setting_rows()
        if self.placed or self.added or any(row[_TYPED] is not None for row in record):
            master.book.set_custom_property(CARRIED, "1", "text")
        record += [["sheet", None, sheet.name, None, None, None] for _, sheet in self.added]
        named = self.master.table_names.keys()
        record += [["name", k, s.name, None, None, None] for k, s in master.sheets.items() if base_key(k) in named]
        self._write_hidden_sheet(record)
        return self.lost

    def _may_change(self, added: AddedSheet) -> bool:
        """Whether the results of a sheet's formulas may have changed."""
        names = {sheet.name for sheet in self.carried.sheets}
        return any(
            _MOVING.search(cell.formula)
            or any((q.replace("''", "'") or p) not in names for q, p in _ELSEWHERE.findall(cell.formula))
            for cell in added.cells
            if cell.formula
        )

    def _set_column_widths(self) -> Iterator[list[Cell]]:
        """Set the widths that people chose. Yields rows with these and the drawn widths for the next merge."""
        for key, sheet in self.master.sheets.items():
            looks = {
                name: ColumnLook(info.width or 0, bool(info.hidden))
                for number, name in enumerate(sheet.column_keys, start=1)
                if (info := sheet.col_info.get(number)) is not None
            }
            if not looks:
                continue
            usual = Counter(looks.values()).most_common(1)[0][0]
            unusual = {name: look for name, look in looks.items() if look != usual}
            yield ["widths", key, None, json.dumps({"*": usual, **unusual}, ensure_ascii=False), None, None]
            for name, look in self.carried.columns.get(key, {}).items():
                if name not in looks:
                    self.lost.append(Lost("columns", f"{sheet.name}: {name}"))
                elif look != looks[name]:
                    number = sheet.column_keys.index(name) + 1
                    sheet.set_column_pixels(number, number, look.pixels, None, {"hidden": look.hidden})
                    yield ["column", key, name, None, json.dumps(look), None]
        for key in self.carried.columns.keys() - self.master.sheets.keys():
            self.lost.append(Lost("columns", self.master.name(base_key(key))))

    def _setting_rows(self) -> Iterator[list[Cell]]:
        """Rows with the filters, and the texts of the leaders' sheet, for the next merge."""
        for key, chosen in self.carried.filters.items():
            sheet = self.master.sheets.get(key)
            for name, filter_ in chosen.items():
                if sheet is None or name not in sheet.column_keys or not sheet.filter_on:
                    self.lost.append(Lost("filters", f"{self.master.name(base_key(key))}: {name}"))
                else:
                    yield ["filter", key, name, None, filter_text(filter_), None]
        for text_key, text in self.master.page_texts.items():
            yield ["text", "summary", text_key, text.computed, text.edited or None, text.basis or None]

    # -- rows that may have moved --

    def _column_number(self, key: str, column: str | int) -> int | None:
        """The present number of a column; None where it is gone."""
        keys = self.master.sheets[key].column_keys
        if isinstance(column, int):
            return column
        return keys.index(column) + 1 if column in keys else None

    def _draw_note(self, note: Note, finder: RowFinder) -> None:
        match = finder.find(note.anchor)
        column = self._column_number(match[0], note.column or note.column_number) if match else None
        if match is None or column is None:
            self.lost.append(Lost("notes", f"{note.sheet}: {note.cell} “{clipped(' '.join(note.text.split()), 80)}”"))
            return
        write_note(self.master.sheets[match[0]], match[1], column, note.author, note.text)
        self.placed += 1

    def _report_moved_cells(self, finder: RowFinder) -> None:
        """Report cells that are in another row now, and to which formulas of added sheets refer."""
        for sheet, cell, anchor, target in self.carried.references:
            match = finder.find(anchor)
            if anchor.for_people or (match is not None and match[1] == anchor.row):
                continue
            now = f"{re.sub('[0-9]+$', '', target)}{match[1] + 1}" if match else "–"
            self.lost.append(Lost("moved", f"{sheet}: {cell} ({target} → {now})"))

    def _print_area_rows(self, finder: RowFinder) -> Iterator[list[Cell]]:
        """Set the print areas that people chose, and yield rows with these and the drawn areas for the next merge."""
        for key, sheet in self.master.sheets.items():
            drawn = _print_area(sheet)
            area = self.carried.areas.get(key)
            typed = None
            if area is not None:
                if self._set_area(key, sheet, area, finder):
                    typed = area_text(area)
                else:
                    self.lost.append(Lost("areas", f"{area.sheet}: {area.cells}"))
            if drawn or typed:
                shown = _print_area(sheet)
                yield ["area", key, None, shown if typed else drawn, typed, None]

    def _set_area(self, key: str, sheet: Sheet, area: Area, finder: RowFinder) -> bool:
        """Set a print area if its rows and columns still exist; returns whether they do."""
        first = finder.find(area.first)
        last = finder.find(area.last) if area.last else (key, sheet.watched.last_row() if sheet.watched else 0)
        left, right = (self._column_number(key, column) for column in area.columns)
        if first is None or last is None or left is None or right is None or {first[0], last[0]} != {key}:
            return False
        sheet.print_area(first[1], left, max(first[1], last[1]), max(left, right))
        return True

    def _write_hidden_sheet(self, rows: Sequence[Sequence[Cell]]) -> None:
        sheet = self.master.sheets["carried"]
        for n, text in enumerate((PREFIX + "carried", *_HIDDEN_COLUMNS)):
            sheet.write_text(0, n, text)
        sheet.write_rows(1, [[None, *row] for row in rows], [self.master.look()] * (len(_HIDDEN_COLUMNS) + 1))
        sheet.very_hidden()


def lock(sheet: Sheet) -> None:
    """Lock a sheet, without a password; its format may still be changed."""
    sheet.protect("", dict.fromkeys(_FREE, True))


def _print_area(sheet: Sheet) -> str:
    """The print area, such as `B2:H40`; "" where there is none."""
    return str(sheet.print_area_range or "").rpartition("!")[2].replace("$", "")


def write_note(sheet: Sheet, row: int, column: int, author: str, text: str) -> None:
    """Write a note on a cell, in a box that shows all of it."""
    lines = sum(1 + len(line) // _NOTE_CHARACTERS for line in text.split("\n"))
    size = {"width": _NOTE_WIDTH, "height": max(_NOTE_LEAST, (lines + 1) * _NOTE_LINE)}
    sheet.write_comment(row, column, text, {"author": author, **size})


class _AddedSheetDrawing:
    """Draws an added sheet again. `results`: whether the results of its formulas are still valid."""

    def __init__(self, master: Master, added: AddedSheet, sheet: Sheet, results: bool, lost: list[Lost]) -> None:
        self.added, self.sheet, self.results, self.lost = added, sheet, results, lost
        self.styles: list[Format] = [master.book.style(**properties) for properties in added.styles]

    def draw(self) -> None:
        self._draw_grid()
        for area in self.added.merged:
            self._draw_or_report(area, lambda area=area: self.sheet.merge_range(*area_positions(area), "", None))  # type: ignore[misc]
        for cell in self.added.cells:
            self._draw_or_report(cell_name(cell.row, cell.column), lambda cell=cell: self._draw_cell(cell))  # type: ignore[misc]
        for note in self.added.notes:
            write_note(self.sheet, *note)
        self._restore_view()
        self._set_up_printing()

    def _draw_or_report(self, where: str, draw: Callable[[], object]) -> None:
        try:
            draw()
        except WriteError:
            self.lost.append(Lost("cells", f"{self.added.name}: {where}"))

    def _style(self, number: int) -> Format | None:
        return self.styles[number] if 0 <= number < len(self.styles) else None

    def _draw_grid(self) -> None:
        for first, last, pixels, hidden, level, style in self.added.columns:
            options = {"hidden": hidden, "level": level}
            if pixels is None:
                self.sheet.set_column(first, last, None, self._style(style), options)
            else:
                self.sheet.set_column_pixels(first, last, pixels, self._style(style), options)
        for row, height, hidden, level, style in self.added.rows:
            tall = None if height is None else min(409.0, height)
            if tall is not None and int(tall * 4 / 3 + 0.5) == self.sheet.default_row_height:
                tall = None  # the usual height is not set
            if tall is None and not hidden and not level and style < 0:
                continue
            self.sheet.set_row(row, tall, self._style(style), {"hidden": hidden, "level": level})

    def _draw_cell(self, cell: AddedCell) -> None:
        sheet, style, value = self.sheet, self._style(cell.style), cell.value
        if cell.area:
            result = value if value is not None else ""
            sheet.write_array_formula(*area_positions(cell.area), cell.formula, style, result)
        elif cell.formula:
            error = isinstance(value, str) and cell.formula == f"={value}"
            sheet.write_stored_formula(
                cell.row, cell.column, cell.formula, value if self.results or error else None, style
            )
        else:
            sheet.write_value(cell.row, cell.column, value, style)
        if cell.link:
            target = cell.link
            if target.startswith("#"):
                self.sheet.link(cell.row, cell.column, f"internal:{target[1:]}")
            elif target.startswith(_OUTSIDE):
                self.sheet.link(cell.row, cell.column, target)
            else:
                self.sheet.link(cell.row, cell.column, f"external:{target}")

    def _restore_view(self) -> None:
        added, sheet = self.added, self.sheet
        if added.frozen != (0, 0):
            sheet.freeze_panes(*added.frozen)
        if not added.lines:
            sheet.hide_gridlines(2)
        if added.zoom != 100 and 10 <= added.zoom <= 400:
            sheet.set_zoom(added.zoom)
        if added.tab:
            sheet.set_tab_color(added.tab)
        if added.filtered:
            self._draw_or_report(added.filtered, lambda: sheet.autofilter(added.filtered))
        if added.locked:
            sheet.protect()
        if added.state == "hidden":
            sheet.hide()
        elif added.state == "veryHidden":
            sheet.very_hidden()

    def _set_up_printing(self) -> None:
        sheet, setup = self.sheet, self.added.printing
        if setup.landscape:
            sheet.set_landscape()
        if setup.paper:
            sheet.set_paper(setup.paper)
        if setup.pages:
            sheet.fit_to_pages(*setup.pages)
        elif 10 <= setup.scale <= 400:
            sheet.set_print_scale(setup.scale)
        left, right, top, bottom, header, footer = setup.margins
        sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
        with suppress(WriteError):  # too long for XlsxWriter
            sheet.set_header(setup.header, {"margin": header})
            sheet.set_footer(setup.footer, {"margin": footer})
        if setup.area:
            sheet.print_area(*area_positions(setup.area))
        if setup.rows:
            first, _, last = setup.rows.partition(":")
            sheet.repeat_rows(int(first) - 1, int(last or first) - 1)
        if setup.columns:
            sheet.repeat_columns(setup.columns)
        if setup.centred[0]:
            sheet.center_horizontally()
        if setup.centred[1]:
            sheet.center_vertically()
