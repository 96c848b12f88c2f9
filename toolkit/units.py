"""Units beside numbers: magnitudes (tỷ, triệu, nghìn), đồng, and the words of an indicator's own unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from toolkit.model import CellValue, Figure, Indicator
from toolkit.text import fold

#: Magnitudes as typed, without marks; `ngàn` is the South's word for nghìn, `tr` and `k` are short.
MAGNITUDES: dict[str, int] = {
    "ty": 10**9,
    "ti": 10**9,
    "trieu": 10**6,
    "tr": 10**6,
    "nghin": 10**3,
    "ngan": 10**3,
    "k": 10**3,
}
MAGNITUDE = "(?:trieu|tr|ty|ti|nghin|ngan|k)"
#: `đồng`, `đ`, `VNĐ`; not `đồng chí` nor `đ/c` (comrade: a person).
CURRENCY = re.compile(r"\s*\.?\s*(?:dong(?! chi)|vnd|vn dong|viet nam dong|d(?![a-z/]|\.c))(?![a-z])")
_CURRENCY_WORDS = frozenset(("dong", "vnd", "d"))
_RAISED = str.maketrans("²³", "23")
#: Short and other words for the same unit.
_SAME = {"ng": "nguoi", "vb": "van ban", "cs": "co so", "dv": "don vi"}
_SAME_UNIT = {"dong chi": "nguoi", "d c": "nguoi", "dc": "nguoi", "vu viec": "vu", "cuoc": "buoi"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An indicator's unit. `scale`: how many of the plain unit it is (triệu đồng: 1000000)."""

    scale: Decimal
    money: bool
    percent: bool
    has_magnitude: bool
    words: frozenset[str]
    """The plain unit and its parts, folded: `tin, bài` → `tin bai`, `tin`, `bai`."""


@lru_cache(maxsize=1024)
def unit_of(unit: str, kind: str) -> Unit:
    """What the unit's text says; money with no magnitude is in đồng."""
    tokens = fold(unit.translate(_RAISED)).replace("trd", "tr d").split()
    scale = Decimal(1)
    while tokens and (tokens[0] in MAGNITUDES or re.fullmatch(r"10+", tokens[0])):
        first = tokens.pop(0)
        scale *= MAGNITUDES[first] if first in MAGNITUDES else int(first)
        if first == "1000" and tokens[:1] == ["000"]:
            break
    money = kind == "money" or bool(tokens and tokens[0] in _CURRENCY_WORDS and tokens[1:2] != ["chi"])
    plain = " ".join(token for token in tokens if not (money and token in _CURRENCY_WORDS))
    parts = {fold(part.translate(_RAISED)) for part in re.split(r"[,;/()]|\bvà\b|\bhoặc\b", unit)}
    return Unit(
        scale=scale,
        money=money,
        percent="%" in unit or kind == "percent",
        has_magnitude=scale != 1,
        words=frozenset({plain, *(parts if scale == 1 else ())} - {""}),
    )


def unit_fit(typed: str, indicator: Indicator) -> Literal["same", "label", "other"]:
    """How the words beside a number fit the indicator's unit.

    `label`: other words, but those the indicator's label counts (`xã, phường` for xã): taken and listed.
    A count of `lượt` (times) never fits one without, nor the other way round.
    """
    if fold(typed.translate(_RAISED)) == fold(indicator.unit.translate(_RAISED)):
        return "same"
    if "/" in typed and not typed.startswith("d/c"):
        return "other"
    words = " ".join(_SAME.get(token, token) for token in fold(typed.translate(_RAISED)).split())
    unit = unit_of(indicator.unit, indicator.kind)
    if words in unit.words or any(own.startswith(words + " ") for own in unit.words):
        return "same"
    words = _SAME_UNIT.get(words, words)
    if words in unit.words:
        return "label"
    if unit.money or unit.percent:
        return "other"
    if ("luot" in words.split()) != any("luot" in own.split() for own in unit.words):
        return "other"
    longer = any(words.startswith(own + " ") for own in unit.words)
    in_label = f" {words} " in f" {fold(indicator.label)} "
    return "label" if (longer or in_label) and len(words.split()) <= 8 else "other"


# --- Units that were changed -----------------------------------------------------------------------


def factor_from(unit: str, kind: str, indicator: Indicator) -> Decimal | None:
    """By what a number in this unit is multiplied to be one in the indicator's; None where that is not known.

    `unit`, `kind`: those which the indicator had before. A unit that was blank is the same, where no magnitude came since.
    """
    before, now = unit_of(unit, kind), unit_of(indicator.unit, indicator.kind)
    if (before.money, before.percent) != (now.money, now.percent):
        return None
    blank = not fold(unit) and not now.has_magnitude
    words = [unit.words - (_CURRENCY_WORDS if unit.money else set()) for unit in (before, now)]
    alike = words[0] & words[1] or words[0] == words[1]
    if blank or alike or (not before.has_magnitude and unit_fit(unit, indicator) != "other"):
        return before.scale / now.scale
    return None


def in_unit_of_now(figure: Figure, indicator: Indicator, unit: str, kind: str) -> tuple[Figure, CellValue]:
    """A figure that was given in another unit of its indicator, in that of now; held where it cannot be converted.

    Also what a form of now has in its cell; None where the figure is as it was.
    """
    value = figure.value
    if figure.state != "given" or not isinstance(value, float) or not value:
        return figure, None
    factor = factor_from(unit, kind, indicator)
    if factor == 1:
        return figure, None
    number = None if factor is None else float(Decimal(repr(value)) * factor)
    if number is None or (indicator.kind == "count" and not number.is_integer()):
        return figure._replace(value=None, state="held"), f"{figure.typed} {unit}".strip()
    return figure._replace(value=number), number
