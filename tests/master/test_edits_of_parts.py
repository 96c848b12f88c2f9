"""Decisions of parts' coordinators in the master of the whole: followed as they are, unless the whole's differ."""

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import DAY, cell_of, definition, filled, keyed, records, type_into
from tests.effort import effort
from toolkit.master.composition import Part, join
from toolkit.master.read import read_master
from toolkit.model import Consolidation, Decision, Edit, Group
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files

ONE = Means(workers=1)
AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |"
INDICATORS = """
| code | topic | label   | unit | kind  | across_agencies | across_periods |
|------|-------|---------|------|-------|-----------------|----------------|
| A1   | Một   | Số buổi | buổi | count | sum             | sum            |
"""
SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |"
THEMES = "| code | label | keywords |\n|---|---|---|\n| tt | Tuyên truyền | tuyên truyền |"


# --- As records: any sequence ----------------------------------------------------------------------

COLUMNS: dict[str, Sequence[Any]] = {
    "edited_text": ("", "Lời A", "Lời B"),
    "edited_theme": ("", "tt"),
    "merge_into": ("", "g2", "g3"),
    "keep_apart": ("", "g2", "g2, g3", "yes"),
    "follow_up": ("", "yes"),
    "hide": (False, True),
}
ROW = Edit(group="g1", section="dat", text="Ý")
an_edit = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in COLUMNS.items()})
some_parts = st.lists(an_edit, max_size=3)


def part(name: str, edit: dict[str, Any]) -> Part:
    made = replace(ROW, through=name, **edit)
    return Part((), (made,) if made.decides else ())


def parts_of(edits: Sequence[dict[str, Any]]) -> list[Part]:
    return [part(f"{n}.xlsx", edit) for n, edit in enumerate(edits)]


def again(edits: Sequence[Edit]) -> list[Edit]:
    """The edits as read from the sheets of the written master."""
    return [replace(e, through="") for e in edits]


def upward(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits as passed on to a master above."""
    return tuple(replace(e, parts=(), show=False, through="x") for e in edits if e.decides)


def values(edits: Sequence[Edit]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(e, name) for name in COLUMNS) for e in edits if e.decides]


@pytest.mark.slow
@settings(max_examples=effort(60, 2000), deadline=None)
@given(history=st.lists(some_parts, min_size=1, max_size=4))
def test_parts_decide_alone_if_the_whole_has_no_edits(history: list[list[dict[str, Any]]]) -> None:
    """Whatever parts decided before, their present edits give the same with an old master of the whole and without."""
    typed: list[Edit] = []
    for edits in history:
        merged = join(parts_of(edits), typed)
        anew = join(parts_of(edits))
        assert merged == anew
        typed = again(merged.edits)


@pytest.mark.slow
@settings(max_examples=effort(60, 2000), deadline=None)
@given(edits=st.lists(an_edit, min_size=1, max_size=4), at=st.integers(1, 3), dice=st.integers(0, 99))
def test_edits_of_parts_join_in_any_steps(edits: list[dict[str, Any]], at: int, dice: int) -> None:
    """Edits of parts of parts are those of the parts, in any order and steps."""
    parts = parts_of(edits)
    random.Random(dice).shuffle(parts)
    first = Part((), upward(join(parts[:at]).edits))
    assert values(join(parts_of(edits)).edits) == values(join([*parts[at:], first]).edits)


@pytest.mark.slow
@settings(max_examples=effort(60, 2000), deadline=None)
@given(before=some_parts, typed=an_edit, after=st.lists(some_parts, min_size=1, max_size=3))
def test_the_wholes_edits_go_before_those_of_parts(
    before: list[dict[str, Any]], typed: dict[str, Any], after: list[list[dict[str, Any]]]
) -> None:
    """A changed cell stays so whatever parts say; a cleared one, as long as they say the same."""
    joined = join(parts_of(before))
    row = again(joined.edits) or [ROW]
    own = [replace(row[0], **typed, show=False)]
    then = row[0]
    for edits in after:
        merged = join(parts_of(edits), own)
        now = merged.edits[0] if merged.edits else Edit(group="g1")
        parts_now = next(iter(join(parts_of(edits)).edits), Edit(group="g1"))
        for name in ("edited_text", "edited_theme", "merge_into", "hide"):
            mine, theirs, shown = getattr(then, name), getattr(parts_now, name), getattr(now, name)
            if typed[name] and typed[name] != mine:
                assert typed[name] == shown
            elif typed[name]:
                assert theirs == shown
            elif mine and theirs == mine and edits is after[0]:
                assert not shown
            elif not mine:
                assert theirs == shown
        own = again(merged.edits)


def only(**edit: Any) -> list[Part]:
    return parts_of([{name: v[0] for name, v in COLUMNS.items()} | edit])


def shown_in(edits: Sequence[Edit], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(e, name) for name in columns) for e in edits]


def test_a_cleared_cell_stays_so_until_a_part_says_something_new() -> None:
    """New words of the part are taken over and reported."""
    typed = [replace(again(join(only(edited_text="Lời A")).edits)[0], edited_text="")]
    for _ in range(2):
        merged = join(only(edited_text="Lời A"), typed)
        assert (values(merged.edits), merged.findings) == ([], ())
        typed = again(merged.edits)
    merged = join(only(edited_text="Lời B"), typed)
    assert shown_in(merged.edits, "edited_text") == [("Lời B",)]
    assert [(f.code, f.value, f.cells) for f in merged.findings] == [("edit-anew", "Lời B", ())]


@pytest.mark.parametrize("beside", [False, True])
def test_a_cleared_cell_stays_so_though_the_part_was_missing_once(beside: bool) -> None:
    """A part that was missing from a merge restores nothing that was cleared; its new words are taken over."""
    first = {"edited_text": "Lời A", "hide": True, "keep_apart": "g2, g3"}
    typed = [replace(again(join(only(**first)).edits)[0], edited_text="", hide=False, keep_apart="g3")]
    typed = again(join(only(edited_theme="tt") if beside else [], typed).edits)
    merged = join(only(**first), typed)
    assert shown_in(merged.edits, "edited_text", "hide", "keep_apart") == [("", False, "g3")]
    assert merged.findings == ()
    merged = join(only(edited_text="Lời B"), typed)
    assert shown_in(merged.edits, "edited_text") == [("Lời B",)]
    assert [f.code for f in merged.findings] == ["edit-anew"]


def test_what_the_whole_decided_itself_stays_beside_its_parts() -> None:
    """A `no` under hide is an answer; an edit that a part repeats later stays when the part changes; groups kept apart
    are a set."""
    typed = [replace(ROW, show=True)]
    for _ in range(2):
        merged = join(only(hide=True), typed)
        assert shown_in(merged.edits, "hide", "show") == [(False, True)]
        typed = again(merged.edits)
    typed = [replace(ROW, edited_text="Lời A", keep_apart="g2")]
    typed = again(join(only(edited_text="Lời A", keep_apart="g2"), typed).edits)
    merged = join(only(edited_text="Lời B"), typed)
    assert shown_in(merged.edits, "edited_text", "keep_apart") == [("Lời A", "g2")]
    typed = [replace(again(join(only(keep_apart="g2, g3")).edits)[0], keep_apart="g3, g4")]
    for theirs, expected in (("g2, g3, g5", "g3, g4, g5"), ("g5", "g4, g5")):
        merged = join(only(keep_apart=theirs), typed)
        assert shown_in(merged.edits, "keep_apart") == [(expected,)]
        typed = again(merged.edits)


def decided(use: bool | None, typed: str, through: str = "1.xlsx") -> Part:
    return Part((), (), (Decision(file="A.xlsx", sha256="a", use=use, typed=typed, through=through),))


def decisions(parts: Sequence[Part], typed: Sequence[Decision] = ()) -> list[tuple[str, bool | None]]:
    return [(d.typed, d.use) for d in join(parts, (), typed).decisions]


def test_decisions_follow_the_part() -> None:
    """A part's decision is followed when it changes and forgotten when it is removed; a cleared one stays so."""
    refused, wanted, nothing = decided(False, "không dùng"), decided(True, "dùng"), Part(())
    old = [replace(d, through="") for d in join([refused]).decisions]
    assert decisions([nothing], old) == []
    assert decisions([wanted], old) == [("dùng", True)]
    cleared = [replace(d, use=None, typed="") for d in old]
    for _ in range(2):
        assert decisions([refused], cleared) == [("", None)]
        cleared = [replace(d, through="") for d in join([refused], (), cleared).decisions]
    assert decisions([nothing], cleared) == [("", None)]
    assert decisions([refused], join([nothing], (), cleared).decisions) == [("", None)]
    merged = join([wanted], (), cleared)
    assert ([d.typed for d in merged.decisions], [f.code for f in merged.findings]) == (["dùng"], ["decision-anew"])
    merged = join([refused], (), [replace(d, use=True, typed="dùng") for d in old])
    assert [(d.typed, d.through) for d in merged.decisions] == [("dùng", "")]
    assert merged.findings == ()
    assert decisions([refused], merged.decisions) == [("dùng", True)]


def test_parts_that_decide_differently_about_a_file() -> None:
    """Neither is followed until the coordinator decides."""
    differing = [decided(False, "không dùng"), decided(True, "dùng", "2.xlsx")]
    merged = join(differing)
    assert (merged.decisions, [f.code for f in merged.findings]) == ((), ["decision-conflict"])
    typed = [Decision(file="A.xlsx", sha256="a", use=True, typed="dùng")]
    assert (decisions(differing, typed), join(differing, (), typed).findings) == ([("dùng", True)], ())


# --- In the workbooks: two districts and their province ----------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Folder]:
    """A province, and two districts with one agency each."""
    sheets = {"agencies": AGENCIES, "indicators": INDICATORS, "sections": SECTIONS, "themes": THEMES}
    made = {name: definition(tmp_path / name, about=None, **sheets) for name in ("tinh", "H1", "H2")}
    for name, code in (("H1", "SA"), ("H2", "SB")):
        lines = f"| section | text |\n|---|---|\n| dat | Ý riêng của {code} |\n| dat | Ý chung |"
        filled(made[name], code, f"| code | 2019 |\n|---|---|\n| A1 | {len(name)} |", lines)
    return made


def merged(folders: dict[str, Folder]) -> Consolidation:
    """The districts merge, then the province merges their masters."""
    masters = [merge_files(folders[name], as_of=DAY, means=ONE)[1] for name in ("H1", "H2")]
    return merge_files(folders["tinh"], masters, as_of=DAY, means=ONE)[0]


def group(result: Consolidation, text: str) -> Group:
    return next(g for g in result.groups if g.text == text)


def put(folder: Folder, text: str, column: str, value: str | None) -> None:
    row = next(g for g in read_master(folder.master).groups if g.text == text)
    type_into(folder.master, [(cell_of(folder.master, "groups", row.id, column), value)])


def shown(folder: Folder, text: str) -> dict[str, object]:
    row = next(r for r in records(keyed(folder.master)["groups"]) if r["text"] == text)
    names = ("edited_text", "edited_theme", "merge_into", "keep_apart", "hide", "taken_over")
    return {name: row[name] for name in names if row[name]}


def decide(folder: Folder, typed: str | None) -> None:
    """Type a decision about the first file."""
    sheet = keyed(folder.master)["sources"]
    cell = next(r for r in records(sheet) if r["file"]).cells["decision"]
    type_into(folder.master, [((sheet.name, cell), typed)])


def about_edits(result: Consolidation) -> list[str]:
    return [f.code for f in result.findings if f.code.startswith(("edit", "decision"))]


@pytest.mark.slow
def test_a_district_changes_its_edits_and_the_provinces_hold(folders: dict[str, Folder]) -> None:
    """What a district removes or rewords is so at the province, with the province's old master or without; what the
    province clears, answers with `no` or rewords stays so, in later merges too."""
    province, first, second = folders["tinh"], folders["H1"], folders["H2"]
    merged(folders)
    put(first, "Ý riêng của SA", "hide", "yes")
    put(second, "Ý chung", "edited_text", "Lần một")
    result = merged(folders)
    assert (group(result, "Ý riêng của SA").is_hidden, group(result, "Ý chung").shown_text) == (True, "Lần một")
    assert shown(province, "Ý chung") == {"edited_text": "Lần một", "taken_over": "../H2/master.xlsx"}
    put(first, "Ý riêng của SA", "hide", None)
    put(second, "Ý chung", "edited_text", "Lần hai")
    result = merged(folders)
    assert (group(result, "Ý riêng của SA").is_hidden, group(result, "Ý chung").shown_text) == (False, "Lần hai")
    assert shown(province, "Ý riêng của SA") == {}
    before = province.master.read_bytes()
    province.master.unlink()
    assert result == merged(folders)
    assert before == province.master.read_bytes()

    put(first, "Ý riêng của SA", "hide", "yes")
    put(second, "Ý riêng của SB", "hide", "yes")
    decide(first, "dùng")
    merged(folders)
    decide(province, None)
    put(province, "Ý riêng của SA", "hide", None)
    put(province, "Ý riêng của SB", "hide", "không")
    put(province, "Ý chung", "edited_text", None)
    for _ in range(2):
        result = merged(folders)
        assert [g.is_hidden for g in result.groups] == [False] * 3
        assert group(result, "Ý chung").shown_text == "Ý chung"
        assert shown(province, "Ý riêng của SB") == {"hide": "không"}
        assert {r["decision"] for r in records(keyed(province.master)["sources"])} == {None}
        assert about_edits(result) == []

        # A district that is missing from a merge restores nothing when it is back, and no row mentions it meanwhile.
        result = merge_files(province, [second.master], as_of=DAY, means=ONE)[0]
        there, sheets = ["Ý riêng của SB", "Ý chung"], keyed(province.master)
        assert [g.text for g in result.groups] == [r["text"] for r in records(sheets["groups"])] == there
        assert [r["agency"] for r in records(sheets["sources"])] == ["SB"]
        assert about_edits(result) == []
    put(province, "Ý chung", "edited_text", "Của tỉnh")
    put(second, "Ý chung", "edited_text", "Huyện sửa nữa")
    result = merged(folders)
    assert group(result, "Ý chung").shown_text == "Của tỉnh"
    assert shown(province, "Ý chung") == {"edited_text": "Của tỉnh"}


@pytest.mark.slow
def test_a_district_undoes_its_decision_about_a_file(folders: dict[str, Folder]) -> None:
    """A file that a district does not use is not used at the province, which names the deciding master, until it is
    again."""
    province, district = folders["tinh"], folders["H1"]
    merged(folders)
    for decision, used in (("không dùng", ["SB"]), (None, ["SA", "SB"]), ("không dùng", ["SB"])):
        decide(district, decision)
        result = merged(folders)
        assert used == list(result.used)
    reported = [(f.code, f.text("master")) for f in result.findings if f.code.startswith("set-aside")]
    assert reported == [("set-aside-below", "../H1/master.xlsx")]
    assert list(check_files(province, [district.master], as_of=DAY, means=ONE).used) == []
    assert next(r["status"] for r in records(keyed(province.master)["sources"])) == "Không dùng, theo quyết định"
    decide(province, None)
    for _ in range(2):
        assert list(merged(folders).used) == ["SA", "SB"]


@pytest.mark.slow
def test_decisions_about_files_with_one_name(folders: dict[str, Folder]) -> None:
    """If files of two districts have one name, each keeps its district's decision, as long as it holds."""
    for name, code in (("H1", "SA"), ("H2", "SB")):
        (folders[name].inbox / f"{code}.xlsx").rename(folders[name].inbox / "BC.xlsx")
    for decision, used in (("không dùng", ["SB"]), (None, ["SA", "SB"])):
        for name in ("H1", "H2"):
            merge_files(folders[name], as_of=DAY, means=ONE)
            decide(folders[name], decision if name == "H1" else None)
            shutil.copy(folders[name].master, folders["tinh"].inbox / f"{name}.xlsx")
        assert list(merge_files(folders["tinh"], as_of=DAY, means=ONE)[0].used) == used
