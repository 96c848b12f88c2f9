"""Takes the pictures of the documents, with Chromium and LibreOffice: `python -m docs.photographs [FOLDER [NAME…]]`.

The tutorial's are taken while it is played. Those of the guide and the README show the sample campaign, whose agencies'
answers are invented, on the last day of July 2020. Without FOLDER they replace those in `docs/pictures/`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from docs.played import played
from tests.browser import Served, Window, desk, opened
from tests.mailing import VIETNAM, Sample
from tests.office import convert

DOCS = Path(__file__).resolve().parent
SAMPLES = DOCS.parent / "sample_workbooks"
DAY = ("--as-of", "2020-07-31")
#: What is typed into forms, by row: one figure exceeds that of which it is a part, a row is still blank; one sum of
#: money is none.
FIGURES = {
    10: ("Có", "Có", "Có", "Có", "Có"),
    11: (2, 2, 3, 2, 1),
    12: (3, 3, 3, 3, 3),
    13: (1, 1, 4, 1, 1),
    15: (26, 28, 31, 33, 14),
}
PROJECTS = {
    15: ("7954321", "Đường ấp Bình Hòa", 4200, 2900, 4200, "Đang thi công"),
    16: ("7954322", "Trường mầm non", 6800, "khoảng 3 tỷ", 6800, "Đang thi công"),
    17: ("7954330", "Trạm bơm ấp 3", 1500, 1500, 1500, "Hoàn thành"),
}
#: Sheets of workbooks: the picture's name, the workbook, the sheet, the area.
SHEETS = {
    "tutorial-indicators": ("campaign.xlsx", "Indicators", "B4:I8"),
    "tutorial-form": ("inbox/North (ND).xlsx", "Figures", "B8:H14"),
    "tutorial-returned": ("returns/North (ND).xlsx", "To fix", "B2:G7"),
    "tutorial-correction": ("master.xlsx", "Figures", "B16:K20"),
    "definition": ("campaign.xlsx", "Chỉ tiêu", "B4:I9"),
    "form-figures": ("dien-thu.xlsx", "Số liệu", "B8:K16"),
    "form-statements": ("inbox/SYT_bao cao PCMD chinh thuc (2).xlsx", "Nội dung", "B7:E16"),
    "form-returned": ("returns/Sở Y tế (SYT).xlsx", "Cần sửa", "B2:G8"),
    "form-table": ("../du-an/dien-thu.xlsx", "Danh mục dự án được giao vốn", "B8:K17"),
}
#: First pages that are printed: the document, and how much of the page is shown.
PRINTED = {
    "tutorial-summary": ("master.xlsx", 0.78),
    "summary": ("master.xlsx", 0.72),
    "report": ("bao-cao.docx", 0.73),
}
#: Pages of the desk: the address, and how much of it is shown, in pixels.
SCREENS = {
    "desk-overview": ("", 820),
    "desk-forms": ("forms", 590),
    "desk-take-in": ("take-in", 565),
    "desk-decide": ("decide", 522),
    "desk-board": ("agencies", 540),
    "desk-findings": ("findings", 545),
    "desk-results": ("results", 530),
}
PHONES = {"tutorial-page": "tom-tat.html", "page": "tom-tat.html"}


def names() -> tuple[str, ...]:
    """All pictures that there are."""
    return (*SHEETS, *PRINTED, *PHONES, *SCREENS, "desk-start")


def take(folder: Path, wanted: Collection[str]) -> None:
    """The pictures with these names, into this folder."""
    with tempfile.TemporaryDirectory(prefix="toolkit-pictures-") as temporary, opened(Path(temporary, "b")) as window:
        if any(name.startswith("tutorial-") for name in wanted):
            (tutorial := Path(temporary, "tutorial")).mkdir()
            text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
            played(text, tutorial, lambda name, at: _photograph(name, at, folder, window))
        if "desk-start" in wanted:
            _started(Path(temporary), folder / "desk-start.png", window)
        rest = [name for name in wanted if not name.startswith("tutorial-") and name != "desk-start"]
        if rest:
            _sample_campaign(samples := Path(temporary, "bao-cao"))
            for name in rest:
                if name not in SCREENS:
                    _photograph(name, samples, folder, window)
            with desk(Path(temporary, "home"), "--campaign", str(samples), *DAY) as served:
                for name in rest:
                    if name in SCREENS:
                        _screen(window, served, *SCREENS[name], folder / f"{name}.png")


def _photograph(name: str, at: Path, folder: Path, window: Window) -> None:
    path = folder / f"{name}.png"
    if name in SHEETS:
        file, sheet, area = SHEETS[name]
        _sheet(at / file, sheet, area, path)
    elif name in PRINTED:
        _printed(at / PRINTED[name][0], *PRINTED[name][1:], path)
    else:
        window.size(390, 780)
        window.go((at / PHONES[name]).as_uri())
        _saved(window, path)


def _toolkit(root: Path, *words: str) -> None:
    command = [sys.executable, "-m", "toolkit", *words, "--campaign", str(root), *DAY]
    environment = os.environ | {"PYTHONPATH": str(DOCS.parent)}
    assert subprocess.run(command, capture_output=True, check=False, env=environment).returncode in (0, 1), words


def _sample_campaign(root: Path) -> None:
    """The samples after a merge; one mail has the form of another agency."""
    shutil.copytree(SAMPLES, root, ignore=shutil.ignore_patterns("*.py", "*.md", ".*", "__pycache__", "master*"))
    form = root / "inbox" / "STC-bieu mau PCMD.xlsx"
    mail = Sample(
        sender="syt@dongthap.example",
        when=datetime(2020, 7, 10, 9, 0, tzinfo=VIETNAM),
        files=[(form.name, form.read_bytes())],
    )
    form.unlink()
    (root / "thư.eml").write_bytes(mail.eml())
    _toolkit(root, "template")
    _typed(root / "outgoing" / "Sở Y tế (SYT).xlsx", "Số liệu", "EFGHI", FIGURES, root / "dien-thu.xlsx")
    projects = root.parent / "du-an"
    command = [sys.executable, "-m", "toolkit", "new", str(projects), "--programme", "giai-ngan-dau-tu-cong"]
    subprocess.run(command, capture_output=True, check=True, env=os.environ | {"PYTHONPATH": str(DOCS.parent)})
    _toolkit(projects, "template", "UBND-30019")
    (form,) = (projects / "outgoing").glob("*.xlsx")
    _typed(form, "Danh mục dự án được giao vốn", "CDFGHI", PROJECTS, projects / "dien-thu.xlsx")
    for words in (["collect", str(root / "thư.eml")], ["check", "--returns"], ["merge"], ["report"], ["page"]):
        _toolkit(root, *words)


def _typed(form: Path, sheet: str, columns: str, rows: Mapping[int, Sequence[object]], saved: Path) -> None:
    """Type into a form: by row, the values of these columns."""
    import openpyxl

    book: Any = openpyxl.load_workbook(form)
    for number, row in rows.items():
        for column, value in zip(columns, row, strict=True):
            book[sheet][f"{column}{number}"] = value
    book.save(saved)


def _sheet(book: Path, sheet: str, area: str, path: Path) -> None:
    """An area of a sheet as on screen, with the letters of its columns and the numbers of its rows."""
    import openpyxl
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.pagebreak import RowBreak
    from openpyxl.worksheet.properties import PageSetupProperties

    workbook: Any = openpyxl.load_workbook(book)
    for other in workbook.worksheets:
        if other.title != sheet:
            other.sheet_state, other.print_area = "hidden", "XFD1"
            other.print_title_rows = other.print_title_cols = None
    shown = workbook[sheet]
    workbook.active = workbook.worksheets.index(shown)
    shown.print_area, shown.print_title_rows, shown.print_title_cols = area, None, None
    shown.page_setup.orientation, shown.page_setup.paperSize = "landscape", 8
    shown.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    shown.page_setup.fitToWidth, shown.page_setup.fitToHeight = 1, 0
    shown.print_options.headings, shown.row_breaks = True, RowBreak()
    shown.page_margins = PageMargins(0.3, 0.3, 0.3, 0.3, 0, 0)
    for line in (shown.oddHeader, shown.oddFooter, shown.evenHeader, shown.evenFooter):
        line.left.text = line.center.text = line.right.text = None
    with tempfile.TemporaryDirectory() as temporary:
        workbook.save(copy := Path(temporary, "shown.xlsx"))
        _first_page(copy, path, dpi=96)
    _smaller(path, border=0)


def _printed(document: Path, shown: float, path: Path) -> None:
    """The first page as it is printed; of a workbook, that of its first sheet."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, document.name)
        if document.suffix == ".xlsx":
            with ZipFile(document) as book, ZipFile(copy, "w") as alone:
                for part in book.infolist():
                    data = book.read(part)
                    if part.filename == "xl/workbook.xml":
                        before, first, *rest = data.split(b"<sheet ")
                        hidden = (
                            re.sub(rb'( state="\w+")? r:id=', b' state="hidden" r:id=', one, count=1) for one in rest
                        )
                        data = b"<sheet ".join((before, first, *hidden))
                    alone.writestr(part, data)
        else:
            shutil.copy(document, copy)
        _first_page(copy, path, dpi=90)
    _smaller(path, border=12, shown=shown)


def _first_page(document: Path, path: Path, dpi: int) -> None:
    pdf = convert(document, "pdf", document.parent)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-singlefile", pdf, path.with_suffix("")], check=True)


def _started(temporary: Path, path: Path, window: Window) -> None:
    """The desk before there is a campaign."""
    (here := temporary / "here").mkdir()
    with desk(temporary / "new-home", *DAY, cwd=here) as served:
        window.go(served.address)
        # A path of this machine is no part of a picture.
        window.run("arguments[0].value = 'D:\\\\bao-cao'", window.find("#new-path"))
        _shot(window, 620, path)


def _screen(window: Window, served: Served, page: str, height: int, path: Path) -> None:
    """A page of the desk; the head that all have is shown on the first one alone."""
    window.go(served.at(page))
    window.until(lambda: window.all("h1") and not window.all("[data-stale]"), "reading")
    window.size(1200, height)
    if page:
        window.run("document.querySelector('nav').scrollIntoView()")
    _saved(window, path)


def _shot(window: Window, height: int, path: Path) -> None:
    window.size(1200, height)
    _saved(window, path)


def _saved(window: Window, path: Path) -> None:
    window.driver.save_screenshot(str(path))
    _smaller(path, border=None)


def _smaller(path: Path, border: int | None, shown: float = 1.0) -> None:
    """The upper part of the picture, its blank margins cut off but for a border, in few colours."""
    from PIL import Image, ImageChops

    picture: Any = Image.open(path).convert("RGB")
    picture = picture.crop((0, 0, picture.width, round(picture.height * shown)))
    if border is not None:
        blank = Image.new("RGB", picture.size, "white")
        left, upper, right, lower = ImageChops.difference(picture, blank).getbbox() or picture.getbbox()
        inside = (max(left - border, 0), max(upper - border, 0))
        picture = picture.crop((*inside, min(right + border, blank.width), min(lower + border, blank.height)))
    few = picture.quantize(48, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "pictures", sys.argv[2:] or names())
