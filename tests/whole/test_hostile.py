"""Every hostile or odd file gets its finding; the good ones beside them are merged; nothing planted comes alive."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest

from tests import hostile
from tests.building import codes, definition, keyed, merge, read, records, write
from tests.hostile import AGENCIES, PLANTED, Planted, plant
from tests.whole.test_conservation import essence
from toolkit.files.form_names import code_in
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.run.folder import Folder

#: Prints the most memory that the main process took, in KiB, once the command is done. (What the system
#: reports as a process's own peak may be that of the one which started it.)
_MEASURED = """
import sys
from toolkit.cli.main import run
sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # as the command itself does
code = run(sys.argv[1:])
sys.stdout.flush()
try:
    peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0]
except OSError:
    peak = ""
print("peak", peak, file=sys.stderr)
sys.exit(code)
"""
#: What follows in a form from a figure that was changed without calculating anew.
_FOLLOWING = {"computed-differs", "computed-not-checkable", "total-differs", "required-missing", "details-missing"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("hostile"))


def toolkit(planted: Planted, *arguments: str, seconds: int = 10) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _MEASURED, *arguments, "--as-of", "2021-01-15", "--timeout", str(seconds)]
    return subprocess.run(
        command, cwd=planted.folder.root, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


@pytest.fixture(scope="module")
def merged(planted: Planted) -> subprocess.CompletedProcess[str]:
    return toolkit(planted, "merge", "--format", "json")


@pytest.fixture(scope="module")
def files(merged: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    found = json.loads(merged.stdout)["files"]
    return {file["file"].removeprefix("inbox/"): file for file in found}


@pytest.fixture(scope="module")
def checked(planted: Planted) -> subprocess.CompletedProcess[str]:
    return toolkit(planted, "check", "--returns", seconds=3)


@pytest.fixture(scope="module")
def returned(planted: Planted, checked: subprocess.CompletedProcess[str]) -> list[Path]:
    assert checked.returncode == 1
    return sorted((planted.folder.root / "returns").glob("*.xlsx"))


@pytest.mark.slow
def test_merge_ends_with_findings_and_without_traceback(merged: subprocess.CompletedProcess[str]) -> None:
    """The command does its work, says so by its exit code, and no stream shows a traceback."""
    lines = merged.stderr.splitlines()
    assert merged.returncode == 1
    assert [line for line in lines if not line.startswith("peak ")] == []
    assert "Traceback" not in merged.stdout


@pytest.mark.slow
def test_memory_of_the_main_process_is_bounded(merged: subprocess.CompletedProcess[str]) -> None:
    """Whatever comes in, the main process stays under 500 MiB."""
    peak = merged.stderr.rpartition("peak ")[2].strip()
    if not peak:
        pytest.skip("this system does not say")
    assert int(peak) < 500 * 1024


@pytest.mark.slow
def test_every_file_is_accounted_for(planted: Planted, files: dict[str, dict[str, Any]]) -> None:
    """Each file in the inbox gets an answer; lock files and folders get none."""
    assert sorted([*planted.rejected, *planted.agencies]) == sorted(files)


@pytest.mark.slow
def test_each_refused_file_has_its_finding(planted: Planted, files: dict[str, dict[str, Any]]) -> None:
    """A file that cannot be taken is refused for the reason that is true of it."""
    got = {name: (files[name]["status"], [f["code"] for f in files[name]["findings"]]) for name in planted.rejected}
    wrong = {
        name: got[name]
        for name, expected in planted.rejected.items()
        if got[name] not in [("rejected", [code]) for code in expected]
    }
    assert wrong == {}


@pytest.mark.slow
def test_each_odd_file_is_read(planted: Planted, files: dict[str, dict[str, Any]]) -> None:
    """An odd but honest form counts for its agency, with findings about its odd cells only."""
    wrong = {}
    for name, odd in planted.accepted.items():
        found = {f["code"] for f in files[name]["findings"]} - (_FOLLOWING - set(odd.codes))
        if files[name]["agency"] != planted.agencies[name] or found != set(odd.codes):
            wrong[name] = (files[name]["status"], files[name]["agency"], sorted(found))
    assert wrong == {}


@pytest.mark.slow
def test_figures_of_odd_files_are_what_the_cell_shows(
    planted: Planted, merged: subprocess.CompletedProcess[str]
) -> None:
    """The figure in the changed cell is in the master as it was meant, or is held back or missing."""
    assert merged.returncode == 1
    found = {
        (row["agency"], row["indicator"], row["period"]): row["value"]
        for row in records(keyed(planted.folder.master)["figures"])
    }
    period = next(key[2] for key in found if str(key[2]).startswith("2019"))
    got = {name: found.get((planted.agencies[name], "A1", period)) for name in planted.accepted}
    assert {name: odd.figure for name, odd in planted.accepted.items()} == got


@pytest.mark.slow
def test_days_of_odd_files_are_those_that_the_cell_shows(
    planted: Planted, merged: subprocess.CompletedProcess[str]
) -> None:
    """The day is the same however the workbook counts days: from 1900, from 1904, as ISO text, without a format."""
    assert merged.returncode == 1
    found = {
        (row["agency"], str(row["period"])[:4]): row["value"]
        for row in records(keyed(planted.folder.master)["figures"])
        if row["indicator"] == "A7"
    }
    got = {name: found.get((planted.agencies[name], "2019")) for name in planted.accepted}
    assert {name: odd.day for name, odd in planted.accepted.items()} == got


@pytest.mark.slow
def test_good_forms_are_merged(files: dict[str, dict[str, Any]]) -> None:
    """The forms without a fault are accepted beside all the others."""
    assert dict.fromkeys(AGENCIES, "accepted") == {code: files[f"{code}.xlsx"]["status"] for code in AGENCIES}


@pytest.mark.slow
def test_planted_texts_are_kept_as_text(planted: Planted, merged: subprocess.CompletedProcess[str]) -> None:
    """What looks like a formula, a link, markup or a command is in the master as it was typed."""
    assert merged.returncode == 1
    agency = planted.agencies["cong-thuc-va-lien-ket.xlsx"]
    rows = records(keyed(planted.folder.master)["statements"])
    found = [essence(row["text"]) for row in rows if row["agency"] == agency]
    assert sorted(essence(text) for text in PLANTED) == sorted(found)


@pytest.mark.slow
def test_nothing_planted_comes_alive(planted: Planted, returned: list[Path]) -> None:
    """No formula, link, relation or script in anything written comes from an agency's text."""
    code = planted.agencies["lien-ket-trong-o-so.xlsx"]
    assert code in {code_in(path.stem, {code}) for path in returned}
    alive = {path.name: sorted(set(_alive(path))) for path in [planted.folder.master, *returned]}
    assert {name: found for name, found in alive.items() if found} == {}


#: A link by formula whose target is not in this workbook, nor from the form's own list of checks, nor the
#: path of a file that came in, which stands in a column of its own.
_LINK_OUT = re.compile(
    r'HYPERLINK\((?!(?:"|&quot;)#|INDEX\(_checks!|(?:SUBSTITUTE\()*\$[A-Z]+\d+(?:,|&amp;(?:"|&quot;)#))'
)


def _alive(path: Path) -> Iterator[str]:
    planted = re.compile(r"cmd\||example\.com|WEBSERVICE|DDE\(|win\.ini|temp\\x")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            if name.endswith(".rels"):
                yield from re.findall(r'<Relationship [^>]*TargetMode="External"[^>]*>', text)
            if "externalLink" in name or name.endswith((".bin", ".js")):
                yield name
            for formula in re.findall(r"<f\b[^>]*>([^<]*)</f>|<formula\d?>([^<]*)<", text):
                if planted.search("".join(formula)) or _LINK_OUT.search("".join(formula)):
                    yield f"{name}: {''.join(formula)[:100]}"
            yield from re.findall(r"<hyperlink [^>]*r:id[^>]*>", text)


@pytest.mark.slow
def test_links_to_files_stay_in_the_folder(planted: Planted, merged: subprocess.CompletedProcess[str]) -> None:
    """The paths from which the master makes links are those of files in the inbox, whatever their names."""
    assert merged.returncode == 1
    sheets = keyed(planted.folder.master)
    named = {
        str(row["file"])
        for key in ("figures", "statements", "findings", "leftovers", "sources")
        for row in records(sheets[key])
        if row["file"]
    }
    assert [name for name in named if not name.startswith("inbox/")] == []


@pytest.mark.slow
def test_returns_can_be_read_again(planted: Planted, returned: list[Path]) -> None:
    """Whatever was sent, the form that goes back is one that is accepted."""
    again = {path.name: read(planted.folder, path) for path in returned}
    assert {name: s.agency for name, s in again.items()} == {
        path.name: code_in(path.stem, {*planted.agencies.values()}) for path in returned
    }
    assert [name for name, s in again.items() if s.status == "rejected"] == []


@pytest.fixture(scope="module")
def screens(planted: Planted, merged: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """What each command prints, on both streams, the folder's files being as odd as they are."""
    assert merged.returncode == 1
    commands: tuple[tuple[str, ...], ...] = (
        ("merge", "--share"),
        ("merge", "--lang", "en"),
        ("merge", "--format", "json"),
        ("check", "--format", "json"),
        ("status", "--remind"),
        ("status", "--format", "json"),
        ("report",),
        ("report", "--agency", planted.agencies["cong-thuc-va-lien-ket.xlsx"]),
    )
    done = {" ".join(command): toolkit(planted, *command, seconds=1) for command in commands}
    assert {name: d.returncode for name, d in done.items() if d.returncode not in (0, 1)} == {}
    return {name: d.stdout + d.stderr for name, d in done.items()}


@pytest.mark.slow
def test_every_screen_shows_no_control_characters(screens: dict[str, str]) -> None:
    """No command prints a control sequence or turns text around, JSON included."""
    odd = {
        name: sorted({c for c in text if not (c.isprintable() or c in "\n\u00a0\u3000")})
        for name, text in screens.items()
    }
    assert {name: found for name, found in odd.items() if found} == {}
    assert {name for name, text in screens.items() if "Traceback" in text} == set()


@pytest.mark.slow
def test_nothing_planted_comes_alive_in_other_files(planted: Planted, screens: dict[str, str]) -> None:
    """The copy for circulation, the status board and the Word reports hold what was planted as text and no more."""
    assert screens
    root = planted.folder.root
    books = [p for p in root.glob("*.xlsx") if p.name != "campaign.xlsx"]
    assert {"master.xlsx", "master-chia-se.xlsx"} <= {p.name for p in books}
    alive = {path.name: sorted(set(_alive(path))) for path in books}
    assert {name: found for name, found in alive.items() if found} == {}
    reports = [root / "bao-cao.docx", *(root / "returns").glob("*.docx")]
    assert len(reports) == 2
    for path in reports:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode()
                expat.ParserCreate().Parse(text, True)
                assert 'TargetMode="External"' not in text
                assert "<w:hyperlink" not in text
                assert "altChunk" not in text
                fields = re.findall(r'<w:instrText[^>]*>([^<]*)<|<w:fldSimple w:instr="([^"]*)"', text)
                assert {"".join(field).split()[0] for field in fields} <= {
                    "PAGE",
                    "NUMPAGES",
                    "TOC",
                    "SECTIONPAGES",
                    "SEQ",
                    "REF",
                }
        assert "cmd|" in "".join(_words(path))  # it is there, as text


def _words(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        yield from re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", archive.read("word/document.xml").decode())


@pytest.mark.slow
def test_screen_shows_no_control_characters(checked: subprocess.CompletedProcess[str]) -> None:
    """What is printed for people holds no control sequence and turns no text around, names of files included."""
    assert sorted({c for c in checked.stdout if not (c.isprintable() or c == "\n")}) == []


@pytest.mark.slow
def test_letters_show_no_control_characters(planted: Planted, returned: list[Path]) -> None:
    """Mails and cover texts hold no control sequence, turn no text around and can be sent,
    whatever files are called."""
    letters = sorted(returned[0].parent.glob("*.eml"))
    written_to = {p.stem.removeprefix("remind-") for p in letters}
    # Whose files cannot be used at all is reminded, where another test has asked for that.
    assert written_to - {"SX"} == set(planted.agencies.values())
    texts = [path.read_text("utf-8-sig") for path in returned[0].parent.glob("*.txt")]
    for path in letters:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        assert "text/html" not in {part.get_content_type() for part in mail.walk()}
        texts += [body.get_content(), *(str(value) for value in mail.values())]
    odd = {c for text in texts for c in text if not (c.isprintable() or c in "\r\n")}
    assert odd == set()


def test_good_form_of_the_set_is_good(tmp_path: Path) -> None:
    """The form from which all are made gives no finding."""
    planted = _small(tmp_path)
    path = planted.inbox / "SA.xlsx"
    path.write_bytes(hostile.filled_form(planted, "SA"))
    assert codes(read(planted, path)) == []


def test_what_is_no_workbook_is_refused_for_what_it_is(tmp_path: Path) -> None:
    """A picture, a web page or a text that is called .xlsx is refused, and the finding says which of them it is."""
    folder = _small(tmp_path)
    files = list(hostile.not_workbooks())
    found = {}
    for file in files:
        path = folder.inbox / file.name
        path.write_bytes(file.data)
        submission = read(folder, path)
        found[file.name] = (submission.status, codes(submission))
    assert {file.name: ("rejected", [file.code]) for file in files} == found


def test_nothing_planted_comes_alive_in_one_master(tmp_path: Path) -> None:
    """What looks like a formula or a command, typed into one form, is in its master as text."""
    folder = _small(tmp_path)
    lines = tuple(NarrativeLine(section="dat", text=text) for text in PLANTED)
    write(folder, "SA", Filling(lines=lines, rows={"VV": tuple({"TEN": text, "SO": 1} for text in PLANTED)}))
    result = merge(folder)
    assert [essence(c.typed) for c in result.rows if c.column == "TEN"] == [essence(text) for text in PLANTED]
    found = [essence(row["text"]) for row in records(keyed(folder.master)["statements"])]
    assert sorted(map(essence, PLANTED)) == sorted(found)
    assert list(_alive(folder.master)) == []


def _small(root: Path) -> Folder:
    """The campaign of all these files, with one agency."""
    agencies = "| code | name |\n|--|--|\n| SA | Sở A |"
    return definition(
        root, agencies=agencies, indicators=hostile.INDICATORS, rows=hostile.ROWS, sections=hostile.SECTIONS
    )
