"""Statements for every agency, drawn from `narrative.tsv`.

A statement marked as shared goes to several agencies: word for word, with small differences of typing, or in different
words (`other_words.tsv`), as agencies write the same; one that fits a group of similar agencies goes to a few of them;
any other to one agency only.
"""

import csv
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.form.contents import NarrativeLine
from toolkit.model import Agency, Campaign

_HERE = Path(__file__).parent
#: The most agencies of a group with the same statement, and the most with a shared one.
_IN_GROUP, _SHARED = 5, 22
#: The share of shared statements in different words.
_IN_OTHER_WORDS = 0.4
#: Numbers that do not belong to one location: years, 05 năm, 06 tháng, 100%, Đội 178, Ban Chỉ đạo 138.
_COMMON_NUMBER = re.compile(r"\b(?:20[12]\d|0?[1-6]|100%|178|138)\b|\d{2}/NQ")


@dataclass(frozen=True, slots=True)
class _Saying:
    section: str
    theme: str
    fits: tuple[str, ...]
    text: str
    evidence: str
    shared: bool

    def suits(self, agency: Agency) -> bool:
        """Whether the agency may write this; one that is no Sở does not mention its Sở."""
        if not self.fits or agency.code in self.fits:
            return True
        strange = re.search(r"\bSở\b", self.text) and not agency.name.startswith("Sở")
        return bool(set(agency.groups) & set(self.fits)) and not strange


def _sayings() -> list[_Saying]:
    with (_HERE / "narrative.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        _Saying(
            section=row["section"],
            theme=row["theme"],
            fits=tuple(f for f in (row["fits"] or "").split("|") if f),
            text=row["text"],
            evidence=row["evidence"] or "",
            shared=row["shared"] == "yes",
        )
        for row in rows
    ]


def _other_words() -> dict[str, list[str]]:
    """The different wordings of other agencies, by statement."""
    by_text: dict[str, list[str]] = {}
    with (_HERE / "other_words.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            by_text.setdefault(row["text"], []).append(row["variant"])
    return by_text


def invented_texts(campaign: Campaign, agencies: Sequence[Agency], seed: int) -> dict[str, tuple[NarrativeLine, ...]]:
    """The lines of each agency, by agency code, in the order of its sections."""
    sayings, other_words = _sayings(), _other_words()
    limits = [_limit(saying, agencies) for saying in sayings]
    used: Counter[int] = Counter()
    labels = {t.code: t.label for t in campaign.themes}
    lines_of: dict[str, list[NarrativeLine]] = {a.code: [] for a in agencies}
    order = list(agencies)
    random.Random(f"{seed} turn").shuffle(order)
    for section in campaign.sections:
        mine = [n for n, s in enumerate(sayings) if s.section == section.code]
        receivers = [a for a in order if section in campaign.sections_of(a)]
        choices = {a.code: random.Random(f"{seed} {a.code} {section.code}") for a in receivers}
        wanted = {code: choose.choice((2, 2, 3, 3, 4, 5)) for code, choose in choices.items()}
        picks: dict[str, list[int]] = {a.code: [] for a in receivers}
        # In rounds, one statement each, so that the last agencies are not left without any.
        for turn in range(max(wanted.values(), default=0)):
            for agency in receivers:
                code = agency.code
                if turn >= wanted[code]:
                    continue
                free = [n for n in mine if n not in picks[code] and used[n] < limits[n] and sayings[n].suits(agency)]
                if free:
                    # First the statements that only this agency can write, then those that few can.
                    choose = choices[code]
                    chosen = min(free, key=lambda n: (limits[n], choose.random()))
                    picks[code].append(chosen)
                    used[chosen] += 1
        for agency in receivers:
            choose = choices[agency.code]
            choose.shuffle(picks[agency.code])
            for n in picks[agency.code]:
                line = _line(sayings[n], labels, choose)
                # Drawn separately, so that the other choices do not depend on it.
                variation = random.Random(f"{seed} {agency.code} {n} words")
                variants = other_words.get(sayings[n].text, ())
                if variants and variation.random() < _IN_OTHER_WORDS:
                    line = replace(line, text=variation.choice(variants))
                lines_of[agency.code].append(line)
    return {code: tuple(lines) for code, lines in lines_of.items()}


def _limit(saying: _Saying, agencies: Sequence[Agency]) -> int:
    """The most agencies that may write a statement."""
    if saying.shared:
        return _SHARED
    many = sum(saying.suits(a) for a in agencies) > 3
    local = re.search(r"\d", _COMMON_NUMBER.sub("", saying.text))
    return _IN_GROUP if many and not local and not saying.evidence else 1


def _line(saying: _Saying, labels: dict[str, str], choose: random.Random) -> NarrativeLine:
    text = saying.text
    if saying.shared and choose.random() < 0.4:
        text = choose.choice((f"- {text}", text.rstrip("."), f"{text} ", text.replace(", ", ",  ", 1), f"{text[:-1]};"))
    evidence = saying.evidence if not saying.shared or choose.random() < 0.4 else ""
    if not evidence and choose.random() < 0.08:
        evidence = f"Báo cáo số {choose.randint(11, 240)}/BC (minh họa)"
    return NarrativeLine(
        section=saying.section,
        text=text,
        theme=labels[saying.theme] if choose.random() < 0.7 else None,
        evidence=evidence or None,
    )
