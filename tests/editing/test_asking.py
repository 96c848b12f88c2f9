"""Questions about figures as findings: at their cells, in the agency's form, changing nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, copied, definition, filled
from toolkit.consolidation.key_figures import questioned_figures
from toolkit.messages.findings import FINDINGS_OF
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Consolidation, Finding
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files
from toolkit.run.returns import write_returns

ABOUT = {"periods": "2016 | 2017 | 2018 | 2019 | 2020"}
NUMBERS = range(1, 11)
AGENCIES = "| code | name | short_name |\n|---|---|---|\n" + "\n".join(f"| X{n} | Xã {n} | xã {n} |" for n in NUMBERS)
INDICATORS = """
| code | label          | unit       | kind  | across_agencies | across_periods |
|------|----------------|------------|-------|-----------------|----------------|
| KP   | Tổng kinh phí  | triệu đồng | money | sum             | sum            |
| KP1  | Ngân sách      | triệu đồng | money | sum             | sum            |
| KP2  | Nguồn khác     | triệu đồng | money | sum             | sum            |
"""
RULES = """
| code | formula     | severity | message          | fix         |
|------|-------------|----------|------------------|-------------|
| R1   | =KP=KP1+KP2 | error    | Tổng không khớp. | Cộng lại.   |
"""
#: Each year's figure in per cent of the usual one.
_YEARS = (98, 103, 100, 105, 99)


def give(folder: Folder, number: int, *, scale: float = 1, **typed: tuple[int, float]) -> None:
    """An agency's figures; `KP1=(2, 3.945)` puts that in the third year."""
    one, two = [7.5 * number**2 * y for y in _YEARS], [2.0 * number**2 * y for y in reversed(_YEARS)]
    rows: dict[str, list[float]] = {"KP": [a + b for a, b in zip(one, two, strict=True)], "KP1": one, "KP2": two}
    for code, (place, value) in typed.items():
        rows[code][place] = value
    lines = [f"| {code} | {' | '.join(f'{v * scale:g}' for v in row)} |" for code, row in rows.items()]
    keys = [p.key for p in folder.campaign.periods]
    filled(folder, f"X{number}", f"| code | {' | '.join(keys)} |\n|---|---|---|---|---|---|\n" + "\n".join(lines))


def make(root: Path) -> Folder:
    folder = definition(root, about=ABOUT, agencies=AGENCIES, indicators=INDICATORS, rules=RULES)
    for number in NUMBERS:
        give(folder, number)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, make)


def checked(folder: Folder) -> Consolidation:
    return check_files(folder, as_of=DAY, means=Means(workers=1))


def questions_in(result: Consolidation) -> list[Finding]:
    return [f for f in result.findings if f.code in FINDINGS_OF["editing"]]


@pytest.mark.slow
def test_the_mistyped_part_of_a_wrong_sum_is_a_question(folder: Folder, tmp_path: Path) -> None:
    """A part typed a thousand times too small is named with its cell and the likely number, in the letter that goes
    with the returned form, too. A clean campaign has none, and a master of masters the same."""
    assert questions_in(checked(folder)) == []
    give(folder, 4, KP1=(2, 12.0))
    result, path = merge_files(folder, as_of=DAY, means=Means(workers=1))
    (finding,) = questions_in(result)
    assert (finding.code, finding.severity, finding.agency) == ("rule-likely-cell", "warning", "X4")
    assert (finding.indicator, finding.period, finding.value) == ("KP1", "2018", "12")
    what, fix = describe(finding, "vi", folder.campaign)
    assert all(words in what for words in ("(“Tổng không khớp”)", "nếu là 12000 thì khớp", "lệch nghìn lần"))
    assert fix
    (form,) = write_returns(folder, result)
    assert form.name == "xã 4 (X4).xlsx"
    assert "nếu là 12000 thì khớp" in form.with_suffix(".txt").read_text(encoding="utf-8-sig")
    again, _ = merge_files(folder, [path], output=tmp_path / "again.xlsx", as_of=DAY, means=Means(workers=1))
    assert [replace(f, file="") for f in questions_in(again)] == [replace(finding, file="")]


@pytest.mark.slow
def test_a_slip_that_breaks_no_rule_is_a_question(folder: Folder) -> None:
    """Where a whole year was typed in tỷ, each figure is a question, and none is changed."""
    before = checked(folder)
    give(folder, 7, KP=(1, 49.045), KP1=(1, 37.8525), KP2=(1, 11.1925))
    result = checked(folder)
    found = sorted(questions_in(result), key=lambda f: f.indicator or "")
    assert [(f.code, f.indicator, f.period) for f in found] == [
        ("likely-slip", c, "2017") for c in ("KP", "KP1", "KP2")
    ]
    assert "có thể gõ nhầm: 37852,5" in describe(found[1], "vi", folder.campaign)[0]
    assert "mistyped for 37852,5" in describe(found[1], "en", folder.campaign)[0]
    figures = {(f.agency, f.indicator, f.period): f for f in result.figures}
    assert (figures["X7", "KP", "2017"].value, figures["X7", "KP", "2017"].state) == (49.045, "given")
    meant = {(f.agency, f.indicator, f.period): f for f in before.figures}["X7", "KP", "2017"].value
    assert isinstance(meant, float)
    moved = (result.totals["KP", "2017"].value or 0) - (before.totals["KP", "2017"].value or 0)
    assert moved == pytest.approx(49.045 - meant)
    assert {s.status for s in result.submissions} == {"accepted"}


def test_questions_are_ordered_by_effect_on_totals(folder: Folder) -> None:
    """Among warnings, by the share of the province's total that may change, whatever the agency."""
    give(folder, 2, KP2=(1, 8.4))
    give(folder, 9, KP2=(3, 150.0))
    found = questions_in(checked(folder))
    assert [(f.agency, f.period) for f in found] == [("X9", "2019"), ("X2", "2017")]
    moves = [dict(f.arguments)["moves"] for f in found]
    assert moves == sorted(moves, reverse=True)


@pytest.mark.slow
def test_key_figures_show_how_much_is_in_question(folder: Folder) -> None:
    """The number of questions about a key figure and its possible change; not in a copy for circulation."""
    give(folder, 9, KP1=(4, 61.0))
    result = checked(folder)
    (finding,) = questions_in(result)
    assert (finding.indicator, finding.period) == ("KP1", "2020")
    count, amount = questioned_figures(result, "KP1", "2020")
    assert count == 1
    assert amount == pytest.approx(7.5 * 81 * 99 - 61, abs=1)
    assert questioned_figures(result, "KP1", "total")[0] == 1
    assert questioned_figures(result, "KP1", "2019") == (0, 0)
    assert questioned_figures(result, "KP2", "2020") == (0, 0)


@pytest.mark.slow
def test_an_indicator_that_is_left_out_has_no_questions(folder: Folder, tmp_path: Path) -> None:
    """The definition's column `odd_figures` leaves it out; the column does not change the form's fingerprint."""
    ends = ("odd_figures", "---", "no", "no", "no")
    left_out = "\n".join(f"{line} {end} |" for line, end in zip(INDICATORS.strip().splitlines(), ends, strict=True))
    quiet = definition(tmp_path / "quiet", about=ABOUT, agencies=AGENCIES, indicators=left_out, rules=RULES)
    assert not any(i.odd_figures for i in quiet.campaign.indicators)
    assert quiet.campaign.fingerprint == folder.campaign.fingerprint
    for number in NUMBERS:
        give(quiet, number)
    give(quiet, 4, KP1=(2, 12.0))
    assert questions_in(checked(quiet)) == []


@pytest.mark.slow
def test_a_form_in_another_unit_is_recognised_by_previous_figures(folder: Folder, tmp_path: Path) -> None:
    """A form a thousand times below the previous campaign's has one question for each row; the others have none."""
    _, before = merge_files(folder, as_of=DAY, means=Means(workers=1))
    about = {"id": "SAU-2025", "periods": "2021 | 2022 | 2023 | 2024 | 2025"}
    now = definition(tmp_path / "now", about=about, agencies=AGENCIES, indicators=INDICATORS, rules=RULES)
    for number in NUMBERS:
        give(now, number, scale=0.001 if number == 6 else 1)
    result, _ = merge_files(now, previous=before, as_of=DAY, means=Means(workers=1))
    found = questions_in(result)
    assert sorted((f.code, f.agency, f.indicator) for f in found) == [
        ("likely-slip", "X6", code) for code in ("KP", "KP1", "KP2")
    ]
    assert all(f.periods == ("2021", "2022", "2023", "2024", "2025") for f in found)
    assert all("đợt trước" in describe(f, "vi", now.campaign)[0] for f in found)
