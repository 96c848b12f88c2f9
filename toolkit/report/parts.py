"""The contents of a Word report before it is drawn: the records that `assembly` makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from toolkit.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The heading block. `date` is place and date; `date` and `number` may be left to be filled in."""

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    number: str
    date: str
    about: str = ""
    """The subject of a letter (`V/v …`), which has no separate title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPoint:
    """One point, word for word; `attribution`, in brackets: its agencies, or the evidence. `groups`: the groups that
    the point represents, by which it is recognised when its words or its first group change."""

    text: str
    attribution: str = ""
    groups: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    """The further texts that the point represents, not yet checked by a person: listed in a comment."""


class KeyedText(NamedTuple):
    """A paragraph; `key` identifies it even if its words and figures change."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePart:
    """The points of one theme, addressee or kind of cause; `label` is "" where there is none. `in_one`: they are the
    sentences of one paragraph, which begins with the label; else a paragraph each."""

    label: str
    points: tuple[ReportPoint, ...]
    in_one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPart:
    """One section of the definition. `empty_text`: the text where the section has neither parts nor figures. `figures`:
    paragraphs of sentences with the province's figures, before the agencies' statements."""

    heading: str
    parts: tuple[ThemePart, ...]
    empty_text: str
    code: str = ""
    figures: tuple[KeyedText, ...] = ()
    table: Annex | None = None
    """Targets and results, below the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter with a roman number; `heading` is "" where it equals the heading of the only section."""

    heading: str
    sections: tuple[SectionPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    office: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row of an annex. `group`: the row is a heading over the rows below it, in one cell. `marks`: the marks of
    notes, by column. `words`: columns of figures contain text. `strong`: the row sums up the rows below it. `key`
    identifies the row even if its cells change."""

    cells: tuple[str, ...]
    key: str = ""
    group: bool = False
    marks: Mapping[int, str] = field(default_factory=dict)
    words: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundedFigure:
    """A figure that is printed rounded or ambiguously: its indicator and period, the printed text, and the value."""

    indicator: str
    period: str
    printed: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A table after the text.

    `kinds`: the kinds of the columns (`number`, `name`, `unit`, `figure`, `short`, `note` or `words`). `lead`: the
    number of columns that identify a row; None for all columns before the first figure. `listing`: the widths of
    columns depend on the contents, and the notes stay on one page.
    """

    label: str
    title: str
    attached: str
    caption: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[TableRow, ...]
    legend: str = ""
    notes: tuple[str, ...] = ()
    """Below the legend, a line each."""
    landscape: bool = False
    lead: int | None = None
    listing: bool = False
    rounded: tuple[RoundedFigure, ...] = ()


class DistinctText(NamedTuple):
    """One distinct text with its agencies, under its section, theme and idea."""

    section: str
    theme: str
    idea: str
    text: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole document.

    `created` is its day; `document` identifies it, so that the next report can be joined with people's changes to this
    one. A report without `document` is drawn from scratch each time.
    """

    letterhead: Letterhead
    title: str
    addressees: tuple[str, ...]
    opening: str
    chapters: tuple[Chapter, ...]
    closing: str
    recipients: tuple[str, ...]
    signature: Signature
    annexes: tuple[Annex, ...]
    created: date
    author: str
    document: str = ""
    conclusion: str = ""
    """The first paragraph after the opening, for leaders."""
    figures: tuple[KeyedText, ...] = ()
    """Paragraphs of sentences with figures outside sections."""
    table: Annex | None = None
    """Targets and results, if outside sections."""
    texts: tuple[DistinctText, ...] = ()
    """Every text that counts, where they are too many for an annex: they go into a workbook beside the report."""
    data_code: str = ""
    """The data code; "" where unknown."""
    language: Language = "vi"
