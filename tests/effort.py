"""How long a look the tests take: the usual one, or the long one that `HYPOTHESIS_PROFILE=thorough` asks for."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def effort(usual: int, thorough: int) -> int:
    """So many examples, campaigns or turns."""
    return thorough if THOROUGH else usual
