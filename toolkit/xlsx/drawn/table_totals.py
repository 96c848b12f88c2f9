"""What is taken of a table's column over its rows, in the form: formulas, and what they give for what is filled in.

As among the figures, there is no total of a column that holds a text the form cannot count with: it would leave that
out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from toolkit.form.contents import Form
from toolkit.messages import forms
from toolkit.model import AskedColumn, CellValue, ErrorValue
from toolkit.values.totals import as_counted
from toolkit.xlsx.drawn.cell_tests import amounts_typed, ends_in, trimmed, unit_ending, whole_typed
from toolkit.xlsx.drawn.table_tests import Rows, Span, words_in
from toolkit.xlsx.excel import quoted


def total_formula(form: Form, column: AskedColumn, span: Span, rows: Rows, fates: str = "") -> str:
    """The formula of a column's total; blank where there is none. `fates`: where rows of last time say what became of
    them; those of which nothing is said are in no total."""
    cells = span.cells
    if fates:
        return _confirmed(form, column, span, rows, fates)
    zeros = _zeros(form, span, rows)
    words = rows.how_many(words_in(span, form.number_words))
    ending = unit_ending(span.indicator)
    typed = ""
    if ending not in ("", "%") and column.across_rows in ("sum", "mean"):
        typed = f"SUMPRODUCT(--({ends_in(cells, ending)}))"
    plus = f"+{typed}" if typed else ""
    none = [
        f"COUNT({cells})+{zeros}{plus}=0",
        f"{rows.how_many(f'(LEN(TRIM({cells}))>0)')}>COUNT({cells})+{words}{plus}",
    ]
    if span.indicator.kind == "percent":
        # Which of these are parts of one, and which are percentages with their sign, cannot be told over many cells.
        none.append(f'COUNTIF({cells},">0")>COUNTIF({cells},">1")')
    added = f"SUM({cells})" + (f"+{amounts_typed(cells, ending)}" if typed else "")
    match column.across_rows:
        case "mean":
            taken = f"({added})/(COUNT({cells})+{zeros}{plus})"
        case "max" | "min":
            name = column.across_rows.upper()
            taken = f"IF({zeros}>0,{name}({cells},0),{name}({cells}))"
        case _:
            taken = added
    return f'=IFERROR(IF(OR({",".join(none)}),"",{taken}),"")'


def _zeros(form: Form, span: Span, rows: Rows) -> str:
    """How many cells hold a word that counts as 0."""
    return rows.how_many(words_in(span, form.number_words[:1])) if span.indicator.adds_up else "0"


def _confirmed(form: Form, column: AskedColumn, span: Span, rows: Rows, fates: str) -> str:
    """The same of rows some of which are not confirmed: the largest and smallest wait until all are, and an amount with
    its unit behind it is a text as any other."""
    cells, sign = span.cells, form.say(forms.ROW_CARRIED)
    numbers = rows.how_many(f"ISNUMBER({cells})")
    zeros = _zeros(form, span, rows)
    words = rows.how_many(words_in(span, form.number_words))
    none = [f"{numbers}+{zeros}=0", f"{rows.how_many(f'(LEN(TRIM({cells}))>0)')}>{numbers}+{words}"]
    if span.indicator.kind == "percent":
        none.append(f'COUNTIF({cells},">0")>COUNTIF({cells},">1")')
    added = f"SUMIF({fates},{quoted(f'<>{sign}')},{cells})"
    match column.across_rows:
        case "mean":
            taken = f"{added}/({numbers}+{zeros})"
        case "max" | "min":
            name = column.across_rows.upper()
            none.append(f"COUNTIF({fates},{quoted(sign)})>0")
            taken = f"IF({zeros}>0,{name}({cells},0),{name}({cells}))"
        case _:
            taken = added
    return f'=IFERROR(IF(OR({",".join(none)}),"",{taken}),"")'


def total(
    form: Form, column: AskedColumn, span: Span, values: Sequence[CellValue], without: frozenset[int] | None = None
) -> float | None:
    """What it gives for these cells; None where it is blank. `without`: the places of rows of last time that are not
    confirmed, where the table asks."""
    if without and column.across_rows in ("max", "min"):
        return None
    numbers: list[float] = []
    typed_too = column.across_rows in ("sum", "mean") and without is None
    every = [as_counted(v) for v in values if not isinstance(v, ErrorValue)]
    for place, value in enumerate(values):
        if without and place in without:
            continue
        number = None if isinstance(value, ErrorValue) else as_counted(value)
        text = trimmed(value)
        if number is None and text == trimmed(form.number_words[0]):
            number = 0.0 if span.indicator.adds_up else None
        elif number is None and text and text not in map(trimmed, form.gap_words):
            number = whole_typed(span.indicator, value) if typed_too else None
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
