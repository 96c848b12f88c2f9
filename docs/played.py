"""Plays a page: everything that it tells the reader to type is typed, in its order, in a separate folder.

Three parts of a page are steps:

- a block ```` ```console ````: each line that begins with `$ ` is run: `toolkit …`, `cd FOLDER`, `export NAME=VALUE`.
  After `<!-- output -->` the block shows all that its commands print; after `<!-- output: 4+6 -->` the first four and
  the last six lines of each;
- a table `| sheet | cell | type |` after `<!-- type into: FILE -->` or `<!-- type into: FILE, save as: FILE -->`: it is
  typed into that workbook. “(empty)” empties a cell, “(in two weeks)” is a day;
- a picture: the caller may take it at that moment.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

_STEP = re.compile(
    r"(?P<before>(?:<!-- output(?:: (?P<first>\d+)\+(?P<last>\d+))? -->\n)?```console\n)(?P<block>.*?)(?P<after>```\n)"
    r"|<!-- type into: (?P<file>[^>]+?)(?:, save as: (?P<saved>[^>]+?))? -->\n\n?(?P<table>(?:\|[^\n]*\n)+)"
    r"|!\[[^\]]*\]\(pictures/(?P<picture>[\w-]+)\.png\)",
    re.DOTALL,
)


def played(text: str, folder: Path, picture: Callable[[str, Path], None] = lambda name, folder: None) -> str:
    """The page with the present output of its commands.

    `picture` is called where a picture is shown, with its name and the page's current folder.
    """
    at, environment = folder, {"PYTHONIOENCODING": "utf-8"}
    pieces, end = [], 0
    for step in _STEP.finditer(text):
        new = step[0]
        if step["block"] is not None:
            shown: list[str] = []
            for line in step["block"].splitlines():
                if not line.startswith("$ "):
                    continue
                program, *words = shlex.split(line[2:])
                printed: list[str] = []
                if program == "cd":
                    at = at / words[0]
                elif program == "export":
                    name, _, value = words[0].partition("=")
                    environment[name] = value
                else:
                    printed = _run(program, words, at, environment)
                shown += [line, *_shortened(printed, int(step["first"] or 0), int(step["last"] or 0))]
            if "output" in step["before"]:
                new = "\n".join((step["before"].rstrip("\n"), *shown, step["after"]))
        elif step["file"]:
            _type(at / step["file"], at / (step["saved"] or step["file"]), step["table"])
        else:
            picture(step["picture"], at)
        pieces += [text[end : step.start()], new]
        end = step.end()
    return "".join((*pieces, text[end:]))


def _run(program: str, words: list[str], at: Path, environment: Mapping[str, str]) -> list[str]:
    """The command's output, on both streams."""
    assert Path(program).name == "toolkit", program
    root = Path(__file__).resolve().parent.parent
    inherited = {k: v for k, v in os.environ.items() if k != "TOOLKIT_LANG"} | {"PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *words],
        cwd=at,
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), f"{words}: {done.returncode}\n{done.stdout}"
    return done.stdout.replace("\\", "/").splitlines()


def _shortened(lines: list[str], first: int, last: int) -> list[str]:
    if not first or len(lines) <= first + last:
        return lines
    return [*lines[:first], "…", *lines[len(lines) - last :]]


def _type(file: Path, saved: Path, table: str) -> None:
    """Type the rows of the table into the workbook, only into cells in which people can type."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    for line in table.splitlines()[2:]:
        sheet, address, value = (part.strip().strip("`") for part in line.strip("|\n ").split("|"))
        cell = book[sheet][address]
        assert not (book[sheet].protection.sheet and cell.protection.locked), (
            f"{file.name}: {sheet}!{address} is locked"
        )
        cell.value = _value(value)
    book.save(saved)


def _value(typed: str) -> str | int | date | None:
    """The value of typed text in a spreadsheet."""
    if typed == "(in two weeks)":
        return date.today() + timedelta(days=14)
    return None if typed == "(empty)" else int(typed) if typed.isdigit() and typed[0] != "0" else typed
