"""From a Word report to a form and back: nothing is lost, nothing counts before it is confirmed."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st

from tests.building import DAY, codes, definition, filled, form_in, keyed, merge, read, records, type_into
from tests.drafting.reports import REAL, unread
from tests.drafting.reports import read as drafted
from tests.effort import effort
from tests.hostile import changed
from tests.official import faults
from tests.report import planting
from tests.report.planting import ABOUT, AGENCIES, FIGURES, LINES, OTHER_LINES, SECTIONS, THEMES, planted
from toolkit.cli import main as cli
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.form.contents import UNPLACED
from toolkit.language.text import clean
from toolkit.model import Agency, Campaign, Consolidation, Figure, Section, Source, Statement, Submission
from toolkit.report import decree
from toolkit.report.assembly import make_agency_report, make_report
from toolkit.report.parts import Report
from toolkit.report.word import word_document
from toolkit.run.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return planted(tmp_path)


def values(letter: AgencyReport) -> dict[tuple[str, str], object]:
    return {(p.indicator, p.period): p.value for p in letter.proposed}


def figures_of(figures: tuple[Figure, ...], agency: str) -> dict[tuple[str, str], object]:
    shown = {True: "Có", False: "Không"}
    return {
        (f.indicator, f.period): shown[f.value] if isinstance(f.value, bool) else f.value
        for f in figures
        if f.agency == agency and f.typed
    }


def warnings(letter: AgencyReport) -> list[str]:
    return [f.code for f in letter.findings if f.severity == "warning"]


def reports_of(result: Consolidation, agency: str) -> list[tuple[Report, bytes]]:
    """The province's report and the agency's, each with its document."""
    made = [make_report(result), make_agency_report(result.campaign, result.used[agency], DAY)]
    return [(report, word_document(report).as_bytes()) for report in made]


def ended(text: str) -> str:
    """The text as the report ends it: a semicolon at its end becomes a full stop."""
    return re.sub(";$", ".", text)


# --- There and back ------------------------------------------------------------------------------


@pytest.mark.slow
def test_reports_drafted_back_are_the_same_by_section() -> None:
    """The whole report's figures, and its sentences in their sections; an agency's with proof, line by line."""
    result = planting.harvested()
    letter = drafted(planting.printed(), "SCX", of=result.campaign)
    drafted_texts: dict[str, str] = {}
    for point in letter.points:
        drafted_texts[point.section] = f"{drafted_texts.get(point.section, '')} {point.text}"
    for group in result.groups:
        assert (
            group.shown_text.rstrip(" .;").removeprefix("Đề nghị ").casefold()
            in drafted_texts[group.section].casefold()
        )
    totals = {k: t.value for k, t in result.totals.items() if k[1] != "total" and t.value is not None}
    assert values(letter) == {k: v for k, v in totals.items() if k[0] not in ("C3", "Y1")}
    # An agency's report gives its form: statements with their proof, figures, number, date and signer.
    submission = result.used["SCX"]
    letter = drafted(reports_of(result, "SCX")[1][1], "SCX", of=result.campaign)
    assert [(p.section, p.text, p.evidence) for p in letter.points] == [
        (s.section, ended(s.text), s.evidence) for s in submission.statements
    ]
    assert values(letter) == figures_of(submission.figures, "SCX")
    assert [letter.detail(key) for key in ("report_number", "report_date", "signed_by", "agency")] == [
        "05/BC-SCX",
        "ngày 05 tháng 01 năm 2021",
        "Trần Văn Khế",
        "SỞ CÂY XANH, HOA VÀ THẢM CỎ",
    ]
    assert unread(letter) == {"table-computed": ("Tỷ lệ cây sống (2019: 80)",)}
    # `ỦY BAN NHÂN DÂN` over `HUYỆN ĐÔNG AN` is the district's committee, not an agency named by its second line.
    letter = drafted(reports_of(result, "HDA")[1][1], "HDA", of=result.campaign)
    assert letter.detail("agency") == "ỦY BAN NHÂN DÂN HUYỆN ĐÔNG AN"
    assert "letter-of-other-agency" not in {f.code for f in letter.findings}


MEANS = r"""
| code | label            | unit       | kind    | across_agencies | across_periods | weight | formula    | choices    | target |
|------|------------------|------------|---------|-----------------|----------------|--------|------------|------------|--------|
| C1   | Số cây trồng mới | cây        | count   | sum             | sum            |        |            |            | 5000   |
| C2   | Cây sống         | cây        | count   | sum             | sum            |        |            |            |        |
| C3   | Tỷ lệ cây sống   | %          | percent |                 | sum            |        | =C2/C1*100 |            |        |
| M1   | Tỷ lệ che phủ    | %          | percent | mean            | mean           | C1     |            |            |        |
| M2   | Giá cây giống    | triệu đồng | money   | mean            | none           |        |            |            |        |
| Y1   | Có dự toán riêng | có/không   | yesno   | count_yes       | none           |        |            |            |        |
| Y2   | Mức hoàn thành   | mức        | choice  | none            | none           |        |            | Tốt \| Khá |        |
"""  # noqa: E501
MEAN_FIGURES = """
| code | 2019  | 2020   |
|------|-------|--------|
| C1   | 700   | 1300   |
| C2   | 300   | 900    |
| M1   | 33.25 | 41.5   |
| M2   | 0.1   | 0.3    |
| Y1   | Có    | Không  |
| Y2   | Tốt   | Khá    |
"""


def _with_means(path: Path) -> Consolidation:
    """The merge of a campaign whose province has means that no finite decimal equals."""
    folder = definition(path, about=ABOUT, agencies=AGENCIES, indicators=MEANS, sections=SECTIONS, themes=THEMES)
    filled(folder, "SCX", MEAN_FIGURES, LINES)
    other = MEAN_FIGURES.replace("700", "1100").replace("33.25", "77.12").replace("0.3", "0.125")
    filled(folder, "SDN", other, OTHER_LINES)
    filled(folder, "HDA", MEAN_FIGURES.replace("41.5", "12.75").replace("Khá", "Tốt"), OTHER_LINES)
    return merge(folder, master=False)


def _of_one(path: Path, figures: str) -> Consolidation:
    agencies = "| code | name |\n|--|--|\n| SA | Sở A |"
    folder = definition(path, agencies=agencies, indicators=MEANS, sections=SECTIONS, themes=THEMES)
    filled(folder, "SA", figures)
    return merge(folder, master=False)


@pytest.mark.slow
def test_an_ambiguous_number_of_our_report_comes_back(tmp_path: Path) -> None:
    """`1.250` of an indicator with decimals is a thousand and more in the toolkit's report, which states `33,250` and
    0,5 of a percentage too."""
    result = _of_one(tmp_path / "1", "| code | 2019 | 2020 |\n|---|---|---|\n| M2 | 1250 | 350 |")
    for report, data in reports_of(result, "SA"):
        assert [row.cells[3:5] for row in report.annexes[0].rows if "Giá cây giống" in row.cells] == [("1.250", "350")]
        letter = drafted(data, "SA", of=result.campaign)
        assert values(letter) == {("M2", "2019"): 1250, ("M2", "2020"): 350}
        assert letter.unread == ()
        other = changed(data, "word/document.xml", lambda xml: xml.replace(">1.250<", ">1.260<"))
        assert values(drafted(other, "SA", of=result.campaign)) == {("M2", "2020"): 350}
    rows = "| C1 | 700 | 1300 |\n| M1 | 0,5% | 41.5 |\n| M2 | 33.25 | 77.125 |"
    result = _of_one(tmp_path / "2", f"| code | 2019 | 2020 |\n|---|---|---|\n{rows}")
    typed = {(f.indicator, f.period): f.value for f in result.figures if f.value is not None and f.indicator != "C3"}
    assert (typed["M1", "2019"], typed["M2", "2019"]) == (0.5, 33.25)
    for _, data in reports_of(result, "SA"):
        letter = drafted(data, "SA", of=result.campaign)
        assert (values(letter), warnings(letter)) == (typed, [])


@pytest.mark.slow
def test_every_figure_of_the_provinces_report_comes_back(tmp_path: Path) -> None:
    """Means come back exactly though printed rounded; counts of agencies and computed figures are reported."""
    result = _with_means(tmp_path)
    data = word_document(make_report(result)).as_bytes()
    letter = drafted(data, "SCX", of=result.campaign)
    totals = {k: t.value for k, t in result.totals.items() if k[1] != "total" and k[0] in ("C1", "C2", "M1", "M2")}
    assert len(totals) == 8
    assert values(letter) == totals
    typed = {(p.indicator, p.period): p.typed for p in letter.proposed}
    assert typed["M1", "2019"] == "52,55" != str(totals["M1", "2019"]).replace(".", ",")
    assert unread(letter) == {
        "table-computed": ("Tỷ lệ cây sống (2019: 36,00; 2020: 69,23)",),
        "table-counts-agencies": (
            "Có dự toán riêng (2019: 3 đơn vị có; 2020: 0 đơn vị có)",
            "Mức hoàn thành (2019: Tốt: 3; 2020: Tốt: 1; Khá: 2)",
        ),
    }
    assert warnings(letter) == []
    # A mean changed by hand counts as it is printed; a damaged value beside the print is ignored.
    other = changed(data, "word/document.xml", lambda xml: xml.replace(">52,55<", ">52,8<"))
    assert values(drafted(other, "SCX", of=result.campaign))["M1", "2019"] == 52.8
    for old, new in (
        (r">52\.[^<]+<", ">99.9<"),
        ('printed="', 'print="'),
        (">52[.]", ">x"),
        ("<figures", "<figures><"),
    ):
        damaged = changed(data, "customXml/item1.xml", lambda xml, o=old, n=new: re.sub(o, n, xml))  # type: ignore[misc]
        assert values(drafted(damaged, "SCX", of=result.campaign))["M1", "2019"] == 52.55


@pytest.mark.slow
@pytest.mark.parametrize("months", [1, 5, effort(24, 60)])
def test_figures_of_many_periods_fit_the_page_and_come_back(tmp_path: Path, months: int) -> None:
    """Columns for which a page has no room are in further tables, each with the row labels and their unit; a report of
    one period has no sections here and no column of all periods."""
    keys = [f"{2015 + n // 12}-M{n % 12 + 1:02d}" for n in range(months)]
    rows = [[code, *(str(1000 * n + 7) for n in range(months))] for code in ("C1", "C2", "M2")]
    folder = definition(
        tmp_path,
        about={"periods": "|".join(keys)},
        agencies="| code | name |\n|--|--|\n| SA | Sở A |",
        indicators=MEANS,
        **({"sections": SECTIONS} if months > 1 else {}),
    )
    filled(folder, "SA", "\n".join(f"| {' | '.join(row)} |" for row in (["code", *keys], *rows)))
    result = merge(folder, master=False)
    for report, data in reports_of(result, "SA"):
        assert faults(data) == []
        tables = [t for t in docx.Document(BytesIO(data)).tables if "Chỉ tiêu" in t.rows[0].cells[1].text]
        tables = [t for t in tables if t.rows[0].cells[-1].text != "Đánh giá"]
        assert len(tables) == 1 if months <= 5 else len(tables) >= months // 12
        heads = [[" ".join(c.text.split()) for c in t.rows[0].cells] for t in tables]
        assert {tuple(h[:3]) for h in heads} == {("TT", "Chỉ tiêu", "Đơn vị tính")}
        assert [c for h in heads for c in h[3:]] == [" ".join(c.split()) for c in report.annexes[0].columns[3:]]
        for table in tables:
            widths = [int(c.get(qn("w:w"))) / 56.7 for c in table._tbl.tblGrid.findall(qn("w:gridCol"))]
            assert sum(widths) <= decree.LANDSCAPE.text_width + 0.5
            assert min(widths[3:]) >= 12.9
            assert widths[1] >= 34.9
        letter = drafted(data, "SA", of=result.campaign)
        typed = figures_of(result.used["SA"].figures, "SA")
        assert values(letter) == {k: v for k, v in typed.items() if k[0] in ("C1", "C2", "M2")}
        assert warnings(letter) == []


#: Texts that the document's automatic list replaces.
_DASH = re.compile(r"^\s*(?:[-–—+*•·]\s+)+(?=\S)")
_SIGNS = """I.|1.|a)|-|•|Mặt đạt được|Hạn chế:|KT. GIÁM ĐỐC|Nơi nhận:|./.|Phụ lục|2019|12,5 %|&|<b>|“ngoặc”|đất|\u00a0|\
Trên đây là báo cáo|Kính gửi:|_x000D_|\n|\t|Th¸p|PHẦN I"""
_ODD = "II. Hạn chế: chưa có|1. Một|KT. GIÁM ĐỐC|Trên đây là báo cáo của Sở./.|Nơi nhận:"


@pytest.mark.slow
@given(st.lists(st.lists(st.sampled_from(_SIGNS.split("|")), min_size=1, max_size=9).map(" ".join), max_size=8))
@example(_ODD.split("|"))
def test_any_statement_comes_back_from_word(texts: list[str]) -> None:
    """Under its section, not lost, split or read as a heading, a number or a closing, whatever its text."""
    statements = tuple(
        Statement(id=str(n), agency="SA", section=("dat", "han")[n % 2], text=text, evidence="số 5" if n % 3 else "")
        for n, text in enumerate(text for text in texts if any(c.isalnum() for c in text))
    )
    sections = (
        Section(code="dat", role="achievement", heading="Mặt đạt được"),
        Section(code="han", role="limitation", heading="Hạn chế"),
    )
    sender = Agency(code="SA", name="Sở A", short_name="Sở A")
    campaign = Campaign(id="x", title="Tổng kết", province="Tân Lập", agencies=(sender,), sections=sections)
    submission = Submission(source=Source(file="x"), status="accepted", agency="SA", statements=statements)
    data = word_document(make_agency_report(campaign, submission, DAY)).as_bytes()
    letter = read_agency_report(data, "x.docx", campaign, campaign.agencies[0])
    found = [(p.section, " ".join(clean(p.text).split()), p.evidence) for p in letter.points]
    assert found == [
        (s.section, " ".join(clean(_DASH.sub("", s.text, count=1)).split()), s.evidence)
        for s in sorted(statements, key=lambda s: s.section)
    ]


# --- Confirming ------------------------------------------------------------------------------------


def _texts(sheet: Any) -> Iterator[str]:
    return (cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str))


@pytest.mark.slow
def test_proposed_figures_do_not_count_until_the_note_is_deleted(folder: Folder) -> None:
    """The drafted form holds its figures back and says where they are from; once a row's note is deleted, it counts."""
    before = figures_of(planting.harvested().figures, "SCX")
    report, form = folder.root / "bao-cao.docx", folder.inbox / "SCX.xlsx"
    report.write_bytes(reports_of(planting.harvested(), "SCX")[1][1])
    for path in folder.inbox.glob("*.xlsx"):
        path.unlink()
    assert cli.run(["draft", str(report), "--agency", "SCX", "-o", str(form), "--campaign", str(folder.root)]) == 0
    held = read(folder, form)
    assert {f.state for f in held.figures if f.typed} == {"held"}
    assert codes(held).count("figure-not-confirmed") == 4
    assert held.balance.is_even
    # Its first sheet lists the figures to confirm with table, row, column and words, and so do the cells' notes.
    sheet = keyed(form)["figures"]
    rows = {r.key: r for r in records(sheet)}
    assert str(rows["C1"]["note"]).startswith("[CHƯA XÁC NHẬN] Số liệu đọc từ bảng 3 của báo cáo.")
    book = openpyxl.load_workbook(form)
    texts = set(_texts(book.worksheets[0]))
    assert book.worksheets[0].title == "Cần xác nhận"
    assert any("7 số liệu dưới đây được đọc từ các bảng" in text for text in texts)
    where = "Đề xuất, đọc từ bảng 3 của báo cáo, hàng 3 “Số cây trồng mới”: 2019: “1.250”; 2020: “1.300”."
    assert where in texts
    comment = book[sheet.name][rows["C1"].cells["2019"]].comment
    assert comment is not None
    assert comment.text.startswith(where)
    assert "Số liệu đề xuất chưa được xác nhận." in set(_texts(book["_checks"]))
    # The return of an unconfirmed form has the same cells and notes.
    assert cli.run(["check", "--returns", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 1
    back = {r.key: r for r in records(keyed(form_in(folder.root / "returns", "SCX"))["figures"])}
    for column in ("2019", "2020", "note"):
        assert {k: r[column] for k, r in back.items()} == {k: r[column] for k, r in rows.items()}
    # Confirmed row by row.
    type_into(form, [((sheet.name, rows["C1"].cells["note"]), None)])
    counted = {k: v for k, v in figures_of(read(folder, form).figures, "SCX").items() if v is not None}
    assert counted == {k: v for k, v in before.items() if k[0] == "C1"}
    type_into(form, [((sheet.name, r.cells["note"]), None) for r in rows.values()])
    assert figures_of(read(folder, form).figures, "SCX") == before


def test_a_note_by_the_agency_holds_nothing_back(folder: Folder) -> None:
    """Only the toolkit's mark does: `chưa xác nhận` in other words is a note."""
    filled(folder, "SCX", FIGURES.replace("chưa đếm", "Chưa xác nhận với huyện"))
    figures = read(folder, folder.inbox / "SCX.xlsx").figures
    assert [f.value for f in figures if f.indicator == "C2" and f.typed] == [1000]


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
        for command in (["merge"], ["report"], ["report", "--agency", "SKHCN"]):
            assert cli.run([*command, *arguments]) == 1
        assert len([r for r in records(keyed(target)["statements"]) if r.key != UNPLACED and r["text"]]) > 8
        master = keyed(root / "master.xlsx")
        kept = [r["value"] for r in records(master["leftovers"])]
        kept += [value for r in records(master["info"]) for value in r.values.values()]
        others = " ".join(clean(str(value)) for value in kept)
        both = [_words(root / "bao-cao.docx") + others, _words(root / "returns" / "bao-cao-SKHCN.docx") + others]
        for paragraph in docx.Document(str(report)).paragraphs:
            text = clean(paragraph.text)
            # Other lines are headings, which name their section.
            for sentence in text.split(". ") if text.endswith((".", ";", ":")) else ():
                bare = sentence.strip(" .;-")
                assert len(bare.split()) < 6 or all(bare in words for words in both), bare


def _words(path: Path) -> str:
    made = docx.Document(str(path))
    cells = [c for t in made.tables for row in t.rows for c in row.cells]
    return " ".join(clean(p.text) for p in [*made.paragraphs, *(p for c in cells for p in c.paragraphs)])
