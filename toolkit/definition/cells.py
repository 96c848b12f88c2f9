"""Reads the cells of a definition workbook according to their columns, and reports what is wrong."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from toolkit.definition.options import nearest_option, option_of
from toolkit.definition.sheets import Column, Entries
from toolkit.definition.spelling import typed_periods, usual_signs
from toolkit.files.safe_names import is_device
from toolkit.formula import expressions
from toolkit.language.numbers import format_number
from toolkit.language.text import clean, near_names
from toolkit.messages.findings.making import finding
from toolkit.model import Argument, CellValue, ErrorValue, Finding, Period
from toolkit.model.periods import FORMS
from toolkit.spreadsheet.keyed import KeyedSheet, cell_text
from toolkit.values.amounts import NUMBER, number_readings
from toolkit.values.cell import read_date

#: After this number of findings, no similar names are suggested.
_HINTS = 200
#: Columns and rows of e-mail addresses.
_ADDRESS_COLUMNS = frozenset({"email", "contact_email"})
#: Columns and rows whose text may have line breaks; elsewhere a line break is due to a narrow cell.
_WITH_LINE_BREAKS = frozenset(
    {
        "guidance",
        "legal_basis",
        "message",
        "fix",
        "header_lines",
        "superior",
        "report_to",
        "recipients",
        "signer_title",
        "signed_by",
    }
)
#: Sheets whose codes become file names.
_NAMING_FILES = frozenset({"agencies", "campaign"})
#: Separators that people type instead of bars between the entries of a list.
_SEPARATORS = re.compile(r"[,;\n]")
#: Several codes with a separator or a bar between them, in a cell for one code.
_SEVERAL = re.compile(r"[^\s,;|][\s]*[,;|\n]\s*[^\s,;|]")
#: An e-mail address: without diacritics, as mail servers accept them.
_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[\w-]+(\.[\w-]+)+", re.ASCII)


@dataclass(slots=True)
class Row:
    """One line of a definition sheet. By column key: `values` has what was read, `cells` the addresses."""

    sheet: str
    index: int
    values: dict[str, Any]
    cells: dict[str, str]
    code_is_decimal: bool = False
    """Whether the code was typed as a number with decimals: Excel drops their trailing zeros."""


@dataclass(frozen=True, slots=True)
class UndividedList:
    """A list typed as one entry with commas, semicolons or line breaks: several entries may be meant."""

    sheet: str
    cell: str
    key: str
    """The sheet and the column: `agencies.aliases`."""
    entries: Entries
    text: str


@dataclass(slots=True)
class DefinitionReading:
    """What is known while a definition is read: the faults, and what is not checked because of them."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    undivided: list[UndividedList] = field(default_factory=list)
    cells_of_undivided: set[tuple[str, str]] = field(default_factory=set)
    """(sheet, cell) of lists that were typed as one entry: their contents are not checked further."""
    faulty_wholes: set[str] = field(default_factory=set)
    """The codes of indicators with a faulty split: the names of the split's parts are not checked."""
    keyless: frozenset[str] = frozenset()
    """Sheets whose keys are missing: uses of their contents are not checked."""

    def add(
        self,
        code: str,
        severity: Any = None,
        *,
        sheet: str = "",
        cell: str = "",
        value: str = "",
        **arguments: Argument,
    ) -> None:
        self.findings.append(
            finding(code, severity=severity, file=self.file, sheet=sheet, cell=cell, value=value, arguments=arguments)
        )

    def flag(
        self, row: Row, column: str, code: str, value: str = "", severity: Any = None, /, **arguments: Argument
    ) -> None:
        """Add a finding at a row's cell; where the sheet lacks the column, at the cell that identifies the row."""
        cell = row.cells.get(column) or row.cells.get("code") or row.cells["text"]
        self.add(code, severity, sheet=row.sheet, cell=cell, value=value, **arguments)

    def nearest(self, name: str, known: Iterable[str]) -> str:
        """The known names nearest to this name; "" after `_HINTS` findings, since the search would take minutes."""
        return near_names(name, known) if self.hints else ""

    def may_name_part(self, name: str) -> bool:
        """Whether an unknown code may name a part of a faulty split, which is reported instead of the code."""
        return any(name.casefold().startswith(f"{whole.casefold()}_") for whole in self.faulty_wholes)

    @property
    def hints(self) -> bool:
        return len(self.findings) < _HINTS


def read_cell(reading: DefinitionReading, column: Column, raw: CellValue, sheet: KeyedSheet, cell: str) -> Any:
    """The value of a cell, as its column requires; None for a blank cell, and for an invalid one, which is reported.

    Depending on `column.reads`: a text, a tuple of texts for a list, a bool for yes or no, a number, or a date.
    """
    text = clean(cell_text(raw))
    if column.reads == "formula" and raw is not None and (isinstance(raw, ErrorValue) or not isinstance(raw, str)):
        reading.add("definition-formula-computed", sheet=sheet.name, cell=cell, value=text)
        return None
    if not text:
        return None

    def flag(code: str, **arguments: Argument) -> None:
        reading.add(code, sheet=sheet.name, cell=cell, value=text, column=f"{sheet.key}.{column.key}", **arguments)

    if isinstance(raw, ErrorValue):
        flag("definition-error-value")
        return None
    if column.reads in ("code", "periods") and isinstance(raw, date):
        flag("definition-made-a-date", day=f"{raw:%d/%m/%Y}")
        return None

    def too_long(length: int) -> bool:
        if length > column.most:
            flag("definition-too-long", length=length, most=column.most)
        return length > column.most

    if column.reads == "list" and column.key not in _ADDRESS_COLUMNS and "|" not in text and _SEPARATORS.search(text):
        reading.undivided.append(UndividedList(sheet.name, cell, f"{sheet.key}.{column.key}", column.entries, text))
    if column.reads in ("text", "list") and column.key not in _WITH_LINE_BREAKS | _ADDRESS_COLUMNS:
        text = text.replace("\n", " ")
    if column.key in _ADDRESS_COLUMNS:
        return _mail_addresses(reading, column, text, sheet, cell)
    match column.reads:
        case "list":
            parts = tuple(part for part in (p.strip() for p in text.split("|")) if part)
            return None if too_long(max(map(len, parts), default=0)) else parts
        case "choice" | "yesno":
            full_name = f"{sheet.key}.{column.key}"
            choice = option_of(text, full_name, column.choices)
            if choice is None:
                near = nearest_option(text, full_name, column.choices)
                flag("definition-unknown-value", known=column.choices, nearest=near)
            return choice == "yes" if column.reads == "yesno" and choice else choice
        case "number":
            readings = _possible_numbers(raw, text, column.whole)
            if len(readings) != 1:
                both = " | ".join(format_number(number, "vi") for number in readings)
                flag("definition-ambiguous-number" if readings else "definition-not-a-number", readings=both)
                return None
            number = readings[0]
            if column.whole and not number.is_integer():
                flag("definition-not-whole")
                return None
            if column.least is not None and number < column.least:
                flag("definition-too-small", least=f"{column.least:g}")
            return int(number) if column.whole else number
        case "date":
            # A day before 1900 is a mistake: Excel has no such dates.
            day = _day(raw)
            when = day if day is not None and day.year >= 1900 else None
            if when is None:
                flag("definition-not-a-date")
            return when
        case "periods":
            return _periods(reading, text, sheet.name, cell)
        case "formula":
            return _formula(reading, text, sheet.name, cell)
        case "code":
            if sheet.key == "splits" and column.key == "of" and _SEVERAL.search(text):
                flag("definition-split-of-several")
                return None
            named = sheet.key in _NAMING_FILES and (is_device(text) or text.startswith((".", "~")))
            if named or any(c in text for c in '|#/\\:*?"<>[]\n') or len(text) > 31:
                flag("definition-bad-code")
                return None
            return text
        case _:
            return None if too_long(len(text)) else text


def _mail_addresses(reading: DefinitionReading, column: Column, text: str, sheet: KeyedSheet, cell: str) -> Any:
    """The mail addresses in a cell; anything else is reported and dropped, since mails to it would fail."""
    parts = re.split(r"[|;,\n]", text) if column.reads == "list" else [" ".join(text.split())]
    addresses = []
    for part in filter(None, map(str.strip, parts)):
        if _ADDRESS.fullmatch(part):
            addresses.append(part)
        else:
            reading.add("definition-bad-address", sheet=sheet.name, cell=cell, value=part)
    return tuple(addresses) if column.reads == "list" else next(iter(addresses), None)


_NUMBER = re.compile(rf"(?P<sign>-?) ?(?P<digits>{NUMBER}) ?%?")


def _possible_numbers(raw: CellValue, text: str, whole: bool) -> tuple[float, ...]:
    """The possible values of a cell as a number: one if clear, none if it is no number, two if ambiguous."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return (float(raw),)
    match = _NUMBER.fullmatch(text) if text.isascii() else None
    if match is None:
        return ()
    readings, _ = number_readings(match["digits"], whole)
    return tuple(float(f"{match['sign']}{reading}") for reading in readings)


def _day(raw: CellValue) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            value = read_date(raw).value
            return value if isinstance(value, date) else None
    return None


def _periods(reading: DefinitionReading, text: str, sheet: str, cell: str) -> tuple[Period, ...]:
    periods: list[Period] = []
    for part, period in typed_periods(text):
        if period is None:
            reading.add("definition-bad-period", sheet=sheet, cell=cell, value=part, forms=FORMS)
        elif any(p.key == period.key for p in periods):
            reading.add("definition-period-twice", sheet=sheet, cell=cell, value=part)
        else:
            periods.append(period)
    return tuple(periods)


def _formula(reading: DefinitionReading, text: str, sheet: str, cell: str) -> str | None:
    try:
        expressions.parse(text)
    except expressions.FormulaError as error:
        usual = usual_signs(text)
        with suppress(expressions.FormulaError):
            return expressions.parse(usual).text
        reading.add(error.code, sheet=sheet, cell=cell, value=text, place=error.position + 1, **error.arguments)
        return None
    return text
