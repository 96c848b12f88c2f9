"""Decisions on the desk's pages of figures, findings, rows and ideas: saved, followed at once, and undone."""

import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Window, desk, needs_browser
from tests.building import DAY, definition, filled, keyed, records
from tests.desk.asking import Browser, browser, words
from tests.run.test_decided_at_the_desk import (
    AGENCIES,
    FIGURE,
    INDICATORS,
    LINES,
    ROW,
    SECTIONS,
    idea,
    in_excel,
    in_master,
    made,
    merged,
    reported,
)
from toolkit.messages.desk import WORDS
from toolkit.model import DeskEdit
from toolkit.register.entries import read_register
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files

SIGNED = {"corrected_by": "Lan", "reason": "điện thoại"}
A1 = {"indicator": "A1", "period": "2019"}
FIGURES = "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {} | 20 |\n| A2 | 5 | 5 |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return made(tmp_path / "đợt")


@pytest.fixture
def open_one(tmp_path: Path, folder: Folder) -> Browser:
    """A desk about the campaign."""
    return browser(tmp_path, folder.root)


def edit_of(folder: Folder) -> DeskEdit:
    """The only decision in the register."""
    (edit,) = read_register(folder.root).edits.values()
    return edit


def form_with(page: str, button: str) -> dict[str, str]:
    """The hidden fields of the form that has this button."""
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if f'id="{button}"' in f)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields}


def decided(desk: Browser, page: str, button: str, **typed: Any) -> str:
    """The page's message after the form with this button was sent."""
    answer = desk.post("decided", {**form_with(desk.seen(page), button), **typed})
    assert answer.status_code == 303, answer.text
    back = answer.headers["location"].partition("#")[0]
    assert back == f"/k3y/{page}"
    return words(desk.seen(page))


def add_similar(folder: Folder, *more: str) -> None:
    """Another agency says nearly the same as one does already."""
    texts = ("phường", *more)
    lines = "| section | text |\n|---|---|" + "".join(
        f"\n| dat | Đã mở 12 lớp tập huấn cho cán bộ xã, {one}. |" for one in texts
    )
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | 5 | 30 |", lines)
    assert any(g.proposed_with for g in merged(folder).groups)


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match is not None
    return match[1]


@pytest.mark.slow
def test_an_accepted_finding_disappears_at_once(open_one: Browser) -> None:
    """On its agency's page: counts and lists follow before a merge, which has it in its columns."""
    page = open_one.seen("agencies/SB")
    assert 'class="finding warning"' in page
    number, signed = found(r'id="(f-\d+)-a-by" name="accepted_by"', page), {"accepted_by": "Lan", "reason": "đã hỏi"}
    answer = decided(open_one, "agencies/SB", f"{number}-accept", **signed)
    assert WORDS["decided-waits"].say("vi", count=1) in answer
    accepted = open_one.seen("agencies/SB")
    assert accepted.count("-accept") < page.count("-accept")
    decided(open_one, "agencies/SB", found(r'id="(f-\d+-unaccept)"', accepted), emptied="accepted_by")
    assert open_one.seen("agencies/SB").count("-accept") == page.count("-accept")
    decided(open_one, "agencies/SB", f"{number}-accept", **signed)
    assert 'value="Lan"' in open_one.seen("agencies/SA")  # the last name is offered


@pytest.mark.slow
def test_a_corrected_figure_and_a_row_left_out(open_one: Browser, folder: Folder) -> None:
    """Each is in the next master, and is undone there. Undoing ignores what else the form has."""
    answer = decided(open_one, "agencies/SA", "phone-do", **A1, corrected_value="1.234", **SIGNED)
    assert WORDS["decided-waits"].say("vi", count=1) in answer
    decided(open_one, "agencies/SA", "rows-do", of_row=f"DA {ROW.row}", left_out="x", **SIGNED)
    assert WORDS["rows-out"].vi in open_one.seen("agencies/SA")
    merged(folder)
    assert (in_master(folder, FIGURE)[0], in_master(folder, ROW)[0]) == ("1.234", "x")
    rest = {"corrected_value": "99", "corrected_by": "Lan", "reason": ""}
    decided(open_one, "agencies/SA", "phone-do", **A1, **rest, emptied="corrected_value")
    (edit,) = (one for one in read_register(folder.root).edits.values() if one.indicator)
    assert (edit.corrected_value, edit.corrected_by, edit.reason) == ("", "", "")
    merged(folder)
    assert in_master(folder, FIGURE) == ("", "", "")


@pytest.mark.slow
def test_what_cannot_be_decided_is_reported_and_not_saved(open_one: Browser, folder: Folder) -> None:
    """An ambiguous value, nobody's signature, a form of another origin; the message has a link back."""
    phone = {"agency": "SA", **A1, "corrected_value": "12", "back": "agencies/SA", **SIGNED}
    for field, typed, sentence in (
        ("corrected_value", "1,234", "1234"),
        ("corrected_value", "nhiều", "nhiều"),
        ("corrected_by", "", "lý do"),
    ):
        answer = open_one.post("decided", phone | {field: typed})
        assert answer.status_code == 422
        assert sentence in words(answer.text)
        assert 'href="/k3y/agencies/SA"' in answer.text
    answer = open_one.client.post("/k3y/decided", data={"agency": "SA"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert not read_register(folder.root).edits

    # A figure decided after a new form is not asked about: the form came after the last merge, and before the decision.
    filled(folder, "SA", FIGURES.format(11))
    decided(open_one, "agencies/SA", "phone-do", **A1, corrected_value="12", **SIGNED)
    assert "correction-outdated" not in codes(folder)
    filled(folder, "SA", FIGURES.format(13))
    assert "correction-outdated" in codes(folder)

    if sys.platform != "win32":  # Windows itself refuses to replace an open file
        (folder.root / "~$register.xlsx").write_bytes(b"\3Lan" + b" " * 160)
        before = (register := folder.root / "register.xlsx").read_bytes()
        answer = open_one.post("decided", {**phone, "corrected_value": "13"})
        assert answer.status_code == 422
        assert "register.xlsx" in words(answer.text)
        assert register.read_bytes() == before


def codes(folder: Folder) -> list[str]:
    return [f.code for f in check_files(folder, as_of=DAY, means=Means(workers=1)).findings]


@pytest.mark.slow
def test_ideas_are_renamed_hidden_joined_and_kept_apart(open_one: Browser, folder: Folder) -> None:
    """Only changed fields of the form are decided; decisions are shown, and can be undone. A joined idea is no longer
    among the summary's ideas; it is separated on the page of the idea it was joined to, and on its page."""
    first, second = idea(folder), idea(folder, 1)
    page, joined, listed = f"ideas/{first.group}", f"ideas/{second.group}", f"ideas?section={first.section}"
    assert first.text in words(open_one.seen(listed))
    decided(open_one, page, "idea-do", edited_text="Lời khác", hide="yes")
    decided(open_one, page, "idea-join", merge_into=second.group)
    edit = edit_of(folder)
    assert (edit.edited_text, edit.hide, edit.merge_into, edit.edited_family) == ("Lời khác", "yes", second.group, "")
    assert edit.merge_text == second.text
    decided(open_one, page, "idea-do", edited_text="", hide="")
    merged(folder)
    assert first.text not in words(open_one.seen(listed))
    shown = open_one.seen(page)
    assert f'value="{second.group}" selected' in shown
    assert WORDS["idea-joined"].vi not in shown
    assert WORDS["idea-joined"].vi in open_one.seen(joined)
    assert WORDS["idea-joined"].vi not in decided(open_one, joined, "unjoin-1", emptied="merge_into")
    assert open_one.get(page).status_code == 200
    assert reported(merged(folder)) == []
    assert first.text in words(open_one.seen(listed))

    decided(open_one, page, "idea-join", merge_into=second.group)
    decided(open_one, page, "idea-unjoin", emptied="merge_into")
    decided(open_one, page, "idea-apart", keep_apart="yes")
    edit = edit_of(folder)
    assert (edit.edited_text, edit.hide, edit.merge_into, edit.keep_apart) == ("", "", "", "yes")
    assert open_one.get("ideas/g0").status_code == 404


@pytest.mark.slow
def test_ideas_kept_apart_one_after_the_other_stay_so(open_one: Browser, folder: Folder) -> None:
    """Each merge keeps the earlier ones by their ideas, and the register has each idea's text."""
    add_similar(folder, "thôn")
    for count in (3, 2, 1):
        page = open_one.seen("ideas")
        assert len(re.findall('id="apart-', page)) == count
        assert f'class="count">{count}<' in page
        decided(open_one, "ideas", "apart-1", keep_apart=found(r'value="([^"]*)" id="apart-1"', page))
        assert reported(merged(folder)) == []
    assert "apart-1" not in open_one.seen("ideas")
    texts = {row.key: row["text"] for row in records(keyed(folder.master)["groups"])}
    for edit in read_register(folder.root).edits.values():
        assert edit.apart_texts.split("\n") == [texts[code] for code in re.findall(r"\w+", edit.keep_apart)]


@pytest.mark.slow
def test_an_entry_in_excel_stays_when_another_field_is_decided(open_one: Browser, folder: Folder) -> None:
    """An idea that the master says not to hide stays so. What the desk decides to follow up is written there."""
    one = idea(folder)
    in_excel(folder.master, one, {"hide": "không"})
    page = f"ideas/{one.group}"
    assert re.findall(r'<option value="(\w*)" selected', open_one.seen(page).partition('name="hide"')[2]) == ["no"]
    for hide, saved in (("no", ""), ("yes", "yes")):
        decided(open_one, page, "idea-do", edited_text="Lời khác", hide=hide)
        edit = edit_of(folder)
        assert (edit.edited_text, edit.hide) == ("Lời khác", saved)
    in_excel(folder.master, one, {"hide": "X"})
    assert WORDS["ideas-hidden"].vi in open_one.seen(f"ideas?section={one.section}")

    page = f"ideas/{idea(folder, 1).group}"
    decided(open_one, page, "idea-do", follow_up="yes")
    (edit,) = (e for e in read_register(folder.root).edits.values() if e.group != one.group)
    assert (edit.follow_up, edit.hide) == ("yes", "")
    merged(folder)
    groups = records(keyed(folder.master)["groups"])
    assert [r["follow_up"] for r in groups if r["group"] == edit.group] == ["có"]
    assert '<option value="yes" selected' in open_one.seen(page).partition('name="follow_up"')[2]


def test_why_there_are_no_ideas_is_explained(tmp_path: Path) -> None:
    """No master, a master without any, and one that cannot be read. Of an idea all themes of the definition are
    offered, those without a statement, too."""
    themes = "| code | label | keywords |\n|---|---|---|\n| tt | Tập huấn | tập huấn |\n| kt | Kiểm tra | kiểm tra |"
    folder = definition(tmp_path / "đợt", themes=themes, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    desk = browser(tmp_path, folder.root)
    assert "do-merge" in desk.seen("ideas").partition("<main")[2]
    filled(folder, "SA", FIGURES.format(10))
    merged(folder)
    page = desk.seen("ideas").partition("<main")[2]
    assert WORDS["ideas-not-said"].vi in words(page)
    assert "do-merge" not in page
    folder.master.write_bytes(b"none")
    page = desk.seen("ideas").partition("<main")[2]
    assert 'id="sorry"' in page
    assert "master.xlsx" in words(page)
    assert "do-merge" not in page
    folder.master.unlink()
    filled(folder, "SA", FIGURES.format(10), LINES)
    merged(folder)
    page = desk.seen(f"ideas/{idea(folder).group}")
    assert "<option>Tập huấn</option><option>Kiểm tra</option>" in page


@pytest.mark.slow
def test_a_difference_is_settled_on_its_finding(open_one: Browser, folder: Folder) -> None:
    """By either value: afterwards both files have it."""
    decided(open_one, "agencies/SA", "phone-do", **A1, corrected_value="12", **SIGNED)
    for keeps, value in (("desk", "12"), ("master", "13")):
        merged(folder)
        in_excel(folder.master, FIGURE, {"corrected_value": "13"})
        number = found(r'id="(f-\d+-desk)"', open_one.seen("agencies/SA"))
        decided(open_one, "agencies/SA", number, settle=keeps)
        assert "-desk" not in open_one.seen("agencies/SA")
        assert "edit-differs" not in [f.code for f in merged(folder).findings]
        assert in_master(folder, FIGURE)[0] == value


@needs_browser
@pytest.mark.slow
def test_decisions_in_a_real_browser(window: Window, folder: Folder, tmp_path: Path) -> None:
    """They are made by mouse and by keys, on a telephone too, without barriers to use. Then the master has them."""
    add_similar(folder)
    with desk(tmp_path, "--as-of", f"{DAY}", cwd=folder.root) as served:

        def read(page: str) -> None:
            window.go(served.at(page))
            window.until(lambda: window.all("h1") and not window.all("[data-stale]"), "reading")

        def written() -> None:
            window.until(lambda: window.all("#written") and not window.all("[data-stale]"), "written")

        read("agencies/SB")
        window.look("desk-agency-forms")
        window.click(".decides summary")
        window.find(".decides [name=accepted_by]").send_keys("Lan")
        window.find(".decides [name=reason]").send_keys("đã hỏi")
        window.look("desk-accept")
        window.click(".decides [id$=-accept]")
        written()
        window.look("desk-accepted")
        read("agencies/SA")
        window.find("#phone-indicator option[value=A1]").click()
        window.find("#phone-period option[value='2019']").click()
        for field, typed in (("phone-value", "1.234"), ("phone-by", "Lan"), ("phone-reason", "điện thoại")):
            window.tab(f"#{field}")
            window.find(f"#{field}").clear()
            window.find(f"#{field}").send_keys(typed)
        window.tab("#phone-do")
        window.press("\n")
        written()
        read("ideas")
        window.look("desk-ideas")
        window.click("#join-1")
        written()
        assert not window.all("#join-1")
        read(f"ideas/{idea(folder).group}")
        window.find("#edited_text").send_keys("Lời khác")
        window.look("desk-idea")
        window.click("#idea-do")
        written()
        window.click("#waits-merge")
        window.until(lambda: window.all("#outcome:not(.running)"), "the end")
        assert window.complaints() == []
    assert window.faults == []
    assert in_master(folder, FIGURE) == ("1.234", "Lan", "điện thoại")
    assert in_master(folder, idea(folder)) == ("Lời khác",)
    joined = [row for row in records(keyed(folder.master)["groups"]) if row["merge_into"]]
    assert len(joined) == 1
