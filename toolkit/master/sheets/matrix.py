"""The matrix of figures by agency: each cell a formula to its figure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from toolkit.consolidation.totals import members
from toolkit.master.sheets.context import VALUE_COLUMN, Master, shown_value
from toolkit.master.sheets.total_formulas import FIRST_AGENCY
from toolkit.messages import masters
from toolkit.model import Agency, Indicator, is_asked
from toolkit.model.periods import period_label
from toolkit.xlsx.excel import Cell, Format, Reference, Sheet, Styled
from toolkit.xlsx.look import AMBER_FILL, INPUT, MUTED, set_up_page
from toolkit.xlsx.measure import characters, column_width, lines
from toolkit.xlsx.tables import PERIOD_WIDTH, TableColumn, draw_table

#: The room for the sign after a figure with an error, in characters.
_SIGN = 1.5
#: The signs after a figure of a broken rule, and after a correction.
_DOUBTFUL, _CORRECTED = "!", "†"
#: How wide a column of an agency may be, and in how many lines its name should go.
_AGENCY_WIDTHS, _NAME_LINES = (11.5, 14.0, 17.0, 20.0), 6
#: The width that A3 prints in letters of 8 pt, in characters.
_READ_ON_A3 = 250.0


def draw_matrix(master: Master) -> None:
    """One row an indicator and period, one column an agency; each cell a formula to its figure."""
    look, language = master.look, master.language
    plain = look.boxed(valign="vcenter")
    columns = [
        TableColumn("label", 44, plain, wraps=True),
        TableColumn("unit", unit_width(master), look.boxed(align="center", valign="vcenter")),
        TableColumn("period", PERIOD_WIDTH, look.boxed(align="center", valign="vcenter")),
    ]
    agency = look.boxed(align="right", valign="vcenter")
    about = masters.ABOUT["matrix"].say(language, figures=master.name("figures"))
    pages = master.pages("matrix")
    for number, sheet in enumerate(pages.sheets):
        roster = master.roster[number * master.across : (number + 1) * master.across]
        keys: list[str] = []
        rows: list[list[Cell]] = []
        numbers: list[tuple[float, int]] = []
        for indicator in master.campaign.indicators:
            for period in master.campaign.periods:
                master.matrix_rows[indicator.code, period.key] = 4 + len(rows)
                keys.append(indicator.code)
                rows.append(
                    [
                        indicator.label,
                        indicator.unit,
                        period_label(period, language),
                        *_matrix_row(master, sheet, roster, indicator, period.key, numbers),
                    ]
                )
        key = f"matrix:{number + 1}" if number else "matrix"
        width = max(
            _agency_width(roster),
            column_width(11.5, numbers) + (_SIGN if master.result.doubts or master.corrected else 0),
        )
        own = [*columns, *(TableColumn(a.code, width, agency, heading=a.short_name) for a in roster)]
        names = masters.TITLES["matrix"].say(language), pages.names[number]
        draw_table(sheet, look, key, own, rows, language, keys=keys, about=about, freeze=3, names=names)
        _share_among_pages(master, sheet, [c.width for c in own], pages.names[number])


def unit_width(master: Master) -> float:
    """The width in which no unit is parted inside a word: programs do not part `đồng/người/năm` at its strokes."""
    words = (word for i in master.campaign.indicators for word in i.unit.split())
    return min(20.0, max([12.0, *(ceil(characters(word)) for word in words)]))


def _agency_width(roster: Sequence[Agency]) -> float:
    """The narrowest of some widths in which no agency's name takes more lines than a heading should have."""
    fits = (w for w in _AGENCY_WIDTHS if all(lines(a.short_name, w, bold=True) <= _NAME_LINES for a in roster))
    return next(fits, _AGENCY_WIDTHS[-1])


def _share_among_pages(master: Master, sheet: Sheet, widths: Sequence[float], footer: str) -> None:
    """As many agencies on each page as can be read on A3, with what the rows are on each; fewer fit one page."""
    lead, own = widths[: FIRST_AGENCY - 1], widths[FIRST_AGENCY - 1 :]
    across = max(1, int((_READ_ON_A3 - sum(lead)) / own[0])) if own else 0
    if len(own) <= across:
        return
    across = -(-len(own) // -(-len(own) // across))
    set_up_page(
        sheet,
        orientation="landscape",
        width=sum(lead) + across * own[0],
        footer=footer,
        page_word=masters.PAGE.say(master.language),
        repeat=(3, 3),
        scale_for=len(lead) + across,
    )
    sheet.repeat_columns(1, len(lead))
    sheet.set_v_pagebreaks([FIRST_AGENCY + place for place in range(across, len(own), across)])


def _matrix_row(
    master: Master,
    sheet: Sheet,
    roster: Sequence[Agency],
    indicator: Indicator,
    period: str,
    seen: list[tuple[float, int]],
) -> list[Cell]:
    """The cells of the agencies; the largest numbers among them are added to `seen`, with their decimals."""
    signs = {key: text.say(master.language) for key, text in masters.SIGNS.items()}
    look = master.look
    number = look.boxed(num_format=master.number_format(indicator), align="right", valign="vcenter")
    muted = look.boxed(font_color=MUTED, align="center", valign="vcenter")
    rows = master.figures.rows(indicator.code, period, [a.code for a in roster])
    split = len(master.result.figures) > master.records
    source = master.reference("figures", "")
    small = look.boxed(font_color=MUTED, font_size=9, align="center", valign="vcenter")
    without = {state: Styled(sign, small if state == "not_in" else muted) for state, sign in signs.items()}
    used, language = master.result.used, master.language
    doubts = master.result.doubts.get((indicator.code, period), {})
    corrected = master.corrected.get((indicator.code, period), ())

    def marked(agency: str) -> Format:
        """What is not beyond question has a sign and a colour."""
        signs = (_CORRECTED if agency in corrected else "") + (_DOUBTFUL if agency in doubts else "")
        if not signs:
            return number
        fill = AMBER_FILL if agency in doubts else INPUT
        shown = _with_sign(master.number_format(indicator), signs)
        return look.boxed(num_format=shown, align="right", valign="vcenter", bg_color=fill)

    parts = members(master.campaign, indicator) if indicator.formula else ()
    cells: list[Cell] = []
    # Plain numbers, which are most, are joined all at once: their places among the cells, addresses and values.
    places: list[int] = []
    addresses: list[str] = []
    numbers: list[float] = []
    others: list[float] = []
    for agency, row in zip(roster, rows, strict=True):
        figure = master.figures.at(row)
        if figure is not None and figure.value is not None:
            value = figure.value
            if value.__class__ is float and not (split or agency.code in doubts or agency.code in corrected):
                places.append(len(cells))
                addresses.append(master.value_cell(row) if corrected else f"{VALUE_COLUMN}{row + 1}")
                numbers.append(value)
                cells.append(None)
                continue
            if split:
                source, _ = master.place("figures", row)
            if value.__class__ is float:
                others.append(value)
            shown = Reference(source, master.value_cell(row), shown_value(figure, language))
            cells.append(Styled(shown, marked(agency.code)))
        elif not is_asked(indicator.asked_of, agency):
            cells.append(without["not_asked"])
        elif agency.code not in used:
            cells.append(without["not_in"])
        elif parts and all(master.figure_number(agency.code, p.code, period) is not None for p in parts):
            cells.append(without["no_total"])
        else:
            cells.append(without.get(figure.state if figure else "missing", without["missing"]))
    for place, cell in zip(places, sheet.references(source, addresses, numbers, number), strict=True):
        cells[place] = cell
    found = numbers + others
    if found:
        decimals = master.decimals[indicator.code]
        seen += [(max(found), decimals), (min(found), decimals)]
    return cells


def _with_sign(number: str, signs: str) -> str:
    """The number format with signs after it, for print in grey."""
    return f'{number}" {signs}"'
