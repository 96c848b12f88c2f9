"""Numbers in an agency's statements compared with the figures of its form.

Careful rather than complete. An indicator is recognised by its label, or by a phrase of the definition
(`toolkit:words`, kind `indicator`). A number is compared with its figure only if it is right before the phrase or
joined to it by words like `đạt`, `là`. It may be a part, so "02 buổi tuyên truyền" is a contradiction only if it
exceeds the form's figure. Numbers that are approximate, at least, on average, planned, of the whole province
or of other years are not compared.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from toolkit.checks.context import Context
from toolkit.language.numbers import in_short
from toolkit.language.text import beginnings, normalise, pattern_of
from toolkit.model import Agency, Campaign, Figure, Finding, Indicator, grouped, includes
from toolkit.model.caching import cached
from toolkit.model.periods import are_comparable, period_label, span_label
from toolkit.narrative.against_totals import near_miss
from toolkit.values.totals import number, over_periods
from toolkit.values.units import unit_of

#: The greatest distance of a number from its phrase, in words that join the two.
_JOINING_WORDS = "đạt là bằng được có lên chiếm ở mức còn tới đến hiện nay đã trong năm tính cả mới chỉ : = tổng cộng"
_JOINING = frozenset(_JOINING_WORDS.split())
_ABOUT = re.compile(
    r"(?:khoảng|gần|hơn|trên|dưới|quá|ít nhất|tối thiểu|tối đa|ước|xấp xỉ|bình quân|trung bình|mỗi|mỗi năm|hằng "
    r"năm|hàng năm|thêm|tăng|giảm|lần thứ|số|từ)\s*$"
)
_NOT_DONE = re.compile(
    r"\b(?:phấn đấu|mục tiêu|chỉ tiêu|dự kiến|kế hoạch đề ra|sẽ|đề nghị|kiến nghị|giai đoạn trước|đợt trước|cùng "
    r"kỳ|nhiệm kỳ|bình quân|trung bình|mỗi năm|hằng năm|hàng năm|mỗi tháng|mỗi quý|(?<!hoàn thành )(?<!thực hiện "
    r")(?<!so với )kế hoạch (?:năm|giai đoạn|giao|là))\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:toàn tỉnh|cả tỉnh|trong tỉnh|toàn quốc|cả nước|toàn ngành|các (?:huyện|xã|đơn vị|địa phương|ngành|cấp|sở))\b"
)
_CLAUSES = re.compile(r"[;\n]|\.(?=\s|$)")
_NUMBER = re.compile(
    r"(?<![\w/.,-])(\d[\d.,]*\d|\d)(?![\w/]|[.,-]\d)\s*(%|tỷ đồng|tỉ đồng|triệu đồng|nghìn đồng|ngàn "
    r"đồng|đồng|tỷ|triệu)?"
)
_WHOLE_SPAN = re.compile(r"\b0?\d năm (?:qua|thực hiện)|cả giai đoạn|trong 0?\d năm")
#: From one year to another, or until now.
_SPAN = re.compile(
    r"\b((?:19|20)\d\d) ?- ?((?:19|20)\d\d)\b|\btừ (?:đầu )?(?:năm )?((?:19|20)\d\d) đến (?:(?:hết |cuối )?(?:tháng "
    r"\d+ )?(?:năm )?((?:19|20)\d\d)|nay)"
)
#: Accumulated up to some time.
_UP_TO = re.compile(r"\b(?:lũy kế|cộng dồn|(?:tính )?đến (?:hết|cuối)(?: tháng \d+)? năm)\b")
_PART_YEAR = re.compile(r"(?:0?(\d)|(sáu|ba|chín)) tháng(?: đầu)? năm ((?:19|20)\d\d)")
_YEAR = re.compile(r"(?:\bnăm )?\b((?:19|20)\d\d)\b")
_FROM_TO = re.compile(
    r"từ (\d[\d.,]*)\s?(?:%|[^\W\d]+)?(?: \w+){0,2}? ?năm ((?:19|20)\d\d)(?: \w+)? (?:lên|xuống còn|xuống|còn|đến) "
    r"(\d[\d.,]*)\s?(?:%|[^\W\d]+)?(?: \w+){0,2}? ?năm ((?:19|20)\d\d)"
)
_DIRECTION = re.compile(
    r"\b(tăng|giảm)(?= (?:dần|mạnh|đều|nhanh|rõ|qua|theo|so|từ|liên tục|hằng|hàng|đáng|nhẹ|\d)| ?,| ?$)"
    r"|\bnăm sau (cao|nhiều|lớn|thấp|ít|nhỏ) hơn năm trước\b"
)
_RISING = frozenset(["tăng", "cao", "nhiều", "lớn"])
#: A rise every year, which is no yearly average.
_YEAR_BY_YEAR = re.compile(r"\b(tăng|giảm)( \w+)? (?:hằng|hàng) năm\b")
_DIGIT = re.compile(r"\d")
_AGAINST = re.compile(r"năm ((?:19|20)\d\d)[^,;]{0,30}?\b(?:tăng|giảm)\b[^,;]{0,30}?so với (?:năm )?((?:19|20)\d\d)")
_OF_A_PLAN = re.compile(r"\s*(?:so với|kế hoạch|chỉ tiêu|nhu cầu|tổng số|số)\b")
#: A range, or an amount that continues: `100 - 120 buổi`, `167 tỷ 438 triệu đồng`.
_RANGE_BEFORE, _MORE = re.compile(r"\d\s*(?:-|đến|/)\s*$"), re.compile(r"\s*(?:-|đến|/)?\s*\d")
_TOTAL = re.compile(r"(?:tổng số|tổng cộng|tất cả|cả thảy)(?: \w+){0,2} ?$")
_MONTHS = {"ba": 3, "sáu": 6, "chín": 9}


_FIGURE, _TREND = "words-against-figure", "words-against-trend"


class _Contradiction(NamedTuple):
    """A number in a statement (`quoted`) that differs from the number in the form (`figure`), both as displayed."""

    code: str
    quoted: str
    figure: str
    period: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    indicator: Indicator


@dataclass
class IndicatorPhrases:
    """The phrases that mean indicators in texts, by the first two words of each; the longest phrases first."""

    by_start: dict[tuple[str, str], list[_Phrase]] = field(default_factory=dict)

    @cached_property
    def beginning(self) -> re.Pattern[bytes]:
        """Matches where a phrase may begin in a text's words."""
        return beginnings(phrase.text for same in self.by_start.values() for phrase in same)

    @cached_property
    def _before_phrase(self) -> re.Pattern[str]:
        """Matches the character before a word at which a phrase may begin."""
        starts = {f"{first} {second}" for first, second in self.by_start}
        return re.compile(f'[ ("](?=[^("])(?={pattern_of(starts, {})})')

    def find(self, clause: str) -> Iterator[tuple[int, int, Indicator]]:
        """(start, end, indicator) of each phrase in the clause; a phrase inside another phrase is left out."""
        end, padded = 0, f" {clause} "
        for match in self._before_phrase.finditer(padded):
            at = match.start()
            word = clause.rfind(" ", 0, at) + 1
            if word < end or clause[word:at].strip('("'):
                continue
            middle = clause.find(" ", at)
            following = clause[middle + 1 : padded.find(" ", middle + 2) - 1]
            for phrase in self.by_start.get((clause[at:middle], following.rstrip(',:;.)"')), ()):
                stop = at + len(phrase.text)
                if clause.startswith(phrase.text, at) and not clause[stop : stop + 1].isalnum():
                    yield at, stop, phrase.indicator
                    end = stop
                    break


@cached
def phrases_of(campaign: Campaign) -> IndicatorPhrases:
    """The campaign's phrases."""
    by_text: dict[str, Indicator] = {}
    for word in campaign.words:
        if word.kind == "indicator" and word.means in campaign.indicator_by_code:
            by_text.setdefault(normalise(word.text), campaign.indicator_by_code[word.means])
    for indicator in campaign.indicators:
        for text in _labels(indicator):
            by_text.setdefault(text, indicator)
    phrases = IndicatorPhrases()
    for text in sorted(by_text, key=len, reverse=True):
        words = text.split(maxsplit=2)
        if len(words) > 1:
            phrases.by_start.setdefault((words[0], words[1]), []).append(_Phrase(text, by_text[text]))
    return phrases


def _labels(indicator: Indicator) -> Iterator[str]:
    """The label as texts write it: without brackets, with and without its `số`, `tổng số`."""
    label = normalise(indicator.label).removeprefix("trong đó:")
    if indicator.part_of:
        label = " ".join(label.rsplit(" - ", 1))  # `Số hộ – Nữ` is `số hộ nữ` in a text
    label = " ".join(re.sub(r"\([^)]*\)", " ", label).split())
    if len(label.split()) >= 3:
        yield label
    for opening in ("tổng số ", "số "):
        if label.startswith(opening) and len(label.split()) >= 5:
            yield label.removeprefix(opening)
            return


@dataclass(slots=True)
class _Reported:
    """The agency's figures for one indicator."""

    campaign: Campaign
    agency: Agency
    indicator: Indicator
    figures: Mapping[tuple[str, str], Figure]

    def value(self, period: str) -> float | None:
        return number(self.figures.get((self.indicator.code, period)))

    @property
    def has_values(self) -> bool:
        return any(self.value(p.key) is not None for p in self.campaign.periods)

    @property
    def total_of_periods(self) -> float | None:
        """The total over the periods; None where one of its figures is missing."""
        values = [self.value(p.key) for p in self.campaign.periods]
        if self.indicator.formula or not (
            self.indicator.last_period_counts or self.indicator.across_periods in ("sum", "max")
        ):
            return None
        if self.indicator.across_periods == "cumulative" and len({p.year for p in self.campaign.periods}) > 1:
            return None  # a statement about several years means their sum
        needed = values[-1:] if self.indicator.last_period_counts else values
        return None if None in needed else over_periods(self.indicator, values)

    @property
    def is_official(self) -> bool:
        """Whether the agency's figure is the official one, which may cover more than the agency itself."""
        return bool(self.indicator.owner) and includes(self.indicator.owner, self.agency)

    def figure_at(self, period: str) -> Figure:
        keys = [period, *(p.key for p in self.campaign.periods)]
        return next(f for k in keys if (f := self.figures.get((self.indicator.code, k))) is not None)

    def shown(self, value: float) -> str:
        unit = self.indicator.unit
        return in_short(value, 2 if self.indicator.formula else 10) + (f" {unit}" if unit else "")


# --- The check -----------------------------------------------------------------------------------------


def words_agree_with_numbers(context: Context) -> Iterator[Finding]:
    """A figure in a statement is the one in the form.

    Why: leaders quote the text, and others notice a contradiction. There is at most one finding for each clause.
    """
    known = phrases_of(context.campaign)
    may_begin = known.beginning.search
    values = _own_values(context)
    for statement, wording in context.statements:
        if not _DIGIT.search(statement.text) and not _DIRECTION.search(wording.plain):
            continue
        found = list(_by_phrase(context, known, wording.plain)) if may_begin(wording.words) else []
        if not found and not _is_of_others(context, wording.plain):
            near = near_miss(context.campaign, statement, values)
            if near is not None:
                indicator, quoted, figure = near
                found = [
                    (
                        _Reported(context.campaign, context.agency, indicator, context.figures),
                        _Contradiction(_FIGURE, quoted, figure, context.campaign.periods[-1].key),
                    )
                ]
        for reported, contradiction in found:
            at = reported.figure_at(contradiction.period)
            yield context.finding(
                contradiction.code,
                at=statement,
                indicator=reported.indicator.code,
                period=contradiction.period,
                arguments={
                    "quoted": contradiction.quoted,
                    "figure": contradiction.figure,
                    "place": f"{at.sheet}!{at.cell}" if at.cell else "",
                },
            )


def _is_of_others(context: Context, plain: str) -> bool:
    """Whether a text may be about more than the agency: the lead agency also states the province's figures, which
    `against_totals` compares."""
    return context.agency.code == context.campaign.lead_agency or bool(_ELSEWHERE.search(plain))


def _own_values(context: Context) -> dict[str, list[float]]:
    """The agency's figures by indicator: of each period, and of all together."""
    values = grouped((code, value) for (code, _), f in context.figures.items() if (value := number(f)) is not None)
    for code in values:
        reported = _Reported(
            context.campaign, context.agency, context.campaign.indicator_by_code[code], context.figures
        )
        values[code] += [total] if (total := reported.total_of_periods) is not None else []
    return values


def _by_phrase(context: Context, known: IndicatorPhrases, plain: str) -> Iterator[tuple[_Reported, _Contradiction]]:
    """The first contradiction of each clause that names an indicator."""
    for clause in _CLAUSES.split(plain):
        for start, end, indicator in known.find(clause):
            reported = _Reported(context.campaign, context.agency, indicator, context.figures)
            if (
                reported.has_values
                and indicator.numeric
                and not _NOT_DONE.search(_YEAR_BY_YEAR.sub(r"\1\2", clause))
                and (reported.is_official or not _is_of_others(context, plain))
            ):
                contradiction = (
                    _contradicted_range(clause, end, reported)
                    or _contradicted_number(clause, start, end, reported)
                    or _contradicted_trend(clause, end, reported)
                )
                if contradiction is not None:
                    yield reported, contradiction
                    break


# --- Stated numbers --------------------------------------------------------------------------------------


def _contradicted_range(clause: str, end: int, reported: _Reported) -> _Contradiction | None:
    """The contradiction in a text like `… tăng từ 88% năm 2016 lên 96% năm 2019`; None where there is none."""
    match = _FROM_TO.search(clause, end)
    if match is None or match.start() - end > 40:
        return None
    for typed, year in ((match[1], match[2]), (match[3], match[4])):
        value = reported.value(year)
        stated = _readings(typed, reported.indicator, "")
        if value is not None and stated and not any(_may_be_stated(n, d, value) for n, d in stated):
            return _Contradiction(_FIGURE, f"{typed} ({year})", reported.shown(value), year)
    return None


def _contradicted_number(clause: str, start: int, end: int, reported: _Reported) -> _Contradiction | None:
    for match in _NUMBER.finditer(clause):
        before_phrase = match.end() <= start and not clause[match.end() : start].strip()
        after_phrase = match.start() >= end and _are_joining(clause[end : match.start()])
        if not before_phrase and not after_phrase:
            continue
        unit = match[2] or ""
        if (unit == "%") != (reported.indicator.kind == "percent") or _ABOUT.search(clause[: match.start()]):
            return None
        if reported.indicator.kind == "percent" and _OF_A_PLAN.match(clause, match.end()):
            return None
        if _RANGE_BEFORE.search(clause[: match.start()]) or _MORE.match(clause, match.end()):
            return None
        stated = _readings(match[1], reported.indicator, unit)
        period = _period_at(clause, match.end(), reported)
        if not stated or period is None:
            return None
        states_total = after_phrase or bool(_TOTAL.search(clause[: match.start()]))
        value = _contradicting_figure(reported, stated, period, states_total)
        if value is not None:
            shown, key = value
            quoted = " ".join(clause[match.start() : match.end()].split())
            return _Contradiction(_FIGURE, quoted, shown, key)
        return None
    return None


def _are_joining(between: str) -> bool:
    """Whether the words between phrase and number join them: `đạt`, `là`, `năm 2019 đạt`."""
    plain = _PART_YEAR.sub(" ", _YEAR.sub(" ", between))
    words = plain.replace(":", " : ").replace(",", " ").split()
    return 0 < len(words) <= 4 and all(w in _JOINING for w in words) and bool(set(words) - {"năm", "trong"})


def _contradicting_figure(
    reported: _Reported, stated: Sequence[tuple[float, int]], period: str, states_total: bool
) -> tuple[str, str] | None:
    """(form's figure, its period) that contradicts the stated number; None where there is no contradiction."""
    keys = [p.key for p in reported.campaign.periods]
    if period:
        value = reported.total_of_periods if period == "total" else reported.value(period)
        candidates = [] if value is None else [(value, period)]
    else:
        reported_values = [(v, k) for k in keys if (v := reported.value(k)) is not None]
        if len(reported_values) < len(keys):
            return None
        total_of_periods = reported.total_of_periods
        candidates = [*reported_values, *([(total_of_periods, "total")] if total_of_periods is not None else [])]
    if not candidates or any(_may_be_stated(n, d, v) for n, d in stated for v, _ in candidates):
        return None
    most = max(v for v, _ in candidates)
    if not states_total and not all(n > most for n, _ in stated):
        return None
    names = {p.key: period_label(p, "vi") for p in reported.campaign.periods}
    shown = "; ".join(f"{reported.shown(v)} ({names.get(k, 'cả kỳ')})" for v, k in candidates[-6:])
    return shown, next((k for _, k in candidates if k != "total"), keys[-1])


def _readings(typed: str, indicator: Indicator, unit: str) -> list[tuple[float, int]]:
    """(value, decimals) of the possible readings of a number in the indicator's unit: both point and comma may be the
    decimal sign or the thousands separator."""
    readings: dict[tuple[float, int], None] = {}
    for thousands, decimal in ((".", ","), (",", ".")):
        groups = typed.split(decimal, maxsplit=1)[0].split(thousands)
        if len(groups) > 1 and any(len(g) != 3 for g in groups[1:]):
            continue
        plain = typed.replace(thousands, "").replace(decimal, ".")
        if plain.count(".") < 2:
            readings[float(plain), len(plain.partition(".")[2])] = None
    if indicator.kind == "count":
        readings = {(n, d): None for n, d in readings if n.is_integer()}
    if indicator.kind != "money":
        return [] if unit not in ("", "%") else list(readings)
    if not unit:
        return []
    if "usd" in indicator.unit.casefold():
        return []
    times = float(unit_of(unit, "money").scale / unit_of(indicator.unit, "money").scale)
    return [(n * times, -1) for n, _ in readings]


def _may_be_stated(stated: float, decimals: int, value: float) -> bool:
    """Whether a figure may be stated as this number: rounded to the decimals in the text, money to three digits."""
    if decimals < 0:
        return abs(stated - value) <= 0.005 * abs(value)
    return abs(round(value, decimals) - stated) < 10.0**-9 or abs(value - stated) < 0.5 * 10.0**-decimals


def _period_at(clause: str, end: int, reported: _Reported) -> str | None:
    """The key of a clause's period, or `total`; "" if it names none, None where that is ambiguous."""
    periods = reported.campaign.periods
    span = _SPAN.search(clause)
    if span:
        first, last = int(span[1] or span[3]), int(span[2] or span[4] or 0)
        of_form = [p.year for p in periods]
        return "total" if first == min(of_form) and last in (0, max(of_form)) else None
    if reported.indicator.across_periods == "sum" and _UP_TO.search(clause):
        return None
    if _WHOLE_SPAN.search(clause):
        return "total"
    keys = {p.key for p in periods}
    part = _PART_YEAR.search(clause)
    if part:
        months = int(part[1]) if part[1] else _MONTHS[part[2]]
        key = _up_to_month(part[3], months, reported.indicator, keys)
        other_years = _YEAR.findall(_PART_YEAR.sub(" ", clause))
        return key if key in keys and not other_years else None
    years = _YEAR.findall(clause)
    if not years:
        return ""
    if len(set(years)) > 1:
        following = re.match(r"[^\d,;]{0,25}năm ((?:19|20)\d\d)", clause[end:])
        return following[1] if following and following[1] in keys else None
    return years[0] if years[0] in keys else None


def _up_to_month(year: str, months: int, indicator: Indicator, keys: Collection[str]) -> str:
    """The key of the period from January to a month; for figures cumulative in the year also one that ends with it."""
    key = f"{year}-{months}M"
    ends = (f"{year}-Q{months // 3}" if months % 3 == 0 else "", f"{year}-M{months:02}")
    counted = key not in keys and indicator.across_periods == "cumulative"
    return next((end for end in ends if counted and end in keys), key)


# --- Rising and falling --------------------------------------------------------------------------


def _contradicted_trend(clause: str, end: int, reported: _Reported) -> _Contradiction | None:
    match = _DIRECTION.search(clause, end)
    if match is None or len(clause[end : match.start()].split()) > 3:
        return None
    stated = match[1] or match[0]
    rises = (match[1] or match[2]) in _RISING
    pair = _AGAINST.search(clause)
    if pair:
        first, second = reported.value(pair[2]), reported.value(pair[1])
        if first is None or second is None or (second >= first if rises else second <= first):
            return None
        shown = f"{pair[2]}: {reported.shown(first)} → {pair[1]}: {reported.shown(second)}"
        return _Contradiction(_TREND, stated, shown, pair[1])
    if "so với" in clause or reported.indicator.cumulative:
        return None  # a cumulative figure rises even if less happens in each period
    years = [p for p in reported.campaign.periods if are_comparable(p, reported.campaign.periods[0])]
    values = [reported.value(p.key) for p in years]
    known = [v for v in values if v is not None]
    if len(years) < 2 or len(known) < len(years):
        return None
    steps = [b - a for a, b in zip(known, known[1:], strict=False)]
    contradicts = all(s <= 0 for s in steps) if rises else all(s >= 0 for s in steps)
    if not contradicts or known[0] == known[-1]:
        return None
    shown = " → ".join(reported.shown(v) for v in known)
    return _Contradiction(_TREND, stated, f"{shown} ({span_label(tuple(years), 'vi')})", years[-1].key)
