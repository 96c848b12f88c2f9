"""Random submissions with rows of tables for tests: what a reader would make of filled forms."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from toolkit.model import Agency, Balance, Campaign, Figure, FormColumn, FormTable, Period, Source, Submission, Value
from toolkit.values.cell import typed_text

#: The day of every merge of them.
DAY = date(2025, 12, 31)
PROJECTS = FormTable(
    code="DA",
    heading="Danh sách dự án: khởi công mới/chuyển tiếp trong năm",
    asked_of=("sở",),
    columns=(
        FormColumn(code="TEN", label="Tên dự án", kind="text", key=True),
        FormColumn(code="VON", label="Vốn", kind="money", unit="triệu đồng", across_rows="sum"),
        FormColumn(code="TYLE", label="Tỷ lệ", kind="percent", unit="%", across_rows="mean"),
        FormColumn(code="XA", label="Số xã", kind="count", unit="xã", across_rows="max"),
        FormColumn(code="NGAY", label="Khởi công", kind="date"),
        FormColumn(code="XONG", label="Đã xong", kind="yesno"),
        FormColumn(code="LOAI", label="Loại", kind="choice", choices=("nhóm A", "nhóm B")),
    ),
)
#: One without a key, whose columns are named like the master's.
CASES = FormTable(
    code="1",
    heading="Vụ việc",
    columns=(
        FormColumn(code="file", label="Hồ sơ", kind="text"),
        FormColumn(code="agency", label="Số bị can", kind="count", unit="người", across_rows="min"),
    ),
)


def campaign(agencies: int = 4, tables: Sequence[FormTable] = (PROJECTS, CASES)) -> Campaign:
    """This number of departments, and a commune that has only the table without groups."""
    roster = [Agency(code=f"S{n}", name=f"Sở thứ {n}", short_name=f"Sở {n}", groups=("sở",)) for n in range(agencies)]
    return Campaign(
        id="C-2025",
        title="Báo cáo",
        periods=(Period(key="2025", year=2025, kind="year", number=0),),
        agencies=(*roster, Agency(code="XD", name="Xã Đông", short_name="Xã Đông", groups=("xã",))),
        tables=tuple(tables),
    )


def cells(agency: str, chance: random.Random, rows: int, table: FormTable = PROJECTS) -> list[Figure]:
    """Rows of an agency with every kind of value; some cells blank, some held, some typed differently than shown."""
    found = []
    for number in range(rows):
        row = f"{number:x}{chance.randrange(16**8):08x}" if table.key_column is None else f"dự án {number}"
        for place, column in enumerate(table.columns):
            if not column.key and place and chance.random() < 0.15:
                continue
            value, state, typed = _value(column, chance, number)
            at = f"{'BCDEFGH'[place]}{number + 7}"
            where = table.heading, at, table.code
            found.append(Figure(agency, table.name(column.code), row, value, state, typed, "", "", *where))  # type: ignore[arg-type]
    return found


def _value(column: FormColumn, chance: random.Random, number: int) -> tuple[Value | None, str, str]:
    value: Value
    if column.kind in ("money", "percent", "count") and chance.random() < 0.1:
        return (0.0, "zero_by_words", "không") if chance.random() < 0.4 else (None, "held", "khoảng 5 đến 7")
    match column.kind:
        case "money":
            value = chance.choice((0.1, 3.75, 1e6)) * chance.randint(1, 99)
            return value, "given", f"{value:.2f} tr" if chance.random() < 0.2 else typed_text(value)
        case "percent" | "count":
            value = float(chance.randint(0, 100))
        case "date":
            value = date(2025, chance.randint(1, 12), chance.randint(1, 28))
        case "yesno":
            value = chance.random() < 0.5
            return value, "given", "có" if value else "Không"
        case "choice":
            value = chance.choice(column.choices)
        case _:
            value = f"Dự án {number}" if column.key else chance.choice(("=1+1", "Hồ sơ “A”, tập 2", "x" * 90, "'12"))
    return value, "given", typed_text(value)


def submission(agency: str, rows: Sequence[Figure], file: str = "") -> Submission:
    """The report of an agency with these rows."""
    file = file or f"inbox/{agency}.xlsx"
    return Submission(
        source=Source(file=file, sha256=(file.encode().hex() * 64)[:64]),
        status="accepted",
        agency=agency,
        campaign="C-2025",
        rows=tuple(cell._replace(file=file) for cell in rows),
        balance=Balance(cells=len(rows), rows=len(rows)),
    )


def with_rows(report: Submission, added: Sequence[Figure]) -> Submission:
    """A report with these rows beside its other content."""
    rows = tuple(cell._replace(file=report.source.file) for cell in added)
    balance = replace(report.balance, cells=report.balance.cells + len(rows), rows=len(rows))
    return replace(report, rows=rows, balance=balance)
