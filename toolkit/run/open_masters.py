"""Masters given as input, each opened in a process of its own: however large or hostile, it costs only itself.

What a master holds travels as packs, submission by submission, and is kept so in the store.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from toolkit.master.read import MasterContent, read_master
from toolkit.messages.errors import NotDoneError
from toolkit.model import Decision, Edit
from toolkit.model.packing import pack, unpack
from toolkit.run.workers import Limits, begin, guard, may_go_on

#: What a master may take beyond one file's limits, for each MB of it: seconds, and bytes.
_SECONDS, _BYTES = 2.0, 64
#: Before what went wrong. As the length of a piece it would be 4 GB, which no piece has.
_FAILED = b"\xff\xff\xff\xff"
_LENGTH = struct.Struct("<I")
_ABOUT = ("campaign", "definition", "toolkit", "whole", "changed", "rewritten", "asked")


def open_masters(files: Sequence[tuple[Path, str]], *, workers: int, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """(place in `files`, packed content) of each, as they are done;
    the content of one that failed is as `unpack_content` refuses.
    """
    waiting = list(range(len(files)))[::-1]
    running: dict[Connection, tuple[int, Any, float, list[bytes]]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, workers):
                task = waiting.pop()
                started = _start(files[task][0], limits)
                running[started[0]] = (task, *started[1:], [])
            for pipe in _ready(running):
                task, process, deadline, pieces = running[pipe]
                state = _receive(pipe, pieces, deadline)
                if state is None:
                    continue
                del running[pipe]
                _end(pipe, process)
                if not pieces:
                    may_go_on(process)
                yield task, state
    finally:
        for pipe, (_, process, _, _) in running.items():
            _end(pipe, process)


def _start(path: Path, limits: Limits) -> tuple[Connection, Any, float]:
    size = path.stat().st_size if path.is_file() else 0
    own = Limits(timeout=limits.timeout + _SECONDS * size / 2**20, memory=limits.memory + _BYTES * size)
    here, process = begin(_serve, path, own)
    return here, process, time.monotonic() + own.timeout + 20.0


def _ready(running: dict[Connection, tuple[int, Any, float, list[bytes]]]) -> list[Connection]:
    said = wait(list(running), 0.5)
    late = [pipe for pipe, (_, _, deadline, _) in running.items() if time.monotonic() >= deadline]
    return list(dict.fromkeys([*(p for p in said if isinstance(p, Connection)), *late]))


def _receive(pipe: Connection, pieces: list[bytes], deadline: float) -> bytes | None:
    """The whole content where it is all there, or what is wrong; None where more is to come."""
    try:
        while pipe.poll(0):
            piece = pipe.recv_bytes()
            if not piece:
                return b"".join(pieces)
            if piece.startswith(_FAILED):
                return piece
            pieces.append(piece)
    except (EOFError, OSError):
        return _FAILED + b"reader-died"
    return _FAILED + b"took-too-long" if time.monotonic() >= deadline else None


def _end(pipe: Connection, process: Any) -> None:
    with suppress(OSError):
        pipe.close()
    if process.is_alive():
        process.kill()
    process.join(5)


def _serve(pipe: Connection, path: Path, limits: Limits) -> None:
    """Read one master and send what it holds, piece by piece; an empty piece ends it."""
    guard(limits.memory)
    try:
        content = read_master(path)
    except NotDoneError as error:
        pipe.send_bytes(_FAILED + error.code.encode())
        return
    except BaseException as error:  # noqa: BLE001 -- a panic of the reader is not an Exception
        pipe.send_bytes(_FAILED + type(error).__name__.encode())
        return
    for piece in _pieces(content):
        pipe.send_bytes(piece)
    pipe.send_bytes(b"")


def _pieces(content: MasterContent) -> Iterator[bytes]:
    about = {name: getattr(content, name) for name in _ABOUT}
    about |= {
        "as_of": content.as_of and content.as_of.isoformat(),
        "edits": [asdict(e) for e in content.edits],
        "decisions": [asdict(d) for d in content.decisions],
    }
    yield _long(json.dumps(about, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for submission in content.submissions:
        yield _long(submission.source.file.encode("utf-8", "surrogatepass")) + _long(pack(submission))


def _long(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def unpack_content(data: bytes, name: str) -> MasterContent | str:
    """The master's content, without its groups; or the reason why there is none.

    `data` is what `open_masters` gave. Raises one of `packing.DAMAGED` where it is something else.
    """
    if data.startswith(_FAILED):
        return data[len(_FAILED) :].decode("ascii", "replace")
    about, *rest = _cut(data)
    said = json.loads(about.decode("utf-8", "surrogatepass"))
    names = (x.decode("utf-8", "surrogatepass") for x in rest[::2])
    submissions = tuple(unpack(packed, file) for file, packed in zip(names, rest[1::2], strict=True))
    return MasterContent(
        file=name,
        campaign=said["campaign"],
        definition=said["definition"],
        toolkit=said["toolkit"],
        as_of=date.fromisoformat(said["as_of"]) if said["as_of"] else None,
        submissions=submissions,
        groups=(),
        edits=tuple(map(_edit, said["edits"])),
        decisions=tuple(Decision(**d) for d in said["decisions"]),
        whole=said["whole"],
        changed=tuple(said["changed"]),
        rewritten=tuple(map(tuple, said["rewritten"])),
        asked=said["asked"],
    )


def _edit(values: dict[str, Any]) -> Edit:
    given: dict[str, Any] = {key: tuple(x) if isinstance(x, list) else x for key, x in values.items()}
    return Edit(**given)


def _cut(data: bytes) -> list[bytes]:
    view, pieces, place = memoryview(data), [], 0
    while place < len(data):
        (length,) = _LENGTH.unpack_from(view, place)
        place += _LENGTH.size
        if place + length > len(data):
            raise ValueError("cut short")
        pieces.append(bytes(view[place : place + length]))
        place += length
    return pieces


def failed(data: bytes) -> bool:
    """Whether a master could not be opened."""
    return data.startswith(_FAILED)
