"""Reads a definition workbook into a `Campaign`, and reports every mistake in the workbook."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.agencies.officers import officers_by_key
from toolkit.definition.causes import join_by_cause
from toolkit.definition.cells import DefinitionReading, Row, read_cell
from toolkit.definition.checks import agency_references, check_campaign_items, check_references
from toolkit.definition.codes import respell_codes
from toolkit.definition.lists import check_lists
from toolkit.definition.options import meaning_of
from toolkit.definition.review import lines_to_review
from toolkit.definition.sentences import check_sentences
from toolkit.definition.sheets import CAMPAIGN_ROWS, SHEETS, SPECS, SheetSpec
from toolkit.definition.sources import count_without_source
from toolkit.definition.splits import create_parts
from toolkit.definition.table_lines import TableLines, is_unsaved
from toolkit.definition.tables import check_tables, misread_codes, read_tables
from toolkit.files.form_names import DEFINITION
from toolkit.formula import expressions
from toolkit.language.text import fold, listed, nearest, toned
from toolkit.messages import definition_sheets
from toolkit.messages.errors import DefinitionError
from toolkit.model import (
    RESEND_REASON,
    Agency,
    Campaign,
    ErrorValue,
    FigureSentence,
    Finding,
    Former,
    Indicator,
    Rule,
    Section,
    Split,
    Theme,
    Word,
)
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedSheet, cell_text, keyed_sheets, sheet_key
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook

#: The definition workbook's usual name in a campaign folder.
FILE_NAME = DEFINITION
#: Sheets of a definition that are not read.
_FREE_SHEETS = frozenset({"guide", "lists"})
#: Sheets whose codes other sheets use. Where such a sheet cannot be read, uses of its codes are not checked.
_WITH_CODES = frozenset({"agencies", "indicators", "sections"})
#: Items without effect on the fingerprint: no form has them, only letters, the Word report and comparisons.
_OUTSIDE_FORMS = frozenset(
    {
        *("reply_time", "signed_pdf"),
        *("superior", "report_to", "recipients", "signer_title", "signed_by", "report_pages", "previous"),
        *("retention", "access"),
    }
)


def load_campaign(path: Path | str) -> tuple[Campaign, tuple[Finding, ...]]:
    """Read the definition workbook at `path`, or in the campaign folder `path`; return the campaign and the warnings.

    Raises `DefinitionError`, with all findings, where the file is missing or has mistakes.
    """
    path = Path(path)
    path = path / FILE_NAME if path.is_dir() else path
    if not path.is_file():
        raise DefinitionError("definition-missing", file=str(path))
    raw = read_workbook(path, path.name)
    if not isinstance(raw, RawWorkbook):
        raise DefinitionError("definition-unreadable", (raw[1],), file=str(path))
    campaign, findings = read_campaign(raw)
    if campaign is None:
        raise DefinitionError("definition-wrong", findings, file=str(path))
    return campaign, findings


def _grouped_by_topic(indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    """The indicators grouped by topic, topics in order of first occurrence. All documents have this order."""
    topics = {topic: position for position, topic in enumerate(dict.fromkeys(i.topic for i in indicators))}
    return tuple(sorted(indicators, key=lambda i: topics[i.topic]))


def read_campaign(raw: RawWorkbook) -> tuple[Campaign | None, tuple[Finding, ...]]:
    """The campaign in a definition workbook (None if there are errors), and all findings."""
    reading = DefinitionReading(raw.source.file)
    sheets = _known_sheets(reading, raw)
    rows = {key: _read_rows(reading, sheet) for key, sheet in sheets.items() if key != "campaign"}
    about, about_cells = _campaign_rows(reading, sheets["campaign"]) if "campaign" in sheets else ({}, {})
    respell_codes(rows, about)
    records: dict[str, tuple[Any, ...]] = {
        "agencies": _with_one_spelling_of_officers(_records(reading, rows.get("agencies", []), Agency)),
        "indicators": _grouped_by_topic(_records(reading, rows.get("indicators", []), Indicator)),
        "sections": _records(reading, rows.get("sections", []), Section),
        "themes": _records(reading, rows.get("themes", []), Theme),
        "rules": _records(reading, rows.get("rules", []), Rule),
        "words": _records(reading, rows.get("words", []), Word),
    }
    records["indicators"], splits = create_parts(reading, rows, records["indicators"])
    codes = [i.code for i in records["indicators"]]
    agencies = agency_references(records["agencies"])
    sections = {s.code for s in records["sections"]}
    records["words"] = tuple(_with_known_meaning(word, sections) for word in records["words"])
    for name, among in (("indicators", ()), ("rules", agencies)):
        records[name] = tuple(_with_respelt_formula(record, codes, among) for record in records[name])
    sentences = _records(reading, rows["sentences"], FigureSentence) if rows.get("sentences") else None
    further = {
        "splits": splits,
        "sentences": sentences,
        "formers": _records(reading, rows.get("successors", []), Former),
        "to_confirm": count_without_source(sheets.values()),
        "to_review": tuple(lines_to_review(raw, sheets.get("review"))),
    }
    values: dict[str, Any] = {"id": "", "title": "", **about, **records, **further}
    tables = read_tables(reading, rows.get("rows", ()))
    more = {"rows": tables} if tables else {}
    campaign = Campaign(**values, tables=tables, fingerprint=_fingerprint(about, records | more, splits))
    if not reading.keyless:
        if "campaign" in sheets:
            check_campaign_items(reading, campaign, sheets["campaign"].name, about_cells, rows)
        check_lists(reading, campaign, rows)
        check_references(reading, campaign, rows)
        check_tables(reading, campaign, rows.get("rows", ()), misread_codes(campaign, rows))
        check_sentences(reading, campaign, rows)
    if campaign.to_review:
        names = listed(list(dict.fromkeys(one.where for one in campaign.to_review)), 160)
        count, first = len(campaign.to_review), campaign.to_review[0]
        reading.add("definition-to-review", sheet=first.sheet, cell=first.cell, count=count, names=names)
    findings = join_by_cause(reading.findings)
    wrong = any(f.severity == "error" for f in findings)
    return (None if wrong else campaign), findings


# --- Sheets and rows -----------------------------------------------------------------------------


def _known_sheets(reading: DefinitionReading, raw: RawWorkbook) -> dict[str, KeyedSheet]:
    by_key: dict[str, KeyedSheet] = {}
    misspelt: set[str] = set()
    for sheet in keyed_sheets(raw):
        if sheet.key in _FREE_SHEETS:
            continue
        flag = partial(reading.add, sheet=sheet.name, cell="A1", value=f"toolkit:{sheet.key}")
        if sheet.key not in SPECS:
            near = nearest(sheet.key, [k for k in SPECS if k not in by_key])
            misspelt |= {near} if near else set()
            severity = "error" if near and SPECS[near].required else None
            flag("definition-unknown-sheet", severity, nearest=f"toolkit:{near}" if near else "")
        elif sheet.key in by_key:
            flag("definition-sheet-twice", other=by_key[sheet.key].name)
        else:
            by_key[sheet.key] = sheet
    reading.keyless = _without_keys(reading, raw, by_key) | ((misspelt & _WITH_CODES) - by_key.keys())
    present = by_key.keys() | reading.keyless
    for spec in SHEETS:
        if spec.required and spec.key not in present:
            reading.add("definition-no-sheet", value=f"toolkit:{spec.key}", lacks=spec.key)
            reading.keyless |= {spec.key} & _WITH_CODES
    if present.isdisjoint(("indicators", "rows", "sections")):
        reading.add("definition-asks-nothing")
    for key, sheet in by_key.items():
        if _check_columns(reading, sheet, SPECS[key]):
            reading.keyless |= {key} & _WITH_CODES
    return by_key


#: Sheets that only the toolkit writes: a sheet with the name of one, but without a key, is the user's.
_OURS = frozenset({"review"})


def _without_keys(reading: DefinitionReading, raw: RawWorkbook, by_key: Mapping[str, KeyedSheet]) -> frozenset[str]:
    """The sheets without a key that are recognised by their names; the missing keys are reported."""
    keyless: set[str] = set()
    for sheet in raw.sheets:
        wanted = [key for key in SPECS if key not in by_key and key not in _OURS]
        names = {key: {fold(name) for name in definition_sheets.SHEETS[key]} for key in wanted}
        key = next((key for key, printed in names.items() if fold(sheet.name) in printed), None)
        if key is None or key in keyless or sheet_key(sheet):
            continue
        keyless.add(key)
        columns = {c.key for c in SPECS[key].columns}
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
    return frozenset(keyless)


def _check_columns(reading: DefinitionReading, sheet: KeyedSheet, spec: SheetSpec) -> bool:
    """Add findings about misspelt, duplicate or missing columns; return whether the code column is missing."""
    known = [c.key for c in spec.columns]
    for name, column_index in sheet.columns.items():
        if name not in known:
            left = [k for k in known if k not in sheet.columns]
            near = nearest(name, left) or ""
            code = "definition-unknown-column" if near else "definition-extra-column"
            reading.add(code, sheet=sheet.name, cell=cell_name(0, column_index), value=name, nearest=near)
    for name, column_index in sheet.repeated_columns:
        reading.add("definition-column-twice", sheet=sheet.name, cell=cell_name(0, column_index), value=name)
    codeless = False
    for column in spec.columns:
        keyed_by_row = column.key == "code" and any(r.key and not r.for_people for r in sheet.rows)
        if (column.required or column.key == "value") and column.key not in sheet.columns and not keyed_by_row:
            full_name = f"{sheet.key}.{column.key}"
            reading.add("definition-no-column", sheet=sheet.name, cell="A1", value=column.key, column=full_name)
            codeless |= column.key == "code"
    return codeless


def _campaign_rows(reading: DefinitionReading, sheet: KeyedSheet) -> tuple[dict[str, Any], dict[str, str]]:
    """The items on the campaign's sheet, and the cell of each item."""
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
            reading.add(
                "definition-unknown-row", sheet=sheet.name, cell=cell_name(row.index, 0), value=row.key, nearest=near
            )
        elif row.key in about:
            reading.add("definition-row-twice", sheet=sheet.name, cell=cell, value=row.key)
        else:
            cells[row.key] = cell
            raw = ErrorValue("=") if is_unsaved(sheet, row, "value") else sheet.value(row, "value")
            blank = not cell_text(raw)
            about[row.key] = read_cell(reading, column, raw, sheet, cell)
            if column.required and blank:
                reading.add("definition-blank", sheet=sheet.name, cell=cell, column=f"campaign.{column.key}")
    for column in CAMPAIGN_ROWS:
        if column.required and column.key not in about:
            reading.add(
                "definition-no-row", sheet=sheet.name, cell="A1", value=column.key, column=f"campaign.{column.key}"
            )
    return {key: value for key, value in about.items() if value is not None}, cells


def _read_rows(reading: DefinitionReading, sheet: KeyedSheet) -> list[Row]:
    spec = SPECS[sheet.key]
    rows: list[Row] = []
    lines = TableLines(sheet)
    for row, above in lines.skipped_rows():
        text, severity = next(t for c in sheet.columns if (t := sheet.text(row, c))), "error" if above else "warning"
        reading.add("definition-row-aside", severity, sheet=sheet.name, cell=cell_name(row.index, 0), value=text)
    for row in lines.rows():
        values: dict[str, Any] = {}
        cells: dict[str, str] = {}
        lines.merged.report(reading, row)
        for column in spec.columns:
            if column.key in sheet.columns:
                cells[column.key] = sheet.address(row, column.key)
            elif column.key == "code" and lines.keyed:
                cells[column.key] = cell_name(row.index, 0)
            else:
                continue
            raw = lines.value(row, column)
            value = read_cell(reading, column, raw, sheet, cells[column.key])
            if value is None and column.required and not cell_text(raw):
                reading.add(
                    "definition-blank", sheet=sheet.name, cell=cells[column.key], column=f"{sheet.key}.{column.key}"
                )
            values[column.key] = value
        code = sheet.value(row, "code")
        decimal = isinstance(code, float) and not code.is_integer()
        rows.append(Row(sheet.name, row.index, values, cells, decimal))
    return rows


def _records(reading: DefinitionReading, rows: Iterable[Row], record: Callable[..., Any]) -> tuple[Any, ...]:
    """The rows as records. Rows without a required cell, which are already reported, are left out."""
    spec = {f.name for f in fields(record)}  # type: ignore[arg-type]
    records: list[Any] = []
    seen: dict[str, str] = {}
    for row in rows:
        columns = {c.key: c for c in SPECS[_SHEET_OF[record]].columns}
        values = {(columns[key].field or key): value for key, value in row.values.items() if value is not None}
        code = values.get("code")
        if code is not None:
            # Two codes that differ only in case are one code: look-ups and file names ignore case.
            if code.casefold() in seen:
                twice = "definition-code-lost-zero" if row.code_is_decimal else "definition-duplicate-code"
                reading.flag(row, "code", twice, code, other=seen[code.casefold()])
                continue
            seen[code.casefold()] = row.cells["code"]
        if any(c.required and (c.field or c.key) not in values for c in columns.values()):
            continue
        if record is Agency:
            values.setdefault("short_name", values["name"])
        if record is Indicator:
            values.setdefault("topic", "")
            values.setdefault("unit", "")
        if record is Rule:
            values.setdefault("severity", "error")
        records.append(record(**{k: v for k, v in values.items() if k in spec}))
    return tuple(records)


def _with_respelt_formula(record: Any, codes: Sequence[str], agencies: Sequence[str]) -> Any:
    """The record, with the names in its formula spelt like the codes."""
    if not record.formula:
        return record
    return replace(record, formula=expressions.respelt(expressions.parse(record.formula), codes, agencies).text)


def _with_one_spelling_of_officers(agencies: tuple[Agency, ...]) -> tuple[Agency, ...]:
    """The agencies, with each officer's name spelt as at its first occurrence."""
    known = officers_by_key(agency.officer for agency in agencies)
    return tuple(replace(a, officer=known[toned(a.officer)]) if a.officer else a for a in agencies)


def _with_known_meaning(word: Word, sections: Collection[str]) -> Word:
    """The word, with the code of its meaning; if this is a section's code, as for a heading, it is unchanged."""
    means = word.means if word.means in sections else meaning_of(word.means, word.kind)
    return word if means == word.means else replace(word, means=means)


_SHEET_OF: Mapping[Callable[..., Any], str] = {
    Agency: "agencies",
    Indicator: "indicators",
    Section: "sections",
    Theme: "themes",
    Rule: "rules",
    Word: "words",
    FigureSentence: "sentences",
    Former: "successors",
}


def _fingerprint(
    about: Mapping[str, Any], records: Mapping[str, tuple[Any, ...]], splits: tuple[Split, ...] = ()
) -> str:
    items = sorted((key, value) for key, value in about.items() if key not in _OUTSIDE_FORMS)
    inactive = [agency.code for agency in records["agencies"] if not agency.active]
    carried = [i.code for i in records["indicators"] if i.carry]
    items += [("carry", carried)] if carried else []
    # Forms already sent out do not have the question for the reason of sending again: only returned forms have it.
    records = {**records, "words": tuple(w for w in records["words"] if w.kind != RESEND_REASON)}
    known = [(i.code, i.known) for i in records["indicators"] if i.known]
    items += [("known", known)] if known else []
    items += [("splits", splits)] if splits else []
    content = json.dumps([items, sorted(records.items()), *inactive], default=repr, ensure_ascii=False)
    # The fingerprints of forms already sent out contain these former names of the classes.
    content = content.replace("FormTable(", "AskedTable(").replace("FormColumn(", "AskedColumn(")
    return hashlib.sha256(content.encode()).hexdigest()[:12]
