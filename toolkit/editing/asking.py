"""Questions about figures as findings of the reports that count, each at its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.consolidation.consolidate import Basis, with_submissions
from toolkit.consolidation.corrections import with_sent_values
from toolkit.editing.copies import CopiedBlock
from toolkit.editing.figures import FigureTable, figure_table
from toolkit.editing.question import SlipQuestion
from toolkit.editing.questions import questions
from toolkit.formula import expressions
from toolkit.language.numbers import plain_number
from toolkit.messages.findings.editing import BESIDE_BY
from toolkit.messages.findings.making import finding
from toolkit.model import Argument, Campaign, Figure, Finding, Submission, Value
from toolkit.model.judging import attempt

#: The totals of the periods, by indicator.
_Totals = Mapping[str, Sequence[float]]
#: Findings at a cell that make `unlike-others` at the same cell superfluous.
_REPLACING = frozenset({"large-change"})
#: The finding made while reading one form, which is replaced here by a question or removed.
_OF_A_FORM = "reads-as-thousands"
_COPIED = {"period": "copied-from-period", "before": "copied-from-last-time", "agency": "copied-from-agency"}


def with_questions(basis: Basis) -> Basis:
    """The basis with questions added to the findings of the reports that count; nothing else is changed."""
    faults: list[Finding] = []
    extended = attempt("editing", lambda: _add_questions(basis), basis, faults.append)
    return replace(extended, findings=(*extended.findings, *faults)) if faults else extended


def _add_questions(basis: Basis) -> Basis:
    table = _figure_table(basis)
    result = questions(table)
    if not (result.mistyped or result.copied or table.thousands):
        return basis
    by_agency: dict[str, list[Finding]] = {}
    without_report, followed = list[Finding](), basis.corrected.applied
    figures = {
        a: {(f.indicator, f.period): f for f in _figures(basis, a)}
        for a in [*dict.fromkeys([*(q.agency for q in result.mistyped), *(c.agency for c in result.copied)])]
    }
    totals = {  # of each period, with all signs removed
        code: [sum(abs(row[n] or 0.0) for row in table.rows[code].values()) for n in range(table.columns)]
        for code in {q.indicator for q in result.mistyped}
    }
    for question in result.mistyped:
        if _is_answered(question, figures[question.agency], table):
            continue
        asks = _slip_finding(table, question, figures[question.agency], totals)
        if all(question.agency in followed.get((question.indicator, key), ()) for key in asks.periods):
            arguments = tuple(a for a in asks.arguments if a[0] != "moves")  # the agency need not be called
            without_report.append(replace(asks, file="", sheet="", cell="", cells=(), arguments=arguments))
            continue
        by_agency.setdefault(question.agency, []).append(
            with_sent_values(asks, basis.corrected, figures[question.agency])
        )
    for copied in result.copied:
        by_agency.setdefault(copied.agency, []).append(_copy_finding(table, copied, figures[copied.agency]))
    settled, changed = [], {}
    of_forms = {agency for agency, _ in table.thousands}
    for submission in basis.settlement.submissions:
        agency = submission.agency or ""
        counts = basis.used.get(agency) is submission
        new = [f for f in by_agency.get(agency, ()) if not _is_repeated(submission, f)] if counts else []
        if not new and not (counts and agency in of_forms):
            settled.append(submission)
            continue
        remaining = (f for f in submission.findings if f.code != _OF_A_FORM)
        settled.append(replace(submission, findings=(*remaining, *new)))
        changed[submission.source.file] = submission
    return with_submissions(replace(basis, findings=(*basis.findings, *without_report)), settled, changed)


def _is_answered(question: SlipQuestion, figures: Mapping[tuple[str, str], Figure], table: FigureTable) -> bool:
    """Whether the agency answered the form's question in the row's note."""
    note = "".join(figures[question.indicator, p.key].note for p in table.campaign.periods).strip()
    return question.by == "last time" and bool(note) and not note.startswith("[")


def _is_repeated(submission: Submission, finding: Finding) -> bool:
    return finding.code == "unlike-others" and any(
        f.code in _REPLACING and (f.sheet, f.cell) == (finding.sheet, finding.cell) for f in submission.findings
    )


# --- The figures -------------------------------------------------------------------------------


def _figure_table(basis: Basis) -> FigureTable:
    campaign, keys = basis.campaign, tuple(p.key for p in basis.campaign.periods)
    figures: dict[str, dict[str, Sequence[Value | None]]] = {}
    broken: dict[tuple[str, int], tuple[str, ...]] = {}
    of_numbers, thousands = _numeric_rules(campaign), dict[tuple[str, str], tuple[int, ...]]()
    for agency, submission in basis.used.items():
        for code, row in _rows(_figures(basis, agency), keys):
            figures.setdefault(code, {})[agency] = row
        for fault in submission.findings:
            if fault.code == _OF_A_FORM and fault.indicator:
                thousands[agency, fault.indicator] = tuple(keys.index(k) for k in fault.periods if k in keys)
            for one in fault.broken if fault.rule in of_numbers else ():
                if one.period in keys:
                    column = (agency, keys.index(one.period))
                    broken[column] = (*broken.get(column, ()), fault.rule)
    before, restated = _previous_values(basis, keys)
    return figure_table(campaign, figures, before, broken, restated, thousands)


def _figures(basis: Basis, agency: str) -> Sequence[Figure]:
    """An agency's figures, with corrections."""
    return basis.corrected.figures_of(agency) if agency in basis.corrected.agencies else basis.used[agency].figures


def _rows(figures: Sequence[Figure], keys: Sequence[str]) -> Iterator[tuple[str, Sequence[Value | None]]]:
    """The values of each indicator, period by period."""
    count = len(keys)
    if not figures or not count:
        return
    _, codes, periods, values, *_ = zip(*figures, strict=True)
    if periods == tuple(keys) * (len(codes) // count):
        yield from zip(codes[::count], zip(*[iter(values)] * count, strict=True), strict=True)
        return
    places = {key: n for n, key in enumerate(keys)}
    rows: dict[str, list[Value | None]] = {}
    for code, period, value in zip(codes, periods, values, strict=True):
        if period in places:
            rows.setdefault(code, [None] * count)[places[period]] = value
    yield from rows.items()


def _numeric_rules(campaign: Campaign) -> frozenset[str]:
    """The codes of rules within one form over numbers only: no wrong cell is searched for other rules."""
    return frozenset(
        r.code
        for r in campaign.all_rules
        if all(
            n in campaign.indicator_by_code and campaign.indicator_by_code[n].numeric
            for n in expressions.parse(r.formula).names
        )
    )


def _previous_values(basis: Basis, keys: Sequence[str]) -> tuple[dict[str, dict[str, list[float | None]]], list[bool]]:
    """The previous campaign's value for each figure; and for each period, whether that campaign had it, too."""
    trend, by_indicator = basis.trend, dict[str, dict[str, list[float | None]]]()
    if trend is None:
        return by_indicator, []
    places = {key: n for n, key in enumerate(keys)}
    for agency in basis.used:
        for (code, key), value in trend.figures_of(agency).items():
            by_indicator.setdefault(code, {}).setdefault(agency, [None] * len(keys))[places[key]] = value
    return by_indicator, [key in trend.periods and trend.periods[key].key == key for key in keys]


# --- As findings ---------------------------------------------------------------------------------


def _slip_finding(
    table: FigureTable, question: SlipQuestion, figures: Mapping[tuple[str, str], Figure], totals: _Totals
) -> Finding:
    keys = [table.campaign.periods[n].key for n in question.columns]
    cells = [figures[question.indicator, key] for key in keys]
    meant = question.meant if None not in question.meant else question.expected
    arguments: dict[str, Argument] = {
        "typed": tuple(_number_text(f.value) for f in cells),
        "meant": tuple(
            _rounded_text(v) if v is not None and known is None else _number_text(v)
            for v, known in zip(meant, question.meant, strict=True)
        ),
        "amounts": tuple(plain_number(a) for a in _differences(table, question, meant)),
        "moves": _largest_share(table, question, meant, totals),
    }
    code = "likely-slip" if question.slip else "unlike-others"
    if question.rules:
        arguments["rules"] = question.rules
        code = "rule-cell-unclear" if question.rivals else "rule-likely-cell"
        arguments["members"] = question.rivals
    if question.by in BESIDE_BY:
        arguments["beside"] = question.by
    if question.meant[0] is None:
        arguments["roughly"] = "yes"
    elif "beside" not in arguments and question.expected[0] is not None:
        arguments["beside"] = _rounded_text(question.expected[0])
    if question.by == "last time":
        arguments["before"] = _number_text(question.expected[0])
    if question.slip:
        arguments["slip"] = question.slip
    return _finding(code, cells, arguments)


def _copy_finding(table: FigureTable, copied: CopiedBlock, figures: Mapping[tuple[str, str], Figure]) -> Finding:
    key = table.campaign.periods[copied.column].key
    cells = [figures[code, key] for code in copied.indicators]
    arguments: dict[str, Argument] = {"count": len(cells), "members": copied.indicators}
    arguments["each"] = tuple(part for f in cells for part in (f.indicator, _number_text(f.value)))
    if isinstance(copied.other, str):
        arguments["named"] = (copied.other,)
    else:
        arguments["earlier"] = table.campaign.periods[copied.other].key
    return _finding(_COPIED[copied.origin], cells, arguments)


def _finding(code: str, cells: Sequence[Figure], arguments: Mapping[str, Argument]) -> Finding:
    first, periods = cells[0], tuple(dict.fromkeys(f.period for f in cells))
    return finding(
        code,
        at=first,
        indicator=first.indicator if len({f.indicator for f in cells}) == 1 else None,
        period=periods[0] if len(periods) == 1 else "",
        value=first.typed,
        cells=tuple(f.cell for f in cells) if len(cells) > 1 else (),
        periods=periods,
        arguments=arguments,
    )


def _differences(table: FigureTable, question: SlipQuestion, meant: Sequence[float | None]) -> list[float]:
    """The difference of each figure from the value that may have been meant."""
    row = table.rows[question.indicator][question.agency]
    typed = [row[n] or 0.0 for n in question.columns]
    return [abs(t - v) if v is not None else 0.0 for t, v in zip(typed, meant, strict=True)]


def _largest_share(table: FigureTable, question: SlipQuestion, meant: Sequence[float | None], totals: _Totals) -> float:
    """The largest share of a province's total by which the question may change it; 0 where there is no total."""
    if table.campaign.indicator_by_code[question.indicator].across_agencies != "sum":
        return 0.0
    parts = [0.0]
    for column, amount in zip(question.columns, _differences(table, question, meant), strict=True):
        total = totals[question.indicator][column]
        parts.append(amount / total if total else 0.0)
    return round(max(parts), 4)


def _number_text(value: Value | None) -> str:
    """A number as typed, without thousands separators, which might be read as decimal signs."""
    return plain_number(value).replace(".", ",") if isinstance(value, int | float) else str(value or "")


def _rounded_text(value: float) -> str:
    """A number as typed, rounded to two digits."""
    return _number_text(float(f"{value:.2g}"))
