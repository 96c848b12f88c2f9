"""Converts between addresses of cells in A1 notation and rows and columns counted from 0."""

import re
from functools import lru_cache

#: (row, column) of a cell.
Position = tuple[int, int]
#: A merged area: its first row and column, its last row and column.
Area = tuple[int, int, int, int]
#: Consecutive rows or columns: the first and the last.
Span = tuple[int, int]

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@lru_cache(maxsize=1024)
def column_name(column: int) -> str:
    """The letters of a column: `A` for 0, `AA` for 26."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def column_number(name: str) -> int:
    """The number of a column: 0 for `A`, 26 for `AA`."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """The address of a cell: `E7` for row 6 and column 4."""
    return f"{column_name(column)}{row + 1}"


def cell_position(name: str) -> Position:
    """The position of a cell by its address: (6, 4) for `E7`. Raises ValueError for a text without digits."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, column_number(letters)


def position_of(address: str) -> Position | None:
    """The position of a cell by a text in a file: (6, 4) for `$E$7`; None for a text that is no address."""
    match = _ADDRESS.fullmatch(address.replace("$", ""))
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def area_positions(area: str) -> tuple[int, int, int, int]:
    """The area of an address: (1, 1, 6, 3) for `B2:D7`, (1, 1, 1, 1) for `B2`. Raises ValueError for other texts."""
    first, _, last = area.replace("$", "").partition(":")
    return (*cell_position(first), *cell_position(last or first))
