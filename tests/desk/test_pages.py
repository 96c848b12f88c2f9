"""What the pages show: the campaign in the commands' words, and no agency's text as markup."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import pytest

from tests.agencies.test_officers import HOA, LAN
from tests.agencies.test_officers import campaign as with_officers
from tests.building import ABOUT, DAY, definition, filled, table
from tests.cli.test_cli import GOOD_FIGURES, INDICATORS
from tests.desk.asking import Browser, browser, words
from tests.desk.campaign import AGENCIES, only_defined, reporting
from tests.editing.test_asking import give
from tests.editing.test_asking import make as slips
from tests.mailing import FULL, LINES
from toolkit.cli.main import run
from toolkit.desk.pages import MENU
from toolkit.desk.processes import Send
from toolkit.desk.render import HERE
from toolkit.desk.states import KnownState, States
from toolkit.desk.targets import campaign
from toolkit.messages import desk as texts
from toolkit.messages.desk import STATES, WORDS
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, write_templates
from toolkit.run.planning.asking import plan
from toolkit.xlsx.drawn.definition import write_definition

PAGES = (
    *("", "agencies", "agencies/SB", "indicators", "indicators/N1", "findings", "decide", "ideas", "take-in", "forms"),
    *("results", "leaders", "work"),
)
OF_LAN = f"?{urlencode({'officer': LAN})}"


@pytest.fixture(scope="module")
def read_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, Folder]]:
    """A desk about a campaign that no test changes, and its folder; one file's name is like markup."""
    place = tmp_path_factory.mktemp("read")
    folder = reporting(place)
    (folder.inbox / "<i>x & 'y'.xlsx").write_bytes((folder.inbox / "SA.xlsx").read_bytes() + b"\0")
    shown = browser(place, folder.root)
    yield shown, folder
    shown.desk.end()


@pytest.fixture
def shown(read_one: tuple[Browser, Folder]) -> Browser:
    return read_one[0]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return reporting(tmp_path)


@pytest.mark.slow
def test_without_a_campaign_one_is_started_or_opened(tmp_path: Path) -> None:
    """Every page then offers to start a campaign or to open one."""
    nothing = browser(tmp_path)
    for page in PAGES:
        text = words(nothing.get(page).text)
        assert page == "work" or (WORDS["start-open"].vi in text and WORDS["start-new"].vi in text)


@pytest.mark.slow
def test_the_menu_opens_each_of_its_pages(shown: Browser) -> None:
    """Each page of the menu is at its address, under its name, and is marked there as the current one."""
    assert {p for p in PAGES if p and "/" not in p} == MENU.keys()
    for name in MENU:
        html = shown.seen(name)
        assert f'id="nav-{name}" href="/k3y/{name}" aria-current="page">{WORDS[name].vi}' in html
        assert html.count('aria-current="page"') == 1


@pytest.mark.slow
def test_every_page_is_safe_and_can_be_used_without_seeing_it(shown: Browser) -> None:
    """Neither cells, nor names of agencies and files, are markup. Everything that a page loads, links to and posts to
    is the desk's, and no script or style is inline. It has one heading, landmarks, labels and names of buttons."""
    for page in PAGES:
        html = shown.seen(page)
        for markup in ("<script>alert", "<img src=x", "<b>B</b>", "<i>x"):
            assert markup not in html, page
        addresses = re.findall(r'(?:src|href|action)="([^"]*)"', html)
        assert [a for a in addresses if not a.startswith("/k3y/") and a not in ("", "#main")] == []
        tags = "".join(re.findall(r"<[^>]*>", html))
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", tags)
        assert re.findall(r"<script[^>]*>([^<]*)</script>", html) == [""]
        assert html.count("<h1>") == html.count("<main ") == html.count("<nav ") == 1
        fields = re.findall(r'<(?:input|select)[^>]* id="([\w-]+)"', html)
        assert [f for f in fields if f'for="{f}"' not in html] == []
        assert all(words(b) for b in re.findall(r"<button[^>]*>(.*?)</button>", html, re.S))
        ids = re.findall(r' id="([^"]+)"', html)
        assert sorted(set(ids)) == sorted(ids)
        # A form ends the paragraph that it is in, and everything after it is outside.
        assert not re.search(r"<p\b[^>]*>(?:(?!</p>).)*<form", html, re.S)
    assert "&lt;script&gt;alert(1)" in shown.seen("findings")


@pytest.mark.slow
def test_a_new_folder_of_the_users_is_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not exist yet, among the user's documents: never beside the program."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    name = WORDS["start-new-name"].vi
    assert f'value="{tmp_path / name}"' in browser(tmp_path).get().text
    (tmp_path / "Documents" / name).mkdir(parents=True)
    assert f'value="{tmp_path / "Documents" / name} 2"' in browser(tmp_path).get().text


def test_every_sentence_of_the_pages_exists() -> None:
    """Templates use existing sentences, and every sentence is used somewhere."""
    sources = [*(HERE / "templates").glob("*.html"), *HERE.glob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(r"""(?:say|_refuse)\(\s*["']([\w-]+)["']""", text))
    for one, other in re.findall(r'say\("([\w-]+)" if .*? else "([\w-]+)"', text):
        used |= {one, other}
    assert used <= WORDS.keys(), used - WORDS.keys()
    assert WORDS.keys() - used - MENU.keys() == set()


@pytest.mark.slow
def test_the_overview_counts_those_it_does_not_list(tmp_path: Path) -> None:
    """Of twenty missing agencies the first are listed; the number beside the heading is of all."""
    agencies = "| code | name |\n|---|---|\n" + "\n".join(f"| X{n:02} | Xã {n} |" for n in range(1, 21))
    indicators = (
        "| code | topic | label | unit | kind | required | across_agencies |\n|---|---|---|---|---|---|---|\n"
        "| A1 | Một | Vụ | vụ | count | có | sum |"
    )
    root = definition(tmp_path / "c", agencies=agencies, indicators=indicators).root
    today = browser(tmp_path, root).seen("").partition('id="today"')[2].partition("</section>")[0]
    assert '<span class="count">20</span>' in today
    assert WORDS["today-more"].say("vi", count=15) in words(today)


@pytest.mark.slow
def test_the_overview_lists_todays_work(tmp_path: Path) -> None:
    """Agencies to call, the largest effect first, each with its page; then cells to settle."""
    one = slips(tmp_path / "slips")
    give(one, 9, KP2=(3, 150.0))
    give(one, 2, KP2=(1, 8.4))
    today = browser(tmp_path, one.root).seen("").partition('id="today"')[2].partition("</section>")[0]
    assert today.index("agencies/X9") < today.index("agencies/X2")
    assert "1 câu hỏi về số liệu, tới" in words(today)
    assert "nếu là 840 thì khớp" in words(today)


@pytest.mark.slow
def test_the_pages_of_an_agency_and_of_an_indicator(shown: Browser) -> None:
    """An agency's figures by indicator and period, with their states in words, what it still owes, its statements. The
    province's figures with their coverage, every agency that must report them, and those that did not."""
    right, wrong = shown.seen("agencies/SA"), shown.seen("agencies/SB")
    for html in (right, wrong):
        assert 'href="/k3y/indicators/N1"' in html
    assert WORDS["agency-owes"].vi not in words(right)
    assert f"<script>alert(1)</script> {STATES['held'].vi}" in words(wrong)
    assert WORDS["agency-owes"].vi in words(wrong)
    assert "mở lớp." in words(wrong).partition(WORDS["agency-statements"].vi)[2]
    listed, one = shown.seen("indicators"), shown.seen("indicators/N1")
    assert 'href="/k3y/indicators/N1"' in listed
    assert "/3 đơn vị" in words(listed)
    assert {code for code in ("SA", "SB", "HC") if f'href="/k3y/agencies/{code}"' in one} == {"SA", "SB", "HC"}
    missing = one.partition('id="lacking-h"')[2].partition("</section>")[0]
    assert [code for code in ("SA", "SB", "HC") if f"agencies/{code}" in missing] == ["SB", "HC"]
    for page in ("agencies/XX", "indicators/XX"):
        assert shown.get(page).status_code == 404


@pytest.mark.slow
def test_figures_are_shown_a_moment_after_the_board(shown: Browser) -> None:
    """The first page waits for none of them; pages that show them say that they are being read, and follow."""
    shown.read()
    assert shown.desk.states is not None
    whole = shown.desk.states.known()
    assert shown.get("details/state").json()["fresh"]
    shown.desk.states._known = replace(whole, details=None)
    assert not shown.get("details/state").json()["fresh"]
    assert shown.get("state").json()["fresh"]
    for page in ("agencies/SA", "indicators", "indicators/N1"):
        html = shown.get(page).text
        assert WORDS["details-reading"].vi in words(html)
        assert 'data-stale="details/state"' in html
    shown.desk.states._known = whole


@pytest.mark.slow
def test_the_board_is_that_of_status(read_one: tuple[Browser, Folder], capsys: pytest.CaptureFixture[str]) -> None:
    """Each agency with the words of `toolkit status`, and the campaign's state with those of `toolkit`. The board is
    filtered: only missing agencies, late ones, ones with errors."""
    shown, folder = read_one
    board = words(shown.seen("agencies"))
    assert run(["status", "--campaign", str(folder.root), "--as-of", DAY.isoformat()]) == 1
    for line in capsys.readouterr().out.splitlines()[1:4]:
        cells = [cell for cell in line.split("  ") if cell.strip()]
        assert cells[0].strip() in board
        assert cells[2].strip() in board
    overview = shown.seen()
    run(["--campaign", str(folder.root), "--as-of", DAY.isoformat()])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines[3:6] if " ".join(line.split()) not in words(overview)] == []
    assert "?standing=not_in" in overview
    missing = words(shown.seen("agencies?standing=missing"))
    assert missing.count("UBND huyện C") == 1
    assert "Sở A" not in missing.partition(WORDS["board-title"].vi)[2]
    assert texts.STANDINGS["late"].vi in words(shown.seen("agencies?standing=late"))
    assert shown.seen("agencies?standing=not_in").count("<tr id=") == 1


@pytest.mark.slow
def test_until_forms_are_made_pages_say_what_they_will_ask(tmp_path: Path) -> None:
    """The overview has the three lines of `toolkit`, what to check, and a form to look at; so has the forms' page."""
    begun = only_defined(tmp_path)
    planned = plan(begun.campaign, DAY, "vi")
    desk = browser(tmp_path, begun.root)
    overview = desk.seen()
    assert [line for line in (*planned.lines, *planned.cautions) if line not in words(overview)] == []
    assert f'name="agency" value="{planned.example}"' in overview
    assert f'<option value="{planned.example}" selected>' in desk.seen("forms")
    write_templates(begun, planned.example)
    assert planned.lines[0] not in words(desk.seen())


@pytest.mark.slow
def test_findings_are_those_of_check(read_one: tuple[Browser, Folder]) -> None:
    """Each finding with its cell, its sentence, the correction, and its file to open."""
    from toolkit.messages.findings.catalogue import describe

    text, folder = words(read_one[0].seen("findings")), read_one[1]
    pressing = [f for f in check_files(folder, as_of=DAY, means=Means(store=None)).findings if f.severity != "note"]
    assert pressing
    for finding in pressing:
        what, fix = describe(finding, "vi", folder.campaign)
        assert " ".join(what.split()) in text
        assert " ".join(fix.split()) in text
        assert f"{finding.sheet}!{finding.cell}" in text or not finding.cell
    assert "SB.xlsx" in text


@pytest.mark.slow
def test_a_definition_with_mistakes_is_reported(tmp_path: Path, folder: Folder) -> None:
    """Its mistakes are listed, each with what to do, and nothing else is offered. In English, before, every page has
    the commands' English sentences."""
    english = words(browser(tmp_path, folder.root, language="en").seen())
    assert WORDS["next-title"].en in english
    assert "To look at: 1 error" in english
    assert "Cần rà soát" not in english
    rows = {"agencies": table(AGENCIES), "indicators": table(INDICATORS.replace("count ", "cont  "))}
    write_definition(folder.definition, {"campaign": [ABOUT], **rows})
    text = words(browser(tmp_path, folder.root).seen())
    for part in (WORDS["trouble-title"].vi, "cont", "count"):
        assert part in text


@pytest.mark.slow
def test_changed_files_are_read_again(tmp_path: Path, folder: Folder) -> None:
    """A page says when files have changed, and then shows the present ones."""
    desk = browser(tmp_path, folder.root)
    desk.read()
    first = desk.get("state").json()
    assert first["fresh"]
    assert desk.get("state").json() == first
    (folder.inbox / "SB.xlsx").unlink()
    assert desk.get("state").json() != first
    desk.read()
    assert desk.get("state").json()["stamp"] not in ("", first["stamp"])
    assert "SB.xlsx" not in desk.seen("take-in")


def test_a_change_during_a_reading_is_read_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier reading's result is not taken for the present files', though its process has not ended yet."""

    class Reading:
        begun: ClassVar[list[Reading]] = []

        def __init__(self, *_: object, received: Send) -> None:
            self.received, self.running = received, True
            self.begun.append(self)

        def wait(self, _: float) -> None:
            """Lets the reading go on."""

        def end(self) -> None:
            self.running = False
            self.received("ended", 0)

    monkeypatch.setattr("toolkit.desk.states.Work", Reading)
    kept = States(campaign, tmp_path, "vi", lambda: DAY, lambda *_: ("", ""), lambda: False)
    assert not kept.known().fresh
    Reading.begun[0].received("document", "first")
    assert kept.known().fresh
    (tmp_path / "register.xlsx").write_bytes(b"")
    assert not kept.known(1).fresh
    Reading.begun[0].received("document", "first, once more")
    assert not kept.known(1).fresh
    Reading.begun[0].end()
    assert not kept.known().fresh
    Reading.begun[1].received("document", "second")
    Reading.begun[1].end()
    assert kept.known() == KnownState(document="second", fresh=True, number=3)
    assert len(Reading.begun) == 2


@pytest.mark.slow
def test_the_leaders_page_is_the_one_that_is_written(tmp_path: Path, folder: Folder) -> None:
    """It is shown as `toolkit page` writes it, in a frame in which nothing runs; no file is written for that. It, and
    the page after a merge, say which totals changed most since the issued master, and why."""
    desk = browser(tmp_path, folder.root)
    desk.done(desk.post("do/merge"))
    desk.leaders()
    assert 'id="leaders-page"' in desk.seen("leaders")
    page = desk.get("leaders/page")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert not (folder.root / "tom-tat.html").exists()
    assert run(["page", "--campaign", str(folder.root), "--as-of", DAY.isoformat()]) == 1
    assert page.text == (folder.root / "tom-tat.html").read_text(encoding="utf-8")

    filled(folder, "HC", GOOD_FIGURES)
    job = desk.done(desk.post("do/merge"))
    reported = [line.strip() for line in job.lines if re.search(r"\d → \d", line)]
    assert reported
    assert all("Đơn vị mới nộp (H. C)" in line for line in reported)
    printed = words(desk.get(f"work/{job.number}").text)
    desk.leaders()
    text = words(desk.get("leaders/page").text)
    for line in reported:
        assert " ".join(line.split()) in printed
        assert " ".join(line.split()) in text


@pytest.mark.slow
def test_files_of_one_agency_are_distinguished_by_kind_and_day(tmp_path: Path, folder: Folder) -> None:
    """Files made under one name: each with its kind and day."""
    write_templates(folder, ["SB"])
    (folder.outgoing / "mails").mkdir()
    for place in ("outgoing/mails/SB.eml", "returns/SB.xlsx", "returns/SB.eml", "returns/remind-SB.eml"):
        path = folder.root / place
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (1_800_000_000, 1_800_000_000))
    shown = words(browser(tmp_path, folder.root).seen("agencies/SB"))
    made = {"mail": "SB.eml", "returned": "SB.xlsx", "letter": "SB.eml", "reminder": "remind-SB.eml"}
    for kind, name in made.items():
        assert f"{name} {texts.MADE[kind].vi} · 15/01/2027" in shown
    assert f"{texts.MADE['form'].vi} · {date.today():%d/%m/%Y}" in shown


# --- Pages of one officer ----------------------------------------------------------------------------


@pytest.mark.slow
def test_board_findings_and_todays_work_are_limited_to_one_officer(tmp_path: Path) -> None:
    """Links among them keep the officer; a name that is no officer's limits nothing."""
    open_one = browser(tmp_path, with_officers(tmp_path / "đợt").root)
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


@pytest.mark.slow
def test_without_officers_there_is_no_choice(tmp_path: Path) -> None:
    open_one = browser(tmp_path, with_officers(tmp_path / "đợt", {}).root)
    for page in ("", "agencies", "findings"):
        assert 'name="officer"' not in open_one.seen(page)


@pytest.mark.slow
def test_a_report_is_marked_as_reviewed_on_its_agencys_page_and_on_the_board(tmp_path: Path) -> None:
    """The mark is for the version that the page showed; the board lists reports to review; the page removes it."""
    folder = with_officers(tmp_path / "đợt")
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
