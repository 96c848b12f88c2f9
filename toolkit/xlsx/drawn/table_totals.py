"""Makes the formulas for totals of a table's columns, and their results for what is filled in.

As for figures, a column with a text that the form cannot count has no total, since the total would leave a row out.
"""

import math
from collections.abc import Sequence

from toolkit.form.contents import Form
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, FormColumn
from toolkit.values.totals import number_in_formulas
from toolkit.xlsx.drawn.cell_tests import ending_test, trimmed, typed_amount_sum, typed_whole_amount, unit_ending
from toolkit.xlsx.drawn.table_tests import Rows, Span, word_array
from toolkit.xlsx.excel import quoted


def total_formula(form: Form, column: FormColumn, span: Span, rows: Rows, fates: str = "") -> str:
    """The formula of a column's total, whose result is blank where there is no total.

    `fates`: the cells with answers about rows that are already filled in. Rows without an answer are in no total;
    the largest and smallest are blank until all rows have one; amounts typed with their unit count as other texts do.
    """
    cells, ending, typed = span.cells, unit_ending(span.indicator), ""
    zeros = rows.count_formula(word_array(span, form.number_words[:1])) if span.indicator.adds_up else "0"
    words = rows.count_formula(word_array(span, form.number_words))
    if not fates and ending not in ("", "%") and column.across_rows in ("sum", "mean"):
        typed = f"+SUMPRODUCT(--({ending_test(cells, ending)}))"
    sign = form.say(forms.ROW_CARRIED)
    numbers = rows.count_formula(f"ISNUMBER({cells})") if fates else f"COUNT({cells})"
    none = [f"{numbers}+{zeros}{typed}=0", f"{rows.count_formula(f'(LEN(TRIM({cells}))>0)')}>{numbers}+{words}{typed}"]
    if span.indicator.kind == "percent":
        # A formula cannot see which of several cells are fractions, and which are percentages with their sign.
        none.append(f'COUNTIF({cells},">0")>COUNTIF({cells},">1")')
    if fates:
        added = f"SUMIF({fates},{quoted(f'<>{sign}')},{cells})"
    else:
        added = f"SUM({cells})" + (f"+{typed_amount_sum(cells, ending)}" if typed else "")
    match column.across_rows:
        case "mean":
            result = f"{added if fates else f'({added})'}/({numbers}+{zeros}{typed})"
        case "max" | "min":
            if fates:
                none.append(f"COUNTIF({fates},{quoted(sign)})>0")
            name = column.across_rows.upper()
            result = f"IF({zeros}>0,{name}({cells},0),{name}({cells}))"
        case _:
            result = added
    return f'=IFERROR(IF(OR({",".join(none)}),"",{result}),"")'


def total(
    form: Form, column: FormColumn, span: Span, values: Sequence[CellValue], without: frozenset[int] | None = None
) -> float | None:
    """The result of `total_formula` for these cells; None where it is blank.

    `without`: the indexes of unconfirmed rows, for a table with a column for answers.
    """
    if without and column.across_rows in ("max", "min"):
        return None
    numbers: list[float] = []
    typed_too = column.across_rows in ("sum", "mean") and without is None
    every = [number_in_formulas(v) for v in values if not isinstance(v, ErrorValue)]
    for index, value in enumerate(values):
        if without and index in without:
            continue
        number = None if isinstance(value, ErrorValue) else number_in_formulas(value)
        text = trimmed(value)
        if number is None and text == trimmed(form.number_words[0]):
            number = 0.0 if span.indicator.adds_up else None
        elif number is None and text and text not in map(trimmed, form.gap_words):
            number = typed_whole_amount(span.indicator, value) if typed_too else None
            if number is None:
                return None
        if number is not None:
            numbers.append(number)
    doubtful = span.indicator.kind == "percent" and any(v is not None and 0 < v <= 1 for v in every)
    if not numbers or doubtful:
        return None
    match column.across_rows:
        case "mean":
            return math.fsum(numbers) / len(numbers)
        case "max":
            return max(numbers)
        case "min":
            return min(numbers)
        case _:
            return math.fsum(numbers)
