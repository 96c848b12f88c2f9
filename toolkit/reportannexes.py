"""The annexes of the Word report: the province's totals, who has not reported, one agency's own figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.messages import reports
from toolkit.messages.forms import NO, NOT_APPLICABLE, YES
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Submission, Total
from toolkit.numbers import decimals_beside, format_number
from toolkit.periods import period_label, span_label
from toolkit.provincial import WHOLE, looks_at_answers
from toolkit.reportcaveats import own_notes, total_notes
from toolkit.reportparts import Annex, Letterhead, Rounded, TableRow
from toolkit.text import fold
from toolkit.totals import derived_total, period_total

#: Units that are never parted.
_WHOLE_UNITS = frozenset({"dong", "vnd"})


def labelled(made: Iterable[Annex | None]) -> tuple[Annex, ...]:
    """Those there are, numbered in roman where there are two or more."""
    annexes = [annex for annex in made if annex is not None]
    if len(annexes) < 2:
        return tuple(annexes)
    return tuple(replace(a, label=f"{a.label} {'I' * n}") for n, a in enumerate(annexes, start=1))


def attached(head: Letterhead, agency: Agency) -> str:
    """The line that ties an annex to its report, with the number and date of that."""
    number, day = head.number.removeprefix(reports.NUMBER).lstrip(" "), head.date.rpartition(", ")[2]
    return reports.ATTACHED.format(number=number, day=day, agency=agency.name)


def totals_annex(result: Consolidation, attached: str) -> Annex | None:
    """None where there are no figures: pages of dots would say nothing."""
    campaign = result.campaign
    if not campaign.periods or not _any_given(f for s in result.used.values() for f in s.figures):
        return None
    columns = [
        "number",
        "label",
        "unit",
        *(p.key for p in campaign.periods),
        "total",
        "target",
        "coverage",
        "source",
    ]
    notes, marks = total_notes(result)
    shown = [*(p.key for p in campaign.periods), WHOLE]
    decimals = {i.code: _total_decimals(i, [result.totals[i.code, key] for key in shown]) for i in campaign.indicators}  # fmt: skip
    rows = _by_topic(
        campaign.indicators,
        lambda i: (
            *(_in_words(campaign, i, result.totals[i.code, key], decimals[i.code]) for key in shown),
            "" if i.target is None else format_number(i.target, "vi", max(decimals[i.code], _exactly(i, i.target))),
            _coverage(i, result, [p.key for p in campaign.periods]),
            _source(campaign, i),
        ),
        _by_column(marks, shown),
    )  # fmt: skip
    return Annex(
        label=reports.ANNEX, attached=attached, title=reports.ANNEX_FIGURES, caption=reports.FIGURES_CAPTION, columns=_headings(campaign, columns),
        kinds=("number", "name", "unit", *["figure"] * (len(campaign.periods) + 1), "figure", "short", "note"),
        rows=rows, legend=reports.LEGEND_TEXT.format(span=span_label(campaign.periods, "vi")), notes=notes, landscape=True,
        rounded=tuple(_rounded(result, decimals)),
    )  # fmt: skip


def _rounded(result: Consolidation, decimals: Mapping[str, int]) -> Iterator[Rounded]:
    """The single periods' figures whose printed number is not their value: means, which are rounded."""
    for indicator in result.campaign.indicators:
        if indicator.formula or indicator.kind == "yesno":
            continue
        for period in result.campaign.periods:
            total = result.totals[indicator.code, period.key]
            if total.value is None or any(count for _, count in total.distribution):
                continue
            printed = _total_text(indicator, total, decimals[indicator.code])
            if float(printed.replace(".", "").replace(",", ".")) != total.value:
                yield Rounded(indicator=indicator.code, period=period.key, printed=printed, value=total.value)


def _any_given(figures: Iterable[Figure]) -> bool:
    """Whether anything was written where figures are asked, be it that there are none."""
    return any(figure.typed.strip() or figure.value is not None for figure in figures)


def _by_topic(
    indicators: Iterable[Indicator],
    cells: Callable[[Indicator], tuple[str, ...]],
    marks: Mapping[str, Mapping[int, str]] | None = None,
) -> tuple[TableRow, ...]:
    rows: list[TableRow] = []
    topic = None
    for number, indicator in enumerate(indicators, start=1):
        if indicator.topic and indicator.topic != topic:
            rows.append(TableRow(cells=(indicator.topic,), group=True))
        topic = indicator.topic
        own = (str(number), indicator.label, indicator.unit, *cells(indicator))
        rows.append(TableRow(cells=own, marks=(marks or {}).get(indicator.code, {})))
    return tuple(rows)


def _by_column(marks: Mapping[tuple[str, str], str], shown: Sequence[str]) -> dict[str, dict[int, str]]:
    """The marks of each indicator's row, by column: figures come after number, label and unit."""
    found: dict[str, dict[int, str]] = {}
    for (code, period), mark in marks.items():
        found.setdefault(code, {})[3 + shown.index(period)] = mark
    return found


def _headings(campaign: Campaign, keys: Sequence[str]) -> tuple[str, ...]:
    labels = {p.key: period_label(p, "vi") for p in campaign.periods}
    return tuple(labels.get(key) or reports.COLUMNS[key] for key in keys)


def _total_decimals(indicator: Indicator, totals: Sequence[Total]) -> int:
    """With how many decimals all figures of a row of totals are printed."""
    over = indicator.across_periods == "mean"
    values = [
        (t.value, indicator.across_agencies != "mean" and not (over and t.period == WHOLE))
        for t in totals
        if t.value is not None
    ]
    if values and indicator.target is not None:
        values.append((indicator.target, True))
    decimals = _decimals(indicator, values)
    if indicator.target is None:
        return decimals
    return max([decimals, *(decimals_beside(v, indicator.target, decimals) for v, _ in values)])


def _in_words(campaign: Campaign, indicator: Indicator, total: Total, decimals: int) -> str:
    """The total as it is printed; a dash for what is computed for each agency alone."""
    each = indicator.formula and looks_at_answers(campaign, indicator)
    return reports.NO_TOTAL if each else _total_text(indicator, total, decimals)


def _total_text(indicator: Indicator, total: Total, decimals: int) -> str:
    given = [(choice, count) for choice, count in total.distribution if count]
    if given:
        return "; ".join(f"{choice}: {count}" for choice, count in given)
    whole = total.period == WHOLE
    if total.value is None:
        uncounted = indicator.across_agencies == "none" and not indicator.formula
        once = indicator.across_agencies == "count_yes" and indicator.across_periods != "last"
        none = whole and (indicator.across_periods == "none" or uncounted or once)
        return reports.NO_TOTAL if none or (uncounted and total.reporting) else reports.MISSING
    if indicator.kind == "yesno":
        return reports.YES_OF.format(count=format_number(total.value, "vi"))
    return format_number(total.value, "vi", decimals)


def _decimals(indicator: Indicator, values: Iterable[tuple[float, bool]]) -> int:
    """With how many decimals the figures of a row are printed: the most that any of them needs.

    `values` are told with whether they are exact; a mean or a computed one needs one decimal. So does one of four
    to six digits where there may be decimals, to be read one way only: `1.250,0`.
    """
    needed = 0
    for value, exact in values:
        own = 1
        if exact and not indicator.formula:
            own = _exactly(indicator, value)
        needed = max(needed, own)
    return needed


def _exactly(indicator: Indicator, value: float) -> int:
    """With how many decimals a number is printed as it was typed."""
    own = len(format_number(value, "vi").partition(",")[2])
    may_be_parted = indicator.kind != "count" and fold(indicator.unit) not in _WHOLE_UNITS
    return 1 if not own and may_be_parted and 1000 <= abs(value) < 1_000_000 else own


def _coverage(indicator: Indicator, result: Consolidation, periods: Sequence[str]) -> str:
    """How many of those asked are in the total; where a computed one has no total, in the periods' figures.

    For every period only where these make a total: who is asked once has no more to give.
    """
    total = result.totals[indicator.code, WHOLE]
    if indicator.formula and looks_at_answers(result.campaign, indicator):
        return reports.NO_TOTAL
    if indicator.formula and indicator.across_periods == "none":
        single = [result.totals[indicator.code, key] for key in periods]
        counts = sorted({t.reporting for t in single})
        return reports.COVERAGE.format(
            reporting="–".join(map(str, counts[:1] + counts[1:][-1:])), asked=single[0].asked
        )
    whole = total.complete >= total.reporting or indicator.across_periods == "none"
    shape = reports.COVERAGE if whole else reports.COMPLETE
    return shape.format(reporting=total.reporting, asked=total.asked, complete=total.complete)


def _source(campaign: Campaign, indicator: Indicator) -> str:
    """Whose figures make the total: the owners', else everybody's who was asked."""
    if indicator.formula:
        return reports.COMPUTED
    bodies = indicator.owner or indicator.asked_of
    names = [campaign.agency_by_code[b].short_name if b in campaign.agency_by_code else b for b in bodies]
    return "; ".join(names) or reports.EVERYBODY


def not_in_annex(result: Consolidation, attached: str) -> Annex | None:
    campaign = result.campaign
    late = [s for s in result.statuses if s.status in reports.STATUSES]
    if not late:
        return None
    rows = tuple(
        TableRow(
            cells=(
                str(n),
                campaign.agency_by_code[s.agency].name,
                reports.STATUSES[s.status],
                str(s.days_late or ""),
            )
        )
        for n, s in enumerate(late, start=1)
    )
    return Annex(
        label=reports.ANNEX, attached=attached, title=reports.ANNEX_NOT_IN, caption=reports.NOT_IN_CAPTION,
        columns=_headings(campaign, ("number", "agency", "status", "late")), kinds=("number", "name", "note", "short"), rows=rows,
    )  # fmt: skip


def figures_annex(campaign: Campaign, agency: Agency, submission: Submission, attached: str) -> Annex | None:
    """None where the agency gave no figures."""
    asked = campaign.indicators_of(agency)
    if not campaign.periods or not _any_given(submission.figures):
        return None
    figures: dict[str, list[Figure]] = {}
    for figure in submission.figures:
        figures.setdefault(figure.indicator, []).append(figure)
    columns = ["number", "label", "unit", *(p.key for p in campaign.periods), "total", "note"]
    notes, marks = own_notes(campaign, submission)
    shown = [*(p.key for p in campaign.periods), WHOLE]

    def cells(indicator: Indicator) -> tuple[str, ...]:
        own = {f.period: f for f in figures.get(indicator.code, ())}
        said = [f.note for f in own.values() if f.note]
        total = _own_total(campaign, indicator, figures)
        values = [(f.value, True) for f in own.values() if isinstance(f.value, float)]
        if total is not None:
            values.append((total, indicator.across_periods != "mean"))
        decimals = _decimals(indicator, values)
        texts = [_figure_text(own.get(p.key), indicator, decimals) for p in campaign.periods]
        none = reports.NO_TOTAL if indicator.across_periods == "none" else reports.MISSING
        whole = none if total is None else format_number(total, "vi", decimals)
        return (*texts, whole, "; ".join(dict.fromkeys(said)))

    return Annex(
        label=reports.ANNEX, attached=attached, title=reports.ANNEX_FIGURES_OWN, caption=reports.FIGURES_CAPTION,
        columns=_headings(campaign, columns), rows=_by_topic(asked, cells, _by_column(marks, shown)),
        kinds=("number", "name", "unit", *["figure"] * (len(campaign.periods) + 1), "note"),
        legend=reports.LEGEND_OWN.format(span=span_label(campaign.periods, "vi")), notes=notes, landscape=True,
    )  # fmt: skip


def _figure_text(figure: Figure | None, indicator: Indicator, decimals: int) -> str:
    if figure is None or figure.state == "missing":
        return (figure.typed if figure else "") or reports.MISSING
    if figure.state == "not_applicable":
        # Where yes or no is asked, that sign is a tick.
        return NOT_APPLICABLE.vi if indicator.kind == "yesno" else reports.NOT_APPLICABLE
    value = figure.value
    if value is None:
        return figure.typed
    if isinstance(value, bool):
        return (YES if value else NO).vi
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value if isinstance(value, str) else format_number(value, "vi", decimals)


def _own_total(campaign: Campaign, indicator: Indicator, figures: Mapping[str, list[Figure]]) -> float | None:
    if indicator.formula:
        return derived_total(campaign, indicator, [f for own in figures.values() for f in own])
    weights = {f.period: f for f in figures.get(indicator.weight, ())}
    return period_total(indicator, figures.get(indicator.code, ()), weights)
