"""The leaders' page for the campaign's present state, computed in a separate process: nothing is written."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from toolkit.desk.processes import Send
from toolkit.desk.reading import Faults, trouble_of
from toolkit.desk.records import Trouble
from toolkit.messages import visible
from toolkit.messages.errors import ToolkitError
from toolkit.model import Language
from toolkit.run.folder import open_folder
from toolkit.run.gathering import Means
from toolkit.run.reporting import result_for_page


def read_leaders(send: Send, root: str, as_of: str, language: Language, faults: Faults) -> None:
    """Send the page as `document`, or the reason why there is none as `trouble`; `progress` before."""

    def progress(done: int, total: int, what: str) -> None:
        send("progress", (done, total, visible(what)))

    try:
        folder = open_folder(root)
        means = Means(store=folder.store, progress=progress)
        from toolkit.page.document import leaders_page

        send("document", leaders_page(result_for_page(folder, (), date.fromisoformat(as_of), means)[0], language))
    except ToolkitError as error:
        send("trouble", asdict(trouble_of(error, language)))
    except Exception as error:  # noqa: BLE001 -- the last resort, as of a command: a sentence and a log
        send("trouble", asdict(Trouble(sentence=faults(error, language, Path(root))[1])))
