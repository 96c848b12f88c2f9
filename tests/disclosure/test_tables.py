"""Tables in the copy for circulation: masked cells cannot be inferred from anything in it.

The attacker here tries every way in which the masked cells could be filled, and keeps those that fit the totals that
are shown; `test_complete` and `test_by_solver` know the indicators that a total equals, too.
"""

import itertools
import random
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import keyed, records
from tests.effort import effort
from tests.excelrules.limits import faults
from tests.excelrules.opened import opened
from tests.office import needs_libreoffice
from tests.tables import CASES, DAY, MODELS, PERIOD, PROJECTS, campaign_of, cell, drawn, result_of, submission
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.disclosure.sharing import SIGN, Shared, share
from toolkit.disclosure.tables import FEWEST_AGENCIES
from toolkit.master.sheets.master import write_master
from toolkit.model import ComparedRow, Consolidation, Figure, FormColumn, FormTable, Indicator, Section, Statement
from toolkit.page.document import leaders_page

# --- The attacker ----------------------------------------------------------------------------------


def _table(**column: Any) -> FormTable:
    given: dict[str, Any] = {"sensitive": True, "across_rows": "sum", "kind": "count", "unit": "người", **column}
    return _table_of(_text("TEN", key=True), FormColumn(code="N", label="Số người", **given))


def _table_of(*columns: FormColumn) -> FormTable:
    return FormTable(code="T", heading="Vụ việc", columns=columns)


def _text(code: str, **more: Any) -> FormColumn:
    return FormColumn(code=code, label=code, kind="text", **more)


def _given(numbers: Sequence[Sequence[int]], table: FormTable, **indicator: Any) -> Consolidation:
    """Agencies with these numbers, one in each row; and an indicator of their sum, where one is asked."""
    asked = Indicator(code="X", topic="", label="X", unit="người", kind="count", across_agencies="sum", **indicator)
    campaign = campaign_of([table], len(numbers), [asked] if indicator else [])
    sent = []
    for agency, own in zip(campaign.agencies, numbers, strict=True):
        values: list[tuple[str, dict[str, Any]]] = [
            (str(n), {"TEN": f"Vụ {n}", "N": float(number)}) for n, number in enumerate(own)
        ]
        cells = [cell(agency.code, "T", n, code, value) for n, row in values for code, value in row.items()]
        figure = Figure(agency.code, "X", PERIOD, float(sum(own)), "given", str(sum(own)))
        sent.append(submission(agency.code, cells, [figure] if indicator else []))
    return consolidate(campaign, sent, as_of=DAY)


def _fillings(rows: int, total: float | None, least: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way to fill this number of cells of a column, whose total is perhaps shown."""
    for numbers in itertools.product(range(least, most + 1), repeat=rows):
        if total is None or sum(numbers) == total:
            yield numbers


@pytest.mark.slow
@pytest.mark.parametrize("least", [0, 1])
def test_no_masked_cell_is_inferable(least: int) -> None:
    """Whatever the rows contain, and whether or not the attacker knows that each is one at least: no cell above zero
    and no agency's total has only one value that fits what is shown; nor are all that fit small."""
    dice, shown, hidden = random.Random(3 + least), 0, 0
    for _ in range(effort(60, 300)):
        sizes = dice.choice([(1,), (2, 1), (1, 1, 1), (2, 2, 1), (5, 0, 0), (3, 2, 1), (2, 2, 2), (4, 2, 0)])
        numbers = [[dice.choice([least, 1, 1, 2, 4]) for _ in range(size)] for size in sizes]
        copy = share(_given(numbers, _table()))
        cells = [c for c in copy.result.rows if c.column == "N"]
        assert [(c.value, c.typed, c.state) for c in cells] == [(None, SIGN, "masked")] * sum(sizes)
        totals = copy.result.table_totals
        assert all(t.masked and t.value is None for t in totals.values() if t.column == "N" and t.agency)
        total, flat = totals["T", "N", ""].value, [n for own in numbers for n in own]
        if total is None:
            hidden += 1
            continue
        shown += 1
        fits = list(_fillings(len(flat), total, least, max(6, *flat)))
        ends = list(itertools.accumulate(sizes))
        for place, number in enumerate(flat):
            possible = {filling[place] for filling in fits}
            assert not number or (len(possible) > 1 and max(possible) >= 5), (numbers, place)
        for start, end in zip([0, *ends], ends, strict=False):
            assert sum(flat[start:end]) == 0 or len({sum(f[start:end]) for f in fits}) > 1, numbers
    assert min(shown, hidden) > 5


# --- Shown values ----------------------------------------------------------------------------------


def _province(copy: Shared) -> float | None:
    return copy.result.table_totals["T", "N", ""].value


@pytest.mark.parametrize(
    ("numbers", "across", "shown"),
    [
        # Five rows of three agencies, not all of them small; then fewer rows or agencies.
        ([[3, 4], [2, 0], [60]], "sum", 69),
        ([[3, 4], [2, 0], []], "sum", None),
        ([[30, 40], [20, 60]], "sum", None),
        ([[30], [20], [60, 9]], "sum", None),
        # A zero would reveal each cell, and a sum equal to the number of rows each to somebody who knows that none is.
        ([[0] * 3] * 3, "sum", None),
        ([[1] * 10] * 4, "sum", None),
        ([[1] * 10, [1] * 10, [1] * 9 + [2]], "sum", None),
        ([[1] * 10, [1] * 10, [1] * 9 + [5]], "sum", 34),
        # The largest and the smallest are values of a cell; a mean reveals what its sum does.
        ([[10, 20], [30, 40], [50, 60]], "max", None),
        ([[10, 20], [30, 40], [50, 60]], "min", None),
        ([[1, 1], [1, 1], [1, 2]], "mean", None),
        ([[10, 20], [30, 40], [50, 60]], "mean", 35),
    ],
)
def test_the_provinces_total_is_shown_where_it_reveals_no_row(
    numbers: list[list[int]], across: str, shown: float | None
) -> None:
    """From five rows of three agencies on."""
    assert FEWEST_AGENCIES == 3
    assert _province(share(_given(numbers, _table(across_rows=across)))) == shown


def test_totals_are_masked_with_the_figures_that_they_equal() -> None:
    """A zero of an agency would reveal its rows. A total that equals a shown figure is no secret."""
    copy = share(_given([[0] * 5, [], [60] * 5, [9] * 5], _table(equals="X"), sensitive=True))
    assert copy.masks.cells >= {("X", PERIOD, "S00")}
    assert ("X", PERIOD, "H01") not in copy.masks.cells
    copy = share(_given([[60] * 5, [70] * 5, [80] * 5, [1]], _table(equals="X"), sensitive=False))
    shown = {a: copy.result.table_totals["T", "N", a].value for a in ("S00", "H01", "H02", "H03", "")}
    figures = {f.agency: f.value for f in copy.result.figures}
    assert shown == {**figures, "": copy.result.totals["X", PERIOD].value}
    assert list(shown.values()).count(None) == 2
    # Where only one agency's figure is in the indicator's total, it does not equal the table's.
    copy = share(_given([[], [0], [0], [0, 0, 0]], _table(equals="X"), owner=("S00",)))
    assert (copy.result.totals["X", PERIOD].value, _province(copy)) == (0, None)


def test_a_column_that_is_not_sensitive_is_shown() -> None:
    result = _given([[1], [2], [3]], _table(sensitive=False))
    copy = share(result)
    assert [c.value for c in copy.result.rows] == [c.value for c in result.rows]
    before, after = ([(place, t.value) for place, t in r.table_totals.items()] for r in (result, copy.result))
    assert before == after
    assert not copy.tables.columns


def test_a_list_of_people_has_no_rows_in_the_copy() -> None:
    """Where the column that names rows is sensitive, age and place would identify people. Small counts are masked."""
    result = drawn(4)
    copy = share(result)
    assert not [c for c in copy.result.rows if c.table == "VV"]
    totals = [t for t in copy.result.table_totals.values() if t.table == "VV"]
    assert {t.agency for t in totals if not t.masked} == {""}
    assert result.table_totals["VV", "", ""] == copy.result.table_totals["VV", "", ""]
    assert all((t.rows, t.carried, t.held) == (0, 0, 0) for t in totals if t.masked)
    rows = {a: [cell(a, "VV", "x", "TEN", f"Nguyễn Văn {a}")] for a in ("H01", "H02")}
    few = result_of(campaign_of([CASES], 4), rows)
    assert share(few).result.table_totals["VV", "", ""].value is None
    (shown,) = make_leaders_page(share(few).result, "vi", shared=True).tables
    assert shown.parts[0] == "2/3 đơn vị đã kê khai, số dòng được che"
    assert shown.whole[0] == SIGN


def test_rows_have_new_keys_in_the_copy() -> None:
    """A row's key is made of its contents: a name, or a hash from which it could be guessed."""
    cells = [cell("S00", "T", name, code, name) for name in ("an", "bình") for code in ("A", "TEN")]
    copy = share(result_of(campaign_of([_table_of(_text("A"), _text("TEN", key=True))], 2), {"S00": cells}))
    values = [(c.row, c.column, c.value) for c in copy.result.rows]
    assert values == [(n, code, name) for n, name in (("1", "an"), ("2", "bình")) for code in ("A", "TEN")]
    assert {(c.file, c.sheet, c.cell) for c in copy.result.rows} == {("", "", "")}


def test_texts_lose_personal_and_masked_data() -> None:
    """Personal numbers, names of a masked column and its small numbers are removed from columns and statements."""
    people = FormColumn(code="N", label="Số người", kind="count", unit="người", sensitive=True)
    meetings = FormColumn(code="C", label="Số buổi", kind="count", unit="buổi")
    table = _table_of(_text("TEN", key=True), _text("AI", sensitive=True), people, _text("G"), meetings)
    campaign = campaign_of([table], 2, sections=[Section(code="dat", role="achievement", heading="Mặt đạt được")])
    given: dict[str, Any] = {"TEN": "Việc 3", "AI": "Nguyễn Thị Bông", "N": 3.0}
    given["G"] = "Bà nguyễn thị bông, ĐT 0912345678, có 3 người"
    cells = [cell("S00", "T", "1", code, value) for code, value in given.items()]
    cells.append(cell("S00", "T", "1", "C", None, "held", "khoảng 0912345678"))
    sent = submission("S00", cells)
    statement = Statement("1", "S00", "dat", "Đã giúp Nguyễn Thị Bông và 3 người; Nguyễn Thị Bôngg thì không.")
    copy = share(consolidate(campaign, [replace(sent, statements=(statement,))], as_of=DAY)).result
    shown = {c.column: (c.value, c.typed) for c in copy.rows}
    assert shown["G"] == ("Bà (*), ĐT (*), có (*) người",) * 2
    assert shown["TEN"] == ("Việc 3",) * 2
    assert shown["AI"] == shown["N"] == (None, SIGN)
    assert shown["C"] == (None, "khoảng (*)")
    assert [s.text for s in copy.statements] == ["Đã giúp (*) và (*) người; Nguyễn Thị Bôngg thì không."]


def test_the_comparison_with_the_previous_round_has_no_masked_column() -> None:
    changes = [
        ("MH", "Gà", "changed", [("HO", "3", "4")]),
        ("MH", "Vịt", "changed", [("HO", "3", "4"), ("TN", "1", "2")]),
        ("VV", "Nguyễn Văn A", "new", [("TIEN", "", "4")]),
        ("DA", "Cầu", "gone", [("VUONG", "0912345678", "")]),
    ]
    rows = tuple(
        ComparedRow(table=table, agency="H01", row=key, key=key, change=change, cells=tuple(cells))  # type: ignore[arg-type]
        for table, key, change, cells in changes
    )
    copy = share(replace(drawn(2), compared_rows=rows)).result
    shown = [(r.key, r.cells) for r in copy.compared_rows]
    assert shown == [("Vịt", (("TN", "1", "2"),)), ("Cầu", (("VUONG", "(*)", ""),))]


def test_a_sensitive_column_ranks_no_rows() -> None:
    """The order of rows by a masked number would reveal it: the largest are by the next column that is shown."""
    whole, copy = drawn(2), share(drawn(2)).result
    before, after = (make_leaders_page(r, "vi", shared=r is copy).tables for r in (whole, copy))
    assert before[1].ranked == "Lớn nhất theo “Số hộ tham gia”"
    assert after[1].ranked == "Lớn nhất theo “Thu nhập tăng thêm”"
    assert after[2].largest == ()
    assert before[0].text == after[0].text


def test_the_sheets_of_the_copy_show_the_sign(tmp_path: Path) -> None:
    """In each masked cell and total; a list that is left out has no line, and no number of rows."""
    copy = share(drawn(3)).result
    write_master(tmp_path / "m.xlsx", copy, shared=True)
    sheets = keyed(tmp_path / "m.xlsx")
    models = [row for row in records(sheets["table:MH"]) if row["agency"]]
    assert len(models) == copy.table_totals["MH", "", ""].rows
    assert {row["HO"] for row in models} == {SIGN}
    assert not [row for row in records(sheets["table:VV"]) if row["agency"]]
    for table, columns in (("MH", ("HO",)), ("VV", ("rows", "TUOI", "TIEN"))):
        lines = {row.key: row for row in records(sheets[f"table:{table}:by_agency"])}
        gave = {agency for own, _, agency in copy.table_totals if own == table and agency}
        assert gave
        for agency, line in lines.items():
            shown = {line[column] for column in columns}
            assert shown == {SIGN} if agency in gave else shown <= {None, 0.0, "chưa nộp"}


@pytest.mark.slow
@needs_libreoffice
def test_the_copys_formulas_compute_the_stored_values(tmp_path: Path) -> None:
    """With masked columns and lists that are left out, too; and Excel would open it."""
    write_master(tmp_path / "m.xlsx", share(drawn(3)).result, shared=True)
    assert differing(tmp_path / "m.xlsx") == []
    assert faults(opened(tmp_path / "m.xlsx")) == []


@pytest.mark.parametrize("seed", range(effort(1, 5)))
def test_no_masked_value_is_on_the_page(seed: int, tmp_path: Path) -> None:
    """Neither a name nor a number of a masked cell, nor a masked total, is in the page or the workbook."""
    dice = random.Random(seed)
    campaign = campaign_of((PROJECTS, MODELS, CASES), 6)
    rows: dict[str, list[Figure]] = {}
    secrets = []
    for agency in ("H01", "H02", "H03", "H05"):
        for n in range(dice.randint(1, 4)):
            name, number = f"Trần Thị {agency}x{n}", round(dice.uniform(100_000, 900_000), 3)
            secrets += [name, f"{number:.3f}"]
            own = [cell(agency, "VV", name, "TEN", name), cell(agency, "VV", name, "TIEN", number)]
            rows.setdefault(agency, []).extend(own)
    result = result_of(campaign, rows)
    copy = share(result)
    write_master(tmp_path / "m.xlsx", copy.result, shared=True)
    with zipfile.ZipFile(tmp_path / "m.xlsx") as package:
        text = "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    text += leaders_page(result, share=True)
    secrets += [
        f"{t.value:.3f}" for t in result.table_totals.values() if t.column == "TIEN" and copy.tables.hides_total(t)
    ]
    assert len(secrets) > 8
    for secret in secrets:
        assert secret not in text
        assert not re.search(rf"(?<!\d){re.escape(secret.replace('.', ','))}", text)
        assert f"{secret:>12}".strip().rstrip("0") not in text
