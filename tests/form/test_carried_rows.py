"""Rows of the previous campaign in a cumulative table: in no total until they are confirmed, closed or changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.cell import MergedCell

from tests.building import change, definition, keyed, read
from tests.effort import some
from tests.excelrules.limits import faults
from tests.excelrules.opened import opened
from tests.excelrules.recalculation import absent, recalculated
from tests.office import Target, convert, needs_libreoffice
from tests.tabling import values
from tests.whole.test_recalculated import differing
from toolkit.consolidation.tables.rows import rows_in
from toolkit.consolidation.versions import is_form_blank
from toolkit.form.carried import filled_in, with_carried_rows, with_row_keys, with_rows_carried_again
from toolkit.form.contents import Filling, Form, make_form
from toolkit.form.returns import prepare_return
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, CellValue, Submission, Value
from toolkit.run.folder import Folder
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.drawn.patching import Forms

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n"
INDICATORS = """
| code | topic | label | unit       | kind  | across_agencies |
|------|-------|-------|------------|-------|-----------------|
| N1   | Một   | Vốn   | triệu đồng | money | sum             |
"""
ROWS = r"""
| table | heading        | cumulative | code | label      | unit       | kind    | key | required | choices         | across_rows | equals |
|-------|----------------|------------|------|------------|------------|---------|-----|----------|-----------------|-------------|--------|
| DA    | Danh mục dự án | có         | TEN  | Tên dự án  |            | text    | có  | có       |                 |             |        |
| DA    |                |            | VON  | Vốn        | triệu đồng | money   |     |          |                 | sum         | N1     |
| DA    |                |            | TYLE | Tiến độ    | %          | percent |     |          |                 | mean        |        |
| DA    |                |            | XA   | Số xã      | xã         | count   |     |          |                 | max         |        |
| DA    |                |            | LOAI | Loại       |            | choice  |     |          | Mới \| Tiếp tục |             |        |
| DA    |                |            | NGAY | Khởi công  |            | date    |     |          |                 |             |        |
| DA    |                |            | XONG | Đã xong    |            | yesno   |     |          |                 |             |        |
| VV    | Vụ việc        |            | TEN  | Vụ         |            | text    |     |          |                 |             |        |
"""  # noqa: E501
LAST: tuple[Mapping[str, Value], ...] = (
    {"TEN": "Cầu Một", "VON": 1234.5, "TYLE": 62.5, "XA": 3.0, "LOAI": "Mới", "NGAY": date(2020, 3, 2), "XONG": False},
    {"TEN": "Đường Hai", "VON": 500.0, "TYLE": 100.0, "XA": 7.0},
    {"TEN": "Trường Ba", "VON": 20.0, "LOAI": "Tiếp tục", "XONG": True},
)
SIGN, CONFIRMED, CLOSED = forms.ROW_CARRIED.vi, forms.ROW_CONFIRMED.vi, forms.ROW_CLOSED.vi


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, about={"periods": "2021"}, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


def form_of(folder: Folder, rows: Sequence[Mapping[str, Value]] = LAST) -> Form:
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    return with_carried_rows(form, {"DA": rows})


def sent(folder: Folder, *changes: Mapping[str, CellValue], figure: float | None = None) -> Path:
    """A form that came back: carried rows with these changes to each, in turn, then rows that the agency added."""
    form = form_of(folder)
    blank = filled_in(form)
    nothing: Mapping[str, CellValue] = {}
    rows = [{**row, **own} for row, own in zip_longest(blank.rows["DA"], changes, fillvalue=nothing)]
    figures: dict[tuple[str, str], CellValue] = {("N1", "2021"): figure} if figure is not None else {}
    path = folder.inbox / "a.xlsx"
    write_intake(path, form, replace(blank, rows={"DA": tuple(rows)}, figures=figures))
    return path


def fates(submission: Submission) -> list[tuple[str, bool, object]]:
    """For each row its name, whether it counts, and its state."""
    answers = [(row, row.cells.get(CARRIED_COLUMN)) for row in rows_in(submission.rows)]
    return [(row.cells["TEN"].typed, not row.is_carried, answer.value if answer else None) for row, answer in answers]


def changed(path: Path, do: Callable[[Any], None]) -> Path:
    """The form after `do` has changed the sheet of the table."""
    return change(path, lambda book: do(book["Danh mục dự án"]))


@pytest.mark.slow
def test_a_form_as_sent_out_has_no_rows_that_count(folder: Folder) -> None:
    """Its rows are one finding with their number, and each cell is counted."""
    path = folder.inbox / "a.xlsx"
    path.write_bytes(Forms().form_bytes(form_of(folder)))
    submission = read(folder, path)
    assert fates(submission) == [(str(row["TEN"]), False, None) for row in LAST]
    assert {cell.state for cell in submission.rows} == {"carried"}
    findings = [f for f in submission.findings if f.code == "table-rows-carried"]
    assert [(f.value, len(f.cells)) for f in findings] == [("Cầu Một", 3)]
    assert submission.balance.is_even
    assert submission.balance.rows == sum(map(len, LAST)) + 3
    assert not submission.leftovers


@pytest.mark.slow
def test_the_answer_of_a_row_decides_whether_it_counts(folder: Folder) -> None:
    """Confirmed and closed rows count; added rows, and changed ones without the mark, need no answer."""
    own: dict[str, CellValue] = {"TEN": "Kè Bốn", "VON": 5.0}
    changed: dict[str, CellValue] = {CARRIED_COLUMN: None, "VON": 21.0}
    path = sent(folder, {CARRIED_COLUMN: CONFIRMED}, {CARRIED_COLUMN: CLOSED}, changed, own)
    submission = read(folder, path)
    answered = [("Cầu Một", True, "confirmed"), ("Đường Hai", True, "closed")]
    assert fates(submission) == [*answered, ("Trường Ba", True, None), ("Kè Bốn", True, None)]
    assert not [f for f in submission.findings if f.code.startswith("table-")]
    assert values(submission, "DA")[0] == {**LAST[0], CARRIED_COLUMN: "confirmed"}

    # A changed row counts though the mark is still there: as a figure typed over a carried one.
    submission = read(folder, sent(folder, {"VON": 1300.0}, {"LOAI": "Mới"}, {}))
    by_change = [(name, True, "confirmed") for name in ("Cầu Một", "Đường Hai")]
    assert fates(submission) == [*by_change, ("Trường Ba", False, None)]


@pytest.mark.slow
def test_deleting_the_mark_does_not_confirm_a_row(folder: Folder) -> None:
    """The unchanged row does not count and is listed with the others; the returned form has the mark again."""
    submission = read(folder, sent(folder, {CARRIED_COLUMN: None}, {CARRIED_COLUMN: None}, {CARRIED_COLUMN: CLOSED}))
    assert fates(submission) == [("Cầu Một", False, None), ("Đường Hai", False, None), ("Trường Ba", True, "closed")]
    (finding,) = (f for f in submission.findings if f.code == "table-rows-carried")
    assert (finding.value, len(finding.cells)) == ("Cầu Một", 2)
    assert submission.balance.is_even
    assert not submission.leftovers
    silent = read(folder, sent(folder, *[{CARRIED_COLUMN: None}] * 3))
    assert not is_form_blank(silent)
    assert is_form_blank(read(folder, sent(folder)))
    filling, _ = prepare_return(folder.campaign, silent)
    assert [row[CARRIED_COLUMN] for row in filling.rows["DA"]] == [SIGN] * 3


@pytest.mark.slow
def test_a_returned_row_keeps_its_key_whatever_the_answer(folder: Folder) -> None:
    """Without its key it would be read as a changed row."""
    submission = read(folder, sent(folder, {}, {CARRIED_COLUMN: "xem lại"}, {CARRIED_COLUMN: None}))
    filling, marks = prepare_return(folder.campaign, submission)
    form = with_rows_carried_again(form_of(folder, ()), submission)
    path = folder.inbox / "a.xlsx"
    write_intake(path, form, with_row_keys(form, filling), marks)
    assert [counts for _, counts, _ in fates(read(folder, path))] == [False, False, False]


@pytest.mark.slow
@pytest.mark.parametrize("cleared", [False, True])
def test_removing_the_column_of_answers_confirms_nothing(folder: Folder, *, cleared: bool) -> None:
    """The column and the rows are each reported once; what the form put into column A is never shown."""

    def do(sheet: Any) -> None:
        place = next(c for c in range(1, 20) if sheet.cell(1, c).value == CARRIED_COLUMN)
        for row in range(1, sheet.max_row + 1):  # as where the column of keys is read as another one
            if not isinstance(sheet.cell(row, place), MergedCell):
                sheet.cell(row, place).value = None
        if not cleared:
            sheet.delete_cols(place)

    path = changed(sent(folder, {}, {"VON": 501.0}, {}), do)
    submission = read(folder, path)
    assert fates(submission) == [("Cầu Một", False, None), ("Đường Hai", True, None), ("Trường Ba", False, None)]
    findings = [(f.code, f.value) for f in submission.findings if f.code.startswith("table-")]
    assert findings == [("table-column-missing", forms.ROW_CARRIED_COLUMN.vi), ("table-rows-carried", "Cầu Một")]
    assert not submission.leftovers
    assert submission.balance.is_even


@pytest.mark.slow
def test_an_unknown_answer_is_a_question(folder: Folder) -> None:
    answers = ({CARRIED_COLUMN: "xem lại"}, {CARRIED_COLUMN: CLOSED}, {CARRIED_COLUMN: CLOSED})
    submission = read(folder, sent(folder, *answers))
    assert fates(submission)[0] == ("Cầu Một", False, None)
    (finding,) = (f for f in submission.findings if f.code == "table-carried-unclear")
    assert (finding.value, len(finding.cells)) == ("xem lại", 1)
    assert submission.balance.is_even


@pytest.mark.slow
def test_a_cleared_row_is_a_finding(folder: Folder) -> None:
    cleared = dict.fromkeys(LAST[1], None)
    submission = read(folder, sent(folder, {CARRIED_COLUMN: CONFIRMED}, cleared, {CARRIED_COLUMN: CONFIRMED}))
    assert [name for name, *_ in fates(submission)] == ["Cầu Một", "Trường Ba"]
    assert [f.code for f in submission.findings if f.code.startswith("table-")] == ["table-row-cleared"]
    assert submission.balance.is_even


@pytest.mark.slow
def test_sorted_rows_are_recognised_without_their_keys(folder: Folder) -> None:
    """Column A is hidden, and does not move with a sorted list."""

    def do(sheet: Any) -> None:
        first = next(r for r in range(1, 40) if sheet.cell(r, 3).value == "Cầu Một")
        cells = [[sheet.cell(first + n, c).value for c in range(3, 11)] for n in range(3)]
        for n, row in enumerate(reversed(cells)):
            for c, value in enumerate(row, start=3):
                sheet.cell(first + n, c).value = value

    found = fates(read(folder, changed(sent(folder, {}, {"VON": 501.0}, {}), do)))
    assert found == [("Trường Ba", False, None), ("Đường Hai", True, "confirmed"), ("Cầu Một", False, None)]


def test_without_keys_no_marked_row_counts(folder: Folder) -> None:
    """A sheet copied as values into a separate file does not show what was carried."""

    def do(book: Any) -> None:
        for sheet in book.worksheets:
            if sheet.title not in ("Danh mục dự án", "Thông tin chung"):
                book.remove(sheet)
        book["Danh mục dự án"].delete_rows(1)
        book["Danh mục dự án"].delete_cols(1)

    path = change(sent(folder, {"VON": 1300.0}, {CARRIED_COLUMN: CLOSED}), do)
    submission = read(folder, path)
    assert fates(submission) == [("Cầu Một", False, None), ("Đường Hai", True, "closed"), ("Trường Ba", False, None)]


@pytest.mark.slow
def test_a_first_round_has_no_column_of_answers(folder: Folder, tmp_path: Path) -> None:
    """A blank filling has no rows."""
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    write_intake(tmp_path / "first.xlsx", form)
    assert CARRIED_COLUMN not in keyed(tmp_path / "first.xlsx")["table:DA"].columns
    assert Forms().form_bytes(with_carried_rows(form, {})) == Forms().form_bytes(form)
    assert filled_in(form) == Filling()


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(
    "changes",
    some(
        [
            ({CARRIED_COLUMN: CONFIRMED, "VON": "không có"}, {"XA": "nhiều"}, {CARRIED_COLUMN: "?"}, {"VON": 5.0}),
            (),
            ({CARRIED_COLUMN: CONFIRMED}, *[{CARRIED_COLUMN: CLOSED}] * 2, {"TEN": "Kè", "TYLE": 3.0}),
            ({CARRIED_COLUMN: CONFIRMED, "TEN": None}, {"VON": 1.0}, {CARRIED_COLUMN: CONFIRMED}, {"TEN": "Cầu Một"}),
        ],
        2,
    ),
)
def test_the_form_counts_confirmed_rows(folder: Folder, changes: Sequence[Mapping[str, CellValue]]) -> None:
    """Totals, number of rows and live list are as LibreOffice computes them."""
    assert differing(sent(folder, *changes, figure=1234.5)) == []


@pytest.mark.slow
@pytest.mark.skipif(bool(absent()), reason=absent())
def test_excel_accepts_the_form_and_another_engine_computes_the_same(folder: Folder) -> None:
    book = opened(sent(folder, {CARRIED_COLUMN: CONFIRMED}, {"VON": "abc"}, {}, {"TEN": "Kè", "VON": 7.0}, figure=99.0))
    assert faults(book) == []
    (found,) = recalculated([book])
    assert found.differing == ()
    assert found.formulas > 200


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("ending", some(["ods", "xls", "xlsx"], 2))
def test_carried_rows_saved_by_another_program_read_the_same(folder: Folder, tmp_path: Path, ending: Target) -> None:
    path = sent(folder, {}, {"VON": 501.0}, {CARRIED_COLUMN: CLOSED})
    before = values(read(folder, path), "DA")
    saved = convert(path, ending, tmp_path / "saved")
    path.unlink()
    assert values(read(folder, saved), "DA") == before
