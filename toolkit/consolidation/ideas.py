"""The narrative of the leaders' page as data: which ideas stand where, the weightiest first, and what there is to ask.

An idea is a group of statements that say the same, or a family of such groups; hidden ones are not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.language.text import strip_bullet
from toolkit.messages import masters
from toolkit.model import Campaign, Consolidation, Family, Group, Language, LeadersQuestion, Section, grouped

#: Sections with these roles stand on the leaders' page, in the report's order.
ROLES = ("achievement", "limitation", "lesson", "direction", "proposal")
#: Of the sections these are set side by side in the counts by theme.
_COMPARED = ("achievement", "limitation")
#: Questions of how reports are written, which are no leader's.
_OF_WORDING = frozenset({"boilerplate", "copied", "copied_before", "none", "empty"})
#: Letters of the statement that a line quotes; so many agencies and sections are named in it.
_QUOTED, _NAMED = 84, 3


class Idea(NamedTuple):
    """A family, or a group that is in none."""

    first: Group
    """The group itself, or the family's first: whose sentence it gives."""
    agencies: tuple[str, ...]
    proposed_with: tuple[str, ...]
    family: Family | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The ids of all its groups."""
        return self.family.groups if self.family else (self.first.id,)

    @property
    def sentence(self) -> str:
        """The sentence that tells it: one that somebody wrote, or that sentence with its slots."""
        return (self.family.frame if self.family else "") or self.first.shown_text


#: By theme, then section: what is shown, the weightiest first.
Ideas = dict[str, dict[str, list[Idea]]]


class QuestionLine(NamedTuple):
    """What stands out of one kind, as the page says it, with the questions themselves."""

    kind: str
    text: str
    questions: tuple[LeadersQuestion, ...]


def sections_of(campaign: Campaign) -> tuple[Section, ...]:
    """The sections of the leaders' page; a report without any of the usual roles shows all it has."""
    return tuple(s for s in campaign.sections if s.role in ROLES) or campaign.sections


# --- Ideas ---------------------------------------------------------------------------------------


def ideas_by_theme(result: Consolidation, sections: Sequence[Section]) -> Ideas:
    """The ideas of these sections, by theme (its code, "" for those without one) and section."""
    codes = {s.code for s in sections}
    found: Ideas = {}
    for idea in _ideas(result):
        if idea.first.section in codes:
            found.setdefault(idea.first.theme, {}).setdefault(idea.first.section, []).append(idea)
    return {t: {s: each_once(ideas) for s, ideas in own.items()} for t, own in found.items()}


def ideas_by_section(result: Consolidation, sections: Sequence[Section]) -> dict[str, list[Idea]]:
    """The same by section alone: those that most agencies say first, whatever their theme."""
    found: dict[str, list[Idea]] = {s.code: [] for s in sections}
    for idea in _ideas(result):
        if idea.first.section in found:
            found[idea.first.section].append(idea)
    return {s: each_once(sorted(ideas, key=lambda i: -len(i.agencies))) for s, ideas in found.items()}


def _ideas(result: Consolidation) -> Iterator[Idea]:
    """Families and groups that are in none, in their order."""
    inside = {own: family for family in result.families for own in family.groups}
    for group in result.groups:
        family = inside.get(group.id)
        if family is None and not group.hidden:
            yield Idea(group, group.agencies, group.proposed_with)
        elif family is not None and family.id == group.id:
            yield Idea(group, family.agencies, (), family)


def each_once(ideas: Iterable[Idea]) -> list[Idea]:
    """In their order, but a group that is perhaps the same as one before it follows all others."""
    shown: set[str] = set()
    first: list[Idea] = []
    last: list[Idea] = []
    for idea in ideas:
        doubled = not shown.isdisjoint(idea.proposed_with)
        (last if doubled else first).append(idea)
        shown.update(idea.groups)
    return first + last


# --- Counts by theme -----------------------------------------------------------------------------


def theme_counts(groups: Iterable[Group]) -> Counter[tuple[str, str]]:
    """How many agencies speak of a theme, by (theme, section); hidden groups count too."""
    speaking: dict[tuple[str, str], set[str]] = {}
    for group in groups:
        speaking.setdefault((group.theme, group.section), set()).update(group.agencies)
    return Counter({key: len(agencies) for key, agencies in speaking.items()})


def compared(sections: Sequence[Section]) -> list[Section]:
    """The two sections that are set side by side in the counts."""
    return [s for s in sections if s.role in _COMPARED][:2] or list(sections[:2])


def counted_themes(campaign: Campaign, counts: Mapping[tuple[str, str], int], sections: Iterable[Section]) -> list[str]:
    """The themes of which anybody speaks in these sections, "" for those without one; none where there are no
    themes to count by."""
    codes = [t.code for t in campaign.themes]
    return [t for t in (*codes, *([""] if codes else [])) if any(counts[t, s.code] for s in sections)]


# --- What to ask ---------------------------------------------------------------------------------


def question_lines(result: Consolidation, language: Language, *, wording: bool = False) -> tuple[QuestionLine, ...]:
    """What leaders would ask, a line for each kind of question, in the order of the first of each; `wording`: in its
    place what the coordinator has to see to first, as blank sections and copied texts.
    """
    by_kind = grouped(
        (question.kind, question) for question in result.questions if (question.kind in _OF_WORDING) is wording
    )
    return tuple(_line(result.campaign, kind, found, language) for kind, found in by_kind.items())


def _line(campaign: Campaign, kind: str, found: Sequence[LeadersQuestion], language: Language) -> QuestionLine:
    agencies = {a for q in found for a in q.agencies}
    text = _empty(campaign, found, language) if kind in ("none", "empty") else in_one_line(found[0].text)
    said = masters.QUESTION_LINES[kind].say(language, count=len(found), agencies=len(agencies), text=text)
    return QuestionLine(kind, said, tuple(found))


def in_one_line(text: str, most: int = _QUOTED) -> str:
    """A statement as a line quotes it: without its full stop, cut after so many letters."""
    flat = " ".join(strip_bullet(text).split()).rstrip(" .;")
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def _empty(campaign: Campaign, found: Sequence[LeadersQuestion], language: Language) -> str:
    texts = []
    for question in found:
        names = [campaign.agency_by_code[a].short_name for a in question.agencies]
        heading = campaign.section_by_code[question.section].heading
        texts.append(masters.QUESTION_EMPTY.say(language, section=heading, agencies=_first(names, ", ")))
    return _first(texts, "; ")


def _first(texts: Sequence[str], separator: str) -> str:
    """The first of them, and how many more there are."""
    return separator.join(texts[:_NAMED]) + (f" +{len(texts) - _NAMED}" if len(texts) > _NAMED else "")
