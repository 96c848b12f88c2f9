"""All that is known of each agency and each indicator, for a page of its own: of the same result as the board."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from toolkit.consolidation.key_figures import coverage, period_name
from toolkit.consolidation.tables.corrections import row_name
from toolkit.consolidation.tables.in_short import total_text
from toolkit.consolidation.tables.rows import cells_that_count, rows_in
from toolkit.consolidation.totals import WHOLE
from toolkit.consolidation.trend import Trend
from toolkit.desk.records import AgencyDetail, Details, FigureCell, IndicatorDetail
from toolkit.language.numbers import format_number
from toolkit.messages import desk as words
from toolkit.messages import forms, leaders_tables, registers, visible
from toolkit.model import Agency, Consolidation, Figure, Indicator, Language, Statement, Value, is_asked
from toolkit.register.entries import Register, Sent
from toolkit.values.decimals import column_decimals, shown_decimals, shown_number

#: What an agency that gave it need not give any more.
_SETTLED = frozenset({"given", "zero_by_words", "not_applicable"})


def details_of(result: Consolidation, register: Register, language: Language) -> Details:
    """The details of a campaign, in words."""
    campaign, decimals = result.campaign, shown_decimals(result)
    figures: dict[str, list[Figure]] = {}
    statements: dict[str, list[Statement]] = {}
    for figure in result.figures:
        figures.setdefault(figure.agency, []).append(figure)
    for statement in result.statements:
        statements.setdefault(statement.agency, []).append(statement)
    trend = Trend(campaign, result.previous) if result.previous is not None else None
    before = {a: trend.of_agency(a) if trend else {} for a in (s.agency for s in result.statuses)}

    def number(code: str, value: Value | None) -> str:
        indicator = campaign.indicator_by_code[code]
        if isinstance(value, bool):
            return (forms.YES if value else forms.NO).say(language)
        if isinstance(value, float):
            return shown_number(indicator, value, decimals[code], language)
        return visible(value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value or ""))

    def cell(figure: Figure) -> FigureCell:
        said = "" if figure.state == "given" else words.STATES[figure.state].say(language)
        if figure[:3] in result.sent:
            said = words.STATES["corrected"].say(language)
        shown = number(figure.indicator, figure.value) if figure.state in _SETTLED else visible(figure.typed)
        earlier = before.get(figure.agency, {}).get((figure.indicator, figure.period))
        return FigureCell(
            figure.agency,
            figure.indicator,
            figure.period,
            "" if figure.state == "not_applicable" else shown,
            figure.state,
            said,
            "" if earlier is None else number(figure.indicator, earlier),
        )

    def indicator(one: Indicator) -> IndicatorDetail:
        keys = [*(p.key for p in campaign.periods), WHOLE]
        totals = [t for key in keys if (t := result.totals.get((one.code, key))) is not None]
        return IndicatorDetail(
            label=one.label,
            unit=one.unit,
            topic=one.topic,
            guidance=visible(one.guidance),
            target="" if one.target is None else number(one.code, one.target),
            required=one.required,
            computed=bool(one.formula),
            asked=tuple(s.agency for s in result.statuses if is_asked(one.asked_of, campaign.agency_by_code[s.agency])),
            totals=tuple(
                (
                    period_name(result, total.period, language),
                    "; ".join(f"{choice}: {count}" for choice, count in total.distribution)
                    or (number(one.code, total.value) if total.value is not None else ""),
                    coverage(result, language, total),
                )
                for total in totals
            ),
        )

    return Details(
        periods=tuple((p.key, period_name(result, p.key, language)) for p in campaign.periods),
        indicators={i.code: indicator(i) for i in campaign.indicators},
        agencies={
            s.agency: _agency(
                campaign.agency_by_code[s.agency],
                result,
                {f[1:3] for f in figures.get(s.agency, ()) if f.state in _SETTLED},
                statements.get(s.agency, []),
                [sent for sent in register.sent.values() if sent.agency == s.agency],
                language,
            )
            for s in result.statuses
        },
        figures=tuple(map(cell, result.figures)),
    )


def _agency(
    agency: Agency,
    result: Consolidation,
    settled: Collection[tuple[str, str]],
    statements: Sequence[Statement],
    sent: Sequence[Sent],
    language: Language,
) -> AgencyDetail:
    """What there is of an agency; `settled`: the indicators and periods of which nothing is wanting."""
    campaign = result.campaign
    lacking = {
        i.label: [p.key for p in campaign.periods if (i.code, p.key) not in settled]
        for i in campaign.typed_by(agency)
        if i.required
    }
    written = {s.section for s in statements}
    return AgencyDetail(
        contact=visible(" · ".join(filter(None, (agency.contact, agency.phone)))),
        owes=(
            *(
                f"{label}: {', '.join(period_name(result, key, language) for key in keys)}"
                for label, keys in lacking.items()
                if keys
            ),
            *(s.heading for s in campaign.sections_of(agency) if s.required and s.code not in written),
        ),
        statements=tuple(
            (section.heading, tuple(visible(s.text) for s in statements if s.section == section.code))
            for section in campaign.sections
            if section.code in written
        ),
        tables=tuple(_tables(agency, result, language)),
        given_rows=tuple(_rows(agency, result)),
        letters=tuple(
            visible(f"{one.day:%d/%m/%Y} · {one.subject} · {one.to} · {registers.SENT_STATES[one.state].say(language)}")
            for one in sent
        ),
    )


def _tables(agency: Agency, result: Consolidation, language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    decimals: Mapping[tuple[str, str], int] = column_decimals(result)
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


def _rows(agency: Agency, result: Consolidation) -> Iterator[tuple[str, str, bool]]:
    """The rows that an agency gave, those too that are left out."""
    counted = {(cell.table, cell.row) for cell in result.rows if cell.agency == agency.code}
    used = {code: s for code, s in result.used.items() if code == agency.code and result.campaign.tables}
    for row in rows_in(cells_that_count(result.campaign, used)):
        table = result.campaign.table_by_code[row.table]
        name = visible(f"{table.heading}: {row_name(table, row)}")
        yield f"{row.table} {row.id}", name, (row.table, row.id) not in counted
