"""The measures of the charts of the leaders' page: sizes and positions, in the units of each drawing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.consolidation.key_figures import KeyFigure
from toolkit.consolidation.totals import WHOLE
from toolkit.language.numbers import format_number
from toolkit.messages import pages
from toolkit.model import Consolidation, Language, Period, Total
from toolkit.model.periods import period_label
from toolkit.values.decimals import shown_decimals, shown_number

#: The drawing of bars: its width and height, and the positions of the highest bar's top and of zero.
_WIDTH, _HEIGHT, _TOP, _BOTTOM = 240.0, 112.0, 20.0, 94.0
#: The largest and the smallest font size, and the width of a character relative to the font size.
_LARGEST, _SMALLEST, _LETTER = 11.0, 6.0, 0.54
#: A bar's share of its column's width, and the least height of a bar with a value.
_PART, _LEAST = 0.72, 1.0
#: The mark of an uncertain number: a sign that no number contains.
DOUBT = "†"
#: The most periods drawn: of more periods only the last ones, so that the numbers stay legible.
_MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One period: the position and size of its bar, the number over the bar, and whether the period is a part of a
    year."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    number: str
    period: str
    part: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A chart of one indicator over the periods. `base`: the height of zero; `target`: the height of the line of the
    target, if any."""

    bars: tuple[Bar, ...]
    width: float
    height: float
    base: float
    letters: float
    target: float | None
    in_words: str
    """The chart in words, for people who cannot see it."""
    target_in_words: str
    signs: tuple[str, ...]
    """The meaning of other signs in the chart."""


class BarPart(NamedTuple):
    """A part of the bar of agencies; `x` and `width` are in per cent of the bar's length."""

    name: str
    text: str
    x: float
    width: float


class _PeriodColumn(NamedTuple):
    period: Period
    total: Total
    label: str
    number: str


# --- Agencies ------------------------------------------------------------------------------------


def parts_of(counts: Iterable[tuple[str, int]], language: Language) -> tuple[BarPart, ...]:
    """The parts of the bar of agencies: one for each count that is not zero, in this order."""
    filled = [(name, count) for name, count in counts if count]
    whole, parts, before = sum(count for _, count in filled), list[BarPart](), 0
    for name, count in filled:
        x, end = (round(n * 100 / whole, 2) for n in (before, before + count))
        parts.append(BarPart(name, pages.BOARD[name].say(language, count=count), x, round(end - x, 2)))
        before += count
    return tuple(parts)


# --- Periods -------------------------------------------------------------------------------------


def bars_of(result: Consolidation, figure: KeyFigure, language: Language) -> Bars | None:
    """The chart of a key figure by period; None where fewer than two periods have a value."""
    columns = [_period_column(result, figure, p, language) for p in result.campaign.periods[-_MOST:]]
    columns = _fitted_columns(columns, language)
    values = [c.total.value for c in columns if c.total.value is not None]
    if figure.sort == "answers" or len(values) < 2:
        return None
    # A target for the sum of the periods is no target for a single period.
    added_up = figure.indicator.across_periods == "sum" and len(result.campaign.periods) > 1
    target = figure.indicator.target if figure.period != WHOLE and not added_up else None
    target_shown = "" if target is None else format_number(target, language) + figure.unit
    marks = [*values, 0.0] if target is None else [*values, 0.0, target]
    scale = (_BOTTOM - _TOP) / ((max(marks) - min(marks)) or 1.0)
    base = _BOTTOM + min(marks) * scale
    spoken = "; ".join(
        pages.SERIES_VALUE.say(language, period=period_label(c.period, language), value=c.number) for c in columns
    )
    return Bars(
        bars=tuple(_bar(n, _WIDTH / len(columns), base, scale, c) for n, c in enumerate(columns)),
        width=_WIDTH,
        height=_HEIGHT,
        base=round(base, 1),
        letters=_font_size(columns),
        target=None if target is None else round(base - target * scale, 1),
        in_words=pages.SERIES_OF.say(language, label=figure.indicator.label, values=spoken),
        target_in_words=pages.TARGET_LINE.say(language, target=target_shown) if target_shown else "",
        signs=tuple(_sign_meanings(columns, language)),
    )


def _period_column(result: Consolidation, figure: KeyFigure, period: Period, language: Language) -> _PeriodColumn:
    total = result.totals[figure.indicator.code, period.key]
    number = "*" if total.shown == "masked" else pages.NOTHING_GIVEN.say(language)
    if total.value is not None:
        decimals = shown_decimals(result)[figure.indicator.code]
        number = shown_number(figure.indicator, total.value, decimals, language) + (DOUBT if _has_doubt(total) else "")
    return _PeriodColumn(period, total, period_label(period, language), number)


def _fitted_columns(columns: Sequence[_PeriodColumn], language: Language) -> list[_PeriodColumn]:
    """The columns, their period names shortened as far as needed to fit."""
    room = (_WIDTH / len(columns) - 3) / (_LETTER * _SMALLEST) if columns else 0.0
    for shorten in (period_label, _without_word, _with_short_year):
        shortened = [c._replace(label=shorten(c.period, language)) for c in columns]
        if all(len(c.label) <= room for c in shortened):
            return shortened
    return shortened


def _without_word(period: Period, language: Language) -> str:
    """The label of a period; of a quarter only its numeral and year: `IV/2025`."""
    if period.kind != "quarter":
        return period_label(period, language)
    return pages.QUARTERS[period.number].say(language, year=period.year)


def _with_short_year(period: Period, language: Language) -> str:
    return _without_word(period, language).replace(str(period.year), f"{period.year % 100:02d}")


def _has_doubt(total: Total) -> bool:
    return bool(total.held or total.doubtful or total.unweighed or total.apart or total.twice or total.uneven)


def _font_size(columns: Sequence[_PeriodColumn]) -> float:
    """The font size at which the longest number and the longest period fit beside their neighbours."""
    longest = max(len(text) for c in columns for text in (c.label, c.number))
    return round(min(_LARGEST, max(_SMALLEST, (_WIDTH / len(columns) - 3) / (_LETTER * longest))), 1)


def _bar(index: int, room: float, base: float, scale: float, column: _PeriodColumn) -> Bar:
    value = column.total.value
    length = 0.0 if value is None else max(abs(value) * scale, _LEAST)
    return Bar(
        x=round(room * (index + (1 - _PART) / 2), 1),
        y=round(base if value is not None and value < 0 else base - length, 1),
        width=round(room * _PART, 1),
        height=round(length, 1),
        middle=round(room * (index + 0.5), 1),
        number=column.number,
        period=column.label,
        part=column.period.kind == "months",
    )


def _sign_meanings(columns: Sequence[_PeriodColumn], language: Language) -> Iterator[str]:
    kinds = {c.period.kind for c in columns}
    if "months" in kinds and len(kinds) > 1:
        yield pages.PART_OF_YEAR.say(language)
    if any(c.total.value is not None and _has_doubt(c.total) for c in columns):
        yield pages.IN_DOUBT.say(language)
