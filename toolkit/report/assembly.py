"""The result → the Word report as data: what is printed where, before anybody draws it.

The whole report comes from a `Consolidation`, one agency's own from its `Submission`. Words of the
report itself are in `messages.reports`; what agencies said is printed word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from toolkit.consolidation.sentences import paragraphs_of, sentences_of
from toolkit.form.letterhead import (
    authority,
    blank_date,
    blank_number,
    name_lines,
    place_of_issue,
    signer,
    subject_of,
    superior_lines,
    written_date,
    written_number,
)
from toolkit.language.identities import may_point_to_people, traces
from toolkit.language.numbers import format_number
from toolkit.language.text import fold
from toolkit.messages import reports
from toolkit.model import Agency, Campaign, Consolidation, Family, Group, Role, Section, Statement, Submission
from toolkit.model.judging import judged
from toolkit.report.annexes import attached, figures_annex, labelled, not_in_annex, totals_annex
from toolkit.report.parts import Annex, Chapter, Letterhead, Report, ReportPoint, SectionPart, Signature, ThemePart
from toolkit.report.table_annexes import own_table_annexes, table_annexes
from toolkit.values.cell import read_date

#: So many agencies are named beside what they say; more are counted.
_NAMED = 5
_DASH = re.compile(r"\s*(?:[-–—+*•·]\s+)+(?=\S)")
_CHAPTER_OF: dict[Role, str] = {
    "organisation": "work",
    "result": "work",
    "task": "work",
    "achievement": "review",
    "limitation": "review",
    "lesson": "review",
    "direction": "ahead",
    "proposal": "ahead",
}


# --- The whole report ----------------------------------------------------------------------------


def make_report(result: Consolidation) -> Report:
    """The report of the whole, signed by the lead agency; number and date are left to be filled in.

    Its form is that of Nghị định 30/2020/NĐ-CP, annex I.
    """
    campaign = result.campaign
    lead = lead_of(campaign)
    owed, missing = len(result.statuses), len(result.missing)
    head = Letterhead(
        superior=superior_lines(campaign, lead),
        agency=name_lines(lead),
        number=blank_number(lead.symbol),
        date=blank_date(place_of_issue(campaign, lead), result.as_of.year),
    )
    tie = attached(head, lead)
    annexes = labelled([totals_annex(result, tie), *table_annexes(result, tie), not_in_annex(result, tie)])
    places = {a.title: a.label for a in annexes}
    notes = []
    if reports.ANNEX_NOT_IN in places:
        notes.append(reports.NOT_IN.format(count=_count(missing), annex=places[reports.ANNEX_NOT_IN]))
    if reports.ANNEX_FIGURES in places:
        notes.append(reports.FIGURES_IN.format(annex=places[reports.ANNEX_FIGURES]))
    elif campaign.indicators and owed > missing:
        notes.append(reports.NO_FIGURES)
    notes += _tables_in(annexes)
    follows = bool(campaign.sections)
    opening = (reports.OPENING if follows else reports.OPENING_FIGURES).format(
        agency=lead.name,
        in_count=_count(owed - missing),
        owed=_count(owed),
        day=day_in_words(result.as_of),
        notes=_noted(notes, follows),
    )
    title = subject_of(campaign)
    up = reports.CLOSING_UP if campaign.report_to else reports.CLOSING_PLAIN
    superior = " và ".join(campaign.report_to)
    figures = _figures(result)
    own = result.used.get(lead.code)
    said = {v.key: v.text for v in own.info} if own else {}
    office = authority(lead, "\n".join(campaign.signer_title) or said.get("signer_title", ""))
    return Report(
        letterhead=head,
        title=title,
        addressees=campaign.report_to,
        opening=basis_of(campaign) + opening,
        chapters=_chapters(campaign.sections, _by_group(result), reports.NOTHING, figures),
        closing=reports.CLOSING.format(title=lowered(title)) + up.format(agency=lead.name, superior=superior),
        recipients=recipients_of(campaign.recipients, (reports.AS_ABOVE,) if campaign.report_to else ()),
        signature=signature_of(office, campaign.signed_by or said.get("signed_by", "")),
        annexes=annexes,
        created=result.as_of,
        author=lead.name,
        figures=figures.get("", ()),
    )


def make_own_report(campaign: Campaign, submission: Submission, day: date) -> Report:
    """One agency's own report from its submission; `day` dates the file, not the document."""
    agency = campaign.agency_by_code[submission.agency or ""]
    said = {v.key: v.text for v in submission.info}
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    title = subject_of(campaign)
    place = place_of_issue(campaign, agency)
    dated = read_date(said.get("report_date", "")).value
    head = Letterhead(
        superior=superior_lines(campaign, agency),
        agency=name_lines(agency),
        number=written_number(said.get("report_number", "")) or blank_number(agency.symbol),
        date=written_date(place, dated) if isinstance(dated, date) else blank_date(place, day.year),
    )
    tie = attached(head, agency)
    figures = figures_annex(campaign, agency, submission, tie)
    annexes = labelled([figures, *own_table_annexes(campaign, agency, submission, tie)])
    said_of = [reports.NO_FIGURES_OWN] if campaign.indicators_of(agency) else []
    if figures is not None:
        said_of = [reports.FIGURES_IN.format(annex=annexes[0].label)]
    follows = bool(campaign.sections_of(agency))
    notes = _noted([*said_of, *_tables_in(annexes)], follows)
    opening = reports.OPENING_OWN if follows else reports.OPENING_FIGURES_OWN
    other = lead if lead is not None and lead.code != agency.code else None
    closing = reports.CLOSING_OWN if other else reports.CLOSING_PLAIN
    return Report(
        letterhead=head,
        title=title,
        addressees=(),
        opening=basis_of(campaign) + opening.format(agency=agency.name, notes=notes),
        chapters=_chapters(campaign.sections_of(agency), _by_statement(submission), reports.NOTHING_OWN),
        closing=reports.CLOSING.format(title=lowered(title))
        + closing.format(agency=agency.name, lead=other.name if other else ""),
        recipients=recipients_of((), (f"{other.short_name};",) if other else ()),
        signature=signature_of(authority(agency, said.get("signer_title", "")), said.get("signed_by", "")),
        annexes=annexes,
        created=day,
        author=agency.name,
    )


def private_data(report: Report) -> dict[str, tuple[str, ...]]:
    """What in the text or the annexes points to a private person, by the heading under which it is printed.

    What it is: the `traces` of `language.identities`; each text once, headings without any left out.
    """
    printed = [
        (section.heading, text)
        for chapter in report.chapters
        for section in chapter.sections
        for part in section.parts
        for point in part.points
        for text in (point.above, point.text, point.said_by)
    ]
    printed += [(s.heading, text) for chapter in report.chapters for s in chapter.sections for text in s.figures]
    printed += [(annex.title, cell) for annex in report.annexes for row in annex.rows for cell in row.cells]
    found: dict[str, dict[str, None]] = {}
    for place in may_point_to_people([text for _, text in printed]):
        heading, text = printed[place]
        for trace in traces(text):
            found.setdefault(heading, {})[trace.text] = None
    return {heading: tuple(texts) for heading, texts in found.items()}


# --- Words around the text -----------------------------------------------------------------------


def lead_of(campaign: Campaign) -> Agency:
    """The lead agency; where the definition names none, a nameless one whose places are left blank."""
    found = campaign.agency_by_code.get(campaign.lead_agency)
    return found or Agency(code="", name=campaign.lead_agency or reports.NO_SYMBOL, short_name=reports.NO_SYMBOL)


def lowered(title: str) -> str:
    """The title inside a sentence: only its first letter is small, and not where it begins an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def basis_of(campaign: Campaign) -> str:
    """What the report is made by order of, to begin a sentence with; "" where the definition names nothing."""
    basis = campaign.legal_basis or campaign.programme
    return reports.OPENING_BASIS.format(basis=basis.rstrip(" .;,")) if basis else ""


def _tables_in(annexes: Iterable[Annex]) -> list[str]:
    """Where the tables whose rows agencies add are printed, where there are any."""
    labels = [annex.label for annex in annexes if annex.caption == reports.TABLE_CAPTION]
    return [reports.TABLES_IN.format(annexes=", ".join(labels))] if labels else []


def _noted(notes: Sequence[str], follows: bool) -> str:
    """The notes to the opening, in brackets where a text follows it."""
    said = "; ".join(notes)
    return (f" ({said})" if follows else f"; {said}") if notes else ""


def recipients_of(given: Iterable[str], otherwise: Sequence[str]) -> tuple[str, ...]:
    """The lines under `Nơi nhận:`, the last of which says where the document is filed."""
    lines = [line.strip().lstrip("-– ").rstrip(" ;.") for line in given]
    if not lines:
        return (*otherwise, reports.FILED)
    if not any(fold(line).startswith("luu") for line in lines):
        lines.append(reports.FILED.rstrip("."))
    return (*(f"{line};" for line in lines[:-1]), f"{lines[-1]}.")


def signature_of(office: tuple[str, ...], name: str) -> Signature:
    """Who signs; what is not known is left to be filled in."""
    return Signature(office=office or (reports.NO_OFFICE,), name=signer(name) or reports.NO_NAME)


def _count(number: int) -> str:
    """Counts in prose carry a zero below ten, as is the custom: `05 đơn vị`."""
    return f"{number:02d}" if number < 10 else format_number(number, "vi")


def day_in_words(day: date) -> str:
    """`05 tháng 01 năm 2031`, as in the line of place and date."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


# --- The narrative -------------------------------------------------------------------------------


def _figures(result: Consolidation) -> dict[str, tuple[str, ...]]:
    """Paragraphs of sentences with figures, by section's code; in `""` those of a definition without sections."""
    found: dict[str, tuple[str, ...]] = {}
    for paragraph in paragraphs_of(judged("leaders", lambda: sentences_of(result, "vi"), ())):
        section = paragraph[0].section
        found[section] = (*found.get(section, ()), " ".join(said.text for said in paragraph))
    return found


def _chapters(
    sections: Sequence[Section],
    parts: Mapping[str, tuple[ThemePart, ...]],
    nothing: str,
    figures: Mapping[str, tuple[str, ...]] = {},
) -> tuple[Chapter, ...]:
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
        printed = tuple(
            SectionPart(
                heading=s.heading, parts=parts.get(s.code, ()), nothing=nothing, figures=figures.get(s.code, ())
            )
            for s in members
        )
        if len(members) > 1 and names.count(name) == 1:
            made.append(Chapter(heading=reports.CHAPTERS[name], sections=printed))
        else:
            made += [Chapter(heading="", sections=(section,)) for section in printed]
    return tuple(made)


def _by_group(result: Consolidation) -> dict[str, tuple[ThemePart, ...]]:
    """The groups as the coordinator left them, by section and theme; hidden ones are not printed."""
    campaign = result.campaign
    labels = {t.code: t.label for t in campaign.themes}
    families = {own: family for family in result.families for own in family.groups}
    by_section: dict[str, dict[str, list[ReportPoint]]] = {}
    for group in result.groups:
        if not group.hidden:
            themes = by_section.setdefault(group.section, {})
            themes.setdefault(group.theme if group.theme in labels else "", []).append(
                _said(campaign, group, families.get(group.id))
            )
    made = {}
    for section, themes in by_section.items():
        ordered = [code for code in (*labels, "") if code in themes]
        alone = ordered == [""]
        made[section] = tuple(
            ThemePart(label="" if alone else labels.get(code, reports.OTHER_THEME), points=tuple(themes[code]))
            for code in ordered
        )
    return made


def _said(campaign: Campaign, group: Group, family: Family | None) -> ReportPoint:
    """The point of a group of this family, or of none; above the first what the family is about."""
    names = [campaign.agency_by_code[code].short_name for code in group.agencies]
    count = _count(len(names))
    shape = reports.SAID_BY_MANY if len(names) > _NAMED else reports.SAID_BY_SOME
    shape = reports.SAID_BY_ONE if len(names) == 1 else shape
    said_by, above = shape.format(count=count, names="; ".join(names)), ""
    if family is not None and family.id == group.id:
        line = reports.FAMILY if family.reviewed else reports.FAMILY_NEW
        above = line.format(name=family.name, count=_count(len(family.agencies)))
    return ReportPoint(text=_bare(group.shown_text), said_by=said_by, in_family=family is not None, above=above)


def _bare(text: str) -> str:
    """The words without a dash or dot typed before them: the document's own list has one."""
    found = _DASH.match(text)
    return text[found.end() :] if found else text


def _by_statement(submission: Submission) -> dict[str, tuple[ThemePart, ...]]:
    by_section: dict[str, list[Statement]] = {}
    for statement in submission.statements:
        by_section.setdefault(statement.section, []).append(statement)
    return {
        section: (ThemePart(label="", points=tuple(_own_point(s) for s in found)),)
        for section, found in by_section.items()
    }


def _own_point(statement: Statement) -> ReportPoint:
    return ReportPoint(text=_bare(statement.text), said_by=f"({statement.evidence})" if statement.evidence else "")
