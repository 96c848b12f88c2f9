"""Findings about a definition's rules before there are figures: which contradict, can never hold, never fail."""

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


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        # No figures satisfy both rules of a pair; rules that can hold together are in none.
        (
            ["=N1<=N2", "=N1>N2", "=N2>=1", '=IF(K="có",N1>=1,N1=0)', "=N1+N2=0"],
            Proofs(together=(("R1", "R2"), ("R2", "R5"), ("R3", "R5"))),
        ),
        # A computed indicator stands for its formula: a rule on it can contradict a rule on its members.
        (["=S<N1"], Proofs(never_hold=("R1",))),
        (["=S>=N1"], Proofs(never_fail=("R1",))),
        # Counts are not negative; where the definition allows less than 0, figures may be.
        (
            ["=N1>=0", "=N1<0", "=T>=0", "=T<0", '=L<>"Đạt"'],
            Proofs(together=(("R3", "R4"),), never_hold=("R2",), never_fail=("R1",)),
        ),
        # No agency is asked for both figures, and means do not add up; rules on sums apply to the province.
        (["=X<=Y", "=V<=W"], Proofs(never_checked=("R1",))),
        # Rules on figures that no agency has together may each hold; rules between agencies are checked separately.
        (["=X>N1", "=Y<N1"], Proofs()),
        (["=N1>N2", "=N1@SA<N2@SA"], Proofs()),
        (["=N1@huyện>N1@SA", "=N1@huyện<=N1@SA"], Proofs(together=(("R1", "R2"),))),
        (["=N1@huyện<0"], Proofs(never_hold=("R1",))),
    ],
)
def test_rules_are_judged_before_there_are_figures(tmp_path: Path, formulas: list[str], expected: Proofs) -> None:
    """Which contradict each other, can never hold, never fail or apply to no agency."""
    assert proved(tmp_path, *formulas) == expected
