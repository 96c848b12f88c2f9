"""The parts of splits as percentages of their wholes, over the agencies that reported both; also in words."""

from collections.abc import Iterator, Mapping
from typing import Literal

from toolkit.consolidation.ranks import doubted_agencies
from toolkit.consolidation.totals import WHOLE, Province, counted_agencies
from toolkit.form.contents import split_heading
from toolkit.language.numbers import format_number, in_prose, rounded
from toolkit.messages import masters
from toolkit.messages import sentences as words
from toolkit.model import Campaign, Indicator, Language, Split, Tabulation, Total, grouped
from toolkit.model.caching import cached
from toolkit.values.decimals import shown_decimals, shown_number
from toolkit.values.totals import number


def share_of(campaign: Campaign, part: Indicator) -> Indicator:
    """The percentage that a part is of its whole, as a computed indicator."""
    whole = campaign.indicator_by_code[part.part_of]
    return Indicator(
        code=f"{part.code}/{whole.code}",
        topic=part.topic,
        label=part.label,
        unit="%",
        kind="percent",
        asked_of=whole.asked_of,
        owner=whole.owner,
        across_periods=whole.across_periods,
        formula=f"={part.code}/{whole.code}*100",
    )


def share_period(campaign: Campaign, part: Indicator) -> str:
    """The period of the percentage shown with a part's totals: all periods if they are added up, else the last."""
    return WHOLE if part.across_periods == "sum" or not campaign.periods else campaign.periods[-1].key


def shares(province: Province) -> dict[tuple[str, str], Total]:
    """The percentage of each part, by (code, period or `total`), over agencies and periods with both part and whole."""
    campaign = province.campaign
    keys = [*(p.key for p in campaign.periods), WHOLE]
    parts = [(i, share_of(campaign, i)) for i in campaign.indicators if i.part_of]
    return {(part.code, key): province.total(share, key) for part, share in parts for key in keys}


def parts_in_words(
    result: Tabulation, whole: Indicator, period: str, language: Language, *, named: bool = False
) -> tuple[str, ...]:
    """A sentence for each split of an indicator: `Chia ra theo giới: Nam: 12 (40%); Nữ: 18 (60%).`

    A split without totals has no sentence, and one with an open error in its figures no percentages. Where agencies
    reported the whole but not a part, the sentence states that the percentages are computed without these agencies.
    `named`: the sentence begins with the indicator's label.
    """
    texts = [_split_in_words(result, s, period, language) for s in result.campaign.splits_of.get(whole.code, ())]
    return tuple(f"{whole.label}, {text[0].lower()}{text[1:]}" if named else text for text in texts if text)


def agencies_with_part(result: Tabulation, whole: str, part: str, period: str) -> Literal["all", "fewer", "others"]:
    """Which agencies are in the total of a part: all that owe it of those in the whole's, fewer, or others too."""
    indicators = [result.campaign.indicator_by_code[code] for code in (whole, part)]
    if any(i.formula or i.across_agencies != "sum" for i in indicators):
        return "all"
    roster = [result.campaign.agency_by_code[s.agency] for s in result.statuses]
    owed_whole, owed_part = ({a.code for a in counted_agencies(i, roster)} for i in indicators)
    owed, given = owed_part & owed_whole, _given(result)
    of_whole, of_part = (
        {one for one in given.get(i.code, ()) if one[0] in owed and period in (one[1], WHOLE)} for i in indicators
    )
    return "others" if of_part - of_whole else "fewer" if of_whole - of_part else "all"


@cached
def _given(result: Tabulation) -> dict[str, list[tuple[str, str]]]:
    """The agency and period of each figure that is in a total, by indicator."""
    counted = (f for f in result.figures if f.state == "masked" or number(f) is not None)
    return grouped((f.indicator, (f.agency, f.period)) for f in counted)


def _split_in_words(result: Tabulation, split: Split, period: str, language: Language) -> str:
    if not any(result.totals[code, period].value is not None for code in split.members):
        return ""
    whole, among = (
        result.totals[split.of, period],
        [result.campaign.indicator_by_code[c] for c in (split.of, *split.members)],
    )
    doubted = any(doubted_agencies(result, indicator, period) for indicator in among)
    shares_ = (
        {}
        if doubted
        else {c: s for c in split.members if (s := result.shares.get((c, period))) and s.value is not None}
    )
    fewer = any((s.reporting, s.complete) < (whole.reporting, whole.complete) for s in shares_.values())
    over = words.SHARES_OVER.say(language) if fewer else ""
    parts = _parts_in_words(result, split, period, language, shares_)
    return f"{split_heading(split, language)}: {'; '.join(parts)}{over}."


def _parts_in_words(
    result: Tabulation, split: Split, period: str, language: Language, shares_: Mapping[str, Total]
) -> Iterator[str]:
    decimals = shown_decimals(result)
    for name, code in zip(split.parts, split.members, strict=True):
        indicator, total = result.campaign.indicator_by_code[code], result.totals[code, period]
        share = shares_.get(code)
        if total.value is None:
            sign = "masked" if total.shown == "masked" else "missing"
            yield f"{name}: {masters.SIGNS[sign].say(language)}"
            continue
        number = in_prose(shown_number(indicator, total.value, decimals[code], language), language, indicator.kind)
        percent = "" if share is None or share.value is None else f" ({shown_share(share.value, language)})"
        yield f"{name}: {number}{percent}"


def shown_share(value: float, language: Language) -> str:
    """A percentage of a whole in print, with at most one decimal."""
    return f"{format_number(rounded(value, 1), language)}%"
