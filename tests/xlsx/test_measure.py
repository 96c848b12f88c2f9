"""Row heights, estimated and compared with LibreOffice's for the same cells; numbers that a formula prints with the
signs of one language, as sentences print them, in two engines."""

import random
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.excelrules import needs, recalculation
from tests.excelrules.opened import opened
from tests.office import convert, needs_libreoffice, recalculate
from toolkit.language.numbers import format_number
from toolkit.model import Language
from toolkit.xlsx.excel import Book
from toolkit.xlsx.look import number_as_text
from toolkit.xlsx.measure import MAX_HEIGHT, ROOM, line_count, line_height, row_height, text_pieces, text_width

TEXT = """
công tác phòng, chống mại dâm được các cấp, ngành quan tâm; tuyên truyền giáo dục pháp luật cho người lao
động trên địa bàn tỉnh Đồng Tháp giai đoạn 2016 – 2020 theo Quyết định số 361/QĐ-TTg ngày 07/3/2016 của Thủ
tướng Chính phủ (kèm theo), đạt 95,5 % kế hoạch. Ủy ban nhân dân huyện, thị xã phối hợp kiểm tra, xử lý vi
phạm hành chính; HIV/AIDS, ma túy, mua bán người – những hạn chế: kinh phí thấp, cán bộ kiêm nhiệm, địa bàn
rộng… “Toàn dân đoàn kết xây dựng đời sống văn hóa” trường thương mại ưu tiên đường phường bước đầu hỗ trợ
"""


def vietnamese_texts(count: int) -> list[str]:
    """Invented texts of 1 to 120 words, some with line feeds, some in capitals, some with long words."""
    chance = random.Random(2020)
    texts = []
    for number in range(count):
        words = chance.choices(TEXT.split(), k=chance.choice((1, 4, 9, 16, 30, 60, 120)))
        if number % 7 == 0:
            words = [word + "\n" if word.endswith((".", ";")) else word for word in words]
        if number % 11 == 0:
            words.insert(len(words) // 2, "https://dongthap.gov.vn/van-ban/chi-tiet/" + "x" * 60)
        text = " ".join(words).replace("\n ", "\n").strip()
        texts.append(text.upper() if number % 9 == 0 else text)
    return texts


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, 1),
        ("một", 10, 1),
        ("một\nhai\n\nbốn", 10, 4),
        ("một\n", 10, 2),
        ("mười chữ vừa đủ trong một dòng", 40, 1),
        ("mười chữ vừa đủ trong một dòng", 12, 3),
        ("x" * 100, 10, 12),
        ("chữ " + "x" * 30, 10, 5),
    ],
)
def test_text_is_wrapped_as_in_a_cell(text: str, width: float, expected: int) -> None:
    """Line feeds are kept, words move to the next line whole, longer ones are broken."""
    assert line_count(text, width) == expected


def test_letters_have_the_width_of_their_font() -> None:
    """Diacritics have no width, in any encoding; a horn has; bold and larger letters are wider."""
    assert text_width("ậ") == text_width("a\u0302\u0323") == text_width("a")
    assert text_width("đĐ") == text_width("dD")
    assert text_width("ư") > text_width("u")
    assert text_width("người", bold=True) > text_width("người")
    assert text_width("00", size=12) == pytest.approx(16)
    assert text_width("漢字") >= text_width("mm")
    assert text_width("a\u200bb\x07") == text_width("ab")


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    """The cell with the most lines decides, between a minimum and Excel's maximum."""
    assert row_height([]) == row_height([("", 5)]) == line_height(11) == 15.0
    assert row_height([("a\nb", 10), ("a\nb\nc", 10)], size=12) == 3 * 15.75
    assert row_height([("a", 10)], minimum=30) == 30
    assert row_height([("a\n" * 50, 10)]) == ROOM < MAX_HEIGHT
    assert row_height([("a\n" * 50, 10)], maximum=100) == 100


@pytest.mark.slow
@given(st.text(max_size=300), st.floats(0, 60), st.sampled_from([8, 11, 11.5, 13, 24]))
def test_a_long_text_is_shared_among_rows_and_nothing_is_lost(text: str, width: float, size: float) -> None:
    """The parts of any text fit their rows and joined are the text."""
    pieces = text_pieces(text, width, size=size, maximum=60)
    assert "".join(pieces) == text
    assert all(pieces) or not text
    for piece in pieces:
        assert line_count(piece.removesuffix("\n"), width, size=size) * line_height(size) <= 60


@needs_libreoffice
@pytest.mark.parametrize(("size", "bold"), [(11, False), (11, True), (12, False), (13, True)])
def test_estimates_are_never_lower_than_libreoffice(tmp_path: Path, size: int, bold: bool) -> None:
    """For 200 texts in columns of many widths: never a line too few, mostly the same number, at most a tenth more."""
    texts = vietnamese_texts(200)
    widths = [8, 13.5, 22, 30, 36.25, 50, 75, 110]
    known = ["\n".join("a" * count) for count in (1, 2, 12)]
    path = tmp_path / "texts.xlsx"
    with Book(path, created=datetime(2020, 11, 24), title="T") as book:
        style = book.style(text_wrap=True, font_size=size, bold=bold)
        for number, width in enumerate(widths):
            sheet = book.sheet(f"S{number}")
            sheet.set_column(0, 0, width)
            sheet.write_columns(0, [known + texts[number :: len(widths)]], [style])
    converted = zipfile.ZipFile(convert(path, "xlsx", tmp_path / "converted"))
    exact = estimated = measured = 0
    for number, width in enumerate(widths):
        xml = converted.read(f"xl/worksheets/sheet{number + 1}.xml").decode("utf-8")
        heights = [float(height) for height in re.findall(r'<row [^>]*?ht="([\d.]+)"', xml)]
        one, two, twelve = heights[: len(known)]
        for text, height in zip(texts[number :: len(widths)], heights[len(known) :], strict=True):
            there = 1 if height < (one + two) / 2 else 2 + round((height - two) / ((twelve - two) / 10))
            here = line_count(text, width, size=size, bold=bold)
            assert here >= there, (width, text)
            exact += here == there
            estimated, measured = estimated + here, measured + there
    assert exact >= 110
    assert estimated <= 1.1 * measured


# --- Numbers as texts ----------------------------------------------------------------------------


VALUES = (0.0, 5.0, 98.4667, 99.995, 999.5, 1000.0, 1234.5, 287241.0, 999999.999, 1000000.0, 5569.525, 12003004.05)
MORE = (1e9, 1234567890.12, 4e12 + 7, -5.0, -1234.5, -0.001, 0.000412, 0.995)
LANGUAGES: tuple[Language, ...] = ("vi", "en")


def made(path: Path) -> dict[str, str]:
    """A workbook with numbers and their texts; the expected text of each cell."""
    expected: dict[str, str] = {}
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("N")
        row = 0
        for language in LANGUAGES:
            for decimals in (0, 1, 2, 6):
                for value in (*VALUES, *MORE):
                    shown = format_number(value, language, decimals) + " %"
                    sheet.write_number(row, 0, value)
                    formula = number_as_text(f"$A${row + 1}", value, decimals, language, " %")
                    sheet.write_formula(row, 1, formula, None, shown)
                    expected[f"B{row + 1}"] = shown
                    row += 1
        sheet.write_formula(row, 1, number_as_text(f"$A${row + 1}", 1.0, 0, "vi", " %"), None, "")
        expected[f"B{row + 1}"] = ""
    return expected


@pytest.mark.slow
@needs(recalculation.absent)
def test_numbers_are_printed_as_in_sentences_in_excel(tmp_path: Path) -> None:
    """In every cell as a sentence has it, blank for a blank."""
    expected = made(tmp_path / "n.xlsx")
    (found,) = recalculation.calculated([opened(tmp_path / "n.xlsx")])
    assert {cell: found["N", cell] for cell in expected} == expected


@needs_libreoffice
def test_numbers_are_printed_as_in_sentences_in_libreoffice(tmp_path: Path) -> None:
    """The same texts."""
    expected = made(tmp_path / "n.xlsx")
    found = recalculate(tmp_path / "n.xlsx")["N"]
    assert {cell: found[int(cell[1:]) - 1][1] or "" for cell in expected} == expected
