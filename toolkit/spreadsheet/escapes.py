"""Characters that a workbook's texts hold as escapes: `_x1EC1_` in the file is `ề` in the cell,
`_x005F_` an underscore.

A typed `_x1EC1_` is in the file as `_x005F_x1EC1_`. The cells of a file are read by `audit.plain_xml`.
"""

from __future__ import annotations

import re

_TEXT_ESCAPE = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
#: Characters that are written as escapes.
_CONTROLS = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
#: An underscore that begins a text which would be read as an escape.
_LITERAL = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_CONTROLS}])")
_OVERLAPPING = re.compile(rf"_x[0-9A-Fa-f]{{4}}(?:_x[0-9A-Fa-f]{{4}}_|[{_CONTROLS}])")


def unescaped(text: str) -> str:
    """A text without its escapes, where no reader has replaced them, such as a property's."""
    return _TEXT_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """Text escaped for a file, so that it reads back unchanged."""
    return _LITERAL.sub("_x005F_", text) if "_x" in text else text


def overlap(text: str) -> bool:
    """Whether one escape would end where another begins."""
    return _OVERLAPPING.search(text) is not None


def in_formula(formula: str) -> str:
    """A formula in which each text that would be read as an escape is split in two."""
    return _LITERAL.sub('_"&"', formula) if "_x" in formula else formula
