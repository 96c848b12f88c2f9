"""The narrative, processed by a worker."""

import errno
import json
import multiprocessing
import os
import pickle
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, VERSION, definition, filled, read
from toolkit.consolidation.consolidate import basis_of, consolidate, reports_for_narrative, tabulate, with_narrative
from toolkit.intake.reader import Reader
from toolkit.model import Campaign, Consolidation, Edit, Family, Group, PartsCell, Statement
from toolkit.narrative.groups import Grouping
from toolkit.narrative.narrate import Reports, grouping_of, section_shares
from toolkit.run import narrating
from toolkit.run.folder import Folder, find_files
from toolkit.run.narrating import RecordUnpickler, begin_narrative
from toolkit.run.store import Store
from toolkit.run.workers import Limits, Pool

_SAID = (PartsCell("edited_text", "Kiểm tra"),)
RECORDS = (Group, Family, PartsCell, Statement, Edit)
_EDITS = (Edit(group="G1", section="dat", text="Kiểm tra 3 đợt", edited_text="Đã kiểm tra", parts=_SAID),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    roster = "| code | name |\n|--|--|\n| SA | Sở A |\n| SB | Sở B |"
    indicators = (
        "| code | label | unit | kind | across_agencies |\n|--|--|--|--|--|\n| A1 | Số buổi | buổi | count | sum |"
    )
    sections = "| code | role | heading |\n|--|--|--|\n| dat | achievement | Đạt |\n| han | limitation | Hạn chế |"
    root = tmp_path_factory.mktemp("campaign")
    folder = definition(root, agencies=roster, indicators=indicators, sections=sections)
    for code, text in (("SA", "Kiểm tra 3 đợt"), ("SB", "kiểm tra 3 đợt.")):
        figures = "| code | 2019 |\n|--|--|\n| A1 | 5 |"
        filled(folder, code, figures, f"| section | text |\n|--|--|\n| dat | {text} |\n| han | Thiếu tiền của {code} |")
    return folder


def both_ways(folder: Folder, most: int = 1, store: Store | None = None) -> tuple[Consolidation, Consolidation]:
    """The result as one process makes it, and the one whose narrative comes from at most this number of workers."""
    submissions = [read(folder, path) for path, _ in find_files(folder)]
    basis = basis_of(folder.campaign, submissions, (), None, ())
    with Pool(folder.campaign, VERSION, Limits()) as pool:
        narrative = begin_narrative(pool, folder.campaign, reports_for_narrative(basis, _EDITS, {}), most, store)
        result = with_narrative(tabulate(basis, DAY), narrative())
    return consolidate(folder.campaign, submissions, as_of=DAY, edits=_EDITS), result


@pytest.mark.slow
@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="workers do not share what a test changes")
def test_the_narrative_comes_from_workers(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is processed only there, by one or by several that share the sections, and the result is the same."""
    mine = os.getpid()

    def elsewhere(campaign: Campaign, reports: Reports, sections: Collection[str], *known: Any) -> Grouping:
        assert os.getpid() != mine
        assert len(sections) == (2 if narrating._SHARED > 1 else 1)
        return grouping_of(campaign, reports, sections, *known)

    monkeypatch.setattr(narrating, "grouping_of", elsewhere)
    here, result = both_ways(folder)
    assert here == result
    assert [g.edit is not None for g in result.groups if g.section == "dat"] == [True]
    monkeypatch.setattr(narrating, "_SHARED", 1)
    for most in (2, 9):
        assert both_ways(folder, most) == (here, here)
    assert {g.section for g in here.groups} == {"dat", "han"}
    assert here.families


def test_shares_are_about_equal() -> None:
    """Every section is in one share, the largest ones in different shares."""
    statements = [Statement(f"{s}{n}", "A", s, "x") for s, size in (("a", 5), ("b", 9), ("c", 3)) for n in range(size)]
    assert section_shares(statements, 2) == [{"b"}, {"a", "c"}]
    assert section_shares(statements, 1) == [{"a", "b", "c"}]
    assert section_shares(statements, 5) == [{"b"}, {"a"}, {"c"}]
    assert section_shares([], 2) == []


@pytest.mark.slow
def test_a_worker_that_dies_costs_only_time(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it brings nothing, or no process can be started, the work is done in this process."""
    monkeypatch.setattr(narrating, "_group_in_worker", _dies)
    here, result = both_ways(folder)
    assert here == result

    def refused(*_: Any) -> Any:
        raise OSError(errno.EAGAIN, "no more")

    monkeypatch.setattr(os, "fork", refused, raising=False)
    here, result = both_ways(folder)
    assert here == result


@pytest.mark.slow
def test_the_similarity_of_pairs_is_kept_in_the_store(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever processes computed it; damaged entries cost only time."""
    store = Store(folder.root / "kept", "", VERSION)
    here, result = both_ways(folder, 0, store)
    assert here == result
    keys = [f"pairs {s.code}" for s in folder.campaign.sections]
    kept = store.get(keys)
    assert kept.keys() == set(keys)
    monkeypatch.setattr(Store, "put", lambda *_: pytest.fail("it is there already") if _[1] else None)
    monkeypatch.setattr(narrating, "_SHARED", 1)
    for most in (0, 1, 2):
        assert both_ways(folder, most, store) == (here, here)
    monkeypatch.undo()
    store.put(dict.fromkeys(keys, b"[1,2,3]"))
    assert both_ways(folder, 1, store) == (here, here)
    assert store.get(keys) == kept


@pytest.mark.slow
def test_a_worker_adds_nothing_to_the_store_but_its_answer(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it sends about other sections or files is not stored."""
    store = Store(folder.root / "other", "", VERSION)
    monkeypatch.setattr(narrating, "_group_in_worker", _says_more)
    here, result = both_ways(folder, 1, store)
    assert here == result
    assert store.get(["pairs dat", "pairs x", "x"]) == {"pairs dat": b"any"}


def _says_more(reader: Reader, *arguments: Any) -> bytes:
    *first, _ = pickle.loads(_GROUPED(reader, *arguments))
    return pickle.dumps((*first, {"dat": b"any", "x": b"more"}))


_GROUPED = narrating._group_in_worker


def _dies(_reader: Reader, *_: Any) -> bytes:
    os._exit(3)


def test_a_worker_can_send_only_records(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code in its answer is refused, whatever a file has made of the worker."""
    here, _ = both_ways(folder)
    data = pickle.dumps((here.groups, here.families), protocol=5)
    assert here.families
    assert (here.groups, here.families) == RecordUnpickler(BytesIO(data)).load()
    named = [b"ctoolkit.model\nPath\n.", b"ctoolkit.model.packing\njson.codecs.builtins.exec\n.", b"cos\nFinding\n."]
    functions: list[object] = [os.system, pickle.loads, exec, Path("x"), json.loads]
    for planted in (*named, *map(pickle.dumps, functions)):
        with pytest.raises(pickle.UnpicklingError):
            RecordUnpickler(BytesIO(planted)).load()

    # An answer that sets an attribute of a class is refused, and the class is unchanged.
    before = [dict(vars(record)) for record in RECORDS]
    for kind in ("decisions\nOfParts", "result\nGroup", "result\nFamily", "submission\nStatement", "decisions\nEdit"):
        answer = f"ctoolkit.model.{kind}\n".encode() + b"N}\x8c\x04text\x8c\x01xs\x86b."
        with pytest.raises((pickle.UnpicklingError, TypeError)):
            RecordUnpickler(BytesIO(answer)).load()
    assert before == [dict(vars(record)) for record in RECORDS]
