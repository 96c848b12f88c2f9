"""The narrative, gone through by a worker."""

from __future__ import annotations

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
from toolkit.consolidation.consolidate import basis_of, consolidate, tabulate, to_narrate, with_narrative
from toolkit.intake.reader import Reader
from toolkit.model import Campaign, Consolidation, Edit, Family, Group, PartsCell, Statement
from toolkit.narrative.groups import Grouping
from toolkit.narrative.narrate import Reports, grouped, shares
from toolkit.run import narrating
from toolkit.run.folder import Folder, find_files
from toolkit.run.narrating import RecordUnpickler, begin_narrative
from toolkit.run.store import Store
from toolkit.run.workers import Limits, Pool

_SAID = (PartsCell("edited_text", "Kiểm tra"),)
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


def beside(folder: Folder, most: int = 1, store: Store | None = None) -> tuple[Consolidation, Consolidation]:
    """The result as one process makes it, and the one with the narrative from so many workers at most."""
    submissions = [read(folder, path) for path, _ in find_files(folder)]
    basis = basis_of(folder.campaign, submissions, (), None, ())
    with Pool(folder.campaign, VERSION, Limits()) as pool:
        narrative = begin_narrative(pool, folder.campaign, to_narrate(basis, _EDITS, {}), most, store)
        result = with_narrative(tabulate(basis, DAY), narrative())
    return consolidate(folder.campaign, submissions, as_of=DAY, edits=_EDITS), result


@pytest.mark.slow
@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="workers do not share what a test changes")
def test_the_narrative_comes_from_a_worker(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is gone through there alone, and the result is the same."""
    mine = os.getpid()

    def elsewhere(campaign: Campaign, reports: Reports, *given: Any) -> Grouping:
        assert os.getpid() != mine
        return grouped(campaign, reports, *given)

    monkeypatch.setattr(narrating, "grouped", elsewhere)
    here, result = beside(folder)
    assert here == result
    assert [g.edit is not None for g in result.groups if g.section == "dat"] == [True]


@pytest.mark.slow
@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="workers do not share what a test changes")
def test_several_workers_share_the_sections(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each goes through its own, none is gone through here, and the result is that of one."""
    mine = os.getpid()

    def elsewhere(campaign: Campaign, reports: Reports, sections: Collection[str], *known: Any) -> Grouping:
        assert os.getpid() != mine
        assert len(sections) == 1
        return grouped(campaign, reports, sections, *known)

    monkeypatch.setattr(narrating, "_SHARED", 1)
    monkeypatch.setattr(narrating, "grouped", elsewhere)
    for most in (2, 9):
        here, result = beside(folder, most)
        assert here == result
    assert {g.section for g in result.groups} == {"dat", "han"}
    assert result.families


def test_shares_are_of_about_one_size() -> None:
    """Every section is in one, the largest ones apart."""
    said = [Statement(f"{s}{n}", "A", s, "x") for s, size in (("a", 5), ("b", 9), ("c", 3)) for n in range(size)]
    assert shares(said, 2) == [{"b"}, {"a", "c"}]
    assert shares(said, 1) == [{"a", "b", "c"}]
    assert shares(said, 5) == [{"b"}, {"a"}, {"c"}]
    assert shares([], 2) == []


@pytest.mark.slow
def test_a_worker_that_dies_costs_time_only(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing comes from it, or no process can be begun, the work is done here."""
    monkeypatch.setattr(narrating, "_grouped", _dies)
    here, result = beside(folder)
    assert here == result

    def refused(*_: Any) -> Any:
        raise OSError(errno.EAGAIN, "no more")

    monkeypatch.setattr(os, "fork", refused, raising=False)
    here, result = beside(folder)
    assert here == result


@pytest.mark.slow
def test_what_was_found_of_pairs_is_kept_in_the_store(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever goes through the narrative, in how many processes; what is damaged there costs time only."""
    store = Store(folder.root / "kept", "", VERSION)
    here, result = beside(folder, 0, store)
    assert here == result
    keys = [f"pairs {s.code}" for s in folder.campaign.sections]
    kept = store.get(keys)
    assert kept.keys() == set(keys)
    monkeypatch.setattr(Store, "put", lambda *_: pytest.fail("it is there already") if _[1] else None)
    monkeypatch.setattr(narrating, "_SHARED", 1)
    for most in (0, 1, 2):
        assert beside(folder, most, store) == (here, here)
    monkeypatch.undo()
    store.put(dict.fromkeys(keys, b"[1,2,3]"))
    assert beside(folder, 1, store) == (here, here)
    assert store.get(keys) == kept


def test_a_worker_has_nothing_kept_but_what_it_was_asked_for(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says of other sections, or of files, does not get into the store."""
    store = Store(folder.root / "other", "", VERSION)
    monkeypatch.setattr(narrating, "_grouped", _says_more)
    here, result = beside(folder, 1, store)
    assert here == result
    assert store.get(["pairs dat", "pairs x", "x"]) == {"pairs dat": b"any"}


def _says_more(reader: Reader, *given: Any) -> bytes:
    *own, _ = pickle.loads(_GROUPED(reader, *given))
    return pickle.dumps((*own, {"dat": b"any", "x": b"more"}))


_GROUPED = narrating._grouped


def _dies(_reader: Reader, *_: Any) -> bytes:
    os._exit(3)


def test_a_worker_says_nothing_but_records(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would run something here is refused, whatever a file has made of the worker."""
    here, _ = beside(folder)
    data = pickle.dumps((here.groups, here.families), protocol=5)
    assert here.families
    assert (here.groups, here.families) == RecordUnpickler(BytesIO(data)).load()
    named = [b"ctoolkit.model\nPath\n.", b"ctoolkit.model.packing\njson.codecs.builtins.exec\n.", b"cos\nFinding\n."]
    functions: list[object] = [os.system, pickle.loads, exec, Path("x"), json.loads]
    for planted in (*named, *map(pickle.dumps, functions)):
        with pytest.raises(pickle.UnpicklingError):
            RecordUnpickler(BytesIO(planted)).load()


@pytest.mark.parametrize(
    "kind", ["decisions\nOfParts", "result\nGroup", "result\nFamily", "submission\nStatement", "decisions\nEdit"]
)
def test_a_worker_changes_no_record_of_ours(kind: str) -> None:
    """What sets an attribute of a class is refused, and leaves it as it was."""
    planted = f"ctoolkit.model.{kind}\n".encode() + b"N}\x8c\x04text\x8c\x01xs\x86b."
    before = dict(vars(Group)), dict(vars(Family)), dict(vars(PartsCell)), dict(vars(Statement)), dict(vars(Edit))
    with pytest.raises((pickle.UnpicklingError, TypeError)):
        RecordUnpickler(BytesIO(planted)).load()
    assert before == (
        dict(vars(Group)),
        dict(vars(Family)),
        dict(vars(PartsCell)),
        dict(vars(Statement)),
        dict(vars(Edit)),
    )
