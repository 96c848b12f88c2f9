"""Work that two processes share: the second is a copy of this one, so nothing has to be sent to it."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

#: Less work than this, in items' weights, is done sooner than a process is copied.
_WORTH_IT = 1_500

_T = TypeVar("_T")
_R = TypeVar("_R")


def in_two(work: Callable[[_T], _R], items: Sequence[_T], weights: Sequence[int]) -> list[_R]:
    """`work` done on each of `items`, in their order; about half of it, by weight, in a copy of this process.

    Where a process cannot be copied (Windows), or the copy comes to grief, this one does it all: what comes out is
    the same. `work` must not write anywhere.
    """
    mine, theirs = _halves(weights)
    if sum(weights) < _WORTH_IT or not theirs or not hasattr(os, "fork") or (os.cpu_count() or 1) < 2:
        return [work(item) for item in items]
    receive, send = os.pipe()
    try:
        child = os.fork()
    except OSError:  # too many processes, or no memory for one more
        os.close(receive)
        os.close(send)
        return [work(item) for item in items]
    if child == 0:
        _answer(work, [items[n] for n in theirs], receive, send)
    os.close(send)
    done = {n: work(items[n]) for n in mine}
    with os.fdopen(receive, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status == 0 and answer:
        done |= zip(theirs, pickle.loads(answer), strict=True)
    return [done[n] if n in done else work(items[n]) for n in range(len(items))]


def _answer(work: Callable[[_T], _R], items: Sequence[_T], receive: int, send: int) -> None:
    """What the copy does: its part, then nothing more, whatever happens."""
    code = 1
    try:
        os.close(receive)
        with os.fdopen(send, "wb") as pipe:
            pipe.write(pickle.dumps([work(item) for item in items], protocol=5))
        code = 0
    finally:
        os._exit(code)


def _halves(weights: Sequence[int]) -> tuple[list[int], list[int]]:
    """The places shared out, the heaviest first, each to whoever has less."""
    mine: list[int] = []
    theirs: list[int] = []
    loads = [0, 0]
    for place in sorted(range(len(weights)), key=lambda n: (-weights[n], n)):
        second = loads[1] < loads[0]
        (theirs if second else mine).append(place)
        loads[second] += weights[place]
    return mine, theirs
