"""Reading an agency's report into points by section: rules that hold for plain text as for Word."""

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from tests.cases import cases
from tests.drafting.reports import (
    CAMPAIGN,
    HEADED,
    LIGHTS,
    REAL_FILES,
    all_texts,
    codes,
    document,
    finding,
    listed,
    needs_real,
    points,
    read,
    section,
    typed,
    words,
)
from tests.effort import some
from toolkit.drafting.agency_report import AgencyReport
from toolkit.messages.findings import FINDINGS_OF
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.drafting import ERRORS, REASONS

_LINES = """\
BAN CÔNG VIÊN CÂY XANH
Số: 07/BC-CVCX
Tân Lập, ngày 05 tháng 8 năm 2031
BÁO CÁO
Tổng kết ba năm trồng cây
Thực hiện kế hoạch trồng cây, Ban báo cáo như sau:
I. KẾT QUẢ
1. Công tác tổ chức, điều hành
- Đã thành lập 03 tổ trồng cây.
- Đã phân công người chăm sóc.
2. Kết quả trồng cây
- Trồng 1.250 cây, đạt 104% kế hoạch.
II. ĐÁNH GIÁ
1. Mặt đạt được
- Người dân tham gia đông.
2. Hạn chế
a) Thiếu nước tưới mùa khô.
b) Một số cây chết chưa được thay.
III. PHƯƠNG HƯỚNG
1. Tiếp tục trồng bổ sung trên các tuyến đường còn trống, ưu tiên đường trước trường học.
2. Giao từng đoạn đường cho tổ dân phố chăm sóc.
Trên đây là báo cáo tổng kết ba năm trồng cây./.
Nơi nhận:
- Như trên;
- Lưu: VT.
KT. TRƯỞNG BAN
PHÓ TRƯỞNG BAN
Lê Thị Mận
"""
REPORT = _LINES.replace("\n", "\n\n")


# --- Points by section ----------------------------------------------------------------------------


def test_a_report_is_read_whole() -> None:
    """Points are in the sections of their headings, word for word, and no other line is lost."""
    letter = read(REPORT)
    assert points(letter) == (
        "TC Đã thành lập 03 tổ trồng cây. / TC Đã phân công người chăm sóc. / KQ Trồng 1.250 cây, đạt 104% kế hoạch. / "
        "TT Người dân tham gia đông. / HC Thiếu nước tưới mùa khô. / HC Một số cây chết chưa được thay. / "
        "PH Tiếp tục trồng bổ sung trên các tuyến đường còn trống, ưu tiên đường trước trường học. / "
        "PH Giao từng đoạn đường cho tổ dân phố chăm sóc."
    )
    assert [point.where for point in letter.points][:3] == ["I.1 ¶1", "I.1 ¶2", "I.2 ¶1"]
    # Number, date, agency, office and signer are details as they were typed.
    assert {value.key: value.text for value in letter.info} == {
        "agency": "BAN CÔNG VIÊN CÂY XANH",
        "report_number": "07/BC-CVCX",
        "report_date": "ngày 05 tháng 8 năm 2031",
        "signer_title": "KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN",
        "signed_by": "Lê Thị Mận",
    }
    assert listed(letter) == (
        "heading-block: Tân Lập / title: BÁO CÁO / title: Tổng kết ba năm trồng cây / "
        "preamble: Thực hiện kế hoạch trồng cây, Ban báo cáo như sau: / heading: I. KẾT QUẢ / heading: II. ĐÁNH GIÁ / "
        "closing: Trên đây là báo cáo tổng kết ba năm trồng cây./. / recipients: Nơi nhận: / "
        "recipients: - Như trên; / recipients: - Lưu: VT."
    )
    # The sections that it does not have are reported.
    assert [(f.code, f.section, f.severity) for f in letter.findings] == [
        ("section-not-found", "NV", "warning"),
        ("section-not-found", "KN", "warning"),
        ("section-not-found", "DX", "note"),
        ("letter-lines-left-out", None, "note"),
    ]
    annexed = read(REPORT + "\nPHỤ LỤC I\n\nDanh sách tuyến đường\n")
    assert listed(annexed, "annex") == "PHỤ LỤC I / Danh sách tuyến đường"


NUMBERED = [
    ("I- MẶT ĐẠT ĐƯỢC / + Một. / II- HẠN CHẾ / + Hai.", "TT Một. / HC Hai."),
    ("A. Đánh giá / I. Ưu điểm / * Một. / B. Phương hướng / • Hai.", "TT Một. / PH Hai."),
    ("1. Đánh giá / 1.1. Ưu điểm / Một. / 1.2 Hạn chế / Hai.", "TT Một. / HC Hai."),
    ("I. Đánh giá / I.1. Ưu điểm / Một. / I.2. Hạn chế / Hai.", "TT Một. / HC Hai."),
    ("Phần I / ĐÁNH GIÁ / 1. Ưu điểm / Một. / PHẦN II: HẠN CHẾ / Hai.", "TT Một. / HC Hai."),
    ("1/ Ưu điểm: / – Một; / 2/ Hạn chế: / – Hai.", "TT Một; / HC Hai."),
    ("II. Đánh giá / a) Ưu điểm / - Một. / b) Hạn chế / - Hai.", "TT Một. / HC Hai."),
    ("1. Hạn chế / 1. Một. / 2. Hai. / 2. Phương hướng / Ba.", "HC Một. / HC Hai. / PH Ba."),
    ("1. Hạn chế: thiếu nước. / 2. Đề xuất: mua máy bơm.", "HC thiếu nước. / DX mua máy bơm."),
    ("II. Đánh giá / - Ưu điểm: cây tốt. / - Tồn tại: thiếu nước.", "TT cây tốt. / HC thiếu nước."),
    ("I. Hạn chế / - Chết. / * Nguyên nhân, tồn tại: thiếu.", "HC Chết. / HC Nguyên nhân, tồn tại: thiếu."),
    ("II. Đánh giá / - Hạn chế: chết. / - Tồn tại: thiếu nước.", "HC chết. / HC Tồn tại: thiếu nước."),
    ("I. Hạn chế / 1. Tồn tại: thiếu nước. / 2. Tồn tại: cũ.", "HC Tồn tại: thiếu nước. / HC Tồn tại: cũ."),
    ("I. Hạn chế / a) Cây chết; b) Đất khô; c) Sâu bệnh.", "HC a) Cây chết; b) Đất khô; c) Sâu bệnh."),
    ("I. Hạn chế / - 1. Cây chết. 2. Đất khô. / a) Sâu bệnh.", "HC 1. Cây chết. 2. Đất khô. / HC Sâu bệnh."),
    ("I. Hạn chế / 1.500 cây chết. / 2,5 ha chưa trồng.", "HC 1.500 cây chết. / HC 2,5 ha chưa trồng."),
]


@pytest.mark.parametrize(("lines", "expected"), NUMBERED)
def test_every_usual_numbering_is_read(lines: str, expected: str) -> None:
    assert points(read(typed(*lines.split(" / ")))) == expected


@pytest.mark.slow
def test_a_numbering_is_read_equally_in_word() -> None:
    for lines, expected in some(NUMBERED, 4):
        assert points(read(document(*HEADED, *lines.split(" / ")))) == expected, lines


CAUSES = (*CAMPAIGN.words, *words("nguyên nhân = HC; hạn chế = HC"))


@cases("""
| case | lines | expected | settled |
| causes | II. Hạn chế / - Một. / III. NGUYÊN NHÂN / - Hai. / - Ba. | HC Một. / HC Hai. / HC Ba. | III. NGUYÊN NHÂN |
| in it | II. Hạn chế và nguyên nhân / 1. Hạn chế / - Một. / 2. Nguyên nhân / Ba. | HC Một. / HC Ba. \
| 2. Nguyên nhân |
| two | II. Hạn chế / - Một. / 1. Nguyên nhân khách quan / - Hai. / 2. Nguyên nhân chủ quan / - Ba. \
| HC Một. / HC Hai. / HC Ba. | 1. Nguyên nhân khách quan / 2. Nguyên nhân chủ quan |
| led in | II. Hạn chế / - Một. / III. Nguyên nhân: hai. / - Ba. | HC Một. / HC Nguyên nhân: hai. / HC Ba. | |
""")
def test_points_do_not_begin_with_their_heading(lines: str, expected: str, settled: str) -> None:
    """Points have the agency's words only; a further heading of a section is listed and needs no action."""
    letter = read(typed("I. Ưu điểm", "- Cây tốt.", *lines.split(" / ")), words=CAUSES)
    assert points(letter) == f"TT Cây tốt. / {expected}"
    assert " / ".join(item.text for item in letter.unplaced if item.settled) == settled


@cases("""
| case | lines | expected | headings |
| short numbered lines are points, with a list under them headings | I. Phương hướng / 1. Trồng cây / 2. Tưới cây \
/ II. Hạn chế / 1. Về nước tưới / - Thiếu. | PH Trồng cây / PH Tưới cây / HC Thiếu. | 1. Về nước tưới |
| a proposal keeps its addressee | I. Kết quả trồng cây / 1. Trồng mới / Trồng 12 cây. / II. Đề xuất \
/ 1. Đối với UBND tỉnh / Bố trí kinh phí 500 triệu đồng. / Giao thêm đất. / 2. Đối với Trung ương: Sửa Pháp lệnh. \
| KQ Trồng 12 cây. / DX Đối với UBND tỉnh: Bố trí kinh phí 500 triệu đồng. / DX Đối với UBND tỉnh: Giao thêm đất. \
/ DX Đối với Trung ương: Sửa Pháp lệnh. | 1. Trồng mới |
| an unknown heading is listed | I. Hạn chế / - Một. / II. Văn nghệ quần chúng / - Hát. | HC Một. \
| II. Văn nghệ quần chúng |
| a title is under its number, the next one in capitals ends it | **PHẦN I** / **ĐÁNH GIÁ CHUNG** / **1. Hạn chế** \
/ - Một. / **PHẦN II** / **PHƯƠNG HƯỚNG** / 1. Trồng cây. / **VĂN NGHỆ** / - Hát. | HC Một. / PH Trồng cây. \
| PHẦN I / ĐÁNH GIÁ CHUNG / PHẦN II / VĂN NGHỆ |
| `**` marks bold words | **I. Hạn chế** / - **Nước** thiếu. | HC Nước thiếu. | |
| tones composed, without control characters | I. Hạn chế / - Thie\u0302\u0301u \u200bnu\u031b\u01a1\u0301c. \
| HC Thiếu nước. | |
""")
def test_what_is_a_heading_and_what_a_point(lines: str, expected: str, headings: str) -> None:
    letter = read(typed(*lines.split(" / ")))
    assert points(letter) == expected
    assert listed(letter, "heading") == headings


def test_a_report_without_a_subject_begins_with_its_first_section() -> None:
    letter = read("BÁO CÁO\n\nI. HẠN CHẾ\n\n- Thiếu nước tưới.\n\nII. PHƯƠNG HƯỚNG\n\n- Trồng bổ sung.")
    assert points(letter) == "HC Thiếu nước tưới. / PH Trồng bổ sung."


def test_causes_right_after_achievements_are_a_question() -> None:
    """They may be the causes of the success or of the limitations; under either heading they belong to it."""
    after = read(typed("I. Ưu điểm", "- Cây tốt.", "II. Nguyên nhân", "1. Khách quan", "- Mưa đều."))
    assert points(after) == "TT Cây tốt."
    assert dict(finding(after, "heading-of-two-sections").arguments)["between"] == ("TT", "HC")
    under = read(typed("I. Ưu điểm", "- Cây tốt.", "1. Nguyên nhân", "- Mưa đều."))
    assert points(under) == "TT Cây tốt. / TT Mưa đều."


def test_text_under_an_unknown_heading_has_its_own_finding() -> None:
    """With the heading as its position; a role that the words know has no section: to add the words would not help."""
    report = typed("I. Hạn chế", "1. Về nước tưới", "- Một.", "II. Văn nghệ quần chúng", "- Hát.")
    letter = read(report)
    unknown = [(item.text, item.where) for item in letter.unplaced if item.reason == "unknown-heading"]
    assert unknown == [("Hát.", "II “Văn nghệ quần chúng” ¶1")]
    assert finding(letter, "unknown-heading").value == "Văn nghệ quần chúng"
    assert letter.points[0].where == "I.1 ¶1"
    sections = tuple(s for s in CAMPAIGN.sections if s.role != "lesson")
    known = read(report, sections=sections, words=(*CAMPAIGN.words, *words("văn nghệ = lesson")))
    assert finding(known, "heading-not-asked").value == "Văn nghệ quần chúng"
    assert "unknown-heading" not in codes(known)
    alone = read("Ý không có đề mục nào ở trên hết.\n\nĐề xuất: Thêm đất.\n\nÝ sau.")
    assert "unknown-heading" not in codes(alone)


def test_the_definition_decides_which_section_a_phrase_names() -> None:
    longer = words("nhiệm vụ chính trong phương hướng = task")
    letter = read(typed("I. Nhiệm vụ chính trong phương hướng", "- Một."), words=(*CAMPAIGN.words, *longer))
    assert points(letter) == "NV Một.", "the longest phrase of a heading counts"
    # Of several sections of one role the most similar one, and none where two are equally similar.
    two = (section("H1", "limitation", "Khó khăn về nước"), section("H2", "limitation", "Khó khăn về người"))
    report = typed("I. Vướng mắc về người", "- Một.", "II. Các vướng mắc", "- Hai.")
    letter = read(report, sections=two, words=words("vướng mắc = limitation"))
    assert (points(letter), listed(letter, "unknown-heading")) == ("H2 Một.", "Hai.")
    # What is required of another agency is listed apart.
    others = (CAMPAIGN.section_by_code["HC"], section("CS", "task", "Chiếu sáng", asked_of=("CSDT",)))
    letter = read(typed("I. Hạn chế", "- Một.", "II. Chiếu sáng", "- Hai."), sections=others, words=())
    assert (points(letter), listed(letter, "not-asked")) == ("HC Một.", "Hai.")


@pytest.mark.parametrize("heading", ["Tồn tại, phương hướng", "Tồn tại, thuận lợi"])
def test_a_heading_that_may_be_two_sections_is_not_guessed(heading: str) -> None:
    """Where a heading names two sections, or a section and its opposite, its points are in no section."""
    campaign = replace(CAMPAIGN, words=(*CAMPAIGN.words, *words("thuận lợi = tồn tại", "antonym")))
    achieved = ("I. ƯU ĐIỂM", "- Một.")
    letter = read(typed(*achieved, f"II. {heading.upper()}", "- Hai.", "III. KINH NGHIỆM RÚT RA", "- Ba."), of=campaign)
    assert (points(letter), listed(letter, "two-sections")) == ("TT Một. / KN Ba.", "Hai.")
    found = finding(letter, "heading-of-two-sections")
    assert found.value == heading.upper()
    divided = read(typed(f"I. {heading.upper()}", "1. Tồn tại", "- Hai.", "2. Phương hướng", "- Ba."), of=campaign)
    assert points(divided) == "HC Hai. / PH Ba."
    led = read(typed(*achieved, f"- {heading}: Hai.", "- Ba."), of=campaign)
    assert (points(led), listed(led, "two-sections")) == ("TT Một. / TT Ba.", f"{heading}: Hai.")
    assert finding(led, "heading-of-two-sections").value == f"{heading}: Hai."


# --- Plain text -----------------------------------------------------------------------------------


def _as_in_code_page_1258(char: str) -> str:
    """The letter, then its tone: `ậ` as `â` and a dot below."""
    parts = unicodedata.normalize("NFD", char)
    tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
    letter = "".join(part for part in parts if part not in tones)
    return unicodedata.normalize("NFC", letter) + "".join(tones)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_texts_are_read_in_their_encoding(encoding: str) -> None:
    """With a byte order mark or without; in code page 1258 tones are separate characters."""
    text = "".join(map(_as_in_code_page_1258, REPORT)) if encoding == "cp1258" else REPORT
    assert points(read(text.encode(encoding))) == points(read(REPORT))


def test_lines_of_plain_text_are_put_together() -> None:
    """Lines that an e-mail program broke are one point again, short lines are not; columns set with tabs are read one
    by one."""
    first = "- Thiếu nước tưới cho cây xanh trên địa bàn, nhất là vào các tháng"
    second = "cao điểm của mùa khô ở các phường ngoại ô và dọc theo quốc lộ mới"
    letter = read(f"BÁO CÁO\n\nTrồng cây\n\nI. Hạn chế\n{first}\n{second}\nmở.\n- Thiếu người.\n")
    assert points(letter) == f"HC {first[2:]} {second} mở. / HC Thiếu người."
    head = (
        "BAN CÔNG VIÊN CÂY XANH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/BC-CVCX\tTân Lập, ngày 01 tháng 02 năm 2031"
    )
    tail = "Nơi nhận:\tTRƯỞNG BAN\n- Như trên;\tLê Thị Mận"
    letter = read(f"{head}\nBÁO CÁO\nTổng kết trồng cây\nI. Hạn chế\n{first} và dịp lễ tết.\n{tail}")
    assert {value.key: value.text for value in letter.info} == {
        "agency": "BAN CÔNG VIÊN CÂY XANH",
        "report_number": "12/BC-CVCX",
        "report_date": "ngày 01 tháng 02 năm 2031",
        "signer_title": "TRƯỞNG BAN",
        "signed_by": "Lê Thị Mận",
    }


# --- Oddities -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "expected"),
    [
        ("Số: 07/BC-CVCX", "Số: ", "letter-not-numbered", {}),
        ("báo cáo tổng kết", "báo cáo sơ kết", "letter-contradicts-itself", {}),
        ("tham gia đông", "hưởng ứng “Ngày xanh", "unbalanced-quotes", {"cell": "II.1 ¶1", "section": "TT"}),
        ("tham gia đông", 'hưởng ứng “Ngày xanh” và "Tết cây"', "", {}),
        ("Trồng 1.250 cây, đạt 104% kế hoạch.", "Trồng nhiều cây.", "section-without-figures", {"section": "KQ"}),
        (
            "tham gia đông",
            "làm theo Công văn 462/SXD HT-QLCX ngày 1",
            "symbol-with-space",
            {"value": "462/SXD HT-QLCX"},
        ),
        ("tham gia đông", "làm theo Kế hoạch 15 /KH-UBND của tỉnh", "symbol-with-space", {"value": "15 /KH-UBND"}),
        ("tham gia đông", "làm theo Kế hoạch 15/ KH-UBND của tỉnh", "symbol-with-space", {"value": "15/ KH-UBND"}),
        ("tham gia đông", "làm theo Nghị định 30/2020/NĐ-CP của Chính phủ", "", {}),
        ("tham gia đông", "làm theo Quyết định 36/QĐ-TTg và UBND tỉnh", "", {}),
        ("tham gia đông", "đạt tỷ lệ 3/4 và 05/KH-UBND HĐND thông qua", "", {}),
    ],
)
def test_an_oddity_is_one_finding(old: str, new: str, code: str, expected: dict[str, str]) -> None:
    """What is blank, inconsistent, without context or spelt apart is reported at its position, and nothing else is."""
    assert old in REPORT
    letter = read(REPORT.replace(old, new))
    assert [c for c in codes(letter) if c not in codes(read(REPORT))] == ([code] if code else [])
    if code:
        found = finding(letter, code)
        assert {name: getattr(found, name) for name in expected} == expected


def test_a_blank_number_or_date_is_a_note() -> None:
    """A draft's blanks stay as typed."""
    letter = read(REPORT.replace("07/BC", "/BC").replace("ngày 05 tháng", "ngày   tháng"))
    assert (letter.detail("report_number"), letter.detail("report_date")) == ("/BC-CVCX", "ngày tháng 8 năm 2031")
    notes = [f.code for f in letter.findings if f.severity == "note"]
    assert notes[:2] == ["letter-not-numbered", "letter-date-incomplete"]


def test_a_closing_about_another_subject_is_a_finding() -> None:
    """Its words of one kind (`contrast`) differ from those of the title; agencies' names do not count."""
    contrast = words("tổng kết = bước; sơ kết = bước; cây xanh = bước", "contrast")
    chosen = (*(w for w in CAMPAIGN.words if w.kind != "antonym"), *contrast)

    def closed(closing: str) -> AgencyReport:
        return read(REPORT.replace("báo cáo tổng kết", closing), None, words=chosen)

    found = finding(closed("báo cáo sơ kết"), "letter-contradicts-itself")
    assert found.arguments == (("title", "tổng kết"), ("closing", "sơ kết"))
    for closing in ("báo cáo sơ kết, tổng kết", "báo cáo của Ban Công viên Cây xanh"):
        assert "letter-contradicts-itself" not in codes(closed(closing))


def test_a_report_of_another_agency_is_a_finding() -> None:
    """It quotes the name or symbol in the heading block; a symbol of several agencies identifies none."""
    nameless = REPORT.replace("BAN CÔNG VIÊN CÂY XANH\n", "")
    assert finding(read(REPORT, "CSDT"), "letter-of-other-agency").value == "BAN CÔNG VIÊN CÂY XANH"
    assert finding(read(nameless, "CSDT"), "letter-of-other-agency").value == "07/BC-CVCX"
    assert "letter-of-other-agency" not in codes(read(REPORT))
    names = [f"Phường {n}" for n in range(3)]
    wards = tuple(replace(LIGHTS, code=n[-1], name=n, short_name=n, symbol="BC-CVCX") for n in names)
    campaign = replace(CAMPAIGN, agencies=(*wards, LIGHTS))
    for ward in wards:
        found = codes(read(nameless, ward.code, of=campaign))
        assert not {"letter-of-other-agency", "letter-of-other-agencies"} & set(found)
    shared = finding(read(nameless, "CSDT", of=campaign), "letter-of-other-agencies")
    assert (shared.value, dict(shared.arguments)["count"]) == ("07/BC-CVCX", 3)
    sentences = [describe(shared, language, campaign)[0] for language in ("vi", "en")]
    assert not any(name in text for name in names for text in sentences)


@pytest.mark.slow
def test_a_report_without_headings_is_unplaced() -> None:
    """Nothing of it is lost; a Word file of scanned pages has no text. All codes and reasons have their sentences."""
    letter, scanned = read("BÁO CÁO\n\nTrồng cây\n\nMột đoạn dài.\n\nTrên đây là báo cáo./."), read(docx.Document())
    assert (letter.points, listed(letter, "preamble")) == ((), "Một đoạn dài.")
    assert codes(scanned)[0] == "letter-without-text"
    for found in (letter, scanned, read(REPORT), read(REPORT, "CSDT")):
        assert set(codes(found)) <= FINDINGS_OF["drafting"].keys()
        assert {item.reason for item in found.unplaced} <= REASONS.keys()
    for text in (*ERRORS.values(), *REASONS.values()):
        assert text.vi
        assert text.en
        assert text.vi != text.en
    assert all("{file}" in text.vi and "{file}" in text.en for text in ERRORS.values())


# --- A real report --------------------------------------------------------------------------------


@pytest.mark.slow
@needs_real
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.suffix)
def test_a_real_report_is_read_by_section(path: Path) -> None:
    """Each point is in its section, word for word, in both formats alike; oddities are reported, no line is lost."""
    letter, first = (read(file.read_bytes(), None, file.name) for file in (path, REAL_FILES[0]))
    roles = Counter(CAMPAIGN.section_by_code[point.section].role for point in letter.points)
    assert " ".join(f"{role}={count}" for role, count in sorted(roles.items())) == (
        "achievement=2 direction=2 lesson=2 limitation=1 organisation=2 result=1 task=1"
    )
    assert " ".join(sorted(codes(letter))) == (
        "letter-contradicts-itself letter-date-incomplete letter-lines-left-out letter-not-numbered section-not-found "
        "section-without-figures symbol-with-space unbalanced-quotes unbalanced-quotes"
    )
    assert letter.points == first.points
    assert [(v.key, v.text) for v in letter.info] == [(v.key, v.text) for v in first.info]
    source = next(other for other in REAL_FILES if other.suffix == ".txt").read_text(encoding="utf-8")
    lines = [re.sub(r"^(?:- |\d\. )", "", line.strip()) for line in source.splitlines()]
    assert all(point.text in lines for point in letter.points)
    # Every other line is a detail, the heading of a section or unplaced.
    texts = " ".join(" ".join(all_texts(letter)).split())
    headings = ("1. công tác", "2. kết", "3. đánh", "1. mặt", "2. hạn", "3. bài", "iii.")
    for line in source.replace("*", "").splitlines():
        bare = re.sub(r"^(?:- |\d\. |Số: )", "", line.strip())
        if bare and not line.casefold().startswith(headings) and bare not in texts:
            place, _, day = bare.partition(", ")
            assert place in texts
            assert day in texts
