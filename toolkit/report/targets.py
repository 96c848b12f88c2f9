"""The table of targets: target, result, and whether it is reached."""

from toolkit.consolidation.headlines import TargetResult, covered, targets_of
from toolkit.language.numbers import format_number
from toolkit.messages import reports
from toolkit.messages.reports import Words
from toolkit.model import Consolidation, Indicator
from toolkit.report.annexes import headings, rows_by_topic
from toolkit.report.parts import Annex
from toolkit.values.decimals import shown_decimals, shown_number

#: A table with more rows goes into an annex.
MOST_IN_BODY = 25


def targets_table(result: Consolidation, attached: str, words: Words) -> Annex | None:
    """A row for each indicator with a target; None without any, or where nobody reported figures."""
    campaign, decimals = result.campaign, shown_decimals(result)
    reached = {one.indicator.code: one for one in targets_of(result)}
    if not reached:
        return None

    def cells(indicator: Indicator) -> tuple[str, ...]:
        one = reached[indicator.code]
        value = one.total.value
        shown = (
            reports.MISSING
            if value is None
            else shown_number(indicator, value, decimals[indicator.code], words.language)
        )
        return format_number(indicator.target or 0.0, words.language), shown, assessment(one, words)

    rows = rows_by_topic(campaign, [one.indicator for one in reached.values()], cells, words.language)
    columns = ("number", "label", "unit", "target", "result", "assessment")
    return Annex(
        label=words.ANNEX,
        title=words.TARGETS_TITLE,
        attached=attached,
        caption=words.TARGETS_CAPTION,
        columns=headings(campaign, columns, words),
        kinds=("number", "name", "unit", "figure", "figure", "note"),
        rows=tuple(row for row in rows if not row.group or len(reached) > MOST_IN_BODY),
        lead=3,
    )


def assessment(target: TargetResult, words: Words) -> str:
    """Whether the target is reached; where figures are missing, with the number of agencies that reported."""
    if target.total.value is None:
        return words.TARGET_UNKNOWN
    if target.is_reached is None:
        return reports.NO_TOTAL
    assessed = words.TARGET_REACHED if target.is_reached else words.TARGET_MISSED
    if not target.is_incomplete:
        return assessed
    return words.TARGET_PARTLY.format(said=assessed, reporting=covered(target.total), asked=target.total.asked)
