"""How well statements are grouped, on a labelled set of our own.

    python benchmarks/grouping.py [--half report|tune] [--show]

`statements.tsv` holds statements of several sectors, all invented for this: `idea` says which are the same, the part
before the dot which only look alike (another number, place or year, the opposite, planned for done). Words and limits
were chosen on the half `tune`; what counts is the half `report`, which was written before and not looked at since.

Each sector is a campaign of its own, grouped as `toolkit merge` does it, with the starter's words. Printed for each:
wrong merges (pairs that are one group and not one idea), the share of true pairs that are one group or proposed, and
the proposals that are wrong. `--show` prints every wrong or missed pair.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from toolkit.definition.starter import starter_tables
from toolkit.model import Agency, Campaign, Section, Statement, Word
from toolkit.narrative.groups import group_statements

_DATA = Path(__file__).with_name("statements.tsv")
HALVES = ("report", "tune")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One statement and the idea it stands for."""

    half: str
    sector: str
    section: str
    idea: str
    text: str


@dataclass(slots=True)
class Outcome:
    """What became of the pairs of one half."""

    counts: Counter[str] = field(default_factory=Counter)
    shown: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def found(self) -> float:
        """The share of true pairs that are one group or proposed."""
        return (self.counts["merged"] + self.counts["proposed"]) / max(1, self.counts["true"])

    @property
    def wrong_for_each_right(self) -> float:
        """Wrong proposals for each right one."""
        return self.counts["wrongly proposed"] / max(1, self.counts["proposed"])


def labelled() -> list[Labelled]:
    """The labelled set."""
    with _DATA.open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def measure(statements: Sequence[Labelled]) -> Outcome:
    """Group each sector's statements and hold the result against the labels."""
    words = tuple(Word(kind=r["kind"], text=r["text"], means=r["means"]) for r in starter_tables()["words"])
    outcome = Outcome()
    for sector in sorted({s.sector for s in statements}):
        _measure_sector([s for s in statements if s.sector == sector], words, outcome)
    return outcome


def _measure_sector(statements: Sequence[Labelled], words: tuple[Word, ...], outcome: Outcome) -> None:
    sections = tuple(Section(code=c, role="result", heading=c) for c in dict.fromkeys(s.section for s in statements))
    agencies = tuple(Agency(code=f"A{n}", name=f"A{n}", short_name=f"A{n}") for n in range(len(statements)))
    campaign = Campaign(id="labelled", title="labelled", agencies=agencies, sections=sections, words=words)
    given = [Statement(id=str(n), agency=f"A{n}", section=s.section, text=s.text) for n, s in enumerate(statements)]
    groups = group_statements(campaign, given).groups
    group_of = {int(own): g for g in groups for own in g.statements}
    for one, other in combinations(range(len(statements)), 2):
        first, second = statements[one], statements[other]
        if first.section != second.section:
            continue
        mine, theirs = group_of[one], group_of[other]
        together = mine is theirs
        proposed = theirs.id in mine.proposed_with or mine.id in theirs.proposed_with
        same = first.idea == second.idea
        looks_alike = not same and first.idea.split(".")[0] == second.idea.split(".")[0]
        outcome.counts["true"] += same
        outcome.counts["alike"] += looks_alike
        what = _what(same, together, proposed)
        if what:
            outcome.counts[what] += 1
            if what in ("missed", "wrongly merged", "wrongly proposed"):
                outcome.shown.append((what, first.text, second.text))


def _what(same: bool, together: bool, proposed: bool) -> str:
    if together:
        return "merged" if same else "wrongly merged"
    if proposed:
        return "proposed" if same else "wrongly proposed"
    return "missed" if same else ""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    statements = labelled()
    out = sys.stdout
    for half in (options.half,) if options.half else HALVES:
        own = [s for s in statements if s.half == half]
        outcome = measure(own)
        c = outcome.counts
        out.write(
            f"{half}: {len(own)} statements, {c['true']} pairs of one idea, {c['alike']} that only look alike\n"
            f"  wrong merges            {c['wrongly merged']}\n"
            f"  merged or proposed      {c['merged'] + c['proposed']} of {c['true']} ({outcome.found:.0%}; "
            f"{c['merged']} merged)\n"
            f"  wrong proposals         {c['wrongly proposed']} ({outcome.wrong_for_each_right:.2f} for each right "
            "one)\n"
        )
        if options.show:
            for what, first, second in sorted(outcome.shown):
                out.write(f"  {what}\n    {first}\n    {second}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
