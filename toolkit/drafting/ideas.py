"""A paragraph of several ideas → its parts, at sentence ends and semicolons, word for word.

A part must be understandable by itself. Not split off are sentences that refer to the one before (`Việc này …`, `Tuy
nhiên, …`), lists after a colon, words in quotes or brackets; the point of an abbreviation or number ends no part.
"""

import re
from collections.abc import Iterator

_LONG = 40  # a paragraph of fewer words is one idea
_SHORT = 6  # a part of fewer words is joined to the part before it
_END = re.compile(r"[.!?…]+[”»\")\]]*\s+(?=[“\"(]?[^\W\d_])|;\s+")
_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:[A-ZĐ]{1,3}|T[pxt]|Th[sS]|[TB][sS]|PGS|v\.v|[đĐ]/c)$")
#: A part with this beginning is not understandable without the text before it.
_REFERS = re.compile(
    r"(?:việc|điều|kết quả|nội dung|công tác|số|tình trạng|mô hình|cách làm|những|các)\s(?:\w+\s){0,2}?"
    r"(?:này|đó|trên|ấy)\b|(?:qua|từ|nhờ|do|vì|theo|trong|bởi)\s(?:đó|vậy|thế|đây)\b"
    r"|(?:tuy|nhưng|song(?! song)|trong số|cụ thể|ví dụ|như|đây|đó|điển hình|vì vậy|vì thế|do vậy|nguyên nhân|lý do"
    r"|nhằm|để|và|hoặc|mặc dù|còn|riêng|họ|nó)\b",
    re.IGNORECASE,
)
#: A part with this beginning may introduce the next one.
_LEADS = re.compile(r"(?:sau khi|trước khi|khi|căn cứ|theo|nhằm|để|với)\b", re.IGNORECASE)
_PAIRS = {"“": "”", "«": "»", "(": ")", "[": "]"}


def ideas_of(text: str) -> tuple[str, ...]:
    """The parts of a paragraph, in order; the whole paragraph if it is one idea, or cannot be split.

    Joined by blanks, the parts are the paragraph, word for word and sign for sign.
    """
    if len(text.split()) < _LONG or "\n" in text:
        return (text,)
    parts: list[str] = []
    for part in _sentences(text):
        if parts and (
            _REFERS.match(part) or _LEADS.match(parts[-1]) or min(len(part.split()), len(parts[-1].split())) < _SHORT
        ):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return tuple(parts)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        before = text[start : end.start()]
        inside = _is_open(text[: end.end()])
        listed = end[0].startswith(";") and ":" in re.sub(r"\d:\d", "", before)
        if inside or listed or (end[0].startswith(".") and _ABBREVIATED.search(before)):
            continue
        if not end[0].startswith(";") and not text[end.end() :].lstrip('“"(')[:1].isupper():
            continue
        yield text[start : end.end()].rstrip()
        start = end.end()
    yield text[start:]


def _is_open(text: str) -> bool:
    """Whether a quotation or a bracket is still open at the end of a text."""
    open_pair = any(text.count(start) > text.count(end) for start, end in _PAIRS.items())
    return open_pair or text.count('"') % 2 == 1
