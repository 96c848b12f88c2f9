"""Settings of the sheets of a master, from its parts: widths, hidden columns, filters, print areas, names."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolkit.master.carry.records import ColumnLook
from toolkit.spreadsheet.addresses import cell_position
from toolkit.spreadsheet.audit.book import elements
from toolkit.xlsx.filters import Filter, is_operator

#: Pixels of a character of the usual font; the most pixels by which programs round a width when saving.
_PIXELS, _ROUNDED = 7, 3
_COLUMNS = re.compile(rb"<(?:\w+:)?cols\b.*?</(?:\w+:)?cols>", re.DOTALL)
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter\b[^>]*?(?:/>|>.*?</(?:\w+:)?autoFilter>)", re.DOTALL)
_PREFIX = re.compile(rb"(</?)\w+:")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")
PRINT_AREA = "_xlnm.Print_Area"


class DefinedName(NamedTuple):
    """A defined name; `sheet`: the number of the only sheet on which it is valid, or None."""

    name: str
    sheet: int | None
    formula: str


def defined_names(book: bytes) -> list[DefinedName]:
    """The names that `xl/workbook.xml` defines."""
    return [
        DefinedName(
            attributes.get("name", ""),
            int(sheet) if (sheet := attributes.get("localSheetId", "")).isdecimal() else None,
            text.strip(),
        )
        for name, attributes, text in elements(book)
        if name == "definedName"
    ]


def columns_of(xml: bytes) -> dict[int, ColumnLook]:
    """The columns of a sheet with a set width, or hidden, by their numbers from 0."""
    columns: dict[int, ColumnLook] = {}
    for _, attributes, _ in (e for e in elements(_match_without_prefixes(_COLUMNS, xml)) if e[0] == "col"):
        first, last = int(attributes["min"]), min(int(attributes["max"]), 16_384)
        look = ColumnLook(int(float(attributes.get("width", 0)) * _PIXELS + 0.5), attributes.get("hidden") in _TRUE)
        columns.update(dict.fromkeys(range(first - 1, last), look))
    return columns


_TRUE = ("1", "true")
#: Kinds of filters that are not carried over.
_UNKNOWN = frozenset({"top10", "dynamicFilter", "colorFilter", "iconFilter", "dateGroupItem"})


def is_as_drawn(now: ColumnLook, drawn: ColumnLook) -> bool:
    """Whether a column is as it was drawn, apart from rounding."""
    return now.hidden == drawn.hidden and (now.hidden or abs(now.pixels - drawn.pixels) <= _ROUNDED)


def filters_of(xml: bytes) -> tuple[dict[int, Filter], list[int]]:
    """The filters of a sheet by column from 0, and the columns with filters of a kind that is not carried over."""
    part = _match_without_prefixes(_FILTER, xml)
    if not part:
        return {}, []
    filters: dict[int, Filter] = {}
    unknown: list[int] = []
    values: list[str] = []
    tests: list[tuple[str, str]] = []
    blank = both = odd = False
    of_columns: list[tuple[int, Filter | None]] = []
    first = 0
    for name, attributes, _ in elements(part):
        match name:
            case "filter":
                values.append(attributes.get("val", ""))
            case "filters":
                blank = attributes.get("blank") in _TRUE
            case "customFilter":
                operator = attributes.get("operator", "equal")
                odd |= not is_operator(operator)
                tests.append((operator, attributes.get("val", "")))
            case "customFilters":
                both = attributes.get("and") in _TRUE
            case "filterColumn":
                chosen = Filter(tuple(sorted(values)), blank, tuple(tests), both)
                known = not odd and (values or blank or tests)
                of_columns.append((int(attributes.get("colId", 0)), chosen if known else None))
                values, tests, blank, both, odd = [], [], False, False, False
            case "autoFilter":
                first = cell_position(attributes.get("ref", "A1").partition(":")[0].replace("$", ""))[1]
            case name if name in _UNKNOWN:
                odd = True
    for column, filter_ in of_columns:
        if filter_ is None:
            unknown.append(first + column)
        else:
            filters[first + column] = filter_
    return filters, unknown


def _match_without_prefixes(pattern: re.Pattern[bytes], xml: bytes) -> bytes:
    """The first match in a part, without namespace prefixes; b"" where there is none."""
    match = pattern.search(xml)
    return _PREFIX.sub(rb"\1", match[0]) if match else b""


def area_of(formula: str) -> tuple[int, int, int, int] | None:
    """(first row, first column, last row, last column) of an area's formula, from 0; None for several areas."""
    match = _AREA.fullmatch(formula.rpartition("!")[2])
    if match is None:
        return None
    row, column = cell_position(match[1] + match[2])
    last_row, last_column = cell_position(match[3] + match[4]) if match[3] else (row, column)
    return row, column, last_row, last_column


def print_areas(names: list[DefinedName], sheets: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """(name of the sheet, formula) of each print area; `sheets`: names by number."""
    for name, sheet, formula in names:
        if name == PRINT_AREA and sheet is not None and sheet in sheets:
            yield sheets[sheet], formula
