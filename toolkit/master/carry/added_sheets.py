"""Reads the sheets that people added to a master: openpyxl gets a package with nothing but these sheets."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from toolkit.master.carry.records import AddedCell, AddedColumns, AddedNote, AddedRow, AddedSheet, Lost, PrintSetup
from toolkit.master.carry.styles import colour_of, properties_of, theme_colours
from toolkit.model.grouping import grouped
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.audit.book import BookSheet, elements, find_part, targets_of
from toolkit.spreadsheet.audit.cells import CellNote
from toolkit.spreadsheet.audit.plain_xml import xml_escaped
from toolkit.spreadsheet.keyed import PREFIX
from toolkit.xlsx.excel import Value

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: Relations of a sheet that are left for openpyxl. XlsxWriter cannot draw the targets of other relations again.
_KEPT = frozenset({"hyperlink"})
#: Relations whose targets are lost, each with the end of its notice's code.
_LOST = {
    "drawing": "drawings",
    "pivotTable": "drawings",
    "table": "tables",
    "oleObject": "drawings",
    "control": "drawings",
}
#: Elements of a sheet that openpyxl does not get: most refer to parts that are lost.
_LEADING = re.compile(
    rb"<(?:\w+:)?(?:drawing|legacyDrawing|legacyDrawingHF|picture)\b[^>]*/>"
    rb"|<((?:\w+:)?(?:tableParts|oleObjects|controls|extLst))\b.*?</\1>",
    re.DOTALL,
)
#: Texts and quoted names in a formula; a `[` outside them refers to another workbook or a table, which are not drawn.
_TEXTS = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'(?!\[)')
_CALCULATES = re.compile(rb"<(?:\w+:)?f[ >/]")
_PIXELS = 7
_MARGINS = ("left", "right", "top", "bottom", "header", "footer")


def read_added_sheets(
    parts: Mapping[str, bytes],
    sheets: Sequence[tuple[BookSheet, str]],
    notes: Mapping[str, Sequence[CellNote]],
    shared: tuple[str, str],
) -> tuple[list[AddedSheet], list[Lost]]:
    """The added sheets, each with the key of our sheet that it follows; and what cannot be carried over.

    `parts`: the parts of the whole workbook; `shared`: the names of its parts with strings and with styles.
    """
    from openpyxl import load_workbook
    from openpyxl.styles.colors import COLOR_INDEX

    package = _package(parts, [sheet for sheet, _ in sheets], shared)
    lost: list[Lost] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about what it loses, which is reported below
        book = load_workbook(io.BytesIO(package), rich_text=True)
        calculated = any(_CALCULATES.search(parts[sheet.part]) for sheet, _ in sheets)
        results = load_workbook(io.BytesIO(package), data_only=True) if calculated else book
    theme = theme_colours(book.loaded_theme or b"")
    read = []
    for sheet, after in sheets:
        reader = _Sheet(book[sheet.name], results[sheet.name], theme, tuple(COLOR_INDEX), lost)
        lost += _lost_kinds(parts, sheet)
        of_sheet = notes_by_cell(notes.get(sheet.name, ()))
        added_notes = tuple(AddedNote(*cell, author, text) for cell, author, text in of_sheet)
        read.append(reader.read(sheet, after, added_notes))
    return read, lost


def notes_by_cell(notes: Sequence[CellNote]) -> Iterator[tuple[tuple[int, int], str, str]]:
    """(cell, author, text) of the notes on cells; several on one cell, as in a thread, are joined."""
    by_cell = grouped((note.at, note) for note in notes if note.kind == "note")
    for at, thread in by_cell.items():
        yield at, next((n.author for n in thread if n.author), ""), "\n".join(dict.fromkeys(n.text for n in thread))


# --- The package -----------------------------------------------------------------------------------


def _package(parts: Mapping[str, bytes], sheets: Sequence[BookSheet], shared: tuple[str, str]) -> bytes:
    """A workbook with these sheets, its strings, styles and theme, and nothing else."""
    theme = next((name for name in parts if name.startswith("xl/theme/theme")), "")
    common = {"sharedStrings": shared[0], "styles": shared[1], "theme": theme}
    related, listed, types = [], [], []
    contents: dict[str, bytes] = {}
    for number, sheet in enumerate(sheets, start=1):
        name = f"xl/worksheets/sheet{number}.xml"
        contents[name] = _LEADING.sub(b"", parts[sheet.part])
        contents[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _link_relations(parts, sheet)
        related.append(_relation_xml(f"r{number}", "worksheet", f"/{name}"))
        types.append(_override_xml(name, f"{_TYPES}.worksheet+xml"))
        listed.append(
            f'<sheet name="{xml_escaped(sheet.name)}" sheetId="{number}" state="{sheet.state}" r:id="r{number}"/>'
        )
    for kind, name in common.items():
        data = find_part(parts, name) if name else None
        if data is None:
            continue
        contents[f"xl/{kind}.xml"] = data
        related.append(_relation_xml(kind, kind, f"/xl/{kind}.xml"))
        theme_type = "application/vnd.openxmlformats-officedocument.theme+xml"
        types.append(_override_xml(f"xl/{kind}.xml", theme_type if kind == "theme" else f"{_TYPES}.{kind}+xml"))
    contents["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{"".join(listed)}</sheets></workbook>'.encode()
    )
    contents["xl/_rels/workbook.xml.rels"] = _relations_xml("".join(related))
    contents["_rels/.rels"] = _relations_xml(_relation_xml("r", "officeDocument", "/xl/workbook.xml"))
    types.append(_override_xml("xl/workbook.xml", f"{_TYPES}.sheet.main+xml"))
    contents["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(types)}</Types>"
    ).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return file.getvalue()


def _relation_xml(name: str, kind: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="{xml_escaped(name)}" Type="{_OFFICE}/{kind}" Target="{xml_escaped(target)}"{mode}/>'


def _relations_xml(relations: str) -> bytes:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    ).encode()


def _override_xml(name: str, kind: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{kind}"/>'


def _stored_relations(parts: Mapping[str, bytes], sheet: BookSheet) -> tuple[bytes, str]:
    folder, _, name = sheet.part.rpartition("/")
    return find_part(parts, f"{folder}/_rels/{name}.rels") or b"", folder


def _link_relations(parts: Mapping[str, bytes], sheet: BookSheet) -> bytes:
    """The relations of a sheet that are left for openpyxl: those of links."""
    data, _ = _stored_relations(parts, sheet)
    relations = []
    for name, attributes, _ in elements(data):
        kind = attributes.get("Type", "").rpartition("/")[2]
        if name == "Relationship" and kind in _KEPT:
            mode = ' TargetMode="External"' if attributes.get("TargetMode") == "External" else ""
            relations.append(_relation_xml(attributes.get("Id", ""), kind, attributes.get("Target", ""), mode))
    return _relations_xml("".join(relations))


def _lost_kinds(parts: Mapping[str, bytes], sheet: BookSheet) -> list[Lost]:
    """The kinds of things on a sheet that are not drawn again: drawings, tables, rules for formats and values."""
    data, folder = _stored_relations(parts, sheet)
    kinds = {_LOST[kind] for kind, _ in targets_of(data, folder).values() if kind in _LOST}
    xml = parts[sheet.part]
    if b"conditionalFormatting" in xml or b"dataValidation" in xml:
        kinds.add("rules")
    return [Lost(kind, sheet.name) for kind in sorted(kinds)]


# --- One sheet -------------------------------------------------------------------------------------


class _Sheet:
    """A sheet as openpyxl has it, once with formulas and once with their results."""

    def __init__(
        self, sheet: Any, results: Any, theme: Mapping[int, str], indexed: tuple[str, ...], lost: list[Lost]
    ) -> None:
        self.sheet, self.results, self.theme, self.indexed, self.lost = sheet, results, theme, indexed, lost
        self.styles: list[Mapping[str, object]] = []
        self.style_numbers: dict[object, int] = {}

    def read(self, listed: BookSheet, after: str, notes: tuple[AddedNote, ...]) -> AddedSheet:
        sheet, view = self.sheet, self.sheet.sheet_view
        if sheet.auto_filter.filterColumn:
            self.lost.append(Lost("filters", f"{sheet.title}: {sheet.auto_filter.ref}"))
        cells = tuple(self._cells())
        columns, rows = tuple(self._columns()), tuple(self._rows())
        pane = sheet.freeze_panes
        return AddedSheet(
            name=listed.name,
            after=after,
            state=listed.state,
            cells=cells,
            styles=tuple(self.styles),
            columns=columns,
            rows=rows,
            merged=tuple(sorted(str(area) for area in sheet.merged_cells.ranges)),
            frozen=_position(pane) if pane else (0, 0),
            filtered=sheet.auto_filter.ref or "",
            lines=view.showGridLines is not False,
            zoom=int(view.zoomScale or 100),
            tab=colour_of(sheet.sheet_properties.tabColor, self.theme, self.indexed),
            locked=bool(sheet.protection.sheet),
            notes=notes,
            printing=_print_setup(sheet),
        )

    def _style(self, cell: Any) -> int:
        key = tuple(cell._style)
        if key not in self.style_numbers:
            self.style_numbers[key] = len(self.styles)
            self.styles.append(properties_of(cell, self.theme, self.indexed))
        return self.style_numbers[key]

    def _cells(self) -> Iterator[AddedCell]:
        covered = {
            (row, column)
            for area in self.sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
            if (row, column) != (area.min_row, area.min_col)
        }
        for (row, column), cell in sorted(self.sheet._cells.items()):
            if (row, column) in covered:
                continue
            yield self._cell(row - 1, column - 1, cell)

    def _cell(self, row: int, column: int, cell: Any) -> AddedCell:
        from openpyxl.cell.rich_text import CellRichText
        from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

        value, style = cell.value, self._style(cell)
        formula = area = ""
        if isinstance(value, ArrayFormula):
            formula, area = str(value.text), str(value.ref)
        elif isinstance(value, DataTableFormula):
            formula = "["
        elif cell.data_type == "f":
            formula = str(value)
        elif cell.data_type == "e":
            formula = f"={value}"
        if isinstance(value, CellRichText):
            self._record_loss("letters", row, column)
            value = str(value)
        if formula:
            result = self.results.cell(row + 1, column + 1).value
            value = _plain(result) if cell.data_type != "e" else str(value)
            if "[" in _TEXTS.sub("", formula):
                self._record_loss("formulas", row, column)
                formula = area = ""
        if (row, column) == (0, 0) and isinstance(value, str) and value.startswith(PREFIX):
            value = None  # the key of the sheet that this one was copied from
        link = cell.hyperlink
        target = "" if link is None else (link.target or "") + (f"#{link.location}" if link.location else "")
        return AddedCell(row, column, _plain(value), style, formula, area, target)

    def _record_loss(self, kind: str, row: int, column: int) -> None:
        self.lost.append(Lost(kind, f"{self.sheet.title}: {cell_name(row, column)}"))

    def _columns(self) -> Iterator[AddedColumns]:
        for dimension in sorted(self.sheet.column_dimensions.values(), key=lambda d: d.min or 0):
            if not dimension.min:
                continue
            pixels = int(dimension.width * _PIXELS + 0.5) if dimension.customWidth or dimension.width != 13 else None
            yield AddedColumns(
                dimension.min - 1,
                min(dimension.max, 16_384) - 1,
                pixels,
                bool(dimension.hidden),
                int(dimension.outlineLevel or 0),
                self._style(dimension) if dimension.has_style else -1,
            )

    def _rows(self) -> Iterator[AddedRow]:
        for number, dimension in sorted(self.sheet.row_dimensions.items()):
            style = self._style(dimension) if dimension.customFormat else -1
            height = float(dimension.ht) if dimension.ht is not None else None
            if height is None and not dimension.hidden and not dimension.outlineLevel and style < 0:
                continue
            yield AddedRow(number - 1, height, bool(dimension.hidden), int(dimension.outlineLevel or 0), style)


def _position(address: str) -> tuple[int, int]:
    from openpyxl.utils.cell import coordinate_to_tuple

    row, column = coordinate_to_tuple(address)
    return row - 1, column - 1


def _plain(value: Any) -> Value:
    """The value of a cell, with days and times as numbers, as they are stored."""
    if isinstance(value, datetime | date | time | timedelta):
        from openpyxl.utils.datetime import to_excel

        return float(to_excel(value))  # type: ignore[no-untyped-call]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def _print_setup(sheet: Any) -> PrintSetup:
    setup, fits = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    fitted = fits is not None and fits.fitToPage
    margins = tuple(float(getattr(sheet.page_margins, side) or 0) for side in _MARGINS)
    return PrintSetup(
        landscape=setup.orientation == "landscape",
        paper=int(setup.paperSize or 0),
        scale=int(setup.scale or 0),
        pages=(_fitted_pages(setup.fitToWidth), _fitted_pages(setup.fitToHeight)) if fitted else None,
        margins=margins,
        header=_header_text(sheet.oddHeader),
        footer=_header_text(sheet.oddFooter),
        area="",
        centred=(bool(sheet.print_options.horizontalCentered), bool(sheet.print_options.verticalCentered)),
    )


def _fitted_pages(number: Any) -> int:
    return 1 if number is None else int(number)


def _header_text(item: Any) -> str:
    return str(item) if item is not None and (item.left.text or item.center.text or item.right.text) else ""
