"""The leaders' table: themes as rows, sections as columns, an idea in each cell, on one or two pages.

The ideas of most agencies in each theme are shown, in as many lines as the pages hold. The last line states how many
more ideas there are, and links to the sheet of groups, which lists them.
"""

from collections.abc import Mapping, Sequence

from toolkit.consolidation.ideas import Idea, ideas_by_theme, ideas_of
from toolkit.consolidation.leaders import PageText
from toolkit.language.text import strip_bullet
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.groups import LINE, TEXT
from toolkit.master.sheets.summary_page import Page
from toolkit.messages import masters
from toolkit.model import Group
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.look import HEADING, MUTED, NAVY, PALE
from toolkit.xlsx.look import LINE as RULE
from toolkit.xlsx.measure import row_height

_SIZE = 10.0
#: The most lines of a theme.
_MOST_LINES = 6
_LEAST_HEIGHT = 16.0
#: Heights, in points: above the headings on the first page, below the lines on the last, and slack on each page
#: for differences between programs.
_ABOVE, _BELOW, _SLACK = 20.0, 34.0, 8.0

#: Characters of an idea with its agencies: at most (the limit of a link's text), at least, and the steps in which it
#: is shortened. Where fewer than the least would fit one page, the table takes two.
_CHARACTERS, _ENOUGH_ON_ONE = (220, 100, 10), 130
#: A shortened idea ends where a clause ends, if that leaves at least this share of its characters.
_CLAUSE = 0.5
#: The most pages of the table, if the themes' first lines fit them.
_PAGES = 2


def draw(page: Page, texts: Mapping[str, PageText]) -> int:
    """Draw the table under these headings; returns their row."""
    sheet = page.sheet
    page.write_across(texts["table"].shown, size=12, bold=True, key="table", font_color=NAVY)
    heading = page.row
    sheet.write_text(heading, 0, FOR_PEOPLE)
    style = page.look.boxed(**{**HEADING, "locked": False})
    for column, text in enumerate((texts["themes"].shown, *(s.heading for s in page.sections)), start=1):
        sheet.write_text(heading, column, text, style)
    page.mark_editable(heading, "headings", *range(1, 2 + len(page.sections)))
    page.set_height(heading, _heading_height(page))
    page.row += 1
    cells = ideas_by_theme(page.result, page.sections)
    order = [t for t in (*(t.code for t in page.master.campaign.themes), "") if t in cells]
    counts = _lines_shown(page, {t: cells[t] for t in order}, page.heights[heading])
    for theme in order:
        first = page.row
        _draw_theme(page, theme, cells[theme], counts[theme])
        page.blocks.append(range(first, page.row))
    page.add_gap(4)
    legend = page.say(masters.LEGEND, by_agency=page.master.name("by_agency"), groups=page.master.name("groups"))
    if page.result.families:
        legend += page.say(masters.LEGEND_FAMILIES)
    page.write_across(legend, size=9, name="legend", italic=True, font_color=MUTED)
    return heading


def _heading_height(page: Page) -> float:
    return row_height([(s.heading, page.width) for s in page.sections], bold=True) + 6


def _lines_shown(page: Page, cells: Mapping[str, Mapping[str, Sequence[Idea]]], heading: float) -> dict[str, int]:
    """The number of lines of each theme: at least one; then, while there is room, the lines of most agencies."""
    shown = dict.fromkeys(cells, 1)
    heights = {t: _line_height(page, t, cells[t], 0) for t in cells}
    pages = len(_pages(page, heading, list(heights.values())))
    order = {theme: n for n, theme in enumerate(cells)}
    open_themes = set(cells)
    while open_themes:
        weights = {t: _weight(cells[t], shown[t]) for t in open_themes}
        theme = min(open_themes, key=lambda t: (-weights[t], shown[t], order[t]))
        more = {**heights, theme: heights[theme] + _line_height(page, theme, cells[theme], shown[theme])}
        fits = (
            more[theme] <= page.height - heading - _SLACK and len(_pages(page, heading, list(more.values()))) <= pages
        )
        if not weights[theme] or shown[theme] == _MOST_LINES or not fits:
            open_themes.remove(theme)
        else:
            heights = more
            shown[theme] += 1
    return shown


def _pages(page: Page, heading: float, heights: Sequence[float]) -> list[int]:
    """The first theme of each page, for themes of these heights; no page ends between the lines of a theme."""
    used, first = page.above + _ABOVE + heading, [0]
    for n, height in enumerate(heights):
        below = _BELOW if n == len(heights) - 1 else 0
        if used + height + below > page.height - _SLACK and used > heading and n:
            first.append(n)
            used = heading
        used += height
    return first


def page_breaks_of(page: Page, heading: int) -> list[int]:
    """The rows before which the table's pages break."""
    heights = [sum(page.heights[row] for row in rows) for rows in page.blocks]
    return [page.blocks[n][0] for n in _pages(page, page.heights[heading], heights)[1:]]


def _weight(cells: Mapping[str, Sequence[Idea]], line: int) -> int:
    """The number of agencies with the most frequent idea of this line; 0 where there is none."""
    return max((len(items[line].wrote) for items in cells.values() if line < len(items)), default=0)


def _line_height(page: Page, theme: str, cells: Mapping[str, Sequence[Idea]], line: int) -> float:
    texts = [page.master.lines[items[line].first.id] for items in cells.values() if line < len(items)]
    return _height(page, theme if line == 0 else None, texts)


def _height(page: Page, theme: str | None, lines: Sequence[str]) -> float:
    """The height of a line of the table, with the theme's name if it is its first."""
    texts = [(f"{text} [+00]", page.width) for text in lines]
    if theme is not None:
        texts.append((page.master.theme_label(theme), page.theme_width * 0.93))
    return max(_LEAST_HEIGHT, row_height(texts, size=_SIZE) + 4)


def _draw_theme(page: Page, theme: str, cells: Mapping[str, Sequence[Idea]], lines: int) -> None:
    """Draw the lines of one theme."""
    sheet, look, label = page.sheet, page.look, page.master.theme_label(theme)
    for line in range(lines):
        first, last = line == 0, line == lines - 1
        edge = {"top": 1 if first else 0, "bottom": 1 if last else 0}
        sheet.write_text(page.row, 0, theme or "unclassified")
        sheet.write_text(
            page.row,
            1,
            label if first else "",
            look.boxed(bold=True, font_size=_SIZE, font_color=NAVY, bg_color=PALE, **edge),
        )
        style = look.boxed(
            font_size=_SIZE, top=1 if first else 4, bottom=1 if last else 4, **({} if first else {"top_color": RULE})
        )
        for column, section in enumerate(page.sections, start=2):
            items = cells.get(section.code, ())
            if line < len(items):
                further = len(items) - lines if last else 0
                text, formula = _idea_cell(page, items[line].first, further)
                sheet.write_formula_value(page.row, column, formula, text, style)
            else:
                sheet.write_text(page.row, column, "" if items else (page.say(masters.NOTHING) if first else ""), style)
        page.set_height(page.row, _line_height(page, theme, cells, line))
        page.row += 1


def _idea_cell(page: Page, group: Group, further: int) -> tuple[str, str]:
    """The text of one cell and the formula that shows it as a link to its group."""
    row = page.master.group_rows[group.id]
    target, shown = (page.master.record_cell("groups", row, column) for column in (TEXT, LINE))
    more = f" [+{further}]" if further > 0 else ""
    link = f'{shown}&"{more}"' if more else shown
    return page.master.lines[group.id] + more, f'=HYPERLINK("#{target}",{link})'


def idea_lines(page: Page) -> dict[str, str]:
    """The line of each group on the leaders' sheet, by id: so short that a line of every theme fits on one page, or on
    two. The line of an idea is that of its first group."""
    cells = ideas_by_theme(page.result, page.sections)
    most, least, step = _CHARACTERS
    shown = {theme: [items[0] for items in by_section.values()] for theme, by_section in cells.items()}
    order = [t for t in (*(t.code for t in page.master.campaign.themes), "") if t in shown]
    heading = _heading_height(page)

    def first_line_heights(limit: int) -> list[float]:
        texts = {t: [_idea_line(page.master, i, limit) for i in shown[t]] for t in order}
        return [_height(page, theme, texts[theme]) for theme in order]

    limit = next(
        (
            limit
            for pages, shortest in ((1, _ENOUGH_ON_ONE), (_PAGES, least))
            for limit in range(most, shortest - 1, -step)
            if len(_pages(page, heading, first_line_heights(limit))) <= pages
        ),
        least,
    )
    alone = (Idea(group, group.shown_text, group.agencies) for group in page.result.groups)
    return {idea.first.id: _idea_line(page.master, idea, limit) for idea in (*alone, *ideas_of(page.result))}


def _idea_line(master: Master, idea: Idea, limit: int) -> str:
    """The sentence, shortened at a clause's end if it is long, with the number of agencies that wrote it, or the name
    of one, and of those that wrote it in close words."""
    who = masters.WHO_MANY.say(master.language, count=len(idea.wrote))
    if len(idea.wrote) == 1:
        who = masters.WHO_ONE.say(master.language, agency=master.short_name(idea.wrote[0]))
    if idea.similar:
        who += f"; {masters.WHO_SIMILAR.say(master.language, count=len(idea.similar))}"
    return f"{_cut(idea.sentence, limit - len(who) - 3)} ({who})"


def _cut(text: str, room: int) -> str:
    """The text, shortened at a clause's end if it is longer than `room`."""
    flat = " ".join(strip_bullet(text).split())
    if len(flat) > room:
        flat = flat[:room].rsplit(" ", 1)[0]
        clause = max(flat.rfind(sign) for sign in (", ", "; ", ". ", ": "))
        flat = (flat[:clause] if clause > room * _CLAUSE else flat).rstrip(" ,.;:") + " …"
    return flat.rstrip(" .;")
