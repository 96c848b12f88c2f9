"""Totals of tables over rows: of each agency, and computed again for the province."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from tests.tables import DAY, WORKS, campaign, cell, submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.tables.in_short import tables_in_short
from toolkit.consolidation.tables.rows import rows_in
from toolkit.messages.findings.making import finding
from toolkit.model import Balance, Consolidation, Finding, Submission
from toolkit.model.packing import pack, unpack


def _merged(sent: Sequence[Submission]) -> Consolidation:
    return consolidate(campaign(3, [WORKS]), sent, as_of=DAY)


def test_totals_are_of_rows_of_the_agency_and_of_the_province() -> None:
    """Exactly; the number of rows has an own total, and rows are in the order of agencies."""
    chance = random.Random(5)
    numbers = {
        a: [chance.choice((0.1, 0.2, 1e9, -3.3)) * chance.randint(1, 9) for _ in range(60)] for a in ("S1", "S0")
    }
    sent = []
    for agency, own in numbers.items():
        cells = [
            cell(agency, "DA", f"r{n}", code, value)
            for n, number in enumerate(own)
            for code, value in (("TEN", f"Dự án {n}"), ("VON", number))
        ]
        sent.append(submission(agency, cells))
    result = _merged(sent)
    for agency, own in (*numbers.items(), ("", [*numbers["S0"], *numbers["S1"]])):
        assert result.table_totals["DA", "VON", agency].value == float(sum(map(Fraction, own)))
        assert result.table_totals["DA", "", agency].value == len(own)
    province = result.table_totals["DA", "", ""]
    assert (province.reporting, province.asked) == (2, 3)
    assert result.table_totals["DA", "TYLE", ""].value is None
    assert [row.agency for row in rows_in(result.rows)] == ["S0"] * 60 + ["S1"] * 60
    assert result.balance.even


def test_held_cells_and_carried_rows_are_in_no_total() -> None:
    """An agency that states that it has no rows has answered."""
    cells = [
        cell("S0", "DA", "1", "VON", 5.0),
        cell("S0", "DA", "1", "XA", 2.0),
        cell("S0", "DA", "2", "VON", None, "held"),
        cell("S0", "DA", "2", "XA", 7.0),
        cell("S0", "DA", "3", "TEN", "Cũ", "carried"),
        cell("S0", "DA", "3", "XA", 9.0, "carried"),
        cell("S0", "DA", "4", "VON", 0.0, "zero_by_words"),
        cell("S0", "DA", "4", "TYLE", 30.0),
        cell("S0", "DA", "5", "TYLE", 40.0),
    ]
    none = Finding(code="table-said-none", severity="note", agency="S1", arguments=(("table", "DA"),))
    without = replace(submission("S1", []), findings=(none,), balance=Balance(cells=1, reported=1))
    result = _merged([submission("S0", cells), without])
    totals = result.table_totals
    for agency in ("S0", ""):
        rows, von, rate, most = (totals["DA", column, agency] for column in ("", "VON", "TYLE", "XA"))
        assert (rows.value, rows.carried) == (4.0, 1)
        assert (von.value, von.rows, von.held) == (5.0, 2, 1)
        assert (rate.value, most.value) == (35.0, 7.0)
    assert (totals["DA", "", "S1"].value, totals["DA", "VON", "S1"].value) == (0.0, None)
    assert (totals["DA", "", ""].reporting, totals["DA", "", ""].asked) == (2, 3)
    assert tables_in_short(result, "en")[0].missing == "No row yet: Sở 2"


def test_rows_are_written_and_read_back_unchanged() -> None:
    """`1.2.A` may be column `2.A` of table `1`, column `A` of table `1.2`, or an indicator; all are kept apart."""
    cells = [cell("S0", "", "x", "", 1.0)._replace(indicator="1.2.A", table=table) for table in ("1", "1.2", "")]
    assert [(c.table, c.column, c.row) for c in cells[:2]] == [("1", "2.A", "x"), ("1.2", "A", "x")]
    assert [finding("not-a-number", at=c).period for c in cells] == [None, None, "x"]
    started = cell("S0", "DA", "1", "NGAY", date(2025, 3, 1), typed="01/3/2025")
    cells += [cell("S0", "DA", "1", "TEN", "Dự án | một"), started]
    sent = submission("S0", [*cells[:2], *cells[3:]], [cells[2]])
    assert unpack(pack(sent), "S0.xlsx") == sent
    assert unpack(pack(sent), "other.xlsx").rows[0].file == "other.xlsx"
    assert unpack(pack(submission("S0", [])), "S0.xlsx").rows == ()
