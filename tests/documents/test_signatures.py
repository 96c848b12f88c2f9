"""Signatures of PDFs: who, when, whole or changed, trusted or not; what damaged and hostile files do."""

import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pytest

from tests.pdfs import Pdf

pytest.importorskip("pyhanko", reason="toolkit[signed] is not installed")
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import MDPPerm

from tests.effort import effort
from tests.signing import WHEN, Holder, clerk, holder, revocations, root, signed
from toolkit.documents.pdf import signatures
from toolkit.documents.pdf.signatures import MOST, checked_roots, signatures_of
from toolkit.messages.errors import UsageError
from toolkit.messages.signatures import in_one_line
from toolkit.model.signature import Signature

NAME = generic.pdf_name


@cache
def report(pages: int = 1) -> bytes:
    pdf = Pdf()
    for _ in range(pages):
        pdf.page().text(100, 100, "Trồng 511 cây")
    return pdf.bytes()


@cache
def form() -> bytes:
    """A page with a field that is to be filled in."""
    writer = IncrementalPdfFileWriter(BytesIO(report()))
    page = writer.root["/Pages"]["/Kids"][0]
    entries = {"/FT": NAME("/Tx"), "/T": "Ghi chú", "/Type": NAME("/Annot"), "/Subtype": NAME("/Widget")}
    field = generic.DictionaryObject({NAME(k): generic.pdf_string(v) if k == "/T" else v for k, v in entries.items()})
    field[NAME("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (50, 50, 250, 80)))
    kept = writer.add_object(field)
    page[NAME("/Annots")] = generic.ArrayObject([kept])
    writer.root[NAME("/AcroForm")] = generic.DictionaryObject({NAME("/Fields"): generic.ArrayObject([kept])})
    writer.update_root()
    writer.update_container(page)
    return bytes(_saved(writer))


def _saved(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _updated(data: bytes, change: Callable[[IncrementalPdfFileWriter, Any], object]) -> bytes:
    """The file with an update of its first page, which `change` returns or another object instead."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    writer.update_container(change(writer, page) or page)
    return _saved(writer)


def filled_in(data: bytes, text: str) -> bytes:
    """The form's field with that text, saved as an update of the file."""

    def fill(writer: IncrementalPdfFileWriter, _: Any) -> object:
        field = writer.root["/AcroForm"]["/Fields"][0]
        field[NAME("/V")] = generic.pdf_string(text)
        return field

    return _updated(data, fill)


def annotated(data: bytes) -> bytes:
    """A note on the first page, as readers add it."""

    def note(writer: IncrementalPdfFileWriter, page: Any) -> None:
        made = generic.DictionaryObject({NAME("/Type"): NAME("/Annot"), NAME("/Subtype"): NAME("/FreeText")})
        made[NAME("/Contents")] = generic.pdf_string("Đã sửa thành 512")
        made[NAME("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (50, 600, 250, 650)))
        page[NAME("/Annots")] = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(made)])

    return _updated(data, note)


def redrawn(data: bytes) -> bytes:
    """Other contents of the first page, as an update of the file."""

    def redraw(writer: IncrementalPdfFileWriter, page: Any) -> None:
        page[NAME("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))

    return _updated(data, redraw)


def with_store(data: bytes, *lists: bytes) -> bytes:
    """The PDF with lists of revoked certificates, as archives add them."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    kept = generic.ArrayObject([writer.add_object(generic.StreamObject(stream_data=one)) for one in lists])
    store = generic.DictionaryObject({NAME("/CRLs"): kept})
    writer.root[NAME("/DSS")] = writer.add_object(store)
    writer.update_root()
    return _saved(writer)


def one(data: bytes, trust: bytes | None = None) -> Signature:
    (signature,) = signatures_of(data, trust)
    return signature


@cache
def _mine() -> bytes:
    """The report signed by the clerk."""
    return bytes(signed(report(), clerk()))


@cache
def second() -> Holder:
    return holder("Lê Văn An", "Sở Y tế", by=root())


def states(data: bytes) -> list[str]:
    return [s.state for s in signatures_of(data, root().pem)]


# --- Who and when -----------------------------------------------------------------------------------


def test_signer_and_time_are_read() -> None:
    """The signer from the certificate, the time, in Vietnam's zone, by the signer's machine."""
    at = datetime(2031, 8, 5, 9, 30)
    who = Signature(state="whole", signer="Trần Thị Bình", organisation="Sở Y tế", signed=at, trust="trusted")
    assert one(_mine(), root().pem) == who
    assert one(signed(report(), clerk(), pades=True), root().pem).trust == "trusted", "the newer kind"
    assert signatures_of(report()) == ()
    # A second one does not change what the first one signed; they are in the order of signing.
    data = signed(_mine(), second(), when=WHEN + timedelta(hours=1), field="A")
    assert [(s.signer, s.state) for s in signatures_of(data)] == [("Trần Thị Bình", "whole"), ("Lê Văn An", "whole")]


@pytest.mark.slow
def test_a_trusted_time_stamping_service_supplies_the_time() -> None:
    """One without a trusted root proves no more than the signer's machine."""
    service = holder("Dịch vụ dấu thời gian", by=root(), use="time")
    data = signed(report(), clerk(), stamped=service, stamped_when=WHEN + timedelta(minutes=2))
    at = datetime(2031, 8, 5, 9, 32)
    assert [(s.signed, s.timestamped) for s in (one(data, root().pem), one(data))] == [(at, True), (at, False)]


# --- Whole or changed -------------------------------------------------------------------------------


CHANGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "one digit": (lambda: _mine().replace(b"/MediaBox [0 0 595", b"/MediaBox [0 0 596"), "changed"),
    "a note is added": (lambda: annotated(_mine()), "changed"),
    "a page is drawn again": (lambda: redrawn(_mine()), "changed"),
    "the one after the change is whole": (lambda: signed(annotated(_mine()), second(), field="B"), "changed whole"),
    "filling in a field is reported": (lambda: filled_in(signed(form(), clerk()), "đã nhận"), "filled"),
    "or against the signer's limits": (
        lambda: filled_in(signed(form(), clerk(), certify=MDPPerm.NO_CHANGES), "đã nhận"),
        "changed",
    ),
    "an empty line at the end": (lambda: _mine() + b"\r\n", "whole"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_after_signing_is_detected(change: str) -> None:
    """Only a signature before the change is of a changed file."""
    made, expected = CHANGES[change]
    assert " ".join(states(made())) == expected


def _with_range(data: bytes, change: Callable[..., tuple[int, ...]]) -> bytes:
    found = re.search(rb"/ByteRange ?\[([^]]*)\]", data)
    assert found is not None
    numbers = [int(n) for n in found[1].split()]
    text = b" ".join(b"%d" % n for n in change(*numbers)).ljust(len(found[1]))
    return data[: found.start(1)] + text + data[found.end(1) :]


def test_a_signature_of_other_bytes_is_not_whole() -> None:
    changes: list[Callable[[int, int, int, int], tuple[int, ...]]] = [
        lambda a, b, c, d: (a, b, c, d - 100),
        lambda a, b, c, d: (100, b - 100, c, d),
        lambda a, b, c, d: (a, b - 50, c - 50, d + 100),
        lambda a, b, c, d: (a, b),
        lambda a, b, c, d: (a, b, c, d, 0, 0),
        lambda a, b, c, d: (a, b, c, 10**9),
        lambda a, b, c, d: (-5, b, c, d),
        lambda a, b, c, d: (a, b, c, -1),
    ]
    for change in changes:
        (state,) = states(_with_range(_mine(), change))
        assert state in ("changed", "part", "unchecked")


# --- Trust ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_signer_is_trusted_by_root_day_and_purpose() -> None:
    found = [one(_mine(), trust).trust for trust in (None, b"", holder("Khác").pem)]
    assert found == ["no-roots", "no-roots", "unknown"]
    # One that has ended since signing is valid; one that had ended, or not begun, is not.
    ends = datetime(2031, 8, 1, tzinfo=UTC)
    cases = ((clerk(until=ends), -1), (clerk(until=ends), 1), (clerk(since=ends), -1))
    found = [one(signed(report(), by, when=ends + timedelta(days)), root().pem).trust for by, days in cases]
    assert found == ["trusted", "expired", "expired"]
    # A self-signed certificate is trusted only as a root.
    own = holder("Sở Y tế")
    data = signed(report(), own)
    assert [one(data, trust).trust for trust in (root().pem, root().pem + own.pem)] == ["self-signed", "trusted"]
    assert one(signed(report(), clerk(use="server")), root().pem).trust == "unfit"
    # Revoked before signing, by a list of revoked certificates in the file.
    revoked = one(with_store(_mine(), revocations(root(), clerk())), root().pem)
    assert (revoked.state, revoked.trust) == ("whole", "revoked")


def test_root_certificates_are_checked_before_use() -> None:
    assert checked_roots(root().pem + clerk().pem, "trust.pem") == root().pem + clerk().pem
    noted = "\ufeffGốc của Ban Cơ yếu\r\n".encode() + root().pem.replace(b"\n", b"\r\n") + "# hết".encode()
    assert checked_roots(noted, "trust.pem") == noted
    assert one(_mine(), noted).trust == "trusted"
    for bad in (b"", b"x", report(), root().pem[:200], root().pem.replace(b"MII", b"MIJ"), "Gốc".encode()):
        with pytest.raises(UsageError) as refused:
            checked_roots(bad, "trust.pem")
        assert refused.value.code == "bad-trust-file"


# --- The line about a signature ---------------------------------------------------------------------


@pytest.mark.slow
def test_a_signature_has_a_line_in_both_languages() -> None:
    service = holder("Dịch vụ dấu thời gian", by=root(), use="time")
    stamped = one(signed(report(), holder("Sở Y tế"), stamped=service), root().pem)
    assert in_one_line(one(_mine()), "vi") == "Trần Thị Bình (Sở Y tế), 05/08/2031 09:30: nguyên vẹn, chưa rõ gốc"
    assert in_one_line(stamped, "en") == "Sở Y tế, 05/08/2031 09:30 (time-stamped): whole, self-signed certificate"
    unread = in_one_line(one(b"/ByteRange"), "vi")
    assert unread == "không kiểm tra được, vì phần chữ ký trong tệp bị hỏng"


# --- Unchecked files --------------------------------------------------------------------------------


def _encrypted(password: str) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(report())))
    writer.encrypt(owner_pass="chủ", user_pass=password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.slow
def test_what_cannot_be_checked_has_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encrypted PDF is checked where it opens without a password; beside a damaged signature the other is read."""
    found = [one(signed(_encrypted(p), clerk(), password=p), root().pem) for p in ("", "mật khẩu")]
    assert [(s.state, s.trust, s.why) for s in found] == [("whole", "trusted", ""), ("unchecked", "", "encrypted")]
    data = signed(_mine(), second(), field="C")
    first = data.index(b"/Contents <") + 11
    states = [(s.state, s.why) for s in signatures_of(data[:first] + b"00" * 60 + data[first + 120 :])]
    assert states == [("changed", ""), ("unchecked", "damaged")]
    assert _why(_mine().replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1 ")) == "unknown-kind"
    writer = IncrementalPdfFileWriter(BytesIO(_mine()))
    fields = writer.root["/AcroForm"]["/Fields"]
    for number in range(MOST):
        copied = generic.DictionaryObject(fields[0])
        copied[NAME("/T")] = generic.pdf_string(f"{number}")
        fields.append(writer.add_object(copied))
    writer.update_container(fields)
    assert _why(_saved(writer)) == "too-many"
    monkeypatch.setattr(signatures, "can_check_signatures", lambda: False)
    assert _why(_mine()) == "not-installed"
    assert signatures_of(report()) == ()


def _why(data: bytes) -> str:
    """Why the only signature is not checked."""
    assert one(data) == Signature(state="unchecked", why=one(data).why)
    return one(data).why


def test_no_damaged_file_raises_an_error() -> None:
    """Bytes of a signed file are changed, cut and doubled at random: it is never whole where a signed byte differs."""
    data = _mine()
    at = random.Random(7)
    signed_bytes = data.index(b"/Contents <") - 100
    for _ in range(effort(25, 200)):
        where, length = at.randrange(len(data)), at.randrange(1, 40)
        damaged = at.choice(
            [
                data[:where] + at.randbytes(length) + data[where + length :],
                data[:where] + data[where + length :],
                data[: where + length] + data[where:],
                data[:where],
            ]
        )
        found = signatures_of(damaged, root().pem)
        if damaged[:signed_bytes] != data[:signed_bytes]:
            assert "whole" not in {s.state for s in found}


def _circle(data: bytes) -> bytes:
    """The list of objects before the last one is itself."""
    at = data.rindex(b"/Prev ") + 6
    end = re.compile(rb"\d+").match(data, at).end()  # type: ignore[union-attr]
    here = data[data.rindex(b"startxref") + 9 :].split()[0]
    return data[:at] + here.ljust(end - at) + data[end:]


HOSTILE: tuple[Callable[[bytes], bytes], ...] = (
    _circle,
    lambda data: data.replace(b"/Annots []", b"/Annots " + b"[" * 50_000),
    lambda data: data.replace(b"/Kids [", b"/Kids [2 0 R 2 0 R 2 0 R "),
    lambda data: data.replace(b"/Fields [", b"/Fields [1 0 R 2 0 R "),
    lambda data: data.replace(b"startxref", b"startxref 99999999999999999999"),
    lambda data: b"%PDF-1.4 /ByteRange" + b"<<" * 100_000,
    lambda data: b"/ByteRange",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_file_is_checked_in_seconds(hostile: Callable[[bytes], bytes]) -> None:
    begun = time.process_time()
    assert "whole" not in states(hostile(_mine()))
    assert time.process_time() - begun < 5


def test_no_network_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for lists of revoked certificates nor for issuers' certificates."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    data = _mine()
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert one(data, root().pem).trust == "trusted"


def test_pyhanko_is_not_loaded_for_an_unsigned_pdf() -> None:
    """Loading it takes a second."""
    program = (
        "import sys; from toolkit.documents.pdf.signatures import signatures_of\n"
        "print(signatures_of(b'%PDF'), 'pyhanko' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "() False\n"


@pytest.mark.slow
def test_thousands_of_pages_are_checked_within_seconds() -> None:
    data = signed(signed(report(effort(500, 5_000)), clerk()), second(), field="D")
    begun = time.process_time()
    assert states(data) == ["whole", "whole"]
    assert states(annotated(data)) == ["changed", "changed"]
    assert time.process_time() - begun < 60
