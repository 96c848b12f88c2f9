"""Characters that a workbook's texts hold as escapes: `_x1EC1_` in the file is `ề` in the cell, `_x005F_` an underscore.

Who types `_x1EC1_` into a cell has it in the file as `_x005F_x1EC1_`. The reader knows the escapes of the first 256
characters; the others are put in their place before it reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: How parts with texts of cells begin, whatever they are called.
_TEXTS = re.compile(rb"<(?:\w+:)?(?:sst|worksheet)[\s>/]")
_HEAD = 4_000
#: From the left, each escape once; two halves of a character beyond the first 65,536 are one.
_ESCAPE = re.compile(rb"_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_|_x([0-9A-Fa-f]{4})_")
_TEXT_ESCAPE = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
#: What is written as an escape itself.
_CONTROLS = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
#: An underscore that begins what would be read as an escape.
_LITERAL = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_CONTROLS}])")
_OVERLAPPING = re.compile(rf"_x[0-9A-Fa-f]{{4}}(?:_x[0-9A-Fa-f]{{4}}_|[{_CONTROLS}])")


def decoded(parts: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The parts of an .xlsx with the characters that its texts stand for; the very same parts where there are no such."""
    changed = {
        name: plain
        for name, part in parts.items()
        if b"_x" in part
        and _TEXTS.search(part, 0, _HEAD)
        and (plain := _ESCAPE.sub(_character, part)) != part
    }
    return {**parts, **changed} if changed else parts


def _character(escape: re.Match[bytes]) -> bytes:
    high, low, alone = (int(digits, 16) if digits else 0 for digits in escape.groups())
    number = alone or 0x10000 + ((high - 0xD800) << 10) + low - 0xDC00
    # What the reader knows by itself, and what is no character.
    if number < 0x100 or 0xD800 <= number < 0xE000 or number in (0xFFFE, 0xFFFF):
        return escape[0]
    return b"&#%d;" % number


def shown(text: str) -> str:
    """What a text stands for that no reader has looked at, such as a property's."""
    return _TEXT_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """Text as it is to stand in a file, so that it reads back as it is."""
    return _LITERAL.sub("_x005F_", text) if "_x" in text else text


def overlap(text: str) -> bool:
    """Whether one escape would end where another begins."""
    return _OVERLAPPING.search(text) is not None


def in_formula(formula: str) -> str:
    """A formula whose texts hold no escapes: such a text is put together of two."""
    return _LITERAL.sub('_"&"', formula) if "_x" in formula else formula
