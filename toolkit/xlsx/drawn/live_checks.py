"""What may be wrong in a form while it is filled in: one record a kind of check, and the figures' cells they look at.

What formulas give is always a pair, the Excel expression and what it gives for what is filled in (`Live`). The hidden
sheet has a row for each check, `LiveCheck.columns`; what only splits, tables or odd numbers need stands with them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Literal, NamedTuple

from toolkit.form.carried import unconfirmed
from toolkit.form.contents import Filling, Form
from toolkit.formula import expressions
from toolkit.formula.expressions import Operand
from toolkit.language.numbers import plain_number, rounded
from toolkit.messages import Text
from toolkit.model import CellValue, Indicator, Language, Period
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn.cell_tests import BLANK, FAULTY, FINE, OWN_SIGN_FORMULA, State, state
from toolkit.xlsx.drawn.formulas import Layout
from toolkit.xlsx.drawn.live_expressions import Expression
from toolkit.xlsx.excel import Sheet, fits, quoted

#: Columns of the sheet of checks, counted from 0.
FAILS, NUMBER, SEVERITY, WHERE, PROBLEM, FIX, LINK, ERROR, FOUND, CHECKABLE = range(1, 11)
#: Of a check of many cells: how many there are, and the key of their sheet.
COUNTS, COUNTED = CHECKABLE, 11
#: More than a list of periods takes, with what stands in their cells; so much of one is shown.
LONGEST, _TYPED = 2000, 40
#: Numbers in sentences have so many decimals, and none from this one on.
_DECIMALS, _LARGE = 6, 1e9

Place = tuple[str, int]
"""An indicator's code and a period's place."""


class Live(NamedTuple):
    """What a cell shows: the result of `formula`, an Excel expression, or the value alone where there is none."""

    value: str | int
    formula: str = ""

    def write(self, sheet: Sheet, row: int, column: int) -> None:
        if self.formula:
            sheet.write_formula_value(row, column, f"={self.formula}", self.value)
        else:
            sheet.write_text(row, column, str(self.value))


def sentence(form: Form, text: Text, words: Mapping[str, str] | None = None, **fields: Live) -> Live:
    """A sentence whose fields are filled by formulas, but for those that are these words."""
    filled = fields | {name: Live(word, quoted(word)) for name, word in (words or {}).items()}
    formulas: list[str] = []
    for said, name, _, _ in Formatter().parse(form.say(text)):
        formulas += [quoted(said), *([filled[name].formula] if name else [])]
    return Live(form.say(text, **{name: live.value for name, live in filled.items()}), "&".join(formulas))


def in_row(column: int, row: int) -> str:
    """The cell of the sheet of checks; both count from 0."""
    return f"{column_name(column)}{row + 1}"


# --- The figures' cells --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures' cells of one form: where they are in the table, and what state each is in."""

    form: Form
    filling: Filling
    layout: Layout
    names: Mapping[str, str]
    """The names of the form's sheets, by key."""
    operands: Mapping[tuple[str, str], Operand]
    """What each counts as in the form's own formulas, by (indicator, period)."""
    states: Mapping[Place, State]
    accepted: Mapping[Place, CellValue]
    """What stands in cells that are in order as the check took them, though the form alone would not say so."""
    carried: frozenset[tuple[str, str]]
    """The figures of last time that are not confirmed, by (indicator, period)."""

    @property
    def sheet(self) -> str:
        return self.names["figures"]

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.form.campaign.periods

    def address(self, code: str, place: int) -> str:
        return cell_name(self.layout.figure_rows[code], self.layout.first_period + place)

    def cell(self, code: str, place: int) -> str:
        """The cell, as formulas on another sheet name it."""
        return f"'{self.sheet}'!{self.address(code, place)}"

    def states_of(self, code: str) -> str:
        """Where the sheet of checks has the states of an indicator's cells."""
        return f"{self.layout.state(code, 0)}:{self.layout.state(code, len(self.periods) - 1)}"

    def bases(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The indicators themselves, and those that computed ones rest on, that are typed."""
        found: dict[str, None] = {}
        for code in codes:
            formula = self.form.campaign.indicator_by_code[code].formula
            found |= dict.fromkeys(self.bases(expressions.parse(formula).names) if formula else (code,))
        return tuple(found)

    def usable(self, codes: Iterable[str], place: int) -> bool:
        """Whether all of these can be used in a period."""
        return all(self.states[code, place] < FAULTY for code in codes)


def cells_of(
    form: Form, filling: Filling, layout: Layout, names: Mapping[str, str], operands: Mapping[tuple[str, str], Operand]
) -> Cells:
    """The figures' cells of a form, once they are drawn."""
    states: dict[Place, State] = {}
    accepted: dict[Place, CellValue] = {}
    places = [
        (place, p.key, owed) for place, (p, owed) in enumerate(zip(form.campaign.periods, form.there, strict=True))
    ]
    for indicator in form.indicators:
        for place, key, owed in places:
            figure = (indicator.code, key)
            value = filling.figures.get(figure)
            own_state = FINE if indicator.formula else state(form, indicator, value, owed=owed)
            if own_state != FINE and figure in filling.accepted:
                own_state, accepted[indicator.code, place] = FINE, value
            states[indicator.code, place] = own_state
    return Cells(form, filling, layout, names, operands, states, accepted, unconfirmed(form, filling))


def as_shown(value: CellValue, language: Language) -> str:
    """A cell's value as `as_text` joins it to a text, with the decimal sign of the language."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        text = plain_number(rounded(value, 0 if abs(value) >= _LARGE else _DECIMALS))
        return text.replace(".", "," if language == "vi" else ".")
    return typed_text(value)


# --- The checks ----------------------------------------------------------------------------------

#: What is wrong, what is not filled in yet, what is to be looked at.
Weight = Literal["error", "blank", "warning", "note"]
WEIGHTS: tuple[Weight, ...] = ("error", "blank", "warning", "note")
#: Those that keep a form from being in order.
OWED = frozenset(WEIGHTS[:2])


@dataclass(frozen=True, slots=True)
class LiveCheck(ABC):
    """One thing that may be wrong: where people look for it, what to do, and the cell that its line opens."""

    severity: Weight
    where: str
    fix: Live
    sheet: str
    cell: str

    @property
    @abstractmethod
    def fails(self) -> bool:
        """Whether it is so of what is filled in."""

    @abstractmethod
    def says(self) -> str:
        """What is wrong, of what is filled in."""

    @abstractmethod
    def columns(self, row: int) -> dict[int, Live]:
        """What the sheet of checks has in its row, which counts from 0, by column."""

    def marks(self, row: int) -> Iterator[tuple[Place, Live]]:
        """The cells that are marked while it fails, each with how: 2 for what must be fixed, else 1, or 0."""
        yield from ()

    @property
    def weight(self) -> int:
        return 2 if self.severity == "error" else 1

    def link(self, row: int, first: str) -> Live:
        """Where its line leads: to the first of the cells that are found, else to its own."""
        on_sheet, here = f"#'{self.sheet}'!", in_row(FOUND, row)
        formula = f'"{on_sheet}"&IF({here}="","{self.cell}",LEFT({here},FIND(";",{here})-1))'
        return Live(on_sheet + (first or self.cell), formula)


@dataclass(frozen=True, slots=True)
class Tested(LiveCheck):
    """A condition. One that rests on figures is checked only where all of them can be used."""

    problem: Live
    test: str
    """The condition, an Excel expression."""
    fails: bool
    about: tuple[Place, ...] = ()
    """The cells that it marks."""
    checkable: Live | None = None

    def says(self) -> str:
        return str(self.problem.value)

    def fits(self) -> bool:
        """Whether Excel takes its formula; otherwise the check of the file has it."""
        return fits(f"=IF(IF({in_row(CHECKABLE, 1_048_575)}=1,{self.test},FALSE),1,0)")

    def columns(self, row: int) -> dict[int, Live]:
        found, test = {}, self.test
        if self.checkable:
            found[CHECKABLE] = self.checkable
            test = f"IF({in_row(CHECKABLE, row)}=1,{test},FALSE)"
        found[FAILS] = Live(int(self.fails), f"IF({test},1,0)")
        return found | {PROBLEM: self.problem, LINK: Live(f"#'{self.sheet}'!{self.cell}")}

    def marks(self, row: int) -> Iterator[tuple[Place, Live]]:
        for place in self.about:
            yield place, Live(self.weight * self.fails, f"{self.weight}*$B${row + 1}")


def condition_on(
    cells: Cells,
    codes: Sequence[str],
    place: int,
    severity: Weight,
    *,
    where: str,
    problem: Live,
    fix: str,
    test: Expression,
    at: tuple[str, str] | None = None,
) -> Tested:
    """A condition about figures of one period, which rests on those that `codes` are worked out from: it fails where
    they can be used and `test` is so. `at`: the sheet and the cell that it opens, where it is not the first of them."""
    bases = cells.bases(codes)
    usable = "*".join(f"({cells.layout.state(code, place)}<{FAULTY})" for code in bases)
    can_be_used = cells.usable(bases, place)
    sheet, cell = at or (cells.sheet, cells.address(next(iter(bases), codes[0]), place))
    return Tested(
        severity,
        where,
        Live(fix),
        sheet,
        cell,
        problem,
        test.formula,
        can_be_used and bool(test.value),
        about=tuple((code, place) for code in dict.fromkeys((*codes, *bases))) if bases else (),
        checkable=Live(int(can_be_used), f"1*{usable}") if bases else None,
    )


class Named(NamedTuple):
    """One of the cells that may be so, and what is said of it; both are blank where it is not."""

    address: Live
    """It ends with a semicolon."""
    said: Live
    """It begins with two letters that part it from what is said of others."""


@dataclass(frozen=True, slots=True)
class InCells(LiveCheck):
    """It looks through cells of the figures, and names those that are so behind its sentence."""

    problem: str
    named: tuple[Named, ...]
    any_formula: str
    """The condition that any cell is so, where they are too many to name."""
    ends_with: str = "."

    @property
    def fails(self) -> bool:
        return any(address.value for address, _ in self.named)

    def _said(self) -> Live:
        """What is wrong: with too many cells to name, the sentence alone."""
        formulas = "&".join(said.formula for _, said in self.named)
        formula = f'"{self.problem}"&MID({formulas},3,{LONGEST})&"{self.ends_with}"'
        if not fits(f"={formula}"):
            return Live(f"{self.problem}…")
        named = "".join(str(said.value) for _, said in self.named)[2 : 2 + LONGEST]
        return Live(f"{self.problem}{named}{self.ends_with}", formula)

    def says(self) -> str:
        return str(self._said().value)

    def columns(self, row: int) -> dict[int, Live]:
        found = Live(
            "".join(str(address.value) for address, _ in self.named),
            "&".join(address.formula for address, _ in self.named),
        )
        if not fits(f"={found.formula}"):
            cell = f"{self.cell};"
            found = Live(cell if self.fails else "", f'IF({self.any_formula},"{cell}","")')
        return {
            FOUND: found,
            FAILS: Live(int(self.fails), f'IF({in_row(FOUND, row)}="",0,1)'),
            PROBLEM: self._said(),
            LINK: self.link(row, str(found.value).partition(";")[0]),
        }


def _with_what_stands(cells: Cells, code: str, place: int, said: Live) -> Live:
    """A period, and the beginning of what stands in its cell: `, 2019 (“nhiều”)`; of a number that is shown as another
    thing, only the period."""
    key, is_so = cells.periods[place].key, f"{cells.layout.state(code, place)}={FAULTY}"
    value = as_shown(cells.filling.figures.get((code, key)), cells.form.language)[:_TYPED]
    text = f'" (“"&LEFT({as_text(cells.cell(code, place))},{_TYPED})&"”)"'
    shown = f"{said.value} (“{value}”)" if cells.states[code, place] == FAULTY else said.value
    return Live(shown, f'{said.formula}&IF({is_so},{text},"")')


def as_text(cell: str) -> str:
    """What stands in a cell as a text, with the reader's own decimal sign. Numbers are rounded: those of very many
    digits are written by each program in its own way."""
    number = f'IF(ABS({cell})<{_LARGE:.0f},ROUND({cell},{_DECIMALS})&"",TEXT({cell},"0"))'
    return f'IFERROR(IF(ISNUMBER({cell}),SUBSTITUTE({number},".",{OWN_SIGN_FORMULA}),{cell}&""),"…")'


def number_shown(number: Expression, language: Language) -> Live:
    """What an expression gives, as a sentence has it."""
    return Live(as_shown(number.value, language), as_text(f"({number.formula})"))


def in_state(cells: Cells, indicator: Indicator, own: State, problem: str, fix: Live) -> InCells:
    """Whether figures of an indicator are in a state: in a worse one too, if they cannot be used."""
    code, layout, labels = indicator.code, cells.layout, cells.form.period_labels
    is_so = f"{'>=' if own == FAULTY else '='}{own}"
    named = []
    for place, label in enumerate(labels):
        now, test = cells.states[code, place], f"{layout.state(code, place)}{is_so}"
        so = now == own or FAULTY == own < now
        address, said = f"{cells.address(code, place)};", Live(f", {label}", f'", {label}"')
        if own == FAULTY and indicator.kind not in ("percent", "date"):  # cells show these as something else
            said = _with_what_stands(cells, code, place, said)
        named.append(
            Named(
                Live(address if so else "", f'IF({test},"{address}","")'),
                Live(said.value if so else "", f'IF({test},{said.formula},"")'),
            )
        )
    return InCells(
        "blank" if own == BLANK else "error",
        cells.form.numbered(indicator),
        fix,
        cells.sheet,
        cells.address(code, 0),
        problem,
        tuple(named),
        f"SUMPRODUCT(--({cells.states_of(code)}{is_so}))>0",
    )
