"""The register: every file that came by mail, with its origin and agency, and the mails that were sent.

It is a workbook of keyed sheets next to the master. The coordinator reads it, and decides in its yellow columns;
decisions are kept from one run to the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from toolkit.files.walking import file_state
from toolkit.language.text import fold
from toolkit.mail.message import Head, Remark
from toolkit.messages import registers
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings import FINDINGS
from toolkit.model import DeskEdit
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet, keyed_sheet

FILE_NAME = "register.xlsx"
#: `taken`: a workbook that counts for its agency. `waiting`: a file that waits for a decision. `aside`: left out by a
#: decision. `report`: no workbook, filed for people. `left`: left in the mail, such as a picture in a signature.
#: `master`: a master with the reports of many agencies. `ours`: in a mail sent by the campaign, not filed.
EntryState = Literal["taken", "waiting", "aside", "report", "left", "master", "ours"]
#: The states of files that are not in the inbox.
NOT_FILED = frozenset({"left", "ours"})
#: Kinds of spreadsheets: a form or a possible one, a master, a master's copy for circulation.
EXCEL = frozenset({"workbook", "master", "shared"})
#: Kinds of files that may come with a form without a remark: a signed scan, a covering letter.
WITH_A_FORM = frozenset({"document", "picture", "other"})
#: The remark on a mail whose date was in the future when it was collected.
DATE_AHEAD = "mail-date-ahead"
#: The remark on a form in which nothing is filled in.
BLANK_FORM = "blank-form"
#: The fields that people fill in.
TYPED = frozenset({"decision", "comment"})
#: A placeholder for a workbook whose stamp has not been read yet.
UNREAD = "?"
SentKind = Literal["form", "reminder", "question", "confirmation"]
#: `sending`: a run stopped, or a connection broke, before the server confirmed the mail. `unsent`: according to a
#: decision the mail was not sent.
SentState = Literal["sending", "sent", "unsent"]
#: Words, folded, by which people may state whether a mail was sent, and the words offered to them.
_ANSWERS: Mapping[str, SentState] = {
    **dict.fromkeys(("co", "c", "roi", "da di", "yes", "y", "went", "it went"), "sent"),
    **dict.fromkeys(("khong", "ko", "k", "chua", "chua di", "gui lai", "no", "n", "not", "send again"), "unsent"),
    **dict.fromkeys(map(fold, (registers.WENT["unsent"].vi, registers.WENT["unsent"].en)), "unsent"),
    **dict.fromkeys(map(fold, (registers.WENT["sent"].vi, registers.WENT["sent"].en)), "sent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of one mail. `received`: in Vietnam's time; `file`: its path from the campaign folder."""

    id: str
    state: EntryState = "waiting"
    decision: str = ""
    """As the coordinator typed it."""
    comment: str = ""
    agency: str = ""
    how: str = ""
    received: datetime | None = None
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    name: str = ""
    """The sender's name of the file."""
    file: str = ""
    kind: str = ""
    stamped: str = ""
    named: tuple[str, ...] = ()
    """Agencies that the mail's subject or its sender's name mention; `hinted`: only its text or the file's
    name does."""
    hinted: tuple[str, ...] = ()
    codes: tuple[Remark, ...] = ()
    """The remarks on it, as codes of findings."""
    within: str = ""
    """The archives and forwarded mails that contained it, outermost first."""
    forwarded_by: str = ""
    message_id: str = ""
    mail: str = ""
    sha256: str = ""
    size: int = 0

    @property
    def remark_codes(self) -> tuple[str, ...]:
        """The codes of the file's remarks."""
        return tuple(r.code for r in self.codes)

    @property
    def dated(self) -> datetime | None:
        """The time when the mail was sent, in Vietnam, without a zone; None also for an impossible date."""
        return None if DATE_AHEAD in self.remark_codes else self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """One mail that was searched for files, whether it had any or not."""

    key: str
    received: datetime | None = None
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    attachments: int = 0
    codes: tuple[Remark, ...] = ()
    message_id: str = ""
    first_line: str = ""
    """The first line of a mail that a person wrote without form or report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """One mail sent to an agency. `about`: the SHA-256 of the workbook that the mail is about or contains, if any."""

    id: str
    day: date
    agency: str
    kind: SentKind = field(metadata={"else": "reminder"})
    to: str
    subject: str
    about: str = ""
    state: SentState = "sent"
    returned: str = ""
    """The addresses that it did not reach, as a mail server reported later."""
    decision: str = ""
    """The coordinator's answer whether it was sent, where that was unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """One file that came without a mail, by its SHA-256; `name`: the path from the campaign folder when it was seen."""

    key: str
    day: date
    """The day of the first merge that saw it."""
    name: str = field(default="", metadata={"column": "file"})
    absent: date | None = None
    """The day of the last merge before that, which searched the same folder."""
    decision: str = field(default="", metadata={"read": lambda *at: str(_read_day(*at) or KeyedSheet.text(*at))})
    """The day on which it came, as the coordinator typed it: `2020-08-03` if it is a date."""


@dataclass(slots=True)
class Register:
    """The contents of the register, by key; a run changes them and saves them as a whole."""

    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    mails: dict[str, MailRow] = field(default_factory=dict)
    sent: dict[str, SentMail] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    """The sources of mails: ("imap", mailbox) → uids; ("file", SHA-256) → name; and ("run", "merge") → the day of the
    last merge that searched the inbox."""
    seen_files: dict[str, SeenFile] = field(default_factory=dict)
    edits: dict[str, DeskEdit] = field(default_factory=dict)
    """The decisions made at the desk."""
    seen: tuple[int, int] | None = None
    """The file's state when it was last read or saved; `held`: its contents then."""
    held: Register | None = None
    is_merged: bool = False
    """Whether changes saved by others since it was first read have been merged (`merge_saved`)."""
    decides: bool = False
    """Whether there are decisions of the desk that the present master does not include."""

    def keep(self) -> None:
        """Record that the register's file now has these contents."""
        self.seen = file_state(self.path)
        self.held = replace(self, held=None)
        for name in ("entries", "mails", "sent", "sources", "seen_files", "edits"):
            setattr(self.held, name, dict(getattr(self, name)))

    def by_hash(self) -> dict[str, tuple[Entry, ...]]:
        """The entries of each file, keyed by SHA-256, the first received first; without files of mails sent by the
        campaign."""
        by_sha256: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries.values(), key=_by_time):
            if entry.state != "ours":
                by_sha256.setdefault(entry.sha256, []).append(entry)
        return {sha: tuple(entries) for sha, entries in by_sha256.items()}


def entry_id(mail: str, sha256: str) -> str:
    """The key of one file of one mail: 12 hexadecimal digits. `mail`: its `Head.key`, "" for none."""
    return hashlib.sha256(f"{mail} {sha256}".encode()).hexdigest()[:12]


def mail_row(head: Head, attachments: int, codes: Sequence[Remark]) -> MailRow:
    """The row of a mail in the register. `attachments`: the number of files in it, including those of archives."""
    return MailRow(
        key=head.key,
        received=head.local,
        sender=head.sender,
        sender_name=head.sender_name,
        subject=head.subject,
        attachments=attachments,
        codes=tuple(codes),
        message_id=head.message_id,
    )


def in_order(register: Register) -> list[Entry]:
    """The register's entries: files that wait for a decision first, then by time."""
    return sorted(register.entries.values(), key=lambda e: (e.state != "waiting", *_by_time(e)))


def _by_time(entry: Entry) -> tuple[datetime, str, str]:
    return (entry.received or datetime.max, entry.name, entry.id)


# --- Reading it -----------------------------------------------------------------------------------


def read_register(root: Path) -> Register:
    """The register of a campaign folder; an empty one where the file does not exist yet. Raises `NotDoneError` where it
    exists and cannot be read: the file is never overwritten then."""
    from toolkit.spreadsheet.workbook import read_trusted

    path = root / FILE_NAME
    seen = file_state(path)
    register = Register(path, seen=seen)
    if not path.exists():
        return register
    raw = read_trusted(path, None)
    sheets = {s.key: s for s in map(keyed_sheet, raw or ()) if s is not None}
    if "register" not in sheets:
        raise NotDoneError("register-unreadable", file=str(path))
    register.entries = _records(Entry, sheets["register"])
    register.mails = _records(MailRow, sheets.get("mails"))
    register.sent = _records(SentMail, sheets.get("sent"))
    register.seen_files = _records(SeenFile, sheets.get("seen"))
    register.edits = _edits(sheets.get("edits"))
    for row in _data_rows(sheets.get("taken")):
        sheet = sheets["taken"]
        source = sheet.text(row, "kind"), row.key
        register.sources[source] = register.sources.get(source, "") + sheet.text(row, "detail")
    register.keep()
    register.seen = seen
    # The coordinator's answer, if it is one of the accepted words.
    register.sent = {
        key: replace(sent, state=_ANSWERS.get(fold(sent.decision), sent.state)) for key, sent in register.sent.items()
    }
    return register


def merge_saved(register: Register) -> None:
    """Merge changes that were made to the register's file since it was read: cells that people typed, rows that another
    run wrote. Field by field, changes of this run have priority. Raises `NotDoneError` as `read_register`."""
    if file_state(register.path) == register.seen:
        return
    saved = read_register(register.path.parent)
    held = register.held or Register(register.path)
    register.entries = _merged(held.entries, register.entries, saved.entries)
    register.mails = _merged(held.mails, register.mails, saved.mails)
    register.seen_files = _merged(held.seen_files, register.seen_files, saved.seen_files)
    edits = _merged(held.edits, register.edits, saved.edits)
    register.edits = {k: e for k, e in edits.items() if k in saved.edits or e != held.edits.get(k)}
    withdrawn = held.sent.keys() - saved.sent.keys() if saved.seen else set()
    register.sent = {
        key: sent
        for key, sent in _merged(held.sent, register.sent, saved.sent).items()
        if key not in withdrawn or sent != held.sent[key]
    }
    register.sources = {
        **saved.sources,
        **{k: v for k, v in register.sources.items() if k not in saved.sources or v != held.sources.get(k)},
    }
    register.seen, register.held, register.is_merged = saved.seen, saved.held, True


_Row = TypeVar("_Row", Entry, MailRow, SentMail, SeenFile, DeskEdit)


def _merged(held: Mapping[str, _Row], changed: Mapping[str, _Row], saved: Mapping[str, _Row]) -> dict[str, _Row]:
    """The `changed` rows of this run and the `saved` rows of the file. A row in both has the fields that this run
    changed since it read the row as `held`, and otherwise the saved fields."""
    merged = {**saved, **changed}
    for key, row in saved.items():
        changed_row = changed.get(key, row)
        if changed_row != row:
            merged[key] = row if changed_row == held.get(key) else _with_changes(held.get(key), changed_row, row)
    return merged


def _with_changes(held: _Row | None, changed_row: _Row, saved: _Row) -> _Row:
    """The saved row with this run's changes; if another run added the same row too, with all fields of this run but
    the typed ones."""
    changed = {
        name: getattr(changed_row, name)
        for name in (f.name for f in fields(changed_row))
        if (name not in TYPED if held is None else getattr(changed_row, name) != getattr(held, name))
    }
    return replace(saved, **changed)


def _data_rows(sheet: KeyedSheet | None) -> Iterator[KeyedRow]:
    return (row for row in (sheet.rows if sheet else ()) if row.key and not row.for_people)


def _records(kind: type[_Row], sheet: KeyedSheet | None, rows: Iterable[KeyedRow] = ()) -> dict[str, _Row]:
    """The rows of a sheet as records, by key: each field is read by its type, from the column with its name.

    A row with an unreadable day is left out if its record requires a day.
    """
    types = get_type_hints(kind)
    records: dict[str, _Row] = {}
    for row in rows or _data_rows(sheet):
        assert sheet is not None
        values: dict[str, Any] = {}
        for f in fields(kind):
            if f.name in ("id", "key"):
                values[f.name] = row.key
            elif get_origin(types[f.name]) is Literal:
                text, words = sheet.text(row, f.name), get_args(types[f.name])
                values[f.name] = text if text in words else f.metadata.get("else", f.default)
            else:
                read = f.metadata.get("read") or _READ[types[f.name]]
                values[f.name] = read(sheet, row, f.metadata.get("column", f.name))
        if all(value is not None for name, value in values.items() if types[name] is date):
            records[row.key] = kind(**values)
    return records


def _edits(sheet: KeyedSheet | None) -> dict[str, DeskEdit]:
    """The rows of the desk's decisions, including rows that people added: each row gets a key, so that none is lost."""
    edits: dict[str, DeskEdit] = {}
    for row in sheet.rows if sheet else ():
        for edit in () if row.for_people else _records(DeskEdit, sheet, [row]).values():
            contents = astuple(replace(edit, id="", day=None, was=""))
            if any(contents):
                key = edit.id if edit.id and edit.id not in edits else entry_id("", repr(contents))
                edits[key] = replace(edit, id=key)
    return edits


def _read_day(sheet: KeyedSheet, row: KeyedRow, column: str) -> date | None:
    value = sheet.value(row, column)
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _read_number_or_text(sheet: KeyedSheet, row: KeyedRow, column: str) -> float | str:
    value = sheet.value(row, column)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else sheet.text(row, column)


def _read_moment(sheet: KeyedSheet, row: KeyedRow, column: str) -> datetime | None:
    """A date and time, rounded to the seconds that a spreadsheet's fraction of a day loses."""
    value = sheet.value(row, column)
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else None


def _read_number(sheet: KeyedSheet, row: KeyedRow, column: str) -> int:
    """A whole number; 0 where somebody overwrote it, since nothing depends on these numbers."""
    text = sheet.text(row, column)
    return int(text) if text.isascii() and text.isdigit() else 0


def _read_remarks(sheet: KeyedSheet, row: KeyedRow, column: str) -> tuple[Remark, ...]:
    # The remarks that `pack_remarks` wrote, without remarks whose codes somebody overwrote.
    return tuple(
        Remark(code.strip(), value.strip())
        for code, _, value in (line.partition(":") for line in sheet.text(row, column).splitlines())
        if code.strip() in FINDINGS
    )


#: The functions that read the column of a field, keyed by the field's type.
_READ: Mapping[object, Callable[[KeyedSheet, KeyedRow, str], object]] = {
    str: KeyedSheet.text,
    float | str: _read_number_or_text,
    int: _read_number,
    date: _read_day,
    date | None: _read_day,
    datetime | None: _read_moment,
    tuple[str, ...]: lambda sheet, row, column: tuple(filter(None, sheet.text(row, column).split(", "))),
    tuple[Remark, ...]: _read_remarks,
}


def pack_remarks(codes: Sequence[Remark]) -> str:
    """Remarks as text: a line `code: value` for each."""
    return "\n".join(f"{r.code}: {' '.join(r.value.split())}" if r.value else r.code for r in codes)


def with_remarks(entry: Entry, *remarks: Remark) -> Entry:
    """The entry with these remarks added; a remark that it has already is not repeated."""
    return replace(entry, codes=tuple(dict.fromkeys((*entry.codes, *remarks))))
