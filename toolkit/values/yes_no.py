"""Yes or no, as officials answer: `Có`, `Đã ban hành`, `Chưa có kế hoạch`, `Có (KH số 15/KH-UBND)`.

Only answers all of whose words are known are taken; half an answer (`có dự thảo`, `không những …`) is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.language.text import fold, strip_marks, toned
from toolkit.values.readings import Reading, given, held


def _words(texts: str) -> frozenset[str]:
    """The words, with their tones and without any."""
    words = texts.split()
    return frozenset(words + [strip_marks(word) for word in words])


#: Whole answers in one word.
SIMPLE: dict[str, bool] = {
    **dict.fromkeys(_words("có rồi đã đúng yes y true"), True),
    **dict.fromkeys(_words("không ko hông chưa no n false sai"), False),
}
_YES, _NO = _words("có đã rồi yes"), _words("không ko chưa")
_DONE = (
    "ban hành thực hiện triển khai tổ chức xây dựng thành lập phê duyệt hoàn thành duy trì lập kiện toàn công nhận bố "
    "trí "
    "được kế hoạch kh quyết định qđ văn bản vb công văn cv nghị quyết nq chương trình ctr chỉ thị ct đề án quy chế quy "
    "định "
    "thông báo hướng dẫn phương án x v ✓"
)
#: What may stand beside yes, and beside no, besides the words of the indicator's own label.
_BESIDE_YES = _words(
    f"{_DONE} có đã rồi ạ ký các riêng đầy đủ kịp thời xong đúng hạn tốt thường xuyên hàng hằng năm định kỳ"
)
_BESIDE_NO = _words(f"{_DONE} hề nào gì cả")
#: Here a reference begins, which may say anything but a doubt; here the reason for a no, or what is done instead.
_REFERENCE = _words("số theo tại từ ngày tháng kèm")
_REASON = _words("do vì đang sẽ chờ")
#: Behind a no they begin something else: `không chỉ`, `không thể không`, `chưa đầy`.
_HALF = _words("chỉ những thể đầy kịp còn phải")
_OBJECTIONS = _HALF | _words("không ko chưa đang sẽ lẽ dự thảo trình")
_DOUBT = (
    r"\b(?:không|ko|chưa|đang|sẽ|dự (?:thảo|kiến)|nhưng|song|hết hiệu lực|hủy|bãi bỏ|đình chỉ|dừng|ngừng|hoãn|chờ"
    r"|(?<!chương )(?<!quy )(?<!công )(?<!quá )trình(?! độ| tự)|đề (?:nghị|xuất)|chủ trương|(?:lấy|xin|góp) ý kiến"
    r"|(?:một|1) phần|thể|lẽ)\b"
)
_CONTRAST = r"\b(?:nhưng|song|mà|đã|tuy)\b"
_INTENDED = (
    r"\b(?:kế hoạch|chương trình|chủ trương|quyết định)"
    r" (?:ban hành|xây dựng|thực hiện|triển khai|thành lập|tổ chức|phê duyệt)\b"
)
_PATTERNS = {source: (re.compile(source), re.compile(strip_marks(source))) for source in (_DOUBT, _CONTRAST, _INTENDED)}
#: What leaves an answer open: `Có …`, `có?`, `Có 50%`, `Không/có`.
_OPEN = re.compile(r"[?…%]|\.\.|/\s*(?:có|co|không|khong|ko|chưa|chua)\b", re.IGNORECASE)
#: So many words beside an answer need no note.
_FEW = 3
_UNCLEAR = held("not-yes-or-no")


def read_sentence(cell: str, label: str) -> Reading:
    """The answer that a sentence gives to the question of this label."""
    words = toned(cell).split()
    if not words or _OPEN.search(cell):
        return _UNCLEAR
    said = " ".join(words[1:])
    if words[0] in _YES:
        yes = _names(said, label) or _all_for_yes(words[1:], label)
        return _taken(True, words[1:]) if yes else _UNCLEAR
    if words[0] in _NO:
        return _taken(False, words[1:]) if _all_for_no(words[1:], label) else _UNCLEAR
    return _UNCLEAR


def _taken(answer: bool, beside: Sequence[str]) -> Reading:
    return given(answer, "" if len(beside) <= _FEW else "words-beside-answer")


def _names(said: str, label: str) -> bool:
    """Whether the words are those of the label, in its order: `dự thảo quy chế` where that is asked."""
    own = fold(label) if said.isascii() else toned(label)
    return bool(said) and f" {said} " in f" {own} "


def _own(label: str) -> frozenset[str]:
    return _words(toned(label)) - _OBJECTIONS


def _finds(source: str, text: str) -> bool:
    return _PATTERNS[source][text.isascii()].search(text) is not None


def _all_for_yes(words: Sequence[str], label: str) -> bool:
    known = _BESIDE_YES | _own(label)
    for at, word in enumerate(words):
        if word.isdecimal() and not int(word):
            return False
        if word in _REFERENCE or any(map(str.isdecimal, word)):
            return not _finds(_DOUBT, " ".join(words[at:]))
        if word not in known:
            return False
    return not (_finds(_INTENDED, " ".join(words)) or _finds(_DOUBT, " ".join(words)))


def _all_for_no(words: Sequence[str], label: str) -> bool:
    known = _BESIDE_NO | _own(label)
    if words and words[0] in _HALF:
        return False
    for at, word in enumerate(words):
        if word in ("có", "co") and not at:
            continue
        if word in _REASON:
            return not _finds(_CONTRAST, " ".join(words[at:]))
        if word not in known or word in _YES:
            return False
    return True
