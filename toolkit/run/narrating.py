"""Groups the narrative in workers, while this process does other work."""

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
from toolkit.narrative.groups import Grouping, unpacked_ahead
from toolkit.narrative.lexicon import lexicon
from toolkit.narrative.narrate import Reports, grouping_of, narrative_of, section_shares
from toolkit.run.store import Store
from toolkit.run.workers import Pool

#: The encoding of texts in packs, where names of files may be invalid text.
_AS_BYTES = ("utf-8", "surrogatepass")
#: The parameter of glibc's `mallopt` for the least size of a block that returns to the system when freed.
_MMAP_THRESHOLD = -3
#: Fewer statements than this are all grouped by one worker: starting another one takes longer.
_SHARED = 1_000
#: The beginning of the store's keys for similarities of pairs of texts, section by section.
_PAIRS = "pairs "


def begin_narrative(
    pool: Pool, campaign: Campaign, reports: Reports, most: int, store: Store | None = None
) -> Callable[[], Narrative]:
    """Begin `narrate` in at most `most` of the pool's workers, each with some sections; returns a function that waits
    for the narrative.

    That function does the work in this process if `most` is 0, and the work of each worker that fails. The result is
    the same. `store`: keeps similarities of pairs of texts.
    """
    before: Mapping[str, bytes] = store.get(f"{_PAIRS}{s.code}" for s in campaign.sections) if store else {}
    if store is not None:
        reports = replace(reports, kept={key.removeprefix(_PAIRS): data for key, data in before.items()})
    parts, here = [frozenset(s.code for s in campaign.sections)], reports
    answers: list[Callable[[], bytes]] = [bytes]
    if most:
        _return_freed_memory()
        most = pool.ready_workers(most) if len(reports.statements) >= _SHARED else 1
        parts = section_shares(reports.statements, most) or [frozenset()]
        here = replace(reports, ahead={})  # frees memory: the workers have these packs
        sent = replace(here, statements=(), used={}, before={})
        answers = [
            pool.begin(_group_in_worker, _statements_of(reports, part), {**reports.ahead}, sent, part, worker=n)
            for n, part in enumerate(parts)
        ]

    def narrative() -> Narrative:
        results = [_read(answer()) or grouping_of(campaign, here, p) for answer, p in zip(answers, parts, strict=True)]
        if store is not None:
            pairs = {
                f"{_PAIRS}{s}": r.kept[s] for r, part in zip(results, parts, strict=True) for s in part & r.kept.keys()
            }
            store.put({key: data for key, data in pairs.items() if data != before.get(key)})
        return narrative_of(campaign, here, results)

    return narrative


def _return_freed_memory() -> None:
    """Make glibc return large freed blocks to the system, as it does at first. Once a large block was freed, such as
    the one sent to the workers, it keeps blocks up to that size, mostly unused: 12 MiB in a merge of 300."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 1 << 17)


def load_for_grouping(reader: Reader) -> bytes:
    """Load into a worker the data that grouping needs, before there are statements to group."""
    from toolkit.narrative.meaning import table

    table()
    lexicon(reader.campaign.words)
    return b""


_SentStatement = tuple[str, str, str, bytes, str]


def _statements_of(reports: Reports, sections: frozenset[str]) -> list[_SentStatement]:
    """The statements of these sections; all statements where there are edits, which may refer to any of them.

    Texts are sent as bytes, since a pickled text keeps its encoded bytes in memory.
    """
    return [
        (s.id, s.agency, s.section, s.text.encode(*_AS_BYTES), s.theme)
        for s in reports.statements
        if reports.edits or s.section in sections
    ]


def _group_in_worker(
    reader: Reader, sent: list[_SentStatement], ahead: dict[str, bytes], reports: Reports, sections: frozenset[str]
) -> bytes:
    """Group the statements that were sent to this worker; the answer is a pickle of the fields of `Grouping`."""
    statements = tuple(
        [Statement(i, a, section, text.decode(*_AS_BYTES), theme) for i, a, section, text, theme in sent]
    )
    known = unpacked_ahead(reader.campaign, statements, ahead)
    sent.clear()  # frees memory: `statements` has it all
    ahead.clear()
    part = grouping_of(reader.campaign, replace(reports, statements=statements), sections, known)
    return pickle.dumps((part.groups, part.families, part.edits, part.findings, part.topics, part.kept), protocol=5)


def _read(answer: bytes) -> Grouping | None:
    """The grouping in a worker's answer; None where there is no answer, or it is not valid."""
    try:
        groups, families, edits, findings, topics, similarities = RecordUnpickler(BytesIO(answer)).load()
        kinds = ((Group, groups), (Family, families), (Edit, edits), (Finding, findings))
        whole = all(isinstance(record, kind) for kind, records in kinds for record in records)
        whole = whole and all(isinstance(data, bytes) for data in similarities.values())
        if whole and topics.keys() <= {g.id for g in groups}:
            return Grouping(tuple(groups), tuple(families), tuple(edits), tuple(findings), topics, similarities)
    except Exception:  # noqa: BLE001 -- whatever an invalid answer raises
        return None
    return None


#: The further types of values in records.
_VALUES: Mapping[tuple[str, str], type] = {(kind.__module__, kind.__name__): kind for kind in (date, datetime, Decimal)}


class RecordUnpickler(pickle.Unpickler):
    """Makes only records of `model` and their contents, and runs nothing in a pickle: a worker has opened hostile
    files, and others may write into the store. Only classes with `__setstate__` are allowed: of another class a pickle
    may set any attribute."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) in _VALUES:
            return _VALUES[module, name]
        kind = vars(model).get(name)
        if not isinstance(kind, type) or kind.__module__ != module or not hasattr(kind, "__setstate__"):
            raise pickle.UnpicklingError(name)
        return kind
