"""The previous campaign: its figures beside the present ones, through mergers and splits; repeated texts; the form."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from tests.building import DAY, change, codes, copied, definition, filled, form_in, keyed, merge, read, records
from tests.cases import cases
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
from toolkit.model import CellValue, Compared, Consolidation, Period
from toolkit.model.periods import compared_periods, counterpart, parse_period, spans_match
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
LONG = "Đã phối hợp chặt chẽ với các ngành trong công tác tuyên truyền tại cơ sở."


BEFORE = {"id": "NAM-TRUOC", "deadline": "2020-01-10", "issued": ""}


def last_time(folder: Path, *, periods: str = "2019", indicators: str = INDICATORS, **more: str) -> Folder:
    about, tables = {**BEFORE, "periods": periods}, {"indicators": indicators, "sections": SECTIONS, **more}
    return definition(folder, about=about, agencies=OLD_AGENCIES, **tables)


def this_time(folder: Path, *, periods: str = "2020", indicators: str = INDICATORS, **more: str) -> Folder:
    tables = {"indicators": indicators, "sections": SECTIONS, **more}
    return definition(folder, about={"periods": periods}, agencies=AGENCIES, **tables)


def give(folder: Folder, agency: str, lines: str = "", period: str = "", **figures: object) -> Path:
    period = period or folder.campaign.periods[0].key
    rows = "".join(f"| {code} | {value} |\n" for code, value in figures.items())
    return filled(folder, agency, f"| code | {period} |\n|---|---|\n{rows}", lines)


def give_all(folder: Folder, figures: str) -> Folder:
    """The forms of several agencies: `A V=10 N=100, B V=20`."""
    for agency, *cells in map(str.split, figures.split(",")):
        give(folder, agency, **dict(cell.split("=") for cell in cells))
    return folder


def say(folder: Folder, agency: str, *texts: str) -> Path:
    """An agency's form with one figure and these texts."""
    return give(folder, agency, "| section | text |\n|---|---|\n" + "".join(f"| dat | {t} |\n" for t in texts), V=1)


def merged_after(now: Folder, before: Folder) -> Consolidation:
    """Both campaigns merged, this one compared with the other, as the command does it, in this process."""
    if not before.master.exists():
        merge(before)
    result, _ = merge_files(now, previous=before.master, as_of=DAY, means=Means(workers=1))
    return result


def compared_with(now: Folder, before: Folder) -> Consolidation:
    """The same without a master of this campaign."""
    merge(before)
    submissions = [read(now, path) for path in sorted(now.inbox.iterdir())]
    return consolidate(now.campaign, submissions, as_of=DAY, previous=read_previous(now.campaign, before.master))


def lines_of(result: Consolidation, indicator: str) -> Mapping[tuple[str, ...], Compared]:
    return {c.agencies or ("→", *c.previous_agencies): c for c in result.compared if c.indicator == indicator}


def province(result: Consolidation, indicator: str, period: str = "2020") -> Compared:
    (line,) = [c for c in result.compared if c.province and c.indicator == indicator and c.period == period]
    return line


def filled_in(root: Path) -> Folder:
    """This campaign, with the previous one in the folder above."""
    before, now = last_time(root / "before"), this_time(root / "now")
    give_all(before, "A V=10 N=100 M=7, B V=20 N=40 M=7, C V=30 N=60 M=7, D V=40 N=80 M=7, E V=5 N=10 M=7")
    give_all(now, "A V=12 N=100 M=8, BC V=90 N=100 M=8, D1 V=10 N=30 M=8, D2 V=30 N=50 M=8, F V=1 N=2 M=8")
    merge(before)
    return now


@pytest.fixture
def both(tmp_path: Path) -> tuple[Folder, Folder]:
    now = copied(tmp_path, filled_in)
    return open_folder(tmp_path / "before"), now


# --- Figures -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_figures_are_beside_those_of_last_time(both: tuple[Folder, Folder]) -> None:
    """Agencies by code, through mergers and splits, and the province over agencies in both totals, in result and
    master."""
    before, now = both
    result = merged_after(now, before)
    found, rates, marks = (lines_of(result, code) for code in "VRM")
    a, gone, merged, split = found["A",], found["→", "E"], found["BC",], found["D1", "D2"]
    assert (a.previous_period, a.period, a.previous, a.value, a.change, a.percent) == ("2019", "2020", 10, 12, 2, 20)
    # One without a successor is still shown.
    assert (gone.previous, gone.value, gone.change) == (5, None, None)
    # Two that became one: their sum against it; one that became two: it against their sum, never against one.
    assert (merged.previous_agencies, merged.previous, merged.value, merged.percent) == (("B", "C"), 50, 90, 80)
    assert (split.previous_agencies, split.previous, split.value, split.change) == (("D",), 40, 40, 0)
    assert not {("F",), ("D1",)} & found.keys()
    assert (rates["BC",].previous, rates["BC",].value, rates["BC",].percent) == (50, 90, None)
    assert rates["D1", "D2"].change == 0
    # Marks out of ten of two agencies have no sum: no figure, no change.
    assert (marks["A",].previous, marks["A",].value) == (7, 8)
    assert (marks["BC",].previous, marks["BC",].value, marks["BC",].change) == (None, 8, None)

    # A change beyond `max_change` is an outlier: a warning at the agency's cell.
    (jump,) = [f for f in result.findings if f.code == "large-change-since-previous"]
    assert (jump.agency, jump.indicator, jump.severity, jump.file) == ("BC", "V", "warning", "inbox/BC.xlsx")
    assert jump.cell
    values = {"before": 50.0, "after": 90.0, "change": 80.0, "limit": 50.0}
    assert values.items() <= dict(jump.arguments).items()

    # An agency in only one of the province's totals is named and left out, however complete either total is.
    line, comparison = province(result, "V"), result.headlines[0].comparison
    assert (line.previous, line.value, line.change, line.among) == (100, 142, 42, 4)
    assert (line.only_before, line.only_now) == (("E",), ("F",))
    assert (comparison.kind, comparison.period, comparison.difference) == ("change", "2019|2020", 42)
    assert (comparison.agencies, comparison.good) == (4, False)

    # The sheet has the province first; percentages are headed as a change.
    sheet = keyed(now.master)["previous"]
    rows = [r for r in records(sheet) if r.key == "V" and r["period"] == "2020"]
    assert [(r["agency"], r["previous"], r["value"], r["change"]) for r in rows] == [
        (PROVINCE.vi, 100.0, 142.0, 42.0),
        ("Sở A", 10.0, 12.0, 2.0),
        ("Sở BC", 50.0, 90.0, 40.0),
        ("Sở D1 + Sở D2", 40.0, 40.0, 0.0),
        ("(không còn đơn vị kế thừa)", 5.0, None, None),
    ]
    assert all(part in str(rows[0]["remark"]) for part in ("Sở E", "Sở F", "105", "143"))
    assert rows[2]["remark"] == "thay đổi quá 50 %; cộng các đơn vị đã sáp nhập"
    assert PERCENT_CHANGE.vi in [row.cells[sheet.columns["percent"]] for row in sheet.rows if row.for_people]

    # The comparison does not depend on the order of the files.
    previous = read_previous(now.campaign, before.master)
    submissions = [read(now, path) for path in sorted(now.inbox.iterdir())]
    there, back = (consolidate(now.campaign, s, as_of=DAY, previous=previous) for s in (submissions, submissions[::-1]))
    assert (there.compared, there.findings) == (back.compared, back.findings)


@needs_libreoffice
def test_the_comparisons_formulas_give_what_is_stored(both: tuple[Folder, Folder]) -> None:
    """Every number of the sheet that follows from others is a formula with its value; in forms with a column more, the
    live checks refer to the right cells."""
    before, now = both
    merged_after(now, before)
    write_templates(now, ("A", "BC"), previous=before.master)
    assert differing(now.master, *(form_in(now.outgoing, code) for code in ("A", "BC"))) == []


@pytest.mark.slow
@cases("""
| case                             | before    | now        | line     | found            | apart |
|----------------------------------|-----------|------------|----------|------------------|-------|
| one of two merged is missing     | B V=20    | BC V=90    | BC       | None 90 None     |       |
| one of two successors is missing | D V=40    | D1 V=10    | D1 D2    | 40 None None     |       |
| the same agencies in both totals | A V=10    | A V=12     | province | 10 12 2          |       |
| no agency in both totals         | A V=10    | F V=12     | province | None None None   | A F   |
""")
def test_a_missing_part_is_no_zero(tmp_path: Path, before: str, now: str, line: str, found: str, apart: str) -> None:
    """Without all parts nothing is compared: previous value, present one, change; who is in one total only."""
    old, new = give_all(last_time(tmp_path / "before"), before), give_all(this_time(tmp_path / "now"), now)
    result = compared_with(new, old)
    of = province(result, "V") if line == "province" else lines_of(result, "V")[tuple(line.split())]
    whole = [None if x is None else int(x) for x in (of.previous, of.value, of.change)]
    assert (" ".join(map(str, whole)), " ".join((*of.only_before, *of.only_now))) == (found, apart)
    assert of.among == (0 if apart else None)
    assert (result.headlines[0].comparison.kind == "none") is (of.change is None)


@pytest.mark.slow
def test_a_missing_report_is_no_decline(tmp_path: Path) -> None:
    """Sums, rates and means are those of the agencies in both totals."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    give_all(before, "A V=10 N=100 M=5, B V=20 N=40 M=9, C V=0 N=0 M=9, D V=981 N=990 M=1")
    give_all(now, "A V=10 N=100 M=5, BC V=20 N=40 M=9")
    result = compared_with(now, before)
    for code in ("V", "N", "R", "M"):
        line = province(result, code)
        assert (line.change, line.outlier) == (0, False), code
        assert "D" in line.only_before
    assert result.headlines[0].comparison.difference == 0


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


# --- Periods -------------------------------------------------------------------------------------


def periods(keys: str) -> tuple[Period, ...]:
    return tuple(p for key in keys.split() if (p := parse_period(key)) is not None)


@cases("""
| now     | earlier           | found   |
|---------|-------------------|---------|
| 2020    | 2018 2019 2020    | 2020    |
| 2020    | 2018 2019         | 2019    |
| 2020    | 2018              |         |
| 2020-6M | 2019 2019-9M      |         |
| 2020-6M | 2019 2019-6M      | 2019-6M |
| 2026-Q1 | 2025-Q1 2025-Q4   | 2025-Q1 |
| 2026-Q1 | 2025-Q4           | 2025-Q4 |
| 2026-M03 | 2026-M02 2026-M01 | 2026-M02 |
""")
def test_only_like_periods_are_compared(now: str, earlier: str, found: str) -> None:
    """The same period, otherwise the same one a year earlier, otherwise the like one before; or none."""
    match = counterpart(periods(now)[0], periods(earlier))
    assert (match.key if match else "") == found


@cases("""
| now               | earlier           | found                       |
|-------------------|-------------------|-----------------------------|
| 2019 2020 2021-6M | 2017 2018 2020-6M | 2019=2018 2021-6M=2020-6M   |
| 2021 2022 2023-6M | 2018 2019 2020-6M | 2021=2019 2023-6M=2020-6M   |
| 2026-Q2 2026-Q3   | 2024-Q1 2024-Q3   | 2026-Q3=2024-Q3             |
| 2021 2022         | 2009 2010         |                             |
| 2021              | 2019-6M 2019-Q4   |                             |
""")
def test_periods_after_a_gap_are_compared_with_the_last_like_ones(now: str, earlier: str, found: str) -> None:
    """As many as there are in both, if the spans are alike."""
    matches = compared_periods(periods(now), periods(earlier))
    assert " ".join(f"{key}={p.key}" for key, p in matches.items()) == found


@cases("""
| now       | earlier      | alike |
|-----------|--------------|-------|
| 2011 2012 | 2013 2014    | yes   |
| 2011 2012 | 2013 2014-6M |       |
""")
def test_spans_of_like_periods_are_comparable(now: str, earlier: str, alike: str) -> None:
    """Two years with two years."""
    assert spans_match(periods(now), periods(earlier)) is bool(alike)


@pytest.mark.slow
def test_campaigns_with_a_gap_between_them(tmp_path: Path) -> None:
    """The last like figures before the gap are printed and compared, and such a form is read without a finding."""
    before, now = give_all(last_time(tmp_path / "before", periods="2017"), "A V=10"), this_time(tmp_path / "now")
    merge(before)
    write_templates(now, ("A",), previous=before.master)
    blank = form_in(now.outgoing, "A")
    texts = [c.value for row in openpyxl.load_workbook(blank)["Số liệu"].iter_rows() for c in row]
    assert 10 in texts
    assert any("2017" in str(t) for t in texts)
    assert codes(read(now, blank)) == ["no-figures"]
    line = lines_of(compared_with(give_all(now, "A V=12"), before), "V")["A",]
    assert (line.period, line.previous_period, line.previous, line.value) == ("2020", "2017", 10, 12)


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
    result = compared_with(give_all(now, "A L=60 S=100, BC L=27 S=200"), before)
    lines = [c for c in result.compared if c.province]
    found = {(c.indicator, c.previous_period, c.previous, round(c.value or 0, 9)) for c in lines}
    assert found == {("L", "2025-Q3", 81, 87), ("S", "2025-Q3", 300, 300), ("R", "2025-Q3", 27, 29)}
    (fall,) = [f for f in result.findings if f.code == "cumulative-falls-since-previous"]
    assert (fall.agency, fall.indicator, fall.value) == ("BC", "L", "27")
    assert dict(fall.arguments) == {"earlier": "2026-Q2", "before": 28.0, "after": 27.0}

    # If the previous campaign lacks that quarter of the last year, nothing is compared.
    counted = INDICATORS.replace("| last  ", "| cumulative  ")
    before = last_time(tmp_path / "before 2", periods="2026-Q2", indicators=counted)
    now = this_time(tmp_path / "now 2", periods="2026-Q3", indicators=counted)
    result = compared_with(give_all(now, "A V=6 N=9 M=8"), give_all(before, "A V=5 N=9 M=7"))
    assert {c.indicator for c in result.compared} == {"V"}
    assert not [f for f in result.findings if f.code == "cumulative-falls-since-previous"]


@pytest.mark.slow
def test_a_comparison_without_like_periods_is_reported(tmp_path: Path) -> None:
    """A year and a half-year are not compared: a warning of merge, wrong use for template."""
    before, now = last_time(tmp_path / "before", periods="2019-6M"), this_time(tmp_path / "now")
    result = compared_with(give_all(now, "A V=12"), give_all(before, "A V=10"))
    assert [f.value for f in result.findings if f.code == "previous-periods-differ"] == ["2019-6M"]
    with pytest.raises(UsageError) as caught:
        write_templates(now, ("A",), previous=before.master)
    assert caught.value.code == "previous-has-no-like-period"
    assert not now.outgoing.exists()


@pytest.mark.slow
def test_what_the_definitions_have_differently_is_reported(tmp_path: Path) -> None:
    """An indicator in another unit is not compared, one with another label is; a part of a split, which the master
    shows under its whole by a short name, is the same part. Small differences in a period that was reported before are
    one note, large ones a warning each."""
    splits = "| code | label | parts | of |\n|---|---|---|---|\n| G | giới | Nam\\|Nữ | N |\n"
    old = INDICATORS.replace("triệu đồng", "tỷ đồng").replace("Số vụ ", "Vụ việc ")
    before = last_time(tmp_path / "before", indicators=old, splits=splits)
    now = this_time(tmp_path / "now", periods="2019|2020", splits=splits)
    give_all(before, "A V=10 N=100 N_NAM=40 N_NU=60 K=5")
    result = compared_with(give_all(now, "A V=30 N=101 N_NAM=40 N_NU=60 K=5000"), before)
    assert {"V", "N", "N_NU"} <= {c.indicator for c in result.compared} <= {"V", "N", "N_NAM", "N_NU", "R"}
    reported = {(f.code, f.indicator, f.value) for f in result.findings if f.code.startswith("previous-")}
    assert reported == {("previous-unit-differs", "K", "tỷ đồng"), ("previous-label-differs", "V", "Vụ việc")}
    restated = {f.code: f for f in result.findings if "restated" in f.code}
    assert restated["restated-much"].indicator == "V"
    assert restated["figures-restated"].value == "N 2019: 100 → 101"


# --- Texts ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_texts_repeated_word_for_word_are_reported(tmp_path: Path) -> None:
    """Words of the agency or its predecessors from last time, whatever bullet or case; short ones are skipped. The
    sheet of questions has the idea and who copied it."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    changed = LONG.replace("ngành", "xã")
    say(before, "A", LONG, "Hoàn thành tốt.")
    say(before, "B", changed)
    say(now, "A", f"+ {LONG.upper()}", "Hoàn thành tốt.")
    say(now, "BC", LONG, changed)
    say(now, "F", LONG)
    reported = [f for f in merged_after(now, before).findings if f.code == "repeated-from-previous"]
    assert [(f.agency, len(f.cells)) for f in reported] == [("A", 1), ("BC", 1)]
    assert reported[1].value == changed
    rows = [r for r in records(keyed(now.master)["questions"]) if r.key == "copied_before"]
    assert {(r["agencies"], r["count"]) for r in rows} == {("Sở A", 1), ("Sở BC", 1)}
    shown = {r["group"]: str(r["text"]).upper().lstrip("+ ") for r in records(keyed(now.master)["groups"])}
    assert {shown[r["group"]] for r in rows} == {LONG.upper(), changed.upper()}


# --- What was decided ----------------------------------------------------------------------------

SAME = "Việc phối hợp với các ngành để tuyên truyền ở cơ sở được chặt chẽ hơn trước."
WORN = "Trang thiết bị của đội kiểm tra đã xuống cấp."
SMALL = "Cơ quan có ít đoàn viên nên phong trào nhỏ."
NEW = "Đơn vị mới chuyển trụ sở."


def merge_command(folder: Folder, before: Folder | None = None) -> int:
    """`toolkit merge`, with the master of the campaign before if that is given."""
    beside = ["--previous", str(before.master)] if before else []
    return run(["merge", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1", *beside])


def decided(folder: Folder) -> dict[object, dict[str, CellValue]]:
    """The columns of decisions, by the text of the row."""
    columns = ("edited_text", "edited_theme", "merge_into", "keep_apart", "hide", "taken_over")
    rows = records(keyed(folder.master)["groups"])
    found = {r["text"]: {c: r[c] for c in columns if r[c] is not None} for r in rows}
    return {text: cells for text, cells in found.items() if cells}


def groups_of(folder: Folder) -> dict[object, str]:
    return {r["text"]: str(r["group"]) for r in records(keyed(folder.master)["groups"])}


def summary(folder: Folder) -> str:
    return "\n".join(str(v) for r in keyed(folder.master)["summary"].rows for v in r.cells if v is not None)


def missing_groups(folder: Folder) -> list[str]:
    """The findings about decisions whose words nobody says."""
    found = records(keyed(folder.master)["findings"])
    return [str(r["message"]) for r in found if r["code"] == "edit-without-group"]


@pytest.mark.slow
def test_decisions_are_taken_over_until_they_are_undone(tmp_path: Path) -> None:
    """Ideas that the coordinator merged, reworded and hid last time are so in the new master, though others say them;
    a decision holds for reports that come later, becomes this campaign's, and can be undone."""
    before, now = last_time(tmp_path / "before"), this_time(tmp_path / "now")
    say(before, "A", LONG, WORN)
    say(before, "D", SAME, SMALL)
    merge_command(before)
    ids = groups_of(before)
    merged = {(ids[SAME], "merge_into"): ids[LONG], (ids[WORN], "edited_text"): "Thiết bị đã cũ"}
    edit(before, {**merged, (ids[SMALL], "hide"): "yes"})

    # Words that no agency says yet have no row; in a later report they are as decided. None of it is a fault.
    say(now, "F", LONG, WORN, NEW)
    merge_command(now, before)
    assert set(decided(now)) == {WORN}
    say(now, "D1", SAME, SMALL)
    merge_command(now, before)
    assert missing_groups(now) == []

    # They are in the new master with their origin; merging again changes no byte.
    ids, taken = groups_of(now), {"taken_over": "NAM-TRUOC"}
    numbers = {r["group"]: f"{r['group_no']:.0f}" for r in records(keyed(now.master)["groups"])}
    expected = {
        SAME: {"merge_into": numbers[ids[LONG]], **taken},
        WORN: {"edited_text": "Thiết bị đã cũ", **taken},
        SMALL: {"hide": "có", **taken},
    }
    assert decided(now) == expected
    shown = summary(now)
    assert all(words in shown for words in ("(02 đơn vị)", "Thiết bị đã cũ", NEW.rstrip(".")))
    assert SMALL.rstrip(".") not in shown
    first = now.master.read_bytes()
    merge_command(now, before)
    assert first == now.master.read_bytes()

    # They stay without the previous master.
    merge_command(now)
    assert decided(now) == expected

    # A cell that the coordinator clears or changes is not filled again from the previous master.
    undone = {(ids[SMALL], "hide"): None, (ids[SAME], "merge_into"): None}
    edit(now, {**undone, (ids[WORN], "edited_text"): "Thiết bị hỏng"})
    for _ in range(2):
        merge_command(now, before)
        assert decided(now) == {SAME: taken, SMALL: taken, WORN: {"edited_text": "Thiết bị hỏng", **taken}}
        assert SMALL.rstrip(".") in summary(now)
        assert {r["text"]: r["count"] for r in records(keyed(now.master)["groups"])}[SMALL] == 1

    # When its words are gone that is no fault; when they are back, it is not taken over again.
    say(now, "D1", NEW)
    merge_command(now, before)
    assert not [message for message in missing_groups(now) if SMALL[:20] in message]
    say(now, "D1", SMALL)
    merge_command(now, before)
    assert SMALL.rstrip(".") in summary(now)


# --- The previous master -------------------------------------------------------------------------


@pytest.mark.slow
def test_only_the_master_of_another_campaign_is_compared_with(
    both: tuple[Folder, Folder], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without one there is no comparison and no sheet. A comparison with itself says nothing; a file that is no
    master, or a missing one, is reported, by `merge --previous` and `template --previous` too."""
    before, now = both
    assert merge(now).compared == ()
    assert "previous" not in keyed(now.master)
    with pytest.raises(UsageError) as wrong:
        read_previous(now.campaign, now.master)
    assert wrong.value.code == "previous-is-this-campaign"
    with pytest.raises(UsageError):
        read_previous(now.campaign, now.root / "nothing.xlsx")
    with pytest.raises(NotDoneError):
        read_previous(now.campaign, before.definition)
    campaign = ["--campaign", str(now.root)]
    assert run(["template", "A", *campaign, "--previous", str(before.master)]) == 0
    assert merge_command(now, before) == 0
    assert "previous" in keyed(now.master)
    capsys.readouterr()
    assert run(["merge", *campaign, "--previous", str(now.root / "nothing.xlsx")]) == 2
    assert run(["template", *campaign, "--previous", str(now.master)]) == 2
    assert "--previous" in capsys.readouterr().err
    assert run(["template", *campaign, "--previous", str(now.definition)]) == 3


# --- The form ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_form_shows_last_times_figures_beside_the_cells(both: tuple[Folder, Folder]) -> None:
    """Greyed and locked, in a separate column; successors of merged agencies see the sum. Such a form is read like any
    other: printed figures are neither figures nor leftovers, and what is typed into their column is reported."""
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

    blank = form_in(now.outgoing, "A")
    figures = keyed(blank)["figures"]
    row, column = figures.by_key()["V"].index + 1, figures.columns["2020"] + 1

    def typed(*cells: tuple[int, int, str | float | None]) -> Path:
        def do(book: openpyxl.Workbook) -> None:
            for below, beside, value in cells:
                book["Số liệu"].cell(row + below, column + beside).value = value

        return change(blank, do, now.inbox / "A.xlsx")

    submission = read(now, typed((0, 0, 12), (1, 0, 100)))
    assert [(f.indicator, f.value) for f in submission.figures if f.typed] == [("V", 12), ("N", 100)]
    assert submission.leftovers == ()
    assert submission.balance.is_even
    assert not {"unkeyed-content", "keys-gone"} & set(codes(submission))
    plain = read(now, give(now, "A", V=12, N=100))
    assert [f[:6] for f in plain.figures] == [f[:6] for f in submission.figures]
    beside: tuple[str | float | None, ...] = ("không phải số này", 11, 10, None)
    for value, left in zip(beside, (("không phải số này",), ("11",), (), ()), strict=True):
        submission = read(now, typed((0, -1, value)))
        assert submission.balance.is_even
        assert tuple(x.value for x in submission.leftovers) == left


@pytest.mark.slow
def test_what_rests_on_figures_of_people_is_not_compared_in_a_shared_copy(tmp_path: Path) -> None:
    """The previous rate of a sensitive indicator would reveal its small numbers."""
    indicators = INDICATORS.replace("max_change", "sensitive ").replace("| 50    ", "| yes   ")
    before = last_time(tmp_path / "before", indicators=indicators)
    now = this_time(tmp_path / "now", indicators=indicators)
    result = compared_with(give_all(now, "A V=30 N=100 K=5"), give_all(before, "A V=3 N=100 K=5"))
    assert {"V", "R", "N", "K"} <= {c.indicator for c in result.compared}
    assert {c.indicator for c in share(result).result.compared} == {"N", "K"}
