"""The marker before a line of a report: a number, a letter, a bullet, or a counting word.

Markers are those of Nghị định 30/2020/NĐ-CP, annex I (`Phần I`, `I.`, `1.`, `a)`), and other usual ones: `A.`, `1.1`,
`I.1`, bullets, Word's lists, and `Một là`, `Thứ nhất`.
"""

import re
from dataclasses import dataclass

from toolkit.documents.lines import Line
from toolkit.language.text import clean, fold, strip_bullet

_UPPER = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ"
_GAP = rf"(?:\s+|(?=[{_UPPER}][^\W\d_])|$)"
_NUMBERING = re.compile(
    rf"""\s*(?:
      (?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?P<part>(?:THỨ|thứ)\s+\w+|[IVXLC]+|\d{{1,2}}|[A-ZĐ])
        (?:\s*[.:)–-]\s*|\s*$|\s+(?=[{_UPPER}]{{2}}))
    | (?P<compound>[IVXLC]+(?:\.\d{{1,2}})+)[.)/]?\s+
    | (?P<letter>[A-ZĐ])\s*[.)/]{_GAP}
    | (?P<roman>[IVXLC]+)\s*(?:[.)/]{_GAP}|[:–-]\s+)
    | (?P<decimal>\d{{1,2}}(?:\.\d{{1,2}})+)(?:[.)/]{_GAP}|:?\s+(?=[{_UPPER}“"]))
    | (?P<number>\d{{1,2}})(?:\s*[.)/]{_GAP}|\s?[-–](?=\s[^\W\d]))
    | (?P<small>[a-zđ])\s*[.)/]\s+
    )""",
    re.VERBOSE,
)
_COUNTED = ("nhất một", "hai", "ba", "tư bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINAL = re.compile(
    r"""(?: (?P<cardinal>Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười)\ là\s*[,:]?
          | Thứ\ (?P<ordinal>nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?:\ là)?\s*[,:](?!\ thứ\ )
        )\s+(?=\S)""",
    re.VERBOSE,
)
SMALL_LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker: `family` is the kind of numbering, `value` the number, or 0 for a bullet."""

    family: tuple[str, int]
    label: str = ""
    value: int = 0

    @property
    def is_bullet(self) -> bool:
        return self.family[0] in ("bullet", "ordinal")


def split_marker(line: Line) -> tuple[Marker | None, str]:
    """A line's marker, or None, and the line's words. A number in a sentence (`1.500 lượt`) is no marker."""
    text = clean(line.text)
    if line.point:
        return Marker(("bullet", 0)), text
    if match := _NUMBERING.match(text):
        kind = match.lastgroup or ""
        label = match[kind]
        depth = label.count(".")
        return Marker((kind, depth), label, _value(kind, label)), text[match.end() :].strip()
    if match := _ORDINAL.match(text):
        count = match["cardinal"] or match["ordinal"]
        value = next(n for n, words in enumerate(_COUNTED, start=1) if count.lower() in words.split())
        return Marker(("ordinal", int(match["ordinal"] is not None)), value=value), text[match.end() :].strip()
    bare = text.lstrip()
    first = bare[:1]
    if first and not first.isalnum() and (rest := strip_bullet(bare)) != bare:
        return Marker(("bullet", ord(first))), rest.strip()
    if line.list_kind == "bullet":
        return Marker(("bullet", -line.list_level)), text
    if line.list_kind == "ordered":
        return Marker(("auto", line.list_level)), text
    return None, text


def _value(kind: str, label: str) -> int:
    last = label.rpartition(".")[2]
    if last.isdigit():
        return int(last)
    if kind == "small":
        return SMALL_LETTERS.find(last) + 1
    if kind in ("roman", "part") and re.fullmatch("[IVXLC]+", last):
        return roman(last)
    return 0


def roman(text: str) -> int:
    """A Roman number's value."""
    digits = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[char] for char in text]
    return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))


def without_ordinal(text: str) -> str:
    """The text without a counting word at its beginning: `Một là, thiếu nước` → `thiếu nước`."""
    match = _ORDINAL.match(text)
    return text[match.end() :].strip() if match else text


def heading_key(text: str) -> str:
    """The form in which headings are compared: without numbering and final punctuation, and normalised."""
    return fold(unnumbered(text))


def unnumbered(text: str) -> str:
    """A heading without its numbering, punctuation included; the whole heading if it is only a number."""
    return split_marker(Line(text=text, paragraph=0))[1] or text
