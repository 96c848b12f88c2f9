"""Numbers in Vietnamese words: `hai mươi lăm` → 25. Used to propose a reading, never to accept one."""

from decimal import Decimal

_DIGITS = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "không": 0,
}
_LARGE = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_TENS = ("mươi", "chục")
_FILLERS = ("linh", "lẻ", "và")
_MOST_WORDS = 24


def words_to_number(text: str) -> Decimal | None:
    """The number (above 0) that a cleaned text starts with, in words; up to three more words (a unit) may follow.

    None where it starts with none, or two readings of a digit meet (`hai ba`); only the first 24 words are read.
    """
    tokens = text.casefold().replace(",", " ").strip("()'\". ").split()[:_MOST_WORDS]
    total = group = Decimal(0)
    digit: int | None = None
    last = 1
    used = 0
    for token in tokens:
        if token in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[token]
        elif token == "mười":
            group, digit = group + 10, None
        elif token in _TENS:
            group, digit = group + 10 * (digit or 0), None
        elif token == "trăm":
            group, digit = group + 100 * (digit or 0), None
        elif token in _LARGE:
            last = _LARGE[token]
            total, group, digit = total + (group + (digit or 0)) * last, Decimal(0), None
        elif token == "rưỡi" and used:
            total += Decimal(last) / 2 if last > 1 else Decimal("0.5")
        elif token not in _FILLERS or not used:
            break
        used += 1
    if not used or len(tokens) - used > 3 or tokens[used : used + 1] in (["số"], ["vài"]):
        return None  # `một số`, `một vài`: no number at all
    return total + group + (digit or 0) or None
