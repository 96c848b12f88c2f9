"""Issued masters, and why totals changed since the last issue (by a report, a page or a copy for circulation).

The last two issued masters are in `backups/`: where no total changed since the last one, the bridges are between them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from toolkit._version import version
from toolkit.consolidation.bridges.bridge import Totals, bridge, stated_totals
from toolkit.consolidation.bridges.differences import TotalsBasis, totals_basis_of
from toolkit.consolidation.consolidate import with_faults
from toolkit.master.hidden_sheet import totals_definition
from toolkit.master.read import MasterContent, read_master
from toolkit.master.totals_basis import FORMAT, pack_totals_basis, totals_basis_in, unpack_totals, unpack_totals_basis
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.model import Bridge, Bridges, Finding, Tabulation
from toolkit.model.judging import Report, attempt, ignore_finding
from toolkit.model.packing import DAMAGED
from toolkit.run.masters.backups import issued_copies, keep_issued, keep_record, kept_record

Result = TypeVar("Result", bound=Tabulation)


def with_bridges(
    root: Path, master: Path, result: Result, compared: Callable[[Path], object] = lambda _: None
) -> Result:
    """The result with the bridges since the last issued master whose totals differ; unchanged if there is no such
    master.

    Masters that cannot be read, or do not contain the basis of their totals, are skipped. `compared` is called with the
    path of each issued master before it is compared.
    """
    faults: list[Finding] = []
    since = attempt("bridges", lambda: _bridges_since_change(root, master, result, compared), None, faults.append)
    return with_faults(result if since is None else replace(result, bridges=since), faults)


def _bridges_since_change(
    root: Path, master: Path, result: Tabulation, compared: Callable[[Path], object]
) -> Bridges | None:
    """The bridges since the last issued master in which any total differs; None if there is no such master."""
    for path in reversed(issued_copies(root, master)):
        compared(path)
        bridges = bridges_since(path, result)
        if bridges is not None and bridges.moved:
            return bridges
    return None


def bridges_since(path: Path, result: Tabulation) -> Bridges | None:
    """The reasons why totals changed since the master at `path`; None if they are not known."""
    known = _from_record(path)
    now = stated_totals(result)
    if known is not None and known.campaign == result.campaign.id and known.totals == now:
        return Bridges(moved=(), since=known.as_of)  # the basis need not be read
    known = known or _from_master(path)
    if known is None or known.campaign != result.campaign.id:
        return None
    moved = bridge(known.basis(), totals_basis_of(result), known.totals, now)
    return Bridges(moved=moved, since=known.as_of)


@dataclass(frozen=True, slots=True)
class _IssuedTotals:
    """The totals of an issued master; their basis is read only when it is needed."""

    campaign: str
    as_of: date | None
    totals: Totals | None
    basis: Callable[[], TotalsBasis]


def _from_record(path: Path) -> _IssuedTotals | None:
    """The issued totals from the text that this version of the toolkit kept beside the master."""
    head, _, body = kept_record(path).partition("\n")
    try:
        header = json.loads(head) if body else {}
        if (header.get("toolkit"), header.get("format")) != (version, FORMAT):
            return None
        day = date.fromisoformat(header["as_of"]) if header["as_of"] else None
        return _IssuedTotals(
            header["campaign"], day, unpack_totals(header), partial(unpack_totals_basis, header["campaign"], body)
        )
    except DAMAGED:
        return None


def _from_master(path: Path) -> _IssuedTotals | None:
    """The issued totals from the master itself."""
    try:
        content = read_master(path)
    except NotDoneError:
        return None
    basis = totals_basis_in(content)
    return None if basis is None else _IssuedTotals(content.campaign, content.as_of, None, lambda: basis)


def issue_master(
    root: Path, master: Path, result: Result, notice: Callable[[str, str], None], *, is_current: bool = False
) -> Result:
    """Keep the master as issued, so that later masters explain why their totals changed; returns the result with
    findings about what could not be compared. `notice` is called where the present master does not have the issued
    totals; `is_current`: the master was drawn from this result."""
    faults: list[Finding] = []
    if is_current:
        basis = pack_totals_basis(
            result.campaign.id, version, result.as_of, totals_definition(result), totals_basis_of(result)
        )
        keep_record(keep_issued(root, master), "\n".join(basis))
    elif master.is_file() and not issue_if_same_totals(root, master, result, faults.append):
        notice("not-issued", master.name)
    return with_faults(result, faults)


def issue_if_same_totals(root: Path, master: Path, result: Tabulation, report: Report = ignore_finding) -> bool:
    """Keep the master as issued, if its totals equal those of the issued result; returns whether they do."""
    try:
        content = read_master(master)
    except NotDoneError:
        return False
    basis = totals_basis_in(content)
    if basis is None or content.campaign != result.campaign.id:
        return False
    if attempt("bridges", lambda: any(bridge(basis, totals_basis_of(result))), True, report):
        return False
    packed = pack_totals_basis(content.campaign, content.toolkit, content.as_of, content.totals, basis)
    keep_record(keep_issued(root, master), "\n".join(packed))
    return True


def compare_masters(old: Path, new: Path) -> tuple[tuple[Bridge, ...], TotalsBasis, TotalsBasis]:
    """The reasons why totals differ between two masters of one campaign, and the basis of the totals of each master.

    Raises as `read_master`, `NotDoneError` (`master-without-totals`) where one does not contain this basis, and
    `UsageError` (`masters-of-two-campaigns`).
    """
    contents = [read_master(path) for path in (old, new)]
    if contents[0].campaign != contents[1].campaign:
        raise UsageError("masters-of-two-campaigns", old=contents[0].campaign, new=contents[1].campaign)
    before, now = map(_totals_basis, contents)
    return bridge(before, now), before, now


def _totals_basis(content: MasterContent) -> TotalsBasis:
    basis = totals_basis_in(content)
    if basis is None:
        raise NotDoneError("master-without-totals", file=content.file)
    return basis
