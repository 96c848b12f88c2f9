"""The outline of a report: numbering, headings and their levels, and the sections they stand for.

Numbering follows Nghị định 30/2020/NĐ-CP, annex I: `Phần I`, `I.`, `1.`, `a)`; with what is used
beside it: `A.`, `1.1`, `I.1`, bullets, Word's own lists and heading styles, bold lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.documents.lines import Line
from toolkit.language.text import clean, fold, strip_bullet
from toolkit.messages import reports
from toolkit.model import Agency, Campaign, Section, Word, role_of

#: The longest heading, in words: of one that is bold, numbered I or styled; of one without any sign;
#: and of a few words before a colon.
_LONG_HEADING, _SHORT_HEADING, _LEAD = 40, 15, 12

_UPPER = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ"
_GAP = rf"(?:\s+|(?=[{_UPPER}][^\W\d_])|$)"
_NUMBERING = re.compile(
    rf"""\s*(?:
      (?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?P<part>(?:THỨ|thứ)\s+\w+|[IVXLC]+|\d{{1,2}}|[A-ZĐ])
        (?:\s*[.:)–-]\s*|\s*$|\s+(?=[{_UPPER}]{{2}}))
    | (?P<compound>[IVXLC]+(?:\.\d{{1,2}})+)[.)/]?\s+
    | (?P<letter>[A-ZĐ])\s*[.)/]{_GAP}
    | (?P<roman>[IVXLC]+)\s*(?:[.)/]{_GAP}|[:–-]\s+)
    | (?P<decimal>\d{{1,2}}(?:\.\d{{1,2}})+)(?:[.)/]{_GAP}|:?\s+(?=[{_UPPER}“"]))
    | (?P<number>\d{{1,2}})(?:\s*[.)/]{_GAP}|\s?[-–](?=\s[^\W\d]))
    | (?P<small>[a-zđ])\s*[.)/]\s+
    )""",
    re.VERBOSE,
)
_LISTED = re.compile(r"\(?(?P<label>[a-zđ]|\d{1,2})\s*(?P<sign>[.)/])\s")
_RANKS = {"part": 0, "letter": 1, "roman": 2, "number": 3, "compound": 4, "decimal": 4, "small": 9}
_SMALL_LETTERS = "abcdđeghiklmnopqrstuvxy"
_SENTENCE_END = (".", ";", "!", "?", ",", "/.")


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a line: `family` says what kind of numbering; `value` which of it, or 0."""

    family: tuple[str, int]
    label: str = ""
    value: int = 0

    @property
    def is_bullet(self) -> bool:
        return self.family[0] == "bullet"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """One paragraph, or one item of a list: its lines, and its words without their marker."""

    lines: tuple[Line, ...]
    marker: Marker | None
    text: str
    bold: bool

    @property
    def full_text(self) -> str:
        """The words with the marker that was typed."""
        return " ".join(clean(line.text) for line in self.lines)

    @property
    def first(self) -> Line:
        return self.lines[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The section a heading stands for. `share`: how much of the heading says so, 1 all of it.

    `unsure`: other words of it stand for another section, so that what is under it may be either's.
    """

    section: Section
    share: float
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading in the outline. `words_after`: those after it in the same line."""

    family: tuple[str, int]
    text: str
    label: str
    value: int = 0
    section: Section | None = None
    unsure: bool = False
    """Whether it names two sections: then neither it nor one above says where the points under it belong."""
    words_after: str = ""
    single: bool = False
    """Whether it stands for the rest of its own line only."""
    theme: str | None = None
    """The code of the theme that the points under it are about, "" for none in particular; None: no theme's."""
    above: tuple[str, ...] = ()
    """The keys of the headings above it."""


# --- Markers and entries --------------------------------------------------------------------------


def parted(line: Line) -> tuple[Marker | None, str]:
    """A line's marker and its words. A number in a sentence (`1.500 lượt`) is no marker."""
    text = clean(line.text)
    if line.point:
        return Marker(("bullet", 0)), text
    if found := _NUMBERING.match(text):
        kind = found.lastgroup or ""
        label = found[kind]
        depth = label.count(".")
        return Marker((kind, depth), label, _value(kind, label)), text[found.end() :].strip()
    bare = text.lstrip()
    first = bare[:1]
    if first and not first.isalnum() and (rest := strip_bullet(bare)) != bare:
        return Marker(("bullet", ord(first))), rest.strip()
    if line.list_kind == "bullet":
        return Marker(("bullet", -line.list_level)), text
    if line.list_kind == "ordered":
        return Marker(("auto", line.list_level)), text
    return None, text


def _value(kind: str, label: str) -> int:
    last = label.rpartition(".")[2]
    if last.isdigit():
        return int(last)
    if kind == "small":
        return _SMALL_LETTERS.find(last) + 1
    if kind in ("roman", "part") and re.fullmatch("[IVXLC]+", last):
        return _roman(last)
    return 0


def _roman(text: str) -> int:
    digits = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[char] for char in text]
    return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))


def entries(lines: Sequence[Line], sections: Sections) -> list[OutlineEntry]:
    """Lines joined where only a soft break parts them; a marker or a heading begins anew."""
    made: list[OutlineEntry] = []
    for line in lines:
        marker, text = parted(line)
        before = made[-1] if made else None
        whole = before is not None and before.first.point and line.continues
        if before and (whole or (line.continues and marker is None and _goes_on(before, line, sections))):
            joined = f"{before.text} {text}".strip()
            made[-1] = replace(before, lines=(*before.lines, line), text=joined)
        else:
            made.append(OutlineEntry(lines=(line,), marker=marker, text=text, bold=line.bold))
    return _with_roman_letters(made)


def _goes_on(before: OutlineEntry, line: Line, sections: Sections) -> bool:
    return before.bold == line.bold and not sections.is_heading(before.text)


def _with_roman_letters(made: list[OutlineEntry]) -> list[OutlineEntry]:
    """Tells `C.` after `B.` (a letter) from `C.` elsewhere; `I.`, `V.`, `X.` are numbers by nature."""
    settled: list[OutlineEntry] = []
    last_letter = ""
    for entry in made:
        marker = entry.marker
        if marker is not None and marker.family[0] == "letter":
            follows = last_letter and "ABCDĐEGHIKLMNOPQRSTUVXY".find(marker.label) == (
                "ABCDĐEGHIKLMNOPQRSTUVXY".find(last_letter) + 1
            )
            if marker.label in "IVX" and not follows:
                marker = Marker(("roman", 0), marker.label, _roman(marker.label))
                entry = replace(entry, marker=marker)
            else:
                last_letter = marker.label
        settled.append(entry)
    return settled


# --- Sections ---------------------------------------------------------------------------------------


class Sections:
    """Finds the section a heading stands for: by its own words, else by the campaign's word list."""

    def __init__(self, campaign: Campaign, agency: Agency | None) -> None:
        self.asked = campaign.sections if agency is None else campaign.sections_of(agency)
        self._all = campaign.sections
        self._by_heading = {_key(section.heading): section for section in reversed(campaign.sections)}
        self._by_code = campaign.section_by_code
        self._themes = {_key(reports.OTHER_THEME): "", **{_key(t.label): t.code for t in campaign.themes}}
        words = [word for word in campaign.words if word.kind == "heading" and _key(word.text)]
        self._words = sorted(words, key=lambda word: -len(_key(word.text)))
        pairs = [(w.text, other) for w in campaign.words if w.kind == "antonym" for other in w.means.split("|")]
        self._antonyms = [(_key(one), _key(two)) for one, two in pairs if _key(one) and _key(two)]

    def match(self, text: str) -> Match | None:
        """The section, and how much of the text says so; None where nothing does."""
        key = _key(text)
        if not key:
            return None
        if key in self._by_heading:
            return Match(section=self._by_heading[key], share=1.0)
        for word in self._words:
            phrase = _key(word.text)
            if f" {phrase} " in f" {key} " and (section := self._meant(word, key)) is not None:
                remainder = f" {key} ".replace(f" {phrase} ", " | ", 1)
                unsure = self._names_another(section, remainder) or self._opposes(phrase, remainder)
                return Match(section=section, share=len(phrase.split()) / len(key.split()), unsure=unsure)
        return None

    def _names_another(self, section: Section, remainder: str) -> bool:
        """Whether what is left of a heading stands for another section: `khó khăn và kiến nghị`."""
        for word in self._words:
            if f" {_key(word.text)} " in remainder and (other := self._meant(word, remainder)) is not None:
                return other.code != section.code
        return False

    def _opposes(self, phrase: str, remainder: str) -> bool:
        """Whether what is left says the opposite too: `thuận lợi, khó khăn`."""
        return any(
            (f" {one} " in f" {phrase} " and f" {two} " in remainder)
            or (f" {two} " in f" {phrase} " and f" {one} " in remainder)
            for one, two in self._antonyms
        )

    def theme(self, text: str) -> str | None:
        """The code of the theme whose label the text is, and nothing more; None where it is none's."""
        return self._themes.get(_key(text))

    def is_heading(self, text: str) -> bool:
        """Whether the text is a section's heading and nothing more."""
        found = self.match(text)
        return found is not None and found.share == 1.0

    def _meant(self, word: Word, key: str) -> Section | None:
        """The section a word means; where it names a role which several have, the most alike."""
        means = word.means.strip()
        if means in self._by_code:
            return self._by_code[means]
        role = role_of(means)
        having = [section for section in self.asked if section.role == role]
        having = having or [section for section in self._all if section.role == role]
        likeness = [len(set(_key(section.heading).split()) & set(key.split())) for section in having]
        if not having or likeness.count(max(likeness)) > 1:
            return None
        return having[likeness.index(max(likeness))]


def _key(text: str) -> str:
    """A heading for comparison: without numbering, punctuation at its end, or differences in writing."""
    _, bare = parted(Line(text=text, paragraph=0))
    return " ".join(re.sub(r"[^\w\s]+", " ", fold(bare or text)).split())


def _bare(text: str) -> str:
    """A heading's key without the word for several: `những hạn chế`."""
    return re.sub(r"^(?:nhung|cac|mot so) ", "", _key(text))


# --- Headings and their levels ----------------------------------------------------------------------


class Outline:
    """The headings open at a place in the report, the outermost first."""

    def __init__(self, sections: Sections) -> None:
        self.sections = sections
        self.open: list[Heading] = []
        self._running: dict[tuple[str, int], int] = {}
        self._count = 0
        self._leads: dict[str, str] = {}
        self._named: dict[str, set[str]] = {}

    def heading_of(self, entry: OutlineEntry, following: OutlineEntry | None) -> Heading | None:
        """The heading that `entry` is or starts with; None where it is a point."""
        if entry.first.point:
            return None
        led = self._theme_of(entry) or self._led(entry)
        if led is not None:
            return led
        match = self.sections.match(entry.text)
        if not self._is_heading(entry, following, match):
            return None
        marker = entry.marker
        family = _family(entry)
        if marker and marker.is_bullet and following and following.marker == marker:
            family = ("plain", 0)  # the points under it have the same bullet
        return Heading(
            family=family,
            text=entry.text,
            label=marker.label if marker else "",
            value=marker.value if marker else 0,
            section=match.section if match and not match.unsure else None,
            unsure=match is not None and match.unsure,
        )

    def _theme_of(self, entry: OutlineEntry) -> Heading | None:
        """A theme's label as a heading under a section's: the section stays open."""
        theme, family = self.sections.theme(entry.text), _family(entry)
        titled = entry.first.heading or entry.bold or (entry.marker is not None and not entry.marker.is_bullet)
        if theme is None or not titled or not self._keeps_section(family):
            return None
        marker = entry.marker
        return Heading(
            family=family,
            text=entry.text,
            label=marker.label if marker else "",
            value=marker.value if marker else 0,
            theme=theme,
        )

    def _keeps_section(self, family: tuple[str, int]) -> bool:
        """Whether a heading of this family would be under the section that is open."""
        inner = next((n for n in reversed(range(len(self.open))) if self.open[n].section), None)
        return inner is not None and self._closes_from(family) > inner

    def _is_heading(self, entry: OutlineEntry, following: OutlineEntry | None, match: Match | None) -> bool:
        words = len(entry.text.split())
        named = match is not None and match.share >= 0.5
        ended = entry.text.endswith(_SENTENCE_END) and not (match and match.share == 1.0)
        if not entry.text:
            return entry.marker is not None and entry.marker.family[0] == "part"
        if words > _LONG_HEADING or (ended and words > _SHORT_HEADING):
            return False
        if entry.first.heading:
            return True
        if entry.marker is not None and entry.marker.is_bullet:
            return named and (entry.bold or (match is not None and match.share == 1.0) or entry.text.endswith(":"))
        if entry.bold and not ended:
            return entry.marker is not None or words <= 2 * _SHORT_HEADING
        if entry.marker is None:
            return named and not ended and words <= _SHORT_HEADING
        if entry.marker.family[0] in ("part", "letter", "roman") and not ended:
            return True
        if ended or words > 2 * _SHORT_HEADING or (words > _SHORT_HEADING and match is None):
            return False
        if entry.first.list_kind == "ordered":
            return named or entry.text.isupper()
        return named or self._has_something_under(entry, following)

    def _has_something_under(self, entry: OutlineEntry, following: OutlineEntry | None) -> bool:
        """Whether what follows is neither the next number nor the next heading above."""
        if following is None:
            return False
        family = following.marker.family if following.marker else None
        if family is None:
            return not (following.bold or following.first.heading)
        return family != _family(entry) and family not in {heading.family for heading in self.open}

    def _led(self, entry: OutlineEntry) -> Heading | None:
        """A heading at the start of a line which goes on: `2. Hạn chế: …`."""
        lead = _lead_in(entry)
        if not lead:
            return None
        match = self.sections.match(lead)
        if match is None or match.share < 0.5:
            return None
        marker = entry.marker
        return Heading(
            family=_family(entry),
            text=lead,
            label=marker.label if marker else "",
            value=marker.value if marker else 0,
            section=None if match.unsure else match.section,
            unsure=match.unsure,
            words_after=re.sub(r"^[\s:.]*(?:[–-]\s+)?", "", entry.text[len(lead) :]),
            single=marker.is_bullet if marker else not entry.first.bold_lead,
        )

    def says_more(self, heading: Heading) -> bool:
        """Whether the words that a line goes on after say more than whose section it is: that one is open already
        (`Nguyên nhân: …` under what is wanting), or another line led to it with other words.
        """
        if heading.section is None or not heading.words_after:
            return False
        first = self._leads.setdefault(heading.section.code, _key(heading.text))
        return self.section == heading.section or first != _key(heading.text)

    def push(self, heading: Heading) -> None:
        """Puts a heading in its place: what is at its level or deeper is closed."""
        self._leads.clear()
        del self.open[self._closes_from(heading.family) :]
        self.open.append(replace(heading, above=tuple(_key(other.text) for other in self.open)))
        if heading.section:
            self._named.setdefault(heading.section.code, set()).add(_key(heading.text))
        self._running.clear()
        self._count = 0

    def _closes_from(self, family: tuple[str, int]) -> int:
        """The place of the first open heading that one of this family closes; past the end where it closes none."""
        families = [other.family for other in self.open]
        if family in families:
            return families.index(family)
        return next((n for n, other in enumerate(families) if _is_deeper(other, family)), len(families))

    def pass_point(self, entry: OutlineEntry) -> None:
        """Closes the headings which this point cannot be under: `2. …` is not under `1. Mặt đạt được`."""
        marker = entry.marker
        self._count += 1
        if marker is None:
            return
        families = [heading.family for heading in self.open]
        if marker.family in families:
            heading = self.open[families.index(marker.family)]
            listed = self._running.get(marker.family)
            if marker.is_bullet or (marker.value and marker.value == heading.value + 1 and listed != heading.value):
                del self.open[families.index(marker.family) :]
                self._count = 1
        self._running[marker.family] = marker.value

    def lead_of(self, heading: Heading) -> str:
        """The words of a section's heading that its points would lose, "" for none: `Nguyên nhân` where the report
        has `Hạn chế` too, and both stand for one section. To ask once the whole report is read.
        """
        section = heading.section
        if section is None or len(self._named[section.code]) == 1:
            return ""
        key = _bare(heading.text)
        same = (_bare(section.heading), *heading.above)
        return "" if any(f"{_bare(words)} ".startswith(f"{key} ") for words in same) else heading.text.rstrip(" .:")

    @property
    def naming(self) -> Heading | None:
        """The innermost heading that says which section is open."""
        return next((h for h in reversed(self.open) if h.section or h.unsure), None)

    @property
    def addressed(self) -> list[Heading]:
        """The headings between a section of proposals and what is under them: to whom a proposal goes."""
        naming = self.naming
        if naming is None or naming.section is None or naming.section.role != "proposal":
            return []
        return [h for h in self.open[self.open.index(naming) + 1 :] if h.theme is None]

    @property
    def section(self) -> Section | None:
        """The section of the innermost heading that has one; None inside one that may be two sections'."""
        return self.naming.section if self.naming else None

    @property
    def theme(self) -> str:
        """The theme of the innermost heading that names one; those above the section's do not count."""
        for heading in reversed(self.open):
            if heading.theme is not None or heading.section:
                return heading.theme or ""
        return ""

    @property
    def path(self) -> str:
        """The numbers of the open headings, `II.1`; words for one without a number or without a section."""
        path = ""
        above: Heading | None = None
        for heading in self.open:
            unknown = heading is self.open[-1] and self.section is None
            title = above is not None and not above.text  # of the `PHẦN I` on the line before
            shown = heading.text and (unknown or not (heading.label or title))
            words = f"“{_short(heading.text.rstrip(' :'))}”" if shown else ""
            name = f"{heading.label} {words}".strip()
            if name and path and not name.startswith(f"{path}."):
                name = f"{path}.{name}"
            path = name or path
            above = heading
        return path

    @property
    def location(self) -> str:
        """Where the point just passed stands: `II.1 ¶2`."""
        return f"{self.path} ¶{self._count}".strip()


def stripped(entry: OutlineEntry) -> str:
    """A point without its marker, which stays where it is the first of a list in the line: `a) Đất; b) Công.`"""
    typed = re.sub(r"^[^\w(]+", "", entry.full_text)
    if first := _LISTED.match(typed):
        label, sign = first["label"], first["sign"]
        after = str(int(label) + 1) if label.isdigit() else _SMALL_LETTERS.partition(label)[2][:1]
        if after and re.search(rf"[;,.:\s]\s*\(?{after}\s*{re.escape(sign)}\s", typed[first.end() :]):
            return typed
    return strip_bullet(entry.text)


def is_lead_in(entry: OutlineEntry, following: OutlineEntry | None) -> bool:
    """Whether the line only announces the list after it: a few words and a colon."""
    if following is None or not announces(entry):
        return False
    marker = following.marker
    return marker is not None and (entry.marker is None or marker.family != entry.marker.family)


def announces(entry: OutlineEntry) -> bool:
    """Whether the line is a few words and a colon."""
    return not entry.first.point and entry.text.endswith(":") and len(entry.text.split()) <= _LEAD


def _lead_in(entry: OutlineEntry) -> str:
    """The words before a colon, or the bold words before plain ones, where the line goes on after them."""
    bold = clean(entry.first.bold_lead)
    if bold and not entry.bold:
        _, lead = parted(replace(entry.first, text=entry.first.bold_lead))
        if lead and entry.text.startswith(lead) and len(lead.split()) <= _SHORT_HEADING:
            return lead
    lead, colon, rest = entry.text.partition(":")
    return lead if colon and rest.strip() and len(lead.split()) <= _LEAD else ""


def _family(entry: OutlineEntry) -> tuple[str, int]:
    if entry.marker is not None:
        return entry.marker.family
    if entry.first.heading:
        return ("style", entry.first.heading)
    return ("capitals", 0) if entry.text.isupper() else ("plain", 0)


def _is_deeper(family: tuple[str, int], than: tuple[str, int]) -> bool:
    """Whether an open heading's family is by nature below that of a new one."""
    if family[0] == than[0]:
        return family[1] > than[1]
    if than[0] == "capitals":
        return family[0] not in ("part", "letter", "style")
    if than[0] == "style":
        return False
    ranks = _RANKS.get(family[0]), _RANKS.get(than[0])
    return ranks[0] is not None and ranks[1] is not None and ranks[0] > ranks[1]


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
