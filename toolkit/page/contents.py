"""The contents of the leaders' page in order, before anything is drawn: the records for the template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.archive.data_code import code_line
from toolkit.consolidation.bridges.standing import board_status, status_words
from toolkit.consolidation.ideas import Idea, counted_themes, facts_of, ideas_by_section, theme_counts, theme_sections
from toolkit.consolidation.key_figures import KeyFigure
from toolkit.consolidation.leaders import LeadersPage, make_leaders_page
from toolkit.language.text import strip_bullet
from toolkit.messages import Text, boards, leaders_tables, masters, pages
from toolkit.model import AgencyStatus, Consolidation, Group, Language, LeadersQuestion, Section, Statement
from toolkit.page.charts import BarPart, Bars, bars_of, parts_of

#: The number of ideas of a section that are shown at first; a section with at most `_HARDLY_MORE` shows all.
_SHOWN, _HARDLY_MORE = 6, 8
#: The separator of file, sheet and cell.
_BETWEEN = " › "


class Voice(NamedTuple):
    """An agency with a statement, and the statement's cell: "" in a copy for circulation."""

    agency: str
    cell: str


class ShownWording(NamedTuple):
    """One wording ("" where it equals the idea's text), with its agencies and their evidence."""

    text: str
    evidence: str
    voices: tuple[Voice, ...]


class ShownPoint(NamedTuple):
    """Statements with the same meaning: one of their sentences, or the coordinator's sentence, and all wordings."""

    text: str
    attribution: str
    wordings: tuple[ShownWording, ...]


class ShownIdea(NamedTuple):
    """An idea; `similar`: how many further agencies wrote it in close words, or ""."""

    attribution: str
    text: str
    similar: str
    theme: str
    has_parts: bool
    points: tuple[ShownPoint, ...]


class MoreIdeas(NamedTuple):
    theme: str
    ideas: tuple[ShownIdea, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """A section: the ideas that most agencies have, then the remaining ideas by theme."""

    anchor: str
    heading: str
    about: str
    first: tuple[ShownIdea, ...]
    more: tuple[MoreIdeas, ...]
    more_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    figure: KeyFigure
    mark: str
    """The mark of its comparison beside its sign: `good`, `bad` or ""."""
    bars: Bars | None


class ShownQuestion(NamedTuple):
    """A line of questions; `each`: the section, subject and agencies of every question in it."""

    text: str
    each: tuple[tuple[str, str, str], ...]


class ThemeCount(NamedTuple):
    """A theme; for each section of `theme_sections`, the number of agencies and the length of its bar in per cent."""

    label: str
    counts: tuple[tuple[int, float], ...]


class ShownAgency(NamedTuple):
    name: str
    sign: str
    status: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The contents of the page."""

    leaders: LeadersPage
    in_of: str
    progress: str
    parts: tuple[BarPart, ...]
    bar_in_words: str
    agencies: tuple[ShownAgency, ...]
    has_files: bool
    figures: tuple[ShownFigure, ...]
    signs: tuple[str, ...]
    """The meaning of the signs in the charts."""
    questions: tuple[ShownQuestion, ...]
    theme_headings: tuple[str, ...]
    themes: tuple[ThemeCount, ...]
    sections: tuple[ShownSection, ...]
    notes: tuple[str, ...]


def make_contents(result: Consolidation, language: Language, *, shared: bool = False) -> Contents:
    """The page of a result. `shared`: the result is a copy for circulation."""
    leaders = make_leaders_page(result, language, shared=shared)
    board = leaders.progress.board
    parts = parts_of(((name, getattr(board, name)) for name in pages.BOARD), language)
    figures = tuple(_figure(result, figure, language) for figure in leaders.key_figures)
    two = theme_sections(leaders.sections)
    text = leaders.progress.text
    if leaders.progress.rejected:
        sources = masters.SHEETS["sources"].say(language)
        text += pages.REJECTED_FILES.say(language, count=leaders.progress.rejected, sources=sources)
    if leaders.progress.waiting:
        text += pages.WAITING_FILES.say(language, count=leaders.progress.waiting)
    return Contents(
        leaders=leaders,
        in_of=pages.IN_OF.say(language, in_count=board.came, owed=board.owed),
        progress=text,
        parts=parts,
        bar_in_words=pages.BAR_OF.say(language, values="; ".join(part.text for part in parts)),
        agencies=tuple(_agency(result, status, language, shared) for status in result.statuses),
        has_files=not shared,
        figures=figures,
        signs=tuple(dict.fromkeys(sign for f in figures if f.bars for sign in f.bars.signs)),
        questions=tuple(_questions(result, leaders, language)),
        theme_headings=tuple(s.heading for s in two),
        themes=_themes(result, two, language),
        sections=_Narrative(result, language).sections(leaders.sections),
        notes=tuple(_notes(result, leaders, language, shared)),
    )


def _figure(result: Consolidation, figure: KeyFigure, language: Language) -> ShownFigure:
    mark = {True: "good", False: "bad", None: ""}[figure.good]
    return ShownFigure(figure=figure, mark=mark, bars=bars_of(result, figure, language))


# --- Who has reported ----------------------------------------------------------------------------


def _agency(result: Consolidation, status: AgencyStatus, language: Language, shared: bool) -> ShownAgency:
    return ShownAgency(
        name=result.campaign.agency_by_code[status.agency].name,
        sign=boards.SIGNS[board_status(status)],
        status=status_words(status, language),
        file="" if shared else status.file,
    )


# --- Questions and counts ------------------------------------------------------------------------


def _questions(result: Consolidation, leaders: LeadersPage, language: Language) -> Iterator[ShownQuestion]:
    for line in leaders.questions or ():
        yield ShownQuestion(line.text, tuple(_question(result, question) for question in line.questions))


def _question(result: Consolidation, question: LeadersQuestion) -> tuple[str, str, str]:
    campaign = result.campaign
    names = "; ".join(campaign.agency_by_code[a].short_name for a in question.agencies)
    return campaign.section_by_code[question.section].heading, " ".join(question.text.split()), names


def _themes(result: Consolidation, sections: Sequence[Section], language: Language) -> tuple[ThemeCount, ...]:
    counts = theme_counts(result.groups)
    themes = counted_themes(result.campaign, counts, sections)
    most = max((counts[t, s.code] for t in themes for s in sections), default=0) or 1
    labels = _theme_labels(result, language)
    return tuple(
        ThemeCount(labels[t], tuple((n, round(n * 100 / most, 1)) for n in (counts[t, s.code] for s in sections)))
        for t in themes
    )


def _theme_labels(result: Consolidation, language: Language) -> dict[str, str]:
    """The labels of themes, keyed by code; with a label for the code "" where there are themes."""
    labels = {t.code: t.label for t in result.campaign.themes}
    return labels | {"": masters.UNCLASSIFIED.say(language) if labels else ""}


# --- Ideas ---------------------------------------------------------------------------------------


class _Narrative:
    """Converts ideas into the records shown on the page."""

    def __init__(self, result: Consolidation, language: Language) -> None:
        self.result, self.language = result, language
        self.groups = {g.id: g for g in result.groups}
        self.statements = {s.id: s for s in result.statements}
        self.short = {a.code: a.short_name for a in result.campaign.agencies}
        self.labels = _theme_labels(result, language)

    def say(self, text: Text, /, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def sections(self, sections: Sequence[Section]) -> tuple[ShownSection, ...]:
        ideas = ideas_by_section(facts_of(self.result), sections)
        return tuple(
            self._section(f"muc-{n}", s, ideas[s.code]) for n, s in enumerate(sections, start=1) if ideas[s.code]
        )

    def _section(self, anchor: str, section: Section, ideas: Sequence[Idea]) -> ShownSection:
        groups = [self.groups[one] for idea in ideas for one in idea.groups if not self.groups[one].is_hidden]
        agencies = {a for g in groups for a in g.agencies}
        about = self.say(pages.SECTION_ABOUT, ideas=len(groups), agencies=len(agencies))
        shown = len(ideas) if len(ideas) <= _HARDLY_MORE else _SHOWN
        by_theme: dict[str, list[ShownIdea]] = {code: [] for code in self.labels}
        for idea in ideas[shown:]:
            by_theme[idea.first.theme if idea.first.theme in self.labels else ""].append(self._idea(idea))
        return ShownSection(
            anchor=anchor,
            heading=section.heading,
            about=about,
            first=tuple(map(self._idea, ideas[:shown])),
            more=tuple(MoreIdeas(self.labels[code], tuple(rest)) for code, rest in by_theme.items() if rest),
            more_label=self.say(pages.MORE_IDEAS, count=len(ideas) - shown) if ideas[shown:] else "",
        )

    def _idea(self, idea: Idea) -> ShownIdea:
        groups = [self.groups[one] for one in idea.groups]
        return ShownIdea(
            attribution=self._attribution(idea.wrote),
            text=_flat(idea.sentence),
            similar=self.say(masters.WHO_SIMILAR, count=len(idea.similar)) if idea.similar else "",
            theme=self.labels.get(idea.first.theme, ""),
            has_parts=len(groups) > 1,
            points=tuple(self._point(g) for g in groups if not g.is_hidden),
        )

    def _attribution(self, agencies: Sequence[str]) -> str:
        """The number of agencies, or the name of the only agency."""
        return self.short[agencies[0]] if len(agencies) == 1 else self.say(pages.AGENCY_COUNT, count=len(agencies))

    def _point(self, group: Group) -> ShownPoint:
        text = _flat(group.shown_text)
        wordings: dict[tuple[str, str], list[Voice]] = {}
        for statement in (self.statements[one] for one in group.statements):
            words = "" if statement.text == text else statement.text
            wordings.setdefault((words, statement.evidence), []).append(self._voice(statement))
        return ShownPoint(
            text, self._attribution(group.agencies), tuple(ShownWording(*key, tuple(v)) for key, v in wordings.items())
        )

    def _voice(self, statement: Statement) -> Voice:
        parts = (statement.file, statement.sheet, statement.cell)
        return Voice(self.short[statement.agency], _BETWEEN.join(part for part in parts if part))


def _flat(text: str) -> str:
    """The text on one line, without a bullet."""
    return " ".join(strip_bullet(text).split())


# --- Notes ---------------------------------------------------------------------------------------


def _notes(result: Consolidation, leaders: LeadersPage, language: Language, shared: bool) -> Iterator[str]:
    yield from leaders.outdated
    codes = {s.code for s in leaders.sections}
    notes: list[tuple[Text, Mapping[str, object]]] = []
    if leaders.key_figures:
        notes.append((pages.NOTE_FIGURES, {}))
    if leaders.tables and not shared:
        notes.append((leaders_tables.NOTE, {}))
    if codes:
        notes += [(pages.NOTE_OPEN_SHARED if shared else pages.NOTE_OPEN, {}), (pages.NOTE_ORDER, {})]
    if any(f.section in codes for f in result.families):
        notes.append((pages.NOTE_FAMILIES, {}))
    if hidden := sum(g.is_hidden and g.section in codes for g in result.groups):
        notes.append((pages.NOTE_HIDDEN, {"count": hidden}))
    if other_sections := "; ".join(f"“{s.heading}”" for s in result.campaign.sections if s.code not in codes):
        notes.append((pages.NOTE_SECTIONS, {"sections": other_sections}))
    if corrected := sum(c.typed != "" and figure in result.sent for figure, c in result.corrections.items()):
        notes.append((pages.NOTE_CORRECTED, {"count": corrected}))
    if not shared:
        if result.accepted:
            notes.append((pages.NOTE_ACCEPTED, {"count": len(result.accepted)}))
        notes.append((pages.NOTE_FULL, {}))
    for text, arguments in notes:
        yield text.say(language, **arguments)
    if line := code_line(result, language):
        yield line
