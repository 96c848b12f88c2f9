"""Tries any number of changed files: `python -m tests.oracle --mutants 5000 --seed 7`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.oracle.forms import make_forms
from tests.oracle.running import Tally, many
from tests.oracle.starts import NAMES, make_starts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--mutants", type=int, default=500, help="how many files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", default="", help=f"only from these: {', '.join(NAMES)}")
    parser.add_argument("--kind", default="", help="only these kinds of change")
    parser.add_argument("--exactly", type=int, help="the one file of this number, of one start and kind")
    parser.add_argument("--save", type=Path, help="a folder for the files with faults")
    parser.add_argument("--show", type=int, default=2, help="the number of faulty files of each kind")
    parser.add_argument("--cells", type=int, help="continue up to this number of compared typed cells")
    options = parser.parse_args()
    started, tally = time.perf_counter(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        forms = make_forms(Path(folder))
        starts = make_starts(
            forms, [n for n in options.start.split(",") if n], [k for k in options.kind.split(",") if k]
        )
        for outcome in many(forms, starts, options.mutants, options.seed, options.exactly):
            tally.add(outcome)
            if options.cells and tally.typed >= options.cells:
                break
    _report(tally, options.save, options.show)
    say(f"{time.perf_counter() - started:.0f} s")
    return 1 if tally.faulty else 0


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")


def _report(tally: Tally, save: Path | None, show: int) -> None:
    shown: Counter[str] = Counter()
    for outcome in tally.faulty:
        shown[outcome.kind] += 1
        if shown[outcome.kind] > show:
            continue
        say(outcome)
        if save is not None:
            save.mkdir(parents=True, exist_ok=True)
            (save / f"{outcome.start}-{outcome.kind}-{outcome.seed}.{outcome.ending}").write_bytes(outcome.data)
    say(tally)


if __name__ == "__main__":
    sys.exit(main())
