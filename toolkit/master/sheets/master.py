"""Draws the master workbook: the leaders' sheet first, then the tables it is made from.

Numbers and words come from the `Consolidation`; here they are only written into cells. Totals are live formulas over
the matrix, the matrix over the figures, and every formula carries its value.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from toolkit.consolidation.followup import answers_by_section
from toolkit.consolidation.totals import counted_agencies
from toolkit.master.carry.records import NOTHING, Carried, Lost
from toolkit.master.merge_inputs import INBOX_ALONE, MergeInputs
from toolkit.master.recognising import DRAWN, KIND
from toolkit.master.sheets.context import Master, is_far
from toolkit.master.sheets.figure_rows import FigureRows
from toolkit.model import Consolidation, Language, Tabulation
from toolkit.values.decimals import shown_decimals
from toolkit.xlsx.excel import Book, link_path
from toolkit.xlsx.look import MUTED, Look
from toolkit.xlsx.package import CHECKSUM
from toolkit.xlsx.tables import FIRST_ROW, MAX_ACROSS, MAX_RECORDS

#: In the order of use: the leaders' sheet, decisions to take, results, then the data behind them.
SHEET_ORDER = (
    "summary",
    "today",
    "status",
    "findings",
    "signed",
    "groups",
    "questions",
    "totals",
    "by_agency",
    "followup",
    "bridge",
    "previous",
    "compared_rows",
    "reconciliation",
    "matrix",
    "figures",
    "statements",
    "info",
    "changes",
    "leftovers",
    "sources",
    "parts",
    "taken",
    "kept",
    "given",
    "carried",
)
#: The sheets of data behind the results, which have tabs of another colour.
_RAW = SHEET_ORDER[SHEET_ORDER.index("figures") : SHEET_ORDER.index("parts")]

#: Sheets that can be drawn before the narrative is grouped.
_WITHOUT_NARRATIVE = frozenset(
    (
        "followup",
        "totals",
        "bridge",
        "previous",
        "compared_rows",
        "reconciliation",
        "signed",
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
#: Sheets that the copy for circulation does not have.
WORKING_PAPERS = frozenset(
    (
        "followup",
        "today",
        "bridge",
        "compared_rows",
        "reconciliation",
        "signed",
        "questions",
        "findings",
        "info",
        "leftovers",
        "changes",
        "sources",
        "parts",
        "taken",
        "kept",
        "given",
        "carried",
    )
)


def write_master(
    path: Path,
    result: Tabulation,
    language: Language = "vi",
    *,
    whole: Callable[[], Consolidation] | None = None,
    shared: bool = False,
    records: int = MAX_RECORDS,
    across: int = MAX_ACROSS,
    merge_inputs: MergeInputs = INBOX_ALONE,
    carried: Carried = NOTHING,
) -> tuple[Lost, ...]:
    """Write the master workbook to `path`: the same result gives the same bytes.

    `whole` waits for the result with the narrative if `result` is without it; the sheets that do not need it are drawn
    before. Tables of more than `records` rows, and of more than `across` agencies, continue in further sheets.
    `shared`: `sharing` made the result, and the workbook has no working papers. `merge_inputs`: the merge's inputs,
    recorded in the master. `carried`: what people added to the previous master. Returns what of this could not be
    carried; nothing for a copy for circulation.
    """
    from toolkit.master import board
    from toolkit.master.carry.drawing import CarriedDrawing, lock
    from toolkit.master.sheets import (
        bridge,
        by_agency,
        figures,
        findings,
        groups,
        parts,
        previous,
        reconciliation,
        sources,
        summary,
        tables,
        today,
        totals,
    )
    from toolkit.master.sheets.questions import QUESTIONS
    from toolkit.master.sheets.reports import DETAILS, FOLLOWUP, LEFTOVERS, SIGNED, STATEMENTS

    created = datetime(result.as_of.year, result.as_of.month, result.as_of.day)
    carried = NOTHING if shared else carried
    book = Book(
        path, created=created, title=result.campaign.title, properties={KIND: result.campaign.id, DRAWN: CHECKSUM}
    )
    with book:
        silent = set() if result.reconciled or result.cross_checks else {"reconciliation"}
        silent |= set() if result.followup else {"followup"}
        silent |= set() if result.bridges else {"bridge"}
        silent |= set() if result.previous else {"previous"}
        silent |= set() if result.compared_tables else {"compared_rows"}
        silent |= set() if any(merge_inputs.rows()) else {"given"}
        silent |= set() if any(report.figures for report in result.signed.values()) else {"signed"}
        silent |= WORKING_PAPERS if shared else set()
        roster = tuple(result.campaign.agency_by_code[s.agency] for s in result.statuses)
        master = Master(result, language, book, Look(book), {}, roster, shared=shared, records=records, across=across)
        master.carried = carried
        master.table_names = tables.sheet_names(result.campaign, language)
        after_matrix = SHEET_ORDER.index("matrix") + 1
        order = (*SHEET_ORDER[:after_matrix], *tables.sheet_keys(result.campaign), *SHEET_ORDER[after_matrix:])
        carrying = CarriedDrawing(master, order)
        master.away = frozenset(s.source.file for s in result.submissions if s.source.away)
        files = [s.source.file for s in result.submissions]
        master.far = frozenset(filter(is_far, files))
        master.odd_paths = any(link_path(f) != f for f in files)
        master.counted = {i.code: counted_agencies(i, roster) for i in result.campaign.indicators}
        master.figures = FigureRows(result.figures)
        for agency, indicator, period in result.sent:
            master.corrected.setdefault((indicator, period), set()).add(agency)
        master.decimals = shown_decimals(result)
        master.statement_rows = {s.id: row for row, s in enumerate(result.statements, start=FIRST_ROW)}

        master.add_sheets(key for key in order if key in (_WITHOUT_NARRATIVE | master.table_names.keys()) - silent)
        figures.draw(master)
        totals.draw_matrix(master)
        totals.draw_totals(master)
        if "bridge" in master.sheets:
            bridge.draw(master)
        if "followup" in master.sheets:
            counts = answers_by_section(result, language)
            FOLLOWUP.draw_cells(master, *FOLLOWUP.cells(master), about={"counts": counts})
        if "previous" in master.sheets:
            previous.draw(master)
        if "compared_rows" in master.sheets:
            previous.draw_tables(master)
        if "reconciliation" in master.sheets:
            reconciliation.draw(master)
        board.draw(master)
        by_agency.draw(master)
        tables.draw(master)
        if not shared:
            DETAILS.draw(master)
            LEFTOVERS.draw(master)
            sources.draw_changes(master)
            sources.draw_sources(master)
            parts.draw(master)
        if "signed" in master.sheets:
            SIGNED.draw(master)
        if "given" in master.sheets:
            parts.draw_merge_inputs(master, merge_inputs)

        finished = whole() if whole else result
        assert isinstance(finished, Consolidation)
        master.whole = finished
        if not any(parts.cells_from_parts(master.whole)):
            silent.add("taken")
        master.add_sheets(key for key in order if key not in _WITHOUT_NARRATIVE | silent | master.table_names.keys())
        book.arrange(carrying.arrange_sheets())
        STATEMENTS.draw(master)
        master.lines = summary.idea_lines(master)
        groups.draw(master)
        if not shared:
            QUESTIONS.draw(master)
            findings.draw(master)
            today.draw(master)
        if "taken" in master.sheets:
            parts.draw_cells_from_parts(master)
        if not shared:
            parts.draw_kept(master)
        summary.draw(master)
        master.sheets["summary"].activate()
        for sheet in (sheet for key in _RAW for sheet in master.sheets_of(key)):
            sheet.set_tab_color(MUTED)
        if shared:
            return ()
        for key in ("summary", "totals"):
            lock(master.sheets[key])
        return tuple(carrying.draw())
