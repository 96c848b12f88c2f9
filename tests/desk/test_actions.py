"""What forms do: commands with their arguments, uploads, decisions, opening files. And what they refuse."""

from __future__ import annotations

import re
import shutil
import tempfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
import rars
from starlette.datastructures import FormData, UploadFile

from tests.building import DAY, change, filled
from tests.cli.test_cli import GOOD_FIGURES
from tests.desk.asking import Browser, browser, words
from tests.desk.campaign import LINES, only_defined, reporting
from tests.mailing import campaign
from tests.run.test_form_mails import sent_to
from tests.servers import smtp_server
from toolkit.cli.main import COMMANDS as KNOWN
from toolkit.cli.main import run
from toolkit.definition.starter import programmes, starter_tables
from toolkit.desk import uploads
from toolkit.desk.actions import COMMANDS
from toolkit.desk.desk import ADDRESSED, Command
from toolkit.desk.jobs import Busy
from toolkit.desk.records import CampaignView
from toolkit.desk.shelf import id_of
from toolkit.desk.wording import at_the_desk
from toolkit.messages import desk as texts
from toolkit.messages.desk import WORDS
from toolkit.register.entries import read_register
from toolkit.run.folder import Folder, open_folder

AS_OF = ["--as-of", DAY.isoformat()]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return reporting(tmp_path)


@pytest.fixture
def open_one(tmp_path: Path, folder: Folder) -> Browser:
    """A desk about the campaign."""
    return browser(tmp_path, folder.root)


def test_every_action_is_a_command(tmp_path: Path) -> None:
    """Each action has a name, and is an existing command."""
    desk, form = (
        browser(tmp_path).desk,
        FormData({"agency": "SA", "server": "mail.example", "seen": "1", "by": "Lan", "reason": "x"}),
    )
    assert COMMANDS.keys() <= texts.ACTIONS.keys()
    assert {COMMANDS[name](desk, form).command for name in COMMANDS.keys() - {"draft", "restore", "diff"}} <= {*KNOWN}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("action", "form", "command"),
    [
        ("check", {}, ["check"]),
        ("merge", {"share": "1"}, ["merge", "--share"]),
        ("report", {}, ["report"]),
        ("report", {"anew": "1"}, ["report", "--anew"]),
        ("page", {"share": "1"}, ["page", "--share"]),
        ("export", {"share": "1"}, ["export", "--share"]),
        ("returns", {}, ["check", "--returns"]),
        ("remind", {}, ["status", "--remind"]),
        ("phones", {}, ["status", "--phones"]),
        ("form-mails", {}, ["template", "--mails"]),
        ("template", {"agency": ["SA", "HC"]}, ["template", "SA", "HC"]),
        ("own-report", {"agency": "SA"}, ["report", "--agency=SA"]),
    ],
)
def test_the_desk_shows_what_the_command_prints(
    tmp_path: Path, action: str, form: dict[str, str], command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The same lines, with buttons for commands, the same files and exit code; and the command is shown."""
    for name in ("typed", "asked"):
        (tmp_path / name).mkdir()
    typed, pressed = reporting(tmp_path / "typed"), reporting(tmp_path / "asked")
    code = run([*command, "--campaign", str(typed.root), *AS_OF])
    printed = capsys.readouterr()
    desk = browser(tmp_path, pressed.root)
    job = desk.done(desk.post(f"do/{action}", form))
    lines = [line.replace(str(pressed.root), str(typed.root)) for line in job.lines]
    assert sorted(lines) == sorted([*printed.out.splitlines(), *printed.err.splitlines()])
    assert job.code == code
    assert _files(pressed.root) == _files(typed.root)
    assert job.command.startswith("toolkit " + " ".join(command))
    shown = words(desk.get(f"work/{job.number}").text)
    assert all(" ".join(str(at_the_desk(line, "vi")).split()) in shown for line in job.lines)


@pytest.mark.slow
def test_the_folder_of_exported_tables_can_be_opened(open_one: Browser, folder: Folder) -> None:
    """Once there is one, the page of results has a button that opens it."""
    assert "do/export" in open_one.seen("results")
    assert "open-folder/export" not in open_one.seen("results")
    assert open_one.post("open-folder/export").status_code == 404
    assert run(["export", "--campaign", str(folder.root), *AS_OF, "--workers", "1"]) == 1
    assert open_one.seen("results").count("open-folder/export") == 1
    assert open_one.post("open-folder/export").status_code == 204


def test_a_draft_is_of_a_file_that_came_in(tmp_path: Path) -> None:
    """A report in the inbox is named by its id; the command names its path."""
    folder = only_defined(tmp_path)
    (folder.inbox / "-b.docx").write_bytes(b"PK")
    desk = browser(tmp_path, folder.root).desk
    command = COMMANDS["draft"](desk, FormData({"file": id_of("inbox/-b.docx"), "agency": "--x"}))
    assert command.arguments(["--lang", "en"]) == [
        "draft",
        "--agency=--x",
        "--lang",
        "en",
        "--",
        str(folder.inbox / "-b.docx"),
    ]


def _files(root: Path) -> dict[str, bytes]:
    """The files of a campaign folder; the store and letters contain paths and times, kept masters their time."""
    found = (p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".") and p.suffix != ".eml")
    return {re.sub(r"\d\dh\d\dm\d\d", "", p.relative_to(root).as_posix()): p.read_bytes() for p in found}


@pytest.mark.slow
def test_unknown_actions_are_refused(tmp_path: Path) -> None:
    """Neither other commands nor options can be started."""
    folder = only_defined(tmp_path)
    desk = browser(tmp_path, folder.root)
    for action in ("new", "status", "desk", "merge --output x", "%2e%2e%2fx"):
        assert desk.post(f"do/{action}").status_code == 404
    assert desk.post("do/draft", {"file": id_of("campaign.xlsx"), "agency": "SA"}).status_code == 404
    assert desk.post("do/draft", {"file": "../../x", "agency": "SA"}).status_code == 404
    assert desk.desk.jobs.all == []


@pytest.mark.slow
def test_an_agency_in_a_form_is_never_an_option(open_one: Browser, folder: Folder) -> None:
    """Its name is looked up on the roster, whatever it looks like."""
    job = open_one.done(open_one.post("do/template", {"agency": "--campaign=/x"}))
    assert job.code == 2
    assert not folder.outgoing.exists() or not list(folder.outgoing.iterdir())


@pytest.mark.slow
def test_one_command_at_a_time(open_one: Browser) -> None:
    """While one is at work another is refused with a message; so is a decision."""
    first = open_one.post("do/check")
    second = open_one.post("do/merge")
    assert second.status_code == 409
    assert texts.ACTIONS["check"].vi in words(second.text)
    assert open_one.post("decide", {"file": "x", "agency": "SA"}).status_code == 409
    open_one.done(first)


@pytest.mark.slow
def test_the_end_of_a_command_is_shown_until_its_page_is_opened(open_one: Browser) -> None:
    """On every page, with and without script; the state that the script compares changes each time."""
    assert open_one.get("state").json()["job"] == ""
    job = open_one.done(open_one.post("do/check"))
    news = open_one.get("state").json()
    assert (news["job"], news["said"]) == ("1-look", f"{texts.OUTCOMES['look'].vi}: {texts.ACTIONS['check'].vi}")
    for page in ("", "agencies", "work", "state-of-nothing"):
        assert news["said"] in words(open_one.get(page).text)
    open_one.get(f"work/{job.number}")
    assert open_one.get("state").json()["job"] == ""
    assert news["said"] not in words(open_one.get().text)


@pytest.mark.slow
def test_an_earlier_master_is_compared_and_restored(tmp_path: Path) -> None:
    """Each kept master has both buttons; each starts the command, and another file is no master."""
    folder = only_defined(tmp_path)
    desk = browser(tmp_path, folder.root)
    shutil.copy(tmp_path / "sent" / "SB.xlsx", folder.inbox)
    desk.done(desk.post("do/merge"))
    first = (folder.root / "master.xlsx").read_bytes()
    shutil.copy(tmp_path / "sent" / "SA.xlsx", folder.inbox)
    desk.done(desk.post("do/merge"))
    (kept,) = (folder.root / "backups").glob("master *.xlsx")
    old, new = id_of(f"backups/{kept.name}"), id_of("master.xlsx")
    kept.with_name("master 2021-01-15 08h00m00 phat-hanh.json.gz").write_bytes(b"")  # for programs
    shown = desk.seen("results")
    assert kept.name in shown
    assert ".json.gz" not in shown
    page = desk.seen("results")
    assert page.count(f'name="file" value="{old}"') == 1
    compared = desk.done(desk.post("do/diff", {"old": old, "new": new}))
    assert (compared.code, compared.command.count("--campaign")) == (0, 0)
    assert any("Sở A" in line for line in compared.lines)
    assert desk.done(desk.post("do/restore", {"file": old})).code == 0
    assert (folder.root / "master.xlsx").read_bytes() == first
    for action, form in (("restore", {"file": new}), ("diff", {"old": new, "new": id_of("campaign.xlsx")})):
        assert desk.post(f"do/{action}", form).status_code == 404


@pytest.mark.slow
def test_a_campaign_is_closed_verified_and_opened_again(open_one: Browser, folder: Folder) -> None:
    """Pages say that it is closed, buttons are disabled, commands refuse; who opens it again is recorded."""
    desk = open_one
    desk.done(desk.post("do/merge"))
    assert 'id="do-close"' in desk.seen("results")
    assert desk.done(desk.post("do/close")).code == 0
    assert 'id="closed"' in desk.seen("")
    resting = set(re.findall(r'id="([\w-]+)"[^>]* disabled', desk.seen("results") + desk.seen("take-in")))
    assert resting >= {"do-merge", "do-report"}
    assert resting.isdisjoint({"do-collect", "do-export", "do-verify", "do-reopen", "do-next-round"})
    assert 'id="do-close"' not in desk.seen("results")
    before = (folder.root / "master.xlsx").read_bytes()
    assert desk.done(desk.post("do/merge")).code == 3
    assert (folder.root / "master.xlsx").read_bytes() == before
    assert desk.done(desk.post("do/verify")).code == 0
    assert desk.done(desk.post("do/reopen", {"by": " ", "reason": "sai số"})).code == 2
    assert desk.done(desk.post("do/reopen", {"by": "Lan", "reason": "sai số"})).code == 0
    assert 'id="closed"' not in desk.seen("")


# --- Letters ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_letters_are_shown_whole_and_the_chosen_ones_are_sent(tmp_path: Path) -> None:
    """Each draft with addresses, text and attachments; only chosen agencies get one, and only after confirming."""
    folder = campaign(tmp_path / "c")
    desk = browser(tmp_path, folder.root)
    desk.done(desk.post("do/template"))
    assert WORDS["letters-none"].vi in words(desk.seen("letters"))
    desk.done(desk.post("do/form-mails"))
    page = desk.seen("letters")
    assert "syt@tinh.example" in page
    assert "cong-van.docx" in page
    assert "Kính gửi" in words(page)
    assert page.count('name="agency"') == page.count("checked") + page.count("disabled")
    with smtp_server(None) as box:
        form = {"agency": ["SYT", "STC"], "server": f"127.0.0.1:{box.port}"}
        assert desk.post("do/send-forms", form).status_code == 404  # without confirming
        job = desk.done(desk.post("do/send-forms", {**form, "seen": "1"}))
    assert job.code == 0, job.lines
    assert sent_to(box.mails) == ["syt@tinh.example", "stc@tinh.example"]
    left = desk.seen("letters")
    assert "stc@tinh.example" not in left
    assert "xa1@tinh.example" in left


@pytest.mark.slow
def test_only_chosen_agencies_are_reminded(tmp_path: Path) -> None:
    """Drafts are written for all that owe something; one that is not chosen is sent none."""
    folder = campaign(tmp_path / "c")
    desk = browser(tmp_path, folder.root)
    desk.done(desk.post("do/remind"))
    assert desk.seen("letters").count('name="agency"') > 1
    with smtp_server(None) as box:
        form = {"agency": "STC", "server": f"smtp://127.0.0.1:{box.port}", "seen": "1"}
        desk.done(desk.post("do/send-reminders", form))
    assert sent_to(box.mails) == ["stc@tinh.example"]


@pytest.mark.slow
def test_a_letter_that_changed_since_it_was_shown_is_not_sent(tmp_path: Path) -> None:
    """It is drafted again, and named; the others are sent."""
    folder = campaign(tmp_path / "c")
    desk = browser(tmp_path, folder.root)
    desk.done(desk.post("do/remind"))
    read = folder.root / "returns" / "remind-STC.eml"
    written = read.read_bytes()
    read.write_bytes(written.replace(b"Subject:", b"Subject: x"))
    with smtp_server(None) as box:
        form = {"agency": ["STC", "SYT"], "server": f"127.0.0.1:{box.port}", "seen": "1"}
        job = desk.done(desk.post("do/send-reminders", form))
    assert sent_to(box.mails) == ["syt@tinh.example"]
    assert any("Chưa gửi 1 thư" in line for line in job.lines)
    assert read.read_bytes() == written


@pytest.mark.slow
def test_a_password_in_the_servers_address_is_refused_at_once(tmp_path: Path) -> None:
    """No command that would show it is started."""
    desk = browser(tmp_path, campaign(tmp_path / "c").root)
    form = {"agency": "STC", "server": "lan:secret@mail.example", "seen": "1"}
    answer = desk.post("do/send-reminders", form)
    assert answer.status_code == 422
    assert "secret" not in answer.text + desk.seen("work")


# --- Taking in -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("archive", ["hai.zip", "hai.rar"])
def test_files_that_are_dropped_come_in(tmp_path: Path, archive: str) -> None:
    """Forms and archives, as `collect` takes them: into inbox and register; no other file is left."""
    folder = only_defined(tmp_path)
    shutil.make_archive(str(tmp_path / "hai"), "zip", tmp_path / "sent")
    packed = rars.RarBuilder()
    for path in (tmp_path / "sent").iterdir():
        packed.add(str(path), path.name)
    packed.write(str(tmp_path / "hai.rar"))
    desk = browser(tmp_path, folder.root)
    sent = [
        ("files", ("..\\..\\Báo cáo.xlsx", (tmp_path / "sent" / "SA.xlsx").read_bytes())),
        ("files", (archive, (tmp_path / archive).read_bytes())),
        ("files", ("trống.bin", b"\0\1\2")),
    ]
    job = desk.done(desk.post("take-in", files=sent))
    assert job.code == 1, job.lines
    names = {e.name: e for e in read_register(folder.root).entries.values()}
    assert sorted((e.agency, e.state) for e in names.values()) == [("SA", "taken"), ("SB", "taken")]
    assert len(list(folder.inbox.iterdir())) == 2
    assert any("trống.bin" in line for line in job.lines)
    assert f'"Báo cáo.xlsx" "{archive}"' in job.command
    assert not list(Path(tempfile.gettempdir()).glob("toolkit-desk-*/0001/*o cáo.xlsx"))


@pytest.mark.slow
@pytest.mark.parametrize(("count", "size"), [(3, 10), (1, 300), (2, 150)])
def test_uploads_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, size: int) -> None:
    """Too many files, one that is too large, all together too large: refused, and nothing kept."""
    for name, most in (("MOST", 2), ("MAX_ONE", 200), ("MAX_ALL", 600)):
        monkeypatch.setattr(uploads, name, most)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    desk = browser(tmp_path, only_defined(tmp_path).root)
    files = [("files", (f"{n}.xlsx", b"x" * size)) for n in range(count)]
    answer = desk.post("take-in", files=files)
    assert answer.status_code == 413
    assert WORDS["drop-too-much"].vi.partition(":")[0] in words(answer.text)
    assert list((tmp_path / "temp").iterdir()) == []
    assert desk.desk.jobs.all == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "body", [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=files\r\n\r\n" + b"y" * 999]
)
def test_a_broken_upload_is_refused(tmp_path: Path, body: bytes) -> None:
    """A request that is no form, or is cut off in the middle of one, has one message."""
    desk = browser(tmp_path, only_defined(tmp_path).root)
    headers = {"origin": "http://127.0.0.1:8000", "content-type": "multipart/form-data; boundary=x"}
    answer = desk.client.post("/k3y/take-in", content=body, headers=headers)
    assert answer.status_code in (413, 422)
    assert desk.desk.jobs.all == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.xlsx", "x.xlsx"),
        ("C:\\a\\b.xlsx", "b.xlsx"),
        ("-o.xlsx", "o.xlsx"),
        ("a\0b\n.xlsx", "a\\u0000b\\u000a.xlsx".replace("\\", "_")),
        ("..", "_"),
        ("x" * 300 + ".xlsx", "x" * 100 + ".xlsx"),
    ],
)
def test_names_of_uploads_are_no_paths(tmp_path: Path, name: str, kept: str) -> None:
    """A file's name is neither used as a path nor as an option."""
    import io

    folder, (path,) = uploads.keep([UploadFile(io.BytesIO(b"1"), filename=name, size=1)])
    assert path.name == kept
    assert path.parent.parent == folder
    uploads.remove(folder)


# --- Deciding ------------------------------------------------------------------------------------


def _without_agency(book: Any) -> None:
    """Everything by which a form names its agency is removed."""
    del book["_meta"]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    for name in list(book.defined_names):
        del book.defined_names[name]
    for cell in (c for sheet in book for row in sheet.iter_rows() for c in row):
        if isinstance(cell.value, str) and ("UBND huyện C" in cell.value or cell.value == "HC"):
            cell.value = None


def _key(page: str) -> str:
    (key,) = re.findall(r'name="file" value="(\w{64})"', page)
    return str(key)


@pytest.mark.slow
def test_a_file_without_an_agency_is_assigned(open_one: Browser, folder: Folder) -> None:
    """It waits on its page; the choice made there is in the register, and the file counts."""
    change(filled(folder, "HC", GOOD_FIGURES, LINES, name="không rõ"), _without_agency)
    page = open_one.seen("decide")
    assert "không rõ.xlsx" in page
    job = open_one.done(open_one.post("decide", {"file": _key(page), "agency": "HC"}))
    assert job.code == 0, job.lines
    (entry,) = read_register(folder.root).entries.values()
    assert (entry.agency, entry.state, entry.how, entry.decision) == ("HC", "taken", "decision", "HC · H. C")
    assert WORDS["decide-none"].vi in words(open_one.seen("decide"))
    assert "inbox/không rõ.xlsx" in {f.file for f in _campaign(open_one).files if f.fate == "used" and f.agency == "HC"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chosen", "state", "agency"), [({"agency": "SB"}, "taken", "SB"), ({"agency": "-"}, "aside", "")]
)
def test_a_doubtful_mail_is_assigned(tmp_path: Path, chosen: dict[str, str], state: str, agency: str) -> None:
    """A form from another agency's address waits, with both proposed; the decision is followed at once."""
    folder = only_defined(tmp_path)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "b@x.example", "c@x.example", "Báo cáo"
    mail["Date"], mail["Message-ID"] = "Fri, 08 Jan 2021 08:00:00 +0700", "<1@x.example>"
    mail.set_content("Kính gửi.")
    form = (tmp_path / "sent" / "SA.xlsx").read_bytes()
    mail.add_attachment(form, maintype="application", subtype="octet-stream", filename="BC.xlsx")
    desk = browser(tmp_path, folder.root)
    assert desk.done(desk.post("take-in", files=[("files", ("thư.eml", mail.as_bytes()))])).code == 1
    page = desk.seen("decide")
    (doubt,) = _campaign(desk).doubts
    assert set(doubt.proposed) == {"SA", "SB"}
    assert "toolkit collect" not in words(page)  # the actions are on this page
    assert f'href="/k3y/decide">{WORDS["decide"].vi}<' in desk.seen("work/1").partition("<main")[2]
    assert texts.STANDINGS["waiting"].vi in words(desk.seen("agencies"))
    desk.done(desk.post("decide", {"file": _key(page), **chosen}))
    (entry,) = read_register(folder.root).entries.values()
    assert (entry.state, entry.agency) == (state, agency)
    assert WORDS["decide-none"].vi in words(desk.seen("decide"))


@pytest.mark.slow
def test_several_files_are_decided_at_once(tmp_path: Path) -> None:
    """Valid decisions are saved in one step, with their number; invalid and missing ones still wait."""
    folder = only_defined(tmp_path)
    for name in ("một", "hai", "ba", "bốn"):
        change(filled(folder, "HC", GOOD_FIGURES, LINES.replace("lớp", f"lớp {name}"), name=name), _without_agency)
    desk = browser(tmp_path, folder.root)
    doubts = {d.name: d.key for d in _campaign(desk).doubts}
    assert {*doubts} == {"một.xlsx", "hai.xlsx", "ba.xlsx", "bốn.xlsx"}
    assert desk.seen("decide").count("<form") == 1
    chosen = {"một.xlsx": "HC", "hai.xlsx": "", "ba.xlsx": "nobody", "bốn.xlsx": "-"}
    answer = desk.post("decide", {"file": [doubts[n] for n in chosen], "agency": [*chosen.values()]})
    assert answer.status_code == 422
    assert WORDS["decide-partly"].say("vi", count=2, reason="")[:20] in words(answer.text)
    assert "nobody" in words(answer.text)
    job = desk.desk.jobs.all[0]
    assert job.work is not None
    assert job.work.wait(120)
    decided = {e.name: e.state for e in read_register(folder.root).entries.values()}
    assert decided == {"một.xlsx": "taken", "bốn.xlsx": "aside"}
    assert {d.name for d in _campaign(desk).doubts} == {"hai.xlsx", "ba.xlsx"}


def _campaign(desk: Browser) -> CampaignView:
    assert desk.desk.states is not None
    desk.read()
    campaign = desk.desk.states.known().campaign
    assert campaign is not None
    return campaign


@pytest.mark.slow
def test_a_decision_needs_an_agency_of_the_roster(tmp_path: Path) -> None:
    """Nothing chosen, an unknown name, a missing file: a message, and nothing is saved."""
    folder = only_defined(tmp_path)
    desk = browser(tmp_path, folder.root)
    assert desk.post("decide", {"file": "0" * 64}).status_code == 422
    assert desk.post("decide", {"file": "0" * 64, "agency": "XX"}).status_code == 422
    assert desk.post("decide", {"file": "0" * 64, "agency": "SA"}).status_code == 422
    assert not (folder.root / "register.xlsx").exists()


# --- Opening -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_files_are_opened_by_their_ids(tmp_path: Path) -> None:
    """A file of the campaign opens in its program; not by its path, and none outside."""
    folder = reporting(tmp_path)
    desk = browser(tmp_path, folder.root)
    assert desk.post(f"open/{id_of('campaign.xlsx')}").status_code == 204
    assert desk.post(f"open/{id_of('inbox/SA.xlsx')}").status_code == 204
    assert desk.post("open-folder/inbox").status_code == 204
    assert desk.opened == [folder.definition, folder.inbox / "SA.xlsx", folder.inbox]
    outside = id_of("../recent.json")
    for path in (f"open/{outside}", "open/campaign.xlsx", "open/..%2fx", "open-folder/x"):
        assert desk.post(path).status_code == 404, path
    assert len(desk.opened) == 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x.exe", "x.bat", "x.lnk", "x.js", "x.html", "x.xlsx.hta", "x", ".x.xlsx"])
def test_programs_that_an_agency_sent_are_never_run(tmp_path: Path, name: str) -> None:
    """Programs, scripts, links and pages among what came in are not opened."""
    folder = only_defined(tmp_path)
    (folder.inbox / name).write_bytes(b"MZ")
    desk = browser(tmp_path, folder.root)
    assert desk.post(f"open/{id_of(f'inbox/{name}')}").status_code == 404
    assert desk.opened == []


@pytest.mark.slow
def test_links_are_not_opened(tmp_path: Path) -> None:
    """A link in the campaign folder is no file of it."""
    folder = only_defined(tmp_path)
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    try:
        (folder.inbox / "x.txt").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("no links here")
    desk = browser(tmp_path, folder.root)
    assert desk.post(f"open/{id_of('inbox/x.txt')}").status_code == 404


@pytest.mark.slow
def test_a_missing_program_is_reported(tmp_path: Path) -> None:
    """If the machine cannot open a file, a message says so."""
    desk = browser(tmp_path, only_defined(tmp_path).root)

    def refuse(_: Path | str) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    object.__setattr__(desk.desk.settings, "opener", refuse)
    answer = desk.post(f"open/{id_of('campaign.xlsx')}")
    assert answer.status_code == 500
    assert "campaign.xlsx" in words(answer.text)


# --- The campaign --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_campaign_is_started(tmp_path: Path) -> None:
    """From nothing to a folder with its definition, which is then open and remembered."""
    desk = browser(tmp_path)
    job = desk.done(desk.post("campaign/new", {"path": f' "{tmp_path / "mới"}" '}))
    assert job.code == 0, job.lines
    assert desk.desk.root == tmp_path / "mới"
    assert texts.NEXT["template"].vi in words(desk.seen())
    assert str(tmp_path / "mới") in words(browser(tmp_path).get().text)


@pytest.mark.slow
def test_a_campaign_is_started_from_a_ready_definition_or_as_the_next_round_of_another(tmp_path: Path) -> None:
    """Either is chosen where the folder is named; a choice that was not offered is refused."""
    first = browser(tmp_path)
    offered = first.get().text
    assert [f'value="programme:{one.name}"' in offered for one in programmes()] == [True] * len(programmes())
    assert "round:" not in offered
    job = first.done(
        first.post("campaign/new", {"path": str(tmp_path / "một"), "start": "programme:cai-cach-hanh-chinh"})
    )
    assert job.code == 0, job.lines
    assert job.command == f'toolkit new "{tmp_path / "một"}" --programme=cai-cach-hanh-chinh'
    before = open_folder(tmp_path / "một").campaign
    assert before.title == starter_tables(programmes()[2])["campaign"][0]["title"]
    second = browser(tmp_path)
    assert f'value="round:{tmp_path / "một"}"' in second.get().text
    for start in ("programme:nothing", f"round:{tmp_path / 'khác'}"):
        answer = second.post("campaign/new", {"path": str(tmp_path / "hai"), "start": start})
        assert (second.done(answer).code == 2) if answer.status_code == 303 else (answer.status_code == 404)
        assert not (tmp_path / "hai" / "campaign.xlsx").exists()
    job = second.done(
        second.post("campaign/new", {"path": str(tmp_path / "hai"), "start": f"round:{tmp_path / 'một'}"})
    )
    assert job.code == 0, job.lines
    assert second.desk.root == tmp_path / "hai"
    assert open_folder(tmp_path / "hai").campaign.id != before.id


@pytest.mark.slow
@pytest.mark.parametrize("here", [True, False])
def test_the_next_round_of_the_open_campaign_is_started(tmp_path: Path, here: bool) -> None:
    """Here, and the desk goes on with it, or in the typed folder, which is offered as recently opened."""
    folder = reporting(tmp_path)
    run(["merge", "--campaign", str(folder.root), *AS_OF])
    before, desk = folder.campaign.id, browser(tmp_path, folder.root)
    proposed = folder.root.with_name(f"{folder.root.name} 2")
    assert f'value="{proposed}"' in desk.seen("results")
    assert desk.post("campaign/next", {"path": " "}).status_code == 422
    shown = words(desk.seen("results"))
    assert "2021, 2022 (tất cả các kỳ kế tiếp)" in shown
    assert "2020, 2021 (kỳ kế tiếp)" in shown
    where = {"here": "1", "next": "period"} if here else {"path": str(proposed), "next": "nothing"}
    job = desk.done(desk.post("campaign/next", where))
    assert job.code == 0, job.lines
    typed = "" if here else f'"{proposed}" '
    assert job.command == f'toolkit new {typed}--from="{folder.root}"{" --next=period" if here else ""}'
    made = folder.root if here else proposed
    assert open_folder(made).campaign.previous == (
        f"rounds/{before}/master.xlsx" if here else f"../{folder.root.name}/master.xlsx"
    )
    assert [p.year for p in open_folder(made).campaign.periods] == ([2020, 2021] if here else [2021, 2022])
    assert open_folder(folder.root).campaign.id == (before if not here else open_folder(made).campaign.id)
    assert desk.desk.root == folder.root
    assert texts.ACTIONS["template"].vi in words(desk.seen("forms"))
    assert f"<strong>{made.name}</strong>" in browser(tmp_path).get().text


@pytest.mark.slow
def test_a_campaign_is_opened_by_its_path(tmp_path: Path) -> None:
    """The path may be the folder's or its definition's; a folder without one is reported; an open one stays open."""
    folder = only_defined(tmp_path)
    desk = browser(tmp_path)
    for wrong in ("", str(tmp_path / "nothing"), "~nobody", "\0"):
        answer = desk.post("campaign/open", {"path": wrong})
        assert answer.status_code == 422
        assert desk.desk.root is None
    assert desk.post("campaign/open", {"path": str(folder.definition)}).status_code == 303
    assert desk.desk.root == folder.root
    desk.post("campaign/open", {"path": str(tmp_path)})
    desk.post("campaign/new", {"path": str(tmp_path / "other")})
    assert desk.desk.root == folder.root
    assert not (tmp_path / "other").exists()
    desk.desk.end()


@pytest.mark.slow
def test_after_opening_another_campaign_pages_of_the_first_change_nothing(tmp_path: Path) -> None:
    """Addresses name their page's campaign: forms of one that is not open are refused until it is open again."""
    first, second = reporting(tmp_path / "a"), only_defined(tmp_path / "b")
    desk = browser(tmp_path, first.root)
    desk.desk.settings.recent.add(second.root)
    listed = desk.seen("campaign")
    assert f'value="{second.root}"' in listed
    assert f'value="{first.root}"' not in listed
    answer = desk.post("campaign/open", {"path": str(second.root)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/k3y/2/")
    assert 'action="/k3y/2/do/merge"' in desk.seen("2/results")
    for path, form in (("do/merge", {}), ("decide", {"file": "x", "agency": "SA"}), ("campaign/next", {"here": "1"})):
        refused = desk.post(path, form)
        assert refused.status_code == 409
        assert WORDS["other-campaign"].vi in words(refused.text)
        assert f'value="{first.root}"' in refused.text
    assert desk.get("agencies/SA").status_code == 409
    assert desk.post("alive").json()["job"] == "other"
    assert desk.get("static/desk.js").status_code == 200
    assert not list(second.root.glob("register*"))
    assert desk.desk.jobs.all == []
    assert desk.post("campaign/open", {"path": str(first.root)}).headers["location"] == "/k3y/"
    assert desk.get("2/results").status_code == 409
    assert desk.done(desk.post("do/check")).code == 1


@pytest.mark.slow
def test_while_a_command_is_at_work_no_other_campaign_is_opened(open_one: Browser, tmp_path: Path) -> None:
    """It belongs to the campaign it was started for."""
    other = only_defined(tmp_path / "b")
    begun = open_one.post("do/check")
    refused = open_one.post("campaign/open", {"path": str(other.root)})
    assert refused.status_code == 409
    assert texts.ACTIONS["check"].vi in words(refused.text)
    open_one.done(begun)
    assert open_one.post("campaign/open", {"path": str(other.root)}).status_code == 303


def test_a_command_for_a_campaign_that_is_no_longer_open_is_not_started(tmp_path: Path) -> None:
    """Another one was opened while the request was on its way."""
    desk = browser(tmp_path, only_defined(tmp_path / "a").root).desk
    desk.use(only_defined(tmp_path / "b").root)
    ADDRESSED.set(1)
    try:
        with pytest.raises(Busy):
            desk.start("check", Command("check"))
    finally:
        ADDRESSED.set(0)
        desk.end()


@pytest.mark.slow
def test_the_rounds_of_a_folder_are_listed(tmp_path: Path) -> None:
    """Those in its `rounds`; of a kept round, the folder's present one and the other kept ones."""
    folder = only_defined(tmp_path)
    kept = [folder.root / "rounds" / name for name in ("R1", "R2")]
    for place in kept:
        place.mkdir(parents=True)
        shutil.copy(folder.definition, place)
    desk = browser(tmp_path, folder.root)
    assert [p for p in kept if f'value="{p}"' in desk.get("campaign").text] == kept
    desk.post("campaign/open", {"path": str(kept[0])})
    listed = desk.get("2/campaign").text
    assert [p for p in (folder.root, *kept) if f'value="{p}"' in listed] == [folder.root, kept[1]]


@pytest.mark.slow
def test_files_named_at_the_start_come_in(tmp_path: Path) -> None:
    """They are taken in as soon as a campaign is open."""
    folder = only_defined(tmp_path)
    desk = browser(tmp_path, incoming=(tmp_path / "sent" / "SA.xlsx",))
    assert "SA.xlsx" in words(desk.get().text)
    desk.post("campaign/open", {"path": str(folder.root)})
    (job,) = desk.desk.jobs.all
    assert job.work is not None
    assert job.work.wait(60)
    assert [e.agency for e in read_register(folder.root).entries.values()] == ["SA"]
