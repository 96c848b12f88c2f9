"""The sheet of last campaign's figures beside this one's: change, per cent, and what to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from toolkit.consolidation.totals import WHOLE
from toolkit.language.numbers import format_number
from toolkit.language.text import listed
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.totals import runs_of
from toolkit.messages import masters
from toolkit.model import Compared
from toolkit.model.periods import parse_period, period_label
from toolkit.spreadsheet.addresses import cell_name
from toolkit.values.decimals import decimals_in
from toolkit.xlsx.excel import Cell, FormulaCell, Reference, Styled, fits
from toolkit.xlsx.look import AMBER_FILL, MUTED, PALE, decimal_format
from toolkit.xlsx.measure import column_width
from toolkit.xlsx.tables import FIRST_ROW, PERIOD_WIDTH, TableColumn, draw_table

#: The room for a plus before a change, in characters.
_SIGN = 0.5
#: So many bodies are named that are in one campaign only, where the definition has a table of former ones.
_NAMED = 8
_COLUMNS = (
    "label",
    "unit",
    "agency",
    "previous_period",
    "previous",
    "period",
    "value",
    "change",
    "percent",
    "remark",
    "previous_agency",
)
_AT = {key: place for place, key in enumerate(_COLUMNS, start=1)}


def draw(master: Master) -> None:
    """Draw the sheet: by indicator and period, the province first, then each agency."""
    look, language, previous = master.look, master.language, master.result.previous
    assert previous is not None
    text, small = look.boxed(valign="vcenter"), look.boxed(align="center", valign="vcenter")
    number = look.boxed(align="right", valign="vcenter")
    decimals, compared = dict(master.decimals), master.result.compared
    for line in compared:
        decimals[line.indicator] = max(decimals[line.indicator], decimals_in(line.previous or 0.0))
    before, now, change = (
        column_width(least, ((getattr(c, name), decimals[c.indicator]) for c in compared), bold=True)
        for name, least in (("previous", 13), ("value", 13), ("change", 12))
    )
    columns = [
        TableColumn("label", 44, text, wraps=True),
        TableColumn("unit", 11, small),
        TableColumn("agency", 28, text, wraps=True),
        TableColumn("previous_period", 12, small),
        TableColumn("previous", before, look.boxed(align="right", valign="vcenter", font_color=MUTED)),
        TableColumn("period", PERIOD_WIDTH, small),
        TableColumn("value", now, number),
        TableColumn("change", change + _SIGN, number),
        TableColumn(
            "percent",
            9,
            look.boxed(align="right", valign="vcenter", num_format="+#,##0.0;-#,##0.0;0"),
            heading=masters.PERCENT_CHANGE.say(language),
        ),
        TableColumn("remark", 34, text, wraps=True),
        TableColumn("previous_agency", 26, text, wraps=True),
    ]
    rows = [
        _row(master, line, FIRST_ROW + n, decimal_format(decimals[line.indicator])) for n, line in enumerate(compared)
    ]
    keys = [line.indicator for line in compared]
    about = masters.ABOUT["previous"].say(language, campaign=previous.campaign or previous.file, file=previous.file)
    draw_table(master.sheets["previous"], look, "previous", columns, rows, language, keys=keys, about=about, freeze=3)


def _row(master: Master, line: Compared, row: int, shape: str) -> list[Cell]:
    look, campaign = master.look, master.campaign
    indicator = campaign.indicator_by_code[line.indicator]
    fill: dict[str, object] = {"bg_color": AMBER_FILL} if line.outlier else {"bg_color": PALE} if line.province else {}
    style = look.boxed(valign="vcenter", bold=line.province, **fill)
    number = look.boxed(num_format=shape, align="right", valign="vcenter", bold=line.province, **fill)
    muted = look.boxed(num_format=shape, align="right", valign="vcenter", font_color=MUTED, **fill)
    signed = look.boxed(num_format=_signed(shape), align="right", valign="vcenter", bold=line.province, **fill)
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
        Styled(f"{indicator.code}. {indicator.label}", style),
        indicator.unit,
        Styled(_who(master, line), style),
        _period(master, line.previous_period),
        Styled(line.previous, muted),
        _period(master, line.period),
        Styled(_value(master, line), number),
        change,
        percent,
        _remark(master, line),
        listed([_name(master, a) for a in line.previous_agencies], separator=", ")
        if line.previous_agencies != line.agencies
        else None,
    ]


def _shortly(master: Master, codes: tuple[str, ...]) -> str:
    """Who is in one campaign only; where the rosters are of other bodies altogether, how many."""
    if master.campaign.formers and len(codes) > _NAMED:
        return masters.SO_MANY.say(master.language, count=len(codes))
    return listed([_name(master, a) for a in codes], separator=", ")


def _signed(number: str) -> str:
    return f"+{number};-{number};0"


def _name(master: Master, code: str) -> str:
    agency = master.campaign.agency_by_code.get(code)
    former = master.campaign.former_by_code.get(code)
    return agency.short_name if agency else (former.short_name or former.name) if former else code


def _who(master: Master, line: Compared) -> str:
    if line.province:
        return masters.WHOLE_PROVINCE.say(master.language)
    names = " + ".join(_name(master, a) for a in line.agencies)
    return names or masters.NO_HEIR.say(master.language)


def _period(master: Master, key: str) -> str:
    if key == WHOLE:
        return masters.COLUMNS["total"].say(master.language)
    period = parse_period(key)
    return period_label(period, master.language) if period else key


def _value(master: Master, line: Compared) -> Reference | FormulaCell | float | None:
    """This campaign's figure, as a formula that leads to it."""
    if line.value is None:
        return None
    if line.among is not None:
        return _added(master, line, {a.code for a in master.counted[line.indicator]}.difference(line.only_now))
    if line.province:
        return Reference(master.reference("totals", ""), master.total_cells[line.indicator, line.period], line.value)
    if len(line.agencies) == 1:
        row = master.figures.row(line.indicator, line.period, line.agencies[0])
        sheet, _ = master.place("figures", row)
        return Reference(sheet, master.value_cell(row), line.value)
    return _added(master, line, set(line.agencies))


def _added(master: Master, line: Compared, agencies: Collection[str]) -> FormulaCell | float | None:
    """The sum over these agencies as a formula; a number where it is no sum, or too long a one."""
    indicator = master.campaign.indicator_by_code[line.indicator]
    if indicator.formula or indicator.across_agencies != "sum" or line.period == WHOLE or line.value is None:
        return line.value
    runs = runs_of(master, indicator, line.period, agencies)
    formula = f"=SUM({','.join(runs)})"
    return FormulaCell(formula, line.value) if fits(formula) else line.value


def _remark(master: Master, line: Compared) -> str | None:
    """What to mind about the comparison."""
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
    """Over whom the province is compared, who is left out of it, and the totals of all."""
    say = master.language
    yield masters.AMONG.say(say, count=among) if among else masters.AMONG_NONE.say(say)
    for text, codes in ((masters.ONLY_BEFORE, line.only_before), (masters.ONLY_NOW, line.only_now)):
        if codes:
            yield text.say(say, names=_shortly(master, codes))
    previous = master.result.previous
    before = previous.totals.get((line.indicator, line.previous_period)) if previous else None
    if before is not None:
        shown = [
            "–" if v is None else format_number(v, say)
            for v in (before.value, master.result.totals[line.indicator, line.period].value)
        ]
        yield masters.TOTALS_BESIDE.say(say, before=shown[0], now=shown[1])
