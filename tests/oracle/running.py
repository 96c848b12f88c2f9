"""One changed file after the other: changed, seen by the oracle, read by the toolkit, and compared."""

from __future__ import annotations

import os
import pickle
import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, NoReturn

from tests.oracle.changes_ods import LEXICAL_ODS
from tests.oracle.comparing import Fault, Printed, compare, counted
from tests.oracle.forms import AGENCY, Forms
from tests.oracle.lexical import LEXICAL
from tests.oracle.seen import Book, Unreadable, differing
from tests.oracle.work import Base, Work
from toolkit.model import Finding, Source, Submission
from toolkit.spreadsheet.workbook import RawWorkbook, parse_workbook

#: The number of faults of one file that are shown.
_MOST = 6
#: The number of files read by one process.
_AT_ONCE = 50
#: A change, called with the `work` of its start.
Kind = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Start:
    """A file to start from: the form as one program saves it."""

    base: Base
    printed: Printed
    book: Book
    see: Callable[[bytes], Book]
    kinds: Sequence[Kind]
    work: Callable[[Base, random.Random], Work] = Work

    def changed(self, kind: Kind, seed: int) -> bytes:
        """The file with one change, which depends on the seed alone."""
        work = self.work(self.base, random.Random(f"{self.base.name} {kind.__name__} {seed}"))
        kind(work)
        return work.data()


@dataclass(frozen=True, slots=True)
class Outcome:
    start: str
    kind: str
    seed: int
    faults: tuple[Fault, ...] = ()
    refused: str = ""
    """The code with which the whole file was refused."""
    typed: int = 0
    """How many typed cells the oracle saw."""
    data: bytes = b""
    """The file, where there are faults."""

    def __str__(self) -> str:
        lines = [f"{fault}" for fault in self.faults]
        again = f"python -m tests.oracle --start {self.start} --kind {self.kind} --exactly {self.seed} --save FOLDER"
        return "\n  ".join(
            [f"{self.start} {self.kind} {self.seed}, again by {again}", *lines[:_MOST], *["…"] * (len(lines) > _MOST)]
        )

    @property
    def ending(self) -> str:
        return "ods" if self.start.endswith("ods") else "xls" if self.start.endswith("xls") else "xlsx"


def start_from(
    name: str,
    filled: bytes,
    otherwise: bytes,
    see: Callable[[bytes], Book],
    kinds: Sequence[Kind],
    work: Callable[[Base, random.Random], Work] = Work,
) -> Start:
    book = see(filled)
    printed = Printed(book, see(otherwise))
    names = {s.key: s.name for s in book.sheets}
    inputs = tuple((names[key], place) for key, place in printed.inputs)
    return Start(Base(name, filled, inputs), printed, book, see, kinds, work)


def submission(forms: Forms, data: bytes) -> Submission:
    """What the toolkit reads from the file, without the checks on its figures."""
    try:
        raw = parse_workbook(data, f"{AGENCY}.xlsx")
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # as in a worker
            raise
        return Submission(
            source=Source(file=AGENCY), status="rejected", findings=(Finding(code="reader-failed", severity="error"),)
        )
    if isinstance(raw, RawWorkbook):
        return forms.reader.read(raw)
    return Submission(source=raw[0], status="rejected", findings=(raw[1],))


def one(forms: Forms, start: Start, kind: Kind, seed: int) -> Outcome:
    """One changed file and its result."""
    data = start.changed(kind, seed)
    about = (start.base.name, kind.__name__, seed)
    read = submission(forms, data)
    refused = read.findings[0].code if read.status == "rejected" else ""
    try:
        book = start.see(data)
    except Unreadable as reason:
        fault = () if refused else (Fault("read, and no program opens it", "", "", str(reason), read.status),)
        return Outcome(*about, fault, refused, data=data)
    typed = counted(book, start.printed)
    faults: list[Fault] = []
    if kind in (*LEXICAL, *LEXICAL_ODS):
        faults += [Fault("the oracle errs", s, c, str(x), str(y)) for s, c, x, y in differing(start.book, book)]
    if not refused:
        faults += compare(book, read, start.printed, forms)
    return Outcome(*about, tuple(faults), refused, typed, data if faults else b"")


def many(
    forms: Forms, starts: Sequence[Start], mutants: int, seed: int, exactly: int | None = None
) -> Iterator[Outcome]:
    """This number of changed files: the kinds in turn, each with another seed. `exactly`: the one of this seed."""
    every = [(start, kind) for start in starts for kind in start.kinds]
    if exactly is not None:
        yield from _apart(forms, [(*every[0], exactly)])
        return
    order = random.Random(seed)
    wanted: list[tuple[Start, Kind, int]] = []
    while len(wanted) < mutants:
        order.shuffle(every)
        wanted += [(start, kind, seed * 1_000_003 + len(wanted) + n) for n, (start, kind) in enumerate(every)]
    for first in range(0, mutants, _AT_ONCE):
        yield from _apart(forms, wanted[first : min(first + _AT_ONCE, mutants)])


def _apart(forms: Forms, wanted: Sequence[tuple[Start, Kind, int]]) -> Iterator[Outcome]:
    """These files, in a separate process, as the toolkit does: a file may end the process that reads it."""
    left = list(wanted)
    while left:
        out, into = os.pipe()
        child = os.fork()
        if not child:
            _work(forms, left, into)
        os.close(into)
        with os.fdopen(out, "rb") as stream:
            for outcome in _outcomes(stream):
                yield outcome
                left.pop(0)
        status = os.waitpid(child, 0)[1]
        if left:
            start, kind, seed = left.pop(0)
            if not os.WIFSIGNALED(status):
                raise AssertionError(f"{start.base.name} {kind.__name__} {seed} ended in a traceback")
            yield Outcome(start.base.name, kind.__name__, seed, refused="reader-died")


def _work(forms: Forms, wanted: Sequence[tuple[Start, Kind, int]], into: int) -> NoReturn:
    try:
        with os.fdopen(into, "wb") as stream:
            for start, kind, seed in wanted:
                pickle.dump(one(forms, start, kind, seed), stream)
                stream.flush()
    except BaseException:  # noqa: BLE001 -- whatever it is, the child must end here
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _outcomes(stream: BinaryIO) -> Iterator[Outcome]:
    while True:
        try:
            yield pickle.load(stream)
        except (EOFError, pickle.UnpicklingError):
            return


@dataclass(slots=True)
class Tally:
    """The results of many files."""

    made: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    typed: int = 0
    faulty: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.made[outcome.kind] += 1
        if outcome.refused:
            self.refused[outcome.kind, outcome.refused] += 1
        else:
            self.read[outcome.kind] += 1
            self.typed += outcome.typed
        if outcome.faults:
            self.faulty.append(outcome)

    def __str__(self) -> str:
        kinds = Counter(outcome.kind for outcome in self.faulty)
        refused = ", ".join(f"{kind} {code} {n}" for (kind, code), n in self.refused.most_common())
        return "\n".join(
            [
                f"{self.made.total()} files, {self.read.total()} read, {self.typed} typed cells held, "
                f"{len(self.faulty)} files with faults",
                f"faults: {', '.join(f'{kind} {n}' for kind, n in kinds.most_common()) or 'none'}",
                f"refused: {refused or 'none'}",
            ]
        )
