"""Tables from one round to the next: rows are carried, confirmed, closed and compared by keys; totals are explained."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, copied, definition, form_in, keyed, records
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.cli.main import run
from toolkit.consolidation.carried import CarriedValues
from toolkit.consolidation.tables.rows import rows_in
from toolkit.consolidation.trend import Trend
from toolkit.form.carried import filled_in, with_carried_rows
from toolkit.form.contents import Filling, make_form
from toolkit.master.previous import read_previous
from toolkit.messages import forms
from toolkit.messages.masters import COUNT_OF_ROWS
from toolkit.model import CARRIED_COLUMN, CellValue, Tabulation
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.masters.issued import issue_if_same_totals
from toolkit.run.operations import check_files, merge_files, write_templates
from toolkit.run.returns import write_returns
from toolkit.run.rounds.next import begin_next
from toolkit.xlsx.drawn.form import write_intake

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |\n"
INDICATORS = """
| code | topic | label | unit | kind  | across_agencies |
|------|-------|-------|------|-------|-----------------|
| V    | Một   | Số vụ | vụ   | count | sum             |
"""
ROWS = """
| table | heading                    | cumulative | code | label     | unit       | kind  | key | across_rows |
|-------|----------------------------|------------|------|-----------|------------|-------|-----|-------------|
| DA    | Dự án đến hết quý I/2026   | có         | TEN  | Tên dự án |            | text  | có  |             |
| DA    |                            |            | VON  | Vốn       | triệu đồng | money |     | sum         |
| DA    |                            |            | NGAY | Khởi công |            | date  |     |             |
| HN    | Hội nghị                   |            | TEN  | Hội nghị  |            | text  | có  |             |
| HN    |                            |            | SO   | Số người  | người      | count |     | sum         |
"""
Rows = Sequence[Mapping[str, CellValue]]
CONFIRMED, CLOSED = {CARRIED_COLUMN: forms.ROW_CONFIRMED.vi}, {CARRIED_COLUMN: forms.ROW_CLOSED.vi}


def first_round(at: Path) -> Folder:
    about = {"id": "BC-2026-Q1", "title": "Báo cáo quý I/2026", "periods": "2026-Q1", "deadline": "2026-04-10"}
    folder = definition(at, about=about, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)
    projects = [row("Cầu Một", 100.0), row("Đường Hai", 7.5), row("Kè Ba", 30.0)]
    give(folder, "SA", {"DA": projects, "HN": [meeting("a", 5)]})
    give(folder, "SB", {"DA": [row("Trường Bốn", 12.0)]})
    return folder


def row(name: str, money: float) -> dict[str, CellValue]:
    return {"TEN": name, "VON": money}


def meeting(name: str, people: int) -> dict[str, CellValue]:
    return {"TEN": name, "SO": float(people)}


def give(folder: Folder, agency: str, rows: Mapping[str, Rows], figure: float = 1.0) -> Path:
    """A returned form of the agency; `rows` change the first rows of last time, in turn."""
    campaign = folder.campaign
    form = make_form(campaign, campaign.agency_by_code[agency], version="0")
    blank = Filling()
    previous = folder.root / campaign.previous if campaign.previous else None
    if previous is not None:
        last = CarriedValues(Trend(campaign, read_previous(campaign, previous)))
        form = with_carried_rows(form, last.rows_of(agency))
        blank = filled_in(form)
    made: dict[str, tuple[Mapping[str, CellValue], ...]] = {}
    for table in campaign.tables:
        rows_now = [dict(given) for given in blank.rows.get(table.code, ())]
        changes = list(rows.get(table.code, ()))
        made[table.code] = tuple({**given, **change} for given, change in zip(rows_now, changes, strict=False))
        made[table.code] += tuple(rows_now[len(changes) :]) + tuple(changes[len(rows_now) :])
    key = campaign.periods[-1].key
    path = folder.inbox / f"{agency}.xlsx"
    write_intake(path, form, replace(blank, rows=made, figures={("V", key): figure}))
    return path


def second_round(root: Path) -> Folder:
    """The next round after a merged first one."""
    return copied(root, _second_round)


def _second_round(root: Path) -> Folder:
    first = first_round(root / "q1")
    merge_files(first, as_of=DAY)
    started = begin_next(first.root, root / "q2")
    assert started.carried == ("DA",)
    return open_folder(root / "q2")


def counted(result: Tabulation, table: str) -> dict[str, list[str]]:
    """The names of the rows that count, by agency."""
    found: dict[str, list[str]] = {}
    for cell in rows_in(result.rows):
        if cell.table == table and not cell.is_carried:
            found.setdefault(cell.agency, []).append(str(cell.cells["TEN"].value))
    return found


@pytest.mark.slow
def test_forms_have_the_rows_of_last_time(tmp_path: Path) -> None:
    """Those of the cumulative table, each with its mark; their number is reported. Such a form counts as blank. The
    definition has the same tables, in whose texts the periods move on."""
    folder = second_round(tmp_path)
    assert folder.campaign.id == "BC-2026-Q2"
    tables = {t.heading: t.cumulative for t in folder.campaign.tables}
    assert tables == {"Dự án đến hết quý II/2026": True, "Hội nghị": False}
    rows_by_state: list[tuple[str, str]] = []
    write_templates(folder, notice=lambda code, file: rows_by_state.append((code, file)))
    assert ("rows-carried", "Dự án đến hết quý II/2026: 4") in rows_by_state
    sheet = keyed(form_in(folder.outgoing, "SA"))["table:DA"]
    shown = [[sheet.value(r, c) for c in ("TEN", "VON", CARRIED_COLUMN)] for r in sheet.rows if sheet.value(r, "TEN")]
    sign = forms.ROW_CARRIED.vi
    assert shown[-3:] == [["Cầu Một", 100.0, sign], ["Đường Hai", 7.5, sign], ["Kè Ba", 30.0, sign]]
    assert CARRIED_COLUMN not in keyed(form_in(folder.outgoing, "SA"))["table:HN"].columns
    assert CARRIED_COLUMN not in keyed(form_in(folder.outgoing, "SC"))["table:DA"].columns
    kept: list[Path] = []
    write_templates(folder, copied=kept.append, language="en")
    assert kept == []  # nothing was typed into any of them
    path = form_in(folder.outgoing, "SB")
    path.rename(folder.inbox / "SB.xlsx")
    result = check_files(folder, as_of=DAY)
    assert "SB" not in result.used
    assert {f.code for f in result.findings if f.agency == "SB"} >= {"blank-form"}


def test_a_carried_row_counts_once_it_is_answered(tmp_path: Path) -> None:
    """The round after that has the rows that were not closed, confirmed or not."""
    folder = second_round(tmp_path)
    give(folder, "SA", {"DA": [CONFIRMED, CLOSED, {}, row("Chợ Năm", 1.0)], "HN": [meeting("b", 9)]})
    give(folder, "SB", {"DA": [{"VON": 13.0}]})
    result, _ = merge_files(folder, as_of=DAY)
    assert counted(result, "DA") == {"SA": ["Cầu Một", "Đường Hai", "Chợ Năm"], "SB": ["Trường Bốn"]}
    assert (result.table_totals["DA", "VON", ""].value, result.table_totals["DA", "", ""].carried) == (121.5, 1)
    assert [(f.agency, f.value) for f in result.findings if f.code == "table-rows-carried"] == [("SA", "Kè Ba")]
    assert result.balance.is_even
    begin_next(folder.root, tmp_path / "q3")
    third = open_folder(tmp_path / "q3")
    last = CarriedValues(Trend(third.campaign, read_previous(third.campaign, third.root / third.campaign.previous)))
    assert [r["TEN"] for r in last.rows_of("SA")["DA"]] == ["Cầu Một", "Kè Ba", "Chợ Năm"]
    assert last.rows_of("SB") == {"DA": ({"TEN": "Trường Bốn", "VON": 13.0},)}


@pytest.mark.slow
def test_the_second_master_compares_with_the_first(tmp_path: Path) -> None:
    """It lists rows that are new, gone and changed, and totals of both rounds, with last time's corrections."""
    folder = second_round(tmp_path)
    give(folder, "SA", {"DA": [CONFIRMED, {**CLOSED, "VON": 7500.0}, {}], "HN": [meeting("b", 9)]})
    give(folder, "SB", {"DA": [CONFIRMED]})
    result, master = merge_files(folder, as_of=DAY)
    lines = [(c.table, c.change, c.agency, c.key, c.cells) for c in result.compared_rows]
    assert lines == [
        ("DA", "changed", "SA", "Đường Hai", (("VON", "7,5", "7.500"),)),
        ("HN", "new", "SA", "b", (("TEN", "", "b"), ("SO", "", "9"))),
        ("HN", "gone", "SA", "a", (("TEN", "a", ""), ("SO", "5", ""))),
    ]
    assert [f.cell for f in result.findings if f.code == "table-unit-since-previous"]
    totals = {(t.table, t.column, t.agencies): (t.previous, t.value) for t in result.compared_tables if not t.province}
    assert totals["DA", "VON", ("SA",)] == (137.5, 7600.0)
    assert totals["DA", "", ("SB",)] == (1.0, 1.0)
    drawn = [r.values for r in records(keyed(master)["compared_rows"])]
    changed = next(r for r in drawn if r["kind"] == "Thay đổi")
    shown = [changed[c] for c in ("agency", "key", "column", "previous", "value", "file")]
    assert shown == ["Sở A", "Đường Hai", "Vốn", "7,5", "7.500", "inbox/SA.xlsx"]
    assert changed["cell"]
    total = next(r for r in drawn if str(r["column"]).startswith("Vốn"))
    shown = [total[c] for c in ("kind", "agency", "previous", "value", "change")]
    assert shown == ["Tổng hợp", "Tổng của tỉnh", 149.5, 7612.0, 7462.5]
    assert [r["remark"] for r in drawn if r["kind"] == "Mới"] == ["Số người: 9"]


@pytest.mark.slow
def test_unconfirmed_rows_are_mentioned_beside_totals_that_fell(tmp_path: Path) -> None:
    folder = second_round(tmp_path)
    give(folder, "SA", {"DA": [CONFIRMED, {CARRIED_COLUMN: None}]})
    give(folder, "SB", {"DA": [CONFIRMED]})
    _, master = merge_files(folder, as_of=DAY)
    drawn = [r.values for r in records(keyed(master)["compared_rows"])]
    remarks = {
        (r["agency"], r["column"]): r["remark"]
        for r in drawn
        if r["kind"] == "Tổng hợp" and str(r["label"]).startswith("Dự án")
    }
    money = next(column for _, column in remarks if str(column).startswith("Vốn"))
    for name in ("Tổng của tỉnh", "Sở A"):
        assert "chưa tính 37,5 ở 2 dòng kỳ trước chưa xác nhận" in str(remarks[name, money])
        assert "chưa tính 2 dòng kỳ trước chưa xác nhận" in str(remarks[name, COUNT_OF_ROWS.vi])
    assert remarks["Sở B", money] is None


@pytest.mark.slow
def test_a_returned_form_has_the_same_carried_rows(tmp_path: Path) -> None:
    """It reads as the form that was sent: the same rows count, and the same wait to be confirmed."""
    folder = second_round(tmp_path)
    give(folder, "SA", {"DA": [CONFIRMED, {"VON": 8.0}, {}, row("Chợ Năm", 1.0)]})
    before = check_files(folder, as_of=DAY)
    (back,) = write_returns(folder, before)
    (folder.inbox / "SA.xlsx").unlink()
    back.rename(folder.inbox / "SA.xlsx")
    again = check_files(folder, as_of=DAY)

    rows = [[(c.table, c.row, c.column, c.value, c.state) for c in result.rows] for result in (before, again)]
    assert rows[0] == rows[1]


@pytest.mark.slow
@needs_libreoffice
def test_workers_and_parts_give_the_same_tables(tmp_path: Path) -> None:
    """As one process, and as LibreOffice calculates them."""
    folder = second_round(tmp_path)
    give(folder, "SA", {"DA": [CONFIRMED, CLOSED, {}], "HN": [meeting("b", 9)]})
    give(folder, "SB", {"DA": [{"VON": 13.0}]})
    whole, master = merge_files(folder, as_of=DAY, means=Means(workers=1))
    two = merge_files(folder, output=tmp_path / "m2.xlsx", as_of=DAY, means=Means(workers=2))[1]
    assert two.read_bytes() == master.read_bytes()
    assert differing(master) == []
    parts = [tmp_path / f"part {agency}.xlsx" for agency in ("SA", "SB")]
    for part in parts:
        merge_files(folder, [folder.inbox / f"{part.stem[5:]}.xlsx"], output=part, as_of=DAY)
    previous = folder.root / folder.campaign.previous
    joined, _ = merge_files(folder, parts, output=tmp_path / "joined.xlsx", as_of=DAY, previous=previous)
    assert joined.compared_rows == whole.compared_rows
    assert joined.compared_tables == whole.compared_tables
    totals = [{k: (t.value, t.carried) for k, t in r.table_totals.items()} for r in (joined, whole)]
    assert totals[0] == totals[1]


@pytest.mark.slow
def test_changes_of_totals_are_explained_for_tables_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the next master since the issued one, and by `diff` between any two."""
    folder = first_round(tmp_path / "q1")
    result, master = merge_files(folder, as_of=DAY)
    assert issue_if_same_totals(folder.root, master, result)
    old = tmp_path / "old.xlsx"
    old.write_bytes(master.read_bytes())
    give(folder, "SB", {"DA": [row("Trường Bốn", 12.0), row("Trạm Sáu", 3.0)]})
    give(folder, "SC", {"DA": [row("Hồ Bảy", 50.0)]})
    result, master = merge_files(folder, as_of=DAY)
    assert result.bridges is not None
    reported = {b.indicator: [(p.cause, p.agency, float(p.amount)) for p in b.parts] for b in result.bridges.moved}
    assert reported["DA.VON"] == [("arrived", "SC", 50.0), ("resent", "SB", 3.0)]
    assert reported["DA."] == [("arrived", "SC", 1.0), ("resent", "SB", 1.0)]
    drawn = [r for r in records(keyed(master)["bridge"]) if r["label"] == "Dự án đến hết quý I/2026: Vốn"]
    parts = [(r["old"], r["new"], r["part"], r["cell"] != "") for r in drawn]
    assert parts == [(149.5, 202.5, 50.0, True), (149.5, 202.5, 3.0, True)]
    capsys.readouterr()
    assert run(["diff", str(old), str(master)]) == 0
    rows_by_state = capsys.readouterr().out
    assert "DA.VON. Dự án đến hết quý I/2026: Vốn" in rows_by_state
    assert "DA. Dự án đến hết quý I/2026" in rows_by_state
    assert "Sở C" in rows_by_state
