"""Headings and sentences that introduce a list, in invented wordings: which section the points under them go to."""

import pytest

from benchmarks.headings import KINDS, Row, judge, labelled, starter_campaign
from tests.cases import cases
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


def questions(letter: AgencyReport) -> list[str]:
    """The sections that each finding about an ambiguous heading names."""
    arguments = [dict(f.arguments) for f in letter.findings if f.code == "heading-of-two-sections"]
    return [" ".join(between) for a in arguments if isinstance(between := a["between"], tuple)]


GOOD, BAD = "2. Mặt đạt được", "2. Hạn chế và nguyên nhân"
TASKS = "2. Đánh giá kết quả thực hiện các nhiệm vụ chính"
LED = "Tuy nhiên, còn một số hạn chế sau:"

HEADINGS = {
    "achievements": """
        III. NHỮNG KẾT QUẢ TIÊU BIỂU
        3. Các ưu điểm cơ bản
        b) Về những mặt đã làm được
        3. Thành tích nổi bật trong giai đoạn 2016 - 2020
        3. Điểm sáng trong triển khai
        3. Một số chuyển biến rõ nét
        3. Nguyên nhân của những thành công
        3.1. Những thuận lợi cơ bản""",
    "limitations": """
        3. Các tồn tại, yếu kém chủ yếu
        3. Về khuyết điểm
        III. KHÓ KHĂN, THÁCH THỨC TRONG QUÁ TRÌNH THỰC HIỆN
        3. Những việc chưa làm được
        3. Những thiếu sót cần khắc phục
        3. Những vấn đề đặt ra
        3. Một số điểm nghẽn hiện nay
        3. Vướng mắc từ cơ sở""",
    "lessons": """
        3. Mấy bài học từ thực tiễn
        3. Những kinh nghiệm qua chỉ đạo, điều hành
        III. BÀI HỌC RÚT RA SAU 05 NĂM
        3. Kinh nghiệm quý báu""",
    "directions": """
        3. Mục tiêu cụ thể đến năm 2030
        3. Các chỉ tiêu phấn đấu năm 2022
        III. NHIỆM VỤ CHỦ YẾU NHỮNG NĂM TIẾP THEO
        3. Giải pháp trọng tâm giai đoạn 2021 - 2025
        3. Kế hoạch năm 2021
        3. Định hướng công tác thời gian đến
        3. Quan điểm, định hướng
        3. Biện pháp thực hiện trong thời gian tới
        3. Những nhiệm vụ cần tiếp tục thực hiện""",
    "proposals": """
        3. Khuyến nghị, đề xuất
        3. Một số nội dung đề nghị Trung ương
        3. Đề nghị tháo gỡ khó khăn
        3. Những kiến nghị cụ thể với UBND tỉnh""",
    "tasks": "3. Kết quả triển khai nhiệm vụ, giải pháp năm 2020",
    "results": "3. Tình hình thực hiện mục tiêu giai đoạn 2016 - 2020",
}


@pytest.mark.parametrize("section", HEADINGS)
def test_a_heading_is_recognised_by_its_roots_and_its_period(campaign: Campaign, section: str) -> None:
    """Small words around a heading's phrase do not change its section; a future period does."""
    before = BAD if section == "achievements" else GOOD
    for heading in HEADINGS[section].strip().splitlines():
        letter = read(campaign, before, "- Việc trước.", heading.strip(), "- Việc một.", "- Việc hai.")
        assert sections(letter, "Việc một", "Việc hai") == {section}, heading


@cases("""
| heading                                                    | between                  |
| 3. Nhận xét, đánh giá chung                                | achievements limitations |
| 3. Ưu điểm, khuyết điểm                                    | achievements limitations |
| 3. Thành tựu và hạn chế                                    | achievements limitations |
| 3. Hạn chế và bài học kinh nghiệm                          | limitations lessons      |
| 3. Giải pháp và kiến nghị                                  | directions proposals     |
| 3. Nhiệm vụ trọng tâm năm 2018                             | tasks directions         |
| 3. Khó khăn và đề xuất                                     | limitations proposals    |
| 3. Những kết quả, tồn tại                                  | achievements limitations |
| 3. Nguyên nhân của những kết quả và hạn chế                | achievements limitations |
| 3. Nguyên nhân và bài học kinh nghiệm                      | limitations lessons      |
| 3. Kết quả thực hiện năm 2020 và phương hướng năm 2021     | results directions       |
""")
def test_points_under_a_heading_of_two_sections_are_unplaced(campaign: Campaign, heading: str, between: str) -> None:
    """The finding names both sections, in both languages."""
    letter = read(campaign, "2. Công tác tổ chức, điều hành Chương trình", "- Việc trước.", heading, "- Việc một.")
    assert sections(letter, "Việc một") == {""}
    assert [set(codes.split()) for codes in questions(letter)] == [set(between.split())]
    found = next(f for f in letter.findings if f.code == "heading-of-two-sections")
    for language in ("vi", "en"):
        what, _ = describe(found, language, campaign)
        assert all(f"“{campaign.section_by_code[code].heading}”" in what for code in between.split())


@cases(f"""
| before | sentence                                                                          | section      |
| {GOOD} | Tuy vậy, công tác này còn những khuyết điểm sau đây:                              | limitations  |
| {GOOD} | Bên cạnh kết quả đạt được, huyện còn một số bất cập, cụ thể như sau:              | limitations  |
| {GOOD} | Ngoài ra, quá trình thực hiện vẫn còn nhiều vướng mắc.                            | limitations  |
| {TASKS} | Nhìn chung, qua 05 năm đã đạt được các kết quả sau:                              | achievements |
| {TASKS} | Có thể nêu những điểm mạnh đó là:                                                | achievements |
| {TASKS} | Qua triển khai kế hoạch, còn một số hạn chế sau:                                 | limitations  |
| {TASKS} | Song, văn bản còn bất cập sau:                                                   | limitations  |
| {BAD}  | Từ những hạn chế trên, đơn vị đúc kết một số kinh nghiệm:                         | lessons      |
| {BAD}  | Qua thực tiễn, rút ra bài học như sau.                                            | lessons      |
| {BAD}  | Để khắc phục tồn tại nêu trên, năm 2021 đơn vị tập trung các việc sau:            | directions   |
| {BAD}  | Trong những năm tới, toàn ngành thực hiện các nội dung sau:                       | directions   |
| {BAD}  | Từ thực trạng trên, xin đề xuất tỉnh mấy việc sau:                                | proposals    |
| 2. Bài học kinh nghiệm | Kiến nghị cấp có thẩm quyền tháo gỡ các vướng mắc sau:            | proposals    |
""")
def test_a_sentence_that_introduces_a_list_changes_the_section(
    campaign: Campaign, before: str, sentence: str, section: str
) -> None:
    """With a colon or without; it is no point, and its words that count the points are in none of them."""
    for first, second in (("- ", "- "), ("Thứ nhất, ", "Thứ hai, "), ("Một là, ", "Hai là, ")):
        letter = read(campaign, before, "- Việc trước.", sentence, f"{first}việc một.", f"{second}việc hai.")
        assert sections(letter, "việc một", "việc hai") == {section}
        assert sentence not in {point.text for point in letter.points}
        assert [item.text for item in letter.unplaced if item.settled] == [sentence]


@cases("""
| sentence                                                           |
| Các đơn vị đã triển khai các giải pháp sau:                        |
| Kết quả cụ thể như sau:                                            |
| Năm 2018, đơn vị tiếp tục thực hiện các nội dung sau:              |
| Đã tháo gỡ những khó khăn sau:                                     |
| Các phòng giải quyết kiến nghị của người dân, gồm:                 |
| Hội đã tiếp nhận các đề xuất của hội viên như sau:                 |
| Đơn vị đã đề nghị UBND huyện xử lý các trường hợp sau:             |
""")
def test_a_sentence_that_introduces_more_of_its_section_changes_nothing(campaign: Campaign, sentence: str) -> None:
    letter = read(campaign, TASKS, "- Việc trước.", sentence, "- Việc một.", "- Việc hai.")
    assert sections(letter, "Việc một", "Việc hai") == {"tasks"}


ORGANISED, AIMS = "1. Công tác tổ chức, điều hành Chương trình", "1. Kết quả thực hiện các mục tiêu, chỉ tiêu"
AHEAD = "1. Phương hướng, nhiệm vụ giai đoạn 2021 - 2025"


@cases(f"""
| before | sentence | between |
| {TASKS} | Công tác này đạt được kết quả sau: | tasks achievements |
| {TASKS} | Qua thanh tra, phát hiện một số sai sót sau: | tasks limitations |
| {TASKS} | Đã tổ chức trao đổi kinh nghiệm ở các nơi sau: | tasks lessons |
| {GOOD} | Nhiều xã có kinh nghiệm hay như: | achievements lessons |
| {ORGANISED} | Ủy ban đã có văn bản đề nghị các phòng làm những việc sau: | organisation proposals |
| {ORGANISED} | Nghị quyết nêu rõ phương hướng như sau: | organisation directions |
| {ORGANISED} | Đề án đặt ra các chỉ tiêu đến năm 2030 như sau: | organisation directions |
| {AIMS} | Qua đánh giá, 03 chỉ tiêu của huyện chưa đạt như sau: | results limitations |
| {AHEAD} | Phấn đấu đạt được các kết quả sau: | directions achievements |
| {AHEAD} | Tình hình sẽ còn nhiều thách thức như sau: | directions limitations |
""")
def test_what_a_sentence_only_reports_may_be_of_its_section(
    campaign: Campaign, before: str, sentence: str, between: str
) -> None:
    """Findings, requests or plans in the course of the work are reported there, or begin a different section."""
    letter = read(campaign, before, "- Việc trước.", sentence, "- Việc một.")
    assert (sections(letter, "Việc một"), questions(letter)) == ({""}, [between])


def test_a_section_change_ends_with_the_next_heading(campaign: Campaign) -> None:
    """The heading after the list continues the outline from before the sentence."""
    first = (TASKS, "1. Công tác tuyên truyền", "- Việc một.")
    letter = read(campaign, *first, LED, "- Việc hai.", "2. Công tác kiểm tra", "- Việc ba.")
    assert [point.section for point in letter.points] == ["tasks", "limitations", "tasks"]


@cases(f"""
| case              | heading | before                      | after                    | section | between |
| a plain paragraph | {GOOD}  | Việc một.                   | Việc ba.                 |   | limitations achievements |
| the next number   | {TASKS} | 1. Đã tuyên truyền 20 buổi. | 2. Đã kiểm tra 12 cơ sở. | tasks |                      |
| another bullet    | {TASKS} | * Việc một.                 | * Việc ba.               |       | limitations tasks    |
""")
def test_the_list_before_a_section_change_continues_after_it(
    campaign: Campaign, heading: str, before: str, after: str, section: str, between: str
) -> None:
    """Its next number belongs to the section before; what may belong to either is a question."""
    letter = read(campaign, heading, before, LED, "- Việc hai.", after)
    assert letter.points[1].section == "limitations"
    assert sections(letter, after.removeprefix("2. ").removeprefix("* ")) == {section}
    assert " ".join(questions(letter)) == between


@cases(f"""
| section      | heading                                      | first | second |
| directions   | Phương hướng, nhiệm vụ giai đoạn 2021 - 2025 | Mục tiêu | Nhiệm vụ, giải pháp |
| limitations  | Hạn chế và nguyên nhân                       | Công tác tuyên truyền | Công tác chỉ đạo, điều hành |
| tasks        | {TASKS[3:]}                                  | Công tác tuyên truyền | Công tác lãnh đạo, chỉ đạo |
| achievements | Mặt đạt được                                 | Kết quả thực hiện nhiệm vụ | Nguyên nhân |
| results      | Kết quả thực hiện các mục tiêu, chỉ tiêu     | Chỉ tiêu đạt được | Chỉ tiêu chưa đạt |
""")
def test_siblings_under_one_heading_stay_together(
    campaign: Campaign, section: str, heading: str, first: str, second: str
) -> None:
    """A heading of work under a heading that judges, or of any kind under one kind of work, is a part of it."""
    points = ("- Việc một.", f"2. {second}", "- Việc hai.", "- Công tác phối hợp: việc ba.")
    letter = read(campaign, f"I. {heading}", f"1. {first}", *points)
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


@cases(f"""
| section | text                                                  | other        |
| {GOOD}  | Tuyên truyền chưa sâu rộng ở vùng biên giới.          | limitations  |
| {GOOD}  | Đề nghị tỉnh cấp thêm kinh phí.                       | proposals    |
| {BAD}   | Nhận thức của người dân được nâng lên.                | achievements |
| {GOOD}  | Khó khăn chưa giải quyết đã được tháo gỡ kịp thời.    |              |
| {GOOD}  | Nhận thức được nâng lên, dù còn hạn chế ở vài nơi.    |              |
| {BAD}   | Chưa đạt kết quả như mong muốn.                       |              |
| {GOOD}  | Đã kiến nghị thu hồi 02 giấy phép.                    |              |
""")
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
    annexes = ("DANH SÁCH CƠ SỞ", "Cơ sở A", "Phụ lục 2", "B")
    letter = read(campaign, GOOD, "- Việc một.", *annexes[:2], "3. Hạn chế", "- Việc hai.", *annexes[2:])
    assert [(p.section, p.text) for p in letter.points] == [("achievements", "Việc một."), ("limitations", "Việc hai.")]
    assert [u.text for u in letter.unplaced if u.reason == "annex"] == [*annexes]


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


# --- The labelled set that drafting is measured on ---------------------------------------------------


def test_every_label_is_a_section_of_the_starter(campaign: Campaign) -> None:
    """A line belongs to a section, to none, or is a question between two named sections."""
    for row in labelled():
        assert row.kind in KINDS
        assert row.points
        assert {row.section, *row.between} <= {*campaign.section_by_code, "none", "ask"}
        assert len(row.between) == (2 if row.section == "ask" else 0)


@pytest.mark.slow
def test_the_heading_before_a_line_is_certain(campaign: Campaign) -> None:
    """It places its points by itself."""
    codes = {section.heading: section.code for section in campaign.sections}
    for heading, point in {row.before[0]: row.before[1] for row in labelled() if row.before}.items():
        section = next(code for words, code in codes.items() if heading.endswith(words))
        alone = Row(kind="heading", before=(), line=heading, next="", points=(point,), section=section, between=())
        assert judge(alone, campaign) == "right", heading


@pytest.mark.slow
def test_headings_and_lead_ins_are_recognised(campaign: Campaign) -> None:
    """At least 95 % are right, and at most one line of the set puts its points silently into a wrong section; ordinary
    sentences that contain a heading's words stay points of their section, and so do those after them."""
    judged = [(row, judge(row, campaign)) for row in labelled()]
    led = [result for row, result in judged if row.kind != "ordinary"]
    assert led.count("right") >= 0.95 * len(led)
    assert [result for _, result in judged].count("silently wrong") <= 1
    assert [row.line for row, result in judged if row.kind == "ordinary" and result != "right"] == []
