"""The narrative in the report's text: paragraphs by topic, in which each idea is one sentence, the most important
first, as far as there is room.

A sentence has the number of the agencies that wrote it, and beside it of those that wrote it in close words (`voice`).
What is left out is in the annex of texts, which the opening names once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from toolkit.consolidation.ideas import Idea, facts_of, ideas_by_section, ideas_of, theme_counts
from toolkit.language.text import normalise
from toolkit.messages import reports
from toolkit.model import Consolidation, Language, Section, Statement
from toolkit.narrative.closeness import REPEATED, content, cover
from toolkit.narrative.lexicon import comparison_copy, lexicon
from toolkit.narrative.requests import LEAD, LEVELS, amount, lead_names, names_money, read_request
from toolkit.report import length
from toolkit.report.parts import DistinctText, KeyedText, ReportPoint, SectionPart, ThemePart
from toolkit.report.sorting import CAUSES, cause
from toolkit.report.voice import Voice

_DASH = re.compile(r"\s*(?:[-–—+*•·]\s+)+(?=\S)")
#: What makes the sentence of a single agency important: a number with its unit or object, money, or a request.
_WEIGHTY = re.compile(r"\d[\d.,]*\s?(?:%|[^\W\d]{2,})|\b(?:triệu|tỷ) đồng|(?:đề nghị|kiến nghị)", re.IGNORECASE)
#: Who does it or by when, in a sentence about what will be done.
_ASSIGNED = re.compile(
    r"\b(?:chủ trì|trước (?:ngày|tháng)|trong (?:quý|tháng)|chậm nhất|đến hết (?:năm|quý|tháng)"
    r"|(?:hoàn thành|xong) trước)\b",
    re.IGNORECASE,
)
#: A longer statement of a single agency, in words, is only printed if it has a number or a request.
_LONG = 60
#: A topic with fewer sentences shares the section's last paragraph; beside a topic, fewer agencies say nothing.
_OWN_PARAGRAPH = _WORTH_COUNTING = 3
#: The most requests with money whose amounts are listed after their sum.
_LISTED = 12


class _Topic(NamedTuple):
    """What ideas are about: a `theme`, a `family` that the coordinator named, a kind of `cause`, or a level of
    addressee (`request`)."""

    kind: str
    name: str


_TO_LEAD = _Topic("request", LEAD)


@dataclass(slots=True)
class _Part:
    """The ideas on one topic of a section, the most important first; `printed`: the positions of printed ideas."""

    topic: _Topic
    ideas: list[Idea]
    printed: set[int] = field(default_factory=set)

    def printed_ideas(self) -> list[Idea]:
        return [self.ideas[at] for at in sorted(self.printed)]

    @property
    def has_paragraph(self) -> bool:
        """Whether its sentences stand in a paragraph of their own."""
        return len(self.printed) >= _OWN_PARAGRAPH or (bool(self.printed) and self.topic.kind != "theme")


class Narrative:
    """The ideas of a result, by section, without hidden ones."""

    def __init__(self, result: Consolidation, sections: Sequence[Section], language: Language = "vi") -> None:
        self.result, self.sections, self.words = result, sections, reports.words(language)
        self.voice = Voice(result.campaign, len(result.used), language)
        self.statements: Mapping[str, Statement] = {s.id: s for s in result.statements}
        self.groups = {group.id: group for group in result.groups}
        self.themes = {t.code: t.label for t in result.campaign.themes}
        self.counts = theme_counts(result.groups)
        self.short = self.voice.names
        lead = result.campaign.agency_by_code.get(result.campaign.lead_agency)
        self.lead = lead.name if lead else ""
        self.lead_names = lead_names(result.campaign)
        self.facts = {idea.first.id for idea in facts_of(result)}
        ideas = ideas_by_section(ideas_of(result), sections)
        self.parts = {section.code: list(self._parts_of(section, ideas[section.code])) for section in sections}
        directions = [s.code for s in sections if s.role == "direction"]
        self.tasks_in = (directions or [s.code for s in sections if s.role == "proposal"] or [""])[0]

    def _parts_of(self, section: Section, ideas: Sequence[Idea]) -> Iterator[_Part]:
        """A section's ideas by topic: requests by addressee, causes after limitations, the rest by theme, or by the
        name that the coordinator gave to a family."""
        by_topic: dict[_Topic, list[Idea]] = {_Topic("theme", code): [] for code in (*self.themes, "")}
        by_topic |= {_Topic("cause", kind): [] for kind in CAUSES}
        by_topic |= {_Topic("request", level): [] for level in (*LEVELS, LEAD)}
        for idea in ideas:
            theme = idea.first.theme if idea.first.theme in self.themes else ""
            topic = _Topic("family", idea.topic) if idea.topic else _Topic("theme", theme)
            if section.role == "proposal":
                topic = _Topic("request", read_request(idea.sentence, self.lead_names).level)
            elif section.role == "limitation" and (kind := cause(idea.sentence, section.heading)):
                topic = _Topic("cause", kind)
            by_topic.setdefault(topic, []).append(idea)
        by_topic[_TO_LEAD] = self._under_one_name(by_topic[_TO_LEAD])
        for topic, members in by_topic.items():
            if members:
                yield _Part(topic, sorted(members, key=lambda i: self._rank(i, section, topic)))

    def _under_one_name(self, ideas: Sequence[Idea]) -> list[Idea]:
        """Requests to the lead agency: those that differ only in the name by which they call it are one."""
        by_body: dict[str, Idea] = {}
        for idea in ideas:
            body = normalise(read_request(idea.sentence, self.lead_names).body)
            first = by_body.get(body, idea)
            if first is not idea:
                wrote = tuple(dict.fromkeys(first.wrote + idea.wrote))
                similar = tuple(a for a in dict.fromkeys(first.similar + idea.similar) if a not in wrote)
                idea = first._replace(wrote=wrote, similar=similar, groups=first.groups + idea.groups)
            by_body[body] = idea
        return list(by_body.values())

    def _rank(self, idea: Idea, section: Section, topic: _Topic) -> tuple[int, ...]:
        """The order of ideas: requests with money, directions that say who or when, then by number and weight."""
        must = topic.kind == "request" and names_money(idea.sentence)
        assigned = section.role == "direction" and _ASSIGNED.search(idea.sentence)
        return (not must, not assigned, -len(idea.wrote), -len(idea.similar), not _WEIGHTY.search(idea.sentence))

    # -- choosing what fits --

    def choose_ideas(self, room: float) -> None:
        """Choose the ideas to print in a height of `room` points: all requests with money, the most important idea of
        each section, then those that most agencies wrote. A sentence that repeats half of a printed one is left out."""
        seen: defaultdict[tuple[str, str], list[frozenset[str]]] = defaultdict(list)
        waiting: list[tuple[tuple[int, ...], int, str, _Part, int]] = []
        for section in self.sections:
            room -= length.paragraph_height(section.heading, bold=True) + length.PARAGRAPH_END
            ranked = [
                (self._rank(idea, section, part.topic), n, section.code, part, at)
                for n, part in enumerate(self.parts[section.code])
                for at, idea in enumerate(part.ideas)
                if self._may_be_printed(idea)
            ]
            # Where ideas weigh the same, each section has its turn.
            turns = Counter[tuple[int, ...]]()
            for (must, _, *weight), _, code, part, at in sorted(ranked, key=lambda one: one[:2]):
                waiting.append(((must, *weight), turns[must, *weight], code, part, at))
                turns[must, *weight] += 1
        waiting.sort(key=lambda one: one[:2])
        first = {one[2]: one for one in reversed(waiting)}
        for (optional, *_), _, code, part, at in (*first.values(), *waiting):
            if at in part.printed or (optional and room < length.PARAGRAPH_END):
                continue
            height = length.sentence_height(" ".join(self._said(part.topic, part.ideas[at])))
            height += length.PARAGRAPH_END * (len(part.printed) + 1 == _OWN_PARAGRAPH)
            if optional and height > room:
                continue
            words = self._content(part.ideas[at])
            printed = seen[code, part.topic.name if part.topic.kind == "request" else ""]
            if not optional or all(cover(words, other) < REPEATED for other in printed):
                part.printed.add(at)
                printed.append(words)
                room -= height

    def _may_be_printed(self, idea: Idea) -> bool:
        """Whether an idea's sentence is a fact by the figures of somebody who wrote it (a frame's by those of all), and
        no long text of one agency without a number or a request."""
        fits = len(idea.agencies) > 1 or len(idea.sentence.split()) <= _LONG or _WEIGHTY.search(idea.sentence)
        return bool(fits) and idea.first.id in self.facts

    def _content(self, idea: Idea) -> frozenset[str]:
        words = lexicon(self.result.campaign.words)
        return content(comparison_copy(words, idea.sentence), words)

    # -- what is printed --

    def section(self, section: Section, figures: tuple[KeyedText, ...] = ()) -> SectionPart:
        """A section with the ideas that are printed."""
        parts = self.parts[section.code]
        paragraphs = list(self._requests(parts) if section.role == "proposal" else self._topics(section, parts))
        paragraphs += self._lead_tasks() if section.code == self.tasks_in else ()
        return SectionPart(
            heading=section.heading, parts=tuple(paragraphs), empty_text="", code=section.code, figures=figures
        )

    def _topics(self, section: Section, parts: Sequence[_Part]) -> Iterator[ThemePart]:
        """Yields a paragraph for each topic of several sentences, one for all other topics, then the causes."""
        causes = [part for part in parts if part.topic.kind == "cause" and part.printed]
        rest = list[tuple[tuple[int, ...], Idea, _Topic]]()
        for part in (part for part in parts if part.topic.kind != "cause"):
            if part.has_paragraph and (label := self._label(section, part)):
                yield self._paragraph(label, part)
            else:
                rest += [(self._rank(idea, section, part.topic), idea, part.topic) for idea in part.printed_ideas()]
        if rest:
            rest.sort(key=lambda one: one[0])
            yield ThemePart(label="", points=tuple(self._point(topic, idea) for _, idea, topic in rest), in_one=True)
        for part in causes:
            yield self._paragraph(self.words.CAUSES[part.topic.name], part)

    def _label(self, section: Section, part: _Part) -> str:
        """The beginning of a topic's paragraph: its name, and how many agencies mention it."""
        name = part.topic.name if part.topic.kind == "family" else self.themes.get(part.topic.name, "")
        count = self.counts[part.topic.name, section.code]
        if part.topic.kind == "family":
            count = len({agency for idea in part.ideas if idea.family for agency in idea.family.agencies})
        if not name:
            return ""
        shape = self.words.TOPIC if count >= _WORTH_COUNTING else self.words.TOPIC_ONLY
        return shape.format(topic=_inside_sentence(name), count=self.words.count(count), of=self.voice.of)

    def _requests(self, parts: Sequence[_Part]) -> Iterator[ThemePart]:
        """Yields a paragraph for each level of addressees, numbered if there are several, then the sum of the money."""
        printed = [part for part in parts if part.printed and part.topic != _TO_LEAD]
        for number, part in enumerate(printed, start=1):
            label = self.words.ADDRESSEES[part.topic.name]
            yield self._paragraph(
                self.words.NUMBERED.format(number=number, label=label) if printed[1:] else label, part
            )
        sums: dict[str, Decimal] = {}
        ids = (
            one
            for part in parts
            for idea in part.ideas
            for group in idea.groups
            for one in self.groups[group].statements
        )
        for statement in map(self.statements.__getitem__, ids):
            if (asked := amount(statement.text)) is not None:
                sums[statement.agency] = sums.get(statement.agency, Decimal(0)) + asked
        if len(sums) > 1:
            each = [
                self.words.AMOUNT_OF.format(agency=self.short[code], sum=self.words.number(of))
                for code, of in sums.items()
            ]
            total = self.words.number(sum(sums.values(), Decimal(0)))
            shape = self.words.AMOUNTS if len(each) <= _LISTED else self.words.AMOUNTS_ONLY
            text = shape.format(sum=total, count=self.words.count(len(sums)), amounts="; ".join(each))
            yield ThemePart(label="", points=(ReportPoint(text=text, groups=("sum of money",)),), in_one=True)

    def _lead_tasks(self) -> Iterator[ThemePart]:
        """Yields the requests to the lead agency, which asks nobody to do its own work: it says that it will."""
        for part in (part for parts in self.parts.values() for part in parts):
            if part.topic == _TO_LEAD and part.printed:
                yield self._paragraph(self.words.LEAD_TASKS.format(agency=self.lead), part)

    def _paragraph(self, label: str, part: _Part) -> ThemePart:
        points = tuple(self._point(part.topic, idea) for idea in part.printed_ideas())
        return ThemePart(label=label, points=points, in_one=True)

    def _point(self, topic: _Topic, idea: Idea) -> ReportPoint:
        text, attribution = self._said(topic, idea)
        texts = [self.groups[group].shown_text for group in idea.groups]
        unseen = tuple(other for other in texts[1:] if idea.similar and other != idea.sentence)
        return ReportPoint(text=text, attribution=attribution, groups=idea.groups, unseen=unseen)

    def _said(self, topic: _Topic, idea: Idea) -> tuple[str, str]:
        """The sentence of an idea as it is printed, and who wrote it; of a request what is asked for, since its
        paragraph begins with the verb and the addressee."""
        text = _on_one_line(idea.sentence)
        if topic.kind == "request":
            asked = read_request(text, self.lead_names).body
            text = asked[:1].upper() + asked[1:]
        cited = [self.statements[one].evidence for one in idea.first.statements]
        return self.voice.said(idea, text, [*filter(None, cited)])

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
            yield DistinctText(section.heading, self._name(part.topic), _on_one_line(idea.sentence), text, names)

    def _name(self, topic: _Topic) -> str:
        """A topic's name in the annex."""
        names = {"cause": self.words.CAUSES, "request": {**self.words.ADDRESSEES, LEAD: self.lead}}.get(topic.kind)
        if names is not None:
            return names[topic.name].removesuffix(":").removesuffix(self.words.ASK)
        return topic.name if topic.kind == "family" else self.themes.get(topic.name, self.words.OTHER_THEME)


def without_bullet(text: str) -> str:
    """A text without the dashes or dots typed before it, since the list in the document has its own."""
    match = _DASH.match(text)
    return text[match.end() :] if match else text


def _on_one_line(text: str) -> str:
    return without_bullet(" ".join(text.split()))


def _inside_sentence(name: str) -> str:
    """A topic's name within a sentence: abbreviations keep their letters."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
