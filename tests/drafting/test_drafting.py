"""From a Word report to a form and back: nothing is lost, nothing counts before it is confirmed."""

from __future__ import annotations

import re
import tracemalloc
from copy import deepcopy
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from tests.building import DAY, codes, definition, filled, form_in, keyed, merge, read, records, type_into
from tests.effort import effort
from tests.language.test_text import to_vni
from tests.office import convert, needs_libreoffice
from tests.official import faults
from tests.report.test_assembly import (
    ABOUT,
    AGENCIES,
    FIGURES,
    INDICATORS,
    LINES,
    OTHER_LINES,
    SECTIONS,
    THEMES,
    _other_part,
)
from toolkit.cli import main as cli
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.form.contents import UNPLACED
from toolkit.language.text import clean
from toolkit.model import Agency, Campaign, Consolidation, Figure, Section, Source, Statement, Submission
from toolkit.report import decree
from toolkit.report.assembly import make_agency_report, make_report
from toolkit.report.word import word_document
from toolkit.run.folder import Folder
from toolkit.run.reporting import write_draft

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(
        tmp_path, about=ABOUT, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES
    )
    details = {
        "report_number": "5/BC-SCX",
        "report_date": "2021-01-05",
        "signed_by": "Trần Văn Khế",
        "signer_title": "Phó Giám đốc",
    }
    filled(folder, "SCX", FIGURES, LINES, details)
    filled(folder, "SDN", FIGURES.replace("1250", "750").replace("1234.5", "2000"), OTHER_LINES)
    return folder


def drafted(folder: Folder, data: bytes, agency: str = "SCX", name: str = "bao-cao.docx") -> AgencyReport:
    return read_agency_report(data, name, folder.campaign, folder.campaign.agency_by_code[agency])


def values(letter: AgencyReport) -> dict[tuple[str, str], object]:
    return {(p.indicator, p.period): p.value for p in letter.proposed}


def figures_of(figures: tuple[Figure, ...], agency: str) -> dict[tuple[str, str], object]:
    return {(f.indicator, f.period): f.value for f in figures if f.agency == agency and f.typed}


def ended(text: str) -> str:
    """The text as the report ends it: a semicolon at its end becomes a full stop."""
    return re.sub(";$", ".", text)


# --- There and back ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_whole_report_drafted_back_is_the_same_by_section(folder: Folder) -> None:
    """Master → Word → draft: the same lines in the same sections and themes, with their agencies."""
    result = merge(folder, master=False)
    letter = drafted(folder, word_document(make_report(result)).packed())
    shown = [(g.section, g.theme, ended(g.shown_text)) for g in result.groups]
    assert [(p.section, p.theme, p.text) for p in letter.points] == shown
    by_text = {p.text: p.evidence for p in letter.points}
    assert by_text["Thiếu nước tưới mùa khô."] == "02 đơn vị: Sở CX; Sở ĐN"
    assert by_text["Kinh phí còn hạn chế"] == "Sở CX"
    totals = {k: t.value for k, t in result.totals.items() if k[1] != "total" and t.value is not None}
    asked = {k: v for k, v in totals.items() if not result.campaign.indicator_by_code[k[0]].formula and k[0] != "Y1"}
    assert values(letter) == asked


@pytest.mark.slow
def test_an_agencys_report_drafted_back_is_its_form(folder: Folder) -> None:
    """Submission → Word → draft: statements with their proof, figures, number, date and signer."""
    result = merge(folder, master=False)
    submission = result.used["SCX"]
    letter = drafted(folder, word_document(make_agency_report(result.campaign, submission, DAY)).packed())
    assert [(p.section, p.text, p.evidence) for p in letter.points] == [
        (s.section, ended(s.text), s.evidence) for s in submission.statements
    ]
    expected = {
        key: {True: "Có", False: "Không"}.get(value, value) if isinstance(value, bool) else value
        for key, value in figures_of(submission.figures, "SCX").items()
    }
    assert values(letter) == expected
    assert (letter.detail("report_number"), letter.detail("report_date"), letter.detail("signed_by")) == (
        "05/BC-SCX",
        "ngày 05 tháng 01 năm 2021",
        "Trần Văn Khế",
    )
    assert letter.detail("agency") == "SỞ CÂY XANH, HOA VÀ THẢM CỎ"
    assert {u.code: u.cells for u in letter.unread} == {"table-computed": ("Tỷ lệ cây sống (2019: 80)",)}


MEANS = r"""
| code | topic | label                | unit       | kind    | across_agencies | across_periods | weight | formula    | choices  | target |
|------|-------|----------------------|------------|---------|-----------------|----------------|--------|------------|----------|--------|
| C1   | Trồng | Số cây trồng mới     | cây        | count   | sum             | sum            |        |            |          | 5000   |
| C2   | Trồng | Trong đó: cây sống   | cây        | count   | sum             | sum            |        |            |          |        |
| C3   | Trồng | Tỷ lệ cây sống       | %          | percent |                 | sum            |        | =C2/C1*100 |          |        |
| M1   | Trồng | Tỷ lệ che phủ        | %          | percent | mean            | mean           | C1     |            |          |        |
| M2   | Trồng | Giá cây giống        | triệu đồng | money   | mean            | none           |        |            |          |        |
| Y1   | Tiền  | Có dự toán riêng     | có/không   | yesno   | count_yes       | none           |        |            |          |        |
| Y2   | Tiền  | Mức hoàn thành       | mức        | choice  | none            | none           |        |            | Tốt \| Khá |        |
"""  # noqa: E501
MEAN_FIGURES = """
| code | 2019  | 2020   | note |
|------|-------|--------|------|
| C1   | 700   | 1300   |      |
| C2   | 300   | 900    |      |
| M1   | 33.25 | 41.5   |      |
| M2   | 0.1   | 0.3    |      |
| Y1   | Có    | Không  |      |
| Y2   | Tốt   | Khá    |      |
"""


def _with_means(path: Path) -> Folder:
    """A campaign whose province has means that no finite decimal equals."""
    folder = definition(path, about=ABOUT, agencies=AGENCIES, indicators=MEANS, sections=SECTIONS, themes=THEMES)
    filled(folder, "SCX", MEAN_FIGURES, LINES)
    filled(
        folder,
        "SDN",
        MEAN_FIGURES.replace("700", "1100").replace("33.25", "77.12").replace("0.3", "0.125"),
        OTHER_LINES,
    )
    filled(folder, "HDA", MEAN_FIGURES.replace("41.5", "12.75").replace("Khá", "Tốt"), OTHER_LINES)
    return folder


@pytest.mark.slow
def test_an_ambiguous_number_of_our_report_comes_back(tmp_path: Path) -> None:
    """`1.250` of an indicator with decimals is one thousand two hundred and fifty in the toolkit's report."""
    folder = definition(
        tmp_path, agencies="| code | name |\n|--|--|\n| SA | Sở A |", indicators=MEANS, sections=SECTIONS, themes=THEMES
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| M2 | 1250 | 350 |")
    result = merge(folder, master=False)
    for report in (make_report(result), make_agency_report(result.campaign, result.used["SA"], DAY)):
        data = word_document(report).packed()
        assert [row.cells[3:5] for row in report.annexes[0].rows if "Giá cây giống" in row.cells] == [("1.250", "350")]
        letter = drafted(folder, data, "SA")
        assert values(letter) == {("M2", "2019"): 1250, ("M2", "2020"): 350}
        assert [u.code for u in letter.unread] == []
        changed = _other_part(data, "word/document.xml", lambda xml: xml.replace(">1.250<", ">1.260<"))
        assert values(drafted(folder, changed, "SA")) == {("M2", "2020"): 350}


@pytest.mark.slow
def test_small_percentages_and_three_decimals_come_back(tmp_path: Path) -> None:
    """`33,250` may be thirty-three thousand, and 0,5 of a percentage a half: the toolkit's report states which."""
    folder = definition(
        tmp_path, agencies="| code | name |\n|--|--|\n| SA | Sở A |", indicators=MEANS, sections=SECTIONS, themes=THEMES
    )
    filled(
        folder,
        "SA",
        "| code | 2019 | 2020 |\n|---|---|---|\n| C1 | 700 | 1300 |\n"
        "| M1 | '0,5% | 41.5 |\n| M2 | 33.25 | 77.125 |".replace("'", ""),
    )
    result = merge(folder, master=False)
    given = {(f.indicator, f.period): f.value for f in result.figures if f.value is not None and f.indicator != "C3"}
    assert given["M1", "2019"] == 0.5
    assert given["M2", "2019"] == 33.25
    for report in (make_report(result), make_agency_report(result.campaign, result.used["SA"], DAY)):
        letter = drafted(folder, word_document(report).packed(), "SA")
        assert values(letter) == given
        assert [f.code for f in letter.findings if f.severity == "warning"] == []


@pytest.mark.slow
def test_every_figure_of_the_provinces_report_comes_back(tmp_path: Path) -> None:
    """Means come back exactly though printed rounded; counts of agencies and computed figures are reported."""
    folder = _with_means(tmp_path)
    result = merge(folder, master=False)
    letter = drafted(folder, word_document(make_report(result)).packed())
    given = {k: t.value for k, t in result.totals.items() if k[1] != "total" and k[0] in ("C1", "C2", "M1", "M2")}
    assert len(given) == 8
    assert values(letter) == given
    typed = {(p.indicator, p.period): p.typed for p in letter.proposed}
    assert typed["M1", "2019"] == "52,55" != str(given["M1", "2019"]).replace(".", ",")
    assert {u.code: u.cells for u in letter.unread} == {
        "table-computed": ("Tỷ lệ cây sống (2019: 36,00; 2020: 69,23)",),
        "table-counts-agencies": (
            "Có dự toán riêng (2019: 3 đơn vị có; 2020: 0 đơn vị có)",
            "Mức hoàn thành (2019: Tốt: 3; 2020: Tốt: 1; Khá: 2)",
        ),
    }
    assert [f.code for f in letter.findings if f.severity == "warning"] == []


@pytest.mark.slow
def test_a_report_of_figures_of_one_period_comes_back(tmp_path: Path) -> None:
    """Without sections and without a column of all periods nothing is left unplaced."""
    folder = definition(tmp_path, about={**ABOUT, "periods": "2020"}, agencies=AGENCIES, indicators=INDICATORS)
    filled(folder, "SCX", "| code | 2020 |\n|--|--|\n| C1 | 1300 |\n| C2 | 20 |\n| K1 | 12.5 |\n| Y1 | Có |")
    result = merge(folder, master=False)
    data = word_document(make_agency_report(result.campaign, result.used["SCX"], DAY)).packed()
    assert faults(data) == []
    letter = drafted(folder, data)
    assert values(letter) == {("C1", "2020"): 1300.0, ("C2", "2020"): 20.0, ("K1", "2020"): 12.5, ("Y1", "2020"): "Có"}
    assert [f.code for f in letter.findings if f.severity == "warning"] == []


@pytest.mark.slow
@pytest.mark.parametrize("months", [5, effort(24, 60)])
def test_figures_of_many_periods_fit_the_page_and_come_back(tmp_path: Path, months: int) -> None:
    """Columns for which a page has no room are in further tables, each with the row labels and their unit."""
    keys = [f"{2015 + n // 12}-M{n % 12 + 1:02d}" for n in range(months)]
    folder = definition(
        tmp_path,
        about={"periods": "|".join(keys)},
        agencies="| code | name |\n|--|--|\n| SA | Sở A |",
        indicators=MEANS,
        sections=SECTIONS,
    )
    given = "\n".join(
        f"| {code} | {' | '.join(str(1000 * n + 7) for n in range(months))} |" for code in ("C1", "C2", "M2")
    )
    head = f"| code | {' | '.join(keys)} |"
    filled(folder, "SA", "\n".join([head, "|--" * (months + 1) + "|", given]))
    result = merge(folder, master=False)
    for report in (make_report(result), make_agency_report(result.campaign, result.used["SA"], DAY)):
        data = word_document(report).packed()
        assert faults(data) == []
        tables = [t for t in docx.Document(BytesIO(data)).tables if "Chỉ tiêu" in t.rows[0].cells[1].text]
        tables = [t for t in tables if t.rows[0].cells[-1].text != "Đánh giá"]
        assert len(tables) == 1 if months == 5 else len(tables) >= months // 12
        heads = [[" ".join(c.text.split()) for c in t.rows[0].cells] for t in tables]
        assert {tuple(h[:3]) for h in heads} == {("TT", "Chỉ tiêu", "Đơn vị tính")}
        assert [c for h in heads for c in h[3:]] == [" ".join(c.split()) for c in report.annexes[0].columns[3:]]
        for table in tables:
            widths = [int(c.get(qn("w:w"))) / 56.7 for c in table._tbl.tblGrid.findall(qn("w:gridCol"))]
            assert sum(widths) <= decree.LANDSCAPE.text_width + 0.5
            assert min(widths[3:]) >= 12.9
            assert widths[1] >= 34.9
        expected = {k: v for k, v in figures_of(result.used["SA"].figures, "SA").items() if k[0] in ("C1", "C2", "M2")}
        letter = drafted(folder, data, "SA")
        assert values(letter) == expected
        assert {f.code for f in letter.findings if f.severity == "warning"} == set()


@pytest.mark.slow
def test_a_mean_changed_by_hand_counts_as_it_is_printed(tmp_path: Path) -> None:
    """The value stored beside the print never overrides the printed one; a damaged one is ignored."""
    folder = _with_means(tmp_path)
    data = word_document(make_report(merge(folder, master=False))).packed()
    changed = _other_part(data, "word/document.xml", lambda xml: xml.replace(">52,55<", ">52,8<"))
    assert values(drafted(folder, changed))["M1", "2019"] == 52.8
    for old, new in (
        (r">52\.[^<]+<", ">99.9<"),
        ('printed="', 'print="'),
        (">52[.]", ">x"),
        ("<figures", "<figures><"),
    ):
        damaged = _other_part(data, "customXml/item1.xml", lambda xml, o=old, n=new: re.sub(o, n, xml))  # type: ignore[misc]
        assert values(drafted(folder, damaged))["M1", "2019"] == 52.55


@pytest.mark.slow
def test_a_point_is_read_whole_in_any_wording(folder: Folder) -> None:
    """Words that look like a heading, a number or a closing stay one point of their section."""
    odd = [
        "II. Hạn chế: chưa có",
        "1. Một",
        "KT. GIÁM ĐỐC",
        "Trên đây là báo cáo của Sở./.",
        "Nơi nhận:",
        "a) Hai;\nb) ba.",
    ]
    rows = "\n".join(f"| dat | {text} |" for text in odd[:-1])
    filled(folder, "SCX", "", f"| section | text |\n|---|---|\n{rows}\n")
    result = merge(folder, master=False)
    submission = result.used["SCX"]
    assert len(submission.statements) == 5
    letter = drafted(folder, word_document(make_agency_report(result.campaign, submission, DAY)).packed())
    assert [(p.section, p.text) for p in letter.points] == [("dat", s.text) for s in submission.statements]


#: Texts that the document's automatic list replaces.
_DASH = re.compile(r"^\s*(?:[-–—+*•·]\s+)+(?=\S)")
_WORDS = st.sampled_from(
    [
        "I.",
        "1.",
        "a)",
        "-",
        "•",
        "Mặt đạt được",
        "Hạn chế:",
        "KT. GIÁM ĐỐC",
        "Nơi nhận:",
        "./.",
        "Phụ lục",
        "2019",
        "12,5 %",
        "&",
        "<b>",
        "“ngoặc”",
        "đất",
        "\u00a0",
        "Trên đây là báo cáo",
        "Kính gửi:",
        "_x000D_",
        "\n",
        "\t",
        "Th¸p",
        "PHẦN I",
    ]
)


@pytest.mark.slow
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=8))
def test_any_statement_comes_back_from_word(texts: list[str]) -> None:
    """Under its section, not lost, split or read as a heading, whatever its text."""
    texts = [t for t in texts if any(c.isalnum() for c in t)]
    campaign = Campaign(
        id="x",
        title="Tổng kết",
        province="Tân Lập",
        agencies=(Agency(code="SA", name="Sở A", short_name="Sở A"),),
        sections=(
            Section(code="dat", role="achievement", heading="Mặt đạt được"),
            Section(code="han", role="limitation", heading="Hạn chế"),
        ),
    )
    statements = tuple(
        Statement(id=str(n), agency="SA", section=("dat", "han")[n % 2], text=text, evidence="số 5" if n % 3 else "")
        for n, text in enumerate(texts)
    )
    submission = Submission(source=Source(file="x"), status="accepted", agency="SA", statements=statements)
    data = word_document(make_agency_report(campaign, submission, DAY)).packed()
    letter = read_agency_report(data, "x.docx", campaign, campaign.agencies[0])
    found = [(p.section, clean(p.text), p.evidence) for p in letter.points]
    kept = [
        (s.section, " ".join(clean(_DASH.sub("", s.text, count=1)).split()), s.evidence)
        for s in sorted(statements, key=lambda s: s.section)
    ]
    assert [(a, " ".join(b.split()), c) for a, b, c in found] == kept


@pytest.mark.slow
def test_a_name_on_two_lines_is_one_agency(folder: Folder) -> None:
    """`ỦY BAN NHÂN DÂN` over `HUYỆN ĐÔNG AN` is the district's committee, not an agency named by its second line."""
    filled(folder, "HDA", "", OTHER_LINES)
    result = merge(folder, master=False)
    letter = drafted(
        folder, word_document(make_agency_report(result.campaign, result.used["HDA"], DAY)).packed(), "HDA"
    )
    assert letter.detail("agency") == "ỦY BAN NHÂN DÂN HUYỆN ĐÔNG AN"
    assert [f.code for f in letter.findings if f.code == "letter-of-other-agency"] == []


@pytest.mark.slow
@needs_libreoffice
def test_a_report_saved_by_libreoffice_reads_the_same(folder: Folder, tmp_path: Path) -> None:
    """The toolkit's report, opened and saved in LibreOffice, drafts to the same points and figures."""
    result = merge(folder, master=False)
    report = tmp_path / "bao-cao.docx"
    report.write_bytes(word_document(make_report(result)).packed())
    again = drafted(folder, convert(report, "docx", tmp_path / "saved").read_bytes())
    first = drafted(folder, report.read_bytes())
    assert [(p.section, p.theme, p.text, p.evidence) for p in again.points] == [
        (p.section, p.theme, p.text, p.evidence) for p in first.points
    ]
    assert values(again) == values(first)


# --- Confirming ------------------------------------------------------------------------------------


def _drafted_form(folder: Folder) -> tuple[Path, Consolidation]:
    result = merge(folder)
    report = folder.root / "bao-cao.docx"
    report.write_bytes(word_document(make_agency_report(result.campaign, result.used["SCX"], DAY)).packed())
    for path in folder.inbox.glob("*.xlsx"):
        path.unlink()
    target = folder.inbox / "SCX.xlsx"
    assert cli.run(["draft", str(report), "--agency", "SCX", "-o", str(target), "--campaign", str(folder.root)]) == 0
    return target, result


@pytest.mark.slow
def test_proposed_figures_do_not_count_until_the_note_is_deleted(folder: Folder) -> None:
    """The drafted form holds its figures back; once a row's note is deleted, that row counts."""
    form, before = _drafted_form(folder)
    held = read(folder, form)
    assert {f.state for f in held.figures if f.typed} == {"held"}
    assert codes(held).count("figure-not-confirmed") == 4
    assert held.balance.even
    found = keyed(form)["figures"]
    rows = {r.key: r for r in records(found)}
    assert str(rows["C1"]["note"]).startswith("[CHƯA XÁC NHẬN] Số liệu đọc từ bảng 3 của báo cáo.")
    type_into(form, [((found.name, rows["C1"].cells["note"]), None)])
    confirmed = read(folder, form)
    counted = {k: v for k, v in figures_of(confirmed.figures, "SCX").items() if v is not None}
    assert counted == {k: v for k, v in figures_of(before.figures, "SCX").items() if k[0] == "C1"}
    type_into(form, [((found.name, r.cells["note"]), None) for r in rows.values()])
    assert figures_of(read(folder, form).figures, "SCX") == figures_of(before.figures, "SCX")


@pytest.mark.slow
def test_the_drafted_form_has_the_source_of_each_figure(folder: Folder) -> None:
    """Its first sheet lists the figures to confirm with table, row, column and words, and so do the cells' notes."""
    import openpyxl

    form, _ = _drafted_form(folder)
    book = openpyxl.load_workbook(form)
    first = book.worksheets[0]
    assert first.title == "Cần xác nhận"
    texts = [c.value for row in first.iter_rows() for c in row if isinstance(c.value, str)]
    assert any("7 số liệu dưới đây được đọc từ các bảng" in text for text in texts)
    where = "Đề xuất, đọc từ bảng 3 của báo cáo, hàng 3 “Số cây trồng mới”: 2019: “1.250”; 2020: “1.300”."
    assert where in texts
    found = keyed(form)["figures"]
    rows = {r.key: r for r in records(found)}
    comment = book[found.name][rows["C1"].cells["2019"]].comment
    assert comment is not None
    assert comment.text.startswith(where)
    live = [c.value for row in book["_checks"].iter_rows() for c in row if isinstance(c.value, str)]
    assert "Số liệu đề xuất chưa được xác nhận." in live


@pytest.mark.slow
def test_a_returned_form_keeps_proposed_figures_as_numbers(folder: Folder) -> None:
    """`check --returns` of an unconfirmed form gives the same cells and notes."""
    form, _ = _drafted_form(folder)
    assert cli.run(["check", "--returns", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 1
    back = {r.key: r for r in records(keyed(form_in(folder.root / "returns", "SCX"))["figures"])}
    sent = {r.key: r for r in records(keyed(form)["figures"])}
    assert {k: (r["2019"], r["2020"], r["note"]) for k, r in back.items()} == {
        k: (r["2019"], r["2020"], r["note"]) for k, r in sent.items()
    }


def test_a_note_by_the_agency_holds_nothing_back(folder: Folder) -> None:
    """Only the toolkit's mark does: `chưa xác nhận` in other words is a note."""
    filled(folder, "SCX", FIGURES.replace("chưa đếm", "Chưa xác nhận với huyện"))
    figures = read(folder, folder.inbox / "SCX.xlsx").figures
    assert [f.value for f in figures if f.indicator == "C2" and f.typed] == [1000]


# --- Documents of other programs ----------------------------------------------------------------------

BODY = (
    ("I", "KẾT QUẢ THỰC HIỆN"),
    ("1", "Công tác tổ chức"),
    ("-", "Đã thành lập 03 tổ trồng cây."),
    ("-", "Phân công từng người."),
    ("2", "Kết quả trồng cây"),
    ("-", "Trồng mới 2.550 cây."),
    ("II", "ĐÁNH GIÁ"),
    ("1", "Mặt đạt được"),
    ("-", "Người dân tham gia đông."),
    ("2", "Hạn chế"),
    ("-", "Thiếu nước tưới mùa khô."),
    ("III", "PHƯƠNG HƯỚNG GIAI ĐOẠN TỚI"),
    ("-", "Tiếp tục trồng bổ sung."),
)
ROWS = (("Chỉ tiêu", "Năm 2019", "Năm 2020"), ("Số cây trồng mới", "1.250", "1.300"))
POINTS = [
    ("tc", "Đã thành lập 03 tổ trồng cây."),
    ("tc", "Phân công từng người."),
    ("kq", "Trồng mới 2.550 cây."),
    ("dat", "Người dân tham gia đông."),
    ("han", "Thiếu nước tưới mùa khô."),
    ("huong", "Tiếp tục trồng bổ sung."),
]
VALUES = {("C1", "2019"): 1250, ("C1", "2020"): 1300}


def _level(mark: str) -> int:
    return 3 if mark == "-" else 2 if mark.isdigit() else 1


def _typed() -> bytes:
    """Everything typed by hand, headings in bold."""
    made = docx.Document()
    made.add_paragraph("BÁO CÁO").runs[0].bold = True
    made.add_paragraph("Tổng kết trồng cây").runs[0].bold = True
    for mark, text in BODY:
        shown = f"- {text}" if mark == "-" else f"{mark}. {text}"
        made.add_paragraph().add_run(shown).bold = mark != "-"
    _table(made)
    return _packed(made)


def _cut_up(made: docx.document.Document) -> None:
    """Cuts every run as Word does while people type: words in pieces with revision numbers, spelling and page marks
    and bookmarks between them, names of places in smart tags.
    """
    tag = f'<w:smartTag {nsdecls("w")} w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place"/>'
    for count, run in enumerate(list(made.element.body.iter(qn("w:r")))):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        if len(text) < 8:
            continue
        pieces = (text[:3], text[3:5], text[5:])
        own = [deepcopy(run) for _ in pieces]
        for copy, piece in zip(own, pieces, strict=True):
            copy.set(qn("w:rsidR"), f"00{count:06X}")
            (held,) = copy.findall(qn("w:t"))
            held.text = piece
            held.set(qn("xml:space"), "preserve")
        own[2].insert(len(own[2]) - 1, parse_xml(f"<w:lastRenderedPageBreak {nsdecls('w')}/>"))
        wrapped = parse_xml(tag)
        wrapped.append(own[1])
        marks = [
            parse_xml(f"<w:{name} {nsdecls('w')} {attribute}/>")
            for name, attribute in (
                ("proofErr", 'w:type="spellStart"'),
                ("bookmarkStart", f'w:id="{count}" w:name="_Toc{count}"'),
                ("bookmarkEnd", f'w:id="{count}"'),
                ("proofErr", 'w:type="spellEnd"'),
            )
        ]
        for element in (marks[0], own[0], marks[1], wrapped, marks[2], own[2], marks[3]):
            run.addprevious(element)
        run.getparent().remove(run)


def _word(*, styled: bool) -> bytes:
    """Numbered by Word: a list of three levels on headings with a style, or on plain bold paragraphs; the text in
    pieces as Word stores it."""
    made = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate((("upperRoman", "%1."), ("decimal", "%2."), ("bullet", "-")))
    )
    part = made.part.numbering_part.element
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{levels}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="70"><w:abstractNumId w:val="70"/></w:num>'))
    made.add_paragraph("BÁO CÁO").runs[0].bold = True
    made.add_paragraph("Tổng kết trồng cây").runs[0].bold = True
    for mark, text in BODY:
        level = _level(mark)
        style = f"Heading {level}" if styled and level < 3 else None
        paragraph = made.add_paragraph(style=style)
        paragraph.add_run(text).bold = (level < 3 and not styled) or None
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="70"/></w:numPr>')
        )
    _table(made)
    _cut_up(made)
    return _packed(made)


def _google() -> bytes:
    """As Google Docs writes it: every format on the run, a separate list for each stretch of bullets with `●`, styles
    `heading 1` whose formats the runs repeat, several texts and tabs in one run, a blank run after them, a bookmark
    before each heading, wrappers around some text, tables with a style and a second grid."""
    made = docx.Document()
    part = made.part.numbering_part.element
    lists = 0

    def bullets() -> int:
        nonlocal lists
        lists += 1
        key = 80 + lists
        levels = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/><w:lvlJc '
            'w:val="left"/>'
            f'<w:pPr><w:ind w:left="{720 * (n + 1)}" w:hanging="360"/></w:pPr><w:rPr><w:u '
            'w:val="none"/></w:rPr></w:lvl>'
            for n, sign in enumerate("●○■●○■●○■")
        )
        part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">{levels}</w:abstractNum>'))
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))
        return key

    ids = 'w:rsidR="00000000" w:rsidDel="00000000" w:rsidRPr="00000000"'

    def texts(text: str) -> str:
        """The words after a number or in two halves: each a separate text, as after a tab or a break."""
        number, dot, rest = text.partition(". ")
        parts = [f"{number}.", rest] if dot and len(number) <= 3 else [text[: len(text) // 2], text[len(text) // 2 :]]
        between = "<w:tab/>" if dot and len(number) <= 3 else ""
        return between.join(f'<w:t xml:space="preserve">{part}</w:t>' for part in parts)

    def add(text: str, style: str = "", bold: bool = False, key: int = 0) -> None:
        run = (
            f'<w:r {ids}><w:rPr><w:rFonts w:ascii="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New '
            'Roman" '
            f'w:hAnsi="Times New Roman"/>{"<w:b w:val=" + chr(34) + "1" + chr(34) + "/>" if bold else ""}<w:sz '
            'w:val="28"/>'
            f'<w:rtl w:val="0"/></w:rPr>{texts(text)}</w:r>'
            f'<w:r {ids}><w:rPr><w:rtl w:val="0"/></w:rPr></w:r>'
        )
        wrapped = (
            f'<w:sdt><w:sdtPr><w:tag w:val="goog_rdk_{len(text)}"/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>'
        )
        number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>' if key else ""
        styled = f'<w:pStyle w:val="{style}"/>' if style else ""
        start = (
            '<w:bookmarkStart w:colFirst="0" w:colLast="0" w:name="_u0zb" w:id="0"/><w:bookmarkEnd w:id="0"/>'
            if style
            else ""
        )
        xml = (
            f'<w:p {nsdecls("w")} {ids}><w:pPr>{styled}<w:pageBreakBefore w:val="0"/>{number}'
            f'<w:spacing w:after="0" w:lineRule="auto"/><w:rPr/></w:pPr>{start}{wrapped if key else run}</w:p>'
        )
        made.element.body.insert_element_before(parse_xml(xml), "w:sectPr")

    add("BÁO CÁO", bold=True)
    add("Tổng kết trồng cây", bold=True)
    key = 0
    for mark, text in BODY:
        if mark == "-":
            key = key or bullets()
            add(text, key=key)
        else:
            key = 0
            add(f"{mark}. {text}", style=f"Heading{_level(mark)}", bold=True)
    _table(made)
    for grid in list(made.element.body.iter(qn("w:tblGrid"))):
        before = (
            f'<w:tblGridChange {nsdecls("w")} w:id="0"><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid></w:tblGridChange>'
        )
        grid.append(parse_xml(before))
    return _packed(made)


def _table(made: docx.document.Document) -> None:
    grid = made.add_table(rows=0, cols=3)
    for row in ROWS:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    made.add_paragraph("Trên đây là báo cáo tổng kết trồng cây./.")


def _packed(made: docx.document.Document) -> bytes:
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["typed", "numbered", "styled", "google"])
def test_a_report_is_read_equally_from_any_program(folder: Folder, how: str) -> None:
    """Typed by hand, numbered by Word, styled, or from Google Docs: the same points and figures."""
    data = {
        "typed": _typed,
        "numbered": lambda: _word(styled=False),
        "styled": lambda: _word(styled=True),
        "google": _google,
    }[how]()
    letter = drafted(folder, data)
    assert [(p.section, p.text) for p in letter.points] == POINTS
    assert values(letter) == VALUES


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("how", ["styled", "google"])
def test_a_report_saved_by_libreoffice_is_read_equally(folder: Folder, tmp_path: Path, how: str) -> None:
    """The same documents as LibreOffice writes them."""
    report = tmp_path / "bao-cao.docx"
    report.write_bytes({"typed": _typed, "styled": lambda: _word(styled=True), "google": _google}[how]())
    letter = drafted(folder, convert(report, "docx", tmp_path / "saved").read_bytes())
    assert [(p.section, p.text) for p in letter.points] == POINTS
    assert values(letter) == VALUES


# --- Limits ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sign", "length", "blank"),
    [("đ", 32_767, 0), ("đ", 32_768, 0), ("đ", 70_001, 7), ("\U0001f600", 32_768, 7), ("\U0001f600", 70_001, 0)],
)
def test_a_paragraph_longer_than_a_cell_continues_in_more_lines(
    folder: Folder, tmp_path: Path, sign: str, length: int, blank: int
) -> None:
    """No character is lost, no cell is too full, and the draft names the split paragraph; unplaced ones too."""
    long = "".join(" " if blank and n % blank == blank - 1 else sign for n in range(length - 1)) + sign
    made = docx.Document()
    for text in ("BÁO CÁO", "Tổng kết trồng cây", "I. Hạn chế"):
        made.add_paragraph().add_run(text).bold = True
    made.add_paragraph(long)
    made.add_table(rows=1, cols=1).cell(0, 0).text = long
    report = tmp_path / "dai.docx"
    report.write_bytes(_packed(made))
    result = write_draft(folder, report, "SCX")
    units = len(long.encode("utf-16-le")) // 2
    findings = [dict(f.arguments) for f in result.letter.findings if f.code == "letter-line-too-long"]
    assert [t["length"] for t in findings] == [units] * 2 * (units > 32_767)
    texts = {True: "", False: ""}  # by whether they are unplaced
    for line in result.filling.lines:
        assert len(str(line.text).encode("utf-16-le")) // 2 <= 32_767
        texts[line.section == UNPLACED] += str(line.text).replace(" ", "")
    whole = long.replace(" ", "")
    assert "".join(texts[unplaced] for unplaced in (False, True)).count(whole) == 2
    assert keyed(result.path)["statements"].rows


@pytest.mark.slow
@pytest.mark.parametrize("number", ["300000000", "9" * 5_000, "-5", "²", ""])
@pytest.mark.parametrize("what", ["gridSpan", "ilvl", "start", "outlineLvl"])
def test_numbers_in_a_document_do_not_determine_the_time_of_reading(folder: Folder, what: str, number: str) -> None:
    """Columns that a cell spans, levels and starts of lists: any number, or none, and the words are read."""
    made = docx.Document(BytesIO(_word(styled=True)))
    for cell in made.element.body.iter(qn("w:tc")):
        cell.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="1"/>'))
    for paragraph in made.element.body.iter(qn("w:pPr")):
        paragraph.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    lists = made.part.numbering_part.element
    for form in lists.iter(qn("w:numFmt")):
        form.set(qn("w:val"), "upperLetter" if number > "3" * 9 else "upperRoman")
    for root in (made.element.body, lists):
        for element in root.iter(qn(f"w:{what}")):
            element.set(qn("w:val"), number)
        for element in root.iter(qn("w:lvl")) if what == "ilvl" else ():
            element.set(qn("w:ilvl"), number)
    data = _packed(made)
    tracemalloc.start()
    try:
        letter = drafted(folder, data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    words = " ".join([*(p.text for p in letter.points), *(u.text for u in letter.unplaced)])
    assert all(text in words for mark, text in BODY if mark == "-")
    assert most < 40_000_000


# --- Old files, old encodings, tracked changes ---------------------------------------------------------


def _in_tcvn3(text: str) -> str:
    from toolkit.language import legacy

    table = dict(zip(legacy._LETTERS, legacy._TCVN3_LETTERS, strict=True))
    return "".join(table.get(c, table.get(c.lower(), c)) for c in text)


@pytest.mark.slow
def test_text_in_tcvn3_is_read_as_vietnamese(folder: Folder) -> None:
    """A report in .VnTime, its headings in .VnTimeH, gives the same points as in Unicode."""
    made = docx.Document()
    made.styles["Normal"].font.name = ".VnTime"
    for text, bold in (
        ("BÁO CÁO", True),
        ("Tổng kết trồng cây", True),
        *((f"- {t}" if m == "-" else f"{m}. {t}", m != "-") for m, t in BODY),
    ):
        run = made.add_paragraph().add_run(_in_tcvn3(text))
        run.bold, run.font.size = bold, Pt(14)
        if text.isupper() or text.partition(". ")[2].isupper():
            run.font.name = ".VnTimeH"
    letter = drafted(folder, _packed(made))
    assert [(p.section, p.text) for p in letter.points] == POINTS
    assert [u.text for u in letter.unplaced if u.reason == "title"] == ["BÁO CÁO", "Tổng kết trồng cây"]
    assert [f.value for f in letter.findings if f.code == "letter-old-encoding"] == ["TCVN3 (ABC)"]


@pytest.mark.slow
def test_unicode_beside_old_text_is_left_alone(folder: Folder) -> None:
    """Paragraphs in two old encodings are converted, and those in Unicode beside them are kept."""
    first, second = "Tỷ lệ cây sống đạt 99,2% so với kế hoạch", "Đội ngũ kỹ thuật còn thiếu so với định mức"
    made = docx.Document()
    for text, font in (
        ("I. " + BODY[0][1], ""),
        (_in_tcvn3(first), ".VnTime"),
        (to_vni(second), "VNI-Times"),
        ("- Không có máy tính", ""),
        ("- Có 12 phòng", ""),
        (_in_tcvn3("- Có"), ".VnTime"),
    ):
        run = made.add_paragraph().add_run(text)
        if font:
            run.font.name = font
    letter = drafted(folder, _packed(made))
    texts = [p.text for p in letter.points] + [u.text for u in letter.unplaced]
    assert {first, second, "Không có máy tính", "Có 12 phòng", "Có"} <= set(texts)
    assert letter.encoding == "TCVN3 (ABC), VNI"


def test_plain_text_in_tcvn3_is_read_as_vietnamese(folder: Folder) -> None:
    """A text file in TCVN3 bytes too."""
    text = "\n\n".join(f"- {t}" if m == "-" else f"{m}. {t}" for m, t in BODY)
    letter = drafted(folder, _in_tcvn3(text).encode("latin-1"), name="bao-cao.txt")
    assert [(p.section, p.text) for p in letter.points] == POINTS
    assert letter.encoding == "TCVN3 (ABC)"


#: In VNI: “Đội ngũ còn thiếu, kinh phí được cấp chậm so với kế hoạch”.
_VNI = "Ñoäi nguõ coøn thieáu, kinh phí ñöôïc caáp chaäm so vôùi keá hoaïch"


@pytest.mark.parametrize("name", ["bao-cao.docx", "bao-cao.txt"])
def test_one_paragraph_in_an_old_encoding_does_not_change_others(folder: Folder, name: str) -> None:
    """Texts of departments pasted into one report: each is read in its encoding, and Unicode is unchanged."""
    typed = [
        "BÁO CÁO",
        "Tổng kết trồng cây",
        "I. Hạn chế",
        "- Có 12 phòng máy tính",
        _in_tcvn3("- Tỷ lệ cây sống còn thấp so với chỉ tiêu được giao"),
        f"- {_VNI}",
        "- Không có kinh phí",
    ]
    made = docx.Document()
    for text in typed:
        made.add_paragraph(text)
    letter = drafted(folder, _packed(made) if name.endswith("docx") else "\n\n".join(typed).encode(), name=name)
    assert [p.text for p in letter.points] == [
        "Có 12 phòng máy tính",
        "Tỷ lệ cây sống còn thấp so với chỉ tiêu được giao",
        "Đội ngũ còn thiếu, kinh phí được cấp chậm so với kế hoạch",
        "Không có kinh phí",
    ]
    assert letter.encoding == "TCVN3 (ABC), VNI"


@pytest.mark.slow
def test_tracked_deletions_are_findings(folder: Folder) -> None:
    """Insertions are read, deletions are not, and the draft lists what was deleted."""
    made = docx.Document()
    for text in ("BÁO CÁO", "Tổng kết trồng cây", "I. Hạn chế"):
        made.add_paragraph().add_run(text).bold = True
    xml = (
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">- Thiếu </w:t></w:r>'
        '<w:del w:id="1" w:author="x"><w:r><w:delText>người</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>nước tưới</w:t></w:r></w:ins></w:p>'
    )
    made.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    letter = drafted(folder, _packed(made))
    assert [p.text for p in letter.points] == ["Thiếu nước tưới"]
    (finding,) = [f for f in letter.findings if f.code == "tracked-changes"]
    assert (finding.value, dict(finding.arguments)["count"]) == ("“người”", 1)


@pytest.mark.slow
@needs_libreoffice
def test_an_old_word_file_is_converted_by_libreoffice(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without LibreOffice a message says how to save the `.doc` as `.docx`."""
    from toolkit.run.office import convert as through_office

    report = tmp_path / "bao-cao.doc"
    rtf = through_office(_typed(), ".docx", "docx", "x")  # a file of LibreOffice, to convert to an old one
    source = tmp_path / "new.docx"
    source.write_bytes(rtf)
    report.write_bytes(_old_word(source, tmp_path / "old"))
    made = write_draft(folder, report, "SCX", tmp_path / "form.xlsx")
    assert made.converted
    assert [(p.section, p.text) for p in made.letter.points] == POINTS
    assert values(made.letter) == VALUES
    monkeypatch.setattr("toolkit.run.office.program", lambda: None)
    assert cli.run(["draft", str(report), "--agency", "SCX", "--campaign", str(folder.root)]) == 3
    assert "là tệp Word kiểu cũ (.doc)" in capsys.readouterr().err


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["odt", "rtf"])
def test_other_kinds_of_document_are_converted_by_libreoffice(folder: Folder, tmp_path: Path, kind: str) -> None:
    """`.odt` and `.rtf` are read where it is installed."""
    source = tmp_path / "new.docx"
    source.write_bytes(_typed())
    report = tmp_path / f"bao-cao.{kind}"
    report.write_bytes(_old_word(source, tmp_path / "old", kind))
    made = write_draft(folder, report, "SCX", tmp_path / "form.xlsx")
    assert [(p.section, p.text) for p in made.letter.points] == POINTS
    assert values(made.letter) == VALUES


def _old_word(source: Path, folder: Path, kind: str = "doc") -> bytes:
    import shutil
    import subprocess

    office = shutil.which("soffice") or shutil.which("libreoffice") or ""
    command = [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / f"new.{kind}").read_bytes()


# --- A real report -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="no real reports beside the repository")
def test_every_sentence_of_a_real_report_comes_back(tmp_path: Path) -> None:
    """Drafted into a form, merged and reported: every sentence is in Word or among the unplaced lines."""
    root = tmp_path / "review"
    assert cli.run(["new", str(root)]) == 0
    for report in sorted(REAL.glob("*.docx")):
        target = root / "inbox" / "SKHCN.xlsx"
        assert cli.run(["draft", str(report), "--agency", "SKHCN", "-o", str(target), "--campaign", str(root)]) == 0
        arguments = ["--campaign", str(root), "--as-of", "2020-07-31"]
        assert cli.run(["merge", *arguments]) == 1
        assert cli.run(["report", *arguments]) == 1
        assert cli.run(["report", "--agency", "SKHCN", *arguments]) == 1
        placed = [r for r in records(keyed(target)["statements"]) if r.key != UNPLACED and r["text"]]
        assert len(placed) > 8
        words = _words(docx.Document(str(root / "bao-cao.docx")))
        own = _words(docx.Document(str(root / "returns" / "bao-cao-SKHCN.docx")))
        leftovers = " ".join(clean(str(r["value"])) for r in records(keyed(root / "master.xlsx")["leftovers"]))
        details = " ".join(
            clean(str(v)) for r in records(keyed(root / "master.xlsx")["info"]) for v in r.values.values()
        )
        for paragraph in docx.Document(str(report)).paragraphs:
            text = clean(paragraph.text)
            if not text.endswith((".", ";", ":")):
                continue  # a heading, which names its section
            for sentence in text.split(". "):
                bare = sentence.strip(" .;-")
                if len(bare.split()) < 6:
                    continue
                assert bare in own + leftovers + details, bare
                assert bare in words + leftovers + details, bare


def _words(made: docx.document.Document) -> str:
    cells = [c for t in made.tables for row in t.rows for c in row.cells]
    return " ".join(clean(p.text) for p in [*made.paragraphs, *(p for c in cells for p in c.paragraphs)])
