"""Makes a campaign folder with N filled workbooks, as if N agencies had returned their forms.

    python benchmarks/make_workbooks.py N FOLDER [--rows ROWS | --blank]

All of it is invented. Each agency is asked all indicators of the starter definition for its five periods
and writes about 25 statements: some that many write, most in different words. The same N gives the
same workbooks. Beyond the first 4,000, agencies send copies of these agencies' forms with different names: filling in a
form takes twenty times as long as copying one. With `--rows` each also has a table of that number of rows; with
`--blank` none has reported.
"""

import argparse
import csv
import os
import random
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from zlib import DEFLATED, compressobj, crc32

from toolkit._version import version
from toolkit.definition.starter import programmes, starter_tables
from toolkit.files.zipping import write_zip
from toolkit.form.contents import Filling, NarrativeLine, make_form
from toolkit.model import Agency, Campaign, CellValue
from toolkit.run.folder import open_folder
from toolkit.xlsx.drawn.definition import write_definition
from toolkit.xlsx.drawn.form import write_intake

_SEED = 7
_NARRATIVE = Path(__file__).parent.parent / "sample_workbooks" / "narrative.tsv"
#: The number of agencies with separate figures and texts.
_WRITTEN = 4_000
#: Statements in each section, and how many of them are shared word for word.
_STATEMENTS, _SHARED = 3.1, 0.3
_PLACES = "Mỹ An, Tân Phú, Bình Thành, Long Hưng, An Hòa, Phú Thọ, Hòa Tân, Mỹ Long, Tân Thuận, An Bình"

#: The code of a table in one of the ready definitions.
_PROJECTS = "DUAN"

_campaign: Campaign | None = None


def make(count: int, folder: Path, rows: int = 0, blank: bool = False) -> None:
    """Write `campaign.xlsx` and, unless `blank`, `inbox/` with `count` workbooks."""
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    tables = starter_tables()
    tables["campaign"][0] |= {"id": f"BENCHMARK-{count}", "lead_agency": f"DV{_numbers(count)[0]}"}
    tables["agencies"] = [
        {"code": f"DV{n}", "name": f"Đơn vị mẫu số {n}", "short_name": f"Đơn vị {n}", "group": f"Khối {int(n) % 7 + 1}"}
        for n in _numbers(count)
    ]
    for row in (*tables["indicators"], *tables["sections"]):
        for column in ("asked_of", "owner"):
            row[column] = ""
    # Rules between agencies name those of the starter's roster.
    tables["rules"] = [row for row in tables["rules"] if "@" not in row["formula"]]
    if rows:
        (projects,) = (t for t in map(starter_tables, programmes()) if any(r["table"] == _PROJECTS for r in t["rows"]))
        tables["rows"] = [row | {"asked_of": "", "equals": ""} for row in projects["rows"]]
    write_definition(folder / "campaign.xlsx", tables)
    if blank:
        return
    numbers = _numbers(count)
    workers = os.cpu_count() or 1
    chunks = [[numbers[m::_WRITTEN] for m in range(n, min(_WRITTEN, count), workers)] for n in range(workers)]
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(folder,)) as executor:
        list(executor.map(_write_some, [folder] * len(chunks), chunks, [rows] * len(chunks)))


def _numbers(count: int) -> list[str]:
    """The agencies' numbers, all of the same length."""
    return [f"{n:0{max(4, len(str(count)))}}" for n in range(1, count + 1)]


def _start(folder: Path) -> None:
    global _campaign
    _campaign = open_folder(folder).campaign


def _write_some(folder: Path, alike: Sequence[Sequence[str]], rows: int) -> None:
    """Write workbooks for groups of agencies' numbers: the first of each group is filled in, the others are copies."""
    campaign = _campaign
    assert campaign is not None
    sayings = _sayings()
    for numbers in alike:
        code = f"DV{numbers[0]}"
        agency = campaign.agency_by_code[code]
        choose = random.Random(f"{_SEED} {code}")
        filling = Filling(
            info={
                "report_number": f"{choose.randint(1, 400)}/BC",
                "report_date": date(2020, 6, choose.randint(1, 30)),
                "prepared_by": "Nguyễn Văn A (số liệu minh họa)",
                "phone": "0277 000 0000",
                "email": "don.vi@benchmark.example",
                "signed_by": "Trần Thị B (minh họa)",
                "signer_title": "Phó Giám đốc",
            },
            figures=_figures(campaign, choose),
            notes={"KP03": "Lồng ghép trong chi thường xuyên"} if choose.random() < 0.3 else {},
            lines=_lines(campaign, agency, sayings, choose),
            rows={_PROJECTS: tuple(_project(code, n, choose) for n in range(rows))} if rows else {},
        )
        path = folder / "inbox" / f"{code}.xlsx"
        write_intake(path, make_form(campaign, agency, version=version), filling)
        _copy(path, numbers[0], numbers[1:])


def _copy(path: Path, number: str, other_numbers: Sequence[str]) -> None:
    """Copy a workbook for agencies of different numbers, which are only in its strings and properties."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} if other_numbers else {}
    named = {name for name, part in parts.items() if number.encode() in part}
    unchanged = {n: (crc32(p), len(p), (_deflated(p),)) for n, p in parts.items() if n not in named}
    for other in other_numbers:
        renumbered = {n: p.replace(number.encode(), other.encode()) for n, p in parts.items() if n in named}
        packed = {n: (crc32(p), len(p), (_deflated(p),)) for n, p in renumbered.items()}
        with path.with_name(path.name.replace(number, other)).open("wb") as target:
            write_zip(((n, packed.get(n) or unchanged[n]) for n in parts), target)


def _deflated(part: bytes) -> bytes:
    packer = compressobj(6, DEFLATED, -15)
    return packer.compress(part) + packer.flush()


def _figures(campaign: Campaign, choose: random.Random) -> dict[tuple[str, str], CellValue]:
    """Figures that satisfy the rules; a few are typed as people type them."""
    size = choose.randint(1, 12)
    figures: dict[tuple[str, str], CellValue] = {}
    for period in campaign.periods:
        part = 0.5 if period.kind == "months" else 1
        for code, value in _one_period(size, part, choose).items():
            figures[code, period.key] = _typed(value, choose)
    return figures


def _one_period(size: int, part: float, choose: random.Random) -> dict[str, float | str]:
    talks, visits, venues = round(size * 7 * part), round(size * 20 * part), size * 12
    faults = visits // 8
    fined = faults // 2
    sold, bought, other = size, size + 1, size // 2
    separate, mingled = size * 8.25, round(size * 3.4 * part) * 1.25
    good = choose.choice(("Tốt", "Tốt", "Khá"))
    return {
        "TC01": "Có",
        "TC02": 1 + size // 3,
        "TC03": size + 2,
        "TC04": size // 4,
        "TT01": talks,
        "TT02": talks * choose.randint(30, 70),
        "TT03": size * 3,
        "TT04": choose.randint(2, 9),
        "TT05": size,
        "TT06": size + 1,
        "TT08": round(choose.uniform(80, 100), 1),
        "TT09": 40 + size * 30,
        "KT01": venues,
        "KT02": 1,
        "KT03": visits,
        "KT04": faults,
        "KT05": fined,
        "KT06": fined * 4.25,
        "KT07": min(venues, visits),
        "DT01": size,
        "DT02": sold + bought + other,
        "DT03": sold,
        "DT04": bought,
        "DT05": other,
        "DT06": size // 3,
        "HT01": size * 2,
        "HT02": size,
        "HT03": size // 3,
        "HT04": size // 5,
        "KP01": separate + mingled,
        "KP02": separate,
        "KP03": mingled,
        "DG01": good,
    }


def _project(agency: str, number: int, choose: random.Random) -> dict[str, CellValue]:
    """A row of the table of projects."""
    planned = choose.randint(2, 900) * 100
    return {
        "MA": f"{agency}.{number:04}",
        "TEN": f"Nâng cấp công trình số {number} ở {choose.choice(_PLACES.split(', '))} (minh họa)",
        "NHOM": choose.choice("ABC"),
        "KEHOACH": planned,
        "GIAINGAN": planned * choose.randint(10, 90) // 100,
        "UOC": planned,
        "TIENDO": choose.choice(("Chuẩn bị đầu tư", "Đang thi công", "Hoàn thành")),
        "HOANTHANH": date(2020, choose.randint(1, 12), choose.randint(1, 28)),
        "LYDO": f"Vướng mặt bằng ở {choose.choice(_PLACES.split(', '))}" if choose.random() < 0.3 else None,
    }


def _typed(value: float | str, choose: random.Random) -> CellValue:
    if isinstance(value, str):
        return value
    if value == 0 and choose.random() < 0.5:
        return "Không có"
    chance = choose.random()
    if chance < 0.01:
        return "Chưa thống kê"
    if chance < 0.03:
        return f"{value:,}".translate({ord(","): ".", ord("."): ","})
    return int(value) if float(value).is_integer() else value


def _sayings() -> Mapping[str, Sequence[tuple[str, str]]]:
    """(theme, text) by section."""
    with _NARRATIVE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    by_section: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        by_section.setdefault(row["section"], []).append((row["theme"], row["text"]))
    return by_section


def _lines(
    campaign: Campaign, agency: Agency, sayings: Mapping[str, Sequence[tuple[str, str]]], choose: random.Random
) -> tuple[NarrativeLine, ...]:
    labels = {t.code: t.label for t in campaign.themes}
    lines = []
    for section in campaign.sections:
        texts = sayings[section.code]
        count = max(1, round(choose.gauss(_STATEMENTS, 1)))
        for theme, text in choose.sample(texts, min(count, len(texts))):
            words = text if choose.random() < _SHARED else _reworded(text, agency, choose)
            lines.append(
                NarrativeLine(section=section.code, text=words, theme=labels[theme] if choose.random() < 0.7 else None)
            )
    return tuple(lines)


def _reworded(text: str, agency: Agency, choose: random.Random) -> str:
    """The statement in the words of another agency."""
    location, number = choose.choice(_PLACES.split(", ")), choose.randint(2, 60)
    text = text[0].lower() + text[1:].rstrip(".")
    match choose.randint(0, 3):
        case 0:
            return f"Tại {agency.short_name}, {text}, nhất là ở {location}."
        case 1:
            return f"Qua {number} đợt kiểm tra ở {location}, {text}."
        case 2:
            return f"{text[0].upper()}{text[1:]}; riêng {location} có {number} trường hợp."
        case _:
            return f"Trong năm, {text} ({number} lượt ở {location})."


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=0, help="each agency also has a table of so many rows")
    parser.add_argument("--blank", action="store_true", help="the definition only")
    options = parser.parse_args()
    make(options.count, options.folder, options.rows, options.blank)


if __name__ == "__main__":
    main()
