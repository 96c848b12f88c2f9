"""A total is one number everywhere in a master, with a remark if its parts come from different agencies."""

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from tests import hostile_masters
from tests.building import DAY, definition, filled, keyed, merge, random_filling, read, records, table, write
from tests.consolidation import test_same_period
from tests.effort import effort
from tests.master.test_corrections import correct
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.consolidation.bridges.bridge import bridge
from toolkit.consolidation.bridges.differences import totals_basis_of
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.sheets.master import write_master
from toolkit.model import Consolidation, Correction, Kept, Submission
from toolkit.model.periods import period_label
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files

AGENCIES = ("SA", "SB", "HC", "HD")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, list[Submission]]:
    """Three versions of a report of each of four agencies."""
    folder = hostile_masters.campaign(tmp_path_factory.mktemp("one"), "THU", "2018 | 2019", 0)
    paths = [
        write(folder, code, random_filling(folder, code, 7 * n + v, blanks=0.15, words=0.15), name=f"lần {v}/{code}")
        for n, code in enumerate(AGENCIES)
        for v in range(3)
    ]
    return folder, [read(folder, path) for path in paths]


def corrections(folder: Folder, dice: random.Random) -> Kept:
    """Some figures corrected, to a number or to nothing."""
    numbers = [i.code for i in folder.campaign.indicators if i.numeric and not i.formula and i.kind != "percent"]
    periods = [p.key for p in folder.campaign.periods]
    places = {tuple(map(dice.choice, (AGENCIES, numbers, periods))) for _ in range(dice.randrange(1, 9))}
    typed = ["Không có", "Chưa thống kê", *(str(dice.randrange(900)) for _ in range(6))]
    corrected = [
        Correction(agency=a, indicator=i, period=p, typed=dice.choice(typed), by="Lan", reason="điện thoại")
        for a, i, p in sorted(places)
    ]
    return Kept(corrections=tuple(corrected))


def result_of(folder: Folder, submissions: Sequence[Submission], kept: Kept) -> Consolidation:
    return consolidate(folder.campaign, submissions, as_of=DAY, kept=kept)


@pytest.mark.slow
def test_a_total_is_one_number(reports: tuple[Folder, list[Submission]], tmp_path: Path) -> None:
    """With versions and corrections, changes, key figures and bridges show each total as the sheet of totals does."""
    folder, submissions = reports
    labels = {period_label(p, "vi"): p.key for p in folder.campaign.periods}
    changed = moved = 0
    for seed in range(effort(2, 400)):
        dice = random.Random(seed)
        sent = [s for s in submissions if dice.random() < 0.8] or submissions
        before = result_of(folder, [s for s in sent if dice.random() < 0.8], Kept())
        result = result_of(folder, sent, corrections(folder, dice))
        write_master(tmp_path / "master.xlsx", result)
        sheets = keyed(tmp_path / "master.xlsx")
        totals = {r.key: r.values for r in records(sheets["totals"])}
        used = {s.source.file for s in result.used.values()}
        for row in records(sheets["changes"]) if "changes" in sheets else ():
            if row["file"] in used and row["total_after"] is not None:
                assert row["total_after"] == pytest.approx(totals[str(row["indicator"])][labels[str(row["period"])]])
                changed += 1
        for change in result.changes:
            for effect in change.effects if change.new_file in used else ():
                assert effect.after == result.totals[effect.indicator, effect.period].value
        for line in bridge(totals_basis_of(before), totals_basis_of(result)):
            key = line.indicator, line.period
            if key in result.totals and not line.choice:
                new = None if line.new is None else float(line.new)
                assert new == pytest.approx(result.totals[key].value)
                moved += 1
    assert min(changed, moved) > 4


INDICATORS = """
| code | topic | label    | unit  | kind  | across_agencies | across_periods | formula | headline |
| A    | Một   | Số người | người | count | sum             | sum            |         | 1        |
| B    | Một   | Cả năm   | vụ    | count | sum             | sum            |         |          |
| B1   | Một   | Quý đầu  | vụ    | count | sum             | sum            |         |          |
| B2   | Một   | Quý sau  | vụ    | count | sum             | sum            |         |          |
| T    | Một   | Cộng     | vụ    | count | sum             | sum            | =B1+B2  |          |
"""
MORE = {
    "agencies": "| code | name |\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |",
    "splits": "| code | label | parts | of | whole |\n| GT | Giới | Nam \\| Nữ | A | equal |",
    "rules": "| code | formula | severity | message |\n| R1 | =B=B1+B2 | error | Không khớp. |",
    "sections": "| code | role | heading |\n| kq | result | Kết quả |",
}
#: Wholes and their parts: by a split, by a rule, by a formula.
SUMS = {"A": ("A_NAM", "A_NU"), "B": ("B1", "B2"), "T": ("B1", "B2")}


def test_a_whole_without_the_figures_of_its_parts_says_so(tmp_path: Path) -> None:
    """If an agency's whole is held or blank and its parts count, a remark is beside the whole and each part."""
    folder = definition(tmp_path, about=None, indicators=INDICATORS, **MORE)
    values = table("""
        | agency | A      | A_NAM | A_NU | B   | B1  | B2  |
        | SA     | 10 10  | 4 4   | 6 6  | 3 3 | 1 1 | 2 2 |
        | SB     | 7.5 9  | 3 3   | 5 6  | 8 8 | 4 4 | 4 4 |
        | SC     | 5 5    | 2 2   | 3 3  | - 6 | 3 3 | 3 3 |
    """)
    for row in values:
        agency, figures = row.pop("agency"), ["| code | 2019 | 2020 |"]
        figures += [f"| {code} | {pair.replace(' ', ' | ').replace('-', '')} |" for code, pair in row.items()]
        filled(folder, agency, "\n".join(figures))
    result = merge(folder)
    assert result.totals["A", "2019"].value == 15
    assert [result.totals[code, "2019"].value for code in SUMS["A"]] == [9, 14]
    odd = {key for key, total in result.totals.items() if total.uneven}
    assert odd == {(code, period) for code in ("A", "A_NAM", "A_NU", "B", "B1", "B2") for period in ("2019", "total")}
    totals = keyed(folder.master)["totals"]
    notes = {text.partition(" ")[0]: text for r in totals.rows for c in r.cells if (text := str(c)).startswith("(")}
    reported = {
        r.key: f"{r['caveats']} {notes.get(str(r['caveats']).split()[-3], '')}" for r in records(totals) if r["caveats"]
    }
    remark = "1 đơn vị có số thành phần mà số tổng"
    assert {code for code, text in reported.items() if remark in text} == {code for code, _ in odd}
    assert any(remark in str(v) for r in keyed(folder.master)["summary"].rows for v in r.cells)


@pytest.mark.slow
def test_agencies_in_parts_alone_are_counted_for_every_sum(tmp_path: Path) -> None:
    """Sums of splits, rules and formulas state the number of agencies in a part alone, as plain loops count them."""
    folder = definition(tmp_path, about=None, indicators=INDICATORS, **MORE)
    codes, reported = ("SA", "SB", "SC"), 0
    for seed in range(effort(5, 300)):
        dice = random.Random(seed)
        for code in codes:
            write(folder, code, random_filling(folder, code, dice.randrange(10**6), blanks=0.3, words=0.3))
        result = merge(folder, master=False)
        present = {(f.agency, f.indicator, f.period) for f in result.figures if f.value is not None}
        expected: dict[tuple[str, str], set[str]] = {}
        for (whole, parts), agency, period in product(SUMS.items(), codes, ("2019", "2020")):
            for part in parts:
                if (agency, part, period) in present and (agency, whole, period) not in present:
                    for key in product((whole, part), (period, "total")):
                        expected.setdefault(key, set()).add(agency)
        counted = {key: len(agencies) for key, agencies in expected.items()}
        assert {key: t.uneven for key, t in result.totals.items() if t.uneven} == counted
        reported += len(expected)
    assert reported > 20


@pytest.mark.slow
@needs_libreoffice
def test_totals_of_quarters_are_the_same_through_parts_corrections_and_formulas(tmp_path: Path) -> None:
    """Cumulative totals, key figures and sentences: in the whole, through masters of parts, and recalculated."""
    folder, means = test_same_period.campaign(tmp_path), Means(workers=1)
    for agency, figures in (
        ("XA", ("10 20 30 40 11 21 31 41", "9 9 9 9 9 9 9 9", "1 2 3 4 2 4 6 8", "1 1 1 1 1 1 1 1")),
        ("XB", ("10 20 30 - 11 21 31 50", "9 9 9 9 9 9 9 9", "5 6 7 8 5 6 7 9", "1 1 1 1 1 1 1 1")),
        ("XC", ("1 2 3 4 5 6 7 8", "1 1 1 1 1 1 1 1", "1 2 3 4 2 3 4 -", "1 1 1 1 1 1 1 -")),
    ):
        test_same_period.fill(folder, agency, **dict(zip(("HS", "DH", "LK", "CK"), figures, strict=True)))
    whole, master = merge_files(folder, as_of=DAY, means=means)
    assert differing(master) == []
    assert "cumulative-falls" not in {f.code for f in whole.findings}
    # Two of three agencies reported the last quarter: the total is theirs; no earlier figure replaces the third's.
    total = whole.totals["LK", "total"]
    assert (total.value, total.complete, total.asked, total.wanting) == (17, 2, 3, 1)
    assert whole.totals["HS", "total"].value == 10 * 2 + 20 * 2 + 30 * 2 + 40 + 11 * 2 + 21 * 2 + 31 * 2 + 41 + 50 + 36

    parts = [
        merge_files(folder, [folder.inbox / f"{code}.xlsx" for code in codes], output=path, as_of=DAY, means=means)[1]
        for codes, path in ((["XA"], tmp_path / "1.xlsx"), (["XB", "XC"], tmp_path / "2.xlsx"))
    ]
    result = merge_files(folder, parts, output=tmp_path / "3.xlsx", as_of=DAY, means=means)[0]
    assert (result.totals, result.headlines) == (whole.totals, whole.headlines)
    for code in ("HS", "TL", "LK"):
        assert test_same_period.reported(result, code) == test_same_period.reported(whole, code)
        assert test_same_period.sentence(result, code) == test_same_period.sentence(whole, code)

    # A corrected figure that falls is asked about; the key figure follows it.
    correct(master, "XA LK 2026-Q4", 5)
    result = merge_files(folder, as_of=DAY, means=means)[0]
    (finding,) = (f for f in result.findings if f.code == "cumulative-falls")
    assert (finding.agency, finding.indicator, finding.period) == ("XA", "LK", "2026-Q4")
    assert result.totals["LK", "total"].value == 14
    assert "(12 tỷ → 14 tỷ)" in test_same_period.reported(result, "LK")
