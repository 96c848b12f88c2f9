"""What is left of the starter in a definition of another programme."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import once
from toolkit.definition.leftovers import leftovers
from toolkit.definition.starter import programmes, starter_tables
from toolkit.model import Campaign
from toolkit.run.folder import new_folder, open_folder

OTHER: dict[str, Any] = {"id": "KHAC-2026-Q1", "title": "Báo cáo công tác cải cách hành chính quý I năm 2026"}
WHOLE = {"campaign": 4, "agencies": 48, "indicators": 35, "rules": 29}


@pytest.fixture
def started(tmp_path: Path) -> Campaign:
    """The campaign that `toolkit new` starts."""
    return once("started campaign", lambda: open_folder(new_folder(tmp_path / "moi").parent).campaign)


def left(campaign: Campaign) -> dict[str, int]:
    """How many rows are left on which sheet."""
    return {found.sheet: len(found.codes) for found in leftovers(campaign, (starter_tables(),))}


@pytest.mark.slow
def test_a_definition_of_another_programme_with_the_starters_rows_is_told(started: Campaign) -> None:
    """Id and title changed, all else kept: sheet by sheet, with the programme that it is of."""
    campaign = replace(started, **OTHER)
    assert left(campaign) == WHOLE
    found = leftovers(campaign, (starter_tables(),))
    assert {f.programme for f in found} == {starter_tables()["campaign"][0]["programme"]}
    assert {f.sheet: f.total for f in found} == WHOLE


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"id": "PCMD-2021-2025"},
        {"id": "X-2026", "title": "Báo cáo kết quả công tác phòng, chống mại dâm năm 2026"},
        {"id": "PCMD-2026", "title": "Báo cáo năm 2026"},
        {"id": "X-2026", "title": "Báo cáo năm 2026", "programme": "Phòng, chống mại dâm 2026 - 2030"},
    ],
)
def test_a_campaign_of_the_starters_own_programme_is_not(started: Campaign, about: dict[str, Any]) -> None:
    """Whatever the years: its title, its id or a programme named anew says so."""
    assert left(replace(started, **about)) == {}


def test_a_programme_with_some_words_in_common_is_another(started: Campaign) -> None:
    """`phòng, chống` something else."""
    about: dict[str, Any] = {
        "id": "MT-2026",
        "title": "Báo cáo thực hiện Chương trình phòng, chống ma túy giai đoạn 2026 - 2030",
    }
    assert left(replace(started, **about)) == WHOLE


@pytest.mark.slow
def test_sections_that_name_the_starters_programme_are_told(tmp_path: Path) -> None:
    """Those that any report may have are not."""
    reform = next(p for p in programmes() if p.name == "cai-cach-hanh-chinh")
    begun = open_folder(new_folder(tmp_path / "moi", programme=reform.name).parent).campaign
    about: dict[str, Any] = {"id": "CDS-2027-Q1", "title": "Báo cáo chuyển đổi số", "programme": "Chuyển đổi số"}
    found = {f.sheet: f for f in leftovers(replace(begun, **about), (starter_tables(reform),))}
    assert set(found["sections"].codes) == {"institutions", "procedures", "structure", "civil_service", "finance"}
    assert found["sections"].total == 12


def test_what_was_replaced_is_not_told(started: Campaign) -> None:
    """Own indicators, of which a few are the starter's; a roster of the same province with other bodies in it."""
    own = tuple(replace(i, code=f"X{n}", label=f"Chỉ tiêu {n}") for n, i in enumerate(started.indicators[:20]))
    about: dict[str, Any] = {**OTHER, "programme": "", "legal_basis": "", "contact_email": "", "contact_phone": ""}
    campaign = replace(
        started, **about, indicators=own + started.indicators[:4], rules=(), agencies=started.agencies[:18]
    )
    assert left(campaign) == {}
    assert left(replace(campaign, province="tỉnh Khác")) == {"agencies": 18}


def test_a_code_with_another_name_is_replaced(started: Campaign) -> None:
    """What is compared is code and name; rules kept for indicators of another meaning are told."""
    about: dict[str, Any] = {**OTHER, "programme": "", "legal_basis": "", "contact_email": "", "contact_phone": ""}
    own = tuple(replace(i, label=f"{i.label} khác") for i in started.indicators)
    assert left(replace(started, **about, indicators=own, agencies=())) == {"rules": 29}


def test_what_two_starters_have_in_common_is_of_the_campaigns_own(started: Campaign) -> None:
    """A roster that several programmes are started with is none of another's; their other rows are."""
    tables = starter_tables()
    about = {**tables["campaign"][0], "id": "CCHC", "title": "Cải cách hành chính", "programme": "Cải cách hành chính"}
    labels = [{**row, "label": f"{row['label']} khác"} for row in tables["indicators"]]
    other = {**tables, "campaign": [about], "indicators": labels, "rules": []}
    assert leftovers(started, (other, tables)) == ()
    found = leftovers(replace(started, **OTHER), (other, tables))
    assert {f.sheet: len(f.codes) for f in found} == {"campaign": 1, "indicators": 35, "rules": 29}
    neither = replace(started, id="X", title="Báo cáo nông thôn mới", province="tỉnh Khác")
    assert {f.sheet: len(f.codes) for f in leftovers(neither, (other, tables))} == WHOLE


@pytest.mark.slow
@pytest.mark.parametrize("programme", [p.name for p in programmes()])
def test_every_starter_is_known_among_all_of_them(tmp_path: Path, programme: str) -> None:
    """Fresh, or with its years moved, it has nothing left of others. Turned into another, whichever that is, all its
    indicators are told, and of one programme; the roster of today that several have as it is is the province's own."""
    all_of_them = [starter_tables(p) for p in programmes()]
    own_roster = next(p for p in programmes() if p.name == programme).folder.joinpath("agencies.tsv").is_file()
    fresh = open_folder(new_folder(tmp_path / "moi", programme=programme).parent).campaign
    assert leftovers(fresh, all_of_them) == ()
    assert leftovers(replace(fresh, id=f"{fresh.id[:5]}2031", title=fresh.title + " 2031"), all_of_them) == ()
    poor = replace(fresh, id="GN-2026", title="Báo cáo kết quả giảm nghèo bền vững năm 2026")
    neutral = not fresh.programme
    for other in (poor, replace(fresh, **OTHER)):
        found = {f.sheet: f for f in leftovers(other, all_of_them)}
        own = "cải cách hành chính" in fresh.title and other is not poor
        if neutral or own:
            assert found == {}
            continue
        assert {f.programme for f in found.values()} == {fresh.programme}
        assert {s: len(found[s].codes) for s in ("indicators", "rules")} == {
            "indicators": sum(not i.part_of for i in fresh.indicators),
            "rules": len(fresh.rules),
        }
        assert ("agencies" in found) == own_roster
