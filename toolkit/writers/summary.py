"""The leaders' sheet: one sentence, the key figures, who is missing, and what the agencies say by theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from toolkit.keyed import FOR_PEOPLE, PREFIX, cell_name
from toolkit.messages import Text, boards, masters
from toolkit.model import Comparison, Group, Headline, Section
from toolkit.periods import period_label, span_label
from toolkit.provincial import WHOLE
from toolkit.standing import board_of
from toolkit.values import format_number
from toolkit.writers.look import (
    AMBER_FILL,
    GREEN,
    LINE,
    MUTED,
    NAVY,
    PALE,
    RED,
    number_format,
    page_breaks,
    print_scale,
    set_up_page,
)
from toolkit.writers.master import Master, summary_line
from toolkit.writers.measure import row_height

#: Sections with these roles stand side by side in the table, in the report's order.
ROLES = ("achievement", "limitation", "lesson", "direction", "proposal")
#: Ideas shown in one cell of theme and section; the rest is one click away.
IDEAS = 3
_THEME_WIDTH = 15.0
_TABLE_WIDTH = 119.0


def draw(master: Master) -> None:
    """Draw the sheet, top to bottom."""
    _Summary(master).draw()


class _Summary:
    def __init__(self, master: Master) -> None:
        self.master, self.result, self.look = master, master.result, master.look
        self.language = master.language
        self.sheet = master.sheets["summary"]
        self.sections = _sections(master)
        self.columns = max(len(self.sections), 4)
        self.width = max(24.0, _TABLE_WIDTH / self.columns)
        self.row = 1
        self.heights: dict[int, float] = {}

    def _height(self, row: int, height: float) -> None:
        self.heights[row] = height
        self.sheet.set_row(row, height)

    def say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def draw(self) -> None:
        sheet = self.sheet
        sheet.write_text(0, 0, f"{PREFIX}summary")
        sheet.write_text(0, 1, "theme")
        for place, section in enumerate(self.sections, start=2):
            sheet.write_text(0, place, section.code)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, _THEME_WIDTH)
        sheet.set_column(2, 1 + self.columns, self.width)
        sheet.hide_gridlines(2)
        self._heading()
        if self.result.headlines:
            self._tiles()
        self._missing()
        heading = None
        total = _THEME_WIDTH + self.width * self.columns
        if self.sections:
            heading = self._table()
            start = self.row
            self._chart()
            # The chart stays in one piece: on the page where the table ends if it fits there.
            table, chart = ([h for r, h in sorted(self.heights.items()) if (r < start) == before] for before in (True, False))  # fmt: skip
            scale = print_scale("landscape", total, self.columns + 1)
            blocks = [(1, table), (start, [sum(chart)])]
            sheet.set_h_pagebreaks(page_breaks(blocks, above=0, heading=self.heights[heading], scale=scale, orientation="landscape"))  # fmt: skip
        set_up_page(
            sheet, orientation="landscape", width=total, footer=f"{self.result.as_of:%d/%m/%Y} – {self.master.campaign.title}",
            page_word=self.say(masters.PAGE), repeat=(heading, heading) if heading is not None else None,
            scale_for=self.columns + 1,
        )  # fmt: skip
        sheet.set_paper(9)

    def _across(
        self, text: str, *, size: float = 11, bold: bool = False, space: float = 4, **style: object
    ) -> None:
        """One text across the whole width, its row as high as it needs."""
        merged = self.look(text_wrap=True, valign="top", font_size=size, bold=bold, **style)
        self.sheet.write_text(self.row, 0, FOR_PEOPLE)
        self.sheet.merge_range(self.row, 1, self.row, 1 + self.columns, "", merged)
        self.sheet.write_text(self.row, 1, text, merged)
        # Between merged cells there are no margins: 5 pixels a column more to write on.
        width = _THEME_WIDTH + self.width * self.columns + self.columns * 5 / 7
        self._height(self.row, row_height([(text, width)], size=size, bold=bold) + space)
        self.row += 1

    def _gap(self, height: float = 6) -> None:
        self.sheet.write_text(self.row, 0, FOR_PEOPLE)
        self._height(self.row, height)
        self.row += 1

    def _heading(self) -> None:
        campaign = self.master.campaign
        day = self.result.as_of.strftime("%d/%m/%Y")
        lead = campaign.agency_by_code.get(campaign.lead_agency)
        subtitle = self.say(masters.SUBTITLE, lead=lead.name, day=day) if lead else self.say(masters.SUBTITLE_NO_LEAD, day=day)  # fmt: skip
        self._across(campaign.title, size=16, bold=True, font_color=NAVY)
        self._across(subtitle, italic=True, font_color=MUTED)
        if self.master.shared:
            self._across(self.say(masters.SHARED_NOTE, sign=masters.SIGNS["masked"].say(self.language)), italic=True, font_color=RED)  # fmt: skip
        self._across(headline_sentence(self.master), size=13, bold=True, space=8, bg_color=PALE)
        self._gap()

    # -- key figures --

    def _tiles(self) -> None:
        sheet, row = self.sheet, self.row
        headlines = self.result.headlines[: self.columns]
        top = {
            "left": 1,
            "right": 1,
            "left_color": LINE,
            "right_color": LINE,
            "align": "center",
            "text_wrap": True,
        }
        heights = [0.0] * 4
        for r in range(4):
            sheet.write_text(row + r, 0, FOR_PEOPLE)
        sheet.write_text(row, 1, self.say(masters.KEY_FIGURES), self.look(bold=True, font_color=NAVY, text_wrap=True, valign="top", font_size=12))  # fmt: skip
        for place, headline in enumerate(headlines, start=2):
            indicator = self.master.campaign.indicator_by_code[headline.indicator]
            name = f"{indicator.label} ({indicator.unit})" if len(indicator.unit) > 2 else indicator.label
            label = self.say(masters.TILE_PERIOD, label=name, period=self._period(headline.period))
            coverage = self.say(masters.TILE_COVERAGE, reporting=headline.reporting, asked=headline.asked)
            if headline.period == WHOLE and headline.complete < headline.reporting:
                coverage += self.say(masters.TILE_COMPLETE, complete=headline.complete)
            for text, count in (
                (masters.TILE_HELD, headline.held),
                (masters.TILE_DOUBTFUL, headline.doubtful),
            ):
                coverage += self.say(text, count=count) if count else ""
            comparison, colour = self._comparison(headline)
            number = self.look(**{**top, "font_size": 20, "bold": True, "font_color": NAVY, "num_format": f'{_tile_format(indicator.kind, headline.value)}" {_quoted(indicator.unit)}"' if len(indicator.unit) <= 2 else _tile_format(indicator.kind, headline.value), "valign": "vcenter"})  # fmt: skip
            sheet.write_text(
                row, place, label, self.look(**top, top=1, top_color=LINE, font_size=10, valign="vcenter")
            )
            reference = f"={self.master.reference('totals', self.master.total_cells[indicator.code, headline.period])}"
            if headline.value is None:
                hidden = self.result.totals[indicator.code, headline.period].shown == "masked"
                sheet.write_text(row + 1, place, self.say(masters.TILE_MASKED if hidden else masters.TILE_NONE), self.look(**top, italic=True, font_color=MUTED, valign="vcenter"))  # fmt: skip
            else:
                sheet.write_formula_value(row + 1, place, reference, headline.value, number)
            sheet.write_text(row + 2, place, comparison, self.look(**top, font_size=10, font_color=colour, bold=colour != MUTED, valign="vcenter"))  # fmt: skip
            sheet.write_text(row + 3, place, coverage, self.look(**top, bottom=1, bottom_color=LINE, font_size=9, font_color=MUTED, valign="vcenter"))  # fmt: skip
            heights[0] = max(heights[0], row_height([(label, self.width)], size=10) + 4)
            heights[3] = max(heights[3], row_height([(coverage, self.width)], size=9) + 4)
            heights[2] = max(heights[2], row_height([(comparison, self.width)], size=10, bold=True) + 3)
        heights[1] = 30.0
        for r, height in enumerate(heights):
            self._height(row + r, height)
        self.row += 4
        self._gap()

    def _period(self, key: str) -> str:
        if key == WHOLE:
            return span_label(self.master.campaign.periods, self.language)
        before = self.result.previous.periods if self.result.previous else ()
        return next(period_label(p, self.language) for p in (*self.master.campaign.periods, *before) if p.key == key)  # fmt: skip

    def _comparison(self, headline: Headline) -> tuple[str, str]:
        """The sentence under a key figure and its colour; a sign says in grey print what the colour says."""
        indicator = self.master.campaign.indicator_by_code[headline.indicator]
        c: Comparison = headline.comparison
        unit = f" {indicator.unit}"
        colour = {True: GREEN, False: RED, None: MUTED}[c.good]
        if c.kind == "target":
            target = format_number(c.base or 0.0, self.language) + unit
            if c.good is None:
                return self.say(masters.TARGET_PLAIN, target=target), MUTED
            points = masters.POINTS.say(self.language) if indicator.kind == "percent" else unit
            gap = format_number(round(abs(c.difference or 0.0), 1), self.language) + points
            return self.say(
                masters.TARGET_MET if c.good else masters.TARGET_MISSED, target=target, gap=gap
            ), colour
        if c.kind == "change":
            earlier, later = (self._period(k) for k in c.period.split("|"))
            difference = c.difference or 0.0
            words = {"earlier": earlier, "later": later, "sign": "▲" if difference > 0 else "▼"}
            if not difference:
                return self.say(masters.CHANGE_NONE, **words), MUTED
            if indicator.kind == "percent":
                return self.say(masters.CHANGE_POINTS, change=format_number(round(abs(difference), 1), self.language), **words), colour  # fmt: skip
            if c.percent is None:
                return self.say(masters.CHANGE_ABSOLUTE, change=format_number(abs(difference), self.language) + unit, **words), colour  # fmt: skip
            return self.say(masters.CHANGE, change=format_number(round(abs(c.percent), 1), self.language), **words), colour  # fmt: skip
        return self.say(masters.NO_COMPARISON), MUTED

    # -- who is missing --

    def _missing(self) -> None:
        campaign, missing = self.master.campaign, self.result.missing
        text = self.say(masters.MISSING_NONE)
        if missing:
            text = self.say(masters.MISSING_AGENCIES, count=len(missing), names="; ".join(self.master.short(a) for a in missing))  # fmt: skip
            late = [s.days_late for s in self.result.statuses if s.agency in missing and s.days_late]
            if late and campaign.deadline:
                text += self.say(
                    masters.MISSING_LATE, days=max(late), deadline=campaign.deadline.strftime("%d/%m/%Y")
                )
        rejected = sum(s.status == "rejected" for s in self.result.submissions)
        if rejected:
            text += self.say(masters.REJECTED_FILES, count=rejected, sources=self.master.name("sources"))
        board = board_of(self.result.statuses)
        so_far = boards.LEADERS.say(self.language, complete=board.complete, incomplete=board.incomplete, with_errors=board.with_errors, late=board.late, not_in=board.missing + board.rejected)  # fmt: skip
        text = f"{so_far} {text}"
        fill: dict[str, Any] = {"bg_color": AMBER_FILL} if missing or rejected else {"font_color": GREEN}
        self._across(text, **fill)
        self._gap()

    # -- the table --

    def _table(self) -> int:
        sheet, look = self.sheet, self.look
        self._across(self.say(masters.TABLE_TITLE), size=12, bold=True, font_color=NAVY)
        heading = self.row
        sheet.write_text(heading, 0, FOR_PEOPLE)
        sheet.write_text(heading, 1, self.say(masters.CHART_THEME), look.heading)
        for place, section in enumerate(self.sections, start=2):
            sheet.write_text(heading, place, section.heading, look.heading)
        self._height(
            heading, row_height([(s.heading, self.width) for s in self.sections], size=11, bold=True) + 6
        )
        self.row += 1
        shown: dict[str, dict[str, list[Group]]] = {}
        for group in self.result.groups:
            if not group.hidden:
                shown.setdefault(group.theme, {}).setdefault(group.section, []).append(group)
        codes = {s.code for s in self.sections}
        for theme in (*(t.code for t in self.master.campaign.themes), ""):
            cells = {s: groups for s, groups in shown.get(theme, {}).items() if s in codes}
            if cells:
                self._theme(theme, cells)
        self._gap(4)
        self._across(self.say(masters.LEGEND, by_agency=self.master.name("by_agency")), size=9, italic=True, font_color=MUTED)  # fmt: skip
        self._gap()
        return heading

    def _theme(self, theme: str, cells: dict[str, list[Group]]) -> None:
        """The lines of one theme: an idea a cell, the most widely shared first."""
        sheet, look, label = self.sheet, self.look, self.master.theme_label(theme)
        lines = max(min(len(groups), IDEAS) + (len(groups) > IDEAS) for groups in cells.values())
        for line in range(lines):
            first, last = line == 0, line == lines - 1
            edge = {"top": 1 if first else 0, "bottom": 1 if last else 0}
            sheet.write_text(self.row, 0, theme or "unclassified")
            sheet.write_text(self.row, 1, label if first else "", look.boxed(bold=True, font_color=NAVY, bg_color=PALE, **edge))  # fmt: skip
            texts = [(label, _THEME_WIDTH)] if first else []
            for place, section in enumerate(self.sections, start=2):
                groups = cells.get(section.code, [])
                text, formula = self._idea(groups, line)
                if not groups and first:
                    text = self.say(masters.NOTHING)
                style = look.boxed(font_size=10, **({"top": 1, "bottom": 1 if last else 4, "bottom_color": LINE} if first else {"top": 4, "bottom": 1 if last else 4}))  # fmt: skip
                if formula and line == IDEAS:
                    style = look.boxed(font_size=9, italic=True, font_color=MUTED, top=4, bottom=1)
                if formula:
                    sheet.write_formula_value(self.row, place, formula, text, style)
                else:
                    sheet.write_text(self.row, place, text, style)
                texts.append((text, self.width))
            self._height(self.row, max(16.0, row_height(texts, size=10) + 4))
            self.row += 1

    def _idea(self, groups: Sequence[Group], line: int) -> tuple[str, str]:
        """The text of one cell and the formula that shows it as a link to its group; "" where there is none."""
        if line < min(len(groups), IDEAS):
            group = groups[line]
            target, shown = (self.master.reference("groups", cell_name(self.master.group_rows[group.id], c)) for c in (4, 13))  # fmt: skip
            return summary_line(self.master, group), f'=HYPERLINK("#{target}",{shown})'
        if line == IDEAS and len(groups) > IDEAS:
            more = self.say(masters.MORE, count=len(groups) - IDEAS, groups=self.master.name("groups"))
            target = self.master.reference("groups", cell_name(self.master.group_rows[groups[IDEAS].id], 4))
            return more, f'=HYPERLINK("#{target}","{more}")'
        return "", ""

    # -- the chart --

    def _chart(self) -> None:
        """How many agencies speak of each theme, as a table and beside it as bars."""
        sections = [s for s in self.sections if s.role in ("achievement", "limitation")] or list(
            self.sections[:2]
        )
        counts = theme_counts(self.result.groups)
        themes = [t for t in (*(t.code for t in self.master.campaign.themes), "") if any(counts[t, s.code] for s in sections)]  # fmt: skip
        if not themes:
            return
        sheet, look = self.sheet, self.look
        self._across(self.say(masters.CHART_TITLE), size=12, bold=True, font_color=NAVY)
        top = self.row
        sheet.write_text(top, 0, FOR_PEOPLE)
        sheet.write_text(top, 1, self.say(masters.CHART_THEME), look.heading)
        for place, section in enumerate(sections, start=2):
            sheet.write_text(top, place, section.heading, look.heading)
        self._height(top, 20)
        for row, theme in enumerate(themes, start=top + 1):
            label = self.master.theme_label(theme)
            sheet.write_text(row, 0, FOR_PEOPLE)
            sheet.write_text(row, 1, label, look.boxed(bold=True, font_size=10))
            for place, section in enumerate(sections, start=2):
                sheet.write_number(row, place, counts[theme, section.code], look.boxed(align="center", font_size=10, valign="vcenter"))  # fmt: skip
            self._height(row, max(27.0, row_height([(label, _THEME_WIDTH)], size=10, bold=True) + 3))
        last = top + len(themes)
        chart = self.master.book.add_chart({"type": "bar"})
        name = self.master.name("summary")
        font = {"name": "Times New Roman", "size": 10}
        for place, (section, colour) in enumerate(
            zip(sections, ("#2E75B6", "#F4B183"), strict=False), start=2
        ):
            chart.add_series({
                "name": section.heading, "categories": [name, top + 1, 1, last, 1], "values": [name, top + 1, place, last, place],
                "fill": {"color": colour}, "border": {"color": NAVY, "width": 0.5}, "gap": 60,
                "data_labels": {"value": True, "font": {"name": "Times New Roman", "size": 9}},
            })  # fmt: skip
        chart.set_y_axis({"reverse": True, "num_font": font, "line": {"color": LINE}})
        chart.set_x_axis(
            {"visible": False, "major_gridlines": {"visible": False}, "min": 0, "num_font": font}
        )
        chart.set_legend({"position": "bottom", "font": font})
        place = 2 + len(sections)
        pixels = int((self.columns - len(sections)) * (self.width * 7 + 5)) - 20
        points = 20 + 27.0 * len(themes)
        chart.set_size({"width": max(320, pixels), "height": max(220, int(points * 96 / 72))})
        sheet.insert_chart(top, place, chart, {"x_offset": 10, "y_offset": 2, "description": self.say(masters.CHART_ALT), "object_position": 2})  # fmt: skip
        self.row = last + 1


def _sections(master: Master) -> tuple[Section, ...]:
    """The sections of the table; a report without any of the usual roles shows all it has."""
    chosen = tuple(s for s in master.campaign.sections if s.role in ROLES)
    return (chosen or master.campaign.sections)[:6]


def theme_counts(groups: Sequence[Group]) -> Counter[tuple[str, str]]:
    """How many agencies speak of a theme, by (theme, section); hidden groups count too."""
    speaking: dict[tuple[str, str], set[str]] = {}
    for group in groups:
        speaking.setdefault((group.theme, group.section), set()).update(group.agencies)
    return Counter({key: len(agencies) for key, agencies in speaking.items()})


def headline_sentence(master: Master) -> str:
    """The one sentence that says it all; its numbers are those of the result."""
    result, language = master.result, master.language
    owed = len(result.statuses)
    in_count = owed - len(result.missing)
    share = masters.SENTENCE_SHARE.say(language, percent=format_number(round(in_count / owed * 100), language)) if owed else ""  # fmt: skip
    statements = ""
    if result.statements:
        statements = masters.SENTENCE_STATEMENTS.say(language, count=format_number(len(result.statements), language), groups=format_number(len(result.groups), language))  # fmt: skip
        wanting = _most_wanting(master)
        if wanting:
            statements += masters.SENTENCE_WEIGHT.say(language, theme=f"“{wanting[0]}”", count=wanting[1])
    errors = sum(f.severity == "error" for s in result.used.values() for f in s.findings)
    still = (
        masters.SENTENCE_OPEN.say(language, errors=errors) if errors else masters.SENTENCE_CLEAN.say(language)
    )
    return masters.SENTENCE.say(language, day=result.as_of.strftime("%d/%m/%Y"), in_count=in_count, owed=owed, share=share, statements=statements, open=still)  # fmt: skip


def _most_wanting(master: Master) -> tuple[str, int] | None:
    """The theme in which most agencies report limitations, and how many."""
    limits = {s.code for s in master.campaign.sections if s.role == "limitation"}
    counts = theme_counts(master.result.groups)
    by_theme = [(sum(counts[t.code, s] for s in limits), t.label) for t in master.campaign.themes]
    most = max(by_theme, key=lambda pair: pair[0], default=(0, ""))
    return (most[1], most[0]) if most[0] > 1 else None


def _tile_format(kind: str, value: float | None) -> str:
    if value is not None and value.is_integer() and kind != "percent":
        return "#,##0"
    return {"money": "#,##0.0", "percent": "0.0"}.get(kind, number_format(kind))


def _quoted(unit: str) -> str:
    return unit.replace('"', "")
