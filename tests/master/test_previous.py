"""The previous campaign: its figures beside the present ones, through mergers and splits; repeated texts; the form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from tests.building import DAY, change, codes, copied, definition, filled, form_in, keyed, merge, read, records
from tests.master.test_acceptances import take
from tests.narrative.test_groups import edit
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.cli.main import run
from toolkit.consolidation.consolidate import consolidate
from toolkit.disclosure.sharing import share
from toolkit.master.previous import read_previous
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.masters import PERCENT_CHANGE
from toolkit.messages.masters import WHOLE_PROVINCE as PROVINCE
from toolkit.model import Compared, Consolidation
from toolkit.model.periods import comparable_spans, compared_periods, counterpart, parse_period
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files, write_templates
from toolkit.run.post import answer_letters
from toolkit.run.returns import write_returns

OLD_AGENCIES = """
| code | name       | group |
|------|------------|-------|
| A    | Sở A       | sở    |
| B    | Sở B       | sở    |
| C    | Sở C       | sở    |
| D    | Sở D       | sở    |
| E    | Sở E       | sở    |
"""
#: A stays; B and C went into BC; D was split into D1 and D2; E is gone without a successor; F is new.
AGENCIES = r"""
| code | name       | group | until      | replaced_by |
|------|------------|-------|------------|-------------|
| A    | Sở A       | sở    |            |             |
| B    | Sở B       | sở    | 2020-06-30 | BC          |
| C    | Sở C       | sở    | 2020-06-30 | BC          |
| BC   | Sở BC      | sở    |            |             |
| D    | Sở D       | sở    | 2020-06-30 | D1 \| D2    |
| D1   | Sở D1      | sở    |            |             |
| D2   | Sở D2      | sở    |            |             |
| E    | Sở E       | sở    | 2020-06-30 |             |
| F    | Sở F       | sở    |            |             |
"""
INDICATORS = """
| code | topic | label    | unit       | kind    | across_agencies | across_periods | max_change | formula    | headline | direction |
|------|-------|----------|------------|---------|-----------------|----------------|------------|------------|----------|-----------|
| V    | Một   | Số vụ    | vụ         | count   | sum             | sum            | 50         |            | 1        | lower     |
| N    | Một   | Số người | người      | count   | sum             | last           |            |            |          |           |
| R    | Một   | Tỷ lệ    | %          | percent |                 | none           |            | =V/N*100   |          |           |
| M    | Một   | Đánh giá | điểm       | decimal | mean            | last           |            |            |          |           |
| K    | Một   | Kinh phí | triệu đồng | money   | sum             | sum            |            |            |          |           |
"""  # noqa: E501
SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n"
LINES = "| section | text |\n|---|---|\n"
LONG = "Đã phối hợp chặt chẽ với các ngành trong công tác tuyên truyền tại cơ sở."


def last_time(folder: Path, *, periods: str = "2019", indicators: str = INDICATORS) -> Folder:
    return definition(
        folder,
        about={"id": "NAM-TRUOC", "periods": periods, "deadline": "2020-01-10", "issued": ""},
        agencies=OLD_AGENCIES,
        indicators=indicators,
        sections=SECTIONS,
    )


def this_time(folder: Path, *, periods: str = "2020", indicators: str = INDICATORS) -> Folder:
    return definition(folder, about={"periods": periods}, agencies=AGENCIES, indicators=indicators, sections=SECTIONS)


def give(folder: Folder, agency: str, lines: str = "", period: str = "", **figures: object) -> Path:
    period = period or folder.campaign.periods[0].key
    rows = "".join(f"| {code} | {value} |\n" for code, value in figures.items())
    return filled(folder, agency, f"| code | {period} |\n|---|---|\n{rows}", lines)


def merged_after(now: Folder, before: Folder) -> Consolidation:
    """Both campaigns merged, this one compared with the other, as the command does it, in this process."""
    if not before.master.exists():
        merge(before)
    result, _ = merge_files(now, previous=before.master, as_of=DAY, means=Means(workers=1))
    return result


def lines_of(result: Consolidation, indicator: str) -> Mapping[tuple[str, ...], Compared]:
    return {c.agencies or ("→", *c.previous_agencies): c for c in result.compared if c.indicator == indicator}


def filled_in(root: Path) -> Folder:
    """This campaign, with the previous one in the folder above."""
    before, now = last_time(root / "before"), this_time(root / "now")
    for agency, v, n in (("A", 10, 100), ("B", 20, 40), ("C", 30, 60), ("D", 40, 80), ("E", 5, 10)):
        give(before, agency, V=v, N=n, M=7)
    for agency, v, n in (("A", 12, 100), ("BC", 90, 100), ("D1", 10, 30), ("D2", 30, 50), ("F", 1, 2)):
        give(now, agency, V=v, N=n, M=8)
    merge(before)
    return now


@pytest.fixture
def both(tmp_path: Path) -> tuple[Folder, Folder]:
    now = copied(tmp_path, filled_in)
    return open_folder(tmp_path / "before"), now


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Consolidation]:
    """This campaign merged with the previous one to compare."""
    root = tmp_path_factory.mktemp("compared")
    now = copied(root, filled_in)
    return now, merged_after(now, open_folder(root / "before"))


# --- Figures -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_figures_are_beside_those_of_last_time(compared: tuple[Folder, Consolidation]) -> None:
    """The same agency by code, with change and per cent; one without a successor is still shown. Two that became one:
    their sum against it; one that became two: it against their sum, never against one. Marks out of ten of two agencies
    have no sum: no figure, no change."""
    found, rates, marks = (lines_of(compared[1], code) for code in "VRM")
    a, gone, merged, split = found["A",], found["→", "E"], found["BC",], found["D1", "D2"]
    assert (a.previous_period, a.period, a.previous, a.value, a.change, a.percent) == ("2019", "2020", 10, 12, 2, 20)
    assert (gone.previous, gone.value, gone.change) == (5, None, None)
    assert (merged.previous_agencies, merged.previous, merged.value, merged.percent) == (("B", "C"), 50, 90, 80)
    assert (split.previous_agencies, split.previous, split.value, split.change) == (("D",), 40, 40, 0)
    assert not {("F",), ("D1",)} & found.keys()
    assert (rates["BC",].previous, rates["BC",].value, rates["BC",].percent) == (50, 90, None)
    assert rates["D1", "D2"].change == 0
    assert (marks["A",].previous, marks["A",].value) == (7, 8)
    assert (marks["BC",].previous, marks["BC",].value, marks["BC",].change) == (None, 8, None)


@pytest.mark.slow
def test_a_jump_is_a_warning_with_both_figures(compared: tuple[Folder, Consolidation]) -> None:
    """A change beyond `max_change` is an outlier: a finding at the agency's cell."""
    (jump,) = [f for f in compared[1].findings if f.code == "large-change-since-previous"]
    assert (jump.agency, jump.indicator, jump.severity, jump.file) == ("BC", "V", "warning", "inbox/BC.xlsx")
    assert jump.cell
    values = {"before": 50.0, "after": 90.0, "change": 80.0, "limit": 50.0}
    assert values.items() <= dict(jump.arguments).items()


@pytest.mark.slow
def test_the_sheet_shows_the_comparison(compared: tuple[Folder, Consolidation]) -> None:
    """Last time, now, change, per cent and remarks, the province first; percentages are headed as a change."""
    sheet = keyed(compared[0].master)["previous"]
    rows = [r for r in records(sheet) if r.key == "V"]
    assert [(r["agency"], r["previous"], r["value"], r["change"]) for r in rows if r["period"] == "2020"] == [
        ("Tổng của tỉnh", 100.0, 142.0, 42.0),
        ("Sở A", 10.0, 12.0, 2.0),
        ("Sở BC", 50.0, 90.0, 40.0),
        ("Sở D1 + Sở D2", 40.0, 40.0, 0.0),
        ("(không còn đơn vị kế thừa)", 5.0, None, None),
    ]
    assert rows[2]["remark"] == "thay đổi quá 50 %; cộng các đơn vị đã sáp nhập"
    assert PERCENT_CHANGE.vi in [row.cells[sheet.columns["percent"]] for row in sheet.rows if row.for_people]


@pytest.mark.slow
@needs_libreoffice
def test_the_comparisons_formulas_give_what_is_stored(compared: tuple[Folder, Consolidation]) -> None:
    """Every number of the sheet that follows from others is a formula with its value."""
    assert differing(compared[0].master) == []


@pytest.mark.slow
def test_a_missing_part_is_no_zero(tmp_path: Path) -> None:
    """If one of the merged did not report last time, or one of the split has not now, nothing is compared."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    for folder, agency, v in ((before, "B", 20), (before, "D", 40), (now, "BC", 90), (now, "D1", 10)):
        give(folder, agency, V=v)
    found = lines_of(merged_after(now, before), "V")
    assert (found["BC",].previous, found["BC",].change) == (None, None)
    assert (found["D1", "D2"].value, found["D1", "D2"].change) == (None, None)


@pytest.mark.slow
def test_the_agency_is_asked_about_a_jump(both: tuple[Folder, Folder]) -> None:
    """In its letter, until it is accepted: no letter confirms a report that the master has a question about. The same
    if only its files are checked."""
    before, now = both
    assert merged_after(now, before).findings
    result = check_files(now, as_of=DAY, means=Means(workers=1))
    (jump,) = [f for f in result.findings if f.code == "large-change-since-previous"]
    assert (jump.agency, next(s.warnings for s in result.statuses if s.agency == "BC")) == ("BC", 1)
    kinds = {x.agency: x.kind for x in answer_letters(now, result, write_returns(now, result))}
    assert kinds == {**dict.fromkeys(("A", "D1", "D2", "F"), "confirmation"), "BC": "question"}
    take(now.master, "large-change-since-previous")
    result = check_files(now, as_of=DAY, means=Means(workers=1))
    assert {x.kind for x in answer_letters(now, result, write_returns(now, result))} == {"confirmation"}
    assert [f.accepted_by for f in result.findings if f.code == "large-change-since-previous"] == ["Lan"]


def province(result: Consolidation, indicator: str, period: str = "2020") -> Compared:
    (line,) = [c for c in result.compared if c.province and c.indicator == indicator and c.period == period]
    return line


@pytest.mark.slow
def test_the_province_is_compared_over_agencies_in_both_totals(compared: tuple[Folder, Consolidation]) -> None:
    """An agency in only one of the totals is named and left out, however complete either total is."""
    now, result = compared
    line, comparison = province(result, "V"), result.headlines[0].comparison
    assert (line.previous, line.value, line.change, line.among) == (100, 142, 42, 4)
    assert (line.only_before, line.only_now) == (("E",), ("F",))
    assert (comparison.kind, comparison.period, comparison.difference) == ("change", "2019|2020", 42)
    assert (comparison.agencies, comparison.good) == (4, False)
    rows = [r for r in records(keyed(now.master)["previous"]) if r.key == "V" and r["period"] == "2020"]
    (remark,) = [str(r["remark"]) for r in rows if r["agency"] == PROVINCE.vi]
    assert all(part in remark for part in ("Sở E", "Sở F", "105", "143"))


@pytest.mark.slow
def test_a_missing_report_is_no_decline(tmp_path: Path) -> None:
    """Sums, rates and means are those of the agencies in both totals."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    for agency, v, n, m in (("A", 10, 100, 5), ("BC", 20, 40, 9), ("F", 981, 990, 1)):
        give(before, {"BC": "B"}.get(agency, agency).replace("F", "D"), V=v, N=n, M=m)
    give(before, "C", V=0, N=0, M=9)
    for agency, v, n, m in (("A", 10, 100, 5), ("BC", 20, 40, 9)):
        give(now, agency, V=v, N=n, M=m)
    result = merged_after(now, before)
    for code in ("V", "N", "R", "M"):
        line = province(result, code)
        assert (line.change, line.outlier) == (0, False), code
        assert "D" in line.only_before
    assert result.headlines[0].comparison.difference == 0


@pytest.mark.slow
def test_totals_of_the_same_agencies_are_compared_unchanged(tmp_path: Path) -> None:
    """No agency is named, and the line links to the total."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    for folder, v in ((before, 10), (now, 12)):
        give(folder, "A", V=v, N=100)
    line = province(merged_after(now, before), "V")
    assert (line.previous, line.value, line.among, line.only_before, line.only_now) == (10, 12, None, (), ())


@pytest.mark.slow
def test_without_an_agency_in_both_totals_nothing_is_compared(tmp_path: Path) -> None:
    """Two totals of different agencies are shown beside each other in words only."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    give(before, "A", V=10)
    give(now, "F", V=12)
    result = merged_after(now, before)
    line = province(result, "V")
    assert (line.previous, line.value, line.change, line.among) == (None, None, None, 0)
    assert result.headlines[0].comparison.kind == "none"


def test_only_like_periods_are_compared() -> None:
    """The same period, otherwise the same one a year earlier, otherwise the like one before; or none."""

    def found(key: str, *earlier: str) -> str | None:
        period = parse_period(key)
        assert period is not None
        match = counterpart(period, [p for k in earlier if (p := parse_period(k)) is not None])
        return match.key if match else None

    assert found("2020", "2018", "2019", "2020") == "2020"
    assert found("2020", "2018", "2019") == "2019"
    assert found("2020", "2018") is None
    assert found("2020-6M", "2019", "2019-9M") is None
    assert found("2020-6M", "2019", "2019-6M") == "2019-6M"
    assert found("2026-Q1", "2025-Q1", "2025-Q4") == "2025-Q1"
    assert found("2026-Q1", "2025-Q4") == "2025-Q4"
    assert found("2026-M03", "2026-M02", "2026-M01") == "2026-M02"

    def all_found(now: str, earlier: str) -> dict[str, str]:
        first, second = (
            tuple(p for k in keys.split("|") if (p := parse_period(k)) is not None) for keys in (now, earlier)
        )
        return {key: p.key for key, p in compared_periods(first, second).items()}

    assert all_found("2019|2020|2021-6M", "2017|2018|2020-6M") == {"2019": "2018", "2021-6M": "2020-6M"}
    assert all_found("2021|2022|2023-6M", "2018|2019|2020-6M") == {"2021": "2019", "2023-6M": "2020-6M"}
    assert all_found("2026-Q2|2026-Q3", "2024-Q1|2024-Q3") == {"2026-Q3": "2024-Q3"}
    assert all_found("2021|2022", "2009|2010") == all_found("2021", "2019-6M|2019-Q4") == {}
    spans = [
        tuple(p for k in keys.split("|") if (p := parse_period(k)) is not None)
        for keys in ("2011|2012", "2013|2014", "2013|2014-6M")
    ]
    assert comparable_spans(spans[0], spans[1])
    assert not comparable_spans(spans[0], spans[2])


@pytest.mark.slow
def test_campaigns_with_a_gap_between_them(tmp_path: Path) -> None:
    """The last like figures before the gap are printed and compared, and such a form is read without a finding."""
    before, now = last_time(tmp_path / "before", periods="2017"), this_time(tmp_path / "now")
    give(before, "A", V=10)
    merge(before)
    write_templates(now, ("A",), previous=before.master)
    blank = form_in(now.outgoing, "A")
    texts = [c.value for row in openpyxl.load_workbook(blank)["Số liệu"].iter_rows() for c in row]
    assert 10 in texts
    assert any("2017" in str(t) for t in texts)
    assert codes(read(now, blank)) == ["no-figures"]
    give(now, "A", V=12)
    lines = [
        c for c in merged_after(now, before).compared if c.indicator == "V" and not c.province and c.agencies == ("A",)
    ]
    assert [(c.period, c.previous_period, c.previous, c.value) for c in lines] == [("2020", "2017", 10, 12)]


@pytest.mark.slow
def test_a_cumulative_figure_is_compared_with_the_year_before(tmp_path: Path) -> None:
    """It is not compared with the quarter before; but one less than that quarter's is asked about."""
    counted = """
| code | topic | label  | unit   | kind    | across_agencies | across_periods | formula  |
|------|-------|--------|--------|---------|-----------------|----------------|----------|
| L    | Một   | Lũy kế | hồ sơ  | count   | sum             | cumulative     |          |
| S    | Một   | Cả năm | hồ sơ  | count   | sum             | last           |          |
| R    | Một   | Tỷ lệ  | %      | percent |                 | last           | =L/S*100 |
"""
    before = last_time(tmp_path / "before", periods="2025-Q3|2026-Q1|2026-Q2", indicators=counted)
    now = this_time(tmp_path / "now", periods="2026-Q3", indicators=counted)
    for agency, figures in (("A", "| L | 50 | 20 | 40 |"), ("B", "| L | 30 | 10 | 25 |"), ("C", "| L | 1 | 2 | 3 |")):
        head = "| code | 2025-Q3 | 2026-Q1 | 2026-Q2 |\n|---|---|---|---|\n"
        filled(before, agency, f"{head}{figures}\n| S | 100 | 100 | 100 |")
    give(now, "A", L=60, S=100)
    give(now, "BC", L=27, S=200)
    result = merged_after(now, before)
    found = {
        (c.indicator, c.previous_period, c.previous, round(c.value or 0, 9)) for c in result.compared if c.province
    }
    assert found == {("L", "2025-Q3", 81, 87), ("S", "2025-Q3", 300, 300), ("R", "2025-Q3", 27, 29)}
    falls = [f for f in result.findings if f.code == "cumulative-falls-since-previous"]
    assert [(f.agency, f.indicator, f.value, dict(f.arguments)) for f in falls] == [
        ("BC", "L", "27", {"earlier": "2026-Q2", "before": 28.0, "after": 27.0})
    ]


@pytest.mark.slow
def test_a_counted_figure_is_not_compared_with_the_quarter_before(tmp_path: Path) -> None:
    """If the previous campaign lacks that quarter of the last year, nothing is compared."""
    before = last_time(
        tmp_path / "before", periods="2026-Q2", indicators=INDICATORS.replace("| last  ", "| cumulative  ")
    )
    now = this_time(tmp_path / "now", periods="2026-Q3", indicators=INDICATORS.replace("| last  ", "| cumulative  "))
    give(before, "A", V=5, N=9, M=7)
    give(now, "A", V=6, N=9, M=8)
    result = merged_after(now, before)
    assert {c.indicator for c in result.compared} == {"V"}
    assert not [f for f in result.findings if f.code == "cumulative-falls-since-previous"]


@pytest.mark.slow
def test_a_comparison_without_like_periods_is_reported(tmp_path: Path) -> None:
    """A year and a half-year are not compared: a warning of merge, wrong use for template."""
    before, now = last_time(tmp_path / "before", periods="2019-6M"), this_time(tmp_path / "now")
    give(before, "A", V=10)
    give(now, "A", V=12)
    result = merged_after(now, before)
    assert [f.value for f in result.findings if f.code == "previous-periods-differ"] == ["2019-6M"]
    with pytest.raises(UsageError) as caught:
        write_templates(now, ("A",), previous=before.master)
    assert caught.value.code == "previous-has-no-like-period"
    assert not now.outgoing.exists()


@pytest.mark.slow
def test_figures_restated_differently_are_reported(tmp_path: Path) -> None:
    """Small differences in a period that was reported before are one note, large ones a warning each."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now", periods="2019|2020")
    give(before, "A", V=10, N=100, K=5)
    give(now, "A", V=30, N=101, K=5)
    result = merged_after(now, before)
    reported = {f.code: f for f in result.findings if "restated" in f.code}
    assert reported["restated-much"].indicator == "V"
    assert reported["figures-restated"].value == "N 2019: 100 → 101"


@pytest.mark.slow
def test_an_indicator_in_a_different_unit_is_not_compared(tmp_path: Path) -> None:
    """That is reported once; one with a different label is compared, and reported."""
    old = INDICATORS.replace("triệu đồng", "tỷ đồng").replace("Số vụ ", "Vụ việc ")
    before, now = last_time(tmp_path / "before", indicators=old), this_time(tmp_path / "now")
    give(before, "A", V=10, K=5)
    give(now, "A", V=10, K=5000)
    result = merged_after(now, before)
    assert {c.indicator for c in result.compared} == {"V"}
    reported = {(f.code, f.indicator, f.value) for f in result.findings if f.code.startswith("previous-")}
    assert reported == {("previous-unit-differs", "K", "tỷ đồng"), ("previous-label-differs", "V", "Vụ việc")}


@pytest.mark.slow
def test_parts_of_splits_keep_their_names(tmp_path: Path) -> None:
    """The master shows a part under its whole by a short name: the same part is not reported as a different one."""
    splits = "| code | label | parts | of |\n|---|---|---|---|\n| G | giới | Nam\\|Nữ | N |\n"
    about = {"id": "NAM-TRUOC", "periods": "2019", "deadline": "2020-01-10", "issued": ""}
    tables = {"indicators": INDICATORS, "sections": SECTIONS, "splits": splits}
    before = definition(tmp_path / "before", about=about, agencies=OLD_AGENCIES, **tables)
    tables["indicators"] = INDICATORS.replace("Số vụ ", "Vụ việc ")
    now = definition(tmp_path / "now", about={"periods": "2020"}, agencies=AGENCIES, **tables)
    give(before, "A", V=10, N=100, N_NAM=40, N_NU=60)
    give(now, "A", V=12, N=110, N_NAM=45, N_NU=65)
    result = merged_after(now, before)
    reported = {(f.indicator, f.value) for f in result.findings if f.code == "previous-label-differs"}
    assert reported == {("V", "Số vụ")}
    assert "N_NU" in {c.indicator for c in result.compared}


# --- Texts ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_texts_repeated_word_for_word_are_reported(tmp_path: Path) -> None:
    """Words of the agency or its predecessors from last time, whatever bullet or case; short ones are skipped."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    give(before, "A", LINES + f"| dat | {LONG} |\n| dat | Hoàn thành tốt. |\n", V=1)
    give(before, "B", LINES + f"| dat | {LONG.replace('tại', 'ở')} |\n", V=1)
    give(now, "A", LINES + f"| dat | - {LONG.upper()} |\n| dat | Hoàn thành tốt. |\n", V=1)
    give(now, "BC", LINES + f"| dat | {LONG} |\n| dat | {LONG.replace('tại', 'ở')} |\n", V=1)
    give(now, "F", LINES + f"| dat | {LONG} |\n", V=1)
    reported = [
        (f.agency, f.value, len(f.cells))
        for f in merged_after(now, before).findings
        if f.code == "repeated-from-previous"
    ]
    assert [(agency, count) for agency, _, count in reported] == [("A", 1), ("BC", 1)]
    assert reported[1][1] == LONG.replace("tại", "ở")


@pytest.mark.slow
def test_the_sheet_of_questions_names_who_copied(tmp_path: Path) -> None:
    """Beside the finding are the idea and the agency or predecessor that copied it; set phrases are not listed."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    give(before, "A", LINES + f"| dat | {LONG} |\n| dat | Hoàn thành tốt. |\n", V=1)
    give(before, "B", LINES + f"| dat | {LONG.replace('ngành', 'xã')} |\n", V=1)
    give(now, "A", LINES + f"| dat | + {LONG} |\n| dat | Hoàn thành tốt. |\n", V=1)
    give(now, "BC", LINES + f"| dat | {LONG.replace('ngành', 'xã')} |\n", V=1)
    assert merge_command(before) == merge_command(now, before) == 1
    rows = [r for r in records(keyed(now.master)["questions"]) if r.key == "copied_before"]
    assert [(r["agencies"], r["count"]) for r in rows] == [("Sở A", 1), ("Sở BC", 1)]
    shown = {r["group"]: r["text"] for r in records(keyed(now.master)["groups"])}
    assert [shown[r["group"]] for r in rows] == [f"+ {LONG}", LONG.replace("ngành", "xã")]


# --- What was decided ----------------------------------------------------------------------------

SAME = "Việc phối hợp với các ngành để tuyên truyền ở cơ sở được chặt chẽ hơn trước."
WORN = "Trang thiết bị của đội kiểm tra đã xuống cấp."
SMALL = "Cơ quan có ít đoàn viên nên phong trào nhỏ."
NEW = "Đơn vị mới chuyển trụ sở."


def merge_command(folder: Folder, before: Folder | None = None) -> int:
    """`toolkit merge`, with the master of the campaign before if that is given."""
    beside = ["--previous", str(before.master)] if before else []
    return run(["merge", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1", *beside])


def decided(folder: Folder) -> dict[object, dict[str, object]]:
    """The columns of decisions, by the text of the row."""
    columns = ("edited_text", "edited_theme", "merge_into", "keep_apart", "hide", "taken_over")
    rows = records(keyed(folder.master)["groups"])
    return {
        r["text"]: {c: r[c] for c in columns if r[c] is not None}
        for r in rows
        if any(r[c] is not None for c in columns)
    }


def groups_of(folder: Folder) -> dict[object, str]:
    return {r["text"]: str(r["group"]) for r in records(keyed(folder.master)["groups"])}


def summary(folder: Folder) -> str:
    return "\n".join(str(v) for r in keyed(folder.master)["summary"].rows for v in r.cells if v is not None)


@pytest.fixture
def decisions(tmp_path: Path) -> tuple[Folder, Folder]:
    """A campaign whose coordinator merged two ideas, reworded one and hid one; and the next, in which other agencies
    say the same."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    give(before, "A", LINES + f"| dat | {LONG} |\n| dat | {WORN} |\n", V=1)
    give(before, "D", LINES + f"| dat | {SAME} |\n| dat | {SMALL} |\n", V=1)
    merge_command(before)
    ids = groups_of(before)
    edit(
        before,
        {
            (ids[SAME], "merge_into"): ids[LONG],
            (ids[WORN], "edited_text"): "Thiết bị đã cũ",
            (ids[SMALL], "hide"): "yes",
        },
    )
    give(now, "F", LINES + f"| dat | {LONG} |\n| dat | {WORN} |\n| dat | {NEW} |\n", V=1)
    give(now, "D1", LINES + f"| dat | {SAME} |\n| dat | {SMALL} |\n", V=1)
    return before, now


def row_no(folder: Folder, group: str) -> str:
    """The number of a group on its sheet."""
    return next(f"{r['group_no']:.0f}" for r in records(keyed(folder.master)["groups"]) if r["group"] == group)


@pytest.mark.slow
def test_decisions_are_taken_over(decisions: tuple[Folder, Folder]) -> None:
    """A decision of last time holds for the same words of others, and is in the new master with its origin; merging
    again changes no byte."""
    before, now = decisions
    merge_command(now, before)
    ids = groups_of(now)
    assert decided(now) == {
        SAME: {"merge_into": row_no(now, ids[LONG]), "taken_over": "NAM-TRUOC"},
        WORN: {"edited_text": "Thiết bị đã cũ", "taken_over": "NAM-TRUOC"},
        SMALL: {"hide": "có", "taken_over": "NAM-TRUOC"},
    }
    shown = summary(now)
    assert "(02 đơn vị)" in shown
    assert "Thiết bị đã cũ" in shown
    assert SMALL.rstrip(".") not in shown
    assert NEW.rstrip(".") in shown
    first = now.master.read_bytes()
    merge_command(now, before)
    assert first == now.master.read_bytes()


@pytest.mark.slow
def test_decisions_taken_over_stay_without_the_previous_master(decisions: tuple[Folder, Folder]) -> None:
    """They have become this campaign's decisions."""
    before, now = decisions
    merge_command(now, before)
    expected = decided(now)
    merge_command(now)
    assert decided(now) == expected


@pytest.mark.slow
def test_a_decision_taken_over_can_be_undone(decisions: tuple[Folder, Folder]) -> None:
    """A cell that the coordinator clears or changes is not filled again from the previous master."""
    before, now = decisions
    merge_command(now, before)
    ids = groups_of(now)
    edit(
        now, {(ids[SMALL], "hide"): None, (ids[SAME], "merge_into"): None, (ids[WORN], "edited_text"): "Thiết bị hỏng"}
    )
    for _ in range(2):
        merge_command(now, before)
        assert decided(now) == {
            SAME: {"taken_over": "NAM-TRUOC"},
            SMALL: {"taken_over": "NAM-TRUOC"},
            WORN: {"edited_text": "Thiết bị hỏng", "taken_over": "NAM-TRUOC"},
        }
        assert SMALL.rstrip(".") in summary(now)
        assert {r["text"]: r["count"] for r in records(keyed(now.master)["groups"])}[SMALL] == 1


@pytest.mark.slow
def test_decisions_hold_for_reports_that_come_later(decisions: tuple[Folder, Folder]) -> None:
    """Words that no agency says yet have no row; in a later report they are as decided. None of it is a fault."""
    before, now = decisions
    late = (now.inbox / "D1.xlsx").read_bytes()
    (now.inbox / "D1.xlsx").unlink()
    merge_command(now, before)
    assert set(decided(now)) == {WORN}
    (now.inbox / "D1.xlsx").write_bytes(late)
    merge_command(now, before)
    assert len(decided(now)) == 3
    assert "edit-without-group" not in [r["code"] for r in records(keyed(now.master)["findings"])]


@pytest.mark.slow
def test_an_undone_decision_is_no_fault_when_its_words_are_gone(decisions: tuple[Folder, Folder]) -> None:
    """The row stays, so that the decision is not taken over when the words come back; no question is raised."""
    before, now = decisions
    merge_command(now, before)
    edit(now, {(groups_of(now)[SMALL], "hide"): None})
    merge_command(now, before)
    give(now, "D1", LINES + f"| dat | {NEW} |\n", V=1)
    merge_command(now, before)
    about_small = [
        r
        for r in records(keyed(now.master)["findings"])
        if r["code"] == "edit-without-group" and SMALL[:20] in str(r["message"])
    ]
    assert about_small == []
    give(now, "D1", LINES + f"| dat | {SMALL} |\n", V=1)
    merge_command(now, before)
    assert SMALL.rstrip(".") in summary(now)


# --- The previous master -------------------------------------------------------------------------


@pytest.mark.slow
def test_this_campaigns_master_is_refused(both: tuple[Folder, Folder]) -> None:
    """A comparison with itself says nothing; a file that is no master, or a missing one, is reported."""
    before, now = both
    merge(now)
    with pytest.raises(UsageError) as wrong:
        read_previous(now.campaign, now.master)
    assert wrong.value.code == "previous-is-this-campaign"
    with pytest.raises(UsageError):
        read_previous(now.campaign, now.root / "nothing.xlsx")
    with pytest.raises(NotDoneError):
        read_previous(now.campaign, before.definition)


@pytest.mark.slow
def test_without_a_previous_master_there_is_no_comparison(both: tuple[Folder, Folder]) -> None:
    """No sheet, no comparison."""
    result = merge(both[1])
    assert result.compared == ()
    assert "previous" not in keyed(both[1].master)


@pytest.mark.slow
def test_the_order_of_files_does_not_matter(both: tuple[Folder, Folder]) -> None:
    """The comparison does not depend on the order of the files."""
    before, now = both
    previous = read_previous(now.campaign, before.master)
    submissions = [read(now, path) for path in sorted(now.inbox.iterdir())]
    there, back = (consolidate(now.campaign, s, as_of=DAY, previous=previous) for s in (submissions, submissions[::-1]))
    assert (there.compared, there.findings) == (back.compared, back.findings)


# --- The form ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_form_shows_last_times_figures_beside_the_cells(both: tuple[Folder, Folder]) -> None:
    """Greyed and locked, in a separate column; successors of merged agencies see the sum."""
    before, now = both
    write_templates(now, ("A", "BC", "D1", "F"), previous=before.master)
    shown = {}
    for agency in ("A", "BC", "D1", "F"):
        sheet = openpyxl.load_workbook(form_in(now.outgoing, agency))["Số liệu"]
        keys = [c.value for c in sheet[1]]
        column = keys.index("2020")
        rows = {r[0].value: r for r in sheet.iter_rows(min_row=2)}
        cell = rows["V"][column - 1]
        shown[agency] = cell.value if keys[column - 1] == "#" and keys.count("#") == 2 else None
        if shown[agency] is not None:
            assert cell.protection.locked
            assert not rows["V"][column].protection.locked
    assert shown == {"A": 10, "BC": 50, "D1": None, "F": None}


@pytest.mark.slow
def test_a_form_with_last_times_figures_is_read_like_any_other(both: tuple[Folder, Folder]) -> None:
    """Printed figures are neither figures nor leftovers; what is typed into their column is reported."""
    before, now = both
    write_templates(now, ("A",), previous=before.master)
    blank = form_in(now.outgoing, "A")

    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["Số liệu"]
        column = [c.value for c in sheet[1]].index("2020") + 1
        row = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value == "V")
        sheet.cell(row, column).value = 12
        sheet.cell(row + 1, column).value = 100

    submission = read(now, change(blank, fill, now.inbox / "A.xlsx"))
    assert [(f.indicator, f.value) for f in submission.figures if f.typed] == [("V", 12), ("N", 100)]
    assert submission.leftovers == ()
    assert submission.balance.even
    assert not {"unkeyed-content", "keys-gone"} & set(codes(submission))
    plain = give(now, "A", V=12, N=100)
    assert [f[:6] for f in read(now, plain).figures] == [f[:6] for f in submission.figures]

    def shown_beside(value: str | float | None) -> tuple[str, ...]:
        def scribble(book: openpyxl.Workbook) -> None:
            sheet = book["Số liệu"]
            column = [c.value for c in sheet[1]].index("2020")
            row = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value == "V")
            sheet.cell(row, column).value = value

        submission = read(now, change(blank, scribble, now.inbox / "A.xlsx"))
        assert submission.balance.even
        return tuple(x.value for x in submission.leftovers)

    assert shown_beside("không phải số này") == ("không phải số này",)
    assert shown_beside(11) == ("11",)
    assert shown_beside(10) == shown_beside(None) == ()


@pytest.mark.slow
@needs_libreoffice
def test_live_checks_of_such_a_form_follow_the_cells(both: tuple[Folder, Folder]) -> None:
    """With one more column, totals, computed cells and the list of corrections still refer to the right cells."""
    before, now = both
    write_templates(now, ("A", "BC"), previous=before.master)
    assert [differing(form_in(now.outgoing, code)) for code in ("A", "BC")] == [[], []]


# --- The command ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_commands_take_a_previous_master(both: tuple[Folder, Folder], capsys: pytest.CaptureFixture[str]) -> None:
    """`merge --previous` and `template --previous`; a file that is no master of another campaign is wrong use."""
    before, now = both
    campaign = ["--campaign", str(now.root)]
    assert run(["template", "A", *campaign, "--previous", str(before.master)]) == 0
    assert run(["merge", *campaign, "--as-of", "2021-01-15", "--workers", "1", "--previous", str(before.master)]) == 0
    assert "previous" in keyed(now.master)
    capsys.readouterr()
    assert run(["merge", *campaign, "--previous", str(now.root / "nothing.xlsx")]) == 2
    assert run(["template", *campaign, "--previous", str(now.master)]) == 2
    assert "--previous" in capsys.readouterr().err
    assert run(["template", *campaign, "--previous", str(now.definition)]) == 3


@pytest.mark.slow
def test_what_rests_on_figures_of_people_is_not_compared_in_a_shared_copy(tmp_path: Path) -> None:
    """The previous rate of a sensitive indicator would reveal its small numbers."""
    indicators = INDICATORS.replace("max_change", "sensitive ").replace("| 50    ", "| yes   ")
    before = last_time(tmp_path / "before", indicators=indicators)
    now = this_time(tmp_path / "now", indicators=indicators)
    give(before, "A", V=3, N=100, K=5)
    give(now, "A", V=30, N=100, K=5)
    result = merged_after(now, before)
    assert {"V", "R", "N", "K"} <= {c.indicator for c in result.compared}
    assert {c.indicator for c in share(result).result.compared} == {"N", "K"}
