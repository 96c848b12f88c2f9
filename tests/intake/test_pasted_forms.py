"""A form whose cells were pasted into a new file is read, and its agency recognised by its name there."""

import random
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import codes, definition, filled, read
from tests.cases import cases
from tests.effort import effort, some
from tests.intake.sent import SHEETS, Sent, cells, essence, put
from tests.intake.test_labels import FIGURES, INDICATORS, INFO, LINES, SECTIONS, THEMES
from toolkit.messages.findings.catalogue import quoted_text
from toolkit.model import Submission
from toolkit.run.folder import Folder

AGENCIES = r"""
| code | name                        | short_name  | aliases  |
|------|-----------------------------|-------------|----------|
| SA   | Sở A                        | Sở A        |          |
| MH   | Ủy ban nhân dân xã Mỹ Hòa   | Xã Mỹ Hòa   | Mỹ Hòa   |
| MHB  | Ủy ban nhân dân xã Mỹ Hòa B | Xã Mỹ Hòa B | Mỹ Hòa   |
"""
Rows = list[list[Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)


@pytest.fixture
def sent(folder: Folder) -> Sent:
    return Sent(folder, filled(folder, "MH", FIGURES, LINES, INFO))


# --- What people paste -----------------------------------------------------------------------------


def copied(form: Path, sheet: str, *, keys: bool = False, codes: bool = True, top: int = 1) -> Rows:
    """The cells of one sheet as values, from the row `top` on, with the keys and codes that are wanted."""
    rows = cells(form, sheet)
    for row in rows if sheet == "Số liệu" and not codes else []:
        if len(str(row[1])) == 2 and str(row[1]).startswith("A"):
            row[1] = None
    return rows if keys else [row[1:] for row in rows[1:]][top - 1 :]


def pasted(folder: Folder, sheets: dict[str, Rows], *, down: int = 0, right: int = 0) -> Path:
    """A new workbook with these cells, moved down and right by these numbers of rows and columns."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        put(book.create_sheet(name), rows, down, right)
    path = folder.inbox / "dán.xlsx"
    book.save(path)
    return path


def read_pasted(folder: Folder, rows: Rows) -> Submission:
    """What is read of a workbook with these cells alone."""
    submission = read(folder, pasted(folder, {"Trang": rows}))
    assert submission.balance.is_even
    return submission


def one_each(form: Path, **how: Any) -> dict[str, Rows]:
    return {f"Sheet{n}": copied(form, sheet, **how) for n, sheet in enumerate(SHEETS, start=1)}


def all_in_one(form: Path, *, sheets: tuple[str, ...] = SHEETS, **how: Any) -> dict[str, Rows]:
    return {"Sheet1": [row for sheet in sheets for row in [*copied(form, sheet, **how), []]]}


def upside_down(form: Path, **how: Any) -> dict[str, Rows]:
    return all_in_one(form, sheets=SHEETS[::-1], **how)


def with_the_other_pages(form: Path, **how: Any) -> dict[str, Rows]:
    return all_in_one(form, sheets=("Hướng dẫn", *SHEETS[:2], "Cần sửa", SHEETS[2]), **how)


WAYS: tuple[Callable[..., dict[str, Rows]], ...] = (one_each, all_in_one, upside_down, with_the_other_pages)


@pytest.mark.parametrize(
    ("way", "shown", "keys", "at"), some([*product(WAYS, (True, False), (True, False), ((0, 0), (3, 0), (25, 4)))], 11)
)
def test_a_pasted_form_reads_the_same(
    sent: Sent, way: Callable[..., dict[str, Rows]], shown: bool, keys: bool, at: tuple[int, int]
) -> None:
    """Each sheet separate or all below each other, with codes or without, wherever they begin."""
    before = sent.read()
    after = read(sent.folder, pasted(sent.folder, way(sent.path, codes=shown, keys=keys), down=at[0], right=at[1]))
    assert (after.agency, after.status) == ("MH", "accepted")
    assert essence(before) == essence(after)
    assert set(codes(after)) == (set() if keys else {"keys-gone"})
    assert not after.leftovers
    assert after.balance == before.balance


@pytest.mark.parametrize("top", [1, 6])
def test_pasted_figures_alone_are_read(sent: Sent, top: int) -> None:
    """With their title or from the headings on."""
    above = [["UBND xã Mỹ Hòa"]] if top > 1 else []
    after = read_pasted(sent.folder, [*above, *copied(sent.path, "Số liệu", top=top)])
    assert (after.agency, after.status) == ("MH", "accepted_with_errors")
    assert essence(after)[0] == essence(sent.read())[0]
    assert {"agency-by-name", "keys-gone", "sheet-missing"} <= set(codes(after))
    typed = ["An", "Bình", "Điện thoại: 0277"]  # on the sheet of details, and below the figures
    over = ["UBND xã Mỹ Hòa"] if top > 1 else ["Số, ký hiệu báo cáo: 5/BC"]
    assert [x.value for x in after.leftovers] == over + typed


# --- Its agency ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheets", [SHEETS, ("Số liệu",), ("Nội dung",), ("Số liệu", "Nội dung")])
def test_sheets_copied_whole_name_their_agency(sent: Sent, sheets: tuple[str, ...]) -> None:
    """Each has its agency's name printed; a warning says so where it is not read from the form's field."""

    def only_these(book: Any) -> None:
        """Whole sheets in a new workbook (Move or Copy): keys are kept, very hidden sheets are lost."""
        for sheet in book.worksheets:
            if sheet.title not in sheets:
                book.remove(sheet)
        for name in list(book.custom_doc_props.names):
            del book.custom_doc_props[name]

    after = sent.changed(only_these)
    assert after.agency == "MH"
    assert ("agency-by-name" in codes(after)) == (SHEETS[0] not in sheets)
    assert "keys-gone" not in codes(after)


@cases(r"""
| case                                 | names                       | agency | code             |
| its name                             | Ủy ban nhân dân xã Mỹ Hòa B | MHB    | agency-by-name   |
| abbreviated, without tones           | UBND XÃ MY HOA B            | MHB    | agency-by-name   |
| within a text                        | Báo cáo của Sở A năm 2020   | SA     | agency-by-name   |
| after a word                         | Đơn vị: Xã Mỹ Hòa B         | MHB    | agency-by-name   |
| the alias of two beside a clear name | Mỹ Hòa; Xã Mỹ Hòa           | MH     | agency-by-name   |
| the alias of two                     | Mỹ Hòa                      |        | agency-ambiguous |
| the names of two                     | Sở A; Xã Mỹ Hòa             |        | agency-ambiguous |
| a name of none                       | Xã Mỹ Phong                 |        | no-agency        |
| no name                              |                             |        | no-agency        |
""")
def test_the_agency_of_a_pasted_form_is_recognised_by_name(sent: Sent, names: str, agency: str, code: str) -> None:
    """By any of its names, in a separate cell or within a text; not where two match, or none."""
    rows = [[None if "Mỹ Hòa" in str(v) else v for v in row] for row in copied(sent.path, "Số liệu")]
    after = read_pasted(sent.folder, [*([name] for name in names.split("; ")), *rows])
    assert (agency, not agency) == (after.agency or "", after.status == "rejected")
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
    assert read_pasted(folder, [["Kính gửi: Sở A"], ["Đơn vị: UBND xã Mỹ Hòa"], *rows]).agency == "MH"
    assert read_pasted(folder, [["Kính gửi: Sở A"], *rows]).agency == "SA"
    assert read_pasted(folder, copied(filled(folder, "SA", FIGURES), "Số liệu")).agency == "SA"


@pytest.mark.slow
def test_sheets_of_two_agencies_below_each_other_are_a_question(sent: Sent) -> None:
    """One agency's figures never count for the other."""
    other = filled(sent.folder, "SA", FIGURES.replace("5 ", "99"), LINES, INFO)
    after = read_pasted(sent.folder, [*copied(sent.path, "Số liệu"), [], *copied(other, "Số liệu")])
    found = {(f.indicator, f.period): f.value for f in after.figures}
    assert (after.agency, found["A1", "2019"]) == ("MH", 5)
    assert "99" in {x.value for x in after.leftovers if x.reason == "row-twice"}


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
    assert codes(read_pasted(folder, rows)) == ["not-our-form"]


def test_typed_text_is_not_taken_for_a_label(sent: Sent) -> None:
    """A typed text equal to another indicator's label does not make its row that indicator's."""
    rows = copied(sent.path, "Số liệu", codes=False)
    after = read_pasted(sent.folder, [["Tên mô hình (sửa)" if v == "Tên mô hình" else v for v in row] for row in rows])
    assert [f.value for f in after.figures if f.indicator == "A2"] == [50, 70]
    assert {"Mô hình 1", "Số người"} <= {x.value for x in after.leftovers}


@pytest.mark.slow
def test_cells_around_a_pasted_form_are_listed(sent: Sent) -> None:
    """Each further cell above, between and below the pasted parts is a leftover, once."""
    rows = all_in_one(sent.path, keys=True)["Sheet1"]
    rows[9] = [*rows[9], "bên"]
    after = read(sent.folder, pasted(sent.folder, {"T": [["trên"], *rows, [*[None] * 5, 7]]}, right=1))
    assert sorted(x.value for x in after.leftovers) == ["7", "bên", "trên"]
    assert after.balance.is_even


@pytest.mark.slow
@pytest.mark.parametrize("keys", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_no_typed_cell_of_a_pasted_form_is_lost(sent: Sent, way: Callable[..., dict[str, Rows]], keys: bool) -> None:
    """Words typed anywhere, also over printed text, are each read, listed or quoted, and the balance is even."""
    made = way(sent.path, keys=keys)
    width = max(len(row) for rows in made.values() for row in rows) + 3
    for seed in range(effort(6, 25)):
        dice = random.Random(seed)
        sheets = {name: [row + [None] * (width - len(row)) for row in rows] for name, rows in made.items()}
        words = [f"zq{seed}w{n}" for n in range(8)]
        for word in words:
            rows = sheets[dice.choice(list(sheets))]
            rows[dice.randrange(len(rows))][dice.randrange(width)] = word
        after = read(sent.folder, pasted(sent.folder, sheets, right=dice.choice((0, 2))))
        if after.status == "rejected":
            continue
        text = "\n".join(
            [
                *(f"{f.typed} {f.note}" for f in after.figures),
                *(f"{s.text} {s.theme} {s.evidence} {s.typed}" for s in after.statements),
                *(v.text for v in after.info),
                *(x.value for x in after.leftovers),
                *(quoted_text(f) for f in after.findings),
            ]
        )
        there = {str(v) for rows in sheets.values() for row in rows for v in row}
        assert [word for word in words if word in there and word not in text] == []
        assert after.balance.is_even
