"""An agency's report, read in a process of its own: what a hostile one does to its reader costs that process.

The answer is plain text, not Python's own form of records: of a process that may have been taken over nothing is run.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from toolkit.documents.lines import CellExtent, Line, report_format
from toolkit.documents.reading import read_lines
from toolkit.files.processes import Apart, cause_of, guard
from toolkit.messages.errors import NotDoneError
from toolkit.run.workers import Limits

#: What reading one report may take: some hundred pages are read within a few seconds.
LIMITS = Limits(timeout=60.0)
#: So many lines, some four hundred pages, and letters are looked through; a small file may hold a thousand times more.
MOST_LINES, MOST_LETTERS = 20_000, 5_000_000
#: The most bytes that an answer may take.
_MOST = 64 * 1024 * 1024


def read_report(data: bytes, name: str, limits: Limits = LIMITS) -> tuple[Line, ...]:
    """The lines of any report file; those of a PDF or Word file are read in a process of its own.

    Raises NotDoneError as `read_lines` does, `letter-too-many-lines`, and for what is read in a process
    `letter-took-too-long`, `letter-reader-died`, `letter-reader-failed`, `workers-not-begun`.
    """
    if report_format(data, name) == "text":
        return _not_too_many(read_lines(data, name), name)
    apart = Apart(_serve, (data, name, limits.memory), limits.memory)
    try:
        apart.begin()
        answer = _answer(apart, name, limits)
    finally:
        apart.end()
    if "code" in answer:
        raise NotDoneError(str(answer["code"]), **{str(k): str(v) for k, v in answer["arguments"].items()})
    return tuple(Line(**{**line, "extent": CellExtent(**line["extent"])}) for line in answer["lines"])


def _not_too_many(lines: tuple[Line, ...], name: str) -> tuple[Line, ...]:
    if len(lines) > MOST_LINES or sum(len(line.text) for line in lines) > MOST_LETTERS:
        arguments = {"lines": len(lines), "most": MOST_LINES, "letters": MOST_LETTERS}
        raise NotDoneError("letter-too-many-lines", file=name, **{key: str(n) for key, n in arguments.items()})
    return lines


def _answer(apart: Apart, name: str, limits: Limits) -> dict[str, Any]:
    """What the process says within its limits."""
    deadline = time.monotonic() + limits.timeout
    # It has died, or what it says is no answer.
    with suppress(OSError, EOFError, ValueError):
        answer: dict[str, Any] = json.loads(apart.receive(deadline, _MOST))
        return answer
    apart.process.join(0.2)
    if apart.process.exitcode is None and time.monotonic() >= deadline:
        raise NotDoneError("letter-took-too-long", file=name, seconds=f"{limits.timeout:g}")
    raise NotDoneError("letter-reader-died", file=name, cause=cause_of(apart.process.exitcode))


# --- In the process -------------------------------------------------------------------------------


def _serve(pipe: Connection, data: bytes, name: str, memory: int) -> None:
    guard(memory)
    pipe.send_bytes(json.dumps(_read(data, name)).encode())


def _read(data: bytes, name: str) -> dict[str, Any]:
    try:
        return {"lines": [asdict(line) for line in _not_too_many(read_lines(data, name), name)]}
    except NotDoneError as error:
        return {"code": error.code, "arguments": error.arguments}
    except MemoryError:
        return {"code": "letter-reader-died", "arguments": {"file": name, "cause": "memory"}}
    except Exception as error:  # noqa: BLE001 -- a mistake of ours in reading is told as one, with its place
        return {"code": "letter-reader-failed", "arguments": {"file": name, "cause": _place(error)}}


def _place(error: Exception) -> str:
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
