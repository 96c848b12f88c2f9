"""The census counts the cells of a file: the quick count equals the slow one and the reader of values."""

import random
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from xml.parsers import expat

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.cases import each
from tests.effort import effort, some
from tests.hostile import parts_of, zipped
from tests.office import Target, convert, needs_libreoffice
from toolkit.files import gate
from toolkit.files.zipping import stored_zip
from toolkit.model import Finding, ShownNumber
from toolkit.spreadsheet import workbook as workbook_module
from toolkit.spreadsheet.addresses import Span
from toolkit.spreadsheet.audit import census
from toolkit.spreadsheet.audit import xls as census_xls
from toolkit.spreadsheet.audit import xlsb as census_binary
from toolkit.spreadsheet.audit.cells import SheetCensus, reads_as_blank
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook, parse_workbook

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="a" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="b" Type="{_LINKS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="c" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
#: Shared strings: full, empty in several ways, blank, escaped, with runs, with a reading aid only.
_STRINGS = (
    "<si><t>Sở A</t></si><si><t/></si><si/><si></si><si><t> </t></si><si><t>&#10;</t></si><si><t>_x000D_</t></si>"
    "<si><r><t>a</t></r><r><t>b</t></r></si><si><rPh sb='0' eb='1'><t>x</t></rPh></si><si><t xml:space='preserve'> z "
    "</t></si>"
    "<si><t>&#160;</t></si>"
)
_FULL = {0, 7, 9, 10}
_STYLES = (
    f'{_HEAD}<styleSheet {_SPACE}><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" xfId="0"/>'
    '<xf numFmtId="9" xfId="0"/><xf numFmtId="164" xfId="0"><alignment/></xf><xf numFmtId="2" '
    'xfId="0"/></cellXfs></styleSheet>'
)


def workbook(sheet: str, strings: str = _STRINGS) -> dict[str, bytes]:
    """The parts of a workbook with one sheet named `S`."""
    return {
        name: text.encode()
        for name, text in {
            "xl/workbook.xml": (
                f'{_HEAD}<workbook {_SPACE} xmlns:r="{_LINKS}"><sheets><sheet name="S" sheetId="1" '
                'r:id="a"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _RELATIONS,
            "xl/styles.xml": _STYLES,
            "xl/sharedStrings.xml": f"{_HEAD}<sst {_SPACE}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": sheet,
        }.items()
    }


def sheet_xml(rows: str) -> str:
    return f"{_HEAD}<worksheet {_SPACE}><sheetData>{rows}</sheetData></worksheet>"


def parsed(data: bytes, name: str = "x") -> RawWorkbook:
    """The workbook, which must not be refused."""
    raw = parse_workbook(data, name)
    assert isinstance(raw, RawWorkbook), raw[1]
    return raw


def refusal(data: bytes) -> Finding:
    """The finding with which the workbook is refused."""
    raw = parse_workbook(data, "x")
    assert not isinstance(raw, RawWorkbook)
    return raw[1]


def both(parts: dict[str, bytes]) -> SheetCensus:
    """The census of the sheet; the quick and the slow one must agree."""
    quick, slow = census.census_of_xlsx(parts), census.census_of_xlsx(parts, slowly=True)
    assert quick is not None
    assert quick == slow
    return quick.sheets["S"]


def one(cell: str) -> SheetCensus:
    return both(workbook(sheet_xml(f'<row r="2">{cell}</row>')))


#: Formats of numbers: a number, and what is shown where it is something else.
FORMATS = [
    *(('0.0" tỷ"', 1.5, "1,5 tỷ"), ("#,##0,", 1_500_000.0, "1500"), ('0"00"', 12.0, "1200"), ('0.0"%"', 12.5, "12,5%")),
    *(('[>=1000000]0.0,," triệu";0" đ"', 2_500_000.0, "2,5 triệu"), ('#,##0\\ "đồng"', 1234.0, "1234 đồng")),
    *(('0;-0;"không có"', 0.0, "không có"), ("#,##0", 1500.0, ""), ("#,##0.00", 1.5, ""), ("General", 1.5, "")),
    *(("@", 1.5, ""), ('_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', 1.5, "")),
    *(('_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-@_-', 450.0, "450 ₫"), ("[$$-409]#,##0", 450.0, "$450")),
    *(("[$₫-42A]#,##0", 450.0, "₫450"), ('">"0', 12.0, ">12"), ("0.00E+00", 1.5, ""), ("# ?/?", 1.5, "")),
    *(("[Red]-0.0", 1.5, ""), ("000\\-000", 123456.0, ""), ("#,##0.0_);(#,##0.0)", 1.5, "")),
]
#: Formats of dates, and what they show of 5 March 2020 where it is not the whole date.
DATES = [
    *(("mm/yyyy", "3/2020"), ("yyyy", "2020"), ('"tháng "mm"/"yyyy', "3/2020"), ("mmm-yy", "3/2020")),
    *(("dd/mm/yyyy", None), ("d/m/yyyy h:mm", None), ("[$-42A]dd mmmm yyyy", None)),
]


def formatted(path: Path) -> Path:
    """A number in each of these formats, and below them the day in each of these."""
    book = openpyxl.Workbook()
    cells = [*((code, number) for code, number, _ in FORMATS), *((code, date(2020, 3, 5)) for code, _ in DATES)]
    for row, (code, value) in enumerate(cells, start=1):
        cell: Any = book.worksheets[0].cell(row, 2)
        cell.value, cell.number_format = value, code
    book.save(path)
    return path


def assert_read_as_shown(path: Path) -> None:
    column = [row[1] for row in parsed(path.read_bytes()).sheets[0].rows]
    numbers, days = column[: len(FORMATS)], column[len(FORMATS) :]
    assert [(value, text) for _, value, text in FORMATS] == [
        (v, v.text if isinstance(v, ShownNumber) else "") for v in numbers
    ]
    assert [text for _, text in DATES] == [v if isinstance(v, str) else None for v in days]


def test_formats_that_show_something_else_are_noticed(tmp_path: Path) -> None:
    """Words, digits and thousands that a format adds or leaves out; usual formats show the number itself. A date shown
    without its day is read as shown: Excel makes 1 January of `1/2020`, and nobody typed a day."""
    assert_read_as_shown(formatted(tmp_path / "f.xlsx"))


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_formats_that_show_something_else_are_noticed_in_libreoffice(tmp_path: Path, kind: Target) -> None:
    """In every format that it writes."""
    assert_read_as_shown(convert(formatted(tmp_path / "f.xlsx"), kind, tmp_path / kind))


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        *each('><v>5</v></c> |  s="3"><v>0.5</v></c> |  s="1" t="s"><v>0</v></c> |  s="99"><v>0.5</v></c>', "full"),
        *each(' t="b"><v>0</v></c> | ><f t="shared" si="0"/><v>2</v></c>', "full"),
        *each('><f aca="false">A1&lt;2</f><v>2</v></c> |  t="str"><f>"a"</f><v>a</v></c>', "full"),
        *each(' t="inlineStr"><is><t>a</t></is></c> |  t="inlineStr"><is><r><t>a</t></r></is></c>', "full"),
        *each(' t="d"><v>2020-03-07</v></c>', "full"),
        *each('/> |  s="1"></c> | ><v></v></c> | ><v/></c> | ><v> </v></c> |  s="2"><v></v></c>', "blank"),
        *each(' t="str"><f>""</f><v></v></c> |  t="str"><v>&#10;</v></c>', "blank"),
        *each(' t="inlineStr"><is><t></t></is></c>', "blank"),
        *each(' s="1"><v>0.5</v></c> |  s="2" t="n"><v>0.5</v></c>', "percent"),
        *each(' t="e"><v>#N/A</v></c>', "#N/A"),
        *each(' t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        *each("><f>1+1</f></c> | ><f>1+1</f><v></v></c> | ><f>1+1</f><v/></c>", "unsaved"),
        *each('><f t="shared" si="0"/></c>', "unsaved"),
    ],
)
def test_any_way_of_writing_a_cell_is_counted(cell: str, what: str) -> None:
    """By its contents, and its error, missing result or percentage is noted."""
    sheet = one(f'<c r="B2"{cell}')
    marked = {(1, 1)}
    assert sheet.filled == (what not in ("blank", "unsaved"))
    assert sheet.errors == ({(1, 1): what} if what.startswith("#") else {})
    assert sheet.unsaved == (marked if what == "unsaved" else set())
    assert sheet.percent == (marked if what == "percent" else set())


@pytest.mark.parametrize("number", range(11))
def test_shared_strings_that_are_blank_are_not_counted(number: int) -> None:
    """A cell that refers to a blank text is blank; a non-breaking space is a content."""
    assert (number in _FULL) == one(f'<c r="A2" t="s"><v>{number}</v></c>').filled


def test_prefixed_strings_are_numbered() -> None:
    """Blank texts are recognised in shared strings with prefixes, too."""
    strings = "<x:si xmlns:x='u'><x:t>a</x:t></x:si><x:si xmlns:x='u'><x:t/></x:si>"
    cells = '<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>'
    assert both(workbook(sheet_xml(f'<row r="2">{cells}</row>'), strings)).filled == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x="),
        lambda t: t.replace('r="B2"', "r='B2'"),
        lambda t: t.replace("<c ", "<c\n"),
        lambda t: t.replace("</c>", "</c >").replace("</v>", "</v\n>"),
        lambda t: t.replace("<sheetData>", '<sheetData><!-- <c r="Z9"><v>1</v></c> -->'),
        lambda t: t.replace(' r="2"', "").replace(' r="B2"', ""),
        lambda t: t.replace("<v>5</v>", "<v><![CDATA[5]]></v>"),
        lambda t: t.replace(' r="B2"', ' s="0" r="B2"'),
        lambda t: t.replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda t: t.replace("UTF-8", "ISO-8859-1"),
        lambda t: "\ufeff" + t,
        lambda t: t + "\n<!-- end -->\n",
    ],
)
def test_unusual_xml_is_counted_the_same(change: object) -> None:
    """Prefixes, other quotes, comments, sections, other encodings, cells without addresses."""
    text = change(sheet_xml('<row r="2"><c r="B2"><v>5</v></c><c r="C2" t="e"><v>#N/A</v></c></row>'))  # type: ignore[operator]
    parts = workbook("")
    parts["xl/worksheets/sheet1.xml"] = text if isinstance(text, bytes) else text.encode()
    sheet = both(parts)
    assert (sheet.filled, list(sheet.errors.values())) == (2, ["#N/A"])


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("slowly", [True, False])
def test_an_incomplete_sheet_is_an_error(cut: float, slowly: bool) -> None:
    """In the quick and in the slow count."""
    text = sheet_xml("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 50)))
    with pytest.raises(expat.ExpatError):
        census.census_of_xlsx(workbook(text[: int(len(text) * cut)]), slowly=slowly)


def test_the_used_area_is_that_of_cells_with_content() -> None:
    """Formatted blanks far away do not count; a value does."""
    far = '<row r="900000"><c r="XFD900000" s="1"/></row>'
    near = '<row r="3"><c r="C3"><v>1</v></c></row>'
    sheet = both(workbook(sheet_xml(near + far)))
    assert (sheet.last_row, sheet.last_column) == (2, 2)
    sheet = both(workbook(sheet_xml(near + far.replace(' s="1"/>', "><v>1</v></c>"))))
    assert (sheet.last_row, sheet.last_column) == (899_999, 16_383)
    beyond = '<row r="99999999999"><c><v>1</v></c></row>'
    assert both(workbook(sheet_xml(near + beyond))).last_row == 99_999_999_998


_ODD = (
    *('<c r="B2" t="e"><v>#N/A</v></c>', '<c r="B2"><f>1+1</f><v></v></c>', "<c r='B2'><v>1</v></c>"),
    *('<c r="B2" t="str" s="1"><f>""</f><v></v></c>', '<c r="B2" t="inlineStr"><is><t>a</t></is></c>'),
    *('<c r="B2" t="s"><v>1</v></c>', '<c r="XFD1048576"><v>1</v></c>', '<c r="B2"><v xml:space="preserve">1</v></c>'),
)


@pytest.mark.parametrize(
    ("usual", "odd", "where", "strings"),
    some(
        [*product(("<v>5</v>", "<f>A1</f><v>5</v>"), _ODD, (0, 1_000, 1_999), (_STRINGS, "<si><t>a</t></si>" * 2))], 13
    ),
)
def test_oddities_are_found_anywhere_in_a_long_sheet(usual: str, odd: str, where: int, strings: str) -> None:
    """Long sheets are read in pieces; an oddity in any piece is counted."""
    cells = [f'<c r="A{n}">{usual}</c><c r="B{n}" t="str"><f>""</f><v></v></c>' for n in range(1, 2_001)]
    cells[where] += odd
    parts = workbook(sheet_xml(f"<row>{''.join(cells)}</row>"), strings)
    parts["xl/styles.xml"] = b"<styleSheet/>"
    quick, slow = census.census_of_xlsx(parts), census.census_of_xlsx(parts, slowly=True)
    assert quick is not None
    assert slow is not None
    there, counted = slow.sheets["S"], quick.sheets["S"]
    assert (there.filled, there.errors, there.unsaved) == (counted.filled, counted.errors, counted.unsaved)
    assert (counted.last_row, counted.last_column) in ((0, 0), (there.last_row, there.last_column))
    assert there.last_row < 10_000 or counted.last_row == there.last_row


_BLANK = ("<t/>", "<t></t>", "<t> </t>", "<t>&#10;</t>", "<t>\n</t>", "<r><t/></r>", "<t>_x000D_</t>")


@pytest.mark.parametrize(("blank", "where"), some([*product(_BLANK, (0, 1_500, 2_999))], 8))
def test_a_blank_text_is_found_anywhere_among_many(blank: str, where: int) -> None:
    """Shared strings are read in pieces as well."""
    strings = ["<si><t>Sở: A_1 #2!</t></si>"] * 3_000
    strings[where] = f"<si>{blank}</si>"
    cells = "".join(f'<c r="A{n + 1}" t="s"><v>{n}</v></c>' for n in range(3_000))
    assert both(workbook(sheet_xml(f"<row>{cells}</row>"), "".join(strings))).filled == 2_999


# --- Any sheet -------------------------------------------------------------------------------------

_NUMBERS = st.one_of(st.integers(-5, 10**6).map(str), st.floats(-1e9, 1e9).map(repr), st.sampled_from(["", " "]))
_FORMULAS = st.sampled_from(
    [
        *("", "<f>A1</f>", '<f t="shared" si="0"/>', '<f t="shared" ref="A1:A9" si="0">B1/2</f>'),
        '<f aca="false">"a/>b"&amp;C1</f>',
    ]
)
_TEXTS = st.sampled_from(["a", "Sở Nội vụ", "&lt;b&gt;", "  ", "&#10;", "_x000D_", "_x000d__x000A_", "", "x_x000D_"])
_INLINE = st.tuples(
    _TEXTS, st.sampled_from(["<t>@</t>", '<t xml:space="preserve">@</t>', "<r><rPr><b/></rPr><t>@</t></r>"])
)


@st.composite
def cells(draw: st.DrawFn) -> str:
    """What follows a cell's address: attributes and content."""
    style = draw(st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="3"']))
    formula = draw(_FORMULAS)
    match draw(st.sampled_from(["blank", "n", "t=n", "s", "str", "inline", "e", "b"])):
        case "blank":
            return draw(st.sampled_from([f"{style}/>", f"{style}></c>"]))
        case "n":
            return f"{style}>{formula}<v>{draw(_NUMBERS)}</v></c>"
        case "t=n":
            return f'{style} t="n">{formula}<v>{draw(_NUMBERS)}</v></c>'
        case "s":
            return f'{style} t="s"><v>{draw(st.integers(0, 10))}</v></c>'
        case "str":
            return f'{style} t="str">{formula}<v>{draw(_TEXTS)}</v></c>'
        case "inline":
            text, frame = draw(_INLINE)
            return f'{style} t="inlineStr"><is>{frame.replace("@", text)}</is></c>'
        case "e":
            return f'{style} t="e">{formula}<v>{draw(st.sampled_from(["#N/A", "#REF!", "#DIV/0!"]))}</v></c>'
        case _:
            return f'{style} t="b"><v>{draw(st.sampled_from("01"))}</v></c>'


@pytest.mark.slow
@given(st.dictionaries(st.tuples(st.integers(1, 30), st.sampled_from("ABCDEFG")), cells(), max_size=40))
@example({(1, "B"): ' t="inlineStr"><is><t>  </t></is></c>'})
@example({(1, "B"): ' t="inlineStr"><is><t>&#10;</t></is></c>'})
def test_quick_and_slow_counts_are_equal(drawn: dict[tuple[int, str], str]) -> None:
    """On any sheet the quick count is that of the parser, and the reader of values reads as many cells."""
    rows: dict[int, str] = {}
    for (row, column), cell in sorted(drawn.items()):
        rows[row] = rows.get(row, "") + f'<c r="{column}{row}"{cell}'
    parts = workbook(sheet_xml("".join(f'<row r="{n}">{text}</row>' for n, text in rows.items())))
    sheet = both(parts)
    rows_read = parsed(zipped_workbook(parts)).sheets[0].rows
    assert sheet.filled == sum(v is not None and not reads_as_blank(str(v)) for row in rows_read for v in row)


def zipped_workbook(parts: dict[str, bytes]) -> bytes:
    types = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    )
    relations = (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    made = {"[Content_Types].xml": types, "_rels/.rels": relations}
    return zipped({name: text.encode() for name, text in made.items()} | parts)


def _seen_by_reader(data: bytes) -> int:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    values = [v for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for v in row]
    return sum(v != "" and not (isinstance(v, str) and not v.strip(" \t\r\n")) for v in values)


# --- Files of programs -------------------------------------------------------------------------------


def _values(seed: int) -> dict[tuple[int, int], object]:
    dice = random.Random(seed)
    texts = ["Sở A", "  ", "\n", "", "a\r\nb", "=1+1", "<b>", "5", "dài " * 300]
    others: list[Callable[[], object]] = [dice.random, lambda: dice.random() < 0.5, lambda: date(2020, 3, 7)]
    choices = [lambda: dice.choice(texts), lambda: dice.randrange(-5, 10**6), *others]
    return {(dice.randrange(60), dice.randrange(12)): dice.choice(choices)() for _ in range(200)}


def _by_xlsxwriter(path: Path, seed: int, constant_memory: bool = False) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": constant_memory}) as book:
        book.set_properties({"created": datetime(2020, 5, 6, 7, 8, 9)})
        sheet = book.add_worksheet("Số liệu")
        percent, day = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "dd/mm/yyyy"})
        for (row, column), value in sorted(_values(seed).items()):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write(row, column, value, {float: percent, date: day}.get(type(value)))
        sheet.write_formula(70, 0, "=A1", None, 5)
        sheet.write_formula(70, 1, '=""', None, "")
        sheet.write_formula(70, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(71, 2, "=NA()", None, "#N/A")
    return path


def _by_openpyxl(path: Path, seed: int) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for (row, column), value in _values(seed).items():
        cell = sheet.cell(row + 1, column + 1)
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, float):
            cell.number_format = "0.0%"
    sheet["A90"] = "=A1+1"
    sheet["B90"] = "#N/A"
    book.save(path)
    return path


def _agree(path: Path) -> RawWorkbook:
    data = path.read_bytes()
    quick, slow = (census.census_of_xlsx(gate.examine(data).parts, slowly=slowly) for slowly in (False, True))
    assert quick is not None
    assert quick == slow
    counted = sum(s.filled - len(s.errors) for s in quick.sheets.values())
    assert counted == _seen_by_reader(data)
    return parsed(data)


def assert_marked(raw: RawWorkbook, seed: int) -> None:
    """Fractions are percentages, and errors are no blanks."""
    assert {place for place, value in _values(seed).items() if isinstance(value, float)} == raw.sheets[0].percent
    assert [raw.sheets[0].rows[70][2], raw.sheets[0].rows[71][2]] == ["#DIV/0!", "#N/A"]


@pytest.mark.parametrize("seed", range(effort(1, 3)))
@pytest.mark.parametrize("constant_memory", [False, True])
def test_files_of_xlsxwriter_are_counted_as_read(tmp_path: Path, seed: int, constant_memory: bool) -> None:
    """With shared and with inline strings."""
    assert_marked(_agree(_by_xlsxwriter(tmp_path / "x.xlsx", seed, constant_memory)), seed)


@pytest.mark.parametrize("seed", range(effort(1, 3)))
def test_files_of_openpyxl_are_counted_as_read(tmp_path: Path, seed: int) -> None:
    """Its formulas have no results."""
    raw = _agree(_by_openpyxl(tmp_path / "x.xlsx", seed))
    assert (89, 0) in raw.sheets[0].unsaved
    assert raw.sheets[0].rows[89][1] == "#N/A"


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("seed", range(effort(1, 2)))
def test_files_of_libreoffice_are_counted_as_read(tmp_path: Path, to: Target, seed: int) -> None:
    """In every format that it writes; the day of saving, which decides which version is the later one, is read."""
    path = convert(_by_xlsxwriter(tmp_path / "x.xlsx", seed), to, tmp_path / "out")
    raw = _agree(path) if to == "xlsx" else parsed(path.read_bytes())
    assert_marked(raw, seed)
    assert raw.source.saved is not None
    assert raw.source.saved >= datetime(2020, 5, 6)


@given(st.binary(max_size=400))
def test_meaningless_records_raise_value_error_at_most(noise: bytes) -> None:
    """Bytes that are no records of an .xls."""
    with suppress(ValueError):
        census_xls.census_of_xls({gate.BOOK: b"\x09\x08\x10\0\0\x06\x05\0" + noise})


@given(
    st.binary(max_size=400),
    st.sampled_from(["xl/workbook.bin", "xl/styles.bin", "xl/sharedStrings.bin", "xl/worksheets/sheet1.bin"]),
)
def test_meaningless_binary_records_raise_value_error_at_most(noise: bytes, part: str) -> None:
    """Bytes that are no records of an .xlsb."""
    parts = {"xl/workbook.bin": b"", part: noise}
    with suppress(ValueError):
        census_binary.census_of_xlsb(parts)


def test_only_requested_sheets_are_counted(tmp_path: Path) -> None:
    """Other sheets are not read."""
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        for name in ("a", "b"):
            book.add_worksheet(name).write_number(0, 0, 1)
    parts = parts_of((tmp_path / "x.xlsx").read_bytes())
    taken = census.census_of_xlsx(parts, ["b"])
    assert taken is not None
    assert list(taken.sheets) == ["b"]
    assert census.census_of_xlsx({"content.xml": b"<x/>"}) is None


@pytest.mark.parametrize(
    ("xml", "rows", "columns"),
    [
        ('<cols><col min="2" max="4" hidden="1"/></cols><row r="7" hidden="true"/>', [(6, 6)], [(1, 3)]),
        ("<x:col hidden='1' max='2' min='2'/><x:row hidden='1' r='3'>", [(2, 2)], [(1, 1)]),
        ('<col min="1" max="9" hidden="0"/><row r="1" hidden="false"/><c><v>hidden="1"</v></c>', [], []),
        ('<row spans="1:3" r="5" ht="0" hidden="1" outlineLevel="1">', [(4, 4)], []),
    ],
)
def test_hidden_rows_and_columns_are_recognised(xml: str, rows: list[Span], columns: list[Span]) -> None:
    """However they are written."""
    sheet = SheetCensus()
    census._record_hidden(xml.encode(), sheet)
    assert (rows, columns) == (sheet.hidden_rows, sheet.hidden_columns)


def merged_workbook(path: Path) -> bytes:
    """A workbook with merged cells on its sheets, one of which is for formulas only."""
    with xlsxwriter.Workbook(path) as book:
        for name in ("Số liệu", "Nội dung", "_checks"):
            sheet = book.add_worksheet(name)
            sheet.merge_range("B2:D2", f"Đơn vị {name}")
            sheet.write_row("A3", ["x", 1.5, "", date(2020, 1, 31)])
            sheet.merge_range("A5:A9", 7)
        sheet.write_string("A1", "toolkit:checks")
        sheet.hide()
    return path.read_bytes()


def test_the_reader_gets_the_file_without_merged_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the sheets that are read, with the same values; the census has the merged areas."""
    data = merged_workbook(tmp_path / "m.xlsx")
    given: list[bytes] = []
    values = workbook_module._read_values

    def seen(data: bytes, wanted: Collection[str] | None, left_out: Collection[str]) -> list[RawSheet]:
        given.append(data)
        return values(data, wanted, left_out)

    monkeypatch.setattr(workbook_module, "_read_values", seen)
    quick = parsed(data)
    monkeypatch.setattr(workbook_module, "_SMALL", 0)
    assert quick == parsed(data)
    assert [sheet.merged for sheet in quick.sheets] == [((1, 1, 1, 3), (4, 0, 8, 0))] * 2
    assert given[1] == data
    parts = gate.examine(given[0]).parts
    assert "xl/worksheets/sheet3.xml" not in parts
    ranges = [CalamineWorkbook.from_filelike(BytesIO(g)).get_sheet_by_index(0).merged_cell_ranges for g in given]
    assert ranges == [[], [((1, 1), (1, 3)), ((4, 0), (8, 0))]]


def test_a_part_that_two_sheets_share_is_given_to_the_reader(tmp_path: Path) -> None:
    parts = parts_of(merged_workbook(tmp_path / "m.xlsx"))
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"sheet3.xml", b"sheet1.xml")
    taken = census.census_of_xlsx(parts)
    assert taken is not None
    assert not taken.left_out
    parsed(stored_zip(parts))
