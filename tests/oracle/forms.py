"""The campaign whose forms are changed, and one agency's form, blank and filled in."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.building import VERSION, definition
from toolkit.form.contents import INFO_KEYS, Filling, NarrativeLine, make_form
from toolkit.intake.reader import Reader
from toolkit.model import CellValue
from toolkit.run.folder import Folder
from toolkit.xlsx.drawn.form import write_intake

INDICATORS = r"""
| code | topic | label         | unit       | kind    | choices    | across_agencies | across_periods | formula   |
|------|-------|---------------|------------|---------|------------|-----------------|----------------|-----------|
| B1   | Một   | Số buổi       | buổi       | count   |            | sum             | sum            |           |
| B2   | Một   | Số người      | người      | count   |            | sum             | last           |           |
| B3   | Một   | Tỷ lệ         | %          | percent |            |                 | last           | =B1/B2*100 |
| B4   | Một   | Nồng độ       | mg/l       | decimal |            | mean            | mean           |           |
| B5   | Hai   | Kinh phí      | triệu đồng | money   |            | sum             | sum            |           |
| B6   | Hai   | Tỷ lệ hộ      | %          | percent |            | mean            | mean           |           |
| B7   | Hai   | Tỷ lệ xã      | %          | percent |            | mean            | last           |           |
| B8   | Hai   | Có kế hoạch   | có/không   | yesno   |            | count_yes       | none           |           |
| B9   | Hai   | Xếp loại      | mức        | choice  | Tốt \| Khá | none            | none           |           |
| C1   | Hai   | Ngày ban hành | ngày       | date    |            | none            | none           |           |
| C2   | Hai   | Tên mô hình   | tên        | text    |            | none            | none           |           |
"""
ROWS = r"""
| table | heading         | code | label      | unit       | kind    | choices    | required | across_rows |
|-------|-----------------|------|------------|------------|---------|------------|----------|-------------|
| DA    | Danh mục dự án  | D1   | Tên dự án  |            | text    |            | yes      |             |
|       |                 | D2   | Vốn        | triệu đồng | money   |            |          | sum         |
|       |                 | D3   | Tỷ lệ đạt  | %          | percent |            |          | mean        |
|       |                 | D4   | Số hộ      | hộ         | count   |            |          | max         |
|       |                 | D5   | Mức        |            | choice  | Tốt \| Khá |          |             |
|       |                 | D6   | Ngày       |            | date    |            |          |             |
|       |                 | D7   | Đã xong    |            | yesno   |            |          |             |
"""
SECTIONS = """
| code   | role        | heading      |
|--------|-------------|--------------|
| dat    | achievement | Mặt đạt được |
| hanche | limitation  | Hạn chế      |
"""
THEMES = """
| code | label        |
|------|--------------|
| tt   | Tuyên truyền |
| kt   | Kiểm tra     |
"""
AGENCIES = """
| code | name     |
|------|----------|
| SA   | Sở A     |
"""
AGENCY = "SA"


class Typist:
    """Gives values that occur once, and are no words of the form."""

    def __init__(self, dice: random.Random, given: int = 0) -> None:
        self.dice, self.given = dice, given

    def text(self) -> str:
        self.given += 1
        return f"gõ {self.given}"

    def number(self) -> int:
        self.given += 1
        return 7_000_000 + self.given * 10 + self.dice.randrange(10)

    def decimal(self) -> float:
        return self.number() / 1000

    def percentage(self) -> float:
        self.given += 1
        return 2 + self.given % 9000 / 100

    def day(self) -> date:
        self.given += 1
        return date(1990, 1, 1) + timedelta(days=self.given % 12000)


@dataclass(frozen=True, slots=True)
class Forms:
    """One agency's form as files, filled in twice: cells that differ were typed, or computed from typed ones."""

    folder: Folder
    filled: bytes
    otherwise: bytes
    reader: Reader


def make_forms(root: Path) -> Forms:
    """Forms with something in most of their cells."""
    folder = definition(root, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS, sections=SECTIONS, themes=THEMES)
    reader = Reader(folder.campaign, VERSION)
    return Forms(folder, write(folder, filling(0)), write(folder, filling(1)), reader)


def write(folder: Folder, content: Filling) -> bytes:
    path = folder.inbox / f"{AGENCY}.xlsx"
    campaign = folder.campaign
    write_intake(path, make_form(campaign, campaign.agency_by_code[AGENCY], "vi", version=VERSION), content)
    data = path.read_bytes()
    path.unlink()
    return data


def filling(turn: int) -> Filling:
    """Something in most cells; in another turn something else in each."""
    typist = Typist(random.Random(0), 1000 * turn)
    figures: dict[tuple[str, str], CellValue] = {}
    for period in ("2019", "2020"):
        for code in ("B1", "B2"):
            figures[code, period] = typist.number()
        figures["B4", period], figures["B5", period] = typist.decimal(), typist.decimal()
        figures["B6", period], figures["B7", period] = typist.percentage(), f"{typist.percentage():.2f}%"
        figures["B8", period], figures["C1", period] = ("Có", "Không")[turn], typist.day()
        figures["C2", period] = typist.text()
    figures["B9", "2020"] = ("Tốt", "Khá")[turn]
    figures["B1", "2020"] = ("1.234 buổi", "2.345 buổi")[turn]
    theme = ("Kiểm tra", "Tuyên truyền")[turn]
    lines = [
        NarrativeLine(section=section, text=typist.text(), theme=theme if number else None, evidence=typist.text())
        for section in ("dat", "hanche")
        for number in range(3)
    ]
    notes = {code: typist.text() for code in ("B1", "B3", "B4", "C2")}
    info: dict[str, CellValue] = {key: typist.text() for key in INFO_KEYS if key != "agency"}
    info["report_date"] = typist.day()
    rows = tuple(
        {
            "D1": typist.text(),
            "D2": typist.decimal(),
            "D3": f"{typist.percentage():.2f}%" if number % 2 else typist.percentage(),
            "D4": typist.number(),
            "D5": ("Tốt", "Khá")[turn],
            "D6": typist.day(),
            "D7": ("Có", "Không")[turn],
        }
        for number in range(6)
    )
    return Filling(figures=figures, rows={"DA": rows}, lines=tuple(lines), notes=notes, info=info)
