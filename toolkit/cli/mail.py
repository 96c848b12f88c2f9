"""The part of the command line that has to do with mail: collecting, writing to agencies, sending, passwords."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.messages import Text, posting, visible

if TYPE_CHECKING:
    from toolkit.letters.reminders import Letter
    from toolkit.model import Campaign, Consolidation, Language
    from toolkit.run.collect import Collected
    from toolkit.run.folder import Folder
    from toolkit.run.gathering import Progress

#: The name under which keyring keeps passwords.
_SERVICE = "toolkit"


def options(language: Language) -> Callable[..., Callable[[Any], Any]]:
    """`click.option` for the options of this part, by key."""

    def option(key: str, **settings: Any) -> Any:
        return click.option("--" + key.replace("_", "-"), key, help=posting.OPTIONS[key].say(language), **settings)

    return option


def secrets(language: Language) -> Callable[[Any], Any]:
    """Adds the options of logging in, `password_file` and `ca_file`."""
    option = options(language)

    def add(command: Any) -> Any:
        file = click.Path(path_type=Path, exists=True, dir_okay=False)
        command = option("ca_file", type=file, metavar="FILE")(command)
        return option("password_file", type=file, metavar="FILE")(command)

    return add


def mailing(language: Language) -> Callable[[Any], Any]:
    """Adds the options of sending to a command; they come as `send`, `dry_run`, `yes`, `smtp` …"""
    option = options(language)

    def add(command: Any) -> Any:
        command = secrets(language)(command)
        command = option("smtp", metavar="ADDRESS", envvar="TOOLKIT_SMTP")(command)
        command = option("yes", is_flag=True)(command)
        command = option("dry_run", is_flag=True)(command)
        return option("send", is_flag=True)(command)

    return add


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """How letters are to be sent, as the command's options say."""

    send: bool = False
    dry_run: bool = False
    yes: bool = False
    smtp: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None

    def check(self, drafts: bool, option: str) -> None:
        """Raises `UsageError` for what cannot be meant, before any work is done."""
        from toolkit.mail.smtp import read_server
        from toolkit.messages.errors import UsageError

        if (self.send or self.dry_run) and not drafts:
            raise UsageError("send-needs-drafts", option=option)
        if self.send and not self.dry_run and not self.smtp:
            raise UsageError("send-needs-server")
        if self.smtp and self.send:
            read_server(self.smtp)


# --- Collecting -----------------------------------------------------------------------------------


def collect(
    folder: Folder,
    sources: Sequence[str],
    since: date | None,
    *,
    password_file: Path | None,
    ca_file: Path | None,
    as_of: date,
    language: Language,
    progress: Progress,
) -> list[Collected]:
    """Collect files and folders together, then each mailbox on a server. Raises `UsageError`, `NotDoneError`."""
    from toolkit.mail.imap import is_address, open_mailbox, pack_uids, read_address, unpack_uids
    from toolkit.messages.errors import UsageError
    from toolkit.register.register import read_register
    from toolkit.run import collect as work

    paths = [Path(s) for s in sources if not is_address(s)]
    mailboxes = [read_address(s) for s in sources if is_address(s)]
    for path in paths:
        if not path.exists():
            raise UsageError("no-such-path", file=str(path))
    secrets = {a: password(a.user, a.host, password_file, language) for a in mailboxes}
    done = []
    with work.one_at_a_time(folder, lambda: click.echo(_say(posting.WAITING, language), err=True)):
        if paths or not mailboxes:
            done.append(
                work.collect(
                    folder, paths, since=since, as_of=as_of, language=language, progress=progress, alone_already=True
                )
            )
        for address in mailboxes:
            register = read_register(folder.root)
            with open_mailbox(address, secrets[address], ca_file) as box:
                known = unpack_uids(register.taken.get(("imap", address.name), ""), box.validity)
                found = box.find(known, since or folder.campaign.issued, progress)
                done.append(
                    work.collect(
                        folder,
                        found=found,
                        mailbox=address.name,
                        remember=lambda new, known=known, box=box: pack_uids(box.validity, known | new),  # type: ignore[misc]
                        as_of=as_of,
                        language=language,
                        register=register,
                        progress=progress,
                        alone_already=True,
                    )
                )
    return done


def tell_collected(done: Sequence[Collected], folder: Folder, language: Language) -> None:
    """What came in and what waits for a person."""
    from toolkit.cli.results import list_findings
    from toolkit.messages.findings.catalogue import agencies_called
    from toolkit.register.register import EXCEL

    new = [c.register.entries[key] for c in done for key in c.new]
    mails = sum(c.mails for c in done)
    landed = {file: entry for c in done for file, entry in c.landed.items()}
    workbooks = sum(e.kind in EXCEL for e in landed.values())
    click.echo(_say(posting.COLLECTED, language, mails=mails, new=len(landed), workbooks=workbooks))
    ours = sum(e.state == "ours" for e in new)
    if ours:
        click.echo(_say(posting.COLLECTED_OURS, language, count=ours))
    decided = [c.register.entries[key] for c in done for key in c.decided]
    if decided:
        click.echo(_say(posting.DECIDED, language, count=len(decided)))
    for entry in decided:
        counts = posting.DECIDED_FOR if entry.kind in EXCEL else posting.DECIDED_OF
        said = posting.DECIDED_ASIDE if entry.state == "aside" else counts
        click.echo(
            _say(said, language, file=entry.file or entry.name, agency=agencies_called(entry.agency, folder.campaign))
        )
    findings = [f for c in done for f in c.findings if f.severity != "note"]
    list_findings(findings, language, folder.campaign, limit=40)
    register = done[-1].register
    waiting = [e for e in register.entries.values() if e.state == "waiting"]
    if waiting:
        click.echo(_say(posting.COLLECTED_WAITING, language, count=len(waiting), register=register.path))
    click.echo(_say(posting.REGISTER, language, file=register.path))


def collected_document(done: Sequence[Collected], folder: Folder, language: Language) -> dict[str, Any]:
    """The document that `collect --format json` prints."""
    from toolkit.cli.json_output import finding_document

    register = done[-1].register
    new = {key for c in done for key in c.new}
    return {
        "campaign": folder.campaign.id,
        "register": str(register.path),
        "mails": sum(c.mails for c in done),
        "files": [
            {
                "id": e.id,
                "new": e.id in new,
                "state": e.state,
                "agency": e.agency or None,
                "file": e.file or None,
                "name": e.name,
                "sender": e.sender or None,
                "received": e.received.isoformat() if e.received else None,
                "subject": e.subject,
                "message_id": e.message_id or None,
                "sha256": e.sha256,
            }
            for e in register.entries.values()
        ],
        "findings": [
            {"file": f.file or None, "agency": f.agency, **finding_document(f, language, folder.campaign)}
            for c in done
            for f in c.findings
        ],
        "decided": [key for c in done for key in c.decided],
        "waiting": [e.id for e in register.entries.values() if e.state == "waiting"],
    }


# --- Writing and sending --------------------------------------------------------------------------


def write_letters(
    folder: Folder, letters: Sequence[Letter], language: Language, *, reminders: bool, quiet: bool
) -> None:
    """Write the drafts and say what was written; `quiet` where the output is for a program."""
    from toolkit.run.post import write_drafts

    written = write_drafts(folder, letters, reminders=reminders)
    if quiet:
        return
    if not written:
        click.echo(_say(posting.NO_DRAFTS, language))
        return
    kinds = Counter(letter.kind for letter in letters)
    from toolkit.messages.registers import KINDS

    listed = ", ".join(f"{KINDS[k].say(language)} {n}" for k, n in sorted(kinds.items()))
    click.echo(_say(posting.DRAFTS, language, count=len(written), folder=written[0].parent, kinds=listed))
    unknown = [folder.campaign.agency_by_code[x.agency].short_name for x in letters if not x.to]
    if unknown:
        click.echo(_say(posting.NO_ADDRESS, language, names="; ".join(unknown)))


def tell_held_back(folder: Folder, result: Consolidation, language: Language, *, quiet: bool) -> None:
    """Who is not reminded, since the coordinator has a file to decide about first."""
    from toolkit.letters.reminders import held_back

    names = [folder.campaign.agency_by_code[code].short_name for code in held_back(result)]
    if names:
        click.echo(_say(posting.HELD_BACK, language, names="; ".join(names)), err=quiet)


def send_letters(
    folder: Folder,
    letters: Sequence[Letter],
    mailing: Mailing,
    as_of: date,
    language: Language,
    progress: Progress,
    *,
    quiet: bool,
) -> int:
    """Show what is due, ask, and send it; returns the exit code (1: the server refused some, or some addresses)."""
    from toolkit.mail.smtp import read_server
    from toolkit.messages.errors import NotDoneError, UsageError
    from toolkit.messages.findings.catalogue import agencies_called
    from toolkit.run import post

    err = quiet  # the one JSON document has standard output to itself
    waiting, before = post.to_send(folder, letters, as_of)
    _tell_before(len(before), language, err)
    if mailing.dry_run or not waiting:
        said = posting.WOULD_SEND if waiting else posting.NONE_TO_SEND
        click.echo(_say(said, language, count=len(waiting)), err=err)
        _list(folder.campaign, waiting, language, err)
        return 0
    if not folder.campaign.contact_email:
        raise UsageError("sender-needed")
    server = read_server(mailing.smtp or "")
    click.echo(_say(posting.TO_SEND, language, count=len(waiting), server=server.host), err=err)
    _list(folder.campaign, waiting, language, err)
    if not mailing.yes:
        try:
            agreed = _agreed(_say(posting.CONFIRM, language))
        except (click.Abort, OSError) as stop:
            raise NotDoneError("answer-needed") from stop
        if not agreed:
            click.echo(_say(posting.NOT_SENT, language), err=err)
            return 0
    secret = password(server.user, server.host, mailing.password_file, language) if server.user else ""
    delivery = post.deliver(
        folder,
        waiting,
        server,
        secret,
        as_of=as_of,
        now=lambda: datetime.now().astimezone(),
        ca_file=mailing.ca_file,
        language=language,
        progress=progress,
    )
    for letter, reason in delivery.refused:
        click.echo(
            _say(
                posting.REFUSED,
                language,
                agency=agencies_called(letter.agency, folder.campaign),
                to=", ".join(letter.to),
                reason=reason,
            ),
            err=True,
        )
    for letter, address, reason in delivery.not_to:
        click.echo(
            _say(
                posting.REFUSED,
                language,
                agency=agencies_called(letter.agency, folder.campaign),
                to=address,
                reason=reason,
            ),
            err=True,
        )
    _tell_before(len(delivery.before), language, err)
    click.echo(_say(posting.SENT, language, count=len(delivery.sent)), err=err)
    return 1 if delivery.refused or delivery.not_to else 0


def _tell_before(count: int, language: Language, err: bool) -> None:
    from toolkit.messages.registers import SHEETS

    if count:
        click.echo(
            _say(posting.ALREADY, language, count=count, sheet=SHEETS["sent"].say(language), register="register.xlsx"),
            err=err,
        )


def tell_not_known(folder: Folder, language: Language, *, quiet: bool) -> bool:
    """Ask about the mails of which it is not known whether they went; returns whether there are any."""
    from toolkit.messages.registers import KINDS, SHEETS
    from toolkit.run.post import not_known

    found = not_known(folder)
    if not found:
        return False
    click.echo(
        _say(posting.UNSURE, language, count=len(found), sheet=SHEETS["sent"].say(language), register="register.xlsx"),
        err=quiet,
    )
    for sent in found:
        agency = folder.campaign.agency_by_code.get(sent.agency)
        typed = _say(posting.NOT_UNDERSTOOD, language, typed=sent.decision) if sent.decision.strip() else ""
        click.echo(
            _say(
                posting.UNSURE_LINE,
                language,
                day=f"{sent.day:%d/%m/%Y}",
                kind=KINDS[sent.kind].say(language),
                agency=agency.short_name if agency else sent.agency,
                to=sent.to,
                typed=typed,
            ),
            err=quiet,
        )
    return True


def post_letters(
    folder: Folder,
    letters: Sequence[Letter],
    mailing: Mailing,
    as_of: date,
    language: Language,
    progress: Progress,
    *,
    reminders: bool,
    quiet: bool,
) -> int:
    """Write the letters as drafts and, where that is asked for, send them; returns the exit code."""
    from toolkit.run.post import note_decisions

    write_letters(folder, letters, language, reminders=reminders, quiet=quiet)
    if mailing.send and not mailing.dry_run:
        note_decisions(folder, as_of, language)
    asked = tell_not_known(folder, language, quiet=quiet)
    if not (mailing.send or mailing.dry_run):
        return int(asked)
    return max(send_letters(folder, letters, mailing, as_of, language, progress, quiet=quiet), int(asked))


#: Answers, as people type them on a Vietnamese keyboard or without one; a bare Enter is no.
_YES = frozenset({"c", "co", "y", "yes", "dong y", "gui"})
_NO = frozenset({"", "k", "ko", "khong", "n", "no"})


def _agreed(question: str) -> bool:
    """Asks until the answer is one or the other. Raises `Abort` where nobody answers."""
    from toolkit.language.text import fold

    while True:
        answer = fold(str(click.prompt(question, default="", show_default=False, err=True)))
        if answer in _YES | _NO:
            return answer in _YES


def _list(campaign: Campaign, letters: Sequence[Letter], language: Language, err: bool) -> None:
    from toolkit.messages.findings.catalogue import agencies_called
    from toolkit.messages.registers import KINDS

    for letter in letters:
        click.echo(
            _say(
                posting.LINE,
                language,
                kind=KINDS[letter.kind].say(language),
                agency=agencies_called(letter.agency, campaign),
                to=", ".join(letter.to),
            ),
            err=err,
        )


def password(user: str, host: str, file: Path | None, language: Language) -> str:
    """From the file, from keyring where that is installed, or from who sits there. Never from the command itself."""
    from toolkit.messages.errors import NotDoneError, UsageError

    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig").splitlines()[0].rstrip("\r\n")
        except OSError as error:
            raise NotDoneError("cannot-read", file=str(file), reason=error.strerror or str(error)) from error
        except (UnicodeDecodeError, IndexError) as error:
            raise NotDoneError("no-password-in", file=str(file)) from error
    kept = _kept_password(user, host)
    if kept:
        return kept
    if not os.isatty(0):
        raise UsageError("password-needed", user=user, host=host)
    try:
        return str(click.prompt(_say(posting.PASSWORD, language, user=user, host=host), hide_input=True, err=True))
    except click.Abort as stop:
        raise UsageError("password-needed", user=user, host=host) from stop


def _kept_password(user: str, host: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(_SERVICE, f"{user}@{host}") or ""
    except (KeyringError, RuntimeError):
        return ""


def _say(text: Text, language: Language, **arguments: object) -> str:
    """A sentence for the screen; addresses and the like are others' texts."""
    return "\n".join(visible(line) for line in text.say(language, **arguments).split("\n"))
