"""The invented campaign of tests of the Word report: trees that departments and districts plant."""

import tempfile
from pathlib import Path

from tests.building import DAY, copied, definition, filled, merge, once
from toolkit.model import Consolidation
from toolkit.report.assembly import make_agency_report, make_report
from toolkit.report.parts import Report
from toolkit.report.word import word_document
from toolkit.run.folder import Folder

ABOUT = {
    "title": "BÁO CÁO Tổng kết trồng cây",
    "programme": "Chương trình trồng cây",
    "legal_basis": "Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2019 của Ủy ban nhân dân tỉnh",
    "province": "tỉnh Tân Lập",
    "lead_agency": "SCX",
    "superior": "UBND tỉnh Tân Lập",
    "report_to": "Ủy ban nhân dân tỉnh Tân Lập",
    "recipients": "Như trên|Các sở, ban, ngành|Lưu: VT, KT",
    "signer_title": "KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC",
    "signed_by": "TS. Lê Thị Mận",
}
AGENCIES = r"""
| code | name                                 | short_name | group | symbol  | header_lines                         |
|------|--------------------------------------|------------|-------|---------|--------------------------------------|
| SCX  | Sở Cây xanh, Hoa và Thảm cỏ          | Sở CX      | sở    | BC-SCX  | SỞ CÂY XANH, HOA \| VÀ THẢM CỎ       |
| SDN  | Sở Đất, Nước                         | Sở ĐN      | sở    | BC-SĐN  |                                      |
| HDA  | Ủy ban nhân dân huyện Đông An        | H. Đông An | huyện | BC-UBND | ỦY BAN NHÂN DÂN \| HUYỆN ĐÔNG AN     |
| HTA  | Ủy ban nhân dân thị xã Tây An        | TX. Tây An | huyện | BC-UBND |                                      |
"""
INDICATORS = """
| code | topic | label                | unit       | kind    | across_agencies | across_periods | target | formula    |
|------|-------|----------------------|------------|---------|-----------------|----------------|--------|------------|
| C1   | Trồng | Số cây trồng mới     | cây        | count   | sum             | sum            | 5000   |            |
| C2   | Trồng | Trong đó: cây sống   | cây        | count   | sum             | sum            |        |            |
| C3   | Trồng | Tỷ lệ cây sống       | %          | percent |                 | sum            |        | =C2/C1*100 |
| K1   | Tiền  | Kinh phí             | triệu đồng | money   | sum             | sum            |        |            |
| Y1   | Tiền  | Có dự toán riêng     | có/không   | yesno   | count_yes       | none           |        |            |
"""
SECTIONS = """
| code | role         | heading                      |
|------|--------------|------------------------------|
| tc   | organisation | Công tác tổ chức             |
| kq   | result       | Kết quả trồng cây            |
| dat  | achievement  | Mặt đạt được                 |
| han  | limitation   | Hạn chế                      |
| huong| direction    | Phương hướng giai đoạn tới   |
"""
THEMES = r"""
| code | label                | keywords           |
|------|----------------------|--------------------|
| tt   | Tuyên truyền         | tuyên truyền       |
| dat  | Đất và nước tưới     | nước tưới \| đất    |
| tien | Kinh phí, phương tiện| kinh phí           |
"""
FIGURES = """
| code | 2019   | 2020 | note      |
|------|--------|------|-----------|
| C1   | 1250   | 1300 |           |
| C2   | 1000   |      | chưa đếm  |
| K1   | 1234.5 | 20   |           |
| Y1   | Có     | Không |          |
"""
LINES = """
| section | theme        | text                                     | evidence    |
|---------|--------------|------------------------------------------|-------------|
| tc      |              | Đã thành lập 03 tổ trồng cây.            | QĐ 15/QĐ-SCX |
| kq      |              | Trồng mới 2.550 cây; giữ được đất.       |             |
| dat     | Tuyên truyền | Người dân tham gia đông, có tuyên truyền.|             |
| han     |              | Thiếu nước tưới mùa khô.                 |             |
| han     |              | Kinh phí còn hạn chế                     |             |
| huong   |              | Tiếp tục trồng bổ sung;                  |             |
"""
OTHER_LINES = """
| section | text                       |
|---------|----------------------------|
| han     | Thiếu nước tưới mùa khô.   |
| han     | Chưa có vườn ươm.          |
"""
TABLES = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "themes": THEMES}


def planted(root: Path) -> Folder:
    """The campaign's folder with the forms of three of its agencies."""
    return copied(root, _planted)


def _planted(root: Path) -> Folder:
    folder = definition(root, about=ABOUT, **TABLES)
    signed = {"signed_by": "Trần Văn Khế", "signer_title": "Phó Giám đốc"}
    filled(folder, "SCX", FIGURES, LINES, {"report_number": "5 /BC-SCX", "report_date": "2021-01-05", **signed})
    filled(folder, "SDN", FIGURES.replace("1250", "750").replace("Không", "Có"), OTHER_LINES)
    filled(folder, "HDA", "", OTHER_LINES, {"signer_title": "Phó Chủ tịch", "signed_by": "ThS. Mai Ổi"})
    return folder


def harvested() -> Consolidation:
    """The merge of these forms."""

    def make() -> Consolidation:
        with tempfile.TemporaryDirectory() as root:
            return merge(planted(Path(root)), master=False)

    return once("harvested", make)


def printed() -> bytes:
    """The province's report in Word."""
    return once("printed", lambda: word_document(make_report(harvested())).as_bytes())


def report_of(result: Consolidation, agency: str) -> Report:
    return make_agency_report(result.campaign, result.used[agency], DAY)


def drawn(report: Report) -> bytes:
    return word_document(report).as_bytes()
