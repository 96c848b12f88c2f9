"""What `benchmarks/run.py` measures and prints."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.run import Cost, Folder, measure_size, measure_tables, rows

needs_wait4 = pytest.mark.skipif(not hasattr(os, "wait4"), reason="no wait4 on this system")


def test_rows_of_two_commits_have_separate_loops_floors_and_peers() -> None:
    """An earlier commit's row has its name; this commit's shows its share of the earlier seconds."""
    measured = {
        "merge": [Cost(2, 3, 100), Cost(4, 4, 80)],
        "page": [Cost(1, 1, 50)],
        "reading the master": [Cost(1, 0.5, 40)],
        "floor": [Cost(0.5, 1, 20), Cost(0.8, 1, 20)],
        "pandas loop": [Cost(12, 12, 200), Cost(20, 20, 200)],
    }
    found = {(c := [x.strip() for x in line.strip("|").split("|")])[1]: c for line in rows(10, measured, ("", "abc"))}
    assert found["merge"] == ["10", "merge", "2.00", "3.00", "100", "200.00", "6.0", "4.0", "0.50 × abc, CPU 0.75"]
    assert found["merge (abc)"] == ["10", "merge (abc)", "4.00", "4.00", "80", "400.00", "5.0", "5.0", ""]
    assert found["page"][-1] == "2.00 × reading the master"
    assert "page (abc)" not in found


@pytest.mark.slow
@needs_wait4
def test_the_peak_is_that_of_the_largest_process() -> None:
    """Memory and CPU of a process that the command started and waited for count. It is run from a small process: a new
    one begins with the peak of the one it comes from."""
    large = "x = bytearray(150 << 20); x[::4096] = b'1' * len(x[::4096]); sum(range(2_000_000))"
    command = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {large!r}])"]
    measuring = f"from benchmarks.run import run_alone; cost = run_alone({command!r}); print(cost.cpu, cost.peak)"
    root = Path(run.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", measuring], cwd=root, capture_output=True, text=True, check=True)
    cpu, peak = map(float, done.stdout.split())
    assert 150 <= peak < 220
    assert cpu > 0.01


def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, small in {"_REPEATS": 1, "_TABLES": 2, "_ROWS": 3}.items():
        monkeypatch.setattr(run, name, small)


@needs_wait4
@pytest.mark.slow
def test_tables_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On forms with tables that `make_workbooks.py` makes."""
    _small(monkeypatch)
    assert list(measure_tables(Folder(tmp_path / "tables"))) == ["merge", "floor", "pandas loop"]


@needs_wait4
@pytest.mark.slow
@pytest.mark.nightly
def test_every_command_and_stage_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On forms that `make_workbooks.py` makes."""
    _small(monkeypatch)
    measured = measure_size(2, [Folder(tmp_path / "2")])
    assert {"merge", "nothing new", "report", "page", "again, one file more", "floor", "pandas loop"} < set(measured)
    assert all(cost.wall > 0 and cost.peak > 5 for costs in measured.values() for cost in costs)
