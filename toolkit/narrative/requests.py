"""Whom a request addresses, what it asks for, and the money that it names.

Only words in the statement decide; a request without such words is addressed to nobody in particular (`ELSEWHERE`).
"""

import re
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from toolkit.model import Campaign
from toolkit.model.caching import cached

#: The beginning of a request, and its addressee.
_REQUESTS = re.compile(
    r"\b(?:đề nghị|kiến nghị|đề xuất|xin)\s+(?:(?:với|lên|tới|đến)\s+|cấp trên\s+)?(?P<whom>[^.;:]{2,90})"
)
_FIRST = re.compile(r"^(?:các|thường trực|liên ngành|lãnh đạo)\s+")
#: The verb alone at the beginning of a request.
_VERB = re.compile(r"(?:đề nghị|kiến nghị|đề xuất)(?:\s+(?:với|lên|tới|đến))?\s+(?=\S)", re.IGNORECASE)
#: The beginnings of addressees' names, keyed by level in the report's order; the longest match decides.
_LEVELS: dict[str, tuple[str, ...]] = {
    "central": ("quốc hội", "chính phủ", "thủ tướng", "trung ương", "bộ", "bộ, ngành", "ngân hàng nhà nước"),
    "province": (
        *("tỉnh", "tỉnh ủy", "tỉnh uỷ", "cấp tỉnh", "ubnd tỉnh", "ủy ban nhân dân tỉnh", "uỷ ban nhân dân tỉnh"),
        *("hđnd", "hđnd tỉnh", "hội đồng nhân dân", "hội đồng nhân dân tỉnh", "ban chỉ đạo"),
        *("cấp có thẩm quyền", "cấp thẩm quyền", "cơ quan có thẩm quyền"),
    ),
    "departments": (
        *("sở", "ban", "ngành", "cục", "chi cục", "cơ quan", "đơn vị", "công an tỉnh", "bộ chỉ huy", "bộ phận", "đội"),
        *("ngành y tế", "ngân hàng", "các nhà", "nhà"),
    ),
    "districts": ("ubnd", "ủy ban nhân dân", "uỷ ban nhân dân", "huyện", "xã", "phường", "địa phương", "chính quyền"),
}
#: Names that say no more than the level: what follows them is what is asked for.
_WHOLE = frozenset(
    (
        *("tỉnh", "cấp tỉnh", "ubnd tỉnh", "ủy ban nhân dân tỉnh", "uỷ ban nhân dân tỉnh", "trung ương"),
        *("cấp có thẩm quyền", "cấp thẩm quyền", "cơ quan có thẩm quyền"),
    )
)
LEVELS = (*_LEVELS, ELSEWHERE := "others")
LEAD = "lead"
"""The level of requests to the lead agency itself."""
#: Names by which any agency may call the lead agency.
_LEAD_NAMES = ("cơ quan thường trực", "cơ quan chủ trì", "cơ quan tổng hợp")
_MONEY = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<fraction>\d+))?\s*(?P<unit>tỷ|triệu)(?:\s+đồng)?\b"
)


class Request(NamedTuple):
    """A request: the level of its addressee, and what is asked for, without the verb (and the addressee, if the level
    names it as a whole)."""

    level: str
    body: str


def _in_lower_case(text: str) -> str:
    return " ".join(text.split()).lower()


@lru_cache(4096)
def whom(text: str) -> str:
    """What follows the verb of a request, in lower case; "" for a text that requests nothing."""
    matches = _REQUESTS.search(_in_lower_case(text))
    return _FIRST.sub("", matches["whom"]) if matches else ""


def _named(addressed: str, names: Collection[str]) -> str:
    """The longest of the names with which a text begins; "" for none."""
    fitting = (n for n in names if addressed.startswith(n) and not addressed[len(n) : len(n) + 1].isalnum())
    return max(fitting, key=len, default="")


@lru_cache(4096)
def addressee(text: str) -> str:
    """The level of a request's addressee: `central`, `province`, `departments`, `districts`, or `others`."""
    addressed = whom(text)
    named = {level: _named(addressed, names) for level, names in _LEVELS.items()}
    level = max(named, key=lambda one: len(named[one]))
    return level if named[level] else ELSEWHERE


@cached
def lead_names(campaign: Campaign) -> tuple[str, ...]:
    """The names of the lead agency in requests, in lower case."""
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    own = (lead.name, lead.short_name, *lead.aliases) if lead else ()
    return tuple(_in_lower_case(name) for name in (*own, *_LEAD_NAMES) if name)


def read_request(text: str, lead: Collection[str]) -> Request:
    """What a statement asks for, and of whom. `lead`: the names of the lead agency, in lower case."""
    addressed = whom(text)
    own = _named(addressed, lead)
    flat = " ".join(text.split())
    verb = _VERB.match(flat)
    rest = flat[verb.end() :] if verb else flat
    name = own or _named(addressed, _WHOLE) if verb else ""
    tail = rest[len(name) :].lstrip() if name and rest.lower().startswith(name) else ""
    if tail and tail[:1].islower() and not tail.startswith(("và ", "hoặc ")):
        rest = tail
    return Request(LEAD if own else addressee(text), rest)


def names_money(text: str) -> bool:
    """Whether a text names an amount of money."""
    return bool(_MONEY.search(_in_lower_case(text)))


def amount(text: str) -> Decimal | None:
    """The amount that a request names, in millions of đồng; None where it names no amount, or several."""
    amounts = list(_MONEY.finditer(_in_lower_case(text)))
    if len(amounts) != 1:
        return None
    number = Decimal(f"{amounts[0]['number'].replace('.', '')}.{amounts[0]['fraction'] or 0}")
    return number * 1000 if amounts[0]["unit"] == "tỷ" else number
