"""Numbers for the whole province in statements, compared with the totals of the same master.

Careful rather than complete: a statement is a finding if it is about the whole province, or by the lead agency, shares
most words with an indicator's label and has a number in its unit that is nearly, but not, one of its totals.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.language.numbers import in_short
from toolkit.language.text import normalise
from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Figure, Finding, Indicator, Statement, Total, grouped
from toolkit.model.caching import cached
from toolkit.values.units import unit_of

_OF_ALL = re.compile(r"toàn tỉnh|cả tỉnh|trong tỉnh|địa bàn tỉnh", re.IGNORECASE)
_SENTENCES = re.compile(r"[;\n]|\.(?=\s|$)")
_NUMBER = re.compile(r"(?<![\w/.,-])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?![\w/]|[.,]\d)\s*(%|[^\W\d]+(?: [^\W\d]+)*)?")
_MONEY = re.compile(r"(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng\b")
_NOT_DONE = re.compile(
    r"\b(?:phấn đấu|(?<!đạt )(?:mục tiêu|chỉ tiêu)|dự kiến|kế hoạch|sẽ|bình quân|trung bình|khoảng|gần|hơn|dưới|mỗi)\s"
    r"|\b(?:trên|quá|ít nhất|tối thiểu|tối đa|ước|xấp xỉ)\s(?:đạt )?(?=\d)"
)
_FILLING = "số tổng tỷ lệ trong đó các của và có được là đã theo kỳ năm"
_FILLERS = frozenset(_FILLING.split())
#: The greatest relative difference at which a number may mean the total.
_NEAR = 0.05
_SHARED = 0.6  # the least share of a label's words that a sentence about its indicator has
_FEWEST = 2  # the least number of words of a label that a sentence has
_PLANNED = frozenset(("direction", "proposal"))


class _Number(NamedTuple):
    quoted: str
    value: float
    step: float
    """The value of one unit in the last digit typed."""


def contradictions(
    campaign: Campaign,
    statements: Iterable[Statement],
    totals: Mapping[tuple[str, str], Total],
    figures: Iterable[Figure] = (),
) -> Iterator[Finding]:
    """A finding for each statement whose number for the whole province is nearly, but not, a total.
    `figures`: those of the agencies, since the lead agency may also write of its own."""
    of_lead = campaign.lead_agency
    values = grouped((total.indicator, total.value) for total in totals.values() if total.value is not None)
    own = grouped((f.indicator, v) for f in figures if f.agency == of_lead and isinstance(v := f.value, float))
    known = {code: [*of, *own.get(code, ()), math.fsum(own.get(code, ()))] for code, of in values.items()}
    for statement in statements:
        if statement.agency == of_lead or _OF_ALL.search(statement.text):
            match = near_miss(campaign, statement, known if statement.agency == of_lead else values)
            if match is not None:
                indicator, quoted, figure = match
                arguments = {"quoted": quoted, "figure": figure}
                yield finding("contradicts-figure", at=statement, indicator=indicator.code, arguments=arguments)


def near_miss(
    campaign: Campaign, statement: Statement, values: Mapping[str, Sequence[float]]
) -> tuple[Indicator, str, str] | None:
    """(indicator, number in the statement, nearest value in print) where a number is nearly, but not, one of the values
    of its indicator; None where there is none. `values`: those that a statement may mean, by indicator."""
    labels, planned = _labels(campaign)
    if statement.section in planned or not _NUMBER.search(statement.text):
        return None
    for sentence in _SENTENCES.split(statement.text):
        match = None if _NOT_DONE.search(sentence.lower()) else _near_value(campaign, sentence, labels, values)
        if match is not None:
            indicator, stated, value = match
            return indicator, stated.quoted, f"{in_short(value, 2)} {indicator.unit}".rstrip().replace(" %", "%")
    return None


@cached
def _labels(campaign: Campaign) -> tuple[dict[str, set[str]], frozenset[str]]:
    """(the words of each label, the sections of plans and requests)."""
    labels = {i.code: _words(i.label) - _words(i.unit) - _FILLERS for i in campaign.indicators if i.numeric and i.unit}
    return labels, frozenset(s.code for s in campaign.sections if s.role in _PLANNED)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", normalise(text)))


def _near_value(
    campaign: Campaign, sentence: str, labels: Mapping[str, set[str]], values: Mapping[str, Sequence[float]]
) -> tuple[Indicator, _Number, float] | None:
    """(indicator, number, value) for a number of the sentence that is nearly, but not, a value of an indicator whose
    label has most of its words in the sentence; labels with more come first. `labels`: the words of each label."""
    words = _words(sentence)
    shared = {code: len(label & words) / len(label) for code, label in labels.items() if len(label & words) >= _FEWEST}
    for code in sorted(shared, key=lambda c: -shared[c]):
        if shared[code] < _SHARED:
            break
        indicator = campaign.indicator_by_code[code]
        numbers, sums = _numbers(sentence, indicator), values.get(code, [])
        if any(abs(number.value - value) <= number.step / 2 + 1e-9 for number in numbers for value in sums):
            return None
        for number in numbers:
            nearest = min(sums, key=lambda value: abs(value - number.value), default=None)
            if nearest is not None and abs(nearest - number.value) <= _NEAR * abs(nearest):
                return indicator, number, nearest
    return None


def _numbers(sentence: str, indicator: Indicator) -> list[_Number]:
    """The sentence's numbers in units of the indicator's kind, converted to the indicator's unit."""
    expected, numbers = normalise(indicator.unit), list[_Number]()
    for match in _NUMBER.finditer(sentence):
        unit = normalise(match[3] or "")
        times, shown = 1.0, expected
        if indicator.kind == "money" and (money := _MONEY.match(unit)):
            shown = money[0]
            times = float(unit_of(money[0], "money").scale / unit_of(indicator.unit, "money").scale)
        elif not f"{unit} ".startswith(f"{expected} "):
            continue
        value = float(f"{match[1].replace('.', '')}.{match[2] or 0}")
        quoted = sentence[match.start() : match.end(2) if match[2] else match.end(1)]
        step = 10.0 ** -len(match[2] or "")
        numbers.append(_Number(f"{quoted}{'' if expected == '%' else ' '}{shown}", value * times, step * times))
    return numbers
