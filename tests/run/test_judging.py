"""An internal error in what checks, asks or proposes ends no run: one finding names it, and the rest is made."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, copied, definition, filled
from tests.effort import THOROUGH
from toolkit.checks import rules
from toolkit.cli import main as cli
from toolkit.consolidation import consolidate, leaders
from toolkit.consolidation.today import first_calls
from toolkit.editing import asking
from toolkit.files.processes import is_forked
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.files import JUDGES
from toolkit.model import Consolidation, Finding, judging
from toolkit.model.judging import attempt, findings_of, one_per_failed_room
from toolkit.narrative import groups, narrate
from toolkit.run import narrating
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.masters import issued
from toolkit.run.operations import check_files, merge_files
from toolkit.run.reporting import write_page, write_report

AGENCIES = "| code | name | short_name |\n|---|---|---|\n" + "\n".join(
    f"| X{n} | Ủy ban nhân dân xã Thử {n} | Xã {n} |" for n in range(1, 11)
)
INDICATORS = """
| code | label   | unit | kind  | across_agencies | across_periods | headline |
|------|---------|------|-------|-----------------|----------------|----------|
| H1   | Số hộ   | hộ   | count | sum             | sum            | 1        |
| H2   | Số mẫu  | mẫu  | count | sum             | sum            |          |
| H3   | Số thôn | thôn | count | sum             | sum            |          |
"""
SECTIONS = """
| code | heading    | role        |
|------|------------|-------------|
| KQ   | Kết quả    | achievement |
| HC   | Hạn chế    | limitation  |
| GP   | Giải pháp  | direction   |
"""
RULES = """
| code | formula                | severity | message        |
|------|------------------------|----------|----------------|
| R1   | =H1>=H3                | warning  | Chưa khớp.     |
| R2   | =H1@X1>=H3@X2          | warning  | Chưa khớp.     |
"""
#: What an exception's message contains, and no log may contain.
SECRET = "Ủy ban nhân dân xã Thử 4 200000000"


def give(folder: Folder, number: int, more: int = 0) -> None:
    rows = [f"| H{n} | {70 * number + n + more} | {71 * number + n} |" for n in (1, 2, 3)]
    lines = [
        f"| KQ | Đã hỗ trợ {number} hộ vay vốn sản xuất |",
        "| KQ | Mở lớp tập huấn kỹ thuật trồng trọt cho nông dân |",
        f"| HC | Kinh phí còn thiếu ở thôn {number} |",
        "| GP | Đề nghị bố trí thêm kinh phí |",
    ]
    figures = "\n".join(["| code | 2019 | 2020 |", "|---|---|---|", *rows])
    filled(folder, f"X{number}", figures, "\n".join(["| section | text |", "|---|---|", *lines]))


def make(root: Path) -> Folder:
    """A campaign with a previous round, an issued master, and a figure that changed since."""
    before = definition(root / "trước", agencies=AGENCIES, indicators=INDICATORS, about={"id": "TRUOC-2021"})
    for number in range(1, 11):
        give(before, number, 1)
    merge_files(before, as_of=DAY, means=Means(workers=1))
    folder = definition(root / "đợt", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, rules=RULES)
    for number in range(1, 10):
        give(folder, number)
    merge_files(folder, as_of=DAY, means=Means(workers=1), previous=root / "trước" / "master.xlsx")
    write_page(folder, as_of=DAY, means=Means(workers=1))
    give(folder, 3, 4)
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    found = open_folder(copied(tmp_path, make).root)
    monkeypatch.setattr(judging, "STRICT", False)
    monkeypatch.delenv("TOOLKIT_STRICT")
    return found


def fails(error: type[Exception]) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error(SECRET)

    return fail


def unjudged(result: Consolidation) -> list[str]:
    return [f.text("judge") for f in result.findings if f.code == judging.CODE]


def means(workers: int = 1) -> Means:
    return Means(workers=workers)


#: Room, where the failing function is looked up, its name, and the commands that use it.
ALL = ("check", "merge", "page", "report")
DRAWN = ("merge", "page", "report")
Fault = tuple[str, Any, str, tuple[str, ...], type[Exception]]
FAULTS: list[Fault] = [
    ("editing", asking, "questions", ALL, IndexError),
    ("between", consolidate, "cross_checks", ALL, ZeroDivisionError),
    ("between", consolidate, "cross_findings", ALL, KeyError),
    ("successions", consolidate, "succession_findings", ALL, RecursionError),
    ("contradictions", consolidate, "contradictions", ALL, ValueError),
    ("trend", consolidate, "trend_findings", ("merge", "check"), OverflowError),
    ("likeness", groups, "proposals", DRAWN, MemoryError),
    ("likeness", groups, "meaning_vectors", DRAWN, ValueError),
    ("families", groups, "Families", DRAWN, AssertionError),
    ("questions", narrate, "questions", ALL, UnicodeError),
    ("first calls", first_calls, "_open_points", ALL, TypeError),
    ("bridges", issued, "bridge", ("merge", "page", "report"), AttributeError),
    ("leaders", consolidate, "sentence_findings", ALL, IndexError),
    ("leaders", leaders, "figure_paragraphs", DRAWN, IndexError),
]
#: Others of the room whose failures are all caught at one place.
LEADERS = ("four_lines", "changes_in_short", "tables_in_short", "question_lines", "_repeated_figures_text")
FAULTS += [("leaders", leaders, name, DRAWN, IndexError) for name in LEADERS if THOROUGH]


def _rounds() -> list[list[Fault]]:
    """The faults in few rounds: in each of them a room fails in one way, and no other one because of it. In the gate
    fewer fail of those that are caught at one place."""
    found: list[list[Fault]] = []
    for fault in FAULTS:
        beside = {fault[0]} | ({"likeness", "families"} if fault[0] in ("likeness", "families") else set())
        free = next((group for group in found if not beside & {f[0] for f in group}), None)
        if free is None:
            found.append(free := [])
        free.append(fault)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("faults", _rounds(), ids=lambda group: ", ".join(f[2] for f in group)[:60])
def test_a_fault_in_a_room_is_one_finding_and_the_rest_is_made(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, faults: list[Fault]
) -> None:
    """Each command that uses the room has one finding; master, page and report are made."""
    for _, module, name, _, error in faults:
        monkeypatch.setattr(module, name, fails(error))
    for made in ("master.xlsx", "tom-tat.html", "bao-cao.docx"):
        (folder.root / made).unlink(missing_ok=made != "master.xlsx")
    before = folder.root.parent / "trước" / "master.xlsx"
    results = {
        "merge": merge_files(folder, as_of=DAY, means=means(), previous=before)[0],
        "check": check_files(folder, as_of=DAY, means=means()),
        "page": write_page(folder, as_of=DAY, means=means())[0],
        "report": write_report(folder, as_of=DAY, means=means()).result,
    }
    assert {command: sorted(unjudged(result)) for command, result in results.items()} == {
        command: sorted(room for room, _, _, commands, _ in faults if command in commands) for command in results
    }
    assert all((folder.root / made).is_file() for made in ("master.xlsx", "tom-tat.html", "bao-cao.docx"))


@pytest.mark.slow
def test_the_log_of_a_fault_has_no_figure_and_no_name(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every command says which room failed and where the log is; the log has the position in the code only."""
    monkeypatch.setattr(asking, "questions", fails(OverflowError))
    for command in ("check", "page"):
        assert cli.run([command, "--campaign", str(folder.root), "--as-of", str(DAY)]) == 1
        printed = capfd.readouterr().err
        assert JUDGES["editing"].vi in printed
        assert "error.log" in printed
    log = (folder.root / "error.log").read_text(encoding="utf-8")
    assert log.splitlines()[0] == "editing: OverflowError"
    assert "toolkit.editing.asking" in log
    printed = re.sub(r":\d+ ", ": ", log)  # without line numbers
    assert not any(part in printed for part in SECRET.split())
    assert str(folder.root) not in log


@pytest.mark.slow
@pytest.mark.skipif(not is_forked(), reason="what is changed here is unknown to processes that begin anew")
def test_a_failing_check_loses_no_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """All files are read and counted though a check fails on each, no agency is at fault, and the next run tries
    again."""
    whole = check_files(folder, as_of=DAY, means=means())
    with monkeypatch.context() as patch:
        patch.setattr(rules, "CHECKS", (*rules.CHECKS[:3], fails(IndexError), *rules.CHECKS[4:]))
        result = check_files(folder, as_of=DAY, means=Means(workers=1, store=folder.store))
    assert unjudged(result) == ["checks"]
    assert (result.figures, result.totals) == (whole.figures, whole.totals)
    assert [s.errors for s in result.statuses] == [s.errors for s in whole.statuses]
    assert not any(f.code == judging.CODE for s in result.submissions for f in s.findings)
    assert unjudged(check_files(folder, as_of=DAY, means=Means(workers=1, store=folder.store))) == []


@pytest.mark.slow
@pytest.mark.skipif(not is_forked(), reason="what is changed here is unknown to processes that begin anew")
def test_the_same_fault_is_the_same_finding_on_any_number_of_workers(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process reads all sections, or several share them."""
    monkeypatch.setattr(narrating, "_SHARED", 1)
    for name in ("proposals", "Families"):
        with monkeypatch.context() as patch:
            patch.setattr(groups, name, fails(IndexError))
            findings = [merge_files(folder, as_of=DAY, means=means(workers))[0].findings for workers in (1, 3)]
        assert findings[0] == findings[1]
        assert [f.code for f in findings[0]].count(judging.CODE) == 1


def test_a_fault_is_raised_while_the_toolkit_is_tested() -> None:
    """What users get as a finding fails the tests and the gate."""
    with pytest.raises(IndexError):
        attempt("editing", fails(IndexError), None)


def test_repeated_failures_are_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One finding a room, the same in any order of failures; a deep recursion is shown by its beginning."""
    monkeypatch.setattr(judging, "STRICT", False)

    def deeper(_: object = None, depth: int = 300) -> list[Finding]:
        if not depth:
            raise RecursionError  # before the system ends the process
        return deeper(None, depth - 1)

    failing = ("trend", fails(IndexError)), ("editing", deeper), ("trend", fails(KeyError))
    found = [finding for room, fail in failing for finding in findings_of(room, fail)]
    other = Finding(code="no-figures", severity="warning")
    one = one_per_failed_room([other, *found, *found])
    assert [f.text("judge") for f in one] == ["", "editing", "trend"]
    assert one == one_per_failed_room([*reversed(found), other])
    assert "IndexError" in one[2].text("traceback")
    assert "KeyError" in one[2].text("traceback")
    assert len(one[1].text("traceback").splitlines()) < 30
    assert describe(replace(one[1], arguments=(("judge", "editing"),)), "en")[0]
