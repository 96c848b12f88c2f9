"""The campaign folder: its files and folders, its definition, and the files that came in."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from toolkit.export import FOLDERS as EXPORTS
from toolkit.files.form_names import DEFINITION as FILE_NAME
from toolkit.files.form_names import ENDING as FORM_ENDING
from toolkit.files.form_names import code_in
from toolkit.files.holding import open_to_read, read_whole
from toolkit.files.walking import file_state, walk
from toolkit.messages.errors import DefinitionError, NotDoneError, UsageError
from toolkit.messages.refusals import system_reason
from toolkit.run import store

if TYPE_CHECKING:
    from toolkit.definition.starter import Programme
    from toolkit.model import Campaign, Finding, Language

#: A file, and its name in results.
File = tuple[Path, str]
#: Files and folders, or a single file or folder.
Paths: TypeAlias = Sequence[Path | str] | Path | str
INBOX, OUTGOING, RETURNS, MASTER = "inbox", "outgoing", "returns", "master.xlsx"
#: The folder of the mails with forms.
MAILS = f"{OUTGOING}/mails"
#: The file names of the register, the Word report and the leaders' page.
REGISTER, REPORT, PAGE = "register.xlsx", "bao-cao.docx", "tom-tat.html"
#: The file with the office's root certificates.
TRUST = "trust.pem"
#: Added to the name of a copy for circulation.
SHARED = "-chia-se"
#: Added to the name of a document that could not replace the present one.
BESIDE = "-moi"
#: The folder of replaced masters; and what is added to the name of a result that waits to replace a master.
BACKUPS, _WAITING = "backups", "-cho-thay"
#: Added to the names of kept masters that were issued.
ISSUED = " phat-hanh"
#: The folder of forms for previewing.
PREVIEWS = "xem-thu"
#: The folder of earlier rounds, if the next round continues in the same campaign folder.
ROUNDS = "rounds"
#: The folder of closed campaigns, and the folder in the inbox for mails that come after closing.
CLOSED, LATE = "closed", f"{INBOX}/sau-khoa-so"
#: The names of files that systems and programs leave behind (lists, locks, temporary files) begin with one of these.
_LEFT_BEHIND = (".", "~$")
#: Formats in which a definition may have been saved by mistake.
_OTHER_FORMATS = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv"})
_SKIPPED_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class FolderPaths:
    """A campaign folder and its definition workbook."""

    root: Path
    definition: Path

    @property
    def inbox(self) -> Path:
        return self.root / INBOX

    @property
    def outgoing(self) -> Path:
        return self.root / OUTGOING

    @property
    def master(self) -> Path:
        return self.root / MASTER

    @property
    def store(self) -> Path:
        """The file in which readings are stored from one run to the next; it may be deleted at any time."""
        return self.root / store.FILE_NAME


@dataclass(frozen=True, slots=True)
class Folder(FolderPaths):
    """A campaign folder with its definition, read."""

    campaign: Campaign
    warnings: tuple[Finding, ...]
    seen: tuple[int, int] | None = None
    """The definition's state before it was read."""
    trust: Path | None = None
    """The file with root certificates, if there is one."""


def find_definition(start: Path | None = None) -> Path:
    """The definition workbook meant by `start`: that file, or the one in that folder, or in the nearest folder above.

    For a definition in the current folder the path is only its name, so that printed paths are short. Raises
    `DefinitionError` where there is none.
    """
    if start is None:
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / FILE_NAME).is_file():
                return Path(FILE_NAME) if folder == here else folder / FILE_NAME
        _refuse_other_formats(here)
        raise DefinitionError("definition-not-found", file=FILE_NAME, folder=str(here))
    path = start / FILE_NAME if start.is_dir() else start
    if not path.is_file():
        _refuse_other_formats(path.parent if path.name == FILE_NAME else path)
        raise DefinitionError("definition-missing", file=str(path))
    return path


def _refuse_other_formats(folder: Path) -> None:
    """Raise `DefinitionError` where the folder has a definition of another name or format: `campaign.xls`."""
    stem = Path(FILE_NAME).stem
    with suppress(OSError):
        files = (p.name for p in folder.iterdir() if p.name != FILE_NAME and p.is_file())
        named = sorted(name for name in files if name.casefold().startswith(stem))
        if other := next((name for name in named if Path(name).suffix.casefold() in _OTHER_FORMATS), ""):
            raise DefinitionError("definition-saved-otherwise", file=FILE_NAME, other=str(folder / other))


def open_folder(start: Path | str | None = None, trust: Path | None = None) -> Folder:
    """Read the definition of the campaign at `start`. Raises `DefinitionError` with all of its faults.

    Word lists that are missing in the definition are those of the starter definition. `trust`: a file with
    root certificates, used instead of the one in the folder; raises `UsageError` (`bad-trust-file`) where it has none.
    """
    from toolkit.definition.campaign import load_campaign
    from toolkit.definition.starter import with_usual_words
    from toolkit.narrative.lexicon import NARRATIVE_WORDS

    definition = find_definition(Path(start) if start is not None else None)
    seen = file_state(definition)
    campaign, warnings = load_campaign(definition)

    file = trust or definition.parent / TRUST
    roots = file if file.is_file() else None
    words = with_usual_words(campaign.words, NARRATIVE_WORDS)
    campaign = replace(campaign, words=words)
    if roots:
        from toolkit.documents.pdf.signatures import checked_roots

        campaign = replace(campaign, trust=checked_roots(read_whole(roots), str(roots)))
    return Folder(definition.parent, definition, campaign, warnings, seen, roots)


def warnings_to_report(folder: Folder) -> tuple[Finding, ...]:
    """The definition's warnings that a command prints; those about similar names once for each roster."""
    once = "definition-names-alike"
    rest = tuple(f for f in folder.warnings if f.code != once)
    if rest == folder.warnings:
        return rest
    names = "\n".join(f"{a.code}\t{a.name}\t{a.short_name}" for a in folder.campaign.agencies)
    return folder.warnings if store.has_changed(folder.store, once, names) else rest


def new_folder(folder: Path | str, language: Language = "vi", programme: str | None = None) -> Path:
    """Start a campaign folder; returns its definition workbook. Nothing that exists is overwritten.

    `programme` names one of `starter.programmes`. Raises `UsageError` (`unknown-programme`; `folder-in-use` where there
    is a definition), `NotDoneError` where it cannot be written.
    """
    from toolkit.definition.starter import starter_tables
    from toolkit.files.saving import save_in_one_step
    from toolkit.xlsx.drawn.definition import write_definition

    ready = _programme_named(programme) if programme is not None else None
    folder = Path(folder)
    definition = folder / FILE_NAME
    if os.path.lexists(definition):
        raise UsageError("folder-in-use", file=str(definition))
    try:
        for name in (INBOX, OUTGOING):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(folder), reason=system_reason(error)) from error
    save_in_one_step(definition, lambda path: write_definition(path, starter_tables(ready), language))
    return definition


def _programme_named(name: str) -> Programme:
    from toolkit.definition.starter import programmes
    from toolkit.language.text import fold

    known = {programme.name: programme for programme in programmes()}
    if ready := known.get(fold(name).replace(" ", "-")):
        return ready
    raise UsageError("unknown-programme", value=name, names=", ".join(known))


def make_folder(path: Path) -> None:
    """Make a folder, unless it exists. Raises `NotDoneError` (`cannot-write`)."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(path), reason=system_reason(error)) from error


def waiting_path(master: Path) -> Path:
    """The path at which a result waits while somebody has the master open."""
    return master.with_name(f"{master.stem}{_WAITING}{master.suffix}")


# --- What came in --------------------------------------------------------------------------------


def as_sequence(paths: Paths) -> Sequence[Path | str]:
    """The paths as a sequence; a single path, even as a text, gives a sequence of one path."""
    return (paths,) if isinstance(paths, Path | str) else paths


def find_files(folder: FolderPaths, paths: Paths = ()) -> list[File]:
    """The files to read, each with its name, which is its path from the campaign folder. `paths`: files and folders;
    default: the inbox.

    Folders that cannot be read and links that are not followed are included, so that reading reports them. Raises
    `UsageError` for a path that does not exist.
    """
    by_name: dict[str, Path] = {}
    seen: set[str] = set()
    for path in map(Path, as_sequence(paths) or (folder.inbox,)):
        if paths and not path.exists():
            raise UsageError("no-such-path", file=str(path))
        for file in _files_below(path, seen):
            by_name.setdefault(path_in_campaign(folder.root, file), file)
    mine = {os.path.abspath(folder.master), os.path.abspath(folder.definition)}
    return [(file, name) for name, file in sorted(by_name.items()) if paths or os.path.abspath(file) not in mine]


def files_to_merge(folder: FolderPaths, paths: Paths, master: Path) -> list[File]:
    """The files that a merge into this master reads: the master itself only if nothing else is named."""
    target, paths = os.path.abspath(master), as_sequence(paths)
    candidates = [file for file in find_files(folder, paths) if not file[1].startswith(f"{PREVIEWS}/")]
    files = [file for file in candidates if os.path.abspath(file[0]) != target]
    return files or (candidates if paths else [])


def _files_below(path: Path, seen: set[str]) -> Iterator[Path]:
    if path.is_file():
        yield path
    left_out: list[str] = []

    def refused(error: OSError) -> None:
        if error.filename and os.path.isdir(error.filename):
            left_out.append(error.filename)

    for parent, folders, files in walk(path, seen, refused=refused, circle=left_out.append):
        if FILE_NAME in files:  # a campaign's folder: replaced masters, previews and exports are no input
            folders[:] = [name for name in folders if name not in (BACKUPS, PREVIEWS, *EXPORTS)]
        for name in files:
            path = Path(parent) / name
            if _is_waiting_result(name, files):
                continue
            if name.lower() not in _SKIPPED_FILES and (not name.startswith(_LEFT_BEHIND) or _is_hidden_workbook(path)):
                yield path
    yield from map(Path, left_out)


def _is_waiting_result(name: str, names: Sequence[str]) -> bool:
    """Whether a file is a result that waits to replace another of the files with these `names` in its folder."""
    stem, ending = os.path.splitext(name)
    return stem.endswith(_WAITING) and stem.removesuffix(_WAITING) + ending in names


def _is_hidden_workbook(path: Path) -> bool:
    """Whether a file is a workbook, by its ending and first bytes, though its name begins like a file left behind."""
    from toolkit.mail.archives import WORKBOOK_NAMES

    if path.name.startswith(".~") or not path.name.lower().endswith(WORKBOOK_NAMES):
        return False  # locks, and files that a run is writing
    with suppress(OSError), open_to_read(path) as file:
        return file.read(4) in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    return False


def path_in_campaign(root: Path, file: Path) -> str:
    """A file's path from the campaign folder, with forward slashes: its name in results."""
    # Links in the path are kept: people know the file by the link, and links may lead in a circle.
    named, above = os.path.abspath(file), os.path.join(os.path.abspath(root), "")
    if named.startswith(above):
        return named[len(above) :].replace(os.sep, "/")
    absolute, top = Path(named), Path(above)
    if absolute.is_relative_to(top):
        return absolute.relative_to(top).as_posix()
    return relative_path(absolute, top).as_posix()


def relative_path(path: Path, start: Path | None = None) -> Path:
    """The path relative to `start`, by default to the current folder; the absolute path on another drive of Windows."""
    try:
        return Path(os.path.relpath(path, start))
    except ValueError:
        return Path(os.path.abspath(path))


def forms_in(folder: Path, codes: Collection[str], ending: str = FORM_ENDING) -> dict[str, list[Path]]:
    """The files in a folder that have the name of a form with this ending, keyed by the agency's code."""
    by_code: dict[str, list[Path]] = {}
    for path in sorted(folder.glob(f"*{ending}")) if folder.is_dir() else ():
        if code := code_in(path.name.removesuffix(ending), codes):
            by_code.setdefault(code, []).append(path)
    return by_code
