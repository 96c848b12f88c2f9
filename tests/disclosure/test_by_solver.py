"""The copy for circulation of larger campaigns: a solver looks for other numbers for each masked figure.

By hand: `python -m tests.disclosure.test_by_solver FIRST LAST` says of the campaigns drawn from these seeds which tell
a masked figure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.disclosure import test_sharing, test_splits
from tests.disclosure.reader import numbers, told
from tests.effort import effort
from toolkit.disclosure.sharing import share
from toolkit.model import Consolidation

#: Campaigns with rules, rates, periods and owners; and with splits.
_DRAWN: tuple[Callable[[int], Consolidation], ...] = (test_sharing.drawn, test_splits.drawn)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("block", range(4))
def test_nothing_masked_has_one_value_only(block: int) -> None:
    """Of each masked figure and total the least and the greatest value that fit what is shown differ, and no small one
    is shown."""
    pytest.importorskip("ortools", reason="the solver OR-tools is not installed")
    masked = 0
    for seed in range(block, effort(100, 1000), 4):
        for drawn in _DRAWN:
            result = drawn(seed)
            copy = share(result)
            assert told(result, copy) == [], (drawn.__module__, seed)
            shown = {(f.indicator, f.period, f.agency): f.value for f in copy.result.figures}
            assert all(shown[c] is None for c in copy.masks.small), seed
            masked += len(copy.masks.cells)
    assert masked > 500


def test_the_solver_is_able() -> None:
    """Masking the small figures alone would give most of them away: they are found then."""
    pytest.importorskip("ortools", reason="the solver OR-tools is not installed")
    small = found = 0
    for seed in range(8):
        result = test_sharing.drawn(seed)
        copy = share(result)
        cells = [c for c in copy.masks.small if c in numbers(result)]
        small += len(cells)
        found += len(told(result, copy, masked=cells)) if cells else 0
    assert small > 40
    assert found > small / 4


if __name__ == "__main__":
    first, last = map(int, sys.argv[1:3])
    for make in _DRAWN:
        results = ((seed, make(seed)) for seed in range(first, last))
        faults = {seed: cells for seed, result in results if (cells := told(result, share(result)))}
        sys.stdout.write(f"{make.__module__}: {last - first} campaigns, {len(faults)} tell a masked figure {faults}\n")
