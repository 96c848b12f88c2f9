"""One run of `report`, `page` and `draft`: from files to a Word report or a page, from a Word report to a form."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit._version import version
from toolkit.drafting.parts import AgencyReport
from toolkit.files.form_names import form_name
from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.files.holding import read_whole
from toolkit.files.walking import refuse_links
from toolkit.files.zipping import is_as_written
from toolkit.form.contents import Filling, make_form
from toolkit.master.merge_inputs import read_merge_inputs
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.refusals import system_reason
from toolkit.model import Consolidation, Language
from toolkit.run.folder import BESIDE, PAGE, REPORT, RETURNS, SHARED, Folder, Paths, find_files, forms_in, make_folder
from toolkit.run.gathering import Means
from toolkit.run.masters.issued import issue_master, with_bridges
from toolkit.run.operations import agency_named, consolidate_files, previous_followup
from toolkit.run.outputs import ensure_writable, filled_forms, is_in, keep_aside, remove_forms
from toolkit.run.store import keep_wordings, wording

if TYPE_CHECKING:
    from toolkit.report.rejoined.joining import Rejoined
    from toolkit.report.word_document import WordDocument


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report, and the result it was drawn from."""

    result: Consolidation
    report: Path
    private: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Texts in it that point to private persons, by heading."""
    joined: JoinedDocument | None = None
    """The result of joining it with the earlier report."""
    workbook: Path | None = None
    """The workbook of texts that are too many for an annex."""
    workbook_backup: Path | None = None
    """The backup of the earlier workbook, if somebody had edited it."""


@dataclass(frozen=True, slots=True)
class JoinedDocument:
    """A written document. `backup`: the copy of the document that somebody had edited; `done`: the edits carried into
    the new one, None where nothing was carried. `aside`: why the document was written beside the present one instead of
    replacing it (`open`, or a code of `NotJoinedError`); "" where it was replaced."""

    path: Path
    backup: Path | None
    done: Rejoined | None
    aside: str = ""


def write_report(
    folder: Folder,
    paths: Paths = (),
    *,
    agency: str = "",
    output: Path | str | None = None,
    pdf: bool = False,
    share: bool = False,
    anew: bool = False,
    as_of: date,
    means: Means | None = None,
    language: Language = "vi",
) -> WrittenReport:
    """Draft the Word report of the campaign, or of one agency, from `paths`, or from the inputs of `merge`.

    It consolidates as `merge` does, with the coordinator's edits in the present master; where the master remembers no
    inputs and the inbox is empty, it is drawn from the master itself. `pdf`: a PDF is to be made beside it, by
    `write_pdf`. Edits of the report are kept in the new one, except with `anew`; the earlier one is kept in `backups/`.
    `share`: for circulation, with small figures of people masked and without agencies' texts, always new. Texts too
    many for an annex go into a workbook beside the report. Raises as `ensure_writable` and `ensure_replaceable` do,
    and `NotDoneError`: `agency-not-in`, or what cannot be written.
    """
    from toolkit.disclosure.sharing import share as shared
    from toolkit.files.saving import ensure_replaceable
    from toolkit.report.assembly import make_agency_report, make_report, private_data
    from toolkit.report.texts import WORKBOOK, texts_workbook
    from toolkit.report.word import word_document

    one = agency_named(folder.campaign, agency) if agency else None
    name = REPORT.replace(".", f"{SHARED}.") if share else REPORT
    target = (
        Path(output) if output else (folder.root / RETURNS / f"bao-cao-{one.code}.docx" if one else folder.root / name)
    )
    if output is None:
        refuse_links(folder.root, target)
    else:
        ensure_writable(folder, target, "report")
    if anew or share:
        ensure_replaceable(target)
    if pdf:
        refuse_links(target.parent, target.with_suffix(".pdf"))
        ensure_writable(folder, target.with_suffix(".pdf"), "pdf")
        ensure_replaceable(target.with_suffix(".pdf"))
    result, is_current = result_to_report(folder, paths, as_of, means)
    if one is None:
        report = make_report(shared(result).result if share else result, shared=share, language=language)
    else:
        submission = result.used.get(one.code)
        if submission is None:
            raise NotDoneError("agency-not-in", agency=one.name, folder=str(folder.inbox))
        report = make_agency_report(folder.campaign, submission, as_of, language)
    joined = join(folder, target, word_document(report), anew=anew or share)
    texts = texts_workbook(report) if report.texts else b""
    workbook = target.with_name(WORKBOOK) if texts else None
    workbook_backup = _replace_document(folder, workbook, texts, _is_as_written) if workbook else None
    if one is None and not paths:
        result = issue_master(folder.root, folder.master, result, (means or Means()).notice, is_current=is_current)
    return WrittenReport(result, joined.path, private_data(report), joined, workbook, workbook_backup)


def join(folder: Folder, target: Path, fresh: WordDocument, *, anew: bool = False) -> JoinedDocument:
    """Write a document, joined with the present one if people have edited that one. If the present one is open, or
    cannot be joined, the new one is `…-moi.docx`, joined in the same way. Raises as `saving.ensure_replaceable` does.
    """
    from toolkit.report.rejoined.joining import wordings
    from toolkit.report.rejoined.reading import NotJoinedError
    from toolkit.report.word_document import is_unedited

    known, path, aside = wordings(fresh), target, ""
    try:
        data, done = _joined_data(folder, path, fresh, anew)
    except (NotJoinedError, NotDoneError) as error:
        if anew:
            raise
        aside = error.code if isinstance(error, NotJoinedError) else "open"
        path = target.with_stem(f"{target.stem}{BESIDE}")
        try:
            data, done = _joined_data(folder, path, fresh, anew)
        except NotJoinedError:
            data, done = fresh.as_bytes(), None
    backup = _replace_document(folder, path, data, is_unedited)
    keep_wordings(folder.store, known)
    return JoinedDocument(path, backup, done, aside)


def _joined_data(folder: Folder, path: Path, fresh: WordDocument, anew: bool) -> tuple[bytes, Rejoined | None]:
    from toolkit.files.saving import ensure_replaceable
    from toolkit.report.rejoined.joining import rejoin
    from toolkit.report.word_document import is_unedited

    ensure_replaceable(path)
    present = read_whole(path) if path.is_file() else b""
    if anew or not present or is_unedited(present):
        return fresh.as_bytes(), None
    done = rejoin(present, fresh, partial(wording, folder.store))
    return done.data, done


def result_to_report(folder: Folder, paths: Paths, as_of: date, means: Means | None) -> tuple[Consolidation, bool]:
    """The result to report, and whether the campaign's master was drawn from it."""
    if not paths and folder.master.is_file() and not read_merge_inputs(folder.master).inputs and not find_files(folder):
        paths = (folder.master,)
    return consolidate_files(folder, paths, folder.master, as_of=as_of, means=means)


def result_for_page(folder: Folder, paths: Paths, as_of: date, means: Means | None) -> tuple[Consolidation, bool]:
    """`result_to_report` for the leaders' page, with the reasons why totals changed since they were last issued."""
    result, is_current = result_to_report(folder, paths, as_of, means)
    return with_bridges(folder.root, folder.master, result), is_current


def write_page(
    folder: Folder,
    paths: Paths = (),
    *,
    output: Path | str | None = None,
    share: bool = False,
    as_of: date,
    means: Means | None = None,
    language: Language = "vi",
) -> tuple[Consolidation, Path]:
    """Write the leaders' page of the result that `write_report` would use; `share`: with small figures of people
    masked.

    The returned result is not masked. Raises as `ensure_writable` and `ensure_replaceable` do, and `NotDoneError`
    where it cannot be written.
    """
    from toolkit.files.saving import ensure_replaceable
    from toolkit.page.document import leaders_page

    target = Path(output) if output else folder.root / PAGE
    if output is None:
        refuse_links(folder.root, target)
    ensure_writable(folder, target, "page")
    ensure_replaceable(target)
    result, is_current = result_for_page(folder, paths, as_of, means)
    _save(target, leaders_page(result, language, share=share).encode("utf-8"))
    if not paths:
        result = issue_master(folder.root, folder.master, result, (means or Means()).notice, is_current=is_current)
    return result, target


def write_export(
    folder: Folder,
    paths: Paths = (),
    *,
    output: Path | str | None = None,
    share: bool = False,
    as_of: date,
    means: Means | None = None,
    language: Language = "vi",
) -> tuple[Consolidation, Path, list[Path]]:
    """Write the tables for programs of the result that `write_report` would use; `share`: for circulation, with small
    figures of people masked, and without agencies' texts.

    Returns the result (not masked), the folder, and the backups of files of the earlier export that somebody changed.
    Raises `UsageError` (`output-in-inbox`), `NotDoneError` (`not-an-export`) where something else is there, and as
    `saving.ensure_replaceable` and `save_folder` do.
    """
    from toolkit.disclosure.sharing import share as shared
    from toolkit.export import FOLDERS, writing
    from toolkit.files.saving import ensure_replaceable, save_folder
    from toolkit.run.masters.backups import keep_copy

    target = Path(output) if output else folder.root / FOLDERS[share]
    if output is None:
        refuse_links(folder.root, target)
    if is_in(target, folder.inbox):
        raise UsageError("output-in-inbox", file=str(target))
    if (
        not writing.exported_files(target)
        and os.path.lexists(target)
        and not (target.is_dir() and not os.listdir(target))
    ):
        raise NotDoneError("not-an-export", file=str(target))
    for name in writing.exported_files(target):
        ensure_replaceable(target / name)
    result, _ = result_to_report(folder, paths, as_of, means)
    copy = shared(result).result if share else result
    make_folder(target.parent)
    backups = [keep_copy(folder.root, path) for path in writing.changed_files(target)]
    draw = partial(writing.write_export, result=copy, language=language, shared=share)
    save_folder(target, draw, writing.exported_files)
    return result, target, backups


#: Formats that LibreOffice can convert, by the first bytes of the file.
_CONVERTED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"{\\rtf", ".rtf"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
)


@dataclass(frozen=True, slots=True)
class DraftedForm:
    """A drafted form, with what was read from the report and what was filled in."""

    path: Path
    letter: AgencyReport
    filling: Filling
    converted: bool = False
    """Whether LibreOffice converted the report first."""
    backup: Path | None = None
    """The copy of the earlier filled form."""


def write_draft(
    folder: Folder, report: Path | str, code: str, output: Path | str | None = None, language: Language = "vi"
) -> DraftedForm:
    """Draft an agency's intake workbook from its Word, PDF or text report. An earlier filled form is kept under another
    name. Raises as `ensure_writable` does for another `output`; `NotDoneError` where the report cannot be read, such
    as an old `.doc` where LibreOffice is not installed."""
    from toolkit.drafting.agency_report import read_agency_report
    from toolkit.drafting.draft import draft_filling, draft_marks
    from toolkit.files.saving import save_in_one_step
    from toolkit.form.tables import with_proposed_rows
    from toolkit.run.report_process import read_report
    from toolkit.xlsx.drawn.form import write_intake

    report = Path(report)
    agency = agency_named(folder.campaign, code)
    path = usual = folder.outgoing / form_name(agency.short_name, agency.code)
    if output is not None and os.path.abspath(output) != os.path.abspath(path):
        path = Path(output)
        ensure_writable(folder, path, "form", agency)
    else:
        refuse_links(folder.root, path)
    try:
        data = read_whole(report)
    except OSError as error:
        raise NotDoneError("cannot-read", file=str(report), reason=system_reason(error)) from error
    read, converted = _as_docx(data, report.name)
    letter = read_agency_report(read, report.name, folder.campaign, agency, read_report)
    filling = draft_filling(folder.campaign, letter, language)
    make_folder(path.parent)
    form = with_proposed_rows(make_form(folder.campaign, agency, language, version=version), filling)
    form = replace(form, followup=tuple(previous_followup(folder).get(agency.code, ())))
    marks = draft_marks(folder.campaign, letter, language)
    backups: list[Path] = []

    def draw(target: Path) -> None:
        write_intake(target, form, filling, marks)
        if path.is_file() and read_whole(path) != read_whole(target) and filled_forms(folder, [path]):
            backups.append(keep_aside(path.parent, path.stem, path, language))

    save_in_one_step(path, draw)
    if path == usual:
        former = [p for p in forms_in(folder.outgoing, {agency.code}).get(agency.code, ()) if p != path]
        remove_forms(folder, former, backups.append, language)
    return DraftedForm(path, letter, filling, converted, backups[0] if backups else None)


def _as_docx(data: bytes, name: str) -> tuple[bytes, bool]:
    """A file as `.docx` and True, if it is an old Word file and LibreOffice is installed; else the file unchanged and
    False."""
    from toolkit.documents.lines import report_format
    from toolkit.run.office import convert, program_path

    try:
        report_format(data, name)
    except NotDoneError as error:
        ending = next((kind for start, kind in _CONVERTED if start in data[:100]), None)
        readable = error.code in ("letter-is-doc", "letter-not-supported") and ending is not None
        if not readable or ending is None or program_path() is None:
            raise
        try:
            return convert(data, ending, "docx", name), True
        except NotDoneError:
            raise error from None  # advice about the file itself is more helpful
    return data, False


def write_pdf(folder: Folder, report: Path) -> tuple[Path, Path | None]:
    """The Word report as PDF beside it, and the backup of the earlier PDF, if the toolkit did not make that one.

    A mark after the last line, which readers of PDF ignore, shows that the toolkit made a file: a signed or scanned PDF
    ends differently. Raises `NotDoneError` as `office.convert` does.
    """
    from toolkit.run.office import convert

    target = report.with_suffix(".pdf")
    data = convert(for_libreoffice(read_whole(report)), ".docx", "pdf", report.name)
    return target, _replace_document(folder, target, _with_mark(data), lambda pdf: pdf == _with_mark(pdf[:-_MARK]))


#: The bytes of the mark at the end of a PDF: a comment with the SHA-256 of everything before the mark.
_MARK = 66


def _with_mark(pdf: bytes) -> bytes:
    return b"%s%%%s\n" % (pdf, hashlib.sha256(pdf).hexdigest().encode())


def for_libreoffice(report: bytes) -> bytes:
    """The report as a document of Word 2010.

    For later versions LibreOffice narrows the spaces of justified lines as Word does, and then sometimes leaves a
    heading alone at the foot of a page.
    """
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(report)) as source, zipfile.ZipFile(output, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part == "word/settings.xml":
                content = re.sub(rb'(w:name="compatibilityMode"[^>]*w:val=)"\d+"', rb'\1"14"', content)
            target.writestr(part, content)
    return output.getvalue()


def _replace_document(folder: Folder, path: Path, data: bytes, is_ours: Callable[[bytes], bool]) -> Path | None:
    """Replace a document; one that the toolkit did not write is first kept in `backups/`: returns the backup."""
    from toolkit.run.masters.backups import keep_copy

    backups: list[Path] = []

    def keep_present(_drawn: Path) -> None:
        present = read_whole(path) if path.is_file() else data
        if present != data and not is_ours(present):
            backups.append(keep_copy(folder.root, path))

    _save(path, data, keep_present)
    return backups[0] if backups else None


def _is_as_written(data: bytes) -> bool:
    """Whether a workbook of the toolkit was saved by no other program."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return is_as_written(archive)
    except DAMAGED_OR_WITHOUT:
        return False


def _save(path: Path, data: bytes, keep: Callable[[Path], None] | None = None) -> None:
    from toolkit.files.saving import save_bytes

    make_folder(path.parent)
    save_bytes(path, data, keep=keep)
