"""The leaders' key figures, each compared with its target, or with an earlier figure of the same agencies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from toolkit.consolidation.ranks import doubted_agencies
from toolkit.consolidation.successions import in_order, successions
from toolkit.consolidation.totals import (
    WHOLE,
    Province,
    base_indicators,
    counted_from_january,
    figure_map,
    uses_answers,
)
from toolkit.consolidation.trend import percent_of
from toolkit.model import HEADLINES, Campaign, Compared, Headline, HeadlineComparison, Indicator, Tabulation, Total
from toolkit.model.periods import comparable_pairs, year_before

Totals = Mapping[tuple[str, str], Total]


def headlines(province: Province, totals: Totals, compared: Iterable[Compared]) -> tuple[Headline, ...]:
    """The key figures in the definition's order; none where the campaign has no periods."""
    campaign = province.campaign
    if not campaign.periods:
        return ()
    before = {(c.indicator, c.period): c for c in compared if c.province}
    return tuple(_headline(province, totals, i, before) for i in headline_indicators(campaign))


def headline_indicators(campaign: Campaign) -> tuple[Indicator, ...]:
    """The indicators that the definition names, in its order; else first those with a target, then other numbers."""
    named = sorted((i for i in campaign.indicators if i.headline), key=lambda i: i.headline or 0)
    if named:
        return tuple([i for i in named if has_total(campaign, i)][:HEADLINES])
    numbers = [i for i in campaign.indicators if i.numeric and has_total(campaign, i)]
    return tuple(sorted(numbers, key=lambda i: i.target is None)[:4])


def has_total(campaign: Campaign, indicator: Indicator) -> bool:
    """Whether the indicator has a total of the province, or counts of its answers."""
    if indicator.formula:
        return not uses_answers(campaign, indicator)
    return indicator.kind == "choice" or indicator.across_agencies != "none"


class TargetResult(NamedTuple):
    """An indicator with its target and its total. `is_reached` is None without a value or a direction."""

    indicator: Indicator
    total: Total
    is_reached: bool | None
    left_out: tuple[str, ...] = ()
    """The agencies that the total leaves out since their figures have an open error."""

    @property
    def is_incomplete(self) -> bool:
        """Whether figures of the total are missing, held or left out."""
        return bool(self.total.wanting or self.total.held or self.left_out)


def targets_of(result: Tabulation) -> tuple[TargetResult, ...]:
    """The indicators with a target, in the definition's order; none where no such indicator has a value."""
    campaign = result.campaign
    aimed = [i for i in campaign.indicators if i.target is not None and has_total(campaign, i) and campaign.periods]
    targets = [_target_result(i, *stated_total(result, i, usual_period(campaign, i))) for i in aimed]
    return tuple(targets) if any(one.total.value is not None for one in targets) else ()


def stated_total(result: Tabulation, indicator: Indicator, period: str) -> tuple[Total, tuple[str, ...]]:
    """(the total as sentences and key figures state it, the agencies that it leaves out).

    A quotient is stated without the agencies whose figures have an open error. It has no value where its members are
    of different agencies, and one is incomplete: a sum over some is no part of a sum over others.
    """
    total = result.totals[indicator.code, period]
    if total.value is None or not is_quotient(indicator):
        return total, ()
    parts = base_indicators(result.campaign, indicator)
    nothing = replace(total, value=None)
    if total.apart and not all(is_whole(result.totals[part.code, period]) for part in parts):
        return nothing, ()
    doubted = doubted_agencies(result, indicator, period)
    if not doubted:
        return total, ()
    codes = {code for part in parts for code in (part.code, part.weight)}
    figures = [f for f in result.figures if f.indicator in codes]
    if any(f.state == "masked" for f in figures):
        return nothing, ()
    others = tuple(result.campaign.agency_by_code[s.agency] for s in result.statuses if s.agency not in doubted)
    among = Province(result.campaign, others, figure_map(figures)).total(indicator, period)
    return replace(total, value=among.value, reporting=among.reporting, doubtful=0), doubted


def is_quotient(indicator: Indicator) -> bool:
    """Whether a figure is a share or a rate: such figures of several agencies do not add up."""
    return indicator.kind == "percent" or indicator.unit == "%" or "/" in indicator.formula


def is_whole(total: Total) -> bool:
    """Whether all agencies that owe the figure reported it for all periods of the total."""
    return not (total.wanting or total.held or total.reporting < total.asked)


def leaves_out(result: Tabulation, indicator: Indicator, periods: Iterable[str]) -> bool:
    """Whether a share in one of these periods would be computed with figures that have an open error."""
    return is_quotient(indicator) and any(doubted_agencies(result, indicator, key) for key in periods)


def covered(total: Total) -> int:
    """The number of agencies with all figures of a total."""
    reported = min(total.reporting, total.asked - total.wanting)
    return total.complete if total.held and reported == total.asked else reported


def _target_result(indicator: Indicator, total: Total, left_out: tuple[str, ...]) -> TargetResult:
    value, target = total.value, indicator.target
    if value is None or target is None or indicator.direction not in ("higher", "lower"):
        return TargetResult(indicator, total, None, left_out)
    reached = value >= target if indicator.direction == "higher" else value <= target
    return TargetResult(indicator, total, reached, left_out)


def headlines_without_targets(
    province: Province, totals: Totals, indicators: Iterable[Indicator], compared: Iterable[Compared]
) -> dict[str, Headline]:
    """These indicators as key figures, by code: each is compared with an earlier period, never with its target."""
    before = {(c.indicator, c.period): c for c in compared if c.province}
    return {
        i.code: _headline(province, totals, replace(i, target=None), before)
        for i in indicators
        if province.campaign.periods and has_total(province.campaign, i)
    }


def usual_period(campaign: Campaign, indicator: Indicator) -> str:
    """The period whose figure is shown where only one is: all periods together for a flow, else the last.

    It is also the last where the figure is compared with the same period of the previous year.
    """
    flows = (
        indicator.across_periods == "sum"
        and len(campaign.periods) > 1
        and not compared_with_last_year(campaign, indicator)
    )
    return WHOLE if flows else campaign.periods[-1].key


def compared_with_last_year(campaign: Campaign, indicator: Indicator) -> bool:
    """Whether the indicator is compared with the same period of the previous year: where the definition says so, or it
    is counted from the start of the year."""
    return indicator.compared_with == "same_period" or indicator.code in counted_from_january(campaign)


def _headline(
    province: Province, totals: Totals, indicator: Indicator, before: Mapping[tuple[str, str], Compared]
) -> Headline:
    period = usual_period(province.campaign, indicator)
    total = totals[indicator.code, period]
    change = _compare(province, indicator, total, before.get((indicator.code, period)))
    return Headline(indicator=indicator.code, period=period, comparison=_judged(totals, indicator, total, change))


def _judged(totals: Totals, indicator: Indicator, shown: Total, change: HeadlineComparison) -> HeadlineComparison:
    """The comparison, not judged as "good" where figures of either total are in doubt."""
    keys = (totals.get((indicator.code, key)) for key in change.period.split("|"))
    doubtful = shown.doubtful or any(t is not None and t.doubtful for t in keys)
    return replace(change, good=None) if change.good and doubtful else change


def _compare(province: Province, indicator: Indicator, shown: Total, last: Compared | None) -> HeadlineComparison:
    """The comparison with the same period of the previous year, where the definition requires it; else with the target,
    else with the previous comparable period, else with the previous campaign over the agencies in both."""
    if indicator.target is not None and shown.value is not None and indicator.compared_with != "same_period":
        difference = shown.value - indicator.target
        good = {"higher": difference >= 0, "lower": difference <= 0}.get(indicator.direction)
        if (
            good
            and indicator.direction == "lower"
            and indicator.across_agencies == "sum"
            and (shown.wanting or shown.held)
        ):
            good = None  # with the missing figures it may exceed the target
        return HeadlineComparison(kind="target", base=indicator.target, difference=difference, good=good)
    if compared_with_last_year(province.campaign, indicator):
        return _same_period(province, indicator, last)
    for earlier, later in reversed(list(comparable_pairs(province.campaign.periods))):
        change = _change(province, indicator, earlier.key, later.key)
        if change is not None:
            return change
    if last is not None and last.change is not None and last.period != WHOLE:
        return _since_last_campaign(indicator, last, last.change)
    return HeadlineComparison(kind="none")


def _since_last_campaign(indicator: Indicator, last: Compared, change: float) -> HeadlineComparison:
    good = {"higher": change > 0, "lower": change < 0}.get(indicator.direction)
    return HeadlineComparison(
        kind="change",
        base=last.previous,
        period=f"{last.previous_period}|{last.period}",
        difference=change,
        percent=last.percent,
        good=None if change == 0 else good,
        agencies=last.among,
        only_before=last.only_before,
        only_now=last.only_now,
    )


def _same_period(province: Province, indicator: Indicator, last: Compared | None) -> HeadlineComparison:
    """The change since the same period of the previous year, which is in this campaign or the previous one."""
    periods = province.campaign.periods
    earlier, later = year_before(periods[-1]), periods[-1].key
    comparison: HeadlineComparison | None = None
    if any(p.key == earlier for p in periods):
        comparison = _change(province, indicator, earlier, later)
    elif last is not None and last.previous_period == earlier and last.change is not None:
        comparison = _since_last_campaign(indicator, last, last.change)
    return replace(comparison or HeadlineComparison(kind="none"), period=f"{earlier}|{later}", same_period=True)


def _change(province: Province, indicator: Indicator, earlier: str, later: str) -> HeadlineComparison | None:
    """The change between two periods, over the agencies in both totals; None where either has no value."""
    both = list(zip(province.agencies_in(indicator, earlier), province.agencies_in(indicator, later), strict=True))
    differ = [(before, after) for before, after in both if before != after]
    replaced = successions(province.roster) if differ else []
    apart = _union(_agencies_in_one(before, after, replaced) for before, after in differ)
    left, roster = None, province.roster
    if apart:
        left = len(_union(after for _, after in both) - apart)
        both_times = tuple(a for a in roster if a.code not in apart)
        province = Province(province.campaign, both_times, province.figures)
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
        only_before=in_order(roster, apart & _union(before - after for before, after in differ)),
        only_now=in_order(roster, apart & _union(after - before for before, after in differ)),
    )


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _agencies_in_one(
    before: frozenset[str], after: frozenset[str], replaced: Sequence[tuple[frozenset[str], frozenset[str]]]
) -> frozenset[str]:
    """The agencies that are in only one of the totals; an agency and its successor count as the same agency."""
    apart = before ^ after
    for old, new in replaced:
        if old <= before - after and new <= after - before:
            apart -= old | new
    return apart
