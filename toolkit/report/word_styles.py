"""The parts of a Word file with its styles, numbering and settings, from the decree's data.

All formats are in styles: no paragraph sets its fonts directly.
"""

from functools import cache
from xml.sax.saxutils import quoteattr

from toolkit.language.text import fold
from toolkit.messages import reports
from toolkit.report.decree import BETWEEN_PARAGRAPHS, FIRST_LINE, FONT, LANGUAGE, LINE_SPACING, STYLES, ComponentStyle

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: Numbers (`w:numId`) of lists: of headings, of the bullets of points.
HEADINGS, BULLETS = 1, 2
_IDS = {"heading 1": "Heading1", "heading 2": "Heading2", "header": "Header"}
#: Styles without space between their paragraphs; the space above paragraphs, in points, where it is not the usual one.
_TIGHT = {
    "BC Quốc hiệu",
    "BC Tiêu ngữ",
    "BC Cơ quan chủ quản",
    "BC Cơ quan ban hành",
    "BC Tên loại",
    "BC Trích yếu",
    "BC Quyền hạn chức vụ",
    "BC Nơi nhận",
    "BC Danh sách nơi nhận",
    "BC Phụ lục",
    "BC Tên phụ lục",
    "BC Kèm theo",
    "BC Họ tên người ký",
    "header",
}
_ABOVE = {"BC Số ký hiệu": 6.0, "BC Địa danh ngày": 6.0, "BC Tên loại": 18.0, "BC Kính gửi": 6.0}
_POINTS = (reports.POINT, reports.FAMILY_LINE, reports.FAMILY_POINT)
_KEEPS_NEXT = {
    reports.FAMILY_LINE,
    "heading 1",
    "heading 2",
    "BC Tên loại",
    "BC Phụ lục",
    "BC Tên phụ lục",
    "BC Kèm theo",
}
_BODY = ("BC Nội dung", reports.IN_ONE, *_POINTS, "heading 1", "heading 2")
#: For each style, its level in a list, and that list.
_NUMBERED = {
    "heading 1": (0, HEADINGS),
    "heading 2": (1, HEADINGS),
    reports.POINT: (0, BULLETS),
    reports.FAMILY_POINT: (1, BULLETS),
}
RULE = "BC Đường kẻ"
TABLE_TEXT, TABLE_CENTRED, TABLE_NUMBER, TABLE_HEAD = ("BC Bảng chữ", "BC Bảng giữa", "BC Bảng số", "BC Bảng đầu")


@cache
def style_id(name: str) -> str:
    """The identifier of a style: ASCII, as programs expect."""
    return _IDS.get(name) or "".join(word.capitalize() for word in fold(name).split())


def twips(millimetres: float) -> int:
    """Twentieths of a point, Word's unit of length."""
    return round(millimetres * 1440 / 25.4)


def styles_xml() -> str:
    """The whole of `word/styles.xml`."""
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
        f'<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
        f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        f"{_fixed_styles()}{''.join(map(_style, STYLES.values()))}{_further_styles()}{_table_styles()}</w:styles>"
    )


def _fixed_styles() -> str:
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id(reports.ATTRIBUTION)}">'
        f"<w:name w:val={quoteattr(reports.ATTRIBUTION)}/><w:qFormat/></w:style>"
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id(reports.TOPIC)}">'
        f"<w:name w:val={quoteattr(reports.TOPIC)}/><w:qFormat/><w:rPr><w:i/><w:iCs/></w:rPr></w:style>"
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id(reports.MARK)}">'
        f'<w:name w:val={quoteattr(reports.MARK)}/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )


def _style(look: ComponentStyle) -> str:
    built_in = look.style in _IDS
    custom = "" if built_in else ' w:customStyle="1"'
    level = look.style.removeprefix("heading ")
    outline = f'<w:outlineLvl w:val="{int(level) - 1}"/>' if level.isdigit() else ""
    numbered = _NUMBERED.get(look.style)
    number = ""
    if numbered:
        number = f'<w:numPr><w:ilvl w:val="{numbered[0]}"/><w:numId w:val="{numbered[1]}"/></w:numPr>'
    space = 0.0 if look.style in _TIGHT else BETWEEN_PARAGRAPHS
    before = _ABOVE.get(look.style, space)
    indent = f'<w:ind w:left="0" w:firstLine="{twips(FIRST_LINE)}"/>' if look.style in _BODY else ""
    keep = "<w:keepNext/>" if look.style in _KEEPS_NEXT else ""
    following = f'<w:next w:val="{style_id(reports.POINT)}"/>' if level.isdigit() else ""
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    italic = "<w:i/><w:iCs/>" if look.italic else ""
    size = round(look.size * 2)
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style_id(look.style)}"><w:name '
        f"w:val={quoteattr(look.style)}/>"
        f'<w:basedOn w:val="Normal"/>{following}<w:qFormat/><w:pPr>{keep}{number}'
        f'<w:spacing w:before="{round(before * 20)}" w:after="0" w:line="{round(240 * LINE_SPACING)}" '
        'w:lineRule="auto"/>'
        f'{indent}<w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{bold}{italic}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _further_styles() -> str:
    """Styles that the decree does not define: rules, the text of tables, sentences for empty sections and figures."""
    body = style_id("BC Nội dung")
    return (
        _simple_style(
            RULE,
            '<w:spacing w:before="0" w:after="0" w:line="60" w:lineRule="exact"/>',
            '<w:sz w:val="6"/><w:szCs w:val="6"/>',
        )
        + _simple_style(TABLE_TEXT, '<w:spacing w:before="20" w:after="20"/>', "")
        + _simple_style(TABLE_CENTRED, '<w:spacing w:before="20" w:after="20"/><w:jc w:val="center"/>', "")
        + _simple_style(TABLE_NUMBER, '<w:spacing w:before="20" w:after="20"/><w:jc w:val="right"/>', "")
        + _simple_style(
            TABLE_HEAD, '<w:keepNext/><w:spacing w:before="20" w:after="20"/><w:jc w:val="center"/>', "<w:b/><w:bCs/>"
        )
        + _simple_style(
            reports.LEGEND,
            '<w:spacing w:before="120" w:after="0"/><w:jc w:val="both"/>',
            '<w:i/><w:iCs/><w:sz w:val="22"/><w:szCs w:val="22"/>',
        )
        + _simple_style(reports.NO_POINTS, "", "", based_on=body)
        + _simple_style(reports.MORE, "", "", based_on=body)
        + _simple_style(reports.IN_FIGURES, "", "", based_on=body)
    )


def _simple_style(name: str, paragraph: str, run: str, based_on: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(name)}"><w:name w:val={quoteattr(name)}/>'
        f'<w:basedOn w:val="{based_on}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def _table_styles() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    margins = '<w:left w:w="{0}" w:type="dxa"/>'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{margins.format(0)}<w:right w:w="0" '
        'w:type="dxa"/></w:tblCellMar>'
        '</w:tblPr></w:style><w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblCellMar>{margins.format(57)}<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


# --- Numbering -----------------------------------------------------------------------------------


def _level_xml(number: int, form: str, text: str, style: str = "") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    indent = f'<w:pPr><w:ind w:left="0" w:firstLine="{twips(FIRST_LINE)}"/></w:pPr>'
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}<w:suff w:val="space"/>'
        f'<w:lvlText w:val={quoteattr(text)}/><w:lvlJc w:val="left"/>{indent}</w:lvl>'
    )


def numbering_xml() -> str:
    """The whole of `word/numbering.xml`."""
    lists = {
        HEADINGS: _level_xml(0, "upperRoman", "%1.", "Heading1") + _level_xml(1, "decimal", "%2.", "Heading2"),
        BULLETS: _level_xml(0, "bullet", "-", style_id(reports.POINT))
        + _level_xml(1, "bullet", "+", style_id(reports.FAMILY_POINT)),
    }
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        for key, levels in lists.items()
    )
    numbers = "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in lists)
    return f'<w:numbering xmlns:w="{W}">{abstract}{numbers}</w:numbering>'


SETTINGS = (
    f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    f'</w:compat><w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val=","/><w:listSeparator '
    'w:val=";"/></w:settings>'
)
