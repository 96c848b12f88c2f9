"""Why totals of tables changed: each part is what its change moves, and parts add up to the last digit."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.effort import effort
from tests.tables import NAME, campaign_of, cell
from toolkit.consolidation.bridges.bridge import bridge, totals_of
from toolkit.consolidation.bridges.differences import TotalsBasis
from toolkit.consolidation.bridges.sentences import bridge_sentence, totals_by_name
from toolkit.consolidation.tables.rows import cells_that_count, table_totals
from toolkit.model import AcrossRows, Agency, Bridge, Campaign, Figure, FormColumn, FormTable, Source, State, Submission

WAYS: dict[str, AcrossRows] = {"VON": "sum", "TB": "mean", "LON": "max", "NHO": "min"}


def campaign(unit: str = "triệu đồng", **ways: AcrossRows) -> Campaign:
    """With a table of projects whose columns are added up in these ways."""
    columns = [
        FormColumn(code=code, label=f"Cột {code}", kind="money", unit=unit, across_rows=across)
        for code, across in ways.items()
    ]
    return campaign_of([FormTable(code="DA", heading="Dự án", columns=(NAME, *columns))], AGENCIES)


AGENCIES = [Agency(code=code, name=f"Sở {code}", short_name=f"Sở {code}") for code in "ABCD"]
ALL = campaign(**WAYS)


def rows(agency: str, state: State = "given", **numbers: float) -> tuple[Figure, ...]:
    """Rows by their names, with the same number in each column."""
    found = []
    for n, (name, number) in enumerate(numbers.items(), start=7):
        for place, code in zip("BCDEF", ("TEN", *WAYS), strict=True):
            made = cell(agency, "DA", name, code, name if code == "TEN" else number, state)
            found.append(made._replace(cell=f"{place}{n}"))
    return tuple(found)


def standing(given: dict[str, tuple[Figure, ...]], of: Campaign = ALL, files: str = "1") -> TotalsBasis:
    return TotalsBasis(
        campaign=of,
        roster=of.agencies,
        sent={},
        files={agency: f"{agency}{files}" for agency in given},
        rows={agency: cells for agency, cells in given.items() if cells},
    )


def by_total(moved: tuple[Bridge, ...]) -> dict[str, Bridge]:
    return {b.indicator: b for b in moved}


def parts(of: Bridge) -> list[tuple[str, str, float]]:
    return [(part.cause, part.agency, float(part.amount)) for part in of.parts]


def test_each_agency_that_changes_a_total_has_a_part_with_its_rows() -> None:
    old = standing({"A": rows("A", a=10.0, b=20.0), "C": rows("C", c=5.0)})
    new = replace(
        standing({"A": rows("A", a=11.5, d=1.0), "B": rows("B", e=60.0, f=40.0)}), files={"A": "A2", "B": "B1"}
    )
    every = by_total(bridge(old, new))
    assert parts(every["DA.VON"]) == [("arrived", "B", 100.0), ("gone", "C", -5.0), ("resent", "A", -17.5)]
    assert parts(every["DA."]) == [("arrived", "B", 2.0), ("gone", "C", -1.0)]
    resent = every["DA.VON"].parts[-1]
    cells = [(then and then.cell, now and now.cell) for then, now in resent.figures]
    assert cells == [("C7", "C7"), (None, "C8"), ("C8", None)]
    names = totals_by_name(ALL, "vi"), {a.code: a for a in AGENCIES}
    texts = [bridge_sentence(b, *names, "vi") for b in every.values()]
    assert texts[0].startswith("DA. Dự án")
    assert "Sở B" in texts[0]


def test_a_correction_is_a_separate_part() -> None:
    """So is a row left out; other changes in the same file stay a part of the file."""
    given = {"A": rows("A", a=10.0, b=20.0)}
    old = standing(given)
    anew = rows("A", a=12.0)[1]
    put = {("A", "DA.VON", "a"): anew}
    new = replace(standing(given), rows_put=put, rows_left_out=frozenset({("A", "DA", "b")}))
    bridges = by_total(bridge(old, new))
    assert parts(bridges["DA.VON"]) == [("corrected", "A", -18.0)]
    assert parts(bridges["DA."]) == [("corrected", "A", -1.0)]
    assert parts(bridges["DA.LON"]) == [("corrected", "A", -10.0)]


def test_rows_count_once_they_are_confirmed() -> None:
    old, new = standing({"A": rows("A", "carried", a=10.0)}), standing({"A": rows("A", a=10.0)}, files="2")
    bridges = by_total(bridge(old, new))
    assert (bridges["DA.VON"].old, bridges["DA.VON"].new) == (None, Decimal(10))
    assert parts(bridges["DA."]) == [("resent", "A", 1.0)]


def test_changed_rules_and_units_come_before_changed_files() -> None:
    old = standing({"A": rows("A", a=10.0, b=20.0)}, campaign(VON="sum"))
    mean = standing({"A": rows("A", a=10.0, b=40.0)}, campaign(VON="mean"), files="2")
    assert parts(by_total(bridge(old, mean))["DA.VON"]) == [("definition", "", -15.0), ("resent", "A", 10.0)]
    unit = standing({"A": rows("A", a=0.01, b=0.03)}, campaign("tỷ đồng", VON="sum"), files="2")
    change = by_total(bridge(old, unit))["DA.VON"]
    assert change.unit_before == "triệu đồng"
    assert parts(change) == [("unit", "", -29.97), ("resent", "A", 0.01)]
    as_it_stood = standing({"A": rows("A", a=10.0, b=20.0)}, campaign("tỷ đồng", VON="sum"))
    assert bridge(old, as_it_stood) == ()


def test_a_new_or_removed_table_is_a_change_of_the_definition() -> None:
    without = replace(ALL, tables=())
    given = standing({"A": rows("A", a=10.0)})
    bridges = by_total(bridge(given, replace(standing({}, without), files={"A": "A1"})))
    assert [(part.cause, part.agency) for part in bridges["DA.VON"].parts] == [("definition", "")]
    back = by_total(bridge(replace(standing({}, without), files={"A": "A1"}), given))
    assert back["DA.VON"].new == Decimal(10)
    assert sum(p.amount for p in back["DA.VON"].parts) == Decimal(10)


@pytest.mark.slow
def test_parts_between_any_two_states_add_up() -> None:
    """Both ends are the totals that every merge computes."""
    chance = random.Random(11)

    def some() -> TotalsBasis:
        given = {}
        for code in "ABCD":
            if chance.random() < 0.8:
                names = chance.sample("abcdefgh", chance.randint(0, 6))
                state: State = "carried" if chance.random() < 0.2 else "given"
                given[code] = rows(code, state, **{n: chance.choice((0.1, 1e9, -3.7, 1 / 3)) for n in names})
        made = replace(standing(given), files={a: f"{a}{chance.randint(1, 2)}" for a in given})
        every = [cell for cells in given.values() for cell in cells if cell.column != "TEN"]
        put = {}
        for c in (c for c in every if chance.random() < 0.1):
            value, state = (7.25, "given") if chance.random() < 0.8 else (None, "missing")
            put[c[:3]] = c._replace(value=value, state=state)
        out = {(c.agency, "DA", c.row) for c in every if chance.random() < 0.05}
        return replace(made, rows_put=put, rows_left_out=frozenset(out))

    def plain(of: TotalsBasis) -> dict[str, float | None]:
        counted = {}
        for agency, cells in of.rows.items():
            own = [of.rows_put.get(c[:3], c) for c in cells if (agency, "DA", c.row) not in of.rows_left_out]
            counted[agency] = Submission(source=Source(file=""), status="accepted", agency=agency, rows=tuple(own))
        found = table_totals(ALL, AGENCIES, cells_that_count(ALL, counted))
        return {f"DA.{code}": total.value for (_, code, agency), total in found.items() if not agency}

    moved = 0
    for _ in range(effort(60, 300)):
        old, new = some(), some()
        ends = plain(old), plain(new)
        if not any(of.rows_put for of in (old, new)):
            assert {k[0]: v for k, v in totals_of(old).items()} == ends[0]
        for change in bridge(old, new):
            moved += 1
            assert sum((p.amount for p in change.parts), Decimal(0)) == change.difference
            for value, end in zip((change.old, change.new), ends, strict=True):
                total = end[change.indicator]
                assert (value is None) == (total is None)
                assert value is None or abs(float(value) - (total or 0.0)) <= 1e-4
    assert moved > 150
