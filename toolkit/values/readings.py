"""The result of reading one cell, and the words for zero, for missing and for not applicable.

A blank is not a zero. `không thống kê được` begins with `không` and is missing all the same.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.language.text import DASH, TextForms, fold, may_mean, strip_marks, text_forms, toned
from toolkit.messages import forms
from toolkit.model import Indicator, State, Value, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One cell, read. `value` is in the indicator's unit; None unless `given` or `zero_by_words`.

    `code` is the code of a finding (`messages.findings`), "" if nothing needs a person; `arguments` are what the
    finding's sentence needs in addition to the cell and the typed text.
    """

    state: State
    value: Value | None = None
    code: str = ""
    arguments: tuple[tuple[str, str], ...] = ()


MISSING = Reading(state="missing")
NOT_APPLICABLE = Reading(state="not_applicable")
#: The reading of words for nothing, or of a dash, for figures that do not add up: not applicable, listed for review.
NO_FIGURE = Reading(state="not_applicable", code="nothing-not-zero")


def accepted_reading(value: Value, code: str = "", **arguments: str) -> Reading:
    """A cell with this value: a number in the indicator's unit, a bool, a `datetime.date`, a choice or a text.

    `code`: a finding that lists the cell for review nevertheless, or ""; `arguments` fill the finding's sentence.
    """
    return Reading(state="given", value=value, code=code, arguments=tuple(arguments.items()))


def question(code: str, **arguments: str) -> Reading:
    """A question: the value is held back until a person answers it.

    `code`: the finding that asks; `arguments` fill its sentence (`readings`: the possible values, separated by ` | `).
    """
    return Reading(state="held", code=code, arguments=tuple(arguments.items()))


# --- Words ----------------------------------------------------------------------------------------

#: The meaning and spelling (`toned_key`) of whole answers in words, keyed by their `TextForms.key`.
ValueWords = Mapping[str, tuple[Reading, str]]

#: In the statistical office's legend `-` means that nothing happened, `…` that it happened but was not collected.
_USUAL_WORDS = {
    "zero": (
        "-|không|ko|hông|không có|ko có|k có|không có gì|không đồng|không phát sinh|không xảy ra|không phát hiện|"
        "không ghi nhận|không vi phạm|không thực hiện|không triển khai|không tổ chức|không bố trí|"
        "không được bố trí|không cấp|không được cấp|không chi|không sử dụng|không có nguồn|"
        "chưa phát sinh|chưa xảy ra|chưa phát hiện|chưa ghi nhận|chưa thực hiện|chưa triển khai|"
        "chưa tổ chức|chưa bố trí|chưa được bố trí|none|nil|zero"
    ),
    "missing": (
        "...|không rõ|chưa rõ|không biết|không nhớ|chưa có số|không có số|thiếu số liệu|không đủ số liệu|"
        "chờ|đang chờ|unknown|not available|no data|missing|tbd|tba"
    ),
    "not_applicable": (
        "n/a|na|n.a.|không áp dụng|không thuộc|không liên quan|không thuộc chức năng|not applicable|"
        "không phải báo cáo|không thuộc đối tượng|không thuộc diện"
    ),
}


def word_key(text: str) -> str:
    """The form in which words of the lists are compared: `TextForms.key`."""
    return text_forms(text).key


def _zero_reading(key: str) -> Reading:
    """The reading of a word for zero; `-` and `chưa …` are taken for 0, but listed for review."""
    code = "dash-as-zero" if key == DASH else "not-yet-as-zero" if key.startswith("chua") else ""
    return Reading(state="zero_by_words", value=0.0, code=code)


def _words(listed: Iterable[tuple[str, str]]) -> ValueWords:
    """The words from pairs (kind, text); if two have the same key, the last one counts."""
    typed = [(kind, text_forms(text)) for kind, text in listed]
    answers = {"missing": MISSING, "not_applicable": NOT_APPLICABLE}
    return {t.key: (answers.get(kind) or _zero_reading(t.key), t.toned_key) for kind, t in typed if t.key}


#: The kinds of the definition's words for zero and no data.
VALUE_WORDS = frozenset(_USUAL_WORDS)
DEFAULT_WORDS = _words((kind, text) for kind, texts in _USUAL_WORDS.items() for text in texts.split("|"))


@lru_cache(maxsize=4)
def value_words_of(campaign_words: tuple[Word, ...]) -> ValueWords:
    """The words for no data and zero that forms list, and the campaign's own."""
    listed = (("zero", forms.ZERO), ("missing", forms.MISSING), ("not_applicable", forms.NOT_APPLICABLE))
    return value_words((*campaign_words, *(Word(kind=kind, text=t) for kind, text in listed for t in text)))


def value_words(words: Iterable[Word]) -> ValueWords:
    """The default words and the campaign's own (kinds `zero`, `missing`, `not_applicable`).

    The campaign's words take precedence: if they list `-` as `missing`, it is no zero.
    """
    return {**DEFAULT_WORDS, **_words((w.kind, w.text) for w in words if w.kind in VALUE_WORDS)}


# --- Sentences for zero, missing or not applicable ------------------------------------------------

#: The words with tones in the patterns below.
_TONED: set[str] = set()


def _pattern(source: str) -> re.Pattern[str]:
    """Compiles a pattern written with tones, for texts in which `_without_known_tones` removed those of its words."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\\.|\?P<\w+>", " ", source))
    _TONED.update(word for word in words if not word.isascii())
    return re.compile(strip_marks(source))


def _without_known_tones(typed: str) -> str:
    """The text without the tones of words in the patterns; other words are unchanged (`chỉ` does not become `chi`)."""
    if typed.isascii():
        return typed
    return " ".join(strip_marks(word) if word in _TONED else word for word in typed.split())


#: A place or time before the answer: `Trên địa bàn huyện`, `Năm 2020`, `Trong kỳ`.
_WHERE_WHEN = _pattern(
    r"(?:(?:số liệu(?: này)?(?= đang| chưa tổng| sẽ)|trên địa bàn(?: (?:tỉnh|huyện|xã|phường|thị trấn|thị xã|thành "
    r"phố))?|tại đơn vị|đơn vị"
    r"|(?:trong )?(?:kỳ|năm|quý|tháng|giai đoạn|thời gian)(?: (?:này|qua|báo cáo|\d+(?: \d+)?))+"
    r"|trong (?:kỳ|năm)|(?:tính )?đến nay|hiện(?: nay| tại| đơn vị)?) )+"
)
_TIME = _pattern(r"\b(?:đến|ngày|tháng|quý|năm|trước|sau|kỳ)(?: (?:ngày|tháng|hết|năm|\d{1,4}))+\b|\b20\d\d\b")
_UNKNOWN = r"(?:không|ko|chưa|đang|chờ|đợi|sẽ)(?: (?:có|thể|được|nhận|kịp|tiến hành|đầy đủ|các|còn|phải|báo cáo))*"
_NO_DATA = _pattern(
    rf"{_UNKNOWN} (?:số liệu|thống kê|nắm(?= được| rõ| chắc| số liệu|$)|thông tin|dữ liệu)\b.*|số liệu chưa có\b.*"
)
_NOT_YET = _pattern(
    rf"{_UNKNOWN} (?:tổng hợp|cập nhật|theo dõi|rà soát|xác định|thu thập|bổ sung|bóc tách|tách|kiểm đếm"
    r"|kiểm tra lại|đối chiếu|cung cấp|quyết toán|báo cáo|tính toán|hạch toán)\b.*"
    r"|(?:sẽ )?(?:bổ sung|cập nhật|báo cáo|gửi|cung cấp)(?: \w+){0,3} sau"
    r"|(?:kinh phí )?lồng ghép\b.*|chưa (?:được )?tổng kết"
)
_NOT_OURS = _pattern(
    r"không (?:thuộc|có|phải)(?: là)?(?: (?:lĩnh vực|phạm vi))?"
    r" (?:chức năng|thẩm quyền|nhiệm vụ|phạm vi|lĩnh vực|trách nhiệm|đối tượng áp dụng|địa bàn quản lý)\b.*"
    r"|không (?:liên quan|áp dụng|phụ trách|quản lý lĩnh vực|được giao(?: nhiệm vụ)?)\b.*"
)
# The greatest length, in characters, of an answer that there is nothing to report, and a pattern for its beginning.
_SHORT_ANSWER = 80
_NOES = frozenset(["khong", "ko", "chua", "none", "nil"])
_NOTHING = _pattern(
    r"(?P<not>không|ko|k|hông|chưa) (?P<verb>có|phát sinh|phát hiện|xảy ra|ghi nhận|vi phạm|tổ chức|thực hiện"
    r"|bố trí|được bố trí|được cấp|xử lý|xử phạt|khởi tố)(?P<what>(?: \w+){0,10})"
)
#: Measures taken in cases: “no measures” is a zero only if the indicator is about such measures.
_DONE_ABOUT = frozenset(["xu ly", "xu phat", "khoi to"])
#: Words that may follow `không có`, `không phát sinh` … in addition to those of the indicator's label. `mới` and `hết`
#: are not among them: “nothing new” and “not all” are not zero.
_THING_WORDS = (
    "trường hợp vụ việc đối tượng người lượt cơ sở cuộc buổi lớp đơn thư vi phạm sai phát sinh nào gì ai cả "
    "kinh phí nguồn trên địa bàn trong kỳ năm quý tháng xảy ra này tại huyện xã tỉnh"
)
_THINGS = frozenset(_THING_WORDS.split())
_THINGS_PLAIN = frozenset(map(strip_marks, _THINGS))
#: Words that an answer for nothing may have. Not among them: money, people, work. That there is no money, or that
#: something was not done, may be a statement.
_NO_POINT = re.compile(
    r"(?P<not>khong|ko|k|hong|chua|none|nil)(?P<verb> (?:co|phat sinh|ghi nhan|neu))?(?P<what>(?: \w+){0,10})"
)
_POINT_WORDS = (
    "y kien van de noi dung diem gi nao ca het moi khac them han che ton tai kho khan vuong mac bat cap nguyen nhan "
    "kien nghi de xuat truong hop phat sinh trong ky nam quy thang nay"
)
_POINTS = frozenset(_POINT_WORDS.split())
#: Words that such an answer may also have if they are in the section's heading.
_HEADING_WORDS = (
    "bai hoc kinh nghiem rut ra phuong huong dinh huong giai phap ket qua noi bat thanh tich uu diem mat dat duoc"
)
_IN_HEADINGS = frozenset(_HEADING_WORDS.split())
_NEVER_THING_WORDS = "so lieu bao cao ro du nhieu nhung ngoai chi tong ty le"
_NEVER_THINGS = frozenset(_NEVER_THING_WORDS.split())


def read_answer(typed: TextForms, indicator: Indicator | None, words: ValueWords) -> Reading | None:
    """Reads an answer that consists of words only. Words may be typed without tones, but not with different tones.

    `indicator`: `không có vụ khởi tố` is a zero if the indicator is about vụ and khởi tố. None: only an answer about
    data itself counts as missing (`chưa báo cáo` may answer a question about reports).
    """
    key = typed.key
    answer = _answer_of_key(key, typed.toned_key, indicator, words) if key in words or not key[:1].isdigit() else None
    if answer is None and (key.startswith("0 ") or key.endswith(" 0")):
        # `0 (không có)`, `Không phát sinh: 0`: the digit only repeats the words.
        key, toned_key = (k.removeprefix("0 ").removesuffix(" 0") for k in (key, typed.toned_key))
        answer = _answer_of_key(key, toned_key, indicator, words)
        return answer if answer and answer.state == "zero_by_words" else None
    return answer


def read_no_data(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads words for missing or not applicable in place of a value; None leaves the text to the next reader."""
    answer = read_answer(typed, None, words)
    return answer if answer and answer.value is None else None


def read_listed_word(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads a whole answer from the lists for missing or not applicable; None leaves the text to the next reader."""
    answer = _listed_answer(typed.key, typed.toned_key, words)
    return answer if answer and answer.value is None else None


def is_nothing_to_report(text: str, heading: str, words: ValueWords) -> bool:
    """Whether a line under this heading only says that there is nothing of the kind: `Không có kiến nghị`."""
    if len(text) > _SHORT_ANSWER or (key := word_key(text)).partition(" ")[0] not in _NOES:
        return False
    if _listed_answer(key, key, words) == NOT_APPLICABLE or _NOT_OURS.fullmatch(key):
        return True
    answer = _NO_POINT.fullmatch(key)
    if answer is None:
        return False
    there_is_none = answer["verb"] and answer["not"] != "chua"
    return set(answer["what"].split()) <= _POINTS | (
        _IN_HEADINGS & set(fold(heading).split()) if there_is_none else set()
    )


def _answer_of_key(key: str, typed: str, indicator: Indicator | None, words: ValueWords) -> Reading | None:
    answer = _listed_answer(key, typed, words)
    if answer or not key or key[0].isdigit():
        return answer
    return _answer_of_sentence(typed, f"{indicator.label} {indicator.unit}" if indicator else None)


def _listed_answer(key: str, typed: str, words: ValueWords) -> Reading | None:
    if key not in words:
        return None
    answer, spelling = words[key]
    return answer if typed.isascii() or may_mean(typed, spelling) else None


@lru_cache(maxsize=4096)
def _answer_of_sentence(typed: str, about: str | None) -> Reading | None:
    key = _without_known_tones(typed)
    where_when = _WHERE_WHEN.match(key)
    if where_when:
        key = key[where_when.end() :]
        typed = typed.split(maxsplit=len(where_when[0].split()))[-1]
    if re.search(r"\d", _TIME.sub("", key)):
        return None
    if _NOT_OURS.fullmatch(key):
        return NOT_APPLICABLE
    if _NO_DATA.fullmatch(key) or (about is not None and _NOT_YET.fullmatch(key)):
        return MISSING
    answer = _listed_answer(strip_marks(typed), typed, DEFAULT_WORDS)
    if answer and answer.value is not None:
        return answer
    nothing = _NOTHING.fullmatch(key)
    if nothing is None:
        return None
    count = len(nothing["what"].split())
    things = typed.split()[-count:] if count else []
    if not things and nothing["not"] == "chua" and nothing["verb"] == "co":
        return None
    about = about or ""
    if nothing["verb"] in _DONE_ABOUT and nothing["verb"] not in fold(about):
        return None
    if any(strip_marks(thing) in _NEVER_THINGS for thing in things):
        return None
    known = _THINGS | set(toned(about).split())
    if all(t in known or (t.isascii() and t in _THINGS_PLAIN | set(fold(about).split())) for t in things):
        return _zero_reading(key)
    return None
