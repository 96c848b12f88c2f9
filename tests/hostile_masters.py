"""Masters that somebody or another program has changed: each a good one with one to three faults.

Parts, and previous masters passed with `--previous`, are changed in memory, in the cells that are read and in the JSON
of the hidden sheets; the result is what a merge makes, without its processes.
"""

import json
import random
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from unittest import mock

from tests.building import DAY, definition, once, random_filling, read, write
from toolkit.consolidation.consolidate import basis_of, reports_for_narrative, tabulate, with_narrative
from toolkit.editing.asking import with_questions
from toolkit.master import previous
from toolkit.master import read as reading
from toolkit.master.composition import Part, join
from toolkit.master.sheets.master import write_master
from toolkit.messages.errors import ToolkitError
from toolkit.model import Acceptance, CellValue, Consolidation, Correction, ErrorValue, Kept, Submission
from toolkit.narrative.narrate import narrate
from toolkit.run.folder import Folder
from toolkit.run.gathering import part_of
from toolkit.run.masters.open_masters import packed
from toolkit.spreadsheet.keyed import base_key, sheet_key, table_of
from toolkit.spreadsheet.workbook import RawSheet, read_trusted

#: Replacements for a node of JSON: JSON has no such numbers, or no such texts, in what the toolkit writes.
NODES: Sequence[Any] = (
    *(None, True, False, -5, 0, 5, 1e16, 1e308, float("inf"), float("nan"), 10**400, -1e308, 0.5),
    *("", "lạ", "5", "\ud800", "\udc80", "\x00", "x" * 40_000, "2020", "2021-13-45", "a|b"),
    *([], {}, [[]], [None], [5], {"at": "2020-13-45"}, {"at": "0001-01-01"}, {"at": "9999-12-31T23:59:59"}),
    *({"at": "0001-01-01T00:00:00"}, {"at": "2020-01-01T00:00:00+07:00"}, {"at": 5}),
)
CELLS: Sequence[CellValue] = (
    *(None, True, False, -5.0, 0.0, 5.0, 1e16, 1e308, -1e308, 0.5, float("inf"), "", "lạ", "5", "\x00", "x" * 32_000),
    *("=1+1", "given", "held", "masked", "carried", "missing", "SA", "SC", "2020-6M", ErrorValue("#REF!")),
    *(date(2020, 3, 7), datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59), time(7, 30)),
)
#: The hidden sheets that hold JSON, in their column `data`.
PACKED = ("parts", "kept")


@dataclass(frozen=True, slots=True)
class Field:
    """A campaign to which a part and one more report have come, and the previous campaign."""

    folder: Folder
    part: Path
    last: Path
    beside: tuple[Submission, ...]
    """Reports that came without the part."""


AGENCIES = "| code | name |\n| SA | Sở A |\n| SB | Sở B |\n| HC | Huyện C |\n| HD | Huyện D |"
INDICATORS = r"""
| code | topic | label | unit | kind | required | choices | across_agencies | across_periods | weight | formula |
| A1 | Một | Số buổi | buổi | count | yes |  | sum | sum |  |  |
| A2 | Một | Số người | người | count |  |  | sum | last |  |  |
| A3 | Một | Tỷ lệ | % | percent |  |  |  | last |  | =A1/A2*100 |
| A4 | Một | Điểm | điểm | decimal |  |  | mean | mean | A2 |  |
| K1 | Hai | Kinh phí | triệu đồng | money |  |  | sum | cumulative |  |  |
| Y1 | Hai | Kế hoạch | c/k | yesno |  |  | count_yes | last |  |  |
| C1 | Hai | Xếp loại | mức | choice |  | Tốt\|Khá | none | none |  |  |
| N1 | Hai | Ngày | ngày | date |  |  | none | none |  |  |
| T1 | Hai | Tên gọi | tên | text |  |  | none | none |  |  |
"""
TABLES = """
| table | heading     | code | label    | unit       | kind  | key | across_rows | cumulative |
| VV    | Các vụ việc | TEN  | Vụ việc  |            | text  | yes |             | yes        |
|       |             | SO   | Số người | người      | count |     | sum         |            |
|       |             | TIEN | Số tiền  | triệu đồng | money |     | sum         |            |
"""
MORE = {
    "splits": "| code | label | parts | of | whole |\n| GT | Giới | Nam \\| Nữ | A2 | equal |",
    "sections": "| code | role | heading |\n| dat | achievement | Mặt đạt được |\n| han | limitation | Hạn chế |",
    "themes": "| code | label | keywords |\n| tt | Tuyên truyền | tuyên truyền |",
    "rules": "| code | formula | severity | message |\n| R1 | =A1<=A2 | error | Lớn hơn. |",
}


def field(root: Path) -> Field:
    """Every kind of figure, a table, statements, two versions of a report, corrections and accepted findings."""
    last = campaign(root / "last", "TRUOC", "2017 | 2018", 100)
    reports = [read(last, path) for path in sorted(last.inbox.rglob("*.xlsx"))]
    write_master(last.master, _result(last, reports, _kept(reports)))
    folder = campaign(root / "now", "THU", "2018 | 2019", 0)
    reports = [read(folder, path) for path in sorted(folder.inbox.rglob("*.xlsx"))]
    part = [s for s in reports if s.agency in ("SA", "SB")]
    write_master(root / "part.xlsx", _result(folder, part, _kept(part)))
    return Field(folder, root / "part.xlsx", last.master, tuple(s for s in reports if s.agency not in ("SA", "SB")))


def campaign(root: Path, code: str, periods: str, seed: int) -> Folder:
    about = {"id": code, "periods": periods}
    folder = definition(root, about=about, agencies=AGENCIES, indicators=INDICATORS, rows=TABLES, **MORE)
    rows: tuple[Mapping[str, CellValue], ...] = ({"TEN": "Vụ 1", "SO": 3.0, "TIEN": 4.5}, {"TEN": "Vụ 2", "SO": 1.0})
    for number, agency in enumerate(("SA", "SB", "HC", "SA", "HD"), start=seed):
        filling = random_filling(folder, agency, number, blanks=0.1, words=0.2, odd=True)
        write(folder, agency, replace(filling, rows={"VV": rows[: 1 + number % 2]}), name=f"{number}/{agency}")
    return folder


def _kept(reports: Sequence[Submission]) -> Kept:
    figure = next(f for s in reports for f in s.figures if f.state == "given" and f.value.__class__ is float)
    corrections = (
        Correction(agency=figure.agency, indicator=figure.indicator, period=figure.period, typed="77", number=77.0),
        Correction(agency="SA", indicator="VV.SO", period="vu 1", typed="9", number=9.0, by="A", reason="B"),
    )
    return Kept(corrections=corrections, acceptances=(Acceptance(finding="x", by="A", reason="B"),))


def _result(folder: Folder, reports: Sequence[Submission], kept: Kept, **more: Any) -> Consolidation:
    """The result of `toolkit merge` for these."""
    given = (more.get("decisions", ()), more.get("previous"), more.get("findings", ()), kept)
    basis = with_questions(basis_of(folder.campaign, reports, *given))
    texts = reports_for_narrative(basis, more.get("edits", ()), {})
    return with_narrative(tabulate(basis, DAY), narrate(folder.campaign, texts))


# --- Faults -----------------------------------------------------------------------------------------


def spoiled(sheets: Sequence[RawSheet], dice: random.Random) -> tuple[RawSheet, ...]:
    """The sheets of a master with one to three faults."""
    changed = list(sheets)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        read = [n for n, s in enumerate(changed) if _is_read(s)]
        hidden = [n for n in read if base_key(sheet_key(changed[n])) in PACKED]
        at = dice.choice(hidden if hidden and dice.random() < 0.5 else read)
        key = base_key(sheet_key(changed[at]))
        if key in PACKED and dice.random() < 0.9:
            changed[at] = _json_spoiled(changed[at], dice)
        elif dice.random() < 0.03:
            del changed[at]
        else:
            changed[at] = _cells_spoiled(changed[at], dice)
    return tuple(changed)


def _is_read(sheet: RawSheet) -> bool:
    key = base_key(sheet_key(sheet))
    return bool(key in reading._READ or table_of(key) or key == "totals")


def _cells_spoiled(sheet: RawSheet, dice: random.Random) -> RawSheet:
    rows = [list(row) for row in sheet.rows]
    if not rows:
        return sheet
    y = dice.randrange(len(rows))
    x = dice.randrange(max(1, len(rows[y])))
    match dice.choice(("cell", "cell", "cell", "cell", "fill", "row", "column", "twice", "swap", "head")):
        case "cell" if rows[y]:
            rows[y][x] = dice.choice(CELLS)
        case "fill":
            put = dice.choice(CELLS)
            rows = [[*row[:x], put, *row[x + 1 :]] if row and row[0] != "#" and x < len(row) else row for row in rows]
        case "head" if rows[0]:
            x = dice.randrange(len(rows[0]))
            rows[0][x] = dice.choice((*CELLS, *rows[0]))
        case "row":
            del rows[y]
        case "column":
            rows = [row[:x] + row[x + 1 :] for row in rows]
        case "twice":
            rows.insert(y, list(rows[y]))
        case "swap":
            other = dice.randrange(len(rows))
            rows[y], rows[other] = rows[other], rows[y]
    return replace(sheet, rows=rows)


def _json_spoiled(sheet: RawSheet, dice: random.Random) -> RawSheet:
    """The hidden sheet with one of its texts of JSON changed; it is in a separate row."""
    rows = [list(row) for row in sheet.rows]
    if "data" not in rows[0]:
        return _cells_spoiled(sheet, dice)
    key, *_ = rows[0]
    at = rows[0].index("data")
    same: list[list[int]] = []
    for y, row in enumerate(rows[1:], start=1):
        first = row[0] if key == "toolkit:parts" else row[1]
        if first and (key != "toolkit:parts" or not same or rows[same[-1][0]][0] != first):
            same.append([y])
        elif same:
            same[-1].append(y)
    if not same:
        return sheet
    piece = dice.choice(same)
    try:
        values = json.loads("".join(str(rows[y][at]) for y in piece))
    except (ValueError, RecursionError):  # damaged by an earlier fault
        return _cells_spoiled(sheet, dice)
    text = _as_text(_json_changed(values, dice), dice)
    rows[piece[0]][at] = text
    for y in piece[1:]:
        rows[y][at] = ""
    return replace(sheet, rows=rows)


def _as_text(values: Any, dice: random.Random) -> str:
    text = json.dumps(values)
    match dice.random():
        case chance if chance < 0.02:
            return text[: dice.randrange(len(text))]
        case chance if chance < 0.04:
            return text.replace(":", ":" + "[" * 100_000, 1)
    return text


def _places(values: Any, dice: random.Random) -> Iterator[tuple[Any, Any]]:
    """(container, key) of the nodes on a path downwards."""
    while isinstance(values, (dict, list)) and values:
        key = dice.choice(list(values)) if isinstance(values, dict) else dice.randrange(len(values))
        yield values, key
        values = values[key]


def _json_changed(values: Any, dice: random.Random) -> Any:
    places = list(_places(values, dice))
    if not places:
        return dice.choice(NODES)
    container, key = dice.choice(places[1:] or places)
    match dice.choice(("put", "put", "put", "put", "delete", "twice", "wrap", "name", "new")):
        case "delete":
            del container[key]
        case "twice" if isinstance(container, list):
            container.insert(key, container[key])
        case "wrap":
            container[key] = [container[key]]
        case "name" if isinstance(container, dict):
            container[dice.choice(("la", "at", "code", "file", key + "x"))] = container.pop(key)
        case "new" if isinstance(container, dict):
            container["moi"] = dice.choice(NODES)
        case _:
            container[key] = dice.choice(NODES)
    return values


# --- Results ----------------------------------------------------------------------------------------


def read_as(path: Path, sheets: Sequence[RawSheet]) -> Any:
    """Within it, a master at `path` holds these sheets."""

    def these(_path: Path, names: Any) -> tuple[RawSheet, ...]:
        return tuple(s for s in sheets if names is None or s.name in names)

    return mock.patch.multiple(reading, read_trusted=these), mock.patch.object(previous, "read_trusted", these)


def merged_with_part(ground: Field, sheets: Sequence[RawSheet], output: Path) -> Consolidation:
    """The reports that came beside the part, merged with a part of these sheets."""
    one, two = read_as(ground.part, sheets)
    with one, two:
        data = b"".join(packed(ground.part))
    part = part_of(ground.folder.campaign, ground.folder.root, ground.part, ground.part.name, data)
    whole = join([Part(ground.beside), part])
    more = {"decisions": whole.decisions, "edits": whole.edits, "findings": whole.findings}
    result = _result(ground.folder, whole.submissions, whole.kept, **more)
    write_master(output, result)
    return result


def merged_after(ground: Field, sheets: Sequence[RawSheet], output: Path) -> Consolidation | ToolkitError:
    """The reports that came, compared with a previous master of these sheets; or the message that refuses it."""
    one, two = read_as(ground.last, sheets)
    try:
        with one, two:
            before = previous.read_previous(ground.folder.campaign, ground.last)
    except ToolkitError as error:
        error.sentence("en")
        return error
    result = _result(ground.folder, ground.beside, Kept(), previous=before)
    write_master(output, result)
    return result


def wrong_with(ground: Field, seed: int, of: str, output: Path) -> str:
    """What is wrong with the result of one hostile master; "" if nothing is."""
    dice = random.Random(f"{of} {seed}")
    path = ground.part if of == "part" else ground.last
    good = once(("sheets", path), lambda: read_trusted(path, None) or ())
    sheets = spoiled(good, dice)
    try:
        if of == "last":
            merged_after(ground, sheets, output)
            return ""
        result = merged_with_part(ground, sheets, output)
    except Exception:  # noqa: BLE001 -- whatever it is, it is what is looked for
        return traceback.format_exc()
    codes = {f.code for f in result.findings if f.file == "part.xlsx" or not f.file}
    return "" if codes or {"SA", "SB"} <= result.used.keys() else "a part is left out and nothing says so"
