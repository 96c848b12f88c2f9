"""One run: read and check the inputs, consolidate them, save the result in one step.

The result does not depend on the number of workers or the order of files.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from toolkit._version import version
from toolkit.agencies.names import agencies_with_forms, agency_names, listed_agencies
from toolkit.consolidation.consolidate import Basis, basis_of, reports_for_narrative, tabulate, with_narrative
from toolkit.consolidation.leaders import with_page_faults
from toolkit.files.form_names import form_name
from toolkit.files.holding import read_whole
from toolkit.files.walking import file_state, refuse_links
from toolkit.form.contents import make_form
from toolkit.master.decisions import read_decisions
from toolkit.master.desk_edits import DeskEdits, edits_with_codes
from toolkit.master.edits import read_edits
from toolkit.master.merge_inputs import NOTHING
from toolkit.master.read_kept import read_kept
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.masters import SHEETS
from toolkit.model import Agency, Campaign, Consolidation, Decision, Edit, Finding, FollowUp, Kept, Language, Previous
from toolkit.model.judging import CODE
from toolkit.narrative.narrate import Reports, narrate
from toolkit.run.by_register import Merging, register_of, with_register
from toolkit.run.folder import (
    File,
    Folder,
    Paths,
    as_sequence,
    files_to_merge,
    find_files,
    forms_in,
    make_folder,
    path_in_campaign,
)
from toolkit.run.gathering import Means, Progress, gather, no_progress, store_of
from toolkit.run.inputs import (
    Inputs,
    hashed_inputs,
    inputs_of_merge,
    inputs_or_last,
    last_master,
    names_only_some,
    report_left_in_inbox,
    with_last_compared,
)
from toolkit.run.masters.current import Drawing, result_if_current
from toolkit.run.narrating import begin_narrative, load_for_grouping
from toolkit.run.outputs import (
    MergedFile,
    ensure_writable,
    filled_forms,
    has_comparison,
    keep_aside,
    merged_files,
    remove_forms,
    unread_files,
    unread_files_text,
)
from toolkit.run.workers import Pool
from toolkit.spreadsheet.keyed import SheetNames
from toolkit.spreadsheet.workbook import read_trusted, shared_reader, why_unreadable

if TYPE_CHECKING:
    from toolkit.disclosure.sharing import Shared
    from toolkit.master.carry.records import Lost
    from toolkit.master.handwork import HandWork
    from toolkit.register.entries import Register

#: The coordinator's decisions about groups, about files, and about figures and findings; and findings about decisions.
_Decided: TypeAlias = tuple[Sequence[Edit], Sequence[Decision], Kept, Sequence[Finding]]
#: The number of changed forms in `outgoing/` that are checked together.
_CHECKED_TOGETHER = 500


# --- Intake workbooks ----------------------------------------------------------------------------


def write_templates(
    folder: Folder,
    codes: Sequence[str] | str = (),
    *,
    previous: Path | str | None = None,
    language: Language = "vi",
    progress: Progress = no_progress,
    copied: Callable[[Path], None] = lambda _: None,
    into: Path | None = None,
    report: Callable[[Finding], None] = lambda _: None,
    notice: Callable[[str, str], None] = lambda _code, _file: None,
) -> list[Path]:
    """Write the intake workbooks of the agencies named, or of all that owe a report, to `outgoing/`, or `into` another.

    `previous`: the master of the previous campaign; by default, where the definition names one, the one that merges are
    compared with (`inputs.last_master`). Its figures are printed beside the agency's cells, and filled into the cells
    of carried indicators. `notice` gets a code and a file: which master it is, or that it is missing, has no comparable
    period, or is needed and not named. A form with typed contents is copied to another name first; `copied` is called
    with the copy. `report` gets findings about what cannot be compared. Raises `UsageError` for an unknown or ambiguous
    agency (as `agency_named` does), and where `previous` has no comparable period; `NotDoneError` where `previous`
    cannot be read or a form cannot be written.
    """
    from toolkit.consolidation.carried import CarriedValues
    from toolkit.consolidation.followup import followup_questions
    from toolkit.consolidation.trend import Trend, former_agency_findings, with_previous
    from toolkit.form.carried import with_carried, with_carried_rows
    from toolkit.xlsx.drawn.patching import Forms

    agencies = [agency_named(folder.campaign, code) for code in ((codes,) if isinstance(codes, str) else codes)]
    if not codes:
        agencies = list(agencies_with_forms(folder.campaign))
    target = into or folder.outgoing
    named = previous
    if previous is None and folder.campaign.previous:
        named = last_master(folder, notice)
    last = _read_previous(folder, None if str(named) in ("", NOTHING) else named)
    before = Trend(folder.campaign, last) if last else None
    if last and before and folder.campaign.periods and not before.periods:
        periods = ", ".join(p.key for p in last.periods) or "–"
        if previous is not None:
            raise UsageError("previous-has-no-like-period", file=last.file, periods=periods)
        notice("previous-not-alike", last.file)
    carries = any(i.carry for i in folder.campaign.indicators) or any(t.cumulative for t in folder.campaign.tables)
    carries = carries or any(section.follow_up for section in folder.campaign.sections)
    if last is None and carries:
        notice("nothing-to-carry", folder.definition.name)
    last_time = CarriedValues(before) if before else None
    chosen, unassigned = followup_questions(before) if before else ({}, [])
    for finding in former_agency_findings(before) if before else ():
        report(finding)
    for finding in (*(last_time.unplaced_row_findings() if last_time else ()), *unassigned):
        report(finding)
    paths = {agency.code: target / form_name(agency.short_name, agency.code) for agency in agencies}
    refuse_links(folder.root, *paths.values())
    make_folder(target)
    written = []
    carried_rows: Counter[str] = Counter()
    followed_up: Counter[str] = Counter()
    changed: dict[Path, bytes] = {}
    forms = Forms()
    for number, agency in enumerate(agencies, start=1):
        form = make_form(folder.campaign, agency, language, version=version)
        if before is not None and last_time is not None:
            form = with_carried(with_previous(form, before), last_time.values_of(agency.code))
            form = with_carried_rows(form, last_time.rows_of(agency.code))
            form = replace(form, followup=tuple(chosen.get(agency.code, ())))
            carried_rows.update({table: len(rows) for table, rows in form.carried_rows.items()})
            followed_up.update(text.section for text in form.followup)
        path = paths[agency.code]
        _save_form(path, forms.form_bytes(form), changed)
        if len(changed) == _CHECKED_TOGETHER or number == len(agencies):
            _replace_forms(folder, changed, copied, language)
            changed.clear()
        written.append(path)
        progress(number, len(agencies), agency.code)
    present = forms_in(target, paths)
    remove_forms(folder, [p for code, files in present.items() for p in files if p != paths[code]], copied, language)
    if carried_rows:
        headings = {t.code: t.heading for t in folder.campaign.tables}
        notice("rows-carried", "; ".join(f"{headings[code]}: {count}" for code, count in carried_rows.items()))
    if followed_up:
        headings = {s.code: s.heading for s in folder.campaign.sections}
        notice("followed-up", "; ".join(f"{headings[code]}: {count}" for code, count in followed_up.items()))
    return written


def _save_form(path: Path, data: bytes, changed: dict[Path, bytes]) -> None:
    """Write a blank form where there is none; where the file has other contents, add the form to `changed`."""
    from toolkit.files.saving import save_bytes

    if not path.is_file():
        save_bytes(path, data, durable=False)
    elif path.stat().st_size != len(data) or read_whole(path) != data:
        changed[path] = data


def _replace_forms(
    folder: Folder, changed: Mapping[Path, bytes], copied: Callable[[Path], None], language: Language
) -> None:
    """Replace forms by blank ones; a form that is not blank is first copied under another name."""
    from toolkit.files.saving import save_bytes

    for path in filled_forms(folder, list(changed)):
        copied(keep_aside(path.parent, path.stem, path, language))
    for path, data in changed.items():
        save_bytes(path, data, durable=False)


def agency_named(campaign: Campaign, typed: str) -> Agency:
    """The agency with this code, name, short name or alias, whatever the case, with or without tones.

    Raises `UsageError`: `no-such-agency` with the nearest names, `several-agencies` with all that match.
    """
    names = agency_names(campaign)
    matches = names.matching(typed)
    if len(matches) > 1:
        raise UsageError("several-agencies", value=typed, agencies=listed_agencies(matches))
    if not matches:
        raise UsageError("no-such-agency", value=typed, nearest=names.nearest(typed))
    return matches[0]


# --- Reading and checking ------------------------------------------------------------------------


def check_files(
    folder: Folder, paths: Paths = (), *, as_of: date, means: Means | None = None, as_merged: bool = False
) -> Consolidation:
    """Read and check the inbox (or `paths`), and determine which files count. Writes nothing but the store.

    `as_merged`: without paths, the inputs of the last merge into the campaign's master are read instead of the inbox,
    as always where the inbox is empty. Where only some files are named, the findings are those about these files.
    Raises `UsageError` (`no-such-path`, `input-gone`).
    """
    means = _means_or_default(folder, means)
    inputs = inputs_or_last(folder, paths, means) if as_merged or not (paths or find_files(folder)) else Inputs(paths)
    register = register_of(folder)
    decided = _decisions_in(folder, folder.master, register, narrates=False)
    files = find_files(folder, inputs.paths)
    previous = _read_previous(folder, last_master(folder, means.notice, needed=False))
    with Pool(folder.campaign, version, means.limits) as pool:
        basis, reports = _read(folder, files, means, pool, decided, register, previous)
    result = _consolidated(basis, replace(reports, find_similar=False), as_of)
    if names_only_some(folder, paths):
        about = {*(name for _, name in files), *(s.source.file for s in result.submissions)}
        result = replace(result, findings=tuple(f for f in result.findings if f.file in about or f.code == CODE))
    if not paths:
        _report_not_read(merged_files(folder.master), result, means)
        report_left_in_inbox(folder, inputs, result, means)
    return result


def _report_not_read(before: Sequence[MergedFile], result: Consolidation, means: Means) -> None:
    """Send a notice if the master has agencies whose files were not read this time."""
    if lost := unread_files(before, result):
        means.notice("files-not-read", unread_files_text(lost))


def _means_or_default(folder: Folder, means: Means | None) -> Means:
    return means or Means(store=folder.store)


def _read(
    folder: Folder,
    files: Sequence[File],
    means: Means,
    pool: Pool,
    decided: _Decided,
    register: Register | None,
    previous: Previous | None = None,
    merging: Merging | None = None,
) -> tuple[Basis, Reports]:
    """The basis of a result from these files, and the input of the narrative. `merging`: the merge for which they are
    read, which stores the days on which files were first seen."""
    pool.do_meanwhile(partial(import_module, "toolkit.editing.asking"))
    if merging and (processes := _process_count(means, len(files))) > 1:
        pool.do_meanwhile(partial(pool.prepare, processes, load_for_grouping))
    edits, decisions, kept, findings = decided
    part, ahead = gather(folder.campaign, folder.root, files, means, pool, edits, decisions, kept)
    by = with_register(folder, part.submissions, files, part.kept, register, means, merging)
    findings = (*part.findings, *by.findings, *findings)
    basis = basis_of(folder.campaign, by.submissions, part.decisions, previous, findings, by.kept)
    if basis.corrected.agencies or basis.rows.agencies:
        from toolkit.checks.corrected import with_corrections

        basis = with_corrections(basis)
    if basis.campaign.signed_pdf or any(s.pdf is not None for s in basis.settlement.submissions):
        from toolkit.signed.pairing import with_signed_pdfs

        basis = with_signed_pdfs(basis)
    if unchecked := sum(s.pdf is not None and s.pdf.needs_checking for s in by.submissions):
        means.notice("signatures-not-checked", str(unchecked))
    return basis, reports_for_narrative(basis, part.edits, ahead)


def _process_count(means: Means, files: int) -> int:
    """The number of processes for the narrative; 1 with an executor, whose threads do not allow new processes."""
    return means.process_count(files) if means.executor is None else 1


def _consolidated(basis: Basis, reports: Reports, as_of: date) -> Consolidation:
    from toolkit.editing.asking import with_questions

    return with_narrative(tabulate(with_questions(basis), as_of), narrate(basis.campaign, reports))


def merge_files(
    folder: Folder,
    paths: Paths = (),
    *,
    output: Path | str | None = None,
    previous: Path | str | None = None,
    as_of: date,
    means: Means | None = None,
    language: Language = "vi",
    drawing: Drawing | None = None,
) -> tuple[Consolidation, Path]:
    """Consolidate `paths` into the master workbook, which is replaced in one step.

    Without paths: the inputs of the last merge into the campaign's master, which that master remembers; else the inbox.
    Likewise `previous`, the master of the previous campaign to compare with ("-": none). `means`: how files are read;
    default: with the campaign's store. `drawing` records the state by which the master is recognised as current later.

    A master among the files supplies the contents of the files that it was made from. The coordinator's edits in the
    replaced master are carried over; the whole inbox merged into a new file has those of the campaign's master.

    Raises `UsageError` (`no-such-path`, and as `inputs_of_merge` and `ensure_writable` do) and `NotDoneError`:
    `nothing-to-merge`, `cannot-read`; where the present master is not ours or cannot be read (`not-a-master`,
    `old-master-unreadable`), is a link and not `output` (`place-is-link`), or was saved by somebody during the merge
    (`changed-meanwhile`); where somebody has it open (`locked`, `file-open-elsewhere` before anything is read;
    `kept-aside` where it was opened meanwhile); where `previous` cannot be read, or the master cannot be written.

    The replaced master is kept in `backups/`. Notices report what people typed into it that is not carried over.
    """
    if output is None:
        refuse_links(folder.root, folder.master)
    target = Path(output or folder.master)
    return _merge(
        folder, paths, target, previous, as_of, _means_or_default(folder, means), language, drawing or Drawing()
    )


def _merge(
    folder: Folder,
    paths: Paths,
    target: Path,
    previous: Path | str | None,
    as_of: date,
    means: Means,
    language: Language,
    drawing: Drawing,
) -> tuple[Consolidation, Path]:
    from toolkit.run.masters.backups import clear_waiting, keep_register, prepare_master, replace_master, uncarried_work
    from toolkit.run.masters.issued import with_bridges

    ensure_writable(folder, target, "master")
    prepare_master(folder.root, target)
    seen = file_state(target)
    inputs = inputs_of_merge(folder, paths, target, previous, means)
    unspecified = previous is None and inputs.previous is None and not folder.campaign.previous
    not_compared, before = unspecified and has_comparison(target), merged_files(target)
    drawing.begin(folder, inputs, as_of)
    with Pool(folder.campaign, version, means.limits) as pool:
        pool.do_meanwhile(partial(import_module, "toolkit.master.sheets.master"))  # slow, but not while workers read
        merging = Merging(as_of, language)
        basis, reports = _read_for_merge(folder, inputs, bool(paths), target, means, pool, merging)
        from toolkit.editing.asking import with_questions
        from toolkit.master.carry.reading import read_carried
        from toolkit.master.sheets.context import record_counts
        from toolkit.master.sheets.master import write_master
        from toolkit.xlsx.tables import MAX_RECORDS

        files = len(basis.settlement.submissions)
        processes, store = _process_count(means, files), store_of(folder.campaign, means)
        narrative = begin_narrative(pool, folder.campaign, reports, processes if processes > 1 else 0, store)
        del reports  # frees memory: the workers have it
        carried = read_carried(target)
        hashed = hashed_inputs(folder, inputs, target, basis.settlement.submissions, inputs.previous)
        tables = replace(tabulate(with_questions(basis), as_of), page_texts=carried.texts, inputs=hashed)
        tables = with_bridges(folder.root, target, tables, drawing.since.append)
        whole = cache(lambda: with_page_faults(with_narrative(tables, narrative()), language))
        means.progress(files, files, target.name)
        make_folder(target.parent)
        by_hand = uncarried_work(folder.root, target)
        lost = list(carried.lost)

        def draw(path: Path) -> None:
            lost.extend(
                write_master(path, tables, language, whole=whole, merge_inputs=inputs.merge_inputs, carried=carried)
            )
            drawing.record_drawn("master", path)

        # If somebody has saved it since its edits were read, they would be lost.
        backup = replace_master(folder.root, target, draw, lambda: file_state(target) == seen)
    for work in merging.afterwards:
        work()
    keep_register(folder.root, target)
    drawing.register = merging.register
    result = whole()
    _report_hand_work(folder, by_hand, lost, backup, means)
    if (waited := clear_waiting(folder.root, target)) is not None:
        means.notice("waiting-kept", path_in_campaign(folder.root, waited))
    _report_not_read(before, result, means)
    report_left_in_inbox(folder, inputs, result, means)
    if not_compared:
        means.notice("previous-dropped", target.name)
    if max(record_counts(result).values()) > MAX_RECORDS:
        means.notice("past-a-sheet", target.name)
    return result, target


def _report_hand_work(
    folder: Folder, work: HandWork | None, lost: Sequence[Lost], backup: Path | None, means: Means
) -> None:
    """Send notices about people's work in the replaced master that the new one lacks, with the path of its backup."""
    from toolkit.master.handwork import parts_to_report

    for kind in dict.fromkeys(what.kind for what in lost):
        means.notice(f"not-carried-{kind}", "; ".join(dict.fromkeys(x.where for x in lost if x.kind == kind)))
    if backup is None or not (work or lost):
        return
    for kind, where in parts_to_report(work) if work else ():
        means.notice(f"hand-work-{kind}", where)
    code = "hand-work-unknown" if work and not work.known else "master-kept"
    means.notice(code, path_in_campaign(folder.root, backup))


def ensure_shareable(folder: Folder, path: Path, master: Path) -> None:
    """Check that the copy of this master may be written. Raises as `ensure_writable`, `ensure_replaceable` and
    `share_file` do."""
    from toolkit.files.saving import ensure_replaceable

    _refuse_master(path, master)
    ensure_writable(folder, path, "shared")
    ensure_replaceable(path)


def _refuse_master(path: Path, master: Path) -> None:
    if path.is_dir() or os.path.abspath(path) == os.path.abspath(master):
        raise UsageError("share-elsewhere", file=str(path))


def share_file(
    result: Consolidation, path: Path, master: Path, language: Language = "vi", drawing: Drawing | None = None
) -> Shared:
    """Write the copy for circulation: the master with small figures of people masked. Raises `UsageError` for the
    master itself."""
    from toolkit.disclosure.sharing import share
    from toolkit.files.saving import save_in_one_step
    from toolkit.master.sheets.master import write_master

    _refuse_master(path, master)
    shared = share(result)
    make_folder(path.parent)

    def draw(to: Path) -> None:
        write_master(to, shared.result, language, shared=True)
        if drawing is not None:
            drawing.record_drawn("copy", to)

    save_in_one_step(path, draw)
    return shared


def consolidate_files(
    folder: Folder, paths: Paths, master: Path, *, as_of: date, means: Means | None = None
) -> tuple[Consolidation, bool]:
    """The result of a merge that writes nothing, and whether the campaign's present master was drawn from that result:
    in this case nothing is read.

    That master is not an input, unless `paths` name nothing else.
    """
    from toolkit.master.carry.reading import read_texts

    means = _means_or_default(folder, means)
    inputs = with_last_compared(folder, inputs_or_last(folder, paths, means), means)
    current = None if paths or master != folder.master else result_if_current(folder, inputs, as_of, means.store)
    if current is None:
        with Pool(folder.campaign, version, means.limits) as pool:
            basis, reports = _read_for_merge(folder, inputs, bool(paths), master, means, pool)
    result = current or _consolidated(basis, reports, as_of)
    if current is None:
        remembered = inputs.merge_inputs
        compared = (
            None if remembered.alone else last_master(folder, lambda _code, _file: None, remembered, needed=False)
        )
        result = replace(result, inputs=hashed_inputs(folder, inputs, master, result.submissions, compared))
    result = with_page_faults(replace(result, page_texts=read_texts(master)))
    _report_not_read(merged_files(master) if current is None else (), result, means)
    report_left_in_inbox(folder, inputs, result, means)
    return result, current is not None


def _read_for_merge(
    folder: Folder, inputs: Inputs, named: bool, master: Path, means: Means, pool: Pool, merging: Merging | None = None
) -> tuple[Basis, Reports]:
    paths = as_sequence(inputs.paths)
    files = files_to_merge(folder, paths, master)
    if not files:
        raise NotDoneError("nothing-to-merge", folder=str(paths[0] if paths else folder.inbox))
    if all(os.path.isdir(path) for path, _ in files):  # the master must not be replaced by an empty result
        closed = next((path for path, _ in files if why_unreadable(path)), None)
        if closed is None:
            raise NotDoneError("nothing-to-merge", folder=str(paths[0] if paths else folder.inbox))
        raise NotDoneError("cannot-read", file=str(closed), reason=why_unreadable(closed))
    before, register = _read_previous(folder, inputs.previous), register_of(folder, merging)
    decided = _decisions_for(folder, named, master, register, means)
    return _read(folder, files, means, pool, decided, register, before, merging)


def _decisions_for(folder: Folder, named: bool, master: Path, register: Register | None, means: Means) -> _Decided:
    """The edits, decisions and corrections that apply to a merge into `master`: those in that file, or, for a merge of
    everything (nothing is `named`) into a new file, those of the campaign's master. A notice reports further ones in
    the campaign's master, which do not apply."""
    if os.path.abspath(master) == os.path.abspath(folder.master):
        return _decisions_in(folder, master, register)
    in_master = _decisions_in(folder, master, None)
    try:
        usual = _decisions_in(folder, folder.master, register)
    except NotDoneError:  # unreadable, but this merge does not replace it
        means.notice("edits-elsewhere", folder.master.name)
        return in_master
    if not named and not master.exists():
        return usual
    of_usual, of_this = ((d[0], d[1], d[2].corrections, d[2].acceptances, d[2].reviews) for d in (usual, in_master))
    if not all(set(one) <= set(other) for one, other in zip(of_usual, of_this, strict=True)):
        means.notice("edits-elsewhere", folder.master.name)
    return in_master


def _decisions_in(folder: Folder, master: Path, register: Register | None, *, narrates: bool = True) -> _Decided:
    """The decisions in a master and at the desk; edits of groups only where the command `narrates`."""
    names = SheetNames(name for key in ("summary", "groups", "taken", "sources", "kept") for name in SHEETS[key])
    read = shared_reader(names) if narrates else read_trusted
    kept, desk = read_kept(master, read), None
    if register is not None and register.edits:
        desk = DeskEdits(edits_with_codes(folder.campaign, register.edits.values()), kept.included)
        kept = desk.with_kept(kept)
    edits = read_edits(master, read, desk) if narrates or (desk and desk.groups) else ()
    if register is not None and desk is not None:
        register.decides, kept = desk.included != kept.included, replace(kept, included=desk.included)
    findings = tuple(desk.findings) if desk else ()
    return edits if narrates else (), read_decisions(master, read), kept, findings


def previous_followup(folder: Folder) -> dict[str, list[FollowUp]]:
    """The follow-up questions about the previous round, by agency. Raises `NotDoneError` where its master cannot be
    read."""
    from toolkit.consolidation.followup import followup_questions
    from toolkit.consolidation.trend import Trend

    last = _read_previous(folder, last_master(folder, lambda _code, _file: None, needed=False))
    return followup_questions(Trend(folder.campaign, last))[0] if last else {}


def _read_previous(folder: Folder, master: Path | str | None) -> Previous | None:
    if master is None:
        return None
    from toolkit.master.previous import read_previous

    return read_previous(folder.campaign, Path(master))
