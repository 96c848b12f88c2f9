"""Periods: the columns of figures. Keys are `2019`, `2020-6M`, `2026-Q1`, `2026-M07`.

A part of a year (`2020-6M`: January to June) is compared with a whole year only to see whether it exceeds that.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby

from toolkit.model import AcrossPeriods, Agency, Language, Period

_KEY = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:-(?:(?P<count>[1-9]|1[01])M|Q(?P<quarter>[1-4])|M(?P<month>0[1-9]|1[0-2])))?"
)
_ROMAN = ("", "I", "II", "III", "IV")

#: The most years between two campaigns that are compared.
_FURTHEST = 10

#: Accepted forms of a key, for the sentence that reports a wrong one.
FORMS = "2019; 2020-6M; 2026-Q1; 2026-M07"


def label_of(key: str, language: Language) -> str:
    """The heading of the period with this key; the key itself where it is not a period's."""
    period = parse_period(key)
    return period_label(period, language) if period else key


def parse_period(key: str) -> Period | None:
    """The period of a key: `2019`, `2020-6M`, `2026-Q1`, `2026-M07`. None if it is not written as one."""
    match = _KEY.fullmatch(key.strip())
    if not match:
        return None
    year = int(match["year"])
    if match["count"]:
        return Period(key=match[0], year=year, kind="months", number=int(match["count"]))
    if match["quarter"]:
        return Period(key=match[0], year=year, kind="quarter", number=int(match["quarter"]))
    if match["month"]:
        return Period(key=match[0], year=year, kind="month", number=int(match["month"]))
    return Period(key=match[0], year=year, kind="year", number=0)


def period_label(period: Period, language: Language) -> str:
    """The heading of the period's column: `2019`, `6T/2020`, `Quý I/2026`, `T7/2026`.

    In English `2019`, `6M 2020`, `Q1 2026`, `M7 2026`.
    """
    if period.kind == "months":
        return f"{period.number}T/{period.year}" if language == "vi" else f"{period.number}M {period.year}"
    if period.kind == "quarter":
        return f"Quý {_ROMAN[period.number]}/{period.year}" if language == "vi" else f"Q{period.number} {period.year}"
    if period.kind == "month":
        return f"T{period.number}/{period.year}" if language == "vi" else f"M{period.number} {period.year}"
    return str(period.year)


def are_comparable(earlier: Period, later: Period) -> bool:
    """Whether two periods are of one kind and equally long, so that a change between them is meaningful."""
    return earlier.kind == later.kind and earlier.months == later.months


def comparable_pairs(periods: tuple[Period, ...]) -> Iterator[tuple[Period, Period]]:
    """Each period with the last earlier one that is comparable."""
    for n, later in enumerate(periods):
        earlier = next((p for p in reversed(periods[:n]) if are_comparable(p, later)), None)
        if earlier is not None:
            yield earlier, later


def parts_of_years(periods: tuple[Period, ...]) -> Iterator[tuple[Period, Period]]:
    """Each part of a year that has no comparable earlier period, with the last longer period before it."""
    alike = {later.key for _, later in comparable_pairs(periods)}
    for n, later in enumerate(periods):
        longer = next((p for p in reversed(periods[:n]) if p.months > later.months), None)
        if longer is not None and later.key not in alike:
            yield longer, later


def year_before(period: Period) -> str:
    """The key of the same part of the year before: `2025-Q3` for `2026-Q3`."""
    return period.key.replace(str(period.year), str(period.year - 1), 1)


def is_same_part_of_year(one: Period, other: Period) -> bool:
    """Whether two periods are the same part of the year, in any years."""
    return (one.kind, one.number) == (other.kind, other.number)


def pairs_with_year_before(periods: tuple[Period, ...]) -> Iterator[tuple[Period, Period]]:
    """(same part of the year before, period) for each period that has it."""
    by_key = {p.key: p for p in periods}
    for later in periods:
        if year_before(later) in by_key:
            yield by_key[year_before(later)], later


def cumulative_runs(periods: tuple[Period, ...], across: AcrossPeriods) -> tuple[tuple[Period, ...], ...]:
    """The runs of periods over which a cumulative indicator accumulates, in the order in which they end: for
    `cumulative` the periods of each year, for `cumulative_all` all periods together; for other indicators none."""
    if across not in ("cumulative", "cumulative_all"):
        return ()
    in_turn = sorted(periods, key=lambda p: max(months_of(p)))
    if across == "cumulative_all":
        return (tuple(in_turn),)
    return tuple(tuple(of_year) for _, of_year in groupby(in_turn, key=lambda p: p.year))


def counterparts(period: Period) -> tuple[str, ...]:
    """The keys of an earlier campaign's periods with which a period may be compared, the best first:

    the same period (figures stated again), the same part of the year before, the comparable period just before.
    """
    keys = [period.key, year_before(period)]
    year, number = period.year, period.number - 1
    if period.kind in ("quarter", "month"):
        year, number = (year, number) if number else (year - 1, 4 if period.kind == "quarter" else 12)
        keys.append(f"{year}-Q{number}" if period.kind == "quarter" else f"{year}-M{number:02d}")
    return tuple(dict.fromkeys(keys))


def counterpart(period: Period, earlier: Iterable[Period]) -> Period | None:
    """The period of an earlier campaign with which this one is compared; None where no period is comparable."""
    by_key = {p.key: p for p in earlier}
    return next((by_key[key] for key in counterparts(period) if key in by_key), None)


def earlier_years(period: Period) -> Iterator[str]:
    """The keys of the same part of still earlier years, the latest first."""
    for years in range(2, _FURTHEST + 1):
        yield period.key.replace(str(period.year), str(period.year - years), 1)


def compared_periods(periods: Collection[Period], earlier: Iterable[Period]) -> dict[str, Period]:
    """By period key, the period of an earlier campaign with which the period is compared, if there is one.

    Where there is a gap between the campaigns (2016 to 2020-6M, then 2021 to 2025-6M), the first whole year is compared
    with the last whole year before it, and so is the first half-year.
    """
    known = tuple(earlier)
    matches = {p.key: match for p in periods if (match := counterpart(p, known)) is not None}
    by_key = {p.key: p for p in known}
    stretches = {(p.kind, p.number) for p in periods if p.key in matches}
    for period in periods:
        if (period.kind, period.number) not in stretches:
            stretches.add((period.kind, period.number))
            back = next((by_key[key] for key in earlier_years(period) if key in by_key), None)
            if back is not None:
                matches[period.key] = back
    return matches


def spans_match(periods: tuple[Period, ...], earlier: tuple[Period, ...]) -> bool:
    """Whether two campaigns cover comparable periods, so that their totals over the periods can be compared."""
    return len(periods) == len(earlier) and all(map(are_comparable, earlier, periods))


def months_of(period: Period) -> frozenset[int]:
    """The months of the period, counted from January of the year 0: 12 × year + month, January being 0."""
    first = {"quarter": 3 * (period.number - 1), "month": period.number - 1}.get(period.kind, 0)
    return frozenset(range(12 * period.year + first, 12 * period.year + first + period.months))


def exists_in(agency: Agency, period: Period) -> bool:
    """Whether the agency existed on any day of the period but the first, on which its successors may begin."""
    if agency.since is None and agency.until is None:
        return True
    months = months_of(period)
    first, after = (date(month // 12, month % 12 + 1, 1) for month in (min(months), max(months) + 1))
    return (agency.since is None or agency.since < after) and (agency.until is None or first < agency.until)


def span_label(periods: tuple[Period, ...], language: Language) -> str:
    """The time that the periods cover together: `2016 – 6T/2020`."""
    if not periods:
        return ""
    first, last = period_label(periods[0], language), period_label(periods[-1], language)
    return first if first == last else f"{first} – {last}"
