"""Campaigns with tables whose rows agencies add, random reports of them, and their results, without any file."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from toolkit.values.cell import typed_text

DAY = date(2026, 1, 15)
PERIOD = "2025"
NAME = FormColumn(code="TEN", label="Tên dự án", kind="text", key=True)
PROJECTS = FormTable(
    code="DA",
    heading="Danh mục dự án đầu tư công",
    columns=(
        NAME,
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
#: Every kind of column, for departments.
WORKS = FormTable(
    code="DA",
    heading="Danh sách dự án: khởi công mới/chuyển tiếp trong năm",
    asked_of=("sở",),
    columns=(
        NAME,
        FormColumn(code="VON", label="Vốn", kind="money", unit="triệu đồng", across_rows="sum"),
        FormColumn(code="TYLE", label="Tỷ lệ", kind="percent", unit="%", across_rows="mean"),
        FormColumn(code="XA", label="Số xã", kind="count", unit="xã", across_rows="max"),
        FormColumn(code="NGAY", label="Khởi công", kind="date"),
        FormColumn(code="XONG", label="Đã xong", kind="yesno"),
        FormColumn(code="LOAI", label="Loại", kind="choice", choices=("nhóm A", "nhóm B")),
    ),
)
#: One without a key, whose columns are named like the master's.
WITHOUT_KEY = FormTable(
    code="1",
    heading="Vụ việc",
    columns=(
        FormColumn(code="file", label="Hồ sơ", kind="text"),
        FormColumn(code="agency", label="Số bị can", kind="count", unit="người", across_rows="min"),
    ),
)


def campaign_of(
    tables: Sequence[FormTable],
    agencies: int | Sequence[Agency],
    indicators: Sequence[Indicator] = (),
    sections: Sequence[Section] = (),
) -> Campaign:
    """A campaign with these agencies, or this number: one in four a department (`sở`), others districts (`huyện`)."""
    if isinstance(agencies, int):
        agencies = [
            Agency(code=f"S{n:02d}", name=f"Sở số {n}", short_name=f"Sở {n}", groups=("sở",))
            if n % 4 == 0
            else Agency(code=f"H{n:02d}", name=f"Ủy ban nhân dân xã {n}", short_name=f"Xã {n}", groups=("huyện",))
            for n in range(agencies)
        ]
    return Campaign(
        id="C",
        title="Báo cáo kết quả thực hiện năm 2025",
        province="tỉnh Thử",
        lead_agency=agencies[0].code,
        periods=(Period(key=PERIOD, year=2025, kind="year", number=0),),
        agencies=tuple(agencies),
        indicators=tuple(indicators),
        sections=tuple(sections),
        tables=tuple(tables),
    )


def campaign(agencies: int = 4, tables: Sequence[FormTable] = (WORKS, WITHOUT_KEY)) -> Campaign:
    """This number of departments, and a commune that has only the table without groups."""
    roster = [Agency(code=f"S{n}", name=f"Sở thứ {n}", short_name=f"Sở {n}", groups=("sở",)) for n in range(agencies)]
    return campaign_of(tables, [*roster, Agency(code="XD", name="Xã Đông", short_name="Xã Đông", groups=("xã",))])


def cell(
    agency: str, table: str, row: str, column: str, value: Value | None, state: State = "given", typed: str = ""
) -> Figure:
    """A cell of a table as read from a form."""
    text = typed or str(value)
    return Figure(agency, f"{table}.{column}", row, value, state, text, "", f"{agency}.xlsx", table, "B7", table)


def submission(agency: str, cells: Sequence[Figure], figures: Sequence[Figure] = (), file: str = "") -> Submission:
    """What one agency sent."""
    file = file or f"{agency}.xlsx"
    return Submission(
        source=Source(file=file, sha256=(file.encode().hex() * 64)[:64]),
        status="accepted",
        agency=agency,
        campaign="C",
        figures=tuple(figures),
        rows=tuple(c._replace(file=file) for c in cells),
        balance=Balance(cells=len(cells) + len(figures), rows=len(cells), figures=len(figures)),
    )


def with_rows(report: Submission, added: Sequence[Figure]) -> Submission:
    """A report with these rows beside its other content."""
    rows = tuple(c._replace(file=report.source.file) for c in added)
    balance = replace(report.balance, cells=report.balance.cells + len(rows), rows=len(rows))
    return replace(report, rows=rows, balance=balance)


def drawn_rows(table: FormTable, agency: str, count: int, dice: random.Random, *, mixed: bool = False) -> list[Figure]:
    """This number of random rows of an agency's table; `mixed`: some cells blank, held, or typed differently than
    shown."""
    cells = []
    for n in range(count):
        row = f"dự án {n}" if table.key_column else f"{n:x}{dice.randrange(16**8):08x}"
        for place, column in enumerate(table.columns):
            if place and dice.random() < (0.15 if mixed else 0.3 * (column.kind == "text")):
                continue
            value: Value | None = f"{column.label} {agency} {n}" if column.key else _drawn(column, dice, mixed)
            state: State = "given"
            typed = typed_text(value)
            if mixed and column.numeric and dice.random() < 0.1:
                value, state, typed = (
                    (0.0, "zero_by_words", "không") if dice.random() < 0.4 else (None, "held", "5 đến 7")
                )
            elif mixed and column.kind in ("money", "yesno") and dice.random() < 0.3:
                typed = f"{value:.2f} tr" if column.kind == "money" else "có" if value else "Không"
            made = cell(agency, table.code, row, column.code, value, state, typed)
            cells.append(made._replace(sheet=table.heading, cell=f"{'BCDEFGHIJKLMNO'[place]}{n + 7}"))
    return cells


def _drawn(column: FormColumn, dice: random.Random, mixed: bool) -> Value:
    match column.kind:
        case "text":
            return dice.choice(("=1+1", "Hồ sơ “A”, tập 2", "x" * 90, "'12", column.label))
        case "date":
            return date(2025, dice.randint(1, 12), dice.randint(1, 28))
        case "yesno":
            return dice.random() < 0.5
        case "choice":
            return dice.choice(column.choices)
        case "count":
            return float(dice.choice([0, 1, 2, 3, 17, 60]))
    return dice.choice((0.1, 3.75, 1e6)) * dice.randint(1, 99) if mixed else round(dice.lognormvariate(4, 1.5), 1)


def cells(agency: str, dice: random.Random, rows: int, table: FormTable = WORKS) -> list[Figure]:
    """Rows of an agency, some of whose cells are blank, held, or typed differently than shown."""
    return drawn_rows(table, agency, rows, dice, mixed=True)


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
