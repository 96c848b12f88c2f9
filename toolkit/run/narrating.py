"""The narrative, gone through by workers while this process does something else."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from io import BytesIO

from toolkit import model
from toolkit.intake.reader import Reader
from toolkit.model import Campaign, Edit, Family, Finding, Group, Narrative, Statement
from toolkit.narrative.groups import Grouping
from toolkit.narrative.narrate import Reports, grouped, narrative_of, shares
from toolkit.run.workers import Pool

#: As packs have them: names of files may hold what is no text.
_AS_BYTES = ("utf-8", "surrogatepass")
#: What glibc calls the size from which memory is the system's own.
_MMAP_THRESHOLD = -3
#: Fewer statements are gone through by one worker: to begin another takes longer.
_SHARED = 1_000


def begin_narrative(pool: Pool, campaign: Campaign, reports: Reports, most: int) -> Callable[[], Narrative]:
    """`narrate` begun in at most so many of the pool's workers, some sections in each; called, it gives what came out.

    Where a worker comes to grief, its work is done here when it is asked for: what comes out is the same.
    """
    _give_back_what_is_freed()
    most = pool.at_hand(most) if len(reports.statements) >= _SHARED else 1
    parts = shares(reports.statements, most) or [frozenset()]
    sent = replace(reports, statements=(), used={}, before={})
    answers = [pool.begin(_grouped, _said_in(reports, part), sent, part, worker=n) for n, part in enumerate(parts)]
    kept = replace(reports, ahead={})  # what the workers have takes no room here

    def narrative() -> Narrative:
        made = [_read(answer()) or grouped(campaign, kept, p) for answer, p in zip(answers, parts, strict=True)]
        return narrative_of(campaign, kept, made)

    return narrative


def _give_back_what_is_freed() -> None:
    """Have large memory go back to the system where it is freed, as at first. After something large was freed, as what
    is sent here is, glibc keeps all up to that size, and little of it is used again: 12 MiB of a merge of 300."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 1 << 17)


_Sent = tuple[str, str, str, bytes, str]


def _said_in(reports: Reports, sections: frozenset[str]) -> list[_Sent]:
    """The statements of these sections; all where there are edits, which may speak of any.

    A text that is pickled keeps its bytes beside it from then on: its bytes are sent.
    """
    return [
        (s.id, s.agency, s.section, s.text.encode(*_AS_BYTES), s.theme)
        for s in reports.statements
        if reports.edits or s.section in sections
    ]


def _grouped(reader: Reader, said: Sequence[_Sent], reports: Reports, sections: frozenset[str]) -> bytes:
    """What a worker answers."""
    statements = tuple(
        [Statement(i, a, section, text.decode(*_AS_BYTES), theme) for i, a, section, text, theme in said]
    )
    made = grouped(reader.campaign, replace(reports, statements=statements), sections)
    return pickle.dumps((made.groups, made.families, made.edits, made.findings, made.topics), protocol=5)


def _read(answer: bytes) -> Grouping | None:
    """What a worker answered; None where nothing came, or something else."""
    try:
        groups, families, edits, findings, topics = RecordUnpickler(BytesIO(answer)).load()
        kinds = ((Group, groups), (Family, families), (Edit, edits), (Finding, findings))
        whole = all(isinstance(own, kind) for kind, made in kinds for own in made)
        if whole and topics.keys() <= {g.id for g in groups}:
            return Grouping(tuple(groups), tuple(families), tuple(edits), tuple(findings), topics)
    except Exception:  # noqa: BLE001 -- whatever it is, it is none
        return None
    return None


class RecordUnpickler(pickle.Unpickler):
    """Makes records of `model` and nothing else: a worker has opened files, so nothing that it says is run.

    A pickle may set attributes of whatever it names, of a class too, unless that has a method for it.
    """

    def find_class(self, module: str, name: str) -> type:
        kind = vars(model).get(name)
        if not isinstance(kind, type) or kind.__module__ != module or not hasattr(kind, "__setstate__"):
            raise pickle.UnpicklingError(name)
        return kind
