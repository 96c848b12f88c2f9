"""The effort of tests: the usual one, or the thorough one of `HYPOTHESIS_PROFILE=thorough`."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def effort(usual: int, thorough: int) -> int:
    """The number of examples, campaigns or turns."""
    return thorough if THOROUGH else usual
