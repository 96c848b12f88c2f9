"""Work shared with a copy of this process."""

from __future__ import annotations

import os
import time

import pytest

from toolkit.run.halves import in_a_copy, in_two

_ENOUGH = 1_000_000


def test_work_shared_with_a_copy_of_the_process() -> None:
    """What comes out is the same as done alone; where the copy fails, this process does its part too."""
    items, weights = list(range(7)), [1000, 900, 10, 20, 700, 5, 5]
    assert [n * n for n in items] == in_two(lambda n: n * n, items, weights)
    mine = os.getpid()

    def fails_elsewhere(n: int) -> int:
        if os.getpid() != mine:
            raise MemoryError
        return n + 1

    assert [n + 1 for n in items] == in_two(fails_elsewhere, items, weights)


def test_work_begun_in_a_copy_of_the_process() -> None:
    """It is done elsewhere, or here where the copy fails; what comes out is the same."""
    mine = os.getpid()
    begun = in_a_copy(lambda: (os.getpid(), ["việc"] * 100_000), _ENOUGH)
    process, words = begun()
    assert words == ["việc"] * 100_000
    assert (process != mine) == hasattr(os, "fork")

    def fails_elsewhere() -> str:
        if os.getpid() != mine:
            raise MemoryError
        return "xong"

    assert in_a_copy(fails_elsewhere, _ENOUGH)() == "xong"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot copy a process")
def test_a_copy_that_nobody_asks_any_more_is_ended() -> None:
    begun = in_a_copy(lambda: time.sleep(600), _ENOUGH)
    process = vars(begun)["_process"]
    del begun
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
