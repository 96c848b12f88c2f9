"""Rules between agencies, and official figures compared with those of other agencies (against counting twice)."""

from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, records
from toolkit.messages.errors import DefinitionError
from toolkit.messages.findings.catalogue import quoted_text
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


def give(folder: Folder, agency: str, **rows: str) -> None:
    """`V="23 10"` are the figures of 2019 and 2020; `_` is a blank between words, `-` a blank cell."""
    cells = {code: " | ".join(c.replace("_", " ").strip("-") for c in own.split()) for code, own in rows.items()}
    lines = "".join(f"| {code} | {own} |\n" for code, own in cells.items())
    filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n{lines}")


def verdicts(result: Consolidation) -> dict[tuple[str, str], str]:
    return {(c.rule, c.period): c.verdict for c in result.cross_checks}


def all_in(folder: Folder) -> None:
    give(folder, "CAT", V="23 10", N="30 12", P="20 12")
    give(folder, "VKS", V="24 10", X="24 1")
    give(folder, "H-1", V="12 4", N="18 5", P="1 1")
    give(folder, "H-2", V="10 6", N="11 9", P="1 1")


# --- Rules ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_rules_between_agencies_and_on_the_provinces_totals(tmp_path: Path) -> None:
    """A group's sum is compared with a department's figure: a different one is a finding with both numbers and the
    difference. A rule between figures of different owners can be broken by no form: it is checked on the totals."""
    folder = here(tmp_path)
    # Codes and groups in a rule may be in any case; they are stored as the roster spells them.
    assert folder.campaign.rules[1].formula == "=N@'cấp huyện'<=N@CAT+1"
    all_in(folder)
    result = merge(folder, master=False)
    assert (verdicts(result)["G1", "2019"], verdicts(result)["G1", "2020"]) == ("failed", "passed")
    (found,) = [f for f in result.findings if f.code == "cross-rule-failed" and f.rule == "G1"]
    assert (found.severity, found.period, found.agency) == ("error", "2019", None)
    assert "22 ≠ 23; Δ -1" in quoted_text(found)
    assert [f.agency for f in result.findings if f.code == "rule-failed"] == []
    (found,) = [f for f in result.findings if f.code == "province-rule-failed"]
    assert (found.rule, found.period) == ("G3", "2019")
    assert "24 > 23; Δ 1" in quoted_text(found)
    # A rule broken in an agency's form is one finding, not two.
    give(folder, "H-1", V="12 4", N="18 5", P="100 1")
    codes = [f.code for f in merge(folder, master=False).findings if f.code.endswith("rule-failed") and f.rule == "G4"]
    assert codes == ["rule-failed"]


@pytest.mark.slow
def test_a_rule_between_agencies_waits_for_all_of_them(tmp_path: Path) -> None:
    """Where an agency has not reported its figure, the rule is not checkable, and the finding names the agency; one to
    which the indicator does not apply is not waited for. No form has the rule: no agency corrects another's figure."""
    folder = here(tmp_path)
    give(folder, "CAT", V="23 10")
    live = keyed(folder.inbox / "CAT.xlsx")["to_fix"]
    assert not any("Huyện và công an" in str(cell) for row in live.rows for cell in row.cells)
    give(folder, "H-1", V="12 Chưa_thống_kê")
    result = merge(folder, master=False)
    assert verdicts(result)["G1", "2019"] == verdicts(result)["G1", "2020"] == "not_checkable"
    absent = {c.period: c.absent for c in result.cross_checks if c.rule == "G1"}
    assert absent == {"2019": ("H-2",), "2020": ("H-1", "H-2")}
    (found,) = [f for f in result.findings if f.code == "cross-rule-not-checkable" and f.rule == "G1"]
    assert (found.severity, found.periods) == ("note", ("2019", "2020"))
    give(folder, "H-1", V="23 Không_thuộc_chức_năng")
    give(folder, "H-2", V="Không_có 10")
    assert {v for (rule, _), v in verdicts(merge(folder, master=False)).items() if rule == "G1"} == {"passed"}


@pytest.mark.slow
def test_a_computed_indicator_is_computed_for_the_group(tmp_path: Path) -> None:
    """The rate of a group is computed from the sums of its members."""
    rules = "| code | formula | severity | message |\n|---|---|---|---|\n| G5 | =T@'cấp huyện'=10 | note | Tỷ lệ. |\n"
    folder = here(tmp_path, rules)
    give(folder, "H-1", N="10 -", P="1 -")
    give(folder, "H-2", N="30 -", P="3 -")
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
def test_a_rule_with_a_wrong_agency_is_a_mistake_of_the_definition(tmp_path: Path, formula: str, code: str) -> None:
    """Unknown agencies and groups, and figures required of no agency there, are reported with the definition."""
    with pytest.raises(DefinitionError) as raised:
        here(tmp_path, f"| code | formula | severity | message |\n|---|---|---|---|\n| G | {formula} | error | X. |\n")
    assert [f.code for f in raised.value.findings if f.severity == "error"] == [code]
    # A computed indicator uses figures of one form only.
    with pytest.raises(DefinitionError) as raised:
        definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS.replace("=P/N*100", "=P@CAT/N*100"))
    assert "formula-unknown-name" in [f.code for f in raised.value.findings]


# --- Official and other figures ------------------------------------------------------------------


@pytest.mark.slow
def test_figures_of_other_agencies_are_compared_with_the_official_one(tmp_path: Path) -> None:
    """The total takes the owner's figure; the sum of all others, of each group and each agency are listed beside it,
    in the record and on a sheet; a campaign without owners and such rules has no such sheet."""
    folder = here(tmp_path)
    all_in(folder)
    result = merge(folder)
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
    rows = records(keyed(folder.master)["reconciliation"])
    first = next(r for r in rows if r.key == "G1")
    shown = [first[key] for key in ("period", "official", "value", "difference", "verdict")]
    assert shown == ["2019", 22.0, 23.0, 1.0, "KHÔNG KHỚP"]
    sums = [r for r in rows if r.key == "V" and r["period"] == "2019" and str(r["compared"]).startswith("Cộng")]
    assert [(r["official"], r["value"], r["difference"], r["reporting"]) for r in sums] == [
        (23.0, 46.0, 23.0, "3/3"),
        (23.0, 24.0, 1.0, "1/1"),
        (23.0, 22.0, -1.0, "2/2"),
    ]
    other = definition(tmp_path / "other", agencies=AGENCIES, indicators=INDICATORS.replace("| CAT   |", "|       |"))
    give(other, "CAT", V="23 10")
    merge(other)
    assert "reconciliation" not in keyed(other.master)


def test_a_missing_official_figure_is_not_compared(tmp_path: Path) -> None:
    """Without the official figure there is no difference to report."""
    folder = here(tmp_path)
    give(folder, "H-1", V="12 -")
    found = merge(folder, master=False).reconciled
    assert {(r.official, r.difference, r.percent) for r in found} == {(None, None, None)}
    sums = [(r.of, r.value, r.reporting) for r in found if r.of != "agency" and r.period == "2019"]
    assert sums == [("all", 12, 1), ("group", None, 0), ("group", 12, 1)]
