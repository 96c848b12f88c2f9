"""The sheet that explains why totals changed since the last issued master."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Self

from toolkit.consolidation.bridges.sentences import cause_of, totals_by_name
from toolkit.language.text import listed
from toolkit.master.sheets.context import Master, open_formulas, shown_value
from toolkit.messages import masters
from toolkit.model import Bridge, Figure, Indicator, Part
from toolkit.xlsx.excel import Cell, Format, Styled
from toolkit.xlsx.look import MUTED, Look, decimal_format
from toolkit.xlsx.measure import column_width
from toolkit.xlsx.tables import PERIOD_WIDTH, TableColumn, draw_table

#: The most decimals beyond those of the totals (parts of a mean are small); the most decimals of an agency's figure.
_MORE, _MOST = 2, 6


def draw(master: Master) -> None:
    """Draw the sheet: one row for each part of a change, with the total's old and new value."""
    look, language, bridges = master.look, master.language, master.result.bridges
    assert bridges is not None
    after: dict[str, object] = {"valign": "vcenter", "indent": 1}  # the column to its left has numbers
    choices = any(b.choice for b in bridges.moved)
    shown = [(b, _decimals(master, b)) for b in bridges.moved]
    by_name = totals_by_name(master.campaign, language)
    old, new = (column_width(11, ((_number(getattr(b, end)), n) for b, n in shown)) for end in ("old", "new"))
    part = column_width(11, ((float(p.amount), n) for b, n in shown for p in b.parts))
    columns = [
        TableColumn("indicator", 9, "middle code"),
        TableColumn("label", 32, "middle long"),
        TableColumn("unit", 10, "middle count", wraps=True),
        TableColumn("period", PERIOD_WIDTH, "middle count", hidden=True),
        TableColumn("period_name", 9, "middle count", wraps=True, heading=masters.COLUMNS["period"]),
        TableColumn("choice", 11, "middle long", hidden=not choices),
        TableColumn("old", old, "middle number"),
        TableColumn("new", new, "middle number"),
        TableColumn("cause", 26, after, wraps=True),
        TableColumn("agency", 11, "middle code", hidden=True),
        TableColumn("agency_name", 22, "middle long"),
        TableColumn("part", part + 0.5, "middle number"),
        TableColumn("figure_before", 11, "middle number"),
        TableColumn("figure_now", 11, "middle number"),
        TableColumn("file", 24, after, wraps=True),
        TableColumn("sheet", 12, "middle text", hidden=True),
        TableColumn("cell", 11, "middle long"),
        TableColumn("open", 6, "middle link"),
    ]
    openable = frozenset(s.source.file for s in master.result.submissions)
    styles = cache(partial(_Styles.of, look))
    rows = [row for b, decimals in shown for row in _rows(master, b, by_name, styles, decimals, openable)]
    day = bridges.since.strftime("%d/%m/%Y") if bridges.since else "–"
    draw_table(
        master.pages("bridge"),
        look,
        "bridge",
        columns,
        rows,
        language,
        keys=[b.indicator for b in bridges.moved for _ in b.parts],
        about=masters.ABOUT["bridge"].say(master.language, day=day),
        formulas=open_formulas(columns, master),
        freeze=3,
    )


def _decimals(master: Master, bridge: Bridge) -> int:
    usual = master.decimals.get(bridge.indicator, 0)
    numbers = (bridge.old, bridge.new, *(p.amount for p in bridge.parts))
    return min(usual + _MORE, max([usual, *(_decimal_count(n) for n in numbers if n is not None)]))


def _decimal_count(number: Decimal) -> int:
    """The number of decimals of a number."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class _Styles:
    """The formats of a row's cells about the total, and of those about a part of its change."""

    plain: Format
    text: Format
    centred: Format
    number: Format
    signed: Format
    figure: Format
    """For an agency's figure."""

    @classmethod
    def of(cls, look: Look, decimals: int, repeated: bool) -> Self:
        """`repeated`: for all rows of a total but its first, which repeat its values."""
        shape = decimal_format(decimals)
        properties: dict[str, object] = {"valign": "vcenter", **({"font_color": MUTED} if repeated else {})}
        return cls(
            plain=look.boxed(**{**properties, "text_wrap": False}),
            text=look.boxed(**properties),
            centred=look.boxed(align="center", **properties),
            number=look.boxed(num_format=shape, align="right", bold=not repeated, **properties),
            signed=look.boxed(num_format=f"+{shape};-{shape};0", align="right", valign="vcenter", bold=True),
            figure=look.boxed(num_format=shape, align="right", valign="vcenter"),
        )


def _rows(
    master: Master,
    bridge: Bridge,
    by_name: Mapping[str, Indicator],
    styles: Callable[[int, bool], _Styles],
    decimals: int,
    openable: Set[str],
) -> Iterator[list[Cell]]:
    """The row of each part. The total's values are in each row, for filtering, but prominent only in the first row.
    `openable`: the files that can be opened."""
    indicator = by_name.get(bridge.indicator)
    period, (old, new) = master.period_name(bridge.period), map(_number, (bridge.old, bridge.new))
    for turn, part in enumerate(bridge.parts):
        style = styles(decimals, turn > 0)
        before, now = part.figures[0] if len(part.figures) == 1 else (None, None)
        # The agencies with changed figures.
        of_figures = dict.fromkeys(f.agency for figures in part.figures for f in figures if f is not None)
        agencies = [part.agency] if part.agency else list(of_figures)
        yield [
            Styled(bridge.indicator.removesuffix("."), style.plain),
            Styled(indicator.label if indicator else None, style.text),
            Styled(indicator.unit if indicator else None, style.centred),
            bridge.period,
            Styled(period, style.centred),
            Styled(bridge.choice or None, style.text),
            Styled(old, style.number),
            Styled(new, style.number),
            _cause_in_words(master, part, bridge, by_name),
            part.agency or None,
            listed([master.name_of(code) or code for code in agencies]) if agencies else None,
            Styled(float(part.amount), style.signed),
            _figure(master, before, styles),
            _figure(master, now, styles),
            *_source(master, part, openable),
        ]


def _cause_in_words(master: Master, part: Part, bridge: Bridge, by_name: Mapping[str, Indicator]) -> str:
    cause = cause_of(part, master.language)
    if not part.indicator:
        return cause
    if part.cause == "unit" and part.indicator == bridge.indicator:
        now = by_name[part.indicator].unit
        return f"{cause}: {bridge.unit_before} → {now}"
    return f"{cause}: {part.indicator.removesuffix('.')}"


def _figure(master: Master, figure: Figure | None, styles: Callable[[int, bool], _Styles]) -> Cell:
    """An agency's figure, or its sign as in the matrix."""
    if figure is None:
        return None
    value = shown_value(figure, master.language)
    if value is None:
        sign = masters.SIGNS.get(figure.state)
        return sign.say(master.language) if sign else None
    if isinstance(value, float):
        decimals = 0 if value.is_integer() else min(_MOST, _decimal_count(Decimal(repr(value))))
        return Styled(value, styles(decimals, False).figure)
    return value


def _source(master: Master, part: Part, openable: Set[str]) -> list[Cell]:
    """File, sheet and cells of the new figures (else of the old figures), and the word with the link to them."""
    pairs = ([f for f in (now, before) if f is not None and f.cell] for before, now in part.figures)
    cells = dict.fromkeys((pair[0].file, pair[0].sheet, pair[0].cell) for pair in pairs if pair)
    files, sheets = (list(dict.fromkeys(c[at] for c in cells)) for at in (0, 1))
    if len(cells) == 1:
        cell = next(iter(cells))
        return [*cell, master.link_word(*cell) if cell[0] in openable else None]
    named = listed([cell for _, _, cell in cells], separator=", ") if cells else None
    return [*(listed(x, separator="; ") if x else None for x in (files, sheets)), named, None]
