"""Figures of last time that stand in the next forms, to be confirmed: stocks, and what else seldom changes."""

from __future__ import annotations

from datetime import date

from toolkit.consolidation.trend import Trend
from toolkit.model import Figure, Indicator, Value
from toolkit.model.periods import months_of

#: Of what type the values of a kind are that is no number.
_TYPES: dict[str, type] = {"yesno": bool, "date": date, "choice": str, "text": str}


class LastTime:
    """What stood last time of the indicators that are carried."""

    def __init__(self, trend: Trend) -> None:
        self._trend = trend
        self._carried = {i.code for i in trend.campaign.indicators if i.carry and not i.formula}
        kept = (f for f in trend.previous.figures if f.indicator in self._carried)
        self._figures: dict[tuple[str, str, str], Figure] = {f[:3]: f for f in kept}
        latest = sorted(trend.previous.periods, key=lambda p: max(months_of(p)), reverse=True)
        self._periods = [p.key for p in latest]

    def of(self, agency: str) -> dict[tuple[str, str], Value]:
        """For one agency, by (indicator, this campaign's period).

        The figure of the same period where there is one, else the last that is known. Where the agency took the place
        of several, theirs together if numbers can be added up, else none.
        """
        campaign = self._trend.campaign
        found: dict[tuple[str, str], Value] = {}
        for indicator in campaign.indicators_of(campaign.agency_by_code[agency]) if self._carried else ():
            if indicator.code not in self._carried:
                continue
            known = {key: v for key in self._periods if (v := self._stood(indicator, key, agency)) is not None}
            for period in campaign.periods if known else ():
                found[indicator.code, period.key] = known.get(period.key, next(iter(known.values())))
        return found

    def _stood(self, indicator: Indicator, period: str, agency: str) -> Value | None:
        agencies = self._trend.agencies_before(agency, indicator, period)
        if not agencies:
            return None
        if indicator.numeric:
            return self._trend.before(indicator, period, agencies) if self._trend.comparable(indicator) else None
        figure = self._figures.get((agencies[0], indicator.code, period)) if len(agencies) == 1 else None
        value = figure.value if figure is not None else None
        fits = isinstance(value, _TYPES[indicator.kind])
        return value if fits and (indicator.kind != "choice" or value in indicator.choices) else None
