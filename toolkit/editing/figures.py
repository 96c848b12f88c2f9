"""The figures for editing: an agency's numbers of an indicator as a row, with the previous campaign's values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.editing.usual import Row
from toolkit.model import Campaign, Indicator, Value

#: A spreadsheet keeps 15 digits: larger numbers cannot be compared.
_MOST = 1e15

Rows = Mapping[str, Row]
"""By agency."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """All figures of a campaign.

    A row has the numbers of this campaign's periods; then, if there is a previous campaign, its value for each of them.
    """

    campaign: Campaign
    indicators: tuple[Indicator, ...]
    """The indicators examined: typed numbers that the definition does not exclude."""
    rows: Mapping[str, Rows]
    """By indicator."""
    answers: Mapping[str, Mapping[str, Sequence[Value | None]]]
    """The other answers that rules may use (booleans, texts, dates), by indicator, then agency, for each period."""
    months: tuple[int, ...]
    """For each column, the number of months it covers."""
    columns: int
    """The number of columns that are this campaign's periods."""
    broken: Mapping[tuple[str, int], tuple[str, ...]]
    """The broken rules, by agency and period."""
    restated: tuple[bool, ...]
    """For each period, whether the previous campaign had it, too: then equal figures are correct."""
    negative: Sequence[tuple[str, int, str]] = ()
    """Numbers below zero: agency, period, indicator."""
    thousands: Mapping[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    """The columns that read as thousands without their separator, by agency and indicator."""

    @property
    def has_previous(self) -> bool:
        """Whether a previous campaign is known."""
        return len(self.months) > self.columns

    @property
    def order(self) -> tuple[str, ...]:
        """The codes of the typed rows of the form, in their order."""
        return tuple(i.code for i in self.campaign.indicators if not i.formula)


def examined_indicators(campaign: Campaign) -> tuple[Indicator, ...]:
    """The indicators whose figures are examined."""
    return tuple(i for i in campaign.indicators if i.numeric and not i.formula and i.odd_figures)


def figure_table(
    campaign: Campaign,
    figures: Mapping[str, Mapping[str, Sequence[Value | None]]],
    before: Mapping[str, Mapping[str, Sequence[float | None]]],
    broken: Mapping[tuple[str, int], tuple[str, ...]],
    restated: Sequence[bool] = (),
    thousands: Mapping[tuple[str, str], tuple[int, ...]] | None = None,
) -> FigureTable:
    """`figures`: by indicator, then agency, a value for each period; `before`: those of the previous campaign."""
    indicators = examined_indicators(campaign)
    codes = {i.code for i in indicators}
    count = len(campaign.periods)
    nothing = (None,) * count if before else ()
    rows: dict[str, dict[str, Row]] = {}
    negative: list[tuple[str, int, str]] = []
    for code in codes:
        last_time = before.get(code, {})
        by_agency: dict[str, Row] = {}
        for agency, values in figures.get(code, {}).items():
            row = [v if v.__class__ is float and -_MOST < v < _MOST else None for v in values]
            then = [v if v is not None and -_MOST < v < _MOST else None for v in last_time.get(agency, nothing)]
            by_agency[agency] = (*row, *then)
        rows[code] = by_agency
    for indicator in indicators:
        for agency, numbers in rows[indicator.code].items():
            negative += [(agency, n, indicator.code) for n, v in enumerate(numbers[:count]) if v is not None and v < 0]
    months = tuple(p.months for p in campaign.periods)
    return FigureTable(
        campaign=campaign,
        indicators=indicators,
        rows=rows,
        answers={code: values for code, values in figures.items() if code not in codes},
        months=months * 2 if before else months,
        columns=count,
        broken=broken,
        restated=tuple(restated) or (False,) * count,
        negative=negative,
        thousands=thousands or {},
    )


def adjacent_rows(codes: Iterable[str], code: str) -> tuple[str, ...]:
    """The rows directly above and below a row of the form."""
    listed = list(codes)
    at = listed.index(code)
    return tuple(listed[n] for n in (at - 1, at + 1) if 0 <= n < len(listed))
