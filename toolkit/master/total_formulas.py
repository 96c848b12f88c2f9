"""The formulas of the totals, over the cells of the matrix."""

from collections.abc import Collection, Sequence

from toolkit.consolidation.totals import WHOLE, FigureSet, common_agencies, figure_sets, members, uses_answers
from toolkit.formula import expressions
from toolkit.formula.expressions import ExcelCell, FormulaError
from toolkit.master.sheets.context import Master
from toolkit.messages import masters
from toolkit.messages.forms import NO, YES
from toolkit.model import Indicator, Language, Total, includes
from toolkit.model.caching import cached
from toolkit.spreadsheet.addresses import column_name
from toolkit.xlsx.excel import quoted

#: The first agency's column in the matrix, counted from 0.
FIRST_AGENCY = 4


def _ranges(master: Master, indicator: Indicator, period: str) -> list[str]:
    """The ranges of the indicator's matrix row that have the agencies whose figures count."""
    # Cells of agencies that were not asked have a sign, which no total counts.
    return ranges_of(
        master, indicator, period, {a.code for a in master.counted[indicator.code]} if indicator.owner else None
    )


def ranges_of(master: Master, indicator: Indicator, period: str, counted: Collection[str] | None) -> list[str]:
    """The ranges of an indicator's matrix row that have these agencies (None: all agencies)."""
    row = master.matrix_rows[indicator.code, period]
    key = None if counted is None else frozenset(counted)
    if key not in master.spans:
        spans = master.spans[key] = []
        for n, agency in enumerate(master.roster):
            if key is not None and agency.code not in key:
                continue
            if spans and spans[-1][1] == n - 1 and n % master.across:
                spans[-1] = (spans[-1][0], n)
            else:
                spans.append((n, n))
    return [_row_range(master, row, *span) for span in master.spans[key]]


def _row_range(master: Master, row: int, first: int, last: int) -> str:
    """The cells of a matrix row from one agency of the roster to another on the same sheet."""
    number, position = divmod(first, master.across)
    start, end = (column_name(FIRST_AGENCY + n) for n in (position, position + last - first))
    return f"'{master.page_name('matrix', number)}'!${start}${row + 1}:${end}${row + 1}"


def total_formula(master: Master, indicator: Indicator, period: str) -> str:
    """The total as a formula, or "" where there is none."""
    if indicator.formula:
        return computed_formula(master, indicator, period)
    if period == WHOLE:
        return _formula_over_periods(master, indicator)
    runs = _ranges(master, indicator, period)
    if not runs:
        return ""
    ranges = ",".join(runs)
    match indicator.across_agencies:
        case "sum" | "max" | "min":
            return f'=IF(COUNT({ranges})=0,"",{indicator.across_agencies.upper()}({ranges}))'
        case "mean" if indicator.weight:
            return _weighted_mean([(runs, _weights(master, indicator, period))])
        case "mean":
            return f'=IF(COUNT({ranges})=0,"",AVERAGE({ranges}))'
        case "count_yes":
            yes, no = (_word_count(runs, t.say(master.language)) for t in (YES, NO))
            return f'=IF({yes}+{no}=0,"",{yes})'
        case _:
            return ""


def _weights(master: Master, indicator: Indicator, period: str) -> list[str]:
    """The ranges of the weights, for the agencies of the indicator's ranges."""
    row, weight = (master.matrix_rows[code, period] + 1 for code in (indicator.code, indicator.weight))
    return [run.replace(f"${row}", f"${weight}") for run in _ranges(master, indicator, period)]


def _weighted_mean(pairs: Sequence[tuple[list[str], list[str]]]) -> str:
    both = [(v, w) for values, weights in pairs for v, w in zip(values, weights, strict=True)]
    products = "+".join(f"SUMPRODUCT({v},{w})" for v, w in both)
    weights = "+".join(f"SUMPRODUCT(--ISNUMBER({v}),{w})" for v, w in both)
    return f'=IF(({weights})=0,"",({products})/({weights}))'


def _word_count(runs: Sequence[str], word: str) -> str:
    """A formula for the number of cells with the word. Not COUNTIF, which reads `>50%` and `A*` as conditions."""
    return "(" + "+".join(f"SUMPRODUCT(--EXACT({run},{quoted(word)}))" for run in runs) + ")"


def _are_countable(indicator: Indicator, language: Language) -> bool:
    """Whether the choices can be counted in the matrix: no choice looks like a sign."""
    return {text.say(language) for text in masters.SIGNS.values()}.isdisjoint(indicator.choices)


def _formula_over_periods(master: Master, indicator: Indicator) -> str:
    periods = [p.key for p in master.campaign.periods]
    cells = [master.total_cells[indicator.code, p] for p in periods]
    if indicator.across_periods == "mean" and indicator.across_agencies == "mean":
        if indicator.weight:
            return _weighted_mean([(_ranges(master, indicator, p), _weights(master, indicator, p)) for p in periods])
        ranges = ",".join(r for p in periods for r in _ranges(master, indicator, p))
        return f'=IF(COUNT({ranges})=0,"",AVERAGE({ranges}))' if ranges else ""
    if indicator.across_agencies in ("none", "count_yes") and not indicator.last_period_counts:
        return ""
    match indicator.across_periods:
        case "last" | "cumulative" | "cumulative_all":
            return f'=IF(ISNUMBER({cells[-1]}),{cells[-1]},"")' if indicator.across_agencies != "none" else ""
        case "sum" | "max":
            listed = ",".join(cells)
            return f'=IF(COUNT({listed})=0,"",{indicator.across_periods.upper()}({listed}))'
        case "mean" if indicator.weight:
            weights = [master.total_cells[indicator.weight, p] for p in periods]
            both = "+".join(f"N({c})*N({w})" for c, w in zip(cells, weights, strict=True))
            base = "+".join(f"ISNUMBER({c})*N({w})" for c, w in zip(cells, weights, strict=True))
            return f'=IF(({base})=0,"",({both})/({base}))'
        case "mean":
            return f'=IF(COUNT({",".join(cells)})=0,"",AVERAGE({",".join(cells)}))'
        case _:
            return ""


@cached
def _formulas(indicators: tuple[Indicator, ...]) -> dict[str, expressions.Formula]:
    """The formulas of the computed indicators, by code."""
    return {i.code: expressions.parse(i.formula) for i in indicators if i.formula}


def computed_formula(master: Master, indicator: Indicator, period: str) -> str:
    periods = [p.key for p in master.campaign.periods]
    if period == WHOLE:
        if indicator.across_periods == "none" or not periods:
            return ""
        if indicator.last_period_counts:
            last = master.total_cells[indicator.code, periods[-1]]
            return f'=IF(ISNUMBER({last}),{last},"")'
    else:
        periods = [period]
    if uses_answers(master.campaign, indicator):
        return ""
    formula = expressions.substitute(expressions.parse(indicator.formula), _formulas(master.campaign.indicators))
    matched = _ranges_of_sets(master, indicator, period, periods)

    def cell(code: str) -> ExcelCell:
        if matched is None:
            return ExcelCell(master.total_cells[code, period], "decimal")
        return ExcelCell(f"({_member_sum(matched, code)})", "decimal")

    try:
        text = expressions.to_excel(formula, cell)
    except FormulaError:
        return ""
    if matched is None:
        return text
    return f'=IF({_agency_count(matched)}=0,"",{text[1:]})'


_RangesOfSets = list[tuple[FigureSet, list[list[str]]]]
"""Each set of figures of a computed total (`figure_sets`), and the ranges of the matrix with these figures."""


def _ranges_of_sets(master: Master, indicator: Indicator, period: str, periods: Sequence[str]) -> _RangesOfSets | None:
    """The sets of figures of a computed total; None where it is computed from the totals of its members."""
    counted = {i: master.counted[i.code] for i in (indicator, *members(master.campaign, indicator))}
    agencies = common_agencies(master.campaign, indicator, period, counted.__getitem__)
    if not agencies:
        return None
    parts = members(master.campaign, indicator)
    required = [{a.code for a in master.roster if includes(p.asked_of, a)} for p in parts]
    codes = {a.code for a in agencies}
    # Cells of agencies that are not asked have a sign: whole rows can be used where all others are in the total.
    within = None if set.intersection(*required) == codes else codes
    return [
        (figures, [ranges_of(master, p, key, within) for p, key in figures]) for figures in figure_sets(parts, periods)
    ]


def _member_sum(matched: _RangesOfSets, code: str) -> str:
    """An expression for the sum of the member `code`, over the agencies with a number for every figure of a set."""
    terms = []
    for figure_set, runs in matched:
        for (part, _), of_part in zip(figure_set, runs, strict=True):
            if part.code == code:
                for run, *rows in zip(of_part, *runs, strict=True):
                    masks = ",".join(f"--ISNUMBER({r})" for r in rows)
                    terms.append(f"SUMPRODUCT({masks},{run})")
    return "+".join(terms)


def _agency_count(matched: _RangesOfSets) -> str:
    """An expression for the number of agencies with all figures of at least one set."""
    counts = []
    for of_a_stretch in zip(*(zip(*runs, strict=True) for _, runs in matched), strict=True):
        counts.append(_count_where_any(["*".join(f"ISNUMBER({r})" for r in rows) for rows in of_a_stretch]))
    return counts[0] if len(counts) == 1 else f"({'+'.join(counts)})"


def _count_where_any(tests: Sequence[str]) -> str:
    """An expression for the number of cells of a range for which one of the tests is true.

    `*1` makes a truth value a number: for Excel FALSE>0 is TRUE.
    """
    return f"SUMPRODUCT(--(({'+'.join(tests)})*1>0))"


def distribution_formula(master: Master, indicator: Indicator, period: str) -> str:
    """The number of agencies with each choice, as a formula; "" where the matrix does not show it."""
    runs = _ranges(master, indicator, period)
    if not runs or not _are_countable(indicator, master.language):
        return ""
    return "=" + '&"; "&'.join(f"{quoted(f'{c}: ')}&{_word_count(runs, c)}" for c in indicator.choices)


def coverage_formula(master: Master, indicator: Indicator, total: Total, complete: bool = False) -> str:
    """A formula for the number of agencies in a total (`complete`: with a figure for every period); "" where there is
    none."""
    periods = [p.key for p in master.campaign.periods] if total.period == WHOLE else [total.period]
    if complete and indicator.last_period_counts:
        periods = periods[-1:]
    if indicator.formula:
        if total.period == WHOLE and (indicator.last_period_counts or indicator.across_periods == "none"):
            return ""
        answers = uses_answers(master.campaign, indicator)
        matched = None if answers else _ranges_of_sets(master, indicator, total.period, periods)
        return f'={_agency_count(matched)}&"/{total.asked}"' if matched else ""
    if not indicator.numeric:
        words = [t.say(master.language) for t in (YES, NO)] if indicator.kind == "yesno" else list(indicator.choices)
        if total.period == WHOLE or not words or not _are_countable(indicator, master.language):
            return ""
        counts = "+".join(_word_count(_ranges(master, indicator, total.period), w) for w in words)
        return f'=({counts})&"/{total.asked}"' if _ranges(master, indicator, total.period) else ""
    if complete and any(a.since or a.until for a in master.counted[indicator.code]):
        return ""  # an agency that existed only in some periods needs figures only for these
    by_run = list(zip(*(_ranges(master, indicator, p) for p in periods), strict=True))
    if not by_run:
        return ""
    if indicator.weight and indicator.across_agencies == "mean":
        weights = list(zip(*(_weights(master, indicator, p) for p in periods), strict=True))
        both = [
            [f"ISNUMBER({v})*ISNUMBER({w})*({w}<>0)" for v, w in zip(*pair, strict=True)]
            for pair in zip(by_run, weights, strict=True)
        ]
        joined = [f"SUMPRODUCT({'*'.join(b)}*1)" if complete else _count_where_any(b) for b in both]
        return f'=({"+".join(joined)})&"/{total.asked}"'
    if complete:
        counts = "+".join(f"SUMPRODUCT({'*'.join(f'ISNUMBER({r})' for r in runs)}*1)" for runs in by_run)
    else:
        counts = "+".join(_count_where_any([f"ISNUMBER({r})" for r in runs]) for runs in by_run)
    return f'=({counts})&"/{total.asked}"'
