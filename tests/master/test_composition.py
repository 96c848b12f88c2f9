"""Composition: masters of parts merge into the master of the whole, in any order and any steps."""

import json
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.building import (
    DAY,
    cell_of,
    change,
    define,
    definition,
    every_way,
    filled,
    keyed,
    random_filling,
    read,
    records,
    type_into,
    write,
)
from tests.effort import effort
from tests.tables import WITHOUT_KEY, campaign, cells, submission
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.master.composition import Part, join, part_from_master
from toolkit.master.read import read_master
from toolkit.master.sheets.master import write_master
from toolkit.model import CellValue, Consolidation, Submission
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files
from toolkit.spreadsheet.keyed import keyed_sheet
from toolkit.spreadsheet.workbook import read_trusted

ONE = Means(workers=1)
#: Sheets that name the master by which a file came in, or quote file names.
OF_FILES = ("sources", "parts", "kept")


def sheets(path: Path) -> dict[str, Sequence[Sequence[CellValue]]]:
    """The cells of each sheet that does not name files, by key."""
    raw = read_trusted(path, None)
    assert raw is not None
    found = {k.key: [list(row) for row in s.rows] for s in raw if (k := keyed_sheet(s))}
    # A copy that came in by another part is the same file, and nothing is to be reported about it.
    found["findings"] = [row for row in found["findings"] if "duplicate-file" not in row]
    # The data code is that of the input files: parts are different ones.
    found["summary"] = [row for row in found["summary"] if not any("(SHA-256)" in str(value) for value in row)]
    return {key: rows for key, rows in found.items() if key not in OF_FILES}


# --- merge(A ∪ B) = merge(merge(A), merge(B)) ------------------------------------------------------


@dataclass(repr=False)
class Pool:
    """A campaign and the submissions read from its files."""

    folder: Folder
    submissions: tuple[Submission, ...]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """Eleven files of five agencies: newer and older ones, copies, a damaged one, one without an agency."""
    folder = define(tmp_path_factory.mktemp("campaign"), every_way())
    for number, code in enumerate(("SA", "SB", "HC", "HD", "HE", "SA", "SB", "HC")):
        content = random_filling(folder, code, number, blanks=0.3, words=0.3, odd=True)
        write(folder, code, content, name=f"đợt {number // 5 + 1}/{code}")
    shutil.copy(folder.inbox / "đợt 1" / "HD.xlsx", folder.inbox / "bản sao HD.xlsx")
    (folder.inbox / "hỏng.xlsx").write_bytes(b"PK\x03\x04 nothing")
    change(folder.inbox / "đợt 1" / "HE.xlsx", lambda book: book.create_sheet("Lạ").append(["chữ lạ"]))
    return Pool(folder, tuple(read(folder, path) for path in sorted(folder.inbox.rglob("*.xlsx"))))


def merged(folder: Any, parts: Sequence[Part], path: Path) -> Path:
    """The master of these parts; `folder` has the campaign."""
    whole = join(parts)
    more: Any = {"edits": whole.edits, "findings": whole.findings, "kept": whole.kept}
    result = consolidate(folder.campaign, whole.submissions, as_of=DAY, **more)
    assert result.balance.is_even
    write_master(path, result)
    return path


def opened(folder: Any, master: Path) -> Part:
    return part_from_master(folder.campaign, read_master(master), master.name, str)


def in_steps(folder: Any, parts: Sequence[Sequence[Submission]], dice: random.Random, into: Path) -> Path:
    """The master of the parts' masters, two at a time, in any order."""
    made = [merged(folder, [Part(tuple(part))], into / f"part {n}.xlsx") for n, part in enumerate(parts) if part]
    while len(made) > 1:
        dice.shuffle(made)
        pair = [opened(folder, made.pop()), opened(folder, made.pop())]
        made.append(merged(folder, pair, into / f"of {len(made)} {dice.random()}.xlsx"))
    return made[0]


@pytest.mark.slow
@settings(max_examples=effort(3, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_parts_merge_into_the_whole(pool: Pool, tmp_path: Path, data: st.DataObject) -> None:
    """merge(A ∪ B ∪ C) = merge(merge(merge(A), merge(B)), merge(C)) in any order, for sheets that name no files."""
    folder, submissions = pool.folder, pool.submissions
    chosen = data.draw(st.lists(st.sampled_from(range(len(submissions))), min_size=1, unique=True))
    where = {n: data.draw(st.integers(0, 2), label=f"part of {n}") for n in chosen}
    shared = data.draw(st.lists(st.sampled_from(chosen), max_size=2), label="in two parts")
    direct = merged(folder, [Part(tuple(submissions[n] for n in chosen))], tmp_path / "whole.xlsx")
    parts = [
        [submissions[n] for n in chosen if where[n] == part or (n in shared and where[n] == (part + 1) % 3)]
        for part in range(3)
    ]
    dice = random.Random(data.draw(st.integers(0, 99)))
    assert sheets(direct) == sheets(in_steps(folder, parts, dice, tmp_path))


def reports(chance: random.Random) -> list[Submission]:
    """Reports of some agencies, some of them in two versions."""
    found = []
    for number in range(chance.randrange(3, 9)):
        code = f"S{chance.randrange(4)}"
        rows = [*cells(code, chance, chance.randrange(8)), *cells(code, chance, chance.randrange(4), WITHOUT_KEY)]
        sent = submission(code, rows, file=f"inbox/{number}/{code}.xlsx")
        saved = datetime(2025, 11, chance.randrange(1, 29), number)
        found.append(replace(sent, source=replace(sent.source, saved=saved)))
    return found


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, effort(6, 300)))])
def test_parts_with_rows_of_tables_merge_into_the_whole(tmp_path: Path, seed: int) -> None:
    """The same of campaigns with tables whose rows agencies add."""
    dice, whole = random.Random(seed), SimpleNamespace(campaign=campaign(4))
    sent = reports(dice)
    direct = merged(whole, [Part(tuple(sent))], tmp_path / "whole.xlsx")
    parts: list[list[Submission]] = [[], [], []]
    for one in sent:
        dice.choice(parts).append(one)
    stepwise = in_steps(whole, parts, dice, tmp_path)
    assert sheets(direct) == sheets(stepwise)
    assert [s.rows for s in read_master(direct).submissions] == [s.rows for s in read_master(stepwise).submissions]


# --- On the campaign's folder ----------------------------------------------------------------------

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |"
INDICATORS = """
| code | topic | label     | unit | kind    | across_agencies | across_periods |
|------|-------|-----------|------|---------|-----------------|----------------|
| A1   | Một   | Số buổi   | buổi | count   | sum             | sum            |
| A2   | Một   | Kế hoạch  | c/k  | yesno   | count_yes       | last           |
"""
SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |"


def defined(root: Path, *, about: Mapping[str, str] | None = None, indicators: str = INDICATORS) -> Folder:
    return definition(root, about=about, agencies=AGENCIES, indicators=indicators, sections=SECTIONS)


def province(root: Path) -> Folder:
    """A province whose three agencies have reported, one of them twice."""
    folder = defined(root)
    for number, code in enumerate(("SA", "SB", "SC"), start=1):
        figures = f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {number} | {number * 10} |\n| A2 | Có | Không |"
        filled(folder, code, figures, f"| section | text |\n|---|---|\n| dat | Ý của {code} |\n| dat | Ý chung |")
    filled(folder, "SA", "| code | 2019 |\n|---|---|\n| A1 | 7 |", name="SA lần 2")
    return folder


def part(folder: Folder, name: str, *codes: str) -> Path:
    """The master of some of the inbox's files, in the campaign's folder."""
    paths = [folder.inbox / f"{code}.xlsx" for code in codes]
    return merge_files(folder, paths, output=folder.root / name, as_of=DAY, means=ONE)[1]


def checked(folder: Folder, *paths: Path, store: Path | None = None) -> Consolidation:
    return check_files(folder, paths, as_of=DAY, means=Means(workers=1, store=store))


def about_masters(result: Consolidation) -> list[str]:
    return [f.code for f in result.findings if f.code.startswith("master")]


def argument(result: Consolidation, code: str) -> dict[str, object]:
    """What the first finding with this code says."""
    return dict(next(f for f in result.findings if f.code == code).arguments)


@pytest.mark.slow
def test_masters_are_accepted_wherever_workbooks_are(tmp_path: Path) -> None:
    """`merge` and `check` read a master as the files it was made from, beside other files and folders."""
    folder = province(tmp_path)
    whole = sheets(merge_files(folder, as_of=DAY, means=ONE)[1])
    one = part(folder, "phần 1.xlsx", "SA", "SB")
    inputs = [one, folder.inbox / "SC.xlsx", folder.inbox / "SA lần 2.xlsx"]
    assert whole == sheets(merge_files(folder, inputs, output=tmp_path / "m.xlsx", as_of=DAY, means=ONE)[1])
    result = checked(folder, *inputs)
    assert {"SA", "SB", "SC"} == set(result.used)
    later = [f for f in result.figures if f.indicator == "A1" and f.value and f.file.endswith("2.xlsx")]
    assert [(f.agency, f.value) for f in later] == [("SA", 7.0)]
    through = {s.source.file: s.source.through for s in result.submissions}
    files = {"SA": "phần 1.xlsx", "SB": "phần 1.xlsx", "SC": "", "SA lần 2": ""}
    assert through == {f"inbox/{name}.xlsx": part for name, part in files.items()}

    # A file name of any length: the byte of its length is never taken for a reader's failure.
    for length in (32, 33, 34):
        name = f"SA {'x' * (length - len('inbox/SA .xlsx'))}"
        shutil.copy(folder.inbox / "SA.xlsx", folder.inbox / f"{name}.xlsx")
        source = checked(folder, part(folder, "m.xlsx", name)).used["SA"].source
        assert (source.file, len(source.file)) == (f"inbox/{name}.xlsx", length)


@pytest.mark.slow
def test_files_of_a_master_in_another_folder_are_named_from_this_one(tmp_path: Path) -> None:
    """A district's master beside its inbox: its files' paths are relative to the province's folder. A file that came
    by a master in the inbox and is not here has no link in the sheets; others have theirs."""
    folder, district = province(tmp_path / "tinh"), defined(tmp_path / "huyen")
    shutil.move(folder.inbox / "SB.xlsx", district.inbox / "SB.xlsx")
    master = merge_files(district, as_of=DAY, means=ONE)[1]
    result = checked(folder, folder.inbox, master)
    assert result.used["SB"].source.file == "../huyen/inbox/SB.xlsx"
    assert {"../huyen/inbox/SB.xlsx"} == {f.file for f in result.figures if f.agency == "SB"}
    shutil.copy(master, folder.inbox / "huyện gửi.xlsx")
    shutil.rmtree(district.root)
    result, master = merge_files(folder, as_of=DAY, means=ONE)
    source = result.used["SB"].source
    assert (source.file, source.through, source.away) == ("inbox/SB.xlsx", "inbox/huyện gửi.xlsx", True)
    for key in ("figures", "statements", "sources"):
        opened = {(r["file"], bool(r["open"])) for r in records(keyed(master)[key]) if r["agency"] in ("SB", "SC")}
        assert opened == {("inbox/SB.xlsx", False), ("inbox/SC.xlsx", True)}


@pytest.mark.slow
def test_edits_of_parts_are_carried(tmp_path: Path) -> None:
    """An edit in a part's master is in the whole's; if two parts differ, a finding says so."""
    folder = province(tmp_path)
    parts = [part(folder, "1.xlsx", "SA"), part(folder, "2.xlsx", "SB", "SC")]
    shared = next(g for g in read_master(parts[0]).groups if g.text == "Ý chung")
    group = next(g for g in read_master(parts[1]).groups if g.text == "Ý của SC")
    for path, text in zip(parts, ("Cách nói B", "Cách nói A"), strict=True):
        type_into(path, [(cell_of(path, "groups", shared.id, "edited_text"), text)])
    type_into(parts[1], [(cell_of(parts[1], "groups", group.id, "hide"), "yes")])
    result, master = merge_files(folder, parts, as_of=DAY, means=ONE)
    groups = {g.id: g for g in result.groups}
    assert (groups[shared.id].shown_text, groups[group.id].is_hidden) == ("Cách nói A", True)
    assert [f.code for f in result.findings if f.code.startswith("edits")] == ["edits-disagree"]
    disagreeing = {"values": "Cách nói A / Cách nói B", "column": "edited_text"}
    assert disagreeing.items() <= argument(result, "edits-disagree").items()
    first = master.read_bytes()
    merge_files(folder, parts, as_of=DAY, means=ONE)
    assert first == master.read_bytes()
    type_into(master, [(cell_of(master, "groups", shared.id, "edited_text"), "Lời của tỉnh")])
    result, _ = merge_files(folder, parts, as_of=DAY, means=ONE)
    assert {g.id: g for g in result.groups}[shared.id].shown_text == "Lời của tỉnh"
    assert [f.code for f in result.findings if f.code.startswith("edits")] == []


@pytest.mark.slow
def test_masters_that_cannot_be_read_are_rejected(tmp_path: Path) -> None:
    """A master of another campaign, one without its hidden sheet and a truncated one are among the rejected files."""
    folder = province(tmp_path / "a")
    other = defined(tmp_path / "b", about={"id": "KHAC"})
    filled(other, "SA", "| code | 2019 |\n|---|---|\n| A1 | 1 |")
    strange = merge_files(other, as_of=DAY, means=ONE)[1]
    one = part(folder, "1.xlsx", "SA", "SB")
    old = change(one, lambda book: book.remove(book["_parts"]), tmp_path / "old.xlsx")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(one.read_bytes()[:-3000])
    result = checked(folder, strange, old, cut)
    assert not result.used
    assert {"damaged", "master-of-other-campaign", "master-too-old"} == {f.code for f in result.findings}
    assert {"rejected"} == {s.status for s in result.submissions}


@pytest.mark.slow
def test_a_master_of_an_older_definition(tmp_path: Path) -> None:
    """Figures are matched by code: indicators no longer defined are listed as leftovers, new ones are missing."""
    folder = province(tmp_path)
    one = part(folder, "1.xlsx", "SA", "SB")
    balance = read_master(one).used[0].balance
    newer = INDICATORS.replace("| A2   | Một   | Kế hoạch  | c/k  |", "| A3   | Một   | Kế hoạch  | c/k  |")
    folder = defined(tmp_path, indicators=newer)
    result = checked(folder, one)
    assert about_masters(result) == ["master-not-asked", "master-older-definition"]
    assert argument(result, "master-older-definition")["differs"] == ("A3", "A2")
    assert {"A1", "A3"} == {f.indicator for f in result.figures}
    assert {"missing"} == {f.state for f in result.figures if f.indicator == "A3"}
    left = [(x.agency, x.reason, x.value) for x in result.leftovers[:2]]
    assert left == [("SA", "unknown-indicator", "Có"), ("SA", "unknown-indicator", "Không")]
    assert result.balance.is_even
    assert balance.cells == result.used["SA"].balance.cells


@pytest.mark.slow
def test_indicators_of_a_part_alone_are_leftovers(tmp_path: Path) -> None:
    """Figures with notes, statements with sources and themes are left over, cell by cell, and reported."""
    themes = "| code | label | keywords |\n|---|---|---|\n| tA | Chủ đề A | aaa |"
    more: Any = {
        "sections": f"{SECTIONS}\n| rieng | result | Mục riêng |",
        "themes": f"{themes}\n| tB | Chủ đề B | b |",
    }
    other = definition(tmp_path / "part", agencies=AGENCIES, indicators=INDICATORS, **more)
    figures = "| code | 2019 | 2020 | note |\n|---|---|---|---|\n| A1 | 1 | 2 | |\n| A2 | Có | | Ghi riêng |"
    lines = """
        | section | text | theme | evidence |
        | dat | Ý thường | Chủ đề B | VB 1 |
        | rieng | Ý riêng | Chủ đề B | VB 77 |
    """
    filled(other, "SA", figures, lines)
    one = merge_files(other, as_of=DAY, means=ONE)[1]
    less = "\n".join(line for line in INDICATORS.splitlines() if "A2" not in line)
    folder = definition(tmp_path / "whole", agencies=AGENCIES, indicators=less, sections=SECTIONS, themes=themes)
    result = checked(folder, one)
    assert sorted((x.reason, x.value) for x in result.leftovers) == [
        *(("unknown-indicator", "Có"), ("unknown-indicator", "Ghi riêng"), ("unknown-section", "VB 77")),
        *(("unknown-section", "Ý riêng"), ("unknown-theme", "tB"), ("unknown-theme", "tB")),
    ]
    assert [(s.text, s.evidence, s.theme) for s in result.statements] == [("Ý thường", "VB 1", "")]
    assert result.balance.is_even
    assert result.balance.reported == 6
    assert argument(result, "master-not-asked") == {"count": 6, "agencies": 1}


@pytest.mark.slow
def test_a_master_without_its_list_of_indicators(tmp_path: Path) -> None:
    """One of an earlier release is reported if its definition differs in anything; a newer one is not if only deadline,
    contact or title differ."""
    folder = province(tmp_path)
    one = part(folder, "1.xlsx", "SA")
    for about in ({"deadline": "2021-01-10"}, {"contact_email": "an@thu.example", "title": "Khác"}):
        assert about_masters(checked(defined(tmp_path, about=about), one)) == []

    def before(book: Workbook) -> None:
        cell = book["_parts"]["C2"]
        about = json.loads(cell.value)
        del about["asked"]
        cell.value = json.dumps(about)

    change(one, before)
    assert about_masters(checked(defined(tmp_path, about={"title": "Khác"}), one)) == ["master-other-definition"]


MONEY = """
| code | topic | label     | unit       | kind    | across_agencies | across_periods | formula |
|------|-------|-----------|------------|---------|-----------------|----------------|---------|
| B1   | Một   | Kinh phí  | triệu đồng | money   | sum             | sum            |         |
| B2   | Một   | Diện tích | ha         | decimal | sum             | sum            |         |
| B3   | Một   | Bình quân |            | decimal | none            | none           | =B1/B2  |
"""


@pytest.mark.slow
def test_figures_of_a_part_are_converted_into_the_present_unit(tmp_path: Path) -> None:
    """A figure is converted once if both units are known, otherwise held with both named; also in two steps."""
    folder = defined(tmp_path, indicators=MONEY)
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| B1 | 450 | 1,5 tỷ |\n| B2 | 3 | 5 |")
    one = part(folder, "1.xlsx", "SA")
    folder = defined(tmp_path, indicators=MONEY.replace("triệu đồng", "tỷ đồng").replace("| ha ", "| hộ "))
    first, two = merge_files(folder, [one], output=tmp_path / "2.xlsx", as_of=DAY, means=ONE)
    reported = {f.code: (f.indicator, f.value, f.text("expected")) for f in first.findings if "unit" in f.code}
    assert reported == {"unit-converted": ("B1", "triệu đồng", "tỷ đồng"), "unit-unknown": ("B2", "ha", "hộ")}
    second = checked(folder, two)
    assert [f.code for f in second.findings if "unit" in f.code] == []
    for result in (first, second):
        figures = {(f.indicator, f.period): (f.value, f.state) for f in result.figures}
        assert [figures["B1", p] for p in ("2019", "2020")] == [(0.45, "given"), (1.5, "given")]
        assert [figures[code, "2019"] for code in ("B2", "B3")] == [(None, "held"), (None, "missing")]
        assert result.totals["B1", "total"].value == 1.95


def rewritten(result: Consolidation) -> list[tuple[str | None, object, str]]:
    """What is reported of rows of a part's sheets: agency, number, which."""
    return [(f.agency, dict(f.arguments)["count"], f.value) for f in result.findings if f.code == "master-rewritten"]


@pytest.mark.slow
def test_figures_and_texts_overwritten_in_a_part(tmp_path: Path) -> None:
    """The sheets' values count, and a finding names the number of rows by file; an invalid value is held. If rows were
    deleted, their file is named."""
    folder = province(tmp_path)
    one = part(folder, "1.xlsx", "SA", "SB")
    spoiled = change(one, lambda book: book["Số liệu gốc"].delete_rows(5), tmp_path / "spoiled.xlsx")
    result = checked(folder, spoiled)
    assert [(f.agency, f.file) for f in result.findings if f.code == "master-changed"] == [("SA", "inbox/SA.xlsx")]
    assert sum(f.agency == "SA" for f in result.figures) == 4

    sheet, statements = keyed(one)["figures"], keyed(one)["statements"]
    rows = {(r["agency"], r["indicator"], r["period"]): r.cells for r in records(sheet)}
    typed: list[tuple[tuple[str, str], CellValue]] = [
        ((sheet.name, rows["SA", "A1", "2019"]["value"]), 999.0),
        ((sheet.name, rows["SA", "A1", "2020"]["value"]), "abc"),
        ((sheet.name, rows["SA", "A2", "2019"]["state"]), "lạ"),
        ((sheet.name, rows["SB", "A1", "2019"]["value"]), None),
        ((statements.name, records(statements)[0].cells["text"]), "Lời khác"),
    ]
    wrong = type_into(one, typed, tmp_path / "2.xlsx")
    for store in (None, tmp_path / "store", tmp_path / "store"):
        result = checked(folder, wrong, store=store)
        assert rewritten(result) == [("SA", 4, "A1 2019; A1 2020; A2 2019 …"), ("SB", 1, "A1 2019")]
        impossible = [f for f in result.findings if f.code == "master-value-impossible"]
        assert {(f.agency, f.indicator, f.period, f.value) for f in impossible} == {
            ("SA", "A1", "2020", "abc (given)"),
            ("SA", "A2", "2019", "TRUE (lạ)"),
            ("SB", "A1", "2019", "– (given)"),
        }
        figures = {(f.agency, f.indicator, f.period): (f.value, f.state) for f in result.figures}
        assert figures["SA", "A1", "2019"] == (999.0, "given")
        held = {figures[key] for key in (("SA", "A1", "2020"), ("SA", "A2", "2019"), ("SB", "A1", "2019"))}
        assert held == {(None, "held")}
        assert result.statements[0].text == "Lời khác"
        assert {"accepted_with_errors"} == {s.status for s in result.used.values()}


@pytest.mark.slow
def test_details_and_leftovers_overwritten_in_a_part(tmp_path: Path) -> None:
    """They count as they are, and are reported by their cells in the form; so are an added detail and a deleted row."""
    folder = province(tmp_path)
    for code in ("SA", "SB"):
        lines = (NarrativeLine(section="dat", text="Ý"),)
        path = write(folder, code, Filling(info={"prepared_by": "Lê An"}, lines=lines))
        change(path, lambda book: book.create_sheet("Lạ").append(["chữ lạ", "chữ nữa"]))
    one = merge_files(folder, as_of=DAY, output=tmp_path / "1.xlsx", means=ONE)[1]
    assert about_masters(checked(folder, one)) == []
    details, left = keyed(one)["info"], keyed(one)["leftovers"]
    rows = {r["agency"]: r.cells for r in records(details)}
    typed = [
        ((details.name, rows["SA"]["prepared_by"]), "Lê  Bình"),
        ((details.name, rows["SA"]["phone"]), "0900 000 000"),
        ((left.name, records(left)[0].cells["value"]), "chữ khác"),
    ]
    result = checked(folder, type_into(one, typed, tmp_path / "2.xlsx"))
    at = next(x.cell for x in result.used["SB"].info if x.key == "prepared_by")
    assert rewritten(result) == [("SA", 3, f"Lạ!A1; Thông tin!{at}; phone")]
    assert {x.key: x.text for x in result.used["SA"].info} == {"prepared_by": "Lê  Bình", "phone": "0900 000 000"}
    assert [x.value for x in result.leftovers if x.agency == "SA"] == ["chữ khác", "chữ nữa"]
    row = int(rows["SB"]["prepared_by"].lstrip("ABCDEFGHIJ"))
    gone = change(one, lambda book: book[details.name].delete_rows(row), tmp_path / "3.xlsx")
    result = checked(folder, gone)
    assert [(f.code, f.agency) for f in result.findings if f.code.startswith("master-")] == [("master-changed", "SB")]
    assert result.used["SB"].info == ()


@pytest.mark.slow
def test_rows_that_were_sorted_are_unchanged(tmp_path: Path) -> None:
    """Sorted rows, and a master saved by another program, are read as they were written."""
    folder = province(tmp_path)
    one = part(folder, "1.xlsx", "SA", "SB")

    def turn(book: Workbook) -> None:
        for name, first in (("Số liệu gốc", 5), ("Nội dung gốc", 5)):
            sheet = book[name]
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
            for at, row in enumerate(reversed(rows), start=first):
                for column, value in enumerate(row, start=1):
                    sheet.cell(at, column, value)

    content = read_master(change(one, turn, tmp_path / "2.xlsx"))
    assert (content.changed_files, content.changed_rows) == ((), ())
