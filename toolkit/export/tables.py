"""The tables of an export and their columns, most of which follow from records, sheets and the definition."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import chain
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from toolkit import model
from toolkit.consolidation.tables.rows import rows_in
from toolkit.definition.sheets import SPECS
from toolkit.language.text import fold
from toolkit.master.sheets import findings, groups, questions, reports, sources
from toolkit.master.sheets.context import View
from toolkit.master.sheets.record_sheets import RecordSheet
from toolkit.master.table_keys import column_key
from toolkit.messages import Text, definition_sheets, exports, masters
from toolkit.model import CARRIED_COLUMN, FIGURE_FIELDS, Consolidation, FormColumn, FormTable, Language
from toolkit.values.totals import number

Type = Literal["string", "integer", "number", "boolean", "date"]
#: The names of columns, each with the type of its values.
Typed = list[tuple[str, Type]]


class Column(NamedTuple):
    """A column. `name`: the same in each language; `about`: a description; `to`: the table to whose key it refers."""

    name: str
    type: Type
    title: Text
    about: Text | None
    unit: str = ""
    to: str = ""


class Table(NamedTuple):
    """A table; each of its `rows` has one value per column, None or "" where it is blank."""

    name: str
    title: Text
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    key: Sequence[str] = ()
    about: Text | None = None


#: The sheets of the master that are exported as tables.
RECORD_SHEETS: tuple[RecordSheet[Any], ...] = (
    *(reports.STATEMENTS, groups.GROUPS, questions.QUESTIONS, findings.FINDINGS, reports.DETAILS, reports.LEFTOVERS),
    *(reports.FOLLOWUP, sources.SOURCES, sources.CHANGES, reports.SIGNED),
)
#: Key columns of these tables; then their columns that refer to other tables.
_KEYS = {"statements": ("id",), "groups": ("group",), "info": ("agency",)}
_AGENCY = {"agency": "agencies"}
_TO = {"followup": _AGENCY, "signed": _AGENCY, "statements": {**_AGENCY, "group": "groups"}, "info": _AGENCY}
#: Columns of agencies in the definition that no master has: contact details, and the printed heads of forms.
_CONTACTS = ("email", "phone", "contact", "officer_phone", "header_lines")
#: The contents for circulation: these tables with all columns, and the listed columns of other tables.
_WHOLE = ("indicators", "periods", "sections", "themes")
SHARED: Mapping[str, tuple[str, ...]] = {
    "agencies": ("code", "name", "short_name", "group", "parent", "since", "until", "replaced_by", "active"),
    "figures": ("agency", "indicator", "period", "value", "text", "state"),
    "totals": ("indicator", "period", "value", "reporting", "asked", "shown"),
    "status": ("agency", "status", "received", "days_late"),
    "statements": ("id", "agency", "section", "theme", "group"),
    "groups": ("group", "section", "theme", "count", "agencies"),
    "table_totals": ("table", "column", "agency", "value", "rows", "reporting", "asked", "masked"),
}
_STATES = "states"
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


def tables_of(result: Consolidation, language: Language, *, shared: bool = False) -> Iterator[Table]:
    """Yields the tables of a result. `shared`: only the contents for circulation; the result is then one by `share`."""
    names = table_names(result.campaign.tables)
    shared_columns = {
        names[t.code]: ("agency", "row", _STATES, *(_column_name(c) for c in t.columns if c.kind != "text"))
        for t in result.campaign.tables
    }
    view = View.of(result, language)
    for table in chain(_definition(result), row_tables(result), _results(result, shared), _record_sheets(view)):
        known = SHARED.get(table.name) or shared_columns.get(table.name) or ()
        if not shared or table.name in _WHOLE:
            yield table
        elif known:
            at = [n for n, c in enumerate(table.columns) if c.name in known]
            yield table._replace(columns=[table.columns[n] for n in at], rows=map(itemgetter(*at), table.rows))


def _table(
    name: str,
    columns: Typed,
    rows: Iterable[Sequence[Any]],
    key: Sequence[str] = (),
    to: Mapping[str, str] = {},
    headings: Mapping[str, Text] = {},
) -> Table:
    """A table with titles and descriptions. `to`: {column: the table to whose key the column refers}."""
    described = []
    for column, kind in columns:
        full_name = f"{name}.{column}"
        titles = (headings.get(column), exports.COLUMNS.get(full_name), definition_sheets.COLUMNS.get((name, column)))
        title = next(filter(None, titles), None) or exports.COLUMNS.get(column) or masters.COLUMNS.get(column)
        about = exports.HELPS.get(full_name) or definition_sheets.HELPS.get((name, column))
        about = about or (exports.HELPS.get(column) if name not in SPECS else None)
        described.append(Column(column, kind, title or Text(column, column), about, to=to.get(column, "")))
    title = exports.TITLES.get(name) or masters.SHEETS.get(name) or definition_sheets.SHEETS[name]
    return Table(name, title, described, rows, key, exports.ABOUT.get(name))


# --- Columns from records, sheets and the definition ------------------------------------------------------------------


def _type(kind: object) -> Type:
    """The type of a column. `kind`: the last word of its kind on a sheet, a field's type, or a definition's kind."""
    if kind in ("count", int):
        return "integer"
    if kind in ("number", "amount", "percent", float):
        return "number"
    return "date" if kind in ("day", "date", date) else "boolean" if kind in ("yesno", bool) else "string"


def _columns_of_record(record: type) -> Typed:
    """The fields of a record that are single numbers, texts, dates or booleans, as columns."""
    hints = get_type_hints(record)
    names = [f.name for f in fields(record)] if is_dataclass(record) else list(hints)
    kinds = {n: {*get_args(hints[n])} if get_origin(hints[n]) is UnionType else {hints[n]} for n in names}
    words = [n for n in names if get_origin(hints[n]) is Literal or str in kinds[n]]
    kinds = {n: {str} if n in words else kinds[n] - {NoneType} for n in names}
    return [(n, _type(*k)) for n, k in kinds.items() if len(k) == 1 and k <= {str, int, float, bool, date}]


def _definition_sheet(sheet: str, records: Iterable[Any]) -> tuple[Typed, Iterator[list[Any]]]:
    """The columns of a sheet of the definition, and the rows of its records; list entries are separated by bars."""
    columns = [c for c in SPECS[sheet].columns if c.key not in (*_CONTACTS, "source")]
    rows = map(attrgetter(*(c.field or c.key for c in columns)), records)
    typed = [(c.key, _type("count" if c.whole else c.reads)) for c in columns]
    return typed, (["|".join(v) if isinstance(v, tuple) else v for v in row] for row in rows)


def _definition(result: Consolidation) -> Iterator[Table]:
    campaign = result.campaign
    yield _table("agencies", *_definition_sheet("agencies", campaign.agencies), ("code",), {"parent": "agencies"})
    yield _table("sections", *_definition_sheet("sections", campaign.sections), ("code",))
    yield _table("themes", *_definition_sheet("themes", campaign.themes), ("code",))
    columns, rows = _definition_sheet("indicators", campaign.indicators)
    parts = ([*row, i.part_of] for row, i in zip(rows, campaign.indicators, strict=True))
    to = dict.fromkeys(("weight", "part_of"), "indicators")
    yield _table("indicators", [*columns, ("part_of", "string")], parts, ("code",), to)
    columns = [("period", "string"), *_columns_of_record(model.Period)[1:], ("months", "integer")]
    periods = ((p.key, p.year, p.kind, p.number, p.months) for p in campaign.periods)
    yield _table("periods", columns, periods, ("period",))


def _results(result: Consolidation, shared: bool) -> Iterator[Table]:
    indicator = {"indicator": "indicators"}
    references = {**_AGENCY, **indicator, "period": "periods"}
    names = [*FIGURE_FIELDS, "faults", "sent_value", "sent_as", "corrected_by", "reason"]
    names.insert(FIGURE_FIELDS.index("value") + 1, "text")
    columns: Typed = [(name, "number" if name.endswith("value") else "string") for name in names]
    yield _table("figures", columns, _figures(result, shared), tuple(references), references)
    for name, record, records, key, to in (
        ("totals", model.Total, result.totals.values(), ("indicator", "period"), indicator),
        ("status", model.AgencyStatus, result.statuses, ("agency",), _AGENCY),
        ("table_totals", model.TableTotal, result.table_totals.values(), (), _AGENCY),
    ):
        columns = _columns_of_record(record)
        yield _table(name, columns, map(attrgetter(*(c for c, _ in columns)), records), key, to)


def _record_sheets(view: View) -> Iterator[Table]:
    for sheet in RECORD_SHEETS:
        sheet_columns, cells = sheet.columns_of(view), sheet.values(view)
        keys, to = _KEYS.get(sheet.key, ()), _TO.get(sheet.key, {})
        kinds = {
            c.key: "yesno" if c.yes_no else str(c.kind).rpartition(" ")[2] for c in sheet_columns if c.value is not None
        }
        columns = [(key, _type(kinds[key])) for key in sorted(kinds, key=lambda key: key not in (*keys, *to))]
        headings = {c.key: c.heading for c in sheet_columns if isinstance(c.heading, Text)}
        yield _table(sheet.key, columns, zip(*(cells[c] for c, _ in columns), strict=True), keys, to, headings)


# --- Figures and rows --------------------------------------------------------------------------------


def _figures(result: Consolidation, shared: bool) -> Iterator[Sequence[Any]]:
    """Yields the rows of figures that count; if corrected or computed from corrections, with the value sent."""
    written = {i.code for i in result.campaign.indicators if i.kind == "text"} if shared else ()
    value, end = FIGURE_FIELDS.index("value"), len(FIGURE_FIELDS)
    for figure in result.figures:
        key, (counts, text), sent = figure[:3], _number_or_text(figure.value), result.sent.get(figure[:3])
        text = None if figure.indicator in written else text
        faults = ", ".join(result.doubts.get(key[1:], {}).get(figure.agency, ()))
        before = (
            (_number_or_text(sent.value)[0], sent.typed or _number_or_text(sent.value)[1]) if sent else (None, None)
        )
        correction = result.corrections.get(key) if key in result.sent else None
        signed = (correction.by, correction.reason) if correction else (None, None)
        yield (*figure[:value], counts, text, *figure[value + 1 : end], faults, *before, *signed)


def _number_or_text(value: object) -> tuple[float | None, str | None]:
    """(number, None) or (None, text), depending on the value."""
    if isinstance(value, bool):
        return None, "yes" if value else "no"
    return (value, None) if isinstance(value, int | float) else (None, None if value is None else text_of(value))


def text_of(value: object) -> str | None:
    """A value as text: dates in ISO form, undecodable bytes of file names replaced as in the master's cells."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return _NO_CHARACTER.sub("\ufffd", text) or None


def table_names(tables: Iterable[FormTable]) -> dict[str, str]:
    """The names of the exported tables with rows that agencies add, keyed by table code."""
    names: dict[str, str] = {}
    for table in tables:
        name = f"table_{re.sub('[^a-z0-9]+', '_', fold(table.code)).strip('_')}"
        used = {"table_totals", *names.values()}
        free = (f"{name}_{n}" if n > 1 else name for n in range(1, len(used) + 2))
        names[table.code] = next(one for one in free if one not in used)
    return names


def _column_name(column: FormColumn) -> str:
    key = column_key(column.code)
    return f"column:{key}" if fold(key) == _STATES else key


def row_tables(result: Consolidation) -> Iterator[Table]:
    """The tables to which agencies add rows, with the rows that count."""
    names = table_names(result.campaign.tables)
    return (_row_table(names[table.code], table, result) for table in result.campaign.tables)


def _row_table(name: str, table: FormTable, result: Consolidation) -> Table:
    reported = []
    for c in table.columns:
        kind, about = "number" if c.numeric else _type(c.kind), Text(c.guidance, c.guidance) if c.guidance else None
        reported.append(Column(_column_name(c), kind, Text(c.label, c.label), about, c.unit))
    ends: Typed = [(n, "string") for n in ("agency", "row", _STATES, CARRIED_COLUMN, "file", "sheet", "cell")]
    around = _table("table_rows", ends, (), (), _AGENCY)

    def rows() -> Iterator[Sequence[Any]]:
        for row in rows_in(cell for cell in result.rows if cell.table == table.code):
            if not row.is_carried:
                by_column = {c.column: c for c in row.cells.values()}
                states = [
                    f"{n}={c.state}" for n, c in by_column.items() if c.state != "given" and n in table.column_by_code
                ]
                cells = [(c, by_column.get(c.code)) for c in table.columns]
                values = [(number(at) if c.numeric else at.value) if at else None for c, at in cells]
                carried = by_column.get(CARRIED_COLUMN)
                yield (row.agency, row.id, *values, "|".join(states), carried and carried.value, *row.location)

    columns, title = (*around.columns[:2], *reported, *around.columns[2:]), Text(table.heading, table.heading)
    return Table(name, title, columns, rows(), ("agency", "row"), around.about)
