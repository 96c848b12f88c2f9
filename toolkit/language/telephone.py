"""Telephone numbers as people type them, and as they are dialled in Vietnam.

Mobile numbers have ten digits and begin with 03, 05, 07, 08 or 09; landline numbers have eleven and begin with 02 and
the province's code (numbering plan of Thông tư 22/2014/TT-BTTTT; area codes as of 2017, mobile ones as of 2018).
"""

import re

_RUN = re.compile(r"\+?\d[\d .()\u00a0–-]*")
_NUMBER = re.compile(r"0[35789]\d{8}|02\d{9}")
_NUMBERS = re.compile(rf"(?:{_NUMBER.pattern})+")
#: Service numbers, which have no area code.
_SERVICE = re.compile(r"1[89]00\d{4,6}")
_COUNTRY = re.compile(r"84(?:0(?=[235789]))?(?=[235789]\d{8,9}$)")


def numbers_to_dial(typed: str) -> tuple[str, ...]:
    """The numbers in a text, as digits to be dialled within the country; () if no number is certainly complete.

    Too many or too few digits are not returned: dialling them would reach somebody else.
    """
    numbers: list[str] = []
    for run in _RUN.findall(typed):
        digits = re.sub(r"\D", "", run)
        if run.startswith("+") or len(digits) in (11, 12):
            digits = _COUNTRY.sub("0", digits)
        if _NUMBERS.fullmatch(digits):
            numbers += _NUMBER.findall(digits)
        elif _SERVICE.fullmatch(digits):
            numbers.append(digits)
    return tuple(dict.fromkeys(numbers))
