"""Pages limited to the agencies of one officer: what they show, and that their addresses keep the limit."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.agencies.test_officers import HOA, LAN, campaign
from tests.building import filled
from tests.desk.asking import browser, words
from tests.mailing import FULL, LINES

OF_LAN = f"?{urlencode({'officer': LAN})}"


@pytest.mark.slow
def test_board_findings_and_todays_work_are_limited_to_one_officer(tmp_path: Path) -> None:
    """Links among them keep the officer; a name that is no officer's limits nothing."""
    open_one = browser(tmp_path, campaign(tmp_path / "đợt").root)
    board = open_one.seen("agencies")
    assert re.findall(r'<tr id="agency-(\w+)"', board) == ["SYT", "STC", "CAT", "XA1", "LEAD"]
    assert f"<option>{HOA}</option>" in board
    assert 'name="officer"' in board
    board = open_one.seen(f"agencies{OF_LAN}")
    assert re.findall(r'<tr id="agency-(\w+)"', board) == ["XA1"]
    assert f"<option selected>{LAN}</option>" in board
    for page in ("agencies", "findings", "agencies/XA1"):
        assert f'/{page}{OF_LAN}"' in board
    overview = open_one.seen(OF_LAN)
    assert "Xã Tân An" in words(overview)
    assert "Sở Y tế" not in words(overview)
    assert f'agencies{OF_LAN}&amp;standing=not_in"' in overview
    assert "Sở Y tế" in words(open_one.seen("findings"))
    assert "Sở Y tế" not in words(open_one.seen(f"findings{OF_LAN}"))
    assert len(re.findall(r"<tr id=", open_one.seen("agencies?officer=Ai"))) == 5
    assert "02773 851 234" in words(open_one.seen("agencies/XA1"))


def test_without_officers_there_is_no_choice(tmp_path: Path) -> None:
    open_one = browser(tmp_path, campaign(tmp_path / "đợt", {}).root)
    for page in ("", "agencies", "findings"):
        assert 'name="officer"' not in open_one.seen(page)


@pytest.mark.slow
def test_a_report_is_marked_as_reviewed_on_its_agencys_page_and_on_the_board(tmp_path: Path) -> None:
    """The mark is for the version that the page showed; the board lists reports to review; the page removes it."""
    folder = campaign(tmp_path / "đợt")
    open_one = browser(tmp_path, folder.root)
    board = open_one.seen(f"agencies?{urlencode({'officer': HOA, 'standing': 'to_review'})}")
    assert re.findall(r'id="review-(\w+)"', board) == ["SYT", "STC"]
    assert f'value="{HOA}"' in board
    (report,) = re.findall(r'name="of_report" value="(SYT [0-9a-f]{64})"', board)
    fields = {"reviewed_by": HOA, "reviewed_on": "15/01/2021", "of_report": report, "back": f"agencies{OF_LAN}"}
    answer = open_one.post("decided", fields)
    assert answer.headers["location"].endswith(f"/agencies{OF_LAN}")
    assert f"{HOA}, 15/01/2021" in words(open_one.seen("agencies"))
    page = open_one.seen("agencies/SYT")
    assert f"Đã soát xét: {HOA}, 15/01/2021" in words(page)
    assert 'id="review-do"' in page
    filled(folder, "SYT", FULL, LINES, name="SYT sau")
    assert f"đã được {HOA} soát xét (15/01/2021): 2 số liệu khác" in words(open_one.seen("agencies/SYT"))
    late = open_one.post("decided", {**fields, "back": "agencies/SYT"})  # of the version that the page had shown
    assert late.status_code == 303
    assert "Báo cáo chưa được soát xét" in words(open_one.seen("agencies/SYT"))
    report = re.findall(r'value="(SYT [0-9a-f]{64})" id="review-do"', open_one.seen("agencies/SYT"))[0]
    open_one.post("decided", {**fields, "of_report": report})
    assert "Đã soát xét" in words(open_one.seen("agencies/SYT"))
    open_one.post("decided", {"agency": "SYT", "emptied": "reviewed_by", "back": "agencies/SYT"})
    assert "Báo cáo chưa được soát xét" in words(open_one.seen("agencies/SYT"))
    refused = open_one.post("decided", {**fields, "reviewed_on": "16/01/2021"})
    assert refused.status_code == 422
