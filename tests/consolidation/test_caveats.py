"""What qualifies a total: missing agencies, figures held back, figures with an error that count."""

from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.building import DAY, definition, filled, keyed, merge, read, records
from toolkit.drafting.agency_report import read_agency_report
from toolkit.model.periods import comparable_pairs, months_of, parse_period
from toolkit.report.assembly import make_agency_report, make_report
from toolkit.report.word import word_document
from toolkit.run.folder import Folder

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |\n| SD | Sở D |\n"
INDICATORS = """
| code | topic | label | unit | kind    | across_agencies | across_periods | formula    | headline |
|------|-------|-------|------|---------|-----------------|----------------|------------|----------|
| A1   | Một   | Đạt   | ca   | count   | sum             | sum            |            | 1        |
| A2   | Một   | Cả    | ca   | count   | sum             | last           |            |          |
| A3   | Một   | Tỷ lệ | %    | percent |                 | none           | =A1/A2*100 |          |
"""
RULES = """
| code | formula | severity | message    | fix     |
|------|---------|----------|------------|---------|
| R1   | =A1<=A2 | error    | Đạt hơn cả | Xem lại |
| R2   | =A1<>7  | warning  | Bảy        | Xem lại |
"""


def give(folder: Folder, name: str, one: str, two: str) -> None:
    """`give(folder, "SA", "5 | 9", "10 | 4")` are the figures of A1 and A2; the file's name begins with the agency."""
    filled(folder, name[:2], f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {one} |\n| A2 | {two} |", name=name)


def here(folder: Path) -> Folder:
    made = definition(folder, agencies=AGENCIES, indicators=INDICATORS, rules=RULES)
    give(made, "SA", "5 | 9", "10 | 4")
    give(made, "SB", "abc | 1", "6 | 8")
    give(made, "SC", "Không thuộc chức năng | 7", "6 | 8")
    return made


@pytest.mark.slow
def test_each_total_lists_missing_agencies_held_figures_and_counted_errors(tmp_path: Path) -> None:
    """A held figure is not listed as missing as well; a figure that breaks an error rule counts and is listed. The
    sheets of totals and figures and the leaders' sheet show them."""
    folder = here(tmp_path)
    result = merge(folder)
    found = {f"{code} {key}": (t.value, t.wanting, t.held, t.doubtful) for (code, key), t in result.totals.items()}
    assert {key: found[key][1:] for key in ("A3 2019", "A3 2020")} == {"A3 2019": (1, 1, 0), "A3 2020": (1, 0, 2)}
    assert {key: numbers for key, numbers in found.items() if key[:2] != "A3" and key != "A2 2019"} == {
        "A1 2019": (5, 1, 1, 0),
        "A1 2020": (17, 1, 0, 1),
        "A1 total": (22, 1, 1, 1),
        "A2 2020": (20, 1, 0, 1),
        "A2 total": (20, 1, 0, 1),
    }
    assert result.doubts == {("A1", "2020"): {"SA": ("R1",)}, ("A2", "2020"): {"SA": ("R1",)}}
    sheets = keyed(folder.master)
    row = next(r for r in records(sheets["totals"]) if r.key == "A1")
    assert row["caveats"] == "thiếu số của 1 đơn vị… xem (1) dưới bảng"
    whole = "thiếu số của 1 đơn vị; 1 số bị giữ lại do có lỗi (2019); 1 số còn lỗi, vẫn cộng (2020)"
    assert f"(1) {str(row['label']).partition('. ')[2]}: {whole}." in [r.cells[1] for r in sheets["totals"].rows]
    summary = [str(c) for r in sheets["summary"].rows for c in r.cells if c is not None]
    assert any("1 số bị giữ lại; 1 số còn lỗi" in cell for cell in summary)
    faulty = [(r["agency"], r["indicator"], r["period"]) for r in records(sheets["figures"]) if r["faults"]]
    assert faulty == [("SA", "A1", "2020"), ("SA", "A2", "2020")]


@pytest.mark.slow
def test_the_word_annex_has_notes_on_totals(tmp_path: Path) -> None:
    """Each total without a held figure or with a doubtful one has a note with their number and agencies."""
    folder = here(tmp_path)
    result = merge(folder, master=False)
    annex = make_report(result).annexes[0]
    assert annex.notes == (
        "(1) Đạt (2019, Cả kỳ): chưa gồm 01 số liệu bị giữ lại vì còn lỗi, của Sở B.",
        "(2) Đạt (2020, Cả kỳ): gồm cả 01 số liệu còn lỗi chưa sửa, của Sở A.",
        "(3) Cả (2020, Cả kỳ): gồm cả 01 số liệu còn lỗi chưa sửa, của Sở A.",
        "(4) Tỷ lệ (2019): chưa gồm 01 số liệu bị giữ lại vì còn lỗi, của Sở B.",
        "(5) Tỷ lệ (2020): gồm cả 02 số liệu còn lỗi chưa sửa, của Sở A.",
    )
    marks = [row.marks for row in annex.rows if not row.group]
    assert marks == [{3: "(1)", 4: "(2)", 5: "(1)(2)"}, {4: "(3)", 5: "(3)"}, {3: "(4)", 4: "(5)"}]
    data = word_document(make_report(result)).as_bytes()
    document = docx.Document(BytesIO(data))
    assert document.tables[-2].cell(2, 3).text == "5(1)"
    assert [p.text for p in document.paragraphs if p.text.startswith("(")][1:6] == list(annex.notes)
    letter = read_agency_report(data, "x.docx", folder.campaign, folder.campaign.agencies[0])
    assert any("| Đạt | ca | 5 | 17 | 22 |" in u.text for u in letter.unplaced), "marks are no part of figures"
    assert [p for p in letter.points if "giữ lại" in p.text] == []

    # In an agency's annex held figures are as typed, in no sum; those with an error, and what follows, are noted.
    own = {code: make_agency_report(folder.campaign, result.used[code], DAY) for code in ("SA", "SB", "SC")}
    (faulty,), (held,), (right,) = (own[code].annexes for code in ("SA", "SB", "SC"))
    assert held.notes == (
        "(1) Đạt (2019, Cả kỳ): có 01 số liệu còn lỗi, ghi như trong biểu và chưa được tính.",
        "(2) Tỷ lệ (2019): chưa gồm 01 số liệu bị giữ lại vì còn lỗi.",
    )
    assert faulty.notes == (
        "(1) Đạt (2020, Cả kỳ): gồm cả 01 số liệu còn lỗi chưa sửa.",
        "(2) Cả (2020, Cả kỳ): gồm cả 01 số liệu còn lỗi chưa sửa.",
        "(3) Tỷ lệ (2020): gồm cả 02 số liệu còn lỗi chưa sửa.",
    )
    rows = [row for row in held.rows if not row.group]
    assert [row.marks for row in rows] == [{3: "(1)", 5: "(1)"}, {}, {3: "(2)"}]
    assert [row.cells[3:6] for row in rows] == [("abc", "1", "1"), ("6", "8", "8"), ("…", "12,5", "–")]
    assert (right.notes, [row.marks for row in right.rows if row.marks]) == ((), [])
    data = word_document(own["SB"]).as_bytes()
    assert docx.Document(BytesIO(data)).tables[-1].cell(2, 3).text == "abc(1)"
    letter = read_agency_report(data, "x.docx", folder.campaign, folder.campaign.agency_by_code["SB"])
    assert [p for p in letter.points if "còn lỗi" in p.text] == []


@pytest.mark.slow
def test_a_note_names_at_most_three_agencies(tmp_path: Path) -> None:
    """Where there are more than three, the note has their number; a complete total without errors has no caveat."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rules=RULES)
    agencies = ("SA", "SB", "SC", "SD")
    for agency in agencies:
        give(folder, agency, "abc | 2", "10 | 4")
    note = make_report(merge(folder, master=False)).annexes[0].notes[0]
    assert note.endswith("chưa gồm 04 số liệu bị giữ lại vì còn lỗi, của 04 đơn vị.")
    for agency in agencies:
        give(folder, agency, "7 | 2", "10 | 4")
    assert make_report(merge(folder)).annexes[0].notes == ()
    assert {r["caveats"] for r in records(keyed(folder.master)["totals"])} == {None}


@pytest.mark.slow
def test_a_correction_lists_every_total_that_it_changes(tmp_path: Path) -> None:
    """The totals of its period, of all periods and of indicators computed from it, before and after."""
    folder = here(tmp_path)
    give(folder, "SA lần 2", "6 | 9", "10 | 9")
    result = merge(folder)
    moved = {(c.indicator, c.period): (c.before, c.after, c.effects) for c in result.changes}
    assert moved["A1", "2019"] == (5, 6, (("A1", "total", 22, 23), ("A3", "2019", 50, 60)))
    before, after, effects = moved["A2", "2020"]
    assert (before, after) == (20, 25)
    assert [(e.indicator, e.period) for e in effects] == [("A2", "total"), ("A3", "2020")]
    (row,) = [r for r in records(keyed(folder.master)["changes"]) if r["indicator"] == "A1"]
    assert row["effects"] == "Đạt cả kỳ: 22 → 23; Tỷ lệ 2019: 50 → 60"


# --- Periods -------------------------------------------------------------------------------------


def test_a_half_year_is_not_compared_with_a_whole_year(tmp_path: Path) -> None:
    """No change is reported from a whole year to a part of the next; the heading says that it is a part."""
    indicators = """
| code | topic | max_change | label | unit | kind  | across_agencies | across_periods | headline |
|------|-------|------------|-------|------|-------|-----------------|----------------|----------|
| A1   | Một   | 10         | Đạt   | ca   | count | sum             | last           | 1        |
"""
    folder = definition(tmp_path, about={"periods": "2018|2019|2020-6M"}, agencies=AGENCIES, indicators=indicators)
    path = filled(folder, "SA", "| code | 2018 | 2019 | 2020-6M |\n|---|---|---|---|\n| A1 | 100 | 100 | 50 |")
    assert "large-change" not in {f.code for f in read(folder, path).findings}
    result = merge(folder)
    assert (result.headlines[0].comparison.period, result.headlines[0].comparison.difference) == ("2018|2019", 0)
    texts = [str(c) for r in keyed(folder.master)["totals"].rows for c in r.cells if c is not None]
    assert "6T/2020" in texts
    assert any("không so với cả năm" in text for text in texts)


@pytest.mark.slow
def test_overlapping_or_unordered_periods_are_a_finding(tmp_path: Path) -> None:
    """A sum over overlapping periods counts twice; the last column is taken for the last period. A half-year is
    compared with the half-year before it, a year with the last whole year, whatever is in between."""
    for periods, found in {
        **dict.fromkeys(("2018|2019|2020-6M", "2019-6M|2020-6M", "2026-Q1|2026-Q2"), ""),
        **dict.fromkeys(("2019-6M|2019", "2026-Q1|2026-M03"), "definition-periods-overlap"),
        "2019|2018": "definition-periods-unordered",
    }.items():
        made = definition(tmp_path, about={"periods": periods}, agencies=AGENCIES, indicators=INDICATORS)
        assert "".join({f.code for f in made.warnings}) == found
    keys = ("2018-6M", "2018", "2019-6M", "2019", "2020-6M", "2020-9M")
    asked = tuple(p for key in keys if (p := parse_period(key)) is not None)
    pairs = [(a.key, b.key) for a, b in comparable_pairs(asked)]
    assert pairs == [("2018-6M", "2019-6M"), ("2018", "2019"), ("2019-6M", "2020-6M")]
    assert len(months_of(asked[0])) == 6
