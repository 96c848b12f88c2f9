"""The formats that all workbooks share: colours, borders, page set-up. Times New Roman throughout."""

from collections.abc import Sequence
from typing import Literal

from toolkit.model import Language
from toolkit.spreadsheet.keyed import PREFIX
from toolkit.xlsx.excel import Book, Format, Sheet, clipped, quoted

NAVY = "#1F3864"
STEEL = "#D9E2F0"
PALE = "#F3F6FB"
INPUT = "#FFFBE6"
GREY = "#F2F2F2"
LINE = "#A6A6A6"
MUTED = "#595959"
RED = "#9C0006"
RED_FILL = "#FFD9DC"
AMBER = "#7F6000"
AMBER_FILL = "#FFF0C2"
#: The colour of a form's cells that are still to be checked; cells for typing have a different colour.
MARK_FILL = "#FFD28A"
GREEN = "#1E6B34"
BLUE = "#0B5394"

#: The widths in characters that fit landscape A4 and A3 at full size; wider sheets are scaled down.
A4_LANDSCAPE, A3_LANDSCAPE = 134.0, 189.0
#: The greatest width on landscape A4 at which a 11 pt font is still printed in 9 pt; wider sheets are printed on A3.
A4_LANDSCAPE_WIDEST = 165.0
#: The same for portrait A4.
A4_PORTRAIT_WIDEST = 116.0
_MARGINS_ACROSS, _MARGINS_DOWN = 0.9, 1.1

_NUMBERS = {
    "count": "#,##0",
    "money": "#,##0.######",
    "decimal": "#,##0.######",
    "percent": "0.0#",
    "date": "dd/mm/yyyy",
}


def number_format(kind: str) -> str:
    """Excel's number format for a figure of this kind that is still to be typed; Excel shows it with Vietnamese signs.

    A format with optional decimals shows a bare decimal sign after a whole number.
    """
    return _NUMBERS.get(kind, "General")


def decimal_format(decimals: int) -> str:
    """The number format with exactly this number of decimals: after optional decimals a bare sign may be left."""
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def number_as_text(cell: str, value: float, decimals: int, language: Language, unit: str = "") -> str:
    """The formula that shows a cell's number with the separators of `language` on any computer, as in sentences; a
    number format would use the computer's.

    `value`: the present number; the formula has room for a number a thousand times larger.
    """
    point, mark = (".", ",") if language == "vi" else (",", ".")
    number = f"ROUND(ABS({cell}),{decimals})"
    digits, shown = [f'RIGHT("00"&INT(MOD({number}/{1000**n},1000)),3)' for n in range(5)], f"INT({number})"
    for groups in range(1, min(len(str(int(abs(value)))) // 3 + 2, len(digits))):
        behind = "".join(f'&"{point}"&{part}' for part in reversed(digits[:groups]))
        shown = f"IF({number}<{1000**groups},{shown},INT({number}/{1000**groups}){behind})"
    if decimals:
        shown += f'&"{mark}"&RIGHT("{"0" * decimals}"&ROUND(MOD({number},1)*{10**decimals},0),{decimals})'
    sign, behind = f'IF(ROUND({cell},{decimals})<0,"-","")', f"&{quoted(unit)}" if unit else ""
    return f'=IF(ISNUMBER({cell}),{sign}&{shown}{behind},"")'


#: The style of a column's heading.
HEADING: dict[str, object] = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": NAVY,
    "align": "center",
    "valign": "vcenter",
    "font_size": 11,
}


class Look:
    """The styles of one workbook, by purpose."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, **properties: object) -> Format:
        return self.book.style(**properties)

    def boxed(self, **properties: object) -> Format:
        """A bordered, wrapped cell, aligned to the top."""
        return self.book.style(**{"border": 1, "border_color": LINE, "text_wrap": True, "valign": "top", **properties})

    @property
    def title(self) -> Format:
        return self(bold=True, font_size=15, font_color=NAVY, valign="vcenter")

    @property
    def subtitle(self) -> Format:
        return self(font_size=12, font_color=MUTED, valign="top", text_wrap=True)

    @property
    def hint(self) -> Format:
        return self(italic=True, font_color=MUTED, text_wrap=True, valign="top")

    @property
    def heading(self) -> Format:
        """A column's heading."""
        return self.heading_in(11)

    def heading_in(self, size: float) -> Format:
        """A column's heading in a font of this size."""
        return self.boxed(**{**HEADING, "font_size": size})

    @property
    def group(self) -> Format:
        """A row above a group of rows."""
        return self.boxed(bold=True, font_color=NAVY, bg_color=STEEL, valign="vcenter")

    @property
    def text(self) -> Format:
        return self.boxed()

    @property
    def centred(self) -> Format:
        return self.boxed(align="center")

    @property
    def link(self) -> Format:
        return self.boxed(font_color=BLUE, underline=1)


def characters_of(pixels: int) -> float:
    """The width of a column in characters, from pixels."""
    return max(0.0, (pixels - 5) / 7)


def write_keys(
    sheet: Sheet, key: str, columns: Sequence[str] = (), widths: Sequence[float] = (), *, lines: bool = False
) -> None:
    """Write the sheet's key and its columns' keys into the first row, and hide this row and the column of row keys.

    `widths`: the widths of the columns after that of the row keys; `lines`: whether gridlines are shown.
    """
    sheet.column_keys = tuple(columns)
    for column, name in enumerate((PREFIX + key, *columns)):
        sheet.write_text(0, column, name)
    for column, width in enumerate(widths, start=1):
        sheet.set_column(column, column, width)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, 0, None, None, {"hidden": True})
    if not lines:
        sheet.hide_gridlines(2)


def set_up_page(
    sheet: Sheet,
    *,
    orientation: Literal["portrait", "landscape"],
    width: float,
    footer: str,
    page_word: str,
    repeat: tuple[int, int] | None = None,
    scale_for: int = 0,
    scale: int = 0,
) -> None:
    """Set up printing: fitted to one page's width, A3 where A4 would be too small to read, numbered pages.

    `width` is the sum of the visible columns' widths in characters; `repeat` the heading rows. A sheet with manual page
    breaks passes its number of columns in `scale_for`: Excel ignores breaks where it fits pages by itself, so the scale
    is computed here unless `scale` is set.
    """
    large = orientation == "landscape" and width > A4_LANDSCAPE_WIDEST
    if orientation == "landscape":
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_paper(8 if large else 9)
    sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    if scale or scale_for:
        sheet.set_print_scale(scale or print_scale(orientation, width, scale_for, a3=large))
        sheet.center_horizontally()
    else:
        sheet.fit_to_pages(1, 0)
    font = '&"Times New Roman,Regular"&9'
    sheet.set_footer(f"&L{font}{_footer(footer)}&R{font}{_footer(page_word)} &P/&N", {"margin": 0.3})
    if repeat:
        sheet.repeat_rows(*repeat)
    sheet.set_header("", {"margin": 0.3})


def print_scale(orientation: Literal["portrait", "landscape"], width: float, columns: int, *, a3: bool = False) -> int:
    """The scale in per cent at which `columns` of `width` characters together fit one page of A4, or of A3.

    A character is 7 pixels in Excel and up to 7.34 in LibreOffice (Times New Roman 11).
    """
    inches = _paper_size(orientation, a3)[0] - _MARGINS_ACROSS
    return min(100, int(97 * inches * 96 / (7.34 * width + 5 * columns)))


def page_room(orientation: Literal["portrait", "landscape"], scale: int, *, a3: bool = False) -> float:
    """The height of rows, in points, that fit one page of A4, or of A3, at this scale."""
    inches = _paper_size(orientation, a3)[1] - _MARGINS_DOWN
    return inches * 72 * 100 / scale


def _paper_size(orientation: Literal["portrait", "landscape"], a3: bool) -> tuple[float, float]:
    """Width and height of the paper in inches."""
    short, long = (11.69, 16.54) if a3 else (8.27, 11.69)
    return (long, short) if orientation == "landscape" else (short, long)


def page_breaks(
    blocks: Sequence[tuple[int, Sequence[float]]],
    *,
    above: float,
    heading: float,
    scale: int,
    orientation: Literal["portrait", "landscape"],
    whole: int = -1,
) -> list[int]:
    """The rows before which to break pages, so that a block's first row is not alone at the foot of a page, nor its
    last row alone at the top.

    `blocks`: (first row, heights of the block's rows in points); `above`: the height above the first block; `heading`:
    the height of the rows repeated on each page. The block that begins at row `whole` is not divided; if it moves to
    the next page, so do the rows right above it.
    """
    room = page_room(orientation, scale)
    used, breaks = above, []
    before: Sequence[float] = ()
    for first, heights in blocks:
        if used + sum(heights if first == whole else heights[:3]) > room and used > heading:
            moved = 0 if first != whole else len(before) if len(before) < 4 else 2
            breaks.append(first - moved)
            used = heading + sum(before[len(before) - moved :])
        before = heights
        for at, height in enumerate(heights):
            if used + height > room:
                used = heading
                if 2 < at == len(heights) - 1:
                    breaks.append(first + at - 1)
                    used += heights[at - 1]
            used += height
    return breaks


def _footer(text: str) -> str:
    """The text of a footer; a leading digit would be read as part of the font size before it."""
    text = clipped(text, 90 - text[:90].count("&")).replace("&", "&&")
    return f" {text}" if text[:1].isdigit() else text
