"""What the desk's tests share."""

from collections.abc import Iterator

import pytest

from tests.browser import DESK, Window, opened, wanted
from tests.desk.asking import InThread, command


@pytest.fixture(scope="package", autouse=True)
def _work_in_threads() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("toolkit.desk.states.Work", InThread)
        patched.setattr("toolkit.desk.jobs.Work", command)
        yield


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One browser for the tests of this folder."""
    assert wanted()
    with opened(tmp_path_factory.mktemp("chromium")) as window:
        yield window


@pytest.fixture
def window(chromium: Window) -> Window:
    """The browser, without messages of an earlier test."""
    chromium.go("about:blank")
    chromium.complaints()
    chromium.requests()
    chromium.faults.clear()
    chromium.size(*DESK)
    return chromium
