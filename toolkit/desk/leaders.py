"""The leaders' page as the campaign would have it now, made in a process of its own: nothing is written."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

from toolkit.desk.processes import Tell
from toolkit.desk.reading import Faults, trouble_of
from toolkit.desk.records import Trouble
from toolkit.messages import visible
from toolkit.messages.errors import ToolkitError
from toolkit.model import Consolidation, Language
from toolkit.run.folder import Folder, find_files, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import consolidate_files


def read_leaders(tell: Tell, root: str, as_of: str, language: Language, faults: Faults) -> None:
    """Tell the page as `document`, or why there is none as `trouble`; `progress` before."""

    def progress(done: int, total: int, what: str) -> None:
        tell("progress", (done, total, visible(what)))

    try:
        folder = open_folder(root)
        means = Means(store=folder.store, progress=progress)
        tell("document", _drawn(_consolidated(folder, date.fromisoformat(as_of), means), language))
    except ToolkitError as error:
        tell("trouble", asdict(trouble_of(error, language)))
    except Exception as error:  # noqa: BLE001 -- the last resort, as of a command: a sentence and a log
        tell("trouble", asdict(Trouble(sentence=faults(error, language, Path(root))[1])))


def _consolidated(folder: Folder, as_of: date, means: Means) -> Consolidation:
    """What the page is drawn from; of a folder that has nothing but its master, that."""
    from toolkit.master.given import read_given

    alone = folder.master.is_file() and not read_given(folder.master).inputs and not find_files(folder)
    return consolidate_files(folder, (folder.master,) if alone else (), folder.master, as_of=as_of, means=means)


def _drawn(result: Consolidation, language: Language) -> str:
    from toolkit.page.document import leaders_page

    return leaders_page(result, language)
