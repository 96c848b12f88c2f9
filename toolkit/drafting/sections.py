"""The section of a heading, or of a sentence that introduces a list.

The campaign's headings and words decide, else words that reports generally use (`report_words`). If two sections are
possible, none is chosen and both are named.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.drafting import report_words
from toolkit.drafting.numbering import heading_key, unnumbered
from toolkit.drafting.phrases import SOFT, Lexicon, Phrase, Reading, Times, Word, drop_remedied, times_of, words_of
from toolkit.language.text import clean, fold
from toolkit.messages import reports
from toolkit.model import Agency, Campaign, Section, role_of

_JUDGING = frozenset(report_words.JUDGING)
#: Kinds of phrases that only frame what is under a heading.
FRAMING = frozenset({"outcome", "doing", "review"})
#: The role of causes, keyed by the kind of what they cause; results count as achievements.
_OF_CAUSE = {"achievement": "achievement", "outcome": "achievement", "limitation": "limitation"}
#: The role of a kind in `SOFT` if it looks back.
_BACK = {"aim": "result", "work": "task", "plan": "task"}
#: The longest text that may be a heading or introduce a list, in words.
_LONGEST = 60
_ENDING = re.compile(rf"[\s,]*\b(?:{report_words.ANNOUNCING})\s*$")
_CIRCUMSTANCE = re.compile(rf"(?:{report_words.CIRCUMSTANCE})\b")
_TURNING = re.compile(rf"(?:^|[\s,])(?:{report_words.TURNING})\b[\s,]*")
#: The beginning of a text that reports what was done, and is no heading.
_DONE = re.compile(r"đã\s", re.IGNORECASE)
_OVERALL = re.compile(rf"\b(?:{report_words.OVERALL})\b")
_SAU = re.compile(r"\b(?:sau|sau đây|dưới đây)[.:]?$")
_OPPOSES = re.compile(rf"(?:{report_words.OPPOSING})\b")
_REPORTED, _DRAWN = re.compile(rf"\b(?:{report_words.REPORTED})\b"), re.compile(rf"\b(?:{report_words.DRAWN})\b")
_ANSWERED = re.compile(r"\bđã (?:được )?(?:kiến nghị|đề xuất|đề nghị|giải quyết|tiếp nhận|trả lời)")
_SEVERAL = re.compile(rf"\b(?:{report_words.SEVERAL})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The section of a heading. `share`: the share of the heading's words that name it.

    `between`: the possible sections, where the section is uncertain.
    """

    section: Section
    share: float
    between: tuple[Section, ...] = ()
    verbatim: bool = False
    """Whether the text is the section's heading, word for word."""
    cause: bool = False
    """Whether the heading names causes only: causes of achievements or of limitations."""
    framing: bool = False
    """Whether the heading only frames what is under it: `Kết quả thực hiện`."""

    @property
    def is_unsure(self) -> bool:
        return bool(self.between)


class Sections:
    """Finds the section of a heading: by the sections' headings and the campaign's words, else by general words."""

    def __init__(self, campaign: Campaign, agency: Agency | None) -> None:
        self.required = campaign.sections if agency is None else campaign.sections_of(agency)
        self._all = campaign.sections
        self._periods = campaign.periods
        self._by_heading = {heading_key(section.heading): section for section in reversed(campaign.sections)}
        self._by_code = campaign.section_by_code
        self._themes = {heading_key(reports.OTHER_THEME): "", **{heading_key(t.label): t.code for t in campaign.themes}}
        self._words = {heading_key(word.text): word for word in campaign.words if word.kind == "heading"}
        self._general = Lexicon(())
        self._lexicon = Lexicon(self._campaign_phrases())
        pairs = [(w.text, other) for w in campaign.words if w.kind == "antonym" for other in w.means.split("|")]
        self._antonyms = [
            (heading_key(one), heading_key(two)) for one, two in pairs if heading_key(one) and heading_key(two)
        ]

    def _campaign_phrases(self) -> Iterable[tuple[str, str, str]]:
        """The campaign's phrases, each as (phrase, role, section's code or the word's meaning)."""
        for section in self._all:
            yield section.heading, section.role, section.code
        for key, word in self._words.items():
            means = word.means.strip()
            section_meant = self._by_code.get(means)
            role = section_meant.role if section_meant else role_of(means)
            reading = self._read(word.text, self._general)
            bare = [p.end for p in reading.phrases if p.kind in SOFT] == [len(reading.words)]
            less_specific = bare and len(key.split()) > len(reading.words)  # `giải pháp` for `một số giải pháp`
            if key and role and any(s.role == role for s in self._all) and not _is_cause(reading) and not less_specific:
                yield word.text, role, means

    def _read(self, text: str, lexicon: Lexicon) -> Reading:
        words = words_of(re.sub(r"\d+", " ", text))
        return Reading(words, lexicon.phrases(words))

    # --- Headings ---

    def match(self, text: str) -> Match | None:
        """The section that a heading names; None if it names no section."""
        key = heading_key(text)
        if not key or len(key.split()) > _LONGEST:
            return None
        if key in self._by_heading:
            return Match(section=self._by_heading[key], share=1.0, verbatim=True)
        bare = unnumbered(clean(text))
        reading = self._read(bare, self._lexicon)
        if (word := self._words.get(key)) and (named := self._sections_named([(word.means.strip(),) * 2], key)):
            kinds = self._kinds(reading.words)
            return Match(section=named[0], share=1.0, cause=_is_cause(reading), framing=kinds <= FRAMING)
        if not reading.phrases or _DONE.match(bare):
            return None
        return self._match_of_phrases(reading, key, times_of(bare, self._periods))

    def _match_of_phrases(self, reading: Reading, key: str, times: Times) -> Match | None:
        roles = self._possible_roles(reading, times)
        sections = self._sections_named(roles, key)
        named = any(phrase.section or phrase.judges for phrase in reading.heads)
        if not sections or not (named or reading.begins_with_phrase):
            return None
        covered = sum(phrase.end - phrase.start for phrase in reading.phrases) / len(reading.words)
        share = 1.0 if reading.is_whole else min(reading.known_share if reading.begins_with_phrase else covered, 0.99)
        guessed = not reading.begins_with_phrase and (share < 0.5 or not any(p.section for p in reading.heads))
        several = len({role for role, _ in roles}) > 1 or self._has_opposite_word(key, sections[0])
        between = tuple(sections) if len(sections) > 1 or guessed or several else ()
        kinds = self._kinds(reading.words)
        return Match(
            section=sections[0], share=share, between=between, cause=_is_cause(reading), framing=kinds <= FRAMING
        )

    def _possible_roles(self, reading: Reading, times: Times) -> list[tuple[str, str]]:
        """The roles that a heading's head phrases name, in order, each with the section's code or ""."""
        causes = _cause_roles(reading)
        if _is_cause(reading):
            return causes
        inside = {phrase: self._kinds(reading.words[phrase.start : phrase.end]) for phrase in reading.heads}
        soft = {p for p, kinds in inside.items() if kinds & SOFT and not kinds & _JUDGING}
        frames = {p for p, kinds in inside.items() if kinds and kinds <= FRAMING}
        firm = [
            p for p in reading.heads if p not in soft | frames and (p.section or p.judges or p.kind == "organisation")
        ]
        judging = [p for p in firm if p.judges]
        if any(p.kind == "direction" for p in judging):
            soft = set()
        reached = {p for p, after in zip(reading.phrases, reading.phrases[1:], strict=False) if _says_if_reached(after)}
        roles = {p: self._soft_roles(p, inside[p], reading, times, bool(judging)) for p in soft}
        roles |= {p: [(_BACK["aim"], "")] for p in soft & reached if "aim" in inside[p]}
        roles |= {p: [(p.kind, p.section)] for p in firm} | _roles_beside_judgements(reading.heads, frames)
        possible = [*causes, *(role for phrase in reading.heads for role in roles.get(phrase, ()))]
        return possible or [(p.kind, p.section) for p in reading.heads if p.section] or _roles_of_frame(reading)

    def _kinds(self, words: Sequence[Word]) -> set[str]:
        return {phrase.kind for phrase in self._general.phrases(words)}

    def _soft_roles(
        self, phrase: Phrase, kinds: set[str], reading: Reading, times: Times, judged: bool
    ) -> list[tuple[str, str]]:
        """The roles for work, aims and plans: done or reached if a framing phrase says so or the time is past, else to
        be done. `judged`: whether a phrase that judges is in the same heading.
        """
        named = [(phrase.kind, phrase.section)] if phrase.section else []
        back = [(_BACK[kind], "") for kind in _BACK if kind in kinds]
        back = named if named and phrase.kind in ("result", "task") else back
        ahead = named if named and phrase.kind == "direction" else [("direction", "")]
        before = self._kinds(reading.words[: phrase.end])
        framed = bool(before & {"outcome", "review"}) or ("doing" in before and not times.is_future)
        if framed:
            return [*back, *ahead] if times.ahead else back
        if times.is_future or (judged and not named):
            return ahead
        if named:
            return [*back, *ahead] if times.behind and named == ahead else named
        return back if times.behind else [*back, *ahead]

    def _sections_named(self, roles: Iterable[tuple[str, str]], key: str) -> list[Section]:
        sections: list[Section] = []
        for role, code in dict.fromkeys(roles):
            section = self._by_code.get(code) or self._section_of_role(role_of(role), key)
            if section is not None and section not in sections:
                sections.append(section)
        return sections

    def _section_of_role(self, role: str, key: str) -> Section | None:
        """The section with a role; if several have it, the most similar section, None if two are equally similar."""
        having = [section for section in self.required if section.role == role]
        having = having or [section for section in self._all if section.role == role]
        similarity = [len(set(heading_key(section.heading).split()) & set(key.split())) for section in having]
        if not having or similarity.count(max(similarity)) > 1:
            return None
        return having[similarity.index(max(similarity))]

    def _has_opposite_word(self, key: str, section: Section) -> bool:
        """Whether a heading also has the antonym of one of its words, by the campaign's lists."""
        padded = f" {key} "
        return section.role in ("achievement", "limitation") and any(
            f" {one} " in padded and f" {two} " in padded.replace(f" {one} ", " | ") for one, two in self._antonyms
        )

    def theme(self, text: str) -> str | None:
        """The code of the theme with this label; None if there is no such theme."""
        return self._themes.get(heading_key(text))

    def is_heading(self, text: str) -> bool:
        """Whether the text is a section's heading and nothing more."""
        match = self.match(text)
        return match is not None and match.share == 1.0

    # --- Sentences that introduce a list ---

    def announced_section(self, text: str, current: Section | None, listed: bool) -> Match | None:
        """The section of what a sentence introduces; None if the sentence names no section.

        `current`: the section that the sentence is in. `listed`: whether an enumeration follows.
        """
        bare = " ".join(clean(text).lower().split())
        if not leads_in(bare, listed) or len(bare.split()) > _LONGEST:
            return None
        plain = bare.rstrip(" .:")
        while (shorter := _ENDING.sub("", plain)) != plain:
            plain = shorter
        clause = _main_clause(plain)
        reading = self._read(clause, self._general)
        if not bare.endswith(":") and not has_sau(bare) and not _contrasts_several(reading, bare):
            return None
        roles = self._introduced_roles(reading, bare, current)
        sections = self._sections_named(
            ((role, current.code if current and role == current.role else "") for role in roles), fold(clause)
        )
        if not sections:
            return None
        return Match(section=sections[0], share=1.0, between=tuple(sections) if len(sections) > 1 else ())

    def _introduced_roles(self, reading: Reading, bare: str, current: Section | None) -> list[str]:
        """The possible roles of what a sentence introduces: those of its last phrases, or a request to others."""
        here = current.role if current is not None else ""
        whole = here if here not in report_words.JUDGING else ""
        reported = here if (whole or here == "achievement") and _is_reported(reading, bare) else ""
        times = times_of(bare, self._periods)
        phrases = drop_remedied(reading.phrases)
        judging = [phrase for phrase in phrases if phrase.judges]
        if any(phrase.kind == "proposal" for phrase in judging):
            return [] if _ANSWERED.search(bare) else [*filter(None, [reported]), "proposal"]
        if last := _last_coordinated(judging):
            roles = list(dict.fromkeys(phrase.kind for phrase in last))
            stays = reported or _may_stay(roles, last, reading, bare, here)
            return [here, *roles] if stays and here else roles
        if _is_cause(reading) and any(p.kind == "cause" for p in phrases):
            return []
        planned = any(phrase.kind == "plan" for phrase in phrases)
        if times.ahead or (times.to_do and not times.behind and not whole):
            return [*filter(None, [reported]), "direction"]
        if planned and not times.behind:
            return [whole, "direction"] if whole else ["direction"]
        return []


def _is_reported(reading: Reading, bare: str) -> bool:
    """Whether an introducing sentence may report findings, requests or orders of others. A sentence that contrasts with
    the text before does not: it judges."""
    return _TURNING.search(bare) is None and _REPORTED.search(" ".join(w.text for w in reading.words)) is not None


def _may_stay(roles: Sequence[str], last: Sequence[Phrase], reading: Reading, bare: str, here: str) -> bool:
    """Whether a sentence with a judgement (“limitations”) introduces more of the present section."""
    if roles == ["lesson"]:
        return _DRAWN.search(bare) is None
    if here == "direction":
        return set(roles) <= {"achievement", "limitation"}  # those to be reached or expected
    if here == "result" and any(phrase.kind == "aim" for phrase in reading.phrases):
        return True  # `02 chỉ tiêu chưa đạt, cụ thể:`
    weak = roles == ["achievement"] and not _is_strong(last, reading) and not _OVERALL.search(bare)
    return weak and here not in report_words.JUDGING


def _cause_roles(reading: Reading) -> list[tuple[str, str]]:
    """The roles of a heading's causes, by what they cause: results count as achievements; if unstated, limitations."""
    at = next((n for n, phrase in enumerate(reading.phrases) if phrase.kind == "cause"), -1)
    if at < 0:
        return []
    kinds = [p.kind for n, p in enumerate(reading.phrases) if p.kind != "outcome" or n > at]
    return [(_OF_CAUSE[kind], "") for kind in dict.fromkeys(kinds) if kind in _OF_CAUSE] or [("limitation", "")]


def _says_if_reached(phrase: Phrase) -> bool:
    """Whether a phrase says if the aims right before it were reached: `chỉ tiêu chưa đạt`."""
    return phrase.kind in ("achievement", "limitation") and not phrase.joined


def _roles_beside_judgements(heads: Sequence[Phrase], frames: set[Phrase]) -> dict[Phrase, list[tuple[str, str]]]:
    """The roles of framing phrases that a judging phrase gives a role by being joined: `kết quả và hạn chế`."""
    roles: dict[Phrase, list[tuple[str, str]]] = {}
    for phrase, following in zip(heads, heads[1:], strict=False):
        if phrase in frames and following.judges and following.joined:
            roles[phrase] = [(phrase.kind, phrase.section) if phrase.section else ("achievement", "")]
    return roles


def _is_cause(reading: Reading) -> bool:
    """Whether a heading names causes only."""
    heads = [phrase.kind for phrase in reading.heads if phrase.kind != "resolve"]
    return bool(heads) and set(heads) == {"cause"}


def _roles_of_frame(reading: Reading) -> list[tuple[str, str]]:
    """The possible roles of a heading that names only a review of the work, or its outcome."""
    kinds = {phrase.kind for phrase in reading.heads}
    if not reading.is_whole or not kinds <= FRAMING:
        return []
    if kinds == {"review"}:
        return [("achievement", ""), ("limitation", "")]
    return [("result", ""), ("task", "")] if "outcome" in kinds else []


def leads_in(text: str, listed: bool) -> bool:
    """Whether a sentence may introduce what follows: by its end, or because an enumeration follows."""
    bare = clean(text).lower()
    return bare.endswith(":") or has_sau(bare) or (listed and bare.endswith("."))


def has_sau(text: str) -> bool:
    """Whether a text ends with a word for "the following", as no heading does: `… sau:`, `… sau đây.`"""
    return _SAU.search(clean(text).lower()) is not None


def _main_clause(bare: str) -> str:
    """A sentence without the clauses that only state a circumstance, a purpose or a reason."""
    bare = _TURNING.split(bare)[-1]
    clauses = bare.split(",")
    while len(clauses) > 1 and _CIRCUMSTANCE.match(clauses[0].strip()):
        clauses = clauses[1:]
    return ",".join(clauses).strip()


def _last_coordinated(judging: Sequence[Phrase]) -> list[Phrase]:
    """The last phrase and the phrases that it is coordinated with."""
    together: list[Phrase] = []
    for phrase in reversed(judging):
        together.insert(0, phrase)
        if not phrase.joined:
            break
    return together


def _is_strong(phrases: Sequence[Phrase], reading: Reading) -> bool:
    """Whether the phrases name merits, and not only outcomes: `đạt được kết quả` is written about any task."""
    texts = {" ".join(w.text for w in reading.words[p.start : p.end]) for p in phrases}
    return bool(texts - {"đạt được", "kết quả đạt được", "chuyển biến", "tích cực", "chuyển biến tích cực", "làm được"})


def _contrasts_several(reading: Reading, bare: str) -> bool:
    """Whether a sentence without an announcing word introduces several things that contrast with the text before:
    `Song song đó, cũng gặp không ít khó khăn.`
    """
    last = [phrase for phrase in reading.phrases if phrase.judges]
    if not last or not _OPPOSES.match(bare) or not _SEVERAL.search(bare):
        return False
    return all(word.text in report_words.SMALL for word in reading.words[last[-1].end :])
