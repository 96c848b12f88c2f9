"""The contents of a `.rar`: unpacked in a separate process, so that a hostile archive harms that process only.

Nothing is written to a disk: names and contents come through a pipe, as plain text and bytes. Parts of a split archive
and links are not opened.
"""

import json
import time
from multiprocessing.connection import Connection
from typing import Any

from toolkit.files.gate import GRACE, MAX_PART, MAX_RATIO
from toolkit.files.processes import SeparateProcess, isolate
from toolkit.mail.headers import decode_bytes
from toolkit.mail.message import Remark

MAGIC = b"Rar!\x1a\x07"
_SECONDS = 60.0  # the most seconds for unpacking one archive: 512 MB take some four seconds
_MEMORY = 1536 * 1024 * 1024  # the most bytes of memory for unpacking one archive
_HEADERS = 100_000  # the most headers that are read
_LIST = 64 * 1024 * 1024  # the most bytes of the list of names
#: The name in the refusal of an archive whose names also need a password.
_ALL = "*"

_Listing = list[tuple[str, str]]


def rar_files(data: bytes, size: int, files: int) -> list[tuple[str, bytes] | Remark]:
    """The files in a `.rar`, as `archived_files` has them: at most `files`, with at most `size` bytes together.
    Raises `NotDoneError` (`workers-not-begun`) if no process can be started.
    """
    apart = SeparateProcess(_serve, (data, size, files, _MEMORY), _MEMORY)
    members: list[tuple[str, bytes] | Remark] = []
    try:
        apart.begin()
        until = time.monotonic() + _SECONDS
        listed: _Listing = json.loads(apart.receive(until, _LIST))
        for code, name in listed:
            content = b"" if code else apart.receive(until, size)
            size -= len(content)
            members.append(Remark(code, name) if code else (name, content))
    except TimeoutError:
        members.append(Remark("archive-too-large", f"> {_SECONDS:g} s"))
    except (EOFError, OSError, ValueError):  # the process has died, or its answer is invalid
        members.append(Remark("archive-damaged"))
    finally:
        apart.end()
    return members


# --- In the process ------------------------------------------------------------------------------


def _serve(pipe: Connection, data: bytes, size: int, files: int, memory: int) -> None:
    isolate(memory)
    listed, contents = _unpacked_files(data, size, files)
    pipe.send_bytes(json.dumps(listed).encode())
    for content in contents:
        pipe.send_bytes(content)


def _unpacked_files(data: bytes, size: int, files: int) -> tuple[_Listing, list[bytes]]:
    """The files' names, each with "" or the reason why it is not opened; and the contents of the opened ones."""
    try:
        import rars
    except ImportError:  # the library is not available for this kind of machine
        return [("archive-not-opened", "")], []
    options = rars.ReadOptions(
        max_header_count=_HEADERS,
        max_total_output_bytes=size,
        max_member_output_bytes=MAX_PART,
        rar50_dictionary_size_limit=MAX_PART,
    )
    try:
        archive = rars.RarFile.from_bytes(data, options=options)
        entries = [e for e in archive.infolist() if not e.is_dir()]
    except rars.PasswordRequired:
        return [("archive-locked", _ALL)], []
    except (rars.Error, MemoryError):
        return [("archive-damaged", "")], []
    listed: _Listing = []
    packed = 0
    for entry in entries:
        # In a solid archive a file can only be unpacked after all files before it.
        packed = entry.compress_size + (packed if entry.is_solid else 0)
        content = entry.file_size or 0
        too_large = len(listed) >= files or content > min(size, max(GRACE, MAX_RATIO * packed))
        code = "archive-too-large" if too_large else _refusal_code(archive, entry)
        listed.append((code, decode_bytes(entry.orig_filename_bytes)))
        if too_large:
            break
        size -= 0 if code else content
    wanted = [entry for entry, (code, _) in zip(entries, listed, strict=False) if not code]
    try:
        return listed, archive.read_many(wanted, options=options)
    except (rars.Error, MemoryError, KeyError):
        return _unpack_singly(archive, entries, listed, options)


def _unpack_singly(archive: Any, entries: list[Any], reported: _Listing, options: Any) -> tuple[_Listing, list[bytes]]:
    """As `_unpacked_files`, for an archive in which some files turn out to be unreadable."""
    import rars

    contents: list[bytes] = []
    after: _Listing = []
    for entry, (code, name) in zip(entries, reported, strict=False):
        if not code:
            try:
                contents.append(archive.read(entry, options=options))
            except rars.PasswordRequired:
                code = "archive-locked"
            except MemoryError:
                code = "archive-too-large"
            except (rars.Error, KeyError):
                code = "archive-damaged"
        after.append((code, name))
    return after, contents


def _refusal_code(archive: Any, entry: Any) -> str:
    import rars

    if entry.is_encrypted:
        return "archive-locked"
    if entry.is_split_before or entry.is_split_after:
        return "archive-not-opened"
    try:
        archive.readlink(entry)
    except rars.Error:
        return ""
    return "archive-not-opened"
