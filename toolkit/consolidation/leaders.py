"""The leaders' page as data: its sentences and numbers, settled before anybody draws it.

The first sheet of the master and the page for telephones draw this one record, so what they say is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from toolkit.consolidation.bridges.sentences import changes_in_short
from toolkit.consolidation.bridges.standing import board_of
from toolkit.consolidation.consolidate import with_faults
from toolkit.consolidation.ideas import QuestionLine, ToDecide, question_lines, sections_of, to_decide
from toolkit.consolidation.key_figures import KeyFigure, key_figures, period_name
from toolkit.consolidation.late import if_the_late_stay_late
from toolkit.consolidation.sentences import Said, paragraphs_of, sentences_of
from toolkit.consolidation.tables.in_short import TableInShort, tables_in_short
from toolkit.consolidation.versions import fate
from toolkit.language.numbers import format_number, in_short, rounded
from toolkit.language.text import listed
from toolkit.messages import boards, leaders_tables, masters
from toolkit.messages.findings.kinds import LACKS
from toolkit.model import Board, Consolidation, Finding, Language, Section
from toolkit.model.judging import judged

#: So many themes are named of those that are found wanting alike.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureParagraph:
    """Sentences with figures about one topic. `source`: the first total that they tell, by indicator and period."""

    topic: str
    text: str
    source: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the reporting has come. `text` says it, with who is missing; the numbers are of files."""

    text: str
    board: Board
    missing: tuple[str, ...]
    rejected: int
    waiting: int

    @property
    def open(self) -> bool:
        """Whether anything is not in, cannot be used or waits."""
        return bool(self.missing or self.rejected or self.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A text that the coordinator may put in other words: what it is by itself, and what it was made into."""

    computed: str
    edited: str = ""
    basis: str = ""
    """What it was by itself when it was edited."""

    @property
    def shown(self) -> str:
        return self.edited or self.computed

    @property
    def outdated(self) -> bool:
        """Whether it would say something else by itself now than when it was edited."""
        return bool(self.edited) and self.basis != self.computed


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadersPage:
    """What the page says; the ideas stand in `ideas.ideas_by_theme` or `ideas_by_section`, as who draws it needs them.

    `questions` is None, and so is `decide`, in a copy that is circulated: what to ask is for the inside.
    """

    title: str
    subtitle: str
    notice: str
    """Of a copy that is circulated: that it is one, and what is masked."""
    sentence: str
    key_figures: tuple[KeyFigure, ...]
    figures: tuple[FigureParagraph, ...]
    changes: tuple[str, tuple[str, ...]]
    """What changed since a master was given out, and the totals that moved most; nothing in a copy that is circulated,
    where parts would tell what is masked."""
    progress: Progress
    tables: tuple[TableInShort, ...]
    sections: tuple[Section, ...]
    questions: tuple[QuestionLine, ...] | None
    decide: ToDecide | None
    texts: Mapping[str, PageText]
    """The title, the sentence and the headings, by their places (`EditedText`)."""
    outdated: tuple[str, ...]
    """Of each text that was edited when other figures were known: that it was, and what it would say now."""


def make_leaders_page(result: Consolidation, language: Language, *, shared: bool = False) -> LeadersPage:
    """The leaders' page of the result. `shared`: the result is one that is circulated."""
    notice = masters.SHARED_NOTE.say(language, sign=masters.SIGNS["masked"].say(language)) if shared else ""
    if shared and any(total.masked for total in result.table_totals.values()):
        notice = f"{notice} {leaders_tables.SHARED_NOTE.say(language)}"
    texts = page_texts(result, language)
    return LeadersPage(
        title=texts["title"].shown,
        subtitle=_subtitle(result, language),
        notice=notice,
        sentence=texts["sentence"].shown,
        key_figures=key_figures(result, language, shared=shared),
        figures=judged("leaders", lambda: figure_paragraphs(result, language), ()),
        changes=("", ()) if shared else judged("leaders", lambda: changes_in_short(result, language), ("", ())),
        progress=_progress(result, language),
        tables=judged("leaders", lambda: tables_in_short(result, language), ()),
        sections=shown_sections(result),
        questions=None if shared else judged("leaders", lambda: question_lines(result, language), ()),
        decide=None if shared else judged("leaders", lambda: to_decide(result, language), None),
        texts=texts,
        outdated=tuple(_outdated(texts, language)),
    )


def with_leaders(result: Consolidation, language: Language = "vi") -> Consolidation:
    """The same with what fails of the leaders' page among its findings, before any of it is drawn."""
    faults: list[Finding] = []
    for part in (headline_sentence, figure_paragraphs, changes_in_short, tables_in_short, question_lines, to_decide):
        judged("leaders", partial(part, result, language), None, faults.append)
    judged("leaders", lambda: _if_late(result, language), "", faults.append)
    return with_faults(result, faults)


def page_texts(result: Consolidation, language: Language) -> dict[str, PageText]:
    """The texts of the page that may be put in other words, by their places."""
    themed = bool(result.campaign.themes)
    computed = {
        "title": result.campaign.title,
        "sentence": judged("leaders", lambda: headline_sentence(result, language), ""),
        "key_figures": masters.KEY_FIGURES.say(language),
        "questions": masters.QUESTIONS_TITLE.say(language),
        "table": (masters.TABLE_TITLE if themed else masters.TABLE_TITLE_NO_THEMES).say(language),
        "themes": masters.CHART_THEME.say(language) if themed else "",
        **{f"section:{s.code}": s.heading for s in sections_of(result.campaign)},
    }
    edited = result.page_texts
    return {
        place: PageText(computed=text, edited=edited[place].text, basis=edited[place].basis)
        if place in edited
        else PageText(computed=text)
        for place, text in computed.items()
    }


def shown_sections(result: Consolidation) -> tuple[Section, ...]:
    """The page's sections, under the headings that the coordinator gave them."""
    headings = {place.removeprefix("section:"): edit.text for place, edit in result.page_texts.items()}
    return tuple(
        replace(s, heading=headings[s.code]) if s.code in headings else s for s in sections_of(result.campaign)
    )


def _outdated(texts: Mapping[str, PageText], language: Language) -> Iterator[str]:
    for place, text in texts.items():
        if text.outdated:
            said = masters.OUTDATED_SENTENCE if place == "sentence" else masters.OUTDATED_HEADING
            yield said.say(language, typed=text.edited, text=text.computed)


def _subtitle(result: Consolidation, language: Language) -> str:
    lead = result.campaign.agency_by_code.get(result.campaign.lead_agency)
    day = result.as_of.strftime("%d/%m/%Y")
    if lead is None:
        return masters.SUBTITLE_NO_LEAD.say(language, day=day)
    return masters.SUBTITLE.say(language, lead=lead.name, day=day)


# --- The one sentence ----------------------------------------------------------------------------


def headline_sentence(result: Consolidation, language: Language) -> str:
    """The one sentence that says it all; its numbers are those of the result."""
    owed = len(result.statuses)
    in_count = owed - len(result.missing)
    share = (
        masters.SENTENCE_SHARE.say(language, percent=format_number(rounded(in_count / owed * 100, 0), language))
        if owed
        else ""
    )
    statements = ""
    if result.statements:
        statements = masters.SENTENCE_STATEMENTS.say(
            language,
            count=format_number(len(result.statements), language),
            groups=format_number(len(result.groups), language),
            families=_in_families(result, language),
        )
        themes, count = _most_wanting(result)
        if themes:
            more = masters.MORE_THEMES.say(language, count=len(themes) - _NAMED) if len(themes) > _NAMED else ""
            named = ", ".join(f"“{theme}”" for theme in themes[:_NAMED]) + more
            shape = masters.SENTENCE_WEIGHT if len(themes) == 1 else masters.SENTENCE_WEIGHTS
            statements += shape.say(language, theme=named, count=count)
    return masters.SENTENCE.say(
        language,
        day=result.as_of.strftime("%d/%m/%Y"),
        in_count=in_count,
        owed=owed,
        share=share,
        statements=statements,
        open=_still_open(result, language),
    )


def _in_families(result: Consolidation, language: Language) -> str:
    """How many ideas stand in families, and in how many; nothing where there are none."""
    if not result.families:
        return ""
    count = format_number(sum(len(family.groups) for family in result.families), language)
    return masters.SENTENCE_FAMILIES.say(language, count=count, families=len(result.families))


def _still_open(result: Consolidation, language: Language) -> str:
    """What the agencies have yet to put right, and what they have yet to fill in: counted apart, as on the board."""
    codes = [f.code for s in result.used.values() for f in s.findings if f.severity == "error"]
    lacking = sum(code in LACKS for code in codes)
    parts = ((masters.SENTENCE_WRONG, len(codes) - lacking), (masters.SENTENCE_LACKING, lacking))
    told = "".join(text.say(language, count=count) for text, count in parts if count)
    return told or masters.SENTENCE_CLEAN.say(language)


def _most_wanting(result: Consolidation) -> tuple[list[str], int]:
    """The themes in which most agencies report limitations, each agency once, and how many;
    none where it is only one."""
    limits = {s.code for s in result.campaign.sections if s.role == "limitation"}
    speaking: dict[str, set[str]] = {t.code: set() for t in result.campaign.themes}
    for group in result.groups:
        if group.section in limits and group.theme in speaking:
            speaking[group.theme].update(group.agencies)
    most = max(map(len, speaking.values()), default=0)
    return ([t.label for t in result.campaign.themes if len(speaking[t.code]) == most] if most > 1 else []), most


# --- Figures in sentences, and who is missing ----------------------------------------------------


def figure_paragraphs(result: Consolidation, language: Language) -> tuple[FigureParagraph, ...]:
    """The sentences with figures that are meant for the page, a paragraph a topic."""
    told = [said for said in sentences_of(result, language) if said.page]
    return tuple(_paragraph(result, paragraph) for paragraph in paragraphs_of(told))


def _paragraph(result: Consolidation, paragraph: Sequence[Said]) -> FigureParagraph:
    source = next((source for said in paragraph for source in said.sources), None)
    indicator = result.campaign.indicator_by_code[source[0]] if source else None
    topic = paragraph[0].topic or (indicator.topic or indicator.label if indicator else "")
    return FigureParagraph(topic=topic, text=" ".join(said.text for said in paragraph), source=source)


def _progress(result: Consolidation, language: Language) -> Progress:
    board, fates = board_of(result.statuses), Counter(map(fate, result.submissions))
    late = boards.LEADERS_LATE.say(language, count=board.late) if board.late else ""
    so_far = boards.LEADERS.say(
        language,
        in_order=board.in_order,
        to_complete=board.to_complete,
        with_errors=board.with_errors,
        late=late,
        not_in=board.missing + board.rejected,
    )
    if_late = judged("leaders", lambda: _if_late(result, language), "")
    return Progress(
        text=f"{so_far} {_missing(result, language)}{if_late}",
        board=board,
        missing=result.missing,
        rejected=fates["unusable"],
        waiting=fates["waiting"],
    )


def _missing(result: Consolidation, language: Language) -> str:
    """Who has not reported, and since when."""
    campaign, missing = result.campaign, result.missing
    if not missing:
        return masters.MISSING_NONE.say(language)
    names = listed([campaign.agency_by_code[a].short_name for a in missing])
    text = masters.MISSING_AGENCIES.say(language, count=len(missing), names=names)
    days = [s.days_late for s in result.statuses if s.status in ("missing", "rejected") and s.days_late]
    if days and campaign.deadline:
        text += masters.MISSING_LATE.say(language, days=max(days), deadline=campaign.deadline.strftime("%d/%m/%Y"))
    return text


def _if_late(result: Consolidation, language: Language) -> str:
    """What key figures would be if those that are missing repeated last campaign's, and whom to ask first."""
    lines = []
    for late in if_the_late_stay_late(result):
        indicator = result.campaign.indicator_by_code[late.indicator]
        names = listed([result.campaign.agency_by_code[a].short_name for a in late.calls])
        lines.append(
            masters.IF_LATE_LINE.say(
                language,
                label=indicator.label,
                period=period_name(result, late.period, language),
                without=in_short(late.without),
                repeated=in_short(late.repeated),
                unit=f" {indicator.unit}" if indicator.unit else "",
                names=names,
            )
        )
    return masters.IF_LATE.say(language, lines="; ".join(lines)) if lines else ""
