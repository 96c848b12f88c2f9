"""One changed file after the other: changed, seen by the oracle, read by the toolkit, and compared."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.oracle.changes_ods import LEXICAL_ODS
from tests.oracle.comparing import Fault, Printed, compare, counted
from tests.oracle.forms import AGENCY, Forms
from tests.oracle.lexical import LEXICAL
from tests.oracle.seen import Book, Unreadable, differing
from tests.oracle.work import Base, Change, Work
from toolkit.model import Finding, Source, Submission
from toolkit.spreadsheet.workbook import RawWorkbook, parse_workbook

#: The number of faults of one file that are shown.
_MOST = 6


@dataclass(frozen=True, slots=True)
class Start:
    """A file to start from: the form as one program saves it."""

    base: Base
    printed: Printed
    book: Book
    see: Callable[[bytes], Book]
    kinds: Sequence[Change]
    work: Callable[[Base, random.Random], Work] = Work

    def changed(self, kind: Change, seed: int) -> bytes:
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

    def __str__(self) -> str:
        """The change, to make the file again with `Start.changed`, and what is wrong."""
        lines = [str(fault) for fault in self.faults[:_MOST]] + ["…"] * (len(self.faults) > _MOST)
        return "\n  ".join([f"{self.start} {self.kind} {self.seed}", *lines])


def start_from(
    name: str,
    forms: tuple[bytes, bytes],
    see: Callable[[bytes], Book],
    kinds: Sequence[Change],
    work: Callable[[Base, random.Random], Work] = Work,
) -> Start:
    """A start from the form filled in, and filled in otherwise."""
    filled, otherwise = forms
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
        raw = Source(file=AGENCY), Finding(code="reader-failed", severity="error")
    if isinstance(raw, RawWorkbook):
        return forms.reader.read(raw)
    return Submission(source=raw[0], status="rejected", findings=(raw[1],))


def one(forms: Forms, start: Start, kind: Change, seed: int) -> Outcome:
    """One changed file and its result."""
    data = start.changed(kind, seed)
    about = (start.base.name, kind.__name__, seed)
    read = submission(forms, data)
    refused = read.findings[0].code if read.status == "rejected" else ""
    try:
        book = start.see(data)
    except Unreadable as reason:
        fault = Fault("read, and no program opens it", "", "", str(reason), read.status)
        return Outcome(*about, () if refused else (fault,), refused)
    faults: list[Fault] = []
    if kind in (*LEXICAL, *LEXICAL_ODS):
        faults += [Fault("the oracle errs", s, c, str(x), str(y)) for s, c, x, y in differing(start.book, book)]
    if not refused:
        faults += compare(book, read, start.printed, forms)
    return Outcome(*about, tuple(faults), refused, counted(book, start.printed))


def many(forms: Forms, start: Start, mutants: int, seed: int) -> Iterator[Outcome]:
    """This number of changed files: the kinds in turn, each with another seed."""
    order, every = random.Random(seed), list(start.kinds)
    for number in range(mutants):
        if number % len(every) == 0:
            order.shuffle(every)
        yield one(forms, start, every[number % len(every)], seed * 1_000_003 + number)


@dataclass(slots=True)
class Tally:
    """The results of many files."""

    made: Counter[str] = field(default_factory=Counter)
    read: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    typed: int = 0
    faulty: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.made[outcome.kind] += 1
        if outcome.refused:
            self.refused[outcome.kind, outcome.refused] += 1
        else:
            self.read += 1
            self.typed += outcome.typed
        self.faulty += [outcome] * bool(outcome.faults)

    def __str__(self) -> str:
        refused = ", ".join(f"{kind} {code} {n}" for (kind, code), n in self.refused.most_common())
        return (
            f"{self.made.total()} files, {self.read} read, {self.typed} typed cells, {len(self.faulty)} files with "
            f"faults\nrefused: {refused or 'none'}"
        )
