"""Measures the toolkit against the loop that people write by hand, and against the least that can be done.

    python benchmarks/run.py [--sizes 50,300,1000] [--parts 100000x10] [--keep FOLDER]

Prints one table. Each measurement is a process of its own, so that its peak memory is its own; of sizes up to
500 the median of three runs counts, the commands taken in turns.

merge, one process     `toolkit merge --no-store --workers 1`: reads, checks, consolidates, writes the master workbook
merge                  the same with as many processes as it chooses
merge, keeping         the same with an empty store, which it fills
again, one file more   the same with a store that holds all files but one
merge of parts         `--parts NxK`: N workbooks in K campaigns, of which each master is made first (not measured)
pandas loop            `read_excel` of each file, `concat` of figures and of narrative, `to_excel`: no checks
floor                  on two processes: unzip all inputs, let expat parse their sheets and strings, deflate the
                       master's XML at zlib's level 6

Stages are measured inside a process (`stages.py`): reading (gate, census, cells) against unzipping and parsing the
same files in one process; writing against XlsxWriter's own call for each cell.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_AS_OF = "2020-07-31"
_REPEATS, _LONG = 3, 500
#: Larger than this, the loop and the plain way of writing take too long to be worth it.
_BY_HAND = 5_000
#: Compiled modules are kept, as on a user's machine: the libraries' are there from their installation.
_AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
_LIBRARIES = ("pandas", "openpyxl", "python-calamine", "XlsxWriter")
_STORE = ".toolkit-store"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took. `peak` is in MiB, of the process itself."""

    wall: float
    cpu: float
    peak: float
    count: int = 0


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


def stage(what: str, folder: Path) -> Cost:
    """One stage of `stages.py`, as it measured itself."""
    command = [sys.executable, str(_HERE / "stages.py"), what, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=_AS_INSTALLED, check=True)
    return Cost(**json.loads(done.stdout))


def medians(runs: Mapping[str, Callable[[], Cost]], repeats: int) -> dict[str, Cost]:
    """The median run of each by wall time. They take turns, so that other work disturbs all alike."""
    measured: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run_once in runs.items():
            measured[name].append(run_once())
    return {name: sorted(of, key=lambda c: c.wall)[len(of) // 2] for name, of in measured.items()}


# --- What is measured -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A campaign folder with N filled workbooks."""

    folder: Path

    @property
    def master(self) -> Path:
        return self.folder / "master.xlsx"

    @property
    def store(self) -> Path:
        return self.folder / _STORE

    def merge(self, *options: str) -> Cost:
        """One merge; the master that is there before is none of its business."""
        self.master.unlink(missing_ok=True)
        command = [sys.executable, "-m", "toolkit", "merge", "--campaign", str(self.folder), "--as-of", _AS_OF]
        return cost([*command, *options])

    def keeping(self) -> Cost:
        self.store.unlink(missing_ok=True)
        return self.merge()

    def again(self) -> Cost:
        """With what a merge of all files but the last has kept."""
        shutil.copy(self.folder / "all_but_one", self.store)
        return self.merge()

    def prepare(self) -> None:
        """The master's parts, for the floor; a store without the last file. All files are in memory afterwards."""
        files = sorted((self.folder / "inbox").glob("*.xlsx"))
        self.store.unlink(missing_ok=True)
        last = files[-1].rename(self.folder / "last")
        self.merge()
        last.rename(files[-1])
        self.store.rename(self.folder / "all_but_one")
        self.merge("--no-store")
        parts = self.folder / "master_parts"
        parts.mkdir(exist_ok=True)
        with zipfile.ZipFile(self.master) as archive:
            for number, name in enumerate(archive.namelist()):
                (parts / f"{number:03}").write_bytes(archive.read(name))


def make(count: int, folder: Path) -> Place:
    """A campaign of `count` agencies that have all reported."""
    subprocess.run([sys.executable, str(_HERE / "make_workbooks.py"), str(count), str(folder)], check=True)
    return Place(folder)


def measure(count: int, folder: Path) -> dict[str, Cost]:
    """All measurements for `count` workbooks, which are made in `folder`."""
    place = make(count, folder)
    place.prepare()
    runs: dict[str, Callable[[], Cost]] = {
        "merge, one process": lambda: place.merge("--no-store", "--workers", "1"),
        "merge": lambda: place.merge("--no-store"),
        "merge, keeping": place.keeping,
        "again, one file more": place.again,
    }
    stages = ["floor", "reading", "reading floor", "checking", "writing", "templates"]
    if count <= _BY_HAND:
        stages += ["pandas loop", "writing plainly"]
    for what in stages:
        runs[what] = lambda what=what: stage(what, folder)  # type: ignore[misc]
    return medians(runs, _REPEATS if count <= _LONG else 1)


def measure_parts(count: int, parts: int, folder: Path) -> dict[str, Cost]:
    """The merge of `parts` masters, of `count` workbooks in all."""
    whole = make(count, folder)
    files = sorted((folder / "inbox").glob("*.xlsx"))
    masters = []
    for number in range(parts):
        own = folder / f"part{number}"
        own.mkdir()
        for file in files[number::parts]:
            file.rename(own / file.name)
        masters.append(folder / f"part{number}.xlsx")
        cost(
            [
                sys.executable,
                "-m",
                "toolkit",
                "merge",
                "--campaign",
                str(folder),
                "--as-of",
                _AS_OF,
                "--no-store",
                "-o",
                str(masters[-1]),
                str(own),
            ]
        )
    given = [str(m) for m in masters]
    return {
        f"merge of {parts} parts": whole.merge("--no-store", *given),
        f"again, of {parts} parts": _twice(whole, given),
    }


def _twice(place: Place, given: Sequence[str]) -> Cost:
    place.merge(*given)
    return place.merge(*given)


# --- The table ------------------------------------------------------------------------------------

#: What each stage is held against, and whether more or less is better.
_AGAINST = {"reading": ("reading floor", "× its floor"), "writing": ("writing plainly", "of the plain way")}
_MERGES = ("merge", "again")
_HEADINGS = ("N", "what", "wall s", "CPU s", "peak MiB", "ms each", "pandas loop / this", "this / floor", "")


def rows(count: int, costs: Mapping[str, Cost]) -> list[str]:
    """The lines of the table for one size."""
    lines = []
    by_hand, least = costs.get("pandas loop"), costs.get("floor")
    for name, c in costs.items():
        merge = name.startswith(_MERGES)
        hand = f"{by_hand.wall / c.wall:.1f}" if by_hand and (merge or name == "floor") else ""
        over = f"{c.wall / least.wall:.1f}" if least and (merge or name == "pandas loop") else ""
        note = ""
        if name in _AGAINST and _AGAINST[name][0] in costs:
            other, words = _AGAINST[name]
            note = f"{c.cpu / costs[other].cpu:.2f} {words}"
        each = c.wall / (c.count or count) * 1000
        cells = (count, name, f"{c.wall:.2f}", f"{c.cpu:.2f}", f"{c.peak:.0f}", f"{each:.2f}", hand, over, note)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


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
        lines = info.read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
    return f"{os.cpu_count()} cores ({model}), {platform.system()}, Python {platform.python_version()}, {versions}"


def load() -> str:
    """How busy the machine is beside this, if it says so."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def run(sizes: Sequence[int], parts: Sequence[tuple[int, int]], folder: Path) -> str:
    """The whole report, in Markdown."""
    lines = [f"{machine()}; load average before {load()}", ""]
    lines += ["| " + " | ".join(_HEADINGS) + " |", "|---" * len(_HEADINGS) + "|"]
    for count in sizes:
        lines += rows(count, measure(count, folder / str(count)))
    for count, number in parts:
        lines += rows(count, measure_parts(count, number, folder / f"{count}x{number}"))
    if sizes:
        said = stage("narrative", folder / str(sizes[0]))
        lines += rows(said.count, {"narrative: statements in groups": said})
    helps, bare = starting()
    lines += ["", f"`toolkit --help` {helps:.0f} ms; `python -c pass` {bare:.0f} ms (medians of 15, in turns)."]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="50,300,1000", help="numbers of workbooks, comma between")
    parser.add_argument("--parts", default="", help="NxK, comma between: N workbooks as K partial masters")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the workbooks here and leave them")
    options = parser.parse_args()
    sizes = [int(n) for n in options.sizes.split(",") if n]
    parts = [(int(n), int(k)) for n, k in (p.split("x") for p in options.parts.split(",") if p)]
    with tempfile.TemporaryDirectory() as scratch:
        print(run(sizes, parts, options.keep or Path(scratch)))  # noqa: T201


if __name__ == "__main__":
    main()
