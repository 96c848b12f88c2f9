"""The leaders' sheet: four lines, the key figures, who is missing, what to ask, and what the agencies say by theme.

The first printed page has what a leader needs at a glance; the second has the table of ideas by theme.
"""

from dataclasses import dataclass
from typing import Any

from toolkit.archive.data_code import code_line
from toolkit.consolidation.leaders import FigureParagraph, LeadersPage, make_leaders_page, shown_sections
from toolkit.master.sheets import summary_questions, summary_table, summary_tables
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.summary_page import Page
from toolkit.messages import masters
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import clipped, quoted
from toolkit.xlsx.look import (
    AMBER,
    AMBER_FILL,
    GREEN,
    LINE,
    MUTED,
    NAVY,
    PALE,
    RED,
    number_as_text,
    set_up_page,
    write_keys,
)
from toolkit.xlsx.measure import number_width, row_height

#: Font sizes of a key figure; the largest size that fits is taken.
_TILE_SIZES = (20, 18, 16, 14, 12, 11)
#: The height left free on a page, in points: programs differ a little in the heights of rows.
_SLACK = 4.0
#: The largest share of a page that the counts may take next to other parts; larger counts have a separate page.
_SHARE = 0.4
#: The colour of a key figure's comparison: favourable, unfavourable, or (None) neither.
_COLOURS = {True: GREEN, False: RED, None: MUTED}


def draw(master: Master) -> None:
    """Draw the sheet, top to bottom."""
    leaders = make_leaders_page(master.whole, master.language, shared=master.shared)
    master.page_texts.update(leaders.texts)
    _Summary(master, leaders.sections, leaders=leaders).draw()


def idea_lines(master: Master) -> dict[str, str]:
    """The text of each group as the sheet shows it, by the id of the group."""
    return summary_table.idea_lines(Page(master, shown_sections(master.whole)))


@dataclass(slots=True, kw_only=True)
class _Summary(Page):
    """Draws the whole sheet, from top to bottom."""

    leaders: LeadersPage

    def draw(self) -> None:
        sheet = self.sheet
        columns = ["theme", *(s.code for s in self.sections)]
        write_keys(sheet, "summary", columns, [self.theme_width, *[self.width] * self.column_count])
        sheet.write_text(0, self.keys_column, FOR_PEOPLE)
        sheet.set_column(self.keys_column, self.keys_column, None, None, {"hidden": True})
        self._draw_heading()
        if self.leaders.key_figures:
            self._draw_key_figures()
        self._draw_figures()
        self._draw_changes()
        self._draw_progress()
        breaks = self._draw_tables()
        heading = self._draw_narrative(breaks) if self.sections else None
        if heading is None and breaks:
            sheet.set_h_pagebreaks(breaks)
        if line := code_line(self.result, self.master.language):
            self.write_across(line, size=8, name="data_code", space=1, font_color=MUTED)
        set_up_page(
            sheet,
            orientation="landscape",
            width=self.total_width,
            footer=f"{self.result.as_of:%d/%m/%Y} – {self.master.campaign.title}",
            page_word=self.say(masters.PAGE),
            repeat=(heading, heading) if heading is not None else None,
            scale_for=self.column_count + 1,
        )

    def _draw_narrative(self, breaks: list[int]) -> int:
        """Draw the questions, the counts by theme and the table; returns the row of its headings. `breaks`: the
        rows above it before which pages break.

        The questions begin a new page if they do not fit the first. The counts follow them if they fit there. Otherwise
        they are above the table, or on a separate page if they leave it little room. They are never below the table,
        since its headings are repeated on each page.
        """
        room = self.height - _SLACK
        before, start = self.drawn_height(), self.row
        if self.leaders.questions is not None:
            title = self.leaders.texts["questions"].shown
            summary_questions.draw_questions(self, title, self.leaders.questions)
        after = self.drawn_height()
        if self.leaders.questions is not None:
            self.add_gap(4)
        used, height = self.drawn_height(), summary_questions.counts_height(self)
        if before <= room < after:
            breaks.append(start)
            used -= before
        if used + height <= room:
            summary_questions.draw_counts(self, room - used)
        breaks.append(self.row)
        if used + height > room:
            drawn = sum(self.heights.values())
            summary_questions.draw_counts(self, room)
            self.add_gap(12)
            if height > room * _SHARE:
                breaks.append(self.row)
            else:
                self.above = sum(self.heights.values()) - drawn
        heading = summary_table.draw(self, self.leaders.texts)
        self.sheet.set_h_pagebreaks([*breaks, *summary_table.page_breaks_of(self, heading)])
        return heading

    def _draw_heading(self) -> None:
        leaders = self.leaders
        self.write_across(leaders.title, size=16, bold=True, key="title", font_color=NAVY)
        self.write_across(leaders.subtitle, name="subtitle", italic=True, font_color=MUTED)
        if leaders.notice:
            self.write_across(leaders.notice, name="notice", italic=True, font_color=RED)
        for key, text in leaders.lines.items():
            self.write_across(text, size=12, bold=key == "conclusion", space=4, key=key, bg_color=PALE)
        for text in leaders.outdated:
            self.write_across(text, size=10, name="outdated", italic=True, font_color=AMBER, bg_color=AMBER_FILL)
        self.add_gap()

    # -- key figures --

    def _draw_key_figures(self) -> None:
        sheet, first = self.sheet, self.first_tile_column
        title = self.look(bold=True, font_color=NAVY, text_wrap=True, valign="top", font_size=12, locked=False)
        heading = self.row
        sheet.write_text(heading, 1, self.leaders.texts["key_figures"].shown, title)
        self.mark_editable(heading, "key_figures", 1)
        if first == 1:
            sheet.write_text(heading, 0, FOR_PEOPLE)
            self.set_height(heading, 17.0)
            self.row += 1
        row = self.row
        top = {"left": 1, "right": 1, "left_color": LINE, "right_color": LINE, "align": "center", "text_wrap": True}
        heights = [0.0] * 4
        for r in range(4):
            sheet.write_text(row + r, 0, FOR_PEOPLE)
            if row + r > heading:
                self.name_row(row + r, f"key_figures:{r}")
        for column, figure in enumerate(self.leaders.key_figures, start=first):
            width = self.theme_width if column == 1 else self.width
            colour = _COLOURS[figure.good]
            size = next((s for s in _TILE_SIZES if number_width(figure.shown, s, True) <= width), _TILE_SIZES[-1])
            number = self.look(**{**top, "font_size": size, "bold": True, "font_color": NAVY, "valign": "vcenter"})
            sheet.write_text(
                row, column, figure.label, self.look(**top, top=1, top_color=LINE, font_size=10, valign="vcenter")
            )
            cell = self.master.total_cells[figure.indicator.code, figure.period]
            reference = self.master.reference("totals", cell)
            if figure.sort == "answers":
                sheet.write_formula_value(
                    row + 1,
                    column,
                    f"={reference}",
                    figure.shown,
                    self.look(**top, bold=True, font_color=NAVY, valign="vcenter"),
                )
                heights[1] = max(heights[1], row_height([(figure.shown, width)], size=11, bold=True) + 4)
            elif figure.value is None:
                sheet.write_text(
                    row + 1, column, figure.shown, self.look(**top, italic=True, font_color=MUTED, valign="vcenter")
                )
            elif figure.value != self.master.result.totals[figure.indicator.code, figure.period].value:
                sheet.write_text(row + 1, column, figure.shown, number)
            else:
                decimals = self.master.decimals[figure.indicator.code]
                text = number_as_text(reference, figure.value, decimals, self.master.language, figure.unit)
                sheet.write_formula_value(row + 1, column, text, figure.shown, number)
            sheet.write_text(
                row + 2,
                column,
                figure.comparison,
                self.look(**top, font_size=10, font_color=colour, bold=colour != MUTED, valign="vcenter"),
            )
            sheet.write_text(
                row + 3,
                column,
                figure.coverage,
                self.look(**top, bottom=1, bottom_color=LINE, font_size=9, font_color=MUTED, valign="vcenter"),
            )
            heights[0] = max(heights[0], row_height([(figure.label, width)], size=10) + 4)
            heights[3] = max(heights[3], row_height([(figure.coverage, width)], size=9) + 4)
            heights[2] = max(heights[2], row_height([(figure.comparison, width)], size=10, bold=True) + 3)
        heights[1] = max(heights[1], 30.0)
        for r, height in enumerate(heights):
            self.set_height(row + r, height)
        self.row += 4
        self.add_gap(4)

    def _draw_figures(self) -> None:
        """Draw the sentences with figures, one line for each topic, whose name links to the row of its first figure."""
        for paragraph in self.leaders.figures:
            self._draw_paragraph(paragraph)
        if self.leaders.figures:
            self.add_gap(4)

    def _draw_paragraph(self, paragraph: FigureParagraph) -> None:
        text, topic = paragraph.text, clipped(paragraph.topic, 200)
        bold = self.look(bold=True, font_size=10, font_color=NAVY, text_wrap=True, valign="top")
        self.sheet.write_text(self.row, 0, FOR_PEOPLE)
        self.name_row(self.row, f"figures:{topic}")
        if paragraph.source is None:
            self.sheet.write_text(self.row, 1, topic, bold)
        else:
            target = self.master.reference("totals", self.master.total_cells[paragraph.source])
            self.sheet.write_formula_value(self.row, 1, f'=HYPERLINK("#{target}",{quoted(topic)})', topic, bold)
        style = self.look(font_size=10, text_wrap=True, valign="top")
        self.sheet.merge_range(self.row, 2, self.row, 1 + self.column_count, "", style)
        self.sheet.write_text(self.row, 2, text, style)
        width = self.total_width - self.theme_width + (self.column_count - 1) * 5 / 7
        height = max(row_height([(topic, self.theme_width)], size=10, bold=True), row_height([(text, width)], size=10))
        self.set_height(self.row, height + 2)
        self.row += 1

    # -- what changed --

    def _draw_changes(self) -> None:
        """Draw the totals that changed most since an issued master, under a line that links to all changed totals."""
        heading, moved = self.leaders.changes
        if not moved:
            return
        link = f'=HYPERLINK("#{self.master.reference("bridge", "B1")}",{quoted(heading)})'
        self.write_across(heading, size=10, bold=True, space=1, formula=link, name="changes", font_color=NAVY)
        for sentence in moved:
            self.write_across(f"• {sentence}", size=10, space=1, name="changed")
        self.add_gap(4)

    # -- tables --

    def _draw_tables(self) -> list[int]:
        """Draw the tables. Returns the row of the page break before them, where they do not fit the first page."""
        row, before = self.row, self.drawn_height()
        summary_tables.draw_tables(self, self.leaders.tables)
        if row == self.row or self.drawn_height() <= self.height - _SLACK:
            return []
        self.height_before = before
        return [row]

    # -- who is missing --

    def _draw_progress(self) -> None:
        progress = self.leaders.progress
        text = progress.text
        if progress.rejected:
            text += self.say(masters.REJECTED_FILES, count=progress.rejected, sources=self.master.name("sources"))
        if progress.waiting:
            text += self.say(masters.WAITING_FILES, count=progress.waiting)
        fill: dict[str, Any] = {"bg_color": AMBER_FILL} if progress.is_open else {"font_color": GREEN}
        self.write_across(text, name="progress", **fill)
        self.add_gap(3)
