"""Close sentences say the same in almost the same words; look-alikes are never close."""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks import grouping
from toolkit.definition.starter import with_usual_words
from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.closeness import are_close, compared
from toolkit.narrative.lexicon import NARRATIVE_WORDS, comparison_copy, lexicon

WORDS = lexicon(with_usual_words((), NARRATIVE_WORDS))
PAIRS = Path(__file__).parents[1] / "data" / "look_alikes.tsv"


def close(one: str, other: str) -> bool:
    """Whether the sentences are counted together."""
    equal = comparison_copy(WORDS, one).words == comparison_copy(WORDS, other).words
    return equal or are_close(ClaimCache(WORDS), compared(WORDS, one), compared(WORDS, other))


def test_look_alikes_are_never_close() -> None:
    """One word makes another fact: a negation, a year, a level, who asks or is asked, a part of a whole."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    apart = [row for row in rows if row["relation"] == "apart"]
    same = [row for row in rows if row["relation"] == "same"]
    assert [row for row in apart if close(row["one"], row["other"])] == []
    assert len(apart) >= 40
    assert sum(close(row["one"], row["other"]) for row in same) >= 0.75 * len(same)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "least"), [("alike", 60), ("unlike", 0)])
def test_of_the_labelled_statements_only_those_of_one_idea_are_close(kind: str, least: int) -> None:
    """So many pairs of one idea, in close words, and no pair of two ideas."""
    by_section: dict[tuple[str, str], list[grouping.Labelled]] = {}
    for statement in grouping.labelled(kind):
        by_section.setdefault((statement.sector, statement.section), []).append(statement)
    cache, right, wrong = ClaimCache(WORDS), 0, []
    for statements in by_section.values():
        for (one, mine), (other, theirs) in combinations([(s, compared(WORDS, s.text)) for s in statements], 2):
            if are_close(cache, mine, theirs):
                right += one.idea == other.idea
                wrong += [(one.text, other.text)] if one.idea != other.idea else []
    # Texts that are equal apart from words without meaning are one group by themselves.
    assert [pair for pair in wrong if len({comparison_copy(WORDS, text).words for text in pair}) > 1] == []
    assert right >= least
