"""The hidden sheet of the master, `toolkit:parts`, as it is written: what the other sheets do not carry."""

from __future__ import annotations

import json
import struct
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zlib import crc32

from toolkit.language.text import fold
from toolkit.master.read_tables import rows_decided, rows_written
from toolkit.model import AskedTable, Campaign, CellValue, Figure, Indicator, Leftover, Statement, Tabulation
from toolkit.model.packing import cells, frame
from toolkit.values.readings import VALUE_WORDS

#: Letters of the hidden sheet's JSON in one cell: a cell holds twice as many UTF-16 units.
_PIECE = 16_000
HEAD = "master"
#: What of indicators and agencies decides how cells are read and totals are made, and how they are called.
_OF_INDICATOR = (
    *("code", "label", "unit", "kind", "asked_of", "owner", "choices", "minimum", "maximum"),
    *("across_agencies", "across_periods", "weight", "formula"),
)
_OF_TABLE = ("code", "heading", "asked_of", "cumulative")
_OF_COLUMN = ("code", "label", "kind", "unit", "choices", "across_rows", "key")
_OF_AGENCY = ("code", "name", "short_name", "groups", "since", "until")


def sums(figures: Sequence[Figure], statements: Sequence[Statement]) -> list[int]:
    """A checksum of what each row says, without regard to blanks: programs that save a workbook change those."""
    said = [f"{f.indicator}\0{f.period}\0{_plain(f.value)}\0{f.state}\0{f.typed}\0{f.note}" for f in figures]
    said += [f"{s.id}\0{s.section}\0{s.text}\0{s.evidence}" for s in statements]
    return list(map(_sum, said))


def sums_left(leftovers: Sequence[Leftover]) -> list[int]:
    """The same of the cells that have no place."""
    return [_sum(f"{x.sheet}\0{x.cell}\0{x.value}\0{x.reason}") for x in leftovers]


def _sum(said: str) -> int:
    return crc32(unspaced(said).encode("utf-8", "surrogatepass")) & 0xFFFF


def unspaced(text: str) -> str:
    return "".join(text.split())


def _plain(value: CellValue) -> str:
    """A value as the checksum has it: of a number the digits that every program keeps."""
    return f"{value:.12g}" if value.__class__ is float else str(value)


def _packed(sums: Sequence[int]) -> str:
    return b64encode(struct.pack(f"<{len(sums)}H", *sums)).decode()


def part_rows(result: Tabulation, version: str) -> Iterator[tuple[str, str, str]]:
    """(key, file, JSON) of each row of the hidden sheet: the master itself, then each file; long ones in pieces."""
    yesno = {f.indicator for f in result.figures if f.value.__class__ is bool}
    yesno |= {f.indicator for f in result.sent.values() if f is not None and f.value.__class__ is bool}
    about = {
        "campaign": result.campaign.id,
        "definition": result.campaign.fingerprint,
        "toolkit": version,
        "as_of": result.as_of.isoformat(),
        "yesno": [i.code for i in result.campaign.indicators if i.code in yesno],
        "asked": asked(result.campaign),
        "totals": made_by(result),
        **rows_decided(result),
        **({"followup": silent} if (silent := [x[:3] for x in result.followup if not x.file]) else {}),
    }
    yield from _pieces(HEAD, "", about)
    for number, submission in enumerate(result.submissions, start=1):
        used = result.used.get(submission.agency or "") is submission
        submission = result.as_read.get(submission.source.file, submission)
        head = frame(submission)
        if used:
            head["rows"] = [len(submission.figures), len(submission.statements), len(submission.leftovers)]
            unthemed = [x.id for x in submission.statements if not x.theme]
            head["unthemed"] = unthemed
            head["sums"] = _packed(sums(submission.figures, submission.statements))
            head["sums_left"] = _packed(sums_left(submission.leftovers))
            head |= rows_written(result, submission)
        elif submission.balance.cells:
            head["cells"] = cells(submission)  # of a version that is replaced no sheet has them
        yield from _pieces(str(number), submission.source.file, head)


def asked(campaign: Campaign) -> dict[str, Any]:
    """What a definition asks and checks, in short: of each indicator its unit, its kind, and a checksum of the rest."""

    def short(*said: object) -> int:
        return crc32(repr(said).encode("utf-8", "surrogatepass"))

    def of(i: Indicator) -> tuple[object, ...]:
        limits = (i.required, i.minimum, i.maximum, i.max_change, i.choices)
        return fold(i.label), fold(i.unit), i.kind, i.asked_of, i.formula, *limits

    return {
        "indicators": {i.code: [i.unit, i.kind, short(*of(i))] for i in campaign.indicators},
        "periods": {p.key: [0] for p in campaign.periods},
        "sections": {s.code: [short(fold(s.heading), s.role, s.asked_of, s.required)] for s in campaign.sections},
        "rules": {r.code: [short(r.formula, r.severity)] for r in campaign.all_rules},
        **({"tables": dict(_asked_of_tables(campaign, short))} if campaign.tables else {}),
    }


def _asked_of_tables(campaign: Campaign, short: Callable[..., int]) -> Iterator[tuple[str, list[Any]]]:
    """Of each column of a table the same as of an indicator, by its name (`TABLE.COLUMN`)."""
    for table in campaign.tables:
        for column in table.columns:
            of = column.required, column.choices, column.across_rows, column.equals, column.key
            said = fold(column.label), fold(column.unit), column.kind, table.asked_of, table.cumulative, *of
            yield table.name(column.code), [column.unit, column.kind, short(*said)]


def made_by(result: Tabulation) -> dict[str, Any]:
    """By what cells are read and totals are made: what is asked, the agencies, corrections to nothing."""

    def short(record: object, names: Sequence[str]) -> dict[str, Any]:
        given = {name: getattr(record, name) for name in names}
        return {k: x.isoformat() if isinstance(x, date) else x for k, x in given.items() if x not in ((), "", None)}

    agencies = result.campaign.agencies
    return {
        "periods": [p.key for p in result.campaign.periods],
        "indicators": [short(i, _OF_INDICATOR) for i in result.campaign.indicators],
        "roster": [short(a, _OF_AGENCY) for a in agencies],
        "past": [a.code for a in agencies if not result.campaign.in_force(a)],
        "words": [(w.kind, w.text) for w in result.campaign.words if w.kind in VALUE_WORDS],
        **({"tables": [_short_table(t, short) for t in result.campaign.tables]} if result.campaign.tables else {}),
        "nothing": [f[:3] for f in result.figures if f.value is None and f[:3] in result.sent],
    }


def _short_table(table: AskedTable, short: Callable[[object, Sequence[str]], dict[str, Any]]) -> dict[str, Any]:
    return short(table, _OF_TABLE) | {"columns": [short(column, _OF_COLUMN) for column in table.columns]}


def differences(before: Mapping[str, Any], campaign: Campaign) -> tuple[str, ...]:
    """The codes of what a definition asks or checks otherwise than another did: `before` is what `asked` gave of it.

    Indicators, periods, sections and rules, each code once; those that only one of the two has are among them.
    """
    found: list[str] = []
    here = asked(campaign)
    for what in dict.fromkeys((*here, *(("tables",) if "tables" in before else ()))):
        now, then = here.get(what, {}), before.get(what, {})
        found += [c for c in dict.fromkeys((*now, *then)) if now.get(c, [None])[-1] != then.get(c, [None])[-1]]
    return tuple(dict.fromkeys(found))


def _pieces(key: str, file: str, content: object) -> Iterator[tuple[str, str, str]]:
    text = json.dumps(content, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    # `_x000D_` in a cell stands for a control character: some programs that save workbooks make it one.
    text = text.replace("_x", "_\\u0078")
    for start in range(0, len(text), _PIECE):
        yield key, file, text[start : start + _PIECE]
