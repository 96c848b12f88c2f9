"""The matrix of figures by agency, and the province's totals as live formulas over it."""

from collections.abc import Mapping, Sequence
from math import ceil

from toolkit.consolidation.splits import share_of, share_period
from toolkit.consolidation.totals import WHOLE, counted_agencies, members, uses_answers
from toolkit.form.contents import split_heading
from toolkit.formula import expressions
from toolkit.language.text import IN_CELL, listed
from toolkit.master.sheets.context import VALUE_COLUMN, Master, shown_value
from toolkit.master.total_formulas import (
    FIRST_AGENCY,
    computed_formula,
    coverage_formula,
    distribution_formula,
    total_formula,
)
from toolkit.messages import masters, sentences
from toolkit.model import Agency, Indicator, Split, includes
from toolkit.model.periods import period_label
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.decimals import decimals_in
from toolkit.xlsx.excel import Cell, Format, Reference, Sheet, Styled, fits
from toolkit.xlsx.look import AMBER, AMBER_FILL, GREY, INPUT, LINE, MUTED, NAVY, STEEL, decimal_format, set_up_page
from toolkit.xlsx.measure import characters, column_width, line_count, row_height
from toolkit.xlsx.tables import KINDS, PERIOD_WIDTH, TableColumn, draw_table, start_table, write_no_rows

#: The width of the sign after a figure with an error, in characters.
_SIGN = 1.5
#: The signs after a figure of a broken rule, and after a correction.
_DOUBTFUL, _CORRECTED = "!", "†"
#: The widths of an agency's column, and the most lines of its name.
_AGENCY_WIDTHS, _NAME_LINES = (11.5, 14.0, 17.0, 20.0), 6
#: The most lines of a total's caveats in its row; longer ones go below the table.
_CAVEAT_LINES = 2
#: The width that A3 prints in 8 pt type, in characters.
_READ_ON_A3 = 250.0


def draw_matrix(master: Master) -> None:
    """Draw the matrix: a row for each indicator and period, a column for each agency; cells refer to figures."""
    look, language = master.look, master.language
    columns = [
        TableColumn("label", 44, "middle long"),
        TableColumn("unit", _unit_width(master), "middle count"),
        TableColumn("period", PERIOD_WIDTH, "middle count"),
    ]
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
        all_columns = [*columns, *(TableColumn(a.code, width, "middle number", heading=a.short_name) for a in roster)]
        names = masters.TITLES["matrix"].say(language), pages.names[number]
        draw_table(sheet, look, key, all_columns, rows, language, keys=keys, about=about, freeze=3, names=names)
        _divide_into_pages(master, sheet, [c.width for c in all_columns], pages.names[number])


def _unit_width(master: Master) -> float:
    """The width in which no word of a unit is broken: programs do not break `đồng/người/năm` at its slashes."""
    words = (word for i in master.campaign.indicators for word in i.unit.split())
    return min(20.0, max([12.0, *(ceil(characters(word)) for word in words)]))


def _agency_width(roster: Sequence[Agency]) -> float:
    """The narrowest width in which no agency's name exceeds the lines of a heading."""
    fits = (w for w in _AGENCY_WIDTHS if all(line_count(a.short_name, w, bold=True) <= _NAME_LINES for a in roster))
    return next(fits, _AGENCY_WIDTHS[-1])


def _divide_into_pages(master: Master, sheet: Sheet, widths: Sequence[float], footer: str) -> None:
    """Set up the pages: as many agencies on each as can be read on A3, with the rows' labels repeated."""
    lead, rest = widths[: FIRST_AGENCY - 1], widths[FIRST_AGENCY - 1 :]
    across = max(1, int((_READ_ON_A3 - sum(lead)) / rest[0])) if rest else 0
    if len(rest) <= across:
        return
    across = -(-len(rest) // -(-len(rest) // across))
    set_up_page(
        sheet,
        orientation="landscape",
        width=sum(lead) + across * rest[0],
        footer=footer,
        page_word=masters.PAGE.say(master.language),
        repeat=(3, 3),
        scale_for=len(lead) + across,
    )
    sheet.repeat_columns(1, len(lead))
    sheet.set_v_pagebreaks([FIRST_AGENCY + n for n in range(across, len(rest), across)])


def _matrix_row(
    master: Master,
    sheet: Sheet,
    roster: Sequence[Agency],
    indicator: Indicator,
    period: str,
    seen: list[tuple[float, int]],
) -> list[Cell]:
    """The cells of the agencies. Also adds their largest and smallest number, with decimals, to `seen`."""
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

    def marked_format(agency: str) -> Format:
        """The format of an agency's cell: doubtful and corrected figures have a sign and a colour."""
        signs = (_CORRECTED if agency in corrected else "") + (_DOUBTFUL if agency in doubts else "")
        if not signs:
            return number
        fill = AMBER_FILL if agency in doubts else INPUT
        shown = f'{master.number_format(indicator)}" {signs}"'  # behind the number, for print without colours
        return look.boxed(num_format=shown, align="right", valign="vcenter", bg_color=fill)

    parts = members(master.campaign, indicator) if indicator.formula else ()
    cells: list[Cell] = []
    # Plain numbers, which are most, are written all at once: their positions among the cells, addresses and values.
    places: list[int] = []
    addresses: list[str] = []
    numbers: list[float] = []
    further: list[float] = []
    for agency, row in zip(roster, rows, strict=True):
        figure = master.figures.figure_at(row)
        if figure is not None and figure.value is not None:
            value = figure.value
            if value.__class__ is float and not (split or agency.code in doubts or agency.code in corrected):
                places.append(len(cells))
                addresses.append(master.value_cell(row) if corrected else f"{VALUE_COLUMN}{row + 1}")
                numbers.append(value)
                cells.append(None)
                continue
            if split:
                source, _ = master.sheet_and_row("figures", row)
            if value.__class__ is float:
                further.append(value)
            shown = Reference(source, master.value_cell(row), shown_value(figure, language))
            cells.append(Styled(shown, marked_format(agency.code)))
        elif not includes(indicator.asked_of, agency):
            cells.append(without["not_asked"])
        elif agency.code not in used:
            cells.append(without["not_in"])
        elif parts and all(master.figure_number(agency.code, p.code, period) is not None for p in parts):
            cells.append(without["no_total"])
        else:
            cells.append(without.get(figure.state if figure else "missing", without["missing"]))
    for n, cell in zip(places, sheet.references(source, addresses, numbers, number), strict=True):
        cells[n] = cell
    all_numbers = numbers + further
    if all_numbers:
        decimals = master.decimals[indicator.code]
        seen += [(max(all_numbers), decimals), (min(all_numbers), decimals)]
    return cells


# --- Totals --------------------------------------------------------------------------------------


#: How far the heading of a split and its parts are indented.
_INDENTS = (1, 2)


def draw_totals(master: Master) -> None:
    """Draw the totals: one row for each indicator, with each period's total, its coverage, and the overall total."""
    look, language = master.look, master.language
    periods = master.campaign.periods
    small = {"font_size": 8, "font_color": MUTED, "align": "center", "valign": "vcenter"}

    def width_of(key: str, least: float) -> float:
        totals = ((i, master.result.totals[i.code, key].value) for i in master.campaign.indicators)
        return column_width(least, ((value, master.decimals[i.code]) for i, value in totals), bold=key == WHOLE)

    targets = [(i.target, decimals_in(i.target)) for i in master.campaign.indicators if i.target is not None]
    columns = [TableColumn("label", 42, "middle text"), TableColumn("unit", _unit_width(master), "middle count")]
    for period in periods:
        label, width = period_label(period, language), width_of(period.key, 11.5)
        columns.append(TableColumn(period.key, width, "middle number", heading=label))
        columns.append(TableColumn(f"{period.key}:reporting", 6, small, heading=masters.COLUMNS["reporting"]))
    alone = len(periods) == 1  # its total is also the total of all periods
    columns += [
        TableColumn("total", width_of(WHOLE, 12.5), {**KINDS["middle number"], "bold": True}, hidden=alone),
        TableColumn("reporting", 7, small, hidden=alone),
        TableColumn("complete", 8, small, hidden=alone),
        *([TableColumn("share_of_whole", 9, "middle number")] if master.campaign.splits else []),
        TableColumn("target", column_width(9, targets), "middle number"),
        TableColumn("caveats", 24, {"font_size": 9, "valign": "vcenter", "font_color": AMBER}),
        TableColumn("how", 32, {"font_size": 9, "valign": "vcenter"}),
        TableColumn("open", 6, {**KINDS["middle link"], "align": "center"}),
    ]
    partial = [period_label(p, language) for p in periods if p.kind == "months"]
    part_year = masters.PART_YEAR.say(language, labels=", ".join(partial)) if partial else ""
    about = masters.ABOUT["totals"].say(language, matrix=master.name("matrix"), part_year=part_year)
    about += masters.ABOUT["shares"].say(language) if master.campaign.splits else ""
    sheet = master.sheets["totals"]
    heading = start_table(sheet, look, "totals", columns, language, about=about)
    _locate_totals(master, heading + 1, columns)
    row, topic = heading + 1, None
    notes: list[str] = []
    for indicator in master.campaign.indicators:
        if indicator.topic != topic:
            topic = indicator.topic
            _topic_row(master, sheet, row, topic, len(columns))
            row += 1
        if split := _split_above(master, indicator):
            _split_row(master, sheet, row, split, columns)
            row += 1
        _total_row(master, sheet, row, indicator, columns, notes)
        row += 1
    if row == heading + 1:
        write_no_rows(sheet, look, row, language)
    for note in notes:
        # Caveats that do not fit their rows, below the table.
        style = master.look(font_size=9, text_wrap=True, valign="vcenter", font_color=AMBER)
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.merge_range(row, 1, row, len(columns), "", style)
        sheet.write_text(row, 1, note, style)
        sheet.set_row(row, row_height([(note, sum(c.width for c in columns if not c.hidden))], size=9) + 3)
        row += 1
    sheet.freeze_panes(heading + 1, 3)


def _topic_row(master: Master, sheet: Sheet, row: int, topic: str, columns: int) -> None:
    """Write the heading of a topic, which runs across all columns without lines between them."""
    style: dict[str, object] = {
        "bold": True,
        "font_color": NAVY,
        "bg_color": STEEL,
        "valign": "vcenter",
        "top": 1,
        "bottom": 1,
        "top_color": LINE,
        "bottom_color": LINE,
    }
    sheet.write_text(row, 0, FOR_PEOPLE)
    for column in range(1, columns + 1):
        sheet.write_text(row, column, topic if column == 1 else "", master.look(**style))
    sheet.set_row(row, 20)


def _split_above(master: Master, indicator: Indicator) -> Split | None:
    """The split whose heading is above an indicator: the indicator is its first part."""
    split = master.campaign.split_of(indicator) if indicator.part_of else None
    return split if split is not None and split.members[0] == indicator.code else None


def _split_row(master: Master, sheet: Sheet, row: int, split: Split, columns: Sequence[TableColumn]) -> None:
    heading = f"{split_heading(split, master.language)}:"
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.write_text(row, 1, heading, master.look.boxed(italic=True, indent=_INDENTS[0], valign="vcenter"))
    for column in range(2, len(columns) + 1):
        sheet.write_text(row, column, "", master.look.boxed())
    sheet.set_row(row, max(18, row_height([(heading, columns[0].width - 2 * _INDENTS[0])], size=11) + 3))


def _share_cell(master: Master, sheet: Sheet, row: int, column: int, part: Indicator) -> None:
    """Write a part's percentage of its whole, a formula over the agencies that reported both."""
    look, key = master.look, share_period(master.campaign, part)
    total = master.result.shares[part.code, key]
    style = look.boxed(num_format=decimal_format(1), align="right", valign="vcenter")
    if total.shown == "masked" or total.value is None:
        sign = masters.SIGNS["masked" if total.shown == "masked" else "no_total"].say(master.language)
        sheet.write_text(row, column, sign, look.boxed(align="center", valign="vcenter", font_color=MUTED))
        return
    share = share_of(master.campaign, part)
    master.counted.setdefault(share.code, counted_agencies(share, master.roster))
    formula = computed_formula(master, share, key) if total.shown == "live" else ""
    if formula and fits(formula):
        sheet.write_formula_value(row, column, formula, total.value, style)
    else:
        sheet.write_number(row, column, total.value, style)


def _locate_totals(master: Master, row: int, columns: Sequence[TableColumn]) -> None:
    """Record the cell of each total before the first total is drawn, since formulas refer to later rows, too."""
    places = {c.key: n for n, c in enumerate(columns, start=1)}
    topic = None
    for indicator in master.campaign.indicators:
        row += indicator.topic != topic
        topic = indicator.topic
        row += _split_above(master, indicator) is not None
        for key in (*(p.key for p in master.campaign.periods), WHOLE):
            master.total_cells[indicator.code, key] = cell_name(row, places[key])
        row += 1


def _total_row(
    master: Master, sheet: Sheet, row: int, indicator: Indicator, columns: Sequence[TableColumn], notes: list[str]
) -> None:
    look, language, result = master.look, master.language, master.result
    numbers = {i.code: n for n, i in enumerate(master.campaign.indicators, start=1)}
    how, lacking = _how_calculated(master, indicator, numbers), caveats_of(master, indicator)
    caveats = "; ".join(lacking)
    if line_count(caveats, columns[-3].width * 1.15) > _CAVEAT_LINES:
        notes.append(f"({len(notes) + 1}) {indicator.label}: {caveats}.")
        caveats = masters.CAVEAT_MORE.say(language, first=lacking[0], note=len(notes))
    each = bool(indicator.formula) and uses_answers(master.campaign, indicator)
    sheet.write_text(row, 0, indicator.code)
    indent = _INDENTS[1] if indicator.part_of else 0
    label = f"{numbers[indicator.code]}. {indicator.short_label if indent else indicator.label}"
    sheet.write_text(row, 1, label, look.boxed(valign="vcenter", indent=indent) if indent else columns[0].style(look))
    sheet.write_text(row, 2, indicator.unit, columns[1].style(look))
    heights = [
        (label, columns[0].width - 2 * indent),
        (indicator.unit, columns[1].width),
        (how, columns[-2].width * 1.15),
        (caveats, columns[-3].width * 1.15),
    ]
    for number, column in enumerate(columns[2:-4], start=3):
        if column.key == "share_of_whole":
            if indicator.part_of:
                _share_cell(master, sheet, row, number, indicator)
            else:
                sheet.write_text(row, number, "", column.style(look))
            continue
        key, _, coverage = column.key.partition(":")
        if column.key in ("reporting", "complete"):
            key, coverage = WHOLE, column.key
        total = result.totals[indicator.code, key]
        if coverage:
            if (key == WHOLE and indicator.across_periods == "none") or each:
                sheet.write_text(row, number, masters.SIGNS["no_total"].say(language), column.style(look))
                continue
            complete = coverage == "complete"
            text = f"{total.complete if complete else total.reporting}/{total.asked}"
            if complete and (indicator.formula or not indicator.numeric):
                sheet.write_text(row, number, "", column.style(look))
                continue
            formula = "" if total.shown != "live" else coverage_formula(master, indicator, total, complete)
            if formula and fits(formula):
                sheet.write_formula_value(row, number, formula, text, column.style(look))
            else:
                sheet.write_text(row, number, text, column.style(look))
            continue
        bold = key == WHOLE
        style = look.boxed(num_format=master.number_format(indicator), align="right", valign="vcenter", bold=bold)
        if total.distribution:
            words = look.boxed(font_size=9, valign="vcenter")
            text = listed([f"{choice}: {count}" for choice, count in total.distribution], IN_CELL)
            formula = distribution_formula(master, indicator, key)
            if formula and fits(formula):
                sheet.write_formula_value(row, number, formula, text, words)
            else:
                sheet.write_text(row, number, text, words)
            heights.append((text, columns[number - 1].width * 1.1))
            continue
        if total.shown == "masked":
            sheet.write_text(
                row,
                number,
                masters.SIGNS["masked"].say(language),
                look.boxed(align="center", valign="vcenter", font_color=MUTED),
            )
            continue
        formula = "" if total.shown == "written" else total_formula(master, indicator, key)
        if formula and fits(formula):
            sheet.write_formula_value(row, number, formula, "" if total.value is None else total.value, style)
        elif total.value is None:
            sheet.write_text(
                row,
                number,
                masters.SIGNS["no_total"].say(language),
                look.boxed(align="center", valign="vcenter", font_color=MUTED, bg_color=GREY),
            )
        else:
            sheet.write_number(row, number, total.value, style)
    target = look.boxed(
        num_format=decimal_format(decimals_in(indicator.target or 0.0)), align="right", valign="vcenter"
    )
    sheet.write_value(row, len(columns) - 3, indicator.target, target)
    sheet.write_text(row, len(columns) - 2, caveats, columns[-3].style(look))
    sheet.write_text(row, len(columns) - 1, how, columns[-2].style(look))
    if master.campaign.periods:
        word, parts = (masters.OPEN.say(language), master.matrix_rows[indicator.code, master.campaign.periods[0].key])
        link = f'=HYPERLINK("#{master.reference("matrix", cell_name(parts, 1))}","{word}")'
        sheet.write_formula_value(row, len(columns), link, word, columns[-1].style(look))
    sheet.set_row(row, max(20, row_height(heights, size=11) + 3))


def caveats_of(master: Master, indicator: Indicator) -> list[str]:
    """The caveats of an indicator's totals over all periods, in words."""
    say = master.language
    totals = [master.result.totals[indicator.code, p.key] for p in master.campaign.periods]
    if indicator.formula and uses_answers(master.campaign, indicator):
        return []
    if not any(t.asked for t in totals):
        return []
    parts = []
    if most := max(t.wanting for t in totals):
        parts.append(masters.CAVEAT_WANTING.say(say, count=most))
    for text, name in (
        (masters.CAVEAT_HELD, "held"),
        (masters.CAVEAT_UNWEIGHED, "unweighed"),
        (masters.CAVEAT_APART, "apart"),
        (sentences.CAVEAT_UNEVEN, "uneven"),
        (masters.CAVEAT_TWICE, "twice"),
        (masters.CAVEAT_DOUBTFUL, "doubtful"),
        (masters.CAVEAT_CORRECTED, "corrected"),
    ):
        these = [t for t in totals if getattr(t, name)]
        if these:
            labels = master.period_labels
            parts.append(
                text.say(
                    say, count=sum(getattr(t, name) for t in these), periods=", ".join(labels[t.period] for t in these)
                )
            )
    return parts


def _how_calculated(master: Master, indicator: Indicator, numbers: Mapping[str, int]) -> str:
    """How the total is calculated, in words; it names other indicators by the numbers of their rows."""
    say = master.language
    if indicator.formula:
        each = uses_answers(master.campaign, indicator)
        formula = expressions.in_words(expressions.parse(indicator.formula), lambda code: f"({numbers[code]})")
        return (masters.COMPUTED_EACH if each else masters.COMPUTED).say(say, formula=formula)
    text = masters.ACROSS_AGENCIES[indicator.across_agencies].say(say)
    if indicator.weight:
        text += masters.WEIGHED.say(say, weight=f"({numbers[indicator.weight]})")
    text += "; " + masters.ACROSS_PERIODS[indicator.across_periods].say(say)
    if indicator.owner:
        text += masters.OWNED.say(say, owner=listed([master.name_of(a) or a for a in indicator.owner], 60, ", "))
    return text[0].upper() + text[1:]
