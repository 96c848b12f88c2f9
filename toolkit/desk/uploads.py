"""Files dropped on a page: received in pieces, within limits, into a new folder.

No file is opened here. `toolkit collect` takes the files from that folder like any others: they pass the gate, and are
opened by workers.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message

from toolkit.files.safe_names import last_part
from toolkit.messages import visible

#: The most files at a time, and the most bytes of one file and of all files.
MOST, MAX_ONE, MAX_ALL = 1_000, 256 * 1024 * 1024, 1024 * 1024 * 1024
_PIECE = 1 << 20
_LONGEST = 100
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))


class TooMuch(Exception):
    """More files, or larger files, than allowed at a time."""


def limited_request(request: Request) -> Request:
    """The request, with a body that raises `TooMuch` if it is larger than all files may be."""
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > MAX_ALL:
            raise TooMuch
        return message

    return Request(request.scope, receive)


def keep_files(files: Sequence[UploadFile]) -> tuple[Path, list[Path]]:
    """Copy files into a new folder under their names; returns the folder and the files.

    Raises `TooMuch`, or OSError if they cannot be written; in both cases the folder is removed.
    """
    folder = Path(tempfile.mkdtemp(prefix="toolkit-desk-"))
    try:
        return folder, [_keep_file(folder, number, file) for number, file in enumerate(files, start=1)]
    except BaseException:
        remove(folder)
        raise


def _keep_file(folder: Path, number: int, file: UploadFile) -> Path:
    if (file.size or 0) > MAX_ONE:
        raise TooMuch
    home = folder / f"{number:04}"  # a folder for each file, since two may have the same name
    home.mkdir()
    # Characters that some disks forbid are replaced; the register has the original name.
    plain = visible(last_part(file.filename or "")).translate(_FORBIDDEN).lstrip("-").strip(" .")
    stem, dot, ending = plain.rpartition(".")
    path = home / (f"{stem[:_LONGEST]}{dot}{ending[:10]}" if dot else plain[:_LONGEST] or "_")
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, _PIECE)
    return path


def remove(folder: Path) -> None:
    """Remove the folder."""
    shutil.rmtree(folder, ignore_errors=True)
