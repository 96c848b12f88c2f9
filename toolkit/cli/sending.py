"""Letters to agencies: written as drafts, shown, and sent on request."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from toolkit.cli.options import Mailing, Options
from toolkit.cli.passwords import password
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import shown
from toolkit.language.text import fold
from toolkit.letters.reminders import Letter, not_reminded
from toolkit.mail.smtp import read_server
from toolkit.messages import Text, posting
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.findings.catalogue import agency_list_text
from toolkit.messages.registers import SHEETS
from toolkit.model import Consolidation, Language
from toolkit.register.entries import FILE_NAME
from toolkit.run import post
from toolkit.run.folder import Folder
from toolkit.run.operations import agency_named


def post_letters(
    folder: Folder, letters: Sequence[Letter], mailing: Mailing, options: Options, as_of: date, *, reminders: bool
) -> int:
    """Writes the letters as drafts and, on request, sends them; returns the exit code.

    The code is 1 if the server refused letters or addresses, or if it is unknown whether earlier letters were sent.
    """
    before = post.present_drafts(folder) if mailing.seen else None
    _write_drafts(folder, letters, options, reminders=reminders)
    return _send_on_request(folder, _named_letters(folder, letters, before, mailing, options), mailing, options, as_of)


def post_forms(folder: Folder, written: Sequence[Path], mailing: Mailing, options: Options, as_of: date) -> int:
    """Writes mails with the forms as drafts and, on request, sends them; returns the exit code."""
    before = post.present_drafts(folder) if mailing.seen else None
    mails = post.write_form_mails(folder, written, as_of=as_of, language=options.lang)
    cover = {"file": f"{mails.cover.parent.name}/{mails.cover.name}", "signed": post.SIGNED_COVER}
    _print(options, posting.COVER_DRAFT if mails.cover_is_draft else posting.COVER_OWN, **cover)
    if mails.drafts:
        _print(options, posting.FORM_DRAFTS, count=len(mails.drafts), folder=mails.drafts[0].parent)
    else:
        _print(options, posting.FORMS_ALL_SENT)
    _print_names(folder, options, posting.NO_ADDRESS_FORMS, [x.agency for x in mails.letters if not x.to])
    _print_names(folder, options, posting.CAME_BACK, mails.came_back)
    letters = _named_letters(folder, mails.letters, before, mailing, options)
    return _send_on_request(folder, letters, mailing, options, as_of, forms=True)


def _named_letters(
    folder: Folder, letters: Sequence[Letter], before: Mapping[str, bytes] | None, mailing: Mailing, options: Options
) -> list[Letter]:
    """The letters to the agencies that the user named. `before`: the drafts that the user read; a letter that differs
    from its draft is left out, and reported so that the user reads it again."""
    named = {agency_named(folder.campaign, typed).code for typed in mailing.to}
    chosen = [letter for letter in letters if not named or letter.agency in named]
    now = {} if before is None else post.present_drafts(folder)
    changed = [x.agency for x in chosen if before is not None and before.get(x.agency) != now.get(x.agency)]
    _print_names(folder, options, posting.CHANGED_SINCE_SEEN, changed)
    return [letter for letter in chosen if letter.agency not in changed]


def _print_names(folder: Folder, options: Options, text: Text, codes: Sequence[str]) -> None:
    if codes:
        names = "; ".join(folder.campaign.agency_by_code[code].short_name for code in codes)
        _print(options, text, count=len(codes), names=names)


def _send_on_request(
    folder: Folder, letters: Sequence[Letter], mailing: Mailing, options: Options, as_of: date, *, forms: bool = False
) -> int:
    if mailing.send and not mailing.dry_run:
        post.save_decisions(folder, as_of, options.lang)
    unsure = _print_unsure(folder, options)
    if not (mailing.send or mailing.dry_run):
        return int(unsure)
    return max(_send_letters(folder, letters, mailing, options, as_of, forms=forms), int(unsure))


def print_held_back(folder: Folder, result: Consolidation, options: Options) -> None:
    """Prints the agencies that are not reminded until the coordinator has decided about a file."""
    _print_names(folder, options, posting.HELD_BACK, not_reminded(result))


def _write_drafts(folder: Folder, letters: Sequence[Letter], options: Options, *, reminders: bool) -> None:
    written = post.write_drafts(folder, letters, reminders=reminders)
    if options.as_json:
        return
    if not written:
        _print(options, posting.NO_DRAFTS)
        return
    kinds = Counter(letter.kind for letter in letters)
    listed = ", ".join(f"{posting.KINDS[k].say(options.lang)} {n}" for k, n in sorted(kinds.items()))
    _print(options, posting.DRAFTS, count=len(written), folder=written[0].parent, kinds=listed)
    _print_names(folder, options, posting.NO_ADDRESS, [x.agency for x in letters if not x.to])


def _print_unsure(folder: Folder, options: Options) -> bool:
    """Prints the mails that may have been sent or not; returns whether there are any."""
    unsure = post.possibly_sent(folder)
    if unsure:
        _print(options, posting.UNSURE, count=len(unsure), **_sheet_arguments(options))
    for sent in unsure:
        agency = folder.campaign.agency_by_code.get(sent.agency)
        typed = shown(posting.NOT_UNDERSTOOD, options.lang, typed=sent.decision) if sent.decision.strip() else ""
        _print(
            options,
            posting.UNSURE_LINE,
            day=f"{sent.day:%d/%m/%Y}",
            kind=posting.KINDS[sent.kind].say(options.lang),
            agency=agency.short_name if agency else sent.agency,
            to=sent.to,
            typed=typed,
        )
    return bool(unsure)


def _send_letters(
    folder: Folder, letters: Sequence[Letter], mailing: Mailing, options: Options, as_of: date, *, forms: bool
) -> int:
    """Shows the letters that are due, asks for confirmation, and sends them; returns the exit code."""
    waiting, before = post.letters_to_send(folder, letters, as_of)
    _print_sent_before(len(before), options)
    if mailing.dry_run or not waiting:
        _print(options, posting.WOULD_SEND if waiting else posting.NONE_TO_SEND, count=len(waiting))
        _print_letters(folder, waiting, options)
        return 0
    if not folder.campaign.contact_email:
        raise UsageError("sender-needed")
    server = read_server(mailing.smtp or "")
    _print(options, posting.TO_SEND, count=len(waiting), server=server.host)
    _print_letters(folder, waiting, options)
    if not (mailing.yes or _ask_to_send(options.lang)):
        _print(options, posting.NOT_SENT)
        return 0
    secret = password(server.user, server.host, mailing, options.lang) if server.user else ""
    with ProgressLine(options.lang, posting.SENDING) as progress:
        delivery = post.deliver(
            folder,
            waiting,
            server,
            secret,
            as_of=as_of,
            now=lambda: datetime.now().astimezone(),
            ca_file=mailing.ca_file,
            language=options.lang,
            progress=progress,
        )
    if forms:
        post.remove_sent_drafts(folder, delivery.sent)
    refused = [*((letter, ", ".join(letter.to), why) for letter, why in delivery.refused), *delivery.not_to]
    for letter, to, why in refused:
        agency = agency_list_text(letter.agency, folder.campaign)
        click.echo(shown(posting.REFUSED, options.lang, agency=agency, to=to, reason=why), err=True)
    _print_sent_before(len(delivery.before), options)
    _print(options, posting.SENT, count=len(delivery.sent))
    return 1 if refused else 0


# Answers, folded, as typed with or without Vietnamese letters; Enter alone means no.
_YES = frozenset({"c", "co", "y", "yes", "dong y", "gui"})
_NO = frozenset({"", "k", "ko", "khong", "n", "no"})


def _ask_to_send(language: Language) -> bool:
    """Asks whether to send, again until the answer is yes or no. Raises `NotDoneError` without an answer."""
    try:
        while True:
            question = shown(posting.CONFIRM, language)
            answer = fold(str(click.prompt(question, default="", show_default=False, err=True)))
            if answer in _YES | _NO:
                return answer in _YES
    except (click.Abort, OSError) as stop:
        raise NotDoneError("answer-needed") from stop


def _print_sent_before(count: int, options: Options) -> None:
    if count:
        _print(options, posting.ALREADY, count=count, **_sheet_arguments(options))


def _sheet_arguments(options: Options) -> dict[str, str]:
    """The arguments of a sentence that names the sheet of sent mails."""
    return {"sheet": SHEETS["sent"].say(options.lang), "register": FILE_NAME}


def _print_letters(folder: Folder, letters: Sequence[Letter], options: Options) -> None:
    for letter in letters:
        kind, agency = posting.KINDS[letter.kind].say(options.lang), agency_list_text(letter.agency, folder.campaign)
        _print(options, posting.LINE, kind=kind, agency=agency, to=", ".join(letter.to))


def _print(options: Options, text: Text, **arguments: object) -> None:
    """Prints a sentence; on the error stream if standard output is for a JSON document."""
    click.echo(shown(text, options.lang, **arguments), err=options.as_json)
