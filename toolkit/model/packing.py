"""A submission as bytes and back: between processes, in the store, and in the master's hidden sheet.

JSON, so that forged bytes can only be refused: nothing in them is ever executed. Figures are stored column by column,
and a column with a single value stores it once. The file's own name is left out where possible: the same file under
another name gives the same reading.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from itertools import repeat
from sys import intern
from typing import Any, TypeVar

from toolkit.model import (
    FIGURE_FIELDS,
    Balance,
    Figure,
    Finding,
    FollowUp,
    InfoValue,
    Leftover,
    Member,
    PrintedCell,
    PrintedFile,
    PrintedRow,
    Signature,
    Source,
    Statement,
    Submission,
    Violation,
)

_Record = TypeVar("_Record", Source, Finding, Balance, InfoValue, Leftover)
_Row = TypeVar("_Row", Figure, Statement)
_KINDS: tuple[type, ...] = (Source, Finding, Balance, InfoValue, Leftover)
_DEFAULTS = {k: tuple((f.name, f.default) for f in fields(k) if f.name != "file") for k in _KINDS}
_OF_A_FILE = frozenset(kind for kind in _KINDS if any(f.name == "file" for f in fields(kind)))
_FIGURE_FILE, _STATEMENT_FILE = Figure._fields.index("file"), Statement._fields.index("file")
#: The positions of the columns whose few texts occur in all files; these texts are cached.
_FIGURE_CODES, _STATEMENT_CODES, _ROW_CODES = (4,), (2, 4, 8), (5,)
_decode: Callable[[str], Any] = json.JSONDecoder().decode
_encode: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
#: Separates the joined texts of a column: no joined text contains it.
_BAR = "|"
#: Columns up to this length are cached: columns of codes are shorter, and the same in many files.
_SHORT = 4_096
#: Separates a submission from what was computed ahead from its statements: JSON needs no line breaks.
_NEXT = b"\n"
#: Values that JSON can represent.
_PLAIN = frozenset({str, float, int, bool, type(None)})
#: The exceptions of reading a damaged pack.
DAMAGED = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


def pack(submission: Submission) -> bytes:
    """The whole submission as bytes: JSON in UTF-8."""
    whole = [pack_head(submission), *pack_cells(submission)]
    # Names of files may contain bytes that are no text; they are kept as they are.
    return _encode(whole).encode("utf-8", "surrogatepass")


def unpack(data: bytes, file: str) -> Submission:
    """The submission of the file with this name. Raises one of `DAMAGED` where `data` is no pack.

    What was computed ahead may follow it (`add_ahead`).
    """
    head, *packed = _decode(data.partition(_NEXT)[0].decode("utf-8", "surrogatepass"))
    return unpack_submission(head, packed, file)


def add_ahead(packed: bytes, ahead: bytes) -> bytes:
    """The pack of a submission, followed by what was computed ahead from its statements."""
    return packed + _NEXT + ahead


def ahead_in(data: bytes) -> bytes:
    """What was computed ahead from the statements of this pack; empty where nothing was."""
    return data.partition(_NEXT)[2]


def pack_cells(submission: Submission) -> list[Any]:
    """The figures, statements, leftovers and (if it has any) rows of tables of a submission, for JSON."""
    file_read = submission.source.file
    return [
        pack_figures(submission.figures, file_read),
        _columns_of(len(submission.statements), zip(*submission.statements, strict=True), _STATEMENT_FILE, file_read),
        [_packed_record(x, file_read) for x in submission.leftovers],
        *([pack_rows(submission.rows, file_read)] if submission.rows else []),
    ]


def unpack_submission(head: dict[str, Any], packed: Sequence[Any], file: str) -> Submission:
    """The submission from `pack_head` and `pack_cells`. Raises one of `DAMAGED` for anything else."""
    figures, statements, leftovers, *tables = packed
    (rows,) = tables or [[0]]
    return unpack_head(
        head,
        file=file,
        figures=unpack_figures(figures, file),
        statements=_records(Statement, _unpacked_columns(statements, len(Statement._fields), file, _STATEMENT_CODES)),
        rows=unpack_rows(rows, file),
        leftovers=tuple(_unpacked_record(Leftover, x, file) for x in leftovers),
    )


# --- All but the cells ---------------------------------------------------------------------------


def pack_head(submission: Submission) -> dict[str, Any]:
    """A submission for JSON, without its figures, statements, leftovers and rows, and without its file's name."""
    file_read = submission.source.file
    return {
        "source": _packed_record(submission.source, file_read),
        "status": submission.status,
        "agency": submission.agency,
        "campaign": submission.campaign,
        "definition": submission.definition,
        "balance": _packed_record(submission.balance, file_read),
        "held": [[i, p, {"at": v.isoformat()} if isinstance(v, date) else v] for i, p, v in submission.held],
        "info": [_packed_record(x, file_read) for x in submission.info],
        "findings": [_packed_record(x, file_read) for x in submission.findings],
        "own_findings": [_packed_record(x, file_read) for x in submission.reading_findings],
        **({"pdf": _packed_pdf(submission.pdf)} if submission.pdf else {}),
        **({"followup": [x._replace(file="") for x in submission.followup]} if submission.followup else {}),
    }


def unpack_head(
    head: dict[str, Any],
    *,
    file: str,
    figures: tuple[Figure, ...] = (),
    statements: tuple[Statement, ...] = (),
    leftovers: tuple[Leftover, ...] = (),
    rows: tuple[Figure, ...] = (),
) -> Submission:
    """The submission from `pack_head`, with these cells. Raises one of `DAMAGED` where `head` is something else."""
    return Submission(
        source=_unpacked_record(Source, head["source"], file),
        status=head["status"],
        agency=head["agency"],
        campaign=head["campaign"],
        definition=head["definition"],
        balance=_unpacked_record(Balance, head["balance"], file),
        info=tuple(_unpacked_record(InfoValue, x, file) for x in head["info"]),
        findings=tuple(_unpacked_record(Finding, x, file) for x in head["findings"]),
        reading_findings=tuple(_unpacked_record(Finding, x, file) for x in head["own_findings"]),
        followup=tuple(FollowUp._make(x)._replace(file=file) for x in head.get("followup", ())),
        figures=figures,
        statements=statements,
        leftovers=leftovers,
        rows=rows,
        held=tuple((i, p, _date_or_time(v["at"]) if v.__class__ is dict else v) for i, p, v in head.get("held", ())),
        pdf=_unpacked_pdf(head["pdf"]) if "pdf" in head else None,
    )


def _packed_pdf(pdf: PrintedFile) -> dict[str, Any]:
    """The contents of a PDF: of each row the page, table and height, then its texts with their positions."""
    values = {f.name: getattr(pdf, f.name) for f in fields(pdf)}
    values["signatures"] = [{f.name: _packed_date(getattr(s, f.name)) for f in fields(s)} for s in pdf.signatures]
    return {**values, "rows": [[*row[:3], *(x for cell in row.cells for x in cell[:3])] for row in pdf.rows]}


def _unpacked_pdf(values: dict[str, Any]) -> PrintedFile:
    rows = tuple(
        PrintedRow(page, table, top, tuple(map(PrintedCell, texts[::3], texts[1::3], texts[2::3])))
        for page, table, top, *texts in values["rows"]
    )
    signed = tuple(Signature(**{k: _unpacked_value(v) for k, v in one.items()}) for one in values["signatures"])
    return PrintedFile(**{**values, "rows": rows, "scanned": tuple(values["scanned"]), "signatures": signed})


def _packed_record(record: Source | Finding | Balance | InfoValue | Leftover, file_read: str) -> dict[str, Any]:
    """The record's fields that differ from their defaults; `file` only where it is not the file read."""
    values = {}
    for name, default in _DEFAULTS[type(record)]:
        value = getattr(record, name)
        if value != default or value.__class__ is not default.__class__:
            values[name] = {k: _packed_date(v) for k, v in value} if name == "arguments" else _packed_date(value)
    file = getattr(record, "file", file_read)
    return values if file == file_read else {**values, "file": file}


def _packed_date(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, date) else value


def _unpacked_record(kind: type[_Record], values: dict[str, Any], file_read: str) -> _Record:
    if kind is Finding:
        values = _unpacked_finding(_with_present_fields(values))
    for name, value in values.items():
        values[name] = _unpacked_value(value)
    if kind in _OF_A_FILE:
        values.setdefault("file", file_read)
    return kind(**values)


def _unpacked_value(value: Any) -> Any:
    """A field's value that is not a record."""
    if value.__class__ is list:
        return tuple(tuple(x) if x.__class__ is list else x for x in value)
    return _date_or_time(value["at"]) if value.__class__ is dict else value


def _unpacked_finding(values: dict[str, Any]) -> dict[str, Any]:
    values["arguments"] = tuple((name, _unpacked_value(value)) for name, value in values["arguments"].items())
    if "broken" in values:
        values["broken"] = tuple(
            Violation(period, tuple(Member(*m) for m in members), sides and tuple(sides), *rest)
            for period, members, sides, *rest in values["broken"]
        )
    return values


def _date_or_time(text: str) -> date:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


# --- Findings that an earlier version packed ------------------------------------------------------

#: The end of a rule's text: ` (5 > 3; Δ 2)`, ` (Δ 2)`.
_COMPARED = re.compile(r" \((?=[^)])(?:([-\d.,]+) ([≠<>=]) ([-\d.,]+))?(?:; )?(?:Δ ([-\d.,]+))?\)$")


def _with_present_fields(values: dict[str, Any]) -> dict[str, Any]:
    """The present fields of a finding; the texts of a finding that an earlier version packed are taken apart."""
    if values.get("arguments").__class__ is dict:
        return values
    arguments = dict(values.pop("arguments", ()))
    values |= {name: arguments.pop(name) for name in ("rule", "group") if name in arguments}
    values |= {name: _list_in(arguments.pop(name)) for name in ("periods", "waits_for") if name in arguments}
    arguments |= {name: _list_in(arguments[name]) for name in ("others", "named", "differs") if name in arguments}
    if "details" in arguments:
        arguments["details"] = arguments["details"].split(",")
    if day := arguments.pop("received", ""):
        arguments["received"] = {"at": day}
    if "encoding" in arguments:
        arguments["encoding"] = arguments["encoding"].split(" ")[0].lower()
    cells, value = values.get("cells", ()), values.get("value", "")
    if values["code"] == "rule-failed" and values.get("periods"):
        values |= {"broken": _violations_in(value, values["periods"]), "value": ""}
    elif len(cells) > 1 and f"\n{cells[1]}: " in value and not value.startswith(f"{cells[0]}: "):
        each = _split_at_each(value, [f"\n{cell}: " for cell in cells[1:]])
        values |= {"values": each, "value": each[0]}
    return {**values, "arguments": arguments}


def _list_in(text: str) -> list[str]:
    return [x for x in text.split(", ") if x]


def _split_at_each(text: str, between: Sequence[str]) -> list[str]:
    """The parts of a text with these separators in turn."""
    parts = []
    for sign in between:
        part, _, text = text.partition(sign)
        parts.append(part)
    return [*parts, text]


def _violations_in(text: str, periods: Sequence[str]) -> list[list[Any]]:
    """The violations in `2019: A1 = 5; A2 = 3 (5 > 3; Δ 2) | 2020: …`; typed values may also end in a bracket."""
    broken = []
    parts = _split_at_each(text.removeprefix(f"{periods[0]}: "), [f" | {period}: " for period in periods[1:]])
    for period, part in zip(periods, parts, strict=True):
        compared = _COMPARED.search(part)
        left, sign, right, gap = compared.groups() if compared else (None, None, None, None)
        members = [
            member.partition(" = ") for member in re.split(r"; (?=[^;=]+ = )", _COMPARED.sub("", part)) if member
        ]
        sides = [_number_in(left), _number_in(right)] if left and right else None
        typed = [[code, "", value] for code, _, value in members]
        broken.append([period, typed, sides, _number_in(gap) if gap else None, sign == "≠"])
    return broken


def _number_in(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


# --- Cells, column by column ---------------------------------------------------------------------


def pack_figures(figures: Sequence[Figure], file: str = "") -> list[Any]:
    """Figures outside tables for JSON; most compact for figures of one `file`, whose name is left out."""
    return _columns_of(len(figures), list(zip(*figures, strict=True))[:-1], _FIGURE_FILE, file)


def unpack_figures(packed: Sequence[Any], file: str = "") -> tuple[Figure, ...]:
    """The figures from `pack_figures`. Raises one of `DAMAGED` for anything else."""
    return _records(Figure, (*_unpacked_columns(packed, len(FIGURE_FIELDS), file, _FIGURE_CODES), repeat("")))


def pack_rows(cells: Sequence[Figure], file: str = "") -> list[Any]:
    """Cells of tables for JSON, as masters store them: table, row and column separately, without notes."""
    if not cells:
        return [0]
    agency, names, row, value, state, typed, _, *at, table = zip(*cells, strict=True)
    column = [name[len(code) + 1 :] for name, code in zip(names, table, strict=True)]
    return _columns_of(len(cells), (agency, table, row, column, value, state, typed, *at), _FIGURE_FILE, file)


def unpack_rows(packed: Sequence[Any], file: str = "") -> tuple[Figure, ...]:
    """The cells from `pack_rows`. Raises one of `DAMAGED` for anything else."""
    agency, table, row, column, *rest, file_, sheet, cell = _unpacked_columns(
        packed, len(FIGURE_FIELDS), file, _ROW_CODES
    )
    names = map(intern, map(".".join, zip(table := list(table), column, strict=False)))
    return _records(Figure, (agency, names, row, *rest, repeat(""), file_, sheet, cell, table))


def _columns_of(count: int, columns: Iterable[Sequence[Any]], file: int, file_read: str) -> list[Any]:
    """The number of rows (`count`), and each column: the text of all its cells, all its texts joined, or a list.

    In the column at position `file`, which has file names, 0 replaces the name of the file that was read.
    """
    packed: list[Any] = [count]
    for position, column in enumerate(columns):
        first = column[0]
        if first.__class__ is str and column.count(first) == len(column):
            packed.append(0 if position == file and first == file_read else first)
        elif position == file:
            packed.append([0, [[0] if v == file_read else v for v in column]])
        elif first.__class__ is str and (joined := _joined_texts(column)):
            packed.append([2, joined])
        elif not _PLAIN.issuperset(map(type, column)) and any(isinstance(v, date) for v in column):
            packed.append([0, [[v.isoformat()] if isinstance(v, date) else v for v in column]])
        else:
            packed.append([1, column])
    return packed


def _joined_texts(column: Sequence[Any]) -> str:
    """The column's texts joined; "" where it has values of another type, or texts that could not be separated again."""
    try:
        joined = _BAR.join(column)
    except TypeError:
        return ""
    return joined if joined.count(_BAR) < len(column) else ""


def _records(kind: type[_Row], columns: Iterable[Iterable[Any]]) -> tuple[_Row, ...]:
    """The rows of these columns."""
    return tuple(map(tuple.__new__, repeat(kind), zip(*columns, strict=False)))  # like `_make`, without a call for each


def _unpacked_columns(packed: Sequence[Any], width: int, file_read: str, codes: Collection[int]) -> list[Iterable[Any]]:
    """The `width` columns packed by `_columns_of`. Raises one of `DAMAGED` for anything else."""
    count, *columns = packed
    if not count:
        return [()] * width
    if len(columns) != width:
        raise ValueError("another number of columns")
    return [_unpacked_column(column, count, file_read, position in codes) for position, column in enumerate(columns)]


def _unpacked_column(column: Any, count: int, file_read: str, codes: bool) -> Any:
    if column == 0:
        return repeat(file_read, count)
    if column.__class__ is str:
        return repeat(column, count)
    how, cells = column
    if how == 2:
        cells = _split_texts(cells) if len(cells) < _SHORT else cells.split(_BAR)
        if codes:
            cells = list(map(intern, cells))
    if len(cells) != count:
        raise ValueError("a column of another length")
    return cells if how else [_unpacked_cell(v, file_read) for v in cells]


@lru_cache(maxsize=64)
def _split_texts(joined: str) -> tuple[str, ...]:
    """The texts of a column. Codes, periods and cells are the same in most files, and are cached."""
    return tuple(joined.split(_BAR))


def _unpacked_cell(value: Any, file_read: str) -> Any:
    if value.__class__ is not list:
        return value
    return date.fromisoformat(value[0]) if value[0] else file_read
