"""Campaigns with tables whose rows agencies add, and their results, without any file."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from toolkit.consolidation.consolidate import consolidate
from toolkit.model import (
    Agency,
    Balance,
    Campaign,
    Consolidation,
    Figure,
    FormColumn,
    FormTable,
    Indicator,
    Period,
    Section,
    Source,
    State,
    Submission,
    Value,
)

DAY = date(2026, 1, 15)
PERIOD = "2025"
PROJECTS = FormTable(
    code="DA",
    heading="Danh mục dự án đầu tư công",
    columns=(
        FormColumn(code="TEN", label="Tên dự án", kind="text", key=True),
        FormColumn(code="NGAY", label="Ngày khởi công", kind="date"),
        FormColumn(code="VON", label="Vốn bố trí", kind="money", unit="triệu đồng", across_rows="sum"),
        FormColumn(code="TYLE", label="Tỷ lệ giải ngân", kind="percent", unit="%", across_rows="mean"),
        FormColumn(code="LOAI", label="Nhóm", kind="choice", choices=("A", "B", "C")),
        FormColumn(code="VUONG", label="Khó khăn, vướng mắc", kind="text"),
    ),
)
MODELS = FormTable(
    code="MH",
    heading="Mô hình giảm nghèo",
    asked_of=("huyện",),
    columns=(
        FormColumn(code="TEN", label="Tên mô hình", kind="text", key=True),
        FormColumn(code="HO", label="Số hộ tham gia", kind="count", unit="hộ", across_rows="sum", sensitive=True),
        FormColumn(code="TN", label="Thu nhập tăng thêm", kind="decimal", unit="triệu đồng", across_rows="max"),
    ),
)
CASES = FormTable(
    code="VV",
    heading="Danh sách người được hỗ trợ",
    asked_of=("huyện",),
    columns=(
        FormColumn(code="TEN", label="Họ và tên", kind="text", key=True, sensitive=True),
        FormColumn(code="TUOI", label="Tuổi", kind="count", unit="tuổi", across_rows="mean"),
        FormColumn(code="TIEN", label="Số tiền", kind="money", unit="triệu đồng", across_rows="sum"),
    ),
)


def cell(
    agency: str, table: str, row: str, column: str, value: Value | None, state: State = "given", typed: str = ""
) -> Figure:
    """A cell of a table as read from a form."""
    return Figure(
        agency, f"{table}.{column}", row, value, state, typed or str(value), "", f"{agency}.xlsx", table, "B7", table
    )


def submission(agency: str, cells: Sequence[Figure], figures: Sequence[Figure] = ()) -> Submission:
    """What one agency sent."""
    return Submission(
        source=Source(file=f"{agency}.xlsx", sha256=agency * 8),
        status="accepted",
        agency=agency,
        campaign="C",
        figures=tuple(figures),
        rows=tuple(cells),
        balance=Balance(cells=len(cells) + len(figures), rows=len(cells), figures=len(figures)),
    )


def campaign_of(
    tables: Sequence[FormTable], agencies: int, indicators: Sequence[Indicator] = (), sections: Sequence[Section] = ()
) -> Campaign:
    """A campaign with this number of agencies: one in four a department (`sở`), the others districts (`huyện`)."""
    roster = (
        Agency(code=f"S{n:02d}", name=f"Sở số {n}", short_name=f"Sở {n}", groups=("sở",))
        if n % 4 == 0
        else Agency(code=f"H{n:02d}", name=f"Ủy ban nhân dân xã {n}", short_name=f"Xã {n}", groups=("huyện",))
        for n in range(agencies)
    )
    return Campaign(
        id="C",
        title="Báo cáo kết quả thực hiện năm 2025",
        province="tỉnh Thử",
        lead_agency="S00",
        periods=(Period(key=PERIOD, year=2025, kind="year", number=0),),
        agencies=tuple(roster),
        indicators=tuple(indicators),
        sections=tuple(sections),
        tables=tuple(tables),
    )


def drawn_rows(table: FormTable, agency: str, count: int, dice: random.Random) -> list[Figure]:
    """This number of random rows of an agency's table."""
    cells = []
    for n in range(1, count + 1):
        for column in table.columns:
            value: Value
            if column.kind == "text":
                value = f"{column.label} {agency} {n}" if column.key or dice.random() < 0.7 else ""
            elif column.kind == "date":
                value = date(2025, dice.randint(1, 12), dice.randint(1, 28))
            elif column.kind == "choice":
                value = dice.choice(column.choices)
            elif column.kind == "count":
                value = float(dice.choice([0, 1, 2, 3, 17, 60]))
            else:
                value = round(dice.lognormvariate(4, 1.5), 1)
            if value != "":
                cells.append(cell(agency, table.code, str(n), column.code, value))
    return cells


def result_of(campaign: Campaign, rows: Mapping[str, Sequence[Figure]]) -> Consolidation:
    """The result for these agencies' rows."""
    return consolidate(campaign, [submission(agency, cells) for agency, cells in rows.items()], as_of=DAY)


def drawn(seed: int = 1, agencies: int = 12, rows: int = 20, tables: Sequence[FormTable] = ()) -> Consolidation:
    """Three tables of agencies that have up to this number of rows each; the last agency has sent nothing."""
    dice = random.Random(seed)
    campaign = campaign_of(tables or (PROJECTS, MODELS, CASES), agencies)
    rows_of = {
        a.code: [c for table in campaign.tables_of(a) for c in drawn_rows(table, a.code, dice.randint(0, rows), dice)]
        for a in campaign.agencies[:-1]
    }
    return result_of(campaign, rows_of)
