"""Random reports, corrected, accepted and sent again: settled findings are in no letter, open ones are in the letter of
their agency, and every number quoted of a cell is the one its reader sent."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.building import DAY, VERSION
from tests.editing.test_accepted import Table, campaign, sent, slipped, usual
from tests.effort import effort
from toolkit.checks.corrected import with_corrections
from toolkit.consolidation.acceptances import claims, finding_key, may_be_accepted
from toolkit.consolidation.consolidate import basis_of, reports_for_narrative, tabulate, with_narrative
from toolkit.consolidation.corrections import figure_as_sent
from toolkit.consolidation.today.first_calls import first_calls
from toolkit.editing.asking import with_questions
from toolkit.form.contents import make_form
from toolkit.form.returns import cover_text, points_to_answer, prepare_return
from toolkit.language.numbers import plain_number
from toolkit.letters.calls import calls
from toolkit.letters.reminders import Letters
from toolkit.letters.wording import RequestWords
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Acceptance, Campaign, Consolidation, Correction, Finding, Kept, Submission
from toolkit.narrative.narrate import narrate
from toolkit.register.entries import Register

#: The number of random campaigns; by hand many more.
CASES = effort(15, 400)
UNREAD = "cỡ 40 đến 50"
#: A cell as typed: a number, a blank, or an unreadable text.
Typed = dict[tuple[str, str], float | str]
Place = tuple[str, str, str]


def merged(about: Campaign, reports: Sequence[Submission], kept: Kept) -> Consolidation:
    basis = with_questions(with_corrections(basis_of(about, reports, (), None, (), kept)))
    return with_narrative(tabulate(basis, DAY), narrate(about, reports_for_narrative(basis, (), {})))


def open_questions(result: Consolidation, agency: str) -> list[Finding]:
    """The open findings of an agency, as the master lists them."""
    file = result.used[agency].source.file
    return [f for f in result.findings if f.agency == agency and f.file == file and f.severity != "note"]


def letters(result: Consolidation) -> tuple[dict[str, tuple[str, str]], dict[str, set[tuple[str, str]]], set[str]]:
    """For each agency the kind and text of its letter and the figures marked in its returned form; who is reminded."""
    returned, marked, about = {}, {}, result.campaign
    asking = RequestWords(campaign=about, as_of=result.as_of, language="vi")
    for agency, submission in result.used.items():
        _, marks = prepare_return(about, submission)
        marked[agency] = {place for line in marks.lines for place in line.figures}
        if points_to_answer(submission):
            form = make_form(about, about.agency_by_code[agency], "vi", version=VERSION)
            text = cover_text(form, submission, marks, f"{agency}.xlsx", asking.words(agency))
            returned[agency] = (f"returns/{agency}.xlsx", text)
    written = Letters(result, Register(path=None), "vi")  # type: ignore[arg-type]
    answers = {x.agency: (str(x.kind), x.body) for x in written.answers(returned, {})}
    return answers, marked, {x.agency for x in written.reminders({}, {})}


def one_case(number: int) -> tuple[int, int, int]:
    """Returns the numbers of accepted findings, of corrected cells and of corrections in question."""
    choose = random.Random(f"settled {number}")
    about = campaign(choose.randint(5, 8))
    about = replace(about, indicators=tuple(replace(i, required=i.code == "KP") for i in about.indicators))
    typed: dict[str, Typed] = {}
    for entry in about.agencies:
        table: Table = usual(choose, 5 * 1.5 ** choose.randint(0, 6))
        typed[entry.code] = {**(slipped(choose, table) if choose.random() < 0.6 else table)}
        for place in choose.sample(sorted(table), choose.choice((0, 0, 1, 2))):
            typed[entry.code][place] = choose.choice(("", UNREAD))
    first = {a: sent(about, a, t, 1) for a, t in typed.items()}
    result = merged(about, [*first.values()], Kept())
    accepted, corrections = list[Acceptance](), dict[Place, Correction]()
    for one in result.findings:
        agency = one.agency or ""
        if not agency or one.severity == "note":
            continue
        if may_be_accepted(one) and choose.random() < 0.4:
            accepted.append(Acceptance(finding=finding_key(one), by="Lan", reason="đã hỏi", agency=agency))
        elif choose.random() < 0.5:
            figures = {(f.indicator, f.period): f for f in first[agency].figures}
            cells = [(f.indicator, f.period) for f in figures.values() if f.cell in (one.cells or (one.cell,))]
            for code, key in choose.sample(cells, min(len(cells), 2)):
                value = float(choose.randint(100, 90_000))
                signed = {"agency": agency, "indicator": code, "period": key, "by": "Lan", "reason": "điện thoại 12/7"}
                before = figure_as_sent(figures[code, key])
                made = Correction(typed=plain_number(value), number=value, sent=before, **signed)
                corrections[agency, code, key] = made
    then = {a: dict(t) for a, t in typed.items()}
    for agency, code, key in corrections:
        if choose.random() < 0.4:  # sends another number, or the correction
            reported = corrections[agency, code, key].number or 0.0
            then[agency][code, key] = choose.choice((reported, reported + 50, UNREAD, ""))
    now = {a: sent(about, a, then[a], 2) if then[a] != typed[a] or choose.random() < 0.3 else first[a] for a in typed}
    kept = Kept(corrections=tuple(corrections.values()), acceptances=tuple(accepted))
    result = merged(about, [*first.values(), *(s for s in now.values() if s not in first.values())], kept)
    answers, marked, reminded = letters(result)
    taken = {claim for a in accepted for claim in a.finding.split()}
    outdated, to_call = 0, {call.agency for call in first_calls(result)}
    called = {c.agency for c in calls(result, Register(path=None), {}, "vi")}  # type: ignore[arg-type]
    for agency, submission in result.used.items():
        kind, body = answers[agency]
        open_still = open_questions(result, agency)
        figures = {(f.indicator, f.period): f for f in submission.figures}
        own = {place[1:]: c for place, c in corrections.items() if place[0] == agency}
        changed = {
            place
            for place, c in own.items()
            if figure_as_sent(figures[place]) != c.sent and figures[place].value != c.number
        }
        outdated += len(changed)
        # The letters.
        assert kind == ("question" if open_still else "confirmation"), agency
        for one in open_still:
            assert describe(one, "vi", about)[0] in body, one
            assert not set(claims(one)) <= taken, one
            asked_of = {p for p, f in figures.items() if f.cell in (one.cells or (one.cell,))}
            if one.code in ("several-numbers", "required-missing"):
                assert not asked_of & own.keys(), one
        # Only for cells that the agency has changed since does the letter ask which of two numbers is right.
        assert {(f.indicator, f.period) for f in open_still if f.code == "correction-outdated"} == changed
        for place in changed:
            assert f"“{figures[place].typed or '–'}”" in body
            assert f"“{own[place].typed}”" in body
        # A number that the agency did not send is beside the one it sent.
        for one in open_still:
            about_places = {(m.code, b.period) for b in one.broken for m in b.members} & own.keys()
            for place in (p for p in about_places if figures[p].value != own[p].number):
                assert f"“{figures[place].typed or '–'}”" in describe(one, "vi", about)[0], one
        # A corrected figure without a question is marked in no form.
        named = {(f.indicator, p) for f in submission.findings for p in (f.period, *f.periods)}
        named |= {(m.code, b.period) for f in submission.findings for b in f.broken for m in b.members}
        quiet = {p for p in own.keys() - changed if p not in named}
        assert not quiet & marked[agency]
        # Only open findings are counted, and no reminder is about figures given by telephone.
        status = next(s for s in result.statuses if s.agency == agency)
        assert status.errors == sum(f.severity == "error" for f in open_still)
        assert status.warnings == sum(f.severity == "warning" for f in open_still)
        lacking = {p for p, f in figures.items() if p[0] == "KP" and f.state == "missing"} - own.keys()
        assert status.lacking == len(lacking)
        assert (agency in reminded) == bool(lacking)
        assert open_still or agency not in called | to_call
    return len(accepted), len(corrections), outdated


@pytest.mark.parametrize("part", range(3))
def test_settled_findings_are_in_no_letter(part: int) -> None:
    """All open findings are in the letters of their agencies, with the numbers that these sent."""
    counts = [one_case(n) for n in range(part, CASES, 3)]
    assert all(sum(count) > 0 for count in zip(*counts, strict=True))
