"""LibreOffice for tests: convert and recalculate a workbook.

One LibreOffice is kept running for each process of the test run, and a second one that recalculates what it loads: a
program started in the profile of a running one passes its work on and ends. If none runs, it does the work itself.
LibreOffice returns 0 even if it could not load a file, so what counts is the file it leaves behind.
"""

import atexit
import functools
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeVar

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

#: Set to 1 if LibreOffice must be there: tests that need it then fail without it.
REQUIRE = "TOOLKIT_REQUIRE_OFFICE"
TIMEOUT = 180.0

Target = Literal["pdf", "xlsx", "ods", "xls", "fods", "docx", "doc", "odt", "rtf"]
#: The rows of each sheet, by its name.
Values = dict[str, list[list[object]]]
_Test = TypeVar("_Test", bound=Callable[..., Any])

_SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
_OLD = b"\xd0\xcf\x11\xe0"
_FIRST_BYTES = {"pdf": b"%PDF", "xls": _OLD, "doc": _OLD, "rtf": b"{\\rtf", "fods": b"<?xml"}
_FIRST_BYTES |= dict.fromkeys(("xlsx", "ods", "docx", "odt"), b"PK")
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
# One program at a time in a profile: two at once in the same one fail.
_lock = threading.Lock()


#: The marks of tests that need LibreOffice, which are slow: for a case of a test too (`pytest.param`).
LIBREOFFICE = (
    pytest.mark.slow,
    pytest.mark.libreoffice,
    pytest.mark.skipif(
        _SOFFICE is None and os.environ.get(REQUIRE) != "1",
        reason=f"LibreOffice (soffice) is not installed; {REQUIRE}=1 fails here",
    ),
)


def needs_libreoffice(test: _Test) -> _Test:
    """Marks a test (or a class of tests) that needs LibreOffice; skipped if there is none."""
    for mark in LIBREOFFICE:
        test = mark(test)
    return test


def office_program() -> str:
    """LibreOffice's program."""
    assert _SOFFICE is not None
    return _SOFFICE


def convert(path: Path | str, to: Target = "pdf", folder: Path | str | None = None) -> Path:
    """Converts a document with LibreOffice; the result is in `folder` (default: a new temporary one)."""
    path, target = Path(path), _folder(folder)
    if target / f"{path.stem}.{to}" == path.resolve():
        raise ValueError(f"converting {path.name} into its own folder would overwrite it")
    return convert_all([path], target, to)[0]


def convert_all(
    paths: Sequence[Path], folder: Path, to: Target = "pdf", *, at_once: int = 40, recalculating: bool = False
) -> list[Path]:
    """The same of many, whose names must differ; one program converts `at_once` of them."""
    made = [folder / f"{path.stem}.{to}" for path in paths]
    for start in range(0, len(paths), at_once):
        for old in made[start : start + at_once]:
            old.unlink(missing_ok=True)
        done = _run_office(to, folder, [p.resolve(strict=True) for p in paths[start : start + at_once]], recalculating)
        for result in made[start : start + at_once]:
            if not result.is_file() or not result.read_bytes().startswith(_FIRST_BYTES[to]):
                raise AssertionError(f"LibreOffice made no {result.name}: {done.stdout} {done.stderr}")
    return made


def recalculate(path: Path | str) -> Values:
    """Every sheet's values after LibreOffice has recalculated all formulas, by sheet name. Rows and columns keep their
    addresses (`values["Sheet"][row][column]`, from 0), blanks are "", numbers are floats, errors are their text
    (`#DIV/0!`)."""
    return recalculate_all([Path(path)])[Path(path)]


def recalculate_all(paths: Sequence[Path]) -> dict[Path, Values]:
    """The same for many workbooks, whose names must differ."""
    with tempfile.TemporaryDirectory(prefix="toolkit-recalculated-") as folder:
        made = convert_all(paths, Path(folder), "xlsx", recalculating=True)
        return {path: read_values(result) for path, result in zip(paths, made, strict=True)}


@functools.cache
def loses_line_feeds() -> bool:
    """Whether this LibreOffice loses line feeds when a formula reads a text, as 26.8 does: its own fault, not one of
    Excel, whose rules the tests of `excelrules` apply to such texts."""
    with tempfile.TemporaryDirectory(prefix="toolkit-line-feeds-") as folder:
        path = Path(folder) / "texts.xlsx"
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet["A1"], sheet["A2"] = "một\nhai", "=A1"
        book.save(path)
        (values,) = recalculate_all([path])[path].values()
        return values[1][0] != values[0][0]


def read_values(path: Path | str) -> Values:
    """Every sheet's stored values, in the form `recalculate` gives them."""
    workbook = CalamineWorkbook.from_path(str(path))
    values: Values = {
        name: [list(row) for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in workbook.sheet_names
    }
    # calamine shows an error cell as a blank; an error must not pass for one.
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets if _has_errors(path) else ():
        for row, cells in enumerate(sheet.iter_rows()):
            for column, cell in enumerate(cells):
                if cell.data_type == "e":
                    values[sheet.title][row][column] = str(cell.value)
    return values


def _has_errors(path: Path | str) -> bool:
    """Whether some cell's type may be that of errors; openpyxl, which says which, takes a second for a master."""
    with zipfile.ZipFile(path) as book:
        return any(b't="e"' in book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/"))


def _run_office(
    to: Target, target: Path, paths: Sequence[Path], recalculating: bool
) -> subprocess.CompletedProcess[str]:
    command = [*_command(recalculating), "--convert-to", to, "--outdir", str(target), *map(str, paths)]
    with _lock:
        kept = _kept(recalculating)
        try:
            return subprocess.run(
                command, capture_output=True, encoding="utf-8", timeout=TIMEOUT + 5 * len(paths), check=False
            )
        except subprocess.TimeoutExpired:
            _end(kept)
            _kept.cache_clear()
            raise


def _command(recalculating: bool) -> list[str]:
    return [office_program(), f"-env:UserInstallation={_profile(recalculating).as_uri()}", "--headless", "--norestore"]


@functools.cache
def _kept(recalculating: bool) -> subprocess.Popen[bytes]:
    """LibreOffice with a document open, without which it would end after the first conversion."""
    document = _profile(recalculating) / "open.csv"
    document.touch()
    locked = document.with_name(f".~lock.{document.name}#")
    locked.unlink(missing_ok=True)
    process = subprocess.Popen(
        [*_command(recalculating), str(document)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    atexit.register(_end, process)
    # Two that start in one profile at once may both fail: it runs when it has locked its document.
    until = time.monotonic() + TIMEOUT
    while not locked.exists() and process.poll() is None:
        if time.monotonic() > until:
            _end(process)
        time.sleep(0.02)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, how)
            process.wait(10)


def _folder(folder: Path | str | None) -> Path:
    target = Path(folder) if folder is not None else Path(tempfile.mkdtemp(prefix="out-", dir=_home()))
    target.mkdir(parents=True, exist_ok=True)
    return target.resolve()


@functools.cache
def _home() -> Path:
    """A folder for this process, removed when it ends."""
    home = Path(tempfile.mkdtemp(prefix="toolkit-office-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


@functools.cache
def _profile(recalculating: bool) -> Path:
    profile = _home() / ("recalculating" if recalculating else "plain")
    (profile / "user").mkdir(parents=True)
    if recalculating:
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    return profile
