"""The part of the report to which a statement belongs by its words: a request's addressee, a cause's kind.

Only words in the statement decide; a statement without such words goes into the last part of the list.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from toolkit.messages import reports

#: The beginning of a request, and its addressee.
_REQUESTS = re.compile(r"\b(?:đề nghị|kiến nghị|đề xuất|xin)\s+(?:với\s+|cấp trên\s+)?(?P<whom>[^.;:]{2,90})")
_FIRST = re.compile(r"^(?:các|thường trực|liên ngành|lãnh đạo)\s+")
#: The beginnings of addressees' names, keyed by level in the report's order; the longest match decides.
_LEVELS: dict[str, tuple[str, ...]] = {
    "central": ("quốc hội", "chính phủ", "thủ tướng", "trung ương", "bộ", "bộ, ngành", "ngân hàng nhà nước"),
    "province": (
        "tỉnh",
        "tỉnh ủy",
        "tỉnh uỷ",
        "cấp tỉnh",
        "ubnd tỉnh",
        "ủy ban nhân dân tỉnh",
        "uỷ ban nhân dân tỉnh",
        "hđnd",
        "hội đồng nhân dân",
        "ban chỉ đạo",
    ),
    "departments": (
        *("sở", "ban", "ngành", "cục", "chi cục", "cơ quan", "đơn vị", "công an tỉnh", "bộ chỉ huy", "bộ phận", "đội"),
        *("ngành y tế", "ngân hàng", "các nhà", "nhà"),
    ),
    "districts": ("ubnd", "ủy ban nhân dân", "uỷ ban nhân dân", "huyện", "xã", "phường", "địa phương", "chính quyền"),
}
ELSEWHERE = "others"
_MONEY = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<fraction>\d+))?\s*(?P<unit>tỷ|triệu)(?:\s+đồng)?\b"
)
_CAUSE = re.compile(r"nguyên nhân|^(?:do|vì|bởi)\b")
#: Words that state a cause in a section about causes; in other sections they state that something is missing.
_MISSING = re.compile(r"^thiếu\b|^chưa được (?:cấp|bố trí|giao|đầu tư|phân bổ)")
#: Words for causes outside the office: law, money from superior agencies, nature, people.
_OUTSIDE = (
    *("khách quan", "trung ương", "quy định của pháp luật", "quy định của luật", "nghị định", "thông tư", "thiên tai"),
    *("dịch bệnh", "thời tiết", "giá cả", "dân số", "địa bàn rộng", "chưa được cấp", "chưa được bố trí", "cấp trên"),
)
#: Words for causes inside the office.
_INSIDE = (
    *("chủ quan", "chưa quyết liệt", "chưa thật sự", "chưa thực sự", "chưa quan tâm", "chưa chủ động", "chưa kịp thời"),
    *("chưa sâu sát", "chưa chặt chẽ", "chưa thường xuyên", "lúng túng", "buông lỏng", "thiếu chủ động", "nhận thức"),
)


def _in_lower_case(text: str) -> str:
    return " ".join(text.split()).lower()


def addressee(text: str) -> str:
    """The level of a request's addressee: `central`, `province`, `departments`, `districts`, or `others`."""
    matches = _REQUESTS.search(_in_lower_case(text))
    whom = _FIRST.sub("", matches["whom"]) if matches else ""
    fitting = [
        (len(name), level)
        for level, names in _LEVELS.items()
        for name in names
        if whom.startswith(name) and not whom[len(name) : len(name) + 1].isalnum()
    ]
    return max(fitting, default=(0, ELSEWHERE))[1]


def amount(text: str) -> Decimal | None:
    """The amount that a request names, in millions of đồng; None where it names no amount, or several."""
    amounts = list(_MONEY.finditer(_in_lower_case(text)))
    if len(amounts) != 1:
        return None
    number = Decimal(f"{amounts[0]['number'].replace('.', '')}.{amounts[0]['fraction'] or 0}")
    return number * 1000 if amounts[0]["unit"] == "tỷ" else number


def cause(text: str, heading: str) -> str:
    """The kind of cause of a limitation: `outside` the office, its `own`, or `cause` where the words do not decide; ""
    for a limitation without a cause. `heading`: the heading of the section, which may be about causes."""
    stated, causes_required = _in_lower_case(text).strip(" -–+•"), "nguyên nhân" in _in_lower_case(heading)
    if not (_CAUSE.search(stated) or (causes_required and _MISSING.search(stated))):
        return ""
    outside, inside = (any(words in stated for words in kind) for kind in (_OUTSIDE, _INSIDE))
    return "cause" if outside == inside else "outside" if outside else "own"


def amounts_in_words(texts: Iterable[tuple[str, str]]) -> str:
    """The number of agencies that name an amount, and the sum; "" for fewer than two. `texts`: (agency, text)."""
    sums = {agency: named for agency, text in texts if (named := amount(text)) is not None}
    if len(sums) < 2:
        return ""
    return reports.AMOUNTS.format(count=in_prose(len(sums)), sum=in_prose_number(sum(sums.values(), Decimal(0))))


def in_prose(number: int) -> str:
    """A count as text; below ten with a leading zero, as is the custom: `05 đơn vị`."""
    return f"{number:02d}" if number < 10 else f"{number:,}".replace(",", ".")


def in_prose_number(number: Decimal) -> str:
    whole, _, fraction = f"{number.normalize():f}".partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{fraction}" if fraction else "")
