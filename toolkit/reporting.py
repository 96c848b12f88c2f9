"""One run of `report` and of `draft`: from files to a Word report, and from a Word report to a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.errors import NotDoneError
from toolkit.model import Consolidation
from toolkit.run import (
    RETURNS,
    Folder,
    Progress,
    agency_named,
    consolidate_files,
    make_folder,
    without_collector,
)
from toolkit.workers import Limits

REPORT = "bao-cao.docx"


@dataclass(frozen=True, slots=True)
class Written:
    """A report, and the result it was drawn from."""

    result: Consolidation
    report: Path


def write_report(folder: Folder, paths: Sequence[Path] = (), *, agency: str = "", output: Path | None = None, as_of: date, workers: int | None = None, limits: Limits | None = None, progress: Progress) -> Written:  # fmt: skip
    """Draft the Word report of the whole, or of one agency, from what is in the inbox (or `paths`).

    It consolidates as `merge` does, with the coordinator's edits in the master that is there. Raises
    `NotDoneError`: `agency-not-in`, or what cannot be written.
    """
    from toolkit.report import make_own_report, make_report
    from toolkit.writers.word import word_bytes

    one = agency_named(folder.campaign, agency) if agency else None
    with without_collector():
        result = consolidate_files(folder, paths, folder.master, as_of=as_of, workers=workers, limits=limits, progress=progress)  # fmt: skip
    if one is None:
        target, report = output or folder.root / REPORT, make_report(result)
    else:
        submission = result.used.get(one.code)
        if submission is None:
            raise NotDoneError("agency-not-in", agency=one.name, folder=str(folder.inbox))
        target = output or folder.root / RETURNS / f"bao-cao-{one.code}.docx"
        report = make_own_report(folder.campaign, submission, as_of)
    _save(target, word_bytes(report))
    return Written(result, target)


def write_pdf(report: Path) -> Path:
    """The Word report as PDF beside it. Raises `NotDoneError` as `office.convert` does."""
    from toolkit.office import convert

    target = report.with_suffix(".pdf")
    _save(target, convert(report.read_bytes(), ".docx", "pdf", report.name))
    return target


def _save(path: Path, data: bytes) -> None:
    from toolkit.writers.saving import save_in_one_step

    make_folder(path.parent)
    save_in_one_step(path, lambda target: _write(target, data))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
