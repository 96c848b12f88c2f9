"""Settings of all tests: how many examples the property-based ones try, where bytecode is kept, what the end says."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.excelrules import COUNTS
from toolkit.model import judging

# What judges fails loudly here, and in every process that a test starts; a user would be told, and get the rest.
judging.STRICT = True
os.environ["TOOLKIT_STRICT"] = "1"

_COMMON: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
    "phases": [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
}
settings.register_profile("default", max_examples=15, derandomize=True, **_COMMON)
settings.register_profile("thorough", max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "300")), **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is told to write no bytecode beside its sources, it is kept in pytest's own cache: the tests start
    hundreds of programs, and most of the time each would compile all that it imports."""
    if sys.dont_write_bytecode:
        sys.pycache_prefix = str(config.rootpath / ".pytest_cache" / "bytecode")
        sys.dont_write_bytecode = False
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Six thousand tests stay to the end: the garbage collector need not go through them again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much was held against Excel's rules: a gate that went through nothing says so."""
    sums: Counter[str] = Counter()
    for report in (*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())):
        for name, counted in getattr(report, "user_properties", ()):
            if name == COUNTS:
                sums.update(counted)
    if sums:
        terminalreporter.write_line("In Excel: " + ", ".join(f"{what} {count}" for what, count in sums.items()))
