"""Finds agencies by a typed code, full or short name, or alias.

Nothing is guessed: where two agencies match, both are returned.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import TypeAlias

from toolkit.language.text import code_key, fold, may_mean, nearest, toned
from toolkit.messages import agency_name
from toolkit.model import Agency, Campaign
from toolkit.model.caching import cached

#: The sign between code and name in drop-down lists of agencies.
BETWEEN = " · "
#: The most agencies that a sentence names.
_MOST_NAMED = 6
#: Pairs of a folded name, between blanks, and the agencies with this name, by code.
Phrases: TypeAlias = list[tuple[str, dict[str, Agency]]]


def list_entry(agency: Agency) -> str:
    """The entry for an agency in drop-down lists: `SA · Sở A`."""
    return f"{agency.code}{BETWEEN}{agency.short_name}"


def agencies_with_forms(campaign: Campaign) -> tuple[Agency, ...]:
    """The agencies that get a form: they exist on the day it is due, and have something to report."""
    return tuple(a for a in campaign.agencies if campaign.in_force(a) and campaign.asks(a))


def listed_agencies(agencies: Iterable[Agency]) -> str:
    """The names of these agencies for a sentence, which names only the first few."""
    names = [agency_name(agency) for agency in agencies]
    more = [f"… (+{len(names) - _MOST_NAMED})"] if len(names) > _MOST_NAMED else []
    return "; ".join([*names[:_MOST_NAMED], *more])


def phrases_by_length(named: Iterable[tuple[str, Agency]]) -> Phrases:
    """Those of the names, in pairs of name and agency, that have several words; the longest first."""
    phrases: dict[str, dict[str, Agency]] = {}
    for name, agency in named:
        if " " in (folded := fold(name)):
            phrases.setdefault(f" {folded} ", {})[agency.code] = agency
    return sorted(phrases.items(), key=lambda pair: (-len(pair[0]), pair[0]))


def agencies_in(text: str, phrases: Phrases) -> dict[str, Agency]:
    """The agencies named in a text, by code. A name that is part of a longer name does not count."""
    folded = f" {fold(text)} "
    agencies_by_code: dict[str, Agency] = {}
    for phrase, agencies in phrases:
        if phrase in folded:
            agencies_by_code.update(agencies)
            folded = folded.replace(phrase, " | ")
    return agencies_by_code


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
        """Add the spellings of an agency's names, keyed by the folded spelling without blanks."""
        full = fold(" ".join(self._spelt_out(agency.name))).split()
        count = max((len(m) for m in self._beginnings if full[: len(m)] == m and len(full) > len(m) + 1), default=0)
        begins = self._spelt_out(agency.name)[:count]
        for name in (agency.name, agency.short_name, agency.code, *agency.aliases):
            words = self._spelt_out(name)
            rest = words[count:] if fold(" ".join(words)).split()[:count] == full[:count] else words
            for form in (words, rest, begins + rest):
                written = (agency, " ".join(form))
                same = self._written.setdefault(fold("".join(form)), []) if form else [written]
                if written not in same:
                    same.append(written)

    def _spelt_out(self, name: str) -> list[str]:
        """The name's words with their tones; abbreviations of the definition are spelt out."""
        return [w for word in toned(name).split() for w in self._spelt.get(fold(word)) or [word]]

    def matching(self, typed: str) -> tuple[Agency, ...]:
        """The agencies that match what was typed: none, one or several. A code takes precedence over a name.

        Case, signs and blanks do not matter. Abbreviations may be spelt out; usual beginnings (`Ủy ban nhân dân`) and
        tones may be left out, but tones that are typed must agree.
        """
        text = typed.strip()
        if not text:
            return ()
        by_code = self.by_code(text) or self.by_code(text.partition(BETWEEN)[0])
        if by_code:
            return (by_code,)
        words = self._spelt_out(text)
        same = self._written.get(fold("".join(words)), ())
        candidates = (
            [a for a, name in same if name == " ".join(words)],
            [a for a, name in same if may_mean(" ".join(words), name)],
            [a for a, _ in same],
        )
        return tuple({a.code: a for a in next(filter(None, candidates), ())}.values())

    def by_code(self, typed: str) -> Agency | None:
        """The agency with this code, in any Unicode form. A number also matches a code with leading zeros, which
        spreadsheets remove (`007`)."""
        key = code_key(typed)
        if key in self._by_key:
            return self._by_key[key]
        same = [a for a in self._agencies if a.code.isascii() and a.code.isdigit() and a.code.lstrip("0") == key]
        return same[0] if len(same) == 1 else None

    def single_match(self, typed: str) -> Agency | None:
        """The agency that matches what was typed; None where no agency or several match."""
        matches = self.matching(typed)
        return matches[0] if len(matches) == 1 else None

    def named_in(self, text: str) -> tuple[Agency, ...]:
        """The agencies whose names are in a text; only names of several words are recognised."""
        return tuple(agencies_in(text, self._name_phrases).values())

    @cached_property
    def _name_phrases(self) -> Phrases:
        return phrases_by_length((name, a) for a in self._agencies for name in (a.name, a.short_name, *a.aliases))

    def nearest(self, typed: str) -> str:
        """Suggestions for a name that matches no agency: agencies whose names contain it, else the agency with the most
        similar name; "" where no name is similar."""
        words = f" {fold(typed)} "
        if containing := [
            a for a in self._agencies if words.strip() and any(words in f" {fold(n)} " for n in _names_of(a))
        ]:
            return listed_agencies(containing)
        names = {name: agency for agency in reversed(self._agencies) for name in _names_of(agency) if name}
        near = nearest(typed, names)
        return agency_name(names[near]) if near else ""


def _names_of(agency: Agency) -> tuple[str, ...]:
    return (agency.code, agency.name, agency.short_name, *agency.aliases)


@cached
def agency_names(campaign: Campaign) -> AgencyNames:
    return AgencyNames(campaign)
