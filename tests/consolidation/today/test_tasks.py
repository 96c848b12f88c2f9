"""The list of the day: what is still to be done, each once, and nothing that is settled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.building import DAY, copied, keyed
from tests.consolidation.today.test_first_calls import slipped
from tests.editing.test_asking import checked, make
from toolkit.consolidation.today.tasks import MOST, Task, tasks
from toolkit.model import Finding, Group
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files, share_file


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, make)


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


@pytest.mark.slow
def test_settled_findings_are_no_tasks(folder: Folder) -> None:
    """Where nothing is open, or all is accepted, there is nothing to do."""
    assert tasks(checked(folder), "vi") == ()
    result = slipped(folder)
    accepted = tuple(replace(f, severity="note", accepted_by="Lan") for f in result.findings)
    done = tuple(replace(s, wrong=0, errors=0) for s in result.statuses)
    assert tasks(replace(result, findings=accepted, statuses=done), "vi") == ()


def test_each_error_and_warning_is_counted_once(folder: Folder) -> None:
    """A finding of an unassigned file is to be decided; more than a page of one kind is one line with their number."""
    result = checked(folder)
    agency = result.campaign.agencies[0].code
    many = tuple(
        Finding(code="likely-slip", severity="warning", agency=agency, indicator="KP1", cell=f"E{n}", period="2016")
        for n in range(MOST + 4)
    )
    loose = tuple(Finding(code="no-agency", severity="error", file=f"inbox/{n}.xlsx") for n in (1, 1, 2))
    found = tasks(replace(result, findings=(*many, *loose)), "vi")
    assert [t.what.partition(":")[0] for t in of_kind(found, "file")] == ["1.xlsx", "2.xlsx"]
    assert len(of_kind(found, "cell")) == MOST + 1
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
