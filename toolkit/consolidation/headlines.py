"""The leaders' key figures, and what each is held against: its target, or an earlier figure of the same agencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.consolidation.successions import successions
from toolkit.consolidation.totals import WHOLE, Province, looks_at_answers
from toolkit.consolidation.trend import percent_of
from toolkit.model import HEADLINES, Campaign, Compared, Headline, HeadlineComparison, Indicator, Total
from toolkit.model.periods import like_pairs

Totals = Mapping[tuple[str, str], Total]


def headlines(province: Province, totals: Totals, compared: Iterable[Compared]) -> tuple[Headline, ...]:
    """In the definition's order; none where there are no periods."""
    campaign = province.campaign
    if not campaign.periods:
        return ()
    before = {(c.indicator, c.period): c for c in compared if c.province}
    return tuple(_headline(province, totals, i, before) for i in headline_indicators(campaign))


def headline_indicators(campaign: Campaign) -> tuple[Indicator, ...]:
    """Those the definition names, in its order; else the first that have a target, then the first numbers."""
    named = sorted((i for i in campaign.indicators if i.headline), key=lambda i: i.headline or 0)
    if named:
        return tuple([i for i in named if has_total(campaign, i)][:HEADLINES])
    numbers = [i for i in campaign.indicators if i.numeric and has_total(campaign, i)]
    return tuple(sorted(numbers, key=lambda i: i.target is None)[:4])


def has_total(campaign: Campaign, indicator: Indicator) -> bool:
    """Whether the province has a figure of it, or of how many chose what."""
    if indicator.formula:
        return not looks_at_answers(campaign, indicator)
    return indicator.kind == "choice" or indicator.across_agencies != "none"


def with_changes(
    province: Province, totals: Totals, indicators: Iterable[Indicator], compared: Iterable[Compared]
) -> dict[str, Headline]:
    """Indicators as key figures, by code, each held against a period before and not against its target."""
    before = {(c.indicator, c.period): c for c in compared if c.province}
    return {
        i.code: _headline(province, totals, replace(i, target=None), before)
        for i in indicators
        if province.campaign.periods and has_total(province.campaign, i)
    }


def usual_period(campaign: Campaign, indicator: Indicator) -> str:
    """The period whose figure is told where one is: all together for what adds up over them, else the last."""
    flows = indicator.across_periods == "sum" and len(campaign.periods) > 1
    return WHOLE if flows else campaign.periods[-1].key


def _headline(
    province: Province, totals: Totals, indicator: Indicator, before: Mapping[tuple[str, str], Compared]
) -> Headline:
    period = usual_period(province.campaign, indicator)
    total = totals[indicator.code, period]
    return Headline(
        indicator=indicator.code,
        period=period,
        value=total.value,
        reporting=total.reporting,
        asked=total.asked,
        complete=total.complete,
        held=total.held,
        doubtful=total.doubtful,
        unweighed=total.unweighed,
        apart=total.apart,
        twice=total.twice,
        comparison=_not_praised(
            totals, indicator, total, _compare(province, indicator, total, before.get((indicator.code, period)))
        ),
    )


def _not_praised(totals: Totals, indicator: Indicator, shown: Total, found: HeadlineComparison) -> HeadlineComparison:
    """Without the word that it is good, where a figure with an open error is in what is compared."""
    keys = (totals.get((indicator.code, key)) for key in found.period.split("|"))
    doubtful = shown.doubtful or any(t is not None and t.doubtful for t in keys)
    return replace(found, good=None) if found.good and doubtful else found


def _compare(province: Province, indicator: Indicator, shown: Total, last: Compared | None) -> HeadlineComparison:
    """The target, else the change since the like period before; else since the last campaign,
    over the agencies that are in both."""
    if indicator.target is not None and shown.value is not None:
        difference = shown.value - indicator.target
        good = {"higher": difference >= 0, "lower": difference <= 0}.get(indicator.direction)
        if (
            good
            and indicator.direction == "lower"
            and indicator.across_agencies == "sum"
            and (shown.wanting or shown.held)
        ):
            good = None  # what is wanting may bring it over the target
        return HeadlineComparison(kind="target", base=indicator.target, difference=difference, good=good)
    for earlier, later in reversed(list(like_pairs(province.campaign.periods))):
        found = _change(province, indicator, earlier.key, later.key)
        if found is not None:
            return found
    if last is not None and last.change is not None and last.period != WHOLE:
        good = {"higher": last.change > 0, "lower": last.change < 0}.get(indicator.direction)
        return HeadlineComparison(
            kind="change",
            base=last.previous,
            period=f"{last.previous_period}|{last.period}",
            difference=last.change,
            percent=last.percent,
            good=None if last.change == 0 else good,
            agencies=last.among,
        )
    return HeadlineComparison(kind="none")


def _change(province: Province, indicator: Indicator, earlier: str, later: str) -> HeadlineComparison | None:
    """The change between two periods, over the agencies that are in both totals; None where there is none."""
    both = list(zip(province.within(indicator, earlier), province.within(indicator, later), strict=True))
    differ = [(before, after) for before, after in both if before != after]
    bodies = successions(province.roster) if differ else []
    apart = frozenset[str]().union(*(_in_one_only(before, after, bodies) for before, after in differ))
    left = None
    if apart:
        left = len(frozenset[str]().union(*(after for _, after in both)) - apart)
        roster = tuple(a for a in province.roster if a.code not in apart)
        province = Province(province.campaign, roster, province.figures)
    base, value = (province.total(indicator, key).value for key in (earlier, later))
    if base is None or value is None:
        return None
    difference = value - base
    percent = percent_of(base, value) if indicator.kind != "percent" else None
    good = {"higher": difference > 0, "lower": difference < 0}.get(indicator.direction)
    return HeadlineComparison(
        kind="change",
        base=base,
        period=f"{earlier}|{later}",
        difference=difference,
        percent=percent,
        good=None if difference == 0 else good,
        agencies=left,
    )


def _in_one_only(
    before: frozenset[str], after: frozenset[str], bodies: Sequence[tuple[frozenset[str], frozenset[str]]]
) -> frozenset[str]:
    """Who is in one of the totals only; bodies that took the place of others in between are in both."""
    apart = before ^ after
    for old, new in bodies:
        if old <= before - after and new <= after - before:
            apart -= old | new
    return apart
