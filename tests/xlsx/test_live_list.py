"""What the form shows while it is filled in: its list of what to fix, and the marks in its table of figures."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.building import Here, change, codes, definition, filled, filling, keyed, read, type_into, write
from tests.office import convert, needs_libreoffice, read_values, recalculate, recalculate_all
from tests.whole.test_recalculated import differing
from toolkit.form.contents import Filling, make_form, with_decimal_sign
from toolkit.form.returns import prepare_return
from toolkit.messages import Text, forms
from toolkit.model import CellValue
from toolkit.run.folder import Folder
from toolkit.values.cell import Reading, read_value
from toolkit.xlsx.drawn.cell_tests import FAULTY, FINE, state
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.drawn.live_checks import Live, sentence

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n"
INDICATORS = r"""
| code | topic | label       | unit       | kind    | required | minimum | maximum | choices      | across_periods | formula    |
|------|-------|-------------|------------|---------|----------|---------|---------|--------------|----------------|------------|
| C    | Một   | Số cơ sở    | cơ sở      | count   | yes      |         |         |              | last           |            |
| K    | Một   | Đã kiểm tra | cơ sở      | count   |          |         |         |              | sum            |            |
| D    | Một   | Điểm        | điểm       | decimal |          | -5      | 10      |              | none           |            |
| P    | Một   | Tỷ lệ       | %          | percent |          |         |         |              | none           |            |
| M    | Một   | Kinh phí    | triệu đồng | money   |          |         |         |              | sum            |            |
| R    | Một   | Tỷ lệ tính  | %          | percent |          |         |         |              | sum            | =K/C*100   |
| Y    | Hai   | Có kế hoạch | có/không   | yesno   | yes      |         |         |              | none           |            |
| X    | Hai   | Xếp loại    | mức        | choice  |          |         |         | Tốt \| Khá   | none           |            |
| N    | Hai   | Ngày        | ngày       | date    |          |         |         |              | none           |            |
| T    | Hai   | Tên         | tên        | text    |          |         |         |              | none           |            |
"""  # noqa: E501
RULES = """
| code | formula                        | severity | message         | fix     |
|------|--------------------------------|----------|-----------------|---------|
| R1   | =K<=C                          | error    | Kiểm tra quá.   | Xem lại |
| R2   | =R<=50                         | warning  | Quá nửa.        | Xem lại |
| R3   | =OR(X="Tốt",D<5)               | warning  | Điểm cao.       | Xem lại |
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    root, about = tmp_path_factory.mktemp("live"), {"periods": "2019|2020-6M"}
    return Here(definition(root, about=about, agencies=AGENCIES, indicators=INDICATORS, rules=RULES))


def form_of(folder: Folder, figures: str) -> Path:
    return filled(folder, "SA", f"| code | 2019 | 2020-6M |\n|---|---|---|\n{figures}")


def typed_state(folder: Folder, code: str, value: CellValue) -> tuple[object, Reading]:
    """What the form makes of a typed value, and what the check does."""
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    indicator = folder.campaign.indicator_by_code[code]
    return state(form, indicator, value), read_value(float(value) if isinstance(value, int) else value, indicator)


def place(path: Path, code: str, period: str) -> tuple[str, str]:
    figures = keyed(path)["figures"]
    return figures.name, figures.address(figures.by_key()[code], period)


def listed(values: Sequence[Sequence[object]]) -> list[tuple[str, str]]:
    """(where, what is wrong) of each line."""
    return [(str(row[3]), str(row[4])) for row in values[6:] if len(row) > 4 and row[1] not in ("", "#")]


def marks(
    path: Path, values: Sequence[Sequence[object]], periods: Sequence[str] = ("2019", "2020-6M")
) -> dict[tuple[str, str], object]:
    """The marks of the figures' cells by the defined names: (code, period) → 1 or 2, where there is a mark."""
    assert {"CellMarks", "CellCodes", "CellPeriods"} <= openpyxl.load_workbook(path).defined_names.keys()
    heading = [str(x) for x in values[0]]
    code = heading.index("code")
    rows = [row for row in values[1:] if len(row) > code and row[code]]
    columns = [n for n, text in enumerate(heading) if text in periods]
    return {(str(row[code]), heading[n]): row[n] for row in rows for n in columns if row[n]}


NUMBERS = (
    *(-6, -5, -3, -0.5, 0, 0.25, 0.85, 1, 1.5, 2.5, 3, 9.5, 10, 10.5, 100, 100.5, 1234.5, 99_999, 100_000),
    *(250_000.5, 1e15, 3e17),
)


@pytest.mark.parametrize("code", ["C", "K", "D", "P", "M"])
def test_numbers_that_the_check_holds_are_listed(here: Here, code: str) -> None:
    """And no others."""
    for number in NUMBERS:
        shown, read = typed_state(here.folder, code, float(number))
        assert (shown == FAULTY) is (read.state == "held"), number


@pytest.mark.parametrize("code", ["C", "P", "M", "Y", "X", "N"])
def test_words_for_no_figure_may_be_typed_anywhere(here: Here, code: str) -> None:
    """They answer a required question that does not apply, in a cell of any kind."""
    words = make_form(here.folder.campaign, here.folder.campaign.agency_by_code["SA"], version="0").gap_words
    for word, reported in zip(words, ("missing", "not_applicable"), strict=True):
        shown, read = typed_state(here.folder, code, word)
        assert (shown, read.state) == (FINE, reported)


#: Texts that end as a number does, but have not one number within the limits; and invalid dates.
PERCENT = "80-90% | khoảng 80% | >80% | tăng 5% | 105% | 105,5% | -5% | 80%;90% | 2019: 80% | 8/10 = 80% | %"
MORE_PERCENT = "1/2% | 12:30% | (5)% | $5% | 1e1% | 5 -6 %"
MONEY = "hơn 1 triệu đồng | 450.125 nghìn đồng | 500 đồng | 2 triệu 300 đồng | 100.125 triệu đồng | 1-2 triệu đồng"
MORE_MONEY = "-5 triệu đồng | triệu đồng"
NOT_IN_ORDER: dict[str, tuple[CellValue, ...]] = {
    "P": (*PERCENT.split(" | "), *MORE_PERCENT.split(" | ")),
    "M": (*MONEY.split(" | "), *MORE_MONEY.split(" | ")),
    "N": (5, 2016, -3, 20160307, 99_999_999),
}


@pytest.mark.parametrize("code", NOT_IN_ORDER)
def test_texts_that_only_end_like_a_number_are_listed(here: Here, code: str) -> None:
    """A range, an estimate, two numbers, one outside the limits: texts that the check holds, too."""
    for value in NOT_IN_ORDER[code]:
        shown, read = typed_state(here.folder, code, value)
        assert (shown, read.value) == (FAULTY, None), value


@needs_libreoffice
def test_the_forms_formulas_read_texts_as_the_list_does(here: Here, tmp_path: Path) -> None:
    """Results of texts with a unit, and of dates, are those of a spreadsheet."""
    folder = definition(
        tmp_path, about={"periods": "|".join(map(str, range(1995, 2020)))}, agencies=AGENCIES, indicators=INDICATORS
    )
    periods = [p.key for p in folder.campaign.periods]
    fine = {"P": ("0,5%", "85 %", "100%", "7,25%"), "M": ("100000 triệu đồng", "5 Triệu đồng"), "N": (42436,)}
    figures = {
        (code, key): value
        for code in fine
        for key, value in zip(periods, (*fine[code], *NOT_IN_ORDER[code]), strict=False)
    }
    path = write(folder, "SA", Filling(figures=figures))
    assert differing(path) == []
    faulty = {(code, key) for code, key in figures if key in periods[len(fine[code]) :]}
    assert {at for at, mark in marks(path, read_values(path)["_checks"], periods).items() if mark == FAULTY} == faulty


#: Two amounts and their total.
AMOUNTS: tuple[tuple[CellValue, CellValue, CellValue], ...] = (
    ("150000 triệu đồng", 100, 150100),
    ("150000 triệu đồng", "Không có", 150000),
    ("250 triệu đồng", "Chưa thống kê", 250),
    ("1,5 tỷ đồng", 100, ""),
    ("150.000 triệu đồng", 100, ""),
    (" ", 100, 100),
    ("không", 100, ""),
)


@needs_libreoffice
def test_a_total_leaves_no_amount_out(here: Here) -> None:
    """An amount typed as the guide says is in the total; with an unreadable text there is no total."""
    shown = {}
    for number, (first, second, total) in enumerate(AMOUNTS):
        figures = {("M", "2019"): first, ("M", "2020-6M"): second}
        path = write(here.folder, "SA", Filling(figures=figures), name=f"tổng {number}")
        assert not [f for f in read(here.folder, path).findings if f.code.startswith("total-")]
        shown[path] = total
    for path, anew in recalculate_all(list(shown)).items():
        sheet = keyed(path)["figures"]
        row, column = sheet.by_key()["M"].index, sheet.columns["total"]
        for values in (read_values(path), anew):
            assert values[sheet.name][row][column] == shown[path], path.name


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        *(("M", 1234.0, 1234), ("C", 1234.0, 1234), ("P", 85.0, 85), ("P", "85%", 85), ("P", "0,5%", 0.5)),
        *(("M", f"{amount} triệu đồng", amount) for amount in (150000, 100000)),
        *(("Y", "có", True), ("X", "khá", "Khá")),
    ],
)
def test_what_the_guide_suggests_is_accepted(here: Here, code: str, typed: CellValue, value: object) -> None:
    """By form and check; so is an answer in other letters."""
    shown, read = typed_state(here.folder, code, typed)
    assert (shown, read.value) == (FINE, value)


def test_every_example_of_the_guide_is_accepted(here: Here) -> None:
    """The guide suggests nothing that form or check refuse, and explains the colours."""
    form = make_form(here.folder.campaign, here.folder.campaign.agency_by_code["SA"], version="0")
    (example,) = (with_decimal_sign(text, "vi") for _, text in form.guide if "1234" in text)
    assert "1.234" not in example
    assert {"1234;", "12,5.", "85%", "85", "0,5%.", "150000"} <= set(example.split())
    assert read_value("12,5", here.folder.campaign.indicator_by_code["M"]).value == 12.5
    colours = " ".join(text for _, text in form.guide)
    assert "vàng nhạt" in colours
    assert "cam" in colours


@needs_libreoffice
def test_the_list_and_the_marks_follow_the_cells(here: Here) -> None:
    """Each line names the periods and links to the first cell; marks are red for errors; corrected, both disappear."""
    path = form_of(
        here.folder,
        """| C | 10 | |
           | K | 12 | 2.5 |
           | D | 6 | 11 |
           | P | 0.85 | '0,5% |
           | M | -3 | 250000 |
           | Y | 'Chưa thống kê | 'x |
           | X | Khá | giỏi |
           | N | sau | 2020-05-04 |""",
    )
    assert differing(path) == []
    again = recalculate(path)
    assert listed(again["Cần sửa"]) == [
        ("1 – Số cơ sở", "Bắt buộc, đang trống: 6T/2020."),
        ("2 – Đã kiểm tra", "Giá trị không dùng được: 6T/2020 (“2.5”)."),
        ("3 – Điểm", "Giá trị không dùng được: 6T/2020 (“11”)."),
        ("4 – Tỷ lệ", "Giá trị không dùng được: 2019."),
        ("5 – Kinh phí", "Giá trị không dùng được: 2019 (“-3”), 6T/2020 (“250000”)."),
        ("7 – Có kế hoạch", "Giá trị không dùng được: 6T/2020 (“x”)."),
        ("8 – Xếp loại", "Giá trị không dùng được: 6T/2020 (“giỏi”)."),
        ("9 – Ngày", "Giá trị không dùng được: 2019."),
        ("2 – Đã kiểm tra; 1 – Số cơ sở – 2019", "Kiểm tra quá (chỉ tiêu số 2: 12; chỉ tiêu số 1: 10)."),
        ("6 – Tỷ lệ tính – 2019", "Quá nửa."),
        ("8 – Xếp loại; 3 – Điểm – 2019", "Điểm cao (chỉ tiêu số 3: 6)."),
    ]
    red, orange = "C2019 K2019 K2020-6M D2020-6M P2019 M2019 M2020-6M Y2020-6M X2020-6M N2019", "C2020-6M D2019 R2019"
    expected = dict.fromkeys(red.split(), FAULTY) | dict.fromkeys([*orange.split(), "X2019"], 1)
    assert {code + period: mark for (code, period), mark in marks(path, again["_checks"]).items()} == expected
    links = [str(row[7]) for row in again["_checks"][1:] if len(row) > 7 and row[1] == 1]
    assert links[0] == "#'{}'!{}".format(*place(path, "C", "2020-6M"))
    right = filling("""
        | code | 2019                  | 2020-6M       |
        | C    |                       | 20            |
        | K    | 4                     | 2             |
        | D    |                       | 1             |
        | P    | 85                    |               |
        | M    | 3                     | 25            |
        | Y    |                       | Không         |
        | X    | Tốt                   | Chưa thống kê |
        | N    | Không thuộc chức năng |               |
    """)
    cells = [(place(path, *key), value) for key, value in right.figures.items()]
    corrected = type_into(path, cells, path.parent / "corrected.xlsx")
    again = recalculate(corrected)
    assert listed(again["Cần sửa"]) == []
    assert again["Cần sửa"][3][1] == "Không còn điểm nào cần sửa. Cảm ơn đơn vị."
    assert marks(corrected, again["_checks"]) == {}
    found = [f.code for f in read(here.folder, corrected).findings if f.severity == "error"]
    assert found == []


PERCENTAGES = r"""
| code | label    | unit | kind    | maximum | across_periods | weight | formula |
|------|----------|------|---------|---------|----------------|--------|---------|
| W    | Hồ sơ    | cái  | count   |         | sum            |        |         |
| A    | Kỳ cuối  | %    | percent |         | last           |        |         |
| B    | Cao nhất | %    | percent |         | max            |        |         |
| C    | Quân     | %    | percent |         | mean           |        |         |
| D    | Quân gia | %    | percent | 200     | mean           | W      |         |
| E    | Số lượng | cái  | decimal |         | sum            |        | =W*A%   |
"""


@needs_libreoffice
def test_a_percentage_may_have_its_sign_or_not(tmp_path: Path) -> None:
    """12,5% and 12,5 are the same for list, marks, computed cells and check; only 0,85 and 1 are a question."""
    rules = "| code | formula | severity | message |\n|---|---|---|---|\n| R | =A<=B | error | Hơn. |"
    tables = {"agencies": AGENCIES, "indicators": PERCENTAGES, "rules": rules}
    folder = definition(tmp_path, about={"periods": "2018|2019"}, **tables)
    path = filled(folder, "SA", "| code | 2018 | 2019 |\n|---|---|---|\n| W | 100 | 300 |")
    cells = [(code, year) for code in "ABCD" for year in ("2018", "2019")]
    values: tuple[CellValue, ...] = (1.0, 0.125, 0.01, 12.0, 0.005, "0,5%", 1.5, 1.05)
    typed = dict(zip(cells, values, strict=True))
    bare = {("B", "2019"), ("D", "2019")}

    def type_percentages(book: openpyxl.Workbook) -> None:
        for at, value in typed.items():
            sheet, cell = place(path, *at)
            assert book[sheet][cell].number_format == "General"  # a typed % stays visible
            book[sheet][cell] = value
            if at not in bare and not isinstance(value, str):
                book[sheet][cell].number_format = "0.00%"

    sent = change(path, type_percentages, tmp_path / "sent.xlsx")
    again = recalculate(sent)
    assert listed(again["Cần sửa"]) == [
        ("5 – Quân gia", "Giá trị không dùng được: 2019."),
        ("2 – Kỳ cuối; 3 – Cao nhất – 2018", "Hơn."),
        ("2 – Kỳ cuối; 3 – Cao nhất – 2019", "Hơn."),
    ]
    marked = marks(sent, again["_checks"], ("2018", "2019"))
    assert {at for at, mark in marked.items() if mark == FAULTY} == {("D", "2019"), *cells[:4]}
    figures = keyed(sent)["figures"]
    rows = {str(row[0]): row for row in again["Số liệu"]}
    shown = {code: [rows[code][figures.columns[k]] for k in ("2018", "2019", "total")] for code in "ABCDE"}
    assert shown["A"][2] == pytest.approx(12.5)
    assert shown["B"][2] == pytest.approx(12)
    assert shown["C"][2] == pytest.approx(0.5)
    assert shown["E"] == pytest.approx([100, 37.5, 50])
    submission = read(folder, sent)
    found = {(f.indicator, f.period): f.value for f in submission.figures if f.indicator in "ABCD"}
    assert found == dict(zip(cells, (100, 12.5, 1, 12, 0.5, 0.5, 150, None), strict=True))
    assert [f.cell for f in submission.findings if f.code == "ambiguous-percent"] == [place(sent, "D", "2019")[1]]
    assert not {f.code for f in submission.findings} & {"computed-differs", "total-differs"}


def show_as(at: tuple[str, str], format_: str, value: CellValue) -> Callable[[openpyxl.Workbook], None]:
    """Excel gives a cell with a typed 1/2 or 5% such a format, which stays."""

    def do(book: openpyxl.Workbook) -> None:
        book[at[0]][at[1]].value = value
        book[at[0]][at[1]].number_format = format_

    return do


def returned(folder: Folder, sent: Path, to: Path) -> Path:
    """The returned form of this one."""
    content, marks_of = prepare_return(folder.campaign, read(folder, sent))
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    write_intake(to, form, content, marks_of)
    return to


@pytest.mark.slow
def test_a_date_typed_for_a_number_can_be_corrected(here: Here, tmp_path: Path) -> None:
    """The form lets people format its cells; the returned form's cells have the form's formats."""
    blank = form_of(here.folder, "| C | 10 | |\n| Y | Có | Có |")
    for name in ("info", "figures", "statements"):
        protected = [x.protection for x in openpyxl.load_workbook(blank) if x["A1"].value == f"toolkit:{name}"]
        assert all(p.sheet and not p.formatCells for p in protected), name
    at = place(blank, "C", "2020-6M")
    day = change(blank, show_as(at, "d-mmm", date(2021, 2, 1)), tmp_path / "day.xlsx")
    stays = change(blank, show_as(at, "d-mmm", 12), tmp_path / "stays.xlsx")
    for sent in (day, stays):
        assert [f.cell for f in read(here.folder, sent).findings if f.code == "date-in-number"] == [at[1]]
    back = returned(here.folder, day, tmp_path / "back.xlsx")
    cell = openpyxl.load_workbook(back)[at[0]][at[1]]
    assert (cell.value, cell.number_format) == ("01/02/2021", "#,##0")
    assert [f.cell for f in read(here.folder, back).findings if f.code == "date-in-number"] == [at[1]]
    mended = type_into(back, [(at, 12)], tmp_path / "mended.xlsx")
    figures = {(f.indicator, f.period): (f.value, f.state) for f in read(here.folder, mended).figures}
    assert figures["C", "2020-6M"] == (12, "given")
    assert not [f for f in read(here.folder, mended).findings if f.severity == "error"]


@needs_libreoffice
def test_the_list_explains_how_to_correct_a_date_typed_for_a_number(here: Here, tmp_path: Path) -> None:
    """As long as the cell shows a date, or a percentage in another kind of cell, whatever the number."""
    blank = form_of(here.folder, "| C | 10 | 11 |\n| Y | Có | Có |\n| D | 5 | 4 |\n| P | 50 | 60 |")
    day = "[$-42A]dd/mm/yyyy"  # LibreOffice gives others as General
    typed = (("C", day, 12.0), ("D", "0%", 0.5), ("D", day, 1.0), ("P", day, 60.0), ("M", day, 8.0))
    sent = {
        change(blank, show_as(place(blank, code, "2020-6M"), format_, value), tmp_path / f"{n}.xlsx"): code
        for n, (code, format_, value) in enumerate(typed)
    }
    for path, again in recalculate_all(list(sent)).items():
        code = sent[path]
        (line,) = (row for row in again["Cần sửa"][6:] if row[1] == 1.0)
        restore = forms.TO_FIX_FORMAT[code == "P"].vi
        number = here.folder.campaign.indicators.index(here.folder.campaign.indicator_by_code[code]) + 1
        assert (str(line[3])[0], line[4], line[5]) == (str(number), "Giá trị không dùng được: 6T/2020.", restore)
    at = place(blank, "C", "2020-6M")
    dated = change(blank, show_as(at, day, date(2021, 2, 1)), tmp_path / "sent.xlsx")
    back = returned(here.folder, dated, tmp_path / "back.xlsx")
    assert differing(back) == []
    assert [line[0] for line in listed(recalculate(back)["Cần sửa"])] == ["1 – Số cơ sở"]
    mended = type_into(back, [(at, 12)], tmp_path / "mended.xlsx")
    assert listed(recalculate(mended)["Cần sửa"]) == []


@needs_libreoffice
def test_the_list_works_without_the_formats_of_cells(here: Here, tmp_path: Path) -> None:
    """As in Excel for the web and on telephones: a percentage with its sign is a question that says how to type it."""
    sent = form_of(here.folder, "| C | 10 | 11 |\n| Y | Có | Có |\n| D | 5 | 4 |\n| P | 50 | '0,5% |")
    typed = change(sent, show_as(place(sent, "P", "2019"), "0.00%", 0.005), tmp_path / "typed.xlsx")
    blind = tmp_path / "blind.xlsx"
    with zipfile.ZipFile(typed) as source, zipfile.ZipFile(blind, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'CELL("format",', b'VALUE("no number"&amp;'))
    again = recalculate(blind)
    ((where, problem, fix),) = (row[3:6] for row in again["Cần sửa"][6:] if row[1] == 1.0)
    assert (where, problem) == ("4 – Tỷ lệ", "Giá trị không dùng được: 2019.")
    assert "'1%" in str(fix)
    values: tuple[CellValue, ...] = ("0,5%", 12.5)
    at = place(sent, "P", "2019")
    mended = [type_into(blind, [(at, v)], tmp_path / f"{n}.xlsx") for n, v in enumerate(values)]
    assert [listed(again["Cần sửa"]) for again in recalculate_all(mended).values()] == [[], []]


@needs_libreoffice
def test_an_error_pasted_into_one_cell_spoils_no_other(here: Here) -> None:
    """`#REF!` in a cell is one line of the list; all other lines are still right."""
    path = form_of(here.folder, "| C | | 4 |\n| K | 3 | 5 |\n| Y | Có | Có |")

    spoilt = type_into(path, [(place(path, "D", "2019"), "=1/0")], path.parent / "spoilt.xlsx")
    assert listed(recalculate(spoilt)["Cần sửa"]) == [
        ("1 – Số cơ sở", "Bắt buộc, đang trống: 2019."),
        ("3 – Điểm", "Giá trị không dùng được: 2019 (“…”)."),
        ("2 – Đã kiểm tra; 1 – Số cơ sở – 6T/2020", "Kiểm tra quá (chỉ tiêu số 2: 5; chỉ tiêu số 1: 4)."),
        ("6 – Tỷ lệ tính – 6T/2020", "Quá nửa."),
    ]


def test_marks_of_figures_follow_moved_rows(here: Here) -> None:
    """Conditional formats over all cells of figures find them by their keys."""
    path = form_of(here.folder, "| C | 10 | 12 |")
    sheet = openpyxl.load_workbook(path)["Số liệu"]
    (area,) = (a for a in sheet.conditional_formatting if any(rule.dxf.fill for rule in a.rules))
    first, last = (place(path, *key)[1] for key in (("C", "2019"), ("T", "2020-6M")))
    rules = [(rule.formula[0], rule.dxf.fill.bgColor.rgb) for rule in area.rules]
    assert (str(area.sqref).split(":")[0][0], str(area.sqref).split(":")[1]) == (first[0], last)
    assert len(rules) == len({fill for _, fill in rules}) == 2
    assert all("MATCH($A" in formula and "CellCodes" in formula for formula, _ in rules)


@needs_libreoffice
def test_the_list_shows_how_many_lines_are_left_out(tmp_path: Path) -> None:
    """Forty lines are shown, and below them the number of the others."""
    head = "| code | topic | label | unit | kind | required |\n|---|---|---|---|---|---|\n"
    rows = "".join(f"| I{n} | Một | Chỉ tiêu {n} | cái | count | yes |\n" for n in range(45))
    folder = definition(tmp_path, agencies=AGENCIES, indicators=head + rows)
    path = filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| I0 | 1 | 2 |\n")
    assert differing(path) == []
    values = recalculate(path)["Cần sửa"]
    assert len(listed(values[:46])) == 40
    assert str(values[46][1]).startswith("Còn 4 điểm nữa")


@needs_libreoffice
def test_a_returned_form_lists_only_what_the_check_holds_back(here: Here) -> None:
    """A value that the check accepted is neither red nor listed, until another one is typed."""
    odd: dict[tuple[str, str], CellValue] = {
        **{("C", "2019"): "05", ("C", "2020-6M"): "12 cơ sở", ("K", "2019"): "3", ("K", "2020-6M"): "hai ba"},
        **{("M", "2019"): "1,5 tỷ", ("Y", "2019"): "Chưa", ("Y", "2020-6M"): "x", ("X", "2020-6M"): "Khá."},
        **{("N", "2019"): "5/9/2019", ("P", "2019"): 0.5, ("P", "2020-6M"): "0,5%"},
    }
    sent = read(here.folder, write(here.folder, "SA", Filling(figures=odd)))
    held = {(f.indicator, f.period) for f in sent.figures if f.state == "held"}
    assert held == {("K", "2020-6M"), ("P", "2019")}
    path = returned(here.folder, here.folder.inbox / "SA.xlsx", here.folder.inbox / "back.xlsx")
    assert [f.value for f in read(here.folder, path).figures if f.indicator == "P"] == [None, 0.5]
    assert differing(path) == []
    again = recalculate(path)
    assert {at for at, mark in marks(path, again["_checks"]).items() if mark == FAULTY} == held
    # After held figures come notes of the check: a computed cell, and the value read from an answer.
    remarks = ["6 – Tỷ lệ tính – 2019 – Số liệu E15", "7 – Có kế hoạch – 6T/2020 – Số liệu F17"]
    assert [where for where, _ in listed(again["Cần sửa"])] == ["2 – Đã kiểm tra", "4 – Tỷ lệ", *remarks]
    changed = type_into(path, [(place(path, "M", "2019"), "1,6 tỷ")], path.parent / "changed.xlsx")
    assert marks(changed, recalculate(changed)["_checks"])["M", "2019"] == FAULTY


@needs_libreoffice
def test_a_rule_without_advice_leaves_its_cell_blank(tmp_path: Path) -> None:
    """Saved by a spreadsheet, the cell is no content of the agency's; nor is the 0 of earlier forms."""
    rules = "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =K<=C | error | Kiểm tra quá. |\n"
    tables = {"agencies": AGENCIES, "indicators": INDICATORS, "rules": rules}
    folder = definition(tmp_path, about={"periods": "2019|2020-6M"}, **tables)
    path = form_of(folder, "| C | 1 | 1 |\n| K | 2 | 0 |\n| Y | Có | Có |")
    assert differing(path) == []
    saved = convert(path, "xlsx")
    for cells in ((), [(("Cần sửa", cell), n) for cell, n in (("B7", 1), ("F7", 0), ("H7", 1))]):
        submission = read(folder, type_into(saved, cells, folder.inbox / "saved.xlsx"))
        assert (submission.leftovers, codes(submission)) == ((), ["rule-failed"])


def test_advice_for_a_blank_cell_fits_its_kind(tmp_path: Path) -> None:
    """Choosing from a list is advised only where there is one."""
    indicators = """
    | code | topic | label | unit | kind   | required | choices |
    |------|-------|-------|------|--------|----------|---------|
    | I0   | Một   | Không | x    | count  | yes      |         |
    | I1   | Một   | Một   | x    | yesno  | yes      |         |
    | I2   | Một   | Hai   | x    | choice | yes      | Tốt     |
    | I3   | Một   | Ba    | x    | date   | yes      |         |
    | I4   | Một   | Bốn   | x    | text   | yes      |         |
    """
    folder = definition(tmp_path, about={"periods": "2019|2020-6M"}, agencies=AGENCIES, indicators=indicators)
    values = read_values(form_of(folder, ""))["Cần sửa"]
    assert ["danh sách" in str(row[5]) for row in values[6:11]] == [False, True, True, False, False]


def test_a_sentences_formula_gives_its_stored_text(here: Here) -> None:
    """Its fields are Excel expressions between quoted words in the formula, and values in the text."""
    campaign = here.folder.campaign
    form = make_form(campaign, campaign.agencies[0], "en", version="1")
    text = Text("{count} ô “a”", 'cells "{count}", first {cell}.')
    live = sentence(form, text, count=Live(3, "K5"), cell=Live("D7", "LEFT(J5,2)"))
    assert live == Live('cells "3", first D7.', '"cells """&K5&""", first "&LEFT(J5,2)&"."')
