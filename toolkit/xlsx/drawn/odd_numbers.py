"""Numbers that the form asks about while it is filled in: as Excel formulas, and worked out here.

Two things its own cells tell. All amounts of a unit read as thousands that lost their sign; or a number is about a
thousand times last time's, printed beside it. It is asked, and no cell is refused. A note beside a row answers: whoever
says why is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

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
from toolkit.xlsx.drawn.live_checks import LONGEST, Cells, InCells, Live, LiveCheck, Place
from toolkit.xlsx.excel import Sheet, quoted

By = Literal["decimals", "last time"]
#: What a cell tells, beyond how it reads: about a thousand times last time's, and about a thousandth of it.
_LARGE, _SMALL = 5, 6
#: Of rows of one unit that stand in more places than this, no formula can ask.
_MOST_BLOCKS = 40


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked in one line: about rows of one unit, or one row beside last time's."""

    by: By
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OddNumbers:
    """Which cells are looked at, and which of them are asked about as the form is filled in."""

    form: Form
    layout: Layout
    sheet: str
    questions: tuple[Question, ...]
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
    def count(self) -> int:
        """How many periods there are."""
        return len(self.form.campaign.periods)

    def looked_at(self, question: Question) -> list[Place]:
        """The cells that a question may be about."""
        places = [(code, place) for code in question.codes for place in range(self.count)]
        return places if question.by == "decimals" else [p for p in places if p in self.beside]

    def cell(self, code: str, place: int) -> str:
        """The cell in the table of figures."""
        return f"'{self.sheet}'!{self.address(code, place)}"

    def told(self, question: Question) -> list[Place]:
        """The cells that are named in what is asked: of the rows of a unit the first of each, else all."""
        found = [p for p in self.looked_at(question) if p in self.asked]
        if question.by != "decimals":
            return found
        firsts = {code: (code, place) for code, place in reversed(found) if self.tells[code, place] == THREE}
        return [firsts[code] for code in question.codes if code in firsts]

    def said(self, question: Question) -> list[str]:
        """What may have been meant there, each with its row or its period."""
        labels = self.form.period_labels
        told = self.told(question)
        return [f"{p[0] if question.by == 'decimals' else labels[p[1]]}: {self._meant(p)}" for p in told]

    def _meant(self, place: Place) -> str:
        indicator, number = self.form.campaign.indicator_by_code[place[0]], self.numbers[place]
        large = self.asked[place] == _LARGE
        shown = plain_number(thousandth(number, indicator) if large else rounded(number * THOUSAND))
        return shown.replace(".", ",") if self.form.language == "vi" else shown

    def said_formulas(self, question: Question) -> list[str]:
        """The same as Excel expressions, each of a text that is blank or begins with two letters that part it."""
        if question.by == "decimals":
            return [self._of_row(question, code, self._first_meant(code)) for code in question.codes]
        return [self._meant_formula(*place) for place in self.looked_at(question)]

    def addresses_formulas(self, question: Question) -> list[str]:
        """The addresses of the cells that are named, as Excel expressions: each of a text that is blank or ends with a
        semicolon."""
        if question.by != "decimals":
            places = self.looked_at(question)
            return [f'IF({self.is_asked(question, *p)}>0,"{self.address(*p)};","")' for p in places]
        first = self.layout.first_period
        said = {
            code: f'ADDRESS({self.layout.figure_rows[code] + 1},{first}+{self._first(code)},4)&";"'
            for code in question.codes
        }
        return [self._of_row(question, code, said[code]) for code in question.codes]

    def addresses(self, question: Question) -> list[str]:
        """The same worked out, without the semicolons."""
        return [self.address(*place) for place in self.told(question)]

    def is_asked(self, question: Question, code: str, place: int) -> str:
        """The Excel expression that is 1 or more where a cell is asked about, else 0."""
        if question.by != "decimals":
            return self.layout.asked(code, place, self.count)
        told = self.layout.tells(code, place, self.count)
        return f"{self.layout.verdict(question.codes[0], self.count)}*({told}>0)*({told}<{WHOLE})"

    def address(self, code: str, place: int) -> str:
        return cell_name(self.layout.figure_rows[code], self.layout.first_period + place)

    def _of_row(self, question: Question, code: str, said: str) -> str:
        """What is said of a row with three decimals, where those of its unit are asked about."""
        verdict, tells = self.layout.verdict(question.codes[0], self.count), self._tells_of(code)
        return f'IF({verdict}*COUNTIF({tells},{THREE})>0,{said},"")'

    def _first_meant(self, code: str) -> str:
        cells = f"{self.cell(code, 0)}:{self.address(code, self.count - 1)}"
        return f"{quoted(f'; {code}: ')}&ROUND(INDEX({cells},1,{self._first(code)})*1000,0)"

    def _first(self, code: str) -> str:
        """Which cell of a row is the first with three decimals."""
        return f"MATCH({THREE},{self._tells_of(code)},0)"

    def _tells_of(self, code: str) -> str:
        return self.layout.across(self.layout.tells, code, self.count)

    def _meant_formula(self, code: str, place: int) -> str:
        cell, asked = self.cell(code, place), self.layout.asked(code, place, self.count)
        decimals = 0 if self.form.campaign.indicator_by_code[code].kind == "count" else 6
        number = f"ROUND(IF({asked}={_LARGE},{cell}/1000,{cell}*1000),{decimals})"
        shown = f'SUBSTITUTE({number}&"",".",{OWN_SIGN_FORMULA})'
        return f'IF({asked}>0,"; {self.form.period_labels[place]}: "&{shown},"")'


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
            number = _number(filling.figures.get((code, key)))
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
    return OddNumbers(form, layout, cells.sheet, questions, beside, settled, tells, noted, asked, numbers)


def _questions(form: Form, layout: Layout, with_last_time: set[str]) -> Iterator[Question]:
    drawn = [i for i in form.indicators if i.code in layout.figure_rows]
    for together in in_one_unit(i for i in drawn if may_read_as_thousands(i)):
        codes = tuple(i.code for i in together)
        # Beside last time's numbers it is those that tell.
        if with_last_time.isdisjoint(codes) and len(list(_blocks(layout, codes))) <= _MOST_BLOCKS:
            yield Question("decimals", codes)
    for indicator in drawn:
        if indicator.code in with_last_time:
            yield Question("last time", (indicator.code,))


def _beside(form: Form, layout: Layout, keys: list[str]) -> Iterator[tuple[Place, int]]:
    printed = {p.key: FIRST_PERIOD + n for n, p in enumerate(form.previous.periods)}
    for indicator in filter(may_be_thousandfold, form.indicators):
        for place, key in enumerate(keys):
            earlier = form.previous.in_place_of.get(key, "")
            if form.previous.values.get((indicator.code, earlier), 0.0) > 0 and indicator.code in layout.figure_rows:
                yield (indicator.code, place), printed[earlier]


def _number(value: CellValue) -> float | None:
    return None if isinstance(value, ErrorValue) else as_counted(value)


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


def _is_asked(form: Form, question: Question, tells: Mapping[Place, int]) -> bool:
    """Whether all rows of a unit read as thousands."""
    together = [form.campaign.indicator_by_code[code] for code in question.codes]
    return all_read_as_thousands((_READS[tell] for tell in tells.values()), least_of(together))


_READS: Mapping[int, Reads] = {NONE: NONE, THREE: THREE, FEWER: FEWER, WHOLE: WHOLE, OTHERWISE: OTHERWISE}


# --- In the live list ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked(InCells):
    """What is asked about numbers that can be used, and may be others than were meant."""

    odd: OddNumbers
    question: Question
    ends_with: ClassVar[str] = "?"

    @property
    def fails(self) -> bool:
        return any(place in self.odd.asked for place in self.odd.looked_at(self.question))

    def addresses(self) -> list[str]:
        return self.odd.addresses(self.question)

    def address_formulas(self) -> list[str]:
        return self.odd.addresses_formulas(self.question)

    def named(self) -> str:
        return "; ".join(self.odd.said(self.question))[:LONGEST]

    def named_formulas(self) -> list[str]:
        return self.odd.said_formulas(self.question)

    def any_formula(self) -> str:
        layout, first, count = self.odd.layout, self.question.codes[0], self.odd.count
        if self.question.by == "decimals":
            return f"{layout.verdict(first, count)}=1"
        return f"SUM({layout.across(layout.asked, first, count)})>0"


def question_checks(odd: OddNumbers) -> Iterator[LiveCheck]:
    """The lines of the live list that ask."""
    form = odd.form
    for question in odd.questions:
        indicator, by = form.campaign.indicator_by_code[question.codes[0]], question.by
        where = f"{indicator.code} – {indicator.label}"
        if by == "decimals":
            where = form.say(forms.TO_FIX_ODD_WHERE, unit=indicator.unit or indicator.label)
        fix, problem = Live(form.say(forms.TO_FIX_ODD_FIX[by])), form.say(forms.TO_FIX_ODD[by])
        first = odd.address(*odd.looked_at(question)[0])
        yield _Asked("warning", where, fix, odd.sheet, first, problem, odd, question)


# --- As Excel sees it ----------------------------------------------------------------------------


def draw(sheet: Sheet, odd: OddNumbers, keep: Mapping[Place, str]) -> None:
    """Write into the sheet of checks what each cell tells, whether a note answers for its row, and what is asked.

    `keep`: where what is settled in a cell is written, for those cells of which something is.
    """
    layout, count = odd.layout, odd.count
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
    note = odd.cell(code, odd.count + 1)
    return f'IF(IFERROR(AND(LEN(TRIM({note}))>0,LEFT(TRIM({note}),1)<>"["),FALSE),1,0)'


def _verdict_formula(odd: OddNumbers, question: Question) -> str:
    """1 where all rows of a unit read as thousands, and no note beside one answers; else 0."""
    together = [odd.form.campaign.indicator_by_code[code] for code in question.codes]
    blocks = list(_blocks(odd.layout, question.codes))
    tells = [
        f"{odd.layout.tells(first, 0, odd.count)}:{odd.layout.tells(last, odd.count - 1, odd.count)}"
        for first, last in blocks
    ]
    notes = [f"{odd.layout.noted(first, odd.count)}:{odd.layout.noted(last, odd.count)}" for first, last in blocks]

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
    layout, count, indicator = odd.layout, odd.count, odd.form.campaign.indicator_by_code[code]
    cell = odd.cell(code, place)
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
    cell = odd.cell(indicator.code, place)
    before = f"'{odd.sheet}'!{cell_name(odd.layout.figure_rows[indicator.code], odd.beside[indicator.code, place])}"
    low, high, least = (f"{n:g}" for n in (THOUSAND / NEAR, THOUSAND * NEAR, least_beside(indicator)))
    large, small = (
        f"AND({x}>={low}*{y},{x}<={high}*{y}{f',{x}>={least}' if least != '0' else ''})"
        for x, y in ((cell, before), (before, cell))
    )
    return f"IF({cell}<=0,{NONE},IF({large},{_LARGE},IF({small},{_SMALL},{NONE})))"
