"""The narrative, gone through by a worker while this process does something else."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO

from toolkit import model
from toolkit.intake.reader import Reader
from toolkit.model import Campaign, Narrative, Statement
from toolkit.narrative.narrate import Reports, narrate
from toolkit.run.workers import Pool

#: As packs have them: names of files may hold what is no text.
_AS_BYTES = ("utf-8", "surrogatepass")


def begin_narrative(pool: Pool, campaign: Campaign, reports: Reports) -> Callable[[], Narrative]:
    """`narrate` begun in one of the pool's workers; called, it gives what came out.

    Where the worker comes to grief, the work is done here when it is asked for: what comes out is the same.
    """
    # A text that is pickled keeps its bytes beside it from then on.
    said = [(s.id, s.agency, s.section, s.text.encode(*_AS_BYTES), s.theme) for s in reports.statements]
    answer = pool.begin(_narrated, said, replace(reports, statements=()))
    kept = replace(reports, ahead={})  # what the worker has takes no room here

    def narrative() -> Narrative:
        try:
            made = RecordUnpickler(BytesIO(answer())).load()
        except Exception:  # noqa: BLE001 -- nothing came, or something else than a narrative
            made = None
        return made if isinstance(made, Narrative) else narrate(campaign, kept)

    return narrative


def _narrated(reader: Reader, said: Sequence[tuple[str, str, str, bytes, str]], reports: Reports) -> bytes:
    """What a worker answers."""
    statements = tuple(
        [Statement(i, a, section, text.decode(*_AS_BYTES), theme) for i, a, section, text, theme in said]
    )
    return pickle.dumps(narrate(reader.campaign, replace(reports, statements=statements)), protocol=5)


class RecordUnpickler(pickle.Unpickler):
    """Makes records of `model` and nothing else: a worker has opened files, so nothing that it says is run.

    A pickle may set attributes of whatever it names, of a class too, unless that has a method for it.
    """

    def find_class(self, module: str, name: str) -> type:
        kind = vars(model).get(name)
        if not isinstance(kind, type) or kind.__module__ != module or not hasattr(kind, "__setstate__"):
            raise pickle.UnpicklingError(name)
        return kind
