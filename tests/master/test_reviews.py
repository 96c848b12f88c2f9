"""Reviewed reports: typed on the board or marked at the desk, for the version that counts and no other."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.building import change, copied, definition, filled, filling, keyed, records, table, type_into_row
from tests.building import typed as as_typed
from tests.mailing import INDICATORS, SECTIONS, toolkit
from tests.run.test_decided_at_the_desk import LINES as ROWS_LINES
from tests.run.test_decided_at_the_desk import made as with_rows
from toolkit.consolidation.today.tasks import tasks
from toolkit.form.contents import make_form
from toolkit.messages.errors import UsageError
from toolkit.messages.findings.catalogue import describe
from toolkit.model import AgencyStatus, Consolidation, DeskEdit
from toolkit.register.entries import read_register
from toolkit.run.deciding import record_decisions
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files, share_file
from toolkit.xlsx.drawn.form import write_intake

DAY, ONE = date(2021, 1, 15), Means(workers=1)
HOA = "Trần Thị Hòa"
AGENCIES = f"| code | name | officer |\n|---|---|---|\n| SA | Sở A | {HOA} |\n| SB | Sở B | Lê Lan |\n| SC | Sở C | |"
FIGURES = "| code | 2019 | 2020 |\n|---|---|---|\n| T1 | {} | 20 |\n| T2 | 5 | {} |"
LINES = "| section | text |\n|---|---|\n| dat | {} |"
TYPED = {"reviewed_by": HOA, "reviewed_on": date(2021, 1, 14)}


def sent(folder: Folder, name: str, one: int = 10, two: int = 7, text: str = "Đã mở 12 lớp.", day: int = 1) -> Path:
    """A version of Sở A's report, saved on a day."""
    path = filled(folder, "SA", FIGURES.format(one, two), LINES.format(text), name=name)

    def do(book: Workbook) -> None:
        book.properties.modified = datetime(2021, 1, day, 8)

    return change(path, do)


def campaign(root: Path, agencies: str = AGENCIES) -> Folder:
    """Two agencies that have reported, and perhaps one that has not."""
    folder = definition(root, agencies=agencies, indicators=INDICATORS, sections=SECTIONS)
    sent(folder, "a1")
    filled(folder, "SB", FIGURES.format(1, 2), LINES.format("Ban hành kế hoạch."))
    merged(folder)
    return folder


def made(root: Path) -> Folder:
    return copied(root, campaign)


def merged(folder: Folder) -> Consolidation:
    return merge_files(folder, as_of=DAY, means=ONE)[0]


def checked(folder: Folder) -> Consolidation:
    return check_files(folder, as_of=DAY, means=ONE)


def typed(folder: Folder, row: Mapping[str, Any] = TYPED, **others: Mapping[str, Any]) -> None:
    """Type into the row of Sở A on the board, or of another agency."""

    def do(book: Workbook) -> None:
        sheet: Any = next(s for s in book if s["A1"].value == "toolkit:status")
        at: Any = {cell.value: cell.column for cell in sheet[1]}
        rows = {sheet.cell(r, 1).value: r for r in range(3, sheet.max_row + 1)}
        for agency, cells in (others or {"SA": row}).items():
            for name, value in cells.items():
                sheet.cell(rows[agency], at[name]).value = value

    change(folder.master, do)


def boards(folder: Folder) -> dict[str, tuple[Any, Any]]:
    """The reviews on the master's board, by agency."""
    found = {}
    for row in records(keyed(folder.master)["status"]):
        day = row["reviewed_on"]
        found[row.key] = row["reviewed_by"], day.strftime("%d/%m/%Y") if isinstance(day, date) else day
    return found


def board(folder: Folder) -> tuple[Any, Any]:
    return boards(folder)["SA"]


def of(result: Consolidation, agency: str = "SA") -> AgencyStatus:
    return next(s for s in result.statuses if s.agency == agency)


def codes_of(result: Consolidation) -> list[str]:
    return [f.code for f in result.findings if f.code.startswith(("review", "edit-"))]


def sentence(result: Consolidation, code: str) -> str:
    return describe(next(f for f in result.findings if f.code == code), "vi", result.campaign)[0]


def at_the_desk(folder: Folder, *emptied: str, by: str = HOA, on: str = "14/01/2021") -> None:
    """Mark Sở A's report as it counts now."""
    version = checked(folder).used["SA"].source.sha256
    edit = DeskEdit(agency="SA") if emptied else DeskEdit(agency="SA", reviewed_by=by, reviewed_on=on, version=version)
    record_decisions(folder, [edit], emptied, as_of=DAY)


# --- On the board ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_typed_on_the_board_holds_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has it too; it stays when the board is sorted, and when merges draw it again."""
    folder = made(tmp_path)
    typed(folder, {**TYPED, "reviewed_on": "14/1/2021"})
    assert of(checked(folder)).reviewed
    for _ in range(2):
        result = merged(folder)
        assert (board(folder), codes_of(result)) == ((HOA, "14/01/2021"), [])
    capsys.readouterr()
    toolkit(folder, "status", "--format", "json")
    printed = {a["agency"]: a for a in json.loads(capsys.readouterr().out)["agencies"]}
    shown = {code: [agency[k] for k in ("reviewed", "reviewed_by", "reviewed_on")] for code, agency in printed.items()}
    assert (printed["SA"]["officer"], shown["SA"]) == (HOA, [True, HOA, "2021-01-14"])
    assert shown["SB"] == [False, None, None]
    toolkit(folder, "status")
    assert f"{HOA}, 14/01/2021" in capsys.readouterr().out
    typed(folder, dict.fromkeys(TYPED))
    assert not of(merged(folder)).reviewed
    assert board(folder) == (None, None)


@pytest.mark.slow
def test_a_new_version_removes_the_mark_and_shows_what_changed(tmp_path: Path) -> None:
    """Compared with the reviewed version, whatever came between, as long as nobody has checked it."""
    folder, marked = made(tmp_path), (HOA, "14/01/2021")
    typed(folder)
    merged(folder)

    # A version that says the same needs nobody: the mark stays with it.
    sent(folder, "a2", day=2)
    for _ in range(2):
        result = merged(folder)
        assert result.used["SA"].source.file == "inbox/a2.xlsx"
        assert (codes_of(result), board(folder)) == ([], marked)

    # One with other words needs a review.
    sent(folder, "a3", text="Đã mở 13 lớp.", day=3)
    result = merged(folder)
    assert codes_of(result) == ["review-outdated-words"]
    assert "số liệu không đổi, 1 nội dung khác" in sentence(result, "review-outdated-words")

    sent(folder, "a4", one=99, two=99, day=4)
    sent(folder, "a5", one=11, text="Đã mở 15 lớp.", day=5)
    for _ in range(2):
        result = merged(folder)
        assert (board(folder), codes_of(result)) == ((None, None), ["review-outdated"])
        assert sentence(result, "review-outdated") == (
            f"Bản đang tính khác bản đã được {HOA} soát xét (14/01/2021): 1 số liệu khác (“Số lượt”), nên dấu đã"
            " soát xét được bỏ."
        )
        assert not of(result).reviewed

    # If the coordinator lets the older file count, its mark holds again.
    type_into_row(folder.master, "sources", {"file": "inbox/a2.xlsx"}, {"decision": "dùng"})
    assert of(merged(folder)).reviewed
    assert board(folder) == marked
    type_into_row(folder.master, "sources", {"file": "inbox/a2.xlsx"}, {"decision": None})
    assert not of(merged(folder)).reviewed

    # The same person may mark the new version on the same day; without its file the mark is of nothing.
    typed(folder)
    assert of(merged(folder)).reviewed
    assert board(folder) == marked
    for number in (2, 3, 4, 5):
        (folder.inbox / f"a{number}.xlsx").unlink()
    sent(folder, "a1", one=12)
    assert codes_of(merged(folder)) == ["review-version-gone"]


@pytest.mark.slow
def test_rows_of_tables_count_as_figures(tmp_path: Path) -> None:
    """A changed row that cannot be matched counts as gone and as new."""
    folder = with_rows(tmp_path)
    typed(folder)
    merged(folder)
    content = filling("| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | 5 | 5 |", ROWS_LINES)
    rows: Any = ({"TEN": "Cầu Một", "VON": 150.0}, {"TEN": "Đường Hai", "VON": 100.0})
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    write_intake(folder.inbox / "SA sau.xlsx", form, replace(content, rows={"DA": rows}))
    assert "2 số liệu khác (“Dự án”)" in sentence(merged(folder), "review-outdated")


@pytest.mark.slow
def test_a_doubtful_review_is_a_finding_and_stays_as_typed(tmp_path: Path) -> None:
    """Of these only a name that is no officer's holds; one without tone marks is asked about."""
    doubtful = table(f"""
        | by           | on         | code                  |
        | {HOA}        |            | review-incomplete     |
        |              | 2021-01-14 | review-incomplete     |
        | {HOA}        | hôm qua    | review-day-unclear    |
        | {HOA}        | 31/02/2021 | review-day-unclear    |
        | {HOA}        | 2021-01-16 | review-day-ahead      |
        | Ông Phó      | 2021-01-14 | reviewer-not-officer  |
        | tran thi hoa | 2021-01-14 | reviewer-not-officer  |
        | TRẦN THỊ HOÀ | 2021-01-14 |                       |
        | {HOA}        | 14/1/2021  |                       |
        | {HOA}        | 2021-01-14 | review-without-report |
    """)
    codes = {f"A{n}": row["code"] for n, row in enumerate(doubtful)}
    roster = "\n".join(f"| {code} | Sở {code} | {HOA} |" for code in codes)
    agencies = f"| code | name | officer |\n|---|---|---|\n{roster}"
    folder = definition(tmp_path, agencies=agencies, indicators=INDICATORS, sections=SECTIONS)
    for code in list(codes)[:-1]:
        filled(folder, code, FIGURES.format(1, 2), LINES.format(f"Việc {code}."))
    merged(folder)
    rows = {
        f"A{n}": {"reviewed_by": as_typed(r["by"]), "reviewed_on": as_typed(r["on"])} for n, r in enumerate(doubtful)
    }
    typed(folder, **rows)
    for _ in range(2):
        result = merged(folder)
        found = {str(f.agency): f.code for f in result.findings if f.code.startswith(("review", "edit-"))}
        assert found == {agency: code for agency, code in codes.items() if code}
        for agency, (by, on) in boards(folder).items():
            assert of(result, agency).reviewed == (codes[agency] in ("", "reviewer-not-officer"))
            assert (by, bool(on)) == (rows[agency]["reviewed_by"], bool(rows[agency]["reviewed_on"]))
    without_tones = next(f for f in result.findings if f.agency == "A6")
    assert HOA in describe(without_tones, "vi")[1]


@pytest.mark.slow
def test_reports_to_review_are_todays_work_by_officer(tmp_path: Path) -> None:
    """Only if there are officers or a report was marked; the copy for circulation does not mention it."""

    def waiting(result: Consolidation) -> dict[str, tuple[int, str]]:
        return {t.officer: (t.count, t.what) for t in tasks(result, "vi") if t.task == "review"}

    folder = made(tmp_path / "a")
    assert waiting(merged(folder)) == {
        HOA: (1, "1 báo cáo chờ soát xét: Sở A"),
        "Lê Lan": (1, "1 báo cáo chờ soát xét: Sở B"),
    }
    typed(folder)
    result = merged(folder)
    assert list(waiting(result)) == ["Lê Lan"]
    assert {r["officer"] for r in records(keyed(folder.master)["today"]) if r.key.startswith("review:")} == {"Lê Lan"}
    share_file(result, tmp_path / "copy.xlsx", folder.master)
    text = str([s.rows for s in keyed(tmp_path / "copy.xlsx").values()])
    assert HOA not in text
    assert result.used["SA"].source.sha256 not in text
    plain = campaign(tmp_path / "b", "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |")
    assert waiting(merged(plain)) == {}
    typed(plain)
    assert waiting(merged(plain)) == {"": (1, "1 báo cáo chờ soát xét: Sở B")}


# --- At the desk -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_mark_of_the_desk_is_of_the_version_that_was_shown(tmp_path: Path) -> None:
    """It holds at once and is in the next master; a later version removes it, and it may be set again. Where the board
    says otherwise, the board's entry holds, and that is a finding."""
    folder = made(tmp_path)
    marked: tuple[list[str], tuple[Any, Any]] = ([], (HOA, "14/01/2021"))

    def after_a_merge() -> tuple[list[str], tuple[Any, Any]]:
        return codes_of(merged(folder)), board(folder)

    at_the_desk(folder, on="2021-01-14")
    assert of(checked(folder)).reviewed
    assert after_a_merge() == marked
    typed(folder, {"reviewed_by": "Lê Lan"})
    result = merged(folder)
    assert (codes_of(result), board(folder)[0]) == (["edit-differs"], "Lê Lan")
    assert result.used["SA"].source.sha256 not in sentence(result, "edit-differs")
    at_the_desk(folder)
    assert after_a_merge() == marked
    sent(folder, "a2", one=11, day=2)
    assert [after_a_merge(), after_a_merge()] == [(["review-outdated"], (None, None))] * 2
    typed(folder)  # no contradiction: the same person's mark of the later version
    assert after_a_merge() == marked
    at_the_desk(folder, "reviewed_by")
    assert after_a_merge() == ([], (None, None))
    at_the_desk(folder)
    assert after_a_merge() == marked


@pytest.mark.parametrize(
    "value",
    [{"reviewed_by": ""}, {"reviewed_on": "mai"}, {"reviewed_on": "16/01/2021"}, {"version": ""}, {"agency": "XX"}],
)
def test_a_mark_that_would_not_hold_is_not_saved(tmp_path: Path, value: dict[str, str]) -> None:
    folder = made(tmp_path)
    edit = {"agency": "SA", "reviewed_by": HOA, "reviewed_on": "14/01/2021", "version": "ab", **value}
    with pytest.raises(UsageError) as refused:
        record_decisions(folder, [DeskEdit(**edit)], as_of=DAY)  # type: ignore[arg-type]
    assert refused.value.code == "decided-no-review"
    assert not read_register(folder.root).edits


# --- Parts -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_masters_of_parts_carry_officers_and_marks_into_the_whole(tmp_path: Path) -> None:
    """The whole has the parts' present ones, unless its coordinator decides differently; so has a whole above it."""
    part = made(tmp_path / "part")
    typed(part)
    merged(part)
    plain = "| code | name | officer |\n|---|---|---|\n| SA | Sở A | |\n| SB | Sở B | Ông Tư |\n| SC | Sở C | |"
    whole = definition(tmp_path / "whole", agencies=plain, indicators=INDICATORS, sections=SECTIONS)
    paths = [part.master]

    def now() -> AgencyStatus:
        return of(merge_files(whole, paths, as_of=DAY, means=ONE)[0])

    assert (now().reviewed, now().officer) == (True, HOA)
    assert board(whole) == (HOA, "14/01/2021")
    assert of(merge_files(whole, paths, as_of=DAY, means=ONE)[0], "SB").officer == "Ông Tư"
    typed(part, {"reviewed_by": "Lê Lan"})
    merged(part)
    assert now().reviewed_by == "Lê Lan"
    typed(whole, {"reviewed_by": "Ông Tư"})
    assert now().reviewed_by == "Ông Tư"
    typed(part, dict.fromkeys(TYPED))
    merged(part)
    assert now().reviewed_by == "Ông Tư"
    typed(whole, dict.fromkeys(TYPED))
    assert now().reviewed_by == ""
    typed(part)
    merged(part)
    assert now().reviewed_by == HOA
    above = definition(tmp_path / "above", agencies=plain, indicators=INDICATORS, sections=SECTIONS)
    result = merge_files(above, [whole.master], as_of=DAY, means=ONE)[0]
    assert (of(result).reviewed, of(result).officer) == (True, HOA)
