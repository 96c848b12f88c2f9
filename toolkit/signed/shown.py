"""Whether a printed text shows the content of a cell of the workbook."""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from toolkit.language.text import strip_marks
from toolkit.messages import forms
from toolkit.model import Figure

#: The decimal sign of a PDF, which depends on the machine where it was printed.
DecimalSign = Literal[",", "."]
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
#: The mark of a note after a figure: `130(1)`, `130¹`.
_NOTED = re.compile(r"(?<=[^\s(])\s*(?:\(\d{1,2}\)|[\u00b2\u00b3\u00b9\u2070-\u2079]+)$")
_SIGN = re.compile(r"(?<=\d)[.,](?=\d)")
_WORDS = re.compile(r"[^\w.]|_|(?<!\d)\.|\.(?!\d)")
#: Signs for a missing figure in the Word report and on many forms.
_NOTHING = frozenset({"", "-", "…", "...", "x"})
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%Y", "%d-%m-%Y")


def plain(text: str) -> str:
    """The letters and digits of a text, in lower case and without blanks; a comma between digits becomes a point."""
    text = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _WORDS.sub("", _SIGN.sub(".", text))


def label_key(text: str) -> str:
    """The letters and digits of a label in lower case, without its tones and signs."""
    return re.sub(r"[\W_]+", "", strip_marks(unicodedata.normalize("NFKC", text)).casefold())


def is_blank(text: str) -> bool:
    """Whether a printed text means that there is no figure."""
    return _without_blanks(text).casefold() in _NOTHING


def is_shown(text: str, figure: Figure, sign: DecimalSign, decimals: int = 0) -> bool:
    """Whether the text shows the figure: as it was typed, or rounded, or as the Word report writes it. `decimals`: the
    most decimals printed in the same row or column: a number with fewer was not rounded to them."""
    value, whole = figure.value, text
    text = _NOTED.sub("", text)
    if figure.typed and plain(figure.typed) in (plain(whole), plain(text)):
        return True
    if figure.state == "not_applicable" and plain(text) in map(plain, forms.NOT_APPLICABLE):
        return True
    if value is None and (is_blank(text) or not figure.typed):
        return is_blank(text)
    if isinstance(value, bool):
        return plain(text) in map(plain, forms.YES if value else forms.NO)
    if isinstance(value, date):
        return value in _possible_days(text)
    if isinstance(value, str):
        return plain(text) == plain(value)
    exact = number(figure.typed, ",") if value is None else Decimal(repr(float(value)))
    printed = number(text, sign)
    if printed is None or exact is None:
        return False
    exponent = decimals_of(printed)
    step = Decimal(1).scaleb(-max(exponent, decimals) if exponent >= 0 else -exponent)
    return abs(exact - printed) * 2 <= step


def number(text: str, sign: DecimalSign) -> Decimal | None:
    """The number printed with this decimal sign, with the decimals as printed; None for any other text."""
    text = _without_blanks(text).removesuffix("%")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    group = r"\." if sign == "," else ","
    digits = rf"-?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{re.escape(sign)}\d+)?(?:[eE][-+]?\d+)?"
    if not re.fullmatch(digits, text):
        return None
    with suppress(InvalidOperation):
        return Decimal(re.sub(group, "", text).replace(",", "."))
    return None


def decimals_of(printed: Decimal | None) -> int:
    """The number of decimals printed; negative for a number such as `1,2E+05`."""
    exponent = printed.as_tuple().exponent if printed is not None else 0
    return -exponent if isinstance(exponent, int) else 0


def _without_blanks(text: str) -> str:
    """A number's text without blanks, and without apostrophes between thousands."""
    return "".join(text.translate(_MINUS).replace("'", "").replace("\u2019", "").split())


def _possible_days(text: str) -> set[date]:
    days = set()
    for form in _DAYS:
        with suppress(ValueError):
            days.add(datetime.strptime(text.strip(), form).date())
    return days
