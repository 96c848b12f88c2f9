"""Yes or no, as officials answer: `Có`, `Đã ban hành`, `Chưa có kế hoạch`, `Có (KH số 15/KH-UBND)`.

Only answers in which every word is known are accepted; an incomplete one (`có dự thảo`, `không những …`) is a question.
"""

import re
from collections.abc import Sequence

from toolkit.language.text import DASH, TextForms, fold, strip_marks, toned
from toolkit.model import CellValue, Indicator
from toolkit.values.readings import Reading, ValueWords, accepted_reading


def _words(texts: str) -> frozenset[str]:
    """The words, each with its tones and without tones."""
    words = texts.split()
    return frozenset(words + [strip_marks(word) for word in words])


#: Whole answers in one word.
_SIMPLE = {
    **dict.fromkeys(_words("có rồi đã đúng yes y true"), accepted_reading(True)),
    **dict.fromkeys(_words("không ko hông chưa no n false sai"), accepted_reading(False)),
}
#: `x`, `v` and ticks (three of them from the font Wingdings) mean yes on Vietnamese forms. Marks are listed for review.
_MARKS = {
    **dict.fromkeys("xv✓✔√☑☒\uf0fc\uf0fe\uf0d6+1", accepted_reading(True, "mark-as-answer")),
    "0": accepted_reading(False, "mark-as-answer"),
    DASH: accepted_reading(False, "dash-as-no"),
}
_YES, _NO = _words("có đã rồi yes"), _words("không ko chưa")
_DONE = (
    "ban hành thực hiện triển khai tổ chức xây dựng thành lập phê duyệt hoàn thành duy trì lập kiện toàn công nhận bố "
    "trí "
    "được kế hoạch kh quyết định qđ văn bản vb công văn cv nghị quyết nq chương trình ctr chỉ thị ct đề án quy chế quy "
    "định "
    "thông báo hướng dẫn phương án x v ✓"
)
# Words that may accompany yes, and words that may accompany no, in addition to those of the indicator's label.
_BESIDE_YES = _words(
    f"{_DONE} có đã rồi ạ ký các riêng đầy đủ kịp thời xong đúng hạn tốt thường xuyên hàng hằng năm định kỳ"
)
_BESIDE_NO = _words(f"{_DONE} hề nào gì cả")
#: Words that begin a reference, which may contain anything except words of doubt.
_REFERENCE = _words("số theo tại từ ngày tháng kèm")
#: Words that begin the reason for a no.
_REASON = _words("do vì đang sẽ chờ")
#: Words that change the meaning of a preceding no: `không chỉ`, `không thể không`, `chưa đầy`.
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
#: What makes an answer ambiguous: `Có …`, `có?`, `Có 50%`, `Không/có`.
_OPEN = re.compile(r"[?…%]|\.\.|/\s*(?:có|co|không|khong|ko|chưa|chua)\b", re.IGNORECASE)
#: The most words in addition to an answer that need no note.
_FEW = 3


def mark_in_cell(cell: CellValue) -> Reading | None:
    """Reads a cell that holds TRUE, FALSE, 1 or 0; None for any other."""
    if isinstance(cell, bool):
        return accepted_reading(cell)
    return accepted_reading(cell == 1, "mark-as-answer") if isinstance(cell, int | float) and cell in (0, 1) else None


def read_mark(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads one word, a tick, 1, 0 or a dash; None leaves the text to the next reader."""
    return _SIMPLE.get(typed.text.casefold()) or _MARKS.get(typed.key)


def read_sentence(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads a sentence that answers the label's question; None leaves the text to the next reader."""
    answer, *rest = typed.toned_key.split()
    if _OPEN.search(typed.text):
        return None
    yes = answer in _YES and (_is_in_label(" ".join(rest), indicator.label) or _may_follow_yes(rest, indicator.label))
    if yes or (answer in _NO and _may_follow_no(rest, indicator.label)):
        return accepted_reading(yes, "" if len(rest) <= _FEW else "words-beside-answer")
    return None


def _is_in_label(words: str, label: str) -> bool:
    """Whether the words are in the label, in this order: `dự thảo quy chế` if the label asks for it."""
    in_label = fold(label) if words.isascii() else toned(label)
    return bool(words) and f" {words} " in f" {in_label} "


def _words_in_label(label: str) -> frozenset[str]:
    return _words(toned(label)) - _OBJECTIONS


def _matches(source: str, text: str) -> bool:
    return _PATTERNS[source][text.isascii()].search(text) is not None


def _may_follow_yes(words: Sequence[str], label: str) -> bool:
    known = _BESIDE_YES | _words_in_label(label)
    for at, word in enumerate(words):
        if word.isdecimal() and not int(word):
            return False
        if word in _REFERENCE or any(map(str.isdecimal, word)):
            return not _matches(_DOUBT, " ".join(words[at:]))
        if word not in known:
            return False
    return not (_matches(_INTENDED, " ".join(words)) or _matches(_DOUBT, " ".join(words)))


def _may_follow_no(words: Sequence[str], label: str) -> bool:
    known = _BESIDE_NO | _words_in_label(label)
    if words and words[0] in _HALF:
        return False
    for at, word in enumerate(words):
        if word in ("có", "co") and not at:
            continue
        if word in _REASON:
            return not _matches(_CONTRAST, " ".join(words[at:]))
        if word not in known or word in _YES:
            return False
    return True
