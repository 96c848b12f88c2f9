"""What a definition still contains of its starter, although its programme is another.

Only data is compared: the tables that `toolkit new` starts from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from toolkit.language.text import fold
from toolkit.model import Campaign

#: The tables of a starter by sheet key, each row by column.
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
#: Sections are similar in all reports: only ones with so many words of a starter's programme are recognised.
_NAMING = 2
#: Where one row in so many is the starter's, it is no coincidence.
_PART = 3
#: Words in the titles of any programme's reports, folded.
_OF_ANY = frozenset(
    fold(
        "báo cáo, chương trình, đề án, dự án, kế hoạch, chiến lược, mục tiêu quốc gia, tổng thể, công tác, kết quả, "
        "thực hiện, tổng kết, sơ kết, đánh giá, giai đoạn, năm, quý, tháng, đầu, giữa, cuối, kỳ, và, của, về, các"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")
#: Letters of a part of an id that names a programme.
_ACRONYM = 3


class StarterLeftover(NamedTuple):
    """What one sheet still contains of a starter: codes, or keys of the campaign's items, `of` so many in all."""

    sheet: str
    kept: tuple[str, ...]
    of: int
    programme: str
    """The starter's."""


def leftovers(campaign: Campaign, starters: Iterable[Tables]) -> tuple[StarterLeftover, ...]:
    """What a campaign still contains of starters of other programmes, at most one starter for each sheet: the one with
    most.

    A campaign has a starter's programme where its title, or a programme that is no starter's, has the words that the
    starter's title and programme share, or its id has letters of the starter's; and that of a starter without a
    programme. What it shares with these is no leftover of others.
    """
    all_of_them = tuple(starters)
    named = {fold(tables["campaign"][0]["programme"]) for tables in all_of_them}
    anew = "" if fold(campaign.programme) in named else campaign.programme
    of_others: list[Tables] = []
    of_own: list[Tables] = []
    for tables in all_of_them:
        (of_own if _same_programme(campaign, anew, tables["campaign"][0]) else of_others).append(tables)
    rosters = [_rows(tables, "agencies", _KEY_COLUMNS["agencies"]) for tables in all_of_them]
    most: dict[str, StarterLeftover] = {}
    for tables in of_others:
        for left in _left(campaign, tables, of_own, rosters):
            if left.sheet not in most or len(left.kept) > len(most[left.sheet].kept):
                most[left.sheet] = left
    return tuple(most.values())


def _same_programme(campaign: Campaign, programme: str, about: Mapping[str, str]) -> bool:
    """`programme`: the campaign's programme, if no starter has it: a starter's may itself be left over."""
    own = _programme_words(about)
    letters = {word for word in _words(about["id"]) & _words(campaign.id) if len(word) >= _ACRONYM}
    return not own or bool(letters) or any(own <= _words(text) for text in (campaign.title, programme))


def _programme_words(about: Mapping[str, str]) -> frozenset[str]:
    """The words of a starter's programme: those that its title and the programme share."""
    return _words(about["title"]) & _words(about["programme"]) - _OF_ANY


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


def _left(
    campaign: Campaign, tables: Tables, of_own: Sequence[Tables], rosters: Sequence[Mapping[str, tuple[str, ...]]]
) -> Iterator[StarterLeftover]:
    about = tables["campaign"][0]
    items = {key: _written(getattr(campaign, key)) for key in _OF_PROGRAMME}
    usual_items = {(key, text) for one in of_own for key, text in _items(one).items()}
    kept = tuple(key for key, text in _items(tables).items() if text == items[key] and (key, text) not in usual_items)
    if kept:
        yield StarterLeftover("campaign", kept, len(items), about["programme"])
    headings, naming = {s.code: s.heading for s in campaign.sections}, _programme_words(about)
    elsewhere = fold(campaign.province) != fold(about["province"])
    for sheet, columns in _KEY_COLUMNS.items():
        own = {record.code: _key_texts(record, columns) for record in getattr(campaign, sheet)}
        theirs = _rows(tables, sheet, columns)
        usual = {row for one in of_own if not elsewhere for row in _rows(one, sheet, columns).items()}
        kept = tuple(code for code, says in own.items() if theirs.get(code) == says and (code, says) not in usual)
        if sheet == "sections":
            kept = tuple(code for code in kept if len(_words(headings[code]) & naming) >= _NAMING)
        # The roster may be right, in the same province; an untouched one is reported, unless several starters have it:
        # it is then the province's, for any programme.
        too_many = len(own) <= _PART * len(kept)
        if sheet == "agencies" and not elsewhere:
            too_many = own == theirs and rosters.count(theirs) == 1
        if kept and too_many:
            yield StarterLeftover(sheet, kept, len(own), about["programme"])


def _items(tables: Tables) -> dict[str, str]:
    """The filled items of a starter's programme."""
    about = tables["campaign"][0]
    return {key: _written(about[key]) for key in _OF_PROGRAMME if about.get(key)}


def _rows(tables: Tables, sheet: str, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {row["code"]: tuple(_written(row[column]) for column in columns) for row in tables[sheet]}


def _key_texts(record: object, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(_written(getattr(record, column)) for column in columns)


def _written(text: str) -> str:
    """A text without blanks, ignoring case."""
    return "".join(text.split()).casefold()
