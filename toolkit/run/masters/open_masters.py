"""Masters as input, each opened in a separate process, so that a large or hostile master harms only that process.

The contents of a master are sent as packs, submission by submission, and stored in the same form.
"""

import json
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from toolkit.files.processes import SeparateProcess, isolate
from toolkit.master.read import MasterContent, read_master
from toolkit.messages.errors import NotDoneError
from toolkit.model import Acceptance, Correction, Decision, Edit, Kept, Review
from toolkit.model.packing import pack, unpack
from toolkit.run.workers import MOST_AT_ONCE, Limits

#: What a master gets beyond the limits of one file: seconds for each MB, and bytes of memory for each byte.
_SECONDS, _BYTES = 2.0, 64
#: The beginning of an error: as the length of a piece it would mean 4 GB, which no piece has.
_FAILED = b"\xff\xff\xff\xff"
_LENGTH = struct.Struct("<I")
#: Fields of a master's content that are not sent: merging computes them again from all parts or from corrections.
NOT_SENT = frozenset({"groups", "counted", "corrected_cells", "left_out", "totals"})
#: Fields that are converted before they are sent; all other fields are sent as JSON.
_SEPARATE = frozenset({"file", "as_of", "submissions", "edits", "decisions", "kept"})
_ABOUT = tuple(f.name for f in fields(MasterContent) if f.name not in NOT_SENT | _SEPARATE)


@dataclass(slots=True)
class _Opening:
    """A master that is being opened: its position in `files`, its process, and its time limit."""

    task: int
    limits: Limits
    apart: SeparateProcess
    deadline: float
    pieces: list[bytes] = field(default_factory=list)

    def begin_work(self) -> bool:
        """Hand over the arguments; returns False where the process has not begun in time, or has died."""
        begun = self.apart.hand_over()
        self.deadline = time.monotonic() + self.limits.timeout
        return begun


def open_masters(files: Sequence[tuple[Path, str]], *, workers: int, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Yields (position in `files`, packed content) of each master when it is done, or the packed reason where it
    failed.

    Raises `NotDoneError` (`workers-not-begun`) where a process does not begin.
    """
    waiting = list(range(len(files)))[::-1]
    running: list[_Opening] = []
    try:
        while waiting or running:
            while waiting and len(running) < max(1, min(workers, MOST_AT_ONCE)):
                task = waiting.pop()
                running.append(_start_opening(task, files[task][0], limits))
            for opening in _ready(running):
                if not opening.apart.has_begun:
                    if not opening.begin_work():
                        raise NotDoneError("workers-not-begun")
                    continue
                state = _receive(opening)
                if state is None:
                    continue
                running.remove(opening)
                opening.apart.end()
                yield opening.task, state
    finally:
        for opening in running:
            opening.apart.end()


def _start_opening(task: int, path: Path, limits: Limits) -> _Opening:
    size = path.stat().st_size if path.is_file() else 0
    wider = Limits(timeout=limits.timeout + _SECONDS * size / 2**20, memory=limits.memory + _BYTES * size)
    apart = SeparateProcess(_serve, (path, wider), wider.memory)
    return _Opening(task, wider, apart, time.monotonic() + wider.timeout if apart.has_begun else apart.until)


def _ready(running: Sequence[_Opening]) -> list[_Opening]:
    """The masters whose processes have sent something or ended, or whose time is up."""
    handles: dict[Any, _Opening] = {}
    for opening in running:
        handles[opening.apart.pipe] = handles[opening.apart.process.sentinel] = opening
    ready = {id(handles[h]) for h in wait(list(handles), 0.5)}
    now = time.monotonic()
    return [o for o in running if id(o) in ready or now >= o.deadline or o.apart.is_too_large()]


def _receive(opening: _Opening) -> bytes | None:
    """The whole content once it is complete, or the error; None while more is to come."""
    pipe, pieces = opening.apart.pipe, opening.pieces
    # Checked before reading: once the process has ended, the pipe has everything that it sent.
    ended = opening.apart.process.exitcode is not None
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
    if ended or opening.apart.is_too_large():
        return _FAILED + b"reader-died"
    return _FAILED + b"took-too-long" if time.monotonic() >= opening.deadline else None


def _serve(pipe: Connection, path: Path, limits: Limits) -> None:
    """Read one master and send its contents, piece by piece; an empty piece marks the end."""
    isolate(limits.memory)
    for piece in packed(path):
        pipe.send_bytes(piece)
    pipe.send_bytes(b"")


def packed(path: Path) -> Iterator[bytes]:
    """Yields the contents of a master in pieces; for a master that cannot be read the reason, as the only piece."""
    try:
        content = read_master(path)
    except NotDoneError as error:
        yield _FAILED + f"{error.code}\n{error.arguments.get('value', '')}".encode("utf-8", "replace")
        return
    except BaseException as error:  # noqa: BLE001 -- a panic of the reader is not an Exception
        yield _FAILED + type(error).__name__.encode()
        return
    about = {name: getattr(content, name) for name in _ABOUT}
    about |= {
        "as_of": content.as_of and content.as_of.isoformat(),
        "edits": [asdict(e) for e in content.edits],
        "decisions": [asdict(d) for d in content.decisions],
        "corrections": [asdict(c) for c in content.kept.corrections],
        "acceptances": [asdict(a) for a in content.kept.acceptances],
        "reviews": [asdict(r) for r in content.kept.reviews],
        "officers": dict(content.kept.officers),
    }
    yield _with_length(json.dumps(about, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for submission in content.submissions:
        yield _with_length(submission.source.file.encode("utf-8", "surrogatepass")) + _with_length(pack(submission))


def _with_length(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def unpack_content(data: bytes, name: str) -> MasterContent | str:
    """The content of a master, without the fields `NOT_SENT`; or the reason why it could not be opened. `data` is from
    `open_masters`. Raises one of `packing.DAMAGED` for anything else."""
    if data.startswith(_FAILED):
        return data[len(_FAILED) :].decode("utf-8", "replace")
    about, *rest = _pieces_of(data)
    header = json.loads(about.decode("utf-8", "surrogatepass"))
    names = (x.decode("utf-8", "surrogatepass") for x in rest[::2])
    submissions = tuple(unpack(packed, file) for file, packed in zip(names, rest[1::2], strict=True))
    return MasterContent(
        file=name,
        as_of=date.fromisoformat(header["as_of"]) if header["as_of"] else None,
        submissions=submissions,
        groups=(),
        edits=tuple(Edit(**{key: _as_tuples(x) for key, x in e.items()}) for e in header["edits"]),
        decisions=tuple(Decision(**d) for d in header["decisions"]),
        kept=Kept(
            corrections=tuple(Correction(**c) for c in header.get("corrections", ())),
            acceptances=tuple(Acceptance(**a) for a in header.get("acceptances", ())),
            reviews=tuple(Review(**r) for r in header.get("reviews", ())),
            officers=header.get("officers", {}),
        ),
        **{name: _as_tuples(header[name]) for name in _ABOUT},
    )


def _as_tuples(value: Any) -> Any:
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value


def _pieces_of(data: bytes) -> list[bytes]:
    view, pieces, start = memoryview(data), [], 0
    while start < len(data):
        (length,) = _LENGTH.unpack_from(view, start)
        start += _LENGTH.size
        if start + length > len(data):
            raise ValueError("cut short")
        pieces.append(bytes(view[start : start + length]))
        start += length
    return pieces


def is_failure(data: bytes) -> bool:
    """Whether the data (from `open_masters`) is the reason why a master could not be opened."""
    return data.startswith(_FAILED)
