"""LibreOffice, if it is installed: converts a document to another format.

The program returns 0 even where it could not read a file, and two runs in one profile fail. So each run has a separate
profile, separate folders and a time limit, and it has succeeded if it wrote the file.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import system_reason

Target = Literal["pdf", "docx"]
#: Seconds for one document; the first start on a slow machine takes half a minute.
TIMEOUT = 120.0
_FIRST_BYTES = {"pdf": b"%PDF", "docx": b"PK\x03\x04"}
#: The paths of the program when it is not on `PATH`.
_USUAL_PATHS = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def program_path() -> str | None:
    """The path of LibreOffice on this machine; None where it is not installed."""
    installed = shutil.which("soffice") or shutil.which("libreoffice")
    return installed or next((path for path in _USUAL_PATHS if Path(path).is_file()), None)


def convert(data: bytes, ending: str, to: Target, name: str, *, timeout: float = TIMEOUT) -> bytes:
    """The document `data` (a file ending in `ending`, such as `.doc`) as a `to` file. `name` is for errors.

    Raises `NotDoneError`: `no-office`, `office-too-slow`, `office-failed`, `no-temporary-files`.
    """
    office = program_path()
    if office is None:
        raise NotDoneError("no-office", file=name)
    with _work_files(), tempfile.TemporaryDirectory(prefix="toolkit-office-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source, target = home / f"document{ending}", home / "made"
        source.write_bytes(data)
        target.mkdir()
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = [
            office,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(target),
            str(source),
        ]
        _run(command, name, timeout)
        output = target / f"document.{to}"
        content = output.read_bytes() if output.is_file() else b""
    if not content.startswith(_FIRST_BYTES[to]):
        raise NotDoneError("office-failed", file=name)
    return content


def _run(command: list[str], name: str, timeout: float) -> None:
    """Run the program; when the time is up, end it and all processes that it started."""
    session = {"start_new_session": True} if sys.platform != "win32" else {}
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **session
        )  # type: ignore[call-overload]
    except OSError as error:
        raise NotDoneError("office-failed", file=name) from error
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise NotDoneError("office-too-slow", file=name, seconds=f"{timeout:.0f}") from error
    finally:
        _end_processes(process)


def _end_processes(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _work_files() -> Iterator[None]:
    """A context for temporary files. Raises `NotDoneError` (`no-temporary-files`) where the system refuses them."""
    try:
        yield
    except OSError as error:
        folder = tempfile.tempdir or os.environ.get("TMPDIR") or "TMPDIR"
        reason = system_reason(error)
        raise NotDoneError("no-temporary-files", folder=str(folder), reason=reason) from error
