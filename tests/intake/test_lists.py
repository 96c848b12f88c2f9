"""What agencies type on the sheets that list what is wrong is listed; what the form prints there is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from tests.building import DAY, change, codes, define, every_way, filled, keyed, random_filling, read, type_into, write
from tests.hostile import parts_of, zipped
from tests.intake.test_reader import FIGURES, INFO, LINES, finding, folder, form  # noqa: F401
from toolkit.model import Submission
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files
from toolkit.run.returns import write_returns


def listed(submission: Submission) -> dict[str, str]:
    return {x.cell: x.value for x in submission.leftovers if x.reason == "unkeyed-content"}


@pytest.fixture
def returned(folder: Folder) -> Path:  # noqa: F811
    """A marked returned form that comes back again."""
    filled(folder, "SA", FIGURES.replace("| 5 ", "| chừng 5 ").replace("| 7 ", "| -7 "), LINES, INFO)
    (path,) = write_returns(folder, check_files(folder, as_of=DAY))
    again = folder.inbox / "SA.xlsx"
    again.write_bytes(path.read_bytes())
    return again


def test_text_typed_on_the_live_list_is_listed(folder: Folder, form: Path) -> None:  # noqa: F811
    """In its lines, below and beside them, once, and in the balance; only its filled lines have numbers of the form."""
    sheet = keyed(form)["to_fix"].name
    typed = {cell: f"số này đúng {cell}" for cell in ("B4", "C9", "D30", "F8", "J9", "C80")}
    numbers = {"B30": 12, "D31": 1250}
    submission = read(folder, type_into(form, [((sheet, cell), value) for cell, value in {**typed, **numbers}.items()]))
    assert listed(submission) == {**typed, "B30": "12", "D31": "1250"}
    assert finding(submission, "unkeyed-content").sheet == sheet
    assert submission.balance.even


def test_a_number_typed_over_one_of_the_live_list_is_listed(folder: Folder) -> None:  # noqa: F811
    """A number in a filled line that is not the line's number."""
    sent = filled(folder, "SA", FIGURES.replace("| 5 ", "| chừng 5 "), LINES, INFO)
    fixed = keyed(sent)["to_fix"]
    row = next(r for r in fixed.rows if isinstance(fixed.value(r, "number"), float))
    number, position = (fixed.address(row, key) for key in ("number", "position"))
    submission = read(folder, type_into(sent, [((fixed.name, number), 4.5), ((fixed.name, position), 7050050)]))
    assert {number: "4,5", position: "7050050"}.items() <= listed(submission).items()
    assert submission.balance.even


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_live_list_itself_is_no_content(tmp_path: Path, language: str) -> None:
    """Whatever it lists: blank cells, unusable ones, sections without text, broken rules."""
    campaign = define(tmp_path, every_way())
    for agency in campaign.campaign.agencies:
        content = random_filling(campaign, agency.code, 3, blanks=0.5, words=0.5, odd=True)
        path = write(campaign, agency.code, content, language=language)  # type: ignore[arg-type]
        lines = [row for row in keyed(path)["to_fix"].rows if row.cells[1] is not None and not row.for_people]
        assert lines
        assert not {x.cell for x in read(campaign, path).leftovers if x.sheet == keyed(path)["to_fix"].name}


@pytest.mark.slow
def test_answers_on_the_first_sheet_of_a_returned_form_are_listed(folder: Folder, returned: Path) -> None:  # noqa: F811
    """Typed over what the form printed there, beside it or below it."""
    sheet = keyed(returned)["returned"].name
    assert not listed(read(folder, returned))
    typed = {cell: f"12.500 (đã sửa) {cell}" for cell in ("B3", "E6", "F6", "G7", "J9", "C40")}
    submission = read(folder, type_into(returned, [((sheet, cell), value) for cell, value in typed.items()]))
    assert listed(submission) == typed
    assert submission.balance.even


@pytest.mark.slow
def test_text_on_the_list_of_an_earlier_versions_return(folder: Folder, returned: Path) -> None:  # noqa: F811
    """Only text beside the list, or below it, is certainly the agency's."""
    sheet = keyed(returned)["returned"]

    def do(book: Workbook) -> None:
        for row in range(1, book[sheet.name].max_row + 1):
            book[sheet.name].cell(row, sheet.columns["printed"] + 1).value = None
        book[sheet.name]["J6"], book[sheet.name]["C40"] = "bên cạnh", "bên dưới"

    submission = read(folder, change(returned, do))
    assert listed(submission) == {"J6": "bên cạnh", "C40": "bên dưới"}
    assert "unkeyed-content" in codes(submission)


# --- Technical sheets ----------------------------------------------------------------------------------


def shown(path: Path) -> Path:
    """The form with its hidden sheets shown, as a person can do it."""
    parts = parts_of(path.read_bytes())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' state="veryHidden"', b"")
    path.write_bytes(zipped(parts))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_technical_sheets_that_are_shown_are_no_content(tmp_path: Path, language: str) -> None:
    """The form's cells there are not read, whatever they list."""
    campaign = define(tmp_path, every_way())
    for agency in campaign.campaign.agencies:
        content = random_filling(campaign, agency.code, 5, blanks=0.5, words=0.5, odd=True)
        path = shown(write(campaign, agency.code, content, language=language))  # type: ignore[arg-type]
        assert not [x for x in read(campaign, path).leftovers if x.sheet in ("_checks", "_lists", "_meta")]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["_checks", "_lists", "_meta"])
def test_text_typed_on_a_technical_sheet_is_listed(folder: Folder, form: Path, name: str) -> None:  # noqa: F811
    """Where such a sheet is shown, or another sheet has its key."""
    typed = {"B5" if name == "_meta" else "B2": "gõ thêm", "D3": 7050014, "S31": 2.5}
    edited = type_into(shown(form), [((name, cell), value) for cell, value in typed.items()])
    submission = read(folder, edited)
    assert submission.balance.even
    assert {x.cell for x in submission.leftovers if x.sheet == name} == set(typed)


def test_a_sheet_added_under_a_technical_name_is_listed(folder: Folder, form: Path) -> None:  # noqa: F811
    """Hidden or not, under the form's sheet names or with their keys."""

    def do(book: Workbook) -> None:
        book["_checks"].title = "cũ"
        own = book.create_sheet("_checks")
        own["B2"], own["C7"], own.sheet_state = "số của chúng tôi", 1250, "hidden"
        keyed_own = book.create_sheet("Bảng riêng")
        keyed_own["A1"], keyed_own["B2"] = "toolkit:lists", 1250

    submission = read(folder, change(form, do))
    found = {(x.sheet, x.cell): x.value for x in submission.leftovers if x.sheet != "cũ"}
    assert found == {("_checks", "B2"): "số của chúng tôi", ("_checks", "C7"): "1250", ("Bảng riêng", "B2"): "1250"}
    assert "hidden-sheet" in codes(submission)
    assert submission.balance.even
