"""The result → the Word report as data: what is printed where, before anybody draws it.

The whole report comes from a `Consolidation`, one agency's own from its `Submission`. Words of the
report itself are in `messages.reports`; what agencies said is printed word for word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.dates import read_date
from toolkit.letterhead import (
    authority,
    blank_date,
    blank_number,
    name_lines,
    place_of,
    signer,
    superior_lines,
    written_date,
    written_number,
)
from toolkit.messages import reports
from toolkit.messages.forms import NO, YES
from toolkit.model import (
    Agency,
    Campaign,
    Consolidation,
    Figure,
    Group,
    Indicator,
    Role,
    Section,
    Statement,
    Submission,
    Total,
)
from toolkit.numbers import format_number
from toolkit.periods import period_label, span_label
from toolkit.provincial import WHOLE
from toolkit.text import fold
from toolkit.totals import derived_total, period_total

#: So many agencies are named beside what they say; more are counted.
_NAMED = 5
_CHAPTER_OF: dict[Role, str] = {
    "organisation": "work", "result": "work", "task": "work",
    "achievement": "review", "limitation": "review", "lesson": "review",
    "direction": "ahead", "proposal": "ahead",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The heading block. `date` is place and date; both it and `number` may be left to be filled in."""

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    number: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPoint:
    """One point word for word; `said_by` (in brackets) who says so, or what proves it."""

    text: str
    said_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePart:
    """The points of one theme; `label` is "" where the section is not divided by themes."""

    label: str
    points: tuple[ReportPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPart:
    """One section of the definition. Without parts, `nothing` says so."""

    heading: str
    parts: tuple[ThemePart, ...]
    nothing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What stands under one roman number; `heading` is "" where that is the one section's own."""

    heading: str
    sections: tuple[SectionPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    office: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row; `group`: a heading over the rows below it, in one cell."""

    cells: tuple[str, ...]
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A table after the text. `kinds` says of each column: `number`, `name`, `unit`, `figure` or `note`."""

    label: str
    title: str
    attached: str
    caption: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[TableRow, ...]
    legend: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole document. `created` is the day it is made for."""

    letterhead: Letterhead
    title: str
    addressees: tuple[str, ...]
    opening: str
    chapters: tuple[Chapter, ...]
    closing: str
    recipients: tuple[str, ...]
    signature: Signature
    annexes: tuple[Annex, ...]
    created: date
    author: str


# --- The whole report ----------------------------------------------------------------------------


def make_report(result: Consolidation) -> Report:
    """The report of the whole, signed by the lead agency; number and date are left to be filled in."""
    campaign = result.campaign
    lead = _lead(campaign)
    owed, missing = len(result.statuses), len(result.missing)
    head = Letterhead(
        superior=superior_lines(campaign, lead),
        agency=name_lines(lead),
        number=blank_number(lead.symbol),
        date=blank_date(place_of(campaign, lead), result.as_of.year),
    )
    attached = _attached(head, lead)
    annexes = _labelled([_totals_annex(result, attached), _not_in_annex(result, attached)])
    places = {a.title: a.label for a in annexes}
    notes = []
    if reports.ANNEX_NOT_IN in places:
        notes.append(reports.NOT_IN.format(count=_count(missing), annex=places[reports.ANNEX_NOT_IN]))
    if reports.ANNEX_FIGURES in places:
        notes.append(reports.FIGURES_IN.format(annex=places[reports.ANNEX_FIGURES]))
    opening = reports.OPENING.format(
        agency=lead.name, in_count=_count(owed - missing), owed=_count(owed), day=_day(result.as_of), notes=_noted(notes)
    )  # fmt: skip
    title = _title(campaign)
    up = reports.CLOSING_UP if campaign.report_to else reports.CLOSING_PLAIN
    superior = " và ".join(campaign.report_to)
    own = result.used.get(lead.code)
    said = {v.key: v.text for v in own.info} if own else {}
    office = authority(lead, "\n".join(campaign.signer_title) or said.get("signer_title", ""))
    return Report(
        letterhead=head,
        title=title,
        addressees=campaign.report_to,
        opening=_basis(campaign) + opening,
        chapters=_chapters(campaign.sections, _by_group(result), reports.NOTHING),
        closing=reports.CLOSING.format(title=_lowered(title)) + up.format(agency=lead.name, superior=superior),
        recipients=_recipients(campaign.recipients, (reports.AS_ABOVE,) if campaign.report_to else ()),
        signature=_signature(office, campaign.signed_by or said.get("signed_by", "")),
        annexes=annexes,
        created=result.as_of,
        author=lead.name,
    )


def make_own_report(campaign: Campaign, submission: Submission, day: date) -> Report:
    """One agency's own report from its submission; `day` dates the file, not the document."""
    agency = campaign.agency_by_code[submission.agency or ""]
    said = {v.key: v.text for v in submission.info}
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    title = _title(campaign)
    place = place_of(campaign, agency)
    dated = read_date(said.get("report_date", "")).value
    head = Letterhead(
        superior=superior_lines(campaign, agency),
        agency=name_lines(agency),
        number=written_number(said.get("report_number", "")) or blank_number(agency.symbol),
        date=written_date(place, dated) if isinstance(dated, date) else blank_date(place, day.year),
    )
    annexes = _labelled([_figures_annex(campaign, agency, submission, _attached(head, agency))])
    notes = _noted([reports.FIGURES_IN.format(annex=a.label) for a in annexes])
    other = lead if lead is not None and lead.code != agency.code else None
    closing = reports.CLOSING_OWN if other else reports.CLOSING_PLAIN
    return Report(
        letterhead=head,
        title=title,
        addressees=(),
        opening=_basis(campaign) + reports.OPENING_OWN.format(agency=agency.name, notes=notes),
        chapters=_chapters(campaign.sections_of(agency), _by_statement(submission), reports.NOTHING_OWN),
        closing=reports.CLOSING.format(title=_lowered(title))
        + closing.format(agency=agency.name, lead=other.name if other else ""),
        recipients=_recipients((), (f"{other.short_name};",) if other else ()),
        signature=_signature(authority(agency, said.get("signer_title", "")), said.get("signed_by", "")),
        annexes=annexes,
        created=day,
        author=agency.name,
    )


# --- Words around the text -----------------------------------------------------------------------


def _lead(campaign: Campaign) -> Agency:
    """The lead agency; where the definition names none, a nameless one whose places are left blank."""
    found = campaign.agency_by_code.get(campaign.lead_agency)
    return found or Agency(code="", name=campaign.lead_agency or reports.NO_SYMBOL, short_name=reports.NO_SYMBOL)


def _title(campaign: Campaign) -> str:
    """The report's subject: the campaign's title without the type it may start with."""
    title = " ".join(campaign.title.split())
    cut = title[len(reports.TYPE) :].lstrip(" :-–")
    return cut if fold(title).startswith(fold(reports.TYPE)) and cut else title


def _lowered(title: str) -> str:
    """The title inside a sentence: only its first letter is small, and not where it begins an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _basis(campaign: Campaign) -> str:
    basis = campaign.legal_basis or campaign.programme
    return reports.OPENING_BASIS.format(basis=basis.rstrip(" .;,")) if basis else ""


def _noted(notes: Sequence[str]) -> str:
    return f" ({'; '.join(notes)})" if notes else ""


def _recipients(given: Iterable[str], otherwise: Sequence[str]) -> tuple[str, ...]:
    lines = [line.strip().lstrip("-– ").rstrip(" ;.") for line in given]
    if not lines:
        return (*otherwise, reports.FILED)
    if not any(fold(line).startswith("luu") for line in lines):
        lines.append(reports.FILED.rstrip("."))
    return (*(f"{line};" for line in lines[:-1]), f"{lines[-1]}.")


def _signature(office: tuple[str, ...], name: str) -> Signature:
    return Signature(office=office or (reports.NO_OFFICE,), name=signer(name) or reports.NO_NAME)


def _count(number: int) -> str:
    """Counts in prose carry a zero below ten, as is the custom: `05 đơn vị`."""
    return f"{number:02d}" if number < 10 else format_number(number, "vi")


def _day(day: date) -> str:
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


# --- The narrative -------------------------------------------------------------------------------


def _chapters(sections: Sequence[Section], parts: Mapping[str, tuple[ThemePart, ...]], nothing: str) -> tuple[Chapter, ...]:  # fmt: skip
    """Sections in the definition's order, gathered under roman numbers where their roles belong together."""
    runs: list[tuple[str, list[Section]]] = []
    for section in sections:
        chapter = _CHAPTER_OF[section.role]
        if runs and runs[-1][0] == chapter:
            runs[-1][1].append(section)
        else:
            runs.append((chapter, [section]))
    names = [name for name, _ in runs]
    made: list[Chapter] = []
    for name, members in runs:
        printed = tuple(SectionPart(heading=s.heading, parts=parts.get(s.code, ()), nothing=nothing) for s in members)
        if len(members) > 1 and names.count(name) == 1:
            made.append(Chapter(heading=reports.CHAPTERS[name], sections=printed))
        else:
            made += [Chapter(heading="", sections=(section,)) for section in printed]
    return tuple(made)


def _by_group(result: Consolidation) -> dict[str, tuple[ThemePart, ...]]:
    """The groups as the coordinator left them, by section and theme; hidden ones are not printed."""
    campaign = result.campaign
    labels = {t.code: t.label for t in campaign.themes}
    by_section: dict[str, dict[str, list[ReportPoint]]] = {}
    for group in result.groups:
        if not group.hidden:
            themes = by_section.setdefault(group.section, {})
            themes.setdefault(group.theme if group.theme in labels else "", []).append(_said(campaign, group))
    made = {}
    for section, themes in by_section.items():
        ordered = [code for code in (*labels, "") if code in themes]
        alone = ordered == [""]
        made[section] = tuple(
            ThemePart(label="" if alone else labels.get(code, reports.OTHER_THEME), points=tuple(themes[code]))
            for code in ordered
        )
    return made


def _said(campaign: Campaign, group: Group) -> ReportPoint:
    names = [campaign.agency_by_code[code].short_name for code in group.agencies]
    count = _count(len(names))
    shape = reports.SAID_BY_MANY if len(names) > _NAMED else reports.SAID_BY_SOME
    shape = reports.SAID_BY_ONE if len(names) == 1 else shape
    return ReportPoint(text=group.shown_text, said_by=shape.format(count=count, names="; ".join(names)))


def _by_statement(submission: Submission) -> dict[str, tuple[ThemePart, ...]]:
    by_section: dict[str, list[Statement]] = {}
    for statement in submission.statements:
        by_section.setdefault(statement.section, []).append(statement)
    return {
        section: (ThemePart(label="", points=tuple(_own_point(s) for s in found)),)
        for section, found in by_section.items()
    }


def _own_point(statement: Statement) -> ReportPoint:
    return ReportPoint(text=statement.text, said_by=f"({statement.evidence})" if statement.evidence else "")


# --- The annexes ---------------------------------------------------------------------------------


def _labelled(made: Iterable[Annex | None]) -> tuple[Annex, ...]:
    """Those there are, numbered in roman where there are two or more."""
    annexes = [annex for annex in made if annex is not None]
    if len(annexes) < 2:
        return tuple(annexes)
    return tuple(replace(a, label=f"{a.label} {'I' * n}") for n, a in enumerate(annexes, start=1))


def _attached(head: Letterhead, agency: Agency) -> str:
    """The line that ties an annex to its report, with the number and date of that."""
    number, day = head.number.removeprefix(reports.NUMBER).lstrip(" "), head.date.rpartition(", ")[2]
    return reports.ATTACHED.format(number=number, day=day, agency=agency.name)


def _totals_annex(result: Consolidation, attached: str) -> Annex | None:
    campaign = result.campaign
    if not campaign.indicators or not campaign.periods:
        return None
    columns = ["number", "label", "unit", *(p.key for p in campaign.periods), "total", "target", "coverage", "source"]
    rows = _by_topic(
        campaign.indicators,
        lambda i: (
            *(_total_text(i, result.totals[i.code, p.key]) for p in campaign.periods),
            _total_text(i, result.totals[i.code, WHOLE], whole=True),
            "" if i.target is None else format_number(i.target, "vi"),
            _coverage(result.totals[i.code, WHOLE]),
            _source(campaign, i),
        ),
    )  # fmt: skip
    return Annex(
        label=reports.ANNEX, attached=attached, title=reports.ANNEX_FIGURES, caption=reports.FIGURES_CAPTION, columns=_headings(campaign, columns),
        kinds=("number", "name", "unit", *["figure"] * (len(campaign.periods) + 1), "figure", "short", "note"),
        rows=rows, legend=reports.LEGEND.format(span=span_label(campaign.periods, "vi")), landscape=True,
    )  # fmt: skip


def _by_topic(indicators: Iterable[Indicator], cells: Callable[[Indicator], tuple[str, ...]]) -> tuple[TableRow, ...]:
    rows: list[TableRow] = []
    topic = None
    number = 0
    for indicator in indicators:
        if indicator.topic and indicator.topic != topic:
            rows.append(TableRow(cells=(indicator.topic,), group=True))
        topic = indicator.topic
        number += 1
        rows.append(TableRow(cells=(str(number), indicator.label, indicator.unit, *cells(indicator))))
    return tuple(rows)


def _headings(campaign: Campaign, keys: Sequence[str]) -> tuple[str, ...]:
    labels = {p.key: period_label(p, "vi") for p in campaign.periods}
    return tuple(labels.get(key) or reports.COLUMNS[key] for key in keys)


def _total_text(indicator: Indicator, total: Total, *, whole: bool = False) -> str:
    given = [(choice, count) for choice, count in total.distribution if count]
    if given:
        return "; ".join(f"{choice}: {count}" for choice, count in given)
    if total.value is None:
        none = indicator.across_periods == "none" if whole else indicator.across_agencies == "none" and not indicator.formula  # fmt: skip
        return reports.NO_TOTAL if none and total.reporting else reports.MISSING
    if indicator.kind == "yesno":
        return reports.YES_OF.format(count=format_number(total.value, "vi"))
    return _number(indicator, total.value, exact=indicator.across_agencies != "mean")


def _number(indicator: Indicator, value: float, *, exact: bool) -> str:
    """A number as given; a mean or a computed one to one decimal."""
    return format_number(value, "vi", None if exact and not indicator.formula else 1)


def _coverage(total: Total) -> str:
    shape = reports.COVERAGE if total.complete >= total.reporting else reports.COMPLETE
    return shape.format(reporting=total.reporting, asked=total.asked, complete=total.complete)


def _source(campaign: Campaign, indicator: Indicator) -> str:
    """Whose figures make the total: the owners', else everybody's who was asked."""
    if indicator.formula:
        return reports.COMPUTED
    bodies = indicator.owner or indicator.asked_of
    names = [campaign.agency_by_code[b].short_name if b in campaign.agency_by_code else b for b in bodies]
    return "; ".join(names) or reports.EVERYBODY


def _not_in_annex(result: Consolidation, attached: str) -> Annex | None:
    campaign = result.campaign
    late = [s for s in result.statuses if s.status in reports.STATUSES]
    if not late:
        return None
    rows = tuple(
        TableRow(cells=(str(n), campaign.agency_by_code[s.agency].name, reports.STATUSES[s.status], str(s.days_late or "")))  # fmt: skip
        for n, s in enumerate(late, start=1)
    )
    return Annex(
        label=reports.ANNEX, attached=attached, title=reports.ANNEX_NOT_IN, caption=reports.NOT_IN_CAPTION,
        columns=_headings(campaign, ("number", "agency", "status", "late")), kinds=("number", "name", "note", "short"), rows=rows,
    )  # fmt: skip


def _figures_annex(campaign: Campaign, agency: Agency, submission: Submission, attached: str) -> Annex | None:
    asked = campaign.indicators_of(agency)
    if not asked or not campaign.periods:
        return None
    figures: dict[str, list[Figure]] = {}
    for figure in submission.figures:
        figures.setdefault(figure.indicator, []).append(figure)
    columns = ["number", "label", "unit", *(p.key for p in campaign.periods), "total", "note"]

    def cells(indicator: Indicator) -> tuple[str, ...]:
        own = {f.period: f for f in figures.get(indicator.code, ())}
        notes = [f.note for f in own.values() if f.note]
        texts = [_figure_text(indicator, own.get(p.key)) for p in campaign.periods]
        return (*texts, _own_total(campaign, indicator, figures), "; ".join(dict.fromkeys(notes)))

    return Annex(
        label=reports.ANNEX, attached=attached, title=reports.ANNEX_FIGURES_OWN, caption=reports.FIGURES_CAPTION,
        columns=_headings(campaign, columns), rows=_by_topic(asked, cells),
        kinds=("number", "name", "unit", *["figure"] * (len(campaign.periods) + 1), "note"),
        legend=reports.LEGEND_OWN.format(span=span_label(campaign.periods, "vi")), landscape=True,
    )  # fmt: skip


def _figure_text(indicator: Indicator, figure: Figure | None) -> str:
    if figure is None or figure.state == "missing":
        return (figure.typed if figure else "") or reports.MISSING
    if figure.state == "not_applicable":
        return reports.NOT_APPLICABLE
    value = figure.value
    if value is None:
        return figure.typed
    if isinstance(value, bool):
        return (YES if value else NO).vi
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value if isinstance(value, str) else _number(indicator, value, exact=True)


def _own_total(campaign: Campaign, indicator: Indicator, figures: Mapping[str, list[Figure]]) -> str:
    if indicator.formula:
        value = derived_total(campaign, indicator, [f for own in figures.values() for f in own])
    else:
        weights = {f.period: f for f in figures.get(indicator.weight, ())}
        value = period_total(indicator, figures.get(indicator.code, ()), weights)
    if value is None:
        return reports.NO_TOTAL if indicator.across_periods == "none" else reports.MISSING
    return _number(indicator, value, exact=indicator.across_periods != "mean")
