"""What stands where a result is to be written: replaced only where it is what the command writes itself.

A definition, the campaign's master and what came in are never replaced; a filled form is kept under another name.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from toolkit.files.holding import once_free, opened
from toolkit.files.zipping import in_zip, is_as_written
from toolkit.form.contents import EARLIER
from toolkit.master.recognising import KIND, campaign_named_in, lists_sheet
from toolkit.messages import commands, forms
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.masters import SHEETS, USED
from toolkit.model.grouping import grouped
from toolkit.run.folder import Folder, make_folder, relative
from toolkit.run.gathering import read_files
from toolkit.spreadsheet.keyed import SheetNames, keyed_sheet, sheet_key
from toolkit.spreadsheet.workbook import read_own

if TYPE_CHECKING:
    from zipfile import ZipFile

    from toolkit.model import Agency, Consolidation, Language, Submission

Kind: TypeAlias = Literal["master", "shared", "report", "page", "pdf", "form"]
_ENDINGS: dict[Kind, str] = {
    "master": ".xlsx",
    "shared": ".xlsx",
    "form": ".xlsx",
    "report": ".docx",
    "page": ".html",
    "pdf": ".pdf",
}
_NOT: dict[Kind, str] = {
    "master": "not-a-master",
    "shared": "not-a-shared",
    "form": "not-a-form",
    "report": "not-a-report",
    "page": "not-a-page",
    "pdf": "not-a-pdf",
}
#: A workbook's styles of cells, each of them, and the style of a cell that holds something.
_CELL_STYLES = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.DOTALL)
_HOLDS = re.compile(rb'<c r="[A-Z]+[0-9]+" s="([0-9]+)"(?: t="\w+")?>')
#: Bytes of all parts of a form; blank ones take a tenth of it.
_LARGEST_FORM = 8 * 1024 * 1024
#: Between the masters through which a file came.
_INSIDE = " › "
#: So many files are named that were not read.
_NAMED = 5
#: How documents begin: a zip with this part in it, or these bytes.
_WORD, _PDF = "word/document.xml", b"%PDF"


def may_write(folder: Folder, path: Path, kind: Kind, agency: Agency | None = None) -> None:
    """Whether a result of this kind may be written to `path`; asked before any work is done. `agency`:
    whose form it is.

    Raises `UsageError`: `output-ending`, `output-is-definition`, `output-is-master`, `output-in-inbox`; `NotDoneError`
    where something else is there: `not-a-…`, `master-of-another`, `old-master-unreadable`. A folder in the file's
    place is left for saving to tell.
    """
    if os.path.isdir(path):
        return
    if path.suffix.lower() != _ENDINGS[kind]:
        raise UsageError("output-ending", file=str(path), ending=_ENDINGS[kind])
    there = os.path.lexists(path)
    if is_in(path, folder.inbox) and (there or kind != "form"):  # it would be one of the files that came in
        raise UsageError("output-in-inbox", file=str(path))
    if not there:
        return
    if _same(path, folder.definition):
        raise UsageError("output-is-definition", file=str(path))
    own = _same(path, folder.master)
    if own and kind != "master":
        raise UsageError("output-is-master", file=str(path))
    if kind == "form":
        (read,) = _read(folder, [path])
        ours = agency is not None and read.status != "rejected" and read.agency == agency.code
        if not ours:
            raise NotDoneError(_NOT[kind], file=str(path), agency=agency.short_name if agency else "")
    elif kind in ("report", "page", "pdf"):
        if not _is_document(path, kind):
            raise NotDoneError(_NOT[kind], file=str(path))
    elif not own:  # the campaign's own master is looked at when its edits are read
        keys = _sheets(path)
        if "summary" not in keys or ("sources" in keys) != (kind == "master"):
            raise NotDoneError(_NOT[kind], file=str(path))
        campaign = campaign_named_in(path)
        if campaign and campaign != folder.campaign.id:
            raise NotDoneError("master-of-another", file=str(path), campaign=campaign)


def _sheets(path: Path) -> set[str]:
    """Which of a master's sheets a workbook has: a copy for circulation is one without its sources."""
    looked_for = {"summary", "sources"}
    raw = read_own(path, SheetNames(name for key in looked_for for name in SHEETS[key]))
    if raw is None or not {sheet_key(s) for s in raw} >= looked_for:
        raw = read_own(path, None)  # sheets that were renamed, or are not there
    if raw is None:
        raise NotDoneError("old-master-unreadable", file=str(path))
    return {sheet_key(s) for s in raw}


def _same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def is_in(path: Path, folder: Path) -> bool:
    """Whether a path is a folder, lies in it or below it, whatever way leads there."""
    above = Path(os.path.realpath(path.parent))
    return _same(path, folder) or any(_same(parent, folder) for parent in (above, *above.parents))


def _is_document(path: Path, kind: Kind) -> bool:
    """Whether it is a Word file, a PDF, or a page of ours: of pages there are many of other kinds."""
    if kind == "report":
        return in_zip(path, lambda archive: _WORD in archive.namelist(), False)
    from toolkit.page.document import BEGINNING

    return _begins(path, BEGINNING if kind == "page" else _PDF)


def _begins(path: Path, with_: bytes) -> bool:
    try:
        with opened(path) as file:
            return file.read(len(with_)) == with_
    except OSError:
        return False


# --- The master that is there ----------------------------------------------------------------------


def compares(master: Path) -> bool:
    """Whether a master has the sheet that compares with the campaign before."""
    return lists_sheet(master, "previous")


class Counted(NamedTuple):
    """A file that a master was made from, by its sheet of sources."""

    file: str
    sha256: str
    agency: str
    """Whose report it is; blank where it does not count."""
    through: str

    @property
    def given(self) -> str:
        """What was given to the merge: the file, or the master that it came through."""
        return self.through.split(_INSIDE)[0] or self.file


def made_from(master: Path) -> tuple[Counted, ...]:
    """The files that a master was made from; none where there is none, or it is something else."""
    raw = read_own(master, SheetNames(SHEETS["sources"])) if master.is_file() else None
    return tuple(
        Counted(
            sheet.text(row, "file"),
            sheet.text(row, "sha256"),
            sheet.text(row, "agency") if sheet.text(row, "used") in USED else "",
            sheet.text(row, "through"),
        )
        for sheet in map(keyed_sheet, raw or ())
        if sheet is not None and sheet.key.partition(":")[0] == "sources"
        for row in sheet.rows
        if not row.for_people
    )


def not_read(files: Sequence[Counted], result: Consolidation) -> tuple[Counted, ...]:
    """Those of a master's files that are not among the result's and whose agencies are not in it by another file."""
    read = {s.source.sha256 for s in result.submissions}
    return tuple(c for c in files if c.agency and c.agency not in result.used and c.sha256 not in read)


def named(files: Sequence[Counted]) -> str:
    """Files that are not read: what was given, with the agencies of which they are."""
    agencies = grouped((counted.given, counted.agency) for counted in files)
    said = [f"{given} ({', '.join(codes)})" for given, codes in agencies.items()]
    return "; ".join(said[:_NAMED]) + ("; …" if len(said) > _NAMED else "")


def paths_again(folder: Folder, files: Sequence[Counted]) -> tuple[Path, ...]:
    """What to give to a command so that these are read with what is in the inbox; nothing where that is not known."""
    given = [folder.root / name for name in dict.fromkeys(c.given for c in files)]
    if not given or len(given) > _NAMED or not all(path.is_file() for path in given):
        return ()
    return (*map(relative, given), relative(folder.inbox))


def is_merged(folder: Folder, result: Consolidation, files: Sequence[Counted]) -> bool:
    """Whether the master that is there was made of these very files, and of the definition as it is.

    `files`: those that it was made from. Files that lie elsewhere may be among them.
    """
    later = folder.definition.stat().st_mtime > folder.master.stat().st_mtime if files else True
    listed, read = {c.sha256 for c in files} - {""}, {s.source.sha256 for s in result.submissions} - {""}
    elsewhere = {
        c.sha256 for c in files if (folder.root / c.given).is_file() and not is_in(folder.root / c.given, folder.inbox)
    }
    return not later and listed - (elsewhere - read) == read


# --- Filled forms ----------------------------------------------------------------------------------


def filled(folder: Folder, paths: Sequence[Path]) -> list[Path]:
    """Those of the files that are anything but a form in which nothing has been typed."""
    looked_at = [path for path in paths if not in_zip(path, _is_untouched_form, False)]
    read = zip(looked_at, _read(folder, looked_at), strict=True)
    return [path for path, submission in read if _has_notes(path) or not _is_untouched(path, submission)]


def _has_notes(path: Path) -> bool:
    """Whether notes or comments are pinned to cells, which blank forms have none of."""
    return in_zip(path, lambda archive: any("comments" in name.lower() for name in archive.namelist()), True)


def _is_untouched(path: Path, read: Submission) -> bool:
    """Nothing counted, listed or quoted: labels written over are somebody's work too.

    What a form was sent out with is nobody's: figures of last time with their notes, and what one of an earlier
    definition prints where no other program has saved it.
    """
    carried = sum(f.state == "carried" for f in read.figures) + sum(c.state == "carried" for c in read.rows)
    printed = sum(x.reason == EARLIER for x in read.leftovers) if carried and in_zip(path, is_as_written, False) else 0
    own = read.balance.cells - carried - sum(f.note in forms.CARRIED for f in read.figures) - printed
    nothing = not (own or read.statements or len(read.leftovers) > printed)
    told = any(f.value for f in read.findings if f.code not in ("figure-carried", "table-rows-carried"))
    return read.status != "rejected" and nothing and not told


def _is_untouched_form(archive: ZipFile) -> bool:
    """Whether a form is as it was made, of whatever definition: no other program saved it, nothing is typed in it.

    A quick look, for a folder full of them: what is no such form for sure is left for a closer one.
    """
    parts = archive.infolist()
    if not is_as_written(archive) or sum(p.file_size for p in parts) > _LARGEST_FORM:
        return False
    styles = _STYLE.findall(_CELL_STYLES.findall(archive.read("xl/styles.xml"))[0])
    unlocked = {str(n).encode() for n, style in enumerate(styles) if b'locked="0"' in style}
    sheets = [archive.read(p) for p in parts if p.filename.startswith("xl/worksheets/sheet")]
    form = KIND.encode() not in archive.read("docProps/custom.xml")
    return form and all(unlocked.isdisjoint(_HOLDS.findall(sheet)) for sheet in sheets)


def _read(folder: Folder, paths: Sequence[Path]) -> list[Submission]:
    return read_files(folder.campaign, [(path, path.name) for path in paths])


def take_away(folder: Folder, former: Sequence[Path], kept: Callable[[Path], None], language: Language) -> None:
    """Remove forms that lie under a name that they have no more; of what is filled in a copy stays, which `kept` is
    told. Raises `NotDoneError` where one cannot be removed."""
    from toolkit.files.saving import take_from_its_place

    for path in filled(folder, former) if former else ():
        kept(keep_aside(path.parent, path.stem, path, language))
    for path in former:
        take_from_its_place(path, path.unlink)


def keep_aside(place: Path, code: str, path: Path, language: Language) -> Path:
    """A copy of the file under a name of its own in this folder."""
    make_folder(place)
    name = commands.KEPT_ASIDE
    names = (
        f"{name.say(language, code=code, number=f' {n}' if n > 1 else '')}{path.suffix}" for n in itertools.count(1)
    )
    free = next(place / name for name in names if not os.path.lexists(place / name))
    once_free(lambda: shutil.copy2(path, free))
    return free
