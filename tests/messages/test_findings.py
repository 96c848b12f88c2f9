"""Findings: how they are made and packed; those packed as sentences by earlier releases keep their words."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.building import definition
from tests.checks.test_rules import AGENCIES, INDICATORS, RULES, SECTIONS
from toolkit.messages.findings import FINDINGS, kinds
from toolkit.messages.findings.catalogue import describe, quoted_text
from toolkit.messages.findings.making import finding
from toolkit.model import Figure, Finding, Member, Source, Statement, Submission, Violation
from toolkit.model.packing import pack, pack_head, unpack, unpack_head

DATA = Path(__file__).parents[1] / "data"


def test_findings_packed_earlier_keep_their_words(tmp_path: Path) -> None:
    """An older master or store is read: every finding in it has its former words, and keeps them."""
    about = {"periods": "2018|2019|2020-6M"}
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, rules=RULES, about=about)
    before = json.loads((DATA / "findings_packed_before.json").read_text(encoding="utf-8"))
    submission = unpack(before["packed"].encode(), "inbox/a.xlsx")
    assert submission == unpack(pack(submission), "inbox/a.xlsx")
    findings = [*submission.findings, *submission.reading_findings]
    assert before["said"] == [
        [*describe(f, "vi", folder.campaign), *describe(f, "en", folder.campaign), quoted_text(f, "vi"), quoted_text(f)]
        for f in findings
    ]


def test_a_finding_is_unpacked_as_it_was_packed() -> None:
    """Whatever it carries, even a typed text that looks like the earlier separators."""
    odd = "5; B = 6 (1 ≠ 2; Δ 1) | 2020: x\nG9: 7"
    broken = Violation("2019", (Member("A", "SA", odd), Member("B", value=0.5)), (1.0, 2.0), -1.0, True)
    failed = Finding(
        code="rule-failed",
        severity="error",
        file="a.xlsx",
        value=odd,
        arguments=(
            ("count", 3),
            ("limit", 0.5),
            ("received", date(2021, 1, 9)),
            ("others", ("SA", "SB")),
            ("fix", odd),
        ),
        cells=("F9", "G9"),
        values=(odd, "7"),
        periods=("2019",),
        rule="R1",
        broken=(broken, Violation("2020", ())),
        group="G1",
        waits_for=(),
    )
    plain = Finding(code="label-changed", severity="note", file="a.xlsx", value=odd)
    submission = Submission(source=Source(file="a.xlsx"), status="rejected", findings=(failed, plain))
    assert submission == unpack(pack(submission), "a.xlsx")


def test_findings_packed_earlier_are_read_whatever_was_typed() -> None:
    """A figure typed with the former separators makes no pack unreadable, and none of it is lost."""
    for typed in ("5 | 6", "5; 6", "5 (6)", "5 ()", ": = ;", "", "5 (1 ≠ 2)"):
        packed = f"2019: A = {typed}; B = 2 (5 ≠ 2; Δ 3) | 2020: B = 2; A = {typed}"
        before = {"code": "rule-failed", "severity": "error", "value": packed}
        head = {**pack_head(Submission(source=Source(file="a"), status="rejected")), "findings": [before]}
        before["arguments"] = [["rule", "R1"], ["message", ""], ["fix", ""], ["periods", "2019, 2020"]]  # type: ignore[assignment]
        (found,) = unpack_head(json.loads(json.dumps(head)), file="a").findings
        assert quoted_text(found) == packed
        assert [b.period for b in found.broken] == ["2019", "2020"]
    undated = [["name", "b.pdf"], ["others", ""], ["received", ""], ["waits_for", ""]]
    head["findings"] = [{"code": "also-sent", "severity": "note", "arguments": undated}]
    (found,) = unpack_head(head, file="a").findings
    assert (found.waits_for, dict(found.arguments)) == ((), {"name": "b.pdf", "others": ()})


def test_kinds_are_of_codes_in_the_catalogue() -> None:
    """No set of codes has one that no finding has."""
    kinds_of_codes = [kind for kind in vars(kinds).values() if isinstance(kind, frozenset)]
    assert len(kinds_of_codes) > 10
    assert {code for kind in kinds_of_codes for code in kind if code not in FINDINGS} == set()


def test_a_finding_has_the_cell_it_is_made_at() -> None:
    """A figure supplies file, agency, sheet, cell, indicator and period; explicit fields take precedence."""
    at = Figure("SA", "TT02", "2019", None, "held", "5 (6)", file="a.xlsx", sheet="Số liệu", cell="E7")
    made = finding("ambiguous-number", at=at, value=at.typed, period="2018", arguments={"readings": "5; 6"})
    assert (made.file, made.agency, made.sheet, made.cell) == ("a.xlsx", "SA", "Số liệu", "E7")
    assert (made.indicator, made.period, made.value, made.severity) == ("TT02", "2018", "5 (6)", "error")
    assert made.arguments == (("readings", "5; 6"),)
    statement = Statement("1", "SA", "dat", "Một ý.", file="a.xlsx", sheet="Nội dung", cell="C4")
    assert finding("odd-file-name", at=statement).cell == "C4"
    assert finding("odd-file-name", severity="note").severity == "note"


def test_an_unknown_code_makes_no_finding() -> None:
    """Its severity would be a guess."""
    with pytest.raises(KeyError):
        finding("no-such-code")
