"""Moves the periods, days and texts of a campaign to the next round.

There are three ways (decision 155). `block`: periods move by their total length: 2016 to 2020 become 2021 to 2025, a
quarter becomes the next quarter. But where the last quarter or month is that of the first one, a year later, they move
by one, since the earlier ones are for comparison. `period`: each period moves to its successor, and first months grow
(2026-6M is followed by 2026). `year`: the same periods of the next year. Days move by the same number of months; the
last day of a month stays a last day. In texts, names of periods move: a span of years, a quarter, a month; a single
year is unchanged, since its meaning is unknown.
"""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

from toolkit.model import Period
from toolkit.model.periods import months_of, parse_period

#: How periods move: each to its successor, each to the same period of next year, or all as a block.
Way: TypeAlias = Literal["period", "year", "block"]
WAYS: tuple[Way, ...] = get_args(Way)
_ROMAN = ("I", "II", "III", "IV")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
#: A year, except in the number of a legal act (`12/2016/NĐ-CP`).
_ANY_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?!\d)|(?<=/)(?:19|20)\d\d(?![\d/])")
#: A day in words, which is not the name of a period.
_DAY = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(r"tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE)
_SPAN = re.compile(
    rf"(?<![\d/]){_YEAR}(?P<between>\s*(?:[-–—]|đến|tới|to)\s*(?:hết\s+)?(?:năm\s+)?)(?P<last>(?:19|20)\d\d)(?![\d/])"
)
_FIRST_MONTHS = re.compile(rf"(?<!\d)(?P<head>\d{{1,2}}(?:\s+tháng\s+đầu\s+năm\s+|T[/ ]))(?P<y>{_YEAR})(?!\d)", re.I)
_FIRST_MONTHS_KEY = re.compile(rf"(?<!\d){_YEAR}(?P<tail>-\d{{1,2}}M)(?!\w)")
_QUARTER = re.compile(
    rf"(?<!\w)(?P<head>quý\s*|q)(?P<number>IV|III|II|I|[1-4])(?P<between>\s*(?:[/.-]|năm)?\s*){_YEAR}(?!\d)", re.I
)
_QUARTER_KEY = re.compile(rf"(?<!\d){_YEAR}(?P<between>[-_.]?q)(?P<number>[1-4])(?!\w)", re.I)
_MONTH = re.compile(
    rf"(?<!\w)(?P<head>tháng\s*|t)(?P<number>0?[1-9]|1[0-2])(?P<between>\s*(?:[/.-]|năm)\s*){_YEAR}(?!\d)", re.I
)
_MONTH_KEY = re.compile(rf"(?<!\d){_YEAR}(?P<between>-M)(?P<number>0[1-9]|1[0-2])(?!\w)", re.I)
_BARE_MONTH = re.compile(rf"(?<!\d){_YEAR}(?P<between>[-_.])(?P<number>0[1-9]|1[0-2])(?!\d)")
_YEAR_NAMED = re.compile(rf"(?<!\w)(?P<head>năm\s+)(?P<y>{_YEAR})(?!\d)", re.I)
_YEAR_BARE = re.compile(rf"(?<![\d/])(?P<head>)(?P<y>{_YEAR})(?![\d/])")
_FIELD = re.compile(r"(?<=\.)[0-9][\w-]*(?=\})")

#: Returns the replacement of a match; None if the match is unchanged.
_Replacement = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Step:
    """The step from the periods of one round to those of the next, in months."""

    before: tuple[Period, ...]
    after: tuple[Period, ...]
    months: int

    @property
    def is_of_years(self) -> bool:
        """Whether the periods are years and the first months of years."""
        return all(p.kind in ("year", "months") for p in self.before)

    @property
    def may_be_continued(self) -> bool:
        """Whether all periods are first months of years, so that the rest of the year may come next."""
        return all(p.kind == "months" for p in self.before)

    @property
    def may_add_several(self) -> bool:
        """Whether several quarters or months (no whole years) move together, though only one may be new."""
        within_years = self.before[0].kind in ("quarter", "month") and len(self.before) > 1
        return within_years and self.months == sum(p.months for p in self.before) and self.months % 12 != 0


def step_to_next_periods(periods: Sequence[Period], way: Way = "block") -> Step | None:
    """The step to the next round; None if there are no periods, or they do not show the next ones: a block with gaps,
    or periods of several kinds."""
    before = tuple(periods)
    if way == "period" and before and before[-1].kind == "months":
        after = tuple(_next_first_months(p) for p in before)
        return _step(before, after, after[-1].months - before[-1].months) if _have_successors(before) else None
    by = {"block": _block_length(before), "year": 12, "period": before[-1].months if _have_successors(before) else 0}
    return _step(before, tuple(later_period(p, by[way]) for p in before), by[way]) if before and by[way] else None


def _step(before: tuple[Period, ...], after: tuple[Period | None, ...], months: int) -> Step | None:
    existing = tuple(p for p in after if p is not None)
    return Step(before, existing, months) if len({p.key for p in existing}) == len(before) else None


def steps(periods: Sequence[Period]) -> dict[Way, Step]:
    """For each way that leads to different periods, its step; the usual way is first."""
    named: tuple[Way, ...] = ("period", "year", "block") if len(periods) == 1 else ("block", "period", "year")
    ways: dict[Way, Step] = {}
    for way in named:
        step = step_to_next_periods(periods, way)
        if step is not None and step.after not in [other.after for other in ways.values()]:
            ways[way] = step
    usual = step_to_next_periods(periods)
    return dict(sorted(ways.items(), key=lambda pair: usual is None or pair[1].after != usual.after))


def _have_successors(periods: tuple[Period, ...]) -> bool:
    """Whether each period has a successor: all are of one kind, or they are whole years and first months."""
    kinds = {p.kind for p in periods}
    return len(kinds) == 1 or kinds == {"year", "months"}


def _next_first_months(period: Period) -> Period:
    """The next period of the same year: after 3 months 6, after 6 or 9 the whole year, otherwise a month more. A whole
    year is unchanged."""
    number = period.number
    if period.kind != "months":
        return period
    more = number + (6 if number == 6 else 3 if number % 3 == 0 else 1)
    key = f"{period.year}-{more}M" if more < 12 else f"{period.year}"
    return parse_period(key) or period


def _block_length(periods: tuple[Period, ...]) -> int:
    """The number of months by which a block of periods moves: its length, in whole years for years; 0 if it cannot."""
    kinds = {p.kind for p in periods}
    if kinds <= {"year", "months"} and periods:
        years = [p.year for p in periods]
        whole = all(p.kind == "year" for p in periods[:-1]) or len({(p.kind, p.number) for p in periods}) == 1
        return 12 * len(years) if whole and years == list(range(years[0], years[0] + len(years))) else 0
    if len(kinds) == 1 and all(min(months_of(b)) == max(months_of(a)) + 1 for a, b in pairwise(periods)):
        together = sum(p.months for p in periods)
        # A year and one more period: only the last is new, which is compared with the first, a year earlier.
        return periods[-1].months if together == 12 + periods[-1].months else together
    return 0


def later_period(period: Period, months: int) -> Period | None:
    """The period of the same kind this number of months later; None where no such period exists."""
    if period.kind in ("year", "months"):
        return parse_period(period.key.replace(str(period.year), str(period.year + months // 12), 1))
    first = min(months_of(period)) + months
    year, month = divmod(first, 12)
    return parse_period(f"{year}-Q{month // 3 + 1}" if period.kind == "quarter" else f"{year}-M{month + 1:02d}")


def later_day(day: date, months: int) -> date:
    """The day this number of months later: the last day of the month for a last day, or where the month is shorter."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))


@dataclass(frozen=True, slots=True)
class MovedText:
    """A text with its names of periods moved. `pairs`: (before, after) of each name; `years`: the unchanged years."""

    text: str
    pairs: tuple[tuple[str, str], ...]
    years: tuple[str, ...]


def move_names(text: str, step: Step, *, loosely: bool = False) -> MovedText:
    """The text, with its names of periods moved. `loosely`: a bare year is a period, as in titles and ids."""
    pieces: list[str] = []
    pairs: dict[tuple[str, str], None] = {}
    unmoved: list[str] = []
    start = 0
    patterns = tuple(_patterns(step, loosely))
    while start < len(text):
        match, new = _first_match(text, start, patterns)
        piece = text[start : match.end()] if match else text[start]
        pieces.append(piece if new is None else new)
        unmoved.append(piece if new is None else "\0")
        if new is not None and new != piece:
            pairs[piece, new] = None
        start += len(piece)
    # If only the first months of a year become more, the years of periods do not move.
    moved = {str(p.year) for p in step.before} if step.months % 12 and step.is_of_years else set()
    years = dict.fromkeys(year for year in _ANY_YEAR.findall("".join(unmoved)) if year not in moved)
    return MovedText("".join(pieces), tuple(pairs), tuple(years))


def _first_match(
    text: str, start: int, patterns: Sequence[tuple[re.Pattern[str], _Replacement]]
) -> tuple[re.Match[str] | None, str | None]:
    for pattern, replacement in patterns:
        if match := pattern.match(text, start):
            new = replacement(match)
            if new is not None or pattern in (_DAY, _MONTH_OF_YEAR):
                return match, new
    return None, None


def _patterns(step: Step, loosely: bool) -> Iterator[tuple[re.Pattern[str], _Replacement]]:
    """Yields the patterns in the order in which they are tried, each with its replacement."""
    kinds = {p.kind for p in step.before}
    names = {b.key: a.key for b, a in zip(step.before, step.after, strict=True)}
    yield _DAY, lambda _: None
    yield _FIELD, lambda m: names.get(m[0])
    if step.months % 12 and step.is_of_years:
        yield _FIRST_MONTHS, lambda m: _longer_first_months(step, m)
        yield _FIRST_MONTHS_KEY, lambda m: names.get(m[0])
    elif step.is_of_years:
        yield _MONTH_OF_YEAR, lambda _: None
        yield _FIRST_MONTHS, lambda m: _with_moved_year(step, m["year"], m["head"], "")
        yield _FIRST_MONTHS_KEY, lambda m: _with_moved_year(step, m["year"], "", m["tail"])
        yield _SPAN, lambda m: _moved_span(step, m)
        if len(step.before) == 1:
            yield (_YEAR_BARE if loosely else _YEAR_NAMED), lambda m: _with_moved_year(step, m["year"], m["head"], "")
    elif "quarter" in kinds:
        yield _QUARTER, lambda m: _moved_part_of_year(step, m, "head", 4)
        yield _QUARTER_KEY, lambda m: _moved_part_of_year(step, m, "", 4)
    else:
        yield _MONTH, lambda m: _moved_part_of_year(step, m, "head", 12)
        yield _MONTH_KEY, lambda m: _moved_part_of_year(step, m, "", 12)
        if loosely:
            yield _BARE_MONTH, lambda m: _moved_part_of_year(step, m, "", 12)


def _longer_first_months(step: Step, match: re.Match[str]) -> str | None:
    """`6 tháng đầu năm 2026` becomes `năm 2026`, `3T/2026` becomes `6T/2026`."""
    number, words = re.findall(r"\d+|\D+", match["head"])
    grown = {b.key: a for b, a in zip(step.before, step.after, strict=True)}.get(f"{match['year']}-{int(number)}M")
    if grown is None:
        return None
    whole = f"năm {grown.year}" if "năm" in words.casefold() else grown.key
    return f"{grown.number}{words}{grown.year}" if grown.kind == "months" else whole


def _with_moved_year(step: Step, year: str, head: str, tail: str) -> str | None:
    """The text with its year moved; None for a year before the first period, or after the last of the next round."""
    years = [p.year for p in step.before]
    within = years[0] <= int(year) <= years[-1] + step.months // 12
    return f"{head}{int(year) + step.months // 12}{tail}" if within else None


def _moved_span(step: Step, match: re.Match[str]) -> str | None:
    """A moved span of years; None unless it is as long as the periods, and a multiple of this length away."""
    years, on = len({p.year for p in step.before}), step.months // 12
    first, last = int(match["year"]), int(match["last"])
    if years < 2 or last - first + 1 != years or (first - step.before[0].year) % years:
        return None
    return f"{first + on}{match['between']}{last + on}"


def _moved_part_of_year(step: Step, match: re.Match[str], head: str, in_year: int) -> str:
    """A moved quarter or month, in the notation of the text; a year has `in_year` of them."""
    typed, between = match["number"], match["between"]
    number = int(typed) if typed.isdigit() else _ROMAN.index(typed.upper()) + 1
    year, index = divmod(in_year * int(match["year"]) + number - 1 + step.months * in_year // 12, in_year)
    padded = typed.startswith("0") or (len(typed) == 2 and not head)
    shown = (f"{index + 1:02d}" if padded else str(index + 1)) if typed.isdigit() else _ROMAN[index]
    return f"{match[head]}{shown}{between}{year}" if head else f"{year}{between}{shown}"
