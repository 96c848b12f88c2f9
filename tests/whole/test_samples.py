"""The sample campaign reads as its README says, and is what its script writes."""

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sample_workbooks.regenerate import GOOD, HERE, SAVED_BY_LIBREOFFICE, regenerate
from tests.building import table
from tests.consolidation.test_sentences import same_as_the_table
from tests.effort import some
from tests.official import faults
from toolkit.consolidation.sentences import sentences_of
from toolkit.drafting.agency_report import read_agency_report
from toolkit.model import Consolidation
from toolkit.report.assembly import make_agency_report, make_report
from toolkit.report.word import word_document
from toolkit.run.folder import open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files

#: Each file in which something is wrong or odd, and the findings that must name it.
FAULTS = {
    row["file"]: {*row["findings"].split()}
    for row in table("""
        | file                                          | findings                             |
        | SYT_bao cao PCMD chinh thuc (2).xlsx          | approximate-number not-a-number      |
        | STTTT - so lieu kinh phi.xlsx                 | ambiguous-number words-against-figure |
        | CAT_PC02_bc mai dam 2016-2020.xlsx            | rule-failed         |
        | UBND cap huyen/Thanh Binh (kinh phi lech).xlsx | rule-failed        |
        | Hoi Nong dan.xlsx                             | section-empty       |
        | HCTD - chi co loi van.xlsx                    | no-figures          |
        | SXD.xlsx                                      | superseded          |
        | Fwd_SXD (sua theo gop y) - ban cuoi.xlsx      | duplicate-file      |
        | UBND cap huyen/Chau Thanh - ma tuy 2019.xlsx  | wrong-campaign      |
        | Danh sach co so karaoke, nha tro.xlsx         | not-our-form        |
        | HCCB bao cao tong ket (ban word).docx         | word-document       |
        | SKHDT_bao cao.xlsx                            | is-text             |
        | SNNPTNT co phu luc.xlsx                       | extra-sheet         |
        | UBND cap huyen/bieu huyen Cao Lanh.xlsx       | unkeyed-content     |
        | SVHTTDL_BC PCMD.xlsx                          | too-many-words      |
        | VKSND tinh.xlsx                               | mark-as-answer      |
        | TAND_tinh_DT.xlsx                             | details-missing     |
        | LDLD tinh.xlsx                                | statement-elsewhere |
        | UBND cap huyen/Lap Vo.xlsx                    | statement-hollow    |
    """)
}


@pytest.fixture(scope="module")
def result() -> Consolidation:
    """The sample inbox, read and checked."""
    return check_files(open_folder(HERE), as_of=date(2020, 7, 31), means=Means())


@pytest.mark.slow
def test_a_merge_of_the_samples_is_realistic(result: Consolidation) -> None:
    """Most reports are in, most of them without errors; every filled cell of the files that count is a figure, a
    statement, a detail, a note, or reported. Every sentence of the starter is made, and each indicator's number is the
    one in the annex."""
    errors = {f.file for f in result.findings if f.severity == "error"}
    assert len(result.used) >= 24
    assert sum(s.source.file not in errors for s in result.used.values()) >= 20
    assert result.missing
    assert result.balance.is_even
    assert result.balance.cells > 4000
    assert len(sentences_of(result, "vi")) == len(result.campaign.sentences or ())
    assert same_as_the_table(result) > 150


@pytest.mark.slow
def test_word_reports_of_the_samples_follow_the_decree(result: Consolidation) -> None:
    """The whole report, and each agency's, follow the decree's rules with real names, themes and tables."""
    assert faults(word_document(make_report(result)).as_bytes()) == []
    for code, submission in some([*result.used.items()], 5):
        one = make_agency_report(result.campaign, submission, result.as_of)
        assert (code, faults(word_document(one).as_bytes())) == (code, [])


@pytest.mark.slow
def test_the_report_of_the_samples_drafts_back_to_its_master(result: Consolidation) -> None:
    """Master → Word → draft: every sentence in its section, every figure of the lead agency, exactly."""
    campaign = result.campaign
    lead = campaign.agency_by_code[campaign.lead_agency]
    report = make_report(replace(result, campaign=replace(campaign, report_pages=400)))
    letter = read_agency_report(word_document(report).as_bytes(), "bao-cao.docx", campaign, lead)
    sections = {s.heading: s.code for s in campaign.sections}
    drafted: dict[str, str] = {}
    for point in letter.points:
        drafted[point.section] = f"{drafted.get(point.section, '')} {' '.join(point.text.split())}"
    printed = [
        (sections[section.heading], " ".join(point.text.split()).rstrip(" .;"))
        for chapter in report.chapters
        for section in chapter.sections
        for part in section.parts
        for point in part.points
    ]
    assert len(printed) > 150
    assert [(section, text) for section, text in printed if text not in drafted[section]] == []
    counted = {"yesno", "choice"}
    codes = [i.code for i in campaign.indicators_of(lead) if not i.formula and i.kind not in counted]
    expected = {(code, p.key): result.totals[code, p.key].value for code in codes for p in campaign.periods}
    assert {(p.indicator, p.period): p.value for p in letter.proposed} == expected
    assert {u.code for u in letter.unread} == {"table-not-asked", "table-counts-agencies"}


#: Files whose text says that all staff were told, while the form has 96,7 to 98,6 per cent.
ALL_WERE_TOLD = {
    f"inbox/{name}"
    for name in (
        "Tinh Doan_libreoffice.xlsx",
        "UBND cap huyen/Thap Muoi - ngay 10-7.xlsx",
        "STC-bieu mau PCMD.xlsx",
        "Cuc QLTT.xlsx",
        "UBND cap huyen/BC TP Sa Dec 5 nam.xlsx",
        "BDBP - Bieu PCMD (da ky).xlsx",
    )
}


def test_each_fault_is_reported_for_its_file(result: Consolidation) -> None:
    """The file has no other error. No file without a planted fault has an error or a warning. The README names every
    faulty file with its findings and the right counts."""
    for file, codes in FAULTS.items():
        found = [f for f in result.findings if f.file == f"inbox/{file}"]
        assert codes <= {f.code for f in found}, file
        assert {f.code for f in found if f.severity == "error"} <= codes, file
    faulty = {f"inbox/{name}" for name in FAULTS}
    lead = "inbox/So LDTBXH - bao cao tong ket PCMD 2016-2020.xlsx"
    others = {(f.file, f.code) for f in result.findings if f.severity != "note" and f.file and f.file not in faulty}
    # Its text includes the district whose report is missing, and so states a rate that differs from the total.
    assert {(file, code) for file, code in others if file not in ALL_WERE_TOLD} == {(lead, "contradicts-figure")}
    assert {file for file, code in others if code == "words-against-figure"} == ALL_WERE_TOLD
    assert {f"inbox/{name}" for name in GOOD.values()} <= {s.source.file for s in result.used.values()}

    text = (HERE / "README.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    for file, codes in FAULTS.items():
        row = next((r for r in rows if f"`{file}`" in r), "")
        assert all(f"`{code}`" in row for code in codes), file
    sound = sum(s.status == "accepted" for s in result.used.values())
    assert f"{len(result.used)} of {len(result.statuses)} agencies have reported; {sound} of their" in text
    assert f"{len(result.submissions)} files as agencies send them" in text


@pytest.mark.slow
def test_the_committed_files_are_what_the_script_writes(tmp_path: Path) -> None:
    """Regenerating gives the same files; after a change of the form, run `python -m sample_workbooks.regenerate`."""
    regenerate(tmp_path, libreoffice=False)
    written = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    committed = {p.relative_to(HERE).as_posix() for p in (HERE / "inbox").rglob("*") if p.is_file()}
    assert committed - {f"inbox/{name}" for name in SAVED_BY_LIBREOFFICE} == written - {"campaign.xlsx"}
    differing = [name for name in sorted(written) if _content(tmp_path / name) != _content(HERE / name)]
    assert not differing


def _content(path: Path) -> dict[str, bytes]:
    """A file's bytes, or its parts': their compression differs between versions of zlib."""
    if not zipfile.is_zipfile(path):
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
