"""Signed mails and files are opened, however their lengths are written; encrypted ones are reported."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.mailing import DAY, VIETNAM, Sample, campaign, codes, entries, form
from toolkit.mail.signed import signed_content
from toolkit.messages.findings.catalogue import describe
from toolkit.run.collect import collect

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


def wrapped(package: bytes, name: str = "smime.p7m", day: int = 8) -> bytes:
    """The mail that carries a package, as Outlook sends it."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "syt@tinh.example", "Báo cáo ký số"
    mail["Date"] = datetime(2021, 1, day, 9, tzinfo=VIETNAM).strftime("%a, %d %b %Y %H:%M:%S %z")
    mail["Message-ID"] = f"<{day}@x>"
    mail.set_content(package, maintype="application", subtype="pkcs7-mime", filename=name)
    return mail.as_bytes()


def inner(data: bytes, name: str = "SYT.xlsx") -> bytes:
    """What a mail program signs: a text with its attachment, without headers."""
    whole = Sample(sender="x@y.example", files=[(name, data)]).mail()
    for header in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        del whole[header]
    return whole.as_bytes()


@pytest.mark.parametrize("streamed", [False, True], ids=["lengths", "streamed"])
def test_a_form_in_a_signed_mail_is_filed(tmp_path: Path, streamed: bool) -> None:
    """Its sender, date and subject are the mail's, and there is no finding."""
    folder = campaign(tmp_path)
    (tmp_path / "ky.eml").write_bytes(wrapped(package(inner(form(folder, "SYT")), streamed=streamed)))
    done = collect(folder, [tmp_path / "ky.eml"], as_of=DAY)
    entry = entries(done.register)["SYT.xlsx"]
    assert (entry.agency, entry.state, entry.sender, entry.subject) == (
        "SYT",
        "taken",
        "syt@tinh.example",
        "Báo cáo ký số",
    )
    assert (entry.received, entry.forwarded_by, codes(done)) == (datetime(2021, 1, 8, 9), "", [])
    assert len(done.register.entries) == 1


def test_a_signed_file_is_filed_under_its_name(tmp_path: Path) -> None:
    """A form signed as a file (`SYT.xlsx.p7m`) is the form."""
    folder = campaign(tmp_path)
    signed = package(form(folder, "SYT"))
    (tmp_path / "ky.eml").write_bytes(Sample(sender="syt@tinh.example", files=[("SYT.xlsx.p7m", signed)]).eml())
    done = collect(folder, [tmp_path / "ky.eml"], as_of=DAY)
    assert {n: e.state for n, e in entries(done.register).items()} == {"SYT.xlsx": "taken"}


def test_a_mail_with_a_detached_signature_is_opened_from_outlooks_file(tmp_path: Path) -> None:
    """Outlook keeps the signed text itself as an attachment named `smime.p7m`."""
    folder = campaign(tmp_path)
    parts = inner(form(folder, "SYT"))
    text = b'Content-Type: multipart/signed; boundary="B"\r\n\r\n--B\r\n' + parts + b"\r\n--B--\r\n"
    (tmp_path / "ky.msg").write_bytes(Sample(sender="syt@tinh.example", files=[("smime.p7m", text)]).msg())
    done = collect(folder, [tmp_path / "ky.msg"], as_of=DAY)
    assert {n: e.state for n, e in entries(done.register).items()} == {"SYT.xlsx": "taken"}


def test_an_encrypted_mail_is_reported(tmp_path: Path) -> None:
    """Only its recipient's key opens it: kept in the inbox, with what to do."""
    folder = campaign(tmp_path)
    (tmp_path / "kin.eml").write_bytes(wrapped(package(b"x" * 300, kind=_ENVELOPED)))
    done = collect(folder, [tmp_path / "kin.eml"], as_of=DAY)
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
@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
@pytest.mark.parametrize("option", ["-stream", "-binary"])
def test_a_mail_signed_by_openssl_is_opened(tmp_path: Path, option: str) -> None:
    """Another program signs the mail than the tests' code."""
    folder = campaign(tmp_path)

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "text").write_bytes(inner(form(folder, "SYT")))
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=x", "-days", "1"
    )
    openssl(
        "smime",
        "-sign",
        "-nodetach",
        option,
        "-signer",
        "c",
        "-inkey",
        "k",
        "-in",
        "text",
        "-from",
        "syt@tinh.example",
        "-out",
        "ky.eml",
    )
    done = collect(folder, [tmp_path / "ky.eml"], as_of=DAY)
    assert entries(done.register)["SYT.xlsx"].state == "taken"
