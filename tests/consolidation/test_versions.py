"""Several files from one agency: which one counts, what the coordinator decides, and how the versions differ."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.building import DAY, cell_of, definition, filled, keyed, merge, read, records, type_into
from toolkit.cli import main as cli
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.totals import WHOLE
from toolkit.consolidation.versions import fate, is_unfilled
from toolkit.messages import forms
from toolkit.messages.masters import FATES
from toolkit.model import Consolidation
from toolkit.run.folder import Folder
from toolkit.run.operations import merge_files

INDICATORS = r"""
| code | topic | label    | unit  | kind    | across_agencies | across_periods | weight | formula    |
|------|-------|----------|-------|---------|-----------------|----------------|--------|------------|
| A1   | Một   | Số buổi  | buổi  | count   | sum             | sum            |        |            |
| A2   | Một   | Số người | người | count   | max             | last           |        |            |
| A3   | Một   | Tỷ lệ    | %     | percent |                 | last           |        | =A1/A2*100 |
| A4   | Hai   | Mức đạt  | %     | percent | mean            | mean           | A1     |            |
"""
SECTIONS = """
| code | role        | heading      |
|------|-------------|--------------|
| dat  | achievement | Mặt đạt được |
| han  | limitation  | Hạn chế      |
"""
AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |"
FIRST = (
    "| code | 2019 | 2020 | note |\n|--|--|--|--|\n| A1 | 5 | 7 | tạm tính |\n| A2 | 50 | abc | |\n| A4 | 10 | 20 | |"
)
SECOND = "| code | 2019 | 2020 | note |\n|--|--|--|--|\n| A1 | 5 | 9 | |\n| A2 | 40 | 60 | |\n| A4 | 10 | 20 | |"
OTHER = "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 1 | 1 |\n| A2 | 45 | 45 |\n| A4 | 40 | 40 |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    lines = "| section | text |\n|--|--|\n| dat | Làm tốt |\n| dat | {0} |\n| han | Thiếu người |"
    filled(folder, "SA", FIRST, lines.format("Mở lớp"), {"phone": "0277"}, name="SA 1")
    filled(folder, "SA", SECOND, lines.format("Mở 05 lớp"), {"phone": "0278"}, name="SA 2")
    filled(folder, "SB", OTHER, lines.format("Ký cam kết"))
    return folder


def statuses(result: Consolidation) -> dict[str, str]:
    return {s.source.file.removeprefix("inbox/"): s.status for s in result.submissions}


def reasons(result: Consolidation) -> dict[str, str]:
    """The code that says why a file does not count."""
    return {
        s.source.file.removeprefix("inbox/"): s.findings[0].code
        for s in result.submissions
        if s.status in ("superseded", "rejected")
    }


def others(result: Consolidation) -> list[str]:
    """Codes of the findings about decisions."""
    return sorted(f.code for f in result.findings if f.code.startswith("decision-"))


def decide(folder: Folder, **what: str) -> None:
    """Typed by the coordinator into the sheet of sources; `SA_1="dùng"` is about `inbox/SA 1.xlsx`."""
    sheet = keyed(folder.master)["sources"]
    cells = {str(r["file"]): r.cells["decision"] for r in records(sheet)}
    type_into(
        folder.master,
        [((sheet.name, cells[f"inbox/{name.replace('_', ' ')}.xlsx"]), text) for name, text in what.items()],
    )


# --- What the versions differ in -----------------------------------------------------------------


def test_every_changed_cell_is_listed(folder: Folder) -> None:
    """With both values and cells; unchanged cells are not listed."""
    changes = merge(folder, master=False).changes
    found = {(c.what, c.indicator or c.section or c.detail, c.period): (c.old, c.new) for c in changes}
    assert found == {
        ("figure", "A1", "2020"): ("7", "9"),
        ("figure", "A2", "2019"): ("50", "40"),
        ("figure", "A2", "2020"): ("abc", "60"),
        ("note", "A1", None): ("tạm tính", ""),
        ("statement", "dat", None): ("Mở lớp", "Mở 05 lớp"),
        ("detail", "phone", None): ("0277", "0278"),
    }
    assert {(c.old_file, c.new_file) for c in changes} == {("inbox/SA 1.xlsx", "inbox/SA 2.xlsx")}
    for change in (c for c in changes if c.indicator and c.period):
        keys = "figures", str(change.indicator), str(change.period)
        places = [cell_of(folder.inbox / f"SA {n}.xlsx", *keys) for n in (1, 2)]
        assert places == [(change.sheet, change.old_cell), (change.sheet, change.new_cell)]


def test_changes_name_periods_as_the_form_does(tmp_path: Path) -> None:
    """On the sheet of changes a half-year has the form's name for it."""
    about = {"periods": "2019 | 2020-6M"}
    folder = definition(tmp_path, about=about, agencies=AGENCIES, indicators=INDICATORS)
    for turn in ("5", "6"):
        filled(folder, "SA", f"| code | 2019 | 2020-6M |\n|--|--|--|\n| A1 | 1 | {turn} |", name=f"SA {turn}")
    merge(folder)
    assert [r["period"] for r in records(keyed(folder.master)["changes"])] == ["6T/2020"]


@pytest.mark.slow
def test_each_change_lists_its_effect_on_the_totals(folder: Folder) -> None:
    """Each change of a figure has the province's total with either version, for every way of totalling."""
    result = merge(folder, master=False)
    effects = {(c.indicator, c.period): (c.before, c.after) for c in result.changes if c.indicator and c.period}
    assert effects == {("A1", "2020"): (8.0, 10.0), ("A2", "2019"): (50.0, 45.0), ("A2", "2020"): (45.0, 60.0)}
    (folder.inbox / "SA 2.xlsx").unlink()
    with_first = merge(folder, master=False)
    for key, (before, after) in effects.items():
        assert (with_first.totals[key].value, result.totals[key].value) == (before, after)


def test_a_total_of_the_last_period_is_changed_by_that_period_alone(folder: Folder) -> None:
    """An earlier period changes its own total and what is computed from it."""
    moved = {
        (c.indicator, c.period): {(e.indicator, e.period) for e in c.effects}
        for c in merge(folder, master=False).changes
        if c.indicator == "A2" and c.period
    }
    assert not {period for _, period in moved["A2", "2019"]} & {WHOLE}
    assert ("A2", WHOLE) in moved["A2", "2020"]


def test_a_changed_weight_counts_in_both_totals(folder: Folder) -> None:
    """The weighted mean before a change has the weight of that version."""
    weighed = "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 5 | 3 |\n| A2 | 40 | 60 |\n| A4 | 10 | 80 |"
    filled(folder, "SA", weighed, name="SA 3")
    result = merge(folder, master=False)
    (change,) = [c for c in result.changes if c.indicator == "A4" and c.period == "2020"]
    assert change.after == result.totals["A4", "2020"].value == pytest.approx((3 * 80 + 40) / 4)
    assert change.before == pytest.approx((9 * 20 + 40) / 10)


def test_each_version_is_compared_with_the_next(folder: Folder) -> None:
    """Of three versions the first is compared with the second and the second with the third."""
    filled(folder, "SA", SECOND.replace("| 9 |", "| 11 |"), name="SA 10")
    pairs = [
        (c.old_file, c.new_file, c.old, c.new)
        for c in merge(folder, master=False).changes
        if (c.indicator, c.period) == ("A1", "2020")
    ]
    assert pairs == [
        ("inbox/SA 1.xlsx", "inbox/SA 2.xlsx", "7", "9"),
        ("inbox/SA 2.xlsx", "inbox/SA 10.xlsx", "9", "11"),
    ]


def test_an_identical_copy_is_a_duplicate_without_changes(folder: Folder) -> None:
    """An identical copy changes nothing."""
    (folder.inbox / "SB (2).xlsx").write_bytes((folder.inbox / "SB.xlsx").read_bytes())
    result = merge(folder, master=False)
    assert reasons(result)["SB.xlsx"] == "duplicate-file"
    assert {c.agency for c in result.changes} == {"SA"}


def test_changes_do_not_depend_on_the_order(folder: Folder) -> None:
    """The files may come in any order."""
    filled(folder, "SA", SECOND.replace("| 9 |", "| 11 |"), name="SA 3")
    submissions = [read(folder, path) for path in sorted(folder.inbox.iterdir())]
    first = consolidate(folder.campaign, submissions, as_of=DAY)
    for seed in range(3):
        random.Random(seed).shuffle(submissions)
        assert consolidate(folder.campaign, submissions, as_of=DAY) == first


@pytest.mark.slow
def test_changes_in_the_master_and_on_the_screen(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The master has a row for each change, the JSON an entry, and the screen their number."""
    arguments = ["--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1"]
    assert cli.run(["merge", *arguments, "--lang", "en"]) == 1
    assert "6 cells of 1 agency, which move 3 totals" in capsys.readouterr().out
    rows = records(keyed(folder.master)["changes"])
    assert [r["old_value"] for r in rows] == ["7", "50", "abc", "tạm tính", "Mở lớp", "0277"]
    assert [(r["total_before"], r["total_after"]) for r in rows[:3]] == [(8.0, 10.0), (50.0, 45.0), (45.0, 60.0)]
    cli.run(["check", *arguments, "--format", "json"])
    listed = json.loads(capsys.readouterr().out)["changes"]
    assert [c["old"] for c in listed] == ["7", "50", "abc", "tạm tính", "Mở lớp", "0277"]


# --- The balance of each file --------------------------------------------------------------------


def test_every_file_has_its_balance(folder: Folder) -> None:
    """Its cells are figures, statements, details, notes and reported ones; also of replaced files."""
    result = merge(folder)
    parts = ("figures", "statements", "info", "notes", "reported")
    rows = {str(r["file"]): r for r in records(keyed(folder.master)["sources"])}
    assert {s.source.file for s in result.submissions} == set(rows)
    for submission in result.submissions:
        row = rows[submission.source.file]
        assert row["filled"] == sum(int(float(str(row[p]))) for p in parts) == submission.balance.cells > 0
    used = [rows[s.source.file] for s in result.used.values()]
    assert result.balance.cells == sum(int(float(str(r["filled"]))) for r in used)


# --- The coordinator decides -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("text", ["dùng", "x"])
def test_an_older_file_counts_by_decision(folder: Folder, text: str) -> None:
    """A file marked to be used counts; the later one says that a decision replaced it."""
    assert statuses(merge(folder))["SA 2.xlsx"] == "accepted"
    decide(folder, SA_1=text)
    result = merge(folder)
    assert result.used["SA"].source.file == "inbox/SA 1.xlsx"
    assert reasons(result) == {"SA 2.xlsx": "superseded-by-decision"}
    words = {r["file"]: r["status"] for r in records(keyed(folder.master)["sources"])}
    assert words["inbox/SA 2.xlsx"] == FATES["by_decision"].vi  # not `superseded`: it is the later one
    assert others(result) == []
    # And again: the master that was written keeps the decision.
    assert merge(folder).used["SA"].source.file == "inbox/SA 1.xlsx"
    assert [text.strip()] == [r["decision"] for r in records(keyed(folder.master)["sources"]) if r["decision"]]
    decide(folder, SA_1="")  # undone
    assert merge(folder).used["SA"].source.file == "inbox/SA 2.xlsx"


#: Copies of the files, decisions about files, which of SA's counts, the reasons of the others, the findings.
DECISIONS: dict[str, tuple[dict[str, str], dict[str, str], str, dict[str, str], list[str]]] = {
    "files set aside give way to the one before": (
        {},
        {"SA_2": "không dùng", "SB": "Don’t use"},
        "SA 1",
        {"SA 2": "set-aside", "SB": "set-aside"},
        [],
    ),
    "of two that are to be used the later counts": (
        {},
        {"SA_1": "dùng", "SA_2": "dùng"},
        "SA 2",
        {"SA 1": "superseded"},
        ["decision-conflict"],
    ),
    "of copies marked differently neither mark is followed": (
        {"SA 0": "SA 2"},
        {"SA_0": "không dùng", "SA_2": "dùng"},
        "SA 2",
        {"SA 0": "duplicate-file", "SA 1": "superseded"},
        ["decision-conflict"],
    ),
    "a file set aside does not come back as its own copy": (
        {"SA 3": "SA 2"},
        {"SA_3": "không dùng"},
        "SA 1",
        {"SA 2": "set-aside", "SA 3": "set-aside"},
        [],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DECISIONS)
def test_decisions_change_which_file_counts(folder: Folder, name: str) -> None:
    """With the reasons of the other files, and the findings."""
    copies, typed, used, why, found = DECISIONS[name]
    for copy, of in copies.items():
        (folder.inbox / f"{copy}.xlsx").write_bytes((folder.inbox / f"{of}.xlsx").read_bytes())
    merge(folder)
    decide(folder, **typed)
    result = merge(folder)
    assert result.used["SA"].source.file == f"inbox/{used}.xlsx"
    assert reasons(result) == {f"{file}.xlsx": reason for file, reason in why.items()}
    assert others(result) == found
    assert ("SB" in result.missing) == ("SB" in why)
    if used == "SA 1":  # changes by the decision are listed as well
        assert "inbox/SA 1.xlsx" in {c.new_file for c in result.changes}


@pytest.mark.slow
def test_a_decision_follows_the_content(folder: Folder) -> None:
    """A renamed file keeps its decision, without a finding."""
    merge(folder)
    decide(folder, SA_1="dùng")
    (folder.inbox / "SA 1.xlsx").rename(folder.inbox / "đã xem.xlsx")
    result = merge(folder)
    assert result.used["SA"].source.file == "inbox/đã xem.xlsx"
    assert others(result) == []


@pytest.mark.slow
def test_a_decision_matched_by_name_is_a_warning(folder: Folder) -> None:
    """Where the content has changed, the decision applies to the file of that name."""
    merge(folder)
    decide(folder, SA_1="dùng")
    type_into(folder.inbox / "SA 1.xlsx", [(cell_of(folder.inbox / "SA 1.xlsx", "figures", "A1", "2019"), 6)])
    result = merge(folder)
    assert result.used["SA"].source.file == "inbox/SA 1.xlsx"
    assert others(result) == ["decision-by-name"]


@pytest.mark.slow
def test_a_decision_without_file_is_kept(folder: Folder) -> None:
    """A decision about a removed file is kept and reported; the file may come back."""
    merge(folder)
    decide(folder, SA_1="dùng")
    content = (folder.inbox / "SA 1.xlsx").read_bytes()
    (folder.inbox / "SA 1.xlsx").unlink()
    for _ in range(2):
        result = merge(folder)
        assert others(result) == ["decision-without-file"]
        assert result.used["SA"].source.file == "inbox/SA 2.xlsx"
    (folder.inbox / "lại.xlsx").write_bytes(content)
    result = merge(folder)
    assert result.used["SA"].source.file == "inbox/lại.xlsx"
    assert others(result) == []


@pytest.mark.slow
def test_wrong_decisions_are_findings(folder: Folder) -> None:
    """A file that is no report cannot be used, and other text is no decision."""
    (folder.inbox / "rác.xlsx").write_bytes(b"%PDF-1.4")
    merge(folder)
    decide(folder, rác="dùng", SA_1="để xem")
    result = merge(folder)
    assert others(result) == ["decision-not-followed", "decision-not-understood"]
    assert result.used["SA"].source.file == "inbox/SA 2.xlsx"
    assert merge(folder).decisions["inbox/SA 1.xlsx"].typed == "để xem"


@pytest.mark.slow
def test_check_and_status_apply_decisions_too(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` and `status` count the same file as `merge` does."""
    merge(folder)
    decide(folder, SA_1="dùng")
    cli.run(["check", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--format", "json"])
    files = {f["file"]: f["status"] for f in json.loads(capsys.readouterr().out)["files"]}
    assert files["inbox/SA 2.xlsx"] == "superseded"


# --- Blank forms -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_blank_form_is_no_report_and_replaces_none(folder: Folder) -> None:
    """Whenever it came, the sheet of sources lists it with the reason, and no version is compared with it."""
    filled(folder, "SA", name="SA 3")
    filled(folder, "SC", name="SC 1")
    result = merge(folder)
    assert reasons(result) == {"SA 1.xlsx": "superseded", "SA 3.xlsx": "blank-form-later", "SC 1.xlsx": "blank-form"}
    assert {"SA 2.xlsx", "SB.xlsx"} == {s.source.file.removeprefix("inbox/") for s in result.used.values()}
    assert result.missing == ("SC",)
    assert not {"inbox/SA 3.xlsx"} & {c.new_file for c in result.changes}
    rows = {r["file"]: r for r in records(keyed(folder.master)["sources"])}
    assert rows["inbox/SC 1.xlsx"]["status"] == "Biểu trống"
    assert "chưa điền" in str(rows["inbox/SC 1.xlsx"]["reason"])
    again = merge(folder)
    assert reasons(result) == reasons(again)


@pytest.mark.slow
def test_a_blank_form_counts_by_decision(folder: Folder) -> None:
    """An agency may so withdraw its report."""
    filled(folder, "SC", name="SC 1")
    merge(folder)
    decide(folder, SC_1="dùng")
    assert "SC" in merge(folder).used


@pytest.mark.slow
def test_a_master_of_a_part_keeps_that_a_form_is_blank(folder: Folder, tmp_path: Path) -> None:
    """The master of the whole shows the same for it as the master of the part."""
    filled(folder, "SA", name="SA 3")
    first = merge(folder)
    whole = definition(tmp_path / "whole", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    whole.inbox.mkdir(exist_ok=True)
    (whole.inbox / "part.xlsx").write_bytes(folder.master.read_bytes())
    second, _ = merge_files(whole, as_of=DAY)
    assert sorted(reasons(first).values()) == sorted(reasons(second).values())
    assert first.totals == second.totals


@pytest.mark.slow
def test_a_partly_filled_or_confirmed_draft_counts(folder: Folder) -> None:
    """One figure, one detail or one word of a section makes a report; unconfirmed figures do not."""
    unconfirmed = f"{forms.UNCONFIRMED.say('vi')} Đọc ở bảng 1."
    drafted = "| code | 2019 | 2020 | note |\n|--|--|--|--|\n| A1 | 5 | 9 | {} |"
    for number, (figures, lines, info, blank) in enumerate(
        [
            (drafted.format(unconfirmed), "", {}, True),
            (drafted.format(""), "", {}, False),
            ("| code | note |\n|--|--|\n| A1 | không phát sinh |", "", {}, False),
            ("", "", {"phone": "0277"}, False),
            ("", "| section | text |\n|--|--|\n| han | Không có |", {}, False),
        ]
    ):
        path = filled(folder, "SC", figures, lines, info, name=f"SC {number}")
        assert blank is is_unfilled(read(folder, path))
        path.unlink()


@pytest.mark.slow
def test_a_form_filled_only_outside_its_cells_replaces_no_report(folder: Folder) -> None:
    """Its cells are quoted to the coordinator; where nothing else came, the file counts and lists them."""
    for agency, name in (("SA", "SA 3"), ("SC", "SC 1")):
        path = filled(folder, agency, name=name)
        type_into(path, [(("Hướng dẫn", "C40"), "Đã gửi hôm qua")])
    result = merge(folder)
    assert reasons(result)["SA 3.xlsx"] == "only-outside-form"
    [finding] = [f for f in result.findings if f.code == "only-outside-form"]
    assert (finding.value, finding.severity) == ("Đã gửi hôm qua", "warning")
    assert "SC" in result.used
    assert [x.value for x in result.leftovers] == ["Đã gửi hôm qua"]


@pytest.mark.slow
def test_a_form_sent_in_two_parts_is_a_finding(tmp_path: Path) -> None:
    """A sheet that is blank in the file that counts and filled in an earlier one is named in `check` and to the
    agency."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    lines = "| section | text |\n|--|--|\n| dat | Làm tốt |"
    filled(folder, "SA", FIRST, "", {"phone": "0277"}, name="SA 1")
    filled(folder, "SA", "", lines, {"phone": "0277"}, name="SA 2")
    filled(folder, "SB", "", lines, name="SB 1")
    filled(folder, "SB", OTHER, "", name="SB 2")
    filled(folder, "SC", OTHER, "", name="SC 1")
    filled(folder, "SC", SECOND, lines, name="SC 2")
    result = merge(folder)
    findings = [f for f in result.findings if f.code == "filled-before"]
    assert [(f.agency, f.sheet, f.text("other")) for f in findings] == [
        ("SA", "Số liệu", "SA 1.xlsx"),
        ("SB", "Nội dung", "SB 1.xlsx"),
    ]
    assert findings[0].value.startswith("E10, F10")
    again = consolidate(folder.campaign, result.submissions, as_of=DAY)
    assert findings == [f for f in again.findings if f.code == "filled-before"]
    decide(folder, SA_2="dùng", SB_1="không dùng")
    assert "filled-before" not in {f.code for f in merge(folder).findings}


def _put(folder: Folder, name: str) -> None:
    (folder.inbox / name).write_bytes(b"%PDF-1.4\n%a signed copy\n")


def test_a_document_of_an_agency_with_a_form_needs_no_work(folder: Folder) -> None:
    """The leaders' page no longer counts it as unusable; before the form comes, or without a known agency, it does."""
    for name in ("Sở A bao cao ky.pdf", "Sở C bao cao.pdf", "cong van.pdf"):
        _put(folder, name)
    result = merge(folder)
    fates = {s.source.file.removeprefix("inbox/"): fate(s) for s in result.submissions}
    assert {n: fates[n] for n in fates if n.endswith(".pdf")} == {
        "Sở A bao cao ky.pdf": "beside",
        "Sở C bao cao.pdf": "unusable",
        "cong van.pdf": "unusable",
    }
    findings = [f for f in result.findings if f.code == "document-of-reporter"]
    assert [(f.agency, f.file, f.text("other")) for f in findings] == [
        ("SA", "inbox/Sở A bao cao ky.pdf", "inbox/SA 2.xlsx")
    ]
    (page,) = (
        str(c) for r in keyed(folder.master)["summary"].rows for c in r.cells if c and "tệp không dùng được" in str(c)
    )
    assert "Có 2 tệp không dùng được" in page


def test_a_document_is_unusable_again_without_the_form(folder: Folder, tmp_path: Path) -> None:
    """A master hands it on as it was before it was settled which file counts."""
    _put(folder, "Sở B bao cao ky.pdf")
    result = merge(folder)
    left = [s for s in result.submissions if not s.source.file.endswith("SB.xlsx")]
    again = consolidate(folder.campaign, left, as_of=DAY)
    (document,) = (s for s in again.submissions if s.source.file.endswith(".pdf"))
    assert (fate(document), [f.code for f in document.findings]) == ("unusable", ["is-pdf"])


def test_a_document_that_came_after_the_form_is_a_warning(folder: Folder) -> None:
    """It may correct the form; the warning names the form that counts."""
    _put(folder, "Sở B sua.pdf")
    later, earlier = datetime(2021, 1, 9, 8), datetime(2021, 1, 5, 8)
    read = [
        replace(
            s,
            source=replace(
                s.source,
                mailed=later if s.source.file.endswith(".pdf") else earlier,
                received=(later if s.source.file.endswith(".pdf") else earlier).date(),
            ),
        )
        for s in merge(folder, master=False).submissions
    ]
    result = consolidate(folder.campaign, read, as_of=DAY)
    (finding,) = (f for f in result.findings if f.code == "document-after-form")
    assert (finding.severity, finding.agency, finding.text("other")) == ("warning", "SB", "inbox/SB.xlsx")
