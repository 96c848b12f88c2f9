"""Hostile and damaged mails: each has a finding, and nothing is written outside the inbox."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.building import cell_of, type_into
from tests.hostile import entry
from tests.mailing import DAY, KEPT, Sample, campaign, codes, entries, form, inbox, take
from toolkit.files.safe_names import MAX_BYTES, safe_name
from toolkit.register.entries import FILE_NAME
from toolkit.run.collect import collect
from toolkit.run.operations import check_files

#: Names of attachments and of files in zips that would leave the inbox, name a device, or deceive.
NAMES = (
    "../../../etc/passwd.xlsx",
    "..\\..\\Windows\\System32\\x.xlsx",
    "/etc/cron.d/x.xlsx",
    "C:\\Users\\a\\x.xlsx",
    "CON.xlsx",
    "nul",
    "aux.xlsx",
    "COM1",
    "lpt9.xlsx",
    "x.xlsx:stream.exe",
    "bao\u202excod.exe",
    "a\u200b\u200b.xlsx",
    "x" * 400 + ".xlsx",
    "Báo cáo " * 60 + ".xlsx",
    "...",
    ".",
    "..",
    " .xlsx",
    "~$khoa.xlsx",
    "._x.xlsx",
    ".~0123456789ab.xlsx",
    "a\nb.xlsx",
    "a\x00b.xlsx",
    "-rf.xlsx",
    "<b>.xlsx",
    "tệp?.xlsx",
    "*.xlsx",
    "register.xlsx",
    "//server/share/x.xlsx",
    "x.xlsx.exe",
    "x.lnk",
    "x.scr",
    "",
)


def outside(root: Path, folder: Path) -> list[str]:
    """Everything under `root` that is not in the campaign's inbox."""
    return sorted(
        p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and not p.is_relative_to(folder)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES, ids=[ascii(n)[:24] for n in NAMES])
def test_no_name_leaves_the_inbox(tmp_path: Path, name: str) -> None:
    """Attached or in a zip, the file is filed under a harmless name, in the inbox itself, and can be read there."""
    folder = campaign(tmp_path / "c")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry(name or "x"), form(folder, "STC"))
    before = outside(tmp_path, folder.inbox)
    attached = Sample(sender="syt@tinh.example", files=[("z.zip", packed.getvalue())]).mail()
    part = EmailMessage(policy=policy.SMTP)
    part.set_content(form(folder, "SYT"), maintype="application", subtype="octet-stream")
    raw = name.replace("\n", " ").replace("\x00", "%00").encode()
    part["Content-Disposition"] = "attachment"
    whole = attached.as_bytes()
    last = b"--" + str(attached.get_boundary()).encode()
    named = part.as_bytes().replace(b"attachment", b'attachment; filename="' + raw + b'"', 1)
    data = whole.replace(last + b"--", last + b"\r\n" + named + b"\r\n" + last + b"--")
    (tmp_path / "thu.eml").write_bytes(data)
    done = collect(folder, [tmp_path / "thu.eml"], as_of=DAY)
    assert [*before, "c/register.xlsx", "thu.eml"] == sorted([*outside(tmp_path, folder.inbox)])
    files = inbox(folder)
    assert len(done.new) == len(files) == 2
    for file in files:
        assert "/" not in file
        assert len(file.encode()) <= MAX_BYTES
        assert not file.startswith(("~$", ".~", "._", "."))
        assert file.isprintable()
        assert file.rpartition(".")[2] in ("xlsx", "bin")
    assert {"SYT"} <= {e.agency for e in done.register.entries.values() if e.stamped == "SYT"}


@pytest.mark.parametrize("name", ["CON", "con.xlsx", "NUL.txt", "com1.xlsx", "LPT¹.xlsx", "aux "])
def test_a_device_is_no_name(name: str) -> None:
    """Names that Windows takes for devices are changed, with anything before and after them."""
    assert safe_name(name, "0a").lower().startswith("_")


def bomb(folder: Path) -> list[Sample]:
    """A zip that grows a thousandfold."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.xlsx", bytes(60 * 1024 * 1024))
    return [Sample(sender="a@gmail.example", files=[("bom.zip", packed.getvalue())])]


def matryoshka(folder: Path) -> list[Sample]:
    """Zips in zips, a hundred deep."""
    data = b"PK"
    for _ in range(100):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.zip", data)
        data = packed.getvalue()
    return [Sample(sender="a@gmail.example", files=[("x.zip", data)])]


def nested(folder: Path) -> list[Sample]:
    """Mails in mails, a hundred deep."""
    sample = Sample(sender="a@gmail.example", files=[("x.xlsx", b"PK")])
    for _ in range(100):
        sample = Sample(sender="a@gmail.example", files=[sample])
    return [sample]


def thousands(folder: Path) -> list[Sample]:
    """A mail with thousands of attachments."""
    return [Sample(sender="a@gmail.example", files=[(f"{n}.xlsx", str(n).encode()) for n in range(2_000)])]


def many_in_zip(folder: Path) -> list[Sample]:
    """A zip with thousands of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in range(3_000):
            archive.writestr(f"{n}.txt", str(n))
    return [Sample(sender="a@gmail.example", files=[("n.zip", packed.getvalue())])]


def locked(folder: Path) -> list[Sample]:
    """A zip with a password."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.xlsx", b"secret")
    data = bytearray(packed.getvalue())
    data[6] |= 1  # the flag in the entry's header, and in the table of contents
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return [Sample(sender="a@gmail.example", files=[("khoa.zip", bytes(data))])]


def broken_zip(folder: Path) -> list[Sample]:
    """A zip cut off in the middle."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.xlsx", os.urandom(5000))
    return [Sample(sender="a@gmail.example", files=[("cut.zip", packed.getvalue()[:3000])])]


HARMFUL: dict[str, tuple[Callable[[Path], list[Sample]], str]] = {
    "bomb": (bomb, "archive-too-large"),
    "zips in zips": (matryoshka, "nested-too-deep"),
    "mails in mails": (nested, "nested-too-deep"),
    "thousands attached": (thousands, "too-many-attachments"),
    "thousands in a zip": (many_in_zip, "archive-too-large"),
    "password": (locked, "archive-locked"),
    "cut zip": (broken_zip, "archive-damaged"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(HARMFUL))
def test_a_hostile_mail_is_a_finding(tmp_path: Path, fault: str) -> None:
    """Each is reported with its code; a good mail beside it is filed all the same."""
    make, code = HARMFUL[fault]
    folder = campaign(tmp_path)
    good = Sample(sender="syt@tinh.example", files=[("tot.xlsx", form(folder, "SYT"))])
    done = take(folder, *make(tmp_path), good)
    assert code in codes(done)
    assert entries(done.register)["tot.xlsx"].state == "taken"
    assert sum(len(d) for d in inbox(folder).values()) < 8_000_000


@pytest.mark.slow
@pytest.mark.parametrize("way", ["mail", "file"])
def test_an_archive_with_faults_is_one_finding_with_the_right_reason(tmp_path: Path, way: str) -> None:
    """Three broken files in a zip: reported once, with their names, and not as an archive of another kind."""
    folder = campaign(tmp_path / "c")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in range(3):
            archive.writestr(f"hong {n}.xlsx", b"same length %d" % n)
        archive.writestr("tot.xlsx", form(folder, "SYT"))
    data = packed.getvalue().replace(b"same length", b"SAME LENGTH")
    if way == "mail":
        done = take(folder, Sample(sender="syt@tinh.example", files=[("gui.zip", data)]))
    else:
        (tmp_path / "gui.zip").write_bytes(data)
        done = collect(folder, [tmp_path / "gui.zip"], as_of=DAY)
    reported = [f for f in done.findings if f.code.startswith("archive")]
    assert [(f.code, f.value) for f in reported] == [("archive-damaged", "hong 0.xlsx, hong 1.xlsx, hong 2.xlsx")]
    assert reported[0].file.endswith(".zip")
    assert entries(done.register)["tot.xlsx"].agency == "SYT"
    again = check_files(folder, as_of=DAY)
    assert [
        f.code
        for f in again.findings
        if f.file == reported[0].file and f.severity == "error" and f.code != "agency-not-told"
    ] == ["archive-damaged"]


@pytest.mark.parametrize("way", ["eml", "msg"])
def test_other_containers_are_filed_and_reported(tmp_path: Path, way: str) -> None:
    """winmail.dat, .7z, Word and PDF instead of the form: kept in the inbox, each with what to do."""
    folder = campaign(tmp_path / "c")
    files = {
        "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(50), "winmail-dat"),
        "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), "archive-not-opened"),
        "a.pdf": (b"%PDF-1.7\n", "report-not-workbook"),
        "a.rtf": (b"{\\rtf1 x}", "report-not-workbook"),
    }
    samples = [
        Sample(sender="syt@tinh.example", id=f"{n}@x", files=[(name, data)])
        for n, (name, (data, _)) in enumerate(files.items())
    ]
    done = collect(folder, [KEPT[way](tmp_path / "thu", samples)], as_of=DAY)
    assert sorted(code for _, code in files.values()) == codes(done)
    assert len(inbox(folder)) == len(files)
    assert {"report"} == {e.state for e in done.register.entries.values()}


def raw_mail(folder: Path, *lines: bytes, body: bytes = b"") -> Path:
    """A mail written byte by byte."""
    path = folder / f"raw-{len(list(folder.glob('raw-*')))}.eml"
    path.write_bytes(b"\r\n".join([*lines, b"", body]))
    return path


def test_forged_senders_are_reported(tmp_path: Path) -> None:
    """An address as the name, two senders, checks that failed, a date set back: a finding each."""
    folder = campaign(tmp_path)
    day = b"Date: Fri, 08 Jan 2021 09:00:00 +0700"
    heads = [
        [b'From: "syt@tinh.example" <evil@gmail.example>', day],
        [b"From: syt@tinh.example, evil@gmail.example", day],
        [b"Authentication-Results: mx; spf=fail smtp.mailfrom=x; dmarc=fail", b"From: syt@tinh.example", day],
        [b"Received: from x by y; Wed, 13 Jan 2021 10:00:00 +0700", b"From: syt@tinh.example", day],
        [b"From: syt@tinh.example", b"Date: hom qua"],
    ]
    mails = [
        raw_mail(tmp_path, *head, b"Subject: x", b"Content-Type: application/pdf; name=a.pdf", body=b"%%PDF-1.4 %d" % n)
        for n, head in enumerate(heads)
    ]
    done = collect(folder, mails, as_of=DAY)
    assert [c for c in codes(done) if c != "report-not-workbook"] == [
        "mail-date-doubtful",
        "mail-without-date",
        "sender-name-misleads",
        "sender-not-verified",
        "several-senders",
    ]


@pytest.mark.parametrize(
    "day", ["Mon, 01 Jan 1801 00:00:00 +0700", "Fri, 31 Dec 9999 23:59:59 -1200", "Fri, 31 Dec 99999 23:59:59 -1200"]
)
def test_an_impossible_date_counts_as_none(tmp_path: Path, day: str) -> None:
    """Before 1900, or beyond the last year: the file is filed, and the mail is reported as having no date."""
    folder = campaign(tmp_path)
    mail = Sample(sender="syt@tinh.example", files=[("SYT.xlsx", form(folder, "SYT"))]).mail()
    mail.replace_header("Date", day)
    (tmp_path / "thu").mkdir()
    (tmp_path / "thu" / "1.eml").write_bytes(mail.as_bytes())
    done = collect(folder, [tmp_path / "thu"], as_of=DAY)
    assert [f.code for f in done.findings if "date" in f.code] == ["mail-without-date"]
    (entry,) = done.register.entries.values()
    assert (entry.agency, entry.received) == ("SYT", None)


def test_an_address_hidden_in_an_encoded_name_is_not_the_sender(tmp_path: Path) -> None:
    """`=?utf-8?…?=` that decodes to `<syt@…>` is a name, and reported as misleading."""
    folder = campaign(tmp_path)
    path = raw_mail(
        tmp_path,
        b"From: =?utf-8?B?U+G7nyBZIHThur8gPHN5dEB0aW5oLmV4YW1wbGU+?= <evil@gmail.example>",
        b"Date: Fri, 08 Jan 2021 09:00:00 +0700",
        b"Content-Type: application/pdf; name=a.pdf",
        body=b"%PDF-1.4",
    )
    done = collect(folder, [path], as_of=DAY)
    assert "sender-name-misleads" in codes(done)
    assert [m.sender for m in done.register.mails.values()] == ["evil@gmail.example"]


#: Headers that name no sender, or more than one.
NAMELESS = {
    "no From": [],
    "a blank From": [b"From:"],
    "blanks": [b"From:    "],
    "no address in brackets": ["From: Sở Y tế <>".encode()],
    "only a name": ["From: Sở Y tế".encode()],
    "no address at all": [b"From: undisclosed-recipients:;"],
}
SEVERAL = {
    "two From": [b"From: syt@tinh.example", b"From: evil@gmail.example"],
    "two From, the other first": [b"From: evil@gmail.example", b"From: syt@tinh.example"],
    "two From, far apart": [b"From: syt@tinh.example", b"X-Mailer: x", b"FROM: evil@gmail.example"],
    "the same From twice": [b"From: syt@tinh.example", b"From: syt@tinh.example"],
    "a From and a blank one": [b"From: syt@tinh.example", b"From:"],
    "a blank From first": [b"From:", b"From: syt@tinh.example"],
    "two in one": [b"From: syt@tinh.example, evil@gmail.example"],
    "two in one, with names": ["From: Sở Y tế <syt@tinh.example>, Ai đó <evil@gmail.example>".encode()],
}
_DOUBTED = {"sender-missing": NAMELESS, "several-senders": SEVERAL}


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name"), [(code, name) for code, heads in _DOUBTED.items() for name in heads])
@pytest.mark.parametrize("stamped", [True, False], ids=["form", "other"])
def test_a_mail_with_no_sender_or_several_waits(tmp_path: Path, code: str, name: str, stamped: bool) -> None:
    """Even with the agency's form in it: it counts for no agency until one is decided on, and then it counts."""
    folder = campaign(tmp_path)
    whole = Sample(
        sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT") if stamped else b"PK\x03\x04 x")]
    ).eml()
    head, _, body = whole.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.startswith(b"From:")]
    (tmp_path / "thu.eml").write_bytes(b"\r\n".join([*_DOUBTED[code][name], *kept, b"", body]))
    done = collect(folder, [tmp_path / "thu.eml"], as_of=DAY)
    [entry] = done.register.entries.values()
    assert (entry.state, entry.agency) == ("waiting", "")
    assert code in codes(done)
    assert check_files(folder, as_of=DAY).used == {}
    path = folder.root / FILE_NAME
    type_into(path, [(cell_of(path, "register", entry.id, "decision"), "SYT")])
    decided = collect(folder, [tmp_path / "thu.eml"], as_of=DAY)
    assert [e.state for e in decided.register.entries.values()] == ["taken"]
    assert (list(check_files(folder, as_of=DAY).used) == ["SYT"]) is stamped


@pytest.mark.parametrize("headers", ["", "Subject: x\r\nResent-From: syt@tinh.example\r\n\r\n", "From:\r\n\r\n"])
def test_an_outlook_mail_without_a_sender_waits_too(tmp_path: Path, headers: str) -> None:
    """Whether it kept the internet headers or not."""
    folder = campaign(tmp_path)
    message = Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))])._message()
    message.set_property(0x007D, 0x001F, headers)
    from aspose.email_foss.msg import MsgWriter

    (tmp_path / "thu.msg").write_bytes(bytes(MsgWriter.to_bytes(message.to_msg_document())))
    done = collect(folder, [tmp_path / "thu.msg"], as_of=DAY)
    assert [e.state for e in done.register.entries.values()] == ["waiting"]
    assert "sender-missing" in codes(done)


def test_what_can_be_read_of_a_damaged_mail_is_filed(tmp_path: Path) -> None:
    """Cut off in the middle of its attachment, or no mail at all under a mail's name: reported, never a traceback."""
    folder = campaign(tmp_path / "c")
    whole = Sample(sender="syt@tinh.example", files=[("a.xlsx", form(folder, "SYT"))]).eml()
    (tmp_path / "cut.eml").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "odd.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    msg = bytearray(Sample(sender="stc@tinh.example", files=[("b.xlsx", form(folder, "STC"))]).msg())
    msg[600:1400] = os.urandom(800)
    (tmp_path / "torn.msg").write_bytes(bytes(msg))
    done = collect(folder, [tmp_path / "cut.eml", tmp_path / "odd.msg", tmp_path / "torn.msg"], as_of=DAY)
    assert "mail-damaged" in codes(done)
    assert "a.xlsx" in entries(done.register)


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: =?utf-8?B?QsOhbyBjw6FvA?=",
        b"Subject: =?utf-8?B?Q*?=",
        b"Subject: =?utf-8?B?Q?=",
        b"Subject: =?utf-8?Q?=?=",
        b'Content-Type: text/plain; charset="a\x00b"',
        b"Content-Type: text/plain; charset=rot13",
        b"Content-Transfer-Encoding: uuencode",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999",
        b"From: =?idna?Q?..?= <x@y>",
        b"From: <<>>@@",
        b"Message-ID: \xff\xfe",
    ],
)
def test_a_damaged_header_affects_no_other_mail(tmp_path: Path, head: bytes) -> None:
    """Whatever is in it, the run ends like any other and the good mail beside it is filed."""
    folder = campaign(tmp_path / "c")
    bad = raw_mail(tmp_path, head, b"To: a@b", b"X-Mailer: x", body="Kính gửi \xe1".encode() + b"\xff")
    (tmp_path / "tot.eml").write_bytes(
        Sample(sender="syt@tinh.example", files=[("tot.xlsx", form(folder, "SYT"))]).eml()
    )
    done = collect(folder, [bad, tmp_path / "tot.eml"], as_of=DAY)
    assert entries(done.register)["tot.xlsx"].agency == "SYT"


def test_a_mail_with_an_odd_first_line_is_read(tmp_path: Path) -> None:
    """`From ` without the rest of a mailbox's line: one mail, its attachment filed; a text that quotes such lines stays
    whole."""
    folder = campaign(tmp_path / "c")
    quoted = Sample(
        sender="syt@tinh.example",
        text="\nFrom here on 2021\nno head follows\nFrom: a form\n",
        files=[("a.xlsx", form(folder, "SYT"))],
    )
    (tmp_path / "thu").write_bytes(b"From somewhere\n" + quoted.eml())
    done = collect(folder, [tmp_path / "thu"], as_of=DAY)
    assert (done.mails, list(entries(done.register)), codes(done)) == (1, ["a.xlsx"], [])


def test_formulas_and_links_in_mails_are_text_in_the_register(tmp_path: Path) -> None:
    """A sender's text is shown and never runs."""
    folder = campaign(tmp_path)
    take(
        folder,
        Sample(
            sender="syt@tinh.example",
            name="=1+1",
            subject='=HYPERLINK("http://x","y")',
            files=[("=cmd.xlsx", form(folder, "SYT"))],
        ),
    )
    with zipfile.ZipFile(folder.root / "register.xlsx") as book:
        sheets = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
    assert "<f>" not in "".join(sheets)
    assert "http://x" not in "".join(book_rels(folder.root / "register.xlsx"))


def book_rels(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as book:
        return [book.read(n).decode() for n in book.namelist() if n.endswith(".rels")]
