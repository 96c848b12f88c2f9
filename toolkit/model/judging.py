"""What judges, asks or proposes is held here: where it fails by a mistake of ours, that is one finding, and the rest of
the work goes on.

The finding names the room and carries where in the code it failed, for the log: the kind of the exception, modules,
lines and functions. Neither the exception's text nor any value is in it: these may hold figures and names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from traceback import walk_tb
from typing import TypeVar

from toolkit.model.submission import Finding

T = TypeVar("T")
Otherwise = TypeVar("Otherwise")
Tell = Callable[[Finding], None]
CODE = "could-not-judge"
#: Set while the toolkit itself is tested (`run.workers`): a failure is raised then, so that none goes unnoticed.
STRICT = False
#: Of a longer way into the code only its beginning is told: how deep one gets differs between processes.
_MOST = 40


def told_already(_finding: Finding) -> None:
    """For who only draws: that it fails was found, and told, before it is drawn."""


def judged(room: str, judge: Callable[[], T], otherwise: Otherwise, tell: Tell = told_already) -> T | Otherwise:
    """What `judge` gives; where it fails `otherwise`, and `tell` is given the finding."""
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
        tell(Finding(code=CODE, severity="error", value=last, arguments=(("judge", room), ("traceback", log))))
    return otherwise


def asked_by(room: str, ask: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """All that `ask` finds; where it fails, the finding that says so."""
    faults: list[Finding] = []
    return [*judged(room, lambda: list(ask()), [], faults.append), *faults]


def all_of(room: str, asks: Iterable[Callable[[T], Iterable[Finding]]], given: T) -> list[Finding]:
    """The same of several: one that fails costs none of the others."""
    return [finding for ask in asks for finding in asked_by(room, partial(ask, given))]


def one_of_each(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, with one for each room that failed however often it did, whatever their order was."""
    found, rooms = list[Finding](), dict[str, list[Finding]]()
    for finding in findings:
        (rooms.setdefault(finding.text("judge"), []) if finding.code == CODE else found).append(finding)
    for room, own in sorted(rooms.items()):
        first = min(own, key=lambda f: (f.text("traceback"), f.value))
        log = "\n".join(sorted({f.text("traceback") for f in own}))
        found.append(replace(first, arguments=(("judge", room), ("traceback", log))))
    return found
