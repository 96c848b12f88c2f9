"""Characters of a page as rows of text, with the wide gaps between columns."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.documents.pdf.pages import UNKNOWN, Glyph

# Distances relative to the font size.
_SPACE = 0.18  # the least width of a space
_STRETCHED = 3.0  # the least width of a gap between columns that has a space in the file, as in justified lines
_COLUMN = 1.1  # the least width of any other gap between columns
_OFF = 0.3  # the greatest distance of a character above or below the line of its row
_SMALL = 0.78  # the greatest size of raised characters
#: A marker of a point that is alone in its column.
_MARKER = re.compile(r"(?:[^\w\s“\"(]|o|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ]|[IVXLC]+)[.)/]?)")
_MARKER_GAP = 70.0
#: Words around a gap for a number or a date to be filled in by hand, which separates no columns.
_TO_FILL = re.compile(r"(?:Số\s*:?|ngày|tháng|năm)\s*\|(?:[/\d.…_-]|tháng|năm)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """Adjacent characters without a wide gap."""

    pieces: tuple[tuple[str, bool], ...]
    left: float
    right: float
    base: float
    size: float
    first_word: float
    """The width of the first word."""
    fonts: frozenset[str] = frozenset()
    raised: tuple[str, ...] = ()
    """The raised numbers, as written in `pieces`: in brackets that no text contains."""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def bold(self) -> bool:
        characters = [bold for text, bold in self.pieces if any(map(str.isalpha, text))]
        return bool(characters) and all(characters)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def top(self) -> float:
        return self.base - 0.8 * self.size

    @property
    def bottom(self) -> float:
        return self.base + 0.22 * self.size


@dataclass(frozen=True, slots=True)
class PageRow:
    """The segments of one line of a page, from the left."""

    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return "\t".join(segment.text for segment in self.segments)

    @property
    def left(self) -> float:
        return self.segments[0].left

    @property
    def right(self) -> float:
        return self.segments[-1].right

    @property
    def base(self) -> float:
        return self.segments[0].base

    @property
    def size(self) -> float:
        return max(segment.size for segment in self.segments)

    @property
    def as_segment(self) -> Segment:
        """The row as one segment, with a tab for each wide gap."""
        pieces: list[tuple[str, bool]] = []
        for segment in self.segments:
            pieces += [("\t", False), *segment.pieces] if pieces else segment.pieces
        first = self.segments[0]
        return replace(
            first,
            pieces=tuple(pieces),
            right=self.right,
            size=self.size,
            fonts=frozenset().union(*(s.fonts for s in self.segments)),
            raised=tuple(r for s in self.segments for r in s.raised),
        )


#: Brackets around raised numbers, which distinguish them from adjacent numbers.
RAISED = ("\ue0f0", "\ue0f1")


def rows_of(glyphs: Iterable[Glyph], *, spaced: bool = True) -> list[PageRow]:
    """The rows from the top. `spaced`: whether the file contains spaces at all."""
    lines = _with_raised_glyphs(_glyph_lines(glyphs))
    rows = [_row(line, spaced) for line in lines]
    return [row for row in rows if row is not None]


def _glyph_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if lines and glyph.base - lines[-1][0].base <= _OFF * min(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _with_raised_glyphs(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """The lines; lines of small characters slightly above or below another line are made part of that line."""
    merged: list[list[Glyph]] = []
    for at, line in enumerate(lines):
        size = max(g.size for g in line)
        near = [
            other
            for other in (lines[at + 1] if at + 1 < len(lines) else None, merged[-1] if merged else None)
            if other is not None
            and size <= _SMALL * (whole := max(g.size for g in other))
            and -0.25 * whole <= other[0].base - line[0].base <= 0.6 * whole
            and min(g.left for g in other) - whole <= min(g.left for g in line)
        ]
        if near:
            near[0].extend(replace(g, raised=True) for g in line)
        else:
            merged.append(line)
    return merged


def _row(line: Sequence[Glyph], spaced: bool) -> PageRow | None:
    segments: list[Segment] = []
    gathered: list[Glyph] = []
    blanks = 0
    for glyph in sorted(line, key=lambda g: g.left):
        if glyph.text.isspace():
            if gathered:
                gathered.append(glyph)
                blanks += 1
            continue
        if gathered:
            gap = glyph.left - gathered[-1].right
            size = max(glyph.size, gathered[-1].size)
            if gap > size * (_COLUMN if spaced and not blanks else _STRETCHED):
                segments.append(_segment(gathered))
                gathered = []
            elif gap > _SPACE * size and not blanks:
                gathered.append(replace(gathered[-1], text=" ", left=gathered[-1].right, right=glyph.left))
        gathered.append(glyph)
        blanks = 0
    if gathered:
        segments.append(_segment(gathered))
    return PageRow(tuple(_without_gaps_to_fill(_with_markers(segments)))) if segments else None


def _segment(glyphs: Sequence[Glyph]) -> Segment:
    end = next(n for n in reversed(range(len(glyphs))) if not glyphs[n].text.isspace()) + 1
    glyphs = glyphs[:end]
    pieces: list[tuple[str, bool]] = []
    raised: list[str] = []
    open_ = False
    for glyph in glyphs:
        mark = glyph.raised and glyph.text.isalnum()
        if mark and not open_:
            raised.append("")
            pieces.append((RAISED[0], glyph.bold))
        elif open_ and not mark:
            pieces.append((RAISED[1], glyph.bold))
        open_ = mark
        if mark:
            raised[-1] += glyph.text
        bold = pieces[-1][1] if glyph.text.isspace() and pieces else glyph.bold
        if pieces and pieces[-1][1] == bold:
            pieces[-1] = (pieces[-1][0] + glyph.text, bold)
        else:
            pieces.append((glyph.text, bold))
    if open_:
        pieces.append((RAISED[1], glyphs[-1].bold))
    word = next((n for n, g in enumerate(glyphs) if g.text.isspace()), len(glyphs))
    plain = [g for g in glyphs if not g.raised] or glyphs
    return Segment(
        pieces=tuple(pieces),
        left=glyphs[0].left,
        right=glyphs[-1].right,
        base=plain[0].base,
        size=max(g.size for g in plain),
        first_word=glyphs[word - 1].right - glyphs[0].left,
        fonts=frozenset(g.font for g in glyphs),
        raised=tuple(raised),
    )


def _without_gaps_to_fill(segments: Sequence[Segment]) -> list[Segment]:
    """Joins segments that have space between them for writing by hand: `Số: /BC-UBND`."""
    filled: list[Segment] = []
    for segment in segments:
        if filled and _TO_FILL.search(f"{filled[-1].text[-8:]}|{segment.text[:8]}"):
            filled[-1] = _joined_segment(filled[-1], segment)
        else:
            filled.append(segment)
    return filled


def _joined_segment(first: Segment, second: Segment) -> Segment:
    return replace(
        second,
        pieces=(*first.pieces, (" ", second.pieces[0][1]), *second.pieces),
        left=first.left,
        base=first.base,
        first_word=first.first_word,
        fonts=first.fonts | second.fonts,
        raised=first.raised + second.raised,
    )


def _with_markers(segments: Sequence[Segment]) -> list[Segment]:
    """Joins a bullet or number at the start with the words after it."""
    if len(segments) < 2:
        return list(segments)
    first, second = segments[:2]
    text = first.text.strip()
    if text == UNKNOWN:
        first = replace(first, pieces=(("•", first.pieces[0][1]),))
    elif _MARKER.fullmatch(text) is None:
        return list(segments)
    if second.left - first.right > _MARKER_GAP:
        return list(segments)
    return [_joined_segment(first, second), *segments[2:]]
