"""Letters to agencies: written as drafts into `returns/`, and sent, each with its place in the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email.utils import format_datetime, make_msgid
from pathlib import Path

from toolkit.errors import NotDoneError
from toolkit.folder import OUTGOING, RETURNS, Folder
from toolkit.form import is_unconfirmed
from toolkit.gathering import Progress, no_progress, read_files
from toolkit.model import Consolidation, Language
from toolkit.register import Register, Sent, read_register, take_in
from toolkit.reminders import Letter, Letters, due, sent_id
from toolkit.run import write_returns
from toolkit.sending import Refused, Server, is_open, open_server, send
from toolkit.writers.mails import draft_bytes, make_mail
from toolkit.writers.register import save_register
from toolkit.writers.saving import save_bytes

_REMINDERS = "remind-*.eml"


def reminder_letters(folder: Folder, result: Consolidation, language: Language = "vi") -> list[Letter]:
    """Reminders to the agencies that owe something: with their form from `outgoing/` where it is there, or, where only
    parts are missing, with what they sent, marked, which is written to `returns/`.
    """
    begun = {
        path.stem: f"{RETURNS}/{path.name}"
        for path in write_returns(folder, result, _incomplete(result), language=language)
    }
    forms = _blank_forms(folder, result)
    letters = Letters(result, read_register(folder.root), language, _drafted(folder, result, forms))
    return letters.reminders(forms, begun)


def _incomplete(result: Consolidation) -> set[str]:
    return {s.agency for s in result.statuses if s.agency in result.used and not s.complete}


def _blank_forms(folder: Folder, result: Consolidation) -> dict[str, str]:
    """Paths of the agencies' forms as they were made to be sent out, those that are there."""
    codes = [s.agency for s in result.statuses]
    return {c: f"{OUTGOING}/{c}.xlsx" for c in codes if (folder.outgoing / f"{c}.xlsx").is_file()}


def _drafted(folder: Folder, result: Consolidation, forms: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """Of the forms that may be attached, those that are filled in already: how many figures nobody has confirmed, and
    how the notes beside them say so.
    """
    codes = sorted({s.agency for s in result.statuses if s.agency not in result.used} & forms.keys())
    found = {}
    read = read_files(folder.campaign, [(folder.root / forms[code], forms[code]) for code in codes])
    for code, form in zip(codes, read, strict=True):
        if form.statements or any(f.typed for f in form.figures):
            count = sum(len(f.cells) for f in form.findings if f.code == "figure-not-confirmed")
            note = next((f.note for f in form.figures if is_unconfirmed(f.note)), "")
            found[forms[code]] = (count, f"{note.strip().partition(']')[0]}]")
    return found


def answer_letters(folder: Folder, result: Consolidation, returned: Iterable[Path], language: Language = "vi") -> list[Letter]:  # fmt: skip
    """Questions to those whose marked forms were `returned` or whose file cannot be used, confirmations to the others
    that reported.
    """
    texts = {
        path.stem: (f"{RETURNS}/{path.name}", path.with_suffix(".txt").read_text(encoding="utf-8-sig"))
        for path in returned
    }
    forms = _blank_forms(folder, result)
    letters = Letters(result, read_register(folder.root), language, _drafted(folder, result, forms))
    return letters.answers(texts, forms)


def write_drafts(folder: Folder, letters: Sequence[Letter], *, reminders: bool) -> list[Path]:
    """One `.eml` a letter in `returns/`, and none of the other kind beside it: an agency has one draft, the last one.

    `reminders`: those of earlier days to agencies that are in order now go.
    """
    target = folder.root / RETURNS
    try:
        target.mkdir(parents=True, exist_ok=True)
        for letter in letters:
            (target / letter.other_name).unlink(missing_ok=True)
        if reminders:
            now = {letter.name for letter in letters}
            for old in target.glob(_REMINDERS):
                if old.name not in now:
                    old.unlink()
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(target), reason=error.strerror or str(error)) from error
    written = []
    for letter in letters:
        data = draft_bytes(folder.campaign, letter, _attached(folder, letter))
        path = target / letter.name
        save_bytes(path, data)
        written.append(path)
    return written


def _attached(folder: Folder, letter: Letter) -> bytes | None:
    return (folder.root / letter.attachment).read_bytes() if letter.attachment else None


# --- Sending --------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Delivery:
    """What became of the letters: `sent` (to one of its addresses at least), refused by the server with why, sent before."""

    sent: list[Letter] = field(default_factory=list)
    not_to: list[tuple[Letter, str, str]] = field(default_factory=list)
    """Of those sent: an address for which the server did not take it, with why."""
    refused: list[tuple[Letter, str]] = field(default_factory=list)
    before: list[Letter] = field(default_factory=list)


def to_send(folder: Folder, letters: Sequence[Letter], as_of: date) -> tuple[list[Letter], list[Letter]]:
    """(to be sent, sent before): see `reminders.due`. Those without an address are in neither."""
    waiting = due(letters, read_register(folder.root).sent, as_of.isoformat())
    return waiting, [x for x in letters if x.to and x not in waiting]


def deliver(folder: Folder, letters: Sequence[Letter], server: Server, password: str, *, as_of: date, now: Callable[[], datetime], ca_file: Path | None = None, language: Language = "vi", progress: Progress = no_progress) -> Delivery:  # fmt: skip
    """Send the letters that are due. The register has each before it goes and after: whatever moment it stops at,
    none is sent twice. Raises `NotDoneError` where the server cannot be used; what went before stays sent.
    """
    register = read_register(folder.root)
    waiting, before = to_send(folder, letters, as_of)
    delivery = Delivery(before=before)
    if not waiting:
        return delivery
    with open_server(server, password, ca_file) as connection:
        for number, letter in enumerate(waiting, start=1):
            if not is_open(connection):
                raise NotDoneError("mail-server-gone", host=server.host, sent=str(len(delivery.sent)), left=str(len(waiting) - number + 1))  # fmt: skip
            mail = make_mail(folder.campaign, letter, _attached(folder, letter))
            mail["Date"] = format_datetime(now())
            mail["Message-ID"] = make_msgid(
                domain=folder.campaign.contact_email.rpartition("@")[2] or "toolkit"
            )
            record = Sent(
                id=sent_id(letter, as_of.isoformat()), day=as_of, agency=letter.agency, kind=letter.kind,
                to=", ".join(letter.to), subject=letter.subject, about=letter.about, state="sending",
            )  # fmt: skip
            _record(folder, register, record, as_of, language)
            try:
                lost = send(connection, mail)
            except Refused as error:
                take_in(register)
                register.sent.pop(record.id)
                delivery.refused.append((letter, str(error)))
                save_register(register, folder.campaign, as_of, language)
            else:
                delivery.sent.append(letter)
                delivery.not_to += [(letter, address, why) for address, why in lost.items()]
                reached = ", ".join(address for address in letter.to if address not in lost)
                _record(folder, register, replace(record, to=reached, state="sent"), as_of, language)
            progress(number, len(waiting), letter.agency)
    return delivery


def _record(folder: Folder, register: Register, record: Sent, as_of: date, language: Language) -> None:
    register.sent[record.id] = record
    save_register(register, folder.campaign, as_of, language)
