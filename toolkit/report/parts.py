"""What is printed in a Word report, before anybody draws it: the records of `assembly`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The heading block. `date` is place and date; both it and `number` may be left to be filled in."""

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    number: str
    date: str
    about: str = ""
    """Of a letter, what it is about (`V/v …`): it has no title of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPoint:
    """One point word for word; `said_by` (in brackets) who says so, or what proves it.

    `groups`: those that it stands for, by which it is known when its words or the first of them are others.
    """

    text: str
    said_by: str = ""
    groups: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    """The further texts that it stands for although no person has looked at them: told in a comment."""


class KeyedText(NamedTuple):
    """A paragraph; `key` says of what it is, whatever its words and figures are."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePart:
    """The points of one theme, addressee or kind of cause; `label` is "" where the section is not divided."""

    label: str
    points: tuple[ReportPoint, ...]
    rest: str = ""
    """What was left out for length, counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPart:
    """One section of the definition. Without parts and figures, `nothing` says so.

    `figures`: paragraphs of sentences with the province's figures, before what the agencies say.
    """

    heading: str
    parts: tuple[ThemePart, ...]
    nothing: str
    code: str = ""
    figures: tuple[KeyedText, ...] = ()
    table: Annex | None = None
    """Targets and what was reached, under the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What stands under one roman number; `heading` is "" where that is the one section's own."""

    heading: str
    sections: tuple[SectionPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    office: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row; `group`: a heading over the rows below it, in one cell. `marks`: of notes, by column.

    `words`: what stands in its columns of figures is text. `strong`: it sums up the rows below it. `key`: of what it
    is, whatever its cells say.
    """

    cells: tuple[str, ...]
    key: str = ""
    group: bool = False
    marks: Mapping[int, str] = field(default_factory=dict)
    words: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounded:
    """A figure that is printed rounded: the words of its cell, and its value, by indicator code and period key."""

    indicator: str
    period: str
    printed: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A table after the text. `kinds` says of each column: `number`, `name`, `unit`, `figure`, `short`, `note` or
    `words`; `lead` how many columns say what a row is, None: all before the first of figures.

    `listing`: its columns are as wide as what stands in them asks for, and its notes stay on one page.
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
    """Under the legend, a line each."""
    landscape: bool = False
    lead: int | None = None
    listing: bool = False
    rounded: tuple[Rounded, ...] = ()


class SaidText(NamedTuple):
    """One distinct text with those who sent it, under its section, theme and idea."""

    section: str
    theme: str
    idea: str
    text: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole document. `created` is the day it is made for; `document` says which one it is, so that the next one is
    joined with what people did in it: one without is made anew each time.
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
    """What leaders read first, after the opening."""
    figures: tuple[KeyedText, ...] = ()
    """Paragraphs of sentences with figures that stand in no section."""
    table: Annex | None = None
    """Targets and what was reached, where they stand in no section."""
    texts: tuple[SaidText, ...] = ()
    """Every text that counts, where they are too many for an annex: they go into a workbook beside the report."""
    data_code: str = ""
    """The line that says what it was made from; "" where that is not known."""
