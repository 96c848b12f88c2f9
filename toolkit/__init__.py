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

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolkit._version import version as __version__

if TYPE_CHECKING:
    from toolkit.consolidation.consolidate import consolidate
    from toolkit.definition.campaign import load_campaign
    from toolkit.master.read import MasterContent, read_master
    from toolkit.messages.errors import DefinitionError, NotDoneError, ToolkitError, UsageError
    from toolkit.model import Campaign, Consolidation, Finding, Submission
    from toolkit.run.analysis import frames
    from toolkit.run.folder import Folder, new_folder, open_folder
    from toolkit.run.gathering import Means, read_files
    from toolkit.run.operations import check_files, merge_files, write_templates
    from toolkit.run.reporting import write_draft, write_export, write_page, write_report

_HOMES = {
    "toolkit.run.analysis": ("frames",),
    "toolkit.definition.campaign": ("load_campaign",),
    "toolkit.consolidation.consolidate": ("consolidate",),
    "toolkit.messages.errors": ("DefinitionError", "NotDoneError", "ToolkitError", "UsageError"),
    "toolkit.run.folder": ("Folder", "new_folder", "open_folder"),
    "toolkit.run.gathering": ("Means", "read_files"),
    "toolkit.master.read": ("MasterContent", "read_master"),
    "toolkit.model": ("Campaign", "Consolidation", "Finding", "Submission"),
    "toolkit.run.reporting": ("write_draft", "write_export", "write_page", "write_report"),
    "toolkit.run.operations": ("check_files", "merge_files", "write_templates"),
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
    "write_export",
    "write_page",
    "write_report",
    "write_templates",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
