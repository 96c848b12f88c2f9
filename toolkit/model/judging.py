"""Running checks and proposals so that a programming mistake in one does not end the run: it becomes one finding.

The finding names the room and, for the log, where in the code it failed: the kind of the exception, modules, lines and
functions. It contains neither the exception's text nor any value, which may be figures or names.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from traceback import walk_tb
from typing import TypeVar

from toolkit.model.submission import Finding

T = TypeVar("T")
Fallback = TypeVar("Fallback")
Report = Callable[[Finding], None]
CODE = "could-not-judge"
#: Set while the toolkit is tested (`run.workers`): failures are raised, so that no failure goes unnoticed.
STRICT = False
#: Only the innermost calls of a traceback are reported: its depth differs between processes.
_MOST = 40


def ignore_finding(_finding: Finding) -> None:
    """Ignore the finding: where something is only drawn, the failure was reported when it was computed."""


def attempt(room: str, judge: Callable[[], T], fallback: Fallback, report: Report = ignore_finding) -> T | Fallback:
    """The result of `judge`; where that fails, returns `fallback`, and `report` receives the finding."""
    try:
        return judge()
    except Exception as error:
        if STRICT:
            raise
        way = [(f.f_globals.get("__name__", "?"), n, f.f_code.co_name) for f, n in walk_tb(error.__traceback__)][1:]
        way = way if len(way) <= _MOST else way[: _MOST // 2]
        kind = type(error).__name__
        last = f"{kind}, {way[-1][0].rpartition('.')[2]}:{way[-1][1]}" if way else kind
        log = "\n".join([f"{room}: {kind}", *(f"  {module}:{line} {name}" for module, line, name in way)])
        report(Finding(code=CODE, severity="error", value=last, arguments=(("judge", room), ("traceback", log))))
    return fallback


def findings_of(room: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """The findings of `check`; where it fails, a finding about the failure."""
    faults: list[Finding] = []
    return [*attempt(room, lambda: list(check()), [], faults.append), *faults]


def findings_of_all(room: str, checks: Iterable[Callable[[T], Iterable[Finding]]], argument: T) -> list[Finding]:
    """The findings of several checks: a check that fails does not affect the others."""
    return [finding for check in checks for finding in findings_of(room, partial(check, argument))]


def one_per_failed_room(findings: Iterable[Finding]) -> list[Finding]:
    """The findings; those about failures joined to one for each room, whatever their order."""
    by_room, rooms = list[Finding](), dict[str, list[Finding]]()
    for finding in findings:
        (rooms.setdefault(finding.text("judge"), []) if finding.code == CODE else by_room).append(finding)
    for room, failed in sorted(rooms.items()):
        first = min(failed, key=lambda f: (f.text("traceback"), f.value))
        log = "\n".join(sorted({f.text("traceback") for f in failed}))
        by_room.append(replace(first, arguments=(("judge", room), ("traceback", log))))
    return by_room
