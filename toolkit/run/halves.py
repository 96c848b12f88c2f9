"""Work that two processes share: the second is a copy of this one, so nothing has to be sent to it."""

from __future__ import annotations

import os
import pickle
import signal
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

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
    if not theirs or not _pays(sum(weights)):
        return [work(item) for item in items]
    elsewhere = _Copy(lambda: [work(items[n]) for n in theirs])
    done = {n: work(items[n]) for n in mine}
    done |= zip(theirs, elsewhere(), strict=True)
    return [done[n] for n in range(len(items))]


def in_a_copy(work: Callable[[], _R], weight: int) -> Callable[[], _R]:
    """`work` begun in a copy of this process, while this one does something else; called, it gives what came out.

    Where that is not possible or comes to grief, it is done when it is asked for. `work` must not write anywhere.
    """
    return _Copy(work) if _pays(weight) else work


def _pays(weight: int) -> bool:
    return weight >= _WORTH_IT and hasattr(os, "fork") and (os.cpu_count() or 1) > 1


class _Copy(Generic[_R]):
    """Work under way in a copy of this process."""

    def __init__(self, work: Callable[[], _R]) -> None:
        self._work = work
        self._end: Any = None
        self._pipe, send = os.pipe()
        try:
            self._process = os.fork()
        except OSError:  # too many processes, or no memory for one more
            os.close(self._pipe)
            os.close(send)
            return
        if self._process == 0:
            _answer(work, self._pipe, send)
        os.close(send)
        # Where nobody asks any more, because the work has failed here, the copy need not finish.
        self._end = weakref.finalize(self, _stop, self._process, self._pipe)

    def __call__(self) -> _R:
        answer: Any = b""
        if self._end is not None and self._end.detach():
            with os.fdopen(self._pipe, "rb") as pipe:
                answer = pipe.read()
            _, status = os.waitpid(self._process, 0)
            answer = answer if status == 0 else b""
        return pickle.loads(answer) if answer else self._work()


def _answer(work: Callable[[], Any], receive: int, send: int) -> None:
    """What the copy does: its part, then nothing more, whatever happens."""
    code = 1
    try:
        os.close(receive)
        with os.fdopen(send, "wb") as pipe:
            pipe.write(pickle.dumps(work(), protocol=5))
        code = 0
    finally:
        os._exit(code)


def _stop(process: int, pipe: int) -> None:
    os.close(pipe)
    with suppress(OSError):
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


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
