"""The results of a form's formulas, compared with ours: indicators with a formula, and totals over the periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.form.contents import EARLIER
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Operand
from toolkit.intake.account import Account, is_blank
from toolkit.intake.received import Received
from toolkit.language.numbers import in_short
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import Campaign, CellValue, Figure, Indicator, Value
from toolkit.model.caching import cached
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet
from toolkit.values.cell import typed_text
from toolkit.values.totals import (
    computed,
    derived_total,
    is_rounding,
    lookup,
    number,
    number_in_formulas,
    over_periods,
    period_total,
    same_number,
)

#: The form's words for 0, which its formulas count as 0.
_ZERO = frozenset(map(fold, forms.ZERO))


@dataclass(frozen=True, slots=True)
class Computed:
    """The computed cells of one form. `contents`: the content of each figure's cell, by indicator and period."""

    form: Received
    account: Account
    contents: Mapping[str, Mapping[str, CellValue]]

    def derive(self, sheet: KeyedSheet | None, rows: Mapping[str, KeyedRow]) -> None:
        """Compute the indicators that have a formula, and compare their cells with the results."""
        campaign, figures = self.form.campaign, self.account.figures
        derived = [i for i in campaign.indicators_of(self.form.agency) if i.formula]
        needed = {c for i in derived for c in _codes_computed_from(campaign)[i.code]}
        for position, period in enumerate(campaign.periods if derived else ()):
            # Every indicator has one figure for each period, except those that are computed here.
            in_period = {c: series[position] for c in needed if (series := figures.get(c)) and position < len(series)}
            look_up = lookup(campaign, in_period)
            for indicator in derived:
                value, state = computed(indicator, look_up)
                row = rows.get(indicator.code)
                if sheet is None or row is None or period.key not in sheet.columns:
                    self.account.add_figure(indicator, period.key, value, state)
                    continue
                cell = sheet.address(row, period.key)
                self.account.add_figure(indicator, period.key, value, state, "", sheet.name, cell)
                shown = sheet.value(row, period.key)
                right = is_blank(shown) or same_number(shown, value) or is_rounding(shown, value)
                if not right and not same_number(shown, self._value_in_form(indicator, period.key)):
                    code = "computed-not-checkable" if value is None else "computed-differs"
                    self._report_difference(code, sheet.name, cell, shown, value, indicator, period.key)

    def check_total(self, sheet: KeyedSheet, row: KeyedRow, indicator: Indicator) -> None:
        """Report a total over the periods that differs from ours: the form computes it in a locked cell."""
        shown = sheet.value(row, "total")
        if shown is None or is_blank(shown):
            return
        expected = self._total(indicator, self.account.figures)
        if shown.__class__ is float and shown == expected:
            return
        if expected is None and not isinstance(shown, int | float) and self.form.prints(shown):
            return
        if same_number(shown, expected) or same_number(shown, self._total(indicator, self._figures_in_form(indicator))):
            return
        code = "total-not-checkable" if expected is None else "total-differs"
        self._report_difference(code, sheet.name, sheet.address(row, "total"), shown, expected, indicator)

    def _report_difference(
        self,
        code: str,
        sheet: str,
        cell: str,
        shown: CellValue,
        expected: Value | None,
        indicator: Indicator,
        period: str | None = None,
    ) -> None:
        if self.form.is_earlier and self.account.differs:  # an earlier form computes it from different questions
            self.account.list_cell(sheet, cell, shown, EARLIER)
            return
        self.account.count("reported")
        typed, ours = typed_text(shown), _value_text(expected)
        self.account.add_finding(
            code, sheet, cell, value=typed, indicator=indicator.code, period=period, arguments={"expected": ours}
        )

    def _value_in_form(self, indicator: Indicator, period: str) -> Value | None:
        """The value of a figure's cell for the form's formulas, which read no words except those for 0."""

        def look_up(code: str) -> Operand:
            member = self.form.campaign.indicator_by_code[code]
            if member.formula:
                return expressions.evaluate(expressions.parse(member.formula), look_up)
            value = self.contents.get(code, {}).get(period)
            if not member.numeric:
                figure = next((f for f in self.account.figures.get(code, ()) if f.period == period), None)
                return Absent.MISSING if figure is None or figure.value is None else figure.value
            counted = number_in_formulas(value)
            if counted is not None:
                return counted
            zero = member.adds_up and isinstance(value, str) and fold(value) in _ZERO
            return 0.0 if zero else Absent.MISSING

        result = look_up(indicator.code)
        return None if isinstance(result, Absent) else result

    def _figures_in_form(self, indicator: Indicator) -> dict[str, list[Figure]]:
        """All figures from which the form computes this indicator's total, as its formulas see them."""
        needed = {indicator.code, indicator.weight}
        if indicator.formula:
            needed |= set(expressions.parse(indicator.formula).names)
        counted: dict[str, list[Figure]] = {}
        for code in needed & self.account.figures.keys():
            member = self.form.campaign.indicator_by_code[code]
            values = [(f, self._value_in_form(member, f.period)) for f in self.account.figures[code]]
            counted[code] = [f._replace(value=v, state="missing" if v is None else "given") for f, v in values]
        return counted

    def _total(self, indicator: Indicator, figures: Mapping[str, Sequence[Figure]]) -> float | None:
        """The agency's total of an indicator over the periods. `figures`: by indicator."""
        if indicator.formula:
            members = _codes_computed_from(self.form.campaign)[indicator.code]
            return derived_total(self.form.campaign, indicator, [f for c in members for f in figures.get(c, ())])
        if not indicator.weight:
            plain = self.account.plain.get(indicator.code) if figures is self.account.figures else None
            return over_periods(indicator, plain or [number(f) for f in figures.get(indicator.code, ())])
        weights = {f.period: f for f in figures.get(indicator.weight, ())}
        if not weights:  # a form without a row for the weight computes the plain mean
            indicator = replace(indicator, weight="")
        return period_total(indicator, figures.get(indicator.code, ()), weights)


@cached
def _codes_computed_from(campaign: Campaign) -> dict[str, list[str]]:
    """For each computed indicator, its code and the codes of all that it is computed from, with their weights."""
    members: dict[str, list[str]] = {}
    for indicator in campaign.indicators:
        if indicator.formula:
            codes = members[indicator.code] = [indicator.code]
            for code in codes:
                member = campaign.indicator_by_code.get(code)
                if member is not None:
                    names = expressions.parse(member.formula).names if member.formula else ()
                    codes += [c for c in dict.fromkeys((member.weight, *names)) if c and c not in codes]
    return members


def _value_text(value: Value | None) -> str:
    """A computed value as findings show it; numbers are rounded."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return in_short(float(value))
    return typed_text(value)
