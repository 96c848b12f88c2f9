"""Statements of one round that the next follows up: chosen in the master or by the definition, asked about, counted."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.building import DAY, cell_of, copied, definition, filled, form_in, keyed, records, type_into
from tests.cases import cases
from toolkit.consolidation.followup import followup_sentence
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.desk.details import details_of
from toolkit.form.contents import Filling
from toolkit.form.followup import row_key
from toolkit.master.recognising import has_sheet
from toolkit.messages import masters
from toolkit.model import Consolidation, Finding, FollowUp
from toolkit.register.entries import read_register
from toolkit.report.assembly import make_report
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, consolidate_files, merge_files, share_file, write_templates
from toolkit.run.reporting import write_draft
from toolkit.run.returns import write_returns
from toolkit.run.rounds.next import begin_next

ONE = Means(workers=1)
AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |"
#: The next round's roster: SB and SC became SD, and SE is new.
MERGED = """
| code | name | until      | replaced_by |
|------|------|------------|-------------|
| SA   | Sở A |            |             |
| SB   | Sở B | 2026-04-01 | SD          |
| SC   | Sở C | 2026-04-01 | SD          |
| SD   | Sở D |            |             |
| SE   | Sở E |            |             |
"""
SECTIONS = """
| code | role       | heading    |
|------|------------|------------|
| HC   | limitation | Hạn chế    |
| PH   | direction  | Phương hướng |
| KN   | proposal   | Kiến nghị  |
"""
#: The same, in which statements of at least two agencies are followed up.
BY_RULE = """
| code | role       | heading    | follow_up |
|------|------------|------------|-----------|
| HC   | limitation | Hạn chế    | 2         |
| PH   | direction  | Phương hướng |         |
| KN   | proposal   | Kiến nghị  | 1         |
"""
COMMON, OWN, PLAN, REQUEST = "Cán bộ còn thiếu.", "Kinh phí cấp chậm.", "Tập huấn cho cấp xã.", "Đề nghị thêm kinh phí."
SAID: Mapping[str, Sequence[tuple[str, str]]] = {
    "SA": [("HC", COMMON), ("HC", OWN), ("PH", PLAN), ("KN", REQUEST)],
    "SB": [("HC", COMMON), ("PH", PLAN)],
}
LAST, NEXT = (
    {"id": "BC-Q1", "periods": "2026-Q1"},
    {"id": "BC-Q2", "periods": "2026-Q2", "deadline": "2026-07-10", "previous": "../q1/master.xlsx"},
)
DONE, DOING, NOT_YET = "Đã xong", "Đang làm", "Chưa"


def first_round(root: Path, statements: Mapping[str, Sequence[tuple[str, str]]] = SAID) -> Folder:
    folder = definition(root / "q1", about=LAST, agencies=AGENCIES, sections=SECTIONS)
    for agency, lines in statements.items():
        rows = "\n".join(f"| {section} | {text} |" for section, text in lines)
        filled(folder, agency, lines=f"| section | text |\n|--|--|\n{rows}")
    merge_files(folder, as_of=DAY, means=ONE)
    return folder


def mark(folder: Folder, **texts: str) -> None:
    """Type into a column of the groups that have these texts; a new merge keeps it."""
    groups = {str(r["text"]): r for r in records(keyed(folder.master)["groups"])}
    name = keyed(folder.master)["groups"].name
    type_into(folder.master, [((name, groups[SHORT[k]].cells["follow_up"]), word) for k, word in texts.items()])
    merge_files(folder, as_of=DAY, means=ONE)


SHORT = {"common": COMMON, "own": OWN, "plan": PLAN, "request": REQUEST}


def second_round(root: Path, sections: str = SECTIONS, agencies: str = AGENCIES) -> Folder:
    return definition(root / "q2", about=NEXT, agencies=agencies, sections=sections)


def in_forms(folder: Folder, **options: object) -> dict[str, list[str]]:
    """The texts in each form."""
    written = write_templates(folder, **options)  # type: ignore[arg-type]
    sheets = {path.stem.split("(")[-1].strip(")"): keyed(path).get("followup") for path in written}
    return {code: [str(r["text"]) for r in records(sheet)] for code, sheet in sheets.items() if sheet}


def answer(folder: Folder, agency: str, answers: Mapping[str, tuple[str, str]]) -> Path:
    """The agency's returned form with answers and explanations by text."""
    path = folder.inbox / f"{agency}.xlsx"
    form = form_in(folder.outgoing, agency)
    rows = {str(r["text"]): r for r in records(keyed(form)["followup"])}
    name = keyed(form)["followup"].name
    cells = [
        ((name, rows[text].cells[column]), typed)
        for text, both in answers.items()
        for column, typed in zip(("answer", "explanation"), both, strict=True)
        if typed
    ]
    return type_into(form, [*cells, (cell_of(form, "info", "phone", "value"), "0277")], path)


def rows_of(master: Path) -> list[tuple[object, ...]]:
    columns = ("agency", "section", "text", "answer", "explanation", "file", "cell")
    return [tuple(r[c] for c in columns) for r in records(keyed(master)["followup"])]


@pytest.mark.slow
def test_statements_that_the_coordinator_chose_go_to_the_agencies_that_made_them(tmp_path: Path) -> None:
    """In the agencies' words; the mark stays from merge to merge; the number of statements is reported."""
    old = first_round(tmp_path)
    # Without chosen statements neither forms nor the master have the sheet.
    folder = second_round(tmp_path)
    assert in_forms(folder) == {}
    result, _ = merge_files(folder, [form_in(folder.outgoing, "SA")], as_of=DAY, means=ONE)
    assert (result.followup, has_sheet(folder.master, "followup")) == ((), False)
    mark(old, common="có", plan="x", own="không")
    merge_files(old, as_of=DAY, means=ONE)
    shown = {str(r["text"]): r["follow_up"] for r in records(keyed(old.master)["groups"])}
    assert shown == {COMMON: "có", OWN: "không", PLAN: "có", REQUEST: None}
    reported: list[tuple[str, str]] = []
    assert in_forms(folder, notice=lambda *seen: reported.append(seen)) == {"SA": [COMMON, PLAN], "SB": [COMMON, PLAN]}
    assert ("followed-up", "Hạn chế: 2; Phương hướng: 2") in reported
    # Successors follow up the statements of their agencies. Statements without an agency to ask are reported: of an
    # agency that is gone, of a section that was dropped.
    assert in_forms(second_round(tmp_path, agencies=MERGED)) == {"SA": [COMMON, PLAN], "SD": [COMMON, PLAN]}
    gone = AGENCIES.replace("| SB | Sở B |\n", "")
    missed: list[Finding] = []
    sections = SECTIONS.replace("| PH   | direction  | Phương hướng |\n", "")
    assert in_forms(second_round(tmp_path, sections, gone), report=missed.append) == {"SA": [COMMON]}
    (finding,) = (f for f in missed if f.code == "followup-of-nobody")
    assert (dict(finding.arguments)["count"], finding.text("names"), finding.value) == (3, "Sở A, SB", PLAN)
    # In the next round they are reported, and in its master no statement is marked.
    assert begin_next(old.root, tmp_path / "q3").decided == (("follow-up", 2),)
    third = open_folder(tmp_path / "q3")
    filled(third, "SA", lines=f"| section | text |\n|--|--|\n| HC | {COMMON} |")
    merge_files(third, as_of=DAY, means=ONE)
    assert [r["follow_up"] for r in records(keyed(third.master)["groups"])] == [None]


@pytest.mark.slow
def test_the_definition_chooses_statements_by_their_number_of_agencies(tmp_path: Path) -> None:
    """The coordinator's choice goes first; a group that was merged into a chosen one is chosen with it."""
    old = first_round(tmp_path)
    assert in_forms(second_round(tmp_path, BY_RULE)) == {"SA": [COMMON, REQUEST], "SB": [COMMON]}
    mark(old, common="không", own="có")
    assert in_forms(second_round(tmp_path, BY_RULE)) == {"SA": [OWN, REQUEST]}


def answered(root: Path) -> Folder:
    """A second round that put statements to SA and SB, of which SA has answered."""
    return copied(root, _answered)


def _answered(root: Path) -> Folder:
    mark(first_round(root), common="có", own="có", plan="có", request="có")
    folder = second_round(root)
    write_templates(folder)
    answer(folder, "SA", {COMMON: (DONE, ""), OWN: (NOT_YET, "Chưa được cấp."), PLAN: (DOING, "")})
    return folder


ANSWERED = [
    *[("SA", "HC", COMMON, DONE, None), ("SA", "HC", OWN, NOT_YET, "Chưa được cấp."), ("SA", "PH", PLAN, DOING, None)],
    *[("SA", "KN", REQUEST, "Chưa trả lời", None)],
    *[("SB", "HC", COMMON, "Chưa trả lời", None), ("SB", "PH", PLAN, "Chưa trả lời", None)],
]


@pytest.mark.slow
def test_the_master_has_a_row_for_each_text_and_agency(tmp_path: Path) -> None:
    """An answer has its cell; an agency that has not reported has a blank one. Counts of answers are above."""
    folder = answered(tmp_path)
    result, master = merge_files(folder, as_of=DAY, means=ONE)
    assert [row[:5] for row in rows_of(master)] == ANSWERED
    for row, text in zip(rows_of(master), result.followup, strict=True):
        assert row[5:] == ((text.file, text.cell) if text.file else (None, None))
    sent = keyed(folder.inbox / "SA.xlsx")["followup"]
    assert {r.cells["answer"] for r in records(sent)} == {text.cell for text in result.followup if text.file}
    above = " ".join(str(v) for row in keyed(master)["followup"].rows for v in row.cells if row.for_people)
    assert "Hạn chế: 3 (Đã xong: 1, Chưa: 1, Chưa trả lời: 1); Phương hướng: 2 (Đang làm: 1, Chưa trả lời: 1)" in above
    assert (result.balance.is_even, result.balance.answers) == (True, 4)
    sources = " ".join(str(v) for row in keyed(master)["sources"].rows for v in row.cells)
    assert "4 trả lời nội dung kỳ trước" in sources
    # The desk has each text with its answer in words and its explanation.
    agencies = details_of(result, read_register(folder.root), "vi")["agencies"]
    assert agencies["SA"]["followup"][:2] == [(COMMON, DONE, ""), (OWN, NOT_YET, "Chưa được cấp.")]
    assert agencies["SB"]["followup"][0] == (COMMON, masters.ANSWERS["silent"].vi, "")
    assert agencies["SC"]["followup"] == []
    # The store keeps a file's answers, whatever the file's name; two processes give the same bytes.
    first = master.read_bytes()
    (folder.inbox / "SA.xlsx").rename(folder.inbox / "SA khác.xlsx")
    renamed, _ = merge_files(folder, as_of=DAY)
    assert {x.file for x in renamed.followup} == {"inbox/SA khác.xlsx", ""}
    (folder.inbox / "SA khác.xlsx").rename(folder.inbox / "SA.xlsx")
    folder.master.unlink()
    result, _ = merge_files(folder, as_of=DAY, means=Means(workers=2))
    assert master.read_bytes() == first
    # A copy for circulation has no answers: agencies' texts are left out, the counts of answers stay.
    copy = share_file(result, tmp_path / "shared.xlsx", master)
    assert [(x.text, x.explanation) for x in copy.result.followup] == [("", "")] * len(result.followup)
    assert "followup" not in keyed(tmp_path / "shared.xlsx")
    # The returned form has the answers, the drafted one has none.
    (back,) = write_returns(folder, result)
    rows = {str(r["text"]): r["answer"] for r in records(keyed(back)["followup"])}
    assert rows == {COMMON: DONE, OWN: NOT_YET, PLAN: DOING, REQUEST: None}
    letter = tmp_path / "bao cao.txt"
    letter.write_text("BÁO CÁO\nI. Hạn chế\n- Cán bộ còn thiếu.\n", encoding="utf-8")
    drafted = write_draft(folder, letter, "SB").path
    assert [(r["text"], r["answer"]) for r in records(keyed(drafted)["followup"])] == [(COMMON, None), (PLAN, None)]


@pytest.mark.slow
def test_report_and_page_say_what_became_of_statements(tmp_path: Path) -> None:
    """The section's role decides the words; an agency without an answer is not counted as one that did nothing."""
    folder = answered(tmp_path)
    merged, _ = merge_files(folder, as_of=DAY, means=ONE)
    limits = "Đã khắc phục 01/03 hạn chế nêu kỳ trước; 01 chưa được khắc phục, 01 chưa có trả lời của 01 đơn vị."
    plans = "Trong 02 phương hướng, nhiệm vụ nêu kỳ trước, 01 đang được thực hiện, 01 chưa có trả lời của 01 đơn vị."
    requests = "Trong 01 kiến nghị nêu kỳ trước, 01 chưa có trả lời của 01 đơn vị."
    for again in (False, True):
        if again:
            filled(folder, "SC", lines=f"| section | text |\n|--|--|\n| HC | {OWN} |")  # not current any more
        result: Consolidation = consolidate_files(folder, (), folder.master, as_of=DAY, means=ONE)[0]
        assert result.followup == merged.followup
        page, report = make_leaders_page(result, "vi"), make_report(result)
        assert f"{limits} {plans}" in page.lines["conclusion"]
        assert page.lines["decide"].endswith(requests)
        sentences = [text.text for c in report.chapters for s in c.sections for text in s.figures]
        assert sentences == [limits, plans, requests]
        shared = make_report(result, shared=True)
        assert COMMON not in repr(shared)


@cases("""
| case | answers | expected | english |
|---|---|---|---|
| all done | done done | Đã khắc phục 02/02 hạn chế nêu kỳ trước. | 2 of 2 limitations named last time are overcome. |
| no answer | - - | Trong 02 hạn chế nêu kỳ trước, 02 chưa có trả lời của 02 đơn vị. | \
Of 2 limitations named last time, 2 are not answered by 2 agencies. |
| all | done doing not_yet - | Đã khắc phục 01/04 hạn chế nêu kỳ trước; 01 đang được khắc phục, \
01 chưa được khắc phục, 01 chưa có trả lời của 01 đơn vị. | \
1 of 4 limitations named last time is overcome; 1 is being dealt with, 1 is not yet dealt with, \
1 is not answered by 1 agency. |
| none | | | |
""")
def test_the_sentence_states_only_answers_there_are(tmp_path: Path, answers: str, expected: str, english: str) -> None:
    """It is whole in both languages, without counts of zero."""
    folder = definition(tmp_path, about=LAST, agencies=AGENCIES, sections=SECTIONS)
    result = check_files(folder, [filled(folder, "SA")], as_of=DAY, means=ONE)
    words = [word.strip("-") for word in answers.split()]
    texts = tuple(FollowUp(f"S{n}", "HC", f"{n}", word) for n, word in enumerate(words))  # type: ignore[arg-type]
    object.__setattr__(result, "followup", texts)
    assert followup_sentence(result, "limitation", "vi") == expected
    assert followup_sentence(result, "limitation", "en") == english


@pytest.mark.slow
def test_masters_of_parts_bring_their_answers(tmp_path: Path) -> None:
    """The master has their cells, and what agencies without a report must answer; the whole has no previous round."""
    folder = answered(tmp_path)
    merge_files(folder, as_of=DAY, means=ONE)
    whole = definition(tmp_path / "whole", about={**NEXT, "previous": ""}, agencies=AGENCIES, sections=SECTIONS)
    result, master = merge_files(whole, [folder.master], as_of=DAY, means=ONE)
    assert [row[:5] for row in rows_of(master)] == ANSWERED
    assert {row[6] for row in rows_of(master)} == {row[6] for row in rows_of(folder.master)}
    assert {row[5] for row in rows_of(master)} - {None} == {s.source.file for s in result.used.values()}
    again, _ = merge_files(whole, [whole.master], as_of=DAY, means=ONE)
    assert again.followup == result.followup
    answer(folder, "SB", {COMMON: (DOING, "")})
    other, _ = merge_files(folder, as_of=DAY, means=ONE)
    both, _ = merge_files(whole, [folder.master, whole.master], as_of=DAY, means=ONE)
    assert [x[1:5] for x in both.followup] == [x[1:5] for x in other.followup]


def test_statements_are_matched_by_their_text() -> None:
    """Case, tone marks and blanks make no difference within a section."""
    assert row_key("HC", "Cán bộ  còn thiếu") == row_key("HC", "cán bộ còn thiếu.") != row_key("KN", COMMON)
    assert Filling().answers == {}
