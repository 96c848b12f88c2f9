"""A workbook reads the same however its XML is written: split, quoted or with other names."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.hostile import ods_cell, ods_row, open_document, parts_of, zipped
from tests.spreadsheet.test_census import cells, parsed, refusal, sheet_xml, workbook, zipped_workbook
from toolkit.model import CellValue, ErrorValue, ShownNumber
from toolkit.spreadsheet.audit.plain_xml import plain_sheet, plain_strings
from toolkit.spreadsheet.audit.shapes import examine
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook

_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(parts: dict[str, bytes]) -> RawWorkbook:
    return parsed(zipped_workbook(parts))


def read_cell(cell: str, strings: str = "<si><t>không</t></si><si><t>một</t></si><si><t>hai</t></si>") -> CellValue:
    """The value read of cell B2 of a sheet."""
    (sheet,) = read(workbook(sheet_xml(f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>'), strings)).sheets
    return sheet.rows[1][1] if len(sheet.rows[1]) > 1 else None


def values(kind: str, texts: str, expected: object) -> Iterator[tuple[str, object]]:
    """Cells of this type with each of these values; `ErrorValue`: an error that quotes it."""
    for text in texts.split(" | "):
        yield f'<c r="B2"{kind}><v>{text}</v></c>', ErrorValue(text) if expected is ErrorValue else expected


def inline(texts: str, expected: object) -> Iterator[tuple[str, object]]:
    """Cells with texts of their own."""
    for text in texts.split(" | "):
        yield f'<c r="B2" t="inlineStr"><is>{text}</is></c>', expected


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *values("", "2<!-- -->000 | 2<![CDATA[000]]> | 2<?x y?>000 | 2&#48;00 | 2&#x30;00 | <!-- 7 -->2000", 2000.0),
        *values("", " 2000\n | +2000", 2000.0),
        *(*values("", ".5", 0.5), *values("", "5.", 5.0), *values("", "1E-200", 1e-200)),
        *(*values("", "1E999", "1E999"), *values("", "NaN", "NaN"), *values("", "\xa05", "\xa05")),
        *(*values("", "2</v><v>5", ErrorValue("2 5")), *values("", "2<x>000</x>", ErrorValue("2000"))),
        *values(' t="n"', "abc", "abc"),
        *values(' t="str"', "2<!-- -->000 | 2<![CDATA[000]]> | 2<?x y?>&#48;00", "2000"),
        *values(' t="str"', "a&amp;b&#10;c", "a&b\nc"),
        *values(' t="str"', "m_x1ED9_t _x005F_x1ED9_ a_x000A_b", "một _x1ED9_ a\nb"),
        *(*values(' t="s"', "1<!-- -->&#32;", "một"), *values(' t="s"', "+2 |  2  | 02", "hai")),
        *(*values(' t="s"', "-0", "không"), *values(' t="s"', " ", None), *values(' t="zz"', "", None)),
        *values(' t="s"', "2.0 | 2x | -2 | 0x2 | ١ | 18446744073709551616", ErrorValue),
        *(*values(' t="b"', "true", True), *values(' t="b"', "2 | yes", ErrorValue)),
        *(*values(' t="S"', "2", ErrorValue), *values(' t=" s"', "2", ErrorValue)),
        *values(' t="e"', "#N<!-- -->/A", ErrorValue("#N/A")),
        *inline("<t>2<!-- -->000</t> | <r><t>2</t></r><!-- --><r><t>0&#48;0</t></r>", "2000"),
        *inline("<t>2<![CDATA[<0>]]>0</t>", "2<0>0"),
        *inline("<t xml:space='preserve'> 2</t><rPh sb='0' eb='1'><t>x</t></rPh>", " 2"),
        *inline("<t>m_x1ED9_t _xD83D__xDE00_ _x005F_x1ED9_ a_x000A_b</t>", "một 😀 _x1ED9_ a\nb"),
        *inline(
            "<t>m_x1ED9_t _xD83D__xDE00_ _x005F_x1ED9_ _xD83D_ a_x000A_b</t>",
            "m_x1ED9_t _xD83D__xDE00_ _x1ED9_ _xD83D_ a\nb",
        ),
        *inline("<t>a</t></is><is><t>b</t>", ErrorValue("ab")),
        ('<c r="B2"><v>2</v><is><t>hai</t></is></c>', ErrorValue("2 hai")),
        ('<c r="B2" t="str"><f>A2</f><v>a&amp;b</v></c>', "a&b"),
        *(('<c r="b2"><v>5</v></c>', 5.0), ('<c r="$B$2"><v>5</v></c>', 5.0), ('<c r="B&#50;"><v>5</v></c>', 5.0)),
        *(('<c\n\tr = "B2"><v>5</v></c >', 5.0), (f'<x:c xmlns:x="{_SPACE}" r="B2"><x:v>5</x:v></x:c>', 5.0)),
        *(('<c r="B2"><f>1<!-- -->+1</f><v>2</v></c>', 2.0), ('<c r="B2"><v>2</v><f>1+1</f></c>', 2.0)),
    ],
)
def test_each_way_of_writing_a_value_is_read(cell: str, value: CellValue) -> None:
    """As shown, however it is split; an ambiguous value is an error that quotes it."""
    found = read_cell(cell)
    assert (value, type(value)) == (found, type(found))


@pytest.mark.parametrize(
    "strings",
    [
        "<si><t>không</t></si><si><t>m<!-- -->ột</t></si>",
        "<si><t>không</t></si><si><t><![CDATA[m]]>ột</t></si>",
        "<si><t>không</t></si><!-- <si><t>x</t></si> --><si><t>m&#7897;t</t></si>",
        "<si><t>không</t></si><?si x?><si><r><t>m</t></r><r><t>ột</t></r></si>",
        f"<x:si xmlns:x='{_SPACE}'><x:t>không</x:t></x:si><si><t>một</t></si>",
        "<si><t>không</t></si><si><t>m_x1ED9_t</t></si>",
    ],
)
def test_each_way_of_writing_a_shared_text_is_read(strings: str) -> None:
    assert read_cell('<c r="B2" t="s"><v>1</v></c>', strings) == "một"


def test_character_references_in_texts_are_usual() -> None:
    """openpyxl writes them: such texts need not be rewritten."""
    strings = "<si><t>kh&#244;ng</t></si><si><t>m&#7897;t</t></si>"
    cell = '<c r="B2" t="s"><v>1</v></c>'
    assert read_cell(cell, strings) == "một"
    assert examine(sheet_xml(f'<row r="2">{cell}</row>').encode()) is not None


# --- Formats -----------------------------------------------------------------------------------------


def styles(formats: str, codes: str = '<numFmt numFmtId="164" formatCode="0.0%"/>') -> bytes:
    return f'<styleSheet xmlns="{_SPACE}"><numFmts>{codes}</numFmts><cellXfs>{formats}</cellXfs></styleSheet>'.encode()


def shown_with(part: bytes, style: str = ' s="1"', number: str = "0.5") -> tuple[CellValue, bool]:
    """The number read of cell B2 with these styles, and whether it is shown as a percentage."""
    parts = workbook(sheet_xml(f'<row r="2"><c r="A2"><v>1</v></c><c r="B2"{style}><v>{number}</v></c></row>'))
    (sheet,) = read(parts | {"xl/styles.xml": part}).sheets
    return sheet.rows[1][1], (1, 1) in sheet.percent


_NINE = styles('<xf numFmtId="0"/><xf numFmtId="9"/>')
_SPELLED = (
    *("<xf numFmtId='0'/><xf numFmtId='9'/>", '<xf/><xf numFmtId="9"/><xf numFmtId="2"/>'),
    *('<xf numFmtId="0"/><xf numFmtId="+9"/>', '<xf numFmtId="-0"/><xf numFmtId=" 9 "/>'),
    *('<xf numFmtId="0"/><xf numFmtId="09"/>', '<xf numFmtId="0"/><xf numFmtId="&#57;"/>'),
    '<!-- <xf numFmtId="0"/> --><xf numFmtId="0"/><xf\nnumFmtId = "164"></xf>',
)


@pytest.mark.parametrize(
    "part",
    [
        *(_NINE, *map(styles, _SPELLED)),
        styles('<xf numFmtId="0"/><xf numFmtId="164"/>', "<numFmt formatCode='0.0%' numFmtId='164'/>"),
        styles('<xf numFmtId="0"/><xf numFmtId="164"/>', '<numFmt numFmtId="+164" formatCode="0&#37;"/>'),
        styles('<xf numFmtId="0"/><xf numFmtId="1"/>', '<numFmt numFmtId="1" formatCode="0%"/>'),
        _NINE.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns", b"xmlns:x"),
        _NINE.decode().encode("utf-16"),
    ],
)
def test_a_percentage_is_recognised_in_any_spelling_of_its_format(part: bytes) -> None:
    """Other quotes, numbers with signs and blanks, formats without a number: each cell has its format."""
    assert shown_with(part) == (0.5, True)
    assert shown_with(part, ' s="0"') == (0.5, False)


def test_a_cell_without_a_style_has_the_first_style() -> None:
    part = styles('<xf numFmtId="9"/><xf numFmtId="0"/>')
    assert shown_with(part, "") == (0.5, True)
    assert shown_with(part, ' s="1"') == (0.5, False)
    assert shown_with(styles('<xf numFmtId="14"/>'), "", "43831")[0] == date(2020, 1, 1)


@pytest.mark.parametrize("style", [' s="01"', ' s="+1"', ' s=" 1"', " s='1'", ' s="&#49;"'])
def test_the_number_of_a_style_may_be_written_in_any_way(style: str) -> None:
    assert shown_with(_NINE, style) == (0.5, True)


@pytest.mark.parametrize("number", ["1e308", "-1e308", "1E+300", "-99999999999", "2958466", "-1"])
@pytest.mark.parametrize("code", ["dd/mm/yyyy", "h:mm", "[h]:mm", "mm:ss.0"])
def test_a_number_too_large_for_a_date_is_a_number(number: str, code: str) -> None:
    part = styles('<xf numFmtId="0"/><xf numFmtId="164"/>', f'<numFmt numFmtId="164" formatCode="{code}"/>')
    value, _ = shown_with(part, number=number)
    assert value == float(number)
    assert isinstance(value, ShownNumber) == ("[h]" not in code)


def test_a_damaged_part_refuses_the_file() -> None:
    """One cut short, or a format with an invalid number."""
    parts = workbook(sheet_xml('<row r="2"><c r="B2"><v>1</v></c></row>'))
    for name in ("xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        assert refusal(zipped_workbook(parts | {name: parts[name][:-20]})).code == "damaged", name
    assert refusal(zipped_workbook(parts | {"xl/styles.xml": styles('<xf numFmtId="x"/>')})).code == "damaged"


def test_a_style_with_an_invalid_number_is_an_error_of_its_cell() -> None:
    assert isinstance(shown_with(_NINE, ' s="x"')[0], ErrorValue)


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize(
    ("code", "text"),
    [("#,##0,", "1500"), ("#,##0.0,,", "1,5"), ("#,##0,;-#,##0,", "1500"), ("#,##0,_);(#,##0,)", "1500")],
)
def test_a_number_shown_in_thousands_is_noticed(code: str, text: str, quote: str) -> None:
    part = styles(
        '<xf numFmtId="0"/><xf numFmtId="165"/>',
        f"<numFmt numFmtId={quote}165{quote} formatCode={quote}{code}{quote}/>",
    )
    value, _ = shown_with(part, number="1500000")
    assert isinstance(value, ShownNumber)
    assert (value.text, value.divided) == (text, True)


# --- Parts by their relations ------------------------------------------------------------------------


def test_parts_are_found_by_their_relations() -> None:
    """Shared texts, formats, and the workbook itself, under any name; a part without a relation is ignored."""
    parts = workbook(sheet_xml('<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>0.5</v></c></row>'))
    parts["xl/other/texts.xml"] = parts["xl/sharedStrings.xml"].replace("Sở A".encode(), "Sở B".encode())
    parts["xl/formats.xml"] = styles('<xf numFmtId="0"/><xf numFmtId="2"/>')
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = (
        parts[relations]
        .replace(b'"sharedStrings.xml"', b'"/xl/other/Texts.xml"')
        .replace(b'"styles.xml"', b'"./formats.xml"')
    )
    (sheet,) = read(parts).sheets
    assert (list(sheet.rows[1]), sheet.percent) == (["Sở B", 0.5], frozenset())


def test_a_missing_part_refuses_the_file() -> None:
    """Without its formats, a workbook would show other numbers."""
    parts = workbook(sheet_xml('<row r="2"><c r="B2"><v>1</v></c></row>'))
    relations = "xl/_rels/workbook.xml.rels"
    for name in (b"styles.xml", b"sharedStrings.xml", b"worksheets/sheet1.xml"):
        changed = parts | {relations: parts[relations].replace(name, b"a%20b.xml")}
        assert refusal(zipped_workbook(changed)).code == "damaged", name
        there = changed | {"xl/A b.xml": parts["xl/" + name.decode()]}
        assert read(parts).sheets == read(there).sheets


def test_dates_since_1904_are_read() -> None:
    """Also where an extension has an element of the same name, as Excel writes it."""
    sheet = sheet_xml('<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>42369</v></c></row>')
    parts = workbook(sheet) | {"xl/styles.xml": styles('<xf numFmtId="0"/><xf numFmtId="14"/>')}
    book = "xl/workbook.xml"
    more = '<extLst><ext><x:workbookPr xmlns:x="u" chartTrackingRefBase="1"/></ext></extLst></workbook>'
    for attribute, day in (
        (b"", date(2015, 12, 31)),
        (b'date1904="1"', date(2020, 1, 1)),
        (b"date1904='&#49;'", date(2020, 1, 1)),
    ):
        changed = parts[book].replace(b"<sheets>", b"<workbookPr " + attribute + b"/><sheets>")
        (sheet_read,) = read(parts | {book: changed.replace(b"</workbook>", more.encode())}).sheets
        assert sheet_read.rows[1][1] == day


def test_a_workbook_part_under_another_name_is_read() -> None:
    parts = workbook(sheet_xml('<row r="2"><c r="A2" t="s"><v>0</v></c></row>'))
    decoy = parts["xl/workbook.xml"].replace(b'"S"', b'"T"')
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {name.replace("xl/", "data/").replace("workbook", "book"): part for name, part in parts.items()}
    parts["_rels/.rels"] = (
        f'<Relationships><Relationship Id="a" Type="{office}" Target="/data/book.xml"/></Relationships>'.encode()
    )
    (sheet,) = read(parts | {"xl/workbook.xml": decoy}).sheets
    assert (sheet.name, list(sheet.rows[1])) == ("S", ["Sở A"])


def test_merged_areas_and_hidden_columns_however_they_are_written() -> None:
    rows = '<row r="2"><c r="B2"><v>1</v></c><c r="C3"><v>2</v></c></row>'
    usual = sheet_xml(rows).replace("<sheetData>", '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>')
    usual = usual.replace("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>')
    expected = read(workbook(usual)).sheets
    assert (expected[0].merged, expected[0].hidden_columns) == (((1, 1, 2, 2),), ((2, 2),))
    changes: tuple[tuple[str, str], ...] = (
        ('"B2:C3"', "'B2:C3'"),
        ('ref="B2:C3"', 'ref = "$b$2:C3"'),
        ('"B2:C3"', '"B2&#58;C3"'),
        ('min="3" max="3" hidden="1"', "hidden = ' true'\nmax='3' min='+3'"),
        ("</sheetData>", "</sheetData><!-- x -->"),
        ("</sheetData>", "</sheetData><?x y?>"),
    )
    for one, other in changes:
        assert one in usual
        assert expected == read(workbook(usual.replace(one, other))).sheets


# --- Sheets of one name --------------------------------------------------------------------------------


def test_two_sheets_of_one_name_refuse_the_file() -> None:
    """One would be read in place of the other."""
    parts = workbook(sheet_xml('<row r="2"><c r="B2"><v>1</v></c></row>'))
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    parts[book] = parts[book].replace(b"</sheets>", b'<sheet name="&#83;" sheetId="2" r:id="d"/></sheets>')
    parts[relations] = parts[relations].replace(
        b"</Relationships>", b'<Relationship Id="d" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>'
    )
    parts["xl/worksheets/sheet2.xml"] = sheet_xml('<row r="2"><c r="B2"><v>2</v></c></row>').encode()
    refused = refusal(zipped_workbook(parts))
    assert (refused.code, refused.sheet) == ("sheet-name-twice", "S")


# --- Any sheet -----------------------------------------------------------------------------------------

_SPLITS = ("<!-- x -->", "<?x y?>", "<![CDATA[]]>")


def unusual(xml: str, seed: int) -> str:
    """The same sheet, written in ways that no usual program writes."""
    dice = random.Random(seed)

    def text(match: re.Match[str]) -> str:
        part = match[0]
        if not part or "&" in part or dice.random() < 0.5:
            return part
        at = dice.randrange(len(part))
        changed = dice.choice([f"&#{ord(part[at])};", f"<![CDATA[{part[at]}]]>", dice.choice(_SPLITS) + part[at]])
        return part[:at] + changed + part[at + 1 :]

    def quoted(match: re.Match[str]) -> str:
        return dice.choice([match[0], f" {match[1]}='{match[2]}'", f'\n{match[1]} = "{match[2]}"'])

    start, end = xml.index("<sheetData>"), xml.index("</sheetData>")
    rows = re.sub(r"(?<=>)[^<]+(?=<)", text, xml[start:end])
    rows = re.sub(r' ([a-z]+)="([A-Za-z0-9]*)"', quoted, rows)
    return xml[:start] + rows + xml[end:]


def _same(sheet: RawSheet) -> tuple[object, ...]:
    rows = [[(v, type(v)) for v in row] for row in sheet.rows]
    return rows, sheet.percent, sheet.unsaved, sheet.filled


@pytest.mark.slow
@given(
    st.dictionaries(st.tuples(st.integers(1, 9), st.sampled_from("ABCD")), cells(), min_size=1, max_size=12),
    st.integers(0, 10**6),
)
@example({(1, "A"): ' t="inlineStr"><is><t xml:space="preserve">  </t></is></c>'}, 0)
def test_any_sheet_in_unusual_xml_reads_the_same(drawn: dict[tuple[int, str], str], seed: int) -> None:
    """Comments, sections, references and quotes anywhere change nothing of what is read."""
    rows: dict[int, str] = {}
    for (row, column), cell in sorted(drawn.items()):
        rows[row] = rows.get(row, "") + f'<c r="{column}{row}"{cell}'
    usual = sheet_xml("".join(f'<row r="{n}">{text}</row>' for n, text in rows.items()))
    (expected,), (found,) = read(workbook(usual)).sheets, read(workbook(unusual(usual, seed))).sheets
    assert _same(expected) == _same(found)


@pytest.mark.parametrize("write", [lambda xml: plain_sheet(xml, 9), plain_strings])
def test_rewritten_xml_is_plain(write: Callable[[bytes], bytes]) -> None:
    """Rewritten once more, it stays as it is."""
    parts = workbook(
        sheet_xml(
            '<row r="2"><c r="B2" t="s"><v>1<!-- --></v></c><c r="C2" t="inlineStr"><is><t> a&#10;</t></is></c></row>'
        )
    )
    part = parts["xl/sharedStrings.xml" if write is plain_strings else "xl/worksheets/sheet1.xml"]
    assert write(part) == write(write(part))


# --- OpenDocument --------------------------------------------------------------------------------------

_TEXT = 'office:value-type="string"'
_DAY = 'office:value-type="date" office:date-value='


def texts(contents: str, expected: str, more: str = "") -> Iterator[tuple[str, str]]:
    """Cells for text with each of these contents."""
    for content in contents.split(" | "):
        yield ods_cell(content, _TEXT + more), expected


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *texts("<text:p>2<![CDATA[000]]></text:p> | <text:p>2<!-- -->000</text:p>", "2000"),
        *(*texts("<text:p>2<?x y?>&#48;00</text:p>", "2000"), *texts("<text:p><![CDATA[a]]></text:p>", "a")),
        *texts("<text:p>\n  a\n  b <text:span> c</text:span>\n</text:p>", "a b c "),
        *texts("\n<text:p>a</text:p>\n<text:p>b  c</text:p>\n", "a\nb c"),
        *texts('<text:p>a<text:s text:c="2"/>b</text:p><!-- -->', "a  b"),
        *texts("<text:p>a<text:line-break/>b<text:tab/>c<!-- --></text:p>", "a\nb\tc"),
        *texts("<text:p> a <text:span>b \n</text:span> </text:p><text:p><text:s/></text:p>", "a b \n "),
        *texts("<text:p>a</text:p>", "a", ' table:number-columns-repeated="0"'),
        *texts("<text:p>a</text:p>", "a", ' table:number-columns-repeated=" 01"'),
        (ods_cell("<text:p>a</text:p>", 'office:value-type="&#115;tring"'), "a"),
        (ods_cell("<text:p>2</text:p>", "office:value-type='float' office:value='2&#48;00'"), 2000.0),
        (ods_cell("<text:p>TRUE</text:p>", 'office:value-type="boolean" office:boolean-value="1"'), ErrorValue("1")),
        (ods_cell("<text:p>x</text:p>", f'{_DAY}"2020-02-30"'), ErrorValue("2020-02-30")),
        (ods_cell("<text:p>x</text:p>", f'{_DAY}"5/3/2020"'), ErrorValue("5/3/2020")),
    ],
)
def test_each_way_of_writing_a_cell_of_an_ods_is_read(cell: str, value: CellValue) -> None:
    found = parsed(open_document(ods_row(cell, ods_cell("<text:p>END</text:p>", _TEXT)))).sheets[0].rows[0][0]
    assert (value, type(value)) == (found, type(found))


def of_style(name: str, kind: str = "float", number: str = "0.5") -> str:
    style = f' table:style-name="{name}"' if name else ""
    return ods_cell("", f'office:value-type="{kind}" office:value="{number}"{style}')


def with_formats(formats: str, *cells: str) -> RawSheet:
    """The sheet read of a document with these formats; each has a style for cells of its name in small letters."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = re.findall(r'style:name="(\w+)"', formats)
    cell = '<style:style style:name="{}" style:family="table-cell" style:{}="{}"/>'
    own = "".join(cell.format(name.lower(), "data-style-name", name) for name in names)
    heir = cell.format("heir", "parent-style-name", names[0].lower())
    styles = (
        f'<office:automatic-styles xmlns:style="{space}style:1.0" xmlns:number="{space}datastyle:1.0">'
        f"{formats}{own}{heir}</office:automatic-styles>"
    )
    parts = parts_of(open_document(ods_row(*cells)))
    content = parts["content.xml"].decode().replace("<office:body>", f"{styles}<office:body>")
    (sheet,) = parsed(zipped(parts | {"content.xml": content.encode()})).sheets
    return sheet


@pytest.mark.parametrize("kind", ["float", "percentage"])
def test_a_percentage_of_an_ods_is_what_its_style_shows(kind: str) -> None:
    """The style goes before the kind, as in LibreOffice; a style may have its format from another."""
    formats = (
        '<number:percentage-style style:name="P"><number:number/><number:text>%</number:text></number:percentage-style>'
        '<number:number-style style:name="N"><number:number/></number:number-style>'
    )
    sheet = with_formats(formats, *(of_style(name, kind) for name in ("p", "heir", "n", "")))
    assert sheet.percent == {(0, 0), (0, 1), *([(0, 3)] if kind == "percentage" else [])}


def test_a_number_of_an_ods_shown_as_a_date_is_noticed() -> None:
    parts = "<number:text>/</number:text>".join(("<number:day/>", "<number:month/>", "<number:year/>"))
    formats = f'<number:date-style style:name="D">{parts}</number:date-style>'
    first, second = with_formats(formats, *(of_style("d", number=number) for number in ("43831", "-5"))).rows[0]
    assert isinstance(first, ShownNumber)
    assert isinstance(second, ShownNumber)
    assert (first.text, first.unclear, second.text) == ("01/01/2020 (43831)", True, "#### (-5)")


def test_an_ods_with_other_prefixes_and_a_sheet_without_a_name() -> None:
    """Names are recognised by their namespaces; a sheet without a name is read like any other."""
    data = open_document(ods_row(ods_cell("<text:p>a</text:p>", _TEXT)))
    parts = parts_of(data)
    content = parts["content.xml"].decode()
    assert 'table:name="S"' in content
    named = re.sub(r"(</?|\s)table:", r"\1t:", content).replace("xmlns:table=", "xmlns:t=")
    for written in (content.replace('table:name="S"', ""), content.replace('"S"', '" "'), named):
        raw = parsed(zipped(parts | {"content.xml": written.encode()}))
        assert raw.sheets[0].name in ("S", "Sheet1")
        assert list(raw.sheets[0].rows[0]) == ["a"]


def test_two_sheets_of_one_name_in_an_ods_refuse_the_file() -> None:
    parts = parts_of(open_document(ods_row(ods_cell("<text:p>a</text:p>", _TEXT))))
    content = parts["content.xml"].decode()
    table = content[content.index("<table:table ") : content.index("</table:table>") + 14]
    twice = zipped(parts | {"content.xml": content.replace(table, table * 2).encode()})
    assert refusal(twice).code == "sheet-name-twice"
