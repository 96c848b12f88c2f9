"""Tables compared with the previous campaign's: rows new, removed and changed by their key; totals of those in both."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tests.tables import campaign_of, cell, submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.language.text import fold
from toolkit.messages.findings.catalogue import describe
from toolkit.model import (
    CARRIED_COLUMN,
    CLOSED,
    Agency,
    Campaign,
    ComparedTotal,
    Figure,
    FormColumn,
    Former,
    FormTable,
    Language,
    Period,
    Previous,
    Tabulation,
)

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
HEIRS = {
    "A": None,
    "B": ("BC",),
    "C": ("BC",),
    "BC": None,
    "D": ("D1", "D2"),
    "D1": None,
    "D2": None,
    "E": (),
    "F": None,
}
ENDED = date(2025, 6, 30)
AGENCIES = [
    Agency(code=code, name=code, short_name=code, until=None if heirs is None else ENDED, replaced_by=heirs or ())
    for code, heirs in HEIRS.items()
]
CAMPAIGN = replace(campaign_of([TABLE], AGENCIES), deadline=date(2025, 12, 31))
LANGUAGES: tuple[Language, ...] = ("vi", "en")
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
    previous = Previous(
        file="truoc.xlsx",
        campaign="TRUOC",
        periods=(Period(key="2024", year=2024, kind="year", number=0),),
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


def totals(result: Tabulation, column: str) -> dict[tuple[str, ...], ComparedTotal]:
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


def test_rows_with_the_same_key_are_matched_in_order() -> None:
    result = compared({"A": [row("X", 1.0), row("X", 2.0)]}, {"A": [row("X", 1.0), row("X", 3.0), row("X", 9.0)]})
    assert [(line.change, line.cells) for line in result.compared_rows] == [
        ("changed", (("VON", "2", "3"),)),
        ("new", (("TEN", "", "X"), ("VON", "", "9"))),
    ]


def test_rows_of_merged_or_split_agencies_are_matched() -> None:
    """A row of B or C that BC reports now is not new; one of D is matched with the successor that has it."""
    before = {"B": [row("b1"), row("b2")], "C": [row("c1")], "D": [row("d1"), row("d2"), row("d3")], "E": [row("e1")]}
    now = {"BC": [row("c1", 4.0), row("b1")], "D1": [row("d2")], "D2": [row("d1"), row("d9")]}
    result = compared(before, now)
    assert changes(result) == [
        ("changed", "C", "BC", "c1"),
        ("gone", "B", "BC", "b2"),
        ("new", "", "D2", "d9"),
        ("gone", "D", "", "d3"),
    ]
    assert totals(result, "VON")["BC",].change == 2.0
    assert totals(result, "")["D1", "D2"].previous == 3.0


def test_rows_of_former_agencies_are_compared_with_their_successors() -> None:
    formers = tuple(Former(code=code, name=code, replaced_by=("X",)) for code in ("X1", "X2"))
    campaign = replace(CAMPAIGN, agencies=(Agency(code="X", name="Xã X", short_name="X"),), formers=formers)
    result = compared({"X1": [row("a")], "X2": [row("b")]}, {"X": [row("b", 3.0), row("c")]}, campaign)
    assert changes(result) == [("changed", "X2", "X", "b"), ("new", "", "X", "c"), ("gone", "X1", "X", "a")]
    one_wanting = compared({"X1": [row("a")]}, {"X": [row("a"), row("b")]}, campaign)
    assert changes(one_wanting) == []


def test_an_agency_that_reported_once_has_no_new_or_removed_rows() -> None:
    """The province is compared without it, and lists the agencies with rows in one campaign only."""
    before = {"A": [row("a")], "B": [row("b")], "C": [], "E": [row("e")]}
    result = compared(before, {"A": [row("a")], "F": [row("f", 50.0)]})
    assert changes(result) == []
    whole = totals(result, "VON")[()]
    assert (whole.previous, whole.value) == (1.0, 1.0)
    assert (whole.only_before, whole.only_now) == (("B", "C", "E"), ("F",))
    assert totals(result, "VON")["F",].change is None


def test_a_held_cell_or_closed_row_is_no_change() -> None:
    """A held cell is a finding already; a closed row is expected to be removed."""
    before = {"A": [row("a", 5.0), row("b", 5.0) | {CARRIED_COLUMN: CLOSED}]}
    assert changes(compared(before, {"A": [row("a", ("1.234,5,6", "held"))]})) == []


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


def test_a_table_or_unit_that_the_previous_campaign_did_not_have_is_not_compared() -> None:
    """Nor is another unit a finding."""
    result = compared({"A": [row("a")]}, {"A": [row("b")]}, labels={"VV.TEN": ("Tên", "")})
    assert (result.compared_rows, result.compared_tables) == ((), ())
    labels = {**LABELS, "DA.VON": ("Vốn", "tỷ đồng")}
    result = compared({"A": [row("a", 1.0)]}, {"A": [row("a", 1000.0)]}, labels=labels)
    assert (changes(result), totals(result, "VON")) == ([], {})
    assert "table-unit-since-previous" not in {f.code for f in result.findings}


def test_a_number_a_thousand_times_as_large_is_a_finding() -> None:
    """One for each agency and column, with all cells; a tenfold number or another sign is none."""
    before = {"A": [row("a", 1.5), row("b", 2.0), row("c", 3000.0), row("d", 4.0), row("e", 0.0)]}
    now = {"A": [row("a", 1500.0), row("b", 20.0), row("c", 2.9), row("d", -4000.0), row("e", 1000.0)]}
    result = compared(before, now)
    (finding,) = (f for f in result.findings if f.code == "table-unit-since-previous")
    assert (finding.indicator, finding.cells, finding.severity) == ("DA.VON", ("C7", "C9"), "warning")
    assert finding.values == ("1500.0", "2.9")
    for language in LANGUAGES:
        sentences = describe(finding, language, CAMPAIGN)
        assert "{" not in "".join(sentences)
        assert "1,5" in "".join(sentences) or "1.5" in "".join(sentences)


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
