"""Bulk rows for XlsxWriter: the XML of a large table's rows is joined column by column.

XlsxWriter stores and writes single cells. Here a column of cells becomes a list of XML endings at once, and a row is
a template that is filled in. XlsxWriter still keeps shared strings and formats. The XML is, byte for byte, that of the
same cells written one by one, which is done instead where XlsxWriter's internals have changed.
"""

import io
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from toolkit.xlsx.package import Stretch, Threads
from toolkit.xlsx.strict import MAX_TEXT, WriteError, escape, exact, formula_text, names_another_sheet, shared_string

#: XlsxWriter's private names that bulk rows depend on. Where a name is missing, rows are written cell by cell.
_NEEDED: Mapping[Any, tuple[str, ...]] = {
    Worksheet: ("_write_rows", "_write_row", "_write_hyperlinks", "_check_dimensions"),
    Format: ("_get_xf_index",),
    SharedStringTable(): ("string_table", "unique_count", "count"),
}
BULK = all(hasattr(owner, name) for owner, names in _NEEDED.items() for name in names)

_WHOLE = 2.0**53  # up to this number, each whole number is a different double
_ERROR_VALUES = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
#: A text with fewer characters fits a cell.
_SURELY_FITS = MAX_TEXT // 2
_CELLS = 16_384  # the number of cells that are joined at a time
_LEAST = 16  # the least number of rows that are joined at a time
_BLANK = "/>"
#: The most endings of numbers that are cached; endings of texts are all kept, like the workbook's shared strings.
_MOST_NUMBERS = 100_000
_TEXTS, _NUMBERS = frozenset({str, type(None)}), frozenset({float, int, type(None)})

Value: TypeAlias = str | float | bool | date | None
"""The values of a cell; integers and datetimes are included."""


class FormulaCell(NamedTuple):
    """A cell with a formula: `text` begins with `=`; `value` is the stored result."""

    text: str
    value: Value


class Reference(NamedTuple):
    """A cell that shows a cell of another sheet. `sheet`: quoted as in formulas (`'Số liệu'!`); `cell`: the address
    there."""

    sheet: str
    cell: str
    value: Value


class Styled(NamedTuple):
    """A cell of bulk rows whose format differs from that of its column."""

    value: Value | FormulaCell | Reference
    style: Format


class Joined(str):
    """A cell of bulk rows whose XML after its address is ready (`BulkSheet.references`)."""

    __slots__ = ()


Cell: TypeAlias = Value | FormulaCell | Reference | Styled | Joined


@dataclass(slots=True)
class _Shared:
    """The formula of a whole column. `parts`: its text around the row number; `area`: the column's cells."""

    parts: list[str]
    area: str
    number: int
    written: bool = False


class _Block(NamedTuple):
    """Complete rows from `first` to before `end`; `packed` has their deflated XML."""

    first: int
    end: int
    packed: Stretch


class _Endings(dict[Any, str]):
    """For each value, the XML of its cell after the style attribute; `make` creates missing entries."""

    def __init__(self, make: Callable[[Any], str], most: int = sys.maxsize) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, value: Any) -> str:
        if len(self) >= self._most:
            self.clear()
        ending = self[value] = self._make(value)
        return ending


def _number_ending(value: float | None) -> str:
    if value is None:
        return _BLANK
    return f"><v>{int(value) if -_WHOLE < value < _WHOLE and value == int(value) else exact(value)}</v></c>"


def _byte_text(xml: str) -> str:
    """The UTF-8 bytes of XML as a text with one character for each byte, as in all pieces of rows.

    A single wider character would double the memory of a whole row.
    """
    return xml if xml.isascii() else xml.encode().decode("latin1")


class WrittenCells:
    """The texts and bulk columns written to a sheet so far, which can be looked up before the file is written."""

    def __init__(self) -> None:
        self.texts: dict[tuple[int, int], str] = {}
        self.columns: list[tuple[int, int, Sequence[Sequence[Any]]]] = []
        """For each bulk table: first row, first column, and the cells of each column."""

    def text(self, row: int, column: int) -> str:
        """The text of a cell, or the result of a formula written in bulk; "" for other contents."""
        for first, left, columns in self.columns:
            if left <= column < left + len(columns) and first <= row < first + len(columns[column - left]):
                return _shown_text(columns[column - left][row - first])
        return self.texts.get((row, column), "")

    def last_row(self) -> int:
        """The last row that has contents."""
        bulk = (first + len(columns[0]) - 1 for first, _, columns in self.columns if columns)
        return max([0, *bulk, *(row for row, _ in self.texts)])


def _shown_text(cell: Any) -> str:
    while isinstance(cell, FormulaCell | Reference | Styled):
        cell = cell.value
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


_ROW_SETTINGS = attrgetter("height", "row_format", "hidden", "level", "collapsed")


class BulkSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of XlsxWriter's that also accepts whole tables."""

    dim_rowmin: int
    dim_rowmax: int
    fh: Any
    table: Any
    threads: Threads

    def __init__(self) -> None:
        super().__init__()
        self._known_row_attributes: dict[object, str] = {}
        self._blocks: list[_Block] = []
        self._texts: dict[str | None, str] = {None: _BLANK, "": _BLANK}
        self._numbers = _Endings(_number_ending, _MOST_NUMBERS)
        self._quoted = _Endings(lambda name: _byte_text(escape(name)))
        self._shared = 0
        self.watched: WrittenCells | None = None

    def write_rows(self, first_row: int, rows: Iterable[Sequence[Cell]], styles: Sequence[Format]) -> int:
        """Write rows cell by cell; return the number of the row after the last.

        Each row has one cell for each of `styles`, from the first column on. Cells to the right may be written
        separately. Earlier contents of these cells are replaced.
        """
        listed = list(rows)
        for number, row in enumerate(listed, first_row + 1):
            if len(row) != len(styles):
                raise WriteError(f"row {number} has {len(row)} cells for {len(styles)} styles")
        return self.write_columns(first_row, list(zip(*listed, strict=True)), styles, plain=True)

    def write_columns(
        self,
        first_row: int,
        columns: Sequence[Sequence[Cell]],
        styles: Sequence[Format],
        *,
        first_col: int = 0,
        formulas: Mapping[int, str] | None = None,
        plain: bool = False,
        bare: Collection[int] = (),
    ) -> int:
        """Write many complete rows at once; return the number of the row after the last.

        Cells come column by column, all columns of the same length. `formulas`: by sheet column, a template in which
        `{row}` is replaced by the row's number as in addresses; the column's cells are the results, and a cell of None
        has no formula. `bare`: sheet columns whose format needs no cells, so that runs of blank cells are not written.

        The rows must have no other cells, and their heights must be set before: the rows are deflated at once, and
        changing them later is an error. `plain`: the rows are written cell by cell, as is done where XlsxWriter's
        internals have changed.
        """
        count = len(columns[0]) if columns else 0
        if columns and (len(columns) != len(styles) or any(len(c) != count for c in columns)):
            raise WriteError(f"columns of {sorted({len(c) for c in columns})} cells for {len(styles)} styles")
        if self.watched is not None:
            self.watched.columns.append((first_row, first_col, columns))
        shared: dict[int, _Shared] = {}
        for col, template in (formulas or {}).items():
            letter = xl_col_to_name(col)
            area = f"{letter}{first_row + 1}:{letter}{first_row + count}"
            if names_another_sheet(template):
                raise WriteError(f"cells cannot share a formula that names another sheet: {template:.100}")
            shared[col] = _Shared(formula_text(template).split("{row}"), area, self._shared)
            self._shared += 1
        write = self._write_block if plain or not BULK else self._deflate_block
        at_once = max(_LEAST, _CELLS // max(1, len(columns)))
        for start in range(0, count, at_once):
            block = [column[start : start + at_once] for column in columns]
            cols = [c for c, cells in enumerate(block, first_col) if c not in bare or cells.count(None) < len(cells)]
            selected = [block[c - first_col] for c in cols], [styles[c - first_col] for c in cols]
            write(first_row + start, *selected, cols, shared)
        return first_row + count

    def references(self, sheet: str, cells: Sequence[str], values: Sequence[float], style: Format) -> Sequence[Cell]:
        """Cells for bulk rows that show numbers of another sheet, like `Reference`; many cells with one style."""
        if not BULK:
            return [Styled(Reference(sheet, c, v), style) for c, v in zip(cells, values, strict=True)]
        opening = f' s="{style._get_xf_index()}"><f>{self._quoted[sheet]}'
        numbers = self._numbers
        return [Joined(f"{opening}{c}</f>{numbers[v][1:]}") for c, v in zip(cells, values, strict=True)]

    # -- cell by cell --

    def _write_block(
        self,
        first: int,
        columns: Sequence[Sequence[Cell]],
        styles: Sequence[Format],
        cols: Sequence[int],
        shared: Mapping[int, _Shared],
    ) -> None:
        # Column by column, as in bulk: shared strings and styles are numbered in this order.
        for col, column, usual in zip(cols, columns, styles, strict=True):
            formula = shared.get(col)
            for row, entry in enumerate(column, first):
                cell, style = entry if isinstance(entry, Styled) else (entry, usual)
                if BULK:
                    style._get_xf_index()
                if formula is not None and cell is not None:
                    cell = FormulaCell(str(row + 1).join(formula.parts), cell)  # type: ignore[arg-type]
                if isinstance(cell, Joined):
                    raise WriteError("a joined cell cannot be written by itself")
                if isinstance(cell, Reference):
                    self.write_formula_value(row, col, f"={cell.sheet}{cell.cell}", cell.value, style)
                elif isinstance(cell, FormulaCell):
                    self.write_formula_value(row, col, cell.text, cell.value, style)
                else:
                    self.write_value(row, col, cell, style)

    # -- in bulk --

    def _deflate_block(
        self,
        first: int,
        columns: Sequence[Sequence[Any]],
        styles: Sequence[Format],
        cols: Sequence[int],
        shared: Mapping[int, _Shared],
    ) -> None:
        """Join the XML of the rows' cells, and deflate it at once."""
        end = first + len(columns[0])
        if any(block.first < end and first < block.end for block in self._blocks):
            raise WriteError(f"some of the rows {first + 1} to {end} already have bulk cells")
        if any(self.table[r] for r in range(first, end) if r in self.table):
            raise WriteError(f"some of the rows {first + 1} to {end} have other cells")
        self._check_dimensions(first, cols[0])
        self._check_dimensions(end - 1, cols[-1])
        numbers = list(map(str, range(first + 1, end + 1)))
        template, pieces = '<row r="%s"%s', [numbers, list(map(self._row_attributes, range(first, end)))]
        for col, column, style in zip(cols, columns, styles, strict=True):
            mark, endings = self._column(column, style, shared.get(col), numbers)
            template += f'<c r="{xl_col_to_name(col)}%s"{mark}%s'
            pieces += [numbers, endings]
        xml = "".join(map(f"{template}</row>".__mod__, zip(*pieces, strict=True)))
        before = self._blocks[-1] if self._blocks else None
        stretch = before.packed if before is not None and before.end == first else Stretch(self.threads)
        stretch.add(xml.encode("latin1"))
        self._blocks.append(_Block(first, end, stretch))

    def _column(
        self, column: Sequence[Any], style: Format, shared: _Shared | None, numbers: Sequence[str]
    ) -> tuple[str, list[str]]:
        """The XML after the address that all cells of a column share, and the ending of each cell."""
        kinds = set(map(type, column))
        if Joined in kinds:
            if shared is not None:
                raise WriteError("a joined cell in a column of one formula")
            mark, endings = self._column([c for c in column if c.__class__ is not Joined], style, None, numbers)
            rest = iter(endings)
            return "", [c if c.__class__ is Joined else mark + next(rest) for c in column]
        if Styled not in kinds:
            return f' s="{style._get_xf_index()}"', self._cells(column, kinds, shared, numbers)
        marks: dict[int, str] = {}
        attributes = []
        for cell in column:
            chosen = cell.style if cell.__class__ is Styled else style
            marked = marks.get(id(chosen))
            attributes.append(marked or marks.setdefault(id(chosen), f' s="{chosen._get_xf_index()}"'))
        values = [cell.value if cell.__class__ is Styled else cell for cell in column]
        endings = self._cells(values, set(map(type, values)), shared, numbers)
        return "", list(map("%s%s".__mod__, zip(attributes, endings, strict=True)))

    def _cells(
        self, values: Sequence[Any], kinds: set[type], shared: _Shared | None, numbers: Sequence[str]
    ) -> list[str]:
        """For each value, the XML of its cell after the style attribute."""
        if shared is not None:
            return self._shared_cells(values, shared, numbers)
        if kinds <= _TEXTS:
            return self._text_cells(values)
        if kinds <= _NUMBERS:
            return list(map(self._numbers.__getitem__, values))
        if Reference in kinds:
            quoted, results, cell = self._quoted, self._numbers, self._cell
            return [
                f"><f>{quoted[v.sheet]}{v.cell}</f>{results[v.value][1:]}"
                if isinstance(v, Reference) and v.value.__class__ is float
                else cell(v)
                for v in values
            ]
        return [*map(self._cell, values)]

    def _text_cells(self, values: Sequence[str | None]) -> list[str]:
        texts = self._texts
        new = [v for v in dict.fromkeys(values) if v not in texts]
        if new:
            self._enter_texts(new)  # type: ignore[arg-type]
        endings = list(map(texts.__getitem__, values))
        # XlsxWriter also counts the uses of its strings.
        self.str_table.count += len(values) - endings.count(_BLANK)
        return endings

    def _enter_texts(self, new: Sequence[str]) -> None:
        """Enter texts in XlsxWriter's table of shared strings at once, in this order."""
        table = self.str_table.string_table
        held = [
            t if len(t) < _SURELY_FITS and t.isprintable() and t[0] != "<" and "_x" not in t else shared_string(t)
            for t in new
        ]
        unknown = [t for t in dict.fromkeys(held) if t not in table]
        table.update(zip(unknown, range(len(table), len(table) + len(unknown)), strict=True))
        self.str_table.unique_count = len(table)
        self._texts.update(zip(new, [f' t="s"><v>{table[t]}</v></c>' for t in held], strict=True))

    def _cell(self, cell: Any) -> str:
        kind = cell.__class__
        if kind is float or kind is int:
            return self._numbers[cell]
        if kind is Reference:
            return self._result_ending(f"<f>{self._quoted[cell[0]]}{cell[1]}</f>", cell[2])
        if kind is str or cell is None:
            return self._text_cells((cell,))[0]
        match cell:
            case str():
                return self._text_cells((str(cell),))[0]
            case bool():
                return f' t="b"><v>{cell:d}</v></c>'
            case int() | float():
                return _number_ending(cell)
            case date():
                return f"><v>{self._serial_number(cell)}</v></c>"
            case FormulaCell():
                return self._result_ending(f"<f>{_byte_text(escape(formula_text(cell.text)[1:]))}</f>", cell.value)
        raise WriteError(f"not a value for a cell: {cell!r:.100}")

    def _shared_cells(self, values: Sequence[Any], shared: _Shared, numbers: Sequence[str]) -> list[str]:
        """A column's formulas as Excel shares them: the first cell has the formula, the others its number.

        The formulas only refer to their own rows, so that all are the first one, moved down.
        """
        again = f'<f t="shared" si="{shared.number}"/>'
        first = next((n for n, value in enumerate(values) if value is not None), None)
        if first is None:
            return [_BLANK] * len(values)
        equal = set(map(type, values)) <= _TEXTS
        known = _Endings(lambda value: self._result_ending(again, value))
        known[None] = _BLANK
        endings = (
            [*map(known.__getitem__, values)]
            if equal
            else [_BLANK if v is None else self._result_ending(again, v) for v in values]
        )
        if not shared.written:
            shared.written = True
            opening = f'<f t="shared" ref="{shared.area}" si="{shared.number}">'
            text = _byte_text(escape(numbers[first].join(shared.parts)[1:]))
            endings[first] = self._result_ending(f"{opening}{text}</f>", values[first])
        return endings

    def _result_ending(self, formula: str, value: Value) -> str:
        """The XML of a formula's result, after its `<f>` element."""
        if value.__class__ is float or value.__class__ is int:
            return f">{formula}{self._numbers[value][1:]}"
        result = self._stored_result(value)
        if isinstance(result, bool):
            return f' t="b">{formula}<v>{result:d}</v></c>'
        if isinstance(result, str):
            kind = "e" if result in _ERROR_VALUES else "str"
            return f' t="{kind}">{formula}<v>{_byte_text(escape(result))}</v></c>'
        return f">{formula}<v>{result}</v></c>"

    # -- into the file --

    def free_caches(self) -> None:
        """Free what was cached for bulk rows; called when all are written."""
        for known in (self._texts, self._numbers, self._quoted):
            known.clear()
        for block in self._blocks:
            if block.packed is not None:
                block.packed.end(last=False)

    def _write_rows(self) -> None:
        first, last = self.dim_rowmin, self.dim_rowmax
        inserted: Stretch | None = None
        try:
            row = first
            for block in sorted(self._blocks, key=attrgetter("first")):
                self._write_plain_part(row, block.first - 1)
                row = block.end
                for other, cells in self.table.items():
                    if cells and block.first <= other < block.end:
                        raise WriteError(
                            f"{xl_rowcol_to_cell(other, min(cells))} was written after its row was complete"
                        )
                if block.packed is not inserted:
                    inserted = block.packed
                    self.fh.flush()
                    self.fh.buffer.insert(inserted)
            self._write_plain_part(row, last)
        finally:
            self.dim_rowmin, self.dim_rowmax = first, last

    def is_complete(self, row: int) -> bool:
        """Whether the row was written by `write_columns`."""
        return any(block.first <= row < block.end for block in self._blocks)

    def _write_plain_part(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()

    def _row_attributes(self, row: int) -> str:
        """The attributes of a `<row>` tag after the number, as XlsxWriter writes them from the row's settings."""
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
        # The attribute `spans` is optional, and every cell would have to be examined for it.
        self.row_spans: dict[int, str] = {}

    def _write_hyperlinks(self) -> None:
        # Without the cells, since XlsxWriter would search them for each link's text, and fail for bulk rows.
        table, self.table = self.table, {}
        super()._write_hyperlinks()
        self.table = table
