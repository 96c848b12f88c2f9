"""The definition's rules tried on the previous campaign's master, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from toolkit.checks.trial import RuleTrial, try_rules
from toolkit.language.numbers import format_number, rounded
from toolkit.master.previous import read_previous
from toolkit.messages import agency_name, planning
from toolkit.messages.masters import SEVERITIES
from toolkit.model import Campaign, Language, Member, Previous
from toolkit.model.periods import label_of
from toolkit.run.planning.asking import sheet_name

#: The most agencies named that fail a rule, and the most periods named of each.
_AGENCIES, _PERIODS = 5, 3
#: The most decimals of computed values.
_DECIMALS = 4
#: A rule is probably wrong if all agencies fail it, and they are at least this number.
_SEVERAL = 3


class Trial(NamedTuple):
    """The outcome in lines. `pressing`: a rule would report an error."""

    lines: tuple[str, ...]
    pressing: bool


def rule_trial(campaign: Campaign, master: Path, language: Language) -> Trial:
    """The outcome of the rules for the figures in the previous campaign's master. Raises as `read_previous` does."""
    previous = read_previous(campaign, master)
    if not campaign.rules:
        return Trial((planning.TRIED_NONE.say(language, sheet=sheet_name("rules", language)),), False)
    tried = try_rules(campaign, previous)
    pressing = any(t.failures and t.rule.severity == "error" for t in tried)
    return Trial(tuple(_trial_lines(campaign, previous, tried, language)), pressing)


def _trial_lines(
    campaign: Campaign, previous: Previous, tried: tuple[RuleTrial, ...], language: Language
) -> Iterator[str]:
    yield planning.TRIED.say(
        language,
        rules=len(tried),
        file=previous.file,
        campaign=previous.campaign,
        agencies=len({f.agency for f in previous.figures}),
        periods=len(previous.periods),
    )
    failing = [t for t in tried if t.failures]
    if failing:
        yield planning.WOULD_FAIL.say(language)
        for one in failing:
            yield from _failing_lines(campaign, one, language)
    untried = [t for t in tried if not t.has_results]
    unknown = [f"{t.rule.code} ({', '.join(t.unknown)})" for t in untried if t.unknown]
    incomplete = [t.rule.code for t in untried if not t.unknown]
    for text, rules in ((planning.NOT_KNOWN, unknown), (planning.NOT_COMPLETE, incomplete)):
        if rules:
            yield text.say(language, rules="; ".join(rules))
    held = sum(t.has_results and not t.failures for t in tried)
    if held:
        yield planning.ALL_HELD.say(language, count=held)


def _failing_lines(campaign: Campaign, tried: RuleTrial, language: Language) -> Iterator[str]:
    """A rule, and in the lines below the agencies that would have failed it, with their figures."""
    rule = tried.rule
    text = planning.FAILS if tried.failures[0].agency else planning.FAILS_BETWEEN
    if not tried.passed and len(tried.failures) >= _SEVERAL:
        text = planning.FAILS_ALL
    yield "  " + text.say(
        language,
        severity=SEVERITIES[rule.severity].say(language),
        code=rule.code,
        formula=rule.formula,
        failed=len(tried.failures),
        tried=len(tried.failures) + tried.passed,
    )
    for failure in tried.failures[:_AGENCIES]:
        shown = [
            f"{label_of(one.period, language)} ({', '.join(_member_text(m, language) for m in one.members)})"
            for one in failure.broken[:_PERIODS]
        ]
        agency = campaign.agency_by_code.get(failure.agency)
        name = agency_name(agency) if agency is not None else failure.agency
        more = ["…"] if len(failure.broken) > _PERIODS else []
        yield f"      {name}{': ' if name else ''}{'; '.join([*shown, *more])}"
    if len(tried.failures) > _AGENCIES:
        yield "      " + planning.MORE_AGENCIES.say(language, count=len(tried.failures) - _AGENCIES)


def _member_text(member: Member, language: Language) -> str:
    name = f"{member.code} ({member.agency})" if member.agency else member.code
    value = member.typed or "–" if member.value is None else format_number(rounded(member.value, _DECIMALS), language)
    return f"{name} = {value}"
