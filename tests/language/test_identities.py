"""Identity numbers, telephone numbers and names of private persons in what agencies write."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_workbooks.regenerate import HERE
from tests.building import definition, filled, read
from tests.effort import effort
from toolkit.language.identities import (
    _CAPITALISED,
    _name_traces,
    _number_traces,
    positions_to_search,
    traces,
    without_numbers,
)
from toolkit.language.telephone import numbers_to_dial


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lập hồ sơ Nguyễn Thị H (CCCD 087190001234)", [("identity-number", "087190001234")]),
        ("số căn cước công dân: 087 190 001 234", [("identity-number", "087 190 001 234")]),
        ("CMND số 341234567 cấp năm 2010", [("identity-number", "341234567")]),
        ("Chứng minh nhân dân 341.234.567", [("identity-number", "341.234.567")]),
        ("định danh 087190001234 đã cập nhật", [("identity-number", "087190001234")]),
        ("liên hệ 0912345678 để biết", [("telephone-number", "0912345678")]),
        ("điện thoại 0912.345.678", [("telephone-number", "0912.345.678")]),
        ("0912345678, 0277 3851 234", [("telephone-number", n) for n in ("0912345678", "0277 3851 234")]),
        ("gọi +84 912 345 678", [("telephone-number", "+84 912 345 678")]),
        ("(0277) 3.851.234", [("telephone-number", "(0277) 3.851.234")]),
        ("bắt quả tang đối tượng Trần Văn Bình tại nhà trọ", [("person-named", "đối tượng Trần Văn Bình")]),
        ("Hỗ trợ chị Lê Thị Hoa vay vốn", [("person-named", "chị Lê Thị Hoa")]),
        ("ông Nguyễn Văn Tám, chủ quán karaoke", [("person-named", "ông Nguyễn Văn Tám")]),
        ("Ông PHẠM VĂN LONG bị xử phạt", [("person-named", "Ông PHẠM VĂN LONG")]),
        ("bà N.T.H, xã Tân Thành", [("person-named", "bà N.T.H")]),
        ("Xử lý Nguyễn Văn Bé (sinh năm 1990)", [("person-named", "Nguyễn Văn Bé")]),
        ("Huỳnh Thị Mai, 25 tuổi, được giúp học nghề", [("person-named", "Huỳnh Thị Mai")]),
    ],
)
def test_personal_data_is_recognised(text: str, expected: list[tuple[str, str]]) -> None:
    """Numbers in the usual groupings, names after a title that is no office, names with a year of birth."""
    assert [(t.sort, t.text) for t in traces(text)] == expected


ORDINARY = (
    "Đồng chí Nguyễn Văn An, Phó Giám đốc Sở, làm trưởng ban",
    "đ/c Trần Thị Bình phụ trách",
    "ông Lê Văn Chín, Chủ tịch UBND huyện, chỉ đạo",
    "Phó Chủ tịch UBND tỉnh, ông Đoàn Tấn Bửu, dự hội nghị",
    "Giám đốc Công an tỉnh (ông Phạm Văn Dũng) kết luận",
    "Trường THPT Trần Quốc Toản; đường Nguyễn Huệ; phường Võ Thị Sáu",
    "Quỹ Bà Nguyễn Thị Định hỗ trợ",
    "Bà Rịa - Vũng Tàu; Hai Bà Trưng; chợ Bà Chiểu",
    "anh hùng Lê Văn Tám; chị em phụ nữ; em học sinh; ông bà, cha mẹ",
    "Anh Sơn Tùng",
    "Hội Liên hiệp Phụ nữ, Tỉnh Đoàn, Hội Nông dân",
    "Kế hoạch số 0912345678/KH-UBND; Công văn 208/KH-UBND ngày 07/7/2021",
    "kinh phí 120.000.000 đồng; 123456789 đồng; 0,912 tỷ; 1.234.567.890",
    "087190001234 đồng; 0912345678 lượt",
    "Tổng đài 111, 113; đường dây nóng 18001567",
    "giai đoạn 2016 - 2020; 02 vụ, 05 người; Đội 178",
    "tuổi từ 18 đến 25; 12 tuổi; sinh năm 1990",
)


def test_other_names_and_numbers_are_no_personal_data() -> None:
    """Offices, places, institutions, amounts and document numbers; nor some three hundred ordinary statements."""
    with (HERE / "narrative.tsv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file, delimiter="\t")]
    assert len(texts) > 300
    assert [text for text in (*ORDINARY, *texts) if traces(text)] == []


def test_numbers_are_masked_and_names_stay() -> None:
    """Only certain data is masked."""
    text = "Chị Lê Thị Hoa (CCCD 087190001234, ĐT 0912 345 678) được vay 20 triệu."
    assert without_numbers(text, "***") == "Chị Lê Thị Hoa (CCCD ***, ĐT ***) được vay 20 triệu."


def test_a_report_that_names_people_has_a_warning(tmp_path: Path) -> None:
    """One for each kind and sheet, with all its cells; signers and authors of the report do not count."""
    folder = definition(
        tmp_path,
        agencies="| code | name |\n|---|---|\n| SA | Sở A |\n",
        sections="| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n",
    )
    lines = (
        "| section | text |\n|---|---|\n| dat | Giúp chị Lê Thị Hoa, 0912345678 |\n"
        "| dat | Bắt đối tượng Trần Văn Bình |\n| dat | Đồng chí An chủ trì |\n"
    )
    info = {"signed_by": "Nguyễn Văn An", "phone": "0912345678", "prepared_by": "bà Lê Thị Bình"}
    submission = read(folder, filled(folder, "SA", lines=lines, info={**info}))
    codes = ("identity-number", "telephone-number", "person-named")
    reported = {f.code: (f.severity, f.value, len(f.cells)) for f in submission.findings if f.code in codes}
    assert reported == {
        "telephone-number": ("warning", "0912345678", 1),
        "person-named": ("warning", "chị Lê Thị Hoa; đối tượng Trần Văn Bình", 2),
    }


_PIECES = (
    *("Nguyễn", "NGUYỄN", "nguyễn", "NguyỄn", "Văn", "An", "an", "T.", "V.", "A", "ông", "Chị ", "đối tượng"),
    *("sinh năm 1990", "sn ", "CCCD ", "số định danh ", "087", "190", "001234", "0912345678", "+84", "(0277)"),
    *("3851234", "٠٩١", "５", "(", ")", '"', "“", " ", " ", " ", "  ", ".", ", ", "-", "\u00a0", "\n", "\u0301"),
    *("\ud800",),
)


@pytest.mark.slow
@settings(max_examples=effort(250, 3000))
@given(st.lists(st.lists(st.sampled_from(_PIECES), max_size=9).map("".join), max_size=3))
def test_the_quick_test_misses_no_person(texts: list[str]) -> None:
    """Every person found in a text alone is found among several texts, and no quick test before the exact one
    misses any."""
    looked_at = set(positions_to_search(texts))
    for place, text in enumerate(texts):
        found = traces(text)
        assert place in looked_at or not found
        words = re.sub(r'[(“"]', " ", text).split()
        named = not _CAPITALISED.isdisjoint(words) or re.search(r"[A-ZĐ]\.\s?[A-ZĐ]", text)
        every = [*_number_traces(text), *(_name_traces(text) if named else ())]
        assert set(found) <= set(every)
        assert bool(found) == bool(every)


# --- Telephone numbers as they are dialled ---------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0912 345 678", ("0912345678",)),
        ("0912.345.678 (chị Hoa)", ("0912345678",)),
        ("+84 912 345 678", ("0912345678",)),
        ("84912345678", ("0912345678",)),
        ("+84 (0)912 345 678", ("0912345678",)),
        ("(0277) 3 851 234", ("02773851234",)),
        ("0277-3851234", ("02773851234",)),
        ("+84 277 3851234", ("02773851234",)),
        ("024 3825 1234", ("02438251234",)),
        ("0912345678 / 0277 3851234", ("0912345678", "02773851234")),
        ("0912345678 - 0987654321", ("0912345678", "0987654321")),
        ("0912345678; 0912 345 678", ("0912345678",)),
        ("02773851234 máy lẻ 12", ("02773851234",)),
        ("1900 1234", ("19001234",)),
        ("18001091", ("18001091",)),
    ],
)
def test_numbers_are_dialled_without_surrounding_text(typed: str, numbers: tuple[str, ...]) -> None:
    """Blanks, dots, brackets, the country's code, a name beside it, several in one cell."""
    assert numbers == numbers_to_dial(typed)


def test_incomplete_numbers_are_not_dialled() -> None:
    """A digit too few or too many, no area code, an obsolete form."""
    few = ("", "chưa có", "3851234", "0912 345 67", "84", "067 3851234", "912345678")
    for typed in (*few, "0912 345 678 9", "01681234567", "0000000000"):
        assert numbers_to_dial(typed) == ()
