"""Figures in sentences: every number is that of the tables; what cannot be stated is left out or is a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import define, definition, every_way, filled, keyed, merge, random_filling, write
from toolkit.consolidation.sentences import FilledSentence, in_brief, paragraphs_of, sentence_findings, sentences_of
from toolkit.consolidation.splits import shown_share
from toolkit.definition import starter
from toolkit.disclosure.sharing import share
from toolkit.language.numbers import format_number, in_prose
from toolkit.model import Campaign, Consolidation, FigureSentence, Headline
from toolkit.report.annexes import totals_annex
from toolkit.report.assembly import make_report
from toolkit.run.folder import Folder

AGENCIES = """
| code | name      | short_name | group |
|------|-----------|------------|-------|
| XA   | UBND xã A | xã A       | xã    |
| XB   | UBND xã B | xã B       | xã    |
| XC   | UBND xã C | xã C       | xã    |
| XD   | UBND xã D | xã D       | xã    |
"""
INDICATORS = """
| code | topic | label           | unit  | kind    | across_agencies | across_periods | target | direction | formula   | sensitive | choices   |
|------|-------|-----------------|-------|---------|-----------------|----------------|--------|-----------|-----------|-----------|-----------|
| HS   | Học   | Số học sinh     | người | count   | sum             | last           | 400    | higher    |           |           |           |
| DH   | Học   | Số em đi học    | người | count   | sum             | last           |        |           |           |           |           |
| TL   | Học   | Tỷ lệ đi học    | %     | percent |                 | last           | 90     | higher    | =DH/HS*100 |          |           |
| CU   | Tổ    | Số cuộc họp     | cuộc  | count   | sum             | sum            |        |           |           |           |           |
| BE   | Tổ    | Số người bệnh   | người | count   | sum             | last           |        |           |           | yes       |           |
| KH   | Tổ    | Có kế hoạch     | có/không | yesno | count_yes      | last           |        |           |           |           |           |
| XL   | Tổ    | Xếp loại        | mức   | choice  | none            | none           |        |           |           |           | Tốt \\| Khá |
"""  # noqa: E501
FIGURES = """
| code | 2019 | 2020 |
|------|------|------|
| HS   | {hs} |
| DH   | {dh} |
| CU   | {cu} |
| BE   | {be} |
| KH   | Có | {kh} |
| XL   | Tốt | {xl} |
"""


def campaign(root: Path) -> Folder:
    """A campaign without a sheet of sentences."""
    return definition(root, agencies=AGENCIES, indicators=INDICATORS)


def give(folder: Folder, agency: str, **own: str) -> None:
    """An agency's figures; `hs="100 | 110"` are those of 2019 and 2020."""
    usual = {"hs": "100 | 110", "dh": "80 | 99", "cu": "4 | 6", "be": "7 | 9", "kh": "Có", "xl": "Khá"}
    filled(folder, agency, FIGURES.format(**{**usual, **own}))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Four agencies, all of which have reported everything."""
    made = campaign(tmp_path)
    give(made, "XA")
    give(made, "XB", hs="100 | 100", dh="90 | 95")
    give(made, "XC", hs="50 | 60", dh="40 | 51", kh="Không")
    give(made, "XD", hs="70 | 80", dh="60 | 60", xl="Tốt")
    return made


def with_sentences(result: Consolidation, *texts: str) -> Consolidation:
    """The result as if the definition had these sentences, with the findings about them computed again."""
    sentences = tuple(FigureSentence(text=text) for text in texts)
    return replace(result, campaign=replace(result.campaign, sentences=sentences))


def merged(folder: Folder, *texts: str) -> Consolidation:
    """The merge with these sentences in the definition."""
    changed: Campaign = replace(folder.campaign, sentences=tuple(FigureSentence(text=text) for text in texts))
    return merge(replace(folder, campaign=changed), master=False)


def texts_of(folder: Folder, *texts: str) -> list[str]:
    return [stated.text for stated in sentences_of(merged(folder, *texts), "vi")]


STARTERS = Path(starter.__file__).parent

FILLED = {
    "Có {HS}.": "Có 350 người.",
    "Có {HS} người học.": "Có 350 người học.",
    "Có {HS.2019}.": "Có 320 người.",
    "Đạt {TL}.": "Đạt 87,14%.",
    "Đạt {TL} % kế hoạch.": "Đạt 87,14 % kế hoạch.",
    "{CU.ky}, họp {CU}.": "Giai đoạn 2019 - 2020, họp 40 cuộc.",
    "{HS.ky} có {HS}, {HS.thay_doi} so với {HS.ky_truoc}.": "Năm 2020 có 350 người, tăng 9,4% so với năm 2019.",
    "Đạt {TL}[, {TL.thay_doi} so với {TL.ky_truoc}].": "Đạt 87,14%, tăng 2,77 điểm phần trăm so với năm 2019.",
    "Đạt {TL}, {TL.so_muc_tieu} ({TL.muc_tieu}).": "Đạt 87,14%, thấp hơn 2,86 điểm phần trăm so với mục tiêu (90%).",
    "Bằng {HS.ty_le_muc_tieu} kế hoạch.": "Bằng 87,5% kế hoạch.",
    "Bằng {HS.ty_le_muc_tieu}% kế hoạch.": "Bằng 87,5% kế hoạch.",
    "Họp {CU}[, {CU.thay_doi} so với {CU.ky_truoc}].": "Họp 40 cuộc, năm 2020 tăng 50% so với năm 2019.",
    "{KH} có kế hoạch[, {KH.thay_doi}].": "03 đơn vị có kế hoạch, giảm 01 đơn vị.",
    "{KH.so}/4 xã có kế hoạch.": "3/4 xã có kế hoạch.",
    "Xếp loại: {XL}.": "Xếp loại: Tốt: 1; Khá: 3.",
    "Số liệu của {HS.so_don_vi}.": "Số liệu của 04/04 đơn vị.",
    "{HS.ten}: {HS.so} {HS.don_vi_tinh}.": "Số học sinh: 350 người.",
    "Cao nhất là {TL.cao_nhat}, thấp nhất là {TL.thap_nhat}.": ("Cao nhất là xã B với 95%, thấp nhất là xã D với 75%."),
    "Nhiều nhất là {HS.cao_nhat}.": "Nhiều nhất là xã A với 110 người.",
    "{HS.period}: {HS}[, {HS.change} on {HS.since}][, {HS.against_target}][; {TL.change}].": (
        "2020: 350 người, up 9.4% on 2019, 50 người below the target; up 2.77 percentage points."
    ),
    "Đạt {TL}[, trong đó {BE} bệnh][, {XL.so_muc_tieu}].": "Đạt 87,14%, trong đó 36 người bệnh.",
}


def test_zero_is_written_as_a_word_and_a_number_below_ten_with_a_zero(tmp_path: Path) -> None:
    """`0 người` after có or còn becomes `không có người`; percentages have no zero before them."""
    made = campaign(tmp_path)
    give(made, "XA", be="0 | 0", hs="9 | 5", dh="9 | 5")
    printed = texts_of(made, "Năm 2020 đã có {BE} bệnh, còn {BE}; có {HS}.", "Đạt {TL}, có {BE.so} ca.", "Là {BE}.")
    partial = " (chưa có đủ số liệu của 03/04 đơn vị)."
    assert [text.replace(partial, ".") for text in printed] == [
        "Năm 2020 không có người bệnh, không còn người; có 05 người.",
        "Đạt 100%, không có ca.",
        "Là 0 người.",
    ]


def test_fields_are_filled_as_officials_write(folder: Folder) -> None:
    """Units, points of per cent, periods and names; English names of fields make an English sentence."""
    assert texts_of(folder, *FILLED) == list(FILLED.values())


def test_a_complete_figure_says_that_it_is_of_the_whole_province(folder: Folder, tmp_path: Path) -> None:
    """An incomplete one has the number of agencies in place of the caveat, also where the sentence says “whole”."""
    field, typed = "{HS.ky}, {HS.pham_vi} có {HS} người.", "{HS.ky}, toàn tỉnh có {HS} người."
    assert texts_of(folder, field, typed) == ["Năm 2020, toàn tỉnh có 350 người."] * 2
    some = campaign(tmp_path / "some")
    give(some, "XA")
    give(some, "XB")
    by_some = "Năm 2020, theo số liệu của 02/04 đơn vị đã báo cáo, có 220 người."
    assert texts_of(some, field, typed) == [by_some] * 2
    result = merged(some, field, typed)
    overstated = [f for f in sentence_findings(result) if f.code == "scope-overstated"]
    assert [(f.indicator, f.value) for f in overstated] == [("HS", typed)]
    assert texts_of(some, "{HS.pham_vi} có {HS} người, {CU}.")[0].startswith("Theo số liệu của 02/04 đơn vị")
    assert "whole province" not in texts_of(some, "{HS.period}: {HS.scope}, {HS}.")[0]


def test_a_paragraph_of_the_report_has_one_remark(tmp_path: Path) -> None:
    """That of the figure with the most missing agencies; the others are under the table."""
    some = campaign(tmp_path)
    give(some, "XA", hs="100 | -")
    give(some, "XB", cu="nhiều | 5")
    result = merged(some, "Có {HS} người.", "Họp {CU}.")
    paragraph = sentences_of(result, "vi")
    assert [stated.text.count("(") for stated in paragraph] == [1, 1]
    brief = in_brief(paragraph, "vi")
    assert brief.count("(") == 1
    assert "bị giữ lại" not in brief
    assert brief.replace(brief[brief.index(" (") : brief.index(")") + 1], "") == " ".join(s.plain for s in paragraph)


def test_sentences_of_ready_definitions_use_the_field_for_the_whole_province() -> None:
    """They never state it themselves."""
    texts = [path.read_text(encoding="utf-8") for path in STARTERS.rglob("sentences.tsv")]
    assert len(texts) > 4
    assert not any("toàn tỉnh" in text.casefold() for text in texts)


def test_words_for_rise_fall_and_no_change(tmp_path: Path) -> None:
    """The words follow the sign: of a decline, of no change, and of a rise from zero."""
    folder = campaign(tmp_path)
    for agency in ("XA", "XB", "XC", "XD"):
        give(folder, agency, hs="110 | 100", dh="50 | 50", cu="0 | 3", kh="Có")
    texts = ("{HS.thay_doi}", "{DH.thay_doi}", "{CU.thay_doi}", "{TL.thay_doi}", "{KH.thay_doi}")
    assert texts_of(folder, *texts) == [
        "Giảm 9,1%",
        "Không thay đổi",
        "Năm 2020 tăng 12 cuộc",
        "Tăng 4,55 điểm phần trăm",
        "Không thay đổi",
    ]


@pytest.mark.parametrize(
    ("figure", "share_of", "against"),
    [("100 | 100", "100%", "bằng mục tiêu"), ("100 | 101", "101%", "vượt 04 người so với mục tiêu")],
)
def test_a_reached_target_is_stated(tmp_path: Path, figure: str, share_of: str, against: str) -> None:
    """At the target, and over it."""
    folder = campaign(tmp_path)
    for agency in ("XA", "XB", "XC", "XD"):
        give(folder, agency, hs=figure)
    assert texts_of(folder, "Đạt {HS.ty_le_muc_tieu}, {HS.so_muc_tieu}.") == [f"Đạt {share_of}, {against}."]


def test_almost_reached_is_not_reached(tmp_path: Path) -> None:
    """99,98 % is not rounded to all of it."""
    folder = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators=INDICATORS.replace("400 ", "40000"),
        sentences="| text |\n|---|\n| Đạt {HS.ty_le_muc_tieu}. |",
    )
    give(folder, "XA", hs="1 | 39990")
    (text,) = [s.text for s in sentences_of(merge(folder, master=False), "vi")]
    assert text.startswith("Đạt 99,98% (")


# --- Missing values ------------------------------------------------------------------------------------


def test_a_clause_without_a_value_is_left_out(tmp_path: Path) -> None:
    """Without an earlier period or a target the rest is printed, without stray blanks or signs."""
    folder = campaign(tmp_path)
    for agency in ("XA", "XB", "XC"):
        give(folder, agency, hs=" | 110")
    give(folder, "XD", hs=" | 110")
    text = "Có {HS}[, {HS.thay_doi} so với {HS.ky_truoc}] [ ({CU.muc_tieu})]; họp {CU} ."
    assert texts_of(folder, text) == ["Có 440 người; họp 40 cuộc."]


def test_a_sentence_without_its_figure_is_left_out_with_a_finding(tmp_path: Path) -> None:
    """The finding names the sentence and the field; the other sentences are printed."""
    folder = campaign(tmp_path)
    for agency in ("XA", "XB", "XC", "XD"):
        give(folder, agency, hs=" | ")
    text = "Có {HS}, họp {CU}."
    result = merged(folder, text, "Họp {CU}.", "[Có {HS}.]")
    assert [s.text for s in sentences_of(result, "vi")] == ["Họp 40 cuộc."]
    found = [f for f in result.findings if f.code == "sentence-not-printed"]
    assert [(f.value, f.text("name"), f.indicator) for f in found] == [(text, "{HS}", "HS")]


def test_an_incomplete_figure_is_followed_by_its_caveat(tmp_path: Path) -> None:
    """Missing agencies are stated at the end of the sentence, before its full stop."""
    folder = campaign(tmp_path)
    give(folder, "XA")
    give(folder, "XB", cu="5 | ")
    give(folder, "XC")
    stated = texts_of(folder, "Có {HS}.", "Họp {CU}", "Có {HS}, họp {CU}.")
    assert stated == [
        "Có 330 người (chưa có đủ số liệu của 01/04 đơn vị).",
        "Họp 25 cuộc (chưa có đủ số liệu của 02/04 đơn vị)",
        "Có 330 người, họp 25 cuộc (số liệu chưa đầy đủ, "
        "chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của 02/04 đơn vị).",
    ]


def test_a_sentence_says_that_a_figure_is_held_back(folder: Folder) -> None:
    """A held figure is not in the number."""
    give(folder, "XD", cu="4 | nhiều")
    (stated,) = texts_of(folder, "Họp {CU}.")
    assert stated == "Họp 34 cuộc (chưa gồm 01 số liệu bị giữ lại vì còn lỗi)."


def test_a_change_states_which_agencies_it_counts(folder: Folder) -> None:
    """It is computed as that of the key figure, over the agencies in both periods."""
    give(folder, "XD", hs=" | 80")
    (stated,) = texts_of(folder, "Có {HS}, {HS.thay_doi}.")
    assert "tăng 8% (ở 03 đơn vị có số liệu cả hai kỳ)" in stated


def test_a_change_from_a_doubtful_figure_says_so(folder: Folder) -> None:
    """The error is in the earlier period: the present figure alone has no caveat, its change has one."""
    texts = ("Có {HS}.", "Có {HS}, {HS.thay_doi}.", "Có {HS.2019}.", "Năm trước {HS.2019}, {HS.thay_doi}.")
    result = merged(folder, *texts)
    before = replace(result.totals["HS", "2019"], doubtful=1, wanting=1)
    stated = sentences_of(replace(result, totals={**result.totals, ("HS", "2019"): before}), "vi")
    assert [s.text for s in stated] == [
        "Có 350 người.",
        "Có 350 người, tăng 9,4% (gồm cả số liệu còn lỗi chưa sửa).",
        "Có 320 người (chưa có đủ số liệu của 01/04 đơn vị; gồm cả 01 số liệu còn lỗi chưa sửa).",
        "Năm trước 320 người, tăng 9,4% (số liệu chưa đầy đủ, chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của "
        "01/04 đơn vị; gồm cả số liệu còn lỗi chưa sửa).",
    ]


# --- Naming agencies ------------------------------------------------------------------------------------


def test_agencies_with_the_same_figure_are_all_named(tmp_path: Path) -> None:
    """Up to three agencies are named; more are counted. Where all have the same figure none is named."""
    folder = campaign(tmp_path)
    for agency, meetings in zip(("XA", "XB", "XC", "XD"), ("1 | 1", "2 | 3", "3 | 2", "5 | 0"), strict=True):
        give(folder, agency, cu=meetings)
    stated = texts_of(folder, "[Nhiều nhất: {CU.cao_nhat}.]", "[Ít nhất: {CU.thap_nhat}.]", "[{HS.cao_nhat}]")
    assert stated == ["Nhiều nhất: xã B, xã C và xã D cùng ở mức 05 cuộc.", "Ít nhất: xã A với 02 cuộc."]


@pytest.mark.slow
def test_equal_sums_of_decimals_are_equal(tmp_path: Path) -> None:
    """0,1 + 0,2 is 0,3: both agencies have the lowest figure."""
    folder = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators="""
            | code | label     | unit | kind    | across_agencies | across_periods |
            |------|-----------|------|---------|-----------------|----------------|
            | DT   | Diện tích | ha   | decimal | sum             | sum            |
        """,
        sentences="| text |\n|---|\n| Ít nhất: {DT.thap_nhat}. |",
    )
    for agency, areas in zip(("XA", "XB", "XC", "XD"), ("0,1 | 0,2", "0,3 | 0", "1 | 1", "1 | 2"), strict=True):
        filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n| DT | {areas} |")
    assert [s.text for s in sentences_of(merge(folder, master=False), "vi")] == [
        "Ít nhất: xã A và xã B cùng ở mức 0,3 ha."
    ]


def test_no_agency_is_named_among_fewer_than_three(tmp_path: Path) -> None:
    """Nor one whose figures are incomplete."""
    folder = campaign(tmp_path)
    give(folder, "XA", cu="9 | 9")
    give(folder, "XB")
    give(folder, "XC", cu=" | 99")
    assert texts_of(folder, "[Nhiều nhất: {CU.cao_nhat}.]") == []


def test_no_agency_is_named_while_a_figure_has_an_open_error(folder: Folder) -> None:
    """The faulty figure could be the highest."""
    result = merged(folder, "[Nhiều nhất: {HS.cao_nhat}.]")
    doubtful = replace(result, doubts={("HS", "2020"): {"XA": ("R1",)}})
    assert [len(sentences_of(r, "vi")) for r in (result, doubtful)] == [1, 0]


# --- The copy for circulation -----------------------------------------------------------------------------


@pytest.mark.slow
def test_sentences_of_the_copy_leave_out_masked_figures(tmp_path: Path) -> None:
    """A masked total takes its clause and its change with it, in sentences made from the copy's result."""
    folder = campaign(tmp_path)
    for agency, sick in zip(("XA", "XB", "XC", "XD"), (" | ", "0 | 2", " | ", " | "), strict=True):
        give(folder, agency, be=sick)
    result = merged(folder, "Họp {CU}[, có {BE}].", "Có {BE}.", "[Bệnh {BE.thay_doi}.]")
    shared = share(result).result
    assert shared.totals["BE", "2020"].shown == "masked"
    assert [s.text for s in sentences_of(result, "vi")] == [
        "Họp 40 cuộc, có 02 người (số liệu chưa đầy đủ, "
        "chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của 03/04 đơn vị).",
        "Có 02 người (chưa có đủ số liệu của 03/04 đơn vị).",
        "Bệnh tăng 02 người (chưa có đủ số liệu của 03/04 đơn vị).",
    ]
    assert [s.text for s in sentences_of(shared, "vi")] == ["Họp 40 cuộc."]


def test_no_agency_is_named_where_a_figure_is_masked(folder: Folder) -> None:
    """The masked figure could be the highest, and naming the lowest agency would narrow it down."""
    result = merged(folder, "[Nhiều nhất: {CU.cao_nhat}.]", "[Đông nhất: {HS.cao_nhat}.]")
    own = [(f.agency, f.indicator, f.period) for f in result.figures].index(("XC", "CU", "2019"))
    figures = list(result.figures)
    figures[own] = figures[own]._replace(value=None, state="masked")
    stated = sentences_of(replace(result, figures=tuple(figures)), "vi")
    assert [s.text for s in stated] == ["Đông nhất: xã A với 110 người."]


def test_a_masked_total_is_not_compared_with_a_target(folder: Folder) -> None:
    """Whatever follows from the total is left out too."""
    result = merged(folder, "[Có {HS}.]", "[Đạt {HS.ty_le_muc_tieu}.]", "[{HS.so_muc_tieu}]", "Họp {CU}.")
    hidden = {key: replace(t, value=None, shown="masked") for key, t in result.totals.items() if key[0] == "HS"}
    masked = replace(result, totals={**result.totals, **hidden})
    assert [s.text for s in sentences_of(masked, "vi")] == ["Họp 40 cuộc."]


# --- Their positions ------------------------------------------------------------------------------------

SECTIONS = """
| code | role        | heading      |
|------|-------------|--------------|
| tc   | organisation | Tổ chức     |
| kq   | result      | Kết quả      |
| hc   | limitation  | Hạn chế      |
"""
PLACED = """
| topic | section | text         | page |
|-------|---------|--------------|------|
| Học   |         | Có {HS}.     |      |
| Tổ    | tc      | Họp {CU}.    | no   |
| Học   |         | Đạt {TL}.    |      |
|       | hc      | Bệnh {BE}.   |      |
"""


def placed(root: Path) -> Folder:
    folder = definition(root, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, sentences=PLACED)
    for agency in ("XA", "XB", "XC", "XD"):
        give(folder, agency)
    return folder


@pytest.mark.slow
def test_paragraphs_are_in_their_sections(tmp_path: Path) -> None:
    """Sentences of a topic are together, without a section under the results; the Word report prints them first."""
    result = merge(placed(tmp_path))
    report = make_report(result)
    printed = {s.heading: tuple(own.text for own in s.figures) for c in report.chapters for s in c.sections}
    assert printed == {
        "Tổ chức": ("Họp 40 cuộc.",),
        "Kết quả": ("Có 440 người. Đạt 90%.",),
        "Hạn chế": ("Bệnh 36 người.",),
    }


def test_the_leaders_page_has_sentences_with_links(tmp_path: Path) -> None:
    """One line for each topic, linked to the row of its first figure; those marked `no` are left out."""
    folder = placed(tmp_path)
    merge(folder)
    sheet = keyed(folder.master)["summary"]
    lines = [[str(c) for c in row.cells if c not in (None, "")] for row in sheet.rows]
    assert ["#", "Học", "Có 440 người. Đạt 90%.", "row:figures:Học"] in lines
    assert not any("Họp" in cell for line in lines for cell in line)


def test_without_the_sheet_key_figures_have_built_in_sentences(tmp_path: Path) -> None:
    """These name no agency. A sheet without rows means no sentences."""
    folder = campaign(tmp_path)
    for agency in ("XA", "XB", "XC", "XD"):
        give(folder, agency)
    result = merge(folder, master=False)
    stated = sentences_of(result, "vi")
    assert [s.text for s in stated][:2] == [
        "Số học sinh năm 2020 là 440 người, vượt 40 người so với mục tiêu (400 người); tăng 10% so với năm 2019.",
        "Tỷ lệ đi học năm 2020 là 90%, bằng mục tiêu (90%); tăng 10 điểm phần trăm so với năm 2019.",
    ]
    assert len(stated) == len(result.headlines)
    assert next(s.text for s in sentences_of(result, "en")) == (
        "Số học sinh, 2020: 440 người, 40 người above the target (400 người); up 10% on 2019."
    )
    assert sentences_of(with_sentences(result), "vi") == ()


def test_paragraphs_keep_the_order(tmp_path: Path) -> None:
    """Sentences without a topic are separate; a topic may be typed in other capitals or without diacritics."""

    def stated(topic: str, text: str) -> FilledSentence:
        return FilledSentence(topic=topic, section="", text=text, page=True, sources=())

    rows = [stated("Tổ a", "1"), stated("", "2"), stated("b", "3"), stated("", "4"), stated("to A", "5")]
    assert [[s.text for s in p] for p in paragraphs_of(rows)] == [["1", "5"], ["2"], ["3"], ["4"]]


# --- The same numbers as in the tables ---------------------------------------------------------------------


def table_texts(result: Consolidation) -> dict[tuple[str, str], str]:
    """Each total as it is printed in the annex of the Word report."""
    annex = totals_annex(result, "")
    assert annex is not None
    keys = [p.key for p in result.campaign.periods] + ["total"] * (len(result.campaign.periods) > 1)
    rows = [row for row in annex.rows if not row.group]
    return {
        (i.code, key): row.cells[3 + place]
        for i, row in zip(result.campaign.indicators, rows, strict=True)
        for place, key in enumerate(keys)
    }


def same_as_the_table(result: Consolidation) -> int:
    """Checks each field's number against the printed table; returns how many had one."""
    printed = table_texts(result)
    seen = 0
    for (code, key), text in printed.items():
        changed = with_sentences(result, f"[Số: {{{code}.{key}}}.]")
        found = [s.text for s in sentences_of(changed, "vi")]
        if text in ("…", "–"):
            assert found == []
            continue
        seen += 1
        number = re.match(r"Số: (.*?)(?: \((?:chưa|gồm|tính|có|số|\d+ đơn vị)[^()]*\))?\.\Z", found[0])
        assert number is not None
        indicator = changed.campaign.indicator_by_code[code]
        unit = {"yesno": " đơn vị"}.get(
            indicator.kind, indicator.unit if indicator.unit == "%" else f" {indicator.unit}"
        )
        shown = number[1] if indicator.kind == "choice" else number[1].removesuffix(unit)
        printed_text = text.removesuffix(" đơn vị có")
        assert shown == (printed_text if indicator.kind == "choice" else in_prose(printed_text, "vi", indicator.kind))
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_number_in_a_sentence_is_that_of_the_table(tmp_path: Path, seed: int) -> None:
    """For every way of adding up, at random figures: the same digits except zeros at the end."""
    folder = define(tmp_path, every_way())
    for agency in folder.campaign.agency_by_code:
        write(folder, agency, random_filling(folder, agency, seed, blanks=0.1, words=0.1))
    assert same_as_the_table(merge(folder, master=False)) > 50


def test_a_change_in_a_sentence_is_that_of_the_key_figure(folder: Folder) -> None:
    """Where a key figure is compared with a period, sentences have the same comparison."""
    result = merged(folder, "{CU.thay_doi}", "{DH.thay_doi}", "{HS.thay_doi}")
    tiles: Mapping[str, Headline] = {h.indicator: h for h in result.headlines if h.comparison.kind == "change"}
    assert tiles
    for code in tiles.keys() & result.in_sentences.keys():
        change, tile = result.in_sentences[code].comparison, tiles[code].comparison
        assert (change.base, change.difference, change.percent) == (tile.base, tile.difference, tile.percent)
    percent = result.in_sentences["DH"].comparison.percent or 0.0
    assert texts_of(folder, "{DH.thay_doi}") == [f"Tăng {format_number(round(percent, 1), 'vi')}%"]


@pytest.mark.parametrize(
    ("label", "begins"),
    [("Số hồ sơ trong kỳ", "Số hồ sơ trong kỳ, năm 2020, là 03 hồ sơ"), ("Số hồ sơ", "Số hồ sơ năm 2020 là 03 hồ sơ")],
)
@pytest.mark.parametrize("compared", ["", "same_period"])
def test_a_label_that_ends_in_a_time_is_separated_from_the_period(
    tmp_path: Path, label: str, begins: str, compared: str
) -> None:
    """A comma keeps “trong quý” and “quý IV năm 2026” from running together, in both built-in sentences."""
    rows = (
        "| code | label | unit | kind | across_agencies | across_periods | headline | compared_with |\n"
        f"|--|--|--|--|--|--|--|--|\n| HO | {label} | hồ sơ | count | sum | last | 1 | {compared} |\n"
    )
    made = definition(tmp_path, agencies=AGENCIES, indicators=rows)
    filled(made, "XA", "| code | 2019 | 2020 |\n|--|--|--|\n| HO | 2 | 3 |\n")
    (first,) = sentences_of(merge(made, master=False), "vi")
    assert first.text.startswith(begins)


def test_a_share_is_rounded_as_excel_rounds_it() -> None:
    """650 of 800 are 81,25 %: the sentence rounds as the sheet of totals does."""
    assert [shown_share(value, "vi") for value in (81.25, 12.35, 62.0, 0.05)] == ["81,3%", "12,4%", "62%", "0,1%"]
