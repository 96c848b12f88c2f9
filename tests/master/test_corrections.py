"""Corrections that the coordinator types into the master: read, counted, marked, kept, and asked about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.building import DAY, change, copied, definition, filled, keyed, records, type_into
from tests.office import needs_libreoffice, recalculate
from tests.whole.test_recalculated import differing
from toolkit.consolidation.corrections import figure_as_sent, sent_text
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.disclosure.sharing import share
from toolkit.master.kept import kept_as_typed
from toolkit.master.previous import read_previous
from toolkit.master.read_kept import read_kept
from toolkit.master.sheets.master import write_master
from toolkit.model import NOTHING_KEPT, Consolidation, Figure
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files
from toolkit.run.returns import write_returns

ONE = Means(workers=1)
AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |"
INDICATORS = """
| code | topic | label   | unit | kind    | across_agencies | across_periods | formula    | asked_of | headline |
|------|-------|---------|------|---------|-----------------|----------------|------------|----------|----------|
| A1   | Một   | Số buổi | buổi | count   | sum             | sum            |            |          | 1        |
| A2   | Một   | Số lượt | lượt | count   | sum             | sum            |            |          |          |
| A3   | Một   | Tỷ lệ   | %    | percent |                 | sum            | =A2/A1*100 |          |          |
| A4   | Một   | Riêng   | buổi | count   | sum             | sum            |            | SA       |          |
"""
RULES = "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =A2<=A1 | error | Lượt không quá buổi |"
FIGURES = "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | 5 | {} |"


def made(path: Path) -> Folder:
    folder = definition(path, agencies=AGENCIES, indicators=INDICATORS, rules=RULES)
    filled(folder, "SA", FIGURES.format(8))
    filled(folder, "SB", FIGURES.format(9))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Merged once."""
    return copied(tmp_path / "c", _merged)


def _merged(root: Path) -> Folder:
    folder = made(root)
    merged(folder)
    return folder


def merged(folder: Folder) -> Consolidation:
    return merge_files(folder, as_of=DAY, means=ONE)[0]


def sheet_of(book: Workbook, key: str) -> Any:
    return next(s for s in book if s["A1"].value == f"toolkit:{key}")


CODES, NAMES = ("agency", "indicator", "period"), ("agency_name", "indicator_name", "period_name")


def correct(
    master: Path, figure: str, value: Any, by: str = "Lan", reason: str = "điện thoại", within: Sequence[str] = CODES
) -> Path:
    """Type a correction as a coordinator does: into the figure's row, or an empty one. `figure`: `SA A1 2019`, or three
    names with bars between them, if it is typed `within` other columns."""
    place = figure.split("|" if "|" in figure else " ")

    def do(book: Workbook) -> None:
        sheet = sheet_of(book, "figures")
        columns: Any = {cell.value: cell.column for cell in sheet[1]}
        where = [columns[name] for name in within]
        rows = range(5, sheet.max_row + 2)
        there = [row for row in rows if [str(sheet.cell(row, c).value) for c in where] == place]
        row = there[0] if there else next(r for r in rows if not any(cell.value for cell in sheet[r][1:]))
        for column, text in zip(where, place, strict=True):
            sheet.cell(row, column).value = text
        for name, typed in (("corrected_value", value), ("corrected_by", by), ("reason", reason)):
            sheet.cell(row, columns[name]).value = typed

    return change(master, do)


def row_of(folder: Folder, figure: str) -> dict[str, Any]:
    rows = records(keyed(folder.master)["figures"])
    found = [r for r in rows if " ".join(str(r[c]) for c in ("agency", "indicator", "period")) == figure]
    assert len(found) == 1, figure
    return dict(found[0].values)


def questions(result: Consolidation) -> list[str]:
    return sorted(f.code for f in result.findings if f.code.startswith(("correction", "rule-failed")))


@pytest.mark.parametrize(
    ("state", "typed", "sent"),
    [("given", "1.234 ", "given 1.234"), ("missing", "", ""), ("", "", ""), ("held", "khoảng  5", "held khoảng 5")],
)
def test_the_value_sent_is_reported_by_the_row_of_the_master_too(state: Any, typed: str, sent: str) -> None:
    """Neither a blank cell nor a missing report has one."""
    figure = Figure("SA", "A1", "2019", None, state, typed)
    assert (figure_as_sent(figure), sent_text(state, typed)) == (sent, sent)


@pytest.mark.slow
def test_a_correction_counts_is_marked_and_is_kept(folder: Folder) -> None:
    """Typed into a figure's row it counts in every total, is beside the value sent, and survives merges; the rules are
    those for agencies."""
    balance = merged(folder).balance
    correct(folder.master, "SA A1 2019", "1.234")
    result = merged(folder)
    assert result.totals["A1", "2019"].value == 1244
    assert (result.totals["A1", "2019"].corrected, result.totals["A1", "total"].corrected) == (1, 1)
    row = row_of(folder, "SA A1 2019")
    assert [row[c] for c in ("value", "state", "corrected_value", "corrected_by", "counts")] == [
        *(10, "given", "1.234", "Lan", 1234)
    ]
    assert questions(result) == []
    assert "1 số do cơ quan tổng hợp điều chỉnh" in make_leaders_page(result, "vi").key_figures[0].coverage
    before = folder.master.read_bytes()
    assert result.totals == merged(folder).totals
    assert before == folder.master.read_bytes()

    # A cell of the matrix is a formula on the column that counts, with a mark; computed cells follow.
    book = openpyxl.load_workbook(folder.master)
    matrix, figures = (sheet_of(book, key) for key in ("matrix", "figures"))
    cell = next(matrix.cell(r, 5) for r in range(5, 20) if [matrix.cell(r, c).value for c in (1, 4)] == ["A1", "2019"])
    assert cell.value.startswith(f"='{figures.title}'!J")
    assert "†" in cell.number_format
    assert figures[cell.value.rpartition("!")[2]].value == 1234
    row = row_of(folder, "SA A3 2019")
    assert (row["counts"], row["value"]) == (pytest.approx(500 / 1234), 50)

    # No cell of an agency is missing or new.
    correct(folder.master, "SC A1 2019", 1)
    assert balance == merged(folder).balance
    about = sheet_of(openpyxl.load_workbook(folder.master), "sources").cell(3, 2).value
    assert "cơ quan tổng hợp điều chỉnh 1 số, nhập thay 1 số chưa ai gửi" in about

    # If nobody saved a master only its hidden sheet is read, so it says the same as the yellow columns.
    correct(folder.master, "SX A1 2020", 7)
    merged(folder)
    kept = read_kept(folder.master)
    assert kept == kept_as_typed(keyed(folder.master).values(), kept)
    assert len(kept.corrections) == 3
    assert read_kept(folder.root / "none.xlsx") == NOTHING_KEPT


@pytest.mark.slow
def test_a_corrected_figure_is_no_longer_held(tmp_path: Path) -> None:
    """Until it is corrected, the leaders' line on incomplete figures counts it, and its report has an error."""
    folder = made(tmp_path)
    filled(folder, "SB", FIGURES.format("khoảng 9"))
    before = merged(folder)
    assert "01 số liệu bị giữ lại" in make_leaders_page(before, "vi").lines["trust"]
    correct(folder.master, "SB A2 2020", 9)
    after = merged(folder)
    assert "bị giữ lại" not in make_leaders_page(after, "vi").lines["trust"]
    assert [result.used["SB"].status for result in (before, after)] == ["accepted_with_errors", "accepted"]


@needs_libreoffice
def test_totals_are_calculated_from_what_counts(folder: Folder) -> None:
    """All formulas, recalculated by LibreOffice, give the stored values."""
    correct(folder.master, "SA A1 2019", "1.234")
    correct(folder.master, "SC A1 2020", 7)
    correct(folder.master, "SC A2 2020", "3 lượt")
    result = merged(folder)
    assert differing(folder.master) == []
    totals = {row[0]: row for row in recalculate(folder.master)["Tổng hợp số liệu"]}
    assert [totals["A1"][3], totals["A1"][5]] == [1244, 47]
    assert result.totals["A2", "2020"].value == 20


@pytest.mark.slow
def test_names_may_be_typed_instead_of_codes(folder: Folder) -> None:
    """In an empty row people type names as they read them; a wrong one is asked about, and corrected there. A copied
    row has the hidden codes of the first; the person who reads the names changes these."""
    label, name = folder.campaign.indicators[0].label, folder.campaign.agency_by_code["SC"].name
    correct(folder.master, f"{name}|{label}x|2020", 7, within=NAMES)
    assert questions(merged(folder)) == ["correction-not-placed"]
    row = next(r for r in records(keyed(folder.master)["figures"]) if r["corrected_value"])
    assert [row[c] for c in (*CODES, *NAMES)] == [None, None, None, name, f"{label}x", "2020"]
    type_into(folder.master, [(("Số liệu gốc", row.cells["indicator_name"]), label)])
    result = merged(folder)
    assert (questions(result), result.totals["A1", "2020"].value) == ([], 47)
    assert row_of(folder, "SC A1 2020")["counts"] == 7
    correct(folder.master, "SA A1 2020", 21, by="Hà")

    def copy(book: Workbook) -> None:
        sheet = sheet_of(book, "figures")
        columns: Any = {cell.value: cell.column for cell in sheet[1]}
        row = next(r for r in range(1, sheet.max_row) if sheet.cell(r, columns["corrected_by"]).value == "Hà")
        sheet.append([cell.value for cell in sheet[row]])
        sheet.cell(sheet.max_row, columns["agency_name"]).value = folder.campaign.agency_by_code["SB"].short_name
        sheet.cell(sheet.max_row, columns["corrected_value"]).value = 77

    change(folder.master, copy)
    found = merged(folder).corrections
    assert {(place[0], c.number) for place, c in found.items()} == {("SA", 21), ("SB", 77), ("SC", 7)}


@pytest.mark.slow
def test_a_figure_that_was_not_sent_is_typed_into_an_empty_row(folder: Folder) -> None:
    """The agency sent nothing: the figure counts, has a separate row, and is asked about once it is sent."""
    correct(folder.master, "SC A1 2020", 7)
    result = merged(folder)
    assert (result.totals["A1", "2020"].value, result.totals["A1", "2020"].reporting) == (47, 3)
    assert next(s.status for s in result.statuses if s.agency == "SC") == "missing"
    row = row_of(folder, "SC A1 2020")
    assert (row["value"], row["counts"]) == (None, 7)
    before = folder.master.read_bytes()
    merged(folder)
    assert before == folder.master.read_bytes()
    filled(folder, "SC", "| code | 2020 |\n|---|---|\n| A1 | 9 |\n| A2 | 1 |")
    for _ in range(2):
        result = merged(folder)
        assert questions(result) == ["correction-outdated"]
        assert result.totals["A1", "2020"].value == 47
    filled(folder, "SC", "| code | 2020 |\n|---|---|\n| A1 | 7 |\n| A2 | 1 |")
    assert questions(merged(folder)) == ["correction-agreed"]


@pytest.mark.slow
def test_a_value_sent_after_the_correction_is_asked_about_until_it_is_decided(folder: Folder) -> None:
    """The question stays over merges; typing the correction again answers it, and so does clearing it."""
    correct(folder.master, "SA A1 2019", 12)
    merged(folder)
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 11 | 20 |\n| A2 | 5 | 8 |")
    for _ in range(2):
        result = merged(folder)
        finding = next(f for f in result.findings if f.code == "correction-outdated")
        assert (finding.text("was"), finding.text("now"), finding.value) == ("10", "11", "12")
        assert result.totals["A1", "2019"].value == 22
    correct(folder.master, "SA A1 2019", 13)
    assert questions(merged(folder)) == []
    correct(folder.master, "SA A1 2019", None, "", "")
    result = merged(folder)
    assert result.totals["A1", "2019"].value == 21
    assert result.corrections == {}


@pytest.mark.slow
def test_a_correction_is_read_by_the_rules_for_agencies(folder: Folder) -> None:
    """An ambiguous one is a question, and the value sent counts; none of it is lost."""
    correct(folder.master, "SA A1 2019", "khoảng 10-12")
    correct(folder.master, "SA A2 2019", 1.234)
    correct(folder.master, "SB A1 2019", "5", "", "")
    correct(folder.master, "SA A3 2019", 90)
    correct(folder.master, "SB A4 2019", 3)
    correct(folder.master, "SX A1 2019", 3)
    for _ in range(2):
        result = merged(folder)
        assert questions(result) == [
            *("correction-not-asked", "correction-not-clear", "correction-not-clear", "correction-not-placed"),
            *("correction-of-computed", "correction-unsigned"),
        ]
        assert (result.totals["A1", "2019"].value, result.totals["A2", "2019"].value) == (15, 10)
        rows = {r["corrected_value"] for r in records(keyed(folder.master)["figures"]) if r["corrected_value"]}
        assert {"khoảng 10-12", 1.234, "5", 90, 3} == rows


@pytest.mark.slow
def test_rules_are_checked_with_what_counts(tmp_path: Path) -> None:
    """A rule that a correction satisfies is not reported, one that it breaks is, by `check` before a merge too; the
    file's findings stay."""
    folder = made(tmp_path)
    filled(folder, "SB", FIGURES.format(30))
    assert questions(merged(folder)) == ["rule-failed"]
    correct(folder.master, "SB A2 2020", 3)
    result = merged(folder)
    assert questions(result) == []
    assert next(f.value for f in result.used["SB"].figures if (f.indicator, f.period) == ("A2", "2020")) == 30
    correct(folder.master, "SA A2 2020", 99)
    assert questions(check_files(folder, as_of=DAY, means=ONE)) == ["rule-failed"]
    result = merged(folder)
    broken = [f for f in result.findings if f.code == "rule-failed"]
    assert [f.agency for f in broken] == ["SA"]
    assert tuple(m.typed for m in broken[0].broken[0].members if m.code == "A2") == ("99",)
    assert [p.name for p in write_returns(folder, result) if p.suffix == ".xlsx"] == ["Sở A (SA).xlsx"]


@pytest.mark.slow
def test_a_correction_keeps_the_unit_in_which_it_was_typed(tmp_path: Path) -> None:
    """If the definition's unit changes it is converted or asked about, never read as the new unit; that there is
    nothing is the same in any."""
    head = "| code | label | unit | kind | across_agencies |\n|---|---|---|---|---|\n"
    money = head + "| M1 | Kinh phí | {} | money | sum |"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=money.format("triệu đồng"))
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| M1 | 10 | 20 |")
    merged(folder)
    correct(folder.master, "SA M1 2019", 1500)
    correct(folder.master, "SA M1 2020", "không có")
    result = merged(folder)
    assert [result.totals["M1", year].value for year in ("2019", "2020")] == [1500, 0]
    now = definition(tmp_path, agencies=AGENCIES, indicators=money.format("tỷ đồng"))
    for _ in range(2):
        result = merged(now)
        assert questions(result) == []
        assert [result.totals["M1", year].value for year in ("2019", "2020")] == [1.5, 0]


@pytest.mark.slow
def test_corrections_of_parts_count_in_the_whole(tmp_path: Path) -> None:
    """A master of masters has its parts' totals; what a part removes is removed, what the whole cleared stays so."""
    folder = made(tmp_path / "part")
    merged(folder)
    correct(folder.master, "SA A1 2019", 12)
    correct(folder.master, "SC A1 2019", 1)
    part = merged(folder)
    whole = definition(tmp_path / "whole", agencies=AGENCIES, indicators=INDICATORS, rules=RULES)

    def joined() -> Consolidation:
        return merge_files(whole, [folder.master], as_of=DAY, means=ONE)[0]

    assert [joined().totals, joined().totals] == [part.totals] * 2
    correct(whole.master, "SC A1 2019", None, "", "")
    for _ in range(2):
        assert (joined().totals["A1", "2019"].value, joined().totals["A1", "2019"].reporting) == (22, 2)
    correct(folder.master, "SA A1 2019", None, "", "")
    merged(folder)
    assert joined().totals["A1", "2019"].value == 20


@pytest.mark.slow
def test_the_copy_for_circulation_has_what_counts_and_not_who_corrected_it(folder: Folder, tmp_path: Path) -> None:
    """Names and reasons stay inside. The next campaign compares with what counted, too."""
    correct(folder.master, "SA A1 2019", 1234, "Nguyễn Thị Lan")
    correct(folder.master, "SC A1 2019", 1)
    result = merged(folder)
    copy = tmp_path / "copy.xlsx"
    write_master(copy, share(result).result, shared=True)
    sheet = keyed(copy)["figures"]
    assert "corrected_by" not in sheet.columns
    assert next(r["value"] for r in records(sheet) if (r["agency"], r["indicator"]) == ("SA", "A1")) == 1234
    assert "Lan" not in str(openpyxl.load_workbook(copy).properties) + str([r.values for r in records(sheet)])
    now = definition(tmp_path / "now", about={"id": "SAU"}, agencies=AGENCIES, indicators=INDICATORS)
    figures = {f[:3]: f.value for f in read_previous(now.campaign, folder.master).figures}
    assert [figures[a, "A1", "2019"] for a in ("SA", "SC", "SB")] == [1234, 1, 10]
