"""A form whose cells were pasted into a new file is read, and its agency recognised by its name there."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import codes, definition, filled, read
from tests.intake.test_labels import FIGURES, INDICATORS, INFO, LINES, SECTIONS, THEMES, essence
from toolkit.messages.findings.catalogue import written
from toolkit.run.folder import Folder

AGENCIES = r"""
| code | name                        | short_name  | aliases  |
|------|-----------------------------|-------------|----------|
| SA   | Sở A                        | Sở A        |          |
| MH   | Ủy ban nhân dân xã Mỹ Hòa   | Xã Mỹ Hòa   | Mỹ Hòa   |
| MHB  | Ủy ban nhân dân xã Mỹ Hòa B | Xã Mỹ Hòa B | Mỹ Hòa   |
"""
SHEETS = ("Thông tin", "Số liệu", "Nội dung")
Rows = list[list[Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


@pytest.fixture
def form(folder: Folder) -> Path:
    return filled(folder, "MH", FIGURES, LINES, INFO)


# --- What people paste -----------------------------------------------------------------------------


def copied(form: Path, sheet: str, *, keys: bool = False, codes: bool = True, top: int = 1) -> Rows:
    """The cells of one sheet as values, from the row `top` on, with the keys and codes that are wanted."""
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(form, data_only=True)[sheet].iter_rows()]
    if not keys:
        rows = [row[1:] for row in rows[1:]][top - 1 :]
    if not codes and sheet == "Số liệu":
        rows = [
            [*row[: 1 if keys else 0], None, *row[2 if keys else 1 :]] if _is_coded(row, keys) else row for row in rows
        ]
    return rows


def _is_coded(row: Sequence[Any], keys: bool) -> bool:
    return str(row[1 if keys else 0]).startswith("A") and len(str(row[1 if keys else 0])) == 2


def pasted(folder: Folder, sheets: dict[str, Rows], *, down: int = 0, right: int = 0) -> Path:
    """A new workbook with these cells, moved down and right by these numbers of rows and columns."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet: Any = book.create_sheet(name)
        for number, row in enumerate(rows, start=1 + down):
            for place, value in enumerate(row, start=1 + right):
                if value is not None:
                    sheet.cell(number, place, value)
    path = folder.inbox / "dán.xlsx"
    book.save(path)
    return path


def one_each(form: Path, **how: Any) -> dict[str, Rows]:
    return {f"Sheet{n}": copied(form, sheet, **how) for n, sheet in enumerate(SHEETS, start=1)}


def all_in_one(form: Path, **how: Any) -> dict[str, Rows]:
    return {"Sheet1": [row for sheet in SHEETS for row in [*copied(form, sheet, **how), []]]}


def upside_down(form: Path, **how: Any) -> dict[str, Rows]:
    return {"Sheet1": [row for sheet in reversed(SHEETS) for row in [*copied(form, sheet, **how), []]]}


def with_the_other_pages(form: Path, **how: Any) -> dict[str, Rows]:
    every = ("Hướng dẫn", *SHEETS[:2], "Cần sửa", SHEETS[2])
    return {"Sheet1": [row for sheet in every for row in [*copied(form, sheet, **how), []]]}


WAYS: dict[str, Callable[..., dict[str, Rows]]] = {
    w.__name__: w for w in (one_each, all_in_one, upside_down, with_the_other_pages)
}


@pytest.mark.parametrize("at", [(0, 0), (3, 0), (25, 4)])
@pytest.mark.parametrize("keys", [True, False])
@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("way", list(WAYS))
def test_a_pasted_form_reads_the_same(
    folder: Folder, form: Path, way: str, shown: bool, keys: bool, at: tuple[int, int]
) -> None:
    """Each sheet separate or all below each other, with codes or without, wherever they begin."""
    before = read(folder, form)
    after = read(folder, pasted(folder, WAYS[way](form, codes=shown, keys=keys), down=at[0], right=at[1]))
    assert (after.agency, after.status) == ("MH", "accepted")
    assert essence(before) == essence(after)
    assert ("keys-gone" in codes(after)) == (not keys)
    assert set(codes(after)) <= {"keys-gone"}
    assert not after.leftovers
    assert after.balance == before.balance


@pytest.mark.parametrize("top", [1, 6])
def test_pasted_figures_alone_are_read(folder: Folder, form: Path, top: int) -> None:
    """With their title or from the headings on."""
    rows = copied(form, "Số liệu", top=top)
    if top > 1:
        rows = [["UBND xã Mỹ Hòa"], *rows]
    after = read(folder, pasted(folder, {"Trang tính 1": rows}))
    assert (after.agency, after.status) == ("MH", "accepted_with_errors")
    assert essence(after)[0] == essence(read(folder, form))[0]  # type: ignore[index]
    assert {"agency-by-name", "keys-gone", "sheet-missing"} <= set(codes(after))
    typed = ["An", "Bình", "Điện thoại: 0277"]  # on the sheet of details, and below the figures
    over = ["Số, ký hiệu báo cáo: 5/BC"] if top == 1 else ["UBND xã Mỹ Hòa"]
    assert [x.value for x in after.leftovers] == over + typed
    assert after.balance.even


# --- Its agency ------------------------------------------------------------------------------------


def without_stamps(form: Path, *sheets: str) -> Path:
    """Whole sheets in a new workbook (Move or Copy): keys are kept, very hidden sheets are lost."""
    book: Any = openpyxl.load_workbook(form)
    for sheet in book.worksheets:
        if sheet.title not in sheets:
            book.remove(sheet)
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(form)
    return form


@pytest.mark.parametrize("sheets", [SHEETS, ("Số liệu",), ("Nội dung",), ("Số liệu", "Nội dung")])
def test_sheets_copied_whole_name_their_agency(folder: Folder, form: Path, sheets: tuple[str, ...]) -> None:
    """Each has its agency's name printed; a warning says so where it is not read from the form's field."""
    after = read(folder, without_stamps(form, *sheets))
    assert after.agency == "MH"
    assert ("agency-by-name" in codes(after)) == (SHEETS[0] not in sheets)
    assert "keys-gone" not in codes(after)


@pytest.mark.parametrize(
    ("names", "agency", "code"),
    [
        (["Ủy ban nhân dân xã Mỹ Hòa B"], "MHB", "agency-by-name"),
        (["UBND XÃ MY HOA B"], "MHB", "agency-by-name"),
        (["Báo cáo của Sở A năm 2020"], "SA", "agency-by-name"),
        (["Đơn vị: Xã Mỹ Hòa B"], "MHB", "agency-by-name"),
        (["Mỹ Hòa", "Xã Mỹ Hòa"], "MH", "agency-by-name"),
        (["Mỹ Hòa"], None, "agency-ambiguous"),
        (["Sở A", "Xã Mỹ Hòa"], None, "agency-ambiguous"),
        (["Xã Mỹ Phong"], None, "no-agency"),
        ([], None, "no-agency"),
    ],
)
def test_the_agency_of_a_pasted_form_is_recognised_by_name(
    folder: Folder, form: Path, names: list[str], agency: str | None, code: str
) -> None:
    """By any of its names, in a separate cell or within a text; not where two match, or none."""
    rows = [[None if "Mỹ Hòa" in str(v) else v for v in row] for row in copied(form, "Số liệu")]
    after = read(folder, pasted(folder, {"Trang": [*([n] for n in names), *rows]}))
    assert (agency, agency is None) == (after.agency, after.status == "rejected")
    assert code in codes(after)
    if code == "agency-ambiguous":
        (finding,) = after.findings
        assert len(finding.waits_for or ()) == 2


@pytest.mark.slow
def test_the_lead_agencys_name_in_a_form_is_not_its_sender(tmp_path: Path) -> None:
    """Beside another name it is ignored; alone, it is the agency."""
    folder = definition(
        tmp_path, about={"lead_agency": "SA"}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS
    )
    rows = copied(filled(folder, "MH", FIGURES), "Số liệu", top=6)
    above = [["Kính gửi: Sở A"], ["Đơn vị: UBND xã Mỹ Hòa"]]
    assert read(folder, pasted(folder, {"T": [*above, *rows]})).agency == "MH"
    assert read(folder, pasted(folder, {"T": [*above[:1], *rows]})).agency == "SA"
    rows = copied(filled(folder, "SA", FIGURES), "Số liệu")
    assert read(folder, pasted(folder, {"T": rows})).agency == "SA"


def test_sheets_of_two_agencies_below_each_other_are_a_question(folder: Folder, form: Path) -> None:
    """One agency's figures never count for the other."""
    other = filled(folder, "SA", FIGURES.replace("5 ", "99"), LINES, INFO)
    rows = [*copied(form, "Số liệu"), [], *copied(other, "Số liệu")]
    after = read(folder, pasted(folder, {"T": rows}))
    found = {(f.indicator, f.period): f.value for f in after.figures}
    assert (after.agency, found["A1", "2019"]) == ("MH", 5)
    assert "99" in {x.value for x in after.leftovers if x.reason == "row-twice"}
    assert after.balance.even


# --- Other tables ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        # Other tables with the same headings.
        [["Xã Mỹ Hòa"], ["STT", "Chỉ tiêu", "Đơn vị tính", "2019", "2020"], [1, "Số xe", "xe", 5, 7]],
        [["BIỂU SỐ LIỆU"], ["Chỉ tiêu", "Đơn vị tính", "2019", "2020"], ["Số xe", "xe", 5, 7]],
        [["Số liệu"], ["2019", "2020"], [5, 7]],
        [["Xã Mỹ Hòa"], ["Điện thoại", "0277"], ["Người ký báo cáo", "An"]],
        [["Chỉ tiêu", "2019"], ["Số buổi", 5]],
        [["Số buổi", 2019, 2020], ["Số người", 2019, 2020]],
        [["Mặt đạt được"], ["Làm tốt"]],
    ],
)
def test_other_tables_are_not_read_as_forms(folder: Folder, rows: Rows) -> None:
    """Headings alone, or words that forms have too, do not make a table a form."""
    assert codes(read(folder, pasted(folder, {"Trang": rows}))) == ["not-our-form"]


def test_typed_text_is_not_taken_for_a_label(folder: Folder, form: Path) -> None:
    """A typed text equal to another indicator's label does not make its row that indicator's."""
    rows = copied(form, "Số liệu", codes=False)
    rows = [["Tên mô hình (sửa)" if v == "Tên mô hình" else v for v in row] for row in rows]
    after = read(folder, pasted(folder, {"T": rows}))
    assert [f.value for f in after.figures if f.indicator == "A2"] == [50, 70]
    assert {"Mô hình 1", "Số người"} <= {x.value for x in after.leftovers}
    assert after.balance.even


@pytest.mark.slow
def test_cells_around_a_pasted_form_are_listed(folder: Folder, form: Path) -> None:
    """Each further cell above, between and below the pasted parts is a leftover, once."""
    sheets = all_in_one(form, keys=True)["Sheet1"]
    sheets = [
        ["trên"],
        *[[*row, "bên"] if n == 9 else row for n, row in enumerate(sheets)],
        [None, None, None, None, "", 7],
    ]
    after = read(folder, pasted(folder, {"T": sheets}, right=1))
    assert sorted(x.value for x in after.leftovers) == ["7", "bên", "trên"]
    assert after.balance.even


@pytest.mark.slow
@pytest.mark.parametrize("keys", [True, False])
@pytest.mark.parametrize("way", list(WAYS))
def test_no_typed_cell_of_a_pasted_form_is_lost(folder: Folder, form: Path, way: str, keys: bool) -> None:
    """Words typed anywhere, also over printed text, are each read, listed or quoted, and the balance is even."""
    made = WAYS[way](form, keys=keys)
    width = max(len(row) for rows in made.values() for row in rows) + 3
    for seed in range(25):
        dice = random.Random(seed)
        sheets = {name: [row + [None] * (width - len(row)) for row in rows] for name, rows in made.items()}
        words = [f"zq{seed}w{n}" for n in range(8)]
        for word in words:
            rows = sheets[dice.choice(list(sheets))]
            rows[dice.randrange(len(rows))][dice.randrange(width)] = word
        after = read(folder, pasted(folder, sheets, right=dice.choice((0, 2))))
        if after.status == "rejected":
            continue
        text = "\n".join(
            [
                *(f"{f.typed} {f.note}" for f in after.figures),
                *(f"{s.text} {s.theme} {s.evidence} {s.typed}" for s in after.statements),
                *(v.text for v in after.info),
                *(x.value for x in after.leftovers),
                *(written(f) for f in after.findings),
            ]
        )
        there = {str(v) for rows in sheets.values() for row in rows for v in row}
        assert [word for word in words if word in there and word not in text] == []
        assert after.balance.even
