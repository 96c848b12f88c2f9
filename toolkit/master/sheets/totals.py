"""The province's totals, as live formulas over the matrix."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.consolidation.splits import share_of, share_period
from toolkit.consolidation.totals import WHOLE, counted_agencies, looks_at_answers
from toolkit.form.contents import split_heading
from toolkit.language.text import KEPT, listed
from toolkit.master.sheets.context import Master
from toolkit.master.sheets.matrix import unit_width
from toolkit.master.sheets.total_formulas import computed_formula, coverage_formula, distribution_formula, total_formula
from toolkit.messages import masters, sentences
from toolkit.model import Indicator, Split
from toolkit.model.periods import period_label
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.decimals import decimals_in
from toolkit.xlsx.excel import Sheet, fits
from toolkit.xlsx.look import AMBER, GREY, LINE, MUTED, NAVY, STEEL, decimal_format
from toolkit.xlsx.measure import column_width, row_height
from toolkit.xlsx.tables import TableColumn, say_none, start_table

#: How far the heading of a split and its parts are indented.
_INDENTS = (1, 2)


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
        TableColumn("unit", unit_width(master), look.boxed(align="center", valign="vcenter")),
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
    formula = computed_formula(master, share, key) if total.shown == "live" else ""
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
            formula = "" if total.shown != "live" else coverage_formula(master, indicator, total, complete)
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
            formula = distribution_formula(master, indicator, key)
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
        formula = "" if total.shown == "written" else total_formula(master, indicator, key)
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
