"""The matrix of figures by agency, and the province's totals as live formulas over it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil

from toolkit.consolidation.splits import share_of, share_period
from toolkit.consolidation.totals import WHOLE, Given, counted_agencies, looks_at_answers, members, shares, taken_over
from toolkit.form.contents import split_heading
from toolkit.formula import expressions
from toolkit.formula.expressions import ExcelCell, FormulaError
from toolkit.language.text import KEPT, listed
from toolkit.master.sheets.context import VALUE_COLUMN, Master, shown_value
from toolkit.messages import masters, sentences
from toolkit.messages.forms import NO, YES
from toolkit.model import Agency, Indicator, Language, Split, Total, is_asked
from toolkit.model.caching import kept
from toolkit.model.periods import period_label
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.decimals import decimals_in
from toolkit.xlsx.excel import Cell, Format, Reference, Sheet, Styled, fits, quoted
from toolkit.xlsx.look import AMBER, AMBER_FILL, GREY, INPUT, LINE, MUTED, NAVY, STEEL, decimal_format, set_up_page
from toolkit.xlsx.measure import characters, column_width, lines, row_height
from toolkit.xlsx.tables import PERIOD_WIDTH, TableColumn, draw_table, say_none, start_table

#: How far the heading of a split and its parts are indented.
_INDENTS = (1, 2)
#: The room for the sign after a figure with an error, in characters.
_SIGN = 1.5
#: The signs after a figure of a broken rule, and after a correction.
_DOUBTFUL, _CORRECTED = "!", "†"
#: The first agency's column in the matrix, counted from 0.
_FIRST_AGENCY = 4
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
        TableColumn("unit", _unit_width(master), look.boxed(align="center", valign="vcenter")),
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


def _unit_width(master: Master) -> float:
    """The width in which no unit is parted inside a word: programs do not part `đồng/người/năm` at its strokes."""
    words = (word for i in master.campaign.indicators for word in i.unit.split())
    return min(20.0, max([12.0, *(ceil(characters(word)) for word in words)]))


def _agency_width(roster: Sequence[Agency]) -> float:
    """The narrowest of some widths in which no agency's name takes more lines than a heading should have."""
    fits = (w for w in _AGENCY_WIDTHS if all(lines(a.short_name, w, bold=True) <= _NAME_LINES for a in roster))
    return next(fits, _AGENCY_WIDTHS[-1])


def _share_among_pages(master: Master, sheet: Sheet, widths: Sequence[float], footer: str) -> None:
    """As many agencies on each page as can be read on A3, with what the rows are on each; fewer fit one page."""
    lead, own = widths[: _FIRST_AGENCY - 1], widths[_FIRST_AGENCY - 1 :]
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
    sheet.set_v_pagebreaks([_FIRST_AGENCY + place for place in range(across, len(own), across)])


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


# --- Totals --------------------------------------------------------------------------------------


def draw_totals(master: Master) -> None:
    """One row an indicator: each period's total, how many agencies are in it, and the total of totals."""
    look, language = master.look, master.language
    periods = master.campaign.periods
    small = look.boxed(font_size=8, font_color=MUTED, align="center", valign="vcenter")
    number = look.boxed(align="right", valign="vcenter")

    def width_of(key: str, least: float) -> float:
        totals = ((i, master.result.totals[i.code, key].value) for i in master.campaign.indicators)
        return column_width(least, ((value, master.decimals[i.code]) for i, value in totals), bold=key == WHOLE)

    targets = [(i.target, decimals_in(i.target)) for i in master.campaign.indicators if i.target is not None]
    columns = [
        TableColumn("label", 42, look.boxed(valign="vcenter")),
        TableColumn("unit", _unit_width(master), look.boxed(align="center", valign="vcenter")),
    ]
    for period in periods:
        columns.append(
            TableColumn(period.key, width_of(period.key, 11.5), number, heading=period_label(period, language))
        )
        columns.append(
            TableColumn(f"{period.key}:reporting", 6, small, heading=masters.COLUMNS["reporting"].say(language))
        )
    alone = len(periods) == 1  # all periods together are that one
    columns += [
        TableColumn(
            "total", width_of(WHOLE, 12.5), look.boxed(bold=True, align="right", valign="vcenter"), hidden=alone
        ),
        TableColumn("reporting", 7, small, hidden=alone),
        TableColumn("complete", 8, small, hidden=alone),
        *([TableColumn("share_of_whole", 9, number)] if master.campaign.splits else []),
        TableColumn("target", column_width(9, targets), number),
        TableColumn("caveats", 24, look.boxed(font_size=9, valign="vcenter", font_color=AMBER)),
        TableColumn("how", 32, look.boxed(font_size=9, valign="vcenter")),
        TableColumn("open", 6, look.boxed(font_color="#0B5394", underline=1, align="center", valign="vcenter")),
    ]
    partial = [period_label(p, language) for p in periods if p.kind == "months"]
    part_year = masters.PART_YEAR.say(language, labels=", ".join(partial)) if partial else ""
    about = masters.ABOUT["totals"].say(language, matrix=master.name("matrix"), part_year=part_year)
    about += masters.ABOUT["shares"].say(language) if master.campaign.splits else ""
    sheet = master.sheets["totals"]
    heading = start_table(sheet, look, "totals", columns, language, about)
    _place_totals(master, heading + 1, columns)
    row, topic = heading + 1, None
    for indicator in master.campaign.indicators:
        if indicator.topic != topic:
            topic = indicator.topic
            _topic_row(master, sheet, row, topic, len(columns))
            row += 1
        if split := _split_above(master, indicator):
            _split_row(master, sheet, row, split, columns)
            row += 1
        _total_row(master, sheet, row, indicator, columns)
        row += 1
    if row == heading + 1:
        say_none(sheet, look, row, language)
    sheet.freeze_panes(heading + 1, 3)


def _topic_row(master: Master, sheet: Sheet, row: int, topic: str, columns: int) -> None:
    """The heading of a topic, which runs over the columns beside it: so there are no lines between them."""
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
    for place in range(1, columns + 1):
        sheet.write_text(row, place, topic if place == 1 else "", master.look(**style))
    sheet.set_row(row, 20)


def _split_above(master: Master, indicator: Indicator) -> Split | None:
    """The split of which an indicator is the first part: its heading stands above."""
    split = master.campaign.split_of(indicator) if indicator.part_of else None
    return split if split is not None and split.members[0] == indicator.code else None


def _split_row(master: Master, sheet: Sheet, row: int, split: Split, columns: Sequence[TableColumn]) -> None:
    heading = f"{split_heading(split, master.language)}:"
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.write_text(row, 1, heading, master.look.boxed(italic=True, indent=_INDENTS[0], valign="vcenter"))
    for place in range(2, len(columns) + 1):
        sheet.write_text(row, place, "", master.look.boxed())
    sheet.set_row(row, max(18, row_height([(heading, columns[0].width - 2 * _INDENTS[0])], size=11) + 3))


def _share_cell(master: Master, sheet: Sheet, row: int, place: int, part: Indicator) -> None:
    """What percentage a part is of its whole: live over the figures of those that gave both."""
    look, key = master.look, share_period(master.campaign, part)
    total = master.result.shares[part.code, key]
    style = look.boxed(num_format=decimal_format(1), align="right", valign="vcenter")
    if total.shown == "masked" or total.value is None:
        sign = masters.SIGNS["masked" if total.shown == "masked" else "no_total"].say(master.language)
        sheet.write_text(row, place, sign, look.boxed(align="center", valign="vcenter", font_color=MUTED))
        return
    share = share_of(master.campaign, part)
    master.counted.setdefault(share.code, counted_agencies(share, master.roster))
    formula = _computed_formula(master, share, key) if total.shown == "live" else ""
    if formula and fits(formula):
        sheet.write_formula_value(row, place, formula, total.value, style)
    else:
        sheet.write_number(row, place, total.value, style)


def _place_totals(master: Master, row: int, columns: Sequence[TableColumn]) -> None:
    """Where each total will stand, known before the first is drawn: formulas look forwards too."""
    places = {c.key: n for n, c in enumerate(columns, start=1)}
    topic = None
    for indicator in master.campaign.indicators:
        row += indicator.topic != topic
        topic = indicator.topic
        row += _split_above(master, indicator) is not None
        for key in (*(p.key for p in master.campaign.periods), WHOLE):
            master.total_cells[indicator.code, key] = cell_name(row, places[key])
        row += 1


def _total_row(master: Master, sheet: Sheet, row: int, indicator: Indicator, columns: Sequence[TableColumn]) -> None:
    look, language, result = master.look, master.language, master.result
    how, caveats = _how(master, indicator), caveats_of(master, indicator)
    each = bool(indicator.formula) and looks_at_answers(master.campaign, indicator)
    sheet.write_text(row, 0, indicator.code)
    indent = _INDENTS[1] if indicator.part_of else 0
    label = f"{indicator.short_label} ({indicator.code})" if indent else f"{indicator.code}. {indicator.label}"
    sheet.write_text(row, 1, label, look.boxed(valign="vcenter", indent=indent) if indent else columns[0].style)
    sheet.write_text(row, 2, indicator.unit, columns[1].style)
    heights = [
        (label, columns[0].width - 2 * indent),
        (indicator.unit, columns[1].width),
        (how, columns[-2].width * 1.15),
        (caveats, columns[-3].width * 1.15),
    ]
    for place, column in enumerate(columns[2:-4], start=3):
        if column.key == "share_of_whole":
            if indicator.part_of:
                _share_cell(master, sheet, row, place, indicator)
            else:
                sheet.write_text(row, place, "", column.style)
            continue
        key, _, coverage = column.key.partition(":")
        if column.key in ("reporting", "complete"):
            key, coverage = WHOLE, column.key
        total = result.totals[indicator.code, key]
        if coverage:
            if (key == WHOLE and indicator.across_periods == "none") or each:
                sheet.write_text(row, place, masters.SIGNS["no_total"].say(language), column.style)
                continue
            complete = coverage == "complete"
            text = f"{total.complete if complete else total.reporting}/{total.asked}"
            if complete and (indicator.formula or not indicator.numeric):
                sheet.write_text(row, place, "", column.style)
                continue
            formula = "" if total.shown != "live" else _coverage_formula(master, indicator, total, complete)
            if formula and fits(formula):
                sheet.write_formula_value(row, place, formula, text, column.style)
            else:
                sheet.write_text(row, place, text, column.style)
            continue
        bold = key == WHOLE
        style = look.boxed(num_format=master.number_format(indicator), align="right", valign="vcenter", bold=bold)
        if total.distribution:
            words = look.boxed(font_size=9, valign="vcenter")
            text = listed([f"{choice}: {count}" for choice, count in total.distribution], KEPT)
            formula = _distribution_formula(master, indicator, key)
            if formula and fits(formula):
                sheet.write_formula_value(row, place, formula, text, words)
            else:
                sheet.write_text(row, place, text, words)
            heights.append((text, columns[place - 1].width * 1.1))
            continue
        if total.shown == "masked":
            sheet.write_text(
                row,
                place,
                masters.SIGNS["masked"].say(language),
                look.boxed(align="center", valign="vcenter", font_color=MUTED),
            )
            continue
        formula = "" if total.shown == "written" else _total_formula(master, indicator, key)
        if formula and fits(formula):
            sheet.write_formula_value(row, place, formula, "" if total.value is None else total.value, style)
        elif total.value is None:
            sheet.write_text(
                row,
                place,
                masters.SIGNS["no_total"].say(language),
                look.boxed(align="center", valign="vcenter", font_color=MUTED, bg_color=GREY),
            )
        else:
            sheet.write_number(row, place, total.value, style)
    target = look.boxed(
        num_format=decimal_format(decimals_in(indicator.target or 0.0)), align="right", valign="vcenter"
    )
    sheet.write_value(row, len(columns) - 3, indicator.target, target)
    sheet.write_text(row, len(columns) - 2, caveats, columns[-3].style)
    sheet.write_text(row, len(columns) - 1, how, columns[-2].style)
    if master.campaign.periods:
        word, parts = (masters.OPEN.say(language), master.matrix_rows[indicator.code, master.campaign.periods[0].key])
        link = f'=HYPERLINK("#{master.reference("matrix", cell_name(parts, 1))}","{word}")'
        sheet.write_formula_value(row, len(columns), link, word, columns[-1].style)
    sheet.set_row(row, max(20, row_height(heights, size=11) + 3))


def _with_sign(number: str, signs: str) -> str:
    """The number format with signs after it, for print in grey."""
    return f'{number}" {signs}"'


def caveats_of(master: Master, indicator: Indicator) -> str:
    """What the indicator's totals lack, over all its periods; "" where nothing is to be said."""
    say = master.language
    totals = [master.result.totals[indicator.code, p.key] for p in master.campaign.periods]
    if indicator.formula and looks_at_answers(master.campaign, indicator):
        return ""
    if not any(t.asked for t in totals):
        return ""
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
        found = [t for t in totals if getattr(t, name)]
        if found:
            labels = {p.key: period_label(p, say) for p in master.campaign.periods}
            parts.append(
                text.say(
                    say, count=sum(getattr(t, name) for t in found), periods=", ".join(labels[t.period] for t in found)
                )
            )
    return "; ".join(parts)


def _how(master: Master, indicator: Indicator) -> str:
    """How the total is made, in words."""
    say = master.language
    if indicator.formula:
        each = looks_at_answers(master.campaign, indicator)
        return (masters.COMPUTED_EACH if each else masters.COMPUTED).say(say, formula=indicator.formula)
    text = masters.ACROSS_AGENCIES[indicator.across_agencies].say(say)
    if indicator.weight:
        text += masters.WEIGHED.say(say, weight=indicator.weight)
    text += "; " + masters.ACROSS_PERIODS[indicator.across_periods].say(say)
    if indicator.owner:
        text += masters.OWNED.say(say, owner=", ".join(indicator.owner))
    return text[0].upper() + text[1:]


# --- The formulas --------------------------------------------------------------------------------


def _runs(master: Master, indicator: Indicator, period: str) -> list[str]:
    """The stretches of the matrix row that hold the agencies that count, as references."""
    # Cells of agencies that were not asked hold a sign, which no total counts.
    return runs_of(
        master, indicator, period, {a.code for a in master.counted[indicator.code]} if indicator.owner else None
    )


def runs_of(master: Master, indicator: Indicator, period: str, counted: Collection[str] | None) -> list[str]:
    """The stretches of an indicator's matrix row that hold these agencies (None: all), as references."""
    row = master.matrix_rows[indicator.code, period]
    key = None if counted is None else frozenset(counted)
    if key not in master.spans:
        spans = master.spans[key] = []
        for place, agency in enumerate(master.roster):
            if key is not None and agency.code not in key:
                continue
            if spans and spans[-1][1] == place - 1 and place % master.across:
                spans[-1] = (spans[-1][0], place)
            else:
                spans.append((place, place))
    return [_run(master, row, *span) for span in master.spans[key]]


def _run(master: Master, row: int, first: int, last: int) -> str:
    """The cells of a matrix row from one agency of the roster to another on the same sheet."""
    number, place = divmod(first, master.across)
    start, end = (column_name(_FIRST_AGENCY + n) for n in (place, place + last - first))
    return f"'{master.page_name('matrix', number)}'!${start}${row + 1}:${end}${row + 1}"


def _total_formula(master: Master, indicator: Indicator, period: str) -> str:
    """The total as a formula, or "" where there is none."""
    if indicator.formula:
        return _computed_formula(master, indicator, period)
    if period == WHOLE:
        return _whole_formula(master, indicator)
    runs = _runs(master, indicator, period)
    if not runs:
        return ""
    ranges = ",".join(runs)
    match indicator.across_agencies:
        case "sum" | "max" | "min":
            return f'=IF(COUNT({ranges})=0,"",{indicator.across_agencies.upper()}({ranges}))'
        case "mean" if indicator.weight:
            return _weighed([(runs, _same_runs(master, indicator, period))])
        case "mean":
            return f'=IF(COUNT({ranges})=0,"",AVERAGE({ranges}))'
        case "count_yes":
            yes, no = (_count_word(runs, t.say(master.language)) for t in (YES, NO))
            return f'=IF({yes}+{no}=0,"",{yes})'
        case _:
            return ""


def _same_runs(master: Master, indicator: Indicator, period: str) -> list[str]:
    """The weights' cells for the same agencies as the indicator's own."""
    own, weight = (master.matrix_rows[code, period] + 1 for code in (indicator.code, indicator.weight))
    return [run.replace(f"${own}", f"${weight}") for run in _runs(master, indicator, period)]


def _weighed(pairs: Sequence[tuple[list[str], list[str]]]) -> str:
    both = [(v, w) for values, weights in pairs for v, w in zip(values, weights, strict=True)]
    products = "+".join(f"SUMPRODUCT({v},{w})" for v, w in both)
    weights = "+".join(f"SUMPRODUCT(--ISNUMBER({v}),{w})" for v, w in both)
    return f'=IF(({weights})=0,"",({products})/({weights}))'


def _count_word(runs: Sequence[str], word: str) -> str:
    """How many cells hold the word. Not COUNTIF, which reads `>50%` and `A*` as conditions."""
    return "(" + "+".join(f"SUMPRODUCT(--EXACT({run},{quoted(word)}))" for run in runs) + ")"


def _countable(indicator: Indicator, language: Language) -> bool:
    """Whether the choices can be counted in the matrix: none looks like a sign."""
    return {text.say(language) for text in masters.SIGNS.values()}.isdisjoint(indicator.choices)


def _whole_formula(master: Master, indicator: Indicator) -> str:
    periods = [p.key for p in master.campaign.periods]
    cells = [master.total_cells[indicator.code, p] for p in periods]
    if indicator.across_periods == "mean" and indicator.across_agencies == "mean":
        if indicator.weight:
            return _weighed([(_runs(master, indicator, p), _same_runs(master, indicator, p)) for p in periods])
        ranges = ",".join(r for p in periods for r in _runs(master, indicator, p))
        return f'=IF(COUNT({ranges})=0,"",AVERAGE({ranges}))' if ranges else ""
    if indicator.across_agencies in ("none", "count_yes") and not indicator.takes_last:
        return ""
    match indicator.across_periods:
        case "last" | "cumulative" | "cumulative_all":
            return f'=IF(ISNUMBER({cells[-1]}),{cells[-1]},"")' if indicator.across_agencies != "none" else ""
        case "sum" | "max":
            listed = ",".join(cells)
            return f'=IF(COUNT({listed})=0,"",{indicator.across_periods.upper()}({listed}))'
        case "mean" if indicator.weight:
            weights = [master.total_cells[indicator.weight, p] for p in periods]
            both = "+".join(f"N({c})*N({w})" for c, w in zip(cells, weights, strict=True))
            base = "+".join(f"ISNUMBER({c})*N({w})" for c, w in zip(cells, weights, strict=True))
            return f'=IF(({base})=0,"",({both})/({base}))'
        case "mean":
            return f'=IF(COUNT({",".join(cells)})=0,"",AVERAGE({",".join(cells)}))'
        case _:
            return ""


@kept
def _derived(indicators: tuple[Indicator, ...]) -> dict[str, expressions.Formula]:
    """The formulas of those that are computed, by code."""
    return {i.code: expressions.parse(i.formula) for i in indicators if i.formula}


def _computed_formula(master: Master, indicator: Indicator, period: str) -> str:
    periods = [p.key for p in master.campaign.periods]
    if period == WHOLE:
        if indicator.across_periods == "none" or not periods:
            return ""
        if indicator.takes_last:
            last = master.total_cells[indicator.code, periods[-1]]
            return f'=IF(ISNUMBER({last}),{last},"")'
    else:
        periods = [period]
    if looks_at_answers(master.campaign, indicator):
        return ""
    formula = expressions.substitute(expressions.parse(indicator.formula), _derived(master.campaign.indicators))
    matched = _matched(master, indicator, period, periods)

    def cell(code: str) -> ExcelCell:
        if matched is None:
            return ExcelCell(master.total_cells[code, period], "decimal")
        return ExcelCell(f"({_matched_sum(matched, code)})", "decimal")

    try:
        text = expressions.to_excel(formula, cell)
    except FormulaError:
        return ""
    if matched is None:
        return text
    return f'=IF({_matched_count(matched)}=0,"",{text[1:]})'


_Matched = list[tuple[Given, list[list[str]]]]
"""What an agency must have given for each share in a computed total, and the runs of the matrix that hold it."""


def _matched(master: Master, indicator: Indicator, period: str, periods: Sequence[str]) -> _Matched | None:
    """None where the members' totals are used as they are."""
    counted = {i: master.counted[i.code] for i in (indicator, *members(master.campaign, indicator))}
    agencies = taken_over(master.campaign, indicator, period, counted.__getitem__)
    if not agencies:
        return None
    parts = members(master.campaign, indicator)
    asked = [{a.code for a in master.roster if is_asked(p.asked_of, a)} for p in parts]
    codes = {a.code for a in agencies}
    # Cells of agencies that are not asked hold a sign, so that whole rows will do where all others are in it.
    within = None if set.intersection(*asked) == codes else codes
    return [(share, [runs_of(master, p, key, within) for p, key in share]) for share in shares(parts, periods)]


def _matched_sum(matched: _Matched, code: str) -> str:
    """A member's sum over the agencies and periods for which every member is a number."""
    terms = []
    for share, runs in matched:
        for (part, _), own in zip(share, runs, strict=True):
            if part.code == code:
                for run, *rows in zip(own, *runs, strict=True):
                    masks = ",".join(f"--ISNUMBER({r})" for r in rows)
                    terms.append(f"SUMPRODUCT({masks},{run})")
    return "+".join(terms)


def _matched_count(matched: _Matched) -> str:
    """How many agencies gave every member for at least one share."""
    counts = []
    for of_a_stretch in zip(*(zip(*runs, strict=True) for _, runs in matched), strict=True):
        counts.append(_some(["*".join(f"ISNUMBER({r})" for r in rows) for rows in of_a_stretch]))
    return counts[0] if len(counts) == 1 else f"({'+'.join(counts)})"


def _some(tests: Sequence[str]) -> str:
    """In how many places of a stretch one of the tests is true.

    One test alone is no number yet, and for Excel every truth value is more than any number: FALSE>0 is TRUE.
    """
    return f"SUMPRODUCT(--(({'+'.join(tests)})*1>0))"


def _distribution_formula(master: Master, indicator: Indicator, period: str) -> str:
    """How many agencies gave each choice, live; "" where that cannot be told from the matrix."""
    runs = _runs(master, indicator, period)
    if not runs or not _countable(indicator, master.language):
        return ""
    return "=" + '&"; "&'.join(f"{quoted(f'{c}: ')}&{_count_word(runs, c)}" for c in indicator.choices)


def _coverage_formula(master: Master, indicator: Indicator, total: Total, complete: bool = False) -> str:
    """How many agencies are in a total (`complete`: with a figure for every period), live;
    "" where it is only written."""
    periods = [p.key for p in master.campaign.periods] if total.period == WHOLE else [total.period]
    if complete and indicator.takes_last:
        periods = periods[-1:]
    if indicator.formula:
        if total.period == WHOLE and (indicator.takes_last or indicator.across_periods == "none"):
            return ""
        answers = looks_at_answers(master.campaign, indicator)
        matched = None if answers else _matched(master, indicator, total.period, periods)
        return f'={_matched_count(matched)}&"/{total.asked}"' if matched else ""
    if not indicator.numeric:
        words = [t.say(master.language) for t in (YES, NO)] if indicator.kind == "yesno" else list(indicator.choices)
        if total.period == WHOLE or not words or not _countable(indicator, master.language):
            return ""
        counts = "+".join(_count_word(_runs(master, indicator, total.period), w) for w in words)
        return f'=({counts})&"/{total.asked}"' if _runs(master, indicator, total.period) else ""
    if complete and any(a.since or a.until for a in master.counted[indicator.code]):
        return ""  # of a body that was there for some of the periods only, those are enough
    by_run = list(zip(*(_runs(master, indicator, p) for p in periods), strict=True))
    if not by_run:
        return ""
    if indicator.weight and indicator.across_agencies == "mean":
        weights = list(zip(*(_same_runs(master, indicator, p) for p in periods), strict=True))
        both = [
            [f"ISNUMBER({v})*ISNUMBER({w})*({w}<>0)" for v, w in zip(*pair, strict=True)]
            for pair in zip(by_run, weights, strict=True)
        ]
        joined = [f"SUMPRODUCT({'*'.join(b)}*1)" if complete else _some(b) for b in both]
        return f'=({"+".join(joined)})&"/{total.asked}"'
    if complete:
        counts = "+".join(f"SUMPRODUCT({'*'.join(f'ISNUMBER({r})' for r in runs)}*1)" for runs in by_run)
    else:
        counts = "+".join(_some([f"ISNUMBER({r})" for r in runs]) for runs in by_run)
    return f'=({counts})&"/{total.asked}"'
