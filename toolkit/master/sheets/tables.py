"""The sheets of tables whose rows the agency adds: every row with its cell, and the totals by agency.

The province's totals are above the rows, as formulas over them. Values that do not count are written as text, so that
plain sums of a column are right in any order of the rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from toolkit.consolidation.tables.rows import ReportedRow, cells_that_count, rows_in
from toolkit.language.text import fold
from toolkit.master.kept import signature_of
from toolkit.master.sheets.context import Master, open_formulas
from toolkit.master.table_keys import BY, CORRECTED, LEFT_OUT, REASON, column_key
from toolkit.messages import Text, leaders_tables, masters
from toolkit.messages.forms import NO, YES
from toolkit.model import Campaign, Correction, Figure, FormColumn, FormTable, Language, TableTotal, includes
from toolkit.spreadsheet.addresses import column_name
from toolkit.spreadsheet.keyed import OF_TABLE
from toolkit.values.cell import typed_text
from toolkit.values.decimals import decimals_of
from toolkit.xlsx.excel import MAX_TEXT, Cell, Format, FormulaCell, Sheet, Styled, Value, clipped, fits
from toolkit.xlsx.look import AMBER, INPUT, MUTED, RED, RED_FILL, decimal_format, number_format, set_up_page
from toolkit.xlsx.measure import characters, column_width, row_height
from toolkit.xlsx.tables import FIRST_ROW, Pages, TableColumn, draw_columns

#: The most characters of a sheet's name; the characters left for the number of a page.
_NAME, _PAGE = 31, 4
_NOT_IN_NAMES, _NUMBER_AT_END = re.compile(r"[\[\]:*?/\\'\x00-\x1f]"), re.compile(r"\s+(\d+)$")
#: Rows above the headings, counted from 0: one states how a total is calculated and its caveats, one has the total.
_HOW, _TOTALS, _ABOVE = FIRST_ROW - 1, FIRST_ROW, 2
_FIRST = FIRST_ROW + _ABOVE
#: The column of the row's number, and the column of its agency.
_NO, _AGENCY = 1, 2
_WIDTHS = {"text": 28.0, "choice": 18.0, "date": 12.0, "yesno": 9.0}
_FUNCTIONS = {"sum": "SUM", "mean": "AVERAGE", "max": "MAX", "min": "MIN"}
_OF_AN_AGENCY = {"sum": "SUMIFS", "mean": "AVERAGEIF"}
_YES_OR_NO = frozenset(map(fold, (*YES, *NO)))
_NUMBER_LIKE = re.compile(r"[-+.\d]")


def key_of(table: FormTable) -> str:
    """The key of the sheet with a table's rows."""
    return OF_TABLE + table.code


def key_by_agency(table: FormTable) -> str:
    """The key of the sheet with a table's totals by agency."""
    return f"{OF_TABLE}{table.code}:by_agency"


def sheet_keys(campaign: Campaign) -> tuple[str, ...]:
    """The keys of the sheets of tables, in their order."""
    return tuple(key for table in campaign.tables for key in (key_by_agency(table), key_of(table)))


def sheet_names(campaign: Campaign, language: Language) -> dict[str, str]:
    """The name of each sheet by its key: the table's heading, shortened for Excel and made unique."""
    used = {word.casefold() for text in masters.SHEETS.values() for word in text}
    names = {}
    for table in campaign.tables:
        for key, text in ((key_of(table), "{heading}"), (key_by_agency(table), masters.TABLE_BY_AGENCY.say(language))):
            names[key] = _free_name(table, text, used)
            used.add(names[key].casefold())
    return names


def _free_name(table: FormTable, text: str, used: set[str]) -> str:
    plain = " ".join(_NOT_IN_NAMES.sub(" ", table.heading).split()).strip("'") or table.code
    plain = _NUMBER_AT_END.sub(r" (\1)", plain)  # otherwise it could equal the name of another table's page
    room = _NAME - _PAGE - len(text.format(heading=""))
    tried = [clipped(plain, room), f"{clipped(plain, room - len(table.code) - 3)} ({table.code})"]
    tried += [f"{clipped(plain, room - 6)} ({n})" for n in range(2, 2 + len(used))]
    names = (text.format(heading=name) for name in tried)
    return next(name for name in names if name.casefold() not in used and len(name) <= _NAME - _PAGE)


def draw(master: Master) -> None:
    """Draw both sheets of each table."""
    by_table: dict[str, list[ReportedRow]] = {table.code: [] for table in master.campaign.tables}
    result = master.result
    for row in rows_in(result.rows if master.shared else cells_that_count(master.campaign, result.used)):
        by_table[row.table].append(row)
    for table in master.campaign.tables:
        drawing = _Drawing(master, table, by_table[table.code])
        drawing.draw_rows()
        drawing.draw_by_agency()


@dataclass
class _Drawing:
    """The drawing of one table. `rows`: all rows, as they were sent."""

    master: Master
    table: FormTable
    rows: Sequence[ReportedRow]
    counted: dict[tuple[str, str, str], Figure] = field(default_factory=dict)
    """The values that count for corrected cells, by (agency, the column's name, row)."""

    def __post_init__(self) -> None:
        sent = self.master.result.corrected_rows.sent
        if sent:
            for cell in self.master.result.rows:
                if cell.table == self.table.code and cell[:3] in sent:
                    self.counted[cell[:3]] = cell

    # -- formats and widths --

    @cached_property
    def decimals(self) -> dict[str, int]:
        """The number of decimals of each column."""
        values: dict[str, set[float]] = {}
        for cell in (*(c for row in self.rows for c in row.cells.values()), *self.counted.values()):
            if cell.value.__class__ is float and cell.value % 1:
                values.setdefault(cell.column, set()).add(cell.value)
        totals: dict[str, list[float]] = {}
        for (table, column, _), total in self.master.result.table_totals.items():
            if table == self.table.code and column and total.value is not None:
                totals.setdefault(column, []).append(total.value)
        as_indicator = self.table.as_indicator
        return {
            c.code: decimals_of(as_indicator(c), values.get(c.code, ()), totals.get(c.code, ()))
            for c in self.table.columns
            if c.numeric
        }

    def number_format(self, column: FormColumn) -> str:
        return decimal_format(self.decimals[column.code]) if column.numeric else number_format(column.kind)

    def style(self, column: FormColumn, **properties: object) -> Format:
        if column.numeric or column.kind == "date":
            properties = {"num_format": self.number_format(column), "align": "right", **properties}
        return self.master.look.boxed(**properties)

    def width(self, column: FormColumn, code: str = "") -> float:
        """A column's width, enough for its numbers and its total."""
        least = _WIDTHS.get(column.kind, 12.0)
        if not column.numeric:
            return least
        totals = (t for (table, name, _), t in self.totals.items() if table == self.table.code and name == column.code)
        numbers = [t.value for t in totals if t.value is not None]
        reported = [v for row in self.rows if (v := row.number(column.code)) is not None] if not code else []
        ends = [end(numbers + reported) for end in (min, max)] if numbers or reported else []
        return column_width(least, ((v, self.decimals[column.code]) for v in ends), bold=True) + 1.5

    def heading(self, column: FormColumn) -> str:
        return f"{column.label} ({column.unit})" if column.unit else column.label

    @property
    def totals(self) -> Mapping[tuple[str, str, str], TableTotal]:
        return self.master.result.table_totals

    def total(self, column: str, agency: str) -> TableTotal | None:
        return self.totals.get((self.table.code, column, agency))

    # -- the rows --

    def draw_rows(self) -> None:
        master, language, table = self.master, self.master.language, self.table
        columns = self._columns()
        yellow = 0 if master.shared else len(table.columns) + 3
        data = self._data()
        pages = master.pages(key_of(table))
        about = masters.ABOUT["table_shared" if master.shared else "table"].say(
            language, by_agency=master.name(key_by_agency(table))
        )
        if master.shared and table.name_column.sensitive:
            about = f"{about} {leaders_tables.PEOPLE.say(language)}."
        draw_columns(
            pages,
            master.look,
            key_of(table),
            columns,
            data,
            language,
            about=about,
            freeze=3,
            formulas=None if master.shared else open_formulas(columns, master),
            names=(table.heading, master.name(key_of(table))),
            above=_ABOVE,
        )
        self._record_cells()
        printed = [c for c in columns[: len(columns) - yellow] if not c.hidden]
        count = len(data[0])
        for sheet, end in pages.drawn(count):
            self._draw_totals(sheet, columns, {c.code: self._total_formula(c, pages, count) for c in table.totalled})
            for number, column in enumerate(columns, start=1):
                if column.key.startswith(CORRECTED):
                    sheet.set_column(number, number, column.width, column.style(master.look), {"level": 1})
            set_up_page(
                sheet,
                orientation="landscape",
                width=sum(c.width for c in printed),
                footer=sheet.name,
                page_word=masters.PAGE.say(language),
                repeat=(_FIRST - 1, _FIRST - 1),
            )
            sheet.print_area(1, 1, max(end + _ABOVE - 1, _FIRST), len(columns) - yellow)

    def _record_cells(self) -> None:
        """Record the cells of the rows, for links from other sheets."""
        master, table = self.master, self.table
        cells = master.table_cells
        cells[table.code, "", ""] = f"'{master.page_name(key_of(table), 0)}'!B2"
        for n, row in enumerate(self.rows):
            page, line = divmod(n, master.records)
            cells[table.code, row.agency, row.id] = f"'{master.page_name(key_of(table), page)}'!B{_FIRST + line + 1}"

    def _columns(self) -> list[TableColumn]:
        columns = [
            TableColumn("no", 10, {"align": "center", "text_wrap": False}),
            TableColumn("agency", 11, "code", hidden=True),
            TableColumn("agency_name", 20, "long"),
            TableColumn("row", 12, "code", hidden=True),
        ]
        for column in self.table.columns:
            width = self.width(column)
            wraps = not column.numeric and column.kind != "date"
            key, heading = column_key(column.code), self.heading(column)
            columns.append(TableColumn(key, width, self.style(column), wraps=wraps, heading=heading))
        if self.master.shared:
            return columns
        titles = {
            c.code: masters.CORRECTED_COLUMN.say(self.master.language, label=self.heading(c))
            for c in self.table.columns
        }
        reason = masters.COLUMNS["correction_reason"]
        return [
            *columns,
            TableColumn("typed", 24, "long", heading=masters.COLUMNS["sent_as"]),
            TableColumn("file", 26, "code"),
            TableColumn("sheet", max([16.0, *(characters(row.location[1]) + 1 for row in self.rows)]), "code"),
            TableColumn("cell", 8, "code"),
            TableColumn("open", 7, "short link"),
            TableColumn(LEFT_OUT, 9, "typed text", bare=True),
            *(TableColumn(CORRECTED + c, 16, "typed text", heading=title, bare=True) for c, title in titles.items()),
            TableColumn(BY, 18, "typed text", bare=True),
            TableColumn(REASON, 26, "typed text", wraps=True, heading=reason, bare=True),
        ]

    def _data(self) -> list[list[Cell]]:
        """The cells of each column: of the rows, then of corrections of rows that are gone."""
        master, table = self.master, self.table
        corrected, shared = master.result.corrected_rows, master.shared
        of_rows: dict[tuple[str, str], dict[str, Correction]] = {}
        for (agency, name, known), correction in corrected.corrections.items():
            if (column := self._column_of(name)) is not None:
                of_rows.setdefault((agency, known), {})[column] = correction
        painted = _Cells(self)
        names = {row.agency: master.name_of(row.agency) for row in self.rows}
        lines: list[list[Cell]] = []
        number = 0
        carried, left_out = (word.say(master.language) for word in (masters.ROW_CARRIED, masters.ROW_LEFT_OUT))
        for row in self.rows:
            out = (row.agency, table.code, row.id) in corrected.left_out
            counts = not (out or row.is_carried)
            number += counts
            shown, typed = painted.of(row, counts)
            line: list[Cell] = [number if counts else left_out if out else carried, row.agency, names[row.agency]]
            line += [row.id, *shown]
            if not shared:
                file, sheet, cell = row.location
                line += [typed, file, sheet, cell, master.link_word(file, sheet, cell)]
                line += self._entries(of_rows.get((row.agency, row.id), {}))
            lines.append(line)
        if not shared:
            lines += self._lines_of_gone_rows()
        return list(map(list, zip(*lines, strict=True))) or [[] for _ in self._columns()]

    def _column_of(self, name: str) -> str | None:
        """The column of this table that a correction names; "" for a whole row; None if it is about another table."""
        start = self.table.name("")
        column = name.removeprefix(start)
        return column if name.startswith(start) and (not column or column in self.table.column_by_code) else None

    def _lines_of_gone_rows(self) -> list[list[Cell]]:
        lines: dict[tuple[str, str], list[dict[str, Correction]]] = {}
        for correction in self.master.result.corrected_rows.unplaced:
            if (column := self._column_of(correction.indicator)) is not None:
                same = lines.setdefault((correction.agency, correction.period), [])
                free = next((line for line in same if column not in line), None)
                if free is None:
                    same.append({column: correction})
                else:
                    free[column] = correction
        there = {(row.agency, row.id) for row in self.rows} if lines else set()
        gone = masters.ROW_GONE.say(self.master.language)
        blank = [None] * (len(self.table.columns) + 5)
        return [
            ["" if key in there else gone, key[0], self.master.name_of(key[0]), key[1], *blank, *self._entries(line)]
            for key, same in lines.items()
            for line in same
        ]

    def _entries(self, corrections: Mapping[str, Correction]) -> list[Cell]:
        """The cells that the coordinator typed for one row; `corrections`: by column, "" for the whole row."""
        if not corrections:
            return [None] * (len(self.table.columns) + 3)
        by_column = [corrections.get(code) for code in ("", *(c.code for c in self.table.columns))]
        cells: list[Cell] = [
            None if c is None or not c.typed else c.typed if c.number is None else c.number for c in by_column
        ]
        signatures = [signature_of(corrections.values(), what) or None for what in ("by", "reason")]
        return [*cells, *signatures]

    # -- totals --

    def _draw_totals(self, sheet: Sheet, columns: Sequence[TableColumn], formulas: Mapping[str, str]) -> None:
        """Write the province's totals above the headings of their columns."""
        look, language = self.master.look, self.master.language
        rows = self.total("", "")
        count = 0.0 if rows is None or rows.value is None else rows.value
        pages = self.master.pages(key_of(self.table))
        drawn = len(self.rows)
        bold = look(bold=True, align="center", valign="vcenter", num_format="#,##0")
        if rows is not None and rows.masked:
            sheet.write_text(_TOTALS, _NO, masters.SIGNS["masked"].say(language), bold)
        elif self._has_formulas and drawn:
            formula = f"=COUNT({','.join(self._ranges(pages, _NO, drawn))})"
            sheet.write_formula_value(_TOTALS, _NO, formula, count, bold)
        else:
            sheet.write_number(_TOTALS, _NO, count, bold)
        text = masters.ALL_ROWS.say(language)
        sheet.write_text(_TOTALS, _AGENCY + 1, text, look(bold=True, valign="vcenter"))
        small = look(font_size=9, font_color=AMBER, valign="vcenter", text_wrap=True)
        caveats = caveats_of(rows, language) if rows else ""
        sheet.write_text(_HOW, _AGENCY + 1, caveats, small)
        heights = [(caveats, columns[_AGENCY].width * 1.15)]
        places = {c.key: n for n, c in enumerate(columns, start=1)}
        for column in self.table.totalled:
            number, total = places[column_key(column.code)], self.total(column.code, "")
            how = masters.ACROSS_ROWS[column.across_rows].say(language)
            lacks = column_caveats(total, language) if total else ""
            text = f"{how}; {lacks}" if lacks else how
            muted = look(
                font_size=9, font_color=AMBER if lacks else MUTED, align="right", valign="vcenter", text_wrap=True
            )
            sheet.write_text(_HOW, number, text, muted)
            heights.append((text, columns[number - 1].width * 1.1))
            self._write_total(sheet, number, column, total, formulas[column.code])
        sheet.set_row(_HOW, row_height(heights, minimum=15))
        sheet.set_row(_TOTALS, 21)

    @cached_property
    def _has_formulas(self) -> bool:
        """Whether totals are formulas: not where some of their numbers are masked."""
        code = self.table.code
        return not (self.master.shared and any(c.state == "masked" for c in self.master.result.rows if c.table == code))

    def _write_total(
        self, sheet: Sheet, number: int, column: FormColumn, total: TableTotal | None, formula: str
    ) -> None:
        look = self.master.look
        style = look.boxed(bold=True, num_format=self.number_format(column), align="right", valign="vcenter")
        if total is None or total.value is None:
            sign = look.boxed(align="center", valign="vcenter", font_color=MUTED)
            sign_key = "masked" if total is not None and total.masked else "no_total"
            sheet.write_text(_TOTALS, number, masters.SIGNS[sign_key].say(self.master.language), sign)
        elif formula:
            sheet.write_formula_value(_TOTALS, number, formula, total.value, style)
        else:
            sheet.write_number(_TOTALS, number, total.value, style)

    def _total_formula(self, column: FormColumn, pages: Pages, count: int) -> str:
        """The province's total as a formula over the rows; "" where there is none."""
        ranges = self._ranges(pages, self._column_number(column), count) if self._has_formulas and self.rows else []
        formula = f"={_FUNCTIONS[column.across_rows]}({','.join(ranges)})"
        return formula if ranges and fits(formula) else ""

    def _column_number(self, column: FormColumn) -> int:
        return 5 + self.table.columns.index(column)

    def _ranges(self, pages: Pages, number: int, count: int) -> list[str]:
        """The ranges of a column on every page, with the names of their sheets."""
        letter = column_name(number)
        ranges = []
        for name, (_, end) in zip(pages.names, pages.drawn(count), strict=True):
            last = end + _ABOVE
            if last > _FIRST:
                ranges.append(f"'{name}'!${letter}${_FIRST + 1}:${letter}${last}")
        return ranges

    # -- by agency --

    def draw_by_agency(self) -> None:
        master, look, language, table = self.master, self.master.look, self.master.language, self.table
        key = key_by_agency(table)
        columns = [
            TableColumn("agency", 12, "code", hidden=True),
            TableColumn("agency_name", 34, "long"),
            TableColumn("rows", 10, {"num_format": "#,##0", "align": "right"}),
            *(
                TableColumn(column_key(c.code), self.width(c, "total"), self.style(c), heading=self.heading(c))
                for c in table.totalled
            ),
            TableColumn("caveats", 40, {"font_size": 9, "font_color": AMBER}, wraps=True),
        ]
        pages, row_pages = master.pages(key), master.pages(key_of(table))
        agencies = self.agencies
        lines = [self._agency_line(code, number, row_pages) for number, code in enumerate(agencies)]
        data: list[Sequence[Cell]] = [*zip(*lines, strict=True)] or [()] * len(columns)
        title = masters.TABLE_TITLE_BY_AGENCY.say(language, heading=table.heading)
        draw_columns(
            pages,
            look,
            key,
            columns,
            data,
            language,
            keys=agencies,
            about=masters.ABOUT["table_by_agency"].say(language, rows=master.name(key_of(table))),
            freeze=2,
            names=(title, master.name(key)),
            above=_ABOVE,
        )
        for sheet in pages.sheets:
            self._draw_province_line(sheet)

    @cached_property
    def agencies(self) -> list[str]:
        """The agencies asked for the table, and other agencies that reported a row, in the roster's order."""
        gave = {row.agency for row in self.rows}
        return [a.code for a in self.master.roster if a.code in gave or includes(self.table.asked_of, a)]

    @cached_property
    def _has_ambiguous_codes(self) -> bool:
        """Whether a spreadsheet might read codes of agencies as equal numbers, or as other conditions."""
        return any(map(_NUMBER_LIKE.match, self.agencies)) or any(set("*?~<>=") & set(code) for code in self.agencies)

    def _agency_line(self, code: str, number: int, pages: Pages) -> list[Cell]:
        master, language = self.master, self.master.language
        muted = master.look.boxed(font_color=MUTED, align="center")
        name = master.campaign.agency_by_code[code].name
        if code not in master.result.used:
            signs = [Styled(masters.SIGNS["not_in"].say(language), muted), *[None] * len(self.table.totalled)]
            return [code, name, *signs, None]
        rows = self.total("", code)
        agency_cell = f"$B{_FIRST + number % master.records + 1}"
        live = self._has_formulas and bool(self.rows) and not self._has_ambiguous_codes
        count = rows.value if rows is not None and rows.value is not None else 0.0
        line: list[Cell] = [code, name]
        masked = Styled(masters.SIGNS["masked"].say(language), muted)
        counted = self._agency_total("COUNTIFS", _NO, pages, agency_cell, count, live)
        line.append(masked if rows is not None and rows.masked else counted)
        caveats = [caveats_of(rows, language)] if rows else []
        for column in self.table.totalled:
            total = self.total(column.code, code)
            if total is not None and total.masked:
                line.append(masked)
            elif total is None or total.value is None:
                line.append(Styled(masters.SIGNS["no_total"].say(language), muted) if count else None)
            else:
                function = _OF_AN_AGENCY.get(column.across_rows, "")
                value = total.value
                line.append(self._agency_total(function, self._column_number(column), pages, agency_cell, value, live))
            if total is not None and (lacks := column_caveats(total, language)):
                caveats.append(f"{column.label}: {lacks}")
        return [*line, "; ".join(filter(None, caveats)) or None]

    def _agency_total(
        self, function: str, number: int, pages: Pages, agency_cell: str, value: float, live: bool
    ) -> Cell:
        """The total of one agency's rows on all pages as a formula; as a number where no function that every program
        has calculates it (the largest, the smallest, a mean over several sheets)."""
        counted, agencies = (self._ranges(pages, p, len(self.rows)) for p in (number, _AGENCY))
        if not live or not function or (function == "AVERAGEIF" and len(counted) > 1):
            return value
        if function == "COUNTIFS":
            parts = [f'COUNTIFS({a},{agency_cell},{c},">0")' for a, c in zip(agencies, counted, strict=True)]
        else:
            order = "{1},{2},{0}" if function == "AVERAGEIF" else "{0},{1},{2}"
            parts = [f"{function}({order.format(c, a, agency_cell)})" for a, c in zip(agencies, counted, strict=True)]
        formula = f"={'+'.join(parts)}"
        return FormulaCell(formula, value) if fits(formula) else value

    def _draw_province_line(self, sheet: Sheet) -> None:
        """Draw the line of the province's totals, which refers to the totals above the rows."""
        look, language = self.master.look, self.master.language
        rows = self.total("", "")
        source = f"'{self.master.name(key_of(self.table))}'!"
        sheet.write_text(_TOTALS, 2, masters.WHOLE_PROVINCE.say(language), look(bold=True, valign="vcenter"))
        count = rows.value if rows is not None and rows.value is not None else 0.0
        style = look.boxed(bold=True, num_format="#,##0", align="right", valign="vcenter")
        shown = masters.SIGNS["masked"].say(language) if rows is not None and rows.masked else count
        sheet.write_formula_value(_TOTALS, 3, f"={source}{column_name(_NO)}{_TOTALS + 1}", shown, style)
        small = look(font_size=9, font_color=MUTED, align="right", valign="vcenter", text_wrap=True)
        if rows is not None:
            sheet.write_text(_HOW, 3, f"{rows.reporting}/{rows.asked}", small)
        for number, column in enumerate(self.table.totalled, start=4):
            cell = f"={source}{column_name(self._column_number(column))}{_TOTALS + 1}"
            self._write_total(sheet, number, column, self.total(column.code, ""), cell)
            sheet.write_text(_HOW, number, masters.ACROSS_ROWS[column.across_rows].say(language), small)
        sheet.set_row(_TOTALS, 21)


class _Cells:
    """The formats of the cells of a table's rows."""

    def __init__(self, drawing: _Drawing) -> None:
        look, language = drawing.master.look, drawing.master.language
        self.drawing, self.language = drawing, language
        self.yes, self.no = YES.say(language), NO.say(language)
        self.muted = look.boxed(font_color=MUTED, italic=True)
        self.held = look.boxed(bg_color=RED_FILL, font_color=RED)
        self.masked = look.boxed(font_color=MUTED, align="center")
        self.corrected = {c.code: self._corrected_style(c) for c in drawing.table.columns}

    def _corrected_style(self, column: FormColumn) -> Format:
        shown = f'{self.drawing.number_format(column)}"†"' if column.numeric else '@"†"'
        properties = {"num_format": shown} if column.kind != "date" else {}
        return self.drawing.style(column, bg_color=INPUT, **properties)

    def of(self, row: ReportedRow, counts: bool) -> tuple[list[Cell], str | None]:
        """The cells of a row as they are shown; and the typed texts of the cells that are shown differently."""
        table, counted = self.drawing.table, self.drawing.counted
        shown: list[Cell] = []
        typed = []
        for column in table.columns:
            sent = row.cells.get(column.code)
            if counted and counts and (key := (row.agency, table.name(column.code), row.id)) in counted:
                shown.append(self._corrected_cell(counted[key]))
                typed.append(f"{column.label}: {sent.typed if sent else '–'}")
            elif sent is None:
                shown.append(None)
            elif not counts:
                shown.append(Styled(sent.typed or typed_text(sent.value), self.muted))
            else:
                shown.append(self._sent_cell(sent))
                if self._shows_other_text(sent):
                    typed.append(f"{column.label}: {sent.typed}")
        for code, cell in row.cells.items():
            if code not in table.column_by_code:
                heading = masters.OF_ROWS.get(code)
                typed.append(f"{heading.say(self.language) if heading else code}: {cell.typed or cell.state}")
        return shown, clipped("; ".join(typed), MAX_TEXT) or None

    def _sent_cell(self, cell: Figure) -> Cell:
        value = cell.value
        if value.__class__ is bool:
            return self.yes if value else self.no
        if value is not None:
            return value
        if cell.state == "masked":
            return Styled(cell.typed, self.masked)
        return Styled(cell.typed, self.held if cell.state == "held" else self.muted)

    def _corrected_cell(self, cell: Figure) -> Cell:
        shown = self._sent_cell(cell)
        value: Any = shown.value if isinstance(shown, Styled) else shown
        return Styled(value, self.corrected[cell.column])

    def _shows_other_text(self, cell: Figure) -> bool:
        """Whether a cell is shown differently than it was typed."""
        value: Value = cell.value
        if value is None:
            return False
        if value.__class__ is bool:
            return fold(cell.typed) not in _YES_OR_NO
        return cell.typed != typed_text(value)


def caveats_of(rows: TableTotal, language: Language) -> str:
    """The numbers of rows that do not count, in words; "" where all count."""
    return _counts_in_words(language, (masters.ROWS_CARRIED, rows.carried), (masters.ROWS_LEFT_OUT, rows.left_out))


def column_caveats(total: TableTotal, language: Language) -> str:
    """The numbers of a column's cells that are corrected or not counted in its total, in words."""
    return _counts_in_words(language, (masters.ROWS_HELD, total.held), (masters.ROWS_CORRECTED, total.corrected))


def _counts_in_words(language: Language, *counts: tuple[Text, int]) -> str:
    return "; ".join(text.say(language, count=count) for text, count in counts if count)
