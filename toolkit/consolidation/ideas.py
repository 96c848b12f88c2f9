"""The narrative of the leaders' page as data: the ideas by theme and section, and the questions about them.

An idea is a sentence with those who wrote it and those who wrote it in close words; hidden ones are not shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.language.text import strip_bullet
from toolkit.messages import masters
from toolkit.model import Campaign, Consolidation, Family, Group, Language, LeadersQuestion, Section, grouped
from toolkit.model.caching import cached

#: Sections with these roles are on the leaders' page, in the report's order.
ROLES = ("achievement", "limitation", "lesson", "direction", "proposal")
#: The roles of the two sections that the counts by theme compare.
_COMPARED = ("achievement", "limitation")
#: Kinds of questions about how reports are written, which are not for leaders.
_OF_WORDING = frozenset({"boilerplate", "copied", "copied_before", "none", "empty"})
_AGAINST_FIGURES = frozenset(("words-against-figure", "words-against-trend", "contradicts-figure"))
#: The number of characters that a line quotes of a statement, and of agencies or sections that it names.
_QUOTED, _NAMED = 84, 3


class Idea(NamedTuple):
    """A sentence, with who may be counted beside it. No output counts by itself: neither nearness of meaning nor
    a family is a ground for a number (decision 172)."""

    first: Group
    """The group whose sentence is shown."""
    sentence: str
    wrote: tuple[str, ...]
    """The agencies that wrote the sentence: word for word, but for slots, or joined by the coordinator."""
    similar: tuple[str, ...] = ()
    """Further agencies, which wrote it in close words."""
    groups: tuple[str, ...] = ()
    """The ids of all its groups."""
    proposed_with: tuple[str, ...] = ()
    family: Family | None = None

    @property
    def agencies(self) -> tuple[str, ...]:
        """All agencies that may be named with it."""
        return self.wrote + self.similar

    @property
    def topic(self) -> str:
        """The name that the coordinator gave to its family, or ""."""
        return self.family.name if self.family and self.family.reviewed else ""


#: The ideas shown, by theme, then section; the ideas of most agencies first.
Ideas = dict[str, dict[str, list[Idea]]]


class QuestionLine(NamedTuple):
    """One line of the leaders' page, for all questions of one kind."""

    kind: str
    text: str
    questions: tuple[LeadersQuestion, ...]


def sections_of(campaign: Campaign) -> tuple[Section, ...]:
    """The sections of the leaders' page; if none has one of the usual roles, all sections of the report."""
    return tuple(s for s in campaign.sections if s.role in ROLES) or campaign.sections


# --- Ideas ---------------------------------------------------------------------------------------


def ideas_by_theme(result: Consolidation, sections: Sequence[Section]) -> Ideas:
    """The ideas of these sections, by theme (its code, "" for ideas without one), then section."""
    codes = {s.code for s in sections}
    by_theme: Ideas = {}
    for idea in facts_of(result):
        if idea.first.section in codes:
            by_theme.setdefault(idea.first.theme, {}).setdefault(idea.first.section, []).append(idea)
    return {t: {s: _by_weight(ideas) for s, ideas in by_section.items()} for t, by_section in by_theme.items()}


def ideas_by_section(ideas: Iterable[Idea], sections: Sequence[Section]) -> dict[str, list[Idea]]:
    """The ideas by section, whatever their theme; those that most agencies wrote come first."""
    by_section: dict[str, list[Idea]] = {s.code: [] for s in sections}
    for idea in ideas:
        if idea.first.section in by_section:
            by_section[idea.first.section].append(idea)
    return {s: _by_weight(of) for s, of in by_section.items()}


@cached
def facts_of(result: Consolidation) -> tuple[Idea, ...]:
    """The ideas without those that contradict the figures of all who wrote the sentence; of a frame, of any of them."""
    return tuple(_facts(result))


def _facts(result: Consolidation) -> Iterator[Idea]:
    contradicting, statements = _contradicting_statements(result), {g.id: g.statements for g in result.groups}
    for idea in ideas_of(result):
        if idea.family and idea.family.frame:
            contradicts = not all(contradicting.isdisjoint(statements[group]) for group in idea.groups)
        else:
            contradicts = contradicting.issuperset(statements[idea.first.id])
        if not contradicts:
            yield idea


def _contradicting_statements(result: Consolidation) -> frozenset[str]:
    """The ids of statements that contradict figures, according to an open finding: nobody should sign them as facts."""
    cells = {
        (submission.agency, f.sheet, cell)
        for submission in result.used.values()
        for f in submission.findings
        if f.code in _AGAINST_FIGURES
        for cell in (f.cell, *f.cells)
    }
    return frozenset(s.id for s in result.statements if (s.agency, s.sheet, s.cell) in cells) if cells else frozenset()


def ideas_of(result: Consolidation) -> Iterator[Idea]:
    """The ideas of a result, in the order of its groups; hidden groups are in none."""
    by_id = {group.id: group for group in result.groups}
    inside = {group: (family, idea) for family in result.families for idea in family.ideas for group in idea}
    for group in result.groups:
        family, ids = inside.get(group.id, (None, (group.id,)))
        if ids[0] != group.id or group.is_hidden:
            continue
        if family and family.frame:
            yield Idea(group, family.frame, family.agencies, (), ids, (), family)
        else:
            wrote = tuple(agency for agency in group.agencies if agency not in group.loosely)
            every = dict.fromkeys(agency for one in ids for agency in by_id[one].agencies)
            similar = tuple(agency for agency in every if agency not in wrote)
            yield Idea(group, group.shown_text, wrote, similar, ids, group.proposed_with, family)


def _by_weight(ideas: Iterable[Idea]) -> list[Idea]:
    """The ideas that most agencies wrote first, but those that may be the same as an earlier idea come last."""
    shown: set[str] = set()
    first: list[Idea] = []
    last: list[Idea] = []
    for idea in sorted(ideas, key=lambda i: (-len(i.wrote), -len(i.similar))):
        doubled = not shown.isdisjoint(idea.proposed_with)
        (last if doubled else first).append(idea)
        shown.update(idea.groups)
    return first + last


# --- Counts by theme -----------------------------------------------------------------------------


def theme_counts(groups: Iterable[Group]) -> Counter[tuple[str, str]]:
    """The number of agencies with statements of a theme, by (theme, section); hidden groups count too. Counted is who
    filed a statement there, or wrote a keyword of the theme, not who is near it only in meaning."""
    agencies: dict[tuple[str, str], set[str]] = {}
    for group in groups:
        if not group.theme_is_near:
            agencies.setdefault((group.theme, group.section), set()).update(group.agencies)
    return Counter({key: len(codes) for key, codes in agencies.items()})


def theme_sections(sections: Sequence[Section]) -> list[Section]:
    """The two sections that the counts by theme compare."""
    return [s for s in sections if s.role in _COMPARED][:2] or list(sections[:2])


def counted_themes(campaign: Campaign, counts: Mapping[tuple[str, str], int], sections: Iterable[Section]) -> list[str]:
    """The themes with statements in these sections, "" for no theme; empty where the definition has no themes."""
    codes = [t.code for t in campaign.themes]
    return [t for t in (*codes, *([""] if codes else [])) if any(counts[t, s.code] for s in sections)]


# --- What to ask ---------------------------------------------------------------------------------


def question_lines(result: Consolidation, language: Language, *, wording: bool = False) -> tuple[QuestionLine, ...]:
    """Questions that leaders may ask: a line for each kind, in the order of each kind's first question. `wording`: for
    the coordinator, only the questions about how reports are written (blank sections, copied texts)."""
    by_kind = grouped(
        (question.kind, question) for question in result.questions if (question.kind in _OF_WORDING) is wording
    )
    return tuple(_kind_line(result.campaign, kind, questions, language) for kind, questions in by_kind.items())


def _kind_line(campaign: Campaign, kind: str, questions: Sequence[LeadersQuestion], language: Language) -> QuestionLine:
    agencies = {a for q in questions for a in q.agencies}
    text = _blanks_text(campaign, questions, language) if kind in ("none", "empty") else in_one_line(questions[0].text)
    line = masters.QUESTION_LINES[kind].say(language, count=len(questions), agencies=len(agencies), text=text)
    return QuestionLine(kind, line, tuple(questions))


def in_one_line(text: str, most: int = _QUOTED) -> str:
    """A statement as quoted in a line: without its full stop, cut after `most` characters."""
    flat = " ".join(strip_bullet(text).split()).rstrip(" .;")
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def _blanks_text(campaign: Campaign, questions: Sequence[LeadersQuestion], language: Language) -> str:
    texts = []
    for question in questions:
        names = [campaign.agency_by_code[a].short_name for a in question.agencies]
        heading = campaign.section_by_code[question.section].heading
        texts.append(masters.QUESTION_EMPTY.say(language, section=heading, agencies=_first_texts(names, ", ")))
    return _first_texts(texts, "; ")


def _first_texts(texts: Sequence[str], separator: str) -> str:
    """The first of the texts, and the number of the others."""
    return separator.join(texts[:_NAMED]) + (f" +{len(texts) - _NAMED}" if len(texts) > _NAMED else "")
