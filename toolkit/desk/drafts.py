"""Drafted mails for reading on a page before they are sent, as text only."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from toolkit.desk.shelf import ShownFile
from toolkit.files.form_names import code_in
from toolkit.files.holding import read_whole
from toolkit.messages import visible

#: The command that sends a draft, by its kind.
SENDERS = {"mail": "send-forms", "reminder": "send-reminders", "letter": "send-answers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    agency: str
    kind: str
    """One of `shelf.KINDS`."""
    to: str
    subject: str
    body: str
    attached: tuple[str, ...]


def drafts_in(root: Path, files: Iterable[ShownFile], agencies: Collection[str]) -> Iterator[Draft]:
    """The drafts among these files to agencies of the roster; unreadable ones are ignored."""
    for file in files:
        code = code_in(file.stem.removeprefix("remind-"), {*agencies}) if file.kind in SENDERS else ""
        if not code:
            continue
        try:
            mail = message_from_bytes(read_whole(root / file.path), policy=policy.default)
            body = mail.get_body(("plain",))
            text = str(body.get_content()) if body is not None else ""
            attached = tuple(visible(part.get_filename() or "") for part in mail.iter_attachments())
            yield Draft(
                agency=code,
                kind=file.kind,
                to=visible(", ".join(to.addr_spec for to in mail["To"].addresses) if mail["To"] else ""),
                subject=visible(str(mail["Subject"] or "")),
                body="\n".join(map(visible, text.splitlines())),
                attached=attached,
            )
        except (OSError, ValueError, LookupError):
            continue
