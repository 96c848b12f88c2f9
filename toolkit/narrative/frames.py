"""Frames: sentences that differ in slots only. A slot is a quantity, a document of the agency, its name or place.

`Ban hành Kế hoạch số 12/KH-UBND, giao 25 nhiệm vụ` and the same sentence with 7 and 41 are one frame:
`Ban hành Kế hoạch, giao tổng cộng 66 nhiệm vụ`. All words outside the slots are the same, one by one.
What may be a name or limit is no slot: years, ordinals, articles, other bodies' documents, `trên 90%`,
`từ 80% lên 90%`. A sentence left alone costs a line; two sentences wrongly joined make a false statement.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from toolkit.language.numbers import format_number
from toolkit.language.text import clean, fold, normalise, strip_bullet, toned

#: What a frame's sentence shows where its sentences differ in something other than a number.
GAP = "…"

#: Text that begins with a digit: a document's number, a date, something else that is no quantity, a number.
_NUMBERED = re.compile(
    r"(?<!\w)(?:(?P<document>\d{1,5}\s?[-/–]\s?[A-ZĐ]{2,}(?:\s?[-/–&.]\s?[A-ZĐ][A-ZĐa-zđ&]+)*)"
    r"|(?P<date>\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})"
    r"|(?P<fixed>\d[\d.,]*(?:\s?[-–/]\s?\d[\d.,]*)+)"
    r"|(?P<number>\d+(?:[.,]\d+)*%?))"
)
#: A word, or a sign that carries meaning.
_WORDS = re.compile(r"[^\W\d]\w*|[%<>=≤≥±+~≈$€]|\d\w*")
_LAST_WORD, _LONGEST_WORD = re.compile(r"\w+$"), 30
#: The beginning of a sentence, where any word has a capital.
_SENTENCE_START = re.compile(r"(?:^|[.;:!?])\s*$")
#: A number, with what follows it in the number of a document.
_FILLED = re.compile(r"\d[\d.,]*(?:\s?[-/–]\s?[^\W\d]{2,}[^\s,;.)]*)?")
_SIGNS = re.compile(r"[^\w\s]+")
#: A digit that is not within a word.
_DIGIT = re.compile(r"[0-9](?<!\w[0-9])")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?%?")
#: One comma and three digits may be thousands or a fraction.
_TWO_READINGS = re.compile(r"[1-9]\d{0,2},\d{3}%?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: A number after such a word is no plain quantity: it is a name, an ordinal, a limit, the end of a change or a part.
_NAMES_BEFORE = _words(
    "số điều khoản mục điểm quý tháng ngày năm chương kỳ khóa khoá khu thứ đợt lớp nhóm loại hạng bậc tuổi phiên "
    "lộ tổ khóm ấp thôn đạo viện đường hẻm km mức độ đội vùng "
    "trên dưới hơn gần khoảng quá từ đến tới lên xuống sang trước sau đa thiểu nhất kém ngoài chừng giữa bằng vượt"
)
_NAMES_BEFORE_IN_TWO = frozenset(
    ("nghị quyết", "quyết định", "chỉ thị", "nghị định", "thông tư", "phụ lục", "xuống còn", "giảm còn", "đề án")
)
#: After `cấp`, a number up to this one is a level of schools or authorities; `cấp 164 giấy chứng nhận` is a quantity.
_LEVELS, _MOST_LEVELS = "cấp", 4
#: Units of duration or time, not of quantity.
_TIMES = _words("năm tháng ngày tuần quý giờ phút tuổi thế sao")
#: Words that are no unit: a number before them is part of a name, not a quantity.
_NO_UNITS = _words("của và về theo trong tại cho với thuộc để do là ở trên đã được")
#: Words between the first and the second quantity of a change: `80% lên 90%`.
_CHANGE_WORDS = _words("lên xuống đến tới sang")
#: Before this word a unit of time is a quantity of work: `480 ngày công`.
_OF_WORK = "công"
#: After one of these words and `số`, a number is a quantity: `tổng số 120 hộ`.
_BEFORE_COUNTS = _words("tổng")
#: A document after one of these words, in the same clause, was issued by the agency.
_ISSUES = re.compile(r"\b(?:ban hành|tham mưu|xây dựng|ký ban hành|đã có)\b[^.;:]*$", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\b(?:thực hiện|theo|triển khai|căn cứ|cụ thể hóa|cụ thể hoá|quán triệt|thi hành|"
    r"của (?:tỉnh|trung ương|chính phủ|bộ))\b"
    r"[^.;:,]*$",
    re.IGNORECASE,
)
#: The text between a document and the agency that issued it: `215/QĐ-UBND ngày 12/4/2023 của UBND xã …`.
_DISTINCT = re.compile(r"(?: ngày \d{1,2}(?:/\d{1,2}/\d{4}| tháng \d{1,2} năm \d{4}))? của ")
#: The kind of document whose number does not show its kind.
_LETTER = "Công văn số"
#: Authorities whose documents no agency of a province issues.
_OF_THE_CENTRE = frozenset(("TTG", "TW", "CP", "QH", "QH13", "QH14", "QH15", "UBTVQH", "CT", "BCT", "CTN"))
_PLACE_KINDS = ("thị trấn", "thị xã", "thành phố", "xã", "phường", "huyện", "quận", "đặc khu")
_OF_PROVINCE = re.compile(r" (tỉnh|thành phố)(?: [A-ZĐÀ-Ỹ]\w*)+$")
_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACE_KINDS)}) (?P<name>(?:[A-ZĐÀ-Ỹ]\w*)(?: [A-ZĐÀ-Ỹ]\w*)*|\d+)$", re.UNICODE)


class Slot(NamedTuple):
    """A part that may differ, from `start` to before `end` in the text. `key` must be equal in all sentences."""

    kind: Literal["number", "document", "date", "agency"]
    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed statement: `skeleton` is its words with the keys of its slots among them."""

    text: str
    skeleton: tuple[str, ...]
    slots: tuple[Slot, ...]

    def slot_text(self, at: int) -> str:
        slot = self.slots[at]
        return self.text[slot.start : slot.end]


def sentence(text: str, names: Iterable[str] = ()) -> Sentence:
    """The statement with its slots. `names`: names of the agency that wrote it (`names_of_agency`)."""
    text = " ".join(strip_bullet(clean(text)).split())
    named = list(_agency_slots(text, names))
    if not named and not _DIGIT.search(text):
        return Sentence(text, (), ())
    skeleton: list[str] = []
    slots: list[Slot] = []
    inside = [(start, end) for start, end, _ in named]
    numbers = [m for m in _number_matches(text) if not any(s <= m.start() < e for s, e in inside)]
    parts: list[tuple[int, int, re.Match[str] | None]] = [(s, e, None) for s, e in inside]
    parts += [(m.start(), m.end(), m) for m in numbers]
    before = 0
    for start, end, match in sorted(parts, key=lambda part: part[0]):
        skeleton += map(_normalised_word, _WORDS.findall(text, before, start))
        slot = Slot("agency", start, end, "<agency>") if match is None else _slot(text, match, skeleton, slots, inside)
        slots += [slot] if slot is not None else []
        skeleton.append(slot.key if slot is not None else text[start:end])
        before = end
    skeleton += map(_normalised_word, _WORDS.findall(text, before))
    return Sentence(text, tuple(skeleton), tuple(slots))


def _number_matches(text: str) -> Iterator[re.Match[str]]:
    """Yields the matches of `_NUMBERED`, which is only tried at digits: at every character it would be slow."""
    at = 0
    while (digit := _DIGIT.search(text, at)) is not None:
        match = _NUMBERED.match(text, digit.start())
        if match is not None:
            yield match
        at = match.end() if match is not None else digit.end()


def sentences(texts: Sequence[str], names: Sequence[tuple[str, ...]]) -> list[Sentence]:
    """`sentence` of each text, with the names of the agency that wrote it. A text that is in no frame, since no
    other text equals it apart from numbers, documents and names, gets no slots."""
    keys = [_without_slots(text, known) for text, known in zip(texts, names, strict=True)]
    shared = Counter(filter(None, keys))
    return [
        sentence(text, known) if shared[key] > 1 else Sentence(text, (), ())
        for text, known, key in zip(texts, names, keys, strict=True)
    ]


def _without_slots(text: str, names: tuple[str, ...]) -> str:
    """The text without numbers, documents and names; "" for a text that has nothing of the kind."""
    bare, has_slots = text.casefold(), _DIGIT.search(text) is not None
    for name in names:
        if len(name) > 1 and (folded := name.casefold()) in bare:
            bare, has_slots = bare.replace(folded, " "), True
    if not has_slots:
        return ""
    return " ".join(_SIGNS.sub(" ", _FILLED.sub(" ", bare)).split())


@lru_cache(maxsize=8192)
def _normalised_word(word: str) -> str:
    return normalise(word) or word.lower()


def _slot(
    text: str, match: re.Match[str], before: Sequence[str], slots: Sequence[Slot], named: Sequence[tuple[int, int]]
) -> Slot | None:
    typed, (start, end) = match[0], match.span()
    if match["document"]:
        issuer = re.split(r"[-/–]", typed.replace(" ", ""), maxsplit=1)[1].upper()
        kind, _, rest = issuer.partition("-")
        rest = rest or issuer.partition("/")[2]
        clause = text[:start]
        foreign = {p.upper() for p in re.split(r"[-/–]", rest)} & _OF_THE_CENTRE or rest.startswith("B")
        issued = bool(_ISSUES.search(clause)) and not _FOLLOWS.search(clause)
        issued = issued or any(s >= end and _DISTINCT.fullmatch(text[end:s]) for s, _ in named)
        if foreign or not issued:
            return None
        return Slot("document", start, end, f"<document {_LETTER if clause.rstrip().endswith(_LETTER) else kind}>")
    if match["date"]:
        last = slots[-1] if slots else None
        follows_document = last is not None and last.kind == "document" and text[last.end : start].strip() == "ngày"
        return Slot("date", start, end, "<date>") if follows_document else None
    if match["number"] and _is_quantity(text, match, before):
        return Slot("number", start, end, "<number %>" if typed.endswith("%") else "<number>")
    return None


def _is_quantity(text: str, match: re.Match[str], before: Sequence[str]) -> bool:
    """Whether a number is a plain quantity, which may differ between agencies."""
    typed = match[0]
    if not _NUMBER.fullmatch(typed) or _TWO_READINGS.fullmatch(typed) or not quantity(typed):
        return False
    prefix = text[: match.start()].rstrip()
    if prefix.endswith(("-", "–", "/", "+", "<", ">")) or text[match.start() - 1 : match.start()] == ":":
        return False
    previous = before[-1] if before else ""
    if " ".join(before[-2:]) in _NAMES_BEFORE_IN_TWO or (
        previous == _LEVELS and (quantity(typed) or 0) <= _MOST_LEVELS
    ):
        return False
    if previous in _NAMES_BEFORE and not (previous == "số" and before[-2:-1] and before[-2] in _BEFORE_COUNTS):
        return False
    last = _LAST_WORD.search(prefix, max(0, len(prefix) - _LONGEST_WORD))
    if last is not None and last[0][:1].isupper() and not _SENTENCE_START.search(prefix[: last.start()]):
        return False  # `Đội 178`
    words = [*islice(_WORDS.finditer(text, match.end()), 2)]
    if typed.endswith("%"):
        return not (words and _normalised_word(words[0][0]) in _CHANGE_WORDS)
    if not words or not words[0][0][0].isalpha():
        return False
    if text[match.end() : words[0].start()].strip():
        return False  # with a sign between number and unit
    unit = _normalised_word(words[0][0])
    work = len(words) > 1 and _normalised_word(words[1][0]) == _OF_WORK
    if unit in _NO_UNITS or (unit in _TIMES and not work) or unit in _CHANGE_WORDS or words[0][0][:1].isupper():
        return False
    return not any(_normalised_word(w[0]) in _CHANGE_WORDS for w in words[1:2])


def quantity(typed: str) -> Decimal | None:
    """The value of a typed number; None if it is zero or no number. Points separate thousands, a comma the fraction."""
    match = _NUMBER.fullmatch(typed)
    if match is None:
        return None
    return Decimal(f"{match[1].replace('.', '')}.{match[2] or 0}") or None


# --- The agency's own name -----------------------------------------------------------------------


@lru_cache(maxsize=4096)
def names_of_agency(*names: str) -> tuple[str, ...]:
    """The names by which an agency may call itself, the longest first: in full, with its kind abbreviated (`UBND
    xã Mỹ Hòa`), without its province (`Sở Y tế`), and its place with its kind (`xã Mỹ Hòa`) and without."""
    forms: dict[str, None] = {}
    for name in names:
        flat = " ".join(name.split())
        if flat:
            short = re.sub(r"^[Ủủ]y ban nhân dân|^Uỷ ban nhân dân", "UBND", flat)
            forms |= dict.fromkeys((flat, short))
            if of_province := _OF_PROVINCE.search(short):
                before = short[: of_province.start()]
                forms |= dict.fromkeys(
                    (f"{before} {of_province[1]}", before) if before[:2] == "Sở" else (f"{before} {of_province[1]}",)
                )
            if place := _PLACE.search(short):
                forms |= dict.fromkeys((place[0], place["name"]) if place["name"][0].isalpha() else (place[0],))
    return tuple(sorted(forms, key=lambda n: (-len(n), n)))


def _agency_slots(text: str, names: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yields (start, end, name) of each part of the text in which the agency names itself or its place."""
    spans: list[tuple[int, int]] = []
    lower = text.casefold()
    for name in names:
        key, start = name.casefold(), 0
        while (start := lower.find(key, start)) >= 0:
            end = start + len(key)
            alone = not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
            if alone and (len(name.split()) > 1 or name.isupper()) and all(end <= s or start >= e for s, e in spans):
                spans.append((start, end))
            start = end
    yield from sorted((s, e, text[s:e]) for s, e in spans)


# --- Frames --------------------------------------------------------------------------------------


def frames(sentences: Sequence[Sentence]) -> list[list[int]]:
    """The positions of the sentences of each frame: two or more with the same words around their slots, and a
    difference in some slot."""
    by_skeleton: dict[tuple[str, ...], list[int]] = {}
    for at, parsed in enumerate(sentences):
        if parsed.slots and len(parsed.skeleton) > 3:
            by_skeleton.setdefault(parsed.skeleton, []).append(at)
    return [members for members in by_skeleton.values() if len(members) > 1]


class Voice(NamedTuple):
    """Who wrote one of a frame's sentences: the number of agencies, and the name of the first."""

    agencies: int
    name: str


def frame_sentence(sentences: Sequence[Sentence], voices: Sequence[Voice]) -> str:
    """A frame's sentence: the first of its sentences, with a sum, a range or a gap where they differ; "" where no
    sentence can stand for all, since the values contradict its words.

    Amounts are added; shares and rates are a range, with the highest and the lowest by name. A document's number is
    left out with the words that carry it.
    """
    first, parts, end, ranked = sentences[0], list[str](), 0, ""
    for at, slot in enumerate(first.slots):
        values = [member.slot_text(at) for member in sentences]
        before, after = first.text[end : slot.start], first.text[slot.end :]
        end = slot.end
        if len({fold(value) for value in values}) == 1:
            parts += [before, values[0]]
        elif slot.kind in ("document", "date"):
            bare = _DOCUMENT_WORDS.sub("", before)
            if slot.kind == "document" and not _DOCUMENT_KIND.search(bare):
                return ""
            parts.append(bare)
        elif slot.kind == "agency":
            parts += [before, _common_kind(values)]
        else:
            if _straddles(first.text, values):
                return ""
            shown = _shown_numbers(first.text[: slot.start], values, after, voices)
            ranked = ranked or ("" if shown.startswith("tổng cộng") else _extremes(values, voices))
            parts += [before, shown]
    body = "".join([*parts, first.text[end:]]).rstrip()
    stop = body[len(body.rstrip(" .;,")) :].strip()
    return f"{body.rstrip(' .;,')}{ranked}{stop}" if ranked else body


#: The words before a document's number that go with it, and the kinds of documents that agencies issue.
_DOCUMENT_WORDS = re.compile(r"(?:,? số:?|,? ngày)?\s*$", re.IGNORECASE)
_DOCUMENT_KIND = re.compile(
    r"(?:kế hoạch|quyết định|công văn|văn bản|báo cáo|tờ trình|nghị quyết|chỉ thị|chương trình|đề án|hướng dẫn"
    r"|thông báo|thông tri|kết luận)$",
    re.IGNORECASE,
)
#: Words near a number that make it a rate, a mean or a part of a sum that is named already: it is not added.
_RATE_BEFORE = re.compile(
    r"\b(?:bình quân|trung bình|mỗi|từng|tỷ lệ|tỉ lệ|mức|định mức|tỷ suất|năng suất|giá|điểm|tổng|hạng)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(r"\s*\w+(?:\s+\w+)?\s*(?:/|\b(?:một|mỗi|trên)\b)|\s*%", re.IGNORECASE)
_JUDGED = re.compile(r"\b(?:vượt|chưa đạt|không đạt)\b", re.IGNORECASE)


def _straddles(text: str, values: Sequence[str]) -> bool:
    """Whether shares on both sides of 100 % stand beside a word that only one side allows (`vượt`, `chưa đạt`)."""
    shares = [quantity(value) or 0 for value in values if value.endswith("%")]
    return bool(shares) and min(shares) < 100 <= max(shares) and bool(_JUDGED.search(text))


def _shown_numbers(before: str, values: Sequence[str], after: str, voices: Sequence[Voice]) -> str:
    amounts = [quantity(value) or Decimal(0) for value in values]
    low, high = min(amounts), max(amounts)
    if low == high:
        return values[0]
    if values[0].endswith("%") or _RATE_BEFORE.search(before) or _RATE_AFTER.match(after):
        return f"từ {values[amounts.index(low)]} đến {values[amounts.index(high)]}"
    total = sum((amount * voice.agencies for amount, voice in zip(amounts, voices, strict=True)), Decimal(0))
    return f"tổng cộng {format_number(float(total), 'vi')}"


def _extremes(values: Sequence[str], voices: Sequence[Voice]) -> str:
    """Who has the highest and who the lowest of these shares, where it is one agency each."""
    amounts = [quantity(value) or Decimal(0) for value in values]
    if not values[0].endswith("%") or min(amounts) == max(amounts):
        return ""
    named = []
    for word, extreme in (("cao", max(amounts)), ("thấp", min(amounts))):
        of = [voice for amount, voice in zip(amounts, voices, strict=True) if amount == extreme]
        named += [f", {word} nhất là {of[0].name}"] if len(of) == 1 and of[0].agencies == 1 else []
    return "".join(named)


def _common_kind(names: Sequence[str]) -> str:
    """The common beginning of the names (the kind of agency), followed by a gap."""
    words = [name.split() for name in names]
    kinds = ("UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân", "Sở", "Ban", "Công an", "Hội", *_PLACE_KINDS)
    shared: list[str] = []
    for nth_words in zip(*words, strict=False):
        if len({toned(word) for word in nth_words}) > 1:
            break
        shared.append(nth_words[0])
    while shared and not any(toned(" ".join(shared)).endswith(toned(kind)) for kind in kinds):
        shared.pop()
    return " ".join([*shared, GAP])
