"""Numbers for the whole province in statements, compared with the totals of the same master.

Careful rather than complete: a statement is a finding if it is about the whole province, shares most words with an
indicator's label and has a number in its unit that is nearly, but not, one of its totals.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from toolkit.language.numbers import in_short
from toolkit.language.text import normalise
from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Finding, Indicator, Statement, Total
from toolkit.values.units import unit_of

_OF_ALL = re.compile(r"toàn tỉnh|cả tỉnh|trong tỉnh|địa bàn tỉnh", re.IGNORECASE)
_SENTENCES = re.compile(r"[;\n]|\.(?=\s|$)")
_NUMBER = re.compile(r"(?<![\w/.,-])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?![\w/]|[.,]\d)\s*(%|[^\W\d]+(?: [^\W\d]+)*)?")
_MONEY = re.compile(r"(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng\b")
_NOT_DONE = re.compile(
    r"\b(?:phấn đấu|(?<!đạt )(?:mục tiêu|chỉ tiêu)|dự kiến|kế hoạch|sẽ|bình quân|trung bình|khoảng|gần|hơn|dưới|mỗi)\s"
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
    campaign: Campaign, statements: Iterable[Statement], totals: Mapping[tuple[str, str], Total]
) -> Iterator[Finding]:
    """A finding for each statement whose number for the whole province is nearly, but not, a total."""
    planned = {s.code for s in campaign.sections if s.role in _PLANNED}
    candidates = [s for s in statements if s.section not in planned and _OF_ALL.search(s.text)]
    if not candidates:
        return
    labels = {i.code: _words(i.label) - _words(i.unit) - _FILLERS for i in campaign.indicators if i.numeric and i.unit}
    values: dict[str, list[float]] = {}
    for total in totals.values():
        if total.value is not None:
            values.setdefault(total.indicator, []).append(total.value)
    for statement in candidates:
        for sentence in _SENTENCES.split(statement.text):
            match = None if _NOT_DONE.search(sentence.lower()) else _near_total(campaign, sentence, labels, values)
            if match is not None:
                indicator, stated, value = match
                figure = f"{in_short(value, 2)} {indicator.unit}".rstrip()
                arguments = {"quoted": stated.quoted, "figure": figure.replace(" %", "%")}
                yield finding("contradicts-figure", at=statement, indicator=indicator.code, arguments=arguments)
                break


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", normalise(text)))


def _near_total(
    campaign: Campaign, sentence: str, labels: Mapping[str, set[str]], values: Mapping[str, list[float]]
) -> tuple[Indicator, _Number, float] | None:
    """(indicator, number, total) for a number of the sentence that is nearly, but not, a total of an indicator whose
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
        times = 1.0
        if indicator.kind == "money" and (money := _MONEY.match(unit)):
            times = float(unit_of(money[0], "money").scale / unit_of(indicator.unit, "money").scale)
        elif not f"{unit} ".startswith(f"{expected} "):
            continue
        value = float(f"{match[1].replace('.', '')}.{match[2] or 0}")
        quoted = sentence[match.start() : match.end(2) if match[2] else match.end(1)]
        step = 10.0 ** -len(match[2] or "")
        numbers.append(_Number(f"{quoted}{'' if expected == '%' else ' '}{expected}", value * times, step * times))
    return numbers
