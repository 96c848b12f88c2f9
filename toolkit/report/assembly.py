"""The result as the data of a Word report: which text is printed where, before it is drawn.

The province's report comes from a `Consolidation`, an agency's from its `Submission`. The report's fixed wording is in
`messages.reports`; the agencies' statements are printed word for word.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from toolkit.archive.data_code import data_code
from toolkit.consolidation.followup import followup_sentence
from toolkit.consolidation.leaders import page_texts, with_edited_headings
from toolkit.consolidation.sentences import in_brief, paragraphs_of, sentences_of
from toolkit.form.letterhead import (
    blank_date,
    blank_number,
    in_sentence,
    name_lines,
    place_of_issue,
    signer_name,
    signing_lines,
    subject_of,
    superior_lines,
    written_date,
    written_number,
)
from toolkit.language.identities import positions_to_search, traces
from toolkit.language.text import fold
from toolkit.messages import masters, reports
from toolkit.messages.reports import Words
from toolkit.model import Agency, Campaign, Consolidation, Language, Role, Section, Submission
from toolkit.model.judging import attempt
from toolkit.report import length
from toolkit.report.annexes import attachment_line, figures_annex, labelled_annexes, missing_reports_annex, totals_annex
from toolkit.report.narrative import Narrative, without_bullet
from toolkit.report.parts import (
    Annex,
    Chapter,
    KeyedText,
    Letterhead,
    Report,
    ReportPoint,
    SectionPart,
    Signature,
    ThemePart,
)
from toolkit.report.table_annexes import agency_table_annexes, table_annexes
from toolkit.report.targets import MOST_IN_BODY, targets_table
from toolkit.report.texts import MOST_IN_WORD, WORKBOOK, texts_annex
from toolkit.values.cell import read_date

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


def make_report(result: Consolidation, *, shared: bool = False, language: Language = "vi") -> Report:
    """The province's report, signed by the lead agency; number and date are left to be filled in.

    Its form is that of Nghị định 30/2020/NĐ-CP, annex I. The text is at most as long as the definition states
    (`report_pages`): to make it fit, ideas are left out, but not the definition's sentences. `shared`: for circulation,
    without the agencies' texts.
    """
    campaign, words = result.campaign, reports.words(language)
    lead = lead_of(campaign)
    owed, missing = len(result.statuses), len(result.missing)
    head = Letterhead(
        superior=superior_lines(campaign, lead),
        agency=name_lines(lead),
        number=blank_number(lead.symbol, language),
        date=blank_date(place_of_issue(campaign, lead), result.as_of.year, language),
    )
    attachment = attachment_line(head, lead, words.ATTACHED)
    sections = with_edited_headings(result, campaign.sections)
    narrative = Narrative(replace(result, groups=(), families=()) if shared else result, sections, language)
    texts = narrative.texts()
    in_workbook = len(texts) > MOST_IN_WORD
    targets = targets_table(result, attachment, words)
    table = targets if targets is not None and len(targets.rows) <= MOST_IN_BODY else None
    annexes = labelled_annexes(
        [
            totals_annex(result, attachment, words),
            *table_annexes(result, attachment, words),
            None if table else targets,
            missing_reports_annex(result, attachment, words),
            None if in_workbook else texts_annex(texts, attachment, words),
        ],
        language,
    )
    annex_labels = {a.title: a.label for a in annexes}
    notes = []
    if words.ANNEX_NOT_IN in annex_labels:
        notes.append(words.NOT_IN.format(count=words.count(missing), annex=annex_labels[words.ANNEX_NOT_IN]))
    if words.ANNEX_FIGURES in annex_labels:
        notes.append(words.FIGURES_IN.format(annex=annex_labels[words.ANNEX_FIGURES]))
    elif campaign.indicators and owed > missing:
        notes.append(words.NO_FIGURES)
    notes += _sentence_about_tables(annexes, words)
    if words.TARGETS_TITLE in annex_labels:
        notes.append(words.TARGETS_IN.format(annex=annex_labels[words.TARGETS_TITLE]))
    if texts:
        label = annex_labels.get(words.ANNEX_TEXTS, words.TEXTS_FILE.format(file=WORKBOOK))
        notes.append(words.TEXTS_IN.format(annex=label))
    follows = bool(campaign.sections)
    opening = basis_of(campaign, language) + (words.OPENING if follows else words.OPENING_FIGURES).format(
        agency=lead.name,
        in_count=words.count(owed - missing),
        owed=words.count(owed),
        day=day_in_words(result.as_of, language),
        notes=_notes_text(notes, follows),
    )
    edited = result.page_texts.get("title")
    conclusion = "" if shared else _conclusion(result, language)
    title = edited.text if edited and edited.text else subject_of(campaign)
    closing_words = words.CLOSING_UP if campaign.report_to else words.CLOSING_PLAIN
    superior = words.AND.join(campaign.report_to)
    closing = words.CLOSING.format(
        title=title if language == "en" else in_sentence(title, campaign)
    ) + closing_words.format(agency=lead.name, superior=superior)
    # Paragraphs of sentences with figures, keyed by section code, which is `""` in a definition without sections.
    figures: dict[str, tuple[KeyedText, ...]] = {}
    for paragraph in paragraphs_of(attempt("leaders", lambda: sentences_of(result, language), ())):
        section, key = paragraph[0].section, fold(paragraph[0].topic) or repr(paragraph[0].sources)
        figures[section] = (*figures.get(section, ()), KeyedText(key, in_brief(paragraph, language)))
    for s in sections:
        if followup := followup_sentence(result, s.role, language, s.code):
            figures[s.code] = (KeyedText("followup", followup), *figures.get(s.code, ()))
    table_in = _section_of_targets(sections) if table else ""
    if shared:
        sections = tuple(s for s in sections if s.code in figures or s.code == table_in)
    lead_report = result.used.get(lead.code)
    details = {v.key: v.text for v in lead_report.info} if lead_report else {}
    office = signing_lines(lead, "\n".join(campaign.signer_title) or details.get("signer_title", ""))
    signature = signature_of(office, campaign.signed_by or details.get("signed_by", ""), language)
    recipients = recipients_of(campaign.recipients, (words.AS_ABOVE,) if campaign.report_to else (), language)
    fixed = length.beginning_height(head, title, len(campaign.report_to))
    fixed += length.ending_height(len(recipients), signature)
    figure_texts = (paragraph.text for paragraph in chain.from_iterable(figures.values()))
    fixed += sum(map(length.paragraph_height, (opening, conclusion, closing, *figure_texts)))
    fixed += length.table_height(table) + length.paragraph_height(words.TARGETS_HEADING) if table else 0.0
    chapters = len({_CHAPTER_OF[s.role] for s in sections}) * length.paragraph_height("I", bold=True)
    narrative.choose_ideas(campaign.report_pages * length.PAGE * length.FILLED - fixed - chapters)
    return Report(
        document="" if shared else campaign.id,
        letterhead=head,
        title=title,
        addressees=campaign.report_to,
        opening=opening,
        conclusion=conclusion,
        chapters=_chapters(
            sections,
            lambda s: replace(
                narrative.section(s, figures.get(s.code, ())),
                table=table if s.code == table_in else None,
                empty_text="",
            ),
            words,
        ),
        closing=closing,
        recipients=recipients,
        signature=signature,
        annexes=annexes,
        created=result.as_of,
        author=lead.name,
        figures=figures.get("", ()),
        table=None if table_in else table,
        texts=texts if in_workbook else (),
        data_code=data_code(result),
        language=language,
    )


def _conclusion(result: Consolidation, language: Language) -> str:
    """The conclusion on the leaders' page, without the label of its line."""
    return page_texts(result, language)["conclusion"].shown.removeprefix(
        f"{masters.LINES['conclusion'].say(language)}: "
    )


def _section_of_targets(sections: Sequence[Section]) -> str:
    """The code of the section for the table of targets: the first section of results, else of achievements."""
    roles: tuple[Role, ...] = ("result", "task", "achievement", "organisation")
    return next((s.code for role in roles for s in sections if s.role == role), "")


def make_agency_report(campaign: Campaign, submission: Submission, day: date, language: Language = "vi") -> Report:
    """One agency's report from its submission; `day` dates the file, not the document."""
    agency, words = campaign.agency_by_code[submission.agency or ""], reports.words(language)
    details = {v.key: v.text for v in submission.info}
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    title = subject_of(campaign)
    place_name = place_of_issue(campaign, agency)
    dated = read_date(details.get("report_date", "")).value
    head = Letterhead(
        superior=superior_lines(campaign, agency),
        agency=name_lines(agency),
        number=written_number(details.get("report_number", ""), language) or blank_number(agency.symbol, language),
        date=written_date(place_name, dated, language)
        if isinstance(dated, date)
        else blank_date(place_name, day.year, language),
    )
    attachment = attachment_line(head, agency, words.ATTACHED)
    figures = figures_annex(campaign, agency, submission, attachment, words)
    tables = agency_table_annexes(campaign, agency, submission, attachment, words)
    annexes = labelled_annexes([figures, *tables], language)
    contents = [words.NO_FIGURES_OWN] if campaign.indicators_of(agency) else []
    if figures is not None:
        contents = [words.FIGURES_IN.format(annex=annexes[0].label)]
    follows = bool(campaign.sections_of(agency))
    notes = _notes_text([*contents, *_sentence_about_tables(annexes, words)], follows)
    opening = words.OPENING_OWN if follows else words.OPENING_FIGURES_OWN
    by_section: dict[str, list[ReportPoint]] = {}
    for statement in submission.statements:
        point = ReportPoint(
            text=without_bullet(statement.text), attribution=f"({statement.evidence})" if statement.evidence else ""
        )
        by_section.setdefault(statement.section, []).append(point)
    parts = {section: (ThemePart(label="", points=tuple(points)),) for section, points in by_section.items()}
    other = lead if lead is not None and lead.code != agency.code else None
    closing = words.CLOSING_OWN if other else words.CLOSING_PLAIN
    return Report(
        document=f"{campaign.id}/{agency.code}",
        letterhead=head,
        title=title,
        addressees=(),
        opening=basis_of(campaign, language) + opening.format(agency=agency.name, notes=notes),
        chapters=_chapters(
            campaign.sections_of(agency),
            lambda s: SectionPart(
                heading=s.heading, parts=parts.get(s.code, ()), empty_text=words.NOTHING_OWN, code=s.code
            ),
            words,
        ),
        closing=words.CLOSING.format(title=title if language == "en" else in_sentence(title, campaign))
        + closing.format(agency=agency.name, lead=other.name if other else ""),
        recipients=recipients_of((), (f"{other.short_name};",) if other else (), language),
        signature=signature_of(
            signing_lines(agency, details.get("signer_title", "")), details.get("signed_by", ""), language
        ),
        annexes=annexes,
        created=day,
        author=agency.name,
        language=language,
    )


def private_data(report: Report) -> dict[str, tuple[str, ...]]:
    """Texts of the report that point to a private person, keyed by the heading under which they are printed.

    The texts are the `traces` of `language.identities`, each once; headings without such a text are left out.
    """
    printed = [
        (section.heading, text)
        for chapter in report.chapters
        for section in chapter.sections
        for part in section.parts
        for point in part.points
        for text in (point.text, point.attribution)
    ]
    printed += [(s.heading, p.text) for chapter in report.chapters for s in chapter.sections for p in s.figures]
    printed += [(annex.title, cell) for annex in report.annexes for row in annex.rows for cell in row.cells]
    by_heading: dict[str, dict[str, None]] = {}
    for at in positions_to_search([text for _, text in printed]):
        heading, text = printed[at]
        for trace in traces(text):
            by_heading.setdefault(heading, {})[trace.text] = None
    return {heading: tuple(texts) for heading, texts in by_heading.items()}


# --- Words around the text -----------------------------------------------------------------------


def lead_of(campaign: Campaign) -> Agency:
    """The lead agency; where the definition names no lead agency, an agency whose name is left blank."""
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    return lead or Agency(code="", name=campaign.lead_agency or reports.NO_SYMBOL, short_name=reports.NO_SYMBOL)


def basis_of(campaign: Campaign, language: Language = "vi") -> str:
    """The report's legal basis, as the beginning of a sentence; "" where the definition states none."""
    basis = campaign.legal_basis or campaign.programme
    return reports.words(language).OPENING_BASIS.format(basis=basis.rstrip(" .;,")) if basis else ""


def _sentence_about_tables(annexes: Iterable[Annex], words: Words) -> list[str]:
    """The sentence that names the annexes with tables to which agencies add rows; none without such annexes."""
    labels = [annex.label for annex in annexes if annex.caption == words.TABLE_CAPTION]
    return [words.TABLES_IN.format(annexes=", ".join(labels))] if labels else []


def _notes_text(notes: Sequence[str], text_follows: bool) -> str:
    """The notes on the opening; in brackets if a text follows."""
    text = "; ".join(notes)
    return (f" ({text})" if text_follows else f"; {text}") if notes else ""


def recipients_of(listed: Iterable[str], usual: Sequence[str], language: Language = "vi") -> tuple[str, ...]:
    """The lines under `Nơi nhận:`, the last of which says where the document is filed."""
    words = reports.words(language)
    lines = [line.strip().lstrip("-– ").rstrip(" ;.") for line in listed]
    if not lines:
        return (*usual, words.FILED)
    if not any(fold(line).startswith("luu") for line in lines):
        lines.append(words.FILED.rstrip("."))
    return (*(f"{line};" for line in lines[:-1]), f"{lines[-1]}.")


def signature_of(office: tuple[str, ...], name: str, language: Language = "vi") -> Signature:
    """The signature; unknown parts are left to be filled in."""
    words = reports.words(language)
    return Signature(office=office or (words.NO_OFFICE,), name=signer_name(name) or words.NO_NAME)


def day_in_words(day: date, language: Language = "vi") -> str:
    """`05 tháng 01 năm 2031`, as in the line of place and date; in English `5 January 2031`."""
    if language == "en":
        return f"{day.day} {day:%B %Y}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


# --- The narrative -------------------------------------------------------------------------------


def _chapters(sections: Sequence[Section], part: Callable[[Section], SectionPart], words: Words) -> tuple[Chapter, ...]:
    """The sections in the definition's order; successive sections whose roles belong together form a chapter. A
    section with nothing to print is left out, and a chapter without sections."""
    runs: list[tuple[str, list[Section]]] = []
    for section in sections:
        chapter = _CHAPTER_OF[section.role]
        if runs and runs[-1][0] == chapter:
            runs[-1][1].append(section)
        else:
            runs.append((chapter, [section]))
    names = [name for name, _ in runs]
    chapters: list[Chapter] = []
    for name, members in runs:
        parts = map(part, members)
        printed = tuple(p for p in parts if p.parts or p.figures or p.table or p.empty_text)
        if len(printed) > 1 and names.count(name) == 1:
            chapters.append(Chapter(heading=words.CHAPTERS[name], sections=printed))
        else:
            chapters += [Chapter(heading="", sections=(section,)) for section in printed]
    return tuple(chapters)
