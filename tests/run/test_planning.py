"""Before forms are sent: what each agency must report, one form to look at, the rules tried on last time's figures."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from tests import building
from tests.building import filled, keyed, merge, type_into
from tests.cases import cases
from tests.cli.test_cli import AGENCIES, GOOD_FIGURES, INDICATORS, LINES, SECTIONS, in_folder, shows, toolkit
from tests.desk.campaign import only_defined
from toolkit.agencies.names import agencies_with_forms
from toolkit.desk.reading import view_of
from toolkit.messages import commands, planning
from toolkit.run.folder import PREVIEWS, Folder, new_folder, open_folder
from toolkit.run.operations import write_templates
from toolkit.run.planning.asking import cautions, plan

Captured = pytest.CaptureFixture[str]
DUE = date(2021, 1, 10)
WRONG_RULES = """
| code | formula | severity | message  |
|------|---------|----------|----------|
| R1   | =N1>=1  | error    | Ít quá.  |
| R2   | =N1=0   | warning  | Có số.   |
| R3   | =N1<0   | error    | Âm.      |
| R4   | =N1>=0  | error    | Âm.      |
| R5   | =N1<=11 | error    | Nhiều.   |
"""


def definition(at: Path, about: Mapping[str, str] | None = None, **tables: str) -> Folder:
    """A campaign whose forms name where to send them back."""
    return building.definition(at, about={"contact_email": "a@b.vn", **(about or {})}, **tables)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A campaign of three agencies in which nothing is made yet."""
    return definition(tmp_path / "đợt 2", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The master of the previous campaign."""
    about = {"id": "NAM-TRUOC", "periods": "2019 | 2020", "deadline": "2020-12-31"}
    last = definition(tmp_path / "trước", about=about, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    for agency in ("SA", "HC"):
        filled(last, agency, GOOD_FIGURES, LINES)
    merge(last)
    return last.master


# --- In three lines ------------------------------------------------------------------------------


@pytest.mark.slow
def test_three_lines_say_what_is_required_of_whom_until_when(tmp_path: Path) -> None:
    """The agencies by group, the numbers of indicators, periods and sections, the deadline. The parts of splits are
    counted beside the indicators defined, in no agency's number."""
    splits = "| code | label | parts | of |\n|---|---|---|---|\n| G | giới | Nam\\|Nữ | N1 |\n"
    made = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, splits=splits)
    campaign = made.campaign
    whole, areas = sum(not i.part_of for i in campaign.indicators), len(campaign.sections)
    lines = plan(campaign, date(2021, 1, 7), "vi").lines
    assert len(lines) == 3
    assert [a.code for a in agencies_with_forms(campaign)] == ["SA", "SB", "HC"]
    groups = "; ".join(planning.GROUP.say("vi", name=n, count=c) for n, c in (("sở", 2), ("huyện", 1)))
    assert lines[0] == planning.WHOM.say("vi", count=3, groups=groups)
    indicators = planning.INDICATORS.say("vi", count=whole, periods=2, names="2019, 2020")
    assert indicators in lines[1]
    assert planning.SECTIONS.say("vi", count=areas) in lines[1]
    assert planning.PARTS.say("vi", count=2) in lines[1]
    assert f"{whole + 2} chỉ tiêu" not in lines[1]
    assert lines[2] == planning.WHEN.say("vi", deadline="10/01/2021", when=commands.STANDS_LEFT.say("vi", days=3))


def test_the_example_is_the_fullest_form(tmp_path: Path) -> None:
    """Agencies that end before the deadline, and those without a question, count as asked for nothing."""
    agencies = """
    | code | name | group | until      | active |
    |------|------|-------|------------|--------|
    | OLD  | Cũ   | sở    | 2020-06-30 |        |
    | A    | A    | sở    |            |        |
    | B    | B    |       |            |        |
    | C    | C    | khác  |            |        |
    | D    | D    | sở    |            | no     |
    | E    | E    | sở    | 2020-06-30 | no     |
    """
    indicators = """
    | code | label | unit | kind  | asked_of | formula |
    |------|-------|------|-------|----------|---------|
    | N1   | Một   | vụ   | count | sở\\|B   |         |
    | N2   | Hai   | vụ   | count | B        |         |
    | N3   | Ba    | vụ   | count | B        | =N1+N2  |
    """
    campaign = definition(tmp_path / "c", agencies=agencies, indicators=indicators).campaign
    planned = plan(campaign, DUE, "en")
    assert planned.example == "B"
    groups = f"sở: 1; {planning.NO_GROUP.en}: 1"
    without = "2 with “no” under “In this round”; 1 that does not exist on the day it is due"
    assert planned.lines[0] == planning.WHOM_WITHOUT.say("en", count=2, groups=groups, without=without)
    assert "3 indicators (1 computed) for 2 periods (2019, 2020); each agency 1 to 3 indicators" in planned.lines[1]


@pytest.mark.slow
def test_what_no_output_shows_is_reported_before_forms_are_written(tmp_path: Path) -> None:
    """The unshown indicators are among what to check, with the sheets concerned; nothing if all are shown."""
    sources = (" source |", "---|", " cần đối chiếu |", *[" luật |"] * 99)
    marked = "\n".join(a + b for a, b in zip(INDICATORS.strip().splitlines(), sources, strict=False))
    made = [definition(tmp_path / str(n), agencies=AGENCIES, indicators=i) for n, i in enumerate((marked, INDICATORS))]
    with_source, shown = ({*plan(folder.campaign, DUE, "vi").cautions} for folder in made)
    (reported,) = with_source - shown
    assert "Chỉ tiêu 1" in reported
    assert shows(reported, commands.TEMPLATE_TO_CONFIRM)


@pytest.mark.slow
def test_toolkit_alone_and_the_desk_say_the_same_until_forms_are_made(tmp_path: Path, capsys: Captured) -> None:
    """Title, three lines, what to check, the next step; once there is a form, the state of the campaign."""
    folder = only_defined(tmp_path)
    assert toolkit(*in_folder(folder)) == 0
    lines = capsys.readouterr().out.splitlines()
    stand, _ = view_of(folder, date.today(), "vi", lambda _kind, _what: None)
    assert lines[1 : 1 + len(stand.plan) + len(stand.cautions)] == [*stand.plan, *stand.cautions]
    assert len(stand.plan) == 3
    assert shows(lines[-2], planning.PREVIEW_FIRST)
    assert f'--preview "{stand.example}"' in lines[-2]
    assert shows(lines[-1], planning.THEN_ALL)
    write_templates(folder, "SA")
    assert toolkit(*in_folder(folder)) == 0
    assert shows(capsys.readouterr().out, commands.STANDS_FORMS)
    assert view_of(folder, DUE, "vi", lambda _kind, _what: None)[0].plan == ()


# --- What to check -------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_past_deadline_is_reported_before_forms_are_written(folder: Folder) -> None:
    """It is reported from the day after, if no form was made; later only if it is long ago."""
    assert cautions(folder.campaign, DUE, "vi") == ()
    (reported,) = cautions(folder.campaign, date(2021, 1, 12), "vi")
    assert shows(reported, planning.DEADLINE_PAST)
    assert cautions(folder.campaign, date(2021, 2, 9), "vi", sent=True) == ()
    assert len(cautions(folder.campaign, date(2021, 2, 10), "vi", sent=True)) == 1


@cases("""
| periods        | deadline   | cutoff     | text                   |
|----------------|------------|------------|------------------------|
| 2020           | 2020-12-30 |            | DEADLINE_BEFORE_END    |
| 2020           | 2020-12-31 |            |                        |
| 2019 \\| 2020-6M | 2020-06-29 |          | DEADLINE_BEFORE_END    |
| 2020-Q4        | 2020-12-20 | 2020-12-14 |                        |
| 2020-Q4        | 2020-12-10 | 2020-12-14 | DEADLINE_BEFORE_CUTOFF |
| 2020-M12       |            |            | NOT_GIVEN              |
""")
def test_a_deadline_before_the_end_of_the_periods_is_reported(
    tmp_path: Path, periods: str, deadline: str, cutoff: str, text: str
) -> None:
    """It is before the last period's end or before the cut-off; a missing deadline is reported too."""
    about = {"issued": "", "periods": periods, "deadline": deadline, "cutoff": cutoff}
    made = definition(tmp_path / "c", about=about, agencies=AGENCIES, indicators=INDICATORS)
    reported = cautions(made.campaign, date(2020, 6, 1), "vi")
    assert [shows(line, getattr(planning, text)) for line in reported] == [True] * bool(text)


@pytest.mark.slow
def test_what_cannot_be_right_is_reported_before_forms_are_sent(tmp_path: Path) -> None:
    """Blanks in the forms' texts, in one line by the names of their lines in the sheet."""
    blank = dict.fromkeys(("deadline", "issued", "contact_email"), "")
    made = definition(tmp_path / "blank", blank, agencies=AGENCIES, indicators=INDICATORS)
    (reported,) = cautions(made.campaign, DUE, "vi")
    assert shows(reported, planning.NOT_GIVEN)
    assert "“Hạn gửi báo cáo”, “Thư điện tử nhận biểu”" in reported
    assert cautions(made.campaign, DUE, "vi", sent=True) == ()


@pytest.mark.slow
def test_unchanged_parts_of_a_starter_are_reported_in_one_line(tmp_path: Path, capsys: Captured) -> None:
    """It names each sheet, for the command that writes forms too; the samples and the starter itself have none."""
    samples = Path(__file__).parents[2] / "sample_workbooks"
    start = open_folder(new_folder(tmp_path / "mới").parent)
    for campaign in (start.campaign, open_folder(samples).campaign):
        assert cautions(campaign, date(2020, 6, 10), "vi") == ()
    cells = keyed(start.definition)["campaign"]
    rows = {row.key: row for row in cells.rows}
    about = {"id": "KHAC-1", "title": "Báo cáo cải cách hành chính"}
    type_into(start.definition, [((cells.name, cells.address(rows[k], "value")), v) for k, v in about.items()])
    assert toolkit("template", "SYT", *in_folder(start), "--as-of", "2020-06-10") == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert shows(lines[0], planning.LEFTOVERS)
    for sheet in ("Đợt báo cáo", "Đơn vị", "Chỉ tiêu", "Quy tắc"):
        assert f"“{sheet}”" in lines[0]
    assert "35" in lines[0]


# --- One form to look at -------------------------------------------------------------------------


def write_preview(folder: Folder, agency: str, kept: Callable[[Path], None] = lambda _: None) -> Path:
    (path,) = write_templates(folder, agency, into=folder.root / PREVIEWS, copied=kept)
    return path


@pytest.mark.slow
def test_a_preview_is_the_form_and_does_not_count_as_one(folder: Folder, capsys: Captured) -> None:
    """The same bytes as the form that is sent, in a separate folder; no form is made by it."""
    path = write_preview(folder, "sở a")
    assert path == folder.root / "xem-thu" / "Sở A (SA).xlsx"
    assert not folder.outgoing.exists()
    assert toolkit(*in_folder(folder)) == 0
    assert shows(capsys.readouterr().out, planning.PREVIEW_FIRST)
    assert path.read_bytes() == write_templates(folder, "SA")[0].read_bytes()


@pytest.mark.slow
def test_a_filled_in_preview_is_not_merged_and_is_kept(folder: Folder, capsys: Captured) -> None:
    """A merge skips it even if the campaign's folder or the preview itself is named; check reads it. A second preview
    keeps the filled-in one, and nothing is written to outgoing."""
    path = write_preview(folder, "SA")
    form = keyed(path)["figures"]
    (row,) = [row for row in form.rows if row.key == "N1"]
    type_into(path, [((form.name, form.address(row, "2019")), 5)])
    assert toolkit("merge", path, *in_folder(folder)) == 3
    assert shows(capsys.readouterr().err, commands.ERRORS["nothing-to-merge"])
    assert not folder.master.exists()
    filled(folder, "SB", GOOD_FIGURES, LINES)
    toolkit("merge", folder.root, *in_folder(folder), "--as-of", "2021-01-15")
    assert {row.key for row in keyed(folder.master)["by_agency"].rows if not row.for_people} == {"SB"}
    toolkit("check", path, *in_folder(folder), "--as-of", "2021-01-15")
    assert "1/3" in capsys.readouterr().out
    typed, kept = path.read_bytes(), list[Path]()
    assert write_preview(folder, "SA", kept=kept.append) == path
    assert [(k.parent, k.read_bytes()) for k in kept] == [(path.parent, typed)]
    assert path.read_bytes() != typed
    assert not folder.outgoing.exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="what opens files there cannot be put in place")
def test_a_preview_is_opened_as_by_a_double_click(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """In the system's program for it, without a shell; not with --no-open."""
    said_to, programs = tmp_path / "opened", tmp_path / "bin"
    programs.mkdir()
    opener = programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > "{said_to}.part" && mv "{said_to}.part" "{said_to}"\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    assert toolkit("template", "--preview", "SA", "--no-open", *in_folder(folder)) == 0
    assert not said_to.exists()
    assert toolkit("template", "--preview", "SA", *in_folder(folder)) == 0
    end = time.monotonic() + 10
    while not said_to.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert said_to.read_text(encoding="utf-8") == str(folder.root / "xem-thu" / "Sở A (SA).xlsx")
    assert shows(capsys.readouterr().out, planning.PREVIEW_DONE)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert toolkit("template", "--preview", "SA", *in_folder(folder)) == 0
    assert shows(capsys.readouterr().out, planning.PREVIEW_NOT_OPENED)


# --- Rules tried on last time's figures ----------------------------------------------------------


@pytest.mark.slow
def test_rules_are_tried_on_last_times_master(tmp_path: Path, folder: Folder, before: Path, capsys: Captured) -> None:
    """Agencies that would have failed with which figures; no form is written.
    Without rules a message says so; a file that is no master is refused as with --previous. Agencies with --preview or
    --try, and both of these, are wrong use; nothing is written."""
    now = definition(tmp_path / "nay", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, rules=WRONG_RULES)
    assert toolkit("template", "--try", before, *in_folder(now)) == 1
    printed = capsys.readouterr().out
    for text in (planning.TRIED, planning.WOULD_FAIL, planning.FAILS, planning.ALL_HELD, planning.TRY_AGAIN):
        assert shows(printed, text), text
    lines = printed.splitlines()
    place = next(n for n, line in enumerate(lines) if "R5 (=N1<=11)" in line)
    failing = [line.strip() for line in lines[place + 1 : place + 3]]
    assert failing == ["Sở A (SA): 2020 (N1 = 12)", "H. C (HC): 2020 (N1 = 12)"]
    assert not now.outgoing.exists()
    assert toolkit("template", "--try", before, *in_folder(folder)) == 0
    assert shows(capsys.readouterr().out, planning.TRIED_NONE)
    assert toolkit("template", "--try", folder.definition, *in_folder(folder)) == 3
    assert shows(capsys.readouterr().err, commands.ERRORS["no-master"])
    wrong = (("SA", "--preview", "SB"), ("SA", "--try", before), ("--preview", "SA", "--try", before))
    for words in (*wrong, ("--try", before, "--previous", before)):
        assert toolkit("template", *words, *in_folder(folder)) == 2
        assert shows(capsys.readouterr().err, commands.ERRORS["preview-alone"])
    assert toolkit("template", "--preview", "không có", "--no-open", *in_folder(folder)) == 2
    assert shows(capsys.readouterr().err, commands.ERRORS["no-such-agency"])
    assert not (folder.root / "xem-thu").exists()
    assert not folder.outgoing.exists()
