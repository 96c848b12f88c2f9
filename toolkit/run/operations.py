"""One run: read what came in and check it, consolidate, save in one step.

Reading goes through workers where that pays; the result does not depend on how many there are or in which order files
are found.
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
from toolkit.agencies.names import agency_names, asked_agencies, listed_agencies
from toolkit.consolidation.consolidate import Basis, basis_of, tabulate, to_narrate, with_narrative
from toolkit.consolidation.leaders import with_leaders
from toolkit.files.form_names import form_name
from toolkit.files.holding import read_whole
from toolkit.files.walking import not_linked, state_of
from toolkit.form.contents import make_form
from toolkit.master.by_desk import ByDesk, placed_edits
from toolkit.master.decisions import read_decisions
from toolkit.master.edits import read_edits
from toolkit.master.given import NOTHING
from toolkit.master.read_kept import read_kept
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.masters import SHEETS
from toolkit.model import Agency, Campaign, Consolidation, Decision, Edit, Finding, FollowUp, Kept, Language, Previous
from toolkit.model.judging import CODE
from toolkit.narrative.narrate import Reports, narrate
from toolkit.run.by_register import Merging, by_register, register_of
from toolkit.run.folder import File, Folder, Paths, files_to_merge, find_files, forms_in, known_as, make_folder, several
from toolkit.run.gathering import Means, Progress, gather, no_progress, store_of
from toolkit.run.inputs import (
    Inputs,
    as_last_time,
    beside_last_time,
    hashed_inputs,
    last_master,
    names_some,
    of_merge,
    tell_left_in_inbox,
)
from toolkit.run.masters.current import Drawing, drawn_from
from toolkit.run.narrating import begin_narrative, load
from toolkit.run.outputs import Counted, compares, filled, keep_aside, made_from, may_write, named, not_read, take_away
from toolkit.run.workers import Pool
from toolkit.spreadsheet.keyed import SheetNames
from toolkit.spreadsheet.workbook import folder_reason, read_own, read_together

if TYPE_CHECKING:
    from toolkit.disclosure.sharing import Shared
    from toolkit.master.carry.records import Lost
    from toolkit.master.handwork import HandWork
    from toolkit.register.entries import Register

#: What the coordinator decided: about groups, about files, about figures and findings; and what is to be said of it.
_Decided: TypeAlias = tuple[Sequence[Edit], Sequence[Decision], Kept, Sequence[Finding]]
#: Forms in `outgoing/` that are not as they would be written: so many are looked at together.
_LOOKED_AT = 500


# --- Intake workbooks ----------------------------------------------------------------------------


def write_templates(
    folder: Folder,
    codes: Sequence[str] | str = (),
    *,
    previous: Path | str | None = None,
    language: Language = "vi",
    progress: Progress = no_progress,
    kept: Callable[[Path], None] = lambda _: None,
    into: Path | None = None,
    tell: Callable[[Finding], None] = lambda _: None,
    notice: Callable[[str, str], None] = lambda _code, _file: None,
) -> list[Path]:
    """Write the intake workbooks of the agencies named, or of all that owe a report, to `outgoing/`, or `into` another.

    `previous` is the master of the campaign before, by default, where the definition names one, the one that merges are
    compared with (`inputs.last_master`): each agency's figures in it are printed beside its cells, and stand in those
    of indicators that are carried. `notice` is told, by a code and a file, which it is, or that it is not there, has no
    like period, or is needed and not named. A form in which something has been typed is kept under another name, which
    `kept` is told; what cannot be compared, since the bodies are others, `tell` is told. Raises `UsageError` for one
    that is no agency, or may be several (as `agency_named` does), and where `previous` has no period like one of this
    campaign; `NotDoneError` where `previous` cannot be read or a form cannot be written.
    """
    from toolkit.consolidation.carried import LastTime
    from toolkit.consolidation.followup import followup_questions
    from toolkit.consolidation.trend import Trend, former_agency_findings, with_previous
    from toolkit.form.carried import with_carried, with_carried_rows
    from toolkit.xlsx.drawn.patching import Forms

    agencies = [agency_named(folder.campaign, code) for code in ((codes,) if isinstance(codes, str) else codes)]
    if not codes:
        agencies = list(asked_agencies(folder.campaign))
    target = into or folder.outgoing
    named = previous
    if previous is None and folder.campaign.previous:  # where nothing is named forms are without, as ever
        named = last_master(folder, notice)
    last = _previous(folder, None if str(named) in ("", NOTHING) else named)
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
    last_time = LastTime(before) if before else None
    chosen, of_nobody = followup_questions(before) if before else ({}, [])
    for finding in former_agency_findings(before) if before else ():
        tell(finding)
    for finding in (*(last_time.rows_without_successor() if last_time else ()), *of_nobody):
        tell(finding)
    paths = {agency.code: target / form_name(agency.short_name, agency.code) for agency in agencies}
    not_linked(folder.root, *paths.values())
    make_folder(target)
    written = []
    carried_rows: Counter[str] = Counter()
    followed_up: Counter[str] = Counter()
    changed: dict[Path, bytes] = {}
    forms = Forms()
    for number, agency in enumerate(agencies, start=1):
        form = make_form(folder.campaign, agency, language, version=version)
        if before is not None and last_time is not None:
            form = with_carried(with_previous(form, before), last_time.of(agency.code))
            form = with_carried_rows(form, last_time.rows_of(agency.code))
            form = replace(form, followup=tuple(chosen.get(agency.code, ())))
            carried_rows.update({table: len(rows) for table, rows in form.carried_rows.items()})
            followed_up.update(text.section for text in form.followup)
        path = paths[agency.code]
        _save_form(path, forms.form_bytes(form), changed)
        if len(changed) == _LOOKED_AT or number == len(agencies):
            _replace_forms(folder, changed, kept, language)
            changed.clear()
        written.append(path)
        progress(number, len(agencies), agency.code)
    there = forms_in(target, paths)
    take_away(folder, [p for code, own in there.items() for p in own if p != paths[code]], kept, language)
    if carried_rows:
        headings = {t.code: t.heading for t in folder.campaign.tables}
        notice("rows-carried", "; ".join(f"{headings[code]}: {count}" for code, count in carried_rows.items()))
    if followed_up:
        headings = {s.code: s.heading for s in folder.campaign.sections}
        notice("followed-up", "; ".join(f"{headings[code]}: {count}" for code, count in followed_up.items()))
    return written


def _save_form(path: Path, data: bytes, changed: dict[Path, bytes]) -> None:
    """Write a blank form where none is; put it into `changed` where another one is."""
    from toolkit.files.saving import save_bytes

    if not path.is_file():
        save_bytes(path, data, durable=False)
    elif path.stat().st_size != len(data) or read_whole(path) != data:
        changed[path] = data


def _replace_forms(
    folder: Folder, changed: Mapping[Path, bytes], kept: Callable[[Path], None], language: Language
) -> None:
    """Replace forms by blank ones; those that are not blank are kept under another name."""
    from toolkit.files.saving import save_bytes

    for path in filled(folder, list(changed)):
        kept(keep_aside(path.parent, path.stem, path, language))
    for path, data in changed.items():
        save_bytes(path, data, durable=False)


def agency_named(campaign: Campaign, typed: str) -> Agency:
    """The agency that is meant: by code, name, short name or alias, whatever the case, with or without tones.

    Raises `UsageError`: `no-such-agency` with the nearest, `several-agencies` with all that fit.
    """
    names = agency_names(campaign)
    found = names.meant(typed)
    if len(found) > 1:
        raise UsageError("several-agencies", value=typed, agencies=listed_agencies(found))
    if not found:
        raise UsageError("no-such-agency", value=typed, nearest=names.nearest(typed))
    return found[0]


# --- Reading and checking ------------------------------------------------------------------------


def check_files(
    folder: Folder, paths: Paths = (), *, as_of: date, means: Means | None = None, as_merged: bool = False
) -> Consolidation:
    """Read and check what is in the inbox (or `paths`), and settle which file counts. Writes nothing but the store.

    `as_merged`: where no paths are given, what the last merge into the campaign's master was given is read, not the
    inbox alone; so it is anyway where the inbox is empty. Where only some files are named, the findings are those
    about these files. Raises `UsageError` (`no-such-path`, `input-gone`).
    """
    means = _means(folder, means)
    inputs = as_last_time(folder, paths, means) if as_merged or not (paths or find_files(folder)) else Inputs(paths)
    register = register_of(folder)
    decided = _decided_in(folder, folder.master, register, narrates=False)
    files = find_files(folder, inputs.paths)
    previous = _previous(folder, last_master(folder, means.notice, needed=False))
    with _pool(folder, means) as pool:
        basis, reports = _read(folder, files, means, pool, decided, register, previous)
    result = _consolidated(basis, replace(reports, likened=False), as_of)
    if names_some(folder, paths):
        about = {*(name for _, name in files), *(s.source.file for s in result.submissions)}
        result = replace(result, findings=tuple(f for f in result.findings if f.file in about or f.code == CODE))
    if not paths:
        _tell_not_read(made_from(folder.master), result, means)
        tell_left_in_inbox(folder, inputs, result, means)
    return result


def _tell_not_read(before: Sequence[Counted], result: Consolidation, means: Means) -> None:
    """Say so where the master that is, or was, there has agencies whose files were not read now."""
    if lost := not_read(before, result):
        means.notice("files-not-read", named(lost))


def _means(folder: Folder, means: Means | None) -> Means:
    return means or Means(store=folder.store)


def _pool(folder: Folder, means: Means) -> Pool:
    return Pool(folder.campaign, version, means.limits)


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
    """What of these files counts, and what the narrative is made of; `merging`: it is for a merge, which keeps the days
    on which files were first seen."""
    pool.meanwhile(partial(import_module, "toolkit.editing.asking"))
    if merging and (processes := _processes(means, len(files))) > 1:
        pool.meanwhile(partial(pool.prepare, processes, load))
    edits, decisions, kept, told = decided
    part, ahead = gather(folder.campaign, folder.root, files, means, pool, edits, decisions, kept)
    by = by_register(folder, part.submissions, files, part.kept, register, means, merging)
    found = (*part.findings, *by.findings, *told)
    basis = basis_of(folder.campaign, by.submissions, part.decisions, previous, found, by.kept)
    basis = _with_signed(_as_corrected(basis))
    if unchecked := sum(s.pdf is not None and s.pdf.needs_checking for s in by.submissions):
        means.notice("signatures-not-checked", str(unchecked))
    return basis, to_narrate(basis, part.edits, ahead)


def _processes(means: Means, files: int) -> int:
    """How many processes go through the narrative: none is begun beside the threads of an executor."""
    return means.processes(files) if means.executor is None else 1


def _as_corrected(basis: Basis) -> Basis:
    """The same with the reports held against the coordinator's corrections."""
    if not (basis.corrected.agencies or basis.rows.agencies):
        return basis
    from toolkit.checks.corrected import with_corrections

    return with_corrections(basis)


def _with_signed(basis: Basis) -> Basis:
    """The same with what PDFs say that came beside workbooks."""
    if not basis.campaign.signed_pdf and all(s.pdf is None for s in basis.settlement.submissions):
        return basis
    from toolkit.signed.pairing import with_signed

    return with_signed(basis)


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

    Without paths it is what the last merge into the campaign's master was given, which that master remembers; else the
    inbox. So it is with `previous`, of which "-" is none.

    A master among the files gives what the files it was made from would give. The coordinator's edits in the
    master that is replaced are carried over; the whole inbox merged into a new file has those of the campaign's master.
    `previous` is the master of the campaign before, whose figures are set beside these. `means`: how it is read;
    default: with the campaign's store. `drawing` is told by what the master may be known to be current.

    Raises `UsageError` (`no-such-path`, as `inputs.of_merge` and `outputs.may_write` do) and `NotDoneError`:
    `nothing-to-merge`, `cannot-read`; where the master that is there is none of ours or cannot be read (`not-a-master`,
    `old-master-unreadable`), where it is not `output` and a link (`place-is-link`), or was saved by somebody while it
    was made anew (`changed-meanwhile`); where somebody has it open (`locked`, `file-open-elsewhere` before anything is
    read; `kept-aside` where it was opened meanwhile); where `previous` cannot be read, or the master cannot be written.

    The master that is replaced is kept in `backups/`. What people typed into it that is not carried over is told.
    """
    if output is None:
        not_linked(folder.root, folder.master)
    target = Path(output or folder.master)
    return _merge(folder, paths, target, previous, as_of, _means(folder, means), language, drawing or Drawing())


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
    from toolkit.run.masters.backups import clear_waiting, done_by_hand, keep_register, make_ready, replace_master
    from toolkit.run.masters.issued import with_bridges

    may_write(folder, target, "master")
    make_ready(folder.root, target)
    seen = state_of(target)
    inputs = of_merge(folder, paths, target, previous, means)
    untold = previous is None and inputs.previous is None and not folder.campaign.previous
    dropped, before = untold and compares(target), made_from(target)
    drawing.begin(folder, inputs, as_of)
    with _pool(folder, means) as pool:
        pool.meanwhile(partial(import_module, "toolkit.master.sheets.master"))  # takes a while: none beside workers
        merging = Merging(as_of, language)
        basis, reports = _read_for_merge(folder, inputs, bool(paths), target, means, pool, merging)
        from toolkit.editing.asking import with_questions
        from toolkit.master.carry.reading import read_carried
        from toolkit.master.sheets.context import records_of
        from toolkit.master.sheets.master import write_master
        from toolkit.xlsx.tables import MAX_RECORDS

        files = len(basis.settlement.submissions)
        processes, store = _processes(means, files), store_of(folder.campaign, means)
        narrative = begin_narrative(pool, folder.campaign, reports, processes if processes > 1 else 0, store)
        del reports  # what a worker has now takes no room here
        carried = read_carried(target)
        hashed = hashed_inputs(folder, inputs, target, basis.settlement.submissions, inputs.previous)
        tables = replace(tabulate(with_questions(basis), as_of), page_texts=carried.texts, inputs=hashed)
        tables = with_bridges(folder.root, target, tables, drawing.since.append)
        whole = cache(lambda: with_leaders(with_narrative(tables, narrative()), language))
        means.progress(files, files, target.name)
        make_folder(target.parent)
        by_hand = done_by_hand(folder.root, target)
        lost = list(carried.lost)

        def draw(path: Path) -> None:
            lost.extend(write_master(path, tables, language, whole=whole, given=inputs.given, carried=carried))
            drawing.draws("master", path)

        # Edits saved in it since they were read would be lost.
        kept = replace_master(folder.root, target, draw, lambda: state_of(target) == seen)
    for work in merging.afterwards:
        work()
    keep_register(folder.root, target)
    drawing.register = merging.register
    result = whole()
    _tell_by_hand(folder, by_hand, lost, kept, means)
    if (waited := clear_waiting(folder.root, target)) is not None:
        means.notice("waiting-kept", known_as(folder.root, waited))
    _tell_not_read(before, result, means)
    tell_left_in_inbox(folder, inputs, result, means)
    if dropped:
        means.notice("previous-dropped", target.name)
    if max(records_of(result).values()) > MAX_RECORDS:
        means.notice("past-a-sheet", target.name)
    return result, target


def _tell_by_hand(folder: Folder, work: HandWork | None, lost: Sequence[Lost], kept: Path | None, means: Means) -> None:
    """Say what people did in the master that was replaced and is not in the new one, and where the old one is."""
    from toolkit.master.handwork import parts_told

    for kind in dict.fromkeys(what.kind for what in lost):
        means.notice(f"not-carried-{kind}", "; ".join(dict.fromkeys(x.where for x in lost if x.kind == kind)))
    if kept is None or not (work or lost):
        return
    for kind, where in parts_told(work) if work else ():
        means.notice(f"hand-work-{kind}", where)
    means.notice("hand-work-unknown" if work and not work.known else "master-kept", known_as(folder.root, kept))


def may_share(folder: Folder, path: Path, master: Path) -> None:
    """Whether the copy of this master may be written to `path`. Raises as `outputs.may_write`,
    `saving.may_replace` and `share_file` do."""
    from toolkit.files.saving import may_replace

    _elsewhere(path, master)
    may_write(folder, path, "shared")
    may_replace(path)


def _elsewhere(path: Path, master: Path) -> None:
    if path.is_dir() or os.path.abspath(path) == os.path.abspath(master):
        raise UsageError("share-elsewhere", file=str(path))


def share_file(
    result: Consolidation, path: Path, master: Path, language: Language = "vi", drawing: Drawing | None = None
) -> Shared:
    """Write the copy for circulation: the master with small figures of people masked.
    Raises `UsageError` for the master itself."""
    from toolkit.disclosure.sharing import share
    from toolkit.files.saving import save_in_one_step
    from toolkit.master.sheets.master import write_master

    _elsewhere(path, master)
    shared = share(result)
    make_folder(path.parent)

    def draw(to: Path) -> None:
        write_master(to, shared.result, language, shared=True)
        if drawing is not None:
            drawing.draws("copy", to)

    save_in_one_step(path, draw)
    return shared


def consolidate_files(
    folder: Folder, paths: Paths, master: Path, *, as_of: date, means: Means | None = None
) -> tuple[Consolidation, bool]:
    """Read what `merge_files` would read and consolidate it, with the coordinator's edits as that takes them; and
    whether it is what the campaign's master, as it is, was drawn from: then nothing is read.

    That master is no input of its own, unless it is all that `paths` name.
    """
    from toolkit.master.carry.reading import read_texts

    means = _means(folder, means)
    inputs = beside_last_time(folder, as_last_time(folder, paths, means), means)
    own = None if paths or master != folder.master else drawn_from(folder, inputs, as_of, means.store)
    if own is None:
        with _pool(folder, means) as pool:
            basis, reports = _read_for_merge(folder, inputs, bool(paths), master, means, pool)
    result = own or _consolidated(basis, reports, as_of)
    if own is None:
        given = inputs.given
        compared = None if given.alone else last_master(folder, lambda _code, _file: None, given, needed=False)
        result = replace(result, inputs=hashed_inputs(folder, inputs, master, result.submissions, compared))
    result = with_leaders(replace(result, page_texts=read_texts(master)))
    _tell_not_read(made_from(master) if own is None else (), result, means)
    tell_left_in_inbox(folder, inputs, result, means)
    return result, own is not None


def _read_for_merge(
    folder: Folder, inputs: Inputs, named: bool, master: Path, means: Means, pool: Pool, merging: Merging | None = None
) -> tuple[Basis, Reports]:
    paths = several(inputs.paths)
    files = files_to_merge(folder, paths, master)
    if not files:
        raise NotDoneError("nothing-to-merge", folder=str(paths[0] if paths else folder.inbox))
    if all(os.path.isdir(path) for path, _ in files):  # the master must not make way for a result of nothing
        closed = next((path for path, _ in files if folder_reason(path)), None)
        if closed is None:
            raise NotDoneError("nothing-to-merge", folder=str(paths[0] if paths else folder.inbox))
        raise NotDoneError("cannot-read", file=str(closed), reason=folder_reason(closed))
    before, register = _previous(folder, inputs.previous), register_of(folder, merging)
    decided = _decided(folder, named, master, register, means)
    return _read(folder, files, means, pool, decided, register, before, merging)


def _decided(folder: Folder, named: bool, master: Path, register: Register | None, means: Means) -> _Decided:
    """The edits, decisions and what else is kept that hold for a merge into `master`.

    They are its own; the whole (nothing is `named`) merged into a new file has those of the campaign's master.
    Where that has others, it is said that they do not hold.
    """
    if os.path.abspath(master) == os.path.abspath(folder.master):
        return _decided_in(folder, master, register)
    own = _decided_in(folder, master, None)
    try:
        usual = _decided_in(folder, folder.master, register)
    except NotDoneError:  # nothing is written there
        means.notice("edits-elsewhere", folder.master.name)
        return own
    if not named and not master.exists():
        return usual
    kept, usual_kept = own[2], usual[2]
    pairs = (
        (usual[0], own[0]),
        (usual[1], own[1]),
        (usual_kept.corrections, kept.corrections),
        (usual_kept.acceptances, kept.acceptances),
        (usual_kept.reviews, kept.reviews),
    )
    if not all(set(there) <= set(here) for there, here in pairs):
        means.notice("edits-elsewhere", folder.master.name)
    return own


def _decided_in(folder: Folder, master: Path, register: Register | None, *, narrates: bool = True) -> _Decided:
    """What a master says, with what was decided at the desk; of groups only what was decided there, unless it is for
    something that `narrates`."""
    names = SheetNames(name for key in ("summary", "groups", "taken", "sources", "kept") for name in SHEETS[key])
    read = read_together(names) if narrates else read_own
    kept, by_desk = read_kept(master, read), None
    if register is not None and register.edits:
        by_desk = ByDesk(placed_edits(folder.campaign, register.edits.values()), kept.taken)
        kept = by_desk.with_kept(kept)
    edits = read_edits(master, read, by_desk) if narrates or (by_desk and by_desk.groups) else ()
    if register is not None and by_desk is not None:
        register.decides, kept = by_desk.taken != kept.taken, replace(kept, taken=by_desk.taken)
    told = tuple(by_desk.findings) if by_desk else ()
    return edits if narrates else (), read_decisions(master, read), kept, told


def last_words(folder: Folder) -> dict[str, list[FollowUp]]:
    """By agency, what is asked of what was said in the round before. Raises `NotDoneError` where its master cannot be
    read."""
    from toolkit.consolidation.followup import followup_questions
    from toolkit.consolidation.trend import Trend

    last = _previous(folder, last_master(folder, lambda _code, _file: None, needed=False))
    return followup_questions(Trend(folder.campaign, last))[0] if last else {}


def _previous(folder: Folder, master: Path | str | None) -> Previous | None:
    if master is None:
        return None
    from toolkit.master.previous import read_previous

    return read_previous(folder.campaign, Path(master))
