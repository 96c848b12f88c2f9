"""Lines broken at a fixed width: joined where that is certain, otherwise left."""

import pytest

from tests.drafting.reports import document, packed
from toolkit.documents.broken import begins_point, breaking_width, is_broken, is_split_range
from toolkit.documents.reading import read_lines

#: A paragraph as broken on paper: characters differ in width, so lines differ in their number.
BROKEN = (
    "- Ban đã giao cây giống cho hầu hết các hộ dân sống dọc theo bờ kênh,",
    "nhưng một số hộ chưa trồng hết trong mùa mưa vì còn thiếu nhân công và",
    "WWW MMM. Tổ kỹ thuật của Ban xuống từng hộ hướng dẫn lại cách làm",
    "đất.",
    "- Kênh bị nhiễm mặn nên mỗi ngày phải chở nước ngọt về tưới hai lần,",
    "tốn thêm công.",
)
WHOLE = [" ".join(BROKEN[:4]), " ".join(BROKEN[4:])]


def texts(text: str) -> list[str]:
    return [line.text for line in read_lines(text.encode(), "a.txt")]


def test_lines_of_a_text_file_are_joined() -> None:
    """Also where they differ by ten characters, and where a sentence ends within a line."""
    assert texts("\n".join(BROKEN)) == WHOLE


@pytest.mark.slow
def test_lines_pasted_into_word_are_joined() -> None:
    """Each of them became a separate paragraph."""
    assert [line.text for line in read_lines(packed(document(*BROKEN)), "a.docx")] == WHOLE


def test_a_sentence_continues_after_the_blank_line_at_the_end_of_a_page() -> None:
    """It is not at its end, and the next line begins in lower case."""
    assert texts("\n".join((*BROKEN[:1], "", *BROKEN[1:]))) == WHOLE


def test_short_lines_are_left() -> None:
    """Lists of short points, and addresses, have no common width."""
    lines = ["- Thiếu nước", "- thiếu cây giống", "- Thiếu người chăm sóc", "cần thêm", "Ban công viên"]
    assert texts("\n".join(lines)) == lines


def test_whole_paragraphs_are_left() -> None:
    """Where lines are paragraphs, none is broken: a long one is not their width."""
    lines = [f"{BROKEN[1]} {BROKEN[1]} {n}" for n in range(3)] + list(BROKEN[:2])
    assert texts("\n".join(lines)) == lines


def test_a_sentence_at_the_end_of_a_full_line_is_left() -> None:
    """Whether a paragraph ends there is unknown: both stay whole sentences."""
    last = ("đất trồng và đã bố trí đủ cán bộ để theo dõi hai lần trong một tuần.", "Kinh phí đã cấp đủ.")
    assert texts("\n".join((*BROKEN[:3], *last, *BROKEN[4:])))[1] == last[1]


def test_lines_that_begin_a_point() -> None:
    """Bullets and numbers of lists; not a year, a figure or a negative number."""
    points = ("- Thiếu nước", "–Thiếu", "+ Thiếu", "a) Thiếu", "1.2. Thiếu", "II.Thiếu", "Phần thứ hai", "\uf0b7 Thiếu")
    assert [line for line in points if not begins_point(line)] == []
    others = ("2016 - 2020 đạt", "1.250 cây", "Thiếu nước", "-12 độ")
    assert [line for line in others if begins_point(line)] == []


def test_years_split_at_their_dash_are_one_line() -> None:
    """A dash before a year begins no point where the line before ends with one."""
    assert is_split_range("trong giai đoạn 2016", "- 2020 và")
    assert not is_split_range("năm 2016.", "- 2020 cây")
    assert not is_split_range("cây", "- 20")


def test_a_heading_in_capitals_is_not_joined_with_text() -> None:
    """Though it is as wide as the text below it."""
    width = breaking_width(BROKEN)
    heading = "II. ĐÁNH GIÁ CHUNG VỀ NHỮNG KẾT QUẢ TRỒNG CÂY CỦA BAN"
    assert width > 0
    assert not is_broken(heading, "Ban đã", width)
    assert is_broken(BROKEN[0], BROKEN[1], width)
