"""Texts of the previous round that a form asks to answer: printed, read back, and returned again."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import definition, read
from tests.effort import effort
from tests.excelrules.limits import faults
from tests.excelrules.opened import opened
from tests.office import needs_libreoffice, recalculate
from toolkit.consolidation.versions import is_form_blank
from toolkit.form.contents import Filling, Form, make_form
from toolkit.form.followup import row_key
from toolkit.form.returns import prepare_return
from toolkit.intake.reader import Reader
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import FollowUp, Submission
from toolkit.run.folder import Folder
from toolkit.spreadsheet.workbook import read_workbook
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.drawn.patching import Forms

AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |\n| SB | Sở B |"
SECTIONS = """
| code | role       | heading         | required |
|------|------------|-----------------|----------|
| KQ   | result     | Kết quả         |          |
| HC   | limitation | Hạn chế         |          |
| KN   | proposal   | Kiến nghị       |          |
"""
TEXTS = (
    FollowUp("SA", "HC", "Cán bộ còn thiếu."),
    FollowUp("SA", "HC", "=Kinh phí cấp chậm, " + "chưa sát nhu cầu của cơ sở, " * 30),
    FollowUp("SA", "KN", "Đề nghị tỉnh bố trí\nkinh phí riêng."),
)
KEYS = [row_key(text.section, text.text) for text in TEXTS]
TITLE, SHEET = forms.TITLES["followup"].vi, forms.SHEETS["followup"].vi
#: The positions of the columns on the sheet.
SECTION, TEXT, ANSWER, WHY = 3, 4, 5, 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return definition(tmp_path_factory.mktemp("campaign"), agencies=AGENCIES, sections=SECTIONS)


def form_of(folder: Folder, texts: Sequence[FollowUp] = TEXTS) -> Form:
    return replace(make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0"), followup=tuple(texts))


def sent(folder: Folder, *answers: tuple[str, str], change: Callable[[Any], object] | None = None) -> Submission:
    """What is read of a form with these answers and explanations, in turn, after `change` to its workbook."""
    path = folder.inbox / "a.xlsx"
    filling = Filling(info={"phone": "0277"}, answers=dict(zip(KEYS, answers, strict=False)))
    write_intake(path, form_of(folder), filling)
    if change is not None:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
    return read(folder, path)


def answers(submission: Submission) -> list[tuple[str, str, str]]:
    return [(text.section, text.answer, text.explanation) for text in submission.followup]


def reported(submission: Submission) -> list[str]:
    return [f.code for f in submission.findings if f.code.startswith("followup-")]


def first_row(sheet: Any) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, TEXT).value == TEXTS[0].text)


def test_the_texts_are_locked_in_the_form(folder: Folder) -> None:
    """Word for word, none as a formula, in rows of sufficient height; only answer and explanation are open. A form
    without texts has the bytes of a form without this feature: no sheet, no stamp."""
    path, nothing = folder.inbox / "a.xlsx", Forms().form_bytes(form_of(folder, ()))
    assert Forms().form_bytes(make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")) == nothing
    path.write_bytes(nothing)
    assert SHEET not in openpyxl.load_workbook(path).sheetnames
    path.write_bytes(Forms().form_bytes(form_of(folder)))
    assert not faults(opened(path))
    sheet = openpyxl.load_workbook(path)[SHEET]
    first = first_row(sheet)
    for row, text in enumerate(TEXTS, start=first):
        assert (sheet.cell(row, TEXT).value, sheet.cell(row, TEXT).data_type) == (text.text, "s")
        locked = [sheet.cell(row, column).protection.locked for column in (SECTION, TEXT, ANSWER, WHY)]
        assert locked == [True, True, False, False]
    assert sheet.row_dimensions[first + 1].height > 250
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == '"Đã xong,Đang làm,Chưa"'
    assert str(validation.sqref) == f"E{first}:E{first + 2}"

    # As sent out it is blank: printed text is no content; the missing answers are one finding.
    submission = read(folder, path)
    assert [(x.section, fold(x.text), x.answer) for x in submission.followup] == [
        (x.section, fold(x.text), "") for x in TEXTS
    ]
    assert reported(submission) == ["followup-unanswered"]
    assert (submission.balance.cells, len(submission.leftovers)) == (0, 0)
    assert is_form_blank(submission)


@pytest.mark.parametrize(
    ("meant", "typed"),
    [
        ("done", "Đã xong|da xong|ĐÃ  XONG."),
        ("done", "Hoàn thành|done|Đã xong"),
        ("doing", "đang làm|dang thuc hien|In progress"),
        ("not_yet", "Chưa|chua|Chưa thực hiện"),
        ("not_yet", "not yet|Chưa|chua"),
        ("", "chưa xong|có|gần xong"),
        ("", "80%|x|X"),
    ],
)
def test_answers_are_read_as_people_type_them(folder: Folder, meant: str, typed: str) -> None:
    """Without tones, in other words, in English; an ambiguous answer is a question and does not count."""
    submission = sent(folder, *((text, "vì") for text in typed.split("|")))
    assert answers(submission) == [(text.section, meant, "vì") for text in TEXTS]
    assert set(reported(submission)) == (set() if meant else {"followup-not-understood"})
    assert submission.balance.is_even
    assert (submission.balance.answers, submission.balance.reported) == ((6, 0) if meant else (3, 3))


def test_wrong_answers_are_findings_with_their_cells(folder: Folder) -> None:
    """No answer, an explanation alone, “not done” without a reason; explanations are kept."""
    submission = sent(folder, ("", "Đang xin ý kiến"), ("Chưa", ""))
    assert answers(submission) == [("HC", "", "Đang xin ý kiến"), ("HC", "not_yet", ""), ("KN", "", "")]
    found = {f.code: f.cells for f in submission.findings if f.code.startswith("followup-")}
    row = int(submission.followup[0].cell[1:])
    assert found == {"followup-unanswered": (f"E{row}", f"E{row + 2}"), "followup-unexplained": (f"E{row + 1}",)}
    assert (submission.balance.answers, submission.balance.is_even) == (2, True)


def test_sorted_rows_keep_their_answers(folder: Folder) -> None:
    """The key moves with its row."""

    def sort(book: Any) -> None:
        sheet = book[SHEET]
        first = first_row(sheet)
        rows = [[sheet.cell(first + n, column).value for column in range(1, 7)] for n in (2, 0, 1)]
        for n, cells in enumerate(rows):
            for column, value in enumerate(cells, start=1):
                sheet.cell(first + n, column).value = value

    submission = sent(folder, ("Đã xong", ""), ("Đang làm", ""), ("Chưa", "lý do"), change=sort)
    assert sorted(answers(submission)) == [("HC", "doing", ""), ("HC", "done", ""), ("KN", "not_yet", "lý do")]
    assert (reported(submission), len(submission.leftovers)) == ([], 0)


def test_a_deleted_row_is_not_answered(folder: Folder) -> None:
    """It is a finding, and the text is kept."""
    submission = sent(
        folder, *[("Đã xong", "")] * 3, change=lambda book: book[SHEET].delete_rows(first_row(book[SHEET]) + 1)
    )
    assert [x.answer for x in submission.followup] == ["done", "done", ""]
    assert fold(submission.followup[-1].text) == fold(TEXTS[1].text)
    assert reported(submission) == ["followup-row-missing"]
    without = sent(folder, *[("Đã xong", "")] * 3, change=lambda book: book.remove(book[SHEET]))
    assert [x.answer for x in without.followup] == ["", "", ""]
    assert reported(without) == ["followup-row-missing"]


def test_a_changed_text_is_a_finding_and_its_answer_counts(folder: Folder) -> None:
    """For the original text; the changed one is quoted, and counted once. A heading that was typed over is listed."""

    def change(book: Any) -> None:
        first = first_row(book[SHEET])
        book[SHEET].cell(first, TEXT).value, book[SHEET].cell(first + 1, SECTION).value = "Cán bộ đã đủ.", "Mục khác"

    submission = sent(folder, *[("Đã xong", "")] * 3, change=change)
    assert submission.followup[0].text == TEXTS[0].text
    (finding,) = (f for f in submission.findings if f.code == "followup-text-changed")
    assert finding.value == "Cán bộ đã đủ."
    assert [x.value for x in submission.leftovers] == ["Mục khác"]
    assert (submission.balance.is_even, submission.balance.reported) == (True, 2)


def test_pasted_rows_are_listed(folder: Folder) -> None:
    """A copy of a row, or one that the agency added, answers no text."""

    def paste(book: Any) -> None:
        sheet = book[SHEET]
        first = first_row(sheet)
        for column in range(1, 7):
            sheet.cell(first + 5, column).value = sheet.cell(first, column).value
        sheet.cell(first + 6, TEXT).value, sheet.cell(first + 6, ANSWER).value = "Việc khác", "Đã xong"

    submission = sent(folder, *[("Đã xong", "")] * 3, change=paste)
    assert [x.answer for x in submission.followup] == ["done", "done", "done"]
    assert {x.value for x in submission.leftovers} == {
        *("Hạn chế", TEXTS[0].text, "Đã xong", "Việc khác"),
        *(x.value for x in submission.leftovers if x.value.isdigit()),
    }
    assert submission.balance.is_even


def without_keys(book: Any) -> None:
    """As when the sheets are copied as values into a new file."""
    for name in [name for name in book.sheetnames if name.startswith("_")]:
        del book[name]
    for sheet in book:
        sheet.delete_rows(1)
        sheet.delete_cols(1)
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    for name in list(book.defined_names):
        del book.defined_names[name]


@pytest.mark.slow
@pytest.mark.parametrize("change", [without_keys, lambda book: book[SHEET].delete_rows(1)])
def test_without_keys_answers_are_read_by_headings_and_texts(folder: Folder, change: Callable[[Any], object]) -> None:
    """Each answer is that of the text in its row."""
    submission = sent(folder, ("Đã xong", ""), ("đang làm", ""), ("Chưa", "lý do"), change=change)
    assert answers(submission) == [("HC", "done", ""), ("HC", "doing", ""), ("KN", "not_yet", "lý do")]
    assert [fold(x.text) for x in submission.followup] == [fold(x.text) for x in TEXTS]
    assert (reported(submission), [x.value for x in submission.leftovers if x.sheet == SHEET]) == ([], [])
    assert submission.balance.is_even


def test_the_returned_form_keeps_the_answers(folder: Folder) -> None:
    """Also those that are not understood; its texts are the original ones."""
    submission = sent(folder, ("da xong", "rồi"), ("gần xong", ""))
    filling, marks = prepare_return(folder.campaign, submission)
    path = folder.inbox / "back.xlsx"
    write_intake(path, replace(form_of(folder), followup=submission.followup), filling, marks)
    again = read(folder, path)
    assert answers(again) == answers(submission)
    sheet = openpyxl.load_workbook(path)[SHEET]
    first = first_row(sheet)
    assert [sheet.cell(first + n, ANSWER).value for n in range(3)] == ["Đã xong", "gần xong", None]
    assert reported(again) == reported(submission)
    assert not again.leftovers


@needs_libreoffice
@pytest.mark.slow
def test_the_live_list_has_unanswered_texts(folder: Folder) -> None:
    """By their numbers, and each “Chưa” without a reason; as the check does."""
    path = folder.inbox / "a.xlsx"
    filling = Filling(answers=dict(zip(KEYS, (("đã xong", ""), ("gần xong", ""), ("Chưa", "")), strict=True)))
    for texts, expected in (
        (TEXTS, [f"{forms.TO_FIX_FOLLOWUP['silent'].vi}2.", f"{forms.TO_FIX_FOLLOWUP['why'].vi}3."]),
        (TEXTS[:1], []),
    ):
        write_intake(path, form_of(folder, texts), filling)
        shown = [cell for row in recalculate(path)[forms.SHEETS["to_fix"].vi] for cell in row]
        assert [str(cell) for cell in shown if str(cell).startswith(("Chưa chọn", "Chưa ghi"))] == expected
        stored = openpyxl.load_workbook(path, data_only=True)[forms.SHEETS["to_fix"].vi]
        listed = [str(cell.value) for row in stored for cell in row]
        assert [text for text in listed if text.startswith(("Chưa chọn", "Chưa ghi"))] == expected


@pytest.mark.parametrize(("number", "listed"), [(3, []), (12, ["12"])])
def test_a_number_beside_the_texts_is_listed_if_no_text_has_it(folder: Folder, number: int, listed: list[str]) -> None:
    """The form prints the numbers of its texts there."""

    def add(book: Any) -> None:
        book[SHEET].cell(first_row(book[SHEET]), 2).value = number

    assert [left.value for left in sent(folder, change=add).leftovers] == listed


_TYPED = ("Đã xong", "đang làm", "Chưa", "xong rồi", "gần xong", "", " ", "12", "=1+1", "#", "STT", "Hạn chế", "Chưa ")


@pytest.mark.slow
def test_every_typed_cell_of_the_answers_is_counted_once(folder: Folder, tmp_path: Path) -> None:
    """Every filled cell except the printed ones, whatever else is done to the sheet."""
    for seed in range(effort(3, 300)):
        dice = random.Random(seed)
        path = tmp_path / f"{seed}.xlsx"
        write_intake(path, form_of(folder), Filling(info={"phone": "0277"}))
        book = openpyxl.load_workbook(path)
        sheet = book[SHEET]
        first, before = first_row(sheet), _cells(sheet)
        for _ in range(dice.randrange(1, 12)):
            row, column = dice.randrange(first, first + 6), dice.choice((2, 3, TEXT, ANSWER, WHY, WHY, 7, 8))
            sheet.cell(row, column).value = dice.choice(_TYPED) or None
        if dice.random() < 0.3:
            sheet.delete_rows(first + dice.randrange(3))
        after = {value for place, value in _cells(sheet).items() if before.get(place) != value}
        book.save(path)
        raw = read_workbook(path, path.name)
        submission = Reader(folder.campaign, "0").read(raw)  # type: ignore[arg-type]
        assert submission.balance.is_even, seed
        found = {x.value for x in submission.leftovers} | {v for f in submission.findings for _, v in f.quotes}
        found |= {x.explanation for x in submission.followup} | {x.typed for x in submission.followup}
        printed = {text.text for text in TEXTS} | {"Hạn chế", "Kiến nghị", "STT", "1", "2", "3"}
        missing = {fold(value) for value in after} - {*map(fold, found | printed)} - {""}
        assert not missing - {fold("=1+1")}, seed  # a formula without a result is a separate finding


def _cells(sheet: Any) -> Mapping[tuple[int, int], str]:
    return {(c.row, c.column): str(c.value) for row in sheet for c in row if c.value is not None and c.column > 1}
