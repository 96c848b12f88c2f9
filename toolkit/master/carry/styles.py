"""Converts the format of a cell, as openpyxl reads it, to XlsxWriter's properties."""

import colorsys
import re
from collections.abc import Mapping
from typing import Any

#: Excel's names of patterns and lines, in the order of XlsxWriter's numbers.
_PATTERNS = (
    *("none", "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp"),
    *("darkGrid", "darkTrellis", "lightHorizontal", "lightVertical", "lightDown", "lightUp", "lightGrid"),
    *("lightTrellis", "gray125", "gray0625"),
)
_LINES = (
    *("none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot"),
    *("mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot"),
)
_ACROSS = {"centerContinuous": "center_across"}
_DOWN = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}
_UNDERLINES = {"single": 1, "double": 2, "singleAccounting": 33, "doubleAccounting": 34}
_SCRIPTS = {"superscript": 1, "subscript": 2}
#: The order in which colours of a theme are numbered: light comes before dark ([MS-OI29500] 2.1.1226).
_THEME = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
_THEME_COLOUR = re.compile(
    rb"<a:(" + "|".join(_THEME).encode() + rb")>\s*<a:(?:srgbClr val|sysClr [^>]*?lastClr)=\"([0-9A-Fa-f]{6})\""
)
#: Number formats below this one are built in; what they show depends on the machine's language.
_BUILT_IN = 164


def theme_colours(theme: bytes) -> Mapping[int, str]:
    """The colours of a workbook's theme by number, six hex digits each."""
    named = {name.decode(): colour.decode() for name, colour in _THEME_COLOUR.findall(theme)}
    return {number: named[name] for number, name in enumerate(_THEME) if name in named}


def colour_of(colour: Any, theme: Mapping[int, str], indexed: tuple[str, ...]) -> str:
    """A colour as `#RRGGBB`; "" where it is the usual colour, or there is none."""
    if colour is None:
        return ""
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        base = colour.rgb[-6:]
    elif colour.type == "theme":
        base = theme.get(colour.theme, "")
    elif colour.type == "indexed" and 0 <= colour.indexed < len(indexed):
        base = indexed[colour.indexed][-6:]
    else:
        return ""
    return f"#{_tinted(base, colour.tint or 0.0).upper()}" if base else ""


def _tinted(base: str, tint: float) -> str:
    """A colour made lighter or darker ([ECMA-376] 18.8.19)."""
    if not tint:
        return base
    hue, light, saturation = colorsys.rgb_to_hls(*(int(base[n : n + 2], 16) / 255 for n in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(
        f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    )


def properties_of(cell: Any, theme: Mapping[int, str], indexed: tuple[str, ...]) -> dict[str, object]:
    """XlsxWriter's properties of a cell, or of any other object with openpyxl's formats."""

    def colour(value: Any) -> str:
        return colour_of(value, theme, indexed)

    font, alignment = cell.font, cell.alignment
    across, down, turned = alignment.horizontal, alignment.vertical, int(alignment.textRotation or 0)
    number = cell._style.numFmtId if hasattr(cell, "_style") else 0
    properties = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": bool(font.b),
        "italic": bool(font.i),
        "underline": _UNDERLINES.get(font.u or ""),
        "font_strikeout": bool(font.strike),
        "font_script": _SCRIPTS.get(font.vertAlign or ""),
        "font_color": colour(font.color),
        **_fill(cell.fill, colour),
        **_border(cell.border, colour),
        "align": _ACROSS.get(across, across) if across not in (None, "general") else None,
        "valign": _DOWN.get(down, down) if down not in (None, "bottom") else None,
        "text_wrap": bool(alignment.wrapText),
        "rotation": 270 if turned == 255 else 90 - turned if turned > 90 else turned,
        "indent": int(alignment.indent or 0),
        "shrink": bool(alignment.shrinkToFit),
        "reading_order": int(alignment.readingOrder or 0),
        "num_format": number if number < _BUILT_IN else cell.number_format,
        "locked": None if cell.protection.locked else False,
        "hidden": cell.protection.hidden,
    }
    return {
        name: value
        for name, value in properties.items()
        if value is not None and (value or name == "locked") and value != ""
    }


def _fill(fill: Any, colour: Any) -> dict[str, object]:
    pattern = getattr(fill, "patternType", None)
    if pattern not in _PATTERNS[1:]:
        return {}
    if pattern == "solid":
        return {"pattern": 1, "bg_color": colour(fill.fgColor)} if colour(fill.fgColor) else {}
    return {"pattern": _PATTERNS.index(pattern), "fg_color": colour(fill.fgColor), "bg_color": colour(fill.bgColor)}


def _border(border: Any, colour: Any) -> dict[str, object]:
    properties: dict[str, object] = {}
    for side in ("left", "right", "top", "bottom"):
        line = getattr(border, side)
        if line is not None and line.style in _LINES[1:]:
            properties |= {side: _LINES.index(line.style), f"{side}_color": colour(line.color)}
    line = border.diagonal
    if line is not None and line.style in _LINES[1:] and (border.diagonalUp or border.diagonalDown):
        kind = int(bool(border.diagonalUp)) + 2 * int(bool(border.diagonalDown))
        properties |= {"diag_type": kind, "diag_border": _LINES.index(line.style), "diag_color": colour(line.color)}
    return properties
