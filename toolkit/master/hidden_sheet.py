"""Writes the hidden sheet of the master, `toolkit:parts`: everything that the other sheets do not hold."""

import json
import struct
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zlib import crc32

from toolkit.language.text import fold
from toolkit.master.read_tables import pack_decided_rows, pack_sent_rows
from toolkit.model import Campaign, CellValue, Figure, Indicator, Leftover, Statement, Tabulation
from toolkit.model.packing import pack_cells, pack_head
from toolkit.values.readings import VALUE_WORDS

#: Characters of JSON in one cell of the hidden sheet: a cell holds twice that number of UTF-16 units.
_PIECE = 16_000
HEAD = "master"
#: The fields of each kind of record that decide how cells are read and totals computed, or name the record.
_OF_INDICATOR = (
    *("code", "label", "unit", "kind", "asked_of", "owner", "choices", "minimum", "maximum"),
    *("across_agencies", "across_periods", "weight", "formula"),
)
_OF_TABLE = ("code", "heading", "asked_of", "cumulative")
_OF_COLUMN = ("code", "label", "kind", "unit", "choices", "across_rows", "key")
_OF_AGENCY = ("code", "name", "short_name", "groups", "since", "until")


def row_checksums(figures: Sequence[Figure], statements: Sequence[Statement]) -> list[int]:
    """A checksum of each row's contents, ignoring blanks, which programs that save a workbook change."""
    contents = [f"{f.indicator}\0{f.period}\0{_plain(f.value)}\0{f.state}\0{f.typed}\0{f.note}" for f in figures]
    contents += [f"{s.id}\0{s.section}\0{s.text}\0{s.evidence}" for s in statements]
    return list(map(_checksum, contents))


def leftover_checksums(leftovers: Sequence[Leftover]) -> list[int]:
    """A checksum of each leftover, ignoring blanks."""
    return [_checksum(f"{x.sheet}\0{x.cell}\0{x.value}\0{x.reason}") for x in leftovers]


def _checksum(contents: str) -> int:
    return crc32(without_blanks(contents).encode("utf-8", "surrogatepass")) & 0xFFFF


def without_blanks(text: str) -> str:
    return "".join(text.split())


def _plain(value: CellValue) -> str:
    """A value as a text for its checksum: a number has only the digits that every program keeps."""
    return f"{value:.12g}" if value.__class__ is float else str(value)


def _packed_checksums(checksums: Sequence[int]) -> str:
    return b64encode(struct.pack(f"<{len(checksums)}H", *checksums)).decode()


def part_rows(result: Tabulation, version: str) -> Iterator[tuple[str, str, str]]:
    """(key, file, JSON) of each row of the hidden sheet: first the master, then each file; long ones in pieces."""
    yesno = {f.indicator for f in result.figures if f.value.__class__ is bool}
    yesno |= {f.indicator for f in result.sent.values() if f is not None and f.value.__class__ is bool}
    about = {
        "campaign": result.campaign.id,
        "definition": result.campaign.fingerprint,
        "toolkit": version,
        "as_of": result.as_of.isoformat(),
        "yesno": [i.code for i in result.campaign.indicators if i.code in yesno],
        "asked": definition_summary(result.campaign),
        "totals": totals_definition(result),
        **pack_decided_rows(result),
        **({"followup": silent} if (silent := [x[:3] for x in result.followup if not x.file]) else {}),
    }
    yield from _pieces(HEAD, "", about)
    for number, submission in enumerate(result.submissions, start=1):
        used = result.used.get(submission.agency or "") is submission
        submission = result.as_read.get(submission.source.file, submission)
        head = pack_head(submission)
        if used:
            head["rows"] = [len(submission.figures), len(submission.statements), len(submission.leftovers)]
            unthemed = [x.id for x in submission.statements if not x.theme]
            head["unthemed"] = unthemed
            head["sums"] = _packed_checksums(row_checksums(submission.figures, submission.statements))
            head["sums_left"] = _packed_checksums(leftover_checksums(submission.leftovers))
            head |= pack_sent_rows(result, submission)
        elif submission.balance.cells:
            head["cells"] = pack_cells(submission)  # no sheet has the cells of a replaced version
        yield from _pieces(str(number), submission.source.file, head)


def definition_summary(campaign: Campaign) -> dict[str, Any]:
    """A summary of a definition: of each indicator its unit, its kind, and a checksum of the rest."""

    def checksum(*contents: object) -> int:
        return crc32(repr(contents).encode("utf-8", "surrogatepass"))

    def contents_of(i: Indicator) -> tuple[object, ...]:
        limits = (i.required, i.minimum, i.maximum, i.max_change, i.choices)
        return fold(i.label), fold(i.unit), i.kind, i.asked_of, i.formula, *limits

    return {
        "indicators": {i.code: [i.unit, i.kind, checksum(*contents_of(i))] for i in campaign.indicators},
        "periods": {p.key: [0] for p in campaign.periods},
        "sections": {s.code: [checksum(fold(s.heading), s.role, s.asked_of, s.required)] for s in campaign.sections},
        "rules": {r.code: [checksum(r.formula, r.severity)] for r in campaign.all_rules},
        **({"tables": dict(_summary_of_columns(campaign, checksum))} if campaign.tables else {}),
    }


def _summary_of_columns(campaign: Campaign, checksum: Callable[..., int]) -> Iterator[tuple[str, list[Any]]]:
    """The summary of each column of a table, by its name (`TABLE.COLUMN`)."""
    for table in campaign.tables:
        for column in table.columns:
            of = column.required, column.choices, column.across_rows, column.equals, column.key
            contents = fold(column.label), fold(column.unit), column.kind, table.asked_of, table.cumulative, *of
            yield table.name(column.code), [column.unit, column.kind, checksum(*contents)]


def totals_definition(result: Tabulation) -> dict[str, Any]:
    """What decides how cells are read and totals computed: the definition, the agencies, and the figures that were
    corrected to no value."""

    def filled_fields(record: object, names: Sequence[str]) -> dict[str, Any]:
        values = {name: getattr(record, name) for name in names}
        return {k: x.isoformat() if isinstance(x, date) else x for k, x in values.items() if x not in ((), "", None)}

    agencies = result.campaign.agencies
    tables = [
        filled_fields(t, _OF_TABLE) | {"columns": [filled_fields(column, _OF_COLUMN) for column in t.columns]}
        for t in result.campaign.tables
    ]
    return {
        "periods": [p.key for p in result.campaign.periods],
        "indicators": [filled_fields(i, _OF_INDICATOR) for i in result.campaign.indicators],
        "roster": [filled_fields(a, _OF_AGENCY) for a in agencies],
        "past": [a.code for a in agencies if not result.campaign.in_force(a)],
        "words": [(w.kind, w.text) for w in result.campaign.words if w.kind in VALUE_WORDS],
        **({"tables": tables} if tables else {}),
        "nothing": [f[:3] for f in result.figures if f.value is None and f[:3] in result.sent],
    }


def differences(before: Mapping[str, Any], campaign: Campaign) -> tuple[str, ...]:
    """The codes of indicators, periods, sections, rules and columns that differ between two definitions, or are in only
    one of them; each code once. `before`: `definition_summary` of the other definition."""
    codes: list[str] = []
    here = definition_summary(campaign)
    for what in dict.fromkeys((*here, *(("tables",) if "tables" in before else ()))):
        now, then = here.get(what, {}), before.get(what, {})
        codes += [c for c in dict.fromkeys((*now, *then)) if now.get(c, [None])[-1] != then.get(c, [None])[-1]]
    return tuple(dict.fromkeys(codes))


def _pieces(key: str, file: str, content: object) -> Iterator[tuple[str, str, str]]:
    text = json.dumps(content, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    # Some programs that save workbooks turn `_x000D_` into a control character.
    text = text.replace("_x", "_\\u0078")
    for start in range(0, len(text), _PIECE):
        yield key, file, text[start : start + _PIECE]
