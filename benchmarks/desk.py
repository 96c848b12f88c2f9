"""Measures the desk: the time from its start to its first answer, and the time for each of its pages.

    python benchmarks/desk.py [--agencies 300] [--new 50] [--times 15] [--keep FOLDER]

It makes a campaign in which all agencies have reported and merges once. `toolkit desk` is started on it five times,
alternating with a server of the same libraries that has one page of five words; then five times after a merge with new
files. The reading of these files is compared with unzipping and parsing them.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).parent.resolve()
_AS_OF = "2020-07-31"
_STARTS = 5
PAGES = ("", "agencies", "findings", "take-in", "forms", "results", "leaders")
#: Compiled modules are kept, as on a user's machine.
_AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


_BARE = """
import asyncio, socket, uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/", lambda request: HTMLResponse("a page of five words"))])
listener = socket.create_server(("127.0.0.1", 0))
print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
asyncio.run(server.serve([listener]))
"""


@contextmanager
def served(*command: str) -> Iterator[tuple[str, float]]:
    """A served address, and the seconds until its first page was answered."""
    begun = time.perf_counter()
    arguments = [sys.executable, *command]
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_AS_INSTALLED
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        _get(address)
        yield address, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def _wait_until_read(address: str) -> None:
    """Wait until the campaign and its leaders' page have been read."""
    for what in ("state", "leaders/state"):
        while not json.loads(_get(address + what))["fresh"]:
            time.sleep(0.1)


def _answered(address: str, times: int) -> float:
    """The median of the milliseconds until a page is answered."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        _get(address)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds) * 1000


def _began(starts: list[float], bare: list[float]) -> str:
    middle = statistics.median(starts)
    return f"{middle:.2f} s (at most {max(starts):.2f}), {middle / statistics.median(bare):.1f} × a bare server"


def measured(campaign: Path, new: int, times: int) -> Iterator[str]:
    """All measurements, a line each."""
    desk = ("-m", "toolkit", "desk", "--no-browser", "--as-of", _AS_OF, "--campaign", str(campaign))
    bare, old, fresh, read = [], [], [], []
    _merge(campaign)
    for _ in range(_STARTS):
        with served("-c", _BARE) as (_, seconds):
            bare.append(seconds)
        with served(*desk) as (_, seconds):
            old.append(seconds)
    files = sorted((campaign / "inbox").glob("*.xlsx"))[-new:]
    came = campaign / "came" / "inbox"
    came.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.rename(came / file.name)
    (campaign / "master.xlsx").unlink()
    _merge(campaign)
    for file in files:
        shutil.copy2(came / file.name, file)
    store = campaign / ".toolkit-store"
    earlier = store.rename(campaign / "without_the_new")
    for _ in range(_STARTS):
        # As a new file: the desk started before may still write to the old one.
        store.unlink(missing_ok=True)
        shutil.copy(earlier, store)
        begun = time.perf_counter()
        with served(*desk) as (address, seconds):
            fresh.append(seconds)
            _wait_until_read(address)
            read.append(time.perf_counter() - begun)
    stage = [sys.executable, str(_HERE / "stages.py"), "reading floor", str(came.parent)]
    floor = json.loads(subprocess.run(stage, stdout=subprocess.PIPE, check=True).stdout)["wall"]
    yield f"bare server, start to first page: {statistics.median(bare):.2f} s"
    yield f"desk, start to first page: {_began(old, bare)}"
    yield f"desk, start to first page, {new} new files: {_began(fresh, bare)}"
    yield f"desk, {new} new files read: {statistics.median(read):.2f} s; unzipping and parsing them: {floor:.2f} s"
    with served("-c", _BARE) as (address, _):
        yield f"bare page: {_answered(address, times):.0f} ms"
    with served(*desk) as (address, _):
        _wait_until_read(address)
        for page in PAGES:
            yield f"/{page}: {_answered(address + page, times):.0f} ms"


def _merge(campaign: Path) -> None:
    merge = [sys.executable, "-m", "toolkit", "merge", "--campaign", str(campaign), "--as-of", _AS_OF]
    subprocess.run(merge, check=False, stdout=subprocess.DEVNULL, env=_AS_INSTALLED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=300)
    parser.add_argument("--new", type=int, default=50)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--keep", type=Path, help="a folder for the campaign; one that is there is used again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        campaign = (options.keep or Path(temporary) / "campaign").resolve()
        if not (campaign / "campaign.xlsx").is_file():
            making = [sys.executable, str(_HERE / "make_workbooks.py"), str(options.agencies), str(campaign)]
            subprocess.run(making, check=True)
        print(*measured(campaign, options.new, options.times), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
