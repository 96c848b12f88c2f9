"""Finds what a definition still contains of the starter that it was made from, if its programme is a different one.

Only data is compared: the tables that `toolkit new` starts from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from toolkit.language.text import fold
from toolkit.model import Campaign

#: For each sheet key, the rows of a starter; a row has its texts by column key.
Tables: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]
#: Items of the campaign's sheet that depend on the programme.
_OF_PROGRAMME = ("programme", "legal_basis", "contact_email", "contact_phone")
#: The columns by which a row is recognised as the starter's.
_KEY_COLUMNS = {
    "agencies": ("name",),
    "indicators": ("label",),
    "sections": ("heading",),
    "rules": ("formula", "message"),
}
#: The number of words of the starter's programme from which a section is the starter's: usual sections have fewer.
_PROGRAMME_WORDS = 2
#: If at least one of this number of rows equals the starter's, it is no coincidence.
_ONE_OF = 3
#: Words that may be in the title of any programme's report, folded.
_COMMON_WORDS = frozenset(
    fold(
        "báo cáo, chương trình, đề án, dự án, kế hoạch, chiến lược, mục tiêu quốc gia, tổng thể, công tác, kết quả, "
        "thực hiện, tổng kết, sơ kết, đánh giá, giai đoạn, năm, quý, tháng, đầu, giữa, cuối, kỳ, và, của, về, các"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")
#: The least number of letters of a word in an id that names a programme.
_ACRONYM_LENGTH = 3


class StarterLeftover(NamedTuple):
    """The rows (or items) of one sheet that are still a starter's: their `codes`; `total`: the number of all rows."""

    sheet: str
    codes: tuple[str, ...]
    total: int
    programme: str
    """The programme of the starter."""


def leftovers(campaign: Campaign, starters: Iterable[Tables]) -> tuple[StarterLeftover, ...]:
    """What a campaign still contains of other programmes' starters: on each sheet, of the starter with most equal rows.

    A campaign has a starter's programme where its title, or a programme that no starter has, contains the words that
    the starter's title and programme share; where its id has letters of the starter's id; or where the starter has no
    programme. What the campaign shares with such a starter is no leftover of another starter.
    """
    every = tuple(starters)
    named = {fold(tables["campaign"][0]["programme"]) for tables in every}
    unique = "" if fold(campaign.programme) in named else campaign.programme
    different: list[Tables] = []
    same: list[Tables] = []
    for tables in every:
        (same if _same_programme(campaign, unique, tables["campaign"][0]) else different).append(tables)
    rosters = [_rows(tables, "agencies", _KEY_COLUMNS["agencies"]) for tables in every]
    most: dict[str, StarterLeftover] = {}
    for tables in different:
        for left in _leftovers_of(campaign, tables, same, rosters):
            if left.sheet not in most or len(left.codes) > len(most[left.sheet].codes):
                most[left.sheet] = left
    return tuple(most.values())


def _same_programme(campaign: Campaign, programme: str, about: Mapping[str, str]) -> bool:
    """Whether a campaign has a starter's programme. `programme`: the campaign's, or "" if it is some starter's."""
    words = _programme_words(about)
    letters = {word for word in _words(about["id"]) & _words(campaign.id) if len(word) >= _ACRONYM_LENGTH}
    return not words or bool(letters) or any(words <= _words(text) for text in (campaign.title, programme))


def _programme_words(about: Mapping[str, str]) -> frozenset[str]:
    """The words that name a starter's programme: those that are both in its title and in its programme."""
    return _words(about["title"]) & _words(about["programme"]) - _COMMON_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


def _leftovers_of(
    campaign: Campaign, tables: Tables, same: Sequence[Tables], rosters: Sequence[Mapping[str, tuple[str, ...]]]
) -> Iterator[StarterLeftover]:
    about = tables["campaign"][0]
    items = {key: _simplified(getattr(campaign, key)) for key in _OF_PROGRAMME}
    usual_items = {(key, text) for one in same for key, text in _items(one).items()}
    codes = tuple(key for key, text in _items(tables).items() if text == items[key] and (key, text) not in usual_items)
    if codes:
        yield StarterLeftover("campaign", codes, len(items), about["programme"])
    headings, naming = {s.code: s.heading for s in campaign.sections}, _programme_words(about)
    elsewhere = fold(campaign.province) != fold(about["province"])
    for sheet, columns in _KEY_COLUMNS.items():
        present = {r.code: tuple(_simplified(getattr(r, c)) for c in columns) for r in getattr(campaign, sheet)}
        theirs = _rows(tables, sheet, columns)
        usual = {row for one in same if not elsewhere for row in _rows(one, sheet, columns).items()}
        codes = tuple(code for code, row in present.items() if theirs.get(code) == row and (code, row) not in usual)
        if sheet == "sections":
            codes = tuple(code for code in codes if len(_words(headings[code]) & naming) >= _PROGRAMME_WORDS)
        # In the same province the roster may be right: it is reported only if it is unchanged, and only this starter
        # has it. A roster that several starters share fits any programme of the province.
        too_many = len(present) <= _ONE_OF * len(codes)
        if sheet == "agencies" and not elsewhere:
            too_many = present == theirs and rosters.count(theirs) == 1
        if codes and too_many:
            yield StarterLeftover(sheet, codes, len(present), about["programme"])


def _items(tables: Tables) -> dict[str, str]:
    """The filled items of a starter's programme."""
    about = tables["campaign"][0]
    return {key: _simplified(about[key]) for key in _OF_PROGRAMME if about.get(key)}


def _rows(tables: Tables, sheet: str, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {row["code"]: tuple(_simplified(row[column]) for column in columns) for row in tables[sheet]}


def _simplified(text: str) -> str:
    """A text simplified for comparing: without blanks and case."""
    return "".join(text.split()).casefold()
