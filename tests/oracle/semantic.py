"""Workbooks with other contents than before, or with ambiguous contents."""

from tests.oracle.markup import Node, element
from tests.oracle.seen import address
from tests.oracle.work import Work, changes_in, pick, set_inline, set_value, value_of, words

#: Formats that show a percentage, or may seem to.
_PERCENTAGES = (
    *("0%", "0.00%", "#,##0.0%", "0 %", "0.0%;[Red]-0.0%", '0.0"%"', "0.0\\%", "[>=1]0%;0.0%", "0%;-0%;\\-"),
    *("_(0.0%_)", "[Blue]0.0%", '"khoảng "0%', "0.0%%", "[$-42A]0.0%", '0.0"% "'),
)
_SCALED = (
    *("#,##0,", "0.0,,", "#,##0,,,", '0.0," nghìn"', '#,##0.0,," tỷ"', '[>=1000]#,##0," k";0'),
    *("0,.0", "#,", "0.00,,;-0.00,,"),
)
_WORDED = (
    *('0" tỷ"', '0.0" triệu đồng"', '"khoảng "0', "0\\ đ", '0"00"', '"1"0', '0" người"', "[$USD] 0"),
    *('0;-0;"không có"', ";;;", '"đã ẩn"', "0;0", '"-"0', '0" %"'),
)
_DAYS = (
    *("dd/mm/yyyy", "mm/yyyy", "yyyy", "[$-42A]dd mmmm yyyy", "d-mmm-yy", "h:mm", "[h]:mm", "yyyy-mm-dd hh:mm:ss"),
    *('"ngày "dd" tháng "mm" năm "yyyy', "dd/mm", "[$-1010000]yyyy/mm/dd"),
)
#: Invalid or unusual numbers that a reader may accept.
_ODD_NUMBERS = (
    *words("1,5 1.234.567 NaN nan INF -INF inf Infinity 1e400 -1e400 1e-400 0x1F 0b1 1_000 ١٢٣ １２３ 1.5.2 --5 +-5"),
    *words("5- 1e e5 . - + 5% $5 5đ TRUE #N/A =5 '5 1/2 ½ 1e5.5 5\u200b 0.1. 1e308 123456789012345678901234567890"),
    *words("9007199254740993 -0 5e-324 +5 1E+2 00012"),
    *("1 234", "\u00a05"),
)
_ODD_INDICES = (*words("-1 99999 1.0 1.5 1e0 a 0x1 +1 1_0 ١ 4294967296 18446744073709551616 -0"), "", " ")
_ODD_TYPES = (*words("N S number string shared x inlinestr bool 1 date nn ss strs es error"), "", " s", "s ")
_ADDRESSES = (
    *words(
        "${c}${r} {l}{r} {c}0{r} {r}{c} {c} {r} R{r}C{n} {c}{r}:{c}{r} {c}0 XFE{r} {c}1048577 ZZZZ{r} {c}-{r} {c}{r}a"
    ),
    *("{c}99999999999", "{c}{r}.0", "A\u0301{r}", "", " {c}{r}", "{c}{r} "),
)
_ROWS = ("", "0", "-3", "a", "1048577", "{r}.0", "{r} ", " {r}", "+{r}", "99999999999", "{r}a")
_ERRORS = (*words("#REF! #DIV/0! #N/A #VALUE! #NAME? #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA Err:502 #LỖI! 5"), "")
_TEXTS = (
    *("_x0041_", "_x005F_x0041_", "a_x000D_b", "_x0009_", "_X0041_", "_x41_", "_xD83D__xDE00_", "a\nb"),
    *("  hai  trắng ", "&amp;", "<b>đậm</b>", "]]>", "'=1+1", "=1+1", "\u202eslx", "ﬁ", "e\u0302\u0301"),
    *("\U0001f600", "_x0000_x", "x_x0041", "a_x0020_b", "\ufeffa", "a\u00a0b", "_xFFFF_y", "1.234", "12,5%", "5"),
    *("#REF!", "TRUE"),
)
_VALUES = ("0.125", "0.85", "1", "12.5", "1500000", "2500000000", "43831", "43831.5", "0", "-3")


def _restyled(work: Work, codes: tuple[str, ...]) -> None:
    for cell in work.numbers(6):
        if work.dice.random() < 0.7:
            found = value_of(cell)
            found.text = pick(work, (*_VALUES, found.text))
        cell.attributes["s"] = work.coded(pick(work, codes), cell.attributes.get("s", "0"))


def percentages(work: Work) -> None:
    _restyled(work, _PERCENTAGES)


def scaled(work: Work) -> None:
    _restyled(work, _SCALED)


def worded(work: Work) -> None:
    _restyled(work, _WORDED)


def days(work: Work) -> None:
    _restyled(work, _DAYS)
    about = work.tree("xl/workbook.xml").first("workbookPr")
    if work.dice.random() < 0.3 and about is not None:
        about.attributes["date1904"] = pick(work, ("1", "true", "0", "false"))


def built_in_formats(work: Work) -> None:
    """Formats by their numbers alone, also in odd spellings, with one missing, or after invalid numbers."""
    for cell in work.numbers(6, "0.125", "0.85", "43831"):
        number = pick(work, words("9 10 9 10 14 17 22 3 4 49 11 1 20 46 163 999 42 30"))
        spelled = work.dice.choice((number, f" {number} ", f"0{number}", f"+{number}", f"\n{number}", None))
        cell.attributes["s"] = work.style(spelled, like=cell.attributes.get("s", "0"))


def formats_spelled(work: Work) -> None:
    """Formats whose numbers are spelled differently where they are declared and where they are used."""
    for cell in work.numbers(4):
        value_of(cell).text = pick(work, ("0.125", "0.85"))
        style = work.coded(pick(work, ("0%", "0.0%", "0.00%;-0.00%")), cell.attributes.get("s", "0"))
        number = str(500 + work.coded_formats)
        xf = work.cell_styles.all("xf")[-1]
        xf.attributes["numFmtId"] = pick(work, (number, f"0{number}", f" {number}", f"{number}\t"))
        if work.dice.random() < 0.5:
            xf.attributes = dict(sorted(xf.attributes.items(), key=lambda _: work.dice.random()))
        if work.dice.random() < 0.3:
            xf.attributes["applyNumberFormat"] = "0"
        cell.attributes["s"] = pick(work, (style, f"0{style}", f" {style}", style))


def styles_added_before(work: Work) -> None:
    """Styles without a number format, or with children, before the used ones, which must stay the same."""
    every = work.cell_styles
    added = [
        every.make("xf", **work.dice.choice(({}, {"xfId": "0"}, {"fontId": "0"})))
        for _ in range(work.dice.randrange(1, 4))
    ]
    every.children = [*added, *every.children]
    for cell in (cell for part in work.sheets() for cell in work.cells(part)):
        cell.attributes["s"] = str(int(cell.attributes.get("s", "0")) + len(added))
    for cell in work.numbers(3):
        value_of(cell).text = "0.125"
        cell.attributes["s"] = work.style("9", like=cell.attributes["s"])


def first_style(work: Work) -> None:
    """Cells that name no style have the first one: here a percentage, or a date."""
    work.cell_styles.all("xf")[0].attributes["numFmtId"] = pick(work, ("9", "10", "14"))
    for cell in work.numbers(4):
        cell.attributes.pop("s", None)
        set_value(cell, None, pick(work, ("0.125", "0.85", "43831")))


def styles_odd(work: Work) -> None:
    for cell in work.numbers(4):
        cell.attributes["s"] = pick(work, ("9999", "-1", "a", "1.0", "", "0", "00"))


def odd_numbers(work: Work) -> None:
    for cell in work.numbers(6):
        set_value(cell, work.dice.choice((None, "n")), pick(work, _ODD_NUMBERS))


def odd_indices(work: Work) -> None:
    for _part, cell in work.some("s", 6):
        set_value(cell, "s", pick(work, _ODD_INDICES))


def odd_types(work: Work) -> None:
    """A type that is none, or a known one that is not that of the value."""
    types = pick(work, ("none", "another"))
    for _part, cell in work.some(most=6):
        cell.attributes["t"] = pick(work, _ODD_TYPES if types == "none" else words("n s str b e d inlineStr"))


def odd_addresses(work: Work) -> None:
    for _part, cell in work.some(most=3):
        name = cell.attributes["r"]
        letters = name.rstrip("0123456789")
        at = pick(work, _ADDRESSES)
        cell.attributes["r"] = at.format(c=letters, l=letters.lower(), r=name[len(letters) :], n=ord(letters) - 64)


def odd_rows(work: Work) -> None:
    """Rows with an invalid number, whose cells have addresses or not."""
    for part, cell in work.some(most=2):
        row = work.row_of(part, cell)
        row.attributes["r"] = pick(work, _ROWS).format(r=row.attributes["r"])
        for own in row.all("c") if work.dice.random() < 0.5 else ():
            own.attributes.pop("r", None)


def cells_in_other_rows(work: Work) -> None:
    """Cells in the element of another row than that of their address."""
    for part, cell in work.some(most=3):
        work.row_of(part, cell).children.remove(cell)
        new = work.dice.choice(work.rows(part).all("row"))
        new.children.insert(work.dice.randrange(len(new.children) + 1), cell)


def cells_twice(work: Work) -> None:
    """Two cells of one address: the same, another value, or a blank one."""
    for part, cell in work.some(most=3):
        row, twin = work.row_of(part, cell), cell.copy()
        match work.dice.randrange(3):
            case 0:
                set_value(twin, None, str(work.typist.number()))
            case 1:
                set_value(twin, None, None)
        row.children.insert(row.children.index(cell) + work.dice.randrange(2), twin)


def rows_twice(work: Work) -> None:
    for part, cell in work.some(most=1):
        rows, twin = work.rows(part), work.row_of(part, cell).copy()
        for own in twin.all("c"):
            if own.first("v") is not None and own.attributes["r"] == cell.attributes["r"]:
                set_value(own, None, str(work.typist.number()))
        rows.children.insert(work.dice.randrange(len(rows.children) + 1), twin)


def two_values(work: Work) -> None:
    """Two values in one cell, or a value beside a text of the cell."""
    for _part, cell in work.some(most=4):
        extra = cell.make("v", str(work.typist.number()))
        inside = cell.make("is", cell.make("t", work.typist.text()))
        match work.dice.randrange(4):
            case 0:
                cell.children.append(extra)
            case 1:
                cell.children.append(inside)
            case both:
                cell.attributes["t"] = "inlineStr"
                cell.children = [extra, inside] if both == 2 else [extra]


def errors(work: Work) -> None:
    for _part, cell in work.some(most=5):
        set_value(cell, "e", pick(work, _ERRORS), formula=work.dice.choice((None, "1/0")))


def answers(work: Work) -> None:
    for _part, cell in work.some(most=5):
        set_value(cell, "b", pick(work, ("0", "1", "true", "false", "TRUE", "2", "-1", "", " 1 ", "yes")))


def iso_days(work: Work) -> None:
    days = words("2020-03-05 2020-03-05T00:00:00Z T08:30 2020-02-30 5/3/2020 2020-03-05T10:20:30.5")
    for _part, cell in work.some(most=4):
        set_value(cell, "d", pick(work, days))


def uncomputed(work: Work) -> None:
    """Formulas without a stored result."""
    for _part, cell in work.some(most=5):
        kind = work.dice.choice((None, "n", "str", "b", "e"))
        set_value(cell, kind, work.dice.choice((None, "", " ")), formula=work.dice.choice(("A1", "[1]x!A1")))


def texts(work: Work) -> None:
    """Texts of odd characters, as shared, inline or computed ones."""
    for _part, cell in work.some(most=6):
        text = pick(work, _TEXTS) if work.dice.random() < 0.8 else work.typist.text()
        match work.dice.randrange(4):
            case 0:
                set_value(cell, "s", str(work.string(element("t", text, **{"xml:space": "preserve"}))))
            case 1:
                set_value(cell, "s", str(work.string(element("t", text))))
            case 2:
                set_value(cell, "str", text, formula="A1")
            case 3:
                set_inline(cell, text)


def runs_with_blanks(work: Work) -> None:
    for _part, cell in work.some("s", 4):
        runs = []
        for piece in ("gõ", pick(work, (" 1", "  1", "\n1", "1")), pick(work, (" ", "", " a"))):
            how = {"xml:space": "preserve"} if work.dice.random() < 0.5 else {}
            runs.append(element("r", element("rPr", element("b")), element("t", piece, **how)))
        set_value(cell, "s", str(work.string(*runs)))


def typed_anywhere(work: Work) -> None:
    """Something typed anywhere on any sheet: over labels, line numbers, computed cells, keys, beside and below the
    form."""
    for _ in range(work.dice.randrange(1, 6)):
        part = work.dice.choice(work.sheets())
        cell = work.dice.choice(work.cells(part))
        if work.dice.random() < 0.3:
            cell = work.put(part, (work.dice.randrange(1, 300), work.dice.randrange(1, 30)), Node("c"))
        if cell.attributes["r"] != "A1":
            _type(work, cell)


def typed_over_numbering(work: Work) -> None:
    """Numbers typed over line numbers and codes in the margin."""
    for sheet in ("Nội dung", "Số liệu"):
        names = [f"B{row}" for row in range(9, 400)]
        margin = [c for c in work.cells(work.part_of(sheet)) if c.attributes["r"] in names]
        for cell in work.dice.sample(margin, 2):
            _type(work, cell)


def typed_on_hidden_sheets(work: Work) -> None:
    """Something typed on the sheets for the form's formulas."""
    hidden = [p for p in work.sheets() if p not in work.sheets(visible=True)]
    for part in work.dice.sample(hidden, min(2, len(hidden))):
        place = (work.dice.randrange(2, 40), work.dice.randrange(2, 20))
        _type(work, work.put(part, place, Node("c")))


def _type(work: Work, cell: Node) -> None:
    match work.dice.randrange(3):
        case 0:
            set_value(cell, None, str(work.typist.number()))
        case 1:
            set_value(cell, "s", str(work.string(element("t", work.typist.text()))))
        case 2:
            set_inline(cell, work.typist.text())


def sheets_renamed(work: Work) -> None:
    for sheet in work.listed.all("sheet"):
        if work.dice.random() < 0.5 and not sheet.attributes["name"].startswith("_"):
            sheet.attributes["name"] = work.dice.choice(("Bảng ", "_", "a&b<", "  x ")) + str(work.typist.number())


def sheets_moved(work: Work) -> None:
    work.dice.shuffle(work.listed.children)


def machinery_renamed(work: Work) -> None:
    """A sheet of figures under the name of a sheet that is not read, hidden or not."""
    sheet = work.dice.choice([s for s in work.listed.all("sheet") if not s.attributes["name"].startswith("_")])
    for other in work.listed.all("sheet"):
        if other.attributes["name"] in ("_checks", "_lists"):
            other.attributes["name"] += "x"
    sheet.attributes["name"] = pick(work, ("_checks", "_lists", "_meta"))
    if work.dice.random() < 0.7:
        sheet.attributes["state"] = pick(work, ("hidden", "veryHidden"))


def sheets_of_one_name(work: Work) -> None:
    names = [s.attributes["name"] for s in work.listed.all("sheet")]
    sheet, name = work.dice.choice(work.listed.all("sheet")), work.dice.choice(names)
    sheet.attributes["name"] = work.dice.choice((name, name, name.upper()))


def sheets_without_name_or_part(work: Work) -> None:
    sheet = work.dice.choice(work.listed.all("sheet"))
    match work.dice.randrange(4):
        case 0:
            del sheet.attributes["name"]
        case 1:
            sheet.attributes["name"] = ""
        case 2:
            work.parts.pop(work.sheet_part(sheet))
        case 3:
            sheet.attributes[_link_key(sheet)] = "rId999"


def _link_key(sheet: Node) -> str:
    return next(k for k in sheet.attributes if k.endswith(":id"))


def sheets_added(work: Work) -> None:
    """A further sheet, with something typed, some of it odd, and perhaps the key of another sheet."""
    root, part, kind = work.tree(work.sheets()[0]), "xl/worksheets/sheet99.xml", "worksheet"
    data = root.make("sheetData")
    for number in range(1, work.dice.randrange(3, 12)):
        row = data.make("row", r=str(number))
        for column in range(1, 6):
            row.children.append(cell := data.make("c", r=address((number, column))))
            if work.dice.random() < 0.5:
                _type(work, cell)
        data.children.append(row)
    if work.dice.random() < 0.3:
        key = pick(work, words("toolkit:figures toolkit:checks toolkit:lists toolkit:meta toolkit:x"))
        set_value(data.all("row")[0].all("c")[0], "str", key)
    space = next((k, v) for k, v in root.attributes.items() if v.endswith("spreadsheetml/2006/main"))
    work.trees[part], work.parts[part] = Node(root.name, dict([space]), [data]), b""
    link = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    work.tree("xl/_rels/workbook.xml.rels").children.append(
        element("Relationship", Id="rId99", Type=link, Target="worksheets/sheet99.xml")
    )
    like = work.listed.all("sheet")[0]
    name = pick(work, ("Riêng", "_checks2", "_lists ", "Sheet1"))
    state = {"state": pick(work, ("hidden", "veryHidden"))} if work.dice.random() < 0.4 else {}
    added = element(like.name, name=name, sheetId="99", **state, **{_link_key(like): "rId99"})
    work.listed.children.insert(work.dice.randrange(9), added)
    content = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
    work.tree("[Content_Types].xml").children.append(element("Override", PartName=f"/{part}", ContentType=content))


def numbers_changed(work: Work) -> None:
    """Plain numbers and texts typed in place of others: the expected values change with them."""
    for _part, cell in work.some(most=8):
        _type(work, cell)


def strings_gone(work: Work) -> None:
    """The part of the shared strings cut short, missing, or empty."""
    root = work.tree(work.part("sharedStrings"))
    match work.dice.randrange(3):
        case 0:
            root.children = root.children[: work.dice.randrange(len(root.children))]
        case 1:
            work.parts.pop(work.part("sharedStrings"))
        case 2:
            root.children.insert(work.dice.randrange(len(root.children)), root.make("si"))


def cut_short(work: Work) -> None:
    """A part that ends in the middle."""
    strings = [n for n in work.parts if n.endswith("sharedStrings.xml")]
    name = work.dice.choice([*work.sheets(visible=True), work.part("styles"), *strings])
    work.trees.pop(name, None)
    part = work.parts[name]
    work.parts[name] = part[: work.dice.randrange(len(part) // 2, len(part) - 1)]


SEMANTIC = changes_in(globals())
