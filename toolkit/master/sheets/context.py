"""What the sheets of a master share while it is drawn: names, links, cells to refer to, and values as shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial

from toolkit.consolidation.ideas import Idea, ideas_of
from toolkit.consolidation.leaders import PageText
from toolkit.consolidation.totals import WHOLE
from toolkit.language.text import IN_CELL, listed
from toolkit.master.carry.records import NOTHING, Carried
from toolkit.master.sheets.figure_rows import FigureRows
from toolkit.messages import masters
from toolkit.messages.findings.catalogue import describe, named
from toolkit.messages.forms import NO, YES
from toolkit.model import (
    Acceptance,
    Agency,
    Campaign,
    Consolidation,
    Figure,
    Finding,
    Group,
    Indicator,
    Language,
    Tabulation,
)
from toolkit.model.periods import label_of, period_label
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import OF_TABLE, base_key, table_of
from toolkit.values.totals import number
from toolkit.xlsx.excel import LINK_SIGNS, MAX_TARGET, Book, Sheet, Value, link_path, size_of
from toolkit.xlsx.look import Look, characters_of, decimal_format, number_format
from toolkit.xlsx.tables import FIRST_ROW, MAX_ACROSS, MAX_RECORDS, Pages, TableColumn

#: A link whose target is joined from the columns `file`, `sheet` and `cell` of the same row.
_OPEN = '=HYPERLINK({file}&"#\'"&SUBSTITUTE({sheet}{{row}},"\'","\'\'")&"\'!"&{cell}{{row}},"{word}")'
#: The most characters of such a target after the file's path: a sheet's name with apostrophes doubled, and a cell.
_BEHIND_PATH = len("#''!XFD1048576") + 2 * 31
#: The columns of the figures' sheet: the values as sent, and the values that count where they differ.
VALUE_COLUMN, _COUNTS_COLUMN = "E", "J"


@dataclass
class View:
    """A result in one language, from which the sheets' values are taken."""

    result: Tabulation
    language: Language
    whole: Consolidation = field(init=False)
    """The result with the narrative; not set until the sheets that do not need it are drawn."""

    @classmethod
    def of(cls, result: Consolidation, language: Language = "vi") -> View:
        """The view of a finished result, for exports."""
        view = View(result, language)
        view.whole = result
        return view

    @property
    def campaign(self) -> Campaign:
        return self.result.campaign

    def name_of(self, agency: str | None) -> str | None:
        """The short name of an agency of the roster, or of a former agency."""
        known = self.campaign.agency_by_code.get(agency or "")
        former = self.campaign.former_by_code.get(agency or "")
        return known.short_name if known else (former.short_name or former.name) if former else None

    @cached_property
    def officers(self) -> Mapping[str, str]:
        """The officer responsible for each agency, by the agency's code."""
        return {s.agency: s.officer for s in self.result.statuses if s.officer}

    @cached_property
    def period_labels(self) -> Mapping[str, str]:
        """The labels of the periods, by their keys."""
        return {p.key: period_label(p, self.language) for p in self.campaign.periods}

    def period_name(self, key: str) -> str:
        """What a period is called, by its key; "total" for the periods together."""
        return masters.COLUMNS["total"].say(self.language) if key == WHOLE else label_of(key, self.language)

    def label_of(self, code: str | None) -> str | None:
        """The label of an indicator, a table or a table's column, by its code."""
        known = self.campaign.indicator_by_code.get(code or "")
        return known.label if known else named(code, self.language, self.campaign).strip("“”") if code else None

    def heading_of(self, section: str | None) -> str | None:
        """A section's heading; its code where the definition no longer has it."""
        known = self.campaign.section_by_code.get(section or "")
        return known.heading if known else section

    def theme_label(self, code: str) -> str:
        """A theme's label; the unclassified have one too, where there are themes."""
        return self.theme_labels.get(code) or (masters.UNCLASSIFIED.say(self.language) if self.theme_labels else "")

    @cached_property
    def theme_labels(self) -> Mapping[str, str]:
        """The labels of the definition's themes, by their codes."""
        return {t.code: t.label for t in self.campaign.themes}

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """The group of each statement, by its id."""
        return {s: g for g in self.whole.groups for s in g.statements}

    @cached_property
    def group_numbers(self) -> Mapping[str, int]:
        """The number of each group on its sheet, by the id of the group; people type the number to name the group."""
        alone = (e.group for e in self.whole.orphaned_edits if e.is_shown)
        return {
            group: n for n, group in enumerate(dict.fromkeys((*(g.id for g in self.whole.groups), *alone)), start=1)
        }

    def numbers_of(self, groups: Iterable[str]) -> str:
        """The groups' numbers; for a group without a number, its code."""
        return listed([str(self.group_numbers.get(group, group)) for group in groups], IN_CELL, ", ")

    @cached_property
    def family_names(self) -> Mapping[str, str]:
        """The name of each group's family, by the group's id."""
        return {group: family.name for family in self.whole.families for group in family.groups}

    @cached_property
    def idea_of(self) -> Mapping[str, Idea]:
        """The idea with which each group is printed, by the group's id."""
        return {group: idea for idea in ideas_of(self.whole) for group in idea.groups}

    @cached_property
    def acceptances(self) -> Mapping[str, Acceptance]:
        """The coordinator's acceptances of findings, by the findings' keys."""
        return {a.finding: a for a in self.whole.kept.acceptances}

    @cached_property
    def describe(self) -> Callable[[Finding], tuple[str, str]]:
        """The message of a finding and how to fix it."""
        return cache(partial(describe, language=self.language, campaign=self.campaign))


@dataclass
class Master(View):
    """The workbook being drawn, and its cells to which other cells refer."""

    book: Book
    look: Look
    sheets: dict[str, Sheet]
    roster: tuple[Agency, ...]
    statement_rows: dict[str, int] = field(default_factory=dict)
    group_rows: dict[str, int] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    """The line of each group on the leaders' sheet, by the group's id."""
    total_cells: dict[tuple[str, str], str] = field(default_factory=dict)
    """Cell of each total on its sheet, by (indicator, period or `total`)."""
    matrix_rows: dict[tuple[str, str], int] = field(default_factory=dict)
    table_cells: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """The cell of each row of a table whose rows agencies add, as formulas name it, by (table, agency, row); its
    sheet by (table, "", "")."""
    counted: dict[str, tuple[Agency, ...]] = field(default_factory=dict)
    """The agencies counted in an indicator's total, by its code."""
    spans: dict[frozenset[str] | None, list[tuple[int, int]]] = field(default_factory=dict)
    """The unbroken ranges of positions in the roster that a set of agencies (None: all) takes up."""
    records: int = MAX_RECORDS
    """The most records on one sheet."""
    across: int = MAX_ACROSS
    """The most agencies side by side on one sheet."""
    shared: bool = False
    """Whether this is the copy for circulation, in which small figures are masked."""
    away: frozenset[str] = frozenset()
    """Files that are not here, but only in the masters of parts through which they came."""
    far: frozenset[str] = frozenset()
    """Files whose paths are so long that a link to a cell may exceed Excel's limit."""
    odd_paths: bool = False
    """Whether a file's path has characters that must be escaped in a link."""
    figures: FigureRows = field(default_factory=lambda: FigureRows(()))
    corrected: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """The agencies with a corrected figure, by indicator and period."""
    decimals: dict[str, int] = field(default_factory=dict)
    """The number of decimals of an indicator's figures, by its code."""
    carried: Carried = NOTHING
    """What people added to the previous master."""
    table_names: dict[str, str] = field(default_factory=dict)
    """The names of the sheets of tables, by key."""
    page_texts: dict[str, PageText] = field(default_factory=dict)
    """The texts of the leaders' sheet that may be rewritten, by their keys."""

    def link_word(self, file: str, sheet: str, cell: str) -> str | None:
        """The word shown as a link to a cell of a file; None without a cell, or where no link can lead to it."""
        if not cell or file in self.away:
            return None
        named = sheet.replace("'", "''")
        if file in self.far and size_of(f"{link_path(file)}#'{named}'!{cell}") > MAX_TARGET:
            return None
        return masters.OPEN.say(self.language)

    def path_of(self, column: str) -> str:
        """The file's path in a row's `column`, escaped for a link, as part of a formula's template."""
        path = f"{column}{{row}}"
        for sign, escaped in LINK_SIGNS.items() if self.odd_paths else ():
            path = f'SUBSTITUTE({path},"{sign}","{escaped}")'
        return path

    def number_format(self, indicator: Indicator) -> str:
        """Excel's format for an indicator's figures and totals."""
        numbers = indicator.numeric or indicator.across_agencies == "count_yes"
        return decimal_format(self.decimals[indicator.code]) if numbers else number_format(indicator.kind)

    def name(self, key: str) -> str:
        """The name of a sheet, in the workbook's language; a table's code where the definition no longer has it."""
        if key in masters.SHEETS:
            return masters.SHEETS[key].say(self.language)
        return self.table_names.get(key) or table_of(key) or key

    def page_name(self, key: str, number: int) -> str:
        """The name of one sheet of a table; `number`: the number of this page, from 0."""
        return f"{self.name(key)} {number + 1}" if number else self.name(key)

    def add_sheets(self, keys: Iterable[str]) -> None:
        """Add the sheets of these tables: one for each table, or as many as its records need."""
        counts = record_counts(getattr(self, "whole", self.result))
        for key in keys:
            count, most = (len(self.roster), self.across) if key == "matrix" else (counts.get(key, 0), self.records)
            for page in range(max(1, -(-count // most))):
                self.add_sheet(key, page)

    def add_sheet(self, key: str, page: int) -> Sheet:
        """Add a sheet of a table; `page`: its number among the sheets of the table, from 0."""
        whole_key = f"{key}:{page + 1}" if page else key
        sheet = self.sheets[whole_key] = self.book.sheet(self.page_name(key, page))
        looks = self.carried.columns.get(whole_key, {})
        sheet.set_widths = {column: characters_of(look.pixels) for column, look in looks.items()}
        sheet.filters = self.carried.filters.get(whole_key, {})
        if key in self.carried.watched:
            sheet.watch()
        return sheet

    def sheets_of(self, key: str) -> tuple[Sheet, ...]:
        """The sheets of a table; none where the workbook does not have it."""
        return tuple(s for k, s in self.sheets.items() if base_key(k) == key)

    def pages(self, key: str) -> Pages:
        """The sheets of a table."""
        sheets = self.sheets_of(key)
        return Pages(sheets, tuple(self.page_name(key, n) for n in range(len(sheets))), self.records)

    def sheet_and_row(self, key: str, row: int) -> tuple[str, int]:
        """(sheet as formulas name it, row) of a record; `row`: its row if all records were on one sheet."""
        number, local = divmod(row - FIRST_ROW, self.records)
        return f"'{self.page_name(key, number)}'!", FIRST_ROW + local

    def record_cell(self, key: str, row: int, column: int) -> str:
        """A cell of a record, as formulas name it."""
        sheet, local = self.sheet_and_row(key, row)
        return f"{sheet}{cell_name(local, column)}"

    def reference(self, key: str, cell: str) -> str:
        """A cell of another sheet, as formulas name it."""
        return f"'{self.name(key)}'!{cell}"

    def short_name(self, agency: str) -> str:
        return self.campaign.agency_by_code[agency].short_name

    def figure_number(self, agency: str, indicator: str, period: str) -> float | None:
        """An agency's number, or None where it reported none."""
        return number(self.figures.figure_at(self.figures.row(indicator, period, agency)))

    def value_cell(self, row: int) -> str:
        """The cell, on the figures' sheet, of the value of a figure that counts. `row`: its row in `figures`."""
        _, local = self.sheet_and_row("figures", row)
        figure = self.figures.figure_at(row) if self.result.sent else None
        counts = figure is not None and figure[:3] in self.result.sent
        return f"{_COUNTS_COLUMN if counts else VALUE_COLUMN}{local + 1}"


def record_counts(result: Tabulation) -> dict[str, int]:
    """The number of records of each table that grows with the files; without groups until the narrative is there."""
    counts = {
        "figures": len(result.figures) + len(result.unplaced),
        "statements": len(result.statements),
        "findings": len(result.findings),
        "leftovers": len(result.leftovers),
        "followup": len(result.followup),
        "changes": len(result.changes),
        "bridge": sum(len(b.parts) for b in result.bridges.moved) if result.bridges else 0,
    }
    if result.campaign.tables:
        counts.update(_line_counts(result))
        lines = (max(1, len(c.cells)) if c.change == "changed" else 1 for c in result.compared_rows)
        counts["compared_rows"] = len(result.compared_tables) + sum(lines)
    if isinstance(result, Consolidation):
        counts["groups"] = len(result.groups) + sum(e.is_shown for e in result.orphaned_edits)
    return counts


def _line_counts(result: Tabulation) -> Counter[str]:
    """The number of lines on each table's sheet."""
    sent = {(c.table, c.agency, c.row) for s in result.used.values() for c in s.rows}
    sent |= {(c.table, c.agency, c.row) for c in result.rows}
    counts = Counter(OF_TABLE + table for table, _, _ in sent)
    for correction in result.corrected_rows.unplaced:
        for table in result.campaign.tables:
            counts[OF_TABLE + table.code] += correction.indicator.startswith(table.name(""))
    return counts


def is_far(file: str) -> bool:
    """Whether a file's path is so long that a link to a cell of it may be longer than Excel allows."""
    return size_of(link_path(file)) + _BEHIND_PATH > MAX_TARGET


def open_formulas(columns: Sequence[TableColumn], master: Master) -> dict[int, str]:
    """{position of the column `open`: its formula}, which refers to the columns `file`, `sheet` and `cell`."""
    places = {c.key: cell_name(0, n).rstrip("1") for n, c in enumerate(columns, start=1)}
    here = next(n for n, c in enumerate(columns, start=1) if c.key == "open")
    template = _OPEN.format(
        file=master.path_of(f"${places['file']}"),
        sheet=f"${places['sheet']}",
        cell=f"${places['cell']}",
        word=masters.OPEN.say(master.language),
    )
    return {here: template}


def shown_value(figure: Figure, language: Language) -> Value:
    """A figure's value as a cell shows it: yes or no in words, other values unchanged."""
    if isinstance(figure.value, bool):
        return (YES if figure.value else NO).say(language)
    return figure.value


def balance_text(result: Tabulation, language: Language) -> str:
    """The conservation balance of the files used, as a sentence."""
    b = result.balance
    text = masters.BALANCE.say(
        language,
        cells=b.cells,
        figures=b.figures,
        statements=b.statements,
        info=b.info,
        notes=b.notes,
        reported=b.reported,
    )
    if result.has_rows:
        text += masters.BALANCE_ROWS.say(language, rows=b.rows)
    if b.answers:
        text += masters.BALANCE_ANSWERS.say(language, answers=b.answers)
    if not b.is_even:
        text += masters.UNEVEN.say(language, difference=b.unaccounted)
    if carried := sum(s.carried for s in result.statuses):
        text += masters.CARRIED.say(language, count=carried)
    typed = [c for key, c in result.corrections.items() if c.typed and key in result.sent]
    if typed:
        entered = sum(result.sent[c.key] is None for c in typed)
        text += masters.CORRECTED.say(language, corrected=len(typed) - entered, entered=entered)
    rows = result.corrected_rows
    if rows.sent or rows.left_out:
        text += masters.CORRECTED_ROWS.say(language, cells=len(rows.sent), rows=len(rows.left_out))
    return text
