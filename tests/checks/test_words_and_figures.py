"""Statements compared with figures: one that contradicts the form's figure is a warning, similar ones are not."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import Here, definition, filled, read, table
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Finding
from toolkit.run.folder import Folder

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| CA | Công an |\n"
INDICATORS = """
| code | topic | label                                        | unit         | kind    | across_agencies | across_periods | formula  | owner |
|------|-------|----------------------------------------------|--------------|---------|-----------------|----------------|----------|-------|
| B    | Một   | Số buổi (cuộc) tuyên truyền trực tiếp        | buổi         | count   | sum             | sum            |          |       |
| T    | Một   | Tỷ lệ hoàn thành kế hoạch tuyên truyền       | %            | percent | mean            | last           |          |       |
| V    | Một   | Số vụ mại dâm bị phát hiện                   | vụ           | count   | sum             | sum            |          | CA    |
| K    | Một   | Tổng kinh phí thực hiện chương trình         | triệu đồng   | money   | sum             | sum            |          |       |
| N    | Một   | Số cán bộ phụ trách (cuối kỳ)                | người        | count   | sum             | last           |          |       |
"""  # noqa: E501
WORDS = """
| kind      | text                          | means |
|-----------|-------------------------------|-------|
| indicator | buổi tuyên truyền             | B     |
| indicator | vụ mại dâm                    | V     |
| indicator | tỷ lệ hoàn thành kế hoạch     | T     |
"""
SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
FIGURES = """
| code | 2017 | 2018 | 2019 | 2020-6M |
|------|------|------|------|---------|
| B    | 100  | 110  | 120  | 50      |
| T    | 95   | 96.4 | 98   | 97      |
| V    | 12   | 9    | 7    | 4       |
| K    | 1200 | 1350 | 1500 | 700     |
| N    | 15   | 15   | 16   | 14      |
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    folder = definition(
        tmp_path_factory.mktemp("campaign"),
        about={"periods": "2017|2018|2019|2020-6M"},
        agencies=AGENCIES,
        indicators=INDICATORS,
        sections=SECTIONS,
        words=WORDS,
    )
    return Here(folder)


def warnings(folder: Folder, texts: Sequence[str], agency: str = "SA", figures: str = FIGURES) -> list[Finding]:
    lines = "| section | text |\n|---|---|\n" + "".join(f"| dat | {text} |\n" for text in texts)
    return [f for f in read(folder, filled(folder, agency, figures, lines)).findings if f.code.startswith("words-")]


CONTRADICTIONS = table("""
| text | indicator | period | quoted | figure |
|-----------------------------------------------------------------|---|---------|-------------|------------------|
| Tỷ lệ hoàn thành kế hoạch năm 2019 đạt 105 %.                   | T | 2019    | 105 %       | 98 %             |
| Tỷ lệ hoàn thành kế hoạch năm 2019 mới chỉ đạt 50%              | T | 2019    | 50%         | 98 %             |
| Năm 2019, tỷ lệ hoàn thành kế hoạch tuyên truyền là 105%        | T | 2019    | 105%        | 98 %             |
| Tỷ lệ hoàn thành kế hoạch đạt 105%                              | T | 2017    | 105%        | 97 %             |
| Tỷ lệ hoàn thành kế hoạch tăng từ 95% năm 2017 lên 99% năm 2019 | T | 2019    | 99          | 98 %             |
| Năm 2018 tổ chức 1.100 buổi tuyên truyền                        | B | 2018    | 1.100       | 110 buổi         |
| Tổ chức được 900 buổi tuyên truyền trực tiếp cho hội viên       | B | 2017    | 900         | 380 buổi         |
| Trong 05 năm đã tổ chức tổng cộng 350 buổi tuyên truyền         | B | 2020-6M | 350         | 380 buổi         |
| Số buổi tuyên truyền trực tiếp năm 2018: 101                    | B | 2018    | 101         | 110 buổi         |
| Từ năm 2017 đến nay tổ chức 900 buổi tuyên truyền               | B | 2020-6M | 900         | 380 buổi         |
| Năm 2018 phát hiện 19 vụ mại dâm                                | V | 2018    | 19          | 9 vụ             |
| Tổng kinh phí thực hiện chương trình năm 2019 là 1,8 tỷ đồng    | K | 2019    | 1,8 tỷ đồng | 1.500 triệu đồng |
| 6 tháng đầu năm 2020 tổ chức 80 buổi tuyên truyền               | B | 2020-6M | 80          | 50 buổi          |
| Tổng kinh phí chi cho chương trình thực hiện là 1,45 tỷ đồng | K | 2020-6M | 1,45 tỷ đồng | 1.500 triệu đồng |
| Đến nay việc tuyên truyền đã hoàn thành 99,5% | T | 2020-6M | 99,5% | 98% |
| Số cán bộ phụ trách hiện có 21                                  | N | 2017    | 21          | 14 người         |
""")


def test_a_different_number_in_a_statement_is_a_warning(here: Here) -> None:
    """With both numbers, the statement's cell and the figure's; each contradiction is one."""
    found = warnings(here.folder, [row["text"] for row in CONTRADICTIONS])
    for warning, row in zip(found, CONTRADICTIONS, strict=True):
        assert (warning.code, warning.severity) == ("words-against-figure", "warning")
        assert (warning.value, warning.indicator, warning.period) == (row["text"], row["indicator"], row["period"])
        assert warning.text("quoted").startswith(row["quoted"])
        assert row["figure"] in warning.text("figure")
        assert warning.text("place").startswith("Số liệu!")
        assert warning.sheet != "Số liệu"


TRENDS = {
    "Số vụ mại dâm bị phát hiện tăng qua từng năm": "tăng",
    "Số buổi tuyên truyền trực tiếp giảm dần.": "giảm",
    "Số vụ mại dâm bị phát hiện năm 2019 tăng so với năm 2018, địa bàn phức tạp": "tăng",
    "Tổng kinh phí thực hiện chương trình giảm theo từng năm": "giảm",
    "Số vụ mại dâm bị phát hiện tăng đều hằng năm": "tăng",
    "Số vụ mại dâm bị phát hiện năm sau cao hơn năm trước": "năm sau cao hơn năm trước",
    "Số buổi tuyên truyền trực tiếp năm sau thấp hơn năm trước.": "năm sau thấp hơn năm trước",
}


def test_a_rise_claimed_of_a_falling_series_is_a_warning(here: Here) -> None:
    """`tăng` with figures that fall year by year, and the other way round."""
    found = warnings(here.folder, [*TRENDS])
    assert {f.value: f.text("quoted") for f in found} == TRENDS
    assert {f.code for f in found} == {"words-against-trend"}
    assert all("→" in f.text("figure") for f in found)


SIMILAR = [
    # right
    "Tỷ lệ hoàn thành kế hoạch năm 2019 đạt 98%",
    "Tỷ lệ hoàn thành kế hoạch đạt 96%, năm sau cao hơn",  # 96.4, rounded
    "Kế hoạch tuyên truyền hoàn thành trên 96%",
    "Đã hoàn thành 98% kế hoạch tuyên truyền",
    "Năm 2018 tổ chức 110 buổi tuyên truyền; 6 tháng đầu năm 2020 tổ chức 50 buổi tuyên truyền",
    "Giai đoạn 2016 - 2020 tổ chức 380 buổi tuyên truyền",
    # other times, sums up to some time, plans
    "Từ 2017 đến nay tổ chức 380 buổi tuyên truyền",
    "Đến cuối năm 2019, lũy kế tổ chức 330 buổi tuyên truyền",
    "Giai đoạn 2011-2015 tổ chức 990 buổi tuyên truyền",
    "Giai đoạn 2021-2025 tổ chức 990 buổi tuyên truyền",
    "Kế hoạch năm 2019 là 200 buổi tuyên truyền",
    "Tổng kinh phí thực hiện chương trình là 4,75 tỷ đồng",
    "Tổng kinh phí thực hiện chương trình năm 2019 là 1 tỷ 500 triệu đồng",
    "Số vụ mại dâm bị phát hiện năm 2019 giảm so với năm 2018",
    "Số buổi tuyên truyền trực tiếp tăng đều qua các năm",
    "Tỷ lệ hoàn thành kế hoạch tăng từ 95% năm 2017 lên 98% năm 2019",
    # a part of the whole
    "Năm 2018 phát hiện 02 vụ mại dâm tại nhà nghỉ",
    "Tổ chức 30 buổi tuyên truyền tại trường học",
    "Tổ chức 110 buổi tuyên truyền năm 2018, trong đó 30 buổi tuyên truyền trực tiếp tại xã",
    # not exactly, on average, not yet
    "Tổ chức hơn 900 buổi tuyên truyền",
    "Tổ chức khoảng 1.000 buổi tuyên truyền",
    "Bình quân mỗi năm 400 buổi tuyên truyền",
    "Phấn đấu tỷ lệ hoàn thành kế hoạch đạt 100%",
    "Đến năm 2025 tổ chức 900 buổi tuyên truyền",
    "Năm 2021 tổ chức 900 buổi tuyên truyền",
    "Đề nghị tổ chức 900 buổi tuyên truyền",
    "Tổ chức 300 - 500 buổi tuyên truyền",
    "Tổ chức 480/500 buổi tuyên truyền",
    # of another agency, of another thing
    "Toàn tỉnh tổ chức 9.000 buổi tuyên truyền",
    "Các huyện tổ chức 9.000 buổi tuyên truyền",
    "Tuyên truyền cho 18.500 lượt công nhân, đạt 104% kế hoạch",
    "Tỷ lệ hoàn thành kế hoạch cao, vượt 5%",
    "Tỷ lệ hoàn thành kế hoạch đạt 105% so với năm trước",
    "Hoàn thành 105% kế hoạch tuyên truyền",
    "Số buổi tuyên truyền trực tiếp tăng 15% so với năm 2018",
    "Tăng 900 buổi tuyên truyền",
    "Kế hoạch số 900/KH-UBND về buổi tuyên truyền",
    "Lần thứ 900 buổi tuyên truyền",
    "Số buổi tuyên truyền trực tiếp năm sau cao hơn năm trước",
    "Số buổi tuyên truyền trực tiếp tăng hằng năm",
    "Hằng năm tổ chức 900 buổi tuyên truyền",
    # no rise or fall
    "Tăng cường các buổi tuyên truyền",
    "Số vụ mại dâm bị phát hiện gây lo lắng, cần tăng cường tuần tra",
    "Vụ mại dâm giảm thiểu tác hại",
    "Số cán bộ phụ trách tăng dần",
    "Số vụ mại dâm bị phát hiện tăng so với cùng kỳ",
    "Số vụ mại dâm bị phát hiện tăng so với giai đoạn trước",
]


def test_similar_statements_are_no_warning(here: Here) -> None:
    """Correct numbers, parts, estimates, plans, those of others or of other things."""
    assert [(f.value, f.code, f.arguments) for f in warnings(here.folder, SIMILAR)] == []


def test_the_lead_agency_states_what_is_the_provinces(here: Here) -> None:
    """Its figures are not only its own: only where they are the official ones its text is compared with them."""
    campaign = here.folder.campaign
    folder = replace(here.folder, campaign=replace(campaign, lead_agency="CA"))
    texts = ["Tổ chức được 900 buổi tuyên truyền trực tiếp", "Số buổi tuyên truyền trực tiếp là 385 buổi"]
    assert warnings(folder, texts, "CA") == []
    assert len(warnings(here.folder, texts, "CA")) == 2
    assert [f.indicator for f in warnings(folder, ["Năm 2018 phát hiện 19 vụ mại dâm"], "CA")] == ["V"]


@pytest.mark.slow
def test_statements_are_compared_with_figures_that_they_mean(here: Here) -> None:
    """`toàn tỉnh` in the owner's text means its figure; in another agency's it does not. Blank and held figures are
    not compared; a missing year may be the one that is meant."""
    text = "Lực lượng công an toàn tỉnh năm 2018 phát hiện 19 vụ mại dâm"
    assert warnings(here.folder, [text]) == []
    assert [f.indicator for f in warnings(here.folder, [text], "CA")] == ["V"]
    text = "Tổ chức 900 buổi tuyên truyền"
    assert warnings(here.folder, [text], figures="") == []
    assert warnings(here.folder, [text], figures="| code | 2017 | 2018 |\n|---|---|---|\n| B | 100 | 110 |") == []
    held = "| code | 2018 |\n|---|---|\n| B | ? |"
    assert warnings(here.folder, ["Năm 2018 tổ chức 900 buổi tuyên truyền"], figures=held) == []


def test_a_phrase_must_name_an_indicator(tmp_path: Path) -> None:
    """Phrases of removed indicators are one warning, which says to delete their rows; they match nothing."""
    words = WORDS.replace("| T ", "| TT ")
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, words=words)
    (warning,) = folder.warnings
    assert (warning.code, warning.severity, warning.value) == ("definition-unknown-indicator", "warning", "TT")
    assert "Gần nhất" not in describe(warning, "vi")[1]


def test_a_statement_about_a_part_is_compared_with_the_part(tmp_path: Path) -> None:
    """Not with the whole of the split."""
    indicators = (
        "| code | label | unit | kind | across_agencies |\n|--|--|--|--|--|\n| H | Số hộ nghèo | hộ | count | sum |"
    )
    splits = "| code | label | parts | of |\n|---|---|---|---|\n| GIOI | giới | Nam\\|Nữ | H |\n"
    folder = definition(
        tmp_path, about={"periods": "2020"}, agencies=AGENCIES, indicators=indicators, splits=splits, sections=SECTIONS
    )
    figures = "| code | 2020 |\n|---|---|\n| H | 20 |\n| H_NAM | 13 |\n| H_NU | 7 |\n"
    texts = ["Số hộ nghèo nữ là 7 hộ", "Số hộ nghèo nữ là 8 hộ", "Số hộ nghèo là 21 hộ", "Số hộ nghèo là 20 hộ"]
    found = [(f.value, f.indicator) for f in warnings(folder, texts, figures=figures)]
    assert found == [(texts[1], "H_NU"), (texts[2], "H")]
