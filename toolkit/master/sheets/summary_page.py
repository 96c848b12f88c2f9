"""The leaders' sheet while it is drawn: its widths, the row and height reached, and lines across it."""

from dataclasses import dataclass, field

from toolkit.master.carry.records import TEXT, row_name
from toolkit.master.sheets.context import Master
from toolkit.messages import Text, masters
from toolkit.model import Consolidation, Language, Section
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Sheet
from toolkit.xlsx.look import A4_LANDSCAPE_WIDEST, Look, page_room, print_scale
from toolkit.xlsx.measure import row_height

#: Width of all columns together, in characters: 10 pt type then prints at a little over 9 pt, which leaves most ideas
#: whole on two pages of the table.
_WIDTH = 143.0
#: With more sections than fit A4 the sheet is A3: the most sections on A4, the width of A3 in the same type size, and
#: the least width of its columns.
_MOST_ON_A4, _WIDTH_A3, _NARROWEST_A3 = 6, 202.0, 18.0
#: Width of the column of themes: usually, and where the column also has a key figure.
_THEMES, _THEMES_AND_TILE = 15.0, 24.0
#: The least number of columns, and their least width.
_COLUMNS, _NARROWEST = 4, 24.0


@dataclass(slots=True)
class Page:
    """The sheet: a column of themes, then columns of `width` characters, of which the first are for `sections`."""

    master: Master
    sections: tuple[Section, ...]
    row: int = 1
    heights: dict[int, float] = field(default_factory=dict)
    blocks: list[range] = field(default_factory=list)
    """The rows of each theme."""
    above: float = 0.0
    """The height of the lines above the table on its first page."""
    height_before: float = 0.0
    """The height of the pages before the current one."""

    @property
    def result(self) -> Consolidation:
        return self.master.whole

    @property
    def look(self) -> Look:
        return self.master.look

    @property
    def language(self) -> Language:
        return self.master.language

    @property
    def sheet(self) -> Sheet:
        return self.master.sheets["summary"]

    @property
    def column_count(self) -> int:
        return max(len(self.sections), _COLUMNS)

    @property
    def first_tile_column(self) -> int:
        """The column of the first key figure: also the column of themes, if the figures need all columns."""
        return 1 if len(self.result.headlines) > self.column_count else 2

    @property
    def theme_width(self) -> float:
        """The width of the column of themes, in characters."""
        return _THEMES if self.first_tile_column > 1 else _THEMES_AND_TILE

    @property
    def width(self) -> float:
        """The width of each other column."""
        if len(self.sections) > _MOST_ON_A4:
            return max(_NARROWEST_A3, (_WIDTH_A3 - self.theme_width) / self.column_count)
        return max(_NARROWEST, (_WIDTH - self.theme_width) / self.column_count)

    @property
    def total_width(self) -> float:
        """The width of all columns together."""
        return self.theme_width + self.width * self.column_count

    @property
    def keys_column(self) -> int:
        """The hidden column with the keys of the texts that may be rewritten."""
        return 2 + self.column_count

    @property
    def height(self) -> float:
        """The height of a printed page, in points as the sheet counts them."""
        a3 = self.total_width > A4_LANDSCAPE_WIDEST
        return page_room("landscape", print_scale("landscape", self.total_width, self.column_count + 1, a3=a3), a3=a3)

    def say(self, text: Text, /, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def set_height(self, row: int, height: float) -> None:
        self.heights[row] = height
        self.sheet.set_row(row, height)

    def drawn_height(self) -> float:
        """The height drawn on this page so far."""
        return sum(self.heights.values()) - self.height_before

    def mark_editable(self, row: int, key: str, *columns: int) -> None:
        """Add an input message to these cells of a row, and the text's `key` to the hidden column."""
        self.sheet.write_text(row, self.keys_column, f"{TEXT}{key}")
        message = {"validate": "any", "input_message": self.say(masters.EDIT_HERE)}
        for column in columns:
            self.sheet.data_validation(row, column, row, column, message)

    def name_row(self, row: int, name: str) -> None:
        """Write the name of a row into the hidden column: notes are carried over by it even if the text changes."""
        self.sheet.write_text(row, self.keys_column, row_name(name))

    def add_gap(self, height: float = 6) -> None:
        self.sheet.write_text(self.row, 0, FOR_PEOPLE)
        self.set_height(self.row, height)
        self.row += 1

    def write_across(
        self,
        text: str,
        *,
        size: float = 11,
        bold: bool = False,
        space: float = 4,
        formula: str = "",
        key: str = "",
        name: str = "",
        **style: object,
    ) -> None:
        """Write a text across the whole width, in a row that is high enough. `formula`: the formula of its link; `key`:
        the key of a text that may be rewritten; `name`: the name of another row."""
        free = {"locked": False} if key else {}
        merged = self.look(text_wrap=True, valign="top", font_size=size, bold=bold, **free, **style)
        self.sheet.write_text(self.row, 0, FOR_PEOPLE)
        if key:
            self.mark_editable(self.row, key, 1)
        elif name:
            self.name_row(self.row, name)
        self.sheet.merge_range(self.row, 1, self.row, 1 + self.column_count, "", merged)
        if formula:
            self.sheet.write_formula_value(self.row, 1, formula, text, merged)
        else:
            self.sheet.write_text(self.row, 1, text, merged)
        # Merged cells have no margins between them, which gives 5 pixels more for each column.
        width = self.total_width + self.column_count * 5 / 7
        self.set_height(self.row, row_height([(text, width)], size=size, bold=bold) + space)
        self.row += 1
