"""Statements on the whole province with a number near its total, but not equal to it."""

from dataclasses import replace

from tests.cases import cases
from toolkit.model import Agency, Campaign, Indicator, Section, Statement, Total
from toolkit.model.periods import parse_period
from toolkit.narrative.against_totals import contradictions

INDICATORS = (
    Indicator(topic="", code="NV", label="Tổng số người vi phạm về khai thác rừng", unit="người", kind="count"),
    Indicator(topic="", code="TL", label="Tỷ lệ xã duy trì tuần tra rừng thường xuyên", unit="%", kind="percent"),
    Indicator(topic="", code="KP", label="Kinh phí thực hiện bảo vệ rừng", unit="triệu đồng", kind="money"),
)
CAMPAIGN = Campaign(
    id="x",
    title="Bảo vệ rừng",
    agencies=(Agency(code="A", name="Sở A", short_name="Sở A"),),
    sections=(
        Section(code="kq", role="result", heading="Kết quả"),
        Section(code="ph", role="direction", heading="Phương hướng"),
    ),
    indicators=INDICATORS,
    periods=tuple(p for p in map(parse_period, ("2019", "2020")) if p),
)
TOTALS = {
    (code, period): Total(indicator=code, period=period, value=value, reporting=4, asked=4)
    for code, values in {
        "NV": (300.0, 214.0, 514.0),
        "TL": (95.0, 98.47, 98.47),
        "KP": (1000.0, 1450.0, 2450.0),
    }.items()
    for period, value in zip(("2019", "2020", "total"), values, strict=True)
}


def findings(text: str, section: str = "kq", lead: str = "") -> str:
    statement = Statement("1", "A", section, text, sheet="S", cell="D4")
    found = contradictions(replace(CAMPAIGN, lead_agency=lead), [statement], TOTALS)
    return "; ".join(f"{f.indicator}: {dict(f.arguments)['quoted']}" for f in found)


@cases("""
| text                                                                           | found                |
| Toàn tỉnh xử lý 511 người vi phạm khai thác rừng.                              | NV: 511 người        |
| Toàn tỉnh có 141/143 xã duy trì tuần tra rừng thường xuyên, đạt 98,6%.         | TL: 98,6%            |
| Tổng kinh phí bảo vệ rừng thực hiện trên địa bàn tỉnh là 2,5 tỷ đồng.          |                      |
| Tổng kinh phí bảo vệ rừng thực hiện trên địa bàn tỉnh là 2.550 triệu đồng.     | KP: 2.550 triệu đồng |
| Toàn tỉnh xử lý 514 người vi phạm khai thác rừng.                              |                      |
| Toàn tỉnh xử lý 300 người vi phạm khai thác rừng năm 2019.                     |                      |
| Toàn tỉnh có 98,5% xã duy trì tuần tra rừng thường xuyên.                      |                      |
| Huyện xử lý 511 người vi phạm khai thác rừng.                                  |                      |
| Toàn tỉnh xử lý 120 người vi phạm khai thác rừng ở vùng giáp ranh.             |                      |
| Toàn tỉnh xử lý gần 520 người vi phạm khai thác rừng.                          |                      |
| Toàn tỉnh phấn đấu không quá 510 người vi phạm khai thác rừng.                 |                      |
| Toàn tỉnh có 511 người dự tập huấn.                                            |                      |
| Toàn tỉnh xử lý 511 vụ vi phạm khai thác rừng.                                 |                      |
""")
def test_a_number_that_is_nearly_the_total_is_a_finding(text: str, found: str) -> None:
    """The total itself, another number, or one in a plan or request is none."""
    assert findings(text) == found
    assert findings(text, "ph") == ""


def test_the_lead_agency_writes_of_the_whole_province() -> None:
    """Also where it does not say so; another agency's number is its own."""
    text = "Đã xử lý 511 người vi phạm khai thác rừng."
    assert findings(text) == ""
    assert findings(text, lead="A") == "NV: 511 người"
    assert findings("Đã xử lý trên 511 người vi phạm khai thác rừng.", lead="A") == ""
