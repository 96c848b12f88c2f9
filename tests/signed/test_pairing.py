"""A PDF and its workbook: its agency, differences, findings. The PDFs are written byte by byte, as programs print
forms: other signs of numbers, headings repeated on each page, columns and rows that pages cut."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests import mailing
from tests.building import DAY, definition, filled, keyed, records
from tests.desk.asking import browser, words
from tests.mailing import campaign, entries, form, sent, take
from tests.pdfs import Pdf, Sheet
from toolkit.consolidation.bridges.standing import signed_words
from toolkit.consolidation.today.tasks import tasks
from toolkit.model import Consolidation
from toolkit.model.packing import pack, unpack
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files

_INDICATORS = """
| code | label                   | unit     | kind    | across_agencies | across_periods |
|------|-------------------------|----------|---------|-----------------|----------------|
| I1   | Số buổi tuyên truyền    | buổi     | count   | sum             | sum            |
| I2   | Số hộ được hỗ trợ vốn   | hộ       | count   | sum             | sum            |
| I3   | Kinh phí đã sử dụng     | triệu đồng | money   | sum             | sum            |
| I4   | Tỷ lệ hoàn thành        | %        | percent | mean            | none           |
"""
_AGENCIES = """
| code | name            | email           |
|------|-----------------|-----------------|
| SA   | Sở An toàn      | sa@tinh.example |
| SB   | Sở Bình yên     | sb@tinh.example |
"""
_SECTIONS = """
| code | role        | heading      |
|------|-------------|--------------|
| dat  | achievement | Mặt đạt được |
"""
_FIGURES = """
| code | 2019 | 2020    |
|------|------|---------|
| I1   | 12   | 15      |
| I2   | 1234 | 1500    |
| I3   | 7.25 | 1234.56 |
| I4   | 91.5 | 100     |
"""
_LINES = """
| section | text                                                               |
|---------|--------------------------------------------------------------------|
| dat     | Đã tổ chức 12 buổi tuyên truyền cho 1.234 hộ. Người dân đồng tình.  |
"""
_LABELS = ("Số buổi tuyên truyền", "Số hộ được hỗ trợ vốn", "Kinh phí đã sử dụng", "Tỷ lệ hoàn thành")
#: As printed with a decimal comma.
_ROWS = (("12", "15"), ("1.234", "1.500"), ("7,25", "1.234,56"), ("91,5", "100"))
_TEXT = ("Đã tổ chức 12 buổi tuyên truyền cho 1.234", "hộ. Người dân đồng tình.")


def folder(root: Path, signed: str = "") -> Folder:
    about = {"signed_pdf": signed} if signed else {}
    made = definition(root, about=about, agencies=_AGENCIES, indicators=_INDICATORS, sections=_SECTIONS)
    filled(made, "SA", _FIGURES, _LINES)
    return made


def head(page: Sheet, agency: str = "Sở An toàn", period: str = "2019 – 2020") -> None:
    page.text(40, 40, f"Đơn vị báo cáo: {agency}", size=10)
    page.text(40, 60, f"Kỳ báo cáo: {period}", size=10)


def table(page: Sheet, top: float, columns: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
    """A ruled table; a cell's text may have several lines."""
    places = [top]
    for row in rows:
        places.append(places[-1] + 6 + 14 * max(text.count("\n") + 1 for text in row))
    page.grid(columns, places)
    for y, row in zip(places, rows, strict=False):
        for x, text in zip(columns, row, strict=False):
            for n, line in enumerate(filter(None, text.split("\n"))):
                page.text(x + 3, y + 13 + 14 * n, line, size=10)


_HEADINGS = ("STT", "Chỉ tiêu", "Đơn vị", "2019", "2020", "Cả kỳ")
_COLUMNS = (40, 70, 260, 310, 390, 470, 540)
_WHOLE = ("27", "2.734", "1.241,81", "")


def rows(values: Sequence[tuple[str, str]] = _ROWS) -> list[tuple[str, ...]]:
    return [
        (str(n + 1), label, "", *texts, whole)
        for n, (label, texts, whole) in enumerate(zip(_LABELS, values, _WHOLE, strict=True))
    ]


def printed(
    values: Sequence[tuple[str, str]] = _ROWS,
    text: Sequence[str] = _TEXT,
    mapped: bool = True,
    more: int = 0,
    **head_: str,
) -> bytes:
    """The whole form on one page, as LibreOffice and Excel print it; empty pages more."""
    pdf = Pdf(mapped=mapped)
    page = pdf.page()
    head(page, **head_)
    table(page, 100, _COLUMNS, [_HEADINGS, *rows(values)])
    page.lines(40, 400, *text, size=10)
    pdf.sheets += [Sheet()] * more
    return pdf.bytes()


def check(made: Folder, **files: bytes) -> Consolidation:
    for name, data in files.items():
        (made.inbox / f"{name}.pdf").write_bytes(data)
    return check_files(made, as_of=DAY, means=Means(workers=1))


def findings(result: Consolidation, *leave: str) -> list[tuple[str, str | None, str | None, str]]:
    """The findings about PDFs: code, indicator or section, period, and what the PDF prints."""
    return [
        (f.code, f.indicator or f.section, f.period, f.text("pdf"))
        for f in result.findings
        if ("pdf" in f.code) and f.code not in ("pdf-beside-form", *leave)
    ]


@pytest.mark.slow
def test_a_print_of_the_form_agrees(tmp_path: Path) -> None:
    """Every figure, the sums over periods and the text: no question, and the board says so. What was read goes
    between processes whole."""
    noted = (("12(1)", "15²"), *_ROWS[1:])
    result = check(folder(tmp_path), ky=printed(noted))
    report = result.signed["SA"]
    assert findings(result) == []
    assert [report.count("equal"), report.count("differs"), report.count("not_found")] == [12, 0, 0]
    assert signed_words(report, "vi") == "PDF khớp biểu: 12 số, ý"
    assert signed_words(result.signed.get("SB"), "vi") == ""
    pdf = next(s for s in result.submissions if s.pdf)
    assert pdf.pdf is not None
    assert pdf.pdf.is_ours
    assert unpack(pack(pdf), pdf.source.file) == pdf


def test_signs_of_an_english_machine(tmp_path: Path) -> None:
    """Points for decimals, commas for thousands; rounded, with a non-breaking blank, with a long minus."""
    other = (("12", "15"), ("1,234", "1,500"), ("7.3", "1,234.6"), ("91.5%", "100"))
    result = check(folder(tmp_path), ky=printed(other))
    totals = {("pdf-total-differs", "I2", None, "2.734"), ("pdf-total-differs", "I3", None, "1.241,81")}
    assert set(findings(result)) == totals


@pytest.mark.slow
def test_a_different_number_is_asked_about(tmp_path: Path) -> None:
    """At its cell, with both numbers and the page; a blank one too. A number printed as `###`, in a column that is too
    narrow, cannot be read: it counts as not printed."""
    made = folder(tmp_path)
    others = "I1 2019 13|I2 2020 1.501|I3 2019 7,26|I3 2020 1.234,46|I4 2020 101|I1 2020 |I2 2019 1234,5"
    for indicator, period, text in (one.split(" ") for one in others.split("|")):
        values = [list(own) for own in _ROWS]
        values[int(indicator[1]) - 1][int(period) - 2019] = text
        result = check(made, ky=printed([(a, b) for a, b in values]))
        assert findings(result) == [("pdf-differs" if text else "pdf-blank", indicator, period, text)]
        finding = next(f for f in result.findings if f.indicator)
        figure = next(f for f in result.used["SA"].figures if (f.indicator, f.period) == (indicator, period))
        assert (finding.file, finding.cell, finding.severity) == ("inbox/SA.xlsx", figure.cell, "warning")
        assert dict(finding.arguments)["page"] == 1
    result = check(made, ky=printed((*_ROWS[:2], ("###", "1.234,56"), _ROWS[3])))
    assert [code for code, *_ in findings(result)] == ["pdf-incomplete"]
    assert [f.indicator for f in result.signed["SA"].figures if f.state == "not_found"] == ["I3"]


@pytest.mark.slow
def test_a_sentence_with_a_different_number(tmp_path: Path) -> None:
    """Is shown with the print's number; one with different words is not on paper."""
    made, other = folder(tmp_path), "Đã tổ chức 12 buổi tuyên truyền cho 1.243"
    result = check(made, ky=printed(text=(other, "hộ. Người dân đồng tình.")))
    assert findings(result) == [("pdf-text-differs", "dat", None, f"{other} hộ.")]
    assert findings(check(made, ky=printed(text=("Đã làm việc khác.",)))) == [("pdf-incomplete", None, None, "")]


@pytest.mark.slow
def test_columns_that_go_on_on_another_page(tmp_path: Path) -> None:
    """As Excel prints a wide sheet: rows are matched by their height, with or without labels."""
    for n, repeated in enumerate((True, False)):
        pdf = Pdf()
        first = pdf.page()
        head(first)
        table(first, 100, _COLUMNS[:5], [row[:4] for row in (_HEADINGS, *rows())])
        second = pdf.page()
        if repeated:
            table(second, 100, (40, 210, 300), [(row[1], row[4]) for row in (_HEADINGS, *rows())])
        else:
            table(second, 100, (40, 120, 200), [row[4:6] for row in (_HEADINGS, *rows())])
        second.lines(40, 400, *_TEXT, size=10)
        result = check(folder(tmp_path / str(n)), ky=pdf.bytes())
        assert findings(result) == []
        assert result.signed["SA"].count("equal") == (9 if repeated else 12)
        assert {f.page for f in result.signed["SA"].figures if f.period == "2020"} == {2}


@pytest.mark.slow
def test_pages_that_end_in_the_middle_of_a_table(tmp_path: Path) -> None:
    """With or without repeated headings; in the middle of a row; under a running head."""
    whole = rows()
    for n, headings in enumerate(([_HEADINGS], [])):
        pdf = Pdf()
        first, second = pdf.page(), pdf.page()
        head(first)
        broken = [*whole[1]]
        broken[1] = "Số hộ được"
        table(first, 700, _COLUMNS, [_HEADINGS, whole[0], broken])
        second.text(40, 30, "Sở An toàn – Số liệu – trang 2", size=8)
        rest = ["", "hỗ trợ vốn", "", "", "", ""]
        table(second, 60, _COLUMNS, [*headings, rest, *whole[2:]])
        second.lines(40, 400, *_TEXT, size=10)
        result = check(folder(tmp_path / str(n)), ky=pdf.bytes())
        assert findings(result) == []
        assert result.signed["SA"].count("equal") == 12


@pytest.mark.slow
def test_two_rows_of_one_label_are_distinguished_by_order(tmp_path: Path) -> None:
    """The first is the first one, on further pages too."""
    same = _INDICATORS.replace("Số hộ được hỗ trợ vốn", "Trong đó: nữ           ").replace(
        "Tỷ lệ hoàn thành ", "Trong đó: nữ     "
    )
    made = definition(tmp_path, agencies=_AGENCIES, indicators=same)
    filled(made, "SA", _FIGURES)
    lines = [(*row[:1], "Trong đó: nữ" if n in (1, 3) else row[1], *row[2:]) for n, row in enumerate(rows())]
    pdf = Pdf()
    first, second = pdf.page(), pdf.page()
    head(first)
    table(first, 100, _COLUMNS, [_HEADINGS, *lines[:2]])
    table(second, 100, _COLUMNS, [_HEADINGS, *lines[2:]])
    result = check(made, ky=pdf.bytes())
    assert findings(result) == []
    assert result.signed["SA"].count("equal") == 11


@pytest.mark.slow
def test_an_unreadable_pdf_is_reported_and_not_guessed(tmp_path: Path) -> None:
    """A scan, characters without a map, a locked and a damaged file: the agency is known by the file's name only. A
    very long file is read up to the limits, with a finding."""
    made, scan = folder(tmp_path, "SA"), Pdf()
    scan.page().picture(0, 0, 595, 842)
    for data, message in (
        (scan.bytes(), "là bản quét, không có chữ để đọc"),
        (b"%PDF-1.7\nnothing", "bị hỏng nên không mở được"),
        (printed(mapped=False), "không cho biết chữ in là chữ gì (phông chữ thiếu bảng mã)"),
    ):
        result = check(made, **{"Sở An toàn": data})
        assert signed_words(result.signed["SA"], "vi") == f"Có PDF nhưng {message}"
        assert [code for code, *_ in findings(result)] == ["pdf-not-read"]
    result = check(made, **{"Sở An toàn": printed(more=400)})
    assert [code for code, *_ in findings(result)] == ["pdf-read-in-part"]
    assert result.signed["SA"].count("equal") == 12


@pytest.mark.slow
def test_prints_of_another_agency_round_or_version_are_reported(tmp_path: Path) -> None:
    """Each is reported once, and no figure of it is called wrong. One without indicators is a written report."""
    made, letter = folder(tmp_path), Pdf()
    result = check(made, ky=printed(period="2017 – 2018"))
    assert {code for code, *_ in findings(result)} == {"pdf-other-round"}
    other = check(made, ky=printed(agency="Sở Bình yên"))
    assert findings(other) == [("pdf-without-form", None, None, "")]
    assert signed_words(other.signed["SB"], "vi") == "Có PDF, chưa có biểu Excel"
    letter.page().lines(40, 60, "CÔNG VĂN", "Kính gửi Sở Lao động, xin gửi báo cáo kèm theo.", size=12)
    result = check(made, ky=letter.bytes())
    assert [s.codes for s in result.submissions if s.pdf] == [{"is-pdf"}]
    assert result.signed == {}
    filled(made, "SA", _FIGURES.replace("| 15 ", "| 16 "), _LINES, name="SA lần 2")
    result = check(made, ky=printed())
    assert [code for code, *_ in findings(result)] == ["pdf-other-version"]
    assert result.signed["SA"].of_version == "inbox/SA.xlsx"


@pytest.mark.slow
def test_an_agency_that_owes_a_signed_pdf_is_listed_everywhere(tmp_path: Path) -> None:
    """On the board, in the list of the day and to the agency; once the PDF is in, nowhere."""
    made = folder(tmp_path, "tất cả")
    result = check(made)
    assert signed_words(result.signed["SA"], "vi") == "Chưa có PDF đã ký"
    assert [f.agency for f in result.findings if f.code == "signed-pdf-missing"] == ["SA"]
    calls = [t.what for t in tasks(result, "vi") if t.task == "call" and t.agency == "SA"]
    assert [what for what in calls if "chưa có PDF đã ký" in what] == calls
    result = check(made, ky=printed())
    assert not [t for t in tasks(result, "vi") if "PDF" in t.what]


@pytest.mark.slow
def test_the_master_lists_prints_and_parts_carry_them(tmp_path: Path) -> None:
    """In the sheet of signed PDFs, with its page; a master among the inputs gives the same sheet and board. The desk
    shows it on the agency's page, with the PDF among its files."""
    made = folder(tmp_path / "part")
    (made.inbox / "ky.pdf").write_bytes(printed((("12", "15"), ("1.234", "1.500"), ("7,25", "9"), ("91,5", "100"))))
    merge_files(made, as_of=DAY, means=Means(workers=1))
    rows_ = records(keyed(made.master)["signed"])
    places = [(r["agency"], r["indicator"], r["period"], r["pdf"], r["page"], r["state"]) for r in rows_]
    assert ("SA", "I3", "2020", "9", 1, "differs") in places
    assert [r["workbook"] for r in rows_ if r["state"] == "differs"] == ["1234,56"]
    status = {r["agency"]: r["signed"] for r in records(keyed(made.master)["status"])}
    assert status == {"SA": "PDF khác biểu 1 chỗ, khớp 11", "SB": None}
    page = browser(tmp_path, made.root).seen("agencies/SA")
    assert "PDF khác biểu 1 chỗ, khớp 11" in words(page)
    assert "bản PDF “ky.pdf” trang 1 in “9”" in words(page)
    whole = replace(made, root=tmp_path / "whole")
    whole.inbox.mkdir(parents=True)
    made.master.rename(whole.inbox / "part.xlsx")
    merge_files(whole, as_of=DAY, means=Means(workers=1))
    aside = {"open": None, "file": None, "pdf_file": None}
    again = [{**r.values, **aside} for r in records(keyed(whole.master)["signed"])]
    assert again == [{**r.values, **aside} for r in rows_]
    assert {r["agency"]: r["signed"] for r in records(keyed(whole.master)["status"])} == status


# --- By mail --------------------------------------------------------------------------------------


def printed_in_province(agency: str = "Sở Y tế", number: str = "2") -> bytes:
    pdf = Pdf()
    page = pdf.page()
    head(page, agency)
    rows = [("Chỉ tiêu", "2019", "2020"), ("Số lượt", "1", number), ("Số người", "3", "4")]
    table(page, 100, (40, 200, 300, 400), rows)
    page.text(40, 300, "Đã tuyên truyền", size=10)
    return pdf.bytes()


@pytest.mark.slow
def test_prints_that_come_by_mail_are_compared(tmp_path: Path) -> None:
    """With their workbook or in a separate mail: that one came alone is a note, once it is recognised as a print. From
    an unknown address, a print names its agency as a form's stamp does. If another agency's is beside a form, the
    sender is informed, and it is compared with no form."""
    made = campaign(tmp_path)
    done = take(
        made,
        sent("syt", ("a.xlsx", form(made, "SYT")), ("ky.pdf", printed_in_province(number="7"))),
        sent("stc", ("b.xlsx", form(made, "STC")), id="1@x"),
        sent("stc", ("b.pdf", printed_in_province("Sở Tài chính")), id="2@x"),
        sent("ai@noi.example", ("scan.pdf", printed_in_province("Công an tỉnh"))),
        sent("xa1", ("c.xlsx", form(made, "XA1")), ("c.pdf", printed_in_province("Sở Lao động"))),
        sent("tonghop", ("d.xlsx", form(made, "LEAD"))),
    )
    assert {f.text("name") for f in done.findings if f.code == "print-of-form"} == {"b.pdf", "scan.pdf"}
    assert entries(done.register)["scan.pdf"].stamped == "CAT"
    result = check_files(made, as_of=mailing.DAY, means=Means(workers=1))
    said = {agency: signed_words(report, "vi") for agency, report in result.signed.items()}
    compared = {"SYT": "PDF khác biểu 1 chỗ, khớp 4", "STC": "PDF khớp biểu: 5 số, ý"}
    assert said == {**compared, "CAT": "Có PDF, chưa có biểu Excel", "XA1": "PDF của đơn vị khác"}
    differing = [(f.agency, f.indicator, f.period, f.text("pdf")) for f in result.findings if f.code == "pdf-differs"]
    assert differing == [("SYT", "T1", "2020", "7")]
    codes = ("pdf-without-form", "pdf-other-agency", "pdf-of-another")
    found = {f.code: f.agency for f in result.findings if f.code in codes}
    assert found == dict(zip(codes, ("CAT", "XA1", "XA1"), strict=True))
