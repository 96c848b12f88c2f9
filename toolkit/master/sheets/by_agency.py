"""The narrative by agency, verbatim: one column for each section, and as many rows for each agency as it takes."""

from collections.abc import Sequence

from toolkit.language.text import listed, strip_bullet
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.reports import STATEMENT_TEXT
from toolkit.messages import masters
from toolkit.model import Statement
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Format, Sheet, quoted, xml_text
from toolkit.xlsx.look import A3_LANDSCAPE, A4_LANDSCAPE, MUTED, set_up_page, write_keys
from toolkit.xlsx.measure import line_count, line_height, text_pieces
from toolkit.xlsx.tables import write_about

#: The most sections on an A4 and on an A3 page; more sections are divided evenly among pages to the right.
_ON_A4, _ON_A3 = 5, 8
_NAME_WIDTH = 16.0
#: The narrowest column of sections: five print 10 pt type at 9 pt.
_NARROWEST = 26.0
#: The greatest height of a row, so that pages fill well (Excel allows 409 pt); longer texts take further rows.
_MOST = 175.0
_SIZE = 10.0
_FIRST_ROW = 4


def draw(master: Master) -> None:
    """Draw the sheet, with the full text of all agencies."""
    by_agency: dict[str, dict[str, list[Statement]]] = {}
    for statement in master.result.statements:
        by_agency.setdefault(statement.agency, {}).setdefault(statement.section, []).append(statement)
    across = _sections_on_page(master)
    paper = A4_LANDSCAPE if len(master.campaign.sections) <= _ON_A4 else A3_LANDSCAPE
    width = max(_NARROWEST, (paper - _NAME_WIDTH) / across)
    number, row = 0, _FIRST_ROW
    sheet = master.sheets["by_agency"]
    _begin_sheet(master, sheet, number, width)
    for code in master.result.used:
        if row - _FIRST_ROW >= master.records:
            _finish_sheet(master, sheet, number, across, width)
            number, row = number + 1, _FIRST_ROW
            sheet = master.add_sheet("by_agency", number)
            _begin_sheet(master, sheet, number, width)
        row = _draw_agency(master, sheet, row, code, by_agency.get(code, {}), width)
    _draw_missing(master, sheet, row, across, width)
    _finish_sheet(master, sheet, number, across, width)


def _page_count(master: Master) -> int:
    """The number of pages for the sections side by side."""
    count = len(master.campaign.sections)
    return 1 if count <= _ON_A4 else -(-count // _ON_A3)


def _sections_on_page(master: Master) -> int:
    """The number of sections on one page."""
    return -(-len(master.campaign.sections) // _page_count(master)) or 1


def _begin_sheet(master: Master, sheet: Sheet, number: int, width: float) -> None:
    """Draw keys, title and headings."""
    sections, look, language = master.campaign.sections, master.look, master.language
    key = f"by_agency:{number + 1}" if number else "by_agency"
    codes = [s.code for s in sections]
    write_keys(sheet, key, [FOR_PEOPLE, *codes], [_NAME_WIDTH, *[width] * (len(codes) or 1)])
    # Not in the first column if it is printed again on pages to the right.
    first = 2 if _page_count(master) > 1 else 1
    sheet.write_text(1, 0, FOR_PEOPLE)
    sheet.write_text(1, first, masters.TITLES["by_agency"].say(language), look.title)
    sheet.set_row(1, 26)
    sheet.write_text(2, 0, FOR_PEOPLE)
    about = (masters.ABOUT["by_agency"] if sections else masters.NO_NARRATIVE).say(language)
    widths = [_NAME_WIDTH, *[width] * (_sections_on_page(master) if sections else 1)][first - 1 :]
    write_about(sheet, look, f"{master.campaign.title}. {about}", widths, first=first)
    sheet.write_text(3, 0, FOR_PEOPLE)
    sheet.write_text(3, 1, masters.COLUMNS["agency"].say(language), look.heading)
    for column, section in enumerate(sections, start=2):
        sheet.write_text(3, column, section.heading, look.heading)
    sheet.set_row(3, 15.0 * max([line_count(s.heading, width, bold=True) for s in sections], default=1) + 6)


def _finish_sheet(master: Master, sheet: Sheet, number: int, across: int, width: float) -> None:
    """Set panes and print settings, after all rows are drawn."""
    bands = _page_count(master)
    sheet.freeze_panes(_FIRST_ROW, 2)
    set_up_page(
        sheet,
        orientation="landscape",
        width=_NAME_WIDTH + width * across,
        footer=master.page_name("by_agency", number),
        page_word=masters.PAGE.say(master.language),
        repeat=(3, 3),
        scale_for=across + 1,
    )
    if bands > 1:
        sheet.repeat_columns(1, 1)
        sheet.set_v_pagebreaks([2 + across * n for n in range(1, bands)])


def _draw_agency(
    master: Master, sheet: Sheet, row: int, code: str, written: dict[str, list[Statement]], width: float
) -> int:
    look, language = master.look, master.language
    name = master.short_name(code)
    columns = [_pieces(written.get(s.code, ()), width) for s in master.campaign.sections]
    heading = look.boxed(bold=True, font_size=_SIZE, font_color="#1F3864")
    text: Format = look.boxed(font_size=_SIZE)
    first = next((s for section in master.campaign.sections for s in written.get(section.code, ())), None)
    for turn in range(max([len(c) for c in columns], default=1) or 1):
        shown = name if turn == 0 else masters.CONTINUED.say(language, name=name)
        sheet.write_text(row, 0, code)
        if first is None:
            sheet.write_text(row, 1, shown, heading)
        else:
            target = master.record_cell("statements", master.statement_rows[first.id], STATEMENT_TEXT)
            sheet.write_formula_value(row, 1, f'=HYPERLINK("#{target}",{quoted(shown)})', shown, heading)
        most = line_count(shown, _NAME_WIDTH, size=_SIZE, bold=True)
        for column, pieces in enumerate(columns, start=2):
            piece, count = pieces[turn] if turn < len(pieces) else ("" if turn else masters.NO_TEXT.say(language), 1)
            sheet.write_text(row, column, piece, text)
            most = max(most, count)
        sheet.set_row(row, min(409.0, line_height(_SIZE) * most + 4))
        row += 1
    return row


def _draw_missing(master: Master, sheet: Sheet, row: int, across: int, width: float) -> None:
    """Draw one line for all agencies without a report, under the first sections."""
    if not master.result.missing:
        return
    names = listed([master.short_name(a) for a in master.result.missing])
    text = masters.MISSING_AGENCIES.say(master.language, count=len(master.result.missing), names=names)
    style = master.look(italic=True, font_size=_SIZE, font_color=MUTED, text_wrap=True, valign="top")
    sheet.write_text(row, 0, FOR_PEOPLE)
    if across > 1:
        sheet.merge_range(row, 2, row, 1 + across, "", style)
    sheet.write_text(row, 2, text, style)
    sheet.set_row(row, min(409.0, line_height(_SIZE) * line_count(text, width * across, size=_SIZE) + 4))


def _pieces(statements: Sequence[Statement], width: float) -> list[tuple[str, int]]:
    """(text, number of lines) of the joined statements, divided where a row would become too high."""
    pieces: list[tuple[str, int]] = []
    room = int((_MOST - 4) / line_height(_SIZE))
    for statement in statements:
        plain = xml_text(statement.text)  # without characters that a cell cannot hold
        whole = plain if strip_bullet(plain) != plain.strip() else f"- {plain}"
        count = line_count(whole, width, size=_SIZE)
        cut = [(whole, count)]
        if count > room:
            texts = text_pieces(whole, width, size=_SIZE, maximum=_MOST - 4)
            cut = [(t, line_count(t, width, size=_SIZE)) for t in texts]
        for text, height in cut:
            if pieces and pieces[-1][1] + height <= room:
                pieces[-1] = (f"{pieces[-1][0]}\n{text}", pieces[-1][1] + height)
            else:
                pieces.append((text, height))
    return pieces
