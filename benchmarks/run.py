"""Measures a merge against the loop that people write by hand, and against the least that can be done.

    python benchmarks/run.py [--sizes 50,200,500] [--keep FOLDER]

Prints one table. Each measurement is a process of its own, so that its peak memory is its own; of short
ones (up to 500 workbooks) the median of three runs counts, the four taken in turns.

toolkit, one process   `toolkit merge --workers 1`: reads, checks, consolidates, writes the master workbook
toolkit                the same with as many processes as it chooses
pandas loop            `read_excel` of each file, `concat` of figures and of narrative, `to_excel`: no checks
floor                  unzip all inputs, let expat parse their sheets and strings, deflate the master's XML
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

_HERE = Path(__file__).parent
_AS_OF = "2020-07-31"
_REPEATS, _LONG = 3, 500
#: Compiled modules are kept, as on a user's machine: the libraries' are there from their installation.
_AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
_LIBRARIES = ("pandas", "openpyxl", "python-calamine", "XlsxWriter")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took. `peak` is in MiB, of the largest process where there are several."""

    wall: float
    cpu: float
    peak: float


def cost(command: Sequence[str]) -> Cost:
    """Run the command by itself. A merge may find errors in the data (exit code 1)."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=_AS_INSTALLED)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(
    commands: Mapping[str, Sequence[str]], repeats: int, before: Callable[[], None]
) -> dict[str, Cost]:
    """The median run of each command by wall time. They take turns, so that other work disturbs all alike."""
    runs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            before()
            runs[name].append(cost(command))
    return {name: sorted(of, key=lambda run: run.wall)[len(of) // 2] for name, of in runs.items()}


# --- What is measured beside the toolkit, each in a process of its own ----------------------------


def pandas_loop(folder: Path) -> None:
    """The loop as people write it: every sheet of every file, two tables, one new workbook."""
    import pandas as pd

    figures: list[pd.DataFrame] = []
    statements: list[pd.DataFrame] = []
    for file in sorted((folder / "inbox").glob("*.xlsx")):
        sheets = pd.read_excel(file, sheet_name=None, engine="openpyxl")
        for frame, tables in ((sheets["Số liệu"], figures), (sheets["Nội dung"], statements)):
            frame["agency"] = file.stem
            tables.append(frame)
    with pd.ExcelWriter(folder / "by_hand.xlsx") as out:
        pd.concat(figures).to_excel(out, sheet_name="Số liệu", index=False)
        pd.concat(statements).to_excel(out, sheet_name="Nội dung", index=False)


def floor(folder: Path) -> None:
    """Unzip, parse, deflate: what no program that reads and writes these files can do without."""
    for file in sorted((folder / "inbox").glob("*.xlsx")):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                    expat.ParserCreate().Parse(data, True)
    for part in sorted((folder / "master_parts").iterdir()):
        zlib.compress(part.read_bytes())


_CHILDREN = {"pandas": pandas_loop, "floor": floor}


# --- The table ------------------------------------------------------------------------------------


def measure(count: int, folder: Path) -> dict[str, Cost]:
    """All measurements for `count` workbooks, which are made in `folder`."""
    subprocess.run([sys.executable, str(_HERE / "make_workbooks.py"), str(count), str(folder)], check=True)
    master = folder / "master.xlsx"
    merge = [sys.executable, "-m", "toolkit", "merge", "--campaign", str(folder), "--as-of", _AS_OF]
    child = [sys.executable, str(Path(__file__)), "--child"]
    cost(
        merge
    )  # for the parts of a master workbook, which the floor deflates; and the files are in memory now
    parts = folder / "master_parts"
    parts.mkdir(exist_ok=True)
    with zipfile.ZipFile(master) as archive:
        for number, name in enumerate(archive.namelist()):
            (parts / f"{number:03}").write_bytes(archive.read(name))
    commands = {
        "toolkit, one process": [*merge, "--workers", "1"],
        "toolkit": merge,
        "pandas loop": [*child, "pandas", str(folder)],
        "floor": [*child, "floor", str(folder)],
    }
    return medians(commands, _REPEATS if count <= _LONG else 1, lambda: master.unlink(missing_ok=True))


def starting(repeats: int = 15) -> tuple[float, float]:
    """Median wall ms of `toolkit --help` and of bare Python, taken in turns."""
    helps, bare = [], []
    for _ in range(repeats):
        helps.append(cost([sys.executable, "-m", "toolkit", "--help"]).wall * 1000)
        bare.append(cost([sys.executable, "-c", "pass"]).wall * 1000)
    return statistics.median(helps), statistics.median(bare)


def machine() -> str:
    """Machine and versions, for the reader of the table."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            x.partition(":")[2].strip() for x in info.read_text().splitlines() if x.startswith("model name")
        ]
        model = names[0] if names else model
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
    return f"{os.cpu_count()} cores ({model}), {platform.system()}, Python {platform.python_version()}, {versions}"


def load() -> str:
    """How busy the machine is beside this, if it says so."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def run(sizes: Sequence[int], folder: Path) -> str:
    """The whole report, in Markdown."""
    lines = [f"{machine()}; load average before {load()}", ""]
    lines += [
        "| N | what | wall s | CPU s | peak MiB | wall ms a workbook | pandas loop / this | this / floor |"
    ]
    lines += ["|---|---|---|---|---|---|---|---|"]
    for count in sizes:
        costs = measure(count, folder / str(count))
        for name, c in costs.items():
            hand, least = costs["pandas loop"].wall / c.wall, c.wall / costs["floor"].wall
            lines.append(
                f"| {count} | {name} | {c.wall:.2f} | {c.cpu:.2f} | {c.peak:.0f} | {c.wall / count * 1000:.1f} | {hand:.1f} | {least:.1f} |"
            )
    helps, bare = starting()
    lines += [
        "",
        f"`toolkit --help` {helps:.0f} ms; `python -c pass` {bare:.0f} ms (medians of 15, in turns).",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="50,200,500", help="numbers of workbooks, comma between")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the workbooks here and leave them")
    parser.add_argument("--child", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _CHILDREN[options.child[0]](Path(options.child[1]))
        return
    sizes = [int(n) for n in options.sizes.split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        print(run(sizes, options.keep or Path(scratch)))  # noqa: T201


if __name__ == "__main__":
    main()
