"""Results that are cached for the object they were computed from."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class cached(Generic[T, R]):
    """A function whose last result is returned again as long as it is called with the same object.

    Objects are compared by identity: parts of a definition are looked up thousands of times, and hashing one would take
    longer than most of these look-ups.
    """

    def __init__(self, function: Callable[[T], R]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._last: tuple[T, R] | None = None

    def __call__(self, argument: T) -> R:
        last = self._last
        if last is None or last[0] is not argument:
            last = self._last = (argument, self._function(argument))
        return last[1]
