"""A filled form saved by another program reads to the same submission, cell for cell."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from tests.binary import as_binary
from tests.building import Here, cell_of, change, codes, define, definition, every_way, read, write
from tests.effort import some
from tests.office import Target, convert, convert_all, needs_libreoffice
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.model import CellValue, Figure, InfoValue, Statement, Submission, Value
from toolkit.run.folder import Folder

_NUMBERS: Sequence[CellValue] = (0, 1, 12, 2500, 0.1, 1 / 3, 12.25, -3, 1e9, 99999.5)
_TEXTS: Sequence[CellValue] = (
    *("Không có", "chưa thống kê", "Không thuộc chức năng", "1.234", "1.234,5", "12 người", "05 vụ"),
    *("12,5%", "-", "…", "hơn 20", "3-4", "'12", "=1+1", "1/2", "TRUE", "0", "  7  "),
)
_LINES = (
    NarrativeLine(section="dat", text="Tuyên truyền tốt ở 12/12 huyện", theme="Tuyên truyền", evidence="BC 15/BC"),
    NarrativeLine(section="dat", text="dòng một\ndòng hai\n- gạch đầu dòng", evidence="Số 5-2020"),
    NarrativeLine(section="dat", text='=HYPERLINK("http://x","y")', theme="lạ"),
    NarrativeLine(section="dat", text="  lùi đầu dòng và  hai dấu cách "),
    NarrativeLine(section="dat", text="<b>&amp;</b> ]]> 'nháy' \"kép\""),
    NarrativeLine(section="han", text="Kiểm tra chưa đều.", theme='"Kiểm" tra'),
    NarrativeLine(section="han", text="dài " * 2000 + "hết"),
    NarrativeLine(section="han", text=2020),
    NarrativeLine(section="han", text="12/5"),
    NarrativeLine(section="han", text="e\u0302\u0301 ư\u031b \u200bẩn"),
)
_INFO: dict[str, CellValue] = {
    "report_number": "015/BC-SA",
    "report_date": date(2020, 12, 31),
    "phone": "0277 385 1234",
}
_INFO |= {"prepared_by": "Nguyễn Văn A", "email": "a@b.vn", "signed_by": "Trần B", "signer_title": "Giám đốc"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), every_way()))


def content(folder: Folder, agency: str) -> Filling:
    """Every kind of figure with each of its possible contents, in turn."""
    figures: dict[tuple[str, str], CellValue] = {}
    of_kind: dict[str, Sequence[CellValue]] = {
        "date": (date(2020, 3, 7), "7/3/2020", None),
        "yesno": ("Có", "Không", "x"),
        "text": ("Mô hình 1", "mô hình\nhai", 2020),
    }
    asked = [i for i in folder.campaign.indicators_of(folder.campaign.agency_by_code[agency]) if not i.formula]
    for turn, (indicator, period) in enumerate(product(asked, folder.campaign.periods), start=1):
        if indicator.kind == "choice":
            value: CellValue = indicator.choices[turn % len(indicator.choices)]
        elif indicator.kind in of_kind:
            value = of_kind[indicator.kind][turn % 3]
        else:
            values = _TEXTS if turn % 3 == 0 else _NUMBERS
            value = None if turn % 11 == 5 else values[turn // 3 % len(values)]
        if value is not None:
            figures[indicator.code, period.key] = value
    return Filling(info=_INFO, figures=figures, notes={"W1": "ghi chú 1", "K1": 2020}, lines=_LINES)


def essence(submission: Submission) -> tuple[Sequence[Figure | Statement | InfoValue | str], ...]:
    """All that was read, with its cell, without the file's name; LibreOffice saves 15 digits."""
    return (
        [f._replace(file="", value=_rounded(f.value)) for f in submission.figures],
        [s._replace(file="") for s in submission.statements],
        list(submission.info),
        codes(submission),
    )


def _rounded(value: Value | None) -> Value | None:
    return float(f"{value:.15g}") if isinstance(value, float) else value


def differences(before: Submission, after: Submission) -> list[tuple[object, object]]:
    pairs: list[tuple[object, object]] = []
    for old, new in zip(essence(before), essence(after), strict=True):
        if len(old) != len(new):
            pairs.append((old, new))
        pairs += [(a, b) for a, b in zip(old, new, strict=False) if a != b]
    return pairs


def assert_same(before: Submission, after: Submission, *, counted: bool = True) -> None:
    """`counted`: the number of filled cells too, which a form without results of formulas lacks."""
    stamps = [(s.agency, s.campaign, s.definition, s.status) for s in (before, after)]
    assert stamps[0] == stamps[1]
    assert differences(before, after) == []
    assert before.balance == after.balance or not counted


def by_openpyxl(path: Path, folder: Path) -> Path:
    return change(path, lambda _: None, folder / path.name)


def as_xlsb(path: Path, folder: Path) -> Path:
    binary = folder / f"{path.stem}.xlsb"
    binary.write_bytes(as_binary(path))
    return binary


def test_a_short_form_through_openpyxl_and_as_binary_workbook(tmp_path: Path) -> None:
    """A form of one indicator reads the same when openpyxl has saved it, and as .xlsb."""
    folder = definition(
        tmp_path,
        agencies="| code | name |\n| SA | Sở A |",
        indicators="| code | topic | label | kind |\n| A1 | Một | Số vụ | count |\n| A2 | Một | Số tiền | decimal |",
        sections="| code | role | heading |\n| dat | achievement | Đạt |\n| han | limitation | Hạn chế |",
    )
    cells = [(i.code, p.key) for i in folder.campaign.indicators for p in folder.campaign.periods]
    figures: dict[tuple[str, str], CellValue] = dict(zip(cells, ("1.234,5", 1 / 3, "hơn 20", 12.25), strict=False))
    path = write(folder, "SA", Filling(info=_INFO, figures=figures, lines=_LINES))
    for saved in (by_openpyxl, as_xlsb):
        assert_same(read(folder, path), read(folder, saved(path, tmp_path)), counted=False)


@pytest.mark.slow
@pytest.mark.parametrize("agency", some(["SA", "HC"], 1))
def test_through_openpyxl_and_as_binary_workbook(here: Here, tmp_path: Path, agency: str) -> None:
    """A form saved by openpyxl, which stores no results of formulas, or as .xlsb is the same form with the same cells;
    percentages and errors are recognised there too."""
    path = write(here.folder, agency, content(here.folder, agency))
    before = read(here.folder, path)
    assert_same(before, read(here.folder, by_openpyxl(path, tmp_path)), counted=False)
    assert_same(before, read(here.folder, as_xlsb(path, tmp_path)))
    sheet, shown = cell_of(path, "figures", "W1", "2018")
    _, wrong = cell_of(path, "figures", "W1", "2019")

    def do(book: Workbook) -> None:
        book[sheet][shown], book[sheet][shown].number_format = 0.45, "0.0%"
        book[sheet][wrong], book[sheet][wrong].data_type = "#REF!", "e"

    binary = as_xlsb(change(path, do, tmp_path / path.name), tmp_path)
    figures = {(f.indicator, f.period): f for f in read(here.folder, binary).figures}
    assert figures["W1", "2018"].typed == "45%"
    assert (figures["W1", "2019"].typed, figures["W1", "2019"].state) == ("#REF!", "held")


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize(("agency", "to"), [("SA", "xlsx"), ("HC", "xls"), ("SA", "ods")])
def test_through_libreoffice(here: Here, tmp_path: Path, agency: str, to: Target) -> None:
    """A form saved by LibreOffice in any of its formats is the same form with the same content. 105 % shown in a cell
    is 105 in each, a half is 0.5, and an error is an error."""
    path = write(here.folder, agency, content(here.folder, agency))
    periods = [p.key for p in here.folder.campaign.periods]
    blank = write(here.folder, "HC", Filling(figures={("P1", key): 1 for key in periods}), name="tỷ lệ")
    (_, wrong) = cell_of(blank, "figures", "SUSU0", "2018")

    def do(book: Workbook) -> None:
        for key, value in zip(periods, (0.45, 0.005, 1.0), strict=True):
            sheet, address = cell_of(blank, "figures", "P1", key)
            book[sheet][address] = value
            book[sheet][address].number_format = "0.0%"
        book[sheet][wrong] = "=1/0"

    change(blank, do)
    saved, percentages = convert_all([path, blank], tmp_path, to)
    assert_same(read(here.folder, path), read(here.folder, saved))
    after = read(here.folder, percentages)
    found = {(f.indicator, f.period): (f.value, f.state) for f in after.figures}
    assert [found["P1", key] for key in periods] == [(45.0, "given"), (0.5, "given"), (100.0, "given")]
    assert found["SUSU0", "2018"] == (None, "held")
    assert ("error-value", wrong, "#DIV/0!") in [(f.code, f.cell, f.value) for f in after.findings]


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.nightly
def test_through_several_programs_in_turn(here: Here, tmp_path: Path) -> None:
    """.xlsx to .ods to .xls to openpyxl to .xlsx changes nothing."""
    path = write(here.folder, "HC", content(here.folder, "HC"))
    before = read(here.folder, path)
    targets: Sequence[Target] = ("ods", "xls", "xlsx")
    for number, to in enumerate(targets):
        path = convert(path, to, tmp_path / str(number))
    path = by_openpyxl(path, tmp_path)
    assert differences(before, read(here.folder, convert(path, "xlsx", tmp_path / "again"))) == []
