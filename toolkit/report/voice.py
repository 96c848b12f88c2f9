"""A statement in the office's voice: its words, with the number of those who wrote it in the place of its subject, or
in brackets at its end."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from toolkit.consolidation.ideas import Idea
from toolkit.language.text import clean
from toolkit.messages import reports
from toolkit.model import Campaign, Language, Word
from toolkit.model.caching import cached
from toolkit.narrative.frames import GAP
from toolkit.narrative.lexicon import LONGER_TERM, OWN_BODY

#: The most agencies named with a sentence; more are only counted.
_NAMED = 3
#: The first words of a phrase of time, place or reason, after which the subject follows.
_ADVERBIAL = (
    r"(?:ngay|sau|trước|trong|hằng|hàng|từ|đến|tính đến|tại|qua|nhờ|với|khi|căn cứ|thực hiện|theo|trên|năm|giai đoạn"
    r"|đầu|cuối|mỗi|ngoài ra|bên cạnh|đồng thời|tuy nhiên|nhìn chung|do|để|nhằm|bằng|kể từ|\d+)"
)
#: What may follow a noun of one syllable if it is a subject: other words may form a longer noun with it.
_PREDICATES = (
    r"(?:đã|chưa|không|còn|đang|sẽ|luôn|vẫn|được|bị|cần|phải|đều|cũng|thường xuyên|mới|chỉ|tiếp tục|tổ chức|thực hiện"
    r"|triển khai|xây dựng|phối hợp|kịp thời|chủ động|duy trì|tăng cường)\b"
)
_AT_UBND = re.compile(r"^(?:ủy|uỷ) ban nhân dân ")
#: An agency's own name at the beginning of a sentence with slots.
_NAME_GAP = re.compile(rf"[^,.;:()]{{0,30}}{GAP} (?=[^\W\d])")


@cached
def _subject(words: tuple[Word, ...]) -> re.Pattern[str] | None:
    """A bare noun for the agency itself as the subject of a sentence; None where the definition lists no such nouns."""
    nouns = {" ".join(clean(w.text).lower().split()): w.means for w in words if w.kind == OWN_BODY}
    plain = sorted((n for n, means in nouns.items() if means != LONGER_TERM), key=len, reverse=True)
    longer = [rf"{re.escape(n)}\b" for n, means in nouns.items() if means == LONGER_TERM]
    if not plain:
        return None
    either = "|".join(rf"{re.escape(n)} (?={'' if ' ' in n else _PREDICATES})" for n in plain)
    bar = rf"(?!{'|'.join(longer)})" if longer else ""
    return re.compile(
        rf"(?P<lead>{_ADVERBIAL}\b[^,:;.()“”]{{0,60}}, )?{bar}(?P<noun>{either})(?P<rest>[^\W\d].*)",
        re.IGNORECASE | re.DOTALL,
    )


@lru_cache(1024)
def _kind_of(name: str) -> str:
    return _AT_UBND.sub("", " ".join(name.split()).casefold())


class Voice:
    """How sentences of a report say who wrote them. `reported`: the number of agencies that reported."""

    def __init__(self, campaign: Campaign, reported: int, language: Language) -> None:
        self.words, self.language = reports.words(language), language
        self.of = self.words.count(reported)
        self.agencies = campaign.agency_by_code
        uses = Counter(a.short_name for a in campaign.agencies)
        self.names = {a.code: a.short_name if uses[a.short_name] == 1 else a.name for a in campaign.agencies}
        self.kinds = {_kind_of(a.name) for a in campaign.agencies}
        self._subject = _subject(campaign.words) if language == "vi" else None

    def said(self, idea: Idea, text: str, evidence: Sequence[str] = ()) -> tuple[str, str]:
        """The idea's sentence `text`, and in brackets who wrote it. `evidence`: the documents that a single agency
        cites."""
        count, similar = self.words.count(len(idea.wrote)), ""
        if idea.similar:
            similar = self.words.SIMILAR.format(count=self.words.count(len(idea.similar)))
        if len(idea.wrote) == 1:
            agency = self.agencies[idea.wrote[0]]
            named = text.startswith((agency.name, agency.short_name))  # it says itself who it is
            names = "; ".join(
                [*([] if named else [self.names[agency.code]]), *evidence[:1], *([similar] if similar else [])]
            )
            return text, self.words.SAID_BY_ONE.format(names=names) if names else ""
        if counted := self._as_subject(text, idea.wrote):
            return counted, similar and f"({similar})"
        if len(idea.wrote) <= _NAMED and not similar:
            names = "; ".join(self.names[code] for code in idea.wrote)
            return text, self.words.SAID_BY_SOME.format(count=count, of=self.of, names=names)
        return text, self.words.SAID_BY_MANY.format(count=count, of=self.of, similar=similar and f"; {similar}")

    def _as_subject(self, text: str, wrote: Sequence[str]) -> str:
        """The sentence with the number of agencies in the place of its subject, where this is a bare noun for the
        agency itself; else ""."""
        if self._subject is None:
            return ""
        count = f"{self.words.count(len(wrote))}/{self.of}"
        if (gap := _NAME_GAP.match(text)) and text[gap.end()].islower():
            return self.words.THERE_ARE.format(count=f"{count} {self.words.AGENCY_NOUN}", rest=text[gap.end() :])
        subject = self._subject.fullmatch(text)
        if subject is None or not subject["rest"][0].islower():
            return ""
        noun, rest = subject["noun"].strip().lower(), subject["rest"]
        if any(kind.startswith(f"{noun} ") for kind in self.kinds):
            if not all(_kind_of(self.agencies[code].name).startswith(f"{noun} ") for code in wrote):
                return ""
            count = self.words.count(len(wrote))
        counted = f"{count} {noun}"
        if subject["lead"]:
            return f"{subject['lead']}{counted} {rest}"
        return f"{counted} {rest}" if rest.startswith("có ") else self.words.THERE_ARE.format(count=counted, rest=rest)
