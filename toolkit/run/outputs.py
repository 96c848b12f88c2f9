"""Files at the path of a result: replaced only where the command writes such files itself.

A definition, the campaign's master and received files are never replaced; a filled form is kept under another name.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from toolkit.files.holding import open_to_read, retry
from toolkit.files.zipping import in_zip, is_as_written
from toolkit.form.contents import EARLIER
from toolkit.master.recognising import KIND, campaign_named_in, has_sheet
from toolkit.messages import commands, forms
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.masters import SHEETS, USED
from toolkit.model.grouping import grouped
from toolkit.run.folder import Folder, make_folder, relative_path
from toolkit.run.gathering import read_files
from toolkit.spreadsheet.keyed import SheetNames, keyed_sheet, sheet_key
from toolkit.spreadsheet.workbook import read_trusted

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
#: In a workbook's XML: the list of cell styles, one style, and the style number of a cell with contents.
_CELL_STYLES = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.DOTALL)
_HOLDS = re.compile(rb'<c r="[A-Z]+[0-9]+" s="([0-9]+)"(?: t="\w+")?>')
#: The most bytes of all parts of a form; a blank form takes a tenth of this.
_LARGEST_FORM = 8 * 1024 * 1024
#: The separator of the masters through which a file came.
_INSIDE = " › "
#: The most unread files that are named.
_NAMED = 5
#: The part in the zip by which a Word file is recognised, and the first bytes of a PDF.
_WORD, _PDF = "word/document.xml", b"%PDF"


def ensure_writable(folder: Folder, path: Path, kind: Kind, agency: Agency | None = None) -> None:
    """Check, before any work is done, that a result of this kind may be written to `path`. `agency`: the agency of a
    form.

    Raises `UsageError`: `output-ending`, `output-is-definition`, `output-is-master`, `output-in-inbox`; `NotDoneError`
    where something else is there: `not-a-…`, `master-of-another`, `old-master-unreadable`. Where `path` is a
    folder, saving reports it.
    """
    if os.path.isdir(path):
        return
    if path.suffix.lower() != _ENDINGS[kind]:
        raise UsageError("output-ending", file=str(path), ending=_ENDINGS[kind])
    exists = os.path.lexists(path)
    if is_in(path, folder.inbox) and (exists or kind != "form"):  # a result there would count as received
        raise UsageError("output-in-inbox", file=str(path))
    if not exists:
        return
    if _is_same_file(path, folder.definition):
        raise UsageError("output-is-definition", file=str(path))
    is_master = _is_same_file(path, folder.master)
    if is_master and kind != "master":
        raise UsageError("output-is-master", file=str(path))
    if kind == "form":
        (read,) = _read_forms(folder, [path])
        ours = agency is not None and read.status != "rejected" and read.agency == agency.code
        if not ours:
            raise NotDoneError(_NOT[kind], file=str(path), agency=agency.short_name if agency else "")
    elif kind in ("report", "page", "pdf"):
        if not _is_document(path, kind):
            raise NotDoneError(_NOT[kind], file=str(path))
    elif not is_master:  # the campaign's master is checked when its edits are read
        keys = _sheet_keys(path)
        if "summary" not in keys or ("sources" in keys) != (kind == "master"):
            raise NotDoneError(_NOT[kind], file=str(path))
        campaign = campaign_named_in(path)
        if campaign and campaign != folder.campaign.id:
            raise NotDoneError("master-of-another", file=str(path), campaign=campaign)


def _sheet_keys(path: Path) -> set[str]:
    """The keys of a workbook's sheets, which show whether it is a master: a copy for circulation has no `sources`."""
    wanted = {"summary", "sources"}
    raw = read_trusted(path, SheetNames(name for key in wanted for name in SHEETS[key]))
    if raw is None or not {sheet_key(s) for s in raw} >= wanted:
        raw = read_trusted(path, None)  # some sheets may have been renamed
    if raw is None:
        raise NotDoneError("old-master-unreadable", file=str(path))
    return {sheet_key(s) for s in raw}


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def is_in(path: Path, folder: Path) -> bool:
    """Whether a path is this folder or is below it at any depth; links are followed."""
    above = Path(os.path.realpath(path.parent))
    return _is_same_file(path, folder) or any(_is_same_file(parent, folder) for parent in (above, *above.parents))


def _is_document(path: Path, kind: Kind) -> bool:
    """Whether a file is a Word file, a PDF, or a page that the toolkit wrote."""
    if kind == "report":
        return in_zip(path, lambda archive: _WORD in archive.namelist(), False)
    from toolkit.page.document import BEGINNING

    return _begins_with(path, BEGINNING if kind == "page" else _PDF)


def _begins_with(path: Path, beginning: bytes) -> bool:
    try:
        with open_to_read(path) as file:
            return file.read(len(beginning)) == beginning
    except OSError:
        return False


# --- The present master ----------------------------------------------------------------------------


def has_comparison(master: Path) -> bool:
    """Whether a master has the sheet that compares with the previous campaign."""
    return has_sheet(master, "previous")


class MergedFile(NamedTuple):
    """A file that a master was made from, from its sheet of sources."""

    file: str
    sha256: str
    agency: str
    """The agency whose report it is; blank where it does not count."""
    through: str

    @property
    def input(self) -> str:
        """The input of the merge: the file, or the master through which it came."""
        return self.through.split(_INSIDE)[0] or self.file


def merged_files(master: Path) -> tuple[MergedFile, ...]:
    """The files that a master was made from; none where there is no master."""
    raw = read_trusted(master, SheetNames(SHEETS["sources"])) if master.is_file() else None
    return tuple(
        MergedFile(
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


def unread_files(files: Sequence[MergedFile], result: Consolidation) -> tuple[MergedFile, ...]:
    """The files of a master that were not read for the result, of agencies that have no other file in the result."""
    read = {s.source.sha256 for s in result.submissions}
    return tuple(c for c in files if c.agency and c.agency not in result.used and c.sha256 not in read)


def unread_files_text(files: Sequence[MergedFile]) -> str:
    """The unread files in words: the inputs, each with its agencies."""
    agencies = grouped((file.input, file.agency) for file in files)
    names = [f"{name} ({', '.join(codes)})" for name, codes in agencies.items()]
    return "; ".join(names[:_NAMED]) + ("; …" if len(names) > _NAMED else "")


def paths_to_add(folder: Folder, files: Sequence[MergedFile]) -> tuple[Path, ...]:
    """Arguments for a command to read these files and the inbox; none where they are too many, or one is missing."""
    inputs = [folder.root / name for name in dict.fromkeys(c.input for c in files)]
    if not inputs or len(inputs) > _NAMED or not all(path.is_file() for path in inputs):
        return ()
    return (*map(relative_path, inputs), relative_path(folder.inbox))


def is_merged(folder: Folder, result: Consolidation, files: Sequence[MergedFile]) -> bool:
    """Whether the present master was made from the result's files and the present definition. `files`: the files that
    it was made from; some of them may be outside the inbox."""
    later = folder.definition.stat().st_mtime > folder.master.stat().st_mtime if files else True
    listed, read = {c.sha256 for c in files} - {""}, {s.source.sha256 for s in result.submissions} - {""}
    elsewhere = {
        c.sha256 for c in files if (folder.root / c.input).is_file() and not is_in(folder.root / c.input, folder.inbox)
    }
    return not later and listed - (elsewhere - read) == read


# --- Filled forms ----------------------------------------------------------------------------------


def filled_forms(folder: Folder, paths: Sequence[Path]) -> list[Path]:
    """The files among `paths` that are not blank forms."""

    def has_notes(path: Path) -> bool:  # notes or comments at cells
        return in_zip(path, lambda archive: any("comments" in name.lower() for name in archive.namelist()), True)

    changed = [path for path in paths if not in_zip(path, _is_untouched_form, False)]
    read = zip(changed, _read_forms(folder, changed), strict=True)
    return [path for path, submission in read if has_notes(path) or not _is_untouched(path, submission)]


def _is_untouched(path: Path, read: Submission) -> bool:
    """Whether nothing was typed into a form, not even over labels. What was in the form when it was sent does not
    count: carried figures with their notes, and texts of an earlier definition's form, if no other program has saved
    it."""
    carried = sum(f.state == "carried" for f in read.figures) + sum(c.state == "carried" for c in read.rows)
    printed = sum(x.reason == EARLIER for x in read.leftovers) if carried and in_zip(path, is_as_written, False) else 0
    typed = read.balance.cells - carried - sum(f.note in forms.CARRIED for f in read.figures) - printed
    nothing = not (typed or read.statements or len(read.leftovers) > printed)
    quoted = any(f.value for f in read.findings if f.code not in ("figure-carried", "table-rows-carried"))
    return read.status != "rejected" and nothing and not quoted


def _is_untouched_form(archive: ZipFile) -> bool:
    """Whether a form of any definition is as it was made: no other program saved it, and nothing is typed in it. A
    quick check for a folder full of forms; where it returns False, `_is_untouched` checks thoroughly."""
    parts = archive.infolist()
    if not is_as_written(archive) or sum(p.file_size for p in parts) > _LARGEST_FORM:
        return False
    styles = _STYLE.findall(_CELL_STYLES.findall(archive.read("xl/styles.xml"))[0])
    unlocked = {str(n).encode() for n, style in enumerate(styles) if b'locked="0"' in style}
    sheets = [archive.read(p) for p in parts if p.filename.startswith("xl/worksheets/sheet")]
    form = KIND.encode() not in archive.read("docProps/custom.xml")
    return form and all(unlocked.isdisjoint(_HOLDS.findall(sheet)) for sheet in sheets)


def _read_forms(folder: Folder, paths: Sequence[Path]) -> list[Submission]:
    return read_files(folder.campaign, [(path, path.name) for path in paths])


def remove_forms(folder: Folder, former: Sequence[Path], copied: Callable[[Path], None], language: Language) -> None:
    """Remove forms under their `former` names; filled ones are copied first, and `copied` is called with the copy.
    Raises `NotDoneError` where one cannot be removed."""
    from toolkit.files.saving import move_or_remove

    for path in filled_forms(folder, former) if former else ():
        copied(keep_aside(path.parent, path.stem, path, language))
    for path in former:
        move_or_remove(path, path.unlink)


def keep_aside(folder: Path, code: str, path: Path, language: Language) -> Path:
    """Copy the file into this folder under a new name; returns the copy."""
    make_folder(folder)
    name = commands.KEPT_ASIDE
    names = (
        f"{name.say(language, code=code, number=f' {n}' if n > 1 else '')}{path.suffix}" for n in itertools.count(1)
    )
    free = next(folder / name for name in names if not os.path.lexists(folder / name))
    retry(lambda: shutil.copy2(path, free))
    return free
