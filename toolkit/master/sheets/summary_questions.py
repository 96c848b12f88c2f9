"""The leaders' first page: the questions to ask, and the number of agencies with statements on each theme."""

from collections.abc import Iterator, Sequence

from toolkit.consolidation.ideas import QuestionLine, counted_themes, theme_counts, theme_sections
from toolkit.master.sheets.summary_page import Page
from toolkit.messages import masters
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Format, quoted, size_of
from toolkit.xlsx.look import LINE, NAVY
from toolkit.xlsx.measure import row_height
from toolkit.xlsx.tables import FIRST_ROW

#: Font size of the counts, and the least height of their chart with its margins, in points.
_SIZE, _CHART = 9.0, 117.0
#: The widest chart, in pixels.
_WIDEST = 720
#: The greatest height of a bar with its margins, in points; and the least height of a bar with its number.
_THICKEST, _LABELLED = 20.0, 10.0
_COLOURS = ("#2E75B6", "#F4B183")


def draw_questions(page: Page, title: str, questions: Sequence[QuestionLine]) -> None:
    """Draw the questions, one line each, with links to their full texts."""
    page.write_across(title, size=12, bold=True, space=2, key="questions", font_color=NAVY)
    lines = list(_lines(page, questions))
    for name, text, formula in lines:
        link = formula.replace("{text}", quoted(f"• {text}"))
        page.write_across(f"• {text}", size=10, space=1, formula=link, name=f"questions:{name}")
    if not lines:
        page.write_across(page.say(masters.QUESTIONS_NONE), size=10, name="questions:", italic=True)


def _lines(page: Page, questions: Sequence[QuestionLine]) -> Iterator[tuple[str, str, str]]:
    """(row name, text, formula of its link with `{text}` for the text) of each line."""
    first: dict[str, int] = {}
    for row, question in enumerate(page.result.questions, start=FIRST_ROW):
        first.setdefault(question.kind, row)
    for line in questions:
        yield line.kind, line.text, _link(page, "questions", first[line.kind], line.text)


def _link(page: Page, key: str, row: int, line: str) -> str:
    """The formula of a line's link; "" for a line of more than 255 characters, the most a link can show."""
    if size_of(line) > 240:
        return ""
    return f'=HYPERLINK("#{page.master.reference(key, f"B{row + 1}")}",{{text}})'


def counts_height(page: Page) -> float:
    """The height of the counts and their chart, in points."""
    return max(_CHART, sum(_heights(page))) if _themes(page) else 0.0


def _heights(page: Page) -> list[float]:
    """The heights of the headings' row, then of the row of each theme."""
    span = _span(page)
    width = page.theme_width + (page.width if span > 1 else 0.0)
    head = [(page.say(masters.CHART_TITLE), width), *((s.heading, page.width) for s in theme_sections(page.sections))]
    labels = [page.master.theme_label(theme) for theme in _themes(page)]
    return [
        row_height(head, size=_SIZE, bold=True) + 3.75,
        *(row_height([(label, width * 0.96)], size=_SIZE, bold=True) for label in labels),
    ]


def draw_counts(page: Page, room: float) -> None:
    """Draw the number of agencies with statements on each theme, as a table with a bar chart no higher than `room`.

    Where the table is lower than its chart, a blank row under it keeps what follows clear of the chart.
    """
    sections, themes = theme_sections(page.sections), _themes(page)
    if not themes:
        return
    counts = theme_counts(page.result.groups)
    sheet, look, span = page.sheet, page.look, _span(page)
    top, first = page.row, 1 + span
    sheet.write_text(top, 0, FOR_PEOPLE)
    page.name_row(top, "counts")
    small = look.boxed(
        bold=True, font_size=_SIZE, align="center", valign="vcenter", bg_color=NAVY, font_color="#FFFFFF"
    )
    heights = _heights(page)
    _draw_label(page, top, span, page.say(masters.CHART_TITLE), small)
    for column, section in enumerate(sections, start=first):
        sheet.write_text(top, column, section.heading, small)
    page.set_height(top, heights[0])
    for row, (theme, height) in enumerate(zip(themes, heights[1:], strict=True), start=top + 1):
        sheet.write_text(row, 0, FOR_PEOPLE)
        page.name_row(row, f"counts:{theme}")
        _draw_label(
            page, row, span, page.master.theme_label(theme), look.boxed(bold=True, font_size=_SIZE, valign="vcenter")
        )
        for column, section in enumerate(sections, start=first):
            sheet.write_number(
                row, column, counts[theme, section.code], look.boxed(align="center", font_size=_SIZE, valign="vcenter")
            )
        page.set_height(row, height)
    last = top + len(themes)
    page.row = last + 1
    beside = sum(heights)
    if beside < _CHART:
        page.add_gap(_CHART - beside)
    _draw_chart(page, [s.heading for s in sections], (top, first, last), min(max(_CHART, beside), room))


def _themes(page: Page) -> list[str]:
    return counted_themes(page.master.campaign, theme_counts(page.result.groups), theme_sections(page.sections))


def _span(page: Page) -> int:
    """The number of columns of a label: two if there are columns to spare, so that a label takes one line."""
    return 2 if page.column_count > 4 else 1


def _draw_label(page: Page, row: int, span: int, text: str, style: Format) -> None:
    if span > 1:
        page.sheet.merge_range(row, 1, row, span, "", style)
    page.sheet.write_text(row, 1, text, style)


def _draw_chart(page: Page, headings: list[str], area: tuple[int, int, int], room: float) -> None:
    top, first, last = area
    chart = page.master.book.add_chart({"type": "bar"})
    name = page.master.name("summary")
    font = {"name": "Times New Roman", "size": 8}
    bars = len(headings) * (last - top)
    gap = min(500, max(35, int(100 * len(headings) * (room / (_THICKEST * bars) - 1))))
    labels = {"data_labels": {"value": True, "font": font}} if room >= _LABELLED * bars else {}
    chart.set_title({"none": True})  # otherwise a single series gives it a title
    for column, (heading, colour) in enumerate(zip(headings, _COLOURS, strict=False), start=first):
        chart.add_series(
            {
                "name": heading,
                "categories": [name, top + 1, 1, last, 1],
                "values": [name, top + 1, column, last, column],
                "fill": {"color": colour},
                "border": {"color": NAVY, "width": 0.5},
                "gap": gap,
                **labels,
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"color": LINE}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "num_font": font})
    chart.set_legend({"position": "bottom", "font": font})
    column = first + len(headings)
    pixels = int((page.column_count + 2 - column) * (page.width * 7 + 5)) - 12
    chart.set_size({"width": max(280, min(pixels, _WIDEST)), "height": int(room * 96 / 72) - 4})
    sheet = page.sheet
    sheet.insert_chart(
        top,
        column,
        chart,
        {"x_offset": 8, "y_offset": 2, "description": page.say(masters.CHART_ALT), "object_position": 2},
    )
