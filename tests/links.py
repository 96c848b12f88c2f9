"""Links for tests, if they can be made: Windows requires rights, and Wine reports one that it has not made."""

from pathlib import Path

import pytest


def linked(link: Path, target: Path, *, folder: bool = True) -> None:
    """A link; the test is skipped if none can be made."""
    try:
        link.symlink_to(target, target_is_directory=folder)
    except OSError:
        pytest.skip("no links may be made here")
    if not link.is_symlink():
        pytest.skip("no links are made here, though it is said that they are")
