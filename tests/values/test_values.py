"""Texts and numbers as officials type them become a value, a state, or a question with its readings; never a guess."""

import csv
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from toolkit.language.numbers import format_number, in_short, rounded
from toolkit.messages.findings import FINDINGS_OF
from toolkit.model import (
    AcrossAgencies,
    AcrossPeriods,
    CellValue,
    ErrorValue,
    Figure,
    FormColumn,
    FormTable,
    Indicator,
    Kind,
    Language,
    State,
    Value,
    Word,
)
from toolkit.model.definition import AcrossRows
from toolkit.spreadsheet.audit.number_formats import shown_number
from toolkit.values.cell import READERS, Reading, read_date, read_value, typed_text, value_words
from toolkit.values.dates import read_period
from toolkit.values.number_words import words_to_number
from toolkit.values.numbers import least_suspect
from toolkit.values.readings import DEFAULT_WORDS, is_nothing_to_report
from toolkit.values.thousands import thousandth
from toolkit.values.totals import is_rounding, number

EXAMPLES = Path(__file__).parents[1] / "data" / "numbers_examples.tsv"
PLACE = {"answer": "…", "sheet": "Chỉ tiêu", "cell": "E7", "indicator": "X1", "period": "2019", "value": "…"}


def indicator(kind: Kind, unit: str = "", label: str = "", **more: Any) -> Indicator:
    return Indicator(code="X1", topic="", label=label, unit=unit, kind=kind, **more)


PEOPLE = indicator("count", "người", "Số người được hỗ trợ")
TIMES = indicator("count", "lượt người", "Số lượt người được tuyên truyền")
COMMUNES = indicator("count", "xã", "Số xã, phường, thị trấn duy trì tuyên truyền")
EVENTS = indicator("count", "buổi", "Số buổi (cuộc) tuyên truyền trực tiếp")
CASES = indicator("count", "vụ", "Số vụ khởi tố hình sự")
MILLIONS = indicator("money", "triệu đồng", "Tổng kinh phí")
THOUSANDS = indicator("money", "nghìn đồng")
BILLIONS = indicator("money", "tỷ đồng")
DONG = indicator("money", "đồng")
PERCENT = indicator("percent", "%", "Tỷ lệ xã duy trì")
AREA = indicator("decimal", "m²")
YES_NO = indicator("yesno", "có/không")
GRADE = indicator("choice", "mức", choices=("Tốt", "Khá", "Trung bình", "Yếu"))
DATE = indicator("date")
TEXT = indicator("text")
YIELD = indicator("decimal", "tạ/ha", "Năng suất lúa")
HOUSING = indicator("decimal", "m2/người", "Diện tích nhà ở bình quân")
INCOME = indicator("decimal", "triệu đồng/người/năm", "Thu nhập bình quân")
ABOVE_100 = indicator("percent", "%", "Tỷ lệ so với kế hoạch", maximum=1000)
BALANCE = indicator("money", "triệu đồng", "Chênh lệch thu chi", minimum=-100_000)
ALL = (PEOPLE, TIMES, MILLIONS, DONG, PERCENT, AREA, YES_NO, GRADE, DATE, TEXT)


# --- The examples of the domain file --------------------------------------------------------------


def example_rows() -> list[dict[str, str]]:
    with EXAMPLES.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def example_cell(row: dict[str, str]) -> CellValue:
    typed = row["typed"]
    if row["cell_type"] == "n":
        return float(typed.split()[0])
    if row["cell_type"] == "d":
        return datetime.fromisoformat(typed)
    return ErrorValue(typed) if typed.startswith("#") else typed


def example_value(row: dict[str, str]) -> Value | None:
    if not row["value"]:
        return None
    if row["column_kind"] == "yesno":
        return row["value"] == "yes"
    return date.fromisoformat(row["value"]) if row["column_kind"] == "date" else float(row["value"])


@pytest.mark.parametrize("row", [r for r in example_rows() if r["column_kind"] != "period"], ids=lambda r: r["typed"])
def test_examples_of_the_domain_file_are_read_as_it_states(row: dict[str, str]) -> None:
    """Each is accepted, questioned or set aside."""
    kind: Kind = row["column_kind"]  # type: ignore[assignment]
    reading = read_value(example_cell(row), indicator(kind, row["unit"]))
    states = {"ok": "given zero_by_words", "ok_note": "given zero_by_words", "ask": "held", "error": "held"}
    assert reading.state in states.get(row["status"], row["status"]).split()
    assert example_value(row) == reading.value
    severity = FINDINGS_OF["values"][reading.code].severity if reading.code else ""
    expected = {"ok_note": "note", "ask": "error", "error": "error"}.get(row["status"], "")
    assert expected == severity


@pytest.mark.parametrize("row", [r for r in example_rows() if r["column_kind"] == "period"], ids=lambda r: r["typed"])
def test_periods_of_the_domain_file_get_their_keys(row: dict[str, str]) -> None:
    """Each period of the domain file gets its key."""
    assert row["value"] == read_period(row["typed"])


# --- Further forms --------------------------------------------------------------------------------


def each(texts: str, *expected: Any) -> Iterator[tuple[Any, ...]]:
    """Cases of texts with one expectation: `text | text`."""
    for text in texts.split(" | "):
        yield text, *expected


def read_as(asked: Indicator, code: str, texts: str) -> Iterator[tuple[CellValue, Indicator, float, str]]:
    """Cases of texts that are accepted with this note: `text → value | text → value`."""
    for text, _, value in (case.partition(" → ") for case in texts.split(" | ")):
        yield text, asked, float(value), code


def held(asked: Indicator, code: str, texts: str) -> Iterator[tuple[CellValue, Indicator, str, str]]:
    """Cases of texts that are questions of this code: `text | text → reading or reading`."""
    for text, _, readings in (case.partition(" → ") for case in texts.split(" | ")):
        yield text, asked, code, readings.replace(" or ", " | ")


GIVEN: list[tuple[CellValue, Indicator, float, str]] = [
    *read_as(PEOPLE, "point-as-thousands", "1.234 → 1234 | 1.000 → 1000"),
    *read_as(PEOPLE, "", "1 234 → 1234 | 1\u00a0234\u202f567 → 1234567 | 1'234 → 1234 | '25 → 25 | ’25 → 25"),
    *read_as(PEOPLE, "", "１２３ → 123 | 15. → 15 | 15 ; → 15 | 007 → 7 | 00 → 0 | 12,00 → 12 | 1.234.567,0 → 1234567"),
    *read_as(PEOPLE, "", "25người → 25 | 25 Người → 25 | 25 ng → 25 | 25 (người) → 25 | 12 (nghìn người) → 12000"),
    *read_as(PEOPLE, "", "Tổng số: 25 → 25 | có 25 người → 25 | 2 nghìn người → 2000 | 1,2 ngàn người → 1200"),
    *read_as(PEOPLE, "", "15 (mười lăm) người → 15"),
    *read_as(PEOPLE, "foreign-separators", "12.0 → 12 | 1,234,567 → 1234567 | 1,234.0 → 1234"),
    *read_as(MILLIONS, "", "450 (tỷ đồng) → 450000 | 1,5 (tỷ) → 1500 | 450 [nghìn đồng] → 0.45"),
    *read_as(MILLIONS, "", "450 (đơn vị: nghìn đồng) → 0.45 | 450 (1000đ) → 0.45 | 1.500.000 (nghìn đồng) → 1500"),
    *read_as(MILLIONS, "", "450.000.000 (đồng) → 450 | 450 (triệu đồng) → 450 | 1,5 tỷ đồng → 1500 | 1,5 tỉ → 1500"),
    *read_as(MILLIONS, "", "15 tr → 15 | 15trđ → 15 | 15 tr.đ → 15 | 500k → 0.5 | 200 nghìn đồng → 0.2"),
    *read_as(MILLIONS, "", "1 tỷ 200 triệu 500 nghìn đồng → 1200.5 | 100.000.000 VNĐ → 100 | 5000000 đồng → 5"),
    *read_as(MILLIONS, "", "120000 triệu đồng → 120000 | 2 nghìn tỷ → 2000000 | 0,125 → 0.125 | 1 234,5 → 1234.5"),
    *read_as(MILLIONS, "", "1234,567 → 1234.567 | 1.234,567 → 1234.567 | 50 triệu (năm mươi triệu đồng) → 50"),
    *read_as(PERCENT, "", "80 (%) → 80 | 0,5% → 0.5 | 1 % → 1 | 95,5 phần trăm → 95.5 | 12,345 → 12.345 | 0 → 0"),
    *read_as(CASES, "note-in-cell", "12 (hàng giả) → 12 | 12 (mới) → 12 | 125 vụ, tăng 33,2% so với cùng kỳ → 125"),
    *read_as(CASES, "note-in-cell", "125; giảm 3 vụ → 125 | 125 - tăng gần 30% → 125"),
    *read_as(PEOPLE, "footnote-mark", "15 (1) → 15 | 15** → 15 | 15¹ → 15 | 15 người (*) → 15"),
    *read_as(PEOPLE, "note-in-cell", "25 (03 nữ) → 25 | 25 người, trong đó 03 nữ → 25 | 25\n(trong đó: 3 nữ) → 25"),
    *read_as(PEOPLE, "unit-differs", "15 đồng chí → 15 | 15 đ/c → 15 | 15 người dân → 15 | 15 doi tuong → 15"),
    *read_as(indicator("count", "lao động"), "unit-differs", "15 người → 15"),
    *read_as(TIMES, "unit-differs", "15 lượt em → 15"),
    *read_as(indicator("percent", "%", maximum=200), "", "102,5 % → 102.5"),
    *read_as(MILLIONS, "sign-before-magnitude", "1,234 tỷ → 1234"),
    *read_as(indicator("decimal", "triệu đồng"), "sign-before-magnitude", "-1,234 tỷ → -1234"),
    *read_as(TIMES, "sign-before-magnitude", "1,071 triệu lượt người → 1071000"),
    *read_as(THOUSANDS, "sign-before-magnitude", "12.500 nghìn → 12500"),
    *read_as(COMMUNES, "unit-differs", "95 xã, phường → 95 | 12 phường → 12"),
    *read_as(EVENTS, "unit-differs", "5 cuộc → 5"),
    *read_as(TIMES, "", "15 lượt → 15"),
    *read_as(indicator("count", "nghìn lượt"), "point-as-thousands", "5.000 lượt → 5"),
    *read_as(indicator("count", "nghìn lượt"), "", "5 nghìn lượt → 5"),
    *read_as(indicator("count", "tin, bài"), "", "3 tin, bài → 3"),
    *read_as(MILLIONS, "point-as-thousands", "1.234 triệu 500 nghìn → 1234.5 | 100.000đ → 0.1 | VNĐ 500.000 → 0.5"),
    *read_as(MILLIONS, "half-in-words", "2 tỷ rưỡi đồng → 2500"),
    *read_as(MILLIONS, "foreign-separators", "12.5 → 12.5"),
    *read_as(MILLIONS, "note-in-cell", "50 (lồng ghép) → 50"),
    *read_as(THOUSANDS, "", "2 triệu → 2000 | 120000 → 120000"),
    *read_as(BILLIONS, "", "500 triệu → 0.5 | 100 → 100"),
    *read_as(DONG, "point-as-thousands", "20.000 → 20000"),
    *read_as(DONG, "", "1,5 triệu → 1500000 | 500 đồng → 500"),
    *read_as(PERCENT, "foreign-separators", "12.5% → 12.5"),
    *read_as(PERCENT, "note-in-cell", "đạt 98,5% kế hoạch → 98.5"),
    *read_as(AREA, "", "12 m2 → 12 | 12,5m² → 12.5 | -3,5 → -3.5 | +2 → 2"),
    *read_as(YIELD, "", "65 tạ/ha → 65"),
    *read_as(YIELD, "unit-differs", "65 tạ → 65"),
    *read_as(HOUSING, "", "25 m2/người → 25"),
    *read_as(indicator("decimal", "m2/học sinh"), "", "5 m²/hs → 5"),
    *read_as(indicator("decimal", "người/km2", "Mật độ dân số"), "", "500 người/km2 → 500"),
    *read_as(INCOME, "", "58 triệu đồng/người/năm → 58 | 58 trđ/người/năm → 58 | 58.000.000 đồng → 58"),
    *read_as(INCOME, "unit-differs", "58 triệu đồng/người → 58"),
    *read_as(indicator("money", "đồng/kg"), "point-as-thousands", "25.000 đ/kg → 25000"),
    *read_as(indicator("percent", "‰"), "", "8‰ → 8 | 0,5 → 0.5"),
    *read_as(COMMUNES, "", "12 xa → 12"),
    *read_as(indicator("count", "hộ", "Số hộ nghèo"), "unit-differs", "12 hộ gia đình → 12"),
    *read_as(indicator("count", "lớp tập huấn"), "", "12 lớp → 12"),
    *read_as(indicator("count", "căn", "Số căn nhà tình thương"), "unit-differs", "12 nhà → 12"),
    *read_as(ABOVE_100, "", "3 → 3 | 1,05% → 1.05"),
    *((1.0000000000001, PEOPLE, 1, ""), (5, PEOPLE, 5, ""), (1.234, MILLIONS, 1.234, "")),
    *((99999.0, MILLIONS, 99999, ""), (12.5, PERCENT, 12.5, ""), (0.0, PERCENT, 0, "")),
]


@pytest.mark.parametrize(("cell", "asked", "expected", "code"), GIVEN)
def test_numbers_that_are_accepted(cell: CellValue, asked: Indicator, expected: float, code: str) -> None:
    """A text with one possible reading is accepted, in the indicator's unit, with a note where it is unusual."""
    assert Reading(state="given", value=expected, code=code) == plain(read_value(cell, asked))
    assert not code or FINDINGS_OF["values"][code].severity == "note"


def plain(reading: Reading) -> Reading:
    return Reading(state=reading.state, value=reading.value, code=reading.code)


HELD: list[tuple[CellValue, Indicator, str, str]] = [
    *held(PEOPLE, "approximate-number", "khoảng 1.500 → 1.500 | ~200 → 200 | >200 người → 200 | ≥ 200 → 200"),
    *held(PEOPLE, "approximate-number", "200+ → 200 | ước 200 → 200 | ít nhất 5 người → 5 | 10 người trở lên → 10"),
    *held(PEOPLE, "approximate-number", "250 (ước tính) → 250 | 12 (tạm) → 12"),
    *held(MILLIONS, "approximate-number", "khoảng 50 triệu → 50"),
    *held(PERCENT, "approximate-number", "trên 90% → 90"),
    *held(PEOPLE, "number-range", "10-15 | 10 – 15 người | từ 10 đến 15"),
    *held(MILLIONS, "number-range", "50 - 60 triệu"),
    *held(PEOPLE, "fraction-in-cell", "12/15"),
    *held(COMMUNES, "fraction-in-cell", "95/152 xã phường"),
    *held(PERCENT, "fraction-in-cell", "12/15 (80%)"),
    *held(PEOPLE, "several-numbers", "5 và 3 | =5+3 | năm 2020: 15 | 25 (27) | 15 (mười sáu) | 12:30"),
    *held(PEOPLE, "several-numbers", "tăng từ 100 lên 125 | tăng 33,2%, đạt 125 người | 125 tăng 5 | 15 (sửa: 12)"),
    *held(PEOPLE, "several-numbers", "15 (sai, đúng là 12)"),
    *held(CASES, "several-numbers", "10 vụ, 15 người | 5 vụ, tăng 2 vụ ma túy 3"),
    *held(PEOPLE, "date-in-number", "12/5/2020"),
    *held(AREA, "fraction-in-cell", "8.5/10"),
    *held(PEOPLE, "number-too-large", "12345678901234567"),
    *held(PEOPLE, "unclear-number", "0912345678 | 1.23.456 | 12 345 6"),
    *held(PERCENT, "unclear-number", ".98"),
    *held(MILLIONS, "unclear-number", ",5"),
    *held(PEOPLE, "text-with-number", "25 ? | +5 | không 5 | 12 (kế hoạch) | 12 (KH năm 2020) | 12 (?) | 12 (không)"),
    *held(PEOPLE, "ambiguous-number", "1,000 → 1,000 or 1.000"),
    *held(MILLIONS, "ambiguous-number", "20.000 → 20.000 or 20,000 | 1,234 triệu đồng → 1,234 or 1.234"),
    *held(MILLIONS, "ambiguous-number", "24,020 tỷ đồng → 24.020 or 24.020.000"),
    *held(MILLIONS, "ambiguous-number", "12.345 nghìn đồng → 12,345 or 0,012"),
    *held(AREA, "ambiguous-number", "1.234 → 1.234 or 1,234"),
    *held(BILLIONS, "ambiguous-number", "1,234 tỷ → 1,234 or 1.234"),
    *held(indicator("decimal", "triệu đồng"), "ambiguous-number", "-1,234 triệu đồng → -1,234 or -1.234"),
    *held(PEOPLE, "growth-in-cell", "tăng 33,2%"),
    *held(MILLIONS, "growth-in-cell", "Tăng 33,2% so với năm 2019"),
    *held(CASES, "growth-in-cell", "giảm 12 % | tăng thêm 5 vụ | tăng gấp 1,5 lần"),
    *held(PERCENT, "growth-in-cell", "tăng 33,2%"),
    *held(indicator("percent", "%", "Tốc độ tăng trưởng"), "text-with-number", "tăng 8,5%"),
    *held(TIMES, "unit-mismatch", "25 lao động | 15 người"),
    *held(PEOPLE, "unit-mismatch", "25 lượt đối tượng | 15 triệu | 15.000 đồng | 15% | 15 lượt người | 15 vụ"),
    *held(PEOPLE, "unit-mismatch", "12 (lượt) | 12 (hộ) | 12 (%) | 12 hộ"),
    *held(DONG, "ambiguous-number", "1,234 → 1,234 or 1.234"),
    *held(PEOPLE, "not-whole", "0,5"),
    *held(PEOPLE, "negative-number", "−3 | (15) | - 3"),
    *held(MILLIONS, "unit-mismatch", "15 người | 500 USD | 450 (USD) | $2,500"),
    *held(PERCENT, "unit-mismatch", "95 xã | 8‰"),
    *held(MILLIONS, "rate-in-cell", "5 triệu/năm"),
    *held(PEOPLE, "rate-in-cell", "5 người/xã | 12 (bình quân) | 12 (BQ/năm) | 12 (mỗi năm)"),
    *held(MILLIONS, "check-unit", "120.000.000 → 120.000.000 or 120 | 500 đồng → 0,0005 or 500"),
    *held(MILLIONS, "check-unit", "500 ₫ → 0,0005 or 500 | 450 (đồng) → 0,00045 or 450"),
    *held(MILLIONS, "spoken-number", "1 tỷ 2 → 1.200 | 1tr5 → 1,5"),
    *held(MILLIONS, "number-in-words", "một tỷ rưỡi → 1.500"),
    *held(PEOPLE, "number-in-words", "Mười hai người → 12"),
    *held(PERCENT, "ambiguous-percent", "0,5 → 0,5 or 50"),
    *held(PERCENT, "out-of-range", "101 | -5%"),
    *held(PEOPLE, "not-a-number", "Chưa có | Chưa | như trên | xem phụ lục | / | x | không có nhiều | Chỗ"),
    *held(PEOPLE, "not-a-number", "Không cố | Không phát sinh mới"),
    *held(MILLIONS, "not-a-number", "? | Không chỉ | không đóng"),
    *held(MILLIONS, "text-with-number", "lồng ghép 50 triệu"),
    *held(PEOPLE, "error-value", "####"),
    *held(indicator("decimal", "ha"), "unit-mismatch", "12 (m2)"),
    *held(PEOPLE, "zero-or-unknown", "0 (chưa thống kê) | 0 (không thuộc thẩm quyền) | Không (chưa thống kê)"),
    *held(PEOPLE, "zero-or-unknown", "Không (huyện báo cáo) | Không có (xem báo cáo)"),
    *held(MILLIONS, "zero-or-unknown", "0 (lồng ghép)"),
    *held(indicator("percent", "‰"), "unit-mismatch", "8%"),
    *held(ABOVE_100, "ambiguous-percent", "1,05 → 1,05 or 105"),
    *held(YIELD, "unit-mismatch", "65 ha"),
    *held(HOUSING, "unit-mismatch", "25 người | 25 m2/hộ"),
    *held(INCOME, "unit-mismatch", "58 người | 58 triệu đồng/người/tháng"),
    *held(indicator("count", "hộ", "Số hộ nghèo"), "unit-mismatch", "12 hồ sơ | 12 ho so"),
    *held(indicator("count", "căn", "Số căn nhà"), "unit-mismatch", "12 cán bộ"),
    *held(indicator("count", "đơn vị", "Số đơn vị đạt"), "unit-mismatch", "12 đơn"),
    *held(indicator("count", "hội viên", "Số hội viên"), "unit-mismatch", "12 hội"),
    *held(indicator("count", "cây", "Số cây trồng"), "unit-mismatch", "12 cây số"),
    *held(BALANCE, "ambiguous-number", "(15) → -15 or 15"),
    *held(CASES, "not-a-number", "Chưa phát hiện hết | Không có gì mới | Không xử lý"),
    *held(YES_NO, "error-value", "#N/A"),
    *((date(2020, 5, 3), PEOPLE, "date-in-number", ""), (time(3, 5), PEOPLE, "date-in-number", "")),
    *((timedelta(hours=27), MILLIONS, "date-in-number", ""), (True, PEOPLE, "not-a-number", "")),
    *((float("nan"), PEOPLE, "not-a-number", ""), (float("-inf"), MILLIONS, "not-a-number", "")),
    *((1e20, PEOPLE, "number-too-large", ""), (10**400, MILLIONS, "number-too-large", "")),
    *(("9" * 5000, MILLIONS, "number-too-large", ""), (1.234, PEOPLE, "ambiguous-number", "1,234 | 1.234")),
    *((1.5, PEOPLE, "ambiguous-number", "1,5 | 1.500"), (1234.5678, PEOPLE, "not-whole", "")),
    *((-5.0, MILLIONS, "negative-number", ""), (120000.0, MILLIONS, "check-unit", "120.000 | 0,12")),
    *((0.125, PERCENT, "ambiguous-percent", "0,125 | 12,5"), (1.2, ABOVE_100, "ambiguous-percent", "1,2 | 120")),
    (ErrorValue("#VALUE!"), TEXT, "error-value", ""),
]


@pytest.mark.parametrize(
    ("most", "amount", "code"),
    [
        *((None, 100_000.0, "check-unit"), (50_000.0, 100_000.0, "check-unit"), (20_000_000.0, 100_000.0, "")),
        *((20_000_000.0, 17_559_000.0, ""), (20_000_000.0, 350_000_000.0, "check-unit")),
    ],
)
def test_an_amount_up_to_the_definitions_maximum_is_accepted(most: float | None, amount: float, code: str) -> None:
    """Plans of a province are in the millions of millions: amounts that the definition allows are no question, in a
    cell for numbers, in one for text, and in the form while it is filled in."""
    asked = indicator("money", "triệu đồng", maximum=most)
    for cell in (amount, f"{amount:.0f}"):
        read = read_value(cell, asked)
        assert read.code == code
        assert read.value == (None if code else amount)
    suspect = least_suspect(asked)
    doubtful = (suspect is not None and amount >= suspect) or (most is not None and amount > most)
    assert doubtful == bool(code)


@pytest.mark.parametrize(
    ("shown", "value", "rounding"),
    [
        *((47.3, 47.34725, True), (47.35, 47.34725, True), (47.4, 47.34725, False), (59.1, 60.62, False)),
        *((42.4, 42.1926, False), (42.2, 42.1926, True), (47.0, 47.34, False), (0.5, 0.45, True), (0.5, 0.55, True)),
        *((-1.3, -1.26, True), (-1.3, 1.26, False), ("47,3", 47.34725, False), (True, 1.0, False), (47.3, None, False)),
    ],
)
def test_rounded_numbers_are_recognised(shown: CellValue, value: float | None, rounding: bool) -> None:
    assert is_rounding(shown, value) is rounding


@pytest.mark.parametrize(
    ("value", "state", "expected"),
    [
        *((2.5, "given", 2.5), (3, "given", 3.0), (0.0, "zero_by_words", 0.0)),
        *((True, "given", None), ("tốt", "given", None), (date(2020, 1, 2), "given", None)),
        *((None, "missing", None), (None, "not_applicable", None), (5.0, "carried", None)),
    ],
)
def test_only_a_reported_number_is_the_number_of_a_figure(value: Value | None, state: State, expected: object) -> None:
    """Yes and no, words, days and what does not count are none."""
    result = number(Figure("SA", "A1", "2020", value, state))
    assert (result, type(result)) == (expected, type(expected))


@pytest.mark.parametrize(("cell", "asked", "code", "readings"), HELD)
def test_numbers_that_are_questions(cell: CellValue, asked: Indicator, code: str, readings: str) -> None:
    """An ambiguous or unreadable number is held back with its readings."""
    reading = read_value(cell, asked)
    assert Reading(state="held", code=code) == plain(reading)
    assert FINDINGS_OF["values"][code].severity == "error"
    if readings:
        assert readings == dict(reading.arguments)["readings"]


@pytest.mark.parametrize(
    ("state", "code", "asked", "texts"),
    [
        ("zero_by_words", "", PEOPLE, "không|KHÔNG|khong|ko|Không có.|Không phát sinh|Không xảy ra"),
        ("zero_by_words", "", PEOPLE, "Không có trường hợp nào|Trong kỳ không có người được hỗ trợ"),
        ("zero_by_words", "", PEOPLE, "Trên địa bàn huyện không phát sinh|0 (không có)|Không phát sinh: 0"),
        ("zero_by_words", "", PEOPLE, "Năm 2020 không phát hiện"),
        ("zero_by_words", "", CASES, "Không có vụ khởi tố|không khởi tố vụ nào"),
        ("zero_by_words", "", MILLIONS, "Không có kinh phí|Không được bố trí kinh phí|không đồng"),
        ("zero_by_words", "note-in-cell", PEOPLE, "Không (theo báo cáo xã)|Không có (theo sổ của xã)"),
        ("zero_by_words", "dash-as-zero", PEOPLE, "-|–|—|--|- -"),
        ("zero_by_words", "not-yet-as-zero", EVENTS, "Chưa phát sinh|chưa tổ chức|Chưa có buổi nào"),
        ("missing", "", PEOPLE, "|  |\u00a0|\u200b|\n|..|...|…|……|____|chưa thống kê|Không thống kê được"),
        ("missing", "", PEOPLE, "không nắm|Không nắm được|chưa có số liệu|không có số liệu|đang tổng hợp"),
        ("missing", "", PEOPLE, "chưa có số liệu đến 30/6|đang rà soát|sẽ bổ sung sau|cập nhật sau"),
        ("missing", "", PEOPLE, "Chưa tách riêng được|không theo dõi|không rõ|Đơn vị chưa tổng hợp"),
        ("missing", "", PEOPLE, "Số liệu đang tổng hợp"),
        ("missing", "", MILLIONS, "Lồng ghép|lồng ghép các chương trình|kinh phí lồng ghép"),
        ("not_applicable", "", PEOPLE, "N/A|n/a|NA|không áp dụng|Không thuộc chức năng"),
        ("not_applicable", "", PEOPLE, "không thuộc thẩm quyền|không có chức năng này|không phụ trách"),
        ("missing", "", YES_NO, "|chưa thống kê|không rõ|…"),
        ("not_applicable", "", YES_NO, "Không thuộc chức năng|N/A"),
        ("not_applicable", "", GRADE, "N/A"),
        ("missing", "", DATE, "|...|chưa có số liệu"),
        ("missing", "", TEXT, "| |…"),
    ],
)
def test_words_for_zero_missing_and_not_applicable(state: str, code: str, asked: Indicator, texts: str) -> None:
    """The three are never confused."""
    for text in texts.split("|"):
        reading = read_value(text, asked)
        assert (text, state, code) == (text, reading.state, reading.code)
        assert reading.value == (0 if state == "zero_by_words" else None)


@pytest.mark.parametrize("kind", ["count", "decimal", "money", "percent"])
@pytest.mark.parametrize("agencies", get_args(AcrossAgencies))
@pytest.mark.parametrize("periods", get_args(AcrossPeriods))
def test_words_for_none_are_zero_where_figures_are_added_up(
    kind: Kind, agencies: AcrossAgencies, periods: AcrossPeriods
) -> None:
    """Elsewhere a dash, or such a word, is no figure and is listed; a typed 0 is a figure everywhere."""
    asked = replace(
        indicator(kind, "%" if kind == "percent" else "điểm"), across_agencies=agencies, across_periods=periods
    )
    counted = agencies == "none" and kind in ("count", "money")
    zero = counted or agencies == "sum" or periods in ("sum", "cumulative", "cumulative_all")
    for text in ("-", "–", "không có", "Không phát sinh", "chưa phát sinh", "Không có (theo sổ)", "k có"):
        reading = read_value(text, asked)
        if zero:
            assert (reading.state, reading.value) == ("zero_by_words", 0)
        else:
            assert reading == Reading(state="not_applicable", code="nothing-not-zero")
    for written in (0, 0.0, "0", "0 (không có)", "Không có: 0"):
        assert read_value(written, asked).value == 0
    assert read_value("chưa thống kê", asked).state == "missing"
    assert read_value("không thuộc chức năng", asked) == Reading(state="not_applicable")


def test_each_kind_has_its_row_of_readers() -> None:
    """A text is read by the row of its kind; the numeric kinds share one."""
    assert {"number" if asked.numeric else asked.kind for asked in ALL} == set(READERS)
    assert {asked.kind for asked in ALL} == set(get_args(Kind))


def test_words_before_no_number_take_no_time() -> None:
    """`có, có, có …` after the number: each word is examined once."""
    begun = perf_counter()
    reading = read_value("5 văn bản, " + "có " * 400 + "nhiều nơi", PEOPLE)
    assert (reading.state, reading.code) == ("held", "text-with-number")
    assert perf_counter() - begun < 3


def test_campaign_words_go_before_the_usual_ones() -> None:
    """A campaign adds its words, and may give a usual one another meaning."""
    own: tuple[tuple[Any, str], ...] = (("missing", "-"), ("missing", "999"), ("zero", "chưa có"))
    words = value_words(
        (
            *(Word(kind=kind, text=text) for kind, text in (*own, ("not_applicable", "Miễn"))),
            Word(kind="abbreviation", text="không", means="x"),
        )
    )
    meant = {"–": "missing", "999": "missing", "Chưa có": "zero_by_words", "miễn": "not_applicable"}
    for text, state in (*meant.items(), ("không", "zero_by_words")):
        assert read_value(text, PEOPLE, words).state == state
    assert value_words(()) == DEFAULT_WORDS


# --- Percentages, limits --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "state", "value"),
    [(0.125, "given", 12.5), (1.0, "given", 100), (0.07, "given", 7), (0, "given", 0), (1.2, "held", None)],
)
def test_a_cell_shown_as_a_percentage_is_multiplied_by_100(cell: float, state: str, value: float | None) -> None:
    """A cell that shows a percentage holds a share of 1."""
    reading = read_value(cell, PERCENT, percent_format=True)
    assert (state, value) == (reading.state, reading.value)


@pytest.mark.parametrize(
    ("code", "number", "asked", "value", "finding"),
    [
        *(('0.0" tỷ"', 1.5, MILLIONS, 1500, ""), ('0.000" tỷ đồng"', 1.234, MILLIONS, 1234, "")),
        *(('0" đ"', 1.5e9, MILLIONS, 1500, ""), ('#,##0,," triệu"', 1.5e9, MILLIONS, 1500, "")),
        *(('#,##0,," triệu"', 1.5e9, DONG, 1.5e9, ""), ('0" người"', 12, PEOPLE, 12, "")),
        *(('0.0"%"', 12.5, PERCENT, 12.5, ""), ('0" xã"', 12, PEOPLE, None, "unit-mismatch")),
        *(('0"00"', 12, PEOPLE, None, "shown-otherwise"), ("#,##0,", 1.5e6, MILLIONS, None, "shown-otherwise")),
        ('#,##0," người"', 12_345, PEOPLE, None, "shown-otherwise"),
        *(('"khoảng "0', 12, PEOPLE, None, "approximate-number"), ('0;-0;"không có"', 0, PEOPLE, 0, "")),
        ('0" ngày"', 5, TEXT, "5 ngày", ""),
    ],
)
def test_formats_that_show_another_number(
    code: str, number: float, asked: Indicator, value: Value | None, finding: str
) -> None:
    """Words of a format are read as if typed; a number shown as another one is a question."""
    cell = shown_number(code, number)
    assert cell is not None
    reading = read_value(cell, asked)
    assert (value, finding) == (reading.value, reading.code)


def test_percent_format_elsewhere_is_a_question() -> None:
    """A percentage in a column of people is no number of people."""
    assert read_value(0.12, PEOPLE, percent_format=True).code == "unit-mismatch"


@pytest.mark.parametrize(
    ("cell", "minimum", "maximum", "limits"),
    [("21", 0, 20, "0 – 20"), (21.0, None, 20, "0 – 20"), ("4", 5, None, "≥ 5"), ("-5", -2, None, "≥ -2")],
)
def test_limits_hold_other_numbers(cell: CellValue, minimum: float | None, maximum: float | None, limits: str) -> None:
    """A number outside the definition's limits is held, and the question names them."""
    reading = read_value(cell, indicator("count", "người", minimum=minimum, maximum=maximum))
    assert ("held", "out-of-range", (("limits", limits),)) == (reading.state, reading.code, reading.arguments)


def test_limits_may_be_wider_than_usual() -> None:
    """A definition can allow percentages above 100 and money below 0."""
    assert read_value("120%", indicator("percent", "%", maximum=150)).value == 120
    assert read_value("-5", indicator("money", "triệu đồng", minimum=-100)).value == -5


# --- Other kinds ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        *each("Có | co | Đã ban hành | TRUE | Có 02 kế hoạch | da ban hanh", True, ""),
        *each("Không | Chưa có | không ban hành | Chưa có, đang trình | Chưa được ban hành", False, ""),
        *each("X | v | ✓", True, "mark-as-answer"),
        *each("0", False, "mark-as-answer"),
        *each("–", False, "dash-as-no"),
        *each("Có, Kế hoạch số 12/KH-UBND", True, "words-beside-answer"),
        *each("Đã ban hành Kế hoạch số 15/KH-UBND ngày 12/3/2020 | Có ban hành đầy đủ", True, "words-beside-answer"),
        *each("Chưa ban hành, đang lấy ý kiến | Không, do chưa có kinh phí", False, "words-beside-answer"),
        *each("Có/không | Không/có | đang xây dựng | sẽ ban hành | có nơi có, có nơi không", None, "not-yes-or-no"),
        *each("KH 45/KH-UBND", None, "not-yes-or-no"),
        *(
            (text, None, "not-yes-or-no")
            for text in (
                "Có dự thảo",
                "Đã dự thảo",
                "Có chủ trương ban hành",
                "Có kế hoạch ban hành",
                "Có thể",
                "Có lẽ",
                "Có …",
                "có?",
                "Có một phần",
                "Đã trình",
                "Đã hủy bỏ",
                "Đã hết hiệu lực",
                "Có, hết hiệu lực",
                "Có, Kế hoạch số 12 (chưa ký)",
                "Có lồng ghép",
                "Yes/No",
                "Không những ban hành mà còn triển khai tốt",
                "Không chỉ ban hành kế hoạch",
                "Không chậm trễ, đã ban hành",
                "Không thể không",
                "Chưa kịp thời nhưng đã ban hành",
                "Chưa đầy 01 tháng đã ban hành",
                "Chưa rà soát",
                "Chưa xác định",
                "Chưa biết",
                "Không bắt buộc",
                "Không ban hành riêng",
                "No idea",
                "Dừng",
                "Dùng",
                "Đá",
                "Rơi",
                "Nợ",
                "Chứa",
            )
        ),
        *((True, True, ""), (False, False, ""), (1.0, True, "mark-as-answer"), (0, False, "mark-as-answer")),
        *((2, None, "not-yes-or-no"), (date(2020, 1, 1), None, "not-yes-or-no")),
    ],
)
def test_yes_and_no_are_read_from_words_and_marks(cell: CellValue, value: bool | None, code: str) -> None:
    """Anything in between is a question."""
    reading = read_value(cell, YES_NO)
    assert value is reading.value
    assert code == reading.code
    assert ("held" if value is None else "given") == reading.state


def test_words_of_the_label_may_be_in_an_answer() -> None:
    """They do not make it a half answer."""
    asked = indicator("yesno", label="Có dự thảo quy chế, rà soát quy hoạch không")
    assert read_value("Có dự thảo quy chế", asked).value is True
    assert read_value("Chưa rà soát", asked).value is False


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *(("tốt", "Tốt"), ("Trung binh", "Trung bình"), ("Yêu", None), ("Tột", None), (" KHÁ. ", "Khá")),
        *(("trung  bình", "Trung bình"), ("Yeu", "Yếu"), ("Tốt; Khá", None), ("rất tốt", None), (1, None)),
    ],
)
def test_a_choice_is_matched_as_a_whole(cell: CellValue, expected: str | None) -> None:
    """It is stored as the definition writes it."""
    reading = read_value(cell, GRADE)
    assert expected == reading.value
    assert ("" if expected else "not-in-choices") == reading.code


def test_a_choice_typed_without_tones_must_be_unambiguous() -> None:
    """Where two choices differ in tones only, it is a question."""
    asked = indicator("choice", choices=("Khá", "Kha", "Không"))
    assert read_value("khá", asked).value == "Khá"
    assert read_value("kha", asked).value == "Kha"
    assert read_value("khà", asked).code == "not-in-choices"
    assert read_value("không", asked).value == "Không"
    assert read_value(2019.0, indicator("choice", choices=("2019", "2020"))).value == "2019"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *(("Không", "Không"), ("  a\u00a0 b ", "a b"), (5.0, "5"), (1234.5, "1234,5"), ("-", "-")),
        (date(2020, 3, 7), "07/03/2020"),
    ],
)
def test_a_text_is_kept_as_typed_and_cleaned(cell: CellValue, expected: str) -> None:
    """A text is kept as typed, cleaned."""
    assert expected == read_value(cell, TEXT).value


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        *each("7-3-2016 | 07.03.2016 | 2016-03-07 | ７/３/２０１６ | 07 / 3 / 2016", date(2016, 3, 7), ""),
        *each("Đồng Tháp, ngày 07 tháng 3 năm 2016 | Ngày 07 tháng 03 năm 2016.", date(2016, 3, 7), ""),
        *each("07/03/2016 08:30 | Thứ hai, 7/3/2016", date(2016, 3, 7), ""),
        *each("7/3/16", date(2016, 3, 7), "two-digit-year"),
        *each("29/02/2020", date(2020, 2, 29), ""),
        *each("Hà Nội, ngày 5/3/2020 | Thứ hai, ngày 5/3/2020 | Đã ban hành ngày 5/3/2020", date(2020, 3, 5), ""),
        *each("chưa ban hành, dự kiến ngày 5/3/2020 | Sau ngày 5/3/2020", None, "not-a-date"),
        *each("hủy ngày 05 tháng 3 năm 2020 | không", None, "not-a-date"),
        *each("31/02/2020 | 1/1/1800", None, "no-such-date"),
        *each("ngày   tháng 7 năm 2020 | …/…/2020 | ../7/2020 | 7/2020", None, "incomplete-date"),
        *((datetime(2016, 3, 7, 8, 30), date(2016, 3, 7), ""), (42436.5, date(2016, 3, 7), "date-from-serial")),
        *((date(1900, 1, 5), None, "number-as-date"), (datetime(1905, 7, 8), None, "number-as-date")),
        *((2016, None, "incomplete-date"), (20160307, None, "not-a-date"), (float("nan"), None, "not-a-date")),
        *((True, None, "not-a-date"), (time(8), None, "not-a-date")),
    ],
)
def test_dates_are_day_month_year(cell: CellValue, value: date | None, code: str) -> None:
    """An incomplete or impossible one is a question."""
    reading = read_date(cell)
    assert (value, code) == (reading.value, reading.code)
    assert reading == read_value(cell, DATE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *each("2020 | Năm 2020 | 12 tháng năm 2020", "2020"),
        *each("cả năm 2019", "2019"),
        *each("6T/2020 | 6 tháng đầu năm 2020 | 06 tháng/2020 | 6M 2020 | 2020-6M", "2020-6M"),
        *each("9 tháng năm 2020", "2020-9M"),
        *each("quý II/2020 | 2020-Q2", "2020-Q2"),
        *each("QUÝ IV NĂM 2019", "2019-Q4"),
        *each("Q1-2020", "2020-Q1"),
        *each("07/2020 | Tháng 07 năm 2020 | M7 2020", "2020-M07"),
        *each("giai đoạn 2016 – 2020 | từ năm 2016 đến năm 2020 | 2016..2020", "2016..2020"),
        *each("2016 – 6T/2020", "2016..2020-6M"),
        *each("II/2020 | 6 tháng đầu năm | 6 tháng cuối năm 2020 | 13/2020 | 2020-2016 | ước năm 2020", None),
        *each("quý V/2020 |  | 1850", None),
    ],
)
def test_headings_of_periods_get_their_key(expected: str | None, text: str) -> None:
    """Where the heading means only one."""
    assert expected == read_period(text)


# --- Display --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "cell"),
    [
        *(("", None), ("5", 5.0), ("5", 5), ("1234,5", 1234.5), ("0,3", 0.1 + 0.2), ("-0,5", -0.5), ("0", -0.0)),
        *(("0,0000001", 1e-7), ("100000000000000000000", 1e20), ("nan", float("nan")), ("TRUE", True)),
        *(("FALSE", False), ("07/03/2016", date(2016, 3, 7)), ("07/03/2016", datetime(2016, 3, 7))),
        *(("07/03/2016 08:30", datetime(2016, 3, 7, 8, 30)), ("08:30:15", time(8, 30, 15))),
        *(("30:00", timedelta(hours=30)), ("#REF!", ErrorValue("#REF!")), ("  gõ  ", "  gõ  ")),
    ],
)
def test_a_cell_is_quoted_as_its_writer_typed_it(expected: str, cell: CellValue) -> None:
    """A cell is quoted as its writer would have written it."""
    assert expected == typed_text(cell)


@pytest.mark.parametrize(
    ("expected", "value", "language", "decimals"),
    [
        *(("1.234,5", 1234.5, "vi", None), ("1,234.5", 1234.5, "en", None), ("999", 999.0, "vi", None)),
        *(("12.345.678", 12345678, "vi", None), ("-1.234,50", -1234.5, "vi", 2), ("0", -0.0001, "vi", 0)),
        *(("3", 2.5, "vi", 0), ("0,3", 0.1 + 0.2, "vi", None), ("1.235", 1234.5, "vi", 0), ("2,68", 2.675, "vi", 2)),
        ("nan", float("nan"), "en", 1),
    ],
)
def test_numbers_are_printed_by_language(expected: str, value: float, language: Language, decimals: int | None) -> None:
    """Halves are rounded up."""
    assert expected == format_number(value, language, decimals)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(81.25, 1, 81.3), (62.5, 0, 63.0), (-62.5, 0, -63.0), (1.005, 2, 1.01), (0.5, 0, 1.0), (81.2, 1, 81.2)],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, expected: float) -> None:
    """A sentence has the number that Excel shows."""
    assert expected == rounded(value, decimals)
    assert in_short(81.125) == "81,13"


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        *((25, "hai mươi lăm"), (15, "mười lăm"), (105, "một trăm linh năm"), (1250, "một nghìn hai trăm năm mươi")),
        *((None, "không"), (None, "người dân"), (None, "một số vụ"), (None, "một vài")),
    ],
)
def test_numbers_in_words_are_proposed(expected: int | None, text: str) -> None:
    """A number in words is understood well enough to be proposed."""
    assert expected == words_to_number(text)


# --- Random cells ---------------------------------------------------------------------------------

_SINGLE = """
không có chưa 1 12 234 000 . , - – % / ( ) * tỷ triệu nghìn đồng đ người lượt khoảng đến rưỡi năm … ² ¹ x '
ngày tháng 2020 ٣ Ⅷ ½ + = #N/A
"""
PIECES = (*_SINGLE.split(), "trong đó", "thống kê", "\n", " ", "\u00a0")
TYPED = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join),
)
CELLS: st.SearchStrategy[CellValue] = st.one_of(
    *(st.none(), TYPED, TYPED.map(ErrorValue), st.floats(), st.integers(), st.integers(10**14, 10**400)),
    *(st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas()),
)


@pytest.mark.slow
@settings(max_examples=effort(200, 600), deadline=None)
@given(CELLS, st.sampled_from(ALL), st.booleans())
@example("1" * 5000 + "," + "2" * 5000, MILLIONS, False)
@example("(" * 300 + "5", PEOPLE, False)
def test_any_cell_is_read(cell: CellValue, asked: Indicator, percent_format: bool) -> None:
    """There is no error, a value has only its states, and each code has its sentence in both languages."""
    reading = read_value(cell, asked, percent_format=percent_format)
    typed_text(cell)
    assert (reading.value is not None) == (reading.state in ("given", "zero_by_words"))
    assert reading.state != "held" or reading.code
    if reading.code:
        entry = FINDINGS_OF["values"][reading.code]
        assert (entry.severity == "error") == (reading.state == "held")
        for text in (entry.what, entry.fix):
            for template in text:
                template.format_map({**PLACE, **dict(reading.arguments)})


@pytest.mark.slow
@settings(max_examples=effort(200, 600), deadline=None)
@given(TYPED, st.sampled_from([PEOPLE, TIMES, MILLIONS, DONG, PERCENT, AREA]))
def test_numbers_are_read_only_from_digits_or_words_for_zero(text: str, asked: Indicator) -> None:
    """A number of a text was in its digits; zero by words needs a word or a dash."""
    reading = read_value(text, asked)
    if reading.state == "given":
        assert any(character.isdecimal() for character in text)
    if reading.state == "zero_by_words":
        assert reading.value == 0
        assert any(
            word in text.casefold()
            for word in ("khôn", "ko", "chưa", "zero", "-", "–", "—", "―", "−", "‐", "‒", "‑", "－", "n")
        )


@given(st.integers(0, 10**9))
def test_whole_numbers_are_read_in_every_way_of_writing(number: int) -> None:
    """Plain, with points, with blanks, with the unit, or as a number."""
    pointed = f"{number:,}".replace(",", ".")
    texts = (str(number), pointed, pointed.replace(".", " "), f"{pointed} người")
    forms: tuple[CellValue, ...] = (number, float(number), *texts)
    assert {float(number)} == {read_value(form, PEOPLE).value for form in forms}


@given(st.decimals(0, 90000, places=2))
def test_printed_amounts_are_read_back(amount: object) -> None:
    """What `format_number` prints in Vietnamese is read as the same amount."""
    value = float(str(amount))
    assert value == read_value(format_number(value, "vi", 2), MILLIONS).value


def test_every_code_has_sentences_in_both_languages() -> None:
    """With the same placeholders."""
    fields = string.Formatter().parse
    for code, entry in FINDINGS_OF["values"].items():
        for text in (entry.what, entry.fix, entry.meaning):
            assert text.vi, code
            assert text.en, code
            names = [{name for _, name, _, _ in fields(template) if name} for template in text]
            assert names[0] == names[1], code


@pytest.mark.parametrize(
    ("unit", "code", "reading"),
    [
        *(("đồng", '#,##0 "₫"', 450.0), ("đồng", "[$₫-42A]#,##0", 450.0), ("USD", "$#,##0", 450.0)),
        *(("đồng", "$#,##0", "unit-mismatch"), ("triệu đồng", '_-* #,##0\\ "₫"_-', "check-unit")),
        ("triệu đồng", "[$$-409]#,##0", "unit-mismatch"),
    ],
)
def test_a_currency_sign_of_a_format_is_read_with_the_number(unit: str, code: str, reading: float | str) -> None:
    indicator = Indicator(code="A", topic="T", label="Kinh phí", unit=unit, kind="money")
    cell = shown_number(code, 450.0)
    assert cell is not None
    read = read_value(cell, indicator)
    assert reading == (read.value if read.state == "given" else read.code)


@pytest.mark.parametrize(
    ("text", "heading", "nothing"),
    [
        *each("Không có | Không phát sinh vướng mắc gì", "Hạn chế", True),
        *each("Không | Chưa có kiến nghị", "Kiến nghị", True),
        *each("Không có bài học kinh nghiệm", "Bài học kinh nghiệm", True),
        *each("Không thuộc chức năng | Không được giao nhiệm vụ này", "Kết quả", True),
        *each("Chưa triển khai", "Hạn chế và nguyên nhân", False),
        *each("Không được cấp | Không có nguồn | Không có kinh nghiệm", "Hạn chế", False),
        *each("Chưa có kinh phí", "Hạn chế, khó khăn về kinh phí", False),
        *each("Không có phối hợp", "Tồn tại, hạn chế trong phối hợp", False),
        *each("Chưa có kế hoạch", "Kế hoạch, chương trình", False),
        *each("Chưa đạt được", "Mặt đạt được", False),
    ],
)
def test_a_statement_of_something_not_done_is_a_point(text: str, heading: str, nothing: bool) -> None:
    """Only a statement that there is nothing of the kind is set aside; missing money or a missing plan is a point."""
    assert is_nothing_to_report(text, heading, DEFAULT_WORDS) is nothing


@pytest.mark.parametrize(
    ("across", "state"), [("sum", "zero_by_words"), ("mean", "not_applicable"), ("min", "not_applicable")]
)
def test_in_a_table_a_dash_depends_on_the_columns_total(across: AcrossRows, state: State) -> None:
    """A dash is 0 in a column that is summed, and no figure where the total is the mean or the minimum."""
    column = FormColumn(code="D", label="Điểm", kind="decimal", unit="điểm", across_rows=across)
    table = FormTable(code="T", heading="Danh mục", columns=(column,))
    assert read_value("-", table.as_indicator(column)).state == state


@pytest.mark.parametrize(("kind", "meant"), [(PEOPLE, 4), (MILLIONS, 3.945)])
def test_likely_numbers_of_people_are_whole(kind: Indicator, meant: float) -> None:
    """For 3945 no reading has parts of people."""
    assert thousandth(3945, kind) == meant
