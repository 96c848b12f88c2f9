"""Families: statements of agencies about one matter in different words, and the coordinator's edits of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, records, type_into
from toolkit.definition.starter import starter_tables
from toolkit.disclosure.sharing import share
from toolkit.drafting.agency_report import read_agency_report
from toolkit.model import Agency, Campaign, Consolidation, Edit, Family, Section, Statement, Word
from toolkit.narrative.groups import Grouping, group_statements
from toolkit.report.assembly import make_report
from toolkit.report.word import word_document
from toolkit.run.folder import Folder

MONEY = (
    "Kinh phí phòng, chống tệ nạn xã hội ở cơ sở còn hạn hẹp.",
    "Nguồn kinh phí hoạt động còn hạn hẹp, chưa đáp ứng nhu cầu thực tế.",
    "Kinh phí hoạt động ít, chưa đáp ứng được nhu cầu thực tế ở cơ sở.",
)
STAFF = (
    "Cán bộ cấp xã phải kiêm nhiệm nhiều việc.",
    "Đội ngũ cán bộ cơ sở kiêm nhiệm nhiều việc, thường xuyên thay đổi.",
)
ROADS = "Đường giao thông nông thôn xuống cấp ở các xã biên giới."
TITLE = "Kết quả công tác phòng, chống tệ nạn xã hội"
WORDS = tuple(Word(kind=r["kind"], text=r["text"], means=r["means"]) for r in starter_tables()["words"])
HAN = Section(code="han", role="limitation", heading="Hạn chế")


def grouped(texts: Sequence[str], edits: Sequence[Edit] = (), sections: Sequence[Section] = (HAN,)) -> Grouping:
    """The groups of these sentences in the first section, one of each agency."""
    agencies = tuple(Agency(code=f"S{n}", name=f"Sở {n}", short_name=f"Sở {n}") for n in range(len(texts)))
    campaign = Campaign(id="c", title=TITLE, agencies=agencies, sections=tuple(sections), words=WORDS)
    statements = [Statement(id=f"s{n}", agency=f"S{n}", section=sections[0].code, text=t) for n, t in enumerate(texts)]
    return group_statements(campaign, statements, edits)


def texts_of(grouping: Grouping) -> dict[str, set[str]]:
    """The sentences of each family, by its name."""
    text = {group.id: group.text for group in grouping.groups}
    return {family.name: {text[own] for own in family.groups} for family in grouping.families}


def test_one_matter_in_other_words_is_a_family() -> None:
    """Each sentence keeps its group; one about another matter stays outside."""
    made = grouped([*MONEY, *STAFF, ROADS])
    assert sorted(map(len, texts_of(made).values())) == [2, 3]
    assert set(MONEY) in texts_of(made).values()
    assert set(STAFF) in texts_of(made).values()
    assert len(made.groups) == 6
    money = next(f for f in made.families if len(f.groups) == 3)
    assert money.agencies == ("S0", "S1", "S2")
    assert not money.reviewed
    assert money.name == "Nguồn kinh phí hoạt động còn hạn hẹp…"


def test_groups_of_a_family_are_adjacent_the_weightiest_first() -> None:
    """Families that most agencies mention come first, and no other group is between a family's groups."""
    made = grouped([ROADS, *STAFF, *MONEY])
    order = [group.text for group in made.groups]
    assert set(order[:3]) == set(MONEY)
    assert set(order[3:5]) == set(STAFF)
    assert order[5] == ROADS


@pytest.mark.slow
def test_families_do_not_depend_on_the_order_of_reports() -> None:
    texts = [*MONEY, STAFF[0], ROADS]
    families = {frozenset(map(frozenset, texts_of(grouped(order)).values())) for order in permutations(texts)}
    assert len(families) == 1


def test_opposites_are_no_family() -> None:
    """However similar they look."""
    assert (
        grouped(["Công tác tuyên truyền được thực hiện đồng bộ.", "Công tác tuyên truyền chưa đồng bộ."]).families == ()
    )


def test_statements_of_two_sections_are_no_family() -> None:
    dat = Section(code="dat", role="achievement", heading="Mặt đạt được")
    agencies = tuple(Agency(code=f"S{n}", name=f"Sở {n}", short_name=f"Sở {n}") for n in range(2))
    campaign = Campaign(id="c", title=TITLE, agencies=agencies, sections=(HAN, dat))
    statements = [Statement(id=f"s{n}", agency=f"S{n}", section=s, text=MONEY[n]) for n, s in enumerate(("han", "dat"))]
    assert group_statements(campaign, statements).families == ()


def test_a_familys_name_is_the_beginning_of_its_sentence() -> None:
    """It is an agency's text, until the coordinator names the family."""
    texts = ["- Kinh phí ít, chưa đủ cho các lớp tập huấn ở xã.", "Thiếu tiền mở các lớp tập huấn ở xã."]
    (family,) = grouped(texts).families
    assert family.name in {"Kinh phí ít, chưa đủ cho các lớp…", "Thiếu tiền mở các lớp tập huấn ở…"}


def test_two_families_of_one_section_have_two_names() -> None:
    from toolkit.narrative.families import _with_distinct_names

    one = Family(id="g1", section="han", theme="", name="Kinh phí", groups=("g1", "g2"), agencies=("S0",))
    made = _with_distinct_names([one, one._replace(id="g3", groups=("g3", "g4"), name="kinh phí")])
    assert [family.name for family in made] == ["Kinh phí", "kinh phí (2)"]


# --- Edits by the coordinator --------------------------------------------------------------------

SECTIONS = """
| code | role       | heading |
|------|------------|---------|
| han  | limitation | Hạn chế |
"""
ROSTER = "\n".join(["| code | name |", "|---|---|", *(f"| S{n} | Sở {n} |" for n in range(6))])


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(tmp_path, about={"title": TITLE}, agencies=ROSTER, sections=SECTIONS)
    for n, text in enumerate((*MONEY, *STAFF, ROADS)):
        report(folder, f"S{n}", text)
    return folder


def report(folder: Folder, agency: str, text: str) -> None:
    filled(folder, agency, lines=f"| section | text |\n|---|---|\n| han | {text} |")


def families(result: Consolidation) -> dict[str, list[str]]:
    text = {group.id: group.text for group in result.groups}
    return {family.name: [text[own] for own in family.groups] for family in result.families}


def typed(folder: Folder, by_text: dict[str, str], column: str = "edited_family") -> None:
    """Types into the rows of groups, which are given by their texts."""
    sheet = keyed(folder.master)["groups"]
    cells = {str(row["text"]): row.cells[column] for row in records(sheet) if row["text"]}
    type_into(folder.master, [((sheet.name, cells[text]), value) for text, value in by_text.items()])


def first_of(folder: Folder, texts: Sequence[str]) -> str:
    """The one in the first row."""
    return next(str(row["text"]) for row in records(keyed(folder.master)["groups"]) if row["text"] in texts)


@pytest.mark.slow
def test_a_family_is_named_in_one_cell(folder: Folder) -> None:
    """From then on its groups have the name; a group that comes near it later makes the family one to review."""
    merge(folder)
    typed(folder, {first_of(folder, MONEY): "Thiếu tiền"})
    result = merge(folder)
    assert set(families(result)["Thiếu tiền"]) == set(MONEY)
    assert next(f for f in result.families if f.name == "Thiếu tiền").reviewed
    assert families(merge(folder)) == families(result)
    late = "Kinh phí cấp xã còn hạn hẹp, chưa đáp ứng nhu cầu."
    report(folder, "S5", late)
    result = merge(folder)
    assert late in families(result)["Thiếu tiền"]
    assert not next(f for f in result.families if f.name == "Thiếu tiền").reviewed


@pytest.mark.slow
def test_a_family_is_renamed(folder: Folder) -> None:
    merge(folder)
    typed(folder, {first_of(folder, MONEY): "Thiếu tiền"})
    merge(folder)
    typed(folder, {first_of(folder, MONEY): "Kinh phí thiếu"})
    result = merge(folder)
    assert set(families(result)["Kinh phí thiếu"]) == set(MONEY)
    assert "Thiếu tiền" not in families(result)


@pytest.mark.slow
@pytest.mark.parametrize("word", ["một ý", "Mot y", "one idea"])
def test_a_family_can_be_made_one_idea(folder: Folder, word: str) -> None:
    """In the words of the row in which that was typed, in later merges too."""
    merge(folder)
    typed(folder, {MONEY[1]: word})
    for _ in range(2):
        result = merge(folder)
        group = next(g for g in result.groups if "S1" in g.agencies)
        assert group.agencies == ("S0", "S1", "S2")
        assert group.text == MONEY[1]
    assert set(STAFF) in map(set, families(result).values())


@pytest.mark.slow
def test_an_idea_is_removed_from_its_family(folder: Folder) -> None:
    merge(folder)
    typed(folder, {MONEY[2]: "tách"})
    for _ in range(2):
        result = merge(folder)
        assert set(MONEY[:2]) in map(set, families(result).values())
        assert all(MONEY[2] not in own for own in families(result).values())


@pytest.mark.slow
@pytest.mark.parametrize("word", ["tách hết", "all apart"])
def test_a_family_is_dissolved(folder: Folder, word: str) -> None:
    merge(folder)
    typed(folder, {MONEY[2]: word})
    for _ in range(2):
        result = merge(folder)
        assert [set(own) for own in families(result).values()] == [set(STAFF)]


@pytest.mark.slow
def test_an_idea_can_be_moved_into_another_family(folder: Folder) -> None:
    """By the name typed in its row, however different its meaning."""
    merge(folder)
    typed(folder, {first_of(folder, STAFF): "Con người", ROADS: "Con người"})
    result = merge(folder)
    assert set(families(result)["Con người"]) == {*STAFF, ROADS}


@pytest.mark.slow
def test_an_edit_of_one_row_leaves_the_edit_of_the_family(folder: Folder) -> None:
    """What was typed for the whole family still holds for the other rows."""
    merge(folder)
    first = first_of(folder, MONEY)
    other = next(text for text in MONEY if text != first)
    typed(folder, {first: "Thiếu tiền", other: "Chuyện khác", ROADS: "Chuyện khác"})
    result = merge(folder)
    assert set(families(result)["Chuyện khác"]) == {other, ROADS}
    assert set(families(result)["Thiếu tiền"]) == {*MONEY} - {other}


@pytest.mark.slow
def test_a_hidden_idea_is_in_no_family(folder: Folder) -> None:
    merge(folder)
    typed(folder, {STAFF[0]: "yes"}, "hide")
    assert [set(own) for own in families(merge(folder)).values()] == [set(MONEY)]


# --- In sheets and reports -----------------------------------------------------------------------


@pytest.mark.slow
def test_the_leaders_table_has_the_number_and_claims_no_agreement(folder: Folder) -> None:
    """A family's line is an agency's sentence with the number of agencies, without names."""
    merge(folder)
    first = first_of(folder, MONEY)
    for name in ("", "Thiếu tiền"):
        typed(folder, {first: name} if name else {})
        merge(folder)
        (line,) = (row for row in summary(folder) if "(03 đơn vị)" in row)
        assert any(line.startswith(text[:30]) for text in MONEY)
        assert not any(word in row for row in summary(folder) for word in ("chưa rà soát", "Thiếu tiền"))


def summary(folder: Folder) -> list[str]:
    return [str(row["han"]) for row in records(keyed(folder.master)["summary"]) if row["han"]]


@pytest.mark.slow
def test_the_word_report_has_a_family_once(folder: Folder) -> None:
    """It prints one agency's sentence with the number of agencies; the other sentences are in a comment."""
    result = merge(folder)
    (section,) = (s for chapter in make_report(result).chapters for s in chapter.sections)
    (part,) = section.parts
    assert [len(point.unseen) for point in part.points] == [2, 1, 0]
    assert part.points[0].text in MONEY
    assert {part.points[0].text, *part.points[0].unseen} == set(MONEY)
    assert part.points[0].attribution == "(03/06 đơn vị nêu nội dung này)"
    drafted = read_agency_report(word_document(make_report(result)).packed(), "a.docx", folder.campaign)
    assert {point.text for point in drafted.points} == {part.points[0].text, part.points[1].text, ROADS}


def test_the_copy_for_circulation_names_no_group_by_its_text(folder: Folder) -> None:
    """Its families are those of the master, with groups under other codes."""
    result = merge(folder)
    copy = share(result).result
    assert [f.name for f in copy.families] == [f.name for f in result.families]
    groups = {group.id for group in copy.groups}
    assert all(own in groups for family in copy.families for own in (family.id, *family.groups))


FRAMED = (
    "Còn 05 dự án chậm tiến độ do vướng mắc trong giải phóng mặt bằng.",
    "Còn 17 dự án chậm tiến độ do vướng mắc trong giải phóng mặt bằng.",
    "Còn 9 dự án chậm tiến độ do vướng mắc trong giải phóng mặt bằng;",
)


def test_statements_that_differ_in_numbers_only_are_a_family_with_one_sentence() -> None:
    """Nothing else is added to it, in any order of reports."""
    for texts in [*permutations([*FRAMED, *MONEY])][::48]:
        made = grouped(texts)
        (family,) = [f for f in made.families if f.frame]
        text = {group.id: group.text for group in made.groups}
        assert {text[own] for own in family.groups} == set(FRAMED)
        assert family.frame.startswith("Còn từ 05 đến 17 dự án chậm tiến độ")
        assert len(family.agencies) == 3


def test_a_frame_is_split_as_a_family_is() -> None:
    """An idea that was removed is alone; the others remain one sentence."""
    first = grouped(FRAMED)
    own = next(g for g in first.groups if g.text == FRAMED[0])
    edit = Edit(section="han", group=own.id, text=own.text, edited_family="tách")
    (family,) = grouped(FRAMED, [edit]).families
    assert own.id not in family.groups
    assert family.frame.startswith("Còn từ 9 đến 17 dự án")
