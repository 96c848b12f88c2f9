"""PDFs are read in a separate process: a failure of its reader is reported, and affects nothing else."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.mailing import campaign
from tests.pdfs import Pdf
from toolkit.documents.lines import Line
from toolkit.documents.reading import read_lines
from toolkit.files.processes import is_forked
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.drafting import ERRORS
from toolkit.run import report_process
from toolkit.run.report_process import read_report
from toolkit.run.reporting import write_draft
from toolkit.run.workers import MEMORY, Limits

copied = pytest.mark.skipif(not is_forked(), reason="the reader is put in place of ours by a copy of this process")


def _report() -> bytes:
    pdf = Pdf()
    page = pdf.page().text(70, 80, "I. Kết quả", font="bold").text(70, 110, "Trồng 1.250 cây.")
    page.grid((70, 200, 400), (150, 180, 210))
    for n, text in enumerate(("Cây", "1.250", "Đường", "3")):
        page.text(80 + 130 * (n % 2), 170 + 30 * (n // 2), text)
    return pdf.bytes()


@pytest.mark.slow
def test_a_pdf_gives_the_same_lines_as_in_this_process() -> None:
    """Every field of them comes through the pipe."""
    data = _report()
    lines = read_report(data, "a.pdf")
    assert lines == read_lines(data, "a.pdf")
    assert {line.extent.column for line in lines} == {0, 1, 2}


def test_what_the_reader_refuses_is_reported() -> None:
    """The error has the reader's code and words; text needs no separate process."""
    with pytest.raises(NotDoneError) as caught:
        read_report(_report()[:200], "a.pdf")
    assert (caught.value.code, caught.value.arguments) == ("letter-unreadable", {"file": "a.pdf"})
    assert [line.text for line in read_report("Trồng cây.".encode(), "a.txt")] == ["Trồng cây."]


def _dies(data: bytes, name: str) -> tuple[Line, ...]:
    os.abort()


def _waits(data: bytes, name: str) -> tuple[Line, ...]:
    time.sleep(60)
    return ()


def _swells(data: bytes, name: str) -> tuple[Line, ...]:
    return (Line(text=str(len(bytearray(MEMORY * 4))), paragraph=1),)


def _talks(data: bytes, name: str) -> tuple[Line, ...]:
    return (Line(text="x" * 1_000_000, paragraph=1),)


def _errs(data: bytes, name: str) -> tuple[Line, ...]:
    return (Line(text=str(1 // len(name[:0])), paragraph=1),)


@pytest.mark.slow
@copied
@pytest.mark.parametrize(
    ("reader", "code", "says"),
    [
        (_dies, "letter-reader-died", "SIGABRT"),
        (_waits, "letter-took-too-long", "0.3"),
        (_swells, "letter-reader-died", "memory"),
        (_talks, "letter-reader-died", ""),
        (_errs, "letter-reader-failed", "ZeroDivisionError, test_report_process.py"),
    ],
)
def test_a_reader_that_fails_is_reported(
    monkeypatch: pytest.MonkeyPatch, reader: Callable[[bytes, str], tuple[Line, ...]], code: str, says: str
) -> None:
    """It crashes, hangs, uses too much memory or has a mistake: a message each, in both languages, without waiting. An
    answer longer than allowed ends it at once: the process may run a PDF's code by then."""
    monkeypatch.setattr(report_process, "_MOST", 1000)
    monkeypatch.setattr(report_process, "read_lines", reader)
    begun = time.monotonic()
    with pytest.raises(NotDoneError) as caught:
        read_report(b"%PDF-1.7", "a.pdf", Limits(timeout=0.3 if reader is _waits else 20.0))
    assert time.monotonic() - begun < 10
    assert caught.value.code == code
    assert all(says in caught.value.sentence(language) for language in ("vi", "en"))


@pytest.mark.slow
def test_a_drawing_that_draws_itself_twice_is_stopped() -> None:
    """PDFium draws it twice, four times, eight times …; the process ends with its time or memory."""
    pdf = Pdf(forms={"look": b"0 0 m 9 9 l S /look Do /look Do"})
    pdf.page().text(70, 80, "Trồng 1.250 cây.").content.append(b"/look Do")
    with pytest.raises(NotDoneError) as caught:
        read_report(pdf.bytes(), "a.pdf", Limits(timeout=1.0))
    assert caught.value.code in ("letter-took-too-long", "letter-reader-died")


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(10, 200))
@given(st.lists(st.tuples(st.integers(0, 6000), st.binary(min_size=1, max_size=30)), max_size=6), st.integers(0, 9000))
def test_a_damaged_pdf_gives_lines_or_a_clear_refusal(changes: list[tuple[int, bytes]], end: int) -> None:
    """Bytes changed or cut off at any position."""
    data = _report()
    for at, noise in changes:
        data = data[:at] + noise + data[at + len(noise) :]
    try:
        read_report(b"%PDF-" + data[5:end], "a.pdf")
    except NotDoneError as error:
        assert error.code in ERRORS  # noqa: PT017 -- either way is right


def test_the_command_says_that_a_pdf_is_a_scan(tmp_path: Path) -> None:
    """`toolkit draft` ends with a message and its code, and makes no form."""
    folder = campaign(tmp_path)
    pdf = Pdf()
    pdf.page().picture(0, 0, 595, 842)
    (tmp_path / "quet.pdf").write_bytes(pdf.bytes())
    with pytest.raises(NotDoneError) as caught:
        write_draft(folder, tmp_path / "quet.pdf", folder.campaign.agencies[0].code)
    assert caught.value.code == "letter-is-scan"
    assert not list(folder.outgoing.glob("*.xlsx"))
