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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import mailing
from tests.building import change, copied, definition, filled, form_in
from tests.cli.test_cli import AGENCIES, DETAILS, GOOD_FIGURES, INDICATORS, LINES, SECTIONS, Captured, error, shows
from tests.mailing import sent
from toolkit.cli import main as cli
from toolkit.files.saving import save_in_one_step
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import REASONS
from toolkit.model import Language
from toolkit.register.entries import FILE_NAME as REGISTER
from toolkit.register.entries import read_register
from toolkit.run.folder import BACKUPS, Folder

DAY = ("--as-of", "2021-01-15")


@dataclass(frozen=True)
class Here:
    """A campaign with a master and one form that is not in it; `temporary` is the folder for temporary files."""

    folder: Folder
    temporary: Path
    before: dict[str, bytes]
    patch: pytest.MonkeyPatch

    def toolkit(self, *arguments: str | Path) -> int:
        return cli.run(
            [*map(str, arguments), "--campaign", str(self.folder.root), *DAY[: 2 * (arguments[0] != "draft")]]
        )

    def files(self) -> dict[str, bytes]:
        """Every file of the campaign, except those that a later run uses again."""
        root = self.folder.root
        found = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
        again = (".toolkit-store", "backups/.master-drawn")
        return {name: p.read_bytes() for name, p in found.items() if name not in again}


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


def replacing(number: int) -> Callable[[Here], None]:
    """The new file is whole, and cannot replace the old one."""
    return lambda here: here.patch.setattr(os, "replace", _refuses(number))


def keeping(number: int) -> Callable[[Here], None]:
    """The new file is written, and the disk does not store it."""
    return lambda here: here.patch.setattr(os, "fsync", _refuses(number))


def writing(number: int, share: float = 0.5) -> Callable[[Here], None]:
    """Writing the new file stops after this share of it."""

    def inject(here: Here) -> None:
        from toolkit.files import zipping
        from toolkit.xlsx import excel

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
    from toolkit.xlsx import excel

    def none_left(*_: Any) -> Any:
        raise MemoryError

    here.patch.setattr(excel, "write_zip", none_left)


def no_memory_for_parts(here: Here) -> None:
    """Memory runs out in one of the threads that compress parts."""
    from zlib_ng import zlib_ng

    def none_left(*_: Any) -> Any:
        raise MemoryError

    here.patch.setattr(zlib_ng, "compressobj", lambda *_: SimpleNamespace(compress=none_left))


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


def _sentence(err: str, code: str, language: Language) -> None:
    """The one message in this language, which includes the system's reason."""
    assert shows(err, error(code), language), err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1, err
    if language == "vi":
        assert [why for why in REASONS if why in err] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_a_merge_under_a_fault_changes_nothing(here: Here, capsys: Captured, name: str) -> None:
    """The old master stays as it was, no file is left, and the next merge makes the new one."""
    inject, code = FAULTS[name]
    capsys.readouterr()
    with here.patch.context() as patch:
        inject(Here(here.folder, here.temporary, here.before, patch))
        for language in ("vi", "en"):
            assert here.toolkit("merge", "--workers", "1", "--lang", language) == 3
            _sentence(capsys.readouterr().err, code, language)
            assert here.files() == here.before
            assert not here.temporary.exists() or list(here.temporary.iterdir()) == []
    here.temporary.mkdir(exist_ok=True)
    if here.folder.master.is_dir():
        here.folder.master.rmdir()
    old = here.before.pop("master.xlsx", None)
    assert here.toolkit("merge") == 0
    after = here.files()
    assert after.pop("master.xlsx") != old
    assert after.pop("backups/.master-register") == after["register.xlsx"]
    here.before.pop("backups/.master-register", None)
    kept = [after.pop(name) for name in list(after) if name.startswith("backups/")]
    assert kept == [data for data in (old,) if data is not None]
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


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "command",
    [("template",), ("check", "--returns"), ("report",), ("draft", "b.txt", "--agency", "SB")],
    ids=lambda c: c[0],
)
def test_other_commands_under_a_fault_change_nothing(
    here: Here, capsys: Captured, command: tuple[str, ...], name: str
) -> None:
    """What the other commands write is replaced in one step too, or not at all."""
    here.patch.chdir(here.folder.root)
    Path("b.txt").write_text("BÁO CÁO\nI. Kết quả\n- Mở 5 lớp.\n", encoding="utf-8")
    filled(here.folder, "SB", GOOD_FIGURES.replace("10", "nhiều"), LINES, DETAILS)
    assert here.toolkit(*command) in (0, 1)
    if command == ("template",):
        change(form_in(here.folder.outgoing, "SA"), lambda book: None)  # blank, unlike what it would write
    before, old = here.files(), here.folder.root / "bao-cao.docx"
    capsys.readouterr()
    inject, code = FAULTS[name]
    with here.patch.context() as patch:
        inject(Here(here.folder, here.temporary, here.before, patch))
        done = here.toolkit(*command)
        err = capsys.readouterr().err
        assert done != 3 or here.files() == before
        assert command == ("template",) or here.files() == before
        assert done in (0, 1, 3)
        if done == 3:
            _sentence(err, code, "vi")
        else:
            # Writing forms does not wait for the disk; a Word report is no workbook.
            assert (command[0] not in ("check", "draft") and code == "out-of-memory") or "keeping" in name, err
    here.temporary.mkdir(exist_ok=True)
    assert here.toolkit(*command) in (0, 1)
    assert old.exists() == (command[0] == "report")


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_collecting_under_a_fault_files_whole_attachments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, name: str
) -> None:
    """A mail's file is in the inbox whole or not at all; run again, none is filed twice and none is left out."""
    temporary = tmp_path / "tạm"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    usual, struck = (Here(mailing.campaign(tmp_path / n), temporary, {}, monkeypatch) for n in ("yên", "lỗi"))
    mails = [sent("syt", ("SYT.xlsx", mailing.form(usual.folder, "SYT")))]
    mailing.as_eml(tmp_path / "lần 1", mails)
    mails.append(sent("stc", ("STC.xlsx", mailing.form(usual.folder, "STC")), ("STC.pdf", b"%PDF-1.4 \n")))
    mailing.as_eml(tmp_path / "lần 2", mails)
    for here in (usual, struck):
        assert here.toolkit("collect", tmp_path / "lần 1") == 0
    struck.before.update(struck.files())
    assert usual.toolkit("collect", tmp_path / "lần 2") == 0
    whole = usual.files()
    capsys.readouterr()
    inject, code = FAULTS[name]
    with monkeypatch.context() as patch:
        inject(Here(struck.folder, temporary, struck.before, patch))
        done = struck.toolkit("collect", tmp_path / "lần 2")
    err = capsys.readouterr().err
    assert done == 3
    _sentence(err, code, "vi")
    after = struck.files()
    assert {n: d for n, d in after.items() if n in struck.before and n != REGISTER} == {
        n: d for n, d in struck.before.items() if n != REGISTER
    }
    assert all(data == whole[n] for n, data in after.items() if n not in struck.before)
    assert not temporary.exists() or list(temporary.iterdir()) == []
    temporary.mkdir(exist_ok=True)
    assert struck.toolkit("collect", tmp_path / "lần 2") == 0
    assert struck.files().keys() == whole.keys()
    assert {n: d for n, d in struck.files().items() if n not in (REGISTER, "campaign.xlsx")} == {
        n: d for n, d in whole.items() if n not in (REGISTER, "campaign.xlsx")
    }
    assert (
        mailing.entries(read_register(struck.folder.root)).keys()
        == mailing.entries(read_register(usual.folder.root)).keys()
    )


@pytest.mark.slow
def test_impossible_names_and_paths_are_reported(here: Here, capsys: Captured) -> None:
    """A name too long for the system, a path below a file, a folder as the result: one message each, nothing made."""
    root = here.folder.root
    targets = [
        root / f"{'x' * 300}.xlsx",
        root / "campaign.xlsx" / "a" / "m.xlsx",
        root / "inbox",
        root / f"{'x' * 300}" / "m.xlsx",
    ]
    for command, ending in (("merge", ".xlsx"), ("report", ".docx")):
        for target in targets:
            capsys.readouterr()
            named = target.with_suffix(ending) if target.suffix else target
            assert here.toolkit(command, "-o", named) == 3
            err = capsys.readouterr().err
            codes = ("cannot-write", "system-refused-file", "old-master-unreadable")
            assert any(shows(err, error(code)) for code in codes), err
            assert len(err.strip().splitlines()) == 1
    assert here.files() == here.before
    assert sorted(p.name for p in root.iterdir() if p.is_dir()) == ["backups", "inbox"]


# --- Limits of the system --------------------------------------------------------------------------

_RUN = [sys.executable, "-m", "toolkit", "merge", *DAY]


def _process(here: Here, command: list[str], **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        command,
        cwd=here.folder.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files")
def test_a_limit_on_the_size_of_files(here: Here) -> None:
    """The system's limit is reached while the master is written."""
    whole = here.folder.master.stat().st_size
    for size in (1000, whole):
        limited = (
            f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({size},) * 2); from toolkit.cli.main "
            f"import main; main({_RUN[3:]!r} + ['--no-store'])"
        )
        # Python's cache of modules would be cut off by the limit too.
        done, err = _process(here, [sys.executable, "-B", "-c", limited], TMPDIR=str(here.temporary))
        assert done == 3, err
        _sentence(err, "cannot-write", "vi")
        assert here.files() == here.before
        assert list(here.temporary.iterdir()) == []


def _on_separate_disk(here: Here, script: str) -> tuple[int, str]:
    """Run a shell script that may mount a separate disk at `$DISK`, a folder that holds the campaign's files."""
    disk = here.temporary.parent / "disk"
    disk.mkdir()
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no disks of one's own here")
    base = [unshare, "--mount", *(["--map-root-user"] if os.geteuid() else []), "sh", "-c"]
    if subprocess.run(
        [*base, f'mount -t tmpfs -o size=64k none "{disk}"'], check=False, capture_output=True
    ).returncode:
        pytest.skip("no disks of one's own here")
    return _process(here, [*base, script], DISK=str(disk), ROOT=str(here.folder.root), PYTHON=sys.executable)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="disks of one's own are made otherwise")
@pytest.mark.parametrize("percent", [0, 60])
def test_a_full_disk(here: Here, percent: int) -> None:
    """On a full disk the old master stays; `percent` of its size is free."""
    left = here.folder.master.stat().st_size * percent // 100
    script = f"""
        mount -t tmpfs -o size=1m none "$DISK" && cp -r "$ROOT"/campaign.xlsx "$ROOT"/inbox "$ROOT"/master.xlsx "$DISK"
        cat /dev/zero > "$DISK/filler" 2>/dev/null; truncate -s -{left} "$DISK/filler"
        "$PYTHON" -m toolkit merge --as-of 2021-01-15 --no-store --campaign "$DISK"; code=$?
        cmp "$DISK/master.xlsx" "$ROOT/master.xlsx" >&2 || exit 90
        test -z "$(find "$DISK" -name '.*' -type f)" || exit 91
        exit $code"""
    code, err = _on_separate_disk(here, script)
    assert code == 3, err
    _sentence(err, "disk-full", "vi")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="disks of one's own are made otherwise")
def test_a_read_only_disk(here: Here) -> None:
    """The message says that the disk is read-only."""
    script = """
        mount -t tmpfs none "$DISK" && cp -r "$ROOT"/campaign.xlsx "$ROOT"/inbox "$ROOT"/master.xlsx "$DISK"
        mount -o remount,ro "$DISK"
        "$PYTHON" -m toolkit merge --as-of 2021-01-15 --campaign "$DISK"; code=$?
        cmp "$DISK/master.xlsx" "$ROOT/master.xlsx" >&2 || exit 90
        exit $code"""
    code, err = _on_separate_disk(here, script)
    assert code == 3, err
    _sentence(err, "cannot-write", "vi")
    assert "ổ đĩa chỉ đọc" in err


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_printed(here: Here) -> None:
    """If standard output goes to a full disk the master is made all the same, without a traceback."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            _RUN, cwd=here.folder.root, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert done.returncode == 3
    _sentence(done.stderr, "system-refused", "vi")
    assert here.files()["master.xlsx"] != here.before["master.xlsx"]


@pytest.mark.slow
def test_output_that_nobody_reads(here: Here) -> None:
    """A pipe whose reader has ended ends the command silently."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        _RUN, cwd=here.folder.root, stdout=writer, stderr=subprocess.PIPE, encoding="utf-8", check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.slow
def test_an_internal_error_whose_log_cannot_be_written(here: Here, capsys: Captured) -> None:
    """There is still a message and no traceback."""
    from toolkit.xlsx import excel

    def wrong(*_: Any) -> Any:
        raise RuntimeError("ours")

    here.patch.setattr(excel, "write_zip", wrong)
    here.patch.setattr(Path, "write_bytes", _refuses(errno.EROFS))
    here.temporary.rmdir()
    capsys.readouterr()
    assert here.toolkit("merge") == 3
    _sentence(capsys.readouterr().err, "internal", "vi")
    assert here.files() == here.before


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="links may not be made everywhere")
def test_an_internal_error_is_logged_in_the_campaign_folder_and_through_no_link(
    here: Here, capsys: Captured, tmp_path: Path
) -> None:
    """If that cannot be written, or there is no campaign, the log is a new file among the temporary ones."""
    from toolkit.xlsx import excel

    def wrong(*_: Any) -> Any:
        raise RuntimeError("ours")

    here.patch.setattr(excel, "write_zip", wrong)
    log, other = here.folder.root / "error.log", tmp_path / "của người khác"
    capsys.readouterr()
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
_WRITING: tuple[tuple[str, ...], ...] = (
    *(("template",), ("draft", "b.txt", "--agency", "SB"), ("collect", "thư"), ("check", "--returns")),
    *(("merge", "--share"), ("report",), ("report", "--agency", "SA"), ("status", "--remind")),
)
#: Files that are read and added to, and never replaced: their links are followed.
_COMES_IN = ("inbox", ".toolkit-store")


def _about_links(here: Here) -> None:
    """A campaign in which each command has something to write and to move."""
    here.patch.chdir(here.folder.root)
    Path("b.txt").write_text("BÁO CÁO\nI. Kết quả\n- Mở 5 lớp.\n", encoding="utf-8")
    filled(here.folder, "SB", GOOD_FIGURES.replace("10", "nhiều"), LINES, DETAILS)
    (here.folder.inbox / "HC.xlsx").unlink()
    mailing.as_eml(Path("thư"), [sent("syt", ("bao cao.pdf", b"%PDF-1.4 \n"))])


def _places(here: Here, command: tuple[str, ...]) -> list[str]:
    """The files that a command makes or replaces, and their folders."""
    before = here.files()
    assert here.toolkit(*command) in (0, 1), command
    changed = [n for n, data in here.files().items() if before.get(n) != data and not n.startswith(_COMES_IN)]
    names = [n for n in changed if not n.startswith(f"{BACKUPS}/master ")]  # each has a different name
    folders = {parent.as_posix() for n in names for parent in Path(n).parents if parent.name}
    assert names, command
    return [*names, *sorted(folders)]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="links may not be made everywhere")
@pytest.mark.parametrize("command", _WRITING, ids=" ".join)
def test_no_result_is_written_through_a_link_that_was_not_named(
    here: Here, capsys: Captured, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Whichever result or folder is a link, its target stays as it is, and a message says so."""
    _about_links(here)
    other = tmp_path / "của người khác"
    for name in _places(here, command):
        path = here.folder.root / name
        for dangling in (False, True):
            shutil.rmtree(other, ignore_errors=True)
            shutil.copytree(path, other) if path.is_dir() else other.parent.mkdir(exist_ok=True)
            if not path.is_dir():
                other.mkdir()
                shutil.copy(path, other / path.name)
            target = other if path.is_dir() else other / path.name
            if dangling:
                shutil.rmtree(other)
                other.mkdir()
                target = other / "chưa có"
            was = {p.relative_to(other): p.read_bytes() for p in other.rglob("*") if p.is_file()}
            kept = path.rename(tmp_path / "để riêng")
            path.symlink_to(target)
            capsys.readouterr()
            # Without the register a merge is still made: it only loses the days, and says so.
            without = ["register.xlsx", "backups/.master-register", *([] if dangling else ["backups"])]
            done = command[0] == "merge" and name in without
            assert here.toolkit(*command) == (1 if done else 3), (name, dangling)
            assert done or shows(capsys.readouterr().err, error("place-is-link")), (name, dangling)
            assert {p.relative_to(other): p.read_bytes() for p in other.rglob("*") if p.is_file()} == was
            path.unlink()
            kept.rename(path)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="links may not be made everywhere")
def test_marked_forms_are_not_put_aside_through_a_link(here: Here, capsys: Captured, tmp_path: Path) -> None:
    _about_links(here)
    assert here.toolkit("check", "--returns") == 1
    filled(here.folder, "SB", GOOD_FIGURES, LINES, DETAILS)
    (here.folder.root / "returns" / "done").symlink_to(tmp_path, target_is_directory=True)
    before = sorted(tmp_path.iterdir())
    assert here.toolkit("check", "--returns") == 3
    assert shows(capsys.readouterr().err, error("place-is-link"))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="links may not be made everywhere")
def test_named_results_are_written_and_inputs_read_through_links(here: Here, tmp_path: Path) -> None:
    link, inbox = here.folder.root / "gửi lãnh đạo.xlsx", here.folder.inbox
    shutil.move(here.folder.master, tmp_path / "m.xlsx")
    link.symlink_to(tmp_path / "m.xlsx")
    inbox.rename(tmp_path / "đã nhận")
    inbox.symlink_to(tmp_path / "đã nhận", target_is_directory=True)
    assert here.toolkit("merge", "-o", link) in (0, 1)
    assert link.is_symlink()
    assert (tmp_path / "m.xlsx").read_bytes() != here.before["master.xlsx"]
    mailing.as_eml(tmp_path / "thư", [sent("syt", ("bao cao.pdf", b"%PDF-1.4 \n"))])
    before = set((tmp_path / "đã nhận").iterdir())
    assert here.toolkit("collect", tmp_path / "thư") in (0, 1)
    assert len(set((tmp_path / "đã nhận").iterdir()) - before) == 1


def test_each_reason_is_stated_in_both_languages() -> None:
    """Each error of the system has words, and no two are the same."""
    for language in ("vi", "en"):
        words = [text.say(language) for text in REASONS.values()]
        assert len(words) == len(set(words))
        assert not any(re.search(r"[A-Z.]", word) for word in words)
