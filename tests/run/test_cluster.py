"""Reading by an executor, a real Dask cluster on loopback or any other; results do not depend on it."""

import multiprocessing
import os
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, definition, filled
from toolkit.cli.main import run
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.run import read_service as readservice
from toolkit.run.cluster import executor_at
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files
from toolkit.run.workers import Limits

FILES = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A file for each agency, and one that cannot be read."""
    agencies = "| code | name |\n|---|---|\n" + "\n".join(f"| S{n} | Sở thứ {n} |" for n in range(FILES))
    indicators = (
        "| code | label | unit | kind | across_agencies |\n|--|--|--|--|--|\n| A1 | Số buổi | buổi | count | sum |"
    )
    sections = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |"
    root = tmp_path_factory.mktemp("campaign")
    folder = definition(root, agencies=agencies, indicators=indicators, sections=sections)
    for number in range(FILES):
        statements = f"| section | text |\n|---|---|\n| dat | Ý {number % 5} |"
        filled(folder, f"S{number}", f"| code | 2019 |\n|---|---|\n| A1 | {number} |", statements)
    (folder.inbox / "hỏng.xlsx").write_bytes(b"PK\x03\x04 nothing")
    return folder


@pytest.fixture(scope="module")
def expected(folder: Folder) -> bytes:
    """The master that a single process makes."""
    return merge(folder, Means(workers=1))


def merge(folder: Folder, means: Means) -> bytes:
    output = folder.root / f"m{time.monotonic_ns()}.xlsx"
    return merge_files(folder, output=output, as_of=DAY, means=means)[1].read_bytes()


def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small shares of work, so that some are done when others are not."""
    monkeypatch.setattr("toolkit.run.cluster._CHUNK", 2)
    monkeypatch.setattr("toolkit.run.cluster._UNDER_WAY", 3)


# --- Any executor ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_serves(folder: Folder, expected: bytes, kind: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool of threads or of processes gives the same master, with an empty and a filled store."""
    small_chunks(monkeypatch)
    folder.store.unlink(missing_ok=True)
    with kind(2) as executor:
        for _ in range(2):
            assert expected == merge(folder, Means(executor=executor, store=folder.store))
            assert folder.store.exists()


def _service_of(settings: bytes) -> int:
    service = readservice._take_service(settings)
    readservice._give_back(service)
    return service._process.pid


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
def test_a_forked_process_does_not_share_services(folder: Folder) -> None:
    """Two processes that use one service would get each other's answers."""
    settings = pickle.dumps((folder.campaign, "0", Limits(), {}))
    mine = _service_of(settings)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as executor:
        assert executor.submit(_service_of, settings).result() != mine
    assert _service_of(settings) == mine


class Failing(Executor):
    """An executor that fails in every way: when called, by its result, by a result of the wrong type."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked += 1
        if self.asked % 3 == 0:
            raise RuntimeError("cannot schedule new futures")
        future: Future[Any] = Future()
        if self.asked % 3 == 1:
            future.set_exception(OSError("lost"))
        else:
            future.set_result([b"[1]"] * len(args[2]))
        return future


def test_a_failing_executor_costs_only_time(folder: Folder, expected: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the executor does not bring is read in this process, and one message says so."""
    small_chunks(monkeypatch)
    reported: list[str] = []
    means = Means(executor=Failing(), notice=lambda code, reason: reported.append(f"{code} {reason}"))
    assert expected == merge(folder, means)
    assert [line.split()[0] for line in reported] == ["executor-lost"]


@pytest.mark.slow
def test_invalid_and_unanswered_addresses_are_distinguished(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is none, and one at which nothing answers, have different messages."""
    distributed = pytest.importorskip("distributed", reason="toolkit[cluster] is not installed")
    client = distributed.Client
    monkeypatch.setattr(distributed, "Client", lambda *at, timeout, **more: client(*at, timeout=timeout / 10, **more))
    with pytest.raises(UsageError) as wrong, executor_at("somewhere"):
        pass
    with pytest.raises(NotDoneError) as unreachable, executor_at("tcp://127.0.0.1:9"):
        pass
    assert [e.value.code for e in (wrong, unreachable)] == ["executor-address", "executor-unreachable"]


# --- A real cluster ---------------------------------------------------------------------------------


class Cluster:
    """A scheduler and its workers, each in a separate process, on loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self._address()
        self.workers = [self.worker() for _ in range(2)]

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{what}{time.monotonic_ns()}.log").open("wb")
        paths = {"PYTHONPATH": str(Path(__file__).parents[2]), "DASK_DISTRIBUTED__WORKER__DAEMON": "True"}
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *arguments]
        env = {**os.environ, **paths}
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=env, start_new_session=True)
        self.log = Path(log.name)
        return process

    def _address(self) -> str:
        for _ in range(200):
            match = re.search(r"tcp://127\.0\.0\.1:\d+", self.log.read_text(errors="replace"))
            if match:
                return match[0]
            time.sleep(0.05)
        raise AssertionError(self.log.read_text(errors="replace"))

    def worker(self) -> subprocess.Popen[bytes]:
        options = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder))
        return self._start("worker", self.address, *options)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """The process and those that it started, at once."""
        os.killpg(process.pid, 9)
        process.wait()

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                self.kill(process)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="toolkit[cluster] is not installed")
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    yield started
    started.stop()


@pytest.mark.slow
def test_a_cluster_gives_the_same_master(
    folder: Folder, expected: bytes, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler and two workers give the same bytes, and all files were read there, also by the command."""
    small_chunks(monkeypatch)
    reported: list[str] = []
    with executor_at(cluster.address) as executor:
        means = Means(executor=executor, notice=lambda code, reason: reported.append(f"{code} {reason}"))
        assert expected == merge(folder, means)
        assert expected == merge(folder, replace(means, limits=Limits(timeout=5)))
    assert reported == []
    options = ["--no-store", "--executor", cluster.address, "-o", str(tmp_path / "m.xlsx")]
    assert run(["merge", "--campaign", str(folder.root), "--as-of", DAY.isoformat(), *options]) == 1
    assert expected == (tmp_path / "m.xlsx").read_bytes()


@pytest.mark.slow
def test_a_killed_worker_costs_only_time(
    folder: Folder, expected: bytes, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker killed half-way changes no byte of the result. If the cluster loses its last worker, the rest is read in
    this process, and a message says so."""
    small_chunks(monkeypatch)
    killed: list[int] = []

    def kill_one(done: int, _total: int, _what: str) -> None:
        if done >= FILES // 3 and not killed:
            killed.append(done)
            cluster.kill(cluster.workers[0])

    with executor_at(cluster.address) as executor:
        assert expected == merge(folder, Means(executor=executor, progress=kill_one))
    assert killed
    assert cluster.workers[1].poll() is None
    monkeypatch.setattr("toolkit.run.cluster._PATIENCE", 1.0)
    monkeypatch.setattr("toolkit.run.cluster._LOOK", 0.5)
    cluster.kill(cluster.workers[1])
    reported: list[str] = []
    with executor_at(cluster.address) as executor:
        means = Means(executor=executor, notice=lambda code, reason: reported.append(code))
        assert expected == merge(folder, means)
    assert reported == ["executor-lost"]
