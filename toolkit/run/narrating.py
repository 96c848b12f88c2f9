"""The narrative, gone through by workers while this process does something else."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from toolkit import model
from toolkit.intake.reader import Reader
from toolkit.model import Campaign, Edit, Family, Finding, Group, Narrative, Statement
from toolkit.narrative.groups import Grouping, known_ahead
from toolkit.narrative.lexicon import lexicon
from toolkit.narrative.narrate import Reports, grouped, narrative_of, shares
from toolkit.run.store import Store
from toolkit.run.workers import Pool

#: As packs have them: names of files may hold what is no text.
_AS_BYTES = ("utf-8", "surrogatepass")
#: What glibc calls the size from which memory is the system's own.
_MMAP_THRESHOLD = -3
#: Fewer statements are gone through by one worker: to begin another takes longer.
_SHARED = 1_000
#: How the keys begin under which the store has what was found of pairs of texts, section by section.
_PAIRS = "pairs "


def begin_narrative(
    pool: Pool, campaign: Campaign, reports: Reports, most: int, store: Store | None = None
) -> Callable[[], Narrative]:
    """`narrate` begun in at most so many of the pool's workers, some sections in each; called, it gives what came out.

    With none it is done here, when it is asked for; so is the work of a worker that comes to grief. What comes out is
    the same. `store`: where what is found of pairs of texts is kept.
    """
    before: Mapping[str, bytes] = store.get(f"{_PAIRS}{s.code}" for s in campaign.sections) if store else {}
    if store is not None:
        reports = replace(reports, kept={key.removeprefix(_PAIRS): data for key, data in before.items()})
    parts, here = [frozenset(s.code for s in campaign.sections)], reports
    answers: list[Callable[[], bytes]] = [bytes]
    if most:
        _give_back_what_is_freed()
        most = pool.at_hand(most) if len(reports.statements) >= _SHARED else 1
        parts = shares(reports.statements, most) or [frozenset()]
        here = replace(reports, ahead={})  # what the workers have takes no room here
        sent = replace(here, statements=(), used={}, before={})
        answers = [
            pool.begin(_grouped, _said_in(reports, part), {**reports.ahead}, sent, part, worker=n)
            for n, part in enumerate(parts)
        ]

    def narrative() -> Narrative:
        made = [_read(answer()) or grouped(campaign, here, p) for answer, p in zip(answers, parts, strict=True)]
        if store is not None:
            found = {
                f"{_PAIRS}{s}": m.kept[s] for m, part in zip(made, parts, strict=True) for s in part & m.kept.keys()
            }
            store.put({key: data for key, data in found.items() if data != before.get(key)})
        return narrative_of(campaign, here, made)

    return narrative


def _give_back_what_is_freed() -> None:
    """Have large memory go back to the system where it is freed, as at first. After something large was freed, as what
    is sent here is, glibc keeps all up to that size, and little of it is used again: 12 MiB of a merge of 300."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 1 << 17)


def load(reader: Reader) -> bytes:
    """What a worker needs to go through a narrative, loaded before there is one."""
    from toolkit.narrative.meaning import table

    table()
    lexicon(reader.campaign.words)
    return b""


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


def _grouped(
    reader: Reader, said: list[_Sent], ahead: dict[str, bytes], reports: Reports, sections: frozenset[str]
) -> bytes:
    """What a worker answers."""
    statements = tuple(
        [Statement(i, a, section, text.decode(*_AS_BYTES), theme) for i, a, section, text, theme in said]
    )
    known = known_ahead(reader.campaign, statements, ahead)
    said.clear()  # what they are made of takes as much room again
    ahead.clear()
    made = grouped(reader.campaign, replace(reports, statements=statements), sections, known)
    return pickle.dumps((made.groups, made.families, made.edits, made.findings, made.topics, made.kept), protocol=5)


def _read(answer: bytes) -> Grouping | None:
    """What a worker answered; None where nothing came, or something else."""
    try:
        groups, families, edits, findings, topics, kept = RecordUnpickler(BytesIO(answer)).load()
        kinds = ((Group, groups), (Family, families), (Edit, edits), (Finding, findings))
        whole = all(isinstance(own, kind) for kind, made in kinds for own in made)
        whole = whole and all(isinstance(own, bytes) for own in kept.values())
        if whole and topics.keys() <= {g.id for g in groups}:
            return Grouping(tuple(groups), tuple(families), tuple(edits), tuple(findings), topics, kept)
    except Exception:  # noqa: BLE001 -- whatever it is, it is none
        return None
    return None


#: What else records hold.
_VALUES: Mapping[tuple[str, str], type] = {(kind.__module__, kind.__name__): kind for kind in (date, datetime, Decimal)}


class RecordUnpickler(pickle.Unpickler):
    """Makes records of `model` and what they hold, and nothing else: a worker has opened files, and the store lies
    where others write, so nothing that they say is run.

    A pickle may set attributes of whatever it names, of a class too, unless that has a method for it.
    """

    def find_class(self, module: str, name: str) -> type:
        if (module, name) in _VALUES:
            return _VALUES[module, name]
        kind = vars(model).get(name)
        if not isinstance(kind, type) or kind.__module__ != module or not hasattr(kind, "__setstate__"):
            raise pickle.UnpicklingError(name)
        return kind
