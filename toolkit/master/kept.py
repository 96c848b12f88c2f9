"""What a master keeps from merge to merge beside edits and decisions, in its sheets: corrections, accepted findings,
since when.

All of it stands in a small very hidden sheet, `toolkit:kept`; what is typed in the yellow columns goes before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from toolkit.consolidation.corrections import sent_text
from toolkit.model import NOTHING_KEPT, Acceptance, CellValue, Correction, Kept
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet
from toolkit.values.cell import typed_text

COLUMNS = ("kind", "data")
_CORRECTION, _ACCEPTANCE, _SINCE, _SENT = "correction", "acceptance", "since", "sent"
#: Letters of JSON in one cell, and faults in one row: a cell holds twice as many UTF-16 units.
_PIECE, _FAULTS = 16_000, 1_000


# --- The hidden sheet ------------------------------------------------------------------------------


def kept_rows(kept: Kept) -> Iterator[tuple[str, str]]:
    """(kind, JSON) of each row of the hidden sheet; long ones in pieces, of which only the first names its kind."""
    for correction in kept.corrections:
        said = {k: v for k, v in asdict(correction).items() if v is not None and (v != "" or k == "sent")}
        yield from _pieces(_CORRECTION, said)
    for acceptance in kept.acceptances:
        yield from _pieces(_ACCEPTANCE, {k: v for k, v in asdict(acceptance).items() if v})
    for kind, by_place in ((_SINCE, kept.first_seen), (_SENT, kept.first_sent)):
        days: dict[date, list[str]] = {}
        for place, day in sorted(by_place.items()):
            days.setdefault(day, []).append(place)
        for day, places in sorted(days.items()):
            for start in range(0, len(places), _FAULTS):
                own = " ".join(places[start : start + _FAULTS])
                yield from _pieces(kind, {"day": day.isoformat(), "faults": own})


def _pieces(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("_x", "_\\u0078")
    for start in range(0, len(text), _PIECE):
        yield "" if start else kind, text[start : start + _PIECE]


def kept_in(sheets: Iterable[KeyedSheet]) -> Kept:
    """What the hidden sheet says; of one that is damaged, nothing."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    try:
        for kind, content in _contents(sheets):
            found.setdefault(kind, []).append(content)
        return Kept(
            corrections=tuple(Correction(**c) for c in found.get(_CORRECTION, ())),
            acceptances=tuple(Acceptance(**a) for a in found.get(_ACCEPTANCE, ())),
            first_seen=_days(found.get(_SINCE, ())),
            first_sent=_days(found.get(_SENT, ())),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return NOTHING_KEPT


def _days(said: Iterable[Mapping[str, Any]]) -> dict[str, date]:
    return {place: date.fromisoformat(one["day"]) for one in said for place in one["faults"].split()}


def _contents(sheets: Iterable[KeyedSheet]) -> Iterator[tuple[str, Any]]:
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


def as_typed(sheets: Iterable[KeyedSheet], before: Kept) -> Kept:
    """What stands in the yellow columns now; `before`: what stood there when the master was written."""
    by_key: dict[str, list[KeyedSheet]] = {}
    for sheet in sheets:
        by_key.setdefault(sheet.key.partition(":")[0], []).append(sheet)
    return Kept(
        corrections=tuple(_corrections(by_key.get("figures", ()), before.corrections)),
        acceptances=tuple(_acceptances(by_key.get("findings", ()), before.acceptances)),
        first_seen=before.first_seen,
        first_sent=before.first_sent,
    )


def _corrections(sheets: Iterable[KeyedSheet], before: Sequence[Correction]) -> Iterator[Correction]:
    drawn = {(c.place, c.typed, c.number): c for c in before}
    of_parts = {c.place: c for c in before if c.said}
    seen = set()
    for row, sheet in _filled(sheets, ("corrected_value", "corrected_by", "reason")):
        number, typed = _typed(sheet.value(row, "corrected_value"))
        agency, indicator, period = (sheet.text(row, name) for name in ("agency", "indicator", "period"))
        place = agency, indicator, period
        known = drawn.get((place, typed, number))
        seen.add(place)
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
            said=of_parts[place].said if place in of_parts else "",
        )
    for place, correction in of_parts.items():
        if place not in seen:  # cleared
            yield Correction(agency=place[0], indicator=place[1], period=place[2], said=correction.said)


def _typed(value: CellValue) -> tuple[float | None, str]:
    """A corrected value as (number, text)."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return number, typed_text(value).strip()


def _acceptances(sheets: Iterable[KeyedSheet], before: Sequence[Acceptance]) -> Iterator[Acceptance]:
    known = {a.finding: a for a in before}
    seen = set()
    for row, sheet in _filled(sheets, ("accepted_by", "reason")):
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
            said=drawn.said if drawn else "",
        )
    for acceptance in before:
        if acceptance.said and acceptance.finding not in seen:  # cleared
            yield Acceptance(finding=acceptance.finding, said=acceptance.said)


def _filled(sheets: Iterable[KeyedSheet], columns: Sequence[str]) -> Iterator[tuple[KeyedRow, KeyedSheet]]:
    """The rows in which anything stands under one of these columns."""
    for sheet in sheets:
        places = [sheet.columns[c] for c in columns if c in sheet.columns]
        for index, cells in sheet.lines() if places else ():
            if any(at < len(cells) and cells[at] is not None for at in places):
                row = sheet.row(index, cells)
                if not row.for_people and any(sheet.text(row, c) for c in columns):
                    yield row, sheet
