"""Which agency is meant where a person typed a name: a code, a full or short name, an alias.

Nothing is guessed: where two agencies fit, both are named.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from toolkit.language.text import code_key, fold, may_mean, nearest, toned
from toolkit.messages import called
from toolkit.model import Agency, Campaign
from toolkit.model.caching import kept

#: Between code and name in the lists of agencies that sheets offer.
BETWEEN = " · "
#: So many agencies are named where it is not clear which is meant.
_NAMED = 6


def choice(agency: Agency) -> str:
    """An agency as the lists that sheets offer show it: `SA · Sở A`."""
    return f"{agency.code}{BETWEEN}{agency.short_name}"


def asked_agencies(campaign: Campaign) -> tuple[Agency, ...]:
    """Those that get a form: they exist on the day it is due, and something is asked of them."""
    return tuple(a for a in campaign.agencies if campaign.in_force(a) and campaign.asks(a))


def listed_agencies(agencies: Iterable[Agency]) -> str:
    """Several of them in a sentence."""
    names = [called(agency) for agency in agencies]
    more = [f"… (+{len(names) - _NAMED})"] if len(names) > _NAMED else []
    return "; ".join([*names[:_NAMED], *more])


class AgencyNames:
    """The names of a campaign's agencies, prepared for looking them up."""

    def __init__(self, campaign: Campaign) -> None:
        self._agencies = campaign.agencies
        short = {fold(w.text): toned(w.means).split() for w in campaign.words if w.kind == "abbreviation"}
        self._spelt = {text: means for text, means in short.items() if len(means) > 1}
        self._beginnings = [fold(" ".join(means)).split() for means in self._spelt.values()]
        self._written: dict[str, list[tuple[Agency, str]]] = {}
        self._by_key = {code_key(agency.code): agency for agency in reversed(campaign.agencies)}
        for agency in campaign.agencies:
            self._add(agency)

    def _add(self, agency: Agency) -> None:
        """Keep how the agency may be written, folded and without blanks, each with the same with its tones."""
        own = fold(" ".join(self._spelt_out(agency.name))).split()
        count = max((len(m) for m in self._beginnings if own[: len(m)] == m and len(own) > len(m) + 1), default=0)
        begins = self._spelt_out(agency.name)[:count]
        for name in (agency.name, agency.short_name, agency.code, *agency.aliases):
            words = self._spelt_out(name)
            rest = words[count:] if fold(" ".join(words)).split()[:count] == own[:count] else words
            for form in (words, rest, begins + rest):
                written = (agency, " ".join(form))
                same = self._written.setdefault(fold("".join(form)), []) if form else [written]
                if written not in same:
                    same.append(written)

    def _spelt_out(self, name: str) -> list[str]:
        """The name's words with their tones, the definition's abbreviations spelt out."""
        return [w for word in toned(name).split() for w in self._spelt.get(fold(word)) or [word]]

    def meant(self, typed: str) -> tuple[Agency, ...]:
        """The agencies that may be meant: none, one, or all that fit; a code goes before a name.

        Abbreviations may be spelt out or not, and what most names begin with (`Ủy ban nhân dân`) may be there or not,
        whatever the case, signs and blanks; tones may be left out, and tell names apart where they are there.
        """
        text = typed.strip()
        if not text:
            return ()
        by_code = self.by_code(text) or self.by_code(text.partition(BETWEEN)[0])
        if by_code:
            return (by_code,)
        words = self._spelt_out(text)
        same = self._written.get(fold("".join(words)), ())
        alike = (
            [a for a, name in same if name == " ".join(words)],
            [a for a, name in same if may_mean(" ".join(words), name)],
            [a for a, _ in same],
        )
        return tuple({a.code: a for a in next(filter(None, alike), ())}.values())

    def by_code(self, typed: str) -> Agency | None:
        """The agency with this code, however its letters are composed; of a number, which a spreadsheet makes of `007`,
        the one whose code is the same number.
        """
        key = code_key(typed)
        if key in self._by_key:
            return self._by_key[key]
        same = [a for a in self._agencies if a.code.isascii() and a.code.isdigit() and a.code.lstrip("0") == key]
        return same[0] if len(same) == 1 else None

    def one(self, typed: str) -> Agency | None:
        """The agency that is meant; None where it is none, or several."""
        found = self.meant(typed)
        return found[0] if len(found) == 1 else None

    def within(self, text: str) -> tuple[Agency, ...]:
        """The agencies that a text names, by names of several words;
        a longer name is no mention of a shorter one in it."""
        folded = f" {fold(text)} "
        found: dict[str, Agency] = {}
        for name, agencies in self._phrases:
            if name in folded:
                found.update(agencies)
                folded = folded.replace(name, " | ")
        return tuple(found.values())

    @cached_property
    def _phrases(self) -> list[tuple[str, dict[str, Agency]]]:
        """Names of several words, folded and between blanks, the longest first, each with whose it is."""
        names: dict[str, dict[str, Agency]] = {}
        for agency in self._agencies:
            for name in (agency.name, agency.short_name, *agency.aliases):
                if " " in fold(name):
                    names.setdefault(f" {fold(name)} ", {})[agency.code] = agency
        return sorted(names.items(), key=lambda pair: (-len(pair[0]), pair[0]))

    def nearest(self, typed: str) -> str:
        """Whom it may have meant that is nobody's name: those in whose names its words stand, else the one whose name
        is most like it; "" where none is.
        """
        words = f" {fold(typed)} "
        if holding := [a for a in self._agencies if words.strip() and any(words in f" {fold(n)} " for n in _names(a))]:
            return listed_agencies(holding)
        names = {name: agency for agency in reversed(self._agencies) for name in _names(agency) if name}
        near = nearest(typed, names)
        return called(names[near]) if near else ""


def _names(agency: Agency) -> tuple[str, ...]:
    return (agency.code, agency.name, agency.short_name, *agency.aliases)


@kept
def agency_names(campaign: Campaign) -> AgencyNames:
    return AgencyNames(campaign)
