"""Figures of the previous campaign in a form: in no total and no rule until the agency confirms them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.building import DAY, change, codes, definition, filled, form_in, keyed, merge, read, records, type_into
from tests.effort import some
from tests.office import needs_libreoffice, recalculate
from tests.whole.test_recalculated import differing
from toolkit.cli.main import run
from toolkit.consolidation.bridges.standing import status_words
from toolkit.form.carried import CARRIED_PREFIX, filled_in, is_carried, with_carried
from toolkit.form.contents import Filling, Form, make_form
from toolkit.master.sheets.context import balance_text
from toolkit.messages import forms, reports
from toolkit.model import CellValue, Figure, State, Submission, Value
from toolkit.run.folder import Folder
from toolkit.run.operations import merge_files, write_templates
from toolkit.run.returns import write_returns
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.drawn.patching import Forms

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n"
INDICATORS = r"""
| code | topic | label      | unit       | kind    | required | carry | choices    | across_agencies | across_periods | formula  |
|------|-------|------------|------------|---------|----------|-------|------------|-----------------|----------------|----------|
| C    | Một   | Số cơ sở   | cơ sở      | count   | yes      | yes   |            | sum             | last           |          |
| K    | Một   | Đã kiểm tra| cơ sở      | count   |          |       |            | sum             | sum            |          |
| R    | Một   | Tỷ lệ tính | %          | percent |          |       |            | sum             | last           | =K/C*100 |
| P    | Một   | Tỷ lệ      | %          | percent |          | yes   |            | mean            | mean           |          |
| M    | Một   | Kinh phí   | triệu đồng | money   |          | yes   |            | sum             | sum            |          |
| Y    | Hai   | Có kế hoạch| có/không   | yesno   |          | yes   |            | count_yes       | none           |          |
| X    | Hai   | Xếp loại   | mức        | choice  |          | yes   | Tốt \| Khá | none            | none           |          |
| N    | Hai   | Ngày lập   | ngày       | date    |          | yes   |            | none            | none           |          |
| T    | Hai   | Tên        | tên        | text    |          | yes   |            | none            | none           |          |
"""  # noqa: E501
BEFORE = """
| code | 2019       | 2020       |
|------|------------|------------|
| C    | 10         | 11         |
| P    | 50         |            |
| Y    | Có         | Không      |
| X    | Tốt        | Khá        |
| N    | 2019-01-05 | 2020-02-06 |
| T    | Tổ 1       | Tổ 2       |
"""
RULES = "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =K<=C | error | Kiểm tra quá. |\n"
#: The previous figure of each kind.
CARRIED: Mapping[tuple[str, str], Value] = {
    **{("C", year): 12.0 for year in ("2021", "2022")},
    **{("P", year): 62.5 for year in ("2021", "2022")},
    **{("M", "2021"): 0.0, ("M", "2022"): 25.25, ("Y", "2021"): True, ("X", "2021"): "Khá"},
    **{("N", "2021"): date(2020, 3, 2), ("T", "2021"): "Tổ công tác “liên ngành”"},
}
SIGN, CONFIRMED = forms.CARRIED.vi, forms.CARRIED_CONFIRMED.vi


def this_round(at: Path, previous: str = "") -> Folder:
    days = {"deadline": "2023-01-10", "issued": "2022-12-01"}
    about = {"id": "NAY", "periods": "2021|2022", "previous": previous, **days}
    return definition(at, about=about, agencies=AGENCIES, indicators=INDICATORS, rules=RULES)


def last_and_next(root: Path) -> Folder:
    """A round whose definition names the previous master."""
    about, indicators = {"id": "TRUOC", "periods": "2019|2020"}, INDICATORS.replace("| yes   |", "|       |")
    last = definition(root / "before", about=about, agencies=AGENCIES, indicators=indicators)
    filled(last, "SA", BEFORE)
    merge_files(last, as_of=DAY)
    return this_round(root / "now", "../before/master.xlsx")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return this_round(tmp_path / "now")


def form_of(folder: Folder, carried: Mapping[tuple[str, str], Value] = CARRIED, agency: str = "SA") -> Form:
    form = make_form(folder.campaign, folder.campaign.agency_by_code[agency], version="0")
    return with_carried(form, carried)


def sent(folder: Folder, *, notes: Mapping[str, str] = {}, **typed: CellValue) -> Path:
    """A form that came back: `typed` by code and year (`C_2021`), `notes` by code in place of the mark."""
    return sent_with(folder, notes, typed)


def sent_with(folder: Folder, notes: Mapping[str, str], typed: Mapping[str, CellValue]) -> Path:
    form = form_of(folder)
    blank = filled_in(form)
    cells = {(k.partition("_")[0], k.partition("_")[2]): v for k, v in typed.items()}
    own = Filling(figures={**blank.figures, **cells}, notes={**blank.notes, **notes})
    path = folder.inbox / "a.xlsx"
    write_intake(path, form, own)
    return path


def figures(submission: Submission) -> dict[tuple[str, str], Figure]:
    return {(f.indicator, f.period): f for f in submission.figures}


def states(submission: Submission, *codes: str) -> set[State]:
    return {f.state for f in submission.figures if f.indicator in codes and f.typed}


def test_a_carried_figure_does_not_count_until_it_is_confirmed(folder: Folder) -> None:
    """As sent out it has no value and the state `carried`; a finding quotes it."""
    submission = read(folder, sent(folder, K_2021=5.0))
    assert states(submission, "C", "P", "M", "Y", "X", "N", "T") == {"carried"}
    assert figures(submission)["C", "2021"].value is None
    assert figures(submission)["R", "2021"].value is None
    assert figures(submission)["K", "2021"].value == 5.0
    reported = {f.indicator: f.value for f in submission.findings if f.code == "figure-carried"}
    assert reported.keys() == {"C", "P", "M", "Y", "X", "N", "T"}
    assert reported["M"] == "0; 25,25"
    assert submission.balance.is_even
    assert submission.balance.figures == len(CARRIED) + 1


@pytest.mark.parametrize("note", ["", CONFIRMED, "Right as last time", "Theo báo cáo số 5"])
def test_a_carried_figure_is_confirmed_in_its_row(folder: Folder, note: str) -> None:
    """The answer, or removing the mark, confirms the row and no other."""
    submission = read(folder, sent(folder, notes={"C": note}))
    assert states(submission, "C") == {"given"}
    assert figures(submission)["C", "2022"].value == 12.0
    assert states(submission, "P") == {"carried"}


@pytest.mark.parametrize(
    ("typed", "value", "state", "code"),
    [
        (13.0, 13.0, "given", ""),
        (None, None, "missing", "required-missing"),
        ("mười hai hoặc mười ba", None, "held", ""),
    ],
)
def test_a_number_typed_over_a_carried_figure_counts(
    folder: Folder, typed: CellValue, value: float | None, state: State, code: str
) -> None:
    """A blank cell is missing, an unreadable one is held; the other figures of the row stay carried."""
    submission = read(folder, sent(folder, C_2021=typed, K_2021=5.0))
    figure = figures(submission)["C", "2021"]
    assert (figure.value, figure.state) == (value, state)
    assert figures(submission)["C", "2022"].state == "carried"
    assert code in ("", *codes(submission))


@pytest.mark.slow
def test_marks_stay_in_their_rows(folder: Folder) -> None:
    """Wherever the row is. Without the hidden sheets a marked row does not count: which of its figures were carried is
    unknown then."""

    def strip(book: openpyxl.Workbook) -> None:
        for name in ("_meta", "_lists", "_checks"):
            del book[name]

    submission = read(folder, change(sent(folder, C_2021=13.0, notes={"P": ""}), strip))
    assert (states(submission, "C"), states(submission, "P")) == ({"carried"}, {"given"})

    def swap(book: openpyxl.Workbook) -> None:
        page = book["Số liệu"]
        rows = {page.cell(r, 1).value: r for r in range(1, page.max_row + 1)}
        for column in range(1, page.max_column + 1):
            one, other = (page.cell(rows[code], column) for code in ("C", "P"))
            one.value, other.value = other.value, one.value

    submission = read(folder, change(sent(folder, K_2021=5.0, notes={"P": CONFIRMED}), swap))
    assert (states(submission, "C"), states(submission, "P")) == ({"carried"}, {"given"})
    assert figures(submission)["P", "2021"].value == 62.5


def test_a_sheet_copied_without_its_keys_keeps_carried_figures(folder: Folder) -> None:
    """Where the sheet is recognised by its labels, the marks still belong to their rows."""

    def strip(book: openpyxl.Workbook) -> None:
        for page in list(book):
            if page.title.startswith("_"):
                del book[page.title]
            else:
                for merged in list(page.merged_cells.ranges):
                    page.unmerge_cells(str(merged))
                page.delete_rows(1)
                page.delete_cols(1)

    submission = read(folder, change(sent(folder, K_2021=5.0, notes={"P": CONFIRMED}), strip))
    assert "keys-gone" in codes(submission)
    assert (states(submission, "C"), states(submission, "P")) == ({"carried"}, {"given"})


@pytest.mark.slow
def test_totals_leave_out_carried_figures_and_the_board_says_so(folder: Folder) -> None:
    """Only confirmed figures are in totals; the agency is incomplete, and the board has the number of the others. One
    that sends its form back unchanged has not reported."""
    sent(folder)
    result = merge(folder, master=False)
    assert [s.status for s in result.statuses] == ["missing", "missing"]
    assert result.statuses[0].blank == "inbox/a.xlsx"
    sent(folder, K_2021=5.0)
    confirmed = form_of(folder, agency="SB")
    notes = dict.fromkeys(filled_in(confirmed).notes, CONFIRMED)
    write_intake(folder.inbox / "b.xlsx", confirmed, replace(filled_in(confirmed), notes=notes))
    result = merge(folder, master=False)
    assert (result.totals["C", "2021"].value, result.totals["C", "2021"].reporting) == (12.0, 1)
    assert result.statuses[0].carried == len(CARRIED)
    assert result.statuses[0].lacking == 2
    assert "10 số kỳ trước chưa xác nhận" in status_words(result.statuses[0], "vi")
    assert not result.statuses[1].carried
    assert "10 số kỳ trước chưa được xác nhận" in balance_text(result, "vi")
    assert result.balance.is_even


def test_carrying_a_flow_is_a_warning(folder: Folder) -> None:
    """What adds up over the periods, or is cumulative, differs each time: the definition has a warning."""
    assert [(f.code, f.value) for f in folder.warnings] == [("definition-carry-of-flow", "M")]
    head = "| code | label | unit | kind | carry | across_periods |\n|--|--|--|--|--|--|"
    counted = f"{head}\n| L | Lũy kế | vụ | count | yes | cumulative |"
    one = "| code | name |\n|--|--|\n| SA | Sở A |"
    other = definition(folder.root / "khac", about={"periods": "2026-Q2"}, agencies=one, indicators=counted)
    assert [(f.code, f.value) for f in other.warnings] == [("definition-carry-of-flow", "L")]


@pytest.mark.slow
def test_the_master_keeps_the_state_carried(folder: Folder) -> None:
    """Its sheet of figures has `carried` with the figure; a master of parts has the same. The agency's Word report does
    not state it. What the agency said by telephone is typed as a correction, and counts."""
    sent(folder, K_2021=5.0, notes={"P": CONFIRMED})
    _, master = merge_files(folder, as_of=DAY)
    row = next(r for r in records(keyed(master)["figures"]) if r["indicator"] == "C" and r["period"] == "2021")
    assert (row["state"], row["typed"], row["value"]) == ("carried", "12", None)
    again, _ = merge_files(folder, [master], output=folder.root / "whole.xlsx", as_of=DAY)
    assert {f.state for f in again.figures if f.indicator == "C"} == {"carried"}
    assert "master-value-impossible" not in {f.code for f in again.findings}

    assert run(["report", "--agency", "SA", "--campaign", str(folder.root), "--as-of", DAY.isoformat()]) in (0, 1)
    (path,) = (folder.root / "returns").glob("*.docx")
    rows = [[cell.text for cell in row.cells] for table in docx.Document(str(path)).tables for row in table.rows]
    stocks, rates = (next(r for r in rows if label in r) for label in ("Số cơ sở", "Tỷ lệ"))
    assert "12" not in stocks
    assert reports.MISSING in stocks
    assert "62,5" in rates

    typed, name = {"corrected_value": 12, "corrected_by": "An", "reason": "điện thoại"}, keyed(master)["figures"].name
    type_into(master, [((name, row.cells[column]), value) for column, value in typed.items()])
    result, _ = merge_files(folder, as_of=DAY)
    assert result.totals["C", "2021"].value == 12.0
    assert {f.state for f in result.figures if (f.agency, f.indicator, f.period) == ("SA", "C", "2021")} == {"given"}


def test_a_returned_form_keeps_carried_figures(folder: Folder) -> None:
    """It still marks figures that are not confirmed, and reads the same again."""
    before = read(folder, sent(folder, C_2021=13.0, K_2021=5.0, notes={"Y": CONFIRMED}))
    (returned,) = write_returns(folder, merge(folder, master=False))
    read_again = [(f.indicator, f.period, f.value, f.state) for f in read(folder, returned).figures]
    assert read_again == [(f.indicator, f.period, f.value, f.state) for f in before.figures]


@pytest.mark.slow
def test_a_rule_with_a_carried_figure_is_not_checkable(folder: Folder) -> None:
    """Once confirmed, the figure passes or fails it."""
    assert "rule-failed" not in codes(read(folder, sent(folder, K_2021=20.0)))
    assert "rule-failed" in codes(read(folder, sent(folder, K_2021=20.0, notes={"C": CONFIRMED})))


# --- The form itself -------------------------------------------------------------------------------


def listed(values: Mapping[str, list[list[object]]]) -> list[tuple[str, str]]:
    """(where, what is wrong) of each line of the live list."""
    return [(str(r[3]), str(r[4])) for r in values["Cần sửa"][6:] if len(r) > 4 and r[1] not in ("", "#")]


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize(
    ("notes", "typed"),
    some(
        [
            ({"C": CONFIRMED, "P": "", "M": CONFIRMED}, {"K_2021": 20.0}),
            ({}, {}),
            ({}, {"C_2021": 13.0, "P_2022": 70.0, "M_2022": None, "K_2021": 20.0, "X_2021": "Tốt", "T_2021": "Tổ"}),
            ({"P": CONFIRMED}, {"P_2021": "Không có", "M_2021": "Không có", "C_2022": "mười"}),
        ],
        2,
    ),
)
def test_recalculated_formulas_equal_the_stored_results(
    folder: Folder, notes: Mapping[str, str], typed: Mapping[str, CellValue]
) -> None:
    """For every formula of a form with carried figures."""
    assert differing(sent_with(folder, notes, typed)) == []


@needs_libreoffice
@pytest.mark.slow
def test_the_form_follows_while_it_is_filled_in(folder: Folder) -> None:
    """Unconfirmed, the figure is listed and in no total, computed figure or rule; confirmed, it is in all of them."""
    path = sent(folder, K_2021=20.0, K_2022=3.0)
    sheet, table = "Số liệu", keyed(path)["figures"]

    def at(code: str, column: str) -> tuple[str, str]:
        return sheet, table.address(table.by_key()[code], column)

    def shown(values: Mapping[str, list[list[object]]], code: str, column: str) -> object:
        row, place = table.by_key()[code].index, table.columns[column]
        return values[sheet][row][place]

    before = recalculate(path)
    assert ("1 – Số cơ sở", forms.TO_FIX_CARRIED.vi) in listed(before)
    assert not any(problem.startswith("Kiểm tra quá (") for _, problem in listed(before))
    assert [shown(before, "C", "total"), shown(before, "M", "total"), shown(before, "R", "2022")] == ["", "", ""]
    after = recalculate(type_into(path, [(at("C", "note"), CONFIRMED), (at("M", "2022"), 30.0)]))
    assert ("1 – Số cơ sở", forms.TO_FIX_CARRIED.vi) not in listed(after)
    assert any(problem.startswith("Kiểm tra quá (") for _, problem in listed(after))
    assert [shown(after, "C", "total"), shown(after, "M", "total"), shown(after, "R", "2022")] == [12.0, 30.0, 25.0]
    assert ("5 – Kinh phí", forms.TO_FIX_CARRIED.vi) in listed(after)  # the other year's is not confirmed


# --- From the previous round -----------------------------------------------------------------------


@pytest.fixture
def after(tmp_path: Path) -> Folder:
    return last_and_next(tmp_path)


@pytest.mark.slow
def test_forms_are_sent_out_with_the_previous_figures(after: Folder) -> None:
    """Without an option: each agency's last figure is in each period, whatever its kind."""
    reported: list[str] = []
    write_templates(after, notice=lambda code, _: reported.append(code))
    assert reported == ["previous-as-defined"]
    sheet = keyed(form_in(after.outgoing, "SA"))["figures"]
    rows = sheet.by_key()
    cells = {code: str(sheet.value(rows[code], "2022"))[:10] for code in "CPYXNT"}
    assert cells == {"C": "11.0", "P": "50.0", "Y": "Không", "X": "Khá", "N": "2020-02-06", "T": "Tổ 2"}
    assert sheet.text(rows["C"], "note") == SIGN
    assert not sheet.text(rows["K"], "note")
    assert not any(k.startswith(CARRIED_PREFIX) for k in keyed(form_in(after.outgoing, "SB"))["meta"].by_key())


@pytest.mark.slow
def test_writing_forms_again_replaces_those_without_answers(after: Folder) -> None:
    """A form as sent out is not a filled one; with one confirmation in it, it is kept."""
    aside: list[Path] = []
    write_templates(after)
    other = replace(after, campaign=replace(after.campaign, title="Báo cáo khác", fingerprint="khac"))
    write_templates(other, copied=aside.append)
    assert aside == []
    path = form_in(after.outgoing, "SA")
    sheet = keyed(path)["figures"]
    type_into(path, [((sheet.name, sheet.address(sheet.by_key()["C"], "note")), CONFIRMED)])
    write_templates(after, copied=aside.append)
    assert ["(SA) (bản trước" in p.name for p in aside] == [True]


def test_without_a_previous_master_the_cells_are_blank(folder: Folder) -> None:
    """A message says so; the forms are those without carried figures."""
    reported: list[str] = []
    gone = replace(folder, campaign=replace(folder.campaign, previous="../before/master.xlsx"))
    write_templates(gone, notice=lambda code, _: reported.append(code))
    assert reported == ["previous-not-there", "nothing-to-carry"]
    sheet = keyed(form_in(folder.outgoing, "SA"))["figures"]
    assert not sheet.text(sheet.by_key()["C"], "note")


def test_forms_are_the_same_bytes_in_any_order(folder: Folder) -> None:
    """A form with carried figures does not depend on the forms written before it. The mark is recognised in both
    languages; it is not the mark of figures proposed from a report."""
    made = Forms()
    for form in (form_of(folder), form_of(folder, {})):
        assert made.form_bytes(form) == Forms().form_bytes(form)
    assert all(is_carried(sign) and is_carried(f"{sign} xem lại") for sign in forms.CARRIED)
    assert not any(is_carried(sign) for sign in (*forms.UNCONFIRMED, CONFIRMED, ""))
