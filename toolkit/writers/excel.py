"""XlsxWriter made strict: what it would drop in silence is an error, and text is never anything else.

`Book` and `Sheet` are XlsxWriter's own classes; all their methods are there. Added: bulk rows for large
tables, numbers written so that they read back as the same double, and workbooks that come out the same
byte for byte. A `WriteError` is a mistake of ours, never a fault in an agency's data: values are
settled before a writer sees them, and `clean` makes any text writable.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from xlsxwriter.chart import Chart
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.writers.package import Parts
from toolkit.writers.saving import save_in_one_step
from toolkit.writers.strict import (
    MAX_TEXT,
    WriteError,
    cell_text,
    checked,
    clean,
    escape,
    exact,
    formula_text,
    make_strict,
    number_text,
    strict,
    warnings_are_errors,
)

__all__ = [
    "MAX_TEXT",
    "Book",
    "Cell",
    "Format",
    "Formula",
    "Reference",
    "Sheet",
    "Styled",
    "Value",
    "WriteError",
    "clean",
    "number_text",
    "save_in_one_step",
]

#: The private names of XlsxWriter that bulk rows stand on. Where one is gone, rows go the plain way.
_NEEDED = {
    Worksheet: ("_write_rows", "_write_row", "_write_cell", "_write_hyperlinks", "_check_dimensions"),
    Format: ("_get_xf_index",),
}
BULK = all(hasattr(owner, name) for owner, names in _NEEDED.items() for name in names)

_WHOLE = 2.0**53  # up to here every whole number is a double of its own
_MAX_URL = 2079
_ERROR_VALUES = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_ROW_HEIGHTS = {10: 17, 11: 20, 12: 21, 13: 22, 14: 25}
"""Excel's default row height in pixels for Times New Roman of that size."""

Value: TypeAlias = str | float | bool | date | None
"""What a cell may hold. Ints and datetimes are among them."""


class Formula(NamedTuple):
    """A formula cell: `text` begins with `=`, `value` is its result, stored with it."""

    text: str
    value: Value


class Reference(NamedTuple):
    """A cell that shows another sheet's: `sheet` is quoted as formulas have it (`'Số liệu'!`), `cell` is its address."""

    sheet: str
    cell: str
    value: Value


class _Tail(str):
    """The XML of a cell after its style attribute, ready."""

    __slots__ = ()


class Styled(NamedTuple):
    """A cell of bulk rows with a style of its own, in place of its column's."""

    value: Value | Formula | Reference
    style: Format


Cell: TypeAlias = Value | Formula | Reference | Styled


# --- Sheets ------------------------------------------------------------------------------------


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose every method raises `WriteError` rather than dropping something.

    Rows and columns count from 0, heights are in points, as in XlsxWriter. Not for bulk rows:
    `autofit` and the values that charts store for viewers which do not calculate.
    """

    dim_rowmin: int
    dim_rowmax: int
    fh: Any
    table: Any

    def __init__(self) -> None:
        super().__init__()
        self._known_row_attributes: dict[object, str] = {}
        self._bulk: dict[int, _BulkRow] = {}
        self._tails: dict[str, str] = {}
        self._shared = 0

    def write_text(self, row: int, col: int, text: str, style: Format | None = None) -> None:
        """Writes text that is not ours: never a formula, link or number. An empty one is a blank cell."""
        if text:
            self.write_string(row, col, text, style)
        else:
            self.write_blank(row, col, None, style)

    def write_value(self, row: int, col: int, value: Value, style: Format | None = None) -> None:
        """Writes a value as what it is in Python; a date needs a style with a date format."""
        match value:
            case None:
                self.write_blank(row, col, None, style)
            case str():
                self.write_text(row, col, value, style)
            case bool():
                self.write_boolean(row, col, value, style)
            case int() | float():
                self.write_number(row, col, exact(value), style)
            case date():
                self.write_number(row, col, self._serial(value), style)
            case _:
                raise WriteError(f"not a value for a cell: {value!r:.100}")

    def write_formula_value(
        self, row: int, col: int, formula: str, value: Value, style: Format | None = None
    ) -> None:
        """Writes a formula together with its result, which is what viewers and Protected View show."""
        code = self._write_formula(row, col, formula_text(formula), style, self._result(value))
        checked(code, "write_formula")

    def write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None, value: Value
    ) -> None:
        """`write_formula_value` in XlsxWriter's order of arguments."""
        self.write_formula_value(row, col, formula, value, cell_format)

    def link(self, row: int, col: int, url: str, tip: str | None = None) -> None:
        """Links a cell that is written otherwise (before or after); the cell keeps its value and style."""
        if len(url) > _MAX_URL:
            raise WriteError(f"a link of {len(url)} characters")
        self.ignore_write_string = True
        try:
            code = self._write_url(row, col, clean(url), None, None, clean(tip) if tip else None)
        except ValueError as error:
            raise WriteError(f"link: {error}") from error
        finally:
            self.ignore_write_string = False
        checked(code, "link")

    def write_rows(
        self,
        first_row: int,
        rows: Iterable[Sequence[Cell]],
        styles: Sequence[Format],
        *,
        first_col: int = 0,
        formulas: Mapping[int, str] | None = None,
        heights: Iterable[float] | None = None,
        plain: bool = False,
    ) -> int:
        """Writes many rows at once, fast; returns the number of the row after the last.

        Each row has one cell for each of `styles`, from column `first_col`. In the columns of `formulas`
        (sheet columns), cells hold the results and the formula is the template with `{row}` replaced by
        the row's number as in addresses; a cell that holds None has no formula. `heights` gives each row's height. Rows may have other cells to
        the left and right of these, written otherwise. What was written under them before is replaced.
        `plain` writes the same cell by cell; it is also the way where XlsxWriter has changed inside.
        """
        templates = {
            col - first_col: formula_text(template).split("{row}")
            for col, template in (formulas or {}).items()
        }
        bulk = BULK and not plain
        if templates and bulk:
            rows = self._with_shared_formulas(list(rows), first_row, first_col, templates)
        elif templates:
            rows = (_with_formulas(row, n, templates) for n, row in enumerate(rows, first_row + 1))
        write = self._write_bulk_rows if bulk else self._write_plain_rows
        end = write(first_row, rows, styles, first_col)
        if heights is not None:
            given = list(heights)
            if len(given) != end - first_row:
                raise WriteError(f"{len(given)} heights for {end - first_row} rows")
            for row, height in enumerate(given, first_row):
                self.set_row(row, height)
        return end

    def set_row(
        self,
        row: int,
        height: float | None = None,
        cell_format: Format | None = None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        """XlsxWriter's; raises also for a height that Excel does not have (over 409 points)."""
        if height is not None and not 0 <= height <= 409.5:
            raise WriteError(f"a row of {height} points")
        checked(super().set_row(row, height, cell_format, options), "set_row")

    # What follows is where XlsxWriter's own workings are replaced.

    def _serial(self, value: date) -> float:
        if isinstance(value, datetime) and value.tzinfo is not None:
            raise WriteError(f"a cell has no time zone: {value}")
        serial = float(self._convert_date_time(value))
        if serial < 0:
            raise WriteError(f"Excel has no dates before 1900: {value}")
        return exact(serial)

    def _result(self, value: Value) -> str | float | bool:
        match value:
            case str():
                return clean(value)
            case bool():
                return value
            case int() | float():
                return exact(value)
            case date():
                return self._serial(value)
            case _:
                raise WriteError(f"not the result of a formula: {value!r:.100}")

    def _write_plain_rows(
        self, first_row: int, rows: Iterable[Sequence[Cell]], styles: Sequence[Format], first_col: int
    ) -> int:
        number = first_row - 1
        for number, row in enumerate(rows, first_row):
            _check_length(row, styles, number)
            for col, (cell, style) in enumerate(zip(row, styles, strict=True), first_col):
                if isinstance(cell, Styled):
                    cell, style = cell
                if isinstance(cell, Reference):
                    self.write_formula_value(number, col, f"={cell.sheet}{cell.cell}", cell.value, style)
                elif isinstance(cell, Formula):
                    self.write_formula_value(number, col, cell.text, cell.value, style)
                else:
                    self.write_value(number, col, cell, style)
        return number + 1

    def _write_bulk_rows(
        self, first_row: int, rows: Iterable[Sequence[Any]], styles: Sequence[Format], first_col: int
    ) -> int:
        """Joins the XML of each row's cells now; `_write_rows` puts it into the sheet later."""
        last_col = first_col + len(styles) - 1
        before = [f'<c r="{xl_col_to_name(col)}' for col in range(first_col, last_col + 1)]
        after = [f'" s="{style._get_xf_index()}"' for style in styles]
        bulk, table, tails, tail_of = self._bulk, self.table, self._tails, self._tail
        whole = float.is_integer
        formula_of = self._formula_tail
        indexes: dict[int, str] = {}
        repeated = 0
        number = first_row - 1
        for number, row in enumerate(rows, first_row):
            _check_length(row, styles, number)
            address = str(number + 1)
            parts = []
            for cell, start, end in zip(row, before, after, strict=True):
                kind = cell.__class__
                if kind is str:
                    tail = tails.get(cell)
                    if tail is None:
                        tail = tail_of(cell)
                    else:
                        repeated += 1
                elif cell is None:
                    tail = "/>"
                elif (kind is float or kind is int) and -_WHOLE < cell < _WHOLE:
                    tail = f"><v>{int(cell) if kind is int or whole(cell) else cell}</v></c>"
                elif kind is _Tail:
                    tail = cell
                elif kind is Formula:
                    tail = formula_of(cell)
                elif kind is Styled:
                    value, style = cell
                    end = indexes.get(id(style)) or indexes.setdefault(
                        id(style), f'" s="{style._get_xf_index()}"'
                    )
                    kind = value.__class__
                    tail = (
                        self._result_tail(f"<f>{escape(value[0])}{value[1]}</f>", value[2])
                        if kind is Reference
                        else formula_of(value)
                        if kind is Formula
                        else tail_of(value)
                    )
                else:
                    tail = tail_of(cell)
                parts.append(f"{start}{address}{end}{tail}")
            if number in bulk:
                raise WriteError(f"row {address} already has bulk cells")
            bulk[number] = _BulkRow(first_col, last_col, "".join(parts))
            if number in table:
                for col in range(first_col, last_col + 1):
                    table[number].pop(col, None)
        self.str_table.count += repeated
        if number >= first_row and styles:
            self._check_dimensions(first_row, first_col)
            self._check_dimensions(number, last_col)
        return number + 1

    def _with_shared_formulas(
        self, rows: list[Sequence[Any]], first_row: int, first_col: int, templates: Mapping[int, list[str]]
    ) -> Iterable[Sequence[Any]]:
        """The rows with the formulas of whole columns put in as Excel shares them: once, then by number.

        The rows of each column refer to their own row, so the first row's formula, moved down, is theirs.
        """
        tails: dict[int, tuple[str, list[str]]] = {}
        for col, parts in templates.items():
            letter = xl_col_to_name(first_col + col)
            span = f"{letter}{first_row + 1}:{letter}{first_row + len(rows)}"
            tails[col] = (f'<f t="shared" si="{self._shared}"/>', [f'<f t="shared" ref="{span}" si="{self._shared}">', *parts])  # fmt: skip
            self._shared += 1
        started: set[int] = set()
        known: dict[tuple[int, Any], _Tail] = {}
        for number, row in enumerate(rows, first_row + 1):
            cells: list[Any] = list(row)
            for col, (again, (opening, *parts)) in tails.items():
                cell = cells[col]
                value: Any = cell.value if isinstance(cell, Styled) else cell
                if value is None:
                    continue
                if col not in started:
                    started.add(col)
                    formula = f"{opening}{escape(str(number).join(parts)[1:])}</f>"
                    tail = _Tail(self._result_tail(formula, value))
                elif value.__class__ is str:
                    tail = known.get((col, value)) or known.setdefault(
                        (col, value), _Tail(self._result_tail(again, value))
                    )
                else:
                    tail = _Tail(self._result_tail(again, value))
                cells[col] = Styled(tail, cell.style) if isinstance(cell, Styled) else tail
            yield cells

    def _tail(self, cell: Value | Formula | Reference) -> str:
        """The XML of a cell after its style attribute."""
        match cell:
            case _Tail():
                return cell
            case "" | None:
                return "/>"
            case str():
                index = self.str_table._get_shared_string_index(cell_text(cell))
                tail = self._tails[cell] = f' t="s"><v>{index}</v></c>'
                return tail
            case bool():
                return f' t="b"><v>{cell:d}</v></c>'
            case int() | float():
                return f"><v>{exact(cell)}</v></c>"
            case date():
                return f"><v>{self._serial(cell)}</v></c>"
            case Formula():
                return self._formula_tail(cell)
            case Reference(sheet, address, value):
                return self._result_tail(f"<f>{escape(sheet)}{address}</f>", value)
        raise WriteError(f"not a value for a cell: {cell!r:.100}")

    def _formula_tail(self, cell: Formula) -> str:
        """The XML of a formula cell after its style attribute."""
        formula = formula_text(cell.text)[1:]
        if "&" in formula or "<" in formula or ">" in formula:
            formula = escape(formula)
        return self._result_tail(f"<f>{formula}</f>", cell.value)

    def _result_tail(self, formula: str, value: Value) -> str:
        """The XML of a formula's result, after its `<f>` element."""
        result = self._result(value)
        if isinstance(result, bool):
            return f' t="b">{formula}<v>{result:d}</v></c>'
        if isinstance(result, str):
            kind = "e" if result in _ERROR_VALUES else "str"
            return f' t="{kind}">{formula}<v>{escape(result)}</v></c>'
        return f">{formula}<v>{result}</v></c>"

    def _write_rows(self) -> None:
        first, last = self.dim_rowmin, self.dim_rowmax
        try:
            row = first
            lone: list[str] = []  # rows of bulk cells only, one after the other: written at once
            for bulk_row in sorted(self._bulk):
                if len(lone) == 2000:
                    self.fh.write("".join(lone))
                    lone.clear()
                if bulk_row == row and not self.table.get(bulk_row):
                    cells = self._bulk[bulk_row].xml
                    lone.append(f'<row r="{bulk_row + 1}"{self._row_attributes(bulk_row)}{cells}</row>')
                else:
                    self.fh.write("".join(lone))
                    lone.clear()
                    self._write_plain_part(row, bulk_row - 1)
                    self._write_bulk_row(bulk_row)
                row = bulk_row + 1
            self.fh.write("".join(lone))
            self._write_plain_part(row, last)
        finally:
            self.dim_rowmin, self.dim_rowmax = first, last

    def _write_plain_part(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()

    def _write_bulk_row(self, row: int) -> None:
        first_col, last_col, cells = self._bulk[row]
        self.fh.write(f'<row r="{row + 1}"{self._row_attributes(row)}')
        others = self.table.get(row, {})
        for col in sorted(others):
            if first_col <= col <= last_col:
                raise WriteError(f"{xl_rowcol_to_cell(row, col)} was written again after its bulk row")
            if col > last_col:
                self.fh.write(cells)
                cells = ""
            self._write_cell(row, col, others[col])
        self.fh.write(f"{cells}</row>")

    def _row_attributes(self, row: int) -> str:
        """What XlsxWriter writes in a `<row>` tag after the number: it depends on the row's settings only."""
        info = self.row_info.get(row)
        key = None if info is None else _ROW_SETTINGS(info)
        known = self._known_row_attributes
        if key not in known:
            file, self.fh = self.fh, io.StringIO()
            self._write_row(0, None, info)
            known[key] = self.fh.getvalue().removeprefix('<row r="1"')
            self.fh = file
        return known[key]

    def _calculate_spans(self) -> None:
        # An optional attribute of rows; finding it would take a look at every cell.
        self.row_spans: dict[int, str] = {}

    def _check_dimensions(
        self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False
    ) -> int:
        if super()._check_dimensions(row, col, ignore_row, ignore_col):
            raise WriteError(f"row {row}, column {col} is outside a sheet")
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        # All of XlsxWriter's ways to write text pass here: headings of tables, texts of links …
        code = super()._write_string(row, col, cell_text(string), cell_format)
        return int(checked(code, "write_string"))

    def _write_hyperlinks(self) -> None:
        # With cells in sight, XlsxWriter looks there for each link's text and fails for bulk rows.
        table, self.table = self.table, {}
        super()._write_hyperlinks()
        self.table = table

    def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        # XlsxWriter writes 16 digits; some doubles need 17.
        written = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{written}><v>{number_text(number)}</v></c>")

    def _xml_formula_element(
        self, formula: str, result: object, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        # A result that is an empty text must say that it is text.
        if result == "" and not any(key == "t" for key, _ in attributes):
            attributes = [*attributes, ("t", "str")]
        super()._xml_formula_element(formula, result, attributes)


class _BulkRow(NamedTuple):
    first_col: int
    last_col: int
    xml: str


_ROW_SETTINGS = attrgetter("height", "row_format", "hidden", "level", "collapsed")
_ONCE_A_CELL = ("write", "write_blank", "write_boolean", "write_datetime", "write_number", "write_string")
make_strict(Sheet, Worksheet, light=frozenset((*_ONCE_A_CELL, "set_row_pixels")))


def _check_length(row: Sequence[object], styles: Sequence[object], number: int) -> None:
    if len(row) != len(styles):
        raise WriteError(f"row {number + 1} has {len(row)} cells for {len(styles)} styles")


def _with_formulas(row: Sequence[Any], number: int, templates: Mapping[int, list[str]]) -> list[Cell]:
    cells: list[Any] = list(row)
    for col, parts in templates.items():
        text = str(number).join(parts)
        cell: Any = cells[col]
        value: Any = cell.value if isinstance(cell, Styled) else cell
        if value is not None:
            formula = Formula(text, value)
            cells[col] = Styled(formula, cell.style) if isinstance(cell, Styled) else formula
    return cells


# --- Workbooks ---------------------------------------------------------------------------------


class Book(Workbook):  # type: ignore[misc]
    """A workbook that comes out the same, byte for byte, from the same calls.

    `created` is its only date, without a time zone. `properties` are custom document properties.
    Used in a `with` statement it is written at the end, and not at all where the body fails.
    """

    worksheet_class = Sheet

    def __init__(
        self,
        target: Path | str | BinaryIO,
        *,
        created: datetime,
        title: str,
        author: str = "",
        font: str = "Times New Roman",
        size: float = 11,
        properties: Mapping[str, str] | None = None,
        lock_structure: bool = False,
    ) -> None:
        super().__init__(
            None,
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_row_height": _ROW_HEIGHTS.get(int(size), int(size * 1.8)),
                # No theme font: Excel may show the theme's in place of the one that is named.
                "default_format_properties": {"font_name": font, "font_size": size, "font_scheme": "none"},
            },
        )
        self._target = target
        self._lock_structure = lock_structure
        self._styles: dict[frozenset[tuple[str, object]], Format] = {}
        self.set_properties({"title": title, "author": author, "created": created})
        for name, value in (properties or {}).items():
            self.set_custom_property(name, value, "text")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.close()

    def sheet(self, name: str) -> Sheet:
        """A new sheet at the end."""
        sheet: Sheet = self.add_worksheet(name)
        return sheet

    def style(self, **properties: object) -> Format:
        """The format with these properties of XlsxWriter's, in the workbook's font; made once only."""
        key = frozenset(properties.items())
        if key not in self._styles:
            style = self._styles[key] = self.add_format(properties)
            if BULK:
                # Styles are numbered as they are made, so that bulk and plain rows give the same file.
                style._get_xf_index()
        return self._styles[key]

    def add_format(self, properties: Mapping[str, object] | None = None) -> Format:
        """A new format, not shared. Raises `WriteError` for a property that XlsxWriter does not have."""
        with warnings_are_errors("add_format"):
            try:
                return super().add_format(properties)
            except AttributeError as error:
                raise WriteError(f"add_format: {error}") from error

    def add_chart(self, options: Mapping[str, object]) -> Chart:
        """A chart whose methods raise `WriteError` where XlsxWriter warns."""
        with warnings_are_errors("add_chart"):
            chart = super().add_chart(options)
        for name in dir(chart):
            if not name.startswith("_") and callable(getattr(chart, name)):
                setattr(chart, name, strict(getattr(chart, name)))
        return chart

    def close(self) -> None:
        """Writes the workbook. Raises OSError where it cannot be written, `WriteError` for a mistake."""
        packed = io.BytesIO()
        self.filename = io.BytesIO()
        self._parts = Parts()
        # The parts go through files: in memory they would take four bytes a character.
        with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
            self.tmpdir = folder
            try:
                with warnings_are_errors("close"):
                    super().close()
            except FileCreateError as error:
                raise error.args[0] from None
            self._parts.write_zip(packed)
        if isinstance(self._target, str | Path):
            Path(self._target).write_bytes(packed.getbuffer())
        else:
            self._target.write(packed.getbuffer())

    def _get_packager(self) -> Parts:
        return self._parts

    def _write_book_views(self) -> None:
        # Sheets can then not be added, renamed, moved or shown; XlsxWriter has no such setting.
        if self._lock_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


make_strict(Book, Workbook)
