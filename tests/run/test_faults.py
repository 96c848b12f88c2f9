"""Errors of the system: a message in the user's language, the old file byte for byte, and no other file left."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import mailing
from tests.building import change, copied, definition, filled, form_in
from tests.cli.test_cli import AGENCIES, DETAILS, GOOD_FIGURES, INDICATORS, LINES, SECTIONS, Captured, error, shows
from tests.mailing import sent
from toolkit.cli import main as cli
from toolkit.files import zipping
from toolkit.files.saving import save_in_one_step
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import REASONS
from toolkit.model import Language
from toolkit.register.entries import FILE_NAME as REGISTER
from toolkit.register.entries import read_register
from toolkit.run.folder import BACKUPS, Folder
from toolkit.xlsx import excel

DAY = ("--as-of", "2021-01-15")
LINKS = pytest.mark.skipif(os.name != "posix", reason="links may not be made everywhere")


@dataclass(frozen=True)
class Here:
    """A campaign with a master and one form that is not in it; `temporary` is the folder for temporary files."""

    folder: Folder
    temporary: Path
    before: dict[str, bytes]
    patch: pytest.MonkeyPatch

    def toolkit(self, *arguments: str | Path) -> int:
        day = DAY[: 2 * (arguments[0] != "draft")]
        return cli.run([*map(str, arguments), "--campaign", str(self.folder.root), *day])

    def files(self) -> dict[str, bytes]:
        """Every file of the campaign, except those that a later run uses again."""
        root = self.folder.root
        found = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
        again = (".toolkit-store", "backups/.master-drawn")
        return {name: p.read_bytes() for name, p in found.items() if name not in again}

    @contextmanager
    def under(self, inject: Callable[[Here], None]) -> Iterator[None]:
        """With this fault; the folder for temporary files is there and empty afterwards."""
        with self.patch.context() as patch:
            inject(replace(self, patch=patch))
            yield
        assert not self.temporary.exists() or list(self.temporary.iterdir()) == []
        self.temporary.mkdir(exist_ok=True)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    folder = copied(tmp_path / "đợt 1", _merged)
    temporary = tmp_path / "tạm"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    made = Here(folder, temporary, {}, monkeypatch)
    filled(folder, "HC", GOOD_FIGURES, LINES, DETAILS)
    made.before.update(made.files())
    return made


def _merged(root: Path) -> Folder:
    folder = definition(root, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    for agency in ("SA", "SB"):
        filled(folder, agency, GOOD_FIGURES, LINES, DETAILS)
    assert cli.run(["merge", "--campaign", str(folder.root), *DAY]) == 1
    return folder


# --- Faults ----------------------------------------------------------------------------------------


def _refuses(number: int) -> Callable[..., Any]:
    def refuse(*_arguments: Any, **_options: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return refuse


def _raises(error: type[Exception]) -> Callable[..., Any]:
    def fail(*_: Any) -> Any:
        raise error("ours")

    return fail


def replacing(number: int) -> Callable[[Here], None]:
    """The new file is whole, and cannot replace the old one."""
    return lambda here: here.patch.setattr(os, "replace", _refuses(number))


def keeping(number: int) -> Callable[[Here], None]:
    """The new file is written, and the disk does not store it."""
    return lambda here: here.patch.setattr(os, "fsync", _refuses(number))


def writing(number: int, share: float = 0.5) -> Callable[[Here], None]:
    """Writing the new file stops after this share of it."""

    def inject(here: Here) -> None:
        def stop(path: Path, data: bytes) -> int:
            with path.open("wb") as file:
                file.write(bytes(data)[: int(len(data) * share)])
            raise OSError(number, os.strerror(number), str(path))

        def stop_within(parts: Any, target: Any) -> None:
            whole = io.BytesIO()
            zipping.write_zip(parts, whole)
            if isinstance(target, io.BytesIO):
                target.write(whole.getvalue())
            else:
                stop(Path(target.name), whole.getvalue())

        here.patch.setattr(Path, "write_bytes", stop)
        here.patch.setattr(excel, "write_zip", stop_within)

    return inject


def no_memory(here: Here) -> None:
    here.patch.setattr(excel, "write_zip", _raises(MemoryError))


def no_memory_for_parts(here: Here) -> None:
    """Memory runs out in one of the threads that compress parts."""
    from zlib_ng import zlib_ng

    here.patch.setattr(zlib_ng, "compressobj", lambda *_: SimpleNamespace(compress=_raises(MemoryError)))


def no_process(here: Here) -> None:
    """No process can be started, so no file can be read."""
    (here.folder.root / ".toolkit-store").unlink()
    here.patch.setattr(os, "fork", _refuses(errno.EAGAIN))


def master_is_a_folder(here: Here) -> None:
    here.folder.master.unlink()
    here.folder.master.mkdir()
    here.before.pop("master.xlsx")


FAULTS: dict[str, tuple[Callable[[Here], None], str]] = {
    "open in Excel": (replacing(errno.EACCES), "file-open-elsewhere"),
    "disk became read-only": (replacing(errno.EROFS), "cannot-write"),
    "no room on replacing": (replacing(errno.ENOSPC), "disk-full"),
    "no room on keeping": (keeping(errno.ENOSPC), "disk-full"),
    "fault of the disk on keeping": (keeping(errno.EIO), "cannot-write"),
    "no room at the last byte": (writing(errno.ENOSPC, 0.999), "disk-full"),
    "larger than the disk allows": (writing(errno.EFBIG, 0.9), "cannot-write"),
    "no permission in the folder": (writing(errno.EACCES, 0), "cannot-write"),
    "no memory": (no_memory, "out-of-memory"),
    "no memory for the parts of a workbook": (no_memory_for_parts, "out-of-memory"),
    "no process": (no_process, "system-refused"),
    "a folder in the master's place": (master_is_a_folder, "old-master-unreadable"),
}
#: One of each kind, for commands that write in the way a merge does.
KINDS = ("open in Excel", "no room on keeping", "no room at the last byte", "no memory")
#: The errors of replacing a file, and what the message says.
CODES = {
    **dict.fromkeys((errno.EACCES, errno.EPERM), "file-open-elsewhere"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "disk-full"),
    **dict.fromkeys((errno.EROFS, errno.EIO, errno.EXDEV, errno.EBUSY, errno.EMFILE), "cannot-write"),
}


def test_each_error_of_the_system_has_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the error, the existing file is whole, and no other one is left."""
    (tmp_path / "a").write_bytes(b"old")
    for number, code in CODES.items():
        monkeypatch.setattr(os, "replace", _refuses(number))
        with pytest.raises(NotDoneError) as refused:
            save_in_one_step(tmp_path / "a", lambda path: path.write_bytes(b"new") and None)
        assert refused.value.code == code, os.strerror(number)
        assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"old"}


def _sentence(err: str, code: str, language: Language = "vi") -> None:
    """The one message in this language, which includes the system's reason."""
    assert shows(err, error(code), language), err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1, err
    if language == "vi":
        assert [why for why in REASONS if why in err] == []


@pytest.mark.slow
def test_a_merge_under_a_fault_changes_nothing(here: Here, capsys: Captured) -> None:
    """The old master stays as it was, no file is left, and the next merge makes the new one."""
    old = here.before["master.xlsx"]
    capsys.readouterr()
    for name, (inject, code) in FAULTS.items():
        languages: tuple[Language, ...] = ("vi", "en") if name in KINDS else ("vi",)
        with here.under(inject):
            for language in languages:
                assert here.toolkit("merge", "--workers", "1", "--lang", language) == 3, name
                _sentence(capsys.readouterr().err, code, language)
                assert here.files() == here.before, name
    here.folder.master.rmdir()  # the last fault's
    here.folder.master.write_bytes(old)
    assert here.toolkit("merge") == 0
    after = here.files()
    assert after.pop("master.xlsx") != old
    assert after.pop("backups/.master-register") == after["register.xlsx"]
    here.before.pop("backups/.master-register", None)
    assert [after.pop(name) for name in list(after) if name.startswith("backups/")] == [old]
    assert after.pop("register.xlsx") != here.before.pop("register.xlsx")  # a file's first date
    assert after == here.before


@pytest.mark.slow
def test_no_temporary_files_are_needed(here: Here) -> None:
    """A workbook is made in memory and written once: a folder for temporary files may be missing."""
    here.patch.setattr(tempfile, "tempdir", None)
    here.patch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(here.temporary / "không có")])
    here.temporary.rmdir()
    for command in (("merge",), ("template",), ("check", "--returns"), ("report",)):
        assert here.toolkit(*command) in (0, 1)
    assert here.files()["master.xlsx"] != here.before["master.xlsx"]


def _letter_and_error(here: Here) -> None:
    """A report in words, and a form with an error."""
    here.patch.chdir(here.folder.root)
    Path("b.txt").write_text("BÁO CÁO\nI. Kết quả\n- Mở 5 lớp.\n", encoding="utf-8")
    filled(here.folder, "SB", GOOD_FIGURES.replace("10", "nhiều"), LINES, DETAILS)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["template", "check --returns", "report", "draft b.txt --agency SB"])
def test_other_commands_under_a_fault_change_nothing(here: Here, capsys: Captured, command: str) -> None:
    """What the other commands write is replaced in one step too, or not at all."""
    _letter_and_error(here)
    assert here.toolkit(*command.split()) in (0, 1)
    for name in KINDS:
        if command == "template":
            change(form_in(here.folder.outgoing, "SA"), lambda book: None)  # blank, unlike what it would write
        before = here.files()
        capsys.readouterr()
        with here.under(FAULTS[name][0]):
            done = here.toolkit(*command.split())
        err = capsys.readouterr().err
        assert here.files() == before or (done != 3 and command == "template")
        assert done in (0, 1, 3)
        if done == 3:
            _sentence(err, FAULTS[name][1])
        else:
            # Writing forms does not wait for the disk; a Word report is no workbook.
            assert (name == "no memory" and command in ("template", "report")) or "keeping" in name, err
    assert here.toolkit(*command.split()) in (0, 1)
    assert (here.folder.root / "bao-cao.docx").exists() == (command == "report")


@pytest.mark.slow
def test_collecting_under_a_fault_files_whole_attachments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A mail's file is in the inbox whole or not at all; run again, none is filed twice and none is left out."""
    temporary = tmp_path / "tạm"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    usual = Here(mailing.campaign(tmp_path / "yên"), temporary, {}, monkeypatch)
    mails = [sent("syt", ("SYT.xlsx", mailing.form(usual.folder, "SYT")))]
    mailing.as_eml(tmp_path / "lần 1", mails)
    mails.append(sent("stc", ("STC.xlsx", mailing.form(usual.folder, "STC")), ("STC.pdf", b"%PDF-1.4 \n")))
    mailing.as_eml(tmp_path / "lần 2", mails)
    assert usual.toolkit("collect", tmp_path / "lần 1") == 0
    once = {name: data for name, data in usual.files().items() if name != REGISTER}
    shutil.copytree(usual.folder.root, tmp_path / "lỗi")
    assert usual.toolkit("collect", tmp_path / "lần 2") == 0
    whole = usual.files()
    for name in KINDS:
        root = shutil.copytree(tmp_path / "lỗi", tmp_path / name)
        struck = replace(usual, folder=replace(usual.folder, root=root, definition=root / "campaign.xlsx"))
        capsys.readouterr()
        with struck.under(FAULTS[name][0]):
            assert struck.toolkit("collect", tmp_path / "lần 2") == 3
        _sentence(capsys.readouterr().err, FAULTS[name][1])
        after = {n: data for n, data in struck.files().items() if n != REGISTER}
        assert {n: data for n, data in after.items() if n in once} == once
        assert all(data == whole[n] for n, data in after.items() if n not in once)
        assert struck.toolkit("collect", tmp_path / "lần 2") == 0
        after = struck.files()
        assert after.keys() == whole.keys()
        assert after | {REGISTER: whole[REGISTER]} == whole
        entries = [mailing.entries(read_register(one.folder.root)).keys() for one in (struck, usual)]
        assert entries[0] == entries[1]


@pytest.mark.slow
def test_impossible_names_and_paths_are_reported(here: Here, capsys: Captured) -> None:
    """A name too long for the system, a path below a file, a folder as the result: one message each, nothing made."""
    root, long = here.folder.root, "x" * 300
    for target in (f"{long}.xlsx", "campaign.xlsx/a/m.xlsx", "inbox", f"{long}/m.xlsx"):
        for command, ending in (("merge", ".xlsx"), ("report", ".docx")):
            capsys.readouterr()
            assert here.toolkit(command, "-o", root / re.sub("xlsx$", ending[1:], target)) == 3
            err = capsys.readouterr().err
            codes = ("cannot-write", "system-refused-file", "old-master-unreadable")
            assert any(shows(err, error(code)) for code in codes), err
            assert len(err.strip().splitlines()) == 1
    assert here.files() == here.before
    assert sorted(p.name for p in root.iterdir() if p.is_dir()) == ["backups", "inbox"]


# --- Limits of the system --------------------------------------------------------------------------

_RUN = [sys.executable, "-m", "toolkit", "merge", *DAY]


def _process(here: Here, command: list[str], stdout: Any = subprocess.DEVNULL, **environment: str) -> tuple[int, str]:
    env = {**os.environ, **environment}
    pipe = subprocess.PIPE
    done = subprocess.run(
        command, cwd=here.folder.root, stdout=stdout, stderr=pipe, encoding="utf-8", env=env, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files")
def test_a_limit_on_the_size_of_files(here: Here) -> None:
    """The system's limit is reached while the master is written."""
    for size in (1000, here.folder.master.stat().st_size):
        limited = (
            f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({size},) * 2); from toolkit.cli.main "
            f"import main; main({_RUN[3:]!r} + ['--no-store'])"
        )
        # Python's cache of modules would be cut off by the limit too.
        done, err = _process(here, [sys.executable, "-B", "-c", limited], TMPDIR=str(here.temporary))
        assert done == 3, err
        _sentence(err, "cannot-write")
        assert here.files() == here.before
        assert list(here.temporary.iterdir()) == []


_MOUNT = 'mount -t tmpfs -o size=1m none "$DISK" && cp -r $FILES "$DISK"; '
_FILL = _MOUNT + 'cat /dev/zero > "$DISK/filler" 2>/dev/null; truncate -s -$((SIZE * {} / 100)) "$DISK/filler"'


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="disks of one's own are made otherwise")
@pytest.mark.parametrize(
    ("disk", "options", "code", "why"),
    [
        pytest.param(_FILL.format(0), "--no-store", "disk-full", "", id="full"),
        pytest.param(_FILL.format(60), "--no-store", "disk-full", "", id="60 % of the master's size is free"),
        pytest.param(_MOUNT + 'mount -o remount,ro "$DISK"', "", "cannot-write", "ổ đĩa chỉ đọc", id="read-only"),
    ],
)
def test_a_full_or_read_only_disk(here: Here, disk: str, options: str, code: str, why: str) -> None:
    """On a separate disk without room, or that is read-only, the old master stays, and the message says why."""
    root, campaign = here.temporary.parent / "disk", here.temporary.parent / "c"  # names without blanks
    root.mkdir()
    unshare = shutil.which("unshare") or pytest.skip("no disks of one's own here")
    base = [unshare, "--mount", *(["--map-root-user"] if os.geteuid() else []), "sh", "-c"]
    tried = [*base, f'mount -t tmpfs -o size=64k none "{root}"']
    if subprocess.run(tried, check=False, capture_output=True).returncode:
        pytest.skip("no disks of one's own here")
    script = f"""
        FILES="$ROOT/campaign.xlsx $ROOT/inbox $ROOT/master.xlsx" SIZE=$(stat -c %s "$ROOT/master.xlsx")
        {disk}
        "$PYTHON" -m toolkit merge --as-of 2021-01-15 {options} --campaign "$DISK"; code=$?
        cmp "$DISK/master.xlsx" "$ROOT/master.xlsx" >&2 || exit 90
        test -z "$(find "$DISK" -name '.*' -type f)" || exit 91
        exit $code"""
    here.folder.root.rename(campaign)
    moved = replace(here, folder=replace(here.folder, root=campaign))
    done, err = _process(moved, [*base, script], DISK=str(root), ROOT=str(campaign), PYTHON=sys.executable)
    assert done == 3, err
    _sentence(err, code)
    assert why in err


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_printed_or_that_nobody_reads(here: Here) -> None:
    """If standard output goes to a full disk the master is made all the same, without a traceback; a pipe whose reader
    has ended ends the command silently."""
    with open("/dev/full", "wb") as full:
        done, err = _process(here, _RUN, full)
    assert done == 3
    _sentence(err, "system-refused")
    assert here.files()["master.xlsx"] != here.before["master.xlsx"]
    reader, writer = os.pipe()
    os.close(reader)
    assert _process(here, _RUN, writer) == (3, "")
    os.close(writer)


@pytest.mark.slow
@LINKS
def test_an_internal_error_is_logged_in_the_campaign_folder_and_through_no_link(
    here: Here, capsys: Captured, tmp_path: Path
) -> None:
    """If that cannot be written, or there is no campaign, the log is a new file among the temporary ones. If no log can
    be written there is still a message and no traceback."""
    here.patch.setattr(excel, "write_zip", _raises(RuntimeError))
    log, other = here.folder.root / "error.log", tmp_path / "của người khác"
    with here.under(lambda at: at.patch.setattr(Path, "write_bytes", _refuses(errno.EROFS))):
        here.temporary.rmdir()
        capsys.readouterr()
        assert here.toolkit("merge") == 3
        _sentence(capsys.readouterr().err, "internal")
        assert here.files() == here.before
    assert here.toolkit("merge") == 3
    assert str(log) in capsys.readouterr().err
    assert "RuntimeError: ours" in log.read_text(encoding="utf-8")
    log.unlink()
    other.write_bytes(b"x")
    log.symlink_to(other)
    assert here.toolkit("merge") == 3
    (made,) = here.temporary.iterdir()
    assert str(made) in capsys.readouterr().err
    assert "RuntimeError: ours" in made.read_text(encoding="utf-8")
    assert other.read_bytes() == b"x"
    made.unlink()
    here.patch.chdir(here.temporary)
    assert cli.run(["new", "đợt 2"]) == 3
    (made,) = (p for p in here.temporary.iterdir() if p.is_file())
    assert str(made) in capsys.readouterr().err


# --- Links -----------------------------------------------------------------------------------------

#: Commands that write results to fixed paths.
_WRITING = (
    *("template", "draft b.txt --agency SB", "collect thư", "check --returns"),
    *("merge --share", "report", "report --agency SA", "status --remind"),
)
#: Files that are read and added to, and never replaced: their links are followed.
_COMES_IN = ("inbox", ".toolkit-store")


def _about_links(here: Here) -> None:
    """A campaign in which each command has something to write and to move."""
    _letter_and_error(here)
    (here.folder.inbox / "HC.xlsx").unlink()
    mailing.as_eml(Path("thư"), [sent("syt", ("bao cao.pdf", b"%PDF-1.4 \n"))])


def _places(here: Here, command: str) -> list[str]:
    """The files that a command makes or replaces, and their folders."""
    before = here.files()
    assert here.toolkit(*command.split()) in (0, 1), command
    changed = [n for n, data in here.files().items() if before.get(n) != data and not n.startswith(_COMES_IN)]
    names = [n for n in changed if not n.startswith(f"{BACKUPS}/master ")]  # each has a different name
    folders = {parent.as_posix() for n in names for parent in Path(n).parents if parent.name}
    assert names, command
    return [*names, *sorted(folders)]


@pytest.mark.slow
@LINKS
@pytest.mark.parametrize("command", _WRITING)
def test_no_result_is_written_through_a_link_that_was_not_named(
    here: Here, capsys: Captured, tmp_path: Path, command: str
) -> None:
    """Whichever result or folder is a link, its target stays as it is, and a message says so."""
    _about_links(here)
    other = tmp_path / "của người khác"
    for name in _places(here, command):
        path = here.folder.root / name
        kept = path.rename(tmp_path / "để riêng")
        for dangling in (False, True):
            shutil.rmtree(other, ignore_errors=True)
            if dangling or kept.is_file():
                other.mkdir()
                target = other / ("chưa có" if dangling else path.name)
            else:
                target = shutil.copytree(kept, other)
            if kept.is_file() and not dangling:
                shutil.copy(kept, target)
            was = {p: p.read_bytes() for p in other.rglob("*") if p.is_file()}
            path.symlink_to(target)
            capsys.readouterr()
            # Without the register a merge is still made: it only loses the days, and says so.
            without = ["register.xlsx", "backups/.master-register", *([] if dangling else ["backups"])]
            done = command == "merge --share" and name in without
            assert here.toolkit(*command.split()) == (1 if done else 3), (name, dangling)
            assert done or shows(capsys.readouterr().err, error("place-is-link")), (name, dangling)
            assert {p: p.read_bytes() for p in other.rglob("*") if p.is_file()} == was
            path.unlink()
        kept.rename(path)


@pytest.mark.slow
@LINKS
def test_named_results_are_written_and_inputs_read_through_links(here: Here, capsys: Captured, tmp_path: Path) -> None:
    """Marked forms are not put aside through a link."""
    link, inbox, mails = here.folder.root / "gửi lãnh đạo.xlsx", here.folder.inbox, tmp_path / "thư"
    shutil.move(here.folder.master, tmp_path / "m.xlsx")
    link.symlink_to(tmp_path / "m.xlsx")
    inbox.rename(tmp_path / "đã nhận")
    inbox.symlink_to(tmp_path / "đã nhận", target_is_directory=True)
    assert here.toolkit("merge", "-o", link) in (0, 1)
    assert link.is_symlink()
    assert (tmp_path / "m.xlsx").read_bytes() != here.before["master.xlsx"]
    mailing.as_eml(mails, [sent("syt", ("bao cao.pdf", b"%PDF-1.4 \n"))])
    before = set((tmp_path / "đã nhận").iterdir())
    assert here.toolkit("collect", mails) in (0, 1)
    assert len(set((tmp_path / "đã nhận").iterdir()) - before) == 1
    _letter_and_error(here)
    assert here.toolkit("check", "--returns") == 1
    filled(here.folder, "SB", GOOD_FIGURES, LINES, DETAILS)
    (here.folder.root / "returns" / "done").symlink_to(mails, target_is_directory=True)
    capsys.readouterr()
    assert here.toolkit("check", "--returns") == 3
    assert shows(capsys.readouterr().err, error("place-is-link"))
    assert len(list(mails.iterdir())) == 1


def test_each_reason_is_stated_in_both_languages() -> None:
    """Each error of the system has words, and no two are the same."""
    for language in ("vi", "en"):
        words = [text.say(language) for text in REASONS.values()]
        assert len(words) == len(set(words))
        assert not any(re.search(r"[A-Z.]", word) for word in words)
