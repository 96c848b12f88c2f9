"""Units beside numbers: magnitudes (tỷ, triệu, nghìn), đồng, and the words of an indicator's unit."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from toolkit.language.text import fold, may_mean, strip_marks, toned
from toolkit.model import CellValue, Figure, Indicator

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
CURRENCY = re.compile(r"\s*\.?\s*(?:dong(?! chi)|vnd|vn dong|viet nam dong|d(?![a-z]|\s?/\s?c\b|\.c))(?![a-z])")
_CURRENCY_WORDS = frozenset(("dong", "vnd", "d"))
_RAISED = str.maketrans("²³", "23")
_WORD = re.compile(r"[^\W\d_]+[23]?")


def _untoned(table: dict[str, str]) -> dict[str, str]:
    """The table, extended by the same keys without tones."""
    return {**{strip_marks(key): meant for key, meant in table.items()}, **table}


#: Short and other words for the same unit.
_SAME = {"ng": "người", "vb": "văn bản", "cs": "cơ sở", "dv": "đơn vị", "đv": "đơn vị", "hs": "học sinh"}
_SAME_UNIT = _untoned({"đồng chí": "người", "đ c": "người", "đc": "người", "vụ việc": "vụ", "cuộc": "buổi"})
#: Words for people who are counted; with `lượt` before such a word, visits are counted.
_PEOPLE = _untoned({"người": "", "đối tượng": "", "lao động": "", "em": ""}).keys()
#: Words that are sufficient for a longer unit: `12 lớp` is enough if the unit is `lớp tập huấn`.
_COUNTING_WORDS = (
    "người hộ nhà vụ lượt cuộc buổi lớp xã phường ấp khóm thôn huyện tổ đội bài tin lần ca căn con cây "
    "chiếc đợt đoàn trẻ"
)
_COUNTING = frozenset(_COUNTING_WORDS.split())
#: Classifiers of the noun that follows: `căn nhà` are houses.
_CLASSING = frozenset(("căn", "ngôi", "con", "cây", "chiếc", "cái", "vụ", "ca"))
#: Syllables after which a unit of one syllable means something else: `hội viên`, `hộ chiếu`, `cây số`.
_OTHER_WORDS = "viên trưởng hợp chiếu khẩu sinh số hội nghị thảo thể chức vị thư nước trường báo lý hành"
_OTHER_THING = frozenset(_OTHER_WORDS.split())
_COUNTING_PLAIN = frozenset(map(strip_marks, _COUNTING))
_OTHER_PLAIN = frozenset(map(strip_marks, _OTHER_THING))
#: Usual words of units, which are recognised without tones; without tones any other may be a different word (`ho so`).
_USUAL = frozenset(("nguoi dan", "nguoi lao dong", "ho dan", "ho gia dinh", "vu viec", "vu an", "xa phuong", "tre em"))
#: Denominators that make the unit of a count a rate; for other kinds any unit with a slash is a rate.
_PER = frozenset(("năm", "quý", "tháng", "tuần", "ngày", "người", "hộ", "dân", "vạn dân", "ha", "km2"))
_RATE_WORDS = re.compile(
    r"\b(?:binh quan|bq|trung binh|mat do|nang suat|dau nguoi|ty le|ti le|ty suat|muc|gia|don gia|moi|tren (?:mot|1))\b"
)
#: Units that are recognised anywhere, in addition to those of money.
_KNOWN_UNITS = (
    "người|hộ|vụ|lượt|lượt người|cuộc|buổi|lớp|xã|phường|huyện|ấp|khóm|thôn|lần|đơn vị|cơ sở|văn bản|m|m2|m3|km|km2"
    "|ha|héc ta|công|mẫu|sào|kg|g|tấn|tạ|yến|lít|giờ|usd|đô la|phần trăm|phần nghìn|phần ngàn"
)
_KNOWN = frozenset(_KNOWN_UNITS.split("|"))
_KNOWN_PLAIN = frozenset(map(strip_marks, _KNOWN))
_SIGNS = frozenset(("%", "‰", "$", "₫"))
#: Hundred, ten and ten thousand, which count units but are not part of an amount.
_COUNTS = frozenset(("tram", "chuc", "van"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An indicator's unit. `scale`: the number of plain units in one unit (1000000 for triệu đồng)."""

    scale: Decimal
    money: bool
    percent: bool
    mille: bool
    """Whether the unit is `‰`."""
    key: str
    """The whole text folded."""
    toned: str
    """The whole text with tones, `²` and `³` as digits."""
    has_magnitude: bool
    words: frozenset[str]
    """The plain unit and its parts, with tones: `tin, bài` → `tin bài`, `tin`, `bài`; for a rate, the numerator's."""
    per: tuple[str, ...] = ()
    """The denominators of a rate: `triệu đồng/người/năm` → `người`, `năm`."""


@lru_cache(maxsize=1024)
def unit_of(unit: str, kind: str) -> Unit:
    """The unit that a text names; money without a magnitude is in đồng.

    `kind`: the indicator's kind; `money` is in đồng whatever the text says. For a count, a slash makes a rate only if a
    usual unit of time, people or area follows.
    """
    raised = unit.translate(_RAISED)
    head, *tail = raised.split("/")
    above, per = toned(head), [toned(part) for part in tail]
    if not all((above or head.strip() in _SIGNS, *per)) or (kind == "count" and not _PER & set(per)):
        above, per = toned(raised), []
    tokens = above.replace("trđ", "tr đ").replace("trd", "tr d").split()
    scale = Decimal(1)
    while tokens and ((plain := strip_marks(tokens[0])) in MAGNITUDES or re.fullmatch(r"10+", plain)):
        tokens.pop(0)
        scale *= MAGNITUDES[plain] if plain in MAGNITUDES else int(plain)
        if plain == "1000" and tokens[:1] == ["000"]:
            break
    money = kind == "money" or bool(tokens and strip_marks(tokens[0]) in _CURRENCY_WORDS and tokens[1:2] != ["chí"])
    remainder = " ".join(token for token in tokens if not (money and strip_marks(token) in _CURRENCY_WORDS))
    parts = set() if per else {toned(part) for part in re.split(r"[,;/()]|\bvà\b|\bhoặc\b", raised)}
    if money:
        parts = {part for part in parts if strip_marks(part) not in _CURRENCY_WORDS}
    mille = "‰" in unit or fold(unit) in ("phan nghin", "phan ngan")
    return Unit(
        scale=scale,
        money=money,
        percent="%" in unit or (kind == "percent" and not mille),
        mille=mille,
        key=fold(unit),
        toned=toned(raised),
        has_magnitude=scale != 1,
        words=frozenset({remainder, *(parts if scale == 1 else ())} - {""}),
        per=tuple(per),
    )


def names_unit(text: str) -> bool:
    """Whether the words are those of a unit and nothing else: `nghìn đồng`, `tỷ`, `lượt`, `%`."""
    if text in _SIGNS:
        return True
    words = toned(text.translate(_RAISED)).replace("trđ", "tr đ").split()
    plain = strip_marks(" ".join(words)).split()
    first = next((i for i, word in enumerate(plain) if word not in MAGNITUDES and word not in _COUNTS), len(plain))
    if first and all(word in _CURRENCY_WORDS or word == "vn" for word in plain[first:]):
        return True
    if words and all(word in ("đ", "đồng", "dong", "vnd", "vnđ") for word in words):
        return True
    unit = " ".join(words[first:])
    return unit in _KNOWN or (unit.isascii() and unit in _KNOWN_PLAIN)


def unit_fit(typed: str, indicator: Indicator, text: str = "") -> Literal["same", "label", "other"]:
    """How the words next to a number fit the indicator's unit. `text`: the text with its tones.

    `label`: different words, but words for what the indicator's label counts (`xã, phường` for xã), which are accepted
    and listed. A count of `lượt` (visits) never fits a unit without `lượt`, nor the other way round.
    """
    plain = fold(typed.translate(_RAISED))
    if not plain:
        return "same" if typed.strip() == indicator.unit.strip() else "other"
    unit = unit_of(indicator.unit, indicator.kind)
    if plain == unit.key and indicator.unit.casefold() in text:
        return "same"
    if unit.per:
        return _rate_fit(typed, unit, indicator, text)
    words = _as_typed(plain, text)
    if may_mean(words, unit.toned):
        return "same"
    if "/" in typed and not typed.startswith("d/c"):
        return "other"
    words = " ".join(_SAME.get(token, token) for token in words.split())
    if any(may_mean(words, known) or _begins(known, words) for known in unit.words):
        return "same"
    words = _SAME_UNIT.get(words, words)
    if words in unit.words or any(_counts_people(words) == _counts_people(known) != "" for known in unit.words):
        return "label"
    if unit.money or unit.percent or unit.mille:
        return "other"
    if ("luot" in plain.split()) != any("lượt" in known.split() for known in unit.words):
        return "other"
    longer = any(_continues(known, words, indicator.label) for known in unit.words)
    return "label" if longer or _is_counted(words, indicator.label) else "other"


def _counts_people(words: str) -> str:
    """`people` or `visits` if the words count people or their visits; "" for anything else."""
    who = words.removeprefix("lượt ").removeprefix("luot ")
    return "" if who not in _PEOPLE else "people" if who == words else "visits"


def _as_typed(plain: str, text: str) -> str:
    """The words `plain` as the text has them, with tones."""
    if text.isascii():
        return plain
    tones = {strip_marks(word): word for word in _WORD.findall(toned(text.translate(_RAISED)))}
    return " ".join(tones.get(word, word) for word in plain.split())


def _rate_fit(typed: str, unit: Unit, indicator: Indicator, text: str) -> Literal["same", "label", "other"]:
    """How words fit a rate: `/người` fits triệu đồng/người/năm; `m2` alone fits if the label says that it is a rate."""
    above, *per = [_as_typed(fold(part), text) for part in typed.translate(_RAISED).split("/")]
    sign = typed.partition("/")[0].strip()
    fits = any(may_mean(above, known) for known in unit.words)
    fits = fits or (unit.money and strip_marks(above) in _CURRENCY_WORDS | {""})
    if not fits and not (unit.percent and sign == "%") and not (unit.mille and sign == "‰"):
        return "other"
    if not per:
        return "label" if _RATE_WORDS.search(fold(indicator.label)) else "other"
    if len(per) > len(unit.per) or not all(
        may_mean(_SAME.get(p, p), known) for p, known in zip(per, unit.per, strict=False)
    ):
        return "other"
    return "same" if len(per) == len(unit.per) else "label"


def _begins(unit: str, words: str) -> bool:
    """Whether the words are a sufficient beginning of a longer unit: `lượt` of `lượt người`."""
    if words.isascii():
        unit = strip_marks(unit)
    if not unit.startswith(f"{words} "):
        return False
    if " " in words or words in ("lượt", "luot"):
        return True
    return words in _COUNTING | _COUNTING_PLAIN and unit.split()[1] not in _OTHER_THING | _OTHER_PLAIN


def _continues(unit: str, words: str, label: str) -> bool:
    """Whether the words are the unit and the thing counted: `vụ vi phạm`, `người dân`."""
    if len(words.split()) > 8:
        return False
    if words.isascii() and not unit.isascii():
        named = f" {words} " in f" {fold(label)} " or words in _USUAL
        return named and words.startswith(f"{strip_marks(unit)} ")
    if not words.startswith(f"{unit} "):
        return False
    return words.removeprefix(unit).split()[0] not in _OTHER_THING or f" {words} " in f" {toned(label)} "


_TOTAL = re.compile(r"(?:tổng )?số (?:lượng )?")


@lru_cache(maxsize=1024)
def _counted_things(label: str) -> tuple[str, ...]:
    """What a label counts: `Số xã, phường đạt chuẩn` → `xã`, `phường đạt chuẩn`."""
    first, *more = (toned(part) for part in re.split(r"[,;/()]|\bvà\b|\bhoặc\b", label))
    first = _TOTAL.sub("", first, count=1)
    classing, _, classed = first.partition(" ")
    return tuple(filter(None, (first, classed if classing in _CLASSING else "", *more)))


def _is_counted(words: str, label: str) -> bool:
    """Whether the words are one of the things that the label counts."""
    return any(may_mean(words, thing) or _begins(thing, words) for thing in _counted_things(label))


# --- Units that were changed -----------------------------------------------------------------------


def factor_from(unit: str, kind: str, indicator: Indicator) -> Decimal | None:
    """The factor that converts a number in this unit to the indicator's unit; None if the factor is not known.

    `unit`, `kind`: the indicator's former unit and kind. A unit that was blank counts as the present one, unless a
    magnitude was added since.
    """
    before, now = unit_of(unit, kind), unit_of(indicator.unit, indicator.kind)
    if (before.money, before.percent, before.mille) != (now.money, now.percent, now.mille):
        return None
    blank = not fold(unit) and not now.has_magnitude
    same_words = before.words & now.words or before.words == now.words
    if blank or same_words or (not before.has_magnitude and unit_fit(unit, indicator) != "other"):
        return before.scale / now.scale
    return None


def is_another_unit(stated: str, indicator: Indicator) -> bool:
    """Whether `stated` is a unit that differs from the indicator's."""
    if not stated:
        return False
    factor = factor_from(stated, indicator.kind, indicator)
    return factor != 1 and (factor is not None or names_unit(stated))


_UNIT_IN_NOTE = re.compile(r"\b(?:đvt|đơn vị(?: tính)?|tính (?:bằng|theo))\b\s*[:–-]?\s*([^.;,()\n]+)", re.IGNORECASE)


def unit_in_note(note: str) -> str:
    """The unit that a row's note names: `ĐVT: nghìn đồng`; "" if the note names no unit."""
    match = _UNIT_IN_NOTE.search(note)
    unit = (match[1] if match else note).strip()
    return unit if len(unit) < 40 and names_unit(unit) else ""


def in_present_unit(figure: Figure, indicator: Indicator, unit: str, kind: str) -> tuple[Figure, CellValue]:
    """A figure that was reported in a former unit (`unit`, `kind`), converted to the indicator's present unit, or held
    if that is not possible; and the content for the form's cell, None if the figure is unchanged.
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
