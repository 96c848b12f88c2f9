"""What statements mean: normalised copies, guards, similarity, and the labelled set."""

import random
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.grouping import HALVES, labelled, measure, measure_themes, themed
from tests.cases import cases
from tests.effort import effort
from toolkit.definition.starter import starter_tables, with_usual_words
from toolkit.language.text import normalise, wording, wordings
from toolkit.model import Agency, Campaign, Group, Section, Statement, Word
from toolkit.narrative.claims import Claims, claims
from toolkit.narrative.conflicts import claims_differ, counts_differ
from toolkit.narrative.groups import group_statements
from toolkit.narrative.lexicon import (
    Lexicon,
    _normalised,
    comparison_copy,
    lexicon,
    normalise_together,
    normalised,
    tokens,
)
from toolkit.narrative.wording import has_only_set_phrases, phrases, resembled_role

USUAL = tuple(Word(kind=r["kind"], text=r["text"], means=r["means"]) for r in starter_tables()["words"])


def conflict(one: Claims, other: Claims) -> str:
    """Why two statements cannot mean the same, as similarity tests it; "" for no reason."""
    return counts_differ(one.counts, other.counts) or claims_differ(one, other)


@pytest.fixture(scope="module")
def words() -> Lexicon:
    return lexicon(USUAL)


@cases("""
| one                                   | other                                        |
| - Công tác PCMD được quan tâm;        | Công tác phòng, chống mại dâm được quan tâm. |
| Hoà giải ở cơ sở                      | hòa giải ở cơ sở                             |
| Đạt tỉ lệ 07 %                        | đạt tỷ lệ 7%                                 |
| Chi 4.520 triệu đồng                  | Chi 4520 triệu đồng                          |
| Các đơn vị đều tham gia               | Đơn vị cũng tham gia                         |
| Hàng năm đều kiện toàn                | Hằng năm kiện toàn                           |
| Đẩy mạnh tuyên truyền                 | Tiếp tục tăng cường công tác tuyên truyền    |
| Đạt >=95 %                            | Đạt ≥ 95%                                    |
| Giai đoạn 2016 - 2020 giảm 1.234,5 ha | Giai đoạn 2016-2020 giảm 1.234,5 ha          |
| Kĩ năng, lí luận và qui trình         | Kỹ năng, lý luận và quy trình                |
| Ðã mở lớp tập huấn tại xã             | Đã mở lớp tập huấn ở xã                      |
| Báo cáo đúng hạn theo quy định        | Báo cáo đúng hạn                             |
""")
def test_spelling_and_empty_words_do_not_count(words: Lexicon, one: str, other: str) -> None:
    """Bullets, case, tone placement, i and y, abbreviations, numbers, synonyms and empty words make no difference."""
    assert comparison_copy(words, one).words == comparison_copy(words, other).words


@cases("""
| one                               | other                             |
| Không báo cáo theo quy định       | Không báo cáo                     |
| Kinh phí chi theo quy định mới    | Kinh phí chi mới                  |
| Mua túi thuốc                     | Mua túy thuốc                     |
| Theo quy định                     | Trong tình hình mới               |
| Hợp tác xã cho thuê máy gặt       | Hợp tác xã thuê máy gặt           |
| Hội được hỗ trợ 12 triệu đồng     | Hội hỗ trợ 12 triệu đồng          |
| Huyện cho xã vay vốn              | Huyện của xã vay vốn              |
| Thời gian qua tăng cường kiểm tra | Thời gian tới tăng cường kiểm tra |
| Hộ nghèo < 2%                     | Hộ nghèo > 2%                     |
| Tăng trưởng đạt -2,5%             | Tăng trưởng đạt 2,5%              |
| Đạt 3/5 chỉ tiêu                  | Đạt 3-5 chỉ tiêu                  |
| Tỷ suất sinh 8‰                   | Tỷ suất sinh 8                    |
| Chi 1,125 tỷ đồng                 | Chi 1.125 tỷ đồng                 |
""")
def test_different_meanings_are_not_the_same(words: Lexicon, one: str, other: str) -> None:
    """Words that are empty at the end of a statement count in a negation, elsewhere, or alone; `túi` is not `túy`. Who
    does what to whom counts, and so do signs that change a number."""
    assert comparison_copy(words, one).words != comparison_copy(words, other).words


@cases("""
| reason   | one                                 | other                               |
| number   | Đã mở 12 lớp tập huấn               | Đã mở 21 lớp tập huấn               |
| number   | Có 88/115 xã đạt chuẩn              | Có 8/115 xã đạt chuẩn               |
| number   | Cung cấp dịch vụ công mức độ 3      | Cung cấp dịch vụ công mức độ 4      |
| number   | Khởi tố 03 vụ, 05 bị can            | Khởi tố 05 vụ, 03 bị can            |
| number   | Tăng trưởng đạt -2,5%               | Tăng trưởng đạt 2,5%                |
| counted  | Tỷ suất sinh 8‰                     | Tỷ suất sinh 8%                     |
| bound    | Trên 80% người dân biết             | Dưới 80% người dân biết             |
| bound    | Tỷ lệ hộ nghèo < 2%                 | Tỷ lệ hộ nghèo > 2%                 |
| bound    | Hoàn thành trước năm 2025           | Hoàn thành sau năm 2025             |
| document | Triển khai Nghị quyết số 15-NQ/TU   | Triển khai Nghị quyết số 15-NQ/HU   |
| counted  | Kiểm tra 200 lượt cơ sở             | Kiểm tra 200 người bán hàng         |
| year     | Năm 2018, số vụ giảm                | Năm 2019, số vụ giảm                |
| year     | Giai đoạn 2016 - 2020 đạt kế hoạch  | Giai đoạn 2021 - 2025 đạt kế hoạch  |
| name     | Hỗ trợ người dân ở xã Tân Thành     | Hỗ trợ người dân ở xã Tân Thạnh     |
| name     | Mở 05 lớp tại huyện Tháp Mười       | Mở 05 lớp tại thành phố Cao Lãnh    |
| name     | Đề nghị Bộ Tài chính hướng dẫn      | Đề nghị Bộ Tư pháp hướng dẫn        |
| denial   | Hạ tầng được đầu tư đồng bộ         | Hạ tầng chưa được đầu tư đồng bộ    |
| denial   | Ý thức của người dân cao            | Ý thức của người dân chưa cao       |
| denial   | Năng lực cán bộ còn yếu             | Năng lực cán bộ được nâng cao       |
| opposite | Số vụ vi phạm tăng so với năm trước | Số vụ vi phạm giảm so với năm trước |
| contrast | Cán bộ cấp xã kiêm nhiệm            | Cán bộ cấp huyện kiêm nhiệm         |
| contrast | Mức phạt hành vi mua dâm thấp       | Mức phạt hành vi bán dâm thấp       |
| mood     | Đã lắp camera ở nút giao            | Sẽ lắp camera ở nút giao            |
| mood     | Tăng kinh phí tuyên truyền          | Đề nghị tăng kinh phí tuyên truyền  |
| degree   | Kinh phí tuyên truyền còn ít        | Không có kinh phí tuyên truyền      |
""")
def test_guards_separate_similar_statements(words: Lexicon, reason: str, one: str, other: str) -> None:
    """Each pair is separated with the reason."""
    mine, theirs = (claims(words, text, comparison_copy(words, text)) for text in (one, other))
    assert reason == conflict(mine, theirs) == conflict(theirs, mine)


@cases("""
| one                                       | other                                                      |
| Công tác tuyên truyền chưa thường xuyên   | Tuyên truyền thiếu thường xuyên                            |
| Có 88 xã trên tổng số 115 xã đạt chuẩn    | Đến nay 88/115 xã đạt chuẩn                                |
| Tỷ lệ giảm từ 9,98% còn 2,66%             | Tỷ lệ còn 2,66%, giảm từ mức 9,98%                         |
| Không ngừng đổi mới hình thức             | Đổi mới hình thức                                          |
| Kinh phí hạn hẹp, phải lồng ghép          | Kinh phí còn hạn chế, chủ yếu lồng ghép                    |
| Không để xảy ra điểm nóng                 | Không có điểm nóng xảy ra                                  |
| Đội kiểm tra liên ngành 178 hoạt động đều | Đội 178 có 9 thành viên hoạt động đều                      |
| Giải quyết hồ sơ chưa đúng hạn            | Giải quyết hồ sơ trễ hạn                                   |
| Kinh phí 1.250 triệu đồng                 | Kinh phí 1,25 tỷ đồng                                      |
| Sản lượng đạt 2,500 tấn                   | Sản lượng đạt 2.500 tấn                                    |
| Chưa bố trí được cán bộ chuyên trách      | Không có cán bộ chuyên trách                               |
| Chưa đồng bộ, đường truyền chưa ổn định   | Đường truyền chưa ổn định, hạ tầng thiếu đồng bộ           |
| Tổ chức 05 hội nghị giao ban              | Tổ chức 05 hội nghị giao ban; riêng An Hòa có 5 trường hợp |
""")
def test_guards_allow_equal_statements(words: Lexicon, one: str, other: str) -> None:
    """Guards compare what is denied and what is counted, not words alone, in either order of the two."""
    mine, theirs = (claims(words, text, comparison_copy(words, text)) for text in (one, other))
    assert conflict(mine, theirs) == conflict(theirs, mine) == ""


@pytest.mark.parametrize("half", ["report", "tune"])
def test_groups_on_the_labelled_set_are_right(half: str) -> None:
    """No wrong merge; four of five true pairs merged or proposed; at most one wrong proposal for each right one."""
    outcome = measure([s for s in labelled() if s.half == half])
    assert outcome.counts["wrongly merged"] == 0
    assert outcome.found >= 0.8
    assert outcome.wrong_for_each_right <= 1


def test_a_common_rare_phrase_is_no_similarity() -> None:
    """Two long sentences with little else in common are not proposed; in similar sentences it counts."""
    phrase = "gắn với phong trào xây dựng đời sống văn hóa"
    texts = [
        f"Tổ chức 12 buổi chiếu phim lưu động cho công nhân ở các khu nhà trọ, {phrase}",
        f"Ký cam kết với chủ quán karaoke về giờ đóng cửa, camera và sổ khai báo lưu trú, {phrase}",
        f"Các chủ quán karaoke ký cam kết về giờ đóng cửa, camera, sổ khai báo lưu trú, {phrase}",
    ]
    found = {g.text: bool(g.proposed_with) for g in groups(texts)}
    assert [found[text] for text in texts] == [False, True, True]


@pytest.mark.slow
def test_all_sectors_together_are_grouped_as_well() -> None:
    """Also where the words common to one campaign are shared by statements of different sectors."""
    outcome = measure([replace(s, sector="all") for s in labelled() if s.half == "report"])
    assert outcome.counts["wrongly merged"] == 0
    assert outcome.found >= 0.8
    assert outcome.wrong_for_each_right <= 1


def test_without_word_lists_only_equal_words_are_merged() -> None:
    """A definition without lists merges only statements of the same words; an older definition gets the missing
    lists."""
    texts = ["Hạ tầng đồng bộ.", "- hạ tầng đồng bộ", "Hạ tầng chưa đồng bộ", "Các hạ tầng đồng bộ"]
    assert sorted((len(g.statements) for g in groups(texts, ())), reverse=True) == [2, 1, 1]
    own = (Word(kind="filler", text="hạ tầng"),)
    filled = with_usual_words(own, ("filler", "negation"))
    assert {"hạ tầng"} == {w.text for w in filled if w.kind == "filler"}
    assert any(w.kind == "negation" for w in filled)


def groups(texts: list[str], own_words: tuple[Word, ...] = USUAL) -> list[Group]:
    campaign = Campaign(
        id="thu",
        title="thử",
        agencies=(Agency(code="A", name="A", short_name="A"),),
        sections=(Section(code="dat", role="achievement", heading="Đạt"),),
        words=own_words,
    )
    given = [Statement(id=str(n), agency="A", section="dat", text=t) for n, t in enumerate(texts)]
    return list(group_statements(campaign, given).groups)


@pytest.mark.slow
def test_the_order_of_statements_does_not_matter() -> None:
    """Groups and proposals are the same in any order."""
    texts = [s.text for s in labelled() if s.half == "tune"]
    expected = {g.id: g.proposed_with for g in groups(texts)}
    for seed in range(effort(1, 3)):
        assert {g.id: g.proposed_with for g in groups(random.Random(seed).sample(texts, len(texts)))} == expected


def test_a_statement_of_signs_and_fillers_equals_no_other() -> None:
    """A statement without meaningful words equals no other statement."""
    assert len(groups(["...", "và", "các", "!!!"])) == 4


def test_many_statements_have_few_proposals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is in one group, with at most three proposals, also with more texts than are remembered."""
    monkeypatch.setattr("toolkit.narrative.lexicon._REMEMBERED", 1)
    choose = random.Random(5)
    known = [s.text for s in labelled()]
    names = ["Bình", "Sơn", "Thủy", "Phong", "Lâm", "Hải"]
    texts = [
        f"{choose.choice(known)[:-1]} tại ấp {choose.choice(names)} {choose.choice(names)} số {choose.randint(1, 999)}."
        for _ in range(effort(200, 4000))
    ]
    found = groups(texts)
    assert len(texts) == sum(len(g.statements) for g in found)
    assert all(len(g.proposed_with) <= 3 for g in found)
    assert [g.text for g in groups(["Ý khác hẳn"])] == ["Ý khác hẳn"]


@cases(r"""
| role        | text                                            | expected    |
| achievement | Đề nghị tỉnh bố trí thêm kinh phí               | proposal    |
| achievement | Kinh phí bố trí cho công tác này còn hạn chế    | limitation  |
| limitation  | Phấn đấu đến năm 2025 đạt 95%                   | direction   |
| limitation  | Công tác phối hợp đi vào nền nếp                | achievement |
| limitation  | Công tác phối hợp chưa đi vào nền nếp           |             |
| direction   | Khắc phục tình trạng kiểm tra chưa thường xuyên |             |
| achievement | Đã trình các đề nghị của cơ sở                  |             |
| proposal    | Đề nghị tỉnh bố trí thêm kinh phí               |             |
| achievement | (1) ĐỀ\nNGHỊ tỉnh bố trí                        | proposal    |
| achievement | 5đề, nghị tỉnh bố trí                           | proposal    |
| achievement | Đã có lời đề nghịch ngợm                        |             |
| achievement | Kinh phí hạn hẹp                                | limitation  |
""")
def test_a_statement_in_the_wrong_section_is_a_note(role: str, text: str, expected: str) -> None:
    """A request among achievements is one; a limitation named in a plan is not."""
    assert expected == resembled_role(phrases(USUAL), wording(text), role)


_BITS = "đề nghị sẽ còn chưa kịp thời kỹ kĩ lí quí 5 178 x - % ( _ . ĐỀ Sẽ • × “ 😡 \u0301"
_PIECES = (*_BITS.split(" "), " ", " ", " ", ", ", "\n", "\u00a0")


@pytest.mark.slow
@settings(max_examples=effort(80, 2000))
@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_the_quick_search_misses_no_phrase(text: str) -> None:
    """A phrase anywhere among a text's words is found by the search for beginnings, also after a number."""
    own = ("đề nghị", "sẽ", "chưa kịp thời", "kỹ thời", "lý quý", "đội 178 x")
    known = phrases(tuple(Word(kind="typical", text=t, means="proposal") for t in own))
    assert known.usual is not None
    spaced = f" {' '.join(tokens(normalise(text)))} "
    if known.usual.search(spaced):
        for worded in (wording(text), wordings([text, "Khác"])[0]):
            assert known.beginnings["result"].search(worded.words)


_NUMBERS = "Đạt kĩ quí hiv 1.240 5,5 07 2016 1.2.3 12a a5 5_a % 50% cc² ½ ١ – - . , ( ) / _ …"
_NUMBERED = (*_NUMBERS.split(" "), " ", " ", " ", ", ", ". ", "\n")


@pytest.mark.slow
@settings(max_examples=effort(80, 2000))
@given(st.lists(st.lists(st.sampled_from(_NUMBERED), max_size=8).map("".join), max_size=4))
def test_texts_read_together_have_the_words_of_each_alone(texts: list[str]) -> None:
    """The words and numbers of a text are the same, whether it is read alone or among others."""
    _normalised.clear()
    normalise_together(texts)
    assert [tokens(normalise(text)) for text in texts] == [normalised(text) for text in texts]


@pytest.mark.parametrize("text", ["Hoàn thành nhiệm vụ 5", "Tổ (5) hoàn thành nhiệm vụ", "hoàn thành nhiệm vụ,5,5"])
def test_a_number_is_content(text: str) -> None:
    """A statement with a number has content, whatever set phrases are around it; a digit inside a word does not
    count."""
    assert not has_only_set_phrases(phrases(USUAL), wording(text))
    assert has_only_set_phrases(phrases(USUAL), wording("Hoàn thành nhiệm vụ a5"))


@pytest.mark.parametrize(
    ("hollow", "text"),
    [
        (True, "Cơ bản hoàn thành tốt nhiệm vụ được giao."),
        (True, "- Nhìn chung đơn vị đã hoàn thành tốt các nhiệm vụ"),
        (True, "Còn một số hạn chế nhất định."),
        (False, "Hoàn thành tốt nhiệm vụ tuyên truyền cho công nhân ở khu nhà trọ"),
        (False, "Hoàn thành nhiệm vụ, đạt 98% kế hoạch"),
        (False, "Kiểm tra đột xuất ngoài giờ"),
    ],
)
def test_a_statement_of_set_phrases_alone_is_flagged(hollow: bool, text: str) -> None:
    """A statement of set phrases alone is flagged."""
    assert hollow == has_only_set_phrases(phrases(USUAL), wording(text))


# --- The labelled sets that the narrative is measured on --------------------------------------------


def test_the_labels_of_different_statements_agree() -> None:
    """Statements of one idea, or similar ones, are in one family; each occurs once; both halves have different
    sectors."""
    statements = labelled("unlike")
    families = defaultdict(set)
    for s in statements:
        families[s.sector, s.section, s.idea.partition(".")[0]].add(s.family)
    assert [key for key, found in families.items() if len(found) > 1] == []
    assert len(statements) == len({s.text for s in statements})
    own, other = ({s.sector for s in statements if s.half == half} for half in HALVES)
    assert not own & other
    assert not (own | other) & {s.sector for s in labelled("alike")}


@pytest.mark.slow
def test_different_statements_are_never_merged() -> None:
    """Of the labelled set, no two statements that are not one idea become one group."""
    for half in HALVES:
        outcome = measure([s for s in labelled("unlike") if s.half == half])
        assert outcome.counts["true"] > 0
        assert outcome.counts["wrongly merged"] == 0


@pytest.mark.slow
def test_every_label_is_a_theme_of_the_starter() -> None:
    """Or `none`, and each statement has one label."""
    themes = {row["code"] for row in starter_tables()["themes"]} | {"none"}
    assert {s.theme for s in themed()} == themes
    assert len({s.text for s in themed()}) == measure_themes(themed()).total()
