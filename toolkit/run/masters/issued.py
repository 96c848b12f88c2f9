"""Masters that were given out, and why totals are others now than in the last of them.

A master is given out when a report, a page or a copy for circulation is made of it. The last two are kept in
`backups/`: where nothing has moved since the last, it is said why its own totals were others than those before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from toolkit._version import version
from toolkit.consolidation.bridges.bridge import Totals, bridge, totals_in
from toolkit.consolidation.bridges.differences import TotalsBasis, totals_basis_of
from toolkit.consolidation.consolidate import with_faults
from toolkit.master.hidden_sheet import made_by
from toolkit.master.read import MasterContent, read_master
from toolkit.master.standing import FORMAT, pack_standing, standing_in, unpack_standing, unpack_totals
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.model import Bridge, Bridges, Finding, Tabulation
from toolkit.model.judging import Report, ignore_finding, judged
from toolkit.model.packing import DAMAGED
from toolkit.run.masters.backups import issued_of, keep_issued, remember, remembered

Result = TypeVar("Result", bound=Tabulation)


def with_bridges(
    root: Path, master: Path, result: Result, looked_at: Callable[[Path], object] = lambda _: None
) -> Result:
    """The result with why its totals are others than those that were given out last; as it is where none moved.

    Masters that cannot be read, or do not say by what their totals were made, are passed over. `looked_at` is called
    with each that is looked at.
    """
    faults: list[Finding] = []
    since = judged("bridges", lambda: _moved_since(root, master, result, looked_at), None, faults.append)
    return with_faults(result if since is None else replace(result, bridges=since), faults)


def _moved_since(root: Path, master: Path, result: Tabulation, looked_at: Callable[[Path], object]) -> Bridges | None:
    """Since the last master from which any total has moved."""
    for path in reversed(issued_of(root, master)):
        looked_at(path)
        bridges = bridges_since(path, result)
        if bridges is not None and bridges.moved:
            return bridges
    return None


def bridges_since(path: Path, result: Tabulation) -> Bridges | None:
    """Why totals are others than in the master at `path`; None where that cannot be told."""
    known = _remembered(path)
    now = totals_in(result)
    if known is not None and known.campaign == result.campaign.id and known.totals == now:
        return Bridges(moved=(), since=known.as_of)  # nothing else is looked at
    known = known or _read(path)
    if known is None or known.campaign != result.campaign.id:
        return None
    moved = bridge(known.standing(), totals_basis_of(result), known.totals, now)
    return Bridges(moved=moved, since=known.as_of)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a master that was given out; its standing when it is asked for."""

    campaign: str
    as_of: date | None
    totals: Totals | None
    standing: Callable[[], TotalsBasis]


def _remembered(path: Path) -> _Known | None:
    """From what was written beside it by this very toolkit."""
    head, _, body = remembered(path).partition("\n")
    try:
        said = json.loads(head) if body else {}
        if (said.get("toolkit"), said.get("format")) != (version, FORMAT):
            return None
        day = date.fromisoformat(said["as_of"]) if said["as_of"] else None
        return _Known(said["campaign"], day, unpack_totals(said), partial(unpack_standing, said["campaign"], body))
    except DAMAGED:
        return None


def _read(path: Path) -> _Known | None:
    """From the master itself."""
    try:
        content = read_master(path)
    except NotDoneError:
        return None
    standing = standing_in(content)
    return None if standing is None else _Known(content.campaign, content.as_of, None, lambda: standing)


def give_out(
    root: Path, master: Path, result: Result, notice: Callable[[str, str], None], *, own: bool = False
) -> Result:
    """Remember the master as given out: the next ones say why their totals are others. `notice` is told where the
    master that is there is not what was given out; `own`: it was drawn from this very result. Returns the result, with
    what could not be judged."""
    faults: list[Finding] = []
    if own:
        standing = pack_standing(result.campaign.id, version, result.as_of, made_by(result), totals_basis_of(result))
        remember(keep_issued(root, master), "\n".join(standing))
    elif master.is_file() and not mark_issued(root, master, result, faults.append):
        notice("not-issued", master.name)
    return with_faults(result, faults)


def mark_issued(root: Path, master: Path, result: Tabulation, tell: Report = ignore_finding) -> bool:
    """Keep the master as one that was given out, if its totals are those of the result that was; whether it is."""
    try:
        content = read_master(master)
    except NotDoneError:
        return False
    standing = standing_in(content)
    if standing is None or content.campaign != result.campaign.id:
        return False
    if judged("bridges", lambda: any(bridge(standing, totals_basis_of(result))), True, tell):
        return False
    packed = pack_standing(content.campaign, content.toolkit, content.as_of, content.totals, standing)
    remember(keep_issued(root, master), "\n".join(packed))
    return True


def differ(old: Path, new: Path) -> tuple[tuple[Bridge, ...], TotalsBasis, TotalsBasis]:
    """Why totals differ between two masters of one campaign, and what each rests on.

    Raises as `read_master`, `NotDoneError` (`master-without-totals`) where one does not say by what its totals were
    made, and `UsageError` (`masters-of-two-campaigns`).
    """
    contents = [read_master(path) for path in (old, new)]
    if contents[0].campaign != contents[1].campaign:
        raise UsageError("masters-of-two-campaigns", old=contents[0].campaign, new=contents[1].campaign)
    before, now = map(_standing, contents)
    return bridge(before, now), before, now


def _standing(content: MasterContent) -> TotalsBasis:
    standing = standing_in(content)
    if standing is None:
        raise NotDoneError("master-without-totals", file=content.file)
    return standing
