"""Joins the findings about a definition that have the same cause into one finding with all its rows."""

import re
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.language.text import listed
from toolkit.model import Finding
from toolkit.spreadsheet.addresses import Area, area_positions, cell_position

#: Findings of a column that are joined, whatever was typed, since the correction is the same.
_OF_A_COLUMN = frozenset(
    {
        "definition-blank",
        "definition-duplicate-code",
        "definition-error-value",
        "definition-formula-computed",
        "definition-no-choices",
        "definition-no-unit",
        "definition-owes-nothing",
        "definition-table-no-choices",
        "definition-table-no-unit",
        "formula-cycle",
        "formula-number-is-code",
        "sentence-unknown-topic",
    }
)
#: Findings about names of missing indicators: those of a starter, or removed ones.
_OF_LOST_CODES = frozenset({"formula-unknown-name", "sentence-unknown-indicator"})
#: Findings about agencies and groups that are not on the roster: joined for a sheet that names more than `_TYPED`.
_OF_LOST_AGENCIES = frozenset({"definition-unknown-body", "formula-unknown-body"})
_TYPED = 2
#: Up to this number, missing codes may be typing mistakes, and are reported with the nearest known codes.
_FEW = 3
_MERGED = "definition-merged-cells"
_DIGITS = re.compile(r"\d+")


def join_by_cause(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in their order, with those of the same cause joined into one, in the position of the first.

    In merged cells only the merging is reported; a missing topic is not, if the sentence has missing indicators.
    """
    every = [*findings]
    lost = {(f.sheet, cell_position(f.cell)[0]) for f in every if f.code in _OF_LOST_CODES}
    names_by_sheet: dict[str, set[str]] = {}
    for finding in every:
        if finding.code in _OF_LOST_AGENCIES:
            names_by_sheet.setdefault(finding.sheet, set()).add(_agency_in(finding))
    roster_changed = {sheet for sheet, names in names_by_sheet.items() if len(names) > _TYPED}
    merged = [(f.sheet, area_positions(f.value)) for f in every if f.code == _MERGED]
    causes: dict[Hashable, list[Finding]] = {}
    for finding in every:
        if finding.code == "sentence-unknown-topic" and (finding.sheet, cell_position(finding.cell)[0]) in lost:
            continue
        if finding.code == _MERGED or not any(_is_in_area(finding, *area) for area in merged):
            causes.setdefault(_cause(finding, roster_changed), []).append(finding)
    return tuple(_joined_finding(same) for same in causes.values())


def _is_in_area(finding: Finding, sheet: str, area: Area) -> bool:
    if finding.sheet != sheet or not finding.cell:
        return False
    row, column = cell_position(finding.cell)
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]


def _cause(finding: Finding, roster_changed: Container[str]) -> Hashable:
    if finding.code in _OF_LOST_CODES:
        return finding.code, finding.sheet
    if finding.code in _OF_LOST_AGENCIES:
        return finding.code, finding.sheet, "" if finding.sheet in roster_changed else _agency_in(finding)
    # `subject`: the wrong name, or what was typed.
    subject = "" if finding.code in _OF_A_COLUMN else (finding.text("name") or finding.value, finding.text("other"))
    column = _DIGITS.sub("", finding.cell)
    return finding.code, finding.severity, finding.sheet, column, finding.text("column"), subject


def _joined_finding(same: Sequence[Finding]) -> Finding:
    first = same[0]
    if len(same) == 1:
        return first
    cells = tuple(dict.fromkeys(finding.cell for finding in same))
    named = _code_in if first.code in _OF_LOST_CODES else _agency_in
    names = {named(finding): finding.text("nearest") for finding in same}
    if first.code in _OF_LOST_CODES and len(names) + len(cells) > 2:
        return _finding_of_lost_names(first, "definition-lost-codes", names, cells)
    if first.code in _OF_LOST_AGENCIES and len(names) > 1:
        return _finding_of_lost_names(first, "definition-lost-bodies", names, cells)
    return replace(first, cells=cells) if len(cells) > 1 else first


def _finding_of_lost_names(first: Finding, code: str, names: Mapping[str, str], cells: tuple[str, ...]) -> Finding:
    """One finding about all unknown names that were typed on a sheet, with their rows."""
    shown = [*names]
    if len(names) <= _FEW:  # with the known names that are most similar to each
        shown = [f"{n} (≈ {listed(near.split('|'), 60, ', ')})" if near else n for n, near in names.items()]
    rows = sorted({cell_position(cell)[0] + 1 for cell in cells})
    arguments = (
        ("count", len(rows)),
        ("rows", listed([f"{a}" if a == b else f"{a}–{b}" for a, b in _runs(rows)], 120, ", ")),
        ("names", listed(shown, 120, ", ")),
    )
    return replace(first, code=code, cells=cells, arguments=arguments)


def _agency_in(finding: Finding) -> str:
    """The name of the agency or group that, according to the finding, is not on the roster."""
    return finding.text("name") or finding.value


def _code_in(finding: Finding) -> str:
    """The missing indicator's code in a finding about a formula, or about a field of a sentence."""
    name = finding.text("name").strip("{} ")
    return name.rpartition(".")[0] or name if finding.code == "sentence-unknown-indicator" else name


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yields the first and the last row of each run of consecutive rows."""
    start = last = -1
    for row in rows:
        if row != last + 1 and start >= 0:
            yield start, last
        start = row if row != last + 1 or start < 0 else start
        last = row
    if start >= 0:
        yield start, last
