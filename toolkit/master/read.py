"""Reads a master workbook: the submissions it was made from, its groups, and the coordinator's edits.

Figures, statements, leftovers, groups and edits are read from the sheets that people see. What those sheets do not hold
(when a file was saved, its balance, findings with all they quote) is in one very hidden sheet, `toolkit:parts`, which
`part_rows` fills.

A master of any campaign can be read. A long sheet may continue in others: `toolkit:figures:2` continues
`toolkit:figures`.
"""

import json
import struct
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from toolkit.consolidation.tables.rows import rows_that_count
from toolkit.master.decisions import decisions_in
from toolkit.master.edits import edits_in, parts_cells_in
from toolkit.master.hidden_sheet import HEAD, leftover_checksums, row_checksums, without_blanks
from toolkit.master.kept import kept_as_typed, kept_in
from toolkit.master.read_tables import names_to_read, shown_rows, table_changes, unpack_decided_rows, unpack_sent_rows
from toolkit.master.recognising import NEEDED, has_sheet, is_master, sheets_by_name
from toolkit.master.valid_contents import valid_record
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.forms import INFO, NO, YES
from toolkit.messages.masters import FATES, REASONS, SHEETS, STATUSES
from toolkit.model import (
    FIGURE_FIELDS,
    NOTHING_KEPT,
    CellValue,
    Decision,
    Edit,
    Figure,
    FileStatus,
    Group,
    InfoValue,
    Kept,
    Leftover,
    Source,
    Statement,
    Submission,
    Value,
)
from toolkit.model.packing import unpack_head, unpack_submission
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet, base_key, cell_text, keyed_sheet, sheet_key, table_of
from toolkit.spreadsheet.workbook import RawSheet, read_trusted

#: The sheets that are always needed, those with yellow columns, and all that are read.
_ALWAYS = ("summary", "figures", "statements", "info", "leftovers", "groups", "sources", "parts")
_TYPED = ("figures", "findings", "status")
_READ = (*_ALWAYS, "taken", "kept", "findings", "status")
#: The most rows changed by hand that a finding names.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterContent:
    """The contents of a master workbook. Names of files are relative to its campaign folder."""

    file: str
    campaign: str
    definition: str
    """The fingerprint of the definition it was made with."""
    toolkit: str
    as_of: date | None
    submissions: tuple[Submission, ...]
    """Every file that came in, also superseded ones."""
    groups: tuple[Group, ...]
    edits: tuple[Edit, ...]
    decisions: tuple[Decision, ...]
    """The coordinator's decisions about files."""
    kept: Kept = NOTHING_KEPT
    """The coordinator's corrections, acceptances and reviews."""
    counted: Mapping[tuple[str, str, str], Value | None] = field(default_factory=dict)
    """The values that count for corrected figures, by (agency, indicator, period)."""
    whole: bool
    """Whether the hidden sheet is there. Without it there are figures and statements, but no findings or balances."""
    changed_files: tuple[str, ...] = ()
    """Files whose rows on the sheets are fewer or more than were written."""
    changed_rows: tuple[tuple[str, int, str], ...] = ()
    """(file, number of its rows that were changed by hand, names of the first of these rows)."""
    changed_table_rows: tuple[tuple[str, int, str], ...] = ()
    """The same for rows of tables; such rows count as they were written."""
    corrected_cells: tuple[Figure, ...] = ()
    """Corrected cells of tables, as they count."""
    left_out: frozenset[tuple[str, str, str]] = frozenset()
    """(agency, table, row) of the rows that the coordinator left out."""
    summary: Mapping[str, Any] | None = None
    """The summary of its definition (`definition_summary`); None where there is none."""
    totals: Mapping[str, Any] | None = None
    """What decided how its totals were computed (`totals_definition`); None where there is none."""
    followup: tuple[tuple[str, str, str], ...] = ()
    """(agency, section, text) of the follow-up questions to agencies that had not reported."""

    @property
    def used(self) -> tuple[Submission, ...]:
        """The submissions that count, one for each agency."""
        return tuple(s for s in self.submissions if s.counts)

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(f for s in self.used for f in s.figures)

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(x for s in self.used for x in s.statements)

    @property
    def rows(self) -> tuple[Figure, ...]:
        """The cells of tables that count, by agency and row by row, with the coordinator's corrections."""
        rows = rows_that_count((c for s in self.used for c in s.rows), self.corrected_cells, self.left_out)
        return tuple(cell for row in rows for cell in row.cells.values())


def read_master(path: Path | str, file: str = "") -> MasterContent:
    """Read a master workbook; `file`: its name in the result.

    Raises `UsageError` where there is no such file; `NotDoneError` where it cannot be read (`master-not-read`) or is no
    master (`no-master`), and where `valid_record` does.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError("no-such-path", file=file or str(path))
    raw = read_trusted(path, names_to_read(name for key in _READ for name in SHEETS[key]))
    if raw is None or not is_master(raw) or not {sheet_key(s) for s in raw} >= set(_ALWAYS):
        raw = read_trusted(path, None) or raw  # sheets may have been renamed
    if raw is None:
        raise NotDoneError("master-not-read", file=file or str(path))
    content = parse_master(raw, file or path.name)
    if content is None:
        raise NotDoneError("no-master", file=file or str(path))
    return content


def parse_master(sheets: Sequence[RawSheet], file: str) -> MasterContent | None:
    """The contents of a master from its sheets; None where they are not a master's. Raises as `valid_record`."""
    by_key: dict[str, list[KeyedSheet]] = {}
    for raw in sheets:
        key = base_key(sheet_key(raw))
        if (key in _READ or table_of(key)) and (sheet := keyed_sheet(raw)) is not None:
            by_key.setdefault(key, []).append(sheet)
    if not by_key.keys() >= NEEDED:
        return None
    for parts in by_key.values():
        parts.sort(key=lambda s: (len(s.key), s.key))
    parts = by_key.get("parts", [])
    return valid_record(
        MasterContent, lambda: _content(by_key, file), file, lambda: str((_heads(parts)[0] or {})["toolkit"])
    )


def _content(by_key: Mapping[str, Sequence[KeyedSheet]], file: str) -> MasterContent:
    about, parts = _heads(by_key.get("parts", ()))
    figures = _by_agency(_figures(by_key["figures"], about or {}))
    statements = _by_agency(_statements(by_key.get("statements", ())))
    leftovers = _by_agency(_leftovers(by_key.get("leftovers", ())))
    details = _details(by_key["info"]) if "info" in by_key else None
    changed: list[str] = []
    changed_rows: list[tuple[str, int, str]] = []
    shown = shown_rows(by_key)
    tables = [(file, *table_changes(head, shown.get(head["agency"] or "", Counter()))) for file, head in parts]
    if about is None:
        submissions = [_bare_submission(*row, figures, statements, leftovers) for row in _sources(by_key["sources"])]
    else:
        submissions = [
            _submission(*part, figures, statements, leftovers, details, changed, changed_rows) for part in parts
        ]
    parts_cells = parts_cells_in(by_key.get("taken", ()))
    edits = tuple(
        replace(e, parts=(), show=False)
        for sheet in by_key.get("groups", ())
        for e in edits_in(sheet, parts_cells)
        if e.decides or e.taken_over
    )
    about = about or {}
    corrected_cells, left_out = unpack_decided_rows(about)
    day = about.get("as_of", "")
    return MasterContent(
        file=file,
        campaign=about.get("campaign", ""),
        definition=about.get("definition", ""),
        toolkit=about.get("toolkit", ""),
        as_of=date.fromisoformat(day) if day else None,
        submissions=tuple(submissions),
        groups=tuple(_groups(by_key, {e.group: e for e in edits})),
        edits=edits,
        whole=bool(about),
        decisions=tuple(d for sheet in by_key["sources"] for d in decisions_in(sheet, {})),
        kept=kept_as_typed(
            [s for key in by_key if key in _TYPED or table_of(key) for s in by_key[key]],
            kept_in(by_key.get("kept", ())),
        ),
        counted=_counted_values(by_key["figures"], about),
        changed_files=tuple(changed),
        changed_rows=tuple(changed_rows),
        changed_table_rows=tuple(one for one in tables if one[1]),
        corrected_cells=corrected_cells,
        left_out=left_out,
        summary=about.get("asked"),
        totals=about.get("totals"),
        followup=tuple((agency, section, text) for agency, section, text in about.get("followup", ())),
    )


_Cells: TypeAlias = Mapping[str, list[Any]]
_Details: TypeAlias = Mapping[str, Mapping[str, str]]


def _submission(
    file: str,
    head: dict[str, Any],
    figures: _Cells,
    statements: _Cells,
    leftovers: _Cells,
    details: _Details | None,
    changed: list[str],
    changed_rows: list[tuple[str, int, str]],
) -> Submission:
    rows = head.pop("rows", None)
    of_tables = unpack_sent_rows(head, file)
    unthemed = frozenset(head.pop("unthemed", ()))
    written, also = head.pop("sums", None), head.pop("sums_left", None)
    if rows is None:
        packed = head.pop("cells", None)
        return unpack_submission(head, packed, file) if packed else unpack_head(head, file=file)
    code = head["agency"]
    held = [figures.get(code, []), statements.get(code, []), leftovers.get(code, [])]
    themed = (x._replace(theme="") if x.id in unthemed else x for x in held[1])
    submission = unpack_head(
        head, file=file, figures=tuple(held[0]), statements=tuple(themed), leftovers=tuple(held[2]), rows=of_tables
    )
    gone = details is not None and code not in details and submission.info
    if [len(x) for x in held] != rows or gone:
        changed.append(file)
    differing: list[str] = []
    if written is not None:
        differing += _changed_rows(written, row_checksums(held[0], held[1]), (*held[0], *held[1]))
    if also is not None:
        differing += _changed_rows(also, leftover_checksums(held[2]), held[2])
    if details is not None:
        info, overtyped = _details_as_shown(submission.info, details.get(code, {}))
        submission = replace(submission, info=info)
        differing += () if gone else overtyped
    if differing:
        more = " …" if len(differing) > _NAMED else ""
        changed_rows.append((file, len(differing), "; ".join(differing[:_NAMED]) + more))
    return submission


# --- Rows changed by hand ------------------------------------------------------------------------


def _changed_rows(written: str, checksums: Sequence[int], rows: Sequence[Figure | Statement | Leftover]) -> list[str]:
    """The names of a file's rows whose contents changed; moved, added or deleted rows do not count as changed."""
    packed = b64decode(written)
    written_checksums = struct.unpack(f"<{len(packed) // 2}H", packed)
    left = Counter(written_checksums)
    changed = []
    for at, row in zip(checksums, rows, strict=True):
        if left[at] > 0:
            left[at] -= 1
        else:
            changed.append(_row_name(row))
    return changed[: max(0, len(changed) - max(0, len(checksums) - len(written_checksums)))]


def _row_name(row: Figure | Statement | Leftover) -> str:
    if isinstance(row, Figure):
        return f"{row.indicator} {row.period}"
    return row.id if isinstance(row, Statement) else f"{row.sheet}!{row.cell}"


def _details_as_shown(info: Sequence[InfoValue], shown: Mapping[str, str]) -> tuple[tuple[InfoValue, ...], list[str]]:
    """The report details as the sheet shows them, and the cells of those that differ from the form."""
    now, differing = [], []
    for detail in info:
        text = shown.get(detail.key, "")
        if without_blanks(text) != without_blanks(detail.text):
            differing.append(f"{detail.sheet}!{detail.cell}" if detail.cell else detail.key)
            detail = replace(detail, text=text)
        now += [detail] if detail.text else []
    known = {detail.key for detail in info}
    added = [InfoValue(key=key, text=text) for key, text in shown.items() if text and key not in known]
    return (*now, *added), [*differing, *(detail.key for detail in added)]


def _bare_submission(
    file: str, sha256: str, agency: str, status: FileStatus, figures: _Cells, statements: _Cells, leftovers: _Cells
) -> Submission:
    """A submission from a master without the hidden sheet."""
    used = agency if status in ("accepted", "accepted_with_errors") else ""
    return Submission(
        source=Source(file=file, sha256=sha256),
        status=status,
        agency=agency or None,
        figures=tuple(figures.get(used, ())),
        statements=tuple(statements.get(used, ())),
        leftovers=tuple(leftovers.get(used, ())),
    )


# --- The hidden sheet ----------------------------------------------------------------------------


def master_day(master: Path) -> date | None:
    """The day that a master was made for; None where there is none, or where it does not say."""
    sheets = sheets_by_name(master, ("parts",), ()) if has_sheet(master, "parts") else None
    with suppress(KeyError, TypeError, ValueError):
        about, _ = _heads([sheet for sheet in sheets or () if sheet.key == "parts"])
        return date.fromisoformat((about or {})["as_of"])
    return None


def _heads(sheets: Sequence[KeyedSheet]) -> tuple[dict[str, Any] | None, list[tuple[str, dict[str, Any]]]]:
    """The contents about the master (None where there are none), and (file, contents) of each file."""
    joined: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    for row, sheet in _rows(sheets):
        files.setdefault(row.key, _text(sheet.value(row, "file")))
        joined.setdefault(row.key, []).append(_text(sheet.value(row, "data")))
    read = {key: json.loads("".join(texts)) for key, texts in joined.items()}
    return read.pop(HEAD, None), [(files[key], head) for key, head in read.items()]


# --- The sheets that people see --------------------------------------------------------------------


def _rows(sheets: Iterable[KeyedSheet]) -> Iterator[tuple[KeyedRow, KeyedSheet]]:
    """The rows that are data, each with its sheet."""
    for sheet in sheets:
        for row in sheet.rows:
            if not row.for_people and row.cells.count(None) < len(row.cells):
                yield row, sheet


def _text(value: CellValue) -> str:
    """The text of a cell; unlike keys, not stripped."""
    return value if isinstance(value, str) else cell_text(value)


def _records(sheets: Iterable[KeyedSheet], names: Sequence[str]) -> Iterator[tuple[CellValue, ...]]:
    """Yields the cells of each row under these column keys; a cell is None where the sheet has no such column."""
    for sheet in sheets:
        columns = [sheet.columns.get(name) for name in names]
        present = [column for column in columns if column is not None]
        pick = itemgetter(*present, *present[:1])  # with a single key, `itemgetter` would return the cell itself
        blank = len(present) - len(columns)
        for row in sheet.rows:
            cells = row.cells
            if row.for_people or len(cells) <= max(present) or cells.count(None) == len(cells):
                continue
            if blank:
                yield tuple(None if column is None else cells[column] for column in columns)
            else:
                yield pick(cells)[:-1]


def _figures(sheets: Sequence[KeyedSheet], about: Mapping[str, Any]) -> Iterator[Figure]:
    """The figures as they were sent; rows without a state were not sent, and are skipped."""
    yesno = frozenset(about.get("yesno", ()))
    yes = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    indicator, value, state = (Figure._fields.index(name) for name in ("indicator", "value", "state"))
    for record in _records(sheets, FIGURE_FIELDS):
        if record[state] is None:
            continue
        cells: list[CellValue] = ["" if c is None else c if c.__class__ is str else cell_text(c) for c in record]
        shown = record[value]
        if shown.__class__ is str and cells[indicator] in yesno:
            shown = yes.get(shown, shown)
        elif isinstance(shown, datetime):
            shown = shown.date()
        cells[value] = shown
        yield Figure._make((*cells, ""))


def _counted_values(sheets: Sequence[KeyedSheet], about: Mapping[str, Any]) -> dict[tuple[str, str, str], Value | None]:
    """The values that count for corrected figures."""
    yesno = frozenset(about.get("yesno", ()))
    yes: dict[str, bool] = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    counted: dict[tuple[str, str, str], Value | None] = {}
    for sheet in sheets:
        column = sheet.columns.get("counts")
        for index, line in sheet.lines() if column is not None else ():
            if column is not None and column < len(line) and (shown := line[column]) is not None:
                row = sheet.row(index, line)
                if not row.for_people:
                    code = sheet.text(row, "indicator")
                    value: Any = yes.get(shown, shown) if isinstance(shown, str) and code in yesno else shown
                    value = value.date() if isinstance(value, datetime) else value
                    counted[sheet.text(row, "agency"), code, sheet.text(row, "period")] = value
    return counted


def _statements(sheets: Sequence[KeyedSheet]) -> Iterator[Statement]:
    for record in _records(sheets, Statement._fields):
        yield Statement._make("" if cell is None else _text(cell) for cell in record)


def _leftovers(sheets: Sequence[KeyedSheet]) -> Iterator[Leftover]:
    reasons = {word: code for code, text in REASONS.items() for word in text}
    names = [f.name for f in fields(Leftover)]
    for record in _records(sheets, names):
        values = {name: _text(cell) for name, cell in zip(names, record, strict=True)}
        values["reason"] = reasons.get(values["reason"], "unkeyed-content")
        yield Leftover(**values)


def _details(sheets: Sequence[KeyedSheet]) -> dict[str, dict[str, str]]:
    """The report details of each agency."""
    return {
        sheet.text(row, "agency"): {
            key: _text(sheet.value(row, key)) for key in INFO if key in sheet.columns and key != "agency"
        }
        for row, sheet in _rows(sheets)
    }


def _by_agency(records: Iterable[Any]) -> dict[str, list[Any]]:
    by_agency: dict[str, list[Any]] = {}
    for record in records:
        by_agency.setdefault(record.agency, []).append(record)
    return by_agency


def _sources(sheets: Sequence[KeyedSheet]) -> Iterator[tuple[str, str, str, FileStatus]]:
    statuses = {word: code for code, text in STATUSES.items() for word in text}
    statuses |= dict.fromkeys((*FATES["by_decision"], *FATES["together"]), "superseded")
    for row, sheet in _rows(sheets):
        status = statuses.get(sheet.text(row, "status"), "rejected")
        yield sheet.text(row, "file"), sheet.text(row, "sha256"), sheet.text(row, "agency"), status  # type: ignore[misc]


def _groups(by_key: Mapping[str, Sequence[KeyedSheet]], edits: Mapping[str, Edit]) -> Iterator[Group]:
    """The groups, with their statements and agencies from the sheet of statements."""
    members: dict[str, list[tuple[str, str]]] = {}
    for row, sheet in _rows(by_key.get("statements", ())):
        members.setdefault(sheet.text(row, "group"), []).append((sheet.text(row, "id"), sheet.text(row, "agency")))
    for row, sheet in _rows(by_key.get("groups", ())):
        code = sheet.text(row, "group") or row.key
        if code in members:  # the other rows are edits of groups that are gone
            yield Group(
                id=code,
                section=sheet.text(row, "section"),
                theme=sheet.text(row, "theme"),
                text=_text(sheet.value(row, "text")),
                statements=tuple(x for x, _ in members[code]),
                agencies=tuple(dict.fromkeys(a for _, a in members[code])),
                proposed_with=tuple(x for x in sheet.text(row, "proposed_with").split(", ") if x),
                edit=edits.get(code),
            )
