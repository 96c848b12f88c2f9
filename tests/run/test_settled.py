"""Settled questions are not asked again, and every letter is about what its reader sent: one campaign with corrections
by telephone, accepted findings, newer files, missing figures, and open questions."""

from pathlib import Path
from random import Random

import pytest

from tests.building import copied, definition, filled, form_in
from tests.consolidation.test_settled import Typed
from tests.consolidation.test_settled import merged as in_memory
from tests.editing.test_accepted import campaign, sent, usual
from tests.master.test_acceptances import take
from tests.master.test_corrections import correct, merged
from tests.office import needs_libreoffice, read_values, recalculate_all
from toolkit.cli.json_output import check_document
from toolkit.consolidation.today.first_calls import first_calls
from toolkit.form.returns import prepare_return
from toolkit.letters.calls import calls
from toolkit.letters.reminders import Letter
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Consolidation, Correction, Kept
from toolkit.register.entries import Register
from toolkit.run.folder import Folder
from toolkit.run.post import answer_letters, reminder_letters
from toolkit.run.returns import write_returns

NAMES = ("SA", "SB", "SC", "SD", "SE", "SF", "SG", "SH", "SI", "SJ")
AGENCIES = "| code | name | short_name | email |\n|---|---|---|---|\n" + "\n".join(
    f"| {c} | Sở {c} | Sở {c} | {c.lower()}@tinh.vn |" for c in NAMES
)
INDICATORS = """
| code | label   | unit | kind  | across_agencies | across_periods | required |
|------|---------|------|-------|-----------------|----------------|----------|
| A1   | Số buổi | buổi | count | sum             | sum            | x        |
| A2   | Số lượt | lượt | count | sum             | sum            |          |
"""
RULES = "| code | formula | severity | message |\n|---|---|---|---|\n| R1 | =A2<=A1 | error | Lượt không quá buổi. |"
ROWS = "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | {} | {} |\n| A2 | {} | {} |"

CORRECTED = {"SA A1 2019": 4200, "SB A1 2019": 45, "SC A1 2019": 95, "SF A1 2019": 70}
CORRECTED |= {"SI A1 2019": 95, "SI A1 2020": 45}


def make(root: Path) -> Folder:
    """A campaign in which each agency is a different case: merged, with decisions, and with newer files."""
    about = {"contact_email": "th@tinh.vn"}
    folder = definition(root, about=about, agencies=AGENCIES, indicators=INDICATORS, rules=RULES)
    first = {
        "SA": (4150, 5000, 90, 100),  # corrected to 4200 by telephone; has sent 4250 since
        "SB": ("cỡ 40 đến 50", 5000, 20, 100),  # unreadable, corrected
        "SC": ("", 5000, 90, 100),  # required and blank, corrected
        "SD": (30, 5000, 90, 100),  # breaks a rule, which is accepted
        "SE": (30, 5000, 90, 100),  # breaks a rule, which is open
        "SF": (400, 5000, 90, 100),  # the correction breaks a rule
        "SG": (30, 5000, 90, 100),  # breaks a rule, corrected by a newer file
        "SH": (400, 5000, 90, 100),  # in order
        "SI": ("", "cỡ 40 đến 50", 90, "nhiều"),  # two cells corrected, one open
        "SJ": (30, 5000, 90, "nhiều"),  # breaks a rule, which is accepted; one cell open
    }
    for agency, typed in first.items():
        filled(folder, agency, ROWS.format(*typed))
    merged(folder)
    for agency in ("SD", "SJ"):
        take(folder.master, "rule-failed", agency=agency)
    for key, value in CORRECTED.items():
        correct(folder.master, key, value, reason="điện thoại 12/7")
    merged(folder)
    filled(folder, "SA", ROWS.format(4250, 5000, 90, 100))
    filled(folder, "SG", ROWS.format(300, 5000, 90, 100))
    merged(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, make)


def letters(folder: Folder, result: Consolidation) -> dict[str, Letter]:
    return {x.agency: x for x in answer_letters(folder, result, write_returns(folder, result))}


@pytest.mark.slow
def test_only_open_questions_are_asked(folder: Folder) -> None:
    """A question goes to each agency with something open, a confirmation to the others; no reminder asks for a figure
    that was reported by telephone."""
    result = merged(folder)
    assert [f.agency for f in result.accepted] == ["SD", "SJ"]
    written = letters(folder, result)
    open_still = {"SA", "SE", "SF", "SI", "SJ"}
    assert {a for a, letter in written.items() if letter.kind == "question"} == open_still
    assert set(written) == set(NAMES)
    assert reminder_letters(folder, result) == []
    assert {s.agency for s in result.statuses if s.errors or s.warnings} == open_still
    assert {c.agency for c in calls(result, Register(path=folder.root / "register.xlsx"), {}, "vi")} <= open_still
    assert {c.agency for c in first_calls(result)} <= open_still
    counts = {severity: sum(f.severity == severity for f in result.findings) for severity in ("error", "warning")}
    assert {k: check_document(result, "vi")["counts"][k] for k in counts} == counts == {"error": 4, "warning": 1}

    # A rule that a correction breaks: the letter has the agency's number beside the one that counts.
    assert "“400”" in written["SF"].body
    assert "“70”" in written["SF"].body

    # Which of two numbers holds: the question has the new value, the correction, its author and reason.
    (finding,) = [f for f in result.findings if f.code == "correction-outdated"]
    assert (finding.agency, finding.cell, finding.severity) == ("SA", "E10", "warning")
    for words in ("“4250”", "“4200”", "điện thoại 12/7"):
        assert words in describe(finding, "vi", result.campaign)[0]
        assert words in written["SA"].body
    shown = rows(read_values(form_in(folder.root / "returns", "SA")), "returned")
    assert [r[4] for r in shown if "E10" in str(r[3])] == ["4250"]
    take(folder.master, "correction-outdated")  # the coordinator keeps the number from the telephone
    result = merged(folder)
    assert letters(folder, result)["SA"].kind == "confirmation"
    assert result.totals["A1", "2019"].value == merged(folder).totals["A1", "2019"].value


@pytest.mark.slow
@needs_libreoffice
def test_a_returned_form_does_not_list_what_was_settled(folder: Folder) -> None:
    """Neither on its first sheet nor in its list, as stored and as recalculated."""
    letters(folder, merged(folder))
    paths = [form_in(folder.root / "returns", agency) for agency in ("SI", "SJ")]
    recalculated = recalculate_all(paths)
    for values in (values for path in paths for values in (read_values(path), recalculated[path])):
        asked = [r[3] for r in rows(values, "returned") if r[2] == "Phải sửa"]
        assert asked == ["2 – Số lượt – 2020 – Số liệu F11"]
        assert [r[3] for r in rows(values, "to_fix") if r[1] in (1, 2)] == ["2 – Số lượt"]


def test_the_question_which_number_holds_shows_what_the_agency_typed() -> None:
    """It does not show the corrected number, which the agency did not type; the instruction names both."""
    about = campaign(1)
    typed: Typed = dict.fromkeys(usual(Random(1), 1), 10.0)
    key = ("SL", "2019")
    correction = Correction(
        agency="X0", indicator="SL", period="2019", typed="4200", number=4200.0, by="Lan", reason="điện thoại", sent=""
    )
    result = in_memory(about, [sent(about, "X0", {**typed, key: 4250.0}, 2)], Kept(corrections=(correction,)))
    _, marks = prepare_return(about, result.used["X0"])
    (line,) = [line for line in marks.lines if key in line.figures]
    assert line.typed == "4250"
    assert "“4250”" in line.fix
    assert "“4200”" in line.fix


def rows(values: dict[str, list[list[object]]], sheet: str) -> list[list[object]]:
    """The first cells of each row of one sheet of a form."""
    return next(cells for cells in values.values() if cells and cells[0][0] == f"toolkit:{sheet}")
