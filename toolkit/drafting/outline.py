"""The outline of a report: headings (by number, style, bold type or wording), their levels, and what is under them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.documents.lines import Line
from toolkit.drafting.numbering import SMALL_LETTERS, Marker, heading_key, roman, split_marker, without_ordinal
from toolkit.drafting.report_words import JUDGING
from toolkit.drafting.sections import Match, Sections
from toolkit.language.text import clean, strip_bullet
from toolkit.model import Section

_LONG_HEADING = 40  # the most words of a heading that is bold, numbered or styled
_SHORT_HEADING = 15  # the most words of a heading that only its wording shows
_LEAD = 12  # the most words before a colon that announce or head the text after it

_LISTED = re.compile(r"\(?(?P<label>[a-zđ]|\d{1,2})\s*(?P<sign>[.)/])\s")
_RANKS = {"part": 0, "letter": 1, "roman": 2, "number": 3, "compound": 4, "decimal": 4, "small": 9}
#: The family of a sentence that changes the section: the next heading of any kind closes it.
INTRODUCTION = ("introduction", 0)
_SENTENCE_END = (".", ";", "!", "?", ",", "/.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """One paragraph, or one item of a list: the lines, and the words without the marker."""

    lines: tuple[Line, ...]
    marker: Marker | None
    text: str
    bold: bool

    @property
    def full_text(self) -> str:
        """The words, with the marker if it was typed."""
        return " ".join(clean(line.text) for line in self.lines)

    @property
    def first_line(self) -> Line:
        return self.lines[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading in the outline. `words_after`: the words after the heading in the same line."""

    family: tuple[str, int]
    text: str
    label: str
    value: int = 0
    section: Section | None = None
    between: tuple[Section, ...] = ()
    """The possible sections, if there are several: then the points under the heading are in none of them."""
    framing: bool = False
    """Whether the heading only frames what is under it (`Kết quả thực hiện`), without naming a section."""
    words_after: str = ""
    single: bool = False
    """Whether the heading applies to the rest of its line only."""
    theme: str | None = None
    """The code of the theme that the heading names, "" for "other themes"; None if it names no theme."""
    items: tuple[str, int] | None = None
    """For a sentence that introduces a list, the family of the list's markers; None for plain paragraphs."""


# --- Markers and entries --------------------------------------------------------------------------


def entries(lines: Sequence[Line], sections: Sections) -> list[OutlineEntry]:
    """The entries: lines separated by a soft break only are joined; a marker or a heading begins a new entry."""
    joined_entries: list[OutlineEntry] = []
    for line in lines:
        marker, text = split_marker(line)
        before = joined_entries[-1] if joined_entries else None
        plain = marker is None and before is not None and before.bold == line.bold
        if before and line.continues and (before.first_line.point or (plain and not sections.is_heading(before.text))):
            joined = f"{before.text} {text}".strip()
            joined_entries[-1] = replace(before, lines=(*before.lines, line), text=joined)
        else:
            joined_entries.append(OutlineEntry(lines=(line,), marker=marker, text=text, bold=line.bold))
    return _with_roman_letters(joined_entries)


def _with_roman_letters(entries: list[OutlineEntry]) -> list[OutlineEntry]:
    """The entries, with `I.`, `V.` and `X.` as Roman numbers, unless the preceding letter comes before: `H.`, `I.`"""
    settled: list[OutlineEntry] = []
    last_letter = ""
    for entry in entries:
        marker = entry.marker
        if marker is not None and marker.family[0] == "letter":
            follows = last_letter and "ABCDĐEGHIKLMNOPQRSTUVXY".find(marker.label) == (
                "ABCDĐEGHIKLMNOPQRSTUVXY".find(last_letter) + 1
            )
            if marker.label in "IVX" and not follows:
                marker = Marker(("roman", 0), marker.label, roman(marker.label))
                entry = replace(entry, marker=marker)
            else:
                last_letter = marker.label
        settled.append(entry)
    return settled


# --- Headings and their levels ----------------------------------------------------------------------


class Outline:
    """The open headings at a point in the report, the outermost first."""

    def __init__(self, sections: Sections) -> None:
        self.sections = sections
        self.open: list[Heading] = []
        self._running: dict[tuple[str, int], int] = {}
        # The last numbers of the lists that were running before a sentence changed the section.
        self._outer: dict[tuple[str, int], int] = {}
        self._count = 0
        self._leads: dict[str, str] = {}
        self._named: dict[str, str] = {}

    def heading_of(self, entry: OutlineEntry, following: OutlineEntry | None) -> Heading | None:
        """The heading that `entry` is or starts with; None if `entry` is a point."""
        if entry.first_line.point:
            return None
        led = self._theme_of(entry) or self._leading_heading(entry)
        if led is not None:
            return led
        match = self.sections.match(entry.text)
        if not self._is_heading(entry, following, match) and not self._is_title(entry):
            return None
        marker, family = entry.marker, _family(entry)
        if marker and marker.is_bullet and following and following.marker == marker:
            family = ("plain", 0)  # the points under the heading have the same bullet
        if self._is_title(entry) and self.open[-1].family[0] != "part":
            alone = self.open[-1]
            marker, family = Marker(alone.family, alone.label, alone.value), alone.family
        return self._heading(self._match_in_context(match, family), family, entry.text, marker)

    def _heading(self, match: Match | None, family: tuple[str, int], text: str, marker: Marker | None) -> Heading:
        return Heading(
            family=family,
            text=text,
            label=marker.label if marker else "",
            value=marker.value if marker else 0,
            section=match.section if match and not match.is_unsure else None,
            between=match.between if match else (),
            framing=match is not None and match.framing,
        )

    def _is_title(self, entry: OutlineEntry) -> bool:
        """Whether the line is the title of the `Phần II` or `II.` that stands alone on the line before."""
        untitled = bool(self.open) and not self.open[-1].text and not self._count
        short = len(entry.text.split()) <= _LONG_HEADING and not entry.text.endswith(_SENTENCE_END)
        return untitled and short and entry.marker is None

    def _match_in_context(self, match: Match | None, family: tuple[str, int]) -> Match | None:
        """The match of a heading of this family, given the open headings above; None if it changes no section.

        Headings under a judging or planning heading are parts of it: `1. Công tác tuyên truyền` under limitations is no
        task, and causes belong to the heading above.
        """
        if match is None or match.verbatim:
            return match
        index = self._closes_from(family)
        above = next((h for h in reversed(self.open[:index]) if h.section or h.between), None)
        before = self.open[index].section if index < len(self.open) else None
        if above is None:
            return self._match_of_cause(match, before) if match.cause else match
        if above.section is None:
            return None if match.cause else match
        role, parent = match.section.role, above.section.role
        if match.cause and parent in ("achievement", "limitation"):
            return None
        if match.is_unsure:
            return (
                None if above.section in match.between and any(s.role not in JUDGING for s in match.between) else match
            )
        if match.section == above.section or role in JUDGING:
            return match
        return None if parent in JUDGING or not above.framing else match

    def _match_of_cause(self, match: Match, before: Section | None) -> Match:
        """A match of causes right after achievements, which may be the causes of the success."""
        if before is None or before.role != "achievement" or match.is_unsure or match.section.role != "limitation":
            return match
        return replace(match, between=(before, match.section))

    def _theme_of(self, entry: OutlineEntry) -> Heading | None:
        """The heading, if it is a theme's label under a section's heading, which stays open; else None."""
        theme, family = self.sections.theme(entry.text), _family(entry)
        titled = entry.first_line.heading or entry.bold or (entry.marker is not None and not entry.marker.is_bullet)
        if theme is None or not titled or not self._keeps_section(family):
            return None
        label, value = (entry.marker.label, entry.marker.value) if entry.marker else ("", 0)
        return Heading(family=family, text=entry.text, label=label, value=value, theme=theme)

    def _keeps_section(self, family: tuple[str, int]) -> bool:
        """Whether a heading of this family would be under the open section's heading."""
        inner = next((n for n in reversed(range(len(self.open))) if self.open[n].section), None)
        return inner is not None and self._closes_from(family) > inner

    def _is_heading(self, entry: OutlineEntry, following: OutlineEntry | None, match: Match | None) -> bool:
        words = len(entry.text.split())
        named = match is not None and match.share >= 0.5
        ended = entry.text.endswith(_SENTENCE_END) and not (match and match.share == 1.0)
        if not entry.text:
            return entry.marker is not None and entry.marker.family[0] in ("part", "roman", "letter")
        if words > _LONG_HEADING or (ended and words > _SHORT_HEADING) or entry.text.endswith((";", ",")):
            return False
        if entry.first_line.heading:
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
        if entry.first_line.list_kind == "ordered":
            return named or entry.text.isupper()
        return named or self._has_something_under(entry, following)

    def _has_something_under(self, entry: OutlineEntry, following: OutlineEntry | None) -> bool:
        """Whether the next entry is under this one: its family is neither this entry's nor an open heading's."""
        if following is None:
            return False
        family = following.marker.family if following.marker else None
        if family is None:
            return not (following.bold or following.first_line.heading)
        return family != _family(entry) and family not in {heading.family for heading in self.open}

    def _leading_heading(self, entry: OutlineEntry) -> Heading | None:
        """A heading at the start of a line that continues after it: `2. Hạn chế: …`."""
        lead = _lead_in(entry)
        if not lead:
            return None
        marker, family = entry.marker, _family(entry)
        match = self._match_in_context(self.sections.match(lead), family)
        if match is None or match.share < 0.5:
            return None
        return replace(
            self._heading(match, family, lead, marker),
            words_after=re.sub(r"^[\s:.]*(?:[–-]\s+)?", "", entry.text[len(lead) :]),
            single=marker.is_bullet if marker else not entry.first_line.bold_lead,
        )

    def is_more_specific(self, heading: Heading) -> bool:
        """Whether the words before a colon say more than the section's name: the section is open already (`Nguyên
        nhân: …` under limitations), or another line opened it in different words.
        """
        if heading.section is None or not heading.words_after:
            return False
        first = self._leads.setdefault(heading.section.code, heading_key(heading.text))
        return self.section == heading.section or first != heading_key(heading.text)

    def introduction(self, entry: OutlineEntry, following: OutlineEntry | None) -> Heading | None:
        """The sentence as a heading, if it introduces what follows and changes the section; else None."""
        if following is None or entry.first_line.point:
            return None
        marker = following.marker
        listed = marker is not None and (entry.marker is None or marker.family != entry.marker.family)
        if entry.marker is not None and not listed:
            return None
        match = self.sections.announced_section(entry.text, self.section, listed)
        if match is None:
            return None
        family = entry.marker.family if entry.marker else INTRODUCTION
        return replace(self._heading(match, family, entry.text, entry.marker), items=marker.family if marker else None)

    def leave_list(self, entry: OutlineEntry) -> None:
        """Ends a list that a sentence introduced: the next number of the outer list closes the sentence's section;
        after a plain paragraph, or a bullet of the outer list, this section and the one before are both possible.
        """
        at = next((n for n, h in enumerate(self.open) if h.family == INTRODUCTION), -1)
        if at < 0 or entry.first_line.point:
            return
        introduction, marker = self.open[at], entry.marker
        if marker is not None:
            if marker.family == introduction.items or marker.family not in self._outer:
                return
            if marker.value and marker.value == self._outer[marker.family] + 1:
                del self.open[at:]
                self._running = dict(self._outer)
                return
        elif introduction.items is None:
            return
        above = next((h for h in reversed(self.open[:at]) if h.section or h.between), None)
        possible = [introduction.section, *introduction.between, *((above.section, *above.between) if above else ())]
        between = tuple(dict.fromkeys(section for section in possible if section is not None))
        if len(between) > 1:
            self.open[at:] = [replace(introduction, section=None, between=between, items=None)]

    def is_next(self, heading: Heading) -> bool:
        """Whether a heading has the number after that of an open heading of the same family."""
        return any(h.family == heading.family and 0 < h.value == heading.value - 1 for h in self.open)

    def is_named_again(self, heading: Heading) -> bool:
        """Whether an earlier heading named the same section in different words, so that the words have meaning."""
        if heading.section is None:
            return False
        key, section_key = heading_key(heading.text), heading_key(heading.section.heading)
        return self._named.setdefault(heading.section.code, key) != key != section_key

    def push(self, heading: Heading) -> None:
        """Opens a heading, which closes the open headings at the same level or deeper."""
        self._leads.clear()
        if heading.family != INTRODUCTION:
            self._outer = {}
        elif not self.open or self.open[-1].family != INTRODUCTION:
            self._outer = dict(self._running)
        del self.open[self._closes_from(heading.family) :]
        self.open.append(heading)
        self._running.clear()
        self._count = 0

    def _closes_from(self, family: tuple[str, int]) -> int:
        """The index of the first open heading that a heading of this family closes; the number of headings if none."""
        families = [other.family for other in self.open]
        if family in families:
            return families.index(family)
        inside = [
            other.items == family for other in self.open
        ]  # headings that are items of a list, under the sentence that introduces it
        return next((n for n, f in enumerate(families) if _is_deeper(f, family) and not inside[n]), len(families))

    def close_above(self, entry: OutlineEntry) -> None:
        """Closes the open headings that this point cannot be under: `2. …` is not under `1. Mặt đạt được`."""
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

    @property
    def naming_heading(self) -> Heading | None:
        """The innermost heading that names the open section."""
        return next((h for h in reversed(self.open) if h.section or h.between), None)

    @property
    def addressees(self) -> list[Heading]:
        """The open headings below that of a section of proposals, which are the addressees of the proposals."""
        naming = self.naming_heading
        if naming is None or naming.section is None or naming.section.role != "proposal":
            return []
        return [h for h in self.open[self.open.index(naming) + 1 :] if h.theme is None]

    @property
    def section(self) -> Section | None:
        """The section of the innermost heading that names a section; None if that heading may name two."""
        return self.naming_heading.section if self.naming_heading else None

    @property
    def theme(self) -> str:
        """The theme of the innermost heading that names a theme; headings above the section's do not count."""
        for heading in reversed(self.open):
            if heading.theme is not None or heading.section:
                return heading.theme or ""
        return ""

    @property
    def path(self) -> str:
        """The numbers of the open headings, `II.1`; for a heading without number or section, its words."""
        path = ""
        above: Heading | None = None
        for heading in self.open:
            unknown = heading is self.open[-1] and self.section is None
            title = above is not None and not above.text  # for the `PHẦN I` on the line before
            shown = heading.text and (unknown or not (heading.label or title))
            words = f"“{clipped(heading.text.rstrip(' :'), 60)}”" if shown else ""
            name = f"{heading.label} {words}".strip()
            if name and path and not name.startswith(f"{path}."):
                name = f"{path}.{name}"
            path = name or path
            above = heading
        return path

    @property
    def location(self) -> str:
        """The location of the last point: `II.1 ¶2`."""
        return f"{self.path} ¶{self._count}".strip()


def without_marker(entry: OutlineEntry) -> str:
    """A point without its marker, unless the marker begins a list within the line: `a) Đất; b) Công.`"""
    typed = re.sub(r"^[^\w(]+", "", entry.full_text)
    if first := _LISTED.match(typed):
        label, sign = first["label"], first["sign"]
        after = str(int(label) + 1) if label.isdigit() else SMALL_LETTERS.partition(label)[2][:1]
        if after and re.search(rf"[;,.:\s]\s*\(?{after}\s*{re.escape(sign)}\s", typed[first.end() :]):
            return typed
    return without_ordinal(strip_bullet(entry.text))


def is_lead_in(entry: OutlineEntry, following: OutlineEntry | None) -> bool:
    """Whether the line is a few words and a colon that only announce the list after it."""
    if following is None or not announces(entry):
        return False
    marker = following.marker
    return marker is not None and (entry.marker is None or marker.family != entry.marker.family)


def announces(entry: OutlineEntry) -> bool:
    """Whether the line is a few words and a colon."""
    return not entry.first_line.point and entry.text.endswith(":") and len(entry.text.split()) <= _LEAD


def _lead_in(entry: OutlineEntry) -> str:
    """The words before a colon, or the bold words before plain words, if the line continues after them; else ""."""
    bold = clean(entry.first_line.bold_lead)
    if bold and not entry.bold:
        _, lead = split_marker(replace(entry.first_line, text=entry.first_line.bold_lead))
        if lead and entry.text.startswith(lead) and len(lead.split()) <= _SHORT_HEADING:
            return lead
    lead, colon, rest = entry.text.partition(":")
    return lead if colon and rest.strip() and len(lead.split()) <= _LEAD else ""


def _family(entry: OutlineEntry) -> tuple[str, int]:
    if entry.marker is not None:
        return entry.marker.family
    if entry.first_line.heading:
        return ("style", entry.first_line.heading)
    return ("capitals", 0) if entry.text.isupper() else ("plain", 0)


def _is_deeper(family: tuple[str, int], than: tuple[str, int]) -> bool:
    """Whether an open heading of `family` is always below a new heading of the family `than`."""
    if family == INTRODUCTION:
        return True
    if family[0] == than[0]:
        return family[1] > than[1]
    if than[0] == "capitals":
        return family[0] not in ("part", "letter", "style")
    if than[0] == "style":
        return False
    ranks = _RANKS.get(family[0]), _RANKS.get(than[0])
    return ranks[0] is not None and ranks[1] is not None and ranks[0] > ranks[1]


def clipped(text: str, length: int) -> str:
    """The text, cut and with an ellipsis if it is longer than `length`."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
