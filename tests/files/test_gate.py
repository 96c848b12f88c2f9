"""What a file is, by its bytes: each kind is recognised, and no content causes an error in the gate."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tests.building import definition
from tests.hostile import added, compound, with_parts, zipped
from toolkit.files.gate import MAX_BYTES, MAX_ENTRIES, examine
from toolkit.files.zipping import stored_zip
from toolkit.spreadsheet.workbook import RawWorkbook, parse_workbook

_BIFF = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0x2000, 0x7CD, 0x41, 6)
_PASS = b"\x2f\0\x04\0" + bytes(4)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    root = tmp_path_factory.mktemp("campaign")
    roster = "| code | name |\n|--|--|\n| SA | Sở A |"
    folder = definition(root, agencies=roster, indicators=hostile.INDICATORS, sections=hostile.SECTIONS)
    return hostile.filled_form(folder, "SA")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\0" * 100 + b"\n", "empty-file"),
        (b"%PDF-1.4", "is-pdf"),
        (b"GIF89a", "is-picture"),
        (b"\x1f\x8b\x08\0", "is-archive"),
        (b"{\\rtf1}", "is-rtf"),
        (b"  <table><tr><td>1</td></tr></table>", "is-web-page"),
        (b"Received: from x\r\n", "is-mail"),
        ("Sở Khoa học;5".encode("cp1258", "replace"), "is-text"),
        (b"\x01\x02\x03\x04" * 50, "not-a-workbook"),
        (b"PK\x05\x06" + bytes(18), "not-a-workbook"),
        (b"PK\x03\x04", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "not-a-workbook"),
    ],
)
def test_the_kind_is_recognised_by_the_bytes(data: bytes, code: str) -> None:
    """The first bytes of a file decide, whatever its name."""
    assert code == examine(data).code


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        ({"Workbook": _BIFF}, ""),
        ({"Book": _BIFF}, ""),
        ({"WORKBOOK": _BIFF}, ""),
        ({"Workbook": _BIFF + _PASS}, "encrypted"),
        ({"Workbook": _BIFF + b"\x86\0\0\0" + _PASS}, "encrypted"),
        ({"Workbook": _BIFF + b"\x85\0\0\0" + _PASS}, ""),
        ({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}, "encrypted"),
        ({"WordDocument": "Workbook Book".encode("utf-16-le")}, "is-old-word"),
        ({"__properties_version1.0": b"x", "__substg1.0_0037001E": b"y"}, "is-mail"),
        ({"PowerPoint Document": b"x"}, "not-a-workbook"),
        ({}, "not-a-workbook"),
    ],
)
def test_an_old_office_file_is_recognised_by_its_streams(streams: dict[str, bytes], code: str) -> None:
    """By the streams under the root, not by words anywhere in the file."""
    assert code == examine(compound(streams)).code


def test_a_large_old_workbook_is_read_through_all_its_tables() -> None:
    """A sector table that does not fit in the header continues in the sectors that it names."""
    small = compound({"Workbook": _BIFF + _PASS})
    size, tables = 512, 110
    sectors = len(small) // size - 1
    # Tables of free sectors follow; the header names the first 109 of them, one more sector the rest.
    numbers = [0, *range(sectors, sectors + tables)]
    header = bytearray(small[:size])
    struct.pack_into("<I", header, 44, len(numbers))
    struct.pack_into("<109I", header, 76, *numbers[:109])
    struct.pack_into("<II", header, 68, sectors + tables, 1)
    rest = numbers[109:]
    listed = struct.pack("<128I", *rest, *[0xFFFFFFFF] * (127 - len(rest)), 0xFFFFFFFE)
    assert examine(bytes(header) + small[size:] + b"\xff" * size * tables + listed).code == "encrypted"


def test_old_workbook_may_end_early_and_name_a_class() -> None:
    """A last sector that is cut short, and a class in the header, are no damage: Excel opens such files. More tables
    than sectors are damage: one that the header names again and again is not read that often."""
    data = bytearray(compound({"Workbook": _BIFF + _PASS}))
    assert examine(bytes(data[:8] + b"\x01" * 16 + data[24:-200])).code == "encrypted"
    struct.pack_into("<I", data, 44, 1 << 31)
    assert examine(bytes(data)).code == "damaged"


def commented(data: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"x"
    return out.getvalue()


def kept_as_it_is(data: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, content) in enumerate(hostile.parts_of(data).items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: added(data, {"xl/media/image1.png": b"x"}),
        lambda data: added(data, {"xl\\other.xml": b"<a/>"}),
        lambda data: added(data, {"xl/": b""}),
        commented,
        kept_as_it_is,
    ],
)
def test_parts_are_passed_on_for_a_plain_zip_only(form: bytes, change: Callable[[bytes], bytes]) -> None:
    """Where a zip is in any way unusual, the file itself is read."""
    assert examine(form).whole
    odd = change(form)
    assert (examine(odd).code, examine(odd).whole) == ("", False)
    as_parts, as_file = parse_workbook(form, "a.xlsx"), parse_workbook(odd, "a.xlsx")
    assert isinstance(as_parts, RawWorkbook)
    assert isinstance(as_file, RawWorkbook)
    assert as_parts.sheets == as_file.sheets


def test_a_workbook_gives_its_parts(form: bytes) -> None:
    """A readable workbook is passed on inflated, part by part; a zip of the parts has them under the same names, in the
    same order."""
    verdict = examine(form)
    assert (verdict.code, verdict.value) == ("", "")
    assert {n for n in hostile.parts_of(form) if n.endswith((".xml", ".rels"))} == set(verdict.parts)
    assert all(hostile.part(form, name) == content for name, content in verdict.parts.items())
    parts = {**verdict.parts, "xl/Số liệu.xml": b""}
    assert list(parts.items()) == list(hostile.parts_of(stored_zip(parts)).items())


def test_limits_are_exact(form: bytes) -> None:
    """A file at the limit passes; one beyond it is refused, with the number."""
    entries = len(zipfile.ZipFile(BytesIO(form)).infolist())
    many = {f"xl/x/{n}.xml": b"" for n in range(MAX_ENTRIES - entries)}
    assert examine(added(form, many)).code == ""
    more = added(form, {**many, "xl/y.xml": b""})
    assert _answer(more) == ("suspicious-file", f"zip: {MAX_ENTRIES + 1} > {MAX_ENTRIES}")
    assert examine(form.ljust(len(form) + 2, b"\0")).code == ""
    assert _answer(form + bytes(MAX_BYTES)) == ("too-large", "50 MB")


@pytest.mark.parametrize("name", ["", "\0"])
def test_a_part_without_a_name_is_damage(form: bytes, name: str) -> None:
    """Also where the standard library does not check the last character of every name, as up to Python 3.12."""
    out = BytesIO(form)
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        archive.writestr(entry, b"x")
    assert examine(out.getvalue()).code == "damaged"


def _answer(data: bytes) -> tuple[str, str]:
    verdict = examine(data)
    return verdict.code, verdict.value


@pytest.mark.slow
def test_a_part_that_inflates_too_much_is_named(form: bytes) -> None:
    """One that repeats itself within the limit passes."""
    verdict = examine(added(form, {"xl/b.xml": bytes(20 * 2**20)}))
    assert (verdict.code, verdict.value.partition(":")[0]) == ("suspicious-file", "xl/b.xml")
    assert examine(added(form, {"xl/b.xml": bytes(90 * 1024)})).code == ""
    assert examine(added(form, {"xl/media/image1.emf": bytes(20 * 2**20)})).code == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_is_found_anywhere(form: bytes, encoding: str) -> None:
    """In any encoding and after any comment."""
    for padding in (0, 5_000, 500_000):
        text = f"<?xml version='1.0'?><!--{' x' * padding}--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
        assert examine(with_parts(form, {"xl/theme/theme1.xml": text.encode(encoding)})).code == "suspicious-file"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("word/document.xml",), "word-document"),
        (("ppt/presentation.xml",), "not-a-workbook"),
        (("a/SA.xlsx", "b.txt"), "is-archive"),
        (("content.xml", "mimetype"), ""),
        (("xl\\workbook.xml",), ""),
    ],
)
def test_a_zip_is_recognised_by_its_parts(names: tuple[str, ...], code: str) -> None:
    """Word files, slides, archives of files and workbooks of two kinds."""
    assert code == examine(zipped(dict.fromkeys(names, b"<x/>"))).code


@given(st.data())
def test_damage_never_breaks_the_gate(form: bytes, data: st.DataObject) -> None:
    """Whatever bytes are changed, cut or added, there is an answer and no exception."""
    base = data.draw(st.sampled_from([form, compound({"Workbook": _BIFF + _PASS, "WordDocument": b"x"})]))
    changed = bytearray(base)
    for _ in range(data.draw(st.integers(1, 12))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)))
    assert isinstance(examine(bytes(changed[:cut] if data.draw(st.booleans()) else changed)).code, str)


@given(st.binary(max_size=3000), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_any_bytes_get_an_answer(tail: bytes, magic: bytes) -> None:
    """Meaningless bytes are refused without an exception."""
    assert examine(magic + tail).code
