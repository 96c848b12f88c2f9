"""Masters of parts with rows of tables merge into the master of the whole, in any order and any steps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.effort import effort
from tests.master.test_composition import sheets
from tests.tables import DAY, WITHOUT_KEY, campaign, cells, submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.composition import Part, join, part_from_master
from toolkit.master.read import read_master
from toolkit.master.sheets.master import write_master
from toolkit.model import Submission

CAMPAIGN = campaign(4)


def _reports(chance: random.Random) -> list[Submission]:
    """Reports of some agencies, some of them in two versions."""
    found = []
    for number in range(chance.randrange(3, 9)):
        code = f"S{chance.randrange(4)}"
        rows = [*cells(code, chance, chance.randrange(8)), *cells(code, chance, chance.randrange(4), WITHOUT_KEY)]
        sent = submission(code, rows, file=f"inbox/{number}/{code}.xlsx")
        saved = datetime(2025, 11, chance.randrange(1, 29), number)
        found.append(replace(sent, source=replace(sent.source, saved=saved)))
    return found


def _merged(parts: Sequence[Part], path: Path) -> Path:
    whole = join(parts)
    result = consolidate(CAMPAIGN, whole.submissions, as_of=DAY, findings=whole.findings, kept=whole.kept)
    assert result.balance.even
    write_master(path, result)
    return path


def _opened(path: Path) -> Part:
    return part_from_master(CAMPAIGN, read_master(path), path.name, str)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, effort(6, 300)))])
def test_parts_merge_into_the_whole(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    sent = _reports(chance)
    direct = _merged([Part(tuple(sent))], tmp_path / "whole.xlsx")
    where = [chance.randrange(3) for _ in sent]
    leaves = []
    for part in range(3):
        part_of = tuple(s for s, at in zip(sent, where, strict=True) if at == part)
        if part_of:
            leaves.append(_merged([Part(part_of)], tmp_path / f"part {part}.xlsx"))
    while len(leaves) > 1:
        chance.shuffle(leaves)
        pair = [_opened(leaves.pop()), _opened(leaves.pop())]
        leaves.append(_merged(pair, tmp_path / f"of {len(leaves)} {chance.random()}.xlsx"))
    assert sheets(direct) == sheets(leaves[0])
    assert [s.rows for s in read_master(direct).submissions] == [s.rows for s in read_master(leaves[0]).submissions]
