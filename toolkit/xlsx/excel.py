"""XlsxWriter made strict: what it would drop in silence is an error, and text is never anything else.

`Book` and `Sheet` are subclasses of XlsxWriter's classes with all their methods. Added: bulk rows for large tables,
numbers that read back as the same double, and workbooks that are the same byte for byte. A `WriteError` is a
programming mistake, never a fault in an agency's data: values are checked before a writer gets them, and `xml_text`
makes any text writable.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter.chart import Chart
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.files.saving import save_in_one_step
from toolkit.files.zipping import write_zip
from toolkit.spreadsheet.escapes import escaped, has_overlapping_escapes, with_escapes_split
from toolkit.xlsx.bulk import BulkSheet, Cell, FormulaCell, Reference, Styled, Value, Watched
from toolkit.xlsx.filters import Filter
from toolkit.xlsx.package import Parts, new_threads
from toolkit.xlsx.strict import (
    LINK_SIGNS,
    MAX_TARGET,
    MAX_TEXT,
    WriteError,
    clipped,
    escape,
    exact,
    excess,
    fits,
    fits_validation,
    formula_text,
    link_path,
    make_strict,
    number_text,
    quoted,
    rule_text,
    shared_string,
    strict,
    units,
    unless_refused,
    warnings_are_errors,
    xml_text,
)

__all__ = [
    "LINK_SIGNS",
    "MAX_TARGET",
    "MAX_TEXT",
    "Book",
    "Cell",
    "Format",
    "FormulaCell",
    "Reference",
    "Sheet",
    "Styled",
    "Value",
    "WriteError",
    "clipped",
    "fits",
    "fits_validation",
    "link_path",
    "number_text",
    "quoted",
    "save_in_one_step",
    "units",
    "xml_text",
]

_MAX_URL = 2079
_MAX_PROPERTY = 255
#: Characters that an address of a file must escape, in addition to those of `link_path`.
_IN_ADDRESSES = re.compile(r'[ "<>\\^`{}]')
_ROW_HEIGHTS = {10: 17, 11: 20, 12: 21, 13: 22, 14: 25}
"""Excel's default row height in pixels for Times New Roman of that size."""


# --- Sheets ------------------------------------------------------------------------------------


class Sheet(BulkSheet):
    """A worksheet whose every method raises `WriteError` rather than dropping something.

    Rows and columns count from 0, heights are in points, as in XlsxWriter. Not for bulk rows: `autofit` and the values
    that charts store for viewers which do not calculate.
    """

    def __init__(self) -> None:
        super().__init__()
        self._growing: set[int] = set()
        self._grows = False
        self.column_keys: tuple[str, ...] = ()
        """The keys of the columns from the second on."""
        self.set_widths: Mapping[str, float] = {}
        """Widths that people gave to columns, by key, in characters."""
        self.filters: Mapping[str, Filter] = {}
        """Filters that people set, by the column's key."""

    def watch(self) -> Watched:
        """Record what is written from now on, for looking up."""
        self.watched = self.watched or Watched()
        return self.watched

    def write_text(self, row: int, col: int, text: str, style: Format | None = None) -> None:
        """Write text of unknown origin: never a formula, link or number. An empty one is a blank cell."""
        if text:
            self.write_string(row, col, text, style)
        else:
            self.write_blank(row, col, None, style)

    def write_value(self, row: int, col: int, value: Value, style: Format | None = None) -> None:
        """Write a value as its Python type; a date needs a style with a date format."""
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

    def write_formula_value(self, row: int, col: int, formula: str, value: Value, style: Format | None = None) -> None:
        """Write a formula together with its result, which viewers and Protected View show."""
        code = self._write_formula(row, col, formula_text(formula), style, self._result(value))
        unless_refused(code, "write_formula")

    def write_stored_formula(self, row: int, col: int, formula: str, value: Value, style: Format | None = None) -> None:
        """Write a formula as another program stored it, with any functions. Without a result (None) programs calculate
        it when they open the file."""
        if beyond := excess(formula):
            raise WriteError(f"{beyond}: {formula:.100}")
        result = None if value is None else self._result(value)
        code = self._write_formula(row, col, xml_text(with_escapes_split(formula)), style, result)
        unless_refused(code, "write_formula")

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter would search a formula thirty times for functions that `formula_text` refuses in cells.
        if expand_future_functions:
            return str(super()._prepare_formula(formula, True))
        return formula.removeprefix("=")

    def write_formula(self, row: int, col: int, formula: str, cell_format: Format | None, value: Value) -> None:
        """`write_formula_value` in XlsxWriter's order of arguments."""
        self.write_formula_value(row, col, formula, value, cell_format)

    def link(self, row: int, col: int, url: str) -> None:
        """Link a cell that is written separately (before or after); the cell keeps its value and style."""
        if len(url) > _MAX_URL:
            raise WriteError(f"a link of {len(url)} characters")
        self.ignore_write_string = True
        try:
            code = self._write_url(row, col, xml_text(url), None, None, None)
        except ValueError as error:
            raise WriteError(f"link: {error}") from error
        finally:
            self.ignore_write_string = False
        unless_refused(code, "link")

    def link_file(self, row: int, col: int, path: str) -> None:
        """Add a `link` to a file by its path from the workbook's folder, whatever its name contains.

        XlsxWriter regards a path with `%20` as escaped already, and leaves it unchanged.
        """
        address = _IN_ADDRESSES.sub(lambda sign: f"%{ord(sign[0]):02x}", link_path(path))
        self.link(row, col, f"external:{address}")

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
        if self._blocks and self.is_complete(row):
            raise WriteError(f"row {row + 1} is complete already")
        unless_refused(super().set_row(row, height, cell_format, options), "set_row")

    def set_growing_row(self, row: int, height: float) -> None:
        """Set a row's height until something is typed into it: Excel and LibreOffice then fit it to its text."""
        self.set_row(row, height)
        self._growing.add(row)

    def set_heights(self, heights: Mapping[int, float]) -> None:
        """Set the height of many rows, by row, that have no other settings."""
        same_height: dict[float, int] = {}
        for row in sorted(heights):
            first = same_height.setdefault(heights[row], row)
            if first == row:
                self.set_row(row, heights[row])
            else:
                self.row_info[row], self.row_sizes[row] = self.row_info[first], self.row_sizes[first]
        if heights:
            self.set_row(row, heights[row])  # the sheet reaches to here

    def conditional_format(self, *arguments: Any, **options: Any) -> Any:
        """XlsxWriter's; raises also for a formula that names another sheet, which a defined name must do."""
        rule_text({**dict(enumerate(arguments)), **options})
        return strict(super().conditional_format)(*arguments, **options)

    def data_validation(self, *arguments: Any, **options: Any) -> Any:
        """XlsxWriter's; raises also for a formula that names another sheet, or is too long for a validation."""
        rule_text({**dict(enumerate(arguments)), **options})
        return strict(super().data_validation)(*arguments, **options)

    # The methods below replace internals of XlsxWriter.

    def _write_row(self, row: int, spans: str | None, row_info: Any = None, empty_row: bool = False) -> None:
        self._grows = row in self._growing
        super()._write_row(row, spans, row_info, empty_row)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if self._grows and tag == "row":
            # XlsxWriter always marks the height of a row as set by its user.
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

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
                return escaped(xml_text(value))
            case bool():
                return value
            case int() | float():
                return exact(value)
            case date():
                return self._serial(value)
            case _:
                raise WriteError(f"not the result of a formula: {value!r:.100}")

    def _check_dimensions(self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False) -> int:
        if super()._check_dimensions(row, col, ignore_row, ignore_col):
            raise WriteError(f"row {row}, column {col} is outside a sheet")
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        # All of XlsxWriter's ways to write text call this: headings of tables, texts of links …
        if self.watched is not None:
            self.watched.texts[row, col] = string
        code = super()._write_string(row, col, shared_string(string), cell_format)
        return int(unless_refused(code, "write_string"))

    def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        # XlsxWriter writes 16 digits; some doubles need 17.
        written = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{written}><v>{number_text(number)}</v></c>")

    def _xml_formula_element(self, formula: str, result: object, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if result is None:
            written = "".join(f' {key}="{value}"' for key, value in attributes)
            self.fh.write(f"<c{written}><f>{escape(formula)}</f></c>")
            return
        # The result is an empty text, which must be marked as text.
        if result == "" and not any(key == "t" for key, _ in attributes):
            attributes = [*attributes, ("t", "str")]
        super()._xml_formula_element(formula, result, attributes)


_LIGHT = ("write", "write_blank", "write_boolean", "write_datetime", "write_number", "write_string")
make_strict(Sheet, Worksheet, light=frozenset((*_LIGHT, "set_row_pixels")))


# --- Workbooks ---------------------------------------------------------------------------------


class _Nowhere(io.BytesIO):
    """An empty file for XlsxWriter's zip. Never closed: the zip outlives it where writing fails."""

    def close(self) -> None:
        pass


class Book(Workbook):  # type: ignore[misc]
    """A workbook that is the same, byte for byte, for the same calls.

    `created` is its only date, without a time zone. `properties` are custom document properties. In a `with` statement
    it is written at the end, and not at all where the body fails.
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
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_row_height": _ROW_HEIGHTS.get(int(size), int(size * 1.8)),
                # No theme font: Excel may show it in place of the named font.
                "default_format_properties": {"font_name": font, "font_size": size, "font_scheme": "none"},
            },
        )
        self._target = target
        self._threads = new_threads()
        self._lock_structure = lock_structure
        self._styles: dict[frozenset[tuple[str, object]], Format] = {}
        self._names: set[str] = set()
        self.set_properties({"title": title, "author": author, "created": created})
        for name, value in (properties or {}).items():
            # They may be missing; XlsxWriter writes overlapping escapes wrongly.
            if units(value) <= _MAX_PROPERTY and not has_overlapping_escapes(value):
                self.set_custom_property(name, value, "text")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self.close()
        finally:
            self._threads.shutdown(cancel_futures=True)

    def sheet(self, name: str) -> Sheet:
        """Add a sheet at the end."""
        sheet: Sheet = self.add_worksheet(name)
        return sheet

    def arrange(self, sheets: Sequence[Sheet]) -> None:
        """Put all sheets in this order. Not allowed once one was activated, or used as a name's scope."""
        if sorted(map(id, sheets)) != sorted(map(id, self.worksheets())):
            raise WriteError("not the sheets of this workbook")
        self.worksheets_objs[:] = sheets
        for index, sheet in enumerate(sheets):
            sheet.index = index

    def style(self, **properties: object) -> Format:
        """The format with these properties of XlsxWriter's in the workbook's font, created once."""
        key = frozenset(properties.items())
        if key not in self._styles:
            self._styles[key] = self.add_format(properties)
        return self._styles[key]

    def define_name(self, name: str, formula: str) -> Any:
        """XlsxWriter's; raises also for a formula that Excel does not take, and for a name that is there already."""
        if name.casefold() in self._names:
            raise WriteError(f"the name {name} twice")
        self._names.add(name.casefold())
        return strict(super().define_name)(name, formula_text(formula))

    def add_format(self, properties: Mapping[str, object] | None = None) -> Format:
        """A new format, not shared. Raises `WriteError` for a property that XlsxWriter does not have."""
        with warnings_are_errors("add_format"):
            try:
                return super().add_format(properties)
            except AttributeError as error:
                raise WriteError(f"add_format: {error}") from error

    def add_chart(self, options: Mapping[str, object]) -> Chart:
        """Add a chart whose methods raise `WriteError` where XlsxWriter warns."""
        with warnings_are_errors("add_chart"):
            chart = super().add_chart(options)
        for name in dir(chart):
            if not name.startswith("_") and callable(getattr(chart, name)):
                setattr(chart, name, strict(getattr(chart, name)))
        return chart

    def close(self) -> None:
        """Write the workbook. Raises OSError where it cannot be written, `WriteError` for a programming mistake."""
        self.filename = _Nowhere()
        self._parts = Parts(self._threads)
        for sheet in self.worksheets():
            sheet.all_are_written()
        try:
            with warnings_are_errors("close"):
                super().close()
        except FileCreateError as error:
            raise error.args[0] from None
        parts = self._parts.deflated()
        if isinstance(self._target, str | Path):
            with open(self._target, "wb") as file:
                write_zip(parts, file)
        else:
            write_zip(parts, self._target)

    def _add_sheet(self, name: str | None, worksheet_class: type | None = None) -> Any:
        sheet = super()._add_sheet(name, worksheet_class)
        sheet.threads = self._threads
        return sheet

    def _get_packager(self) -> Parts:
        return self._parts

    def _write_book_views(self) -> None:
        # Protect the structure: sheets cannot be added, renamed, moved or shown. XlsxWriter has no such setting.
        if self._lock_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


make_strict(Book, Workbook)
