"""Rows of the starter that are left in a definition of another programme."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import once
from tests.effort import some
from toolkit.definition.leftovers import leftovers
from toolkit.definition.starter import programmes, starter_tables
from toolkit.model import Campaign
from toolkit.run.folder import new_folder, open_folder

OTHER: dict[str, Any] = {"id": "KHAC-2026-Q1", "title": "Báo cáo công tác cải cách hành chính quý I năm 2026"}
ALONE: dict[str, Any] = {**OTHER, "programme": "", "legal_basis": "", "contact_email": "", "contact_phone": ""}
WHOLE = {"campaign": 4, "agencies": 48, "indicators": 35, "rules": 29}


@pytest.fixture
def started(tmp_path: Path) -> Campaign:
    """The campaign that `toolkit new` starts."""
    return once("started campaign", lambda: open_folder(new_folder(tmp_path / "moi").parent).campaign)


def left(campaign: Campaign) -> dict[str, int]:
    """The number of rows left, by sheet."""
    return {found.sheet: len(found.codes) for found in leftovers(campaign, (starter_tables(),))}


@pytest.mark.slow
def test_rows_of_the_starter_in_another_programme_are_reported(started: Campaign) -> None:
    """With id and title changed and all else kept: sheet by sheet, with the name of the starter's programme. Whatever
    the years, its title, its id or a renamed programme shows the starter's; some common words do not."""
    found = leftovers(replace(started, **OTHER), (starter_tables(),))
    assert {f.sheet: len(f.codes) for f in found} == {f.sheet: f.total for f in found} == WHOLE
    assert {f.programme for f in found} == {starter_tables()["campaign"][0]["programme"]}
    abouts: list[dict[str, Any]] = [
        {},
        {"id": "PCMD-2021-2025"},
        {"id": "X-2026", "title": "Báo cáo kết quả công tác phòng, chống mại dâm năm 2026"},
        {"id": "PCMD-2026", "title": "Báo cáo năm 2026"},
        {"id": "X-2026", "title": "Báo cáo năm 2026", "programme": "Phòng, chống mại dâm 2026 - 2030"},
    ]
    for about in abouts:
        assert left(replace(started, **about)) == {}
    common = "Báo cáo thực hiện Chương trình phòng, chống ma túy giai đoạn 2026 - 2030"
    assert left(replace(started, id="MT-2026", title=common)) == WHOLE


@pytest.mark.slow
def test_sections_that_name_the_starters_programme_are_reported(tmp_path: Path) -> None:
    """Sections that any report may have are not."""
    reform = next(p for p in programmes() if p.name == "cai-cach-hanh-chinh")
    begun = open_folder(new_folder(tmp_path / "moi", programme=reform.name).parent).campaign
    about: dict[str, Any] = {"id": "CDS-2027-Q1", "title": "Báo cáo chuyển đổi số", "programme": "Chuyển đổi số"}
    found = {f.sheet: f for f in leftovers(replace(begun, **about), (starter_tables(reform),))}
    assert set(found["sections"].codes) == {"institutions", "procedures", "structure", "civil_service", "finance"}
    assert found["sections"].total == 12


def test_replaced_rows_are_not_reported(started: Campaign) -> None:
    """Indicators of which a few are the starter's; a roster of the same province with other agencies in it. Code and
    name are compared; rules kept for indicators of another meaning are reported."""
    own = tuple(replace(i, code=f"X{n}", label=f"Chỉ tiêu {n}") for n, i in enumerate(started.indicators[:20]))
    indicators = own + started.indicators[:4]
    campaign = replace(started, **ALONE, indicators=indicators, rules=(), agencies=started.agencies[:18])
    assert left(campaign) == {}
    assert left(replace(campaign, province="tỉnh Khác")) == {"agencies": 18}
    renamed = tuple(replace(i, label=f"{i.label} khác") for i in started.indicators)
    assert left(replace(started, **ALONE, indicators=renamed, agencies=())) == {"rules": 29}


def test_rows_common_to_two_starters_are_no_leftovers(started: Campaign) -> None:
    """A roster that several starters have is no leftover of one; their other rows are."""
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
@pytest.mark.parametrize("programme", some([p.name for p in programmes()], 3))
def test_leftovers_of_every_starter_are_recognised(tmp_path: Path, programme: str) -> None:
    """Fresh, or with moved years, a starter has no leftovers. Renamed to any other programme, all its indicators are
    reported, of one programme; today's roster, which several starters have, is not."""
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
        whole = sum(not i.part_of for i in fresh.indicators)
        assert [len(found[s].codes) for s in ("indicators", "rules")] == [whole, len(fresh.rules)]
        assert ("agencies" in found) == own_roster
