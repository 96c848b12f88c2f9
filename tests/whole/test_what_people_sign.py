"""What leaders and outsiders read, for every ready definition, with few and with many invented reports."""

import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.building import DAY, table
from tests.effort import effort, some
from tests.office import convert, needs_libreoffice
from tests.official import faults
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.sentences import sentences_of
from toolkit.definition.campaign import load_campaign
from toolkit.definition.starter import programmes
from toolkit.disclosure.sharing import share
from toolkit.language.text import fold
from toolkit.model import Agency, Campaign, Consolidation, Figure, Source, Statement, Submission
from toolkit.page.document import leaders_page
from toolkit.report.assembly import make_report
from toolkit.report.word import word_document
from toolkit.run.folder import new_folder
from toolkit.run.reporting import for_libreoffice

READY = [p.name for p in programmes()]
#: With few reports each, with many one of them; in a thorough run all with both.
_CAMPAIGNS = [*((name, 12) for name in some(READY, 3)), *((name, effort(40, 100)) for name in some(READY, 1))]
CAMPAIGNS = [pytest.param(one, marks=[pytest.mark.slow] if n else [], id=str(one)) for n, one in enumerate(_CAMPAIGNS)]
#: By role, how sentences begin; all invented. `{n}`: a number.
_BEGINS = {
    row.pop("role"): [*row.values()]
    for row in table("""
        | role | 1 | 2 | 3 |
        | organisation | Ban hành Kế hoạch số {n}/KH-UBND, giao {n} nhiệm vụ | Kiện toàn Ban Chỉ đạo | Phân công |
        | result | Tổ chức {n} buổi với {n} lượt người | Đạt {n}% kế hoạch năm | Hoàn thành chỉ tiêu được giao |
        | task | Kiểm tra {n} cơ sở, phát hiện {n} cơ sở vi phạm | Rà soát hồ sơ | Mở {n} lớp tập huấn |
        | achievement | Nhận thức của nhân dân được nâng lên | Phối hợp chặt chẽ hơn | Không để xảy ra vi phạm |
        | limitation | Kinh phí còn hạn hẹp | Cán bộ kiêm nhiệm | Do lãnh đạo chưa quan tâm nên tiến độ chậm |
        | lesson | Người đứng đầu phải gương mẫu | Kế hoạch phải sát tình hình từng nơi | Cần kiểm tra thường xuyên |
        | direction | Tiếp tục đẩy mạnh tuyên truyền | Ban hành kế hoạch năm tới trong quý I | Nhân rộng mô hình điểm |
        | proposal | Đề nghị UBND tỉnh bố trí {n} triệu đồng | Kiến nghị Bộ sửa thông tư | Đề nghị Sở hướng dẫn |
    """)
}
_GOES_ON = """
    ở các địa bàn trọng điểm; theo hướng gắn với trách nhiệm của từng đơn vị; để đáp ứng yêu cầu nhiệm vụ được giao;
    nhất là ở vùng sâu, vùng xa; với sự tham gia của Mặt trận và các đoàn thể; trong điều kiện nguồn lực còn khó khăn
"""
_ENDS = [" ".join(words.split()) for words in _GOES_ON.split(";")]


def reports(campaign: Campaign, count: int) -> Consolidation:
    """This number of reports, a tenth of them without figures; a shorter roster is lengthened."""
    dice = random.Random(f"{campaign.id}{count}")
    agencies = [*campaign.agencies]
    while len(agencies) < count + 5:
        model, n = campaign.agencies[len(agencies) % len(campaign.agencies)], len(agencies)
        agencies.append(
            replace(model, code=f"THEM{n}", name=f"{model.name} số {n}", short_name=f"{model.short_name} {n}")
        )
    campaign = replace(campaign, agencies=tuple(agencies))
    sent = [_report(campaign, agency, dice) for agency in dice.sample(agencies, count)]
    return consolidate(campaign, sent, as_of=DAY)


def _report(campaign: Campaign, agency: Agency, dice: random.Random) -> Submission:
    figures = tuple(
        Figure(agency.code, i.code, period.key, float(dice.randint(0, 90)), "given")
        for i in campaign.indicators_of(agency)
        if i.numeric and not i.formula and dice.random() < 0.9
        for period in campaign.periods
    )
    texts = []
    for section in campaign.sections_of(agency):
        for n in range(dice.randint(1, 4)):
            begins = re.sub(r"\{n\}", lambda _: str(dice.randint(2, 60)), dice.choice(_BEGINS[section.role]))
            theme = dice.choice(campaign.themes).code if campaign.themes and dice.random() < 0.7 else ""
            text = f"{begins} {dice.choice(_ENDS)}."
            texts.append(Statement(f"{agency.code}.{section.code}.{n}", agency.code, section.code, text, theme))
    source = Source(file=f"{agency.code}.xlsx")
    return Submission(source=source, status="accepted", agency=agency.code, figures=figures, statements=tuple(texts))


@pytest.fixture(scope="module", params=CAMPAIGNS)
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Consolidation:
    name, count = request.param
    folder = tmp_path_factory.mktemp("sign") / name
    return reports(load_campaign(new_folder(folder, programme=name))[0], count)


def printed(document: bytes) -> Iterator[str]:
    """The text of the body and of all tables; comments are not printed."""
    made = docx.Document(BytesIO(document))
    yield from (p.text for p in made.paragraphs)
    yield from (cell.text for table in made.tables for row in table.rows for cell in row.cells)


@pytest.mark.slow
def test_internal_names_are_not_printed(result: Consolidation) -> None:
    """In report, page and copies: no generated name of a family, no code, no remark that nobody has checked."""
    report = word_document(make_report(result)).as_bytes()
    shared = word_document(make_report(share(result).result, shared=True)).as_bytes()
    copied = "\n".join(printed(shared))
    page = re.sub(r"<style>.*?</style>|<[^>]+>", " ", leaders_page(result, "vi"), flags=re.DOTALL)
    whole = "\n".join([*printed(report), copied, page])
    written = fold("\n".join(s.text for s in result.statements))
    names = [f.name for f in result.families if fold(f.name) not in written]
    assert not [name for name in names if name in whole]
    assert "chưa rà soát" not in whole
    codes = [i.code for i in result.campaign.indicators if re.search(r"\d", i.code)]
    assert not [code for code in codes if re.search(rf"\b{re.escape(code)}\b", whole)]
    # A definition without a province leaves the place of issue to be filled in.
    assert [fault for fault in faults(report) if result.campaign.province or not fault.startswith("II.4b")] == []
    assert not [s.text for s in result.statements if s.text in copied]


def test_the_whole_province_is_claimed_only_if_all_reported(result: Consolidation) -> None:
    """Five agencies are missing, and some figures: only what one agency reports for all is the whole."""
    for sentence in sentences_of(result, "vi"):
        totals = [result.totals[key] for key in sentence.sources]
        if "toàn tỉnh" in sentence.text.casefold():
            assert not any(t.wanting or t.held or t.reporting < t.asked for t in totals), sentence.text


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("result", CAMPAIGNS[-len(some(READY, 1)) :], indirect=True)
def test_the_report_has_eight_pages_at_most(result: Consolidation, tmp_path: Path) -> None:
    """With many reports, annexes not counted."""
    path = tmp_path / "r.docx"
    path.write_bytes(for_libreoffice(word_document(make_report(result)).as_bytes()))
    text = subprocess.run(
        ["pdftotext", "-layout", str(convert(path, "pdf", tmp_path)), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = text.split("\f")
    assert next(n for n, page in enumerate(pages) if "Kèm theo Báo cáo" in page[:900]) <= 8
