"""The campaigns opened on this machine: their folders, the last one first, in a small file of the user."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from toolkit.definition.campaign import FILE_NAME
from toolkit.files.saving import save_bytes
from toolkit.messages.errors import NotDoneError
from toolkit.run.folder import ROUNDS

_MOST = 12


def default_list_path() -> Path:
    """The path of the list, as usual on each system."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "toolkit" / "recent.json"


def default_server() -> str:
    """The mail server set for the commands, if any."""
    return os.environ.get("TOOLKIT_SMTP", "")


def documents_folder() -> Path:
    """The user's folder of documents."""
    home = Path.home()
    return home / "Documents" if (home / "Documents").is_dir() else home


def other_rounds(root: Path) -> list[Path]:
    """The other campaigns around a folder: the one at its top, and those in its `rounds`."""
    home = root.parent.parent if root.parent.name == ROUNDS else root
    definitions = [home / FILE_NAME, *sorted((home / ROUNDS).glob(f"*/{FILE_NAME}"))]
    return [path.parent for path in definitions if path.parent != root and path.is_file()]


class RecentCampaigns:
    """The list of recent campaigns in the file at `path`; an unreadable or unwritable list is empty."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def folders(self) -> list[Path]:
        """The folders that still exist."""
        return [folder for folder in map(Path, self._read()) if (folder / FILE_NAME).is_file()]

    def add(self, folder: Path) -> None:
        """Add a folder as the one opened last."""
        whole = os.path.abspath(folder)
        names = [whole, *(name for name in self._read() if name != whole)][:_MOST]
        with suppress(OSError, NotDoneError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            save_bytes(self._path, json.dumps(names).encode(), durable=False)

    def _read(self) -> list[str]:
        with suppress(OSError, ValueError):
            names = json.loads(self._path.read_bytes())
            if isinstance(names, list):
                return [name for name in names if isinstance(name, str)][:_MOST]
        return []
