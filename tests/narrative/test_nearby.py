"""Statements with perhaps the same meaning in other words are proposed, and only proposed."""

from __future__ import annotations

import random
import weakref
from dataclasses import replace

import pytest

from benchmarks.grouping import labelled, measure, side_by_side
from toolkit.definition.starter import starter_tables
from toolkit.model import Agency, Campaign, Section, Statement, Word
from toolkit.narrative import groups
from toolkit.narrative.groups import Grouping, group_statements
from toolkit.narrative.nearby import merged_proposals

CAMPAIGN = Campaign(
    id="c",
    title="c",
    agencies=tuple(Agency(code=f"A{n}", name=f"A{n}", short_name=f"A{n}") for n in range(9)),
    sections=(Section(code="han", role="limitation", heading="Hạn chế"),),
    words=tuple(Word(kind=r["kind"], text=r["text"], means=r["means"]) for r in starter_tables()["words"]),
)


def grouped(texts: list[str]) -> Grouping:
    given = [Statement(id=text, agency=f"A{n}", section="han", text=text) for n, text in enumerate(texts)]
    return group_statements(CAMPAIGN, given)


def test_the_data_of_a_section_is_freed_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data for comparing is large in total, so each section's is freed first."""
    there: weakref.WeakSet[Counted] = weakref.WeakSet()
    at_once = []

    class Counted(groups._Section):
        def __init__(self, context: groups._Context, code: str, kept: bytes) -> None:
            super().__init__(context, code, kept)
            there.add(self)
            at_once.append(len(there))

    monkeypatch.setattr(groups, "_Section", Counted)
    codes = ("han", "dat", "gap")
    campaign = replace(CAMPAIGN, sections=tuple(replace(CAMPAIGN.sections[0], code=code) for code in codes))
    statements = [Statement(f"{c} {n}", "A1", c, f"Xã {c} thiếu {n} cán bộ") for c in codes for n in range(5)]
    assert {g.section for g in group_statements(campaign, statements).groups} == set(codes)
    assert at_once == [1, 1, 1]


def proposed(texts: list[str]) -> dict[str, list[str]]:
    found = {g.id: g for g in grouped(texts).groups}
    return {g.text: [found[other].text for other in g.proposed_with] for g in found.values()}


def test_the_same_in_different_words_is_proposed_and_not_merged() -> None:
    """The coordinator sees both and decides."""
    texts = ["Kinh phí hoạt động còn hạn hẹp.", "Ngân sách bố trí không đủ chi.", "Đường giao thông hư hỏng nặng."]
    assert len(grouped(texts).groups) == 3
    assert proposed(texts) == {texts[0]: [texts[1]], texts[1]: [texts[0]], texts[2]: []}


def test_contradicting_statements_are_not_proposed() -> None:
    """With another number or the opposite, however similar."""
    one, other = "Huyện bố trí 12 cán bộ chuyên trách.", "Huyện có 15 cán bộ chuyên trách được bố trí."
    assert proposed([one, other, "Kinh phí còn ít."])[one] == []
    one, other = "Đội ngũ cán bộ ổn định.", "Cán bộ các cấp chưa ổn định."
    assert proposed([one, other, "Kinh phí còn ít."])[one] == []


def test_proposals_do_not_depend_on_the_order() -> None:
    """Of the statements."""
    texts = [s.text for s in labelled("unlike") if s.half == "tune" and s.section == "limitations"]
    shuffled = random.Random(4).sample(texts, len(texts))
    assert len(texts) > 9
    campaign_order, another = proposed(texts[:9]), proposed(sorted(texts[:9], key=shuffled.index))
    assert campaign_order == another
    assert any(campaign_order.values())


def test_proposals_by_words_come_before_those_by_meaning() -> None:
    """Each proposal of both rankers once, up to the limit."""
    likely, near = {"a": ("1", "2")}, {"a": ("2", "3", "4"), "b": ("5",)}
    assert merged_proposals(likely, near, 3) == {"a": ("1", "2", "3"), "b": ("5",)}


@pytest.mark.slow
def test_meaning_finds_more_pairs_than_words_do() -> None:
    """Of different statements of the labelled set, and merges none of them."""
    own = [s for s in labelled("unlike") if s.half == "tune"]
    by_words, both = (found for _, found in side_by_side(own)[:2])
    assert both.right >= 2 * by_words.right
    assert both.wrong <= both.right
    assert measure(own).counts["wrongly merged"] == 0
