"""Masters that were given out, and why totals are others now than in the last of them.

A master is given out when a report, a page or a copy for circulation is made of it. The last two are kept in
`backups/`: where nothing has moved since the last, it is said why its own totals were others than those before it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from toolkit.consolidation.bridge import bridge
from toolkit.consolidation.differences import Standing, standing_of
from toolkit.master.read import MasterContent, read_master
from toolkit.master.standing import standing_in
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.model import Bridge, Bridges, Tabulation
from toolkit.run.backups import issued_of, keep_issued

Result = TypeVar("Result", bound=Tabulation)


def with_bridges(root: Path, master: Path, result: Result) -> Result:
    """The result with why its totals are others than those that were given out last; as it is where none moved.

    Masters that cannot be read, or do not say by what their totals were made, are passed over.
    """
    for path in reversed(issued_of(root, master)):
        bridges = bridges_since(path, result)
        if bridges is not None and bridges.moved:
            return replace(result, bridges=bridges)
    return result


def bridges_since(path: Path, result: Tabulation) -> Bridges | None:
    """Why totals are others than in the master at `path`; None where that cannot be told."""
    try:
        content = read_master(path)
    except NotDoneError:
        return None
    before = standing_in(content)
    if before is None or content.campaign != result.campaign.id:
        return None
    return Bridges(moved=bridge(before, standing_of(result)), since=content.as_of, file=path.name)


def mark_issued(root: Path, master: Path, result: Tabulation) -> bool:
    """Keep the master as one that was given out, if its totals are those of the result that was; whether it is."""
    if not master.is_file():
        return False
    bridges = bridges_since(master, result)
    if bridges is None or bridges.moved:
        return False
    keep_issued(root, master)
    return True


def differ(old: Path, new: Path) -> tuple[tuple[Bridge, ...], Standing, Standing]:
    """Why totals differ between two masters of one campaign, and what each rests on.

    Raises as `read_master`, `NotDoneError` (`master-without-totals`) where one does not say by what its totals were
    made, and `UsageError` (`masters-of-two-campaigns`).
    """
    contents = [read_master(path) for path in (old, new)]
    if contents[0].campaign != contents[1].campaign:
        raise UsageError("masters-of-two-campaigns", old=contents[0].campaign, new=contents[1].campaign)
    before, now = map(_standing, contents)
    return bridge(before, now), before, now


def _standing(content: MasterContent) -> Standing:
    standing = standing_in(content)
    if standing is None:
        raise NotDoneError("master-without-totals", file=content.file)
    return standing
