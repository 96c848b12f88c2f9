"""An agency's report, read in a separate process, so that a hostile file harms only that process.

The answer is JSON, not a pickle: the process may have been taken over, and nothing that comes from it is run.
"""

import json
import time
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from toolkit.documents.lines import CellExtent, Line, report_format
from toolkit.documents.reading import read_lines
from toolkit.files.processes import SeparateProcess, cause_of_death, isolate
from toolkit.messages.errors import NotDoneError
from toolkit.run.workers import Limits

#: The limits of reading one report; some hundred pages take a few seconds.
LIMITS = Limits(timeout=60.0)
#: The most lines (some four hundred pages) and characters that are read; a small file may hold many times more.
MOST_LINES, MOST_CHARACTERS = 20_000, 5_000_000
#: The most bytes that an answer may take.
_MOST = 64 * 1024 * 1024


def read_report(data: bytes, name: str, limits: Limits = LIMITS) -> tuple[Line, ...]:
    """The lines of any report file; PDF and Word files are read in a separate process.

    Raises NotDoneError as `read_lines` does, `letter-too-many-lines`, and for what is read in a process
    `letter-took-too-long`, `letter-reader-died`, `letter-reader-failed`, `workers-not-begun`.
    """
    if report_format(data, name) == "text":
        return _within_limits(read_lines(data, name), name)
    apart = SeparateProcess(_serve, (data, name, limits.memory), limits.memory)
    try:
        apart.begin()
        answer = _answer(apart, name, limits)
    finally:
        apart.end()
    if "code" in answer:
        raise NotDoneError(str(answer["code"]), **{str(k): str(v) for k, v in answer["arguments"].items()})
    return tuple(Line(**{**line, "extent": CellExtent(**line["extent"])}) for line in answer["lines"])


def _within_limits(lines: tuple[Line, ...], name: str) -> tuple[Line, ...]:
    if len(lines) > MOST_LINES or sum(len(line.text) for line in lines) > MOST_CHARACTERS:
        arguments = {"lines": len(lines), "most": MOST_LINES, "letters": MOST_CHARACTERS}
        raise NotDoneError("letter-too-many-lines", file=name, **{key: str(n) for key, n in arguments.items()})
    return lines


def _answer(apart: SeparateProcess, name: str, limits: Limits) -> dict[str, Any]:
    """The answer of the process within its limits. Raises `NotDoneError` where no answer comes."""
    deadline = time.monotonic() + limits.timeout
    # Suppressed where the process has died, or its answer is not valid.
    with suppress(OSError, EOFError, ValueError):
        answer: dict[str, Any] = json.loads(apart.receive(deadline, _MOST))
        return answer
    apart.process.join(0.2)
    if apart.process.exitcode is None and time.monotonic() >= deadline:
        raise NotDoneError("letter-took-too-long", file=name, seconds=f"{limits.timeout:g}")
    raise NotDoneError("letter-reader-died", file=name, cause=cause_of_death(apart.process.exitcode))


# --- In the process -------------------------------------------------------------------------------


def _serve(pipe: Connection, data: bytes, name: str, memory: int) -> None:
    isolate(memory)
    pipe.send_bytes(json.dumps(_read_answer(data, name)).encode())


def _read_answer(data: bytes, name: str) -> dict[str, Any]:
    try:
        return {"lines": [asdict(line) for line in _within_limits(read_lines(data, name), name)]}
    except NotDoneError as error:
        return {"code": error.code, "arguments": error.arguments}
    except MemoryError:
        return {"code": "letter-reader-died", "arguments": {"file": name, "cause": "memory"}}
    except Exception as error:  # noqa: BLE001 -- an error of the toolkit is reported, with its location
        return {"code": "letter-reader-failed", "arguments": {"file": name, "cause": _error_location(error)}}


def _error_location(error: Exception) -> str:
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
