"""How official documents write names, numbers, days, places and signers."""

from datetime import date

import pytest

from tests.cases import cases
from toolkit.form.letterhead import (
    blank_letter_number,
    blank_number,
    in_sentence,
    name_lines,
    place_of_issue,
    signer_name,
    signing_lines,
    written_date,
    written_number,
)
from toolkit.model import Agency, Campaign


@cases("""
| title | inside |
| Tổng kết công tác trồng rừng năm 2026 | tổng kết công tác trồng rừng năm 2026 |
| ATVSTP năm 2026 | ATVSTP năm 2026 |
| TỔNG KẾT CÔNG TÁC CẤP MÃ OCOP CỦA UBND TỈNH ĐỒNG THÁP, SỐ TIỀN 9 TRIỆU ĐỒNG \
| tổng kết công tác cấp mã OCOP của UBND tỉnh Đồng Tháp, số tiền 9 triệu đồng |
""")
def test_a_title_inside_a_sentence_is_not_in_capitals(title: str, inside: str) -> None:
    campaign = Campaign(
        id="x",
        title=title,
        programme="Chương trình OCOP của tỉnh Đồng Tháp",
        agencies=(Agency(code="A", name="Sở Tài chính", short_name="UBND xã A"),),
    )
    assert in_sentence(title, campaign) == inside


@cases("""
| office                             | lines                          |
|                                    |                                |
| Giám đốc                           | GIÁM ĐỐC                       |
| Phó Giám đốc                       | KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC    |
| KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC        | KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC    |
| TL.CHỦ TỊCH\\nChánh Văn phòng      | TL. CHỦ TỊCH / CHÁNH VĂN PHÒNG |
| tuq. giám đốc                      | TUQ. GIÁM ĐỐC                  |
| Q. Giám đốc                        | Q. GIÁM ĐỐC                    |
| KT. Giám đốc                       | KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC    |
| KT. GIÁM ĐỐC – PHÓ GIÁM ĐỐC        | KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC    |
| KT. GIÁM ĐỐC - PHÓ GIÁM ĐỐC        | KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC    |
| KT. GIÁM ĐỐC—PHÓ GIÁM ĐỐC          | KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC    |
| KT. GIÁM ĐỐC-PHÓ GIÁM ĐỐC          | KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC    |
| TL. GIÁM ĐỐC - CHÁNH VĂN PHÒNG     | TL. GIÁM ĐỐC / CHÁNH VĂN PHÒNG |
| Trưởng phòng TC-HC                 | TRƯỞNG PHÒNG TC-HC             |
""")
def test_authority_is_written_as_the_decree_says(office: str, lines: str) -> None:
    """A deputy signs for the head; a typed authority is kept; every abbreviation has its full stop."""
    assert " / ".join(signing_lines(Agency(code="S", name="Sở Cây xanh", short_name="Sở CX"), office)) == lines


@cases(r"""
| office                                    | lines                                              |
| Chủ tịch                                  | TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH                     |
| Phó Chủ tịch                              | TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH  |
| KT. Chủ tịch                              | TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH  |
| K/T CHỦ TỊCH, Phó Chủ tịch                | TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH  |
| Q. Chủ tịch                               | TM. ỦY BAN NHÂN DÂN / Q. CHỦ TỊCH                  |
| T/M Ủy ban nhân dân \| Chủ tịch           | TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH                     |
| kt chủ tịch                               | TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH  |
| TM. ỦY BAN NHÂN DÂN \| KT. CHỦ TỊCH       | TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH  |
| TL. Chủ tịch \| Chánh Văn phòng           | TL. CHỦ TỊCH / CHÁNH VĂN PHÒNG                     |
| TUQ. Chủ tịch \| Trưởng phòng             | TUQ. CHỦ TỊCH / TRƯỞNG PHÒNG                       |
| TM. UBND – KT. CHỦ TỊCH – PHÓ CHỦ TỊCH    | TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH  |
| TM. UBND\nCHỦ TỊCH                        | TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH                     |
| TM. UBND - Chủ tịch                       | TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH                     |
| KT.CHỦ TỊCH-PHÓ CHỦ TỊCH                  | TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH  |
""")
def test_a_committees_signer_signs_on_its_behalf(office: str, lines: str) -> None:
    """`TM.` is above head, acting head and deputy, written or not; not above a signer by the head's order."""
    for name in ("Ủy ban nhân dân huyện Đông An", "UBND thị xã Tây An"):
        assert " / ".join(signing_lines(Agency(code="H", name=name, short_name="H."), office)) == lines


def test_numbers_days_and_names_of_documents() -> None:
    """Small numbers have a leading zero, of days those below ten, of months 1 and 2; Party symbols have a dash."""
    assert written_number("7/BC-SCX") == "Số: 07/BC-SCX"
    assert written_number("Số 125 / BC-SCX") == "Số: 125/BC-SCX"
    assert " ".join(written_number("/BC-SCX").split()) == "Số: /BC-SCX"
    assert blank_number("BC/TĐTN").endswith("-BC/TĐTN")
    assert written_date("Tân Lập", date(2031, 2, 7)) == "Tân Lập, ngày 07 tháng 02 năm 2031"
    assert written_date("Tân Lập", date(2031, 3, 17)) == "Tân Lập, ngày 17 tháng 3 năm 2031"
    names = ("PGS.TS. Lê Mận", "ThS Mai Ổi", "Đại tá Trần Khế", "Tsuy Na")
    assert [signer_name(name) for name in names] == ["Lê Mận", "Mai Ổi", "Đại tá Trần Khế", "Tsuy Na"]


@pytest.mark.parametrize(
    ("symbol", "number"),
    [("BC-SCX", "/SCX-…"), ("SCX", "/SCX-…"), ("BC/TU", "-CV/TU"), ("BC-UBND", "/UBND-…"), ("", "/…")],
)
def test_a_letters_symbol_is_made_from_the_agencys(symbol: str, number: str) -> None:
    """It has no `BC`, which is for reports; the unit that writes it is left blank."""
    assert "".join(blank_letter_number(symbol).split()) == f"Số:{number}"


@cases("""
| name                                                      | lines                             | place      |
| Ủy ban nhân dân xã Thanh Quới                             | ỦY BAN NHÂN DÂN / XÃ THANH QUỚI   | Thanh Quới |
| Hội đồng nhân dân huyện Đông An                           | HỘI ĐỒNG NHÂN DÂN / HUYỆN ĐÔNG AN | Đông An    |
| UBND xã Thanh Quới                                        | UBND XÃ THANH QUỚI                | Thanh Quới |
| Sở Đất, Nước                                              | SỞ ĐẤT, NƯỚC                      | Tân Lập    |
| Ủy ban nhân dân thành phố Tân Sơn                         |                                   | Tân Sơn    |
| UBND thị xã Tây An                                        |                                   | Tây An     |
| Ủy ban nhân dân xã Đông Mỹ, huyện Đông An                 |                                   | Đông Mỹ    |
| UBND phường 3                                             |                                   | Phường 3   |
| Hội đồng nhân dân thị trấn Sa Bình (huyện Đông An)        |                                   | Sa Bình    |
| Ủy ban Mặt trận Tổ quốc và các tổ chức chính trị - xã hội |                                   | Tân Lập    |
| Sở Cây xanh thành phố Tân Sơn                             |                                   | Tân Lập    |
""")
def test_a_name_of_an_agency_is_broken_before_its_place(name: str, lines: str, place: str) -> None:
    """If the roster does not say where; a commune's and a district's documents are issued at the place of their unit's
    name, without its kind unless the name is a number."""
    agency = Agency(code="T", name=name, short_name=name)
    assert " / ".join(name_lines(agency)) == (lines or " / ".join(name_lines(agency)))
    assert place_of_issue(Campaign(id="x", title="x", province="tỉnh Tân Lập"), agency) == place
