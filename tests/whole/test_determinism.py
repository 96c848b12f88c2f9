"""The same definition, files and edits give the same `master.xlsx`, byte for byte."""

import hashlib
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests import hostile_masters
from tests.building import DAY, filled, keyed, read, records, type_into
from tests.effort import effort, some
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.sheets.master import write_master
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import consolidate_files, merge_files

ROOT = Path(__file__).parents[2]


def campaign(root: Path) -> Folder:
    """Random reports of four agencies: superseded ones, one that is no workbook; values of every kind."""
    folder = hostile_masters.campaign(root, "THU", "2019 | 2020", 5)
    lines = "| section | text |\n| han | Thiếu kinh phí |\n| han | Cán bộ mới |\n| han | Mưa lũ |\n| han | Đường xấu |"
    for value, name in ((5, "SB bổ sung"), (6, "SB lần 3")):
        filled(folder, "SB", f"| code | 2019 |\n| A1 | {value} |", lines, name=name)
    (folder.inbox / "hỏng.xlsx").write_bytes(b"PK\x03\x04 nothing")
    return folder


#: Reads all files again in one process.
ONE = Means(workers=1)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return campaign(tmp_path_factory.mktemp("campaign"))


@pytest.mark.slow
def test_the_same_files_give_the_same_bytes(folder: Folder, tmp_path: Path) -> None:
    """Also if a master replaces the first, files are named one by one, the narrative is processed by a worker while
    sheets are drawn or before any is drawn, and whatever the order of submissions."""
    path = tmp_path / "a.xlsx"
    first = digest(merge_files(folder, as_of=DAY, means=ONE, output=path)[1])
    for means, paths in ((ONE, ()), (ONE, sorted(folder.inbox.rglob("*.xlsx"))[::-1]), (Means(workers=2), ())):
        assert first == digest(merge_files(folder, paths, as_of=DAY, means=means, output=path)[1])
    result = consolidate_files(folder, (), path, as_of=DAY, means=ONE)[0]
    write_master(path, result)
    assert first == digest(path)
    submissions = [read(folder, path) for path in sorted(folder.inbox.rglob("*.xlsx"))]
    digests = set()
    for seed in range(effort(2, 5)):
        random.Random(seed).shuffle(submissions)
        write_master(path, consolidate(folder.campaign, submissions, as_of=DAY))
        digests.add(digest(path))
    assert len(digests) == 1


@pytest.fixture(scope="module")
def edited(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master in which the coordinator has decided about groups, and joined two."""
    master = tmp_path_factory.mktemp("edited") / "m.xlsx"
    groups = merge_files(folder, as_of=DAY, means=ONE, output=master)[0].groups
    chosen = [g for g in groups if g.section == "han"]
    sheet = keyed(master)["groups"]
    places = {row.key or str(row["group"]): row.cells for row in records(sheet)}
    decisions = ("merge_into", chosen[1].id), ("edited_text", "Đã sửa"), ("merge_into", "khong-co"), ("hide", "yes")
    cells = [places[group.id][column] for group, (column, _) in zip(chosen, decisions, strict=False)]
    type_into(master, [((sheet.name, cell), value) for cell, (_, value) in zip(cells, decisions, strict=True)])
    return master


@pytest.mark.slow
@pytest.mark.parametrize(("how", "kept"), some([("2", True), ("spawn", False), ("executor", True), ("1", True)], 3))
def test_any_sharing_of_the_work(
    folder: Folder, edited: Path, tmp_path: Path, how: str, kept: bool, request: pytest.FixtureRequest
) -> None:
    """One worker or several, forked or spawned, or an executor, with or without a store, and with the coordinator's
    edits: the same bytes."""
    master = tmp_path / "m.xlsx"
    shutil.copy(edited, master)
    expected = digest(merge_files(folder, as_of=DAY, means=ONE, output=master)[1])
    if how == "spawn":
        request.addfinalizer(partial(multiprocessing.set_start_method, multiprocessing.get_start_method(), force=True))
        multiprocessing.set_start_method("spawn", force=True)
    with ThreadPoolExecutor(2) as threads:
        means = Means(
            workers=int(how) if how.isdigit() else 2,
            executor=threads if how == "executor" else None,
            store=tmp_path / "store" if kept else None,
        )
        for _ in range(1 + kept):
            shutil.copy(edited, master)
            assert expected == digest(merge_files(folder, as_of=DAY, means=means, output=master)[1])


@pytest.mark.slow
def test_any_seed_time_zone_and_locale(folder: Folder, tmp_path: Path) -> None:
    """Hash seed, time zone, locale and folder of the process are not in the result."""
    digests = set()
    places = [("0", "UTC", "C"), ("1", "Asia/Ho_Chi_Minh", "C.UTF-8"), ("4242", "America/New_York", "POSIX")]
    for seed, zone, locale in some(places, 2):
        output = tmp_path / f"{seed}.xlsx"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
        at = ["--campaign", str(folder.root), "--as-of", DAY.isoformat()]
        command = [sys.executable, "-m", "toolkit", "merge", *at, "-o", str(output)]
        assert subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False).returncode == 1
        digests.add(digest(output))
    assert len(digests) == 1


def test_forms_and_definitions_made_twice_are_the_same(tmp_path: Path) -> None:
    """A form drawn twice, and a definition written twice, are the same files."""
    a, b = (campaign(tmp_path / name).root for name in ("a", "b"))
    for path in sorted(a.rglob("*.xlsx")):
        assert digest(path) == digest(b / path.relative_to(a)), path.name
