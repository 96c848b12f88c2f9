"""Whom to ask first: agencies whose questions or missing reports may change totals most, the same wherever listed."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, copied, definition, filled
from tests.editing.test_asking import ABOUT, AGENCIES, INDICATORS, checked, give, make
from tests.effort import effort
from toolkit.cli.main import run
from toolkit.consolidation.today.first_calls import MOST, calls_heading, first_calls, reason_to_call
from toolkit.letters.calls import calls
from toolkit.model import Consolidation, Finding
from toolkit.register.entries import read_register
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, make)


def slipped(folder: Folder) -> Consolidation:
    """A small agency and a large one have slips; another has two questions about figures."""
    give(folder, 2, KP2=(1, 8.4))
    give(folder, 3, KP1=(0, 6.6), KP2=(3, 1.8))
    give(folder, 9, KP2=(3, 150.0))
    return checked(folder)


@pytest.mark.slow
def test_the_largest_effect_comes_first(folder: Folder) -> None:
    """Agencies are ordered by what their questions together may change; the last also shows what all of them settle."""
    found = first_calls(slipped(folder))
    assert [(c.agency, c.questions, c.indicator) for c in found] == [
        ("X9", 1, "KP2"),
        ("X3", 2, "KP2"),
        ("X2", 1, "KP2"),
    ]
    assert [c.moves for c in found] == sorted((c.moves or 0 for c in found), reverse=True)
    assert found[-1].settled == 1
    assert (found[0].settled or 0) > 0.8
    assert reason_to_call(found[1], folder.campaign, "vi").startswith("2 câu hỏi về số liệu, tới ")
    assert reason_to_call(found[1], folder.campaign, "vi").endswith("% của “Nguồn khác”")
    assert calls_heading(found, "vi").startswith("Hỏi 3 đơn vị này trước thì rõ khoảng 100%")


@pytest.mark.slow
def test_without_open_questions_no_agency_is_listed(folder: Folder) -> None:
    """Correct figures and accepted findings need no call."""
    assert first_calls(checked(folder)) == ()
    result = slipped(folder)
    accepted = [replace(f, severity="note", accepted_by="Lan") for f in result.findings]
    assert first_calls(replace(result, findings=tuple(accepted))) == ()


@pytest.mark.slow
def test_an_agency_owes_no_period_in_which_it_did_not_exist(tmp_path: Path) -> None:
    """An agency that has reported everything since it began is not called."""
    agencies = "| code | name | since |\n|---|---|---|\n| XA | Xã A | 2020-01-01 |\n| XB | Xã B | |"
    indicators = (
        "| code | topic | label | unit | kind | required | across_agencies |\n|---|---|---|---|---|---|---|\n"
        "| A1 | Một | Vụ | vụ | count | có | sum |"
    )
    folder = definition(tmp_path, agencies=agencies, indicators=indicators)
    for agency, first in (("XA", ""), ("XB", "4")):
        filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {first} | 8 |")
    assert first_calls(checked(folder)) == ()


def test_at_most_ten_agencies_are_listed(folder: Folder) -> None:
    """The share that they settle is of everything that is open."""
    result = checked(folder)
    many = tuple(
        Finding(
            code="likely-slip",
            severity="warning",
            agency=a,
            indicator="KP1",
            period="2016",
            arguments=(("moves", 0.01 * n),),
        )
        for n, a in enumerate((f"X{n}" for n in range(1, 11)), start=1)
    )
    twelve = tuple(replace(a, code=f"X{n}") for n, a in zip((11, 12), result.campaign.agencies, strict=False))
    campaign = replace(result.campaign, agencies=(*result.campaign.agencies, *twelve))
    more = tuple(replace(many[0], agency=f"X{n}", arguments=(("moves", 0.2),)) for n in (11, 12))
    found = first_calls(replace(result, campaign=campaign, findings=(*many, *more)))
    assert len(found) == MOST
    assert [c.agency for c in found[:3]] == ["X11", "X12", "X10"]
    assert found[-1].settled == pytest.approx((0.4 + 0.52) / (0.4 + 0.55), abs=1e-4)


def test_the_list_of_calls_has_agencies_with_questions_too(folder: Folder) -> None:
    """They are in this order with the matter, though their reports are complete."""
    result = slipped(folder)
    found = calls(result, read_register(folder.root), {}, "vi")
    assert [c.agency for c in found] == ["X9", "X3", "X2"]
    assert "1 câu hỏi về số liệu, tới" in found[0].what


@pytest.mark.slow
def test_status_lists_the_first_calls(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """`toolkit status` lists them on the screen and in its document."""
    slipped(folder)
    options = ["--campaign", str(folder.root), "--as-of", DAY.isoformat(), "--workers", "1"]
    run(["status", *options])
    output = capsys.readouterr().out
    assert "Hỏi 3 đơn vị này trước thì rõ khoảng 100%" in output
    assert output.index("  xã 9: ") < output.index("  xã 3: ") < output.index("  xã 2: ")
    run(["status", "--format", "json", *options])
    document = json.loads(capsys.readouterr().out)
    assert [(c["agency"], c["questions"]) for c in document["first_calls"]] == [("X9", 1), ("X3", 2), ("X2", 1)]


@pytest.mark.slow
def test_missing_agencies_are_ordered_by_their_previous_figures(folder: Folder, tmp_path: Path) -> None:
    """With a previous campaign, a missing agency is listed by its share of a key figure."""
    _, before = merge_files(folder, as_of=DAY, means=Means(workers=1))
    about = {"id": "SAU-2025", "periods": "2021 | 2022 | 2023 | 2024 | 2025"}
    assert set(ABOUT) <= set(about)
    key = "\n".join(
        f"{line} {end} |"
        for line, end in zip(INDICATORS.strip().splitlines(), ("headline", "---", "1", "", ""), strict=True)
    )
    now = definition(tmp_path / "now", about=about, agencies=AGENCIES, indicators=key)
    for number in range(1, 8):
        give(now, number)
    give(now, 6, KP1=(2, 27.0))
    result, _ = merge_files(now, previous=before, as_of=DAY, means=Means(workers=1))
    found = first_calls(result)
    assert [(c.agency, c.questions) for c in found] == [("X6", 1), ("X10", 0), ("X9", 0), ("X8", 0)]
    assert reason_to_call(found[1], now.campaign, "vi") == "chưa có báo cáo, đợt trước khoảng 26% của “Tổng kinh phí”"


def hold(folder: Folder, number: int, *codes: str) -> None:
    """Words in place of the agency's figures of these indicators."""
    keys = [p.key for p in folder.campaign.periods]
    rows = [f"| {code} | {' | '.join('nhiều' if code in codes else '1' for _ in keys)} |" for code in ("KP1", "KP2")]
    filled(folder, f"X{number}", f"| code | {' | '.join(keys)} |\n|{'---|' * 6}\n" + "\n".join(rows))


@pytest.mark.slow
def test_an_agency_with_held_figures_is_listed_without_a_share(folder: Folder) -> None:
    """The values are unknown: they are counted, and the calls show no share of the whole."""
    hold(folder, 7, "KP1", "KP2")
    alone = first_calls(checked(folder))
    assert [(c.agency, c.questions, c.moves, c.held, c.settled) for c in alone] == [("X7", 0, None, 10, None)]
    assert reason_to_call(alone[0], folder.campaign, "vi") == "10 số bị giữ lại"
    slipped(folder)
    found = first_calls(checked(folder))
    assert {c.agency for c in found} == {"X9", "X3", "X2", "X7"}
    assert "%" not in calls_heading(found, "vi")
    assert "%" not in calls_heading(found, "en")


def test_a_share_is_shown_only_where_every_open_effect_is_known(folder: Folder) -> None:
    """With random held, blank or missing figures, beside questions whose effect is known."""
    result, dice = slipped(folder), random.Random(30)
    for _ in range(effort(60, 2000)):
        held = set(dice.sample(range(1, 11), dice.choice((0, 0, 1, 4))))
        missing = set(dice.sample(sorted({*range(1, 11)} - held), dice.choice((0, 0, 1, 3))))
        blank = dice.choice((0, 0, 1))
        figures = [f._replace(state="held") if f.agency in {f"X{n}" for n in held} else f for f in result.figures]
        statuses = [
            replace(s, status="missing") if s.agency in {f"X{n}" for n in missing} else replace(s, lacking=blank)
            for s in result.statuses
        ]
        findings = tuple(f for f in result.findings if f.agency not in {f"X{n}" for n in missing})
        found = first_calls(replace(result, figures=tuple(figures), statuses=tuple(statuses), findings=findings))
        assert {f"X{n}" for n in held} <= {c.agency for c in found}
        assert [c.settled is None for c in found] == [bool(held or missing or blank)] * len(found)
        assert not found or ("%" in calls_heading(found, "vi")) is not bool(held or missing or blank)
