"""The table of former agencies: what this roster's agencies are compared with, and what is reported of the others."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.building import definition, form_in, keyed, merge, records
from tests.cases import cases
from tests.master.test_previous import INDICATORS, SECTIONS, compared_with, give_all, last_time, lines_of, merged_after
from tests.master.test_previous import province as of_province
from toolkit.cli.main import run
from toolkit.definition.campaign import load_campaign
from toolkit.messages import commands
from toolkit.messages.errors import DefinitionError
from toolkit.model import Consolidation
from toolkit.run.folder import Folder
from toolkit.run.operations import write_templates

AGENCIES = """
| code | name  | group | active |
|------|-------|-------|--------|
| A    | Sở A  | sở    |        |
| BC   | Sở BC | sở    |        |
| D1   | Sở D1 | sở    |        |
| D2   | Sở D2 | sở    | {}     |
"""
#: B and C went into BC; D was split; E has no successor; X was there, and its figures are in no master.
FORMERS = r"""
| code | name        | short_name | replaced_by | until      |
|------|-------------|------------|-------------|------------|
| B    | Sở B cũ     | B cũ       | BC          | 2020-06-30 |
| C    | Sở C cũ     |            | BC          | 2020-06-30 |
| D    | Sở D cũ     |            | D1 \| D2    | 2020-06-30 |
| E    | Huyện E cũ  |            |             | 2020-06-30 |
"""
WANTING = "| X    | Sở X cũ     |            | A           | {} |\n"


def this_time(
    folder: Path, formers: str = FORMERS, *, second: str = "", more: str = "", indicators: str = INDICATORS
) -> Folder:
    tables = {"agencies": AGENCIES.format(second) + more, "successors": formers, "indicators": indicators}
    return definition(folder, about={"periods": "2020"}, sections=SECTIONS, **tables)


@pytest.fixture
def before(tmp_path: Path) -> Folder:
    figures = "A V=10 N=100 M=7, B V=20 N=40 M=7, C V=30 N=60 M=7, D V=40 N=80 M=7, E V=5 N=10 M=7"
    return give_all(last_time(tmp_path / "before"), figures)


def answered(folder: Folder) -> Folder:
    given = ["A V=12 N=100 M=8", "BC V=90 N=100 M=8", "D1 V=10 N=100 M=8", "D2 V=30 N=100 M=8"]
    in_force = [g for g in given if folder.campaign.in_force(folder.campaign.agency_by_code[g.split()[0]])]
    return give_all(folder, ", ".join(in_force))


def province(result: Consolidation, indicator: str) -> tuple[float | None, float | None, Sequence[str]]:
    line = of_province(result, indicator)
    return line.previous, line.value, line.only_before


def reported(result: Consolidation) -> dict[str, tuple[str, object]]:
    findings = [f for f in result.findings if f.code.startswith(("previous-bodies", "previous-parts"))]
    assert len({f.code for f in findings}) == len(findings)
    return {f.code: (f.value, dict(f.arguments)["count"]) for f in findings}


@pytest.mark.slow
def test_figures_are_compared_through_the_table(before: Folder, tmp_path: Path) -> None:
    """Merged agencies: their sum. Split ones: against the successors' sum. One without a successor: reported once, and
    in no line. Sheet and form name them as the table does."""
    now = answered(this_time(tmp_path / "now"))
    result = merged_after(now, before)
    lines = lines_of(result, "V")
    assert {who: (c.previous, c.value) for who, c in lines.items() if not c.province} == {
        ("A",): (10, 12),
        ("BC",): (50, 90),
        ("D1", "D2"): (40, 40),
    }
    assert lines_of(result, "R")["BC",].previous == 50
    assert lines_of(result, "M")["BC",].previous is None
    assert reported(result) == {
        "previous-bodies-gone": ("Huyện E cũ", 1),
        "previous-bodies-split": ("Sở D cũ → Sở D1, Sở D2", 1),
    }
    assert (*province(result, "V"), of_province(result, "V").among) == (100, 142, ("E",), 4)
    rows = records(keyed(now.master)["previous"])
    assert {r["previous_agency"] for r in rows if r["agency"] == "Sở BC"} == {"B cũ, Sở C cũ"}
    write_templates(now, ("BC", "D1"), previous=before.master)
    assert _with_last_time(now, "BC", "D1") == ["BC"]


@pytest.mark.slow
def test_an_indicator_of_one_successor_is_compared_with_that_one(tmp_path: Path) -> None:
    """A split agency's figures of an indicator of one successor are in its form and line, and in the province's."""
    indicators = """
    | code | topic | label  | unit | kind  | across_agencies | across_periods | asked_of |
    |------|-------|--------|------|-------|-----------------|----------------|----------|
    | V    | Một   | Số vụ  | vụ   | count | sum             | sum            |          |
    | P    | Một   | Số đội | đội  | count | sum             | last           | {}       |
    """
    before = last_time(tmp_path / "before", indicators=indicators.format(""))
    now = this_time(tmp_path / "now", indicators=indicators.format("D2"))
    result = compared_with(give_all(now, "A V=1, D1 V=2, D2 V=3 P=9"), give_all(before, "D V=40 P=6"))
    line = lines_of(result, "P")["D2",]
    assert (line.previous_agencies, line.previous, line.value) == (("D",), 6, 9)
    assert ("D1", "D2") in lines_of(result, "V")
    assert province(result, "P") == (6, 9, ())
    write_templates(now, ("D1", "D2"), previous=before.master)
    assert _with_last_time(now, "D1", "D2") == ["D2"]


def _with_last_time(folder: Folder, *codes: str) -> list[str]:
    """The agencies of these whose forms have last time's figures beside the cells."""
    rows = {code: keyed(form_in(folder.outgoing, code))["figures"].raw.rows[0] for code in codes}
    return [code for code, row in rows.items() if "#" in row[3:]]


@pytest.mark.slow
@pytest.mark.parametrize(("until", "compared"), [("2020-06-30", False), ("", False), ("2018-12-31", True)])
def test_a_part_without_figures_is_no_zero(before: Folder, tmp_path: Path, until: str, compared: bool) -> None:
    """A former agency that is in no master leaves its successor without comparison, unless it had ended."""
    now = answered(this_time(tmp_path / "now", FORMERS + WANTING.format(until)))
    result = compared_with(now, before)
    line = lines_of(result, "V")["A",] if compared else lines_of(result, "V").get(("A",))
    assert (line is not None and line.change == 2) == compared
    assert ("previous-parts-wanting" in reported(result)) != compared
    if not compared:
        assert reported(result)["previous-parts-wanting"] == ("Sở X cũ", 1)
        assert (province(result, "V")[0], "A" in of_province(result, "V").only_now) == (90, True)


@pytest.mark.slow
def test_what_went_to_an_agency_outside_the_round_is_not_compared(before: Folder, tmp_path: Path) -> None:
    """Half of an agency compared with all of it last time would be a different figure."""
    now = answered(this_time(tmp_path / "now", second="no"))
    result = compared_with(now, before)
    assert [c for c in result.compared if "D" in c.previous_agencies and c.change is not None] == []
    assert province(result, "V") == (60, 102, ("D", "E"))
    assert "previous-bodies-split" in reported(result)
    assert {s.agency for s in result.statuses} == {"A", "BC", "D1"}


@pytest.mark.slow
def test_an_agency_missing_from_the_table_is_reported(before: Folder, tmp_path: Path) -> None:
    """If there is a table, an agency neither in it nor on the roster is a question."""
    table = "\n".join(line for line in FORMERS.splitlines() if "Sở C" not in line)
    result = compared_with(answered(this_time(tmp_path / "now", table)), before)
    assert reported(result)["previous-bodies-unknown"] == ("C", 1)


@pytest.mark.slow
def test_many_agencies_in_only_one_campaign_are_counted(tmp_path: Path) -> None:
    """A hundred new agencies of a level are not listed on every line of the province."""
    before = give_all(last_time(tmp_path / "before"), "E V=5 N=10")
    many = "".join(f"| X{n:02} | Xã {n} | xã | |\n" for n in range(12))
    now = this_time(tmp_path / "now", more=many)
    give_all(now, ", ".join(f"X{n:02} V=1 N=2" for n in range(12)))
    result = merged_after(now, before)
    assert len(of_province(result, "V").only_now) == 12
    remarks = [str(r["remark"]) for r in records(keyed(now.master)["previous"]) if r["remark"]]
    assert any("12 đơn vị" in text for text in remarks)
    assert [text for text in remarks if "Xã 3" in text] == []


def test_forms_that_are_out_do_not_change_with_the_table(tmp_path: Path) -> None:
    """The table can be corrected at any time; who is part of the round cannot without new forms."""
    plain, other = this_time(tmp_path / "a"), this_time(tmp_path / "b", FORMERS + WANTING.format(""))
    assert plain.campaign.fingerprint == other.campaign.fingerprint
    assert plain.campaign.formers != other.campaign.formers
    assert this_time(tmp_path / "c", second="no").campaign.fingerprint != plain.campaign.fingerprint


@cases("""
| agency | replaced_by | code                        |
|--------|-------------|-----------------------------|
| A      | BC          | definition-former-on-roster |
| Y      | BCC         | definition-unknown-agency   |
| Y      | BC, A       | definition-list-without-bars |
| B      | BC          | definition-duplicate-code   |
""")
def test_a_mistake_in_the_table_is_reported_with_its_cell(
    tmp_path: Path, agency: str, replaced_by: str, code: str
) -> None:
    """An agency on the roster cannot be a former one, and successors are agencies of the roster."""
    with pytest.raises(DefinitionError) as caught:
        this_time(tmp_path, FORMERS + f"| {agency} | Sở cũ | | {replaced_by} | |\n")
    findings = [f for f in caught.value.findings if f.severity == "error"]
    assert [(f.code, f.sheet, bool(f.cell)) for f in findings] == [(code, "Đơn vị cũ", True)]


def test_an_agency_outside_the_round_owes_nothing(tmp_path: Path) -> None:
    """It gets no form and is not missing; its row stays, to be used later."""
    folder = this_time(tmp_path, second="no")
    assert [p.stem for p in write_templates(folder)] == ["Sở A (A)", "Sở BC (BC)", "Sở D1 (D1)"]
    assert folder.campaign.agency_by_code["D2"].active is False


def test_entries_without_a_source_are_counted_by_sheet(tmp_path: Path) -> None:
    """In either language, wherever they are under “Source”; the definition shows the column if it is used."""
    folder = definition(
        tmp_path,
        agencies="| code | name | source |\n|---|---|---|\n| A | Sở A | Cần đối chiếu: tên |\n| B | Sở B | NĐ 1 |\n",
        sections="| code | role | heading | source |\n|---|---|---|---|\n| a | achievement | A | to be confirmed |\n",
    )
    assert folder.campaign.to_confirm == (("Đơn vị", 1), ("Đề cương", 1))
    assert load_campaign(folder.definition)[1] == ()


@pytest.mark.slow
def test_template_counts_entries_to_confirm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line if there are any, otherwise none."""
    sections = "| code | role | heading |\n|---|---|---|\n| a | achievement | A |\n"
    for source, counted in (("cần đối chiếu", True), ("NĐ 1", False)):
        agencies = f"| code | name | source |\n|---|---|---|\n| A | Sở A | {source} |\n"
        folder = definition(tmp_path / source[:2], agencies=agencies, sections=sections)
        assert run(["template", "--campaign", str(folder.root)]) == 0
        assert ("Đơn vị 1" in capsys.readouterr().out) == counted


@pytest.mark.slow
def test_template_lists_agencies_without_figures_to_compare(
    before: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before forms are made, once; without a change in the roster nothing is reported."""
    merge(before)
    for formers, listed in ((FORMERS, True), ("", False)):
        folder = this_time(tmp_path / str(listed), formers or "| code | name |\n|---|---|\n")
        assert run(["template", "A", "--previous", str(before.master), "--campaign", str(folder.root)]) == 0
        printed = capsys.readouterr().err
        assert (commands.TEMPLATE_OTHER_BODIES.vi in printed) == listed
        assert printed.count("Huyện E cũ") == listed
