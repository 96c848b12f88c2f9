"""What a person sees in a workbook: the oracle's result, for any kind of file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

#: Row and column, counted from 1.
Place = tuple[int, int]

#: `doubtful`: contents that no two programs, or no program, read the same; they must be reported.
#: `unsure`: programs differ, and none is wrong; they may be reported, read, or taken for blank.
Kind = Literal["number", "text", "yesno", "error", "date", "doubtful", "unsure", "uncomputed"]


class Unreadable(Exception):
    """A file that no spreadsheet program opens without repair."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen in one cell that is not blank."""

    kind: Kind
    texts: tuple[str, ...] = ()
    """How it is read out, each way that is right; of a doubtful cell, what the file holds."""
    number: float | None = None
    """The number that is shown, a percentage times a hundred: `12,5%` is 12.5.
    None where what is shown is not one number."""
    look: Literal["plain", "percent", "words", "divided", "nothing", "odd", ""] = ""
    """How a number is shown: as it is, as a percentage, with words beside it, divided by thousands, not at all,
    or otherwise."""
    moment: datetime | None = None
    stored: float | None = None
    """The number that the cell holds."""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {' or '.join(map(repr, self.texts))}{f' ({self.why})' if self.why else ''}"


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    cells: Mapping[Place, Seen]
    astray: tuple[Seen, ...] = ()
    """What stands in cells whose address is none."""
    formulas: frozenset[Place] = frozenset()
    """Where formulas stand."""

    @property
    def key(self) -> str:
        first = self.cells.get((1, 1))
        return first.texts[0].strip() if first is not None and first.kind == "text" else ""


@dataclass(frozen=True, slots=True)
class Book:
    sheets: tuple[Sheet, ...] = field(default=())


def address(place: Place) -> str:
    """(7, 5) → `E7`."""
    row, column = place
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def place_of(address: str) -> Place:
    """`E7` → (7, 5)."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]), column


def as_text(number: float) -> str:
    """A number with a decimal comma, without an exponent."""
    text = format(Decimal(repr(number)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def same(one: Seen | None, other: Seen | None) -> bool:
    """Whether both show the same."""
    if one is None or other is None:
        return one is other
    return one.kind == other.kind and (one.texts == other.texts or not {*one.texts}.isdisjoint(other.texts))


def differing(one: Book, other: Book) -> Iterator[tuple[str, str, Seen | None, Seen | None]]:
    """The cells that show different things: sheet, cell, and both."""
    for a, b in zip(one.sheets, other.sheets, strict=True):
        for place in sorted(a.cells.keys() | b.cells.keys()):
            x, y = a.cells.get(place), b.cells.get(place)
            if not same(x, y):
                yield a.name, address(place), x, y
