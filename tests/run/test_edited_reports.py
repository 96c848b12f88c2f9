"""A Word report that somebody has edited is kept before it is replaced, and that is said."""

from __future__ import annotations

import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.desk.campaign import reporting
from tests.office import convert, needs_libreoffice
from toolkit.cli.main import run
from toolkit.report.word_document import is_as_packed
from toolkit.run.folder import Folder

_NAME = re.compile(r"bao-cao(-SA)? \d{4}-\d\d-\d\d \d\dh\d\dm\d\d(_\d\d)?\.(docx|pdf)")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return reporting(tmp_path)


def report(folder: Folder, *arguments: str, day: int = 15) -> None:
    """Run the command as on this day of January."""
    assert run(["report", "--campaign", str(folder.root), "--as-of", f"2021-01-{day}", *arguments]) in (0, 1)


def backups(folder: Folder) -> dict[str, bytes]:
    """What is kept of documents."""
    kept = (folder.root / "backups").glob("bao-cao*")
    return {path.name: path.read_bytes() for path in kept}


def by_python(path: Path) -> None:
    """A paragraph more, as a program for Word files writes it."""
    document = docx.Document(str(path))
    document.add_paragraph("Ý kiến chỉ đạo của Giám đốc.")
    document.save(str(path))


def by_libreoffice(path: Path) -> None:
    """Opened and saved, nothing else."""
    away = path.parent / "đã lưu"
    shutil.move(convert(path, "docx", away), path)


def changes(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """The document with one part of it changed, left out, renamed or added, as a careful program would do it: with all
    dates as they were, and with the mark.
    """
    with zipfile.ZipFile(BytesIO(data)) as source:
        parts = [(info, source.read(info)) for info in source.infolist()]
    for at, (info, content) in enumerate(parts):
        place = chance.randrange(len(content))
        byte = bytes([content[place] ^ (1 << chance.randrange(8))])
        yield _packed([*parts[:at], (info, content[:place] + byte + content[place + 1 :]), *parts[at + 1 :]])
        yield _packed([*parts[:at], (info, content + b" "), *parts[at + 1 :]])
        yield _packed([*parts[:at], *parts[at + 1 :]])
        yield _packed([*parts[:at], *parts[at + 1 :], (_named(info, f"{info.filename}x"), content)])
    yield _packed([*parts, (_named(parts[0][0], "word/more.xml"), b"<x/>")])
    yield data[:-1]
    yield b"PK"


def _named(info: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    other = zipfile.ZipInfo(name, info.date_time)
    other.compress_type = info.compress_type
    return other


def _packed(parts: list[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for info, content in parts:
            archive.writestr(_named(info, info.filename), content)
    return made.getvalue()


def test_a_report_nobody_edited_is_replaced(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Drawn again on another day it is another one: the old one is neither kept nor spoken of."""
    report(folder)
    before = (folder.root / "bao-cao.docx").read_bytes()
    os.utime(folder.root / "bao-cao.docx", (0, 0))  # copied, or unpacked from somewhere
    report(folder, day=16)
    assert (folder.root / "bao-cao.docx").read_bytes() != before
    assert backups(folder) == {}
    assert "backups" not in capsys.readouterr().out


@pytest.mark.parametrize("agency", ["", "SA"])
def test_an_edited_report_is_kept(folder: Folder, capsys: pytest.CaptureFixture[str], agency: str) -> None:
    """Whatever program edited it: it is kept as it was, and the terminal says where."""
    _is_kept(folder, capsys, by_python, agency)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("agency", ["", "SA"])
def test_a_report_saved_by_libreoffice_is_kept(folder: Folder, capsys: pytest.CaptureFixture[str], agency: str) -> None:
    """Saved without a change it is kept too: what was changed in it nobody can tell."""
    _is_kept(folder, capsys, by_libreoffice, agency)


def _is_kept(folder: Folder, capsys: pytest.CaptureFixture[str], edit: Callable[[Path], None], agency: str) -> None:
    """It lies in `backups/` as it was edited, once, and the terminal says so; the new one is written."""
    place = folder.root / "returns" / "bao-cao-SA.docx" if agency else folder.root / "bao-cao.docx"
    arguments = [f"--agency={agency}"] if agency else []
    report(folder, *arguments)
    drawn = place.read_bytes()
    edit(place)
    edited = place.read_bytes()
    capsys.readouterr()
    report(folder, *arguments)
    (kept,) = backups(folder)
    assert _NAME.fullmatch(kept)
    assert backups(folder) == {kept: edited}
    assert place.read_bytes() == drawn
    assert str(folder.root / "backups" / kept) in capsys.readouterr().out
    report(folder, *arguments, day=16)
    assert list(backups(folder)) == [kept]
    assert "backups" not in capsys.readouterr().out


def test_a_document_of_others_is_kept(folder: Folder) -> None:
    """A Word file without a mark is somebody's, whoever made it."""
    docx.Document().save(str(folder.root / "bao-cao.docx"))
    theirs = (folder.root / "bao-cao.docx").read_bytes()
    report(folder)
    assert list(backups(folder).values()) == [theirs]


def test_a_report_that_is_open_is_not_replaced(folder: Folder) -> None:
    """Where a program has it open nothing is written or kept."""
    report(folder)
    by_python(folder.root / "bao-cao.docx")
    edited = (folder.root / "bao-cao.docx").read_bytes()
    (folder.root / ".~lock.bao-cao.docx#").touch()
    if os.name == "posix":
        assert run(["report", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 3
        assert (folder.root / "bao-cao.docx").read_bytes() == edited
        assert backups(folder) == {}


def test_whatever_was_changed_is_an_edit(folder: Folder) -> None:
    """One bit of one part, a part more or less: the mark no longer says what the document holds."""
    report(folder)
    drawn = (folder.root / "bao-cao.docx").read_bytes()
    assert is_as_packed(drawn)
    seen = list(changes(drawn, random.Random(16)))
    assert [n for n, data in enumerate(seen) if is_as_packed(data)] == []
    assert len(seen) > 40


@pytest.mark.slow
@needs_libreoffice
def test_a_pdf_that_was_signed_is_kept(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The PDF beside the report too: one of our making is replaced, one that was signed or scanned is kept."""
    place = folder.root / "bao-cao.pdf"
    report(folder, "--pdf")
    report(folder, "--pdf", day=16)
    assert backups(folder) == {}
    signed = place.read_bytes() + b"9 0 obj\n<</Type /Sig>>\nendobj\n%%EOF\n"
    place.write_bytes(signed)
    capsys.readouterr()
    report(folder, "--pdf")
    (kept,) = backups(folder)
    assert _NAME.fullmatch(kept)
    assert backups(folder)[kept] == signed
    assert kept in capsys.readouterr().out
