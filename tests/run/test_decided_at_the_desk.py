"""Decisions of the desk: read as if typed into the master's columns, never lost, doubled or overwritten."""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from tests.building import DAY, change, copied, definition, filled, filling, keyed, records, type_into_row
from tests.effort import effort
from toolkit.form.contents import make_form
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.model import Consolidation, DeskEdit
from toolkit.register.entries import read_register
from toolkit.run import overview
from toolkit.run.deciding import record_decisions
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files
from toolkit.xlsx.drawn.form import write_intake

ONE = Means(workers=1)
AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |"
INDICATORS = """
| code | topic | label   | unit | kind  | minimum | across_agencies | across_periods |
|------|-------|---------|------|-------|---------|-----------------|----------------|
| A1   | Một   | Số buổi | buổi | count | 1       | sum             | sum            |
| A2   | Một   | Số lượt | lượt | count |         | sum             | sum            |
"""
RULES = "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =A2<=A1 | warning | Lượt không quá buổi |"
SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |"
ROWS = """
| table | heading | code | label | unit       | kind  | required | across_rows |
|-------|---------|------|-------|------------|-------|----------|-------------|
| DA    | Dự án   | TEN  | Tên   |            | text  | có       |             |
| DA    |         | VON  | Vốn   | triệu đồng | money |          | sum         |
"""
LINES = """
| section | text                                 |
|---------|--------------------------------------|
| dat     | Đã mở 12 lớp tập huấn cho cán bộ xã. |
| dat     | Ban hành kế hoạch chuyển đổi số.     |
"""
FIGURE = DeskEdit(agency="SA", indicator="A1", period="2019")
ROW = DeskEdit(agency="SA", table="DA", row="824c0faa55a0", text="Cầu Một")
SIGNED: Any = {"corrected_by": "Lan", "reason": "điện thoại"}
#: The sheet of each kind of decision, the columns that identify the row, and those that are decided.
SHEETS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "figure": ("figures", ("agency", "indicator", "period"), ("corrected_value", "corrected_by", "reason")),
    "row": ("table:DA", ("agency", "row"), ("left_out", "corrected_by", "reason")),
    "finding": ("findings", ("finding",), ("accepted_by", "reason")),
    "group": ("groups", ("group",), ("edited_text",)),
}


def made(root: Path) -> Folder:
    """Two agencies with figures, one of which breaks a rule, rows of a table, and two ideas."""

    def make(at: Path) -> Folder:
        folder = definition(at, agencies=AGENCIES, indicators=INDICATORS, rules=RULES, sections=SECTIONS, rows=ROWS)
        for agency, more in (("SA", 5), ("SB", 30)):
            content = filling(f"| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | 5 | {more} |", LINES)
            rows = tuple({"TEN": name, "VON": 100.0} for name in ("Cầu Một", "Đường Hai"))
            form = make_form(folder.campaign, folder.campaign.agency_by_code[agency], version="0")
            write_intake(folder.inbox / f"{agency}.xlsx", form, replace(content, rows={"DA": rows}))
        merged(folder)
        return folder

    return copied(root, make)


def merged(folder: Folder) -> Consolidation:
    return merge_files(folder, as_of=DAY, means=ONE)[0]


def decide(folder: Folder, edit: DeskEdit, *emptied: str) -> None:
    record_decisions(folder, [edit], emptied, as_of=DAY)


def accepted(folder: Folder, by: str = "Lan") -> DeskEdit:
    """The acceptance of the rule that one agency breaks."""
    rows = [r for r in records(keyed(folder.master)["findings"]) if r["code"] == "rule-failed"]
    return DeskEdit(
        finding=str(rows[0]["finding"]), agency="SB", text=str(rows[0]["message"]), accepted_by=by, reason="đã hỏi"
    )


def idea(folder: Folder, number: int = 0) -> DeskEdit:
    """A group of the master, by its row."""
    row = records(keyed(folder.master)["groups"])[number]
    return DeskEdit(group=row.key, section=str(row["section"]), text=str(row["text"]))


def in_excel(master: Path, edit: DeskEdit, typed: Mapping[str, Any]) -> None:
    """Type into the row of the master that has the same keys."""
    key, place, _ = SHEETS[edit.about[0]]
    type_into_row(master, key, {"key" if n == "group" else n: getattr(edit, n) for n in place}, typed)


def in_master(folder: Folder, edit: DeskEdit) -> tuple[str, ...]:
    """What the master's columns have for a decision; it has one row."""
    key, place, columns = SHEETS[edit.about[0]]
    found = records(keyed(folder.master)[key])
    wanted = [getattr(edit, name) for name in place]
    rows = [r for r in found if [r.key if name == "group" else str(r[name]) for name in place] == wanted]
    values = {tuple(str(r[c] or "") for c in columns) for r in rows}
    assert len(values) == 1, edit.about
    assert len(rows) == 1 or edit.finding, edit.about
    return values.pop()


def reported(result: Consolidation) -> list[str]:
    return [f.code for f in result.findings if f.code.startswith("edit-")]


# --- One decision ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_decisions_hold_at_once_and_are_in_the_next_master(tmp_path: Path) -> None:
    """Figures, findings, rows and ideas: in `check` before any merge, then in the master's columns; until then the next
    step is to merge."""
    folder = made(tmp_path)
    decide(folder, replace(FIGURE, corrected_value="1.234", **SIGNED))
    decide(folder, accepted(folder))
    decide(folder, replace(ROW, left_out="x", **SIGNED))
    decide(folder, replace(idea(folder), edited_text="Đã mở các lớp"))
    checked = check_files(folder, as_of=DAY, means=ONE)
    figure = next(f for f in checked.figures if f[:3] == ("SA", "A1", "2019"))
    assert figure.value == 1234
    assert not [f for f in checked.findings if f.code == "rule-failed" and not f.accepted_by]
    names = {(c.agency, c.typed) for c in checked.rows if c.column == "TEN"}
    assert names == {("SA", "Đường Hai"), ("SB", "Cầu Một"), ("SB", "Đường Hai")}
    stands = overview.campaign_state(folder, DAY, ONE)
    assert (stands.following, stands.decided) == ("merge", 4)
    result = merged(folder)
    stands = overview.campaign_state(folder, DAY, ONE)
    assert (stands.following == "merge", stands.decided) == (False, 0)
    assert in_master(folder, FIGURE) == ("1.234", "Lan", "điện thoại")
    assert in_master(folder, ROW) == ("x", "Lan", "điện thoại")
    assert any(g.edit and g.edit.edited_text == "Đã mở các lớp" for g in result.groups)
    assert reported(result) == reported(merged(folder)) == []


def contents(master: Path) -> dict[str, list[list[Any]]]:
    """All sheets cell by cell, without what comes from the register."""
    book = openpyxl.load_workbook(master)
    found: dict[str, list[list[Any]]] = {
        str(s["A1"].value): [[c.value for c in row] for row in s.iter_rows()] for s in book
    }
    found["toolkit:kept"] = [row for row in found["toolkit:kept"] if "desk" not in row]
    return found


@pytest.mark.slow
def test_the_same_decisions_at_the_desk_and_in_excel_give_the_same_master(tmp_path: Path) -> None:
    """Equal in every cell of every sheet."""
    desk, excel = made(tmp_path / "desk"), made(tmp_path / "excel")
    first, second = idea(desk), idea(desk, 1)
    edits = [
        replace(FIGURE, corrected_value="1.234", **SIGNED),
        accepted(desk),
        replace(ROW, left_out="x", **SIGNED),
        replace(first, edited_text="Lời khác", merge_into=second.group, merge_text=second.text),
        replace(second, hide="yes", keep_apart=first.group, apart_texts=first.text),
    ]
    record_decisions(desk, edits, as_of=DAY)
    for edit in edits:
        columns = SHEETS[edit.about[0]][2] if not edit.group else [c for (c,) in edit.cells]
        in_excel(excel.master, edit, {c: getattr(edit, c) for c in columns if getattr(edit, c)})
    for folder in (desk, excel):
        merged(folder)
    ours, theirs = contents(desk.master), contents(excel.master)
    assert ours.keys() == theirs.keys()
    for key, rows in ours.items():
        assert rows == theirs[key], key


# --- One decision in two files ---------------------------------------------------------------------


@pytest.mark.slow
def test_no_entry_in_excel_is_overwritten_by_one_that_did_not_know_it(tmp_path: Path) -> None:
    """One typed later counts until it is decided again: neither is overwritten, and both are reported. What is emptied
    at the desk leaves the master."""
    folder = made(tmp_path)
    decide(folder, replace(FIGURE, corrected_value="12", **SIGNED))
    merged(folder)
    in_excel(folder.master, FIGURE, {"corrected_value": "13", "reason": "công văn"})
    for _ in range(2):
        result = merged(folder)
        differs = next(f for f in result.findings if f.code == "edit-differs")
        assert (differs.value, differs.text("now")) == ("12, Lan, điện thoại", "13, Lan, công văn")
        assert in_master(folder, FIGURE)[0] == "13"
    assert reported(check_files(folder, as_of=DAY, means=ONE)) == ["edit-differs"]
    decide(folder, replace(FIGURE, corrected_value="14", **SIGNED))
    assert reported(merged(folder)) == []
    assert in_master(folder, FIGURE)[0] == "14"

    # Typed in Excel after the decision at the desk, and before the merge.
    decide(folder, replace(idea(folder), edited_text="Lời ở bàn"))
    in_excel(folder.master, idea(folder), {"edited_text": "Lời ở Excel"})
    assert reported(merged(folder)) == ["edit-differs"]
    assert in_master(folder, idea(folder)) == ("Lời ở Excel",)
    in_excel(folder.master, idea(folder), {"edited_text": None})
    assert reported(merged(folder)) == []
    assert in_master(folder, idea(folder)) == ("Lời ở bàn",)

    # Emptied at the desk, also what was typed in Excel, and in an older master.
    figure = replace(FIGURE, indicator="A2")
    in_excel(folder.master, figure, {"corrected_value": "13", **SIGNED})
    merged(folder)
    older = folder.master.read_bytes()
    for _ in range(2):
        decide(folder, figure, "corrected_value")
        assert reported(merged(folder)) == []
        assert in_master(folder, figure) == ("", "", "")
        folder.master.write_bytes(older)


@pytest.mark.slow
def test_what_an_agency_sends_after_a_decision_is_asked_about(tmp_path: Path) -> None:
    """A new form that comes before the next merge does not end the decision unnoticed, as for one typed in Excel."""
    folder = made(tmp_path)
    decide(folder, replace(FIGURE, corrected_value="12", **SIGNED))
    assert "correction-outdated" not in [f.code for f in check_files(folder, as_of=DAY, means=ONE).findings]
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 11 | 20 |\n| A2 | 5 | 5 |")
    assert "correction-outdated" in [f.code for f in merged(folder).findings]


@pytest.mark.slow
def test_a_number_typed_in_excel_stays_if_the_master_is_chosen(tmp_path: Path) -> None:
    """In an older master too, though only the register says so."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS.replace("count", "decimal"))
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 10 | 20 |\n| A2 | 5 | 5 |")
    merged(folder)
    decide(folder, replace(FIGURE, corrected_value="12", **SIGNED))
    merged(folder)
    older = folder.master.read_bytes()
    for number in (12.345, 1234567890123.0):
        in_excel(folder.master, FIGURE, {"corrected_value": number})
        record_decisions(folder, [FIGURE], settle="master", as_of=DAY)
        (edit,) = read_register(folder.root).edits.values()
        assert edit.corrected_value == number
        folder.master.write_bytes(older)
        result = merged(folder)
        assert reported(result) == []
        assert [c.number for c in result.kept.corrections] == [number]


@pytest.mark.slow
def test_numbers_typed_into_two_files_are_settled(tmp_path: Path) -> None:
    """In the master `1` leaves a row out as `x` does; a zero typed in the register is a number, not a blank."""
    folder, figure = made(tmp_path), replace(FIGURE, indicator="A2")
    decide(folder, replace(ROW, left_out="không", **SIGNED))
    decide(folder, replace(figure, corrected_value="3", **SIGNED))
    merged(folder)
    in_excel(folder.master, ROW, {"left_out": 1})
    type_into_row(folder.root / "register.xlsx", "edits", {"indicator": "A2"}, {"corrected_value": 0})
    in_excel(folder.master, figure, {"corrected_value": 4, **SIGNED})
    assert reported(merged(folder)) == ["edit-differs", "edit-differs"]
    record_decisions(folder, [ROW], settle="master", as_of=DAY)
    record_decisions(folder, [figure], settle="desk", as_of=DAY)
    row, typed = sorted(read_register(folder.root).edits.values(), key=lambda edit: edit.indicator)
    assert (row.left_out, typed.corrected_value, typed.corrected_by) == ("1", 0.0, "Lan")
    result = merged(folder)
    assert reported(result) == []
    assert 0.0 in [c.number for c in result.kept.corrections]


@pytest.mark.slow
def test_a_group_may_be_named_by_its_number_in_the_register(tmp_path: Path) -> None:
    """The master has the group's code from then on, as when the number is typed there."""
    folder = made(tmp_path)
    first, second = idea(folder), idea(folder, 1)
    decide(folder, replace(first, keep_apart="2, g0"))
    (group, *_) = (g for g in merged(folder).groups if g.id == first.group)
    assert group.edit is not None
    assert (group.edit.keep_apart, group.edit.apart_texts) == (f"{second.group}, g0", (second.text, ""))


@pytest.mark.slow
def test_rows_typed_into_the_register_are_followed_or_reported(tmp_path: Path) -> None:
    """They have names or codes; a row about nothing, or the second for one decision, stays and is reported."""
    folder = made(tmp_path)
    decide(folder, replace(FIGURE, corrected_value="12", **SIGNED))

    def add(book: Workbook) -> None:
        sheet: Any = next(s for s in book if s["A1"].value == "toolkit:edits")
        at: Any = {cell.value: cell.column for cell in sheet[1]}
        for typed in (
            {"agency": "sở b", "indicator": "a2", "period": "2019", "corrected_value": 7, **SIGNED},
            {"agency": "SA", "corrected_value": "8"},
            {"agency": "Sở A", "indicator": "A1", "period": "2019", "corrected_value": "9", **SIGNED},
        ):
            row = sheet.max_row + 1
            for name, value in typed.items():
                sheet.cell(row, at[name]).value = value

    change(folder.root / "register.xlsx", add)
    for _ in range(2):
        result = merged(folder)
        assert reported(result) == ["edit-not-read", "edit-not-read"]
        assert in_master(folder, FIGURE)[0] == "12"
        assert in_master(folder, replace(FIGURE, agency="SB", indicator="A2"))[0] == "7.0"
        decide(folder, replace(ROW, left_out="x", **SIGNED))
        assert len(read_register(folder.root).edits) == 5


def test_an_ambiguous_value_is_refused_at_once(tmp_path: Path) -> None:
    """Read as in the master's columns; nothing is written."""
    folder = made(tmp_path)
    for code, typed in {
        "decided-no-value": ("1.2.3", "nhiều"),
        "decided-two-readings": ("1,234",),
        "decided-out-of-range": ("0",),
    }.items():
        for text in typed:
            with pytest.raises(UsageError) as refused:
                decide(folder, replace(FIGURE, corrected_value=text, **SIGNED))
            assert refused.value.code == code
    with pytest.raises(UsageError, match="lý do"):
        decide(folder, replace(FIGURE, corrected_value="12"))
    assert not (folder.root / "register.xlsx").exists() or not read_register(folder.root).edits


# --- Any sequence ----------------------------------------------------------------------------------

PLACES = ("figure", "row", "group", "finding")
AT_DESK = {"figure": ("12", "1.234"), "row": ("x",), "group": ("Lời A", "Lời B"), "finding": ("Lan", "Minh")}
IN_EXCEL = {"figure": ("21", "22"), "row": ("không",), "group": ("Lời C", "Lời D"), "finding": ("Hoa", "Tú")}


@dataclass
class History:
    """A campaign with all decisions made in it: each merge's result is compared with them."""

    folder: Folder
    edits: Mapping[str, DeskEdit]
    typed: dict[str, str] = field(default_factory=dict)
    """By place, what was typed into the master that is there, and was never what the desk had decided."""
    fresh: set[str] = field(default_factory=set)
    """The places that were decided at the desk after that."""
    seen: dict[str, set[str]] = field(default_factory=dict)
    """By place, what the desk has seen in it."""
    masters: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    def __repr__(self) -> str:
        return "history"

    def value(self, kind: str) -> str:
        return in_master(self.folder, self.edits[kind])[0] if self.folder.master.exists() else ""

    def at_desk(self, kind: str) -> str | None:
        """The register's value, or None."""
        found = [e for e in read_register(self.folder.root).edits.values() if e.about == self.edits[kind].about]
        assert len(found) <= 1
        return str(getattr(found[0], SHEETS[kind][2][0])) if found else None

    def signed(self, kind: str, value: str) -> dict[str, Any]:
        first, *others = SHEETS[kind][2]
        return {first: value, **dict.fromkeys(others, "Lan" if value else "")}

    def do(self, what: str, kind: str, number: int) -> None:
        if what == "desk":
            value = (*AT_DESK[kind], "")[number % (len(AT_DESK[kind]) + 1)]
            edit = replace(self.edits[kind], **self.signed(kind, value))
            before = record_decisions(self.folder, [edit], () if value else SHEETS[kind][2], as_of=DAY)
            self.seen.setdefault(kind, set()).add(before[0].split(", ")[0])
            self.fresh.add(kind)
        elif what == "excel" and self.folder.master.exists():
            value = (*IN_EXCEL[kind], "")[number % (len(IN_EXCEL[kind]) + 1)]
            in_excel(self.folder.master, self.edits[kind], {k: v or None for k, v in self.signed(kind, value).items()})
            self.typed[kind] = value
            self.fresh.discard(kind)
        elif what == "merge":
            self.merge()
        elif what == "killed":
            self.killed()
        elif what == "restore" and self.masters:
            data, typed = self.masters[number % len(self.masters)]
            self.folder.master.write_bytes(data)
            self.typed, self.fresh = dict(typed), set()
        elif what == "remove":
            self.folder.master.unlink(missing_ok=True)
            self.typed, self.fresh = {}, set()

    def merge(self) -> None:
        before = {kind: self.value(kind) for kind in PLACES}
        desk = {kind: self.at_desk(kind) for kind in PLACES}
        result = merged(self.folder)
        differing = 0
        for kind in PLACES:
            now, ours, was = self.value(kind), desk[kind], before[kind]
            unseen = {"không": "no"}.get(was, was) not in self.seen.get(kind, ())
            assert now in (was, ours), kind  # the master has no value that nobody decided
            if ours is None:
                assert now == was, kind  # what is in the master stays
            elif kind in self.fresh or kind not in self.typed:
                assert now == ours, kind  # a decision of the desk is there, in an older master and without one, too
            elif was and unseen:
                assert now == was, kind  # what the desk did not know is not overwritten
            differing += bool(ours) and now != ours
            if now == ours:
                self.typed.pop(kind, None)
            elif now:
                self.typed[kind] = now
        assert reported(result) == ["edit-differs"] * differing
        assert not [f.code for f in result.findings if f.code.endswith(("-twice", "-not-placed", "-lapsed"))]
        self.fresh = set()
        self.masters.append((self.folder.master.read_bytes(), dict(self.typed)))

    def killed(self) -> None:
        """A merge that ends while it writes the master."""
        there = self.folder.master.read_bytes() if self.folder.master.exists() else b""

        def half(path: Path, *_: object, **__: object) -> None:
            path.write_bytes(b"half")
            raise NotDoneError("cannot-write", file=path.name, reason="")

        with patch("toolkit.master.sheets.master.write_master", half), suppress(NotDoneError):
            merged(self.folder)
        assert (self.folder.master.read_bytes() if self.folder.master.exists() else b"") == there


STEPS = st.tuples(
    st.sampled_from(("desk", "desk", "desk", "excel", "excel", "merge", "merge", "killed", "restore", "remove")),
    st.sampled_from(PLACES),
    st.integers(0, 5),
)


def goes_through(root: Path, steps: list[tuple[str, str, int]]) -> None:
    folder = made(root)
    edits = {"figure": FIGURE, "row": ROW, "group": idea(folder), "finding": replace(accepted(folder), accepted_by="")}
    history = History(folder, {**edits, "finding": replace(edits["finding"], reason="")})
    for step in steps:
        history.do(*step)
    history.merge()


@pytest.mark.slow
def test_no_decision_is_lost_or_doubled_in_a_long_history(tmp_path: Path) -> None:
    """One sequence in which every kind of step occurs."""
    steps = [("desk", kind, 0) for kind in PLACES] + [("killed", "figure", 0), ("merge", "figure", 0)]
    steps += [("excel", kind, 0) for kind in PLACES[:2]] + [("merge", "figure", 0), ("desk", "row", 1)]
    steps += [("desk", "group", 1), ("restore", "figure", 0), ("merge", "figure", 0), ("remove", "figure", 0)]
    goes_through(tmp_path, [*steps, ("desk", "finding", 2)])


@pytest.mark.slow
@settings(max_examples=effort(3, 200), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_no_decision_is_lost_or_doubled(steps: list[tuple[str, str, int]]) -> None:
    """Decisions at the desk and in the master's columns, merges, killed merges, older masters and none."""
    root = Path(tempfile.mkdtemp())
    try:
        goes_through(root, steps)
    finally:
        shutil.rmtree(root)
