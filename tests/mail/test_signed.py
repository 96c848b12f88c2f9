"""Signed mails and files are opened, however their lengths are written; encrypted ones are reported."""

import subprocess
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.mailing import DAY, KEPT, codes, entries, form, sent, states, take
from tests.servers import Certificate, needs_openssl
from toolkit.mail.signed import signed_content
from toolkit.messages.findings.catalogue import describe
from toolkit.run.collect import collect
from toolkit.run.folder import Folder

_SIGNED_DATA, _ENVELOPED, _DATA = (bytes.fromhex(f"06092a864886f70d0107{n}") for n in ("02", "03", "01"))


def _element(tag: int, contents: bytes, *, open_ended: bool = False) -> bytes:
    if open_ended:
        return bytes((tag, 0x80)) + contents + b"\0\0"
    size = len(contents)
    length = bytes((size,)) if size < 128 else b"\x84" + size.to_bytes(4, "big")
    return bytes((tag,)) + length + contents


def package(content: bytes | None, *, streamed: bool = False, kind: bytes = _SIGNED_DATA) -> bytes:
    """A package (RFC 5652) around `content`; `streamed`: of open length, the content in pieces."""
    if content is None:
        inside = b""
    elif streamed:
        pieces = [_element(0x04, content[n : n + 1000]) for n in range(0, len(content), 1000)]
        text = _element(0x24, b"".join(pieces), open_ended=True)
        inside = _element(0xA0, text, open_ended=True)
    else:
        inside = _element(0xA0, _element(0x04, content))
    encapsulated = _element(0x30, _DATA + inside, open_ended=streamed)
    data = _element(0x02, b"\x01") + _element(0x31, b"") + encapsulated + _element(0x31, b"")
    held = _element(0xA0, _element(0x30, data, open_ended=streamed), open_ended=streamed)
    return _element(0x30, kind + held, open_ended=streamed)


def wrapped(package: bytes) -> bytes:
    """The mail that carries a package, as Outlook sends it."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "syt@tinh.example", "Báo cáo ký số", "<8@x>"
    mail["Date"] = "Fri, 08 Jan 2021 09:00:00 +0700"
    mail.set_content(package, maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    return mail.as_bytes()


def inner(data: bytes) -> bytes:
    """What a mail program signs: a text with its attachment, without headers."""
    whole = sent("x@y.example", ("SYT.xlsx", data)).mail()
    for header in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        del whole[header]
    return whole.as_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("streamed", [False, True], ids=["lengths", "streamed"])
def test_a_form_in_a_signed_mail_is_filed(folder: Folder, streamed: bool) -> None:
    """Its sender, date and subject are the mail's, and there is no finding. A form signed as a file is the form."""
    done = take(folder, wrapped(package(inner(form(folder, "SYT")), streamed=streamed)))
    [entry] = done.register.entries.values()
    assert (entry.name, entry.agency, entry.state) == ("SYT.xlsx", "SYT", "taken")
    assert (entry.sender, entry.subject, entry.forwarded_by) == ("syt@tinh.example", "Báo cáo ký số", "")
    assert (entry.received, codes(done)) == (datetime(2021, 1, 8, 9), [])
    done = take(folder, sent("stc", ("STC.xlsx.p7m", package(form(folder, "STC")))))
    assert states(done) == {"SYT.xlsx": "taken", "STC.xlsx": "taken"}


@pytest.mark.slow
def test_a_mail_with_a_detached_signature_is_opened_from_outlooks_file(folder: Folder) -> None:
    """Outlook keeps the signed text itself as an attachment named `smime.p7m`."""
    parts = inner(form(folder, "SYT"))
    text = b'Content-Type: multipart/signed; boundary="B"\r\n\r\n--B\r\n' + parts + b"\r\n--B--\r\n"
    done = collect(folder, [KEPT["msg"](folder.root / "thu", [sent("syt", ("smime.p7m", text))])], as_of=DAY)
    assert states(done) == {"SYT.xlsx": "taken"}


def test_an_encrypted_mail_is_reported(folder: Folder) -> None:
    """Only its recipient's key opens it: kept in the inbox, with what to do."""
    done = take(folder, wrapped(package(b"x" * 300, kind=_ENVELOPED)))
    [finding] = done.findings
    assert (finding.code, finding.severity) == ("mail-encrypted", "error")
    assert "không mã hóa" in describe(finding, "vi")[1]
    assert entries(done.register)["smime.p7m"].file


@pytest.mark.parametrize("streamed", [False, True])
def test_a_damaged_package_affects_only_itself(streamed: bool) -> None:
    """Cut off anywhere, or without its content: nothing is filed, without an error."""
    whole = package(b"Content-Type: text/plain\r\n\r\nx" * 50, streamed=streamed)
    for end in range(0, len(whole), 7):
        signed_content(whole[:end])
    for at in range(0, len(whole), 11):
        signed_content(whole[:at] + b"\xff" + whole[at + 1 :])
    assert signed_content(package(None)) == b""


@pytest.mark.slow
@needs_openssl
@pytest.mark.parametrize("option", ["-stream", "-binary"])
def test_a_mail_signed_by_openssl_is_opened(tmp_path: Path, folder: Folder, made: Certificate, option: str) -> None:
    """Another program signs the mail than the tests' code."""
    (tmp_path / "text").write_bytes(inner(form(folder, "SYT")))
    command = f"openssl smime -sign -nodetach {option} -from syt@tinh.example -in text -out ky.eml -signer".split()
    subprocess.run([*command, made.cert, "-inkey", made.key], cwd=tmp_path, check=True, capture_output=True)
    assert states(take(folder, (tmp_path / "ky.eml").read_bytes())) == {"SYT.xlsx": "taken"}
