"""Headings and sentences that introduce a list, in invented wordings: which section the points under them go to."""

from __future__ import annotations

import pytest

from benchmarks.headings import starter_campaign
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Campaign


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return starter_campaign()


def read(campaign: Campaign, *paragraphs: str) -> AgencyReport:
    """A report of these paragraphs, after its type and subject."""
    text = "\n\n".join(("BÁO CÁO", "Tổng kết chương trình (số liệu giả định)", *paragraphs))
    return read_agency_report(text.encode(), "bao-cao.txt", campaign)


def sections(letter: AgencyReport, *points: str) -> set[str]:
    """The sections that the points are in; "" for a point that is in none."""
    found = {point.text.rstrip("."): point.section for point in letter.points}
    return {found.get(point.rstrip("."), "") for point in points}


def questions(letter: AgencyReport) -> list[tuple[str, ...]]:
    """The sections that each finding about an ambiguous heading names."""
    arguments = [dict(f.arguments) for f in letter.findings if f.code == "heading-of-two-sections"]
    return [tuple(between) for a in arguments if isinstance(between := a["between"], tuple)]


GOOD, BAD = "2. Mặt đạt được", "2. Hạn chế và nguyên nhân"
TASKS = "2. Đánh giá kết quả thực hiện các nhiệm vụ chính"

HEADINGS = [
    ("III. NHỮNG KẾT QUẢ TIÊU BIỂU", "achievements"),
    ("3. Các ưu điểm cơ bản", "achievements"),
    ("b) Về những mặt đã làm được", "achievements"),
    ("3. Thành tích nổi bật trong giai đoạn 2016 - 2020", "achievements"),
    ("3. Điểm sáng trong triển khai", "achievements"),
    ("3. Một số chuyển biến rõ nét", "achievements"),
    ("3. Nguyên nhân của những thành công", "achievements"),
    ("3.1. Những thuận lợi cơ bản", "achievements"),
    ("3. Các tồn tại, yếu kém chủ yếu", "limitations"),
    ("3. Về khuyết điểm", "limitations"),
    ("III. KHÓ KHĂN, THÁCH THỨC TRONG QUÁ TRÌNH THỰC HIỆN", "limitations"),
    ("3. Những việc chưa làm được", "limitations"),
    ("3. Những thiếu sót cần khắc phục", "limitations"),
    ("3. Những vấn đề đặt ra", "limitations"),
    ("3. Một số điểm nghẽn hiện nay", "limitations"),
    ("3. Vướng mắc từ cơ sở", "limitations"),
    ("3. Mấy bài học từ thực tiễn", "lessons"),
    ("3. Những kinh nghiệm qua chỉ đạo, điều hành", "lessons"),
    ("III. BÀI HỌC RÚT RA SAU 05 NĂM", "lessons"),
    ("3. Kinh nghiệm quý báu", "lessons"),
    ("3. Mục tiêu cụ thể đến năm 2030", "directions"),
    ("3. Các chỉ tiêu phấn đấu năm 2022", "directions"),
    ("III. NHIỆM VỤ CHỦ YẾU NHỮNG NĂM TIẾP THEO", "directions"),
    ("3. Giải pháp trọng tâm giai đoạn 2021 - 2025", "directions"),
    ("3. Kế hoạch năm 2021", "directions"),
    ("3. Định hướng công tác thời gian đến", "directions"),
    ("3. Quan điểm, định hướng", "directions"),
    ("3. Biện pháp thực hiện trong thời gian tới", "directions"),
    ("3. Những nhiệm vụ cần tiếp tục thực hiện", "directions"),
    ("3. Khuyến nghị, đề xuất", "proposals"),
    ("3. Một số nội dung đề nghị Trung ương", "proposals"),
    ("3. Đề nghị tháo gỡ khó khăn", "proposals"),
    ("3. Những kiến nghị cụ thể với UBND tỉnh", "proposals"),
    ("3. Kết quả triển khai nhiệm vụ, giải pháp năm 2020", "tasks"),
    ("3. Tình hình thực hiện mục tiêu giai đoạn 2016 - 2020", "results"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("heading", "section"), HEADINGS)
def test_a_heading_is_recognised_by_its_roots_and_its_period(campaign: Campaign, heading: str, section: str) -> None:
    """Small words around a heading's phrase do not change its section; a future period does."""
    before = BAD if section == "achievements" else GOOD
    letter = read(campaign, before, "- Việc trước.", heading, "- Việc một.", "- Việc hai.")
    assert sections(letter, "Việc một", "Việc hai") == {section}


BETWEEN = [
    ("3. Nhận xét, đánh giá chung", ("achievements", "limitations")),
    ("3. Ưu điểm, khuyết điểm", ("achievements", "limitations")),
    ("3. Thành tựu và hạn chế", ("achievements", "limitations")),
    ("3. Hạn chế và bài học kinh nghiệm", ("limitations", "lessons")),
    ("3. Giải pháp và kiến nghị", ("directions", "proposals")),
    ("3. Nhiệm vụ trọng tâm năm 2018", ("tasks", "directions")),
    ("3. Khó khăn và đề xuất", ("limitations", "proposals")),
    ("3. Những kết quả, tồn tại", ("achievements", "limitations")),
    ("3. Nguyên nhân của những kết quả và hạn chế", ("achievements", "limitations")),
    ("3. Nguyên nhân và bài học kinh nghiệm", ("limitations", "lessons")),
    ("3. Kết quả thực hiện năm 2020 và phương hướng năm 2021", ("results", "directions")),
]


@pytest.mark.parametrize(("heading", "between"), BETWEEN)
def test_points_under_a_heading_of_two_sections_are_unplaced(
    campaign: Campaign, heading: str, between: tuple[str, ...]
) -> None:
    """The finding names both sections, in both languages."""
    letter = read(campaign, "2. Công tác tổ chức, điều hành Chương trình", "- Việc trước.", heading, "- Việc một.")
    assert sections(letter, "Việc một") == {""}
    assert [set(codes) for codes in questions(letter)] == [set(between)]
    found = next(f for f in letter.findings if f.code == "heading-of-two-sections")
    for language in ("vi", "en"):
        what, _ = describe(found, language, campaign)
        assert all(f"“{campaign.section_by_code[code].heading}”" in what for code in between)


TURNS = [
    (GOOD, "Tuy vậy, công tác này còn những khuyết điểm sau đây:", "limitations"),
    (GOOD, "Bên cạnh kết quả đạt được, huyện còn một số bất cập, cụ thể như sau:", "limitations"),
    (GOOD, "Ngoài ra, quá trình thực hiện vẫn còn nhiều vướng mắc.", "limitations"),
    (TASKS, "Nhìn chung, qua 05 năm đã đạt được các kết quả sau:", "achievements"),
    (TASKS, "Có thể nêu những điểm mạnh đó là:", "achievements"),
    (BAD, "Từ những hạn chế trên, đơn vị đúc kết một số kinh nghiệm:", "lessons"),
    (BAD, "Qua thực tiễn, rút ra bài học như sau.", "lessons"),
    (BAD, "Để khắc phục tồn tại nêu trên, năm 2021 đơn vị tập trung các việc sau:", "directions"),
    (BAD, "Trong những năm tới, toàn ngành thực hiện các nội dung sau:", "directions"),
    (BAD, "Từ thực trạng trên, xin đề xuất tỉnh mấy việc sau:", "proposals"),
    ("2. Bài học kinh nghiệm", "Kiến nghị cấp có thẩm quyền tháo gỡ các vướng mắc sau:", "proposals"),
]


@pytest.mark.parametrize("start", ["- ", "Thứ {}, ", "{} là, "])
@pytest.mark.parametrize(("before", "sentence", "section"), TURNS)
def test_a_sentence_that_introduces_a_list_changes_the_section(
    campaign: Campaign, before: str, sentence: str, section: str, start: str
) -> None:
    """With a colon or without; it is no point, and its words that count the points are in none of them."""
    counted = ("nhất", "hai") if start.startswith("Thứ") else ("Một", "Hai")
    lines = [f"{start.format(count)}{text}" for count, text in zip(counted, ("việc một.", "việc hai."), strict=True)]
    letter = read(campaign, before, "- Việc trước.", sentence, *lines)
    assert sections(letter, "việc một", "việc hai") == {section}
    assert sentence not in {point.text for point in letter.points}
    assert [item.text for item in letter.unplaced if item.settled] == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Các đơn vị đã triển khai các giải pháp sau:",
        "Kết quả cụ thể như sau:",
        "Năm 2018, đơn vị tiếp tục thực hiện các nội dung sau:",
        "Đã tháo gỡ những khó khăn sau:",
        "Các phòng giải quyết kiến nghị của người dân, gồm:",
        "Hội đã tiếp nhận các đề xuất của hội viên như sau:",
        "Đơn vị đã đề nghị UBND huyện xử lý các trường hợp sau:",
    ],
)
def test_a_sentence_that_introduces_more_of_its_section_changes_nothing(campaign: Campaign, sentence: str) -> None:
    letter = read(campaign, TASKS, "- Việc trước.", sentence, "- Việc một.", "- Việc hai.")
    assert sections(letter, "Việc một", "Việc hai") == {"tasks"}


ORGANISED, AIMS = "1. Công tác tổ chức, điều hành Chương trình", "1. Kết quả thực hiện các mục tiêu, chỉ tiêu"
AHEAD = "1. Phương hướng, nhiệm vụ giai đoạn 2021 - 2025"
DOUBTFUL = [
    (TASKS, "Công tác này đạt được kết quả sau:", ("tasks", "achievements")),
    (TASKS, "Qua thanh tra, phát hiện một số sai sót sau:", ("tasks", "limitations")),
    (TASKS, "Đã tổ chức trao đổi kinh nghiệm ở các nơi sau:", ("tasks", "lessons")),
    (GOOD, "Nhiều xã có kinh nghiệm hay như:", ("achievements", "lessons")),
    (ORGANISED, "Ủy ban đã có văn bản đề nghị các phòng làm những việc sau:", ("organisation", "proposals")),
    (ORGANISED, "Nghị quyết nêu rõ phương hướng như sau:", ("organisation", "directions")),
    (ORGANISED, "Đề án đặt ra các chỉ tiêu đến năm 2030 như sau:", ("organisation", "directions")),
    (AIMS, "Qua đánh giá, 03 chỉ tiêu của huyện chưa đạt như sau:", ("results", "limitations")),
    (AHEAD, "Phấn đấu đạt được các kết quả sau:", ("directions", "achievements")),
    (AHEAD, "Tình hình sẽ còn nhiều thách thức như sau:", ("directions", "limitations")),
]


@pytest.mark.parametrize(("before", "sentence", "between"), DOUBTFUL)
def test_what_a_sentence_only_reports_may_be_of_its_section(
    campaign: Campaign, before: str, sentence: str, between: tuple[str, str]
) -> None:
    """Findings, requests or plans in the course of the work are reported there, or begin a different section."""
    letter = read(campaign, before, "- Việc trước.", sentence, "- Việc một.")
    assert sections(letter, "Việc một") == {""}
    assert questions(letter) == [between]


@pytest.mark.parametrize(
    "sentence", ["Qua triển khai kế hoạch, còn một số hạn chế sau:", "Song, văn bản còn bất cập sau:"]
)
def test_a_sentence_that_judges_changes_the_section(campaign: Campaign, sentence: str) -> None:
    letter = read(campaign, TASKS, "- Việc trước.", sentence, "- Việc một.")
    assert sections(letter, "Việc một") == {"limitations"}


def test_a_section_change_ends_with_the_next_heading(campaign: Campaign) -> None:
    """The heading after the list continues the outline from before the sentence."""
    letter = read(
        campaign,
        "II. Đánh giá kết quả thực hiện các nhiệm vụ chính",
        "1. Công tác tuyên truyền",
        "- Việc một.",
        "Tuy nhiên, còn một số hạn chế sau:",
        "- Việc hai.",
        "2. Công tác kiểm tra",
        "- Việc ba.",
    )
    assert [point.section for point in letter.points] == ["tasks", "limitations", "tasks"]


def test_a_plain_paragraph_after_the_list_may_be_of_either_section(campaign: Campaign) -> None:
    letter = read(campaign, GOOD, "Việc một.", "Tuy nhiên, còn một số hạn chế sau:", "- Việc hai.", "Việc ba.")
    assert [(p.section, p.text) for p in letter.points] == [("achievements", "Việc một."), ("limitations", "Việc hai.")]
    assert questions(letter) == [("limitations", "achievements")]


@pytest.mark.parametrize(
    ("before", "after", "section"),
    [("1. Đã tuyên truyền 20 buổi.", "2. Đã kiểm tra 12 cơ sở.", "tasks"), ("* Việc một.", "* Việc ba.", "")],
)
def test_the_list_before_a_section_change_continues_after_it(
    campaign: Campaign, before: str, after: str, section: str
) -> None:
    """Its next number belongs to the section before; another bullet of it may belong to either, and is a question."""
    letter = read(campaign, TASKS, before, "Tuy nhiên, còn một số hạn chế sau:", "- Việc hai.", after)
    assert sections(letter, "Việc hai") == {"limitations"}
    assert sections(letter, after[after.index(" ") + 1 :]) == {section}
    assert questions(letter) == ([] if section else [("limitations", "tasks")])


@pytest.mark.parametrize(
    ("heading", "section", "under"),
    [
        ("III. Phương hướng, nhiệm vụ giai đoạn 2021 - 2025", "directions", ("1. Mục tiêu", "2. Nhiệm vụ, giải pháp")),
        ("III. Hạn chế và nguyên nhân", "limitations", ("1. Công tác tuyên truyền", "2. Công tác chỉ đạo, điều hành")),
        (f"I. {TASKS[3:]}", "tasks", ("1. Công tác tuyên truyền", "2. Công tác lãnh đạo, chỉ đạo")),
        ("I. Mặt đạt được", "achievements", ("1. Kết quả thực hiện nhiệm vụ", "2. Nguyên nhân")),
        ("I. Kết quả thực hiện các mục tiêu, chỉ tiêu", "results", ("1. Chỉ tiêu đạt được", "2. Chỉ tiêu chưa đạt")),
    ],
)
def test_siblings_under_one_heading_stay_together(
    campaign: Campaign, heading: str, section: str, under: tuple[str, str]
) -> None:
    """A heading of work under a heading that judges, or of any kind under one kind of work, is a part of it."""
    letter = read(campaign, heading, under[0], "- Việc một.", under[1], "- Việc hai.", "- Công tác phối hợp: việc ba.")
    assert sections(letter, "Việc một", "Việc hai") == {section}
    assert {point.section for point in letter.points} == {section}


@pytest.mark.parametrize("number", ["Phần thứ hai", "PHẦN II", "II.", "B."])
@pytest.mark.parametrize("title", ["NHỮNG HẠN CHẾ CÒN LẠI", "Những hạn chế còn lại", "VĂN NGHỆ QUẦN CHÚNG"])
def test_a_title_may_be_on_the_line_after_its_number(campaign: Campaign, number: str, title: str) -> None:
    """Known or not, the line after a number on a line by itself is its title, and no point."""
    before = "A. Mặt đạt được" if number == "B." else "I. Mặt đạt được"
    letter = read(campaign, before, "- Việc trước.", number, title, "- Việc một.")
    assert sections(letter, "Việc một") == {"limitations" if "ạn" in title.casefold() else ""}
    assert len(letter.points) == (2 if "ạn" in title.casefold() else 1)


@pytest.mark.parametrize(
    ("section", "text", "other"),
    [
        ("1. Mặt đạt được", "Tuyên truyền chưa sâu rộng ở vùng biên giới.", "limitations"),
        ("1. Mặt đạt được", "Đề nghị tỉnh cấp thêm kinh phí.", "proposals"),
        ("1. Hạn chế và nguyên nhân", "Nhận thức của người dân được nâng lên.", "achievements"),
        ("1. Mặt đạt được", "Khó khăn chưa giải quyết đã được tháo gỡ kịp thời.", ""),
        ("1. Mặt đạt được", "Nhận thức được nâng lên, dù còn hạn chế ở vài nơi.", ""),
        ("1. Hạn chế và nguyên nhân", "Chưa đạt kết quả như mong muốn.", ""),
        ("1. Mặt đạt được", "Đã kiến nghị thu hồi 02 giấy phép.", ""),
    ],
)
def test_a_point_worded_against_its_section_is_a_question(
    campaign: Campaign, section: str, text: str, other: str
) -> None:
    """It stays where it was written, and the section where it might belong is named."""
    letter = read(campaign, section, f"- {text}")
    found = [dict(f.arguments)["other_section"] for f in letter.findings if f.code == "point-against-its-section"]
    assert found == ([other] if other else [])
    assert [point.text for point in letter.points] == [text]


@pytest.mark.parametrize("start", ["- ", "a) ", "1. ", ""])
def test_an_item_of_a_list_that_continues_is_no_heading(campaign: Campaign, start: str) -> None:
    """A semicolon or a comma after it shows that more follows, whatever its words."""
    items = [f"{start}Xây dựng kế hoạch;", f"{start}Đề xuất giải pháp;", f"{start}Khó khăn, vướng mắc,"]
    letter = read(campaign, "I. Mặt đạt được", "Ban đã làm các việc:", *items, "Việc một.")
    assert {point.section for point in letter.points} == {"achievements"}
    assert len(letter.points) >= len(items)


def test_an_annex_among_the_text_is_no_point(campaign: Campaign) -> None:
    """A title in capitals over a list of figures or documents begins an annex; the report continues after it."""
    letter = read(
        campaign,
        "I. Mặt đạt được",
        "- Việc một.",
        "DANH SÁCH CƠ SỞ",
        "Cơ sở A",
        "II. Hạn chế",
        "- Việc hai.",
        "Phụ lục 2",
        "B",
    )
    assert [(p.section, p.text) for p in letter.points] == [("achievements", "Việc một."), ("limitations", "Việc hai.")]
    assert [u.text for u in letter.unplaced if u.reason == "annex"] == ["DANH SÁCH CƠ SỞ", "Cơ sở A", "Phụ lục 2", "B"]


def test_a_sentence_with_a_figure_that_introduces_a_list_is_unplaced(campaign: Campaign) -> None:
    """A year or a count of points is no figure; all lines that are left out are reported, as far as they are shown."""
    lines = [f"{n}. Công tác tuyên truyền ở khu vực thứ {n} trên địa bàn huyện" for n in range(1, 15)]
    under = [text for line in lines for text in (line, "- Việc.")]
    sentence = "Tuy nhiên, vẫn còn 12 vụ vi phạm và một số hạn chế sau:"
    letter = read(campaign, "I. Mặt đạt được", *under, sentence, "- Việc khác.")
    assert sections(letter, "Việc khác") == {"limitations"}
    assert [u.text for u in letter.unplaced if u.reason == "heading" and not u.settled] == [sentence]
    shown = [describe(f, "vi", campaign)[0] for f in letter.findings if f.code == "letter-lines-left-out"]
    assert len(shown) > 1
    assert all(any(f"“{line}”" in text for text in shown) for line in lines)
