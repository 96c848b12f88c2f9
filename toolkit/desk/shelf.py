"""The files that the pages show and open, each by an id made by the desk: no page can name another file.

The files are looked up in the campaign folder each time. Since agencies may send any kind of file, only kinds for
viewing are opened.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.export import FOLDERS as EXPORTS
from toolkit.files.walking import is_unfollowed
from toolkit.run.folder import BACKUPS, INBOX, ISSUED, MAILS, MASTER, OUTGOING, RETURNS, path_in_campaign

#: Endings of files for viewing: no program, script or link.
_OF_TABLES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".xltx", ".ods", ".csv"}
_OF_TEXTS = {".docx", ".doc", ".odt", ".rtf", ".pdf", ".txt", ".eml", ".msg"}
_OF_PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".bmp", ".heic"}
OPENED = frozenset(_OF_TABLES | _OF_TEXTS | _OF_PICTURES | {".zip"})
#: Kinds that the toolkit makes and opens, in addition to these.
_OPENED_RESULTS = OPENED | {".html"}
_LEFT_BEHIND = (".", "~$")
_MASTER = re.compile(rf"{re.escape(Path(MASTER).stem)}(?: \d{{4}}-\d\d-\d\d .+)?\.xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """One file: `path` from the campaign folder, `folder` its subfolder ("" for the folder itself)."""

    id: str
    path: str
    folder: str
    size: int
    opens: bool
    kind: str = ""
    """The kind of a file made for an agency (`kind_of`)."""
    day: str = ""
    """The day when it was written, as `05/12/2026`."""

    @property
    def master(self) -> bool:
        """Whether the file is the master or an earlier master, by its name."""
        return self.folder in ("", BACKUPS) and bool(_MASTER.fullmatch(self.name))

    @property
    def restorable(self) -> bool:
        """Whether the command `restore` accepts the file."""
        return self.master and self.folder == BACKUPS and not self.stem.endswith(ISSUED)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0]


#: The kinds of files in the folders for agencies, by folder and ending.
KINDS = {
    (OUTGOING, ".xlsx"): "form",
    (MAILS, ".eml"): "mail",
    (MAILS, ".txt"): "chat",
    (RETURNS, ".xlsx"): "returned",
    (RETURNS, ".txt"): "cover",
    (RETURNS, ".eml"): "letter",
}


def kind_of(folder: str, name: str) -> str:
    """The kind of a file made for an agency: one of `KINDS`, or `reminder`; "" for any other file."""
    kind = KINDS.get((folder.removesuffix("/done"), os.path.splitext(name)[1].lower()), "")
    return "reminder" if kind == "letter" and name.startswith("remind-") else kind


def id_of(path: str) -> str:
    """The id of a file by its path from the campaign folder: 16 hexadecimal digits."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shown_files(root: Path) -> Mapping[str, ShownFile]:
    """The files of a campaign by id: its definition, received files, and results."""
    files = [*_files_in(root, root, ""), *_files_in(root, root / OUTGOING, OUTGOING)]
    for name in (MAILS, RETURNS, f"{RETURNS}/done", BACKUPS):
        files += _files_in(root, root / name, name)
    for parent, folders, _ in os.walk(root / INBOX):
        folders.sort()
        files += _files_in(root, Path(parent), INBOX)
    return {file.id: file for file in files}


def _files_in(root: Path, folder: Path, folder_name: str) -> Iterator[ShownFile]:
    with suppress(OSError):
        if is_unfollowed(folder):
            return
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            if entry.is_file(follow_symlinks=False) and not entry.name.startswith(_LEFT_BEHIND):
                path, ending = path_in_campaign(root, Path(entry.path)), os.path.splitext(entry.name)[1].lower()
                status = entry.stat()
                yield ShownFile(
                    id=id_of(path),
                    path=path,
                    folder=folder_name,
                    size=status.st_size,
                    opens=ending in (OPENED if folder_name == INBOX else _OPENED_RESULTS),
                    kind=kind_of(folder_name, entry.name),
                    day=datetime.fromtimestamp(status.st_mtime).strftime("%d/%m/%Y"),
                )


#: The folders that may be opened.
FOLDERS = {"root": ""} | {name: name for name in (INBOX, OUTGOING, RETURNS, BACKUPS, *EXPORTS)}
