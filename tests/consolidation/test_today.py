"""The list of the day: whom to ask first, the agencies whose questions or missing reports may change totals most, the
same wherever they are listed; and what is still to be done, each once, and nothing that is settled."""

import json
import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.building import DAY, copied, definition, filled, keyed
from tests.editing.test_asking import ABOUT, AGENCIES, INDICATORS, checked, give, make
from tests.effort import effort
from toolkit.cli.main import run
from toolkit.consolidation.today.first_calls import MOST, calls_heading, first_calls, reason_to_call
from toolkit.consolidation.today.tasks import MOST as MOST_TASKS
from toolkit.consolidation.today.tasks import Task, tasks
from toolkit.letters.calls import calls
from toolkit.model import Consolidation, Finding, Group
from toolkit.register.entries import read_register
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files, share_file


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, make)


def slipped(folder: Folder) -> Consolidation:
    """A small agency and a large one have slips; another has two questions about figures."""
    give(folder, 2, KP2=(1, 8.4))
    give(folder, 3, KP1=(0, 6.6), KP2=(3, 1.8))
    give(folder, 9, KP2=(3, 150.0))
    return checked(folder)


@pytest.mark.slow
def test_the_largest_effect_comes_first(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Agencies are ordered by what their questions together may change; the last also shows what all of them settle.
    The list of calls and `toolkit status` have them in this order. Correct figures and accepted findings need none."""
    clean = checked(folder)
    assert (first_calls(clean), tasks(clean, "vi")) == ((), ())
    result = slipped(folder)
    found = first_calls(result)
    order = [("X9", 1), ("X3", 2), ("X2", 1)]
    assert [(c.agency, c.questions) for c in found] == order
    assert {c.indicator for c in found} == {"KP2"}
    assert [c.moves for c in found] == sorted((c.moves or 0 for c in found), reverse=True)
    assert found[-1].settled == 1
    assert (found[0].settled or 0) > 0.8
    assert reason_to_call(found[1], folder.campaign, "vi").startswith("2 câu hỏi về số liệu, tới ")
    assert reason_to_call(found[1], folder.campaign, "vi").endswith("% của “Nguồn khác”")
    heading = "Hỏi 3 đơn vị này trước thì rõ khoảng 100%"
    assert calls_heading(found, "vi").startswith(heading)
    listed = calls(result, read_register(folder.root), {}, "vi")
    assert [c.agency for c in listed] == [agency for agency, _ in order]
    assert "1 câu hỏi về số liệu, tới" in listed[0].what
    options = ["--campaign", str(folder.root), "--as-of", DAY.isoformat(), "--workers", "1"]
    run(["status", *options])
    output = capsys.readouterr().out
    assert heading in output
    assert output.index("  xã 9: ") < output.index("  xã 3: ") < output.index("  xã 2: ")
    run(["status", "--format", "json", *options])
    document = json.loads(capsys.readouterr().out)
    assert [(c["agency"], c["questions"]) for c in document["first_calls"]] == order

    accepted = tuple(replace(f, severity="note", accepted_by="Lan") for f in result.findings)
    assert first_calls(replace(result, findings=accepted)) == ()
    done = tuple(replace(s, wrong=0, errors=0) for s in result.statuses)
    assert tasks(replace(result, findings=accepted, statuses=done), "vi") == ()


@pytest.mark.slow
def test_an_agency_owes_no_period_in_which_it_did_not_exist(tmp_path: Path) -> None:
    """An agency that has reported everything since it began is not called."""
    agencies = "| code | name | since |\n|---|---|---|\n| XA | Xã A | 2020-01-01 |\n| XB | Xã B | |"
    indicators = (
        "| code | topic | label | unit | kind | required | across_agencies |\n|---|---|---|---|---|---|---|\n"
        "| A1 | Một | Vụ | vụ | count | có | sum |"
    )
    folder = definition(tmp_path, agencies=agencies, indicators=indicators)
    for agency, first in (("XA", ""), ("XB", "4")):
        filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {first} | 8 |")
    assert first_calls(checked(folder)) == ()


@pytest.mark.slow
def test_at_most_ten_agencies_are_listed(folder: Folder) -> None:
    """The share that they settle is of everything that is open."""
    result = checked(folder)
    one = Finding(code="likely-slip", severity="warning", indicator="KP1", period="2016")
    many = tuple(replace(one, agency=f"X{n}", arguments=(("moves", 0.01 * n),)) for n in range(1, 11))
    twelve = tuple(replace(a, code=f"X{n}") for n, a in zip((11, 12), result.campaign.agencies, strict=False))
    campaign = replace(result.campaign, agencies=(*result.campaign.agencies, *twelve))
    more = tuple(replace(one, agency=f"X{n}", arguments=(("moves", 0.2),)) for n in (11, 12))
    found = first_calls(replace(result, campaign=campaign, findings=(*many, *more)))
    assert len(found) == MOST
    assert [c.agency for c in found[:3]] == ["X11", "X12", "X10"]
    assert found[-1].settled == pytest.approx((0.4 + 0.52) / (0.4 + 0.55), abs=1e-4)


@pytest.mark.slow
def test_missing_agencies_are_ordered_by_their_previous_figures(folder: Folder, tmp_path: Path) -> None:
    """With a previous campaign, a missing agency is listed by its share of a key figure."""
    _, before = merge_files(folder, as_of=DAY, means=Means(workers=1))
    about = {"id": "SAU-2025", "periods": "2021 | 2022 | 2023 | 2024 | 2025"}
    assert set(ABOUT) <= set(about)
    ends = ("headline", "---", "1", "", "")
    key = "\n".join(f"{line} {end} |" for line, end in zip(INDICATORS.strip().splitlines(), ends, strict=True))
    now = definition(tmp_path / "now", about=about, agencies=AGENCIES, indicators=key)
    for number in range(1, 8):
        give(now, number)
    give(now, 6, KP1=(2, 27.0))
    result, _ = merge_files(now, previous=before, as_of=DAY, means=Means(workers=1))
    found = first_calls(result)
    assert [(c.agency, c.questions) for c in found] == [("X6", 1), ("X10", 0), ("X9", 0), ("X8", 0)]
    assert reason_to_call(found[1], now.campaign, "vi") == "chưa có báo cáo, đợt trước khoảng 26% của “Tổng kinh phí”"


def hold(folder: Folder, number: int, *codes: str) -> None:
    """Words in place of the agency's figures of these indicators."""
    keys = [p.key for p in folder.campaign.periods]
    rows = [f"| {code} | {' | '.join('nhiều' if code in codes else '1' for _ in keys)} |" for code in ("KP1", "KP2")]
    filled(folder, f"X{number}", f"| code | {' | '.join(keys)} |\n|{'---|' * 6}\n" + "\n".join(rows))


@pytest.mark.slow
def test_an_agency_with_held_figures_is_listed_without_a_share(folder: Folder) -> None:
    """The values are unknown: they are counted, and the calls show no share of the whole."""
    hold(folder, 7, "KP1", "KP2")
    alone = first_calls(checked(folder))
    assert [(c.agency, c.questions, c.moves, c.held, c.settled) for c in alone] == [("X7", 0, None, 10, None)]
    assert reason_to_call(alone[0], folder.campaign, "vi") == "10 số bị giữ lại"
    slipped(folder)
    found = first_calls(checked(folder))
    assert {c.agency for c in found} == {"X9", "X3", "X2", "X7"}
    assert "%" not in calls_heading(found, "vi")
    assert "%" not in calls_heading(found, "en")


@pytest.mark.slow
def test_a_share_is_shown_only_where_every_open_effect_is_known(folder: Folder) -> None:
    """With random held, blank or missing figures, beside questions whose effect is known."""
    result, dice = slipped(folder), random.Random(30)
    for _ in range(effort(60, 2000)):
        held = set(dice.sample(range(1, 11), dice.choice((0, 0, 1, 4))))
        missing = set(dice.sample(sorted({*range(1, 11)} - held), dice.choice((0, 0, 1, 3))))
        blank = dice.choice((0, 0, 1))
        figures = [f._replace(state="held") if f.agency in {f"X{n}" for n in held} else f for f in result.figures]
        statuses = [
            replace(s, status="missing") if s.agency in {f"X{n}" for n in missing} else replace(s, lacking=blank)
            for s in result.statuses
        ]
        findings = tuple(f for f in result.findings if f.agency not in {f"X{n}" for n in missing})
        found = first_calls(replace(result, figures=tuple(figures), statuses=tuple(statuses), findings=findings))
        assert {f"X{n}" for n in held} <= {c.agency for c in found}
        assert [c.settled is None for c in found] == [bool(held or missing or blank)] * len(found)
        assert not found or ("%" in calls_heading(found, "vi")) is not bool(held or missing or blank)


# --- Tasks ------------------------------------------------------------------------------------------


def of_kind(found: tuple[Task, ...], kind: str) -> list[Task]:
    return [task for task in found if task.task == kind]


def test_tasks_list_calls_then_cells(folder: Folder) -> None:
    """The largest effect first, with the value and a likely one; a broken rule that a cell explains is left out."""
    found = tasks(slipped(folder), "vi")
    assert [t.agency for t in of_kind(found, "call")] == ["X9", "X3", "X2"]
    cells = of_kind(found, "cell")
    assert [t.finding.code for t in cells if t.finding and t.finding.code == "rule-failed"] == []
    assert any("nếu là" in t.what for t in cells)
    assert [t.task for t in found] == sorted((t.task for t in found), key=["call", "file", "cell", "ideas"].index)


def test_each_error_and_warning_is_counted_once(folder: Folder) -> None:
    """A finding of an unassigned file is to be decided; more than a page of one kind is one line with their number."""
    result = checked(folder)
    agency = result.campaign.agencies[0].code
    many = tuple(
        Finding(code="likely-slip", severity="warning", agency=agency, indicator="KP1", cell=f"E{n}", period="2016")
        for n in range(MOST_TASKS + 4)
    )
    loose = tuple(Finding(code="no-agency", severity="error", file=f"inbox/{n}.xlsx") for n in (1, 1, 2))
    found = tasks(replace(result, findings=(*many, *loose)), "vi")
    assert [t.what.partition(":")[0] for t in of_kind(found, "file")] == ["1.xlsx", "2.xlsx"]
    assert len(of_kind(found, "cell")) == MOST_TASKS + 1
    assert of_kind(found, "cell")[-1].count == 4
    assert [t.is_rest for t in of_kind(found, "cell")].count(True) == 1


def test_pairs_of_groups_are_one_task_and_hidden_groups_none(folder: Folder) -> None:
    """Two groups that may be the same are one line, whichever of them names the other."""
    groups = [Group(f"g{n}", "s", "", f"Ý {n}", (), (f"X{n}",), ()) for n in (1, 2, 3)]
    groups[0] = groups[0]._replace(proposed_with=("g2",))
    groups[1] = groups[1]._replace(proposed_with=("g1",))
    found = of_kind(tasks(replace(checked(folder), groups=tuple(groups)), "vi"), "ideas")
    assert [(t.group, t.count) for t in found] == [("g1", 2)]
    assert "“Ý 1” và “Ý 2”" in found[0].what


@pytest.mark.slow
def test_the_sheet_of_tasks_links_to_the_rows_of_the_master(folder: Folder) -> None:
    """It is the second sheet; links go to rows and to the telephone numbers; a copy for circulation has none."""
    slipped(folder)
    result, master = merge_files(folder, as_of=DAY, means=Means(workers=1))
    rows = [r for r in keyed(master)["today"].rows if not r.for_people]
    assert [r.key for r in rows] == [t.key for t in tasks(result, "vi")]
    book = openpyxl.load_workbook(master)
    assert book.worksheets[1]["A1"].value == "toolkit:today"
    links = [str(row[0].value) for row in book.worksheets[1].iter_rows(min_row=5, min_col=7, max_col=7)]
    assert "'Tình hình báo cáo'!B" in links[0]
    assert f"returns/goi-dien-{DAY.isoformat()}.xlsx" in str(book.worksheets[1]["B3"].value)
    assert "'Cần rà soát'!B" in links[-1]
    share_file(result, folder.root / "chia-se.xlsx", master, "vi")
    assert "today" not in keyed(folder.root / "chia-se.xlsx")
