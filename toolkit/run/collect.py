"""One run of `collect`: mails → files in the inbox, each once, and their provenance in the register.

Files are saved one by one, each whole or not at all; the register is saved now and then and at the end. An interruption
loses nothing: mails stay where they are, and the next run recognises saved files by their contents.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from toolkit.agencies.roster import roster_of
from toolkit.consolidation.consolidate import sort_findings
from toolkit.consolidation.versions import is_unfilled
from toolkit.files.holding import open_to_read, retry
from toolkit.files.locks import exclusive_lock
from toolkit.files.safe_names import is_suspicious, last_part, safe_name
from toolkit.files.walking import refuse_links, walk
from toolkit.language.text import clean
from toolkit.mail.archives import WORKBOOK_NAMES, FileKind
from toolkit.mail.body import first_line, forwarded_from, link_in, seems_to_report
from toolkit.mail.headers import is_forwarded
from toolkit.mail.mailboxes import Container, LooseFile, Unopened, find_mails, raise_error
from toolkit.mail.message import Head, Mail, Remark
from toolkit.mail.unpack import Item, Nesting, open_file, open_mail
from toolkit.messages import visible
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.making import finding
from toolkit.messages.refusals import system_reason
from toolkit.model import Finding, Language, Signature
from toolkit.register.attribution import attribute, entry_findings, settled_entry
from toolkit.register.entries import (
    BLANK_FORM,
    DATE_AHEAD,
    NOT_FILED,
    UNREAD,
    WITH_A_FORM,
    Entry,
    Register,
    entry_id,
    mail_row,
    merge_saved,
    read_register,
    with_remarks,
)
from toolkit.register.origins import stamp_of
from toolkit.register.undelivered import LostMail, lost_mail_of, mark_lost, sent_mail
from toolkit.run.closing.state import closed_bags
from toolkit.run.folder import LATE, Folder, make_folder
from toolkit.run.gathering import Progress, no_progress, read_files

#: The register is saved after this number of mails.
_SAVE_EVERY = 200
#: The lock held by the run that collects into a campaign, and the seconds for which another run waits for it.
_LOCK, _WAIT = ".toolkit-collecting", 1800.0
#: Endings of attachments that are part of the mail itself: signatures, cards, invitations.
_OF_THE_MAIL = (".p7s", ".asc", ".vcf", ".ics", ".sig")
_LONGEST = 300
#: A mail's date may be later than today by this time, since clocks differ.
_CLOCKS = timedelta(days=1)
#: Remarks about attachments that cannot be read, keyed by kind; they are about the attachment, not about its mail.
_UNREADABLE: dict[FileKind, str] = {"packed": "archive-not-opened", "tnef": "winmail-dat", "sealed": "mail-encrypted"}

_PDF = b"%PDF"
#: The remark about a document whose mail has no form, and the remark in its place if the document is a printed form.
_PRINT_ALONE, _PRINT = "report-not-workbook", Remark("print-of-form")

#: The kinds of workbooks that are no agency's form, keyed by the code of the finding.
_MASTERS = {"is-master": "master", "shared-copy": "shared"}


@dataclass(slots=True, kw_only=True)
class Collected:
    """The result of one run."""

    register: Register
    mails: int = 0
    """The number of mails searched, including those known before."""
    new: list[str] = field(default_factory=list)
    """Keys of the register's new entries."""
    decided: list[str] = field(default_factory=list)
    """Keys of the entries that the coordinator's decisions changed since the last run."""
    findings: list[Finding] = field(default_factory=list)
    signatures: dict[str, tuple[Signature, ...]] = field(default_factory=dict)
    """The signatures of new PDFs that print a form, or may be its scan, by SHA-256."""

    @property
    def new_files(self) -> dict[str, Entry]:
        """The new files in the inbox, keyed by path; a file that came in several mails is listed once."""
        new = set(self.new)
        before = {e.file for key, e in self.register.entries.items() if key not in new}
        return {e.file: e for e in (self.register.entries[key] for key in self.new) if e.file and e.file not in before}

    @property
    def waiting(self) -> list[Entry]:
        return [e for e in self.register.entries.values() if e.state == "waiting"]


@contextmanager
def collecting_alone(folder: Folder, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """A context in which no other run collects into the campaign. Waits for another run, after calling `waiting`;
    raises `NotDoneError` where that takes too long."""
    with exclusive_lock(folder.root / _LOCK, "collecting-elsewhere", wait=_WAIT, waiting=waiting):
        yield


def collect(
    folder: Folder,
    sources: Sequence[Path] = (),
    unopened: Sequence[Unopened] | None = None,
    *,
    mailbox: str = "",
    remember: Callable[[set[int]], str] | None = None,
    since: date | None = None,
    as_of: date,
    language: Language = "vi",
    register: Register | None = None,
    progress: Progress = no_progress,
    alone_already: bool = False,
) -> Collected:
    """Collect from `sources` (default: the mails and archives in the inbox), or the `unopened` mails of a server.

    `mailbox`: the server's name in the register; `remember`: packs the uids of processed mails; `alone_already`:
    `collecting_alone` has been entered. Raises `NotDoneError` where the register cannot be read or written; files that
    are in the inbox already are recognised next time.
    """
    with nullcontext() if alone_already else collecting_alone(folder):
        register = register or read_register(folder.root)
        _check_writable(register.path)
        containers: list[Container] = []
        if unopened is None:
            paths = tuple(sources) or (folder.inbox,)
            unopened, containers = find_mails(paths, folder.inbox, progress)
        if since is not None:
            unopened = [f for f in unopened if not f.head.local or f.head.local.date() >= since]
        work = _Collecting(folder, register, as_of, language, mailbox, remember)
        work.run(unopened, containers, progress)
        return work.collected()


class _Collecting:
    """The work of one run."""

    def __init__(
        self,
        folder: Folder,
        register: Register,
        as_of: date,
        language: Language,
        mailbox: str,
        remember: Callable[[set[int]], str] | None,
    ) -> None:
        self.folder, self.register, self.as_of, self.language = folder, register, as_of, language
        self.roster = roster_of(folder.campaign)
        self.result = Collected(register=register)
        self.inbox = _Inbox(folder)
        # If an agency has the campaign's address, only the stamp in a form shows that the office sent the mail.
        self.ours = not self.roster.by_address(folder.campaign.contact_email)
        self.mailbox, self.remember = mailbox, remember
        self.uids: set[int] = set()

    def report(self, remark: Remark, head: Head, name: str, agency: str | None = None, file: str = "") -> None:
        """Add a finding about a mail or a file in it."""
        self.result.findings.append(_mail_finding(remark, head, name, agency, file))

    def run(self, unopened: Sequence[Unopened], containers: Sequence[Container], progress: Progress) -> None:
        """Take all files, assign each to an agency, and save the register."""
        for container in containers:
            for remark in container.remarks:
                self.report(remark, Head(), container.path.name)
        try:
            # The register is saved now and then, if there is something new.
            saved = 0
            for number, one in enumerate(unopened, start=1):
                if self.take(one) and one.uid:
                    self.uids.add(int(one.uid))
                if number % _SAVE_EVERY == 0 and len(self.result.new) > saved:
                    saved = len(self.result.new)
                    self.save()
                progress(number, len(unopened), one.where)
        except NotDoneError:
            self.save()  # the connection was lost: keep what has arrived
            raise
        for container in (c for c in containers if c.opened):
            self.register.sources["file", _sha256_of(container.path)] = clean(container.path.name)[:_LONGEST]
        self.read_stamps(progress)
        self.assign()
        self.save()

    # -- taking --

    def take(self, unopened: Unopened) -> bool:
        """Take everything in one mail, or one file without a mail; returns whether the mail is complete."""
        self.result.mails += bool(unopened.head.key)
        opened = unopened.load()
        if isinstance(opened, LooseFile):
            items = list(open_file(Head(), opened.name, opened.data, opened.kind, Nesting(zipped=True)))
            if opened.why:
                items = [replace(i, why=opened.why) for i in items]
            self._save_files(items, Head(), "")
            return True
        whole = all(r.code != "mail-not-brought" for r in opened.remarks)
        head = opened.head if opened.head.key else unopened.head
        items = list(open_mail(replace(opened, head=head), Nesting()))
        direct = [i for i in items if i.head == head]
        remarks = [i.remark for i in direct if i.remark]
        remarks += [
            Remark(r.code, ": ".join(filter(None, (clean(last_part(i.name)), r.value)))) for i in direct for r in i.why
        ]
        files = sum(i.remark is None for i in items)
        known = head.key in self.register.mails
        has_files = bool(remarks) or any(i.remark is None and not _is_part_of_mail(i) for i in items)
        lost = lost_mail_of(self.register, self.roster, opened.notice, head.sender) if opened.notice else None
        about = lost.remark if lost else self._missing_file_remark(opened, head, has_files)
        remarks += [about] if about else []
        if lost:
            mark_lost(self.register, lost, head.local.date() if head.local else None)
        if head.key:
            # The key is that of the whole head: the values in the row may be shortened.
            self.register.mails[head.key] = replace(mail_row(_shortened(head), files, remarks), key=head.key)
        elif not known and not files:
            self.report(remarks[0] if remarks else Remark("mail-damaged"), head, unopened.where)
            return whole
        filed = self._save_files(items, head, opened.text, returned=lost is not None)
        ours = bool(lost or sent_mail(self.register, (head.message_id,)))
        if head.key and whole and not (filed or ours or opened.automatic):
            line = (first_line(opened.text) or head.subject or "–")[:_LONGEST]
            self.register.mails[head.key] = replace(self.register.mails[head.key], first_line=line)
        if not known or not whole:
            for item in items:
                if item.remark:
                    self.report(item.remark, item.head, item.name)
            if about:
                self.report(about, head, unopened.where, self._agency_of(lost, head))
        return whole

    def _missing_file_remark(self, mail: Mail, head: Head, has_files: bool) -> Remark | None:
        """A remark about a mail that should have a file and has none; None for any other mail."""
        if has_files or mail.automatic or head.sender in self.roster.desk or not self.roster.by_address(head.sender):
            return None
        link = link_in(mail.text)
        if link:
            return Remark("link-in-place-of-file", link)
        return Remark("nothing-attached") if seems_to_report(head.subject, mail.text) else None

    def _agency_of(self, lost: LostMail | None, head: Head) -> str | None:
        """The agency that a mail is about: the recipient of the office's undelivered mail, else the sender."""
        if lost is None:
            return self._agency_by_address(head.sender)
        return lost.mail.agency if lost.mail else self._agency_by_address(lost.addresses[0])

    def _agency_by_address(self, address: str) -> str | None:
        """The only agency with this address; None if no agency has it, or several."""
        codes = self.roster.by_address(address)
        return codes[0] if len(codes) == 1 else None

    def _save_files(self, items: Sequence[Item], head: Head, text: str, *, returned: bool = False) -> bool:
        """Save the files of one mail in the inbox; returns whether any of these files was not sent by the office.
        `returned`: the mail returns an undelivered mail, whose files the office sent."""
        files = [i for i in items if i.remark is None]
        reported = {i.head.key for i in files if i.kind == "workbook"}
        first: dict[str, Item] = {}
        for item in sorted(filter(_is_report, files), key=lambda item: (_is_copy(item), item.kind == "picture")):
            first.setdefault(item.head.key, item)
        known = {e.sha256 for e in self.register.entries.values() if e.state not in NOT_FILED} if not head.key else ()
        filed = False
        for item in files:
            entry = self._register_entry(item, head, text)
            filed |= entry.id in self.register.entries and self.register.entries[entry.id].state not in NOT_FILED
            if entry.id in self.register.entries or (not item.head.key and entry.sha256 in known):
                continue  # the file is in the inbox already, from an earlier mail
            if item.kind in WITH_A_FORM and item.head.key and item.head.key in reported:
                entry = with_remarks(entry, Remark("came-beside"))
            elif _is_report(item) and item.head.key not in reported:
                main = first[item.head.key] if item.head.key and _is_copy(item) else item
                with_main = Remark("came-with", clean(last_part(main.name))[:_LONGEST])
                entry = with_remarks(entry, Remark("report-not-workbook") if main is item else with_main)
            if item.why:
                entry = with_remarks(entry, *item.why)
            elif item.kind in _UNREADABLE:
                entry = with_remarks(entry, Remark(_UNREADABLE[item.kind]))
            came_back = returned and item.head != head
            is_ours = self.ours and attribute(self.roster, entry).code == "sent-by-us"
            if entry.state != "left" and (came_back or is_ours):
                entry = replace(entry, state="ours", stamped="")
            if entry.state not in NOT_FILED:
                entry = replace(entry, file=self.inbox.put(item, entry))
                filed = True
            self.register.entries[entry.id] = entry
            self.result.new.append(entry.id)
        return filed

    def _register_entry(self, item: Item, outer: Head, text: str) -> Entry:
        head = _shortened(item.head)
        sha256 = hashlib.sha256(item.data).hexdigest()
        of_the_mail = _is_part_of_mail(item)
        codes = list(item.head.remarks)
        if item.head.local and item.head.local.date() > self.as_of + _CLOCKS:
            codes.append(Remark(DATE_AHEAD))
        if is_suspicious(item.name, zipped=item.zipped):
            codes.append(Remark("odd-file-name", visible(item.name)[:_LONGEST]))
        if item.forwarded_by and item.forwarded_by != head.sender:
            codes.append(Remark("mail-forwarded", item.forwarded_by))
        elif item.head == outer and (before := forwarded_from(text, is_forwarded(head.subject))):
            codes.append(Remark("mail-forwarded-in-text", before[:_LONGEST]))
        named = self.roster.named_by(head.sender_name, head.subject)
        hinted: tuple[str, ...] = ()
        if not named:
            hinted = self.roster.named_in(last_part(item.name).rpartition(".")[0].replace("_", " "))
            hinted = hinted or (self.roster.named_in_body(text) if item.head == outer else ())
        return Entry(
            id=entry_id(item.head.key, sha256),
            state="left" if of_the_mail else "waiting",
            received=item.head.local,
            sender=head.sender,
            sender_name=head.sender_name,
            subject=head.subject,
            name=clean(last_part(item.name))[:_LONGEST],
            kind=item.kind,
            stamped=UNREAD if item.kind == "workbook" or (_is_report(item) and item.data.startswith(_PDF)) else "",
            named=named,
            hinted=hinted,
            codes=tuple(dict.fromkeys(codes)),
            within=" › ".join(item.within)[:_LONGEST],
            forwarded_by=item.forwarded_by,
            message_id=head.message_id,
            mail=item.head.key,
            sha256=sha256,
            size=len(item.data),
        )

    # -- their agencies --

    def read_stamps(self, progress: Progress) -> None:
        """Read the agency stamped in each new workbook, in workers within limits."""
        unread = {e.file: e.sha256 for e in self.register.entries.values() if e.stamped == UNREAD and e.file}
        files = [(self.folder.root / file, file) for file in sorted(unread) if (self.folder.root / file).is_file()]
        stamps: dict[str, str] = {}
        kinds: dict[str, str] = {}
        blank: set[str] = set()
        new = set(self.result.new)
        for submission in read_files(self.folder.campaign, files, progress=progress):
            stamps[submission.source.sha256] = stamp_of(submission)
            if submission.pdf and submission.pdf.signatures:
                self.result.signatures[submission.source.sha256] = submission.pdf.signatures
            if submission.status != "rejected" and is_unfilled(submission):
                blank.add(submission.source.sha256)
            for code in submission.codes & _MASTERS.keys():
                kinds[submission.source.sha256] = _MASTERS[code]
        for key, entry in self.register.entries.items():
            if entry.stamped == UNREAD:
                kind = kinds.get(entry.sha256, entry.kind)
                entry = replace(entry, stamped=stamps.get(entry.sha256, ""), kind=kind)
                if entry.stamped and entry.kind == "document":
                    entry = replace(entry, codes=tuple(_PRINT if r.code == _PRINT_ALONE else r for r in entry.codes))
                if entry.sha256 in blank:
                    entry = with_remarks(entry, Remark(BLANK_FORM))
                self.register.entries[key] = with_remarks(entry, Remark("shared-copy")) if kind == "shared" else entry
                if key not in new:
                    self.result.new.append(key)  # the file is from an interrupted run, which did not report it

    def assign(self) -> None:
        """Assign each file to an agency, by what is known now and by decisions typed since the last run."""
        merge_saved(self.register)
        new = set(self.result.new)
        for key, entry in self.register.entries.items():
            if entry.state not in NOT_FILED or entry.decision:
                attribution = attribute(self.roster, entry)
                after = self.register.entries[key] = settled_entry(entry, attribution)
                if entry.decision and key not in new:
                    if attribution.code == "unknown-decision":
                        self.result.findings += entry_findings(after, attribution)
                    elif (after.state, after.agency) != (entry.state, entry.agency):
                        self.result.decided.append(key)

    def save(self) -> None:
        from toolkit.register.sheet import save_register

        if self.remember:
            self.register.sources["imap", self.mailbox] = self.remember(self.uids)
        save_register(self.register, self.folder.campaign, self.as_of, self.language)

    def collected(self) -> Collected:
        for key in self.result.new:
            entry = self.register.entries[key]
            self.result.findings += entry_findings(entry, attribute(self.roster, entry))
        self.result.findings = list(sort_findings(self.folder.campaign, self.result.findings))
        return self.result


def _is_part_of_mail(item: Item) -> bool:
    return item.inline or last_part(item.name).lower().endswith(_OF_THE_MAIL)


def _is_report(item: Item) -> bool:
    """Whether a file that is no workbook may be a report."""
    return item.kind in ("document", "picture") and not item.inline


def _is_copy(item: Item) -> bool:
    """Whether a file is an image of paper (a picture or PDF): of several images in one mail only one is reported."""
    return item.kind == "picture" or item.data.startswith(_PDF)


def _mail_finding(remark: Remark, head: Head, name: str, agency: str | None, file: str) -> Finding:
    """A remark as a finding that names the mail which it is about."""
    shown = _shortened(head)
    arguments = {
        "name": clean(name)[:_LONGEST],
        "sender": shown.sender or shown.sender_name,
        "subject": shown.subject,
        "day": f"{shown.local:%d/%m/%Y %H:%M}" if shown.local else "",
    }
    return finding(remark.code, file=file, agency=agency, value=remark.value, arguments=arguments)


def _shortened(head: Head) -> Head:
    return replace(head, **{n: getattr(head, n)[:_LONGEST] for n in ("sender", "sender_name", "subject", "message_id")})


# --- The inbox ------------------------------------------------------------------------------------


class _Inbox:
    """The inbox, which recognises its files by their contents. A file is saved whole or not at all."""

    def __init__(self, folder: Folder) -> None:
        from toolkit.files.saving import is_unfinished, remove_abandoned

        self.root = folder.root
        self.path = folder.root / LATE if closed_bags(folder.root) else folder.inbox
        self._by_size: dict[int, list[Path]] = {}
        self._by_hash: dict[str, str] = {}
        try:
            folder.inbox.mkdir(parents=True, exist_ok=True)
            remove_abandoned(self.path)
            for parent, _, names in walk(folder.inbox, set(), refused=raise_error, circle=lambda _: None):
                for name in names:
                    path = Path(parent) / name
                    if not is_unfinished(name) and path.is_file():
                        self._by_size.setdefault(path.stat().st_size, []).append(path)
        except OSError as error:
            # A folder that cannot be read may contain files, which would be saved twice.
            code = "cannot-read" if os.path.isdir(str(error.filename)) else "cannot-write"
            raise NotDoneError(code, file=str(error.filename or self.path), reason=system_reason(error)) from error

    def put(self, item: Item, entry: Entry) -> str:
        """Save the file in the inbox, unless it is there; returns the path of the file in the inbox, from the campaign
        folder."""
        known = self._by_hash.get(entry.sha256)
        if known is None:
            for path in self._by_size.pop(len(item.data), ()):
                self._by_hash.setdefault(_sha256_of(path), path.relative_to(self.root).as_posix())
            known = self._by_hash.get(entry.sha256)
        if known is None:
            known = self._write_file(item, entry)
            self._by_hash[entry.sha256] = known
        return known

    def _write_file(self, item: Item, entry: Entry) -> str:
        from toolkit.files.saving import save_bytes

        make_folder(self.path)
        before = f"{entry.dated:%Y-%m-%d %H%M}" if entry.dated else ""
        name = item.name
        if item.kind == "workbook" and not last_part(name).lower().endswith(WORKBOOK_NAMES):
            name = f"{last_part(name) or 'bieu'}.{'xlsx' if item.data.startswith(b'PK') else 'xls'}"
        for mark in (entry.sha256[:8], entry.sha256[:32]):
            path = self.path / safe_name(name, mark, before)
            if not path.exists():
                break
        save_bytes(path, item.data)
        return path.relative_to(self.root).as_posix()


def _sha256_of(path: Path) -> str:
    with suppress(OSError), open_to_read(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""


def _check_writable(path: Path) -> None:
    """Raise `NotDoneError`, before any work, where the register cannot be replaced, as when Excel has it open."""
    from toolkit.files.saving import ensure_replaceable

    refuse_links(path.parent, path)
    if not path.exists():
        return
    ensure_replaceable(path)
    try:
        with retry(lambda: path.open("r+b")):
            pass
    except PermissionError as error:
        raise NotDoneError("file-open-elsewhere", file=str(path)) from error
    except OSError as error:
        raise NotDoneError("cannot-write", file=str(path), reason=system_reason(error)) from error
