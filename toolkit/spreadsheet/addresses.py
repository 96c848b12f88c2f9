"""Addresses of cells: A1 notation on the outside, rows and columns counted from 0 within."""

from __future__ import annotations

import re
from functools import lru_cache

#: Row and column.
Position = tuple[int, int]
#: A merged area: its first row and column, its last row and column.
Area = tuple[int, int, int, int]
#: Rows or columns one after the other: the first and the last.
Span = tuple[int, int]

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@lru_cache(maxsize=1024)
def column_name(column: int) -> str:
    """0 → `A`, 26 → `AA`."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def column_number(name: str) -> int:
    """`A` → 0, `AA` → 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """(row 6, column 4) → `E7`."""
    return f"{column_name(column)}{row + 1}"


def cell_position(name: str) -> Position:
    """`E7` → (6, 4), of an address that is one: capital letters, then digits. Raises ValueError without digits."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, column_number(letters)


def position_of(address: str) -> Position | None:
    """`$E$7` → (6, 4), of whatever a file has for an address; None where it is none."""
    match = _ADDRESS.fullmatch(address.replace("$", ""))
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def area_positions(area: str) -> tuple[int, int, int, int]:
    """`B2:D7` → (1, 1, 6, 3), `B2` → (1, 1, 1, 1). Raises ValueError for what is no area."""
    first, _, last = area.replace("$", "").partition(":")
    return (*cell_position(first), *cell_position(last or first))
