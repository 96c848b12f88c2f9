"""Units beside numbers: magnitudes (tỷ, triệu, nghìn), đồng, and the words of an indicator's own unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from toolkit.model import Indicator
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
