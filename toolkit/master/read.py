"""A master workbook → the submissions it was made from, its groups, and the coordinator's edits.

What people see in the master's sheets is the truth here too: figures, statements, leftovers, groups and edits
are read from them. What the sheets do not carry (when a file was saved, the balance of each, findings with all
they quote) stands in one very hidden sheet, `toolkit:parts`, which `part_rows` fills.

A master of any campaign can be read; nothing here asks what the campaign is. A long sheet may go on in
others: `toolkit:figures:2` continues `toolkit:figures`.
"""

from __future__ import annotations

import html
import json
import re
import struct
import zipfile
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias
from xml.parsers.expat import ExpatError
from zlib import crc32

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.files.holding import opened
from toolkit.language.text import fold
from toolkit.master.decisions import decisions_in
from toolkit.master.edits import edits_in, taken_in
from toolkit.master.kept import as_typed, kept_in
from toolkit.master.read_tables import (
    counted,
    decided_rows,
    rows_decided,
    rows_read,
    rows_written,
    shown_rows,
    with_unknown,
)
from toolkit.master.read_tables import rewritten as rows_rewritten
from toolkit.master.sound import sound
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.forms import INFO, NO, YES
from toolkit.messages.masters import FATES, REASONS, SHEETS, STATUSES
from toolkit.model import (
    NOTHING_KEPT,
    AskedTable,
    Campaign,
    CellValue,
    Decision,
    Edit,
    Figure,
    FileStatus,
    Group,
    Indicator,
    InfoValue,
    Kept,
    Leftover,
    Source,
    Statement,
    Submission,
    TableCell,
    Tabulation,
    Value,
)
from toolkit.model.packing import cells, frame, from_frame, with_cells
from toolkit.spreadsheet.audit.book import elements
from toolkit.spreadsheet.keyed import (
    KeyedRow,
    KeyedSheet,
    SheetNames,
    base_key,
    cell_text,
    keyed_sheet,
    sheet_key,
    table_of,
)
from toolkit.spreadsheet.workbook import RawSheet, read_own
from toolkit.values.readings import VALUE_WORDS

#: The sheets that are read, and without which of them a workbook is no master.
_ALWAYS = ("summary", "figures", "statements", "info", "leftovers", "groups", "sources", "parts")
_TYPED = ("figures", "findings")
_READ = (*_ALWAYS, "taken", "kept", "findings")
_NEEDED = frozenset({"summary", "figures", "sources"})
#: Sheets that no form has, and every copy for circulation; `meta` is stamped in every form.
_SHARED, _STAMPED = frozenset({"summary", "totals", "matrix"}), "meta"
#: Letters of the hidden sheet's JSON in one cell: a cell holds twice as many UTF-16 units.
_PIECE = 16_000
_HEAD = "master"
#: So many of the rows that were changed by hand are named.
_NAMED = 3
#: The document property by which a master names itself.
KIND = "toolkit_master"
#: The property that says which drawing of a master it is, whoever saved it since: a checksum of its sheets and strings.
DRAWN = "toolkit_drawn"
#: What of indicators and agencies decides how cells are read and totals are made, and how they are called.
_OF_INDICATOR = (
    *("code", "label", "unit", "kind", "asked_of", "owner", "choices", "minimum", "maximum"),
    *("across_agencies", "across_periods", "weight", "formula"),
)
_OF_TABLE = ("code", "heading", "asked_of", "cumulative")
_OF_COLUMN = ("code", "label", "kind", "unit", "choices", "across_rows", "key")
_OF_AGENCY = ("code", "name", "short_name", "groups", "since", "until")
_NO_LIST: tuple[type[Exception], ...] = (*DAMAGED_OR_WITHOUT, ExpatError)
#: No form is so large: only beyond this many bytes does a file's own word count.
_LARGE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterContent:
    """What a master workbook holds. Names of files are as it has them: from its own campaign folder."""

    file: str
    campaign: str
    definition: str
    """The fingerprint of the definition it was made with."""
    toolkit: str
    as_of: date | None
    submissions: tuple[Submission, ...]
    """Every file that came in, those that were superseded too."""
    groups: tuple[Group, ...]
    edits: tuple[Edit, ...]
    decisions: tuple[Decision, ...]
    """What the coordinator decided about files."""
    kept: Kept = NOTHING_KEPT
    """What the coordinator corrected and accepted."""
    counted: Mapping[tuple[str, str, str], Value | None] = field(default_factory=dict)
    """What counts of figures that do not count as they were sent, by (agency, indicator, period)."""
    whole: bool
    """Whether the hidden sheet is there. Without it there are figures and statements, but no findings or balances."""
    changed: tuple[str, ...] = ()
    """Files of which the sheets have no longer as many rows as were written."""
    rewritten: tuple[tuple[str, int, str], ...] = ()
    """(file, how many, where the first are) of rows that say something else than was written."""
    tables_rewritten: tuple[tuple[str, int, str], ...] = ()
    """The same of rows of tables, which count as they were written."""
    corrected_cells: tuple[TableCell, ...] = ()
    """What counts of the cells of tables that do not count as they were sent."""
    left_out: frozenset[tuple[str, str, str]] = frozenset()
    """(agency, table, row) of the rows that count in nothing."""
    asked: Mapping[str, Any] | None = None
    """What its definition asked (`asked`); None where it does not say."""
    totals: Mapping[str, Any] | None = None
    """By what its totals were made (`made_by`); None where it does not say."""

    @property
    def used(self) -> tuple[Submission, ...]:
        """The submissions that count, one an agency."""
        return tuple(s for s in self.submissions if s.status in ("accepted", "accepted_with_errors"))

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(f for s in self.used for f in s.figures)

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(x for s in self.used for x in s.statements)

    @property
    def rows(self) -> tuple[TableCell, ...]:
        """The cells of tables that count, by agency and row by row, with the coordinator's corrections in place."""
        return tuple(counted((c for s in self.used for c in s.rows), self.corrected_cells, self.left_out))


def read_master(path: Path | str, file: str = "") -> MasterContent:
    """Read a master workbook; `file` is the name it goes by.

    Raises `UsageError` where there is no such file, and `NotDoneError`: `master-not-read`, `no-master` where it is
    something else, or as `sound`.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError("no-such-path", file=file or str(path))
    raw = read_own(path, with_unknown(name for key in _READ for name in SHEETS[key]))
    if raw is None or not is_master(raw) or not {sheet_key(s) for s in raw} >= set(_ALWAYS):
        raw = read_own(path, None) or raw  # sheets that were renamed
    if raw is None:
        raise NotDoneError("master-not-read", file=file or str(path))
    content = parse_master(raw, file or path.name)
    if content is None:
        raise NotDoneError("no-master", file=file or str(path))
    return content


def is_master(sheets: Iterable[RawSheet]) -> bool:
    """Whether a workbook with these sheets is a master: it has the hidden keys of all the sheets that one needs."""
    return {sheet_key(s) for s in sheets} >= _NEEDED


def is_shared_copy(sheets: Iterable[RawSheet]) -> bool:
    """Whether a workbook with these sheets is a master without its working papers: nothing can be merged from it."""
    keys = {sheet_key(s) for s in sheets}
    return bool(keys & _SHARED) and "summary" in keys and _STAMPED not in keys and not keys >= _NEEDED


def looks_like_master(path: Path) -> bool:
    """Whether a file says of itself that it is a master: told without reading it, for those too large for a form."""
    try:
        return path.stat().st_size > _LARGE and f'name="{KIND}"'.encode() in _properties(path)
    except DAMAGED_OR_WITHOUT:
        return False


def campaign_named_in(path: Path) -> str:
    """The campaign that a master, or a copy of it for circulation, says it is of; "" where it says nothing."""
    return _property(path, KIND)


def drawing_of(path: Path) -> str:
    """Which drawing of a master a file is, by a custom property of it; "" where it does not say."""
    return _property(path, DRAWN)


def _property(path: Path, name: str) -> str:
    try:
        said = re.search(rf'name="{name}"[^>]*>\s*<vt:\w+[^>]*>([^<]*)<', _properties(path).decode("utf-8", "replace"))
    except DAMAGED_OR_WITHOUT:
        return ""
    return html.unescape(said[1]).strip() if said else ""


def lists_sheet(path: Path, key: str) -> bool:
    """Whether a workbook has a sheet of the name of this one of a master's: told without reading the rest."""
    try:
        with opened(path) as file, zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as part:
            listed = elements(part.read(_LARGE))
    except _NO_LIST:
        return False
    wanted = SheetNames(SHEETS[key])
    return any(name == "sheet" and attributes.get("name") in wanted for name, attributes, _ in listed)


def _properties(path: Path) -> bytes:
    with opened(path) as file, zipfile.ZipFile(file) as archive, archive.open("docProps/custom.xml") as part:
        return part.read(_LARGE)


def parse_master(sheets: Sequence[RawSheet], file: str) -> MasterContent | None:
    """The same from the workbook's sheets; None where they are not a master's. Raises as `sound`."""
    by_key: dict[str, list[KeyedSheet]] = {}
    for raw in sheets:
        key = base_key(sheet_key(raw))
        if (key in _READ or table_of(key)) and (sheet := keyed_sheet(raw)) is not None:
            by_key.setdefault(key, []).append(sheet)
    if not by_key.keys() >= _NEEDED:
        return None
    for parts in by_key.values():
        parts.sort(key=lambda s: (len(s.key), s.key))
    parts = by_key.get("parts", [])
    return sound(MasterContent, lambda: _content(by_key, file), file, lambda: str((_parts(parts)[0] or {})["toolkit"]))


def _content(by_key: Mapping[str, Sequence[KeyedSheet]], file: str) -> MasterContent:
    about, parts = _parts(by_key.get("parts", ()))
    figures = _by_agency(_figures(by_key["figures"], about or {}))
    statements = _by_agency(_statements(by_key.get("statements", ())))
    leftovers = _by_agency(_leftovers(by_key.get("leftovers", ())))
    details = _details(by_key["info"]) if "info" in by_key else None
    changed: list[str] = []
    rewritten: list[tuple[str, int, str]] = []
    shown = shown_rows(by_key)
    tables = [(file, *rows_rewritten(head, shown.get(head["agency"] or "", Counter()))) for file, head in parts]
    if about is None:
        submissions = [_from_sources(*row, figures, statements, leftovers) for row in _sources(by_key["sources"])]
    else:
        submissions = [
            _submission(*part, figures, statements, leftovers, details, changed, rewritten) for part in parts
        ]
    taken = taken_in(by_key.get("taken", ()))
    edits = tuple(
        replace(e, said=(), show=False)
        for sheet in by_key.get("groups", ())
        for e in edits_in(sheet, taken)
        if e.decides or e.taken_over
    )
    about = about or {}
    corrected_cells, left_out = decided_rows(about)
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
        kept=as_typed(
            [s for key in by_key if key in _TYPED or table_of(key) for s in by_key[key]],
            kept_in(by_key.get("kept", ())),
        ),
        counted=_counted(by_key["figures"], about),
        changed=tuple(changed),
        rewritten=tuple(rewritten),
        tables_rewritten=tuple(told for told in tables if told[1]),
        corrected_cells=corrected_cells,
        left_out=left_out,
        asked=about.get("asked"),
        totals=about.get("totals"),
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
    rewritten: list[tuple[str, int, str]],
) -> Submission:
    rows = head.pop("rows", None)
    of_tables = rows_read(head, file)
    unthemed = frozenset(head.pop("unthemed", ()))
    written, also = head.pop("sums", None), head.pop("sums_left", None)
    if rows is None:
        packed = head.pop("cells", None)
        return with_cells(head, packed, file) if packed else from_frame(head, file=file)
    code = head["agency"]
    held = [figures.get(code, []), statements.get(code, []), leftovers.get(code, [])]
    said = (x._replace(theme="") if x.id in unthemed else x for x in held[1])
    submission = from_frame(
        head, file=file, figures=tuple(held[0]), statements=tuple(said), leftovers=tuple(held[2]), rows=of_tables
    )
    gone = details is not None and code not in details and submission.info
    if [len(x) for x in held] != rows or gone:
        changed.append(file)
    otherwise: list[str] = []
    if written is not None:
        otherwise += _otherwise(written, _sums(held[0], held[1]), (*held[0], *held[1]))
    if also is not None:
        otherwise += _otherwise(also, _sums_left(held[2]), held[2])
    if details is not None:
        info, overtyped = _as_shown(submission.info, details.get(code, {}))
        submission = replace(submission, info=info)
        otherwise += () if gone else overtyped
    if otherwise:
        more = " …" if len(otherwise) > _NAMED else ""
        rewritten.append((file, len(otherwise), "; ".join(otherwise[:_NAMED]) + more))
    return submission


# --- Rows changed by hand ------------------------------------------------------------------------


def _sums(figures: Sequence[Figure], statements: Sequence[Statement]) -> list[int]:
    """A checksum of what each row says, without regard to blanks: programs that save a workbook change those."""
    said = [f"{f.indicator}\0{f.period}\0{_plain(f.value)}\0{f.state}\0{f.typed}\0{f.note}" for f in figures]
    said += [f"{s.id}\0{s.section}\0{s.text}\0{s.evidence}" for s in statements]
    return list(map(_sum, said))


def _sums_left(leftovers: Sequence[Leftover]) -> list[int]:
    """The same of the cells that have no place."""
    return [_sum(f"{x.sheet}\0{x.cell}\0{x.value}\0{x.reason}") for x in leftovers]


def _sum(said: str) -> int:
    return crc32(_unspaced(said).encode("utf-8", "surrogatepass")) & 0xFFFF


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _plain(value: CellValue) -> str:
    """A value as the checksum has it: of a number the digits that every program keeps."""
    return f"{value:.12g}" if value.__class__ is float else str(value)


def _packed(sums: Sequence[int]) -> str:
    return b64encode(struct.pack(f"<{len(sums)}H", *sums)).decode()


def _unpacked(text: str) -> tuple[int, ...]:
    packed = b64decode(text)
    return struct.unpack(f"<{len(packed) // 2}H", packed)


def _otherwise(written: str, sums: Sequence[int], rows: Sequence[Figure | Statement | Leftover]) -> list[str]:
    """A file's rows that say something else than was written; none where rows were only moved, added or deleted."""
    sums_written = _unpacked(written)
    left = Counter(sums_written)
    changed = []
    for at, row in zip(sums, rows, strict=True):
        if left[at] > 0:
            left[at] -= 1
        else:
            changed.append(_named(row))
    return changed[: max(0, len(changed) - max(0, len(sums) - len(sums_written)))]


def _named(row: Figure | Statement | Leftover) -> str:
    if isinstance(row, Figure):
        return f"{row.indicator} {row.period}"
    return row.id if isinstance(row, Statement) else f"{row.sheet}!{row.cell}"


def _as_shown(info: Sequence[InfoValue], shown: Mapping[str, str]) -> tuple[tuple[InfoValue, ...], list[str]]:
    """The report details as the sheet shows them, and the cells of the form whose detail it shows otherwise."""
    now, otherwise = [], []
    for given in info:
        text = shown.get(given.key, "")
        if _unspaced(text) != _unspaced(given.text):
            otherwise.append(f"{given.sheet}!{given.cell}" if given.cell else given.key)
            given = replace(given, text=text)
        now += [given] if given.text else []
    known = {given.key for given in info}
    added = [InfoValue(key=key, text=text) for key, text in shown.items() if text and key not in known]
    return (*now, *added), [*otherwise, *(given.key for given in added)]


def _from_sources(
    file: str, sha256: str, agency: str, status: FileStatus, figures: _Cells, statements: _Cells, leftovers: _Cells
) -> Submission:
    """What can be told of a file by a master without the hidden sheet."""
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
    }
    yield from _pieces(_HEAD, "", about)
    for number, submission in enumerate(result.submissions, start=1):
        used = result.used.get(submission.agency or "") is submission
        submission = result.as_read.get(submission.source.file, submission)
        head = frame(submission)
        if used:
            head["rows"] = [len(submission.figures), len(submission.statements), len(submission.leftovers)]
            unthemed = [x.id for x in submission.statements if not x.theme]
            head["unthemed"] = unthemed
            head["sums"] = _packed(_sums(submission.figures, submission.statements))
            head["sums_left"] = _packed(_sums_left(submission.leftovers))
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


def _parts(sheets: Sequence[KeyedSheet]) -> tuple[dict[str, Any] | None, list[tuple[str, dict[str, Any]]]]:
    """What is said of the master, or None; and of each file, with its name."""
    joined: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    for row, sheet in _rows(sheets):
        files.setdefault(row.key, _text(sheet.value(row, "file")))
        joined.setdefault(row.key, []).append(_text(sheet.value(row, "data")))
    read = {key: json.loads("".join(texts)) for key, texts in joined.items()}
    return read.pop(_HEAD, None), [(files[key], head) for key, head in read.items()]


# --- The sheets that people see --------------------------------------------------------------------


def _rows(sheets: Iterable[KeyedSheet]) -> Iterator[tuple[KeyedRow, KeyedSheet]]:
    """The rows that are data, each with its sheet."""
    for sheet in sheets:
        for row in sheet.rows:
            if not row.for_people and row.cells.count(None) < len(row.cells):
                yield row, sheet


def _text(value: CellValue) -> str:
    """The text of a cell as it is: unlike keys, not stripped."""
    return value if isinstance(value, str) else cell_text(value)


def _records(sheets: Iterable[KeyedSheet], names: Sequence[str]) -> Iterator[tuple[CellValue, ...]]:
    """The cells of each row under these column keys; None where there is no such column."""
    for sheet in sheets:
        columns = [sheet.columns.get(name) for name in names]
        present = [column for column in columns if column is not None]
        pick = itemgetter(*present, *present[:1])  # with one only, it would give the cell itself
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
    """The figures as they were sent: a row without a state has what nobody sent."""
    yesno = frozenset(about.get("yesno", ()))
    yes = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    indicator, value, state = (Figure._fields.index(name) for name in ("indicator", "value", "state"))
    for record in _records(sheets, Figure._fields):
        if record[state] is None:
            continue
        cells: list[CellValue] = ["" if c is None else c if c.__class__ is str else cell_text(c) for c in record]
        shown = record[value]
        if shown.__class__ is str and cells[indicator] in yesno:
            shown = yes.get(shown, shown)
        elif isinstance(shown, datetime):
            shown = shown.date()
        cells[value] = shown
        yield Figure._make(cells)


def _counted(sheets: Sequence[KeyedSheet], about: Mapping[str, Any]) -> dict[tuple[str, str, str], Value | None]:
    """What counts of the figures that do not count as they were sent."""
    yesno = frozenset(about.get("yesno", ()))
    yes: dict[str, bool] = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    found: dict[tuple[str, str, str], Value | None] = {}
    for sheet in sheets:
        place = sheet.columns.get("counts")
        for index, line in sheet.lines() if place is not None else ():
            if place is not None and place < len(line) and (shown := line[place]) is not None:
                row = sheet.row(index, line)
                if not row.for_people:
                    code = sheet.text(row, "indicator")
                    value: Any = yes.get(shown, shown) if isinstance(shown, str) and code in yesno else shown
                    value = value.date() if isinstance(value, datetime) else value
                    found[sheet.text(row, "agency"), code, sheet.text(row, "period")] = value
    return found


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
    """The groups; who says each is told by the statements, which name their group."""
    said: dict[str, list[tuple[str, str]]] = {}
    for row, sheet in _rows(by_key.get("statements", ())):
        said.setdefault(sheet.text(row, "group"), []).append((sheet.text(row, "id"), sheet.text(row, "agency")))
    for row, sheet in _rows(by_key.get("groups", ())):
        code = sheet.text(row, "group") or row.key
        if code in said:  # others are edits whose group is gone
            yield Group(
                id=code,
                section=sheet.text(row, "section"),
                theme=sheet.text(row, "theme"),
                text=_text(sheet.value(row, "text")),
                statements=tuple(x for x, _ in said[code]),
                agencies=tuple(dict.fromkeys(a for _, a in said[code])),
                proposed_with=tuple(x for x in sheet.text(row, "proposed_with").split(", ") if x),
                edit=edits.get(code),
            )
