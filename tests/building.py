r"""Campaigns and filled workbooks from Markdown tables, so that a test shows its input.

Cells of figures tables: blank is blank; a number or an ISO date is one; `'12` is the text `12`. A bar inside a cell is
written as `\|`.
"""

import atexit
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
from openpyxl.workbook import Workbook

from toolkit.checks.rules import check_submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling, NarrativeLine, make_form
from toolkit.intake.reader import Reader
from toolkit.master.decisions import read_decisions
from toolkit.master.edits import read_edits
from toolkit.master.read_kept import read_kept
from toolkit.master.sheets.master import write_master
from toolkit.model import Campaign, CellValue, Consolidation, Language, Submission
from toolkit.run.folder import Folder, find_files, forms_in, open_folder
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import KeyedSheet, keyed_sheets
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook
from toolkit.xlsx.drawn.definition import write_definition
from toolkit.xlsx.drawn.form import write_intake

#: The day of every test's merge.
DAY = date(2021, 1, 15)
VERSION = "0"
ABOUT = {"id": "THU-2021", "title": "Báo cáo thử", "province": "tỉnh Thử", "periods": "2019 | 2020"}
ABOUT |= {"issued": "2020-12-01", "deadline": "2021-01-10"}
T = TypeVar("T")
_BAR = re.compile(r"(?<!\\)\|")
#: A cell of the line under a table's headings.
_RULE = re.compile(":?-+:?")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def table(markdown: str) -> list[dict[str, str]]:
    """The rows of a Markdown table, each by column heading."""
    lines = [line.strip() for line in markdown.strip().splitlines() if line.strip()]
    cells = [[c.strip().replace("\\|", "|") for c in _BAR.split(line.strip("|"))] for line in lines]
    head, rows = cells[0], [row for row in cells[1:] if not all(map(_RULE.fullmatch, row))]
    return [dict(zip(head, row, strict=True)) for row in rows]


def typed(text: str) -> CellValue:
    """The value of a table's cell as typed into a spreadsheet."""
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    if _DATE.fullmatch(text):
        return date.fromisoformat(text)
    return float(text) if _NUMBER.fullmatch(text) else text


class Here:
    """A campaign folder for tests with generated examples: a failure does not print all of it."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return "here"


#: Results made for tests, by all their arguments; the first one goes first.
_MADE: dict[Hashable, Any] = {}
_MOST_MADE = 200


def once(of: Hashable, make: Callable[[], T]) -> T:
    """What `make` returns, or returned the last time for the same arguments."""
    if of not in _MADE:
        _MADE[of] = make()
        if len(_MADE) > _MOST_MADE:
            del _MADE[next(iter(_MADE))]
    made: T = _MADE[of]
    return made


def copied(root: Path, make: Callable[[Path], Folder]) -> Folder:
    """The campaign folder that `make` makes somewhere in `root`, or a copy of the one that it made the first time."""

    def first() -> tuple[Path, Path, Folder]:
        folder = make(root)
        kept = Path(tempfile.mkdtemp(prefix="toolkit-made-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        shutil.copytree(root, kept, dirs_exist_ok=True)
        return kept, root, folder

    kept, at, folder = once(("folder", make.__module__, make.__qualname__), first)
    if at == root:
        return folder
    shutil.copytree(kept, root, dirs_exist_ok=True)
    here = root / folder.root.relative_to(at)
    return replace(folder, root=here, definition=here / folder.definition.name)


# --- The definition ------------------------------------------------------------------------------


def definition(folder: Path, *, about: Mapping[str, str] | None = None, **tables: str) -> Folder:
    """A campaign folder whose `campaign.xlsx` holds these tables; a sheet without a table is left out.

    `about` adds to and replaces items of `ABOUT`. Warnings of the definition are in the result.
    """
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    sheets: dict[str, Sequence[Mapping[str, str]]] = {"campaign": [{**ABOUT, **(about or {})}]}
    sheets |= {key: table(markdown) for key, markdown in tables.items()}
    return define(folder, sheets)


def define(folder: Path, sheets: Mapping[str, Sequence[Mapping[str, str]]]) -> Folder:
    """The same from rows instead of Markdown."""
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    path = folder / "campaign.xlsx"

    def make() -> tuple[bytes, Folder]:
        write_definition(path, sheets)
        return path.read_bytes(), open_folder(folder)

    data, opened = once(("definition", repr(sheets)), make)
    path.write_bytes(data)
    return replace(opened, root=folder, definition=path)


# --- Filled workbooks ----------------------------------------------------------------------------


def filling(figures: str = "", lines: str = "", info: Mapping[str, CellValue] | None = None) -> Filling:
    """The content of a form: `figures` has the columns `code`, the periods and `note`; `lines` has `section`, `text`,
    and optionally `theme` and `evidence`."""
    rows = table(figures) if figures else []
    figures_typed = {
        (row["code"], key): typed(text)
        for row in rows
        for key, text in row.items()
        if key not in ("code", "note") and text
    }
    narrative = tuple(
        NarrativeLine(section=row["section"], **{k: row.get(k) or None for k in ("text", "theme", "evidence")})
        for row in (table(lines) if lines else [])
    )
    notes = {row["code"]: row["note"] for row in rows if row.get("note")}
    return Filling(info=dict(info or {}), figures=figures_typed, notes=notes, lines=narrative)


def write(
    folder: Folder,
    agency: str,
    content: Filling,
    *,
    name: str = "",
    language: Language = "vi",
    campaign: Campaign | None = None,
) -> Path:
    """The agency's form with `content` in it, in the inbox (default name: its code)."""
    chosen = campaign or folder.campaign
    path = folder.inbox / f"{name or agency}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)

    def make() -> bytes:
        write_intake(path, make_form(chosen, chosen.agency_by_code[agency], language, version=VERSION), content)
        return path.read_bytes()

    path.write_bytes(once(("form", chosen, agency, language, repr(content)), make))
    return path


def filled(
    folder: Folder,
    agency: str,
    figures: str = "",
    lines: str = "",
    info: Mapping[str, CellValue] | None = None,
    *,
    name: str = "",
    language: Language = "vi",
) -> Path:
    """`write` from Markdown."""
    return write(folder, agency, filling(figures, lines, info), name=name, language=language)


def change(path: Path, do: Callable[[Workbook], None], to: Path | None = None) -> Path:
    """Opens the workbook as an agency would, lets `do` change it, and saves it (as `to`). openpyxl does not calculate:
    saved formulas have no values, as after some web mails' viewers."""
    book = openpyxl.load_workbook(path)
    do(book)
    book.save(to or path)
    return to or path


# --- Reading back --------------------------------------------------------------------------------


def read(folder: Folder, path: Path) -> Submission:
    """The workbook read and checked."""
    name = path.relative_to(folder.root).as_posix() if path.is_relative_to(folder.root) else path.name
    raw = read_workbook(path, name)
    if isinstance(raw, RawWorkbook):
        return check_submission(folder.campaign, Reader(folder.campaign, VERSION).read(raw))
    return Submission(source=raw[0], status="rejected", findings=(raw[1],))


def merge(folder: Folder, *, language: Language = "vi", master: bool = True) -> Consolidation:
    """Merges the inbox into the folder's master workbook, in this process: `toolkit merge` starts others. Without
    `master` none is written, for tests of a merge's result: writing takes most of the time."""
    submissions = [read(folder, path) for path, _ in find_files(folder)]
    edits, decisions, kept = read_edits(folder.master), read_decisions(folder.master), read_kept(folder.master)
    result = consolidate(folder.campaign, submissions, as_of=DAY, edits=edits, decisions=decisions, kept=kept)
    if master:
        write_master(folder.master, result, language)
    return result


def codes(submission: Submission) -> list[str]:
    """The codes of its findings, sorted; without those about missing report details."""
    return sorted(f.code for f in submission.findings if f.code != "details-missing")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a keyed sheet: its key and its cells by column key, with their addresses."""

    key: str
    values: Mapping[str, CellValue]
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> CellValue:
        return self.values.get(column)


def keyed(path: Path) -> dict[str, KeyedSheet]:
    """The keyed sheets of a form, a master or a register."""
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook), raw
    return {sheet.key: sheet for sheet in keyed_sheets(raw)}


def records(sheet: KeyedSheet) -> list[Record]:
    """The rows of a keyed sheet that are data."""
    return [
        Record(
            row.key,
            {c: sheet.value(row, c) for c in sheet.columns},
            {c: cell_name(row.index, place) for c, place in sheet.columns.items()},
        )
        for row in sheet.rows
        if not row.for_people and any(v is not None for v in row.cells)
    ]


def cell_of(path: Path, sheet: str, row: str, column: str, *, turn: int = 0) -> tuple[str, str]:
    """(sheet name, address) of the cell with these keys; `turn`: which of the rows with this key."""
    found = keyed(path)[sheet]
    rows = [r for r in found.rows if r.key == row]
    return found.name, found.address(rows[turn], column)


def form_in(folder: Path, code: str, ending: str = ".xlsx") -> Path:
    """An agency's form in a folder, or a file beside it; by its earlier name if there is no other."""
    return forms_in(folder, {code}, ending).get(code, [folder / f"{code}{ending}"])[0]


def type_into(path: Path, cells: Iterable[tuple[tuple[str, str], Any]], to: Path | None = None) -> Path:
    """Types values into cells given as (sheet name, address)."""
    pairs = list(cells)

    def do(book: Workbook) -> None:
        for (sheet, address), value in pairs:
            book[sheet][address] = value

    return change(path, do, to)


def type_into_row(path: Path, sheet: str, where: Mapping[str, object], typed: Mapping[str, Any]) -> Path:
    """Types into the first row of a keyed sheet with these cells, both by the keys of columns; `key`: the row's."""

    def do(book: Workbook) -> None:
        target: Any = next(s for s in book.worksheets if s["A1"].value == f"toolkit:{sheet}")
        at: dict[Any, int] = {"key": 1} | {cell.value: cell.column for cell in target[1][1:]}
        wanted = {at[key]: str(value) for key, value in where.items()}
        row = next(
            r for r in range(2, target.max_row + 1) if all(str(target.cell(r, c).value) == v for c, v in wanted.items())
        )
        for key, value in typed.items():
            target.cell(row, at[key]).value = value

    return change(path, do)


# --- A campaign with every way of totalling ----------------------------------------------------------

_AGENCIES = r"""
| code | name         | group    | until      |
| SA   | Sở A         | sở       |            |
| SB   | Sở "Bê"      | sở       |            |
| HC   | UBND huyện C | huyện    |            |
| HD   | UBND huyện D | huyện    |            |
| HE   | UBND huyện E | huyện    |            |
| XF   | Ban F cũ     | sở       | 2020-01-01 |
"""
#: All of across_agencies × across_periods on numbers, weighed and not, with and without owner, and all kinds.
ACROSS = ("sum", "mean", "max", "min", "none")
COUNTED = ("cumulative", "cumulative_all")
OVER = ("sum", "last", "mean", "max", "none", *COUNTED)


_PLAIN = table(r"""
| code | topic | label         | unit       | kind    | across_agencies | across_periods | more |
| W1   | Chung | Số người      | người      | count   | sum             | last           | required=yes, minimum=0 |
| W2   | Chung | Số hộ         | hộ         | count   | sum             | sum            | asked_of=huyện |
| P1 | Khác | Tỷ lệ % | % | percent | mean | mean | weight=W1, target=50, headline=1 |
| K1   | Khác  | Kinh phí      | triệu đồng | money   | sum             | sum            | headline=2 |
| Y1   | Khác  | Có kế hoạch   | có/không   | yesno   | count_yes       | last           | headline=4 |
| Y2   | Khác  | Có quyết định | có/không   | yesno   | count_yes       | none           | owner=huyện |
| C1 | Khác | Xếp loại | mức | choice | | | choices=Tốt\|Khá\|Yếu, headline=3 |
| C2 | Khác | Cấp độ | mức | choice | | | choices=1\|2\|x, owner=HC\|HE |
| C3 | Khác | Khoảng | mức | choice | | | choices=>50%\|<=50%\|Loại "A"\|khác?\|k* |
| N1   | Khác  | Ngày ban hành | ngày       | date    |                 |                | |
| T1   | Khác  | Tên gọi       | tên        | text    |                 |                | |
""")
_COMPUTED = table(r"""
| code | label                      | unit   | kind    | formula                       | asked_of  |
| D    | Tỷ lệ                      | %      | percent | =SUSU0/W1*100                 |           |
| E    | Chênh                      | đơn vị | decimal | =SUSU0-SUSU1                  |           |
| F    | Của tính                   | đơn vị | decimal | =D{n}+SUMA0/100               |           |
| H    | Của huyện                  | đơn vị | decimal | =IF(SUSU3>0,SULA3/SUSU3,0)    | huyện     |
| G    | Bình quân huyện            | đơn vị | decimal | =SUSU0/W1                     | HC\|huyện |
| J    | Lũy kế trên số cuối kỳ     | %      | percent | =SUCUA0/W1*100                |           |
""")


def _row_of(columns: Mapping[str, str]) -> dict[str, str]:
    """A row of these tables without blanks; `more` has columns that few have."""
    more = [part.split("=", 1) for part in columns.get("more", "").split(", ") if part]
    return {key: text for key, text in (*columns.items(), *more) if text and key != "more"}


def _every_indicator() -> list[dict[str, str]]:
    plain = [_row_of(row) for row in _PLAIN]
    rows = plain[:2]
    for across in ACROSS:
        for over in OVER:
            for number, more in enumerate(({}, {"owner": "sở"}, {"weight": "W1"}, {"asked_of": "huyện"})):
                if "weight" in more and across != "mean" and over != "mean":
                    continue
                code = f"{across[:2]}{over[:2]}{over[11:12]}{number}".upper()
                words = {"topic": f"Cách {across}", "label": f"Chỉ tiêu {across} {over}", "unit": "đơn vị"}
                ways = {"across_agencies": across, "across_periods": over, "maximum": "100000" if number == 1 else ""}
                rows.append({"code": code, **words, "kind": ("count", "decimal")[number % 2], **ways, **more})
    for number, over in enumerate(OVER):
        for row in map(_row_of, _COMPUTED):
            cells = {"code": f"{row['code']}{number}", "topic": "Tính", "label": f"{row['label']} {over}"}
            rows.append({**row, **cells, "across_periods": over, "formula": row["formula"].replace("{n}", str(number))})
    rows += plain[2:]
    # Cumulative ones come last: the random figures of the others stay what they were.
    counted = [r for r in rows if r.get("across_periods") in COUNTED or r["code"].startswith("J")]
    return [r for r in rows if r not in counted] + [{**r, "topic": f"Lũy kế: {r['topic']}"} for r in counted]


_RULES = """
| code | formula                        | severity | message       | fix     |
| R1   | =SUSU0<=W1                     | error    | Lớn hơn tổng. | Xem lại |
| R2   | =IF(Y1="có",SUSU0>=1,TRUE)     | warning  | Có mà bằng 0. | Xem lại |
| R3   | =SUSU0+SUSU1=SUME0             | error    | Không khớp.   | Xem lại |
| R4   | =OR(C1<>"Yếu",T1<>"")          | note     | Yếu vì sao?   | Ghi rõ  |
| R5   | =D1<=100                       | warning  | Quá 100 %.    | Xem lại |
"""
_SECTIONS = """
| code | role        | heading      | required |
| dat  | achievement | Mặt đạt được | yes      |
| han  | limitation  | Hạn chế      |          |
"""
_THEMES = """
| code | label        | keywords     |
| tt   | Tuyên truyền | tuyên truyền |
| kt   | "Kiểm" tra   | kiểm tra     |
"""
_EVERY_ABOUT = {"id": "THU", "title": 'Báo cáo "thử"', "periods": "2018|2019|2020-6M", "lead_agency": "SA"}
_EVERY_ABOUT |= {key: ABOUT[key] for key in ("issued", "deadline")}


def every_way() -> dict[str, Sequence[Mapping[str, str]]]:
    """The sheets of a definition with all of across_agencies × across_periods, weighed or not, with or without owner,
    for some agencies or all; with computed indicators over them, and every kind of figure."""
    return {
        "campaign": [_EVERY_ABOUT],
        "agencies": table(_AGENCIES),
        "indicators": _every_indicator(),
        "sections": table(_SECTIONS),
        "themes": table(_THEMES),
        "rules": table(_RULES),
    }


_NUMBERS: Sequence[CellValue] = (0, 1, 2, 3, 7, 12, 100, 2500, 0.1, 0.2, 0.3, 1 / 3, 99999.5, 12.25)
_WORDS: Sequence[CellValue] = (
    *("Không có", "không có", " Không  có ", "KHÔNG CÓ", "Chưa thống kê", "Không thuộc chức năng", "12 người", "1.234"),
    *("abc", "?", "*", "Không", "\nKhông có"),
)
_OF_KIND: dict[str, Sequence[CellValue]] = {
    "yesno": ("Có", "Không", "có", "không", "x", "Không thuộc chức năng", "chưa rõ"),
    "date": (date(2020, 3, 7), date(1999, 12, 31), "7/3/2020", "tháng 3"),
    "text": ("Mô hình 1", "mô hình\nhai", "=1+1", "Yếu", " "),
}


def random_filling(
    folder: Folder, agency: str, seed: int, *, blanks: float, words: float, odd: bool = False
) -> Filling:
    """Some cells blank, some in words; `odd`: also values of the wrong kind."""
    dice = random.Random(seed)
    figures: dict[tuple[str, str], CellValue] = {}
    for indicator in folder.campaign.indicators_of(folder.campaign.agency_by_code[agency]):
        for period in folder.campaign.periods:
            if indicator.formula or dice.random() < blanks:
                continue
            if indicator.kind == "choice":
                value: CellValue = dice.choice([*indicator.choices, "tốt", "không rõ", "Không thuộc chức năng"])
            elif indicator.numeric:
                value = dice.choice(_WORDS) if dice.random() < words else dice.choice(_NUMBERS)
            else:
                value = dice.choice(_OF_KIND[indicator.kind])
            if odd and dice.random() < 0.1:
                odd_values: Sequence[CellValue] = (5, "Có", "\n", "TRUE")
                value = dice.choice(odd_values)
            figures[indicator.code, period.key] = value
    texts = ["Tuyên truyền tốt", "Kiểm tra chưa đều.", 'Ý "riêng" của ' + agency, "Ý chung", "  ", "\n"]
    choices: tuple[Sequence[Any], ...] = (("dat", "han"), texts, (None, "Tuyên truyền", "lạ"))
    drawn = [[dice.choice(among) for among in choices] for _ in range(dice.randrange(6))]
    lines = tuple(NarrativeLine(section=section, text=text, theme=theme) for section, text, theme in drawn)
    return Filling(figures=figures, lines=lines, info={"report_number": "15/BC", "signed_by": "Nguyễn Văn A"})
