"""Closing a campaign: a whole bag is written or none. A closed campaign refuses changes and can be opened again."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, change, copied, definition, filled
from tests.run import test_decided_at_the_desk as desk
from tests.run.test_decided_at_the_desk import FIGURE, ONE, SIGNED, decide, made, merged
from toolkit.archive import bag as bags
from toolkit.archive.data_code import data_code
from toolkit.cli.main import run
from toolkit.files.locks import exclusive_lock
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.register.entries import SentMail, read_register
from toolkit.register.sheet import save_register
from toolkit.run.closing.closing import ClosedBag, close
from toolkit.run.closing.state import closed_bags, reopen
from toolkit.run.closing.verifying import remake_master, verify
from toolkit.run.folder import CLOSED, LATE, PAGE, REPORT, Folder
from toolkit.run.reporting import write_page, write_report

LATER = date(2021, 2, 1)
Captured = pytest.CaptureFixture[str]


def ready(root: Path) -> Folder:
    """A campaign with a decision, from which master, report and page are made."""
    return copied(root, _ready)


def _ready(root: Path) -> Folder:
    folder = made(root)
    decide(folder, replace(FIGURE, corrected_value="1.234", **SIGNED))
    documents(folder)
    return folder


def documents(folder: Folder) -> None:
    """Make master, report and page again."""
    merged(folder)
    write_report(folder, as_of=DAY)
    write_page(folder, as_of=DAY)


def closed(folder: Folder) -> ClosedBag:
    return close(folder, as_of=LATER, means=ONE)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file in the folder except those of the store."""
    paths = (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".toolkit"))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


@pytest.mark.slow
def test_everything_in_the_folder_is_in_the_bag_from_which_the_same_master_is_made(tmp_path: Path) -> None:
    """All files of the folder are in the bag, and a merge of the bag gives the master with the same bytes."""
    folder = ready(tmp_path)
    code = data_code(merged(folder))
    (folder.root / "đã ký").mkdir()
    (folder.root / "đã ký" / "bao-cao.pdf").write_bytes(b"%PDF signed")
    (folder.inbox / "Công văn.txt").write_text("Không phải biểu", encoding="utf-8")
    documents(folder)
    before = files_of(folder.root)
    done = closed(folder)
    assert done.bag.name == "THU-2021-2021-02-01"
    assert done.code != code  # the letter is one of the files
    names = {name for name in before if not name.startswith("backups/") or "phat-hanh" in name}
    assert files_of(done.bag / "data").keys() == names
    record = verify(done.bag)
    assert (record.differences, record.code, record.file_count) == ((), done.code, done.documents)
    moved = tmp_path / "elsewhere" / "Hồ sơ"
    shutil.move(done.bag, moved)
    shutil.rmtree(folder.inbox)
    assert remake_master(verify(moved), ONE).result == "same"


@pytest.mark.slow
def test_files_that_came_after_the_merge_are_in_the_bag_and_reported(tmp_path: Path) -> None:
    """They are in the bag and in `bag-info.txt` but in no figure; the signed report is unchanged. Mails that were sent
    since do not prevent closing: the bag has the register that the merge left, and the present one."""
    folder = ready(tmp_path)
    register = read_register(folder.root)
    register.sent["1"] = SentMail(
        id="1", day=LATER, agency="SA", kind="question", to="a@tinh.vn", subject="Hỏi", about="0"
    )
    save_register(register, folder.campaign, LATER, "vi")
    filled(folder, "SA", name="đến muộn")
    done = closed(folder)
    assert done.late == ("inbox/đến muộn.xlsx",)
    assert "Not-Merged: inbox/đến muộn.xlsx\n" in (done.bag / "bag-info.txt").read_text(encoding="utf-8")
    assert (done.bag / "data" / done.late[0]).is_file()
    assert verify(done.bag).differences == ()
    assert remake_master(verify(done.bag), ONE).result == "same"


def _decide(folder: Folder) -> None:
    decide(folder, replace(FIGURE, corrected_value="99", **SIGNED))


def _retitle(book: Any) -> None:
    book.worksheets[0].sheet_properties.tabColor = "FF0000"


def _without(folder: Folder, name: str, write: Callable[..., object]) -> None:
    """A decision, a merge, and the other document written again, but not this one."""
    before = (folder.root / name).read_bytes()
    _decide(folder)
    merged(folder)
    write(folder, as_of=DAY)
    (folder.root / name).write_bytes(before)


_TYPED = {"corrected_value": 17, "corrected_by": "Mai"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("do", "code", "names"),
    [
        (lambda f: filled(f, "SA"), "close-changed", "inbox/SA.xlsx"),
        (lambda f: (f.inbox / "SB.xlsx").unlink(), "close-input-gone", "inbox/SB.xlsx"),
        (lambda f: change(f.definition, _retitle), "close-decided", ""),
        (lambda f: desk.in_excel(f.master, FIGURE, _TYPED), "close-decided", ""),
        (_decide, "close-decided", ""),
        (lambda f: _without(f, REPORT, write_page), "close-other-code", REPORT),
        (lambda f: _without(f, PAGE, write_report), "close-other-code", PAGE),
        (lambda f: f.master.unlink(), "close-no-master", ""),
    ],
)
def test_documents_that_changed_after_signing_prevent_closing(
    tmp_path: Path, do: Callable[[Folder], object], code: str, names: str
) -> None:
    """The error names what has changed; nothing is written, and the campaign stays open."""
    folder = ready(tmp_path)
    do(folder)
    before = files_of(folder.root)
    with pytest.raises(NotDoneError) as error:
        closed(folder)
    assert (error.value.code, names in str(error.value)) == (code, True)
    assert files_of(folder.root) == before
    assert not (folder.root / CLOSED).exists()


@pytest.mark.slow
def test_inputs_from_other_folders_are_in_the_bag(tmp_path: Path) -> None:
    """Files named to a merge by relative or absolute paths are in the bag too."""
    folder = made(tmp_path / "đợt")
    other = tmp_path / "phần khác" / "SA.xlsx"
    other.parent.mkdir()
    shutil.move(folder.inbox / "SA.xlsx", other)
    at = ["--campaign", str(folder.root), "--as-of", DAY.isoformat()]
    assert run(["merge", str(other.parent), str(folder.inbox), *at]) in (0, 1)
    done = closed(folder)
    assert (done.bag / "data/elsewhere/SA.xlsx").is_file()
    shutil.rmtree(other.parent)
    assert remake_master(verify(done.bag), ONE).result == "same"


@pytest.mark.slow
def test_a_master_without_comparison_is_closed_and_made_again(tmp_path: Path) -> None:
    """If the merge skipped the definition's previous round, a merge of the bag does too, whatever the store holds."""
    before, old = made(tmp_path / "trước"), made(tmp_path / "đợt")
    about = {"id": "SAU", "previous": "../trước/master.xlsx"}
    tables = {"agencies": desk.AGENCIES, "indicators": desk.INDICATORS, "sections": desk.SECTIONS}
    folder = definition(old.root, about=about, **tables)
    shutil.rmtree(folder.inbox)
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |")
    folder.master.unlink()
    at = ["--campaign", str(folder.root), "--as-of", DAY.isoformat()]
    assert run(["merge", "--previous", "-", *at]) in (0, 1)
    write_report(folder, as_of=DAY, means=ONE)
    assert before.master.is_file()
    done = closed(folder)
    assert not done.uncoded
    assert remake_master(verify(done.bag), ONE).result == "same"


# --- Closed -------------------------------------------------------------------------------------------

_REFUSED = (
    *("template", "template --preview SA", "merge", "merge --redraw -o khac.xlsx", "report", "report --agency SA"),
    *("page --share", "check --returns", "status --remind", "status --phones", "restore master.xlsx", "close"),
    "draft inbox/SA.xlsx --agency SA",
)


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = ready(tmp_path_factory.mktemp("shut"))
    closed(folder)
    return folder


@pytest.mark.slow
def test_a_closed_campaign_refuses_changes(shut: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each changing command ends with exit code 3, says how to open the campaign and writes nothing. Commands that only
    read say that the campaign is closed, in JSON too."""
    monkeypatch.chdir(shut.root)
    before, day = files_of(shut.root), ["--as-of", "2021-02-03"]
    for command in map(str.split, _REFUSED):
        assert run([*command, *([] if command[0] in ("draft", "restore") else day)]) == 3, command
        assert "--reopen" in capsys.readouterr().err, command
    with pytest.raises(NotDoneError, match="--reopen"):
        decide(shut, replace(FIGURE, corrected_value="5", **SIGNED))
    for command in ([], ["status", "--format", "json", *day], ["check", *day], ["restore"]):
        assert run(command) in (0, 1)
        out, err = capsys.readouterr()
        assert "THU-2021-2021-02-01" in err + out or command == ["restore"]
        assert "json" not in command or json.loads(out)["closed"] == "closed/THU-2021-2021-02-01"
    assert files_of(shut.root) == before


@pytest.mark.slow
def test_mails_after_closing_are_filed_apart_and_reported(tmp_path: Path, capsys: Captured) -> None:
    """The record stays whole; once the campaign is open again, they count like others."""
    folder = ready(tmp_path)
    done = closed(folder)
    mails = tmp_path.parent / f"{tmp_path.name}-thu"
    mails.mkdir()
    filled(folder, "SB", "| code | 2019 |\n|---|---|\n| A1 | 77 |", name="sau")
    shutil.move(folder.inbox / "sau.xlsx", mails / "SB bổ sung.xlsx")
    at = ["--campaign", str(folder.root), "--as-of", "2021-02-05"]
    assert run(["collect", str(mails), *at]) in (0, 1)
    assert LATE in capsys.readouterr().out
    (late,) = (folder.root / LATE).iterdir()
    assert late.read_bytes() == (mails / "SB bổ sung.xlsx").read_bytes()
    assert verify(done.bag).differences == ()
    reopen(folder.root, "Lan", "báo cáo bổ sung", LATER)
    result = merged(folder)
    assert any(s.source.file.startswith(LATE) for s in result.submissions)


@pytest.mark.slow
def test_opening_again_is_recorded_with_the_old_bag_and_in_the_next(tmp_path: Path) -> None:
    """Who, when and why are recorded beside the old bag, which stays, and in the next one, even of the same day."""
    folder = ready(tmp_path)
    with pytest.raises(UsageError, match="chưa khóa sổ"):
        reopen(folder.root, "Lan", "vì", LATER)
    first = closed(folder)
    for by, reason in (("", "vì"), ("Lan", " \n ")):
        with pytest.raises(UsageError, match="--by"):
            reopen(folder.root, by, reason, LATER)
    assert closed_bags(folder.root) == [first.bag]
    at = ["--campaign", str(folder.root), "--as-of", LATER.isoformat()]
    assert run(["close", "--by", "Lan", *at]) == 2
    assert run(["close", "--reopen", "--by", "Lan", "--reason", "SA gửi\nnhầm", *at]) == 0
    decide(folder, replace(FIGURE, corrected_value="5", **SIGNED))
    documents(folder)
    second = closed(folder)
    assert second.bag.name == f"{first.bag.name}-2"
    assert second.code != first.code
    assert verify(first.bag).differences == verify(second.bag).differences == ()
    record = (second.bag / "history" / f"{first.bag.name}.reopened.txt").read_text(encoding="utf-8")
    assert "Reopened-By: Lan\nReason: SA gửi nhầm\n" in record
    assert "Reopened: Bag: THU-2021-2021-02-01; " in (second.bag / "bag-info.txt").read_text(encoding="utf-8")
    assert closed_bags(folder.root) == [second.bag]
    with pytest.raises(NotDoneError, match="đã khóa sổ"):
        closed(folder)


@pytest.mark.slow
def test_a_campaign_with_a_damaged_bag_stays_closed(tmp_path: Path) -> None:
    """Any file of the bag may be missing; files that programs leave in it do no harm. What a killed closing left is not
    taken for a bag, and the next closing removes it."""
    folder = ready(tmp_path)
    half = folder.root / CLOSED / ".~0123456789ab" / "data"
    half.mkdir(parents=True)
    (half / "master.xlsx").write_bytes(b"PK")
    assert closed_bags(folder.root) == []
    bag = closed(folder).bag
    assert list((folder.root / CLOSED).iterdir()) == [bag]
    shutil.rmtree(bag / "data")
    (bag / "bagit.txt").unlink()
    (folder.root / CLOSED / "desktop.ini").write_text("")
    (folder.root / CLOSED / ".~0123").mkdir()
    assert closed_bags(folder.root) == [bag]


# --- Whole or not at all ---------------------------------------------------------------------------


def test_the_second_of_two_closings_at_once_is_refused(tmp_path: Path) -> None:
    """The second one is refused while the first is at work."""
    folder = ready(tmp_path)
    busy = pytest.raises(NotDoneError, match="Một lệnh khóa sổ khác")
    with exclusive_lock(folder.root / ".toolkit-closing", "closing-elsewhere"), busy:
        closed(folder)
    assert closed_bags(folder.root) == []


@pytest.mark.slow
def test_a_disk_error_leaves_no_bag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever file of the bag cannot be written, no part of the bag is left, and the campaign is open. A file saved
    while it is copied stops closing: no bag has the earlier version of one and the later version of another."""
    folder = ready(tmp_path)
    before, write = files_of(folder.root), bags.write_bag
    for number, message in ((errno.ENOSPC, "đầy"), (errno.EACCES, "Không ghi được")):
        written: list[int] = []

        def fsync(file: int, number: int = number, written: list[int] = written) -> None:
            written.append(file)
            if len(written) == 7:
                raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patch:
            patch.setattr("toolkit.archive.bag.os.fsync", fsync)
            with pytest.raises(NotDoneError, match=message):
                closed(folder)
        assert files_of(folder.root) == before
        assert list((folder.root / CLOSED).iterdir()) == []

    def writing(*edit: Any) -> None:
        write(*edit)
        (folder.inbox / "mới.txt").write_bytes(b"new")

    monkeypatch.setattr("toolkit.run.closing.closing.write_bag", writing)
    with pytest.raises(NotDoneError, match=r"mới\.txt"):
        closed(folder)
    assert closed_bags(folder.root) == []


# --- Verified --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_verifying_reports_a_document_with_a_different_data_code(tmp_path: Path) -> None:
    """All checksums of the bag were written again to fit."""
    folder, other = ready(tmp_path / "a"), ready(tmp_path / "b")
    filled(other, "SA")
    merged(other)
    done = closed(folder)
    data = done.bag / "data"
    files = {name: data / name for name in files_of(data)}
    tags = {"made-from/manifest-inputs.txt": (done.bag / "made-from" / "manifest-inputs.txt").read_bytes()}
    forged = tmp_path / "forged"
    forged.mkdir()
    bags.write_bag(forged, {**files, "master.xlsx": other.master, "inbox/SB.xlsx": other.definition}, tags, [])
    assert {(d.kind, d.path) for d in verify(forged).differences} == {
        ("code", "data/master.xlsx"),
        ("missing", "inbox/SB.xlsx"),
    }


@pytest.mark.slow
def test_verifying_reports_what_changed(tmp_path: Path, capsys: Captured) -> None:
    """Exit code 0 for a whole bag, 1 with each changed file, 2 for no such folder, 3 for a folder that is no bag."""
    folder = ready(tmp_path)
    bag = closed(folder).bag
    assert run(["verify", "--again", str(bag)]) == 0
    assert "giống từng byte" in capsys.readouterr().out
    assert run(["verify", "--format", "json", str(bag)]) == 0
    assert json.loads(capsys.readouterr().out)["whole"] is True
    assert run(["verify", str(folder.inbox)]) == 3
    assert run(["verify", str(bag / "nothing")]) == 2
    (bag / "data" / REPORT).write_bytes(b"")
    capsys.readouterr()
    assert run(["verify", "--lang", "en", str(bag)]) == 1
    assert f"Changed: data/{REPORT}" in capsys.readouterr().out
    # The data code of a master that was saved again is the same and its bytes are not: versions are named.
    reopen(folder.root, "Lan", "mở lại", LATER)
    change(folder.master, lambda _: None)
    again = remake_master(verify(closed(folder).bag), ONE)
    assert (again.result, again.toolkit) == ("other", "0.1.0")
