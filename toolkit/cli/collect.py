"""`toolkit collect`: takes in the files that came by mail, and lists files that wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import Mailing, Options, expand_patterns, read_day, say_notice, takes
from toolkit.cli.passwords import password
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import list_findings, next_step, shown
from toolkit.messages import posting, rounds
from toolkit.messages.errors import UsageError

if TYPE_CHECKING:
    from toolkit.model import Language
    from toolkit.run.collect import Collected
    from toolkit.run.folder import Folder


@click.command(cls=Command)
@click.argument("source", nargs=-1, callback=expand_patterns, metavar="[SOURCE]...")
@click.option("--since", metavar="DATE")
@takes(Mailing, "password_file", "oauth", "ca_file")
@takes(Options, "format", "as_of", "trust", "campaign", "lang")
def collect(options: Options, mailing: Mailing, source: tuple[str, ...], since: str | None) -> int:
    from toolkit.mail.imap import is_mailbox, read_address
    from toolkit.run.folder import find_files, open_folder
    from toolkit.run.sources import collect_all

    language = options.lang
    folder = open_folder(options.campaign, options.trust)
    with ProgressLine(language, posting.COLLECTING) as progress:
        day, as_of = None if since is None else read_day(since), options.day
        paths = [Path(s) for s in source if not is_mailbox(s)]
        mailboxes = [read_address(s) for s in source if is_mailbox(s)]
        for path in paths:
            if not path.exists():
                raise UsageError("no-such-path", file=str(path))
        done = collect_all(
            folder,
            paths,
            [(a, password(a.user, a.host, mailing, language)) for a in mailboxes],
            since=day,
            ca_file=mailing.ca_file,
            as_of=as_of,
            language=language,
            progress=progress,
            waiting=lambda: click.echo(shown(posting.WAITING, language), err=True),
        )
    if options.as_json:
        from toolkit.cli.json_output import print_json

        print_json(_document(done, folder, language))
    else:
        print_definition_warnings(folder, language)
        _print_collected(done, folder, language)
        put_into = None if find_files(folder) else folder.inbox
        click.echo(next_step("check", options.campaign, language, put_into=put_into))
    return 1 if any(f.severity == "error" for c in done for f in c.findings) or done[-1].waiting else 0


def _print_collected(done: Sequence[Collected], folder: Folder, language: Language) -> None:
    """Prints the files that came in, and the files that wait for a person."""
    from toolkit.messages.findings.catalogue import agency_list_text
    from toolkit.messages.signatures import in_one_line
    from toolkit.register.entries import EXCEL
    from toolkit.run.folder import LATE

    new = [c.register.entries[key] for c in done for key in c.new]
    mails = sum(c.mails for c in done)
    landed = {file: entry for c in done for file, entry in c.new_files.items()}
    workbooks = sum(e.kind in EXCEL for e in landed.values())
    click.echo(shown(posting.COLLECTED, language, mails=mails, new=len(landed), workbooks=workbooks))
    if late := sum(file.startswith(f"{LATE}/") for file in landed):
        click.echo(rounds.CAME_LATE.say(language, count=late, folder=LATE))
    ours = sum(e.state == "ours" for e in new)
    if ours:
        click.echo(shown(posting.COLLECTED_OURS, language, count=ours))
    decided = [c.register.entries[key] for c in done for key in c.decided]
    if decided:
        click.echo(shown(posting.DECIDED, language, count=len(decided)))
    for entry in decided:
        counts = posting.DECIDED_FOR if entry.kind in EXCEL else posting.DECIDED_OF
        text = posting.DECIDED_ASIDE if entry.state == "aside" else counts
        click.echo(
            shown(text, language, file=entry.file or entry.name, agency=agency_list_text(entry.agency, folder.campaign))
        )
    signatures = {sha256: signed for c in done for sha256, signed in c.signatures.items()}
    for file, entry in landed.items():
        if signed := signatures.get(entry.sha256):
            click.echo(
                shown(posting.SIGNED, language, file=file, told="; ".join(in_one_line(one, language) for one in signed))
            )
    if unchecked := sum(one.why == "not-installed" for signed in signatures.values() for one in signed):
        say_notice(language, "signatures-not-checked", str(unchecked))
    findings = [f for c in done for f in c.findings if f.severity != "note"]
    list_findings(findings, language, folder.campaign, limit=40)
    register = done[-1].register
    waiting = [e for e in register.entries.values() if e.state == "waiting"]
    if waiting:
        click.echo(shown(posting.COLLECTED_WAITING, language, count=len(waiting), register=register.path))
    click.echo(shown(posting.REGISTER, language, file=register.path))


def _document(done: Sequence[Collected], folder: Folder, language: Language) -> dict[str, Any]:
    """The document that `collect --format json` prints."""
    from toolkit.cli.json_output import finding_document, signature_document

    register = done[-1].register
    new = {key for c in done for key in c.new}
    signatures = {sha256: signed for c in done for sha256, signed in c.signatures.items()}
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
                "signatures": [signature_document(one) for one in signatures.get(e.sha256, ())],
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
