"""Families: statements of agencies about one matter in different words, and the coordinator's edits of them."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, records, type_into
from toolkit.definition.starter import starter_tables
from toolkit.disclosure.sharing import share
from toolkit.model import Agency, Campaign, Consolidation, Edit, Family, Section, Statement, Word
from toolkit.narrative.families import _with_distinct_names
from toolkit.narrative.groups import Grouping, group_statements
from toolkit.report.assembly import make_report
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


def code(text: str) -> str:
    """The code of its group."""
    return grouped([text]).groups[0].id


def about(text: str, family: str) -> Edit:
    """The row of a group with this in its cell of the family."""
    return Edit(section="han", group=code(text), text=text, edited_family=family)


def test_one_matter_in_other_words_is_a_family() -> None:
    """Each sentence keeps its group; one about another matter stays outside."""
    made = grouped([ROADS, *STAFF, *MONEY])
    assert len(made.groups) == 6
    assert sorted(map(len, texts_of(made).values())) == [2, 3]
    money = next(f for f in made.families if len(f.groups) == 3)
    assert (money.agencies, money.reviewed) == (("S3", "S4", "S5"), False)
    assert money.name == "Nguồn kinh phí hoạt động còn hạn hẹp…"
    # Families that most agencies mention come first, and no other group is between a family's groups.
    order = [group.text for group in made.groups]
    assert (set(order[:3]), set(order[3:5]), order[5]) == (set(MONEY), set(STAFF), ROADS)
    assert set(MONEY) in texts_of(made).values()
    assert set(STAFF) in texts_of(made).values()


@pytest.mark.slow
def test_families_do_not_depend_on_the_order_of_reports() -> None:
    texts = [*MONEY, STAFF[0], ROADS]
    families = {frozenset(map(frozenset, texts_of(grouped(order)).values())) for order in permutations(texts)}
    assert len(families) == 1


def test_opposites_are_no_family() -> None:
    """However similar they look; nor are statements of two sections."""
    opposites = ["Công tác tuyên truyền được thực hiện đồng bộ.", "Công tác tuyên truyền chưa đồng bộ."]
    assert grouped(opposites).families == ()
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
    one = Family(id="g1", section="han", theme="", name="Kinh phí", groups=("g1", "g2"), agencies=("S0",))
    made = _with_distinct_names([one, one._replace(id="g3", groups=("g3", "g4"), name="kinh phí")])
    assert [family.name for family in made] == ["Kinh phí", "kinh phí (2)"]


def test_an_idea_that_is_taken_out_or_hidden_is_in_no_family() -> None:
    assert list(texts_of(grouped(MONEY, [about(MONEY[2], "tách")])).values()) == [{*MONEY[:2]}]
    hidden = Edit(section="han", group=code(STAFF[0]), text=STAFF[0], hide=True)
    assert list(texts_of(grouped([*MONEY, *STAFF, ROADS], [hidden])).values()) == [{*MONEY}]


# --- Edits by the coordinator --------------------------------------------------------------------

ROSTER = "\n".join(["| code | name |", *(f"| S{n} | Sở {n} |" for n in range(6))])


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    sections = "| code | role | heading |\n| han | limitation | Hạn chế |"
    folder = definition(tmp_path, about={"title": TITLE}, agencies=ROSTER, sections=sections)
    for n, text in enumerate((*MONEY, *STAFF, ROADS)):
        report(folder, f"S{n}", text)
    return folder


def report(folder: Folder, agency: str, text: str) -> None:
    filled(folder, agency, lines=f"| section | text |\n| han | {text} |")


def families(result: Consolidation) -> dict[str, set[str]]:
    text = {group.id: group.text for group in result.groups}
    return {family.name: {text[own] for own in family.groups} for family in result.families}


def typed(folder: Folder, by_text: dict[str, str]) -> None:
    """Types the names of families into the rows of groups, which are given by their texts."""
    sheet = keyed(folder.master)["groups"]
    cells = {str(row["text"]): row.cells["edited_family"] for row in records(sheet) if row["text"]}
    type_into(folder.master, [((sheet.name, cells[text]), value) for text, value in by_text.items()])


def first_of(folder: Folder, texts: Sequence[str]) -> str:
    """The one in the first row."""
    return next(str(row["text"]) for row in records(keyed(folder.master)["groups"]) if row["text"] in texts)


def summary(folder: Folder) -> list[str]:
    return [str(row["han"]) for row in records(keyed(folder.master)["summary"]) if row["han"]]


@pytest.mark.slow
def test_a_family_is_named_in_one_cell(folder: Folder) -> None:
    """From then on its groups have the name; a group that comes near it later makes the family one to review."""
    merge(folder)
    for name in ("Thiếu tiền", "Kinh phí thiếu"):
        typed(folder, {first_of(folder, MONEY): name})
        result = merge(folder)
        assert families(result)[name] == {*MONEY}
        assert next(f for f in result.families if f.name == name).reviewed
        # A name says no more than that they are about one matter: nobody is counted for another's sentence.
        assert not any(word in row for row in summary(folder) for word in ("(03 đơn vị)", "chưa rà soát", name))
    assert "Thiếu tiền" not in families(result)
    assert families(merge(folder)) == families(result)
    late = "Kinh phí cấp xã còn hạn hẹp, chưa đáp ứng nhu cầu."
    report(folder, "S5", late)
    result = merge(folder, master=False)
    assert late in families(result)["Kinh phí thiếu"]
    assert not next(f for f in result.families if f.name == "Kinh phí thiếu").reviewed


@pytest.mark.slow
def test_ideas_are_moved_by_the_names_in_their_rows(folder: Folder) -> None:
    """However different their meanings; what was typed for the whole family still holds for the other rows."""
    merge(folder)
    drawn = folder.master.read_bytes()
    first = first_of(folder, MONEY)
    other = next(text for text in MONEY if text != first)
    typed(folder, {first: "Thiếu tiền", other: "Chuyện khác", ROADS: "Chuyện khác"})
    found = families(merge(folder, master=False))
    assert (found["Chuyện khác"], found["Thiếu tiền"]) == ({other, ROADS}, {*MONEY} - {other})
    folder.master.write_bytes(drawn)
    typed(folder, {first_of(folder, STAFF): "Con người", ROADS: "Con người"})
    assert families(merge(folder, master=False))["Con người"] == {*STAFF, ROADS}


@pytest.mark.slow
def test_a_family_can_be_made_one_idea(folder: Folder) -> None:
    """In the words of the row in which that was typed, in later masters too; another family is dissolved."""
    merge(folder)
    drawn = folder.master.read_bytes()
    for one_idea, all_apart in (("one idea", "all apart"), ("Mot y", ""), ("một ý", "tách hết")):
        folder.master.write_bytes(drawn)
        typed(folder, {MONEY[1]: one_idea, STAFF[1]: all_apart})
        result = merge(folder)
        assert [g.agencies for g in result.groups if g.text == MONEY[1]] == [("S0", "S1", "S2")]
        assert list(families(result).values()) == [{*STAFF}] * (not all_apart)
    again = merge(folder, master=False)
    assert (again.groups, again.families) == (result.groups, result.families)


# --- In reports ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_word_report_has_a_family_once(folder: Folder) -> None:
    """Nobody is counted for another's sentence: each is printed with the agency that wrote it."""
    result = merge(folder, master=False)
    (section,) = (s for chapter in make_report(result).chapters for s in chapter.sections)
    (part,) = section.parts
    assert {point.text for point in part.points} <= {s.text for s in result.statements}
    assert {*MONEY} & {point.text for point in part.points}
    assert [len(point.unseen) for point in part.points] == [1, 0, 0, 0]


@pytest.mark.slow
def test_the_copy_for_circulation_names_no_group_by_its_text(folder: Folder) -> None:
    """Its families are those of the master, with groups under other codes."""
    result = merge(folder, master=False)
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
        assert family.frame.startswith("Còn tổng cộng 31 dự án chậm tiến độ")
        assert len(family.agencies) == 3


def test_a_frame_is_split_as_a_family_is() -> None:
    """An idea that was removed is alone; the others remain one sentence."""
    (family,) = grouped(FRAMED, [about(FRAMED[0], "tách")]).families
    assert code(FRAMED[0]) not in family.groups
    assert family.frame.startswith("Còn tổng cộng 26 dự án")
