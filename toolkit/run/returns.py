"""The forms that go back to agencies, marked, and what of them is answered."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from toolkit._version import version
from toolkit.files.form_names import form_name, with_ending
from toolkit.files.holding import read_whole
from toolkit.files.walking import not_linked
from toolkit.form.contents import make_form
from toolkit.language.reply_times import ReplyTime
from toolkit.model import Consolidation, Language
from toolkit.run.folder import RETURNS, Folder, forms_in, make_folder
from toolkit.run.gathering import Progress, no_progress

#: Where in `returns/` the forms go that have been answered.
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
    """Write to `returns/` the form of each agency with errors or warnings, marked, and a cover text to send with it.

    `codes`: only of these agencies. `by`: until when they are to answer, where that was said.
    """
    from toolkit.files.saving import save_bytes, save_in_one_step
    from toolkit.form.carried import carried_again, rows_carried_again, with_row_keys
    from toolkit.form.returns import cover_text, prepare_return, pressing
    from toolkit.letters.reminders import about_unusable
    from toolkit.letters.wording import Asking
    from toolkit.xlsx.drawn.form import write_intake

    asked = {c: s for c, s in result.used.items() if (codes is None or c in codes) and pressing(s)}
    asking = Asking(campaign=folder.campaign, as_of=result.as_of, language=language, by=by)
    standing = {s.agency: s for s in result.statuses if s.unusable}
    target = folder.root / RETURNS
    agencies = folder.campaign.agency_by_code
    paths = {code: target / form_name(agencies[code].short_name, code) for code in asked}
    not_linked(folder.root, *(own for path in paths.values() for own in (path, with_ending(path, ".txt"))))
    if asked:
        make_folder(target)
    written = []
    for number, (code, submission) in enumerate(asked.items(), start=1):
        form = make_form(folder.campaign, folder.campaign.agency_by_code[code], language, version=version)
        filling, marks = prepare_return(folder.campaign, submission, language, as_of=result.as_of)
        own = {place[1:] for place in result.corrections.keys() & result.sent.keys() if place[0] == code}
        rules = {(f.rule, b.period) for f in result.accepted if f.agency == code for b in f.broken}
        filling = replace(filling, accepted=filling.accepted | own, rules_accepted=frozenset(rules))
        form = rows_carried_again(carried_again(form, submission, filling), submission)
        form = replace(form, followup=submission.followup)
        filling = with_row_keys(form, filling)
        path = paths[code]
        save_in_one_step(path, partial(write_intake, form=form, filling=filling, marks=marks))
        first = about_unusable(result, standing[code], language) if code in standing else ""
        text = cover_text(form, submission, marks, path.name, asking.words(code), first)
        save_bytes(with_ending(path, ".txt"), text.replace("\n", "\r\n").encode("utf-8-sig"))
        written.append(path)
        progress(number, len(asked), code)
    for ending in (".xlsx", ".txt"):  # what lies there under another name, from before
        for code, there in forms_in(target, asked, ending).items():
            for former in there:
                if former != with_ending(paths[code], ending):
                    not_linked(folder.root, target / DONE)
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
    """Move to `returns/done/` what was written before `of` these agencies, None: all, that have nothing to correct any
    more.

    `whole`: the result is of all that came in, so that of agencies without a report their letters go too. An agency of
    which a later file cannot be opened is not among them. `written`: what was written just now. Returns where the forms
    are. Raises `NotDoneError` where one cannot be moved.
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
        own = [path for ending in endings[: 2 if code in answered else 3] for path in there[ending].get(code, ())]
        for path in own:
            if with_ending(path, ".xlsx") not in written:
                not_linked(folder.root, path.parent / DONE)
                _set_aside(path)
                if path.suffix == ".xlsx":
                    moved.append(path.parent / DONE / path.name)
    return moved


def set_aside_reminders(folder: Folder, result: Consolidation) -> list[Path]:
    """Move to `returns/done/` the drafts of reminders that ask for what has come since they were written.

    `result`: of all that came in. Returns where they are. Raises `NotDoneError` where one cannot be moved.
    """
    drafts = {path.name: path for path in sorted((folder.root / RETURNS).glob("remind-*.eml"))}
    if not drafts:
        return []
    from toolkit.letters.mails import drafted_about, report_of
    from toolkit.letters.reminders import owes, reminder_name

    by_file = {s.source.file: s.source.sha256 for s in result.submissions}
    moved = []
    for status in result.statuses:
        path = drafts.get(reminder_name(status.agency))
        if path is None:
            continue
        about = report_of(by_file.get(status.file or status.blank, ""))
        if not owes(status) or status.waiting or drafted_about(read_whole(path)) not in (about, ""):
            _set_aside(path)
            moved.append(path.parent / DONE / path.name)
    return moved


def _set_aside(path: Path) -> None:
    from toolkit.files.saving import take_from_its_place

    make_folder(path.parent / DONE)
    take_from_its_place(path, lambda: os.replace(path, path.parent / DONE / path.name))
