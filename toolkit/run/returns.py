"""The marked forms that go back to agencies, and marked forms that have been answered."""

import os
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from toolkit._version import version
from toolkit.files.form_names import form_name, with_ending
from toolkit.files.holding import read_whole
from toolkit.files.walking import refuse_links
from toolkit.form.contents import make_form
from toolkit.language.reply_times import ReplyTime
from toolkit.model import Consolidation, Language
from toolkit.run.folder import RETURNS, Folder, forms_in, make_folder
from toolkit.run.gathering import Progress, no_progress

#: The folder in `returns/` for forms that have been answered.
DONE = "done"


def write_returns(
    folder: Folder,
    result: Consolidation,
    codes: Collection[str] | None = None,
    *,
    language: Language = "vi",
    by: ReplyTime | None = None,
    progress: Progress = no_progress,
) -> list[Path]:
    """Write to `returns/` the marked form of each agency with errors or warnings, and a cover text to send with it.

    `codes`: only for these agencies. `by`: the time by which an answer is requested.
    """
    from toolkit.files.saving import save_bytes, save_in_one_step
    from toolkit.form.carried import with_carried_again, with_row_keys, with_rows_carried_again
    from toolkit.form.returns import cover_text, points_to_answer, prepare_return
    from toolkit.letters.reminders import about_unusable
    from toolkit.letters.wording import RequestWords
    from toolkit.xlsx.drawn.form import write_intake

    chosen = {c: s for c, s in result.used.items() if (codes is None or c in codes) and points_to_answer(s)}
    asking = RequestWords(campaign=folder.campaign, as_of=result.as_of, language=language, by=by)
    standing = {s.agency: s for s in result.statuses if s.unusable}
    target = folder.root / RETURNS
    agencies = folder.campaign.agency_by_code
    paths = {code: target / form_name(agencies[code].short_name, code) for code in chosen}
    refuse_links(folder.root, *(one for path in paths.values() for one in (path, with_ending(path, ".txt"))))
    if chosen:
        make_folder(target)
    written = []
    for number, (code, submission) in enumerate(chosen.items(), start=1):
        form = make_form(folder.campaign, folder.campaign.agency_by_code[code], language, version=version)
        filling, marks = prepare_return(folder.campaign, submission, language, as_of=result.as_of)
        corrected = {key[1:] for key in result.corrections.keys() & result.sent.keys() if key[0] == code}
        rules = {(f.rule, b.period) for f in result.accepted if f.agency == code for b in f.broken}
        filling = replace(filling, accepted=filling.accepted | corrected, rules_accepted=frozenset(rules))
        form = with_rows_carried_again(with_carried_again(form, submission, filling), submission)
        form = replace(form, followup=submission.followup)
        filling = with_row_keys(form, filling)
        path = paths[code]
        save_in_one_step(path, partial(write_intake, form=form, filling=filling, marks=marks))
        first = about_unusable(result, standing[code], language) if code in standing else ""
        text = cover_text(form, submission, marks, path.name, asking.words(code), first)
        save_bytes(with_ending(path, ".txt"), text.replace("\n", "\r\n").encode("utf-8-sig"))
        written.append(path)
        progress(number, len(chosen), code)
    for ending in (".xlsx", ".txt"):  # earlier files under another name
        for code, there in forms_in(target, chosen, ending).items():
            for former in there:
                if former != with_ending(paths[code], ending):
                    refuse_links(folder.root, target / DONE)
                    _set_aside(former)
    return written


def set_aside_returns(
    folder: Folder,
    result: Consolidation,
    written: Collection[Path],
    of: Collection[str] | None = None,
    *,
    whole: bool = False,
) -> list[Path]:
    """Move to `returns/done/` the forms and letters `of` these agencies (None: of all) that have nothing left to
    correct; returns the new paths of the forms. Agencies with a later file that cannot be opened are left out.

    `whole`: the result is of all received files, so letters to agencies without a report are moved too. `written`: the
    forms written just now. Raises `NotDoneError` where a file cannot be moved.
    """
    answered = {*result.used, *(s.agency for s in result.statuses if s.status == "rejected" or s.blank)}
    open_still = {s.agency for s in result.statuses if s.unusable}
    moved = []
    endings = (".xlsx", ".txt", ".eml")
    there = {ending: forms_in(folder.root / RETURNS, folder.campaign.agency_by_code, ending) for ending in endings}
    codes = [a.code for a in folder.campaign.agencies if of is None or a.code in of]
    for code in (code for code in codes if code not in open_still):
        if code not in result.used and not whole:
            continue
        for path in [p for ending in endings[: 2 if code in answered else 3] for p in there[ending].get(code, ())]:
            if with_ending(path, ".xlsx") not in written:
                refuse_links(folder.root, path.parent / DONE)
                _set_aside(path)
                if path.suffix == ".xlsx":
                    moved.append(path.parent / DONE / path.name)
    return moved


def set_aside_reminders(folder: Folder, result: Consolidation) -> list[Path]:
    """Move to `returns/done/` the drafts of reminders about reports that have come since; returns their new paths.
    `result`: of all received files. Raises `NotDoneError` where a file cannot be moved."""
    drafts = {path.name: path for path in sorted((folder.root / RETURNS).glob("remind-*.eml"))}
    if not drafts:
        return []
    from toolkit.letters.mails import identifier_in, report_identifier
    from toolkit.letters.reminders import owes, reminder_name

    by_file = {s.source.file: s.source.sha256 for s in result.submissions}
    moved = []
    for status in result.statuses:
        path = drafts.get(reminder_name(status.agency))
        if path is None:
            continue
        about = report_identifier(by_file.get(status.file or status.blank, ""))
        if not owes(status) or status.waiting or identifier_in(read_whole(path)) not in (about, ""):
            _set_aside(path)
            moved.append(path.parent / DONE / path.name)
    return moved


def _set_aside(path: Path) -> None:
    from toolkit.files.saving import move_or_remove

    make_folder(path.parent / DONE)
    move_or_remove(path, lambda: os.replace(path, path.parent / DONE / path.name))
