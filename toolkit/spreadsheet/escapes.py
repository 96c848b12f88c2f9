"""Escapes of characters in a workbook's texts: `_x1EC1_` in the file is `ề` in the cell, `_x005F_` an underscore.

A typed `_x1EC1_` is in the file as `_x005F_x1EC1_`. For the cells of a file, `audit.plain_xml` replaces escapes.
"""

import re

_TEXT_ESCAPE = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
#: Characters that are written as escapes.
_CONTROLS = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
#: An underscore at which an escape would be read.
_LITERAL = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_CONTROLS}])")
_OVERLAPPING = re.compile(rf"_x[0-9A-Fa-f]{{4}}(?:_x[0-9A-Fa-f]{{4}}_|[{_CONTROLS}])")


def unescaped(text: str) -> str:
    """A text with its escapes replaced: for texts that no reader replaces, such as a property."""
    return _TEXT_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """A text with escapes, to be written to a file and read back unchanged."""
    return _LITERAL.sub("_x005F_", text) if "_x" in text else text


def has_overlapping_escapes(text: str) -> bool:
    """Whether a text has an escape that ends where another escape begins."""
    return _OVERLAPPING.search(text) is not None


def with_escapes_split(formula: str) -> str:
    """A formula in which each text that contains an escape is split in two."""
    return _LITERAL.sub('_"&"', formula) if "_x" in formula else formula
