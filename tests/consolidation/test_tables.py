"""Totals of tables over rows: of each agency and of the province, compared with the previous campaign's, and why they
changed."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.cases import cases
from tests.effort import effort
from tests.tables import DAY, NAME, WORKS, campaign, campaign_of, cell, submission
from toolkit import model
from toolkit.consolidation.bridges.bridge import bridge, computed_totals
from toolkit.consolidation.bridges.differences import TotalsBasis
from toolkit.consolidation.bridges.sentences import bridge_sentence, totals_by_name
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.tables.in_short import tables_in_short
from toolkit.consolidation.tables.rows import cells_that_count, rows_in, table_totals
from toolkit.language.text import fold
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.making import finding
from toolkit.model import (
    AcrossRows,
    Agency,
    Bridge,
    Campaign,
    Figure,
    FormColumn,
    FormTable,
    State,
    Submission,
    Tabulation,
)
from toolkit.model.packing import pack, unpack


def _merged(sent: Sequence[Submission]) -> model.Consolidation:
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
    assert result.balance.is_even


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
    none = model.Finding(code="table-said-none", severity="note", agency="S1", arguments=(("table", "DA"),))
    without = replace(submission("S1", []), findings=(none,), balance=model.Balance(cells=1, reported=1))
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


# --- Compared with the previous campaign ----------------------------------------------------------

TABLE = FormTable(
    code="DA",
    heading="Dự án",
    columns=(
        FormColumn(code="TEN", label="Tên", kind="text", key=True),
        FormColumn(code="VON", label="Vốn", kind="money", unit="triệu đồng", across_rows="sum"),
        FormColumn(code="NGAY", label="Ngày", kind="date"),
    ),
)
LABELS = {f"DA.{column.code}": (column.label, column.unit) for column in TABLE.columns}
#: A stays; B and C were merged into BC; D was split into D1 and D2; E no longer exists; F is new.
HEIRS = dict.fromkeys(("A", "BC", "D1", "D2", "F"), None) | {"B": ("BC",), "C": ("BC",), "D": ("D1", "D2"), "E": ()}
ENDED = date(2025, 6, 30)
AGENCIES = [
    Agency(code=code, name=code, short_name=code, until=None if heirs is None else ENDED, replaced_by=heirs or ())
    for code, heirs in HEIRS.items()
]
CAMPAIGN = replace(campaign_of([TABLE], AGENCIES), deadline=date(2025, 12, 31))
Rows = Mapping[str, Sequence[Mapping[str, object]]]


def cells(agency: str, rows: Sequence[Mapping[str, object]]) -> tuple[Figure, ...]:
    """Rows by column; a tuple is a value with its state."""
    found, turns = [], Counter[str]()
    for number, row in enumerate(rows, start=7):
        key = fold(str(row.get("TEN", ""))) or f"hash{number}"
        turns[key] += 1
        key += f"#{turns[key]}" if turns[key] > 1 else ""
        for column, value in row.items():
            value, state = value if isinstance(value, tuple) else (value, "given")
            typed = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
            made = cell(agency, "DA", key, column, None if state == "held" else value, state, typed)
            found.append(made._replace(cell=f"{'C' if column == 'VON' else 'B'}{number}"))
    return tuple(found)


def compared(
    before: Rows,
    now: Rows,
    campaign: Campaign = CAMPAIGN,
    labels: Mapping[str, tuple[str, str]] = LABELS,
    shuffled: random.Random | None = None,
) -> Tabulation:
    previous = model.Previous(
        file="truoc.xlsx",
        campaign="TRUOC",
        periods=(model.Period(key="2024", year=2024, kind="year", number=0),),
        labels=labels,
        rows=tuple(c for agency, rows in before.items() for c in cells(agency, rows)),
        reported=tuple(before),
    )
    submissions = [submission(agency, cells(agency, rows)) for agency, rows in now.items()]
    if shuffled:
        shuffled.shuffle(submissions)
    return consolidate(campaign, submissions, as_of=date(2026, 1, 5), previous=previous)


def changes(result: Tabulation) -> list[tuple[str, str, str, str]]:
    return [(line.change, line.previous_agency, line.agency, line.key) for line in result.compared_rows]


def totals(result: Tabulation, column: str) -> dict[tuple[str, ...], model.ComparedTotal]:
    own = [t for t in result.compared_tables if t.column == column]
    return {() if t.province else t.agencies or t.previous_agencies: t for t in own}


def row(name: str, money: object = 1.0, **more: object) -> dict[str, object]:
    return {"TEN": name, "VON": money, **more}


def test_rows_are_new_removed_or_changed_by_their_key() -> None:
    """Order, case and tones do not matter; a changed row lists the columns with both values."""
    before = {"A": [row("Cầu Một", 5.0, NGAY=date(2024, 1, 2)), row("Đường Hai", 7.5), row("Trường Ba", 1234.0)]}
    now = {"A": [row("Kè Bốn", 2.0), row("TRƯỜNG BA", 1234.0), row("Cầu Một", 6.5, NGAY=date(2024, 1, 2))]}
    result = compared(before, now)
    assert changes(result) == [
        ("new", "", "A", "Kè Bốn"),
        ("changed", "A", "A", "Cầu Một"),
        ("gone", "A", "A", "Đường Hai"),
    ]
    new, changed, gone = result.compared_rows
    assert new.cells == (("TEN", "", "Kè Bốn"), ("VON", "", "2"))
    assert changed.cells == (("VON", "5", "6,5"),)
    assert gone.cells == (("TEN", "Đường Hai", ""), ("VON", "7,5", ""))
    rows, money = totals(result, "")["A",], totals(result, "VON")["A",]
    assert (rows.previous, rows.value, rows.new, rows.gone, rows.changed) == (3.0, 3.0, 1, 1, 1)
    assert (money.previous, money.value, money.change) == (1246.5, 1242.5, -4.0)


@cases("""
| case | before | now | changes |
|------|--------|-----|---------|
| rows with the same key in order | A: x 1, x 2 | A: x 1, x 3, x 9 | A>A changed x, >A new x |
| rows of merged or split agencies | B: b1, b2; C: c1; D: d1, d2, d3; E: e1 | BC: c1 4, b1; D1: d2; D2: d1, d9 \
| C>BC changed c1, B>BC gone b2, >D2 new d9, D> gone d3 |
| rows of former agencies | X1: a; X2: b | X: b 3, c | X2>X changed b, >X new c, X1>X gone a |
| one of two former agencies is wanting | X1: a | X: a, b | |
""")
def test_rows_are_matched_by_their_key(before: str, now: str, changes: str) -> None:
    """A row that a successor reports now is not new."""
    formers = tuple(model.Former(code=code, name=code, replaced_by=("X",)) for code in ("X1", "X2"))
    successor = replace(CAMPAIGN, agencies=(Agency(code="X", name="Xã X", short_name="X"),), formers=formers)
    result = compared(_sent(before), _sent(now), successor if "X" in now else CAMPAIGN)
    lines = [f"{line.previous_agency}>{line.agency} {line.change} {line.key}" for line in result.compared_rows]
    assert ", ".join(lines) == changes
    if "D1" in now:
        assert totals(result, "VON")["BC",].change == 2.0
        assert totals(result, "")["D1", "D2"].previous == 3.0


def _sent(text: str) -> dict[str, list[Mapping[str, object]]]:
    """`A: x 1, y; B: z`: agencies with rows by their name, and their money where it is not 1."""
    found: dict[str, list[Mapping[str, object]]] = {}
    for agency, own in (part.split(": ") for part in text.split("; ")):
        found[agency] = [row(name, float(money or 1)) for name, _, money in (r.partition(" ") for r in own.split(", "))]
    return found


def test_what_cannot_be_compared_is_no_change() -> None:
    """An agency that reported once: the province is compared without it, and lists the agencies with rows in one
    campaign only. A held cell, a finding already; a closed row, expected to be removed; a table or unit that the
    previous campaign did not have."""
    result = compared(_sent("A: a; B: b; E: e") | {"C": []}, _sent("A: a; F: f 50"))
    assert changes(result) == []
    whole = totals(result, "VON")[()]
    assert (whole.previous, whole.value) == (1.0, 1.0)
    assert (whole.only_before, whole.only_now) == (("B", "C", "E"), ("F",))
    assert totals(result, "VON")["F",].change is None
    before = {"A": [row("a", 5.0), row("b", 5.0) | {model.CARRIED_COLUMN: model.CLOSED}]}
    assert changes(compared(before, {"A": [row("a", ("1.234,5,6", "held"))]})) == []
    result = compared(_sent("A: a"), _sent("A: b"), labels={"VV.TEN": ("Tên", "")})
    assert (result.compared_rows, result.compared_tables) == ((), ())
    result = compared(_sent("A: a 1"), _sent("A: a 1000"), labels={**LABELS, "DA.VON": ("Vốn", "tỷ đồng")})
    assert (changes(result), totals(result, "VON")) == ([], {})
    assert "table-unit-since-previous" not in {f.code for f in result.findings}


def test_carried_rows_are_in_no_total_and_not_removed() -> None:
    """Nor new; of rows with one key those that count are matched first."""
    carried = {"TEN": ("a", "carried"), "VON": (5.0, "carried")}
    result = compared({"A": [row("a", 5.0), row("b")]}, {"A": [carried, row("b")]})
    assert changes(result) == []
    assert (totals(result, "")["A",].value, totals(result, "VON")["A",].value) == (1.0, 1.0)
    for agencies in ((), ("A",)):
        rows, money = totals(result, "")[agencies], totals(result, "VON")[agencies]
        assert (rows.waiting, rows.waiting_sum, money.waiting, money.waiting_sum) == (1, None, 1, 5.0)
    result = compared({"A": [row("a", 5.0)]}, {"A": [carried, row("a", 6.0)]})
    assert [(line.change, line.cells) for line in result.compared_rows] == [("changed", (("VON", "5", "6"),))]
    assert changes(compared({"A": [row("b", 5.0)]}, {"A": [carried, row("b", 5.0)]})) == []


def test_a_number_a_thousand_times_as_large_is_a_finding() -> None:
    """One for each agency and column, with all cells; a tenfold number or another sign is none."""
    before = {"A": [row("a", 1.5), row("b", 2.0), row("c", 3000.0), row("d", 4.0), row("e", 0.0)]}
    now = {"A": [row("a", 1500.0), row("b", 20.0), row("c", 2.9), row("d", -4000.0), row("e", 1000.0)]}
    result = compared(before, now)
    (finding,) = (f for f in result.findings if f.code == "table-unit-since-previous")
    assert (finding.indicator, finding.cells, finding.severity) == ("DA.VON", ("C7", "C9"), "warning")
    assert finding.values == ("1500.0", "2.9")
    texts = "".join(describe(finding, "vi", CAMPAIGN))
    assert "{" not in texts
    assert "1,5" in texts


def test_comparison_does_not_depend_on_the_order_of_files() -> None:
    chance = random.Random(7)
    names = [f"Dự án {n}" for n in range(40)]

    def some() -> list[dict[str, object]]:
        return [row(name, chance.choice((0.1, 2.0, 1e6))) for name in chance.sample(names, 25)]

    before = {code: some() for code in ("A", "B", "C", "D", "E")}
    now = {code: some() for code in ("A", "BC", "D1", "D2", "F")}
    first = compared(before, now)
    assert first.compared_rows
    for seed in range(3):
        again = compared(before, now, shuffled=random.Random(seed))
        assert (again.compared_rows, again.compared_tables) == (first.compared_rows, first.compared_tables)
    for line in first.compared_tables:
        if line.column == "" and line.change is not None:
            assert line.change == line.new - line.gone


# --- Why totals changed ----------------------------------------------------------------------------

WAYS: dict[str, AcrossRows] = {"VON": "sum", "TB": "mean", "LON": "max", "NHO": "min"}


def added_up(unit: str = "triệu đồng", **ways: AcrossRows) -> Campaign:
    """With a table of projects whose columns are added up in these ways."""
    columns = [
        FormColumn(code=code, label=f"Cột {code}", kind="money", unit=unit, across_rows=across)
        for code, across in ways.items()
    ]
    return campaign_of([FormTable(code="DA", heading="Dự án", columns=(NAME, *columns))], DEPARTMENTS)


DEPARTMENTS = [Agency(code=code, name=f"Sở {code}", short_name=f"Sở {code}") for code in "ABCD"]
ALL = added_up(**WAYS)


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
    names = totals_by_name(ALL, "vi"), {a.code: a for a in DEPARTMENTS}
    texts = [bridge_sentence(b, *names, "vi") for b in every.values()]
    assert texts[0].startswith("DA. Dự án")
    assert "Sở B" in texts[0]


def test_a_correction_is_a_separate_part() -> None:
    """So is a row left out; other changes in the same file stay a part of the file. Rows count once confirmed."""
    given = {"A": rows("A", a=10.0, b=20.0)}
    old = standing(given)
    anew = rows("A", a=12.0)[1]
    put = {("A", "DA.VON", "a"): anew}
    new = replace(standing(given), rows_put=put, rows_left_out=frozenset({("A", "DA", "b")}))
    bridges = by_total(bridge(old, new))
    assert parts(bridges["DA.VON"]) == [("corrected", "A", -18.0)]
    assert parts(bridges["DA."]) == [("corrected", "A", -1.0)]
    assert parts(bridges["DA.LON"]) == [("corrected", "A", -10.0)]
    old, new = standing({"A": rows("A", "carried", a=10.0)}), standing({"A": rows("A", a=10.0)}, files="2")
    bridges = by_total(bridge(old, new))
    assert (bridges["DA.VON"].old, bridges["DA.VON"].new) == (None, Decimal(10))
    assert parts(bridges["DA."]) == [("resent", "A", 1.0)]


def test_changed_rules_and_units_come_before_changed_files() -> None:
    old = standing({"A": rows("A", a=10.0, b=20.0)}, added_up(VON="sum"))
    mean = standing({"A": rows("A", a=10.0, b=40.0)}, added_up(VON="mean"), files="2")
    assert parts(by_total(bridge(old, mean))["DA.VON"]) == [("definition", "", -15.0), ("resent", "A", 10.0)]
    unit = standing({"A": rows("A", a=0.01, b=0.03)}, added_up("tỷ đồng", VON="sum"), files="2")
    change = by_total(bridge(old, unit))["DA.VON"]
    assert change.unit_before == "triệu đồng"
    assert parts(change) == [("unit", "", -29.97), ("resent", "A", 0.01)]
    as_it_stood = standing({"A": rows("A", a=10.0, b=20.0)}, added_up("tỷ đồng", VON="sum"))
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
            counted[agency] = Submission(
                source=model.Source(file=""), status="accepted", agency=agency, rows=tuple(own)
            )
        found = table_totals(ALL, DEPARTMENTS, cells_that_count(ALL, counted))
        return {f"DA.{code}": total.value for (_, code, agency), total in found.items() if not agency}

    moved = 0
    for _ in range(effort(60, 300)):
        old, new = some(), some()
        ends = plain(old), plain(new)
        if not any(of.rows_put for of in (old, new)):
            assert {k[0]: v for k, v in computed_totals(old).items()} == ends[0]
        for change in bridge(old, new):
            moved += 1
            assert sum((p.amount for p in change.parts), Decimal(0)) == change.difference
            for value, end in zip((change.old, change.new), ends, strict=True):
                total = end[change.indicator]
                assert (value is None) == (total is None)
                assert value is None or abs(float(value) - (total or 0.0)) <= 1e-4
    assert moved > 150
