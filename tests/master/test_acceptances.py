"""Findings that the coordinator accepts as facts: not asked about again while their figures stay; days since found."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, Record, change, copied, definition, filled, keyed, records, type_into_row
from tests.cases import cases
from tests.editing.test_asking import give
from tests.editing.test_asking import make as slips
from tests.master.test_corrections import AGENCIES, FIGURES, INDICATORS, ONE, RULES, correct, made, merged
from toolkit.cli.json_output import check_document
from toolkit.consolidation import acceptances
from toolkit.consolidation.acceptances import accept, fault_key, finding_key, may_be_accepted
from toolkit.master.kept import kept_as_typed
from toolkit.master.read_kept import read_kept
from toolkit.messages.reports import words
from toolkit.model import Acceptance, Consolidation, Finding, Member, Violation
from toolkit.page.contents import make_contents
from toolkit.register.entries import Register, SentMail
from toolkit.register.sheet import write_register
from toolkit.report.annexes import totals_annex
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files, merge_files
from toolkit.run.returns import write_returns

MEMBERS = (Member("A1", typed="5", value=5.0), Member("A2", typed="6", value=6.0))
PLACE: dict[str, Any] = {"file": "inbox/SA.xlsx", "agency": "SA", "sheet": "Số liệu", "cell": "E7", "indicator": "A1"}
BROKEN = Finding(code="rule-failed", severity="error", rule="R1", broken=(Violation("2019", MEMBERS),), **PLACE)

#: What identified an acceptance earlier: all that its finding says.
SAID_BEFORE = (
    *("code", "agency", "indicator", "period", "section", "value", "arguments"),
    *("values", "periods", "rule", "broken", "group"),
)


def acceptance(finding: Finding) -> dict[str, Acceptance]:
    key = finding_key(finding)
    return {key: Acceptance(finding=key, by="Lan", reason="đã hỏi")}


# --- As records ------------------------------------------------------------------------------------


def test_an_accepted_finding_becomes_a_note() -> None:
    """The note has name and reason; the same finding of a different rule is still asked about."""
    left, accepted = accept([BROKEN, replace(BROKEN, rule="R2")], acceptance(BROKEN))
    assert [f.rule for f in left] == ["R2"]
    (note,) = accepted
    assert (note.rule, note.severity, note.accepted_by, note.accepted_reason) == ("R1", "note", "Lan", "đã hỏi")


@pytest.mark.parametrize(
    ("otherwise", "same"),
    [
        ({"file": "inbox/SA lần 2.xlsx"}, True),
        ({"cell": "E9", "sheet": "Trang 2"}, True),
        ({"agency": "SB"}, False),
        ({"rule": "R2"}, False),
        ({"broken": (BROKEN.broken[0]._replace(members=(Member("A1", typed="7", value=7.0),)),)}, False),
    ],
)
def test_an_acceptance_holds_while_the_figures_stay(otherwise: dict[str, Any], same: bool) -> None:
    """The file's name and the cell may change, the figure may not. The same cell is the same fault."""
    other = replace(BROKEN, **otherwise)
    assert (not accept([other], acceptance(BROKEN))[0]) is same
    assert (fault_key(other) == fault_key(BROKEN)) is (same or "broken" in otherwise)


@cases("""
| code                 | severity | possible |
|----------------------|----------|----------|
| rule-failed          | error    | yes      |
| large-change         | warning  | yes      |
| statement-hollow     | note     | yes      |
| correction-outdated  | warning  | yes      |
| ambiguous-number     | error    |          |
| required-missing     | error    |          |
| edit-not-followed    | warning  |          |
| correction-not-clear | error    |          |
""")
def test_which_findings_may_be_accepted(code: str, severity: Any, possible: str) -> None:
    """A finding may not be accepted if it holds a figure, reports a missing one, or waits for a decision."""
    finding = replace(BROKEN, code=code, severity=severity)
    assert may_be_accepted(finding) is bool(possible)
    assert not may_be_accepted(replace(finding, waits_for=("SA",)))


# --- In a master -----------------------------------------------------------------------------------


def take(
    master: Path, code: str, by: str | None = "Lan", reason: str | None = "đã hỏi", *, agency: str | None = None
) -> Path:
    """Type an acceptance beside the first finding with this code, and of this agency if one is passed."""
    where = {"code": code} | ({"agency": agency} if agency else {})
    return type_into_row(master, "findings", where, {"accepted_by": by, "reason": reason})


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A campaign in which one agency breaks a rule, merged."""
    return copied(tmp_path / "c", _broken)


def _broken(root: Path) -> Folder:
    folder = made(root)
    filled(folder, "SB", FIGURES.format(30))
    merged(folder)
    return folder


def of(result: Consolidation, code: str) -> list[Finding]:
    return [f for f in result.findings if f.code == code]


def status(result: Consolidation, agency: str) -> tuple[str, int]:
    return next((s.status, s.errors) for s in result.statuses if s.agency == agency)


@pytest.mark.slow
def test_an_accepted_finding_is_not_asked_about_again_while_its_figures_stay(folder: Folder, tmp_path: Path) -> None:
    """Neither on the board, in totals, in the returned form, in the next merge nor in the whole."""
    assert status(merged(folder), "SB") == ("accepted_with_errors", 1)
    take(folder.master, "rule-failed")
    correct(folder.master, "SA A1 2019", 12)
    result = merged(folder)
    assert [(f.severity, f.accepted_by) for f in of(result, "rule-failed")] == [("note", "Lan")]
    assert status(result, "SB") == ("accepted", 0)
    assert result.totals["A2", "2020"].doubtful == 0
    assert write_returns(folder, result) == []
    assert not [f for f in check_files(folder, as_of=DAY, means=ONE).findings if f.severity == "error"]
    row = findings_row(folder)
    assert (row["severity"], row["accepted_by"], row["reason"]) == ("Chấp nhận", "Lan", "đã hỏi")
    before = folder.master.read_bytes()
    merged(folder)
    assert folder.master.read_bytes() == before

    # It is counted apart: JSON has a separate list, the report's annex who and why, the page the number.
    document = check_document(result, "vi")
    assert [f["code"] for f in document["accepted"]] == ["rule-failed"]
    assert document["counts"]["error"] == 0
    assert "rule-failed" not in {f["code"] for f in document["findings"]}
    annex = totals_annex(result, "", words("vi"))
    assert annex is not None
    assert [n for n in annex.notes if "đã hỏi (Lan)" in n and "Sở B" in n]
    assert [n for n in annex.notes if "1 số liệu do cơ quan tổng hợp điều chỉnh, của Sở A" in n]
    notes = make_contents(result, "vi").notes
    assert {n.split(" ")[0] for n in notes if "điều chỉnh" in n or "chấp nhận" in n} == {"1"}

    # What is accepted in a part is accepted in the whole, unless the whole clears it.
    whole = definition(tmp_path / "whole", agencies=AGENCIES, indicators=INDICATORS, rules=RULES)

    def severities() -> list[str]:
        return [f.severity for f in of(merge_files(whole, [folder.master], as_of=DAY, means=ONE)[0], "rule-failed")]

    assert [severities(), severities()] == [["note"], ["note"]]
    take(whole.master, "rule-failed", None, None)
    assert [severities(), severities()] == [["error"], ["error"]]

    # When a figure changes it is asked about; the acceptance stays below until it is cleared.
    filled(folder, "SB", FIGURES.format(31))
    for _ in range(2):
        result = merged(folder)
        assert [f.severity for f in of(result, "rule-failed")] == ["error"]
        assert [f.agency for f in of(result, "acceptance-lapsed")] == ["SB"]
    take(folder.master, "acceptance-lapsed", None, None)
    assert of(merged(folder), "acceptance-lapsed") == []
    filled(folder, "SB", FIGURES.format(30))
    assert [f.severity for f in of(merged(folder), "rule-failed")] == ["error"]

    # One without name or reason is followed and asked about: leaders will ask who and why.
    take(folder.master, "rule-failed", reason=None)
    result = merged(folder)
    assert [f.severity for f in of(result, "rule-failed")] == ["note"]
    assert len(of(result, "acceptance-unsigned")) == 1


@pytest.mark.slow
def test_what_holds_a_figure_back_cannot_be_accepted(tmp_path: Path) -> None:
    """That is reported, and what was typed stays."""
    folder = made(tmp_path)
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | khoảng 10-12 | 20 |\n| A2 | 5 | 9 |")
    code = next(f.code for f in merged(folder).findings if f.severity == "error")
    take(folder.master, code)
    for _ in range(2):
        result = merged(folder)
        assert [f.severity for f in of(result, code)] == ["error"]
        assert len(of(result, "acceptance-not-possible")) == 1
    correct(folder.master, "SB A1 2019", 11)
    assert merged(folder).totals["A1", "2019"].value == 21


@pytest.mark.slow
def test_a_finding_is_dated_by_the_first_merge_with_it(folder: Folder) -> None:
    """By the day of `--as-of`; another value in the same cell is the same fault, a corrected one is forgotten. The
    board shows for how many days it has been open."""
    folder.master.unlink()

    def since(day: date) -> tuple[Any, Any]:
        result, _ = merge_files(folder, as_of=day, means=ONE)
        rows = [r["first_seen"] for r in records(keyed(folder.master)["findings"]) if r["code"] == "rule-failed"]
        return (rows or [None])[0], next(s.open_since for s in result.statuses if s.agency == "SB")

    later = [DAY + timedelta(days=n) for n in range(6)]
    assert since(later[0]) == (later[0], later[0])
    assert since(later[1]) == (later[0], later[0])
    open_days = {r["agency"]: r["open_days"] for r in records(keyed(folder.master)["status"])}
    assert (open_days["SA"], open_days["SB"], open_days["SC"]) == (None, 1, None)
    change(folder.master, lambda book: None)
    filled(folder, "SB", FIGURES.format(40))
    assert since(later[2]) == (later[0], later[0])
    filled(folder, "SB", FIGURES.format(9))
    assert since(later[3])[0] is None
    filled(folder, "SB", FIGURES.format(40))
    assert since(later[4])[0] == later[4]
    assert read_kept(folder.master) == kept_as_typed(keyed(folder.master).values(), read_kept(folder.master))


@pytest.mark.slow
def test_the_day_on_which_a_finding_was_sent_to_the_agency_is_kept(folder: Folder) -> None:
    """The register has the day for the file; it stays when the agency sends the same fault again."""
    assert findings_row(folder)["first_sent"] is None
    day = DAY - timedelta(days=2)
    file = next(s.source.sha256 for s in merged(folder).submissions if s.agency == "SB")
    register = Register(path=folder.root / "register.xlsx")
    register.sent["1"] = SentMail(id="1", day=day, agency="SB", kind="question", to="b@tinh.vn", subject="", about=file)
    write_register(register.path, register, folder.campaign, DAY)
    for figure in (30, 31):
        filled(folder, "SB", FIGURES.format(figure))
        merged(folder)
        assert findings_row(folder)["first_sent"] == day


def findings_row(folder: Folder) -> Record:
    return next(r for r in records(keyed(folder.master)["findings"]) if r["code"] == "rule-failed")


# --- Reports of others ------------------------------------------------------------------------------


def questions(result: Consolidation, agency: str) -> list[tuple[str, str]]:
    """The findings about an agency's figures, each with who accepted it."""
    codes = {"rule-failed", "likely-slip", "unlike-others", "rule-likely-cell", "rule-cell-unclear"}
    return sorted(
        (f.code, f.accepted_by)
        for f in result.findings
        if f.agency == agency and f.code in {*codes, "acceptance-lapsed"}
    )


@pytest.mark.slow
def test_reports_of_others_do_not_reopen_an_acceptance(tmp_path: Path) -> None:
    """An accepted odd figure stays so when others' files move the usual range; a new value is asked about."""
    folder = slips(tmp_path)
    give(folder, 7, KP=(1, 49.045), KP1=(1, 37.8525), KP2=(1, 11.1925))
    assert questions(merged(folder), "X7") == [("likely-slip", "")] * 3
    before = {f.indicator: f.arguments for f in merged(folder).findings if f.code == "likely-slip"}
    take(folder.master, "likely-slip")
    for number in (5, 6, 8, 9):
        give(folder, number, scale=1.37 + number / 100)
    result = merged(folder)
    finding = next(f for f in result.findings if f.accepted_by)
    assert dict(finding.arguments)["moves"] != dict(before[finding.indicator])["moves"]
    assert questions(result, "X7") == [("likely-slip", ""), ("likely-slip", ""), ("likely-slip", "Lan")]
    row = next(r for r in records(keyed(folder.master)["findings"]) if r["accepted_by"] == "Lan")
    assert (row["indicator"], row["severity"]) == (finding.indicator, "Chấp nhận")
    give(folder, 7, KP=(1, 49.047), KP1=(1, 37.8535), KP2=(1, 11.1935))
    assert questions(merged(folder), "X7") == [("acceptance-lapsed", ""), *[("likely-slip", "")] * 3]


@pytest.mark.slow
def test_of_an_accepted_rule_the_wrong_cell_is_not_asked(tmp_path: Path) -> None:
    """Others' files may point to another cell: the rule is asked about again only if broken in another period."""
    folder = slips(tmp_path)
    give(folder, 4, KP1=(2, 12.0))
    assert questions(merged(folder), "X4") == [("rule-failed", ""), ("rule-likely-cell", "")]
    take(folder.master, "rule-failed")
    for _ in range(2):
        result = merged(folder)
        assert questions(result, "X4") == [("rule-failed", "Lan")]
        assert status(result, "X4") == ("accepted", 0)
        give(folder, 5, scale=1.6)
    give(folder, 4, KP1=(2, 12.0), KP2=(3, 9.0))
    assert ("rule-failed", "") in questions(merged(folder), "X4")


@pytest.mark.slow
def test_an_acceptance_of_an_earlier_release_is_matched(folder: Folder) -> None:
    """By all that its finding said, as long as that is the same."""
    finding = of(merged(folder), "rule-failed")[0]
    old = sha256(repr((attrgetter(*SAID_BEFORE)(finding), ())).encode()).hexdigest()[:16]
    given = [Acceptance(finding=old, by="Lan", reason="đã hỏi", agency="SB")]
    asked, (known,) = accept([finding], acceptances.acceptances_by_claim(given))
    assert (asked, known.accepted_by, finding_key(known)) == ([], "Lan", old)
    assert acceptances.acceptance_findings([known], given) == []
