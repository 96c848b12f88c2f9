"""The sheets that compare the previous campaign with this one: figures with their change and per cent; tables with
their totals and the rows that are new, removed or changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from toolkit.consolidation.tables.rows import ReportedRow, rows_in
from toolkit.consolidation.totals import WHOLE
from toolkit.language.numbers import format_number
from toolkit.language.text import listed
from toolkit.master.sheets.context import Master, open_formulas
from toolkit.master.total_formulas import ranges_of
from toolkit.messages import masters
from toolkit.model import Compared, ComparedRow, ComparedTotal, FormTable
from toolkit.spreadsheet.addresses import cell_name
from toolkit.values.decimals import decimals_in
from toolkit.xlsx.excel import Cell, FormulaCell, Reference, Styled, fits
from toolkit.xlsx.look import AMBER_FILL, MUTED, PALE, decimal_format
from toolkit.xlsx.measure import column_width
from toolkit.xlsx.tables import FIRST_ROW, PERIOD_WIDTH, TableColumn, columns_by_key, draw_table, resized

#: The width of the plus sign before a change, in characters.
_SIGN = 0.5
#: The most agencies in only one campaign that are named, where the definition has a table of former agencies.
_NAMED = 8
_FIGURES = (
    TableColumn("label", 44, "middle long"),
    TableColumn("unit", 11, "middle count"),
    TableColumn("agency", 28, "middle long"),
    TableColumn("previous_period", 12, "middle count"),
    TableColumn("previous", 13, "middle muted number"),
    TableColumn("period", PERIOD_WIDTH, "middle count"),
    TableColumn("value", 13, "middle number"),
    TableColumn("change", 12, "middle number"),
    TableColumn("percent", 9, "middle signed percent", heading=masters.PERCENT_CHANGE),
    TableColumn("remark", 34, "middle long"),
    TableColumn("previous_agency", 26, "middle long"),
)
_AT = columns_by_key(_FIGURES)
_ROWS = (
    TableColumn("label", 30, "middle long", heading=masters.TABLE_NAMED),
    TableColumn("kind", 12, "middle count", heading=masters.COMPARED_WHAT),
    TableColumn("agency", 22, "middle long"),
    TableColumn("key", 34, "middle long", heading=masters.ROW_NAMED),
    TableColumn("column", 25, "middle long", heading=masters.COLUMN_OF_TABLE),
    TableColumn("previous", 18, "middle muted number", wraps=True),
    TableColumn("value", 18, "middle number", wraps=True, heading=masters.NOW),
    TableColumn("change", 13, "middle number"),
    TableColumn("remark", 36, "middle long"),
    TableColumn("previous_agency", 20, "middle long"),
    TableColumn("file", 22, "middle long"),
    TableColumn("sheet", 14, "middle text"),
    TableColumn("cell", 8, "middle count"),
    TableColumn("open", 7, "link"),
)
_ROWS_AT = columns_by_key(_ROWS)
#: The most decimals shown of a total.
_MOST_DECIMALS = 4
#: The rows of this campaign by (agency, table, row).
_Known: TypeAlias = Mapping[tuple[str, str, str], ReportedRow]


def draw(master: Master) -> None:
    """Draw the sheet: by indicator and period, the province first, then each agency."""
    language, previous = master.language, master.result.previous
    assert previous is not None
    decimals, compared = dict(master.decimals), master.result.compared
    for line in compared:
        decimals[line.indicator] = max(decimals[line.indicator], decimals_in(line.previous or 0.0))
    widths = {
        c.key: column_width(c.width, ((getattr(line, c.key), decimals[line.indicator]) for line in compared), bold=True)
        for c in _FIGURES
        if c.key in ("previous", "value", "change")
    }
    widths["change"] += _SIGN
    rows = [
        _cells(master, line, FIRST_ROW + n, decimal_format(decimals[line.indicator])) for n, line in enumerate(compared)
    ]
    keys = [line.indicator for line in compared]
    about = masters.ABOUT["previous"].say(language, campaign=previous.campaign or previous.file, file=previous.file)
    columns, sheet = resized(_FIGURES, widths), master.sheets["previous"]
    draw_table(sheet, master.look, "previous", columns, rows, language, keys=keys, about=about, freeze=3)


def _cells(master: Master, line: Compared, row: int, shape: str) -> list[Cell]:
    look, campaign = master.look, master.campaign
    indicator = campaign.indicator_by_code[line.indicator]
    fill: dict[str, object] = {"bg_color": AMBER_FILL} if line.outlier else {"bg_color": PALE} if line.province else {}
    style = look.boxed(valign="vcenter", bold=line.province, **fill)
    number = look.boxed(num_format=shape, align="right", valign="vcenter", bold=line.province, **fill)
    muted = look.boxed(num_format=shape, align="right", valign="vcenter", font_color=MUTED, **fill)
    signed = look.boxed(num_format=f"+{shape};-{shape};0", align="right", valign="vcenter", bold=line.province, **fill)
    before, now = (cell_name(row, _AT[key]) for key in ("previous", "value"))
    both = f"AND(ISNUMBER({before}),ISNUMBER({now}))"
    change: Cell = (
        Styled(FormulaCell(f'=IF({both},{now}-{before},"")', line.change), signed) if line.change is not None else None
    )
    percent: Cell = (
        FormulaCell(f'=IF({both},IF(OR({before}<=0,{now}<0),"",({now}-{before})/{before}*100),"")', line.percent)
        if line.percent is not None
        else None
    )
    return [
        Styled(indicator.label, style),
        indicator.unit,
        Styled(_agency_names(master, line), style),
        master.period_name(line.previous_period),
        Styled(line.previous, muted),
        master.period_name(line.period),
        Styled(_present_value(master, line), number),
        change,
        percent,
        _remark(master, line),
        _names_of(master, line.previous_agencies) if line.previous_agencies != line.agencies else None,
    ]


def _names_or_count(master: Master, codes: tuple[str, ...]) -> str:
    """The names of agencies that are in only one campaign; their number if they are many and were reorganised."""
    if master.campaign.formers and len(codes) > _NAMED:
        return masters.SO_MANY.say(master.language, count=len(codes))
    return _names_of(master, codes)


def _agency_names(master: Master, line: Compared) -> str:
    if line.province:
        return masters.WHOLE_PROVINCE.say(master.language)
    names = " + ".join(master.name_of(a) or a for a in line.agencies)
    return names or masters.NO_HEIR.say(master.language)


def _present_value(master: Master, line: Compared) -> Reference | FormulaCell | float | None:
    """This campaign's figure, as a formula that refers to it."""
    if line.value is None:
        return None
    if line.among is not None:
        return _sum_formula(master, line, {a.code for a in master.counted[line.indicator]}.difference(line.only_now))
    if line.province:
        return Reference(master.reference("totals", ""), master.total_cells[line.indicator, line.period], line.value)
    if len(line.agencies) == 1:
        row = master.figures.row(line.indicator, line.period, line.agencies[0])
        sheet, _ = master.sheet_and_row("figures", row)
        return Reference(sheet, master.value_cell(row), line.value)
    return _sum_formula(master, line, set(line.agencies))


def _sum_formula(master: Master, line: Compared, agencies: Collection[str]) -> FormulaCell | float | None:
    """The sum over these agencies as a formula; a number where it is no sum or the formula would be too long."""
    indicator = master.campaign.indicator_by_code[line.indicator]
    if indicator.formula or indicator.across_agencies != "sum" or line.period == WHOLE or line.value is None:
        return line.value
    runs = ranges_of(master, indicator, line.period, agencies)
    formula = f"=SUM({','.join(runs)})"
    return FormulaCell(formula, line.value) if fits(formula) else line.value


def _remark(master: Master, line: Compared) -> str | None:
    """Remarks on the comparison: over the limit, restated, agencies reorganised, coverage."""
    say, indicator = master.language, master.campaign.indicator_by_code[line.indicator]
    parts = []
    if line.outlier:
        parts.append(masters.OVER_LIMIT.say(say, limit=format_number(indicator.max_change or 0.0, say)))
    if line.period == line.previous_period and line.change and not line.province:
        parts.append(masters.RESTATED.say(say))
    if line.among is not None:
        parts += _coverage(master, line, line.among)
    elif not line.province and len(line.previous_agencies) > 1 and line.change is not None:
        parts.append(masters.REORGANISED.say(say))
    elif not line.province and line.change is None and len({*line.agencies, *line.previous_agencies}) > 1:
        parts.append(masters.NOT_COMPARED.say(say))
    return "; ".join(parts) or None


def _coverage(master: Master, line: Compared, among: int) -> Iterator[str]:
    """The number of agencies compared, the agencies left out, and the totals of all agencies, in words."""
    say = master.language
    yield masters.AMONG.say(say, count=among) if among else masters.AMONG_NONE.say(say)
    for text, codes in ((masters.ONLY_BEFORE, line.only_before), (masters.ONLY_NOW, line.only_now)):
        if codes:
            yield text.say(say, names=_names_or_count(master, codes))
    previous = master.result.previous
    before = previous.totals.get((line.indicator, line.previous_period)) if previous else None
    if before is not None:
        shown = [
            "–" if v is None else format_number(v, say)
            for v in (before.value, master.result.totals[line.indicator, line.period].value)
        ]
        yield masters.TOTALS_BESIDE.say(say, before=shown[0], now=shown[1])


# --- Tables ----------------------------------------------------------------------------------------


def _row_lines(table: str, lines: Iterable[ComparedRow]) -> Iterator[tuple[ComparedRow, tuple[str, str, str] | None]]:
    """The lines of a table: one for each changed cell of a row; a single line for a new or removed row."""
    for line in lines:
        if line.table == table:
            if line.change == "changed":
                yield from ((line, cell) for cell in line.cells)
            else:
                yield line, None


def draw_tables(master: Master) -> None:
    """Draw the sheet: for each table the totals of the province, those of the agencies that reported, and the rows."""
    language, result, previous = master.language, master.result, master.result.previous
    assert previous is not None
    known = {(row.agency, row.table, row.id): row for row in rows_in(result.rows)}
    rows: list[list[Cell]] = []
    keys: list[str] = []
    for code, totals in groupby(result.compared_tables, key=attrgetter("table")):
        table = master.campaign.table_by_code[code]
        lines = [_total_line(master, table, total, len(rows) + n) for n, total in enumerate(totals)]
        lines += [_row_line(master, table, line, cell, known) for line, cell in _row_lines(code, result.compared_rows)]
        rows += lines
        keys += [code] * len(lines)
    about = masters.ABOUT["compared_rows"].say(
        language, campaign=previous.campaign or previous.file, file=previous.file
    )
    draw_table(
        master.pages("compared_rows"),
        master.look,
        "compared_rows",
        _ROWS,
        rows,
        language,
        keys=keys,
        about=about,
        formulas=open_formulas(_ROWS, master),
        freeze=4,
    )


def _total_line(master: Master, table: FormTable, total: ComparedTotal, number: int) -> list[Cell]:
    """The cells of a total's line; `number`: the number of the record, from 0."""
    look, say = master.look, master.language
    fill: dict[str, object] = {"bg_color": PALE} if total.province else {}
    style = look.boxed(valign="vcenter", bold=total.province, **fill)
    column = table.column_by_code.get(total.column)
    decimals = max(
        (min(_MOST_DECIMALS, decimals_in(v)) for v in (total.previous, total.value) if v is not None), default=0
    )
    shape = decimal_format(decimals)
    current = look.boxed(num_format=shape, align="right", valign="vcenter", bold=total.province, **fill)
    muted = look.boxed(num_format=shape, align="right", valign="vcenter", font_color=MUTED, **fill)
    signed = look.boxed(num_format=f"+{shape};-{shape};0", align="right", valign="vcenter", **fill)
    _, row = master.sheet_and_row("compared_rows", FIRST_ROW + number)
    before, now = (cell_name(row, _ROWS_AT[key]) for key in ("previous", "value"))
    formula = f'=IF(AND(ISNUMBER({before}),ISNUMBER({now})),{now}-{before},"")'
    if column is None:
        measured = masters.COUNT_OF_ROWS.say(say)
    else:
        across = masters.ACROSS_ROWS[column.across_rows].say(say)
        measured = f"{column.label} ({across}{f', {column.unit}' if column.unit else ''})"
    whole = masters.WHOLE_PROVINCE.say(say)
    return [
        Styled(table.heading, style),
        Styled(masters.COMPARED_KINDS["total"].say(say), look.boxed(align="center", valign="vcenter", **fill)),
        Styled(whole if total.province else _names_of(master, total.agencies) or masters.NO_HEIR.say(say), style),
        None,
        Styled(measured, style),
        Styled(total.previous, muted),
        Styled(total.value, current),
        Styled(FormulaCell(formula, total.change), signed) if total.change is not None else None,
        _changes(master, total),
        _names_of(master, total.previous_agencies)
        if not total.province and total.previous_agencies != total.agencies
        else None,
        *[None] * 4,
    ]


def _changes(master: Master, total: ComparedTotal) -> str | None:
    """The numbers of new, removed, changed and unconfirmed rows, and the agencies left out, in words."""
    counts = {"new": total.new, "gone": total.gone, "changed": total.changed}
    texts = [f"{masters.COMPARED_KINDS[kind].say(master.language)}: {count}" for kind, count in counts.items() if count]
    for text, codes in ((masters.ONLY_BEFORE, total.only_before), (masters.ONLY_NOW, total.only_now)):
        if codes:
            texts.append(text.say(master.language, names=_names_of(master, codes)))
    if total.waiting_sum is not None:
        amount = format_number(total.waiting_sum, master.language)
        texts.append(masters.ROWS_WAITING_SUM.say(master.language, sum=amount, count=total.waiting))
    elif total.waiting:
        texts.append(masters.ROWS_WAITING.say(master.language, count=total.waiting))
    return "; ".join(texts) or None


def _row_line(
    master: Master, table: FormTable, line: ComparedRow, cell: tuple[str, str, str] | None, known: _Known
) -> list[Cell]:
    """The line of a row: of one changed cell, or of all cells but the key where the row is new or removed."""
    key = table.key_column
    labels = {column.code: column.label for column in table.columns}
    row = known.get((line.agency, line.table, line.row)) if line.change != "gone" else None
    location = row.location if row is not None else ("", "", "")
    if row is not None and cell is not None and cell[0] in row.cells:
        at = row.cells[cell[0]]
        location = at.file, at.sheet, at.cell
    rest = [(labels[c], before or now) for c, before, now in line.cells if not (key and c == key.code)]
    detail = listed([f"{label}: {text}" for label, text in rest], separator="; ") if cell is None and rest else None
    return [
        table.heading,
        masters.COMPARED_KINDS[line.change].say(master.language),
        _names_of(master, (line.agency,)) if line.agency else masters.NO_HEIR.say(master.language),
        line.key or None,
        labels[cell[0]] if cell else None,
        (cell[1] or None) if cell else None,
        (cell[2] or None) if cell else None,
        None,
        detail,
        _names_of(master, (line.previous_agency,)) if line.previous_agency not in ("", line.agency) else None,
        *(text or None for text in location),
        master.link_word(*location) if location[0] else None,
    ]


def _names_of(master: Master, codes: tuple[str, ...]) -> str:
    return listed([master.name_of(code) or code for code in codes], separator=", ") if codes else ""
