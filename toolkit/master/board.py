"""The status board, a sheet to hang on the wall: which agencies have reported, which are late, which are missing.

Every colour has a sign, too, since boards are often printed in black and white. Each agency has one row, in the
roster's order; the board of a province takes at most three sheets of paper.
"""

from dataclasses import replace

from toolkit.consolidation.bridges.standing import board_of, board_status, signed_words, status_words
from toolkit.master.sheets.context import Master
from toolkit.messages import boards, masters
from toolkit.model import AgencyStatus, Language
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Cell, Styled
from toolkit.xlsx.look import AMBER, AMBER_FILL, GREEN, LINE, MUTED, NAVY, RED, RED_FILL, set_up_page, write_keys
from toolkit.xlsx.measure import row_height
from toolkit.xlsx.tables import TableColumn, hide_columns

_GREEN_FILL = "#E2F2E5"
#: The columns. Together their widths fit A4 portrait, in type that can be read from a metre away.
_COLUMNS = (
    TableColumn("mark", 4.5, "middle text"),
    TableColumn("name", 33.0, "middle text"),
    TableColumn("status", 26.0, "middle text"),
    TableColumn("received", 11.5, "middle day"),
    TableColumn("days_late", 13.0, "middle count"),
    TableColumn("given", 10.0, "middle count"),
    TableColumn("sections", 8.0, "middle count"),
    TableColumn("errors", 6.5, "middle count"),
    TableColumn("warnings", 9.5, "middle count"),
    TableColumn("open_days", 9.5, "middle count"),
    TableColumn("agency", 11.0, "middle text", hidden=True),
    TableColumn("officer", 22.0, "middle text"),
    TableColumn("reviewed_by", 20.0, "middle typed text"),
    TableColumn("reviewed_on", 13.0, "middle typed day"),
    TableColumn("version", 12.0, "middle code", hidden=True),
    TableColumn("file", 34.0, "middle text"),
    TableColumn("signed", 34.0, "middle text"),
)
#: Columns that only the lead agency gets.
_OURS = frozenset({"officer", "reviewed_by", "reviewed_on"})
#: The character that holds the place of the number while a text is made into a cell format.
_NUMBER = "\0"
#: The number of columns that are printed.
_PRINTED = 10
_COLOURS = {
    "complete": (GREEN, _GREEN_FILL),
    "incomplete": (AMBER, AMBER_FILL),
    "with_errors": (AMBER, AMBER_FILL),
    "rejected": (RED, RED_FILL),
    "missing": (RED, RED_FILL),
}
_TILES = ("owed", "in_order", "to_complete", "with_errors", "not_in", "late")


def draw(master: Master) -> None:
    """Draw the sheet, top to bottom."""
    _draw_heading(master)
    _draw_counts(master)
    _draw_agencies(master)


#: Rows above the agencies: title, campaign, day, counts, labels of the counts, meaning of the signs, headings.
_TITLE, _CAMPAIGN, _WHEN, _NUMBERS, _WORDS, _SIGNS, _HEADINGS = 1, 2, 3, 4, 5, 6, 7
#: The row of the first agency, counted from 0.
AGENCIES_ROW = _HEADINGS + 1


def _draw_heading(master: Master) -> None:
    sheet, look, language, result = master.sheets["status"], master.look, master.language, master.result
    write_keys(sheet, "status", [c.key for c in _COLUMNS], [c.width for c in _COLUMNS])
    hide_columns(sheet, [replace(c, hidden=c.hidden or (master.shared and c.key in _OURS)) for c in _COLUMNS])
    for row in range(_TITLE, _HEADINGS + 1):
        sheet.write_text(row, 0, FOR_PEOPLE)
    deadline = result.campaign.deadline
    due = (
        boards.DEADLINE.say(language, deadline=deadline.strftime("%d/%m/%Y"))
        if deadline
        else boards.NO_DEADLINE.say(language)
    )
    when = f"{due}   ·   {boards.AS_OF.say(language, day=result.as_of.strftime('%d/%m/%Y'))}"
    sheet.write_text(
        _TITLE,
        1,
        masters.TITLES["status"].say(language),
        look(bold=True, font_size=20, font_color=NAVY, valign="vcenter"),
    )
    sheet.set_row(_TITLE, 32)
    sheet.write_text(_WHEN, 1, when, look(bold=True, font_size=14, valign="vcenter"))
    sheet.set_row(_WHEN, 24)
    title = " ".join(result.campaign.title.split())
    width = sum(c.width for c in _COLUMNS[:_PRINTED])
    about = look(font_size=13, font_color=NAVY, valign="vcenter", text_wrap=True)
    sheet.merge_range(_CAMPAIGN, 1, _CAMPAIGN, _PRINTED, "", about)
    sheet.write_text(_CAMPAIGN, 1, title, about)
    sheet.set_row(_CAMPAIGN, max(22.0, row_height([(title, width)], size=13) + 4))
    sheet.write_text(
        _SIGNS, 1, boards.ABOUT.say(language), look(italic=True, font_size=10, font_color=MUTED, valign="vcenter")
    )
    sheet.set_row(_SIGNS, 22)
    set_up_page(
        sheet,
        orientation="portrait",
        width=width,
        footer=title,
        page_word=masters.PAGE.say(language),
        repeat=(_HEADINGS, _HEADINGS),
    )


def _draw_counts(master: Master) -> None:
    """Draw the counts of reports, in large type."""
    sheet, look, language = master.sheets["status"], master.look, master.language
    board = board_of(master.result.statuses)
    values = {
        "owed": board.owed,
        "in_order": board.in_order,
        "to_complete": board.to_complete,
        "with_errors": board.with_errors,
        "not_in": board.missing + board.rejected,
        "late": board.late,
    }
    colours = {
        "owed": NAVY,
        "in_order": GREEN,
        "to_complete": AMBER,
        "with_errors": AMBER,
        "not_in": RED,
        "late": AMBER,
    }
    #: First and last column of each count.
    spans = ((1, 2), (3, 3), (4, 4), (5, 5), (6, 7), (8, 10))
    edge = {"left": 1, "right": 1, "left_color": LINE, "right_color": LINE, "align": "center", "valign": "vcenter"}
    for key, (first, last) in zip(_TILES, spans, strict=True):
        number = look(bold=True, font_size=26, font_color=colours[key], top=1, top_color=LINE, **edge)
        words = look(font_size=11, font_color=MUTED, bottom=1, bottom_color=LINE, **edge)
        if first != last:
            sheet.merge_range(_NUMBERS, first, _NUMBERS, last, "", number)
            sheet.merge_range(_WORDS, first, _WORDS, last, "", words)
        sheet.write_value(_NUMBERS, first, values[key], number)
        sheet.write_text(_WORDS, first, boards.TILES[key].say(language), words)
    sheet.set_row(_NUMBERS, 38)
    sheet.set_row(_WORDS, 20)


def _draw_agencies(master: Master) -> None:
    sheet, look, language, result = master.sheets["status"], master.look, master.language, master.result
    words = {**masters.COLUMNS, **boards.BOARD_COLUMNS}
    for number, column in enumerate(_COLUMNS, start=1):
        sheet.write_text(_HEADINGS, number, column.title(language, words), look.heading)
    sheet.set_row(_HEADINGS, 32)
    sheet.freeze_panes(_HEADINGS + 1, 3)
    rows: list[list[Cell]] = []
    heights: list[float] = []
    for status in result.statuses:
        rows.append([status.agency, *_agency_cells(master, status)])
        texts = [
            (str(cell.value if isinstance(cell, Styled) else cell), c.width)
            for cell, c in zip(rows[-1][2:4], _COLUMNS[1:3], strict=True)
        ]
        heights.append(max(17.0, row_height(texts, size=11, bold=board_status(status) in ("missing", "rejected")) + 3))
    styles = [look(), *(c.style(look) for c in _COLUMNS)]
    end = sheet.write_rows(_HEADINGS + 1, rows, styles)
    sheet.set_heights(dict(enumerate(heights, _HEADINGS + 1)))
    if rows:
        sheet.autofilter(_HEADINGS, 1, end - 1, len(_COLUMNS))
    sheet.print_area(_TITLE, 1, max(end - 1, _HEADINGS), _PRINTED)


def _days_format(status: AgencyStatus, language: Language) -> str:
    """A number format with words for the number of days."""
    text = boards.OVERDUE_DAYS if board_status(status) in ("missing", "rejected") else boards.LATE_DAYS
    one, (before, _, after) = text.say(language, days=1), text.say(language, days=_NUMBER).partition(_NUMBER)
    return f'[=1]"{one}";"{before}"0"{after}"'


def _agency_cells(master: Master, status: AgencyStatus) -> list[Cell]:
    """The cells of one agency, without its row key."""
    look, language = master.look, master.language
    standing = board_status(status)
    colour, fill = _COLOURS[standing]
    sign = look.boxed(bold=True, font_size=14, font_color=colour, bg_color=fill, align="center", valign="vcenter")
    words = look.boxed(bold=True, font_color=colour, bg_color=fill, valign="vcenter")
    name = look.boxed(bold=standing in ("missing", "rejected"), valign="vcenter")
    late = look.boxed(
        align="center", valign="vcenter", bold=True, font_color=RED, num_format=_days_format(status, language)
    )
    came = bool(status.file)
    return [
        Styled(boards.SIGNS[standing], sign),
        Styled(master.campaign.agency_by_code[status.agency].name, name),
        Styled(status_words(status, language), words),
        status.received,
        Styled(status.days_late, late) if status.days_late else None,
        boards.ratio(status.given, status.asked),
        boards.ratio(status.sections_given, status.sections_asked),
        status.errors if came else None,
        status.warnings if came else None,
        (master.result.as_of - status.open_since).days if status.open_since else None,
        status.agency,
        status.officer or None,
        status.reviewed_by or None,
        status.reviewed_on or None,
        status.version or None,
        status.file or None,
        signed_words(master.result.signed.get(status.agency), language) or None,
    ]
