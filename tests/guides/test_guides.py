"""The commands of the tutorial, the guide and the pages of frequent jobs work, and their pictures can be taken."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from docs.photographs import names, take
from docs.played import played
from tests.browser import needs_browser
from tests.effort import THOROUGH, some
from tests.office import needs_libreoffice

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
JOBS = (ROOT / "docs" / "viec-thuong-gap.md").read_text(encoding="utf-8").split("\n## ")[1:]
#: The pictures taken in the gate; the nightly takes all, which needs the tutorial played and the sample campaign made.
WANTED = [*names()] if THOROUGH else ["desk-start"]


def test_every_picture_is_shown_and_every_shown_one_is_taken() -> None:
    """Each picture of a page is taken by a script, each picture file is on a page; all are small."""
    shown = set()
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        shown |= set(re.findall(r"pictures/([\w-]+)\.png\)", page.read_text(encoding="utf-8")))
    there = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert shown == set(names()) == set(there)
    assert [name for name, size in there.items() if size > 60_000] == []
    assert sum(there.values()) < 1_000_000


@pytest.mark.slow
@pytest.mark.timeout(900)
@needs_browser
@needs_libreoffice
def test_pictures_can_be_taken(tmp_path: Path) -> None:
    """Each is taken now, is not blank, and is about as large as the one in the documents."""
    from PIL import Image

    take(tmp_path, WANTED)
    wrong = []
    for name in WANTED:
        new: Any
        old: Any
        with Image.open(tmp_path / f"{name}.png") as new, Image.open(PICTURES / f"{name}.png") as old:
            sizes = [b / a for a, b in zip(old.size, new.size, strict=True)]
            if len(new.convert("RGB").getcolors(1 << 24)) < 8 or not all(0.85 < size < 1.15 for size in sizes):
                wrong.append((name, old.size, new.size))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("job", some(JOBS, 4), ids=lambda job: str(job).partition(".")[0])
def test_frequent_jobs_make_the_files_they_name(tmp_path: Path, job: str) -> None:
    """Each job's commands run as written, beside the samples, and make the files that its page names."""
    (campaign := tmp_path / "bao-cao").mkdir()
    shutil.copy(ROOT / "sample_workbooks" / "campaign.xlsx", campaign)
    shutil.copytree(ROOT / "sample_workbooks" / "inbox", campaign / "inbox")
    played(job, tmp_path)
    (made,) = re.findall(r"\*\*Ra\.\*\*.*?\n\n", job, re.DOTALL)
    patterns = [re.sub("MÃ|NGÀY", "*", name) for name in re.findall(r"`([^`]+[./][^`]+)`", made)]
    assert [name for name in patterns if not any(tmp_path.rglob(name))] == []
    assert patterns


def test_guides_type_only_into_unlocked_cells(tmp_path: Path) -> None:
    """A page that says to type into a locked cell is wrong; the typed value is read as the page says."""
    import openpyxl
    from openpyxl.styles import Protection

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title, sheet.protection.sheet = "S", True
    sheet["A1"].protection = Protection(locked=False)
    book.save(tmp_path / "a.xlsx")
    page = "<!-- type into: a.xlsx, save as: b.xlsx -->\n\n| sheet | cell | type |\n|---|---|---|\n| S | {} | 5 |\n"
    played(page.format("A1"), tmp_path)
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]["A1"].value == 5
    with pytest.raises(AssertionError, match="S!A2 is locked"):
        played(page.format("A2"), tmp_path)
