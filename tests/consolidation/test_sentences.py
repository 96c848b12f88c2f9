"""Figures in sentences: every number is that of the tables; what cannot be stated is left out or is a finding."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import define, definition, every_way, filled, keyed, merge, random_filling, write
from tests.effort import effort
from toolkit.consolidation.key_figures import key_figures
from toolkit.consolidation.sentences import FilledSentence, in_brief, paragraphs_of, sentence_findings, sentences_of
from toolkit.consolidation.splits import shown_share
from toolkit.definition import starter
from toolkit.disclosure.sharing import share
from toolkit.language.numbers import format_number, in_prose
from toolkit.messages.reports import words
from toolkit.model import Consolidation, FigureSentence
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
| code | topic | label | unit | kind | across_agencies | across_periods | target | direction | formula | sensitive | choices |
|----|-----|-----------------|----------|---------|-----------|------|-----|--------|------------|-----|-------------|
| HS | Học | Số học sinh     | người    | count   | sum       | last | 400 | higher |            |     |             |
| DH | Học | Số em đi học    | người    | count   | sum       | last |     |        |            |     |             |
| TL | Học | Tỷ lệ đi học    | %        | percent |           | last | 90  | higher | =DH/HS*100 |     |             |
| CU | Tổ  | Số cuộc họp     | cuộc     | count   | sum       | sum  |     |        |            |     |             |
| BE | Tổ  | Số người bệnh   | người    | count   | sum       | last |     |        |            | yes |             |
| KH | Tổ  | Có kế hoạch     | có/không | yesno   | count_yes | last |     |        |            |     |             |
| XL | Tổ  | Xếp loại        | mức      | choice  | none      | none |     |        |            |     | Tốt \\| Khá |
| DT | Tổ  | Diện tích       | ha       | decimal | sum       | sum  | 40  | higher |            |     |             |
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
| DT   | {dt} |
"""
USUAL = {"hs": "100,110", "dh": "80,99", "cu": "4,6", "be": "7,9", "kh": "Có", "xl": "Khá", "dt": "1,1"}
#: Four agencies, all of which have reported everything.
FOUR = "XA / XB hs=100,100 dh=90,95 / XC hs=50,60 dh=40,51 kh=Không / XD hs=70,80 dh=60,60 xl=Tốt"


def given(root: Path, figures: str, **more: Any) -> Folder:
    """A campaign with the figures of these agencies, or of all: the usual ones, or `hs=100,110` in 2019 and 2020."""
    made = definition(root, agencies=AGENCIES, indicators=INDICATORS, **more)
    for report in filter(None, figures.split(" / ")):
        who, *changes = report.split()
        cells = {**USUAL, **dict(change.split("=") for change in changes)}
        for agency in made.campaign.agency_by_code if who == "ALL" else [who]:
            filled(made, agency, FIGURES.format(**{key: text.replace(",", " | ") for key, text in cells.items()}))
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return given(tmp_path, FOUR)


def with_sentences(result: Consolidation, *texts: str) -> Consolidation:
    """The result as if the definition had these sentences."""
    sentences = tuple(FigureSentence(text=text) for text in texts)
    return replace(result, campaign=replace(result.campaign, sentences=sentences))


def merged(folder: Folder, *texts: str) -> Consolidation:
    """The merge with these sentences in the definition."""
    sentences = tuple(FigureSentence(text=text) for text in texts)
    return merge(replace(folder, campaign=replace(folder.campaign, sentences=sentences)), master=False)


def printed(result: Consolidation) -> list[str]:
    return [sentence.text for sentence in sentences_of(result, "vi")]


#: What agencies report, and what is printed of sentences: nothing where they are left out.
PRINTED = {
    "fields are filled as officials write; English names of fields make an English sentence": (
        FOUR,
        """
Có {HS}. → Có 350 người.
Có {HS} người học. → Có 350 người học.
Có {HS.2019}. → Có 320 người.
Đạt {TL}. → Đạt 87,14%.
Đạt {TL} % kế hoạch. → Đạt 87,14 % kế hoạch.
{CU.ky}, họp {CU}. → Giai đoạn 2019 - 2020, họp 40 cuộc.
{HS.ky} có {HS}, {HS.thay_doi} so với {HS.ky_truoc}. → Năm 2020 có 350 người, tăng 9,4% so với năm 2019.
Đạt {TL}[, {TL.thay_doi} so với {TL.ky_truoc}]. → Đạt 87,14%, tăng 2,77 điểm phần trăm so với năm 2019.
Đạt {TL}, {TL.so_muc_tieu} ({TL.muc_tieu}). → Đạt 87,14%, thấp hơn 2,86 điểm phần trăm so với mục tiêu (90%).
Bằng {HS.ty_le_muc_tieu} kế hoạch. → Bằng 87,5% kế hoạch.
Bằng {HS.ty_le_muc_tieu}% kế hoạch. → Bằng 87,5% kế hoạch.
Họp {CU}[, {CU.thay_doi} so với {CU.ky_truoc}]. → Họp 40 cuộc, năm 2020 tăng 50% so với năm 2019.
{KH} có kế hoạch[, {KH.thay_doi}]. → 03 đơn vị có kế hoạch, giảm 01 đơn vị.
{KH.so}/4 xã có kế hoạch. → 3/4 xã có kế hoạch.
Xếp loại: {XL}. → Xếp loại: Tốt: 1; Khá: 3.
Số liệu của {HS.so_don_vi}. → Số liệu của 04/04 đơn vị.
{HS.ten}: {HS.so} {HS.don_vi_tinh}. → Số học sinh: 350 người.
Cao nhất là {TL.cao_nhat}, thấp nhất là {TL.thap_nhat}. → Cao nhất là xã B với 95%, thấp nhất là xã D với 75%.
Nhiều nhất là {HS.cao_nhat}. → Nhiều nhất là xã A với 110 người.
{HS.period}: {HS}[, {HS.change} on {HS.since}][, {HS.against_target}][; {TL.change}]. → \
2020: 350 người, up 9.4% on 2019, 50 người below the target; up 2.77 percentage points.
Đạt {TL}[, trong đó {BE} bệnh][, {XL.so_muc_tieu}]. → Đạt 87,14%, trong đó 36 người bệnh.
{HS.ky}, {HS.pham_vi} có {HS} người. → Năm 2020, toàn tỉnh có 350 người.
{HS.ky}, toàn tỉnh có {HS} người. → Năm 2020, toàn tỉnh có 350 người.
""",
    ),
    "an incomplete figure is not of the whole province, also where the sentence says so": (
        "XA / XB",
        """
{HS.ky}, {HS.pham_vi} có {HS} người. → Năm 2020, theo số liệu của 02/04 đơn vị đã báo cáo, có 220 người.
{HS.ky}, {HS.pham_vi}, có {HS} người. → Năm 2020, theo số liệu của 02/04 đơn vị đã báo cáo, có 220 người.
{HS.ky}, toàn tỉnh có {HS} người. → Năm 2020, theo số liệu của 02/04 đơn vị đã báo cáo, có 220 người.
{HS.pham_vi} có {HS} người, {CU}. → Theo số liệu của 02/04 đơn vị đã báo cáo, có 220 người, 20 cuộc.
{HS.period}: {HS.scope} {HS}. → 2020: by the figures of 2 of 4 agencies, 220 người.
""",
    ),
    "zero is a word after có or còn, a number below ten has a zero before it, a percentage none": (
        "XA be=0,0 hs=9,5 dh=9,5",
        """
Năm 2020 đã có {BE} bệnh, còn {BE}; có {HS}. → \
Năm 2020 không có người bệnh, không còn người; có 05 người (chưa có đủ số liệu của 03/04 đơn vị).
Đạt {TL}, có {BE.so} ca. → Đạt 100%, không có ca (chưa có đủ số liệu của 03/04 đơn vị).
Là {BE}. → Là 0 người (chưa có đủ số liệu của 03/04 đơn vị).
""",
    ),
    "words for a fall, no change and a rise from zero; a target that is reached; 99,98 % is not all": (
        "ALL hs=110,100 dh=50,50 cu=0,3 dt=5,4.9975",
        """
{HS.thay_doi} → Giảm 9,1%
{DH.thay_doi} → Không thay đổi
{CU.thay_doi} → Năm 2020 tăng 12 cuộc
{TL.thay_doi} → Tăng 4,55 điểm phần trăm
{KH.thay_doi} → Không thay đổi
Đạt {HS.ty_le_muc_tieu}, {HS.so_muc_tieu}. → Đạt 100%, bằng mục tiêu.
Đạt {DT.ty_le_muc_tieu}. → Đạt 99,98%.
""",
    ),
    "a clause without an earlier period or a target is left out, without stray blanks or signs": (
        "ALL hs=,101",
        """
Có {HS}[, {HS.thay_doi} so với {HS.ky_truoc}] [ ({CU.muc_tieu})]; họp {CU} . → Có 404 người; họp 40 cuộc.
Đạt {HS.ty_le_muc_tieu}, {HS.so_muc_tieu}. → Đạt 101%, vượt 04 người so với mục tiêu.
""",
    ),
    "missing agencies are stated at the end, before the full stop; no agency is named among fewer than three": (
        "XA cu=9,9 / XB cu=5, / XC cu=4,6",
        """
Có {HS}. → Có 330 người (chưa có đủ số liệu của 01/04 đơn vị).
Họp {CU} → Họp 33 cuộc (chưa có đủ số liệu của 02/04 đơn vị)
Có {HS}, họp {CU}. → \
Có 330 người, họp 33 cuộc (số liệu chưa đầy đủ, chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của 02/04 đơn vị).
[Nhiều nhất: {CU.cao_nhat}.] →
""",
    ),
    "a held figure is not in the number; a change counts the agencies with both periods": (
        FOUR.replace("hs=70,80", "hs=,80 cu=4,nhiều"),
        """
Họp {CU}. → Họp 34 cuộc (chưa gồm 01 số liệu bị giữ lại vì còn lỗi).
Có {HS}, {HS.thay_doi}. → Có 350 người, tăng 8% (ở 03 đơn vị có số liệu cả hai kỳ).
""",
    ),
    "up to three agencies with the same figure are named, more are counted; none where all have the same": (
        "XA cu=1,1 dt=0.1,0.2 / XB cu=2,3 dt=0.3,0 / XC cu=3,2 dt=1,1 / XD cu=5,0 dt=1,2",
        """
[Nhiều nhất: {CU.cao_nhat}.] → Nhiều nhất: xã B, xã C và xã D cùng ở mức 05 cuộc.
[Ít nhất: {CU.thap_nhat}.] → Ít nhất: xã A với 02 cuộc.
[{HS.cao_nhat}] →
Ít nhất: {DT.thap_nhat}. → Ít nhất: xã A và xã B cùng ở mức 0,3 ha.
""",
    ),
}


@pytest.mark.parametrize("case", PRINTED)
def test_sentences_are_printed_with_what_is_known(tmp_path: Path, case: str) -> None:
    """With units, periods, names and the words for the size of a change; caveats are added."""
    figures, lines = PRINTED[case]
    expected = {text: shown.strip() for text, _, shown in (line.partition(" →") for line in lines.strip().split("\n"))}
    result = merged(given(tmp_path, figures), *expected)
    assert {text: "".join(printed(with_sentences(result, text))) for text in expected} == expected


def test_sentences_that_cannot_be_printed_are_findings(tmp_path: Path) -> None:
    """One without its figure is left out, one that states too much is changed; each finding names the sentence."""
    missing, overstated = "Có {HS}, họp {CU}.", "Toàn tỉnh họp {CU}."
    result = merged(given(tmp_path, "XA hs=, / XB hs=,"), missing, overstated, "Họp {CU}.", "[Có {HS}.]")
    assert [text.partition(" (")[0] for text in printed(result)][1:] == ["Họp 20 cuộc"]
    found = [(f.code, f.indicator, f.value) for f in sentence_findings(result)]
    assert found == [("sentence-not-printed", "HS", missing), ("scope-overstated", "CU", overstated)]
    assert [f.text("name") for f in result.findings if f.code == "sentence-not-printed"] == ["{HS}"]


def test_a_paragraph_of_the_report_has_one_remark(tmp_path: Path) -> None:
    """That of the figure with the most missing agencies; the others are under the table."""
    result = merged(given(tmp_path, "XA hs=100,- / XB cu=nhiều,5"), "Có {HS} người.", "Họp {CU}.")
    paragraph = sentences_of(result, "vi")
    assert [stated.text.count("(") for stated in paragraph] == [1, 1]
    brief = in_brief(paragraph, "vi")
    assert brief.count("(") == 1
    assert "bị giữ lại" not in brief
    assert brief.replace(brief[brief.index(" (") : brief.index(")") + 1], "") == " ".join(s.plain for s in paragraph)


def test_sentences_of_ready_definitions_use_the_field_for_the_whole_province() -> None:
    """They never state it themselves."""
    texts = [path.read_text(encoding="utf-8") for path in Path(starter.__file__).parent.rglob("sentences.tsv")]
    assert len(texts) > 4
    assert not any("toàn tỉnh" in text.casefold() for text in texts)


def test_doubtful_figures_are_stated_and_masked_ones_left_out(folder: Folder) -> None:
    """With whatever follows from them: changes, shares of a target, and the names of agencies."""
    texts = ("Có {HS}.", "Có {HS}, {HS.thay_doi}.", "Có {HS.2019}.", "Năm trước {HS.2019}, {HS.thay_doi}.")
    result = merged(folder, *texts)
    before = replace(result.totals["HS", "2019"], doubtful=1, wanting=1)
    # The error is in the earlier period: the present figure alone has no caveat, its change has one.
    assert printed(replace(result, totals={**result.totals, ("HS", "2019"): before})) == [
        "Có 350 người.",
        "Có 350 người, tăng 9,4% (gồm cả số liệu còn lỗi chưa sửa).",
        "Có 320 người (chưa có đủ số liệu của 01/04 đơn vị; gồm cả 01 số liệu còn lỗi chưa sửa).",
        "Năm trước 320 người, tăng 9,4% (số liệu chưa đầy đủ, chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của "
        "01/04 đơn vị; gồm cả số liệu còn lỗi chưa sửa).",
    ]
    # An agency with an open error is not ranked; none is while a figure is masked: it could be the highest.
    result = merged(folder, "[Đông nhất: {HS.cao_nhat}.]")
    assert printed(result) == ["Đông nhất: xã A với 110 người."]
    assert printed(replace(result, doubts={("HS", "2020"): {"XA": ("R1",)}})) == [
        "Đông nhất: xã B với 100 người (không tính số liệu đang hỏi lại của xã A)."
    ]
    figures = tuple(
        f._replace(value=None, state="masked") if (f.agency, f.indicator, f.period) == ("XC", "HS", "2020") else f
        for f in result.figures
    )
    assert printed(replace(result, figures=figures)) == []
    # A masked total is not compared with its target.
    result = merged(folder, "[Có {HS}.]", "[Đạt {HS.ty_le_muc_tieu}.]", "[{HS.so_muc_tieu}]", "Họp {CU}.")
    hidden = {key: replace(t, value=None, shown="masked") for key, t in result.totals.items() if key[0] == "HS"}
    assert printed(replace(result, totals={**result.totals, **hidden})) == ["Họp 40 cuộc."]


def test_an_impossible_figure_is_in_no_share(folder: Folder) -> None:
    """A share and a rank are those of the other agencies, and name who is asked; a sum only says so."""
    result = merged(folder, "Đạt {TL}[, {TL.thay_doi}]; cao nhất là {TL.cao_nhat}.", "Có {DH}.")
    share_of_all, _ = printed(result)
    assert share_of_all.startswith("Đạt 87,14%, tăng 2,77 điểm phần trăm; cao nhất là xã B với 95%")
    doubted = replace(result, doubts={("DH", "2020"): {"XB": ("R1",)}})
    assert printed(doubted)[0] == "Đạt 84%; cao nhất là xã A với 90% (không tính số liệu đang hỏi lại của xã B)."
    assert in_brief(sentences_of(doubted, "vi")[:1], "vi") == printed(doubted)[0]
    # A copy for circulation names nobody who is asked.
    assert "đang hỏi lại của 01 đơn vị" in printed(replace(doubted, submissions=()))[0]


def test_sums_stand_beside_a_share_without_impossible_figures(tmp_path: Path) -> None:
    """The sum keeps the figure, and so the sentence says what leaves it out; a rank alone has no sum."""
    rules = "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =DH<=HS | error | Không quá |"
    texts = ("Có {DH}, đạt {TL}[, {TL.thay_doi}].", "Nhiều nhất là {DH.cao_nhat}.")
    made = given(tmp_path, "XA / XB hs=100,100 dh=90,195 / XC / XD hs=70,80 dh=60,60", rules=rules)
    assert printed(merged(made, *texts)) == [
        "Có 453 người, đạt 86% (tỷ lệ và so sánh không tính số liệu đang hỏi lại của xã B; "
        "gồm cả số liệu còn lỗi chưa sửa).",
        "Nhiều nhất là xã A và xã C cùng ở mức 99 người (không tính số liệu đang hỏi lại của xã B).",
    ]


def test_the_scope_is_of_all_figures_in_the_sentence(tmp_path: Path) -> None:
    """Figures of all who owe them are of the province; where the agencies differ, the sentence says that too."""
    result = merged(
        given(tmp_path, "XA / XB / XC / XD cu=5,"),
        "{HS.pham_vi} có {HS}.",
        "{HS.pham_vi} có {HS}, họp {CU}.",
        "Toàn tỉnh có {HS.2019}, họp {CU.2020}.",
    )
    held = merged(given(tmp_path / "held", "XA / XB / XC / XD cu=4,nhiều"), "{CU.pham_vi} họp {CU}.")
    assert printed(held)[0].startswith("Theo số liệu của 03/04 đơn vị đã báo cáo, họp 34 cuộc")
    short = "(số liệu chưa đầy đủ, chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của 01/04 đơn vị)"
    assert printed(result) == [
        "Toàn tỉnh có 440 người.",
        f"Theo số liệu các đơn vị đã báo cáo, có 440 người, họp 35 cuộc {short}.",
        f"Theo số liệu các đơn vị đã báo cáo, có 400 người, họp 18 cuộc {short}.",
    ]


def test_parts_are_of_the_agencies_of_their_whole_or_say_whose(tmp_path: Path) -> None:
    """A part that also counts agencies without the whole is left out: it is no part."""
    result = merged(
        given(tmp_path, "XA / XB / XC dh=80, / XD"),
        "Có {HS}, trong đó đi học {DH}; họp {CU}.",
        "Có {HS}[, trong đó đi học {DH}].",
        "Đi học {DH}[, trong đó {HS}].",
        "Có {HS}; đi học {DH}.",
    )
    assert [text.partition(" (số liệu chưa")[0].partition(" (chưa")[0] for text in printed(result)] == [
        "Có 440 người, trong đó đi học 297 người (ở 03 đơn vị có số liệu chi tiết); họp 40 cuộc",
        "Có 440 người, trong đó đi học 297 người (ở 03 đơn vị có số liệu chi tiết)",
        "Đi học 297 người",
        "Có 440 người; đi học 297 người",
    ]


def test_a_share_of_what_is_no_part_is_not_stated(tmp_path: Path) -> None:
    """Five of nine communes are no share of the seventy-six that one department counts."""
    made = definition(
        tmp_path / "owned",
        agencies=AGENCIES,
        indicators="""
| code | topic | label | unit | kind | owner | across_agencies | across_periods | formula | target | direction | headline |
|------|-------|-------|------|------|-------|------|------|---------|--------|-----------|----------|
| SX | Xã | Số xã | xã | count | XA | sum | last | | | | |
| DX | Xã | Số xã đạt | xã | count | | sum | last | | | | |
| TX | Xã | Tỷ lệ xã đạt | % | percent | | | last | =DX/SX*100 | 90 | higher | 1 |
""",  # noqa: E501
    )
    sent = "| code | 2019 | 2020 |\n|---|---|---|\n| SX | 76 | 76 |\n| DX | {count} | {count} |"
    for agency in ("XA", "XB"):
        filled(made, agency, sent.format(count=2))
    texts = ("Có {DX} đạt[ trên tổng số {SX}, đạt {TX}].",)
    result = merged(made, *texts)
    assert printed(result) == ["Có 04 xã đạt (chưa có đủ số liệu của 02/04 đơn vị)."]
    assert [(f.shown, f.comparison) for f in key_figures(result, "vi")] == [("chưa có số liệu", "")]
    for agency in ("XC", "XD"):
        filled(made, agency, sent.format(count=2))
    words = "tính từ số liệu của các đơn vị không như nhau"
    assert printed(merged(made, *texts)) == [f"Có 08 xã đạt trên tổng số 76 xã, đạt 10,53% ({words})."]


@pytest.mark.slow
def test_sentences_of_the_copy_leave_out_masked_figures(tmp_path: Path) -> None:
    """A masked total takes its clause and its change with it, in sentences made from the copy's result."""
    folder = given(tmp_path, "XA be=, / XB be=0,2 / XC be=, / XD be=,")
    result = merged(folder, "Họp {CU}[, có {BE}].", "Có {BE}.", "[Bệnh {BE.thay_doi}.]")
    shared = share(result).result
    assert shared.totals["BE", "2020"].shown == "masked"
    assert printed(result) == [
        "Họp 40 cuộc, có 02 người (số liệu chưa đầy đủ, "
        "chỉ tiêu thiếu nhiều nhất chưa có đủ số liệu của 03/04 đơn vị).",
        "Có 02 người (chưa có đủ số liệu của 03/04 đơn vị).",
        "Bệnh tăng 02 người (chưa có đủ số liệu của 03/04 đơn vị).",
    ]
    assert printed(shared) == ["Họp 40 cuộc."]


# --- Their positions ------------------------------------------------------------------------------------

SECTIONS = """
| code | role         | heading |
|------|--------------|---------|
| tc   | organisation | Tổ chức |
| kq   | result       | Kết quả |
| hc   | limitation   | Hạn chế |
"""
PLACED = """
| topic | section | text       | page |
|-------|---------|------------|------|
| Học   |         | Có {HS}.   |      |
| Tổ    | tc      | Họp {CU}.  | no   |
| Học   |         | Đạt {TL}.  |      |
|       | hc      | Bệnh {BE}. |      |
"""


@pytest.mark.slow
def test_sentences_are_in_the_report_and_on_the_leaders_sheet(tmp_path: Path) -> None:
    """In the report sentences of a topic are together, without a section under the results. The sheet has one line for
    each topic, linked to the row of its first figure; those marked `no` are left out."""
    folder = given(tmp_path, "ALL", sections=SECTIONS, sentences=PLACED)
    report = make_report(merge(folder))
    assert {s.heading: tuple(own.text for own in s.figures) for c in report.chapters for s in c.sections} == {
        "Tổ chức": ("Họp 40 cuộc.",),
        "Kết quả": ("Có 440 người. Đạt 90%.",),
        "Hạn chế": ("Bệnh 36 người.",),
    }
    sheet = keyed(folder.master)["summary"]
    lines = [[str(c) for c in row.cells if c not in (None, "")] for row in sheet.rows]
    assert ["#", "Học", "Có 440 người. Đạt 90%.", "row:figures:Học"] in lines
    assert not any("Họp" in cell for line in lines for cell in line)


def test_without_the_sheet_key_figures_have_built_in_sentences(tmp_path: Path) -> None:
    """These name no agency. A sheet without rows means no sentences."""
    result = merge(given(tmp_path, "ALL"), master=False)
    assert printed(result)[:2] == [
        "Số học sinh năm 2020 là 440 người, vượt 40 người so với mục tiêu (400 người); tăng 10% so với năm 2019.",
        "Tỷ lệ đi học năm 2020 là 90%, bằng mục tiêu (90%); tăng 10 điểm phần trăm so với năm 2019.",
    ]
    assert len(printed(result)) == len(result.headlines)
    assert next(s.text for s in sentences_of(result, "en")) == (
        "Số học sinh, 2020: 440 người, 40 người above the target (400 người); up 10% on 2019."
    )
    assert printed(with_sentences(result)) == []


def test_paragraphs_keep_the_order(tmp_path: Path) -> None:
    """Sentences without a topic are separate; a topic may be typed in other capitals or without diacritics."""
    typed = [("Tổ a", "1"), ("", "2"), ("b", "3"), ("", "4"), ("to A", "5")]
    rows = [FilledSentence(topic=topic, section="", text=text, page=True, sources=()) for topic, text in typed]
    assert [[s.text for s in p] for p in paragraphs_of(rows)] == [["1", "5"], ["2"], ["3"], ["4"]]


# --- The same numbers as in the tables ---------------------------------------------------------------------


def table_texts(result: Consolidation) -> dict[tuple[str, str], str]:
    """Each total as it is printed in the annex of the Word report."""
    annex = totals_annex(result, "", words("vi"))
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
@pytest.mark.parametrize("seed", range(effort(1, 3)))
def test_every_number_in_a_sentence_is_that_of_the_table(tmp_path: Path, seed: int) -> None:
    """For every way of adding up, at random figures: the same digits except zeros at the end."""
    folder = define(tmp_path, every_way())
    for agency in folder.campaign.agency_by_code:
        write(folder, agency, random_filling(folder, agency, seed, blanks=0.1, words=0.1))
    assert same_as_the_table(merge(folder, master=False)) > 50


def test_a_change_in_a_sentence_is_that_of_the_key_figure(folder: Folder) -> None:
    """Where a key figure is compared with a period, sentences have the same comparison."""
    result = merged(folder, "{DH.thay_doi}", "[{CU.thay_doi}{HS.thay_doi}]")
    tiles = {h.indicator: h.comparison for h in result.headlines if h.comparison.kind == "change"}
    assert tiles
    for code in tiles.keys() & result.in_sentences.keys():
        change, tile = result.in_sentences[code].comparison, tiles[code]
        assert (change.base, change.difference, change.percent) == (tile.base, tile.difference, tile.percent)
    percent = result.in_sentences["DH"].comparison.percent or 0.0
    assert printed(result)[0] == f"Tăng {format_number(round(percent, 1), 'vi')}%"


def test_a_label_that_ends_in_a_time_is_separated_from_the_period(tmp_path: Path) -> None:
    """A comma keeps “trong quý” and “quý IV năm 2026” from running together, in both built-in sentences."""
    rows = """
| code | label             | unit  | kind  | across_agencies | across_periods | headline | compared_with |
|------|-------------------|-------|-------|-----------------|----------------|----------|---------------|
| H1   | Số hồ sơ trong kỳ | hồ sơ | count | sum             | last           | 1        |               |
| H2   | Số hồ sơ          | hồ sơ | count | sum             | last           | 2        |               |
| H3   | Số hồ sơ trong kỳ | hồ sơ | count | sum             | last           | 3        | same_period   |
| H4   | Số hồ sơ          | hồ sơ | count | sum             | last           | 4        | same_period   |
"""
    made = definition(tmp_path, agencies=AGENCIES, indicators=rows)
    filled(made, "XA", "| code | 2019 | 2020 |\n|--|--|--|\n" + "".join(f"| H{n} | 2 | 3 |\n" for n in range(1, 5)))
    begins = ["Số hồ sơ trong kỳ, năm 2020, là 03 hồ sơ", "Số hồ sơ năm 2020 là 03 hồ sơ"] * 2
    assert [
        text[: len(begin)] for text, begin in zip(printed(merge(made, master=False)), begins, strict=True)
    ] == begins


def test_a_share_is_rounded_as_excel_rounds_it() -> None:
    """650 of 800 are 81,25 %: the sentence rounds as the sheet of totals does."""
    assert [shown_share(value, "vi") for value in (81.25, 12.35, 62.0, 0.05)] == ["81,3%", "12,4%", "62%", "0,1%"]


def test_parts_name_their_whole_where_there_are_several(tmp_path: Path) -> None:
    """They have no percentages while a figure of the split is asked about."""
    rows = "".join(f"| GI | giới | Nam \\| Nữ | {of} | equal |\n" for of in ("HS", "BE"))
    splits = f"| code | label | parts | of | whole |\n|---|---|---|---|---|\n{rows}"
    made = given(tmp_path, "", splits=splits)
    parts = "".join(f"| {code} | {n} | {n} |\n" for code, n in (("HS", 4), ("HS_NAM", 1), ("HS_NU", 3), ("BE", 2)))
    filled(made, "XA", f"| code | 2019 | 2020 |\n|---|---|---|\n{parts}| BE_NAM | 2 | 2 |\n| BE_NU | 0 | 0 |")
    both = printed(merged(made, "Có {HS}, bệnh {BE}."))[0]
    assert "Số học sinh, chia ra theo giới: Nam: 01 (25%); Nữ: 03 (75%). Số người bệnh, chia ra theo giới:" in both
    alone = merged(made, "Có {HS}.")
    assert ". Chia ra theo giới: Nam: 01 (25%); Nữ: 03 (75%)" in printed(alone)[0]
    assert "Nam: 01; Nữ: 03." in printed(replace(alone, doubts={("HS_NAM", "2020"): {"XA": ("R1",)}}))[0]
