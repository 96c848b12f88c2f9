"""The command line: what each command does and returns; nothing in the data makes it crash."""

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
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import docx
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.building import cell_of, change, definition, filled, form_in, keyed, read, table, type_into
from tests.cases import cases
from tests.hostile import compound
from tests.links import linked
from toolkit import __version__
from toolkit.cli import main as cli
from toolkit.form.contents import Filling, Mark, Marks, NarrativeLine, ReturnLine, make_form
from toolkit.master.read import read_master
from toolkit.messages import Text, commands
from toolkit.messages.errors import DefinitionError
from toolkit.messages.findings import FINDINGS
from toolkit.messages.findings import drafting as letters
from toolkit.model import Language
from toolkit.run import outputs
from toolkit.run.folder import Folder
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
    return another(tmp_path / "đợt 1", "THU-2021")


@pytest.fixture
def reported(folder: Folder) -> Folder:
    """The same, with faultless reports of all three."""
    for agency in ("SA", "SB", "HC"):
        filled(folder, agency, GOOD_FIGURES, LINES, DETAILS)
    return folder


Captured = pytest.CaptureFixture[str]
_JSON = ("--format", "json")


def another(at: Path, id: str) -> Folder:
    """The same campaign with this id."""
    return definition(at, about={"id": id}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)


def toolkit(*arguments: str | Path) -> int:
    """The exit code of a command run in this process."""
    return cli.run([str(a) for a in arguments])


def in_folder(folder: Folder) -> tuple[str, str]:
    return ("--campaign", str(folder.root))


def process(arguments: Sequence[str | Path], **environment: str) -> tuple[int, bytes, bytes]:
    """(exit code, stdout, stderr) of a command run in a separate process."""
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *map(str, arguments)],
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


def document(capsys: Captured) -> dict[str, Any]:
    """The JSON document that a command printed."""
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    return made


def listed(capsys: Captured) -> dict[str, str]:
    """The files of a JSON document, each with its status."""
    return {f["file"]: f["status"] for f in document(capsys)["files"]}


def texts(folder: Folder, path: Path) -> list[str | None]:
    return [s.text for s in read(folder, path).statements]


# --- What each command does ----------------------------------------------------------------------


@pytest.mark.slow
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
    # A folder below a file cannot be made.
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert toolkit("new", tmp_path / "file" / "folder") == 3
    assert shows(capsys.readouterr().err, error("cannot-write"))
    # `--list` has one line each, beginning with the name; an unknown name is reported with the known ones.
    assert toolkit("new", "--list") == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert len(names) > 3
    assert all(name.isascii() for name in names)
    assert toolkit("new", tmp_path / "c", "--programme", "none such") == 2
    printed = capsys.readouterr().err
    assert shows(printed, error("unknown-programme"))
    assert [name for name in names if name not in printed] == []
    assert not (tmp_path / "c").exists()
    assert toolkit("new", tmp_path / "c", "--programme", names[0]) == 0
    assert (tmp_path / "c" / "campaign.xlsx").read_bytes() == before


@pytest.mark.slow
def test_template_writes_a_form_for_each_agency(
    folder: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without names all agencies get a form; names select agencies, whatever the case of the code."""
    template = ("template", *in_folder(folder))
    # A misspelt code is wrong use, and the nearest code is offered; nothing is written.
    assert toolkit(*template, "SA", "HCC") == 2
    printed = capsys.readouterr().err
    assert shows(printed, error("no-such-agency"))
    assert "(HC)?" in printed
    assert not folder.outgoing.exists()
    assert toolkit(*template, "sa") == 0
    assert {p.name for p in folder.outgoing.iterdir()} == {"Sở A (SA).xlsx"}
    # Files in the current folder are named as one would type them.
    monkeypatch.chdir(folder.root)
    capsys.readouterr()
    assert toolkit("template") == 0
    assert {p.name for p in folder.outgoing.iterdir()} == {"Sở A (SA).xlsx", "Sở B (SB).xlsx", "H. C (HC).xlsx"}
    printed = capsys.readouterr().out
    assert "outgoing" in printed
    assert str(folder.root) not in printed


@pytest.mark.slow
def test_draft_puts_a_report_into_a_form(folder: Folder, capsys: Captured) -> None:
    """`draft` writes the agency's form with the report's points in it. A heading is named without a sheet by its number
    and words, and a blank point is reported as no answer."""
    report = folder.root / "bao cao.txt"
    report.write_text("I. Mặt đạt được\n1. Một việc.\nII. Chuyện khác hẳn\n1. Hai việc.\n", encoding="utf-8")
    assert toolkit("draft", report, "--agency", "SA", *in_folder(folder)) == 0
    assert "Một việc." in texts(folder, form_in(folder.outgoing, "SA"))
    printed, err = capsys.readouterr()
    assert "Sở A (SA) · bao cao.txt · II “Chuyện khác hẳn”" in printed
    assert "!" not in printed
    assert "để trống là chưa trả lời" in printed
    assert err == ""


@pytest.mark.slow
def test_draft_keeps_a_filled_form_under_another_name(folder: Folder, tmp_path: Path, capsys: Captured) -> None:
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
    for name, words in zip(names, ("Đã sơ kết.", "Đã ban hành kế hoạch.", "Đã tập huấn cho cán bộ."), strict=True):
        assert texts(folder, folder.outgoing / f"{name}.xlsx") == [words]
    form_in(folder.outgoing, "SA").write_bytes(b"not a form")
    assert toolkit(*draft) == 0
    assert (folder.outgoing / "Sở A (SA) (bản trước 3).xlsx").read_bytes() == b"not a form"
    # With `-o` everything written, and copies of earlier files, are in that folder.
    before, elsewhere = os.listdir(folder.outgoing), tmp_path / "chỗ khác"
    capsys.readouterr()
    for words in ("Đã ban hành kế hoạch.", "Đã sơ kết."):
        report.write_text(f"I. Mặt đạt được\n1. {words}\n", encoding="utf-8")
        assert toolkit(*draft, "-o", elsewhere / "dự thảo.xlsx") == 0
    assert os.listdir(folder.outgoing) == before
    assert {p.name for p in elsewhere.iterdir()} == {"dự thảo.xlsx", "dự thảo (bản trước).xlsx"}
    assert str(elsewhere / "dự thảo (bản trước).xlsx") in capsys.readouterr().out
    assert texts(folder, elsewhere / "dự thảo (bản trước).xlsx") == ["Đã ban hành kế hoạch."]


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
    kept = {
        "SA (bản trước).xlsx": form_in(folder.outgoing, "SA").read_bytes(),  # under the name that forms had before
        "Sở B (SB) (bản trước).xlsx": form_in(folder.outgoing, "SB").read_bytes(),
    }
    capsys.readouterr()
    assert toolkit(*template) == 0
    printed = capsys.readouterr().out
    assert shows(printed, commands.TEMPLATE_KEPT)
    forms = {"Sở A (SA).xlsx", "Sở B (SB).xlsx", "H. C (HC).xlsx"}
    assert {p.name for p in folder.outgoing.iterdir()} == forms | kept.keys()
    for name, data in kept.items():
        assert name in printed
        assert (folder.outgoing / name).read_bytes() == data
    assert not any(f.typed for name in ("SA", "SB", "HC") for f in read(folder, form_in(folder.outgoing, name)).figures)
    # An untouched form is not kept, whatever has changed in the definition since.
    for indicators in (INDICATORS, INDICATORS.replace("N1", "N2")):
        about = {"id": "KHAC", "deadline": "2021-02-10"} if "N2" in indicators else {}
        definition(folder.root, about=about, agencies=AGENCIES, indicators=indicators, sections=SECTIONS)
        assert toolkit(*template) == 0
        assert not shows(capsys.readouterr().out, commands.TEMPLATE_KEPT)
    assert {p.name for p in folder.outgoing.iterdir()} == forms | kept.keys()


@pytest.mark.slow
@pytest.mark.parametrize("saved", [False, True])
@pytest.mark.parametrize("marked", [False, True])
def test_one_typed_value_is_enough_to_keep_a_form(folder: Folder, saved: bool, marked: bool) -> None:
    """A figure, a zero, a note, a detail, a line: in a form as drafted, or as Excel saved it."""
    line = ReturnLine(mark=Mark(severity="warning", text="xem"), what="xem", fix="sửa", figures=(("N1", "2019"),))
    form = make_form(folder.campaign, folder.campaign.agency_by_code["SA"], version="0")
    paths = []
    for number, content in enumerate(
        (
            Filling(),
            Filling(figures={("N1", "2019"): 3}),
            Filling(figures={("N1", "2019"): 0}),
            Filling(notes={"N1": "chờ"}),
            Filling(info={"phone": "0277"}),
            Filling(lines=(NarrativeLine(section="good", text="Đã họp."),)),
            Filling(lines=(NarrativeLine(section="good", text=None, evidence="Kế hoạch 5"),)),
        )
    ):
        path = folder.root / f"{number}.xlsx"
        write_intake(path, form, content, Marks(lines=(line,), confirm=True) if marked else Marks())
        paths.append(change(path, lambda book: None) if saved else path)
    # Marks are notes on cells: once somebody has saved them, their author is unknown.
    assert outputs.filled_forms(folder, paths) == (paths if marked and saved else paths[1:])
    # So is text outside the form: a label overwritten, a cell beside the form, a note on a cell.
    outside = [folder.root / f"outside {number}.xlsx" for number in range(3)]
    for number, path in enumerate(outside):
        write_intake(path, form, Filling())
        change(path, partial(_written_over, number))
    assert outputs.filled_forms(folder, outside) == outside


def _written_over(number: int, book: Workbook) -> None:
    """Write over a label, into a cell beside the form, or a note on a cell."""
    sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:figures")
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 1).value == "N1")
    label = next(c.column for c in sheet[1] if c.value == "label")
    if number == 2:
        sheet.cell(row, label + 3).comment = Comment("hỏi lại", "ai")
    else:
        sheet.cell(*((row, label) if number == 0 else (sheet.max_row + 3, label))).value = "Số hộ"


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
    folder = another(root, "THU-2021")
    (template,) = hints(capsys.readouterr().out)
    assert template[0] == "template"
    assert toolkit(*template) == 0
    (check,) = hints(capsys.readouterr().out)
    assert check == ["check", "--campaign", root.name]
    for command, code in ((check, 1), (["--campaign", root.name], 0)):
        assert toolkit(*command) == code
        printed = capsys.readouterr().out
        assert shows(printed, commands.INBOX_FIRST)
        assert hints(printed) == [check]
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
    stands = (commands.STANDS, commands.STANDS_DUE)
    for more in (commands.STANDS_NO_MASTER, commands.CHECK_NEXT), (commands.STANDS_MASTER,):
        capsys.readouterr()
        assert toolkit("--campaign", root.name) == 0
        printed = capsys.readouterr().out
        assert all(shows(printed, text) for text in (*stands, *more))
        assert toolkit(*merge) == 0
    assert hints(printed) == [["report", "--campaign", root.name]]
    (folder.inbox / "HC.xlsx").unlink()
    capsys.readouterr()
    assert toolkit("--campaign", root.name) == 0
    assert hints(capsys.readouterr().out) == [merge]
    # A command in a finding's advice names the campaign and the file relative to the current folder.
    made = docx.Document()
    made.add_paragraph("I. Mặt đạt được")
    made.add_paragraph("1. Đã ban hành kế hoạch.")
    made.save(str(folder.inbox / "báo cáo.docx"))
    assert toolkit(*check) == 1
    typed = re.search(r"toolkit (draft .*) --agency MÃ", capsys.readouterr().out)
    assert typed is not None
    assert toolkit(*shlex.split(typed[1]), "--agency", "SA", "-o", "nháp.xlsx") == 0
    assert texts(folder, Path("nháp.xlsx")) == ["Đã ban hành kế hoạch."]


@pytest.mark.slow
def test_hints_name_the_previous_campaign_or_report_that_it_is_missing(
    reported: Folder, tmp_path: Path, capsys: Captured
) -> None:
    """The hint repeats `--previous`; a merge without it compares as last time and says so, until it is cancelled."""
    last = another(tmp_path / "đợt 0", "TRUOC")
    filled(last, "SA", GOOD_FIGURES, LINES, DETAILS)
    assert toolkit("merge", *in_folder(last), *AS_OF) == 1
    capsys.readouterr()
    merge = ("merge", *in_folder(reported), *AS_OF)
    assert toolkit(*merge, "--previous", last.master) == 0
    again = hints(capsys.readouterr().out)[0]
    assert again[-2:] == ["--previous", str(last.master)]
    for name in ("campaign.xlsx", "inbox/SA.xlsx"):  # no masters
        assert toolkit(*merge, "--previous", reported.root / name) == 3
        assert shows(capsys.readouterr().err, commands.ERRORS["no-master"])
    inputs_or_last, dropped = commands.NOTICES["previous-as-last-time"], commands.NOTICES["previous-dropped"]
    toolkit(*again)
    assert not shows(capsys.readouterr().err, inputs_or_last)
    for _ in range(2):
        toolkit(*merge)
        assert shows(capsys.readouterr().err, inputs_or_last)
        assert "previous" in keyed(reported.master)
    for more in (("--previous", "-"), ()):
        capsys.readouterr()
        toolkit(*merge, *more)
        assert "previous" not in keyed(reported.master)
    err = capsys.readouterr().err
    assert not shows(err, inputs_or_last)
    assert not shows(err, dropped)
    # A master made before inputs were remembered, or elsewhere, does not say what it was compared with.
    for previous in (("--previous", last.master), (), ()):
        toolkit(*merge, "-o", tmp_path / "m.xlsx", *previous)
        said = shows(capsys.readouterr().err, dropped)
        assert said == (not previous and err != "")
        err = "" if said else "to be said"


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
    # However many errors there are, a decision that was not followed is listed first, with its reason.
    for agency in ("SA", "SB", "HC"):
        filled(reported, agency, "| code | 2019 | 2020 |\n|---|---|---|\n| N1 | nhiều | vài |", LINES, DETAILS)
    type_into(reported.master, [(cell_of(reported.master, "groups", group, "merge_into"), "G-không-có")])
    capsys.readouterr()
    toolkit(*merge)
    printed = capsys.readouterr().out
    assert shows(printed, commands.NOT_FOLLOWED)
    assert printed.index("G-không-có") < printed.index("nhiều")
    assert printed.count("G-không-có") == 1
    reported.master.write_bytes(b"x")
    toolkit(*merge, "-o", third)
    assert shows(capsys.readouterr().err, notice)


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
        printed = "".join(capsys.readouterr())
        assert shows(printed, again)
        assert not shows(printed, notice)
        assert not shows(printed, commands.NOTICES["inbox-not-read"])
    # On Windows there is no relative path between drives: absolute paths are named then.
    with monkeypatch.context() as patch:
        patch.setattr(os.path, "relpath", partial(_on_another_drive, os.path.relpath))
        assert toolkit("--campaign", reported.root) in (0, 1)
    assert toolkit("merge", "inbox", *AS_OF) == 1
    assert shows(capsys.readouterr().err, notice)
    for name in ("status", "report", "merge"):
        assert toolkit(name, *AS_OF) == 1
        err = capsys.readouterr().err
        assert not shows(err, notice)
        assert not shows(err, again)


def _on_another_drive(relpath: Any, path: str, start: str | None = None) -> str:
    if start is None:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")
    return str(relpath(path, start))


# --- What a result never replaces ------------------------------------------------------------------

_DRAFT = ("draft", "bao cao.txt", "--agency", "SA", "-o")
_COMMANDS = {"merge": ("merge", "-o"), "share": ("merge", "--share"), "report": ("report", "-o"), "draft": _DRAFT}
#: What is refused, by the code of the error.
_TARGETS = table("""
| command | target                  | code | error                 |
|---------|-------------------------|------|-----------------------|
| merge   | campaign.xlsx           | 2    | output-is-definition  |
| merge   | inbox/SA.xlsx           | 2    | output-in-inbox       |
| merge   | inbox/ket-qua.xlsx      | 2    | output-in-inbox       |
| share   | inbox/sub/ban.xlsx      | 2    | output-in-inbox       |
| report  | inbox/bc.docx           | 2    | output-in-inbox       |
| merge   | master-chia-se.xlsx     | 3    | not-a-master          |
| merge   | ket-qua.txt             | 2    | output-ending         |
| merge   | outgoing/Sở A (SA).xlsx | 3    | not-a-master          |
| merge   | ghi chu.xlsx            | 3    | old-master-unreadable |
| merge   | folder.xlsx             | 3    | old-master-unreadable |
| merge   | ghi chu.docx/m.xlsx     | 3    | cannot-write          |
| share   | campaign.xlsx           | 2    | output-is-definition  |
| share   | master.xlsx             | 2    | share-elsewhere       |
| share   | inbox/SA.xlsx           | 2    | output-in-inbox       |
| share   | outgoing/Sở A (SA).xlsx | 3    | not-a-shared          |
| share   | ghi chu.xlsx            | 3    | old-master-unreadable |
| report  | campaign.xlsx           | 2    | output-ending         |
| report  | abc.txt                 | 2    | output-ending         |
| report  | inbox/bao cao.docx      | 2    | output-in-inbox       |
| report  | ghi chu.docx            | 3    | not-a-report          |
| draft   | campaign.xlsx           | 2    | output-is-definition  |
| draft   | master.xlsx             | 2    | output-is-master      |
| draft   | inbox/SA.xlsx           | 2    | output-in-inbox       |
| draft   | outgoing/Sở B (SB).xlsx | 3    | not-a-form            |
| draft   | ghi chu.xlsx            | 3    | not-a-form            |
| draft   | bieu.docx               | 2    | output-ending         |
""")


@pytest.mark.slow
def test_a_report_is_of_the_masters_day(reported: Folder) -> None:
    """Without a day; with a day, of that one."""
    place = in_folder(reported)
    assert toolkit("merge", *place, *AS_OF) == 0
    for given, month in (((), "January"), (("--as-of", "2021-03-05"), "March")):
        assert toolkit("--lang", "en", "report", "--anew", *place, *given) == 0
        document = docx.Document(str(reported.root / "bao-cao.docx"))
        assert any(f"{month} 2021" in p.text for p in document.paragraphs)


def test_a_result_replaces_only_what_its_command_writes(
    reported: Folder, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The definition, the master, inputs and other people's files: an error, and nothing is touched."""
    monkeypatch.chdir(reported.root)
    assert toolkit("template") == toolkit("merge", "--share", *AS_OF) == toolkit("report", *AS_OF) == 0
    Path("bao cao.txt").write_text("I. Mặt đạt được\n1. Đã họp.\n", encoding="utf-8")
    shutil.copy("bao-cao.docx", "inbox/bao cao.docx")
    shutil.copy("bao-cao.docx", "ghi chu.xlsx")
    Path("ghi chu.docx").write_text("ghi chú", encoding="utf-8")
    Path("folder.xlsx").mkdir()

    def files() -> dict[Path, bytes]:
        paths = (p for p in tmp_path.rglob("*") if p.is_file() and not p.name.startswith(".toolkit"))
        return {path: path.read_bytes() for path in paths}

    before = files()
    capsys.readouterr()
    for row in _TARGETS:
        assert toolkit(*_COMMANDS[row["command"]], row["target"]) == int(row["code"]), row
        assert shows(capsys.readouterr().err, error(row["error"])), row
        assert files() == before, row
    # The master of another campaign, and its copy, are not overwritten by this one's.
    now = another(tmp_path / "đợt 2", "SAU")
    filled(now, "SA", GOOD_FIGURES, LINES, DETAILS)
    for option, name in (("-o", "master.xlsx"), ("--share", "master-chia-se.xlsx")):
        assert toolkit("merge", option, reported.root / name, *in_folder(now)) == 3
        assert shows(capsys.readouterr().err, error("master-of-another"))
        assert (reported.root / name).read_bytes() == before[reported.root / name]
    # The same command may write to the same path again; the default path is not touched.
    for _ in range(2):
        assert toolkit("merge", "-o", "xa/tổng hợp.xlsx", "--share", "gui/ban.xlsx", *AS_OF) == 1
        assert toolkit("report", "-o", "gui/bc.docx", *AS_OF) == 1
        assert toolkit(*_DRAFT, "gui/SA.xlsx") == 0
    assert set(keyed(Path("xa/tổng hợp.xlsx"))) >= {"summary", "totals", "figures"}
    after = files()
    assert {path.name for path in before if after[path] != before[path] and path.suffix != ".gz"} == {"register.xlsx"}
    assert not list(reported.root.rglob("*bản trước*"))


@pytest.mark.slow
def test_an_unreadable_report_is_an_error(folder: Folder, capsys: Captured) -> None:
    """`draft` of a file that is no report gives one message and code 3."""
    for name, content, code in (
        ("missing.docx", None, "cannot-read"),
        ("empty.docx", b"", "letter-unreadable"),
        ("old.doc", compound({"WordDocument": b"\xec\xa5"}), "letter-is-doc"),
        ("cut.pdf", b"%PDF-1.7 ...", "letter-unreadable"),
        ("page.html", b"<!DOCTYPE html><html></html>", "letter-not-supported"),
    ):
        if content is not None:
            (folder.root / name).write_bytes(content)
        assert toolkit("draft", folder.root / name, "--agency", "SA", *in_folder(folder)) == 3
        assert shows(capsys.readouterr().err, error(code))
    assert not form_in(folder.outgoing, "SA").exists()


@pytest.mark.slow
def test_exit_code_0_if_all_reported_without_faults(reported: Folder, capsys: Captured) -> None:
    """If nothing needs a person, `check`, `merge` and `status` return 0; if an agency is missing, 1, and it is named.
    The document of `merge` has the master's path, that of `status` an entry for each agency of the roster."""
    for command in ("check", "merge", "status"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 0
    first = reported.master.read_bytes()
    # The master in the folder is not taken for a report; the second master equals the first.
    capsys.readouterr()
    assert toolkit("merge", *in_folder(reported), *AS_OF, *_JSON) == 0
    merged = document(capsys)
    assert (Path(merged["master"]), merged["counts"]["error"]) == (reported.master, 0)
    assert reported.master.read_bytes() == first
    assert toolkit("status", *in_folder(reported), *AS_OF, *_JSON) == 0
    assert [(a["agency"], a["status"]) for a in document(capsys)["agencies"]] == [
        (code, "accepted") for code in ("SA", "SB", "HC")
    ]
    (reported.inbox / "HC.xlsx").unlink()
    for command in ("check", "merge", "status"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 1
        assert "H. C" in capsys.readouterr().out
    # An error in a cell is shown with its file and value, and with what to do next.
    filled(reported, "SB", BAD_FIGURES, LINES, DETAILS)
    assert toolkit("check", *in_folder(reported), *AS_OF) == 1
    printed = capsys.readouterr().out
    assert "inbox/SB.xlsx" in printed
    assert "nhiều" in printed
    assert shows(printed, commands.CHECK_NEXT)
    # Merging no file is an error (3); checking it is not, but all agencies are missing (1).
    before = reported.master.read_bytes()
    shutil.rmtree(reported.inbox)
    for _ in range(2):
        assert toolkit("merge", *in_folder(reported)) == 3
        assert shows(capsys.readouterr().err, error("nothing-to-merge"))
        assert toolkit("check", *in_folder(reported)) == toolkit("status", *in_folder(reported)) == 1
        reported.inbox.mkdir(exist_ok=True)
    assert reported.master.read_bytes() == before


@pytest.mark.slow
def test_check_takes_files_and_folders(reported: Folder, tmp_path: Path, capsys: Captured) -> None:
    """Only what is named is read; a missing path is wrong use."""
    check = ("check", *in_folder(reported), *AS_OF)
    assert toolkit(*check, reported.inbox / "SA.xlsx", *_JSON) == 1
    found = document(capsys)
    assert [f["file"] for f in found["files"]] == ["inbox/SA.xlsx"]
    assert found["missing"] == ["SB", "HC"]
    assert toolkit(*check, reported.inbox) == 0
    capsys.readouterr()
    assert toolkit(*check, tmp_path / "nowhere") == 2
    assert shows(capsys.readouterr().err, error("no-such-path"))
    # A file is skipped only if name and bytes are those that systems and programs leave.
    left = {".~lock.SA.xlsx#": b"x", "~$SA.xlsx": b"\x05Lan", "._SA.xlsx": b"\0\5\x16\7", ".DS_Store": b"\0\0\0\1"}
    left[".~0123456789ab.xlsx"] = (reported.inbox / "SA.xlsx").read_bytes()
    for name, data in left.items():
        (reported.inbox / name).write_bytes(data)
    for name in (".bao cao SA.xlsx", "~$SB.xlsx"):
        (reported.inbox / name[-7:]).rename(reported.inbox / name)
    assert toolkit("check", *in_folder(reported), *AS_OF, *_JSON) == 0
    assert listed(capsys).keys() == {"inbox/.bao cao SA.xlsx", "inbox/~$SB.xlsx", "inbox/HC.xlsx"}


@pytest.mark.slow
def test_the_campaign_may_stand_before_the_command(
    reported: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """`--campaign` is accepted before and after the command, as a folder and as a file; in any folder of a campaign its
    definition is read. `--as-of` takes 2021-01-15 and 15/01/2021."""
    for where, day in ((reported.root, "2021-01-15"), (reported.definition, "15/01/2021")):
        assert toolkit("--campaign", where, "status", "--as-of", day) == 0
        capsys.readouterr()
        assert toolkit("status", "--campaign", where, "--as-of", day, *_JSON) == 0
        assert document(capsys)["as_of"] == "2021-01-15"
    monkeypatch.chdir(reported.inbox)
    assert toolkit("status", *AS_OF) == 0


# --- Wrong use -----------------------------------------------------------------------------------


@cases("""
| case                       | arguments                  | code               | near       |
|----------------------------|----------------------------|--------------------|------------|
| a misspelt option          | merge --workrs 2           | no-such-option     | --workers  |
| a misspelt command         | merg                       | no-such-command    | merge      |
| a missing option           | draft a.docx               | missing-parameter  | --agency   |
| a missing argument         | new                        | missing-parameter  | FOLDER     |
| a choice that is none      | check --format yaml        | bad-parameter      | json       |
| a number out of range      | check --workers 0          | bad-parameter      |            |
| a word for a number        | check --workers two        | bad-parameter      |            |
| a language that is none    | status --lang fr           | bad-parameter      | vi         |
| a day that is none         | status --as-of 31/02/2020  | bad-date           | 31/02/2020 |
| no day                     | merge --as-of=             | bad-date           |            |
| a folder that is not there | status --campaign nowhere  | definition-missing | nowhere    |
""")
def test_wrong_use_is_one_clear_message(
    reported: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: str, code: str, near: str
) -> None:
    """Wrong use is code 2 and a message on standard error, with a suggestion if there is one."""
    monkeypatch.chdir(reported.root)
    assert toolkit(*arguments.split()) == 2
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


_ON_DEFINITION = ("template", "check", "merge", "status")


def test_exit_code_2_without_a_definition(folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Outside a campaign folder a command says where it looked and how to start; `toolkit` alone shows its commands."""
    monkeypatch.chdir(folder.root.parent)
    for command in _ON_DEFINITION:
        assert toolkit(command) == 2
        assert shows(capsys.readouterr().err, error("definition-not-found"))
    assert toolkit() == 0
    assert shows(capsys.readouterr().out, commands.HELP["merge"])
    # A definition that is no workbook cannot be read. It is no agency's report: inbox and agencies are not mentioned.
    locked = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    for content in (b"", b"text", b"PK\x03\x04", locked):
        folder.definition.write_bytes(content)
        assert toolkit("merge", *in_folder(folder)) == 2
        printed = capsys.readouterr().err
        assert shows(printed, error("definition-unreadable"))
        assert "inbox" not in printed
        assert "đơn vị" not in printed
    folder.definition.unlink()
    linked(folder.definition, folder.definition, folder=False)  # that cannot be opened
    assert toolkit("check", *in_folder(folder)) == 2


@pytest.mark.slow
def test_exit_code_2_for_a_wrong_definition_with_all_its_mistakes(folder: Folder, capsys: Captured) -> None:
    """Every command reports all mistakes of the definition with their cells, in its JSON document too."""

    def do(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value in ("số đếm", "đạt được"):
                        cell.value = f"{cell.value}x"

    change(folder.definition, do)
    for command in _ON_DEFINITION:
        assert toolkit(command, *in_folder(folder)) == 2
        printed = capsys.readouterr()
        assert shows(printed.err, error("definition-wrong"))
        assert printed.err.count("→") == 2
        assert "“số đếm”" in printed.err
        assert "“đạt được”" in printed.err
        assert printed.out == ""
    with pytest.raises(DefinitionError):
        definition(folder.root, agencies=AGENCIES, indicators=INDICATORS.replace("count", "cuont"), sections=SECTIONS)
    for command in ("check", "merge", "status", "collect"):
        assert toolkit(command, *in_folder(folder), *_JSON) == 2
        found = document(capsys)
        assert found["error"]["code"] == "definition-wrong"
        assert [(f["code"], f["cell"]) for f in found["findings"]] == [("definition-unknown-value", "F5")]
        assert found["counts"]["error"] == 1


# --- What cannot be done -------------------------------------------------------------------------


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
    reported: Folder, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its content is unknown: an error by its name in `check`, `merge`, `status` and the master."""
    usual, inside = in_folder(reported), reported.inbox / "nhận qua Zalo"
    inside.mkdir()
    (reported.inbox / "HC.xlsx").rename(inside / "HC.xlsx")
    with monkeypatch.context() as patch:
        closed(inside, patch)
        for command in ("check", "merge", "status"):
            assert toolkit(command, *usual, *AS_OF) == 1
            printed = capsys.readouterr().out
            assert "inbox/nhận qua Zalo" in printed
            assert "không có quyền" in printed
            assert "inbox/HC.xlsx" not in printed
        assert toolkit("check", *usual, *AS_OF, *_JSON) == 1
        (unknown,) = (f for f in document(capsys)["files"] if "Zalo" in f["file"])
        assert (unknown["status"], unknown["findings"][0]["code"]) == ("rejected", "unreadable-folder")
        assert toolkit("status", *usual, *AS_OF, *_JSON) == 1
        assert [f["code"] for f in document(capsys)["not_opened"]] == ["unreadable-folder"]
        findings = keyed(reported.master)["findings"]
        assert "unreadable-folder" in [findings.text(row, "code") for row in findings.rows]
    assert toolkit("merge", *usual, *AS_OF) == 0  # nothing of it was kept
    # A linked folder is reported like a folder inside the inbox.
    (tmp_path / "Zalo").mkdir()
    linked(reported.inbox / "Zalo", tmp_path / "Zalo")
    with monkeypatch.context() as patch:
        closed(reported.inbox / "Zalo", patch)
        capsys.readouterr()
        assert toolkit("check", *usual, *AS_OF) == 1
        assert "Không mở được thư mục inbox/Zalo (không có quyền)" in capsys.readouterr().out
    # An inbox that cannot be opened is not taken for an empty one; the master is not replaced by one of nothing.
    before = reported.master.read_bytes()
    closed(reported.inbox, monkeypatch)
    for command in ("check", "status"):
        assert toolkit(command, *usual, *AS_OF) == 1
        assert shows(capsys.readouterr().out, FINDINGS["unreadable-folder"].what)
    for command in ("merge", "report"):
        assert toolkit(command, *usual, *AS_OF) == 3
        assert shows(capsys.readouterr().err, error("cannot-read"))
    assert reported.master.read_bytes() == before


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
    for command in ("check", "merge"):
        assert toolkit(command, *in_folder(reported), *AS_OF, *_JSON) == 0
        assert expected == listed(capsys)
    # A link to a folder above leads to forms to send and whatever else is there: an error by the link's name.
    linked(reported.inbox / "tất cả", tmp_path)
    for command in ("check", "merge", "status"):
        assert toolkit(command, *in_folder(reported), *AS_OF) == 1
        assert "“inbox/tất cả” là liên kết dẫn ngược lên" in capsys.readouterr().out
    assert toolkit("check", *in_folder(reported), *AS_OF, *_JSON) == 1
    assert listed(capsys) == {**expected, "inbox/tất cả": "rejected"}
    before = reported.master.read_bytes()
    for path in (*reported.inbox.rglob("*.xlsx"), tmp_path / "Zalo" / "mới" / "HC.xlsx"):
        path.unlink(missing_ok=True)
    assert toolkit("merge", *in_folder(reported), *AS_OF) == 3
    assert shows(capsys.readouterr().err, error("nothing-to-merge"))
    assert before == reported.master.read_bytes()


@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_a_junction_is_a_link(
    reported: Folder, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    """Windows does not call it one: followed once, and reported if it leads to a folder above."""
    inbox = reported.inbox
    (inbox / "sở").mkdir()
    (inbox / "SA.xlsx").rename(inbox / "sở" / "SA.xlsx")
    junctions = {inbox / "chép lại": inbox / "sở", inbox / "sở" / "vòng": inbox, inbox / "tất cả": tmp_path}
    for link, target in junctions.items():
        linked(link, target)
    lstat = os.lstat

    def is_junction(path: object) -> bool:
        return Path(str(path)) in junctions

    def marked(path: Any, **more: Any) -> Any:
        return SimpleNamespace(st_reparse_tag=0xA0000003) if is_junction(path) else lstat(path, **more)

    resolved = {link: os.path.realpath(link) for link in junctions}
    walking = "toolkit.files.walking.os"
    monkeypatch.setattr(f"{walking}.path.realpath", lambda path: resolved.get(Path(path)) or os.path.abspath(path))
    monkeypatch.setattr(f"{walking}.path.islink", lambda _: False)
    if python == "3.11":
        monkeypatch.delattr("os.path.isjunction", raising=False)
        monkeypatch.setattr(f"{walking}.lstat", marked)
    else:
        monkeypatch.setattr("os.path.isjunction", is_junction, raising=False)
    assert toolkit("check", *in_folder(reported), *AS_OF, *_JSON) == 1
    files = dict.fromkeys(["inbox/HC.xlsx", "inbox/SB.xlsx", "inbox/sở/SA.xlsx"], "accepted")
    assert listed(capsys) == {**files, "inbox/tất cả": "rejected"}


_ODD, _DAYS = (
    line.split()
    for line in (
        "nan inf -inf Infinity -1 -0.1 0 1e9 1_000 0x64 ９９９ ٣٠٠ 1,5 1e-400 ² --",
        "nan inf -1 0 0001-01-01 1899-12-31 31/12/1899 10000-01-01 2020-02-30 2020-1 ９ 44000",
    )
)


@pytest.mark.slow
def test_invalid_numbers_and_days_of_options_are_reported(reported: Folder, capsys: Captured) -> None:
    """A value of any option that is no number, or out of range, is quoted in the message."""
    options = 0
    for name, command in cli.build("vi").commands.items():
        needed = ["x"] * sum(p.required and isinstance(p, click.Argument) for p in command.params)
        needed += ["--agency", "x"] if name == "draft" else []
        for option in (p for p in command.params if isinstance(p, click.Option)):
            is_day, is_number = option.metavar == "DATE", "range" in option.type.name
            assert is_number or ("number" not in option.type.name and option.type.name not in ("integer", "float"))
            for value in [*_DAYS, ""] if is_day else [*_ODD, "9" * 400, "", " "] if is_number else []:
                language: Language = "en" if options % 2 else "vi"
                typed = (option.opts[0], value, "--lang", language)
                assert toolkit(name, *needed, *in_folder(reported), *typed) == 2, typed
                err = capsys.readouterr().err
                codes = ("bad-date", "date-before-1900") if is_day else ("bad-parameter",)
                assert any(shows(err, commands.ERRORS[code], language) for code in codes), (typed, err)
                assert value.strip() in err
                options += 1
    assert options > 150
    limits = ("--timeout", "0.5", "--memory", "100", "--workers", "1")
    assert toolkit("check", *in_folder(reported), *AS_OF, *limits) in (0, 1)


@cases("""
| arguments         | language | sentence                                                                      |
|-------------------|----------|-------------------------------------------------------------------------------|
| check --workers 0 | vi | --workers: không dùng được “0”. Cần một số nguyên từ 1 đến 1024.                    |
| check --workers 0 | en | --workers: “0” cannot be used. It takes a whole number from 1 to 1024.              |
| check --timeout x | vi | --timeout: không dùng được “x”. Cần một số từ 0.1 đến 86400.                        |
| check --timeout x | en | --timeout: “x” cannot be used. It takes a number from 0.1 to 86400.                 |
| check --format xml | vi | --format: không dùng được “xml”. Cần một trong: text, json.                        |
| check --format xml | en | --format: “xml” cannot be used. It takes one of: text, json.                       |
| check --workers   | vi | Tùy chọn --workers cần có một giá trị ngay sau nó.                                  |
| check --workers   | en | The option --workers takes a value right after it.                                  |
| draft             | vi | Thiếu tên tệp báo cáo (REPORT).                                                     |
| draft             | en | the report's file name (REPORT) is missing.                                         |
| draft a.docx      | vi | Thiếu --agency.                                                                     |
| draft a.docx      | en | --agency is missing.                                                                |
| new a b           | vi | Thừa: b. Tên có dấu cách thì đặt trong ngoặc kép.                                   |
| new a b           | en | Too many arguments: b. Put names with blanks in double quotes.                      |
| collect --password-file x | vi | --password-file: không dùng được “x”. Cần một tệp có sẵn, đọc được.         |
| collect --password-file x | en | --password-file: “x” cannot be used. It takes a file that is there and can be read. |
""")
def test_wrong_use_is_reported_in_the_users_language(
    capsys: Captured, arguments: str, language: str, sentence: str
) -> None:
    """What the parser of the command line rejects is one message of the toolkit's, in either language."""
    command, *rest = arguments.split()
    assert toolkit(command, "--lang", language, *rest) == 2
    assert capsys.readouterr().err.splitlines()[0] == sentence


# --- JSON ----------------------------------------------------------------------------------------


def test_wrong_use_is_one_json_document_too(
    reported: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that requests JSON gets it whatever else is wrong; for an error of the system or of the toolkit too."""
    for arguments, code in (("--workers x", "wrong-use"), ("--nosuch", "wrong-use"), ("--as-of foo", "bad-date")):
        assert toolkit("status", *_JSON, *arguments.split(), *in_folder(reported)) == 2
        printed = capsys.readouterr()
        assert json.loads(printed.out)["error"]["code"] == code
        assert json.loads(printed.out)["error"]["message"] in printed.err
    faults = {"out-of-memory": MemoryError(), "system-refused": OSError(errno.EIO, "x"), "internal": ValueError("x")}
    for code, fault in faults.items():

        def fail(*_: object, fault: Exception = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr("toolkit.run.operations.check_files", fail)
        assert toolkit("check", *_JSON, *in_folder(reported)) == 3
        assert document(capsys)["error"]["code"] == code


@pytest.mark.slow
def test_check_prints_one_json_document(reported: Folder, capsys: Captured) -> None:
    """`check --format json` prints the contract's document and nothing else on standard output, neither messages about
    the definition."""

    def do(book: Workbook) -> None:
        sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:sections")
        sheet.cell(1, sheet.max_column + 1).value = "guidence"

    change(reported.definition, do)
    filled(reported, "SB", BAD_FIGURES, LINES, DETAILS)
    (reported.inbox / "HC.xlsx").unlink()
    (reported.inbox / "la.txt").write_text("không phải biểu", encoding="utf-8")
    assert toolkit("check", *in_folder(reported), *AS_OF, *_JSON) == 1
    made = document(capsys)
    assert (made["campaign"], made["missing"]) == ("THU-2021", ["HC"])
    files = {f["file"]: f for f in made["files"]}
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
    assert made["counts"] == {s: sum(f["severity"] == s for f in found) for s in ("error", "warning", "note")}


# --- Languages -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_default_language_is_vietnamese(
    reported: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """`--lang en` and `TOOLKIT_LANG=en` give English; the option goes before the variable."""
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
    monkeypatch.delenv("TOOLKIT_LANG")
    # So do help, which has no words of the parser's, and the messages about wrong use.
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        assert toolkit("--help", "--lang", language) == 0
        printed = capsys.readouterr().out
        assert shows(printed, commands.USAGE, language)
        assert shows(printed, commands.USAGE_COMMANDS, language)
        assert toolkit("merge", "--help", "--lang", language) == 0
        printed = capsys.readouterr().out
        assert shows(printed, commands.USAGE_OPTIONS, language)
        assert re.findall(r"RANGE|x>=", printed) == []
        assert shows(printed, commands.OPTIONS["help"], language)
        assert toolkit("merge", "--nothing", "--lang", language) == 2
        assert shows(capsys.readouterr().err, commands.ERRORS["no-such-option"], language)
    assert toolkit("draft", "--help", "--lang", "vi") == 0
    printed = capsys.readouterr().out
    assert "[bắt buộc]" in printed
    assert "required" not in printed
    assert toolkit("--version") == 0
    assert __version__ in capsys.readouterr().out


# --- Whatever is in the inbox --------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_in_the_inbox_ends_a_command(reported: Folder, capsys: Captured) -> None:
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
        "~$SA.xlsx": b"lock",
    }.items():
        (inbox / name).write_bytes(content)
    for name, part in (("archive.xlsx", "thư.txt"), ("hollow.xlsx", "xl/workbook.xml")):
        with zipfile.ZipFile(inbox / name, "w") as archive:
            archive.writestr(part, "<workbook/>")
    (inbox / "folder.xlsx").mkdir()
    for command in ("merge", "status", "check"):
        capsys.readouterr()
        assert toolkit(command, *in_folder(reported), *AS_OF, *_JSON) == 1
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        found = json.loads(printed.out)
    files = {f["file"]: f for f in found["files"]}
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
    code, out, err = process(["merge", *in_folder(reported), *AS_OF, *_JSON])
    assert (code, err) == (0, b"")
    assert len(json.loads(out.decode("utf-8"))["files"]) == 5
    code, out, err = process(["status", *in_folder(reported), *AS_OF])
    assert (code, err) == (0, b"")
    out.decode("utf-8")


# --- As a program ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_pipe_with_an_old_code_page_works(reported: Folder) -> None:
    """Output to pipes is UTF-8 even if their code page has no Vietnamese letters; a pipe that is closed, as of
    `toolkit … | head`, ends the command without a traceback."""
    check = ["check", *in_folder(reported), *AS_OF]
    for encoding, command, text in (
        ("cp1252", check, commands.REPORTED),
        ("ascii", ["--help"], commands.USAGE),
        ("cp1258", ["--help"], commands.USAGE),
    ):
        code, out, err = process(command, PYTHONIOENCODING=encoding)
        assert (code, err) == (0, b"")
        assert shows(out.decode("utf-8"), text)
    code, _, err = process(["merg"], PYTHONIOENCODING="cp1252")
    assert code == 2
    assert shows(err.decode("utf-8"), error("no-such-command"))
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-m", "toolkit", *check, *_JSON], stdout=pipe, stderr=pipe) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        printed = running.stderr.read()
    assert b"Traceback" not in printed
    assert not shows(printed.decode("utf-8"), error("internal"))


def loaded(*arguments: str) -> set[str]:
    """The modules that are imported at the end of a command in a separate process."""
    script = (
        "import sys\nfrom toolkit.cli.main import run\ncode = run(sys.argv[1:])\n"
        "sys.stderr.write(' '.join(sorted(sys.modules)))\nsys.exit(code)"
    )
    command = [sys.executable, "-c", script, *arguments]
    return set(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stderr.split())


@pytest.mark.parametrize("command", ["", *cli.COMMANDS])
def test_help_imports_nothing_slow(command: str) -> None:
    """`toolkit --help` and `toolkit check --help` import neither the work nor other commands."""
    modules = loaded(*command.split(), "--help")
    heavy = "pandas numpy openpyxl xlsxwriter python_calamine mammoth docx jinja2 starlette uvicorn multiprocessing"
    assert modules & set(heavy.split()) == set()
    assert {name.split(".")[1] for name in modules if name.startswith("toolkit.")} == {"_version", "cli", "messages"}
    other = {*cli.COMMANDS, "overview", "json_output", "sending", *(() if command else ("results",))} - {command}
    assert modules & {f"toolkit.cli.{cli.COMMANDS.get(name, name)}" for name in other} == set()
    assert {"click", "toolkit.cli.main"} <= modules


@pytest.mark.slow
def test_only_the_desk_imports_the_server(reported: Folder) -> None:
    """A merge is no slower for the desk: none of its modules are imported."""
    modules = loaded("merge", *in_folder(reported), *AS_OF)
    assert modules & {"starlette", "uvicorn", "jinja2", "anyio", "h11", "python_multipart"} == set()
    assert {"toolkit", "xlsxwriter"} <= modules
    assert reported.master.is_file()


@pytest.mark.parametrize(("set_before", "then"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_a_command_has_one_thread_for_matrix_products(set_before: dict[str, str], then: str) -> None:
    """In all its processes, unless the environment says otherwise."""
    script = (
        "import os\nfrom toolkit.cli import main\nmain.run = lambda _: print(os.environ['OPENBLAS_NUM_THREADS']) or 0\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"} | set_before
    command = [sys.executable, "-c", f"{script}main.main()"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    assert done.stdout.split() == [then], done.stderr
