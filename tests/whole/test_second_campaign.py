"""A campaign that shares nothing with the first: other periods, agencies, sections and indicators.

All steps run by the command line, from the definition to the leaders' sheet, with the same code: an invented programme
of digital change in the communes, reported by quarter.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.building import Here, codes, define, form_in, keyed, read, records, table, write
from toolkit.cli.main import run as command
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.model import CellValue, Language
from toolkit.run.folder import Folder

WARDS = Path(__file__).parents[1] / "data" / "wards_2025.tsv"
ABOUT = {
    "id": "CDS-2026",
    "title": "Báo cáo chuyển đổi số cấp xã năm 2026",
    "programme": "Chuyển đổi số cấp xã",
    "province": "tỉnh Đồng Tháp",
    "periods": "2026-Q1|2026-Q2|2026-Q3|2026-Q4",
    "issued": "2026-12-01",
    "deadline": "2026-12-20",
}
INDICATORS = r"""
| code    | topic       | label                                  | unit        | kind    | asked_of | required | minimum | across_agencies | across_periods | weight | formula           | direction | target | headline | choices             |
|---------|-------------|----------------------------------------|-------------|---------|----------|----------|---------|-----------------|----------------|--------|-------------------|-----------|--------|----------|---------------------|
| HS.NHAN | Dịch vụ công | Hồ sơ tiếp nhận                        | hồ sơ       | count   |          | yes      | 0       | sum             | sum            |        |                   | none      |        |          |                     |
| HS.TT   | Dịch vụ công | Trong đó: nộp trực tuyến                | hồ sơ       | count   |          | yes      | 0       | sum             | sum            |        |                   | higher    |        | 2        |                     |
| HS.TL   | Dịch vụ công | Tỷ lệ hồ sơ trực tuyến                  | %           | percent |          |          |         |                 | sum            |        | =HS.TT/HS.NHAN*100 | higher    | 80     | 1        |                     |
| TO      | Cộng đồng   | Tổ công nghệ số cộng đồng (cuối quý)     | tổ          | count   |          |          | 0       | sum             | last           |        |                   | higher    |        | 3        |                     |
| SONG    | Hạ tầng     | Tỷ lệ hộ có cáp quang                    | %           | percent |          |          | 0       | mean            | last           | HO     |                   | higher    |        |          |                     |
| HO      | Hạ tầng     | Số hộ                                  | hộ          | count   |          |          | 0       | sum             | last           |        |                   | none      |        |          |                     |
| CHO     | Hạ tầng     | Chợ thanh toán không tiền mặt            | chợ         | count   | phường   |          | 0       | sum             | max            |        |                   | higher    |        |          |                     |
| KH      | Tổ chức     | Có kế hoạch chuyển đổi số                | có/không    | yesno   |          |          |         | count_yes       | last           |        |                   | higher    |        |          |                     |
| MUC     | Tổ chức     | Tự đánh giá                             | mức         | choice  |          |          |         | none            | none           |        |                   | none      |        |          | Mức 1 \| Mức 2 \| Mức 3 |
"""  # noqa: E501
SECTIONS = """
| code     | role        | heading                     | required | max_words |
|----------|-------------|-----------------------------|----------|-----------|
| mo-hinh  | achievement | Mô hình hay, cách làm mới    | yes      | 60        |
| vuong    | limitation  | Vướng mắc                   |          |           |
| bai-hoc  | lesson      | Bài học                     |          |           |
| quy-toi  | direction   | Việc quý tới                |          |           |
| kien-nghi | proposal   | Kiến nghị với tỉnh           |          |           |
"""
THEMES = r"""
| code | label            | keywords                        |
|------|------------------|---------------------------------|
| dvc  | Dịch vụ công      | hồ sơ trực tuyến \| một cửa      |
| htp  | Hạ tầng           | cáp quang \| sóng di động         |
| ky   | Kỹ năng số        | tập huấn \| tổ công nghệ          |
"""
RULES = """
| code | formula          | severity | message                                | fix               |
|------|------------------|----------|----------------------------------------|-------------------|
| R1   | =HS.TT<=HS.NHAN  | error    | Hồ sơ trực tuyến nhiều hơn hồ sơ nhận.    | Xem lại hai hàng này. |
"""
TEXTS = {
    "mo-hinh": ["Tổ công nghệ số đến từng nhà hướng dẫn nộp hồ sơ trực tuyến.", "Livestream bán nông sản mỗi tuần"],
    "vuong": [
        "Nhiều ấp chưa có cáp quang.",
        "Nhiều ấp chưa có cáp quang",
        "Cán bộ kiêm nhiệm, thiếu thời gian tập huấn",
    ],
    "bai-hoc": ["Người đứng đầu phải làm trước."],
    "quy-toi": ["Mở 4 lớp tập huấn cho tiểu thương."],
    "kien-nghi": ["Đề nghị tỉnh hỗ trợ đường truyền."],
}

INFO: dict[str, CellValue] = {"report_number": "1/BC", "report_date": "15/12/2026"}
INFO |= {"prepared_by": "An", "phone": "0277", "signed_by": "Bình"}


def wards() -> list[dict[str, str]]:
    with WARDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [{"code": r["code"], "name": r["name"], "group": r["division_type"]} for r in rows]


def tables(**left_out: bool) -> dict[str, Sequence[Mapping[str, str]]]:
    all_of: dict[str, Sequence[Mapping[str, str]]] = {
        "agencies": wards(),
        "indicators": table(INDICATORS),
        "sections": table(SECTIONS),
        "themes": table(THEMES),
        "rules": table(RULES),
    }
    return {"campaign": [ABOUT], **{k: v for k, v in all_of.items() if not left_out.get(k)}}


def fill_some(folder: Folder, language: Language = "vi", every: int = 3) -> list[str]:
    dice = random.Random(2026)
    filled = []
    for number, agency in enumerate(folder.campaign.agencies):
        if number % every:
            continue
        received = dice.randrange(50, 900)
        figures: dict[tuple[str, str], CellValue] = {}
        for period in folder.campaign.periods:
            for indicator in folder.campaign.indicators_of(agency):
                if indicator.formula or dice.random() < 0.1:
                    continue
                value: CellValue = dice.randrange(1, 90)
                if indicator.kind == "choice":
                    value = dice.choice(indicator.choices)
                elif indicator.kind == "yesno":
                    value = dice.choice(["Có", "Không"])
                elif indicator.code == "HS.NHAN":
                    value = received
                elif indicator.code == "HS.TT":
                    value = received // 2
                figures[indicator.code, period.key] = value
        lines = tuple(
            NarrativeLine(section=s.code, text=dice.choice(TEXTS[s.code]))
            for s in folder.campaign.sections
            if dice.random() < 0.8
        )
        write(folder, agency.code, Filling(figures=figures, lines=lines, info=INFO), language=language)
        filled.append(agency.code)
    return filled


def toolkit(*arguments: str) -> int:
    return command([*arguments, *(() if "template" in arguments else ("--as-of", "2026-12-25"))])


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), tables()))


def test_one_form_of_this_campaign(tmp_path: Path) -> None:
    """A form has this campaign's quarters and sections, and what is typed there is read without a finding."""
    sheets = tables()
    sheets["agencies"] = sheets["agencies"][:1]
    folder = define(tmp_path, sheets)
    (code,) = (a.code for a in folder.campaign.agencies)
    quarters = [p.key for p in folder.campaign.periods]
    figures: dict[tuple[str, str], CellValue] = {
        (indicator, quarter): value
        for number, quarter in enumerate(quarters, start=1)
        for indicator, value in (("HS.NHAN", 40), ("HS.TT", 10 * number))
    }
    lines = tuple(NarrativeLine(section=section, text=texts[0]) for section, texts in TEXTS.items())
    submission = read(folder, write(folder, code, Filling(figures=figures, lines=lines, info=INFO)))
    assert codes(submission) == []
    shares = {f.period: f.value for f in submission.figures if f.indicator == "HS.TL"}
    assert dict(zip(quarters, (25.0, 50.0, 75.0, 100.0), strict=True)) == shares
    assert list(TEXTS) == [s.section for s in submission.statements]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en"])
def test_from_the_definition_to_the_leaders_sheet(
    here: Here, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    """All commands run; the summary has a column for each section and the totals one for each quarter."""
    folder, root = here.folder, str(here.folder.root)
    assert (
        toolkit("template", "--campaign", root, "--lang", language, *(a.code for a in folder.campaign.agencies[:3]))
        == 0
    )
    filled = fill_some(folder, language)
    capsys.readouterr()
    assert toolkit("check", "--campaign", root, "--lang", language, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert len(filled) == len(document["files"])
    assert len(folder.campaign.agencies) - len(filled) == len(document["missing"])
    assert not {"unkeyed-content", "extra-sheet", "total-differs", "computed-differs", "label-changed"} & {
        f["code"] for x in document["files"] for f in x["findings"]
    }
    assert toolkit("merge", "--campaign", root, "--lang", language) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert toolkit("status", "--campaign", root, "--lang", language, "--format", "json") == 1

    sheets = keyed(folder.master)
    sections = [s.code for s in folder.campaign.sections]
    assert ["theme", *sections] == list(sheets["summary"].columns)
    assert sections == [c for c in sheets["by_agency"].columns if c in sections]
    assert [p.key for p in folder.campaign.periods] == [
        c for c in sheets["totals"].columns if c.startswith("2026") and ":" not in c
    ]
    assert {t.code for t in folder.campaign.themes} <= {r.key for r in sheets["summary"].rows}
    totals = sheets["totals"].by_key()
    for code in ("HS.NHAN", "TO"):
        assert sheets["totals"].text(totals[code], "reporting") == f"{len(filled)}/{len(folder.campaign.agencies)}"
    wards_only = [a for a in folder.campaign.agencies if "phường" in a.groups]
    assert sheets["totals"].text(totals["CHO"], "reporting").endswith(f"/{len(wards_only)}")
    assert len(filled) == len(records(sheets["info"]))
    folder.master.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_campaign_without_narrative(tmp_path: Path, language: Language) -> None:
    """A campaign of figures only: no sheet for the narrative, no table of themes."""
    folder = define(tmp_path, tables(sections=True, themes=True))
    assert toolkit("template", "--campaign", str(tmp_path), "--lang", language, folder.campaign.agencies[0].code) == 0
    assert "statements" not in keyed(form_in(folder.outgoing, folder.campaign.agencies[0].code))
    filled = fill_some(folder, language, every=10)
    assert toolkit("check", "--campaign", str(tmp_path), "--lang", language) == 1
    assert toolkit("merge", "--campaign", str(tmp_path), "--lang", language) == 1
    sheets = keyed(folder.master)
    assert list(sheets["summary"].columns) == ["theme"]
    assert records(sheets["statements"]) == []
    assert sheets["totals"].text(sheets["totals"].by_key()["TO"], "reporting").startswith(f"{len(filled)}/")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "periods"), [("vi", True), ("en", False)])
def test_a_campaign_without_figures(tmp_path: Path, language: Language, periods: bool) -> None:
    """A campaign in words only: no sheet for figures, no key figures, with periods or without."""
    sheets = tables(indicators=True, rules=True)
    if not periods:
        sheets["campaign"] = [{k: v for k, v in ABOUT.items() if k != "periods"}]
    folder = define(tmp_path, sheets)
    code = folder.campaign.agencies[0].code
    assert toolkit("template", "--campaign", str(tmp_path), "--lang", language, code) == 0
    assert "figures" not in keyed(form_in(folder.outgoing, code))
    fill_some(folder, language, every=10)
    assert toolkit("check", "--campaign", str(tmp_path), "--lang", language) == 1
    assert toolkit("merge", "--campaign", str(tmp_path), "--lang", language) == 1
    master = keyed(folder.master)
    assert ["theme", *(s.code for s in folder.campaign.sections)] == list(master["summary"].columns)
    assert records(master["figures"]) == []
    assert records(master["statements"])
