"""Questions about limitations, directions and requests of the previous round, and the answers to them. The coordinator
chose these statements in that round, or the definition's rule chooses them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from toolkit.consolidation.trend import Trend, pairs
from toolkit.form.followup import row_key
from toolkit.language.text import listed
from toolkit.messages import masters
from toolkit.messages import sentences as words
from toolkit.messages.findings.making import finding
from toolkit.model import Answer, Finding, FollowUp, Language, Role, Statement, Submission, Tabulation, grouped

#: The answers to statements asked about again, keyed by the names under which they are counted; `silent`: none.
_ANSWERS: Mapping[str, Answer] = {"done": "done", "doing": "doing", "not_yet": "not_yet", "silent": ""}


def followup_questions(trend: Trend) -> tuple[dict[str, list[FollowUp]], list[Finding]]:
    """The questions about previous statements, by agency and in the order of sections; and a finding about statements
    that are in no form, since their agency has no single successor or their section is no longer asked."""
    campaign, chosen = trend.campaign, list(_chosen_statements(trend))
    known = dict.fromkeys((*trend.agencies, *trend.previous.reported)) if chosen else ()
    single = [pair for pair in pairs(campaign, known, ()) if len(pair.after) == 1]
    successor = {code: pair.after[0] for pair in single for code in pair.before if code not in trend.gone_in_part}
    order = {section.code: n for n, section in enumerate(campaign.sections)}
    texts = [s for s in chosen if s.section in order and s.agency in successor]
    questions = grouped(
        (successor[s.agency], FollowUp(successor[s.agency], s.section, s.text))
        for s in sorted(texts, key=lambda s: order[s.section])
    )
    if lost := [s for s in chosen if s not in texts]:
        called = {a.code: a.short_name for a in campaign.agencies}
        names = listed(list(dict.fromkeys(called.get(s.agency, s.agency) for s in lost)), separator=", ")
        return questions, [
            finding("followup-of-nobody", value=lost[0].text, arguments={"count": len(lost), "names": names})
        ]
    return questions, []


def _chosen_statements(trend: Trend) -> Iterator[Statement]:
    """The previous statements that are asked about: the coordinator's choice takes precedence over the rule."""
    previous = trend.previous
    decided = {group.id: group.edit.follow_up for group in previous.groups if group.edit is not None}
    decided |= {e.merge_into: "yes" for e in previous.edits if e.follow_up == "yes" and e.merge_into}
    least = {section.code: section.follow_up for section in trend.campaign.sections if section.follow_up}
    if least or "yes" in decided.values():
        group_of = {statement: group for group in previous.groups for statement in group.statements}
        for statement in previous.statements:
            group = group_of.get(statement.id)
            decision, shared = (decided.get(group.id), len(group.agencies)) if group else (None, 1)
            if decision == "yes" or (decision != "no" and shared >= least.get(statement.section, shared + 1)):
                yield statement


def all_followups(
    trend: Trend | None, used: Mapping[str, Submission], of_parts: Iterable[FollowUp], roster: Iterable[str]
) -> tuple[FollowUp, ...]:
    """All questions to the agencies of the roster, answered or not, each text once. `of_parts`: the questions in
    masters of parts."""
    last = followup_questions(trend)[0] if trend is not None else {}
    parts, questions = grouped((text.agency, text) for text in of_parts), list[FollowUp]()
    for code in roster:
        answers = used[code].followup if code in used else ()
        texts = (*last.get(code, ()), *parts.get(code, ()), *answers)
        questions += {row_key(text.section, text.text): text for text in texts}.values()
    return tuple(questions)


def followup_sentence(result: Tabulation, role: Role, language: Language, section: str = "") -> str:
    """How agencies answered about previous statements in the sections of this role, or in one; "" without questions."""
    codes = {s.code for s in result.campaign.sections if s.role == role and section in ("", s.code)}
    texts = [text for text in result.followup if text.section in codes]
    counts, kind = Counter(text.answer for text in texts), role if (role, "what") in words.FOLLOWED else "other"
    parts: dict[str, object] = {name: words.FOLLOWED[kind, name].say(language) for name in ("what", "done", "do")}
    parts["agencies"] = len({text.agency for text in texts if not text.answer})
    rest = [
        words.FOLLOWED_REST[part].say(language, count=counts[answer], **parts)
        for part, answer in _ANSWERS.items()
        if counts[answer] and part != "done"
    ]
    shape = words.FOLLOWED_SOME if counts["done"] else words.FOLLOWED_NONE
    sentence = shape.say(language, count=counts["done"], of=len(texts), **parts)
    return f"{sentence}{', '.join(rest)}".rstrip("; ") + "." if texts else ""


def answers_by_section(result: Tabulation, language: Language) -> str:
    """For the coordinator: the number of texts with each answer, by section, in words."""
    lines = []
    for section, texts in grouped((text.section, text.answer) for text in result.followup).items():
        counts = ((masters.ANSWERS[name].say(language), texts.count(answer)) for name, answer in _ANSWERS.items())
        named = ", ".join(f"{name}: {count}" for name, count in counts if count)
        heading = getattr(result.campaign.section_by_code.get(section), "heading", section)
        lines.append(f"{heading}: {len(texts)} ({named})")
    return "; ".join(lines)
