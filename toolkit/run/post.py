"""Letters to agencies. Drafts are written into `returns/`, those with forms into `outgoing/mails/`; a letter that is
sent has a row in the register. Also the list of agencies to telephone."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email.message import Message
from email.utils import format_datetime
from functools import partial
from itertools import count
from pathlib import Path
from secrets import token_hex
from smtplib import SMTP

from toolkit.agencies.names import agencies_with_forms
from toolkit.files.form_names import code_in, form_name, with_ending
from toolkit.files.holding import read_whole, retry
from toolkit.files.locks import exclusive_lock, is_held
from toolkit.files.saving import ensure_replaceable, save_bytes, save_in_one_step
from toolkit.files.walking import refuse_links
from toolkit.files.zipping import in_zip, is_as_written
from toolkit.form.contents import is_unconfirmed
from toolkit.language.reply_times import ReplyTime
from toolkit.letters.call_sheet import write_calls
from toolkit.letters.calls import PhoneCall, calls
from toolkit.letters.forms import FormLetters, MadeForm, reached_nobody
from toolkit.letters.mails import draft_bytes, make_mail
from toolkit.letters.reminders import Letter, Letters, due, is_in_doubt, sent_id
from toolkit.mail.imap import Secret
from toolkit.mail.smtp import DeliveryUnknown, NotHandedIn, Refused, Server, is_open, open_server, send
from toolkit.master.contacts import read_contacts
from toolkit.master.sheets.today import call_list_name
from toolkit.messages import registers
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import system_reason
from toolkit.model import Consolidation, Language
from toolkit.register.entries import Register, SentMail, merge_saved, read_register
from toolkit.register.sheet import save_register
from toolkit.run.folder import MAILS, OUTGOING, RETURNS, Folder, forms_in, make_folder
from toolkit.run.gathering import Progress, no_progress, read_files
from toolkit.run.inputs import last_master
from toolkit.run.returns import write_returns

_REMINDERS = "remind-*.eml"


def reminder_letters(
    folder: Folder, result: Consolidation, language: Language = "vi", by: ReplyTime | None = None
) -> list[Letter]:
    """Reminders to the agencies that owe something, with their form from `outgoing/`; where only parts are missing,
    with their marked form, which is written to `returns/`. `by`: the time by which an answer is requested."""
    incomplete = {s.agency for s in result.statuses if s.agency in result.used and not s.complete}
    written = write_returns(folder, result, incomplete, language=language, by=by)
    begun = {code_in(path.stem, incomplete): f"{RETURNS}/{path.name}" for path in written}
    forms = _blank_forms(folder, result)
    letters = Letters(result, read_register(folder.root), language, _prefilled_forms(folder, result, forms), by)
    return letters.reminders(forms, begun)


def _blank_forms(folder: Folder, result: Consolidation) -> dict[str, str]:
    """The paths of the agencies' forms in `outgoing/`, keyed by agency code."""
    agencies = folder.campaign.agency_by_code
    present = forms_in(folder.outgoing, {s.agency for s in result.statuses})
    named = {code: folder.outgoing / form_name(agencies[code].short_name, code) for code in present}
    forms = {code: named[code] if named[code] in files else files[0] for code, files in present.items()}
    return {s.agency: f"{OUTGOING}/{forms[s.agency].name}" for s in result.statuses if s.agency in forms}


def _prefilled_forms(folder: Folder, result: Consolidation, forms: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """The forms to attach that are filled in already, keyed by path: the number of unconfirmed figures, and the text of
    the notes on these figures."""
    codes = sorted({s.agency for s in result.statuses if s.agency not in result.used} & forms.keys())
    prefilled = {}
    read = read_files(folder.campaign, [(folder.root / forms[code], forms[code]) for code in codes])
    for code, form in zip(codes, read, strict=True):
        if form.statements or any(f.typed for f in form.figures):
            count = sum(len(f.cells) for f in form.findings if f.code == "figure-not-confirmed")
            note = next((f.note for f in form.figures if is_unconfirmed(f.note)), "")
            prefilled[forms[code]] = (count, f"{note.strip().partition(']')[0]}]")
    return prefilled


def answer_letters(
    folder: Folder,
    result: Consolidation,
    returned: Iterable[Path],
    language: Language = "vi",
    by: ReplyTime | None = None,
) -> list[Letter]:
    """Questions to agencies whose marked forms were `returned` or whose file cannot be used, confirmations to the
    others that reported."""
    texts = {
        code_in(path.stem, folder.campaign.agency_by_code): (
            f"{RETURNS}/{path.name}",
            with_ending(path, ".txt").read_text(encoding="utf-8-sig"),
        )
        for path in returned
    }
    forms = _blank_forms(folder, result)
    letters = Letters(result, read_register(folder.root), language, _prefilled_forms(folder, result, forms), by)
    return letters.answers(texts, forms)


def present_drafts(folder: Folder) -> dict[str, bytes]:
    """The bytes of the present drafts to each agency, by code. Raises `NotDoneError` where one cannot be read."""
    drafts: dict[str, bytes] = {}
    for path in sorted(p for name in (MAILS, RETURNS) for p in (folder.root / name).glob("*.eml")):
        if code := code_in(path.stem.removeprefix("remind-"), folder.campaign.agency_by_code):
            try:
                drafts[code] = drafts.get(code, b"") + read_whole(path)
            except OSError as error:
                raise NotDoneError("cannot-read", file=str(path), reason=system_reason(error)) from error
    return drafts


def write_drafts(folder: Folder, letters: Sequence[Letter], *, reminders: bool) -> list[Path]:
    """Write one `.eml` for each letter to `returns/`, and remove the agency's draft of the other kind.

    `reminders`: also remove earlier reminders to agencies that are in order now.
    """
    target = folder.root / RETURNS
    refuse_links(folder.root, target, *(target / letter.name for letter in letters))
    try:
        target.mkdir(parents=True, exist_ok=True)
        for letter in letters:
            retry(partial((target / letter.other_draft_name).unlink, missing_ok=True))
        if reminders:
            now = {letter.name for letter in letters}
            for old in target.glob(_REMINDERS):
                if old.name not in now:
                    retry(partial(old.unlink, missing_ok=True))  # another run may remove it at the same time
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(target), reason=system_reason(error)) from error
    return [_write_draft(folder, target, letter) for letter in letters]


def _write_draft(folder: Folder, target: Path, letter: Letter) -> Path:
    path = target / letter.name
    save_bytes(path, draft_bytes(folder.campaign, letter, _attachments(folder, letter)))
    return path


def _attachments(folder: Folder, letter: Letter) -> tuple[bytes, ...]:
    return tuple(read_whole(folder.root / path) for path in letter.attachments)


# --- The letters that bring the forms -----------------------------------------------------------

#: The file names of the official letter: as written, and signed.
COVER, SIGNED_COVER = "cong-van.docx", "cong-van.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMails:
    """The letters with the forms, the `drafts` that were written, and the official letter."""

    letters: tuple[Letter, ...]
    drafts: tuple[Path, ...]
    cover: Path
    cover_is_draft: bool
    """Whether the official letter is as the toolkit made it: without number, date and signature."""
    came_back: tuple[str, ...] = ()
    """Agencies whose last mail with the form was not delivered, and of which no other address is known."""


def write_form_mails(folder: Folder, written: Sequence[Path], *, as_of: date, language: Language = "vi") -> FormMails:
    """Write a draft mail and a text for a chat for each form in `outgoing/` that was `written`, and the official
    letter. For an agency that has got its form by mail, draft and text are removed. An official letter that somebody
    has edited stays, and a signed one is used instead. Raises `NotDoneError`."""
    cover, is_draft = _official_letter(folder, as_of)
    forms = {code_in(path.stem, folder.campaign.agency_by_code): _made_form(path) for path in written}
    register = read_register(folder.root)
    writer = FormLetters(
        campaign=folder.campaign, register=register, language=language, as_of=as_of, cover=f"{OUTGOING}/{cover.name}"
    )
    letters, target = writer.letters(forms), folder.root / MAILS
    waiting, _ = _due_and_sent(letters, register, as_of)
    back = tuple(x.agency for x in letters if x.to and x not in waiting and _is_undelivered(x, register))
    names = [f"{letter.agency}{ending}" for letter in letters for ending in (".eml", ".txt")]
    refuse_links(folder.root, target, *(target / name for name in names))
    make_folder(target)
    drafts = []
    for letter in letters:
        by_mail, by_chat = letter in waiting or not letter.to, letter.agency in back
        text = target / f"{letter.agency}.txt"
        if by_mail:
            drafts.append(_write_draft(folder, target, letter))
        else:
            retry(partial((target / letter.name).unlink, missing_ok=True))
        if by_mail or by_chat:
            save_bytes(text, writer.chat(letter.agency, forms[letter.agency]).replace("\n", "\r\n").encode("utf-8-sig"))
        else:
            retry(partial(text.unlink, missing_ok=True))
    return FormMails(letters=tuple(letters), drafts=tuple(drafts), cover=cover, cover_is_draft=is_draft, came_back=back)


def remove_sent_drafts(folder: Folder, sent: Sequence[Letter]) -> None:
    """Remove the drafts of letters that have been sent, so that nobody sends them again by hand."""
    for letter in sent:
        for ending in (".eml", ".txt"):
            retry(partial((folder.root / MAILS / f"{letter.agency}{ending}").unlink, missing_ok=True))


def _made_form(path: Path) -> MadeForm:
    return MadeForm(path=f"{OUTGOING}/{path.name}", sha256=hashlib.sha256(read_whole(path)).hexdigest())


def _is_undelivered(letter: Letter, register: Register) -> bool:
    before = register.sent.get(sent_id(letter, ""))
    return before is not None and reached_nobody(before)


def _official_letter(folder: Folder, as_of: date) -> tuple[Path, bool]:
    """The official letter, which is written if it is missing, and whether the letter is a draft."""
    from toolkit.report.cover_letter import make_cover_letter
    from toolkit.report.rejoined.joining import headings_to_check
    from toolkit.report.word_document import is_unedited
    from toolkit.report.word_letter import letter_document
    from toolkit.run.reporting import join

    signed, draft = folder.outgoing / SIGNED_COVER, folder.outgoing / COVER
    refuse_links(folder.root, signed, draft)
    if signed.is_file():
        return signed, False
    letter = letter_document(make_cover_letter(folder.campaign, agencies_with_forms(folder.campaign), as_of))
    joined = join(folder, draft, letter)  # if it cannot be joined, the edited letter is sent
    written = read_whole(joined.path)
    return draft, not joined.aside and (is_unedited(written) or bool(headings_to_check(written)))


# --- Telephone calls ------------------------------------------------------------------------------


def calls_to_make(
    folder: Folder,
    result: Consolidation,
    previous: Path | None = None,
    language: Language = "vi",
    notice: Callable[[str, str], None] = lambda _code, _file: None,
) -> list[PhoneCall]:
    """The agencies to telephone, the most important first. `previous`: the previous campaign's master, by default the
    one that merges are compared with, if it is there; `notice` gets its path. Raises as `read_contacts` does."""
    previous = previous or last_master(folder, notice, needed=False)
    before = read_contacts(previous) if previous else {}
    return calls(result, read_register(folder.root), before, language)


def write_call_list(folder: Folder, phone_calls: Sequence[PhoneCall], as_of: date, language: Language = "vi") -> Path:
    """Write the list to `returns/`, one file a day; if somebody has written in it, a further one. Raises
    `NotDoneError`."""
    target = folder.root / RETURNS
    names = (f"{call_list_name(as_of)}{f'-{n}' if n > 1 else ''}.xlsx" for n in count(1))
    path = next(p for p in (target / name for name in names) if not p.exists() or in_zip(p, is_as_written, False))
    refuse_links(folder.root, path)
    make_folder(target)
    save_in_one_step(path, lambda to: write_calls(to, folder.campaign, phone_calls, as_of, language))
    return path


# --- Sending --------------------------------------------------------------------------------------

#: The lock held by the run that sends mails of the campaign.
_LOCK = ".toolkit-sending"
#: Seconds to wait for another run before an error.
_WAIT = 1.0


@dataclass(slots=True, kw_only=True)
class Delivery:
    """The outcome for the letters: `sent` (to at least one address), `refused` by the server with the reason, or sent
    `before` (or perhaps sent before)."""

    sent: list[Letter] = field(default_factory=list)
    not_to: list[tuple[Letter, str, str]] = field(default_factory=list)
    """(letter, address, reason) of each address that the server refused for a sent letter."""
    refused: list[tuple[Letter, str]] = field(default_factory=list)
    before: list[Letter] = field(default_factory=list)


def letters_to_send(folder: Folder, letters: Sequence[Letter], as_of: date) -> tuple[list[Letter], list[Letter]]:
    """(letters to be sent, letters sent before): see `reminders.due`. Letters without an address are in neither list,
    nor are letters of which it is not known whether they were sent."""
    return _due_and_sent(letters, read_register(folder.root), as_of)


def _due_and_sent(letters: Sequence[Letter], register: Register, as_of: date) -> tuple[list[Letter], list[Letter]]:
    waiting = due(letters, register.sent, as_of.isoformat())
    open_ones = {id(x) for x in letters if is_in_doubt(x, register.sent, as_of.isoformat())}
    return waiting, [x for x in letters if x.to and x not in waiting and id(x) not in open_ones]


def possibly_sent(folder: Folder) -> list[SentMail]:
    """The mails of which it is not known whether they were sent, until the coordinator decides; none while a run is
    sending."""
    if is_held(folder.root / _LOCK):
        return []
    sent = read_register(folder.root).sent.values()
    return sorted((s for s in sent if s.state == "sending"), key=lambda s: (s.day, s.agency, s.id))


def save_decisions(folder: Folder, as_of: date, language: Language = "vi") -> None:
    """Save the register with the coordinator's decisions whether mails were sent (see `possibly_sent`)."""
    register = read_register(folder.root)
    if register.held is not None and register.sent != register.held.sent:
        save_register(register, folder.campaign, as_of, language)


def deliver(
    folder: Folder,
    letters: Sequence[Letter],
    server: Server,
    password: Secret,
    *,
    as_of: date,
    now: Callable[[], datetime],
    ca_file: Path | None = None,
    language: Language = "vi",
    progress: Progress = no_progress,
) -> Delivery:
    """Send the letters that are due. Each is recorded in the register before and after it is sent, so that none is sent
    twice after an interruption. Raises `NotDoneError` where another run is sending or the server cannot be used;
    letters sent until then stay recorded."""
    with exclusive_lock(folder.root / _LOCK, "sending-elsewhere", wait=_WAIT, needed=True):
        register = read_register(folder.root)
        waiting, before = _due_and_sent(letters, register, as_of)
        work = _Delivering(folder, register, server, as_of, language, Delivery(before=before))
        if waiting:
            ensure_replaceable(register.path)  # checked before the first letter is sent
            with open_server(server, password, ca_file) as connection:
                for number, letter in enumerate(waiting, start=1):
                    work.send_one(letter, connection, now(), left=len(waiting) - number)
                    progress(number, len(waiting), letter.agency)
        return work.delivery


@dataclass(frozen=True, slots=True)
class _Delivering:
    """The work of one run that sends."""

    folder: Folder
    register: Register
    server: Server
    as_of: date
    language: Language
    delivery: Delivery

    def send_one(self, letter: Letter, connection: SMTP, now: datetime, *, left: int) -> None:
        """Send one letter, after recording it in the register; `left`: the number of letters after this one."""
        merge_saved(self.register)
        if not due([letter], self.register.sent, self.as_of.isoformat()):
            self.delivery.before.append(letter)  # a run on another machine has sent it
            return
        if not is_open(connection):
            raise self._connection_error(left + 1)
        record = self._record_of(letter)
        mail = self._make_mail(letter, record.id, now)
        self._save_record(record)
        try:
            lost = send(connection, mail)
        except Refused as error:
            self._remove_record(record)
            self.delivery.refused.append((letter, str(error)))
        except NotHandedIn as error:
            self._remove_record(record)
            raise self._connection_error(left + 1) from error
        except DeliveryUnknown as error:
            raise NotDoneError(
                "mail-not-known",
                host=self.server.host,
                reason=str(error),
                sent=str(len(self.delivery.sent)),
                left=str(left),
                **self._details(letter),
            ) from error
        else:
            self.delivery.sent.append(letter)
            self.delivery.not_to += [(letter, address, why) for address, why in lost.items()]
            self._mark_sent(letter, replace(record, state="sent", to=", ".join(a for a in letter.to if a not in lost)))

    def _make_mail(self, letter: Letter, id: str, now: datetime) -> Message:
        """The mail to send; its Message-ID identifies its row of the register (`register.undelivered`)."""
        mail = make_mail(self.folder.campaign, letter, _attachments(self.folder, letter))
        mail["Date"] = format_datetime(now)
        domain = self.folder.campaign.contact_email.rpartition("@")[2] or "toolkit"
        mail["Message-ID"] = f"<{token_hex(8)}.{id}@{domain}>"
        return mail

    def _record_of(self, letter: Letter) -> SentMail:
        return SentMail(
            id=sent_id(letter, self.as_of.isoformat()),
            day=self.as_of,
            agency=letter.agency,
            kind=letter.kind,
            to=", ".join(letter.to),
            subject=letter.subject,
            about=letter.about,
            state="sending",
        )

    def _save_record(self, record: SentMail) -> None:
        self.register.sent[record.id] = record
        save_register(self.register, self.folder.campaign, self.as_of, self.language)

    def _remove_record(self, record: SentMail) -> None:
        merge_saved(self.register)
        self.register.sent.pop(record.id, None)
        save_register(self.register, self.folder.campaign, self.as_of, self.language)

    def _mark_sent(self, letter: Letter, record: SentMail) -> None:
        try:
            self._save_record(record)
        except NotDoneError as error:
            raise NotDoneError("sent-not-recorded", file=str(self.register.path), **self._details(letter)) from error

    def _details(self, letter: Letter) -> dict[str, str]:
        agency = self.folder.campaign.agency_by_code[letter.agency].short_name
        return {"agency": agency, "to": ", ".join(letter.to), "sheet": registers.SHEETS["sent"].say(self.language)}

    def _connection_error(self, left: int) -> NotDoneError:
        return NotDoneError(
            "mail-server-gone", host=self.server.host, sent=str(len(self.delivery.sent)), left=str(left)
        )
