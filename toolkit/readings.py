"""What reading one cell gives, and the words that stand for zero, for missing and for not applicable.

A blank is not a zero. `không thống kê được` begins with `không` and is missing all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.model import State, Value, Word
from toolkit.text import FULL_WIDTH, clean, fold, strip_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One cell, read. `value` is in the indicator's unit; None unless `given` or `zero_by_words`.

    `code` names a finding (`messages.values.FINDINGS`), "" where nothing needs a person; `arguments`
    are what its sentence needs beyond the place and the text typed.
    """

    state: State
    value: Value | None = None
    code: str = ""
    arguments: tuple[tuple[str, str], ...] = ()


MISSING = Reading(state="missing")
NOT_APPLICABLE = Reading(state="not_applicable")


def given(value: Value, code: str = "", **arguments: str) -> Reading:
    return Reading(state="given", value=value, code=code, arguments=tuple(arguments.items()))


def held(code: str, **arguments: str) -> Reading:
    """A question: the value is held back until a person answers it."""
    return Reading(state="held", code=code, arguments=tuple(arguments.items()))


# --- Words ----------------------------------------------------------------------------------------

DASH, DOTS = "-", "..."
_DASHES = re.compile(r"[-‐‑‒–—―−－ ]+")
_DOTS = re.compile(r"…+|[.…_]{2,}")


@lru_cache(maxsize=16384)
def word_key(text: str) -> str:
    """How a word of the lists is compared: folded; a row of dashes is `-`, of dots `...`."""
    key = fold(text)
    if key:
        return key
    signs = clean(text)
    if _DASHES.fullmatch(signs):
        return DASH
    return DOTS if _DOTS.fullmatch(signs.replace(" ", "")) else signs.translate(FULL_WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueWords:
    """Whole answers in words, as `word_key` writes them. A key is in one set at most."""

    zero: frozenset[str]
    missing: frozenset[str]
    not_applicable: frozenset[str]


def _keys(texts: str) -> frozenset[str]:
    return frozenset(word_key(text) for text in texts.split("|"))


#: `-` and `…` as in the statistical office's legend: nothing happened; happened but was not collected.
DEFAULT_WORDS = ValueWords(
    zero=_keys(
        "-|không|ko|hông|không có|ko có|k có|không có gì|không đồng|không phát sinh|không xảy ra|không phát hiện|"
        "không ghi nhận|không vi phạm|không thực hiện|không triển khai|không tổ chức|không bố trí|"
        "không được bố trí|không cấp|không được cấp|không chi|không sử dụng|không có nguồn|"
        "chưa phát sinh|chưa xảy ra|chưa phát hiện|chưa ghi nhận|chưa thực hiện|chưa triển khai|"
        "chưa tổ chức|chưa bố trí|chưa được bố trí|none|nil|zero"
    ),
    missing=_keys(
        "...|không rõ|chưa rõ|không biết|không nhớ|chưa có số|không có số|thiếu số liệu|không đủ số liệu|"
        "chờ|đang chờ|unknown|not available|no data|missing|tbd|tba"
    ),
    not_applicable=_keys(
        "n/a|na|n.a.|không áp dụng|không thuộc|không liên quan|không thuộc chức năng|not applicable|"
        "không phải báo cáo|không thuộc đối tượng|không thuộc diện"
    ),
)


def value_words(words: Iterable[Word]) -> ValueWords:
    """The default words and the campaign's own (kinds `zero`, `missing`, `not_applicable`).

    What the campaign says goes before what is usual: `-` listed as `missing` is no zero any more.
    """
    own = {word_key(w.text): w.kind for w in words if w.kind in ("zero", "missing", "not_applicable")}

    def merged(kind: str, usual: frozenset[str]) -> frozenset[str]:
        return (usual - own.keys()) | {key for key, of_kind in own.items() if of_kind == kind and key}

    return ValueWords(
        zero=merged("zero", DEFAULT_WORDS.zero),
        missing=merged("missing", DEFAULT_WORDS.missing),
        not_applicable=merged("not_applicable", DEFAULT_WORDS.not_applicable),
    )


# --- Whole sentences that say the same (on folded text) -------------------------------------------

#: Where and when, before the answer: `Trên địa bàn huyện`, `Năm 2020`, `Trong kỳ`.
_WHERE_WHEN = re.compile(
    r"(?:(?:so lieu(?: nay)?(?= dang| chua tong| se)|tren dia ban(?: (?:tinh|huyen|xa|phuong|thi tran|thi xa|thanh pho))?|tai don vi|don vi"
    r"|(?:trong )?(?:ky|nam|quy|thang|giai doan|thoi gian)(?: (?:nay|qua|bao cao|\d+(?: \d+)?))+"
    r"|trong (?:ky|nam)|(?:tinh )?den nay|hien(?: nay| tai| don vi)?) )+"
)
_TIME = re.compile(
    r"\b(?:den|ngay|thang|quy|nam|truoc|sau|ky)(?: (?:ngay|thang|het|nam|\d{1,4}))+\b|\b20\d\d\b"
)
_UNKNOWN = (
    r"(?:khong|ko|chua|dang|cho|doi|se)(?: (?:co|the|duoc|nhan|kip|tien hanh|day du|cac|con|phai|bao cao))*"
)
_NO_DATA = re.compile(
    rf"{_UNKNOWN} (?:so lieu|thong ke|nam(?= duoc| ro| chac| so lieu|$)|thong tin|du lieu)\b.*|so lieu chua co\b.*"
)
_NOT_YET = re.compile(
    rf"{_UNKNOWN} (?:tong hop|cap nhat|theo doi|ra soat|xac dinh|thu thap|bo sung|boc tach|tach|kiem dem"
    r"|kiem tra lai|doi chieu|cung cap|quyet toan|bao cao|tinh toan|hach toan)\b.*"
    r"|(?:se )?(?:bo sung|cap nhat|bao cao|gui|cung cap)(?: \w+){0,3} sau"
    r"|(?:kinh phi )?long ghep\b.*|chua (?:duoc )?tong ket"
)
_NOT_OURS = re.compile(
    r"khong (?:thuoc|co|phai)(?: la)?(?: (?:linh vuc|pham vi))?"
    r" (?:chuc nang|tham quyen|nhiem vu|pham vi|linh vuc|trach nhiem|doi tuong ap dung|dia ban quan ly)\b.*"
    r"|khong (?:lien quan|ap dung|phu trach|quan ly linh vuc|duoc giao(?: nhiem vu)?)\b.*"
)
#: So long, in letters, is an answer that there is nothing to say, and so it begins.
_SHORT_ANSWER = 80
_NOES = frozenset(["khong", "ko", "chua", "none", "nil"])
#: Words for no that are written without marks.
_ABBREVIATED = frozenset({"ko", "k", "na"})
_NOTHING = re.compile(
    r"(?P<not>khong|ko|k|hong|chua) (?P<verb>co|phat sinh|phat hien|xay ra|ghi nhan|vi pham|to chuc|thuc hien"
    r"|bo tri|duoc bo tri|duoc cap|xu ly|xu phat|khoi to)(?P<what>(?: \w+){0,10})"
)
#: What may follow `không có`, `không phát sinh` … besides the words of the indicator's own label.
_THING_WORDS = (
    "truong hop vu viec doi tuong nguoi luot co so cuoc buoi lop don thu vi pham sai phat sinh moi nao gi ai ca "
    "het kinh phi nguon tren dia ban trong ky nam quy thang xay ra nay tai huyen xa tinh"
)
_THINGS = frozenset(_THING_WORDS.split())
#: What an answer that there is nothing of the kind may speak of. Not of money, people or work: that there is none of
#: these, or that something was not done, may be just what is to be said.
_NO_POINT = re.compile(
    r"(?P<not>khong|ko|k|hong|chua|none|nil)(?P<verb> (?:co|phat sinh|ghi nhan|neu))?(?P<what>(?: \w+){0,10})"
)
_POINT_WORDS = (
    "y kien van de noi dung diem gi nao ca het moi khac them han che ton tai kho khan vuong mac bat cap nguyen nhan "
    "kien nghi de xuat truong hop phat sinh trong ky nam quy thang nay"
)
_POINTS = frozenset(_POINT_WORDS.split())
#: And of these where they stand in the section's own heading.
_HEADING_WORDS = "bai hoc kinh nghiem rut ra phuong huong dinh huong giai phap ket qua noi bat thanh tich uu diem mat dat duoc"
_IN_HEADINGS = frozenset(_HEADING_WORDS.split())
_NEVER_THING_WORDS = "so lieu bao cao ro du nhieu nhung ngoai chi tong ty le"
_NEVER_THINGS = frozenset(_NEVER_THING_WORDS.split())


def answer_in_words(text: str, words: ValueWords, about: str = "", data_only: bool = False) -> Reading | None:
    """The answer that a cell gives in words only; None where the words are none of these.

    `about` is the indicator's label and unit: `không có vụ khởi tố` is a zero where vụ and khởi tố are
    what is asked. `data_only`: only what speaks of data itself is missing (`chưa báo cáo` may answer
    a question about reports).
    """
    key = word_key(text)
    if key in _ABBREVIATED and strip_marks(text) != text:
        return None  # `kò` is no `ko`
    answer = _answer_of_key(key, words, about, data_only)
    if answer is None and (key.startswith("0 ") or key.endswith(" 0")):
        # `0 (không có)`, `Không phát sinh: 0`: the digit only says the same again.
        answer = _answer_of_key(key.removeprefix("0 ").removesuffix(" 0"), words, about, data_only)
        return answer if answer and answer.state == "zero_by_words" else None
    return answer


def nothing_to_say(text: str, heading: str, words: ValueWords) -> bool:
    """Whether a line under this heading only says that there is nothing of the kind: `Không có kiến nghị`."""
    key = word_key(text)
    if len(text) > _SHORT_ANSWER or key.partition(" ")[0] not in _NOES:
        return False
    if key in words.not_applicable or _NOT_OURS.fullmatch(key):
        return True
    said = _NO_POINT.fullmatch(key)
    if said is None:
        return False
    there_is_none = said["verb"] and said["not"] != "chua"
    return set(said["what"].split()) <= _POINTS | (
        _IN_HEADINGS & set(fold(heading).split()) if there_is_none else set()
    )


def _answer_of_key(key: str, words: ValueWords, about: str, data_only: bool) -> Reading | None:
    if key in words.zero:
        return _zero(key)
    if key in words.missing:
        return MISSING
    if key in words.not_applicable:
        return NOT_APPLICABLE
    if not key or key[0].isdigit():
        return None
    return _sentence(key, about, data_only)


@lru_cache(maxsize=4096)
def _sentence(key: str, about: str, data_only: bool) -> Reading | None:
    where_when = _WHERE_WHEN.match(key)
    key = key[where_when.end() :] if where_when else key
    if re.search(r"\d", _TIME.sub("", key)):
        return None
    if _NOT_OURS.fullmatch(key):
        return NOT_APPLICABLE
    if _NO_DATA.fullmatch(key) or (not data_only and _NOT_YET.fullmatch(key)):
        return MISSING
    if key in DEFAULT_WORDS.zero:
        return _zero(key)
    nothing = _NOTHING.fullmatch(key)
    if nothing is None:
        return None
    things = set(nothing["what"].split())
    if (not things and nothing["not"] == "chua" and nothing["verb"] == "co") or things & _NEVER_THINGS:
        return None
    if things <= _THINGS | set(fold(about).split()):
        return _zero(key)
    return None


def _zero(key: str) -> Reading:
    """`-` and `chưa …` are taken for 0, and listed so that a person can object."""
    code = "dash-as-zero" if key == DASH else "not-yet-as-zero" if key.startswith("chua") else ""
    return Reading(state="zero_by_words", value=0.0, code=code)
