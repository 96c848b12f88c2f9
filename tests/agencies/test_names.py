"""An agency is recognised by its usual names wherever one is typed, and never guessed."""

from pathlib import Path

import pytest

from tests.building import cell_of, definition, filled, keyed, merge, read, records, type_into
from tests.cases import cases
from tests.intake.test_labels import INDICATORS, SECTIONS
from toolkit.agencies.names import AgencyNames
from toolkit.agencies.roster import ASIDE, Roster
from toolkit.cli.main import run
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Finding
from toolkit.run.folder import Folder, forms_in

AGENCIES = """
| code | name                            | short_name    | aliases  |
|------|---------------------------------|---------------|----------|
| SYT  | Sở Y tế                         | Sở Y tế       | Ngành y  |
| MH   | Ủy ban nhân dân xã Mỹ Hòa       | Xã Mỹ Hòa     | Mỹ Hòa   |
| MHU  | Ủy ban nhân dân xã Mỹ Hóa       | Xã Mỹ Hóa     |          |
| CL1  | UBND thành phố Cao Lãnh         | TP. Cao Lãnh  | Cao Lãnh |
| CL2  | UBND huyện Cao Lãnh             | H. Cao Lãnh   | Cao Lãnh |
| TM   | Ủy ban nhân dân Tháp Mười       |               |          |
| 007  | Trường Nội trú                  |               |          |
"""
WORDS = "| kind | text | means |\n|--|--|--|\n| abbreviation | UBND | Ủy ban nhân dân |\n| abbreviation | S | Sở |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, words=WORDS)


@cases("""
| typed                           | codes   |
|---------------------------------|---------|
| SYT                             | SYT     |
| syt                             | SYT     |
| SYT · Sở Y tế                   | SYT     |
| sở y tế                         | SYT     |
| SO Y TE                         | SYT     |
| ngành Y                         | SYT     |
| Xã Mỹ Hòa                       | MH      |
| xã mỹ hoà                       | MH      |
| UBND xã Mỹ Hóa                  | MHU     |
| xa my hoa                       | MH MHU  |
| Mỹ Hòa                          | MH      |
| Cao Lãnh                        | CL1 CL2 |
| TP Cao Lãnh                     | CL1     |
| Ủy ban nhân dân huyện Cao Lãnh  | CL2     |
| Tháp Mười                       | TM      |
| 7                               | 007     |
| Xã Mỹ                           |         |
| Y tế                            |         |
|                                 |         |
| Ủy ban nhân dân                 |         |
""")
def test_agencies_are_recognised_as_typed(folder: Folder, typed: str, codes: str) -> None:
    """By code, name, short name or alias, in any case, with tones or without where that leaves one only. Common first
    words may be left out, a single word may not; a spreadsheet makes a number of a code that looks like one."""
    assert " ".join(agency.code for agency in AgencyNames(folder.campaign).matching(typed)) == codes


@pytest.mark.slow
def test_commands_accept_names_of_agencies(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that fits several, or none, is refused with the candidates, and nothing is written."""
    report = folder.root / "báo cáo.txt"
    report.write_text("I. Mặt đạt được", encoding="utf-8")
    for typed, says in {
        "Cao Lãnh": ["TP. Cao Lãnh (CL1)", "H. Cao Lãnh (CL2)"],
        "xa my hoa": ["Xã Mỹ Hòa (MH)", "Xã Mỹ Hóa (MHU)"],
        "y tế": ["Sở Y tế (SYT)"],
        "SYTT": ["Sở Y tế (SYT)"],
    }.items():
        for command in (["template", typed], ["draft", str(report), "--agency", typed], ["report", "--agency", typed]):
            assert run([*command, "--campaign", str(folder.root)]) == 2
            printed = " ".join(capsys.readouterr().err.split())
            assert all(name in printed for name in says)
    assert not folder.outgoing.exists()
    for typed in ("xã mỹ hòa", "Sở Y tế", "ubnd huyện cao lãnh"):
        assert run(["template", typed, "--campaign", str(folder.root)]) == 0
        where = ["--campaign", str(folder.root), "--as-of", "2021-01-15"]
        assert run(["report", "--agency", typed, *where]) == 3  # none of it has come
    assert {*forms_in(folder.outgoing, folder.campaign.agency_by_code)} == {"MH", "SYT", "CL2"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("MH: gọi điện hỏi rồi", "MH"),
        ("xã Mỹ Hóa", "MHU"),
        ("Cao Lãnh", None),
        ("CL2 · H. Cao Lãnh", "CL2"),
        ("-", ASIDE),
    ],
)
def test_the_register_accepts_names_of_agencies(folder: Folder, typed: str, code: str | None) -> None:
    """In decisions; a code with a remark, too."""
    assert Roster(folder.campaign).decision(typed) == code


@pytest.mark.slow
def test_names_that_differ_by_a_tone_are_kept_apart(folder: Folder) -> None:
    """Each agency has its form; one with the other's name typed in waits for a decision."""
    for code, other in (("MH", "Ủy ban nhân dân xã Mỹ Hóa"), ("MHU", "Ủy ban nhân dân xã Mỹ Hòa")):
        path = filled(folder, code, "| code | 2019 |\n|--|--|\n| A1 | 5 |", name="x")
        assert (read(folder, path).agency, read(folder, path).status) == (code, "accepted_with_errors")
        submission = read(folder, type_into(path, [(cell_of(path, "info", "agency", "value"), other)]))
        assert [f.code for f in submission.findings] == ["two-agencies"]
        path.unlink()


@pytest.mark.slow
def test_sheets_and_sentences_name_agencies(folder: Folder) -> None:
    """On the sheets of findings, leftovers and sources the short name is beside the code; sentences have both."""
    filled(folder, "MH", "| code | 2019 |\n|--|--|\n| A1 | nhiều |")
    result = merge(folder)
    sheets = keyed(folder.master)
    for key in ("findings", "sources"):
        assert {(r["agency"], r["agency_name"]) for r in records(sheets[key]) if r["agency"]} == {("MH", "Xã Mỹ Hòa")}
    assert "agency_name" in sheets["leftovers"].columns
    arguments = (("others", ("MH", "SYT")), ("name", "a.xlsx"))
    finding = Finding(code="agency-by-sender", severity="warning", arguments=arguments)
    assert "Xã Mỹ Hòa (MH), Sở Y tế (SYT)" in " ".join(describe(finding, "vi", result.campaign))
