"""What in a text points to a private person: identity and telephone numbers, and names.

Numbers are recognised by their form (a citizen's number begins with a province's code, `001` to `096`; a telephone
number with an operator's), the nine digits of an identity card by the words before them. A name is recognised by a
family name after a title that is no office. Persons named with an office (`đồng chí`, `Giám đốc`), streets and schools
are not private persons.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from toolkit.language.text import pattern_of

Sort = Literal["identity-number", "telephone-number", "person-named"]


@dataclass(frozen=True, slots=True)
class Trace:
    """A stretch of the text that points to a person."""

    sort: Sort
    start: int
    end: int
    text: str


_GAP = r"[ .\u00a0-]?"
_CITIZEN = re.compile(rf"(?<![\d.,/])0(?:0[1-9]|[1-8]\d|9[0-6]){_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}(?![\d/]|[.,]\d)")
_LABELLED = re.compile(
    r"(?:cccd|cmnd|cmt|căn cước(?: công dân)?|chứng minh (?:nhân dân|thư)|số định danh(?: cá "
    rf"nhân)?)[^\d\n]{{0,12}}(?P<number>\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d{{3}})?)(?!\d)",
    re.IGNORECASE,
)
_MOBILE = re.compile(
    rf"(?<![\d.,/])(?:\(?\+84\)?{_GAP}|84(?=\d{{9}}(?!\d))|0)[35789]\d(?:{_GAP}\d){{7}}(?![\d/]|[.,]\d)"
)
_LANDLINE = re.compile(rf"(?<![\d.,/])\(?02\d{{1,2}}\)?(?:{_GAP}\d){{7,8}}(?![\d/]|[.,]\d)")
_ADDRESS = re.compile(r"[\w.+-]+@\w[\w-]*(?:\.\w[\w-]*)+")
_ACCOUNT = re.compile(r"\b(?:stk|số tk|tài khoản)\b[^\d\n]{0,12}(\d(?:[ .-]?\d){5,})", re.IGNORECASE)
#: Words after a number that show that it is an amount.
_COUNTED = re.compile(r"\s*(?:đồng|đ\b|vnđ|vnd|usd|triệu|tỷ|tỉ|nghìn|ngàn|%|lượt|người|vụ|tờ|cuốn)", re.IGNORECASE)

_FAMILY = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "huỳnh",
        "hoàng",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đinh",
        "trịnh",
        "đoàn",
        "lâm",
        "mai",
        "trương",
        "cao",
        "lương",
        "lưu",
        "tô",
        "tạ",
        "hà",
        "thái",
        "châu",
        "quách",
        "kiều",
        "thạch",
        "tăng",
        "đào",
        "văn",
        "triệu",
        "nghiêm",
        "phùng",
        "vương",
        "khổng",
        "doãn",
    ]
)
_CAPITALISED = frozenset(form for name in _FAMILY for form in (name[0].upper() + name[1:], name.upper()))
_TITLES = (
    r"ông|bà|anh|chị|cô|chú|em|cháu|đối tượng|bị can|bị cáo|bị hại|nạn nhân|nghi phạm|học viên|người bán "
    r"dâm|người mua dâm|chủ chứa|chủ cơ sở|chủ quán"
)
_TITLED = re.compile(rf"\b(?:{_TITLES})\s+(?=[^\W\d_])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"(?:[A-ZĐ]\.\s?){2,4}[A-ZĐ]?(?![^\W\d_])|(?:[A-ZĐ]\.\s?)+[A-ZĐ](?![^\W\d_])")
# Every trace has nine digits, two initials or a family name.
_LONG_NUMBER = re.compile(r"\d(?:[ .()\u00a0-]{0,3}\d){8}")
_TWO_INITIALS = re.compile(r"\.(?<=[A-ZĐ]\.)\s?[A-ZĐ]")
#: Where these digits, initials or family names begin, in a text without digits beyond ASCII. Each alternative begins
#: with a different character, which is quick to search for.
_LOOK = re.compile(
    pattern_of(
        {*"0123456789.", *(f"{name}\n" for name in _CAPITALISED)},
        {
            **{digit: rf"{digit}[0-9 .()\u00a0-]{{8}}" for digit in "0123456789"},
            ".": _TWO_INITIALS.pattern,
            "\n": r"(?=[\s(“\"]|\Z)",
        },
    )
)
#: The high bytes, in UTF-16, of most letters and signs; the only digits among these characters are those of ASCII.
_USUAL = b"\x00\x01\x1e\x20"
_BORN = re.compile(
    r"\s*[,(]?\s*(?:sinh năm|sinh ngày|sn\b|s\.n|\d{1,2} tuổi|trú tại|ngụ tại|ngụ|thường trú)", re.IGNORECASE
)
_OFFICE = re.compile(
    r"\b(?:đồng chí|đ/c|giám đốc|chủ tịch|bí thư|trưởng|phó|chánh|thứ trưởng|bộ trưởng|thủ tướng|hiệu trưởng|đại "
    r"biểu|ủy viên|uỷ viên"
    r"|thiếu tướng|đại tá|thượng tá|trung tá|thiếu tá|đại úy|luật sư|bác sĩ|tiến sĩ|thạc sĩ|cán bộ|công chức|lãnh "
    r"đạo|đại diện)\b",
    re.IGNORECASE,
)
_LOCALITIES = re.compile(
    r"(?:đường|phố|trường|thpt|thcs|tiểu học|phường|xã|ấp|khóm|quỹ|giải|học bổng|mang tên|anh hùng|bệnh "
    r"viện)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;\n]")


def traces(text: str) -> tuple[Trace, ...]:
    """The stretches that point to a private person, in the order of the text, without overlaps."""
    numbers, names = _LONG_NUMBER.search(text), _may_name(text)
    if not numbers and not names:
        return ()
    separate: list[Trace] = []
    for trace in (*(_number_traces(text) if numbers else ()), *(_name_traces(text) if names else ())):
        if not any(trace.start < other.end and other.start < trace.end for other in separate):
            separate.append(trace)
    return tuple(sorted(separate, key=lambda t: t.start))


def positions_to_search(texts: Sequence[str]) -> Sequence[int]:
    """The indexes of the texts in which `traces` may find anything, as a quick test shows; there are mostly none."""
    joined = "\n".join(texts)
    if joined.encode("utf-16-le", "surrogatepass")[1::2].translate(None, _USUAL):
        return range(len(texts))
    ends = [*accumulate([len(text) + 1 for text in texts])]
    return sorted({bisect_right(ends, match.start()) for match in _LOOK.finditer(joined)})


def _may_name(text: str) -> bool:
    if _TWO_INITIALS.search(text):
        return True
    words = text.replace("(", " ").replace("“", " ").replace('"', " ").split()
    if _CAPITALISED.isdisjoint(words):
        return False
    for word, following in zip(words, words[1:], strict=False):
        if following[0].isupper() and (letters := _WORD.findall(word)) and letters[-1].casefold() in _FAMILY:
            return True
    return False


def _number_traces(text: str) -> Iterator[Trace]:
    for match in _LABELLED.finditer(text):
        yield Trace("identity-number", *match.span("number"), match["number"])
    for pattern, sort in (
        (_CITIZEN, "identity-number"),
        (_MOBILE, "telephone-number"),
        (_LANDLINE, "telephone-number"),
    ):
        for match in pattern.finditer(text):
            digits = sum(c.isdigit() for c in match[0])
            if pattern is _LANDLINE and not 10 <= digits <= 11:
                continue
            if not _COUNTED.match(text, match.end()):
                yield Trace(sort, *match.span(), match[0])  # type: ignore[arg-type]


def _name_traces(text: str) -> Iterator[Trace]:
    for match in _TITLED.finditer(text):
        end = _name_at(text, match.end())
        if end and not _is_public(text, match.start(), end):
            yield Trace("person-named", match.start(), end, text[match.start() : end])
    for match in _WORD.finditer(text):
        if match[0].casefold() in _FAMILY and match[0][0].isupper():
            end = _name_at(text, match.start())
            if end and _BORN.match(text, end) and not _is_public(text, match.start(), end):
                yield Trace("person-named", match.start(), end, text[match.start() : end])


def _name_at(text: str, start: int) -> int:
    """The end of the person's name that begins at `start`; 0 if no name begins there."""
    initials = _INITIALS.match(text, start)
    if initials:
        return initials.end()
    words: list[re.Match[str]] = []
    at = start
    while len(words) < 5 and (word := _WORD.match(text, at)) and word[0][0].isupper():
        words.append(word)
        at = word.end() + (text[word.end() : word.end() + 1] == " ")
    if len(words) < 2 or words[0][0].casefold() not in _FAMILY:
        return 0
    return words[-1].end()


def _is_public(text: str, start: int, end: int) -> bool:
    """Whether the name is that of an office holder, or of a locality."""
    before = _CLAUSE.split(text[max(0, start - 60) : start])[-1]
    after = text[end : end + 40]
    named = re.match(r"\s*[,(–-]\s*", after)
    return bool(
        _LOCALITIES.search(before)
        or (_OFFICE.search(before) and not re.search(r"\bđối tượng\b", text[start:end], re.IGNORECASE))
        or (named and _OFFICE.match(after, named.end()))
    )


def shortened(text: str) -> str:
    """A number with only its last digits shown: whoever wrote it recognises it, others do not."""
    return re.sub(r"\d(?=(?:[^\d;]*\d){3})", "*", text)


def without_numbers(text: str, sign: str) -> str:
    """The text with each identity and telephone number, account and address of mail replaced by `sign`; names stay."""
    if "@" in text:
        text = _ADDRESS.sub(sign, text)
    if _LONG_NUMBER.search(text):
        text = _ACCOUNT.sub(lambda match: match[0][: match.start(1) - match.start()] + sign, text)
    pieces, at = [], 0
    for trace in traces(text):
        if trace.sort != "person-named":
            pieces += [text[at : trace.start], sign]
            at = trace.end
    return "".join((*pieces, text[at:])) if pieces else text
