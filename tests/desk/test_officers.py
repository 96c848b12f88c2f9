"""Pages that are held to the agencies of one officer: what they show, and that their addresses keep whose they are."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

from tests.agencies.test_officers import HOA, LAN, campaign
from tests.desk.asking import browser, words

OF_LAN = f"?{urlencode({'officer': LAN})}"


def test_board_findings_and_todays_work_are_held_to_one_officer(tmp_path: Path) -> None:
    """The links among them keep the officer; a name that is nobody's holds nothing back."""
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


def test_without_officers_there_is_nothing_to_choose(tmp_path: Path) -> None:
    open_one = browser(tmp_path, campaign(tmp_path / "đợt", {}).root)
    for page in ("", "agencies", "findings"):
        assert 'name="officer"' not in open_one.seen(page)
