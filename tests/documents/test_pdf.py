"""The lines of PDF reports: letterheads, paragraphs, tables, text outside them, and unreadable parts."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.pdfs import WIDTH, Pdf, Sheet, written
from toolkit.documents.lines import Line
from toolkit.documents.pdf.reading import read_pdf
from toolkit.messages.errors import NotDoneError

#: A line of at least 74 characters, half as wide as high, fills the column between these.
LEFT, FULL = 70, "Nhiều hộ dân trong vùng đã nhận cây giống và trồng hết số cây"
OTHER = "Tổ trồng cây gồm người của phường và của trường học đóng trên"


def read(pdf: Pdf) -> tuple[Line, ...]:
    return read_pdf(pdf.bytes(), "bao-cao.pdf")


def flow(pdf: Pdf) -> list[str]:
    return [line.text for line in read(pdf) if not line.aside]


def asides(pdf: Pdf) -> list[str]:
    return [f"{line.aside}: {line.text}" for line in read(pdf) if line.aside]


def cells(lines: Iterable[Line]) -> list[str]:
    """Row, cell and text of each line, those of no table as they are: `1.2 Năm 2031`."""
    return [f"{line.row}.{line.cell} {line.text}" if line.table else line.text for line in lines]


def one(*texts: str, pitch: float = 18) -> Pdf:
    """A page of lines below each other."""
    pdf = Pdf()
    pdf.page().lines(LEFT, 80, *texts, pitch=pitch)
    return pdf


def headed(pdf: Pdf) -> Sheet:
    """A page with the letterhead of an official report: the two sides a point apart in height."""
    page = pdf.page()
    page.text(70, 60, "UBND TỈNH X").text(300, 61, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=13, font="bold")
    page.text(80, 78, "SỞ Y TẾ", font="bold").text(330, 79, "Độc lập - Tự do - Hạnh phúc", font="bold")
    page.text(70, 105, "Số: 12/BC-SYT").text(320, 105, "X, ngày 05 tháng 8 năm 2031")
    page.text(260, 150, "BÁO CÁO", font="bold").text(200, 168, "Tổng kết ba năm trồng cây", font="bold")
    return page


# --- Columns ----------------------------------------------------------------------------------------


def test_the_two_sides_of_a_letterhead_are_not_mixed() -> None:
    """Each side is a separate cell, in reading order; the text below is in neither."""
    pdf = Pdf()
    headed(pdf)
    lines = read(pdf)
    assert [f"{line.cell} {line.text}" for line in lines if line.table] == [
        *("1 UBND TỈNH X", "1 SỞ Y TẾ", "1 Số: 12/BC-SYT"),
        *("2 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "2 Độc lập - Tự do - Hạnh phúc", "2 X, ngày 05 tháng 8 năm 2031"),
    ]
    below = [(line.text, line.bold) for line in lines if not line.table]
    assert below == [("BÁO CÁO", True), ("Tổng kết ba năm trồng cây", True)]


def test_two_letterheads_are_no_running_head() -> None:
    """Of the report and of its annex, at one height."""
    pdf = Pdf()
    for _ in range(2):
        headed(pdf).lines(LEFT, 220, FULL, "hết.")
    assert flow(pdf).count("SỞ Y TẾ") == 2


def test_recipients_and_signature_are_separate() -> None:
    """The list of recipients continues below the signature's first lines; the name far below is read too."""
    pdf = one(FULL, "nhận được.")
    page = pdf.sheets[0].lines(70, 160, "Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT.", size=12, pitch=15)
    page.lines(340, 160, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", font="bold", pitch=17)
    page.text(350, 270, "Lê Văn Bình", font="bold")
    assert [f"{line.cell} {line.text}" for line in read(pdf)] == [
        f"0 {FULL} nhận được.",
        *("1 Nơi nhận:", "1 - UBND tỉnh;", "1 - Lưu: VT.", "2 KT. GIÁM ĐỐC", "2 PHÓ GIÁM ĐỐC", "0 Lê Văn Bình"),
    ]


def test_figures_in_columns_without_lines_are_rows() -> None:
    """Each line is a row: its name and its figures are cells."""
    pdf = Pdf()
    page = pdf.page()
    for n, row in enumerate((("Cây trồng mới", "1.250", "1.310"), ("Cây chết", "12", "9"), ("Đường", "3", "4"))):
        for x, text in zip((70, 300, 420), row, strict=True):
            page.text(x, 80 + 20 * n, text)
    assert cells(read(pdf))[:4] == ["1.1 Cây trồng mới", "1.2 1.250", "1.3 1.310", "2.1 Cây chết"]


def test_headings_are_recognised_by_bold_type_and_by_size() -> None:
    """Characters larger than the text's count as bold ones do."""
    pdf = one(FULL, OTHER, "địa bàn.")
    pdf.sheets[0].text(LEFT, 160, "I. KẾT QUẢ", font="bold").text(LEFT, 190, "II. HẠN CHẾ", size=18)
    assert [line.text for line in read(pdf) if line.bold] == ["I. KẾT QUẢ", "II. HẠN CHẾ"]


# --- Tables -----------------------------------------------------------------------------------------

COLUMNS = (70, 110, 330, 430, 520)


def filled(page: Sheet, top: float, *rows: tuple[str, ...]) -> Sheet:
    """A ruled table from `top` on, its rows 24 points high."""
    page.grid(COLUMNS, [top + 24 * n for n in range(len(rows) + 1)])
    for n, row in enumerate(rows):
        for x, text in zip(COLUMNS, row, strict=False):
            page.text(x + 6, top + 24 * n + 16, text, size=12)
    return page


HEAD = ("TT", "Chỉ tiêu", "2030", "2031")


def test_a_ruled_table_is_rows_of_cells() -> None:
    """With the text above and below it in order; a cell without text leaves no line."""
    pdf = Pdf()
    page = pdf.page().text(LEFT, 80, "Bảng 1. Cây").text(LEFT, 220, "Nguồn: Ban.")
    filled(page, 100, HEAD, ("1", "Cây trồng", "1.250", ""), ("2", "Cây chết", "12", "9"))
    assert cells(read(pdf)) == [
        "Bảng 1. Cây",
        *("1.1 TT", "1.2 Chỉ tiêu", "1.3 2030", "1.4 2031"),
        *("2.1 1", "2.2 Cây trồng", "2.3 1.250"),
        *("3.1 2", "3.2 Cây chết", "3.3 12", "3.4 9"),
        "Nguồn: Ban.",
    ]


def test_cells_that_span_columns_are_recognised() -> None:
    """A heading over two columns is one cell; the next row's cells have their columns."""
    pdf = Pdf()
    page = pdf.page()
    page.rule(70, 100, 520, 100).rule(330, 124, 520, 124).rule(70, 148, 520, 148).rule(70, 172, 520, 172)
    for x in (70, 330, 520):
        page.rule(x, 100, x, 172)
    page.rule(430, 124, 430, 172)
    page.text(80, 128, "Chỉ tiêu").text(400, 116, "Năm").text(350, 140, "2030").text(450, 140, "2031")
    page.text(80, 164, "Cây").text(350, 164, "7").text(450, 164, "8")
    shown = [(x.text, x.row, x.extent.column, x.extent.columns, x.extent.rows) for x in read(pdf)]
    assert shown[:4] == [("Chỉ tiêu", 1, 1, 1, 2), ("Năm", 1, 2, 2, 1), ("2030", 2, 2, 1, 1), ("2031", 2, 3, 1, 1)]
    assert shown[4:] == [("Cây", 3, 1, 1, 1), ("7", 3, 2, 1, 1), ("8", 3, 3, 1, 1)]


def test_a_table_over_pages_is_one() -> None:
    """Its heading, repeated on the next page, is set aside and not a row."""
    pdf = Pdf()
    filled(pdf.page(), 700, HEAD, ("1", "Cây trồng", "1.250", "1.310"))
    filled(pdf.page(), 60, HEAD, ("2", "Cây chết", "12", "9")).text(LEFT, 150, "Nguồn: Ban.")
    lines = read(pdf)
    assert {line.table for line in lines if line.cell} == {1}
    assert cells(x for x in lines if x.cell == 2) == ["1.2 Chỉ tiêu", "2.2 Cây trồng", "3.2 Cây chết"]
    assert asides(pdf) == ["page-header: TT | Chỉ tiêu | 2030 | 2031"]


def cut(above: tuple[str, ...], *below: tuple[str, ...]) -> list[str]:
    """The rows after the heading of a table whose page ends below the row `above`, and their cells."""
    pdf = Pdf()
    filled(pdf.page(), 700, HEAD, above)
    filled(pdf.page(), 60, HEAD, *below)
    return cells(x for x in read(pdf) if x.row > 1)


#: A text that fills its cell, so that a word more does not fit.
NARROW = "Số hộ dân đã nhận cây giống trong"


def test_a_row_cut_by_the_end_of_a_page_is_one() -> None:
    """Sentences in its cells continue; the text of the next row is separate."""
    below = (("", "năm và trồng hết", "", "tạm tính"), ("2", "Cây chết", "12", "9"))
    assert cut(("1", NARROW, "1.250", ""), *below) == [
        *("2.1 1", f"2.2 {NARROW} năm và trồng hết", "2.3 1.250", "2.4 tạm tính"),
        *("3.1 2", "3.2 Cây chết", "3.3 12", "3.4 9"),
    ]


def test_a_row_cut_more_than_once_is_one() -> None:
    """A page may have only a piece of it."""
    pdf = Pdf()
    filled(pdf.page(), 700, HEAD, ("1", NARROW, "1.250", ""))
    filled(pdf.page(), 60, HEAD, ("", NARROW.lower(), "", ""))
    filled(pdf.page(), 60, HEAD, ("", "năm nay", "", ""), ("2", "Cây chết", "12", "9"))
    whole = f"2.2 {NARROW} {NARROW.lower()} năm nay"
    assert cells(x for x in read(pdf) if x.cell == 2) == ["1.2 Chỉ tiêu", whole, "3.2 Cây chết"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("1", "Số hộ dân", "1.250", ""), ("", "trong đó: hộ nghèo", "", "")),
        (("1", NARROW, "1.250", ""), ("", "năm: hộ nghèo", "300", "")),
        (("1", f"{NARROW[:-1]}.", "1.250", ""), ("", "Trong đó:", "", "")),
        (("1", NARROW, "", ""), ("2", "năm nay", "", "")),
        (("", NARROW, "", ""), ("2", "năm nay", "", "")),
    ],
    ids=[
        "room is left",
        "a figure below another",
        "the sentence is at its end",
        "it has its number",
        "it alone has one",
    ],
)
def test_a_row_that_begins_a_page_is_a_new_one(above: tuple[str, ...], below: tuple[str, ...]) -> None:
    """Nothing shows that it continues the row before."""
    assert {row[0] for row in cut(above, below)} == {"2", "3"}


def test_tables_are_distinguished() -> None:
    """Text between them, or different columns, separate two; a border around the whole text is none. Lines of a cell
    are broken at its width."""
    pdf = Pdf()
    filled(pdf.page(), 700, HEAD, ("1", "Cây trồng", "1.250", "1.310"))
    filled(pdf.page().text(LEFT, 50, "Bảng 2"), 60, HEAD, ("2", "Cây chết", "12", "9"))
    assert sorted({line.table for line in read(pdf)}) == [0, 1, 2]
    framed = one(FULL, "nhận được.")
    framed.sheets[0].grid((30, 560), (30, 810))
    assert [line.table for line in read(framed)] == [0]
    narrow = Pdf()
    page = narrow.page().grid((70, 190, 400), (100, 180))
    page.lines(76, 116, "Số cây trồng mới", "trong năm", size=13, pitch=16).text(200, 116, "1.250")
    assert cells(read(narrow)) == ["1.1 Số cây trồng mới trong năm", "1.2 1.250"]


# --- The text and what is outside it ---------------------------------------------------------------


def pages(*draw: Callable[[Sheet], object], turn: int = 0, **about: Any) -> Pdf:
    """A page for each of these drawings."""
    pdf = Pdf(**about)
    for page in draw:
        page(pdf.page(turn=turn))
    return pdf


def lines(*texts: str, top: float = 80) -> Callable[[Sheet], Sheet]:
    """A page of lines below each other."""
    return lambda page: page.lines(LEFT, top, *texts)


def scan(page: Sheet) -> Sheet:
    return page.picture(0, 0, WIDTH, 842)


def indented(page: Sheet) -> None:
    for n in range(3):
        page.text(LEFT + 28, 80 + 36 * n, FULL[:-4]).text(LEFT, 98 + 36 * n, OTHER)


def footnoted(page: Sheet) -> None:
    page.text(LEFT, 80, "Trồng 1.250").text(LEFT + 77, 75, "1", size=8).text(LEFT + 83, 80, " cây, 30")
    page.text(LEFT + 139, 75, "2", size=8).text(LEFT + 143, 80, " cây chết trong năm nay.")
    page.rule(LEFT, 740, LEFT + 140, 740).text(LEFT, 752, "1", size=7).text(LEFT + 6, 756, "Theo sổ của Ban.", size=10)


def signed(page: Sheet) -> None:
    box = b"/F 4 /Rect [300 700 700 900] /AP << /N @look@ >>"
    page.lines(LEFT, 80, FULL, "nhận được.").notes.extend(
        (
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (ky) %s >>" % box,
            b"<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (xem lai) >>",
        )
    )


def sideways(page: Sheet) -> None:
    for n, text in enumerate((FULL, "nhận được.", "Hết.")):
        codes = text.encode("utf-16-be").hex()
        page.content.append(f"BT /plain 14 Tf 0 1 -1 0 {100 + 18 * n} 200 Tm <{codes}> Tj ET".encode())


def criss_crossed(page: Sheet) -> None:
    page.lines(LEFT, 80, FULL, "nhận được.")
    page.content += [f"{n % 500} {n % 700} m {n % 500 + 9} {n % 700} l S".encode() for n in range(6000)]


def running(number: int) -> Callable[[Sheet], Sheet]:
    """A page with a running head and its number."""
    return lambda page: (
        page.lines(LEFT, 100, FULL, f"phần {number}.")
        .text(150, 40, "Báo cáo trồng cây", size=10)
        .text(290, 815, str(number), size=10)
    )


_DOCUMENT = "Nhiều hộ dân trong vùng đã nhận cây theo Quyết định số 361/QĐ-"
_DASH = "Nhiều hộ dân trong vùng đã nhận cây của Sở Lao động và việc -"
_YEAR = "Nhiều hộ dân trong vùng đã nhận cây giống, giai đoạn năm 2016"
_MARKED = "Thie\u0302\u0301u nu\u031bo\u031b\u0301c ca\u0302y."
_STAMP = b"q BT /plain 9 Tf 1 0 0 1 2 10 Tm <%s> Tj ET Q" % "Người ký: Sở Y tế".encode("utf-16-be").hex().encode()
_OLD = {"old": ".VnTime", "capitals": ".VnTimeH"}
END = f"{FULL} nhận được."
#: The pages, the lines of the text, and what is set aside.
READ: dict[str, tuple[Pdf, list[str], list[str]]] = {
    "a full line continues, a short one ends its paragraph": (
        pages(lines(FULL, OTHER, "địa bàn.", FULL, "nhận được.")),
        [f"{FULL} {OTHER} địa bàn.", END],
        [],
    ),
    "an indented line begins a paragraph": (pages(indented), [f"{FULL[:-4]} {OTHER}"] * 3, []),
    "so does more space than between lines": (
        pages(lambda page: page.lines(LEFT, 80, FULL, OTHER).lines(LEFT, 128, FULL, OTHER)),
        [f"{FULL} {OTHER}"] * 2,
        [],
    ),
    "a paragraph continues on the next page": (
        pages(lines(FULL, OTHER), lines("địa bàn rộng.", FULL, "hết.")),
        [f"{FULL} {OTHER} địa bàn rộng.", f"{FULL} hết."],
        [],
    ),
    "bullets begin points, a year does not": (
        pages(lines(f"- {FULL}", "nhận được;", f"- {_YEAR}", "- 2020 và sau đó.")),
        [f"- {FULL} nhận được;", f"- {_YEAR} - 2020 và sau đó."],
        [],
    ),
    "numbers begin points": (pages(lines(f"1. {FULL}", f"2. {FULL}", "hết.")), [f"1. {FULL}", f"2. {FULL} hết."], []),
    "words broken at a hyphen are one symbol, a dash keeps its spaces": (
        pages(lines(_DOCUMENT, "TTg năm nay.", _DASH, "làm.")),
        [f"{_DOCUMENT}TTg năm nay.", f"{_DASH} làm."],
        [],
    ),
    "separately drawn diacritics stay with their letters": (pages(lines(_MARKED)), [_MARKED], []),
    "a bullet or a number with a gap belongs to its words": (
        pages(
            lambda page: page.text(LEFT, 80, "-").text(LEFT + 40, 80, "Thiếu nước."),
            lambda page: page.text(LEFT, 80, "1.").text(LEFT + 40, 80, "Thiếu cây."),
        ),
        ["- Thiếu nước.", "1. Thiếu cây."],
        [],
    ),
    "a line with gaps for handwriting is one": (
        pages(
            lambda page: (
                page.text(70, 60, "Số:").text(130, 60, "/BC-SYT").text(330, 60, "X, ngày").text(420, 60, "tháng 8")
            )
        ),
        ["Số: /BC-SYT\tX, ngày tháng 8"],
        [],
    ),
    "TCVN3 is recognised by its words; in a font of capitals they are capitals": (
        pages(
            lambda page: page.text(LEFT, 80, "h¹n chÕ", font="capitals").text(
                LEFT, 120, "C«ng t¸c trång c©y cßn chËm, thiÕu n\u00adíc.", font="old"
            ),
            fonts=_OLD,
        ),
        ["HẠN CHẾ", "Công tác trồng cây còn chậm, thiếu nước."],
        ["encoding: TCVN3 (ABC)"],
    ),
    "running heads are listed once, and numbers that count the pages left out": (
        pages(*(running(n) for n in range(1, 5))),
        [f"{FULL} phần {n}." for n in range(1, 5)],
        ["page-header: Báo cáo trồng cây"],
    ),
    "a figure that may be a page number by chance is listed": (
        pages(lines(FULL, "đạt 10:", "1", top=100), lines(FULL, "đạt 20:", "2", top=100)),
        [f"{FULL} đạt 10:", f"{FULL} đạt 20:"],
        ["page-header: 1", "page-header: 2"],
    ),
    "a number that does not count the pages stays": (
        pages(*(lambda page, n=n: page.lines(LEFT, 100, FULL, "đạt:").text(290, 700, n) for n in ("1250", "12"))),
        [f"{FULL} đạt:", "1250", f"{FULL} đạt:", "12"],
        [],
    ),
    "footnotes are set aside with their numbers; a raised number without one stays": (
        pages(footnoted),
        ["Trồng 1.250 cây, 30² cây chết trong năm nay."],
        ["footnote: Theo sổ của Ban."],
    ),
    "lines with dots before a page number make no headings": (
        pages(lines("I. Kết quả ..................... 2", "Mở đầu.")),
        ["Mở đầu."],
        ["contents: I. Kết quả ..................... 2"],
    ),
    "a signing program's drawing and a comment are no lines of the text, nor lost": (
        pages(signed, forms={"look": _STAMP}),
        [END],
        ["text-box: Người ký: Sở Y tế", "comment: xem lai"],
    ),
    "a watermark is set aside": (
        pages(lambda page: page.lines(LEFT, 80, FULL, "nhận được.").turned(150, 500, "DỰ THẢO")),
        [END],
        ["text-box: DỰ THẢO"],
    ),
    "a page stored upright and shown sideways": (pages(sideways, turn=90), [END, "Hết."], []),
    "thousands of lines are a drawing": (pages(criss_crossed), [END], []),
    "scanned pages among others are reported": (pages(lines(FULL, "nhận được."), scan), [END], ["scanned: 2"]),
    "characters drawn invisibly under a picture are a program's reading": (
        pages(lambda page: scan(page).text(LEFT, 80, FULL, mode=3)),
        [FULL],
        ["recognised: 1"],
    ),
}


@pytest.mark.parametrize("case", READ)
def test_the_text_is_read_and_the_rest_set_aside(case: str) -> None:
    pdf, text, others = READ[case]
    assert (flow(pdf), asides(pdf)) == (text, others)


# --- Unreadable files -------------------------------------------------------------------------------


def encrypted() -> Pdf:
    pdf = pages(lines(FULL))
    keys = b"/O <%s> /U <%s>" % (b"5a" * 32, b"a5" * 32)
    pdf.extra = b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 %s >>" % keys
    return pdf


_CATALOG, _PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids [%s] >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
_SHIFTED = "".join(c if c == " " else chr(ord("b") + (ord(c) * 7) % 24) for c in f"{FULL} {OTHER}")
REFUSED: dict[str, tuple[Pdf | bytes, str]] = {
    "pictures with at most a number on them": (pages(*[lambda page: scan(page).text(500, 40, "Số 5")] * 2), "is-scan"),
    "no map to characters": (pages(lines(FULL, OTHER, FULL, OTHER), mapped=False), "no-text-map"),
    "a map that makes no Vietnamese words": (pages(lines(*[_SHIFTED[:60], _SHIFTED[60:120]] * 3)), "no-text-map"),
    "a password": (encrypted(), "encrypted"),
    "nothing else": (b"%PDF-1.7\n...", "unreadable"),
    "no pages": (written([_CATALOG, _PAGES % (0, b"")]), "unreadable"),
    "no catalogue": (written([b"null"]), "unreadable"),
    "pages that hold themselves": (written([_CATALOG, _PAGES % (3, b"2 0 R 2 0 R 2 0 R")]), "unreadable"),
    # By the number that the file states, before any page is read.
    "more pages than a report has": (written([_CATALOG, _PAGES % (1001, b"3 0 R " * 1001), _PAGE]), "too-long"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_file_that_cannot_be_read_is_reported(fault: str) -> None:
    pdf, code = REFUSED[fault]
    with pytest.raises(NotDoneError) as caught:
        read_pdf(pdf if isinstance(pdf, bytes) else pdf.bytes(), "bao-cao.pdf")
    assert (caught.value.code, caught.value.arguments["file"]) == (f"letter-{code}", "bao-cao.pdf")
    assert all("bao-cao.pdf" in caught.value.sentence(language) for language in ("vi", "en"))


#: Lines that make a table of two cells, in a drawing.
CELLS = b"70 700 m 400 700 l 70 660 m 400 660 l 70 700 m 70 660 l 200 700 m 200 660 l 400 700 m 400 660 l S "


@pytest.mark.parametrize(
    "forms",
    [
        {"look": CELLS + b"/look Do"},
        {"look": CELLS + b"/other Do", "other": b"/look Do"},
        {"look": CELLS + b"/f1 Do", **{f"f{n}": b"/f%d Do /f%d Do" % (n + 1, n + 1) for n in range(1, 12)}, "f12": b""},
    ],
    ids=["itself", "each other", "twice, twice, twice"],
)
def test_recursive_drawings_end(forms: dict[str, bytes]) -> None:
    """Drawings that draw themselves or each other: the text beside them is read."""
    pdf = one(FULL, "nhận được.")
    pdf.forms = forms
    pdf.sheets[0].text(80, 164, "Cây").text(210, 164, "1.250").content.append(b"/look Do")
    assert [(x.cell, x.text) for x in read(pdf)] == [(0, f"{FULL} nhận được."), (1, "Cây"), (2, "1.250")]
