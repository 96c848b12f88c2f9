"""The documents are true: what they show is run, what they name exists. That what is generated from the code is current
is checked by `docs/generate.py --check`, which the gate runs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from openpyxl import load_workbook

from docs.rooms import ROOMS
from toolkit import __version__
from toolkit.cli.main import build, run
from toolkit.form.contents import LINES
from toolkit.mail.oauth import PROVIDERS
from toolkit.messages import definition_sheets, forms, masters
from toolkit.messages.findings import FINDINGS

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "sample_workbooks").glob("*.md")])
GUIDE = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(text: str) -> Iterator[list[str]]:
    """Every `toolkit …` that the text says to type, as words."""
    lines = list(_CODE.findall(_BLOCK.sub("", text)))
    lines += [line.removeprefix("$ ") for _, block in _BLOCK.findall(text) for line in block.splitlines()]
    for line in lines:
        words = shlex.split(line) if line.count('"') % 2 == 0 and line.count("'") % 2 == 0 else line.split()
        if words and re.fullmatch(r"(\.venv/bin/)?toolkit", words[0]) and "…" not in words:
            yield words[1:]


def anchors(page: Path) -> set[str]:
    """The anchors of a page for links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def sampled(root: Path) -> Path:
    """The sample campaign without its results."""
    shutil.copytree(ROOT / "sample_workbooks" / "inbox", root / "inbox")
    shutil.copy(ROOT / "sample_workbooks" / "campaign.xlsx", root)
    return root


_GUARDLESS = """from datetime import date
import toolkit
folder = toolkit.open_folder('sample_workbooks')
toolkit.merge_files(folder, as_of=date(2020, 7, 31))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="elsewhere there is one way to start a process")
@pytest.mark.parametrize(("how", "guard"), [("fork", True), ("spawn", True), ("spawn", False), ("forkserver", False)])
def test_the_python_of_the_readme_runs(tmp_path: Path, how: str, guard: bool) -> None:
    """The README's Python, saved as a script, works beside the sample campaign, however processes start. Without its
    guard, if each process runs the script again, it must not wait endlessly: the message says what to write."""
    sample = sampled(tmp_path / "sample_workbooks")
    (block,) = [block for language, block in _BLOCK.findall(README) if language == "python"]
    script, text = tmp_path / "theirs.py", f"{block}    print(len(table), len(late))\n" if guard else _GUARDLESS
    method = f"import multiprocessing\nmultiprocessing.set_start_method({how!r}, force=True)\n"
    script.write_text(method + text, encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120)
    if guard:
        assert done.stdout.split() == ["39", "8"], done.stderr
    else:
        assert done.returncode == 1
        assert "if __name__" in done.stderr.splitlines()[-1]
    assert (sample / "master.xlsx").is_file() is guard


def test_the_gate_runs_the_lines_of_the_pages() -> None:
    """The gate sets up, merges and tests with the lines that newcomers type, here and on Windows; each line that
    CONTRIBUTING shows is one of the gate's, except for the choice of quick tests."""
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    lines, windows = (block.splitlines() for language, block in _BLOCK.findall(README) if not language)
    setting_up, testing = lines
    assert f"{setting_up} || code=$?" in gate
    assert testing in gate
    elsewhere = [line.replace("python3 ", "py ", 1).replace(".venv/bin/", ".venv\\Scripts\\") for line in lines]
    assert elsewhere == windows
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = [line for _, block in _BLOCK.findall(page) for line in block.splitlines()]
    known = {line.removesuffix(" || code=$?") for line in gate}
    assert [line for line in shown if line.removesuffix(' -m "not slow"') not in known] == []
    assert len(shown) >= 8


_SHOWN = re.compile(r"`'([^']+)'!([A-Z]+\d+)`\s+shows\s+`([^`]+)`")


@pytest.mark.slow
def test_the_cells_to_check_in_excel_have_the_stated_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made with the page's commands, each workbook has in the named cells what the page says."""
    page = (ROOT / "docs" / "in-excel.md").read_text(encoding="utf-8")
    sampled(tmp_path / "sample_workbooks")
    monkeypatch.chdir(tmp_path)
    do = {"cp": _copy, "mkdir": lambda words: Path(words[-1]).mkdir(), "toolkit": _toolkit}
    (block,) = [block for language, block in _BLOCK.findall(page) if not language]
    for line in block.splitlines():
        do[line.split()[0]](line.split()[1:])
    seen, wrong = 0, []
    for part in page.split("\n## ")[1:]:
        files = re.findall(r"`([\w./ ()-]+\.(?:xlsx|docx))`", part.partition("\n")[0])
        assert all(Path(file).is_file() for file in files), files
        reported = _SHOWN.findall(part)
        book: Any = load_workbook(files[0], data_only=True) if reported else {}
        for sheet, cell, shown in reported:
            value = book[sheet][cell].value
            seen += 1
            if str(value).removesuffix(".0") != shown:
                wrong.append((files[0], sheet, cell, shown, value))
    assert wrong == []
    assert seen >= 10


def _copy(words: list[str]) -> None:
    copy: Any = shutil.copytree if words[0] == "-r" else shutil.copy
    copy(*words[-2:])


def _toolkit(words: list[str]) -> None:
    assert run(words) in (0, 1), words


def test_links_have_a_target() -> None:
    """Every link within the project leads to an existing file, and to an existing heading."""
    broken = []
    for page in PAGES:
        for link in _LINK.findall(page.read_text(encoding="utf-8")):
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if re.match(r"https?://|mailto:", link) or (target.exists() and not anchor):
                continue
            if not target.exists() or anchor not in anchors(target):
                broken.append((name(page), link))
    assert broken == []


def test_pages_name_no_machine() -> None:
    """Paths of one machine and addresses of services, except mail providers', are not in the documents."""
    known = " ".join(settings[key] for settings in PROVIDERS.values() for key in ("hosts", "scope")).split()
    services = re.compile("|".join(map(re.escape, known)))
    machine = re.compile(r"(?<![\w.])/(?:home|root|work|opt|tmp|usr)/\S*|[A-Z]:\\\S*|\w+\.(?:org|com|io)\b")
    texts = {name(page): services.sub("", page.read_text(encoding="utf-8")) for page in PAGES}
    assert {page: found for page, text in texts.items() if (found := machine.findall(text))} == {}


def test_named_commands_exist() -> None:
    """Each command and option that a page says to type is one."""
    group = build("en")
    for page in PAGES:
        for words in commands(page.read_text(encoding="utf-8")):
            rest = [w for w in words if not w.startswith("-")]
            command: click.Command = group
            if rest and not words[0].startswith("-"):
                assert rest[0] in group.commands, (page, words)
                command = group.commands[rest[0]]
            known = {o for p in command.params if isinstance(p, click.Option) for o in p.opts} | {"--help", "-h"}
            used = {w.partition("=")[0] for w in words if re.fullmatch(r"--?[a-z][\w-]*(=.*)?", w)}
            assert used <= known, (page, words)


def test_every_command_and_finding_is_documented() -> None:
    """The page of commands has every command and option, that of findings every code, and the changelog a section of
    the present version."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    group = build("en")
    for title, command in (("toolkit", group), *((f"toolkit {n}", c) for n, c in group.commands.items())):
        assert f"## `{title}" in page
        options = [max(o.opts, key=len) for o in command.params if isinstance(o, click.Option)]
        assert [option for option in options if option not in page] == []
    findings = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert [code for code in FINDINGS if f"### `{code}`" not in findings] == []
    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_guide_calls_sheets_by_their_names() -> None:
    """The Vietnamese guide names each sheet of the three workbooks as it is named there."""
    catalogues = (forms.SHEETS, definition_sheets.SHEETS, masters.SHEETS)
    sheets = {(n, key): text.vi for n, texts in enumerate(catalogues) for key, text in texts.items()}
    explained = [name for (n, key), name in sheets.items() if not name.startswith("_") and (n == 2 or key != "guide")]
    assert [name for name in explained if name not in GUIDE] == []


def test_the_guide_uses_the_words_of_the_form() -> None:
    """What an agency is to type or look for is in the form's words."""
    texts = (
        *(forms.ZERO, forms.MISSING, forms.NOT_APPLICABLE, forms.UNPLACED, forms.CARRIED, forms.CARRIED_CONFIRMED),
        *(forms.COLUMNS["total"], forms.COLUMNS["note"]),
    )
    edited = (masters.COLUMNS[c] for c in ("edited_text", "edited_theme", "merge_into"))
    assert [text.vi for text in (*texts, *edited) if text.vi not in " ".join(GUIDE.split())] == []
    assert f"{LINES} dòng" in GUIDE


def test_decisions_say_what_was_rejected() -> None:
    """Each decision has a number, in its file's name and its title, and says what was rejected."""
    for page in DECISIONS:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Rejected")), page.name
    assert len({page.name[:4] for page in DECISIONS}) == len(DECISIONS)


def test_the_index_of_decisions_is_complete() -> None:
    """docs/decisions/README.md lists every decision once, by its title, under a room; rooms are in their order."""
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    listed = sorted(re.findall(r"^- \[(\d+)\]\((.+?)\) (.+)$", index, re.MULTILINE), key=lambda line: int(line[0]))
    titles = (page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in DECISIONS)
    assert [(*title.split(". ", 1), page.name) for title, page in zip(titles, DECISIONS, strict=True)] == [
        (number, title, name) for number, name, title in listed
    ]
    rooms = re.findall(r"^## `(\w+)`$", index, re.MULTILINE)
    assert rooms == [room for room in ROOMS if room in rooms]


@pytest.mark.slow
def test_named_decisions_exist() -> None:
    """A decision that a page, a comment or a docstring names by its number has a page."""
    known = {int(page.name[:4]) for page in DECISIONS}
    named = re.compile(r"\b[Dd]ecisions? (\d+(?:(?:, | and | to )\d+)*)")
    sources = [*PAGES, *(ROOT / "toolkit").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    gone = {
        f"{name(path)}: {number}"
        for path in sources
        for numbers in named.findall(path.read_text(encoding="utf-8"))
        for number in re.findall(r"\d+", numbers)
        if int(number) not in known
    }
    assert gone == set()


def test_the_glossary_has_one_meaning_a_word_and_the_words_that_people_see() -> None:
    """No word is explained twice, and each Vietnamese one is a word of the messages or of the guide."""
    tables = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").partition("\n## Plain words")[0]
    rows = re.findall(r"^\| (?!word \|)(.+?) \| (.+?) \| .+ \|$", tables, re.MULTILINE)
    words = [word for row in rows for word in row[0].split(", ")]
    assert sorted(words) == sorted(set(words))
    messages = (path.read_text(encoding="utf-8") for path in (ROOT / "toolkit" / "messages").rglob("*.tsv"))
    shown = "\n".join((GUIDE, *messages)).lower()
    assert [term for row in rows for term in row[1].split(", ") if term not in shown] == []
    assert len(rows) > 40
