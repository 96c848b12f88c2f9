"""Every hostile or odd file gets its finding; the good ones beside them are merged; planted code never runs."""

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

#: Prints the most memory that the main process used, in KiB, once the command has ended. (What the system
#: reports as a process's peak may be that of the one which started it.)
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
#: Findings of a form in which a figure was changed without recalculating.
_FOLLOWING = {"computed-differs", "computed-not-checkable", "total-differs", "required-missing", "details-missing"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("hostile"))


def toolkit(planted: Planted, *arguments: str, seconds: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _MEASURED, *arguments, "--as-of", "2021-01-15", "--timeout", str(seconds)]
    return subprocess.run(
        command, cwd=planted.folder.root, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


@pytest.fixture(scope="module")
def merged(planted: Planted) -> subprocess.CompletedProcess[str]:
    return toolkit(planted, "merge", "--format", "json", seconds=5)


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
def test_merge_ends_with_a_finding_for_each_file(
    planted: Planted, merged: subprocess.CompletedProcess[str], files: dict[str, dict[str, Any]]
) -> None:
    """The exit code says so, no stream shows a traceback, and memory is bounded. Each file has an answer, refused ones
    the true reason; odd but honest forms count, with findings about their odd cells only."""
    *printed, peak = merged.stderr.splitlines()
    assert (merged.returncode, printed) == (1, [])
    assert "Traceback" not in merged.stdout
    if kib := peak.removeprefix("peak").strip():  # not every system says
        assert int(kib) < 500 * 1024
    assert sorted(files) == sorted([*planted.rejected, *planted.agencies])
    refused = {name: (files[name]["status"], [f["code"] for f in files[name]["findings"]]) for name in planted.rejected}
    wrong: dict[str, object] = {
        name: got for name, got in refused.items() if got not in [("rejected", [c]) for c in planted.rejected[name]]
    }
    for name, odd in planted.accepted.items():
        found = {f["code"] for f in files[name]["findings"]} - (_FOLLOWING - set(odd.codes))
        if files[name]["agency"] != planted.agencies[name] or found != set(odd.codes):
            wrong[name] = (files[name]["status"], files[name]["agency"], sorted(found))
    assert wrong == {}
    assert {code: files[f"{code}.xlsx"]["status"] for code in AGENCIES} == dict.fromkeys(AGENCIES, "accepted")


@pytest.mark.slow
@pytest.mark.usefixtures("merged")
def test_the_master_shows_what_cells_of_odd_files_show(planted: Planted) -> None:
    """Figures as meant, held or missing; days in every encoding (from 1900, from 1904, as ISO text, without a format);
    texts that look like a formula, a link, markup or a command as text; files by their path."""
    sheets = keyed(planted.folder.master)
    found = {
        (row["agency"], row["indicator"], str(row["period"])[:4]): row["value"] for row in records(sheets["figures"])
    }
    for indicator, meant in (("A1", "figure"), ("A7", "day")):
        got = {name: found.get((planted.agencies[name], indicator, "2019")) for name in planted.accepted}
        assert got == {name: getattr(odd, meant) for name, odd in planted.accepted.items()}
    agency = planted.agencies["cong-thuc-va-lien-ket.xlsx"]
    texts = [essence(row["text"]) for row in records(sheets["statements"]) if row["agency"] == agency]
    assert sorted(texts) == sorted(map(essence, PLANTED))
    keys = ("figures", "statements", "findings", "leftovers", "sources")
    named = {str(row["file"]) for key in keys for row in records(sheets[key]) if row["file"]}
    assert [name for name in named if not name.startswith("inbox/")] == []


#: A link by formula whose target is not in this workbook, nor from the form's list of checks, nor the
#: path of a file that came in, which is in a separate column.
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
def test_returned_forms_can_be_read_again(planted: Planted, returned: list[Path]) -> None:
    """Whatever was sent, the returned form is accepted."""
    again = {path.name: read(planted.folder, path) for path in returned}
    codes_ = {*planted.agencies.values()}
    assert {name: s.agency for name, s in again.items()} == {p.name: code_in(p.stem, codes_) for p in returned}
    assert planted.agencies["lien-ket-trong-o-so.xlsx"] in {s.agency for s in again.values()}
    assert [name for name, s in again.items() if s.status == "rejected"] == []


@pytest.fixture(scope="module")
def screens(planted: Planted, merged: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """What each command prints on both streams for these odd files."""
    agency = planted.agencies["cong-thuc-va-lien-ket.xlsx"]
    commands: tuple[tuple[str, ...], ...] = (
        *(("merge", "--share", "--lang", "en"), ("status", "--remind")),
        *(("report",), ("report", "--agency", agency)),
    )
    done = {" ".join(command): toolkit(planted, *command, seconds=1) for command in commands}
    assert {name: d.returncode for name, d in done.items() if d.returncode not in (0, 1)} == {}
    return {name: d.stdout + d.stderr for name, d in done.items()} | {"merge": merged.stdout}


@pytest.mark.slow
def test_no_screen_shows_control_characters(screens: dict[str, str], checked: subprocess.CompletedProcess[str]) -> None:
    """No command prints a control sequence or reverses text, including JSON and names of files."""
    shown = {**screens, "check --returns": checked.stdout}
    odd = {n: sorted({c for c in t if not (c.isprintable() or c in "\n\u00a0\u3000")}) for n, t in shown.items()}
    assert {name: found for name, found in odd.items() if found} == {}
    assert {name for name, text in shown.items() if "Traceback" in text} == set()


@pytest.mark.slow
@pytest.mark.usefixtures("screens")
def test_planted_texts_are_only_text_in_what_is_written(planted: Planted, returned: list[Path]) -> None:
    """Master, copy for circulation, board, forms and Word reports hold what was planted as text: no formula, link,
    relation or script comes from an agency's text."""
    root = planted.folder.root
    books = [*(p for p in root.glob("*.xlsx") if p.name != "campaign.xlsx"), *returned]
    assert {"master.xlsx", "master-chia-se.xlsx"} <= {p.name for p in books}
    assert {path.name: found for path in books if (found := sorted(set(_alive(path))))} == {}
    reports = [root / "bao-cao.docx", *(root / "returns").glob("*.docx")]
    assert len(reports) == 2
    for path in reports:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode()
                expat.ParserCreate().Parse(text, True)
                assert not [w for w in ('TargetMode="External"', "<w:hyperlink", "altChunk") if w in text]
                fields = re.findall(r'<w:instrText[^>]*>([^<]*)<|<w:fldSimple w:instr="([^"]*)"', text)
                known = {"PAGE", "NUMPAGES", "TOC", "SECTIONPAGES", "SEQ", "REF"}
                assert {"".join(field).split()[0] for field in fields} <= known
            words = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", archive.read("word/document.xml").decode())
        assert "cmd|" in "".join(words)  # it is there, as text


@pytest.mark.slow
def test_letters_show_no_control_characters(planted: Planted, returned: list[Path]) -> None:
    """Mails and cover texts hold no control sequence, reverse no text and can be sent, whatever the names of files."""
    letters = sorted(returned[0].parent.glob("*.eml"))
    written_to = {p.stem.removeprefix("remind-") for p in letters}
    # An agency without a usable file is reminded, if another test has requested that.
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


def test_the_good_form_has_no_finding(tmp_path: Path) -> None:
    """The form from which all others are made gives no finding."""
    planted = _small(tmp_path)
    path = planted.inbox / "SA.xlsx"
    path.write_bytes(hostile.filled_form(planted, "SA"))
    assert codes(read(planted, path)) == []


@pytest.mark.slow
def test_files_that_are_no_workbook_are_refused_by_kind(tmp_path: Path) -> None:
    """A picture, a web page or a text called .xlsx is refused, and the finding says which it is."""
    folder = _small(tmp_path)
    files = list(hostile.not_workbooks())
    found = {}
    for file in files:
        path = folder.inbox / file.name
        path.write_bytes(file.data)
        submission = read(folder, path)
        found[file.name] = (submission.status, codes(submission))
    assert {file.name: ("rejected", [file.code]) for file in files} == found


def test_planted_texts_are_only_text_in_one_master(tmp_path: Path) -> None:
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
