"""Findings about a definition's rules before there are figures: which contradict, can never hold, never fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import definition
from toolkit.checks.proofs import Proofs, proofs

AGENCIES = """
| code | name      | group |
|------|-----------|-------|
| SA   | Sở A      | sở    |
| HB   | Huyện B   | huyện |
| HC   | Huyện C   | huyện |
"""
INDICATORS = r"""
| code | label      | unit       | kind    | asked_of | minimum | across_agencies | choices         | formula    |
|------|------------|------------|---------|----------|---------|-----------------|-----------------|------------|
| N1   | Số vụ      | vụ         | count   |          |         | sum             |                 |            |
| N2   | Số người   | người      | count   |          |         | sum             |                 |            |
| T    | Tăng, giảm | %          | percent |          | -100    |                 |                 |            |
| K    | Kế hoạch   | có/không   | yesno   |          |         | count_yes       |                 |            |
| L    | Xếp loại   | loại       | choice  |          |         |                 | Đạt \| Chưa đạt |            |
| S    | Tổng       | vụ         | count   |          |         |                 |                 | =N1+N2     |
| X    | Của sở     | việc       | decimal | sở       | 0       | mean            |                 |            |
| Y    | Của huyện  | việc       | decimal | huyện    | 0       | mean            |                 |            |
| V    | Vốn sở     | triệu đồng | money   | sở       |         | sum             |                 |            |
| W    | Vốn huyện  | triệu đồng | money   | huyện    |         | sum             |                 |            |
"""


def proved(folder: Path, *formulas: str) -> Proofs:
    """The findings about these rules, called R1, R2 and so on."""
    rows = "".join(f"| R{n} | {formula} | Sai. |\n" for n, formula in enumerate(formulas, start=1))
    rules = f"| code | formula | message |\n|---|---|---|\n{rows}"
    return proofs(definition(folder, agencies=AGENCIES, indicators=INDICATORS, rules=rules).campaign)


def test_rules_that_contradict_each_other_are_paired(tmp_path: Path) -> None:
    """No figures satisfy both rules of a pair; rules that can hold together are in none."""
    found = proved(tmp_path, "=N1<=N2", "=N1>N2", "=N2>=1", '=IF(K="có",N1>=1,N1=0)', "=N1+N2=0")
    assert found == Proofs(together=(("R1", "R2"), ("R2", "R5"), ("R3", "R5")))


def test_a_computed_indicator_stands_for_its_formula(tmp_path: Path) -> None:
    """A rule on it can contradict a rule on its members."""
    assert proved(tmp_path, "=S<N1").never_hold == ("R1",)
    assert proved(tmp_path, "=S>=N1").never_fail == ("R1",)


def test_proofs_assume_the_limits_of_the_definition(tmp_path: Path) -> None:
    """Counts are not negative; where the definition allows less than 0, figures may be."""
    found = proved(tmp_path, "=N1>=0", "=N1<0", "=T>=0", "=T<0", '=L<>"Đạt"')
    assert found == Proofs(together=(("R3", "R4"),), never_hold=("R2",), never_fail=("R1",))


def test_rules_that_apply_to_no_agency_are_a_finding(tmp_path: Path) -> None:
    """No agency is asked for both figures, and means do not add up; rules on sums apply to the province."""
    assert proved(tmp_path, "=X<=Y", "=V<=W").never_checked == ("R1",)


@pytest.mark.slow
def test_rules_contradict_only_for_a_common_agency(tmp_path: Path) -> None:
    """Rules on figures that no agency has together may each hold; rules between agencies are checked separately."""
    assert proved(tmp_path, "=X>N1", "=Y<N1").together == ()
    assert proved(tmp_path, "=N1>N2", "=N1@SA<N2@SA").together == ()
    assert proved(tmp_path, "=N1@huyện>N1@SA", "=N1@huyện<=N1@SA").together == (("R1", "R2"),)
    assert proved(tmp_path, "=N1@huyện<0").never_hold == ("R1",)
