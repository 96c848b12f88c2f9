"""A campaign that shares nothing with the first: other periods, agencies, sections and indicators.

All steps run by the command line, from the definition to the leaders' sheet, with the same code: an invented programme
of digital change in the communes, reported by quarter.
"""

import csv
import json
import random
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest

from tests.building import codes, define, form_in, keyed, read, records, table, write
from tests.effort import effort
from toolkit.cli.main import run
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.model import CellValue, Language
from toolkit.run.folder import Folder

WARDS = Path(__file__).parents[1] / "data" / "wards_2025.tsv"
ABOUT = {
    **{"id": "CDS-2026", "title": "Báo cáo chuyển đổi số cấp xã năm 2026", "programme": "Chuyển đổi số cấp xã"},
    **{"province": "tỉnh Đồng Tháp", "periods": "2026-Q1|2026-Q2|2026-Q3|2026-Q4"},
    **{"issued": "2026-12-01", "deadline": "2026-12-20"},
}
INDICATORS = r"""
| code    | topic       | label                                  | unit        | kind    | asked_of | required | minimum | across_agencies | across_periods | weight | formula           | direction | target | headline | choices             |
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
| mo-hinh  | achievement | Mô hình hay, cách làm mới    | yes      | 60        |
| vuong    | limitation  | Vướng mắc                   |          |           |
| bai-hoc  | lesson      | Bài học                     |          |           |
| quy-toi  | direction   | Việc quý tới                |          |           |
| kien-nghi | proposal   | Kiến nghị với tỉnh           |          |           |
"""
THEMES = r"""
| code | label            | keywords                        |
| dvc  | Dịch vụ công      | hồ sơ trực tuyến \| một cửa      |
| htp  | Hạ tầng           | cáp quang \| sóng di động         |
| ky   | Kỹ năng số        | tập huấn \| tổ công nghệ          |
"""
RULES = """
| code | formula          | severity | message                                | fix               |
| R1   | =HS.TT<=HS.NHAN  | error    | Hồ sơ trực tuyến nhiều hơn hồ sơ nhận.    | Xem lại hai hàng này. |
"""
TEXTS = {
    "mo-hinh": ["Tổ công nghệ số đến từng nhà hướng dẫn nộp hồ sơ trực tuyến.", "Livestream bán nông sản mỗi tuần"],
    "vuong": ["Nhiều ấp chưa có cáp quang.", "Nhiều ấp chưa có cáp quang", "Cán bộ kiêm nhiệm, thiếu thời gian"],
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
    texts = {"indicators": INDICATORS, "sections": SECTIONS, "themes": THEMES, "rules": RULES}
    sheets = {"agencies": wards()} | {key: table(text) for key, text in texts.items()}
    return {"campaign": [ABOUT], **{k: v for k, v in sheets.items() if not left_out.get(k)}}


def fill_some(folder: Folder, language: Language = "vi", every: int = 3) -> list[str]:
    dice = random.Random(2026)
    chosen = folder.campaign.agencies[::every]
    for agency in chosen:
        received = dice.randrange(50, 900)
        figures: dict[tuple[str, str], CellValue] = {}
        for period, indicator in product(folder.campaign.periods, folder.campaign.indicators_of(agency)):
            if indicator.formula or dice.random() < 0.1:
                continue
            value: CellValue = dice.randrange(1, 90)
            if indicator.kind in ("choice", "yesno"):
                value = dice.choice(indicator.choices or ("Có", "Không"))
            elif indicator.code in ("HS.NHAN", "HS.TT"):
                value = received // (1 + (indicator.code == "HS.TT"))
            figures[indicator.code, period.key] = value
        sections = [s.code for s in folder.campaign.sections if dice.random() < 0.8]
        lines = tuple(NarrativeLine(section=code, text=dice.choice(TEXTS[code])) for code in sections)
        write(folder, agency.code, Filling(figures=figures, lines=lines, info=INFO), language=language)
    return [agency.code for agency in chosen]


def toolkit(folder: Folder, language: Language, command: str, *more: str) -> int:
    as_of = () if command == "template" else ("--as-of", "2026-12-25")
    return run([command, "--campaign", str(folder.root), "--lang", language, *more, *as_of])


def test_one_form_of_this_campaign(tmp_path: Path) -> None:
    """A form has this campaign's quarters and sections, and what is typed there is read without a finding."""
    folder = define(tmp_path, {**tables(), "agencies": wards()[:1]})
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
def test_from_the_definition_to_the_leaders_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All commands run; the summary has a column for each section and the totals one for each quarter. A campaign of
    figures only has no sheet for the narrative and no table of themes; one in words only has no sheet for figures,
    no key figures, and needs no periods."""
    only_figures, only_words = tables(sections=True, themes=True), tables(indicators=True, rules=True)
    only_words["campaign"] = [{k: v for k, v in ABOUT.items() if k != "periods"}]
    languages: tuple[Language, ...] = ("en", "vi", "vi")
    masters = []
    for n, (sheets, language) in enumerate(zip((tables(), only_figures, only_words), languages, strict=True)):
        folder = define(tmp_path / str(n), sheets)
        campaign = folder.campaign
        code = campaign.agencies[0].code
        assert toolkit(folder, language, "template", code) == 0
        left_out = {"figures", "statements"} - {*keyed(form_in(folder.outgoing, code))}
        assert left_out == (set(), {"statements"}, {"figures"})[n]
        filled = fill_some(folder, language, every=effort(25, 3))
        capsys.readouterr()
        assert toolkit(folder, language, "check", "--format", "json") == 1
        document = json.loads(capsys.readouterr().out)
        assert (len(document["files"]), len(document["missing"])) == (len(filled), len(campaign.agencies) - len(filled))
        codes = {f["code"] for x in document["files"] for f in x["findings"]}
        assert not {"unkeyed-content", "extra-sheet", "total-differs", "computed-differs", "label-changed"} & codes
        assert toolkit(folder, language, "merge") == 1
        assert "Traceback" not in capsys.readouterr().err
        assert toolkit(folder, language, "status", "--format", "json") == 1
        masters.append(keyed(folder.master))
        assert ["theme", *(s.code for s in campaign.sections)] == list(masters[n]["summary"].columns)
        quarters = [c for c in masters[n]["totals"].columns if c.startswith("2026") and ":" not in c]
        assert quarters == [p.key for p in campaign.periods]
        assert len(records(masters[n]["info"])) == len(filled)
    both, of_figures, of_words = masters
    campaign = folder.campaign
    assert [s.code for s in campaign.sections] == [c for c in both["by_agency"].columns if c in TEXTS]
    assert {t["code"] for t in table(THEMES)} <= {r.key for r in both["summary"].rows}
    totals, asked = both["totals"].by_key(), len(campaign.agencies)
    wards_only = [a for a in campaign.agencies if "phường" in a.groups]
    for code, of in (("HS.NHAN", asked), ("TO", asked), ("CHO", len(wards_only))):
        assert both["totals"].text(totals[code], "reporting").endswith(f"/{of}")
    assert both["totals"].text(totals["TO"], "reporting") == f"{len(filled)}/{asked}"
    assert of_figures["totals"].text(of_figures["totals"].by_key()["TO"], "reporting") == f"{len(filled)}/{asked}"
    assert records(of_figures["statements"]) == records(of_words["figures"]) == []
    assert records(of_words["statements"])
