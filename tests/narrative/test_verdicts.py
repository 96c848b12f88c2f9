"""Verdicts on pairs of texts are kept and not computed again."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.building import definition
from toolkit.model import Campaign, Statement, Word
from toolkit.narrative import conflicts, families, likeness, nearby
from toolkit.narrative.groups import Grouping, group_statements
from toolkit.narrative.verdicts import LIKELY, NEAR, OPPOSITE, Verdicts

_TEXTS = (
    "Kinh phí cho phòng chống tệ nạn còn hạn hẹp",
    "Kinh phí phòng chống tệ nạn chưa đáp ứng nhu cầu",
    "Kinh phí phòng chống tệ nạn đã đáp ứng nhu cầu",
    "Đã tổ chức 12 buổi tuyên truyền cho học sinh",
    "Tổ chức 12 buổi tuyên truyền cho học sinh trung học",
    "Tổ chức 15 buổi tuyên truyền cho học sinh trung học",
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    sections = "| code | role | heading |\n|--|--|--|\n| dat | achievement | Đạt |\n| han | limitation | Hạn chế |"
    agencies = "| code | name |\n|--|--|\n" + "\n".join(f"| S{n} | Sở thứ {n} |" for n in range(8))
    return definition(tmp_path_factory.mktemp("campaign"), sections=sections, agencies=agencies).campaign


def grouped(judged: Campaign, kept: dict[str, bytes] | None, texts: tuple[str, ...] = _TEXTS) -> Grouping:
    statements = [Statement(f"{s}{n}", f"S{n}", s, text) for n, text in enumerate(texts) for s in ("dat", "han")]
    return group_statements(judged, statements, kept=kept)


def test_known_verdicts_are_not_computed_again(judged: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result is the same; with one more text, only the verdicts on it are computed."""
    plain, first = grouped(judged, None), grouped(judged, {})
    assert not plain.kept
    assert first.kept.keys() == {"dat", "han"}
    assert replace(first, kept={}) == plain
    more = (*_TEXTS, "Kinh phí cho phòng chống tệ nạn xã hội rất hạn hẹp")
    expected = grouped(judged, {}, more)
    new: list[tuple[object, ...]] = []

    def watched(judge: Callable[..., object]) -> Callable[..., object]:
        def judging(*given: object) -> object:
            new.append(given)
            return judge(*given)

        return judging

    for module in (likeness, nearby):
        monkeypatch.setattr(module, "counts_differ", watched(conflicts.counts_differ))
    monkeypatch.setattr(families, "contradict", watched(conflicts.contradict))
    assert grouped(judged, dict(first.kept)) == first
    assert not new
    assert grouped(judged, dict(first.kept), more) == expected
    pairs = [texts for data in expected.kept.values() for kind in json.loads(data)[2] for texts in kind]
    assert 0 < len(new) < sum(map(len, pairs)) / 4


def test_unused_verdicts_are_dropped(judged: Campaign) -> None:
    """Nothing accumulates: only the verdicts that this merge used are kept."""
    first = grouped(judged, {})
    fewer = grouped(judged, dict(first.kept), _TEXTS[:2])
    assert fewer.kept == grouped(judged, {}, _TEXTS[:2]).kept
    assert len(fewer.kept["dat"]) < len(first.kept["dat"])


def test_damaged_verdicts_are_computed_again(judged: Campaign) -> None:
    """Nothing is used from damaged data."""

    def other(own: bytes, change: Callable[[list[Any]], list[Any]]) -> bytes:
        return json.dumps(change(json.loads(own))).encode()

    first = grouped(judged, {})
    spoilt: tuple[Callable[[bytes], bytes], ...] = (
        lambda own: own[:-9],
        lambda own: b"[]",
        lambda own: b"\xff",
        lambda own: b"[" * 100_000,
        lambda own: other(own, lambda parts: ["other words", *parts[1:]]),
        lambda own: other(own, lambda parts: [*parts[:2], parts[2][:2]]),
        lambda own: other(own, lambda parts: [*parts[:2], [[[0, 1, 2], []]] * 3]),
        lambda own: other(own, lambda parts: [*parts[:2], [[[0, 999], []]] * 3]),
        lambda own: other(own, lambda parts: [*parts[:2], [[[0, "1"], []]] * 3]),
    )
    for spoil in spoilt:
        assert grouped(judged, {section: spoil(own) for section, own in first.kept.items()}) == first


def test_with_different_words_no_verdict_is_used(judged: Campaign) -> None:
    """Verdicts by different word lists are computed again."""
    words = (*judged.words, Word(kind="antonym", text="hạn hẹp", means="đáp ứng"))
    other = replace(judged, words=words)
    kept = dict(grouped(judged, {}).kept)
    assert grouped(other, kept) == grouped(other, {})
    assert kept != grouped(other, {}).kept


def test_kinds_and_pairs_are_distinguished() -> None:
    """A verdict is of one kind, on two texts in the order of the question."""
    first = Verdicts("w")
    assert first.get(NEAR, "a", "b", lambda at, beside: at < beside, 1, 2)
    assert not first.get(OPPOSITE, "a", "b", lambda at, beside: at > beside, 1, 2)
    again = Verdicts("w", ["b", "a", "c"], first.packed())
    found = {
        (kind, pair): again.get(kind, *pair, lambda at, beside: at == 7, 7, 8)
        for kind in (LIKELY, NEAR, OPPOSITE)
        for pair in (("a", "b"), ("b", "a"), ("a", "c"))
    }
    assert not found.pop((OPPOSITE, ("a", "b")))
    assert all(found.values())
