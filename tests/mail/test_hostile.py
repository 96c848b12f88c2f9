"""Hostile and damaged mails: each has a finding, and nothing is written outside the inbox."""

import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from aspose.email_foss.msg import MsgWriter

from tests.hostile import entry, parts_of, zipped
from tests.mailing import DAY, KEPT, Sample, codes, decide, entries, form, inbox, sent, states, take
from toolkit.files.gate import MAX_ENTRIES
from toolkit.files.safe_names import MAX_BYTES, safe_name
from toolkit.mail import message
from toolkit.mail.archives import Budget, archived_files
from toolkit.mail.message import Remark
from toolkit.register.entries import FILE_NAME
from toolkit.run.collect import collect
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files

#: Names of attachments and of files in zips that would leave the inbox, name a device, or deceive.
NAMES = (
    *("../../../etc/passwd.xlsx", "..\\..\\Windows\\System32\\x.xlsx", "/etc/cron.d/x.xlsx", "C:\\Users\\a\\x.xlsx"),
    *("//server/share/x.xlsx", "CON.xlsx", "nul", "aux.xlsx", "COM1", "lpt9.xlsx", "x.xlsx:stream.exe"),
    *("bao\u202excod.exe", "a\u200b\u200b.xlsx", "x" * 400 + ".xlsx", "Báo cáo " * 60 + ".xlsx", "...", ".", "..", ""),
    *(" .xlsx", "~$khoa.xlsx", "._x.xlsx", ".~0123456789ab.xlsx", "a\nb.xlsx", "a\x00b.xlsx", "-rf.xlsx", "<b>.xlsx"),
    *("tệp?.xlsx", "*.xlsx", "register.xlsx", "x.xlsx.exe", "x.lnk", "x.scr"),
)


def outside(root: Path, folder: Path) -> list[str]:
    """Everything under `root` that is not in the campaign's inbox."""
    return sorted(
        p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and not p.is_relative_to(folder)
    )


@pytest.mark.slow
def test_no_name_leaves_the_inbox(tmp_path: Path, folder: Folder) -> None:
    """Attached or in a zip, a form is filed under a harmless name, in the inbox itself, and can be read there."""
    mails = []
    for n, name in enumerate(NAMES):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(entry(name or "x"), form(folder, "STC") + b"%d" % n)
        attached = ("NAME", form(folder, "SYT") + b"%d" % n)
        mail = sent("syt", ("z.zip", packed.getvalue()), attached, id=f"{n}@x").eml()
        raw = name.replace("\n", " ").replace("\x00", "%00").encode()
        mails.append(mail.replace(b'filename="NAME"', b'filename="' + raw + b'"'))
    before = outside(tmp_path, folder.inbox)
    done = take(folder, *mails)
    ours = {"c/register.xlsx", *(f"c/thu-0/{n}.eml" for n in range(len(NAMES)))}
    assert ours == {*outside(tmp_path, folder.inbox)} - {*before}
    assert len(done.new) == len(inbox(folder)) == 2 * len(NAMES)
    for file in inbox(folder):
        assert "/" not in file
        assert len(file.encode()) <= MAX_BYTES
        assert not file.startswith(("~$", ".~", "._", "."))
        assert file.isprintable()
        assert file.rpartition(".")[2] in ("xlsx", "bin")
    found = Counter((e.stamped, e.agency) for e in done.register.entries.values())
    assert found == {("SYT", "SYT"): len(NAMES), ("STC", ""): len(NAMES)}


@pytest.mark.parametrize("name", ["CON", "con.xlsx", "NUL.txt", "com1.xlsx", "LPT¹.xlsx", "aux "])
def test_a_device_is_no_name(name: str) -> None:
    """Names that Windows takes for devices are changed, with anything before and after them."""
    assert safe_name(name, "0a").lower().startswith("_")


def harmful() -> list[tuple[str, tuple[str, bytes] | Sample]]:
    """What may be attached to a mail, and the code of its finding."""
    deep, mails = b"PK", sent("a@gmail.example", ("x.xlsx", b"PK"))
    for n in range(100):
        deep, mails = zipped({"x.zip": deep}), sent("a@gmail.example", mails, id=f"{n}@x")
    locked = bytearray(zipped({"x.xlsx": b"secret"}))
    locked[6] |= 1  # the flag in the entry's header, and in the table of contents
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    return [
        ("archive-too-large", ("grows a thousandfold.zip", zipped({"x.xlsx": bytes(60 * 1024 * 1024)}))),
        ("archive-locked", ("password.zip", bytes(locked))),
        ("archive-damaged", ("cut.zip", zipped({"x.xlsx": os.urandom(5000)})[:3000])),
        ("nested-too-deep", ("zips in zips.zip", deep)),
        ("nested-too-deep", mails),
    ]


@pytest.mark.slow
def test_a_hostile_mail_is_a_finding(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is reported with its code; a good mail beside it is filed all the same."""
    monkeypatch.setattr(message, "MAX_PARTS", 20)
    mails = [sent("b@gmail.example", file, id=f"hostile{n}@x") for n, (_, file) in enumerate(harmful())]
    many = sent("b@gmail.example", *((f"{n}.xlsx", str(n).encode()) for n in range(22)), id="many@x")
    done = take(folder, *mails, many, sent("syt", ("tot.xlsx", form(folder, "SYT"))))
    expected = Counter(["too-many-attachments", *(code for code, _ in harmful())])
    assert {code: count for code, count in Counter(codes(done)).items() if code in expected} == expected
    assert entries(done.register)["tot.xlsx"].state == "taken"
    assert sum(len(d) for d in inbox(folder).values()) < 8_000_000


def test_a_zip_of_thousands_of_files_is_opened_to_a_limit() -> None:
    """The others are reported."""
    found = list(archived_files(zipped({f"{n}.txt": b"x" for n in range(MAX_ENTRIES + 2)}), Budget()))
    assert len(found) == MAX_ENTRIES + 1
    assert isinstance(found[-1], Remark)
    assert found[-1].code == "archive-too-large"


@pytest.mark.slow
@pytest.mark.parametrize("way", ["mail", "file"])
def test_an_archive_with_faults_is_one_finding(folder: Folder, way: str) -> None:
    """Three broken files in a zip: reported once, with their names, and not as an archive of another kind."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in range(3):
            archive.writestr(f"hong {n}.xlsx", b"same length %d" % n)
        archive.writestr("tot.xlsx", form(folder, "SYT"))
    data = packed.getvalue().replace(b"same length", b"SAME LENGTH")
    path = folder.root / "gui.zip"
    path.write_bytes(data)
    done = take(folder, sent("syt", ("gui.zip", data))) if way == "mail" else collect(folder, [path], as_of=DAY)
    [reported] = [f for f in done.findings if f.code.startswith("archive")]
    assert (reported.code, reported.value) == ("archive-damaged", "hong 0.xlsx, hong 1.xlsx, hong 2.xlsx")
    assert reported.file.endswith(".zip")
    assert entries(done.register)["tot.xlsx"].agency == "SYT"
    errors = [f for f in check_files(folder, as_of=DAY).findings if f.severity == "error"]
    assert {f.code for f in errors if f.file == reported.file} - {"agency-not-told"} == {"archive-damaged"}


@pytest.mark.parametrize("way", ["eml", "msg"])
def test_other_containers_are_filed_and_reported(folder: Folder, way: str) -> None:
    """winmail.dat, .7z, Word and PDF instead of the form: kept in the inbox, each with what to do."""
    files = [
        ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(50)),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50)),
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.rtf", b"{\\rtf1 x}"),
    ]
    samples = [sent("syt", file, id=f"{n}@x") for n, file in enumerate(files)]
    done = collect(folder, [KEPT[way](folder.root / "thu", samples)], as_of=DAY)
    assert codes(done) == ["archive-not-opened", "report-not-workbook", "report-not-workbook", "winmail-dat"]
    assert len(inbox(folder)) == len(files)
    assert set(states(done).values()) == {"report"}


# --- Senders and dates ----------------------------------------------------------------------------

_SYT, _EVIL, _DAY = b"From: syt@tinh.example", b"From: evil@gmail.example", b"Date: Fri, 08 Jan 2021 09:00:00 +0700"
#: Headers, and the code of their finding.
FORGED = [
    ([b'From: "syt@tinh.example" <evil@gmail.example>', _DAY], "sender-name-misleads"),
    # an address that is encoded in the name
    (
        [b"From: =?utf-8?B?U+G7nyBZIHThur8gPHN5dEB0aW5oLmV4YW1wbGU+?= <evil@gmail.example>", _DAY],
        "sender-name-misleads",
    ),
    ([b"From: syt@tinh.example, evil@gmail.example", _DAY], "several-senders"),
    ([b"Authentication-Results: mx; spf=fail smtp.mailfrom=x; dmarc=fail", _SYT, _DAY], "sender-not-verified"),
    ([b"Received: from x by y; Wed, 13 Jan 2021 10:00:00 +0700", _SYT, _DAY], "mail-date-doubtful"),
    ([_SYT, b"Date: hom qua"], "mail-without-date"),
    ([_SYT, b"Date: Mon, 01 Jan 1801 00:00:00 +0700"], "mail-without-date"),
    ([_SYT, b"Date: Fri, 31 Dec 9999 23:59:59 -1200"], "mail-without-date"),
    ([_SYT, b"Date: Fri, 31 Dec 99999 23:59:59 -1200"], "mail-without-date"),
]


def headed(mail: bytes, head: list[bytes], *without: bytes) -> bytes:
    """The mail with these lines in its head, without those that begin so."""
    old, _, body = mail.partition(b"\r\n\r\n")
    kept = [line for line in old.split(b"\r\n") if not line.startswith(without)]
    return b"\r\n".join([*head, *kept, b"", body])


@pytest.mark.slow
def test_forged_senders_and_dates_are_reported(folder: Folder) -> None:
    """A name that misleads, two senders, checks that failed, a date set back, none or an impossible one."""
    files = [(f"{n}.xlsx", form(folder, "SYT", number=str(n))) for n in range(len(FORGED))]
    mails = [sent("syt", file, id=f"{file[0]}@x").eml() for file in files]
    done = take(folder, *(headed(m, head, b"From:", b"Date:") for m, (head, _) in zip(mails, FORGED, strict=True)))
    assert codes(done) == sorted(code for _, code in FORGED)
    assert [m.sender for m in done.register.mails.values()][:2] == ["evil@gmail.example"] * 2
    found = entries(done.register)
    undated = [n for n, (_, code) in enumerate(FORGED) if code == "mail-without-date"]
    assert {(found[f"{n}.xlsx"].agency, found[f"{n}.xlsx"].received) for n in undated} == {("SYT", None)}


#: Headers that name no sender, or more than one.
NAMELESS = [
    *([], [b"From:"], [b"From:    "], ["From: Sở Y tế <>".encode()], ["From: Sở Y tế".encode()]),
    [b"From: undisclosed-recipients:;"],
]
SEVERAL = [
    *([_SYT, _EVIL], [_EVIL, _SYT], [_SYT, _SYT], [_SYT, b"From:"], [b"From:", _SYT]),
    [_SYT, b"X-Mailer: x", b"FROM: evil@gmail.example"],
    [b"From: syt@tinh.example, evil@gmail.example"],
    ["From: Sở Y tế <syt@tinh.example>, Ai đó <evil@gmail.example>".encode()],
]


@pytest.mark.slow
@pytest.mark.parametrize("is_form", [True, False], ids=["form", "other"])
@pytest.mark.parametrize(("code", "heads"), [("sender-missing", NAMELESS), ("several-senders", SEVERAL)])
def test_a_mail_with_no_sender_or_several_waits(
    folder: Folder, code: str, heads: list[list[bytes]], is_form: bool
) -> None:
    """Even with the agency's form in it: it counts for no agency until one is decided on, and then it counts."""
    names = [f"{n}.xlsx" for n in range(len(heads))]
    content = form(folder, "SYT") if is_form else b"PK\x03\x04 x"
    mails = [sent("syt", (name, content + name.encode()), id=f"{name}@x").eml() for name in names]
    done = take(folder, *(headed(mail, head, b"From:") for mail, head in zip(mails, heads, strict=True)))
    found = entries(done.register)
    assert {(found[name].state, found[name].agency) for name in names} == {("waiting", "")}
    assert codes(done).count(code) == len(heads)
    assert check_files(folder, as_of=DAY).used == {}
    for name in names:
        decide(folder, name, "SYT")
    decided = collect(folder, as_of=DAY)
    assert set(states(decided).values()) == {"taken"}
    counting = [s for s in check_files(folder, as_of=DAY).submissions if s.status in ("accepted", "superseded")]
    assert len(counting) == len(heads) * is_form


@pytest.mark.parametrize("headers", ["", "Subject: x\r\nResent-From: syt@tinh.example\r\n\r\n", "From:\r\n\r\n"])
def test_an_outlook_mail_without_a_sender_waits_too(folder: Folder, headers: str) -> None:
    """Whether it kept the internet headers or not."""
    outlook = sent("syt", ("a.xlsx", form(folder, "SYT")))._message()
    outlook.set_property(0x007D, 0x001F, headers)
    (folder.root / "thu.msg").write_bytes(bytes(MsgWriter.to_bytes(outlook.to_msg_document())))
    done = collect(folder, [folder.root / "thu.msg"], as_of=DAY)
    assert states(done) == {"a.xlsx": "waiting"}
    assert "sender-missing" in codes(done)


# --- Damage ---------------------------------------------------------------------------------------


def test_what_can_be_read_of_a_damaged_mail_is_filed(folder: Folder) -> None:
    """Cut off in the middle of its attachment, or no mail at all under a mail's name: reported, never a traceback."""
    whole = sent("syt", ("a.xlsx", form(folder, "SYT"))).eml()
    msg = bytearray(sent("stc", ("b.xlsx", form(folder, "STC"))).msg())
    msg[600:1400] = os.urandom(800)
    no_mail = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    files = {"cut.eml": whole[: len(whole) // 2], "odd.msg": no_mail, "torn.msg": bytes(msg)}
    for name, data in files.items():
        (folder.root / name).write_bytes(data)
    done = collect(folder, [folder.root / name for name in files], as_of=DAY)
    assert "mail-damaged" in codes(done)
    assert "a.xlsx" in entries(done.register)


DAMAGED = (
    *(b"Subject: =?utf-8?B?QsOhbyBjw6FvA?=", b"Subject: =?utf-8?B?Q*?=", b"Subject: =?utf-8?B?Q?="),
    *(b"Subject: =?utf-8?Q?=?=", b'Content-Type: text/plain; charset="a\x00b"'),
    *(b"Content-Type: text/plain; charset=rot13", b"Content-Transfer-Encoding: uuencode"),
    *(b"Date: Mon, 99 Foo 99999 99:99:99 +9999", b"From: =?idna?Q?..?= <x@y>", b"From: <<>>@@"),
    b"Message-ID: \xff\xfe",
)


@pytest.mark.slow
def test_a_damaged_header_affects_no_other_mail(folder: Folder) -> None:
    """Whatever is in it, the run ends like any other and the good mail beside it is filed."""
    bad = []
    for n, head in enumerate(DAMAGED):
        others = [name + b": %d@b.example" % n for name in (b"From", b"Subject") if not head.startswith(name)]
        bad.append(b"\r\n".join([head, *others, b"X-Mailer: x", b"", "Kính gửi \xe1".encode() + b"\xff"]))
    done = take(folder, *bad, sent("syt", ("tot.xlsx", form(folder, "SYT"))))
    assert done.mails == len(bad) + 1
    assert entries(done.register)["tot.xlsx"].agency == "SYT"


def test_a_mail_with_an_odd_first_line_is_read(folder: Folder) -> None:
    """`From ` without the rest of a mailbox's line: one mail, its attachment filed; a text that quotes such lines stays
    whole."""
    quoted = "\nFrom here on 2021\nno head follows\nFrom: a form\n"
    mail = sent("syt", ("a.xlsx", form(folder, "SYT")), text=quoted)
    (folder.root / "thu").write_bytes(b"From somewhere\n" + mail.eml())
    done = collect(folder, [folder.root / "thu"], as_of=DAY)
    assert (done.mails, list(entries(done.register)), codes(done)) == (1, ["a.xlsx"], [])


def test_formulas_and_links_in_mails_are_text_in_the_register(folder: Folder) -> None:
    """A sender's text is shown and never runs."""
    subject = '=HYPERLINK("http://x","y")'
    take(folder, sent("syt", ("=cmd.xlsx", form(folder, "SYT")), name="=1+1", subject=subject))
    parts = parts_of((folder.root / FILE_NAME).read_bytes())
    assert not [name for name, data in parts.items() if name.startswith("xl/worksheets/sheet") and b"<f>" in data]
    assert not [name for name, data in parts.items() if name.endswith(".rels") and b"http://x" in data]
