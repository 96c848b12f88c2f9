"""The labelled set of headings and introducing sentences that drafting is measured on."""

from __future__ import annotations

import pytest

from benchmarks.headings import KINDS, Row, judge, labelled, starter_campaign
from toolkit.model import Campaign


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return starter_campaign()


def test_every_label_is_a_section_of_the_starter(campaign: Campaign) -> None:
    """A line belongs to a section, to none, or is a question between two named sections."""
    for row in labelled():
        assert row.kind in KINDS
        assert row.points
        assert {row.section, *row.between} <= {*campaign.section_by_code, "none", "ask"}
        assert len(row.between) == (2 if row.section == "ask" else 0)


@pytest.mark.slow
def test_the_heading_before_a_line_is_certain(campaign: Campaign) -> None:
    """It places its points by itself."""
    codes = {section.heading: section.code for section in campaign.sections}
    for heading, point in {row.before[0]: row.before[1] for row in labelled() if row.before}.items():
        section = next(code for words, code in codes.items() if heading.endswith(words))
        alone = Row(kind="heading", before=(), line=heading, next="", points=(point,), section=section, between=())
        assert judge(alone, campaign) == "right", heading


@pytest.mark.slow
def test_ordinary_sentences_begin_no_section(campaign: Campaign) -> None:
    """A sentence that contains a heading's words stays a point of its section, and so do those after it."""
    ordinary = [row for row in labelled() if row.kind == "ordinary"]
    assert [row.line for row in ordinary if judge(row, campaign) != "right"] == []


@pytest.mark.slow
def test_headings_and_lead_ins_are_recognised(campaign: Campaign) -> None:
    """At least 95 % are right, and at most one line of the set puts its points silently into a wrong section."""
    judged = [(row.kind, judge(row, campaign)) for row in labelled()]
    led = [result for kind, result in judged if kind != "ordinary"]
    assert led.count("right") >= 0.95 * len(led)
    assert [result for _, result in judged].count("silently wrong") <= 1
