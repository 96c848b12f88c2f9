"""The coordinator's decisions in the master's sheet of sources, carried from one merge to the next.

A decision belongs to the file's contents (its hash); its name is the fallback.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.agencies.names import agency_names, listed_agencies
from toolkit.language.text import fold
from toolkit.master.edits import PartsCells, parts_cells_in
from toolkit.master.recognising import sheets_by_name
from toolkit.messages.findings.making import finding
from toolkit.messages.masters import DECISIONS
from toolkit.model import Campaign, Decision, Finding, Source, Submission
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.spreadsheet.workbook import TrustedReader, read_trusted

_USE = {fold(text) for text in DECISIONS["use"]} | {"co", "yes", "y", "x", "1", "true", "dung ban nay", "su dung"}
_DONT = {fold(text) for text in DECISIONS["dont_use"]} | {
    "no",
    "n",
    "khong",
    "0",
    "false",
    "do not use",
    "dont use",
    "bo",
    "khong su dung",
}


def read_decisions(master: Path, read: TrustedReader = read_trusted) -> tuple[Decision, ...]:
    """The decisions in a master workbook; none where there is no such file, or it is no master (which
    `edits.read_edits` reports)."""
    if not master.is_file():
        return ()
    sheets = sheets_by_name(master, ("sources", "taken"), {"sources"}, read) or []
    parts = parts_cells_in(sheets)
    decisions = [d for sheet in sheets if sheet.key == "sources" for d in decisions_in(sheet, parts)]
    shown = {(d.sha256, d.file) for d in decisions}
    # Cleared decisions about files without a row, since their part was missing.
    gone = (
        Decision(file=file, sha256=sha256, use=None, parts=cells[0])
        for (sha256, file), cells in parts.items()
        if file and (sha256, file) not in shown
    )
    return (*decisions, *gone)


def decisions_in(sheet: KeyedSheet, parts: PartsCells) -> Iterator[Decision]:
    """The decisions in a sheet of sources, also cleared ones; each has the parts' decision about its file."""
    for row in sheet.rows:
        if row.for_people:
            continue
        typed, assigned, file, sha256 = (
            sheet.text(row, name) for name in ("decision", "assigned_agency", "file", "sha256")
        )
        cell = next(iter(parts.get((sha256, file), ())), None)
        if typed or cell or assigned:
            yield Decision(file=file, sha256=sha256, use=use_of(typed), typed=typed, assigned=assigned, parts=cell)


def use_of(typed: str) -> bool | None:
    """Whether a typed decision means to use the file; None where it is not understood."""
    return True if fold(typed) in _USE else False if fold(typed) in _DONT else None


# --- Files assigned to an agency ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignments:
    """The files that the coordinator assigned to agencies, and findings about assignments that are not possible."""

    agencies: Mapping[str, str]
    """Codes by the files' SHA-256."""
    findings: tuple[Finding, ...]


def assignments_of(campaign: Campaign, decisions: Iterable[Decision], sources: Iterable[Source]) -> Assignments:
    """The assigned agencies of these files: matched by contents, else by name (which `versions` reports)."""
    assigned = [d for d in decisions if d.assigned]
    contents: dict[str, str] = {}
    named: dict[str, str] = {}
    for source in sources if assigned else ():
        contents.setdefault(source.sha256, source.sha256)
        named[source.file] = source.sha256
    decided = {d.sha256 for d in assigned}
    by_file: dict[str, dict[str, Decision]] = {}
    findings = []
    for decision in assigned:
        by_name = named.get(decision.file, "")
        sha256 = contents.get(decision.sha256, "" if by_name in decided else by_name)
        meant = agency_names(campaign).matching(decision.assigned)
        if len(meant) != 1:
            code = "assignment-ambiguous" if meant else "assignment-not-understood"
            nearest = "" if meant else agency_names(campaign).nearest(decision.assigned)
            findings.append(
                finding(
                    code,
                    file=decision.file,
                    value=decision.assigned,
                    arguments={"agencies": listed_agencies(meant), "nearest": nearest},
                )
            )
        elif sha256:
            by_file.setdefault(sha256, {}).setdefault(meant[0].code, decision)
    for same in by_file.values():
        if len(same) > 1:
            first = next(iter(same.values()))
            findings.append(
                finding(
                    "assignment-conflict",
                    file=first.file,
                    value=", ".join(d.assigned for d in same.values()),
                    arguments={"files": "; ".join(dict.fromkeys(d.file for d in same.values()))},
                )
            )
    single = {sha256: next(iter(same)) for sha256, same in by_file.items() if len(same) == 1}
    return Assignments(single, tuple(findings))


def unreachable_assignments(decisions: Iterable[Decision], submissions: Iterable[Submission]) -> Iterator[Finding]:
    """Findings about assigned files of a part and assigned masters of parts: only the part can assign its files."""
    assigned = [d for d in decisions if d.assigned]
    for submission in submissions if assigned else ():
        source = submission.source
        master = source.through or (source.file if not source.sha256 else "")
        for decision in assigned if master else ():
            if source.sha256 == decision.sha256 and source.file == decision.file:
                yield finding(
                    "assignment-not-followed",
                    file=source.file,
                    value=decision.assigned,
                    agency=submission.agency,
                    arguments={"master": master},
                )
