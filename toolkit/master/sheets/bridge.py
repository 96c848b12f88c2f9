"""The sheet that says why totals changed since the master that was last given out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.consolidation.totals import WHOLE
from toolkit.language.text import listed
from toolkit.master.sheets.context import Master, open_formulas, shown_value
from toolkit.messages import masters
from toolkit.model import Bridge, Bridges, Figure, Part
from toolkit.model.periods import parse_period, period_label
from toolkit.xlsx.excel import Cell, Styled, Value
from toolkit.xlsx.look import decimal_format
from toolkit.xlsx.measure import column_width
from toolkit.xlsx.tables import PERIOD_WIDTH, TableColumn, draw_table

#: So many decimals more than of the totals may be shown: parts of a mean are small.
_MORE = 2


def draw(master: Master) -> None:
    """Draw the sheet: one row a part, with the total's old and new value in each of its rows."""
    look, language, bridges = master.look, master.language, master.result.bridges
    assert bridges is not None
    plain, text = look.boxed(text_wrap=False, valign="vcenter"), look.boxed(valign="vcenter")
    number, small = look.boxed(align="right", valign="vcenter"), look.boxed(align="center", valign="vcenter")
    shown = [(b, _decimals(master, b)) for b in bridges.moved]
    old, new = (column_width(12, ((_number(getattr(b, end)), n) for b, n in shown)) for end in ("old", "new"))
    part = column_width(12, ((float(p.amount), n) for b, n in shown for p in b.parts))
    columns = [
        TableColumn("indicator", 11, plain),
        TableColumn("label", 36, text, wraps=True),
        TableColumn("unit", 11, small),
        TableColumn("period", PERIOD_WIDTH, small, hidden=True),
        TableColumn("period_name", PERIOD_WIDTH, small, heading=masters.COLUMNS["period"].say(language)),
        TableColumn("choice", 14, text, wraps=True, hidden=not any(b.choice for b in bridges.moved)),
        TableColumn("old", old, number),
        TableColumn("new", new, number),
        TableColumn("cause", 24, text, wraps=True),
        TableColumn("agency", 11, plain),
        TableColumn("agency_name", 24, text, wraps=True),
        TableColumn("part", part + 0.5, number),
        TableColumn("figure_before", 14, number),
        TableColumn("figure_now", 14, number),
        TableColumn("file", 28, text, wraps=True),
        TableColumn("sheet", 16, text),
        TableColumn("cell", 12, text, wraps=True),
        TableColumn("open", 7, look.link),
    ]
    rows = [row for b, decimals in shown for row in _rows(master, b, decimals)]
    draw_table(
        master.sheets["bridge"],
        look,
        "bridge",
        columns,
        rows,
        language,
        keys=[b.indicator for b in bridges.moved for _ in b.parts],
        about=_about(master, bridges),
        formulas=open_formulas(columns, master),
        freeze=3,
    )


def _about(master: Master, bridges: Bridges) -> str:
    day = bridges.since.strftime("%d/%m/%Y") if bridges.since else "–"
    return masters.ABOUT["bridge"].say(master.language, day=day, file=bridges.file)


def _decimals(master: Master, bridge: Bridge) -> int:
    usual = master.decimals.get(bridge.indicator, 0)
    numbers = (bridge.old, bridge.new, *(p.amount for p in bridge.parts))
    return min(usual + _MORE, max([usual, *(_fraction(n) for n in numbers if n is not None)]))


def _fraction(number: Decimal) -> int:
    """How many decimals a number has."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _rows(master: Master, bridge: Bridge, decimals: int) -> Iterator[list[Cell]]:
    look, indicator = master.look, master.campaign.indicator_by_code.get(bridge.indicator)
    number = look.boxed(num_format=decimal_format(decimals), align="right", valign="vcenter")
    shape = decimal_format(decimals)
    signed = look.boxed(num_format=f"+{shape};-{shape};0", align="right", valign="vcenter", bold=True)
    for part in bridge.parts:
        before, now = part.figures[0] if len(part.figures) == 1 else (None, None)
        yield [
            bridge.indicator,
            indicator.label if indicator else None,
            indicator.unit if indicator else None,
            bridge.period,
            _period(master, bridge.period),
            bridge.choice or None,
            Styled(_number(bridge.old), number),
            Styled(_number(bridge.new), number),
            _cause(master, part),
            part.agency or None,
            master.name_of(part.agency),
            Styled(float(part.amount), signed),
            _figure(master, before),
            _figure(master, now),
            *_source(master, part),
        ]


def _period(master: Master, key: str) -> str:
    if key == WHOLE:
        return masters.COLUMNS["total"].say(master.language)
    period = parse_period(key)
    return period_label(period, master.language) if period else key


def _cause(master: Master, part: Part) -> str:
    said = masters.CAUSES[part.cause].say(master.language)
    return f"{said}: {part.indicator}" if part.indicator else said


def _figure(master: Master, figure: Figure | None) -> Value:
    """An agency's figure, or the sign that stands for it in the matrix."""
    if figure is None:
        return None
    if figure.value is None:
        sign = masters.SIGNS.get(figure.state)
        return sign.say(master.language) if sign else None
    return shown_value(figure, master.language)


def _source(master: Master, part: Part) -> list[Cell]:
    """File, sheet, cells and the word that opens them: of the figures as they are now, else as they were."""
    cells = dict.fromkeys(
        (f.file, f.sheet, f.cell) for before, now in part.figures if (f := _with_cell(now, before)) is not None
    )
    files, sheets = (list(dict.fromkeys(c[at] for c in cells)) for at in (0, 1))
    if len(cells) == 1:
        return [*next(iter(cells)), master.opens(*next(iter(cells)))]
    named = listed([cell for _, _, cell in cells], separator=", ") if cells else None
    return [*(listed(x, separator="; ") if x else None for x in (files, sheets)), named, None]


def _with_cell(*figures: Figure | None) -> Figure | None:
    return next((f for f in figures if f is not None and f.cell), None)
