"""The annexes of the Word report: the province's totals, who has not reported, one agency's figures."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.consolidation.splits import share_period, shown_share
from toolkit.consolidation.totals import WHOLE, uses_answers
from toolkit.form.contents import split_heading
from toolkit.language.numbers import format_number, roman
from toolkit.messages import reports
from toolkit.messages.forms import NO, NOT_APPLICABLE, YES
from toolkit.messages.reports import Words
from toolkit.model import Agency, Campaign, Consolidation, Figure, Indicator, Language, Submission, Total, grouped
from toolkit.model.periods import period_label, span_label
from toolkit.report.caveats import accepted_notes, agency_notes, shown_keys, total_notes
from toolkit.report.parts import Annex, Letterhead, RoundedFigure, TableRow
from toolkit.values.decimals import decimals_of, shown_decimals, shown_number
from toolkit.values.totals import derived_total, period_total

#: A number whose only separator may be one of thousands or of decimals: `1.250`.
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


def labelled_annexes(candidates: Iterable[Annex | None], language: Language) -> tuple[Annex, ...]:
    """The candidates that are not None, with roman numbers where there are two or more, or the text is English."""
    annexes = [annex for annex in candidates if annex is not None]
    if len(annexes) < 2 and language == "vi":
        return tuple(annexes)
    return tuple(replace(a, label=f"{a.label} {roman(n)}") for n, a in enumerate(annexes, start=1))


def attachment_line(head: Letterhead, agency: Agency, text: str) -> str:
    """The line that names the report, or another document, to which an annex belongs, with its number and date."""
    number, day = head.number.partition(":")[2].lstrip(" "), head.date.rpartition(", ")[2]
    return text.format(number=number, day=day, agency=agency.name)


def totals_annex(result: Consolidation, attached: str, words: Words) -> Annex | None:
    """The totals of all indicators; None without any figures: pages of dots would be useless."""
    campaign = result.campaign
    if not campaign.periods or not _any_filled_in(result.figures):
        return None
    shown = shown_keys(campaign)
    columns = ["number", "label", "unit", *shown, "target", "coverage", "source"]
    notes, marks = total_notes(result, words)
    decimals = shown_decimals(result)
    rows = rows_by_topic(
        campaign,
        campaign.indicators,
        lambda i: (
            *(_printed_total(campaign, i, result.totals[i.code, key], decimals[i.code], words) for key in shown),
            "" if i.target is None else format_number(i.target, words.language),
            _coverage(i, result, [p.key for p in campaign.periods], words),
            _source_text(campaign, i, words),
        ),
        words.language,
        _marks_by_column(marks, shown),
        {code: shown_share(t.value, words.language) for code, t in _shares(result) if t.value is not None},
    )
    masked = any(total.shown == "masked" for total in result.totals.values())
    return Annex(
        label=words.ANNEX,
        attached=attached,
        title=words.ANNEX_FIGURES,
        caption=words.FIGURES_CAPTION,
        columns=headings(campaign, columns, words),
        kinds=("number", "name", "unit", *["figure"] * len(shown), "figure", "short", "note"),
        rows=rows,
        legend=words.LEGEND_TEXT.format(whole=_note_on_whole(campaign, words.LEGEND_WHOLE, words))
        + (f" {words.LEGEND_MASKED}" if masked else ""),
        notes=(*notes, *accepted_notes(result, words)),
        landscape=True,
        rounded=tuple(_rounded_totals(result, decimals, words)),
    )


def _rounded_totals(result: Consolidation, decimals: Mapping[str, int], words: Words) -> Iterator[RoundedFigure]:
    """The totals of single periods whose exact value is not evident from the printed number."""
    for indicator in result.campaign.indicators:
        if indicator.formula or indicator.kind == "yesno":
            continue
        for period in result.campaign.periods:
            total = result.totals[indicator.code, period.key]
            if total.value is None or any(count for _, count in total.distribution):
                continue
            printed = _total_text(indicator, total, decimals[indicator.code], words)
            if _is_inexact(indicator, printed, total.value, words):
                yield RoundedFigure(indicator=indicator.code, period=period.key, printed=printed, value=total.value)


def _is_inexact(indicator: Indicator, printed: str, value: float, words: Words) -> bool:
    """Whether a printed number is rounded, or could be read as another number: `1.250`, `12,500`, 0,5 %."""
    if indicator.kind == "percent" and 0 < abs(value) <= 1:
        return True
    if words.language == "en":  # its separators have the other meaning
        return True
    return bool(_AMBIGUOUS.fullmatch(printed)) or float(printed.replace(".", "").replace(",", ".")) != value


def _note_on_whole(campaign: Campaign, note: str, words: Words) -> str:
    """The note on the column of all periods together; "" where there is no such column."""
    return note.format(span=span_label(campaign.periods, words.language)) if WHOLE in shown_keys(campaign) else ""


def _any_filled_in(figures: Iterable[Figure]) -> bool:
    """Whether any figure was filled in, with a value or with text that means no value."""
    return any(figure.typed.strip() or figure.value is not None for figure in figures)


def _shares(result: Consolidation) -> Iterator[tuple[str, Total]]:
    """Yields the code of each part of a split, and the share of the part in the whole."""
    for indicator in result.campaign.indicators if result.shares else ():
        if indicator.part_of:
            yield indicator.code, result.shares[indicator.code, share_period(result.campaign, indicator)]


def rows_by_topic(
    campaign: Campaign,
    indicators: Iterable[Indicator],
    cells: Callable[[Indicator], tuple[str, ...]],
    language: Language,
    marks: Mapping[str, Mapping[int, str]] | None = None,
    shares: Mapping[str, str] | None = None,
) -> tuple[TableRow, ...]:
    """A row for each indicator, under headings of topics; the parts of a split, with shares, are below the whole."""
    rows: list[TableRow] = []
    topic, number = None, 0
    for indicator in indicators:
        number += not indicator.part_of
        if indicator.topic and indicator.topic != topic:
            rows.append(TableRow(cells=(indicator.topic,), group=True, key=f"topic {indicator.topic}"))
        topic = indicator.topic
        shown = cells(indicator)
        split = campaign.split_of(indicator) if indicator.part_of else None
        if split is not None and split.members[0] == indicator.code:
            heading = f"{split_heading(split, language)}:"
            rows.append(TableRow(cells=("", heading, "", *("" for _ in shown)), key=f"split {indicator.code}"))
        share = (shares or {}).get(indicator.code)
        label = indicator.short_label + (f" ({share})" if share else "")
        shares_of = ("" if split else str(number), label, indicator.unit, *shown)
        words = indicator.kind in ("text", "choice")
        marked = (marks or {}).get(indicator.code, {})
        rows.append(TableRow(cells=shares_of, marks=marked, words=words, key=indicator.code))
    return tuple(rows)


def _marks_by_column(marks: Mapping[tuple[str, str], str], shown: Sequence[str]) -> dict[str, dict[int, str]]:
    """The marks of each indicator's row, keyed by the column's position, after number, label and unit."""
    by_column: dict[str, dict[int, str]] = {}
    for (code, period), mark in marks.items():
        by_column.setdefault(code, {})[3 + shown.index(period)] = mark
    return by_column


def headings(campaign: Campaign, keys: Sequence[str], words: Words) -> tuple[str, ...]:
    labels = {p.key: period_label(p, words.language) for p in campaign.periods}
    return tuple(labels.get(key) or words.COLUMNS[key] for key in keys)


def _printed_total(campaign: Campaign, indicator: Indicator, total: Total, decimals: int, words: Words) -> str:
    """The total as printed; a dash for indicators that are computed for each agency separately."""
    each = indicator.formula and uses_answers(campaign, indicator)
    return reports.NO_TOTAL if each else _total_text(indicator, total, decimals, words)


def _total_text(indicator: Indicator, total: Total, decimals: int, words: Words) -> str:
    answers = [(choice, count) for choice, count in total.distribution if count]
    if answers:
        return "; ".join(f"{choice}: {count}" for choice, count in answers)
    whole = total.period == WHOLE
    if total.shown == "masked":
        return reports.MASKED
    if total.value is None:
        uncounted = indicator.across_agencies == "none" and not indicator.formula
        once = indicator.across_agencies == "count_yes" and not indicator.last_period_counts
        none = whole and (indicator.across_periods == "none" or uncounted or once)
        return reports.NO_TOTAL if none or (uncounted and total.reporting) else reports.MISSING
    if indicator.kind == "yesno":
        return words.YES_OF.format(count=shown_number(indicator, total.value, decimals, words.language))
    return shown_number(indicator, total.value, decimals, words.language)


def _coverage(indicator: Indicator, result: Consolidation, periods: Sequence[str], words: Words) -> str:
    """The number of agencies in the total out of those asked; for a computed indicator without a total, the least and
    the greatest number of agencies in any period.

    The number of agencies complete in every period is added only where the periods add up to the total.
    """
    total = result.totals[indicator.code, WHOLE]
    if indicator.formula and uses_answers(result.campaign, indicator):
        return reports.NO_TOTAL
    if indicator.formula and indicator.across_periods == "none":
        single = [result.totals[indicator.code, key] for key in periods]
        counts = sorted({t.reporting for t in single})
        return words.COVERAGE.format(reporting="–".join(map(str, counts[:1] + counts[1:][-1:])), asked=single[0].asked)
    whole = total.complete >= total.reporting or indicator.across_periods == "none"
    shape = words.COVERAGE if whole else words.COMPLETE
    return shape.format(reporting=total.reporting, asked=total.asked, complete=total.complete)


def _source_text(campaign: Campaign, indicator: Indicator, words: Words) -> str:
    """The agencies whose figures make up the total: the owners, else all agencies that are asked."""
    if indicator.formula:
        return words.COMPUTED
    codes = indicator.owner or indicator.asked_of
    names = [campaign.agency_by_code[b].short_name if b in campaign.agency_by_code else b for b in codes]
    return "; ".join(names) or words.EVERYBODY


def missing_reports_annex(result: Consolidation, attached: str, words: Words) -> Annex | None:
    """The agencies with a status of `words.STATUSES` and the number of days late; None without any such agency."""
    campaign = result.campaign
    late = [s for s in result.statuses if s.status in words.STATUSES]
    if not late:
        return None
    rows = tuple(
        TableRow(
            cells=(str(n), campaign.agency_by_code[s.agency].name, words.STATUSES[s.status], str(s.days_late or "")),
            key=s.agency,
        )
        for n, s in enumerate(late, start=1)
    )
    return Annex(
        label=words.ANNEX,
        attached=attached,
        title=words.ANNEX_NOT_IN,
        caption=words.NOT_IN_CAPTION,
        columns=headings(campaign, ("number", "agency", "status", "late"), words),
        kinds=("number", "name", "note", "short"),
        rows=rows,
    )


def figures_annex(
    campaign: Campaign, agency: Agency, submission: Submission, attached: str, words: Words
) -> Annex | None:
    """The figures of one agency's report; None where the agency reported no figures."""
    indicators = campaign.indicators_of(agency)
    if not campaign.periods or not _any_filled_in(submission.figures):
        return None
    figures = grouped((figure.indicator, figure) for figure in submission.figures)
    shown = shown_keys(campaign)
    columns = ["number", "label", "unit", *shown, "note"]
    notes, marks = agency_notes(campaign, submission, words)

    rounded: list[RoundedFigure] = []

    def cells(indicator: Indicator) -> tuple[str, ...]:
        by_period = {f.period: f for f in figures.get(indicator.code, ())}
        remarks = [f.note for f in by_period.values() if f.note]
        total = _agency_total(campaign, indicator, figures)
        values = {f.period: f.value for f in by_period.values() if isinstance(f.value, float)}
        decimals = decimals_of(indicator, values.values(), [] if total is None else [total])
        texts = [_figure_text(by_period.get(p.key), indicator, decimals, words.language) for p in campaign.periods]
        for period, value in values.items() if not indicator.formula else ():
            printed = format_number(value, words.language, decimals)
            if _is_inexact(indicator, printed, value, words):
                rounded.append(RoundedFigure(indicator=indicator.code, period=period, printed=printed, value=value))
        none = reports.NO_TOTAL if indicator.across_periods == "none" else reports.MISSING
        whole = none if total is None else format_number(total, words.language, decimals)
        return (*texts, *([whole] if WHOLE in shown else []), "; ".join(dict.fromkeys(remarks)))

    return Annex(
        label=words.ANNEX,
        attached=attached,
        title=words.ANNEX_FIGURES_OWN,
        caption=words.FIGURES_CAPTION,
        columns=headings(campaign, columns, words),
        rows=rows_by_topic(campaign, indicators, cells, words.language, _marks_by_column(marks, shown)),
        rounded=tuple(rounded),
        kinds=("number", "name", "unit", *["figure"] * len(shown), "note"),
        legend=words.LEGEND_OWN.format(whole=_note_on_whole(campaign, words.LEGEND_WHOLE_OWN, words)),
        notes=notes,
        landscape=True,
    )


def _figure_text(figure: Figure | None, indicator: Indicator, decimals: int, language: Language) -> str:
    if figure is not None and figure.state == "carried":  # not yet confirmed by the agency
        return reports.MISSING
    if figure is None or figure.state == "missing":
        return (figure.typed if figure else "") or reports.MISSING
    if figure.state == "not_applicable":
        # In an answer to a yes-or-no question, `x` would be read as a tick.
        return NOT_APPLICABLE.say(language) if indicator.kind == "yesno" else reports.NOT_APPLICABLE
    value = figure.value
    if value is None:
        return figure.typed
    if isinstance(value, bool):
        return (YES if value else NO).say(language)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value if isinstance(value, str) else format_number(value, language, decimals)


def _agency_total(campaign: Campaign, indicator: Indicator, figures: Mapping[str, list[Figure]]) -> float | None:
    if indicator.formula:
        return derived_total(campaign, indicator, [f for of_indicator in figures.values() for f in of_indicator])
    weights = {f.period: f for f in figures.get(indicator.weight, ())}
    return period_total(indicator, figures.get(indicator.code, ()), weights)
