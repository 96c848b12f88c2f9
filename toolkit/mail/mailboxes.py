"""Finds mails in files, folders, mbox, Maildir and archives with these, in a fixed order.

Only headers are read first, so that new mails can be sorted by time, whatever their container, before anything is
filed. Sources are never changed: no mail is moved, marked or deleted.
"""

import mmap
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from toolkit.files.holding import open_to_read, read_whole
from toolkit.files.walking import walk
from toolkit.mail.archives import Budget, FileKind, archived_files, kind_of, one_per_code
from toolkit.mail.message import Head, Mail, Remark, is_probably_mail, read_head, read_mail
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import system_reason

#: The depth to which mails and archives inside one another are opened.
MAX_DEPTH = 10
#: The most bytes of a mail that is opened; a report has some hundred kilobytes.
MAX_MAIL = 256 * 1024 * 1024
#: The boundary between two mails of an mbox.
_FROM_LINE = re.compile(rb"From [^\r\n]*\d{4}[^\r\n]*\r?\n(?=[!-9;-~]+:)")
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
_HEAD = 256 * 1024
#: The first bytes of Outlook's stores of mails (`.pst`, `.ost`).
_OUTLOOK_STORE = b"!BDN"
#: Files that systems and mail programs leave behind in folders.
_SKIPPED = re.compile(r"(?:\.~|~\$|\._|\.)|(?:thumbs\.db|desktop\.ini)\Z|.*\.msf\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseFile:
    """A file that is no attachment; if it is a mail or an archive, it is opened later."""

    name: str
    data: bytes
    kind: FileKind
    why: tuple[Remark, ...] = ()
    """For an archive: the reasons why some of it was not taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unopened:
    """One mail, or one file without a mail, before it is opened. `where`: its location, for people."""

    head: Head
    where: str
    load: Callable[[], Mail | LooseFile]
    number: int = 0
    """The number among the mails of its mailbox, from 0."""
    uid: str = ""
    """The mail's number in a mailbox on a server."""

    @property
    def sort_key(self) -> tuple[datetime, str, str, str, int]:
        """Sorts mails by time, then files without a mail by name, wherever they were stored."""
        return (
            self.head.sent or _END_OF_TIME,
            self.head.message_id,
            self.head.key,
            "" if self.head.key else self.where,
            self.number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A file that contains mails or files, with remarks about contents that could not be taken out."""

    path: Path
    remarks: tuple[Remark, ...] = ()
    opened: bool = True


def find_mails(
    sources: Sequence[Path], inbox: Path, progress: Callable[[int, int, str], None]
) -> tuple[list[Unopened], list[Container]]:
    """The mails and loose files in `sources`, in order, and the containers among the files.

    Loose files already in `inbox` are left where they are. `progress` is called with the number of processed files, the
    number of all files, and the name of the present file. Raises `NotDoneError` for a file that cannot be read.
    """
    unopened: list[Unopened] = []
    containers: list[Container] = []
    try:
        (files, links), named_sources = _distinct_files(sources), frozenset(sources)
    except OSError as error:  # an unreadable folder: mails may be in it
        raise NotDoneError("cannot-read", file=str(error.filename), reason=system_reason(error)) from error
    containers += [
        Container(path=link, remarks=(Remark("folder-in-circle", link.name),), opened=False) for link in links
    ]
    for number, (path, name) in enumerate(files, start=1):
        there = Path(os.path.abspath(path)).is_relative_to(os.path.abspath(inbox))

        def report_read(count: int, number: int = number, name: str = name) -> None:
            progress(number - 1, len(files), f"{name} ({count})")

        try:
            _add_contents(path, name, there, path in named_sources, unopened, containers, report_read)
        except OSError as error:
            raise NotDoneError("cannot-read", file=str(path), reason=system_reason(error)) from error
        progress(number, len(files), name)
    return sorted(unopened, key=lambda m: m.sort_key), containers


def _distinct_files(sources: Sequence[Path]) -> tuple[list[tuple[Path, str]], list[Path]]:
    """The files of all sources, each with its name within the source; and the links that are not followed.

    A file that is in two sources is taken from the first source.
    """
    files: dict[str, tuple[Path, str]] = {}
    links: list[str] = []
    for source in sources:
        for path, name in _files_in(source, links.append):
            if path.is_file():
                files.setdefault(os.path.realpath(path), (path, name))
    return list(files.values()), [Path(link) for link in links]


def _files_in(source: Path, circle: Callable[[str], None]) -> Iterator[tuple[Path, str]]:
    """The files of a source, each with its name within it, in order."""
    if not source.is_dir():
        yield source, source.name
        return
    for parent, folders, files in walk(source, set(), refused=raise_error, circle=circle):
        # In a Maildir only delivered mails: `tmp` holds mails that are still being written.
        if {"cur", "new", "tmp"} <= set(folders):
            folders.remove("tmp")
        in_maildir = Path(parent).name in ("cur", "new")
        for name in files:
            if (in_maildir and not name.startswith(".")) or not _SKIPPED.match(name):
                path = Path(parent) / name
                yield path, path.relative_to(source).as_posix()


def raise_error(error: OSError) -> None:
    """Raise the error of `walk`: an unreadable folder ends the run."""
    raise error


def _add_contents(
    path: Path,
    name: str,
    in_inbox: bool,
    is_named: bool,
    unopened: list[Unopened],
    containers: list[Container],
    report_read: Callable[[int], None],
) -> None:
    """Adds the mails and files in one file; `report_read` is called with the number of mails read so far.

    `in_inbox`: the file is in the inbox; `is_named`: the user named the file, not a folder that contains it.
    """
    size = path.stat().st_size
    with open_to_read(path) as stream:
        start = stream.read(_HEAD)
    if start.startswith(b"From ") and is_probably_mail(start):
        containers.append(Container(path=path))
        for one in _mails_in_mbox(path, name):
            unopened.append(one)
            report_read(one.number + 1)
    elif start.startswith(_OUTLOOK_STORE):
        containers.append(Container(path=path, remarks=(Remark("source-not-opened", name),), opened=False))
    elif size > MAX_MAIL:
        containers.append(Container(path=path, remarks=(Remark("mail-too-large", f"{size / 2**20:.0f} MB"),)))
    elif is_probably_mail(start):
        containers.append(Container(path=path))
        whole = b"\n\n" in start or b"\r\n\r\n" in start
        head = read_head(start if whole else read_whole(path))
        unopened.append(Unopened(head=head, where=name, load=lambda: read_mail(read_whole(path))))
    else:
        data = read_whole(path)
        kind = kind_of(data, name)
        if kind in ("msg", "archive"):
            remarks: list[Remark] = []
            unopened += _mails_in(data, name, kind, Budget(), remarks, 0)
            containers.append(Container(path=path, remarks=tuple(remarks)))
        elif is_named and kind == "other":
            containers.append(Container(path=path, remarks=(Remark("source-not-opened", name),), opened=False))
        elif not in_inbox and kind != "other":  # other files in a folder are no reports
            unopened.append(
                Unopened(head=Head(), where=name, load=lambda: LooseFile(name=name, data=read_whole(path), kind=kind))
            )


def _mails_in(
    data: bytes, name: str, kind: FileKind, budget: Budget, remarks: list[Remark], depth: int
) -> Iterator[Unopened]:
    """Yields the mails and files in a `.msg` or an archive, within the budget; they stay in memory until filed."""
    if kind == "msg":
        from toolkit.mail.msg import read_msg

        yield Unopened(head=read_msg(data).head, where=name, load=lambda: read_msg(data))
    elif kind == "mail":
        yield Unopened(head=read_head(data), where=name, load=lambda: read_mail(data))
    elif kind == "mbox":
        for number, (start, end) in enumerate(mbox_offsets(data)):
            piece = data[start:end]
            yield Unopened(head=read_head(piece), where=name, number=number, load=partial(read_mail, piece))
    elif kind == "archive" and depth >= MAX_DEPTH:
        remarks.append(Remark("nested-too-deep", name))
    elif kind == "archive":
        why: list[Remark] = []
        for member in archived_files(data, budget):
            if isinstance(member, Remark):
                why.append(member)
            else:
                yield from _mails_in(member[1], member[0], kind_of(member[1], member[0]), budget, remarks, depth + 1)
        if why:
            # If some contents cannot be taken out, the coordinator gets the archive itself.
            loose = LooseFile(name=name, data=data, kind="packed", why=one_per_code(why))
            yield Unopened(head=Head(), where=name, load=lambda: loose)
    else:
        yield Unopened(head=Head(), where=name, load=lambda: LooseFile(name=name, data=data, kind=kind))


def _mails_in_mbox(path: Path, name: str) -> Iterator[Unopened]:
    with open_to_read(path) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, (start, end) in enumerate(mbox_offsets(data)):
            head = read_head(data[start : min(end, start + _HEAD)])
            yield Unopened(head=head, where=name, number=number, load=_mail_loader(path, start, end))


def _mail_loader(path: Path, start: int, end: int) -> Callable[[], Mail]:
    def load() -> Mail:
        if end - start > MAX_MAIL:
            size = f"{(end - start) / 2**20:.0f} MB"
            return Mail(head=Head(), remarks=(Remark("mail-too-large", size),))
        with open_to_read(path) as stream:
            stream.seek(start)
            return read_mail(stream.read(end - start))

    return load


def _start_lines(data: bytes | mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yields start and end of each line that begins a mail; bytes are searched, since mailboxes grow to gigabytes."""
    at = -1 if data[:5] == b"From " else data.find(b"\nFrom ")
    first = True
    while first or at >= 0:
        match = _FROM_LINE.match(data, at + 1)
        if match:
            yield match.span()
        at = data.find(b"\nFrom ", at + 1)
        first = False


def mbox_offsets(data: bytes | mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yields start and end, as offsets in bytes, of each mail of an mbox (RFC 4155) without its `From ` line."""
    # If the first line has no year, the file is a single mail that was saved with that line.
    lines = list(_start_lines(data)) or [(0, data.find(b"\n") + 1)]
    for (_, start), following in zip(lines, [*lines[1:], (len(data), 0)], strict=True):
        yield start, following[0]
