"""A small campaign for the desk's tests of three agencies: one has reported, one with a mistake, one is missing."""

import shutil
from pathlib import Path

from tests.building import copied, definition, filled
from tests.cli.test_cli import GOOD_FIGURES, INDICATORS, SECTIONS
from toolkit.run.folder import Folder

AGENCIES = """
| code | name         | short_name | group | email       |
|------|--------------|------------|-------|-------------|
| SA   | Sở A         | Sở A       | sở    | a@x.example |
| SB   | Sở <b>B</b>  | Sở B       | sở    | b@x.example |
| HC   | UBND huyện C | H. C       | huyện |             |
"""
WRONG = """
| code | 2019                        | 2020 |
|------|-----------------------------|------|
| N1   | '<script>alert(1)</script>  | 12   |
"""
LINES = """
| section | text                                    |
|---------|-----------------------------------------|
| good    | Đã <img src=x onerror=alert(1)> mở lớp. |
"""


def reporting(root: Path) -> Folder:
    """The campaign with its two files in the inbox, in a folder with blanks and marks in its name."""

    def made(at: Path) -> Folder:
        folder = definition(at / "đợt 1", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
        filled(folder, "SA", GOOD_FIGURES, LINES)
        filled(folder, "SB", WRONG, LINES)
        return folder

    return copied(root, made)


def only_defined(root: Path) -> Folder:
    """The same with an empty inbox, and the two files in `sent`."""
    folder = reporting(root)
    shutil.move(folder.inbox, root / "sent")
    folder.inbox.mkdir()
    return folder
