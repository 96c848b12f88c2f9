"""The campaign of the tests of mails."""

from pathlib import Path

import pytest

from tests.mailing import campaign
from toolkit.run.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return campaign(tmp_path / "c")
