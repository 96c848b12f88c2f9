"""Characters that a workbook's texts hold as escapes: `_x1EC1_` in the file is `ề` in the cell,
`_x005F_` an underscore.

Who types `_x1EC1_` into a cell has it in the file as `_x005F_x1EC1_`.
What the cells of a file hold is read by `audit.plain_xml`.
"""

from __future__ import annotations

import re

_TEXT_ESCAPE = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
#: What is written as an escape itself.
_CONTROLS = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
#: An underscore that begins what would be read as an escape.
_LITERAL = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_CONTROLS}])")
_OVERLAPPING = re.compile(rf"_x[0-9A-Fa-f]{{4}}(?:_x[0-9A-Fa-f]{{4}}_|[{_CONTROLS}])")


def unescaped(text: str) -> str:
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
