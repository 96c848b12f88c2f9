"""The campaign folder: what lies where in it, what its definition says, and which files came in."""

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
from toolkit.files.holding import opened, read_whole
from toolkit.files.walking import state_of, walk
from toolkit.messages.errors import DefinitionError, NotDoneError, UsageError
from toolkit.messages.refusals import said_by
from toolkit.run import store

if TYPE_CHECKING:
    from toolkit.definition.starter import Programme
    from toolkit.model import Campaign, Finding, Language

#: A file, and the name it goes by.
File = tuple[Path, str]
#: Files and folders; one of them may stand for itself.
Paths: TypeAlias = Sequence[Path | str] | Path | str
INBOX, OUTGOING, RETURNS, MASTER = "inbox", "outgoing", "returns", "master.xlsx"
#: Where in `outgoing/` the mails lie that bring the forms.
MAILS = f"{OUTGOING}/mails"
#: The register, the Word report and the leaders' page of the whole.
REGISTER, REPORT, PAGE = "register.xlsx", "bao-cao.docx", "tom-tat.html"
#: The office's root certificates.
TRUST = "trust.pem"
#: What the name of a copy for circulation has more than its master's.
SHARED = "-chia-se"
#: What is added to a document's name that lies beside one that could not be replaced.
BESIDE = "-moi"
#: Where masters are kept that a merge replaced, and what the name of a result has that waits to take a master's place.
BACKUPS, _WAITING = "backups", "-cho-thay"
#: How the names of kept masters end that were given out.
ISSUED = " phat-hanh"
#: Where forms lie that were only made to be looked at.
PREVIEWS = "xem-thu"
#: Where the rounds before are kept in a folder that goes on with the next one.
ROUNDS = "rounds"
#: Where closed campaigns lie as bags; and in the inbox, what came by mail after closing.
CLOSED, LATE = "closed", f"{INBOX}/sau-khoa-so"
#: Names of what systems and programs leave in folders: lists, locks, what is on its way here or was deleted while open.
_LEFT_BEHIND = (".", "~$")
#: In what a definition may have been saved by mistake.
_OTHER_FORMS = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv"})
_SKIPPED_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Place:
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
        """Where what was read is kept from one run to the next; it may be deleted at any time."""
        return self.root / store.FILE_NAME


@dataclass(frozen=True, slots=True)
class Folder(Place):
    """The same with what the definition says."""

    campaign: Campaign
    warnings: tuple[Finding, ...]
    seen: tuple[int, int] | None = None
    """The definition's state before it was read."""
    trust: Path | None = None
    """The file with the root certificates, where there is one."""


def find_definition(start: Path | None = None) -> Path:
    """The definition workbook meant by `start`: the file, the folder that holds it, or the nearest above.

    Raises `DefinitionError` where there is none.
    """
    if start is None:
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / FILE_NAME).is_file():
                return folder / FILE_NAME
        _refuse_other_forms(here)
        raise DefinitionError("definition-not-found", file=FILE_NAME, folder=str(here))
    path = start / FILE_NAME if start.is_dir() else start
    if not path.is_file():
        _refuse_other_forms(path.parent if path.name == FILE_NAME else path)
        raise DefinitionError("definition-missing", file=str(path))
    return path


def _refuse_other_forms(folder: Path) -> None:
    """Raise `DefinitionError` where the definition is there under another name or in another form: `campaign.xls`."""
    stem = Path(FILE_NAME).stem
    with suppress(OSError):
        files = (p.name for p in folder.iterdir() if p.name != FILE_NAME and p.is_file())
        named = sorted(name for name in files if name.casefold().startswith(stem))
        if other := next((name for name in named if Path(name).suffix.casefold() in _OTHER_FORMS), ""):
            raise DefinitionError("definition-saved-otherwise", file=FILE_NAME, other=str(folder / other))


def open_folder(start: Path | str | None = None, trust: Path | None = None) -> Folder:
    """Read the definition that `start` means. Raises `DefinitionError` with all that is wrong in it.

    Lists of words for reading narrative that it lacks altogether are the starter's. `trust`: root certificates in place
    of those in the folder; raises `UsageError` (`bad-trust-file`) where these are none.
    """
    from toolkit.definition.campaign import load_campaign
    from toolkit.definition.starter import usual_words
    from toolkit.narrative.lexicon import NARRATIVE_WORDS

    definition = find_definition(Path(start) if start is not None else None)
    seen = state_of(definition)
    campaign, warnings = load_campaign(definition)

    named = trust or definition.parent / TRUST
    roots = named if named.is_file() else None
    words = usual_words(campaign.words, NARRATIVE_WORDS)
    campaign = replace(campaign, words=words, trust=_certificates(roots) if roots else b"")
    return Folder(definition.parent, definition, campaign, warnings, seen, roots)


def _certificates(path: Path) -> bytes:
    from toolkit.documents.pdf.signatures import checked_roots

    return checked_roots(read_whole(path), str(path))


def warnings_to_tell(folder: Folder) -> tuple[Finding, ...]:
    """The definition's warnings for a command to say; names that look alike are said once for a roster's names."""
    once = "definition-names-alike"
    others = tuple(f for f in folder.warnings if f.code != once)
    if others == folder.warnings:
        return others
    names = "\n".join(f"{a.code}\t{a.name}\t{a.short_name}" for a in folder.campaign.agencies)
    return folder.warnings if store.is_news(folder.store, once, names) else others


def new_folder(folder: Path | str, language: Language = "vi", programme: str | None = None) -> Path:
    """Start a campaign folder; returns its definition workbook. Nothing that exists is overwritten.

    `programme` names one of `starter.programmes`. Raises `UsageError` (`unknown-programme` where there is none such,
    `folder-in-use` where a definition is there), `NotDoneError` where it cannot be written.
    """
    from toolkit.definition.starter import starter_tables
    from toolkit.files.saving import save_in_one_step
    from toolkit.xlsx.drawn.definition import write_definition

    ready = _programme(programme) if programme is not None else None
    folder = Path(folder)
    definition = folder / FILE_NAME
    if os.path.lexists(definition):
        raise UsageError("folder-in-use", file=str(definition))
    try:
        for name in (INBOX, OUTGOING):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(folder), reason=said_by(error)) from error
    save_in_one_step(definition, lambda path: write_definition(path, starter_tables(ready), language))
    return definition


def _programme(name: str) -> Programme:
    from toolkit.definition.starter import programmes
    from toolkit.language.text import fold

    known = {programme.name: programme for programme in programmes()}
    if found := known.get(fold(name).replace(" ", "-")):
        return found
    raise UsageError("unknown-programme", value=name, names=", ".join(known))


def make_folder(path: Path) -> None:
    """The folder is there afterwards. Raises `NotDoneError` (`cannot-write`) where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(path), reason=said_by(error)) from error


def waiting_for(master: Path) -> Path:
    """Where a result waits while somebody has the master open."""
    return master.with_name(f"{master.stem}{_WAITING}{master.suffix}")


# --- What came in --------------------------------------------------------------------------------


def several(paths: Paths) -> Sequence[Path | str]:
    """A single path is a list of one: as a list of its letters a text is never meant."""
    return (paths,) if isinstance(paths, Path | str) else paths


def find_files(folder: Place, paths: Paths = ()) -> list[File]:
    """The files to read, each with the name it goes by: its path from the campaign folder.

    `paths` are files and folders; default: the inbox. A folder that cannot be looked into, and a link that is not
    followed, is among them itself: reading it says so. Raises `UsageError` for a path that does not exist.
    """
    found: dict[str, Path] = {}
    seen: set[str] = set()
    for path in map(Path, several(paths) or (folder.inbox,)):
        if paths and not path.exists():
            raise UsageError("no-such-path", file=str(path))
        for file in _walk(path, seen):
            found.setdefault(known_as(folder.root, file), file)
    mine = {os.path.abspath(folder.master), os.path.abspath(folder.definition)}
    return [(file, name) for name, file in sorted(found.items()) if paths or os.path.abspath(file) not in mine]


def files_to_merge(folder: Place, paths: Paths, master: Path) -> list[File]:
    """Those of them that a merge into this master reads: the master itself only where nothing else is named."""
    own, paths = os.path.abspath(master), several(paths)
    found = [file for file in find_files(folder, paths) if not file[1].startswith(f"{PREVIEWS}/")]
    files = [file for file in found if os.path.abspath(file[0]) != own]
    return files or (found if paths else [])


def _walk(path: Path, seen: set[str]) -> Iterator[Path]:
    if path.is_file():
        yield path
    left_out: list[str] = []

    def refused(error: OSError) -> None:
        if error.filename and os.path.isdir(error.filename):
            left_out.append(error.filename)

    for parent, folders, files in walk(path, seen, refused=refused, circle=left_out.append):
        if FILE_NAME in files:  # a campaign's own: what was replaced, or made to be looked at, did not come in
            folders[:] = [name for name in folders if name not in (BACKUPS, PREVIEWS, *EXPORTS)]
        for name in files:
            path = Path(parent) / name
            if _waits(name, files):
                continue
            if name.lower() not in _SKIPPED_FILES and (not name.startswith(_LEFT_BEHIND) or _is_hidden_workbook(path)):
                yield path
    yield from map(Path, left_out)


def _waits(name: str, beside: Sequence[str]) -> bool:
    """Whether a file is a result that waits to take the place of one beside it."""
    stem, ending = os.path.splitext(name)
    return stem.endswith(_WAITING) and stem.removesuffix(_WAITING) + ending in beside


def _is_hidden_workbook(path: Path) -> bool:
    """Whether what has the name of something left behind is somebody's workbook all the same: by ending and bytes."""
    from toolkit.mail.archives import WORKBOOK_NAMES

    if path.name.startswith(".~") or not path.name.lower().endswith(WORKBOOK_NAMES):
        return False  # locks, and what a run of ours is at
    with suppress(OSError), opened(path) as file:
        return file.read(4) in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    return False


def known_as(root: Path, file: Path) -> str:
    """What a file is called: its path from the campaign folder, with forward slashes."""
    # As named, links not followed: they may lead in a circle, and where they lead is nobody's name for the file.
    named, above = os.path.abspath(file), os.path.join(os.path.abspath(root), "")
    if named.startswith(above):
        return named[len(above) :].replace(os.sep, "/")
    absolute, top = Path(named), Path(above)
    if absolute.is_relative_to(top):
        return absolute.relative_to(top).as_posix()
    return relative(absolute, top).as_posix()


def relative(path: Path, start: Path | None = None) -> Path:
    """The path as seen from `start`, by default from where we are; the whole path on another drive (Windows)."""
    try:
        return Path(os.path.relpath(path, start))
    except ValueError:
        return Path(os.path.abspath(path))


def forms_in(folder: Path, codes: Collection[str], ending: str = FORM_ENDING) -> dict[str, list[Path]]:
    """The files in a folder that are called as forms are, with this ending, by code."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob(f"*{ending}")) if folder.is_dir() else ():
        if code := code_in(path.name.removesuffix(ending), codes):
            found.setdefault(code, []).append(path)
    return found
