"""Results that are kept for the object they were made from."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class kept(Generic[T, R]):
    """The function with its last result kept, for as long as it is asked about the very same object.

    By identity: a definition's parts are asked about thousands of times, and to hash one takes longer than most
    of what is looked up in it.
    """

    def __init__(self, function: Callable[[T], R]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._last: tuple[T, R] | None = None

    def __call__(self, made_from: T) -> R:
        last = self._last
        if last is None or last[0] is not made_from:
            last = self._last = (made_from, self._function(made_from))
        return last[1]
