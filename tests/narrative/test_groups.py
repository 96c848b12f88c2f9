"""Groups of statements, and the coordinator's edits, which survive from one merge to the next."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, VERSION, definition, filled, keyed, merge, read, records, type_into
from toolkit.consolidation.consolidate import consolidate
from toolkit.messages.errors import NotDoneError
from toolkit.model import Consolidation, Group, Submission, Word
from toolkit.model.packing import add_ahead, ahead_in, pack, unpack
from toolkit.narrative.groups import known_ahead, read_ahead
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
    rows = "\n".join(f"| {section} | {theme} | {text} |" for section, theme, text in lines)
    filled(folder, agency, lines=f"| section | theme | text |\n|---|---|---|\n{rows}")


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
    """Bullets, case, final punctuation and tone placement do not make two ideas of one."""
    result = merge(folder)
    assert group(result, "Tuyên truyền tốt").agencies == ("SA", "SB")
    assert group(result, "Thiếu người.").agencies == ("SA", "SC")
    assert group(result, "Hòa giải ở xã").agencies == ("SA", "SB")
    assert 9 == len(result.statements) == sum(len(g.statements) for g in result.groups)


def test_equal_sentences_of_two_sections_are_two_groups(tmp_path: Path) -> None:
    """For example as an achievement and as a limitation."""
    folder = definition(tmp_path, agencies=AGENCIES, sections=SECTIONS, themes=THEMES)
    report(folder, "SA", [("dat", "", "Ít vụ việc"), ("han", "", "Ít vụ việc")])
    assert [g.section for g in merge(folder).groups] == ["dat", "han"]


@pytest.mark.slow
def test_a_group_has_one_of_its_sentences(folder: Folder) -> None:
    """Nothing is invented: a group's text is one of its statements, word for word."""
    result = merge(folder)
    text_of = {s.id: s.text for s in result.statements}
    for found in result.groups:
        assert found.text in {text_of[s] for s in found.statements}


def test_the_theme_of_a_group_is_chosen_or_by_keywords(folder: Folder) -> None:
    """A chosen theme goes before keywords, the longer keyword before the shorter; without either there is none."""
    result = merge(folder)
    assert group(result, "Tuyên truyền tốt").theme == "tt"
    assert group(result, "Ý của C").theme == "kt"
    assert group(result, "Kiểm tra đột xuất tờ rơi").theme == "kt"
    assert group(result, "Thiếu tiền").theme == ""


def test_groups_are_ordered_by_section_theme_and_agencies(folder: Folder) -> None:
    """Those of the most agencies are first."""
    result = merge(folder)
    order = [(g.section, g.theme, -len(g.agencies)) for g in result.groups]
    place = {"tt": 0, "kt": 1, "": 2}
    assert order == sorted(order, key=lambda o: (o[0], place[o[1]], o[2]))


def test_a_groups_code_is_no_number() -> None:
    """A spreadsheet takes a group's code for text, however it is typed."""
    assert all(not group_id("dat", str(n))[0].isdigit() for n in range(50))
    assert len({group_id("dat", str(n)) for n in range(200)}) == 200


# --- Edits ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_edits_are_kept_in_later_masters(folder: Folder) -> None:
    """Edited wording and theme are used, hiding hides, in the next master and the one after."""
    result = merge(folder)
    own = group(result, "Tuyên truyền tốt").id, group(result, "Thiếu tiền").id, group(result, "Ý của C").id
    edit(
        folder,
        {
            (own[0], "edited_text"): "Tuyên truyền sâu rộng",
            (own[1], "edited_theme"): "Kiểm tra",
            (own[2], "hide"): "yes",
        },
    )
    expected = {
        own[0]: {"edited_text": "Tuyên truyền sâu rộng"},
        own[1]: {"edited_theme": "Kiểm tra"},
        own[2]: {"hide": "có"},
    }
    for _ in range(3):
        result = merge(folder)
        assert expected == edits_in_master(folder)
        by_id = {g.id: g for g in result.groups}
        assert by_id[own[0]].shown_text == "Tuyên truyền sâu rộng"
        assert by_id[own[1]].theme == "kt"
        assert by_id[own[2]].hidden
    shown = [str(v) for r in keyed(folder.master)["summary"].rows for v in r.cells if v is not None]
    assert any("Tuyên truyền sâu rộng" in text for text in shown)
    assert not any("Ý của C" in text for text in shown)
    assert any(r["text"] == "Ý của C" for r in records(keyed(folder.master)["statements"]))


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["yes", "x", "Có", "có ", True, 1])
def test_usual_answers_for_hiding_are_understood(folder: Folder, typed: object) -> None:
    """As coordinators type them to hide a group."""
    own = group(merge(folder), "Thiếu tiền").id
    edit(folder, {(own, "hide"): typed})
    assert {g.id for g in merge(folder).groups if g.hidden} == {own}


@pytest.mark.slow
def test_merged_groups_stay_merged(folder: Folder) -> None:
    """In every later merge they are one, with the statements and agencies of both."""
    first = merge(folder)
    into, own = group(first, "Thiếu người.").id, group(first, "Thiếu tiền").id
    edit(folder, {(own, "merge_into"): into})
    for _ in range(3):
        result = merge(folder)
        by_id = {g.id: g for g in result.groups}
        assert own not in by_id
        assert by_id[into].agencies == ("SA", "SB", "SC")
        assert by_id[into].text == "Thiếu người."
        numbers = {r["group"]: f"{r['group_no']:.0f}" for r in records(keyed(folder.master)["groups"]) if r["group_no"]}
        assert {"merge_into": numbers[into]} == edits_in_master(folder)[own]
        assert "edit-without-group" not in [f.code for f in result.findings]


@pytest.mark.slow
def test_a_merge_can_be_undone(folder: Folder) -> None:
    """Clearing the cell splits the groups again."""
    first = merge(folder)
    into, own = group(first, "Thiếu người.").id, group(first, "Thiếu tiền").id
    edit(folder, {(own, "merge_into"): into})
    merge(folder)
    edit(folder, {(own, "merge_into"): None})
    assert {g.id for g in first.groups} == {g.id for g in merge(folder).groups}


@pytest.mark.slow
def test_chains_of_merges_end_and_circles_are_ignored(folder: Folder) -> None:
    """A chain ends in its last group; a circle merges nothing, and nothing is lost."""
    first = merge(folder)
    a, b, c, d = (
        group(first, t).id for t in ("Tuyên truyền tốt", "Hòa giải ở xã", "Ý của C", "Kiểm tra đột xuất tờ rơi")
    )
    edit(folder, {(a, "merge_into"): b, (b, "merge_into"): c})
    by_id = {g.id: g for g in merge(folder).groups}
    assert {c, d} == {own for own in by_id if own in (a, b, c, d)}
    assert len(by_id[c].statements) == 5
    edit(folder, {(c, "merge_into"): a})
    result = merge(folder)
    assert {a, b, c, d} <= {g.id for g in result.groups}
    assert sum(len(g.statements) for g in result.groups) == 9


@pytest.mark.slow
def test_groups_of_two_sections_are_not_merged(folder: Folder) -> None:
    """A limitation cannot be merged into an achievement."""
    first = merge(folder)
    own, into = group(first, "Thiếu tiền").id, group(first, "Ý của C").id
    edit(folder, {(own, "merge_into"): into})
    assert {g.id for g in first.groups} == {g.id for g in merge(folder).groups}


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


@pytest.mark.slow
def test_edits_belong_to_texts_not_to_rows(folder: Folder) -> None:
    """An edit stays with its group where reports of other agencies change the order."""
    own = group(merge(folder), "Thiếu tiền").id
    edit(folder, {(own, "edited_text"): "Thiếu kinh phí"})
    report(folder, "SA", [("han", "Tuyên truyền", "Ý mới ở đầu"), ("dat", "", "Ý mới nữa")])
    result = merge(folder)
    assert group(result, "Thiếu tiền").shown_text == "Thiếu kinh phí"
    assert [own] == [g.id for g in result.groups if g.edit]


def test_a_master_that_cannot_be_read_is_not_overwritten(folder: Folder) -> None:
    """Edits that may be in it would be lost."""
    folder.master.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(NotDoneError):
        merge(folder)
    assert folder.master.read_bytes() == b"PK\x03\x04 broken"


def test_a_file_that_is_no_master_is_not_overwritten(folder: Folder) -> None:
    """For example a form saved under the master's name."""
    folder.master.write_bytes((folder.inbox / "SA.xlsx").read_bytes())
    with pytest.raises(NotDoneError):
        merge(folder)


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
            known = known_ahead(folder.campaign, own.statements, {own.agency or "": ahead[own.source.sha256]})
            assert {s.text for s in own.statements} == known.copies.keys()
            assert {s.text for s in own.statements if not s.theme} == known.themes.keys()


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda own: own[:-9],
        lambda own: b"[]",
        lambda own: b"\xff",
        lambda own: b"[1,2,3]",
        lambda own: json.dumps([*json.loads(own)[:2], *json.loads(own)[3:], []]).encode(),
        lambda own: json.dumps([*json.loads(own)[:2], [7, 8, 9], *json.loads(own)[3:]]).encode(),
        lambda own: json.dumps([*json.loads(own)[:2], [None, "a", "b"], *json.loads(own)[3:]]).encode(),
        lambda own: json.dumps([*json.loads(own)[:5], ["nowhere", "", {}]]).encode(),
    ],
)
def test_damaged_data_read_ahead_is_derived_again(folder: Folder, spoilt: Callable[[bytes], bytes]) -> None:
    """Nothing is used from damaged data, and it causes no error."""
    plain, ahead = read_all_ahead(folder)
    given = {sha256: spoilt(own) for sha256, own in ahead.items()}
    expected = consolidate(folder.campaign, plain, as_of=DAY)
    assert expected == consolidate(folder.campaign, plain, as_of=DAY, ahead=given)
    for own in plain:
        assert not known_ahead(folder.campaign, own.statements, {own.agency or "": given[own.source.sha256]}).copies
