"""Measures how well headings and lead-in sentences of an agency's report are recognised, on a labelled set.

    python benchmarks/headings.py [--show]

Each row of `headings.tsv` becomes a short report in plain text: the lines before, the line, the lines after it. It is
read as `toolkit draft` does, with the starter's definition. README.md explains all labels.

Printed for headings, lead-ins and ordinary sentences each: how many are right (all points under the line are in its
section; where none or two are possible, in none, and the two are named), asked (in no section, and a finding names
two), unplaced (in no section, without such a finding), and silently wrong. `--show` prints every row that is not right.
"""

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.grouping import rows_of
from toolkit.definition.campaign import load_campaign
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.language.text import fold
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Campaign
from toolkit.run.folder import new_folder

KINDS = ("heading", "lead-in", "ordinary")
Result = Literal["right", "asked", "unplaced", "silently wrong"]
RESULTS: tuple[Result, ...] = ("right", "asked", "unplaced", "silently wrong")

_OPENING = ("BÁO CÁO", "Kết quả thực hiện Chương trình trên địa bàn", "Đơn vị báo cáo như sau:")
_CLOSING = "Trên đây là báo cáo của đơn vị./."
_BULLET = re.compile(r"(?:- |(?:Một|Hai|Ba) là, |Thứ (?:nhất|hai|ba), )")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the set, as README.md has it."""

    kind: str
    before: tuple[str, ...]
    line: str
    next: str
    points: tuple[str, ...]
    section: str
    between: tuple[str, ...]

    @property
    def report(self) -> str:
        """The short report, paragraphs parted by blank lines."""
        middle = (*self.before, self.line, *([self.next] if self.next else ()), *self.points)
        return "\n\n".join((*_OPENING, *middle, _CLOSING))


def labelled() -> list[Row]:
    """The labelled set."""
    return [
        Row(
            kind=row["kind"],
            before=_parts(row["before"]),
            line=row["line"],
            next=row["next"],
            points=_parts(row["points"]),
            section=row["section"],
            between=tuple(row["between"].split("/")) if row["between"] else (),
        )
        for row in rows_of("headings.tsv")
    ]


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def starter_campaign() -> Campaign:
    """The campaign of the starter's definition."""
    with tempfile.TemporaryDirectory() as folder:
        return load_campaign(new_folder(Path(folder)))[0]


def judge(row: Row, campaign: Campaign) -> Result:
    """The result for the points under the line.

    A point that is in no section, or a part of one, counts as unplaced. The sentence that leads in a list may be
    anywhere but among the points of another section.
    """
    letter = read_agency_report(row.report.encode(), "report.txt", campaign)
    counted = (*row.points, row.line) if row.kind == "ordinary" else row.points
    sections = [_section_of(point, letter) for point in counted]
    if row.kind == "lead-in":
        sections += filter(None, [_section_of(row.line, letter)])
    named = _named_together(letter, campaign)
    right = row.section not in ("ask", "none") and set(sections) == {row.section}
    if right or (row.section == "none" and not any(sections)):
        return "right"
    if row.section == "ask" and not any(sections):
        return "right" if set(row.between) in named else "unplaced"
    if any(section and section != row.section for section in sections):
        return "silently wrong"
    return "asked" if named else "unplaced"


def _section_of(text: str, letter: AgencyReport) -> str:
    """The code of the section in which a text is a point or its end (after a heading's words), or ""."""
    folded = fold(_BULLET.sub("", text, count=1)).rstrip(".")
    return next((p.section for p in letter.points if fold(p.text).rstrip(".").endswith(folded)), "")


def _named_together(letter: AgencyReport, campaign: Campaign) -> list[set[str]]:
    """For each finding that names two or more sections, these sections."""
    headings = {section.code: fold(section.heading) for section in campaign.sections}
    sets = []
    for finding in letter.findings:
        # Quotations from the report do not name a section, only the sentences about them.
        sentence = fold(" ".join(describe(finding, "vi", campaign)).replace(finding.value or "\0", " "))
        named = {code for code, heading in headings.items() if heading in sentence}
        if len(named) > 1:
            sets.append(named)
    return sets


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    campaign = starter_campaign()
    judged = [(row, judge(row, campaign)) for row in labelled()]
    for kind in KINDS:
        counts = Counter(result for row, result in judged if row.kind == kind)
        numbers = ", ".join(f"{counts[result]} {result}" for result in RESULTS)
        sys.stdout.write(f"{kind}: {counts.total()} rows, {numbers} ({counts['right'] / counts.total():.0%} right)\n")
        if options.show:
            for row, result in judged:
                if row.kind == kind and result != "right":
                    line = f"{row.line} / {row.next}" if row.next else row.line
                    sys.stdout.write(f"  {result}: {line} [{row.section} {'/'.join(row.between)}]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
