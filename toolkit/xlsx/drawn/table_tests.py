"""Conditions on the cells of a table's column: as Excel arrays over the whole column, as conditions of one cell for its
highlighting, and evaluated in Python.

Rows are inserted, sorted and deleted, so no formula can be in a row: each condition includes the column from above the
first row to far below the last row. Conditions work in Excel 2010 without array formulas: they have neither IF nor
IFERROR over several cells. In a column with an error value, only this value is reported until it is corrected. Arrays
cannot see number formats: a percentage up to 1 % is accepted, and highlighted if it is typed without its sign.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from toolkit.form.contents import Form
from toolkit.model import CellValue, ErrorValue, Indicator
from toolkit.values.numbers import least_suspect, limits
from toolkit.values.totals import number_in_formulas
from toolkit.xlsx.drawn.cell_tests import (
    DECIMAL_SIGN_FORMULA,
    FIRST_DAY,
    LAST_DAY,
    MOST,
    NUMBER_WORDS,
    YES_NO,
    answers,
    choices_name,
    ending_test,
    is_amount_in_order,
    is_number_in_order,
    misshown_test,
    trimmed,
    typed_amount_formula,
    unit_ending,
)
from toolkit.xlsx.excel import quoted, size_of

#: A row number greater than that of any row.
BEYOND = 1_048_577
#: The most characters of a text that MATCH looks up.
_LONGEST_COMPARED = 255


class Span(NamedTuple):
    """A column of a table in formulas. `cells`: its cells in all rows; `letters`: the sheet's column.

    `accepted`: the defined name of values that were accepted when the file was read; "" where there are none.
    """

    indicator: Indicator
    cells: str
    letters: str
    accepted: str = ""


class Rows(NamedTuple):
    """The rows of a table in formulas. `counted`: an array, 1 for rows of data, 0 for rows for people."""

    counted: str
    columns: tuple[Span, ...]

    @property
    def filled(self) -> str:
        """An array formula: 1 where a row has contents in any column of the table."""
        blank = "*".join(f"ISBLANK({span.cells})" for span in self.columns)
        return f"{self.counted}*({blank}=0)" if len(self.columns) > 1 else f"{self.counted}*(1-{blank})"

    def count_formula(self, which: str) -> str:
        """The formula for the number of rows for which the array `which` is 1."""
        return f"SUMPRODUCT({self.counted}*{which})"

    def first_row_formula(self, which: str, span: Span) -> str:
        """The formula for the number of the first row for which the array `which` is 1."""
        return f"({BEYOND}-SUMPRODUCT(MAX({self.counted}*{which}*({BEYOND}-ROW({span.cells})))))"


# --- As Excel arrays -----------------------------------------------------------------------------


def wrong_array(form: Form, span: Span) -> str:
    """An array formula: 1 where a cell cannot be used; "" where all contents can. An error value makes it an error."""
    if span.indicator.kind == "text":
        return ""
    number, text = _number_test(span), _text_test(form, span)
    either = f"ISNUMBER({span.cells})*{number}+ISTEXT({span.cells})*({text}>0)" if number else text
    return f"(1-ISBLANK({span.cells}))*({either}=0)"


def error_array(span: Span) -> str:
    """An array formula: 1 where a cell has an error value."""
    return f"ISERROR({span.cells})"


def blank_array(span: Span, rows: Rows) -> str:
    """An array formula: 1 where a row is filled in and this cell is blank."""
    return f"ISBLANK({span.cells})*{rows.filled}"


def repeated_array(span: Span) -> str:
    """An array formula: 1 where a cell equals a cell above it."""
    top = span.cells.partition(":")[0]
    earlier = f"MATCH({span.cells},{span.cells},0)<ROW({span.cells})-ROW({top})+1"
    return f"(1-ISBLANK({span.cells}))*ISNUMBER(1/({earlier}))"


def word_array(span: Span, words: Sequence[str]) -> str:
    """An array formula: 1 where a cell has one of these words."""
    return "(" + "+".join(f"(TRIM({span.cells})={quoted(word)})" for word in words) + ")"


def _number_test(span: Span) -> str:
    """An array formula: 1 where a number can be used, also in a column with texts; "" where numbers count as texts."""
    cells, indicator = span.cells, span.indicator
    if indicator.kind == "date":
        test = f"({cells}>={FIRST_DAY})*({cells}<{LAST_DAY + 1})"
    elif indicator.numeric:
        test = "*".join(f"({t})" for t in _limit_tests(cells, indicator))
        if indicator.kind == "count":
            test += f"*(1-ISNUMBER(FIND({DECIMAL_SIGN_FORMULA},{cells})))"
    else:
        return ""
    return f"({test}+{_accepted_array(cells, span.accepted)}>0)" if span.accepted else test


def _limit_tests(cell: str, indicator: Indicator) -> Iterator[str]:
    low, high = limits(indicator)
    suspect = least_suspect(indicator)
    most = MOST if suspect is None else min(MOST, suspect)
    yield f"{cell}>={low:.15G}" if low is not None else f"{cell}>-{most:.15G}"
    yield f"{cell}<={high:.15G}" if high is not None else f"{cell}<{most:.15G}"


def _text_test(form: Form, span: Span) -> str:
    """An array formula: greater than 0 where a text can be used."""
    cells, indicator = span.cells, span.indicator
    if indicator.kind in ("yesno", "choice"):
        name = YES_NO if indicator.kind == "yesno" else choices_name(indicator)
        test = f"(LEN(TRIM({cells}))=0)+ISNUMBER(MATCH(TRIM({cells}),{name},0))"
    else:
        words = form.number_words if indicator.numeric else form.gap_words
        test = f"(LEN(TRIM({cells}))=0)+{word_array(span, words)}"
        if ending := unit_ending(indicator):
            test += f"+{amount_array(span, ending)}"
    return f"({test}+{_accepted_array(f'TRIM({cells})', span.accepted)})" if span.accepted else f"({test})"


def amount_array(span: Span, ending: str) -> str:
    """An array formula: 1 where a text is a number within the limits, followed by its unit."""
    low, high = limits(span.indicator)
    number = typed_amount_formula(span.indicator, span.cells, ending)
    within = f"{number}<={high:.15G}" if high is not None else f"{number}<{MOST:.15G}"
    alone = f"(LEN(TRIM({span.cells}))>1)*" if ending == "%" else ""
    least = f"*ISNUMBER(1/({number}>={low:.15G}))" if low else ""
    return f"{alone}({ending_test(span.cells, ending)})*ISNUMBER(1/({within})){least}"


def _accepted_array(cells: str, accepted: str) -> str:
    return f"ISNUMBER(MATCH({cells},{accepted},0))"


# --- As conditions of one cell -------------------------------------------------------------------


def accepted_cell(span: Span, cell: str) -> str:
    """The condition that the cell has a value that was accepted when the file was read; "" where no value was."""
    if not span.accepted:
        return ""
    return f"ISNUMBER(MATCH({cell},{span.accepted},0))+ISNUMBER(MATCH(TRIM({cell}),{span.accepted},0))>0"


def wrong_cell(span: Span, cell: str) -> Iterator[str]:
    """Yields conditions; if any is true, the cell cannot be used."""
    indicator = span.indicator
    if indicator.kind != "text":
        yield f"ISERROR({cell})"
    if indicator.kind in ("yesno", "choice"):
        name = YES_NO if indicator.kind == "yesno" else choices_name(indicator)
        yield f"LEN(TRIM({cell}))*(1-ISNUMBER(MATCH(TRIM({cell}),{name},0)))>0"
    elif indicator.kind == "date":
        yield f"IF(ISNUMBER({cell}),OR({cell}<{FIRST_DAY},{cell}>={LAST_DAY + 1}),FALSE)"
        yield _other_text_test(cell)
    elif indicator.numeric:
        within = list(_limit_tests(cell, indicator)) + ([f"{cell}=INT({cell})"] if indicator.kind == "count" else [])
        yield f"IF(ISNUMBER({cell}),NOT(AND({','.join(within)})),FALSE)"
        ending = unit_ending(indicator)
        if not ending:
            yield _other_text_test(cell)
            return
        amounts = amount_array(span._replace(cells=cell), ending)
        yield _other_text_test(cell, f"RIGHT(TRIM({cell}),{size_of(ending)})<>{quoted(ending)}")
        yield f"IF(ISTEXT({cell}),{ending_test(cell, ending)},FALSE)*({amounts}=0)>0"


def _other_text_test(cell: str, more: str = "") -> str:
    """The condition that the cell has a text other than the form's words."""
    tests = [f"ISTEXT({cell})", f"LEN(TRIM({cell}))>0", f"SUMPRODUCT(--(TRIM({cell})={NUMBER_WORDS}))=0"]
    return f"AND({','.join([*tests, *([more] if more else [])])})"


def doubtful_cell(span: Span, cell: str) -> Iterator[str]:
    """Yields conditions; if any is true, the cell is to be checked: its number is shown as something else, or a
    percentage may be meant as a fraction."""
    if shows := misshown_test(span.indicator, cell):
        yield f"AND(ISNUMBER({cell}),{shows})"
    if span.indicator.kind == "percent":
        unsigned = f'IFERROR(LEFT(CELL("format",{cell})),"P")<>"P"'
        yield f"IF(ISNUMBER({cell}),IF(AND({cell}>0,{cell}<=1),{unsigned},FALSE),FALSE)"


# --- As Python values ----------------------------------------------------------------------------


def is_filled(value: CellValue) -> bool:
    """Whether a spreadsheet counts a cell with this value as filled."""
    return value is not None and value != ""


def is_wrong(form: Form, indicator: Indicator, value: CellValue) -> bool:
    """The result of `wrong_array` for a cell with this value."""
    text = trimmed(value)
    if not is_filled(value) or indicator.kind == "text" or not text:
        return False
    number = None if isinstance(value, ErrorValue) else number_in_formulas(value)
    if indicator.numeric:
        if number is None:
            words = map(trimmed, form.number_words)
            return text not in words and not is_amount_in_order(indicator, value)
        return not (is_number_in_order(indicator, number) or (indicator.kind == "percent" and 0 < number <= 1))
    if indicator.kind == "date":
        inside = number is not None and FIRST_DAY <= number < LAST_DAY + 1
        return not inside and (number is not None or text not in map(trimmed, form.gap_words))
    return text not in map(trimmed, answers(form, indicator))


def are_repeated(values: Sequence[CellValue], above: str) -> list[bool]:
    """The result of `repeated_array` for these cells of a column, with `above` over them."""
    repeated: list[bool] = []
    seen: set[tuple[str, object]] = {("text", above.casefold())}
    for value in values:
        number = None if isinstance(value, ErrorValue) else number_in_formulas(value)
        text = str(value)
        key = ("number", number) if number is not None else ("text", text.casefold())
        compared = is_filled(value) and (number is not None or ("~" not in text and size_of(text) <= _LONGEST_COMPARED))
        repeated.append(compared and key in seen)
        seen.add(key)
    return repeated
