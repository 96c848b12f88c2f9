"""Settings of all tests: the number of examples of property-based ones, where bytecode is kept, the summary."""

import gc
import os
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.effort import THOROUGH
from tests.excelrules import COUNTS
from toolkit.model import judging

# Faults that users get as a finding fail here, and in every process that a test starts.
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
    """If Python must write no bytecode beside its sources, it is kept in pytest's cache: the tests start hundreds of
    programs, and most of the time each would compile everything it imports."""
    if sys.dont_write_bytecode:
        sys.pycache_prefix = str(config.rootpath / ".pytest_cache" / "bytecode")
        sys.dont_write_bytecode = False
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `nightly` run in the thorough effort alone."""
    if not THOROUGH:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("nightly")])
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]


def pytest_collection_finish() -> None:
    """Six thousand tests stay to the end: the garbage collector need not check them again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The number of workbooks checked by Excel's rules: a gate that checked none says so."""
    sums: Counter[str] = Counter()
    for report in (*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())):
        for name, counted in getattr(report, "user_properties", ()):
            if name == COUNTS:
                sums.update(counted)
    if sums:
        terminalreporter.write_line("In Excel: " + ", ".join(f"{what} {count}" for what, count in sums.items()))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A certificate of servers on this machine."""
    from tests.servers import certificate

    return certificate(tmp_path_factory.mktemp("certificate"))
