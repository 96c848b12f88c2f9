"""The coordinator's decisions are matched again by their texts, whatever happens in any order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import definition, keyed, merge, records, type_into
from tests.cases import cases
from tests.effort import effort
from tests.narrative.test_groups import edit, group, report
from toolkit.master.edits import read_edits, replace_numbers
from toolkit.model import Agency, Campaign, Edit, Group, Section, Statement, Theme, Word
from toolkit.narrative.groups import Grouping, group_statements
from toolkit.narrative.regroup import with_remembered
from toolkit.run.folder import Folder

_TEXTS = """Tuyên truyền được duy trì thường xuyên|Cán bộ kiêm nhiệm nhiều việc|Kinh phí còn hạn chế|\
Phối hợp giữa các ngành chặt chẽ|Kiểm tra cơ sở dịch vụ 12 lượt|Kiểm tra cơ sở dịch vụ 15 lượt"""
TEXTS = _TEXTS.split("|")
CAMPAIGN = Campaign(
    id="thu",
    title="thử",
    agencies=tuple(Agency(code=c, name=c, short_name=c) for c in ("SA", "SB", "SC")),
    sections=(
        Section(code="dat", role="achievement", heading="Mặt đạt được"),
        Section(code="han", role="limitation", heading="Hạn chế"),
    ),
    themes=(Theme(code="tt", label="Tuyên truyền"), Theme(code="kt", label="Kiểm tra")),
    words=(
        Word(kind="filler", text="các"),
        Word(kind="abbreviation", text="CB", means="cán bộ"),
        Word(kind="negation", text="chưa"),
    ),
)
Reports = dict[str, list[tuple[str, str]]]
#: ("report", agency, lines) or ("edit", (section, text), (column, value)).
Step = tuple[str, Any, Any]


def statements(reports: Reports) -> list[Statement]:
    return [
        Statement(id=f"{agency}-{n}", agency=agency, section=section, text=text)
        for agency in ("SA", "SB", "SC")
        for n, (section, text) in enumerate(reports.get(agency, []))
    ]


def rows(narrative: Grouping) -> list[Edit]:
    """The rows of the sheet of groups, as the next merge reads them."""
    made = [replace(g.edit or Edit(group=g.id), group=g.id, section=g.section, text=g.text) for g in narrative.groups]
    found = [*made, *narrative.edits]
    texts = {e.group: e.text for e in found}
    return [
        replace(
            e,
            merge_text=texts.get(e.merge_into, e.merge_text),
            nearest=(),
            apart_texts=tuple(texts.get(c, "") for c in e.keep_apart.split()) if e.keep_apart != "yes" else (),
        )
        for e in found
    ]


def decided(edits: Sequence[Edit]) -> list[Edit]:
    return [e for e in edits if e.edited_text or e.edited_theme or e.merge_into or e.keep_apart or e.hide]


def outcome(narrative: Grouping) -> list[tuple[object, ...]]:
    return [(g.id, g.section, g.theme, g.shown_text, g.is_hidden, g.statements) for g in narrative.groups]


section_text = st.tuples(st.sampled_from(("dat", "han")), st.sampled_from(TEXTS))
a_report = st.tuples(st.just("report"), st.sampled_from(("SA", "SB", "SC")), st.lists(section_text, max_size=5))
an_edit = st.tuples(
    st.just("edit"),
    section_text,
    st.one_of(
        st.tuples(st.just("edited_text"), st.sampled_from(("Lời mới", "Lời khác"))),
        st.tuples(st.just("edited_theme"), st.sampled_from(("tt", "Kiểm tra"))),
        st.tuples(st.just("merge_into"), st.sampled_from(TEXTS)),
        st.tuples(st.just("keep_apart"), st.sampled_from((*TEXTS, "yes"))),
        st.tuples(st.just("hide"), st.just("yes")),
    ),
)


def code(section: str, text: str) -> str:
    (found,) = group_statements(CAMPAIGN, statements({"SA": [(section, text)]})).groups
    return found.id


def typed(sheet: list[Edit], section: str, text: str, column: str, value: str) -> list[Edit]:
    """The sheet after the coordinator typed into the row of that group, if there is one."""
    own = code(section, text)
    if column in ("merge_into", "keep_apart") and value != "yes":
        value = code(section, value)
    new: Any = value == "yes" if column == "hide" else value
    return [replace(e, **{column: new}) if e.group == own else e for e in sheet]


def run(steps: Sequence[Step]) -> tuple[Grouping, Reports, list[Edit]]:
    """Each step followed by a merge; typing into a row that does not exist yet waits until it does."""
    reports: Reports = {}
    narrative = group_statements(CAMPAIGN, [])
    waiting: list[Step] = []
    for step in steps:
        if step[0] == "report":
            reports[step[1]] = list(step[2])
        else:
            waiting.append(step)
        sheet = rows(narrative)
        narrative = group_statements(CAMPAIGN, statements(reports), decided(sheet))
        sheet = rows(narrative)
        there = {e.group for e in sheet}
        for late in list(waiting):
            _, (section, text), (column, value) = late
            target = code(section, value) if column in ("merge_into", "keep_apart") and value != "yes" else ""
            if code(section, text) in there and (not target or target in there):
                sheet = typed(sheet, section, text, column, value)
                waiting.remove(late)
        narrative = group_statements(CAMPAIGN, statements(reports), decided(sheet))
    return narrative, reports, decided(rows(narrative))


@pytest.mark.slow
@settings(max_examples=effort(20, 300), deadline=None)
@given(steps=st.lists(st.one_of(a_report, an_edit), max_size=9))
def test_edits_survive_whatever_happens(steps: list[Step]) -> None:
    """After any sequence of reports, edits and merges, the result is that of all edits on the last reports; each
    statement is in one group, every edit is still there, and merging once more changes nothing."""
    narrative, reports, edits = run(steps)
    present = statements(reports)
    assert sorted(s.id for s in present) == sorted(s for g in narrative.groups for s in g.statements)
    assert outcome(narrative) == outcome(group_statements(CAMPAIGN, present, edits))
    again = group_statements(CAMPAIGN, present, decided(rows(narrative)))
    assert outcome(narrative) == outcome(again)
    assert decided(rows(narrative)) == decided(rows(again))
    assert outcome(narrative) == outcome(group_statements(CAMPAIGN, present, list(reversed(edits))))


@pytest.mark.slow
@settings(max_examples=effort(12, 200), deadline=None)
@given(data=st.data())
def test_the_order_of_reports_and_edits_does_not_matter(data: st.DataObject) -> None:
    """Reports of three agencies and edits of different groups, in two orders: the same groups, the same edits."""
    reports: list[Step] = [
        ("report", a, data.draw(st.lists(section_text, min_size=1, max_size=5))) for a in ("SA", "SB", "SC")
    ]
    text = sorted({line for _, _, lines in reports for line in lines})
    edits: list[Step] = [
        ("edit", line, data.draw(an_edit)[2])
        for line in data.draw(st.lists(st.sampled_from(text), unique=True, max_size=4))
    ]
    first = [*reports, *edits]
    second = data.draw(st.permutations(first))
    results = [run(steps) for steps in (first, second)]
    assert outcome(results[0][0]) == outcome(results[1][0])
    assert sorted(results[0][2], key=repr) == sorted(results[1][2], key=repr)


# --- Single decisions ----------------------------------------------------------------------------


def grouped(reports: Reports, *edits: Edit) -> Grouping:
    return group_statements(CAMPAIGN, statements(reports), edits)


def group_of(narrative: Grouping, text: str) -> Group:
    return next(g for g in narrative.groups if g.text == text)


A, B, C = ("Ý thứ nhất của đơn vị", "Ý thứ hai của đơn vị", "Ý thứ ba của đơn vị")


def about(text: str, section: str = "dat", **decision: Any) -> Edit:
    return Edit(group=code(section, text), section=section, text=text, **decision)


def test_an_edit_is_matched_by_its_text() -> None:
    """Where new abbreviations in the definition change the groups' codes, the row's text identifies its group."""
    before = about("CB phụ trách thay đổi luôn", edited_text="Sửa")
    words = (*CAMPAIGN.words, Word(kind="abbreviation", text="phụ trách", means="được giao phụ trách"))
    campaign = replace(CAMPAIGN, words=words)
    narrative = group_statements(campaign, statements({"SA": [("dat", "Cán bộ phụ trách thay đổi luôn")]}), [before])
    assert narrative.groups[0].shown_text == "Sửa"
    own = narrative.groups[0].edit
    assert own is not None
    assert before.group != own.group == narrative.groups[0].id


@cases("""
| case                   | reports             | edits                        | groups           | findings |
| merged ideas are one   | SB: A               | A into B                     | A SB             |          |
| in the target's words  | SA: B; SB: A; SC: A | A into B                     | B SA SB SC       |          |
| and without the target | SA: A; SB: C        | A into B; C into B           | C SA SB          |          |
| chains end in the last | SA: A B; SB: C      | A into B; B into C           | C SA SB          |          |
| in one section only    | SA: A b             | b into A                     | A SA; b SA       | 1 edit-not-followed |
| circles merge nothing  | SA: A B C           | A into B; B into C; C into A | A SA; B SA; C SA | 3 merge-in-circle |
| what is apart stays so | SA: A B             | B apart A; A into B          | A SA; B SA       | 1 merge-and-apart |
| also from a third      | SA: A B C           | A into C; B into C apart A   | A SA; B SA; C SA | 2 merge-and-apart |
""")
def test_groups_are_merged_and_kept_apart(reports: str, edits: str, groups: str, findings: str) -> None:
    """In later reports too; `b` is a limitation, the others are achievements."""
    ideas = {"A": ("dat", A), "B": ("dat", B), "C": ("dat", C), "b": ("han", B)}
    typed = []
    for name, *words in (part.split() for part in edits.split("; ")):
        to = {way: ideas[other] for way, other in zip(words[::2], words[1::2], strict=True)}
        decision = {"merge_into": code(*to["into"])} if "into" in to else {}
        decision |= {"keep_apart": code(*to["apart"])} if "apart" in to else {}
        section, text = ideas[name]
        typed.append(replace(about(text, section, **decision), merge_text=to["into"][1] if "into" in to else ""))
    sent = {part[:2]: [ideas[name] for name in part[4:].split()] for part in reports.split("; ")}
    narrative = grouped(sent, *typed)
    names = {idea: name for name, idea in ideas.items()}
    assert sorted(" ".join((names[g.section, g.text], *g.agencies)) for g in narrative.groups) == groups.split("; ")
    counted = Counter(f.code for f in narrative.findings)
    assert "; ".join(f"{count} {code}" for code, count in counted.items()) == findings


def test_two_rows_about_one_group_are_combined() -> None:
    """One fills the other's blanks; where they differ the first holds and the other is quoted."""
    rows_ = (about(A, edited_text="Một"), about(A, edited_text="Hai", edited_theme="tt"))
    narrative = grouped({"SA": [("dat", A)]}, *rows_)
    assert (narrative.groups[0].shown_text, narrative.groups[0].theme) == ("Một", "tt")
    assert [(f.code, f.value) for f in narrative.findings] == [("edit-twice", "Hai")]


def test_an_edit_without_its_statement_is_kept_with_the_nearest() -> None:
    """An edit whose statement was reworded is kept, reported, and shown with the most similar group."""
    old = "Công tác tuyên truyền ở xã biên giới được duy trì"
    new = "Công tác tuyên truyền ở các xã biên giới luôn được duy trì tốt"
    narrative = grouped({"SA": [("dat", new)]}, about(old, edited_text="Sửa"))
    assert [f.code for f in narrative.findings] == ["edit-without-group"]
    assert [(old, (group_of(narrative, new).id,))] == [(e.text, e.nearest) for e in narrative.edits]
    unknown = grouped({"SA": [("dat", new)]}, Edit(group="g0", keep_apart="g1"))  # its row has no text any more
    assert [(f.code, f.value) for f in unknown.findings] == [("edit-without-group", "g1")]
    assert [e.group for e in unknown.edits] == ["g0"]


def test_decisions_of_the_previous_campaign_apply() -> None:
    """To repeated texts; they give way to decisions of this campaign, and are no fault elsewhere."""
    before = (about(A, edited_text="Của kỳ trước"), about(B, edited_text="Không ai nói"), about(C, hide="yes"))
    own = (about(A, edited_text="Của kỳ này"),)
    texts: Reports = {"SA": [("dat", A), ("dat", C)]}
    narrative = grouped(texts, *with_remembered((), before))
    assert (group_of(narrative, A).shown_text, group_of(narrative, C).is_hidden) == ("Của kỳ trước", True)
    assert (narrative.findings, narrative.edits) == ((), ())
    assert group_of(grouped(texts, *with_remembered(own, before)), A).shown_text == "Của kỳ này"


def test_hiding_hides_from_the_summary_only() -> None:
    """A hidden group keeps its statements and its row."""
    narrative = grouped({"SA": [("dat", A)], "SB": [("dat", A)]}, replace(about(A), hide=True))
    assert [(g.is_hidden, g.statements) for g in narrative.groups] == [(True, ("SA-0", "SB-0"))]


# --- In the workbook -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(
        tmp_path,
        agencies="| code | name |\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |",
        sections="| code | role | heading |\n| dat | achievement | Mặt đạt được |",
        themes="| code | label | keywords |\n| tt | Tuyên truyền | tuyên truyền |",
    )
    one = "Tuyên truyền về phòng, chống mại dâm được thực hiện thường xuyên ở cơ quan"
    other = "Việc tuyên truyền phòng chống mại dâm ở cơ quan thường xuyên được thực hiện, có đổi mới"
    report(folder, "SA", [("dat", "", one)])
    report(folder, "SB", [("dat", "", other)])
    return folder


def row_of(folder: Folder, group: str) -> dict[str, Any]:
    return dict(next(r for r in records(keyed(folder.master)["groups"]) if r["group"] == group).values)


@pytest.mark.slow
def test_a_proposal_is_accepted_by_its_code(folder: Folder) -> None:
    """The code or the number under “perhaps the same”, copied to “merge into”, makes one idea of two, in later merges
    too; the next master prints the idea's number."""
    first, second = merge(folder).groups
    assert ((second.id,), (first.id,)) == (first.proposed_with, second.proposed_with)
    row = row_of(folder, second.id)
    assert (row_of(folder, first.id)["group_no"], row["proposed_with"], row["proposed_no"]) == (1, first.id, "1")
    for typed in (first.id, 1):
        edit(folder, {(second.id, "merge_into"): typed, (second.id, "hide"): "có"})
        assert [(g.id, g.agencies) for g in merge(folder).groups] == [(first.id, ("SA", "SB"))]
        (kept,) = read_edits(folder.master)
        assert (kept.merge_into, kept.merge_text, kept.hide) == (first.id, first.text, True)
        row = row_of(folder, second.id)
        assert [row[c] for c in ("text", "merge_into", "hide", "group_no")] == [second.text, "1", "có", 2]
    report(folder, "SC", [("dat", "", second.text)])
    assert [(g.id, g.agencies) for g in merge(folder).groups] == [(first.id, ("SA", "SB", "SC"))]


def test_an_unknown_number_never_becomes_another_ideas() -> None:
    """It is printed with a mark, and is a finding, until it is typed again."""
    typed = {"merge_into": "3", "keep_apart": "1; 9"}
    numbers = {"": "", "1": "ga", "2": "gb"}
    for known in (numbers, {**numbers, "3": "gc", "9": "gd"}):
        replace_numbers(typed, known)
        assert typed == {"merge_into": "?3", "keep_apart": "ga, ?9"}


@pytest.mark.slow
def test_a_refused_proposal_is_not_proposed_again(folder: Folder) -> None:
    """Kept apart, by an answer, a code or a number, two groups are not proposed again."""
    first, second = merge(folder).groups
    for typed in ("yes", first.id, "1"):
        edit(folder, {(second.id, "keep_apart"): typed})
        assert [g.proposed_with for g in merge(folder).groups] == [(), ()]
    assert [g.proposed_with for g in merge(folder).groups] == [(), ()]


@pytest.mark.slow
def test_a_row_that_was_moved_keeps_its_edit(folder: Folder) -> None:
    """Sorting the sheet moves no decision to another idea."""
    first, second = merge(folder).groups
    sheet = keyed(folder.master)["groups"]
    cells = {str(r["group"]): r.cells for r in records(sheet)}
    changes: list[tuple[str, object]] = [(cells[first.id]["edited_text"], "Sửa cho ý thứ hai")]
    for here, other in ((first, second), (second, first)):
        at = cells[here.id]
        changes += [(at["group"], other.id), (at["section"], other.section), (at["text"], other.text)]
        changes.append(("A" + at["group"][1:], other.id))
    type_into(folder.master, [((sheet.name, cell), value) for cell, value in changes])
    assert group(merge(folder, master=False), second.text).shown_text == "Sửa cho ý thứ hai"
