"""Names and subjects are decoded in every form in which mail programs write Vietnamese."""

import time
import unicodedata
import zipfile
from base64 import b64encode
from io import BytesIO
from quopri import encodestring
from urllib.parse import quote

import pytest

from tests.mailing import take, windows
from toolkit.mail.archives import Budget, archived_files
from toolkit.mail.headers import address_in, addresses, decode_header, parameters
from toolkit.mail.message import read_mail
from toolkit.run.folder import Folder

NAME = "Báo cáo Sở Giáo dục & Đào tạo, quý IV năm 2020 (chính thức) ữ ẵ ợ.xlsx"


def word(text: str, charset: str = "utf-8", how: str = "b") -> str:
    """An encoded word (RFC 2047)."""
    data = text.encode() if charset == "utf-8" else windows(text)
    if how == "b":
        return f"=?{charset}?B?{b64encode(data).decode()}?="
    return f"=?{charset}?Q?{encodestring(data, header=True).decode().replace('?', '=3F').replace('=' + chr(10), '')}?="


def cut(text: str, size: int = 7) -> str:
    """Encoded words whose ends cut characters in two, folded over lines."""
    data = text.encode()
    return "\r\n ".join(f"=?UTF-8?B?{b64encode(data[n : n + size]).decode()}?=" for n in range(0, len(data), size))


def extended(text: str, size: int = 0, charset: str = "utf-8") -> str:
    """RFC 2231, in one piece or in numbered pieces which may cut characters in two."""
    data = quote(text.encode() if charset == "utf-8" else windows(text), safe="")
    if not size:
        return f"filename*={charset}''{data}"
    pieces = [data[n : n + size] for n in range(0, len(data), size)]
    return ";\r\n ".join(f"filename*{n}*={(charset + chr(39) * 2) if n == 0 else ''}{p}" for n, p in enumerate(pieces))


#: The ways to name an attachment in Content-Disposition; without it there is only the name in Content-Type.
FORMS: dict[str, bytes] = {
    "RFC 2047 in quotes, as Outlook": f'filename="{word(NAME)}"'.encode(),
    "RFC 2047 without quotes": f"filename={word(NAME)}".encode(),
    "RFC 2047, quoted-printable": f'filename="{word(NAME, how="q")}"'.encode(),
    "RFC 2047, Windows-1258": f'filename="{word(NAME, "windows-1258")}"'.encode(),
    "RFC 2047, cut letters": f'filename="{cut(NAME)}"'.encode(),
    "RFC 2231": extended(NAME).encode(),
    "RFC 2231 in pieces": extended(NAME, 40).encode(),
    "RFC 2231, pieces that cut a percent sign": extended(NAME, 31).encode(),
    "RFC 2231, Windows-1258": extended(NAME, charset="windows-1258").encode(),
    "RFC 2231 beside a plain name": f'filename="Bao cao.xlsx"; {extended(NAME)}'.encode(),
    "raw UTF-8": b'filename="' + NAME.encode() + b'"',
    "raw UTF-8 without quotes": b"filename=" + NAME.encode(),
    "raw Windows-1258": b'filename="' + windows(NAME) + b'"',
    "raw UTF-8, decomposed": b'filename="' + unicodedata.normalize("NFD", NAME).encode() + b'"',
    "only in Content-Type": b"",
}


def named(how: str) -> bytes:
    """A mail whose attachment is named so; the way is its id and in its content."""
    disposition = b"Content-Disposition: attachment;\r\n " + FORMS[how]
    lines = [
        *(b"From: syt@tinh.example", b"Date: Fri, 08 Jan 2021 09:00:00 +0700", b"Subject: x"),
        b"Message-ID: <" + how.encode() + b">",
        b'Content-Type: application/octet-stream;\r\n name="' + (b"x" if FORMS[how] else word(NAME).encode()) + b'"',
        b"Content-Transfer-Encoding: base64" + (b"\r\n" + disposition if FORMS[how] else b""),
    ]
    return b"\r\n".join([*lines, b"", b64encode(b"PK\x03\x04 not whole" + how.encode())])


@pytest.mark.slow
def test_names_of_attachments_are_decoded(folder: Folder) -> None:
    """The register and the inbox have the name as its sender typed it."""
    found = take(folder, *map(named, FORMS)).register.entries.values()
    assert {e.message_id: e.name for e in found} == dict.fromkeys(FORMS, NAME)
    start = "inbox/2021-01-08 0900 Báo cáo Sở Giáo dục & Đào tạo, quý IV năm 2020 (chính thức) ữ ẵ ợ ("
    assert [e.file for e in found if not e.file.startswith(start) or not (folder.root / e.file).is_file()] == []


SUBJECT = "V/v báo cáo kết quả quý IV: Sở Y tế"


SUBJECTS = [
    *(word(SUBJECT), word(SUBJECT, how="q"), word(SUBJECT, "windows-1258"), cut(SUBJECT)),
    *(SUBJECT, unicodedata.normalize("NFD", SUBJECT), SUBJECT.encode().decode("ascii", "surrogateescape")),
    windows(SUBJECT).decode("ascii", "surrogateescape"),
    f"{word('V/v báo cáo')} {word(' kết quả quý IV: Sở Y tế')}",
    f"V/v báo cáo kết quả quý {word('IV: Sở Y tế')}",
    *(word(SUBJECT).replace("utf-8", "x-unknown"), word(SUBJECT).rstrip("=?") + "?="),
]


@pytest.mark.parametrize("raw", SUBJECTS)
def test_subjects_are_decoded(raw: str) -> None:
    """Encoded words, cut or mixed with raw bytes, in a known code page, a wrong one or none."""
    assert decode_header(raw) == SUBJECT


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (f"{word('Sở Y tế')} <SYT@Tinh.example>", [("Sở Y tế", "syt@tinh.example")]),
        ('"Sở VH, TT & DL" <a@b.example>', [("Sở VH, TT & DL", "a@b.example")]),
        ("a@b.example (Văn thư)", [("Văn thư", "a@b.example")]),
        (word("Sở Y tế <syt@tinh.example>"), [("Sở Y tế", "syt@tinh.example")]),
        ("a@b.example, c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        (f"{word('x, y <z@w.example>')} <a@b.example>", [("x, y <z@w.example>", "a@b.example")]),
        ("Không có địa chỉ", [("Không có địa chỉ", "")]),
    ],
)
def test_senders_are_read_by_their_address(raw: str, expected: list[tuple[str, str]]) -> None:
    """The address in angle brackets is the sender, whatever the name before it."""
    assert expected == list(addresses(raw))


def test_a_mail_made_to_take_long_is_read_at_once() -> None:
    """A name or a page of extreme length is given up at once."""
    begun = time.perf_counter()
    assert addresses("a" * 1_000_000)[0][1] == ""
    assert addresses("a@" * 1_000_000)
    assert address_in("a" * 200_000) == ""
    for page in ("<" * 80_000, "<script " * 10_000, "<style>" * 10_000):
        mail = f"From: a@b.vn\nTo: c@d.vn\nContent-Type: text/html\n\n<b>Kèm theo</b> {page}"
        assert read_mail(mail.encode()).text.startswith("Kèm theo")
    assert time.perf_counter() - begun < 3


def test_unquoted_parameters_end_at_the_next_one() -> None:
    """Blanks in an unquoted name belong to it; a path keeps its backslashes."""
    found = parameters("attachment; filename=bao cao quy 4.xlsx; size=12")
    assert found == {"filename": "bao cao quy 4.xlsx", "size": "12"}
    assert parameters('attachment; filename="C:\\tam\\x.xlsx"') == {"filename": "C:\\tam\\x.xlsx"}


@pytest.mark.parametrize("how", ["utf-8 unmarked", "windows-1258", "utf-8", "unicode path"])
def test_names_in_zips_are_decoded(how: str) -> None:
    """Zips of Windows, of old programs and of new ones."""
    raw = windows(NAME) if how == "windows-1258" else NAME.encode()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo(NAME if how == "utf-8" else "x" * len(raw))
        if how == "unicode path":
            info.extra = b"\x75\x70" + (len(raw) + 5).to_bytes(2, "little") + b"\x01\x00\x00\x00\x00" + raw
        archive.writestr(info, b"1")
    data = packed.getvalue()
    if how not in ("utf-8", "unicode path"):
        data = data.replace(b"x" * len(raw), raw)
    assert list(archived_files(data, Budget())) == [(NAME, b"1")]
