"""Spreadsheet-driven consolidation of agencies' reports.

The same as the commands, from Python:

    from datetime import date

    import toolkit

    if __name__ == "__main__":               # files are read in processes, which may run the script anew
        folder = toolkit.open_folder("sample_workbooks")
        result, master = toolkit.merge_files(folder, as_of=date(2020, 7, 31))
        frames = toolkit.frames(result)      # pandas: figures, statements, totals, groups, findings …

Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from toolkit._version import version as __version__

if TYPE_CHECKING:
    from toolkit.analysis import frames
    from toolkit.campaign import load_campaign
    from toolkit.consolidate import consolidate
    from toolkit.errors import DefinitionError, NotDoneError, ToolkitError, UsageError
    from toolkit.folder import Folder, new_folder, open_folder
    from toolkit.gathering import Means, read_files
    from toolkit.masters import MasterContent, read_master
    from toolkit.model import Campaign, Consolidation, Finding, Submission
    from toolkit.reporting import write_draft, write_report
    from toolkit.run import check_files, merge_files, write_templates

_HOMES = {
    "toolkit.analysis": ("frames",),
    "toolkit.campaign": ("load_campaign",),
    "toolkit.consolidate": ("consolidate",),
    "toolkit.errors": ("DefinitionError", "NotDoneError", "ToolkitError", "UsageError"),
    "toolkit.folder": ("Folder", "new_folder", "open_folder"),
    "toolkit.gathering": ("Means", "read_files"),
    "toolkit.masters": ("MasterContent", "read_master"),
    "toolkit.model": ("Campaign", "Consolidation", "Finding", "Submission"),
    "toolkit.reporting": ("write_draft", "write_report"),
    "toolkit.run": ("check_files", "merge_files", "write_templates"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Campaign",
    "Consolidation",
    "DefinitionError",
    "Finding",
    "Folder",
    "MasterContent",
    "Means",
    "NotDoneError",
    "Submission",
    "ToolkitError",
    "UsageError",
    "__version__",
    "check_files",
    "consolidate",
    "frames",
    "load_campaign",
    "merge_files",
    "new_folder",
    "open_folder",
    "read_files",
    "read_master",
    "write_draft",
    "write_report",
    "write_templates",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """This package: a module of it that is loaded does not take the place of a name above that is called the same."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
