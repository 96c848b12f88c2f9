"""A Word report that somebody edited is kept in `backups/`, its edits are in the new one, and both are reported."""

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
from toolkit.report.word_document import is_unedited
from toolkit.run.folder import Folder

Captured = pytest.CaptureFixture[str]
_NAME = re.compile(r"bao-cao(-SA|-moi)? \d{4}-\d\d-\d\d \d\dh\d\dm\d\d(_\d\d)?\.(docx|pdf)")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return reporting(tmp_path)


def report(folder: Folder, *arguments: str, day: int = 15) -> None:
    """Run the command with this day of January as the date."""
    assert run(["report", "--campaign", str(folder.root), "--as-of", f"2021-01-{day}", *arguments]) in (0, 1)


def backups(folder: Folder) -> dict[str, bytes]:
    """The documents in `backups/`."""
    kept = (folder.root / "backups").glob("bao-cao*")
    return {path.name: path.read_bytes() for path in kept}


MORE = ["Ý kiến chỉ đạo của Giám đốc."]


def paragraphs(document: Path | bytes) -> list[str]:
    """The paragraphs outside tables, without empty ones."""
    data = document if isinstance(document, bytes) else document.read_bytes()
    return [p.text for p in docx.Document(BytesIO(data)).paragraphs if p.text]


def by_python(path: Path) -> None:
    """One more paragraph, added by a Python library."""
    document = docx.Document(str(path))
    document.add_paragraph(MORE[0])
    document.save(str(path))


def by_libreoffice(path: Path) -> None:
    """Opened and saved, nothing else."""
    away = path.parent / "đã lưu"
    shutil.move(convert(path, "docx", away), path)


def changes(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """The document with one part changed, left out, renamed or added, as a careful program does it: dates and the mark
    unchanged."""
    parts = _parts(data)
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


def _parts(data: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as source:
        return [(info, source.read(info)) for info in source.infolist()]


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


@pytest.mark.slow
def test_an_edited_report_is_kept(folder: Folder, capsys: Captured) -> None:
    """It is in `backups/` as edited, and the terminal says so; its edits are in the new one. One without edits is
    replaced, neither kept nor mentioned. An edited one stays, to the byte and without a copy, if nothing is new."""
    is_kept(folder, capsys, by_python, MORE)


@pytest.mark.slow
@needs_libreoffice
def test_a_report_saved_by_libreoffice_is_kept(folder: Folder, capsys: Captured) -> None:
    """Even without a change it is kept, and everything in it is renewed."""
    is_kept(folder, capsys, by_libreoffice, [])


def is_kept(folder: Folder, capsys: Captured, edit: Callable[[Path], None], more: list[str]) -> None:
    path = folder.root / "bao-cao.docx"
    report(folder, day=16)
    drawn, before = paragraphs(path), path.read_bytes()
    os.utime(path, (0, 0))  # copied, or unpacked from an archive
    report(folder)
    assert path.read_bytes() != before
    assert backups(folder) == {}
    assert "backups" not in capsys.readouterr().out

    edit(path)
    edited = path.read_bytes()
    if more:
        report(folder)
        assert (path.read_bytes(), backups(folder)) == (edited, {})
    capsys.readouterr()
    report(folder, day=16)
    (kept,) = backups(folder)
    assert _NAME.fullmatch(kept)
    assert backups(folder) == {kept: edited}
    assert str(folder.root / "backups" / kept) in capsys.readouterr().out
    assert paragraphs(path) == [*drawn, *more]
    report(folder, "--anew", day=16)
    assert len(backups(folder)) == 2
    assert paragraphs(path) == drawn


@pytest.mark.slow
def test_a_shared_report_carries_no_edits(folder: Folder) -> None:
    """No names, no comments, and text that somebody wrote into it is not in the next one. An agency's edited one stays,
    to the byte on another day too, if nothing is new, and there is no copy of it."""
    report(folder, "--agency=SA")
    path = folder.root / "returns" / "bao-cao-SA.docx"
    by_python(path)
    edited = path.read_bytes()
    report(folder, "--agency=SA", day=16)
    assert (path.read_bytes(), backups(folder)) == (edited, {})
    report(folder, "--share")
    path = folder.root / "bao-cao-chia-se.docx"
    by_python(path)
    report(folder, "--share", day=16)
    assert not set(MORE) & set(paragraphs(path))
    with zipfile.ZipFile(path) as archive:
        assert not [n for n in archive.namelist() if "comments" in n or b"_tk_" in archive.read(n)]


def _of_others(path: Path) -> None:
    docx.Document().save(str(path))


def _damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4000])


def _of_another_campaign(path: Path) -> None:
    parts = [(info, re.sub(rb"_tk_[a-z2-7]{6}_", b"_tk_aaaaaa_", data)) for info, data in _parts(path.read_bytes())]
    path.write_bytes(_packed(parts))


def _opened(path: Path) -> None:
    by_python(path)
    path.with_name(f".~lock.{path.name}#").touch()


@pytest.mark.slow
@pytest.mark.parametrize("edit", [_of_others, _damaged, _of_another_campaign, _opened])
def test_a_report_that_cannot_be_joined_is_left(folder: Folder, capsys: Captured, edit: Callable[[Path], None]) -> None:
    """The new one is written beside it; that one is joined with the next and kept as `bao-cao.docx` is."""
    if edit is _opened and os.name != "posix":
        pytest.skip("there the system itself knows what is open")
    path, beside = folder.root / "bao-cao.docx", folder.root / "bao-cao-moi.docx"
    report(folder)
    edit(path)
    theirs = path.read_bytes()
    capsys.readouterr()
    report(folder)
    assert path.read_bytes() == theirs
    assert backups(folder) == {}
    assert "bao-cao-moi.docx" in capsys.readouterr().out
    assert is_unedited(beside.read_bytes())
    by_python(beside)
    edited = beside.read_bytes()
    report(folder, day=16)
    assert (path.read_bytes(), [*backups(folder).values()]) == (theirs, [edited])
    assert paragraphs(beside)[-1:] == MORE
    path.with_name(f".~lock.{path.name}#").unlink(missing_ok=True)
    report(folder, "--anew")
    assert is_unedited(path.read_bytes())
    assert theirs in backups(folder).values()


def test_any_change_of_the_file_is_an_edit(folder: Folder) -> None:
    """One bit of one part, a part more or fewer: the mark no longer matches what the document holds."""
    report(folder)
    drawn = (folder.root / "bao-cao.docx").read_bytes()
    assert is_unedited(drawn)
    seen = list(changes(drawn, random.Random(16)))
    assert [n for n, data in enumerate(seen) if is_unedited(data)] == []
    assert len(seen) > 40


@pytest.mark.slow
@needs_libreoffice
def test_a_signed_pdf_of_the_report_is_kept(folder: Folder, capsys: Captured) -> None:
    """A PDF that the toolkit made is replaced, one that was signed or scanned is kept."""
    path = folder.root / "bao-cao.pdf"
    report(folder, "--pdf")
    report(folder, "--pdf", day=16)
    assert backups(folder) == {}
    signed = path.read_bytes() + b"9 0 obj\n<</Type /Sig>>\nendobj\n%%EOF\n"
    path.write_bytes(signed)
    capsys.readouterr()
    report(folder, "--pdf")
    (kept,) = backups(folder)
    assert _NAME.fullmatch(kept)
    assert backups(folder)[kept] == signed
    assert kept in capsys.readouterr().out
