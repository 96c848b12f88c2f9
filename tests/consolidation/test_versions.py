"""Several files from one agency: which one counts, what the coordinator decides, and how the versions differ."""

import json
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.building import DAY, cell_of, definition, filled, keyed, merge, read, records, type_into
from tests.cases import cases
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


def reasons(result: Consolidation) -> dict[str, str]:
    """The code that says why a file does not count."""
    return {
        s.source.file.removeprefix("inbox/"): s.findings[0].code
        for s in result.submissions
        if s.status in ("superseded", "rejected")
    }


def of_decisions(result: Consolidation) -> list[str]:
    """Codes of the findings about decisions."""
    return sorted(f.code for f in result.findings if f.code.startswith("decision-"))


def decide(folder: Folder, what: dict[str, str]) -> None:
    """Typed by the coordinator into the sheet of sources, by the name of the file in the inbox."""
    sheet = keyed(folder.master)["sources"]
    cells = {str(r["file"]): r.cells["decision"] for r in records(sheet)}
    type_into(folder.master, [((sheet.name, cells[f"inbox/{name}.xlsx"]), text) for name, text in what.items()])


# --- What the versions differ in -----------------------------------------------------------------


@pytest.mark.slow
def test_every_changed_cell_is_listed_with_its_effect_on_the_totals(folder: Folder) -> None:
    """With both values, cells, and the province's totals with either version; unchanged cells are not listed."""
    result = merge(folder, master=False)
    found = {(c.what, c.indicator or c.section or c.detail, c.period): (c.old, c.new) for c in result.changes}
    assert found == {
        ("figure", "A1", "2020"): ("7", "9"),
        ("figure", "A2", "2019"): ("50", "40"),
        ("figure", "A2", "2020"): ("abc", "60"),
        ("note", "A1", None): ("tạm tính", ""),
        ("statement", "dat", None): ("Mở lớp", "Mở 05 lớp"),
        ("detail", "phone", None): ("0277", "0278"),
    }
    assert {(c.old_file, c.new_file) for c in result.changes} == {("inbox/SA 1.xlsx", "inbox/SA 2.xlsx")}
    figures = {(str(c.indicator), str(c.period)): c for c in result.changes if c.indicator and c.period}
    for place, change in figures.items():
        cells = [cell_of(folder.inbox / f"SA {n}.xlsx", "figures", *place) for n in (1, 2)]
        assert cells == [(change.sheet, change.old_cell), (change.sheet, change.new_cell)]
    # A total of the last period is changed by that period alone; an earlier one changes its own total.
    moved = {place: {(e.indicator, e.period) for e in change.effects} for place, change in figures.items()}
    assert not {period for _, period in moved["A2", "2019"]} & {WHOLE}
    assert ("A2", WHOLE) in moved["A2", "2020"]
    # The totals before and after are those of a merge with either version.
    effects = {place: (change.before, change.after) for place, change in figures.items()}
    assert effects == {("A1", "2020"): (8.0, 10.0), ("A2", "2019"): (50.0, 45.0), ("A2", "2020"): (45.0, 60.0)}
    (folder.inbox / "SA 2.xlsx").unlink()
    with_first = merge(folder, master=False)
    for key, both in effects.items():
        assert (with_first.totals[key].value, result.totals[key].value) == both


@pytest.mark.slow
def test_each_version_is_compared_with_the_next_in_any_order_of_files(folder: Folder) -> None:
    """The weighted mean before a change has the weight of that version. An identical copy changes nothing."""
    third = "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 5 | 3 |\n| A2 | 40 | 60 |\n| A4 | 10 | 80 |"
    filled(folder, "SA", third, name="SA 10")
    (folder.inbox / "SB (2).xlsx").write_bytes((folder.inbox / "SB.xlsx").read_bytes())
    result = merge(folder, master=False)
    versions = [(c.old_file, c.new_file, c.old, c.new) for c in result.changes if c.period == "2020" and c.old in "79"]
    assert versions == [
        ("inbox/SA 1.xlsx", "inbox/SA 2.xlsx", "7", "9"),
        ("inbox/SA 2.xlsx", "inbox/SA 10.xlsx", "9", "3"),
    ]
    (change,) = [c for c in result.changes if (c.indicator, c.period) == ("A4", "2020")]
    assert change.after == result.totals["A4", "2020"].value == pytest.approx((3 * 80 + 40) / 4)
    assert change.before == pytest.approx((9 * 20 + 40) / 10)
    assert (reasons(result)["SB.xlsx"], {c.agency for c in result.changes}) == ("duplicate-file", {"SA"})
    submissions = list(result.submissions)
    first = consolidate(folder.campaign, submissions, as_of=DAY)
    for seed in range(3):
        random.Random(seed).shuffle(submissions)
        assert consolidate(folder.campaign, submissions, as_of=DAY) == first


def test_changes_name_periods_as_the_form_does(tmp_path: Path) -> None:
    """On the sheet of changes a half-year has the form's name for it."""
    about = {"periods": "2019 | 2020-6M"}
    folder = definition(tmp_path, about=about, agencies=AGENCIES, indicators=INDICATORS)
    for turn in ("5", "6"):
        filled(folder, "SA", f"| code | 2019 | 2020-6M |\n|--|--|--|\n| A1 | 1 | {turn} |", name=f"SA {turn}")
    merge(folder)
    assert [r["period"] for r in records(keyed(folder.master)["changes"])] == ["6T/2020"]


@pytest.mark.slow
def test_changes_in_the_master_and_on_the_screen(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The master has a row for each change, the JSON an entry, and the screen their number. Each file, also a replaced
    one, has its balance: its cells are figures, statements, details, notes and reported ones."""
    arguments = ["--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1"]
    assert cli.run(["merge", *arguments, "--lang", "en"]) == 1
    assert "6 cells of 1 agency, which move 3 totals" in capsys.readouterr().out
    sheets = keyed(folder.master)
    rows = records(sheets["changes"])
    assert [r["old_value"] for r in rows] == ["7", "50", "abc", "tạm tính", "Mở lớp", "0277"]
    assert [(r["total_before"], r["total_after"]) for r in rows[:3]] == [(8.0, 10.0), (50.0, 45.0), (45.0, 60.0)]
    cli.run(["check", *arguments, "--format", "json"])
    listed = json.loads(capsys.readouterr().out)["changes"]
    assert [c["old"] for c in listed] == [r["old_value"] for r in rows]

    result = merge(folder, master=False)
    filled_of = {}
    for source in records(sheets["sources"]):
        parts = [source[part] for part in ("figures", "statements", "info", "notes", "reported")]
        filled_of[source["file"]] = source["filled"]
        assert source["filled"] == sum(int(float(str(part))) for part in parts)
    assert filled_of == {s.source.file: s.balance.cells for s in result.submissions}
    assert 0 not in filled_of.values()
    assert result.balance.cells == sum(s.balance.cells for s in result.used.values())


# --- The coordinator decides -----------------------------------------------------------------------


def _by_file(text: str) -> dict[str, str]:
    return dict(part.split(": ") for part in text.split(", ") if part)


@pytest.mark.slow
@cases("""
| case | copies | typed | counts | others | findings |
|------|--------|-------|--------|--------|----------|
| an older file marked to be used | | SA 1: x | SA 1 | SA 2: superseded-by-decision | |
| those set aside give way | | SA 2: không dùng, SB: Don’t use | SA 1 | SA 2: set-aside, SB: set-aside | |
| of two that are to be used the later | | SA 1: dùng, SA 2: dùng | SA 2 | SA 1: superseded | decision-conflict |
| of copies marked differently neither mark is followed | SA 0: SA 2 | SA 0: không dùng, SA 2: dùng | SA 2 \
| SA 0: duplicate-file, SA 1: superseded | decision-conflict |
| a file set aside does not come back as its own copy | SA 3: SA 2 | SA 3: không dùng | SA 1 \
| SA 2: set-aside, SA 3: set-aside | |
| no report can be used, other text is no decision | rác: | rác: dùng, SA 1: để xem | SA 2 \
| rác: is-pdf, SA 1: superseded | decision-not-followed, decision-not-understood |
""")
def test_decisions_change_which_file_counts(
    folder: Folder, copies: str, typed: str, counts: str, others: str, findings: str
) -> None:
    """With the reasons of the other files, and the findings."""
    for copy, of in (part.split(":") for part in copies.split(", ") if part):
        content = (folder.inbox / f"{of.strip()}.xlsx").read_bytes() if of else b"%PDF-1.4"
        (folder.inbox / f"{copy}.xlsx").write_bytes(content)
    merge(folder)
    decide(folder, _by_file(typed))
    result = merge(folder)
    assert result.used["SA"].source.file == f"inbox/{counts}.xlsx"
    assert reasons(result) == {f"{file}.xlsx": reason for file, reason in _by_file(others).items()}
    assert ", ".join(of_decisions(result)) == findings
    assert ("SB" in result.missing) == ("SB" in others)
    if counts == "SA 1":  # changes by the decision are listed as well
        assert "inbox/SA 1.xlsx" in {c.new_file for c in result.changes}


@pytest.mark.slow
def test_a_decision_follows_its_file(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """By its content, else by its name; while there is no such file the decision is kept and reported."""

    def merged() -> tuple[str, list[str]]:
        result = merge(folder)
        return result.used["SA"].source.file.removeprefix("inbox/"), of_decisions(result)

    merge(folder)
    decide(folder, {"SA 1": "dùng"})
    assert merged() == ("SA 1.xlsx", [])
    words = {r["file"]: r["status"] for r in records(keyed(folder.master)["sources"])}
    assert words["inbox/SA 2.xlsx"] == FATES["by_decision"].vi  # not `superseded`: it is the later one
    # The master that was written keeps the decision, and `check` counts the same file.
    assert merged() == ("SA 1.xlsx", [])
    assert [r["decision"] for r in records(keyed(folder.master)["sources"]) if r["decision"]] == ["dùng"]
    cli.run(["check", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--format", "json"])
    files = {f["file"]: f["status"] for f in json.loads(capsys.readouterr().out)["files"]}
    assert files["inbox/SA 2.xlsx"] == "superseded"

    path = (folder.inbox / "SA 1.xlsx").rename(folder.inbox / "đã xem.xlsx")
    assert merged() == ("đã xem.xlsx", [])
    content = path.read_bytes()
    path.unlink()
    for _ in range(2):
        assert merged() == ("SA 2.xlsx", ["decision-without-file"])
    path = folder.inbox / "SA 0.xlsx"
    path.write_bytes(content)
    assert merged() == ("SA 0.xlsx", [])
    for text, findings in (("", []), ("để xem", ["decision-not-understood"]), ("dùng", [])):
        decide(folder, {"SA 0": text})
        assert merged() == ("SA 0.xlsx" if text == "dùng" else "SA 2.xlsx", findings)
        assert [r["decision"] for r in records(keyed(folder.master)["sources"]) if r["decision"]] == [text] * (
            text != ""
        )
    type_into(path, [(cell_of(path, "figures", "A1", "2019"), 6)])
    assert merged() == ("SA 0.xlsx", ["decision-by-name"])


# --- Blank forms -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_blank_form_is_no_report_and_replaces_none(folder: Folder, tmp_path: Path) -> None:
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
    # The next merge and a master of this one say the same.
    assert reasons(merge(folder)) == reasons(result)
    whole = definition(tmp_path / "whole", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    (whole.inbox / "part.xlsx").write_bytes(folder.master.read_bytes())
    of_part, _ = merge_files(whole, as_of=DAY)
    assert sorted(reasons(result).values()) == sorted(reasons(of_part).values())
    assert result.totals == of_part.totals
    # By decision it counts: an agency may so withdraw its report.
    decide(folder, {"SC 1": "dùng"})
    assert "SC" in merge(folder, master=False).used


@pytest.mark.slow
def test_a_partly_filled_or_confirmed_draft_counts(folder: Folder) -> None:
    """One figure, one detail or one word of a section makes a report; unconfirmed figures do not."""
    drafted = "| code | 2019 | 2020 | note |\n|--|--|--|--|\n| A1 | 5 | 9 | {} |"
    contents: list[tuple[str, str, dict[str, str], bool]] = [
        (drafted.format(f"{forms.UNCONFIRMED.say('vi')} Đọc ở bảng 1."), "", {}, True),
        (drafted.format(""), "", {}, False),
        ("| code | note |\n|--|--|\n| A1 | không phát sinh |", "", {}, False),
        ("", "", {"phone": "0277"}, False),
        ("", "| section | text |\n|--|--|\n| han | Không có |", {}, False),
    ]
    for figures, lines, info, blank in contents:
        assert blank is is_unfilled(read(folder, filled(folder, "SC", figures, lines, {**info})))


@pytest.mark.slow
def test_a_form_filled_only_outside_its_cells_replaces_no_report(folder: Folder) -> None:
    """Its cells are quoted to the coordinator; where nothing else came, the file counts and lists them."""
    for agency, name in (("SA", "SA 3"), ("SC", "SC 1")):
        type_into(filled(folder, agency, name=name), [(("Hướng dẫn", "C40"), "Đã gửi hôm qua")])
    result = merge(folder, master=False)
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
    for name, figures, text in (
        *(("SA 1", FIRST, ""), ("SA 2", "", lines)),
        *(("SB 1", "", lines), ("SB 2", OTHER, "")),
        *(("SC 1", OTHER, ""), ("SC 2", SECOND, lines)),
    ):
        filled(folder, name[:2], figures, text, {"phone": "0277"}, name=name)
    result = merge(folder)
    findings = [f for f in result.findings if f.code == "filled-before"]
    assert [(f.agency, f.sheet, f.text("other")) for f in findings] == [
        ("SA", "Số liệu", "SA 1.xlsx"),
        ("SB", "Nội dung", "SB 1.xlsx"),
    ]
    assert findings[0].value.startswith("E10, F10")
    again = consolidate(folder.campaign, result.submissions, as_of=DAY)
    assert findings == [f for f in again.findings if f.code == "filled-before"]
    decide(folder, {"SA 2": "dùng", "SB 1": "không dùng"})
    assert "filled-before" not in {f.code for f in merge(folder, master=False).findings}


@pytest.mark.slow
def test_a_document_of_an_agency_with_a_form_needs_no_work(folder: Folder) -> None:
    """The leaders' page no longer counts it as unusable; before the form comes, or without a known agency, it does."""
    for name in ("Sở A bao cao ky.pdf", "Sở B sua.pdf", "Sở C bao cao.pdf", "cong van.pdf"):
        (folder.inbox / name).write_bytes(b"%PDF-1.4\n%a signed copy\n")
    result = merge(folder)
    fates = {s.source.file.removeprefix("inbox/"): fate(s) for s in result.submissions}
    assert {name: fates[name] for name in fates if name.endswith(".pdf")} == {
        **dict.fromkeys(["Sở A bao cao ky.pdf", "Sở B sua.pdf"], "beside"),
        **dict.fromkeys(["Sở C bao cao.pdf", "cong van.pdf"], "unusable"),
    }
    findings = {f.agency: (f.file, f.text("other")) for f in result.findings if f.code == "document-of-reporter"}
    assert findings == {
        "SA": ("inbox/Sở A bao cao ky.pdf", "inbox/SA 2.xlsx"),
        "SB": ("inbox/Sở B sua.pdf", "inbox/SB.xlsx"),
    }
    page = [str(c) for r in keyed(folder.master)["summary"].rows for c in r.cells if c]
    assert ["Có 2 tệp không dùng được" in text for text in page if "tệp không dùng được" in text] == [True]
    # Without the form it is unusable again, with its own finding.
    left = [s for s in result.submissions if not s.source.file.endswith("SB.xlsx")]
    alone = consolidate(folder.campaign, left, as_of=DAY)
    (document,) = (s for s in alone.submissions if s.source.file.endswith("Sở B sua.pdf"))
    assert (fate(document), [f.code for f in document.findings]) == ("unusable", ["is-pdf"])
    # One that came after the form may correct it: the warning names the form that counts.
    mailed = []
    for submission in merge(folder, master=False).submissions:
        when = datetime(2021, 1, 9 if submission.source.file.endswith("sua.pdf") else 5, 8)
        source = replace(submission.source, mailed=when, received=when.date())
        mailed.append(replace(submission, source=source))
    (finding,) = (
        f for f in consolidate(folder.campaign, mailed, as_of=DAY).findings if f.code == "document-after-form"
    )
    assert (finding.severity, finding.agency, finding.text("other")) == ("warning", "SB", "inbox/SB.xlsx")
