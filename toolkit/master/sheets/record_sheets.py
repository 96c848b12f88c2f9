"""Sheets of records, described by their columns and where each column's values come from.

Both the drawing and the exports (`run.analysis`, `export.tables`) follow from this description.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from toolkit.master.sheets.context import Master, View, open_formulas
from toolkit.messages import masters
from toolkit.xlsx.tables import Pages, Source, TableColumn, TableOptions, draw_columns, values_of

_Record = TypeVar("_Record")

#: The key of the row keys among the cells of columns.
ROW_KEYS = ""
#: A link to the cell named by the columns `file`, `sheet` and `cell` of the same row.
OPEN = TableColumn("open", 7, "link", value=None)


def agency_name_column(width: float) -> TableColumn:
    """The column with the short names of agencies."""
    return TableColumn("agency_name", width, "long", lambda x, view: view.name_of(x.agency), None)


def officer_columns(view: View, shows: Source = lambda x, view: view.officers.get(x.agency)) -> Sequence[TableColumn]:
    """The column of the responsible officers, if there are any."""
    return (TableColumn("officer", 22, "long", shows),) if view.officers else ()


def code_column(key: str, shows: Source = "", value: Source = "") -> TableColumn:
    """A hidden column with a code for programs; people read its name in another column."""
    return TableColumn(key, 12, "code", shows, value, hidden=True)


@dataclass(frozen=True)
class RecordSheet(Generic[_Record]):
    """A sheet of the master; `row_keys`: the field with the row keys, if it has any."""

    key: str
    records: Callable[[View], Iterable[_Record]]
    columns: Sequence[TableColumn] | Callable[[View], Sequence[TableColumn]]
    row_keys: str = ""

    def columns_of(self, view: View) -> Sequence[TableColumn]:
        return self.columns(view) if callable(self.columns) else self.columns

    def draw(self, master: Master) -> Pages:
        """Draw the sheet."""
        return self.draw_cells(master, *self.cells(master))

    def cells(
        self, master: Master, records: Iterable[_Record] | None = None
    ) -> tuple[Sequence[TableColumn], dict[str, list[Any]]]:
        """The columns, and the cells of each column by its key. `records`: those drawn, if exports have others."""
        records = list(self.records(master) if records is None else records)
        columns = [c for c in self.columns_of(master) if c.width]
        data = {c.key: values_of(records, c.shows or c.key, master) for c in columns if c is not OPEN}
        if self.row_keys:
            data[ROW_KEYS] = values_of(records, self.row_keys, master)
        if OPEN in columns:
            data["open"] = list(map(master.link_word, data["file"], data["sheet"], data["cell"]))
        return columns, data

    def draw_cells(
        self,
        master: Master,
        columns: Sequence[TableColumn],
        data: Mapping[str, list[Any]],
        formulas: Mapping[int, str] | None = None,
        about: Mapping[str, object] = {},
    ) -> Pages:
        """Draw the sheet from the cells of each column, by its key. `about`: values for the sheet's explanation."""
        pages, options = master.pages(self.key), TableOptions(keys=data.get(ROW_KEYS))
        options["about"] = masters.ABOUT[self.key].say(master.language, **about)
        options["formulas"] = open_formulas(columns, master) if OPEN in columns else formulas
        cells = [data[c.key] for c in columns]
        sheet = pages if len(pages.sheets) > 1 else pages.sheets[0]
        draw_columns(sheet, master.look, self.key, columns, cells, master.language, **options)
        return pages

    def values(self, view: View, records: Sequence[_Record] | None = None) -> dict[str, list[Any]]:
        """The values for exports, by the columns' keys: codes where the sheet shows words."""
        rows = list(self.records(view)) if records is None else records
        sources = {c.key: c.shows or c.key if c.value == "" else c.value for c in self.columns_of(view)}
        return {key: values_of(rows, of, view) for key, of in sources.items() if of is not None}
