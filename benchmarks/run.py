"""Compares the toolkit with a hand-written loop, and with the least work that is possible.

    python benchmarks/run.py [--sizes 50,300] [--beside COMMIT] [--further 5000] [--keep FOLDER]

Prints one table. Each measurement is a separate process; for sizes up to 500 the median of three runs counts. They
alternate, so that other work on the machine disturbs all equally.

merge, one process     `toolkit merge --no-store --workers 1`: reads, checks, consolidates, writes the master workbook
merge                  the same with as many processes as it chooses
merge, keeping         the same with an empty store, which it fills
nothing new            the same again, with the present store and master
report, page           `toolkit report`, `toolkit page` after that merge
again, one file more   `toolkit merge` with a store that holds all files but one, and no master
tables                 40 agencies with a table of 400 rows each
template               `toolkit template` for 3,000 agencies
narrative              50,000 statements put in groups
further                `--further`: one merge of that many workbooks; the cost of each beyond those of the first size

pandas loop            `read_excel` of each file, `concat` of figures, of narrative and of tables, `to_excel`: no checks
floor                  on two processes: unzip all inputs, let expat parse their sheets and strings, deflate the
master's XML at zlib's level 6 reading, checking, writing, and what other rows are compared with: `stages.py`, in a
process that does the rest unmeasured

`--beside` measures an earlier commit in turns with this one: its files in a temporary folder, its own package and
`benchmarks/`, on forms that it made, with a loop and a floor of their own. It runs in this Python; a library that it
needs and this one does not is found if it is in a folder of `PYTHONPATH` (`pip install --target FOLDER NAME`). Commands
that it does not have, and tables, are left out.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_HERE = Path(__file__).parent.resolve()
_AS_OF = "2020-07-31"
_REPEATS, _LONG = 3, 500
#: For larger sizes the loop and plain writing take too long to be worth it.
_BY_HAND = 5_000
#: Agencies and rows of a table each; agencies that get a form.
_TABLES, _ROWS, _FORMS, _STATEMENTS = 40, 400, 3_000, 50_000
_LIBRARIES = ("pandas", "openpyxl", "python-calamine", "XlsxWriter", "python-docx")
_STORE = ".toolkit-store"


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one process, with those it started; `peak` is in MiB, of the largest of them. `output`: what it
    printed."""

    wall: float
    cpu: float
    peak: float
    count: int = 0
    output: bytes = b""


Runs = dict[str, Callable[[], Cost]]
#: The costs of each commit that has it, this one's first.
Measured = dict[str, list[Cost]]


def run_alone(command: Sequence[str], tree: Path = _HERE.parent) -> Cost:
    """Run the command by itself, with the package in that folder.

    CPU and peak are those of `wait4`: of the process and of all below it that were waited for. On Linux the peak is the
    greatest that one of them had resident, what it shares with others included, and at least that of this process.
    """
    path = os.pathsep.join(filter(None, (str(tree), os.environ.get("PYTHONPATH"))))
    # Compiled modules are kept, as on a user's machine; those of libraries exist since their installation.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, cwd=tree, env={**environment, "PYTHONPATH": path})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        # A merge may find errors in the data.
        if process.returncode not in (0, 1):
            raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}")
        out.seek(0)
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output=out.read())


def _median(of: Sequence[Cost]) -> Cost:
    wall, cpu, peak = (statistics.median(values) for values in zip(*((c.wall, c.cpu, c.peak) for c in of), strict=True))
    return Cost(wall, cpu, peak, of[0].count)


# --- What is measured -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Folder:
    """A campaign folder, and the commit that is measured on it: `tree` holds its files."""

    folder: Path
    tree: Path = _HERE.parent

    @property
    def master(self) -> Path:
        return self.folder / "master.xlsx"

    @property
    def store(self) -> Path:
        return self.folder / _STORE

    def make(self, count: int, *options: str) -> None:
        """`count` agencies that have all reported, if the options do not say otherwise."""
        making = [sys.executable, str(self.tree / "benchmarks" / "make_workbooks.py"), str(count), str(self.folder)]
        run_alone([*making, *options], self.tree)

    def has(self, command: str) -> bool:
        """Whether the commit has the command."""
        command_line = [sys.executable, "-m", "toolkit", command, "--help"]
        return not subprocess.run(command_line, cwd=self.tree, capture_output=True, check=False).returncode

    def toolkit(self, command: str, *options: str) -> Cost:
        arguments = ("--campaign", str(self.folder), *options)
        return run_alone([sys.executable, "-m", "toolkit", command, *arguments], self.tree)

    def merge(self, *options: str) -> Cost:
        """One merge where there is no master yet."""
        self.master.unlink(missing_ok=True)
        return self.toolkit("merge", "--as-of", _AS_OF, *options)

    def keeping(self) -> Cost:
        self.store.unlink(missing_ok=True)
        return self.merge()

    def again(self) -> Cost:
        """One merge with the store of a merge of all files but the last."""
        shutil.copy(self.folder / "all_but_one", self.store)
        return self.merge()

    def stage(self, what: str) -> Cost:
        """One stage of `stages.py`, as it measured itself: of that commit, or a peer, which is the same for all."""
        tree = _HERE.parent if what in _PEERS else self.tree
        command = [sys.executable, str(tree / "benchmarks" / "stages.py"), what, str(self.folder)]
        whole = run_alone(command, self.tree)
        took = json.loads(whole.output)
        return Cost(took["wall"], took["cpu"], whole.peak, took["count"])

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
                # Piece by piece: the memory of this process would count as that of processes it starts.
                with archive.open(name) as part, (parts / f"{number:03}").open("wb") as target:
                    shutil.copyfileobj(part, target)

    def measurements(self, count: int) -> Runs:
        """All of a campaign of this size, in an order in which each finds what the one before left."""
        peers = {"report": "report by hand", "page": "reading the master"}
        commands = [c for c in peers if self.has(c)]
        stages = [*map(peers.__getitem__, commands), "floor", "reading", "reading floor", "checking", "writing"]
        return {
            "merge, one process": partial(self.merge, "--no-store", "--workers", "1"),
            "merge": partial(self.merge, "--no-store"),
            "merge, keeping": self.keeping,
            "nothing new": partial(self.toolkit, "merge", "--as-of", _AS_OF),
            **{command: partial(self.toolkit, command, "--as-of", _AS_OF) for command in commands},
            "again, one file more": self.again,
            **self.stages(*stages, *["writing plainly", "pandas loop"] * (count <= _BY_HAND)),
        }

    def stages(self, *what: str) -> Runs:
        return {one: partial(self.stage, one) for one in what}


def measure(runs: Sequence[Runs], repeats: int) -> Measured:
    """Run every measurement of each commit, alternating with the same one of the other commits."""
    every = {(name, at): run[name] for name in runs[0] for at, run in enumerate(runs) if name in run}
    costs: dict[tuple[str, int], list[Cost]] = {key: [] for key in every}
    for _ in range(repeats):
        for key, run_once in every.items():
            costs[key].append(run_once())
    return {name: [_median(of) for (n, _), of in costs.items() if n == name] for name in runs[0]}


def measure_size(count: int, folders: Sequence[Folder]) -> Measured:
    """Campaigns of this size."""
    for folder in folders:
        folder.make(count)
        folder.prepare()
    return measure([p.measurements(count) for p in folders], _REPEATS if count <= _LONG else 1)


def measure_merge(count: int, folders: Sequence[Folder]) -> Measured:
    """One merge of many workbooks."""
    for folder in folders:
        folder.make(count)
    return measure([{"merge": partial(p.merge, "--no-store")} for p in folders], 1)


def measure_tables(folder: Folder) -> Measured:
    """The merge of a campaign with a table whose rows the agencies add."""
    folder.make(_TABLES, "--rows", str(_ROWS))
    folder.prepare()
    return measure([{"merge": partial(folder.merge, "--no-store"), **folder.stages("floor", "pandas loop")}], _REPEATS)


def measure_forms(folder: Folder) -> Measured:
    """Forms for all agencies."""
    folder.make(_FORMS, "--blank")
    return measure(
        [{"template": partial(folder.toolkit, "template", "--as-of", _AS_OF), **folder.stages("forms by openpyxl")}],
        _REPEATS,
    )


# --- The table ------------------------------------------------------------------------------------

#: The row with which a row is compared, by CPU seconds per file.
_BESIDE = {
    "reading": "reading floor",
    "writing": "writing plainly",
    "report": "report by hand",
    "page": "reading the master",
    "template": "forms by openpyxl",
    "toolkit --help": "python -c pass",
}
#: Work without the toolkit: the same stage for every commit.
_PEERS = frozenset({"floor", "pandas loop", *_BESIDE.values()} - {"writing plainly"})
_MERGES = ("merge", "again", "nothing new")
_HEADINGS = ("N", "what", "wall s", "CPU s", "peak MiB", "ms each", "pandas loop / this", "this / floor", "")


def rows(count: int, measured: Measured, commits: Sequence[str] = ("",), label: str = "") -> list[str]:
    """The lines of the table for one size; those of another commit have its name."""
    lines = []
    for name, costs in measured.items():
        for at, (c, commit) in enumerate(zip(costs, commits, strict=False)):
            peers = ("pandas loop", "floor", _BESIDE.get(name, ""))
            loop, floor, peer = (measured[p][at] if p in measured else None for p in peers)
            merge, each = name.startswith(_MERGES), c.count or count
            hand = f"{loop.wall / c.wall:.1f}" if loop and (merge or name == "floor") else ""
            over = f"{c.wall / floor.wall:.1f}" if floor and (merge or name == "pandas loop") else ""
            notes = [f"{c.cpu / each / peer.cpu * (peer.count or count):.2f} × {peers[2]}"] if peer else []
            if not at:
                other_costs = zip(costs[1:], commits[1:], strict=False)
                notes += [f"{c.wall / o.wall:.2f} × {other}, CPU {c.cpu / o.cpu:.2f}" for o, other in other_costs]
            numbers = f"{c.wall:.2f} | {c.cpu:.2f} | {c.peak:.0f} | {c.wall / each * 1000:.2f} | {hand} | {over}"
            named = f"{name} ({commit})" if commit else name
            lines.append(f"| {label or count} | {named} | {numbers} | {'; '.join(notes)} |")
    return lines


def beyond(few: int, before: Measured, many: int, after: Measured, commits: Sequence[str]) -> str:
    """The cost of each workbook beyond the first size."""
    costs = zip(before["merge"], after["merge"], commits, strict=True)
    each = [
        f"{(b.cpu - a.cpu) / (many - few) * 1000:.1f} ms CPU" + f" ({commit})" * bool(commit) for a, b, commit in costs
    ]
    return f"Each workbook beyond {few}, of {many}: {', '.join(each)}."


def machine() -> str:
    """Machine and versions, for the reader of the table."""
    info = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.*)", info.read_text(encoding="utf-8")) if info.exists() else []
    model = models[0] if models else platform.machine()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
    return f"{os.cpu_count()} cores ({model}), {platform.system()}, Python {platform.python_version()}, {versions}"


def files_of(commit: str, folder: Path) -> Path:
    """The files of that commit, put into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = folder / "commit.tar"
    subprocess.run(["git", "archive", "-o", str(packed), commit], cwd=_HERE.parent, check=True)
    shutil.unpack_archive(packed, folder / "commit", filter="data")
    return folder / "commit"


def run(options: argparse.Namespace, folder: Path) -> str:
    """The whole report, in Markdown."""
    trees = {"": _HERE.parent} | ({options.beside: files_of(options.beside, folder)} if options.beside else {})
    commits = tuple(trees)

    def folders(name: str) -> list[Folder]:
        return [Folder(folder / f"{name}{commit and '-' + commit}", tree) for commit, tree in trees.items()]

    lines = [f"{machine()}; load average before {os.getloadavg()[0]:.1f}", ""]
    lines += ["| " + " | ".join(_HEADINGS) + " |", "|---" * len(_HEADINGS) + "|"]
    notes = [""]
    first: Measured = {}
    for count in options.sizes:
        measured = measure_size(count, folders(f"{count}"))
        lines += rows(count, measured, commits)
        first = first or measured
    for count in options.further:
        measured = measure_merge(count, folders(f"{count}"))
        lines += rows(count, measured, commits)
        notes.append(beyond(options.sizes[0], first, count, measured, commits))
    if options.sizes:
        lines += rows(_TABLES, measure_tables(Folder(folder / "tables")), label=f"{_TABLES} × {_ROWS} rows")
        lines += rows(_FORMS, measure_forms(Folder(folder / "forms")))
        narrative = measure([p.stages("narrative") for p in folders(f"{options.sizes[0]}")], _REPEATS)
        lines += rows(_STATEMENTS, narrative, commits)
    starts = {"toolkit --help": ("-m", "toolkit", "--help"), "python -c pass": ("-c", "pass")}
    lines += rows(1, measure([{n: partial(run_alone, [sys.executable, *c]) for n, c in starts.items()}], 15))
    return "\n".join(lines + notes)


def _numbers(text: str) -> list[int]:
    return [int(n) for n in text.split(",") if n]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=_numbers, default="50,300,1000", help="numbers of workbooks, comma between")
    parser.add_argument("--beside", default="", metavar="COMMIT", help="an earlier commit, measured in turns")
    parser.add_argument("--further", type=_numbers, default="", help="numbers of workbooks that are merged only")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the workbooks here and leave them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(run(options, (options.keep or Path(scratch)).resolve()))  # noqa: T201


if __name__ == "__main__":
    main()
