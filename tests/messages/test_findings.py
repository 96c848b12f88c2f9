"""Findings in words: they carry values, those packed before they did say what they said."""

from __future__ import annotations

import json
from pathlib import Path

from tests.building import definition
from tests.checks.test_rules import AGENCIES, INDICATORS, RULES, SECTIONS
from toolkit.messages.findings import kinds
from toolkit.messages.findings.catalogue import FINDINGS, describe, written
from toolkit.model.packing import pack, unpack

DATA = Path(__file__).parents[1] / "data"


def test_findings_that_were_packed_before_say_what_they_said(tmp_path: Path) -> None:
    """A master or a store of before is read: every finding in it has the words that it had, and keeps them."""
    about = {"periods": "2018|2019|2020-6M"}
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, rules=RULES, about=about)
    before = json.loads((DATA / "findings_packed_before.json").read_text(encoding="utf-8"))
    submission = unpack(before["packed"].encode(), "inbox/a.xlsx")
    assert submission == unpack(pack(submission), "inbox/a.xlsx")
    found = [*submission.findings, *submission.own_findings]
    assert before["said"] == [
        [*describe(f, "vi", folder.campaign), *describe(f, "en", folder.campaign), written(f, "vi"), written(f)]
        for f in found
    ]


def test_kinds_are_of_codes_in_the_catalogue() -> None:
    """No set of codes names one that no finding has."""
    kinds_of_codes = [kind for kind in vars(kinds).values() if isinstance(kind, frozenset)]
    assert len(kinds_of_codes) > 10
    assert {code for kind in kinds_of_codes for code in kind if code not in FINDINGS} == set()
