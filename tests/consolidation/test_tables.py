"""Totals of tables over rows: of each agency, and computed again for the province."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.tables.in_short import tables_in_short
from toolkit.consolidation.tables.rows import rows_in
from toolkit.messages.findings.making import finding
from toolkit.model import Agency, Balance, Campaign, Figure, Finding, FormColumn, FormTable, Period, Source, Submission
from toolkit.model.packing import pack, unpack

TABLE = FormTable(
    code="DA",
    heading="Dự án",
    asked_of=("sở",),
    columns=(
        FormColumn(code="TEN", label="Tên", kind="text", key=True),
        FormColumn(code="VON", label="Vốn", kind="money", unit="triệu đồng", across_rows="sum"),
        FormColumn(code="TYLE", label="Tỷ lệ", kind="percent", unit="%", across_rows="mean"),
        FormColumn(code="XA", label="Số xã", kind="count", unit="xã", across_rows="max"),
    ),
)
CAMPAIGN = Campaign(
    id="C",
    title="Báo cáo",
    periods=(Period(key="2025", year=2025, kind="year", number=0),),
    agencies=tuple(
        Agency(code=code, name=code, short_name=code, groups=(group,))
        for code, group in (("SA", "sở"), ("SB", "sở"), ("SC", "sở"), ("XD", "xã"))
    ),
    tables=(TABLE,),
)


def _cell(agency: str, row: str, column: str, value: float | str | None, state: str = "given") -> Figure:
    return Figure(agency, f"DA.{column}", row, value, state, str(value), "", f"{agency}.xlsx", "Dự án", "B7", "DA")  # type: ignore[arg-type]


def _submission(agency: str, cells: list[Figure]) -> Submission:
    return Submission(
        source=Source(file=f"{agency}.xlsx", sha256=agency * 8),
        status="accepted",
        agency=agency,
        campaign="C",
        rows=tuple(cells),
        balance=Balance(cells=len(cells), rows=len(cells)),
    )


def test_totals_are_of_rows_of_the_agency_and_of_the_province() -> None:
    chance = random.Random(5)
    submissions, numbers = [], dict[str, list[float]]()
    for agency in ("SB", "SA"):
        cells = []
        for n in range(60):
            von = chance.choice((0.1, 0.2, 1e9, -3.3)) * chance.randint(1, 9)
            numbers.setdefault(agency, []).append(von)
            cells += [_cell(agency, f"r{n}", "TEN", f"Dự án {n}"), _cell(agency, f"r{n}", "VON", von)]
        submissions.append(_submission(agency, cells))
    result = consolidate(CAMPAIGN, submissions, as_of=date(2025, 12, 31))
    every = numbers["SA"] + numbers["SB"]
    for agency, own in (("SA", numbers["SA"]), ("SB", numbers["SB"]), ("", every)):
        assert result.table_totals["DA", "VON", agency].value == float(sum(map(Fraction, own)))
        assert result.table_totals["DA", "", agency].value == len(own)
    province = result.table_totals["DA", "", ""]
    assert (province.reporting, province.asked) == (2, 3)
    assert result.table_totals["DA", "TYLE", ""].value is None
    assert [row.agency for row in rows_in(result.rows)] == ["SA"] * 60 + ["SB"] * 60
    assert result.balance.even


def test_held_cells_and_carried_rows_are_in_no_total() -> None:
    cells = [
        _cell("SA", "1", "VON", 5.0),
        _cell("SA", "1", "XA", 2.0),
        _cell("SA", "2", "VON", None, "held"),
        _cell("SA", "2", "XA", 7.0),
        _cell("SA", "3", "TEN", "Cũ", "carried"),
        _cell("SA", "3", "XA", 9.0, "carried"),
        _cell("SA", "4", "VON", 0.0, "zero_by_words"),
        _cell("SA", "4", "TYLE", 30.0),
        _cell("SA", "5", "TYLE", 40.0),
    ]
    result = consolidate(CAMPAIGN, [_submission("SA", cells)], as_of=date(2025, 12, 31))
    for agency in ("SA", ""):
        rows, von, rate, most = (result.table_totals["DA", column, agency] for column in ("", "VON", "TYLE", "XA"))
        assert (rows.value, rows.carried) == (4.0, 1)
        assert (von.value, von.rows, von.held) == (5.0, 2, 1)
        assert (rate.value, most.value) == (35.0, 7.0)


def test_an_agency_that_states_that_it_has_no_rows_has_answered() -> None:
    none = Finding(code="table-said-none", severity="note", agency="SB", arguments=(("table", "DA"),))
    sent = [
        _submission("SA", [_cell("SA", "1", "VON", 5.0)]),
        replace(_submission("SB", []), findings=(none,), balance=Balance(cells=1, reported=1)),
    ]
    result = consolidate(CAMPAIGN, sent, as_of=date(2025, 12, 31))
    assert (result.table_totals["DA", "", "SB"].value, result.table_totals["DA", "VON", "SB"].value) == (0.0, None)
    province = result.table_totals["DA", "", ""]
    assert (province.value, province.reporting, province.asked) == (1.0, 2, 3)
    assert tables_in_short(result, "en")[0].missing == "No row yet: SC"


def test_codes_with_points_do_not_confuse_tables_and_columns() -> None:
    """`1.2.A` may be column `2.A` of table `1`, column `A` of table `1.2`, or an indicator; all are kept apart."""
    cells = [_cell("SA", "x", "2.A", 1.0)._replace(indicator="1.2.A", table=table) for table in ("1", "1.2", "")]
    assert [(c.table, c.column, c.row) for c in cells[:2]] == [("1", "2.A", "x"), ("1.2", "A", "x")]
    sent = replace(_submission("SA", cells[:2]), figures=(cells[2],))
    assert unpack(pack(sent), "SA.xlsx") == sent
    assert [finding("not-a-number", at=c).period for c in cells] == [None, None, "x"]


def test_rows_are_written_and_read_back_unchanged() -> None:
    cells = [_cell("SA", "1", "TEN", "Dự án | một"), _cell("SA", "1", "VON", 5.5)]
    cells.append(cells[0]._replace(indicator="DA.NGAY", value=date(2025, 3, 1), typed="01/3/2025"))
    sent = _submission("SA", cells)
    assert unpack(pack(sent), "SA.xlsx") == sent
    assert unpack(pack(sent), "other.xlsx").rows[0].file == "other.xlsx"
    assert unpack(pack(_submission("SA", [])), "SA.xlsx").rows == ()
