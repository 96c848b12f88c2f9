"""Draws the master workbook: the leaders' sheet first, then the tables it rests on.

Numbers and words are settled in the `Consolidation`; here they are only put in their places. Totals are
live formulas over the matrix, the matrix over the figures, and every formula carries its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from toolkit.consolidate import Begun
from toolkit.decimals import shown_decimals
from toolkit.given import INBOX_ALONE, Given
from toolkit.keyed import cell_name
from toolkit.masters import DRAWN, KIND
from toolkit.messages import masters
from toolkit.messages.findings import describe, first_of, in_words
from toolkit.messages.forms import INFO, NO, YES
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Language
from toolkit.provincial import counted_agencies
from toolkit.totals import number
from toolkit.writers.excel import LINK_SIGNS, MAX_TARGET, Book, Cell, Sheet, Styled, Value, link_path, units
from toolkit.writers.figurerows import FigureRows
from toolkit.writers.look import AMBER, RED, Look, decimal_format, number_format
from toolkit.writers.package import CHECKSUM
from toolkit.writers.tables import FIRST_ROW, MAX_ACROSS, MAX_RECORDS, Pages, TableColumn, draw_columns, draw_table

#: Where the cell's text is put together from the columns `file`, `sheet` and `cell` of the same row.
_OPEN = '=HYPERLINK({file}&"#\'"&SUBSTITUTE({sheet}{{row}},"\'","\'\'")&"\'!"&{cell}{{row}},"{word}")'
#: The most that such a target has behind the file's path: a sheet's name, its apostrophes doubled, and a cell.
_BEHIND_PATH = len("#''!XFD1048576") + 2 * 31
#: The column of the values in the sheet of figures.
VALUE_COLUMN = "E"
SHEET_ORDER = (
    "summary",
    "by_agency",
    "totals",
    "previous",
    "reconciliation",
    "status",
    "groups",
    "questions",
    "findings",
    "matrix",
    "figures",
    "statements",
    "info",
    "leftovers",
    "changes",
    "sources",
    "parts",
    "taken",
    "given",
)

#: Sheets that can be drawn while the narrative is still gone through.
_WITHOUT_NARRATIVE = frozenset(
    (
        "totals",
        "previous",
        "reconciliation",
        "status",
        "matrix",
        "figures",
        "by_agency",
        "info",
        "leftovers",
        "changes",
        "sources",
        "parts",
        "given",
    )
)
#: Sheets that a copy for circulation is without.
WORKING_PAPERS = frozenset(
    ("reconciliation", "questions", "findings", "info", "leftovers", "changes", "sources", "parts", "taken", "given")
)


@dataclass(slots=True)
class Master:
    """The workbook under way, and where in it things stand."""

    result: Consolidation
    language: Language
    book: Book
    look: Look
    sheets: dict[str, Sheet]
    roster: tuple[Agency, ...]
    statement_rows: dict[str, int] = field(default_factory=dict)
    group_rows: dict[str, int] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    """Each group as the leaders' sheet shows it, by id."""
    total_cells: dict[tuple[str, str], str] = field(default_factory=dict)
    """Cell of each total on its sheet, by (indicator, period or `total`)."""
    matrix_rows: dict[tuple[str, str], int] = field(default_factory=dict)
    counted: dict[str, tuple[Agency, ...]] = field(default_factory=dict)
    """The agencies that make an indicator's total, by its code."""
    spans: dict[frozenset[str] | None, list[tuple[int, int]]] = field(default_factory=dict)
    """The stretches of the roster that some of its agencies (None: all) make, as places in it."""
    records: int = MAX_RECORDS
    """The most records on one sheet."""
    across: int = MAX_ACROSS
    """The most agencies side by side on one sheet."""
    shared: bool = False
    """Whether it is a copy for circulation, in which small figures are masked."""
    away: frozenset[str] = frozenset()
    """Files that are known by the masters only that they came through."""
    far: frozenset[str] = frozenset()
    """Files with so long a path that a link to a cell may be longer than Excel takes."""
    odd_paths: bool = False
    """Whether a file's path has signs that mean something else in a link."""
    figures: FigureRows = field(default_factory=lambda: FigureRows(()))
    decimals: dict[str, int] = field(default_factory=dict)
    """With how many decimals an indicator's figures are shown, by its code."""

    @property
    def campaign(self) -> Campaign:
        return self.result.campaign

    def opens(self, file: str, sheet: str, cell: str) -> str | None:
        """The word that opens a cell of a file; None where there is no cell, or no link leads to the file from here."""
        if not cell or file in self.away:
            return None
        named = sheet.replace("'", "''")
        if file in self.far and units(f"{link_path(file)}#'{named}'!{cell}") > MAX_TARGET:
            return None
        return masters.OPEN.say(self.language)

    def path_of(self, column: str) -> str:
        """The path in a row's `column` as links have it, in the template of a formula."""
        path = f"{column}{{row}}"
        for sign, escaped in LINK_SIGNS.items() if self.odd_paths else ():
            path = f'SUBSTITUTE({path},"{sign}","{escaped}")'
        return path

    def number_format(self, indicator: Indicator) -> str:
        """Excel's format for an indicator's figures and totals."""
        numbers = indicator.numeric or indicator.across_agencies == "count_yes"
        return decimal_format(self.decimals[indicator.code]) if numbers else number_format(indicator.kind)

    def name(self, key: str) -> str:
        """The name of a sheet, in the workbook's language."""
        return masters.SHEETS[key].say(self.language)

    def page_name(self, key: str, number: int) -> str:
        """The name of a table's sheet, or of one that goes on with it (from 0)."""
        return f"{self.name(key)} {number + 1}" if number else self.name(key)

    def add_sheets(self, keys: Iterable[str]) -> None:
        """Add the sheets of these tables: one each, more where they exceed what one can hold."""
        counts = records_of(self.result)
        for key in keys:
            count, most = (len(self.roster), self.across) if key == "matrix" else (counts.get(key, 0), self.records)
            for page in range(max(1, -(-count // most))):
                self.add_sheet(key, page)

    def add_sheet(self, key: str, page: int) -> Sheet:
        """Add a table's sheet, or one that goes on with it (from 0)."""
        sheet = self.sheets[f"{key}:{page + 1}" if page else key] = self.book.sheet(self.page_name(key, page))
        return sheet

    def sheets_of(self, key: str) -> tuple[Sheet, ...]:
        """A table's sheets, none where the workbook is without it."""
        return tuple(s for k, s in self.sheets.items() if k == key or k.startswith(f"{key}:"))

    def pages(self, key: str) -> Pages:
        """The sheets of a table."""
        sheets = self.sheets_of(key)
        return Pages(sheets, tuple(self.page_name(key, n) for n in range(len(sheets))), self.records)

    def place(self, key: str, row: int) -> tuple[str, int]:
        """(sheet, row) of a record, of which `row` is the row if they all stood on one sheet."""
        number, local = divmod(row - FIRST_ROW, self.records)
        return f"'{self.page_name(key, number)}'!", FIRST_ROW + local

    def at(self, key: str, row: int, column: int) -> str:
        """A cell of a record, as formulas name it."""
        sheet, local = self.place(key, row)
        return f"{sheet}{cell_name(local, column)}"

    def reference(self, key: str, cell: str) -> str:
        """A cell of another sheet, as formulas name it."""
        return f"'{self.name(key)}'!{cell}"

    def short(self, agency: str) -> str:
        return self.campaign.agency_by_code[agency].short_name

    def name_of(self, agency: str | None) -> str | None:
        """The short name of an agency of the roster, to stand beside its code."""
        known = self.campaign.agency_by_code.get(agency or "")
        return known.short_name if known else None

    def figure_number(self, agency: str, indicator: str, period: str) -> float | None:
        """An agency's number, or None where none is given."""
        return number(self.figures.at(self.figures.row(indicator, period, agency)))

    def theme_label(self, code: str) -> str:
        """A theme's label; the unclassified have one too, where there are themes."""
        labels = {t.code: t.label for t in self.campaign.themes}
        return labels.get(code) or (masters.UNCLASSIFIED.say(self.language) if labels else "")


def write_master(
    path: Path,
    result: Consolidation | Begun,
    language: Language = "vi",
    *,
    shared: bool = False,
    records: int = MAX_RECORDS,
    across: int = MAX_ACROSS,
    given: Given = INBOX_ALONE,
) -> None:
    """Write the master workbook to `path`: the same result gives the same bytes.

    Of a result that is under way, what does not rest on the narrative is drawn before the rest is waited for.
    Tables of more than `records` rows, and of more than `across` agencies, go on in further sheets.
    `shared`: the result is one that `sharing` made, and working papers are no part of the workbook.
    `given`: what the merge was given, to be remembered in it.
    """
    from toolkit.writers import (
        board,
        by_agency,
        groups,
        parts,
        previous,
        questions,
        reconciliation,
        sources,
        summary,
        totals,
    )

    known = result.known if isinstance(result, Begun) else result
    created = datetime(known.as_of.year, known.as_of.month, known.as_of.day)
    book = Book(
        path, created=created, title=known.campaign.title, properties={KIND: known.campaign.id, DRAWN: CHECKSUM}
    )
    with book:
        silent = set() if reconciliation.says_something(known) else {"reconciliation"}
        silent |= set() if known.previous else {"previous"}
        silent |= set() if any(given.rows()) else {"given"}
        silent |= WORKING_PAPERS if shared else set()
        roster = tuple(known.campaign.agency_by_code[s.agency] for s in known.statuses)
        master = Master(known, language, book, Look(book), {}, roster, shared=shared, records=records, across=across)
        master.away = frozenset(s.source.file for s in known.submissions if s.source.away)
        files = [s.source.file for s in known.submissions]
        master.far = frozenset(f for f in files if units(link_path(f)) + _BEHIND_PATH > MAX_TARGET)
        master.odd_paths = any(link_path(f) != f for f in files)
        master.counted = {i.code: counted_agencies(i, roster) for i in known.campaign.indicators}
        master.figures = FigureRows(known.figures)
        master.decimals = shown_decimals(known)
        master.statement_rows = {s.id: row for row, s in enumerate(known.statements, start=FIRST_ROW)}

        master.add_sheets(key for key in SHEET_ORDER if key in _WITHOUT_NARRATIVE - silent)
        _figures(master)
        totals.draw_matrix(master)
        totals.draw_totals(master)
        if "previous" in master.sheets:
            previous.draw(master)
        if "reconciliation" in master.sheets:
            reconciliation.draw(master)
        board.draw(master)
        by_agency.draw(master)
        if not shared:
            _info(master)
            _leftovers(master)
            sources.draw_changes(master)
            sources.draw_sources(master)
            parts.draw(master)
        if "given" in master.sheets:
            parts.draw_given(master, given)

        if isinstance(result, Begun):
            master.result = result.whole()
        if not any(parts.taken(master.result)):
            silent.add("taken")
        master.add_sheets(key for key in SHEET_ORDER if key not in _WITHOUT_NARRATIVE | silent)
        book.arrange([sheet for key in SHEET_ORDER for sheet in master.sheets_of(key)])
        _statements(master)
        master.lines = summary.idea_lines(master)
        groups.draw(master)
        if not shared:
            questions.draw(master)
            _findings(master)
        if "taken" in master.sheets:
            parts.draw_taken(master)
        summary.draw(master)
        master.sheets["summary"].activate()


def records_of(result: Consolidation) -> dict[str, int]:
    """How many records the tables have that grow with the files."""
    return {
        "figures": len(result.figures),
        "statements": len(result.statements),
        "findings": len(result.findings),
        "groups": len(result.groups) + sum(e.is_shown for e in result.orphaned_edits),
        "leftovers": len(result.leftovers),
        "changes": len(result.changes),
    }


def open_formulas(columns: list[TableColumn], master: Master) -> dict[int, str]:
    """The formula of the column `open`, from where the other columns stand."""
    places = {c.key: cell_name(0, n).rstrip("1") for n, c in enumerate(columns, start=1)}
    here = next(n for n, c in enumerate(columns, start=1) if c.key == "open")
    template = _OPEN.format(
        file=master.path_of(f"${places['file']}"),
        sheet=f"${places['sheet']}",
        cell=f"${places['cell']}",
        word=masters.OPEN.say(master.language),
    )
    return {here: template}


# --- The data ------------------------------------------------------------------------------------


def shown_value(figure: Figure, language: Language) -> Value:
    """A figure's value as a cell shows it: yes/no in words, the rest as it is."""
    if isinstance(figure.value, bool):
        return (YES if figure.value else NO).say(language)
    return figure.value


def _figures(master: Master) -> None:
    look, language = master.look, master.language
    plain, text = look.boxed(text_wrap=False), look.boxed(text_wrap=False)
    words = not all(i.numeric for i in master.campaign.indicators)
    columns = [
        TableColumn("agency", 14, plain),
        TableColumn("indicator", 12, plain),
        TableColumn("period", 11, plain),
        TableColumn("value", 15, look.boxed(), wraps=words),
        TableColumn("state", 22, plain),
        TableColumn("typed", 20, look.boxed(), wraps=True),
        TableColumn("note", 30, look.boxed(), wraps=True),
        TableColumn("file", 30, text),
        TableColumn("sheet", 16, text),
        TableColumn("cell", 8, plain),
        TableColumn("open", 8, look.boxed(font_color="#0B5394", underline=1, text_wrap=False)),
        TableColumn("faults", 14, look.boxed(text_wrap=False, font_color=RED)),
    ]
    day = look.boxed(num_format="dd/mm/yyyy", align="right")  # else numbers are right, words left of themselves
    word = masters.OPEN.say(language)
    data: list[Sequence[Cell]] = list(zip(*master.result.figures, strict=True)) or [()] * (len(columns) - 2)
    value = 3
    if not set(map(type, data[value])) <= {float, int, str, type(None)}:
        data[value] = [
            Styled(f.value, day) if isinstance(f.value, date) else shown_value(f, language)
            for f in master.result.figures
        ]
    if master.away or master.far:
        data.append([master.opens(f.file, f.sheet, f.cell) for f in master.result.figures])
    else:
        data.append([word if cell else None for cell in data[-1]])
    doubts = master.result.doubts
    data.append(
        [doubts.get((f.indicator, f.period), {}).get(f.agency) for f in master.result.figures]
        if doubts
        else [None] * len(master.result.figures)
    )
    about = masters.ABOUT["figures"].say(language)
    draw_columns(
        master.pages("figures"),
        look,
        "figures",
        columns,
        data,
        language,
        about=about,
        freeze=3,
        formulas=open_formulas(columns, master),
    )


def _statements(master: Master) -> None:
    look, language = master.look, master.language
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = [
        TableColumn("id", 24, plain),
        TableColumn("agency", 13, plain),
        TableColumn("section", 14, plain),
        TableColumn("theme", 14, plain),
        TableColumn("group", 14, look.link),
        TableColumn("text", 80, text, wraps=True),
        TableColumn("evidence", 24, text, wraps=True),
        TableColumn("file", 26, text),
        TableColumn("sheet", 14, text),
        TableColumn("cell", 8, plain),
        TableColumn("open", 7, look.link),
        TableColumn("typed", 40, text, wraps=True),
    ]
    group_of = {s: g for g in master.result.groups for s in g.statements}

    def rows() -> Iterator[list[Cell]]:
        for statement in master.result.statements:
            group = group_of[statement.id]
            yield [
                statement.id,
                statement.agency,
                statement.section,
                statement.theme or group.theme,
                group.id,
                statement.text,
                statement.evidence,
                statement.file,
                statement.sheet,
                statement.cell,
                master.opens(statement.file, statement.sheet, statement.cell),
                statement.typed or None,
            ]

    about = masters.ABOUT["statements"].say(language)
    draw_table(
        master.pages("statements"),
        look,
        "statements",
        columns,
        rows(),
        language,
        about=about,
        formulas=open_formulas(columns, master),
    )


# --- Who, what, from where -----------------------------------------------------------------------


def _findings(master: Master) -> None:
    look, language, result = master.look, master.language, master.result
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = [
        TableColumn("severity", 10, look.boxed(bold=True)),
        TableColumn("agency", 11, plain),
        TableColumn("agency_name", 20, text, wraps=True),
        TableColumn("file", 26, text, wraps=True),
        TableColumn("sheet", 13, text),
        TableColumn("cell", 8, plain),
        TableColumn("message", 60, text, wraps=True),
        TableColumn("fix", 44, text, wraps=True),
        TableColumn("value", 20, text, wraps=True),
        TableColumn("indicator", 11, plain),
        TableColumn("period", 10, plain),
        TableColumn("code", 20, plain),
        TableColumn("cells", 16, text, wraps=True),
    ]

    def rows() -> Iterator[list[Cell]]:
        for finding in result.findings:
            message, fix = describe(finding, language, result.campaign)
            yield [
                masters.SEVERITIES[finding.severity].say(language),
                finding.agency,
                master.name_of(finding.agency),
                finding.file,
                finding.sheet,
                finding.cell,
                message,
                fix,
                _excerpt(in_words(finding, language)),
                finding.indicator,
                finding.period,
                finding.code,
                first_of(finding.cells, 120),
            ]

    pages = master.pages("findings")
    draw_table(pages, look, "findings", columns, rows(), language, about=masters.ABOUT["findings"].say(language))
    for severity, colour in (("error", RED), ("warning", AMBER)):
        value = masters.SEVERITIES[severity].say(language)
        for sheet, end in pages.drawn(len(result.findings)):
            sheet.conditional_format(
                FIRST_ROW,
                1,
                max(end - 1, FIRST_ROW),
                1,
                {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": look(font_color=colour)},
            )


def _excerpt(text: str, limit: int = 32_000) -> str:
    """The text, cut only where a cell could not hold it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _info(master: Master) -> None:
    look, language, result = master.look, master.language, master.result
    text = look.boxed()
    keys = [k for k in INFO if k != "agency"]
    columns = [
        TableColumn("agency", 13, look.boxed(text_wrap=False, bold=True)),
        TableColumn("name", 36, text, wraps=True),
    ]
    columns += [TableColumn(k, 22, text, wraps=True, heading=INFO[k].say(language)) for k in keys]
    rows = []
    for code, submission in result.used.items():
        given = {v.key: v.text for v in submission.info}
        rows.append([code, result.campaign.agency_by_code[code].name, *(given.get(k) for k in keys)])
    draw_table(
        master.sheets["info"],
        look,
        "info",
        columns,
        rows,
        language,
        keys=list(result.used),
        about=masters.ABOUT["info"].say(language),
    )


def _leftovers(master: Master) -> None:
    look, language = master.look, master.language
    plain, text = look.boxed(text_wrap=False), look.boxed()
    columns = [
        TableColumn("agency", 13, plain),
        TableColumn("agency_name", 20, text, wraps=True),
        TableColumn("value", 70, text, wraps=True),
        TableColumn("reason", 28, text, wraps=True),
        TableColumn("file", 28, text, wraps=True),
        TableColumn("sheet", 16, text),
        TableColumn("cell", 8, plain),
        TableColumn("open", 7, look.link),
    ]
    rows = [
        [
            x.agency,
            master.name_of(x.agency),
            x.value,
            masters.REASONS[x.reason].say(language),
            x.file,
            x.sheet,
            x.cell,
            master.opens(x.file, x.sheet, x.cell),
        ]
        for x in master.result.leftovers
    ]
    draw_table(
        master.pages("leftovers"),
        look,
        "leftovers",
        columns,
        rows,
        language,
        about=masters.ABOUT["leftovers"].say(language),
        formulas=open_formulas(columns, master),
    )


def balance_text(result: Consolidation, language: Language) -> str:
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
    if not b.even:
        text += masters.UNEVEN.say(
            language, difference=b.cells - b.figures - b.statements - b.info - b.notes - b.reported
        )
    return text
