"""The letter that is sent with the forms: laid out by the decree, one for all, with the campaign's values."""

from datetime import date
from pathlib import Path

import pytest

from tests.building import definition
from tests.cases import cases
from tests.official import Document, Paragraph
from tests.report.planting import ABOUT, AGENCIES
from toolkit.model import Campaign
from toolkit.report.cover_letter import make_cover_letter
from toolkit.report.word_letter import letter_document

DAY = date(2031, 1, 5)
INDICATORS = """
| code | topic | label            | unit | kind  |
|------|-------|------------------|------|-------|
| C1   | Trồng | Số cây trồng mới | cây  | count |
"""


def made(root: Path, agencies: str = AGENCIES, **about: str) -> Campaign:
    return definition(root, about={**ABOUT, **about}, agencies=agencies, indicators=INDICATORS).campaign


def drawn(campaign: Campaign) -> list[Paragraph]:
    letter = make_cover_letter(campaign, campaign.agencies, DAY)
    assert letter_document(letter).as_bytes() == letter_document(letter).as_bytes()
    return Document(letter_document(letter).as_bytes()).paragraphs


def texts(paragraphs: list[Paragraph]) -> list[str]:
    return [" ".join(p.text.split()) for p in paragraphs if p.text]


def test_a_letter_has_no_title_and_its_subject_under_its_number(tmp_path: Path) -> None:
    """Item II.5b: `V/v` in small letters, 12 to 13 points, upright, centred, on the left, 6 points below the number."""
    found = drawn(made(tmp_path))
    number, about = (next(p for p in found if p.text.startswith(start)) for start in ("Số:", "V/v"))
    assert " ".join(number.text.split()) == "Số: /SCX-…"
    assert about.text == "V/v báo cáo tổng kết trồng cây"
    assert (about.column, number.column) == (0, 0)
    look = about.look
    assert (look.bold, look.italic, look.align, look.space) == (False, False, "center", 6.0)
    assert all(12 <= size <= 13 for size in look.sizes)
    lines = texts(found)
    assert "BÁO CÁO" not in lines
    assert lines[lines.index("Số: /SCX-…") + 2].startswith("Tân Lập, ngày")


def test_it_states_the_request_by_whom_and_until_when_and_ends_as_a_letter(tmp_path: Path) -> None:
    """All of it comes from the definition; a blank value leaves out its words."""
    lines = texts(drawn(made(tmp_path, deadline="2031-03-15", contact_email="ct@t.example", contact_phone="0270 1 2")))
    assert next(s for s in lines if s.startswith("Thực hiện")) == (
        "Thực hiện Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2019 của Ủy ban nhân dân tỉnh, để có cơ sở xây dựng báo "
        "cáo tổng kết trồng cây trình Ủy ban nhân dân tỉnh Tân Lập, Sở Cây xanh, Hoa và Thảm cỏ đề nghị các cơ quan, "
        "đơn vị báo cáo theo biểu Excel gửi kèm, như sau:"
    )
    assert "3. Gửi biểu đã điền (tệp Excel) tới hộp thư ct@t.example chậm nhất ngày 15 tháng 3 năm 2031." in lines
    assert "4. Đầu mối liên hệ: điện thoại 0270 1 2." in lines
    assert next(s for s in lines if s.endswith("./.")) == "Đề nghị các cơ quan, đơn vị phối hợp thực hiện./."
    assert lines[lines.index("Nơi nhận:") : lines.index("Nơi nhận:") + 3] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert "Lê Thị Mận" in lines


@pytest.mark.slow
def test_few_addressees_are_on_it_and_many_on_a_list(tmp_path: Path) -> None:
    """The lead agency is not among them."""
    lines = texts(drawn(made(tmp_path / "few")))
    start = lines.index("Kính gửi:")
    few = ["- Sở Đất, Nước;", "- Ủy ban nhân dân huyện Đông An;", "- Ủy ban nhân dân thị xã Tây An."]
    assert lines[start + 1 : start + 4] == few
    rows = "\n".join(f"| S{n} | Sở {n} |" for n in range(1, 11))
    many = texts(drawn(made(tmp_path / "many", f"| code | name |\n| SCX | Sở Cây |\n{rows}")))
    assert {"Kính gửi: Các cơ quan, đơn vị (danh sách kèm theo)", "DANH SÁCH CƠ QUAN, ĐƠN VỊ NHẬN CÔNG VĂN"} <= {*many}
    assert many[-1] == "Sở 10"
    assert next(s for s in many if s.startswith("(Kèm theo")).startswith("(Kèm theo Công văn số /… ngày")


def test_a_bare_definition_gives_a_letter_too(tmp_path: Path) -> None:
    """No basis, deadline, contact or lead: sentences without them; braces in a title are characters."""
    bare = dict.fromkeys(("programme", "legal_basis", "lead_agency", "report_to", "signed_by", "deadline"), "")
    lines = texts(drawn(made(tmp_path, **bare, title="Báo cáo {x}", contact_name="Tổ {number}")))
    asks = next(s for s in lines if s.endswith("như sau:"))
    assert asks.startswith("Để có cơ sở xây dựng báo cáo {x}, …")
    assert "3. Gửi biểu đã điền (tệp Excel)." in lines
    assert "4. Đầu mối liên hệ: Tổ {number}." in lines


def grouped(*groups: str) -> str:
    """The lead agency, and three agencies in each of these groups."""
    rows = [("SCX", "Sở Cây", "Sở - ban - ngành tỉnh|cấp tỉnh")]
    rows += [(f"B{n}{i}", f"Đơn vị {n}{i}", group) for n, group in enumerate(groups) for i in "abc"]
    lines = (" | ".join((code, name, group.replace("|", r"\|"))) for code, name, group in rows)
    return "\n".join(f"| {line} |" for line in ("code | name | group", *lines))


@cases("""
| case           | groups | expected |
| by first group | Sở - ban - ngành tỉnh\\|cấp tỉnh; Mặt trận - đoàn thể\\|cấp tỉnh; UBND cấp xã\\|UBND xã\\|cấp xã \
| - Các sở, ban, ngành tỉnh; / - Mặt trận, đoàn thể; / - UBND cấp xã (danh sách kèm theo). |
| by the widest  | A\\|cấp tỉnh; B\\|cấp tỉnh; C\\|cấp tỉnh; D\\|cấp tỉnh; E\\|cấp tỉnh; UBND cấp xã\\|cấp xã \
| - Các cơ quan, đơn vị cấp tỉnh; / - UBND cấp xã (danh sách kèm theo). |
| none           | ; ; | Kính gửi: Các cơ quan, đơn vị (danh sách kèm theo) |
""")
def test_many_addressees_are_grouped(groups: str, expected: str, tmp_path: Path) -> None:
    names = [group.strip() for group in groups.split(";")]
    lines = texts(drawn(made(tmp_path, grouped(*names))))
    assert f" / {expected} / " in f" / {' / '.join(lines)} / "
    listed = lines[lines.index("DANH SÁCH CƠ QUAN, ĐƠN VỊ NHẬN CÔNG VĂN") :]
    assert all(f"Đơn vị {n}{i}" in listed for n, _ in enumerate(names) for i in "abc")


@pytest.mark.slow
def test_it_states_the_hour_and_who_sends_a_signed_pdf(tmp_path: Path) -> None:
    lines = texts(drawn(made(tmp_path, deadline="2031-03-15", reply_time="2 ngày, 16 giờ", signed_pdf="huyện|SDN")))
    assert next(s for s in lines if s.startswith("3. ")) == (
        "3. Gửi biểu đã điền (tệp Excel) trước 16 giờ 00 ngày 15 tháng 3 năm 2031. "
        "Gửi kèm bản PDF đã ký, đóng dấu: huyện; Sở Đất, Nước."
    )
    everybody = texts(drawn(made(tmp_path / "all", signed_pdf="tất cả")))
    assert next(s for s in everybody if s.startswith("3. ")).endswith(" Gửi kèm bản PDF đã ký, đóng dấu.")
