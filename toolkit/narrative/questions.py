"""What leaders may ask about the narrative, found by comparing statements.

A limitation is answered by a direction about the same thing, which has enough of the word pairs that characterise the
limitation. The question says that no direction answers it only if nothing is planned under its theme; otherwise, that
it may be answered in other words. The questions change no group; a person decides.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from toolkit.form.contents import sections_with_nothing
from toolkit.language.text import normalise
from toolkit.model import Campaign, Group, LeadersQuestion, Section, Statement, Submission

#: The roles of the sections whose groups are compared.
COMPARED_ROLES = ("limitation", "direction")
Topic = tuple[str, ...]
"""A pair of neighbouring words."""
#: The share of a statement's word pairs (by weight) that an answer to it must have.
_ANSWER_SHARE = 0.10
#: The share that an answer must have if it has the statement's theme.
_ANSWER_SHARE_IN_THEME = 0.05
#: The most statements in which a pair of words is looked up.
_SEARCHED = 60
#: From this number of groups on, only groups of several agencies are compared with possible answers.
_MANY = 2000
#: Only texts with more words are taken for copies: short set phrases occur independently.
_COPIED_WORDS = 15


def questions(
    campaign: Campaign,
    used: Mapping[str, Submission],
    statements: Sequence[Statement],
    groups: Sequence[Group],
    topics: Mapping[str, Sequence[Topic]],
    before: Mapping[str, Container[str]] = {},
) -> tuple[LeadersQuestion, ...]:
    """All questions, kind by kind, within each kind the weightiest first.

    `topics`: the word pairs of the groups whose sections have `COMPARED_ROLES`, keyed by the group's id. `before`: the
    statements of the previous campaign, normalised, keyed by agency.
    """
    shown = [g for g in groups if not g.is_hidden]
    by_role = {role: {s.code for s in campaign.sections if s.role == role} for role in COMPARED_ROLES}
    limits = [g for g in shown if g.section in by_role["limitation"]]
    plans = [g for g in shown if g.section in by_role["direction"]]
    stated = {(s.agency, s.section) for s in statements}
    return (
        *_unanswered(("unanswered", "perhaps_unanswered"), limits, plans, topics),
        *_unanswered(("uncalled", "perhaps_uncalled"), plans, limits, topics),
        *_without_content(used, shown),
        *_copied(campaign, statements, groups),
        *_repeated_texts(statements, groups, before),
        *_nothing_stated(campaign, used, stated),
        *_nothing_written(campaign, used, stated),
    )


def _question_about(kind: str, group: Group, text: str, agencies: tuple[str, ...]) -> LeadersQuestion:
    return LeadersQuestion(
        kind=kind, section=group.section, theme=group.theme, text=text, groups=(group.id,), agencies=agencies
    )


def _unanswered(
    kinds: tuple[str, str], groups: Sequence[Group], answers: Sequence[Group], topics: Mapping[str, Sequence[Topic]]
) -> Iterator[LeadersQuestion]:
    """Yields a question for each of `groups` that no group of `answers` addresses in similar words: of the first kind
    where none may address it in other words either, else of the second kind."""
    if not groups or not answers:
        return
    if len(groups) >= _MANY:
        groups = [g for g in groups if len(g.agencies) > 1]
    topics_of_each = [topics[g.id] for g in (*groups, *answers)]
    counts = Counter(chain.from_iterable(topics_of_each))
    squares = {n: math.log(1 + len(topics_of_each) / n) ** 2 for n in set(counts.values())}
    worth = {pair: squares[n] for pair, n in counts.items()}
    bearers: defaultdict[Topic, list[int]] = defaultdict(list)
    for number, other in enumerate(answers):
        for pair in topics[other.id]:
            bearers[pair].append(number)
    themes = [other.theme for other in answers]
    left = [
        g
        for g in sorted(groups, key=lambda g: -len(g.agencies))
        if not _is_answered(g.theme, topics[g.id], worth, bearers, themes)
    ]
    planned = frozenset(themes)
    unclassified = frozenset(a for other in answers if not other.theme for a in other.agencies)
    perhaps = [not g.theme or g.theme in planned or not unclassified.isdisjoint(g.agencies) for g in left]
    for doubt, kind in zip((False, True), kinds, strict=True):
        for group, unsure in zip(left, perhaps, strict=True):
            if unsure is doubt:
                yield _question_about(kind, group, group.shown_text, group.agencies)


def _is_answered(
    theme: str,
    topics: Collection[Topic],
    worth: Mapping[Topic, float],
    bearers: Mapping[Topic, Sequence[int]],
    themes: Sequence[str],
) -> bool:
    """Whether some answer has enough of a group's word pairs (`topics`).

    `theme`: the group's; `worth`, `bearers`: each pair's weight and answers; `themes`: the theme of each answer.
    """
    size = math.fsum(map(worth.__getitem__, topics))
    enough, enough_in_theme = _ANSWER_SHARE * size, _ANSWER_SHARE_IN_THEME * size
    shared: defaultdict[int, float] = defaultdict(float)
    for pair in sorted(filter(bearers.__contains__, topics), key=worth.__getitem__, reverse=True):
        more = worth[pair]
        for other in bearers[pair][:_SEARCHED]:
            shared[other] += more
            if shared[other] >= enough_in_theme and (shared[other] >= enough or (theme and themes[other] == theme)):
                return True
    return False


def _without_content(used: Mapping[str, Submission], groups: Sequence[Group]) -> Iterator[LeadersQuestion]:
    """Yields a question for each group without content, as reported by the check of single statements."""
    hollow = {f.value for s in used.values() for f in s.findings if f.code == "statement-hollow"}
    for group in groups:
        if group.text in hollow:
            yield _question_about("boilerplate", group, group.shown_text, group.agencies)


def _copied(campaign: Campaign, statements: Iterable[Statement], groups: Sequence[Group]) -> Iterator[LeadersQuestion]:
    """Yields a question for each long statement that several agencies have word for word."""
    # Texts that are equal word for word are in one group.
    group_of = {s: g for g in groups if len(g.agencies) > 1 for s in g.statements}
    same: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        if statement.id in group_of and statement.text.count(" ") >= _COPIED_WORDS:
            same.setdefault((statement.section, normalise(statement.text)), []).append(statement)
    order = {s.code: n for n, s in enumerate(campaign.sections)}
    copied = []
    for copies in same.values():
        agencies = tuple(dict.fromkeys(s.agency for s in copies))
        if len(agencies) > 1:
            copied.append(_question_about("copied", group_of[copies[0].id], copies[0].text, agencies))
    yield from sorted(copied, key=lambda q: (-len(q.agencies), order[q.section], q.text))


def _repeated_texts(
    statements: Iterable[Statement], groups: Sequence[Group], before: Mapping[str, Container[str]]
) -> Iterator[LeadersQuestion]:
    """Yields a question for each statement that repeats, word for word, a statement in the previous report of the
    agency, or of an agency that it replaced."""
    if not before:
        return
    group_of = {s: g for g in groups for s in g.statements}
    for statement in statements:
        if normalise(statement.text) in before.get(statement.agency, ()):
            yield _question_about("copied_before", group_of[statement.id], statement.text, (statement.agency,))


def _nothing_stated(
    campaign: Campaign, used: Mapping[str, Submission], reported: Collection[tuple[str, str]]
) -> Iterator[LeadersQuestion]:
    """Yields a question for each required section in which agencies only state that there is nothing to report."""
    for section in campaign.sections:
        agencies = tuple(
            code
            for code, submission in used.items()
            if any(f.code == "said-none" and f.section == section.code for f in submission.findings)
            and (code, section.code) not in reported
        )
        if agencies:
            yield LeadersQuestion(kind="none", section=section.code, agencies=agencies)


def _nothing_written(
    campaign: Campaign, used: Mapping[str, Submission], stated: Collection[tuple[str, str]]
) -> Iterator[LeadersQuestion]:
    """Yields a question for each section that agencies were required to fill and left blank."""
    answered = {code: sections_with_nothing(x) for code, x in used.items()}

    def agencies_without_text(section: Section) -> tuple[str, ...]:
        required = [c for c in used if section in campaign.sections_of(campaign.agency_by_code[c])]
        return tuple(c for c in required if section.code not in answered[c] and (c, section.code) not in stated)

    for section in campaign.sections:
        if agencies := agencies_without_text(section):
            yield LeadersQuestion(kind="empty", section=section.code, agencies=agencies)
