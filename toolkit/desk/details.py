"""The details of each agency and each indicator for separate pages, from the result that the board also shows."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from toolkit.consolidation.corrections import figure_as_sent
from toolkit.consolidation.key_figures import coverage, period_name
from toolkit.consolidation.tables.corrections import row_name
from toolkit.consolidation.tables.in_short import total_text
from toolkit.consolidation.tables.rows import cells_that_count, rows_in
from toolkit.consolidation.totals import WHOLE
from toolkit.consolidation.trend import Trend
from toolkit.desk.records import FigureCell
from toolkit.language.numbers import format_number
from toolkit.messages import desk as words
from toolkit.messages import forms, leaders_tables, masters, registers, visible
from toolkit.model import Agency, Consolidation, Figure, Indicator, Language, Total, Value, includes
from toolkit.model.periods import exists_in
from toolkit.register.entries import Register
from toolkit.values.decimals import column_decimals, shown_decimals, shown_number

#: The states of figures that are not missing: the agency has reported a value, or that there is none.
_SETTLED = frozenset({"given", "zero_by_words", "not_applicable"})


def details_of(result: Consolidation, register: Register, language: Language) -> dict[str, Any]:
    """The fields of `Details` of a campaign, as plain data in words."""
    campaign, decimals = result.campaign, shown_decimals(result)
    trend = Trend(campaign, result.previous) if result.previous is not None else None
    before = {s.agency: trend.figures_of(s.agency) if trend else {} for s in result.statuses}
    agencies = [campaign.agency_by_code[s.agency] for s in result.statuses]
    existing = {(a.code, p.key) for a in agencies for p in campaign.periods if exists_in(a, p)}
    settled = {f[:3] for f in result.figures if f.state in _SETTLED}

    def value_text(code: str, value: Value | None) -> str:
        indicator = campaign.indicator_by_code[code]
        if isinstance(value, bool):
            return (forms.YES if value else forms.NO).say(language)
        if isinstance(value, float):
            return shown_number(indicator, value, decimals[code], language)
        return visible(value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value or ""))

    def figure_cell(figure: Figure) -> FigureCell:
        if figure.state == "missing" and (figure.agency, figure.period) not in existing:
            figure = figure._replace(state="not_applicable")
        state = "" if figure.state == "given" else words.STATES[figure.state].say(language)
        if figure[:3] in result.sent:
            state = words.STATES["corrected"].say(language)
        shown = value_text(figure.indicator, figure.value) if figure.state in _SETTLED else visible(figure.typed)
        earlier = before.get(figure.agency, {}).get((figure.indicator, figure.period))
        return FigureCell(
            figure.agency,
            figure.indicator,
            figure.period,
            "" if figure.state == "not_applicable" else shown,
            figure.state,
            state,
            "" if earlier is None else value_text(figure.indicator, earlier),
            figure_as_sent(result.sent.get(figure[:3], figure)),
        )

    def total_texts(one: Total) -> tuple[str, str, str]:
        answers = "; ".join(f"{choice}: {count}" for choice, count in one.distribution)
        shown = answers or ("" if one.value is None else value_text(one.indicator, one.value))
        return period_name(result, one.period, language), shown, coverage(result, language, one)

    def indicator_data(one: Indicator) -> dict[str, Any]:
        keys = [*(p.key for p in campaign.periods), WHOLE]
        return {
            "label": one.label,
            "unit": one.unit,
            "topic": one.topic,
            "guidance": visible(one.guidance),
            "target": "" if one.target is None else value_text(one.code, one.target),
            "computed": bool(one.formula),
            "asked": [s.agency for s in result.statuses if includes(one.asked_of, campaign.agency_by_code[s.agency])],
            "totals": [total_texts(result.totals[one.code, key]) for key in keys if (one.code, key) in result.totals],
        }

    return {
        "periods": [(p.key, period_name(result, p.key, language)) for p in campaign.periods],
        "indicators": {i.code: indicator_data(i) for i in campaign.indicators},
        "agencies": {a: _agency_data(campaign.agency_by_code[a], result, register, settled, language) for a in before},
        "figures": [figure_cell(figure) for figure in result.figures],
    }


def _agency_data(
    agency: Agency,
    result: Consolidation,
    register: Register,
    settled: Collection[tuple[str, str, str]],
    language: Language,
) -> dict[str, Any]:
    """The details of an agency; `settled`: the positions of figures that are not missing."""
    campaign, statements = result.campaign, [s for s in result.statements if s.agency == agency.code]
    owes = []
    for indicator in (i for i in campaign.typed_by(agency) if i.required):
        there = (p.key for p in campaign.periods if exists_in(agency, p))
        keys = [key for key in there if (agency.code, indicator.code, key) not in settled]
        owes += [f"{indicator.label}: {', '.join(period_name(result, k, language) for k in keys)}"] if keys else []
    written = {s.section for s in statements}
    return {
        "contact": visible(" · ".join(filter(None, (agency.contact, agency.phone)))),
        "officer": visible(" · ".join(filter(None, (agency.officer, agency.officer_phone)))),
        "owes": [*owes, *(s.heading for s in campaign.sections_of(agency) if s.required and s.code not in written)],
        "statements": [
            (section.heading, [visible(s.text) for s in statements if s.section == section.code])
            for section in campaign.sections
            if section.code in written
        ],
        "followup": [
            (visible(x.text), masters.ANSWERS[x.answer or "silent"].say(language), visible(x.explanation))
            for x in result.followup
            if x.agency == agency.code
        ],
        "tables": list(_table_texts(agency, result, language)),
        "given_rows": list(_reported_rows(agency, result)),
        "letters": [
            visible(f"{one.day:%d/%m/%Y} · {one.subject} · {one.to} · {registers.SENT_STATES[one.state].say(language)}")
            for one in register.sent.values()
            if one.agency == agency.code
        ],
    }


def _table_texts(agency: Agency, result: Consolidation, language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    decimals = column_decimals(result)
    for table in result.campaign.tables_of(agency):
        rows = result.table_totals.get((table.code, "", agency.code))
        if rows is not None:
            lines = [f"{leaders_tables.COUNT.say(language)}: {format_number(rows.value or 0.0, language)}"]
            for column in table.totalled:
                total = result.table_totals.get((table.code, column.code, agency.code))
                if total is not None and total.value is not None:
                    shown = total_text(table, column, total, decimals[table.code, column.code], language)
                    lines.append(f"{column.label}: {shown} {column.unit}".strip())
            yield table.heading, tuple(map(visible, lines))


def _reported_rows(agency: Agency, result: Consolidation) -> Iterator[tuple[str, str, bool]]:
    """The rows that an agency reported, including those left out."""
    counted = {(cell.table, cell.row) for cell in result.rows if cell.agency == agency.code}
    used = {code: s for code, s in result.used.items() if code == agency.code and result.campaign.tables}
    for row in rows_in(cells_that_count(result.campaign, used)):
        table = result.campaign.table_by_code[row.table]
        name = visible(f"{table.heading}: {row_name(table, row)}")
        yield f"{row.table} {row.id}", name, (row.table, row.id) not in counted
