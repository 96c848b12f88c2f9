"""Adds to a returned form's live list the points about the form as sent that no live check has. A point stays until its
cells are changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.form.contents import OUTSIDE, ReturnLine
from toolkit.form.followup import FOLLOWUP
from toolkit.messages import forms
from toolkit.messages.findings.kinds import LACKS, LIKELY_CELLS
from toolkit.model import SEVERITIES, CellValue
from toolkit.spreadsheet.addresses import cell_name
from toolkit.xlsx.drawn import returned
from toolkit.xlsx.drawn.canvas import Canvas
from toolkit.xlsx.drawn.live_checks import ADDRESSES, FAILS, OWED, Cells, ConditionCheck, Live, LiveCheck, in_row
from toolkit.xlsx.excel import fits, size_of

_ADDRESS = re.compile(r"[A-Z]{1,3}\d+")
_ALWAYS = "TRUE"
#: The day that spreadsheets number 0.
_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _SentText(ConditionCheck):
    """A point about a long text, which is stored with the check, so that the whole text is compared."""

    text: str = ""

    def columns(self, row: int) -> dict[int, Live]:
        same = f"IF(IF(EXACT('{self.sheet}'!{self.cell},{in_row(ADDRESSES, row)}),{self.test},FALSE),1,0)"
        return ConditionCheck.columns(self, row) | {ADDRESSES: Live(self.text), FAILS: Live(1, same)}


def with_points(canvas: Canvas, cells: Cells, checks: Sequence[LiveCheck]) -> list[LiveCheck]:
    """The checks, and the points about the form as sent that no failing check covers. A figure likely to be wrong in a
    broken rule is named in the line of the rule."""
    points = list(checks)
    now = [(n, check, _cells_of(check, cells)) for n, check in enumerate(checks) if check.fails]
    for line in sorted(canvas.marks.lines, key=lambda x: SEVERITIES.index(x.mark.severity)):
        failing = [(n, about) for n, check, about in now if line.mark.severity != "error" or check.severity in OWED]
        mine = _cells_of_point(canvas, cells, line)
        whole = mine <= {at for _, about in failing for at in about}
        asks = line.mark.severity != "error"
        same = [n for n, about in failing if mine & about and (whole or (asks and points[n].severity == "warning"))]
        if line.table and not mine:
            same = [n for n, _ in failing if _is_of_table(canvas, points[n], line)]
        if line.code.startswith(FOLLOWUP):
            same = [n for n, check, _ in now if check.sheet == canvas.names[FOLLOWUP]]
        elif not mine and line.code in LACKS:
            same = [n for n, check, _ in now if check.severity == "blank"]
        if not same and (line.mark.severity != "note" or target_of(canvas, line)):
            points.append(_point(canvas, line))
        elif same and line.code in LIKELY_CELLS:
            fix = points[same[0]].fix
            if not fix.formula:
                points[same[0]] = replace(points[same[0]], fix=Live(f"{fix.value} {line.what}".strip()))
    return points


def _is_of_table(canvas: Canvas, check: LiveCheck, line: ReturnLine) -> bool:
    area = canvas.layout.tables.get(line.table)
    table = canvas.form.campaign.table_by_code[line.table]
    column = table.column_by_code.get(line.table_column)
    return area is not None and check.sheet == area.sheet and (column is None or check.where.endswith(column.label))


def _cells_of(check: LiveCheck, cells: Cells) -> set[tuple[str, str]]:
    """(sheet, address) of each cell that a failing check concerns."""
    marked = {(cells.sheet, cells.address(*figure)) for figure, live in check.marks(1) if int(live.value)}
    named = _ADDRESS.findall(str(columns[ADDRESSES].value)) if ADDRESSES in (columns := check.columns(1)) else []
    concerned = marked | {(check.sheet, address) for address in named}
    return concerned or {(check.sheet, check.cell)}


def _cells_of_point(canvas: Canvas, cells: Cells, line: ReturnLine) -> set[tuple[str, str]]:
    """(sheet, address) of each cell that a point about the sent form concerns. Empty for a statement that contradicts
    figures: the statement is to be corrected, not the figures."""
    if line.line is not None:
        return set()
    periods = {p.key: n for n, p in enumerate(canvas.periods)}
    figures = ((code, periods[key]) for code, key in line.figures if code in canvas.layout.figure_rows)
    concerned = {(cells.sheet, cells.address(*figure)) for figure in figures}
    if line.table in canvas.layout.tables:
        table = canvas.layout.tables[line.table]
        in_table = ((table.first + row, table.columns.get(column)) for row, column in line.table_cells)
        concerned |= {(table.sheet, cell_name(row, column)) for row, column in in_table if column is not None}
    elif line.section in canvas.layout.section_rows and not line.figures:
        first = canvas.layout.section_rows[line.section][0]
        concerned.add((canvas.names["statements"], cell_name(first, 3)))
    return concerned


def _point(canvas: Canvas, line: ReturnLine) -> ConditionCheck:
    """A point about the form as sent, as a line of the live list."""
    target, what, fix = target_of(canvas, line), line.what, line.fix
    typed = returned.typed_text_shown(line)
    if typed and typed not in what:
        what = f"{what} {canvas.form.say(forms.SENT_AS, typed=typed)}"
    sheet, _, cell = target.rpartition("!") if target else (canvas.names["to_fix"], "", "B2")
    sheet, text = sheet.strip("'"), _sent_text(canvas, line) if target else None
    test = _unchanged(canvas, line)
    if test == _ALWAYS and text is None:
        fix = f"{fix} {canvas.form.say(forms.POINT_STAYS)}".strip()
    where = returned.where_of(canvas.form, line, target) or canvas.form.say(forms.POINT_WHERE)
    fields = (line.mark.severity, where, Live(fix), sheet, cell, Live(what), test, True)
    return ConditionCheck(*fields) if text is None else _SentText(*fields, text=text)


def _sent_text(canvas: Canvas, line: ReturnLine) -> str | None:
    """The text that a point concerns, in a line of the narrative or a report detail; None for other points."""
    value: CellValue = None
    if line.line is not None and line.line in canvas.layout.line_rows:
        value = canvas.filling.lines[line.line].text
    elif line.info in canvas.layout.info_rows and not line.figures and not line.section:
        value = canvas.filling.info.get(line.info or "")
    return value if isinstance(value, str) else None


def _unchanged(canvas: Canvas, line: ReturnLine) -> str:
    """The Excel condition that a point's cells are as sent: any cell, if the cells have separate faults; all cells, if
    they contradict each other."""
    tests = list(_unchanged_cells(canvas, line))
    if not tests:
        return _left_outside(canvas, line) or _ALWAYS
    test = f"{'OR' if line.cells > 1 else 'AND'}({','.join(tests)})"
    return test if len(tests) < 255 and fits(f"=IF({test},1,0)") else tests[0]


def _unchanged_cells(canvas: Canvas, line: ReturnLine) -> Iterator[str]:
    figures, filling, layout = canvas.names.get("figures", ""), canvas.filling, canvas.layout
    periods = {p.key: n for n, p in enumerate(canvas.periods)}
    for code, key in line.figures:
        if code in layout.figure_rows and not canvas.form.campaign.indicator_by_code[code].formula:
            at = cell_name(layout.figure_rows[code], layout.first_period + periods[key])
            yield _unchanged_cell(f"'{figures}'!{at}", filling.figures.get((code, key)))
    if line.table in layout.tables:
        table = layout.tables[line.table]
        rows = filling.rows.get(line.table, ())
        for row, column in line.table_cells:
            if 0 <= row < len(rows) and column in table.columns:
                at = cell_name(table.first + row, table.columns[column])
                yield _unchanged_cell(f"'{table.sheet}'!{at}", rows[row].get(column))


def _unchanged_cell(cell: str, value: CellValue) -> str:
    """The condition that a cell has this value. A text that an agency typed is never part of a formula: its length is
    compared instead."""
    if value is None or value == "":
        return f"LEN(TRIM({cell}))=0"
    if isinstance(value, date):
        value = (date(value.year, value.month, value.day) - _DAY_0).days
    if isinstance(value, bool):
        return f"{cell}={str(value).upper()}"
    if isinstance(value, int | float):
        return f"IF(ISNUMBER({cell}),{cell}={value!r},FALSE)"
    return f"IF(ISTEXT({cell}),LEN({cell})={size_of(str(value))},FALSE)"


def _left_outside(canvas: Canvas, line: ReturnLine) -> str:
    """The condition that cells outside the form, which a point concerns, are still on the sheet that lists them; "" for
    other points."""
    indexes = [n for n, x in enumerate(canvas.filling.outside) if (x.reason, x.sheet) == line.outside]
    if not indexes:
        return ""
    first, last = (returned.OUTSIDE_FIRST + n + 1 for n in (indexes[0], indexes[-1]))
    return f"SUMPRODUCT(--(LEN('{canvas.names[OUTSIDE]}'!$D${first}:$D${last})>0))>0"


def target_of(canvas: Canvas, line: ReturnLine) -> str:
    """The cell to which a finding links, as formulas name it; "" for a finding without a cell."""
    if line.line is not None and line.line in canvas.layout.line_rows:
        return f"'{canvas.names['statements']}'!{cell_name(canvas.layout.line_rows[line.line], 3)}"
    periods = [p.key for p in canvas.periods]
    if line.figures and line.figures[0][0] in canvas.layout.figure_rows:
        code, period = line.figures[0]
        column = canvas.layout.first_period + periods.index(period)
        return f"'{canvas.names['figures']}'!{cell_name(canvas.layout.figure_rows[code], column)}"
    if line.table in canvas.layout.tables:
        area = canvas.layout.tables[line.table]
        number, concerned = line.table_cells[0] if line.table_cells else (0, line.table_column)
        at = cell_name(area.first + number, area.columns.get(concerned, 2))
        return f"'{area.sheet}'!{at}"
    if line.section in canvas.layout.section_rows:
        return f"'{canvas.names['statements']}'!{cell_name(canvas.layout.section_rows[line.section][0], 3)}"
    if line.outside:
        listed = [(x.reason, x.sheet) for x in canvas.filling.outside]
        if line.outside in listed:
            first = returned.OUTSIDE_FIRST + listed.index(line.outside)
            return f"'{canvas.names[OUTSIDE]}'!{cell_name(first, 3)}"
    if line.info in canvas.layout.info_rows:
        return f"'{canvas.names['info']}'!{cell_name(canvas.layout.info_rows[line.info], 2)}"
    return ""
