"""The layout of official documents: Nghị định 30/2020/NĐ-CP, annex I, part I, as data.

`item` is the rule's position (`II.2b`: section II, item 2, point b). Lengths in millimetres, font sizes in points.
Where the decree gives a range, the value used is one of its examples.
"""

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "both"]
FONT = "Times New Roman"  # in black (I.4)
LANGUAGE = "vi-VN"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """Paper and margins; each margin with its minimum and maximum (I.1, I.3)."""

    width: float = 210
    height: float = 297
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    header: float = 10
    ranges: tuple[tuple[str, float, float], ...] = (
        ("top", 20, 25),
        ("bottom", 20, 25),
        ("left", 30, 35),
        ("right", 15, 20),
    )

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right


PAGE = PageLayout()
#: Annexes with wide tables are landscape (I.2), with the same margins.
LANDSCAPE = PageLayout(width=297, height=210)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentStyle:
    """The style of one component of a document. `least` and `most` limit `size`."""

    item: str
    style: str
    """The Word style with these settings."""
    size: float
    least: float
    most: float
    bold: bool = False
    italic: bool = False
    upper: bool = False
    align: Align = "center"


STYLES: dict[str, ComponentStyle] = {
    look.style: look
    for look in (
        ComponentStyle(item="II.1a", style="BC Quốc hiệu", size=12, least=12, most=13, bold=True, upper=True),
        ComponentStyle(item="II.1b", style="BC Tiêu ngữ", size=13, least=13, most=14, bold=True),
        ComponentStyle(item="II.2b", style="BC Cơ quan chủ quản", size=12, least=12, most=13, upper=True),
        ComponentStyle(item="II.2b", style="BC Cơ quan ban hành", size=12, least=12, most=13, bold=True, upper=True),
        ComponentStyle(item="II.3c", style="BC Số ký hiệu", size=13, least=13, most=13),
        ComponentStyle(item="II.4c", style="BC Địa danh ngày", size=13, least=13, most=14, italic=True),
        ComponentStyle(item="II.5b", style="BC Tên loại", size=14, least=13, most=14, bold=True, upper=True),
        ComponentStyle(item="II.5b", style="BC Trích yếu", size=14, least=13, most=14, bold=True),
        ComponentStyle(item="II.9d", style="BC Kính gửi", size=14, least=13, most=14, align="left"),
        ComponentStyle(item="II.6e", style="BC Nội dung", size=14, least=13, most=14, align="both"),
        ComponentStyle(item="II.6e", style="BC Đoạn ý", size=14, least=13, most=14, align="both"),
        ComponentStyle(item="II.6e", style="BC Ý", size=14, least=13, most=14, align="both"),
        ComponentStyle(item="II.6e", style="BC Nhóm ý", size=14, least=13, most=14, italic=True, align="both"),
        ComponentStyle(item="II.6e", style="BC Ý trong nhóm", size=14, least=13, most=14, align="both"),
        ComponentStyle(
            item="II.6đ", style="heading 1", size=14, least=13, most=14, bold=True, upper=True, align="both"
        ),
        ComponentStyle(item="II.6đ", style="heading 2", size=14, least=13, most=14, bold=True, align="both"),
        ComponentStyle(item="II.7đ", style="BC Quyền hạn chức vụ", size=14, least=13, most=14, bold=True, upper=True),
        ComponentStyle(item="II.7đ", style="BC Họ tên người ký", size=14, least=13, most=14, bold=True),
        ComponentStyle(
            item="II.9d", style="BC Nơi nhận", size=12, least=12, most=12, bold=True, italic=True, align="left"
        ),
        ComponentStyle(item="II.9d", style="BC Danh sách nơi nhận", size=11, least=11, most=11, align="left"),
        ComponentStyle(item="III.1", style="BC Phụ lục", size=14, least=14, most=14, bold=True),
        ComponentStyle(item="III.1", style="BC Tên phụ lục", size=14, least=13, most=14, bold=True, upper=True),
        ComponentStyle(item="III.1", style="BC Kèm theo", size=14, least=13, most=14, italic=True),
        ComponentStyle(item="I.7", style="header", size=14, least=13, most=14),
    )
}

FIRST_LINE = 10.0  # II.6e: 1 cm or 1,27 cm
BETWEEN_PARAGRAPHS = 6.0  # in points, at least this (II.6e)
LINE_SPACING = 1.0  # II.6e: from single to 1,5
#: The length of the rule under the agency's name and the title, relative to the text above it: 1/3 to 1/2 (II.2b,
#: II.5b). The rule under the motto is as long as the motto (II.1b).
SHORT_RULE = 0.42
#: Column widths of the heading block: agency and number on the left, country, motto, place and date on the right (IV).
HEAD_COLUMNS = (66.0, 99.0)
#: Widths of the columns of the block of recipients and signature (IV, fields 7 and 9b).
SIGNATURE_COLUMNS = (75.0, 90.0)
#: The space for the signature: four lines of text, in points.
ROOM_TO_SIGN = 72.0
