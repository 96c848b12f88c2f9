"""The effort of tests: the usual one of the gate, or the thorough one of `HYPOTHESIS_PROFILE=thorough`.

A test marked `nightly` runs only in the thorough effort: it repeats at a large size what a smaller test checks in the
gate.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
T = TypeVar("T")


def effort(usual: int, thorough: int) -> int:
    """The number of examples, campaigns or turns."""
    return thorough if THOROUGH else usual


def some(cases: Sequence[T], usual: int) -> Sequence[T]:
    """All cases in the thorough effort; in the usual one that number of them, evenly spread, the first among them."""
    return cases if THOROUGH else [cases[n * len(cases) // usual] for n in range(min(usual, len(cases)))]
