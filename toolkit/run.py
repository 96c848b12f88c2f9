"""One run: find the files, read and check them, consolidate, save in one step.

The only place, with the command line, that touches folders and clocks. Reading goes through workers where
that pays; the result does not depend on how many there are or in which order files are found.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit._version import version
from toolkit.campaign import FILE_NAME, load_campaign
from toolkit.consolidate import consolidate
from toolkit.decisions import read_decisions
from toolkit.edits import read_edits
from toolkit.errors import DefinitionError, NotDoneError, UsageError
from toolkit.form import make_form
from toolkit.lexicon import NARRATIVE_WORDS
from toolkit.model import Agency, Campaign, Consolidation, Finding, Language, Previous, Submission
from toolkit.workers import Limits, read_all

INBOX, OUTGOING, RETURNS, MASTER, REGISTER = "inbox", "outgoing", "returns", "master.xlsx", "register.xlsx"
#: Called with (done, of how many, what) as work goes on.
Progress = Callable[[int, int, str], None]
#: Another worker pays for its start from about so many files on.
_WORTH_A_WORKER = 12
#: Never taken for a workbook: lock files of Office and LibreOffice, what systems leave in folders.
_SKIPPED_NAMES = ("~$", ".~", "._", ".")
_SKIPPED_FILES = frozenset({"thumbs.db", "desktop.ini"})


def no_progress(_done: int, _total: int, _what: str) -> None:
    """Work in silence."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A campaign folder and what its definition says."""

    root: Path
    definition: Path
    campaign: Campaign
    warnings: tuple[Finding, ...]

    @property
    def inbox(self) -> Path:
        return self.root / INBOX

    @property
    def outgoing(self) -> Path:
        return self.root / OUTGOING

    @property
    def master(self) -> Path:
        return self.root / MASTER


# --- The campaign folder -------------------------------------------------------------------------


def find_definition(start: Path | None = None) -> Path:
    """The definition workbook meant by `start`: the file, the folder that holds it, or the nearest above.

    Raises `DefinitionError` where there is none.
    """
    if start is None:
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / FILE_NAME).is_file():
                return folder / FILE_NAME
        raise DefinitionError("definition-not-found", file=FILE_NAME, folder=str(here))
    path = start / FILE_NAME if start.is_dir() else start
    if not path.is_file():
        raise DefinitionError("definition-missing", file=str(path))
    return path


def open_folder(start: Path | str | None = None) -> Folder:
    """Read the definition that `start` means. Raises `DefinitionError` with all that is wrong in it.

    Lists of words for reading narrative that it lacks altogether are the starter's.
    """
    definition = find_definition(Path(start) if start is not None else None)
    campaign, warnings = load_campaign(definition)
    from toolkit.starter import usual_words

    campaign = replace(campaign, words=usual_words(campaign.words, NARRATIVE_WORDS))
    return Folder(definition.parent, definition, campaign, warnings)


def new_folder(folder: Path, language: Language = "vi") -> Path:
    """Start a campaign folder; returns its definition workbook. Nothing that exists is overwritten."""
    from toolkit.starter import starter_tables
    from toolkit.writers.definition import write_definition
    from toolkit.writers.saving import save_in_one_step

    definition = folder / FILE_NAME
    if definition.exists():
        raise UsageError("folder-in-use", file=str(definition))
    try:
        for name in (INBOX, OUTGOING):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(folder), reason=error.strerror or str(error)) from error
    save_in_one_step(definition, lambda path: write_definition(path, starter_tables(), language))
    return definition


# --- Intake workbooks ----------------------------------------------------------------------------


def write_templates(folder: Folder, codes: Sequence[str] = (), *, previous: Path | None = None, language: Language = "vi", progress: Progress = no_progress) -> list[Path]:  # fmt: skip
    """Write the intake workbooks of the agencies named, or of all that owe a report, to `outgoing/`.

    `previous` is the master of the campaign before: each agency's figures in it are printed beside its cells.
    """
    from toolkit.writers.intake import write_intake
    from toolkit.writers.saving import save_in_one_step

    agencies = [agency_named(folder.campaign, code) for code in codes]
    if not codes:
        agencies = [
            a for a in folder.campaign.agencies if folder.campaign.in_force(a) and _owes(folder.campaign, a)
        ]
    make_folder(folder.outgoing)
    before = _previous(folder, previous)
    written = []
    for number, agency in enumerate(agencies, start=1):
        form = make_form(folder.campaign, agency, language, version=version)
        if before is not None:
            from toolkit.trend import with_previous

            form = with_previous(form, before)
        path = folder.outgoing / f"{agency.code}.xlsx"
        save_in_one_step(path, lambda target, form=form: write_intake(target, form))  # type: ignore[misc]
        written.append(path)
        progress(number, len(agencies), agency.code)
    return written


def _owes(campaign: Campaign, agency: Agency) -> bool:
    return bool(campaign.indicators_of(agency) or campaign.sections_of(agency))


def agency_named(campaign: Campaign, code: str) -> Agency:
    """The agency with this code, whatever its case. Raises `UsageError` with the nearest."""
    from toolkit.text import nearest

    by_code = {a.code.casefold(): a for a in campaign.agencies}
    agency = by_code.get(code.casefold())
    if agency is None:
        raise UsageError("no-such-agency", value=code, nearest=nearest(code, [a.code for a in campaign.agencies]) or "")  # fmt: skip
    return agency


def make_folder(path: Path) -> None:
    """The folder is there afterwards. Raises `NotDoneError` (`cannot-write`) where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(path), reason=error.strerror or str(error)) from error


# --- Reading and checking ------------------------------------------------------------------------


def find_files(folder: Folder, paths: Sequence[Path] = ()) -> list[tuple[Path, str]]:
    """The files to read, each with the name it goes by: its path from the campaign folder.

    `paths` are files and folders; default: the inbox. Raises `UsageError` for one that does not exist.
    """
    found: dict[str, Path] = {}
    for path in paths or (folder.inbox,):
        if paths and not path.exists():
            raise UsageError("no-such-path", file=str(path))
        for file in _walk(path):
            found.setdefault(_known_as(folder, file), file)
    mine = {os.path.abspath(folder.master), os.path.abspath(folder.definition)}
    return [
        (file, name) for name, file in sorted(found.items()) if paths or os.path.abspath(file) not in mine
    ]


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for parent, folders, files in os.walk(path):
        folders.sort()
        for name in sorted(files):
            if not name.startswith(_SKIPPED_NAMES) and name.lower() not in _SKIPPED_FILES:
                yield Path(parent) / name


def _known_as(folder: Folder, file: Path) -> str:
    # As named, links not followed: they may lead in a circle, and where they lead is nobody's name for the file.
    absolute, root = Path(os.path.abspath(file)), Path(os.path.abspath(folder.root))
    if absolute.is_relative_to(root):
        return absolute.relative_to(root).as_posix()
    try:
        return Path(os.path.relpath(absolute, root)).as_posix()
    except ValueError:  # another drive on Windows
        return absolute.as_posix()


def read_files(campaign: Campaign, files: Sequence[tuple[Path, str]], *, workers: int | None = None, limits: Limits | None = None, progress: Progress = no_progress) -> list[Submission]:  # fmt: skip
    """All files, in the order given. `workers`: how many processes; None decides by what pays."""
    if not files:
        return []
    count = workers if workers is not None else _workers_that_pay(len(files))
    return read_all(campaign, version, files, workers=count, limits=limits or Limits(), progress=progress)


def read_received(folder: Folder, files: Sequence[tuple[Path, str]], *, workers: int | None = None, limits: Limits | None = None, progress: Progress = no_progress) -> list[Submission]:  # fmt: skip
    """The same with what the register says of them: who sent each, when, and what the coordinator decided."""
    submissions = read_files(folder.campaign, files, workers=workers, limits=limits, progress=progress)
    if not (folder.root / REGISTER).exists():
        return submissions
    from toolkit.origins import Origins
    from toolkit.register import read_register

    origins = Origins(folder.campaign, read_register(folder.root))
    claims = origins.claims(submissions)
    if claims:
        again = [f for f, s in zip(files, submissions, strict=True) if s.source.sha256 in claims]
        read = read_all(folder.campaign, version, again, workers=1, limits=limits or Limits(), progress=progress, claims=claims)  # fmt: skip
        by_name = {s.source.file: s for s in read}
        submissions = [by_name.get(s.source.file, s) for s in submissions]
    return origins.applied(submissions)


def _workers_that_pay(files: int) -> int:
    return max(1, min(os.cpu_count() or 1, 8, files // _WORTH_A_WORKER))


def check_files(folder: Folder, paths: Sequence[Path] = (), *, as_of: date, workers: int | None = None, limits: Limits | None = None, progress: Progress = no_progress) -> Consolidation:  # fmt: skip
    """Read and check what is in the inbox (or `paths`), and settle which file counts. Writes nothing."""
    submissions = read_received(folder, find_files(folder, paths), workers=workers, limits=limits, progress=progress)  # fmt: skip
    return consolidate(folder.campaign, submissions, as_of=as_of, decisions=read_decisions(folder.master))


def write_returns(folder: Folder, result: Consolidation, *, language: Language = "vi", progress: Progress = no_progress) -> list[Path]:  # fmt: skip
    """Write to `returns/` the form of each agency with errors or warnings, marked, and a cover text to send with it."""
    from toolkit.returns import cover_text, prepare_return
    from toolkit.writers.intake import write_intake
    from toolkit.writers.saving import save_in_one_step

    pressing = {c: s for c, s in result.used.items() if any(f.severity != "note" for f in s.findings)}
    target = folder.root / RETURNS
    if pressing:
        make_folder(target)
    written = []
    for number, (code, submission) in enumerate(pressing.items(), start=1):
        form = make_form(folder.campaign, folder.campaign.agency_by_code[code], language, version=version)
        filling, marks = prepare_return(folder.campaign, submission, language)
        path = target / f"{code}.xlsx"
        save_in_one_step(path, lambda to, form=form, filling=filling, marks=marks: write_intake(to, form, filling, marks))  # type: ignore[misc]  # fmt: skip
        text = cover_text(form, submission, marks, path.name)
        save_in_one_step(path.with_suffix(".txt"), lambda to, text=text: _write_text(to, text))  # type: ignore[misc]
        written.append(path)
        progress(number, len(pressing), code)
    return written


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")


def merge_files(folder: Folder, paths: Sequence[Path] = (), *, output: Path | None = None, previous: Path | None = None, as_of: date, workers: int | None = None, limits: Limits | None = None, language: Language = "vi", progress: Progress = no_progress) -> tuple[Consolidation, Path]:  # fmt: skip
    """Consolidate the inbox (or `paths`) into the master workbook, which is replaced in one step.

    The coordinator's edits in the master that is replaced are carried over. `previous` is the master of the
    campaign before, whose figures are set beside these.
    """
    with without_collector():
        return _merge(folder, paths, output or folder.master, previous, as_of, workers, limits, language, progress)  # fmt: skip


def _merge(folder: Folder, paths: Sequence[Path], target: Path, previous: Path | None, as_of: date, workers: int | None, limits: Limits | None, language: Language, progress: Progress) -> tuple[Consolidation, Path]:  # fmt: skip
    from toolkit.writers.master import write_master
    from toolkit.writers.saving import save_in_one_step

    result = consolidate_files(folder, paths, target, previous=previous, as_of=as_of, workers=workers, limits=limits, progress=progress)  # fmt: skip
    count = len(result.submissions)
    progress(count, count, target.name)
    make_folder(target.parent)
    save_in_one_step(target, lambda path: write_master(path, result, language))
    return result, target


def consolidate_files(folder: Folder, paths: Sequence[Path], master: Path, *, previous: Path | None = None, as_of: date, workers: int | None = None, limits: Limits | None = None, progress: Progress = no_progress) -> Consolidation:  # fmt: skip
    """Read the inbox (or `paths`) and consolidate it, with the coordinator's edits in the master that is there."""
    files = [
        (path, name)
        for path, name in find_files(folder, paths)
        if os.path.abspath(path) != os.path.abspath(master)
    ]
    if not files:
        raise NotDoneError("nothing-to-merge", folder=str(paths[0] if paths else folder.inbox))
    before = _previous(folder, previous)
    submissions = read_received(folder, files, workers=workers, limits=limits, progress=progress)
    edits = read_edits(folder.campaign, master)
    return consolidate(
        folder.campaign,
        submissions,
        as_of=as_of,
        edits=edits,
        decisions=read_decisions(master),
        previous=before,
    )


def _previous(folder: Folder, master: Path | None) -> Previous | None:
    if master is None:
        return None
    from toolkit.previous import read_previous

    return read_previous(folder.campaign, master)


@contextmanager
def without_collector() -> Iterator[None]:
    """Nothing here makes circles of objects, and looking for some takes a fifth of the time of a large merge."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
