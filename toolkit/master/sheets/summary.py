"""The leaders' sheet: one sentence, the key figures, who is missing, what to ask, and what the agencies say by theme.

The first printed page is what a leader needs at a glance; the table of ideas by theme has the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from toolkit.consolidation.sentences import Said, paragraphs_of, sentences_of
from toolkit.consolidation.standing import board_of
from toolkit.consolidation.totals import WHOLE
from toolkit.consolidation.versions import fate
from toolkit.language.numbers import format_number
from toolkit.language.text import listed
from toolkit.master.sheets import summary_questions, summary_table
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.summary_page import Page
from toolkit.messages import boards, masters
from toolkit.messages.findings.kinds import LACKS
from toolkit.model import Consolidation, Headline, HeadlineComparison, Indicator, Language, Section
from toolkit.model.periods import like_pairs, period_label, span_label
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.decimals import shown_change, shown_gap
from toolkit.xlsx.excel import clipped, quoted
from toolkit.xlsx.look import AMBER_FILL, GREEN, LINE, MUTED, NAVY, PALE, RED, set_up_page, write_keys
from toolkit.xlsx.measure import number_width, row_height

#: Sections with these roles stand side by side in the table, in the report's order.
ROLES = ("achievement", "limitation", "lesson", "direction", "proposal")
#: Sizes of letters of a key figure: the largest in which there is room for it.
_TILE_SIZES = (20, 18, 16, 14, 12, 11)
#: So many themes are named of those that are found wanting alike.
_NAMED = 3
#: Programs do not agree to the last point on how high rows are.
_SLACK = 4.0
#: Counts that take more of a page than this have it for themselves.
_SHARE = 0.4


def draw(master: Master) -> None:
    """Draw the sheet, top to bottom."""
    _page(master).draw()


def idea_lines(master: Master) -> dict[str, str]:
    """Each group as the sheet shows it, by id."""
    return summary_table.idea_lines(_page(master))


def _page(master: Master) -> _Summary:
    return _Summary(master, _sections(master))


class _Summary(Page):
    """The whole sheet, drawn from the top."""

    def draw(self) -> None:
        sheet = self.sheet
        columns = ["theme", *(s.code for s in self.sections)]
        write_keys(sheet, "summary", columns, [self.themes, *[self.width] * self.columns])
        self._heading()
        if self.result.headlines:
            self._tiles()
        self._figures()
        self._missing()
        heading = self._narrative() if self.sections else None
        set_up_page(
            sheet,
            orientation="landscape",
            width=self.total,
            footer=f"{self.result.as_of:%d/%m/%Y} – {self.master.campaign.title}",
            page_word=self.say(masters.PAGE),
            repeat=(heading, heading) if heading is not None else None,
            scale_for=self.columns + 1,
        )

    def _narrative(self) -> int:
        """What to ask; the counts by theme; the table. Returns its headings' row.

        The counts stand on the first page if they fit there, else above the table, and alone if they leave it little
        room: below it they would stand under its headings, which are repeated on each page.
        """
        if not self.master.shared:  # what to ask is for the inside
            summary_questions.draw_questions(self)
            self.gap(4)
        room = self.room - _SLACK
        used, height = sum(self.heights.values()), summary_questions.counts_height(self)
        if used + height <= room:
            summary_questions.draw_counts(self, room - used)
        breaks = [self.row]
        if used + height > room:
            summary_questions.draw_counts(self, room)
            self.gap(12)
            if height > room * _SHARE:
                breaks.append(self.row)
            else:
                self.above = sum(self.heights.values()) - used
        heading = summary_table.draw(self)
        self.sheet.set_h_pagebreaks([*breaks, *summary_table.page_breaks_of(self, heading)])
        return heading

    def _heading(self) -> None:
        campaign = self.master.campaign
        day = self.result.as_of.strftime("%d/%m/%Y")
        lead = campaign.agency_by_code.get(campaign.lead_agency)
        subtitle = (
            self.say(masters.SUBTITLE, lead=lead.name, day=day) if lead else self.say(masters.SUBTITLE_NO_LEAD, day=day)
        )
        self.across(campaign.title, size=16, bold=True, font_color=NAVY)
        self.across(subtitle, italic=True, font_color=MUTED)
        if self.master.shared:
            self.across(
                self.say(masters.SHARED_NOTE, sign=masters.SIGNS["masked"].say(self.language)),
                italic=True,
                font_color=RED,
            )
        self.across(headline_sentence(self.master), size=13, bold=True, space=5, bg_color=PALE)
        self.gap()

    # -- key figures --

    def _tiles(self) -> None:
        sheet, first = self.sheet, self.tiles_from
        title = self.look(bold=True, font_color=NAVY, text_wrap=True, valign="top", font_size=12)
        sheet.write_text(self.row, 1, self.say(masters.KEY_FIGURES), title)
        if first == 1:
            sheet.write_text(self.row, 0, FOR_PEOPLE)
            self.height(self.row, 17.0)
            self.row += 1
        row = self.row
        top = {"left": 1, "right": 1, "left_color": LINE, "right_color": LINE, "align": "center", "text_wrap": True}
        heights = [0.0] * 4
        for r in range(4):
            sheet.write_text(row + r, 0, FOR_PEOPLE)
        for place, headline in enumerate(self.result.headlines, start=first):
            width = self.themes if place == 1 else self.width
            indicator = self.master.campaign.indicator_by_code[headline.indicator]
            named = len(indicator.unit) > 2 and indicator.kind != "yesno"
            name = f"{indicator.label} ({indicator.unit})" if named else indicator.label
            if indicator.kind == "yesno":
                name = self.say(masters.TILE_YES, label=indicator.label)
            label = self.say(masters.TILE_PERIOD, label=name, period=self._period(headline.period))
            coverage = self.say(masters.TILE_COVERAGE, reporting=headline.reporting, asked=headline.asked)
            if headline.period == WHOLE and headline.complete < headline.reporting:
                coverage += self.say(masters.TILE_COMPLETE, complete=headline.complete)
            for text, count in (
                (masters.TILE_HELD, headline.held),
                (masters.TILE_DOUBTFUL, headline.doubtful),
                (masters.TILE_UNWEIGHED, headline.unweighed),
                (masters.TILE_APART, headline.apart),
                (masters.TILE_TWICE, headline.twice),
            ):
                coverage += self.say(text, count=int(count)) if count else ""
            distribution = self.result.totals[indicator.code, headline.period].distribution
            comparison, colour = self._comparison(headline) if not distribution else ("", MUTED)
            shape, unit = self.master.number_format(indicator), ""
            if len(indicator.unit) <= 2 and indicator.numeric:
                unit = f" {_quoted(indicator.unit)}"
                shape += f'"{unit}"'
            value_text = (
                format_number(headline.value or 0.0, self.language, self.master.decimals[indicator.code]) + unit
            )
            size = next((s for s in _TILE_SIZES if number_width(value_text, s, True) <= width), _TILE_SIZES[-1])
            number = self.look(
                **{**top, "font_size": size, "bold": True, "font_color": NAVY, "num_format": shape, "valign": "vcenter"}
            )
            sheet.write_text(row, place, label, self.look(**top, top=1, top_color=LINE, font_size=10, valign="vcenter"))
            reference = f"={self.master.reference('totals', self.master.total_cells[indicator.code, headline.period])}"
            if distribution:
                chosen = "; ".join(f"{choice}: {count}" for choice, count in distribution)
                sheet.write_formula_value(
                    row + 1, place, reference, chosen, self.look(**top, bold=True, font_color=NAVY, valign="vcenter")
                )
                heights[1] = max(heights[1], row_height([(chosen, width)], size=11, bold=True) + 4)
            elif headline.value is None:
                hidden = self.result.totals[indicator.code, headline.period].shown == "masked"
                sheet.write_text(
                    row + 1,
                    place,
                    self.say(masters.TILE_MASKED if hidden else masters.TILE_NONE),
                    self.look(**top, italic=True, font_color=MUTED, valign="vcenter"),
                )
            else:
                sheet.write_formula_value(row + 1, place, reference, headline.value, number)
            sheet.write_text(
                row + 2,
                place,
                comparison,
                self.look(**top, font_size=10, font_color=colour, bold=colour != MUTED, valign="vcenter"),
            )
            sheet.write_text(
                row + 3,
                place,
                coverage,
                self.look(**top, bottom=1, bottom_color=LINE, font_size=9, font_color=MUTED, valign="vcenter"),
            )
            heights[0] = max(heights[0], row_height([(label, width)], size=10) + 4)
            heights[3] = max(heights[3], row_height([(coverage, width)], size=9) + 4)
            heights[2] = max(heights[2], row_height([(comparison, width)], size=10, bold=True) + 3)
        heights[1] = max(heights[1], 30.0)
        for r, height in enumerate(heights):
            self.height(row + r, height)
        self.row += 4
        self.gap(4)

    def _figures(self) -> None:
        """The sentences with figures, a line a topic; its name leads to the row of the first figure."""
        told = [said for said in sentences_of(self.result, self.language) if said.page]
        for paragraph in paragraphs_of(told):
            self._paragraph(paragraph)
        if told:
            self.gap(4)

    def _paragraph(self, paragraph: Sequence[Said]) -> None:
        text = " ".join(said.text for said in paragraph)
        source = next((source for said in paragraph for source in said.sources), None)
        indicator = self.master.campaign.indicator_by_code.get(source[0] if source else "")
        topic = paragraph[0].topic or (indicator.topic or indicator.label if indicator else "")
        topic = clipped(topic, 200)
        bold = self.look(bold=True, font_size=10, font_color=NAVY, text_wrap=True, valign="top")
        self.sheet.write_text(self.row, 0, FOR_PEOPLE)
        if source is None:
            self.sheet.write_text(self.row, 1, topic, bold)
        else:
            place = self.master.reference("totals", self.master.total_cells[source])
            self.sheet.write_formula_value(self.row, 1, f'=HYPERLINK("#{place}",{quoted(topic)})', topic, bold)
        style = self.look(font_size=10, text_wrap=True, valign="top")
        self.sheet.merge_range(self.row, 2, self.row, 1 + self.columns, "", style)
        self.sheet.write_text(self.row, 2, text, style)
        width = self.total - self.themes + (self.columns - 1) * 5 / 7
        height = max(row_height([(topic, self.themes)], size=10, bold=True), row_height([(text, width)], size=10))
        self.height(self.row, height + 2)
        self.row += 1

    def _period(self, key: str) -> str:
        if key == WHOLE:
            return span_label(self.master.campaign.periods, self.language)
        before = self.result.previous.periods if self.result.previous else ()
        return next(period_label(p, self.language) for p in (*self.master.campaign.periods, *before) if p.key == key)

    def _comparison(self, headline: Headline) -> tuple[str, str]:
        """The sentence under a key figure and its colour; a sign says in grey print what the colour says."""
        indicator = self.master.campaign.indicator_by_code[headline.indicator]
        c: HeadlineComparison = headline.comparison
        colour = {True: GREEN, False: RED, None: MUTED}[c.good]
        if c.kind == "target":
            return self._target(indicator, c), colour
        if c.kind == "change":
            earlier, later = (self._period(k) for k in c.period.split("|"))
            difference = c.difference or 0.0
            words = {"earlier": earlier, "later": later, "sign": _direction(difference)}
            decimals = self.master.decimals[indicator.code]
            if not difference:
                said = self.say(masters.CHANGE_NONE, **words)
            elif indicator.kind == "percent":
                said = self.say(masters.CHANGE_POINTS, change=self._about(difference, decimals), **words)
            elif indicator.kind == "yesno":
                said = self.say(masters.CHANGE_AGENCIES, change=self._about(difference, 0), **words)
            elif c.percent is None:
                said = self.say(
                    masters.CHANGE_ABSOLUTE, change=f"{self._about(difference, decimals)} {indicator.unit}", **words
                )
            else:
                said = self.say(masters.CHANGE, change=self._about(c.percent, 1), **words)
            if c.agencies is not None:
                said = self.say(masters.CHANGE_AMONG, change=said, count=c.agencies)
            return said, colour
        if not any(like_pairs(self.master.campaign.periods)):
            return self.say(masters.NO_COMPARISON), MUTED
        return "" if headline.value is None or self.master.shared else self.say(masters.NO_COMMON), MUTED

    def _target(self, indicator: Indicator, c: HeadlineComparison) -> str:
        """Whether a target is met, and what is lacking or over it."""

        def counted(number: str, unit: str) -> str:
            return self.say(masters.IN_AGENCIES, count=number) if indicator.kind == "yesno" else number + unit

        base, difference = c.base or 0.0, c.difference or 0.0
        target = counted(format_number(base, self.language), f" {indicator.unit}")
        if c.good is None:
            return self.say(masters.TARGET_PLAIN, target=target)
        points = self.say(masters.POINTS) if indicator.kind == "percent" else f" {indicator.unit}"
        gap = counted(shown_gap(difference, base, self.master.decimals[indicator.code], self.language), points)
        shape = masters.TARGET_MET if c.good else masters.TARGET_OVER if difference > 0 else masters.TARGET_MISSED
        sign = _direction(difference) or ("▲" if indicator.direction == "higher" else "▼")
        return self.say(shape, sign=sign, target=target, gap=gap)

    def _about(self, change: float, decimals: int) -> str:
        """A change without its sign, with more decimals where it takes them to be seen."""
        return shown_change(change, decimals, self.language)

    # -- who is missing --

    def _missing(self) -> None:
        campaign, missing = self.master.campaign, self.result.missing
        text = self.say(masters.MISSING_NONE)
        if missing:
            text = self.say(
                masters.MISSING_AGENCIES, count=len(missing), names=listed([self.master.short(a) for a in missing])
            )
            days = [s.days_late for s in self.result.statuses if s.status in ("missing", "rejected") and s.days_late]
            if days and campaign.deadline:
                text += self.say(masters.MISSING_LATE, days=max(days), deadline=campaign.deadline.strftime("%d/%m/%Y"))
        fates = Counter(map(fate, self.result.submissions))
        rejected, waiting = fates["unusable"], fates["waiting"]
        if rejected:
            text += self.say(masters.REJECTED_FILES, count=rejected, sources=self.master.name("sources"))
        if waiting:
            text += self.say(masters.WAITING_FILES, count=waiting)
        board = board_of(self.result.statuses)
        late = boards.LEADERS_LATE.say(self.language, count=board.late) if board.late else ""
        so_far = boards.LEADERS.say(
            self.language,
            in_order=board.in_order,
            to_complete=board.to_complete,
            with_errors=board.with_errors,
            late=late,
            not_in=board.missing + board.rejected,
        )
        text = f"{so_far} {text}"
        fill: dict[str, Any] = {"bg_color": AMBER_FILL} if missing or rejected or waiting else {"font_color": GREEN}
        self.across(text, **fill)
        self.gap(3)


def _sections(master: Master) -> tuple[Section, ...]:
    """The sections of the table; a report without any of the usual roles shows all it has."""
    return tuple(s for s in master.campaign.sections if s.role in ROLES) or master.campaign.sections


def headline_sentence(master: Master) -> str:
    """The one sentence that says it all; its numbers are those of the result."""
    result, language = master.whole, master.language
    owed = len(result.statuses)
    in_count = owed - len(result.missing)
    share = (
        masters.SENTENCE_SHARE.say(language, percent=format_number(round(in_count / owed * 100), language))
        if owed
        else ""
    )
    statements = ""
    if result.statements:
        statements = masters.SENTENCE_STATEMENTS.say(
            language,
            count=format_number(len(result.statements), language),
            groups=format_number(len(result.groups), language),
            families=_in_families(result, language),
        )
        themes, count = _most_wanting(master)
        if themes:
            more = masters.MORE_THEMES.say(language, count=len(themes) - _NAMED) if len(themes) > _NAMED else ""
            named = ", ".join(f"“{theme}”" for theme in themes[:_NAMED]) + more
            shape = masters.SENTENCE_WEIGHT if len(themes) == 1 else masters.SENTENCE_WEIGHTS
            statements += shape.say(language, theme=named, count=count)
    return masters.SENTENCE.say(
        language,
        day=result.as_of.strftime("%d/%m/%Y"),
        in_count=in_count,
        owed=owed,
        share=share,
        statements=statements,
        open=_still_open(result, language),
    )


def _in_families(result: Consolidation, language: Language) -> str:
    """How many ideas stand in families, and in how many; nothing where there are none."""
    if not result.families:
        return ""
    count = format_number(sum(len(family.groups) for family in result.families), language)
    return masters.SENTENCE_FAMILIES.say(language, count=count, families=len(result.families))


def _still_open(result: Consolidation, language: Language) -> str:
    """What the agencies have yet to put right, and what they have yet to fill in: counted apart, as on the board."""
    codes = [f.code for s in result.used.values() for f in s.findings if f.severity == "error"]
    lacking = sum(code in LACKS for code in codes)
    parts = ((masters.SENTENCE_WRONG, len(codes) - lacking), (masters.SENTENCE_LACKING, lacking))
    told = "".join(text.say(language, count=count) for text, count in parts if count)
    return told or masters.SENTENCE_CLEAN.say(language)


def _most_wanting(master: Master) -> tuple[list[str], int]:
    """The themes in which most agencies report limitations, each agency once, and how many;
    none where it is only one."""
    limits = {s.code for s in master.campaign.sections if s.role == "limitation"}
    speaking: dict[str, set[str]] = {t.code: set() for t in master.campaign.themes}
    for group in master.whole.groups:
        if group.section in limits and group.theme in speaking:
            speaking[group.theme].update(group.agencies)
    most = max(map(len, speaking.values()), default=0)
    return ([t.label for t in master.campaign.themes if len(speaking[t.code]) == most] if most > 1 else []), most


def _direction(difference: float) -> str:
    """A sign for print in grey: above what it is held against, or below."""
    return "▲" if difference > 0 else "▼" if difference < 0 else ""


def _quoted(unit: str) -> str:
    return unit.replace('"', "")
