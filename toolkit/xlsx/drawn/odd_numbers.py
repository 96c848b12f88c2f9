"""Numbers that the form asks about while it is filled in: as Excel formulas, and worked out here.

Two things its own cells tell. All amounts of a row (of a form of one period: all in the same unit) read as thousands
that lost their sign; or a number is about a thousand times last time's, printed beside it. It is asked, and no cell is
refused. A note beside the row answers: whoever says why is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from toolkit.form.contents import Filling, Form
from toolkit.language.numbers import plain_number
from toolkit.model import CellValue, ErrorValue, Indicator
from toolkit.spreadsheet.addresses import cell_name
from toolkit.values.cell import typed_text
from toolkit.values.numbers import limits
from toolkit.values.thousands import (
    FEWER,
    NEAR,
    NONE,
    OTHERWISE,
    THOUSAND,
    THREE,
    TINY,
    WHOLE,
    all_read_as_thousands,
    least_beside,
    least_of,
    may_be_thousandfold,
    may_read_as_thousands,
    reads,
    rounded,
    thousandth,
    times_too_large,
)
from toolkit.values.totals import as_counted
from toolkit.xlsx.drawn.cell_tests import FAULTY, OWN_SIGN_FORMULA, State
from toolkit.xlsx.drawn.formulas import FIRST_PERIOD, Layout
from toolkit.xlsx.excel import Sheet

Place = tuple[str, int]
"""An indicator's code and a period's place."""
By = Literal["decimals", "last time"]
#: What a cell tells, beyond how it reads: about a thousand times last time's, and about a thousandth of it.
_LARGE, _SMALL = 5, 6
#: What may be asked in a row: nothing, only beside last time's, also how all of it reads.
_NOTHING, _BESIDE, _ALL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class OddNumbers:
    """Which cells are looked at, and which of them are asked about as the form is filled in."""

    form: Form
    layout: Layout
    sheet: str
    rows: Mapping[str, By]
    """By indicator, what its cells are held against."""
    beside: Mapping[Place, int]
    """Of each cell with last time's number beside it, the column of that, counted from 0."""
    settled: Mapping[Place, CellValue]
    """What stands in cells that would be asked about, though the check of the file does not ask."""
    tells: Mapping[Place, int]
    asks: Mapping[str, int]
    asked: Mapping[Place, int]
    numbers: Mapping[Place, float]

    @property
    def _count(self) -> int:
        return len(self.form.campaign.periods)

    def of_row(self, code: str) -> list[int]:
        """The places of the periods whose cells are looked at."""
        if self.rows.get(code) == "decimals":
            return list(range(self._count))
        return [place for place in range(self._count) if (code, place) in self.beside] if code in self.rows else []

    def cell(self, code: str, place: int) -> str:
        """The cell in the table of figures."""
        return f"'{self.sheet}'!{cell_name(self.layout.figure_rows[code], self.layout.first_period + place)}"

    def meant(self, code: str, place: int) -> str:
        """What may have been meant, as the form's language has it."""
        indicator, number = self.form.campaign.indicator_by_code[code], self.numbers[code, place]
        large = self.asked[code, place] == _LARGE
        shown = plain_number(thousandth(number, indicator) if large else rounded(number * THOUSAND))
        return shown.replace(".", ",") if self.form.language == "vi" else shown

    def meant_formula(self, code: str, place: int) -> str:
        """The same as an Excel expression of a text or a number."""
        cell, asked = self.cell(code, place), self.layout.asked(code, place, self._count)
        if self.rows[code] == "decimals":
            return f"ROUND({cell}*1000,0)"
        decimals = 0 if self.form.campaign.indicator_by_code[code].kind == "count" else 6
        number = f"ROUND(IF({asked}={_LARGE},{cell}/1000,{cell}*1000),{decimals})"
        return f'SUBSTITUTE({number}&"",".",{OWN_SIGN_FORMULA})'


# --- Worked out ----------------------------------------------------------------------------------


def odd_numbers(
    form: Form,
    filling: Filling,
    layout: Layout,
    sheet: str,
    states: Mapping[Place, State],
    waiting: frozenset[tuple[str, str]],
) -> OddNumbers:
    """What is asked about. `states`: of each cell; `waiting`: last time's figures that are not confirmed."""
    keys = [p.key for p in form.campaign.periods]
    beside = dict(_beside(form, layout, keys))
    rows = dict(_rows(form, {code for code, _ in beside}))
    numbers: dict[Place, float] = {}
    for code in rows:
        for place, key in enumerate(keys):
            number = _number(filling.figures.get((code, key)))
            if number is not None and states[code, place] < FAULTY and (code, key) not in waiting:
                numbers[code, place] = number
    tells = {p: tell for p, number in numbers.items() if (tell := _tells(form, rows, beside, p, number))}
    settled = {
        (code, place): filling.figures[code, keys[place]]
        for (code, place), tell in tells.items()
        if (code, keys[place]) in filling.unasked and tell not in (OTHERWISE, WHOLE)
    }
    tells = {place: tell for place, tell in tells.items() if place not in settled}
    noted = {code for code in rows if _is_answer(filling.notes.get(code))}
    asks = {code: _asks(form, rows, tells, code, noted=code in noted) for code in rows}
    asked = {p: found for p, tell in tells.items() if (found := _asked(tell, asks[p[0]]))}
    return OddNumbers(form, layout, sheet, rows, beside, settled, tells, asks, asked, numbers)


def _rows(form: Form, with_last_time: set[str]) -> Iterator[tuple[str, By]]:
    for indicator in form.indicators:
        if may_be_thousandfold(indicator) and indicator.code in with_last_time:
            yield indicator.code, "last time"
        elif may_read_as_thousands(indicator):
            yield indicator.code, "decimals"


def _beside(form: Form, layout: Layout, keys: list[str]) -> Iterator[tuple[Place, int]]:
    printed = {p.key: FIRST_PERIOD + n for n, p in enumerate(form.previous.periods)}
    for indicator in filter(may_be_thousandfold, form.indicators):
        for place, key in enumerate(keys):
            earlier = form.previous.in_place_of.get(key, "")
            if form.previous.values.get((indicator.code, earlier), 0.0) > 0 and indicator.code in layout.figure_rows:
                yield (indicator.code, place), printed[earlier]


def _number(value: CellValue) -> float | None:
    return None if isinstance(value, ErrorValue) else as_counted(value)


def _tells(form: Form, rows: Mapping[str, By], beside: Mapping[Place, int], place: Place, number: float) -> int:
    code, period = place
    if rows[code] == "decimals":
        return reads(number, limits(form.campaign.indicator_by_code[code])[1])
    if place not in beside:
        return NONE
    earlier = form.previous.in_place_of[form.campaign.periods[period].key]
    indicator = form.campaign.indicator_by_code[code]
    times = times_too_large(number, form.previous.values[code, earlier], indicator)
    return NONE if times is None else _LARGE if times > 1 else _SMALL


def _is_answer(note: CellValue) -> bool:
    """Whether a row's note says something: not the sign of figures that nobody has confirmed."""
    text = typed_text(note).strip(" ")
    return bool(text) and not text.startswith("[")


def _asks(form: Form, rows: Mapping[str, By], tells: Mapping[Place, int], code: str, *, noted: bool) -> int:
    if noted:
        return _NOTHING
    if rows[code] != "decimals":
        return _BESIDE
    indicator = form.campaign.indicator_by_code[code]
    alike = [code] if len(form.campaign.periods) > 1 else _in_unit_of(form, rows, indicator)
    together = [tell for (other, _), tell in tells.items() if other in alike]
    found = [NONE if t > OTHERWISE else t for t in together]
    return _ALL if all_read_as_thousands(found, least_of(indicator)) else _BESIDE  # type: ignore[arg-type]


def _in_unit_of(form: Form, rows: Mapping[str, By], indicator: Indicator) -> list[str]:
    """The rows that are typed in the same unit."""
    return [i.code for i in form.indicators if rows.get(i.code) == "decimals" and _group(i) == _group(indicator)]


def _group(indicator: Indicator) -> tuple[str, str]:
    return indicator.kind, indicator.unit


def _asked(tell: int, asks: int) -> int:
    if asks == _NOTHING:
        return 0
    if tell >= _LARGE:
        return tell
    return int(asks == _ALL and tell in (THREE, FEWER))


# --- As Excel sees it ----------------------------------------------------------------------------


def draw(sheet: Sheet, odd: OddNumbers, keep: Mapping[Place, str]) -> None:
    """Write into the sheet of checks what each cell tells, what may be asked in its row, and what is asked.

    `keep`: where what is settled in a cell is written, for those cells of which something is.
    """
    layout, count = odd.layout, len(odd.form.campaign.periods)
    groups = list(dict.fromkeys(_group(odd.form.campaign.indicator_by_code[code]) for code in odd.rows))
    for code in odd.rows:
        row = layout.check_rows[code]
        indicator = odd.form.campaign.indicator_by_code[code]
        if count == 1 and odd.rows[code] == "decimals":
            sheet.write_number(row, layout.asks_column(count) + 1, 1 + groups.index(_group(indicator)))
        asks = f"=IF({_noted(odd, code)},{_NOTHING},{_asks_formula(odd, indicator, groups)})"
        sheet.write_formula_value(row, layout.asks_column(count), asks, odd.asks[code])
        for place in odd.of_row(code):
            at, tells = (code, place), f"={_tells_formula(odd, indicator, place, keep.get((code, place), ''))}"
            sheet.write_formula_value(row, layout.tells_column(place, count), tells, odd.tells.get(at, 0))
            formula = _asked_formula(layout, code, place, count)
            sheet.write_formula_value(row, layout.asked_column(place, count), formula, odd.asked.get(at, 0))


def _noted(odd: OddNumbers, code: str) -> str:
    note = odd.cell(code, len(odd.form.campaign.periods) + 1)
    return f'IFERROR(AND(LEN(TRIM({note}))>0,LEFT(TRIM({note}),1)<>"["),FALSE)'


def _tells_formula(odd: OddNumbers, indicator: Indicator, place: int, kept: str) -> str:
    layout, count, code = odd.layout, len(odd.form.campaign.periods), indicator.code
    cell = odd.cell(code, place)
    nothing = [f"{layout.state(code, place)}>={FAULTY}", f"NOT(ISNUMBER({cell}))"]
    if (code, odd.form.campaign.periods[place].key) in odd.form.carried:
        nothing.append(f"{layout.carried(code, place, count)}=1")
    told = _beside_formula(odd, code, place) if odd.rows[code] == "last time" else _reads_formula(indicator, cell)
    if kept:
        told = f"IF({cell}={kept},{NONE},{told})"
    return f"IF(OR({','.join(nothing)}),{NONE},{told})"


def _reads_formula(indicator: Indicator, cell: str) -> str:
    most = limits(indicator)[1]
    tests = [f"{cell}>=1", f"{cell}<1000", *([f"{cell}*1000<={most:.15G}"] if most is not None else [])]
    tests.append(f"ABS({cell}*1000-ROUND({cell}*1000,0))<{TINY:.0E}")
    shorter = f"IF({cell}=INT({cell}),{WHOLE},{FEWER})"
    three = f"ABS({cell}*100-ROUND({cell}*100,0))>{TINY:.0E}"
    return f"IF({cell}=0,{NONE},IF(AND({','.join(tests)}),IF({three},{THREE},{shorter}),{OTHERWISE}))"


def _beside_formula(odd: OddNumbers, code: str, place: int) -> str:
    """Last time's number is read where it is printed: nobody can type over it."""
    cell = odd.cell(code, place)
    before = f"'{odd.sheet}'!{cell_name(odd.layout.figure_rows[code], odd.beside[code, place])}"
    indicator = odd.form.campaign.indicator_by_code[code]
    low, high, least = (f"{n:g}" for n in (THOUSAND / NEAR, THOUSAND * NEAR, least_beside(indicator)))
    large, small = (
        f"AND({x}>={low}*{y},{x}<={high}*{y}{f',{x}>={least}' if least != '0' else ''})"
        for x, y in ((cell, before), (before, cell))
    )
    return f"IF({cell}<=0,{NONE},IF({large},{_LARGE},IF({small},{_SMALL},{NONE})))"


def _asks_formula(odd: OddNumbers, indicator: Indicator, groups: list[tuple[str, str]]) -> str:
    if odd.rows[indicator.code] != "decimals":
        return str(_BESIDE)
    layout, count = odd.layout, len(odd.form.campaign.periods)
    if count > 1:
        span = f"{layout.tells(indicator.code, 0, count)}:{layout.tells(indicator.code, count - 1, count)}"

        def how_many(tell: int) -> str:
            return f"COUNTIF({span},{tell})"

    else:
        column, alike = layout.down(layout.tells_column(0, count)), layout.down(layout.asks_column(count) + 1)
        group = 1 + groups.index(_group(indicator))

        def how_many(tell: int) -> str:
            return f"SUMPRODUCT(({alike}={group})*({column}={tell}))"

    three, others = how_many(THREE), f"{how_many(FEWER)}+{how_many(WHOLE)}"
    tests = f"{how_many(OTHERWISE)}=0,{three}>={least_of(indicator)},{three}>=2*({others})"
    return f"IF(AND({tests}),{_ALL},{_BESIDE})"


def _asked_formula(layout: Layout, code: str, place: int, count: int) -> str:
    asks, tells = layout.asks(code, count), layout.tells(code, place, count)
    all_of_it = f"IF(AND({asks}={_ALL},OR({tells}={THREE},{tells}={FEWER})),1,0)"
    return f"=IF({asks}={_NOTHING},0,IF({tells}>={_LARGE},{tells},{all_of_it}))"
