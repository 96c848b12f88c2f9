"""Rules between agencies, and official figures beside the others' (issue: double counting)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, records
from toolkit.messages.errors import DefinitionError
from toolkit.messages.findings.catalogue import written
from toolkit.model import Consolidation
from toolkit.run.folder import Folder

AGENCIES = r"""
| code   | name         | group         |
|--------|--------------|---------------|
| CAT    | Công an tỉnh | tỉnh          |
| VKS    | Viện kiểm sát | tỉnh         |
| H-1    | UBND huyện 1 | cấp huyện     |
| H-2    | UBND huyện 2 | cấp huyện     |
"""
INDICATORS = r"""
| code | topic | label    | unit  | kind    | asked_of         | owner | across_agencies | across_periods | formula    |
|------|-------|----------|-------|---------|------------------|-------|-----------------|----------------|------------|
| V    | Một   | Số vụ    | vụ    | count   |                  | CAT   | sum             | sum            |            |
| N    | Một   | Số người | người | count   | CAT \| cấp huyện |       | sum             | sum            |            |
| P    | Một   | Đã phạt  | người | count   | CAT \| cấp huyện |       | sum             | sum            |            |
| T    | Một   | Tỷ lệ    | %     | percent | CAT \| cấp huyện |       |                 | none           | =P/N*100   |
| X    | Một   | Khởi tố  | vụ    | count   | VKS              |       | sum             | sum            |            |
"""
RULES = """
| code | formula                      | severity | message                     | fix        |
|------|------------------------------|----------|-----------------------------|------------|
| G1   | =V@'cấp huyện'=V@CAT         | error    | Huyện và công an khác nhau. | Đối chiếu. |
| G2   | =n@'Cấp huyện'<=N@cat+1      | warning  | Huyện nhiều người hơn.      | Đối chiếu. |
| G3   | =X<=V                        | error    | Khởi tố nhiều hơn số vụ.    | Xem lại.   |
| G4   | =P<=N                        | error    | Phạt nhiều hơn số người.    | Xem lại.   |
"""


def here(folder: Path, rules: str = RULES) -> Folder:
    return definition(folder, agencies=AGENCIES, indicators=INDICATORS, rules=rules)


def give(folder: Folder, agency: str, **rows: tuple[str, str]) -> None:
    lines = "".join(f"| {code} | {a} | {b} |\n" for code, (a, b) in rows.items())
    filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n{lines}")


def verdicts(result: Consolidation) -> dict[tuple[str, str], str]:
    return {(c.rule, c.period): c.verdict for c in result.cross_checks}


def all_in(folder: Folder) -> None:
    give(folder, "CAT", V=("23", "10"), N=("30", "12"), P=("20", "12"))
    give(folder, "VKS", V=("24", "10"), X=("24", "1"))
    give(folder, "H-1", V=("12", "4"), N=("18", "5"), P=("1", "1"))
    give(folder, "H-2", V=("10", "6"), N=("11", "9"), P=("1", "1"))


# --- Rules ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_groups_sum_is_held_against_the_departments_own_figure(tmp_path: Path) -> None:
    """Parts that add up pass; parts that do not are found, with both numbers and the difference."""
    folder = here(tmp_path)
    all_in(folder)
    result = merge(folder, master=False)
    assert verdicts(result)["G1", "2019"] == "failed"
    assert verdicts(result)["G1", "2020"] == "passed"
    (found,) = [f for f in result.findings if f.code == "cross-rule-failed" and f.rule == "G1"]
    assert (found.severity, found.period, found.agency) == ("error", "2019", None)
    assert "22 ≠ 23; Δ -1" in written(found)


def test_names_of_bodies_are_spelt_as_the_roster_spells_them(tmp_path: Path) -> None:
    """A rule may name codes and groups in any case; it is kept in the roster's own spelling."""
    folder = here(tmp_path)
    assert folder.campaign.rules[1].formula == "=N@'cấp huyện'<=N@CAT+1"


def test_a_rule_between_agencies_waits_for_all_of_them(tmp_path: Path) -> None:
    """Where one of the group has not given its figure, the rule is not checkable, and says who is wanting."""
    folder = here(tmp_path)
    give(folder, "CAT", V=("23", "10"))
    give(folder, "H-1", V=("12", "Chưa thống kê"))
    result = merge(folder, master=False)
    assert verdicts(result)["G1", "2019"] == verdicts(result)["G1", "2020"] == "not_checkable"
    assert {c.period: c.absent for c in result.cross_checks if c.rule == "G1"} == {
        "2019": ("H-2",),
        "2020": ("H-1", "H-2"),
    }
    (found,) = [f for f in result.findings if f.code == "cross-rule-not-checkable" and f.rule == "G1"]
    assert (found.severity, found.periods) == ("note", ("2019", "2020"))


def test_an_agency_to_which_it_does_not_apply_is_left_out(tmp_path: Path) -> None:
    """A group's sum is complete without those for whom the indicator does not apply."""
    folder = here(tmp_path)
    give(folder, "CAT", V=("23", "10"))
    give(folder, "H-1", V=("23", "Không thuộc chức năng"))
    give(folder, "H-2", V=("Không có", "10"))
    assert {v for (rule, _), v in verdicts(merge(folder, master=False)).items() if rule == "G1"} == {"passed"}


def test_a_plain_rule_is_held_against_the_province_too(tmp_path: Path) -> None:
    """Figures of different owners meet in the province's totals: a rule that no form can break is broken there."""
    folder = here(tmp_path)
    all_in(folder)
    result = merge(folder, master=False)
    assert [f.agency for f in result.findings if f.code == "rule-failed"] == []
    (found,) = [f for f in result.findings if f.code == "province-rule-failed"]
    assert (found.rule, found.period) == ("G3", "2019")
    assert "24 > 23; Δ 1" in written(found)


def test_the_province_does_not_repeat_what_an_agency_breaks(tmp_path: Path) -> None:
    """A rule broken in an agency's own form is one finding, not two."""
    folder = here(tmp_path)
    all_in(folder)
    give(folder, "H-1", V=("12", "4"), N=("18", "5"), P=("100", "1"))
    found = [f.code for f in merge(folder, master=False).findings if f.code.endswith("rule-failed") and f.rule == "G4"]
    assert found == ["rule-failed"]


def test_a_rule_between_agencies_is_in_nobodys_form(tmp_path: Path) -> None:
    """No agency can correct another's figure: its form and its check know nothing of such rules."""
    folder = here(tmp_path)
    path = filled(folder, "CAT", "| code | 2019 |\n|---|---|\n| V | 23 |")
    live = keyed(path)["to_fix"]
    assert not any("Huyện và công an" in str(cell) for row in live.rows for cell in row.cells)


@pytest.mark.slow
def test_a_computed_indicator_is_computed_for_the_group(tmp_path: Path) -> None:
    """The rate of a group is that of its parts' sums."""
    rules = "| code | formula | severity | message |\n|---|---|---|---|\n| G5 | =T@'cấp huyện'=10 | note | Tỷ lệ. |\n"
    folder = here(tmp_path, rules)
    give(folder, "H-1", N=("10", ""), P=("1", ""))
    give(folder, "H-2", N=("30", ""), P=("3", ""))
    assert verdicts(merge(folder, master=False)) == {("G5", "2019"): "passed", ("G5", "2020"): "not_checkable"}


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=V@CA=V@CAT", "formula-unknown-body"),
        ("=V@'cấp xã'=V@CAT", "formula-unknown-body"),
        ("=VV@CAT=1", "formula-unknown-name"),
        ("=X@CAT=1", "formula-body-no-figure"),
        ("=V@=1", "formula-syntax"),
        ("=V@'cấp huyện=1", "formula-syntax"),
    ],
)
def test_a_wrong_body_is_found_when_the_definition_is_read(tmp_path: Path, formula: str, code: str) -> None:
    """Unknown agencies and groups, and figures that nobody there is asked for, are mistakes of the definition."""
    with pytest.raises(DefinitionError) as raised:
        here(tmp_path, f"| code | formula | severity | message |\n|---|---|---|---|\n| G | {formula} | error | X. |\n")
    assert [f.code for f in raised.value.findings if f.severity == "error"] == [code]


def test_a_computed_indicator_is_never_of_another_agency(tmp_path: Path) -> None:
    """Formulas of indicators speak of one form only."""
    indicators = INDICATORS.replace("=P/N*100", "=P@CAT/N*100")
    with pytest.raises(DefinitionError) as raised:
        definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    assert "formula-unknown-name" in [f.code for f in raised.value.findings]


# --- Official figures and the others' ------------------------------------------------------------


def test_what_others_report_stands_beside_the_official_figure(tmp_path: Path) -> None:
    """The total takes the owner's; all others, each group and each agency stand beside it."""
    folder = here(tmp_path)
    all_in(folder)
    result = merge(folder, master=False)
    assert result.totals["V", "2019"].value == 23
    found = [(r.of, r.name, r.official, r.value, r.difference) for r in result.reconciled if r.period == "2019"]
    assert found == [
        ("all", "", 23, 46, 23),
        ("group", "tỉnh", 23, 24, 1),
        ("group", "cấp huyện", 23, 22, -1),
        ("agency", "VKS", 23, 24, 1),
        ("agency", "H-1", 23, 12, None),
        ("agency", "H-2", 23, 10, None),
    ]
    assert [round(r.percent or 0, 1) for r in result.reconciled if r.period == "2019"][1:3] == [104.3, 95.7]


def test_a_missing_owner_is_no_zero(tmp_path: Path) -> None:
    """Without the official figure there is nothing to differ from."""
    folder = here(tmp_path)
    give(folder, "H-1", V=("12", ""))
    found = merge(folder, master=False).reconciled
    assert {(r.official, r.difference, r.percent) for r in found} == {(None, None, None)}
    assert {(r.of, r.value, r.reporting) for r in found if r.of != "agency"} == {
        ("all", 12, 1),
        ("group", None, 0),
        ("group", 12, 1),
    }


@pytest.mark.slow
def test_the_sheet_says_all_of_it(tmp_path: Path) -> None:
    """One row a comparison, found by its keys; a campaign without owners and such rules has no such sheet."""
    folder = here(tmp_path)
    all_in(folder)
    merge(folder)
    rows = records(keyed(folder.master)["reconciliation"])
    first = next(r for r in rows if r.key == "G1")
    assert (first["period"], first["official"], first["value"], first["difference"]) == ("2019", 22.0, 23.0, 1.0)
    assert first["verdict"] == "KHÔNG KHỚP"
    sums = [r for r in rows if r.key == "V" and r["period"] == "2019" and str(r["compared"]).startswith("Cộng")]
    assert [(r["official"], r["value"], r["difference"], r["reporting"]) for r in sums] == [
        (23.0, 46.0, 23.0, "3/3"),
        (23.0, 24.0, 1.0, "1/1"),
        (23.0, 22.0, -1.0, "2/2"),
    ]
    other = definition(tmp_path / "other", agencies=AGENCIES, indicators=INDICATORS.replace("| CAT   |", "|       |"))
    give(other, "CAT", V=("23", "10"))
    merge(other)
    assert "reconciliation" not in keyed(other.master)
