"""The checks of a form while it is filled in (a class for each kind), and the figures' cells to which the checks refer.

Every formula has its result for what is filled in (`Live`). The hidden sheet has a row for each check,
`LiveCheck.columns`; what only splits, tables or odd numbers need is in their modules.
"""

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
from toolkit.xlsx.drawn.cell_tests import BLANK, DECIMAL_SIGN_FORMULA, FAULTY, FINE, State, state
from toolkit.xlsx.drawn.formulas import STATE, Layout
from toolkit.xlsx.drawn.live_expressions import Expression
from toolkit.xlsx.excel import Sheet, fits, quoted

#: Columns of the sheet of checks, counted from 0.
FAILS, NUMBER, SEVERITY, WHERE, PROBLEM, FIX, LINK, ERROR, ADDRESSES, CHECKABLE = range(1, 11)
#: Columns for checks that count cells: the number of the cells, and the key of their sheet.
COUNTS, COUNTED = CHECKABLE, 11
LONGEST = 2000  # the most characters of a list of periods with the contents of their cells
_TYPED = 40  # the most characters of a cell's content that is quoted in a list of periods
_DECIMALS = 6  # the decimals of numbers in sentences
_LARGE = 1e9  # from this number on, numbers in sentences have no decimals

FigureCell = tuple[str, int]
"""An indicator's code and the index of a period."""


class Live(NamedTuple):
    """The contents of a cell: an Excel expression, `formula`, and its result, `value`; or a value without a formula."""

    value: str | int
    formula: str = ""

    def write(self, sheet: Sheet, row: int, column: int) -> None:
        if self.formula:
            sheet.write_formula_value(row, column, f"={self.formula}", self.value)
        else:
            sheet.write_text(row, column, str(self.value))


def sentence(form: Form, text: Text, words: Mapping[str, str] | None = None, **fields: Live) -> Live:
    """A sentence whose fields are formulas, or constant words."""
    filled = fields | {name: Live(word, quoted(word)) for name, word in (words or {}).items()}
    formulas: list[str] = []
    for literal, name, _, _ in Formatter().parse(form.say(text)):
        formulas += [quoted(literal), *([filled[name].formula] if name else [])]
    return Live(form.say(text, **{name: live.value for name, live in filled.items()}), "&".join(formulas))


def in_row(column: int, row: int) -> str:
    """The address of a cell of the sheet of checks; row and column count from 0."""
    return f"{column_name(column)}{row + 1}"


# --- The figures' cells --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures' cells of one form: their addresses in the table, and their states."""

    form: Form
    filling: Filling
    layout: Layout
    names: Mapping[str, str]
    """The names of the form's sheets, by key."""
    operands: Mapping[tuple[str, str], Operand]
    """The operands of the figures in the form's formulas, by (indicator, period)."""
    states: Mapping[FigureCell, State]
    accepted: Mapping[FigureCell, CellValue]
    """Values that the form's conditions would refuse, but that reading the file accepts."""
    carried: frozenset[tuple[str, str]]
    """Unconfirmed figures of the previous campaign, by (indicator, period)."""

    @property
    def sheet(self) -> str:
        return self.names["figures"]

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.form.campaign.periods

    def address(self, code: str, index: int) -> str:
        return cell_name(self.layout.figure_rows[code], self.layout.first_period + index)

    def cell(self, code: str, index: int) -> str:
        """The cell as formulas of another sheet name it."""
        return f"'{self.sheet}'!{self.address(code, index)}"

    def states_of(self, code: str) -> str:
        """The cells of the sheet of checks with the states of an indicator's cells."""
        return self.layout.checks(STATE, code)

    def bases(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The typed indicators among these, and the typed indicators on which the computed ones depend."""
        typed: dict[str, None] = {}
        for code in codes:
            formula = self.form.campaign.indicator_by_code[code].formula
            typed |= dict.fromkeys(self.bases(expressions.parse(formula).names) if formula else (code,))
        return tuple(typed)

    def are_usable(self, codes: Iterable[str], index: int) -> bool:
        """Whether the figures of all these indicators can be used in a period."""
        return all(self.states[code, index] < FAULTY for code in codes)


def cells_of(
    form: Form, filling: Filling, layout: Layout, names: Mapping[str, str], operands: Mapping[tuple[str, str], Operand]
) -> Cells:
    """The figures' cells of a form, after they are drawn."""
    states: dict[FigureCell, State] = {}
    accepted: dict[FigureCell, CellValue] = {}
    periods = [
        (index, p.key, owed) for index, (p, owed) in enumerate(zip(form.campaign.periods, form.existed_in, strict=True))
    ]
    for indicator in form.indicators:
        for index, key, owed in periods:
            figure = (indicator.code, key)
            value = filling.figures.get(figure)
            cell_state = FINE if indicator.formula else state(form, indicator, value, owed=owed)
            if cell_state != FINE and figure in filling.accepted:
                cell_state, accepted[indicator.code, index] = FINE, value
            states[indicator.code, index] = cell_state
    return Cells(form, filling, layout, names, operands, states, accepted, unconfirmed(form, filling))


def as_shown(value: CellValue, language: Language) -> str:
    """The result of `as_text` for a cell with this value, with the decimal sign of the language."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        text = plain_number(rounded(value, 0 if abs(value) >= _LARGE else _DECIMALS))
        return text.replace(".", "," if language == "vi" else ".")
    return typed_text(value)


# --- The checks ----------------------------------------------------------------------------------

#: The severity of a failing check: wrong, not filled in yet, to be checked, or for information.
Weight = Literal["error", "blank", "warning", "note"]
WEIGHTS: tuple[Weight, ...] = ("error", "blank", "warning", "note")
#: The severities that keep a form from being complete.
OWED = frozenset(WEIGHTS[:2])


@dataclass(frozen=True, slots=True)
class LiveCheck(ABC):
    """A check: where people look for what is wrong, what to do, and the cell that the check's line opens."""

    severity: Weight
    where: str
    fix: Live
    sheet: str
    cell: str

    @property
    @abstractmethod
    def fails(self) -> bool:
        """Whether the check fails for what is filled in."""

    @abstractmethod
    def problem_shown(self) -> str:
        """The sentence that the check shows about what is filled in."""

    @abstractmethod
    def columns(self, row: int) -> dict[int, Live]:
        """By column, the cells of the check's row on the sheet of checks; the row counts from 0."""

    def marks(self, row: int) -> Iterator[tuple[FigureCell, Live]]:
        """Yields the cells highlighted while the check fails, with their marks: 2 for what must be fixed, 1 for
        the rest, 0 while the check passes."""
        yield from ()

    @property
    def weight(self) -> int:
        return 2 if self.severity == "error" else 1

    def link(self, row: int, first: str) -> Live:
        """The target of the check's line: the first cell that it names, or its usual cell."""
        on_sheet, here = f"#'{self.sheet}'!", in_row(ADDRESSES, row)
        formula = f'"{on_sheet}"&IF({here}="","{self.cell}",LEFT({here},FIND(";",{here})-1))'
        return Live(on_sheet + (first or self.cell), formula)


@dataclass(frozen=True, slots=True)
class ConditionCheck(LiveCheck):
    """A check of a condition. A condition about figures is only checked where all these figures can be used."""

    problem: Live
    test: str
    """The condition as an Excel expression."""
    fails: bool
    about: tuple[FigureCell, ...] = ()
    """The cells that the check highlights."""
    checkable: Live | None = None

    def problem_shown(self) -> str:
        return str(self.problem.value)

    def fits(self) -> bool:
        """Whether Excel accepts the formula; if not, the condition is only checked when the file is read."""
        return fits(f"=IF(IF({in_row(CHECKABLE, 1_048_575)}=1,{self.test},FALSE),1,0)")

    def columns(self, row: int) -> dict[int, Live]:
        cells, test = {}, self.test
        if self.checkable:
            cells[CHECKABLE] = self.checkable
            test = f"IF({in_row(CHECKABLE, row)}=1,{test},FALSE)"
        cells[FAILS] = Live(int(self.fails), f"IF({test},1,0)")
        return cells | {PROBLEM: self.problem, LINK: Live(f"#'{self.sheet}'!{self.cell}")}

    def marks(self, row: int) -> Iterator[tuple[FigureCell, Live]]:
        for index in self.about:
            yield index, Live(self.weight * self.fails, f"{self.weight}*$B${row + 1}")


def condition_check(
    cells: Cells,
    codes: Sequence[str],
    index: int,
    severity: Weight,
    *,
    where: str,
    problem: Live,
    fix: str,
    test: Expression,
    at: tuple[str, str] | None = None,
) -> ConditionCheck:
    """The check of a condition about figures of one period, which fails where the typed figures behind `codes` can be
    used and `test` is true. `at`: the sheet and the cell that it opens, by default the first figure's."""
    bases = cells.bases(codes)
    are_usable = "*".join(f"({cells.layout.check(STATE, code, index)}<{FAULTY})" for code in bases)
    can_be_used = cells.are_usable(bases, index)
    sheet, cell = at or (cells.sheet, cells.address(next(iter(bases), codes[0]), index))
    return ConditionCheck(
        severity,
        where,
        Live(fix),
        sheet,
        cell,
        problem,
        test.formula,
        can_be_used and bool(test.value),
        about=tuple((code, index) for code in dict.fromkeys((*codes, *bases))) if bases else (),
        checkable=Live(int(can_be_used), f"1*{are_usable}") if bases else None,
    )


class NamedCell(NamedTuple):
    """A cell that a check may name, with a text; both are blank where the cell is not concerned."""

    address: Live
    """The cell's address, which ends with a semicolon."""
    text: Live
    """The text, which begins with two characters that separate it from the texts of other cells."""


@dataclass(frozen=True, slots=True)
class NamingCheck(LiveCheck):
    """A check of many figures' cells that names the cells concerned after its sentence."""

    problem: str
    named: tuple[NamedCell, ...]
    any_formula: str
    """The condition that any cell is concerned, for checks of too many cells to name."""
    ends_with: str = "."

    @property
    def fails(self) -> bool:
        return any(address.value for address, _ in self.named)

    def _problem_text(self) -> Live:
        """The sentence, with the cells concerned unless they are too many to name."""
        formulas = "&".join(text.formula for _, text in self.named)
        formula = f'"{self.problem}"&MID({formulas},3,{LONGEST})&"{self.ends_with}"'
        if not fits(f"={formula}"):
            return Live(f"{self.problem}…")
        texts = "".join(str(text.value) for _, text in self.named)[2 : 2 + LONGEST]
        return Live(f"{self.problem}{texts}{self.ends_with}", formula)

    def problem_shown(self) -> str:
        return str(self._problem_text().value)

    def columns(self, row: int) -> dict[int, Live]:
        addresses = Live(
            "".join(str(address.value) for address, _ in self.named),
            "&".join(address.formula for address, _ in self.named),
        )
        if not fits(f"={addresses.formula}"):
            cell = f"{self.cell};"
            addresses = Live(cell if self.fails else "", f'IF({self.any_formula},"{cell}","")')
        return {
            ADDRESSES: addresses,
            FAILS: Live(int(self.fails), f'IF({in_row(ADDRESSES, row)}="",0,1)'),
            PROBLEM: self._problem_text(),
            LINK: self.link(row, str(addresses.value).partition(";")[0]),
        }


def _period_with_content(cells: Cells, code: str, index: int, label: Live) -> Live:
    """A period with the beginning of its cell's content: `, 2019 (“nhiều”)`; without the content for a number that is
    shown as something else."""
    key, is_so = cells.periods[index].key, f"{cells.layout.check(STATE, code, index)}={FAULTY}"
    value = as_shown(cells.filling.figures.get((code, key)), cells.form.language)[:_TYPED]
    text = f'" (“"&LEFT({as_text(cells.cell(code, index))},{_TYPED})&"”)"'
    shown = f"{label.value} (“{value}”)" if cells.states[code, index] == FAULTY else label.value
    return Live(shown, f'{label.formula}&IF({is_so},{text},"")')


def as_text(cell: str) -> str:
    """The formula for a cell's content as a text, with the reader's decimal sign. Numbers are rounded, since programs
    write very long numbers differently."""
    number = f'IF(ABS({cell})<{_LARGE:.0f},ROUND({cell},{_DECIMALS})&"",TEXT({cell},"0"))'
    return f'IFERROR(IF(ISNUMBER({cell}),SUBSTITUTE({number},".",{DECIMAL_SIGN_FORMULA}),{cell}&""),"…")'


def number_shown(number: Expression, language: Language) -> Live:
    """The result of an expression as shown in a sentence."""
    return Live(as_shown(number.value, language), as_text(f"({number.formula})"))


def state_check(cells: Cells, indicator: Indicator, sought: State, problem: str, fix: Live) -> NamingCheck:
    """The check for cells of an indicator in the state `sought`: blank, or not are_usable."""
    code, layout, labels = indicator.code, cells.layout, cells.form.period_labels
    is_so = f"{'>=' if sought == FAULTY else '='}{sought}"
    named = []
    for index, label in enumerate(labels):
        now, test = cells.states[code, index], f"{layout.check(STATE, code, index)}{is_so}"
        so = now == sought or FAULTY == sought < now
        address, text = f"{cells.address(code, index)};", Live(f", {label}", f'", {label}"')
        if sought == FAULTY and indicator.kind not in ("percent", "date"):  # which may show numbers differently
            text = _period_with_content(cells, code, index, text)
        named.append(
            NamedCell(
                Live(address if so else "", f'IF({test},"{address}","")'),
                Live(text.value if so else "", f'IF({test},{text.formula},"")'),
            )
        )
    return NamingCheck(
        "blank" if sought == BLANK else "error",
        cells.form.number_and_label(indicator),
        fix,
        cells.sheet,
        cells.address(code, 0),
        problem,
        tuple(named),
        f"SUMPRODUCT(--({cells.states_of(code)}{is_so}))>0",
    )
