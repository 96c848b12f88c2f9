"""What agencies type on the sheets that list what is wrong is listed; what the form prints there is not."""

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from tests.building import DAY, codes, define, definition, every_way, filled, random_filling, write
from tests.effort import some
from tests.hostile import parts_of, zipped
from tests.intake.sent import Sent
from tests.intake.test_reader import FIGURES, INFO, LINES, TABLES, finding
from toolkit.model import Language, Submission
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files
from toolkit.run.returns import write_returns


def listed(submission: Submission) -> dict[str, str]:
    return {x.cell: x.value for x in submission.leftovers if x.reason == "unkeyed-content"}


def sent_form(root: Path) -> Sent:
    folder = definition(root, about=None, **TABLES)
    return Sent(folder, filled(folder, "SA", FIGURES, LINES, INFO))


def returned_form(folder: Folder) -> Sent:
    """A marked returned form that comes back again."""
    filled(folder, "SA", FIGURES.replace("| 5 ", "| chừng 5 ").replace("| 7 ", "| -7 "), LINES, INFO)
    (path,) = write_returns(folder, check_files(folder, as_of=DAY))
    return Sent(folder, path)


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return sent_form(tmp_path)


@pytest.fixture
def returned(sent: Sent) -> Sent:
    return returned_form(sent.folder)


def test_text_typed_on_the_live_list_is_listed(sent: Sent) -> None:
    """In its lines, below and beside them, once; only its filled lines have numbers of the form."""
    sheet = sent.sheets["to_fix"].name
    typed = {cell: f"số này đúng {cell}" for cell in ("B4", "C9", "D30", "F8", "J9", "C80")}
    submission = sent.typed({(sheet, cell): value for cell, value in {**typed, "B30": 12, "D31": 1250}.items()})
    assert listed(submission) == {**typed, "B30": "12", "D31": "1250"}
    assert finding(submission, "unkeyed-content").sheet == sheet


def test_a_number_typed_over_one_of_the_live_list_is_listed(sent: Sent) -> None:
    """A number in a filled line that is not the line's number."""
    faulty = Sent(sent.folder, filled(sent.folder, "SA", FIGURES.replace("| 5 ", "| chừng 5 "), LINES, INFO))
    fixed = faulty.sheets["to_fix"]
    row = next(r for r in fixed.rows if isinstance(fixed.value(r, "number"), float))
    number, position = (fixed.address(row, key) for key in ("number", "position"))
    submission = faulty.typed({(fixed.name, number): 4.5, (fixed.name, position): 7050050})
    assert {number: "4,5", position: "7050050"}.items() <= listed(submission).items()


@pytest.mark.slow
def test_what_is_typed_on_the_first_sheet_of_a_returned_form_is_listed(returned: Sent) -> None:
    """Over what the form printed there, beside it or below it. In a form returned by an earlier version, without the
    column that says what was printed, only text beside the list or below it is certainly the agency's."""
    sheet = returned.sheets["returned"]
    assert not listed(returned.read())
    typed = {cell: f"12.500 (đã sửa) {cell}" for cell in ("B3", "E6", "F6", "G7", "J9", "C40")}
    assert listed(returned.typed({(sheet.name, cell): value for cell, value in typed.items()})) == typed

    def of_an_earlier_version(book: Workbook) -> None:
        for row in range(1, book[sheet.name].max_row + 1):
            book[sheet.name].cell(row, sheet.columns["printed"] + 1).value = None
        book[sheet.name]["J6"], book[sheet.name]["C40"] = "bên cạnh", "bên dưới"

    submission = returned.changed(of_an_earlier_version)
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
def test_the_live_list_and_shown_technical_sheets_are_no_content(tmp_path: Path, language: Language) -> None:
    """Whatever they list: blank cells, unusable ones, sections without text, broken rules."""
    folder = define(tmp_path, every_way())
    for agency in some(folder.campaign.agencies, 2):
        content = random_filling(folder, agency.code, 5, blanks=0.5, words=0.5, odd=True)
        sent = Sent(folder, shown(write(folder, agency.code, content, language=language)))
        to_fix = sent.sheets["to_fix"]
        assert [row for row in to_fix.rows if row.cells[1] is not None and not row.for_people]
        technical = (to_fix.name, "_checks", "_lists", "_meta")
        assert not [x for x in sent.read().leftovers if x.sheet in technical]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["_checks", "_lists", "_meta"])
def test_text_typed_on_a_technical_sheet_is_listed(sent: Sent, name: str) -> None:
    """Where such a sheet is shown."""
    shown(sent.path)
    typed = {"B5" if name == "_meta" else "B2": "gõ thêm", "D3": 7050014, "S31": 2.5}
    submission = sent.typed({(name, cell): value for cell, value in typed.items()})
    assert {x.cell for x in submission.leftovers if x.sheet == name} == set(typed)


def test_a_sheet_added_under_a_technical_name_is_listed(sent: Sent) -> None:
    """Hidden or not, under the form's sheet names or with their keys."""

    def do(book: Workbook) -> None:
        book["_checks"].title = "cũ"
        own = book.create_sheet("_checks")
        own["B2"], own["C7"], own.sheet_state = "số của chúng tôi", 1250, "hidden"
        keyed_own = book.create_sheet("Bảng riêng")
        keyed_own["A1"], keyed_own["B2"] = "toolkit:lists", 1250

    submission = sent.changed(do)
    found = {(x.sheet, x.cell): x.value for x in submission.leftovers if x.sheet != "cũ"}
    assert found == {("_checks", "B2"): "số của chúng tôi", ("_checks", "C7"): "1250", ("Bảng riêng", "B2"): "1250"}
    assert "hidden-sheet" in codes(submission)
