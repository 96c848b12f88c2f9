"""Makes the live list's checks of single figures, required sections, answers about the previous report, rules and
cumulative figures."""

from collections.abc import Iterator, Sequence

from toolkit.form.contents import NAMED, is_unconfirmed, required_content, required_percentage, rule_names
from toolkit.form.followup import FOLLOWUP, words_of
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, ExcelCell, Operand, Verdict
from toolkit.messages import forms
from toolkit.model import Indicator
from toolkit.model.periods import cumulative_runs, period_label
from toolkit.spreadsheet.addresses import cell_name
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn.cell_tests import BLANK, FAULTY, GAP_WORDS, MISSHOWN, ZERO_WORDS, no_format_test, trimmed
from toolkit.xlsx.drawn.formulas import CARRIED, COUNTED_AS, STATE, is_in_checks
from toolkit.xlsx.drawn.live_checks import (
    Cells,
    ConditionCheck,
    Live,
    LiveCheck,
    NamedCell,
    NamingCheck,
    Weight,
    as_shown,
    as_text,
    condition_check,
    number_shown,
    sentence,
    state_check,
)
from toolkit.xlsx.drawn.live_expressions import Expression, both_numbers, less
from toolkit.xlsx.excel import fits, quoted


def figure_checks(cells: Cells) -> Iterator[LiveCheck]:
    """Yields the checks of single figures."""
    for indicator in cells.form.indicators:
        if indicator.code in cells.layout.figure_rows and not indicator.formula:
            yield from _checks_of_figure(cells, indicator)


def section_checks(cells: Cells) -> Iterator[LiveCheck]:
    """Yields checks whether the required sections have any text."""
    form, sheet = cells.form, cells.names["statements"]
    for section in form.sections:
        if section.required and section.code in cells.layout.section_rows:
            first, last = cells.layout.section_rows[section.code]
            yield ConditionCheck(
                "blank",
                section.heading,
                Live(form.say(forms.TO_FIX_SECTION_FIX)),
                sheet,
                cell_name(first, 3),
                Live(form.say(forms.TO_FIX_SECTION)),
                f"SUMPRODUCT(--(LEN(TRIM('{sheet}'!$D${first + 1}:$D${last + 1}))>0))=0",
                not any(x.section == section.code and trimmed(x.text) for x in cells.filling.lines),
            )


def followup_checks(cells: Cells) -> Iterator[LiveCheck]:
    """Yields checks whether each text of the previous report is answered, with a reason if its work has not begun."""
    form, sheet, words = cells.form, cells.names[FOLLOWUP], words_of(cells.form.language)
    named: dict[str, list[NamedCell]] = {"silent": [], "why": []}
    for number, (key, row) in enumerate(cells.layout.followup_rows.items(), start=1):
        answer, why = map(trimmed, cells.filling.answers.get(key, ("", "")))
        answered, explained = (f"TRIM('{sheet}'!{cell_name(row, column)})" for column in (4, 5))
        unanswered = f"AND({','.join(f'{answered}<>{quoted(word)}' for word in words)})"
        unreasoned = f"AND({answered}={quoted(words[-1])},LEN({explained})=0)"
        silent, unexplained = answer not in map(str.casefold, words), answer == words[-1].casefold() and not why
        for what, column, test, fails in (("silent", 4, unanswered, silent), ("why", 5, unreasoned, unexplained)):
            texts = (f"{cell_name(row, column)};", f", {number}")
            live = (Live(text if fails else "", f'IF({test},"{text}","")') for text in texts)
            named[what].append(NamedCell(*live))
    rows = [*cells.layout.followup_rows.values()]
    first, last = (rows[0], rows[-1]) if rows else (0, 0)
    for what, cells_named in named.items() if rows else ():
        problem, fix = (form.say(text[what]) for text in (forms.TO_FIX_FOLLOWUP, forms.TO_FIX_FOLLOWUP_FIX))
        test = f"SUMPRODUCT(--(LEN(TRIM('{sheet}'!E{first + 1}:E{last + 1}))=0))>0"
        weight: Weight = "blank" if what == "silent" else "warning"
        yield NamingCheck(weight, sheet, Live(fix), sheet, cell_name(first, 4), problem, tuple(cells_named), test)


def _checks_of_figure(cells: Cells, indicator: Indicator) -> Iterator[LiveCheck]:
    form, sheet, code, count = cells.form, cells.sheet, indicator.code, len(cells.periods)
    where, note = form.number_and_label(indicator), cells.address(code, count + 1)
    if indicator.required:
        fix = Live(form.say(forms.TO_FIX_REQUIRED_ANSWERS.get(indicator.kind, forms.TO_FIX_REQUIRED_FIX)))
        yield state_check(cells, indicator, BLANK, form.say(forms.TO_FIX_REQUIRED), fix)
    if is_unconfirmed(typed_text(cells.filling.notes.get(code))):
        sign, problem = form.say(forms.UNCONFIRMED), form.say(forms.TO_FIX_UNCONFIRMED)
        test = f'LEFT(TRIM({cells.cell(code, count + 1)}),{len(sign)})="{sign}"'
        yield ConditionCheck(
            "error", where, Live(form.say(forms.PROPOSED_FIX)), sheet, note, Live(problem), test, fails=True
        )
    if code in form.carried_codes:
        # The check's line opens the note, where carried figures are confirmed.
        fix, problem = Live(form.say(forms.TO_FIX_CARRIED_FIX)), form.say(forms.TO_FIX_CARRIED)
        test = f"SUM({cells.layout.checks(CARRIED, code)})>0"
        fails = any(c == code for c, _ in cells.carried)
        yield ConditionCheck("error", where, fix, sheet, note, Live(problem), test, fails)
    if indicator.kind != "text":
        yield state_check(cells, indicator, FAULTY, form.say(forms.TO_FIX_BAD_VALUE), _fix_of_value(cells, indicator))


def _fix_of_value(cells: Cells, indicator: Indicator) -> Live:
    """The advice for a value that cannot be used; for a number it depends on how the cell shows the number."""
    form = cells.form
    plain = required_content(form, indicator)
    if not indicator.numeric:
        return Live(plain)
    restore = form.say(forms.TO_FIX_FORMAT[indicator.kind == "percent"])
    shown = any(cells.states[indicator.code, index] == MISSHOWN for index in range(len(cells.periods)))
    formula = f"IF(MAX({cells.states_of(indicator.code)})={MISSHOWN},{quoted(restore)},{quoted(plain)})"
    if indicator.kind == "percent":
        blind = no_format_test(cells.cell(indicator.code, 0))
        formula = f"IF({blind},{quoted(required_percentage(form, indicator))},{formula})"
    return Live(restore if shown else plain, formula)


def _with_numbers(cells: Cells, message: str, codes: Sequence[str], index: int) -> Live:
    """A rule's message with the numbers of its cells: `… (chỉ tiêu số 3: 12; chỉ tiêu số 4: 15).`."""
    form, key = cells.form, cells.periods[index].key
    indicators = [form.campaign.indicator_by_code[code] for code in codes]
    typed = [i.code for i in indicators if i.numeric and not i.formula and not is_in_checks(form, i)][:NAMED]
    values = ((form.row_name(code), cells.filling.figures.get((code, key)), cells.cell(code, index)) for code in typed)
    parts = [(number, as_shown(value, form.language), cell) for number, value, cell in values]
    if not parts:
        return Live(message)
    text = "; ".join(f"{number}: {value}" for number, value, _ in parts)
    formula = '&"; "&'.join(f"{quoted(f'{number}: ')}&{as_text(cell)}" for number, _, cell in parts)
    begins = f"{message.rstrip(' .')} ("
    live = Live(f"{begins}{text}).", f'{quoted(begins)}&{formula}&")."')
    return live if fits(f"={live.formula}") else Live(message)


def rule_checks(cells: Cells) -> Iterator[LiveCheck]:
    """Yields a check for each rule of the definition and each period."""
    form = cells.form
    for rule in form.campaign.rules:
        formula = expressions.parse(rule.formula)
        if not set(formula.names) <= set(cells.layout.figure_rows):
            continue
        for index, period in enumerate(cells.periods):
            if (rule.code, period.key) in cells.filling.rules_accepted:
                continue

            def cell(code: str, at: int = index) -> ExcelCell:
                indicator = form.campaign.indicator_by_code[code]
                if is_in_checks(form, indicator):
                    reference = cells.layout.check(COUNTED_AS, code, at)
                else:
                    reference = cells.cell(code, at)
                return ExcelCell(reference, indicator.kind, indicator.adds_up)

            def operand(code: str, key: str = period.key) -> Operand:
                return cells.operands.get((code, key), Absent.MISSING)

            verdict = expressions.verdict_to_excel(formula, cell, zero_words=ZERO_WORDS, gap_words=GAP_WORDS)[1:]
            check = condition_check(
                cells,
                formula.names,
                index,
                rule.severity,
                where=f"{rule_names(form, formula.names)} – {period_label(period, form.language)}",
                problem=_with_numbers(cells, rule.message, formula.names, index),
                fix=rule.fix,
                test=Expression(f'({verdict})&""="0"', expressions.judge(formula, operand).verdict is Verdict.FAILED),
            )
            if check.fits():
                yield check


def growth_checks(cells: Cells) -> Iterator[LiveCheck]:
    """Yields checks whether a cumulative figure is not less than the last are_usable number before it."""
    for indicator in cells.form.indicators:
        if indicator.cumulative and indicator.code in cells.layout.figure_rows and not indicator.formula:
            yield from _growth(cells, indicator)


def _growth(cells: Cells, indicator: Indicator) -> Iterator[LiveCheck]:
    form, code = cells.form, indicator.code
    at = {p.key: index for index, p in enumerate(cells.periods)}
    for run in cumulative_runs(cells.periods, indicator.across_periods):
        before, last = '""', None
        for period in run:
            index = at[period.key]
            here = cells.cell(code, index)
            are_usable = f"({cells.layout.check(STATE, code, index)}<{FAULTY})"
            number = f"IF({are_usable}*ISNUMBER({here}),{here},IF({are_usable}*(TRIM({here})={ZERO_WORDS}),0,{{}}))"
            value = cells.operands.get((code, period.key)) if cells.are_usable([code], index) else None
            current_value = value if isinstance(value, float) else None
            current = Expression(number.format('""'), current_value)
            earlier = Expression(before, last)
            here_shown, former = (number_shown(number, form.language) for number in (current, earlier))
            problem = sentence(form, forms.TO_FIX_FALLS, value=here_shown, before=former)
            check = condition_check(
                cells,
                (code,),
                index,
                "warning",
                where=f"{form.number_and_label(indicator)} – {period_label(period, form.language)}",
                problem=problem if fits(f"={problem.formula}") else Live(form.say(forms.FORMER_FALLS)),
                fix=form.say(forms.TO_FIX_FALLS_FIX),
                test=both_numbers(current, earlier, less),
            )
            if period is not run[0] and check.fits():
                yield check
            before, last = number.format(before), last if current_value is None else current_value
