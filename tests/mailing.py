"""Mails for tests: the same ones as `.eml`, `.msg`, mbox, Maildir and zip, and servers to keep and send them."""

from __future__ import annotations

import mailbox
import os
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.building import definition, filled, keyed, records, type_into_row
from toolkit.cli.main import run
from toolkit.model import Consolidation
from toolkit.register.entries import FILE_NAME, Entry, Register
from toolkit.run.collect import Collected, collect
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files

VIETNAM = timezone(timedelta(hours=7))
DAY = date(2021, 1, 15)
AGENCIES = """
| code | name                 | short_name | aliases           | email                   | until      | parent |
|------|----------------------|------------|-------------------|-------------------------|------------|--------|
| SYT  | Sở Y tế              | Sở Y tế    | Ngành Y tế        | syt@tinh.example        |            |        |
| STC  | Sở Tài chính         | Sở TC      |                   | stc@tinh.example        |            |        |
| CAT  | Công an tỉnh         | CA tỉnh    |                   |                         |            |        |
| XA1  | UBND xã Tân An       | Xã Tân An  |                   | xa1@tinh.example        |            | SYT    |
| LEAD | Sở Lao động          | Sở LĐ      |                   | tonghop@tinh.example    |            |        |
| CU   | Sở Cũ                | Sở Cũ      |                   | cu@tinh.example         | 2020-06-30 |        |
"""
INDICATORS = """
| code | topic | label    | unit  | kind  | across_agencies | required |
|------|-------|----------|-------|-------|-----------------|----------|
| T1   | Chung | Số lượt  | lượt  | count | sum             | yes      |
| T2   | Chung | Số người | người | count | sum             |          |
"""
SECTIONS = """
| code | role        | heading      | required |
|------|-------------|--------------|----------|
| dat  | achievement | Mặt đạt được | yes      |
"""
FULL = """
| code | 2019 | 2020 |
|------|------|------|
| T1   | 1    | 2    |
| T2   | 3    | 4    |
"""
LINES = """
| section | text           |
|---------|----------------|
| dat     | Đã tuyên truyền |
"""


def campaign(folder: Path, **about: str) -> Folder:
    """A campaign of six agencies: one without an address, one below another, a former one, and the lead."""
    words = {"lead_agency": "LEAD", "contact_email": "bantonghop@tinh.example", "contact_name": "Ban tổng hợp", **about}
    return definition(folder, about=words, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)


def form(folder: Folder, agency: str, figures: str = FULL, lines: str = LINES, number: str = "1") -> bytes:
    """An agency's filled form as bytes; `number` distinguishes them."""
    path = filled(folder, agency, figures, lines, {"report_number": number}, name="form-under-way")
    data = path.read_bytes()
    path.unlink()
    return data


_TONES = "\u0300\u0309\u0303\u0301\u0323"


def windows(text: str) -> bytes:
    """The text in Windows-1258: letters with their marks, tones after them."""
    plain = unicodedata.normalize("NFD", text)
    letters: list[str] = []
    for c in plain:
        if unicodedata.combining(c) and c not in _TONES:
            # The mark belongs to the character before, the tone between them stays after both.
            at = -2 if letters[-1] in _TONES else -1
            letters[at] = unicodedata.normalize("NFC", letters[at] + c)
        else:
            letters.append(c)
    return "".join(letters).encode("cp1258")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One mail: its sender, its time, and its attachments (a file, or another mail)."""

    sender: str
    subject: str = "Báo cáo"
    when: datetime = datetime(2021, 1, 8, 9, 0, tzinfo=VIETNAM)
    name: str = ""
    id: str = ""
    text: str = "Kính gửi báo cáo."
    files: Sequence[tuple[str, bytes] | Sample] = ()

    @property
    def message_id(self) -> str:
        return self.id or f"{self.sender.partition('@')[0]}-{self.when:%d%H%M}@thu.example"

    def mail(self) -> EmailMessage:
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = f'"{self.name}" <{self.sender}>' if self.name else self.sender
        mail["To"] = "bantonghop@tinh.example"
        mail["Subject"] = self.subject
        mail["Date"] = format_datetime(self.when)
        mail["Message-ID"] = f"<{self.message_id}>"
        mail.set_content(self.text)
        for file in self.files:
            if isinstance(file, Sample):
                mail.add_attachment(file.mail())
            else:
                mail.add_attachment(file[1], maintype="application", subtype="octet-stream", filename=file[0])
        return mail

    def eml(self) -> bytes:
        return self.mail().as_bytes()

    def msg(self) -> bytes:
        """As Outlook saves it: a compound file of MAPI properties, forwarded mails as embedded messages."""
        from aspose.email_foss.msg import MsgWriter

        document = self._message().to_msg_document()
        _as_outlook(document.root)
        return bytes(MsgWriter.to_bytes(document))

    def _message(self) -> Any:
        from aspose.email_foss.msg import MapiMessage

        message = MapiMessage.create(self.subject, self.text)
        head = self.eml().partition(b"\r\n\r\n")[0].decode()
        message.set_property(0x007D, 0x001F, head + "\r\n\r\n")
        for file in self.files:
            if isinstance(file, Sample):
                message.add_embedded_message_attachment(file._message())
            else:
                message.add_attachment(file[0], file[1])
        return message


def sent(sender: str, *files: tuple[str, bytes] | Sample, at: str = "08 09:00", **more: Any) -> Sample:
    """A mail of January 2021: `syt` means syt@tinh.example, `at` its day and time in Vietnam."""
    when = datetime.strptime(f"2021-01-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM)
    return Sample(sender=sender if "@" in sender else f"{sender}@tinh.example", when=when, files=files, **more)


def _as_outlook(storage: Any) -> None:
    """Give embedded mails the header of Outlook, of 24 bytes ([MS-OXMSG] 2.4.1.2), not of 32."""
    for child in storage.storages:
        if child.name == "__substg1.0_3701000D":
            for stream in child.streams:
                if stream.name == "__properties_version1.0":
                    stream.data = stream.data[:24] + stream.data[32:]
        _as_outlook(child)


# --- Kept in every way ----------------------------------------------------------------------------


def as_eml(folder: Path, mails: Iterable[Sample | bytes], way: str = "eml") -> Path:
    folder.mkdir(parents=True)
    for n, mail in enumerate(mails):
        (folder / f"{n}.{way}").write_bytes(mail if isinstance(mail, bytes) else getattr(mail, way)())
    return folder


def as_msg(folder: Path, samples: Iterable[Sample]) -> Path:
    return as_eml(folder, samples, "msg")


def _for_mailbox(mail: bytes) -> bytes:
    """As `mailbox` takes it: on Windows it puts a carriage return before each line feed, even a second one."""
    return mail if os.linesep == "\n" else mail.replace(b"\r\n", b"\n")


def as_mbox(folder: Path, samples: Iterable[Sample]) -> Path:
    folder.mkdir(parents=True)
    box = mailbox.mbox(folder / "Hop thu")
    for sample in samples:
        box.add(_for_mailbox(sample.eml()))
    box.close()
    return folder / "Hop thu"


def as_maildir(folder: Path, samples: Iterable[Sample]) -> Path:
    box = mailbox.Maildir(folder)
    for sample in samples:
        box.add(_for_mailbox(sample.eml()))
    return folder


def as_zip(folder: Path, samples: Iterable[Sample]) -> Path:
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "thu.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n, sample in enumerate(samples):
            archive.writestr(f"Thư đã lưu/{n}.eml", sample.eml())
    return folder / "thu.zip"


KEPT: dict[str, Callable[[Path, Iterable[Sample]], Path]] = {
    "eml": as_eml,
    "msg": as_msg,
    "mbox": as_mbox,
    "maildir": as_maildir,
    "zip": as_zip,
}


# --- Collecting -----------------------------------------------------------------------------------


def take(folder: Folder, *mails: Sample | bytes, as_of: date = DAY) -> Collected:
    """Collect these mails."""
    target = folder.root / f"thu-{len(list(folder.root.glob('thu-*')))}"
    return collect(folder, [as_eml(target, mails)], as_of=as_of)


def decide(folder: Folder, name: str, decision: str) -> None:
    """Type a decision about a file into the register, as the coordinator does in Excel."""
    typed = {"decision": decision, "comment": "đã gọi điện"}
    type_into_row(folder.root / FILE_NAME, "register", {"name": name}, typed)


def toolkit(folder: Folder, *arguments: str, day: str = "2021-01-15") -> int:
    """Run a command on the campaign; returns its exit code."""
    return run([*arguments, "--campaign", str(folder.root), "--as-of", day])


def checked(folder: Folder) -> Consolidation:
    return check_files(folder, as_of=DAY)


def entries(register: Register) -> dict[str, Entry]:
    """The register's entries by their senders' names of the files."""
    return {e.name: e for e in register.entries.values()}


def codes(result: Collected | Consolidation, severity: str = "") -> list[str]:
    return sorted(f.code for f in result.findings if severity in ("", f.severity))


def states(collected: Collected) -> dict[str, str]:
    """What became of the files, by their senders' names of them."""
    return {e.name: e.state for e in collected.register.entries.values()}


def shown(folder: Folder) -> list[str]:
    """The findings in the register's sheet of mails."""
    return [str(r.values.get("problem") or "") for r in records(keyed(folder.root / FILE_NAME)["mails"])]


def inbox(folder: Folder) -> dict[str, bytes]:
    """The content of the inbox: bytes by path within it."""
    return {p.relative_to(folder.inbox).as_posix(): p.read_bytes() for p in folder.inbox.rglob("*") if p.is_file()}


# --- Drafted --------------------------------------------------------------------------------------


def drafts(folder: Folder, where: str = "returns") -> dict[str, EmailMessage]:
    """The drafts in a folder of the campaign, parsed as a mail program does."""
    found = {}
    for path in sorted((folder.root / where).glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        found[path.name] = mail
    return found


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
