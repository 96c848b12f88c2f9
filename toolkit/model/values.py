"""The values of cells and figures, and the few words that several records share."""

from datetime import date, datetime, time, timedelta
from typing import Literal

Language = Literal["vi", "en"]
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
FileStatus = Literal["accepted", "accepted_with_errors", "superseded", "rejected"]
#: `masked`: reported, and not shown in a copy for circulation. `carried`: from the previous campaign, and not
#: confirmed.
State = Literal["given", "zero_by_words", "missing", "not_applicable", "held", "carried", "masked"]

#: A figure as understood: a number in the indicator's unit, yes/no, a date, a choice or a text.
Value = float | bool | date | str


class ErrorValue(str):
    """An error that a cell shows in place of a value: `#REF!`, `#DIV/0!` …"""

    __slots__ = ()


class ShownNumber(float):
    """A cell's number whose format shows it differently."""

    __slots__ = ("as_text", "divided", "text", "unclear")

    text: str
    """The text shown by the cell, with all the number's decimals: `1,5 tỷ`."""
    as_text: str
    """The text to be read in its place: never with three decimals, which might be taken for thousands."""
    divided: bool
    """Whether the format divides the number by a thousand, or more."""
    unclear: bool
    """Whether the format adds digits, or divides without showing a unit."""


#: The content of one cell of a spreadsheet file; None where it is blank.
CellValue = float | int | str | bool | date | datetime | time | timedelta | ErrorValue | None
