"""The definition workbook → `Campaign`, and every mistake in it at once.

`SHEETS` says which sheets and columns a definition has (contract §5) and how each cell is read; the
writer of new definitions draws its headings and drop-downs from the same table.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from toolkit import formulas
from toolkit.errors import DefinitionError
from toolkit.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_name, cell_text, keyed_sheets, sheet_key
from toolkit.messages import definition_sheets
from toolkit.model import (
    ROLES,
    AcrossAgencies,
    AcrossPeriods,
    Agency,
    Campaign,
    CellValue,
    Direction,
    ErrorValue,
    Finding,
    Indicator,
    Kind,
    Period,
    Role,
    Rule,
    Section,
    Severity,
    Theme,
    Word,
    is_asked,
    role_of,
)
from toolkit.periods import FORMS, months_of, parse_period
from toolkit.text import clean, fold, nearest, normalise
from toolkit.values import read_date
from toolkit.workbook import RawWorkbook, read_workbook

#: The definition workbook's usual name in a campaign folder.
FILE_NAME = "campaign.xlsx"

Reads = Literal["text", "code", "list", "choice", "number", "yesno", "date", "periods", "formula"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a definition sheet: its key, how its cells are read, and what it may hold."""

    key: str
    reads: Reads = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    field: str = ""
    """The record's field, where its name differs from the key."""
    least: float | None = None


@dataclass(frozen=True, slots=True)
class SheetSpec:
    key: str
    columns: tuple[Column, ...]
    required: bool = False

    def column(self, key: str) -> Column:
        return next(c for c in self.columns if c.key == key)


YES_NO = ("yes", "no")
WORD_KINDS = (
    "heading", "abbreviation", "synonym", "related", "filler", "tail", "antonym", "negation", "not_negation", "contrast",
    "mood", "degree", "typical", "boilerplate", "zero", "missing", "not_applicable", "indicator",
)  # fmt: skip

#: The rows of `toolkit:campaign`, each read like a column.
CAMPAIGN_ROWS = (
    Column("id", "code", required=True),
    Column("title", required=True),
    Column("programme"),
    Column("legal_basis"),
    Column("province"),
    Column("lead_agency", "code"),
    Column("periods", "periods"),
    Column("next_period"),
    Column("cutoff", "date"),
    Column("deadline", "date"),
    Column("issued", "date"),
    Column("contact_name"),
    Column("contact_email"),
    Column("contact_phone"),
    Column("superior", "list"),
    Column("report_to", "list"),
    Column("recipients", "list"),
    Column("signer_title", "list"),
    Column("signed_by"),
)
#: What only the Word report says: forms that are out do not change with it.
_OF_REPORT = frozenset({"superior", "report_to", "recipients", "signer_title", "signed_by"})

SHEETS = (
    SheetSpec("campaign", (Column("value"),), required=True),
    SheetSpec(
        "agencies",
        (
            Column("code", "code", required=True),
            Column("name", required=True),
            Column("short_name"),
            Column("aliases", "list"),
            Column("group", "list", field="groups"),
            Column("symbol"),
            Column("header_lines", "list"),
            Column("email", "list", field="emails"),
            Column("parent", "code"),
            Column("since", "date"),
            Column("until", "date"),
            Column("replaced_by", "list"),
        ),
        required=True,
    ),
    SheetSpec(
        "indicators",
        (
            Column("code", "code", required=True),
            Column("topic"),
            Column("label", required=True),
            Column("unit"),
            Column("kind", "choice", get_args(Kind), required=True),
            Column("asked_of", "list"),
            Column("owner", "list"),
            Column("required", "yesno", YES_NO),
            Column("minimum", "number"),
            Column("maximum", "number"),
            Column("max_change", "number", least=0),
            Column("choices", "list"),
            Column("across_agencies", "choice", get_args(AcrossAgencies)),
            Column("across_periods", "choice", get_args(AcrossPeriods)),
            Column("weight", "code"),
            Column("formula", "formula"),
            Column("direction", "choice", get_args(Direction)),
            Column("sensitive", "yesno", YES_NO),
            Column("target", "number"),
            Column("headline", "number", least=1),
            Column("guidance"),
        ),
    ),
    SheetSpec(
        "sections",
        (
            Column("code", "code", required=True),
            Column("role", "choice", get_args(Role), required=True),
            Column("heading", required=True),
            Column("asked_of", "list"),
            Column("required", "yesno", YES_NO),
            Column("max_words", "number", least=1),
            Column("guidance"),
        ),
    ),
    SheetSpec(
        "themes",
        (Column("code", "code", required=True), Column("label", required=True), Column("keywords", "list")),
    ),
    SheetSpec(
        "rules",
        (
            Column("code", "code", required=True),
            Column("formula", "formula", required=True),
            Column("severity", "choice", get_args(Severity)),
            Column("message", required=True),
            Column("fix"),
        ),
    ),
    SheetSpec(
        "words",
        (
            Column("kind", "choice", WORD_KINDS, required=True),
            Column("text", required=True),
            Column("means"),
        ),
    ),
)

_SPECS = {spec.key: spec for spec in SHEETS}
#: Sheets a definition may carry that hold nothing to read.
_FREE_SHEETS = frozenset({"guide", "lists"})
#: Units that say what a figure of the kind is measured in; other kinds take any unit.
KNOWN_UNITS = {
    "money": ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng", "VND", "USD"),
    "percent": ("%",),
}
#: Columns and rows of e-mail addresses, and what one looks like.
_ADDRESSES = frozenset({"email", "contact_email"})
_ADDRESS = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\".]+(\.[^\s@,;<>()\".]+)+")
_ACROSS_NUMBERS = frozenset({"sum", "mean", "max", "min"})


@dataclass(slots=True)
class _Row:
    """One line of a definition sheet, its cells read; `cells` gives each column's address."""

    sheet: str
    index: int
    values: dict[str, Any]
    cells: dict[str, str]


@dataclass(slots=True)
class _Reading:
    """The definition under way: what has been read, and what is wrong with it."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    keyless: frozenset[str] = frozenset()
    """Sheets that are there, but whose keys are gone: what others say of them cannot be judged."""

    def add(self, code: str, severity: Any = "error", *, sheet: str = "", cell: str = "", value: str = "", **arguments: str) -> None:  # fmt: skip
        self.findings.append(
            Finding(
                code=code, severity=severity, file=self.file, sheet=sheet, cell=cell, value=value,
                arguments=tuple(arguments.items()),
            )
        )  # fmt: skip


def load_campaign(path: Path | str) -> tuple[Campaign, tuple[Finding, ...]]:
    """Read a definition workbook: the campaign and its warnings.

    Raises `DefinitionError`, with all findings, where the file is missing or anything in it is wrong.
    """
    path = Path(path)
    if not path.is_file():
        raise DefinitionError("definition-missing", file=str(path))
    raw = read_workbook(path, path.name)
    if not isinstance(raw, RawWorkbook):
        raise DefinitionError("definition-unreadable", (raw[1],), file=str(path))
    campaign, findings = read_campaign(raw)
    if campaign is None:
        raise DefinitionError("definition-wrong", findings, file=str(path))
    return campaign, findings


def read_campaign(raw: RawWorkbook) -> tuple[Campaign | None, tuple[Finding, ...]]:
    """The campaign in a definition workbook, or None where it has errors; and all findings."""
    reading = _Reading(raw.source.file)
    sheets = _sheets(reading, raw)
    rows = {key: _rows(reading, sheet) for key, sheet in sheets.items() if key != "campaign"}
    about, about_cells = _campaign_rows(reading, sheets["campaign"]) if "campaign" in sheets else ({}, {})
    records: dict[str, tuple[Any, ...]] = {
        "agencies": _records(reading, rows.get("agencies", []), Agency),
        "indicators": _records(reading, rows.get("indicators", []), Indicator),
        "sections": _records(reading, rows.get("sections", []), Section),
        "themes": _records(reading, rows.get("themes", []), Theme),
        "rules": _records(reading, rows.get("rules", []), Rule),
        "words": _records(reading, rows.get("words", []), Word),
    }
    codes = [i.code for i in records["indicators"]]
    bodies = _bodies(records["agencies"])
    for name, among in (("indicators", ()), ("rules", bodies)):
        records[name] = tuple(_respelt(record, codes, among) for record in records[name])
    given: dict[str, Any] = {"id": "", "title": "", **about, **records}
    campaign = Campaign(**given, fingerprint=_fingerprint(about, records))
    if not reading.keyless:
        if "campaign" in sheets:
            _check_about(reading, campaign, sheets["campaign"].name, about_cells, _codes(rows, "agencies"))
        _check_references(reading, campaign, rows)
    findings = tuple(reading.findings)
    wrong = any(f.severity == "error" for f in findings)
    return (None if wrong else campaign), findings


# --- Sheets and cells ----------------------------------------------------------------------------


def _sheets(reading: _Reading, raw: RawWorkbook) -> dict[str, KeyedSheet]:
    found: dict[str, KeyedSheet] = {}
    for sheet in keyed_sheets(raw):
        if sheet.key in _FREE_SHEETS:
            continue
        if sheet.key not in _SPECS:
            near = nearest(sheet.key, [k for k in _SPECS if k not in found])
            reading.add(
                "definition-unknown-sheet", "warning", sheet=sheet.name, cell="A1", value=f"toolkit:{sheet.key}",
                nearest=f"toolkit:{near}" if near else "",
            )  # fmt: skip
        elif sheet.key in found:
            reading.add("definition-sheet-twice", sheet=sheet.name, cell="A1", value=f"toolkit:{sheet.key}", other=found[sheet.key].name)  # fmt: skip
        else:
            found[sheet.key] = sheet
    reading.keyless = _keyless(reading, raw, found)
    there = found.keys() | reading.keyless
    for spec in SHEETS:
        if spec.required and spec.key not in there:
            reading.add("definition-no-sheet", value=f"toolkit:{spec.key}")
    if there.isdisjoint(("indicators", "sections")):
        reading.add("definition-asks-nothing")
    for key, sheet in found.items():
        _check_columns(reading, sheet, _SPECS[key])
    return found


def _keyless(reading: _Reading, raw: RawWorkbook, found: Mapping[str, KeyedSheet]) -> frozenset[str]:
    """The sheets known by their printed names whose key is not there; it is said which of their keys are gone."""
    gone: set[str] = set()
    for sheet in raw.sheets:
        names = {
            key: {fold(name) for name in definition_sheets.SHEETS[key]} for key in _SPECS if key not in found
        }
        key = next((key for key, own in names.items() if fold(sheet.name) in own), None)
        if key is None or key in gone or sheet_key(sheet):
            continue
        gone.add(key)
        columns = {c.key for c in _SPECS[key].columns}
        row_keys = {FOR_PEOPLE, *(c.key for c in CAMPAIGN_ROWS if key == "campaign")}
        first = [cell_text(value) for value in (sheet.rows[0] if sheet.rows else ())]
        with_row = not columns.isdisjoint(first)
        below = [cell_text(row[0]) for row in sheet.rows[with_row:] if row]
        with_column = not row_keys.isdisjoint(below)
        if with_row and (with_column or not first[0]):
            reading.add("definition-no-key", sheet=sheet.name, cell="A1", value=f"toolkit:{key}")
            continue
        if not with_row:
            reading.add("definition-row-of-keys-gone", sheet=sheet.name, value=f"toolkit:{key}")
        if not with_column:
            reading.add("definition-column-of-keys-gone", sheet=sheet.name, value=f"toolkit:{key}")
    return frozenset(gone)


def _check_columns(reading: _Reading, sheet: KeyedSheet, spec: SheetSpec) -> None:
    known = [c.key for c in spec.columns]
    for name, place in sheet.columns.items():
        if name not in known:
            left = [k for k in known if k not in sheet.columns]
            near = nearest(name, left) or ""
            reading.add(
                "definition-unknown-column" if near else "definition-extra-column", "warning",
                sheet=sheet.name, cell=cell_name(0, place), value=name, nearest=near,
            )  # fmt: skip
    for name, place in sheet.repeated_columns:
        reading.add("definition-column-twice", sheet=sheet.name, cell=cell_name(0, place), value=name)
    for column in spec.columns:
        keyed_by_row = column.key == "code" and any(r.key and not r.for_people for r in sheet.rows)
        if (
            (column.required or column.key == "value")
            and column.key not in sheet.columns
            and not keyed_by_row
        ):
            reading.add("definition-no-column", sheet=sheet.name, cell="A1", value=column.key, column=f"{sheet.key}.{column.key}")  # fmt: skip


def _campaign_rows(reading: _Reading, sheet: KeyedSheet) -> tuple[dict[str, Any], dict[str, str]]:
    """The campaign's own items, and the cell of each."""
    known = {c.key: c for c in CAMPAIGN_ROWS}
    about: dict[str, Any] = {}
    cells: dict[str, str] = {}
    if "value" not in sheet.columns:
        return about, cells
    for row in sheet.rows:
        if row.for_people or not row.key:
            continue
        column = known.get(row.key)
        cell = sheet.address(row, "value")
        if column is None:
            near = nearest(row.key, [k for k in known if k not in about]) or ""
            reading.add("definition-unknown-row", "warning", sheet=sheet.name, cell=cell_name(row.index, 0), value=row.key, nearest=near)  # fmt: skip
        elif row.key in about:
            reading.add("definition-row-twice", sheet=sheet.name, cell=cell, value=row.key)
        else:
            cells[row.key] = cell
            blank = not cell_text(sheet.value(row, "value"))
            about[row.key] = _read(reading, column, sheet.value(row, "value"), sheet, cell)
            if column.required and blank:
                reading.add("definition-blank", sheet=sheet.name, cell=cell, column=f"campaign.{column.key}")
    for column in CAMPAIGN_ROWS:
        if column.required and column.key not in about:
            reading.add("definition-no-row", sheet=sheet.name, cell="A1", value=column.key, column=f"campaign.{column.key}")  # fmt: skip
    return {key: value for key, value in about.items() if value is not None}, cells


def _rows(reading: _Reading, sheet: KeyedSheet) -> list[_Row]:
    spec = _SPECS[sheet.key]
    rows: list[_Row] = []
    for row in sheet.rows:
        if row.for_people or not _filled(sheet, row, spec):
            continue
        values: dict[str, Any] = {}
        cells: dict[str, str] = {}
        for column in spec.columns:
            if column.key in sheet.columns:
                cells[column.key] = sheet.address(row, column.key)
                raw = sheet.value(row, column.key)
            elif column.key == "code":
                cells[column.key], raw = cell_name(row.index, 0), row.key
            else:
                continue
            if column.key == "code" and raw is None and row.key:
                raw = row.key
            if column.reads == "formula" and _unsaved(sheet, row, column.key):
                raw = ErrorValue("=")
            value = _read(reading, column, raw, sheet, cells[column.key])
            if value is None and column.required and not cell_text(raw):
                reading.add("definition-blank", sheet=sheet.name, cell=cells[column.key], column=f"{sheet.key}.{column.key}")  # fmt: skip
            values[column.key] = value
        rows.append(_Row(sheet.name, row.index, values, cells))
    return rows


def _unsaved(sheet: KeyedSheet, row: KeyedRow, column: str) -> bool:
    """Whether the cell holds a formula of the sheet's own, of which the file stores no result."""
    return (row.index, sheet.columns[column]) in sheet.raw.unsaved


def _filled(sheet: KeyedSheet, row: KeyedRow, spec: SheetSpec) -> bool:
    return any(cell_text(sheet.value(row, c.key)) for c in spec.columns if c.key in sheet.columns)


def _read(reading: _Reading, column: Column, raw: CellValue, sheet: KeyedSheet, cell: str) -> Any:
    """One cell, read as its column says; None where it is blank or wrong (and then reported)."""
    text = clean(cell_text(raw))
    if (
        column.reads == "formula"
        and raw is not None
        and (isinstance(raw, ErrorValue) or not isinstance(raw, str))
    ):
        reading.add("definition-formula-computed", sheet=sheet.name, cell=cell, value=text)
        return None
    if not text:
        return None

    def wrong(code: str, **arguments: str) -> None:
        reading.add(code, sheet=sheet.name, cell=cell, value=text, column=f"{sheet.key}.{column.key}", **arguments)  # fmt: skip

    for address in text.split("|") if column.key in _ADDRESSES else ():
        if not _ADDRESS.fullmatch(address.strip()):
            reading.add(
                "definition-bad-address", "warning", sheet=sheet.name, cell=cell, value=address.strip()
            )

    match column.reads:
        case "list":
            return tuple(part for part in (p.strip() for p in text.split("|")) if part)
        case "choice" | "yesno":
            choice = _choice(text, column.choices)
            if choice is None:
                wrong("definition-unknown-value", known=", ".join(column.choices), nearest=nearest(text, column.choices) or "")  # fmt: skip
            return choice == "yes" if column.reads == "yesno" and choice else choice
        case "number":
            number = _number(raw, text)
            if number is None:
                wrong("definition-not-a-number")
            elif column.least is not None and number < column.least:
                wrong("definition-too-small", least=f"{column.least:g}")
            return number
        case "date":
            when = _date(raw)
            if when is None:
                wrong("definition-not-a-date")
            return when
        case "periods":
            return _periods(reading, text, sheet.name, cell)
        case "formula":
            return _formula(reading, text, sheet.name, cell)
        case "code":
            if any(c in text for c in '|#/\\:*?"<>[]\n') or len(text) > 31:
                wrong("definition-bad-code")
                return None
            return text
        case _:
            return text


_YES = {"yes": "yes", "no": "no", "co": "yes", "khong": "no", "true": "yes", "false": "no", "x": "yes", "1": "yes", "0": "no"}  # fmt: skip


def _choice(text: str, choices: Sequence[str]) -> str | None:
    folded = fold(text)
    for choice in choices:
        if fold(choice) == folded:
            return choice
    return _YES.get(folded) if choices == YES_NO else None


def _number(raw: CellValue, text: str) -> float | None:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    try:
        number = float(text.replace(",", ".").removesuffix("%").strip())
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(raw: CellValue) -> date | None:
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


def _periods(reading: _Reading, text: str, sheet: str, cell: str) -> tuple[Period, ...]:
    periods: list[Period] = []
    for part in (p.strip() for p in text.replace(";", "|").split("|")):
        if not part:
            continue
        period = parse_period(part)
        if period is None:
            reading.add("definition-bad-period", sheet=sheet, cell=cell, value=part, forms=FORMS)
        elif any(p.key == period.key for p in periods):
            reading.add("definition-period-twice", sheet=sheet, cell=cell, value=part)
        else:
            periods.append(period)
    return tuple(periods)


def _formula(reading: _Reading, text: str, sheet: str, cell: str) -> str | None:
    try:
        formulas.parse(text)
    except formulas.FormulaError as error:
        reading.add(
            error.code, sheet=sheet, cell=cell, value=text, place=str(error.position + 1), **error.arguments
        )
        return None
    return text


def _records(reading: _Reading, rows: Iterable[_Row], record: Callable[..., Any]) -> tuple[Any, ...]:
    """The rows as records; rows that lack what they need are left out (they have been reported)."""
    spec = {f.name for f in fields(record)}  # type: ignore[arg-type]
    made: list[Any] = []
    seen: dict[str, str] = {}
    for row in rows:
        columns = {c.key: c for c in _SPECS[_SHEET_OF[record]].columns}
        values = {
            (columns[key].field or key): value for key, value in row.values.items() if value is not None
        }
        code = values.get("code")
        if code is not None:
            # Codes are looked up whatever their case, and become the names of files.
            if code.casefold() in seen:
                reading.add("definition-duplicate-code", sheet=row.sheet, cell=row.cells["code"], value=code, other=seen[code.casefold()])  # fmt: skip
                continue
            seen[code.casefold()] = row.cells["code"]
        if any(c.required and (c.field or c.key) not in values for c in columns.values()):
            continue
        for name in ("max_words", "headline"):
            if name in values:
                values[name] = int(values[name])
        if record is Agency:
            values.setdefault("short_name", values["name"])
        if record is Indicator:
            values.setdefault("topic", "")
            values.setdefault("unit", "")
        if record is Rule:
            values.setdefault("severity", "error")
        made.append(record(**{k: v for k, v in values.items() if k in spec}))
    return tuple(made)


def _respelt(record: Any, codes: Sequence[str], bodies: Sequence[str]) -> Any:
    """The record with the names in its formula spelt as the codes are."""
    if not record.formula:
        return record
    return replace(record, formula=formulas.respelt(formulas.parse(record.formula), codes, bodies).text)


def _bodies(agencies: Iterable[Agency]) -> tuple[str, ...]:
    """What may stand after an `@` in a rule between agencies: codes and groups."""
    return tuple(dict.fromkeys(body for a in agencies for body in (a.code, *a.groups)))


_SHEET_OF: Mapping[Callable[..., Any], str] = {
    Agency: "agencies",
    Indicator: "indicators",
    Section: "sections",
    Theme: "themes",
    Rule: "rules",
    Word: "words",
}


def _fingerprint(about: Mapping[str, Any], records: Mapping[str, tuple[Any, ...]]) -> str:
    asked = sorted((key, value) for key, value in about.items() if key not in _OF_REPORT)
    content = json.dumps([asked, sorted(records.items())], default=repr, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


# --- What one sheet says of another --------------------------------------------------------------


def _codes(rows: Mapping[str, list[_Row]], sheet: str) -> list[str]:
    """The codes on a sheet, those of rows with mistakes too: what names them is not wrong as well."""
    return list(dict.fromkeys(row.values["code"] for row in rows.get(sheet, []) if row.values.get("code")))


def _check_about(reading: _Reading, campaign: Campaign, sheet: str, cells: Mapping[str, str], agencies: Sequence[str]) -> None:  # fmt: skip
    """What the campaign's own items say of the rest."""

    def wrong(code: str, row: str, severity: Severity = "error", **arguments: str) -> None:
        reading.add(code, severity, sheet=sheet, cell=cells.get(row, "A1"), **arguments)

    if campaign.lead_agency and campaign.lead_agency not in agencies:
        wrong("definition-unknown-agency", "lead_agency", value=campaign.lead_agency, nearest=nearest(campaign.lead_agency, agencies) or "")  # fmt: skip
    misread = any(f.code == "definition-bad-period" for f in reading.findings)
    if campaign.indicators and not campaign.periods and not misread:
        wrong("definition-no-periods", "periods")
    spans = [(p, months_of(p)) for p in campaign.periods]
    for (earlier, months), (later, others) in zip(spans, spans[1:], strict=False):
        if max(others) < max(months):
            wrong("definition-periods-unordered", "periods", "warning", value=later.key, other=earlier.key)
    added = any(i.across_periods in ("sum", "mean") for i in campaign.indicators)
    both = [(a.key, b.key) for n, (a, x) in enumerate(spans) for b, y in spans[n + 1 :] if x & y]
    if added and both:
        wrong("definition-periods-overlap", "periods", "warning", value=both[0][0], other=both[0][1])
    if campaign.deadline and campaign.issued and campaign.deadline < campaign.issued:
        wrong("definition-deadline-early", "deadline", "warning", value=campaign.deadline.strftime("%d/%m/%Y"), issued=campaign.issued.strftime("%d/%m/%Y"))  # fmt: skip


def _check_references(reading: _Reading, campaign: Campaign, rows: Mapping[str, list[_Row]]) -> None:
    agencies = set(_codes(rows, "agencies"))
    groups = {g for row in rows.get("agencies", []) for g in row.values.get("group") or ()}
    bodies = agencies | groups
    codes = _codes(rows, "indicators")
    derived = {i.code: formulas.parse(i.formula) for i in campaign.indicators if i.formula}

    def known(row: _Row, column: str, names: Iterable[str], among: set[str], code: str) -> None:
        for name in names:
            if name not in among:
                near = nearest(name, sorted(among)) or ""
                reading.add(code, sheet=row.sheet, cell=row.cells[column], value=name, nearest=near)

    for row in rows.get("agencies", []):
        known(row, "replaced_by", row.values.get("replaced_by") or (), agencies, "definition-unknown-agency")
        parent = row.values.get("parent")
        known(row, "parent", [parent] if parent else [], agencies, "definition-unknown-agency")
    for row in [*rows.get("indicators", []), *rows.get("sections", [])]:
        known(row, "asked_of", row.values.get("asked_of") or (), bodies, "definition-unknown-body")
        known(row, "owner", row.values.get("owner") or (), bodies, "definition-unknown-body")
    for row in rows.get("indicators", []):
        _check_indicator(reading, campaign, row, codes, derived)
    for row in rows.get("words", []):
        if row.values.get("kind") == "indicator":
            place = row.cells.get("means", row.cells["text"])
            means = row.values.get("means") or ""
            if means not in codes:
                reading.add("definition-unknown-indicator", sheet=row.sheet, cell=place, value=means, nearest=nearest(means, codes) or "")  # fmt: skip
    _check_headings(reading, campaign, rows.get("words", []))
    named = _bodies(campaign.agencies)
    for row in rows.get("rules", []):
        _check_formula(reading, row, codes, derived, campaign, named)
    owed = [i.asked_of for i in campaign.indicators] + [s.asked_of for s in campaign.sections]
    for row in rows.get("agencies", []):
        agency = campaign.agency_by_code.get(row.values.get("code") or "")
        if agency and owed and not any(is_asked(asked, agency) for asked in owed):
            reading.add("definition-owes-nothing", "warning", sheet=row.sheet, cell=row.cells["code"], value=agency.code, name=agency.name)  # fmt: skip
    _check_agency_names(reading, campaign, rows.get("agencies", []))
    if not rows.get("agencies", True):
        reading.add("definition-no-agencies")


def _check_agency_names(reading: _Reading, campaign: Campaign, rows: Sequence[_Row]) -> None:
    """Agencies are told apart by their short names, unless one ends where the other begins."""
    before: dict[str, list[tuple[Agency, str]]] = {}
    left = dict(campaign.agency_by_code)
    for row in rows:
        agency = left.pop(row.values.get("code") or "", None)
        if agency is None:
            continue
        cell = row.cells["short_name" if row.values.get("short_name") else "name"]
        alike = before.setdefault(fold(agency.short_name), [])
        other = next((place for known, place in alike if _together(agency, known)), None)
        if other:
            reading.add("definition-same-name", "warning", sheet=row.sheet, cell=cell, value=agency.short_name, other=other)  # fmt: skip
        alike.append((agency, cell))


def _together(one: Agency, other: Agency) -> bool:
    """Whether there may be a day on which both agencies are there."""
    return not any(a.until and b.since and a.until <= b.since for a, b in ((one, other), (other, one)))


def _check_headings(reading: _Reading, campaign: Campaign, rows: Sequence[_Row]) -> None:
    """Words for headings mean a section, by its code, or all of a role; those that mean neither are of no use."""
    sections = [*campaign.section_by_code]
    lost: dict[str, list[str]] = {}
    for row in rows:
        means = row.values.get("means") or ""
        if row.values.get("kind") == "heading" and means not in sections and not role_of(means):
            lost.setdefault(means, []).append(row.cells.get("means", row.cells["text"]))
    for means, cells in lost.items():
        near = nearest(means, [*sections, *ROLES]) or ""
        reading.add("definition-unknown-heading", "warning", sheet=rows[0].sheet, cell=cells[0], value=means, nearest=near, count=str(len(cells)))  # fmt: skip


def _check_indicator(reading: _Reading, campaign: Campaign, row: _Row, codes: Sequence[str], derived: Mapping[str, formulas.Formula]) -> None:  # fmt: skip
    indicator = campaign.indicator_by_code.get(row.values.get("code") or "")
    if indicator is None:
        return

    def wrong(code: str, column: str, value: str, severity: Severity = "error", **arguments: str) -> None:
        reading.add(code, severity, sheet=row.sheet, cell=row.cells.get(column, row.cells["code"]), value=value, **arguments)  # fmt: skip

    _check_members(reading, campaign, row, indicator)
    if indicator.weight and indicator.weight not in codes:
        wrong("definition-unknown-weight", "weight", indicator.weight, nearest=nearest(indicator.weight, codes) or "")  # fmt: skip
    if indicator.kind == "choice" and not indicator.choices:
        wrong("definition-no-choices", "choices", indicator.code)
    typed = [normalise(choice) for choice in indicator.choices]
    twice = next((c for n, c in enumerate(indicator.choices) if typed[n] in typed[:n]), None)
    if twice is not None:
        wrong(
            "definition-choice-twice",
            "choices",
            twice,
            other=indicator.choices[typed.index(normalise(twice))],
        )
    if indicator.numeric and not indicator.unit:
        wrong("definition-no-unit", "unit", indicator.code, "warning")
    known = KNOWN_UNITS.get(indicator.kind)
    if known and indicator.unit and _unit_key(indicator.unit) not in {_unit_key(u) for u in known}:
        wrong("definition-unknown-unit", "unit", indicator.unit, kind=indicator.kind, known=", ".join(known))
    key = _unit_key(indicator.unit)
    before = campaign.indicators[: campaign.indicators.index(indicator)]
    other = next((i.unit for i in before if i.unit != indicator.unit and _unit_key(i.unit) == key), None)
    if other is not None:
        wrong("definition-unit-varies", "unit", indicator.unit, "warning", other=other)
    if not indicator.numeric and indicator.across_agencies in _ACROSS_NUMBERS:
        wrong(
            "definition-no-total-of-kind", "across_agencies", indicator.across_agencies, kind=indicator.kind
        )
    if indicator.kind == "percent" and not indicator.formula and indicator.across_agencies == "sum":
        wrong("definition-percent-added", "across_agencies", indicator.across_agencies)
    if (
        indicator.minimum is not None
        and indicator.maximum is not None
        and indicator.minimum > indicator.maximum
    ):
        wrong("definition-range-empty", "minimum", f"{indicator.minimum:g}", maximum=f"{indicator.maximum:g}")
    _check_formula(reading, row, codes, derived)


def _unit_key(unit: str) -> str:
    """What spellings of a unit have in common; a sign alone (`%`) is itself."""
    return fold(unit) or unit


def _check_members(reading: _Reading, campaign: Campaign, row: _Row, indicator: Indicator) -> None:
    """A computed indicator is asked only of agencies that are asked for all it is computed from."""
    names = formulas.parse(indicator.formula).names if indicator.formula else ()
    for name in names:
        member = campaign.indicator_by_code.get(name)
        if member is None:
            continue
        for agency in campaign.agencies:
            if is_asked(indicator.asked_of, agency) and not is_asked(member.asked_of, agency):
                reading.add("definition-member-not-asked", sheet=row.sheet, cell=row.cells.get("asked_of", row.cells["code"]), value=indicator.code, member=name, name=agency.short_name)  # fmt: skip
                break


def _check_formula(reading: _Reading, row: _Row, codes: Sequence[str], derived: Mapping[str, formulas.Formula], campaign: Campaign | None = None, bodies: Sequence[str] = ()) -> None:  # fmt: skip
    """A formula's names and kind; `campaign` is given for rules, whose names may say whose figure, of `bodies`, they mean."""
    text = row.values.get("formula")
    if not text:
        return
    formula = formulas.parse(text)
    unclear = formulas.check_indicators(formula, codes)
    wrong = [unclear] if unclear else list(formulas.check_names(formula, codes, bodies))
    if not wrong and campaign:
        known = [i.code for i in campaign.indicators]
        named = formulas.respelt(formula, known, bodies).names
        wrong += [formulas.FormulaError("formula-body-no-figure", 0, {"name": n}) for n in named if not _has_figure(campaign, n)]  # fmt: skip
    if not wrong and campaign:
        not_a_rule = formulas.check_rule(formula)
        wrong += [not_a_rule] if not_a_rule else []
    if not wrong:
        try:
            whole = formulas.substitute(formula, derived)
            formulas.verdict_to_excel(whole, _some_cell) if campaign else formulas.to_excel(whole, _some_cell)
        except formulas.FormulaError as error:
            wrong.append(error)
    for fault in wrong:
        reading.add(fault.code, sheet=row.sheet, cell=row.cells["formula"], value=text, place=str(fault.position + 1), **fault.arguments)  # fmt: skip


def _has_figure(campaign: Campaign, name: str) -> bool:
    """Whether somebody is asked for what a name with an `@` means, and it comes to one figure."""
    code, body = formulas.split_name(name)
    indicator = campaign.indicator_by_code.get(code)
    if not body or indicator is None:
        return True
    of_body = [a for a in campaign.agencies if is_asked((body,), a) and is_asked(indicator.asked_of, a)]
    alone = body in campaign.agency_by_code
    return bool(of_body) and (alone or bool(indicator.formula) or indicator.across_agencies != "none")


def _some_cell(_name: str) -> formulas.ExcelCell:
    """Stands for the cell of any figure where a formula is printed to see whether it can be."""
    return formulas.ExcelCell("'Số liệu'!$AA$1000", "count")
