"""What a master keeps from merge to merge besides edits and decisions: corrections, accepted findings, reviews, and the
days on which faults were first seen.

All of it is in a small very hidden sheet, `toolkit:kept`; what is typed in the yellow columns takes precedence.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal

from toolkit.consolidation.corrections import FigureKey, sent_text
from toolkit.consolidation.tables.corrections import comparable_text
from toolkit.language.text import fold
from toolkit.master.table_keys import BY, REASON, column_key, columns_by_correction_key
from toolkit.master.valid_contents import INVALID, require_valid
from toolkit.model import NOTHING_KEPT, Acceptance, CellValue, Correction, Kept, Review, grouped
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet, base_key, table_of
from toolkit.values.cell import read_date, typed_text

COLUMNS = ("kind", "data")
_CORRECTION, _ACCEPTANCE, _REVIEW, _SINCE, _SENT, _DESK = "correction", "acceptance", "review", "since", "sent", "desk"
#: The field `parts` of a record, as it is called in the sheet.
_PARTS = "said"
#: The columns that identify the figure of a row, each with the column of its name.
_NAME_COLUMNS = {"agency": "agency_name", "indicator": "indicator_name", "period": "period_name"}
#: Characters of JSON in one cell (which holds twice that number of UTF-16 units), and faults in one row.
_PIECE, _FAULTS = 16_000, 1_000


# --- The hidden sheet ------------------------------------------------------------------------------


def kept_rows(kept: Kept) -> Iterator[tuple[str, str]]:
    """(kind, JSON) of each row of the hidden sheet; long ones in pieces, of which only the first names its kind."""
    reviews = sorted(kept.reviews, key=lambda r: r.agency)
    for kind, records in ((_CORRECTION, kept.corrections), (_ACCEPTANCE, kept.acceptances), (_REVIEW, reviews)):
        for filled in map(asdict, records):
            filled[_PARTS] = filled.pop("parts")
            yield from _pieces(kind, {k: v for k, v in filled.items() if v is not None and (v != "" or k == "sent")})
    if kept.included:
        yield from _pieces(_DESK, dict(sorted(kept.included.items())))
    for kind, by_fault in ((_SINCE, kept.first_seen), (_SENT, kept.first_sent)):
        days = grouped((day, fault) for fault, day in sorted(by_fault.items()))
        for day, faults in sorted(days.items()):
            for start in range(0, len(faults), _FAULTS):
                keys = " ".join(faults[start : start + _FAULTS])
                yield from _pieces(kind, {"day": day.isoformat(), "faults": keys})


def _pieces(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("_x", "_\\u0078")
    for start in range(0, len(text), _PIECE):
        yield "" if start else kind, text[start : start + _PIECE]


def kept_in(sheets: Iterable[KeyedSheet]) -> Kept:
    """The contents of the hidden sheet; `NOTHING_KEPT` for a damaged one."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    try:
        for kind, content in _stored_records(sheets):
            by_kind.setdefault(kind, []).append({"parts" if k == _PARTS else k: v for k, v in content.items()})
        kept = Kept(
            corrections=tuple(Correction(**c) for c in by_kind.get(_CORRECTION, ())),
            acceptances=tuple(Acceptance(**a) for a in by_kind.get(_ACCEPTANCE, ())),
            reviews=tuple(Review(**r) for r in by_kind.get(_REVIEW, ())),
            first_seen=_days_by_fault(by_kind.get(_SINCE, ())),
            first_sent=_days_by_fault(by_kind.get(_SENT, ())),
            included={cell: value for one in by_kind.get(_DESK, ()) for cell, value in one.items()},
        )
        return require_valid(Kept, kept)
    except INVALID:
        return NOTHING_KEPT


def _days_by_fault(rows: Iterable[Mapping[str, Any]]) -> dict[str, date]:
    return {fault: date.fromisoformat(row["day"]) for row in rows for fault in row["faults"].split()}


def _stored_records(sheets: Iterable[KeyedSheet]) -> Iterator[tuple[str, Any]]:
    kind, text = "", ""
    for sheet in sheets:
        for row in sheet.rows if sheet.key == "kept" else ():
            if begun := sheet.text(row, "kind"):
                if kind:
                    yield kind, json.loads(text)
                kind, text = begun, ""
            text += str(sheet.value(row, "data") or "")
    if kind:
        yield kind, json.loads(text)


# --- The yellow columns ----------------------------------------------------------------------------


def kept_as_typed(sheets: Iterable[KeyedSheet], before: Kept) -> Kept:
    """The present values of the yellow columns; `before`: their values when the master was written."""
    by_key = grouped((base_key(sheet.key), sheet) for sheet in sheets)
    tables = {code: of_table for key, of_table in by_key.items() if (code := table_of(key))}
    of_figures, of_tables = _by_table(before.corrections, tables)
    rows = (c for code, of_table in tables.items() for c in _row_corrections(code, of_table, of_tables[code]))
    return replace(
        before,
        corrections=(*_corrections(by_key.get("figures", ()), of_figures), *rows),
        acceptances=tuple(_acceptances(by_key.get("findings", ()), before.acceptances)),
        reviews=tuple(_reviews(by_key.get("status", ()), before.reviews)),
        officers={agency: name for agency, name in _board_rows(by_key.get("status", ()), "officer") if name},
    )


def _corrections(sheets: Sequence[KeyedSheet], before: Sequence[Correction]) -> Iterator[Correction]:
    drawn = {(c.key, c.typed, c.number): c for c in before}
    of_parts = {c.key: c for c in before if c.parts}
    seen = set()
    names: dict[tuple[str, str], str] = {}
    for row, sheet in _filled_rows(sheets, ("corrected_value", "corrected_by", "reason")):
        number, typed = _number_and_text(sheet.value(row, "corrected_value"))
        names = names or _first_names(sheets)
        agency, indicator, period = (_code_meant(sheet, row, code, names) for code in _NAME_COLUMNS)
        key = agency, indicator, period
        known = drawn.get((key, typed, number))
        seen.add(key)
        yield Correction(
            agency=agency,
            indicator=indicator,
            period=period,
            typed=typed,
            number=number,
            by=sheet.text(row, "corrected_by"),
            reason=sheet.text(row, "reason"),
            sent=known.sent if known else sent_text(sheet.text(row, "state"), sheet.text(row, "typed")),
            unit=known.unit if known else "",
            parts=of_parts[key].parts if key in of_parts else "",
        )
    for key, correction in of_parts.items():
        if key not in seen:  # the cell was cleared
            yield Correction(agency=key[0], indicator=key[1], period=key[2], parts=correction.parts)


def _first_names(sheets: Sequence[KeyedSheet]) -> dict[tuple[str, str], str]:
    """The name of each code, by (column, code). The first row with the code has it: copied rows come later."""
    names: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        pairs = [
            (c, sheet.columns[c], sheet.columns[n]) for c, n in _NAME_COLUMNS.items() if {c, n} <= sheet.columns.keys()
        ]
        for _, cells in sheet.lines():
            for column, code, name in pairs:
                if max(code, name) < len(cells) and cells[code] is not None and cells[name] is not None:
                    names.setdefault((column, str(cells[code])), str(cells[name]))
    return names


def _code_meant(sheet: KeyedSheet, row: KeyedRow, column: str, names: Mapping[tuple[str, str], str]) -> str:
    """The agency, indicator or period of a row: its hidden code, or the name if another name was typed."""
    code, name = sheet.text(row, column), sheet.text(row, _NAME_COLUMNS[column])
    return code if code and (not name or fold(names.get((column, code), name)) == fold(name)) else name or code


def _by_table(
    corrections: Iterable[Correction], tables: Iterable[str]
) -> tuple[list[Correction], dict[str, list[Correction]]]:
    """The corrections of figures, and the corrections of each of these tables."""
    of_figures: list[Correction] = []
    of_tables: dict[str, list[Correction]] = {code: [] for code in tables}
    for correction in corrections:
        code = max((c for c in of_tables if correction.indicator.startswith(f"{c}.")), key=len, default="")
        (of_tables[code] if code else of_figures).append(correction)
    return of_figures, of_tables


def _row_corrections(table: str, sheets: Sequence[KeyedSheet], before: Sequence[Correction]) -> Iterator[Correction]:
    """The corrections in the yellow columns of a table's sheets; `before`: those when it was drawn."""
    drawn: dict[FigureKey, list[Correction]] = {}
    signed: dict[tuple[str, str], list[Correction]] = {}
    for correction in before:
        drawn.setdefault(correction.key, []).append(correction)
        signed.setdefault((correction.agency, correction.period), []).append(correction)
    seen = set()
    keys = dict.fromkeys(key for sheet in sheets for key in sheet.columns)
    columns = columns_by_correction_key(keys)
    for row, sheet in _filled_rows(sheets, [*columns, BY, REASON]):
        agency, name = sheet.text(row, "agency"), sheet.text(row, "row")
        by, reason = sheet.text(row, BY), sheet.text(row, REASON)
        here = signed.get((agency, name), [])
        as_drawn = by == signature_of(here, "by") and reason == signature_of(here, "reason")
        values = {f"{table}.{code}": _number_and_text(sheet.value(row, key)) for key, code in columns.items()}
        typed = {column: value for column, value in values.items() if value[1]} or {f"{table}.": (None, "")}
        for column, (number, text) in typed.items():
            cell_key = agency, column, name
            seen.add(cell_key)
            same = drawn.get(cell_key, [])
            known = next((c for c in same if (c.typed, c.number) == (text, number)), None)
            unchanged = known is not None and as_drawn
            sent = None
            if known is not None:
                sent = known.sent
            elif not any(c.typed for c in same):
                sent = comparable_text(sheet.value(row, column_key(column.removeprefix(f"{table}."))))
            yield Correction(
                agency=agency,
                indicator=column,
                period=name,
                typed=text,
                number=number,
                by=known.by if unchanged and known else by,
                reason=known.reason if unchanged and known else reason,
                sent=sent,
                unit=known.unit if known else "",
                parts=next((c.parts for c in same if c.parts), ""),
            )
    for cell_key, same in drawn.items():
        if cell_key not in seen and (of_parts := next((c.parts for c in same if c.parts), "")):  # the cell was cleared
            yield Correction(agency=cell_key[0], indicator=cell_key[1], period=cell_key[2], parts=of_parts)


def signature_of(corrections: Iterable[Correction], what: Literal["by", "reason"]) -> str:
    """The names (or reasons) for the corrections in one row, each once, as the cell of the row shows them."""
    return "; ".join(sorted({text for c in corrections if (text := getattr(c, what))}))


def _number_and_text(value: CellValue) -> tuple[float | None, str]:
    """A corrected value as (number, text)."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return number, typed_text(value).strip()


def _acceptances(sheets: Iterable[KeyedSheet], before: Sequence[Acceptance]) -> Iterator[Acceptance]:
    known = {a.finding: a for a in before}
    seen = set()
    for row, sheet in _filled_rows(sheets, ("accepted_by", "reason")):
        finding = sheet.text(row, "finding")
        if not finding or finding in seen:
            continue
        seen.add(finding)
        drawn = known.get(finding)
        yield Acceptance(
            finding=finding,
            by=sheet.text(row, "accepted_by"),
            reason=sheet.text(row, "reason"),
            agency=sheet.text(row, "agency"),
            about=drawn.about if drawn else sheet.text(row, "message"),
            parts=drawn.parts if drawn else "",
        )
    for acceptance in before:
        if acceptance.parts and acceptance.finding not in seen:  # the cell was cleared
            yield Acceptance(finding=acceptance.finding, parts=acceptance.parts)


def _reviews(sheets: Iterable[KeyedSheet], before: Sequence[Review]) -> Iterator[Review]:
    """The reviews on the board; marks about another version, which the board did not show, stay kept."""
    known = {review.agency: review for review in before}
    columns = ("reviewed_by", "reviewed_on", "version")
    there = {agency: typed for agency, *typed in reversed([*_board_rows(sheets, *columns)])}
    for agency in dict.fromkeys((*known, *there)):
        drawn = known.get(agency, Review(agency=agency))
        by, on, version = there.get(agency, ("", "", ""))
        on = day_text(on)
        if not (by or on):
            if version == drawn.version and agency in there:  # the cell was cleared
                drawn = Review(agency=agency, parts=drawn.parts)
        elif (by, on, version) != (drawn.by, drawn.on, drawn.version):
            drawn = Review(agency=agency, by=by, on=on, version=version, parts=drawn.parts)
        if drawn != Review(agency=agency):
            yield drawn


def day_text(typed: str) -> str:
    """A day as `31/07/2020`, however it was typed; other texts unchanged."""
    day = read_date(typed).value
    return day.strftime("%d/%m/%Y") if isinstance(day, date) else typed


def _board_rows(sheets: Iterable[KeyedSheet], *columns: str) -> Iterator[tuple[str, ...]]:
    """(agency, the texts in these columns) of each row of the board."""
    for sheet in sheets:
        for row in (row for row in sheet.rows if not row.for_people and row.key):
            yield row.key, *(_number_and_text(sheet.value(row, column))[1] for column in columns)


def _filled_rows(sheets: Iterable[KeyedSheet], columns: Sequence[str]) -> Iterator[tuple[KeyedRow, KeyedSheet]]:
    """The rows with a value in any of these columns."""
    for sheet in sheets:
        numbers = [sheet.columns[c] for c in columns if c in sheet.columns]
        for index, cells in sheet.lines() if numbers else ():
            if any(n < len(cells) and cells[n] is not None for n in numbers):
                row = sheet.row(index, cells)
                if not row.for_people and any(sheet.text(row, c) for c in columns):
                    yield row, sheet
