"""The narrative in the report's text: one sentence for each idea, the most important first, as far as there is room.

An idea is shown by one of its sentences (with gaps for numbers and names if the sentences differ only in these) and the
number of agencies that have it. Ideas that are left out are counted; their texts are in the annex of texts.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation.ideas import Idea, ideas_by_theme
from toolkit.messages import reports
from toolkit.model import Consolidation, Section, Statement
from toolkit.report import length
from toolkit.report.parts import DistinctText, KeyedText, ReportPoint, SectionPart, ThemePart
from toolkit.report.sorting import ELSEWHERE, addressee, amounts_in_words, cause, in_prose

#: The most agencies named with a statement; more are counted.
_NAMED = 3
_DASH = re.compile(r"\s*(?:[-–—+*•·]\s+)+(?=\S)")
#: What makes the sentence of a single agency important: a number with its unit or object, money, or a request.
_WEIGHTY = re.compile(r"\d[\d.,]*\s?(?:%|[^\W\d]{2,})|\b(?:triệu|tỷ) đồng|(?:đề nghị|kiến nghị)", re.IGNORECASE)
#: Codes of findings that one agency's words contradict its figures.
_AGAINST_FIGURES = frozenset(("words-against-figure", "words-against-trend", "contradicts-figure"))
_CAUSES, _ADDRESSEES = ("outside", "own", "cause"), ("central", "province", "departments", "districts", ELSEWHERE)


@dataclass(slots=True)
class _Part:
    """The ideas under one label of a section, the most important first; `printed`: the positions of printed ideas."""

    label: str
    ideas: list[Idea]
    printed: set[int] = field(default_factory=set)


class Narrative:
    """The ideas of a result, by section, without hidden ones. `label`: the label of the annex with all texts."""

    def __init__(self, result: Consolidation, sections: Sequence[Section], label: str = "") -> None:
        self.result, self.sections, self.label = result, sections, label
        self.statements: Mapping[str, Statement] = {s.id: s for s in result.statements}
        self.groups = {group.id: group for group in result.groups}
        self.short = {a.code: a.short_name for a in result.campaign.agencies}
        self.contradicted = _contradicting_texts(result)
        themes = {t.code: t.label for t in result.campaign.themes}
        by_theme = ideas_by_theme(result, sections)
        self.parts: dict[str, list[_Part]] = {}
        for section in sections:
            by_label = {
                label: by_theme.get(code, {}).get(section.code, [])
                for code, label in (*themes.items(), ("", reports.OTHER_THEME))
            }
            self.parts[section.code] = [
                _Part(name, sorted(ideas, key=self._rank)) for name, ideas in self._parts_of(section, by_label) if ideas
            ]

    def _parts_of(self, section: Section, by_theme: Mapping[str, Sequence[Idea]]) -> Iterator[tuple[str, list[Idea]]]:
        """A section's ideas under their labels: requests by addressee, causes after limitations, the rest by theme."""
        every = [idea for ideas in by_theme.values() for idea in ideas]
        if section.role == "proposal":
            yield from _label_ideas(every, lambda i: addressee(i.sentence), _ADDRESSEES, reports.ADDRESSEES)
            return
        limits = every if section.role == "limitation" else ()
        causes = {id(i): kind for i in limits if (kind := cause(i.sentence, section.heading))}
        for label, ideas in by_theme.items():
            yield label, [idea for idea in ideas if id(idea) not in causes]
        yield from _label_ideas((i for i in every if id(i) in causes), lambda i: causes[id(i)], _CAUSES, reports.CAUSES)

    def _rank(self, idea: Idea) -> tuple[int, bool]:
        return -len(idea.agencies), not _WEIGHTY.search(idea.sentence)

    # -- choosing what fits --

    def choose_ideas(self, room: float) -> None:
        """Choose the ideas to print in a height of `room` points: first the most important one of each section, then by
        number of agencies and importance. The heights of headings and of the sentences with counts are deducted."""
        rest = length.paragraph_height(reports.REST.format(count="00", agencies="000", annex=self.label))
        waiting: list[tuple[tuple[int, bool], int, _Part, int]] = []
        for section in self.sections:
            room -= length.paragraph_height(section.heading, bold=True) + rest
            waiting += [
                (self._rank(idea), n, part, at)
                for n, part in enumerate(self.parts[section.code])
                for at, idea in enumerate(part.ideas)
            ]
        order = sorted(range(len(waiting)), key=lambda n: (waiting[n][0], n))
        first = {self._section_of_part(waiting[n][2]): n for n in reversed(order)}
        for n in (*first.values(), *order):
            _, _, part, at = waiting[n]
            idea = part.ideas[at]
            heading = length.paragraph_height(part.label) + rest if part.label and not part.printed else 0.0
            height = heading + length.paragraph_height(f"{without_bullet(idea.sentence)} {self._attribution(idea)}")
            if at not in part.printed and height <= room and not self._contradicts(idea):
                part.printed.add(at)
                room -= height

    def _contradicts(self, idea: Idea) -> bool:
        """Whether the text to be printed for an idea contradicts figures: its sentence, or a number in its range."""
        groups = idea.groups if idea.family is not None and idea.family.frame else ()
        texts = (self.statements[statement].text for group in groups for statement in self.groups[group].statements)
        return idea.sentence in self.contradicted or not self.contradicted.isdisjoint(texts)

    def _section_of_part(self, wanted: _Part) -> str:
        return next(code for code, parts in self.parts.items() if any(part is wanted for part in parts))

    # -- what is printed --

    def section(self, section: Section, figures: tuple[KeyedText, ...] = ()) -> SectionPart:
        """A section with the ideas that are printed, and the number of those that are not."""
        parts, left = [], list[Idea]()
        parts_of_section = self.parts[section.code]
        for part in parts_of_section:
            rest = [idea for at, idea in enumerate(part.ideas) if at not in part.printed]
            if not part.printed:
                left += rest
                continue
            points = tuple(self._point(part.ideas[at]) for at in sorted(part.printed))
            alone = len(parts_of_section) == 1 and part.label == reports.OTHER_THEME
            amounts = self._amounts_sentence(part) if section.role == "proposal" else ""
            note = " ".join(filter(None, (amounts, self._rest_sentence(rest, reports.REST))))
            parts.append(ThemePart(label="" if alone else part.label, points=points, rest=note))
        if left:
            parts.append(ThemePart(label="", points=(), rest=self._rest_sentence(left, reports.REST_OF_SECTION)))
        return SectionPart(
            heading=section.heading, parts=tuple(parts), empty_text=reports.NOTHING, code=section.code, figures=figures
        )

    def _rest_sentence(self, ideas: Sequence[Idea], shape: str) -> str:
        if not ideas:
            return ""
        agencies = {agency for idea in ideas for agency in idea.agencies}
        return shape.format(count=in_prose(len(ideas)), agencies=in_prose(len(agencies)), annex=self.label)

    def _amounts_sentence(self, part: _Part) -> str:
        ids = (one for idea in part.ideas for group in idea.groups for one in self.groups[group].statements)
        return amounts_in_words((s.agency, s.text) for s in map(self.statements.__getitem__, ids))

    def _point(self, idea: Idea) -> ReportPoint:
        reviewed = idea.family is None or idea.family.reviewed
        texts = [self.groups[group].shown_text for group in idea.groups]
        unseen = () if reviewed else tuple(text for text in texts if text != idea.sentence)
        text = without_bullet(idea.sentence)
        return ReportPoint(text=text, attribution=self._attribution(idea), groups=tuple(idea.groups), unseen=unseen)

    def _attribution(self, idea: Idea) -> str:
        """The agencies that have the idea: their names if they are few; a single agency with the document that it
        cites; for a family without a common sentence only the number of agencies that mention it."""
        names = [self.short[code] for code in idea.agencies]
        of = in_prose(len(self.result.used))
        if idea.family is not None and not idea.family.frame:
            return reports.SPOKEN_OF.format(count=in_prose(len(names)), of=of)
        if len(names) > _NAMED:
            return reports.SAID_BY_MANY.format(count=in_prose(len(names)), of=of)
        if len(names) > 1:
            return reports.SAID_BY_SOME.format(count=in_prose(len(names)), names="; ".join(names))
        cited = [text for one in idea.first.statements if (text := self.statements[one].evidence)]
        return reports.SAID_BY_ONE.format(names="; ".join([*names, *cited[:1]]))

    # -- all texts --

    def texts(self) -> tuple[DistinctText, ...]:
        """Every distinct text that counts, once under its idea, in the order of the report."""
        texts: list[DistinctText] = []
        for section in self.sections:
            for part in self.parts[section.code]:
                for idea in part.ideas:
                    texts += self._texts_of(section, part, idea)
        return tuple(texts)

    def _texts_of(self, section: Section, part: _Part, idea: Idea) -> Iterator[DistinctText]:
        by_text: dict[str, tuple[str, dict[str, None]]] = {}
        for group_id in idea.groups:
            group = self.groups[group_id]
            for text, agency in [
                (group.shown_text, ""),
                *((s.text, s.agency) for s in map(self.statements.get, group.statements) if s),
            ]:
                shown = _on_one_line(text)
                by_text.setdefault(shown.rstrip(" .;,"), (shown, {}))[1].update({agency: None} if agency else {})
        for text, agencies in by_text.values():
            names = tuple(self.short[code] for code in agencies)
            yield DistinctText(section.heading, part.label, _on_one_line(idea.sentence), text, names)


def _contradicting_texts(result: Consolidation) -> frozenset[str]:
    """Texts that contradict their agency's figures, according to an open finding: nobody should sign them as facts."""
    cells = {
        (submission.agency, f.sheet, cell)
        for submission in result.used.values()
        for f in submission.findings
        if f.code in _AGAINST_FIGURES
        for cell in (f.cell, *f.cells)
    }
    return frozenset(s.text for s in result.statements if (s.agency, s.sheet, s.cell) in cells)


def _label_ideas(
    ideas: Iterable[Idea], key: Callable[[Idea], str], order: Sequence[str], labels: Mapping[str, str]
) -> Iterator[tuple[str, list[Idea]]]:
    by_kind: dict[str, list[Idea]] = {name: [] for name in order}
    for idea in ideas:
        by_kind[key(idea)].append(idea)
    for name, members in by_kind.items():
        yield labels[name], members


def without_bullet(text: str) -> str:
    """A text without the dashes or dots typed before it, since the list in the document has its own."""
    match = _DASH.match(text)
    return text[match.end() :] if match else text


def _on_one_line(text: str) -> str:
    return without_bullet(" ".join(text.split()))
