"""Random forms exported to PDF, with one digit changed in the print or in the workbook: it is reported, and nothing
false is. `TOOLKIT_SIGNED_FORMS` sets the number of forms."""

import random
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from tests.building import DAY, define, table, write
from tests.effort import effort
from tests.office import convert_all, needs_libreoffice
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.model import CellValue
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files

_FORMS = effort(6, 1000)
#: The number of agencies in one campaign.
_AT_ONCE = 20
_PERIODS = ("2019", "2020", "2021-6M")
_KINDS = ("count", "decimal", "money", "percent", "text", "date", "yesno", "choice", *("count", "decimal", "money") * 5)
_ANSWERS = (None, "Không có", "Chưa thống kê")
_WORDS = ("công tác", "tuyên truyền", "phối hợp", "kiểm tra", "giám sát", "hội nghị", "tập huấn")
_SECTIONS = """
| code   | role        | heading         |
|--------|-------------|-----------------|
| dat    | achievement | Mặt đạt được    |
| hanche | limitation  | Tồn tại, hạn chế |
"""
_ROWS = """
| table | heading         | code | label          | unit       | kind  |
|-------|-----------------|------|----------------|------------|-------|
| DA    | Danh mục dự án  | TEN  | Tên dự án      |            | text  |
| DA    | Danh mục dự án  | VON  | Vốn bố trí     | triệu đồng | money |
| DA    | Danh mục dự án  | NGAY | Ngày khởi công |            | date  |
"""
_COMPUTED = (
    "| code | topic | label | unit | kind | formula |\n| T1 | Nhóm 3 | Tỷ lệ tính | % | percent | =K08/K11*100 |"
)


def indicator(n: int, kind: str) -> dict[str, str]:
    label = f"Chỉ tiêu thứ {n} về {_WORDS[n % len(_WORDS)]} và việc khác"
    return {
        **{"code": f"K{n:02d}", "topic": f"Nhóm {n // 6}", "kind": kind},
        "label": "Chỉ tiêu trùng tên" if n in (3, 17) else label,
        "unit": {"percent": "%", "money": "triệu đồng"}.get(kind, "đơn vị"),
        "choices": "Tốt | Khá | Yếu" if kind == "choice" else "",
        "across_agencies": "sum" if kind in ("count", "money") else "none",
        "across_periods": ("sum", "last", "none")[n % 3] if kind in ("count", "money", "decimal") else "none",
    }


def campaign(folder: Path, agencies: int) -> Folder:
    """All kinds of indicators, two of one label, a split, a computed one; a table and two sections."""
    about = {"id": "KY-2021", "title": "Báo cáo thử bản ký", "province": "tỉnh Thử", "deadline": "2021-07-10"}
    sheets = {
        "campaign": [{**about, "periods": " | ".join(_PERIODS), "signed_pdf": "tất cả"}],
        "agencies": [{"code": f"A{n}", "name": f"Sở thứ {n} của tỉnh"} for n in range(agencies)],
        "indicators": [*(indicator(n, kind) for n, kind in enumerate(_KINDS)), *table(_COMPUTED)],
        "splits": [{"code": "GT", "label": "Giới tính", "parts": "Nam | Nữ", "of": "K08"}],
    }
    return define(folder, {**sheets, "sections": table(_SECTIONS), "rows": table(_ROWS)})


def number(dice: random.Random, kind: str) -> CellValue:
    size = 10 ** dice.randrange(1, 8)
    if kind == "count":
        return dice.randrange(size)
    if kind == "percent":
        return round(dice.uniform(1, 100), dice.randrange(3))
    if kind in ("decimal", "money"):
        sign = -1 if kind == "decimal" and dice.random() < 0.2 else 1
        return sign * round(dice.uniform(0, size), dice.randrange(3))
    if kind == "date":
        return date(2020, dice.randrange(1, 13), dice.randrange(1, 28))
    if kind == "yesno":
        return dice.choice(("Có", "Không"))
    return dice.choice(("Tốt", "Khá", "Yếu")) if kind == "choice" else f"Quyết định số {dice.randrange(9999)}/QĐ"


def sentence(dice: random.Random) -> str:
    words = [dice.choice(_WORDS) for _ in range(dice.randrange(6, 40))]
    words.insert(dice.randrange(1, 6), f"{dice.randrange(2, 9999)}")
    return " ".join(words).capitalize() + "."


def drawn(dice: random.Random, folder: Folder) -> Filling:
    indicators = [i for i in folder.campaign.indicators if not i.formula]
    places = [(i, period) for i in indicators for period in _PERIODS]
    figures = {
        (i.code, period): number(dice, i.kind) if dice.random() > 0.05 else dice.choice(_ANSWERS)
        for i, period in places
    }
    rows = tuple(
        {"TEN": f"Dự án {n} {dice.choice(_WORDS)}", "VON": number(dice, "money"), "NGAY": number(dice, "date")}
        for n in range(dice.randrange(0, 30))
    )
    lines = tuple(
        NarrativeLine(section=section, text=" ".join(sentence(dice) for _ in range(dice.randrange(1, 4))))
        for section in ("dat", "hanche")
        for _ in range(dice.randrange(0, 9))
    )
    return Filling(figures=figures, rows={"DA": rows}, lines=lines, info={"signed_by": "Trần Văn A"})


@dataclass(frozen=True)
class Changed:
    """A filling with one digit changed, and its cell."""

    filling: Filling
    indicator: str
    period: str


def other_digit(dice: random.Random, value: float | int | str) -> float | int | str:
    """The same with one of its digits changed; a number keeps its length."""
    text = value if isinstance(value, str) else repr(value).removesuffix(".0")
    at = dice.choice([m.start() for m in re.finditer(r"\d", text)])
    first = at == 0 or text[at - 1] in "-"
    digit = dice.choice([d for d in "0123456789" if d != text[at] and not (first and d == "0")])
    new = text[:at] + digit + text[at + 1 :]
    return new if isinstance(value, str) else type(value)(new)


def changed(dice: random.Random, filling: Filling) -> Changed:
    what = dice.random()
    if what < 0.2 and filling.lines:
        n = dice.randrange(len(filling.lines))
        line = replace(filling.lines[n], text=other_digit(dice, str(filling.lines[n].text)))
        return Changed(replace(filling, lines=(*filling.lines[:n], line, *filling.lines[n + 1 :])), line.section, "")
    if what < 0.4 and filling.rows["DA"]:
        n = dice.randrange(len(filling.rows["DA"]))
        rows = [dict(row) for row in filling.rows["DA"]]
        column = dice.choice(("TEN", "VON"))
        rows[n][column] = other_digit(dice, rows[n][column])  # type: ignore[arg-type]
        return Changed(replace(filling, rows={"DA": tuple(rows)}), f"DA.{column}", "row")
    given = filling.figures.items()
    numbers = {k: v for k, v in given if isinstance(v, int | float) or (isinstance(v, str) and "/" in v)}
    place = dice.choice(sorted(numbers))
    figures = {**filling.figures, place: other_digit(dice, numbers[place])}
    return Changed(replace(filling, figures=figures), *place)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("start", range(0, _FORMS, _AT_ONCE))
def test_one_changed_digit_is_reported_and_nothing_else(tmp_path: Path, start: int) -> None:
    """In the print, in the workbook, or in neither."""
    dice = random.Random(f"signed {start}")
    count = min(_AT_ONCE, _FORMS - start)
    folder = campaign(tmp_path / "campaign", count)
    prints = replace(folder, root=tmp_path / "prints")
    expected: dict[str, Changed | None] = {}
    printed: list[Path] = []
    for n in range(count):
        filling = drawn(dice, folder)
        other = changed(dice, filling) if n % 6 else None
        pair = (filling, other.filling if other else filling)
        there, paper = pair if dice.random() < 0.5 else pair[::-1]
        expected[f"A{n}"] = other
        printed.append(write(prints, f"A{n}", paper, name=f"in-{n}"))
        write(folder, f"A{n}", there)
    convert_all(printed, folder.inbox)
    result = check_files(folder, as_of=DAY, means=Means(workers=1))
    for agency, change in expected.items():
        reported = [one for one in result.signed[agency].figures if one.state != "equal"]
        if change is None:
            assert not reported, (agency, reported)
            continue
        allowed = {change.indicator, *(i.code for i in folder.campaign.indicators if change.indicator in i.formula)}
        assert {one.state for one in reported} == {"differs"}, (agency, change.indicator, change.period, reported)
        assert all(one.indicator in allowed for one in reported), (agency, change.indicator, reported)
        places = {(one.indicator, one.period if change.period != "row" else "row") for one in reported}
        assert (change.indicator, change.period) in places, (agency, change.indicator, change.period, reported)
    told_of = {f.agency for f in result.findings if f.code in ("pdf-differs", "pdf-text-differs")}
    assert told_of == {agency for agency, change in expected.items() if change}


def test_a_changed_digit_is_a_different_number() -> None:
    """What the other test changes is visible."""
    dice = random.Random(1)
    for value in (1, 10, 1234, 0.5, -12.25, "Số 12/KH"):
        for _ in range(50):
            assert other_digit(dice, value) != value
