"""The labelled sets of statements and themes that the narrative is measured on."""

from __future__ import annotations

from collections import defaultdict

import pytest

from benchmarks.grouping import HALVES, labelled, measure, measure_themes, themed
from toolkit.definition.starter import starter_tables


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
