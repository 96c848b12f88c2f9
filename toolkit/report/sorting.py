"""The kind of cause that a statement names, by its words."""

import re

#: The kinds of causes, in the report's order.
CAUSES = ("outside", "own", "cause")
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


def cause(text: str, heading: str) -> str:
    """The kind of cause of a limitation: `outside` the office, its `own`, or `cause` where the words do not decide; ""
    for a limitation without a cause. `heading`: the heading of the section, which may be about causes."""
    stated, causes_required = _in_lower_case(text).strip(" -–+•"), "nguyên nhân" in _in_lower_case(heading)
    if not (_CAUSE.search(stated) or (causes_required and _MISSING.search(stated))):
        return ""
    outside, inside = (any(words in stated for words in kind) for kind in (_OUTSIDE, _INSIDE))
    return "cause" if outside == inside else "outside" if outside else "own"
