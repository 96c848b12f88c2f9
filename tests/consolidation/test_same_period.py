"""Key figures compared with the same period of last year, from the campaign's periods or the previous master."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import DAY, Here, definition, filled, keyed, merge, read, write
from tests.cases import cases
from tests.effort import effort
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.key_figures import key_figures
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.consolidation.sentences import sentences_of
from toolkit.disclosure.sharing import share
from toolkit.form.contents import Filling
from toolkit.messages.errors import UsageError
from toolkit.model import Consolidation, HeadlineComparison
from toolkit.page.contents import make_contents
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files
from toolkit.run.reporting import write_page, write_report

AGENCIES = """
| code | name      | until      | replaced_by |
|------|-----------|------------|-------------|
| XA   | UBND xã A |            |             |
| XB   | UBND xã B |            |             |
| XC   | UBND xã C |            |             |
"""
INDICATORS = """
| code | topic | label    | unit  | kind    | across_agencies | across_periods | direction | headline | compared_with | target | formula    | sensitive |
|------|-------|----------|-------|---------|-----------------|----------------|-----------|----------|---------------|--------|------------|-----------|
| HS   | Một   | Hồ sơ    | hồ sơ | count   | sum             | sum            | higher    | 1        | same_period   | 9000   |            |           |
| DH   | Một   | Đúng hạn | hồ sơ | count   | sum             | sum            | higher    |          |               |        |            |           |
| TL   | Một   | Tỷ lệ    | %     | percent |                 | sum            | higher    | 2        | same_period   |        | =DH/HS*100 |           |
| LK   | Hai   | Lũy kế   | tỷ    | decimal | sum             | cumulative     | higher    | 3        |               |        |            |           |
| CK   | Hai   | Cuối kỳ  | người | count   | sum             | last           | lower     | 4        |               |        |            |           |
"""  # noqa: E501
QUARTERS = [f"{year}-Q{n}" for year in (2025, 2026) for n in range(1, 5)]


def campaign(path: Path, periods: str = "|".join(QUARTERS), indicators: str = INDICATORS, **about: str) -> Folder:
    return definition(path, about={"periods": periods, **about}, agencies=AGENCIES, indicators=indicators)


def fill(folder: Folder, agency: str, **rows: str) -> Path:
    """`HS="1 - 3"` gives a figure for each period; `-` is blank."""
    keys = [p.key for p in folder.campaign.periods]
    lines = [f"| {code} | {' | '.join('' if x == '-' else x for x in own.split())} |" for code, own in rows.items()]
    return filled(folder, agency, "\n".join([f"| code | {' | '.join(keys)} |", "|---" * (len(keys) + 1) + "|", *lines]))


def reported(result: Consolidation, code: str) -> str:
    return next(f.comparison for f in key_figures(result, "vi") if f.indicator.code == code)


def sentence(result: Consolidation, code: str) -> str:
    return next(s.text for s in sentences_of(result, "vi") if s.sources[0][0] == code)


def compared(result: Consolidation, code: str) -> HeadlineComparison:
    return next(h.comparison for h in result.headlines if h.indicator == code)


def after(now: Folder, before: Folder) -> Consolidation:
    merge(before)
    result, _ = merge_files(now, previous=before.master, as_of=DAY, means=Means(workers=1))
    return result


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(campaign(tmp_path_factory.mktemp("quarters")))


@pytest.mark.slow
def test_the_last_quarter_is_compared_with_the_same_quarter_of_last_year(tmp_path: Path) -> None:
    """In the unit and in per cent; not the sum, the target or the quarter before. The leaders' sheet, the page and the
    record of both have one text and one number."""
    folder = campaign(tmp_path)
    figures = {"HS": "9 9 9 100 9 9 300 120", "DH": "9 9 9 50 9 9 300 90", "LK": "1 2 3 4 1 3 5 5.5"}
    for agency in ("XA", "XB", "XC"):
        fill(folder, agency, **figures, CK="1 1 1 9 1 1 8 6")
    result = merge(folder)
    text = "▲ 60 hồ sơ (20 %) so với cùng kỳ năm trước (Quý IV/2025: 300 hồ sơ)"
    assert reported(result, "HS") == text
    assert reported(result, "TL") == "▲ 25 điểm % so với cùng kỳ năm trước (Quý IV/2025: 50 %)"
    assert reported(result, "LK") == "▲ 4,5 tỷ (37,5 %) so với cùng kỳ năm trước (Quý IV/2025: 12 tỷ)"
    assert reported(result, "CK") == "▼ 25 % (Quý IV/2026 so với Quý III/2026)"
    values = {h.indicator: result.totals[h.indicator, h.period].value for h in result.headlines}
    assert values == {"HS": 360, "TL": 75, "LK": 16.5, "CK": 18}
    assert {h.period for h in result.headlines} == {"2026-Q4"}
    assert sentence(result, "HS") == (
        "Hồ sơ quý IV năm 2026 là 360 hồ sơ, thấp hơn 8.640 hồ sơ so với mục tiêu (9.000 hồ sơ); tăng 60 hồ sơ (20%) "
        "so với cùng kỳ năm trước (quý IV năm 2025: 300 hồ sơ)."
    )
    assert sentence(result, "TL") == (
        "Tỷ lệ quý IV năm 2026 là 75%; tăng 25 điểm phần trăm so với cùng kỳ năm trước (quý IV năm 2025: 50%)."
    )
    assert compared(result, "HS").good is True
    cells = {str(c) for row in keyed(folder.master)["summary"].rows for c in row.cells if c not in (None, "")}
    assert {text, "360"} <= cells
    assert sentence(result, "HS") in " ".join(cells)
    assert make_leaders_page(result, "vi").key_figures[0].comparison == text
    figure = make_contents(result, "vi").figures[0]
    assert (figure.figure.comparison, figure.mark) == (text, "good")
    assert figure.bars is not None
    assert figure.bars.target is None  # over all periods together


@pytest.mark.slow
@cases("""
| case | before | then | now | here | expected |
|------|--------|------|-----|------|----------|
| a year | 2025 | 10 | 2026 | 12 | ▲ 2 hồ sơ (20 %) so với cùng kỳ năm trước (2025: 10 hồ sơ) |
| a half-year | 2025-6M | 10 | 2026-6M | 12 | ▲ 2 hồ sơ (20 %) so với cùng kỳ năm trước (6T/2025: 10 hồ sơ) |
| a month | 2025-M07 | 10 | 2026-M07 | 12 | ▲ 2 hồ sơ (20 %) so với cùng kỳ năm trước (T7/2025: 10 hồ sơ) |
| a quarter | 2025-Q3 | 10 | 2026-Q3 | 12 | ▲ 2 hồ sơ (20 %) so với cùng kỳ năm trước (Quý III/2025: 10 hồ sơ) |
| not the restated one | 2025-Q3\\|2026-Q3 | 10 11 | 2026-Q3 | 15 \
| ▲ 5 hồ sơ (50 %) so với cùng kỳ năm trước (Quý III/2025: 10 hồ sơ) |
| nor the quarter before | 2026-Q2 | 10 | 2026-Q3 | 12 \
| không so được với cùng kỳ năm trước vì không có số Quý III/2025 |
""")
def test_periods_are_compared_with_those_of_the_previous_master(
    tmp_path: Path, before: str, then: str, now: str, here: str, expected: str
) -> None:
    """Where the campaign does not have them, plain and cumulative figures alike; a restated figure is reported."""
    last, this = campaign(tmp_path / "last", before, id="TRUOC"), campaign(tmp_path / "this", now)
    fill(last, "XA", HS=then, LK=then)
    fill(this, "XA", HS=here, LK=here)
    result = after(this, last)
    assert reported(result, "HS") == expected
    assert reported(result, "LK") == expected.replace("hồ sơ", "tỷ")
    assert ("figures-restated" in {f.code for f in result.findings}) == (now in before)


@pytest.mark.slow
def test_agencies_missing_in_one_of_the_two_periods_are_named(tmp_path: Path) -> None:
    """The change counts agencies in both periods, and their figures of both are shown."""
    folder = campaign(tmp_path)
    fill(folder, "XA", HS="- - - 100 - - - 110")
    fill(folder, "XB", HS="- - - 50 - - - -")
    fill(folder, "XC", HS="- - - - - - - 70")
    result = merge(folder, master=False)
    assert reported(result, "HS") == (
        "▲ 10 hồ sơ (10 %) so với cùng kỳ năm trước, chỉ tính 1 đơn vị có số cả hai kỳ (100 hồ sơ → 110 hồ sơ); "
        "Quý IV/2025 chưa có số của UBND xã C; Quý IV/2026 chưa có số của UBND xã B"
    )
    names = "; quý IV năm 2025 chưa có số của UBND xã C; quý IV năm 2026 chưa có số của UBND xã B"
    assert names in sentence(result, "HS")
    last, this = campaign(tmp_path / "last", "2025-Q4", id="TRUOC"), campaign(tmp_path / "this", "2026-Q4")
    fill(last, "XA", HS="100")
    fill(last, "XB", HS="50")
    fill(this, "XA", HS="110")
    fill(this, "XC", HS="70")
    assert reported(after(this, last), "HS") == reported(result, "HS")


@pytest.mark.slow
def test_a_missing_comparison_is_stated(tmp_path: Path) -> None:
    """No comparison is left out silently, nor made with another period instead."""
    head, _, row = INDICATORS.strip().splitlines()[:3]
    indicators = "\n".join([head, *(row.replace("| HS ", f"| H{n} ").replace("| 1 ", f"| {n} ") for n in range(1, 5))])
    folder = campaign(tmp_path, indicators=indicators)
    fill(folder, "XA", H1="- - - - - - 9 7", H2="- - - 9 - - 9 -", H3="9 - - - - - 9 -", H4="- - - 9 - - - -")
    fill(folder, "XB", H4="- - - - - - - 9")
    result = merge(folder, master=False)
    cannot = "không so được với cùng kỳ năm trước vì không"
    assert [reported(result, f"H{n}") for n in range(1, 5)] == [
        f"{cannot} có số Quý IV/2025",
        "chưa có số Quý IV/2026 để so với cùng kỳ năm trước (Quý IV/2025: 9 hồ sơ)",
        f"{cannot} có số Quý IV/2025 và Quý IV/2026",
        f"{cannot} đơn vị nào có số cả Quý IV/2025 và Quý IV/2026",
    ]


@pytest.mark.slow
def test_page_and_report_use_the_previous_master_of_the_merge(tmp_path: Path) -> None:
    """They show what the leaders' sheet shows; where that master is missing they are refused, as a merge is."""
    last, this = campaign(tmp_path / "last", "2025-Q3", id="TRUOC"), campaign(tmp_path / "this", "2026-Q3")
    fill(last, "XA", HS="10")
    fill(this, "XA", HS="15")
    text = reported(after(this, last), "HS")
    result, page = write_page(this, as_of=DAY)
    assert reported(result, "HS") == text
    assert text in page.read_text(encoding="utf-8")
    assert "tăng 05 hồ sơ (50%) so với cùng kỳ năm trước" in sentence(write_report(this, as_of=DAY).result, "HS")
    last.master.unlink()
    with pytest.raises(UsageError) as caught:
        write_page(this, as_of=DAY)
    assert caught.value.code == "previous-gone"


def test_a_sentence_of_the_definition_can_state_the_comparison(tmp_path: Path) -> None:
    """By a field, in either language; a field of an indicator without a comparison is a mistake of the definition."""
    sentences = (
        "| topic | text |\n|---|---|\n| Một | Quý này {HS.cung_ky}. |\n| Một | This quarter {HS.same_period}. |\n"
        "| Hai | Cuối kỳ {CK}[, {CK.cung_ky}]. |\n"
    )
    folder = definition(
        tmp_path, about={"periods": "2025-Q3|2026-Q3"}, agencies=AGENCIES, indicators=INDICATORS, sentences=sentences
    )
    assert [(f.code, f.text("name")) for f in folder.warnings] == [("sentence-no-same-period", "{CK.cung_ky}")]
    fill(folder, "XA", HS="10 9", CK="1 1")
    texts = [s.text for s in sentences_of(merge(folder, master=False), "vi")]
    assert [t.partition(" (chưa")[0].partition(" (figures")[0] for t in texts] == [
        "Quý này giảm 01 hồ sơ (10%) so với cùng kỳ năm trước (quý III năm 2025: 10 hồ sơ)",
        "This quarter down 1 hồ sơ (10%) on the same period of last year (quarter III of 2025: 10 hồ sơ)",
        "Cuối kỳ 01 người",
    ]


@pytest.mark.slow
def test_a_copy_for_circulation_has_no_comparison_with_a_masked_figure(tmp_path: Path) -> None:
    """Where one of the two is masked it shows neither the change nor that a figure is missing."""
    indicators = INDICATORS.replace("| 9000   |            |           |", "| 9000   |            | yes       |")
    folder = campaign(tmp_path, "2025-Q3|2026-Q3", indicators)
    fill(folder, "XA", HS="3 40")
    result = merge(folder, master=False)
    assert compared(result, "HS").difference == 37
    copy = share(result).result
    assert compared(copy, "HS") == HeadlineComparison(kind="none")
    assert "cùng kỳ" not in " ".join([s.text for s in sentences_of(copy, "vi")])
    assert key_figures(copy, "vi", shared=True)[0].comparison == ""


@pytest.mark.slow
@settings(max_examples=effort(4, 100))
@given(seed=st.integers(0, 10**6))
def test_both_figures_equal_those_of_plain_loops(here: Here, seed: int) -> None:
    """Over the agencies with both figures, for sums, cumulative figures and rates."""
    dice, folder = random.Random(seed), here.folder
    places = [(code, key) for code in ("HS", "DH", "LK") for key in QUARTERS]
    sent = {
        agency: {place: float(dice.randint(1, 50)) for place in places if dice.random() < 0.8}
        for agency in ("XA", "XB", "XC")
    }
    used = [a for a in sent if dice.random() < 0.9]
    submissions = [read(folder, write(folder, a, Filling(figures=dict(sent[a])))) for a in used]
    result = consolidate(folder.campaign, submissions, as_of=DAY)
    ends = ("2025-Q4", "2026-Q4")
    for code, members in (("HS", ("HS",)), ("LK", ("LK",)), ("TL", ("DH", "HS"))):
        found = compared(result, code)
        assert (found.same_period, found.period) == (True, "2025-Q4|2026-Q4")
        then, now = ({a for a in used if all((m, key) in sent[a] for m in members)} for key in ends)
        if not then & now:
            assert found.kind == "none"
            continue
        sums = [[sum(sent[a][m, key] for a in then & now) for m in members] for key in ends]
        before, after_it = (own[0] / own[1] * 100 if code == "TL" else own[0] for own in sums)
        assert [found.base, found.difference] == pytest.approx([before, after_it - before])
        assert (set(found.only_before), set(found.only_now)) == (then - now, now - then)
