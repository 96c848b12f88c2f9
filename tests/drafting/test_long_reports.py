"""Long reports: the work for each line does not grow with the lines, and too many lines are reported."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from tests.drafting.reports import document, packed
from tests.effort import effort
from tests.mailing import campaign
from toolkit.documents.lines import CellExtent, Line
from toolkit.documents.reading import join_broken_lines
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.files.processes import is_forked
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.drafting import ERRORS
from toolkit.model import Campaign
from toolkit.run import report_process
from toolkit.run.report_process import read_report
from toolkit.run.workers import Limits

_TEXT = "Trong năm đã trồng 1.250 cây, đạt 98% kế hoạch."
_BEGIN = ("BÁO CÁO", "Kết quả năm 2020", "I. Kết quả đạt được")
#: Kinds of lines of a long report, by the line's number.
KINDS: dict[str, Callable[[int], str]] = {
    "the same": lambda n: _TEXT,
    "numbered": lambda n: f"{n}. {_TEXT}",
    "points": lambda n: f"- {_TEXT} {n}",
    "headings": lambda n: f"{n}. Kết quả đạt được" if n % 2 else _TEXT,
    "titles of tables": lambda n: f"Bảng {n}. Số cây",
    "below tables": lambda n: f"Nguồn: báo cáo {n}",
    "offices": lambda n: "GIÁM ĐỐC",
    "recipients": lambda n: "Nơi nhận:" if n == 0 else f"- Sở {n};",
    "leading in": lambda n: "Một số kết quả như sau:",
    "annexes": lambda n: f"Phụ lục {n}",
}


def lines_of(kind: str, count: int) -> list[Line]:
    """A report with this number of lines of a kind, below a heading."""
    texts = [*_BEGIN, *map(KINDS[kind], range(count))]
    return [Line(text=text, paragraph=n) for n, text in enumerate(texts, start=1)]


def table_of(count: int) -> list[Line]:
    """A table of two columns with this number of rows."""
    return [
        Line(text=_TEXT, paragraph=2 * row + column, table=1, row=row, cell=column, extent=CellExtent(column, 1, 1))
        for row in range(1, count + 1)
        for column in (1, 2)
    ]


def read(of: Campaign, lines: Sequence[Line]) -> AgencyReport:
    return read_agency_report(b"x", "a.txt", of, of.agencies[0], lambda _data, _name: lines)


def calls(work: Callable[[], object]) -> int:
    """The number of calls of functions, of Python and of C."""
    count = 0

    def counting(_frame: Any, event: str, _what: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    made = campaign(tmp_path_factory.mktemp("campaign")).campaign
    read(made, lines_of("points", 5))  # what is computed once
    return made


@pytest.mark.parametrize("kind", [*KINDS, "rows"])
def test_twice_the_lines_are_twice_the_work(of: Campaign, kind: str) -> None:
    """Counted in calls of functions, not in seconds; for the rows of a table, too."""
    drawn = table_of if kind == "rows" else partial(lines_of, kind)
    few, many = (calls(partial(read, of, drawn(count))) for count in (effort(40, 150), effort(160, 600)))
    assert many < 5 * few


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["titles of tables", "below tables"])
def test_thousands_of_lines_about_tables_are_read(of: Campaign, kind: str) -> None:
    """Each continues the line before: the depth of calls does not grow, and none is lost."""
    report = read(of, lines_of(kind, 2_000))
    assert len(report.points) + len(report.unplaced) == 2_000 + 2


def test_thousands_of_broken_lines_are_joined_once() -> None:
    """One sentence over thousands of lines is joined in one step, with one blank between two lines."""
    broken = [Line(text="  và trồng thêm cây ở các xã, phường trong toàn tỉnh ", paragraph=n) for n in range(3_000)]
    (joined,) = join_broken_lines(broken)
    assert joined.text == "  " + " ".join(["và trồng thêm cây ở các xã, phường trong toàn tỉnh"] * 3_000) + " "


# --- Limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [pytest.param("docx", marks=pytest.mark.slow), "txt"])
@pytest.mark.parametrize("limit", ["MOST_LINES", "MOST_CHARACTERS"])
def test_more_than_is_read_is_a_finding(monkeypatch: pytest.MonkeyPatch, ending: str, limit: str) -> None:
    """It names the number of lines and the limit; up to the limit the report is read."""
    data = packed(document(*[_TEXT] * 30)) if ending == "docx" else f"{_TEXT}\n\n".encode() * 30
    monkeypatch.setattr(report_process, limit, 30 if limit == "MOST_LINES" else 30 * len(_TEXT))
    if ending == "txt" or is_forked():
        assert len(read_report(data, f"a.{ending}")) == 30
    monkeypatch.setattr(report_process, limit, 29)
    if ending == "txt" or is_forked():
        with pytest.raises(NotDoneError) as caught:
            read_report(data, f"a.{ending}")
        assert (caught.value.code, caught.value.arguments["lines"]) == ("letter-too-many-lines", "30")
        assert all("30" in ERRORS["letter-too-many-lines"].say(x, **caught.value.arguments) for x in ("vi", "en"))


@pytest.mark.slow
def test_a_small_word_file_with_too_many_paragraphs_is_refused() -> None:
    """A few kilobytes may expand to hundreds of thousands: reading stops by time or by number."""
    data = packed(document(*[_TEXT] * 3_000))
    with pytest.raises(NotDoneError) as caught:
        read_report(data, "a.docx", Limits(timeout=0.2))
    assert (caught.value.code, caught.value.arguments["seconds"]) == ("letter-took-too-long", "0.2")
