"""Groups of statements, and the coordinator's edits, which survive from one merge to the next."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, VERSION, definition, filled, keyed, merge, read, records, type_into
from toolkit.consolidation.consolidate import consolidate
from toolkit.messages.errors import NotDoneError
from toolkit.model import Consolidation, Group, Submission, Word
from toolkit.model.packing import add_ahead, ahead_in, pack, unpack
from toolkit.narrative.groups import read_ahead, unpacked_ahead
from toolkit.narrative.regroup import group_id
from toolkit.run.folder import Folder, find_files
from toolkit.run.gathering import Means, gather
from toolkit.run.workers import Pool

SECTIONS = """
| code | role        | heading      |
|------|-------------|--------------|
| dat  | achievement | Mặt đạt được |
| han  | limitation  | Hạn chế      |
"""
THEMES = r"""
| code | label        | keywords                     |
|------|--------------|------------------------------|
| tt   | Tuyên truyền | tuyên truyền \| tờ rơi        |
| kt   | Kiểm tra     | kiểm tra \| kiểm tra đột xuất |
"""
AGENCIES = """
| code | name |
|------|------|
| SA   | Sở A |
| SB   | Sở B |
| SC   | Sở C |
"""
REPORTS = {
    "SA": [("dat", "", "Tuyên truyền tốt"), ("han", "", "Thiếu người."), ("dat", "", "Hòa giải ở xã")],
    "SB": [("dat", "", "- tuyên truyền tốt;"), ("han", "", "Thiếu tiền"), ("dat", "", "Hoà giải ở xã")],
    "SC": [("han", "", "Thiếu người"), ("dat", "Kiểm tra", "Ý của C"), ("dat", "", "Kiểm tra đột xuất tờ rơi")],
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(tmp_path, agencies=AGENCIES, sections=SECTIONS, themes=THEMES)
    for agency, lines in REPORTS.items():
        report(folder, agency, lines)
    return folder


def report(folder: Folder, agency: str, lines: list[tuple[str, str, str]]) -> None:
    """An agency's form with these statements: section, theme and text."""
    rows = "\n".join(f"| {section} | {theme} | {text} |" for section, theme, text in lines)
    filled(folder, agency, lines=f"| section | theme | text |\n{rows}")


def group(result: Consolidation, text: str) -> Group:
    return next(g for g in result.groups if g.text == text)


def edit(folder: Folder, changes: dict[tuple[str, str], object]) -> None:
    """Types into the master's sheet of groups; `changes` by (group, column)."""
    sheet = keyed(folder.master)["groups"]
    cells = {str(r["group"]): r.cells for r in records(sheet)}
    type_into(folder.master, [((sheet.name, cells[own][column]), value) for (own, column), value in changes.items()])


def edits_in_master(folder: Folder) -> dict[str, dict[str, object]]:
    columns = ("edited_text", "edited_theme", "merge_into", "hide")
    return {
        str(r["group"]): {c: r[c] for c in columns if r[c] is not None}
        for r in records(keyed(folder.master)["groups"])
        if any(r[c] is not None for c in columns)
    }


# --- Grouping ------------------------------------------------------------------------------------


def test_the_same_words_are_one_group(folder: Folder) -> None:
    """Bullets, case, final punctuation and tone placement do not make two ideas of one; a sentence in two sections is
    two."""
    report(folder, "SA", [*REPORTS["SA"], ("dat", "", "Ít vụ việc"), ("han", "", "Ít vụ việc")])
    result = merge(folder, master=False)
    assert group(result, "Tuyên truyền tốt").agencies == ("SA", "SB")
    assert group(result, "Thiếu người.").agencies == ("SA", "SC")
    assert group(result, "Hòa giải ở xã").agencies == ("SA", "SB")
    assert [g.section for g in result.groups if g.text == "Ít vụ việc"] == ["dat", "han"]
    assert 11 == len(result.statements) == sum(len(g.statements) for g in result.groups)
    # Nothing is invented: a group's text is one of its statements, word for word.
    text_of = {s.id: s.text for s in result.statements}
    assert all(found.text in {text_of[s] for s in found.statements} for found in result.groups)
    # A chosen theme goes before keywords, the longer keyword before the shorter; without either there is none.
    for text, theme in (
        ("Tuyên truyền tốt", "tt"),
        ("Ý của C", "kt"),
        ("Kiểm tra đột xuất tờ rơi", "kt"),
        ("Thiếu tiền", ""),
    ):
        assert group(result, text).theme == theme
    # They are ordered by section and theme; those of the most agencies are first.
    order = [(g.section, ("tt", "kt", "").index(g.theme), -len(g.agencies)) for g in result.groups]
    assert order == sorted(order)


def test_a_groups_code_is_no_number() -> None:
    """A spreadsheet takes a group's code for text, however it is typed."""
    assert all(not group_id("dat", str(n))[0].isdigit() for n in range(50))
    assert len({group_id("dat", str(n)) for n in range(200)}) == 200


# --- Edits ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_edits_are_kept_in_later_masters(folder: Folder) -> None:
    """Edited wording and theme are used, hiding hides and merging merges, in the next master and the one after."""
    first = merge(folder)
    texts = ("Tuyên truyền tốt", "Kiểm tra đột xuất tờ rơi", "Ý của C", "Thiếu tiền", "Thiếu người.")
    reworded, moved, hidden, merged, into = (group(first, text).id for text in texts)
    edit(
        folder,
        {
            (reworded, "edited_text"): "Tuyên truyền sâu rộng",
            (moved, "edited_theme"): "Tuyên truyền",
            (hidden, "hide"): "yes",
            (merged, "merge_into"): into,
        },
    )
    for _ in range(3):
        result = merge(folder)
        by_id = {g.id: g for g in result.groups}
        assert by_id[reworded].shown_text == "Tuyên truyền sâu rộng"
        assert by_id[moved].theme == "tt"
        assert by_id[hidden].is_hidden
        assert merged not in by_id
        assert (by_id[into].agencies, by_id[into].text) == (("SA", "SB", "SC"), "Thiếu người.")
        assert "edit-without-group" not in [f.code for f in result.findings]
        numbers = {r["group"]: f"{r['group_no']:.0f}" for r in records(keyed(folder.master)["groups"]) if r["group_no"]}
        assert edits_in_master(folder) == {
            reworded: {"edited_text": "Tuyên truyền sâu rộng"},
            moved: {"edited_theme": "Tuyên truyền"},
            hidden: {"hide": "có"},
            merged: {"merge_into": numbers[into]},
        }
    shown = [str(v) for r in keyed(folder.master)["summary"].rows for v in r.cells if v is not None]
    assert any("Tuyên truyền sâu rộng" in text for text in shown)
    assert not any("Ý của C" in text for text in shown)
    assert any(r["text"] == "Ý của C" for r in records(keyed(folder.master)["statements"]))
    # Clearing the cell splits the groups again. Edits stay with their groups where reports change the order.
    edit(folder, {(merged, "merge_into"): None})
    report(folder, "SA", [*REPORTS["SA"], ("han", "Tuyên truyền", "Ý mới ở đầu"), ("dat", "", "Ý mới nữa")])
    result = merge(folder)
    assert {g.id for g in first.groups} == {g.id for g in result.groups if not g.text.startswith("Ý mới")}
    assert group(result, "Tuyên truyền tốt").shown_text == "Tuyên truyền sâu rộng"
    assert {reworded, moved, hidden} == {g.id for g in result.groups if g.edit}


@pytest.mark.slow
def test_usual_answers_for_hiding_are_understood(folder: Folder) -> None:
    """As coordinators type them to hide a group."""
    report(folder, "SC", [*REPORTS["SC"], ("dat", "", "Ý khác")])
    shown = {g.text: g.id for g in merge(folder).groups}
    own = {id for text, id in shown.items() if text != "Ý khác"}
    answers: tuple[object, ...] = ("yes", "x", "Có", "có ", True, 1)
    edit(folder, {(id, "hide"): answer for id, answer in zip(sorted(own), answers, strict=True)})
    assert {g.id for g in merge(folder, master=False).groups if g.is_hidden} == own


@pytest.mark.slow
def test_an_edit_without_its_statement_is_kept_and_reported(folder: Folder) -> None:
    """It waits in the master, and applies again if the statement comes back."""
    own = group(merge(folder), "Ý của C").id
    edit(folder, {(own, "edited_text"): "Sửa lại"})
    report(folder, "SC", [("dat", "", "Khác hẳn")])
    for _ in range(2):
        result = merge(folder)
        assert [f.code for f in result.findings if f.code == "edit-without-group"] == ["edit-without-group"]
        assert edits_in_master(folder)[own] == {"edited_text": "Sửa lại"}
    report(folder, "SC", [("dat", "Kiểm tra", "Ý của C")])
    assert group(merge(folder), "Ý của C").shown_text == "Sửa lại"
    assert [r.key for r in records(keyed(folder.master)["groups"]) if r["count"] == 0] == []


def test_a_file_that_is_no_master_is_not_overwritten(folder: Folder) -> None:
    """Edits that may be in it would be lost: a broken workbook, or a form saved under the master's name."""
    for data in (b"PK\x03\x04 broken", (folder.inbox / "SA.xlsx").read_bytes()):
        folder.master.write_bytes(data)
        with pytest.raises(NotDoneError):
            merge(folder)
        assert folder.master.read_bytes() == data


# --- Reading ahead -------------------------------------------------------------------------------


def read_all_ahead(folder: Folder) -> tuple[list[Submission], dict[str, bytes]]:
    """All files of the inbox; and, by SHA-256, the data of their statements read in advance."""
    plain = [read(folder, path) for path, _ in find_files(folder)]
    return plain, {s.source.sha256: read_ahead(folder.campaign, s.statements) for s in plain}


def test_reading_ahead_changes_no_groups(folder: Folder) -> None:
    """Statements may be read with their files or in the merge."""
    plain, ahead = read_all_ahead(folder)
    assert len(ahead) == 3
    assert all(ahead.values())
    packs = [add_ahead(pack(submission), ahead[submission.source.sha256]) for submission in plain]
    assert plain == [unpack(data, submission.source.file) for data, submission in zip(packs, plain, strict=True)]
    assert list(ahead.values()) == list(map(ahead_in, packs))
    results = [consolidate(folder.campaign, plain, as_of=DAY, ahead=given) for given in ({}, ahead)]
    assert results[0] == results[1]


def test_with_different_words_nothing_read_ahead_is_used(folder: Folder) -> None:
    """Data derived with different words or themes is derived again."""
    plain, ahead = read_all_ahead(folder)
    words = (*folder.campaign.words, Word(kind="synonym", text="thiếu tiền", means="thiếu người"))
    themes = tuple(replace(t, keywords=("hòa giải",) if t.code == "kt" else ()) for t in folder.campaign.themes)
    before = consolidate(folder.campaign, plain, as_of=DAY).groups
    for other in (replace(folder.campaign, words=words), replace(folder.campaign, themes=themes)):
        made = consolidate(other, plain, as_of=DAY).groups
        assert before != made == consolidate(other, plain, as_of=DAY, ahead=ahead).groups


@pytest.mark.slow
def test_statements_are_read_ahead_with_their_files(folder: Folder) -> None:
    """By workers and by the store."""
    means = Means(store=folder.store)
    for _ in range(2):
        with Pool(folder.campaign, VERSION, means.limits) as pool:
            part, ahead = gather(folder.campaign, folder.root, find_files(folder), means, pool)
        assert sum(len(s.statements) for s in part.submissions) == 9
        for own in part.submissions:
            known = unpacked_ahead(folder.campaign, own.statements, {own.agency or "": ahead[own.source.sha256]})
            assert {s.text for s in own.statements} == known.copies.keys()
            assert {s.text for s in own.statements if not s.theme} == known.themes.keys()


def test_damaged_data_read_ahead_is_derived_again(folder: Folder) -> None:
    """Nothing is used from damaged data, and it causes no error."""
    plain, ahead = read_all_ahead(folder)
    expected = consolidate(folder.campaign, plain, as_of=DAY)

    def other(own: bytes, change: Callable[[list[Any]], list[Any]]) -> bytes:
        return json.dumps(change(json.loads(own))).encode()

    spoilt: tuple[Callable[[bytes], bytes], ...] = (
        lambda own: own[:-9],
        lambda own: b"[]",
        lambda own: b"\xff",
        lambda own: b"[1,2,3]",
        lambda own: other(own, lambda parts: [*parts[:2], *parts[3:], []]),
        lambda own: other(own, lambda parts: [*parts[:2], [7, 8, 9], *parts[3:]]),
        lambda own: other(own, lambda parts: [*parts[:2], [None, "a", "b"], *parts[3:]]),
        lambda own: other(own, lambda parts: [*parts[:5], ["nowhere", "", {}]]),
    )
    for spoil in spoilt:
        damaged = {sha256: spoil(own) for sha256, own in ahead.items()}
        assert expected == consolidate(folder.campaign, plain, as_of=DAY, ahead=damaged)
        for own in plain:
            known = unpacked_ahead(folder.campaign, own.statements, {own.agency or "": damaged[own.source.sha256]})
            assert not known.copies
