"""Officials see names and words in the workbooks and on the leaders' page, never the codes that programs read."""

import html
import re
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sample_workbooks.regenerate import HERE
from toolkit.cli.main import run
from toolkit.messages.findings import FINDINGS
from toolkit.model.periods import period_label
from toolkit.run.folder import open_folder

DAY = date(2020, 7, 31)
#: Columns that quote agencies' texts, or names of their files, sheets and mails.
QUOTED = frozenset(
    ("text", "typed", "evidence", "note", "said", "value", "file", "old_file", "sheet", "name", "subject")
)
#: What is in no visible cell, whoever wrote it.
NEVER = re.compile(
    r"\b(given|zero_by_words|not_applicable|missing|held|carried|masked|yes|no|true|false|None)\b"
    r"|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{10,}\b|\bg[0-9a-f]{10}\b|\b\d{4}-(?:Q\d|\d+M)\b|\{\w*\}"
)
_WORD = re.compile(r"[\w-]+")
#: Names of files and commands, which are typed as they are; and the line with the data code.
_AS_IT_IS = re.compile(
    r"Mã dữ liệu \(SHA-256\): [0-9a-f]{64}|toolkit [a-z]+(?: --?[\w-]+ \S+| \"[^\"]*\")*|[^“”\"/;:]+\.(?:xlsx|docx)"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, merged, with everything that is issued."""
    root = tmp_path_factory.mktemp("m") / "đợt"
    shutil.copytree(HERE, root)
    at = ["--campaign", str(root), "--as-of", DAY.isoformat()]
    for command in (["merge", "--share"], ["page"], ["status", "--phones"], ["template", "SYT", "UBND-866"]):
        assert run([*command, *(at if command[0] != "template" else at[:2])]) in (0, 1)
    return root


def shown(sheet: Any) -> Iterator[tuple[str, str, str]]:
    """(cell, key of its column, text) of every visible cell."""
    columns = [c for c in sheet.column_dimensions.values() if c.hidden]
    hidden = {place for column in columns for place in range(column.min, column.max + 1)}
    for row in sheet.iter_rows(min_row=2):
        for cell in row if not sheet.row_dimensions[row[0].row].hidden else ():
            if isinstance(cell.value, str) and cell.column not in hidden:
                yield cell.coordinate, str(sheet.cell(1, cell.column).value or ""), cell.value


@cache
def codes_of(definition: Path) -> set[str]:
    """Everything that only programs know by name; a code that is a word of an agency's name is none."""
    campaign = open_folder(definition.parent).campaign
    coded: tuple[Any, ...] = (*campaign.indicators, *campaign.all_rules, *campaign.sections, *campaign.themes)
    keys = {p.key for p in campaign.periods if period_label(p, "vi") != p.key}
    names = {word for a in campaign.agencies for name in (a.name, a.short_name) for word in _WORD.findall(name)}
    return {*FINDINGS, *keys, *(c.code for c in coded), *({a.code for a in campaign.agencies} - names), "toolkit"}


def unreadable(root: Path, text: str) -> set[str]:
    """The codes in a text."""
    text = _AS_IT_IS.sub(" ", text)
    return {m.group() for m in NEVER.finditer(text)} | (codes_of(root / "campaign.xlsx") & {*_WORD.findall(text)})


def faults(path: Path, root: Path) -> dict[str, set[str]]:
    """The codes that a workbook shows, by sheet and column, with one of the cells."""
    found: dict[str, set[str]] = {}
    for sheet in load_workbook(path, data_only=True):
        for cell, column, text in shown(sheet) if sheet.sheet_state == "visible" else ():
            if column not in QUOTED and (codes := unreadable(root, text)):
                found.setdefault(f"{sheet.title}: {column}", set()).update(f"{cell} {c}: {text[:200]}" for c in codes)
    return {place: {min(reported, key=len)} for place, reported in found.items()}


@pytest.mark.slow
def test_workbooks_and_page_show_names(folder: Path) -> None:
    """No code of a finding, state, period, idea, indicator, section or agency, and no hash: in the master, its copy for
    circulation, the telephone list, the agencies' forms, the page that leaders read on their telephones."""
    books = [*folder.glob("returns/goi-dien-*.xlsx"), *folder.glob("outgoing/*.xlsx")]
    assert len(books) == 3
    books += [folder / "master.xlsx", folder / "master-chia-se.xlsx"]
    assert {book.name: reported for book in books if (reported := faults(book, folder))} == {}
    page = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", (folder / "tom-tat.html").read_text(encoding="utf-8"))
    text = html.unescape(re.sub(r"<[^>]*>", " ", page))
    assert "Sở Y tế" in text
    assert unreadable(folder, text) == set()


def test_the_register_shows_names(tmp_path: Path) -> None:
    """The register of mails shows no code either."""
    shutil.copy(HERE / "campaign.xlsx", tmp_path)
    assert run(
        ["collect", str(HERE / "inbox" / "UBND cap huyen"), "--campaign", str(tmp_path), "--as-of", DAY.isoformat()]
    ) in (0, 1)
    assert faults(tmp_path / "register.xlsx", HERE) == {}
