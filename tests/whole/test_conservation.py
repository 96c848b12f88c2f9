"""Conservation: what an agency typed is in the master, once, and nothing else is.

Each example fills a real workbook, merges it, and looks every typed cell up in `master.xlsx`.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.building import Here, cell_of, change, definition, filled, keyed, merge, read, records, type_into, write
from tests.effort import effort
from toolkit.form.contents import LINES, Filling, NarrativeLine
from toolkit.language.text import fold
from toolkit.model import CellValue, Language
from toolkit.run.folder import Folder
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import KeyedSheet

INDICATORS = r"""
| code | topic | label         | unit       | kind    | required | choices    | across_agencies | across_periods | formula    |
| A1   | Một   | Số buổi       | buổi       | count   | yes      |            | sum             | sum            |            |
| A2   | Một   | Số người      | người      | decimal |          |            | sum             | last           |            |
| A3   | Một   | Tỷ lệ         | %          | percent |          |            |                 | last           | =A1/A2*100 |
| A4   | Hai   | Kinh phí      | triệu đồng | money   |          |            | sum             | mean           |            |
| A5   | Hai   | Có kế hoạch   | có/không   | yesno   |          |            | count_yes       | none           |            |
| A6   | Hai   | Xếp loại      | mức        | choice  |          | Tốt \| Khá | none            | none           |            |
| A7   | Hai   | Ngày ban hành | ngày       | date    |          |            | none            | none           |            |
| A8   | Hai   | Tên mô hình   | tên        | text    |          |            | none            | none           |            |
"""  # noqa: E501
SECTIONS = """
| code   | role        | heading      | required | guidance       |
| dat    | achievement | Mặt đạt được | yes      | Mỗi ý một dòng |
| hanche | limitation  | Hạn chế      |          |                |
"""
THEMES = "| code | label | keywords |\n| tt | Tuyên truyền | tuyên truyền |\n| kt | Kiểm tra | kiểm tra |"
AGENCIES = "| code | name |\n| SA | Sở A |\n| SB | Sở Bê Bê |"
TYPED = ("A1", "A2", "A4", "A5", "A6", "A7", "A8")
PERIODS = ("2019", "2020")
INFO = ("report_number", "report_date", "prepared_by", "phone", "email", "signed_by", "signer_title")
LINE_COLUMNS = ("theme", "text", "evidence")

#: Findings that account for what was typed over cells of the form itself.
REPORTED = (
    *("label-changed", "agency-changed", "computed-differs", "total-differs", "computed-not-checkable"),
    *("total-not-checkable", "unknown-theme"),
)
#: A cell as the master names it: sheet and address.
Place = tuple[str, str]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    root = tmp_path_factory.mktemp("campaign")
    return Here(definition(root, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES))


# --- What may be typed ---------------------------------------------------------------------------

BLANKS = st.sampled_from([" ", "\n", "\u00a0", "\u200b", "\t ", "\u2060 \n"])
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƯ .,;:-–_/()%\"'&<>\n"
_NUMBER_TEXTS = (
    "1.234 | 1,234 | 1.234,5 | 12 người | không | Không có | 0 | - | … | chưa thống kê | 05 vụ | 1/2 | x | 12% | "
    "hơn 20 | Không thuộc chức năng | 2.000.000 đồng | 7/3/2020 | #REF! | #### | Có | tốt | 3-4"
)
_FORMULA_LIKE = (
    '=1+1 | =SUM(A1:A9) | +84 67 | @lệnh | -5 | =HYPERLINK("http://x","y") | {=A1} | http://a.b/c | mailto:a@b.c | '
    "'=A1 | <r>đậm</r> | <b>&amp;</b> | _x0041_ và _x000D_ | ]]> | Sở A | Tuyên truyền"
)
NUMBER_TEXTS, FORMULA_LIKE = (st.sampled_from(texts.split(" | ")) for texts in (_NUMBER_TEXTS, _FORMULA_LIKE))
WORDS = st.text(LETTERS, max_size=60).map(lambda text: f"ý {text} k")
ODD = st.text(max_size=12).map(lambda text: f"a{text}b")
BULLETS, MATTERS = ("- ", "+ ", "1. ", "a) ", "• ", ""), ("Mở lớp", "Kết quả:", "05 vụ", "12/KH")
POINTS = st.lists(st.sampled_from([b + m for b in BULLETS for m in MATTERS]), min_size=2, max_size=6).map("\n".join)
LONG = st.sampled_from(["dài " * 700 + "hết", "X" * 2500, "dòng\n" * 60 + "cuối", "ư" * 16000 + "z"])
TEXTS = st.one_of(NUMBER_TEXTS, FORMULA_LIKE, WORDS, ODD, POINTS, LONG)
FLOATS = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)
NUMBERS = st.one_of(st.integers(-(10**6), 10**9), FLOATS, st.just(0))
DAYS = st.dates(date(1950, 1, 1), date(2040, 1, 1))
VALUES: st.SearchStrategy[Any] = st.one_of(TEXTS, NUMBERS, st.booleans(), DAYS, BLANKS)

#: What is typed into a cell formatted as a day: a number there would be shown, and read, as one.
DAY_VALUES: st.SearchStrategy[Any] = st.one_of(TEXTS, st.booleans(), DAYS, BLANKS)

figures = st.dictionaries(st.tuples(st.sampled_from(TYPED), st.sampled_from(PERIODS)), VALUES, max_size=12).flatmap(
    lambda typed: st.fixed_dictionaries({k: DAY_VALUES if k[0] == "A7" else st.just(v) for k, v in typed.items()})
)
notes = st.dictionaries(st.sampled_from((*TYPED, "A3")), VALUES, max_size=4)
infos = st.fixed_dictionaries({}, optional={k: DAY_VALUES if k == "report_date" else VALUES for k in INFO})
#: No more texts in a section than it has lines to begin with.
lines = st.lists(st.tuples(st.sampled_from(["dat", "hanche"]), *[st.one_of(st.none(), VALUES)] * 3), max_size=8).filter(
    lambda typed: max(Counter(line[0] for line in typed).values(), default=0) <= LINES
)
#: Cells outside the form: sheet, rows below its last one (0: some row in it), columns to the right.
AROUND = st.sampled_from(["guide", "info", "figures", "statements", "to_fix", "extra"])
loose = st.dictionaries(st.tuples(AROUND, st.integers(0, 40), st.integers(0, 3)), VALUES, max_size=5)
#: What XML or a font may hide; kept or not, it makes no difference.
INVISIBLE = {"\u034f", "\ufffd", *map(chr, range(0xFE00, 0xFE10))}


def is_blank(value: CellValue) -> bool:
    return isinstance(value, str) and not any(_visible(c) for c in value)


def _visible(character: str) -> bool:
    kind = unicodedata.category(character)
    return character not in INVISIBLE and kind not in ("Zs", "Zl", "Zp", "Cc", "Cf", "Cs")


def essence(value: CellValue) -> str:
    """What must be kept, whatever happens to blanks and invisible characters."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        hours = isinstance(value, datetime) and (value.hour or value.minute)
        return f"{value:%d/%m}/{value.year:04}" + (f" {value:%H:%M}" if hours else "")
    return unicodedata.normalize("NFC", "".join(c for c in str(value) if _visible(c)))


def same(typed: CellValue, found: str) -> bool:
    if isinstance(typed, int | float) and not isinstance(typed, bool):
        return math.isclose(typed, float(found.replace(",", ".")), rel_tol=1e-12, abs_tol=1e-300)
    return essence(typed) == essence(found)


def accounted(folder: Folder, forms: dict[str, KeyedSheet]) -> Iterator[tuple[str, Place, str]]:
    """(kind, cell, its text) of every cell that the master accounts for."""
    master = keyed(folder.master)
    figure_sheet, line_sheet, info_sheet = forms["figures"], forms["statements"], forms["info"]
    for row in records(master["figures"]):
        if row["typed"] is not None:
            yield "figure", (str(row["sheet"]), str(row["cell"])), str(row["typed"])
        if row["note"] is not None:
            at = figure_sheet.by_key()[str(row["indicator"])]
            yield "note", (figure_sheet.name, figure_sheet.address(at, "note")), str(row["note"])
    points: dict[Place, str] = {}
    for row in records(master["statements"]):
        sheet, cell = str(row["sheet"]), str(row["cell"])
        further = row["typed"] is None and (sheet, cell) in points
        if row["typed"] is not None:
            points[sheet, cell] = essence(str(row["typed"]))
        # What introduces a list is in the line of its first point.
        texts = re.split(r"\n|(?<=:) ", str(row["text"]))
        for line in texts if (sheet, cell) in points else ():
            before, found, points[sheet, cell] = points[sheet, cell].partition(essence(line))
            assert found
            assert len(before) <= 2, "only bullets may stand between the points"
        if further:
            assert row["evidence"] is None
            continue  # the first row accounts for the whole cell
        yield "statement", (sheet, cell), str(row["typed"] or row["text"])
        number = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        at_row = line_sheet.rows[int(number) - 2]
        if row["evidence"] is not None:
            yield "statement", (sheet, line_sheet.address(at_row, "evidence")), str(row["evidence"])
        theme = line_sheet.text(at_row, "theme")
        labels = {fold(t.label): t.code for t in folder.campaign.themes}
        if fold(theme) in labels:
            assert labels[fold(theme)] == row["theme"]
            yield "statement", (sheet, line_sheet.address(at_row, "theme")), theme
    for row in records(master["info"]):
        for key in INFO:
            if row[key] is not None:
                at = info_sheet.by_key()[key]
                yield "info", (info_sheet.name, info_sheet.address(at, "value")), str(row[key])
    for row in records(master["leftovers"]):
        yield "leftover", (str(row["sheet"]), str(row["cell"])), str(row["value"])
    for row in records(master["findings"]):
        if row["code"] in REPORTED:
            yield "finding", (str(row["sheet"]), str(row["cell"])), str(row["value"])


def check(folder: Folder, path: Path, expected: dict[Place, CellValue]) -> None:
    result = merge(folder)
    expected = {place: value for place, value in expected.items() if not is_blank(value) and value is not None}
    found: dict[Place, str] = {}
    for what, place, text in accounted(folder, keyed(path)):
        assert place not in found, f"{place} is accounted for twice, as {what} too"
        found[place] = text
    assert set(expected) == set(found)
    assert {p: essence(v) for p, v in expected.items() if not same(v, found[p])} == {}, found
    assert result.balance.is_even
    assert len(expected) == result.balance.cells


def places(forms: dict[str, KeyedSheet], figures: Any, notes: Any, info: Any, lines: Any) -> dict[Place, CellValue]:
    cells = [("figures", code, 0, period, value) for (code, period), value in figures.items()]
    cells += [("figures", code, 0, "note", value) for code, value in notes.items()]
    cells += [("info", key, 0, "value", value) for key, value in info.items()]
    used = Counter[str]()
    for section, *typed in lines:
        row = zip(LINE_COLUMNS, typed, strict=True)
        cells += [("statements", section, used[section], column, value) for column, value in row if value is not None]
        used[section] += 1
    first = {(key, row): r.index for key, sheet in forms.items() for row, r in sheet.by_key().items()}
    return {(forms[s].name, cell_name(first[s, r] + down, forms[s].columns[c])): v for s, r, down, c, v in cells}


few = settings(
    max_examples=settings().max_examples // effort(2, 1),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.slow
@given(figures=figures, notes=notes, info=infos, lines=lines, loose=loose)
@few
def test_what_is_filled_or_typed_is_in_the_master_once(
    here: Here, figures: Any, notes: Any, info: Any, lines: Any, loose: Any
) -> None:
    """A form filled by the toolkit, or with a spreadsheet program inside or outside the form: every cell is in the
    master exactly once."""
    typed = tuple(NarrativeLine(section=s, theme=a, text=b, evidence=c) for s, a, b, c in lines)
    path = write(here.folder, "SA", Filling(figures=figures, notes=notes, info=info, lines=typed))
    check(here.folder, path, places(keyed(path), figures, notes, info, lines))

    path = write(here.folder, "SA", Filling())
    forms = keyed(path)
    expected = {p: typable(v) for p, v in places(forms, figures, notes, info, lines).items()}
    for (key, down, right), value in loose.items():
        name = forms[key].name if key in forms else "Trang riêng"
        height = len(forms[key].rows) + 1 if key in forms else 0
        width = max(forms[key].columns.values(), default=1) + 1 if key in forms else 0
        width = max([width, *(p + 1 for p in forms[key].people_columns)]) if key in forms else 0
        # Anywhere below the form, or to the right of it in its rows.
        place = cell_name(height + down, 1 + right) if down % 2 else cell_name(1 + down, width + 1 + right)
        expected[name, place] = typable(value)

    def do(book: Any) -> None:
        book.create_sheet("Trang riêng")
        put_as_typed(book, expected)

    check(here.folder, change(path, do), expected)


def put_as_typed(book: Any, cells: dict[Place, CellValue]) -> None:
    """Values in cells, and no text as a formula."""
    for (sheet, address), value in cells.items():
        cell = book[sheet][address]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"


def typable(value: CellValue) -> CellValue:
    """Without the control characters that openpyxl refuses and the escapes of files."""
    if not isinstance(value, str):
        return value
    kept = "".join(c for c in value if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return kept.replace("_x", "_ x").replace("\ufffe", "").replace("\uffff", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "value", ["dài " * 1500 + "hết", "dòng\n" * 90 + "cuối", date(2020, 3, 7)], ids=["long", "lines", "day"]
)
def test_long_texts_and_days_come_back_from_any_cell(here: Here, value: CellValue) -> None:
    """A text too long for any row height is written into a form all the same; a day typed into a cell of numbers or
    words is read as that day, not as its number."""
    figures: dict[tuple[str, str], CellValue] = {(code, "2019"): value for code in ("A1", "A7", "A8")}
    info, lines = {"prepared_by": value, "email": value}, [("dat", None, "ý", value), ("dat", None, value, None)]
    typed = tuple(NarrativeLine(section=s, text=b, evidence=c) for s, _, b, c in lines)
    path = write(here.folder, "SA", Filling(figures=figures, notes={"A1": value}, info=info, lines=typed))
    check(here.folder, path, places(keyed(path), figures, {"A1": value}, info, lines))


@pytest.mark.slow
@pytest.mark.parametrize("value", [4321, "Chữ khác hẳn", "???", "Y" * 1500])
def test_what_is_typed_over_locked_cells_is_in_the_master_once(here: Here, value: CellValue) -> None:
    """A value typed over a label, a total, a computed cell, the agency's name, a hint or a heading is listed."""
    path = write(here.folder, "SA", Filling())
    figures, info = (keyed(path)[key] for key in ("figures", "info"))
    rows, details = figures.by_key(), info.by_key()
    cells = [figures.address(rows[row], column) for row, column in (("A1", "label"), ("A1", "total"), ("A3", "2019"))]
    places = [(figures.name, cell) for cell in (*cells, cell_name(rows["A1"].index - 2, figures.columns["note"]))]
    hint = cell_name(details["phone"].index, info.people_columns[0])
    places += [(info.name, cell) for cell in (info.address(details["agency"], "value"), hint)]
    expected: dict[Place, CellValue] = dict.fromkeys(places, value)
    type_into(path, expected.items())
    check(here.folder, path, expected)


@pytest.mark.slow
def test_a_long_theme_and_a_number_in_the_margin_are_kept_whole(here: Here) -> None:
    """A text longer than a finding shows is in the master to its last character; a number in the numbering column of an
    added row is not taken for the form's."""
    path = write(here.folder, "SA", Filling(lines=(NarrativeLine(section="dat", text="ý"),)))
    sheet = keyed(path)["figures"]
    typed: dict[Place, CellValue] = {
        cell_of(path, "statements", "dat", "theme"): "chủ đề " * 600 + "hết",
        (sheet.name, cell_name(len(sheet.rows) + 5, 1)): 7,
    }
    type_into(path, typed.items())
    check(here.folder, path, {**typed, cell_of(path, "statements", "dat", "text"): "ý"})


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_blank_form_has_nothing_in_it(here: Here, language: Language) -> None:
    """Nothing printed by the form counts as filled, in either language."""
    check(here.folder, filled(here.folder, "SA", language=language), {})


@pytest.mark.slow
@given(text=ODD | LONG | FORMULA_LIKE)
@example("\x00\x01x")
@few
def test_text_from_agencies_is_never_a_formula_or_link(here: Here, text: str) -> None:
    """An agency's text is in the master as plain text, whatever it looks like."""
    path = write(here.folder, "SA", Filling())
    text = str(typable(text))
    cells = places(keyed(path), {("A8", "2019"): text}, {}, {}, [("dat", None, text, None)])

    change(path, lambda book: put_as_typed(book, cells))
    check(here.folder, path, cells)
    book = openpyxl.load_workbook(here.folder.master)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and not str(cell.value).startswith("=HYPERLINK("):
                    assert essence(text) not in str(cell.value)
                if cell.hyperlink is not None:
                    assert (cell.hyperlink.target or "") == ""


_HIDDEN = """
    Thông tin!A15 | Hướng dẫn!A6 | Hướng dẫn!A40 | Hướng dẫn!B1 | Cần sửa!A3 | Cần sửa!C1 | Cần sửa!J1 | Số liệu!A20 |
    Nội dung!A3 | Nội dung!A90
"""


def test_words_typed_into_hidden_keys_are_listed(tmp_path: Path) -> None:
    """Words typed into the hidden row or column of keys are listed once, and none of the form's are."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    path = filled(folder, "SA", "| code | 2019 |\n| A1 | 5 |")
    places = [tuple(place.strip().split("!")) for place in _HIDDEN.split("|")]
    submission = read(folder, type_into(path, [((sheet, cell), "Ý lạc chỗ") for sheet, cell in places]))
    assert sorted((x.sheet, x.cell, x.value) for x in submission.leftovers) == sorted((*p, "Ý lạc chỗ") for p in places)
    assert submission.balance.reported == len(places)


@pytest.mark.slow
@settings(few, max_examples=effort(25, 1500))
@given(info=infos)
def test_report_details_are_listed_once(here: Here, info: dict[str, Any]) -> None:
    """At the head and foot of other sheets they are only shown, whatever they are."""
    submission = read(here.folder, write(here.folder, "SA", Filling(info=info)))
    assert not [left for left in submission.leftovers if left.sheet != "Thông tin"]
    assert submission.balance.is_even
