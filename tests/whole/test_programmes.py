"""Every ready definition, from `toolkit new` to the master, with invented answers; today's bodies beside the old."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.building import filling, keyed, records, type_into, write
from toolkit.cli.main import run
from toolkit.definition.campaign import load_campaign
from toolkit.definition.starter import Programme, programmes, starter_tables
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.master.previous import read_previous
from toolkit.model import Agency, Campaign, CellValue, Consolidation, Indicator, is_asked
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files, write_templates
from toolkit.xlsx.drawn.definition import write_definition

ROOT = Path(__file__).parents[2]
READY = programmes()
#: Those whose bodies are today's.
TODAY = [p for p in READY if p.roster]
Answers = Callable[[int, Agency], Mapping[str, CellValue]]


def _of_prevention(n: int, agency: Agency) -> Mapping[str, CellValue]:
    """Invented answers to the indicators of both programmes of prevention; `n` tells agencies apart."""
    communes = 1 if "cấp xã" in agency.groups else 9
    return {
        **{"TC01": "Có", "TC02": 3 + n % 4, "TC03": 5, "TC04": 2, "TT01": 4 + n % 3, "TT02": 200 + n, "TT03": 6},
        **{"TT04": 3 + n % 5, "TT05": 0 if n % 7 == 0 else communes, "TT06": communes, "TT08": 90, "TT09": 60 + n},
        **{"KT01": 20 + n, "KT02": 1, "KT03": 25 + n, "KT04": 4, "KT05": 2, "KT06": 30.5, "KT07": 10 + n % 10},
        **{"DT01": 3, "DT02": 6, "DT03": 2, "DT04": 3, "DT05": 1, "DT06": 1, "HT01": 7, "HT02": 3, "HT03": 1},
        **{"HT04": 1, "KP01": 100 + n, "KP02": 40 + n, "KP03": 60, "DG01": ("Tốt", "Khá")[n % 2]},
    }


def _of_reform(n: int, _agency: Agency) -> Mapping[str, CellValue]:
    return {
        **{"CC01": 2 + n % 5, "CC02": 40 + n % 3, "CC03": 20 + n % 9, "CC05": 35, "CC16": 50 + n, "CC06": 1_000 + n},
        **{"CC07": 700 + n % 100, "CC09": 990, "CC10": 970 + n % 10, "CC12": 60 + 2 * n, "CC13": 3, "CC14": 80 + n},
        "CC15": 85.5,
    }


def _of_any(n: int, _agency: Agency) -> Mapping[str, CellValue]:
    return {"CT01": 10 + n, "CT02": 7}


def _answers(campaign: Campaign) -> Answers:
    asked = {i.code for i in campaign.indicators if not i.formula}
    agency = campaign.agencies[0]
    return next(a for a in (_of_prevention, _of_reform, _of_any) if {*a(0, agency)} >= asked)


def _filled(campaign: Campaign, n: int, agency: Agency) -> Filling:
    """What an agency gives to all that it is asked; the same in each period."""
    answers = _answers(campaign)(n, agency)
    codes = [i.code for i in campaign.indicators_of(agency) if not i.formula]
    lines = [
        (s.code, f"Đơn vị {n} đã làm việc số {k} của mục này (số liệu thử).") for k in (1, 2) for s in campaign.sections
    ]
    return Filling(
        info={"prepared_by": "Người thử", "phone": "0277 000 0000", "signed_by": "Người thử"},
        figures={(code, p.key): answers[code] for code in codes for p in campaign.periods},
        lines=tuple(NarrativeLine(section=section, text=text) for section, text in lines),
    )


def started(programme: Programme, root: Path) -> Folder:
    assert run(["new", str(root), "--programme", programme.name]) == 0
    return open_folder(root)


def merged(folder: Folder, day: date) -> Consolidation:
    result, _ = merge_files(folder, as_of=day, means=Means(workers=1))
    return result


@pytest.mark.slow
@pytest.mark.parametrize("programme", READY, ids=lambda p: p.name)
def test_every_ready_definition_passes_from_new_to_the_master(programme: Programme, tmp_path: Path) -> None:
    """No mistake in it, a form for each body that owes one, no error in what they give, totals as worked out here."""
    folder = started(programme, tmp_path / "c")
    campaign = folder.campaign
    owing = [a for a in campaign.agencies if campaign.in_force(a)]
    assert [f.code for f in folder.warnings] == []
    assert run(["template", "--campaign", str(folder.root)]) == 0
    assert {p.stem for p in folder.outgoing.iterdir()} == {a.code for a in owing}
    for n, agency in enumerate(owing):
        write(folder, agency.code, _filled(campaign, n, agency))
    _typed_into_the_form_itself(folder, owing[0])
    result = merged(folder, campaign.deadline or date(2026, 12, 1))
    assert [(f.code, f.agency, f.value) for f in result.findings if f.severity == "error"] == []
    assert (len(result.statuses), result.missing) == (len(owing), ())
    assert folder.master.is_file()
    period = campaign.periods[-1].key
    given = {a.code: _answers(campaign)(n, a) for n, a in enumerate(owing)}
    for indicator in campaign.indicators:
        if indicator.across_agencies == "sum":
            expected = _sum(campaign, indicator, given)
            assert result.totals[indicator.code, period].value == pytest.approx(expected), indicator.code
    for rate, part, whole in (("TT07", "TT05", "TT06"), ("CC08", "CC07", "CC06"), ("CT03", "CT02", "CT01")):
        if rate in campaign.indicator_by_code:
            parts = (_sum(campaign, campaign.indicator_by_code[code], given) for code in (part, whole))
            assert result.totals[rate, period].value == pytest.approx(100 * next(parts) / next(parts))


def _typed_into_the_form_itself(folder: Folder, agency: Agency) -> None:
    """The agency's answers, typed into the form that `template` wrote, in place of what was made otherwise."""
    form = folder.outgoing / f"{agency.code}.xlsx"
    sheet = keyed(form)["figures"]
    rows = {r.key: r for r in sheet.rows if r.key and not r.for_people}
    answers = _filled(folder.campaign, 0, agency).figures
    cells = [((sheet.name, sheet.address(rows[code], key)), value) for (code, key), value in answers.items()]
    texts = keyed(form)["statements"]
    first: dict[str, str] = {}
    for row in texts.rows:
        if row.key and not row.for_people:
            first.setdefault(row.key, texts.address(row, "text"))
    cells += [((texts.name, cell), "Đã làm một việc của mục này (số liệu thử).") for cell in first.values()]
    type_into(form, cells, folder.inbox / f"{agency.code}.xlsx")


def _sum(campaign: Campaign, indicator: Indicator, given: Mapping[str, Mapping[str, CellValue]]) -> float:
    counted = [
        a.code
        for a in campaign.agencies
        if a.code in given and is_asked(indicator.asked_of, a) and is_asked(indicator.owner, a)
    ]
    return sum(float(v) for c in counted if isinstance(v := given[c][indicator.code], int | float))


def test_all_of_them_are_given_out() -> None:
    """What `setup.cfg` has for data takes in every table; names are in ASCII and those of their folders."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    package = ROOT / "toolkit"
    patterns = settings["options.package_data"]["toolkit"].split(",")
    packed = {path for pattern in patterns for path in package.glob(pattern.strip())}
    tables = {*(package / "definition" / "starter").rglob("*.tsv")}
    assert tables - packed == set()
    assert all(p.name.isascii() and (p.folder.name == p.name or p is READY[0]) for p in READY)


@pytest.mark.slow
@pytest.mark.parametrize("programme", TODAY, ids=lambda p: p.name)
def test_those_of_today_have_no_body_that_is_gone(programme: Programme, tmp_path: Path) -> None:
    """None of the usual roster that ended, none of the level that was done away with; each is accounted for."""
    path = tmp_path / "campaign.xlsx"
    write_definition(path, starter_tables(programme))
    campaign, _ = load_campaign(path)
    ended = {row["code"] for row in starter_tables()["agencies"] if row["until"]}
    codes = {a.code for a in campaign.agencies}
    assert len(ended) > 25
    assert ended & codes == set()
    assert ended <= {f.code for f in campaign.formers}
    usual = {row["code"] for row in starter_tables()["agencies"]}
    assert usual - ended <= codes
    gone = ("huyện", "thị xã", "thành phố", "Lao động - Thương binh", "Kế hoạch và Đầu tư", "Giao thông vận tải")
    assert [a.name for a in campaign.agencies if any(word in a.name for word in gone)] == []
    owing = [a for a in campaign.agencies if campaign.in_force(a)]
    kinds = [sum(kind in a.groups for a in owing) for kind in ("UBND xã", "UBND phường", "UBND cấp xã")]
    assert kinds == [82, 20, 102]
    compulsory = ["SNV", "STP", "STC", "SCT", "SNNMT", "SXD", "SKHCN", "SVHTTDL", "SGDDT", "SYT", "TTT", "VPUBND"]
    assert {*compulsory} <= {a.code for a in owing}
    assert not campaign.in_force(campaign.agency_by_code["SNGV"])
    assert campaign.in_force(campaign.agency_by_code[campaign.lead_agency])


@pytest.mark.parametrize("programme", [p for p in READY if p is not READY[0]], ids=lambda p: p.name)
def test_every_indicator_has_a_source_or_says_that_it_has_none(programme: Programme) -> None:
    """Each rests on a text, or is marked for the coordinator to look into; so are all sections of today's."""
    tables = starter_tables(programme)
    assert [row["code"] for row in tables["indicators"] if not row["source"]] == []
    assert not programme.roster or [row["code"] for row in tables["sections"] if not row["source"]] == []


# --- Beside the campaign of then -----------------------------------------------------------------

_FIGURES = "| code | 2019 |\n|------|------|\n| TC02 | {} |\n| TT08 | 90 |\n"


@pytest.fixture
def then(tmp_path: Path) -> Path:
    """A master of the usual campaign: bodies that stayed, that were merged or split, and two districts."""
    folder = started(READY[0], tmp_path / "then")
    for number, agency in enumerate(("STC", "SKHDT", "SLDTBXH", "SYT", "UBND-866", "UBND-877"), start=1):
        write(folder, agency, filling(_FIGURES.format(10 * number)))
    merged(folder, date(2020, 7, 20))
    return folder.master


def now(root: Path, *, without_other_province: bool) -> Folder:
    """The same programme today, as it comes or without the bodies of which nobody has figures."""
    ready = next(p for p in TODAY if "TC02" in {row["code"] for row in starter_tables(p)["indicators"]})
    tables = starter_tables(ready)
    if without_other_province:
        tables["successors"] = [row for row in tables["successors"] if not row["code"].startswith("TG-")]
    (root / "inbox").mkdir(parents=True)
    write_definition(root / "campaign.xlsx", tables)
    return open_folder(root)


@pytest.mark.slow
def test_bodies_of_today_are_not_held_against_a_part_of_them(then: Path, tmp_path: Path) -> None:
    """The province of today is two of then: with the figures of one nothing is compared, and that is told once."""
    folder = now(tmp_path / "now", without_other_province=False)
    for agency in ("STC", "UBND-28261", "UBND-30253"):
        write(folder, agency, filling("| code | 2026 |\n|---|---|\n| TC02 | 90 |\n"))
    result, _ = merge_files(folder, previous=then, as_of=date(2026, 12, 18), means=Means(workers=1))
    told = sorted(f.code for f in result.findings if f.code.startswith(("previous-bodies", "previous-parts")))
    assert told == ["previous-bodies-gone", "previous-bodies-split", "previous-parts-wanting"]
    assert [c for c in result.compared if c.indicator == "TC02" and c.change is not None] == []
    gone = next(f for f in result.findings if f.code == "previous-bodies-gone")
    assert dict(gone.arguments)["count"] == 2
    assert [c for c in result.compared if {*c.previous_agencies} & {"UBND-866", "UBND-877"}] == []


@pytest.mark.slow
def test_the_coordinator_may_put_the_table_right(then: Path, tmp_path: Path) -> None:
    """Without them merged bodies are compared by their sum, what does not add up is not, nor a split one."""
    folder = now(tmp_path / "now", without_other_province=True)
    assert read_previous(folder.campaign, then).figures
    write(folder, "STC", filling("| code | 2026 |\n|---|---|\n| TC02 | 33 |\n| TT08 | 80 |\n"))
    result, _ = merge_files(folder, previous=then, as_of=date(2026, 12, 18), means=Means(workers=1))
    lines = {(c.indicator, c.agencies): c for c in result.compared}
    merged_line = lines["TC02", ("STC",)]
    assert (merged_line.previous_agencies, merged_line.previous, merged_line.change) == (("SKHDT", "STC"), 30, 3)
    assert lines["TT08", ("STC",)].previous is None
    assert ("TC02", ("SYT",)) not in lines
    write_templates(folder, ("STC", "SYT", "UBND-28261"), previous=then)
    shown = {a: "#" in _columns(folder.outgoing / f"{a}.xlsx")[4:] for a in ("STC", "SYT", "UBND-28261")}
    assert shown == {"STC": True, "SYT": False, "UBND-28261": False}
    sheet = keyed(folder.master)["previous"]
    assert any(r["previous_agency"] == "Sở KH&ĐT, Sở Tài chính" for r in records(sheet))


def _columns(form: Path) -> list[str]:
    import openpyxl

    return [str(cell.value) for cell in openpyxl.load_workbook(form)["Số liệu"][1]]
