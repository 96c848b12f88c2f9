"""Backups: masters that a merge replaced, in the campaign's folder `backups/`; and results that wait to replace one.

The last ten of each master are kept, named by the time when they were last saved, and a copy of the present one as it
was drawn, which shows what people typed into it. A result that could not replace the master, since somebody had it
open, waits beside it (`…-cho-thay.xlsx`) for the next command.
"""

import gzip
import os
import re
import shutil
import stat
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from toolkit.files.holding import retry
from toolkit.files.saving import ensure_replaceable, has_same_bytes, save_bytes, save_in_one_step
from toolkit.files.walking import refuse_links
from toolkit.master.handwork import HandWork, hand_work, saved_by_another_program
from toolkit.master.recognising import drawing_of
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.run.folder import BACKUPS, ISSUED, REGISTER, make_folder, waiting_path

#: The number of backups kept of each master, and the number of issued copies.
_MOST_BACKUPS, _MOST_ISSUED = 10, 2
_MOMENT, _MOMENTS = "%Y-%m-%d %Hh%Mm%S", r"\d{4}-\d\d-\d\d \d\dh\d\dm\d\d(?:_\d\d)?"
#: What happened to a waiting result: there was none, it replaced the master, it is older than the master, or it waits.
Waited: TypeAlias = Literal["", "placed", "older", "waiting"]


def backups_of(root: Path, master: Path) -> list[Path]:
    """The backups of a master, the oldest first."""
    return _copies_named(root, master, "")


def _copies_named(root: Path, master: Path, mark: str) -> list[Path]:
    name = re.compile(rf"{re.escape(master.stem)} {_MOMENTS}{mark}{re.escape(master.suffix)}")
    folder = root / BACKUPS
    present = os.listdir(folder) if folder.is_dir() else ()
    return [folder / n for n in sorted(present) if name.fullmatch(n)]


def replace_master(
    root: Path, master: Path, draw: Callable[[Path], None], unchanged: Callable[[], bool]
) -> Path | None:
    """Replace a master in one step, after keeping the old one; returns the backup, or None where the old one is equal
    or there was none. A result that cannot replace the master waits beside it.

    Raises as `save_in_one_step` does: a master without a backup is not replaced.
    """
    backups: list[Path] = []
    keep = partial(_back_up_if_different, root, master, backups)
    save_in_one_step(master, draw, unchanged=unchanged, keep=keep, aside=waiting_path(master))
    _keep_drawn(root, master)
    _remove_oldest(root, master, backups)
    return backups[0] if backups else None


def _back_up_if_different(root: Path, master: Path, backups: list[Path], drawn: Path) -> None:
    """Keep the master that is to be replaced, if it differs from the new one."""
    if master.is_file() and not has_same_bytes(master, drawn):
        backups.append(keep_copy(root, master))


def _remove_oldest(root: Path, master: Path, needed: Collection[Path]) -> None:
    for path in backups_of(root, master)[:-_MOST_BACKUPS]:
        if path not in needed:
            with suppress(OSError):  # somebody has it open
                path.unlink()


def backup_named(root: Path, master: Path, typed: str) -> Path:
    """The backup of a master with this name, with or without folder and ending.

    Raises `UsageError` (`no-such-backup`) with the existing names.
    """
    backups = backups_of(root, master)
    name = Path(typed).name
    backup = next((path for path in backups if name in (path.name, path.stem)), None)
    if backup is None:
        names = "; ".join(path.name for path in reversed(backups)) or "–"
        raise UsageError("no-such-backup", value=typed, names=names)
    return backup


def restore_master(root: Path, master: Path, backup: Path) -> Path | None:
    """Replace a master by a backup, in one step, after keeping the master; returns the backup of the replaced master,
    or None where there was no master or it is equal. Raises as `ensure_replaceable` and `save_in_one_step` do."""
    ensure_replaceable(master)
    backups: list[Path] = []
    save_in_one_step(master, lambda to: _copy(backup, to), keep=partial(_back_up_if_different, root, master, backups))
    if not saved_by_another_program(master):
        _keep_drawn(root, master)
    _remove_oldest(root, master, (backup, *backups))
    return backups[0] if backups else None


def keep_copy(root: Path, master: Path, mark: str = "") -> Path:
    """Keep a copy of a master, or of another result, named by the time when it was last saved; returns its path."""
    make_folder(root / BACKUPS)
    moment = datetime.fromtimestamp(master.stat().st_mtime).strftime(_MOMENT)
    names = [f"{master.stem} {moment}{f'_{n:02}' if n > 1 else ''}{mark}{master.suffix}" for n in range(1, 100)]
    paths = [root / BACKUPS / name for name in names]
    path = next((p for p in paths if not p.exists() or has_same_bytes(p, master)), paths[-1])
    if not has_same_bytes(path, master):
        save_in_one_step(path, lambda to: _copy(master, to))
    return path


def _copy(source: Path, to: Path) -> None:
    """Copy bytes, time and rights of a file; the copy stays writable, since it is not finished yet."""
    retry(lambda: shutil.copyfile(source, to))
    shutil.copystat(source, to)
    os.chmod(to, stat.S_IMODE(os.stat(to).st_mode) | stat.S_IWUSR)


# --- Issued --------------------------------------------------------------------------------------------


def issued_copies(root: Path, master: Path) -> list[Path]:
    """The last two differently drawn copies of a master that were issued, the older one first."""
    return _copies_named(root, master, ISSUED)


def keep_issued(root: Path, master: Path) -> Path:
    """Keep the present master as issued; returns the path of the copy. Raises as `save_in_one_step` does."""
    refuse_links(root, root / BACKUPS)
    issued = issued_copies(root, master)
    if issued and drawing_of(master) and drawing_of(issued[-1]) == drawing_of(master):
        return issued[-1]
    copy = keep_copy(root, master, ISSUED)
    for path in [p for p in issued if p != copy][: 1 - _MOST_ISSUED]:
        with suppress(OSError):  # somebody has it open
            path.unlink()
            _record_path(path).unlink(missing_ok=True)
    return copy


def keep_record(issued: Path, text: str) -> None:
    """Keep a text about an issued master beside it."""
    with suppress(NotDoneError, OSError):
        save_bytes(_record_path(issued), gzip.compress(f"{_identity_of(issued)}\n{text}".encode(), 1, mtime=0))


def kept_record(issued: Path) -> str:
    """The text that was kept about an issued master; "" where there is no text, or the master has changed since."""
    try:
        mark, _, text = gzip.decompress(_record_path(issued).read_bytes()).decode("utf-8").partition("\n")
        return text if mark == _identity_of(issued) else ""
    except (OSError, ValueError, EOFError, zlib.error):
        return ""


def _record_path(issued: Path) -> Path:
    return issued.with_suffix(".json.gz")


def _identity_of(issued: Path) -> str:
    return f"{drawing_of(issued)} {issued.stat().st_size}"


# --- As it was drawn ---------------------------------------------------------------------------------


def _drawn_path(root: Path, master: Path) -> Path:
    return root / BACKUPS / f".{master.stem}-drawn"


def _keep_drawn(root: Path, master: Path) -> None:
    """Keep a copy of the master as it was just drawn; without it the next merge can report less."""
    drawn = _drawn_path(root, master)
    try:
        make_folder(drawn.parent)
        if not has_same_bytes(drawn, master):
            drawn.unlink(missing_ok=True)  # otherwise the copy would get the rights of the earlier copy
            save_in_one_step(drawn, lambda to: _copy(master, to), durable=False)
    except (NotDoneError, OSError):
        with suppress(OSError):
            drawn.unlink(missing_ok=True)


def register_as_merged(root: Path, master: Path) -> Path:
    """The path of the register as it was after the last merge into this master."""
    return root / BACKUPS / f".{master.stem}-register"


def keep_register(root: Path, master: Path) -> None:
    """Keep the register as merged, since letters that are sent later change it. Where it cannot be kept, a campaign
    that is closed later gets its register of that day, and `verify --again` shows whether the difference matters."""
    register, copy = root / REGISTER, register_as_merged(root, master)
    with suppress(NotDoneError, OSError):
        refuse_links(root, copy)
        if register.is_file() and not has_same_bytes(register, copy):
            save_in_one_step(copy, lambda to: _copy(register, to), durable=False)


def uncarried_work(root: Path, master: Path) -> HandWork | None:
    """People's work in the present master that the next merge does not carry over."""
    drawn = _drawn_path(root, master)
    return hand_work(master, drawn if drawn.is_file() else None)


# --- Results that wait -------------------------------------------------------------------------------


def prepare_master(root: Path, master: Path) -> Waited:
    """Check that a master may be replaced, and replace it by a waiting result if there is one. Raises as
    `ensure_replaceable` does.

    The result replaces the master only where the master equals the newest backup, so that nobody has saved it since.
    Otherwise the master stays, and what was saved in it goes into the next merge.
    """
    ensure_replaceable(master)
    waiting = waiting_path(master)
    if not waiting.is_file():
        return ""
    backups = backups_of(root, master)
    if master.exists() and not (backups and has_same_bytes(backups[-1], master)):
        return "older"
    ensure_replaceable(waiting)
    try:
        retry(lambda: os.replace(waiting, master))
    except OSError:
        return "waiting"
    if not saved_by_another_program(master):
        _keep_drawn(root, master)
    return "placed"


def clear_waiting(root: Path, master: Path) -> Path | None:
    """Remove a waiting result after a later result replaced the master. A result that somebody saved is kept: returns
    its backup."""
    waiting = waiting_path(master)
    if not waiting.is_file():
        return None
    backup = keep_copy(root, waiting) if saved_by_another_program(waiting) else None
    with suppress(OSError):
        retry(waiting.unlink)
    return backup
