"""XlsxWriter made strict: what it would silently drop is an error, and a text is never taken for something else.

`Book` and `Sheet` are subclasses of XlsxWriter's classes with all their methods. Added: bulk rows for large tables,
numbers that read back as the same double, and workbooks that are the same byte for byte. A `WriteError` is a
programming mistake, never a fault in an agency's data: values are checked before a writer gets them, and `xml_text`
makes any text writable.
"""

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
from toolkit.xlsx.bulk import BulkSheet, Cell, FormulaCell, Reference, Styled, Value, WrittenCells
from toolkit.xlsx.filters import Filter
from toolkit.xlsx.package import Parts, new_threads
from toolkit.xlsx.strict import (
    LINK_SIGNS,
    MAX_TARGET,
    MAX_TEXT,
    WriteError,
    check_result,
    check_rule_texts,
    clipped,
    escape,
    exact,
    exceeded_limit,
    fits,
    fits_validation,
    formula_text,
    link_path,
    make_strict,
    number_text,
    quoted,
    shared_string,
    size_of,
    strict,
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
    "size_of",
    "xml_text",
]

_MAX_URL = 2079
_MAX_PROPERTY = 255
#: Characters that must be escaped in an address of a file, in addition to those that `link_path` escapes.
_IN_ADDRESSES = re.compile(r'[ "<>\\^`{}]')
_ROW_HEIGHTS = {10: 17, 11: 20, 12: 21, 13: 22, 14: 25}
"""By font size, Excel's default row height in pixels for Times New Roman."""


# --- Sheets ------------------------------------------------------------------------------------


class Sheet(BulkSheet):
    """A worksheet whose methods raise `WriteError` instead of dropping contents.

    Rows and columns count from 0, heights are in points, as in XlsxWriter. `autofit`, and the values that charts store
    for viewers which do not calculate, do not include bulk rows.
    """

    def __init__(self) -> None:
        super().__init__()
        self._growing: set[int] = set()
        self._grows = False
        self.column_keys: tuple[str, ...] = ()
        """The keys of the columns, from the second column on."""
        self.set_widths: Mapping[str, float] = {}
        """By column key, the widths that people gave to columns, in characters."""
        self.filters: Mapping[str, Filter] = {}
        """By column key, the filters that people set."""

    def watch(self) -> WrittenCells:
        """Record what is written from now on, so that it can be looked up."""
        self.watched = self.watched or WrittenCells()
        return self.watched

    def write_text(self, row: int, col: int, text: str, style: Format | None = None) -> None:
        """Write a text of unknown origin as text, never as a formula, link or number. An empty text is a blank cell."""
        if text:
            self.write_string(row, col, text, style)
        else:
            self.write_blank(row, col, None, style)

    def write_value(self, row: int, col: int, value: Value, style: Format | None = None) -> None:
        """Write a value according to its Python type; a date needs a style with a date format."""
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
                self.write_number(row, col, self._serial_number(value), style)
            case _:
                raise WriteError(f"not a value for a cell: {value!r:.100}")

    def write_formula_value(self, row: int, col: int, formula: str, value: Value, style: Format | None = None) -> None:
        """Write a formula together with its result, which viewers and Protected View show."""
        code = self._write_formula(row, col, formula_text(formula), style, self._stored_result(value))
        check_result(code, "write_formula")

    def write_stored_formula(self, row: int, col: int, formula: str, value: Value, style: Format | None = None) -> None:
        """Write a formula as another program stored it, with any functions. A result of None is
        calculated by the program that opens the file."""
        if beyond := exceeded_limit(formula):
            raise WriteError(f"{beyond}: {formula:.100}")
        result = None if value is None else self._stored_result(value)
        code = self._write_formula(row, col, xml_text(with_escapes_split(formula)), style, result)
        check_result(code, "write_formula")

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter would search each formula thirty times for functions; in cells, `formula_text` refuses these.
        if expand_future_functions:
            return str(super()._prepare_formula(formula, True))
        return formula.removeprefix("=")

    def write_formula(self, row: int, col: int, formula: str, cell_format: Format | None, value: Value) -> None:
        """Does what `write_formula_value` does, with the arguments in XlsxWriter's order."""
        self.write_formula_value(row, col, formula, value, cell_format)

    def link(self, row: int, col: int, url: str) -> None:
        """Link a cell that is written separately, before or after; the cell keeps its value and style."""
        if len(url) > _MAX_URL:
            raise WriteError(f"a link of {len(url)} characters")
        self.ignore_write_string = True
        try:
            code = self._write_url(row, col, xml_text(url), None, None, None)
        except ValueError as error:
            raise WriteError(f"link: {error}") from error
        finally:
            self.ignore_write_string = False
        check_result(code, "link")

    def link_file(self, row: int, col: int, path: str) -> None:
        """Add a `link` to a file by its path from the workbook's folder, whatever its name contains.

        XlsxWriter takes a path with `%20` for already escaped, and leaves it unchanged.
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
        """XlsxWriter's method, which here also raises for a height that Excel does not have (over 409 points)."""
        if height is not None and not 0 <= height <= 409.5:
            raise WriteError(f"a row of {height} points")
        if self._blocks and self.is_complete(row):
            raise WriteError(f"row {row + 1} is complete already")
        check_result(super().set_row(row, height, cell_format, options), "set_row")

    def set_growing_row(self, row: int, height: float) -> None:
        """Set a row's height until something is typed into it: Excel and LibreOffice then fit it to its text."""
        self.set_row(row, height)
        self._growing.add(row)

    def set_heights(self, heights: Mapping[int, float]) -> None:
        """Set the heights of many rows without other settings. `heights`: by row."""
        same_height: dict[float, int] = {}
        for row in sorted(heights):
            first = same_height.setdefault(heights[row], row)
            if first == row:
                self.set_row(row, heights[row])
            else:
                self.row_info[row], self.row_sizes[row] = self.row_info[first], self.row_sizes[first]
        if heights:
            self.set_row(row, heights[row])  # so that the sheet includes this row

    def conditional_format(self, *arguments: Any, **options: Any) -> Any:
        """XlsxWriter's method; also raises for a formula that names another sheet and not a defined name."""
        check_rule_texts({**dict(enumerate(arguments)), **options})
        return strict(super().conditional_format)(*arguments, **options)

    def data_validation(self, *arguments: Any, **options: Any) -> Any:
        """XlsxWriter's method; also raises for a formula that names another sheet, or is too long for a validation."""
        check_rule_texts({**dict(enumerate(arguments)), **options})
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

    def _serial_number(self, value: date) -> float:
        if isinstance(value, datetime) and value.tzinfo is not None:
            raise WriteError(f"a cell has no time zone: {value}")
        serial = float(self._convert_date_time(value))
        if serial < 0:
            raise WriteError(f"Excel has no dates before 1900: {value}")
        return exact(serial)

    def _stored_result(self, value: Value) -> str | float | bool:
        match value:
            case str():
                return escaped(xml_text(value))
            case bool():
                return value
            case int() | float():
                return exact(value)
            case date():
                return self._serial_number(value)
            case _:
                raise WriteError(f"not the result of a formula: {value!r:.100}")

    def _check_dimensions(self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False) -> int:
        if super()._check_dimensions(row, col, ignore_row, ignore_col):
            raise WriteError(f"row {row}, column {col} is outside a sheet")
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        # All methods of XlsxWriter that write texts call this: headings of tables, texts of links …
        if self.watched is not None:
            self.watched.texts[row, col] = string
        code = super()._write_string(row, col, shared_string(string), cell_format)
        return int(check_result(code, "write_string"))

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
    """An empty file for XlsxWriter's zip. It is never closed, since the zip still uses it after a failure."""

    def close(self) -> None:
        pass


class Book(Workbook):  # type: ignore[misc]
    """A workbook whose file is the same, byte for byte, for the same calls.

    `created`: the only date in the file, without a time zone; `properties`: custom document properties. In a `with`
    statement the workbook is written at the end, and not at all if the body fails.
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
                # No theme font, since Excel may show that instead of the named font.
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
            # Properties may be missing. XlsxWriter writes overlapping escapes wrongly.
            if size_of(value) <= _MAX_PROPERTY and not has_overlapping_escapes(value):
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
        """Put all sheets in this order. Not allowed after a sheet was activated, or used as the scope of a name."""
        if sorted(map(id, sheets)) != sorted(map(id, self.worksheets())):
            raise WriteError("not the sheets of this workbook")
        self.worksheets_objs[:] = sheets
        for index, sheet in enumerate(sheets):
            sheet.index = index

    def style(self, **properties: object) -> Format:
        """The format with these properties (XlsxWriter's) in the workbook's font; each format is created once."""
        key = frozenset(properties.items())
        if key not in self._styles:
            self._styles[key] = self.add_format(properties)
        return self._styles[key]

    def define_name(self, name: str, formula: str) -> Any:
        """XlsxWriter's method; also raises for a formula that Excel does not accept, and for an existing name."""
        if name.casefold() in self._names:
            raise WriteError(f"the name {name} twice")
        self._names.add(name.casefold())
        return strict(super().define_name)(name, formula_text(formula))

    def add_format(self, properties: Mapping[str, object] | None = None) -> Format:
        """A new format, which is not shared. Raises `WriteError` for a property that XlsxWriter does not have."""
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
            sheet.free_caches()
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
        # Protect the structure: sheets cannot be added, renamed, moved or shown. XlsxWriter has no setting for this.
        if self._lock_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


make_strict(Book, Workbook)
