"""Reading by an executor: a Dask cluster, or any `concurrent.futures.Executor`.

Files are sent in chunks, with their contents: workers need not see the campaign's folder. Files that the executor does
not read are read in this process, so that a lost worker costs time, not results.
"""

import logging
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from toolkit.files.holding import read_whole
from toolkit.messages import commands
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.model import Campaign, Submission
from toolkit.model.packing import unpack
from toolkit.run.read_service import read_chunk
from toolkit.run.store import modules
from toolkit.run.workers import PASSING, Limits, Pool

#: The number of files in one task: sending single files costs more than reading them (1.5 ms a task).
_CHUNK = 50
#: The most tasks at the same time, which limits the inputs in memory.
_UNDER_WAY = 16
#: The largest file that is sent: larger files are no forms, and are read in this process.
_LARGE = 4 * 1024 * 1024
#: Seconds after which a cluster without workers is given up, and seconds between two checks for workers.
_PATIENCE, _LOOK = 20.0, 2.0


@contextmanager
def executor_at(address: str) -> Iterator[Executor]:
    """The executor at `tcp://…`. Raises `UsageError` for an invalid address, `NotDoneError` without an answer."""
    if "://" not in address:
        raise UsageError("executor-address", value=address)
    try:
        import distributed
    except ImportError as error:
        raise NotDoneError("executor-not-installed", address=address) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are reported by the toolkit
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise NotDoneError("executor-unreachable", address=address, reason=type(error).__name__) from error
    try:
        yield client.get_executor(pure=False, retries=3)
    finally:
        client.close(timeout=5)


def read_by(
    executor: Executor,
    campaign: Campaign,
    version: str,
    files: Sequence[tuple[Path, str]],
    *,
    limits: Limits,
    progress: Callable[[int, int, str], None],
    keep: Callable[[Submission, bytes], None],
    claims: Mapping[str, str],
    lost: Callable[[str], None],
) -> list[Submission]:
    """Read all files, as `workers.Pool` does; returns their submissions in order. `lost` is called once, with the
    reason, if the executor did not read all files."""
    settings = pickle.dumps((campaign, version, limits, dict(claims)))
    read: dict[int, Submission] = {}
    here, chunks = _chunks(files)
    under_way: dict[Future[list[bytes]], list[int]] = {}
    waited = 0.0
    reason = ""
    while chunks or under_way:
        while chunks and len(under_way) < _UNDER_WAY:
            chunk = chunks.pop()
            try:
                content = [(files[n][1], read_whole(files[n][0])) for n in chunk]
                under_way[executor.submit(read_chunk, settings, modules(), content)] = chunk
            except Exception as error:  # noqa: BLE001 -- whatever it is, these files are read here
                reason = reason or _failure_reason(error)
                here += chunk
        done = wait(under_way, timeout=_LOOK, return_when=FIRST_COMPLETED).done
        waited = 0.0 if done or _has_workers(executor) else waited + _LOOK
        if waited >= _PATIENCE:
            reason = reason or "no-workers"
            here += [n for chunk in (*chunks, *under_way.values()) for n in chunk]
            for future in under_way:
                future.cancel()
            break
        for future in done:
            chunk = under_way.pop(future)
            try:
                packs = future.result()
                got = {n: unpack(packed, files[n][1]) for n, packed in zip(chunk, packs, strict=True)}
            except Exception as error:  # noqa: BLE001 -- a failed executor, or an invalid answer
                reason = reason or _failure_reason(error)
                here += chunk
                continue
            for n, packed in zip(chunk, packs, strict=True):
                if PASSING.isdisjoint(f.code for f in got[n].findings):
                    keep(got[n], packed)
            read |= got
            progress(len(read), len(files), files[chunk[-1]][1])
    if reason:
        lost(reason)
    if here:
        count = len(read)
        with Pool(campaign, version, limits) as pool:
            rest = pool.read(
                [files[n] for n in sorted(here)],
                workers=1,
                keep=keep,
                claims=claims,
                progress=lambda number, _total, what: progress(count + number, len(files), what),
            )
        read |= dict(zip(sorted(here), rest, strict=True))
    return [read[n] for n in range(len(files))]


def _chunks(files: Sequence[tuple[Path, str]]) -> tuple[list[int], list[list[int]]]:
    """The numbers of the files to read in this process, and the chunks for the executor, the last chunk first."""
    here: list[int] = []
    there: list[int] = []
    for number, (path, _) in enumerate(files):
        fit = path.is_file() and path.stat().st_size <= _LARGE
        (there if fit else here).append(number)
    return here, [there[n : n + _CHUNK] for n in range(0, len(there), _CHUNK)][::-1]


def _failure_reason(error: BaseException) -> str:
    text = " ".join(str(error).split())
    if text in commands.OF_CLUSTERS:
        return text
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


def _has_workers(executor: Executor) -> bool:
    """Whether a cluster still has workers; True for other executors."""
    client: Any = getattr(executor, "_client", None)
    if client is None:
        return True
    try:
        return bool(client.scheduler_info()["workers"])
    except Exception:  # noqa: BLE001 -- whatever a lost connection raises
        return False
