"""Numbers that the form asks about while it is filled in: as Excel formulas, and worked out here.

Two things its own cells tell. All amounts of a unit read as thousands that lost their sign; or a number is about a
thousand times last time's, printed beside it. It is asked, and no cell is refused. A note beside a row answers: whoever
says why is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.form.contents import Form
from toolkit.language.numbers import plain_number
from toolkit.messages import forms
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
    Reads,
    all_read_as_thousands,
    in_one_unit,
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
from toolkit.xlsx.drawn.cell_tests import FAULTY, OWN_SIGN_FORMULA
from toolkit.xlsx.drawn.formulas import FIRST_PERIOD, Layout
from toolkit.xlsx.drawn.live_checks import Cells, InCells, Live, LiveCheck, Named, Place
from toolkit.xlsx.excel import Sheet, quoted

By = Literal["decimals", "last time"]
#: What a cell tells, beyond how it reads: about a thousand times last time's, and about a thousandth of it.
_LARGE, _SMALL = 5, 6
#: Of rows of one unit that stand in more places than this, no formula can ask.
_MOST_BLOCKS = 40


@dataclass(frozen=True, slots=True)
class LiveQuestion:
    """What is asked in one line: about rows of one unit, or one row beside last time's."""

    by: By
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OddNumbers:
    """Which cells are looked at, and which of them are asked about as the form is filled in."""

    cells: Cells
    questions: tuple[LiveQuestion, ...]
    beside: Mapping[Place, int]
    """Of each cell with last time's number beside it, the column of that, counted from 0."""
    settled: Mapping[Place, CellValue]
    """What stands in cells that would be asked about, though the check of the file does not ask."""
    tells: Mapping[Place, int]
    noted: frozenset[str]
    """The rows with an answer in their notes."""
    asked: Mapping[Place, int]
    numbers: Mapping[Place, float]

    @property
    def form(self) -> Form:
        return self.cells.form

    @property
    def count(self) -> int:
        """How many periods there are."""
        return len(self.form.campaign.periods)

    def looked_at(self, question: LiveQuestion) -> list[Place]:
        """The cells that a question may be about."""
        places = [(code, place) for code in question.codes for place in range(self.count)]
        return places if question.by == "decimals" else [p for p in places if p in self.beside]

    def named(self, question: LiveQuestion) -> Iterator[Named]:
        """The cells that may be named in what is asked, with what may have been meant there: of the rows of a unit the
        first of each, else all."""
        if question.by == "decimals":
            yield from (self._first_of_row(question, code) for code in question.codes)
            return
        for here in self.looked_at(question):
            address = f"{self.cells.address(*here)};"
            yield Named(
                Live(address if here in self.asked else "", f'IF({self.is_asked(question, *here)}>0,"{address}","")'),
                self._beside_last_time(*here),
            )

    def _first_of_row(self, question: LiveQuestion, code: str) -> Named:
        """The first cell of a row with three decimals, where those of its unit are asked about."""
        cells, layout = self.cells, self.cells.layout
        verdict, tells = layout.verdict(question.codes[0], self.count), layout.across(layout.tells, code, self.count)
        first, of_row = f"MATCH({THREE},{tells},0)", f"{cells.cell(code, 0)}:{cells.address(code, self.count - 1)}"
        address = f'ADDRESS({layout.figure_rows[code] + 1},{layout.first_period}+{first},4)&";"'
        meant = f"{quoted(f'; {self.form.named(code)}: ')}&ROUND(INDEX({of_row},1,{first})*1000,0)"
        is_asked = f"{verdict}*COUNTIF({tells},{THREE})>0"
        asked = ((code, place) for place in range(self.count) if (code, place) in self.asked)
        here = next((place for place in asked if self.tells[place] == THREE), None)
        return Named(
            Live(f"{cells.address(*here)};" if here else "", f'IF({is_asked},{address},"")'),
            Live(f"; {self.form.named(code)}: {self._meant(here)}" if here else "", f'IF({is_asked},{meant},"")'),
        )

    def _beside_last_time(self, code: str, place: int) -> Live:
        """What may have been meant by a number about a thousand times last time's, or a thousandth of it."""
        cell, asked = self.cells.cell(code, place), self.cells.layout.asked(code, place, self.count)
        label, decimals = (
            self.form.period_labels[place],
            0 if self.form.campaign.indicator_by_code[code].kind == "count" else 6,
        )
        number = f"ROUND(IF({asked}={_LARGE},{cell}/1000,{cell}*1000),{decimals})"
        shown = f'SUBSTITUTE({number}&"",".",{OWN_SIGN_FORMULA})'
        here = (code, place)
        said = f"; {label}: {self._meant(here)}" if here in self.asked else ""
        return Live(said, f'IF({asked}>0,"; {label}: "&{shown},"")')

    def _meant(self, place: Place) -> str:
        indicator, number = self.form.campaign.indicator_by_code[place[0]], self.numbers[place]
        large = self.asked[place] == _LARGE
        shown = plain_number(thousandth(number, indicator) if large else rounded(number * THOUSAND))
        return shown.replace(".", ",") if self.form.language == "vi" else shown

    def is_asked(self, question: LiveQuestion, code: str, place: int) -> str:
        """The Excel expression that is 1 or more where a cell is asked about, else 0."""
        if question.by != "decimals":
            return self.cells.layout.asked(code, place, self.count)
        told = self.cells.layout.tells(code, place, self.count)
        return f"{self.cells.layout.verdict(question.codes[0], self.count)}*({told}>0)*({told}<{WHOLE})"


# --- Worked out ----------------------------------------------------------------------------------


def odd_numbers(cells: Cells) -> OddNumbers:
    """What is asked about."""
    form, filling, layout, states = cells.form, cells.filling, cells.layout, cells.states
    keys = [p.key for p in form.campaign.periods]
    beside = dict(_beside(form, layout, keys))
    questions = tuple(_questions(form, layout, {code for code, _ in beside}))
    by = {code: q.by for q in questions for code in q.codes}
    numbers: dict[Place, float] = {}
    for code in by:
        for place, key in enumerate(keys):
            cell = filling.figures.get((code, key))
            number = None if isinstance(cell, ErrorValue) else as_counted(cell)
            if number is not None and states[code, place] < FAULTY and (code, key) not in cells.carried:
                numbers[code, place] = number
    tells = {p: tell for p, number in numbers.items() if (tell := _tells(form, by[p[0]], beside, p, number))}
    settled = {
        (code, place): filling.figures[code, keys[place]]
        for (code, place), tell in tells.items()
        if (code, keys[place]) in filling.unasked and tell not in (OTHERWISE, WHOLE)
    }
    tells = {place: tell for place, tell in tells.items() if place not in settled}
    noted = frozenset(code for code in by if _is_answer(filling.notes.get(code)))
    asked: dict[Place, int] = {}
    for question in questions:
        own = {p: tell for p, tell in tells.items() if p[0] in question.codes}
        if noted.isdisjoint(question.codes) and (question.by == "last time" or _is_asked(form, question, own)):
            asked |= {p: 1 if tell == FEWER else tell for p, tell in own.items() if tell not in (WHOLE, OTHERWISE)}
    return OddNumbers(cells, questions, beside, settled, tells, noted, asked, numbers)


def _questions(form: Form, layout: Layout, with_last_time: set[str]) -> Iterator[LiveQuestion]:
    drawn = [i for i in form.indicators if i.code in layout.figure_rows]
    for together in in_one_unit(i for i in drawn if may_read_as_thousands(i)):
        codes = tuple(i.code for i in together)
        # Beside last time's numbers it is those that tell.
        if with_last_time.isdisjoint(codes) and len(list(_blocks(layout, codes))) <= _MOST_BLOCKS:
            yield LiveQuestion("decimals", codes)
    for indicator in drawn:
        if indicator.code in with_last_time:
            yield LiveQuestion("last time", (indicator.code,))


def _beside(form: Form, layout: Layout, keys: list[str]) -> Iterator[tuple[Place, int]]:
    printed = {p.key: FIRST_PERIOD + n for n, p in enumerate(form.previous.periods)}
    for indicator in filter(may_be_thousandfold, form.indicators):
        for place, key in enumerate(keys):
            earlier = form.previous.in_place_of.get(key, "")
            if form.previous.values.get((indicator.code, earlier), 0.0) > 0 and indicator.code in layout.figure_rows:
                yield (indicator.code, place), printed[earlier]


def _tells(form: Form, by: By, beside: Mapping[Place, int], place: Place, number: float) -> int:
    code, period = place
    indicator = form.campaign.indicator_by_code[code]
    if by == "decimals":
        return reads(number, limits(indicator)[1])
    if place not in beside:
        return NONE
    earlier = form.previous.in_place_of[form.campaign.periods[period].key]
    times = times_too_large(number, form.previous.values[code, earlier], indicator)
    return NONE if times is None else _LARGE if times > 1 else _SMALL


def _is_answer(note: CellValue) -> bool:
    """Whether a row's note says something: not the sign of figures that nobody has confirmed."""
    text = typed_text(note).strip(" ")
    return bool(text) and not text.startswith("[")


def _is_asked(form: Form, question: LiveQuestion, tells: Mapping[Place, int]) -> bool:
    """Whether all rows of a unit read as thousands."""
    together = [form.campaign.indicator_by_code[code] for code in question.codes]
    return all_read_as_thousands((_READS[tell] for tell in tells.values()), least_of(together))


_READS: Mapping[int, Reads] = {NONE: NONE, THREE: THREE, FEWER: FEWER, WHOLE: WHOLE, OTHERWISE: OTHERWISE}


# --- In the live list ----------------------------------------------------------------------------


def question_checks(odd: OddNumbers) -> Iterator[LiveCheck]:
    """The lines of the live list that ask: about numbers that can be used, and may be others than were meant."""
    form, layout = odd.form, odd.cells.layout
    for question in odd.questions:
        indicator, by = form.campaign.indicator_by_code[question.codes[0]], question.by
        where = form.numbered(indicator)
        if by == "decimals":
            where = form.say(forms.TO_FIX_ODD_WHERE, unit=indicator.unit or indicator.label)
        first, count = question.codes[0], odd.count
        yield InCells(
            "warning",
            where,
            Live(form.say(forms.TO_FIX_ODD_FIX[by])),
            odd.cells.sheet,
            odd.cells.address(*odd.looked_at(question)[0]),
            form.say(forms.TO_FIX_ODD[by]),
            tuple(odd.named(question)),
            f"{layout.verdict(first, count)}=1"
            if by == "decimals"
            else f"SUM({layout.across(layout.asked, first, count)})>0",
            ends_with="?",
        )


# --- As Excel sees it ----------------------------------------------------------------------------


def draw(sheet: Sheet, odd: OddNumbers, keep: Mapping[Place, str]) -> None:
    """Write into the sheet of checks what each cell tells, whether a note answers for its row, and what is asked.

    `keep`: where what is settled in a cell is written, for those cells of which something is.
    """
    layout, count = odd.cells.layout, odd.count
    for question in odd.questions:
        if question.by == "decimals":
            row, value = layout.check_rows[question.codes[0]], any(code in question.codes for code, _ in odd.asked)
            sheet.write_formula_value(row, layout.noted_column(count) + 1, _verdict_formula(odd, question), int(value))
        for code in question.codes:
            row = layout.check_rows[code]
            sheet.write_formula_value(row, layout.noted_column(count), f"={_noted(odd, code)}", int(code in odd.noted))
        for code, place in odd.looked_at(question):
            row, at = layout.check_rows[code], (code, place)
            tells = f"={_tells_formula(odd, question.by, code, place, keep.get(at, ''))}"
            sheet.write_formula_value(row, layout.tells_column(place, count), tells, odd.tells.get(at, 0))
            if question.by == "last time":
                asked = f"=IF({layout.noted(code, count)}=1,0,{layout.tells(code, place, count)})"
                sheet.write_formula_value(row, layout.asked_column(place, count), asked, odd.asked.get(at, 0))


def _noted(odd: OddNumbers, code: str) -> str:
    note = odd.cells.cell(code, odd.count + 1)
    return f'IF(IFERROR(AND(LEN(TRIM({note}))>0,LEFT(TRIM({note}),1)<>"["),FALSE),1,0)'


def _verdict_formula(odd: OddNumbers, question: LiveQuestion) -> str:
    """1 where all rows of a unit read as thousands, and no note beside one answers; else 0."""
    together = [odd.form.campaign.indicator_by_code[code] for code in question.codes]
    blocks = list(_blocks(odd.cells.layout, question.codes))
    tells = [
        f"{odd.cells.layout.tells(first, 0, odd.count)}:{odd.cells.layout.tells(last, odd.count - 1, odd.count)}"
        for first, last in blocks
    ]
    notes = [
        f"{odd.cells.layout.noted(first, odd.count)}:{odd.cells.layout.noted(last, odd.count)}"
        for first, last in blocks
    ]

    def how_many(ranges: Sequence[str], *values: int) -> str:
        return "+".join(f"COUNTIF({span},{value})" for value in values for span in ranges)

    three = how_many(tells, THREE)
    tests = (
        f"{how_many(notes, 1)}=0",
        f"{how_many(tells, OTHERWISE)}=0",
        f"{three}>={least_of(together)}",
        f"{three}>=2*({how_many(tells, FEWER, WHOLE)})",
    )
    return f"=IF(AND({','.join(tests)}),1,0)"


def _blocks(layout: Layout, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The first and the last of rows that follow each other in the sheet of checks."""
    first = last = codes[0]
    for code in codes[1:]:
        if layout.check_rows[code] != layout.check_rows[last] + 1:
            yield first, last
            first = code
        last = code
    yield first, last


def _tells_formula(odd: OddNumbers, by: By, code: str, place: int, kept: str) -> str:
    layout, count, indicator = odd.cells.layout, odd.count, odd.form.campaign.indicator_by_code[code]
    cell = odd.cells.cell(code, place)
    nothing = [f"{layout.state(code, place)}>={FAULTY}", f"NOT(ISNUMBER({cell}))"]
    if (code, odd.form.campaign.periods[place].key) in odd.form.carried:
        nothing.append(f"{layout.carried(code, place, count)}=1")
    told = _beside_formula(odd, indicator, place) if by == "last time" else _reads_formula(indicator, cell)
    if kept:
        told = f"IF({cell}={kept},{NONE},{told})"
    return f"IF(OR({','.join(nothing)}),{NONE},{told})"


def _reads_formula(indicator: Indicator, cell: str) -> str:
    most = limits(indicator)[1]
    tests = [f"{cell}>=1", f"{cell}<1000", *([f"{cell}*1000<={most:.15G}"] if most is not None else [])]
    tests.append(f"ABS({cell}-ROUND({cell},3))<{TINY:.0E}")
    shorter = f"IF({cell}=INT({cell}),{WHOLE},{FEWER})"
    three = f"ABS({cell}-ROUND({cell},2))>{TINY:.0E}"
    return f"IF({cell}=0,{NONE},IF(AND({','.join(tests)}),IF({three},{THREE},{shorter}),{OTHERWISE}))"


def _beside_formula(odd: OddNumbers, indicator: Indicator, place: int) -> str:
    """Last time's number is read where it is printed: nobody can type over it."""
    code, cells = indicator.code, odd.cells
    cell, at = cells.cell(code, place), cell_name(cells.layout.figure_rows[code], odd.beside[code, place])
    before = f"'{cells.sheet}'!{at}"
    low, high, least = (f"{n:g}" for n in (THOUSAND / NEAR, THOUSAND * NEAR, least_beside(indicator)))
    large, small = (
        f"AND({x}>={low}*{y},{x}<={high}*{y}{f',{x}>={least}' if least != '0' else ''})"
        for x, y in ((cell, before), (before, cell))
    )
    return f"IF({cell}<=0,{NONE},IF({large},{_LARGE},IF({small},{_SMALL},{NONE})))"
