"""What forms do: commands with their arguments, uploads, decisions, opening files. And what they refuse."""

import io
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import rars
from starlette.datastructures import FormData, UploadFile

from tests.building import DAY, change, filled
from tests.cli.test_cli import GOOD_FIGURES
from tests.desk.asking import ORIGIN, Browser, browser, sleeping, words
from tests.desk.campaign import LINES, only_defined, reporting
from tests.effort import some
from tests.mailing import Sample, campaign
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
from toolkit.desk.wording import with_buttons
from toolkit.messages import desk as texts
from toolkit.messages.desk import WORDS
from toolkit.register.entries import read_register
from toolkit.run.folder import open_folder

AS_OF = ["--as-of", DAY.isoformat()]
#: Forms of pages, and the command that each starts; in the usual effort every second one is also run.
STARTED: list[tuple[str, dict[str, Any], str]] = [
    ("template", {"agency": ["SA", "HC"]}, "template SA HC"),
    ("check", {}, "check"),
    ("merge", {"share": "1"}, "merge --share"),
    ("phones", {}, "status --phones"),
    ("report", {}, "report"),
    ("report", {"anew": "1"}, "report --anew"),
    ("page", {"share": "1"}, "page --share"),
    ("export", {"share": "1"}, "export --share"),
    ("returns", {}, "check --returns"),
    ("form-mails", {}, "template --mails"),
    ("remind", {}, "status --remind"),
    ("own-report", {"agency": ["SA"]}, "report --agency=SA"),
]


def test_every_action_is_a_command(tmp_path: Path) -> None:
    """Each action has a name, is an existing command, and passes on what its form has."""
    desk = browser(tmp_path).desk
    form = FormData({"agency": "SA", "server": "mail.example", "seen": "1", "by": "Lan", "reason": "x"})
    assert COMMANDS.keys() <= texts.ACTIONS.keys()
    assert {COMMANDS[name](desk, form).command for name in COMMANDS.keys() - {"draft", "restore", "diff"}} <= {*KNOWN}
    for action, typed, command in STARTED:
        form = FormData([(key, one) for key, value in typed.items() for one in (value if key == "agency" else [value])])
        assert COMMANDS[action](desk, form).as_typed(None, []) == f"toolkit {command}"


@pytest.mark.slow
def test_the_desk_shows_what_the_command_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same lines, with buttons for commands, the same files and exit code; and the command is shown."""
    typed, pressed = (reporting(tmp_path / name) for name in ("typed", "asked"))
    desk = browser(tmp_path, pressed.root)
    for action, form, command in some(STARTED, 6):
        code = run([*command.split(), "--campaign", str(typed.root), *AS_OF])
        printed = capsys.readouterr()
        job = desk.done(desk.post(f"do/{action}", form))
        lines = [line.replace(str(pressed.root), str(typed.root)) for line in job.lines]
        assert sorted(lines) == sorted([*printed.out.splitlines(), *printed.err.splitlines()]), command
        assert job.code == code
        assert _files(pressed.root) == _files(typed.root)
        assert job.command.startswith(f"toolkit {command}")
        shown = words(desk.get(f"work/{job.number}").text)
        assert all(" ".join(str(with_buttons(line, "vi")).split()) in shown for line in job.lines)


def _files(root: Path) -> dict[str, bytes]:
    """The files of a campaign folder; the store and letters contain paths and times, kept masters their time."""
    found = (p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".") and p.suffix != ".eml")
    return {re.sub(r"\d\dh\d\dm\d\d", "", p.relative_to(root).as_posix()): p.read_bytes() for p in found}


def test_a_draft_is_of_a_file_that_came_in(tmp_path: Path) -> None:
    """A report in the inbox is named by its id; the command names its path."""
    folder = only_defined(tmp_path)
    (folder.inbox / "-b.docx").write_bytes(b"PK")
    desk = browser(tmp_path, folder.root).desk
    command = COMMANDS["draft"](desk, FormData({"file": id_of("inbox/-b.docx"), "agency": "--x"}))
    path = str(folder.inbox / "-b.docx")
    assert command.arguments(["--lang", "en"]) == ["draft", "--agency=--x", "--lang", "en", "--", path]


@pytest.mark.slow
def test_what_no_page_sends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other commands, options, broken and too large uploads, decisions about nothing: nothing is started or kept."""
    folder = only_defined(tmp_path)
    desk = browser(tmp_path, folder.root)
    for action in ("new", "status", "desk", "merge --output x", "%2e%2e%2fx"):
        assert desk.post(f"do/{action}").status_code == 404
    for file in (id_of("campaign.xlsx"), "../../x"):
        assert desk.post("do/draft", {"file": file, "agency": "SA"}).status_code == 404

    # A request that is no form, or is cut off in the middle of one.
    headers = {**ORIGIN, "content-type": "multipart/form-data; boundary=x"}
    part = b"--x\r\nContent-Disposition: form-data; name=files\r\n\r\n"
    for body in (b"", b"--x\r\n", part + b"y" * 999):
        assert desk.client.post("/k3y/take-in", content=body, headers=headers).status_code in (413, 422)

    # Too many files, one that is too large, all together too large.
    for name, most in (("MOST", 2), ("MAX_ONE", 200), ("MAX_ALL", 600)):
        monkeypatch.setattr(uploads, name, most)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    for count, size in ((3, 10), (1, 300), (2, 150)):
        answer = desk.post("take-in", files=[("files", (f"{n}.xlsx", b"x" * size)) for n in range(count)])
        assert answer.status_code == 413
        assert WORDS["drop-too-much"].vi.partition(":")[0] in words(answer.text)
    assert list((tmp_path / "temp").iterdir()) == []

    # A decision needs a file that waits and an agency of the roster.
    for chosen in ({}, {"agency": "XX"}, {"agency": "SA"}):
        assert desk.post("decide", {"file": "0" * 64, **chosen}).status_code == 422
    assert not (folder.root / "register.xlsx").exists()
    assert desk.desk.jobs.all == []

    # An agency in a form is looked up on the roster, whatever it looks like.
    assert desk.done(desk.post("do/template", {"agency": "--campaign=/x"})).code == 2
    assert not folder.outgoing.exists() or not list(folder.outgoing.iterdir())


@pytest.mark.slow
def test_one_command_at_a_time(tmp_path: Path) -> None:
    """While one is at work another is refused with a message; so are a decision and another campaign, until it is
    stopped on its page."""
    folder, other = reporting(tmp_path), only_defined(tmp_path / "b")
    desk = browser(tmp_path, folder.root, runner=sleeping)
    started = desk.post("do/check")
    for path, form in (
        ("do/merge", {}),
        ("decide", {"file": "x", "agency": "SA"}),
        ("campaign/open", {"path": str(other.root)}),
    ):
        refused = desk.post(path, form)
        assert refused.status_code == 409
        assert texts.ACTIONS["check"].vi in words(refused.text)
    assert 'id="stop"' in desk.get("work/1").text
    assert desk.post("work/1/stop").status_code == 303
    assert desk.done(started).outcome == "stopped"
    assert desk.post("campaign/open", {"path": str(other.root)}).status_code == 303


@pytest.mark.slow
def test_the_end_of_a_command_is_shown_until_its_page_is_opened(tmp_path: Path) -> None:
    """On every page, with and without script; the state that the script compares changes each time."""
    desk = browser(tmp_path, reporting(tmp_path).root)
    assert desk.get("state").json()["job"] == ""
    job = desk.done(desk.post("do/check"))
    news = desk.get("state").json()
    assert (news["job"], news["said"]) == ("1-look", f"{texts.OUTCOMES['look'].vi}: {texts.ACTIONS['check'].vi}")
    for page in ("", "agencies", "work", "state-of-nothing"):
        assert news["said"] in words(desk.get(page).text)
    desk.get(f"work/{job.number}")
    assert desk.get("state").json()["job"] == ""
    assert news["said"] not in words(desk.get().text)


@pytest.mark.slow
def test_masters_are_compared_and_restored_and_the_campaign_is_closed(tmp_path: Path) -> None:
    """Each kept master has both buttons. Pages of a closed campaign say so, buttons are disabled, commands refuse; who
    opens it again is recorded."""
    folder = only_defined(tmp_path)
    desk = browser(tmp_path, folder.root)
    for agency in ("SB", "SA"):
        shutil.copy(tmp_path / "sent" / f"{agency}.xlsx", folder.inbox)
        before = folder.master.read_bytes() if agency == "SA" else b""
        desk.done(desk.post("do/merge"))
    (kept,) = (folder.root / "backups").glob("master *.xlsx")
    old, new = id_of(f"backups/{kept.name}"), id_of("master.xlsx")
    kept.with_name("master 2021-01-15 08h00m00 phat-hanh.json.gz").write_bytes(b"")  # for programs
    shown = desk.seen("results")
    assert kept.name in shown
    assert ".json.gz" not in shown
    assert shown.count(f'name="file" value="{old}"') == 1
    assert 'id="do-close"' in shown
    assert desk.done(desk.post("do/close")).code == 0
    assert 'id="closed"' in desk.seen("")
    shown = desk.seen("results")
    resting = set(re.findall(r'id="([\w-]+)"[^>]* disabled', shown + desk.seen("take-in")))
    assert resting >= {"do-merge", "do-report"}
    assert resting.isdisjoint({"do-collect", "do-export", "do-verify", "do-reopen", "do-next-round"})
    assert 'id="do-close"' not in shown
    last = folder.master.read_bytes()
    assert desk.done(desk.post("do/merge")).code == 3
    assert folder.master.read_bytes() == last
    assert desk.done(desk.post("do/verify")).code == 0
    assert desk.done(desk.post("do/reopen", {"by": " ", "reason": "sai số"})).code == 2
    assert desk.done(desk.post("do/reopen", {"by": "Lan", "reason": "sai số"})).code == 0
    assert 'id="closed"' not in desk.seen("")

    compared = desk.done(desk.post("do/diff", {"old": old, "new": new}))
    assert (compared.code, compared.command.count("--campaign")) == (0, 0)
    assert any("Sở A" in line for line in compared.lines)
    assert desk.done(desk.post("do/restore", {"file": old})).code == 0
    assert folder.master.read_bytes() == before
    for action, form in (("restore", {"file": new}), ("diff", {"old": new, "new": id_of("campaign.xlsx")})):
        assert desk.post(f"do/{action}", form).status_code == 404


# --- Letters ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_letters_are_shown_whole_and_the_chosen_ones_are_sent(tmp_path: Path) -> None:
    """Each draft with addresses, text and attachments; only chosen agencies get one, and only after confirming."""
    desk = browser(tmp_path, campaign(tmp_path / "c").root)
    desk.done(desk.post("do/template"))
    assert WORDS["letters-none"].vi in words(desk.seen("letters"))
    desk.done(desk.post("do/form-mails"))
    page = desk.seen("letters")
    for shown in ("syt@tinh.example", "cong-van.docx", "Kính gửi"):
        assert shown in page
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

    # A password in the server's address is refused before a command would show it.
    answer = desk.post("do/send-reminders", {"agency": "STC", "server": "lan:secret@mail.example", "seen": "1"})
    assert answer.status_code == 422
    assert "secret" not in answer.text + desk.seen("work")


@pytest.mark.slow
def test_only_chosen_agencies_are_reminded(tmp_path: Path) -> None:
    """Drafts are written for all that owe something; one that changed since it was shown is drafted again, and named
    instead of sent."""
    folder = campaign(tmp_path / "c")
    desk = browser(tmp_path, folder.root)
    desk.done(desk.post("do/remind"))
    assert desk.seen("letters").count('name="agency"') > 1
    draft = folder.root / "returns" / "remind-STC.eml"
    written = draft.read_bytes()
    draft.write_bytes(written.replace(b"Subject:", b"Subject: x"))
    with smtp_server(None) as box:
        form = {"server": f"smtp://127.0.0.1:{box.port}", "seen": "1"}
        job = desk.done(desk.post("do/send-reminders", {**form, "agency": ["STC", "SYT"]}))
        assert sent_to(box.mails) == ["syt@tinh.example"]
        assert any("Chưa gửi 1 thư" in line for line in job.lines)
        assert draft.read_bytes() == written
        desk.done(desk.post("do/send-reminders", {**form, "agency": "STC"}))
    assert sent_to(box.mails) == ["syt@tinh.example", "stc@tinh.example"]


# --- Taking in -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_files_that_are_dropped_come_in(tmp_path: Path) -> None:
    """Forms and archives, as `collect` takes them: into inbox and register; no other file is left."""
    folder = only_defined(tmp_path)
    sent = tmp_path / "sent"
    shutil.make_archive(str(tmp_path / "hai"), "zip", sent)
    packed = rars.RarBuilder()
    packed.add(str(filled(folder, "HC", GOOD_FIGURES, LINES).rename(sent / "HC.xlsx")), "HC.xlsx")
    packed.write(str(tmp_path / "ba.rar"))
    desk = browser(tmp_path, folder.root)
    dropped = {
        "..\\..\\Báo cáo.xlsx": (sent / "SA.xlsx").read_bytes(),
        "hai.zip": (tmp_path / "hai.zip").read_bytes(),
        "ba.rar": (tmp_path / "ba.rar").read_bytes(),
        "trống.bin": b"\0\1\2",
    }
    job = desk.done(desk.post("take-in", files=[("files", named) for named in dropped.items()]))
    assert job.code == 1, job.lines
    taken = read_register(folder.root).entries.values()
    assert sorted((e.agency, e.state) for e in taken) == [("HC", "taken"), ("SA", "taken"), ("SB", "taken")]
    assert len(list(folder.inbox.iterdir())) == 3
    assert any("trống.bin" in line for line in job.lines)
    assert '"Báo cáo.xlsx" "hai.zip" "ba.rar"' in job.command
    assert not list(Path(tempfile.gettempdir()).glob("toolkit-desk-*/0001/*o cáo.xlsx"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.xlsx", "x.xlsx"),
        ("C:\\a\\b.xlsx", "b.xlsx"),
        ("-o.xlsx", "o.xlsx"),
        ("a\0b\n.xlsx", "a_u0000b_u000a.xlsx"),
        ("..", "_"),
        ("x" * 300 + ".xlsx", "x" * 100 + ".xlsx"),
    ],
)
def test_names_of_uploads_are_no_paths(name: str, kept: str) -> None:
    """A file's name is neither used as a path nor as an option."""
    folder, (path,) = uploads.keep_files([UploadFile(io.BytesIO(b"1"), filename=name, size=1)])
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


@pytest.mark.slow
def test_files_that_wait_are_assigned(tmp_path: Path) -> None:
    """A form from another agency's address, and forms that name none. Valid decisions are saved in one step, with their
    number; invalid and missing ones still wait."""
    folder = only_defined(tmp_path)
    form = (tmp_path / "sent" / "SA.xlsx").read_bytes()
    mail = Sample(sender="b@x.example", files=[("BC.xlsx", form)])
    desk = browser(tmp_path, folder.root)
    assert desk.done(desk.post("take-in", files=[("files", ("thư.eml", mail.eml()))])).code == 1
    page = desk.seen("decide")
    (doubt,) = _campaign(desk).doubts
    assert set(doubt.proposed) == {"SA", "SB"}
    assert f'name="file" value="{doubt.key}"' in page
    assert "toolkit collect" not in words(page)  # the actions are on this page
    assert f'href="/k3y/decide">{WORDS["decide"].vi}<' in desk.seen("work/1").partition("<main")[2]
    assert texts.STANDINGS["waiting"].vi in words(desk.seen("agencies"))
    desk.done(desk.post("decide", {"file": doubt.key, "agency": "SB"}))
    (entry,) = read_register(folder.root).entries.values()
    assert (entry.state, entry.agency) == ("taken", "SB")
    assert WORDS["decide-none"].vi in words(desk.seen("decide"))

    for name in ("một", "hai", "ba", "bốn"):
        change(filled(folder, "HC", GOOD_FIGURES, LINES.replace("lớp", f"lớp {name}"), name=name), _without_agency)
    doubts = {d.name.removesuffix(".xlsx"): d.key for d in _campaign(desk).doubts}
    assert {*doubts} == {"một", "hai", "ba", "bốn"}
    assert desk.seen("decide").partition("</form>")[0].count('name="file"') == 4
    chosen = {"một": "HC", "hai": "", "ba": "nobody", "bốn": "-"}
    answer = desk.post("decide", {"file": [doubts[n] for n in chosen], "agency": [*chosen.values()]})
    assert answer.status_code == 422
    assert WORDS["decide-partly"].say("vi", count=2, reason="")[:20] in words(answer.text)
    assert "nobody" in words(answer.text)
    desk.ended(desk.desk.jobs.all[0])
    decided = {e.name: (e.agency, e.state, e.how, e.decision) for e in read_register(folder.root).entries.values()}
    assert decided["một.xlsx"] == ("HC", "taken", "decision", "HC · H. C")
    assert decided["bốn.xlsx"][:2] == ("", "aside")
    assert len(decided) == 3
    view = _campaign(desk)
    assert {d.name for d in view.doubts} == {"hai.xlsx", "ba.xlsx"}
    assert "inbox/một.xlsx" in {f.file for f in view.files if f.fate == "used" and f.agency == "HC"}


def _campaign(desk: Browser) -> CampaignView:
    assert desk.desk.states is not None
    desk.read()
    campaign = desk.desk.states.known().campaign
    assert campaign is not None
    return campaign


# --- Opening -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_files_are_opened_by_their_ids(tmp_path: Path) -> None:
    """A file of the campaign opens in its program; not by its path, none outside, and no program that was sent."""
    folder = reporting(tmp_path)
    desk = browser(tmp_path, folder.root)
    assert "open-folder/export" not in desk.seen("results")
    assert desk.post("open-folder/export").status_code == 404
    (exported := folder.root / "export").mkdir()
    assert desk.seen("results").count("open-folder/export") == 1
    for path in (f"open/{id_of('campaign.xlsx')}", f"open/{id_of('inbox/SA.xlsx')}", *_folders("inbox", "export")):
        assert desk.post(path).status_code == 204
    right = [folder.definition, folder.inbox / "SA.xlsx", folder.inbox, exported]
    assert desk.opened == right

    sent = ("x.exe", "x.bat", "x.lnk", "x.js", "x.html", "x.xlsx.hta", "x", ".x.xlsx")
    for name in sent:
        (folder.inbox / name).write_bytes(b"MZ")
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    with suppress(OSError):  # no links here
        (folder.inbox / "x.txt").symlink_to(tmp_path / "secret.txt")
    refused = [id_of("../recent.json"), "campaign.xlsx", "..%2fx", *(id_of(f"inbox/{n}") for n in (*sent, "x.txt"))]
    for path in (*(f"open/{file}" for file in refused), "open-folder/x"):
        assert desk.post(path).status_code == 404, path
    assert desk.opened == right

    # If the machine cannot open a file, a message says so.
    def refuse(_: Path | str) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    object.__setattr__(desk.desk.settings, "opener", refuse)
    answer = desk.post(f"open/{id_of('campaign.xlsx')}")
    assert answer.status_code == 500
    assert "campaign.xlsx" in words(answer.text)


def _folders(*names: str) -> list[str]:
    return [f"open-folder/{name}" for name in names]


# --- The campaign --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_campaign_is_started(tmp_path: Path) -> None:
    """From nothing to a folder with its definition, which is then open and remembered; from a ready definition or as
    the next round of another; a choice that was not offered is refused."""
    new, first, second = tmp_path / "mới", tmp_path / "một", tmp_path / "hai"
    desk = browser(tmp_path)
    job = desk.done(desk.post("campaign/new", {"path": f' "{new}" '}))
    assert job.code == 0, job.lines
    assert desk.desk.root == new
    assert texts.NEXT["template"].vi in words(desk.seen())
    desk = browser(tmp_path)
    offered = desk.get().text
    assert str(new) in words(offered)
    assert all(f'value="programme:{one.name}"' in offered for one in programmes())
    shutil.rmtree(new)
    assert "round:" not in desk.get().text

    job = desk.done(desk.post("campaign/new", {"path": str(first), "start": "programme:cai-cach-hanh-chinh"}))
    assert job.code == 0, job.lines
    assert job.command == f'toolkit new "{first}" --programme=cai-cach-hanh-chinh'
    before = open_folder(first).campaign
    assert before.title == starter_tables(programmes()[2])["campaign"][0]["title"]
    desk = browser(tmp_path)
    assert f'value="round:{first}"' in desk.get().text
    for start in ("programme:nothing", f"round:{tmp_path / 'khác'}"):
        answer = desk.post("campaign/new", {"path": str(second), "start": start})
        assert (desk.done(answer).code == 2) if answer.status_code == 303 else (answer.status_code == 404)
        assert not (second / "campaign.xlsx").exists()
    job = desk.done(desk.post("campaign/new", {"path": str(second), "start": f"round:{first}"}))
    assert job.code == 0, job.lines
    assert desk.desk.root == second
    assert open_folder(second).campaign.id != before.id


@pytest.mark.slow
def test_the_next_round_of_the_open_campaign_is_started(tmp_path: Path) -> None:
    """In the typed folder, which is offered as recently opened; or here, and the desk goes on with it."""
    folder = reporting(tmp_path)
    run(["merge", "--campaign", str(folder.root), *AS_OF])
    before, desk = folder.campaign.id, browser(tmp_path, folder.root)
    proposed = folder.root.with_name(f"{folder.root.name} 2")
    shown = desk.seen("results")
    assert f'value="{proposed}"' in shown
    assert desk.post("campaign/next", {"path": " "}).status_code == 422
    assert "2021, 2022 (tất cả các kỳ kế tiếp)" in words(shown)
    assert "2020, 2021 (kỳ kế tiếp)" in words(shown)

    job = desk.done(desk.post("campaign/next", {"path": str(proposed), "next": "nothing"}))
    assert job.code == 0, job.lines
    assert job.command == f'toolkit new "{proposed}" --from="{folder.root}"'
    made = open_folder(proposed).campaign
    assert (made.previous, [p.year for p in made.periods]) == (f"../{folder.root.name}/master.xlsx", [2021, 2022])
    assert open_folder(folder.root).campaign.id == before
    assert desk.desk.root == folder.root
    assert f"<strong>{proposed.name}</strong>" in browser(tmp_path).get().text

    job = desk.done(desk.post("campaign/next", {"here": "1", "next": "period"}))
    assert job.code == 0, job.lines
    assert job.command == f'toolkit new --from="{folder.root}" --next=period'
    made = open_folder(folder.root).campaign
    assert (made.previous, [p.year for p in made.periods]) == (f"rounds/{before}/master.xlsx", [2020, 2021])
    assert desk.desk.root == folder.root
    assert texts.ACTIONS["template"].vi in words(desk.seen("forms"))


@pytest.mark.slow
def test_a_campaign_is_opened_by_its_path(tmp_path: Path) -> None:
    """The path may be the folder's or its definition's; a folder without one is reported; an open one stays open. Files
    named at the start come in; the rounds of a folder are listed."""
    folder = only_defined(tmp_path)
    kept = [folder.root / "rounds" / name for name in ("R1", "R2")]
    for place in kept:
        place.mkdir(parents=True)
        shutil.copy(folder.definition, place)
    desk = browser(tmp_path, incoming=(tmp_path / "sent" / "SA.xlsx",))
    assert "SA.xlsx" in words(desk.get().text)
    for wrong in ("", str(tmp_path / "nothing"), "~nobody", "\0"):
        assert desk.post("campaign/open", {"path": wrong}).status_code == 422
        assert desk.desk.root is None
    assert desk.post("campaign/open", {"path": str(folder.definition)}).status_code == 303
    assert desk.desk.root == folder.root
    (job,) = desk.desk.jobs.all
    desk.ended(job)
    assert [e.agency for e in read_register(folder.root).entries.values()] == ["SA"]

    desk.post("campaign/open", {"path": str(tmp_path)})
    desk.post("campaign/new", {"path": str(tmp_path / "other")})
    assert desk.desk.root == folder.root
    assert not (tmp_path / "other").exists()

    # Of a kept round, the folder's present one and the other kept ones.
    assert [p for p in kept if f'value="{p}"' in desk.get("campaign").text] == kept
    desk.post("campaign/open", {"path": str(kept[0])})
    listed = desk.get("2/campaign").text
    assert [p for p in (folder.root, *kept) if f'value="{p}"' in listed] == [folder.root, kept[1]]


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


def test_a_command_for_a_campaign_that_is_no_longer_open_is_not_started(tmp_path: Path) -> None:
    """Another one was opened while the request was on its way."""
    desk = browser(tmp_path, only_defined(tmp_path / "a").root).desk
    desk.open_campaign(only_defined(tmp_path / "b").root)
    ADDRESSED.set(1)
    try:
        with pytest.raises(Busy):
            desk.start("check", Command("check"))
    finally:
        ADDRESSED.set(0)
        desk.end()
