"""The status of each agency: what it owes, what came and when, how late, and what is still open."""

import json
from collections import Counter
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path

import pytest

from tests.building import filled, keyed, records, type_into
from tests.mailing import DAY, FULL, LINES, Sample, campaign, form, take
from toolkit.cli.main import run
from toolkit.consolidation.bridges.standing import board_of, board_status, status_words
from toolkit.model import AgencyStatus, Consolidation
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files, merge_files

ONE_BLANK = """
| code | 2019 | 2020 |
|------|------|------|
| T1   | 1    |      |
| T2   | 3    |      |
"""


def status(result: Consolidation, agency: str) -> AgencyStatus:
    return next(s for s in result.statuses if s.agency == agency)


def mailed(sender: str, when: str, data: bytes, id: str = "") -> Sample:
    return Sample(sender=f"{sender}@tinh.example", when=datetime.fromisoformat(when), id=id, files=[("a.xlsx", data)])


#: When mails were written, and the day that counts; the deadline is the 10th.
WHEN = {
    "2021-01-10T23:59:00+07:00": (10, None),
    "2021-01-11T00:01:00+07:00": (11, 1),
    "2021-01-10T18:30:00+00:00": (11, 1),
    "2021-01-10T23:30:00-08:00": (11, 1),
    "2021-01-11T01:00:00+14:00": (10, None),
    "2021-01-14T08:00:00+07:00": (14, 4),
}


@pytest.mark.slow
def test_days_late_are_counted_by_the_mails_date_in_vietnam(tmp_path: Path) -> None:
    """Whatever time zone the mail was written in; a report on the day of the deadline is in time."""
    found = {}
    for part, whens in enumerate(([*WHEN][:3], [*WHEN][3:])):
        folder = campaign(tmp_path / str(part))
        agencies = dict(zip(("SYT", "STC", "XA1"), whens, strict=True))
        take(folder, *(mailed(code.lower(), when, form(folder, code)) for code, when in agencies.items()))
        result = check_files(folder, as_of=DAY)
        for code, when in agencies.items():
            one = status(result, code)
            found[when] = (one.received.day if one.received else 0, one.days_late)
    assert found == WHEN


@pytest.mark.slow
def test_complete_incomplete_with_errors_superseded_and_missing_are_separate_states(tmp_path: Path) -> None:
    """Each says how much of what is required has been reported."""
    folder = campaign(tmp_path)
    take(
        folder,
        mailed("syt", "2021-01-08T09:00+07:00", form(folder, "SYT", ONE_BLANK)),
        mailed("syt", "2021-01-12T09:00+07:00", form(folder, "SYT", number="2")),
        mailed("xa1", "2021-01-08T09:00+07:00", form(folder, "XA1"), "hai@x"),
        mailed("stc", "2021-01-09T00:00+07:00", form(folder, "CAT"), "ba@x"),
    )
    filled(folder, "STC", ONE_BLANK, "")
    filled(folder, "LEAD", FULL.replace("| 4 ", "| chừng 4 "), LINES)
    result = check_files(folder, as_of=DAY)
    standings = ["complete", "incomplete", "missing", "complete", "with_errors"]
    assert [board_status(status(result, a)) for a in ("SYT", "STC", "CAT", "XA1", "LEAD")] == standings
    assert len(result.statuses) == 5  # an agency that ended before the deadline owes nothing
    health, money, police = (status(result, a) for a in ("SYT", "STC", "CAT"))
    assert status_words(health, "vi") == "Đã nhận, không lỗi; bản đầu gửi 08/01/2021"
    counts = attrgetter(*["asked", "given", "lacking", "superseded", "first_received", "received", "days_late"])
    assert counts(health) == (4, 4, 0, 1, date(2021, 1, 8), date(2021, 1, 12), None)
    counts = attrgetter(*["asked", "given", "lacking", "sections_asked", "sections_given", "sections_lacking"])
    assert counts(money) == (4, 2, 1, 1, 0, 1)
    assert (police.waiting, police.days_late) == (1, 5)
    board = board_of(result.statuses)
    counts = attrgetter(
        *["owed", "came", "complete", "incomplete", "with_errors", "late", "missing", "superseded", "waiting"]
    )
    assert counts(board) == (5, 4, 3, 1, 1, 0, 1, 1, 2)
    assert (board.in_order, board.to_complete, board.with_errors) == (2, 1, 1)
    assert board.owed == sum((board.in_order, board.to_complete, board.with_errors, board.missing, board.rejected))


def test_mail_of_a_former_agency_is_no_report(tmp_path: Path) -> None:
    """Nor of another, whose form is in it."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="cu@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]))
    assert check_files(folder, as_of=DAY).used == {}


@pytest.mark.slow
def test_the_status_is_the_same_on_screen_as_json_and_in_the_master(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The board's large numbers equal the count of its signs; the campaign's title is above them, so that a board on
    the wall says which report it is about."""
    folder = campaign(tmp_path)
    take(folder, mailed("syt", "2021-01-12T09:00+07:00", form(folder, "SYT")))
    filled(folder, "STC", ONE_BLANK, LINES)
    filled(folder, "LEAD", FULL.replace("| 4 ", "| chừng 4 "), LINES)
    options = ["--campaign", str(folder.root), "--as-of", "2021-01-15"]
    assert run(["status", "--format", "json", *options]) == 1
    document = json.loads(capsys.readouterr().out)
    assert run(["status", *options]) == 1
    lines = capsys.readouterr().out.splitlines()
    merge_files(folder, as_of=DAY)
    status_sheet = keyed(folder.master)["status"]
    sheet = {r.key: r for r in records(status_sheet)}
    assert [a["agency"] for a in document["agencies"]] == [line.split()[0] for line in lines[1:6]] == list(sheet)
    health = next(a for a in document["agencies"] if a["agency"] == "SYT")
    shown = [sheet["SYT"][key] for key in ("received", "days_late", "given", "agency", "file")]
    assert shown == [date(2021, 1, 12), 2.0, "4/4", "SYT", health["file"]]
    assert (health["received"], health["days_late"], health["complete"]) == ("2021-01-12", 2, True)
    assert health["figures"] == {"asked": 4, "given": 4, "lacking": 0}
    assert "12/01/2021" in lines[1]
    counts = [document["counts"][key] for key in ("owed", "complete", "missing", "late", "overdue")]
    assert counts == [5, 2, 2, 1, 2]

    assert Counter(str(r.values["mark"]) for r in sheet.values()) == {"✔": 1, "½": 1, "!": 1, "–": 2}
    board = [c for row in status_sheet.rows if row.for_people for c in row.cells]
    assert [c for c in board if isinstance(c, int | float)] == [5, 1, 1, 1, 2, 1]
    assert folder.campaign.title in board
    words = " ".join(str(c) for row in keyed(folder.master)["summary"].rows for c in row.cells if isinstance(c, str))
    assert "Tiến độ gửi: 1 đủ, không lỗi; 1 còn thiếu; 1 còn lỗi; 2 chưa có; 1 gửi trễ." in words


@pytest.mark.slow
def test_the_order_in_which_mails_are_collected_changes_nothing(tmp_path: Path) -> None:
    """Where the later mail is collected first, in another run, the status is the same."""
    early, late = ("2021-01-08", "1"), ("2021-01-12", "2")
    found = []
    for order in ((early, late), (late, early)):
        folder: Folder = campaign(tmp_path / order[0][0])
        for day, number in order:
            take(folder, mailed("syt", f"{day}T09:00:00+07:00", form(folder, "SYT", number=number)))
        found.append(check_files(folder, as_of=DAY).statuses)
    assert found[0] == found[1]


@pytest.mark.slow
def test_a_decision_that_is_not_understood_leaves_its_file_waiting(tmp_path: Path) -> None:
    """The board still says that a file which may be the agency's is waiting."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender="stc@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]))
    before = {s.agency: s.waiting for s in check_files(folder, as_of=DAY).statuses if s.waiting}
    assert before == {"SYT": 1, "STC": 1}
    sheet = keyed(folder.root / "register.xlsx")["register"]
    [row] = [r for r in records(sheet) if r["state"] == "waiting"]
    type_into(folder.root / "register.xlsx", [((sheet.name, row.cells["decision"]), "KHONG")])
    take(folder)
    result = check_files(folder, as_of=DAY)
    assert before == {s.agency: s.waiting for s in result.statuses if s.waiting}
    assert "unknown-decision" in [f.code for f in result.findings]
    [row] = records(keyed(folder.root / "register.xlsx")["register"])
    assert row["proposed"] == "Sở Y tế; Sở TC"
