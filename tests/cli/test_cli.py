"""The command line: what each command does and returns; nothing in the data makes it crash."""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import docx
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.building import cell_of, change, definition, filled, form_in, keyed, read, type_into
from tests.hostile import compound
from tests.links import linked
from toolkit.cli import main as cli
from toolkit.form.contents import Filling, Mark, Marks, NarrativeLine, ReturnLine, make_form
from toolkit.master.read import read_master
from toolkit.messages import Text, commands
from toolkit.messages.errors import DefinitionError
from toolkit.messages.findings import FINDINGS
from toolkit.messages.findings import drafting as letters
from toolkit.model import Language
from toolkit.run import outputs
from toolkit.run.folder import Folder, open_folder
from toolkit.xlsx.drawn.form import write_intake

AGENCIES = """
| code | name         | short_name | group |
|------|--------------|------------|-------|
| SA   | Sở A         | Sở A       | sở    |
| SB   | Sở B         | Sở B       | sở    |
| HC   | UBND huyện C | H. C       | huyện |
"""
INDICATORS = """
| code | topic | label    | unit  | kind  | required | across_agencies | across_periods |
|------|-------|----------|-------|-------|----------|-----------------|----------------|
| N1   | Một   | Số người | người | count | yes      | sum             | last           |
"""
SECTIONS = """
| code | role        | heading      | required |
|------|-------------|--------------|----------|
| good | achievement | Mặt đạt được | yes      |
"""
GOOD_FIGURES = """
| code | 2019 | 2020 |
|------|------|------|
| N1   | 10   | 12   |
"""
BAD_FIGURES = """
| code | 2019    | 2020 |
|------|---------|------|
| N1   | nhiều   | 12   |
"""
LINES = """
| section | text                       |
|---------|----------------------------|
| good    | Đã tuyên truyền ở các xã.  |
"""
DETAILS: dict[str, Any] = {
    "report_number": "15/BC-SA",
    "report_date": "2020-12-20",
    "prepared_by": "Nguyễn A",
    "phone": "0277 1",
    "signed_by": "Trần B",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
AS_OF = ("--as-of", "2021-01-15")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A campaign of three agencies with an empty inbox."""
    return definition(tmp_path / "đợt 1", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)


@pytest.fixture
def reported(folder: Folder) -> Folder:
    """The same, with faultless reports of all three."""
    for agency in ("SA", "SB", "HC"):
        filled(folder, agency, GOOD_FIGURES, LINES, DETAILS)
    return folder


Captured = pytest.CaptureFixture[str]


def toolkit(*arguments: str | Path) -> int:
    """The exit code of a command run in this process."""
    return cli.run([str(a) for a in arguments])


def in_folder(folder: Folder) -> tuple[str, str]:
    return ("--campaign", str(folder.root))


def process(arguments: Sequence[str | Path], cwd: Path | None = None, **environment: str) -> tuple[int, bytes, bytes]:
    """(exit code, stdout, stderr) of a command run in a separate process."""
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**{k: v for k, v in os.environ.items() if k != "TOOLKIT_LANG"}, **environment},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def shows(printed: str, text: Text, language: Language = "vi") -> bool:
    """Whether the message was printed, with whatever values."""
    pattern = re.escape(text.vi if language == "vi" else text.en)
    return re.search(re.sub(r"\\\{\w+(?::.*?)?\\\}", ".*", pattern), printed) is not None


def error(code: str) -> Text:
    return commands.ERRORS.get(code) or letters.ERRORS[code]


# --- What each command does ----------------------------------------------------------------------


def test_new_starts_a_folder_and_overwrites_nothing(tmp_path: Path, capsys: Captured) -> None:
    """`new` writes a definition that can be used as it is; the second time it refuses."""
    target = tmp_path / "a" / "b"
    assert toolkit("new", target) == 0
    assert {p.name for p in target.iterdir()} == {"campaign.xlsx", "inbox", "outgoing"}
    assert {"campaign", "agencies", "indicators", "sections"} <= set(keyed(target / "campaign.xlsx"))
    before = (target / "campaign.xlsx").read_bytes()
    capsys.readouterr()
    assert toolkit("new", target) == 2
    assert shows(capsys.readouterr().err, error("folder-in-use"))
    assert (target / "campaign.xlsx").read_bytes() == before


@pytest.mark.slow
def test_new_starts_from_the_named_definition(tmp_path: Path, capsys: Captured) -> None:
    """`--list` has one line each, beginning with the name; an unknown name is reported with the known ones."""
    assert toolkit("new", "--list") == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert len(names) > 3
    assert all(name.isascii() for name in names)
    target = tmp_path / "b"
    assert toolkit("new", target, "--programme", "none such") == 2
    printed = capsys.readouterr().err
    assert shows(printed, error("unknown-programme"))
    assert [name for name in names if name not in printed] == []
    assert not target.exists()
    for name, folder in ((names[0], target), (None, tmp_path / "usual")):
        assert toolkit("new", folder, *(("--programme", name) if name else ())) == 0
    assert (target / "campaign.xlsx").read_bytes() == (tmp_path / "usual" / "campaign.xlsx").read_bytes()


def test_new_reports_an_impossible_folder(tmp_path: Path, capsys: Captured) -> None:
    """A folder below a file cannot be made."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert toolkit("new", tmp_path / "file" / "folder") == 3
    assert shows(capsys.readouterr().err, error("cannot-write"))


@pytest.mark.slow
def test_template_writes_a_form_for_each_agency(folder: Folder) -> None:
    """Without names all agencies get a form; names select agencies, whatever the case of the code."""
    assert toolkit("template", *in_folder(folder)) == 0
    assert {p.name for p in folder.outgoing.iterdir()} == {"Sở A (SA).xlsx", "Sở B (SB).xlsx", "H. C (HC).xlsx"}
    shutil.rmtree(folder.outgoing)
    assert toolkit("template", "sa", *in_folder(folder)) == 0
    assert {p.name for p in folder.outgoing.iterdir()} == {"Sở A (SA).xlsx"}


def test_an_unknown_agency_is_reported_with_the_nearest(folder: Folder, capsys: Captured) -> None:
    """A misspelt code is wrong use, and the nearest code is offered; nothing is written."""
    assert toolkit("template", "SA", "HCC", *in_folder(folder)) == 2
    printed = capsys.readouterr().err
    assert shows(printed, error("no-such-agency"))
    assert "(HC)?" in printed
    assert not folder.outgoing.exists()


@pytest.mark.slow
def test_draft_puts_a_report_into_a_form(folder: Folder, capsys: Captured) -> None:
    """`draft` writes the agency's form with the report's points in it."""
    report = folder.root / "bao cao.txt"
    report.write_text("I. Mặt đạt được\n1. Đã ban hành kế hoạch.\n2. Đã tập huấn cho cán bộ.\n", encoding="utf-8")
    assert toolkit("draft", report, "--agency", "SA", *in_folder(folder)) == 0
    form = keyed(form_in(folder.outgoing, "SA"))["statements"]
    assert any("Đã ban hành kế hoạch." in str(v) for row in form.rows for v in row.cells)
    other = folder.root / "elsewhere" / "form.xlsx"
    assert toolkit("draft", report, "--agency", "SA", "-o", other, *in_folder(folder)) == 0
    assert other.is_file()
    assert capsys.readouterr().err == ""


def test_draft_names_positions_in_the_report_plainly(folder: Folder, capsys: Captured) -> None:
    """A heading is named without a sheet by its number and words, and a blank point is reported as no answer."""
    report = folder.root / "bao cao.txt"
    report.write_text("I. Mặt đạt được\n1. Một việc.\nII. Chuyện khác hẳn\n1. Hai việc.\n", encoding="utf-8")
    assert toolkit("draft", report, "--agency", "SA", *in_folder(folder)) == 0
    printed = capsys.readouterr().out
    assert "Sở A (SA) · bao cao.txt · II “Chuyện khác hẳn”" in printed
    assert "!" not in printed
    assert "để trống là chưa trả lời" in printed


@pytest.mark.slow
def test_draft_keeps_a_filled_form_under_another_name(folder: Folder, capsys: Captured) -> None:
    """A blank form is replaced, and so is the same draft; one that somebody worked on is kept."""
    report = folder.root / "bao cao.txt"
    draft = ("draft", report, "--agency", "SA", *in_folder(folder))
    assert toolkit("template", "SA", *in_folder(folder)) == 0
    for words in ("Đã ban hành kế hoạch.", "Đã ban hành kế hoạch.", "Đã tập huấn cho cán bộ.", "Đã sơ kết."):
        report.write_text(f"I. Mặt đạt được\n1. {words}\n", encoding="utf-8")
        assert toolkit(*draft) == 0
    names = ("Sở A (SA)", "Sở A (SA) (bản trước)", "Sở A (SA) (bản trước 2)")
    assert {p.name for p in folder.outgoing.iterdir()} == {f"{name}.xlsx" for name in names}
    assert "Sở A (SA) (bản trước 2).xlsx" in capsys.readouterr().out
    for name, words in (
        ("Sở A (SA)", "Đã sơ kết."),
        ("Sở A (SA) (bản trước)", "Đã ban hành kế hoạch."),
        ("Sở A (SA) (bản trước 2)", "Đã tập huấn cho cán bộ."),
    ):
        assert [s.text for s in read(folder, folder.outgoing / f"{name}.xlsx").statements] == [words]
    (form_in(folder.outgoing, "SA")).write_bytes(b"not a form")
    assert toolkit(*draft) == 0
    assert (folder.outgoing / "Sở A (SA) (bản trước 3).xlsx").read_bytes() == b"not a form"


@pytest.mark.slow
def test_draft_with_a_path_does_not_touch_outgoing(folder: Folder, tmp_path: Path, capsys: Captured) -> None:
    """With `-o` everything written, and copies of earlier files, are in that folder."""
    (elsewhere := tmp_path / "chỗ khác").mkdir()
    report = folder.root / "bao cao.txt"
    for words in ("Đã ban hành kế hoạch.", "Đã sơ kết."):
        report.write_text(f"I. Mặt đạt được\n1. {words}\n", encoding="utf-8")
        assert toolkit("draft", report, "--agency", "SA", "-o", elsewhere / "dự thảo.xlsx", *in_folder(folder)) == 0
    assert not folder.outgoing.exists()
    assert {p.name for p in elsewhere.iterdir()} == {"dự thảo.xlsx", "dự thảo (bản trước).xlsx"}
    assert str(elsewhere / "dự thảo (bản trước).xlsx") in capsys.readouterr().out
    (kept,) = read(folder, elsewhere / "dự thảo (bản trước).xlsx").statements
    assert kept.text == "Đã ban hành kế hoạch."


@pytest.mark.slow
def test_template_keeps_forms_that_are_not_blank(folder: Folder, capsys: Captured) -> None:
    """A filled or drafted form in `outgoing/` is kept under another name and reported; blank forms are replaced."""
    report = folder.root / "bao cao.txt"
    report.write_text("I. Mặt đạt được\n1. Đã ban hành kế hoạch.\n", encoding="utf-8")
    template = ("template", *in_folder(folder))
    assert toolkit(*template) == 0
    assert toolkit("draft", report, "--agency", "SB", *in_folder(folder)) == 0
    filled(folder, "SA", GOOD_FIGURES, name="../outgoing/SA")
    change(form_in(folder.outgoing, "HC"), lambda book: None)  # opened and saved, nothing typed
    before = {name: (form_in(folder.outgoing, name)).read_bytes() for name in ("SA", "SB")}
    capsys.readouterr()
    assert toolkit(*template) == 0
    printed = capsys.readouterr().out
    assert shows(printed, commands.TEMPLATE_KEPT)
    assert {p.name for p in folder.outgoing.iterdir()} == {
        "Sở A (SA).xlsx",
        "Sở B (SB).xlsx",
        "H. C (HC).xlsx",
        "SA (bản trước).xlsx",  # typed into under the name that forms had before
        "Sở B (SB) (bản trước).xlsx",
    }
    for name, data in before.items():
        kept = {"SA": "SA (bản trước).xlsx", "SB": "Sở B (SB) (bản trước).xlsx"}[name]
        assert kept in printed
        assert (folder.outgoing / kept).read_bytes() == data
    assert not any(f.typed for name in ("SA", "SB", "HC") for f in read(folder, form_in(folder.outgoing, name)).figures)
    capsys.readouterr()
    assert toolkit(*template) == 0
    assert not shows(capsys.readouterr().out, commands.TEMPLATE_KEPT)


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    [
        Filling(figures={("N1", "2019"): 3}),
        Filling(figures={("N1", "2019"): 0}),
        Filling(notes={"N1": "chờ"}),
        Filling(info={"phone": "0277"}),
        Filling(lines=(NarrativeLine(section="good", text="Đã họp."),)),
        Filling(lines=(NarrativeLine(section="good", text=None, evidence="Kế hoạch 5"),)),
    ],
)
@pytest.mark.parametrize("saved", [False, True])
@pytest.mark.parametrize("marked", [False, True])
def test_one_typed_value_is_enough_to_keep_a_form(folder: Folder, typed: Filling, saved: bool, marked: bool) -> None:
    """A figure, a zero, a note, a detail, a line: in a form as drafted, or as Excel saved it."""
    line = ReturnLine(mark=Mark(severity="warning", text="xem"), what="xem", fix="sửa", figures=(("N1", "2019"),))
    marks = Marks(lines=(line,), confirm=True) if marked else Marks()
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    paths = []
    for name, content in (("blank", Filling()), ("typed", typed)):
        path = folder.root / f"{name}.xlsx"
        write_intake(path, form, content, marks)
        paths.append(change(path, lambda book: None) if saved else path)
    # Marks are notes on cells: once somebody has saved them, their author is unknown.
    assert outputs.filled(folder, paths) == (paths if marked and saved else paths[1:])


@pytest.mark.slow
def test_text_outside_the_form_keeps_it(folder: Folder) -> None:
    """A label overwritten, a cell beside the form, a note on a cell: somebody has worked on it."""
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    paths = []
    for number, text in enumerate(("Số hộ", "Ghi chú riêng", "hỏi lại")):

        def write_over(book: Workbook, number: int = number, text: str = text) -> None:
            sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:figures")
            row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 1).value == "N1")
            label = next(c.column for c in sheet[1] if c.value == "label")
            if number == 2:
                sheet.cell(row, label + 3).comment = Comment(text, "ai")
            else:
                sheet.cell(*((row, label) if number == 0 else (sheet.max_row + 3, label))).value = text

        path = folder.root / f"{number}.xlsx"
        write_intake(path, form, Filling())
        paths.append(change(path, write_over))
    assert outputs.filled(folder, paths) == paths


@pytest.mark.slow
def test_blank_forms_of_an_older_definition_are_replaced(folder: Folder, capsys: Captured) -> None:
    """An untouched form is not kept, whatever has changed in the definition since."""
    assert toolkit("template", *in_folder(folder)) == 0
    definition(
        folder.root,
        about={"id": "KHAC", "deadline": "2021-02-10"},
        agencies=AGENCIES,
        indicators=INDICATORS.replace("N1", "N2"),
        sections=SECTIONS,
    )
    assert toolkit("template", *in_folder(folder)) == 0
    assert not shows(capsys.readouterr().out, commands.TEMPLATE_KEPT)
    assert {p.name for p in folder.outgoing.iterdir()} == {"Sở A (SA).xlsx", "Sở B (SB).xlsx", "H. C (HC).xlsx"}


# --- Hints ---------------------------------------------------------------------------------------


def hints(printed: str) -> list[list[str]]:
    """The commands that hints say to type, as words."""
    found = re.findall(r"toolkit (?:template|check|merge|report|status|collect)\b[^\n]*", printed)
    return [shlex.split(line)[1:] for line in found if "TỆP" not in line]


@pytest.mark.slow
def test_hints_work_as_printed(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """From `new` on, each hint suits the state of the campaign and runs when pasted, in folders with blanks too."""
    monkeypatch.chdir(tmp_path)
    root = tmp_path / 'Chuyển đổi "số" 2025'
    assert toolkit("new", root.name) == 0
    definition(root, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    (template,) = hints(capsys.readouterr().out)
    assert template[0] == "template"
    assert toolkit(*template) == 0
    printed = capsys.readouterr().out
    (check,) = hints(printed)
    assert check == ["check", "--campaign", root.name]
    assert toolkit(*check) == 1
    printed = capsys.readouterr().out
    assert shows(printed, commands.INBOX_FIRST)
    assert hints(printed) == [check]
    assert toolkit("--campaign", root.name) == 0
    printed = capsys.readouterr().out
    assert shows(printed, commands.INBOX_FIRST)
    assert hints(printed) == [check]
    folder = open_folder(root)
    for agency in ("SA", "SB", "HC"):
        filled(folder, agency, GOOD_FIGURES, LINES, DETAILS)
    assert toolkit(*check) == 0
    (merge,) = hints(capsys.readouterr().out)
    assert merge == ["merge", "--campaign", root.name]
    assert toolkit(*merge, "-o", "phần 1.xlsx", "--share", *AS_OF) == 0
    again, report = hints(capsys.readouterr().out)
    assert again == ["merge", "--campaign", root.name, "--output", "phần 1.xlsx", "--share"]
    assert toolkit(*again) == 0
    capsys.readouterr()
    assert toolkit(*report) == 0
    assert toolkit(*merge) == 0
    capsys.readouterr()
    assert toolkit("--campaign", root.name) == 0
    assert hints(capsys.readouterr().out) == [["report", "--campaign", root.name]]
    (folder.inbox / "HC.xlsx").unlink()
    assert toolkit("--campaign", root.name) == 0
    assert hints(capsys.readouterr().out) == [merge]


@pytest.mark.slow
def test_advice_of_a_finding_can_be_typed_in_the_current_folder(
    folder: Folder, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command in a finding's advice names the campaign and the file relative to the current folder."""
    report = folder.inbox / "báo cáo.docx"
    made = docx.Document()
    made.add_paragraph("I. Mặt đạt được")
    made.add_paragraph("1. Đã ban hành kế hoạch.")
    made.save(str(report))
    monkeypatch.chdir(tmp_path)
    assert toolkit("check", "--campaign", folder.root.name) == 1
    typed = re.search(r"toolkit (draft .*) --agency MÃ", capsys.readouterr().out)
    assert typed is not None
    assert toolkit(*shlex.split(typed[1]), "--agency", "SA") == 0
    assert (form_in(folder.outgoing, "SA")).is_file()


@pytest.mark.slow
def test_hints_name_the_previous_campaign_or_report_that_it_is_missing(
    reported: Folder, tmp_path: Path, capsys: Captured
) -> None:
    """The hint repeats `--previous`; a merge without it compares as last time and says so, until it is cancelled."""
    last = definition(
        tmp_path / "đợt 0", about={"id": "TRUOC"}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS
    )
    filled(last, "SA", GOOD_FIGURES, LINES, DETAILS)
    assert toolkit("merge", *in_folder(last), *AS_OF) == 1
    capsys.readouterr()
    merge = ("merge", *in_folder(reported))
    assert toolkit(*merge, "--previous", last.master, *AS_OF) == 0
    again = hints(capsys.readouterr().out)[0]
    assert again[-2:] == ["--previous", str(last.master)]
    inputs_or_last, dropped = commands.NOTICES["previous-as-last-time"], commands.NOTICES["previous-dropped"]
    toolkit(*again)
    assert not shows(capsys.readouterr().err, inputs_or_last)
    for _ in range(2):
        toolkit(*merge)
        assert shows(capsys.readouterr().err, inputs_or_last)
        assert "previous" in keyed(reported.master)
    toolkit(*merge, "--previous", "-")
    assert "previous" not in keyed(reported.master)
    toolkit(*merge)
    assert "previous" not in keyed(reported.master)
    err = capsys.readouterr().err
    assert not shows(err, inputs_or_last)
    assert not shows(err, dropped)


@pytest.mark.slow
def test_a_forgotten_comparison_is_reported(reported: Folder, tmp_path: Path, capsys: Captured) -> None:
    """A master made before inputs were remembered, or elsewhere, does not say what it was compared with."""
    last = definition(
        tmp_path / "đợt 0", about={"id": "TRUOC"}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS
    )
    filled(last, "SA", GOOD_FIGURES, LINES, DETAILS)
    toolkit("merge", *in_folder(last), *AS_OF)
    merge = ("merge", *in_folder(reported), *AS_OF, "-o", tmp_path / "m.xlsx")
    toolkit(*merge, "--previous", last.master)
    capsys.readouterr()
    toolkit(*merge)
    assert shows(capsys.readouterr().err, commands.NOTICES["previous-dropped"])
    toolkit(*merge)
    assert not shows(capsys.readouterr().err, commands.NOTICES["previous-dropped"])


@pytest.mark.parametrize("name", ["campaign.xlsx", "inbox/SA.xlsx"])
def test_a_previous_master_that_is_none_is_reported(reported: Folder, name: str, capsys: Captured) -> None:
    """The message says what is needed, not that the file is not to be overwritten."""
    assert toolkit("merge", *in_folder(reported), "--previous", reported.root / name, *AS_OF) == 3
    assert shows(capsys.readouterr().err, commands.ERRORS["no-master"])


@pytest.mark.slow
def test_edits_hold_for_a_merge_into_another_file(reported: Folder, capsys: Captured) -> None:
    """The whole inbox merged into a new file follows the campaign's master; if it does not, a notice says so."""
    notice = commands.NOTICES["edits-elsewhere"]
    merge = ("merge", *in_folder(reported), *AS_OF)
    toolkit(*merge)
    group = read_master(reported.master).groups[0].id
    type_into(reported.master, [(cell_of(reported.master, "groups", group, "edited_text"), "Lời khác")])
    one, other, third = (reported.root / f"{name}.xlsx" for name in ("en2", "part", "third"))
    for target in (one, one):
        toolkit(*merge, "-o", target)
        assert read_master(target).groups[0].shown_text == "Lời khác"
        assert not shows(capsys.readouterr().err, notice)
    toolkit(*merge, reported.inbox / "SA.xlsx", "-o", other)
    assert shows(capsys.readouterr().err, notice)
    assert "Lời khác" not in {g.shown_text for g in read_master(other).groups}
    type_into(reported.master, [(cell_of(reported.master, "groups", group, "edited_text"), "Lời khác nữa")])
    toolkit(*merge, "-o", one)
    assert shows(capsys.readouterr().err, notice)
    assert read_master(one).groups[0].shown_text == "Lời khác"
    reported.master.write_bytes(b"x")
    toolkit(*merge, "-o", third)
    assert shows(capsys.readouterr().err, notice)


@pytest.mark.slow
def test_an_edit_that_is_not_followed_is_listed_first(reported: Folder, capsys: Captured) -> None:
    """However many errors there are, a coordinator's decision that was not followed is listed, with its reason."""
    many = "\n".join(["| code | 2019 | 2020 |", "|---|---|---|", "| N1 | nhiều | vài |"])
    for agency in ("SA", "SB", "HC"):
        filled(reported, agency, many, LINES, DETAILS)
    merge = ("merge", *in_folder(reported), *AS_OF)
    toolkit(*merge)
    group = read_master(reported.master).groups[0].id
    type_into(reported.master, [(cell_of(reported.master, "groups", group, "merge_into"), "G-không-có")])
    capsys.readouterr()
    toolkit(*merge)
    printed = capsys.readouterr().out
    assert shows(printed, commands.NOT_FOLLOWED)
    assert printed.index("G-không-có") < printed.index("nhiều")
    assert printed.count("G-không-có") == 1


@pytest.mark.slow
def test_files_of_the_master_that_are_not_read_are_reported(
    reported: Folder, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a merge of files elsewhere these are read again, until another merge names others; `check` reads the inbox
    and says so."""
    part = tmp_path / "huyện" / "phần 1.xlsx"
    part.parent.mkdir()
    monkeypatch.chdir(reported.root)
    assert toolkit("merge", "inbox/SA.xlsx", "-o", part, *AS_OF) == 1
    (reported.inbox / "SA.xlsx").rename(tmp_path / "SA.xlsx")
    (reported.inbox / "HC.xlsx").rename(tmp_path / "HC.xlsx")
    paths = [os.path.relpath(part), os.path.relpath(tmp_path / "HC.xlsx"), "inbox"]
    assert toolkit("merge", *paths, *AS_OF) == 0
    notice, again = commands.NOTICES["files-not-read"], commands.NOTICES["inputs-as-last-time"]
    assert not shows(capsys.readouterr().err, notice)
    assert toolkit("check", *AS_OF) == 1
    assert shows(capsys.readouterr().err, notice)
    for command in ((), ("status", *AS_OF), ("report", *AS_OF), ("merge", *AS_OF)):
        assert toolkit(*command) == 0
        printed, err = capsys.readouterr()
        assert shows(printed + err, again)
        assert not shows(printed + err, notice)
        assert not shows(printed + err, commands.NOTICES["inbox-not-read"])
    assert toolkit("merge", "inbox", *AS_OF) == 1
    assert shows(capsys.readouterr().err, notice)
    for command in (("status", *AS_OF), ("report", *AS_OF), ("merge", *AS_OF)):
        assert toolkit(*command) == 1
        err = capsys.readouterr().err
        assert not shows(err, notice)
        assert not shows(err, again)


# --- What a result never replaces ------------------------------------------------------------------


@pytest.fixture
def at_work(reported: Folder) -> Folder:
    """A campaign at work: forms, a master, a copy of it, a report, drafts of another agency."""
    assert toolkit("template", *in_folder(reported)) == 0
    assert toolkit("merge", "--share", *in_folder(reported), *AS_OF) == 0
    assert toolkit("report", *in_folder(reported), *AS_OF) == 0
    (reported.root / "bao cao.txt").write_text("I. Mặt đạt được\n1. Đã họp.\n", encoding="utf-8")
    (reported.inbox / "bao cao.docx").write_bytes((reported.root / "bao-cao.docx").read_bytes())
    (reported.root / "ghi chu.xlsx").write_bytes((reported.root / "bao-cao.docx").read_bytes())
    (reported.root / "ghi chu.docx").write_text("ghi chú", encoding="utf-8")
    return reported


MERGE, SHARE, REPORT = ("merge", "-o"), ("merge", "--share"), ("report", "-o")
DRAFT = ("draft", "bao cao.txt", "--agency", "SA", "-o")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "target", "code", "expected"),
    [
        (MERGE, "campaign.xlsx", 2, "output-is-definition"),
        (MERGE, "inbox/SA.xlsx", 2, "output-in-inbox"),
        (MERGE, "inbox/ket-qua.xlsx", 2, "output-in-inbox"),
        (SHARE, "inbox/sub/ban.xlsx", 2, "output-in-inbox"),
        (REPORT, "inbox/bc.docx", 2, "output-in-inbox"),
        (MERGE, "master-chia-se.xlsx", 3, "not-a-master"),
        (MERGE, "ket-qua.txt", 2, "output-ending"),
        (MERGE, "outgoing/Sở A (SA).xlsx", 3, "not-a-master"),
        (SHARE, "campaign.xlsx", 2, "output-is-definition"),
        (SHARE, "master.xlsx", 2, "share-elsewhere"),
        (SHARE, "inbox/SA.xlsx", 2, "output-in-inbox"),
        (SHARE, "outgoing/Sở A (SA).xlsx", 3, "not-a-shared"),
        (SHARE, "ghi chu.xlsx", 3, "old-master-unreadable"),
        (REPORT, "campaign.xlsx", 2, "output-ending"),
        (REPORT, "abc.txt", 2, "output-ending"),
        (REPORT, "inbox/bao cao.docx", 2, "output-in-inbox"),
        (REPORT, "ghi chu.docx", 3, "not-a-report"),
        (DRAFT, "campaign.xlsx", 2, "output-is-definition"),
        (DRAFT, "master.xlsx", 2, "output-is-master"),
        (DRAFT, "inbox/SA.xlsx", 2, "output-in-inbox"),
        (DRAFT, "outgoing/Sở B (SB).xlsx", 3, "not-a-form"),
        (DRAFT, "ghi chu.xlsx", 3, "not-a-form"),
        (DRAFT, "bieu.docx", 2, "output-ending"),
    ],
)
def test_a_result_replaces_only_what_its_command_writes(
    at_work: Folder,
    capsys: Captured,
    command: tuple[str, ...],
    target: str,
    code: int,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The definition, the master, inputs and other people's files: an error, and nothing is touched."""
    monkeypatch.chdir(at_work.root)
    before = {p: p.read_bytes() for p in at_work.root.rglob("*") if p.is_file()}
    capsys.readouterr()
    assert toolkit(*command, target) == code
    assert shows(capsys.readouterr().err, error(expected))
    after = {p: p.read_bytes() for p in at_work.root.rglob("*") if p.is_file()}
    assert before == after


@pytest.mark.slow
def test_a_command_replaces_its_earlier_result(at_work: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same command may write to the same path again."""
    monkeypatch.chdir(at_work.root)
    for _ in range(2):
        assert toolkit("merge", "-o", "phan1.xlsx", "--share", "gui/ban.xlsx", *AS_OF) == 1
        assert toolkit("report", "-o", "gui/bc.docx", *AS_OF) == 1
        assert toolkit(*DRAFT, "gui/SA.xlsx") == 0
    assert not (at_work.outgoing / "SA (bản trước).xlsx").exists()


@pytest.mark.slow
def test_the_master_of_another_campaign_is_not_replaced(at_work: Folder, tmp_path: Path, capsys: Captured) -> None:
    """The previous campaign's master is not overwritten by this one's."""
    now = definition(
        tmp_path / "đợt 2", about={"id": "SAU"}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS
    )
    filled(now, "SA", GOOD_FIGURES, LINES, DETAILS)
    for option, target in (("-o", at_work.master), ("--share", at_work.root / "master-chia-se.xlsx")):
        before = target.read_bytes()
        assert toolkit("merge", option, target, *in_folder(now)) == 3
        assert shows(capsys.readouterr().err, error("master-of-another"))
        assert target.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.docx", None, "cannot-read"),
        ("empty.docx", b"", "letter-unreadable"),
        ("old.doc", compound({"WordDocument": b"\xec\xa5"}), "letter-is-doc"),
        ("cut.pdf", b"%PDF-1.7 ...", "letter-unreadable"),
        ("page.html", b"<!DOCTYPE html><html></html>", "letter-not-supported"),
    ],
)
def test_an_unreadable_report_is_an_error(
    folder: Folder, capsys: Captured, name: str, content: bytes | None, code: str
) -> None:
    """`draft` of a file that is no report gives one message and code 3."""
    report = folder.root / name
    if content is not None:
        report.write_bytes(content)
    assert toolkit("draft", report, "--agency", "SA", *in_folder(folder)) == 3
    assert shows(capsys.readouterr().err, error(code))
    assert not (form_in(folder.outgoing, "SA")).exists()


@pytest.mark.slow
def test_exit_code_0_if_all_reported_without_faults(reported: Folder) -> None:
    """If nothing needs a person, `check`, `merge` and `status` return 0."""
    for command in ("check", "merge", "status"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 0
    assert reported.master.is_file()


@pytest.mark.slow
def test_exit_code_1_for_a_missing_agency(folder: Folder, capsys: Captured) -> None:
    """The work is done, and the agency is named."""
    filled(folder, "SA", GOOD_FIGURES, LINES, DETAILS)
    for command in ("check", "merge", "status"):
        capsys.readouterr()
        assert toolkit(command, *in_folder(folder), *AS_OF) == 1
        assert "H. C" in capsys.readouterr().out
    assert folder.master.is_file()


@pytest.mark.slow
def test_the_campaign_may_be_on_another_drive(
    reported: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows there is no relative path between drives: absolute paths are named then."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (reported.inbox / "SA.xlsx").rename(elsewhere / "SA.xlsx")
    assert toolkit("merge", elsewhere, reported.inbox, *in_folder(reported), *AS_OF) == 0
    there = os.path.relpath

    def relpath(path: str, start: str | None = None) -> str:
        if start is None:
            raise ValueError("path is on mount 'D:', start on mount 'C:'")
        return there(path, start)

    monkeypatch.setattr(os.path, "relpath", relpath)
    assert toolkit(*in_folder(reported)) in (0, 1)


def test_exit_code_1_for_an_error_in_a_cell(reported: Folder, capsys: Captured) -> None:
    """The finding is shown with its file and cell, and with what to do next."""
    filled(reported, "SB", BAD_FIGURES, LINES, DETAILS)
    assert toolkit("check", *in_folder(reported), *AS_OF) == 1
    printed = capsys.readouterr().out
    assert "inbox/SB.xlsx" in printed
    assert "nhiều" in printed
    assert shows(printed, commands.CHECK_NEXT)


@pytest.mark.slow
def test_check_takes_files_and_folders(reported: Folder, tmp_path: Path, capsys: Captured) -> None:
    """Only what is named is read; a missing path is wrong use."""
    one = reported.inbox / "SA.xlsx"
    assert toolkit("check", one, *in_folder(reported), *AS_OF, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert [f["file"] for f in document["files"]] == ["inbox/SA.xlsx"]
    assert document["missing"] == ["SB", "HC"]
    assert toolkit("check", reported.inbox, *in_folder(reported), *AS_OF) == 0
    capsys.readouterr()
    assert toolkit("check", tmp_path / "nowhere", *in_folder(reported)) == 2
    assert shows(capsys.readouterr().err, error("no-such-path"))


def test_a_workbook_with_a_hidden_name_is_read(reported: Folder, capsys: Captured) -> None:
    """A file is skipped only if name and bytes are those that systems and programs leave."""
    left = {".~lock.SA.xlsx#": b"x", "~$SA.xlsx": b"\x05Lan", "._SA.xlsx": b"\0\5\x16\7", ".DS_Store": b"\0\0\0\1"}
    left[".~0123456789ab.xlsx"] = (reported.inbox / "SA.xlsx").read_bytes()
    for name, data in left.items():
        (reported.inbox / name).write_bytes(data)
    for name in (".bao cao SA.xlsx", "~$SB.xlsx"):
        (reported.inbox / name[-7:]).rename(reported.inbox / name)
    assert toolkit("check", *in_folder(reported), *AS_OF, "--format", "json") == 0
    files = {f["file"] for f in json.loads(capsys.readouterr().out)["files"]}
    assert files == {"inbox/.bao cao SA.xlsx", "inbox/~$SB.xlsx", "inbox/HC.xlsx"}


@pytest.mark.slow
def test_merge_writes_to_the_named_path(reported: Folder, tmp_path: Path) -> None:
    """`-o` names the master; its folder is made, and the default path is not touched."""
    target = tmp_path / "xa" / "tổng hợp.xlsx"
    assert toolkit("merge", *in_folder(reported), *AS_OF, "-o", target) == 0
    assert set(keyed(target)) >= {"summary", "totals", "figures"}
    assert not reported.master.exists()


@pytest.mark.slow
def test_merging_again_reads_only_the_inbox(reported: Folder, capsys: Captured) -> None:
    """The master in the folder is not taken for a report; the second master equals the first."""
    assert toolkit("merge", *in_folder(reported), *AS_OF) == 0
    first = reported.master.read_bytes()
    assert toolkit("merge", *in_folder(reported), *AS_OF) == 0
    assert reported.master.read_bytes() == first


@pytest.mark.slow
def test_the_campaign_may_stand_before_the_command(reported: Folder) -> None:
    """`--campaign` is accepted before and after the command, as a folder and as a file."""
    for where in (reported.root, reported.definition):
        assert toolkit("--campaign", where, "status", *AS_OF) == 0
        assert toolkit("status", "--campaign", where, *AS_OF) == 0


def test_the_nearest_definition_above_is_used(reported: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """In any folder of a campaign its definition is read."""
    monkeypatch.chdir(reported.inbox)
    assert toolkit("status", *AS_OF) == 0


def test_in_the_campaign_folder_paths_are_short(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Files in the current folder are named as one would type them."""
    monkeypatch.chdir(folder.root)
    assert toolkit("template", *AS_OF) == 0
    printed = capsys.readouterr().out
    assert "outgoing" in printed
    assert str(folder.root) not in printed


# --- Wrong use -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "near"),
    [
        (["merge", "--workrs", "2"], "no-such-option", "--workers"),
        (["merg"], "no-such-command", "merge"),
        (["draft", "a.docx"], "missing-parameter", "--agency"),
        (["new"], "missing-parameter", "FOLDER"),
        (["check", "--format", "yaml"], "bad-parameter", "json"),
        (["check", "--workers", "0"], "bad-parameter", ""),
        (["check", "--workers", "two"], "bad-parameter", ""),
        (["status", "--lang", "fr"], "bad-parameter", "vi"),
        (["status", "--as-of", "31/02/2020"], "bad-date", "31/02/2020"),
        (["merge", "--as-of", ""], "bad-date", ""),
        (["status", "--campaign", "nowhere"], "definition-missing", "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_use_is_one_clear_message(
    reported: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: list[str], code: str, near: str
) -> None:
    """Wrong use is code 2 and a message on standard error, with a suggestion if there is one."""
    monkeypatch.chdir(reported.root)
    assert toolkit(*arguments) == 2
    printed = capsys.readouterr()
    assert shows(printed.err, error(code))
    assert near in printed.err
    assert printed.out == ""
    assert not reported.master.exists()


@pytest.mark.parametrize("command", ["collect", "check", "merge"])
def test_exit_code_2_for_a_file_without_a_root_certificate(folder: Folder, capsys: Captured, command: str) -> None:
    """The file is named or in the folder; nothing is read or written before."""
    for name, named in (("gốc.pem", ["--trust", str(folder.root / "gốc.pem")]), ("trust.pem", [])):
        (folder.root / name).write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
        assert toolkit(command, *in_folder(folder), *named) == 2
        printed = capsys.readouterr()
        assert shows(printed.err, error("bad-trust-file"))
        assert name in printed.err
        assert printed.out == ""
    assert toolkit(command, *in_folder(folder), "--trust", folder.root / "none.pem") == 2
    assert not any((folder.root / name).exists() for name in ("master.xlsx", "register.xlsx"))


def test_days_are_read_as_vietnamese_write_them(reported: Folder, capsys: Captured) -> None:
    """`--as-of` takes 2021-01-15 and 15/01/2021."""
    for day in ("2021-01-15", "15/01/2021"):
        assert toolkit("status", *in_folder(reported), "--as-of", day, "--format", "json") == 0
        assert json.loads(capsys.readouterr().out)["as_of"] == "2021-01-15"


def test_exit_code_2_without_a_definition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Outside a campaign folder a command says where it looked and how to start."""
    monkeypatch.chdir(tmp_path)
    for command in ("template", "check", "merge", "status"):
        assert toolkit(command) == 2
        assert shows(capsys.readouterr().err, error("definition-not-found"))


def test_exit_code_2_for_a_wrong_definition_with_all_its_mistakes(folder: Folder, capsys: Captured) -> None:
    """Every command reports all mistakes of the definition with their cells."""

    def do(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value in ("số đếm", "đạt được"):
                        cell.value = f"{cell.value}x"

    change(folder.definition, do)
    for command in ("template", "check", "merge", "status"):
        assert toolkit(command, *in_folder(folder)) == 2
        printed = capsys.readouterr()
        assert shows(printed.err, error("definition-wrong"))
        assert printed.err.count("→") == 2
        assert "“số đếm”" in printed.err
        assert "“đạt được”" in printed.err
        assert printed.out == ""


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04"], ids=["empty", "text", "broken zip"])
def test_exit_code_2_for_a_definition_that_is_no_workbook(folder: Folder, capsys: Captured, content: bytes) -> None:
    """The message says that it cannot be read."""
    folder.definition.write_bytes(content)
    assert toolkit("merge", *in_folder(folder)) == 2
    assert shows(capsys.readouterr().err, error("definition-unreadable"))


# --- What cannot be done -------------------------------------------------------------------------


@pytest.mark.slow
def test_an_empty_inbox_has_nothing_to_merge(folder: Folder, capsys: Captured) -> None:
    """Merging no file is an error (3); checking it is not, but all agencies are missing (1)."""
    assert toolkit("merge", *in_folder(folder)) == 3
    assert shows(capsys.readouterr().err, error("nothing-to-merge"))
    assert toolkit("check", *in_folder(folder)) == 1
    folder.inbox.rmdir()
    assert toolkit("merge", *in_folder(folder)) == 3
    assert toolkit("status", *in_folder(folder)) == 1
    assert not folder.master.exists()


def closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system does not allow listing this folder."""
    look = os.scandir

    def refuse(path: Any = ".") -> Any:
        if isinstance(path, str | Path) and Path(path) == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)


@pytest.mark.slow
def test_a_folder_that_cannot_be_opened_is_reported(
    reported: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its content is unknown: an error by its name in `check`, `merge`, `status` and the master."""
    (reported.inbox / "nhận qua Zalo").mkdir()
    (reported.inbox / "HC.xlsx").rename(reported.inbox / "nhận qua Zalo" / "HC.xlsx")
    closed(reported.inbox / "nhận qua Zalo", monkeypatch)
    for command in ("check", "merge", "status"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 1
        printed = capsys.readouterr().out
        assert "inbox/nhận qua Zalo" in printed
        assert "không có quyền" in printed
        assert "inbox/HC.xlsx" not in printed
    assert toolkit("check", *in_folder(reported), *AS_OF, "--format", "json") == 1
    files = json.loads(capsys.readouterr().out)["files"]
    assert [(f["status"], f["findings"][0]["code"]) for f in files if "Zalo" in f["file"]] == [
        ("rejected", "unreadable-folder")
    ]
    assert toolkit("status", *in_folder(reported), *AS_OF, "--format", "json") == 1
    assert [f["code"] for f in json.loads(capsys.readouterr().out)["not_opened"]] == ["unreadable-folder"]
    findings = keyed(reported.master)["findings"]
    assert "unreadable-folder" in [findings.text(row, "code") for row in findings.rows]
    monkeypatch.undo()
    assert toolkit("merge", *in_folder(reported), *AS_OF) == 0  # nothing of it was kept


def listed(capsys: Captured) -> dict[str, str]:
    """The files of a JSON document, each with its status."""
    return {f["file"]: f["status"] for f in json.loads(capsys.readouterr().out)["files"]}


@pytest.mark.slow
def test_a_link_to_a_folder_is_followed_and_no_folder_read_twice(
    reported: Folder, tmp_path: Path, capsys: Captured
) -> None:
    """By the link's name; a folder also reached without it has its name, and circles end."""
    (tmp_path / "Zalo" / "mới").mkdir(parents=True)
    (reported.inbox / "HC.xlsx").rename(tmp_path / "Zalo" / "mới" / "HC.xlsx")
    (reported.inbox / "sở").mkdir()
    (reported.inbox / "SA.xlsx").rename(reported.inbox / "sở" / "SA.xlsx")
    linked(reported.inbox / "chép lại", reported.inbox / "sở")
    linked(reported.inbox / "nhận qua Zalo", tmp_path / "Zalo")
    linked(reported.inbox / "nhận qua Zalo 2", tmp_path / "Zalo" / "mới")
    linked(tmp_path / "Zalo" / "quay lại", tmp_path / "Zalo")
    linked(reported.inbox / "sở" / "vòng", reported.inbox)
    expected = dict.fromkeys(["inbox/SB.xlsx", "inbox/nhận qua Zalo/mới/HC.xlsx", "inbox/sở/SA.xlsx"], "accepted")
    assert toolkit("check", *in_folder(reported), *AS_OF, "--format", "json") == 0
    assert expected == listed(capsys)
    assert toolkit("merge", *in_folder(reported), *AS_OF, "--format", "json") == 0
    assert expected == listed(capsys)


@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_a_junction_is_a_link(
    reported: Folder, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    """Windows does not call it one: followed once, and reported if it leads to a folder above."""
    (reported.inbox / "sở").mkdir()
    (reported.inbox / "SA.xlsx").rename(reported.inbox / "sở" / "SA.xlsx")
    junctions = {
        reported.inbox / "chép lại": reported.inbox / "sở",
        reported.inbox / "sở" / "vòng": reported.inbox,
        reported.inbox / "tất cả": tmp_path,
    }
    for link, target in junctions.items():
        linked(link, target)
    lstat = os.lstat

    def is_junction(path: object) -> bool:
        return Path(str(path)) in junctions

    def marked(path: Any, **more: Any) -> Any:
        return SimpleNamespace(st_reparse_tag=0xA0000003) if is_junction(path) else lstat(path, **more)

    resolved = {link: os.path.realpath(link) for link in junctions}
    monkeypatch.setattr(
        "toolkit.files.walking.os.path.realpath", lambda path: resolved.get(Path(path)) or os.path.abspath(path)
    )
    monkeypatch.setattr("toolkit.files.walking.os.path.islink", lambda _: False)
    if python == "3.11":
        monkeypatch.delattr("os.path.isjunction", raising=False)
        monkeypatch.setattr("toolkit.files.walking.os.lstat", marked)
    else:
        monkeypatch.setattr("os.path.isjunction", is_junction, raising=False)
    assert toolkit("check", *in_folder(reported), *AS_OF, "--format", "json") == 1
    files = {
        "inbox/HC.xlsx": "accepted",
        "inbox/SB.xlsx": "accepted",
        "inbox/sở/SA.xlsx": "accepted",
        "inbox/tất cả": "rejected",
    }
    assert files == listed(capsys)


@pytest.mark.slow
def test_a_link_to_a_folder_above_is_reported(reported: Folder, tmp_path: Path, capsys: Captured) -> None:
    """Forms to send, annotated ones and whatever else is there did not come in: an error by the link's name."""
    linked(reported.inbox / "tất cả", tmp_path)
    for command in ("check", "merge", "status"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 1
        assert "“inbox/tất cả” là liên kết dẫn ngược lên" in capsys.readouterr().out
    assert toolkit("check", *in_folder(reported), *AS_OF, "--format", "json") == 1
    files = {
        "inbox/HC.xlsx": "accepted",
        "inbox/SA.xlsx": "accepted",
        "inbox/SB.xlsx": "accepted",
        "inbox/tất cả": "rejected",
    }
    assert files == listed(capsys)
    before = reported.master.read_bytes()
    for path in reported.inbox.glob("*.xlsx"):
        path.unlink()
    assert toolkit("merge", *in_folder(reported), *AS_OF) == 3
    assert shows(capsys.readouterr().err, error("nothing-to-merge"))
    assert before == reported.master.read_bytes()


def test_a_linked_folder_that_cannot_be_opened_is_reported(
    reported: Folder, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported like a folder inside the inbox."""
    (tmp_path / "Zalo").mkdir()
    linked(reported.inbox / "Zalo", tmp_path / "Zalo")
    closed(reported.inbox / "Zalo", monkeypatch)
    assert toolkit("check", *in_folder(reported), *AS_OF) == 1
    assert "Không mở được thư mục inbox/Zalo (không có quyền)" in capsys.readouterr().out


@pytest.mark.slow
def test_an_inbox_that_cannot_be_opened_is_reported(
    reported: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for an empty one; the existing master is not replaced by one of nothing."""
    assert toolkit("merge", *in_folder(reported), *AS_OF) == 0
    before = reported.master.read_bytes()
    closed(reported.inbox, monkeypatch)
    capsys.readouterr()
    for command in ("check", "status"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 1
        assert shows(capsys.readouterr().out, FINDINGS["unreadable-folder"].what)
    for command in ("merge", "report"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 3
        assert shows(capsys.readouterr().err, error("cannot-read"))
    assert reported.master.read_bytes() == before


def test_exit_code_3_for_a_master_that_cannot_be_written(reported: Folder, capsys: Captured) -> None:
    """A folder is at the master's path, or a file at its folder's path."""
    (reported.root / "blocked.xlsx").mkdir()
    (reported.root / "file").write_text("x", encoding="utf-8")
    for target in (reported.root / "blocked.xlsx", reported.root / "file" / "master.xlsx"):
        assert toolkit("merge", *in_folder(reported), "-o", target) == 3
        err = capsys.readouterr().err
        assert shows(err, error("cannot-write")) or shows(err, error("old-master-unreadable"))
    assert {p.name for p in reported.root.iterdir() if p.name.startswith(".")} <= {".toolkit-store"}


def test_a_file_that_is_no_master_is_not_overwritten(reported: Folder, capsys: Captured) -> None:
    """Any other file at the master's path is kept: it may be somebody's work."""
    other = reported.root / "other.xlsx"
    Workbook().save(other)
    text = reported.root / "notes.xlsx"
    text.write_text("ghi chú", encoding="utf-8")
    for target, code in ((other, "not-a-master"), (text, "old-master-unreadable")):
        before = target.read_bytes()
        assert toolkit("merge", *in_folder(reported), "-o", target) == 3
        assert shows(capsys.readouterr().err, error(code))
        assert target.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_invalid_numbers_and_days_of_options_are_reported(
    reported: Folder, capsys: Captured, language: Language
) -> None:
    """A value of any option that is no number, or out of range, is quoted in the message."""
    odd = [
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "-1",
        "-0.1",
        "0",
        "1e9",
        "1_000",
        "0x64",
        "９９９",
        "٣٠٠",
        "1,5",
        "9" * 400,
        "1e-400",
        "²",
        "",
        " ",
        "--",
    ]
    days = [
        "nan",
        "inf",
        "-1",
        "0",
        "0001-01-01",
        "1899-12-31",
        "31/12/1899",
        "10000-01-01",
        "2020-02-30",
        "2020-1",
        "９",
        "",
        "44000",
    ]
    options = 0
    for name, command in cli.build(language).commands.items():
        needed = ["x"] * sum(p.required and isinstance(p, click.Argument) for p in command.params)
        needed += ["--agency", "x"] if name == "draft" else []
        for option in (p for p in command.params if isinstance(p, click.Option)):
            is_day, is_number = option.metavar == "DATE", "range" in option.type.name
            assert is_number or ("number" not in option.type.name and option.type.name not in ("integer", "float"))
            for value in days if is_day else odd if is_number else ():
                capsys.readouterr()
                assert toolkit(name, *needed, *in_folder(reported), option.opts[0], value, "--lang", language) == 2, (
                    name,
                    value,
                )
                err = capsys.readouterr().err
                codes = ("bad-date", "date-before-1900") if is_day else ("bad-parameter",)
                assert any(shows(err, commands.ERRORS[code], language) for code in codes), (name, value, err)
                assert value.strip() in err
                options += 1
    assert options > 150
    assert toolkit("check", *in_folder(reported), *AS_OF, "--timeout", "0.5", "--memory", "100", "--workers", "1") in (
        0,
        1,
    )


# --- JSON ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (
            "check --workers 0",
            "--workers: không dùng được “0”. Cần một số nguyên từ 1 đến 1024.",
            "--workers: “0” cannot be used. It takes a whole number from 1 to 1024.",
        ),
        (
            "check --timeout x",
            "--timeout: không dùng được “x”. Cần một số từ 0.1 đến 86400.",
            "--timeout: “x” cannot be used. It takes a number from 0.1 to 86400.",
        ),
        (
            "check --format xml",
            "--format: không dùng được “xml”. Cần một trong: text, json.",
            "--format: “xml” cannot be used. It takes one of: text, json.",
        ),
        (
            "check --workers",
            "Tùy chọn --workers cần có một giá trị ngay sau nó.",
            "The option --workers takes a value right after it.",
        ),
        ("draft", "Thiếu tên tệp báo cáo (REPORT).", "the report's file name (REPORT) is missing."),
        ("draft a.docx", "Thiếu --agency.", "--agency is missing."),
        (
            "new a b",
            "Thừa: b. Tên có dấu cách thì đặt trong ngoặc kép.",
            "Too many arguments: b. Put names with blanks in double quotes.",
        ),
        (
            "collect --password-file không-có",
            "--password-file: không dùng được “không-có”. Cần một tệp có sẵn, đọc được.",
            "--password-file: “không-có” cannot be used. It takes a file that is there and can be read.",
        ),
    ],
)
def test_wrong_use_is_reported_in_the_users_language(capsys: Captured, arguments: str, vi: str, en: str) -> None:
    """What the parser of the command line rejects is one message of the toolkit's, in either language."""
    for language, sentence in (("vi", vi), ("en", en)):
        command, *rest = arguments.split()
        assert toolkit(command, "--lang", language, *rest) == 2
        assert capsys.readouterr().err.splitlines()[0] == sentence


def test_help_marks_required_options_in_the_users_language(capsys: Captured) -> None:
    """The help has no words of the parser's."""
    assert toolkit("draft", "--help", "--lang", "vi") == 0
    printed = capsys.readouterr().out
    assert "[bắt buộc]" in printed
    assert "required" not in printed


def test_a_definition_that_cannot_be_read_has_separate_advice(folder: Folder, capsys: Captured) -> None:
    """It is no agency's report: inbox and agencies are not mentioned."""
    (folder.root / "campaign.xlsx").write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert toolkit("check", *in_folder(folder)) == 2
    printed = capsys.readouterr().err
    assert shows(printed, error("definition-unreadable"))
    assert "inbox" not in printed
    assert "đơn vị" not in printed
    closed_file = folder.root / "campaign.xlsx"
    closed_file.unlink()
    linked(closed_file, closed_file, folder=False)  # that cannot be opened
    assert toolkit("check", *in_folder(folder)) == 2


@pytest.mark.parametrize("command", ["check", "merge", "status", "collect"])
def test_a_wrong_definition_is_one_json_document_too(tmp_path: Path, capsys: Captured, command: str) -> None:
    """Its mistakes are in the document, and the exit code is the usual one."""
    with pytest.raises(DefinitionError):
        definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS.replace("count", "cuont"), sections=SECTIONS)
    assert toolkit(command, "--campaign", tmp_path, "--format", "json") == 2
    document = json.loads(capsys.readouterr().out)
    assert document["error"]["code"] == "definition-wrong"
    assert [(f["code"], f["cell"]) for f in document["findings"]] == [("definition-unknown-value", "F5")]
    assert document["counts"]["error"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--workers", "x"], "wrong-use"), (["--nosuch"], "wrong-use"), (["--as-of", "foo"], "bad-date")],
)
def test_wrong_use_is_one_json_document_too(
    reported: Folder, capsys: Captured, arguments: list[str], code: str
) -> None:
    """A program that requests JSON gets it whatever else is wrong."""
    assert toolkit("status", "--format", "json", *arguments, *in_folder(reported)) == 2
    printed = capsys.readouterr()
    assert json.loads(printed.out)["error"]["code"] == code
    assert json.loads(printed.out)["error"]["message"] in printed.err


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (MemoryError(), "out-of-memory"),
        (OSError(errno.EIO, "Input/output error"), "system-refused"),
        (ValueError("x"), "internal"),
    ],
)
def test_a_fault_is_one_json_document_too(
    reported: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: str
) -> None:
    """An error of the system or of the toolkit, too."""

    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("toolkit.run.operations.check_files", fail)
    assert toolkit("check", "--format", "json", *in_folder(reported)) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_check_prints_one_json_document(reported: Folder, capsys: Captured) -> None:
    """`check --format json` prints the contract's document and nothing else on standard output."""
    filled(reported, "SB", BAD_FIGURES, LINES, DETAILS)
    (reported.inbox / "HC.xlsx").unlink()
    (reported.inbox / "la.txt").write_text("không phải biểu", encoding="utf-8")
    assert toolkit("check", *in_folder(reported), *AS_OF, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["campaign"] == "THU-2021"
    assert document["missing"] == ["HC"]
    files = {f["file"]: f for f in document["files"]}
    assert {name: (f["agency"], f["status"]) for name, f in files.items()} == {
        "inbox/SA.xlsx": ("SA", "accepted"),
        "inbox/SB.xlsx": ("SB", "accepted_with_errors"),
        "inbox/la.txt": (None, "rejected"),
    }
    assert (files["inbox/SA.xlsx"]["figures"], files["inbox/SA.xlsx"]["statements"]) == (2, 1)
    assert re.fullmatch(r"[0-9a-f]{64}", files["inbox/SA.xlsx"]["sha256"])
    found = [f for file in files.values() for f in file["findings"]]
    keys = {"code", "severity", "sheet", "cell", "indicator", "period", "value", "message", "fix"}
    assert all(keys <= set(f) for f in found)
    (wrong,) = [f for f in files["inbox/SB.xlsx"]["findings"] if f["severity"] == "error"]
    assert (wrong["indicator"], wrong["period"], wrong["value"]) == ("N1", "2019", "nhiều")
    assert re.fullmatch(r"[A-Z]+\d+", wrong["cell"])
    assert document["counts"] == {s: sum(f["severity"] == s for f in found) for s in ("error", "warning", "note")}


@pytest.mark.slow
def test_merge_and_status_print_one_json_document(reported: Folder, capsys: Captured) -> None:
    """`merge` adds the master's path; `status` has one entry for each agency of the roster."""
    assert toolkit("merge", *in_folder(reported), *AS_OF, "--format", "json") == 0
    merged = json.loads(capsys.readouterr().out)
    assert Path(merged["master"]) == reported.master
    assert merged["counts"]["error"] == 0
    assert toolkit("status", *in_folder(reported), *AS_OF, "--format", "json") == 0
    status = json.loads(capsys.readouterr().out)
    assert [(a["agency"], a["status"]) for a in status["agencies"]] == [(c, "accepted") for c in ("SA", "SB", "HC")]


@pytest.mark.slow
def test_warnings_of_the_definition_do_not_spoil_json(reported: Folder, capsys: Captured) -> None:
    """Messages about the definition are never among the JSON."""

    def do(book: Workbook) -> None:
        sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:sections")
        sheet.cell(1, sheet.max_column + 1).value = "guidence"

    change(reported.definition, do)
    toolkit("check", *in_folder(reported), *AS_OF, "--format", "json")
    assert json.loads(capsys.readouterr().out)["campaign"] == "THU-2021"


# --- Languages -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_default_language_is_vietnamese(
    reported: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """`--lang en` and `TOOLKIT_LANG=en` give English; the option goes before the variable."""
    monkeypatch.delenv("TOOLKIT_LANG", raising=False)
    usual = ("status", *in_folder(reported), *AS_OF)
    for arguments, variable, language in (
        (usual, "", "vi"),
        ((*usual, "--lang", "en"), "", "en"),
        (("--lang", "en", *usual), "", "en"),
        ((*usual, "--lang=en"), "", "en"),
        (usual, "en", "en"),
        (usual, "en_US.UTF-8", "en"),
        ((*usual, "--lang", "vi"), "en", "vi"),
    ):
        monkeypatch.setenv("TOOLKIT_LANG", variable)
        assert toolkit(*arguments) == 0
        assert shows(capsys.readouterr().out, commands.REPORTED, language)  # type: ignore[arg-type]


def test_help_and_errors_are_in_the_language_too(capsys: Captured) -> None:
    """Help, and the messages about wrong use, follow the language."""
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        assert toolkit("--help", "--lang", language) == 0
        printed = capsys.readouterr().out
        assert shows(printed, commands.USAGE, language)
        assert shows(printed, commands.USAGE_COMMANDS, language)
        assert toolkit("merge", "--help", "--lang", language) == 0
        printed = capsys.readouterr().out
        assert shows(printed, commands.USAGE_OPTIONS, language)
        assert not {"RANGE", "x>="} & set(re.findall(r"RANGE|x>=", printed))
        assert shows(printed, commands.OPTIONS["help"], language)
        assert toolkit("merge", "--nothing", "--lang", language) == 2
        assert shows(capsys.readouterr().err, commands.ERRORS["no-such-option"], language)


# --- `toolkit` alone -----------------------------------------------------------------------------


def test_toolkit_alone_outside_a_campaign_shows_the_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Without a campaign, `toolkit` shows its commands."""
    monkeypatch.chdir(tmp_path)
    assert toolkit() == 0
    assert shows(capsys.readouterr().out, commands.HELP["merge"])


@pytest.mark.slow
def test_toolkit_alone_in_a_campaign_shows_its_state(
    reported: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """In a campaign folder, `toolkit` says what has come in and what to type next."""
    monkeypatch.chdir(reported.root)
    assert toolkit() == 0
    printed = capsys.readouterr().out
    for text in (commands.STANDS, commands.STANDS_DUE, commands.STANDS_NO_MASTER, commands.CHECK_NEXT):
        assert shows(printed, text)
    toolkit("merge")
    capsys.readouterr()
    assert toolkit() == 0
    assert shows(capsys.readouterr().out, commands.STANDS_MASTER)


# --- Whatever is in the inbox --------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_in_the_inbox_ends_a_command(reported: Folder) -> None:
    """Empty files, texts, broken and foreign archives named like workbooks: findings, no traceback."""
    inbox = reported.inbox
    whole = (inbox / "SA.xlsx").read_bytes()
    for name, content in {
        "empty.xlsx": b"",
        "text.xlsx": "đây là chữ".encode(),
        "zeros.xlsx": b"\0" * 4096,
        "half.xlsx": whole[: len(whole) // 2],
        "head.xlsx": whole[:100],
        "tail.xlsx": whole[-2000:],
        "html.xls": b"<html><table></table></html>",
        "ole.xls": OLE + b"\0" * 2000,
        "scan.pdf": b"%PDF-1.4",
        "mail.eml": b"From: a@b.example\n\nxin chao",
    }.items():
        (inbox / name).write_bytes(content)
    with zipfile.ZipFile(inbox / "archive.xlsx", "w") as archive:
        archive.writestr("thư.txt", "chữ")
    with zipfile.ZipFile(inbox / "hollow.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (inbox / "folder.xlsx").mkdir()
    (inbox / "~$SA.xlsx").write_bytes(b"lock")
    for command in ("check", "merge", "status"):
        code, out, err = process([command, *in_folder(reported), *AS_OF, "--format", "json"])
        assert code == 1, err.decode()
        assert b"Traceback" not in err
        json.loads(out)
    files = {
        f["file"]: f
        for f in json.loads(process(["check", *in_folder(reported), *AS_OF, "--format", "json"])[1])["files"]
    }
    assert {f["status"] for name, f in files.items() if Path(name).stem not in ("SA", "SB", "HC")} == {"rejected"}
    assert [f["file"] for f in files.values() if f["status"] == "rejected" and not f["findings"]] == []
    assert "inbox/~$SA.xlsx" not in files


@pytest.mark.slow
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are Unicode there")
def test_names_of_files_may_be_any_bytes(reported: Folder) -> None:
    """A name that is no text, or has line ends in it, is shown and read all the same; JSON stays JSON."""
    whole = (reported.inbox / "SA.xlsx").read_bytes()
    with open(os.fsencode(reported.inbox) + b"/caf\xe9.xlsx", "wb") as odd:
        odd.write(whole)
    shutil.copy(reported.inbox / "SA.xlsx", reported.inbox / "a\nb.xlsx")
    code, out, err = process(["merge", *in_folder(reported), *AS_OF, "--format", "json"])
    assert (code, err) == (0, b"")
    assert len(json.loads(out.decode("utf-8"))["files"]) == 5
    code, out, err = process(["status", *in_folder(reported), *AS_OF])
    assert (code, err) == (0, b"")
    out.decode("utf-8")


# --- As a program ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_pipe_with_an_old_code_page_works(reported: Folder) -> None:
    """Output to pipes is UTF-8 even if their code page has no Vietnamese letters."""
    for encoding in ("cp1252", "ascii", "cp1258"):
        code, out, err = process(["check", *in_folder(reported), *AS_OF], PYTHONIOENCODING=encoding)
        assert (code, err) == (0, b"")
        assert shows(out.decode("utf-8"), commands.REPORTED)
    code, _, err = process(["merg"], PYTHONIOENCODING="cp1252")
    assert code == 2
    assert shows(err.decode("utf-8"), error("no-such-command"))


@pytest.mark.parametrize("command", ["", *cli.COMMANDS])
def test_help_imports_nothing_slow(command: str) -> None:
    """`toolkit --help` and `toolkit check --help` import neither the work nor other commands."""
    script = (
        "import sys\nfrom toolkit.cli.main import run\ncode = run(sys.argv[1:])\n"
        "sys.stderr.write(' '.join(sorted(sys.modules)))\nsys.exit(code)"
    )
    arguments = [sys.executable, "-c", script, *command.split(), "--help"]
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", check=True)
    loaded = set(done.stderr.split())
    heavy = {
        "pandas",
        "numpy",
        "openpyxl",
        "xlsxwriter",
        "python_calamine",
        "mammoth",
        "docx",
        "jinja2",
        "starlette",
        "uvicorn",
        "multiprocessing",
    }
    assert loaded & heavy == set()
    assert {name.split(".")[1] for name in loaded if name.startswith("toolkit.")} == {"_version", "cli", "messages"}
    other = {*cli.COMMANDS, "overview", "json_output", "sending", *(() if command else ("results",))} - {command}
    assert loaded & {f"toolkit.cli.{cli.COMMANDS.get(name, name)}" for name in other} == set()
    assert {"click", "toolkit.cli.main"} <= loaded


@pytest.mark.slow
def test_only_the_desk_imports_the_server(reported: Folder) -> None:
    """A merge is no slower for the desk: none of its modules are imported."""
    script = (
        "import sys\nfrom toolkit.cli.main import run\nrun(sys.argv[1:])\n"
        "sys.stderr.write(' '.join(sorted({n.split('.')[0] for n in sys.modules})))"
    )
    arguments = [sys.executable, "-c", script, "merge", *in_folder(reported), *AS_OF]
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", check=True)
    loaded = set(done.stderr.split())
    assert loaded & {"starlette", "uvicorn", "jinja2", "anyio", "h11", "python_multipart"} == set()
    assert {"toolkit", "xlsxwriter"} <= loaded
    assert reported.master.is_file()


def test_the_version_is_printed(capsys: Captured) -> None:
    """`--version` prints name and version."""
    from toolkit import __version__

    assert toolkit("--version") == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.slow
def test_a_closed_pipe_is_no_error(reported: Folder) -> None:
    """`toolkit … | head` ends without a traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "toolkit", "check", *in_folder(reported), *AS_OF, "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        printed = running.stderr.read()
    assert b"Traceback" not in printed
    assert not shows(printed.decode("utf-8"), error("internal"))


@pytest.mark.parametrize(("set_before", "then"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_a_command_has_one_thread_for_matrix_products(set_before: dict[str, str], then: str) -> None:
    """In all its processes, unless the environment says otherwise."""
    script = (
        "import os\nfrom toolkit.cli import main\nmain.run = lambda _: print(os.environ['OPENBLAS_NUM_THREADS']) or 0\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"} | set_before
    done = subprocess.run(
        [sys.executable, "-c", f"{script}main.main()"],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert done.stdout.split() == [then], done.stderr
