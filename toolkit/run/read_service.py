"""Reading on another machine: some files of a run, in a process beside the executor's worker.

A worker of a cluster has threads and may not fork, and a file that crashes its reader must not crash the worker. So
each worker keeps a service: a new Python that reads the files sent through a pipe, each within the limits of `workers`,
and answers with packs.

    python -m toolkit.run.read_service    serves on its standard input and output
"""

from __future__ import annotations

import atexit
import hashlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from toolkit.run.store import PACKAGE, modules


def read_chunk(settings: bytes, toolkit: str, files: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """The packs of these files (name, content). Runs on the executor's worker. `settings`: all that reading needs,
    pickled by the run; `toolkit`: the digest of the run's modules.

    Raises `RuntimeError` where the modules of the worker differ, or the service has ended.
    """
    if toolkit != modules():
        raise RuntimeError("other-toolkit")
    service = _take_service(settings)
    try:
        answer = service.ask(files)
    except BaseException:
        service.stop()
        raise
    _give_back(service)
    return answer


# --- On the executor's worker ----------------------------------------------------------------------

_idle: list[_Service] = []
_lock = threading.Lock()


class _Service:
    """One process that reads, with the settings for which it was started."""

    def __init__(self, settings: bytes) -> None:
        self.settings = hashlib.sha256(settings).digest()
        self.owner = os.getpid()
        path = os.pathsep.join(p for p in (str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")) if p)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "toolkit.run.read_service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self._unsent = settings

    def ask(self, files: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """The packs of these files. Raises `RuntimeError` where the service has ended."""
        try:
            self._requests.write(self._unsent + pickle.dumps(list(files)))
            self._requests.flush()
            answer: list[bytes] = pickle.load(self._answers)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise RuntimeError("service-ended") from error
        self._unsent = b""
        return answer

    def stop(self) -> None:
        self._process.kill()
        for stream in (self._requests, self._answers):
            with suppress(OSError):
                stream.close()
        self._process.wait()


def _take_service(settings: bytes) -> _Service:
    """An idle service with these settings, or a new one; services of other runs are ended."""
    wanted = hashlib.sha256(settings).digest()
    with _lock:
        # A fork has the same list, but two processes must not use one service: each would get the other's answers.
        service = next((s for s in _idle if s.settings == wanted and s.owner == os.getpid()), None)
        if service is not None:
            _idle.remove(service)
            return service
    _stop_idle()
    return _Service(settings)


def _give_back(service: _Service) -> None:
    with _lock:
        _idle.append(service)


def _stop_idle() -> None:
    with _lock:
        ended, _idle[:] = list(_idle), []
    for service in ended:
        if service.owner == os.getpid():
            service.stop()


atexit.register(_stop_idle)


# --- In the service --------------------------------------------------------------------------------


def _serve(stdin: IO[bytes], stdout: IO[bytes]) -> None:
    from toolkit.model.packing import pack
    from toolkit.run.workers import Pool

    with suppress(EOFError, pickle.UnpicklingError):
        campaign, version, limits, claims = pickle.load(stdin)
        while True:
            files: list[tuple[str, bytes]] = pickle.load(stdin)
            with TemporaryDirectory(prefix="toolkit-") as folder:
                paths = []
                for number, (name, content) in enumerate(files):
                    path = Path(folder) / str(number)
                    path.write_bytes(content)
                    paths.append((path, name))
                with Pool(campaign, version, limits) as pool:
                    read = pool.read(paths, workers=1, progress=lambda *_: None, claims=claims)
            pickle.dump([pack(s) for s in read], stdout)
            stdout.flush()


def main() -> None:
    """Serve until the input ends. Other output goes to standard error, never between the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(os.fdopen(os.dup(0), "rb"), answers)


if __name__ == "__main__":
    main()
